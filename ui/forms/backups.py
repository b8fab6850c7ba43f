"""Backups: one is saved each day by itself, and a restore is tested before it is needed (CP-8)."""

from datetime import datetime
from functools import partial
from pathlib import Path

import streamlit as st

from rules.need_to_know import NotAllowed, Thing
from rules.words import counted, days, long_date
from rules.working_days import london_day
from store import backup, daily_backup
from store.cabinet import DamagedCabinet, NotSaved
from store.keyring import WrongPassword
from store.schema import NewerCabinet
from ui import form, parts, state
from ui.backups import LABELS, NONE_YET, folder_on_this_computer


@form.opens(form.TEST_RESTORE, "Test a restore", width="medium")
def _test_restore() -> None:
    who = state.signed_in(Thing.SETTING)
    with state.reading(who, Thing.SETTING) as look:
        has_one = bool(backup.latest(look))
    if not has_one:
        parts.empty(NONE_YET)
        parts.lead_to("/setting?part=Backups", "Make a backup")
        return
    parts.quiet(
        "Choose the latest backup from where it is kept. It is opened in an encrypted place of its own, its "
        "trail is checked, its records are counted, and it is deleted again. The cabinet stays as it is."
    )
    with st.form("test-restore", border=False):
        chosen = st.file_uploader("Backup file", type="zip", key="test-restore.file")
        secret = st.text_input(
            "A password or the recovery code in use on the day of the backup",
            type="password",
            autocomplete="off",
            key="test-restore.secret",
        )
        place = st.container()
        if not st.form_submit_button("Test it", type="primary"):
            return
    if chosen is None:
        place.error("Backup file: choose the file.")
        return
    try:
        with st.spinner("The backup is opened and counted."):
            found = backup.test_restore(
                state.opened(), who, data=chosen.getvalue(), name=chosen.name, secret=secret or ""
            )
    except (backup.DamagedBackup, DamagedCabinet, WrongPassword, NewerCabinet, NotAllowed, NotSaved) as fault:
        place.error(parts.plain(str(fault)))
        return
    state.done(
        f"The restore works: {counted(found.records, 'record')} counted, and the audit trail is "
        f"intact. The test is noted. {_of_which_day(found.made_at)}"
    )


def _of_which_day(made_at: datetime) -> str:
    """When the backup that was tested was made: one that is older than the newest proves less."""
    made_on, today = london_day(made_at), state.today()
    if made_on == today:
        return "This backup is of today."
    return f"This backup is of {long_date(made_on)}, {days((today - made_on).days)} ago."


@form.opens(form.DAILY_BACKUP, "Save a backup each day")
def _daily_backup() -> None:
    who, opened = state.signed_in(Thing.SETTING), state.opened()
    with state.reading(who, Thing.SETTING) as look:
        held = daily_backup.daily(look, opened.home)
    parts.sentences(
        [
            "On each day on which the dashboard is used, a backup is saved by itself within minutes of the "
            f"first sign-in. The newest {daily_backup.KEPT} are kept, older ones are deleted there.",
            "Name a folder on a memory stick that stays in, or one that is copied to another computer: the "
            "file is encrypted. A backup on this computer's own disk is lost with it.",
        ]
    )
    now = {"backup_folder": held.folder if held else ""}
    labels = LABELS | {"backup_folder": LABELS["folder"]}
    keys = {"backup_folder": "daily-backup.folder"}
    seen = form.seen(form.DAILY_BACKUP, now, labels, keys)["backup_folder"]
    with st.form("daily-backup", border=False):
        folder = folder_on_this_computer(LABELS["folder"], "daily-backup", value=seen)
        place = st.container()
        if st.form_submit_button("Save one each day", type="primary"):
            write = partial(daily_backup.keep_in, opened, who, folder=folder, seen=seen)
            with st.spinner("The first one is made, opened again and counted."):
                form.save(place, form.DAILY_BACKUP, _saved, write, LABELS)
    if held and st.button("Save no more by itself", key="daily-backup.stop"):
        stop = partial(daily_backup.keep_no_more, opened, who, seen=seen)
        form.save(st.container(), form.DAILY_BACKUP, "No backup is saved by itself any more.", stop, LABELS)


def _saved(made: backup.Made) -> str:
    folder = made.file.parent if made.file else Path()
    records = counted(made.contents.records, "record")
    return f"The first one is saved in {folder}, opened again, and {records} counted in it."
