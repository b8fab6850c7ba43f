"""The only place that remembers anything between runs: who is signed in, a notice, an open form.

Session state never holds a record. Every run, a fragment's included, asks the store again whether the
sign-in still stands; writes ask once more.
"""

import secrets
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, NoReturn, TypeVar
from urllib.parse import urlsplit

import streamlit as st

from rules.need_to_know import ALWAYS_ON_SCREEN, Act, Thing, may
from rules.words import with_typed
from store import cabinet, sessions, trail
from store.cabinet import Cabinet, Look, Who
from store.today import london_today
from ui import words

_T = TypeVar("_T")

_WHO = "_who_of_this_run"
_ACCOUNT = "_account"
_NOTICE = "_notice"
_ONWARD = "_onward"
_ONCE = "_once"
_FORM = "_form"
_DRAWN, _CLOSING = "_form_drawn", "_form_still_closing"  # by the last run that came to its end, and since
_JUST_OPENED = "_form_just_opened"  # in this run: an address that changes with it belongs to it
_CHOSEN = "_chosen_as_drawn"  # in the run that drew the page, by the key of each list
_TOKENS = "_form_tokens"
_SEEN, _TOLD, _PREPARED = "_seen_by_form", "_told_by_form", "_prepared_by_form"
_ON_SCREEN = "on_screen"
_NAMES_HIDDEN = "names_hidden"
_PAGE = "_page"
_TRIED, _TO_LOOK_AT = "_tried", "_to_look_at"
_ADDRESS, _ADDRESS_BEFORE = "_address", "_address_before"
_UNCHOSEN = "_unchosen"
_SAID = "_said"
# With the key of a list: the press on a code and the tick beside a row of the register that it chooses from.
PRESSED, TICKED = "pressed-", "ticked-"
_GOING = "_going"
_ROOM = "room"
_ON_ARRIVAL = "_told_on_arrival"
_LAST_WRITTEN = "_last_written_at"
A_CLOCK_MAY_DIFFER = timedelta(minutes=10)  # between two computers of one setting
PRESSED_TOO_SOON = "Nothing was opened: another one was chosen in the list at that moment. Press again."


class PageEnds(Exception):
    """A page that has said all it has to say raises this for the frame, which still has to tidy up.

    After `st.stop` it could not: every touch of the session state ends the run again.
    """


def token() -> str | None:
    """The sign-in token that the browser's cookie carries."""
    return st.context.cookies.get(sessions.COOKIE)


def check_sign_in() -> Who:
    """Asks the store who is signed in, for the frame; stops the run where nobody is."""
    who = _ask()
    st.session_state[_WHO] = who
    if st.session_state.get(_ACCOUNT) not in (None, who.account_id):
        # Another person signed in on this browser: nothing of the one before is theirs.
        for key in list(st.session_state):
            del st.session_state[key]
        st.session_state[_WHO] = who
    st.session_state[_ACCOUNT] = who.account_id
    return who


def signed_in(*things: Thing) -> Who:
    """Who is signed in; the first line of every page. Stops where nobody is, or may not see `things`."""
    who: Who = st.session_state.pop(_WHO, None) or _ask()
    if who.is_presenting and things and things != (Thing.FIGURES,):
        st.stop()  # the screen is the meeting's: nothing else opens until the password is given
    for thing in things:
        if not may(who.role, Act.SEE, thing):
            st.error("Your role cannot open this page. Choose another page from the list.")
            st.stop()
    return who


def forget_run() -> None:
    """Forgets the frame's answer, so that a later fragment asks for itself, and that a form opened."""
    for of_the_run in (_WHO, _JUST_OPENED):
        st.session_state.pop(of_the_run, None)


def _ask() -> Who:
    opened, held = cabinet.active(), token()
    who = sessions.who_is(opened, held) if opened and held else None
    # Asked anew in every run, and kept only for the run: names are off unless the store says otherwise.
    st.session_state[_ON_SCREEN] = who is None or who.is_on_screen or who.role in ALWAYS_ON_SCREEN
    st.session_state[_NAMES_HIDDEN] = bool(who and who.is_on_screen and who.role not in ALWAYS_ON_SCREEN)
    if who is None:
        # HTML, which every page has loaded: the browser is refused the files of any other element by now.
        st.html(
            '<p class="empty" role="alert">You are signed out. What was recorded is kept. '
            '<a class="plain" href="/sign-in" target="_self">Sign in</a> to go on.</p>'
        )
        st.stop()
    return who


def opened() -> Cabinet:
    """The open cabinet; stops the run where it is locked."""
    held = cabinet.active()
    if held is None:
        st.stop()
    return held


def is_sample() -> bool:
    """Whether the records are fictional."""
    return opened().is_sample


@contextmanager
def reading(who: Who, *things: Thing) -> Iterator[Look]:
    """One look at the records for `who`."""
    with opened().reading(who, *things) as connection:
        yield connection


def saw(who: Who, thing: str, record: int) -> None:
    """Notes in the audit trail that one record was looked at, such as ("child", 3)."""
    trail.seen(opened(), who, thing, record)


def today() -> date:
    """The day in London."""
    return london_today()


def clock_is_behind() -> tuple[datetime, datetime] | None:
    """What this computer's clock says, and the later moment at which these records were written already; or
    None. Asked of the records once for each sign-in."""
    if _LAST_WRITTEN not in st.session_state:
        with opened().connection() as look:
            st.session_state[_LAST_WRITTEN] = trail.last_written_at(look, datetime.now(UTC))
    last: datetime | None = st.session_state[_LAST_WRITTEN]
    at = datetime.now(UTC)
    return (at, last) if last and last - at > A_CLOCK_MAY_DIFFER else None


def say_clock_is_right(who: Who) -> None:
    """Records that the clock is right, and says no more that it is behind."""
    trail.say_clock_is_right(opened(), who)
    st.session_state.pop(_LAST_WRITTEN, None)


def on_screen() -> bool:
    """Whether names are taken off: always for the committee, else while the session's switch is on."""
    return bool(st.session_state.get(_ON_SCREEN, True))


def names_are_hidden() -> bool:
    """Whether names are off by the switch, of somebody for whom they are not always off."""
    return bool(st.session_state.get(_NAMES_HIDDEN))


def take_names_off() -> None:
    """Takes the names off this run, whatever the switch says: the page that is drawn is the committee's."""
    st.session_state[_ON_SCREEN] = True


def named(code: str, name: str) -> str:
    """How a person is shown: by name and code, or by the code alone on a shared screen."""
    return words.named(code, name, shown=not on_screen())


def to_find(code: str, name: str) -> str:
    """How a person stands in a list that is typed into: the browser takes e and ë for two letters."""
    return named(code, with_typed(name))


def path() -> str:
    """The path of the address that the browser is at, empty where none is known."""
    return urlsplit(st.context.url or "").path


def go_on_screen(who: Who) -> None:
    """Takes every name off this session's pages from here on."""
    sessions.show_on_screen(opened(), who, is_on_screen=True)


def leave_screen(who: Who) -> None:
    """Shows names again; the caller has asked for the password."""
    sessions.show_on_screen(opened(), who, is_on_screen=False)


def open_form(form: str, record: int | None = None, *, suggestion: Any = None) -> None:
    """Opens a form over the page, about `record` where it is about one, with a step to suggest.

    A choice in a list and a press right after it come in together: the button was drawn for what was chosen
    before, and would open the form about another child than the list then shows. Nothing is opened then.
    """
    drawn: dict[str, Any] = st.session_state.get(_CHOSEN, {})
    if any(st.session_state.get(key) != chosen for key, chosen in drawn.items()):
        st.session_state[_NOTICE] = PRESSED_TOO_SOON
        return
    # Of any form: two that ask alike have fields of one name.
    st.session_state[_CLOSING] = opened_form() is None and st.session_state.get(_DRAWN) is not None
    st.session_state[_FORM] = (form, record, suggestion)
    st.session_state[_JUST_OPENED] = True
    # The token too: closed while it was written, a form is not told that it was, and the next one would be
    # taken for the same again.
    for kept_by_form in (_SEEN, _PREPARED, _TOKENS):
        st.session_state.get(kept_by_form, {}).pop(form, None)


def opened_form() -> tuple[str, int | None] | None:
    """The form that is open, and what it is about."""
    opened: tuple[str, int | None, Any] | None = st.session_state.get(_FORM)
    return opened[:2] if opened else None


def is_closing() -> bool:
    """Whether the form that is open was opened again before a run without it came to its end: Streamlit keeps
    what was typed until then, and it would stand in the form about the next."""
    return bool(st.session_state.get(_CLOSING))


def keep_drawn() -> None:
    """Keeps which form the run that has come to its end drew."""
    opened = None if st.session_state.pop(_CLOSING, False) else opened_form()
    st.session_state[_DRAWN] = opened and opened[0]


def suggestion() -> Any:
    """What the open form should start with, where the page knew it."""
    opened: tuple[str, int | None, Any] | None = st.session_state.get(_FORM)
    return opened[2] if opened else None


def close_form() -> None:
    """Closes the open form."""
    st.session_state.pop(_FORM, None)


def close_form_of_another(page: str) -> None:
    """Closes the form that was left open on another page than `page`, which is drawn now. What was begun
    there, also in a form that stands on it, begins anew."""
    if st.session_state.get(_PAGE) not in (None, page):
        close_form()
        for kept_by_form in (_SEEN, _TOKENS):
            st.session_state.pop(kept_by_form, None)
    st.session_state[_PAGE] = page


def close_form_about_another() -> None:
    """Closes the form that is open about one record, where Back or Forward led to another beneath it."""
    opened = opened_form()
    if opened and opened[1] is not None and not st.session_state.get(_JUST_OPENED):
        close_form()


def is_just_opened() -> bool:
    """Whether the form that is open was opened by the press before this run."""
    return bool(st.session_state.get(_JUST_OPENED))


def is_at(page: str) -> bool:
    """Whether `page`, by its script, is the one that was drawn last."""
    at: str | None = st.session_state.get(_PAGE)
    return at == page


def form_token(form: str) -> str:
    """The token of this filling-in of a form: sent twice, it is recorded once."""
    tokens: dict[str, str] = st.session_state.setdefault(_TOKENS, {})
    return tokens.setdefault(form, secrets.token_hex(16))


def begin_again(form: str) -> None:
    """Gives a form that stays as it is another token: what is sent next is not what was sent before."""
    st.session_state.get(_TOKENS, {}).pop(form, None)


def seen(form: str, now: dict[str, Any], keys: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What this person's form showed when it was opened, and what they are to be told about it, once.

    `now` is what stands there now and `keys` the widget of each field. A field that nobody typed in is
    brought up to what stands there now, so that saving again does not put an old value back.
    """
    held: dict[str, Any] = st.session_state.setdefault(_SEEN, {}).setdefault(form, dict(now))
    changed, problems = st.session_state.setdefault(_TOLD, {}).pop(form, ({}, {}))
    for name, key in keys.items():
        if name in changed and st.session_state.get(key) == held[name]:
            st.session_state[key] = changed[name]
    held.update(changed)
    return held, problems


def begin_with(key: str, value: Any) -> None:
    """What a field holds when its form is opened, until somebody changes it or takes it out."""
    if key not in st.session_state:
        st.session_state[key] = value


def fill(key: str, value: Any) -> None:
    """Puts something into a field that is drawn already, before it is drawn again."""
    st.session_state[key] = value


def prepared(form: str, of: Hashable, prepare: Callable[[], _T]) -> _T:
    """What was worked out by `prepare` when the form was opened; anew where `of` is something else now.

    Never a record and never a name: what a write is to keep, so that its button need not wait.
    """
    held: dict[str, tuple[Hashable, _T]] = st.session_state.setdefault(_PREPARED, {})
    if form not in held or held[form][0] != of:
        held[form] = of, prepare()
    return held[form][1]


def tell(form: str, now: dict[str, Any], problems: dict[str, str]) -> NoReturn:
    """Draws the form anew with what stands there `now`, with what was typed, and with what to tell."""
    st.session_state.setdefault(_TOLD, {})[form] = (now, problems)
    st.rerun()


class Following(NamedTuple):
    """A form that opens next, the record it is about, and what it starts with, where that is known."""

    form: str
    record: int
    suggestion: Any = None


class Onward(NamedTuple):
    """Where a notice leads: an address of the dashboard, and what is done there."""

    address: str
    said: str


def done(
    notice: str, form: str = "", following: Following | None = None, onward: Onward | None = None
) -> NoReturn:
    """Closes the form, keeps `notice` and where it leads for the next run, and draws the page anew.

    Never inside a `with`.
    """
    close_form()
    if following:
        open_form(following.form, following.record, suggestion=following.suggestion)
        st.session_state[_CLOSING] = False  # the same form after the same has fields of its own
    for kept_by_form in (_TOKENS, _SEEN, _TOLD, _PREPARED):
        st.session_state.get(kept_by_form, {}).pop(form, None)
    next_generation(form)
    st.session_state[_NOTICE], st.session_state[_ONWARD] = notice, onward
    st.rerun()


def draw_anew(notice: str) -> NoReturn:
    """Draws the page anew, with a `notice` of what was done meanwhile."""
    st.session_state[_NOTICE] = notice
    st.rerun()


def show_once(sign_in_name: str, password: str) -> None:
    """Keeps a password that somebody is given for the next run, which shows it and forgets it."""
    st.session_state[_ONCE] = (sign_in_name, password)


def once() -> tuple[str, str] | None:
    """The sign-in name and password to be shown, until a run that showed them has come to its end."""
    kept: tuple[str, str] | None = st.session_state.get(_ONCE)
    return kept


def asked_of_the_page(name: str) -> str | None:
    """What the page's address says under `name`, once: it is taken out of the address."""
    said: str | None = st.query_params.get(name)
    if said is not None:
        del st.query_params[name]
    return said


def notice() -> str | None:
    """What the run before has to say, until a run that said it has come to its end."""
    said: str | None = st.session_state.get(_NOTICE)
    return said


def onward() -> Onward | None:
    """Where the notice leads, where it does."""
    found: Onward | None = st.session_state.get(_ONWARD)
    return found


def forget_notice() -> None:
    """Says it no more, nor where it leads, nor the password with it."""
    for said_once in (_NOTICE, _ONWARD, _ONCE):
        st.session_state.pop(said_once, None)


def told_on_arrival(what: str, find: Callable[[], str]) -> str:
    """What somebody is told of `what` on their first page: found once, until they go to another page."""
    held: dict[str, str] = st.session_state.setdefault(_ON_ARRIVAL, {})
    if what not in held:
        held[what] = find()
    return held[what]


def forget_told_on_arrival() -> None:
    """They are on another page, where they may do it: what is left is found anew."""
    st.session_state.pop(_ON_ARRIVAL, None)


def keep_tried(files: tuple[str, ...], tried: Any) -> None:
    """Keeps an import that is being tried out, until it is brought in or other files are tried out.

    The one exception to "never a record": reading a long file again on every press would take minutes, and
    the uploaded files themselves are in the same memory.
    """
    st.session_state.pop(_TO_LOOK_AT, None)
    st.session_state[_TRIED] = (files, tried)


def tried(files: tuple[str, ...]) -> Any:
    """The try-out of these very files, or None."""
    held, found = st.session_state.get(_TRIED, ((), None))
    return found if held == files else None


def keep_to_look_at(problems: Sequence[Any]) -> None:
    """Keeps what there is to look at in files that were just brought in, in place of their try-out."""
    st.session_state.pop(_TRIED, None)
    st.session_state[_TO_LOOK_AT] = problems


def to_look_at() -> Sequence[Any]:
    """What there is to look at in the files that were brought in last, until others are tried out."""
    found: Sequence[Any] = st.session_state.get(_TO_LOOK_AT, ())
    return found


def generation(form: str) -> int:
    """How often a form was completed: a key with it in makes the next form an empty one."""
    return int(st.session_state.get(f"_generation_{form}", 0))


def again(form: str) -> str:
    """What the keys of a form that stays on its page have in them, so that it is empty once it was sent.

    A browser keeps what stood in a field: a second person's password would do for the next thing as well.
    """
    return f"-{generation(form)}" if generation(form) else ""


def next_generation(form: str) -> None:
    """Begins an empty form."""
    st.session_state[f"_generation_{form}"] = generation(form) + 1


def is_shown(what: str) -> bool:
    """Whether a part that opens on a press is open."""
    return bool(st.session_state.get(f"_shown_{what}", False))


def show(what: str) -> None:
    """Opens a part of the page."""
    st.session_state[f"_shown_{what}"] = True


def follow_address(key: str, widget: str, said: Any) -> bool:
    """Brings the filter `widget` to what the address says of `key`, where that changed since the last run.

    A link, Back and Forward change the address; what the widget itself changes is written there by
    `keep_in_address`. Called before the widget is drawn. Whether it changed.
    """
    held = st.session_state.setdefault(_ADDRESS, {})
    if held.get(key) == said:
        return False
    # What was set without its widget, as by `choose`, outlives it: it would be back where it is not drawn.
    st.session_state.pop(widget, None)
    st.session_state[widget] = said
    held[key] = said
    return True


def leave_unchosen(key: str) -> None:
    """Leaves the list of `key` at none where the address has what is in another list: it follows the address
    again where that is in its list. Before it is drawn."""
    st.session_state.pop(key, None)
    st.session_state.setdefault(_UNCHOSEN, set()).add(key)


def choose_again(key: str) -> None:
    """Has the list of `key` follow the address anew where it was left unchosen. Before it does."""
    unchosen: set[str] = st.session_state.get(_UNCHOSEN, set())
    if key in unchosen:
        unchosen.remove(key)
        st.session_state.get(_ADDRESS, {}).pop(key, None)


def forget_chosen() -> None:
    """Forgets what the lists of the page before were at. Before a page is drawn."""
    st.session_state.pop(_CHOSEN, None)


def drawn_as_chosen(key: str) -> None:
    """Remembers what the list of `key` is at while the buttons beside it are drawn. After it is drawn."""
    st.session_state.setdefault(_CHOSEN, {})[key] = st.session_state.get(key)


def is_new_in_address(key: str, said: str | None) -> bool:
    """Whether the address says something else of `key` than the filter was at.

    A press right after a choice brings the address of before that choice with it: nobody went back to it.
    """
    held: dict[str, Any] = st.session_state.get(_ADDRESS, {})
    before: dict[str, Any] = st.session_state.get(_ADDRESS_BEFORE, {})
    is_of_a_press = bool(st.session_state.get(_JUST_OPENED)) and key in before and before[key] == said
    return held.get(key) != said and not is_of_a_press


def keep_in_address(key: str, chosen: str | None) -> None:
    """Writes what a filter is at into the address, and remembers that it stands there."""
    held = st.session_state.setdefault(_ADDRESS, {})
    if held.get(key) != chosen:
        st.session_state.setdefault(_ADDRESS_BEFORE, {})[key] = held.get(key)
    held[key] = chosen
    st.session_state.get(_UNCHOSEN, set()).discard(key)
    if chosen is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != chosen:
        st.query_params[key] = chosen


def say_anew(widget: str, options: Collection[str], words: Callable[[str], str]) -> None:
    """Tells the browser what a list is at where the words of that choice changed. Before it is drawn.

    A browser keeps the words by which something was chosen: a name on a screen that is shared by now, or a
    child whom the record is no longer about. It would send them back, and the choice would be lost.
    """
    chosen: str | None = st.session_state.get(widget)
    said = words(chosen) if chosen is not None and chosen in options else ""
    before = st.session_state.setdefault(_SAID, {})
    was, said_before = before.get(widget, (chosen, said))
    if was == chosen and said_before != said:
        st.session_state[widget] = chosen
    before[widget] = chosen, said


def asked_of_filter(key: str) -> str | None:
    """What a filter is at in this run, before its widget is drawn: the address's word where that changed."""
    said: str | None = st.query_params.get(key)
    if is_new_in_address(key, said):
        close_form_about_another()
        if said is None:  # left by the sidebar or by Back: on a part without its list nothing else forgets it
            follow_address(key, key, None)
        return said
    held: str | None = st.session_state.get(key, said)
    return held


def leave(key: str) -> None:
    """Empties the filter that opens a record, so that the page shows its list again."""
    st.session_state.pop(key, None)
    keep_in_address(key, None)


def open_pressed(key: str, codes: Sequence[str]) -> None:
    """Opens the record whose code was pressed in the register of `codes`, as the list of `key` would."""
    pressed = st.session_state.get(PRESSED + key)
    if pressed:
        _open_row(key, codes, pressed["row"])


def open_ticked(key: str, codes: Sequence[str]) -> None:
    """Opens the record whose row was ticked in the register of `codes`, which is drawn while none is open."""
    ticked = st.session_state[TICKED + key]["selection"]["rows"]
    if ticked:
        _open_row(key, codes, ticked[0])


def _open_row(key: str, codes: Sequence[str], row: int) -> None:
    # The row is what the browser says: no other record opens than those of which it was sent the rows.
    if 0 <= row < len(codes):
        st.session_state[key] = codes[row]


def choose(key: str, chosen: str) -> None:
    """Sets a filter, such as which part of a page is open, before it is drawn."""
    st.session_state[key] = chosen


def go_to(script: str, **query: str) -> None:
    """Leads to a page with something in its address, as soon as this run begins."""
    st.session_state[_GOING] = (script, query)


def take_going() -> tuple[str, dict[str, str]] | None:
    """Where to lead to, once."""
    going: tuple[str, dict[str, str]] | None = st.session_state.pop(_GOING, None)
    return going


def kept(key: str) -> Any:
    """What a filter or a field holds under `key`, before its widget is drawn in this run."""
    return st.session_state.get(key)


def present(who: Who) -> None:
    """Locks this session to the committee page."""
    sessions.present(opened(), who, is_presenting=True)


def stop_presenting(who: Who) -> None:
    """Lets the session go again; the caller has asked for the password."""
    sessions.present(opened(), who, is_presenting=False)


def view(page: str, views: Sequence[str]) -> str:
    """Which view of a page is open."""
    held: str | None = st.session_state.get(f"_view_{page}")
    return held if held is not None and held in views else views[0]


def view_in_the_room(page: str, views: Sequence[str]) -> str:
    """The same, as the address says: a reload stays on its view, and Back and Forward go between them.

    Under a name of its own: what a widget has put into the address goes with the widget.
    """
    asked = st.query_params.get(_ROOM)
    follow_address(_ROOM, f"_view_{page}", asked if asked in views else None)
    opened = view(page, views)
    keep_in_address(_ROOM, None if opened == views[0] else opened)
    return opened


def choose_view(page: str, chosen: str) -> None:
    """Opens another view of a page."""
    st.session_state[f"_view_{page}"] = chosen
