"""Reads the figures of a day (AD-5)."""

from sqlalchemy import Connection

from rules import figures as rules_of_figures
from rules.figures import Figures
from store import access_requests, sharing
from store.agenda import Agenda


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
            if r.received_on <= review.today and not r.is_of_an_authority
        ],
        decided=[d.decision for d in decisions if d.raised_on <= review.today],
        today=review.today,
        house=review.house.rules,
        bank_holidays=review.house.bank_holidays,
        at=review.at,
    )
