"""The log says what went wrong and where, and no name."""

import logging
import threading

import pytest

from gate import quiet_log


@pytest.fixture
def quiet():
    given, hook = logging.getLogRecordFactory(), threading.excepthook
    quiet_log.install()
    yield
    logging.setLogRecordFactory(given)
    threading.excepthook = hook


def fail():
    try:
        raise KeyError("Amelia Birch")
    except KeyError as fault:
        raise ValueError("row of Amelia Birch") from fault


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
