"""Somebody at a page, from the frame on: signed in for a role, or not; what is drawn, and what is sent."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import update
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.util import calc_hash

from models import Account, KeyPersonAssignment
from rules.induction import Role
from store import cabinet as cabinets
from store import downloads, sessions
from store.cabinet import Cabinet
from store.tables import table
from tests.conftest import FILE, TODAY, account, manager_of, rows
from ui import state
from ui.page_list import pages_of

ROOT = Path(__file__).parent.parent.parent
WHOLE_CODE = re.compile(r'<span class="whole">([A-Z]{1,2}-[\d-]+)</span>')
PAGES = {
    "weekly_review": "Weekly review",
    "access_requests": "Access requests",
    "consents": "Consents",
    "sharing_decisions": "Sharing decisions",
    "children": "Children and files",
    "induction": "Induction",
    "policy": "Policy",
    "committee": "Is the confidentiality policy being kept?",
    "reading": "Read and sign",
    "set_up": "Set-up",
}


@pytest.fixture
def store() -> str:
    """Pages do not know which store they read: one is enough."""
    return FILE


@pytest.fixture
def offered(monkeypatch) -> list[tuple[str, Callable[[], bytes]]]:
    """Each file that a page offers: its name, and what makes it."""
    held: list[tuple[str, Callable[[], bytes]]] = []
    monkeypatch.setattr(
        downloads, "offer", lambda _who, name, _type, make: held.append((name, make)) or "ticket"
    )
    return held


def is_a_key_person(opened: Cabinet) -> None:
    """Makes the key person who is signed in the one of some of the sample's children."""
    staff_id, held = rows(opened, KeyPersonAssignment)[-1]["staff_id"], table(Account)
    with opened.administering("test") as session:
        session.execute(update(held).where(held.c.name == "A key person").values(staff_id=staff_id))


def short(label: str) -> str:
    """A button's label without the part that is heard alone."""
    return label.partition(" *")[0]


class Visit:
    """A page as one person sees it: their first one, or the one that they open before they saw any."""

    def __init__(self, at: AppTest, role: Role | None) -> None:
        self._at, self._role, self._has_come = at, role, False

    @property
    def at(self) -> AppTest:
        """What is drawn; on the first page where none was opened yet."""
        if not self._has_come:
            self._has_come = True
            self._at.run()
        return self._at

    @at.setter
    def at(self, other: AppTest) -> None:
        self._at, self._has_come = other, True

    def open(self, page: str, **query: str) -> "Visit":
        """Goes to a page, with the filters of its address."""
        first = not self._has_come and self._address_of(page)
        at = self._at if first else self.at
        for key, value in query.items():
            at.query_params[key] = value
        if first:
            self._has_come = True
            at._page_hash = calc_hash(first)
        else:
            at.switch_page(f"../pages/{page}.py")
        return self.run()

    def _address_of(self, page: str) -> str | None:
        """Where the link of a page leads that this person may open and that is not their first."""
        others = pages_of(self._role)[1:] if self._role else []
        return next((one.address for one in others if one.script == page), None)

    def run(self) -> "Visit":
        self.at.run()
        return self

    def press(self, label: str, at: int = 0) -> "Visit":
        """Presses the button with this label, the first of several unless told."""
        [button for button in self.at.button if label in (button.label, short(button.label))][at].click()
        return self.run()

    @property
    def labels(self) -> list[str]:
        """What the buttons say to the eye."""
        return [short(button.label) for button in self.at.button]

    @property
    def elements(self) -> list[Any]:
        """Everything drawn, blocks included, in its order."""
        found: list[Any] = []

        def walk(block: Any) -> None:
            for child in block.children.values():
                found.append(child)
                if hasattr(child, "children"):
                    walk(child)

        walk(self.at._tree)
        return found

    @property
    def sent(self) -> bytes:
        """Every byte of what goes to the browser: words, tables, plots, keys, options."""
        held = [getattr(element, "proto", None) for element in self.elements]
        return b"\n".join(proto.SerializeToString() for proto in held if proto is not None)

    @property
    def html(self) -> str:
        """With codes as they are read: that none breaks over two lines is asked in the browser."""
        return WHOLE_CODE.sub(r"\1", "\n".join(body.proto.body for body in self.at.html))

    @property
    def heading(self) -> str:
        return self.html.partition("<h1>")[2].partition("</h1>")[0]

    @property
    def rows(self) -> list[str]:
        """The agenda's rows, as they are drawn."""
        return re.findall(r'<div class="item.*?</div>', self.html)

    def notice(self) -> str:
        """What the page says is done."""
        return " ".join(said.value for said in self.at.success).replace("\\", "")

    def refusal(self) -> str:
        """What the form refuses, in words."""
        return " ".join(said.value for said in self.at.error).replace("\\", "")


Visits = Callable[..., Visit]


@pytest.fixture(scope="session", autouse=True)
def installed_once() -> Iterator[None]:
    """What is installed is looked through once for what Streamlit could draw, not at each visit."""
    with pytest.MonkeyPatch.context() as patch:
        asked = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", asked)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """The scripts of frame and page are compiled once, as in an app that runs, and not at each run."""
    compiled = ScriptCache()
    with pytest.MonkeyPatch.context() as patch:
        for module in (app_test, local_script_runner):
            patch.setattr(module, "ScriptCache", lambda: compiled)
        yield


@pytest.fixture(scope="session", autouse=True)
def waited_for() -> Iterator[None]:
    """A run is waited for, where Streamlit's test looks a thousand times a second whether it has ended."""
    look = local_script_runner.require_widgets_deltas

    def wait(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
        runner._script_thread.join(timeout)
        # One that has ended is said so at once, however long this thread has to wait for its turn.
        look(runner, 0.01 if runner._script_thread.is_alive() else timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visits]:
    """Opens the frame on a cabinet, for a role or for nobody, on the tests' own day."""
    st.cache_data.clear()
    st.cache_resource.clear()
    for module in ("ui.state", "store.sight"):
        monkeypatch.setattr(f"{module}.london_today", lambda: TODAY)

    def visit(opened: Cabinet, role: Role | None = Role.MANAGER, *, with_names: bool = False) -> Visit:
        # The fixture that opened it closes it.
        monkeypatch.setattr(cabinets, "_active", opened)
        token = None
        if role:
            who = manager_of(opened) if role is Role.MANAGER else account(opened, role)
            token = sessions.start(opened, who)
            if with_names and (here := sessions.who_is(opened, token)):  # a chairperson begins on screen
                sessions.show_on_screen(opened, here, is_on_screen=False)
        monkeypatch.setattr(state, "token", lambda: token)
        return Visit(AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30), role)

    yield visit


def parts_of(visited) -> list[dict[str, str]]:
    """The parts of the page that is open, each as its address has it; the page itself where it has none."""
    for control in visited.at.segmented_control:
        if control.label == "Part of this page":
            return [{control.key: part} for part in control.options]
    return [{}]
