"""What a team would use instead: a Datasette page and a Django admin list, on the same records.

Both show the open access requests with their due dates. Their packages are in `bench/requirements.txt`, and
belong to nothing else; where they are not installed the report says so.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from bench.servers import MANAGER, PASSWORD, ROOT, NotMeasured, Server, running
from rules.access import ENDINGS
from store import cabinet

DATASETTE, DJANGO = "Datasette page", "Django admin list"
DATASETTE_ADDRESS, DJANGO_ADDRESS = "records/open_requests", "admin/open_requests/accessrequest/"
NOT_INSTALLED = "{} is not installed here. Install it by `pip install -r bench/requirements.txt`."

# Datasette knows no bank holidays and no pauses: a month on, as SQLite counts it.
_OPEN_REQUESTS = """
SELECT access_request.code, child.code AS child, child.name, received_on,
  date(received_on, '+1 month') AS due_on
FROM access_request JOIN child ON child.id = access_request.child_id
WHERE NOT EXISTS (
  SELECT 1 FROM access_step WHERE access_step.request_id = access_request.id AND access_step.step IN ({}))
ORDER BY due_on
"""


def plain_copy(home: Path, to: Path) -> None:
    """Writes the records of the cabinet in `home` as an SQLite file that is not encrypted."""
    engine = cabinet.file_engine(home / cabinet.CABINET_FILE, cabinet.unlock(home, MANAGER, PASSWORD))
    opened = engine.raw_connection()
    try:
        cursor = opened.cursor()
        cursor.execute("ATTACH DATABASE ? AS plain KEY ''", (str(to),))
        cursor.execute("SELECT sqlcipher_export('plain')")
        cursor.execute("DETACH DATABASE plain")
    finally:
        opened.close()
        engine.dispose()


@contextmanager
def datasette(plain: Path) -> Iterator[Server]:
    """A Datasette server on the file `plain`, with the open requests as a query of its own."""
    if find_spec("datasette") is None:
        raise NotMeasured(NOT_INSTALLED.format("Datasette"))
    asked = _OPEN_REQUESTS.format(", ".join(f"'{step}'" for step in sorted(ENDINGS)))
    told = plain.with_name("datasette.json")
    queries = {"open_requests": {"sql": asked}}
    told.write_text(json.dumps({"databases": {plain.stem: {"queries": queries}}}), encoding="utf-8")
    command = [sys.executable, "-m", "datasette", "serve", str(plain), "--metadata", str(told)]
    with running(command, cwd=plain.parent, first_path="/-/versions", env={}, port_by="--port") as server:
        yield server


@contextmanager
def django(plain: Path, today: date) -> Iterator[Server]:
    """The admin of a small Django project on the file `plain`, to which its own tables are added."""
    if find_spec("django") is None:
        raise NotMeasured(NOT_INSTALLED.format("Django"))
    env = {"BENCH_FILE": str(plain), "BENCH_TODAY": today.isoformat(), "BENCH_SECRET": secrets.token_hex()}
    prepared = subprocess.run(
        [sys.executable, "-m", "bench.beside.open_requests.sign_in"],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
    )
    if prepared.returncode:
        raise NotMeasured(f"The Django project could not be prepared: {prepared.stderr.strip()[-300:]}")
    command = [sys.executable, "-m", "uvicorn", "bench.beside.open_requests.server:application"]
    command += ["--log-level", "warning", "--lifespan", "off"]
    with running(command, cwd=ROOT, first_path="/admin/login/", env=env, port_by="--port") as server:
        server.cookie = f"sessionid={prepared.stdout.strip()}"
        yield server
