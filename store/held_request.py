"""An access request as it is held: its steps, requester, links, third parties and redactions (AR-1 to AR-32).

What was corrected stays in the history and counts for nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from rules import redaction, third_parties
from rules.access import CLOSING, Channel, Step, StepDone
from rules.access_path import NO_CONFLICT, Index, Requester, WholeRequest
from rules.redaction import Line
from rules.requester import (
    CARERS,
    NOT_SHOWN_BY_IDENTITY,
    THEMSELVES,
    Link,
    Relationship,
    Shown,
    Subject,
    is_authority_shown,
    is_shown_by_identity,
)
from rules.third_parties import Decision, Event, Happened, Party, PartyKind, WhyNotWritten
from rules.words import to_compare
from rules.working_days import london_day
from store.mistakes import TakenBack


@dataclass(frozen=True)
class HeldStep:
    """A row of the steps. `corrects_id` names the row that it corrects; a struck one was not done at all."""

    id: int
    step: Step
    on: date
    reason: str = ""
    answer: str = ""
    said: str = ""
    advice: str = ""  # empty for whoever may not see legal advice
    pages: int | None = None
    signed_by_id: int | None = None
    signed_by: str = ""
    at: datetime | None = None
    corrects_id: int | None = None
    is_struck: bool = False
    because: str = ""
    recorded_by: str = ""
    late_because: str = ""
    left_on: date | None = None  # of a stand-in, the last day of who was named, once that is past
    known_at: datetime | None = None  # of a correction, when what it puts right was recorded at first
    is_committees: bool = False  # whether the account that signs it is of the committee, as its role is now
    given_on: date | None = None  # of a refusal found wrong: `rules.access.StepDone`

    @property
    def done(self) -> StepDone:
        """The step as the rules take it."""
        return StepDone(
            self.step,
            self.on,
            self.answer,
            self.signed_by_id,
            self.at,
            self.pages,
            self.known_at,
            self.left_on,
            self.is_committees,
            self.given_on,
            self.step is Step.REFUSED and bool(self.said.strip()),
        )


@dataclass(frozen=True)
class HeldReceipt:
    """The day on which a request really came, as it was recorded; the last row stands."""

    received_on: date
    because: str
    at: datetime | None
    recorded_by: str


@dataclass(frozen=True)
class HeldRequester:
    """Who asks, as it was recorded; the last row stands."""

    id: int
    carer_id: int | None
    relationship: Relationship
    subject: Subject
    acts_for: str
    evidence: str
    evidence_seen_on: date | None
    authority: str
    has_court_order: bool
    is_in_dispute: bool
    note: str
    because: str
    at: datetime | None
    recorded_by: str
    responsible_until_on: date | None = None  # as the register has it today, where they ask with it
    carer: str = ""  # the name of the carer as the register has it today
    is_for_one_without: bool = False  # whether the carer for whom they act held no parental responsibility
    wanted_by: date | None = None  # the day by which a public authority or a court asks for its answer

    @property
    def has_authority(self) -> bool:
        """Whether something is recorded that lets them ask: that nothing was shown is nothing (AR-4)."""
        return is_authority_shown(self.authority)

    @property
    def lacks_authority(self) -> bool:
        """Whether it takes more than to know who they are, and nothing of it was shown yet (L2.18, L2.20)."""
        return not (self.has_authority or is_shown_by_identity(self.relationship, self.subject))


@dataclass(frozen=True)
class HeldLink:
    """Another request about the same child that belongs to this one."""

    id: int
    code: str
    link: Link
    reason: str
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class HeldEvent:
    """What happened with a third party, as it was recorded."""

    id: int
    event: Event
    on: date
    reply_by: date | None
    why_not: WhyNotWritten | None
    decision: Decision | None
    ground: third_parties.Ground | None
    said: str
    reason: str
    corrects_id: int | None
    is_struck: bool
    because: str
    at: datetime | None
    recorded_by: str


Whom = tuple[str, int | None, str, str]


def whom(kind: str, record: int | None, name: str, agency: str) -> Whom:
    """Somebody as a file names them, to compare: by their row where they were picked, else as was typed."""
    if record is not None:
        return kind, record, "", ""
    return kind, None, to_compare(name), to_compare(agency)


PARTY_REFERENCE = "TP-"


@dataclass(frozen=True)
class HeldParty:
    """A third party: known on screen by the kind and the number."""

    id: int
    number: int
    kind: PartyKind
    name: str
    code: str
    agency: str
    record: int | None
    entries: frozenset[int] = frozenset()  # those that stand and mention them, by their row
    events: tuple[HeldEvent, ...] = ()  # in the order recorded, the corrected ones included
    is_no_carer: bool = False  # picked as a carer of the child, which they were by mistake
    listed_at: datetime | None = None

    @property
    def has_own_reference(self) -> bool:
        """Whether a letter to them may not bear the number of the request: the requester has it too, and two
        families who compare their letters would know whose file it is (AR-14)."""
        return self.kind in {PartyKind.CHILD, PartyKind.OTHER}

    @property
    def reference(self) -> str:
        """The number in a letter that may not bear that of the request."""
        return f"{PARTY_REFERENCE}{self.id}"

    @property
    def whom(self) -> Whom:
        """Who it is, as the mentions of the entries are compared with."""
        return whom(str(self.kind), self.record, self.name, self.agency)

    @property
    def standing(self) -> tuple[HeldEvent, ...]:
        """What no later row corrects."""
        return _standing(self.events)

    @property
    def party(self) -> Party:
        """The party as the rules take it."""
        happened = tuple(
            Happened(e.event, e.on, e.reply_by, e.decision, e.ground, e.at, e.id, e.reason)
            for e in self.standing
        )
        return Party(
            self.id, self.number, self.kind, self.entries, happened, self.is_no_carer, self.listed_at
        )


@dataclass(frozen=True)
class HeldLine:
    """A redaction as it was recorded, with both names."""

    id: int
    entry_id: int  # the entry that stands now
    entry: int  # its number
    party_id: int | None
    pages: str
    extent: redaction.Extent
    ground: redaction.Ground
    reason: str
    corrects_id: int | None
    is_struck: bool
    because: str
    at: datetime | None
    by_id: int | None
    by: str
    agreed_by_id: int | None
    agreed_by: str
    agreed_on: date | None

    @property
    def line(self) -> Line:
        """The line as the rules take it."""
        return Line(
            id=self.id,
            entry=self.entry_id,
            party=self.party_id,
            extent=self.extent,
            ground=self.ground,
            by=self.by_id,
            agreed_by=self.agreed_by_id,
            at=self.at,
        )


@dataclass(frozen=True)
class HeldWhole:
    """A request with everything that was recorded of it."""

    id: int
    code: str
    child_id: int
    child_code: str
    child: str
    born_on: date | None
    has_court_order: bool
    requester: str
    carer_id: int | None
    channel: Channel
    entered_on: date  # the day of receipt as it was entered at first
    note: str
    recorded_by: str = ""
    rows: tuple[HeldStep, ...] = ()  # in the order recorded, the corrected ones included
    checks: tuple[HeldRequester, ...] = ()
    all_links: tuple[HeldLink, ...] = ()  # those too that were made by mistake
    parties: tuple[HeldParty, ...] = ()
    all_lines: tuple[HeldLine, ...] = ()
    # When the index was changed on hold, for this request or another.
    index_changes: tuple[datetime, ...] = ()
    papers: tuple[datetime, ...] = ()  # of these, when an entry was added
    index_begun_at: datetime | None = None  # when the index of the child had its first entry
    is_from_responsible: bool = False  # by the register, of the carer as whose request it came
    # Who was a carer of the child by mistake, and since when that is known.
    no_carers: Mapping[int, datetime] = field(default_factory=dict)
    receipts: tuple[HeldReceipt, ...] = ()  # where it came on another day than entered, in order

    @property
    def all_receipts(self) -> tuple[HeldReceipt, ...]:
        """The day on which it came as it was entered at first, and each correction of it; the last stands."""
        return HeldReceipt(self.entered_on, "", None, self.recorded_by), *self.receipts

    @property
    def received_on(self) -> date:
        """The day on which it came, as it is known now."""
        return self.all_receipts[-1].received_on

    @cached_property
    def steps(self) -> tuple[HeldStep, ...]:
        """The steps that stand, in the order they were done."""
        return tuple(sorted(_standing(self.rows), key=lambda row: (row.on, row.id)))

    def last(self, step: Step) -> HeldStep | None:
        """The last time that a step was done, as it stands; or None."""
        return next((row for row in reversed(self.steps) if row.step is step), None)

    @cached_property
    def done(self) -> tuple[StepDone, ...]:
        """The steps as the rules take them."""
        return tuple(row.done for row in self.steps)

    def is_changed_on_hold(self, at: datetime) -> bool:
        """Whether a change of the index at that moment falls between receipt and close (AR-30, X-3).

        By the moment at which the close was recorded, so that one with an earlier date hides nothing.
        """
        closed = next((row for row in reversed(self.steps) if row.step in CLOSING), None)
        return london_day(at) >= self.received_on and not (closed and closed.at and at > closed.at)

    @property
    def changes_on_hold(self) -> tuple[datetime, ...]:
        """When the index was changed on hold for this request."""
        return tuple(filter(self.is_changed_on_hold, self.index_changes))

    @property
    def papers_on_hold(self) -> tuple[datetime, ...]:
        """When a paper came into the file on hold for this request, or turned out not to be in it."""
        return tuple(filter(self.is_changed_on_hold, self.papers))

    @property
    def lines(self) -> tuple[HeldLine, ...]:
        """The redactions that stand."""
        return _standing(self.all_lines)

    @property
    def counting(self) -> tuple[HeldParty, ...]:
        """The third parties, without those that were entered by mistake."""
        return tuple(one for one in self.parties if not third_parties.is_mistaken(one.party))

    @property
    def links(self) -> tuple[HeldLink, ...]:
        """The requests that belong to this one, as far as that was not said by mistake."""
        return tuple(link for link in self.all_links if link.taken_back is None)

    @property
    def check(self) -> HeldRequester | None:
        """Who asks, as it stands."""
        return self.checks[-1] if self.checks else None

    @property
    def asker(self) -> str:
        """Who asks, by name: a carer as the register has them, however the request was written down.

        Whoever acts for a carer is not that carer, and keeps the name under which the request came; so does
        whoever was a carer by mistake.
        """
        check = self.check
        is_carer = check is not None and check.relationship in CARERS and not self.is_asked_by_no_carer
        return (check.carer if check and is_carer else "") or self.requester

    @property
    def _linked_carer(self) -> int | None:
        """The carer who asks, by mistake or not: as was recorded of who asks, else as the request came in."""
        return self.check.carer_id if self.check else self.carer_id

    @property
    def asking_carer(self) -> int | None:
        """The carer who asks, where the requester is one, and not by mistake."""
        return None if self._linked_carer in self.no_carers else self._linked_carer

    @property
    def is_asked_by_no_carer(self) -> bool:
        """Whether who asks was a carer of this child by mistake."""
        return self._linked_carer in self.no_carers

    @property
    def proof_seen(self) -> tuple[str, date | None] | None:
        """What was seen that shows who asks, and when; None where nothing was (AR-4).

        What is noted of the step that proof was seen counts, unless who asks was changed after it.
        """
        check, confirmed = self.check, self.last(Step.IDENTITY_CONFIRMED)
        if check is None:
            return None
        if check.evidence:
            return check.evidence, check.evidence_seen_on
        seen_at = confirmed.done.since if confirmed else None
        is_of_them = check.at is None or (seen_at and seen_at >= check.at)
        if confirmed and (check.lacks_authority or confirmed.answer == Shown.RIGHT):
            return None  # it was seen that they may ask, which does not show who they are
        return (confirmed.said, confirmed.on) if confirmed and confirmed.said.strip() and is_of_them else None

    def may_know_whose(self, today: date) -> bool:
        """Whether who asks is known to be somebody who may know that the child is here, and by which name.

        Who holds parental responsibility, and whoever showed who they are and what lets them ask. Of anybody
        else a letter could tell where a child is who was moved away from them (AR-4, L2.20).
        """
        check = self.check
        if self.is_asked_by_no_carer:
            return False
        if check is None:
            return self.is_from_responsible
        if check.relationship is Relationship.RESPONSIBLE:
            until = check.responsible_until_on
            return check.carer_id is not None and (until is None or until >= today)
        if check.relationship in THEMSELVES:
            return bool(self.proof_seen)
        asks = self._requester()
        # Whoever asks for their own information alone may be no carer, and is told of no child by it.
        is_nobody_else = check.has_authority or check.relationship not in NOT_SHOWN_BY_IDENTITY
        return asks is not None and asks.is_shown and is_nobody_else

    def _requester(self) -> Requester | None:
        """Who asks, as the rules take it; the request alone tells no more than that it was a mistake."""
        check = self.check
        mistaken_at = self.no_carers.get(self._linked_carer or 0)
        mistaken_on = london_day(mistaken_at) if mistaken_at else None
        if check is None:
            if mistaken_on is None:
                return None
            return Requester(Relationship.OTHER, has_evidence=False, mistaken_on=mistaken_on)
        return Requester(
            check.relationship,
            has_evidence=bool(self.proof_seen),
            has_authority=not check.lacks_authority,
            has_court_order=check.has_court_order,
            responsible_until_on=check.responsible_until_on,
            mistaken_on=mistaken_on,
            wanted_by=check.wanted_by,
        )

    def _index_by_its_changes(self) -> Index:
        return Index(
            0,
            changes=self.changes_on_hold,
            papers=self.papers_on_hold,
            is_empty=self.index_begun_at is None,
            begun_at=self.index_begun_at,
        )

    def whole(self, index: Index | None = None) -> WholeRequest:
        """The request as the rules take it; without an `index` that was read, only by when it was changed."""
        decided = [e.at for p in self.parties for e in p.events if e.event is Event.DECIDED and e.at]
        changed = [*decided, *(line.at for line in self.all_lines if line.at)]
        return WholeRequest(
            received_on=self.received_on,
            steps=self.done,
            requester=self._requester(),
            has_court_order=self.has_court_order,
            parties=tuple(party.party for party in self.counting),
            lines=tuple(line.line for line in self.lines),
            index=index or self._index_by_its_changes(),
            changed_at=max(changed, default=None),
        )


Row = TypeVar("Row", HeldStep, HeldEvent, HeldLine)
Dated = TypeVar("Dated", HeldStep, HeldEvent)


def _standing(held: Iterable[Row]) -> tuple[Row, ...]:
    rows = tuple(held)
    corrected = {row.corrects_id for row in rows}
    return tuple(row for row in rows if row.id not in corrected and not row.is_struck)


def with_beginnings(held: Iterable[HeldStep]) -> tuple[HeldStep, ...]:
    """The rows, in the order recorded, each correction with the moment at which it was recorded first that
    this was done: on the day that stands now or after it. Of a conflict, that there is one.
    """
    found: dict[int, HeldStep] = {}
    for row in held:
        known_at, before = row.at, found.get(row.corrects_id or 0)
        while before and before.at and row.on <= london_day(before.at) and _says_as_much(before, row):
            known_at, before = before.at, found.get(before.corrects_id or 0)
        found[row.id] = replace(row, known_at=known_at if row.corrects_id else None)
    return tuple(found.values())


def _says_as_much(before: HeldStep, row: HeldStep) -> bool:
    is_of_a_conflict = row.step is Step.CONFLICT_ASKED
    return not is_of_a_conflict or (before.answer == NO_CONFLICT) is (row.answer == NO_CONFLICT)


def by_then(held: Iterable[Dated], today: date | None) -> tuple[Dated, ...]:
    """All rows; or those that stand and had been done by a day.

    What counts is what is known now, not what was known on that day: a step whose day was later corrected to
    another is looked at by the corrected day.
    """
    return tuple(held) if today is None else tuple(row for row in _standing(held) if row.on <= today)
