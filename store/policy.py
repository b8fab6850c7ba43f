"""The policy: its adoption, reviews, the policies and numbers beside it, leaflets (AD, SE, IS-9, GE-2)."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from types import SimpleNamespace
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import Session

from models import (
    TEXT,
    Contact,
    InductionTopic,
    Leaflet,
    PolicyAdoption,
    PolicyReview,
    Record,
    RelatedPolicy,
    RoleChange,
    StaffMember,
)
from rules import induction, policy
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import Thing
from rules.policy import Change
from rules.words import one_line, plain
from store import audit, mistakes
from store.cabinet import Cabinet, Who
from store.induction import next_version
from store.mistakes import TakenBack, counts
from store.refusal import Refused, refuse_if, refuse_if_changed
from store.setting import listed
from store.tables import table

Line = TypeVar("Line")
MOST_CLAUSES = 5
SHORTEST_WORD = 4


@dataclass(frozen=True)
class HeldAdoption:
    """The adoption as it is recorded last."""

    id: int
    committee: str
    held_on: date
    signed_by: str
    signatory_role: str
    signed_on: date | None
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class HeldReview:
    """A line of the table of reviews."""

    id: int
    reviewed_on: date
    reviewed_by: str
    change: Change
    what: str
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class HeldContact:
    """A number, and when it was last checked."""

    id: int
    name: str
    number: str
    checked_on: date | None


@dataclass(frozen=True)
class HeldLeaflet:
    """A leaflet that was issued."""

    id: int
    title: str
    version: str
    issued_on: date
    issued_to: str
    taken_back: TakenBack | None = None


@cache
def clauses() -> list[dict[str, Any]]:
    """Every clause of the policy in our own words, with what keeps it and what is left to people."""
    return listed("policy_clauses.toml", "clause")


@cache
def clause_words() -> dict[str, str]:
    """What each clause says in our own words, by its id."""
    return {clause["id"]: clause["says"] for clause in clauses()}


def clauses_about(asked: str) -> dict[str, str]:
    """The clause whose id is `asked`, such as ar 8, or else those with it among their words: at most five."""
    asked = one_line(asked).casefold()
    code = re.sub(r"[\s\u2010-\u2015-]+", "-", asked).upper()
    said = clause_words()
    if code in said:
        return {code: said[code]}
    if len(plain(asked)) < SHORTEST_WORD:
        return {}
    found = ((id_, says) for id_, says in said.items() if plain(asked) in plain(says))
    return dict(islice(found, MOST_CLAUSES))


def related_titles() -> list[str]:
    """The policies that this one names, in their order."""
    return [entry["title"] for entry in listed("related_policies.toml", "policy")]


def adoptions(connection: Connection) -> list[HeldAdoption]:
    """Every adoption, each as it was recorded last, the newest first; one query.

    What was taken back is among them, and so is what that had completed.
    """
    held, later = table(PolicyAdoption), table(PolicyAdoption).alias()
    is_completed = select(later.c.id).where(later.c.corrects_id == held.c.id, counts(PolicyAdoption, later))
    asked = select(
        held.c.id,
        held.c.committee,
        held.c.held_on,
        held.c.signed_by,
        held.c.signatory_role,
        held.c.signed_on,
    )
    asked = asked.where(~is_completed.exists()).order_by(held.c.id.desc())
    return _lines(connection, HeldAdoption, PolicyAdoption, asked)


def adoption(connection: Connection) -> HeldAdoption | None:
    """The adoption that counts, as it was recorded last, or None; one query."""
    return next((held for held in adoptions(connection) if held.taken_back is None), None)


def reviews(connection: Connection) -> list[HeldReview]:
    """Every review, newest first, what was taken back included; one query."""
    held = table(PolicyReview).c
    asked = select(held.id, held.reviewed_on, held.reviewed_by, held.change, held.what)
    asked = asked.order_by(held.reviewed_on.desc(), held.id.desc())
    return _lines(connection, HeldReview, PolicyReview, asked)


def contacts(connection: Connection) -> list[HeldContact]:
    """The numbers to ring; one query."""
    held = table(Contact).c
    rows = connection.execute(
        select(held.id, held.name, held.number, held.checked_on).order_by(held.position, held.id)
    )
    return [HeldContact(*row) for row in rows]


def leaflets(connection: Connection) -> list[HeldLeaflet]:
    """The leaflets that were issued, newest first, what was taken back included; one query."""
    held = table(Leaflet).c
    asked = select(held.id, held.title, held.version, held.issued_on, held.issued_to)
    asked = asked.order_by(held.issued_on.desc(), held.id.desc())
    return _lines(connection, HeldLeaflet, Leaflet, asked)


def _lines(
    connection: Connection, line: Callable[..., Line], model: type[Record], asked: Select[Any]
) -> list[Line]:
    """What was asked of the table of `model`, each row as a `line` with who took it back."""
    said = len(asked.selected_columns)
    rows = connection.execute(mistakes.with_taken_back(asked, model, table(model)))
    return [line(*row[:said], mistakes.taken_back(row)) for row in rows]


def record_adoption(
    cabinet: Cabinet,
    who: Who,
    *,
    committee: str,
    held_on: date | None,
    signed_by: str = "",
    signatory_role: str = "",
    signed_on: date | None = None,
    seen: Mapping[str, int | None] | None = None,
    today: date,
    token: str | None = None,
) -> str:
    """Records that the policy was adopted, signed or to be signed; a later record completes the one before.

    Gives what is to be asked about who signed, where it seems not to be somebody of the committee (AD-4).
    `seen` is, as `held_on`, the number of the record that the form showed. Raises `ChangedMeanwhile` where
    somebody recorded another since, and `Refused` by field.
    """
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        before, review = table(PolicyAdoption), table(PolicyReview)
        newest = session.execute(select(func.max(before.c.id)).where(counts(PolicyAdoption, before))).scalar()
        last = session.get(PolicyAdoption, newest) if newest else None
        is_same = last is not None and held_on == last.held_on
        # A policy adopted anew comes after the reviews of the one before, also when it is signed later.
        reviewed = select(func.min(review.c.reviewed_on)).where(counts(PolicyReview, review))
        first_review = None if last else session.execute(reviewed).scalar()
        problems = policy.adoption_problems(
            committee=committee,
            held_on=held_on,
            signed_by=signed_by,
            signatory_role=signatory_role,
            signed_on=signed_on,
            reviewed_on=first_review,
            today=today,
        )
        if last and held_on and held_on < last.held_on:
            problems.setdefault(
                "held_on", "A later meeting is already recorded. Enter that one or a new one."
            )
        refuse_if(problems)
        refuse_if_changed(
            seen,
            SimpleNamespace(held_on=last.id if last else None),
            {
                "held_on": "Somebody else has recorded the adoption in the meantime. Look at it before you "
                "record yours."
            },
        )
        if held_on is None:
            raise Refused(problems)
        session.add(
            PolicyAdoption(
                committee=one_line(committee),
                held_on=held_on,
                signed_by=one_line(signed_by),
                signatory_role=one_line(signatory_role),
                signed_on=signed_on,
                corrects_id=last.id if last and is_same else None,
                recorded_by_id=who.account_id,
            )
        )
        then = _committee_on(session, signed_on or today)
        return policy.signatory_doubt(
            signed_by=signed_by,
            signatory_role=signatory_role,
            committee=[name for name, _ in then],
            then=then,
            signed_on=signed_on,
        )


def _committee_on(session: Session, on: date) -> list[tuple[str, induction.Role | None]]:
    """Everybody who is or was on the committee, by name, and their role on a day: none where not there."""
    person, changed = table(StaffMember).c, table(RoleChange).c
    before: dict[int, list[induction.RoleBefore]] = defaultdict(list)
    for row in session.execute(
        select(changed.staff_id, changed.role_before, changed.from_on).order_by(changed.id)
    ):
        before[row.staff_id].append(induction.RoleBefore(row.role_before, row.from_on))
    found: list[tuple[str, induction.Role | None]] = []
    for one in session.scalars(select(StaffMember).where(person.role.in_(ON_THE_COMMITTEE))):
        was_there = one.started_on <= on and (one.left_on is None or one.left_on >= on)
        held = induction.Person(
            one.role, one.started_on, left_on=one.left_on, roles_before=tuple(before[one.id or 0])
        )
        found.append((one.name, held.role_on(on) if was_there else None))
    return found


def record_review(
    cabinet: Cabinet,
    who: Who,
    *,
    reviewed_on: date | None,
    reviewed_by: str,
    change: Change | None,
    what: str = "",
    seen: Mapping[str, int | None] | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """Records that the policy was looked at again; what changed becomes a new version of its topic.

    A material change asks everyone to read it again, a correction of typing nobody. `seen` is, as
    `reviewed_on`, the number of the review recorded last when the form was opened. Raises `ChangedMeanwhile`
    where somebody recorded one since, or everyone would read one change twice, and `Refused` by field.
    """
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        adopted, review = table(PolicyAdoption), table(PolicyReview)
        last = select(func.max(review.c.id), func.max(review.c.reviewed_on)).where(
            counts(PolicyReview, review)
        )
        newest, last_on = session.execute(last).one()
        refuse_if(
            policy.review_problems(
                reviewed_on=reviewed_on,
                reviewed_by=reviewed_by,
                change=change,
                what=what,
                adopted_on=session.execute(
                    select(func.max(adopted.c.held_on)).where(counts(PolicyAdoption, adopted))
                ).scalar(),
                last_on=last_on,
                today=today,
            )
        )
        refuse_if_changed(
            seen,
            SimpleNamespace(reviewed_on=newest),
            {
                "reviewed_on": "Somebody else has recorded a review in the meantime. Look at it before you "
                "record yours."
            },
        )
        if reviewed_on is None or change is None:
            raise Refused({})
        session.add(
            PolicyReview(
                reviewed_on=reviewed_on,
                reviewed_by=one_line(reviewed_by),
                change=change,
                what=what.strip(),
                recorded_by_id=who.account_id,
            )
        )
        if change is not Change.NONE:
            _new_version_of_the_policy(session, what, is_material=change is Change.MATERIAL, today=today)


_CHANGED = "What changed: "


def _new_version_of_the_policy(session: Session, what: str, *, is_material: bool, today: date) -> None:
    topic = table(InductionTopic)
    newest = session.scalars(
        select(InductionTopic)
        .where(topic.c.key == induction.POLICY)
        .order_by(topic.c.version.desc())
        .limit(1)
    ).first()
    if newest is None:
        raise Refused(
            {"change": "The topic of the policy is missing. Take it up on the Induction page first."}
        )
    points = newest.points
    if is_material:
        changed, others = " ".join(what.split()), _without_the_last_change(points)
        points = f"{_CHANGED}{changed}\n{others}"
        if len(points) > TEXT:  # it goes before what there is to read, and has the room which that leaves
            raise Refused({"what": audit.too_much(changed, TEXT - (len(points) - len(changed)))})
    next_version(session, newest, points=points, is_material=is_material, today=today)


def _without_the_last_change(points: str) -> str:
    kept = [line for line in points.splitlines() if not line.startswith(_CHANGED)]
    return "\n".join(kept)


def record_related(
    cabinet: Cabinet,
    who: Who,
    *,
    position: int,
    version: str,
    dated_on: date | None,
    looked_at_on: date | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """Records which version of a related policy is in use, the `position`th of the list from 1 on.

    `looked_at_on` is the day on which somebody looked at it again and it stays as it is. Raises `Refused` by
    field.
    """
    entries = listed("related_policies.toml", "policy")
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        refuse_if(
            policy.related_problems(
                version=version, dated_on=dated_on, looked_at_on=looked_at_on, today=today
            )
        )
        if dated_on is None or not 1 <= position <= len(entries):
            raise Refused({"version": "This policy is not on the list. Open the form again."})
        session.add(
            RelatedPolicy(
                key=entries[position - 1]["key"],
                version=one_line(version),
                dated_on=dated_on,
                looked_at_on=looked_at_on,
                recorded_by_id=who.account_id,
            )
        )


def _as_issued(session: Session, title: str) -> str:
    """A leaflet's title as it was written when it was issued before, whatever its capitals.

    Versions are of one leaflet by their title, and SQLite takes "É" and "é" for two letters.
    """
    leaflet = table(Leaflet)
    before = session.execute(
        select(leaflet.c.title).where(counts(Leaflet, leaflet)).order_by(leaflet.c.id.desc())
    ).scalars()
    return next((one for one in before if one.casefold() == title.casefold()), title)


def issue_leaflet(
    cabinet: Cabinet,
    who: Who,
    *,
    title: str,
    version: str,
    issued_on: date | None,
    issued_to: str,
    today: date,
    token: str | None = None,
) -> int:
    """Records that a leaflet was issued, and returns its number; raises `Refused` by field (GE-2)."""
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        refuse_if(
            policy.leaflet_problems(
                title=title, version=version, issued_on=issued_on, issued_to=issued_to, today=today
            )
        )
        if issued_on is None:
            raise Refused({})
        leaflet = Leaflet(
            title=_as_issued(session, one_line(title)),
            version=one_line(version),
            issued_on=issued_on,
            issued_to=one_line(issued_to),
            recorded_by_id=who.account_id,
        )
        session.add(leaflet)
        session.flush()
        return leaflet.id or 0


def take_back(
    cabinet: Cabinet,
    who: Who,
    *,
    adoption_id: int | None = None,
    review_id: int | None = None,
    leaflet_id: int | None = None,
    because: str,
    token: str | None = None,
) -> None:
    """Takes back an adoption, a review or a leaflet that was entered by mistake; raises `Refused` by field.

    An adoption that was recorded again, as it was signed, is as before once that is taken back. A version of
    the policy that a review made stays, with who has read it.
    """
    chosen = ((PolicyAdoption, adoption_id), (PolicyReview, review_id), (Leaflet, leaflet_id))
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        model, number = next(((model, number) for model, number in chosen if number), chosen[0])
        mistakes.chosen(session, model, number, because)
        mistakes.take_back(session, who, model, number or 0, because)


def take_off_contact(cabinet: Cabinet, who: Who, *, contact_id: int, token: str | None = None) -> None:
    """Takes a number that is not rung any more off the list; the audit trail keeps it. Raises `Refused`."""
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        held = session.get(Contact, contact_id)
        if held is None:
            raise Refused({"name": "This number is no longer there. Close this and look at the list."})
        session.delete(held)


def check_contact(
    cabinet: Cabinet,
    who: Who,
    *,
    contact_id: int | None,
    name: str,
    number: str,
    checked_on: date | None,
    seen: Mapping[str, Any] | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """Records that a number was checked, and what it is; a new contact where `contact_id` is None.

    `seen` is what the form showed; raises `ChangedMeanwhile` where that was changed, `Refused` by field.
    """
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        held = session.get(Contact, contact_id) if contact_id else None
        if contact_id and held is None:
            raise Refused({"name": "This number is no longer there. Open the form again."})
        refuse_if(
            policy.contact_problems(
                name=name,
                number=number,
                checked_on=checked_on,
                before=held.checked_on if held else None,
                today=today,
            )
        )
        name, number = one_line(name), one_line(number)
        if held is None:
            position = session.execute(select(func.max(table(Contact).c.position))).scalar()
            last = -1 if position is None else position
            session.add(Contact(name=name, number=number, checked_on=checked_on, position=last + 1))
            return
        refuse_if_changed(seen, held)
        held.name, held.number, held.checked_on = name, number, checked_on
