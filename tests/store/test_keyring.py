"""The keyring: the right password or the recovery code opens the cabinet, and nothing else does."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store import cabinet as cabinets
from store import keyring, signing_in
from store.cabinet import NoCabinet
from store.keyring import RECOVERY, Argon2, DamagedKeyring, Keyring, WrongPassword, recovery_code
from tests.conftest import MANAGER, PASSWORD

pytestmark = pytest.mark.parametrize("store", ["file"], indirect=True)


@pytest.fixture
def closed(cabinet, home):
    cabinet.close()
    return cabinet


@pytest.mark.parametrize("name", [MANAGER, "joanne pryce", "  JOANNE   PRYCE "])
def test_the_password_opens_however_the_name_is_typed(closed, home, name):
    assert cabinets.unlock(home, name, PASSWORD) == closed.key


def test_the_recovery_code_opens(closed, home, made):
    assert cabinets.unlock(home, RECOVERY, made("file").recovery_code) == closed.key


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param(MANAGER, PASSWORD.upper(), id="another case"),
        pytest.param(MANAGER, f"{PASSWORD} ", id="a space more"),
        pytest.param(MANAGER, "", id="nothing typed"),
        pytest.param("Somebody Else", PASSWORD, id="an unknown name"),
        pytest.param("", PASSWORD, id="no name"),
        pytest.param(RECOVERY, PASSWORD, id="a password as the recovery code"),
        pytest.param(MANAGER, "recovery code", id="a wrong password"),
        pytest.param(MANAGER, "caf\udce9 violin", id="letters of another system, from CABINET_PASSWORD"),
    ],
)
def test_anything_else_opens_nothing_and_does_not_say_which_was_wrong(closed, home, name, password):
    before = (home / cabinets.KEYRING_FILE).read_bytes()
    with pytest.raises(WrongPassword) as said:
        cabinets.unlock(home, name, password)
    assert str(said.value) == "The name and password do not match."
    assert (home / cabinets.KEYRING_FILE).read_bytes() == before


def test_where_there_is_no_cabinet_it_says_so(store, tmp_path):
    with pytest.raises(NoCabinet, match="Create one first"):
        cabinets.unlock(tmp_path, MANAGER, PASSWORD)


def test_only_the_account_that_is_in_the_cabinet_comes_in(closed, home, made, monkeypatch):
    monkeypatch.setattr(cabinets, "_active", None)
    opened, who = signing_in.open_and_find(home, MANAGER, PASSWORD)
    assert who.name == MANAGER
    assert cabinets.active() is opened
    opened.close()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: "", id="empty"),
        pytest.param(lambda held: held[: len(held) // 2], id="half of it"),
        pytest.param(lambda _: "[]", id="another shape"),
        pytest.param(lambda held: json.dumps(json.loads(held) | {"salt": "x"}), id="a salt that is none"),
        pytest.param(lambda held: json.dumps(json.loads(held) | {"holders": []}), id="no holders"),
        pytest.param(lambda held: held.replace('"wrapped": "', '"wrapped": "zz'), id="a copy that is none"),
        pytest.param(lambda held: held.replace('"wrapped"', '"warped"'), id="no copy"),
        pytest.param(lambda held: json.dumps(json.loads(held) | {"argon2id": {"memory": 1}}), id="no cost"),
        pytest.param(
            lambda held: json.dumps(
                json.loads(held) | {"argon2id": {"memory": "x", "passes": 3, "lanes": 4}}
            ),
            id="a cost that is none",
        ),
        pytest.param(
            lambda held: json.dumps(
                json.loads(held) | {"argon2id": {"memory": 64, "passes": 2**32 - 1, "lanes": 1}}
            ),
            id="a cost of years",
        ),
        pytest.param(
            lambda held: json.dumps(
                json.loads(held) | {"argon2id": {"memory": 64 * 1024 * 1024, "passes": 3, "lanes": 4}}
            ),
            id="a cost of 64 GiB",
        ),
        pytest.param(
            lambda held: re.sub('"wrapped": "[0-9a-f]+"', '"wrapped": ""', held), id="an empty copy"
        ),
    ],
)
def test_a_damaged_keyring_is_said_to_be_and_left_as_it_is(closed, home, damage):
    file = home / cabinets.KEYRING_FILE
    damaged = damage(file.read_text())
    file.write_text(damaged)
    with pytest.raises(DamagedKeyring, match=r"keyring\.json cannot be read"):
        cabinets.unlock(home, MANAGER, PASSWORD)
    assert file.read_text() == damaged


def test_a_keyring_of_another_user_is_not_called_damaged(closed, home, monkeypatch):
    """As root leaves it that copied it back by hand. Root may read all: the answer is made here."""

    def refused(*_, **__):
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(DamagedKeyring, match="belongs to somebody else") as shut:
        cabinets.unlock(home, MANAGER, PASSWORD)
    assert "backup" not in str(shut.value)


def test_one_byte_of_a_copy_wrong_opens_nothing(closed, home):
    file = home / cabinets.KEYRING_FILE
    held = json.loads(file.read_text())
    for copy in held["holders"].values():
        copy["wrapped"] = copy["wrapped"][:-2] + ("00" if copy["wrapped"][-2:] != "00" else "01")
    file.write_text(json.dumps(held))
    with pytest.raises(WrongPassword):
        cabinets.unlock(home, MANAGER, PASSWORD)


def test_a_copy_opens_for_its_own_holder_alone(closed, home):
    """Somebody who can write the file gives the manager's copy another name: it opens nothing there."""
    keyring = Keyring.read(home / cabinets.KEYRING_FILE)
    copy = keyring.holders[keyring.label(MANAGER)]
    keyring.holders[keyring.label("Somebody Else")] = copy
    with pytest.raises(WrongPassword):
        keyring.unwrap("Somebody Else", PASSWORD)


def test_the_file_names_nobody(closed, home):
    held = (home / cabinets.KEYRING_FILE).read_text().casefold()
    for word in (*MANAGER.casefold().split(), "recovery", PASSWORD):
        assert word not in held


def test_a_recovery_code_is_160_random_bits_that_can_be_read_aloud(store):
    codes = {recovery_code() for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        assert len(code.replace("-", "")) == 32
        assert {len(group) for group in code.split("-")} == {4}


def test_keys_are_derived_one_after_the_other_whoever_asks(store, monkeypatch):
    """Each takes 64 MiB; two at once are not done sooner."""
    inside, most = [], []
    derive = keyring.hash_secret_raw

    def watched(*given, **cost):
        inside.append(threading.get_ident())
        most.append(len(inside))
        time.sleep(0.02)
        try:
            return derive(*given, **cost)
        finally:
            inside.pop()

    monkeypatch.setattr(keyring, "hash_secret_raw", watched)
    cheap = Argon2(memory=64, passes=1, lanes=1)
    with ThreadPoolExecutor(8) as people:
        made = list(people.map(lambda _: cheap.derive("violin cactus", b"s" * 16), range(8)))
    assert most == [1] * 8
    assert len(set(made)) == 1
