"""The register of children and their carers, with the dates of both (CP-12, L5.7)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from rules.induction import KEY_PEOPLE, Role, key_children_problems
from rules.problems import Problems, too_far_ahead
from rules.words import before_birth, counted, listed, long_date, not_yet, password_problem
from rules.working_days import months_after, working_days_after

GROWN_UP_MONTHS = 12 * 18
AT_SCHOOL = 12 * 6  # months: older, and it may be a slip or a child who comes after school
TOLD_IN_YEARS = 12 * 2  # months


def key_person_by(alone_from: date, *, within: int, bank_holidays: Collection[date]) -> date:
    """The day by which a child who has no key person from a day on has another: `within` working days of it.

    The policy names no day (CP-12); the days are the setting's own rule.
    """
    return working_days_after(alone_from, within, bank_holidays)


@dataclass(frozen=True)
class Chosen:
    """Somebody chosen as a key person: their role, their last day, the topics not signed off for it, and the
    day on which they start."""

    role: Role
    left_on: date | None = None
    lacking: Collection[str] = ()
    started_on: date | None = None

    def starts_after(self, on: date | None) -> bool:
        """Whether they start only after a day."""
        return on is not None and self.started_on is not None and self.started_on > on

    def has_left_by(self, on: date | None) -> bool:
        """Whether the last day is before a day."""
        return on is not None and self.left_on is not None and self.left_on < on


def key_person_problems(
    chosen: Chosen | None,
    *,
    child: object,
    started_on: date | None,
    left_on: date | None,
    from_on: date | None,
    reason: str,
    own_children: Collection[str] = (),
) -> Problems:
    """What stands in the way of making somebody a child's key person from a day on, by field (CP-12, PR-6).

    `started_on` and `left_on` are the child's first and last days, `reason` why it is somebody who was not
    signed off for it. `own_children` are the codes of those, among whom it is for, of whom a carer has the
    name of who was chosen: a key person reads what may be kept from a carer.
    """
    found: Problems = {}
    if not child:
        found["child"] = "Choose the child."
    if chosen is None:
        found["staff"] = "Choose the key person."
    elif chosen.role not in KEY_PEOPLE:
        found["staff"] = f"Choose a member of staff: a {chosen.role} cannot be a key person."
    elif chosen.left_on and chosen.has_left_by(from_on):
        found["staff"] = f"This person left on {long_date(chosen.left_on)}."
    elif own_children:
        found["staff"] = of_own_children(own_children)
    else:
        found |= key_children_problems(chosen.lacking, reason=reason)
    if from_on is None:
        found["from_on"] = "Enter the day from which this person is the key person."
    elif started_on and from_on < started_on:
        found["from_on"] = f"The child starts on {long_date(started_on)}."
    elif left_on and from_on > left_on:
        found["from_on"] = f"The child leaves on {long_date(left_on)}."
    elif chosen and chosen.started_on and chosen.starts_after(from_on):
        found["from_on"] = (
            f"This person starts only on {long_date(chosen.started_on)}. Enter that day, or choose somebody "
            "who is here before."
        )
    return found


def several_key_person_problems(
    chosen: Chosen | None,
    *,
    leaving: Mapping[str, date | None],
    starting: Mapping[str, date],
    from_on: date | None,
    reason: str,
    own_children: Collection[str] = (),
) -> Problems:
    """As `key_person_problems`, of several children at once: by code, `leaving` has the day each one leaves,
    and `starting` the first day of each.

    Of a child who starts later it counts from the first day, on which whoever is chosen is still here.
    """
    found = key_person_problems(
        chosen,
        child=True,
        started_on=None,
        left_on=None,
        from_on=from_on,
        reason=reason,
        own_children=own_children,
    )
    gone = [code for code, left_on in leaving.items() if from_on and left_on and left_on < from_on]
    too_late = [code for code, started_on in starting.items() if chosen and chosen.has_left_by(started_on)]
    if not leaving:
        found["children"] = "Choose the children."
    elif gone:
        found["children"] = (
            f"Not here any more on that day: {listed(sorted(gone))}. Take them out, or enter an earlier day."
        )
    elif too_late and chosen and chosen.left_on and "staff" not in found:
        found["children"] = (
            f"They start only after this person's last day, {long_date(chosen.left_on)}: "
            f"{listed(sorted(too_late))}. Take them out, or choose somebody else."
        )
    return found


def of_own_children(codes: Collection[str]) -> str:
    """Why somebody is no key person of these children, of whom a carer has their name."""
    return (
        f"A carer of {listed(sorted(codes))} has the name of this person, and what is kept about a family is "
        "not for its carers. Choose somebody else; or, if they are two people, add an initial to the carer's "
        "name."
    )


def starter_key_person_problem(
    chosen: Chosen | None, *, from_on: date | None, is_own_child: bool = False
) -> str:
    """Why somebody is not a starter's key person at once; nothing where they may be (CP-12, PR-6).

    Of whom something is lacking a reason would be asked for, and a new child's form has no place for it.
    """
    if chosen is None or chosen.role not in KEY_PEOPLE:
        return "Choose a member of staff as the key person."
    if chosen.left_on and chosen.has_left_by(from_on):
        return f"This person leaves on {long_date(chosen.left_on)}. Choose somebody else."
    if chosen.started_on and chosen.starts_after(from_on):
        return (
            f"This person starts only on {long_date(chosen.started_on)}. Leave this empty, and choose the "
            "key person once the child is added: from the day on which they are here."
        )
    if is_own_child:
        return of_own_children(["this child"])
    if not chosen.lacking:
        return ""
    by = f" by {long_date(from_on)}, when the child starts" if from_on else ""
    return (
        f"Not signed off{by}: {listed(sorted(chosen.lacking))}. Leave this empty, and choose the key person "
        "once the child is added: from the day of the sign-off, or from before it with the reason."
    )


def age_said(born_on: date | None, started_on: date | None) -> str:
    """How old a child is on the first day, in words, and what to check where that is older than usual. A
    wrong year of birth moves the day until which records are kept (L8.2)."""
    if born_on is None or started_on is None or started_on < born_on:
        return ""
    months = (started_on.year - born_on.year) * 12 + started_on.month - born_on.month
    if months_after(born_on, months) > started_on:
        months -= 1
    age = counted(months, "month") if months < TOLD_IN_YEARS else counted(months // 12, "year")
    check = "" if months < AT_SCHOOL else " If that is a slip, change the year of birth."
    return f"{age} old on the first day.{check}"


def grown_up_problem(born_on: date, started_on: date) -> str:
    """Why somebody born on a day is no child on the first day; nothing where they may be one."""
    if started_on < months_after(born_on, GROWN_UP_MONTHS):
        return ""
    return (
        f"This would be somebody of 18 or older on the first day, {long_date(started_on)}. Check the year of "
        "both dates."
    )


def child_problems(
    *,
    name: str,
    born_on: date | None,
    started_on: date | None,
    left_on: date | None,
    room: str,
    note: str,
    today: date,
) -> Problems:
    """What stands in the way of a child's line in the register, by field; empty when nothing does."""
    found: Problems = {}
    if not name.strip():
        found["name"] = "Enter the child's name."
    if born_on is None:
        found["born_on"] = "Enter the child's date of birth."
    elif born_on > today:
        found["born_on"] = not_yet(born_on)
    elif started_on and (problem := grown_up_problem(born_on, started_on)):
        found["born_on"] = problem
    if started_on is None:
        found["started_on"] = "Enter the day on which the child starts."
    elif born_on and started_on < born_on:
        found["started_on"] = before_birth(born_on)
    if left_on and started_on and left_on < started_on:
        found["left_on"] = f"The child cannot leave before starting, {long_date(started_on)}."
    elif problem := too_far_ahead(left_on, today):
        found["left_on"] = problem
    for field, typed in (("name", name), ("room", room), ("note", note)):
        found |= password_problem(field, typed)
    return found


def left_before_on(
    held: date | None, *, left_on: date | None, new_left_on: date | None, new_started_on: date
) -> date | None:
    """What to keep as the leaving day of before, where a leaving day is taken out or another one is entered.

    `held` is what is kept until then. Whether it was the end of a stay, or a mistake, the start says, which
    may be put right after it: see `stay_before_until`. A day that ended one stays where the new one did not.
    """
    if left_on is None or left_on == new_left_on:
        return held
    came_back_before = stay_before_until(held, started_on=new_started_on) is not None
    return held if came_back_before and new_started_on <= left_on else left_on


def stay_before_until(left_before_on: date | None, *, started_on: date) -> date | None:
    """The last day of the stay before the present one, of a child who left and came back; else None."""
    return left_before_on if left_before_on and left_before_on < started_on else None


def carer_problems(
    *,
    name: str,
    has_parental_responsibility: bool,
    responsible_from_on: date | None,
    responsible_until_on: date | None,
    has_answered: bool = False,
    born_on: date | None = None,
    is_listed: bool = False,
) -> Problems:
    """What stands in the way of a carer's line, by field; empty when nothing does.

    `is_listed` says whether the child has another carer of this name: of the same person twice, two answers
    about consent would stand beside each other.

    `has_answered` says whether this carer has answered about consent: what was answered stays as it was, so
    responsibility that has ended gets its last day instead of being taken away.
    """
    found: Problems = {}
    if not name.strip():
        found["carer"] = "Enter the carer's name."
    elif is_listed:
        found["carer"] = (
            "This child has a carer of this name already. For the same person one line is enough; of "
            "somebody else add what tells the two apart, such as “grandmother”."
        )
    if has_answered and not has_parental_responsibility:
        found["responsible"] = (
            "This carer has answered about consent. Leave parental responsibility as it is, and enter "
            "the day on which it ended."
        )
    if responsible_from_on and born_on and responsible_from_on < born_on:
        found["from_on"] = before_birth(born_on)
    if responsible_from_on and responsible_until_on and responsible_until_on < responsible_from_on:
        found["until_on"] = f"It cannot end before it began, {long_date(responsible_from_on)}."
    elif responsible_until_on and born_on and responsible_until_on < born_on:
        found["until_on"] = before_birth(born_on)
    return found | password_problem("carer", name)


def carer_mistake_problems(*, said_no: Collection[str]) -> Problems:
    """What stands in the way of taking a carer back who was linked to the child by mistake, by field.

    `said_no` are the purposes that this person's last answer refuses or withdraws. A no does not go from
    sight with the one who said it: it may be that of a carer who is there twice (L5.7).
    """
    if not said_no:
        return {}
    return {
        "row": f"This person's last answer is no: {listed(list(said_no))}. If it was another carer's "
        "answer, record it under that carer, and take it back on the page Consents. Then take this "
        "carer back."
    }


class OnRecord(Enum):
    """What may be recorded of a child beside the line in the register: of one, of several."""

    ANSWER = ("answer about consent", "answers about consent")
    FORM = ("question of a form handed out", "questions of forms handed out")
    NO_ANSWER = ("question that nobody answered", "questions that nobody answered")
    ACCOUNT = ("line of the journey account", "lines of the journey account")
    TOLD = ("line of what the family was told", "lines of what the family was told")
    CONTACT = ("contact or disclosure", "contacts and disclosures")
    DEVELOPMENTAL = ("line of the developmental record", "lines of the developmental record")
    FILE_OUT = ("line of the file's way out and back", "lines of the file's way out and back")
    MENTION = ("mention in another child's file", "mentions in other children's files")
    PARTY = ("third party of the request", "third party of the requests")
    PARTY_BEFORE = ("third party of the closed request", "third party of the closed requests")
    REQUEST = ("access request", "access requests")
    CORRECTION = ("request to correct the file", "requests to correct the file")
    COMPLAINT = ("complaint", "complaints")
    DECISION = ("concern", "concerns")
    BREACH = ("breach", "breaches")
    LISTED = ("listing in a breach", "listings in breaches")
    ENTRY = ("file entry", "file entries")
    DISPOSAL = ("disposal of records", "disposals of records")


# Where it is taken back, or put right, before the child is. What is not here stays with the child for good.
TAKEN_BACK_AT: Mapping[OnRecord, str] = {
    OnRecord.ANSWER: "on the page Consents",
    OnRecord.FORM: "on the page Consents",
    OnRecord.NO_ANSWER: "on the page Consents",
    OnRecord.ACCOUNT: "on the page Consents",
    OnRecord.TOLD: "on the page Policy, under Leaflets",
    OnRecord.CONTACT: "on the page Sharing decisions",
    OnRecord.DECISION: "on the page Sharing decisions, by choosing the right child",
    OnRecord.BREACH: "on the page Sharing decisions, under Breaches, by choosing the right child",
    OnRecord.LISTED: "on the page Sharing decisions, under Breaches",
    OnRecord.DEVELOPMENTAL: "under Developmental records",
    OnRecord.FILE_OUT: "under File index",
    OnRecord.DISPOSAL: "under Leaving, where the records are still here",
    OnRecord.MENTION: "under File index, by correcting the entry",
    OnRecord.PARTY: "on the page of the request",
}


def child_mistake_problems(held: Mapping[OnRecord, Sequence[str]]) -> list[str]:
    """What stands in the way of taking back a child who was recorded twice or by mistake, as sentences.

    `held` is what is recorded of the child and counts, by kind, each by its code or number or as nothing. The
    law and the policy keep what somebody asked, decided or put in the file.
    """
    stays = [_in_words(kind, found) for kind, found in held.items() if found and kind not in TAKEN_BACK_AT]
    if stays:  # nothing else is to be taken back for nothing
        return [
            f"This stays with the child for good: {listed(stays)}.",
            "If one child is here twice, keep this record and take back the other one; if the child has "
            "left, enter the leaving day.",
        ]
    first = [
        f"{_in_words(kind, held[kind])} ({where})" for kind, where in TAKEN_BACK_AT.items() if held.get(kind)
    ]
    return [f"Take back first: {listed(first)}."] if first else []


def _in_words(kind: OnRecord, found: Sequence[str]) -> str:
    one, several = kind.value
    if all(found):
        by_number = sorted(found, key=lambda code: (len(code), code))
        return f"{one if len(found) == 1 else several} {listed(by_number)}"
    return counted(len(found), one, several)


def records_gone_problem(
    gone: Collection[tuple[str, date]],
    *,
    left_on: date | None,
    new_left_on: date | None,
    new_started_on: date | None,
    are_gone: bool,
) -> str:
    """What stands in the way of another last day, or none, where records are down as gone; or nothing.

    `gone` are the kinds that are recorded as destroyed or passed on, with the day: of a child who leaves
    later, or not at all, they would be here (AR-12). `are_gone` says that they really are gone. Of a child
    who comes back, they are of the time before.
    """
    if left_on is None or are_gone or (new_started_on and new_started_on > left_on):
        return ""
    too_early = [
        (kind, on) for kind, on in gone if on >= left_on and (new_left_on is None or on < new_left_on)
    ]
    if not too_early:
        return ""
    said = listed([f"{kind}, on {long_date(on)}" for kind, on in too_early])
    return (
        f"Recorded as destroyed or passed on: {said}. If that was a mistake too, put it right first, on the "
        "page Children and files, under Leaving. If they are really gone, tick that they are."
    )
