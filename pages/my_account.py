"""My account: one's own password, second factor, and where one is signed in (PR-2, X-8; law L10)."""

import streamlit as st

from store import second_factor, sessions, setting, signing_in
from ui import parts, state, words

who = state.signed_in()
opened = state.opened()
has_factor = second_factor.is_set_up(opened, who.account_id)
signed_in = sessions.open_since(opened, who.account_id)

with state.reading(who) as look:
    name = setting.setting(look).name
parts.heading("My account", "Your password and where you are signed in", over=name)
parts.done_at_the_gate(
    {
        "password": "Your password is changed. You have been signed out everywhere else.",
        "factor-on": "Signing in asks for a code from now on.",
        "factor-off": "Signing in no longer asks for a code.",
    }
)

parts.subheading("Password")
if signing_in.has_one_time_password(opened, who.account_id):  # signed in by the organisation
    parts.quiet(
        "You still have the one-time password that the manager gave you. Choose your own: it is asked for "
        "when you show names again or stop presenting, and it is the way in while your organisation's "
        "sign-in does not answer."
    )
    parts.lead_to("/my-password", "Choose your password")
elif signing_in.has_passwords(opened):
    parts.lead_to("/my-password", "Change your password")
else:
    parts.quiet("Nobody signs in to these fictional records with a password.")

parts.subheading("Second factor", note="A code from your phone, asked for after the password")
parts.quiet(
    "It is on."
    if has_factor
    else "It is off. With it on, a password that somebody has seen opens nothing by itself."
)
parts.lead_to("/my-second-factor", "Take it off" if has_factor else "Set it up")

parts.subheading("Signed in", len(signed_in))
parts.lines(
    [
        (
            "Here" if session_id == who.session_id else "Elsewhere",
            f"since {words.moment(since)}",
            f"last used {words.moment(used)}",
        )
        for session_id, since, used in signed_in
    ],
    kind="sessions",
)
if len(signed_in) > 1 and st.button("Sign out everywhere else"):
    sessions.end_others(opened, who)
    state.done("You are signed out everywhere else.")
