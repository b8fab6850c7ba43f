"""Keeps the memory of the process small: what was freed goes back to the system.

The C library of Linux keeps what a thread has freed for that thread, in up to eight such stores for each
core, and large pieces too once one of their size was freed. Twenty-five people left 75 MB behind that way.
Other systems have no such settings and need none.
"""

import ctypes
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # malloc.h
_STORES = 2
_LARGE = 256 * 1024


def keep_little() -> None:
    """From now on: two stores for all threads, and every large piece goes back once it is freed.

    To be called before there are threads.
    """
    if (setting := _of_the_c_library("mallopt")) is not None:
        setting(_ARENA_MAX, _STORES)
        setting(_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Gives back what is free now, after work that took much."""
    if (trim := _of_the_c_library("malloc_trim")) is not None:
        trim(0)


@cache
def _of_the_c_library(name: str) -> Callable[..., Any] | None:
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), name, None)  # Alpine's has neither
