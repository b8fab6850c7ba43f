"""The keys of the cabinet: one random key, wrapped for each account and once under a recovery code.

The paper policy wants a lockable cabinet with two people holding the key (PR-2, X-8; law L10). The key that
opens the records is never written down in clear: each holder's password, through Argon2id, opens a wrapped
copy of it.

A new password cannot be written to the keyring and to the cabinet in one step. So the keyring keeps the copy
before beside the new one until the cabinet has said which of the two counts (`settle`): a process that ends
between the two writes leaves nobody locked out, and no copy behind.
"""

import base64
import hashlib
import json
import os
import re
import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rules.words import APOSTROPHES

_APOSTROPHES = re.compile(f"[{APOSTROPHES}]")
KEY_BYTES = 32
RECOVERY = "recovery"
SERVER = "\0server"  # no sign-in name has this in it
# What a keyring may ask for: more than we ever did, and nothing that keeps a computer busy for minutes. A
# file from outside, such as a backup, says itself how hard its passwords are to check.
_MOST_MEMORY, _MOST_PASSES, _MOST_LANES = 256 * 1024, 12, 16
# One at a time takes 64 MiB, two take twice that and are not done sooner: each has four lanes for the cores.
_deriving = threading.Lock()


# What is kept for a holder: the salt and the wrapped key; for a password after the first its number, and
# until that is settled the copy before and, for the recovery code, whose password came with it.
Copy = dict[str, Any]


class WrongPassword(Exception):
    """The name and password, or the recovery code, open nothing. Which of them is wrong is not said."""


class DamagedKeyring(Exception):
    """The keyring file cannot be read. It is left as it is."""


@dataclass(frozen=True)
class Argon2:
    """Argon2id's cost: memory in KiB, passes, lanes. The default is RFC 9106's second choice.

    Raises `ValueError` for one that is no cost, or that no keyring of ours has.
    """

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        most = {"memory": _MOST_MEMORY, "passes": _MOST_PASSES, "lanes": _MOST_LANES}
        if not all(
            isinstance(asked := getattr(self, name), int) and 0 < asked <= most[name] for name in most
        ):
            raise ValueError(self)

    def derive(self, secret: str, salt: bytes) -> bytes:
        """A 256-bit key from `secret` and `salt`."""
        with _deriving:
            return hash_secret_raw(
                secret.encode("utf-8", "surrogatepass"),
                salt,
                time_cost=self.passes,
                memory_cost=self.memory,
                parallelism=self.lanes,
                hash_len=KEY_BYTES,
                type=Type.ID,
            )


def sync_folder(folder: Path) -> None:
    """Has the disk keep what was moved into a folder, which a power cut could undo otherwise."""
    if os.name == "posix":
        at = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(at)
        finally:
            os.close(at)


@dataclass
class Keyring:
    """The wrapped copies of one cabinet key, by holder. Holders' names are kept as salted hashes."""

    file: Path
    salt: bytes
    cost: Argon2 = field(default_factory=Argon2)
    holders: dict[str, Copy] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> "Keyring":
        """The keyring in `file`; raises `DamagedKeyring` where it is not one."""
        try:
            held: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            holders = {label: dict(copy) for label, copy in dict(held["holders"]).items()}
            if not holders:
                raise ValueError("nobody holds a key")
            return cls(file, bytes.fromhex(held["salt"]), Argon2(**held["argon2id"]), holders)
        except PermissionError as fault:
            raise DamagedKeyring(
                f"The keyring {file.name} may not be read by this program: it belongs to somebody else. Give "
                "its folder, with all in it, to the user that the dashboard runs as. Nothing was changed."
            ) from fault
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise _damaged(file) from fault

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
        sync_folder(self.file.parent)

    def add(self, holder: str, secret: str, key: bytes) -> None:
        """Wraps `key` for `holder` under `secret`; an earlier copy of this holder is replaced."""
        self.holders[self.label(holder)] = self.copy(holder, secret, key)

    def copy(self, holder: str, secret: str, key: bytes) -> Copy:
        """`key`, wrapped for `holder` under `secret`, for the keyring to hold."""
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        wrapped = AESGCM(self.cost.derive(secret, salt)).encrypt(nonce, key, self.label(holder).encode())
        return {"salt": salt.hex(), "wrapped": (nonce + wrapped).hex()}

    def renew(self, holder: str, copy: Copy, number: int, *, of: str | None = None) -> None:
        """Holds `copy` beside the one before, until `settle` says which counts.

        It counts once the account of `holder` (for the recovery code, the account `of` whom it was used for)
        has had `number` passwords.
        """
        label = self.label(holder)
        held = self.holders.get(label)
        self.holders[label] = {**copy, "number": number}
        if of is not None:
            self.holders[label]["of"] = self.label(of)
        if held is not None:
            self.holders[label]["before"] = {name: held[name] for name in held if name != "before"}

    def settle(self, numbers: Mapping[str, int]) -> bool:
        """Keeps what counts and takes the rest away; whether there was anything to take away.

        `numbers` says for the sign-in name of every open account how many passwords it has had. Nobody else
        has a key, but the holder of the recovery code and, where it was given one, the server itself.
        """
        had = {self.label(name): number for name, number in numbers.items()}
        settled: dict[str, Copy] = {}
        for label, held in self.holders.items():
            if label not in had and label not in {self.label(RECOVERY), self.label(SERVER)}:
                continue
            if "before" in held:
                is_in_use = had.get(held.get("of", label), 0) >= held["number"]
                kept = {name: value for name, value in held.items() if name not in {"before", "of"}}
                settled[label] = kept if is_in_use else held["before"]
            else:
                settled[label] = held
        was = self.holders
        self.holders = settled
        return settled != was

    def remove(self, holder: str) -> None:
        """Takes the holder's copy away; nothing happens where there is none."""
        self.holders.pop(self.label(holder), None)

    def unwrap(self, holder: str, secret: str) -> bytes:
        """The cabinet key; raises `WrongPassword`. An unknown holder takes as long as a known one.

        `holder` is what somebody typed, or the name that an account has.
        """
        return self.unwrap_with(holder, secret)[0]

    def unwrap_with(self, holder: str, secret: str) -> tuple[bytes, str]:
        """The cabinet key, and the copy that `secret` opened, for `holds`; raises `WrongPassword`."""
        label = self.label_of(holder)
        held = self.holders.get(label, {"salt": self.salt.hex(), "wrapped": "00" * 60})
        if found := self._opened(label, held, secret):
            return found
        raise WrongPassword("The name and password do not match.")

    def holds(self, holder: str, copy: str, *, number: int = 0) -> bool:
        """Whether `copy` is one that this holder has, settled or not, and of no password before `number`.

        The file of another day, put in this one's place, still has the copy of a password that was changed.
        """
        held = self.holders.get(self.label(holder), {})
        return any(
            one.get("salt") == copy and one.get("number", 1) >= number
            for one in (held, held.get("before", {}))
        )

    def unwrap_any(self, secret: str) -> tuple[str, bytes]:
        """The label of the holder that `secret` belongs to, and the cabinet key; raises `WrongPassword`.

        For the command line, which asks for a password alone. As with `unwrap_with`, the copy may be one that
        does not count.
        """
        for label, held in self.holders.items():
            if found := self._opened(label, held, secret):
                return label, found[0]
        raise WrongPassword("The password opens nothing.")

    def label(self, holder: str) -> str:
        """The salted hash under which a holder is kept, by the very name that their account has."""
        name = _in_small_letters(holder).encode("utf-8", "surrogatepass")
        return hashlib.sha256(self.salt + name).hexdigest()

    def label_of(self, typed: str) -> str:
        """The label of whom what was typed names here, in the first of its `spellings` that holds a key."""
        labels = [self.label(name) for name in spellings(typed)]
        return next((label for label in labels if label in self.holders), labels[0])

    def _opened(self, label: str, held: Copy, secret: str) -> tuple[bytes, str] | None:
        """The key and the salt of the copy that `secret` opens, be it the one before; None of neither."""
        for copy in (held, held.get("before")):
            if copy is not None:
                with suppress(InvalidTag):
                    return self._open(label, copy, secret), copy["salt"]
        return None

    def _open(self, label: str, held: Copy, secret: str) -> bytes:
        try:
            wrapped, salt = bytes.fromhex(held["wrapped"]), bytes.fromhex(held["salt"])
            wrapping = AESGCM(self.cost.derive(secret, salt))
            return wrapping.decrypt(wrapped[:12], wrapped[12:], label.encode())
        except (ValueError, KeyError, TypeError, HashingError) as fault:
            raise _damaged(self.file) from fault


def _damaged(file: Path) -> DamagedKeyring:
    return DamagedKeyring(f"The keyring {file.name} cannot be read. {to_a_backup(file.parent)}")


def to_a_backup(home: Path) -> str:
    """What to do where a file of the cabinet in `home` is damaged, for somebody without an administrator."""
    return (
        "To go back to your newest backup, stop the dashboard, move keyring.json and each file whose name "
        f"begins with cabinet.db from {home} into another folder, and keep them. Then start it again: its "
        "first screen puts the backup back."
    )


def holder_name(name: str) -> str:
    """The sign-in name that a new account gets: in small letters, with one space between its words and no
    other, and the apostrophe of a keyboard.
    """
    return _APOSTROPHES.sub("'", _in_small_letters(name))


def spellings(typed: str) -> tuple[str, ...]:
    """The names that an account may have which signs in by what was typed, the likeliest first.

    A tablet types a curly apostrophe where a keyboard types a straight one. Accounts from before
    `holder_name` knew that have either, and two of them may differ in nothing else.
    """
    straight = holder_name(typed)
    return tuple(dict.fromkeys((_in_small_letters(typed), straight, straight.replace("'", "’"))))


def _in_small_letters(name: str) -> str:
    return " ".join(name.split()).casefold()


def as_written(holder: str, name: str) -> str:
    """The sign-in name for people to read: its words that are the person's own name have their capitals."""
    own = {holder_name(word): word for word in name.split()}
    return " ".join(own.get(holder_name(word), word) for word in holder.split())


def recovery_code() -> str:
    """A new recovery code of 160 bits, in eight groups that can be read aloud."""
    return _in_groups(base64.b32encode(secrets.token_bytes(20)).decode())


def recovery_code_as_kept(typed: str) -> str:
    """A recovery code as it is kept, from how somebody read it off paper and typed it."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return _in_groups(letters.translate(str.maketrans("018", "OIB")))


def one_time_password() -> str:
    """A password of 79 bits that is used once: it is read to somebody, so no two letters look alike."""
    return _in_groups("".join(secrets.choice(_ONE_TIME_LETTERS) for _ in range(16)))


_ONE_TIME_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _in_groups(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
