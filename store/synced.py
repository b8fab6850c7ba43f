"""Folders that a program of the computer copies to the internet by itself: no open cabinet may lie in one.

The copy is encrypted as the cabinet is, but what changes while it is copied can come back damaged, or as a
second cabinet from another computer, and it has left the computer (docs/security.md).
"""

import os
import re
from pathlib import Path

from store.cabinet import database_url

# As each names its folder in a home, and on macOS under `Library/CloudStorage`: "OneDrive - Little Sparks".
_NAMES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud drive": "iCloud Drive",
    "iclouddrive": "iCloud Drive",
    "mobile documents": "iCloud Drive",
    "box": "Box",
    "box sync": "Box",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud drive": "pCloud",
    "pclouddrive": "pCloud",
}
_OF_SOMEBODY = re.compile(r"( - .+|-.+@.+|-personal| \(.+\))$")


def copied_by(folder: Path) -> str:
    """The name of the service whose folder this is in, by the names of folders; empty where it is in none.

    Windows says besides where its own is, which may have any name. On macOS a Documents folder can be copied
    without a word of it in its path: that is not seen.
    """
    at = folder.absolute()
    if any(at.is_relative_to(kept) for kept in _of_windows()):
        return "OneDrive"
    for part in at.parts:
        name = part.casefold()
        if service := _NAMES.get(name) or _NAMES.get(_OF_SOMEBODY.sub("", name)):
            return service
    return ""


def warning(home: Path) -> str:
    """What to do where the records in `home` are copied so; empty where not, or where a database has them."""
    service = "" if database_url() else copied_by(home)
    if not service:
        return ""
    return (
        f"The records are in a folder that {service} copies to the internet while they are in use. That can "
        "damage them, and a second computer could write in them too. Stop the dashboard, move its folder to "
        "one that is not copied, and start it there."
    )


def _of_windows() -> list[Path]:
    said = (os.environ.get(name) for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"))
    return [Path(folder) for folder in said if folder]
