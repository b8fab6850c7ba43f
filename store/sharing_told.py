"""That a family who was not told of a sharing decision is told later, once that is safe (IS-4; law L7.17).

It stands beside the decision, whose entry in the file stays as it is: what was right then is not rewritten.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from models import SharingDecision, SharingOutcome, SharingTold
from rules import sharing
from rules.need_to_know import Thing
from store import mistakes, sight
from store.cabinet import Cabinet, Who
from store.mistakes import TakenBack, counts
from store.open_sharing import latest_outcome
from store.refusal import Refused, refuse_if, there
from store.tables import table


@dataclass(frozen=True)
class ToldLater:
    """That a family was told, as it was recorded; where it counts no more, who says so."""

    id: int
    on: date
    words: str
    at: datetime
    by: str
    taken_back: TakenBack | None = None


def record(
    cabinet: Cabinet,
    who: Who,
    *,
    decision_id: int,
    on: date | None,
    words: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records that a family was told later, also once the decision stands in the file. Raises `Refused`."""
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        held, outcome = table(SharingDecision), table(SharingOutcome)
        asked = (
            select(outcome.c.position, outcome.c.explanation, outcome.c.decided_on)
            .select_from(held.join(outcome, outcome.c.id == latest_outcome()))
            .where(
                held.c.id == decision_id,
                counts(SharingDecision, held),
                sight.decisions(session.connection(), held),
            )
        )
        decided = there(session.execute(asked).first(), "on", "This decision")
        if not sharing.may_be_told_later(decided.position, decided.explanation):
            raise Refused({"on": "It is not recorded that this family was not told. Look at the decision."})
        refuse_if(sharing.told_later_problems(on=on, words=words, decided_on=decided.decided_on, today=today))
        if on is None:
            raise Refused({})
        session.add(
            SharingTold(decision_id=decision_id, on=on, words=words.strip(), recorded_by_id=who.account_id)
        )


def take_back(
    cabinet: Cabinet, who: Who, *, told_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back that a family was told, entered by mistake. Raises `Refused` by field."""
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        row = mistakes.chosen(session, SharingTold, told_id, because)
        there(sight.decision(session, row.decision_id), "row", "This decision")
        mistakes.take_back(session, who, SharingTold, row.id or 0, because)
