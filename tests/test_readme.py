"""The newcomer's way in: what the README says to type is there, and what the code needs is pinned."""

import ast
import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import start
from store.__main__ import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROOMS = ("gate", "pages", "ui", "papers", "store", "rules", "migrations")
COMMANDS = [
    line
    for block in re.findall(r"```(?:sh|powershell)\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]


def pins(requirements: str) -> dict[str, str]:
    """The version of each distribution that a list of requirements names."""
    return {
        line.partition("==")[0].strip().lower(): line.partition("==")[2].removesuffix("\\").rstrip()
        for line in requirements.splitlines()
        if line and not line.startswith(("#", "    --hash"))
    }


def imported_by(file: Path) -> set[str]:
    """The packages that a file imports, by their first name; not those of its own room."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module or "")
    return {name.partition(".")[0] for name in found}


PINS = pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))
# What the dashboard is compared with: the bench goes on without it, and the app never needs it.
BESIDE = ROOT / "bench" / "beside"
PINS_BESIDE = pins((ROOT / "bench" / "requirements.txt").read_text(encoding="utf-8"))


def sources(*places: str) -> list[Path]:
    return [
        ROOT / "app.py",
        ROOT / "models.py",
        *(file for place in places for file in sorted((ROOT / place).rglob("*.py"))),
    ]


def read_from_environment() -> set[str]:
    """Every environment variable that the app asks for; those of the PostgreSQL client are its own."""
    said = "\n".join(file.read_text(encoding="utf-8") for file in sources(*ROOMS))
    return set(re.findall(r"environ(?:\.get\(|\[)\s*\"(?!PG)([A-Z_]+)\"", said))


@pytest.mark.parametrize("module", sorted(set(re.findall(r"-m ([a-z_.]+)", README))))
def test_a_module_that_the_readme_runs_is_there(module):
    assert module in sys.stdlib_module_names or importlib.util.find_spec(module), module
    if (ROOT / module.replace(".", "/")).is_dir():
        assert importlib.util.find_spec(f"{module}.__main__"), f"python -m {module} runs nothing."


def test_the_command_line_knows_what_the_readme_asks_of_it(capsys):
    asked = [re.search(r"-m store (?:--home DIR )?([a-z]+)(.*)", line) for line in COMMANDS]
    found = [(match[1], re.findall(r"--[a-z]+", match[2])) for match in asked if match]
    with pytest.raises(SystemExit):
        main(["--help"])
    there = set(re.findall(r"^    ([a-z]+) {2,}\S", capsys.readouterr().out, re.MULTILINE))
    assert {command for command, _ in found} == there
    for command, options in found:
        with pytest.raises(SystemExit) as left:
            main([command, "--help"])
        said = capsys.readouterr().out
        assert left.value.code == 0
        assert [option for option in options if option not in said] == [], command


def test_every_environment_variable_is_in_the_readme_and_no_other():
    named = set(re.findall(r"`((?:CABINET|DATABASE)_[A-Z_]+)`", README))
    assert named == read_from_environment() - {start.TOLD_AS}  # which start.py sets, and nobody else


def test_each_command_has_its_windows_form():
    for ending in ("-m streamlit run app.py", "-m pytest -n auto"):
        starts = sorted(line.split()[0] for line in COMMANDS if line.endswith(ending))
        assert starts == ["py", "python3"], ending


@pytest.mark.skipif(not shutil.which("bash"), reason="There is no bash here to read .ci/run with.")
def test_ci_runs_the_readmes_own_test_command():
    said = subprocess.run(
        ["bash", ".ci/run", "say"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    ).stdout.strip()
    assert said in COMMANDS
    assert said.endswith("-m pytest -n auto")


def test_every_room_that_the_readme_names_is_there():
    block = README.partition("## Rooms of the code")[2].partition("```")[2].partition("```")[0]
    rooms = re.findall(r"^(\S+)", block, re.MULTILINE)
    assert len(rooms) >= 10
    assert [room for room in rooms if not (ROOT / room).exists()] == []


def test_what_the_code_imports_is_pinned_exactly():
    ours = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or path.is_dir()}
    distributions = importlib.metadata.packages_distributions()
    lacking = set()
    for file in sources(*ROOMS, "tests", "bench"):
        pinned = PINS | PINS_BESIDE if BESIDE in file.parents else PINS
        for name in imported_by(file) - ours - sys.stdlib_module_names:
            if not {d.lower() for d in distributions.get(name, [name])} & set(pinned):
                lacking.add(f"{name} ({file.relative_to(ROOT)})")
    assert lacking == set()


def test_both_lists_of_pins_go_together():
    both = set(PINS) & set(PINS_BESIDE)
    assert {name: PINS[name] for name in both} == {name: PINS_BESIDE[name] for name in both}


def test_every_pin_is_exact():
    assert len(PINS) > 60
    for name, wanted in (PINS | PINS_BESIDE).items():
        assert re.fullmatch(r"[0-9][0-9a-z.]*(; sys_platform [!=]= '[a-z0-9]+')?", wanted), name


def test_every_pin_has_its_hashes():
    """With one that has none pip installs nothing at all."""
    for said in re.split(r"\n(?=[a-z])", (ROOT / "requirements.txt").read_text(encoding="utf-8"))[1:]:
        pin = said.partition("==")[0]
        assert re.search(r"\n    --hash=sha256:[0-9a-f]{64}", said), f"{pin}: run .ci/hashes.py"
