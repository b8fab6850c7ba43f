"""A model's table, for queries that read many rows and want columns rather than objects."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from models import Record


def table(model: type[Record]) -> Table:
    """The table of `model`."""
    return model.metadata.tables[str(model.__tablename__)]


class _DaysAfter(FunctionElement[int]):
    """How many days the second day is after the first: each engine has its own word for it."""

    type = Integer()
    inherit_cache = True
    name = "days_after"


def days_after(first: Column[Any], second: Column[Any]) -> ColumnElement[int]:
    """How many days `second`, a column of days, is after `first`."""
    return _DaysAfter(first, second)


@compiles(_DaysAfter, "sqlite")
def _on_sqlite(element: _DaysAfter, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(day, **kw) for day in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


@compiles(_DaysAfter, "postgresql")
def _on_postgresql(element: _DaysAfter, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(day, **kw) for day in element.clauses)
    return f"({second} - {first})"
