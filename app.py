"""The front door. `streamlit run app.py` starts the dashboard, all of it behind the gate."""

import gc
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from logging import WARNING, getLogger
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config, file_util
from streamlit.proto.BackMsg_pb2 import BackMsg

import ui
from gate import quiet_log, spare
from gate.assets import Assets
from gate.at_once import send_at_once
from gate.door import Door
from gate.routes import Gate
from ui.page_list import ADDRESSES

spare.keep_little()
quiet_log.install()
getLogger("uvicorn.error").setLevel(WARNING)

assets = Assets(Path(file_util.get_static_dir()))
plain_rerun = BackMsg()
plain_rerun.rerun_script.query_string = ""


SEARCHED_EVERY = 5.0  # seconds
SCRIPTS_OF_THE_PAGES = ("DataFrame", "PlotlyChart", "StreamlitMarkdown", "arrowFormatUtils")
OF_THE_PAGES = ("holidays.countries", "pyarrow.pandas_compat", "plotly.graph_objects")
RUN_BY_THEMSELVES = frozenset({"ui.frame"})
modules_set_apart = 0


def load_ahead() -> None:
    """Loads what the pages need before anybody opens one.

    Everything that is loaded is searched for waste again and again, and everybody waits meanwhile: a tenth
    of a second here. What stays loaded is never waste, and is set apart. Libraries that few days need (to
    print, for workbooks, for a new password) are loaded by who needs them.
    """
    packing = assets.prepare(SCRIPTS_OF_THE_PAGES)
    for name in (*modules_of(ui), *OF_THE_PAGES):
        import_module(name)
    packing.join()
    set_apart()


def modules_of(room: ModuleType) -> list[str]:
    """The names of a room's modules, those of its folders too, but for what is run by itself."""
    found = walk_packages(room.__path__, f"{room.__name__}.")
    return [module.name for module in found if module.name not in RUN_BY_THEMSELVES]


def set_apart() -> None:
    """Searches for waste, sets what is loaded now apart from the next search, and gives back the rest."""
    global modules_set_apart
    gc.collect()
    gc.freeze()
    modules_set_apart = len(sys.modules)
    spare.give_back()


def search_now_and_then() -> None:
    """Searches for waste every few seconds, where anything ran since; never ends.

    What a page has loaded meanwhile is set apart then.

    Streamlit would search at the end of each run. Everybody waits while it does: whoever asked for the run
    to be told that it has ended, and whoever pressed a button to be told that it is recorded.
    """
    searched = 0
    while True:
        time.sleep(SEARCHED_EVERY)
        if gc.get_stats()[0]["collections"] != searched:
            if len(sys.modules) > modules_set_apart > 0:
                set_apart()
            else:
                gc.collect()
            searched = gc.get_stats()[0]["collections"]


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Says where to open the dashboard, and makes ready, beside everything else, what is asked for first."""
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    address, port = config.get_option("server.address"), config.get_option("server.port")
    send_at_once(port)
    threading.Thread(target=load_ahead, daemon=True).start()
    threading.Thread(target=gate.open_by_server_key, daemon=True).start()
    threading.Thread(target=search_now_and_then, daemon=True).start()
    sys.stdout.write(f"Open {scheme}://{address}:{port} in your browser. To stop, press Ctrl+C here.\n")
    sys.stdout.flush()
    yield


def say_plainly(_: Exception) -> bool:
    """What a person sees in place of a fault's own words. The log has its outline."""
    st.error(
        "This page could not be shown. Reload it; what was recorded before is kept. "
        "If it happens again, sign out and in, then tell whoever looks after the dashboard.",
        title="Something went wrong",
    )
    return True


gate = Gate(assets, pages=ADDRESSES, opened=set_apart)
app = st.App(
    "ui/frame.py",
    routes=gate.routes(),
    middleware=[
        Middleware(Door, assets=assets, rerun=plain_rerun.SerializeToString(), pages=ADDRESSES),
    ],
    lifespan=lifespan,
    on_script_error=say_plainly,
)
