"""An entry of a child's file that was entered by mistake, such as for the wrong child, is taken back.

Clauses PR-1, PR-4, AR-12, AR-24, AR-30; law L4.4. It counts nowhere then, and its number is free again.
"""

from datetime import date

from sqlalchemy import Connection, literal, select
from sqlalchemy.orm import Session

from models import AccessRequest, FileEntry, Redaction
from rules import file_index, mistakes
from rules.need_to_know import Act, NotAllowed, Thing
from rules.words import one_line
from store import mistakes as taken_back
from store import sight
from store.cabinet import Cabinet, Who
from store.file_index import sees_sensitive
from store.legal_hold import held_by, with_second
from store.refusal import Refused, refuse_if
from store.steps import is_open
from store.tables import table

CHANGED = "This entry has been corrected or taken back in the meantime. Close this and look at the index."
_HIDDEN = (
    "This is a sensitive entry, which the manager and the child's key person take back. "
    "To do it yourself, first say under the child's file index why you need to see it."
)


def take_back(
    cabinet: Cabinet,
    who: Who,
    *,
    entry_id: int | None,
    because: str,
    hold_second: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Takes back the line that stands of an entry, and with it every line that it corrects.

    They are one paper: what was wrong with it before does not come back. On legal hold a second person
    agrees, and it is listed with the request as any other change (AR-30, X-3). Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        look = session.connection()
        line = taken_back.chosen(session, FileEntry, entry_id, because)
        sight.require(look, Act.RECORD, Thing.FILE_ENTRY, line.child_id, today)
        lines = _with_what_it_corrects(session, line)
        if any(one.category for one in lines) and not sees_sensitive(look, line.child_id, today):
            raise NotAllowed(_HIDDEN)
        if _is_settled(session, line):
            raise taken_back.refusal(CHANGED, because)
        is_held = bool(held_by(look, line.child_id, today))
        refuse_if(
            mistakes.problems(because)
            | file_index.hold_second_problems(
                is_on_hold=is_held, corrects=line, second=hold_second, by=who.name
            )
        )
        if said := file_index.redacted_problem(
            redacted_in(look, [one.id or 0 for one in lines], today),
            sees_requests=sight.sees(look, Thing.ACCESS_REQUEST),
        ):
            raise Refused({"row": said})
        reason = with_second(one_line(because), one_line(hold_second) if is_held else "")
        for one in lines:
            taken_back.take_back(session, who, FileEntry, one.id or 0, reason)


def _with_what_it_corrects(session: Session, line: FileEntry) -> list[FileEntry]:
    """A line and those before it of the same paper, the oldest last."""
    found = [line]
    while found[-1].corrects_id and (before := session.get(FileEntry, found[-1].corrects_id)):
        found.append(before)
    return found


def _is_settled(session: Session, line: FileEntry) -> bool:
    """Whether a later line corrects this one, or somebody took it back before."""
    entry = table(FileEntry)
    later = select(entry.c.id).where(entry.c.corrects_id == line.id)
    return session.execute(later).first() is not None or taken_back.is_taken_back(
        session, FileEntry, line.id or 0
    )


def redacted_in(connection: Connection, lines: list[int], today: date) -> list[str]:
    """The open access requests, by code, that take something out of one of these lines; one query."""
    held, later, request = table(Redaction), table(Redaction).alias(), table(AccessRequest)
    is_changed = select(later.c.id).where(later.c.corrects_id == held.c.id)
    rows = connection.scalars(
        select(request.c.code)
        .join(held, held.c.request_id == request.c.id)
        .where(
            held.c.entry_id.in_(lines),
            ~held.c.is_struck,
            ~is_changed.exists(),
            is_open(request, literal(today)),
        )
        .distinct()
        .order_by(request.c.code)
    )
    return list(rows)
