"""The committee page's parts: readable from five metres, codes and bands only, one area at a time."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from papers.registers import XLSX
from rules.committee import (
    HOW_RECORDED,
    NO_RECORDS,
    QUESTION,
    AreaSeen,
    Band,
    Show,
    Standing,
    groups,
    left_without_induction,
    totals,
)
from rules.need_to_know import Act, Thing, may
from rules.words import dated, long_date
from store import committee, trail
from store.cabinet import Cabinet, Who
from store.committee import MeetingRead
from ui import filters, form, parts, state, words
from ui.forms.find import help_of
from ui.words import Tone

SUMMARY, ACCESS, CONSENTS = "Summary", "Access requests", "Consents"
SHARING, INDUCTION, POLICY = "Sharing decisions", "Induction", "Policy and checks"
VIEWS = (SUMMARY, ACCESS, CONSENTS, SHARING, INDUCTION, POLICY)
SUMMARY_SHOWS = 6  # open requests, so that the first screen needs no scrolling
SUMMARY_LINES = 9  # of what the committee is asked and what changed, for the same reason
_ASKS = {
    ACCESS: "Do families get their child's file in time?",
    CONSENTS: "Do we know and keep to what each family allows?",
    SHARING: "Are decisions to share made and recorded in time?",
    INDUCTION: "Has everyone with the children had induction?",
    POLICY: "Is the policy signed, reviewed and looked after?",
}
PRESENT = "present"

_STANDINGS = {
    Standing.IN_TIME: ("In time", Tone.IN_TIME),
    Standing.NOT_STARTED: ("Not started", Tone.DONE),
    Standing.ATTENTION: ("Attention needed", Tone.DUE),
    Standing.LATE: ("Late", Tone.LATE),
}
_BANDS = {
    Band.LATE: Tone.LATE,
    Band.DUE: Tone.DUE,
    Band.WITHIN_A_WEEK: Tone.DUE,
    Band.OVER_A_WEEK: Tone.IN_TIME,
    Band.WAITING: Tone.WAITING,
    Band.UNDATED: Tone.DONE,
}


def heading(read: MeetingRead, today: date, view: str, *, is_presenting: bool) -> None:
    """Whose meeting it is, the question, and the answer that a chairperson could read aloud.

    In the room a view of one area says which area it is, and asks and answers its own question.
    """
    over = f"{read.setting} management committee, {long_date(today)}"
    title, said = QUESTION, NO_RECORDS
    if read.has_records:
        said = read.meeting.sentence
    if is_presenting:
        over += ". Fictional records" if read.is_sample else ""
        if view != SUMMARY:
            title, said = view, f"{_ASKS[view]} {_answer(read, view)}"
    kind = "meeting"
    if is_presenting:
        kind += " presenting" if view == SUMMARY else " presenting one-area"
    st.html(
        f'<div class="{kind}"><p class="over">{escape(over)}</p><h1>{escape(title)}</h1>'
        f'<p class="answer">{escape(said)}</p></div>'
    )


def _answer(read: MeetingRead, view: str) -> str:
    return read.meeting.policy_answer if view == POLICY else _seen(read, view).answer


def _seen(read: MeetingRead, view: str) -> AreaSeen:
    return next(seen for seen in read.meeting.areas if words.AREAS[seen.area] == view)


def view_in_the_room() -> str:
    """The one view that is open while presenting, at first the one that was open before; kept in the URL."""
    return state.view_in_the_room("committee", VIEWS)


def choose_view() -> str:
    """A choice of the views, kept in the URL; which one is open."""
    view = filters.part(VIEWS, "view")
    state.choose_view("committee", view)
    return view


def next_and_back(view: str) -> None:
    """In the room: on and back by a button or an arrow key, and the way out, at the foot of the screen."""
    at = VIEWS.index(view)
    with st.container(
        key="on-and-back", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.button(
            "Back",
            shortcut="Left",
            on_click=state.choose_view,
            args=("committee", VIEWS[max(0, at - 1)]),
            disabled=at == 0,
        )
        parts.quiet(f"{view}, {at + 1} of {len(VIEWS)}")
        st.button("Stop presenting", on_click=state.open_form, args=(form.STOP_PRESENTING,), type="tertiary")
        st.button(
            "Next",
            shortcut="Right",
            on_click=state.choose_view,
            args=("committee", VIEWS[min(len(VIEWS) - 1, at + 1)]),
            disabled=at == len(VIEWS) - 1,
        )


def show(view: str, read: MeetingRead) -> None:
    """One view of the page."""
    if view == SUMMARY:
        _summary(read)
        return
    rest = read.meeting.asked[_asked_first(read) :]
    if view == POLICY and not rest:
        _policy(read)
        return
    left, right = st.columns([1, 2] if view == CONSENTS else [2, 3])  # its table is wide
    with left:
        if view == POLICY:
            _list("For the committee, the rest", rest, first=_asked_first(read) + 1)
        else:
            seen = _seen(read, view)
            also = f"Complaints. {' '.join(read.meeting.complaints)}" if view == ACCESS else ""
            st.html(f'<div class="areas one">{_card(seen, also)}</div>')
    with right:
        if view == ACCESS:
            _requests(read)
        elif view == CONSENTS:
            _table("Consents by purpose", read.by_purpose)
        elif view == SHARING:
            parts.subheading(HOW_RECORDED)
            parts.lines([(held.quarter, held.said) for held in read.meeting.quarters], kind="two quarters")
        elif view == INDUCTION:
            _table("People by role", groups(read.figures.induction.by_group))
            if said := left_without_induction(read.figures.induction.left_without_it):
                parts.quiet(said)
        else:
            _policy(read)


def _summary(read: MeetingRead) -> None:
    """The four areas, the policy itself, the open requests, and what the committee is asked."""
    st.html('<div class="areas">' + "".join(_card(area) for area in read.meeting.areas) + "</div>")
    left, right = st.columns(2)
    with left:
        _requests(read, most=SUMMARY_SHOWS)
    with right:
        first = _asked_first(read)
        _list("For the committee", read.meeting.asked[:first], more=len(read.meeting.asked) - first)
        _list(read.meeting.changed_since, read.meeting.changed)


def _asked_first(read: MeetingRead) -> int:
    """How many lines of what the committee is asked stand on the summary, with room for one that says where
    the others are."""
    room = SUMMARY_LINES - len(read.meeting.changed)
    return room if len(read.meeting.asked) <= room else room - 1


def _table(title: str, rows: Sequence[dict[str, str]]) -> None:
    parts.subheading(title)
    parts.grid(rows, caption=title, key=f"grid-{title}")


def _policy(read: MeetingRead) -> None:
    parts.subheading("The policy itself")
    parts.lines(
        [(point.what, point.said, _STANDINGS[point.standing]) for point in read.meeting.policy], kind="points"
    )


def _card(area: AreaSeen, also: str = "") -> str:
    """An area, with what is said of it where it has the screen to itself."""
    beside = f'<p class="about">{escape(also)}</p>' if also else ""
    return (
        f'<div class="area"><h2>{escape(words.AREAS[area.area])}</h2>'
        f"<p>{parts.tag(*_STANDINGS[area.standing])}</p>"
        f'<p class="number">{escape(area.figure)}</p><p class="about">{escape(area.about)}</p>'
        f"{beside}{_weeks(area)}</div>"
    )


FEWEST_OF_A_STRIP = 3  # reviews


def _weeks(area: AreaSeen) -> str:
    """The signed reviews as a strip, oldest first, with the same in words.

    One or two reviews are no history: a single bar across the card would be read as a measure of how much.
    """
    strip = ""
    if len(area.weeks) >= FEWEST_OF_A_STRIP:
        strip = "".join(
            f'<span class="week {_STANDINGS[standing][1]}" '
            f'title="{escape(words.how_it_stood(on, standing))}"></span>'
            for on, standing in area.weeks
        )
    said = escape(area.trend)
    if strip:
        strip = f'<div class="weeks" role="img" aria-label="{said}">{strip}</div>'
    return f'{strip}<p class="quiet">{said}</p>'


def _requests(read: MeetingRead, *, most: int | None = None) -> None:
    parts.subheading("Open access requests")
    seen = read.meeting.requests[:most]
    if not seen:
        parts.quiet("None is open.")
    elif read.show is Show.TOTALS:
        parts.sentences(totals(read.meeting.requests))
    else:
        parts.lines(
            [
                (held.code, held.stage, (held.band.capitalize(), _BANDS[held.band]))
                + ((dated(held.due),) if read.show is Show.DATES else ())
                for held in seen
            ],
            kind="requests dates" if read.show is Show.DATES else "requests",
        )
        if len(seen) < len(read.meeting.requests):
            parts.quiet("The rest are under Access requests.")


def _list(title: str, said: Sequence[str], *, first: int = 1, more: int = 0) -> None:
    """A numbered list; `first` is the number of its first line, where the ones before stand elsewhere, and
    `more` how many lines after it do."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in said)
    beside = f'<p class="quiet">{more} more under {escape(POLICY)}.</p>' if more > 0 else ""
    st.html(f'<h2>{escape(title)}</h2><ol class="asked" start="{first}">{lines}</ol>{beside}')


SEES = {"show": "What the meeting sees of open requests", "reason": "Reason, if not codes and bands"}


def prepare(who: Who, read: MeetingRead) -> None:
    """How much the meeting sees, and the button that locks the screen to this page."""
    if not may(who.role, Act.RECORD, Thing.WEEKLY_REVIEW):
        return
    with st.form(PRESENT, border=False):
        row = st.container(horizontal=True)
        is_pressed = row.form_submit_button("Present", type="primary")
        with row.expander(_shows(read)):
            show = st.segmented_control(
                SEES["show"],
                list(Show),
                default=read.show,
                required=True,  # a press on what stands there would undo it, and the meeting would wait
                format_func=lambda show: str(show).capitalize(),
                key="present.show",
            )
            reason = st.text_input(SEES["reason"], key="present.reason")
            if read.is_chosen and read.show is not Show.BANDS:
                chosen = str(read.show).capitalize()
                parts.quiet(f"{chosen} was chosen today, with its reason: leave this empty to keep it.")
        place = st.container()
        if is_pressed:
            write = partial(_present, who, show=show, reason=reason or "", today=state.today())
            form.save(
                place,
                PRESENT,
                "Presenting. Use the right and left arrow keys to go on and back.",
                write,
                SEES,
            )


def _shows(read: MeetingRead) -> str:
    chosen = ", as chosen today" if read.is_chosen and read.show is not Show.BANDS else ""
    return f"Locks to this page until you enter your password. Of open requests it shows {read.show}{chosen}"


def about(who: Who) -> None:
    """What the page is for, in plain English."""
    parts.quiet(" ".join(help_of("committee", who.role)))


def pack(who: Who, today: date) -> None:
    """The same answers to take along: a document to print, and its table as a spreadsheet."""
    parts.subheading("Committee pack", note="Everything on this page, by the same rules")
    parts.documents(
        [
            parts.Document(
                label,
                f"committee-pack-{today.isoformat()}.{ending}",
                media_type,
                partial(_packed, state.opened(), who, ending),
            )
            for label, ending, media_type in (
                ("Pack to print, as a PDF", "pdf", "application/pdf"),
                ("The same, as a spreadsheet", "xlsx", XLSX),
            )
        ]
    )


def _packed(opened: Cabinet, who: Who, ending: str) -> bytes:
    """The pack as it stands when it is fetched; it asks for itself what this person may see."""
    from papers import committee_pack  # here, so that the page does not wait for the printing library

    today = state.today()
    with opened.reading(who, Thing.FIGURES) as look:
        read = committee.read(look, today)
    trail.exported(opened, who, "committee_pack", kind=ending)
    if ending == "pdf":
        return committee_pack.as_pdf(read, today, by=who.role)
    return committee_pack.as_xlsx(read, today)


def _present(who: Who, *, show: Show | None, reason: str, today: date, token: str) -> None:
    committee.prepare(state.opened(), who, show=show, reason=reason, today=today, token=token)
    state.present(who)
