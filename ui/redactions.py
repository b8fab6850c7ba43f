"""Redaction and the copies of a child's file, drawn on its request's page (AR-24 to AR-27).

On a shared screen each third party is known by number and kind, and nothing that somebody typed is shown.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from rules import access_path, redaction, request_steps
from rules.access import Step, closed_on, ended_on
from rules.access_path import Copy, Task, WholeRequest
from rules.need_to_know import Act, Thing, may
from rules.words import counted, dated, listed
from store import redactions, request_file
from store.cabinet import Who
from store.file_index import FileIndex
from store.held_request import HeldLine, HeldWhole
from ui import filters, form, parts, state, words
from ui.file_check import signed, step_button
from ui.third_parties import label_of
from ui.words import Tone

ON_A_COPY = (
    "Only on a copy, never on the file itself. What is merely embarrassing, controversial or a complaint "
    "about us stays in: to take it out so that the person who asked does not see it would be an offence."
)
WAITS = ("Waits", Tone.DUE)


def part(held: HeldWhole, found: FileIndex, who: Who, today: date) -> None:
    """The complete copy, what is taken out with its ground and two names, and where the clean copy stands."""
    whole = held.whole(request_file.of_index(held, found))
    is_open = ended_on(held.done) is None
    may_record = may(who.role, Act.RECORD, Thing.ACCESS_REQUEST) and is_open
    _copies(held, whole, who, may_record=may_record)
    parts.subheading("What is taken out", len(held.lines) or None, note="AR-25")
    parts.quiet(ON_A_COPY)
    _gaps(held, whole, who, may_record=may_record)
    if may_record:
        st.button(
            "Enter a redaction",
            key="enter-redaction",
            on_click=state.open_form,
            args=(form.REDACTION, held.id),
        )
    if not held.lines:
        parts.quiet("Nothing has been taken out so far.")
        return
    head = ("Where", "Whose, or why", "How much, on what ground", "Entered by", "Agreed by")
    parts.lines([_row(line, held) for line in _in_order(held)], kind="redactions", head=head)
    _second_person(held, who, today, is_open=is_open)
    _one(held, who, today)


# The copies ----------------------------------------------------------------------------------------


def _copies(held: HeldWhole, whole: WholeRequest, who: Who, *, may_record: bool) -> None:
    """The four states of the paper, from the complete copy to the clean one, and what is next."""
    parts.subheading("The copies", note="AR-24, AR-26, AR-27")
    is_something_out = access_path.is_needed(Task.COPIED_AGAIN, whole)
    rows = [("Complete copy", *_complete(held, whole), "AR-24")]
    if is_something_out:
        rows.append(("Copied again", *_again(held, whole), "AR-26"))
    rows.append(("Clean copy", *_clean(held, whole), "AR-27"))
    parts.lines(rows, kind="copies")
    copy = access_path.clean_copy(whole)
    with st.container(horizontal=True):
        if may_record:
            for label, step, task in (
                ("Record the complete copy", Step.COMPLETE_COPY, Task.COMPLETE_COPY),
                ("Record it copied again", Step.COPIED_AGAIN, Task.COPIED_AGAIN),
                ("Record the clean copy", Step.CLEAN_COPY, Task.CLEAN_COPY),
            ):
                if access_path.is_open(task, whole) and not _waits_for(task, whole):
                    step_button(label, held, step)
        made = held.last(Step.CLEAN_COPY)
        is_own = made is not None and made.signed_by_id == who.account_id
        if copy is Copy.UNCHECKED and not is_own and may(who.role, Act.RECORD, Thing.SIGNATURE):
            step_button("Sign that the clean copy is checked", held, Step.CLEAN_COPY_CHECKED)


def _waits_for(task: Task, whole: WholeRequest) -> str:
    """What a task waits for, in words; empty where it can be done now."""
    return listed([words.lower(other) for other in access_path.waits_for(task, whole)])


def _complete(held: HeldWhole, whole: WholeRequest) -> tuple[tuple[str, Tone], str]:
    made = held.last(Step.COMPLETE_COPY)
    in_index = whole.index.pages if whole.index else 0
    if made is None:
        waits = _waits_for(Task.COMPLETE_COPY, whole)
        said = f"The file has {counted(in_index, 'page')} by its index"
        return ("Not made", Tone.DUE), f"{said}. First: {waits}" if waits else said
    counted_pages = counted(made.pages or 0, "page")
    if access_path.is_done(Task.COMPLETE_COPY, whole):
        return ("Made", Tone.DONE), f"{counted_pages}, as in the index. {signed(made)}"
    return (
        ("Does not match", Tone.LATE),
        f"{counted_pages} copied, {in_index} in the index: find out why, and copy again. {signed(made)}",
    )


def _again(held: HeldWhole, whole: WholeRequest) -> tuple[tuple[str, Tone], str]:
    made = held.last(Step.COPIED_AGAIN)
    if made is None:
        return ("Not made", Tone.DUE), "Marker can be read through, so the redacted copy is copied again"
    if access_path.is_done(Task.COPIED_AGAIN, whole):
        return ("Made", Tone.DONE), signed(made)
    return ("Out of date", Tone.LATE), f"Something was decided or redacted after it. {signed(made)}"


_CLEAN = {
    Copy.NONE: "It is made when everything is decided and agreed by two people",
    Copy.STALE: "Something changed after it was made: make it again",
    Copy.UNCHECKED: "A second person checks it before it leaves the setting",
    Copy.READY: "Made, and checked by a second person",
}


def _clean(held: HeldWhole, whole: WholeRequest) -> tuple[tuple[str, Tone], str]:
    copy = access_path.clean_copy(whole)
    names = [signed(row) for step in (Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED) if (row := held.last(step))]
    waits = _waits_for(Task.CLEAN_COPY, whole) if copy in {Copy.NONE, Copy.STALE} else ""
    return words.COPIES[copy], ". ".join([_CLEAN[copy], *([f"First: {waits}"] if waits else []), *names])


# What is taken out ---------------------------------------------------------------------------------


def _gaps(held: HeldWhole, whole: WholeRequest, who: Who, *, may_record: bool) -> None:
    """What the redactions lack or have too much, each with one press that puts it right."""
    gaps = access_path.redaction_gaps(whole)
    if not gaps:
        return
    parts.sentences(f"{gap}." for gap in gaps)
    if not may_record:
        return
    lacking = redaction.lacking_lines(whole.parties, whole.lines)
    needless = redaction.needless_lines(whole.parties, whole.lines)
    to_enter = len(lacking) + len(redaction.lines_on_another_ground(whole.parties, whole.lines))
    if to_enter:
        _press(
            f"Enter {counted(to_enter, 'redaction')} as decided",
            form.ENTER_LACKING,
            "Entered, each with the ground and the reason of its decision. Next: the second person agrees.",
            partial(redactions.enter_lacking, state.opened(), who, request_id=held.id),
            of=f"{held.id}-{to_enter}",
        )
    if needless:
        _press(
            f"Take back {counted(len(needless), 'redaction')}",
            form.TAKE_BACK_NEEDLESS,
            "Taken back. The history keeps them.",
            partial(redactions.take_back_needless, state.opened(), who, request_id=held.id),
            of=f"{held.id}-{len(needless)}",
        )


def _press(label: str, name: str, notice: str, write: Callable[..., int], *, of: str) -> None:
    """A button that writes at once, and says above it what was refused; `of` is what it is about."""
    place = st.container()
    key = f"press-{name}-{of}"
    if st.button(label, type="primary", key=key):
        # Its token is that of this press: of another request, or of others that wait, it is another one.
        form.save(place, key, notice, write, {})


def _in_order(held: HeldWhole) -> list[HeldLine]:
    return sorted(held.lines, key=lambda line: (line.entry, line.id))


def _row(line: HeldLine, held: HeldWhole) -> tuple[str | tuple[str, Tone], ...]:
    shown = not state.on_screen()
    return (
        ", ".join(filter(None, [f"Entry {line.entry}", f"p. {line.pages}" if shown and line.pages else ""])),
        ": ".join(filter(None, [_whose(line, held), line.reason if shown else ""])),
        f"{str(line.extent).capitalize()}: {line.ground}",
        (line.by or "Not known") if shown else "Entered",
        WAITS if line.agreed_by_id is None else line.agreed_by if shown else "Agreed",
    )


def _whose(line: HeldLine, held: HeldWhole) -> str:
    party = next((party for party in held.parties if party.id == line.party_id), None)
    return label_of(party) if party else ""


def _second_person(held: HeldWhole, who: Who, today: date, *, is_open: bool) -> None:
    """One press by which the second person agrees to all that wait and that are not their own."""
    waiting = [line for line in held.lines if line.agreed_by_id is None]
    if not waiting or not is_open or not may(who.role, Act.RECORD, Thing.SIGNATURE):
        return
    others = [line.id for line in waiting if line.by_id != who.account_id]
    if not others:
        parts.quiet(
            f"{counted(len(waiting), 'redaction waits', 'redactions wait')} for a second person: the "
            "chairperson, or a stand-in, under their own account."
        )
        return
    if request_steps.stands_back(who.role, held.whole()):
        parts.quiet(request_steps.NOT_BY_WHO_STANDS_BACK)
        return
    if state.on_screen():
        parts.quiet(request_steps.SIGNED_WITH_NAMES)
        st.button(
            "Show names first", key="agree-with-names", on_click=state.open_form, args=(form.LEAVE_SCREEN,)
        )
        return
    if request_steps.is_of_the_office(who.role):
        parts.quiet(f"AR-25: {request_steps.OFFICE_ALONE}")
    said = "it" if len(others) == 1 else f"all {len(others)}"
    _press(
        f"Agree to {said} as the second person",
        form.AGREE,
        "Agreed. Both names are in the schedule.",
        partial(redactions.agree, state.opened(), who, request_id=held.id, line_ids=others, today=today),
        # Another button once another one waits: nobody agrees to what they did not see.
        of="-".join(map(str, others)),
    )


def _one(held: HeldWhole, who: Who, today: date) -> None:
    """One redaction: agreed to by itself, corrected or taken back."""
    labels = {str(line.id): _label(line, held) for line in _in_order(held)}
    chosen = filters.one_of(
        "redaction",
        "One redaction",
        list(labels),
        lambda key: labels.get(key, key),
        width=720,
        called="redaction",
    )
    line = next((line for line in held.lines if str(line.id) == chosen), None)
    if line is None:
        return
    is_open = closed_on(held.done) is None
    if (
        line.agreed_by_id is None
        and line.by_id != who.account_id
        and is_open
        and not state.on_screen()
        and may(who.role, Act.RECORD, Thing.SIGNATURE)
    ):
        _press(
            "Agree to this one",
            form.AGREE,
            "Agreed.",
            partial(
                redactions.agree, state.opened(), who, request_id=held.id, line_ids=[line.id], today=today
            ),
            of=f"one-{line.id}",
        )
    if may(who.role, Act.RECORD, Thing.ACCESS_REQUEST):
        st.button(
            "Correct or take back",
            key="correct-redaction",
            on_click=state.open_form,
            args=(form.CORRECT_REDACTION, held.id),
            kwargs={"suggestion": line.id},
        )


def _label(line: HeldLine, held: HeldWhole) -> str:
    about = _whose(line, held) or str(line.ground)
    stands = "waits for a second person" if line.agreed_by_id is None else _agreed(line)
    return f"Entry {line.entry}, {about}, {line.extent}, {stands}"


def _agreed(line: HeldLine) -> str:
    return f"agreed {dated(line.agreed_on)}" if line.agreed_on else "agreed"
