"""A cabinet in a folder that is copied to the internet: by the names that those folders have."""

from pathlib import Path

import pytest

from gate.html import page
from store.synced import copied_by, warning


@pytest.fixture(autouse=True)
def _no_windows(monkeypatch):
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        pytest.param("/home/mar/dashboard/data", "", id="a folder of this computer alone"),
        pytest.param(
            "/Users/mar/Documents/dashboard", "", id="Documents, of which nothing says where it goes"
        ),
        pytest.param("/Users/mar/OneDrive/dashboard/data", "OneDrive", id="OneDrive at home"),
        pytest.param(
            "/Users/mar/OneDrive - Little Sparks/Documents/x", "OneDrive", id="OneDrive of a setting"
        ),
        pytest.param(
            "/Users/mar/Library/CloudStorage/OneDrive-Personal/x", "OneDrive", id="OneDrive on a Mac"
        ),
        pytest.param("/home/mar/Dropbox (Little Sparks)/x", "Dropbox", id="Dropbox of a setting"),
        pytest.param(
            "/Users/mar/Library/CloudStorage/GoogleDrive-mar@example.org/My Drive/x",
            "Google Drive",
            id="Google Drive on a Mac",
        ),
        pytest.param(
            "/Users/mar/Library/Mobile Documents/com~apple~CloudDocs/x", "iCloud Drive", id="iCloud"
        ),
        pytest.param("/home/mar/Nextcloud/x", "Nextcloud", id="Nextcloud"),
        pytest.param("/home/mar/dropbox-exports/x", "", id="a name that only begins like one"),
        pytest.param("/home/mar/inbox/x", "", id="a name that only ends like one"),
    ],
)
def test_the_folder_of_a_service_is_known_by_its_name(folder, service):
    assert copied_by(Path(folder)) == service


def test_windows_says_where_its_own_folder_is_whatever_its_name(tmp_path, monkeypatch):
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Shared by the charity"))
    assert copied_by(tmp_path / "Shared by the charity" / "dashboard" / "data") == "OneDrive"
    assert copied_by(tmp_path / "beside") == ""


def test_it_is_said_before_there_is_a_record_and_at_each_sign_in(tmp_path, monkeypatch):
    home = tmp_path / "OneDrive - Little Sparks" / "data"
    monkeypatch.setenv("CABINET_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for shown in (page("welcome"), page("sign_in", typed={})):
        assert b"that OneDrive copies to the internet" in shown.body
    monkeypatch.setenv("CABINET_HOME", str(tmp_path / "data"))
    assert b"copies to the internet" not in page("welcome").body
    # Records that are in a database are in no folder.
    monkeypatch.setenv("DATABASE_URL", "postgresql://dashboard@localhost/cabinet")
    assert warning(home) == ""
