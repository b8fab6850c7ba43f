"""Collects garbage beside the runs of the pages, and not at the end of each as Streamlit does.

A collection goes through everything that is loaded, which takes a tenth of a second here, and everybody waits
meanwhile: whoever asked for a run to be told that it has ended, and whoever pressed a button to be told that
it is recorded. What stays loaded is never garbage. It is frozen, so that no later collection goes through it.
"""

import gc
import sys
import time

from gate import spare

EVERY = 5.0  # seconds
_modules_frozen = 0


def freeze() -> None:
    """Collects once, freezes what is left, and gives back the memory that is free."""
    global _modules_frozen
    gc.collect()
    gc.freeze()
    _modules_frozen = len(sys.modules)
    spare.give_back()


def collect_now_and_then() -> None:
    """Collects every few seconds where anything ran since, and freezes what was loaded late; never ends."""
    collected = 0
    while True:
        time.sleep(EVERY)
        if gc.get_stats()[0]["collections"] != collected:
            if len(sys.modules) > _modules_frozen > 0:
                freeze()
            else:
                gc.collect()
            collected = gc.get_stats()[0]["collections"]
