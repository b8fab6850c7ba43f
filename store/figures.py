"""Reads the figures of a day, and signs the weekly review that keeps them (AD-5)."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models import WeeklyReview
from rules import figures as rules_of_figures
from rules.figures import Figures
from rules.need_to_know import Thing
from rules.words import long_date
from store import access_requests, agenda, audit, sharing
from store.agenda import Agenda
from store.cabinet import Cabinet, Who
from store.refusal import Refused
from store.tables import table


def read(connection: Connection, review: Agenda) -> Figures:
    """The figures of an agenda's day: two queries more than the agenda's own."""
    since = rules_of_figures.since(review.today)
    requests = access_requests.requests(connection, ended_since=since, with_open=False)
    decisions = sharing.decisions(connection, decided_since=since, on=review.today, with_open=False)
    return rules_of_figures.figures(
        review.facts,
        review.items,
        answered=[
            (r.received_on, [step for step in r.steps if step.on <= review.today])
            for r in requests
            if r.received_on <= review.today
        ],
        decided=[d.decision for d in decisions if d.raised_on <= review.today],
        today=review.today,
        house=review.house.rules,
        bank_holidays=review.house.bank_holidays,
        at=review.at,
    )


@dataclass(frozen=True)
class ToSign:
    """What a signature on a day's review keeps, no name in it, and the mark of the records behind it."""

    on: date
    mark: bytes | None
    items: int
    figures: str
    agenda: str


def to_sign(connection: Connection, today: date) -> ToSign:
    """What somebody who signs the review of `today` (a day in London) has looked at."""
    review = agenda.read(connection, today)
    codes = sorted({f"{item.code} {item.action}" for item in review.items})
    counted = json.dumps(read(connection, review).as_plain())
    return ToSign(today, review.house.mark, len(review.items), counted, json.dumps(codes))


def sign_review(
    cabinet: Cabinet, who: Who, ready: ToSign, *, note: str = "", token: str | None = None
) -> None:
    """Signs the weekly review of a day: keeps its figures and codes, no name; raises `Refused`.

    Where anything was recorded since `ready` was taken, it is taken anew.
    """
    with cabinet.writing(who, Thing.WEEKLY_REVIEW, token=token) as session:
        held, connection = table(WeeklyReview), session.connection()
        if session.execute(select(held.c.id).where(held.c.on == ready.on)).first():
            raise Refused({"note": f"The review of {long_date(ready.on)} has already been signed."})
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
