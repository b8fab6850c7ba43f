"""The file of an access request: the child's index as those see it who prepare it, and what changed on hold.

Clauses AR-10 to AR-13, AR-30, X-3. Whom the entries mention is matched to the request's third parties.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from rules import file_check
from rules.access import Step
from rules.access_path import Index
from rules.file_check import Checked
from rules.file_index import Mentioned
from rules.induction import Role
from rules.third_parties import PartyKind
from rules.words import dated, has_name, is_one_name, to_compare
from store import file_index, legal_hold
from store.file_index import FileIndex, KnownMention, Line
from store.held_request import HeldParty, HeldWhole, Whom, whom


@dataclass(frozen=True)
class Unlisted:
    """Somebody whom entries mention and whom no third party of the request covers yet."""

    kind: PartyKind
    record: int | None
    name: str
    agency: str
    entries: tuple[int, ...]  # their rows
    party_id: int | None = None  # a third party already, whom another entry mentions too


def read(connection: Connection, held: HeldWhole, today: date) -> FileIndex:
    """The index of the child as those see it who prepare the request; three queries at any length."""
    return file_index.prepared(connection, held.child_id, today)


def index(connection: Connection, held: HeldWhole, today: date) -> Index:
    """What the rules need of the index."""
    return of_index(held, read(connection, held, today))


def of_index(held: HeldWhole, found: FileIndex) -> Index:
    """What the rules need of an index that was read.

    When it was changed goes by all of it, as on the agenda: by what became of an entry too, and by what is
    hidden from the one who looks.
    """
    return Index(
        file_check.page_count(line.entry for line in found.standing),
        len(unlisted(held, found)),
        sum(line.is_hidden for line in found.standing),
        held.changes_on_hold,
        held.papers_on_hold,
        is_empty=not found.standing,
        begun_at=held.index_begun_at,
    )


def checked(found: FileIndex) -> list[Checked]:
    """The entries that stand, as the check takes them; of a hidden one the number, the pages and the days."""
    return [
        Checked(line.entry, line.kind, line.author, line.nature, line.opinion_of, line.is_hidden)
        for line in found.standing
    ]


def unlisted(held: HeldWhole, found: FileIndex) -> list[Unlisted]:
    """Whom the entries mention and no third party covers, in the order of the entries (AR-13).

    The person who asks is not a third party; neither is anybody whose line covers the entry already.
    """
    parties = {party.whom: party for party in held.counting}
    lacking: dict[Whom, list[int]] = defaultdict(list)
    first: dict[Whom, KnownMention] = {}
    for line in found.standing:
        for mention in line.mentions:
            key = _mention_key(mention)
            party = parties.get(key)
            if _is_requester(held, mention) or (party and line.id in party.entries):
                continue
            first.setdefault(key, mention)
            if line.id not in lacking[key]:
                lacking[key].append(line.id)
    return [
        Unlisted(
            kind=PartyKind(str(first[key].kind)),
            record=first[key].record,
            name=first[key].name,
            agency=first[key].agency,
            entries=tuple(entries),
            party_id=parties[key].id if key in parties else None,
        )
        for key, entries in lacking.items()
    ]


def _with_a_mention(found: FileIndex, is_so: Callable[[KnownMention], bool]) -> list[int]:
    return [line.entry.number for line in found.standing if any(map(is_so, line.mentions))]


def naming(found: FileIndex, people: Collection[tuple[int | None, str]]) -> list[int]:
    """The numbers of the entries that mention one of these people of the setting, each by their row in the
    register, where they have one, and their name."""
    known = {row for row, _ in people}

    def is_one_of_them(one: KnownMention) -> bool:
        if one.kind is not Mentioned.STAFF:
            return False
        if one.record is not None:
            return one.record in known
        return any(is_one_name(one.name, name) for _, name in people)

    return _with_a_mention(found, is_one_of_them)


def naming_the_chairperson(found: FileIndex, today: date) -> list[int]:
    """The numbers of the entries that mention, as picked from the register, who is chairperson (AR-6)."""

    def chairs(one: KnownMention) -> bool:
        return one.role is Role.CHAIRPERSON and (one.left_on is None or one.left_on >= today)

    return _with_a_mention(found, chairs)


def naming_the_stand_in(held: HeldWhole, found: FileIndex) -> list[int]:
    """The numbers of the entries that mention whom the committee named in full to stand in (AR-6)."""
    named = held.last(Step.STAND_IN_NAMED)
    people = {(one.record, one.name) for line in found.standing for one in line.mentions} if named else set()
    return naming(found, {one for one in people if named and has_name(one[1], named.said)})


def about_the_requester(held: HeldWhole, found: FileIndex) -> list[int]:
    """The numbers of the entries that mention whoever asks, for what is held about themselves (AR-3).

    None where an entry is hidden from the one who looks: the letter would leave out what may be in it.
    """
    if any(line.is_hidden for line in found.standing):
        return []
    return _with_a_mention(found, lambda one: _is_requester(held, one))


def mentioning(held: HeldWhole, party: HeldParty, found: FileIndex) -> list[int]:
    """The numbers of the entries that mention a third party by the index itself; none for whoever asks, who
    was listed when somebody else was thought to."""
    key = party.whom
    return [
        line.entry.number
        for line in found.standing
        if any(key == _mention_key(one) and not _is_requester(held, one) for one in line.mentions)
    ]


def is_asking(held: HeldWhole, kind: PartyKind, name: str) -> bool:
    """Whether a name that was typed is that of the family member who asks for the file."""
    return kind is PartyKind.FAMILY and _is_their_name(held, name)


def party_like(held: HeldWhole, kind: PartyKind, name: str, agency: str) -> HeldParty | None:
    """The third party that a typed one is already: of that kind, name and agency; or None."""
    wanted = (str(kind), to_compare(name), to_compare(agency) if kind is PartyKind.AGENCY else "")
    return next(
        (
            party
            for party in held.counting
            if wanted == (str(party.kind), to_compare(party.name), to_compare(party.agency))
        ),
        None,
    )


def _is_requester(held: HeldWhole, mention: KnownMention) -> bool:
    if mention.kind is not Mentioned.FAMILY:
        return False
    if mention.record is not None:
        return mention.record == held.asking_carer
    return _is_their_name(held, mention.name)


def _is_their_name(held: HeldWhole, name: str) -> bool:
    """Whether who asks has this name: as the request was written down, or as the register calls them."""
    return to_compare(name) in {to_compare(held.requester), to_compare(held.asker)}


def _mention_key(mention: KnownMention) -> Whom:
    return whom(str(mention.kind), mention.record, mention.name, mention.agency)


@dataclass(frozen=True)
class HoldChange:
    """A change of the index while the request was open: before, after, why, by whom."""

    at: datetime
    number: int
    before: str
    after: str
    reason: str
    by: str


def changes(held: HeldWhole, found: FileIndex) -> list[HoldChange]:
    """Every change of the index from the receipt of the request to its close, oldest first (AR-30)."""
    by_id = {line.id: line for line in found.lines}
    made = {(line.id, legal_hold.change_itself(fact)) for line in found.lines for fact in line.history}
    changed = [
        HoldChange(
            at=line.recorded_at,
            number=line.entry.number,
            before=_described(by_id[line.corrects_id]) if line.corrects_id in by_id else "not there",
            after=_described(line),
            reason=" ".join(
                filter(None, [line.because, legal_hold.with_second(line.hold_reason, line.hold_second)])
            ),
            by=line.recorded_by,
        )
        for line in found.lines
        if line.hold_reason and line.recorded_at
    ]
    changed += [
        HoldChange(
            at=fact.recorded_at,
            number=line.entry.number,
            before="not recorded",
            after=f"{fact.fact}, {dated(fact.on)}" + (f": {fact.said}" if fact.said else ""),
            reason=fact.hold_reason,
            by=fact.recorded_by,
        )
        for line in found.lines
        for fact in line.history
        if fact.hold_reason
        and fact.recorded_at
        and (line.corrects_id, legal_hold.change_itself(fact)) not in made
    ]
    changed += [
        HoldChange(
            at=line.taken_back.at,
            number=line.entry.number,
            before=_described(line),
            after="entered by mistake",
            reason=line.taken_back.because,
            by=line.taken_back.by,
        )
        for line in found.mistaken
        if line.taken_back and not line.is_corrected
    ]
    changed += [
        HoldChange(
            at=fact.taken_back.at,
            number=line.entry.number,
            before=f"{fact.fact}, {dated(fact.on)}" + (f": {fact.said}" if fact.said else ""),
            after="entered by mistake",
            reason=fact.taken_back.because,
            by=fact.taken_back.by,
        )
        for line in found.lines
        for fact in line.history
        if fact.taken_back
    ]
    return sorted(
        (change for change in changed if held.is_changed_on_hold(change.at)), key=lambda change: change.at
    )


def _described(line: Line) -> str:
    """A line of the index in words, without the names that it mentions."""
    entry = line.entry
    pages = f"page {entry.pages}" if entry.first_page == entry.last_page else f"pages {entry.pages}"
    return ", ".join(
        filter(
            None,
            [
                f"no. {entry.number}",
                pages,
                str(line.kind or "a sensitive entry"),
                f"happened {dated(entry.event_on)}",
                f"written {dated(entry.written_on)}",
                f"by {line.author}" if line.author else "",
                str(line.nature or ""),
                str(entry.category or ""),
                f"mentions {len(line.mentions)}" if line.mentions else "",
            ],
        )
    )
