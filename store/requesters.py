"""Who asks for a child's file, their right to ask, and which requests belong together (AR-1 to AR-4).

The last row of a request stands; the ones before it stay, each with why it was changed.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, select

from models import AccessRequest, AccessStep, Child, RequesterCheck, RequestLink
from rules import requester
from rules.access import ENDINGS, MAY_HAPPEN_AGAIN, Step
from rules.access_path import NO_CONFLICT
from rules.need_to_know import Thing
from rules.request_steps import Said
from rules.requester import Link, Relationship, Shown, Subject
from rules.words import long_date, one_line
from store import mistakes, sight, whole_requests
from store.cabinet import Cabinet, Who
from store.consents import carer_of, is_responsible
from store.held_request import HeldWhole
from store.receipts import received_on
from store.refusal import Refused, refuse_if
from store.siblings import Beside
from store.steps import stands
from store.tables import table
from store.whole_requests import held_in


@dataclass(frozen=True)
class OtherRequest:
    """Another request about the same child."""

    id: int
    code: str
    received_on: date
    is_open: bool
    is_by_mistake: bool = False

    @property
    def standing(self) -> str:
        """How it stands, in a word or two."""
        return "open" if self.is_open else str(Step.MISTAKEN) if self.is_by_mistake else "answered"


def others(connection: Connection, held: HeldWhole) -> list[OtherRequest]:
    """The other requests about the same child that are in sight, newest first; one query."""
    request, step = table(AccessRequest), table(AccessStep)
    came_on = received_on(AccessRequest, request)
    by_which = select(step.c.step).where(
        step.c.request_id == request.c.id, step.c.step.in_(ENDINGS), stands(step)
    )
    ended_by = by_which.order_by(step.c.on, step.c.id).limit(1).scalar_subquery()
    rows = connection.execute(
        select(request.c.id, request.c.code, came_on.label("came_on"), ended_by.label("ended_by"))
        .where(
            request.c.child_id == held.child_id,
            request.c.id != held.id,
            ~sight.is_hidden(connection, request.c.id),
        )
        .order_by(came_on.desc(), request.c.id.desc())
    )
    return [
        OtherRequest(row.id, row.code, row.came_on, row.ended_by is None, row.ended_by == Step.MISTAKEN)
        for row in rows
    ]


def came_with(connection: Connection, held: HeldWhole, *, without: Step | None = None) -> list[Beside]:
    """The other open requests of the same person and day that are in sight, by code; one query.

    They came in one letter, as about brothers and sisters. Only those `without` a step that happens once, or
    without a conflict of interest where that is asked about: a further one would be the stand-in's.
    """
    request, child, done = table(AccessRequest), table(Child), table(AccessStep).alias()
    of_it = and_(done.c.request_id == request.c.id, done.c.step == without, stands(done))
    is_conflict = without is Step.CONFLICT_ASKED
    if is_conflict:
        of_it = and_(of_it, done.c.answer != NO_CONFLICT)
    is_once = is_conflict or (without is not None and without not in MAY_HAPPEN_AGAIN)
    rows = connection.execute(
        select(request.c.id, request.c.code, child.c.code, child.c.name)
        .join(child, child.c.id == request.c.child_id)
        .where(
            request.c.id.in_(sight.came_with(connection, held.id)),
            *([~select(done.c.id).where(of_it).exists()] if is_once else []),
        )
        .order_by(request.c.code)
    )
    return [Beside(*row) for row in rows]


def open_beside(connection: Connection, code: str) -> list[str]:
    """The codes of the open requests about the same child that nobody has linked to the one of `code` (AR-1).

    The newest first; two queries.
    """
    held = whole_requests.one(connection, code=code)
    if held is None:
        return []
    linked = {link.code for link in held.links}
    beside = (one for one in others(connection, held) if one.is_open and one.code not in linked)
    return [one.code for one in sorted(beside, key=lambda one: one.id, reverse=True)]


def record(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    carer_id: int | None,
    relationship: Relationship | None,
    subject: Subject | None,
    acts_for: str = "",
    evidence: str = "",
    evidence_seen_on: date | None = None,
    authority: str = "",
    has_court_order: bool = False,
    is_in_dispute: bool = False,
    note: str = "",
    because: str = "",
    corrects_id: int | None = None,
    is_authority_lacking: bool = False,
    wanted_by: date | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """Records who asks, for whom, and what was seen; raises `Refused` by field.

    Whoever acts for a carer acts for the one of `carer_id`, where there is one. `corrects_id` is the row
    that the form showed: somebody else's, recorded meanwhile, is not passed over. That nothing was shown yet
    of an authority is told by the row, which has none: no letter names the child until there is one (AR-4).
    """
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "relationship")
        before = held.check
        if (before.id if before else None) != corrects_id:
            raise Refused(
                {
                    "because": "Somebody else has recorded who is asking in the meantime. Close this, and "
                    "look at it again."
                }
            )
        carer = carer_of(session, carer_id, session.get(Child, held.child_id))
        refused = requester.requester_problems(
            relationship=relationship,
            carer_holds=is_responsible(carer, today) if carer else None,
            subject=subject,
            acts_for=acts_for,
            evidence=evidence,
            evidence_seen_on=evidence_seen_on,
            authority=authority,
            is_correction=before is not None,
            because=because,
            today=today,
            born_on=held.born_on,
            carer=carer.name if carer else "",
            is_authority_lacking=is_authority_lacking,
            wanted_by=wanted_by,
            received_on=held.received_on,
        )
        if carer_id and carer is None:
            refused["carer"] = "Choose one of this child's carers, or nobody."
        refuse_if(refused)
        if relationship is None or subject is None:
            raise Refused({})
        for_whom = one_line(acts_for) or (carer.name if carer else "")
        session.add(
            RequesterCheck(
                request_id=request_id,
                carer_id=carer_id,
                relationship=relationship,
                subject=subject,
                acts_for=for_whom if relationship is Relationship.ACTING else "",
                evidence=evidence.strip(),
                evidence_seen_on=evidence_seen_on,
                authority=authority.strip(),
                wanted_by=wanted_by,
                has_court_order=has_court_order,
                is_in_dispute=is_in_dispute,
                note=note.strip(),
                corrects_id=corrects_id,
                because=because.strip(),
                recorded_by_id=who.account_id,
            )
        )


def with_what_was_shown(held: HeldWhole, given: Said, who: Who) -> RequesterCheck | None:
    """Who asks, with the proof that a step says was seen of somebody of whom nothing yet showed that they may
    ask; None of anybody else. It is recorded with the step, so the two never disagree (AR-4)."""
    check = held.check
    if given.step is not Step.IDENTITY_CONFIRMED or given.on is None:
        return None
    if check is None or not check.lacks_authority:
        return None
    is_identity_new = given.answer == Shown.BOTH and not check.evidence
    return RequesterCheck(
        request_id=held.id,
        carer_id=check.carer_id,
        relationship=check.relationship,
        subject=check.subject,
        acts_for=check.acts_for,
        evidence=given.said.strip() if is_identity_new else check.evidence,
        evidence_seen_on=given.on if is_identity_new else check.evidence_seen_on,
        authority=given.said.strip(),
        wanted_by=check.wanted_by,
        has_court_order=check.has_court_order,
        is_in_dispute=check.is_in_dispute,
        note=check.note,
        corrects_id=check.id,
        because=f"It was shown on {long_date(given.on)}, and recorded as a step.",
        recorded_by_id=who.account_id,
    )


def link(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    other_id: int | None,
    link: Link | None,
    reason: str = "",
    token: str | None = None,
) -> None:
    """Records that a request belongs to another about the same child; raises `Refused` by field."""
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "other")
        known = {other.id: other.code for other in others(session.connection(), held)}
        refuse_if(
            requester.link_problems(
                link=link,
                other=known.get(other_id or 0),
                reason=reason,
                linked={one.code for one in held.links},
            )
        )
        if link is None or other_id is None:
            raise Refused({})
        session.add(
            RequestLink(
                request_id=request_id,
                other_id=other_id,
                link=link,
                reason=reason.strip(),
                recorded_by_id=who.account_id,
            )
        )


def take_back_link(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    link_id: int | None,
    because: str,
    token: str | None = None,
) -> None:
    """Takes back that a request belongs to another, for both; raises `Refused` by field.

    The two may be linked anew, in another way.
    """
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "row")
        if link_id is None:
            raise mistakes.refusal(mistakes.CHOOSE, because)
        if link_id not in {link.id for link in held.all_links}:
            raise mistakes.refusal(mistakes.NOT_THERE, because)
        mistakes.take_back(session, who, RequestLink, link_id, because)
