"""The keys of the cabinet: one random key, wrapped for each account and once under a recovery code.

The paper policy wants a lockable cabinet with two people holding the key (PR-2, X-8; law L10). The key that
opens the records is never written down in clear: each holder's password, through Argon2id, opens a wrapped
copy of it.
"""

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
RECOVERY = "recovery"


class WrongPassword(Exception):
    """The name and password, or the recovery code, open nothing. Which of them is wrong is not said."""


class DamagedKeyring(Exception):
    """The keyring file cannot be read. It is left as it is."""


@dataclass(frozen=True)
class Argon2:
    """Argon2id's cost: memory in KiB, passes, lanes. The default is RFC 9106's second choice."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def derive(self, secret: str, salt: bytes) -> bytes:
        """A 256-bit key from `secret` and `salt`."""
        return hash_secret_raw(
            secret.encode(),
            salt,
            time_cost=self.passes,
            memory_cost=self.memory,
            parallelism=self.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


@dataclass
class Keyring:
    """The wrapped copies of one cabinet key, by holder. Holders' names are kept as salted hashes."""

    file: Path
    salt: bytes
    cost: Argon2 = field(default_factory=Argon2)
    holders: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> "Keyring":
        """The keyring in `file`; raises `DamagedKeyring` where it is not one."""
        try:
            held: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return cls(file, bytes.fromhex(held["salt"]), Argon2(**held["argon2id"]), held["holders"])
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise DamagedKeyring(f"The keyring {file.name} cannot be read.") from fault

    def save(self) -> None:
        """Writes the keyring beside its place and moves it there, so that it is never half written."""
        text = json.dumps(
            {"salt": self.salt.hex(), "argon2id": vars(self.cost), "holders": self.holders}, indent=1
        )
        beside = self.file.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(self.file)

    def add(self, holder: str, secret: str, key: bytes) -> None:
        """Wraps `key` for `holder` under `secret`; an earlier copy of this holder is replaced."""
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        wrapped = AESGCM(self.cost.derive(secret, salt)).encrypt(nonce, key, self.label(holder).encode())
        self.holders[self.label(holder)] = {"salt": salt.hex(), "wrapped": (nonce + wrapped).hex()}

    def remove(self, holder: str) -> None:
        """Takes the holder's copy away; nothing happens where there is none."""
        self.holders.pop(self.label(holder), None)

    def unwrap(self, holder: str, secret: str) -> bytes:
        """The cabinet key; raises `WrongPassword`. An unknown holder takes as long as a known one."""
        label = self.label(holder)
        held = self.holders.get(label, {"salt": self.salt.hex(), "wrapped": "00" * 60})
        try:
            return self._open(label, held, secret)
        except InvalidTag:
            raise WrongPassword("The name and password do not match.") from None

    def unwrap_any(self, secret: str) -> tuple[str, bytes]:
        """The label of the holder that `secret` belongs to, and the cabinet key; raises `WrongPassword`.

        For the command line, which asks for a password alone.
        """
        for label, held in self.holders.items():
            try:
                return label, self._open(label, held, secret)
            except InvalidTag:
                continue
        raise WrongPassword("The password opens nothing.")

    def label(self, holder: str) -> str:
        """The salted hash under which a holder is kept."""
        return hashlib.sha256(self.salt + holder_name(holder).encode()).hexdigest()

    def _open(self, label: str, held: dict[str, str], secret: str) -> bytes:
        wrapped = bytes.fromhex(held["wrapped"])
        return AESGCM(self.cost.derive(secret, bytes.fromhex(held["salt"]))).decrypt(
            wrapped[:12], wrapped[12:], label.encode()
        )


def holder_name(name: str) -> str:
    """The sign-in name as it is compared: without regard to case and spaces at its ends."""
    return " ".join(name.split()).casefold()


def recovery_code() -> str:
    """A new recovery code of 160 bits, in eight groups that can be read aloud."""
    letters = base64.b32encode(secrets.token_bytes(20)).decode()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
