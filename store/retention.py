"""How long the records of children who left are kept, and their disposal by two people (X-6; law L8)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Integer,
    String,
    and_,
    cast,
    false,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from models import (
    AccessRequest,
    Account,
    Breach,
    BreachStep,
    Child,
    Conversation,
    ConversationEntry,
    Disposal,
    FileEntry,
    RetentionPeriod,
    SharingDecision,
    SharingEntry,
)
from rules import retention
from rules.file_index import Category
from rules.need_to_know import Act, Thing
from rules.problems import Problems, of_each
from rules.retention import USUAL, Became, From, Period, RecordKind
from rules.words import one_line
from rules.working_days import london_day
from store import about, mistakes, open_after, record_hold, sight, signing_in
from store.asked_day import TODAY, TOMORROW, given
from store.breaches import is_open as is_breach_open
from store.breaches import known_at
from store.cabinet import Cabinet, Who
from store.mistakes import TakenBack, counts, with_taken_back
from store.open_children import account_since
from store.open_entries import goes_with, stands, with_disc, with_typed_copy
from store.open_rows import leg
from store.open_sharing import is_of_protection, may_lack
from store.receipts import received_on
from store.record_hold import Hold
from store.refusal import Refused, refuse_if, refuse_if_changed
from store.steps import is_open
from store.tables import among, table

REQUEST, BREACH, SPOKEN = "access request", "breach", "contact or disclosure"


@dataclass(frozen=True)
class KeptFor:
    """How long the setting keeps one kind of record, and why where that is shorter than usual."""

    period: Period
    reason: str = ""
    is_own: bool = False


def periods(connection: Connection) -> dict[RecordKind, KeptFor]:
    """The setting's own periods, and what is usual where it has none; one query."""
    held = {row.kind: row for row in connection.execute(select(table(RetentionPeriod)))}
    return {
        kind: KeptFor(Period(held[kind].months, held[kind].counted_from), held[kind].reason, True)
        if kind in held
        else KeptFor(USUAL[kind])
        for kind in RecordKind
    }


def change_period(
    cabinet: Cabinet,
    who: Who,
    *,
    kind: RecordKind,
    months: int | None,
    counted_from: From | None,
    reason: str = "",
    seen: Mapping[str, Any] | None = None,
    token: str | None = None,
) -> None:
    """Sets how long the setting keeps a kind of record: its own rule, never law.

    `seen` is the months and the start that the form showed. Raises `ChangedMeanwhile`, and `Refused` by
    field: a period shorter than usual has a reason.
    """
    with cabinet.writing(who, Thing.SETTING, token=token) as session:
        period = Period(months, counted_from) if months is not None and counted_from else None
        refuse_if(retention.period_problems(kind, period, reason=reason))
        if period is None:
            raise Refused({})
        held = table(RetentionPeriod)
        row = session.scalars(select(RetentionPeriod).where(held.c.kind == kind)).first()
        usual = USUAL[kind]
        now = row or RetentionPeriod(kind=kind, months=usual.months, counted_from=usual.counted_from)
        refuse_if_changed(seen, now)
        now.months, now.counted_from = period.months, period.counted_from
        now.reason = one_line(reason)
        session.add(now)


@dataclass(frozen=True)
class RecordedDisposal:
    """A disposal as it was recorded, and who took it back where it was entered by mistake."""

    id: int
    kind: RecordKind
    on: date
    how: str
    by: str
    second: str
    passed_to: str = ""
    taken_back: TakenBack | None = None
    has_more_since: bool = False  # entries of this kind that were written after it
    recorded_on: date | None = None


@dataclass(frozen=True)
class Kept:
    """One kind of record of a child who left: kept until when, on hold for what, disposed of when."""

    child_id: int
    code: str
    child: str
    left_on: date
    kind: RecordKind
    until: date | None
    open_things: tuple[str, ...] = ()
    disposed_on: date | None = None
    disposed_by: tuple[str, str] = ("", "")
    how: str = ""
    passed_to: str = ""  # where they were not destroyed
    started_on: date | None = None
    disposals: tuple[RecordedDisposal, ...] = ()  # of every kind of the child's, the last first
    holds: tuple[Hold, ...] = ()  # what they are, or were, kept for longer for, the last first
    has_court_order: bool = False

    def is_due(self, today: date) -> bool:
        """Whether the records may be disposed of now."""
        return self.disposed_on is None and self.is_over(today) and not self.open_things

    def is_over(self, today: date) -> bool:
        """Whether the period is over, whether or not something is open."""
        return self.until is not None and self.until < today


@dataclass(frozen=True)
class Going:
    """A child who is about to leave, and whether there are child protection records to pass on."""

    code: str
    name: str
    left_on: date
    is_protected: bool = False


def kept(
    connection: Connection,
    today: date,
    *,
    child_id: int | None = None,
    rules: Mapping[RecordKind, KeptFor] | None = None,
) -> list[Kept]:
    """The records of every child who has left, or of one, by the day they are kept until.

    Four queries, and one more for how long records are kept where `rules` does not say it.
    """
    return _leavers(connection, today, today, child_id, rules)[0]


def kept_and_going(
    connection: Connection, today: date, *, rules: Mapping[RecordKind, KeptFor]
) -> tuple[list[Kept], list[Going]]:
    """The same of all of them, and who is about to leave, by their last day. Four queries."""
    return _leavers(connection, today, date.max, None, rules)


def _leavers(
    connection: Connection,
    today: date,
    until: date,
    child_id: int | None,
    rules: Mapping[RecordKind, KeptFor] | None,
) -> tuple[list[Kept], list[Going]]:
    """What is kept of those who left, and of those who leave by `until` who they are."""
    child = table(Child)
    in_sight = sight.only(child.c.id, sight.children(connection, Thing.FILE_ENTRY, today))
    wanted = [
        child.c.left_on <= until,
        in_sight,
        counts(Child, child),
        *([child.c.id == child_id] if child_id is not None else []),
    ]
    asked = select(child, account_since(child.c.id, today).label("account_since")).where(*wanted)
    children, holds, going = {}, defaultdict(list), {}
    for row in connection.execute(record_hold.with_holds(asked, child.c.id)):
        if row.left_on > today:
            going[row.id] = Going(row.code, row.name, row.left_on)
            continue
        children[row.id] = row
        if hold := record_hold.hold_of(row):
            holds[row.id].append(hold)
    rules = rules or periods(connection)
    categories, decisions, with_concern = _in_file_and_log(connection, child_id)
    for number, one in going.items():
        kinds = retention.kinds_of(categories.get(number, set()), has_concern=number in with_concern)
        going[number] = replace(one, is_protected=RecordKind.CHILD_PROTECTION in kinds)
    open_ones, disposals = _open_after_all(connection, today), _disposals(connection, child_id)
    found: list[Kept] = []
    for row in children.values():
        open_things = [*open_ones.get(row.id, ()), *decisions.get(row.id, ())]
        if row.account_since:
            open_things.append("the journey account, which is on")
        recorded = disposals.get(row.id, ())
        for kind in retention.kinds_of(categories.get(row.id, set()), has_concern=row.id in with_concern):
            over = retention.dispose_after(rules[kind].period, left_on=row.left_on, born_on=row.born_on)
            # One before the start was of what they left the time before: they came back, and left again.
            done = next(
                (
                    held
                    for held in recorded
                    if held.kind is kind
                    and held.taken_back is None
                    and held.on >= row.started_on
                    # Nor of what came into the file since, such as a later request: that is here.
                    and not held.has_more_since
                ),
                None,
            )
            found.append(
                Kept(
                    row.id,
                    row.code,
                    row.name,
                    row.left_on,
                    kind,
                    over,
                    tuple(open_things),
                    done.on if done else None,
                    (done.by, done.second) if done else ("", ""),
                    done.how if done else "",
                    done.passed_to if done else "",
                    row.started_on,
                    recorded,
                    tuple(holds[row.id]),
                    row.has_court_order,
                )
            )
    return (
        sorted(found, key=lambda held: (held.until or date.max, held.code, held.kind)),
        sorted(going.values(), key=lambda one: (one.left_on, one.code)),
    )


def _in_file_and_log(
    connection: Connection, child_id: int | None
) -> tuple[dict[int, set[Category]], dict[int, list[str]], set[int]]:
    """What the entries of each child's file, or of one, are about, the sharing decisions that are in no file
    yet or whose record lacks something, and the children about whom one was of child protection; one query.
    """
    entry, decision, recorded = table(FileEntry), table(SharingDecision), table(SharingEntry)
    rows = connection.execute(
        union_all(
            select(
                entry.c.child_id,
                cast(entry.c.category, String).label("category"),
                literal("").label("code"),
                cast(null(), Integer).label("entry"),
                false().label("is_of_protection"),
            )
            .where(entry.c.category.is_not(None), stands(entry), _of(child_id, entry))
            .distinct(),
            select(
                about.child_of(SharingDecision, decision).label("child_id"),
                cast(null(), String),
                decision.c.code,
                recorded.c.id,
                is_of_protection(decision),
            )
            .outerjoin_from(
                decision,
                recorded,
                and_(recorded.c.decision_id == decision.c.id, counts(SharingEntry, recorded)),
            )
            .where(
                counts(SharingDecision, decision),
                about.is_of(SharingDecision, decision, child_id) if child_id is not None else true(),
            ),
            select(
                about.child_of(SharingDecision, decision),
                cast(null(), String),
                decision.c.code,
                cast(null(), Integer),
                false(),  # the row above has it
            ).where(
                among(decision.c.id, may_lack()),
                counts(SharingDecision, decision),
                about.is_of(SharingDecision, decision, child_id) if child_id is not None else true(),
            ),
        )
    )
    categories: dict[int, set[Category]] = defaultdict(set)
    to_record: dict[int, list[str]] = defaultdict(list)
    with_concern: set[int] = set()
    for row in rows:
        if row.category is not None:
            categories[row.child_id].add(Category(row.category))
            continue
        if row.is_of_protection:
            with_concern.add(row.child_id)
        said = f"sharing decision {row.code}"
        if row.entry is None and said not in to_record[row.child_id]:
            to_record[row.child_id].append(said)
    return categories, to_record, with_concern


def _of(child_id: int | None, held: FromClause) -> ColumnElement[bool]:
    """The condition that a row is of one child, or of any where none is given."""
    return true() if child_id is None else held.c.child_id == child_id


def _open_after_all(connection: Connection, today: date) -> dict[int, list[str]]:
    """The access requests that are not closed, the open corrections, complaints and breaches, the contacts
    and disclosures that are to be written in the file, and what the records are kept for longer for; one
    query (L8.5).

    An answer alone ends no hold (X-3).
    """
    rows = connection.execute(_whatever_is_open(), given(today)).all()
    held = [
        *((row.child_id, f"access request {row.code}") for row in rows if row.kind == REQUEST),
        *((one.child, f"request to correct the file {one.code}") for one in open_after.rectifications(rows)),
        *((one.child, f"complaint {one.code}") for one in open_after.complaints_of(rows)),
        *((row.child_id, f"breach {row.code}") for row in rows if row.kind == BREACH),
        *((row.child_id, f"{row.code}, which is not in the file") for row in rows if row.kind == SPOKEN),
        *((row.child_id, row.word) for row in rows if row.kind == record_hold.HOLD),
    ]
    found: dict[int, list[str]] = defaultdict(list)
    for child_id, what in held:
        if child_id is not None:
            found[child_id].append(what)
    return found


@cache  # to put it together takes as long as to ask it
def _whatever_is_open() -> CompoundSelect[Any]:
    request = table(AccessRequest)
    asked = leg(
        REQUEST,
        request.c.id,
        request.c.code,
        request.c.child_id,
        received_on(AccessRequest, request),
        None,
        null(),
        literal(""),
    ).where(is_open(request, TODAY))
    held, step = table(Breach), table(BreachStep)
    of_open = (known_at(held) < TOMORROW, is_breach_open(held, TOMORROW))
    nothing_more = (null(), None, null(), literal(""))
    about_one = leg(BREACH, held.c.id, held.c.code, about.child_of(Breach, held), *nothing_more).where(
        *of_open
    )
    listed = (
        leg(BREACH, step.c.id, held.c.code, step.c.child_id, *nothing_more)
        .join_from(step, held, held.c.id == step.c.breach_id)
        .where(*of_open, step.c.at < TOMORROW, counts(BreachStep, step))
    )
    spoken, written = table(Conversation), table(ConversationEntry)
    is_in_file = select(written.c.id).where(
        written.c.conversation_id == spoken.c.id, written.c.recorded_on <= TODAY
    )
    to_write = leg(
        SPOKEN, spoken.c.id, spoken.c.code, spoken.c.child_id, spoken.c.on, *nothing_more[1:]
    ).where(spoken.c.on <= TODAY, ~is_in_file.exists(), counts(Conversation, spoken))
    return union_all(*open_after.legs(None), asked, about_one, listed, to_write, record_hold.open_holds())


def gone(
    connection: Connection, child_id: int, *, of: Thing = Thing.ACCESS_REQUEST
) -> list[RecordedDisposal]:
    """What of a child's records is not here any more, whenever it was; one query.

    To whoever sees a request for the file, or another thing `of` the child. Raises `NotAllowed`.
    """
    sight.require(connection, Act.SEE, of, child_id)
    recorded = _disposals(connection, child_id).get(child_id, ())
    return [held for held in reversed(recorded) if held.taken_back is None]


def _disposals(
    connection: Connection, child_id: int | None = None
) -> dict[int, tuple[RecordedDisposal, ...]]:
    """Every disposal by child, or of one, the last first, with what was entered by mistake; one query."""
    held, by, second = table(Disposal), table(Account).alias(), table(Account).alias()
    asked = (
        select(
            held.c.child_id,
            held.c.id,
            held.c.kind,
            held.c.on,
            held.c.how,
            func.coalesce(by.c.name, "").label("by"),
            second.c.name.label("second"),
            held.c.passed_to,
            held.c.recorded_at,
            _has_more_since(held).label("has_more_since"),
        )
        .outerjoin(by, by.c.id == held.c.recorded_by_id)
        .join(second, second.c.id == held.c.second_id)
        .where(_of(child_id, held))
        .order_by(held.c.on.desc(), held.c.id.desc())
    )
    found: dict[int, list[RecordedDisposal]] = defaultdict(list)
    for row in connection.execute(with_taken_back(asked, Disposal, held)):
        found[row.child_id].append(
            RecordedDisposal(
                row.id,
                row.kind,
                row.on,
                row.how,
                row.by,
                row.second,
                row.passed_to,
                mistakes.taken_back(row),
                bool(row.has_more_since),
                london_day(row.recorded_at),
            )
        )
    return {child_id: tuple(recorded) for child_id, recorded in found.items()}


def _has_more_since(disposal: FromClause) -> ColumnElement[bool]:
    """The condition that an entry of the same kind was written after a disposal."""
    entry = table(FileEntry)
    return (
        select(entry.c.id)
        .where(goes_with(entry, disposal), entry.c.written_on > disposal.c.on, stands(entry))
        .exists()
    )


@dataclass(frozen=True)
class InTheFile:
    """The entries of a file that belong to one kind of records, and their copies beside the paper.

    A disc is in the file, and goes with it to whoever has it then.
    """

    entries: tuple[int, ...] = ()
    typed: tuple[str, ...] = ()
    discs: tuple[str, ...] = ()

    def copies(self, *, is_passed_on: bool) -> tuple[str, ...]:
        """What is to be done away with before these records are gone."""
        return self.typed if is_passed_on else (*self.typed, *self.discs)


def in_the_file(
    connection: Connection, child_ids: Collection[int], today: date
) -> dict[tuple[int, RecordKind], InTheFile]:
    """The entries of these children's indexes by child and the kind of records that they are kept with, by
    number; one query.

    Raises `NotAllowed`.
    """
    for child_id in child_ids:
        sight.require(connection, Act.RECORD, Thing.CHILD, child_id)
    entry = table(FileEntry)
    rows = connection.execute(
        select(
            entry.c.child_id,
            entry.c.number,
            entry.c.category,
            among(entry.c.id, with_typed_copy(by_what_counts=True)).label("is_typed"),
            among(entry.c.id, with_disc(by_what_counts=True)).label("has_disc"),
        )
        .where(entry.c.child_id.in_(child_ids), entry.c.written_on <= TODAY, stands(entry))
        .order_by(entry.c.number),
        given(today),
    )
    entries, typed, discs = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in rows:
        of_it = row.child_id, retention.kind_of(row.category)
        entries[of_it].append(row.number)
        if row.is_typed:
            typed[of_it].append(f"the typed copy of entry {row.number}")
        if row.has_disc:
            discs[of_it].append(f"the disc of entry {row.number}")
    return {
        of_it: InTheFile(tuple(held), tuple(typed[of_it]), tuple(discs[of_it]))
        for of_it, held in entries.items()
    }


def record_disposals(
    cabinet: Cabinet,
    who: Who,
    *,
    child_ids: Sequence[int],
    kind: RecordKind | None,
    on: date | None,
    how: str,
    passed_to: str = "",
    second_id: int | None,
    confirmation: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records that one kind of records, of one child or of several at once, was destroyed, or `passed_to`
    somebody with nothing kept, by two people; a line for each child, and all of them or none.

    The second person confirms with their own password. Raises `Refused`, by field, also while anything
    about one of the children is open (L8.5); where it is not the same for all it says of whom.
    """
    second, confirmed = signing_in.second_person(cabinet, who, second_id, confirmation)
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        look, wanted = session.connection(), list(dict.fromkeys(child_ids))
        held: dict[int, list[Kept]] = defaultdict(list)
        for line in kept(look, today, child_id=wanted[0] if len(wanted) == 1 else None) if wanted else []:
            held[line.child_id].append(line)
        open_on = _open_after_all(look, on) if on else {}
        open_today = _open_after_all(look, today) if on and on < today else {}
        in_files = in_the_file(look, wanted, today) if wanted and kind else {}

        def problems(child_id: int | None) -> Problems:
            lines = held.get(child_id or 0, [])
            line = next((line for line in lines if line.kind is kind), None)
            in_file = in_files.get((child_id or 0, kind), InTheFile()) if kind else InTheFile()
            # What went before somebody asked was on hold for nothing of theirs: that it went is a fact.
            came_since = set(open_today.get(child_id or 0, ())) - set(open_on.get(child_id or 0, ()))
            open_things = [one for one in line.open_things if one not in came_since] if line else []
            found = retention.disposal_problems(
                kind=kind,
                kinds=[line.kind for line in lines],
                due=line.until if line else None,
                started_on=line.started_on if line else None,
                on=on,
                how=how,
                passed_to=passed_to,
                open_things=open_things,
                disposed=[line.kind for line in lines if line.disposed_on],
                asked_by=who.account_id,
                second=second and second.account_id,
                second_confirmed=confirmed,
                today=today,
                # What is open today is said of the records, whatever the day that was entered.
                open_then=() if open_things else open_on.get(child_id or 0, ()),
                copies=in_file.copies(is_passed_on=bool(passed_to.strip())),
            )
            if kind and len(wanted) > 1 and (of_theirs := found.pop("kind", "")):
                found["child"] = of_theirs  # what hinders one of several is theirs, not of the kind chosen
            return found if lines else found | {"child": "Choose a child who has left."}

        each = [(held[child_id][0].code if held[child_id] else "", problems(child_id)) for child_id in wanted]
        refuse_if(of_each(each) if each else problems(None))
        if kind is None or on is None or second is None:
            raise Refused({})
        for child_id in wanted:
            session.add(
                Disposal(
                    child_id=child_id,
                    kind=kind,
                    on=on,
                    how=one_line(how),
                    passed_to=one_line(passed_to),
                    second_id=second.account_id,
                    recorded_by_id=who.account_id,
                )
            )


def put_right(
    cabinet: Cabinet,
    who: Who,
    *,
    disposal_id: int | None,
    became: Became | None,
    because: str,
    on: date | None = None,
    how: str = "",
    passed_to: str = "",
    second_id: int | None,
    confirmation: str,
    today: date,
    token: str | None = None,
) -> None:
    """Takes back a disposal that never was, or says on which day and how it really was; by two people.

    Raises `Refused` by field. The entry of records that are gone and should not be stays.
    """
    second, confirmed = signing_in.second_person(cabinet, who, second_id, confirmation)
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        wrong = mistakes.chosen(session, Disposal, disposal_id, because)
        look = session.connection()
        sight.require(look, Act.RECORD, Thing.CHILD, wrong.child_id)
        lines = kept(look, today, child_id=wrong.child_id)
        line = next((held for held in lines if held.kind is wrong.kind), None)
        refuse_if(
            retention.put_right_problems(
                became=became,
                because=because,
                on=on,
                how=how,
                passed_to=passed_to,
                due=line.until if line else None,
                started_on=line.started_on if line else None,
                open_then=_open_after_all(look, on).get(wrong.child_id, ()) if on else (),
                asked_by=who.account_id,
                second=second and second.account_id,
                second_confirmed=confirmed,
                today=today,
            )
        )
        mistakes.take_back(session, who, Disposal, wrong.id or 0, because)
        if became is Became.OTHERWISE and on and second:
            session.add(
                Disposal(
                    child_id=wrong.child_id,
                    kind=wrong.kind,
                    on=on,
                    how=one_line(how),
                    passed_to=one_line(passed_to),
                    second_id=second.account_id,
                    recorded_by_id=who.account_id,
                )
            )
