"""Brings a cabinet's tables up to date, by the migrations that come with the product.

Alembic, which runs them, is loaded where there is one to run: most openings find the tables up to date.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from store import guards

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_DIGITS = 4  # of a migration's number, with which its file's name begins
_HELD = Table("alembic_version", MetaData(), Column("version_num", String))  # as Alembic makes it


class NewerCabinet(Exception):
    """The cabinet was written by a newer version of the product."""


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def is_blank(connection: Connection) -> bool:
    """Whether no version of the product has ever made its tables here."""
    return revision(connection) is None


def revision(connection: Connection) -> str | None:
    """The version of the tables that are there, or None where there are none."""
    if not inspect(connection).has_table(_HELD.name):
        return None
    return connection.execute(select(_HELD.c.version_num)).scalar()


@cache
def newest() -> str:
    """The version of the tables that this version of the product has: that of its last migration."""
    return max(file.name for file in MIGRATIONS.glob("versions/[0-9]*.py"))[:_DIGITS]


def upgrade(connection: Connection) -> None:
    """Runs the migrations that `connection`'s database has not had; raises `NewerCabinet`."""
    at = revision(connection)
    if at == newest():
        return
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config()
    scripts = ScriptDirectory.from_config(config)
    if at is not None and at not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerCabinet("This cabinet was made by a newer version. Install that version to open it.")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    guards.put_up(connection)
