"""The log says what went wrong and where, and no name."""

import asyncio
import gc
import logging
import sys
import threading

import pytest

from gate import quiet_log
from tests.gate.conftest import run_apart

NAME = "Amelia Birch"  # not in a line of the program, which the log may show


@pytest.fixture
def quiet():
    given, hook, nowhere = logging.getLogRecordFactory(), threading.excepthook, sys.unraisablehook
    quiet_log.install()
    yield
    logging.setLogRecordFactory(given)
    threading.excepthook = hook
    sys.unraisablehook = nowhere


def fail():
    try:
        raise KeyError(NAME)
    except KeyError as fault:
        raise ValueError(f"row of {NAME}") from fault


def test_an_exception_is_logged_by_its_kind_and_lines(quiet, caplog):
    try:
        fail()
    except ValueError:
        logging.getLogger("any").exception("A request was not answered.")
    assert "A request was not answered." in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert "caused by builtins.KeyError" in caplog.text
    assert "in fail" in caplog.text
    assert "ValueError: row" not in caplog.text
    assert "KeyError: 'Amelia" not in caplog.text


def test_a_thread_that_ends_with_an_exception_says_no_more(quiet, caplog, capsys):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "builtins.ValueError" in caplog.text
    assert "ValueError: row" not in caplog.text
    assert "Amelia" not in capsys.readouterr().err


def test_a_line_that_has_the_exceptions_words_in_it_says_its_kind_in_their_place(quiet, caplog):
    try:
        fail()
    except ValueError as fault:
        logging.getLogger("any").error("Not done: %s", fault)
        logging.getLogger("any").exception("Not done: %r, after %s", fault, fault.__cause__)
    assert "Not done: builtins.ValueError" in caplog.text
    assert "after builtins.KeyError" in caplog.text
    assert "Amelia" not in caplog.text


def test_a_task_that_nobody_waited_for_says_no_more(quiet, caplog):
    async def failing():
        fail()

    async def begin():
        asyncio.get_running_loop().create_task(failing())
        await asyncio.sleep(0)

    run_apart(begin())
    gc.collect()
    assert "Task exception was never retrieved" in caplog.text
    assert "in fail" in caplog.text
    assert "Amelia" not in caplog.text


def test_what_fails_as_it_is_thrown_away_says_no_more(quiet, caplog, capsys):
    class Held:
        def __del__(self):
            fail()

    held = Held()
    del held
    gc.collect()
    assert "builtins.ValueError" in caplog.text
    assert "Amelia" not in caplog.text + capsys.readouterr().err
