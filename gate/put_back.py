"""A backup put back on a computer with no records yet: after a lost laptop, or on a new one (CP-8; law L10).

Where there is a cabinet already nothing can be put in its place from here: the command line asks before it
moves one aside.
"""

import logging
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gate.answers import go_to, plain_name
from gate.html import page
from rules.working_days import london_day
from store import backup, cabinet
from store.backup import CabinetInTheWay, DamagedBackup
from store.cabinet import DamagedCabinet, NotSaved
from store.keyring import WrongPassword
from store.schema import NewerCabinet

log = logging.getLogger(__name__)

PUT_BACK = "/put-back"
MOST_BYTES = 2 * 1024**3
MOST_TYPED = 1000
LONGEST_NAME = 100


class PutBack:
    """The page that takes a backup. `made` is told when the records are back, before anybody signs in.

    `alone` keeps everything else away that makes a cabinet: two that are made at once would be mixed.
    """

    def __init__(
        self,
        home: Callable[[], Path],
        derive: Callable[[Callable[[], Any]], Awaitable[Any]],
        made: Callable[[], None],
        alone: AbstractContextManager[Any],
    ) -> None:
        self.home = home
        self.derive = derive
        self.made = made
        self.alone = alone

    def routes(self) -> list[BaseRoute]:
        """What the gate answers."""
        return [Route(PUT_BACK, self.put_back, methods=["GET", "POST"])]

    async def put_back(self, request: Request) -> Response:
        """The form, and the backup that it sends: opened, checked, put in place; then sign in."""
        if cabinet.is_there(self.home()):
            return go_to("/sign-in")
        if request.method != "POST":
            return page("put_back")
        if not request.headers.get("content-length", "").isdecimal():
            return _again(HTTPStatus.LENGTH_REQUIRED, file="Choose the file of the backup.")
        if int(request.headers["content-length"]) > MOST_BYTES:
            too_long = "The file is larger than 2 GB. Put it back by the command line, as README.md says."
            return _again(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, file=too_long)
        try:
            async with request.form(max_files=1, max_fields=1, max_part_size=MOST_TYPED) as sent:
                return await self._taken(sent.get("file"), sent.get("secret"))
        except (HTTPException, MultiPartException):  # the first where Starlette names the app
            return _again(HTTPStatus.BAD_REQUEST, file="Choose the file of the backup.")

    async def _taken(self, file: UploadFile | str | None, secret: UploadFile | str | None) -> Response:
        problems = {}
        if not isinstance(file, UploadFile) or not file.filename:
            problems["file"] = "Choose the file of the backup."
        if not isinstance(secret, str) or not secret:
            problems["secret"] = "Enter a password or the recovery code in use on the day of the backup."  # noqa: S105
        if problems or not isinstance(file, UploadFile) or not isinstance(secret, str):
            return _again(HTTPStatus.UNPROCESSABLE_ENTITY, **problems)
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / (
                plain_name(file.filename or "")[-LONGEST_NAME:].lstrip(".") or "backup.zip"
            )

            def copied() -> None:
                with kept.open("wb") as to:
                    while held := file.file.read(1024 * 1024):
                        to.write(held)

            try:
                await to_thread.run_sync(copied)
                done = await self.derive(lambda: self._restore(kept, secret))
            except WrongPassword as fault:
                # A browser does not send a file twice: it is chosen anew with the other password.
                return _again(
                    HTTPStatus.FORBIDDEN, file="Choose the file of the backup again.", secret=str(fault)
                )
            except (DamagedBackup, NewerCabinet) as fault:
                return _again(HTTPStatus.UNPROCESSABLE_ENTITY, file=str(fault))
            except CabinetInTheWay as fault:
                return page("put_back", status=HTTPStatus.CONFLICT, trouble=str(fault))
            except (DamagedCabinet, NotSaved) as fault:
                log.exception("The backup could not be put back.")
                return page("put_back", status=HTTPStatus.INTERNAL_SERVER_ERROR, trouble=str(fault))
            except OSError:
                log.exception("The backup could not be put back.")
                trouble = f"The folder {self.home()} cannot be written. Make room or make it writable."
                return page("put_back", status=HTTPStatus.INTERNAL_SERVER_ERROR, trouble=trouble)
        await to_thread.run_sync(self.made)
        return go_to(f"/sign-in?why=put-back&of={london_day(done.contents.made_at)}")

    def _restore(self, kept: Path, secret: str) -> backup.Restored:
        with self.alone:
            return backup.restore(kept, self.home(), secret)


def _again(status: HTTPStatus, **problems: str) -> Response:
    return page("put_back", status=status, problems=problems)
