"""Accounts on the Set-up page: who may sign in; added, changed and closed by the manager (PR-2, X-8)."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, NoReturn, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rules import managers
from rules.induction import Role
from rules.need_to_know import Act, NotAllowed, Thing, may, waits_for_the_start
from rules.own_children import what_follows_here
from rules.words import dated, long_date
from store import (
    accounts,
    induction,
    last_day,
    organisation,
    own_children,
    people,
    recovery,
    second_factor,
    signing_in,
)
from store.accounts import KnownAccount
from store.asked_day import booked_until
from store.cabinet import AlreadyRecorded, Cabinet, NotSaved, Who
from store.house import read_house
from store.refusal import ChangedMeanwhile, Refused
from ui import form, parts, state

Made = TypeVar("Made")
ADD, CHANGE = "add an account", "change an account"
RESET, ROLE, FACTOR, CLOSE = "Reset the password", "Change the role", "Take the second factor off", "Close it"
EMAIL, LAST_DAY = "Change the email address", "Change the last day"
LABELS = {
    "staff": "Person of the setting",
    "name": "Name",
    "sign_in_name": "Sign-in name",
    "role": "Role",
    "account": "Account",
    "act": "What to do",
    "email": "Email at the organisation",
    "until_on": "Can sign in until",
    "is_early": "They may look before their first day",
    "early_because": "Why they may look before their first day",
    "is_meant": "Give this access, though it is more than the person's role has, or they are not on the list",
}
OF_A_CHANGE = LABELS | {"role": "New role, if it is changing", "email": "New email, if it is changing"}


def section(who: Who, today: date) -> None:
    """The list, and the two forms."""
    _show(accounts.known_accounts(state.opened(), who), today)
    if not signing_in.has_passwords(state.opened()):
        parts.quiet(
            "Nobody signs in to these fictional records with a password. In your own records you add people "
            "here."
        )
    else:
        with st.expander("Add an account"):
            _add(who, today)
        with st.expander("Change or close an account"):
            _change(who, today)
        if gone := recovery.named_in_vain(state.opened(), who):
            whom = "somebody" if state.on_screen() else parts.plain(gone)
            st.warning(
                f"The recovery code in the office cabinet names {whom}, who is no manager here any more: "
                "with that name it opens nothing, and they may know it. Make a new one, and destroy that "
                "paper."
            )
        parts.lead_to("/new-recovery-code", "Make a new recovery code for the office cabinet")


def _show(held: Sequence[KnownAccount], today: date) -> None:
    parts.lines(
        [
            (_called(account), str(account.role).capitalize(), _standing(account, today), _factor(account))
            for account in held
        ],
        kind="accounts",
        head=("Whose", "Role", "Status", "Second factor"),
    )


def _called(account: KnownAccount) -> str:
    address = f" ({account.email})" if account.email else ""
    return state.named(account.staff_code or f"Account {account.id}", account.name + address)


def _standing(account: KnownAccount, today: date) -> str:
    if account.closed_at is not None:
        return "Closed"
    if account.until_on and account.is_over(today):
        return f"Ended on {dated(account.until_on)}"
    if account.is_shut and account.started_on and account.started_on > today:
        return f"Signs in from {dated(account.started_on)}"
    if account.left_on and account.is_shut:
        return f"Left on {dated(account.left_on)}: signs in no more"
    if account.left_on and account.left_on < today:
        return f"Left on {dated(account.left_on)}: signs in until another manager does"
    if account.was_replaced:
        return "Cannot sign in: the recovery code was used in their place"
    said = "Has yet to choose a password" if account.has_one_time_password else "Open"
    return f"{said}, until {dated(account.until_on)}" if account.until_on else said


def _factor(account: KnownAccount) -> str:
    return "On" if account.has_second_factor else "Off"


def _begun(name: str) -> str:
    """What tells this form from the one before: completed once, or begun while names were off.

    A browser keeps the words by which somebody was chosen, a code by then, and would send that back.
    """
    return f"{state.generation(name)}{'-on-screen' if state.on_screen() else ''}"


def _add(who: Who, today: date) -> None:
    at = _begun(ADD)
    with state.reading(who, Thing.ACCOUNT, Thing.INDUCTION) as look:
        staff = people.staff(look, today)
    with st.form(f"add-account-{at}", border=False):
        person = st.selectbox(
            LABELS["staff"],
            staff,
            index=None,
            key=f"accounts.staff-{at}",
            placeholder="Nobody on the list",
            format_func=lambda person: state.to_find(person.code, person.name),
            help="An account of a key person shows the key children of this person. Of an account of nobody "
            "on the list you are not reminded to close it.",
        )
        name = st.text_input(
            LABELS["name"],
            key=f"accounts.name-{at}",
            placeholder="Leave empty for the name of the person above",
        )
        sign_in_name = st.text_input(
            LABELS["sign_in_name"],
            key=f"accounts.sign-in-name-{at}",
            autocomplete="off",
            placeholder="Leave empty to sign in with the name",
        )
        role = form.choice(
            LABELS["role"],
            list(Role),
            f"accounts.role-{at}",
            empty="Leave empty for the role of the person above",
        )
        is_meant = _is_meant(f"accounts.is-meant-{at}")
        email = _email(f"accounts.email-{at}") if organisation.provider() else ""
        until_on = _last_day(f"accounts.until-on-{at}")
        is_early = st.checkbox(
            LABELS["is_early"],
            key=f"accounts.is-early-{at}",
            help="Otherwise an account that opens records signs in from the day on which the person starts "
            "(PR-6).",
        )
        early_because = st.text_input(LABELS["early_because"], key=f"accounts.early-because-{at}")
        place = st.container()
        if not st.form_submit_button("Add the account", type="primary"):
            return
    name = (name or "").strip() or (person.name if person else "")
    typed = (sign_in_name or "").strip()
    sign_in_name = typed or name
    role = role or (person.role if person else None)
    password = _done(
        place,
        ADD,
        partial(
            accounts.add if typed else _with_their_own_name,
            state.opened(),
            who,
            name=name,
            sign_in_name=sign_in_name,
            role=role,
            staff_id=person.id if person else None,
            email=email,
            until_on=until_on,
            is_meant=is_meant,
            is_early=is_early,
            early_because=early_because or "",
            token=state.form_token(ADD),
        ),
    )
    if password:
        with state.reading(who, Thing.CHILD) as look:
            of_carers = [] if state.on_screen() else own_children.children_of(look, name)
        said = [f"The account of {_named(name)} is added."]
        if role:
            said.append(what_follows_here(role, of_carers))
        if person and role:
            said.append(_before_the_records(who, person, role, today, is_early=is_early))
        _finish(ADD, " ".join(filter(None, said)), sign_in_name, password)


def _before_the_records(
    who: Who, person: people.KnownPerson, role: Role, today: date, *, is_early: bool
) -> str:
    """From when the account signs in, and that its person is taken through confidentiality before (PR-6)."""
    said = []
    if person.started_on > today and waits_for_the_start(role) and not is_early:
        said.append(f"It signs in from {long_date(person.started_on)}, their first day.")
    with state.reading(who, Thing.INDUCTION) as look:
        found = induction.missing(look, read_house(look, today), today, staff_id=person.id)
    waits = [topic.title for one in found for topic in one.topics]
    if waits or person.started_on > booked_until(today):
        named = f" Not signed off for them: {', '.join(waits)}." if waits else ""
        said.append(
            "PR-6 wants them taken through confidentiality before they open a record; sign it off under "
            f"Induction.{named}"
        )
    return " ".join(said)


def _with_their_own_name(opened: Cabinet, who: Who, *, name: str, **account: Any) -> str:
    """The same as `accounts.add`, where no sign-in name was typed: the one that is taken stands nowhere."""
    try:
        return accounts.add(opened, who, name=name, **account)
    except Refused as refused:
        if refused.problems.get("sign_in_name") != accounts.TAKEN:
            raise
        whose = "The person's own name" if state.on_screen() else f"The name “{name}”"
        said = (
            f"{whose} is, or was, somebody else's to sign in with. Enter another, such as with a 2 behind it."
        )
        raise Refused(refused.problems | {"sign_in_name": said}) from refused


def _change(who: Who, today: date) -> None:
    at = _begun(CHANGE)
    held = {a.id: a for a in accounts.known_accounts(state.opened(), who) if a.closed_at is None}
    called = {number: _called(account) for number, account in held.items()}
    chosen = form.choice(LABELS["account"], held, f"accounts.account-{at}", called.__getitem__)
    if chosen is None or chosen not in held:
        return
    account = held[chosen]
    about = f"{CHANGE} {chosen} {at}"
    now = {"role": account.role, "email": account.email, "until_on": account.until_on}
    seen = form.seen(about, now, LABELS)
    # One's own is taken off in My account, with the password.
    has_a_factor = account.has_second_factor and chosen != who.account_id
    acts = [RESET, ROLE, LAST_DAY, *([FACTOR] if has_a_factor else []), CLOSE]
    if organisation.provider():
        acts.insert(2, EMAIL)
    with st.form(f"change-account-{at}", border=False):
        # Nothing is done that nobody chose: a password that was reset locks its person out.
        act: str | None = st.radio(LABELS["act"], acts, index=None, key=f"accounts.act-{at}-{chosen}")
        others = [role for role in Role if role is not account.role]
        role = form.choice(OF_A_CHANGE["role"], others, f"accounts.new-role-{at}-{chosen}")
        is_meant = _is_meant(f"accounts.new-is-meant-{at}-{chosen}")
        email = _email(f"accounts.new-email-{at}-{chosen}", OF_A_CHANGE["email"]) if EMAIL in acts else ""
        until_on = _last_day(f"accounts.new-until-on-{at}-{chosen}", account.until_on)
        parts.quiet(
            "Whatever you choose but the last day, this account is signed out everywhere. One that had ended "
            "gets a new password with its new last day, which is shown once. A closed account stays closed: "
            "whoever comes back gets another one, with another sign-in name."
        )
        place = st.container()
        if not st.form_submit_button("Do this", type="primary"):
            return
        if why := _not_chosen(act, role, email, has_other_day=until_on != seen["until_on"]):
            with place:
                parts.problem_summary(why, LABELS)
            return
    opened, token = state.opened(), state.form_token(CHANGE)
    acts_of: dict[str, tuple[str, Callable[[], str | None]]] = {
        RESET: (
            "The password is reset.",
            partial(accounts.reset_password, opened, who, account.id, token=token),
        ),
        ROLE: (
            "The role is changed.",
            partial(
                accounts.change_role,
                opened,
                who,
                account.id,
                role,
                seen=seen["role"],
                is_meant=is_meant,
                token=token,
            ),
        ),
        EMAIL: (
            "The email address is changed.",
            partial(accounts.change_email, opened, who, account.id, email, seen=seen["email"], token=token),
        ),
        LAST_DAY: (
            _said_until(until_on, was_over=account.is_over(today)),
            partial(
                accounts.change_last_day,
                opened,
                who,
                account.id,
                until_on,
                seen=seen["until_on"],
                token=token,
            ),
        ),
        FACTOR: (
            "The second factor is taken off.",
            partial(second_factor.take_off, opened, who, account.id, token=token),
        ),
        CLOSE: ("The account is closed.", partial(accounts.close, opened, who, account.id, token=token)),
    }
    notice, write = acts_of[act or ""]
    try:
        done = _done(place, CHANGE, lambda: (write(),), OF_A_CHANGE)
    except ChangedMeanwhile as changed:
        told = changed
    else:
        if done:
            said = f"{notice}{then_a_new_code(who, account.id)}{_no_manager(who, account, today)}"
            _finish(CHANGE, said, account.signs_in_as, done[0] or "")
        return
    state.tell(about, told.now, told.problems)


def _no_manager(who: Who, account: KnownAccount, today: date) -> str:
    """What follows where a manager's account was changed, and no manager is here from some day on."""
    if account.role is not Role.MANAGER or account.id == who.account_id:
        return ""  # their own session may have ended with it, and the weekly review says so
    with state.reading(who, Thing.ACCOUNT) as look:
        gap = last_day.without_manager(look, today, read_house(look, today).not_open)
    return f" {managers.warning(gap, today=today)}" if gap else ""


def then_a_new_code(who: Who, account_id: int) -> str:
    """What comes next where the manager has gone whom the recovery code names; else nothing."""
    if account_id == who.account_id or not may(who.role, Act.RECORD, Thing.ACCOUNT):
        return ""  # they are signed out, or closed no manager's
    return " Now make a new recovery code." if recovery.named_in_vain(state.opened(), who) else ""


def _said_until(until_on: date | None, *, was_over: bool) -> str:
    """What was done; the password of an account that had ended opens nothing any more."""
    said = f"The account signs in until {long_date(until_on)}." if until_on else "The account goes on."
    return f"{said} The password from before opens nothing: give them this one." if was_over else said


def _not_chosen(act: str | None, role: Role | None, email: str, *, has_other_day: bool) -> dict[str, str]:
    """What is chosen does not fit what is filled in, by field; nothing where it does."""
    if act is None:
        return {"act": "Choose what to do."}
    for filled, needs in ((role, ROLE), (email, EMAIL), (has_other_day, LAST_DAY)):
        if filled and act != needs:
            return {"act": f"You have filled in something new: choose “{needs}”, or clear it."}
    return {}


def _is_meant(key: str) -> bool:
    """A slip in a list of roles gave a committee member a chairperson's account, without a word."""
    return st.checkbox(
        LABELS["is_meant"], key=key, help="Such as a second manager's, for somebody of the staff."
    )


def _last_day(key: str, value: date | None = None) -> date | None:
    return form.day(
        LABELS["until_on"],
        key,
        value=value,
        may_be_emptied=True,
        hint="The last day, such as of somebody from an agency. Leave empty if the account is to "
        "go on until you close it.",
    )


def _email(key: str, label: str = LABELS["email"]) -> str:
    return st.text_input(
        label,
        key=key,
        autocomplete="off",
        help="As the organisation's own sign-in has it. Leave empty if this person signs in with a "
        "password only.",
    )


def _done(
    place: DeltaGenerator, name: str, write: Callable[[], Made], labels: dict[str, str] = LABELS
) -> Made | None:
    """What was made; None where it was refused, which is said above the button, or was done before.

    Raises `ChangedMeanwhile`: its form is drawn anew.
    """
    try:
        made = write()
    except AlreadyRecorded:
        state.begin_again(name)  # nothing closes it: what is done next with it is another thing
        place.info("That has already been done. If nobody saw the password, reset it.")
        return None
    except ChangedMeanwhile:
        raise
    except Refused as refused:
        with place:
            parts.problem_summary(refused.problems, labels)
        return None
    except (NotAllowed, NotSaved) as fault:
        place.error(parts.plain(str(fault)))
        return None
    return made


def _finish(name: str, notice: str, sign_in_name: str = "", password: str = "") -> NoReturn:
    """An empty form, and what was done; a password is on the page of the next run alone."""
    if password:
        state.show_once("" if state.on_screen() else sign_in_name, password)
    state.done(notice, name)


def _named(name: str) -> str:
    return "this person" if state.on_screen() else name
