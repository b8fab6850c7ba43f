"""A model's table, for queries that read many rows and want columns rather than objects."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    String,
    Table,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from models import Record
from rules.words import APOSTROPHES


def table(model: type[Record]) -> Table:
    """The table of `model`."""
    return model.metadata.tables[str(model.__tablename__)]


@lru_cache(maxsize=100)
def last_word(word: type[Record], model: type[Record], held: FromClause, column: str) -> ScalarSelect[Any]:
    """A column of the newest row of `word` that says something of a row of `held`, the table of `model`."""
    said = table(word).alias()
    return (
        select(said.c[column])
        .where(said.c.thing == table(model).name, said.c.record_id == held.c.id)
        .order_by(said.c.id.desc())
        .limit(1)
        .correlate(held)
        .scalar_subquery()
    )


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


class _DayBefore(FunctionElement[date]):
    """The day before a day: each engine has its own word for it."""

    type = Date()
    inherit_cache = True
    name = "day_before"


def day_before(on: ColumnElement[Any]) -> ColumnElement[date]:
    """The day before `on`."""
    return _DayBefore(on)


@compiles(_DayBefore, "sqlite")
def _before_on_sqlite(element: _DayBefore, compiler: Any, **kw: Any) -> str:
    (on,) = (compiler.process(day, **kw) for day in element.clauses)
    return f"date({on}, '-1 day')"


@compiles(_DayBefore, "postgresql")
def _before_on_postgresql(element: _DayBefore, compiler: Any, **kw: Any) -> str:
    (on,) = (compiler.process(day, **kw) for day in element.clauses)
    return f"({on} - 1)"


class _Among(FunctionElement[bool]):
    """Whether a number is among those of a select."""

    type = Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: Any = None) -> Any:
        """Itself: compared with 1, as SQLite's yes and no are, it would be looked up by no index."""
        del against
        return self


def among(number: ColumnElement[Any], few: Select[Any] | CompoundSelect[Any]) -> ColumnElement[bool]:
    """The condition that `number` is one of `few`, a select of one column that finds few rows among many.

    PostgreSQL takes a list that was made by leaving out for as long as it was before, and would read whole
    tables beside it. As an array it is worked out first, and what belongs to its few is found by index.
    """
    return _Among(number, few.scalar_subquery())


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: _Among, compiler: Any, **kw: Any) -> str:
    number, few = (compiler.process(part, **kw) for part in element.clauses)
    return f"{number} IN {few}"


@compiles(_Among, "postgresql")
def _among_on_postgresql(element: _Among, compiler: Any, **kw: Any) -> str:
    number, few = (compiler.process(part, **kw) for part in element.clauses)
    return f"{number} = ANY (ARRAY{few})"


class _PlainName(FunctionElement[str]):
    """A name as `rules.words.plain` has it, in a statement."""

    type = String()
    inherit_cache = True
    name = "plain_name"


def plain_name(name: ColumnElement[str]) -> ColumnElement[str]:
    """`name` to compare in a statement: without capitals, accents, apostrophes and other marks, which are
    typed one way today and another tomorrow. The file asks `rules.words.plain` itself (see `store.cabinet`).
    """
    return _PlainName(name)


_LETTERS = ("ŁłØøĐđÐðĦħı", "LlOoDdDdHhi")
_AS_TWO = {"Þ": "TH", "þ": "th", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "ß": "ss", "ẞ": "SS"}


@compiles(_PlainName, "sqlite")
def _plain_on_sqlite(element: _PlainName, compiler: Any, **kw: Any) -> str:
    (said,) = (compiler.process(name, **kw) for name in element.clauses)
    return f"plain_name({said})"


@compiles(_PlainName, "postgresql")
def _plain_on_postgresql(element: _PlainName, compiler: Any, **kw: Any) -> str:
    (said,) = (compiler.process(name, **kw) for name in element.clauses)
    # Letter by letter: what a class such as \w holds, and what lower() changes, is the server's locale's.
    letters, instead = _LETTERS
    said = f"translate({said}, '{letters}{APOSTROPHES.replace(chr(39), chr(39) * 2)}', '{instead}')"
    for letter, two in _AS_TWO.items():
        said = f"replace({said}, '{letter}', '{two}')"
    said = rf"regexp_replace(normalize({said}, NFKD), '[\u0300-\u036f\u064b-\u065f\u0670]', '', 'g')"
    said = rf"regexp_replace({said}, '[ -/:-@\[-`{{-\u00bf\u2010-\u205e\u3000-\u303f]+', ' ', 'g')"
    return f"btrim(lower({said}))"
