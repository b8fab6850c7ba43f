"""A crash leaves no file with the memory of the process in it."""

import subprocess
import sys

import pytest

from tests.gate.conftest import ROOT

CRASH = """
import app, resource
print(resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no core files")
def test_the_app_writes_no_core_file():
    asked = subprocess.run(
        [sys.executable, "-c", CRASH], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert asked.stdout.splitlines()[-1] == "(0, 0)"
