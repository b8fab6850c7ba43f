"""One open page, over the websocket: asks for reruns as Streamlit's browser side does, and times them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from bench.servers import NotMeasured, Server

LONGEST_RUN_SECONDS = 60


@dataclass
class Run:
    """One run of a page: how long it took, how many messages, elements and bytes came."""

    seconds: float
    messages: int = 0
    elements: int = 0
    bytes: int = 0
    kinds: list[str] = field(default_factory=list)


class Visit:
    """A page that is open in a browser which keeps nothing but the page's identity."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._page = ""

    def go(self, address: str) -> Run:
        """Leaves the page for the one at `address`, and waits until that has ended."""
        self._page = ""
        return self.run(address)

    def run(self, address: str = "") -> Run:
        """Asks for a run of the page (at first the one at `address`) and waits until it has ended."""
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        if self._page:
            asked.rerun_script.page_script_hash = self._page
        elif address:
            asked.rerun_script.page_name = address
        began = time.perf_counter()
        self._connection.send(asked.SerializeToString())
        run = Run(0.0)
        places: set[tuple[int, ...]] = set()  # a place that is filled twice in one run is one element
        while True:
            sent = self._connection.recv(LONGEST_RUN_SECONDS)
            message = ForwardMsg.FromString(sent if isinstance(sent, bytes) else sent.encode())
            kind = message.WhichOneof("type")
            run.messages += 1
            run.bytes += len(sent)
            if kind == "delta":
                places.add(tuple(message.metadata.delta_path))
                new = message.delta.WhichOneof("type")
                run.kinds.append(
                    str(message.delta.new_element.WhichOneof("type")) if new == "new_element" else str(new)
                )
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
            elif kind == "page_not_found":
                raise NotMeasured(f"There is no page at {address or '/'}.")
            elif kind == "script_finished":
                run.seconds, run.elements = time.perf_counter() - began, len(places)
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise NotMeasured(f"The page at {address or '/'} did not end well.")
                if {"exception", "alert"} & set(run.kinds):
                    raise NotMeasured(f"The page at {address or '/'} shows a notice in place of its content.")
                return run


@contextmanager
def visit(server: Server) -> Iterator[Visit]:
    """An open websocket to `server`, with its cookie."""
    headers = {"cookie": server.cookie} if server.cookie else {}
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers=headers,
        origin=server.address,  # type: ignore[arg-type]
        compression=None,
        max_size=None,
    ) as connection:
        yield Visit(connection)
