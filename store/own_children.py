"""Who works here and has the name of a carer of a child, and of which children (CP-12, PR-3)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Connection, FromClause, ScalarSelect, and_, func, or_, select, union

from models import Account, Carer, Child, StaffMember
from rules.induction import ON_THE_COMMITTEE, Role
from rules.words import plain
from store.last_day import signs_in
from store.mistakes import counts
from store.tables import plain_name, table


def roles_of(look: Connection, carers: Collection[str], today: date) -> list[Role]:
    """The roles of those who work here, or have an account, under one of these names of carers; one query, or
    none where there is no name.

    The committee does not work here.
    """
    names = [plain(name) for name in carers if plain(name)]
    if not names:
        return []
    person, account = table(StaffMember), table(Account)
    asked = union(
        select(person.c.role).where(
            plain_name(person.c.name).in_(names),
            _is_here(person, today),
        ),
        select(account.c.role).where(plain_name(account.c.name).in_(names), signs_in(account.c)),
    )
    return sorted(Role(role) for role in look.scalars(asked) if role not in ON_THE_COMMITTEE)


def role_here(name: ColumnElement[str], today: date) -> ColumnElement[Role]:
    """The role of who works here, or has an account, under the name of a carer, that of the account first."""
    person, account = table(StaffMember).alias(), table(Account).alias()

    def of(held: FromClause, *are_here: ColumnElement[bool]) -> ScalarSelect[Role]:
        is_theirs = and_(plain_name(name) != "", plain_name(held.c.name) == plain_name(name))
        asked = select(func.min(held.c.role)).where(
            is_theirs, held.c.role.not_in(ON_THE_COMMITTEE), *are_here
        )
        return asked.correlate_except(held).scalar_subquery()

    return func.coalesce(of(account, signs_in(account.c)), of(person, _is_here(person, today)))


def _is_here(person: FromClause, today: date) -> ColumnElement[bool]:
    """Whether somebody has not left; who is to come is among them, as their account may be open."""
    return or_(person.c.left_on.is_(None), person.c.left_on >= today)


def names_of_managers(look: Connection, today: date) -> list[str]:
    """What the managers are called who are here today or have an account; one query."""
    person, account = table(StaffMember), table(Account)
    asked = union(
        select(person.c.name).where(person.c.role == Role.MANAGER, _is_here(person, today)),
        select(account.c.name).where(account.c.role == Role.MANAGER, signs_in(account.c)),
    )
    return sorted(look.scalars(asked))


def children_of(look: Connection, name: str) -> list[str]:
    """The codes of the children of whom a carer has this name; one query, which reads every carer."""
    child, carer = table(Child), table(Carer)
    if not plain(name):
        return []
    asked = (
        select(child.c.code)
        .join_from(carer, child, child.c.id == carer.c.child_id)
        .where(plain_name(carer.c.name) == plain(name), counts(Carer, carer), counts(Child, child))
        .distinct()
    )
    return sorted(look.scalars(asked))
