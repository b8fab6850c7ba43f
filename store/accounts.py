"""Accounts: who may sign in, from the first one to the last that is closed (PR-2, X-8; law L10).

Passwords are kept nowhere. A password is right when it unwraps the cabinet's key; what it opens is then
looked up in the cabinet itself. Where a change touches both, the keyring gets the new copy beside the old
one inside the transaction, and is settled after it: whichever write is the last, one password opens.
"""

import hmac
import logging
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import EMAIL, NAME, Account, SecondFactor, Setting, StaffMember, Submission, now
from rules.access import Problems
from rules.induction import Role
from rules.need_to_know import SECOND_PEOPLE, Act, NotAllowed, Thing, require
from rules.words import one_line, plain
from rules.words import password_problem as said_password
from store import audit, cabinet, organisation, second_factor, sessions
from store.cabinet import KEYRING_FILE, Cabinet, NotSaved, Who
from store.keyring import (
    RECOVERY,
    Keyring,
    WrongPassword,
    holder_name,
    one_time_password,
    recovery_code,
    recovery_code_as_kept,
)
from store.refusal import Refused, refuse_if, refuse_if_changed
from store.tables import table
from store.waiting import FREE_TRIES, wait_words

log = logging.getLogger(__name__)

MIN_LENGTH = 12
MAX_LENGTH = 1000
_STRONG_ENOUGH = 3  # zxcvbn: safely unguessable, moderate protection from an offline attack
_ZXCVBN_READS = 72
NO_MATCH = "The name and password do not match."
NO_RECOVERY = "The name and recovery code do not match."
_A_TOKEN = re.compile("[0-9a-f]{32}")
_OF_THE_TRADE = ("nursery", "preschool", "confidential", "safeguarding", "children")

# One at a time: two first sign-ins must not both open the cabinet, and zxcvbn keeps its words in a global.
_opening = threading.Lock()
_measuring = threading.Lock()


def password_problem(password: str, known: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password, in a sentence that says what to do, or None where it is strong.

    `known` are words that a guesser would try first: the person's name and the setting's.
    """
    if len(password) < MIN_LENGTH:
        return f"Enter a password of at least {MIN_LENGTH} characters."
    if len(password) > MAX_LENGTH:
        return f"Enter a password of at most {MAX_LENGTH} characters."
    words = {
        word.casefold()
        for name in (*known, *_OF_THE_TRADE)
        for word in (name, *name.split())
        if len(word) > 2
    }
    rest = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    # The names count for nothing: what is left without them must be strong by itself.
    if min(_strength(password), _strength(rest)) < _STRONG_ENOUGH:
        return (
            "This password is easy to guess. Use four unrelated words, and leave out names, dates and "
            "keyboard patterns."
        )
    return None


def _strength(password: str) -> int:
    from zxcvbn import zxcvbn  # here: its lists of words take 12 MB, and few days see a new password

    with _measuring:
        return int(zxcvbn(password[:_ZXCVBN_READS])["score"]) if password else 0


def set_up_problems(*, setting: str, manager: str, password: str, again: str) -> Problems:
    """What stands in the way of setting up, by field; empty when nothing does."""
    found = _problems_of_a_name("setting", setting, "the setting's name")
    found |= _problems_of_a_name("manager", manager, "your name")
    if holder_name(manager) == RECOVERY:
        found["manager"] = "Enter another name: this one is reserved for the recovery code."
    if why := password_problem(password, (setting, manager)):
        found["password"] = why
    elif password != again:
        found["again"] = "Enter the same password twice. The two are different."
    return found


def _problems_of_a_name(field: str, typed: str, what: str) -> Problems:
    if not typed.strip():
        return {field: f"Enter {what}."}
    if len(typed) > NAME:
        return {field: f"Enter {what} in at most {NAME} characters."}
    if not audit.is_text(typed):
        return {field: audit.NO_TEXT}
    return said_password(field, typed)


def open_and_find(home: Path, sign_in_name: str, password: str) -> tuple[Cabinet, Who]:
    """The open cabinet of `home` and whose account it is; the cabinet is unlocked if it was not.

    Raises `keyring.WrongPassword` for a wrong password, an unknown name and a closed account alike, and
    `cabinet.NoCabinet`, `keyring.DamagedKeyring`, `cabinet.DamagedCabinet` or `schema.NewerCabinet`.
    """
    cabinet.must_be_there(home)
    key, copy = Keyring.read(home / KEYRING_FILE).unwrap_with(sign_in_name, password)

    def of_whom(opened: Cabinet) -> Who | None:
        return account_of(opened, sign_in_name) if _counts(opened, sign_in_name, copy) else None

    return _opened_by(home, key, of_whom, NO_MATCH)


def _opened_by(
    home: Path, key: bytes, of_whom: Callable[[Cabinet], Who | None], refusal: str
) -> tuple[Cabinet, Who]:
    """The cabinet, unlocked for the process only where `of_whom` knows somebody in it."""
    with _opening:
        opened = cabinet.active()
        is_open = opened is not None and opened.home == home
        if opened is None or not is_open:
            opened = cabinet.open_with(home, key)
        elif not hmac.compare_digest(key, opened.key):
            raise WrongPassword(refusal)
        who = of_whom(opened)
        if who is None:
            if not is_open:
                opened.close()
            raise WrongPassword(refusal)
        if not is_open:
            cabinet.make_active(opened)
    return opened, who


def open_by_server_key(home: Path) -> Cabinet:
    """The cabinet of `home`, unlocked for the process by the server's own key where it was not.

    Raises `keyring.WrongPassword` where the server has no key to it, and what `cabinet.open_with` raises.
    """
    with _opening:
        opened = cabinet.active()
        if opened is None or opened.home != home:
            opened = cabinet.open_with(home, organisation.server_key(home))
            cabinet.make_active(opened)
    return opened


def account_with_email(opened: Cabinet, email: str) -> Who | None:
    """Whose address it is, or None where no open account has it.

    The caller has it from a provider that vouches for it. Only letters of ASCII match: others can look alike
    or fold into each other.
    """
    account = table(Account).c
    wanted = email_as_kept(email)
    if not wanted or not email.isascii():
        return None
    asked = select(account.id, account.name, account.role).where(
        account.email == wanted, account.closed_at.is_(None)
    )
    with opened.connection() as connection:
        found = connection.execute(asked).one_or_none()
    return Who(found.id, found.name, found.role) if found else None


def email_as_kept(typed: str) -> str:
    """An address as it is compared: without spaces at its ends, in small letters."""
    return typed.strip().lower()


def _counts(opened: Cabinet, holder: str, copy: str) -> bool:
    """Whether a copy of the key counts: the one before a new password does not, even while it is there."""
    keyring = Keyring.read(opened.home / KEYRING_FILE)
    keyring.settle(opened.password_numbers())
    return keyring.holds(holder, copy)


def _as_asked(typed: str) -> str:
    """A sign-in name to look for. No text has a NUL or half a letter in it, and a database fails of them."""
    return holder_name(typed).encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def account_of(opened: Cabinet, sign_in_name: str) -> Who | None:
    """Whose sign-in name it is, or None where nobody's is or the account is closed."""
    account = table(Account).c
    asked = select(account.id, account.name, account.role).where(
        account.sign_in_name == _as_asked(sign_in_name), account.closed_at.is_(None)
    )
    with opened.connection() as connection:
        found = connection.execute(asked).one_or_none()
    return Who(found.id, found.name, found.role) if found else None


def is_password_of(opened: Cabinet, who: Who, password: str) -> bool:
    """Whether `password` is that of the account that is signed in; it takes as long as a sign-in.

    A sample has no passwords: nothing in it is anybody's.
    """
    if not has_passwords(opened):
        return True
    name = sign_in_name(opened, who.account_id)
    try:
        key, copy = Keyring.read(opened.home / KEYRING_FILE).unwrap_with(name, password)
    except WrongPassword:
        return False
    return hmac.compare_digest(key, opened.key) and _counts(opened, name, copy)


def confirms(opened: Cabinet, by: Who, of: Who, password: str) -> bool:
    """Whether `password` is that of `of`, asked inside the app: one's own again, or a second person's.

    As at the gate, the first few tries are free, each further one waits longer, and a refused one stands in
    the audit trail under `by`, who is signed in. Raises `Refused` while it waits, and `NotAllowed`.
    """
    if not has_passwords(opened):
        return True
    key = ("confirms", by.account_id, of.account_id)
    if (left := opened.waiting.try_now({key: FREE_TRIES})) > 0:
        raise Refused({"confirmation": wait_words(left)[1]})
    if is_password_of(opened, of, password):
        opened.waiting.succeeded([key])
        return True
    try:
        with opened.writing(by) as session:
            audit.note(session, "password refused", "account", of.account_id)
    except NotSaved:
        log.exception("A refused password could not be noted.")
    return False


def second_person(
    opened: Cabinet, by: Who, account_id: int | None, confirmation: str
) -> tuple[Who | None, bool]:
    """Whoever gives `by` the second word, and whether `confirmation` is their own password.

    Nobody where the account is closed or its role may not give one. Raises as `confirms` does.
    """
    second = next((held for _, held in open_accounts(opened) if held.account_id == account_id), None)
    if second is None or second.role not in SECOND_PEOPLE:
        return None, False
    return second, confirms(opened, by, second, confirmation)


def password_number(opened: Cabinet, account_id: int) -> int:
    """How many passwords the account has had."""
    account = table(Account).c
    with opened.connection() as connection:
        asked = select(account.password_number).where(account.id == account_id)
        return int(connection.execute(asked).scalar() or 0)


def has_one_time_password(opened: Cabinet, account_id: int) -> bool:
    """Whether the account still has the password that it came with."""
    account = table(Account).c
    with opened.connection() as connection:
        asked = select(account.has_one_time_password).where(account.id == account_id)
        return bool(connection.execute(asked).scalar())


def open_accounts(opened: Cabinet) -> list[tuple[str, Who]]:
    """The sign-in name and the person of every account that is not closed, the oldest first."""
    account = table(Account).c
    asked = (
        select(account.sign_in_name, account.id, account.name, account.role)
        .where(account.closed_at.is_(None))
        .order_by(account.id)
    )
    with opened.connection() as connection:
        return [(row.sign_in_name, Who(row.id, row.name, row.role)) for row in connection.execute(asked)]


def note_refused_recovery(sign_in_name: str) -> None:
    """Writes a refused recovery code into the audit trail of the open cabinet, as a refused sign-in is."""
    note_refused_sign_in(sign_in_name, act="recovery refused")


def note_refused_organisation() -> None:
    """The same for an answer of the organisation's provider that opens no account."""
    note_refused_sign_in("", act="organisation sign-in refused")


def note_refused_sign_in(sign_in_name: str, *, act: str = "sign-in refused") -> None:
    """Writes a refused sign-in into the audit trail of the open cabinet.

    While the cabinet is locked there is no key to write with: an attempt made then is not in the trail; nor
    is one while somebody else writes for long, because who mistyped is answered all the same. What was typed
    is never written, for people type passwords into the name; an account is named by its number.
    """
    opened = cabinet.active()
    if opened is None:
        return
    account = table(Account).c
    try:
        with opened.administering(act) as session:
            named = select(account.id).where(account.sign_in_name == _as_asked(sign_in_name))
            session.info["account_id"] = session.execute(named).scalar()
    except NotSaved:
        log.exception("A refused sign-in could not be noted.")


# Changing them ------------------------------------------------------------------------------------


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


def known_accounts(opened: Cabinet, who: Who) -> list[KnownAccount]:
    """Every account, the open ones first, by name; for whoever looks after them."""
    account, staff, factor = table(Account), table(StaffMember), table(SecondFactor)
    asked = (
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
        )
        .outerjoin(staff, staff.c.id == account.c.staff_id)
        .outerjoin(factor, factor.c.account_id == account.c.id)
    )
    with opened.reading(who, Thing.ACCOUNT) as look:
        found = [KnownAccount(**row) for row in look.execute(asked).mappings()]
    return sorted(found, key=lambda one: (one.closed_at is not None, plain(one.name), one.id))


def has_passwords(opened: Cabinet) -> bool:
    """Whether anybody signs in here with a password: in the sample that goes with the process nobody does."""
    return cabinet.is_there(opened.home)


def setting_name(opened: Cabinet) -> str:
    """The setting's name, for the pages round signing in."""
    with opened.connection() as connection:
        return str(connection.execute(select(table(Setting).c.name)).scalar() or "")


def new_password_problems(
    opened: Cabinet, account_id: int, *, password: str, again: str, before: str = ""
) -> Problems:
    """What stands in the way of a new password for an account, by field."""
    account = table(Account).c
    with opened.connection() as connection:
        known = connection.execute(
            select(account.name, account.sign_in_name).where(account.id == account_id)
        ).one()
    if why := password_problem(password, (*known, setting_name(opened))):
        return {"password": why}
    if password == before:
        return {"password": "Enter a password that is different from the one before."}
    if password != again:
        return {"again": "Enter the same password twice. The two are different."}
    return {}


def add(
    opened: Cabinet,
    who: Who,
    *,
    name: str,
    sign_in_name: str,
    role: Role | None,
    staff_id: int | None = None,
    email: str = "",
    token: str | None = None,
) -> str:
    """Adds an account; its one-time password, which is shown once and kept nowhere.

    Nothing opens with it but the page that asks for another password. Raises `Refused` by field.
    """
    _require_passwords(opened)
    require(who.role, Act.RECORD, Thing.ACCOUNT)
    name, holder, password = one_line(name), holder_name(sign_in_name), one_time_password()
    with _settling(opened) as keyring:
        copy = keyring().copy(holder, password, opened.key)
        with opened.writing(who, Thing.ACCOUNT, token=token) as session:
            problems = _problems_of_a_new_account(session, name, holder, role, staff_id)
            problems |= _problems_of_an_email(session, email)
            refuse_if(problems)
            if role is None:
                raise Refused(problems)
            session.add(
                Account(
                    sign_in_name=holder,
                    name=name,
                    role=role,
                    staff_id=staff_id,
                    has_one_time_password=True,
                    email=email_as_kept(email),
                )
            )
            session.flush()
            ring = keyring()
            ring.renew(holder, copy, 1)
            ring.save()
    return password


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
    elif session.scalars(select(account.id).where(account.sign_in_name == holder)).first() is not None:
        found["sign_in_name"] = "Enter another name: this one is, or was, somebody else's."
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
        found["staff"] = "This person already has an account. Close that one first."
    return found


def _problems_of_an_email(session: Session, typed: str, *, of: int = 0) -> Problems:
    account, email = table(Account).c, email_as_kept(typed)
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
        account = _open_account(session, account_id)
        refuse_if_changed(None if seen is None else {"email": seen}, account)
        refuse_if(_problems_of_an_email(session, email, of=account_id))
        if email_as_kept(email) == account.email:
            raise Refused({"email": "Enter a different address from the one the account has now."})
        account.email = email_as_kept(email)
        sessions.end_all_of(session, account_id)


def change_own_password(opened: Cabinet, who: Who, *, old: str, password: str, again: str) -> None:
    """A new password for `who`; every other session of theirs ends. Raises `Refused` by field."""
    _require_passwords(opened)
    if not is_password_of(opened, who, old):
        raise Refused({"old": "Enter the password that you signed in with. This one does not match."})
    refuse_if(new_password_problems(opened, who.account_id, password=password, again=again, before=old))
    with _settling(opened) as keyring:
        copy = keyring().copy(sign_in_name(opened, who.account_id), password, opened.key)
        with opened.writing(who) as session:
            account = session.get_one(Account, who.account_id)
            _give(session, account, is_one_time=False, but=who.session_id)
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
    if is_password_of(opened, who, password):
        raise Refused({"password": "Enter a password that is different from the one before."})
    holder = sign_in_name(opened, who.account_id)
    with _settling(opened) as keyring:
        copy = keyring().copy(holder, password, opened.key)
        with opened.administering("first password chosen") as session:
            session.info["account_id"] = who.account_id
            account = session.get_one(Account, who.account_id)
            if account.closed_at is not None or account.password_number != number:
                raise NotAllowed("This account has been closed or changed. Sign in again.")
            _give(session, account, is_one_time=False)
            ring = keyring()
            ring.renew(holder, copy, account.password_number)
            ring.save()
            return account.password_number


def reset_password(opened: Cabinet, who: Who, account_id: int, *, token: str | None = None) -> str:
    """A new one-time password for somebody who has forgotten theirs; their sessions end at once."""
    _require_passwords(opened)
    require(who.role, Act.RECORD, Thing.ACCOUNT)
    if account_id == who.account_id:
        raise Refused({"account": "Change your own password from My account."})
    password = one_time_password()
    with _settling(opened) as keyring:
        copy = keyring().copy(sign_in_name(opened, account_id), password, opened.key)
        with opened.writing(who, Thing.ACCOUNT, token=token) as session:
            account = _open_account(session, account_id)
            _give(session, account, is_one_time=True)
            audit.note(session, "password reset", "account", account_id)
            ring = keyring()
            ring.renew(account.sign_in_name, copy, account.password_number)
            ring.save()
    return password


def _give(session: Session, account: Account, *, is_one_time: bool, but: int | None = None) -> None:
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
    token: str | None = None,
) -> None:
    """Gives an account another role; its sessions end, so that nothing of the role before stays open.

    `seen` is the role that the form showed. Raises `ChangedMeanwhile`, and `Refused` by field.
    """
    with opened.writing(who, Thing.ACCOUNT, token=token) as session:
        account = _open_account(session, account_id)
        refuse_if_changed(None if seen is None else {"role": seen}, account)
        if role is None or role is account.role:
            raise Refused({"role": "Choose a different role from the one the account has now."})
        if role is not Role.MANAGER:
            _refuse_for_the_last_manager(session, account, "role")
        account.role = role
        sessions.end_all_of(session, account_id)


def close(opened: Cabinet, who: Who, account_id: int, *, token: str | None = None) -> None:
    """Closes an account: its sessions end at once and its key leaves the keyring. The row stays.

    Raises `Refused` for the last open manager, and `NotSaved` where the account is closed but its key could
    not be taken out of the keyring; the next opening of the cabinet takes it out.
    """
    with _settling(opened) as keyring, opened.writing(who, Thing.ACCOUNT, token=token) as session:
        account = _open_account(session, account_id)
        _refuse_for_the_last_manager(session, account, "account")
        account.closed_at = now()
        sessions.end_all_of(session, account_id)
    ring = keyring()
    if ring.label(account.sign_in_name) in ring.holders:
        raise NotSaved(
            "The account is closed and signs nobody in. Its key is still in the keyring, because the folder "
            "of the cabinet could not be written: make it writable, then start the dashboard again."
        )


def new_form() -> str:
    """The token of a form that makes a recovery code: sent again, it makes no other (`was_sent`)."""
    return secrets.token_hex(16)


def was_sent(token: str) -> bool:
    """Whether the form of this token made its code: reloading the page that shows a code sends it again.

    Another code would be made, and the one that has just been printed would open nothing.
    """
    opened = cabinet.active()
    if opened is None or not _token_of(token):
        return False
    with opened.connection() as look:
        held = table(Submission).c
        return look.execute(select(held.token).where(held.token == token)).first() is not None


def recover(
    home: Path, sign_in_name: str, code: str, password: str, again: str, *, token: str = ""
) -> tuple[Cabinet, Who, str]:
    """A new password for a manager by the recovery code: the cabinet, the manager, the code that follows.

    The code before is dead, the manager's sessions end, and a second factor is taken off: it may be what
    was lost. Raises `keyring.WrongPassword` for a wrong code, an unknown name and somebody who is no manager
    alike, and `Refused` for a password that is not strong. `token` is the form's: see `was_sent`.
    """
    cabinet.must_be_there(home)
    refuse_if(_as_far_as_is_known(sign_in_name, password, again))
    key, copy = Keyring.read(home / KEYRING_FILE).unwrap_with(RECOVERY, recovery_code_as_kept(code))

    def of_whom(opened: Cabinet) -> Who | None:
        found = account_of(opened, sign_in_name) if _counts(opened, RECOVERY, copy) else None
        return found if found and found.role is Role.MANAGER else None

    opened, who = _opened_by(home, key, of_whom, NO_RECOVERY)
    refuse_if(new_password_problems(opened, who.account_id, password=password, again=again))
    holder, next_code = holder_name(sign_in_name), recovery_code()
    with _settling(opened) as keyring:
        of_manager = keyring().copy(holder, password, opened.key)
        of_code = keyring().copy(RECOVERY, next_code, opened.key)
        with opened.administering("recovery code used") as session:
            session.info["account_id"] = who.account_id
            account = _open_account(session, who.account_id)
            ring = keyring()
            if account.role is not Role.MANAGER or not _counts(opened, RECOVERY, copy):
                raise WrongPassword(NO_RECOVERY)
            _give(session, account, is_one_time=False)
            second_factor.drop(session, who.account_id)
            if sent := _token_of(token):
                session.add(Submission(token=sent))
            session.flush()
            ring.renew(holder, of_manager, account.password_number)
            ring.renew(RECOVERY, of_code, account.password_number, of=holder)
            ring.save()
    return opened, who, next_code


def _token_of(token: str) -> str | None:
    return token if _A_TOKEN.fullmatch(token) else None


def _as_far_as_is_known(sign_in_name: str, password: str, again: str) -> Problems:
    if why := password_problem(password, (sign_in_name,)):
        return {"password": why}
    if password != again:
        return {"again": "Enter the same password twice. The two are different."}
    return {}


def replace_recovery_code(opened: Cabinet, who: Who, password: str, *, token: str = "") -> str:
    """A new recovery code for whoever looks after the accounts; the one before is dead. Raises `Refused`.

    `token` is the form's: see `was_sent`.
    """
    _require_passwords(opened)
    require(who.role, Act.RECORD, Thing.ACCOUNT)
    if not is_password_of(opened, who, password):
        raise Refused({"password": "Enter your own password. This one does not match."})
    code = recovery_code()
    with _settling(opened) as keyring:
        ring = keyring()
        label, copy, before = ring.label(RECOVERY), ring.copy(RECOVERY, code, opened.key), None
        try:
            with opened.writing(who, Thing.ACCOUNT, token=_token_of(token)) as session:
                audit.note(session, "recovery code replaced")
                ring = keyring()
                before = ring.holders.get(label)
                ring.holders[label] = copy
                ring.save()
        except BaseException:
            # Nobody sees this code, so the one on paper goes on opening.
            ring = keyring()
            if before is not None and ring.holders.get(label) == copy:
                ring.holders[label] = before
                ring.save()
            raise
    return code


@contextmanager
def _settling(opened: Cabinet) -> Iterator[Callable[[], Keyring]]:
    """Gives what reads the keyring as it is now; settles it afterwards, also where nothing was written."""
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


def _require_passwords(opened: Cabinet) -> None:
    if not has_passwords(opened):
        raise Refused(
            {"account": "Nobody signs in to the sample with a password. Set up your setting first."}
        )


def sign_in_name(opened: Cabinet, account_id: int) -> str:
    """The name that an account signs in with."""
    account = table(Account).c
    with opened.connection() as connection:
        found = connection.execute(select(account.sign_in_name).where(account.id == account_id)).scalar()
    return str(found or "")


def _open_account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None or account.closed_at is not None:
        raise Refused({"account": "Choose an account that is open."})
    return account


def _refuse_for_the_last_manager(session: Session, account: Account, field: str) -> None:
    held = table(Account).c
    others = select(held.id).where(held.role == Role.MANAGER, held.closed_at.is_(None), held.id != account.id)
    if account.role is Role.MANAGER and session.scalars(others).first() is None:
        raise Refused(
            {
                field: "This is the last manager. Add another manager first, or nobody will be able to add "
                "accounts."
            }
        )
