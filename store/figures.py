"""Reads the figures of a day, and signs the weekly review that keeps them (design of 7.1; AD-5)."""

import json

from sqlalchemy import Connection, select

from models import WeeklyReview
from rules import figures as rules_of_figures
from rules.figures import Figures
from rules.need_to_know import Thing
from rules.words import long_date
from store import access_requests, sharing
from store.agenda import Agenda
from store.cabinet import Cabinet, Who
from store.refusal import Refused
from store.tables import table


def read(connection: Connection, agenda: Agenda) -> Figures:
    """The figures of the agenda's day: two queries more than the agenda's own."""
    since = rules_of_figures.since(agenda.today)
    requests = access_requests.requests(connection, ended_since=since, with_open=False)
    decisions = sharing.decisions(connection, decided_since=since, on=agenda.today, with_open=False)
    return rules_of_figures.figures(
        agenda.facts,
        agenda.items,
        answered=[
            (r.received_on, [step for step in r.steps if step.on <= agenda.today])
            for r in requests
            if r.received_on <= agenda.today
        ],
        decided=[d.decision for d in decisions if d.raised_on <= agenda.today],
        today=agenda.today,
        house=agenda.house.rules,
        bank_holidays=agenda.house.bank_holidays,
    )


def snapshot(connection: Connection, agenda: Agenda) -> tuple[str, str]:
    """The figures and the codes of an agenda as a signed review keeps them: no name is in either."""
    codes = sorted({f"{item.code} {item.action}" for item in agenda.items})
    return json.dumps(read(connection, agenda).as_plain()), json.dumps(codes)


def sign_review(
    cabinet: Cabinet, who: Who, agenda: Agenda, *, note: str = "", token: str | None = None
) -> None:
    """Signs the weekly review of the agenda's day: keeps its figures and codes, no name; raises `Refused`."""
    with cabinet.writing(who, Thing.WEEKLY_REVIEW, token=token) as session:
        held = table(WeeklyReview)
        if session.execute(select(held.c.id).where(held.c.on == agenda.today)).first():
            raise Refused({"note": f"The review of {long_date(agenda.today)} is signed already."})
        kept_figures, kept_agenda = snapshot(session.connection(), agenda)
        session.add(
            WeeklyReview(
                on=agenda.today,
                note=note.strip(),
                signed_by_id=who.account_id,
                figures=kept_figures,
                agenda=kept_agenda,
            )
        )
