"""Backups on the Set-up page: make one, test a restore, and what was made and tested so far (CP-8)."""

import os
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rules.need_to_know import NotAllowed, Thing
from rules.words import counted
from store import backup, daily_backup, downloads, synced
from store.cabinet import DamagedCabinet, NoCabinet, NotSaved, Who, default_home
from store.refusal import Refused
from ui import form, parts, state, words

FORM = "backup"
ZIP = "application/zip"
LABELS = {"folder": "Folder"} | form.SECOND
NONE_YET = "No backup is saved yet. Make one, and keep it away from this computer."


def section(who: Who) -> None:
    """The two actions, the folder to save into, and the register of backups."""
    parts.quiet(
        "A backup is one encrypted file with all the records in it. It opens with a password or the recovery "
        "code that was in use on the day it was made. Keep it away from this computer."
    )
    if copied := synced.warning(default_home()):
        st.warning(copied)
    is_offered = False
    if backup.needs_second(who):
        is_offered = _by_two(who)
    else:
        with st.container(horizontal=True):
            wants_file = st.button("Make a backup", type="primary")
            st.button("Test a restore", on_click=state.open_form, args=(form.TEST_RESTORE,))
            if daily_backup.may_be_kept(state.opened()):
                st.button("Save one each day", on_click=state.open_form, args=(form.DAILY_BACKUP,))
        if wants_file:
            is_offered = _make(who, None)
        with st.expander("Save a backup into a folder on this computer"):
            with st.form("backup-folder", border=False):
                folder = folder_on_this_computer()
                is_asked = st.form_submit_button("Save a backup there")
            if is_asked and not folder:
                st.error("Folder: enter the folder to save into.")
            elif is_asked:
                _make_into(who, folder)
    with state.reading(who, Thing.SETTING) as look:  # after what was just made
        held = backup.latest(look)
        daily = daily_backup.daily(look, state.opened().home)
    if daily:
        _say_how_it_stands(daily)
    if held:
        parts.lines(
            [
                (
                    words.moment(line.recorded_at),
                    line.kind.capitalize(),
                    line.name,
                    counted(line.records, "record"),
                )
                for line in held
            ],
            kind="backups",
            head=("When", "What was done", "File", "Holds"),
        )
    elif not is_offered:
        parts.empty(NONE_YET)
    if back := backup.way_back(state.opened()):
        with st.expander("How to go back to a backup"):
            parts.quiet(back)


def _by_two(who: Who) -> bool:
    """A deputy's backup: another one is wanted while the manager is away as well. Whether one was made for
    the browser to save."""
    parts.quiet(
        "Without the manager it takes two of you: a backup holds every record, also what you do not see. "
        "Put it where the manager keeps them. A restore is tested by the manager."
    )
    place = st.empty()
    is_asked, folder, by = _asked_of_two(who, place)
    is_made = is_asked and _make_into(who, folder, **by)
    if is_made:
        # Empty again: the second person agreed to this one, and to no other.
        state.next_generation(FORM)
        _asked_of_two(who, place)
    return is_made and not folder


def _asked_of_two(who: Who, place: DeltaGenerator) -> tuple[bool, str, dict[str, Any]]:
    """The form of a deputy's backup, in its place: whether it was sent, the folder, and the second person."""
    key = f"{FORM}{state.again(FORM)}"
    with place.container(), st.form(f"{key}-by-two", border=False):
        second_id, confirmation = form.second_person(who, key)
        folder = folder_on_this_computer(
            "Folder on this computer. Leave empty to save the file by the browser", key
        )
        is_asked = st.form_submit_button("Make a backup", type="primary")
    return is_asked, folder, {"second_id": second_id, "confirmation": confirmation}


def folder_on_this_computer(label: str = LABELS["folder"], key: str = FORM, *, value: str = "") -> str:
    """The name of a folder, as it is typed."""
    typed = st.text_input(
        label,
        value=value,
        key=f"{key}.folder",
        placeholder="E:\\" if os.name == "nt" else "/media/backup-stick",
    )
    return (typed or "").strip()


def _say_how_it_stands(daily: daily_backup.Daily) -> None:
    """Whether the backup of today is saved, why not, and what could take it with the records."""
    last = f"The last one is of {words.moment(daily.last_at)}." if daily.last_at else "None is there yet."
    parts.quiet(f"One is saved by itself each day into {daily.folder}. {last}")
    if daily.why_not:
        st.warning(
            parts.plain(f"The last one could not be saved. {daily.why_not} It is tried every 5 minutes.")
        )
    elif daily.is_on_the_same_disk:
        st.info(
            "That folder is on the disk that the records are on: what takes this computer takes both. Name "
            "one on a memory stick, or copy it to another computer."
        )


def _make_into(who: Who, folder: str, **by: Any) -> bool:
    """Whether the backup was made."""
    try:
        to = backup.folder_named(folder) if folder else None
    except Refused as refused:
        parts.problem_summary(refused.problems, LABELS)
        return False
    return _make(who, to, **by)


def _make(who: Who, to: Path | None, **by: Any) -> bool:
    """Makes a backup, and says so or why not; whether it was made."""
    try:
        with st.spinner("The backup is made, opened again and counted."):
            made = backup.make(state.opened(), who, to=to, **by)
    except Refused as refused:
        parts.problem_summary(refused.problems, LABELS)
        return False
    except (backup.DamagedBackup, DamagedCabinet, NoCabinet, NotAllowed, NotSaved) as fault:
        st.error(parts.plain(str(fault)))
        return False
    except OSError as fault:
        st.error(f"The backup could not be written: {fault.strerror}. Check the folder and the space in it.")
        return False
    counted_in_it = f"opened again, and {counted(made.contents.records, 'record')} counted in it."
    if made.file:
        st.success(parts.plain(f"The backup is made, {counted_in_it} It is {made.file}."))
        return True
    # It counts once it is fetched: nobody has a backup that was only offered.
    ticket = parts.link_to_save(
        made.name,
        ZIP,
        partial(backup.fetched, state.opened(), who, made),
        f"It was {counted_in_it} It counts as a backup once it is saved.",
    )
    saved = (
        f"Saved to your downloads: {made.name}. It was {counted_in_it} Put it where it is locked away. If it "
        "is not there, make another."
    )
    _until_saved(who, ticket, saved)
    return True


@st.fragment(run_every=1.0)
def _until_saved(who: Who, ticket: str, saved: str) -> None:
    """Draws the page anew once the browser has the file, with the backup in its list. It goes by the clock,
    so it does not ask anew who is signed in: that would keep a sign-in alive."""
    match downloads.fate(who, ticket):
        case downloads.Fate.SAVED:
            state.draw_anew(saved)
        case downloads.Fate.GONE:
            st.rerun()
