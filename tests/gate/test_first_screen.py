"""With no records yet: set up your setting, or look around with sample records."""

import os
import re
import threading
import time
from pathlib import Path

import pytest
from streamlit import file_util

from gate import html
from gate.assets import Assets
from gate.routes import Gate
from store import cabinet, sample, sessions

SETTING, MANAGER = "Little Sparks", "Joanne Pryce"  # what `Visitor.set_up` types
PASSWORD = "violin cactus harbour toast"


@pytest.fixture(scope="module")
def empty(start):
    """The app with nothing set up."""
    return start()


def test_a_first_visitor_is_offered_the_two_ways_to_begin(empty):
    visitor = empty.visitor()
    assert visitor.get("/").headers["location"] == "/welcome"
    assert visitor.get("/sign-in").headers["location"] == "/welcome"
    page = visitor.get("/welcome").text
    assert "Set up your setting" in page
    assert "Look around with sample records" in page


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"setting": "  "}, "setting", "Enter the setting"),
        ({"setting": "x" * 201}, "setting", "at most 200"),
        ({"setting": "Little\0Sparks"}, "setting", "text cannot have"),
        ({"manager": ""}, "manager", "Enter your name."),
        ({"manager": "Joanne\0"}, "manager", "text cannot have"),
        ({"manager": "Recovery"}, "manager", "another name"),
        ({"setting": "password: violin7"}, "setting", "looks like a password"),
        ({"manager": "my password is violin7"}, "manager", "looks like a password"),
        ({"password": "short", "again": "short"}, "password", "at least 12 characters"),
        ({"password": "aaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaa"}, "password", "easy to guess"),
        ({"password": "little sparks pryce", "again": "little sparks pryce"}, "password", "easy to guess"),
        ({"again": "violin cactus harbour roast"}, "again", "The two are different."),
    ],
)
def test_a_problem_is_named_by_its_field_and_what_was_typed_is_kept(empty, typed, field, says):
    visitor = empty.visitor()
    answer = visitor.set_up(**typed)
    assert answer.status == 422
    assert re.findall(r'<a href="#(\w+)">', answer.text) == [field]
    assert says in answer.text
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', answer.text, re.DOTALL)
    assert "<title>Error: " in answer.text
    if "setting" not in typed:
        assert f'value="{SETTING}"' in answer.text
    assert PASSWORD not in answer.text
    assert visitor.token == ""
    assert not (empty.home / "keyring.json").exists()


def test_looking_around_takes_one_click(empty):
    visitor = empty.visitor()
    answer = visitor.post("/look-around", {})
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert visitor.get("/").status == 200
    assert visitor.get("/sign-out").headers["location"] == "/welcome"


def test_looking_around_is_a_form_not_a_link(empty):
    assert empty.visitor().get("/look-around").headers["location"] == "/welcome"


def test_the_sample_goes_with_the_last_who_looked(empty):
    one, other = empty.visitor(), empty.visitor()
    one.post("/look-around", {})
    other.post("/look-around", {})
    assert one.get("/sign-out").headers["location"] == "/welcome"
    assert other.get("/").status == 200
    assert other.get("/sign-out").headers["location"] == "/welcome"
    assert one.get("/").headers["location"] == "/welcome"


def test_a_setting_can_be_set_up_from_the_sample_which_ends(start):
    server = start()
    looking = server.visitor()
    looking.post("/look-around", {})
    assert looking.get("/set-up").status == 200
    setting_up = server.visitor()
    assert setting_up.set_up().status == 200
    assert setting_up.get("/").status == 200
    assert looking.get("/").headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("", "The records are encrypted with a key", id="a file of ours"),
        pytest.param("postgresql://somebody@localhost/cabinet", "by its means", id="the organisation's own"),
    ],
)
def test_the_set_up_says_by_whose_means_the_records_are_encrypted(monkeypatch, address, said):
    monkeypatch.setenv("DATABASE_URL", address)
    assert said in html.page("set_up", typed={}).body.decode()


def test_a_setting_is_set_up_once_and_its_recovery_code_is_shown_once(start):
    server = start()
    visitor = server.visitor()
    answer = visitor.set_up()
    code = "-".join(re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", answer.text))
    assert answer.status == 200
    assert len(code) == 39
    assert "I have put it in the office cabinet" in answer.text
    assert "no-store" in answer.headers["cache-control"]
    assert visitor.get("/").status == 200
    keyring = (server.home / "keyring.json").read_bytes()
    for path in ("/set-up", "/look-around"):
        assert visitor.get(path).status == 404
        assert visitor.post(path, {"setting": SETTING, "manager": MANAGER}).status == 404
        assert code not in visitor.get(path).text
        assert "If that code is not on paper yet, sign in, open Set-up" in visitor.get(path).text
    assert server.visitor().set_up(manager="Somebody Else").status == 404
    assert (server.home / "keyring.json").read_bytes() == keyring
    assert visitor.get("/welcome").headers["location"] == "/sign-in"
    for written in server.home.rglob("*"):
        held = written.read_bytes()
        assert code.encode() not in held, written.name
        assert PASSWORD.encode() not in held, written.name
        assert b"Pryce" not in held, written.name
    assert code not in server.log.read_text()


def test_a_cabinet_without_its_keyring_is_not_overwritten(start, tmp_path_factory):
    home = tmp_path_factory.mktemp("orphan")
    (home / "cabinet.db").write_bytes(b"somebody's records")
    answer = start(home).visitor().set_up()
    assert answer.status == 409
    assert "Nothing was changed." in answer.text
    assert (home / "cabinet.db").read_bytes() == b"somebody's records"


def test_who_looks_around_while_the_setting_is_being_set_up_is_let_into_nothing(start):
    server = start()
    manager, other = server.visitor(), server.visitor()
    setting_up = threading.Thread(target=manager.set_up)
    setting_up.start()
    until = time.monotonic() + 20
    while not (server.home / "set-up-not-finished").exists():
        assert time.monotonic() < until
        time.sleep(0.005)
    answer = other.post("/look-around", {})
    setting_up.join()
    assert answer.status == 404
    assert "already set up" in answer.text
    assert other.token == ""
    assert manager.get("/").status == 200


def test_records_that_are_open_and_out_of_reach_are_not_taken_for_none(start):
    """A network drive that is gone for a while takes the keyring along, and not the database behind it."""
    server = start()
    manager, other = server.visitor(), server.visitor()
    manager.set_up()
    keyring = server.home / "keyring.json"
    keyring.rename(aside := server.home / "somewhere-else.json")
    assert other.get("/").headers["location"] == "/welcome"
    for path in ("/welcome", "/set-up", "/look-around", "/put-back"):
        assert other.get(path).status == 503, path
    for path, form in (("/look-around", {}), ("/set-up", {"setting": "B", "manager": "C"})):
        answer = other.post(path, form)
        assert (answer.status, other.token) == (503, ""), path
        assert "see that it is there" in answer.text
    aside.rename(keyring)
    assert manager.get("/").status == 200
    assert other.sign_in().headers["location"] == "/"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_what_is_in_the_cabinets_folder_is_for_its_owner_alone(start):
    server = start()
    server.visitor().post("/look-around", {})
    server.visitor().set_up()
    server.visitor().sign_in(password="not the password")
    written = [file for file in server.home.rglob("*") if file.is_file()]
    assert {"cabinet.db", "keyring.json", "waiting.json"} <= {file.name for file in written}
    for file in written:
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_who_leaves_the_sample_as_the_setting_is_set_up_does_not_shut_it(tmp_path, monkeypatch):
    gate = Gate(Assets(Path(file_util.get_static_dir())), lambda: tmp_path)
    opened, who = sample.look_around(tmp_path)
    cabinet.make_active(opened)
    token = sessions.start(opened, who)
    setting_up = threading.Thread(
        target=gate._make, kwargs={"setting": SETTING, "manager": MANAGER, "password": PASSWORD}
    )

    def meanwhile(_) -> int:
        setting_up.start()
        setting_up.join(3)  # it waits for who leaves, or it is done by then
        return 0

    monkeypatch.setattr(sessions, "people_in", meanwhile)
    gate._end(token, is_real=False)
    setting_up.join()
    held = cabinet.active()
    cabinet.make_active(None)
    assert held is not None
    assert not held.is_sample
