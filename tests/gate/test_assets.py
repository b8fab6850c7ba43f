"""Streamlit's own files: packed for the browser that asks, unchanged beneath."""

import gzip
from pathlib import Path

import brotli
import pytest
from streamlit import file_util

import app
from gate.assets import Assets

TAKES_ALL = "gzip, deflate, br, zstd"


@pytest.fixture
def assets():
    return Assets(Path(file_util.get_static_dir()))


def path_of(assets, start, folder="js"):
    found = next((assets.root / "static" / folder).glob(f"{start}.*"))
    return f"/static/{folder}/{found.name}", found.read_bytes()


@pytest.mark.parametrize(
    ("takes", "packing", "unpacked"),
    [
        (TAKES_ALL, "br", brotli.decompress),
        ("BR;q=0.5", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.8", "gzip", gzip.decompress),
        ("br; q=0.0, gzip;q=0", "", bytes),
        ("", "", bytes),
        ("brotli, x-gzip", "", bytes),
    ],
)
def test_a_script_comes_packed_as_the_browser_takes_it(assets, takes, packing, unpacked):
    path, plain = path_of(assets, "PlotlyChart")
    given = assets.asset(path, takes)
    assert given.packing == packing
    assert unpacked(given.body) == plain
    told = dict(given.headers())
    assert told.get(b"content-encoding", b"").decode() == packing
    assert told[b"content-length"] == str(len(given.body)).encode()
    assert told[b"content-type"] == b"text/javascript"
    assert told[b"vary"] == b"accept-encoding"


def test_the_charts_script_is_carried_in_under_1300_kb(assets):
    path, _ = path_of(assets, "PlotlyChart")
    assert len(assets.asset(path, TAKES_ALL).body) < 1_300_000 < len(assets.asset(path, "gzip").body)


def test_a_script_is_packed_once_and_a_font_is_not_kept(assets):
    script, _ = path_of(assets, "index")
    assert assets.kept(script, TAKES_ALL) is None
    given = assets.asset(script, TAKES_ALL)
    assert assets.kept(script, TAKES_ALL) is given is assets.asset(script, TAKES_ALL)
    assert assets.kept(script, "gzip") is None
    font, plain = path_of(assets, "SourceSansVF-Upright", "media")
    assert assets.asset(font, TAKES_ALL).body == plain == assets.font()
    assert assets.kept(font, TAKES_ALL) is None


def test_what_every_page_asks_for_is_packed_ahead_and_what_nobody_does_is_not(assets):
    assets.prepare(app.SCRIPTS_OF_THE_PAGES).join()
    for name in ("index", *app.SCRIPTS_OF_THE_PAGES):
        assert assets.kept(path_of(assets, name)[0], TAKES_ALL), name
    assert assets.kept(path_of(assets, "DeckGlJsonChart")[0], TAKES_ALL) is None


def test_a_file_that_is_not_there_is_not_served(assets):
    with pytest.raises(KeyError):
        assets.asset("/static/../index.html", TAKES_ALL)
