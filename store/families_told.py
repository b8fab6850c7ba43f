"""What families were told of the policy, and who of those who are here was not (GE-2, IS-4).

A leaflet is current until another of its title is issued. A family is told for each of its children, for the
record is the child's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import ScalarSelect

from models import Child, FamilyTold, Leaflet
from rules import families_told
from rules.families_told import How, ToTell
from rules.need_to_know import Thing
from store import mistakes, sight
from store.asked_day import TODAY, given
from store.cabinet import Cabinet, Who
from store.mistakes import TakenBack, counts
from store.refusal import Refused, refuse_if
from store.sight import InSight
from store.tables import table

SHOWN = 200  # of the history, the newest
_DUTY = 0  # in the place of a leaflet's number: our duty to share


@dataclass(frozen=True)
class Family:
    """The family of a child who is here, to choose from: by the child's number, code and name."""

    id: int
    code: str
    name: str
    place: str = ""  # in a list, as `sight.in_lists` has it


@dataclass(frozen=True)
class Waiting:
    """A current leaflet, or our duty to share where there is none, with the families who were not told."""

    leaflet: int | None
    title: str = ""
    version: str = ""
    families: tuple[Family, ...] = ()


@dataclass(frozen=True)
class HeldTold:
    """What one family was told, as a line of the history."""

    id: int
    on: date
    code: str
    name: str
    title: str  # of the leaflet they were given, empty where they were told by word alone
    version: str
    duty_explained: bool
    how: How
    taken_back: TakenBack | None = None


def _is_here(child: Table) -> ColumnElement[bool]:
    return and_(
        child.c.started_on <= TODAY,
        or_(child.c.left_on.is_(None), child.c.left_on >= TODAY),
        counts(Child, child),
    )


def _is_current(leaflet: Table) -> ColumnElement[bool]:
    """The condition that a leaflet was issued by the day given, and no later one of its title."""
    later = table(Leaflet).alias()
    is_replaced = select(later.c.id).where(
        _has_the_title_of(leaflet, later), _came_after(leaflet, later), _is_issued(later)
    )
    return and_(_is_issued(leaflet), ~is_replaced.exists())


def _is_issued(leaflet: FromClause) -> ColumnElement[bool]:
    return and_(leaflet.c.issued_on <= TODAY, counts(Leaflet, leaflet))


def _has_the_title_of(leaflet: FromClause, other: FromClause) -> ColumnElement[bool]:
    return func.lower(other.c.title) == func.lower(leaflet.c.title)


def _came_after(leaflet: FromClause, other: FromClause) -> ColumnElement[bool]:
    return or_(
        other.c.issued_on > leaflet.c.issued_on,
        and_(other.c.issued_on == leaflet.c.issued_on, other.c.id > leaflet.c.id),
    )


def _first_not_had(leaflet: Table, child: Table) -> ScalarSelect[date]:
    """The day of the first version of a leaflet after the last that a child's family has had: a new version
    takes no day away from a family that waits for the one before."""
    version, had, told = table(Leaflet).alias(), table(Leaflet).alias(), table(FamilyTold).alias()
    has_had_it_or_a_later_one = (
        select(told.c.id)
        .join_from(told, had, had.c.id == told.c.leaflet_id)
        .where(
            told.c.child_id == child.c.id,
            told.c.on <= TODAY,
            counts(FamilyTold, told),
            _has_the_title_of(version, had),
            _is_issued(had),
            or_(had.c.id == version.c.id, _came_after(version, had)),
        )
        .correlate(child, version)
    )
    return (
        select(func.min(version.c.issued_on))
        .where(
            _has_the_title_of(leaflet, version),
            _is_issued(version),
            ~has_had_it_or_a_later_one.exists(),
        )
        .correlate(child, leaflet)
        .scalar_subquery()
    )


def _was_told(child: Table, *of_what: ColumnElement[bool]) -> ColumnElement[bool]:
    told = table(FamilyTold)
    return (
        select(told.c.id)
        .where(told.c.child_id == child.c.id, told.c.on <= TODAY, *of_what, counts(FamilyTold, told))
        .exists()
    )


@lru_cache(maxsize=8)
def _waiting(in_sight: InSight = None) -> CompoundSelect[Any]:
    """A row for each current leaflet and child whose family has not had it, and for each child of a family
    that was not told of our duty to share: the leaflet, the child, and since when they wait."""
    child, leaflet, told = table(Child), table(Leaflet), table(FamilyTold)
    of_the_child = child.c.id.label("child"), child.c.code, child.c.name
    is_seen = sight.only(child.c.id, in_sight)
    issued_on = _first_not_had(leaflet, child)
    since = case((child.c.started_on > issued_on, child.c.started_on), else_=issued_on)
    return union_all(
        select(leaflet.c.id.label("leaflet"), *of_the_child, since.label("since"))
        .join_from(leaflet, child, _is_here(child))
        .where(_is_current(leaflet), ~_was_told(child, told.c.leaflet_id == leaflet.c.id), is_seen),
        select(literal(_DUTY), *of_the_child, child.c.started_on).where(
            _is_here(child), ~_was_told(child, told.c.duty_explained), is_seen
        ),
    )


def counted(kind: str) -> Select[Any]:
    """How many families wait and since when, as a part of the policy's standing: its columns are those of the
    setting's lists (see `store.standing`), and `to_tell` reads it."""
    waiting = _waiting().subquery()
    return select(
        literal(kind),
        func.coalesce(func.max(waiting.c.leaflet), _DUTY),
        literal(""),
        func.count(waiting.c.child.distinct()),
        literal(""),
        literal(""),
        literal(""),
        func.coalesce(func.min(waiting.c.leaflet), _DUTY),
        func.min(waiting.c.since),
        null(),
        literal(True),
    )


def to_tell(row: Any) -> ToTell | None:
    """The families who wait, from the row of `counted`; None where all were told."""
    if not row.number:
        return None
    return ToTell(row.number, row.introduced_on, leaflets=row.id != _DUTY, duty=row.position == _DUTY)


@lru_cache(maxsize=8)
def _current() -> Select[Any]:
    leaflet = table(Leaflet)
    return (
        select(leaflet.c.id, leaflet.c.title, leaflet.c.version)
        .where(_is_current(leaflet))
        .order_by(leaflet.c.issued_on.desc(), leaflet.c.id.desc())
    )


def waiting(connection: Connection, today: date) -> list[Waiting]:
    """Each current leaflet, newest first, then our duty to share, with the families of children who are here
    on `today` and were not told; two queries."""
    in_sight = sight.children(connection, Thing.CHILD, today)
    of_each: dict[int, list[Family]] = defaultdict(list)
    for row in connection.execute(_waiting(in_sight), given(today)):
        place = sight.in_lists(connection, row.name)
        of_each[row.leaflet].append(Family(row.child, row.code, row.name, place))
    leaflets = connection.execute(_current(), given(today)).all()
    return [
        *(Waiting(row.id, row.title, row.version, in_order(of_each[row.id])) for row in leaflets),
        Waiting(None, families=in_order(of_each[_DUTY])),
    ]


def in_order(families: Iterable[Family]) -> tuple[Family, ...]:
    """The families as they stand in a list, each once."""
    return tuple(sorted(set(families), key=lambda family: (family.place, family.id)))


def history(connection: Connection, today: date) -> list[HeldTold]:
    """What families were told, newest first, what was taken back included: the last `SHOWN` of the children
    whom the person of this look may see; one query."""
    told, child, leaflet = table(FamilyTold), table(Child), table(Leaflet)
    asked = (
        select(
            told.c.id,
            told.c.on,
            child.c.code,
            child.c.name,
            func.coalesce(leaflet.c.title, "").label("title"),
            func.coalesce(leaflet.c.version, "").label("version"),
            told.c.duty_explained,
            told.c.how,
        )
        .join_from(told, child, child.c.id == told.c.child_id)
        .outerjoin(leaflet, leaflet.c.id == told.c.leaflet_id)
        .where(sight.only(child.c.id, sight.children(connection, Thing.CHILD, today)))
        .order_by(told.c.on.desc(), told.c.id.desc())
        .limit(SHOWN)
    )
    rows = connection.execute(mistakes.with_taken_back(asked, FamilyTold, told))
    return [HeldTold(*(*row[:8], mistakes.taken_back(row))) for row in rows]


def record(
    cabinet: Cabinet,
    who: Who,
    *,
    children: Sequence[int],
    leaflets: Sequence[int],
    duty_explained: bool,
    on: date | None,
    how: How | None,
    today: date,
    token: str | None = None,
) -> int:
    """Records that the families of `children` were given leaflets, or had our duty to share explained, or
    both; how many they are. A leaflet that a family has had is not recorded again. Raises `Refused` by field
    (GE-2, IS-4)."""
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        look = session.connection()
        given_ones = [mistakes.standing(session, Leaflet, one) for one in sorted(set(leaflets))]
        issued_on = [leaflet.issued_on for leaflet in given_ones if leaflet]
        found = families_told.problems(
            children=children,
            leaflets=leaflets,
            issued_on=max(issued_on, default=None),
            duty_explained=duty_explained,
            on=on,
            how=how,
            today=today,
        )
        if None in given_ones:
            found["leaflets"] = "One of these leaflets is no longer there. Choose again."
        if set(children) - _known(look, children, today):
            found["children"] = "One of these children is no longer there. Choose again."
        refuse_if(found)
        if on is None or how is None:
            raise Refused(found)
        had = _had(look, children)
        told = [
            FamilyTold(
                child_id=child,
                leaflet_id=leaflet,
                duty_explained=duty_explained,
                on=on,
                how=how,
                recorded_by_id=who.account_id,
            )
            for child in sorted(set(children))
            for leaflet in _new(set(leaflets) - had[child], duty_explained=duty_explained)
        ]
        if not told:
            raise Refused({"children": "These families have had the leaflet already."})
        session.add_all(told)
        return len({one.child_id for one in told})


def _new(leaflets: set[int], *, duty_explained: bool) -> Sequence[int | None]:
    """A row for each leaflet; one without where our duty was explained to a family that has had them all."""
    return sorted(leaflets) or ([None] if duty_explained else [])


def _known(look: Connection, children: Sequence[int], today: date) -> set[int]:
    """Which of `children` are there, in the sight of the person of this look."""
    child = table(Child)
    in_sight = sight.only(child.c.id, sight.children(look, Thing.CHILD, today))
    known = select(child.c.id).where(child.c.id.in_(children), counts(Child, child), in_sight)
    return set(look.execute(known).scalars())


def _had(look: Connection, children: Sequence[int]) -> dict[int, set[int]]:
    """The leaflets that the family of each of `children` has had."""
    told, had = table(FamilyTold), defaultdict[int, set[int]](set)
    rows = select(told.c.child_id, told.c.leaflet_id).where(
        told.c.child_id.in_(children), told.c.leaflet_id.is_not(None), counts(FamilyTold, told)
    )
    for child, leaflet in look.execute(rows):
        had[child].add(leaflet)
    return had


def take_back(
    cabinet: Cabinet, who: Who, *, told_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back that a family was told, where it was entered by mistake; raises `Refused` by field."""
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        told = mistakes.chosen(session, FamilyTold, told_id, because)
        mistakes.take_back(session, who, FamilyTold, told.id or 0, because)
