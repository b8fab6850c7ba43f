"""A backup is put back where there are no records yet, and nowhere else."""

import http.client
import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from rules.words import long_date
from store import backup, setting
from store.today import london_today
from tests.conftest import manager_of, wrap_cheaply
from tests.gate.conftest import MANAGER, PASSWORD, SETTING, Server

ANOTHER = "pelican gravel tuba window"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The backup of a small setting."""
    opened, _, code = setting.set_up(tmp_path_factory.mktemp("old"), SETTING, MANAGER, PASSWORD)
    wrap_cheaply(opened.home, opened.key, code)
    folder = tmp_path_factory.mktemp("stick")
    made = backup.make(opened, manager_of(opened), to=folder)
    opened.close()
    return made.file


def send(server: Server, *, file: bytes | None, secret: str | None, name: str = "backup.zip", **changed):
    """The form as a browser sends it: status, where it leads, and the page."""
    edge, body = uuid.uuid4().hex, b""
    for field, value in (("file", file), ("secret", secret)):
        if value is None:
            continue
        named = f'; filename="{name}"' if field == "file" else ""
        body += f'--{edge}\r\ncontent-disposition: form-data; name="{field}"{named}\r\n\r\n'.encode()
        body += (value if isinstance(value, bytes) else value.encode()) + b"\r\n"
    body += f"--{edge}--\r\n".encode()
    headers = {
        "host": f"127.0.0.1:{server.port}",
        "origin": f"http://127.0.0.1:{server.port}",
        "content-type": f"multipart/form-data; boundary={edge}",
        "accept": "text/html",
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("POST", "/put-back", body, headers | changed, encode_chunked=True)
        got = connection.getresponse()
        return got.status, got.getheader("location"), got.read().decode()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def empty(start):
    return start()


@pytest.mark.parametrize(
    ("content", "secret", "status", "field"),
    [
        pytest.param(None, PASSWORD, 422, "file", id="no file"),
        pytest.param(b"", None, 422, "secret", id="no password"),
        pytest.param(b"PK not a backup", PASSWORD, 422, "file", id="not a backup"),
        pytest.param(b"", "x" * 2000, 400, "file", id="a password longer than any"),
        pytest.param("the backup", "another password", 403, "secret", id="another password"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_kept(empty, file, content, secret, status, field):
    content = file.read_bytes() if content == "the backup" else content
    got, _, page = send(empty, file=content, secret=secret)
    assert got == status
    assert field in re.findall(r'<a href="#(\w+)">', page)
    assert not (empty.home / "keyring.json").exists()
    assert empty.visitor().get("/").headers["location"] == "/welcome"


@pytest.mark.parametrize(
    ("header", "value", "status", "says"),
    [
        pytest.param("content-length", str(2 * 1024**3 + 1), 413, "larger than 2 GB", id="too large"),
        pytest.param("transfer-encoding", "chunked", 411, "Choose the file", id="of no length that is said"),
    ],
)
def test_what_might_fill_the_disk_is_not_read(empty, header, value, status, says):
    """Before there are records anybody who reaches this page may send something."""
    got, _, page = send(empty, file=b"PK", secret=PASSWORD, **{header: value})
    assert (got, says in page) == (status, True)


def test_another_site_puts_nothing_back(empty, file):
    got, _, _ = send(empty, file=file.read_bytes(), secret=PASSWORD, origin="http://evil.example")
    assert got == 403
    assert not (empty.home / "keyring.json").exists()


def keyrings(server: Server) -> list[str]:
    return sorted(held.name for held in server.home.iterdir() if held.name.startswith("keyring"))


@pytest.mark.parametrize("name", ["backup.zip", 'a"b\\c.zip', "..", "b" * 250])
def test_it_comes_back_whatever_its_name(empty, file, name):
    got, to, page = send(empty, file=file.read_bytes(), secret=PASSWORD, name=name)
    assert (got, to) == (303, f"/sign-in?why=put-back&of={london_today()}"), page
    assert keyrings(empty) == ["keyring.json"]
    for held in empty.home.iterdir():  # nobody has opened it: the app stands as before
        held.unlink()


def test_it_comes_back_and_the_sample_ends(start, file):
    server = start()
    looking = server.visitor()
    looking.post("/look-around", {})
    got, to, page = send(server, file=file.read_bytes(), secret=PASSWORD, name="../../keyring.json")
    assert (got, to) == (303, f"/sign-in?why=put-back&of={london_today()}"), page
    assert looking.get("/").headers["location"].startswith("/sign-in")
    said = server.visitor().get(to).text
    assert f"The backup of {long_date(london_today())} is back" in said
    assert "What was recorded after that day is not in it" in said
    for forged in ("2026-02-30", "yesterday%3Cb%3E", ""):
        assert "The backup is back" in server.visitor().get(f"/sign-in?why=put-back&of={forged}").text
    assert server.visitor().sign_in().status == 303
    assert keyrings(server) == ["keyring.json"]


def test_a_database_that_does_not_answer_is_no_damaged_file(start, file):
    server = start(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    status, _, page = send(server, file=file.read_bytes(), secret=PASSWORD)
    assert status == 500
    assert "Check that the server runs" in page and 'name="secret"' in page
    assert "damaged" not in page


def test_where_there_are_records_it_leads_to_signing_in(server, file):
    before = (server.home / "keyring.json").read_bytes()
    assert server.visitor().get("/put-back").headers["location"] == "/sign-in"
    got, to, _ = send(server, file=file.read_bytes(), secret=PASSWORD)
    assert (got, to) == (303, "/sign-in")
    assert (server.home / "keyring.json").read_bytes() == before


def test_two_backups_put_back_at_once_do_not_mix(start, file, tmp_path):
    opened, _, _ = setting.set_up(tmp_path / "other", SETTING, MANAGER, ANOTHER)
    (tmp_path / "stick").mkdir()
    other = backup.make(opened, manager_of(opened), to=tmp_path / "stick").file
    opened.close()
    server = start()
    with ThreadPoolExecutor(2) as people:
        first, second = (
            people.submit(send, server, file=held.read_bytes(), secret=secret)
            for held, secret in ((file, PASSWORD), (other, ANOTHER))
        )
        answers = {PASSWORD: first.result()[0], ANOTHER: second.result()[0]}
    assert sorted(answers.values()) == [303, 409]
    [theirs] = [secret for secret, status in answers.items() if status == 303]
    assert server.visitor().sign_in(password=theirs).status == 303
