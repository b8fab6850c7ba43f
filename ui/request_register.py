"""The register of access requests, how they were answered year by year, and its files (AR-5, AR-8, AR-32)."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from rules import answered
from rules.need_to_know import Act, Thing, may, who_may
from rules.words import days
from store import access_requests, setting
from store.access_requests import HeldRequest
from store.cabinet import Who
from ui import exports, filters, parts, registers, request, state

STANDS = "Status"

Rows = list[dict[str, Any]]


def part(requests: Sequence[HeldRequest], who: Who, today: date, holidays: Collection[date]) -> None:
    """The filters, the register, the years, and the files of what the filters leave."""
    parts.subheading("Register", note=parts.ROWS_OPEN if requests else "")
    shown = not state.on_screen()
    rows = registers.access_register(requests, today, holidays, shown=shown)
    if not rows:
        thing = Thing.ACCESS_REQUEST
        here = (
            "record it here that day"
            if may(who.role, Act.RECORD, thing)
            else f"{who_may(Act.RECORD, thing)} records it here"
        )
        filters.none_in_period(
            today,
            f"No access request is recorded in this period. When a parent asks to see a file, {here}.",
        )
        return
    with st.container(horizontal=True):
        filters.choose_years(today)
        stands = filters.choice(rows, STANDS, "stands")
    kept = filters.those(rows, STANDS, stands)
    parts.register(kept, alt="Access requests, newest first", opens=request.KEY)
    since = filters.since(filters.years(today), today)
    exports.part(who, "access-requests", today, partial(_rows, who, since, stands, today, shown=shown))
    parts.subheading(
        "Year by year",
        note="For requests received in the period shown: the usual (median) number of days to answer, half a "
        "day rounded up, and the longest",
    )
    parts.lines(
        years_in_words(requests, today, holidays, since=since),
        kind="years",
        head=("Year", "Received", "What became of them", "Time to answer"),
    )


def years_in_words(
    requests: Sequence[HeldRequest], today: date, holidays: Collection[date], *, since: date
) -> list[tuple[str, str, str, str]]:
    """Each year in which a request came: how many, in time or late, and how long the answers took.

    Of what came before `since` the register has only what is open, which is no count of a year.
    """
    came = [request for request in requests if request.received_on >= since]
    found = answered.by_year(
        [(request.received_on, request.steps) for request in came if not request.is_of_an_authority],
        of_authorities=[
            (request.received_on, request.steps) for request in came if request.is_of_an_authority
        ],
        today=today,
        bank_holidays=holidays,
    )
    return [
        (
            _year(year.year, since),
            f"{year.received} received",
            ", ".join(
                said
                for count, said in (
                    (year.in_time, f"{year.in_time} answered in time"),
                    (year.late, f"{year.late} answered late"),
                    (year.to_authorities, f"{year.to_authorities} answered for an authority or a court"),
                    (year.withdrawn, f"{year.withdrawn} withdrawn"),
                    (year.withdrawn_late, f"{year.withdrawn_late} withdrawn late"),
                    (year.open, f"{year.open} open"),
                    (year.mistake, f"{year.mistake} recorded by mistake"),
                )
                if count
            ),
            f"{days(year.days)} usually, {days(year.longest)} at most"
            if year.days is not None and year.longest is not None
            else "",
        )
        for year in found
    ]


def _year(year: int, since: date) -> str:
    """A year; of one that is shown in part, from which day on."""
    is_in_part = year == since.year and since > date(year, 1, 1)
    return f"{year}, since {since.day} {since:%b}" if is_in_part else str(year)


def _rows(who: Who, since: date, stands: str, today: date, *, shown: bool) -> tuple[str, Rows]:
    with state.opened().reading(who, Thing.ACCESS_REQUEST) as look:
        held = access_requests.requests(look, received_since=since)
        holidays = setting.holidays(look, today)
    rows = registers.access_register(held, today, holidays, shown=shown)
    return "access_request", filters.those(rows, STANDS, stands)
