"""Accounts: setting up the first one, and opening the cabinet with a name and password (PR-2, X-8; L10).

Passwords are kept nowhere. A password is right when it unwraps the cabinet's key; what it opens is then
looked up in the cabinet itself.
"""

import hmac
import threading
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from zxcvbn import zxcvbn

from models import NAME, Account
from rules.access import Problems
from store import cabinet
from store.cabinet import Cabinet, Who
from store.keyring import RECOVERY, WrongPassword, holder_name
from store.tables import table

MIN_LENGTH = 12
MAX_LENGTH = 1000
_STRONG_ENOUGH = 3  # zxcvbn: safely unguessable, moderate protection from an offline attack
_ZXCVBN_READS = 72
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
    with _measuring:
        return int(zxcvbn(password[:_ZXCVBN_READS])["score"]) if password else 0


def set_up_problems(*, setting: str, manager: str, password: str, again: str) -> Problems:
    """What stands in the way of setting up, by field; empty when nothing does."""
    found: Problems = {}
    if not setting.strip():
        found["setting"] = "Enter the setting's name."
    elif len(setting) > NAME:
        found["setting"] = f"Enter a setting's name of at most {NAME} characters."
    if not manager.strip():
        found["manager"] = "Enter your name."
    elif len(manager) > NAME:
        found["manager"] = f"Enter a name of at most {NAME} characters."
    elif holder_name(manager) == RECOVERY:
        found["manager"] = "Enter another name: this one is kept for the recovery code."
    if why := password_problem(password, (setting, manager)):
        found["password"] = why
    elif password != again:
        found["again"] = "Enter the same password twice. The two are different."
    return found


def open_and_find(home: Path, sign_in_name: str, password: str) -> tuple[Cabinet, Who]:
    """The open cabinet of `home` and whose account it is; the cabinet is unlocked if it was not.

    Raises `keyring.WrongPassword` for a wrong password, an unknown name and a closed account alike, and
    `cabinet.NoCabinet`, `keyring.DamagedKeyring`, `cabinet.DamagedCabinet` or `schema.NewerCabinet`.
    """
    key = cabinet.unlock(home, sign_in_name, password)
    with _opening:
        opened = cabinet.active()
        is_open = opened is not None and opened.home == home
        if opened is None or not is_open:
            opened = cabinet.open_with(home, key)
        elif not hmac.compare_digest(key, opened.key):
            raise WrongPassword("The name and password do not match.")
        who = account_of(opened, sign_in_name)
        if who is None:
            if not is_open:
                opened.close()
            raise WrongPassword("The name and password do not match.")
        if not is_open:
            cabinet.make_active(opened)
    return opened, who


def account_of(opened: Cabinet, sign_in_name: str) -> Who | None:
    """Whose sign-in name it is, or None where nobody's is or the account is closed."""
    account = table(Account).c
    asked = select(account.id, account.name, account.role).where(
        account.sign_in_name == holder_name(sign_in_name), account.closed_at.is_(None)
    )
    with opened.connection() as connection:
        found = connection.execute(asked).one_or_none()
    return Who(found.id, found.name, found.role) if found else None


def is_password_of(opened: Cabinet, who: Who, password: str) -> bool:
    """Whether `password` is that of the account that is signed in; it takes as long as a sign-in.

    A sample has no passwords: nothing in it is anybody's.
    """
    if opened.is_sample and not cabinet.is_there(opened.home):
        return True
    account = table(Account).c
    with opened.connection() as connection:
        name = connection.execute(select(account.sign_in_name).where(account.id == who.account_id)).scalar()
    try:
        return hmac.compare_digest(cabinet.unlock(opened.home, name or "", password), opened.key)
    except WrongPassword:
        return False


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


def note_refused_sign_in(sign_in_name: str) -> None:
    """Writes a refused sign-in into the audit trail of the open cabinet.

    While the cabinet is locked there is no key to write with: an attempt made then is not in the trail. What
    was typed is never written, for people type passwords into the name; an account is named by its number.
    """
    opened = cabinet.active()
    if opened is None:
        return
    account = table(Account).c
    with opened.administering("sign-in refused") as session:
        named = select(account.id).where(account.sign_in_name == holder_name(sign_in_name))
        session.info["account_id"] = session.execute(named).scalar()
