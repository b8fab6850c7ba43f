"""Backups: a restore is tested before it is needed (CP-8)."""

import streamlit as st

from rules.need_to_know import NotAllowed, Thing
from rules.words import counted
from store import backup
from store.cabinet import DamagedCabinet, NotSaved
from store.keyring import WrongPassword
from store.schema import NewerCabinet
from ui import form, parts, state
from ui.backups import NONE_YET


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
        "intact. The test is noted."
    )
