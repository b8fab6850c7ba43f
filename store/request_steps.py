"""The steps of an access request as they are recorded and corrected (clauses AR-4 to AR-32, LG-1, X-4).

A correction is a new row that names the old one and says why; both stay in the history (AR-30).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Select, or_, select, union, union_all
from sqlalchemy.orm import Session

from models import AccessRequest, AccessStep, Account, Carer, SharingDecision, StaffMember
from rules import file_check, request_steps, requester, retention
from rules.access import BORN, Step
from rules.access_path import NO_CONFLICT, WholeRequest, has_court_order, rests_on
from rules.file_index import Category, Mentioned
from rules.induction import ON_THE_COMMITTEE, Role
from rules.need_to_know import Act, Thing, may, require
from rules.problems import Problems
from rules.request_steps import SECOND_OF, Said
from rules.words import listed
from store import about, one_person, receipts, request_file, requesters, sight, whole_requests
from store.cabinet import Cabinet, Who
from store.file_index import FileIndex
from store.held_request import HeldStep, HeldWhole
from store.mistakes import counts
from store.named import instead_problem
from store.open_sharing import is_of_protection
from store.refusal import Refused, refuse_if, refuse_if_changed
from store.setting import holidays, setting
from store.tables import table
from store.whole_requests import held_in

_WITH_THE_INDEX = frozenset(
    {
        Step.FILE_CHECKED,
        Step.FILE_CHECK_SIGNED,
        Step.BEST_INTERESTS,
        Step.COMPLETE_COPY,
        Step.CLEAN_COPY,
        Step.CLEAN_COPY_CHECKED,
        Step.RELEASED,
        Step.REFUSED,
    }
)


_CHANGED: dict[str, str] = {
    Step.FILE_CHECKED: "Something has changed in the index since you opened this. Look through it again.",
    Step.CLEAN_COPY: "Something has changed in the file, or in what is taken out, since you opened this. "
    "Look whether the copy has it.",
}


def request_of(connection: Connection, step_id: int) -> int | None:
    """The request that a recorded step belongs to, or None; one query."""
    step = table(AccessStep)
    found: int | None = connection.execute(select(step.c.request_id).where(step.c.id == step_id)).scalar()
    return found


def record(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    step: Step | None,
    on: date | None,
    reason: str = "",
    answer: str = "",
    said: str = "",
    advice: str = "",
    pages: int | None = None,
    is_route_told: bool = False,
    late_because: str = "",
    is_written_down: bool = False,
    also: Collection[int] = (),
    seen: Mapping[str, datetime | None] | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """Records one step, signed by `who`; raises `Refused` by field where the policy or the law refuses it.

    `answer` is one of the step's own list (`rules.request_steps.ANSWERS`); `said` who, what or where, as the
    step asks; `advice` a lawyer's words, which only the manager may enter. `also` are requests that came with
    this one and for which the same was done: it is recorded for all, or for none. `is_written_down` says that
    the manager, who stands back, writes down what somebody else decided. `seen` is by step when that
    last changed which the form showed (`rules.access_path.rests_on`); raises `ChangedMeanwhile` where it has
    since.
    """
    with cabinet.writing(who, request_steps.thing_of(step), token=token) as session:
        held = held_in(session, request_id, "step")
        given = Said(step, on, reason, answer, said, advice, pages, is_route_told, late_because)
        refuse_if(request_steps.unanswered_problems(who.role, held.whole(), who.account_id, step))
        refuse_if(
            request_steps.stood_back_problems(who.role, held.whole(), step, is_written_down=is_written_down)
        )
        if who.is_on_screen and (wants := request_steps.wants_names(step, who.role)):
            raise Refused({"step": wants})
        whole, found = _whole(session, held, step, today)
        refuse_if(_problems(session, held, given, who, today, whole=whole, found=found))
        looked_at = {name: at for name, at in (seen or {}).items() if name == step}
        now = {name: rests_on(Step(name), whole) for name in looked_at}
        refuse_if_changed(looked_at, SimpleNamespace(**now), _CHANGED)
        session.add(_row(request_id, given, who))
        if shown := requesters.with_what_was_shown(held, given, who):
            session.add(shown)
        for other in _came_with(session, held, step, also):
            whole, found = _whole(session, other, step, today)
            if refused := _problems(session, other, given, who, today, whole=whole, found=found):
                raise Refused({"also": f"{other.code}: {next(iter(refused.values()))}"})
            session.add(_row(other.id, given, who))


def _came_with(
    session: Session, held: HeldWhole, step: Step | None, also: Collection[int]
) -> list[HeldWhole]:
    """The requests of `also`, in the order given; refuses where one did not come with this one."""
    if not also:
        return []
    known = {other.id for other in requesters.came_with(session.connection(), held)}
    if step not in request_steps.TOGETHER or not known.issuperset(also):
        raise Refused({"also": "Choose open requests that came from the same person on the same day."})
    return [held_in(session, other, "also") for other in dict.fromkeys(also)]


def correct(
    cabinet: Cabinet,
    who: Who,
    *,
    step_id: int,
    on: date | None,
    reason: str = "",
    answer: str = "",
    said: str = "",
    advice: str = "",
    pages: int | None = None,
    is_route_told: bool = False,
    late_because: str = "",
    is_struck: bool = False,
    because: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records what a step should have said, or that it was not done at all; raises `Refused` by field."""
    with cabinet.writing(who, Thing.SIGNATURE, token=token) as session:
        row = session.get(AccessStep, step_id)
        held = whole_requests.one(session.connection(), request_id=row.request_id) if row else None
        if row is None or held is None:
            raise Refused({"step": "This step is no longer there. Go back to the request."})
        require(who.role, Act.RECORD, request_steps.thing_of(row.step))
        old = next((one for one in held.steps if one.id == step_id), None)
        if old is None:
            raise Refused({"step": "This step has been corrected in the meantime. Look at the steps again."})
        refuse_if(request_steps.unanswered_problems(who.role, held.whole(), who.account_id, row.step))
        whole, found = _whole(session, held, row.step, today)
        whole = request_steps.without(whole, old.done)
        given = Said(row.step, on, reason, answer, said, advice, pages, is_route_told, late_because)
        refused = request_steps.correction_problems(
            old.done, given, whole=whole, by=who.account_id, is_struck=is_struck, because=because
        )
        if is_struck:
            late = row.late_because
            given = Said(row.step, row.on, row.reason, row.answer, row.said, "", row.pages, late_because=late)
        else:
            refused |= _problems(
                session, held, given, who, today, whole=whole, found=found, is_correction=True
            )
        refuse_if(refused)
        new = _row(row.request_id, given, who)
        new.corrects_id, new.is_struck, new.because = step_id, is_struck, because.strip()
        if not is_struck and not _sees_advice(who):
            new.advice = row.advice  # whoever may not see it does not take it away either
        session.add(new)


def correct_receipt(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    received_on: date | None,
    because: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records the day on which a request really came: its clock runs from there (L1.2). Raises `Refused`."""
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "received_on")
        receipts.correct(
            session,
            who,
            AccessRequest,
            request_id,
            received_on,
            because,
            known=held.received_on,
            done_on=[
                *(step.on for step in held.steps),
                *(event.on for party in held.counting for event in party.standing),
            ],
            not_before=(held.born_on, BORN),
            today=today,
        )


def _sees_advice(who: Who) -> bool:
    return may(who.role, Act.RECORD, Thing.LEGAL_ADVICE)


def _problems(
    session: Session,
    held: HeldWhole,
    given: Said,
    who: Who,
    today: date,
    *,
    whole: WholeRequest,
    found: int,
    is_correction: bool = False,
) -> Problems:
    names = [held.requester, *([held.check.carer, held.check.acts_for] if held.check else [])]
    of_names = request_steps.handed_over_problems(given, names=names) | _conflict_problems(
        session, held, given, who, today
    )
    of_names |= request_steps.decided_with_problems(given, own=who.name)
    if given.step is Step.MISTAKEN and (why := instead_problem(session, given.reason, own=held.code)):
        of_names["reason"] = why
    signed, refused = _second_person(session, given.step, who, whole, today)
    is_of_proof = given.step is Step.IDENTITY_CONFIRMED and not is_correction
    if is_of_proof and held.check and held.check.lacks_authority:
        refused |= requester.shown_problems(given.answer, given.said)
    return (
        of_names
        | request_steps.problems(
            given,
            whole=whole,
            by=signed,
            sees_advice=_sees_advice(who),
            today=today,
            bank_holidays=holidays(session.connection(), today),
            found=found,
            says_otherwise=says_otherwise(session.connection(), held, given.step, today),
            is_correction=is_correction,
            born_on=held.born_on,
        )
        | refused
    )


def _second_person(
    session: Session, step: Step | None, who: Who, whole: WholeRequest, today: date
) -> tuple[int, Problems]:
    """As which account `who` signs, and what is wrong with that of a second person, by field.

    Whoever did the first under another account signs as that one: it is one person (AR-10, AR-25).
    """
    if step is None or step not in SECOND_OF:
        return who.account_id, {}
    look = session.connection()
    if not one_person.is_here(look, who.account_id, today):
        return who.account_id, {"signed_by": request_steps.NOT_HERE}
    if request_steps.is_of_the_committee_alone(step, who.role, whole):
        return who.account_id, {"signed_by": request_steps.NOBODY_OF_THE_OFFICE}
    first = whole.last(SECOND_OF[step])
    did = first.by if first else None
    if did is not None and did in one_person.accounts_of(look, who.account_id, {did}):
        return did, {}
    return who.account_id, {}


def signed_by_the_office(look: Connection, signed: HeldStep) -> bool:
    """Whether a step was signed by the manager's or the deputy's account, as its role is now."""
    held = one_person.holders(look, signed.signed_by_id).get(signed.signed_by_id or 0)
    return held is not None and held.role in (Role.MANAGER, Role.DEPUTY)


def naming_who_answers(look: Connection, found: FileIndex, who: Who, on: date) -> list[int]:
    """The numbers of the entries that mention whoever answers about a conflict of interest, where `who`
    records it (AR-6); one query where the index mentions anybody of the setting, else none."""
    mentions = (one for line in found.standing for one in line.mentions)
    if not any(one.kind is Mentioned.STAFF for one in mentions):
        return []
    return request_file.naming(found, _who_answers(look, who, on))


def says_otherwise(look: Connection, held: HeldWhole, step: Step | None, today: date) -> list[str]:
    """What the records hold that speaks against the answer which limits nothing, in words (LG-1, X-4).

    None of any other question. Of the child's interests it is what is kept as a child protection record: the
    entries of the index, by number alone, and the sharing decisions in sight, by code (X-6).
    """
    if step not in request_steps.AGAINST_THE_RECORDS:
        return []
    is_about_interests = step is Step.BEST_INTERESTS
    of_kinds = retention.PROTECTING if is_about_interests else {Category.CHILD_PROTECTION}
    numbers = [
        str(line.entry.number)
        for line in request_file.read(look, held, today).standing
        if not line.is_hidden and line.entry.category in of_kinds
    ]
    entries = "entry" if len(numbers) == 1 else "entries"
    found = [f"{entries} {listed(numbers)} of the index"] if numbers else []
    if is_about_interests:
        return found + [f"sharing decision {code}" for code in _decisions(look, held.child_id)]
    if has_court_order(held.whole()):
        found.append("a court order")
    if held.check and held.check.is_in_dispute:
        found.append("two carers in dispute")
    return found


def _decisions(look: Connection, child_id: int) -> list[str]:
    """The codes of the sharing decisions of child protection about a child that are in sight."""
    decision = table(SharingDecision)
    return list(
        look.scalars(
            select(decision.c.code)
            .where(
                about.is_of(SharingDecision, decision, child_id),
                is_of_protection(decision),
                counts(SharingDecision, decision),
                sight.decisions_of(look, decision, child_id),
            )
            .order_by(decision.c.code)
        )
    )


def _who_answers(look: Connection, who: Who, on: date) -> list[tuple[int | None, str]]:
    """Whose answer about a conflict of interest `who` records, by the row in the register and the name: that
    of the chairperson, or, with such an account, their own (AR-6)."""
    person, account = table(StaffMember).c, table(Account).c
    if who.role in ON_THE_COMMITTEE:
        asked = select(account.staff_id, account.name).where(account.id == who.account_id)
        return [(row[0], row[1]) for row in look.execute(asked)]
    chairs = select(person.id, person.name).where(
        person.role == Role.CHAIRPERSON,
        person.started_on <= on,
        or_(person.left_on.is_(None), person.left_on >= on),
    )
    unknown = select(account.staff_id, account.name).where(
        account.role == Role.CHAIRPERSON, account.closed_at.is_(None), account.staff_id.is_(None)
    )
    return [(row[0], row[1]) for row in look.execute(union_all(chairs, unknown))]


def _conflict_problems(session: Session, held: HeldWhole, given: Said, who: Who, today: date) -> Problems:
    if given.step not in (Step.CONFLICT_ASKED, Step.STAND_IN_NAMED) or given.on is None:
        return {}
    carer = table(Carer).c
    carers = select(carer.name).where(carer.child_id == held.child_id, counts(Carer, table(Carer)))
    asks, them = held.requester, session.scalars(carers).all()
    if given.step is Step.STAND_IN_NAMED:
        person = table(StaffMember).c
        members = _in_the_register((Role.COMMITTEE,), given.on).where(person.started_on <= given.on)
        return request_steps.stand_in_problems(
            given,
            requester=asks,
            carers=them,
            office=_called(session, (Role.MANAGER, Role.DEPUTY), given.on),
            members=session.scalars(members).all(),
            stood_back=sight.who_stood_back(session.connection(), held.id),
        )
    chaired = _called(session, (Role.CHAIRPERSON,), given.on)
    refused = request_steps.conflict_problems(given, chairs=chaired, requester=asks, carers=them)
    if given.answer != NO_CONFLICT:
        return refused
    look = session.connection()
    entries = naming_who_answers(look, request_file.read(look, held, today), who, given.on)
    return refused | request_steps.named_problems(given, entries)


def _in_the_register(roles: Collection[Role], on: date) -> Select[Any]:
    """The names of those of the register with one of the roles who have not left by a day."""
    person = table(StaffMember).c
    return select(person.name).where(
        person.role.in_(roles), or_(person.left_on.is_(None), person.left_on >= on)
    )


def _called(session: Session, roles: Collection[Role], on: date) -> Sequence[str]:
    """The names of whoever has one of the roles, by the register on a day and by the open accounts."""
    account = table(Account).c
    accounts = select(account.name).where(account.role.in_(roles), account.closed_at.is_(None))
    return session.scalars(union(_in_the_register(roles, on), accounts)).all()


def _whole(session: Session, held: HeldWhole, step: Step | None, today: date) -> tuple[WholeRequest, int]:
    """The request as the rules take it, with the index where needed, and how much its check lists."""
    if step not in _WITH_THE_INDEX:
        return held.whole(), 0
    look = session.connection()
    index = request_file.read(look, held, today)
    found = 0
    if step is Step.FILE_CHECKED:
        found = len(file_check.findings(request_file.checked(index), entry_days=setting(look).entry_days))
    return held.whole(request_file.of_index(held, index)), found


def _row(request_id: int, given: Said, who: Who) -> AccessStep:
    if given.step is None or given.on is None:
        raise Refused({})
    return AccessStep(
        request_id=request_id,
        step=given.step,
        on=given.on,
        reason=given.reason.strip(),
        answer=given.answer,
        said=given.said.strip(),
        advice=given.advice.strip(),
        pages=given.pages,
        late_because=given.late_because.strip(),
        signed_by_id=who.account_id,
        recorded_by_id=who.account_id,
    )
