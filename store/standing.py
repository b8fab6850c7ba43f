"""How the policy stands on a day, read with the setting's own lists in one query (AD-1 to AD-6, SE, IS-9).

Each part is a select of the same columns as those lists, so that the weekly review asks no query more.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)

from models import (
    Contact,
    PolicyAdoption,
    PolicyReview,
    RelatedPolicy,
    RoleChange,
    RoutineCheck,
    RoutineCheckDone,
    StaffMember,
)
from rules import policy, routine
from rules.families_told import ToTell
from rules.induction import Role
from store import families_told
from store.asked_day import TODAY, given
from store.mistakes import counts
from store.setting import listed
from store.tables import table

CHECK, RETIRED_CHECK, CONTACT, RELATED = "check", "retired check", "contact", "related policy"
ADOPTION, REVIEW, CHAIRPERSON = "adoption", "review", "chairperson"
TO_TELL = "families to tell"
KINDS = frozenset({CHECK, RETIRED_CHECK, CONTACT, RELATED, ADOPTION, REVIEW, CHAIRPERSON, TO_TELL})


def selects() -> list[Select[Any]]:
    """The parts of the standing on the day given, each with the columns of the setting's lists in order.

    Kind, row, key, number, title, more, question, position, first day, last day, and a yes or no.
    """
    beside = [_chairpersons(), _chairpersons_before(), families_told.counted(TO_TELL)]
    return [_checks(), _contacts(), _related(), _adoption(), _review(), *beside]


def _checks() -> Select[Any]:
    check, done, last = table(RoutineCheck), table(RoutineCheckDone), table(RoutineCheckDone).alias()
    newest = (
        select(last.c.id)
        .where(last.c.check_id == check.c.id, last.c.on <= TODAY, counts(RoutineCheckDone, last))
        .order_by(last.c.on.desc(), last.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            case((_is_in_use(check), literal(CHECK)), else_=literal(RETIRED_CHECK)),
            check.c.id,
            check.c.key,
            check.c.every_days,
            check.c.title,
            check.c.clause,
            check.c.who,
            check.c.position,
            done.c.on,
            check.c.in_use_since,
            done.c.result == routine.Result.IN_ORDER,
        )
        .select_from(check)
        .outerjoin(done, done.c.id == newest)
    )


def _is_in_use(check: FromClause) -> ColumnElement[bool]:
    return or_(check.c.retired_on.is_(None), check.c.retired_on > TODAY)


def _contacts() -> Select[Any]:
    contact = table(Contact)
    return select(
        literal(CONTACT),
        contact.c.id,
        literal(""),
        literal(0),
        contact.c.name,
        literal(""),
        contact.c.number,
        contact.c.position,
        contact.c.checked_on,
        null(),
        # A number checked later than a past day says nothing of when it was checked before.
        func.coalesce(contact.c.checked_on <= TODAY, literal(True)),
    )


def _related() -> Select[Any]:
    held, later = table(RelatedPolicy), table(RelatedPolicy).alias()
    newest = select(func.max(later.c.id)).where(
        later.c.key == held.c.key,
        later.c.dated_on <= TODAY,
        func.coalesce(later.c.looked_at_on, later.c.dated_on) <= TODAY,
    )
    return select(
        literal(RELATED),
        held.c.id,
        held.c.key,
        literal(0),
        held.c.version,
        literal(""),
        literal(""),
        literal(0),
        held.c.dated_on,
        held.c.looked_at_on,
        literal(True),
    ).where(held.c.id == newest.correlate(held).scalar_subquery())


def _adoption() -> Select[Any]:
    held = table(PolicyAdoption)
    newest = (
        select(func.max(held.c.id))
        .where(held.c.held_on <= TODAY, counts(PolicyAdoption, held))
        .scalar_subquery()
    )
    adopted = table(PolicyAdoption).alias()
    return select(
        literal(ADOPTION),
        adopted.c.id,
        literal(""),
        literal(0),
        adopted.c.committee,
        literal(""),
        literal(""),
        literal(0),
        adopted.c.held_on,
        adopted.c.signed_on,
        and_(adopted.c.signed_on.is_not(None), adopted.c.signed_on <= TODAY),
    ).where(adopted.c.id == newest)


def _review() -> Select[Any]:
    held = table(PolicyReview)
    newest = (
        select(held.c.id)
        .where(held.c.reviewed_on <= TODAY, counts(PolicyReview, held))
        .order_by(held.c.reviewed_on.desc(), held.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    review, change = table(PolicyReview).alias(), table(PolicyReview).alias()
    changed_on = (
        select(func.max(change.c.reviewed_on))
        .where(
            change.c.change == policy.Change.MATERIAL,
            change.c.reviewed_on <= TODAY,
            counts(PolicyReview, change),
        )
        .scalar_subquery()
    )
    return select(
        literal(REVIEW),
        review.c.id,
        literal(""),
        literal(0),
        review.c.reviewed_by,
        literal(""),
        literal(""),
        literal(0),
        review.c.reviewed_on,
        changed_on,
        literal(True),
    ).where(review.c.id == newest)


def _chairpersons() -> Select[Any]:
    """Who has that role in the register, from the day on which they have it to their last day."""
    person, changed = table(StaffMember), table(RoleChange)
    in_the_role_since = (
        select(func.max(changed.c.from_on))
        .where(changed.c.staff_id == person.c.id, changed.c.from_on > person.c.started_on)
        .correlate(person)
        .scalar_subquery()
    )
    return select(
        literal(CHAIRPERSON),
        person.c.id,
        literal(""),
        literal(0),
        literal(""),
        literal(""),
        literal(""),
        literal(0),
        func.coalesce(in_the_role_since, person.c.started_on),
        person.c.left_on,
        literal(True),
    ).where(person.c.role == Role.CHAIRPERSON)


def _chairpersons_before() -> Select[Any]:
    """Who had the role until another one followed; a role that ended on the day it began never was one."""
    person, changed, other = table(StaffMember), table(RoleChange), table(RoleChange).alias()
    is_slip = exists().where(
        other.c.staff_id == changed.c.staff_id,
        other.c.from_on == changed.c.from_on,
        other.c.id < changed.c.id,
    )
    return (
        select(
            literal(CHAIRPERSON),
            changed.c.id,
            literal(""),
            literal(0),
            literal(""),
            literal(""),
            literal(""),
            literal(0),
            person.c.started_on,
            changed.c.from_on,
            literal(False),
        )
        .join(person, person.c.id == changed.c.staff_id)
        .where(changed.c.role_before == Role.CHAIRPERSON, changed.c.from_on > person.c.started_on, ~is_slip)
    )


def of_rows(
    rows: Iterable[Any], *, began_on: date | None, closed: frozenset[date] = frozenset()
) -> policy.Standing:
    """The standing from the rows of `selects`; `began_on` is the setting's first day in the dashboard, and
    `closed` are its bank holidays and closure days."""
    adoption: policy.Adoption | None = None
    reviewed_on: date | None = None
    changed_on: date | None = None
    dated: dict[str, Any] = {}
    contacts, chairs = [], []
    checks: list[routine.Check] = []
    retired: list[routine.Check] = []
    to_tell: ToTell | None = None
    for row in rows:
        match row.kind:
            case kind if kind == ADOPTION:
                adoption = policy.Adoption(row.introduced_on, row.retired_on if row.is_material else None)
            case kind if kind == REVIEW:
                reviewed_on, changed_on = row.introduced_on, row.retired_on
            case kind if kind == RELATED:
                dated[row.key] = row
            case kind if kind == CONTACT and row.is_material:
                contacts.append((row.position, policy.Contact(row.id, row.title, row.introduced_on)))
            case kind if kind == CHAIRPERSON:
                # Of a role that another followed the day after its last one is known.
                until = row.retired_on if row.is_material else row.retired_on - timedelta(days=1)
                chairs.append(policy.Term(row.introduced_on, until))
            case kind if kind == TO_TELL:
                to_tell = families_told.to_tell(row)
            case kind if kind in {CHECK, RETIRED_CHECK}:
                (checks if kind == CHECK else retired).append(
                    routine.Check(
                        id=row.id,
                        title=row.title,
                        clause=row.more,
                        every_days=row.number,
                        who=row.question,
                        position=row.position,
                        last_on=row.introduced_on,
                        last_result=_result(row.introduced_on, is_in_order=bool(row.is_material)),
                        in_use_since=row.retired_on,
                        key=row.key,
                    )
                )
    return policy.Standing(
        began_on=began_on,
        adoption=adoption,
        reviewed_on=reviewed_on,
        changed_on=changed_on,
        related=tuple(
            policy.Related(
                at,
                entry["title"],
                entry["clause"],
                dated[entry["key"]].title if entry["key"] in dated else "",
                dated[entry["key"]].introduced_on if entry["key"] in dated else None,
                dated[entry["key"]].retired_on if entry["key"] in dated else None,
            )
            for at, entry in enumerate(listed("related_policies.toml", "policy"))
        ),
        contacts=tuple(contact for _, contact in sorted(contacts, key=lambda pair: pair[0])),
        checks=tuple(sorted(checks, key=lambda check: check.position)),
        retired=tuple(retired),
        closed=closed,
        chairs=tuple(chairs),
        to_tell=to_tell,
    )


def _result(on: date | None, *, is_in_order: bool) -> routine.Result | None:
    if on is None:
        return None
    return routine.Result.IN_ORDER if is_in_order else routine.Result.NOT_IN_ORDER


def agenda_checks(connection: Connection, today: date) -> tuple[routine.Check, ...]:
    """The checks in use, and how each stood when it was last done; one query."""
    columns = ("kind", "id", "key", "number", "title", "more", "question", "position", "introduced_on")
    rows = [
        SimpleNamespace(**dict(zip((*columns, "retired_on", "is_material"), row, strict=True)))
        for row in connection.execute(_checks(), given(today))
    ]
    return tuple(of_rows(rows, began_on=None).checks)
