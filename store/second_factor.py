"""The second factor of an account: a code from a phone that changes every half minute (RFC 6238; law L10).

The secret is sealed under a key that comes from the cabinet's, so that a database of an organisation does
not hold it in clear. Its rows are kept out of the audit trail, and each change is noted here in words.
"""

import hmac
import secrets
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, SecondFactor, now
from rules.need_to_know import Thing
from rules.words import long_date
from rules.working_days import LONDON
from store import audit, sessions
from store.cabinet import Cabinet, Who
from store.refusal import Refused, refuse_if
from store.tables import table

STEP_SECONDS = 30
DIGITS = 6
_SECRET_BYTES = 20  # what RFC 4226 recommends and every authenticator app takes
_STEPS_EITHER_SIDE = 1  # a phone may be half a minute off
WRONG_CODE = "The code does not match. Enter the one that the app shows now."

Clock = Callable[[], float]


def is_set_up(opened: Cabinet, account_id: int) -> bool:
    """Whether signing in to this account asks for a code."""
    return account_id in who_have_one(opened)


def who_have_one(opened: Cabinet) -> set[int]:
    """The numbers of the accounts that have a second factor."""
    held = table(SecondFactor).c
    with opened.connection() as connection:
        return set(
            connection.execute(select(held.account_id).where(held.confirmed_at.is_not(None))).scalars()
        )


def begin(opened: Cabinet, who: Who) -> bytes:
    """A new secret for `who`, which counts once a code made from it was entered (`confirm`).

    Asked again before that, it is the same one. Raises `Refused` where there is a second factor already.
    """
    with opened.writing(who) as session:
        held = session.get(SecondFactor, who.account_id)
        if held is not None and held.confirmed_at is not None:
            raise Refused({"code": "There is already a second factor. Take it off first."})
        if held is not None:
            return _unsealed(opened, held)
        secret = secrets.token_bytes(_SECRET_BYTES)
        session.add(SecondFactor(account_id=who.account_id, sealed=_sealed(opened, who.account_id, secret)))
        return secret


def address_of(secret: bytes, *, name: str, setting: str) -> str:
    """What the square code says to an authenticator app."""
    return _codes(secret).get_provisioning_uri(name, setting)


def confirm(opened: Cabinet, who: Who, code: str, *, clock: Clock = time.time) -> None:
    """From here on signing in asks for a code. Raises `Refused` where `code` is not that of the secret."""
    with opened.writing(who) as session:
        held = session.get(SecondFactor, who.account_id)
        if held is None or held.confirmed_at is not None or not _use(opened, held, code, clock()):
            raise Refused({"code": wrong_code()})
        held.confirmed_at = now()
        audit.note(session, "second factor set up", "account", who.account_id)


def wrong_code() -> str:
    """What is said of a code that does not match, with the time here: between two clocks none does."""
    at = now().astimezone(LONDON)
    return (
        f"{WRONG_CODE} This computer's clock says {long_date(at.date())}, {at:%H:%M}. If your telephone says "
        "another time, no code matches: put the clock that is wrong right first."
    )


def use(opened: Cabinet, account_id: int, code: str, *, clock: Clock = time.time) -> bool:
    """Whether `code` is right now, and was not used before; a right one is used up, a wrong one noted."""
    try:
        with opened.administering("second factor used") as session:
            session.info["account_id"] = account_id
            held = session.get(SecondFactor, account_id)
            if held is None or held.confirmed_at is None or not _use(opened, held, code, clock()):
                raise _NotRight
    except _NotRight:
        with opened.administering("second factor refused") as session:
            session.info["account_id"] = account_id
        return False
    return True


class _NotRight(Exception):
    """Takes back the transaction of a wrong code."""


def take_off_own(opened: Cabinet, who: Who) -> None:
    """Takes the second factor off one's own account; the caller has asked for the password."""
    with opened.writing(who) as session:
        _take_off(session, who.account_id)


def take_off(opened: Cabinet, who: Who, account_id: int, *, token: str | None = None) -> None:
    """Takes it off somebody's account, whose phone is lost; their sessions end. For whoever looks after the
    accounts.

    One's own is taken off with the password (`take_off_own`): an open screen is not enough. Raises `Refused`.
    """
    with opened.writing(who, Thing.ACCOUNT, token=token) as session:
        account = session.get(Account, account_id)
        refuse_if({} if account else {"account": "Choose the account."})
        if account_id == who.account_id:
            raise Refused({"account": "Take your own second factor off from My account."})
        _take_off(session, account_id)
        sessions.end_all_of(session, account_id)


def drop(session: Session, account_id: int) -> None:
    """Takes it off as part of another change, such as recovery; noted where there was one."""
    if session.get(SecondFactor, account_id) is not None:
        _take_off(session, account_id)


def _take_off(session: Session, account_id: int) -> None:
    held = session.get(SecondFactor, account_id)
    if held is None:
        raise Refused({"account": "This account has no second factor."})
    session.delete(held)
    audit.note(session, "second factor taken off", "account", account_id)


def _use(opened: Cabinet, held: SecondFactor, code: str, at: float) -> bool:
    given = "".join(code.split()).encode("utf-8", "surrogatepass")
    codes = _codes(_unsealed(opened, held))
    this_step = int(at // STEP_SECONDS)
    right = 0
    for step in range(this_step - _STEPS_EITHER_SIDE, this_step + _STEPS_EITHER_SIDE + 1):
        if hmac.compare_digest(codes.generate(step * STEP_SECONDS), given) and step > held.last_step:
            right = step
    held.last_step = max(held.last_step, right)
    return right > 0


def _codes(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303


def _sealed(opened: Cabinet, account_id: int, secret: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + _seal(opened).encrypt(nonce, secret, str(account_id).encode())


def _unsealed(opened: Cabinet, held: SecondFactor) -> bytes:
    return _seal(opened).decrypt(held.sealed[:12], held.sealed[12:], str(held.account_id).encode())


def _seal(opened: Cabinet) -> AESGCM:
    return AESGCM(hmac.digest(opened.key, b"second factor", "sha256"))
