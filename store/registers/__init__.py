"""Brings in registers as settings keep them: tried out first, then all or nothing.

`try_out` says what would come in and every problem by file, row and column; `bring_in` does it in one
transaction. The same files again add nothing.
"""

from store.registers.importing import bring_in, try_out
from store.registers.spreadsheet import MOST_MEGABYTES, RegisterFile, register_files
from store.registers.tried import (
    Brought,
    CannotComeIn,
    Choices,
    Question,
    Severity,
    TryOut,
)

__all__ = [
    "MOST_MEGABYTES",
    "Brought",
    "CannotComeIn",
    "Choices",
    "Question",
    "RegisterFile",
    "Severity",
    "TryOut",
    "bring_in",
    "register_files",
    "try_out",
]
