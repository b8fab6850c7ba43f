"""Bringing in registers on the Set-up page: choose files, try out, settle questions, bring in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from rules.need_to_know import NotAllowed
from rules.words import counted, listed
from store import backup
from store.cabinet import AlreadyRecorded, NotSaved, Who
from store.registers import (
    MOST_MEGABYTES,
    CannotComeIn,
    Choices,
    Question,
    RegisterFile,
    Severity,
    TryOut,
    bring_in,
    try_out,
)
from store.registers.tried import Problem
from ui import form, parts, state, words
from ui.words import Tone

FORM = "bring in"
MOST_PROBLEMS = 100
# The last ones are not read, but the try-out says what to do with each; the uploader would only refuse them.
TYPES = ["csv", "tsv", "tab", "txt", "xlsx", "xlsm", "xltx", "xls", "xlsb", "ods", "numbers"]
_TAGS = {
    Severity.FAULT: ("To put right", Tone.LATE),
    Severity.LEFT_OUT: ("Left out", Tone.DUE),
    Severity.NOTE: ("Note", Tone.DONE),
}


def steps(who: Who, today: date) -> None:
    """The steps, one after the other. Nothing is written before the last."""
    if state.on_screen():
        parts.empty("Registers hold names. Show names to bring them in, somewhere nobody else can see.")
        return
    files = st.file_uploader(
        "Spreadsheets, as CSV or Excel files",
        type=TYPES,
        max_upload_size=MOST_MEGABYTES,
        accept_multiple_files=True,
        key=f"registers-{state.generation(FORM)}",
    )
    if not files:
        parts.quiet(
            "Children, staff and induction, consents, access requests, the sharing log: one file each, or "
            "all at once. Headings are matched by what they mean; dates are read day first."
        )
        _to_look_at(state.to_look_at(), "In the files just brought in; shown until you choose others")
        return
    ids = tuple(file.file_id for file in files)
    tried = state.tried(ids)
    if tried is None:
        if st.button("Try out", type="primary"):
            _try(who, files, ids, Choices(), today)
        return
    _show(tried)
    if tried.questions:
        _ask(who, files, ids, tried, today)
    # An answer given in error must not be the end of it, nor call for choosing every file again.
    if tried.choices != Choices() and st.button("Answer all questions again"):
        _try(who, files, ids, Choices(), today)
    _columns(tried)
    if not (tried.can_come_in and tried.brings_anything):
        return
    if backup.way_back(state.opened()):
        parts.quiet("What has come in is taken back one record at a time, or by going back to a backup.")
        parts.lead_to("/setting?part=Backups", "Make a backup first")
    if st.button("Bring in", type="primary"):
        _bring_in(who, tried)


def _try(who: Who, files: Sequence[Any], ids: tuple[str, ...], choices: Choices, today: date) -> None:
    bar = st.progress(0.0, "Reading the files")
    try:
        tried = try_out(
            state.opened(),
            who,
            [RegisterFile(file.name, file.getvalue()) for file in files],
            choices=choices,
            today=today,
            progress=lambda share, what: _advance(bar, share, what),
        )
    except NotAllowed as fault:  # their role was changed in the minutes that a long file takes
        st.error(parts.plain(str(fault)))
        return
    state.keep_tried(ids, tried)
    st.rerun()


def _advance(bar: Any, share: float, what: str) -> None:
    bar.progress(min(max(share, 0.0), 1.0), parts.plain(what))


def _show(tried: TryOut) -> None:
    new = sum(count.new for count in tried.counts.values())
    changed = sum(count.changed for count in tried.counts.values())
    if tried.faults:
        parts.answer(
            f"{counted(len(tried.faults), 'place')} to put right in the spreadsheet before anything can be "
            "brought in; save it, and choose it again. Nothing was written."
        )
    elif tried.questions:
        parts.answer(f"{counted(len(tried.questions), 'question')} to answer first. Nothing was written.")
    elif new or changed:
        what = [f"{counted(new, 'record')} would be brought in"] if new else []
        if changed:
            what.append(f"{counted(changed, 'record')} would be filled in further")
        parts.answer(f"{listed(what)}. Nothing has been written yet.")
    else:
        parts.answer("Everything in these files is already in the dashboard.")
    if tried.counts:
        parts.lines(
            [
                (
                    what.capitalize(),
                    f"{count.new} new",
                    f"{count.changed} filled in",
                    f"{count.there} already there",
                )
                for what, count in tried.counts.items()
            ],
            kind="counts",
        )
    _to_look_at(tried.problems)


def _to_look_at(problems: Sequence[Problem], note: str = "") -> None:
    if not problems:
        return
    parts.subheading("What to look at", len(problems), note=note)
    shown = sorted(problems, key=lambda problem: list(_TAGS).index(problem.severity))
    parts.lines(
        [
            (_TAGS[problem.severity], parts.place_of(problem), problem.message)
            for problem in shown[:MOST_PROBLEMS]
        ],
        kind="problems",
    )
    if len(shown) > MOST_PROBLEMS:
        further = "" if note else " Put these right first, then try out again."
        parts.quiet(f"And {len(shown) - MOST_PROBLEMS} more.{further}")


def _ask(who: Who, files: Sequence[Any], ids: tuple[str, ...], tried: TryOut, today: date) -> None:
    parts.subheading("Questions", len(tried.questions))
    with st.form("questions"):
        answers = [_question(at, question) for at, question in enumerate(tried.questions)]
        if st.form_submit_button("Answer, and try out again", type="primary"):
            choices = tried.choices
            for question, answer in zip(tried.questions, answers, strict=True):
                if answer is not None:
                    choices = choices.answered(question, answer)
            _try(who, files, ids, choices, today)


def _question(at: int, question: Question) -> str | None:
    parts.quiet(str(question))
    label_of = {option.value: option.label for option in question.options}
    return form.choice(
        f"Answer to question {at + 1}",
        label_of,
        f"question-{at}-{len(label_of)}-{abs(hash(str(question)))}",
        label_of.__getitem__,
    )


def _columns(tried: TryOut) -> None:
    with st.expander("How the columns were understood"):
        for part in tried.files:
            if part.kind is None:
                parts.quiet(f"{part.name}: not brought in.")
                continue
            parts.quiet(
                f"{part.name}: {part.kind}, headings in row {part.header_row}, {counted(part.rows, 'row')}."
            )
            parts.lines(
                [
                    (c.place, words.capital(c.label) if c.label else "Not brought in", c.example)
                    for c in part.columns
                ],
                kind="columns",
                head=("Column", "Is taken as", "First cell, as it is read"),
            )


def _bring_in(who: Who, tried: TryOut) -> None:
    bar = st.progress(0.0, "Bringing in")
    try:
        brought = bring_in(
            state.opened(),
            who,
            tried,
            token=state.form_token(FORM),
            progress=lambda share, what: _advance(bar, share, what),
        )
        further = f", {brought.changed} filled in further" if brought.changed else ""
        notice = f"Brought in: {counted(brought.new, 'new record')}{further}."
    except AlreadyRecorded:
        notice = "These files have already been brought in."
    except (CannotComeIn, NotAllowed, NotSaved) as fault:
        st.error(parts.plain(str(fault)))
        return
    state.keep_to_look_at(tried.problems)  # what was left out, or came in as it is, is said nowhere else
    state.done(notice, FORM, onward=state.Onward("/weekly-review", "See what is next in the weekly review"))
