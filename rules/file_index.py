"""The index of a child's personal file: what is in it, never what it says (PR-1, CP-3, CP-7, CP-9, CP-10,
CP-12, CP-15, AR-12, AR-13, AR-31, RC-5, X-3; law L2.1, L2.4, L4.2).

An entry is a line of the index: its number and pages in the paper file, and what became of it since. Lines
are never edited: a correction is a new line that names the old one, and what follows an entry is recorded
beside it. From receipt to close of an access request the child's index is on legal hold.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from rules.problems import Problems, is_sentence, says_too_little
from rules.words import is_one_name, listed, long_date, not_yet, one_line, password_problem, past_day_problem


class Kind(StrEnum):
    """What an entry is: the policy's list of a personal file's contents (PR-1)."""

    REGISTRATION = "registration form"
    ALL_ABOUT_ME = "all-about-me form"
    CONSENT = "signed consent"
    CORRESPONDENCE = "correspondence"
    AGENCY_REPORT = "agency report"
    MINUTES = "minutes of a meeting"
    CONTACT = "contact record"
    OBSERVATION = "observation on a confidential matter"


class Nature(StrEnum):
    """Whether an entry states facts or gives an opinion, which has an owner (L4.2)."""

    FACT = "fact"
    OPINION = "opinion"
    BOTH = "fact and opinion"


class Category(StrEnum):
    """What makes an entry sensitive: the policy's five (CP-7)."""

    INJURY = "injury"
    CONCERN = "concern or change"
    DISCUSSION = "sensitive discussion"
    CHILD_PROTECTION = "child protection action"
    AGENCY = "contact with an agency"


class Source(StrEnum):
    """Who gave the information that the entry holds."""

    SETTING = "the setting's own observation"
    CARER = "a carer"
    THIRD_PARTY = "somebody else"


class Confidential(StrEnum):
    """What somebody said when asked whether it is confidential (CP-3, CP-15)."""

    YES = "confidential"
    NO = "not confidential"
    NOT_ASKED = "not asked yet"
    NOT_SAFE = "not safe to ask"


class Informed(StrEnum):
    """Whether the carers know of a sensitive entry (CP-7)."""

    YES = "informed"
    NOT_YET = "not yet"
    NOT_TOLD = "not told"


class Side(StrEnum):
    """Whether the carers' side of it was recorded at the time (RC-5)."""

    RECORDED = "recorded"
    DECLINED = "offered, none given"
    NOT_SAFE = "not safe to ask"
    NOT_YET = "not yet"


class Mentioned(StrEnum):
    """Whom an entry mentions beside the child: the third parties of a later access request (AR-13)."""

    CHILD = "another child"
    FAMILY = "family member"
    AGENCY = "agency worker"
    STAFF = "staff"
    OTHER = "somebody else"  # such as a neighbour, who may have spoken in confidence


class Fact(StrEnum):
    """What became of an entry after it was written. Each is recorded beside it, never in it."""

    INFORMED = "carers informed"
    NOT_TOLD = "carers not told"
    GIVER_ASKED = "giver asked"
    SUBJECT_ASKED = "subject asked"
    SIDE = "carers' side"
    TYPED = "typed copy made"
    FILED = "hard copy filed"
    DELETED = "typed copy deleted"
    DISC = "disc made"
    DESTROYED = "disc destroyed"
    LATE = "late because"


class Lack(StrEnum):
    """What an entry still asks for."""

    INFORM = "tell the carers"
    ASK_GIVER = "ask whether it is confidential"
    ASK_SUBJECT = "ask the person it is about whether it is confidential"
    DELETE = "delete the typed copy"
    DISC = "replace the disc, which is not encrypted"
    LATE = "say why it was written late"


CLAUSES = {
    Lack.INFORM: "CP-7",
    Lack.ASK_GIVER: "CP-3",
    Lack.ASK_SUBJECT: "CP-15",
    Lack.DELETE: "CP-9",
    Lack.DISC: "CP-10",
    Lack.LATE: "AR-31",
}


class _Row(Protocol):
    """A line of an index as it was entered."""

    @property
    def id(self) -> int: ...
    @property
    def corrects_id(self) -> int | None: ...
    @property
    def category(self) -> Category | None: ...


def sensitive(rows: Iterable[_Row]) -> frozenset[int]:
    """The lines that only the manager and the child's key person see (CP-12), by their numbers.

    What turned out to be sensitive when it was put right is so on the line of before as well.
    """
    found: set[int] = set()
    for row in sorted(rows, key=lambda row: row.id, reverse=True):
        if row.category is not None or row.id in found:
            found |= {row.id, row.corrects_id or row.id}
    return frozenset(found)


NEVER_ON_HOLD = frozenset({Fact.DELETED, Fact.DESTROYED})  # refused while an access request is open


@dataclass(frozen=True)
class Happened:
    """Something that became of an entry. `order` settles two of one day; a disc is encrypted or is not."""

    fact: Fact
    on: date
    answer: str = ""
    order: int = 0
    is_encrypted: bool | None = None


@dataclass(frozen=True)
class Entry:
    """An entry with what the rules need of it."""

    number: int
    first_page: int
    last_page: int
    event_on: date
    written_on: date
    category: Category | None = None
    source: Source = Source.SETTING
    giver: Confidential | None = None
    subject: Confidential | None = None
    happened: tuple[Happened, ...] = ()

    @property
    def is_sensitive(self) -> bool:
        """Whether only the manager and the child's key person see it (CP-12)."""
        return self.category is not None

    @property
    def pages(self) -> str:
        """Its pages in the file: `3`, `3 to 4`."""
        return " to ".join(dict.fromkeys((str(self.first_page), str(self.last_page))))


def latest(entry: Entry, *facts: Fact) -> Happened | None:
    """The last of these things that happened to an entry, or None."""
    held = [h for h in entry.happened if h.fact in facts]
    return max(held, key=lambda h: (h.on, h.order), default=None)


def informed(entry: Entry) -> Informed:
    """Whether the carers were informed, are not told for a reason, or do not know yet."""
    last = latest(entry, Fact.INFORMED, Fact.NOT_TOLD)
    if last is None:
        return Informed.NOT_YET
    return Informed.YES if last.fact is Fact.INFORMED else Informed.NOT_TOLD


def giver_said(entry: Entry) -> Confidential | None:
    """What the giver said about confidentiality; None where nobody gave the information."""
    last = latest(entry, Fact.GIVER_ASKED)
    return Confidential(last.answer) if last else entry.giver


def subject_said(entry: Entry) -> Confidential | None:
    """What the person it is about said; None where no third party gave the information."""
    last = latest(entry, Fact.SUBJECT_ASKED)
    return Confidential(last.answer) if last else entry.subject


def _is_unsafe_to_ask(entry: Entry) -> bool:
    """Whether the entry itself says that the carers are not safe to ask (IS-7)."""
    side = latest(entry, Fact.SIDE)
    return side is not None and side.answer == Side.NOT_SAFE


def asked_from(entry: Entry) -> date:
    """The day from which somebody may be asked: when it was written, or since when the family may know."""
    was_kept = any(
        held.fact is Fact.NOT_TOLD or (held.fact is Fact.SIDE and held.answer == Side.NOT_SAFE)
        for held in entry.happened
    )
    since = latest(entry, Fact.INFORMED, Fact.SIDE) if was_kept else None
    return max(entry.written_on, since.on) if since else entry.written_on


def is_typed(entry: Entry) -> bool:
    """Whether a typed copy is still there."""
    last = latest(entry, Fact.TYPED, Fact.DELETED)
    return last is not None and last.fact is Fact.TYPED


def is_filed(entry: Entry) -> bool:
    """Whether the hard copy of what was typed is in the file."""
    return latest(entry, Fact.FILED) is not None


def has_disc(entry: Entry) -> bool:
    """Whether a disc is still there."""
    last = latest(entry, Fact.DISC, Fact.DESTROYED)
    return last is not None and last.fact is Fact.DISC


def is_open_to_all(entry: Entry) -> bool:
    """Whether a disc is there that whoever finds it can read (CP-10; law L10.4)."""
    last = latest(entry, Fact.DISC, Fact.DESTROYED)
    return last is not None and last.fact is Fact.DISC and last.is_encrypted is False


def is_late(event_on: date, written_on: date, *, entry_days: int) -> bool:
    """Whether an entry was written later after the event than the setting's own rule allows (AR-31)."""
    return written_on > event_on + timedelta(days=entry_days)


def lacking(entry: Entry, *, entry_days: int, is_on_hold: bool = False) -> list[Lack]:
    """What an entry still asks for, in the policy's order.

    On hold no typed copy is to be deleted, and no disc destroyed (X-3). Where the entry says that the carers
    are not told of it, whom it is about is not asked either, which would tell; and no carer is asked where
    that is not safe (IS-7).
    """
    found: list[Lack] = []
    is_unsafe = _is_unsafe_to_ask(entry)
    is_kept = is_unsafe or informed(entry) is Informed.NOT_TOLD
    if entry.is_sensitive and informed(entry) is Informed.NOT_YET:
        found.append(Lack.INFORM)
    if giver_said(entry) is Confidential.NOT_ASKED and not (is_unsafe and entry.source is Source.CARER):
        found.append(Lack.ASK_GIVER)
    if subject_said(entry) is Confidential.NOT_ASKED and not is_kept:
        found.append(Lack.ASK_SUBJECT)
    if is_typed(entry) and not is_on_hold:
        found.append(Lack.DELETE)
    if is_open_to_all(entry) and not is_on_hold:
        found.append(Lack.DISC)
    if is_late(entry.event_on, entry.written_on, entry_days=entry_days) and not latest(entry, Fact.LATE):
        found.append(Lack.LATE)
    return found


def to_do(entry: Entry, lacks: Sequence[Lack]) -> str:
    """What an entry still asks for as a line, and what to do where telling or asking is not safe."""
    said = listed([str(lack) for lack in lacks])
    may_endanger = entry.source is Source.THIRD_PARTY or entry.category in _MAY_ENDANGER
    if may_endanger and not {Lack.INFORM, Lack.ASK_SUBJECT}.isdisjoint(lacks):
        said += "; where that is not safe, record why"
    return said


# An injury or a discussion is the carers' own, or they were there; of these somebody else may be to hear
# nothing, as of the minutes of a MARAC or of a strategy meeting.
_MAY_ENDANGER = frozenset({Category.CONCERN, Category.CHILD_PROTECTION, Category.AGENCY})


def missing_pages(entries: Iterable[Entry]) -> list[int]:
    """The pages up to the last one that no entry holds (AR-12)."""
    held = {page for entry in entries for page in range(entry.first_page, entry.last_page + 1)}
    return [page for page in range(1, max(held, default=0) + 1) if page not in held]


def pages_in_words(pages: Sequence[int]) -> str:
    """`3, 7 to 9`: runs of pages as one."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in runs)


def out_of_order(entries: Iterable[Entry]) -> list[int]:
    """The numbers of the entries that stand after a later event, by their pages (AR-12: date order)."""
    found, newest = [], date.min
    for entry in sorted(entries, key=lambda entry: (entry.first_page, entry.number)):
        if entry.event_on < newest:
            found.append(entry.number)
        newest = max(newest, entry.event_on)
    return found


@dataclass(frozen=True)
class Mention:
    """Somebody whom an entry mentions: picked from the records by `record`, or typed."""

    kind: Mentioned
    record: int | None = None
    name: str = ""
    agency: str = ""


def entry_problems(
    *,
    child: object,
    number: int | None,
    first_page: int | None,
    last_page: int | None,
    event_on: date | None,
    written_on: date | None,
    kind: Kind | None,
    author: str,
    nature: Nature | None,
    opinion_of: str,
    source: Source | None,
    giver: Confidential | None,
    subject: Confidential | None,
    is_asked_whether_sensitive: bool,
    mentions: Sequence[Mention],
    kept_at: str,
    others: Iterable[Entry],
    born_on: date | None,
    today: date,
) -> Problems:
    """What stands in the way of an entry, by field; empty when nothing does.

    `others` are the child's entries that stand, without the one that this one corrects.
    """
    found: Problems = {}
    if not child:
        found["child"] = "Choose the child."
    found |= _place_problems(number, first_page, last_page, list(others))
    if event_on is None:
        found["event_on"] = "Enter the date of what happened."
    elif problem := past_day_problem(event_on, born_on=born_on, today=today):
        found["event_on"] = problem
    if written_on is None:
        found["written_on"] = "Enter the date on which it was written."
    elif written_on > today:
        found["written_on"] = not_yet(written_on)
    elif event_on and written_on < event_on:
        found["written_on"] = f"It cannot be written before it happened, {long_date(event_on)}."
    if kind is None:
        found["kind"] = "Choose what the entry is."
    if not _names_somebody(author):
        found["author"] = "Enter who wrote it."
    if nature is None:
        found["nature"] = "Choose whether it states facts or gives an opinion."
    elif nature is not Nature.FACT and not _names_somebody(opinion_of):
        found["opinion_of"] = "Enter whose opinion it is."
    if not is_asked_whether_sensitive:
        found["category"] = "Choose what makes it sensitive, or that it is not."
    found |= _confidentiality_problems(source, giver, subject)
    for at, mention in enumerate(mentions, 1):
        if mention.record is None and not _names_somebody(mention.name):
            found["mentions"] = f"Mention {at} names nobody: choose somebody or type who it is."
        elif mention.kind is Mentioned.AGENCY and not mention.agency.strip():
            found["mentions"] = f"Enter the agency of mention {at}."
    if not kept_at.strip():
        found["kept_at"] = "Enter where the paper is."
    elif problem := _elsewhere(kept_at):
        found["kept_at"] = problem
    for field, typed in (("author", author), ("opinion_of", opinion_of), ("kept_at", kept_at)):
        found |= password_problem(field, typed)
    for mention in mentions:
        found |= password_problem("mentions", f"{mention.name} {mention.agency}")
    return found


# A computer, a telephone, a stick, the internet. What may stand beside the file or be what it is about,
# such as a computer or a phone, is one only where something is on it.
_NO_PAPER = re.compile(
    r"\b[a-z]:[\\/]|\\\\\w|\bhard (?:drive|disk)|\blaptop|\bipad\b|\busb\b|\bmemory stick|\bthe cloud\b"
    r"|\b(?:onedrive|dropbox|icloud|google drive|sharepoint|whatsapp)\b"
    r"|\b(?:on|in) (?:\w+ ){0,2}(?:computer|pc|desktop|tablet|phone|server)\b"
    r"|^(?:the |my |our |her |his |office |work )*(?:computer|pc|desktop|tablet|phone|server)$",
    re.IGNORECASE,
)
_SOMEBODYS_OWN = re.compile(
    r"\belsewhere\b|\bat (?:[\w']+ )?home\b|\b(?:own|private|personal) (?:notes?|notebook|diary)\b",
    re.IGNORECASE,
)


def _elsewhere(place: str) -> str:
    """Why a place is not the child's file, or nothing (CP-9, CP-10, RI-2)."""
    said = one_line(place)
    if _NO_PAPER.search(said):
        return (
            "Nothing about a child is kept on a computer, a phone or a stick, or online. Enter where in the "
            "child's file it is."
        )
    if _SOMEBODYS_OWN.search(said):
        return "Say where in the file: nothing is kept anywhere else (RI-2)."
    return ""


def _names_somebody(name: str) -> bool:
    """Whether there is a letter in it: a dash or a full stop names nobody."""
    return any(letter.isalpha() for letter in name)


def _place_problems(
    number: int | None, first_page: int | None, last_page: int | None, others: Sequence[Entry]
) -> Problems:
    found: Problems = {}
    if number is None or number < 1:
        found["number"] = "Enter the entry's number in the file."
    elif any(other.number == number for other in others):
        found["number"] = f"There is already an entry {number} in this file."
    if first_page is None or last_page is None or first_page < 1:
        found["pages"] = "Enter the first and the last page."
    elif last_page < first_page:
        found["pages"] = "The last page comes before the first."
    else:
        taken = [o.number for o in others if first_page <= o.last_page and last_page >= o.first_page]
        if taken:
            names = listed([str(number) for number in sorted(taken)])
            found["pages"] = f"These pages overlap with {'entry' if len(taken) == 1 else 'entries'} {names}."
    return found


def _confidentiality_problems(
    source: Source | None, giver: Confidential | None, subject: Confidential | None
) -> Problems:
    if source is None:
        return {"source": "Choose who gave the information."}
    found: Problems = {}
    if source is not Source.SETTING and giver is None:
        found["giver"] = (
            "Choose what the person who told you said about confidentiality, or that nobody asked."
        )
    if source is Source.THIRD_PARTY and subject is None:
        found["subject"] = "Choose what the person it is about said about it too: both are asked (CP-15)."
    return found


def informed_problems(
    category: Category | None, informed: Informed | None, *, is_correction: bool
) -> Problems:
    """That a new sensitive entry says whether the carers know of it, by field (CP-7)."""
    if category is None or informed is not None or is_correction:
        return {}
    return {"informed": "Choose whether the carers are informed, not yet, or not told."}


def fact_problems(
    entry: Entry,
    *,
    fact: Fact | None,
    on: date | None,
    said: str,
    answer: Confidential | Side | None,
    is_encrypted: bool | None,
    is_on_hold: bool,
    today: date,
) -> Problems:
    """What stands in the way of recording what became of an entry, by field; empty when nothing does.

    `said` is by whom, where or why, as the fact asks. On hold neither a typed copy nor a disc is done away
    with (X-3; law L2.4).
    """
    if fact is None:
        return {"fact": "Choose what was done."}
    found: Problems = {}
    if on is None:
        found["on"] = "Enter the date it was done."
    elif on > today:
        found["on"] = not_yet(on)
    elif on < entry.event_on:
        found["on"] = f"The date is before the event itself, {long_date(entry.event_on)}."
    elif problem := _too_early(entry, fact, on):
        found["on"] = problem
    if fact in NEVER_ON_HOLD and is_on_hold:
        found["fact"] = (
            "An access request about this child is open. Until it is closed nothing in the file is "
            "deleted or destroyed: to do so to keep it from somebody with a right to it is an offence."
        )
    elif reason := _out_of_place(entry, fact):
        found["fact"] = reason
    asked = {
        Fact.INFORMED: "Enter who told the carers.",
        Fact.NOT_TOLD: "Enter in a sentence why the carers are not told.",
        Fact.DISC: "Enter where the disc is.",
        Fact.LATE: "Enter in a sentence why it was written late.",
    }
    is_asked = fact in {Fact.GIVER_ASKED, Fact.SUBJECT_ASKED}
    if fact in asked and says_too_little(said, words=3 if fact in {Fact.NOT_TOLD, Fact.LATE} else 1):
        found["said"] = asked[fact]
    elif fact is Fact.DISC and (problem := _elsewhere(said)):
        found["said"] = problem
    elif is_asked and answer == Confidential.NOT_SAFE and says_too_little(said):
        found["said"] = "Enter in a sentence why it is not safe to ask."
    if is_asked and answer not in {Confidential.YES, Confidential.NO, Confidential.NOT_SAFE}:
        found["answer"] = "Choose what was said, confidential or not, or that it is not safe to ask."
    if fact is Fact.SIDE and not isinstance(answer, Side):
        found["answer"] = "Choose whether the carers' side was recorded."
    if fact is Fact.DISC and is_encrypted is None:
        found["is_encrypted"] = "Choose whether the disc is encrypted."
    return found | password_problem("said", said)


def _out_of_place(entry: Entry, fact: Fact) -> str:
    """Why a thing cannot have happened to this entry, or nothing."""
    if fact is Fact.DELETED and not is_typed(entry):
        return "There is no typed copy to delete."
    if fact is Fact.DELETED and not is_filed(entry):
        return "The hard copy is not in the file yet: file it first, then delete the typed copy (CP-9)."
    if fact is Fact.TYPED and is_typed(entry):
        return "A typed copy is already recorded."
    if fact is Fact.DESTROYED and not has_disc(entry):
        return "There is no disc to destroy."
    if fact is Fact.DISC and has_disc(entry):
        return "A disc is already recorded."
    if fact in {Fact.INFORMED, Fact.NOT_TOLD, Fact.SIDE} and not entry.is_sensitive:
        return "The entry is not a sensitive one, so the carers need not be told of it."
    if fact is Fact.GIVER_ASKED and entry.source is Source.SETTING:
        return "Nobody gave this information: there is nobody to ask."
    if fact is Fact.SUBJECT_ASKED and entry.source is not Source.THIRD_PARTY:
        return "No third party gave this information: there is nobody else to ask."
    return ""


# What is there and what it is done away with come one after the other, each dated after the one before.
_BEFORE = {
    Fact.TYPED: Fact.DELETED,
    Fact.DELETED: Fact.TYPED,
    Fact.DISC: Fact.DESTROYED,
    Fact.DESTROYED: Fact.DISC,
}


def _too_early(entry: Entry, fact: Fact, on: date) -> str:
    """Why a thing cannot have happened to this entry by a day, or nothing: dated before what it comes after,
    it would count for nothing."""
    before = latest(entry, _BEFORE[fact]) if fact in _BEFORE else None
    if before and on < before.on:
        return f"Recorded before it: {before.fact}, on {long_date(before.on)}. Enter that day or a later one."
    filed_on = min((held.on for held in entry.happened if held.fact is Fact.FILED), default=on)
    if fact is Fact.DELETED and on < filed_on:
        return (
            f"The hard copy was filed on {long_date(filed_on)}: the typed copy is deleted after that (CP-9). "
            "Check both dates."
        )
    return ""


_NEEDS = {Fact.TYPED: Fact.DELETED, Fact.FILED: Fact.DELETED, Fact.DISC: Fact.DESTROYED}


def taking_back_problem(fact: Fact, on: date, left: Iterable[Happened]) -> str:
    """What has to be taken back before a thing that became of an entry, in words; empty where nothing has.

    `left` is what would count without it. Nothing is deleted or destroyed that was not made and filed.
    """
    later, left = _NEEDS.get(fact), list(left)
    done = max((held.on for held in left if held.fact is later and held.on >= on), default=None)
    if done is None or (fact is Fact.FILED and any(held.fact is Fact.FILED for held in left)):
        return ""
    return f"Something later rests on it: {later}, on {long_date(done)}. Take that back first."


def redacted_problem(codes: list[str], *, sees_requests: bool) -> str:
    """What has to be taken back before an entry: what open access requests take out of it; empty where none
    does.

    Whoever sees no request is told of no redaction.
    """
    if not codes:
        return ""
    if not sees_requests:
        return "An open access request rests on it. Ask the manager to take this entry back."
    return (
        f"{listed(codes)} takes something out of this entry. Take that redaction back first, under Redaction "
        "and copies of the request."
        if len(codes) == 1
        else f"{listed(codes)} take something out of this entry. Take those redactions back first, under "
        "Redaction and copies of each request."
    )


def hold_problems(*, is_on_hold: bool, reason: str) -> Problems:
    """That a change of an index on hold has a reason, by field (AR-30, X-3; law L2.4)."""
    if is_on_hold and says_too_little(reason):
        return {
            "hold_reason": "An access request about this child is open. Enter in a sentence why the index "
            "changes now: it is listed with the request."
        }
    return password_problem("hold_reason", reason)


def hold_second_problems(*, is_on_hold: bool, corrects: object, second: str, by: str) -> Problems:
    """That a second person agrees to a correction on hold, by field (AR-30); `by` is who makes it.

    `corrects` is also what is taken back. What is added takes nothing from what was there, and needs none.
    """
    if not is_on_hold or corrects is None:
        return {}
    if not one_line(second):
        return {
            "hold_second": "An access request about this child is open. Enter who else has seen what is "
            "corrected or taken back, and agrees."
        }
    if is_one_name(second, by):
        return {"hold_second": "The second person is somebody else than who makes the change."}
    return password_problem("hold_second", second)


def correction_problems(*, corrects: object, because: str) -> Problems:
    """That a correction says why, by field (AR-30)."""
    if corrects is not None and says_too_little(because):
        return {"because": "Enter in a sentence what was wrong with the entry that this one corrects."}
    return password_problem("because", because)


def reason_problems(reason: str) -> Problems:
    """That somebody beside the manager and the key person says why they look, by field (CP-12)."""
    if not is_sentence(reason):
        return {"reason": "Enter in a sentence why you need to see the sensitive entries."}
    return password_problem("reason", reason)


def is_open(received_on: date, closed_on: date | None, *, on: date) -> bool:
    """Whether an access request puts the index on legal hold on a day: from receipt to close (X-3)."""
    return received_on <= on and (closed_on is None or closed_on > on)
