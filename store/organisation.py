"""Sign-in by an organisation's own identity provider: what was configured, and the key of the server (L10).

Only with PostgreSQL. People are known by the e-mail address that the provider vouches for; what they may do
stays what the manager gave their account here. Nobody types a password then, so the server itself holds a
copy of the cabinet's key, wrapped under a secret of 256 bits in a file that is kept beside no backup.
"""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from rules.need_to_know import Act, Thing, require
from store import audit
from store.cabinet import KEYRING_FILE, Cabinet, Who, database_url
from store.keyring import SERVER, Keyring, WrongPassword
from store.refusal import Refused

_NEEDED = ("CABINET_OIDC_ISSUER", "CABINET_OIDC_CLIENT_ID")
_NAMES = (*_NEEDED, "CABINET_OIDC_CLIENT_SECRET", "CABINET_OIDC_NAME")
_SECRET_BYTES = 32
_LONGEST_SECRET = 1000


@dataclass(frozen=True)
class Provider:
    """The identity provider of the organisation, and what this dashboard is to it."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)


def provider() -> Provider | None:
    """The provider that the environment names, or None where there is none or the records are in a file."""
    issuer = os.environ.get("CABINET_OIDC_ISSUER", "").strip()
    client_id = os.environ.get("CABINET_OIDC_CLIENT_ID", "").strip()
    if not (database_url() and issuer and client_id):
        return None
    return Provider(
        os.environ.get("CABINET_OIDC_NAME", "").strip() or "your organisation",
        issuer,
        client_id,
        os.environ.get("CABINET_OIDC_CLIENT_SECRET", "").strip(),
    )


def what_is_missing() -> str:
    """What is still to be set before the organisation's sign-in is offered; empty where nothing is."""
    given = {name for name in _NAMES if os.environ.get(name, "").strip()}
    lacking = [name for name in ("DATABASE_URL", *_NEEDED) if not os.environ.get(name, "").strip()]
    if not given or not lacking:
        return ""
    return f"The organisation's sign-in is not offered. Set {' and '.join(lacking)} too."


def make_server_key(opened: Cabinet, who: Who, to: Path) -> None:
    """Writes a new secret into the file `to` and wraps the cabinet's key under it; the one before is dead.

    Raises `NotAllowed`, and `Refused` where there is such a file already or it cannot be written.
    """
    require(who.role, Act.RECORD, Thing.ACCOUNT)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    copy = Keyring.read(opened.home / KEYRING_FILE).copy(SERVER, secret, opened.key)
    with opened.writing(who, Thing.ACCOUNT) as session:
        audit.note(session, "server key made")
        _write(secret, to)
        ring = Keyring.read(opened.home / KEYRING_FILE)
        ring.holders[ring.label(SERVER)] = copy
        ring.save()


def _write(secret: str, to: Path) -> None:
    try:
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secret + "\n")
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError:
        raise Refused({"file": f"There is a file {to} already. Name another. Nothing was changed."}) from None
    except OSError:
        raise Refused({"file": f"The file {to} cannot be written. Nothing was changed."}) from None


def take_server_key_away(opened: Cabinet, who: Who) -> None:
    """The server's key opens nothing any more; whoever signs in with a password unlocks the cabinet."""
    with opened.writing(who, Thing.ACCOUNT) as session:
        audit.note(session, "server key taken away")
        ring = Keyring.read(opened.home / KEYRING_FILE)
        ring.remove(SERVER)
        ring.save()


def has_server_key() -> bool:
    """Whether the environment names a file with the server's secret, and the records are in a database."""
    return bool(database_url() and os.environ.get("CABINET_SERVER_KEY"))


def server_key(home: Path) -> bytes:
    """The cabinet's key by the file that `CABINET_SERVER_KEY` names; raises `WrongPassword`."""
    file = os.environ.get("CABINET_SERVER_KEY", "")
    if not file:
        raise WrongPassword("CABINET_SERVER_KEY names no file.")
    try:
        with Path(file).open(encoding="utf-8") as held:
            secret = held.read(_LONGEST_SECRET).strip()
    except (OSError, UnicodeDecodeError):
        raise WrongPassword("The file of CABINET_SERVER_KEY cannot be read.") from None
    try:
        return Keyring.read(home / KEYRING_FILE).unwrap(SERVER, secret)
    except WrongPassword:
        raise WrongPassword(
            "The file of CABINET_SERVER_KEY holds another key than the one that this folder's keyring knows. "
            "A manager makes a new one by `python -m store serverkey`."
        ) from None
