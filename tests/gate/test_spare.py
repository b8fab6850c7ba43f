"""What was freed goes back to the system."""

import subprocess
import sys
from pathlib import Path

import pytest

from gate import spare

ROOT = Path(__file__).parent.parent.parent
# Large pieces are freed with a small one above each, which keeps the C library's own store from shrinking.
LEFT_BEHIND = """
import re
import sys
from gate import spare

def held():
    return int(re.search(r"RssAnon:\\s*(\\d+)", open("/proc/self/status").read())[1]) // 1024

if "keep_little" in sys.argv:
    spare.keep_little()
del [bytearray(2_000_000)][0]
before, large, small = held(), [], []
for _ in range(40):
    large.append(bytearray(b"x") * 1_000_000)
    small.append(bytearray(b"x") * 2_000)
large.clear()
if "give_back" in sys.argv:
    spare.give_back()
print(held() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux alone has these settings")
def test_large_pieces_go_back_once_they_are_freed_and_the_rest_when_asked():
    def left(*how):
        ran = subprocess.run(
            [sys.executable, "-c", LEFT_BEHIND, *how], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return int(ran.stdout)

    assert left() > 20, "left as it is, the C library keeps them"
    assert left("keep_little") < 5
    assert left("give_back") < 5


def test_nothing_happens_where_the_system_has_no_such_settings(monkeypatch):
    monkeypatch.setattr(spare.sys, "platform", "win32")
    spare._of_the_c_library.cache_clear()
    spare.keep_little()
    spare.give_back()
    assert spare._of_the_c_library("mallopt") is None
    spare._of_the_c_library.cache_clear()
