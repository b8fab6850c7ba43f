"""The server's key opens the cabinet as the app starts; what comes later is waited for (L10)."""

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from streamlit import file_util

from gate import routes
from gate.assets import Assets
from gate.routes import Gate
from store.cabinet import DamagedCabinet
from store.keyring import WrongPassword
from store.schema import NewerCabinet

WRONG_KEY = WrongPassword("The file of CABINET_SERVER_KEY cannot be read.")
NEWER = NewerCabinet("This cabinet was made by a newer version. Install that version to open it.")
OTHERS = DamagedCabinet("The keyring does not belong to the database of DATABASE_URL.")


def away():
    """What an opening raises while the database does not answer."""
    fault = DamagedCabinet("The database of DATABASE_URL cannot be opened as a cabinet.")
    fault.__cause__ = OperationalError(None, None, Exception("connection refused"))
    return fault


@pytest.fixture
def start(monkeypatch, tmp_path):
    """Starts the app; each try at the key meets one of `faults`. How often it was tried, and the waits."""

    def started(*faults):
        left, tries, waits = list(faults), [], []

        def opening(home):
            tries.append(home)
            if left and (fault := left.pop(0)):
                raise fault

        monkeypatch.setattr(routes.signing_in, "open_by_server_key", opening)
        monkeypatch.setattr(routes.organisation, "has_server_key", lambda: True)
        monkeypatch.setattr(routes.cabinet, "is_there", bool)
        monkeypatch.setattr(routes.cabinet, "active", lambda: None)
        monkeypatch.setattr(routes.time, "sleep", waits.append)
        Gate(Assets(Path(file_util.get_static_dir())), lambda: tmp_path).open_by_server_key()
        return len(tries), waits

    return started


def test_a_database_that_comes_later_is_opened_then(start, caplog):
    tries, waits = start(*(away() for _ in range(6)))
    assert tries == 7
    assert waits == [5, 10, 20, 40, 60, 60]
    assert caplog.text.count("cannot be opened as a cabinet. It is tried again.") == 1, "said once"


def test_a_folder_that_is_away_for_a_while_is_waited_for_too(start, caplog):
    assert start(OSError(5, "Input/output error"))[0] == 2
    assert "It is tried again." in caplog.text


@pytest.mark.parametrize("fault", [WRONG_KEY, NEWER, OTHERS], ids=["another key", "newer", "another's"])
def test_what_time_does_not_mend_is_said_and_not_tried_again(start, caplog, fault):
    assert start(fault) == (1, [])
    assert str(fault) in caplog.text
    assert "tried again" not in caplog.text
