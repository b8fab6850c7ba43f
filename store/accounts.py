"""Accounts: who may sign in, from the first one to the last that is closed (PR-2, X-8; law L10).

Where a change touches both the cabinet and the keyring, the keyring gets the new copy beside the old one
inside the transaction, and is settled after it: whichever write is the last, one password opens.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from models import EMAIL, NAME, Account, AuditEntry, SecondFactor, StaffMember, now
from rules.induction import Person, Role
from rules.need_to_know import (
    Act,
    NotAllowed,
    Thing,
    early_problems,
    is_over,
    last_day_problems,
    may,
    may_end,
    may_put_back,
    more_problems,
    require,
    waits_for_the_start,
)
from rules.problems import Problems
from rules.words import is_one_name, one_line, plain
from rules.words import password_problem as said_password
from rules.working_days import DAY, working_day_on_or_after
from store import audit, password_strength, sessions, sight, signing_in
from store.cabinet import KEYRING_FILE, Cabinet, NotSaved, Who
from store.house import read_house
from store.keyring import RECOVERY, Copy, Keyring, as_written, holder_name, one_time_password, spellings
from store.last_day import has_ended, has_way_in, is_here, is_shut, why_shut
from store.refusal import Refused, refuse_if, refuse_if_changed
from store.tables import table
from store.today import london_today

log = logging.getLogger(__name__)

GIVEN = "gave an account"  # in the trail
TAKEN = "Enter another name: this one is, or was, somebody else's."
# By neither address: an address is a name, and the form may stand on a shared screen.
_ANOTHER_ADDRESS = {"email": "Somebody else has changed this address in the meantime."}
SAME_AS_BEFORE = "Enter a password that is different from the one before."


def set_up_problems(*, setting: str, manager: str, password: str, again: str) -> Problems:
    """What stands in the way of setting up, by field; empty when nothing does."""
    found = _problems_of_a_name("setting", setting, "the setting's name")
    found |= _problems_of_a_name("manager", manager, "your name")
    if holder_name(manager) == RECOVERY:
        found["manager"] = "Enter another name: this one is reserved for the recovery code."
    return found | password_strength.problems(password, again, (setting, manager))


def _problems_of_a_name(field: str, typed: str, what: str) -> Problems:
    if not typed.strip():
        return {field: f"Enter {what}."}
    if len(typed) > NAME:
        return {field: f"Enter {what} in at most {NAME} characters."}
    if not audit.is_text(typed):
        return {field: audit.NO_TEXT}
    return said_password(field, typed)


# How an account got a password that its person did not choose: the last of these says why they have none.
IN_PLACE, RESET = "stands in place of a manager", "password reset"


@dataclass(frozen=True)
class KnownAccount:
    """An account as the person sees it who looks after them."""

    id: int
    sign_in_name: str
    name: str
    role: Role
    staff_code: str
    closed_at: datetime | None
    has_one_time_password: bool
    has_second_factor: bool
    email: str = ""
    until_on: date | None = None
    left_on: date | None = None  # the last day of its person, by the register
    started_on: date | None = None
    is_shut: bool = False  # it signs nobody in, because its person has left, or is still to come
    was_replaced: bool = False  # the recovery code was used in their place, and no password given since

    @property
    def signs_in_as(self) -> str:
        """The name to sign in with, as a person writes it."""
        return as_written(self.sign_in_name, self.name)

    def is_over(self, on: date) -> bool:
        """Whether the last day that was chosen for it is past."""
        return is_over(self.until_on, on=on)


def known_accounts(opened: Cabinet, who: Who) -> list[KnownAccount]:
    """Every account, the open ones first, by name; for whoever looks after them."""
    with opened.reading(who, Thing.ACCOUNT) as look:
        found = [KnownAccount(**row) for row in look.execute(_known()).mappings()]
        return sorted(
            found, key=lambda one: (one.closed_at is not None, sight.in_lists(look, one.name), one.id)
        )


def open_one(opened: Cabinet, who: Who, account_id: int) -> KnownAccount | None:
    """One account that is open, for whoever may end what is over; None where it is not."""
    with opened.reading(who, Thing.ENDED_ACCOUNT) as look:
        asked = _known().where(table(Account).c.id == account_id, table(Account).c.closed_at.is_(None))
        row = look.execute(asked).mappings().first()
        return KnownAccount(**row) if row else None


def _known() -> Select[Any]:
    account, staff, factor = table(Account), table(StaffMember), table(SecondFactor)
    entry = table(AuditEntry)
    given = func.coalesce(
        select(entry.c.act)
        .where(entry.c.thing_id == account.c.id, entry.c.act.in_((IN_PLACE, RESET)))
        .order_by(entry.c.id.desc())
        .limit(1)
        .scalar_subquery(),
        "",
    )
    return (
        select(
            account.c.id,
            account.c.sign_in_name,
            account.c.name,
            account.c.role,
            func.coalesce(staff.c.code, "").label("staff_code"),
            account.c.closed_at,
            account.c.has_one_time_password,
            factor.c.confirmed_at.is_not(None).label("has_second_factor"),
            account.c.email,
            account.c.until_on,
            staff.c.left_on,
            staff.c.started_on,
            is_shut(account.c, london_today()).label("is_shut"),
            and_(account.c.has_one_time_password, given == IN_PLACE).label("was_replaced"),
        )
        .outerjoin(staff, staff.c.id == account.c.staff_id)
        .outerjoin(factor, factor.c.account_id == account.c.id)
    )


def new_password_problems(
    opened: Cabinet, account_id: int, *, password: str, again: str, before: str = ""
) -> Problems:
    """What stands in the way of a new password for an account, by field."""
    account = table(Account).c
    with opened.connection() as connection:
        known = connection.execute(
            select(account.name, account.sign_in_name).where(account.id == account_id)
        ).one()
    found = password_strength.problems(password, again, (*known, signing_in.setting_name(opened)))
    if password == before and "password" not in found:
        return {"password": SAME_AS_BEFORE}
    return found


def add(
    opened: Cabinet,
    who: Who,
    *,
    name: str,
    sign_in_name: str,
    role: Role | None,
    staff_id: int | None = None,
    email: str = "",
    until_on: date | None = None,
    is_meant: bool = False,
    is_early: bool = False,
    early_because: str = "",
    token: str | None = None,
) -> str:
    """Adds an account; its one-time password, which is shown once and kept nowhere.

    Nothing opens with it but the page that asks for another password. From the day after `until_on` it signs
    nobody in, nor does one that opens records before the person's first day by the register: unless they may
    look before it, `is_early`, with the reason. `is_meant` says that it is to see more than the person's role
    in the register, or is of nobody on the list.
    Raises `Refused` by field.
    """
    require_passwords(opened)
    require(who.role, Act.RECORD, Thing.ACCOUNT)
    name, holder, password = one_line(name), holder_name(sign_in_name), one_time_password()
    with settling_keyring(opened) as keyring:
        copy = keyring().copy(holder, password, opened.key)
        with opened.writing(who, Thing.ACCOUNT, token=token) as session:
            problems = _problems_of_a_last_day(session, until_on, role=role)
            problems |= more_problems(role, _role_in_register(session, staff_id), is_meant=is_meant)
            if staff_id is None:
                problems |= _problems_of_nobody_on_the_list(session, name, is_meant=is_meant)
            starts_later = _starts_later(session, staff_id, role)
            problems |= early_problems(is_early=is_early, because=early_because, starts_later=starts_later)
            refuse_if(problems)
            added = add_row(session, name=name, holder=holder, role=role, staff_id=staff_id, email=email)
            added.until_on = until_on
            early = {"early_because": early_because.strip()} if is_early and starts_later else {}
            added.early_because = early.get("early_because", "")
            # The row's own line says only that it was added: whose it is, and what it opens, is asked later.
            until = {"until_on": until_on} if until_on else {}
            more = {"more_than_the_register_says": True} if is_meant else {}
            said = until | more | early
            audit.note(session, GIVEN, "account", added.id, name=added.name, role=role, **said)
            ring = keyring()
            ring.renew(holder, copy, 1)
            ring.save()
    return password


def add_row(
    session: Session,
    *,
    name: str,
    holder: str,
    role: Role | None,
    staff_id: int | None,
    email: str = "",
    is_one_time: bool = True,
) -> Account:
    """The row of a new account, to be written in this transaction; its copy of the key is the caller's.

    Raises `Refused` by field.
    """
    problems = _problems_of_a_new_account(session, name, holder, role, staff_id)
    problems |= _problems_of_an_email(session, email)
    refuse_if(problems)
    if role is None:
        raise Refused(problems)
    added = Account(
        sign_in_name=holder,
        name=name,
        role=role,
        staff_id=staff_id,
        has_one_time_password=is_one_time,
        email=signing_in.email_as_kept(email),
    )
    session.add(added)
    session.flush()
    return added


def tie_by_name(session: Session, who: Who, spelt: Callable[[str], str] = plain) -> None:
    """Gives each open account that is nobody's in the register to the one person of its name there.

    So the manager who set the dashboard up has her own once she is on the list. None is given to somebody who
    has one, nor where two people or two such accounts have the name. Whose an account is, the manager
    says: of anybody else's write nothing comes of it. `spelt` is how names are compared.
    """
    if not may(who.role, Act.RECORD, Thing.ACCOUNT):
        return
    people: dict[str, list[int]] = defaultdict(list)
    staff = table(StaffMember).c
    for number, name in session.execute(select(staff.id, staff.name)):
        people[spelt(name)].append(number)
    unknown: dict[str, list[Account]] = defaultdict(list)
    have_one: set[int] = set()
    for account in session.scalars(select(Account).where(table(Account).c.closed_at.is_(None))):
        if account.staff_id is None:
            unknown[spelt(account.name)].append(account)
        else:
            have_one.add(account.staff_id)
    for name, held in unknown.items():
        theirs = people.get(name, [])
        if name and len(held) == len(theirs) == 1 and theirs[0] not in have_one:
            held[0].staff_id = theirs[0]


OF_NOBODY = (
    "This account is of nobody on the list: nothing asks whether they were taken through confidentiality, "
    "nor to close it when they leave. Choose the person above, whom you add under Induction first. If it is "
    "meant, tick this."
)


def _problems_of_a_new_account(
    session: Session, name: str, holder: str, role: Role | None, staff_id: int | None
) -> Problems:
    account = table(Account).c
    found: Problems = {}
    if not name:
        found["name"] = "Enter the person's name."
    if not holder:
        found["sign_in_name"] = "Enter a name to sign in with."
    elif len(holder) > NAME:
        found["sign_in_name"] = f"Enter a name of at most {NAME} characters."
    elif not audit.is_text(holder):
        found["sign_in_name"] = audit.NO_TEXT
    elif holder == RECOVERY:
        found["sign_in_name"] = "Enter another name: this one is reserved for the recovery code."
    elif held := session.scalars(select(Account).where(account.sign_in_name.in_(spellings(holder)))).first():
        # Somebody who comes back is told so, and not that their own name is another's; also where they are
        # typed by name, and whether it is they is for the manager to say.
        is_theirs = staff_id is not None and held.staff_id == staff_id
        if is_theirs or (held.closed_at is not None and is_one_name(held.name, name)):
            found["sign_in_name"] = (
                f"{'This person' if is_theirs else 'Somebody of this name'} has a closed account that keeps "
                "this name. Enter another for the new one, such as with a 2 behind it."
            )
        else:
            found["sign_in_name"] = TAKEN
    if role is None:
        found["role"] = "Choose what the person is in the setting."
    if staff_id is not None and session.get(StaffMember, staff_id) is None:
        found["staff"] = "Choose the person from the list."
    elif (
        staff_id is not None
        and session.scalars(
            select(account.id).where(account.staff_id == staff_id, account.closed_at.is_(None))
        ).first()
    ):
        found["staff"] = "This person already has an account. Change that one, or close it first."
        found.pop("sign_in_name", None)  # another one would not help
    return found


def _problems_of_nobody_on_the_list(session: Session, name: str, *, is_meant: bool) -> Problems:
    """An account by name alone is of nobody in the register: it shows no key children, nobody asks whether
    they were taken through confidentiality (PR-6), and no leaver is asked for it. It may sign for the
    committee.
    """
    person = table(StaffMember).c
    on_the_list = select(person.name).where(or_(person.left_on.is_(None), person.left_on >= london_today()))
    here = {plain(held) for held in session.scalars(on_the_list)} - {""}
    if plain(name) not in here:
        return {} if is_meant or not (here and name) else {"is_meant": OF_NOBODY}
    return {
        "staff": "Choose this person from the list, where they are. For somebody else of the same name, add "
        "to the name what tells the two apart."
    }


def _problems_of_an_email(session: Session, typed: str, *, of: int = 0) -> Problems:
    account, email = table(Account).c, signing_in.email_as_kept(typed)
    if not email:
        return {}
    name, _, domain = email.rpartition("@")
    is_address = name and "." in domain and typed.isascii() and email.isprintable() and " " not in email
    if not is_address or "@" in name or len(email) > EMAIL:
        return {"email": "Enter an address like name@example.org, as the organisation's sign-in has it."}
    others = select(account.id).where(account.email == email, account.closed_at.is_(None), account.id != of)
    if session.scalars(others).first() is not None:
        return {"email": "Enter another address: another open account has this one."}
    return {}


def change_email(
    opened: Cabinet,
    who: Who,
    account_id: int,
    email: str,
    *,
    seen: str | None = None,
    token: str | None = None,
) -> None:
    """Another address at the organisation's sign-in, or none; the account's sessions end.

    `seen` is the address that the form showed. Raises `ChangedMeanwhile`, and `Refused` by field.
    """
    with opened.writing(who, Thing.ACCOUNT, token=token) as session:
        account = open_account(session, account_id)
        refuse_if_changed(None if seen is None else {"email": seen}, account, _ANOTHER_ADDRESS)
        refuse_if(_problems_of_an_email(session, email, of=account_id))
        if signing_in.email_as_kept(email) == account.email:
            raise Refused({"email": "Enter a different address from the one the account has now."})
        if account.has_one_time_password and not signing_in.email_as_kept(email):
            _refuse_to_take_the_way_in(session, account, "email")
        account.email = signing_in.email_as_kept(email)
        sessions.end_all_of(session, account_id)


def change_last_day(
    opened: Cabinet,
    who: Who,
    account_id: int,
    until_on: date | None,
    *,
    seen: date | None = None,
    token: str | None = None,
) -> str:
    """Says until when an account signs in, or that it goes on; in the audit trail.

    From the day after, nobody signs in with it, and a session that is open ends at its next run. The key of
    one that had ended is gone, and its person with no password of theirs: it gets a one-time password, which
    is returned to be shown once; else an empty text is. `seen` is the day that the form showed. Raises
    `ChangedMeanwhile`, and `Refused` by field.
    """
    require(who.role, Act.RECORD, Thing.ACCOUNT)
    password = one_time_password() if _has_lost_its_key(opened, account_id) else ""
    with settling_keyring(opened) as keyring:
        holder = signing_in.sign_in_name(opened, account_id)
        copy = keyring().copy(holder, password, opened.key) if password else {}
        with opened.writing(who, Thing.ACCOUNT, token=token) as session:
            account = open_account(session, account_id)
            refuse_if_changed({"until_on": seen}, account)
            refuse_if(_problems_of_a_last_day(session, until_on, role=account.role, of=account_id))
            if until_on == account.until_on:
                raise Refused(
                    {"until_on": "Choose another last day, or clear it if the account is to go on."}
                )
            account.until_on = until_on
            if password:
                _reset(session, account, keyring(), copy)
    return password


def _has_lost_its_key(opened: Cabinet, account_id: int) -> bool:
    """Whether an account that is not closed has ended, where people sign in with passwords."""
    held = table(Account).c
    with opened.connection() as look:
        until_on = look.execute(select(held.until_on).where(held.id == account_id)).scalar()
    return is_over(until_on, on=london_today()) and signing_in.has_passwords(opened)


def _problems_of_a_last_day(
    session: Session, until_on: date | None, *, role: Role | None, of: int = 0
) -> Problems:
    today = after = london_today()
    if until_on:  # whoever is manager from the Monday follows one whose last day is the Friday
        closed = read_house(session.connection(), today).not_open
        after = working_day_on_or_after(until_on + DAY, closed)
    lasts = _has_lasting_manager(session, but=of, on=after)
    return last_day_problems(until_on, role=role, has_lasting_manager=lasts, today=today)


def _has_lasting_manager(session: Session, *, but: int, on: date) -> bool:
    """Whether somebody other than the account `but` is a manager whose account goes on, who gets in by it,
    and is here on a day."""
    return session.scalars(_lasting_managers(but).where(is_here(table(Account).c, on))).first() is not None


def _lasting_managers(but: int) -> Select[Any]:
    held = table(Account).c
    lasts = (held.role == Role.MANAGER, held.closed_at.is_(None), held.until_on.is_(None), has_way_in(held))
    return select(held.id).where(*lasts, held.id != but)


def _refuse_to_take_the_way_in(session: Session, account: Account, field: str) -> None:
    """Whoever else gets in as manager may end by itself: nobody would be left from then on, if the one-time
    password is lost. Their days in the register count for nothing here, as they shut no last manager out."""
    if account.role is not Role.MANAGER or account.until_on is not None:
        return
    if session.scalars(_lasting_managers(account.id or 0)).first() is None:
        raise Refused(
            {
                field: "This is the only manager whose account does not end by itself. First let yours go "
                "on: clear its last day until they have signed in again."
            }
        )


def change_own_password(opened: Cabinet, who: Who, *, old: str, password: str, again: str) -> None:
    """A new password for `who`; every other session of theirs ends. Raises `Refused` by field."""
    require_passwords(opened)
    if not signing_in.is_own(opened, who, old):
        raise Refused({"old": "Enter the password that you signed in with. This one does not match."})
    refuse_if(new_password_problems(opened, who.account_id, password=password, again=again, before=old))
    with settling_keyring(opened) as keyring:
        copy = keyring().copy(signing_in.sign_in_name(opened, who.account_id), password, opened.key)
        with opened.writing(who) as session:
            account = session.get_one(Account, who.account_id)
            give_password(session, account, is_one_time=False, but=who.session_id)
            audit.note(session, "password changed", "account", account.id)
            ring = keyring()
            ring.renew(account.sign_in_name, copy, account.password_number)
            ring.save()


def replace_one_time_password(opened: Cabinet, who: Who, *, number: int, password: str, again: str) -> int:
    """The person's own password in place of the one-time one that they came with; its number.

    Nobody is signed in yet: the caller has seen password `number` open the cabinet. One that was reset
    meanwhile, or an account that was closed, raises `NotAllowed`; a weak password raises `Refused`.
    """
    refuse_if(new_password_problems(opened, who.account_id, password=password, again=again))
    if signing_in.is_password_of(opened, who, password):
        raise Refused({"password": SAME_AS_BEFORE})
    holder = signing_in.sign_in_name(opened, who.account_id)
    with settling_keyring(opened) as keyring:
        copy = keyring().copy(holder, password, opened.key)
        with opened.administering("first password chosen") as session:
            session.info["account_id"] = who.account_id
            account = session.get_one(Account, who.account_id)
            if why := why_shut(session, account.id):
                raise NotAllowed(why)
            if has_ended(account) or account.password_number != number:
                raise NotAllowed("This account has been closed or changed. Sign in again.")
            give_password(session, account, is_one_time=False)
            ring = keyring()
            ring.renew(holder, copy, account.password_number)
            ring.save()
            return account.password_number


def reset_password(opened: Cabinet, who: Who, account_id: int, *, token: str | None = None) -> str:
    """A new one-time password for somebody who has forgotten theirs; their sessions end at once.

    Raises `Refused` for one's own account, and where it is closed or over.
    """
    require_passwords(opened)
    require(who.role, Act.RECORD, Thing.ACCOUNT)
    if account_id == who.account_id:
        raise Refused({"account": "Change your own password from My account."})
    password = one_time_password()
    with settling_keyring(opened) as keyring:
        copy = keyring().copy(signing_in.sign_in_name(opened, account_id), password, opened.key)
        with opened.writing(who, Thing.ACCOUNT, token=token) as session:
            account = open_account(session, account_id)
            if is_over(account.until_on, on=london_today()):
                raise Refused({"account": "This account has ended. Change its last day first."})
            if not (account.has_one_time_password or account.email):
                _refuse_to_take_the_way_in(session, account, "account")
            _reset(session, account, keyring(), copy)
    return password


def _reset(session: Session, account: Account, ring: Keyring, copy: Copy) -> None:
    """Gives an account its one-time password, and the keyring the copy of the key under it."""
    give_password(session, account, is_one_time=True)
    audit.note(session, RESET, "account", account.id)
    ring.renew(account.sign_in_name, copy, account.password_number)
    ring.save()


def give_password(session: Session, account: Account, *, is_one_time: bool, but: int | None = None) -> None:
    """Counts another password of `account` and ends its sessions, all but the one numbered `but`."""
    account.password_number += 1
    account.has_one_time_password = is_one_time
    sessions.end_all_of(session, account.id or 0, but=but)


def change_role(
    opened: Cabinet,
    who: Who,
    account_id: int,
    role: Role | None,
    *,
    seen: Role | None = None,
    is_meant: bool = False,
    token: str | None = None,
) -> None:
    """Gives an account another role; its sessions end, so that nothing of the role before stays open.

    A deputy takes back what the register says is over, gives nothing, and does not change their own: they
    write the register, and a key person sees entries that a deputy does not. `seen` is the role that the form
    showed, and `is_meant` says that it is to see more than the person's role in the register. Raises
    `ChangedMeanwhile`, `NotAllowed`, and `Refused` by field.
    """
    with opened.writing(who, Thing.ENDED_ACCOUNT, token=token) as session:
        account = open_account(session, account_id)
        person = _person_of(session, account)
        is_own = account_id == who.account_id
        if is_own or not (
            person and may_put_back(who.role, account.role, person, on=london_today(), to=role)
        ):
            require(who.role, Act.RECORD, Thing.ACCOUNT)
        refuse_if_changed(None if seen is None else {"role": seen}, account)
        if role is None or role is account.role:
            raise Refused({"role": "Choose a different role from the one the account has now."})
        refuse_if(more_problems(role, person.role if person else None, is_meant=is_meant))
        if role is not Role.MANAGER:
            _refuse_for_the_last_manager(session, account, "role")
        account.role = role
        sessions.end_all_of(session, account_id)


def close(opened: Cabinet, who: Who, account_id: int, *, token: str | None = None) -> None:
    """Closes an account: its sessions end at once and its key leaves the keyring. The row stays.

    A deputy closes that of somebody who has left. Raises `NotAllowed`, `Refused` for the last open manager,
    and `NotSaved` where the account is closed but its key could not be taken out of the keyring; the next
    opening of the cabinet takes it out.
    """
    with (
        settling_keyring(opened) as keyring,
        opened.writing(who, Thing.ENDED_ACCOUNT, token=token) as session,
    ):
        account = open_account(session, account_id)
        person = _person_of(session, account)
        if not (person and may_end(who.role, account.role, person, on=london_today())):
            require(who.role, Act.RECORD, Thing.ACCOUNT)
        _refuse_for_the_last_manager(session, account, "account")
        account.closed_at = now()
        sessions.end_all_of(session, account_id)
    ring = keyring()
    if ring.label(account.sign_in_name) in ring.holders:
        raise NotSaved(
            "The account is closed and signs nobody in. Its key is still in the keyring, because the folder "
            "of the cabinet could not be written: make it writable, then start the dashboard again."
        )


def _starts_later(session: Session, staff_id: int | None, role: Role | None) -> bool:
    """Whether an account of this role would wait for the first day of its person."""
    held = session.get(StaffMember, staff_id) if staff_id else None
    return bool(held and role and waits_for_the_start(role) and held.started_on > london_today())


def _role_in_register(session: Session, staff_id: int | None) -> Role | None:
    held = session.get(StaffMember, staff_id) if staff_id else None
    return held.role if held else None


def _person_of(session: Session, account: Account) -> Person | None:
    """Who has the account, as the register has them today; None where nobody of the register has it."""
    held = session.get(StaffMember, account.staff_id) if account.staff_id else None
    return Person(held.role, held.started_on, left_on=held.left_on) if held else None


@contextmanager
def settling_keyring(opened: Cabinet) -> Iterator[Callable[[], Keyring]]:
    """Gives what reads the keyring as it is now; settles it afterwards, also where nothing was written.

    Raises `cabinet.NotSaved` where the keyring cannot be read or written.
    """
    try:
        yield lambda: Keyring.read(opened.home / KEYRING_FILE)
    except OSError as fault:
        raise NotSaved(
            f"Nothing was saved: the keyring in {opened.home} could not be written. Check that the disk is "
            "not full and that the folder is writable, then try again."
        ) from fault
    finally:
        try:
            opened.settle_keyring()
        except OSError:
            log.exception("The keyring could not be settled; the next opening tries again.")


def require_passwords(opened: Cabinet) -> None:
    """Raises `Refused` in the sample, in which nobody signs in with a password."""
    if not signing_in.has_passwords(opened):
        raise Refused(
            {"account": "Nobody signs in to the sample with a password. Set up your setting first."}
        )


def open_account(session: Session, account_id: int) -> Account:
    """The account, to be changed in this transaction. Raises `Refused` where none is open."""
    account = session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise Refused({"account": "Choose an account that is open."})
    return account


def _refuse_for_the_last_manager(session: Session, account: Account, field: str) -> None:
    """One whose account ends by itself on a day does not count: nobody would be left from then on."""
    if account.role is Role.MANAGER and not _has_lasting_manager(
        session, but=account.id or 0, on=london_today()
    ):
        raise Refused(
            {
                field: "This is the last manager. First change the account of whoever is manager now to a "
                "manager's, or add one, and have them sign in and choose a password: without a manager "
                "nobody can add accounts."
            }
        )
