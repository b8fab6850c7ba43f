"""The policy itself: adopted, signed, reviewed, and what stands beside it (AD-1 to AD-6, SE, IS-9, GE-2).

That it is looked at once a year is the setting's own rule (house: 12 months); no law sets it. Reviews are a
table that only grows (AD-6).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.families_told import ToTell
from rules.induction import ON_THE_COMMITTEE, Role
from rules.problems import Problems, says_too_little
from rules.routine import Check, due_when_open
from rules.words import is_one_name, long_date, not_yet, one_line
from rules.working_days import months_after

# Counted from the setting's first day in the dashboard, so that nothing is late on that day. Numbers first.
CONTACTS_WITHIN, ADOPTION_WITHIN, RELATED_WITHIN = (timedelta(weeks=weeks) for weeks in (1, 4, 6))
SIGNED_WITHIN = timedelta(weeks=4)
CHAIRPERSON_WITHIN = timedelta(weeks=2)  # of the first day, or of the last one of the chairperson before
NEW_CODE_WITHIN = timedelta(weeks=1)  # of the day on which the manager went whom the recovery code names
CLOSED_WITHIN = timedelta(weeks=1)  # of the next manager's account, the one that the code made before it
FIRST_BACKUP_WITHIN = timedelta(weeks=2)  # of the first day in the dashboard
DAILY_MISSED_AFTER = 7  # days without a backup, where one is to be saved by itself on each day of use
BACKUP_WITHIN = timedelta(weeks=1)  # of a new recovery code, which opens none of the backups there are


class Change(StrEnum):
    """What a review made of the policy: a material change is read again by everyone, typing is not."""

    NONE = "no change"
    TYPING = "a correction of typing"
    MATERIAL = "a material change"


@dataclass(frozen=True)
class Adoption:
    """The policy adopted at a meeting, and signed or not yet."""

    held_on: date
    signed_on: date | None = None


@dataclass(frozen=True)
class Related:
    """A policy that this one names, with the version and date that are in use, or none yet."""

    position: int
    title: str
    clause: str
    version: str = ""
    dated_on: date | None = None
    looked_at_on: date | None = None  # last, and it stays as it is

    @property
    def seen_on(self) -> date | None:
        """The day from which it counts as looked at: of its version, or of a later look; None without one."""
        return max(self.dated_on, self.looked_at_on or self.dated_on) if self.dated_on else None


@dataclass(frozen=True)
class Contact:
    """A number to ring, and when it was last checked."""

    id: int
    name: str
    checked_on: date | None = None


@dataclass(frozen=True)
class Term:
    """The time for which somebody is chairperson, as the register has it; without an end it goes on."""

    from_on: date
    until_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """How the policy stands on a day. `began_on` is the setting's first day in the dashboard."""

    began_on: date | None = None
    adoption: Adoption | None = None
    reviewed_on: date | None = None
    changed_on: date | None = None  # by the last review that made a material change
    related: Sequence[Related] = ()
    contacts: Sequence[Contact] = ()
    checks: Sequence[Check] = ()
    retired: Sequence[Check] = ()  # those that are in use no more: what a signed review kept may name them
    closed: Collection[date] = ()  # bank holidays, and the days on which the setting is closed beside them
    to_tell: ToTell | None = None  # the families of children who are here and were not told of the policy
    chairs: Sequence[Term] | None = None  # of every chairperson, past and to come; None where it was not read

    def check_due_on(self, check: Check) -> date | None:
        """The day a routine check is due, as `routine.due_when_open` has it."""
        return due_when_open(check, began_on=self.began_on, closed=self.closed)

    def is_overdue(self, check: Check, *, today: date) -> bool:
        """Whether the day a routine check was due is past."""
        due = self.check_due_on(check)
        return due is not None and due < today


def changed_since_adoption_on(standing: Standing) -> date | None:
    """The day of a material change that the committee has not adopted since; None where there is none (AD-1).

    A review that follows a meeting within the time for a signature says what that meeting adopted.
    """
    if standing.adoption is None or standing.changed_on is None:
        return None
    is_after = standing.changed_on > standing.adoption.held_on + SIGNED_WITHIN
    return standing.changed_on if is_after else None


def next_review_on(standing: Standing, *, months: int) -> date | None:
    """The day the policy is next looked at; None while it is not adopted."""
    if standing.adoption is None:
        return None
    return months_after(max(standing.adoption.held_on, standing.reviewed_on or date.min), months)


@dataclass(frozen=True)
class NoChairperson:
    """That a chairperson is to be entered by a day: there is none, or this one's last day is known."""

    due: date
    last_day: date | None = None  # of the present one


def no_chairperson(standing: Standing, *, today: date, horizon: date) -> NoChairperson | None:
    """Whether the committee has no chairperson, or none after a last day that is known (AR-6, AR-10).

    None where one is here with no end up to `horizon`, or where one who is entered begins by then. The days
    are counted from the last day of the one before, else from the setting's first day.
    """
    if standing.chairs is None:
        return None
    terms = [term for term in standing.chairs if term.until_on is None or term.until_on >= term.from_on]
    begun = [term for term in terms if term.from_on <= today]
    ends = [term.until_on or date.max for term in begun]
    last_day = max([*ends, standing.began_on or date.min])
    if last_day > horizon or last_day == date.min:
        return None
    is_here = any(end >= today for end in ends)
    found = NoChairperson(last_day + CHAIRPERSON_WITHIN, last_day if is_here else None)
    if any(today < term.from_on <= max(found.due, horizon) for term in terms):
        return None
    return found


def related_due_on(standing: Standing, related: Related, *, months: int) -> date | None:
    """The day by which a related policy is looked at again; before the first time it is counted from the day
    the setting began, None where that is not known."""
    if related.seen_on is not None:
        return months_after(related.seen_on, months)
    return standing.began_on + RELATED_WITHIN if standing.began_on else None


def is_old(on: date | None, *, today: date, months: int) -> bool:
    """Whether a date is missing or longer ago than the months (SE-1 to SE-4, IS-9)."""
    return on is None or months_after(on, months) < today


def adoption_problems(
    *,
    committee: str,
    held_on: date | None,
    signed_by: str,
    signatory_role: str,
    signed_on: date | None,
    reviewed_on: date | None,
    today: date,
) -> Problems:
    """What stands in the way of recording the adoption, by field; empty when nothing does.

    It may be recorded before it is signed: name, role and date of the signature then follow. `reviewed_on` is
    the first review there is, which no adoption can come after.
    """
    found: Problems = {}
    if not committee.strip():
        found["committee"] = "Enter whose meeting adopted it, such as the management committee."
    if held_on is None:
        found["held_on"] = "Enter the date of the meeting."
    elif held_on > today:
        found["held_on"] = not_yet(held_on)
    elif reviewed_on and held_on > reviewed_on:
        found["held_on"] = f"The policy was reviewed on {long_date(reviewed_on)}, so it was adopted by then."
    if not (signed_by.strip() or signatory_role.strip() or signed_on):
        return found
    if not signed_by.strip():
        found["signed_by"] = "Enter who signed it, or leave the whole signature empty until it is signed."
    if not signatory_role.strip():
        found["signatory_role"] = "Enter the role of the person who signed, such as chairperson."
    if signed_on is None:
        found["signed_on"] = "Enter the date of the signature."
    elif signed_on > today:
        found["signed_on"] = not_yet(signed_on)
    elif held_on and signed_on < held_on:
        found["signed_on"] = f"The signature is dated before the meeting, {long_date(held_on)}."
    return found


def signatory_doubt(
    *,
    signed_by: str,
    signatory_role: str,
    committee: Collection[str],
    then: Collection[tuple[str, Role | None]] = (),
    signed_on: date | None = None,
) -> str:
    """What is said of a signature that seems not to be the committee's, or nothing (AD-3, AD-4).

    `committee` are the names of those who are or were on it, as far as the register has any; `then` who was
    what on it on the day of the signature, nothing for whoever was not there on that day.
    """
    if not signed_by.strip():
        return ""
    office = one_line(signatory_role).casefold()
    is_of_it = any(is_one_name(signed_by, name) for name in committee)
    is_of_staff = office in {str(role) for role in Role if role not in ON_THE_COMMITTEE}
    if is_of_staff or (committee and not is_of_it):
        return (
            "Whoever signed is not on the committee by the register. The policy is signed on its behalf: "
            "check who signed (AD-4)."
        )
    held = {role for name, role in then if is_one_name(signed_by, name)}
    if not held or signed_on is None:
        return ""
    check = "Check who signed, and in which role (AD-4), or put the register right."
    if held == {None}:
        return f"By the register whoever signed was not on the committee on {long_date(signed_on)}. {check}"
    if office.startswith("chair") and Role.CHAIRPERSON not in held:
        was = f"was {Role.COMMITTEE} and not {Role.CHAIRPERSON}"
        return f"By the register whoever signed {was} on {long_date(signed_on)}. {check}"
    return ""


def review_problems(
    *,
    reviewed_on: date | None,
    reviewed_by: str,
    change: Change | None,
    what: str,
    adopted_on: date | None,
    last_on: date | None,
    today: date,
) -> Problems:
    """What stands in the way of recording a review, by field; empty when nothing does (AD-5, AD-6)."""
    found: Problems = {}
    if adopted_on is None:
        found["reviewed_on"] = "Record when the policy was adopted first: a review comes after that."
    elif reviewed_on is None:
        found["reviewed_on"] = "Enter the date of the review."
    elif reviewed_on > today:
        found["reviewed_on"] = not_yet(reviewed_on)
    elif reviewed_on < adopted_on:
        found["reviewed_on"] = f"The review is dated before the adoption, {long_date(adopted_on)}."
    elif last_on and reviewed_on < last_on:
        found["reviewed_on"] = f"A later review is already recorded, of {long_date(last_on)}."
    if not reviewed_by.strip():
        found["reviewed_by"] = "Enter who reviewed it."
    if change is None:
        found["change"] = "Choose whether anything changed."
    elif change is not Change.NONE and says_too_little(what, words=2):
        found["what"] = "Enter in a sentence what changed: the people who read it again will want to know."
    return found


def related_problems(
    *, version: str, dated_on: date | None, looked_at_on: date | None = None, today: date
) -> Problems:
    """What stands in the way of recording the version of a related policy, by field."""
    found: Problems = {}
    if not version.strip():
        found["version"] = "Enter the version, such as 3 or September 2026."
    if dated_on is None:
        found["dated_on"] = "Enter the date of that version."
    elif dated_on > today:
        found["dated_on"] = not_yet(dated_on)
    if looked_at_on and looked_at_on > today:
        found["looked_at_on"] = not_yet(looked_at_on)
    elif looked_at_on and dated_on and looked_at_on < dated_on:
        found["looked_at_on"] = f"This is before the date of that version, {long_date(dated_on)}."
    return found


def leaflet_problems(
    *, title: str, version: str, issued_on: date | None, issued_to: str, today: date
) -> Problems:
    """What stands in the way of recording that a leaflet was issued, by field (GE-2)."""
    found: Problems = {}
    if not title.strip():
        found["title"] = "Enter the title of the leaflet."
    if not version.strip():
        found["version"] = "Enter its version, such as 2 or September 2026."
    if issued_on is None:
        found["issued_on"] = "Enter the date it was issued."
    elif issued_on > today:
        found["issued_on"] = not_yet(issued_on)
    if not issued_to.strip():
        found["issued_to"] = "Enter to whom, such as all families, or families who start in January."
    return found


def contact_problems(
    *, name: str, number: str, checked_on: date | None, before: date | None, today: date
) -> Problems:
    """What stands in the way of recording that a number was checked, by field (IS-9; law L7.13)."""
    found: Problems = {}
    if not name.strip():
        found["name"] = "Enter whose number it is."
    if sum(letter.isdigit() for letter in number) < 3:
        found["number"] = "Enter the number as it is dialled."
    if checked_on is None:
        found["checked_on"] = "Enter the date it was checked."
    elif checked_on > today:
        found["checked_on"] = not_yet(checked_on)
    elif before and checked_on < before:
        found["checked_on"] = f"A later check is already recorded, on {long_date(before)}."
    return found
