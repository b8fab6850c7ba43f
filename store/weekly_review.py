"""What is done on the weekly review itself: signing it, letting things wait, ending a wait early (AI-6)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from models import Snooze, WeeklyReview
from rules import snooze
from rules.agenda import Item
from rules.need_to_know import Thing
from rules.snooze import Key
from rules.weekly_review import again_problems, kept
from rules.words import one_line
from store import agenda, audit, figures, sight
from store.cabinet import Cabinet, Who
from store.refusal import Refused, refuse_if
from store.tables import table

GONE = "This is no longer on the list. Close this and look at the list."


@dataclass(frozen=True)
class ToSign:
    """What a signature on a day's review keeps, no name in it, and the mark of the records behind it."""

    on: date
    mark: bytes | None
    items: int
    figures: str
    agenda: str
    signed_before: int = 0  # how often this day was signed when they looked


def to_sign(connection: Connection, today: date) -> ToSign:
    """What somebody who signs the review of `today` (a day in London) has looked at."""
    review = agenda.read(connection, today)
    codes = sorted(kept(item) for item in review.items)
    # The committee is told by the figures how the areas stood: also of a request that this person stands back
    # from. The codes are what they looked at.
    is_everything = sight.of(connection) is None  # as where the sample is made: read once
    with sight.of_everything(connection):
        counted = figures.read(connection, review if is_everything else agenda.read(connection, today))
    return ToSign(
        today,
        review.house.mark,
        len(review.items),
        json.dumps(counted.as_plain()),
        json.dumps(codes),
        _signed_before(connection, today),
    )


def _signed_before(connection: Connection, on: date) -> int:
    held = table(WeeklyReview)
    return connection.scalar(select(func.count()).select_from(held).where(held.c.on == on)) or 0


def sign_review(
    cabinet: Cabinet, who: Who, ready: ToSign, *, note: str = "", token: str | None = None
) -> None:
    """Signs the weekly review of a day: keeps its figures and codes, no name; raises `Refused`.

    Where anything was recorded since `ready` was taken, it is taken anew. A day may be signed again, with a
    note that says why: the last signature is the one that counts, and those before stay.
    """
    with cabinet.writing(who, Thing.WEEKLY_REVIEW, token=token) as session:
        connection = session.connection()
        refuse_if(again_problems(ready.signed_before, _signed_before(connection, ready.on), note=note))
        if session.scalar(select(audit.last_change())) != ready.mark:
            ready = to_sign(connection, ready.on)
        session.add(
            WeeklyReview(
                on=ready.on,
                note=note.strip(),
                signed_by_id=who.account_id,
                figures=ready.figures,
                agenda=ready.agenda,
            )
        )


def let_wait(
    cabinet: Cabinet,
    who: Who,
    *,
    keys: Sequence[Key],
    until_on: date | None,
    because: str,
    today: date,
    token: str | None = None,
) -> None:
    """Lets things on the agenda of `today` wait until a day; never past a legal date. Raises `Refused`."""
    with cabinet.writing(who, Thing.WEEKLY_REVIEW, token=token) as session:
        read = agenda.read(session.connection(), today)
        items = read.items
        by_key = {snooze.key_of(item): item for item in items}
        if any(key not in by_key for key in keys):
            raise Refused({"items": GONE})
        chosen = [by_key[key] for key in keys]
        refuse_if(snooze.problems(chosen, items, until_on=until_on, because=because, today=today))
        assert until_on is not None
        for item in chosen:
            # A wait that it has already ends with this one's beginning, whether it counts or not.
            for held in read.house.snoozes:
                if held.key == snooze.key_of(item):
                    session.add(_row(item, who, on=today, until_on=today, because=because, ends=held.id))
            session.add(_row(item, who, on=today, until_on=until_on, because=because))


def end_wait(
    cabinet: Cabinet, who: Who, *, snoozes: Sequence[int], today: date, token: str | None = None
) -> None:
    """Brings things back that wait: a new row names the old one, which stays. Raises `Refused`."""
    with cabinet.writing(who, Thing.WEEKLY_REVIEW, token=token) as session:
        waiting = {i.snooze: i for i in agenda.read(session.connection(), today).items if i.snooze}
        if not snoozes:
            raise Refused({"items": "Choose what is to come back."})
        if any(number not in waiting for number in snoozes):
            raise Refused({"items": GONE})
        for number in dict.fromkeys(snoozes):
            item = waiting[number]
            session.add(_row(item, who, on=today, until_on=today, because="Ended early", ends=number))


def _row(item: Item, who: Who, *, on: date, until_on: date, because: str, ends: int | None = None) -> Snooze:
    area, action, record, what = snooze.key_of(item)
    return Snooze(
        area=area,
        action=action,
        record=record,
        what=what,
        code=item.code,
        due_on=item.due,
        on=on,
        until_on=until_on,
        because=one_line(because),
        ends_id=ends,
        recorded_by_id=who.account_id,
    )
