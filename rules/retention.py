"""How long a child's records are kept after leaving (X-6; law L6.5, L8).

The law says "a reasonable period" and no number (L6.5). The periods are the setting's own; beside each the
page shows what is usual, which is practice and not law. Nothing is disposed of while something is open.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules import mistakes
from rules.file_index import Category
from rules.need_to_know import second_problems
from rules.problems import Problems, says_too_little
from rules.words import counted, listed, long_date, not_yet, password_problem
from rules.working_days import months_after


class RecordKind(StrEnum):
    """The kinds of a child's records that are kept for different times."""

    GENERAL = "general records"
    ACCIDENTS = "accidents and injuries"
    CHILD_PROTECTION = "child protection records"


class From(StrEnum):
    """The day from which a period is counted."""

    LEAVING = "leaving"
    BIRTH = "birth"


@dataclass(frozen=True)
class Period:
    """How many months a kind of record is kept, counted from leaving or from birth."""

    months: int
    counted_from: From


USUAL: Mapping[RecordKind, Period] = {
    RecordKind.GENERAL: Period(36, From.LEAVING),  # L8.1
    RecordKind.ACCIDENTS: Period(21 * 12 + 3, From.BIRTH),  # L8.2
    RecordKind.CHILD_PROTECTION: Period(25 * 12, From.BIRTH),  # L8.3
}

USUALLY = {
    RecordKind.GENERAL: "Usual practice, not law: 3 years after leaving.",
    RecordKind.ACCIDENTS: "Usual practice, not law: until the age of 21, or 21 years and 3 months.",
    RecordKind.CHILD_PROTECTION: "Usual practice, not law: until the age of 24 or 25.",
}


def how_long(period: Period) -> str:
    """`3 years from leaving`, `21 years and 3 months from birth`."""
    years, rest = divmod(period.months, 12)
    said = [counted(years, "year")] if years else []
    return f"{listed([*said, *([counted(rest, 'month')] if rest else [])])} from {period.counted_from}"


def kinds_of(categories: Collection[Category], *, has_concern: bool) -> list[RecordKind]:
    """Which kinds of records a child has: general ones always, the others by what the index and log hold."""
    found = {RecordKind.GENERAL, *map(kind_of, categories)}
    if has_concern:
        found.add(RecordKind.CHILD_PROTECTION)
    return [kind for kind in RecordKind if kind in found]


KIND_OF: Mapping[Category, RecordKind] = {
    Category.INJURY: RecordKind.ACCIDENTS,
    Category.CONCERN: RecordKind.CHILD_PROTECTION,
    Category.CHILD_PROTECTION: RecordKind.CHILD_PROTECTION,
}
# What an entry is about that is kept as a child protection record.
PROTECTING = frozenset(of for of, kind in KIND_OF.items() if kind is RecordKind.CHILD_PROTECTION)


def kind_of(category: Category | None) -> RecordKind:
    """With which kind of records an entry of the file is kept, by what makes it sensitive, if anything."""
    return KIND_OF.get(category, RecordKind.GENERAL) if category else RecordKind.GENERAL


def dispose_after(period: Period, *, left_on: date, born_on: date | None) -> date | None:
    """The last day a record is kept; None where it is counted from a birth that is not known."""
    start = left_on if period.counted_from is From.LEAVING else born_on
    # Never before the child has left, whatever the period counted from birth makes of it.
    return max(months_after(start, period.months), left_on) if start else None


class HeldFor(StrEnum):
    """What the records of a child who left are kept for longer for, whatever their period (L8.5)."""

    CLAIM = "a claim or a court case"
    SAFEGUARDING = "a safeguarding matter"
    COMPLAINT = "a complaint that may still come"
    OTHER = "another reason"


def hold_problems(why: HeldFor | None, *, words: str, on: date | None, today: date) -> Problems:
    """What stands in the way of keeping a leaver's records for longer from a day on, by field (L8.5)."""
    found: Problems = {}
    if why is None:
        found["why"] = "Choose what they are kept for."
    if says_too_little(words):
        found["words"] = (
            "Enter in a sentence who asks for it, or what may come. Whoever looks later needs it."
        )
    if on is None:
        found["on"] = "Enter the date from which they are kept for it."
    elif on > today:
        found["on"] = not_yet(on)
    return found | password_problem("words", words)


def hold_end_problems(*, on: date | None, because: str, since: date, today: date) -> Problems:
    """What stands in the way of ending a hold that began on the day `since`, by field."""
    found: Problems = {}
    if on is None:
        found["on"] = "Enter the date on which it was over."
    elif on > today:
        found["on"] = not_yet(on)
    elif on < since:
        found["on"] = f"It began after that, on {long_date(since)}. Check the date."
    if says_too_little(because):
        found["because"] = "Enter in a sentence why they need not be kept for it any more."
    return found | password_problem("because", because)


def period_problems(kind: RecordKind, period: Period | None, *, reason: str) -> Problems:
    """What stands in the way of a period, by field: one shorter than usual needs a reason."""
    if period is None or not 1 <= period.months <= 1200:
        return {"months": "Enter a whole number of months from 1 to 1200."}
    usual = USUAL[kind]
    is_shorter = period.counted_from is not usual.counted_from or period.months < usual.months
    if is_shorter and says_too_little(reason):
        return {"reason": f"This may be shorter than is usual. Enter in a sentence why. {USUALLY[kind]}"}
    return password_problem("reason", reason)


def disposal_problems(
    *,
    kind: RecordKind | None,
    kinds: Collection[RecordKind],
    due: date | None,
    started_on: date | None,
    on: date | None,
    how: str,
    passed_to: str,
    open_things: Collection[str],
    disposed: Collection[RecordKind],
    asked_by: object,
    second: object,
    second_confirmed: bool,
    today: date,
    open_then: Collection[str] = (),
    copies: Collection[str] = (),
) -> Problems:
    """What stands in the way of recording a disposal, by field (X-6, L8.5): two people, never on hold.

    `open_things` names what is open about the child, `open_then` what was open on the day of the disposal,
    `copies` the typed copies and discs of these records that are still there (CP-9, CP-10);
    `due` is the last day the record is kept, which holds nothing up where it was passed on to somebody.
    """
    found: Problems = {}
    if kind is None:
        found["kind"] = "Choose which records."
    elif kind not in kinds:
        found["kind"] = "This child has no such records."
    elif kind in disposed:
        found["kind"] = "These records are not here any more: it is recorded already."
    elif open_things:
        wait = " Pass on a copy until then." if passed_to.strip() else ""
        found["kind"] = (
            f"These records are on hold: {listed(list(open_things))}. It is closed or over first, and "
            f"recorded so.{wait}"
        )
    elif passed_to.strip():
        pass  # how long it is kept is for whoever has it now
    elif due is None:
        found["kind"] = "The child's date of birth is not known. Enter it in the register first."
    elif today <= due:
        found["kind"] = (
            f"These records are kept until {long_date(due)}. If they were passed on, enter to whom."
        )
    if copies and "kind" not in found:
        found["kind"] = (
            f"Something of these records is still here: {listed(list(copies))}. Delete or destroy it first, "
            "and record that with the entry in the index of the file."
        )
    found |= _when_and_how(
        on, how, passed_to, due=due, started_on=started_on, open_then=open_then, today=today
    )
    return found | _two_people(asked_by, second, second_confirmed=second_confirmed)


def _when_and_how(
    on: date | None,
    how: str,
    passed_to: str,
    *,
    due: date | None,
    started_on: date | None,
    open_then: Collection[str],
    today: date,
) -> Problems:
    found: Problems = {}
    is_passed_on = bool(passed_to.strip())
    if on is None:
        found["on"] = "Enter the date on which it was done."
    elif on > today:
        found["on"] = not_yet(on)
    elif is_passed_on and started_on and on < started_on:
        found["on"] = f"The date is before the child started, {long_date(started_on)}."
    elif not is_passed_on and due and on <= due:
        found["on"] = (
            f"The records are kept until {long_date(due)}: they cannot be disposed of before. If they were, "
            "by mistake, record it as a breach."
        )
    elif open_then:
        found["on"] = f"On that day these records were on hold: {listed(list(open_then))}. Check the date."
    if not how.strip():
        found["how"] = (
            "Enter how they went, such as by hand and signed for."
            if is_passed_on
            else "Enter how it was done, such as shredded."
        )
    return found | password_problem("how", how) | password_problem("passed_to", passed_to)


def _two_people(asked_by: object, second: object, *, second_confirmed: bool) -> Problems:
    return second_problems(
        second,
        confirmed=second_confirmed,
        not_these=(asked_by,),
        if_none="Records never go for good by one person's word alone.",
    )


class Became(StrEnum):
    """What really became of records whose disposal was recorded."""

    STILL_HERE = "they are still here: the entry is wrong"
    OTHERWISE = "they are gone, on another day or in another way"
    WRONGLY = "they are gone, and should not be"


STAYS = (
    "The entry stays, because it says what happened: the records are gone. Log a breach on the page Sharing "
    "decisions today. What is lost, or went to the wrong place, is one: its 72 hours run from when you knew."
)


def put_right_problems(
    *,
    became: Became | None,
    because: str,
    on: date | None,
    how: str,
    passed_to: str,
    due: date | None,
    started_on: date | None,
    open_then: Collection[str],
    asked_by: object,
    second: object,
    second_confirmed: bool,
    today: date,
) -> Problems:
    """What stands in the way of putting a recorded disposal right, by field: as two people said it, two take
    it back.

    What is open today holds nothing up: where the records are gone it cannot, and where they are not it is
    what they are wanted for.
    """
    if became is Became.WRONGLY:
        return {"became": STAYS}
    found: Problems = mistakes.problems(because)
    if became is None:
        found["became"] = "Choose what became of the records."
    if became is Became.OTHERWISE:
        found |= _when_and_how(
            on, how, passed_to, due=due, started_on=started_on, open_then=open_then, today=today
        )
    return found | _two_people(asked_by, second, second_confirmed=second_confirmed)
