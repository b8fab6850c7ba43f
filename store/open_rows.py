"""The columns that every kind of open record shares, so that one query reads them all for the agenda."""

from typing import Any

from sqlalchemy import FromClause, Select, literal, null, select


def leg(
    kind: str,
    id_: Any,
    code: Any,
    child_id: Any,
    day: Any,
    child: FromClause | None,
    at: Any,
    word: Any,
    then: Any = None,
) -> Select[Any]:
    """One kind of rows in the columns of the sharing decisions.

    The name and the code are of the joined `child`, where one is; `then` is a second day.
    """
    name, child_code = (literal(""), literal("")) if child is None else (child.c.name, child.c.code)
    return select(
        literal(kind).label("kind"),
        id_.label("id"),
        code.label("code"),
        child_id.label("child_id"),
        day.label("day"),
        name.label("name"),
        child_code.label("child_code"),
        *[null()] * 5,
        (null() if then is None else then).label("decided_on"),
        *[null()] * 2,
        at.label("at"),
        word.label("word"),
        literal(True).label("is_written"),
    )
