"""Streamlit's own scripts, styles and fonts: served from memory, packed once rather than at every request."""

import gzip
import mimetypes
import threading
from dataclasses import dataclass
from pathlib import Path

from gate.headers import Headers

_PACKED = {".js", ".css", ".json", ".svg"}
_LEVEL = 6
_SMALL = 1024


@dataclass(frozen=True)
class Asset:
    """One file as it is kept in memory: packed where that makes it much smaller."""

    kind: str
    kept: bytes
    is_packed: bool

    def plain(self) -> bytes:
        """The bytes of the file."""
        return gzip.decompress(self.kept) if self.is_packed else self.kept

    def answer(self, accept_encoding: bytes) -> tuple[Headers, bytes]:
        """The headers and body for a browser that takes `accept_encoding`."""
        stays_packed = self.is_packed and b"gzip" in accept_encoding.lower()
        body = self.kept if stays_packed else self.plain()
        headers = [
            (b"content-type", self.kind.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"vary", b"accept-encoding"),
        ]
        if stays_packed:
            headers.append((b"content-encoding", b"gzip"))
        return headers, body


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
        self._read: dict[str, Asset] = {}

    def has(self, path: str) -> bool:
        """Whether `path` is one of the files, in exactly this spelling."""
        return path in self._files

    def asset(self, path: str) -> Asset:
        """The file at `path`, read and packed at its first use; raises `KeyError` where there is none."""
        if path not in self._read:
            self._read[path] = _prepared(self._files[path])
        return self._read[path]

    def font(self) -> bytes:
        """The upright sans that Streamlit ships, so that the gate's pages look like the app's."""
        path = next(path for path in self._files if "/media/SourceSansVF-Upright" in path)
        return self.asset(path).plain()

    def is_ready(self, path: str) -> bool:
        """Whether the file at `path` has been read and packed."""
        return path in self._read

    def prepare(self) -> threading.Thread:
        """Reads and packs every file, those of the first page first, in the thread that it gives back."""
        index = (self.root / "index.html").read_text(encoding="utf-8")
        in_order = sorted(self._files, key=lambda path: f'".{path}"' not in index)
        thread = threading.Thread(target=lambda: [self.asset(path) for path in in_order], daemon=True)
        thread.start()
        return thread


def _prepared(file: Path) -> Asset:
    plain = file.read_bytes()
    kind = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}.get(file.suffix)
    kind = kind or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if file.suffix in _PACKED and len(plain) > _SMALL:
        return Asset(kind, gzip.compress(plain, _LEVEL, mtime=0), is_packed=True)
    return Asset(kind, plain, is_packed=False)
