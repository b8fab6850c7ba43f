"""Complaints, each with its own dates and its own way onward (CM-1, X-1; law L3.1 to L3.8).

Data protection: acknowledged within 30 days as the ICO counts them, the day after receipt being the first; a
last day that is no working day moves to the next one. The outcome follows without undue delay, for which the
setting has a number of days of its own. Early-years requirements, in writing: the outcome within 28 days.
One that was taken further, such as to the ICO, goes on there until what was decided is recorded (L8.5). Where
they ask us something, they say by when they want the answer. One that was recorded about the wrong child or
twice ends as that: it was never made so, and is neither in time nor late.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules import mistakes
from rules.access import Channel
from rules.house import HouseRules
from rules.induction import Role
from rules.problems import Problems, is_sentence
from rules.receipts import day_problem
from rules.words import counted, days, has_name, is_one_name, listed, long_date, not_yet
from rules.working_days import working_day_on_or_after, working_days_after

DAYS_TO_ACKNOWLEDGE = 30  # L3.2, counted as in L3.3
DAYS_TO_THE_OUTCOME = 28  # L3.8
IN_FORCE_ON = date(2026, 6, 19)  # L3.7: before it no law asked for an acknowledgement


class Kind(StrEnum):
    """What the complaint is about, which decides its dates and its way onward."""

    DATA_PROTECTION = "data protection"
    EARLY_YEARS = "early-years requirements"
    BOTH = "data protection and early years"
    OTHER = "something else"


class Step(StrEnum):
    """What happens to a complaint, in its usual order."""

    ACKNOWLEDGED = "acknowledged"
    PROGRESS = "progress told"
    STANDS_BACK = "chairperson stands back"
    MANAGER_STANDS_BACK = "manager stands back"
    DEPUTY_STANDS_BACK = "deputy stands back"
    OUTCOME = "outcome given"
    WITHDRAWN = "withdrawn"
    PUT_RIGHT = "put right"  # what was promised when it was upheld was given
    STANDS = "the answer stands"  # what was upheld was not the answer itself
    MISTAKEN = "recorded by mistake"  # about the wrong child, of the wrong kind, or twice
    WENT_ON = "taken further"
    WANTED_THERE = "answer wanted there"  # dated the day by which it is wanted: that is still to come
    ANSWERED_THERE = "answered there"
    DECIDED_THERE = "decided there"  # where it was taken; or they let it drop


class Result(StrEnum):
    """What became of a complaint."""

    UPHELD = "upheld"
    PARTLY = "partly upheld"
    NOT_UPHELD = "not upheld"


class Status(StrEnum):
    """Where a complaint stands today."""

    TO_ACKNOWLEDGE = "to acknowledge"
    BEING_LOOKED_INTO = "being looked into"
    LATE = "late"
    TO_PUT_RIGHT = "to put right"
    ANSWERED_IN_TIME = "answered in time"
    ANSWERED_LATE = "answered late"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_LATE = "withdrawn late"
    MISTAKEN = "recorded by mistake"  # neither in time nor late


ENDINGS = frozenset({Step.OUTCOME, Step.WITHDRAWN, Step.MISTAKEN})
ONWARD = frozenset({Step.WENT_ON, Step.WANTED_THERE, Step.ANSWERED_THERE, Step.DECIDED_THERE})
MAY_HAPPEN_AGAIN = ONWARD | {Step.PROGRESS}
STANDING_BACK = frozenset({Step.STANDS_BACK, Step.MANAGER_STANDS_BACK, Step.DEPUTY_STANDS_BACK})
SETTLED = frozenset({Step.PUT_RIGHT, Step.STANDS})  # of an answer that was complained about
AFTER_THE_END = ONWARD | STANDING_BACK | SETTLED
FOUND_RIGHT = frozenset({Result.UPHELD, Result.PARTLY})
# What ends it, or speaks for us where it was taken: somebody else's where the manager stands back.
DECISIONS = ENDINGS | SETTLED | {Step.ANSWERED_THERE, Step.DECIDED_THERE}
OF_DATA = frozenset({Kind.DATA_PROTECTION, Kind.BOTH})
OF_EARLY_YEARS = frozenset({Kind.EARLY_YEARS, Kind.BOTH})


@dataclass(frozen=True)
class Done:
    """One step and the day it was done."""

    step: Step
    on: date
    result: Result | None = None  # of an outcome


@dataclass(frozen=True)
class Complaint:
    """A complaint with what the rules need of it.

    `answered_on` is the day on which the access request that it follows was released or refused.
    """

    kind: Kind
    channel: Channel
    received_on: date
    steps: tuple[Done, ...] = ()
    answered_on: date | None = None


def day_of(complaint: Complaint, *steps: Step) -> date | None:
    """The first day on which one of `steps` was done, or None."""
    return min((done.on for done in complaint.steps if done.step in steps), default=None)


def is_by_mistake(complaint: Complaint) -> bool:
    """Whether it was ended because it should never have been recorded so."""
    return day_of(complaint, Step.MISTAKEN) is not None


def acknowledge_by(complaint: Complaint, bank_holidays: Collection[date]) -> date | None:
    """The last day to acknowledge it by law; None where no law asks for it (L3.2, L3.3, L3.7)."""
    if complaint.kind not in OF_DATA or complaint.received_on < IN_FORCE_ON:
        return None
    return working_day_on_or_after(complaint.received_on + timedelta(days=DAYS_TO_ACKNOWLEDGE), bank_holidays)


def to_acknowledge_by(complaint: Complaint, house: HouseRules, bank_holidays: Collection[date]) -> date:
    """The day to acknowledge it by: the setting's own, no later than the law's and than that of the outcome.

    The law's day to acknowledge it moves off a weekend, and may come after the 28 days of the outcome.
    """
    ours = _acknowledge_by_ours(complaint, house, bank_holidays)
    law = acknowledge_by(complaint, bank_holidays)
    return min(ours, law or ours, outcome_by(complaint, outcome_days=house.complaint_outcome_days))


def _acknowledge_by_ours(complaint: Complaint, house: HouseRules, bank_holidays: Collection[date]) -> date:
    return working_days_after(complaint.received_on, house.acknowledge_working_days, bank_holidays)


def is_dated_by_law(complaint: Complaint) -> bool:
    """Whether the day of its outcome is set for us: an early-years complaint in writing (L3.8)."""
    return complaint.kind in OF_EARLY_YEARS and complaint.channel is not Channel.VERBAL


def outcome_by(complaint: Complaint, *, outcome_days: int) -> date:
    """The last day for the outcome: 28 days for early-years requirements, else the setting's own number.

    No rule moves it off a weekend, so it stays where it falls.
    """
    is_ours = complaint.kind not in OF_EARLY_YEARS
    return complaint.received_on + timedelta(days=outcome_days if is_ours else DAYS_TO_THE_OUTCOME)


def is_acknowledgement_missing(complaint: Complaint) -> bool:
    """Whether it is open and was neither acknowledged nor answered, which acknowledges it too (L3.5)."""
    return day_of(complaint, Step.ACKNOWLEDGED, *ENDINGS) is None


def put_right_from(complaint: Complaint) -> date | None:
    """The day of the outcome from which an answer to an access request is to be put right: a complaint about
    it was upheld, and neither that it was put right nor that it stands is recorded; else None (L3.4).

    A request that is still open has its own date and its own lines.
    """
    if complaint.answered_on is None or day_of(complaint, *SETTLED):
        return None
    upheld = [done.on for done in complaint.steps if done.step is Step.OUTCOME and done.result in FOUND_RIGHT]
    return next((on for on in upheld if complaint.answered_on <= on), None)


def is_elsewhere(complaint: Complaint) -> bool:
    """Whether it was taken further, and what was decided there is not recorded (L8.5).

    To each place it was taken, such as to the ICO and to Ofsted, belongs one decision.
    """
    taken = [done.step for done in complaint.steps]
    return taken.count(Step.WENT_ON) > taken.count(Step.DECIDED_THERE)


def answer_there_by(complaint: Complaint) -> date | None:
    """The day by which an answer is wanted where it was taken, the first of several; None where none is.

    They say it, such as the ICO in its letter. Each answer belongs to the first that was wanted until then.
    """
    since = _elsewhere_since(complaint)
    if since is None:
        return None
    wanted, answered = (
        sorted(done.on for done in complaint.steps if done.step is step and done.on >= since)
        for step in (Step.WANTED_THERE, Step.ANSWERED_THERE)
    )
    return next(iter(wanted[len(answered) :]), None)


def _elsewhere_since(complaint: Complaint) -> date | None:
    """The day on which it was taken further after all before was decided; None where it is nowhere else."""
    since, places = None, 0
    ways = {Step.WENT_ON: 1, Step.DECIDED_THERE: -1}
    # Of one day it is taken there first: nothing is decided where it is not.
    for done in sorted(complaint.steps, key=lambda done: (done.on, -ways.get(done.step, 0))):
        if done.step is Step.WENT_ON and not places:
            since = done.on
        places += ways.get(done.step, 0)
    return since if places > 0 else None


def ask_by(complaint: Complaint, *, outcome_days: int) -> date | None:
    """The day on which to ask how it stands where it was taken: our own rule; None where it is nowhere else,
    and while they wait for us.

    Counted from when it was last taken further, progress was told, or they were answered since.
    """
    if not is_elsewhere(complaint) or answer_there_by(complaint):
        return None
    heard = {Step.WENT_ON, Step.PROGRESS, Step.ANSWERED_THERE}
    return max(done.on for done in complaint.steps if done.step in heard) + timedelta(days=outcome_days)


def status(
    complaint: Complaint, *, today: date, outcome_days: int, bank_holidays: Collection[date]
) -> Status:
    """Where it stands on `today`; late is never hidden by what else is known."""
    if is_by_mistake(complaint):
        return Status.MISTAKEN
    by = outcome_by(complaint, outcome_days=outcome_days)
    acknowledge = acknowledge_by(complaint, bank_holidays)
    # Until it was taken back an acknowledgement was owed, and the outcome as well.
    acknowledged_on = day_of(complaint, Step.ACKNOWLEDGED, *ENDINGS)
    # An acknowledgement that came too late puts nothing right: it stays late, as the answer to it does.
    is_missed = acknowledge is not None and (acknowledged_on or today) > acknowledge
    if withdrawn := day_of(complaint, Step.WITHDRAWN):
        return Status.WITHDRAWN_LATE if is_missed or withdrawn > by else Status.WITHDRAWN
    if ended := day_of(complaint, Step.OUTCOME):
        if is_missed or ended > by:
            return Status.ANSWERED_LATE
        return Status.TO_PUT_RIGHT if put_right_from(complaint) else Status.ANSWERED_IN_TIME
    if is_missed or today > by:
        return Status.LATE
    if is_acknowledgement_missing(complaint):
        return Status.TO_ACKNOWLEDGE
    return Status.BEING_LOOKED_INTO


def way_onward(kind: Kind) -> str:
    """Where somebody who is not content with the outcome may go, as the outcome tells them."""
    data = "to the Information Commissioner's Office (ICO), and to court"
    return {
        Kind.DATA_PROTECTION: data,
        Kind.EARLY_YEARS: "to Ofsted",
        Kind.BOTH: f"to Ofsted about the early-years requirements; about data protection {data}",
        Kind.OTHER: "to the management committee",
    }[kind]


def explanation(
    complaint: Complaint, *, today: date, house: HouseRules, bank_holidays: Collection[date]
) -> list[str]:
    """Why its dates are what they are, in sentences that a parent would follow."""
    outcome_days = house.complaint_outcome_days
    said = [f"Received {long_date(complaint.received_on)}."]
    if mistaken := day_of(complaint, Step.MISTAKEN):
        said.append(f"Recorded by mistake, and closed on {long_date(mistaken)}: no answer is due.")
        return said
    if acknowledge := acknowledge_by(complaint, bank_holidays):
        day_30 = complaint.received_on + timedelta(days=DAYS_TO_ACKNOWLEDGE)
        said.append(
            f"About data protection: to be acknowledged within {days(DAYS_TO_ACKNOWLEDGE)}, the day after "
            f"receipt being the first, that is by {long_date(day_30)}."
        )
        if acknowledge != day_30:
            said.append(f"That is not a working day, so the date moves to {long_date(acknowledge)}.")
        said.append("We start looking into it at once, and the outcome follows without undue delay.")
    elif complaint.kind in OF_DATA:
        said.append(f"It came before {long_date(IN_FORCE_ON)}: no law set a date for acknowledging it.")
    if is_acknowledgement_missing(complaint):
        ours = to_acknowledge_by(complaint, house, bank_holidays)
        within = counted(house.acknowledge_working_days, "working day")
        if ours < _acknowledge_by_ours(complaint, house, bank_holidays):
            within = "no later than its other dates"
        if ours != acknowledge:
            said.append(f"The setting's own rule for acknowledging it: {within}, by {long_date(ours)}.")
    elif day_of(complaint, Step.ACKNOWLEDGED) is None:
        said.append(_not_acknowledged(complaint, acknowledge))
    by = long_date(outcome_by(complaint, outcome_days=outcome_days))
    if is_dated_by_law(complaint):
        said.append(
            f"About the early-years requirements, in writing: the outcome is told within "
            f"{days(DAYS_TO_THE_OUTCOME)}, by {by}. A record of it is kept for Ofsted."
        )
    elif complaint.kind in OF_EARLY_YEARS:
        said.append(
            "About the early-years requirements, spoken: the 28 days apply to complaints in writing; we "
            f"keep to them all the same, {by}."
        )
    else:
        said.append(f"The setting's own rule for the outcome: {days(outcome_days)}, by {by}.")
    match status(complaint, today=today, outcome_days=outcome_days, bank_holidays=bank_holidays):
        case Status.LATE:
            said.append("A date has passed.")
        case Status.ANSWERED_IN_TIME:
            said.append("It was answered in time.")
        case Status.ANSWERED_LATE:
            said.append("It was answered after a date had passed.")
        case Status.WITHDRAWN:
            said.append("It was withdrawn.")
        case Status.WITHDRAWN_LATE:
            said.append("It was withdrawn after a date had passed.")
    if put_right_from(complaint):
        said.append(
            "It was upheld. Until it is recorded that what was promised was given, or that the answer "
            "stands, it is on the weekly review, and nothing that it is about is disposed of."
        )
    if is_elsewhere(complaint):
        said.append(
            "It was taken further. Nothing that it is about is disposed of until what was decided there is "
            "recorded."
        )
    if wanted := answer_there_by(complaint):
        said.append(f"An answer of ours is wanted there by {long_date(wanted)}.")
    said.append(f"Anyone who is not content may go {way_onward(complaint.kind)}.")
    return said


def _not_acknowledged(complaint: Complaint, by: date | None) -> str:
    """What is true of one that has ended and was not acknowledged before (L3.5)."""
    said = "That it was acknowledged is not recorded"
    outcome_on = day_of(complaint, Step.OUTCOME)
    if by is None or outcome_on is None:
        return f"{said}."
    if outcome_on <= by:
        return f"{said}: its outcome came before the last day for that, and acknowledged it as well."
    return f"{said}, and its outcome came after the last day for that."


WHAT_IT_FOLLOWS = "what it follows"


def problems(
    *,
    kind: Kind | None,
    made_by: str,
    channel: Channel | None,
    received_on: date | None,
    about: str,
    not_before: date | None,
    today: date,
) -> Problems:
    """What stands in the way of recording a complaint, by field (CM-1); empty when nothing does.

    `not_before` is the day on which what it follows was received, was raised or happened, where it follows
    anything.
    """
    found: Problems = {}
    if kind is None:
        found["kind"] = "Choose what it is about: its dates, and where it can be taken next, follow from it."
    if not made_by.strip():
        found["made_by"] = "Enter who is complaining."
    if channel is None:
        found["channel"] = "Choose how it came. Any way is valid: no form of ours is needed."
    if received_on is None:
        found["received_on"] = "Enter the date it was received."
    elif problem := day_problem(received_on, not_before=(not_before, WHAT_IT_FOLLOWS), today=today):
        found["received_on"] = problem
    if not is_sentence(about):
        found["about"] = "Enter in a sentence what the complaint is about."
    return found


NOTHING_CHANGED = "Nothing here is another than before. Change what is wrong, or close this."


def anew_problems(complaint: Complaint, because: str, *, received_on: date | None, today: date) -> Problems:
    """What stands in the way of recording a complaint anew, and of ending this one as a mistake, by field."""
    found = mistakes.problems(because)
    ends = step_problems(
        Step.MISTAKEN,
        on=today,
        words=because,
        result=None,
        is_route_told=False,
        complaint=complaint,
        today=today,
    )
    if "step" in ends:
        found["because"] = ends["step"]
    done = [held.on for held in complaint.steps]
    if received_on and done and received_on > min(done):
        found["received_on"] = (
            f"A step of it is dated {long_date(min(done))}. It came by then. Is that step wrong, correct it "
            "first."
        )
    return found


def step_problems(
    step: Step | None,
    *,
    on: date | None,
    words: str,
    result: Result | None,
    is_route_told: bool,
    complaint: Complaint,
    today: date,
) -> Problems:
    """What stands in the way of recording `step` of a complaint, by field; empty when nothing does."""
    if step is None:
        return {"step": "Choose what was done."}
    found: Problems = {}
    done = {held.step: held.on for held in complaint.steps}
    ended = day_of(complaint, *ENDINGS)
    if on is None:
        found["on"] = (
            "Enter the day by which they want the answer: their letter says it."
            if step is Step.WANTED_THERE
            else "Enter the date it was done."
        )
    elif on > today and step is not Step.WANTED_THERE:
        found["on"] = not_yet(on)
    elif on < complaint.received_on:
        found["on"] = f"The date is before it was received, {long_date(complaint.received_on)}."
    elif step in ENDINGS and (later := [held for held in complaint.steps if _is_after(held, on, complaint)]):
        last = max(later, key=lambda held: held.on)
        found["on"] = (
            f"Something was done after that: {last.step}, on {long_date(last.on)}. Check both dates."
        )
    if step in ONWARD - {Step.WENT_ON} and not is_elsewhere(complaint):
        found["step"] = "It is not recorded that this was taken further. First record where it was taken."
    elif (
        step in {Step.WANTED_THERE, Step.ANSWERED_THERE}
        and on
        and (since := _elsewhere_since(complaint))
        and on < since
    ):
        found["on"] = f"It was taken further on {long_date(since)}. This came after it."
    elif step is Step.ANSWERED_THERE and answer_there_by(complaint) is None:
        found["step"] = "It is not recorded that an answer is wanted there. First record by when it is."
    elif (
        step is Step.DECIDED_THERE
        and on
        and (taken := _decided_too_early([*complaint.steps, Done(step, on)]))
    ):
        found["on"] = f"It was taken further on {long_date(taken)}. This came after it."
    elif step in done and step not in MAY_HAPPEN_AGAIN:
        found["step"] = f"This is already recorded, on {long_date(done[step])}."
    elif step in SETTLED and (since := put_right_from(complaint)) is None:
        found["step"] = _NOTHING_TO_PUT_RIGHT
    elif step in SETTLED and on and since and on < since:
        found["on"] = f"The outcome was given on {long_date(since)}. This came after it."
    elif ended and is_by_mistake(complaint) and step not in _after_the_end(complaint):
        found["step"] = f"This complaint was recorded by mistake, and is closed since {long_date(ended)}."
    elif ended and step is Step.MISTAKEN:
        found["step"] = (
            f"This complaint was closed on {long_date(ended)}. If that is wrong itself, take it back first."
        )
    elif ended and step not in _after_the_end(complaint):
        found["step"] = f"This complaint was closed on {long_date(ended)}."
    elif step is Step.MISTAKEN and Step.WENT_ON in done:
        found["step"] = (
            "It is recorded that this was taken further, so somebody made it. If that is wrong itself, take "
            "it back first."
        )
    if step is Step.OUTCOME:
        if result is None:
            found["result"] = "Choose what came of the complaint."
        if not is_route_told:
            found["is_route_told"] = (
                f"Tell the person who complained that they may go {way_onward(complaint.kind)}, and say "
                "so here."
            )
    # "ICO" says where it was taken, and often nobody knows a reference yet.
    is_said = bool(words.strip()) if step is Step.WENT_ON else is_sentence(words)
    if step is not Step.ACKNOWLEDGED and not is_said:
        found["words"] = _WORDS[step]
    return found


_NOTHING_TO_PUT_RIGHT = (
    "This is for a complaint that was upheld, about an access request that had been answered. Record its "
    "outcome first; or, if the request is open, record what is given there."
)


def stands_back(role: Role, steps: Collection[Step]) -> bool:
    """Whether this is the manager, who stands back from a complaint with these steps."""
    return role is Role.MANAGER and Step.MANAGER_STANDS_BACK in steps


def is_others(
    step: Step | None,
    role: Role,
    steps: Collection[Step],
    others: Collection[Role],
    *,
    is_taken_back: bool = False,
) -> bool:
    """Whether somebody else records `step`, or takes it back, in place of the manager, who stands back.

    `others` are the roles of the open accounts under which somebody else can. What says that the manager
    stands back is not theirs to take back either.
    """
    theirs = DECISIONS | {Step.MANAGER_STANDS_BACK} if is_taken_back else DECISIONS
    return step in theirs and stands_back(role, steps) and bool(others)


def who_else(others: Collection[Role]) -> str:
    """Who records it instead of the manager, by role: a refusal may stand on a shared screen."""
    return (
        "You stand back from this complaint. What ends it, or answers for us where it was taken, is "
        f"recorded, and taken back, by {_named(others)} under their own account."
    )


def who_writes(others: Collection[Role]) -> str:
    """What a manager who stands back is told of the letters; `others` as of `who_else`."""
    if others:
        return (
            f"You stand back from this complaint. Its letters are made by {_named(others)} under their own "
            "account."
        )
    return (
        "You stand back from this complaint, and nobody else has an account for it. A letter made here has "
        "your name under it: have whoever deals with it sign instead."
    )


def _named(others: Collection[Role]) -> str:
    return listed([f"the {role}" for role in sorted(others, key=str)]).replace(" and ", " or ")


def decided_by_problems(
    step: Step | None,
    role: Role,
    steps: Collection[Step],
    others: Collection[Role],
    *,
    instead: str,
    own: str,
) -> Problems:
    """Why a manager who stands back does not record what is decided, by field (CM-1).

    Somebody else does; where nobody else has an account for it, the manager writes down who decided it.
    `own` is the manager's name.
    """
    if is_others(step, role, steps, others):
        return {"step": who_else(others)}
    if step in DECISIONS and stands_back(role, steps) and (not instead.strip() or is_one_name(own, instead)):
        return {
            "instead": "You stand back from this complaint. Enter who decided this instead of you: their "
            "name, and what they are to the setting."
        }
    return {}


def dealt_with_problems(
    steps: Collection[Step],
    *,
    instead: str,
    is_named: bool,
    not_these: Collection[str],
    members: Collection[str],
) -> Problems:
    """Why nobody of the committee deals with a complaint with these steps, by field.

    Where the manager and the chairperson both stand back, a member of the committee is named, as for an
    access request: else whoever it is about could keep it from whoever deals with it. `is_named` is whether
    somebody was named before, `not_these` are the office, the chairperson and whoever complains, and
    `members` the committee, where it is entered.
    """
    if not {Step.MANAGER_STANDS_BACK, Step.STANDS_BACK} <= set(steps):
        if instead.strip():
            return {"instead": "Leave this empty: the manager and the chairperson do not both stand back."}
        return {}
    if not instead.strip():
        if is_named:
            return {}
        return {
            "instead": "The manager and the chairperson both stand back. Enter the committee member who "
            "deals with it instead, as the committee named them."
        }
    if any(has_name(name, instead) for name in not_these):
        # Without the name itself: the form may stand on a shared screen.
        return {
            "instead": "This is the name of the manager, the deputy, the chairperson or whoever complains. "
            "Enter another member of the committee, by that name alone."
        }
    if members and not any(has_name(name, instead) for name in members):
        return {
            "instead": "Enter the whole name of a committee member, as the list under Induction has it. "
            "Whoever is not on it is added there first."
        }
    return {}


def _decided_too_early(steps: Collection[Done]) -> date | None:
    """The day on which it was taken to a place that had decided before, or None where each decided after."""
    taken, decided = (
        sorted(done.on for done in steps if done.step is step) for step in (Step.WENT_ON, Step.DECIDED_THERE)
    )
    return next((on for on, there in zip(taken, decided, strict=False) if there < on), None)


def taking_back_problem(step: Step, left: Collection[Done]) -> str:
    """What has to be taken back before `step`, in words; empty where nothing stands on it.

    `left` are the steps that would count without it.
    """
    counted = [done.step for done in left]
    has_lost = counted.count(Step.DECIDED_THERE) > counted.count(Step.WENT_ON)
    if step is Step.WENT_ON and (has_lost or _decided_too_early(left)):
        return "It is recorded what was decided there. Take that back first."
    if step is Step.OUTCOME and SETTLED & set(counted):
        return "It is recorded what was done about the answer after it. Take that back first."
    answered = counted.count(Step.ANSWERED_THERE)
    if step is Step.WENT_ON and Step.WANTED_THERE in counted and Step.WENT_ON not in counted:
        return "It is recorded that an answer is wanted there. Take that back first."
    if step is Step.WANTED_THERE and answered > counted.count(Step.WANTED_THERE):
        return "It is recorded that they were answered. Take that back first."
    return ""


def _after_the_end(complaint: Complaint) -> frozenset[Step]:
    """What may happen once it is closed: how it is going is told as long as it goes on elsewhere.

    Nothing goes on of what was recorded by mistake; who stands back from it may still come out.
    """
    if is_by_mistake(complaint):
        return STANDING_BACK
    return AFTER_THE_END | {Step.PROGRESS} if is_elsewhere(complaint) else AFTER_THE_END


def _is_after(held: Done, ended_on: date, complaint: Complaint) -> bool:
    """Whether something is dated after the end that comes before it: what goes on from there may be."""
    taken = day_of(complaint, Step.WENT_ON)
    goes_on = held.step is Step.PROGRESS and taken is not None and held.on >= taken
    return held.step not in AFTER_THE_END and not goes_on and held.on > ended_on


_WORDS = {
    Step.PROGRESS: "Enter in a sentence what has been done so far, and what they were told.",
    Step.STANDS_BACK: "Enter in a sentence why the chairperson stands back.",
    Step.MANAGER_STANDS_BACK: "Enter in a sentence who deals with it instead of the manager, and why.",
    Step.DEPUTY_STANDS_BACK: "Enter in a sentence why the deputy stands back.",
    Step.OUTCOME: "Enter in a sentence what was found and what is being done about it.",
    Step.WITHDRAWN: "Enter in a sentence that they withdrew it, and how.",
    Step.PUT_RIGHT: "Enter in a sentence what was given, to whom, and how they signed for it.",
    Step.STANDS: "Enter in a sentence what was upheld instead, and why the answer itself stands.",
    Step.MISTAKEN: "Enter in a sentence what is right instead: the code of the complaint that stands, or "
    "that nobody complained.",
    Step.WENT_ON: "Enter where it was taken, such as the ICO or Ofsted, and its reference if you have it.",
    Step.WANTED_THERE: "Enter in a sentence who asks, on which day they wrote, and for what.",
    Step.ANSWERED_THERE: "Enter in a sentence what was sent to them, and how.",
    Step.DECIDED_THERE: "Enter in a sentence what was decided there, and what we do about it.",
}


def open_steps(complaint: Complaint) -> Iterable[Step]:
    """The steps that can still be recorded, in their usual order."""
    done = {held.step for held in complaint.steps}
    is_closed = bool(done & ENDINGS)
    return [
        step
        for step in Step
        if (step not in done or step in MAY_HAPPEN_AGAIN)
        and (step in _after_the_end(complaint) or not is_closed)
        and (step not in ONWARD - {Step.WENT_ON} or is_elsewhere(complaint))
        and (step not in SETTLED or put_right_from(complaint) is not None)
        and (step is not Step.MISTAKEN or Step.WENT_ON not in done)
        and (step is not Step.ANSWERED_THERE or answer_there_by(complaint) is not None)
    ]
