"""A page that is open over the websocket: what a browser's side says, and what comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.gate.conftest import Visitor

LONGEST_RUN_SECONDS = 60
AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass
class Page:
    """An open page and the widgets that it has shown, by their kind and label."""

    connection: ClientConnection
    hash: str = ""
    widgets: dict[tuple[str, str], Any] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def open(self, name: str = "", query: str = "") -> "Page":
        """Goes to a page, such as `setting`."""
        asked = BackMsg()
        asked.rerun_script.page_name = name
        asked.rerun_script.query_string = query
        return self.send(asked)

    def press(self, label: str, **texts: str) -> "Page":
        """Presses a button, of a form or not, with what is typed beside it by its label.

        As a browser does: of what stands in a fragment, such as a dialog, the fragment alone runs again.
        """
        asked = BackMsg()
        asked.rerun_script.fragment_id = self.fragments[self.widgets["button", label].id]
        asked.rerun_script.page_script_hash = self.hash
        asked.rerun_script.query_string = ""
        for typed, text in texts.items():
            widget = asked.rerun_script.widget_states.widgets.add()
            field = self.widgets.get(("text_input", typed)) or self.widgets["selectbox", typed]
            widget.id = field.id
            widget.string_value = text
        pressed = asked.rerun_script.widget_states.widgets.add()
        pressed.id = self.widgets["button", label].id
        pressed.trigger_value = True
        return self.send(asked)

    def send(self, asked: BackMsg) -> "Page":
        """Sends a message and waits for the end of the run that it brings."""
        self.connection.send(asked.SerializeToString())
        heard: list[str] = []
        while True:
            message = ForwardMsg.FromString(self.connection.recv(LONGEST_RUN_SECONDS))
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                what = element.WhichOneof("type")
                drawn = getattr(element, what)
                heard.append(str(drawn))
                if hasattr(drawn, "label") and hasattr(drawn, "id"):
                    self.widgets[what, drawn.label] = drawn
                    self.fragments[drawn.id] = message.delta.fragment_id
            elif kind == "navigation":
                self.hash = message.navigation.page_script_hash
            elif kind == "script_finished" and message.script_finished == AGAIN:
                heard.clear()  # the page is drawn anew by itself
            elif kind == "script_finished":
                self.said = "\n".join(heard)
                return self


@contextmanager
def page(visitor: Visitor) -> Iterator[Page]:
    """An open websocket of whoever `visitor` is signed in as."""
    with connect(
        f"ws://127.0.0.1:{visitor.port}/_stcore/stream",
        origin=visitor.origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": f"cabinet_session={visitor.token}"},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        compression=None,
        proxy=None,
        max_size=None,
    ) as connection:
        yield Page(connection)
