"""Signing in: whose password opens the cabinet, and whose word it is (PR-2, X-8; law L10).

Passwords are kept nowhere. A password is right when it unwraps the cabinet's key; what it opens is then
looked up in the cabinet itself.
"""

import hmac
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import ColumnElement, select

from models import Account, Setting
from rules.need_to_know import SECOND_PEOPLE, second_word_problem
from store import audit, cabinet, last_day, one_person, organisation
from store.cabinet import KEYRING_FILE, Cabinet, NotSaved, Who
from store.keyring import Keyring, WrongPassword, as_written, spellings
from store.last_day import signs_in
from store.refusal import Refused
from store.tables import table
from store.today import london_today
from store.waiting import FREE_TRIES, wait_words

log = logging.getLogger(__name__)

NO_MATCH = "The name and password do not match."
NOT_CHOSEN_YET = (
    "This person has yet to choose a password: the one-time one is nobody's word. They sign in with it first."
)
YOU_HAVE_NOT = (
    "choose a password first: in My account, or sign out and sign in with the one-time one that you were "
    "given."
)
NOT_YOUR_OWN = "Enter your own password. This one does not match."

_opening = threading.Lock()  # one at a time: two first sign-ins must not both open the cabinet


def open_and_find(home: Path, typed: str, password: str) -> tuple[Cabinet, Who]:
    """The open cabinet of `home` and whose sign-in name was typed; the cabinet is unlocked if it was not.

    Raises `keyring.WrongPassword` for a wrong password, an unknown name and a closed account alike, and
    `cabinet.NoCabinet`, `keyring.DamagedKeyring`, `cabinet.DamagedCabinet` or `schema.NewerCabinet`.
    """
    cabinet.must_be_there(home)
    key, copy = Keyring.read(home / KEYRING_FILE).unwrap_with(typed, password)

    def of_whom(opened: Cabinet) -> Who | None:
        found = account_of(opened, typed)
        return found if found and copy_counts(opened, sign_in_name(opened, found.account_id), copy) else None

    return opened_by(home, key, of_whom, NO_MATCH)


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


def opened_by(
    home: Path, key: bytes, of_whom: Callable[[Cabinet], Who | None], refusal: str
) -> tuple[Cabinet, Who]:
    """The cabinet, unlocked for the process only where `of_whom` knows somebody in it, and whom.

    Raises `keyring.WrongPassword` with `refusal` for nobody and for another key than the open cabinet's, and
    what `cabinet.open_with` raises.
    """
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


def account_with_email(opened: Cabinet, email: str) -> Who | None:
    """Whose address it is, or None where no open account has it.

    The caller has it from a provider that vouches for it. Only letters of ASCII match: others can look alike
    or fold into each other.
    """
    wanted = email_as_kept(email)
    if not wanted or not email.isascii():
        return None
    return _open_account(opened, table(Account).c.email == wanted)


def account_of(opened: Cabinet, sign_in_name: str) -> Who | None:
    """Whose sign-in name it is, or None where nobody's is or the account is closed or over."""
    for name in _as_asked(sign_in_name):
        if found := _open_account(opened, table(Account).c.sign_in_name == name):
            return found
    return None


def _open_account(opened: Cabinet, known_by: ColumnElement[bool]) -> Who | None:
    account = table(Account).c
    asked = select(account.id, account.name, account.role).where(known_by, signs_in(account))
    with opened.connection() as connection:
        found = connection.execute(asked).one_or_none()
    return Who(found.id, found.name, found.role) if found else None


def copy_counts(opened: Cabinet, holder: str, copy: str) -> bool:
    """Whether a copy of the key counts: the one before a new password does not, even while it is there.

    Nor does it where the keyring is an older one than the records, put back beside them by hand. `holder` is
    the very name that the account has.
    """
    keyring, numbers = Keyring.read(opened.home / KEYRING_FILE), opened.password_numbers()
    keyring.settle(numbers)
    return keyring.holds(holder, copy, number=numbers.get(holder, 0))


def _as_asked(typed: str) -> list[str]:
    """The sign-in names to look for, the likeliest first. No text has a NUL or half a letter in it, and a
    database fails of them.
    """
    return [
        name.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
        for name in spellings(typed)
    ]


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
    return hmac.compare_digest(key, opened.key) and copy_counts(opened, name, copy)


def confirms(opened: Cabinet, by: Who, of: Who, password: str) -> bool:
    """Whether `password` is that of `of`, asked inside the app: one's own again, or a second person's.

    As at the gate, the first few tries are free, each further one waits longer, and a refused one stands in
    the audit trail under `by`, who is signed in. Raises `Refused` while it waits and for a one-time password,
    which is known to whoever gave it and is nobody's word; and `NotAllowed`.
    """
    if not has_passwords(opened):
        return True
    if has_one_time_password(opened, of.account_id):
        # Somebody who comes in by the organisation's sign-in has never been asked for another one.
        is_own_word = by.account_id == of.account_id
        raise Refused({"confirmation": YOU_HAVE_NOT} if is_own_word else {"second": NOT_CHOSEN_YET})
    key = ("confirms", by.account_id, of.account_id)
    if (left := opened.waiting.try_now({key: FREE_TRIES})) > 0:
        raise Refused({"confirmation": wait_words(left)[1]})
    if is_password_of(opened, of, password):
        opened.waiting.succeeded([key])
        return True
    _note_refused(opened, by, of)
    return False


def is_own(opened: Cabinet, who: Who, password: str) -> bool:
    """Whether `password` is that of `who`, asked at the gate, which counts the tries; a refused one is noted.

    Whoever guesses at an open screen is in the trail, wherever they do. Raises `NotAllowed`.
    """
    if is_password_of(opened, who, password):
        return True
    _note_refused(opened, who, who)
    return False


def _note_refused(opened: Cabinet, by: Who, of: Who) -> None:
    try:
        with opened.writing(by) as session:
            audit.note(session, "password refused", "account", of.account_id)
    except NotSaved:
        log.exception("A refused password could not be noted.")


def second_person(
    opened: Cabinet, by: Who, account_id: int | None, confirmation: str, *, given_to: int | None = None
) -> tuple[Who | None, bool]:
    """Whoever gives `by` the second word, and whether `confirmation` is their own password.

    Nobody where the account is closed or its role may not give one. `given_to` is the account that is given
    something by it. Raises `Refused` for somebody who is not here, who stands in for the chairperson, or who
    is one of the two under another account; and as `confirms` does.
    """
    second = next((held for _, held in open_accounts(opened) if held.account_id == account_id), None)
    if second is None or second.role not in SECOND_PEOPLE:
        return None, False
    with opened.connection() as look:
        held = one_person.holders(look, by.account_id, second.account_id, given_to)
    asks, gives = held[by.account_id], held[second.account_id]
    given = held.get(given_to or 0)
    if problem := second_word_problem(asks, gives, given_to=given, on=london_today()):
        raise Refused({"second": problem})
    return second, confirms(opened, by, second, confirmation)


def second_people(opened: Cabinet, by: Who) -> list[Who]:
    """Whoever there is to choose from for a second word beside `by`; a stand-in for one request gives none.

    Of the others whom `second_person` refuses it says what is to be done, so they stay to be chosen.
    """
    found = [one for _, one in open_accounts(opened) if one.role in SECOND_PEOPLE]
    with opened.connection() as look:
        held = one_person.holders(look, *(one.account_id for one in found))
    return [one for one in found if one.account_id != by.account_id and not held[one.account_id].stands_in]


def open_accounts(opened: Cabinet) -> list[tuple[str, Who]]:
    """The sign-in name and the person of every account that is neither closed nor over, the oldest first."""
    account = table(Account).c
    asked = (
        select(account.sign_in_name, account.id, account.name, account.role)
        .where(signs_in(account))
        .order_by(account.id)
    )
    with opened.connection() as connection:
        return [(row.sign_in_name, Who(row.id, row.name, row.role)) for row in connection.execute(asked)]


def has_passwords(opened: Cabinet) -> bool:
    """Whether anybody signs in here with a password: in the sample that goes with the process nobody does.

    A keyring that is gone for a while is no sign of one: without it no password is right.
    """
    return cabinet.is_there(opened.home) or not opened.is_sample


def sign_in_name(opened: Cabinet, account_id: int) -> str:
    """The name that an account signs in with."""
    account = table(Account).c
    with opened.connection() as connection:
        found = connection.execute(select(account.sign_in_name).where(account.id == account_id)).scalar()
    return str(found or "")


def signs_in_as(opened: Cabinet, account_id: int) -> str:
    """The same for people to read, and for what keeps their passwords: as the person writes it."""
    account = table(Account).c
    asked = select(account.sign_in_name, account.name).where(account.id == account_id)
    with opened.connection() as connection:
        found = connection.execute(asked).first()
    return as_written(*found) if found else ""


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


def why_shut(opened: Cabinet, who: Who) -> str:
    """Why an account that is open signs nobody in, as its person has left or is still to come; or nothing."""
    with opened.connection() as connection:
        return last_day.why_shut(connection, who.account_id)


def setting_name(opened: Cabinet) -> str:
    """The setting's name, for the pages round signing in."""
    with opened.connection() as connection:
        return str(connection.execute(select(table(Setting).c.name)).scalar() or "")


def email_as_kept(typed: str) -> str:
    """An address as it is compared: without spaces at its ends, in small letters."""
    return typed.strip().lower()


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
            names = _as_asked(sign_in_name)
            asked = select(account.sign_in_name, account.id).where(account.sign_in_name.in_(names))
            numbers = {row.sign_in_name: row.id for row in session.execute(asked)}
            session.info["account_id"] = next((numbers[name] for name in names if name in numbers), None)
    except NotSaved:
        log.exception("A refused sign-in could not be noted.")


def note_refused_recovery(sign_in_name: str) -> None:
    """Writes a refused recovery code into the audit trail of the open cabinet, as a refused sign-in is."""
    note_refused_sign_in(sign_in_name, act="recovery refused")


def note_refused_organisation() -> None:
    """The same for an answer of the organisation's provider that opens no account."""
    note_refused_sign_in("", act="organisation sign-in refused")
