"""A set-up that ends half way is done again from the beginning; a real cabinet is never touched."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from store import cabinet, setting, signing_in
from store.cabinet import CABINET_FILE, KEYRING_FILE, UNFINISHED, CabinetExists, DamagedCabinet

NAMES = ("Little Sparks", "Joanne Pryce")
PASSWORD = "violin cactus harbour toast"


class PowerCut(BaseException):
    """The process ended here."""


@pytest.mark.parametrize("half_way", ["furnish", "save"])
def test_a_set_up_that_ended_half_way_is_done_again(tmp_path, monkeypatch, half_way):
    def cut(*_args, **_kwargs):
        raise PowerCut

    with monkeypatch.context() as patched:
        if half_way == "furnish":
            patched.setattr(setting, "furnish", cut)
        else:
            patched.setattr("store.keyring.Keyring.save", cut)
        with pytest.raises(PowerCut):
            setting.set_up(tmp_path, *NAMES, PASSWORD)
    assert not cabinet.is_there(tmp_path)
    (by_hand := tmp_path / f"{CABINET_FILE}.old").write_bytes(b"the records of before, under another name")

    opened, who, _ = setting.set_up(tmp_path, *NAMES, PASSWORD)
    opened.close()
    assert cabinet.is_there(tmp_path)
    assert by_hand.exists(), "what somebody laid aside by hand is no part of what ended"
    assert who.name == "Joanne Pryce"
    again = cabinet.open_with(tmp_path, cabinet.unlock(tmp_path, "Joanne Pryce", PASSWORD))
    again.close()


def test_a_set_up_that_left_nothing_marks_nothing(tmp_path, monkeypatch):
    """The keyring may come there by hand, with a database of a backup, and the next set-up would take it."""
    with monkeypatch.context() as patched, pytest.raises(DamagedCabinet):
        patched.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
        setting.set_up(tmp_path, *NAMES, PASSWORD)
    assert not (tmp_path / UNFINISHED).exists()


def test_of_two_who_set_up_at_once_one_is_told_that_there_is_a_cabinet(tmp_path):
    """In two processes of one organisation, whose own locks know nothing of each other."""

    def set_up(manager):
        opened, _, _ = setting.set_up(tmp_path, "Little Sparks", manager, PASSWORD)
        opened.close()
        return manager

    with ThreadPoolExecutor(2) as processes:
        tried = [processes.submit(set_up, manager) for manager in ("Joanne Pryce", "Ewa Nowak")]
    faults = [one.exception() for one in tried]
    assert sorted(type(fault) for fault in faults if fault) == [CabinetExists]
    [manager] = [one.result() for one in tried if one.exception() is None]
    cabinet.open_with(tmp_path, cabinet.unlock(tmp_path, manager, PASSWORD)).close()


@pytest.mark.parametrize("typed", ["Ann D’Arcy", "Ann D'Arcy"])
def test_a_manager_signs_in_with_either_apostrophe(tmp_path, typed):
    opened, who, _ = setting.set_up(tmp_path, "Little Sparks", typed, PASSWORD)
    opened.close()
    for name in ("ann d’arcy", "ann d'arcy"):
        opened, found = signing_in.open_and_find(tmp_path, name, PASSWORD)
        assert found.account_id == who.account_id
    assert signing_in.signs_in_as(opened, who.account_id) == typed
    cabinet.make_active(None)


def test_a_cabinet_that_was_set_up_is_never_set_up_again(tmp_path):
    opened, _, _ = setting.set_up(tmp_path, *NAMES, PASSWORD)
    opened.close()
    before = {name: (tmp_path / name).read_bytes() for name in (CABINET_FILE, KEYRING_FILE)}
    with pytest.raises(CabinetExists):
        setting.set_up(tmp_path, *NAMES, "another password entirely")
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert not (tmp_path / UNFINISHED).exists()


def test_a_cabinet_whose_keyring_is_lost_is_left_as_it_is(tmp_path):
    opened, _, _ = setting.set_up(tmp_path, *NAMES, PASSWORD)
    opened.close()
    (tmp_path / KEYRING_FILE).unlink()
    before = (tmp_path / CABINET_FILE).read_bytes()
    with pytest.raises(CabinetExists):
        setting.set_up(tmp_path, *NAMES, PASSWORD)
    assert (tmp_path / CABINET_FILE).read_bytes() == before
