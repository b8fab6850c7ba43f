"""A log without names: what went wrong and where, never what was in the records (clauses CP-12, PR-2).

An exception's text may hold what somebody typed or a row of the cabinet. The log keeps its kind and the
lines of the program it passed through, which is what a person needs to mend it.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

_given = logging.getLogRecordFactory()


def outline(fault: BaseException) -> str:
    """The kinds of `fault` and of what caused it, and the lines each passed through; none of their words."""
    parts = []
    for at in _chain(fault):
        lines = "".join(traceback.format_tb(at.__traceback__))
        parts.append(f"{_kind(at)}\n{lines}".rstrip())
    return "\ncaused by ".join(parts)


def _chain(fault: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = fault
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def _kind(fault: BaseException) -> str:
    return f"{type(fault).__module__}.{type(fault).__qualname__}"


def _without_words(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _given(*args, **kwargs)
    told = record.exc_info[1] if record.exc_info else None
    named = [one for one in _args_of(record) if isinstance(one, BaseException)]
    faults = [one for fault in (told, *named) if fault is not None for one in _chain(fault)]
    if not faults:
        return record
    said = record.getMessage()
    for fault in faults:  # asyncio, for one, writes the exception itself into its line
        for words in filter(None, (repr(fault), str(fault))):
            said = said.replace(words, _kind(fault))
    record.msg = f"{said}\n{outline(told)}" if told else said
    record.args = ()
    if told:
        record.exc_info = None
        record.exc_text = None
    return record


def _args_of(record: logging.LogRecord) -> Iterable[object]:
    return record.args.values() if isinstance(record.args, Mapping) else record.args or ()


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        logging.getLogger(__name__).error("A thread ended.\n%s", outline(ended.exc_value))


def _thrown_away(what: "sys.UnraisableHookArgs") -> None:
    if what.exc_value is not None:
        logging.getLogger(__name__).error("Thrown away with a fault.\n%s", outline(what.exc_value))


def install() -> None:
    """Makes every log record of this process one without an exception's words."""
    logging.setLogRecordFactory(_without_words)
    threading.excepthook = _thread_ended
    sys.unraisablehook = _thrown_away
