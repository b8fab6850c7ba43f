"""The purposes that consent is asked for: their wordings, and which are asked today.

Clauses DR-4 and DR-6; law L5. A purpose is asked by itself, and a new wording is a row of its own: whoever
agreed to the old one is asked again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from models import ConsentPurpose
from rules import consent
from rules.consent import FollowUp
from rules.need_to_know import Thing
from rules.words import one_line
from store.cabinet import Cabinet, Who
from store.refusal import Refused, refuse_if, refuse_if_changed, there
from store.setting import listed
from store.tables import table

PURPOSES = "consent_purposes.toml"


@dataclass(frozen=True)
class Wording:
    """One wording of a purpose."""

    id: int
    number: int
    title: str
    question: str
    introduced_on: date


@dataclass(frozen=True)
class KnownPurpose:
    """A purpose with its wordings, the present one last."""

    key: str
    clause: str
    follow_ups: tuple[FollowUp, ...]
    retired_on: date | None
    wordings: tuple[Wording, ...] = field(default_factory=tuple)

    @property
    def present(self) -> Wording:
        """The present wording."""
        return self.wordings[-1]


def known(connection: Connection) -> list[KnownPurpose]:
    """Every purpose that was ever asked, in the order of the form; one query."""
    purpose = table(ConsentPurpose)
    rows = connection.execute(
        select(purpose).order_by(purpose.c.position, purpose.c.key, purpose.c.wording)
    ).all()
    by_key: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    return [
        KnownPurpose(
            key,
            held[-1].clause,
            consent.follow_ups_of(held[-1].follow_ups),
            held[-1].retired_on,
            tuple(Wording(row.id, row.wording, row.title, row.question, row.introduced_on) for row in held),
        )
        for key, held in by_key.items()
    ]


def offered(taken: Iterable[KnownPurpose]) -> list[dict[str, Any]]:
    """The purposes that come with the product and that the setting has not taken up."""
    keys = {purpose.key for purpose in taken}
    return [entry for entry in listed(PURPOSES, "offered") if entry["key"] not in keys]


def _in_use(purposes: Iterable[KnownPurpose]) -> list[str]:
    return [purpose.present.title for purpose in purposes if purpose.retired_on is None]


def take_up(cabinet: Cabinet, who: Who, *, key: str, today: date, token: str | None = None) -> None:
    """Takes up a purpose that comes with the product: it is asked from today on; raises `Refused`."""
    with cabinet.writing(who, Thing.SETTING, token=token) as session:
        held = known(session.connection())
        entry = next((entry for entry in offered(held) if entry["key"] == key), None)
        if entry is None:
            raise Refused({"purpose": "This purpose has already been taken up."})
        if consent.is_taken(entry["title"], _in_use(held)):
            own = "There is already a purpose with this title, of your own. End that one first."
            raise Refused({"purpose": own})
        session.add(ConsentPurpose(**entry, position=_next_position(session), introduced_on=today))


def add(
    cabinet: Cabinet,
    who: Who,
    *,
    title: str,
    question: str,
    follow_ups: Collection[FollowUp],
    today: date,
    token: str | None = None,
) -> None:
    """Adds a purpose of the setting's own, asked from today on; raises `Refused` by field."""
    with cabinet.writing(who, Thing.SETTING, token=token) as session:
        in_use = _in_use(known(session.connection()))
        refuse_if(
            consent.purpose_problems(title=title, question=question, follow_ups=follow_ups, taken=in_use)
        )
        position = _next_position(session)
        session.add(
            ConsentPurpose(
                key=f"own-{position + 1}",
                title=one_line(title),
                question=one_line(question),
                clause="DR-6",
                follow_ups=",".join(follow_ups),
                position=position,
                introduced_on=today,
            )
        )


def reword(
    cabinet: Cabinet,
    who: Who,
    *,
    purpose_id: int,
    title: str,
    question: str,
    follow_ups: Collection[FollowUp],
    today: date,
    token: str | None = None,
) -> None:
    """Gives a purpose a new wording from today on: consents on the old one are due again (L5.7).

    `purpose_id` is the wording that the form showed: where somebody reworded it meanwhile nothing is written.
    Raises `ChangedMeanwhile`, and `Refused` by field.
    """
    with cabinet.writing(who, Thing.SETTING, token=token) as session:
        held = _present(session, purpose_id)
        others = _in_use(p for p in known(session.connection()) if p.key != held.key)
        problems = consent.purpose_problems(
            title=title, question=question, follow_ups=follow_ups, taken=others
        )
        new_wording = consent.rewording_problems(
            question, present=held.question, began_on=held.introduced_on, today=today
        )
        refuse_if(problems | new_wording)
        held.retired_on = today
        session.add(
            ConsentPurpose(
                key=held.key,
                wording=held.wording + 1,
                title=one_line(title),
                question=one_line(question),
                clause=held.clause,
                follow_ups=",".join(follow_ups),
                position=held.position,
                introduced_on=today,
            )
        )


def retire(cabinet: Cabinet, who: Who, *, purpose_id: int, today: date, token: str | None = None) -> None:
    """Stops asking for a purpose from today on: no consent to it is asked for or recorded any more.

    What was answered stays on record, and what withdrawals call for is still to be done. Raises `Refused`.
    """
    with cabinet.writing(who, Thing.SETTING, token=token) as session:
        held = _present(session, purpose_id)
        held.retired_on = today


def _present(session: Session, purpose_id: int) -> ConsentPurpose:
    """The present wording that a form showed; raises `Refused` where it is not the present one any more."""
    held = there(session.get(ConsentPurpose, purpose_id), "title", "This purpose")
    purpose = table(ConsentPurpose)
    newest = session.execute(
        select(func.max(purpose.c.wording)).where(purpose.c.key == held.key)
    ).scalar_one()
    refuse_if_changed(
        {"wording": newest},
        held,
        {"wording": "Somebody else has given this purpose a new wording in the meantime."},
    )
    if held.retired_on is not None:
        raise Refused({"purpose": "This purpose is no longer asked."})
    return held


def _next_position(session: Session) -> int:
    purpose = table(ConsentPurpose)
    highest = session.execute(select(func.max(purpose.c.position))).scalar()
    return 0 if highest is None else int(highest) + 1
