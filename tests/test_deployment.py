"""What docs/deployment.md has an administrator copy: its readers take it, and an image carries the app alone.

nginx, Caddy and systemd are tried where they are; nothing here installs them.
"""

import re
import shutil
import subprocess
from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import start
from models import now
from papers.letters import OWN
from store.backup import BEFORE_RESTORE, IN_THE_MAKING
from store.cabinet import CABINET_FILE, KEYRING_FILE, UNFINISHED
from store.waiting import WAITING_FILE

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(ini|nginx|caddy|dockerfile)\n(.*?)```", PAGE, re.DOTALL))


def asked(*command: str | Path) -> tuple[int, str]:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def needed(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.skip(f"There is no {name} here to read its block with.")
    return found


def test_every_block_is_there():
    assert set(BLOCKS) == {"ini", "nginx", "caddy", "dockerfile"}


def test_a_server_and_a_container_install_what_a_laptop_does():
    assert PAGE.count(f"sed '/^{start.TESTS}/,$d' requirements.txt | ") == 2


def test_nginx_shuts_out_nobody_for_what_a_stranger_sends_and_keeps_no_register():
    """What is refused before all of it has come counts as a failure of the process, by nginx's own rule."""
    processes = re.findall(r"^    server 127.*;$", BLOCKS["nginx"], re.MULTILINE)
    assert len(processes) == 2
    assert all("max_fails=0" in process for process in processes)
    assert "proxy_request_buffering off;" in BLOCKS["nginx"]


def test_nginx_takes_its_block(tmp_path):
    nginx = needed("nginx")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dashboard.example.org")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now())
        .not_valid_after(now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    block = BLOCKS["nginx"].replace("/etc/ssl/dashboard.pem", str(tmp_path / "pem"))
    block = block.replace("/etc/ssl/private/dashboard.key", str(tmp_path / "key"))
    block = re.sub(r"listen (80|443)", f"listen unix:{tmp_path}/\\1", block)
    folders = " ".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = tmp_path / "nginx.conf"
    file.write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {folders}\n{block}}}\n", encoding="utf-8"
    )
    code, said = asked(nginx, "-t", "-e", "stderr", "-p", tmp_path, "-c", file)
    assert code == 0, said


def test_caddy_takes_its_block(tmp_path, monkeypatch):
    caddy = needed("caddy")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    file = tmp_path / "Caddyfile"
    file.write_text(BLOCKS["caddy"], encoding="utf-8")
    code, said = asked(caddy, "validate", "--adapter", "caddyfile", "--config", file)
    assert code == 0, said


def test_systemd_knows_every_line_of_the_unit(tmp_path):
    analyze = needed("systemd-analyze")
    file = tmp_path / "dashboard@8501.service"
    file.write_text(BLOCKS["ini"], encoding="utf-8")
    _, said = asked(analyze, "verify", file)  # the program that the unit starts is not here
    assert "Unknown" not in said, said
    assert "Failed to parse" not in said, said


def test_the_units_folder_is_the_one_it_may_write_to():
    held = dict(re.findall(r"^Environment=(\w+)=(.*)$", BLOCKS["ini"], re.MULTILINE))
    folder = re.search(r"^StateDirectory=(.*)$", BLOCKS["ini"], re.MULTILINE)[1]
    assert held["CABINET_HOME"] == held["HOME"] == f"/var/lib/{folder}"


def test_an_image_carries_the_app_and_nothing_that_lies_beside_it():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*", "what is not named stays out"
    carried = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    code = {"app.py", "models.py", "requirements.txt", ".streamlit", "migrations"}
    assert carried == code | {"data", "gate", "pages", "papers", "rules", "store", "ui"}
    assert [name for name in carried if not (ROOT / name).exists()] == []
    ours = re.findall(r"^data/(\S+?)/?$", (ROOT / ".gitignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert ours
    assert [name for name in ours if f"data/{name}" not in rules] == []


@pytest.mark.parametrize(
    "left",
    [
        pytest.param(CABINET_FILE, id="the records"),
        pytest.param(f"{CABINET_FILE}-wal", id="what was written last"),
        pytest.param(KEYRING_FILE, id="the keys"),
        pytest.param(WAITING_FILE, id="the waits"),
        pytest.param(UNFINISHED, id="the mark of a set-up under way"),
        pytest.param("cabinet-before-0042.db", id="the copy from before a new version"),
        pytest.param("cabinet-backup-2026-11-24-120000.zip", id="a backup that was made there"),
        pytest.param(f"{BEFORE_RESTORE}20261124-120000", id="the cabinet that a restore moved aside"),
        pytest.param(f"{IN_THE_MAKING}abc", id="half of a backup"),
        pytest.param("sample-cabinet", id="the fictional records"),
        pytest.param(OWN, id="the setting's own letters"),
    ],
)
@pytest.mark.parametrize("file", [".gitignore", ".dockerignore"])
def test_nothing_of_a_cabinet_in_data_is_committed_or_carried(file, left):
    rules = (ROOT / file).read_text(encoding="utf-8").splitlines()
    assert any(fnmatch(f"data/{left}", rule.rstrip("/")) for rule in rules if rule.startswith("data/"))
