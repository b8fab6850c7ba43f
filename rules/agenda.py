"""The agenda: everything that the policy needs next, in one ordered list (all clauses; design of 7.1).

The weekly review shows this list and nothing else decides what is on it. Each item says what to do, by
when, and which clause asks for it; `is_legal` tells a date set by law from the setting's own rule.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

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
    """The four areas of the policy that the dashboard follows, and the children's register."""

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


@dataclass(frozen=True)
class AccountLeftOn:
    """A child who has left and whose account on the online learning journey is still on."""

    child: int
    code: str
    left_on: date
    account_since: date
    name: str = ""


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
    closed = frozenset({*bank_holidays, *closed_days})
    items = [
        *_access(facts.requests, today=today, house=house, bank_holidays=bank_holidays, closed=closed),
        *_to_close(facts.answered, today=today, house=house, closed=closed),
        *_rectifications(facts.rectifications, today=today, house=house, bank_holidays=bank_holidays),
        *_complaints(facts.complaints, today=today, house=house, bank_holidays=bank_holidays),
        *_consents(facts, today=today, house=house, bank_holidays=bank_holidays),
        *_sharing(facts.decisions, today=today, house=house, bank_holidays=bank_holidays),
        *_advice(facts.advice, today=today, bank_holidays=bank_holidays),
        *_conversations(facts.conversations, today=today, house=house),
        *_breaches(facts.breaches, today=today),
        *_induction(facts, today=today, house=house),
        *_leavers(facts.leavers, today=today),
        *_children(facts.children, today=today, house=house, bank_holidays=bank_holidays),
        *_files(facts, today=today, house=house, bank_holidays=bank_holidays),
        *_policy(facts.standing, today=today, house=house),
        *_backups(facts.restore_tested_on, today=today, house=house),
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


def _state(due: date, today: date) -> State:
    return State.LATE if due < today else State.DUE


def _access(
    requests: Iterable[AccessRequest],
    *,
    today: date,
    house: HouseRules,
    bank_holidays: Collection[date],
    closed: frozenset[date],
) -> Iterable[Item]:
    """The answer by the law's date; the setting's own dates on the way there; who is waited for."""
    for request in requests:
        if {step.step for step in request.steps} & access.ENDINGS:
            continue
        clock = access.clock_of(request.received_on, request.steps)
        due = access.due_on(clock, bank_holidays)
        dates = access_path.plan(request.received_on, due, house=house, closed_days=closed)
        yield from _on_the_path(request, dates, today)
        yield from _third_parties(request, today, house=house, closed=closed)
        yield _answer(request, clock, due, today, bank_holidays)


def _of_request(
    request: AccessRequest,
    what: str,
    clause: str,
    due: date,
    today: date,
    *,
    step: Step | None = None,
    part: Part | None = None,
    is_legal: bool = False,
    state: State | None = None,
) -> Item:
    return Item(
        Area.ACCESS_REQUESTS,
        request.code,
        what,
        clause,
        due,
        state or _state(due, today),
        is_legal,
        Action.ACCESS_STEP if step else Action.REQUEST,
        request.id,
        child=request.child,
        step=step,
        part=part,
        about=request.name,
    )


def _on_the_path(request: AccessRequest, dates: Plan, today: date) -> Iterable[Item]:
    """One line for each stretch of the path: its next task, by the setting's own date."""
    whole = request.path
    identity_awaited = whole.last(Step.IDENTITY_ASKED) and not whole.last(Step.IDENTITY_CONFIRMED)
    on_the_file = [
        stretch for stretch in access_path.ON_THE_FILE if access_path.first_open(stretch, whole) is not None
    ]
    # Once the legal date has passed, the setting's own dates say nothing: only the next task counts.
    if dates.due < today:
        on_the_file = on_the_file[:1]
    for stretch in (*access_path.AT_THE_START, *on_the_file):
        task = access_path.first_open(stretch, whole)
        by = access_path.date_of(task, dates) if task else None
        if task is None or by is None or (task is Task.WHO_ASKS and identity_awaited):
            continue
        about = access_path.ABOUT[task]
        yield _of_request(request, str(task), about.clause, by, today, step=about.step, part=about.part)


def _third_parties(
    request: AccessRequest, today: date, *, house: HouseRules, closed: frozenset[date]
) -> Iterable[Item]:
    """Who is waited for, until the day asked for: reminded in time, then decided without them (AR-23)."""
    said: dict[tuple[str, date, State | None], list[str]] = {}
    for party in request.path.parties:
        by = third_parties.reply_by(party)
        if by is None or not third_parties.is_awaited(party):
            continue
        remind_on = access_path.remind_on(by, house=house, closed_days=closed)
        is_reminded = third_parties.latest(party, third_parties.Event.REMINDED) is not None
        what, due, state = "Wait for the answer of {}", by, None
        if by < today:
            what = "Decide without an answer of {}"
        elif is_reminded or remind_on > today:
            state = State.WAITING
            what += "" if is_reminded else f"; remind them on {short_date(remind_on)}"
        else:
            what = f"Remind {{}}, asked to answer by {short_date(by)}"
        line: tuple[str, date, State | None] = (what, due, state)
        said.setdefault(line, []).append(str(party.number))
    for (what, due, state), numbers in said.items():
        whom = f"third {'party' if len(numbers) == 1 else 'parties'} {listed(numbers)}"
        yield _of_request(
            request, what.format(whom), "AR-23", due, today, part=Part.THIRD_PARTIES, state=state
        )


def _answer(
    request: AccessRequest,
    clock: access.Clock,
    due: date,
    today: date,
    bank_holidays: Collection[date],
) -> Item:
    """The answer, by the law's date."""
    done = {step.step for step in request.steps}
    progress = access.progress(request.received_on, request.steps, today=today, bank_holidays=bank_holidays)
    when = "has passed" if due < today else "is today"
    is_pressing = progress in {access.Progress.LATE, access.Progress.DUE_TODAY}
    state: State | None = None
    clause, step = "AR-8", Step.RELEASED
    if progress is access.Progress.PAUSED:
        what, step, state = (
            "Waiting for the requester to make clear what is wanted",
            Step.CLARIFICATION_ANSWERED,
            State.WAITING,
        )
    elif progress is access.Progress.WAITING_FOR_IDENTITY:
        what, clause, step, state = (
            "Waiting for proof of identity or authority",
            "AR-4",
            Step.IDENTITY_CONFIRMED,
            State.WAITING,
        )
    # Nobody is told to hand a child's file to someone whose identity is still in question (AR-4).
    elif is_pressing and Step.IDENTITY_ASKED in done and Step.IDENTITY_CONFIRMED not in done:
        what = f"Ask again for proof of identity or authority: the date {when}"
        clause, step = "AR-4", Step.IDENTITY_CONFIRMED
    elif is_pressing and any(pause.answered_on is None for pause in clock.pauses):
        what = f"Release what is clear, or ask again what is wanted: the date {when}"
    elif progress is access.Progress.LATE:
        what = "Release the file now, and tell the requester why it is late"
    else:
        what = _release_words(clock, today, bank_holidays)
    return _of_request(request, what, clause, due, today, step=step, is_legal=True, state=state)


def _to_close(
    requests: Iterable[AccessRequest], *, today: date, house: HouseRules, closed: frozenset[date]
) -> Iterable[Item]:
    """An answered request is closed, which ends the legal hold of the file (AR-32, X-3)."""
    for request in requests:
        ended = access.ended_on(request.steps)
        if ended is None or access.closed_on(request.steps):
            continue
        by = access_path.close_by(ended, house=house, closed_days=closed)
        yield _of_request(request, str(Task.CLOSE), "AR-32", by, today, step=Step.CLOSED)


def _release_words(clock: access.Clock, today: date, bank_holidays: Collection[date]) -> str:
    if access.is_extended(clock, bank_holidays):
        return "Release the file: the extended date"
    last_notice = access.first_due_on(clock, bank_holidays)
    return (
        "Release the file today, or send an extension notice today"
        if last_notice == today
        else "Release the file; the last day also for an extension notice"
    )


def _rectifications(
    held: Iterable[Rectification], *, today: date, house: HouseRules, bank_holidays: Collection[date]
) -> Iterable[Item]:
    """The answer by the legal date; then what follows the decision, by the setting's own rule."""
    for request in held:
        left = rectification.left_to_do(request.steps)
        decided = rectification.decided(request.steps)

        def item(
            what: str,
            clause: str,
            due: date,
            step: rectification.Step,
            *,
            is_legal: bool = False,
            request: Rectification = request,
        ) -> Item:
            return Item(
                Area.ACCESS_REQUESTS,
                request.code,
                what,
                clause,
                due,
                _state(due, today),
                is_legal,
                Action.RECTIFICATION,
                request.id,
                child=request.child,
                step=step,
                about=request.name,
            )

        if rectification.Step.ANSWERED in left:
            due = rectification.due_on(request.received_on, request.steps, bank_holidays)
            what, clause = "Decide whether a fact in the file is wrong, and answer", "RC-3"
            if decided:
                what, clause = f"Answer the request to correct the file: {decided.decision}", "RC-2"
            yield item(what, clause, due, left[0], is_legal=True)
        if decided is None:
            continue
        soon = working_days_after(decided.on, house.acknowledge_working_days, bank_holidays)
        if rectification.Step.TOLD in left:
            yield item("Tell those who were given the wrong fact", "RC-6", soon, rectification.Step.TOLD)
        if rectification.Step.VIEW in left:
            what = "Put the parent's view beside the entry, in their words"
            yield item(what, "RC-4", soon, rectification.Step.VIEW)


def _complaints(
    held: Iterable[Complaint], *, today: date, house: HouseRules, bank_holidays: Collection[date]
) -> Iterable[Item]:
    for open_one in held:
        complaint = open_one.complaint

        def item(
            what: str,
            clause: str,
            due: date,
            step: complaints.Step,
            *,
            is_legal: bool,
            open_one: Complaint = open_one,
        ) -> Item:
            return Item(
                Area.ACCESS_REQUESTS,
                open_one.code,
                what,
                clause,
                due,
                _state(due, today),
                is_legal,
                Action.COMPLAINT,
                open_one.id,
                child=open_one.child,
                step=step,
                about=open_one.name,
            )

        if complaints.is_acknowledgement_missing(complaint):
            by_law = complaints.acknowledge_by(complaint, bank_holidays)
            ours = working_days_after(complaint.received_on, house.acknowledge_working_days, bank_holidays)
            yield item(
                "Acknowledge the complaint in writing",
                "X-1" if by_law else "CM-1",
                by_law or ours,
                complaints.Step.ACKNOWLEDGED,
                is_legal=by_law is not None,
            )
        yield item(
            "Give the outcome of the complaint, and the way onward",
            "CM-1",
            complaints.outcome_by(complaint, outcome_days=house.complaint_outcome_days),
            complaints.Step.OUTCOME,
            is_legal=complaints.is_dated_by_law(complaint),
        )


def _consents(
    facts: Facts, *, today: date, house: HouseRules, bank_holidays: Collection[date]
) -> Iterable[Item]:
    horizon = end_of_week(today) + timedelta(weeks=WEEKS_AHEAD)
    standing: set[tuple[int, int]] = set()  # by child and purpose, where a consent stands
    for child in facts.children:
        asked_by = working_days_after(child.started_on, house.consent_form_working_days, bank_holidays)
        not_asked: list[Purpose] = []
        journey: tuple[consent.Status, date] | None = None
        renewals: list[tuple[date, Purpose]] = []
        disagree: list[tuple[date, Purpose]] = []
        for purpose in facts.purposes:
            events = child.events.get(purpose.id, ())
            # Renewals are looked for as far ahead as the agenda reaches, everything else as of today.
            latest = consent.latest_by_carer(events, responsible=child.responsible, on=today)
            status = consent.status_of(
                latest,
                on=today,
                wording=purpose.wording,
                renewal_months=house.consent_renewal_months,
                left_on=child.left_on,
            )
            if consent.is_allowed(status):
                standing.add((child.id, purpose.id))
            if purpose.key == consent.JOURNEY and child.account_since:
                lacking = consent.lacking_since(events, held=_held(child), on=today)
                journey = status, max(child.account_since, lacking or child.account_since)
            match status:
                case consent.Status.NOT_ASKED:
                    not_asked.append(purpose)
                case consent.Status.CARERS_DISAGREE:
                    disagree.append((_disagree_since(child, latest), purpose))
                case consent.Status.GIVEN | consent.Status.RENEWAL_DUE:
                    due = consent.renewal_due_on(
                        latest, wording=purpose.wording, renewal_months=house.consent_renewal_months
                    )
                    if all(event.wording < purpose.wording for event in latest):
                        # The new wording asks for it, not the day the old one was signed.
                        asked_on = max(purpose.introduced_on, *(event.on for event in latest))
                        due = working_days_after(asked_on, house.consent_form_working_days, bank_holidays)
                    # Of a child who comes back, an old answer is renewed within the days for a form.
                    due = max(due, asked_by)
                    if due <= horizon and not (child.left_on and child.left_on < due):
                        renewals.append((due, purpose))

        def item(
            what: str,
            purposes: Sequence[Purpose],
            due: date,
            child: Child = child,
            action: Action = Action.CONSENT,
        ) -> Item:
            clauses = {purpose.clause for purpose in purposes}
            return Item(
                Area.CONSENTS,
                child.code,
                what,
                clauses.pop() if len(clauses) == 1 else "DR-4",
                due,
                _state(due, today),
                False,
                action,
                child.id,
                child=child.id,
                about=child.name,
            )

        if not_asked:
            asked_from = min(_to_ask_from(child, purpose, today) for purpose in not_asked)
            due = working_days_after(asked_from, house.consent_form_working_days, bank_holidays)
            yield item(_purposes("Ask for consent", not_asked), not_asked, due)
        for since, purpose in disagree:
            yield item(
                f"Carers disagree about {purpose.title}: treat as no, and talk to both",
                [purpose],
                working_days_after(since, house.consent_form_working_days, bank_holidays),
            )
        if renewals:
            yield item(
                _purposes("Renew consent", [purpose for _, purpose in renewals]),
                [purpose for _, purpose in renewals],
                min(due for due, _ in renewals),
            )
        if journey is not None and not consent.is_allowed(journey[0]):
            yield item(
                f"Journey account is on without consent ({journey[0]}): close it",
                [],
                working_days_after(journey[1], house.withdrawal_working_days, bank_holidays),
                action=Action.JOURNEY,
            )
    for left in facts.accounts_left_on:
        # Consent ended with the child's last day here (DR-4).
        since = max(left.left_on + timedelta(days=1), left.account_since)
        due = working_days_after(since, house.withdrawal_working_days, bank_holidays)
        yield Item(
            Area.CONSENTS,
            left.code,
            "Journey account is still on, and the child has left: close it",
            "DR-4",
            due,
            _state(due, today),
            False,
            Action.JOURNEY,
            left.child,
            child=left.child,
            about=left.name,
        )
    for withdrawal in facts.withdrawals:
        due = working_days_after(withdrawal.withdrawn_on, house.withdrawal_working_days, bank_holidays)
        yield Item(
            Area.CONSENTS,
            withdrawal.code,
            _to_undo(withdrawal, today, stands=(withdrawal.child, withdrawal.purpose) in standing),
            "DR-6",
            due,
            _state(due, today),
            False,
            Action.FOLLOW_UP,
            withdrawal.id,
            child=withdrawal.child,
            about=withdrawal.name,
        )


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


def _sharing(
    decisions: Iterable[SharingDecision], *, today: date, house: HouseRules, bank_holidays: Collection[date]
) -> Iterable[Item]:
    for held in decisions:
        decision = held.decision
        match sharing.status(decision):
            case sharing.Status.AWAITING_DECISION:
                due = working_days_after(decision.raised_on, house.decision_working_days, bank_holidays)
                what, action = "Decide whether to share, and why", Action.DECIDE
            case sharing.Status.AWAITING_RECORDING:
                due = sharing.record_due_on(decision, recording_days=house.recording_days)
                what = f"Complete the record: {listed(sharing.lacking(decision))}"
                action = Action.RECORD
            case _:
                continue
        yield Item(
            Area.SHARING_DECISIONS,
            held.code,
            what,
            sharing.clause(decision),
            due,
            _state(due, today),
            False,
            action,
            held.id,
            child=held.child,
            about=held.name,
        )


def _advice(
    advice: Iterable[AwaitedAdvice], *, today: date, bank_holidays: Collection[date]
) -> Iterable[Item]:
    for asked in advice:
        due = sharing.chase_on(asked.asked_on, bank_holidays)
        what = f"Advice asked {near_date(asked.asked_on, today=today)}"
        yield Item(
            Area.SHARING_DECISIONS,
            asked.code,
            f"{what}: chase it. One working day is social care's own time"
            if due <= today
            else f"{what}: no answer yet",
            "IS-9",
            due,
            State.WAITING if due > today else _state(due, today),
            False,
            Action.ADVICE,
            asked.id,
            child=asked.child,
            about=asked.name,
        )


def _conversations(
    conversations: Iterable[Conversation], *, today: date, house: HouseRules
) -> Iterable[Item]:
    for held in conversations:
        due = held.on + timedelta(days=house.recording_days)
        is_outside = held.kind is contacts.Kind.PROFESSIONAL
        yield Item(
            Area.SHARING_DECISIONS,
            held.code,
            f"Write in the child's file: the {'contact' if is_outside else 'disclosure'} with {held.kind}",
            "CP-14" if is_outside else "CP-12",
            due,
            _state(due, today),
            False,
            Action.CONVERSATION,
            held.id,
            child=held.child,
            about=held.name,
        )


def _breaches(breaches: Iterable[OpenBreach], *, today: date) -> Iterable[Item]:
    """The decision about the ICO by the legal moment; then who is told, the same day; then what is learnt."""
    for held in breaches:
        known_at, step = held.breach.known_at, breach.next_step(held.breach.done)
        by = breach.decide_by(known_at).astimezone(breach.LONDON)
        due = by.date()
        match step:
            case breach.Step.REPORTED:
                what = f"Decide about the ICO by {short_date(due)}, {by:%H:%M}: 72 hours after knowing"
            case breach.Step.TOLD:
                what = "Tell those whom the breach concerns, or record why not"
            case breach.Step.CLOSED:
                what, due = (
                    "Close the breach, with what is done differently",
                    due + timedelta(weeks=WEEKS_AHEAD),
                )
            case _:
                continue
        yield Item(
            Area.SHARING_DECISIONS,
            held.code,
            what,
            "CP-13",
            due,
            _state(due, today),
            step is breach.Step.REPORTED,
            Action.BREACH,
            held.id,
            child=held.child,
            about=held.name,
        )


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


def _induction(facts: Facts, *, today: date, house: HouseRules) -> Iterable[Item]:
    for person in facts.people:
        wanted: dict[induction.Status, list[Topic]] = {}
        read: list[Topic] = []
        is_on_site = False
        for topic in facts.topics:
            status = induction_status(person, topic, today=today, house=house)
            if status in _ASKED and induction.is_read(
                person.readings.get(topic.id, ()), versions=topic.versions, on=today
            ):
                read.append(topic)
                is_on_site |= status is induction.Status.ON_SITE
            else:
                wanted.setdefault(status, []).append(topic)

        def item(
            lead: str, topics: Sequence[Topic], action: Action, *, is_late: bool, person: Person = person
        ) -> Item:
            due = min(topic_due_on(person, topic, today=today, house=house) for topic in topics)
            titles = listed([topic.title for topic in topics]) if len(topics) < 3 else f"{len(topics)} topics"
            return Item(
                Area.INDUCTION,
                person.code,
                f"{lead}: {titles}",
                induction.clause(person.facts.role),
                due,
                State.LATE if is_late else _state(due, today),
                False,
                action,
                person.id,
                person=person.id,
                about=person.name,
            )

        for status, lead in _ASKED.items():
            if topics := wanted.get(status):
                on_site = status is induction.Status.ON_SITE
                yield item(lead, topics, Action.SIGN_OFF, is_late=on_site)
        if read:
            yield item("Read and signed, countersign", read, Action.COUNTERSIGN, is_late=is_on_site)
        yield from _training(person, today=today)


_ASKED = {
    induction.Status.ON_SITE: "With the children without it",
    induction.Status.OVERDUE: "Take through now",
    induction.Status.DUE: "Take through",
    induction.Status.REREAD: "Read again and sign",
}


def _training(person: Person, *, today: date) -> Iterable[Item]:
    """Safeguarding training to be renewed (law L6.6), for those whose last training is recorded."""
    if person.trained_on is None:
        return
    # Nobody is late with it for the time before they came, or came back.
    due = max(induction.training_due_on(person.trained_on), person.facts.started_on)
    leaves_first = person.facts.left_on is not None and person.facts.left_on < due
    if due > _horizon(today) or leaves_first:
        return
    yield Item(
        Area.INDUCTION,
        person.code,
        "Renew safeguarding training",
        "SE-1",
        due,
        _state(due, today),
        False,
        Action.TRAINING,
        person.id,
        person=person.id,
        about=person.name,
    )


def _leavers(leavers: Iterable[Leaver], *, today: date) -> Iterable[Item]:
    """Access ends with the placement or the job (OR-2, CP-8)."""
    for leaver in leavers:
        is_trainee = leaver.role in induction.TRAINEES
        yield Item(
            Area.INDUCTION,
            leaver.code,
            f"Close the account: {'the placement ended' if is_trainee else 'this person left'} on "
            f"{near_date(leaver.left_on, today=today)}",
            "OR-2" if is_trainee else "CP-8",
            leaver.left_on,
            _state(leaver.left_on, today),
            False,
            Action.CLOSE_ACCOUNT,
            leaver.account,
            person=leaver.person,
            about=leaver.name,
        )


def _children(
    children: Iterable[Child], *, today: date, house: HouseRules, bank_holidays: Collection[date]
) -> Iterable[Item]:
    for child in children:
        if child.has_key_person or (child.left_on and child.left_on < today):
            continue
        alone_from = child.alone_since + timedelta(days=1) if child.alone_since else child.started_on
        wanted_from = max(child.started_on, alone_from)
        due = working_days_after(wanted_from, house.key_person_working_days, bank_holidays)
        yield Item(
            Area.CHILDREN,
            child.code,
            "Choose a key person",
            "CP-12",
            due,
            _state(due, today),
            False,
            Action.KEY_PERSON,
            child.id,
            child=child.id,
            about=child.name,
        )


def _horizon(today: date) -> date:
    """As far ahead as the agenda lists what comes round again."""
    return end_of_week(today) + timedelta(weeks=WEEKS_AHEAD)


def _policy(standing: policy.Standing, *, today: date, house: HouseRules) -> Iterable[Item]:
    """The policy's own dates, the policies and numbers beside it, and the routine checks."""
    months = house.policy_review_months

    def item(
        code: str, what: str, clause: str, due: date | None, action: Action, record: int, about: str = ""
    ) -> list[Item]:
        if due is None or due > _horizon(today):
            return []
        return [
            Item(
                Area.POLICY, code, what, clause, due, _state(due, today), False, action, record, about=about
            ),
        ]

    def counted_from_the_start(within: timedelta) -> date | None:
        return standing.began_on + within if standing.began_on else None

    adoption = standing.adoption
    if adoption is None:
        yield from item(
            "Policy",
            "Record when the policy was adopted, and who signed it",
            "AD-1",
            counted_from_the_start(policy.ADOPTION_WITHIN),
            Action.ADOPT,
            0,
        )
    elif adoption.signed_on is None:
        yield from item(
            "Policy",
            "Have the policy signed on behalf of the committee",
            "AD-3",
            adoption.held_on + policy.SIGNED_WITHIN,
            Action.ADOPT,
            0,
        )
    yield from item(
        "Policy",
        "Review the policy",
        "AD-5",
        policy.next_review_on(standing, months=months),
        Action.REVIEW,
        0,
    )
    for related in standing.related:
        due = (
            counted_from_the_start(policy.RELATED_WITHIN)
            if related.dated_on is None
            else months_after(related.dated_on, months)
        )
        what = (
            "Enter version and date" if related.dated_on is None else "Look at it again, or enter the new one"
        )
        code = f"Policy {related.position + 1}"
        yield from item(
            code,
            f"{related.title}: {what.lower()}",
            related.clause,
            due,
            Action.RELATED,
            related.position + 1,
        )
    for contact in standing.contacts:
        due = (
            counted_from_the_start(policy.CONTACTS_WITHIN)
            if contact.checked_on is None
            else months_after(contact.checked_on, months)
        )
        yield from item(
            f"Contact {contact.id}",
            "Check the number before it is needed",
            "IS-9",
            due,
            Action.CONTACT,
            contact.id,
            contact.name,
        )
    for check in standing.checks:
        again = check.last_result is routine.Result.NOT_IN_ORDER
        yield from item(
            f"Check {check.id}",
            f"{'Put right, then check again' if again else 'Check'}: {check.title}",
            check.clause,
            routine.due_on(check, began_on=standing.began_on),
            Action.CHECK,
            check.id,
        )


def _files(
    facts: Facts, *, today: date, house: HouseRules, bank_holidays: Collection[date]
) -> Iterable[Item]:
    """What the entries of the files still ask for, and concerns that no entry holds (RI-1)."""
    for held in facts.entries:
        dues: list[tuple[date, file_index.Lack]] = []
        for lack in file_index.lacking(held.entry, entry_days=house.entry_days, is_on_hold=held.is_on_hold):
            typed = file_index.latest(held.entry, file_index.Fact.TYPED)
            if lack is file_index.Lack.DELETE and typed:
                due = typed.on + timedelta(days=house.typed_copy_days)
            else:
                written = held.entry.written_on
                due = working_days_after(written, house.informing_working_days, bank_holidays)
            dues.append((due, lack))
        if not dues:
            continue
        due, first = min(dues, key=lambda pair: pair[0])
        yield Item(
            Area.CHILDREN,
            held.code,
            f"File entry {held.entry.number}: {listed([str(lack) for _, lack in dues])}",
            file_index.CLAUSES[first],
            due,
            _state(due, today),
            False,
            Action.FILE_ENTRY,
            held.id,
            child=held.child,
            about=held.name,
        )
    for concern in facts.decisions:
        # Once it is decided, the record of the decision asks for the entry itself.
        if concern.is_written or concern.decision.outcome is not None:
            continue
        due = concern.decision.raised_on + timedelta(days=house.recording_days)
        yield Item(
            Area.CHILDREN,
            concern.code,
            "Write the concern in the child's file",
            "RI-1",
            due,
            _state(due, today),
            False,
            Action.WRITE_CONCERN,
            concern.id,
            child=concern.child,
            about=concern.name,
        )


def _backups(tested_on: date | None, *, today: date, house: HouseRules) -> Iterable[Item]:
    """That a restore is to be tested: said as far ahead as the agenda reaches, like a renewal."""
    if tested_on is None:
        return
    due = months_after(tested_on, house.restore_test_months)
    if due > _horizon(today):
        return
    yield Item(
        Area.SETTING,
        "Backup",
        "Test a restore of the latest backup",
        "CP-8",
        due,
        _state(due, today),
        False,
        Action.TEST_RESTORE,
        0,
    )


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
