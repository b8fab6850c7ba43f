"""The front door. `streamlit run app.py` starts the dashboard, all of it behind the gate."""

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from logging import WARNING, getLogger
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from streamlit import config, file_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import ui
from gate import crash, daily, garbage, quiet_log, spare
from gate.assets import Assets
from gate.at_once import send_at_once
from gate.door import Door
from gate.routes import Gate
from store import cabinet
from ui.page_list import ADDRESSES

spare.keep_little()
crash.leave_nothing()
quiet_log.install()
getLogger("uvicorn.error").setLevel(WARNING)
# Registers that are uploaded name children: they stay in memory, and no part of them goes through a file.
MultiPartParser.spool_max_size = config.get_option("server.maxUploadSize") * 1024 * 1024

assets = Assets(Path(file_util.get_static_dir()))
plain_rerun = BackMsg()
plain_rerun.rerun_script.query_string = ""

SCRIPTS_OF_THE_PAGES = ("DataFrame", "PlotlyChart", "StreamlitMarkdown", "arrowFormatUtils")
OF_THE_PAGES = ("holidays.countries", "pyarrow.pandas_compat", "plotly.graph_objects")
LARGEST_END = 1000  # bytes: a large message is an element, and need not be read to know it
RUN_BY_THEMSELVES = frozenset({"ui.frame"})


def tells_of_an_end(data: bytes) -> bool:
    """Whether Streamlit's message tells the browser that a run has ended, be it that another follows."""
    return len(data) <= LARGEST_END and ForwardMsg.FromString(data).WhichOneof("type") == "script_finished"


def load_ahead() -> None:
    """Loads what the pages need before anybody opens one.

    Libraries that few days need (to print, for workbooks, for a new password) are loaded by who needs them.
    """
    packing = assets.prepare(SCRIPTS_OF_THE_PAGES)
    for name in (*modules_of(ui), *OF_THE_PAGES):
        import_module(name)
    packing.join()
    garbage.freeze()


def modules_of(room: ModuleType) -> list[str]:
    """The names of all modules of a room, without those that are scripts of their own."""
    found = walk_packages(room.__path__, f"{room.__name__}.")
    return [module.name for module in found if module.name not in RUN_BY_THEMSELVES]


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Says where to open the dashboard, and loads in the background what will be asked for first."""
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    address, port = config.get_option("server.address"), config.get_option("server.port")
    send_at_once(port)
    threading.Thread(target=load_ahead, daemon=True).start()
    threading.Thread(target=gate.open_by_server_key, daemon=True).start()
    threading.Thread(target=garbage.collect_now_and_then, daemon=True).start()
    threading.Thread(target=daily.save_backups, daemon=True).start()
    sys.stdout.write(f"Open {scheme}://{address}:{port} in your browser. To stop, press Ctrl+C here.\n")
    sys.stdout.flush()
    yield


def say_plainly(fault: Exception) -> bool:
    """What a person sees in place of a fault's own words. The log has its outline."""
    from ui.parts import plain  # the pages' own parts are loaded by `load_ahead`

    heading, text = cabinet.in_words(fault) or (
        "Something went wrong",
        "This page could not be shown. Reload it; what was recorded before is kept. "
        "If it happens again, sign out and in, then tell whoever looks after the dashboard.",
    )
    st.error(plain(text), title=heading)
    return True


gate = Gate(assets, pages=ADDRESSES, opened=garbage.freeze)
app = st.App(
    "ui/frame.py",
    routes=gate.routes(),
    middleware=[
        Middleware(
            Door,
            assets=assets,
            rerun=plain_rerun.SerializeToString(),
            ends=tells_of_an_end,
            pages=ADDRESSES,
        ),
    ],
    lifespan=lifespan,
    on_script_error=say_plainly,
)
