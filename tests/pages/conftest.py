"""Somebody at a page, from the frame on: signed in for a role, or not; what is drawn, and what is sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test

from rules.induction import Role
from store import cabinet as cabinets
from store import sessions
from store.cabinet import Cabinet
from tests.conftest import FILE, TODAY, account, manager_of
from ui import state

ROOT = Path(__file__).parent.parent.parent
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


def short(label: str) -> str:
    """A button's label without the part that is heard alone."""
    return label.partition(" *")[0]


@dataclass
class Visit:
    """A page as one person sees it."""

    at: AppTest

    def open(self, page: str, **query: str) -> "Visit":
        """Goes to a page, with the filters of its address."""
        for key, value in query.items():
            self.at.query_params[key] = value
        self.at.switch_page(f"../pages/{page}.py")
        return self.run()

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
        return "\n".join(body.proto.body for body in self.at.html)

    @property
    def heading(self) -> str:
        return self.html.partition("<h1>")[2].partition("</h1>")[0]

    @property
    def rows(self) -> list[str]:
        """The agenda's rows, as they are drawn."""
        return [body.proto.body for body in self.at.html if body.proto.body.startswith('<div class="item">')]

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
    """A page's script is compiled once, as in an app that runs, and not at each run of a visit."""
    compiled = ScriptCache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app_test, "ScriptCache", lambda: compiled)
        yield


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visits]:
    """Opens the frame on a cabinet, for a role or for nobody, on the tests' own day."""
    st.cache_data.clear()
    st.cache_resource.clear()
    for module in ("ui.state", "store.sight"):
        monkeypatch.setattr(f"{module}.london_today", lambda: TODAY)

    def visit(opened: Cabinet, role: Role | None = Role.MANAGER) -> Visit:
        # The fixture that opened it closes it.
        monkeypatch.setattr(cabinets, "_active", opened)
        token = None
        if role:
            who = manager_of(opened) if role is Role.MANAGER else account(opened, role)
            token = sessions.start(opened, who)
        monkeypatch.setattr(state, "token", lambda: token)
        return Visit(AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)).run()

    yield visit
