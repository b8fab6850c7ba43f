"""The committee page's parts: readable from five metres, codes and bands only, one area at a time."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from rules.agenda import Area
from rules.committee import AreaSeen, Band, Show, Standing
from rules.disclosure import share, shown_row
from rules.need_to_know import Act, Thing, may
from rules.words import dated, long_date
from store import committee
from store.cabinet import Who
from store.committee import MeetingRead
from ui import form, parts, state, words
from ui.words import Tone

SUMMARY, ACCESS, CONSENTS = "Summary", "Access requests", "Consents"
SHARING, INDUCTION = "Sharing decisions", "Induction"
VIEWS = (SUMMARY, ACCESS, CONSENTS, SHARING, INDUCTION)
PRESENT = "present"

_STANDINGS = {
    Standing.IN_TIME: ("In time", Tone.IN_TIME),
    Standing.ATTENTION: ("Attention needed", Tone.DUE),
    Standing.LATE: ("Late", Tone.LATE),
}
_BANDS = {
    Band.LATE: ("Late", Tone.LATE),
    Band.DUE: ("Due today", Tone.DUE),
    Band.WITHIN_A_WEEK: ("Within a week", Tone.DUE),
    Band.OVER_A_WEEK: ("Over a week", Tone.DONE),
}


def heading(read: MeetingRead, today: date, *, is_presenting: bool) -> None:
    """Whose meeting it is, the question, and the answer that a chairperson could read aloud."""
    kind = "meeting presenting" if is_presenting else "meeting"
    sentence = read.meeting.sentence if read.has_records else "There are no records to answer from yet."
    st.html(
        f'<div class="{kind}"><p class="over">{escape(read.setting)} management committee, '
        f"{escape(long_date(today))}</p><h1>Is the confidentiality policy being kept?</h1>"
        f'<p class="answer">{escape(sentence)}</p></div>'
    )
    if notice := state.take_notice():
        st.success(parts.plain(notice))


def chosen_view(*, is_presenting: bool) -> str:
    """One view at a time: by its name, or next and back with the arrow keys while presenting."""
    view = state.view("committee", VIEWS)
    if not is_presenting:
        with st.container(horizontal=True):
            for name in VIEWS:
                st.button(
                    name,
                    key=f"view-{name}",
                    on_click=state.choose_view,
                    args=("committee", name),
                    type="primary" if name == view else "secondary",
                )
        return view
    at = VIEWS.index(view)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button(
            "Back",
            shortcut="Left",
            on_click=state.choose_view,
            args=("committee", VIEWS[max(0, at - 1)]),
        )
        parts.quiet(f"{view}, {at + 1} of {len(VIEWS)}")
        st.button(
            "Next",
            shortcut="Right",
            on_click=state.choose_view,
            args=("committee", VIEWS[min(len(VIEWS) - 1, at + 1)]),
        )
    return view


def summary(read: MeetingRead) -> None:
    """The four areas, the open requests, and what the committee is asked."""
    st.html('<div class="areas">' + "".join(_card(area) for area in read.meeting.areas) + "</div>")
    left, right = st.columns(2)
    with left:
        _requests(read)
    with right:
        _list("For the committee", read.meeting.asked)
        _list("Since the last meeting", read.meeting.changed)


def access_requests(read: MeetingRead) -> None:
    """The first area: open requests as codes, and how they were answered."""
    _area(read, Area.ACCESS_REQUESTS)
    _requests(read)


def consents(read: MeetingRead) -> None:
    """The second area: coverage by purpose, small counts kept back."""
    _area(read, Area.CONSENTS)
    rows = []
    for purpose in read.figures.consents.by_purpose:
        counts = {
            "Answered": sum(purpose.statuses.get(s, 0) for s in ("given", "refused", "withdrawn")),
            "Given": purpose.statuses.get("given", 0),
        }
        children = read.figures.consents.children
        settled = {
            "Clear answer": counts["Answered"],
            "Still to ask, renew or settle": children - counts["Answered"],
        }
        rows.append(
            {"Purpose": purpose.title, "Given": share(counts["Given"], children).capitalize()}
            | {name: str(cell) for name, cell in shown_row(settled).items()}
        )
    parts.grid(rows, caption="Consents by purpose", key="coverage")


def sharing_decisions(read: MeetingRead) -> None:
    """The third area: recorded in time, in words."""
    _area(read, Area.SHARING_DECISIONS)
    held = read.figures.sharing_decisions
    counts = {
        "Recorded in time": held.recorded_in_time_last_12_months,
        "Recorded late": held.recorded_last_12_months - held.recorded_in_time_last_12_months,
        "Still to be recorded": held.awaiting_recording,
    }
    rows = [{"Last 12 months": name, "Decisions": str(cell)} for name, cell in shown_row(counts).items()]
    parts.grid(rows, caption="Sharing decisions by how they were recorded", key="recorded")


def induction(read: MeetingRead) -> None:
    """The fourth area: people, for staff figures may show."""
    _area(read, Area.INDUCTION)
    held = read.figures.induction
    rows = [
        {"People": "Taken through everything", "How many": str(held.complete)},
        {"People": "With the children without it", "How many": str(held.on_site_without_it)},
        {"People": "To read again after a change", "How many": str(held.to_read_again)},
        {"People": "In all", "How many": str(held.people)},
    ]
    parts.grid(rows, caption="People by induction", key="people")


def _card(area: AreaSeen) -> str:
    return (
        f'<div class="area"><h2>{escape(words.AREAS[area.area])}</h2>'
        f"<p>{parts.tag(*_STANDINGS[area.standing])}</p>"
        f'<p class="number">{escape(area.figure)}</p><p class="about">{escape(area.about)}</p>'
        f"{_weeks(area)}</div>"
    )


def _weeks(area: AreaSeen) -> str:
    """The signed weeks as a strip, oldest first, with the same in words."""
    if not area.weeks:
        return '<p class="quiet">No signed reviews yet</p>'
    in_time = sum(standing is Standing.IN_TIME for _, standing in area.weeks)
    said = f"In time in {in_time} of {len(area.weeks)} signed weeks"
    strip = "".join(
        f'<span class="week {_STANDINGS[standing][1]}" title="{escape(words.how_it_stood(on, standing))}">'
        "</span>"
        for on, standing in area.weeks
    )
    return (
        f'<div class="weeks" role="img" aria-label="{escape(said)}">{strip}</div><p class="quiet">{said}</p>'
    )


def _area(read: MeetingRead, area: Area) -> None:
    seen = next(held for held in read.meeting.areas if held.area is area)
    st.html(f'<div class="areas one">{_card(seen)}</div>')


def _requests(read: MeetingRead) -> None:
    parts.subheading("Open access requests")
    if not read.meeting.requests:
        parts.quiet("None is open.")
        return
    if read.show is Show.TOTALS:
        late = any(held.band is Band.LATE for held in read.meeting.requests)
        parts.sentences(["At least one is late." if late else "Requests are open, all in time."])
        return
    parts.lines(
        [
            (held.code, held.stage, _BANDS[held.band])
            + ((dated(held.due),) if read.show is Show.DATES else ())
            for held in read.meeting.requests
        ],
        kind="requests dates" if read.show is Show.DATES else "requests",
    )


def _list(title: str, said: Sequence[str]) -> None:
    parts.subheading(title)
    st.html('<ol class="asked">' + "".join(f"<li>{escape(s)}</li>" for s in said) + "</ol>")


def prepare(who: Who, read: MeetingRead) -> None:
    """How much the meeting sees, and the button that locks the screen to this page."""
    if not may(who.role, Act.RECORD, Thing.WEEKLY_REVIEW):
        return
    parts.subheading("Present", note="Locks the dashboard to this page until your password is given")
    with st.form(PRESENT):
        show = st.segmented_control(
            "What the meeting sees of open requests",
            list(Show),
            default=read.show,
            format_func=lambda show: str(show).capitalize(),
            key="present.show",
        )
        reason = st.text_input(
            "Reason, where it is not codes and bands", max_chars=4000, key="present.reason"
        )
        place = st.container()
        if st.form_submit_button("Present", type="primary"):
            write = partial(
                _present,
                who,
                show=show,
                reason=reason or "",
                today=state.today(),
                token=state.form_token(PRESENT),
            )
            form.save(
                place,
                PRESENT,
                "Presenting. The right and left arrow keys go on and back.",
                write,
                {"show": "What the meeting sees", "reason": "Reason"},
            )


def _present(who: Who, *, show: Show | None, reason: str, today: date, token: str) -> None:
    committee.prepare(state.opened(), who, show=show, reason=reason, today=today, token=token)
    state.present(who)
