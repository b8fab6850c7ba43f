"""Renews the hashes in requirements.txt, each pin staying in its place: run it after a pin was changed.

    .venv/bin/python -m pip install uv && .venv/bin/python .ci/hashes.py

The hashes are those of every file of a version, for every system and Python that it has files for.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "requirements.txt"


def pins() -> list[str]:
    """The lines of the file without hashes: sections, comments and pins."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [line.removesuffix("\\").rstrip() for line in lines if not line.lstrip().startswith("--hash")]


def name_of(pin: str) -> str:
    """The package of a pin, as an index compares it."""
    return re.sub(r"[-_.]+", "-", pin.partition("==")[0]).lower()


def main() -> None:
    """Asks the index for the hashes and writes the file anew."""
    held = pins()
    with tempfile.TemporaryDirectory() as folder:
        plain, hashed = Path(folder) / "plain.txt", Path(folder) / "hashed.txt"
        plain.write_text("\n".join(held) + "\n", encoding="utf-8")
        subprocess.run(  # noqa: S603
            [
                *(sys.executable, "-m", "uv", "pip", "compile", str(plain), "-o", str(hashed), "-q"),
                *("--no-deps", "--universal", "--python-version", "3.11"),
                *("--generate-hashes", "--no-annotate", "--no-header"),
            ],
            check=True,
        )
        blocks = re.split(r"\n(?=\S)", hashed.read_text(encoding="utf-8").strip())
    hashes = {name_of(block): re.findall(r"--hash=\S+", block) for block in blocks}
    said = [
        " \\\n".join([line, *(f"    {one}" for one in hashes[name_of(line)])]) if "==" in line else line
        for line in held
    ]
    FILE.write_text("\n".join(said) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
