"""The house: which room may know which, and what stays out of each.

The arrows go one way: app, pages -> ui, papers -> store -> models -> rules, and app -> gate -> store. Read
with `ast`, so that nothing is run. A room that does not exist yet is held from the day it appears.
"""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("app", "gate", "pages", "ui", "papers", "store", "models", "rules")

# Each room and the rooms that it may know beside itself.
MAY_KNOW = {
    "app": {"gate", "ui", "papers", "store", "models", "rules"},
    "pages": {"ui", "papers", "store", "models", "rules"},
    "ui": {"papers", "store", "models", "rules"},
    "papers": {"store", "models", "rules"},
    "gate": {"store", "models", "rules"},
    "store": {"models", "rules"},
    "models": {"rules"},
    "rules": set(),
}
NOT_FROM_OUTSIDE = {
    "rules": {"streamlit", "sqlalchemy", "sqlmodel", "alembic", "starlette", "sqlcipher3"},
    "models": {"streamlit", "starlette"},
    "store": {"streamlit", "starlette"},
    "papers": {"streamlit", "starlette", "sqlalchemy", "sqlmodel"},
    "gate": {"streamlit"},
    "ui": {"sqlalchemy", "sqlmodel", "sqlcipher3", "alembic"},
    "pages": {"sqlalchemy", "sqlmodel", "sqlcipher3", "alembic", "starlette"},
}
# What lies at the top beside the rooms: what people maintain and read, how it is tested, started and set up.
BESIDE_THE_ROOMS = {
    *("data", "migrations", "tests", "bench", "docs", "README.md", "CHANGELOG.md"),
    *("start.py", "start.cmd", "requirements.txt", "pyproject.toml"),
    *(".streamlit", ".ci", ".gitignore", ".gitattributes", ".dockerignore"),
}
QUERY_ROOMS = ("ui", "pages")
LAW, LAW_IN_WORDS = re.compile(r"\bL\d{1,2}\.\d"), "Say the law in words, or leave its number out."
THE_ONE_WITH_STATE = Path("ui/state.py")
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def modules(room: str) -> list[Path]:
    """The Python files of a room, by their place in the project."""
    held = [ROOT / f"{room}.py", *(ROOT / room).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in held if path.is_file())


def tree(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), str(module))


def imported(module: Path) -> Iterator[tuple[int, str]]:
    """Line and first name of each import, wherever in the file it stands."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]


def dotted(node: ast.AST) -> str:
    """`st.session_state` for an attribute, `select` for a name, else nothing."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def of_rooms(*rooms: str) -> list[object]:
    return [pytest.param(module, id=module.as_posix()) for room in rooms for module in modules(room)]


def test_the_rooms_are_where_this_test_looks():
    for room in ("app", "models", "rules", "store"):
        assert modules(room), f"No file of {room} is found from {ROOT}: tell this test where the room went."


def test_nothing_is_kept_at_the_top_that_is_not_in_the_plan_of_the_rooms():
    """What git keeps: a cabinet or an environment beside it is nobody's mistake."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("This copy is no git clone, so that nothing says what is kept.")
    asked = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.returncode:
        pytest.skip(f"git does not say what is kept: {asked.stderr.strip()}")
    kept = {name.split("/")[0] for name in asked.stdout.split("\0") if name}
    planned = {name for room in ROOMS for name in (room, f"{room}.py")} | BESIDE_THE_ROOMS
    assert kept <= planned, (
        f"{', '.join(sorted(kept - planned))} has no place in the plan of the rooms. Take it out, or give it "
        "one there and here."
    )


def test_every_room_has_its_arrows():
    assert set(MAY_KNOW) == set(ROOMS)
    for room, known in MAY_KNOW.items():
        for other in known:
            assert room not in MAY_KNOW[other], f"{room} and {other} may not know each other: drop one arrow."


@pytest.mark.parametrize("module", of_rooms(*ROOMS))
def test_a_room_knows_only_the_rooms_below_it(module):
    room = module.parts[0].removesuffix(".py")
    for line, name in imported(module):
        assert name == room or name not in ROOMS or name in MAY_KNOW[room], (
            f"{module}:{line} imports {name}, which {room} may not know. Move what is wanted to a room "
            "below both, or pass it in as an argument."
        )
        assert name not in NOT_FROM_OUTSIDE.get(room, set()), (
            f"{module}:{line} imports {name}, which has no place in {room}. "
            "A query goes to store, a screen to ui or its page, a rule takes plain facts."
        )


@pytest.mark.parametrize("module", of_rooms("ui"))
def test_nothing_beside_the_main_script_hides_a_room(module):
    """Streamlit puts the main script's folder first on the path: there `ui/papers.py` is `papers`."""
    assert module.parent != Path("ui") or module.stem not in ROOMS, f"Give {module} a name that is no room's."


@pytest.mark.parametrize("module", of_rooms(*QUERY_ROOMS))
def test_pages_and_ui_build_no_query(module):
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            assert dotted(node.func).split(".")[-1] != "select", (
                f"{module}:{node.lineno} builds a query. Write a function in store that answers the question "
                "and call that."
            )


@pytest.mark.parametrize("module", of_rooms(*ROOMS))
def test_only_one_file_keeps_state_between_runs(module):
    if module == THE_ONE_WITH_STATE:
        return
    for node in ast.walk(tree(module)):
        said = dotted(node) if isinstance(node, ast.Attribute) else ""
        names = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
        is_kept = (
            said.endswith("session_state")
            or said.startswith(("st.cache", "streamlit.cache"))
            or any(name == "session_state" or name.startswith("cache_") for name in names)
        )
        assert not is_kept, (
            f"{module}:{getattr(node, 'lineno', '?')} keeps something between runs. "
            f"Give it a function in {THE_ONE_WITH_STATE.as_posix()} and call that."
        )


@pytest.mark.parametrize("module", of_rooms("pages"))
def test_a_page_is_a_script_that_reads_from_top_to_bottom(module):
    for node in ast.walk(tree(module)):
        where = f"{module}:{getattr(node, 'lineno', '?')}"
        assert not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef), (
            f"{where} defines a function. A condition goes to rules, a query to store, a block drawn twice "
            "to ui/parts.py."
        )
        if isinstance(node, ast.Attribute):
            said = dotted(node)
            assert not said.endswith(("datetime.now", "date.today", "datetime.today", "datetime.utcnow")), (
                f"{where} asks the clock. Take the day in London from ui/state.py."
            )


def test_no_form_has_the_key_of_a_filter():
    """Streamlit refuses to draw a form under a key that a filter of the page is kept under."""
    forms, filters = set(), set()
    for module in (*modules("pages"), *modules("ui")):
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = dotted(node.func).split(".")[-1]
                if called == "form":
                    forms.add(node.args[0].value)
                elif called in ("one_of", "one_about", "one_opened", "kept_choice"):
                    filters.add(node.args[0].value)
    assert len(forms) > 50
    assert len(filters) > 10
    assert not forms & filters


@pytest.mark.parametrize("module", of_rooms("pages", "ui"))
def test_a_choice_of_several_says_whether_all_may_be_taken_at_once(module):
    """Left to itself Streamlit puts *Select 24 matches* first; Enter after a few letters takes them all."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and dotted(node.func).endswith(".multiselect"):
            assert "select_all" in {given.arg for given in node.keywords}, (
                f"{module}:{node.lineno} leaves it open. Say select_all=False where a wrong one does harm."
            )


@pytest.mark.parametrize("module", of_rooms("pages", "ui"))
def test_nothing_that_people_typed_is_drawn_as_html(module):
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            assert isinstance(node.value, ast.Constant), (
                f"{module}:{node.value.lineno} decides about HTML while it runs. Leave the argument out."
            )
            assert not node.value.value, (
                f"{module}:{node.value.lineno} lets HTML through. Use st.text or a part of ui/parts.py."
            )


@pytest.mark.parametrize("module", of_rooms(*ROOMS))
def test_nobody_reads_a_number_of_our_table_of_the_law(module):
    """Such as L10.7, which no screen and no paper explains. A clause of the policy, such as AR-6, is."""
    nodes = list(ast.walk(tree(module)))
    # What stands alone is a docstring: it is read by whoever changes the code, who has the table.
    alone = {node.value for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in alone:
            assert not LAW.search(node.value), f"{module}:{node.lineno}: {LAW_IN_WORDS}"


@pytest.mark.parametrize("module", of_rooms(*ROOMS))
def test_a_file_is_named_after_what_it_is_about(module):
    for part in (*module.parent.parts, module.stem):
        assert part.casefold() not in SAY_NOTHING, (
            f"{module} is named {part}, which says nothing. Name it after what it serves in the nursery."
        )
