"""The account of who stands in for the chairperson (AR-6, AR-10; law L6.3).

The manager gives it. So does the deputy with a second person, as for an override: else a request of which the
chairperson stands back would wait for a manager on holiday, while its date runs.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Carer, StaffMember
from rules import access, access_path, request_steps
from rules.access import Step
from rules.induction import Role
from rules.need_to_know import Act, Thing, is_over, may, require
from rules.problems import Problems
from store import accounts, audit, one_person, sessions, signing_in
from store.cabinet import Cabinet, Who
from store.held_request import HeldWhole
from store.keyring import as_written, holder_name, one_time_password
from store.mistakes import counts
from store.refusal import Refused, refuse_if
from store.tables import table
from store.today import london_today
from store.whole_requests import GIVEN, held_in


def give(
    opened: Cabinet,
    who: Who,
    *,
    request_id: int,
    staff_id: int | None,
    sign_in_name: str = "",
    second_id: int | None = None,
    confirmation: str = "",
    token: str | None = None,
) -> tuple[str, str]:
    """Lets a committee member sign as the stand-in; the sign-in name and the one-time password of a new
    account, or nothing where the one that they have becomes a chairperson's.

    A deputy names the second person, who confirms with their own password. `sign_in_name` of a new account is
    the person's name where it is empty. Raises `Refused` by field, and `NotAllowed`.
    """
    require(who.role, Act.RECORD, Thing.STAND_IN)
    needs_second = not may(who.role, Act.RECORD, Thing.ACCOUNT)
    second, is_confirmed = (
        signing_in.second_person(opened, who, second_id, confirmation) if needs_second else (None, True)
    )
    password = one_time_password()
    with accounts.settling_keyring(opened) as keyring:
        # How long a password takes is not to keep the other writers waiting.
        holder = _new_holder(opened, staff_id, sign_in_name)
        copy = keyring().copy(holder, password, opened.key) if holder else None
        with opened.writing(who, Thing.STAND_IN, token=token) as session:
            held = held_in(session, request_id, "request")
            person = session.get(StaffMember, staff_id) if staff_id else None
            has = _account_of(session, person)
            problems = _problems(session, held, person, has)
            if has is not None and is_over(has.until_on, on=london_today()):
                problems["person"] = "This account has ended. The manager changes its last day in Set-up."
            if needs_second:
                problems |= request_steps.second_problems(
                    second_id=second.account_id if second else None,
                    is_confirmed=is_confirmed,
                    not_these=(who.account_id, has.id if has else None, *_also(session, second, person)),
                )
            refuse_if(problems)
            if person is None:
                raise Refused({})
            if has is not None:
                has.role = Role.CHAIRPERSON
                sessions.end_all_of(session, has.id or 0)
            elif copy is None:
                raise Refused({"person": "The account of this person was closed meanwhile. Try again."})
            else:
                accounts.add_row(
                    session, name=person.name, holder=holder, role=Role.CHAIRPERSON, staff_id=person.id
                )
            by = {"second": second.account_id} if second else {}
            audit.note(session, GIVEN, "access_request", request_id, staff=person.id, **by)
            if has is None and copy is not None:
                ring = keyring()
                ring.renew(holder, copy, 1)
                ring.save()
    return (as_written(holder, person.name), password) if has is None else ("", "")


def _new_holder(opened: Cabinet, staff_id: int | None, sign_in_name: str) -> str:
    """The name to sign in with of somebody who has no open account; nothing where they have one.

    Raises `Refused` in the sample, in which nobody signs in with a password.
    """
    person, account = table(StaffMember).c, table(Account).c
    has_one = select(account.id).where(account.staff_id == person.id, account.closed_at.is_(None)).exists()
    with opened.connection() as look:
        name = look.scalars(select(person.name).where(person.id == staff_id, ~has_one)).first()
    if name is None:
        return ""
    accounts.require_passwords(opened)
    return holder_name(sign_in_name.strip() or name)


def _account_of(session: Session, person: StaffMember | None) -> Account | None:
    """The open account of somebody of the register, if there is one."""
    held = table(Account).c
    asked = select(Account).where(held.staff_id == (person.id if person else None), held.closed_at.is_(None))
    return session.scalars(asked).first() if person else None


def _problems(
    session: Session, held: HeldWhole, person: StaffMember | None, account: Account | None
) -> Problems:
    carer = table(Carer).c
    carers = session.scalars(
        select(carer.name).where(carer.child_id == held.child_id, counts(Carer, table(Carer)))
    ).all()
    named = held.last(Step.STAND_IN_NAMED)
    return request_steps.stand_in_account_problems(
        name=person.name if person else "",
        is_member=person is not None and person.role is Role.COMMITTEE and _is_here(person),
        account=account.role if account else None,
        # Who stands back after they were named is nobody's stand-in: somebody else is named first.
        is_named=any(done.step is Step.STAND_IN_NAMED for done in held.done)
        and not access_path.wants_stand_in(held.received_on, held.done),
        is_open=access.closed_on(held.done) is None,
        requester=held.requester,
        carers=carers,
        named=named.said if named else "",
        members=[member.name for member in _members(session)],
    )


def _members(session: Session) -> list[StaffMember]:
    """Who is a committee member today."""
    held = table(StaffMember).c
    chosen = session.scalars(select(StaffMember).where(held.role == Role.COMMITTEE)).all()
    return [person for person in chosen if _is_here(person)]


def _also(session: Session, second: Who | None, person: StaffMember | None) -> tuple[int, ...]:
    """The account of the second person, where it is one that the stand-in has under another."""
    if second is None or person is None:
        return ()
    is_one = one_person.has_the_account(session.connection(), second.account_id, person)
    return (second.account_id,) if is_one else ()


def _is_here(person: StaffMember) -> bool:
    today = london_today()
    return person.started_on <= today and (person.left_on is None or person.left_on >= today)
