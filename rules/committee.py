"""What the management committee sees at a meeting: is the policy being kept, area by area (AI-6, X-7; L11).

Everything here is fit for a room of parents: codes, bands and words, never a name, a date of a request, a
birth date or a small count about children. Staff figures may show.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from rules import access, breach, complaints, consent, disclosure, policy, routine, sharing
from rules.access import Progress, Step, StepDone
from rules.agenda import AccessRequest, Area, a_week_ahead
from rules.figures import GroupFigures, PurposeFigures
from rules.problems import Problems, is_sentence
from rules.weekly_review import WEEKS_SHOWN as WEEKS_LOOKED_AT
from rules.weekly_review import monday_of
from rules.words import counted, dated, listed, long_date, near_date, short_date
from rules.working_days import london_day


class Standing(StrEnum):
    """How an area stands."""

    IN_TIME = "in time"
    NOT_STARTED = "not started"  # nothing of it is late, and nothing of it was ever done
    ATTENTION = "attention needed"
    LATE = "late"


class Band(StrEnum):
    """How far off the legal date of a request is: a band, never the date."""

    LATE = "late"
    DUE = "due today"
    WITHIN_A_WEEK = "due within a week"
    OVER_A_WEEK = "over a week left"  # without "left" it reads, under "late", as over a week late
    WAITING = "waiting, not late"  # past the cautious date, and by law not late
    UNDATED = "no legal date"  # of a public authority or a court


class Show(StrEnum):
    """How much of the open requests the manager lets the room see."""

    BANDS = "codes and bands"
    TOTALS = "totals only"
    DATES = "dates"


def show_problems(show: Show | None, *, reason: str, chosen: Show | None = None) -> Problems:
    """What stands in the way of how much a meeting is to see, by field: anything but bands has a reason.

    `chosen` is what the same day's meeting sees already: the reason given for it holds until it changes.
    """
    if show is None:
        return {"show": "Choose how much of the open requests the meeting sees."}
    if show is Show.BANDS or (show is chosen and not reason.strip()):
        return {}
    if not is_sentence(reason):
        return {"reason": "Enter in a sentence why the meeting sees more, or less, than codes and bands."}
    return {}


AREAS = (Area.ACCESS_REQUESTS, Area.CONSENTS, Area.SHARING_DECISIONS, Area.INDUCTION)
ENOUGH_ANSWERED = 0.9  # a house choice: with fewer consents answered, the area asks for attention
REVIEW_SOON = timedelta(weeks=8)  # so that the policy's review is on the paper of the meeting before it
QUARTERS = 4
_WEEKS_TOO_LATE = 4  # missed one after the other: the review is not done any more
WEEKS_SHOWN = 26  # of signed reviews

# What the page and the pack call the same things.
QUESTION, NO_RECORDS = "Is the confidentiality policy being kept?", "There are no records to answer from yet."
HOW_RECORDED = "How decisions to share were recorded"
NO_REVIEW = f"No review signed in {WEEKS_SHOWN} weeks"
NO_REVIEW_YET = "No review signed yet"


@dataclass(frozen=True)
class AreaSeen:
    """One area as the room sees it: how it stands, the figure that matters, and the weeks before."""

    area: Area
    standing: Standing
    figure: str
    about: str
    answer: str = ""  # to the question of its view
    weeks: tuple[tuple[date, Standing], ...] = ()
    without_weeks: str = NO_REVIEW  # what is said where there are none
    were_late: tuple[
        bool | None, ...
    ] = ()  # in the order of the weeks, whether something was; None: not known

    @property
    def trend(self) -> str:
        """The signed reviews in a sentence. In one week there may be two, and in another none.

        What asks for attention is not late: somebody whose day to read a change is still to come is in time.
        """
        if not self.weeks:
            return self.without_weeks
        if self.were_late == (None,):
            return "The only review does not say what was late"
        if len(self.weeks) == 1:
            return f"{'Something' if self.were_late[0] else 'Nothing'} was late at the only review"
        every, unknown = counted(len(self.weeks), "review"), self.were_late.count(None)
        months = _months(self.weeks[0][0], self.weeks[-1][0])
        if unknown == len(self.weeks):
            return f"{every}, {months}: none says what was late"
        said = f"Nothing late at {self.were_late.count(False)} of {every}, {months}"
        return f"{said}; {unknown} {'does' if unknown == 1 else 'do'} not say" if unknown else said


@dataclass(frozen=True)
class RequestSeen:
    """An open access request as the room sees it: a code, what is happening, and a band."""

    code: str
    stage: str
    band: Band
    due: date


@dataclass(frozen=True)
class WeeksReviewed:
    """When the weekly review was last signed, the Mondays of the weeks that were missed, and of how many
    weeks: a setting that has just begun has not had twelve (AI-6)."""

    last_on: date | None
    missed: tuple[date, ...] = ()
    weeks: int = WEEKS_LOOKED_AT


@dataclass(frozen=True)
class PolicyPoint:
    """One thing about the policy itself: what, how it is, and how it stands. Nothing here is of a family."""

    what: str
    said: str
    standing: Standing


@dataclass(frozen=True)
class QuarterSeen:
    """How promptly the sharing decisions of a quarter of a year were recorded, in words without a count."""

    quarter: str
    said: str


@dataclass(frozen=True)
class Meeting:
    """Everything that a meeting is shown."""

    sentence: str
    areas: tuple[AreaSeen, ...]
    requests: tuple[RequestSeen, ...]
    asked: tuple[str, ...]
    changed: tuple[str, ...]
    changed_since: str  # the heading above it
    policy: tuple[PolicyPoint, ...] = ()
    policy_answer: str = ""
    quarters: tuple[QuarterSeen, ...] = ()
    complaints: tuple[str, ...] = ()


def standing(area: Area, figures: Mapping[str, Any]) -> Standing:
    """How an area stands in the figures of a day."""
    match area:
        case Area.ACCESS_REQUESTS:
            held = figures["access_requests"]
            if held["late"] or held.get("after_late"):  # a review that was signed before may not have it
                return Standing.LATE
            return Standing.ATTENTION if held["due_this_week"] else Standing.IN_TIME
        case Area.CONSENTS:
            held = figures["consents"]
            if held.get("withdrawals_late") or held.get("journeys_late"):
                return Standing.LATE
            settled = held["answered"] + held.get("no_answer", 0)  # of a review signed before there is none
            enough = settled >= ENOUGH_ANSWERED * held["questions"]
            return Standing.IN_TIME if enough else Standing.ATTENTION
        case Area.SHARING_DECISIONS:
            held = figures["sharing_decisions"]
            if any(held.get(late) for late in _LATE_OF_DECISIONS):
                return Standing.LATE
            return Standing.ATTENTION if _are_waiting(held) else Standing.IN_TIME
    held = figures["induction"]
    if held["on_site_without_it"]:
        return Standing.LATE
    return Standing.IN_TIME if held["complete"] == held["people"] else Standing.ATTENTION


def was_late(area: Area, figures: Mapping[str, Any]) -> bool | None:
    """Whether something of an area was late at a signed review, as its list had it; None where it does not
    say: a review that was signed before counted what is late in all, and of an area only some of it."""
    late = figures.get("late_by_area", {}).get(str(area))
    if late is not None:
        return bool(late) or standing(area, figures) is Standing.LATE
    is_read_late = area is Area.INDUCTION and figures["induction"].get("read_again_late")
    if is_read_late or standing(area, figures) is Standing.LATE:
        return True
    return False if figures.get("overdue") == 0 else None


def _months(first: date, last: date) -> str:
    """The months of reviews that are less than a year apart: "Nov", "Jun to Nov"."""
    months = [f"{on:%b}" for on in (first, last)]
    return " to ".join(dict.fromkeys(months))


def stood(area: Area, figures: Mapping[str, Any]) -> Standing:
    """How an area stood in the course of the reviews, where a request that was soon due was still in time."""
    found = standing(area, figures)
    is_soon = area is Area.ACCESS_REQUESTS and found is Standing.ATTENTION
    return Standing.IN_TIME if is_soon else found


def _are_waiting(decisions: Mapping[str, Any]) -> bool:
    """Whether a decision to share is still to be made, or its record to be completed."""
    return bool(decisions["awaiting_recording"] or decisions["awaiting_decision"])


def figure(area: Area, figures: Mapping[str, Any], requests: Sequence[RequestSeen] = ()) -> tuple[str, str]:
    """The one figure of an area that matters, in words fit for the room, and what it is about.

    It goes with how the area stands: "late" is never said above "all". `requests` are the open ones where
    they stand on the page one by one: only then is it said how many of them are late.
    """
    stands = standing(area, figures)
    match area:
        case Area.ACCESS_REQUESTS:
            return _of_requests(figures["access_requests"], stands, requests)
        case Area.CONSENTS:
            return _of_consents(figures["consents"], stands)
        case Area.SHARING_DECISIONS:
            return _of_decisions(figures["sharing_decisions"], stands)
    return _of_induction(figures["induction"])


def _late_of(requests: Sequence[RequestSeen]) -> int:
    return sum(held.band is Band.LATE for held in requests)


def _answered_promptly(held: Mapping[str, Any]) -> str:
    done, in_time = held["answered_last_12_months"], held["answered_in_time_last_12_months"]
    if not done and not held["late"]:
        return "none"
    # One that is past its date has no answer in time any more, whenever it comes.
    return "not all in time" if held["late"] or done > in_time else "all in time"


def _of_requests(
    held: Mapping[str, Any], stands: Standing, requests: Sequence[RequestSeen]
) -> tuple[str, str]:
    about = f"Answers in the last 12 months: {_answered_promptly(held)}"
    match stands:
        case Standing.LATE:
            beside = "complaints or corrections of the file"
            if not held["late"]:
                return "Answer is late", f"One or more {beside}. {about}"
            what = f"Open requests, and {beside}" if held.get("after_late") else "Open requests"
            late = _late_of(requests)
            many = f"{late} of {len(requests)}" if late else "At least 1"
            return f"{many} late", f"{what}, by the legal date. {about}"
        case Standing.ATTENTION:
            return "Due within a week", f"One or more open requests. {about}"
    return ("Open, in time" if held["open"] else "None open"), about


def _of_consents(held: Mapping[str, Any], stands: Standing) -> tuple[str, str]:
    share = _answered(held)
    about = "of the questions to families are settled"
    said = f"{share.capitalize()} {about}"
    if share in (disclosure.TOO_FEW, disclosure.NONE_TO_COUNT):
        about = "Share of the questions to families that are settled"
        said = f"{about}: {share}"
    if stands is not Standing.LATE:
        return share.capitalize(), about
    journeys = "learning journeys"
    if not held.get("withdrawals_late"):
        return "Online, no consent", f"One or more {journeys}. {said}"
    also = f", and {journeys} online without consent" if held.get("journeys_late") else ""
    return "Not yet stopped", f"What a family no longer allows, such as photographs{also}. {said}"


_LATE_OF_DECISIONS = ("breaches_late", "decisions_late", "records_late", "referrals_late")


def _of_decisions(held: Mapping[str, Any], stands: Standing) -> tuple[str, str]:
    done, in_time = held["recorded_last_12_months"], held["recorded_in_time_last_12_months"]
    promptly = _promptly(in_time, done) if done else "none"
    if done and held.get("records_late") and in_time == done:  # one that is older than twelve months
        promptly = "not all in time"
    about = f"Recorded in the last 12 months: {promptly}"
    if stands is Standing.IN_TIME:
        return ("All recorded" if done else "None to record"), about
    are_made = bool(held["awaiting_recording"])
    if held.get("breaches_late"):
        also = f", and decisions to {'record' if are_made else 'make'}" if _are_waiting(held) else ""
        return "72 hours are over", f"One or more breaches{also}. {about}"
    if held.get("decisions_late"):
        also = ", and records of decisions" if held.get("records_late") else ""
        return "Not decided", f"One or more concerns{also}, past their day. {about}"
    if held.get("referrals_late") and not held.get("records_late"):
        return "No reply", f"Social care has not replied to one or more referrals. {about}"
    if stands is Standing.LATE:  # some stand in the file, and lack the reason
        return "Not complete", f"One or more records of decisions, past their day. {about}"
    if are_made:
        return "To be completed", f"One or more records of decisions. {about}"
    return "To be decided", f"One or more decisions. {about}"


def _of_induction(held: Mapping[str, Any]) -> tuple[str, str]:
    if not held["people"]:
        return "Nobody", "of the people who work here is entered yet"
    about = "people taken through everything"
    if again := held.get("to_read_again"):
        about += f"; {_reading_again(again, held)}"
    if read := held.get("to_countersign"):
        about += f"; {read} to be countersigned"
    on_site = held["on_site_without_it"]
    if on_site:
        about += f"; {on_site} {'is' if on_site == 1 else 'are'} with the children without it"
    return f"{held.get('taken_through', held['complete'])} of {held['people']}", about


def answer(
    area: Area,
    figures: Mapping[str, Any],
    requests: Sequence[RequestSeen] = (),
    *,
    is_own_date_past: bool = False,
) -> str:
    """The answer to the question of an area's view, in words as fit for the room as its card's. It is no
    plain yes where a date of the setting's own has passed, as that of the whole page is none."""
    match area:
        case Area.ACCESS_REQUESTS:
            said = _answer_of_requests(figures["access_requests"], requests)
        case Area.CONSENTS:
            said = _answer_of_consents(figures["consents"])
        case Area.SHARING_DECISIONS:
            said = _answer_of_decisions(figures["sharing_decisions"])
        case _:
            said = _answer_of_induction(figures["induction"])
    if not is_own_date_past or standing(area, figures) is Standing.LATE:
        return said
    return f"{said} Dates of the setting's own have passed."


def _answer_of_requests(held: Mapping[str, Any], requests: Sequence[RequestSeen]) -> str:
    if held["late"]:
        late = _late_of(requests)
        many = f"{late} of {counted(len(requests), 'open request')}" if late else "at least one open request"
        if late and len(requests) == 1:
            many = "the one open request"
        also = ", and a complaint or a correction" if held.get("after_late") else ""
        return f"No: {many}{also} {'are' if late > 1 or also else 'is'} past the legal date."
    if held.get("after_late"):
        return "No: a complaint, or a request to correct the file, is past the legal date."
    soon = ", and one or more are due within a week" if held["due_this_week"] else ""
    now = f"no open request is late{soon}" if held["open"] else "no request is open"
    match _answered_promptly(held):
        case "all in time":
            return f"Yes: {now}. In the last 12 months all were answered in time."
        case "none":
            return f"{now.capitalize()}. None was answered in the last 12 months."
    return f"Not always: {now}. In the last 12 months not all were answered in time."


def _answer_of_consents(held: Mapping[str, Any]) -> str:
    late = ["what a family no longer allows is not undone"] if held.get("withdrawals_late") else []
    late += ["a learning journey is online without consent"] if held.get("journeys_late") else []
    if late:
        return f"No: {'; '.join(late)}."
    share = _answered(held)
    if share == disclosure.NONE_TO_COUNT:
        return "There is no question to count yet."
    is_enough = standing(Area.CONSENTS, {"consents": held}) is Standing.IN_TIME
    if share == disclosure.TOO_FEW:
        share = "enough" if is_enough else "too few"
    return f"{'Yes' if is_enough else 'Not yet'}: {share} of the questions are settled."


def _answer_of_decisions(held: Mapping[str, Any]) -> str:
    late = ["a breach is past its 72 hours"] if held.get("breaches_late") else []
    late += ["a concern is not decided about by its day"] if held.get("decisions_late") else []
    late += ["a record is not complete by its day"] if held.get("records_late") else []
    late += ["social care has not replied to a referral"] if held.get("referrals_late") else []
    if late:
        return f"No: {'; '.join(late)}."
    if _are_waiting(held):
        return "Not all yet: one or more are to be made or recorded, and still have time."
    done, in_time = held["recorded_last_12_months"], held["recorded_in_time_last_12_months"]
    if not done:
        return "None had to be recorded in the last 12 months."
    if done == in_time:
        return "Yes: in the last 12 months all were recorded in time."
    return f"Not always: all are recorded, in the last 12 months {_promptly(in_time, done)}."


def _answer_of_induction(held: Mapping[str, Any]) -> str:
    if not held["people"]:
        return "Nobody who works here is entered yet."
    if on_site := held["on_site_without_it"]:
        return f"No: {counted(on_site, 'person', 'people')} {'has' if on_site == 1 else 'have'} not."
    if left := held["people"] - held["complete"]:
        has = "has" if left == 1 else "have"
        return f"Yes. {left} of {counted(held['people'], 'person', 'people')} {has} something still to do."
    return "Yes: everyone was taken through everything."


def left_without_induction(count: int) -> str:
    """That people who have left were with the children without induction; empty where nobody was (PR-6)."""
    if not count:
        return ""
    were = "was" if count == 1 else "were"
    return (
        f"{counted(count, 'person', 'people')} who left in the last 12 months {were} with the children "
        "without having been taken through everything."
    )


def _reading_again(again: int, induction: Mapping[str, Any]) -> str:
    """How many people a new version came in for, who were taken through the one before, and by which day
    they read it; of a review that was signed before, how many alone."""
    said = f"{again} to read a change"
    late, by = induction.get("read_again_late"), induction.get("read_again_by")
    if late:
        return f"{said}, {'all' if late == again else late} of them late" if again > 1 else f"{said}, late"
    return f"{said} by {short_date(date.fromisoformat(by))}" if by else said


def areas_seen(
    figures: Mapping[str, Any],
    reviews: Iterable[tuple[date, Mapping[str, Any]]],
    none_signed: str = NO_REVIEW,
    *,
    requests: Sequence[RequestSeen] = (),
    late_areas: Collection[Area] = (),
) -> tuple[AreaSeen, ...]:
    """The four areas, each with how it stood in the signed `reviews` (oldest first), or with `none_signed`
    where there are none. `requests` are the open ones where they stand on the page one by one."""
    held = [(on, kept) for on, kept in reviews if kept]
    return tuple(
        AreaSeen(
            area,
            standing(area, figures),
            *figure(area, figures, requests),
            answer=answer(area, figures, requests, is_own_date_past=area in late_areas),
            weeks=tuple((on, _shown_of_a_review(area, kept)) for on, kept in held),
            without_weeks=none_signed,
            were_late=tuple(was_late(area, kept) for _, kept in held),
        )
        for area in AREAS
    )


def _shown_of_a_review(area: Area, figures: Mapping[str, Any]) -> Standing:
    """How an area stood at a review in the strip: where only a date of our own had passed, for attention."""
    found = stood(area, figures)
    is_ours = found is Standing.IN_TIME and was_late(area, figures)
    return Standing.ATTENTION if is_ours else found


_SETTLED, _OPEN = "Settled", "Still to ask, renew or settle"
_GIVEN = "Of all, consent given"


def _settled(statuses: Mapping[str, int], children: int) -> dict[str, disclosure.Shown]:
    """For how many children one purpose is settled, and for how many it is not, as the room may see it."""
    settled = sum(statuses.get(status, 0) for status in consent.SETTLED)
    return disclosure.shown_row({_SETTLED: settled, _OPEN: children - settled})


def _answered(consents: Mapping[str, Any]) -> str:
    """The share of all questions that are settled, worked out from what the rows by purpose show.

    From the counts themselves it would tell more than the rows: seven purposes of "1 to 5" and nearly all
    answered may leave each of them one number.
    """
    children = consents["children"]
    rows = [_settled(purpose["statuses"], children) for purpose in consents["by_purpose"]]
    if children < disclosure.FEW or not rows:
        return disclosure.TOO_FEW if children and rows else disclosure.share(0, 0)
    whole = disclosure.rounded(children)
    still = sum(_about(row[_OPEN], whole) for row in rows)
    every = len(rows) * whole
    least, most = (every - sum(_bounds(row[_OPEN], whole)[at] for row in rows) for at in (1, 0))
    if 10 * most // every - 10 * least // every > 1:  # of few children what is hidden is much of it
        return f"about {10 * least // every} to {10 * most // every} in 10"
    return disclosure.tenths(every - still, every)


def _bounds(cell: disclosure.Shown, whole: int) -> tuple[int, int]:
    """The least and the most that a cell may stand for: what is kept back is the rest of `whole`."""
    if cell.words == disclosure.KEPT_BACK:
        return whole - disclosure.SMALL, whole - 1
    return (1, disclosure.SMALL) if cell.number is None else (_about(cell, whole), _about(cell, whole))


def _about(cell: disclosure.Shown, whole: int) -> int:
    """The number that a cell stands for: what is kept back is the rest of `whole`."""
    if cell.words == disclosure.KEPT_BACK:
        return whole - disclosure.ABOUT_SMALL
    return disclosure.ABOUT_SMALL if cell.number is None else min(cell.number, whole)


def coverage(purposes: Iterable[PurposeFigures], children: int) -> list[dict[str, str]]:
    """Consents by purpose, a row each, as shares of all children that a reader can add up.

    They are made of what `_settled` and `disclosure.share` show, never of the counts, so that they tell no
    more than these: with a finer share beside it, what was refused could be worked out.
    """
    return [{"Purpose": purpose.title} | _shares(purpose.statuses, children) for purpose in purposes]


def _shares(statuses: Mapping[str, int], children: int) -> dict[str, str]:
    row = _settled(statuses, children)
    settled, unsettled = row[_SETTLED], row[_OPEN]
    if settled.number is None or unsettled.number is None:
        done, still = _share_beside(settled, unsettled), _share_beside(unsettled, settled)
    else:
        done, still = disclosure.adding_up(settled, unsettled, children)
    given = disclosure.no_more_than(done, disclosure.share(statuses.get("given", 0), children))
    return {_SETTLED: done.capitalize(), _OPEN: still.capitalize(), _GIVEN: given.capitalize()}


def _share_beside(cell: disclosure.Shown, other: disclosure.Shown) -> str:
    """A cell that is no number as a share: what is kept back is all but the small count beside it."""
    is_the_rest = cell.words == disclosure.KEPT_BACK and other.words == disclosure.HIDDEN
    return f"all but {disclosure.HIDDEN}" if is_the_rest else cell.words


FEWEST = 3  # L11.3: what is said of one or two people is said of somebody


def groups(by_group: Iterable[GroupFigures]) -> list[dict[str, str]]:
    """Induction by group of people, a row each: staff figures may show, but not one person's (OR-1).

    The roles that one or two people have are one row, and the smallest other one is with them where they
    are still too few.
    """
    held = list(by_group)
    few = [group for group in held if group.people < FEWEST]
    others = sorted((group for group in held if group not in few), key=lambda group: group.people)
    while few and sum(group.people for group in few) < FEWEST and others:
        few.append(others.pop(0))
    rows = [[group] for group in held if group not in few]
    if few:
        rows.append([group for group in held if group in few])
    return [
        {
            "Role": row[0].role.capitalize()
            if len(row) == 1
            else f"All {'other ' if len(rows) > 1 else ''}roles",
            "Taken through everything": f"{sum(group.taken_through for group in row)} of "
            f"{sum(group.people for group in row)}",
            "With the children without it": str(sum(group.on_site_without_it for group in row)),
            "To read a change": str(sum(group.to_read_again for group in row)),
        }
        for row in rows
    ]


def totals(requests: Collection[RequestSeen]) -> list[str]:
    """The open requests where the manager chose totals only: no code, no stage."""
    bands = {held.band for held in requests}
    held = disclosure.shown(len(requests))
    # On the wall nothing beside it says that it is rounded.
    said = [f"Open: about {held}." if held.number else f"Open: {held}."]
    said.append("At least one is late." if Band.LATE in bands else "None is late.")
    if bands & {Band.DUE, Band.WITHIN_A_WEEK}:
        said.append("At least one is due within a week.")
    return said


def complaints_seen(held: Collection[complaints.Complaint]) -> tuple[str, ...]:
    """The complaints that are open, or went on elsewhere (CM-1): how many, as the room may see it, and
    whether one is to be decided there, such as by the ICO. Whose it is, and about what, nobody is told.
    """
    if not held:
        return ("None is open.",)
    count = disclosure.shown(len(held))
    return (
        f"Open: about {count}." if count.number else f"Open: {count}.",
        "At least one was taken further, to the ICO, Ofsted or the committee, and is not decided there yet."
        if any(map(complaints.is_elsewhere, held))
        else "None was taken further, such as to the ICO.",
    )


_STAGES = (
    (Step.ACKNOWLEDGED, "Acknowledged"),
    (Step.CHAIRPERSON_TOLD, "Chairperson told"),
)


def stage(steps: Collection[StepDone], progress: Progress, *, is_extended: bool) -> str:
    """What is happening with an open request, without anything of what it is about.

    A notice that was sent too late extended nothing, and is not said to have (L1.11).
    """
    if access.waits_for_agreement(steps):
        return "Waiting for the second person"
    if progress is Progress.PAUSED:
        return "Waiting for the requester"
    if progress is Progress.WAITING_FOR_IDENTITY:
        return "Waiting for proof of identity"
    if is_extended:
        return "Extended"
    done = {step.step for step in steps}
    return next((words for step, words in _STAGES if step in done), "Received")


def band(due: date, *, today: date) -> Band:
    """The band of a due date."""
    if due < today:
        return Band.LATE
    if due == today:
        return Band.DUE
    return Band.WITHIN_A_WEEK if due <= a_week_ahead(today) else Band.OVER_A_WEEK


def requests_seen(
    requests: Iterable[AccessRequest],
    *,
    today: date,
    bank_holidays: Collection[date],
    show: Show = Show.BANDS,
) -> tuple[RequestSeen, ...]:
    """The open requests by band, then by code: an order by date would tell the dates. Where the dates are
    shown it is by date, so that a list that is cut keeps the nearest."""
    seen = []
    for request in requests:
        progress = access.progress(
            request.received_on, request.steps, today=today, bank_holidays=bank_holidays
        )
        clock = access.clock_of(request.received_on, request.steps)
        due = access.due_on(clock, bank_holidays)
        said = stage(request.steps, progress, is_extended=access.is_extended(clock, bank_holidays))
        held = Band.UNDATED if request.path.is_of_an_authority else band(due, today=today)
        if held is Band.LATE and progress in access.WAITING:
            held = Band.WAITING
        seen.append(RequestSeen(request.code, said, held, due))
    if show is Show.DATES:
        return tuple(sorted(seen, key=lambda held: (held.due, held.code)))
    order = list(Band)
    return tuple(sorted(seen, key=lambda held: (order.index(held.band), held.code)))


_SIGNATURE, _REVIEW = "Signature of the policy", "Review of the policy"
_CHECKS, _BESIDE = "Routine checks", "Related policies and numbers"
_WEEKLY = "Weekly review"
_FILES, _BACKUPS = "Children's files", "Backups and recovery code"
_CHAIR = "Chairperson"  # a point only where there is none
_OF_BACKUPS = "a backup, its test, or a new recovery code"
_POINTS = {  # as a sentence says them
    _SIGNATURE: "the policy's signature",
    _REVIEW: "the policy's review",
    _CHECKS: "routine checks",
    _WEEKLY: "the weekly review",
    _BESIDE: "the related policies and numbers",
    _FILES: "children's files",
    _BACKUPS: "backups and the recovery code",
    _CHAIR: "the choice of a chairperson",
}
_NO_ADOPTION, _ADOPTED_ALONE = "No adoption is recorded", "Adopted, not signed yet"
_NO_BACKUP = "No backup has been made yet"
_NOT_SIGNED = {
    _NO_ADOPTION: "no signed page is on record",
    _ADOPTED_ALONE: "the policy is adopted and not signed",
}
_LACKING = {
    **_NOT_SIGNED,
    _NO_BACKUP: "no backup was made",
}  # without these nothing else makes it looked after


def _late_by_own_dates_alone(
    stands: Mapping[Area, Standing], points: Iterable[PolicyPoint], late_areas: Collection[Area]
) -> str:
    """The areas, as a sentence says them, of which nothing is late but by dates of the setting's own: what
    needs attention is not past its date by that. With them the policy, of which not everything that may be
    late has a point of its own, while no point of it is late."""
    own = [str(area) for area, held in stands.items() if held is not Standing.LATE and area in late_areas]
    is_said = any(
        point.standing is Standing.LATE and point.what not in {_FILES, _BACKUPS, _WEEKLY} for point in points
    )
    return listed([*own, *(["the policy"] if Area.POLICY in late_areas and not is_said else [])])


def sentence(
    areas: Sequence[AreaSeen], points: Sequence[PolicyPoint] = (), *, late_areas: Collection[Area] = ()
) -> str:
    """One sentence that a chairperson could read aloud. It is no plain yes where the weekly review has
    something late, in `late_areas`, that makes no area late here; beside what is, it is said too."""
    stands = [(str(seen.area), seen.standing) for seen in areas]
    stands += [(_POINTS[point.what], point.standing) for point in points]
    late = [name for name, held in stands if held is Standing.LATE]
    attention = [name for name, held in stands if held is Standing.ATTENTION]
    own = _late_by_own_dates_alone({seen.area: seen.standing for seen in areas}, points, late_areas)
    passed = f" Dates of the setting's own have passed in {own}." if own else ""
    if not late and not attention:
        if own:
            return f"Yes, by the dates of the law.{passed}"
        if undone := _not_started(points):
            return f"Yes, so far: nothing is late. {undone}"
        return "Yes. Everything that the policy asks for is in time."
    is_mostly = len(late) < 2 and not any(point.said in _NOT_SIGNED for point in points)
    return f"{'Mostly' if is_mostly else 'Not yet'}: {_what_needs_it(late, attention)}{passed}"


def _what_needs_it(late: list[str], attention: list[str]) -> str:
    """What is late and what needs attention, as sentences of which the first goes on from a colon."""
    parts = []
    if late:
        parts.append(f"something is late in {listed(late)}")
    if attention:
        names = listed(attention)
        said = f"{names} {'need' if _are_several(names) else 'needs'} attention"
        parts.append(said[0].upper() + said[1:] if late else said)
    return f"{'. '.join(parts)}." if parts else ""


def _not_started(points: Iterable[PolicyPoint]) -> str:
    held = [_POINTS[point.what] for point in points if point.standing is Standing.NOT_STARTED]
    if not held:
        return ""
    names = listed(held)
    return f"{names[0].upper()}{names[1:]} {'are' if _are_several(names) else 'is'} not started yet."


def _are_several(names: str) -> bool:
    """Whether what is said of these is said in the plural: induction needs, consents need."""
    return names.endswith("s") or " and " in names


def policy_answer(points: Sequence[PolicyPoint], *, late_areas: Collection[Area] = ()) -> str:
    """The answer to the question of the view of the policy itself: whether it is signed, reviewed and looked
    after. Where it is not signed, or no backup was ever made, that is said first, and it is no "mostly"."""
    lacking = [_LACKING[point.said] for point in points if point.said in _LACKING]
    others = [point for point in points if point.said not in _LACKING]
    late = [_POINTS[point.what] for point in others if point.standing is Standing.LATE]
    attention = [_POINTS[point.what] for point in others if point.standing is Standing.ATTENTION]
    own = _late_by_own_dates_alone({}, points, {Area.POLICY} & set(late_areas))
    passed = f" Dates of the setting's own have passed in {own}." if own else ""
    needs = _what_needs_it(late, attention)
    if lacking:
        more = f" {needs[0].upper()}{needs[1:]}" if needs else ""
        return f"Not yet: {listed(lacking)}.{more}{passed}"
    undone = _not_started(points)
    if needs:
        said = "Not yet" if len(late) > 1 else "Partly" if undone else "Mostly"
        return f"{said}: {needs}{passed}"
    if undone:
        no_law = "nothing is past a date of the law" if own else "nothing is late"
        return f"Partly: {no_law}. {undone}{passed}"
    if own:
        return f"Yes, by the dates of the law.{passed}"
    return "Yes: nothing is late, and nothing needs attention."


def policy_points(
    standing_of: policy.Standing,
    *,
    today: date,
    months: int,
    late_areas: Collection[Area] = (),
    has_backup: bool = True,
    reviewed: WeeksReviewed | None = None,
) -> tuple[PolicyPoint, ...]:
    """How the policy itself stands: signed, its next review, the routine checks, and what is beside it.

    `months` is after how many the policy and what is beside it are looked at again: the setting's own rule.
    `late_areas` are those beside the four in which something is late: no number, which could be one child's.
    Without `has_backup` no backup was ever made. `reviewed` is how the weekly review is kept up.
    """
    points = [_signature_point(standing_of, today)]
    if (review_on := policy.next_review_on(standing_of, months=months)) is not None:
        stands = Standing.ATTENTION if review_on <= today + REVIEW_SOON else Standing.IN_TIME
        stands = Standing.LATE if review_on < today else stands
        points.append(PolicyPoint(_REVIEW, f"Due {long_date(review_on)}", stands))
    points.append(_checks_point(standing_of, today))
    if reviewed is not None:
        points.append(_weekly_point(reviewed, today))
    points.append(_beside_point(standing_of, today, months))
    is_late = Area.CHILDREN in late_areas
    said = f"{'Something' if is_late else 'Nothing'} is past its date"
    points.append(PolicyPoint(_FILES, said, Standing.LATE if is_late else Standing.IN_TIME))
    points.append(_backups_point(is_late=Area.SETTING in late_areas, has_backup=has_backup))
    wanted = policy.no_chairperson(standing_of, today=today, horizon=today)
    if wanted and wanted.last_day is None:  # on the last day of one there is one
        stands = Standing.LATE if wanted.due < today else Standing.ATTENTION
        points.append(PolicyPoint(_CHAIR, "There is none in the register", stands))
    return tuple(points)


def _weekly_point(reviewed: WeeksReviewed, today: date) -> PolicyPoint:
    """Whether the weekly review is done: a week missed long ago is said, and needs nothing any more; more
    than every second one does."""
    said = f"Last signed {dated(reviewed.last_on)}" if reviewed.last_on else "Not signed yet"
    if missed := len(reviewed.missed):
        said = f"{said}, {missed} of {counted(reviewed.weeks, 'week')} missed"
    last_monday = monday_of(today) - timedelta(weeks=1)
    in_a_row = [last_monday - timedelta(weeks=back) for back in range(_WEEKS_TOO_LATE)]
    needs_attention = last_monday in reviewed.missed or missed * 2 > reviewed.weeks
    kept_up = Standing.IN_TIME if reviewed.last_on else Standing.NOT_STARTED
    stands = Standing.ATTENTION if needs_attention else kept_up
    stands = Standing.LATE if set(in_a_row) <= set(reviewed.missed) else stands
    return PolicyPoint(_WEEKLY, said, stands)


def _backups_point(*, is_late: bool, has_backup: bool) -> PolicyPoint:
    if is_late:
        return PolicyPoint(_BACKUPS, f"{_OF_BACKUPS.capitalize()} is overdue", Standing.LATE)
    if not has_backup:
        return PolicyPoint(_BACKUPS, _NO_BACKUP, Standing.ATTENTION)
    return PolicyPoint(_BACKUPS, "Nothing is overdue", Standing.IN_TIME)


_CHANGED_SINCE = "materially changed"


def _signature_point(standing_of: policy.Standing, today: date) -> PolicyPoint:
    adoption, began = standing_of.adoption, standing_of.began_on
    if adoption is None:
        said, is_late = _NO_ADOPTION, _is_over(began, policy.ADOPTION_WITHIN, today)
    elif adoption.signed_on is None:
        said, is_late = _ADOPTED_ALONE, _is_over(adoption.held_on, policy.SIGNED_WITHIN, today)
    else:
        said = f"Signed {long_date(adoption.signed_on)}"
        if changed_on := policy.changed_since_adoption_on(standing_of):
            said = f"{said}, {_CHANGED_SINCE} {dated(changed_on)}"
        return PolicyPoint(_SIGNATURE, said, Standing.ATTENTION if changed_on else Standing.IN_TIME)
    return PolicyPoint(_SIGNATURE, said, Standing.LATE if is_late else Standing.ATTENTION)


def _is_over(since: date | None, within: timedelta, today: date) -> bool:
    return since is not None and since + within < today


def _checks_point(standing_of: policy.Standing, today: date) -> PolicyPoint:
    checks = standing_of.checks
    if late := sum(standing_of.is_overdue(check, today=today) for check in checks):
        return PolicyPoint(_CHECKS, f"{late} of {counted(len(checks), 'check')} overdue", Standing.LATE)
    if not checks:
        return PolicyPoint(_CHECKS, "None is in use", Standing.ATTENTION)
    if wrong := sum(check.last_result is routine.Result.NOT_IN_ORDER for check in checks):
        said = f"{counted(wrong, 'check')} with something to put right"
        return PolicyPoint(_CHECKS, said, Standing.ATTENTION)
    if undone := sum(check.last_on is None for check in checks):  # a new setting has time
        said = f"{undone} of {len(checks)} not done yet, none overdue"
        is_begun = undone < len(checks)
        return PolicyPoint(_CHECKS, said, Standing.IN_TIME if is_begun else Standing.NOT_STARTED)
    return PolicyPoint(_CHECKS, f"All {len(checks)} done, none overdue", Standing.IN_TIME)


def _beside_point(standing_of: policy.Standing, today: date, months: int) -> PolicyPoint:
    """The related policies and the numbers to ring."""
    began = standing_of.began_on

    def is_old(on: date | None, within: timedelta) -> bool:
        if on is None:  # in a new setting there is time to enter it
            return began is None or began + within < today
        return policy.is_old(on, today=today, months=months)

    old = sum(is_old(held.seen_on, policy.RELATED_WITHIN) for held in standing_of.related)
    old += sum(is_old(held.checked_on, policy.CONTACTS_WITHIN) for held in standing_of.contacts)
    unseen = sum(
        held.dated_on is None and not is_old(None, policy.RELATED_WITHIN) for held in standing_of.related
    )
    unseen += sum(
        held.checked_on is None and not is_old(None, policy.CONTACTS_WITHIN) for held in standing_of.contacts
    )
    if old:  # the page of the policy counts both together
        also = f", {unseen} more not yet due" if unseen else ""
        return PolicyPoint(_BESIDE, f"{old} to look at again{also}", Standing.ATTENTION)
    if unseen:
        said = f"{unseen} still to look at, none overdue"
        is_begun = unseen < len(standing_of.related) + len(standing_of.contacts)
        return PolicyPoint(_BESIDE, said, Standing.IN_TIME if is_begun else Standing.NOT_STARTED)
    said = f"All looked at within {counted(months, 'month')}"
    return PolicyPoint(_BESIDE, said, Standing.IN_TIME)


def quarters_seen(
    decided: Iterable[sharing.Decision], *, today: date, recording_days: int
) -> tuple[QuarterSeen, ...]:
    """How the decisions of the last four quarters were recorded, oldest first: in words, never a count.

    A decision that can still be recorded in time counts in no quarter: where there is no other, none had to
    be recorded yet.
    """
    in_time: dict[date, list[bool]] = {}
    for decision in decided:
        if decision.decided_on is None or decision.decided_on > today:
            continue
        prompt = sharing.is_recorded_in_time(decision, recording_days=recording_days, today=today)
        of_the_quarter = in_time.setdefault(_quarter_of(decision.decided_on), [])
        if prompt is not None:
            of_the_quarter.append(prompt)
    first = _quarter_of(today)
    starts = [first]
    for _ in range(QUARTERS - 1):
        starts.append(_quarter_of(starts[-1] - timedelta(days=1)))
    return tuple(QuarterSeen(_quarter_words(start), _recorded(in_time.get(start))) for start in starts[::-1])


def _quarter_of(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _quarter_words(start: date) -> str:
    last = date(start.year, start.month + 2, 1)
    return f"{start:%B} to {last:%B} {start.year}"


def _recorded(in_time: Sequence[bool] | None) -> str:
    if in_time is None:
        return "None had to be recorded"
    return _promptly(sum(in_time), len(in_time)).capitalize() if in_time else "None had to be recorded yet"


def _promptly(in_time: int, of: int) -> str:
    """How many of the decisions were recorded in time, in words without a count."""
    if in_time == of:
        return "all in time"
    return "most in time" if 2 * in_time > of else "half or fewer in time"


def asked(
    figures: Mapping[str, Any],
    requests: Sequence[RequestSeen],
    points: Sequence[PolicyPoint] = (),
    *,
    show: Show = Show.BANDS,
    stand_ins_wanted: int = 0,
    late_areas: Collection[Area] = (),
    is_elsewhere: bool = False,
    breaches: Collection[breach.Breach] = (),
    closed: Collection[breach.Breach] = (),
    by_mistake: int = 0,
    after_by_mistake: bool = False,
    taken_back: Collection[str] = (),
    reviews_missed: int = 0,
) -> tuple[str, ...]:
    """What the committee is asked to decide or to note; no code of a request where only totals are shown.

    `is_elsewhere` is whether a complaint was taken further and is not decided there, `breaches` are those
    that are not closed, `closed` those that were since the meeting before. `by_mistake` is how many requests
    were ended as recorded by mistake since then, `after_by_mistake` whether a complaint or a correction was,
    `taken_back` what else was, and `reviews_missed` how many of the last weekly reviews.
    """
    stands = {point.what: point for point in points}
    said = [
        *_asked_of_the_policy(stands),
        *_asked_of_requests(figures, requests, show, stand_ins_wanted),
        *_of_mistakes(by_mistake, show, is_after_too=after_by_mistake),
        *_of_what_was_taken_back(taken_back),
        *_of_breaches(breaches, are_late=bool(figures["sharing_decisions"].get("breaches_late"))),
        *_of_closed_breaches(closed),
        *([_ELSEWHERE] if is_elsewhere else []),
        *(["Say who is chairperson: nobody is entered as such."] if _CHAIR in stands else []),
        *_asked_of_families_and_people(figures),
        *_asked_beside(stands),
        *_of_missed_reviews(reviews_missed),
    ]
    stands_in = {area: standing(area, figures) for area in AREAS}
    if own := _late_by_own_dates_alone(stands_in, points, late_areas):
        ask = "Ask" if said else "Note the report, and ask"
        said.append(f"{ask} what is past the setting's own dates in {own}.")
    return tuple(said) or ("Note the report.",)


def _of_missed_reviews(count: int) -> Iterator[str]:
    """That the weekly review was not done each week (AI-6), on one line of a full list."""
    if count:
        yield f"Ask why {counted(count, 'weekly review')} {'was' if count == 1 else 'were'} missed."


def _of_mistakes(count: int, show: Show, *, is_after_too: bool) -> Iterator[str]:
    """That requests were ended as recorded by mistake, so that nobody makes one go away unseen (AR-32).

    Of complaints and requests to correct the file there is no number, which could be one family's (CM-1).
    """
    if is_after_too and count:
        requests = "a request" if show is Show.TOTALS else counted(count, "request")
        yield f"Ask why {requests} and a complaint or correction were ended as recorded by mistake."
    elif is_after_too:
        yield "Note that a complaint or correction was ended as recorded by mistake, and ask why."
    elif count and show is Show.TOTALS:  # as of the stand-ins: no small count beside that of the open ones
        yield "Note that a request was ended as recorded by mistake, and ask why."
    elif count:
        were = "was" if count == 1 else "were"
        yield f"Note that {counted(count, 'request')} {were} ended as recorded by mistake, and ask why."


def _of_what_was_taken_back(what: Collection[str]) -> Iterator[str]:
    """The same of concerns and breaches: no number, which could be one child's."""
    if what:
        were = "was" if len(what) == 1 else "were"
        yield f"Note that {listed(list(what))} {were} taken back as recorded by mistake, and ask why."


def _of_breaches(held: Collection[breach.Breach], *, are_late: bool) -> Iterator[str]:
    """That confidentiality was broken: no number, which could be one child's, and whether the ICO knows. Of
    one that nobody decided about in time another line says so."""
    if told := _whether_told(held):
        yield f"Note that confidentiality was breached and {told}. Ask what keeps it open."
    elif held and not are_late:
        yield "Note that confidentiality was breached. Ask what keeps it open."


def _is_closed_since(held: breach.Breach, since: date) -> bool:
    """Whether a breach was closed on a day or after it; on that of a meeting, maybe after the meeting."""
    at = breach.closed_at(held)
    return at is not None and london_day(at) >= since


def _of_closed_breaches(held: Collection[breach.Breach]) -> Iterator[str]:
    """A meeting hears of a breach also where it was logged and closed between two meetings."""
    if held:
        told = f", and that {_whether_told(held)}" if _whether_told(held) else ""
        yield f"Note a breach that is closed now{told}: ask what is done differently."


def _whether_told(held: Collection[breach.Breach]) -> str:
    """That the ICO was told of one of these, and that it was told late; nothing where it was not told."""
    if any(map(breach.is_reported_late, held)):
        return "the ICO was told late, after the 72 hours"
    return "the ICO was told" if any(breach.Step.REPORTED in one.steps for one in held) else ""


_ADOPT = "Find the signed page of the policy and have it recorded, or adopt and sign it."
_ELSEWHERE = "Note that a complaint was taken further, such as to the ICO."


def _asked_of_the_policy(stands: Mapping[str, PolicyPoint]) -> Iterator[str]:
    signature, review = stands.get(_SIGNATURE), stands.get(_REVIEW)
    if signature and signature.standing is not Standing.IN_TIME:
        is_adopted = "Adopted" in signature.said
        if _CHANGED_SINCE in signature.said:
            yield "Decide whether to adopt and sign the policy as it was changed."
        else:
            # What is not recorded here may well have been done, on paper or before there was a dashboard.
            yield "Have the policy signed." if is_adopted else _ADOPT
    if review and review.standing is not Standing.IN_TIME:
        yield f"Decide who reviews the policy: {review.said[0].lower() + review.said[1:]}."


def _asked_of_requests(
    figures: Mapping[str, Any], requests: Sequence[RequestSeen], show: Show, stand_ins_wanted: int
) -> Iterator[str]:
    late = [held.code for held in requests if held.band is Band.LATE]
    # One whose refusal was found wrong is late and is none of the open ones on the page.
    if (late and show is Show.TOTALS) or (not late and figures["access_requests"]["late"]):
        yield "Note that a request is late, and ask why."
    elif late:
        yield f"Note that {listed(late)} {'is' if len(late) == 1 else 'are'} late, and ask why."
    if figures["access_requests"].get("after_late"):
        yield "Note that a complaint, or a request to correct the file, is late, and ask why."
    if stand_ins_wanted and show is Show.TOTALS:  # how many would be a small count beside "Open: 1 to 5"
        yield "Choose a stand-in for the chairperson, who has a conflict of interest in a request."
    elif stand_ins_wanted:
        yield f"Choose a stand-in for the chairperson in {counted(stand_ins_wanted, 'request')}."


def _asked_of_families_and_people(figures: Mapping[str, Any]) -> Iterator[str]:
    consents, decisions = figures["consents"], figures["sharing_decisions"]
    if consents.get("withdrawals_late"):
        yield "Note that what a family no longer allows is not undone yet, and ask why."
    if consents.get("journeys_late"):
        yield "Note that a learning journey is online without consent, and ask why."
    if decisions.get("breaches_late"):
        yield "Note that a breach is past its 72 hours, and ask why."
    if decisions.get("decisions_late"):
        yield "Note that nobody has decided about a concern, past its day, and ask why."
    if decisions.get("referrals_late"):
        yield "Note that social care has not replied to a referral, and ask what was done."
    if decisions.get("records_late"):
        yield "Note that the record of a decision to share is late, and ask why."
    elif _are_waiting(decisions) and not decisions.get("decisions_late"):
        yield "Note that decisions to share are still to be made or recorded."
    if figures["induction"]["on_site_without_it"]:
        yield "Note that someone is with the children without induction."


def _asked_beside(stands: Mapping[str, PolicyPoint]) -> Iterator[str]:
    """Of the points beside the four areas that no other line asks about."""
    files, checks, backups = (stands.get(what) for what in (_FILES, _CHECKS, _BACKUPS))
    if files and files.standing is Standing.LATE:
        yield "Note that something about the children's files is late, and ask why."
    if checks and checks.standing in {Standing.LATE, Standing.ATTENTION}:
        yield f"Note the routine checks: {checks.said[0].lower() + checks.said[1:]}."
    if backups and backups.standing is Standing.LATE:
        yield f"Note that {_OF_BACKUPS} is overdue."
    elif backups and backups.standing is Standing.ATTENTION:
        yield "Note that no backup of the records has been made yet."


def changed(
    figures: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    none_signed: str = NO_REVIEW,
    *,
    show: Show = Show.BANDS,
) -> tuple[str, ...]:
    """What changed since an earlier signed review, in words: the areas that changed alike in one line, and
    those that were late then and have more that is late now."""
    if before is None:
        return (f"{none_signed}: there is none to compare with.",)
    alike: dict[tuple[Standing, Standing], list[str]] = defaultdict(list)
    for area in AREAS:
        then, now = stood(area, before), stood(area, figures)
        if then is not now:
            alike[now, then].append(area)
    said = (
        f"{listed(names).capitalize()}: {now} now, {then} before." for (now, then), names in alike.items()
    )
    return (*said, *_worse(figures, before, show)) or ("None of the four areas has changed.",)


def _worse(figures: Mapping[str, Any], before: Mapping[str, Any], show: Show) -> Iterator[str]:
    """The areas with more that is late than before, where that is no count of children: requests, which stand
    on the page one by one, unless only totals are shown, and people of the setting."""
    late, then = (held["access_requests"]["late"] for held in (figures, before))
    if late > then > 0 and show is not Show.TOTALS:
        yield "Access requests: late as before, and more of them are."
    here, were = (held["induction"]["on_site_without_it"] for held in (figures, before))
    if here > were > 0:
        yield "Induction: late as before, and of more people."


def _compared_with(
    reviews: Sequence[tuple[date, Mapping[str, Any]]], last_meeting_on: date | None, today: date
) -> tuple[Mapping[str, Any] | None, str]:
    """The figures of the signed review that changes are told against, and what is said above them.

    It is the last one that the meeting before could know of; where there is none, the oldest of those shown,
    and then nothing is said of a meeting.
    """
    held = [(on, kept) for on, kept in reviews if kept]
    by_then = [one for one in held if last_meeting_on and one[0] <= last_meeting_on]
    if by_then:
        on, kept = by_then[-1]
        return kept, f"Since the last meeting, by the review of {near_date(on, today=today)}"
    if held:
        on, kept = held[0]
        return kept, f"Since the review of {near_date(on, today=today)}"
    return None, "What has changed"


def meeting(
    figures: Mapping[str, Any],
    requests: Iterable[AccessRequest],
    reviews: Sequence[tuple[date, Mapping[str, Any]]],
    *,
    today: date,
    bank_holidays: Collection[date],
    began_on: date | None = None,
    last_meeting_on: date | None = None,
    points: Sequence[PolicyPoint] = (),
    quarters: Sequence[QuarterSeen] = (),
    show: Show = Show.BANDS,
    stand_ins_wanted: int = 0,
    late_areas: Collection[Area] = (),
    complaints_held: Collection[complaints.Complaint] = (),
    breaches: Collection[breach.Breach] = (),
    by_mistake: int = 0,
    after_by_mistake: bool = False,
    taken_back: Collection[str] = (),
    reviewed: WeeksReviewed | None = None,
) -> Meeting:
    """Everything that the meeting of `today` is shown.

    `reviews` are the signed reviews of the months before with their figures, oldest first; the one before
    `last_meeting_on`, or else the oldest, is what changes are told against. `began_on` is the setting's first
    day in the dashboard: a new one has missed none. `by_mistake` is how many requests were ended as recorded
    by mistake since the meeting before, `after_by_mistake` whether a complaint or a correction was,
    `taken_back` what else was, and `reviewed` how the weekly review is kept up.
    """
    is_new = began_on is not None and began_on > today - timedelta(weeks=WEEKS_SHOWN)
    none_signed = NO_REVIEW_YET if is_new else NO_REVIEW
    seen = requests_seen(requests, today=today, bank_holidays=bank_holidays, show=show)
    one_by_one = () if show is Show.TOTALS else seen
    areas = areas_seen(figures, reviews, none_signed, requests=one_by_one, late_areas=late_areas)
    before, changed_since = _compared_with(reviews, last_meeting_on, today)
    told_since = last_meeting_on or today - timedelta(weeks=WEEKS_SHOWN)
    return Meeting(
        sentence=sentence(areas, points, late_areas=late_areas),
        areas=areas,
        requests=seen,
        asked=asked(
            figures,
            seen,
            points,
            show=show,
            stand_ins_wanted=stand_ins_wanted,
            late_areas=late_areas,
            is_elsewhere=any(map(complaints.is_elsewhere, complaints_held)),
            breaches=[one for one in breaches if breach.to_do(one)],
            closed=[one for one in breaches if _is_closed_since(one, told_since)],
            by_mistake=by_mistake,
            after_by_mistake=after_by_mistake,
            taken_back=taken_back,
            reviews_missed=len(reviewed.missed) if reviewed else 0,
        ),
        changed=changed(figures, before, none_signed, show=show),
        changed_since=changed_since,
        policy=tuple(points),
        policy_answer=policy_answer(points, late_areas=late_areas),
        quarters=tuple(quarters),
        complaints=complaints_seen(complaints_held),
    )
