"""Breaches of confidentiality: each is logged with the decision about the ICO (CP-13, X-5; law L10.7).

A breach likely to risk people's rights is reported to the Information Commissioner within 72 hours of
knowing. Every breach is logged with the decision, reported or not, and why. It may affect several families:
each that is known is told, or it is recorded why not, also one that comes to light after the close. Where
somebody may be in danger through it, they are warned that day, before anything else, and the police and
social care are told, or it is recorded why not (OV-1).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from rules import mistakes
from rules.problems import Problems, is_sentence
from rules.words import counted, long_date, time_of_day
from rules.working_days import LONDON

TO_DECIDE = timedelta(hours=72)


class Step(StrEnum):
    """What is done about a breach once it is known."""

    REPORTED = "reported to the ICO"
    NOT_REPORTED = "not reported to the ICO"
    IN_DANGER = "somebody may be in danger"
    NO_DANGER = "nobody is in danger"
    HELP_TOLD = "police or social care told"
    HELP_NOT_TOLD = "police and social care not told"
    AFFECTED = "somebody else affected"
    TOLD = "people told"
    NOT_TOLD = "people not told"
    CLOSED = "closed"
    PUT_RIGHT = "what happened put right"


class Danger(StrEnum):
    """Whether somebody may be in danger through a breach, as it is answered when it is logged (OV-1)."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known yet"


ANSWERED = {Danger.YES: Step.IN_DANGER, Danger.NO: Step.NO_DANGER}
OF_DANGER = frozenset(ANSWERED.values())
ICO_DECISION = frozenset({Step.REPORTED, Step.NOT_REPORTED})
TELLING = frozenset({Step.TOLD, Step.NOT_TOLD})
OF_HELP = frozenset({Step.HELP_TOLD, Step.HELP_NOT_TOLD})
NOTHING_DONE = frozenset({Step.AFFECTED, Step.PUT_RIGHT, *OF_DANGER})  # what is known of it, early or late
EACH = -1  # in a telling, of everybody of whom nothing is recorded
FIRST = 0  # the family that the breach was logged about; without a child, whomever it affects


@dataclass(frozen=True)
class Done:
    """A step that was done. A telling names whom it is about by the `number` of the step that listed them."""

    step: Step
    whom: int = FIRST
    number: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class Breach:
    """A breach as the rules take it: the moment it was known, and what was done since, in its order."""

    known_at: datetime
    done: tuple[Done, ...] = ()
    names_a_child: bool = True

    @property
    def steps(self) -> frozenset[Step]:
        """The kinds of steps that were done."""
        return frozenset(done.step for done in self.done)


def affected(breach: Breach) -> list[int]:
    """Whom a breach is known to affect: `FIRST`, and the number of each step that listed somebody else."""
    others = [done.number for done in breach.done if done.step is Step.AFFECTED]
    return [FIRST, *others] if breach.names_a_child or not others else others


def told(breach: Breach, whom: int) -> Step | None:
    """Whether somebody was told, or it was decided not to tell them; None where neither is recorded."""
    held = {done.step for done in breach.done if done.step in TELLING and done.whom == whom}
    return next((step for step in (Step.TOLD, Step.NOT_TOLD) if step in held), None)


def _last_of_danger(breach: Breach) -> Done | None:
    held = [done for done in breach.done if done.step in OF_DANGER and done.at]
    return max(held, key=lambda done: (done.at or breach.known_at, done.number), default=None)


def danger(breach: Breach) -> Danger:
    """Whether somebody may be in danger through a breach, by the last answer; not known where none is."""
    last = _last_of_danger(breach)
    if last is None:
        return Danger.NOT_KNOWN
    return Danger.YES if last.step is Step.IN_DANGER else Danger.NO


def in_danger_since(breach: Breach) -> datetime | None:
    """The moment since which it is known that somebody may be in danger; None where that is not so."""
    last = _last_of_danger(breach)
    return last.at if last and last.step is Step.IN_DANGER else None


def is_warned(breach: Breach, whom: int) -> bool:
    """Whether somebody was told, or it was decided not to, knowing of the danger, where there is one."""
    since = in_danger_since(breach)
    if since is None:
        return told(breach, whom) is not None
    return any(
        done.step in TELLING and done.whom == whom and done.at is not None and done.at >= since
        for done in breach.done
    )


def awaits_help(breach: Breach) -> bool:
    """Whether somebody may be in danger, and since that is known neither were the police or social care told,
    nor is it said why not (OV-1)."""
    since = in_danger_since(breach)
    return since is not None and not any(
        done.step in OF_HELP and done.at is not None and done.at >= since for done in breach.done
    )


def to_tell_of_danger(breach: Breach) -> frozenset[Step]:
    """Who still is to hear of the danger, by the step that says so: those it affects, the police and social
    care, or both; nobody where no danger is known (OV-1)."""
    if in_danger_since(breach) is None:
        return frozenset()
    left = {Step.TOLD: bool(untold(breach)), Step.HELP_TOLD: awaits_help(breach)}
    return frozenset(step for step, is_left in left.items() if is_left)


def untold(breach: Breach) -> list[int]:
    """Those it affects of whom nothing is recorded: neither that they were told, nor why they are not.

    Whoever was told before it was known that somebody may be in danger is told of that too.
    """
    return [whom for whom in affected(breach) if not is_warned(breach, whom)]


def written_to(breach: Breach) -> list[int]:
    """Whom a letter about a breach may go to: each it affects, told or not yet, but for whoever is not told.

    Whoever was told by word of mouth may have it in writing. That somebody is not told is a decision with its
    reason, such as a risk to a child: once they are told after all, they may have it too.
    """
    return [whom for whom in affected(breach) if told(breach, whom) is not Step.NOT_TOLD]


def decide_by(known_at: datetime) -> datetime:
    """The legal moment by which the ICO is told of a breach that is to be reported: 72 hours on."""
    return known_at + TO_DECIDE


def hours_left(known_at: datetime, at: datetime) -> int:
    """Whole hours left at a moment; below nothing once the legal moment has passed."""
    return int((decide_by(known_at) - at) // timedelta(hours=1))


def time_left(known_at: datetime, at: datetime) -> str:
    """The hours left in words: "31 hours left", "less than an hour left", "4 hours past"."""
    hours = hours_left(known_at, at)
    if hours < 0:
        past = int((at - decide_by(known_at)) // timedelta(hours=1))
        return f"{counted(past, 'hour')} past" if past else "just past"
    return f"{counted(hours, 'hour')} left" if hours else "less than an hour left"


def lateness(known_at: datetime, at: datetime) -> str:
    """How far past its 72 hours something was done at `at`: "4 hours past"; nothing where it was in time."""
    return time_left(known_at, at) if at > decide_by(known_at) else ""


def is_reported_late(breach: Breach) -> bool:
    """Whether the ICO was told, and only after the 72 hours were over."""
    by = decide_by(breach.known_at)
    return any(done.step is Step.REPORTED and done.at is not None and done.at > by for done in breach.done)


def closed_at(breach: Breach) -> datetime | None:
    """The moment of the close of a breach that asks for nothing more; None where something is left to do."""
    if to_do(breach):
        return None
    return max((done.at for done in breach.done if done.step is Step.CLOSED and done.at), default=None)


def to_do(breach: Breach) -> list[Step]:
    """What a breach needs: the decision about the ICO and, without waiting for it, telling each it affects;
    then closing. Where somebody may be in danger, telling comes first (OV-1): those it affects and, until
    then with them, the police and social care. Once they know, a danger that is not known yet is still to be
    found out."""
    left = [] if ICO_DECISION & breach.steps else [Step.REPORTED]
    if untold(breach):
        left.insert(0 if in_danger_since(breach) else len(left), Step.TOLD)
    elif awaits_help(breach):
        left.insert(0, Step.HELP_TOLD)
    elif danger(breach) is Danger.NOT_KNOWN and Step.CLOSED not in breach.steps:
        left.append(Step.IN_DANGER)
    return left or ([] if Step.CLOSED in breach.steps else [Step.CLOSED])


def moment_of(day: date | None, clock: str) -> datetime | None:
    """The moment of a day in London and a time as it was typed, such as 14:05, in UTC; None where it is none.

    An hour that the clocks strike twice is the earlier one: the cautious reading of a deadline.
    """
    hour = time_of_day(clock)
    if day is None or hour is None:
        return None
    return datetime.combine(day, hour, LONDON).astimezone(UTC)


def _moment_problems(name: str, day: date | None, clock: str, at: datetime) -> Problems:
    if day is None:
        return {f"{name}_on": "Enter the date."}
    moment = moment_of(day, clock)
    if moment is None:
        return {f"{name}_time": "Enter the time of day, such as 14:05: the hours count."}
    return (
        {f"{name}_on": "The time must not be in the future. Check the date and time."} if moment > at else {}
    )


def breach_problems(
    *,
    what: str,
    whose: str,
    harm: str,
    danger: Danger | None,
    happened_on: date | None,
    known_on: date | None,
    known_time: str,
    at: datetime,
) -> Problems:
    """What stands in the way of logging a breach at the moment `at`, by field; empty when nothing does."""
    found: Problems = {}
    if not is_sentence(what):
        found["what"] = "Enter in a sentence what became known to whom."
    if not whose.strip():
        found["whose"] = "Enter who let it out, by role or name. Write “not known” if you do not know."
    if not is_sentence(harm):
        found["harm"] = "Enter in a sentence what harm it did or may do, even if there was none."
    if danger is None:
        found["danger"] = "Choose whether somebody may be in danger, or that it is not known yet."
    found |= _moment_problems("known", known_on, known_time, at)
    if happened_on is None:
        found["happened_on"] = "Enter the date it happened, as far as you know it."
    elif known_on and happened_on > known_on:
        found["happened_on"] = "It cannot have happened after we became aware of it. Check both dates."
    return found


def known_problems(
    *,
    known_on: date | None,
    known_time: str,
    because: str,
    known_at: datetime,
    happened_on: date,
    first_step_at: datetime | None,
    at: datetime,
) -> Problems:
    """What stands in the way of saying that a breach was known at another moment than `known_at`, by field.

    `first_step_at` is the moment of the first step that counts: none was taken before the breach was known.
    """
    found = mistakes.problems(because)
    wrong = _moment_problems("known", known_on, known_time, at)
    moment = moment_of(known_on, known_time)
    if wrong or known_on is None or moment is None:
        return found | wrong
    if known_on < happened_on:
        found["known_on"] = f"The date is before it happened, {long_date(happened_on)}."
    elif moment == known_at:
        found["known_on"] = "That is the time already recorded. Enter the right date or time."
    elif first_step_at is not None and moment > first_step_at:
        found["known_on"] = (
            f"A step was done before that, {_said(first_step_at)}. Put that right first, or change the time "
            "here."
        )
    return found


def _said(moment: datetime) -> str:
    there = moment.astimezone(LONDON)
    return f"on {long_date(there.date())} at {there:%H:%M}"


def taking_back_problem(step: Done, left: Breach) -> str:
    """What has to be taken back before a step, in words; empty where nothing stands on it.

    `left` is the breach as it would be without it.
    """
    if step.step is Step.AFFECTED and told(left, step.number):
        return "It is recorded whether they were told. Take that back first."
    closed = next((done for done in left.done if done.step is Step.CLOSED), None)
    if closed is None or step.number > closed.number:  # recorded after the close, which does not rest on it
        return ""
    was_needed = (
        (step.step in ICO_DECISION and not ICO_DECISION & left.steps)
        or (step.step in TELLING and not is_warned(left, step.whom))
        or (step.step in OF_HELP and awaits_help(left))
        or (
            step.step in OF_DANGER
            and (danger(left) is Danger.NOT_KNOWN or bool(untold(left)) or awaits_help(left))
        )
    )
    return "The breach was closed with this on record. Take back first that it was closed." * was_needed


def mistake_in_the_way(breach: Breach, *, has_complaint: bool) -> str:
    """What has to be put right before a breach that was logged by mistake, or twice, is taken back, in words;
    empty where nothing does. What is known with it goes with it, and what was done does not."""
    if breach.steps - NOTHING_DONE:
        return (
            "Steps are recorded for it, as if they had been taken. Take them back first, under A step was "
            "entered by mistake, and record what was done in truth with the breach that stands."
        )
    return "A complaint names this breach, so it stays on record." * has_complaint


def may_be_about(breach: Breach, step: Step) -> list[int]:
    """Whom a telling can be recorded of: that they were told, also after all, or why they are not."""
    return affected(breach) if step is Step.TOLD else untold(breach)


def steps_left(breach: Breach) -> list[Step]:
    """What can still be recorded of a breach, in order: nothing against what was done, and nothing twice.

    Only that somebody is affected, or was told, is: families come to light and are told one after another,
    some of them after the close. What happened can be put right whenever more of it is known.
    """
    done = breach.steps
    may_be = {
        Step.REPORTED: Step.REPORTED not in done,
        Step.NOT_REPORTED: not ICO_DECISION & done,
        Step.IN_DANGER: danger(breach) is not Danger.YES,
        Step.NO_DANGER: danger(breach) is not Danger.NO,
        Step.HELP_TOLD: danger(breach) is Danger.YES,
        Step.HELP_NOT_TOLD: awaits_help(breach),
        Step.AFFECTED: True,
        Step.TOLD: True,
        Step.NOT_TOLD: bool(untold(breach)),
        Step.CLOSED: Step.CLOSED not in done,
        Step.PUT_RIGHT: True,
    }
    return [step for step in Step if may_be[step]]


def step_problems(
    step: Step | None,
    *,
    on: date | None,
    clock: str,
    note: str,
    breach: Breach,
    whom: int | None = FIRST,
    is_listed: bool = False,
    at: datetime,
    last_step_at: datetime | None = None,
) -> Problems:
    """What stands in the way of recording a step of a breach at the moment `at`, by field.

    `whom` is who was told or is not, of those it affects; `is_listed` whether the child who is said to be
    affected is listed already. `last_step_at` is the moment of the last step that counts: none that a close
    needs is taken after it.
    """
    found: Problems = {}
    if step is None:
        found["step"] = "Choose what was done."
    elif step is Step.CLOSED and Step.CLOSED in breach.steps:
        found["step"] = "The breach is closed."
    elif step is Step.CLOSED and not ICO_DECISION & breach.steps:
        found["step"] = "Record the decision about the ICO first: no breach is closed without it."
    elif step is Step.CLOSED and untold(breach):
        found["step"] = "Record first of each family it affects that they were told, or why they are not."
    elif step is Step.CLOSED and danger(breach) is Danger.NOT_KNOWN:
        found["step"] = "Record first whether somebody may be in danger through it."
    elif step is Step.CLOSED and awaits_help(breach):
        found["step"] = "Record first that the police or social care were told of the danger, or why not."
    elif step not in steps_left(breach):
        found["step"] = "That is already recorded."
    elif step in TELLING and (whom is None or whom not in affected(breach)):
        found["whom"] = "Choose whom it is about."
    elif step in TELLING and whom not in may_be_about(breach, step):
        found["whom"] = "It is already recorded whether they were told. Choose somebody else."
    elif step is Step.AFFECTED and is_listed:
        found["whom"] = "This family is listed already. Choose another, or say who it is."
    moment = _moment_problems("step", on, clock, at)
    held = moment_of(on, clock)
    if not moment and held and held < breach.known_at:
        moment = {"step_on": "That is before we became aware of the breach. Check the date and time."}
    elif not moment and held and step is Step.CLOSED and last_step_at and held < last_step_at:
        moment = {"step_on": f"A step was done after that, {_said(last_step_at)}. Check the date and time."}
    found |= moment
    if not is_sentence(note):
        said = {
            Step.REPORTED: "Enter in a sentence why it is reported, and the ICO's reference.",
            Step.NOT_REPORTED: "Enter in a sentence why it is not reported.",
            Step.IN_DANGER: "Enter in a sentence who may be in danger, and how you know.",
            Step.NO_DANGER: "Enter in a sentence how you know that nobody is in danger.",
            Step.HELP_TOLD: "Enter in a sentence who was told, by whom, and what they said.",
            Step.HELP_NOT_TOLD: "Enter in a sentence why neither the police nor social care are told.",
            Step.AFFECTED: "Enter in a sentence who else it affects, and how you know.",
            Step.TOLD: "Enter in a sentence who was told, and what.",
            Step.NOT_TOLD: "Enter in a sentence why they are not told.",
            Step.CLOSED: "Enter in a sentence what will be done differently from now on.",
            Step.PUT_RIGHT: "Enter in a sentence what became known to whom, as it was.",
        }
        found["note"] = said[step] if step else "Enter it in a sentence."
    return found
