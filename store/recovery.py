"""The recovery code: the way in for a manager who has lost the password (X-8; law L10).

It is shown once and kept nowhere, opens the cabinet once, and each use makes the one that follows.
"""

import re
import secrets
from datetime import date, datetime
from functools import cache
from itertools import chain, count
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select

from models import Account, AuditEntry, BackupKind, BackupRecord, StaffMember, Submission
from rules.induction import Role
from rules.need_to_know import Act, Thing, require
from rules.problems import Problems
from rules.words import one_line
from rules.words import password_problem as said_password
from store import accounts, audit, cabinet, password_strength, second_factor, signing_in
from store.asked_day import TODAY, Day
from store.cabinet import KEYRING_FILE, Cabinet, Who
from store.keyring import (
    RECOVERY,
    Keyring,
    WrongPassword,
    holder_name,
    one_time_password,
    recovery_code,
    recovery_code_as_kept,
)
from store.last_day import signs_in
from store.refusal import Refused, refuse_if
from store.tables import table

NO_RECOVERY = "The name and recovery code do not match."
_USED, _REPLACED = "recovery code used", "recovery code replaced"
_MADE = frozenset({_USED, _REPLACED, "set up"})
_A_TOKEN = re.compile("[0-9a-f]{32}")


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
    home: Path, sign_in_name: str, code: str, password: str, again: str, *, by: str = "", token: str = ""
) -> tuple[Cabinet, Who, str]:
    """A new password for a manager by the recovery code: the cabinet, the manager, the code that follows.

    The code before is dead, the manager's sessions end, and a second factor is taken off: it may be what
    was lost. `by` is the name of whoever uses the code in the place of a manager who has gone: see
    `_in_place_of`. Raises `keyring.WrongPassword` for a wrong code, an unknown name and somebody who is no
    manager alike, and `Refused` for a password that is not strong. `token` is the form's: see `was_sent`.
    """
    cabinet.must_be_there(home)
    by = one_line(by)
    problems = _problems_of_who_uses_it(by, sign_in_name)
    refuse_if(problems | password_strength.problems(password, again, (by or sign_in_name,)))
    key, copy = Keyring.read(home / KEYRING_FILE).unwrap_with(RECOVERY, recovery_code_as_kept(code))

    def of_whom(opened: Cabinet) -> Who | None:
        if not signing_in.copy_counts(opened, RECOVERY, copy):
            return None
        found = signing_in.account_of(opened, sign_in_name)
        return found if found and found.role is Role.MANAGER else None

    opened, who = signing_in.opened_by(home, key, of_whom, NO_RECOVERY)
    if not by and (why := signing_in.why_shut(opened, who)):
        raise Refused({"name": why})  # the code would be used up, and sign nobody in
    if by:
        names = (by, sign_in_name, signing_in.setting_name(opened))
        refuse_if(password_strength.problems(password, again, names))
        return opened, *_in_place_of(opened, who, copy, by=by, password=password, token=token)
    refuse_if(accounts.new_password_problems(opened, who.account_id, password=password, again=again))
    holder, next_code = signing_in.sign_in_name(opened, who.account_id), recovery_code()
    with accounts.settling_keyring(opened) as keyring:
        of_manager = keyring().copy(holder, password, opened.key)
        of_code = keyring().copy(RECOVERY, next_code, opened.key)
        with opened.administering(_USED) as session:
            session.info["account_id"] = who.account_id
            account = accounts.open_account(session, who.account_id)
            ring = keyring()
            if account.role is not Role.MANAGER or not signing_in.copy_counts(opened, RECOVERY, copy):
                raise WrongPassword(NO_RECOVERY)
            accounts.give_password(session, account, is_one_time=False)
            second_factor.drop(session, who.account_id)
            if sent := _token_of(token):
                session.add(Submission(token=sent))
            session.flush()
            ring.renew(holder, of_manager, account.password_number)
            ring.renew(RECOVERY, of_code, account.password_number, of=holder)
            ring.save()
    return opened, who, next_code


def _problems_of_who_uses_it(by: str, sign_in_name: str) -> Problems:
    """What is wrong with the name of whoever uses the code in a manager's place, where one is given."""
    if by and holder_name(by) == holder_name(sign_in_name):
        return {"by": "This is the manager's name. Leave it empty if you are the manager."}
    return {"by": audit.NO_TEXT} if not audit.is_text(by) else said_password("by", by)


def _in_place_of(
    opened: Cabinet, gone: Who, copy: str, *, by: str, password: str, token: str
) -> tuple[Who, str]:
    """A manager's account for whoever uses the code instead of `gone`, and the code that follows.

    Under the name of `gone` everything that they do would stand in the trail as done by somebody who was not
    there. The password of `gone` opens nothing any more and nobody has another: a manager may reset it, or
    closes the account. A code in the wrong hands is seen by that, as it is where it makes a new password.
    """
    holder, next_code = holder_name(_signs_in_as(opened, by)), recovery_code()
    before = signing_in.sign_in_name(opened, gone.account_id)
    with accounts.settling_keyring(opened) as keyring:
        of_new = keyring().copy(holder, password, opened.key)
        of_nobody = keyring().copy(before, one_time_password(), opened.key)
        of_code = keyring().copy(RECOVERY, next_code, opened.key)
        with opened.administering(_USED) as session:
            account = accounts.open_account(session, gone.account_id)
            if account.role is not Role.MANAGER or not signing_in.copy_counts(opened, RECOVERY, copy):
                raise WrongPassword(NO_RECOVERY)
            try:
                added = accounts.add_row(
                    session, name=by, holder=holder, role=Role.MANAGER, staff_id=None, is_one_time=False
                )
            except Refused as refused:
                raise Refused({"by": " ".join(refused.problems.values())}) from refused
            session.info["account_id"] = added.id
            audit.note(session, accounts.IN_PLACE, "account", gone.account_id)
            accounts.give_password(session, account, is_one_time=True)
            if sent := _token_of(token):
                session.add(Submission(token=sent))
            session.flush()
            ring = keyring()
            ring.renew(holder, of_new, added.password_number)
            ring.renew(before, of_nobody, account.password_number)
            ring.renew(RECOVERY, of_code, added.password_number, of=holder)
            ring.save()
            made = Who(added.id or 0, added.name, added.role)
    return made, next_code


def _signs_in_as(opened: Cabinet, by: str) -> str:
    """The sign-in name of the account for `by`: their own name, with a number behind it where that is taken.

    A deputy or a chairperson has one. The name of the account stays theirs, by which two accounts of one
    person are one word; under an invented one they would be two (see decision 174).
    """
    with opened.connection() as look:
        taken = {holder_name(name) for name in look.scalars(select(table(Account).c.sign_in_name))}
    names = chain([by], (f"{by} {number}" for number in count(2)))
    return next(name for name in names if holder_name(name) not in taken)


def named_in_vain(opened: Cabinet, who: Who) -> str:
    """Whose name is on the paper of the code, where the code opens nothing with it; else nothing.

    The paper names whoever saw the code made. Once that account is closed or is no manager's any more,
    whoever needs the code is told that it does not match; and who has left may know it.
    """
    account = table(Account).c
    with opened.reading(who, Thing.ACCOUNT) as look:
        asked = select(account.name).where(account.id == _named(), _is_no_manager())
        return look.scalars(asked).first() or ""


@cache
def named_until() -> ScalarSelect[date]:
    """The last day of the account that the paper of the code names, for a query of the caller's that is given
    its day; nothing while that account signs in, or goes on, nor where it was closed or given another role
    before: the paper has named nobody since then."""
    account = table(Account).c
    ended_by_itself = (account.until_on < TODAY, account.closed_at.is_(None), account.role == Role.MANAGER)
    return select(account.until_on).where(account.id == _named(), *ended_by_itself).scalar_subquery()


@cache
def named_in_vain_since() -> ScalarSelect[datetime]:
    """Since when the paper of the code names nobody who could use it, for a query of the caller's; nothing
    while it names a manager, or where their account ended by itself (`named_until`).

    It is when the account that it names was closed, or was a manager's last: nobody's name is in it. What
    else becomes of the account, such as another password, lets nothing that is late begin anew.
    """
    account = table(Account).c
    had_another_role = _changed_last(table(AuditEntry).c.detail.contains(f'"role": ["{Role.MANAGER}"'))
    since = case((account.role != Role.MANAGER, had_another_role), else_=account.closed_at)
    return select(since).where(account.id == _named(), _is_no_manager(TODAY)).scalar_subquery()


@cache
def made_in_place() -> ScalarSelect[int]:
    """The account that the code made in a manager's place, while it is nobody's in the register, for a query
    of the caller's that is given its day; nothing where it is closed."""
    account = table(Account).c
    return select(func.max(account.id)).where(_is_made_in_place(account)).scalar_subquery()


def _is_made_in_place(account: Any) -> ColumnElement[bool]:
    entry = table(AuditEntry).alias().c
    makers = select(entry.account_id).where(entry.act == accounts.IN_PLACE)
    return and_(
        account.id.in_(makers),
        account.staff_id.is_(None),
        account.role == Role.MANAGER,
        signs_in(account, TODAY),
    )


@cache
def manager_since() -> ScalarSelect[datetime]:
    """Since when the manager of the register, who is here, signs in with a password of their own, for a query
    of the caller's that is given its day: when their account was changed last. Nothing where the code made no
    account that is still there: the trail of all accounts is long."""
    account, person = table(Account).c, table(StaffMember).c
    made = table(Account).alias()
    return (
        select(func.max(_changed_last()))
        .join_from(table(Account), table(StaffMember), person.id == account.staff_id)
        .where(
            select(made.c.id).where(_is_made_in_place(made.c)).exists(),
            account.role == Role.MANAGER,
            person.role == Role.MANAGER,
            person.started_on <= TODAY,
            or_(person.left_on.is_(None), person.left_on >= TODAY),
            ~account.has_one_time_password,
            signs_in(account, TODAY),
        )
        .scalar_subquery()
    )


@cache
def replaced_since_the_last_backup() -> ScalarSelect[datetime]:
    """When the code was made anew after the last backup, for a query of the caller's; else nothing.

    Every backup there is opens with the code of its own day, and not with this one.
    """
    entry, backup = table(AuditEntry).c, table(BackupRecord).c
    last = select(func.max(backup.made_at)).where(backup.kind == BackupKind.MADE).scalar_subquery()
    return select(func.max(entry.at)).where(entry.act.in_(_MADE), entry.at > last).scalar_subquery()


def _changed_last(*how: ColumnElement[bool]) -> ScalarSelect[datetime]:
    """When the account of the query around it was changed last, or was changed so."""
    account, entry = table(Account), table(AuditEntry).c
    of_the_account = (entry.thing == "account", entry.thing_id == account.c.id, entry.act == "changed")
    return select(func.max(entry.at)).where(*of_the_account, *how).correlate(account).scalar_subquery()


def _named() -> ColumnElement[int]:
    """The number of the account that the paper names: of whoever made the code that counts."""
    entry = table(AuditEntry).c
    made_by = (
        select(entry.account_id)
        .where(entry.act.in_(_MADE))
        .order_by(entry.id.desc())  # a clock may have been ahead when one before was written
        .limit(1)
        .scalar_subquery()
    )
    # Whoever set up is nobody yet in that line, and has the first account.
    first = select(func.min(table(Account).alias().c.id)).scalar_subquery()
    return func.coalesce(made_by, first)


def _is_no_manager(on: Day | None = None) -> ColumnElement[bool]:
    account = table(Account).c
    return or_(~signs_in(account, on), account.role != Role.MANAGER)


def replace_recovery_code(opened: Cabinet, who: Who, password: str, *, token: str = "") -> str:
    """A new recovery code for whoever looks after the accounts; the one before is dead. Raises `Refused`.

    `token` is the form's: see `was_sent`.
    """
    accounts.require_passwords(opened)
    require(who.role, Act.RECORD, Thing.ACCOUNT)
    if not signing_in.is_own(opened, who, password):
        raise Refused({"password": signing_in.NOT_YOUR_OWN})
    code = recovery_code()
    with accounts.settling_keyring(opened) as keyring:
        ring = keyring()
        label, copy, before = ring.label(RECOVERY), ring.copy(RECOVERY, code, opened.key), None
        try:
            with opened.writing(who, Thing.ACCOUNT, token=_token_of(token)) as session:
                audit.note(session, _REPLACED)
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


def _token_of(token: str) -> str | None:
    return token if _A_TOKEN.fullmatch(token) else None
