"""Streamlit's own scripts, styles and fonts: each packed once, when it is first asked for."""

import gzip
import mimetypes
import re
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import brotli

from gate.headers import Headers

_PACKED = {".js", ".css", ".json", ".svg"}
_SMALL = 1024
# Measured on the script of the charts, 4.7 MB: gzip makes 1.42 MB of it in 0.11 s, Brotli 1.22 MB in 0.12 s.
# Brotli's best, 1.06 MB, takes 6.6 s. Browsers ask for Brotli over https, and on this machine itself.
_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda plain: brotli.compress(plain, quality=6),
    "gzip": lambda plain: gzip.compress(plain, 6, mtime=0),
}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: its kind, its bytes, and how these are packed, if they are."""

    kind: str
    body: bytes
    packing: str = ""

    def headers(self) -> Headers:
        """What says so to the browser."""
        told = [
            (b"content-type", self.kind.encode()),
            (b"content-length", str(len(self.body)).encode()),
            (b"vary", b"accept-encoding"),
        ]
        return [*told, (b"content-encoding", self.packing.encode())] if self.packing else told


class Assets:
    """The hashed files under Streamlit's `static/`, by path. A path that is not among them is not served."""

    def __init__(self, root: Path) -> None:
        """`root` is the folder that holds Streamlit's `index.html`."""
        self.root = root
        self._files = {
            f"/static/{file.relative_to(root / 'static').as_posix()}": file
            for file in (root / "static").rglob("*")
            if file.is_file()
        }
        self._kept: dict[tuple[str, str], Asset] = {}

    def has(self, path: str) -> bool:
        """Whether `path` is one of the files, in exactly this spelling."""
        return path in self._files

    def kept(self, path: str, accept_encoding: str) -> Asset | None:
        """The file at `path` for a browser that takes `accept_encoding`, where it is in memory already."""
        return self._kept.get((path, _packing(self._files[path], accept_encoding)))

    def asset(self, path: str, accept_encoding: str) -> Asset:
        """The same, read and packed where it is not; raises `KeyError` where there is no such file.

        Only what is packed stays in memory. A browser asks once a year for what is not, fonts above all.
        """
        if found := self.kept(path, accept_encoding):
            return found
        file = self._files[path]
        packing = _packing(file, accept_encoding)
        if not packing:
            return Asset(kind_of(file), file.read_bytes())
        packed = Asset(kind_of(file), _PACKERS[packing](file.read_bytes()), packing)
        return self._kept.setdefault((path, packing), packed)

    def font(self) -> bytes:
        """The upright sans that Streamlit ships, so that the gate's pages look like the app's."""
        return next(f for p, f in self._files.items() if "/media/SourceSansVF-Upright" in p).read_bytes()

    def scripts(self, names: Collection[str]) -> list[str]:
        """The paths of the scripts that have one of these names, which end at the first dot."""
        scripts = (path for path in self._files if path.endswith(".js"))
        return [path for path in scripts if path.rpartition("/")[2].partition(".")[0] in names]

    def prepare(self, names: Collection[str]) -> threading.Thread:
        """Packs what every page asks for, then the scripts of `names`, in the thread that it gives back.

        What else there is waits until somebody asks for it: most of it nobody ever does.
        """
        index = (self.root / "index.html").read_text(encoding="utf-8")
        first = [path for path in self._files if f'".{path}"' in index]
        then = self.scripts(names)

        def pack() -> None:
            for path in (*first, *then):
                self.asset(path, "br")

        thread = threading.Thread(target=pack, daemon=True)
        thread.start()
        return thread


def _packing(file: Path, accept_encoding: str) -> str:
    """The best packing of `file` that the browser takes, or an empty text."""
    if file.suffix not in _PACKED or file.stat().st_size <= _SMALL:
        return ""
    taken = (part.partition(";") for part in accept_encoding.lower().split(","))
    names = {name.strip() for name, _, weight in taken if not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)}
    return next((packing for packing in _PACKERS if packing in names), "")


def kind_of(file: Path) -> str:
    """The media type of `file`, by its name."""
    kind = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}.get(file.suffix)
    return kind or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
