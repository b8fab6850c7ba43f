"""Keeps what is in memory off the disk where the process crashes: the key and the records lie there in clear.

A system that was told to may write the whole of it into a file, and some offer to send part of it to their
maker. What ended the process is in the log by its kind either way.
"""

import ctypes
import importlib
import sys
from typing import Any

_WITHOUT_THE_HEAP = 1  # WER_FAULT_REPORTING_FLAG_NOHEAP of werapi.h


def leave_nothing() -> None:
    """From now on: no core file, and on Windows a report without what the process had in memory."""
    if sys.platform == "win32":
        kernel: Any = ctypes.WinDLL("kernel32")
        if (tell := getattr(kernel, "WerSetFlags", None)) is not None:
            tell(_WITHOUT_THE_HEAP)
        return
    resource = importlib.import_module("resource")  # Windows has none
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
