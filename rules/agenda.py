"""The agenda: everything that the policy needs next, in one ordered list (all clauses).

The weekly review shows this list and nothing else decides what is on it. Each item says what to do, by
when, and which clause asks for it; `is_legal` tells a date set by law from the setting's own rule.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import NamedTuple, Protocol

from rules import (
    access,
    access_path,
    breach,
    complaints,
    consent,
    contacts,
    file_index,
    induction,
    policy,
    rectification,
    routine,
    sharing,
    third_parties,
)
from rules.access import Step, StepDone, months_after
from rules.access_path import Part, Plan, Task, WholeRequest
from rules.house import HouseRules
from rules.words import days, listed, long_date, near_date, short_date
from rules.working_days import working_days_after

WEEKS_AHEAD = 4


class Area(StrEnum):
    """The areas of the policy that the dashboard follows, and the setting itself."""

    ACCESS_REQUESTS = "access requests"
    CONSENTS = "consents"
    SHARING_DECISIONS = "sharing decisions"
    INDUCTION = "induction"
    CHILDREN = "children and files"
    POLICY = "policy"
    SETTING = "setting"


class State(StrEnum):
    """Late, due, or waiting on someone else. Waiting never hides late."""

    LATE = "late"
    DUE = "due"
    WAITING = "waiting"


class Group(StrEnum):
    """The weekly review's groups, in their order."""

    OVERDUE = "overdue"
    THIS_WEEK = "this week"
    NEXT_FOUR_WEEKS = "next four weeks"
    WAITING = "waiting on someone"
    LATER = "later"


class Action(StrEnum):
    """What the person does next about an item."""

    ACCESS_STEP = "record a step"
    REQUEST = "open the request"
    RECTIFICATION = "record the step of the correction"
    COMPLAINT = "record the step of the complaint"
    CONSENT = "record an answer"
    FOLLOW_UP = "record the follow-up"
    DECIDE = "record the decision"
    RECORD = "record the entry"
    ADVICE = "record the advice"
    CONVERSATION = "write the conversation in the file"
    BREACH = "record the step of the breach"
    SIGN_OFF = "sign off"
    KEY_PERSON = "choose the key person"
    JOURNEY = "close the journey account"
    FILE_ENTRY = "complete the file entry"
    WRITE_CONCERN = "write the concern in the file"
    COUNTERSIGN = "countersign"
    TRAINING = "record the training"
    CLOSE_ACCOUNT = "close the account"
    ADOPT = "record the adoption"
    REVIEW = "review the policy"
    RELATED = "enter the version"
    CONTACT = "check the number"
    CHECK = "record the check"
    TEST_RESTORE = "test a restore"


@dataclass(frozen=True)
class Item:
    """One thing to do. `record` is the row it is about; `child` or `person` whose it is."""

    area: Area
    code: str
    what: str
    clause: str
    due: date
    state: State
    is_legal: bool
    action: Action
    record: int
    child: int | None = None
    person: int | None = None
    step: Step | rectification.Step | complaints.Step | None = None
    part: Part | None = None  # of an access request's page, where the next step is done there
    about: str = ""  # whose it is, by name: for the eyes of those who may see it, never for a shared screen
    snooze: int | None = None  # the row that lets it wait
    snoozed_until: date | None = None
    snoozed_because: str = ""  # typed, so never for a shared screen either

    @property
    def is_house_rule(self) -> bool:
        """Whether the date is the setting's own rule.

        Advice has social care's own time (L7.12), safeguarding training that of the EYFS (L6.6).
        """
        return not self.is_legal and self.action not in {Action.ADVICE, Action.TRAINING}


@dataclass(frozen=True)
class AccessRequest:
    """An access request that is not closed. `whole` is everything recorded of it, where that was read."""

    id: int
    code: str
    child: int
    received_on: date
    steps: tuple[StepDone, ...] = ()
    name: str = ""
    whole: WholeRequest | None = None

    @property
    def path(self) -> WholeRequest:
        """The request as its path takes it."""
        return self.whole or WholeRequest(self.received_on, self.steps)


@dataclass(frozen=True)
class Rectification:
    """A request to correct the file that is not settled."""

    id: int
    code: str
    child: int
    received_on: date
    steps: tuple[rectification.Done, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Complaint:
    """A complaint that has no outcome yet."""

    id: int
    code: str
    child: int | None
    complaint: complaints.Complaint
    name: str = ""


@dataclass(frozen=True)
class Purpose:
    """A consent purpose in use, with the number of its present wording."""

    id: int
    title: str
    wording: int
    clause: str = "DR-4"
    introduced_on: date = date.min
    key: str = ""
    follow_ups: tuple[consent.FollowUp, ...] = ()


@dataclass(frozen=True)
class Child:
    """A child on roll and the answers of the carers, by purpose."""

    id: int
    code: str
    started_on: date
    responsible: frozenset[int] = frozenset()
    events: Mapping[int, Sequence[consent.Event]] = field(default_factory=dict)
    left_on: date | None = None
    has_key_person: bool = True
    name: str = ""
    room: str = ""
    key_person: str = ""
    key_person_code: str = ""
    account_since: date | None = None  # while the account on the online learning journey is on
    # By carer, the days of parental responsibility; where it is not given, those of today hold it always.
    held: Mapping[int, consent.Held] = field(default_factory=dict)
    alone_since: date | None = None  # the last day with a key person, where there was one and is none now

    @property
    def child(self) -> int:
        """The child itself, as every other row names the one it concerns."""
        return self.id


@dataclass(frozen=True)
class AccountLeftOn:
    """A child who has left and whose account on the online learning journey is still on."""

    child: int
    code: str
    left_on: date
    account_since: date
    name: str = ""

    @property
    def id(self) -> int:
        """The child's number: an account has none of its own."""
        return self.child


@dataclass(frozen=True)
class Withdrawal:
    """A consent withdrawn, with what must follow and nobody has yet confirmed."""

    id: int
    child: int
    code: str
    title: str
    withdrawn_on: date
    name: str = ""
    to_do: tuple[consent.FollowUp, ...] = ()
    done: int = 0
    purpose: int = 0  # as it is in use


@dataclass(frozen=True)
class FileEntry:
    """An entry of a child's file that still asks for something."""

    id: int
    child: int
    code: str
    entry: file_index.Entry
    name: str = ""
    is_on_hold: bool = False


@dataclass(frozen=True)
class SharingDecision:
    """A sharing decision that is not yet recorded."""

    id: int
    code: str
    child: int
    decision: sharing.Decision
    name: str = ""
    is_written: bool = True  # whether the concern itself has an entry in the child's file


@dataclass(frozen=True)
class AwaitedAdvice:
    """Advice that was asked for and has no answer: when it was last asked for, for which decision."""

    id: int
    code: str
    child: int
    asked_on: date
    name: str = ""


@dataclass(frozen=True)
class Conversation:
    """A conversation with a professional, or with a colleague, that is not in the child's file yet."""

    id: int
    code: str
    child: int
    kind: contacts.Kind
    on: date
    name: str = ""


@dataclass(frozen=True)
class OpenBreach:
    """A breach that is not closed."""

    id: int
    code: str
    child: int | None
    breach: breach.Breach
    name: str = ""


@dataclass(frozen=True)
class Topic:
    """An induction topic, the roles it is for, and its versions."""

    id: int
    title: str
    roles: frozenset[induction.Role]
    versions: tuple[induction.Version, ...]
    key: str = ""


@dataclass(frozen=True)
class Person:
    """Someone who needs induction, with what was signed off and what was read and signed, by topic."""

    id: int
    code: str
    facts: induction.Person
    sign_offs: Mapping[int, Sequence[induction.SignOff]] = field(default_factory=dict)
    name: str = ""
    readings: Mapping[int, Sequence[induction.SignOff]] = field(default_factory=dict)
    trained_on: date | None = None


@dataclass(frozen=True)
class Leaver:
    """Someone who has left and whose account is still open."""

    account: int
    person: int
    code: str
    role: induction.Role
    left_on: date
    name: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything the agenda is worked out from."""

    requests: Sequence[AccessRequest] = ()
    answered: Sequence[AccessRequest] = ()  # and not closed
    rectifications: Sequence[Rectification] = ()
    complaints: Sequence[Complaint] = ()
    purposes: Sequence[Purpose] = ()
    children: Sequence[Child] = ()
    # Booked further ahead than the agenda looks, with an account on the learning journey that is on already.
    booked: Sequence[Child] = ()
    accounts_left_on: Sequence[AccountLeftOn] = ()
    withdrawals: Sequence[Withdrawal] = ()
    entries: Sequence[FileEntry] = ()
    decisions: Sequence[SharingDecision] = ()
    advice: Sequence[AwaitedAdvice] = ()
    conversations: Sequence[Conversation] = ()
    breaches: Sequence[OpenBreach] = ()
    topics: Sequence[Topic] = ()
    people: Sequence[Person] = ()
    leavers: Sequence[Leaver] = ()
    standing: policy.Standing = field(default_factory=policy.Standing)  # of the policy itself
    restore_tested_on: date | None = None  # or the day the setting began, while no restore was ever tested


def agenda(
    facts: Facts,
    *,
    today: date,
    house: HouseRules,
    bank_holidays: Collection[date],
    closed_days: Collection[date] = (),
) -> list[Item]:
    """Everything to do, soonest first: overdue, this week, the next four weeks, waiting, later.

    `today` is the day in London. `bank_holidays` are England's with the setting's own extras; `closed_days`
    those on which the setting is closed beside them.
    """
    day = _Day(today, house, bank_holidays, frozenset({*bank_holidays, *closed_days}))
    items = [
        *_access(facts.requests, day),
        *_to_close(facts.answered, day),
        *_rectifications(facts.rectifications, day),
        *_complaints(facts.complaints, day),
        *_consents(facts, day),
        *_sharing(facts.decisions, day),
        *_advice(facts.advice, day),
        *_conversations(facts.conversations, day),
        *_breaches(facts.breaches, day),
        *_induction(facts, day),
        *_leavers(facts.leavers, day),
        *_children(facts.children, day),
        *_entries(facts.entries, day),
        *_unwritten_concerns(facts.decisions, day),
        *_policy(facts.standing, day),
        *_backups(facts.restore_tested_on, day),
    ]
    return in_order(items, today=today)


def in_order(items: Iterable[Item], *, today: date) -> list[Item]:
    """The items by group, then soonest first, legal dates first on the same day."""
    order = list(Group)
    return sorted(
        items,
        key=lambda item: (
            order.index(group_of(item, today=today)),
            item.due,
            not item.is_legal,
            item.code,
            item.what,
            item.record,
        ),
    )


def most_pressing_first(items: Iterable[Item]) -> list[Item]:
    """The order in which to work through what is overdue: legal dates, decisions to share, people with the
    children without induction, what was withdrawn, the setting's own dates of requests, then the rest; the
    longest overdue first within each.

    A first import may bring in years of house dates that were missed; a legal date must not drown in them.
    """
    rank = {
        Area.SHARING_DECISIONS: 1,
        Area.INDUCTION: 2,
        Area.ACCESS_REQUESTS: 4,
        Area.CHILDREN: 5,
        Area.CONSENTS: 6,
        Area.POLICY: 7,
        Area.SETTING: 8,
    }

    def pressing(item: Item) -> tuple[int, date]:
        if item.is_legal:
            return 0, item.due
        return 3 if item.action is Action.FOLLOW_UP else rank.get(item.area, 0), item.due

    return sorted(items, key=pressing)


def end_of_week(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(days=6 - today.weekday())


def group_of(item: Item, *, today: date) -> Group:
    """Which of the weekly review's groups an item belongs to."""
    week_ends = end_of_week(today)
    if item.snoozed_until:
        return Group.WAITING
    if item.state is State.LATE:
        return Group.OVERDUE
    if item.state is State.WAITING:
        return Group.WAITING
    if item.due <= week_ends:
        return Group.THIS_WEEK
    return Group.NEXT_FOUR_WEEKS if item.due <= week_ends + timedelta(weeks=WEEKS_AHEAD) else Group.LATER


@dataclass(frozen=True)
class _Day:
    """The day of an agenda, with all that its dates are counted by."""

    today: date
    house: HouseRules
    bank_holidays: Collection[date]
    closed_days: frozenset[date]  # bank holidays, and the days on which the setting is closed beside them

    @property
    def horizon(self) -> date:
        """As far ahead as the agenda lists what comes round again."""
        return end_of_week(self.today) + timedelta(weeks=WEEKS_AHEAD)

    def state_of(self, due: date) -> State:
        """Late from the day after `due`."""
        return State.LATE if due < self.today else State.DUE

    def working_days_after(self, start: date, count: int) -> date:
        """The `count`th working day after `start`."""
        return working_days_after(start, count, self.bank_holidays)


class _Held(Protocol):
    """What most items are about: a row that has a code and concerns a child."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def child(self) -> int | None: ...
    @property
    def name(self) -> str: ...


def _item(
    area: Area,
    action: Action,
    held: _Held,
    what: str,
    clause: str,
    due: date,
    day: _Day,
    *,
    is_legal: bool = False,
    state: State | None = None,
    step: Step | rectification.Step | complaints.Step | None = None,
    part: Part | None = None,
) -> Item:
    """One thing to do about a row: late or due by its date, unless its `state` is known."""
    return Item(
        area=area,
        code=held.code,
        what=what,
        clause=clause,
        due=due,
        state=state or day.state_of(due),
        is_legal=is_legal,
        action=action,
        record=held.id,
        child=held.child,
        step=step,
        part=part,
        about=held.name,
    )


# Access requests, corrections, complaints ----------------------------------------------------------


def _access(requests: Iterable[AccessRequest], day: _Day) -> Iterable[Item]:
    """The answer by the law's date; the setting's own dates on the way there; who is waited for."""
    for request in requests:
        if {step.step for step in request.steps} & access.ENDINGS:
            continue
        clock = access.clock_of(request.received_on, request.steps)
        due = access.due_on(clock, day.bank_holidays)
        dates = access_path.plan(request.received_on, due, house=day.house, closed_days=day.closed_days)
        yield from _on_the_path(request, dates, day)
        yield from _third_parties(request, day)
        yield _answer(request, clock, due, day)


def _on_the_path(request: AccessRequest, dates: Plan, day: _Day) -> Iterable[Item]:
    """One line for each stretch of the path: its next task, by the setting's own date."""
    whole = request.path
    identity_awaited = whole.last(Step.IDENTITY_ASKED) and not whole.last(Step.IDENTITY_CONFIRMED)
    on_the_file = [
        stretch for stretch in access_path.ON_THE_FILE if access_path.first_open(stretch, whole) is not None
    ]
    # Once the legal date has passed, the setting's own dates say nothing: only the next task counts.
    if dates.due < day.today:
        on_the_file = on_the_file[:1]
    for stretch in (*access_path.AT_THE_START, *on_the_file):
        task = access_path.first_open(stretch, whole)
        by = access_path.date_of(task, dates) if task else None
        if task is None or by is None or (task is Task.WHO_ASKS and identity_awaited):
            continue
        about = access_path.ABOUT[task]
        action = Action.ACCESS_STEP if about.step else Action.REQUEST
        yield _item(
            Area.ACCESS_REQUESTS,
            action,
            request,
            str(task),
            about.clause,
            by,
            day,
            step=about.step,
            part=about.part,
        )


def _third_parties(request: AccessRequest, day: _Day) -> Iterable[Item]:
    """Who is waited for, until the day asked for: reminded in time, then decided without them (AR-23)."""
    said: dict[tuple[str, date, State | None], list[str]] = {}
    for party in request.path.parties:
        by = third_parties.reply_by(party)
        if by is None or not third_parties.is_awaited(party):
            continue
        remind_on = access_path.remind_on(by, house=day.house, closed_days=day.closed_days)
        is_reminded = third_parties.latest(party, third_parties.Event.REMINDED) is not None
        state: State | None = None
        if by < day.today:
            what = "Decide without an answer of {}"
        elif is_reminded:
            what, state = "Wait for the answer of {}", State.WAITING
        elif remind_on > day.today:
            what, state = (
                f"Wait for the answer of {{}}; remind them on {short_date(remind_on)}",
                State.WAITING,
            )
        else:
            what = f"Remind {{}}, asked to answer by {short_date(by)}"
        said.setdefault((what, by, state), []).append(str(party.number))
    for (what, by, state), numbers in said.items():
        whom = f"third {'party' if len(numbers) == 1 else 'parties'} {listed(numbers)}"
        yield _item(
            Area.ACCESS_REQUESTS,
            Action.REQUEST,
            request,
            what.format(whom),
            "AR-23",
            by,
            day,
            part=Part.THIRD_PARTIES,
            state=state,
        )


def _answer(request: AccessRequest, clock: access.Clock, due: date, day: _Day) -> Item:
    """The answer, by the law's date."""
    today, bank_holidays = day.today, day.bank_holidays
    done = {step.step for step in request.steps}
    progress = access.progress(request.received_on, request.steps, today=today, bank_holidays=bank_holidays)
    when = "has passed" if due < today else "is today"
    is_pressing = progress in {access.Progress.LATE, access.Progress.DUE_TODAY}
    state: State | None = None
    clause, step = "AR-8", Step.RELEASED
    if progress is access.Progress.PAUSED:
        what = "Waiting for the requester to make clear what is wanted"
        step, state = Step.CLARIFICATION_ANSWERED, State.WAITING
    elif progress is access.Progress.WAITING_FOR_IDENTITY:
        what = "Waiting for proof of identity or authority"
        clause, step, state = "AR-4", Step.IDENTITY_CONFIRMED, State.WAITING
    # Nobody is told to hand a child's file to someone whose identity is still in question (AR-4).
    elif is_pressing and Step.IDENTITY_ASKED in done and Step.IDENTITY_CONFIRMED not in done:
        what = f"Ask again for proof of identity or authority: the date {when}"
        clause, step = "AR-4", Step.IDENTITY_CONFIRMED
    elif is_pressing and any(pause.answered_on is None for pause in clock.pauses):
        what = f"Release what is clear, or ask again what is wanted: the date {when}"
    elif progress is access.Progress.LATE:
        what = "Release the file now, and tell the requester why it is late"
    elif access.is_extended(clock, bank_holidays):
        what = "Release the file: the extended date"
    elif access.first_due_on(clock, bank_holidays) == today:
        what = "Release the file today, or send an extension notice today"
    else:
        what = "Release the file; the last day also for an extension notice"
    return _item(
        Area.ACCESS_REQUESTS,
        Action.ACCESS_STEP,
        request,
        what,
        clause,
        due,
        day,
        is_legal=True,
        state=state,
        step=step,
    )


def _to_close(requests: Iterable[AccessRequest], day: _Day) -> Iterable[Item]:
    """An answered request is closed, which ends the legal hold of the file (AR-32, X-3)."""
    for request in requests:
        ended = access.ended_on(request.steps)
        if ended is None or access.closed_on(request.steps):
            continue
        by = access_path.close_by(ended, house=day.house, closed_days=day.closed_days)
        what = str(Task.CLOSE)
        yield _item(
            Area.ACCESS_REQUESTS, Action.ACCESS_STEP, request, what, "AR-32", by, day, step=Step.CLOSED
        )


def _rectifications(held: Iterable[Rectification], day: _Day) -> Iterable[Item]:
    """The answer by the legal date; then what follows the decision, by the setting's own rule."""
    of_a_step = partial(_item, Area.ACCESS_REQUESTS, Action.RECTIFICATION)
    for request in held:
        left = rectification.left_to_do(request.steps)
        decided = rectification.decided(request.steps)
        if rectification.Step.ANSWERED in left:
            due = rectification.due_on(request.received_on, request.steps, day.bank_holidays)
            what, clause = "Decide whether a fact in the file is wrong, and answer", "RC-3"
            if decided:
                what, clause = f"Answer the request to correct the file: {decided.decision}", "RC-2"
            yield of_a_step(request, what, clause, due, day, is_legal=True, step=left[0])
        if decided is None:
            continue
        soon = day.working_days_after(decided.on, day.house.acknowledge_working_days)
        if (step := rectification.Step.TOLD) in left:
            yield of_a_step(request, "Tell those who were given the wrong fact", "RC-6", soon, day, step=step)
        if (step := rectification.Step.VIEW) in left:
            what = "Put the parent's view beside the entry, in their words"
            yield of_a_step(request, what, "RC-4", soon, day, step=step)


def _complaints(held: Iterable[Complaint], day: _Day) -> Iterable[Item]:
    """The acknowledgement, by law where a law sets its date, and the outcome."""
    for open_one in held:
        complaint = open_one.complaint
        if complaints.is_acknowledgement_missing(complaint):
            by_law = complaints.acknowledge_by(complaint, day.bank_holidays)
            ours = day.working_days_after(complaint.received_on, day.house.acknowledge_working_days)
            yield _item(
                Area.ACCESS_REQUESTS,
                Action.COMPLAINT,
                open_one,
                "Acknowledge the complaint in writing",
                "X-1" if by_law else "CM-1",
                by_law or ours,
                day,
                is_legal=by_law is not None,
                step=complaints.Step.ACKNOWLEDGED,
            )
        yield _item(
            Area.ACCESS_REQUESTS,
            Action.COMPLAINT,
            open_one,
            "Give the outcome of the complaint, and the way onward",
            "CM-1",
            complaints.outcome_by(complaint, outcome_days=day.house.complaint_outcome_days),
            day,
            is_legal=complaints.is_dated_by_law(complaint),
            step=complaints.Step.OUTCOME,
        )


# Consents ------------------------------------------------------------------------------------------


def _consents(facts: Facts, day: _Day) -> Iterable[Item]:
    """What is to be asked or renewed, what carers disagree about, and what a consent that ended calls for."""
    to_undo_in = day.house.withdrawal_working_days
    standing: set[tuple[int, int]] = set()  # by child and purpose, where a consent stands
    for child in facts.children:
        answered = [_answered(child, purpose, day) for purpose in facts.purposes]
        standing |= {(child.id, one.purpose.id) for one in answered if consent.is_allowed(one.status)}
        yield from _to_ask(child, answered, day)
        yield from _online_without_consent(child, answered, day)
    for child in facts.booked:
        # Nothing else is asked yet of a child so far off; consent comes before a journey goes online (DR-4).
        answered = [_answered(child, purpose, day) for purpose in facts.purposes]
        yield from _online_without_consent(child, answered, day)
    for left in facts.accounts_left_on:
        # Consent ended with the child's last day here (DR-4).
        since = max(left.left_on + timedelta(days=1), left.account_since)
        due = day.working_days_after(since, to_undo_in)
        what = "Journey account is still on, and the child has left: close it"
        yield _item(Area.CONSENTS, Action.JOURNEY, left, what, "DR-4", due, day)
    for withdrawal in facts.withdrawals:
        due = day.working_days_after(withdrawal.withdrawn_on, to_undo_in)
        what = _to_undo(withdrawal, day.today, stands=(withdrawal.child, withdrawal.purpose) in standing)
        yield _item(Area.CONSENTS, Action.FOLLOW_UP, withdrawal, what, "DR-6", due, day)


class _Answered(NamedTuple):
    """How it stands with a purpose for a child, by the last answer of each carer."""

    purpose: Purpose
    status: consent.Status
    latest: Sequence[consent.Event]


def _answered(child: Child, purpose: Purpose, day: _Day) -> _Answered:
    events = child.events.get(purpose.id, ())
    latest = consent.latest_by_carer(events, responsible=child.responsible, on=day.today)
    status = consent.status_of(
        latest,
        on=day.today,
        wording=purpose.wording,
        renewal_months=day.house.consent_renewal_months,
        left_on=child.left_on,
    )
    return _Answered(purpose, status, latest)


def _to_ask(child: Child, answered: Sequence[_Answered], day: _Day) -> Iterable[Item]:
    """What the carers of a child here are to be asked."""
    form_days = day.house.consent_form_working_days
    of_consent = partial(_item, Area.CONSENTS, Action.CONSENT, child)
    not_asked = [one.purpose for one in answered if one.status is consent.Status.NOT_ASKED]
    if not_asked:
        asked_from = min(_to_ask_from(child, purpose, day.today) for purpose in not_asked)
        due = day.working_days_after(asked_from, form_days)
        yield of_consent(_purposes("Ask for consent", not_asked), _clause_of(not_asked), due, day)
    renewals: list[tuple[date, Purpose]] = []
    for one in answered:
        if one.status is consent.Status.CARERS_DISAGREE:
            what = f"Carers disagree about {one.purpose.title}: treat as no, and talk to both"
            due = day.working_days_after(_disagree_since(child, one.latest), form_days)
            yield of_consent(what, one.purpose.clause, due, day)
        elif one.status in {consent.Status.GIVEN, consent.Status.RENEWAL_DUE}:
            # Renewals are looked for as far ahead as the agenda reaches, everything else as of today.
            due = _renewal_due_on(child, one, day)
            if due <= day.horizon and not (child.left_on and child.left_on < due):
                renewals.append((due, one.purpose))
    if renewals:
        purposes = [purpose for _, purpose in renewals]
        due = min(due for due, _ in renewals)
        yield of_consent(_purposes("Renew consent", purposes), _clause_of(purposes), due, day)


def _online_without_consent(child: Child, answered: Sequence[_Answered], day: _Day) -> Iterable[Item]:
    """An account on the online learning journey that is on without consent."""
    for one in answered:
        if one.purpose.key == consent.JOURNEY and child.account_since and not consent.is_allowed(one.status):
            events = child.events.get(one.purpose.id, ())
            lacking = consent.lacking_since(events, held=_held(child), on=day.today)
            since = max(child.account_since, lacking or child.account_since)
            what = f"Journey account is on without consent ({one.status}): close it"
            due = day.working_days_after(since, day.house.withdrawal_working_days)
            yield _item(Area.CONSENTS, Action.JOURNEY, child, what, "DR-4", due, day)


def _renewal_due_on(child: Child, one: _Answered, day: _Day) -> date:
    """The day by which a consent that stands is renewed."""
    form_days = day.house.consent_form_working_days
    wording = one.purpose.wording
    if all(event.wording < wording for event in one.latest):
        # The new wording asks for it, not the day the old one was signed.
        asked_on = max(one.purpose.introduced_on, *(event.on for event in one.latest))
        due = day.working_days_after(asked_on, form_days)
    else:
        months = day.house.consent_renewal_months
        due = consent.renewal_due_on(one.latest, wording=wording, renewal_months=months)
    # Of a child who comes back, an old answer is renewed within the days for a form.
    return max(due, day.working_days_after(child.started_on, form_days))


def _clause_of(purposes: Sequence[Purpose]) -> str:
    clauses = {purpose.clause for purpose in purposes}
    return clauses.pop() if len(clauses) == 1 else "DR-4"


def _to_ask_from(child: Child, purpose: Purpose, today: date) -> date:
    """The day from which the days for a form run: the start, a purpose that came in later, or the day on
    which whoever had answered could answer no more."""
    days_from = [child.started_on, purpose.introduced_on]
    events = child.events.get(purpose.id, ())
    if since := consent.unanswered_since(events, held=_held(child), on=today):
        days_from.append(since)
    return max(days_from)


def _disagree_since(child: Child, latest: Sequence[consent.Event]) -> date:
    """The day from which two answers stood against each other: the later of them, the day from which
    whoever gave it might, or the day on which the child came or came back."""
    held = _held(child)
    days_from = [held[event.carer].from_on or event.on for event in latest]
    return max([child.started_on, *(event.on for event in latest), *days_from])


def _held(child: Child) -> Mapping[int, consent.Held]:
    return child.held or {carer: consent.Held() for carer in child.responsible}


def _to_undo(withdrawal: Withdrawal, today: date, *, stands: bool) -> str:
    withdrawn = near_date(withdrawal.withdrawn_on, today=today)
    what = f"stop and undo {withdrawal.title}"
    if stands:  # given afresh since: to stop now would be wrong, and what was done before is still to be said
        what = f"consent stands again; record what was done about {withdrawal.title}"
    said = f"Withdrawn, {withdrawn}: {what}"
    # Once the first of it is ticked off, what is left is named.
    return f"{said}. Left: {listed([str(what) for what in withdrawal.to_do])}" if withdrawal.done else said


def _purposes(verb: str, purposes: Sequence[Purpose]) -> str:
    if len(purposes) > 2:
        return f"{verb}: {len(purposes)} purposes"
    return f"{verb}: {'; '.join(purpose.title for purpose in purposes)}"


# Sharing decisions, conversations, breaches --------------------------------------------------------


def _sharing(decisions: Iterable[SharingDecision], day: _Day) -> Iterable[Item]:
    """The decision whether to share, then what its record still lacks."""
    for held in decisions:
        decision = held.decision
        match sharing.status(decision):
            case sharing.Status.AWAITING_DECISION:
                due = day.working_days_after(decision.raised_on, day.house.decision_working_days)
                what, action = "Decide whether to share, and why", Action.DECIDE
            case sharing.Status.AWAITING_RECORDING:
                due = sharing.record_due_on(decision, recording_days=day.house.recording_days)
                what = f"Complete the record: {listed(sharing.lacking(decision))}"
                action = Action.RECORD
            case _:
                continue
        yield _item(Area.SHARING_DECISIONS, action, held, what, sharing.clause(decision), due, day)


def _advice(advice: Iterable[AwaitedAdvice], day: _Day) -> Iterable[Item]:
    """Advice that has no answer: waited for, then chased."""
    for asked in advice:
        due = sharing.chase_on(asked.asked_on, day.bank_holidays)
        what = f"Advice asked {near_date(asked.asked_on, today=day.today)}"
        if due > day.today:
            what, state = f"{what}: no answer yet", State.WAITING
        else:
            what = f"{what}: chase it. One working day is social care's own time"
            state = day.state_of(due)
        yield _item(Area.SHARING_DECISIONS, Action.ADVICE, asked, what, "IS-9", due, day, state=state)


def _conversations(conversations: Iterable[Conversation], day: _Day) -> Iterable[Item]:
    """A conversation is written in the child's file (CP-12, CP-14)."""
    for held in conversations:
        due = held.on + timedelta(days=day.house.recording_days)
        noun, clause = "disclosure", "CP-12"
        if held.kind is contacts.Kind.PROFESSIONAL:
            noun, clause = "contact", "CP-14"
        what = f"Write in the child's file: the {noun} with {held.kind}"
        yield _item(Area.SHARING_DECISIONS, Action.CONVERSATION, held, what, clause, due, day)


def _breaches(breaches: Iterable[OpenBreach], day: _Day) -> Iterable[Item]:
    """The decision about the ICO by the legal moment; then who is told, the same day; then what is learnt."""
    for held in breaches:
        step = breach.next_step(held.breach.done)
        by = breach.decide_by(held.breach.known_at).astimezone(breach.LONDON)
        due = by.date()
        match step:
            case breach.Step.REPORTED:
                what = f"Decide about the ICO by {short_date(due)}, {by:%H:%M}: 72 hours after knowing"
            case breach.Step.TOLD:
                what = "Tell those whom the breach concerns, or record why not"
            case breach.Step.CLOSED:
                what = "Close the breach, with what is done differently"
                due += timedelta(weeks=WEEKS_AHEAD)
            case _:
                continue
        is_legal = step is breach.Step.REPORTED
        yield _item(Area.SHARING_DECISIONS, Action.BREACH, held, what, "CP-13", due, day, is_legal=is_legal)


# Induction -----------------------------------------------------------------------------------------


def induction_status(person: Person, topic: Topic, *, today: date, house: HouseRules) -> induction.Status:
    """Where a person stands with a topic on a day (PR-6)."""
    return induction.status(
        person.facts,
        person.sign_offs.get(topic.id, ()),
        roles=topic.roles,
        versions=topic.versions,
        on=today,
        induction_days=house.induction_days,
        reread_days=house.reread_days,
    )


def topic_due_on(person: Person, topic: Topic, *, today: date, house: HouseRules) -> date:
    """The day on which a topic is due for a person, as it stands on a day (PR-6)."""
    return induction.topic_due_on(
        person.facts,
        person.sign_offs.get(topic.id, ()),
        roles=topic.roles,
        versions=topic.versions,
        on=today,
        induction_days=house.induction_days,
        reread_days=house.reread_days,
    )


_ASKED = {
    induction.Status.ON_SITE: "With the children without it",
    induction.Status.OVERDUE: "Take through now",
    induction.Status.DUE: "Take through",
    induction.Status.REREAD: "Read again and sign",
}


def _induction(facts: Facts, day: _Day) -> Iterable[Item]:
    """By person, the topics to be taken through, read again or countersigned; and training to be renewed."""
    for person in facts.people:
        wanted: dict[induction.Status, list[Topic]] = {}
        read: list[Topic] = []
        is_on_site = False
        for topic in facts.topics:
            status = induction_status(person, topic, today=day.today, house=day.house)
            if status in _ASKED and induction.is_read(
                person.readings.get(topic.id, ()), versions=topic.versions, on=day.today
            ):
                read.append(topic)
                is_on_site |= status is induction.Status.ON_SITE
            else:
                wanted.setdefault(status, []).append(topic)
        for status, lead in _ASKED.items():
            if topics := wanted.get(status):
                is_late = status is induction.Status.ON_SITE
                yield _of_topics(person, lead, topics, Action.SIGN_OFF, day, is_late=is_late)
        if read:
            lead = "Read and signed, countersign"
            yield _of_topics(person, lead, read, Action.COUNTERSIGN, day, is_late=is_on_site)
        yield from _training(person, day)


def _of_topics(
    person: Person, lead: str, topics: Sequence[Topic], action: Action, day: _Day, *, is_late: bool
) -> Item:
    due = min(topic_due_on(person, topic, today=day.today, house=day.house) for topic in topics)
    titles = listed([topic.title for topic in topics]) if len(topics) < 3 else f"{len(topics)} topics"
    return Item(
        area=Area.INDUCTION,
        code=person.code,
        what=f"{lead}: {titles}",
        clause=induction.clause(person.facts.role),
        due=due,
        state=State.LATE if is_late else day.state_of(due),
        is_legal=False,
        action=action,
        record=person.id,
        person=person.id,
        about=person.name,
    )


def _training(person: Person, day: _Day) -> Iterable[Item]:
    """Safeguarding training to be renewed (law L6.6), for those whose last training is recorded."""
    if person.trained_on is None:
        return
    # Nobody is late with it for the time before they came, or came back.
    due = max(induction.training_due_on(person.trained_on), person.facts.started_on)
    leaves_first = person.facts.left_on is not None and person.facts.left_on < due
    if due > day.horizon or leaves_first:
        return
    yield Item(
        area=Area.INDUCTION,
        code=person.code,
        what="Renew safeguarding training",
        clause="SE-1",
        due=due,
        state=day.state_of(due),
        is_legal=False,
        action=Action.TRAINING,
        record=person.id,
        person=person.id,
        about=person.name,
    )


def _leavers(leavers: Iterable[Leaver], day: _Day) -> Iterable[Item]:
    """Access ends with the placement or the job (OR-2, CP-8)."""
    for leaver in leavers:
        is_trainee = leaver.role in induction.TRAINEES
        why = "the placement ended" if is_trainee else "this person left"
        yield Item(
            area=Area.INDUCTION,
            code=leaver.code,
            what=f"Close the account: {why} on {near_date(leaver.left_on, today=day.today)}",
            clause="OR-2" if is_trainee else "CP-8",
            due=leaver.left_on,
            state=day.state_of(leaver.left_on),
            is_legal=False,
            action=Action.CLOSE_ACCOUNT,
            record=leaver.account,
            person=leaver.person,
            about=leaver.name,
        )


# Children and files --------------------------------------------------------------------------------


def _children(children: Iterable[Child], day: _Day) -> Iterable[Item]:
    """A child without a key person is given one (CP-12)."""
    for child in children:
        if child.has_key_person or (child.left_on and child.left_on < day.today):
            continue
        alone_from = child.alone_since + timedelta(days=1) if child.alone_since else child.started_on
        wanted_from = max(child.started_on, alone_from)
        due = day.working_days_after(wanted_from, day.house.key_person_working_days)
        yield _item(Area.CHILDREN, Action.KEY_PERSON, child, "Choose a key person", "CP-12", due, day)


def _entries(entries: Iterable[FileEntry], day: _Day) -> Iterable[Item]:
    """What the entries of the files still ask for: one line for each, under the clause of the first due."""
    for held in entries:
        dues: list[tuple[date, file_index.Lack]] = []
        for lack in file_index.lacking(
            held.entry, entry_days=day.house.entry_days, is_on_hold=held.is_on_hold
        ):
            typed = file_index.latest(held.entry, file_index.Fact.TYPED)
            if lack is file_index.Lack.DELETE and typed:
                due = typed.on + timedelta(days=day.house.typed_copy_days)
            else:
                due = day.working_days_after(held.entry.written_on, day.house.informing_working_days)
            dues.append((due, lack))
        if not dues:
            continue
        due, first = min(dues, key=lambda pair: pair[0])
        what = f"File entry {held.entry.number}: {listed([str(lack) for _, lack in dues])}"
        yield _item(Area.CHILDREN, Action.FILE_ENTRY, held, what, file_index.CLAUSES[first], due, day)


def _unwritten_concerns(decisions: Iterable[SharingDecision], day: _Day) -> Iterable[Item]:
    """Concerns that no entry of the file holds (RI-1)."""
    for concern in decisions:
        # Once it is decided, the record of the decision asks for the entry itself.
        if concern.is_written or concern.decision.outcome is not None:
            continue
        due = concern.decision.raised_on + timedelta(days=day.house.recording_days)
        what = "Write the concern in the child's file"
        yield _item(Area.CHILDREN, Action.WRITE_CONCERN, concern, what, "RI-1", due, day)


# The policy itself, and the setting ----------------------------------------------------------------


def _policy(standing: policy.Standing, day: _Day) -> Iterable[Item]:
    """The policy's own dates, the policies and numbers beside it, and the routine checks."""
    months = day.house.policy_review_months
    of_policy = partial(_of_policy, day)

    def by(last_on: date | None, within: timedelta) -> date | None:
        """Months after the last time; before the first, counted from the day the setting began."""
        if last_on is not None:
            return months_after(last_on, months)
        return standing.began_on + within if standing.began_on else None

    adoption = standing.adoption
    if adoption is None:
        what = "Record when the policy was adopted, and who signed it"
        yield from of_policy("Policy", what, "AD-1", by(None, policy.ADOPTION_WITHIN), Action.ADOPT)
    elif adoption.signed_on is None:
        what = "Have the policy signed on behalf of the committee"
        due = adoption.held_on + policy.SIGNED_WITHIN
        yield from of_policy("Policy", what, "AD-3", due, Action.ADOPT)
    review_on = policy.next_review_on(standing, months=months)
    yield from of_policy("Policy", "Review the policy", "AD-5", review_on, Action.REVIEW)
    for related in standing.related:
        number = related.position + 1
        what = (
            "enter version and date" if related.dated_on is None else "look at it again, or enter the new one"
        )
        yield from of_policy(
            f"Policy {number}",
            f"{related.title}: {what}",
            related.clause,
            by(related.dated_on, policy.RELATED_WITHIN),
            Action.RELATED,
            number,
        )
    for contact in standing.contacts:
        yield from of_policy(
            f"Contact {contact.id}",
            "Check the number before it is needed",
            "IS-9",
            by(contact.checked_on, policy.CONTACTS_WITHIN),
            Action.CONTACT,
            contact.id,
            contact.name,
        )
    for check in standing.checks:
        again = check.last_result is routine.Result.NOT_IN_ORDER
        yield from of_policy(
            f"Check {check.id}",
            f"{'Put right, then check again' if again else 'Check'}: {check.title}",
            check.clause,
            routine.due_on(check, began_on=standing.began_on),
            Action.CHECK,
            check.id,
        )


def _of_policy(
    day: _Day,
    code: str,
    what: str,
    clause: str,
    due: date | None,
    action: Action,
    record: int = 0,
    about: str = "",
) -> Iterable[Item]:
    if due is not None and due <= day.horizon:
        state = day.state_of(due)
        yield Item(Area.POLICY, code, what, clause, due, state, False, action, record, about=about)


def _backups(tested_on: date | None, day: _Day) -> Iterable[Item]:
    """That a restore is to be tested: said as far ahead as the agenda reaches, like a renewal."""
    if tested_on is None:
        return
    due = months_after(tested_on, day.house.restore_test_months)
    if due <= day.horizon:
        what = "Test a restore of the latest backup"
        state = day.state_of(due)
        yield Item(Area.SETTING, "Backup", what, "CP-8", due, state, False, Action.TEST_RESTORE, 0)


# The agenda in words -------------------------------------------------------------------------------


_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def headline(items: Sequence[Item], *, today: date) -> str:
    """The agenda in a sentence or two: what is late, what falls due this week, the nearest legal date."""
    late = sum(group_of(item, today=today) is Group.OVERDUE for item in items)
    this_week = sum(group_of(item, today=today) is Group.THIS_WEEK for item in items)
    # A sentence has its numbers either in words or in figures.
    figures = max(late, this_week) >= len(_NUMBERS)
    of_late, of_week = (str(n) if figures else _NUMBERS[n] for n in (late, this_week))
    is_late = "thing is" if late == 1 else "things are"
    falls = "falls" if this_week == 1 else "fall"
    match late, this_week:
        case 0, 0:
            said = "Nothing is late and nothing falls due this week."
        case 0, _:
            noun = "thing" if this_week == 1 else "things"
            said = f"Nothing is late. {of_week} {noun} {falls} due this week."
        case _, 0:
            said = f"{of_late} {is_late} late."
        case _:
            said = f"{of_late} {is_late} late and {of_week.lower()} {falls} due this week."
    legal = min((item for item in items if item.is_legal), key=lambda item: item.due, default=None)
    if legal is None:
        return said
    if legal.due < today:
        return f"{said} The legal date of {legal.code} passed {days((today - legal.due).days)} ago."
    when = "today" if legal.due == today else f"on {long_date(legal.due)}"
    return f"{said} The nearest legal date is {legal.code}, {when}."
