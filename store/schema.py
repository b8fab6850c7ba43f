"""Brings a cabinet's tables up to date, by the migrations that come with the product."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from store import guards

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class NewerCabinet(Exception):
    """The cabinet was written by a newer version of the product."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def is_blank(connection: Connection) -> bool:
    """Whether no version of the product has ever made its tables here."""
    return revision(connection) is None


def revision(connection: Connection) -> str | None:
    """The version of the tables that are there, or None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest() -> str:
    """The version of the tables that this version of the product has."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def upgrade(connection: Connection) -> None:
    """Runs the migrations that `connection`'s database has not had; raises `NewerCabinet`."""
    at = revision(connection)
    if at == newest():
        return
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    if at is not None and at not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerCabinet("This cabinet was made by a newer version. Install that version to open it.")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    guards.put_up(connection)
