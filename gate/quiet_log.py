"""A log without names: what went wrong and where, never what was in the records (clauses CP-12, PR-2).

An exception's text may hold what somebody typed or a row of the cabinet. The log keeps its kind and the
lines of the program it passed through, which is what a person needs to mend it.
"""

import logging
import threading
import traceback
from typing import Any

_given = logging.getLogRecordFactory()


def outline(fault: BaseException) -> str:
    """The kinds of `fault` and of what caused it, and the lines each passed through; none of their words."""
    parts: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = fault
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        lines = "".join(traceback.format_tb(at.__traceback__))
        parts.append(f"{type(at).__module__}.{type(at).__qualname__}\n{lines}".rstrip())
        at = at.__cause__ or at.__context__
    return "\ncaused by ".join(parts)


def _without_words(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _given(*args, **kwargs)
    if record.exc_info and record.exc_info[1] is not None:
        record.msg = f"{record.getMessage()}\n{outline(record.exc_info[1])}"
        record.args = ()
        record.exc_info = None
        record.exc_text = None
    return record


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        logging.getLogger(__name__).error("A thread ended.\n%s", outline(ended.exc_value))


def install() -> None:
    """Makes every log record of this process one without an exception's words."""
    logging.setLogRecordFactory(_without_words)
    threading.excepthook = _thread_ended
