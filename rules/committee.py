"""What the management committee sees at a meeting: is the policy being kept, area by area (AI-6, X-7; L11).

Everything here is fit for a room of parents: codes, bands and words, never a name, a date of a request, a
birth date or a small count about children. Staff figures may show.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from rules import access, disclosure
from rules.access import Progress, Step, StepDone
from rules.agenda import AccessRequest, Area
from rules.words import counted, listed


class Standing(StrEnum):
    """How an area stands."""

    IN_TIME = "in time"
    ATTENTION = "attention needed"
    LATE = "late"


class Band(StrEnum):
    """How far off the legal date of a request is: a band, never the date."""

    LATE = "late"
    DUE = "due"
    WITHIN_A_WEEK = "within a week"
    OVER_A_WEEK = "over a week"


class Show(StrEnum):
    """How much of the open requests the manager lets the room see."""

    BANDS = "codes and bands"
    TOTALS = "totals only"
    DATES = "dates"


AREAS = (Area.ACCESS_REQUESTS, Area.CONSENTS, Area.SHARING_DECISIONS, Area.INDUCTION)
ENOUGH_ANSWERED = 0.9  # a house choice: with fewer consents answered, the area asks for attention
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class AreaSeen:
    """One area as the room sees it: how it stands, the figure that matters, and the weeks before."""

    area: Area
    standing: Standing
    figure: str
    about: str
    weeks: tuple[tuple[date, Standing], ...] = ()


@dataclass(frozen=True)
class RequestSeen:
    """An open access request as the room sees it: a code, what is happening, and a band."""

    code: str
    stage: str
    band: Band
    due: date


@dataclass(frozen=True)
class Meeting:
    """Everything that a meeting is shown."""

    sentence: str
    areas: tuple[AreaSeen, ...]
    requests: tuple[RequestSeen, ...]
    asked: tuple[str, ...]
    changed: tuple[str, ...]


def standing(area: Area, figures: Mapping[str, Any]) -> Standing:
    """How an area stood in the figures of a day, today's or those of a signed review."""
    match area:
        case Area.ACCESS_REQUESTS:
            held = figures["access_requests"]
            if held["late"]:
                return Standing.LATE
            return Standing.ATTENTION if held["due_this_week"] else Standing.IN_TIME
        case Area.CONSENTS:
            held = figures["consents"]
            enough = held["answered"] >= ENOUGH_ANSWERED * held["questions"]
            return Standing.IN_TIME if enough else Standing.ATTENTION
        case Area.SHARING_DECISIONS:
            held = figures["sharing_decisions"]
            waiting = held["awaiting_recording"] or held["awaiting_decision"]
            return Standing.ATTENTION if waiting else Standing.IN_TIME
    held = figures["induction"]
    if held["on_site_without_it"]:
        return Standing.LATE
    return Standing.IN_TIME if held["complete"] == held["people"] else Standing.ATTENTION


def figure(area: Area, figures: Mapping[str, Any]) -> tuple[str, str]:
    """The one figure of an area that matters, in words fit for the room, and what it is about."""
    match area:
        case Area.ACCESS_REQUESTS:
            held = figures["access_requests"]
            done, in_time = held["answered_last_12_months"], held["answered_in_time_last_12_months"]
            if not done:
                return "None", "had to be answered in the last 12 months"
            return (
                "All" if done == in_time else "Not all"
            ), "of those answered in the last 12 months were in time"
        case Area.CONSENTS:
            held = figures["consents"]
            return (
                disclosure.share(held["answered"], held["questions"]).capitalize(),
                "of the questions to families have a clear answer",
            )
        case Area.SHARING_DECISIONS:
            held = figures["sharing_decisions"]
            done, in_time = held["recorded_last_12_months"], held["recorded_in_time_last_12_months"]
            if not done:
                return "None", "had to be recorded in the last 12 months"
            most = "Most" if 2 * in_time > done else "Not most"
            return ("All" if done == in_time else most), "recorded by the setting's own rule, last 12 months"
    held = figures["induction"]
    return f"{held['complete']} of {held['people']}", "people have been taken through confidentiality"


def areas_seen(
    figures: Mapping[str, Any], reviews: Iterable[tuple[date, Mapping[str, Any]]]
) -> tuple[AreaSeen, ...]:
    """The four areas, each with how it stood in the signed `reviews` (oldest first)."""
    held = [(on, kept) for on, kept in reviews if kept]
    return tuple(
        AreaSeen(
            area,
            standing(area, figures),
            *figure(area, figures),
            weeks=tuple((on, standing(area, kept)) for on, kept in held),
        )
        for area in AREAS
    )


_STAGES = (
    (Step.EXTENDED, "Extended"),
    (Step.ACKNOWLEDGED, "Acknowledged"),
    (Step.CHAIRPERSON_TOLD, "Chairperson told"),
)


def stage(steps: Collection[StepDone], progress: Progress) -> str:
    """What is happening with an open request, without anything of what it is about."""
    if progress is Progress.PAUSED:
        return "Waiting for the requester"
    if progress is Progress.WAITING_FOR_IDENTITY:
        return "Waiting for proof of identity"
    done = {step.step for step in steps}
    return next((words for step, words in _STAGES if step in done), "Received")


def band(due: date, *, today: date) -> Band:
    """The band of a due date."""
    if due < today:
        return Band.LATE
    if due == today:
        return Band.DUE
    return Band.WITHIN_A_WEEK if due - today <= A_WEEK else Band.OVER_A_WEEK


def requests_seen(
    requests: Iterable[AccessRequest], *, today: date, bank_holidays: Collection[date]
) -> tuple[RequestSeen, ...]:
    """The open requests by code. Ordered by code: an order by date would tell the dates."""
    seen = []
    for request in requests:
        progress = access.progress(
            request.received_on, request.steps, today=today, bank_holidays=bank_holidays
        )
        due = access.due_on(access.clock_of(request.received_on, request.steps), bank_holidays)
        seen.append(RequestSeen(request.code, stage(request.steps, progress), band(due, today=today), due))
    return tuple(sorted(seen, key=lambda held: held.code))


_NAMES = {
    Area.ACCESS_REQUESTS: "access requests",
    Area.CONSENTS: "consents",
    Area.SHARING_DECISIONS: "sharing decisions",
    Area.INDUCTION: "induction",
}


def sentence(areas: Sequence[AreaSeen]) -> str:
    """One sentence that a chairperson could read aloud."""
    late = [_NAMES[a.area] for a in areas if a.standing is Standing.LATE]
    attention = [_NAMES[a.area] for a in areas if a.standing is Standing.ATTENTION]
    if not late and not attention:
        return "Yes. Everything that the policy asks for is in time."
    parts = []
    if late:
        parts.append(f"something is late in {listed(late)}")
    if attention:
        plural = len(attention) > 1 or attention[0].endswith("s")
        said = f"{listed(attention)} {'need' if plural else 'needs'} attention"
        parts.append(said[0].upper() + said[1:] if late else said)
    return f"{'Mostly' if len(late) < 2 else 'Not yet'}: {'. '.join(parts)}."


def asked(
    areas: Sequence[AreaSeen], requests: Sequence[RequestSeen], *, stand_ins_wanted: int = 0
) -> tuple[str, ...]:
    """What the committee is asked to decide or to note."""
    said = []
    late = [held.code for held in requests if held.band is Band.LATE]
    if late:
        said.append(f"Note that {listed(late)} {'is' if len(late) == 1 else 'are'} late, and ask why.")
    if stand_ins_wanted:
        said.append(f"Choose a stand-in for the chairperson in {counted(stand_ins_wanted, 'request')}.")
    for held in areas:
        if held.area is Area.INDUCTION and held.standing is Standing.LATE:
            said.append("Note that someone is with the children before induction is complete.")
        if held.area is Area.SHARING_DECISIONS and held.standing is Standing.ATTENTION:
            said.append("Note that decisions to share still have to be written in the children's files.")
    return tuple(said) or ("Note the report.",)


def changed(figures: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What changed since an earlier signed review, by area, in words."""
    if not before:
        return ("There is no signed review to compare with.",)
    said = []
    for area in AREAS:
        then, now = standing(area, before), standing(area, figures)
        if then is not now:
            said.append(f"{_NAMES[area].capitalize()}: {now}, before {then}.")
    return tuple(said) or ("No area changed how it stands.",)


def meeting(
    figures: Mapping[str, Any],
    requests: Iterable[AccessRequest],
    reviews: Sequence[tuple[date, Mapping[str, Any]]],
    *,
    today: date,
    bank_holidays: Collection[date],
    last_meeting_on: date | None = None,
    stand_ins_wanted: int = 0,
) -> Meeting:
    """Everything that the meeting of `today` is shown.

    `reviews` are the signed reviews of the months before with their figures, oldest first; the one before
    `last_meeting_on`, or else the oldest, is what changes are told against.
    """
    areas = areas_seen(figures, reviews)
    seen = requests_seen(requests, today=today, bank_holidays=bank_holidays)
    before = [kept for on, kept in reviews if kept and (last_meeting_on is None or on <= last_meeting_on)]
    compared = (before[-1] if last_meeting_on else before[0]) if before else None
    return Meeting(
        sentence(areas),
        areas,
        seen,
        asked(areas, seen, stand_ins_wanted=stand_ins_wanted),
        changed(figures, compared),
    )
