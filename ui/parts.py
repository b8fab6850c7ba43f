"""Parts drawn on two pages or more. What people typed reaches HTML through `html.escape` alone."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from html import escape
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rules.access import WhatIf
from rules.agenda import Group, Item, State, forms_together, group_of, most_pressing_first
from rules.need_to_know import ALWAYS_ON_SCREEN, Act, Reach, Thing, may, reach
from rules.words import counted, dated, listed, long_date
from rules.working_days import LONDON, london_day
from store import downloads
from store.cabinet import Who
from store.policy import clause_words
from store.registers.tried import Problem, place
from store.setting import First, not_entered_yet
from ui import form, state, words
from ui.words import Tone

# A code with words before it: where it comes first it has room.
_CODE = re.compile(r"[A-Z]{1,2}-(?:\d{4}-)?\d{1,4}\b")
_CODE_IN_WORDS = re.compile(rf"(?<= ){_CODE.pattern}")
AT_THE_DESK, IN_THE_ROOM = (
    Path(__file__).with_name(f"{name}.css") for name in ("at_the_desk", "in_the_room")
)
ROWS_AT_FIRST, ROWS_BEFORE_A_REGISTER = 10, 5
OPEN_UP_TO = 25
ROW_HEIGHT = 36
LONG_TEXTS = (
    "Missing",
    "Note",
    "Reason",
    "Why late",
    "Concern",
    "Asked for by",
    "Shared with",
    "Confidential",
)
MIDDLING_TEXTS = ("Still to do", "Disputed", "Sensitive", "Carers", "Typed copy", "Entered by mistake")
MIDDLING = 165  # pixels
ROWS_OPEN = "Press a code, or tick a row, to open it"  # beside the head of a register whose rows do
# Left to the table, a column that holds few dates is as narrow as its heading, and cuts them off.
A_DATE, A_MOMENT = 98, 145  # pixels
GRID_ROWS = 100
NOTED = "It is noted in the audit trail."
MORE_TO_THE_RIGHT = "There are more columns to the right: move the table sideways."


@dataclass(frozen=True)
class Figure:
    """One of the four figures: its title, the number that matters, what it counts, and a tag."""

    title: str
    number: str
    counts: str
    tag: str = ""
    tone: Tone = Tone.DONE


def stylesheet_of_the_place(*, is_presenting: bool) -> None:
    """What is laid out in another way on the wall of a room than at a desk. All else is in the stylesheet
    that the gate has every page load, `gate/static/dashboard.css`."""
    st.html(IN_THE_ROOM if is_presenting else AT_THE_DESK)


def heading(title: str, aside: str = "", *, over: str = "") -> None:
    """The page's title, what it belongs to above it, and a quiet line beside it.

    While names are hidden it says so, to whoever has the switch: a phone folds that away, with the sidebar.
    """
    mark = f" {tag(words.NAMES_HIDDEN, Tone.DONE)}" if state.names_are_hidden() else ""
    st.html(
        f'<div class="heading"><p class="over">{escape(over)}</p>'
        f'<div class="title"><h1>{escape(title)}</h1>{mark}</div><p class="aside">{escape(aside)}</p></div>'
    )


@dataclass(frozen=True)
class Head:
    """The head of a page, above its parts: it is filled once it is known whether one record is open."""

    place: DeltaGenerator
    title: str
    aside: str
    over: str

    def of_all(self) -> None:
        """The page is about all of its records."""
        with self.place:
            heading(self.title, self.aside, over=self.over)

    def of_one(self, title: str, *, key: str = "child", back: str = "All children") -> None:
        """The page is about one record alone, with the way back to all of them, which have `key` in the
        address. Nothing on it is of another, so that nobody acts on the wrong one."""
        with self.place:
            # By this key the page's link in the sidebar presses it (gate/static/to-the-list.js).
            st.button(back, key="to-the-list", on_click=state.leave, args=(key,))
            heading(title, self.aside, over=self.over)


def notice() -> None:
    """What the run before has to say, such as that something is recorded; a password with it, which elsewhere
    stands out of sight of whoever pressed the button far down the page, and is gone at the next press.
    """
    if said := state.notice():
        st.success(plain(said))
    if onward := state.onward():
        lead_to(onward.address, onward.said)
    if once := state.once():
        one_time_password(*once)


def clock_is_behind(who: Who, at: datetime, last: datetime) -> None:
    """Says that this computer's clock is wrong by when the records were written last, or was when they
    were: whoever sets the dashboard up says which."""
    has_a_say = may(who.role, Act.RECORD, Thing.SETTING)
    said, written = (f"{long_date(london_day(one))}, {one.astimezone(LONDON):%H:%M}" for one in (at, last))
    st.warning(
        f"This computer's clock says {said}, but these records were last written on {written}. Put the clock "
        "right before you record anything: what is due, and the day of what you record, go by it."
        + " If it is right now, and was ahead when that was written, say so below."
        * has_a_say
    )
    if has_a_say:
        st.button("The clock is right now", on_click=state.say_clock_is_right, args=(who,))


def sample_banner(*, is_kept: bool) -> None:
    """Says that the records are fictional, and how to begin in earnest where they are not kept."""
    begin = (
        ""
        if is_kept
        else "Change what you like: nothing is kept once you sign out. "
        '<a href="/set-up" target="_self">Set up your setting</a>'
    )
    st.html(f'<p class="banner">These records are fictional. {begin}</p>')


def signed_in_as(who: Who, script: str) -> None:
    """The foot of the sidebar: find and help, the on-screen switch, who is signed in, and the way out.

    `script` is that of the page; none on a page that is on screen whatever the switch says.
    """
    if script:
        st.button(
            "Find and help",
            on_click=state.open_form,
            args=(form.FIND,),
            kwargs={"suggestion": script},
            shortcut="Ctrl+K",
        )
    if script and who.role not in ALWAYS_ON_SCREEN:
        if state.on_screen():
            st.button("Show names", on_click=state.open_form, args=(form.LEAVE_SCREEN,))
        else:
            st.button(
                "Hide names",
                on_click=state.go_on_screen,
                args=(who,),
                help="Takes every name off the pages, for a screen that others can see. Your password "
                "brings them back.",
            )
    name = str(who.role).capitalize() if state.on_screen() else f"{who.name}, {who.role}"
    # By these words an open page knows that it shows names, and that they went off (idle.js). On the
    # committee's page none is shown, and none went off.
    kind = "names-off" if who.is_on_screen else "" if state.on_screen() else "names-shown"
    st.html(
        f'<p class="quiet {kind}">{escape(name)}</p>'
        '<p><a class="plain" href="/sign-out" target="_self">Sign out</a></p>'
    )


def answer(sentence: str) -> None:
    """The page's answer: one sentence, or two."""
    st.html(f'<p class="answer">{codes_whole(sentence)}</p>')


def deadline(sentence: str, standing: tuple[str, Tone], dates: Iterable[tuple[str, str]]) -> None:
    """The date of a request in words, large, how it stands, and the dates that stay in sight."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in dates)
    st.html(
        f'<div class="deadline"><p class="said">{escape(sentence)} {tag(*standing)}</p><dl>{rows}</dl></div>'
    )


def what_if(title: str, cases: Iterable[tuple[str, WhatIf]]) -> None:
    """What recording something would do to a date, before it is recorded: now, then, and why."""
    section("What it does to the date", title)
    lines(
        [
            (
                case,
                f"Now {long_date(what.now)}",
                f"then {long_date(what.then)}" if what.then != what.now else "no change",
                what.why,
            )
            for case, what in cases
        ],
        kind="what-if",
    )


def next_step(what: str, who: str, by: str, clause: str) -> None:
    """What comes next, who does it and by when, where there is a day, and its clause."""
    when = f', <span class="whole">{escape(by)}</span>' if by else ""
    st.html(
        f'<p class="next"><span class="quiet">Next</span> <strong>{escape(what)}</strong> '
        f'<span class="quiet">{escape(who)}{when} · '
        f'<span class="whole"{_says(clause)}>{escape(clause)}</span></span></p>'
    )


def subheading(
    title: str, count: int | None = None, *, note: str = "", width: Literal["stretch", "content"] = "stretch"
) -> None:
    """A heading within the page, with a count and a quiet note where there are any."""
    number = f' <span class="count">{count}</span>' if count is not None else ""
    aside = f' <span class="quiet">{escape(note)}</span>' if note else ""
    st.html(f"<h2>{escape(title)}{number}{aside}</h2>", width=width)


def forms(offered: Iterable[tuple[str, str]], record: int) -> None:
    """A row of buttons, each of which opens a form about one record: what it says, and the form's name."""
    with st.container(horizontal=True):
        for label, name in offered:
            st.button(label, on_click=state.open_form, args=(name, record))


def put_right() -> None:
    """The heading of the forms that correct or take back what was entered of one record: they stand apart
    from those that record what is new, and each says what it corrects."""
    subheading("Put right what is wrong", note="It stays in the history, with your reason")


def section(title: str, note: str = "") -> None:
    """A heading within a form, with the policy's words beside it."""
    st.html(f'<h3 class="section">{escape(title)} <span class="quiet">{escape(note)}</span></h3>')


def quiet(text: str) -> None:
    """A quiet line, such as a footnote."""
    st.html(f'<p class="quiet">{codes_whole(text)}</p>')


def lead_to(address: str, text: str) -> None:
    """A link to an address of the dashboard."""
    st.html(f"<p>{link(address, text)}</p>")


def link(address: str, text: str) -> str:
    """A link to an address of the dashboard as HTML, its text as text."""
    return f'<a class="plain" href="{escape(address)}" target="_self">{escape(text)}</a>'


def done_at_the_gate(notices: dict[str, str]) -> None:
    """Says what was done on a page of the gate that led back here, by the word in the address."""
    if notice := notices.get(state.asked_of_the_page("done") or ""):
        st.success(notice)


def one_time_password(sign_in_name: str, password: str) -> None:
    """A password that somebody is given, shown this once."""
    whose = f"Sign-in name: <b>{escape(sign_in_name)}</b>. " if sign_in_name else ""
    st.html(
        f'<div class="once" role="status"><p>{whose}One-time password: <code>{escape(password)}</code></p>'
        "<p>It is shown only once. Give it to the person yourself. They choose their own when they first "
        "sign in, and until then it opens nothing else.</p></div>"
    )


@dataclass(frozen=True)
class Document:
    """A file that is saved by a press: the button's label, and the file's name, kind, and what makes it.

    `make` is called when the file is fetched, outside any page: it has to ask for itself what the person may
    see (`Cabinet.reading` with the `who` of the page). `name` holds no name of a person.
    """

    label: str
    name: str
    media_type: str
    make: Callable[[], bytes]


def download(label: str, name: str, media_type: str, make: Callable[[], bytes]) -> None:
    """A button whose press saves a file."""
    _documents([Document(label, name, media_type, make)], was_on_screen=state.on_screen())


def documents(offered: Sequence[Document]) -> None:
    """Buttons side by side, each of which saves a file: what is said of it stands below them, where it moves
    none of them."""
    _documents(offered, was_on_screen=state.on_screen())


@st.fragment
def _documents(offered: Sequence[Document], *, was_on_screen: bool) -> None:
    with st.container(horizontal=True) if len(offered) > 1 else nullcontext():
        pressed = [one for one in offered if st.button(one.label, key=f"download-{one.name}-{one.label}")]
    for one in pressed:
        stop_if_names_went_off(was_on_screen=was_on_screen)
        link_to_save(one.name, one.media_type, one.make)


def stop_if_names_went_off(*, was_on_screen: bool) -> None:
    """Runs the page again where names went off in another tab since it was drawn: it still has them."""
    who = state.signed_in()
    if who.is_presenting or (who.is_on_screen and not was_on_screen):
        st.rerun()


def link_to_save(name: str, media_type: str, content: downloads.Content, note: str = NOTED) -> str:
    """The link by which a file is saved, once, and its ticket. `saved-at-once.js` follows it, and says what
    became of the file in its place; `note` stays."""
    ticket = downloads.offer(state.signed_in(), name, media_type, content)
    st.html(
        '<p class="file" role="status"><span>The file is ready. '
        f'<a class="plain" href="/download/{ticket}" target="_self" download="{escape(name)}">'
        f'Save {escape(name)}</a> <span class="quiet">This works once, within two minutes.</span></span> '
        f'<span class="quiet">{escape(note)}</span></p>'
    )
    return ticket


def place_of(problem: Problem) -> str:
    """The file, row and column of a problem in an import."""
    return place(problem.file, problem.row, problem.column)


def on_paper(text: str) -> None:
    """A line that is on a printed sheet alone: there the screen shows the same in another way."""
    st.html(f'<p class="on-paper">{escape(text)}</p>')


def empty(text: str) -> None:
    """What stands where there is nothing yet: what to do first."""
    st.html(f'<p class="empty">{escape(text)}</p>')


NOBODY_ON_ROLL = "No child is on roll today."
# Where each thing is entered by hand, and what it is called there.
_BY_HAND = {
    First.PEOPLE: ("/induction", "the people and the chairperson"),
    First.CHILDREN: ("/children-and-files", "the children"),
    First.POLICY: ("/policy", "the adopted policy"),
    First.ACCOUNTS: ("/setting?part=Accounts", "an account for each who signs in"),
}


def no_records(
    who: Who, said: str = "There are no records yet.", lacking: Sequence[First] | None = None
) -> None:
    """What a page says before there is anything to show, and what this person can do about it. `lacking` is
    what nobody has entered, where it was read."""
    if may(who.role, Act.RECORD, Thing.SETTING):
        if lacking is None:
            with state.reading(who, Thing.SETTING) as look:
                lacking = not_entered_yet(look)
        # Of a setting that has closed everything was entered once: then it is about whoever comes now.
        by_hand = lacking or [First.PEOPLE, First.CHILDREN]
        links = [link(*_BY_HAND[thing]) for thing in by_hand]
        st.html(
            f'<p class="empty">{escape(said)} {link("/setting", "Bring in the registers")} that you keep as '
            f"spreadsheets, or enter by hand{', in this order' * (len(links) > 1)}: {listed(links)}.</p>"
        )
    elif reach(who.role, Act.SEE, Thing.CHILD) is Reach.OWN:
        empty("You have no key children today. The manager chooses each child's key person.")
    else:
        empty(f"{said} The manager brings in the registers.")


def no_child_yet(who: Who) -> None:
    """The same where there are other records, until a first child is entered; later nothing."""
    with state.reading(who, Thing.AGENDA) as look:
        lacking = not_entered_yet(look)
    if First.CHILDREN in lacking:
        no_records(who, "No child is entered yet.", lacking)


def figures(shown: Sequence[Figure], *, beside: str = "") -> None:
    """At most four figures side by side, in one element, and a line about what is on none of them."""
    cards = "".join(
        f'<div class="figure"><h2>{escape(f.title)}</h2>'
        f'<p><span class="number">{escape(f.number)}</span> {escape(f.counts)}</p>'
        f"<p>{tag(f.tag, f.tone) if f.tag else ''}&nbsp;</p></div>"
        for f in shown
    )
    below = f'<p class="quiet beside">{escape(beside)}</p>' if beside else ""
    st.html(f'<div class="figures">{cards}</div>{below}')


def tag(text: str, tone: Tone) -> str:
    """A status tag as HTML: words first, colour second."""
    return f'<span class="tag {tone}">{escape(text)}</span>'


def read_first(said: str) -> None:
    """What is read before anything is done about somebody, such as that there is a court order: under the
    name, and in the tone of what is late."""
    st.html(f'<p class="read-first">{escape(said)}</p>')


def court_order(*, has_one: bool) -> None:
    """That one is in the file of the child who is chosen, as the first thing to be seen of the child.

    On a shared screen it may tell whose the code is: of every child it is said that it is not said.
    """
    if state.on_screen():
        quiet(words.ORDER_NOT_SAID)
    elif has_one:
        read_first(words.COURT_ORDER)


def sentences(said: Iterable[str]) -> None:
    """An explanation, a sentence a line; nothing where there is none, or an empty frame would be left."""
    if not (said := list(said)):
        return
    st.html('<div class="sentences">' + "".join(f"<p>{escape(s)}</p>" for s in said) + "</div>")


def lines(rows: Iterable[Sequence[str | tuple[str, Tone]]], *, kind: str, head: Sequence[str] = ()) -> None:
    """Rows of a small table as one element: texts, and tags as (text, tone). `kind` sets the columns.

    `head` says what stands in each column, where the words in it do not say so themselves. With it the rows
    are a table to those who hear the page, else a list; on an enlarged page each cell says its own head.
    """
    whole, each, of = ("table", "row", ' role="cell"') if head else ("list", "listitem", "")
    named = "".join(f'<span role="columnheader">{escape(column)}</span>' for column in head)
    body = f'<div class="line {escape(kind)} head" role="row">{named}</div>' if head else ""
    heads = [f' data-head="{escape(column)}"' if column else "" for column in head]
    says = _says if kind not in ("clause", "clauses") else lambda _: ""  # there it stands in the same row
    # There a code stands in the middle of a narrow cell.
    text = codes_whole if kind in ("parties", "families") else escape
    body += "".join(
        f'<div class="line {escape(kind)}" role="{each}">'
        + "".join(
            f"<span{of}{of_head if cell else ''}{'' if isinstance(cell, tuple) else says(cell)}>"
            f"{tag(*cell) if isinstance(cell, tuple) else text(cell)}</span>"
            for cell, of_head in zip_longest(row, heads[: len(row)], fillvalue="")
        )
        + "</div>"
        for row in rows
    )
    st.html(f'<div class="lines" role="{whole}">{body}</div>')


def links(found: Sequence[tuple[str, str, str, str]]) -> None:
    """Records that were found, each with the address that opens it; their texts as text."""
    if not found:
        quiet("Nothing was found that you may see. Try fewer letters.")
        return
    st.html(
        '<ul class="found">'
        + "".join(
            f'<li><a class="plain" href="{escape(address)}" target="_self">'
            f"{escape(' '.join(filter(None, [code, name])))}</a> "
            f'<span class="quiet">{escape(kind)}</span></li>'
            for address, kind, code, name in found
        )
        + "</ul>"
    )


def status(said: str) -> None:
    """What came of what somebody asks for in place, also to those who hear the page: drawn empty before, or a
    browser says nothing of it."""
    st.html(f'<p class="quiet" role="status">{escape(said)}</p>')


def large(rows: Iterable[tuple[str, str] | tuple[str, str, str]], *, kind: str) -> None:
    """Who, what is said of them, and a mark where there is a third text, in letters to be read at arm's
    length."""
    body = "".join(
        f"<li><b>{codes_whole(who)}</b> <span>{escape(said)}</span>"
        f"{''.join(f' {tag(text, Tone.LATE)}' for text in mark if text)}</li>"
        for who, said, *mark in rows
    )
    st.html(f'<ul class="large {escape(kind)}">{body}</ul>')


def problem_summary(problems: dict[str, str], labels: dict[str, str]) -> None:
    """What the rules refused, field by field in the order of the form, with what to do about it."""
    order = {field: at for at, field in enumerate(labels)}
    in_order = sorted(problems.items(), key=lambda problem: order.get(problem[0], len(order)))
    said = "\n".join(
        f"- **{plain(labels[field])}**: {plain(problem)}" if field in labels else f"- {plain(problem)}"
        for field, problem in in_order
    )
    st.error(f"Nothing has been recorded yet.\n\n{said}")


def agenda(
    items: Sequence[Item],
    today: date,
    who: Who,
    *,
    is_folded: bool = False,
    of_the_overdue: str = "",
    are_forms_together: bool = False,
) -> None:
    """Agenda items in their groups, each with its next step in place.

    Of a long group the first rows are shown, and the law's dates as far as a page goes. `is_folded` shows
    fewer, and leaves what is not pressing closed: on a page that has a long register below. What a press
    opens closes nothing else. `of_the_overdue` is said at the heading of that group, and what the star beside
    a date means at the first that has one. With `are_forms_together` the forms for several children are one
    row: the number at the heading stays that of the things, and so do those of what is not shown.
    """
    by_group: dict[Group, list[Item]] = {group: [] for group in Group}
    for item in items:
        by_group[group_of(item, today=today)].append(item)
    at_first = ROWS_BEFORE_A_REGISTER if is_folded else ROWS_AT_FIRST
    drawn = 0  # without what was opened by a press
    is_explained = False
    closed: list[tuple[Group, int]] = []  # one after the other, for one line
    left_out: list[tuple[str, int]] = []
    for group, held in by_group.items():
        if not held:
            continue
        count, note = len(held), ""
        if group is Group.OVERDUE:
            held = most_pressing_first(held)
            note = ". ".join(filter(None, [of_the_overdue, words.order_of_the_overdue(held)]))
        if are_forms_together:
            held = forms_together(held)
        is_pressing = group in {Group.OVERDUE, Group.WITHIN_A_WEEK}
        opens_by_itself = is_pressing or (drawn + len(held) <= OPEN_UP_TO and not is_folded)
        is_open = opens_by_itself or state.is_shown(group)
        if opens_by_itself:
            drawn += min(len(held), at_first)
        if not is_open:
            closed.append((group, count))
            left_out.append((words.GROUPS[group], count))
            continue
        _closed_groups(closed)
        closed = []
        first = [item for at, item in enumerate(held) if at < at_first or item.is_legal]
        shown = held if state.is_shown(group) else first[:OPEN_UP_TO]
        if not is_explained and any(item.is_house_rule for item in shown):
            note, is_explained = f"{note}. {OWN_RULE}" if note else OWN_RULE, True
        subheading(words.GROUPS[group], count, note=note)
        _rows(group, shown, today, who)
        if len(shown) < len(held):
            _show(f"Show all {count}", group, words.GROUPS[group])
            left_out.append((words.GROUPS[group], count - sum(item.stands_for for item in shown)))
    _closed_groups(closed)
    _not_on_this_sheet(left_out)


def _closed_groups(closed: Sequence[tuple[Group, int]]) -> None:
    if not closed:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"folded-{closed[0][0].replace(' ', '-')}"
    ):
        for group, count in closed:
            subheading(words.GROUPS[group], count, width="content")
            _show(f"Show {count}", group, words.GROUPS[group])


OWN_RULE = "* The setting's own rule, not a legal date."


def own_rule(items: Sequence[Item]) -> None:
    """What the star beside a date means, where one is shown."""
    if any(item.is_house_rule for item in items):
        quiet(OWN_RULE)


def work(
    title: str, items: Sequence[Item], today: date, who: Who, *, note: str = "", is_of_records: bool = False
) -> None:
    """Agenda items of one kind under a heading of their own, the longest due first.

    `is_of_records` is whether the heading names records, of which one may have several lines.
    """
    if not items:
        return
    subheading(title, len({item.code for item in items}) if is_of_records else len(items), note=note)
    shown = items if state.is_shown(title) else items[:ROWS_AT_FIRST]
    _rows(title, sorted(shown, key=lambda item: item.due), today, who)
    if len(shown) < len(items):
        _show(f"Show all {len(items)}", title, title)
        _not_on_this_sheet([(title, len(items) - len(shown))])


def asked_of_one(items: Iterable[Item], today: date, who: Who) -> None:
    """What is asked of the one record that is open, which has its line in the list below as well."""
    if held := sorted(items, key=lambda item: item.due):
        _rows("one", held, today, who, key="one-do")
        own_rule(held)


def codes_whole(text: str) -> str:
    """Text as text, the codes among its words marked, so that none breaks over two lines."""
    return _CODE_IN_WORDS.sub(r'<span class="whole">\g<0></span>', escape(text))


def _says(clause: str) -> str:
    """What a clause says, for whoever points at its id; nothing for any other text."""
    said = clause_words().get(clause)
    return f' title="{escape(said)}"' if said else ""


def _show(label: str, what: str, title: str) -> None:
    st.button(label_of(label, title), key=f"show-{what}", on_click=state.show, args=(what,))


def _not_on_this_sheet(left_out: Iterable[tuple[str, int]]) -> None:
    if more := ", ".join(f"{count} more of {title}" for title, count in left_out):
        on_paper(f"Not on this sheet, and in the dashboard: {more}.")


def _rows(of: str, items: Iterable[Item], today: date, who: Who, *, key: str = "do") -> None:
    # All rows are one element, and the stylesheet puts each button into the line of its row: with an element
    # for each row a page has a third more to draw, at every run.
    seen = [form.as_seen_by(who, item) for item in items]
    held = [(item, form.may_open_for(who, item)) for item in seen]
    with st.container(gap=None, border=True, key=f"rows-{of.replace(' ', '-')}"):
        rows = "".join(_row(item, today, who, may_do=may_do) for item, may_do in held)
        st.html(f'<div class="items" role="list">{rows}</div>')
        for item, may_do in held:
            if may_do:
                _button_of(item, key)


def _row(item: Item, today: date, who: Who, *, may_do: bool) -> str:
    """One item as HTML: tag, code and name, what to do, date and clause."""
    text, tone = words.tag_of(item, today=today)
    # Red is for a date that is not ours: nearly all that is late is so by the setting's own rules.
    day = "date late" if item.state is State.LATE and not item.is_house_rule else "date"
    shown = not state.on_screen()
    beside = f', <span class="whole">{escape(item.beside)}</span>' if item.beside else ""
    about = f'<span class="about">{escape(item.about)}{beside}</span>' if shown and item.about else ""
    waits = ""
    if item.stands_for > 1:
        counts = f"Counts as {item.stands_for} things. The date is the earliest."
        waits = f'<span class="about">{counts}</span>'
    if item.snoozed_until:
        why = f": {item.snoozed_because}" if shown else ""
        waits = f'<span class="about">Waits{escape(why)}</span>'
    if shown and item.aside:
        waits += f'<span class="about">{escape(item.aside)}</span>'
    if whom := form.for_whom(who, item):
        waits += f'<span class="about">For {escape(whom)}</span>'
    return (
        f'<div class="item{"" if may_do else " alone"}" role="listitem"><span>{tag(text, tone)}</span>'
        f'<span class="code">{escape(words.code_of(item, shown=shown))}{about}</span>'
        f"<span>{escape(item.says(may_count=may_do))}{waits}</span>"
        f'<span class="{day}">{escape(words.due_words(item, today=today))}</span>'
        f'<span class="clause"{_says(item.clause)}>{escape(item.clause)}</span></div>'
    )


def _button_of(item: Item, key: str) -> None:
    shown = not state.on_screen()
    code = words.code_of(item, shown=shown)
    if code != item.code and shown and item.about:
        code = f"{code}, {item.about}"
    # What is asked of many may stand there twice, by two days.
    by = f", by {item.due}" if item.is_of_many else ""
    st.button(
        label_of(words.next_step(item), f"{code}: {item.what}"),
        key=f"{key}-{item.area}-{item.record}-{item.what}{by}-{item.step}",
        on_click=form.open_for,
        args=(item,),
        width=140,
    )


def register(rows: Sequence[dict[str, Any]], *, alt: str, clock: str = "HH:mm", opens: str = "") -> None:
    """A register as one table of plain text, that can be sorted and searched; columns without a word go.

    `clock` is what is shown of a moment's time of day; `opens` the list of the page that chooses one of these
    records: a row then opens its own, by a press on its code or a tick beside it, which is the way that the
    keyboard has.
    """
    frame = pd.DataFrame(rows)
    frame = frame[[c for c in frame.columns if any(row.get(c) not in (None, "") for row in rows)]]
    config: dict[str, Any] = {c: st.column_config.TextColumn(c, width="medium") for c in LONG_TEXTS}
    config |= {c: st.column_config.TextColumn(c, width=MIDDLING) for c in MIDDLING_TEXTS}
    config |= {
        column: st.column_config.DateColumn(
            column, format="D MMM YYYY", width=max(A_DATE, 8 * len(column) + 20)
        )
        for column in frame.columns
        if any(isinstance(row.get(column), date) for row in rows)
    }
    config |= {
        column: st.column_config.DatetimeColumn(
            column, format=f"D MMM YYYY, {clock}", width=A_MOMENT + 8 * len(clock.removeprefix("HH:mm"))
        )
        for column in frame.columns
        if any(isinstance(row.get(column), datetime) for row in rows)
    }
    ticked: dict[str, Any] = {}
    if opens and rows:
        codes = [_code_of(row) for row in rows]
        config[_codes_in(rows[0])] = st.column_config.ButtonColumn(
            type="tertiary",
            alignment="left",
            key=state.PRESSED + opens,
            on_click=state.open_pressed,
            args=(opens, codes),
        )
        ticked = {"key": state.TICKED + opens, "on_select": partial(state.open_ticked, opens, codes)}
    height = min(ROW_HEIGHT * (len(rows) + 1) + 3, 640)
    st.dataframe(
        frame,
        hide_index=True,
        alt=alt,
        column_config=config,
        placeholder="",
        height=height,
        row_height=ROW_HEIGHT,
        selection_mode="single-row",
        **ticked,
    )
    on_paper(
        f"The list has {counted(len(rows), 'row')}. Rows and columns that the screen did not show are not on "
        "this sheet."
    )


def _codes_in(row: dict[str, Any]) -> str:
    """The column of a register that has the codes: where no name is shown, the one that would have it."""
    return "Code" if "Code" in row else next(iter(row))


def _code_of(row: dict[str, Any]) -> str:
    return str(row[_codes_in(row)])


def in_london(at: datetime) -> datetime:
    """A moment as the clock on the wall had it: a register sorts it, and shows it as it is."""
    return at.astimezone(LONDON).replace(tzinfo=None)


def grid(rows: Sequence[dict[str, Any]], *, caption: str, key: str, opens: str = "") -> None:
    """A grid of statuses with its words and colours, a page of rows at a time.

    `opens` is the list of the page that chooses one of them: what a row begins with is then a link to that
    one, with the code alone in its address.
    """
    if not rows:
        empty("Nothing matches this filter.")
        return
    pages = -(-len(rows) // GRID_ROWS)
    page = st.pagination(pages, key=key, bind="query-params") if pages > 1 else 1
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in rows[0])
    body = "".join(
        f"<tr>{_head_of(row, opens)}{''.join(_cell(value) for value in list(row.values())[1:])}</tr>"
        for row in rows[(page - 1) * GRID_ROWS : page * GRID_ROWS]
    )
    st.html(
        f'<p class="quiet sideways">{MORE_TO_THE_RIGHT}</p>'
        f'<div class="across" role="region" aria-label="{escape(caption)}" tabindex="0">'
        f'<table class="grid"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def heads_open() -> str:
    """Beside the head of a grid whose rows begin with a way to the child or person."""
    return f"Press a {'code' if state.on_screen() else 'name'} to open it"


def _head_of(row: dict[str, Any], opens: str) -> str:
    said = escape(str(next(iter(row.values())) or ""))
    if opens:
        # With what else the page is at: opened in a tab of its own, it is the same part of the page.
        address = urlencode({**st.query_params.to_dict(), opens: _code_of(row)})
        said = f'<a class="plain opens" href="?{escape(address)}" target="_self">{said}</a>'
    return f'<th scope="row">{said}</th>'


def _cell(value: object) -> str:
    said = dated(value) if isinstance(value, date) else str(value or "")
    if tone := words.GRID_TONES.get(said):
        return f"<td>{tag(said, tone)}</td>"
    # On paper and on an enlarged page a cell may be narrower than a code.
    whole = ' class="whole"' if _CODE.fullmatch(said) else ""
    return f"<td{whole}>{codes_whole(said)}</td>"


def label_of(said: str, about: str) -> str:
    """A button's label that says which record it is about to those who hear it, and is short to the eye."""
    return f"{said} *{plain(about)}*"


def plain(text: str) -> str:
    """Text for an element that reads markdown: every character that markdown gives a meaning is escaped.

    A hyphen between two letters has none there, and is left as it is: a field is read aloud by its label as
    it stands, and a name would have a backslash in it.
    """
    return "".join(
        f"\\{letter}" if letter in _MARKDOWN and not _is_within_a_word(text, at) else letter
        for at, letter in enumerate(text)
    )


def _is_within_a_word(text: str, at: int) -> bool:
    return text[at] == "-" and 0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalpha()


_MARKDOWN = frozenset("\\`*_{}[]<>#+-.!|~:$^=&")
