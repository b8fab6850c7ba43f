"""The gate's pages round passwords and codes: one's own, the recovery code, the second factor (PR-2; L10).

They are plain pages and not the app's: what is typed here passes through no widget and stays in no page's
memory, and a password manager sees a form that it knows.
"""

import base64
import io
import logging
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import segno
from anyio import to_thread
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gate.answers import address, form, go_to, with_cookie, without_cookie
from gate.door import SIGN_IN, WELCOME, cookie
from gate.half_way import HalfIn, HalfWay
from gate.html import error_page, page
from gate.way_back import with_way_back
from rules.need_to_know import Act, NotAllowed, Thing, may
from rules.words import long_date
from store import accounts, cabinet, recovery, second_factor, sessions, signing_in
from store.cabinet import AlreadyRecorded, Cabinet, DamagedCabinet, NoCabinet, NotSaved, Who
from store.keyring import DamagedKeyring, WrongPassword, holder_name
from store.refusal import Refused
from store.schema import NewerCabinet
from store.today import london_today
from store.waiting import FREE_TRIES, FREE_TRIES_FOR_AN_ADDRESS, Waiting, wait_words

log = logging.getLogger(__name__)

LONGEST_WAIT_FOR_A_CODE = 600.0  # six digits are fewer than any password: guessing has to be slower
SECOND_FACTOR, NEW_PASSWORD, RECOVER = "/second-factor", "/new-password", "/recover"
MY_PASSWORD, MY_SECOND_FACTOR = "/my-password", "/my-second-factor"
NEW_RECOVERY_CODE, MY_ACCOUNT = "/new-recovery-code", "/my-account"
BACKUPS = "/setting", "Backups"  # the page, and its part
NO_RECOVERY = (
    "The name and recovery code do not match. Check both: the name has to be that of a manager "
    "whose account is open, who may be another than the one on the paper, and the code is on paper in the "
    "office cabinet."
)
NOT_ON_PAPER = (
    "If that code is not on paper yet, sign in, open Set-up, then Accounts, and make another there."
)


@dataclass(frozen=True)
class SignedIn:
    """Who asks for one of the pages of their own, and in which cabinet."""

    opened: Cabinet
    who: Who


class Passwords:
    """The pages. `home` says where the cabinet is, `derive` runs what unwraps a key, a few at a time."""

    def __init__(
        self, home: Callable[[], Path], waiting: Waiting, half_way: HalfWay, derive: Callable[..., Any]
    ) -> None:
        self.home = home
        self.waiting = waiting
        self.half_way = half_way
        self.derive = derive

    def routes(self) -> list[BaseRoute]:
        """What is answered here."""
        return [
            Route(SECOND_FACTOR, self.second_factor, methods=["GET", "POST"]),
            Route(NEW_PASSWORD, self.new_password, methods=["GET", "POST"]),
            Route(RECOVER, self.recover, methods=["GET", "POST"]),
            Route(MY_PASSWORD, self.my_password, methods=["GET", "POST"]),
            Route(MY_SECOND_FACTOR, self.my_second_factor, methods=["GET", "POST"]),
            Route(NEW_RECOVERY_CODE, self.new_recovery_code, methods=["GET", "POST"]),
        ]

    # Half way in ----------------------------------------------------------------------------------

    async def second_factor(self, request: Request) -> Response:
        """Asks for the code after the password; a right one leads on."""
        token = cookie(request.headers)
        half_in, opened = self.half_way.of(token), cabinet.active()
        if half_in is None or opened is None or not half_in.needs_code:
            return go_to(SIGN_IN)
        if request.method != "POST":
            return page("second_factor")
        code = (await form(request)).get("code", "")
        if not code.strip():
            problems = {"code": "Enter the six digits that the app shows."}
            return page("second_factor", status=HTTPStatus.UNPROCESSABLE_ENTITY, problems=problems)
        key: Hashable = ("code", half_in.who.account_id)
        if answer := self.wait("second_factor", {key: FREE_TRIES}, longest=LONGEST_WAIT_FOR_A_CODE):
            return answer
        is_right = await to_thread.run_sync(lambda: second_factor.use(opened, half_in.who.account_id, code))
        if not is_right:
            trouble = second_factor.wrong_code()
            return page("second_factor", status=HTTPStatus.FORBIDDEN, trouble=trouble)
        self.waiting.succeeded([key])
        left = self.half_way.code_was_right(token)
        if left is None:
            return go_to(SIGN_IN)
        if left.needs_password:
            return go_to(NEW_PASSWORD)
        return await self._finish(request, opened, token, left)

    async def new_password(self, request: Request) -> Response:
        """Asks for a password in place of the one that was given; then the first page opens."""
        token = cookie(request.headers)
        half_in, opened = self.half_way.of(token), cabinet.active()
        if half_in is None or opened is None or half_in.needs_code or not half_in.needs_password:
            return go_to(SIGN_IN)
        shown: dict[str, Any] = {"sign_in_name": half_in.sign_in_name}
        if request.method != "POST":
            return page("new_password", **shown)
        sent = await form(request)
        password, again = sent.get("password", ""), sent.get("again", "")
        try:
            number = await self.derive(
                lambda: accounts.replace_one_time_password(
                    opened,
                    half_in.who,
                    number=half_in.password_number,
                    password=password,
                    again=again,
                )
            )
        except Refused as refused:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return page("new_password", status=status, problems=refused.problems, **shown)
        except NotSaved as fault:
            return page("new_password", status=HTTPStatus.INTERNAL_SERVER_ERROR, trouble=str(fault), **shown)
        except NotAllowed as fault:
            self.half_way.end(token)
            return page("sign_in", status=HTTPStatus.FORBIDDEN, typed={}, trouble=str(fault))
        return await self._finish(request, opened, token, half_in, number)

    async def _finish(
        self, request: Request, opened: Cabinet, token: str, half_in: HalfIn, number: int | None = None
    ) -> Response:
        self.half_way.end(token)
        wanted = half_in.password_number if number is None else number

        def start() -> str:
            return sessions.start(opened, half_in.who, password_number=wanted)

        try:
            session = await to_thread.run_sync(start)
        except NotAllowed as fault:
            answer = page("sign_in", status=HTTPStatus.FORBIDDEN, typed={}, trouble=str(fault))
            return without_cookie(answer)
        return with_cookie(request, go_to(half_in.to), session)

    # The recovery code ----------------------------------------------------------------------------

    async def recover(self, request: Request) -> Response:
        """A manager's new password by the recovery code; then the code that follows it, once."""
        if not cabinet.is_there(self.home()):
            return go_to(WELCOME)
        if request.method != "POST":
            return page("recover", typed={}, form=recovery.new_form())
        sent = await form(request)
        token = sent.get("form", "")
        if await to_thread.run_sync(recovery.was_sent, token):
            return _recovered_before()
        name, code = sent.get("name", "").strip(), sent.get("code", "")
        password, again = sent.get("password", ""), sent.get("again", "")
        # The code too: who typed a weak password does not copy 32 signs from the paper again.
        by = sent.get("by", "").strip()
        typed = {"name": name, "code": code, "by": by}
        shown: dict[str, Any] = {"typed": typed, "form": token}
        problems = {}
        if not name:
            problems["name"] = "Enter the sign-in name of the manager."
        if not code.strip():
            problems["code"] = "Enter the recovery code."
        if problems:
            return page("recover", status=HTTPStatus.UNPROCESSABLE_ENTITY, problems=problems, **shown)
        whom = ("at", holder_name(name), address(request))
        keys: dict[Hashable, int] = (
            {("recovery", *whom): FREE_TRIES}
            if self.waiting.is_known(whom)
            else {
                ("recovery of", holder_name(name)): FREE_TRIES,
                ("recovery from", address(request)): FREE_TRIES_FOR_AN_ADDRESS,
            }
        )
        if answer := self.wait("recover", keys, **shown):
            return answer
        try:
            opened, who, next_code = await self.derive(
                lambda: recovery.recover(self.home(), name, code, password, again, by=by, token=token)
            )
        except Refused as refused:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return page("recover", status=status, problems=refused.problems, **shown)
        except WrongPassword:
            if await to_thread.run_sync(recovery.was_sent, token):  # pressed twice
                return _recovered_before()
            await to_thread.run_sync(signing_in.note_refused_recovery, name)
            return page("recover", status=HTTPStatus.FORBIDDEN, trouble=NO_RECOVERY, **shown)
        except (DamagedCabinet, DamagedKeyring, NewerCabinet, NoCabinet, NotSaved) as fault:
            log.exception("The cabinet could not be recovered.")
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            return page("recover", status=status, trouble=str(fault), **shown)
        # Nor do they wait for the passwords that they tried before they went for the code.
        self.waiting.succeeded([*keys, ("name", holder_name(name)), ("known", whom)])
        setting = await to_thread.run_sync(signing_in.setting_name, opened)
        signs_in_as = await to_thread.run_sync(signing_in.signs_in_as, opened, who.account_id)
        has_another = bool(by) and holder_name(by) != holder_name(signs_in_as)
        return without_cookie(
            recovery_page(
                setting,
                signs_in_as if has_another else by or name,
                next_code,
                onwards=SIGN_IN,
                then={"to": f"{BACKUPS[0]}?part={BACKUPS[1]}"},
                in_place_of="used",
                has_another=has_another,
            )
        )

    async def new_recovery_code(self, request: Request) -> Response:
        """A new code in place of the one in the office cabinet, for whoever looks after the accounts."""
        asking = await self.signed_in(request)
        if asking is None:
            return go_to(SIGN_IN)
        if not may(asking.who.role, Act.RECORD, Thing.ACCOUNT):
            return go_to(MY_ACCOUNT)
        if request.method != "POST":
            return page("new_recovery_code", form=recovery.new_form())
        sent = await form(request)
        password, token = sent.get("password", ""), sent.get("form", "")
        if await to_thread.run_sync(recovery.was_sent, token):
            return _made_before()
        if answer := self.wait("new_recovery_code", self._own(asking.who), form=token):
            return answer
        try:
            made = await self._changed(
                "new_recovery_code",
                lambda: recovery.replace_recovery_code(asking.opened, asking.who, password, token=token),
                form=token,
            )
        except AlreadyRecorded:  # pressed twice
            return _made_before()
        if isinstance(made, Response):
            return made
        self.waiting.succeeded(self._own(asking.who))
        setting = await to_thread.run_sync(signing_in.setting_name, asking.opened)
        name = await to_thread.run_sync(self._sign_in_name, asking)
        onwards, part = BACKUPS
        return recovery_page(
            setting, name, made, onwards=onwards, then={"part": part}, in_place_of="replaced"
        )

    # One's own account ----------------------------------------------------------------------------

    async def my_password(self, request: Request) -> Response:
        """Another password for whoever is signed in; the one that they have is asked for first."""
        asking = await self.signed_in(request)
        if asking is None:
            return go_to(SIGN_IN)
        if not signing_in.has_passwords(asking.opened):
            return go_to(MY_ACCOUNT)
        shown: dict[str, Any] = {"sign_in_name": await to_thread.run_sync(self._sign_in_name, asking)}
        if request.method != "POST":
            return page("my_password", **shown)
        sent = await form(request)
        if answer := self.wait("my_password", self._own(asking.who), **shown):
            return answer
        made = await self._changed(
            "my_password",
            lambda: accounts.change_own_password(
                asking.opened,
                asking.who,
                old=sent.get("old", ""),
                password=sent.get("password", ""),
                again=sent.get("again", ""),
            ),
            **shown,
        )
        if isinstance(made, Response):
            return made
        self.waiting.succeeded(self._own(asking.who))
        return go_to(with_way_back(MY_ACCOUNT, "", done="password"))

    async def my_second_factor(self, request: Request) -> Response:
        """Sets up one's own second factor, confirmed by a code, or takes it off: by the password each time.

        Else whoever comes by an open screen could make their own phone somebody's second factor.
        """
        asking = await self.signed_in(request)
        if asking is None:
            return go_to(SIGN_IN)
        opened, who = asking.opened, asking.who
        is_set_up = await to_thread.run_sync(second_factor.is_set_up, opened, who.account_id)
        try:
            shown: dict[str, Any] = {"is_set_up": is_set_up}
            if not is_set_up:
                shown |= await to_thread.run_sync(_square_code, asking)
        except NotAllowed:
            return go_to(SIGN_IN)
        if request.method != "POST":
            return page("my_second_factor", **shown)
        sent = await form(request)
        if (sent.get("do") == "take off") is not is_set_up:
            return go_to(MY_SECOND_FACTOR)
        if answer := self.wait("my_second_factor", self._own(who), **shown):
            return answer

        def change() -> None:
            if not signing_in.is_own(opened, who, sent.get("password", "")):
                raise Refused({"password": signing_in.NOT_YOUR_OWN})
            if is_set_up:
                second_factor.take_off_own(opened, who)
            else:
                second_factor.confirm(opened, who, sent.get("code", ""))

        made = await self._changed("my_second_factor", change, **shown)
        if isinstance(made, Response):
            return made
        self.waiting.succeeded(self._own(who))
        return go_to(with_way_back(MY_ACCOUNT, "", done="factor-off" if is_set_up else "factor-on"))

    async def signed_in(self, request: Request) -> SignedIn | None:
        """Who asks; asking is a use of the session."""
        token, opened = cookie(request.headers), cabinet.active()
        who = await to_thread.run_sync(lambda: sessions.who_is(opened, token))
        return SignedIn(opened, who) if opened is not None and who is not None else None

    def wait(
        self, template: str, keys: dict[Hashable, int], *, longest: float | None = None, **shown: Any
    ) -> Response | None:
        """The page that asks to wait, or None and this try is counted."""
        more = {} if longest is None else {"longest": longest}
        left = self.waiting.try_now(keys, **more)
        if left <= 0:
            return None
        seconds, trouble = wait_words(left)
        answer = page(template, status=HTTPStatus.TOO_MANY_REQUESTS, trouble=trouble, **shown)
        answer.headers["retry-after"] = str(seconds)
        return answer

    async def _changed(self, template: str, change: Callable[[], Any], **shown: Any) -> Any:
        try:
            return await self.derive(change)
        except Refused as refused:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return page(template, status=status, problems=refused.problems, **shown)
        except NotSaved as fault:
            return page(template, status=HTTPStatus.INTERNAL_SERVER_ERROR, trouble=str(fault), **shown)
        except NotAllowed:
            return go_to(SIGN_IN)

    def _own(self, who: Who) -> dict[Hashable, int]:
        return {("own", who.account_id): FREE_TRIES}

    def _sign_in_name(self, asking: SignedIn) -> str:
        return signing_in.signs_in_as(asking.opened, asking.who.account_id)


def recovery_page(
    setting: str,
    sign_in_name: str,
    code: str,
    *,
    onwards: str,
    then: Mapping[str, str] | None = None,
    in_place_of: str = "",
    has_another: bool = False,
) -> Response:
    """The code, to print; `in_place_of` says what became of the one before: "used", "replaced", or was none.

    `has_another` is of whoever has an account under their own name already, and signs in to this one under
    another. `then` is the query of `onwards`; in place of another code it leads to the backups: none made
    before opens with this one.
    """
    return page(
        "recovery_code",
        setting=setting,
        sign_in_name=sign_in_name,
        code=code,
        made_on=long_date(london_today()),
        onwards=onwards,
        then=then or {},
        in_place_of=in_place_of,
        has_another=has_another,
    )


def _recovered_before() -> Response:
    """To whoever sends the form of a recovery again, as a reload of the page with the new code does."""
    return error_page(
        "The new password is saved",
        "It was saved the first time, and the code that was used no longer works: sign in with the new "
        f"password. The new recovery code was shown once, and it stays as it was. {NOT_ON_PAPER}",
        status=HTTPStatus.CONFLICT,
    )


def _made_before() -> Response:
    """The same for a code that was made by somebody who is signed in: no other takes its place."""
    return error_page(
        "The new recovery code has already been made",
        "It was shown once. No other has been made now, and the one that was shown opens the records. "
        f"{NOT_ON_PAPER}",
        status=HTTPStatus.CONFLICT,
    )


def _square_code(asking: SignedIn) -> dict[str, Any]:
    """The secret of a second factor that is being set up: as a square code to photograph, and to type."""
    secret = second_factor.begin(asking.opened, asking.who)
    setting = signing_in.setting_name(asking.opened)
    name = signing_in.signs_in_as(asking.opened, asking.who.account_id)
    drawn = io.BytesIO()
    segno.make(second_factor.address_of(secret, name=name, setting=setting), error="m").save(
        drawn, kind="svg", xmldecl=False, border=4, light="#ffffff", svgclass="square", lineclass=None,
        omitsize=True, title="Square code for an authenticator app",
    )  # fmt: skip
    typed = base64.b32encode(secret).decode()
    key = " ".join(typed[at : at + 4] for at in range(0, len(typed), 4))
    return {"square": Markup(drawn.getvalue().decode()), "key": key}  # noqa: S704  (drawn here, nothing typed)
