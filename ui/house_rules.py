"""The setting's own rules: shown, and changed by the manager."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from rules.agenda import Item
from rules.days_ahead import Kind, days_ahead
from rules.house import HouseRules, limits_of
from rules.need_to_know import Thing
from rules.words import counted, listed, long_date
from store import agenda, setting
from store.cabinet import Who
from ui import form, parts, state
from ui.words import Tone

# In the order of the pages that they are about, which is the order in which one looks for them.
GROUPS = {
    "Access requests and complaints": {
        "acknowledge_working_days": "Working days to acknowledge a request or complaint, and to finish a "
        "correction",
        "chairperson_working_days": "Working days to tell the chairperson",
        "reply_working_days": "Working days that a third party has to reply",
        "reminder_working_days": "Working days before the reply-by date to remind a third party",
        "deciding_working_days": "Working days to decide about third parties before the clean copy",
        "clean_copy_working_days": "Working days between the clean copy and the meeting",
        "meeting_working_days": "Working days between the meeting and the legal date",
        "closing_working_days": "Working days to close an access request after the answer",
        "complaint_outcome_days": "Days until the outcome of a complaint, if no law sets them",
    },
    "Consents": {
        "consent_form_working_days": "Working days for a consent form to come back",
        "consent_renewal_months": "Months until a consent is renewed",
        "withdrawal_working_days": "Working days to undo what was withdrawn, or close a journey account",
    },
    "Sharing decisions": {
        "decision_working_days": "Working days to decide about a concern (of serious harm: at once)",
        "recording_days": "Days to write a concern, decision, contact or disclosure in the file (0: the same "
        "day)",
        "facts_months": "Months until a fact counts as old when it is shared",
    },
    "Children and files": {
        "entry_days": "Days after an event until its file entry counts as late",
        "informing_working_days": "Working days to tell carers of an entry, and ask what is confidential",
        "typed_copy_days": "Days until a typed copy has to be deleted",
        "key_person_working_days": "Working days to choose a key person",
    },
    "Induction": {
        "induction_days": "Days for induction of people who are not with the children",
        "reread_days": "Days to read a changed topic again",
    },
    "Policy and leaflets": {
        "policy_review_months": "Months until the policy and its related policies and numbers are looked at "
        "again",
        "leaflet_days": "Days to give a family the current leaflets, and to explain our duty to share",
    },
    "Backups": {
        "backup_days": "Days until another backup is made (0: the organisation makes its own)",
        "restore_test_months": "Months until a restore is tested again",
    },
}
LABELS = {name: label for group in GROUPS.values() for name, label in group.items()}


def rules_in_words(rules: HouseRules) -> None:
    """The rules with their numbers, for those who do not change them."""
    for title, group in GROUPS.items():
        parts.section(title)
        parts.lines([(label, str(getattr(rules, name))) for name, label in group.items()], kind="rules")


def rules_form(who: Who, rules: HouseRules) -> None:
    """The form that changes them."""
    keys = {name: f"house-rules.{name}" for name in LABELS}
    seen = form.seen("house rules", {name: getattr(rules, name) for name in LABELS}, LABELS, keys)
    asked: dict[str, int | None] = {}
    with st.form("house-rules"):
        for title, group in GROUPS.items():
            parts.section(title)
            asked |= _asked_for(group, rules, keys)
        place = st.container()
        if st.form_submit_button("Save the setting's rules", type="primary"):
            write = partial(setting.change_house_rules, state.opened(), who, asked, seen=seen)
            form.save(place, "house rules", "The setting's rules are saved.", write, LABELS)


def _asked_for(group: Mapping[str, str], rules: HouseRules, keys: Mapping[str, str]) -> dict[str, int | None]:
    columns = st.columns(2)
    asked: dict[str, int | None] = {}
    for at, (name, label) in enumerate(group.items()):
        (low, high), held = limits_of(name), getattr(rules, name)
        low = min(low, held)  # one from when it could be less is shown, and refused with the next save
        asked[name] = columns[at % 2].number_input(label, low, high, held, step=1, key=keys[name])
    return asked


_KINDS: dict[Kind, str | tuple[str, Tone]] = {
    Kind.ENGLAND: "Bank holiday",
    Kind.ENTERED: ("Bank holiday, added here", Tone.DUE),
    Kind.CLOSED: ("We are closed", Tone.WAITING),
}


def days_that_move_dates(entered: Mapping[date, str], closures: Mapping[date, str]) -> None:
    """The bank holidays ahead and the days on which the setting is closed, in one list."""
    parts.lines(
        [
            (
                long_date(ahead.first)
                + (f" to {long_date(ahead.last)}" if ahead.last != ahead.first else ""),
                ahead.name,
                _KINDS[ahead.kind],
            )
            for ahead in days_ahead(state.today(), entered, closures, shows_names=not state.on_screen())
        ],
        kind="days-ahead",
        head=("Day", "What it is", "Kind"),
    )
    parts.quiet(
        "A bank holiday moves legal dates. A day we are closed moves none: steps of an access request and "
        "routine checks go round it, and the weekly review shows it."
    )


def bank_holiday_form(who: Who) -> None:
    """The form that adds a bank holiday."""
    key = f"bank-holiday{state.again('bank holiday')}"
    with st.expander("Add a bank holiday that has just been announced"), st.form(key, border=False):
        left, right = st.columns(2)
        with left:
            day = form.day("Date", f"{key}.day")
        name = right.text_input("What it is for", key=f"{key}.name")
        place = st.container()
        if st.form_submit_button("Add the bank holiday"):
            write = partial(setting.add_bank_holiday, state.opened(), who, day=day, name=name or "")
            form.save(
                place,
                "bank holiday",
                "The bank holiday is added.",
                write,
                {"day": "Date", "name": "What it is for"},
            )


def bank_holidays_of_our_own(who: Who, extra: Mapping[date, str]) -> None:
    """The way to take off a bank holiday that the setting entered and that is none."""
    if not extra:
        return
    with st.expander("Take off a bank holiday entered by mistake"), st.form("bank-holiday-off", border=False):
        day = form.choice("Bank holiday", extra, "bank-holiday-off.day", long_date)
        parts.quiet("Legal dates move back at once. The audit trail keeps what was taken off.")
        place = st.container()
        if st.form_submit_button("Take it off"):
            write = partial(setting.take_off_bank_holiday, state.opened(), who, day=day)
            form.save(
                place, "bank holiday off", "The bank holiday is taken off.", write, {"day": "Bank holiday"}
            )


CLOSED = {"first": "First day", "last": "Last day, if more than one", "name": "Why"}


def closure_days(who: Who, closed: Collection[date]) -> None:
    """The form that adds days on which the setting is closed, and the way to take some off, past ones too."""
    key = f"closure-days{state.again('closure days')}"
    with st.expander("Add days we are closed"), st.form(key, border=False):
        left, right = st.columns(2)
        with left:
            first = form.day(CLOSED["first"], f"{key}.first")
        with right:
            last = form.day(CLOSED["last"], f"{key}.last")
        name = st.text_input(CLOSED["name"], key=f"{key}.name")
        place = st.container()
        if st.form_submit_button("Add the days"):
            write = partial(_add_days, who, first, last, name or "")
            form.save(place, "closure days", _days_added, write, CLOSED, onward=_to_what_is_due)
    if closed:
        _take_off_days(who, closed)


@dataclass(frozen=True)
class _Moved:
    """What closure days do: what falls due on them, which of our own dates come sooner, and which of those
    are late by it alone; which come later, which of those are late no more, and how many weeks without a
    signed review are missed no more."""

    due: Sequence[Item] = ()
    sooner: Sequence[Item] = ()
    made_late: Sequence[Item] = ()
    later: Sequence[Item] = ()
    late_no_more: Sequence[Item] = ()
    missed_no_more: int = 0


def _add_days(who: Who, first: date | None, last: date | None, name: str, *, token: str) -> _Moved:
    """Adds them, and gives what falls due on them and is asked for before, as the setting is closed then, and
    what is asked for sooner, so that the law's date is kept."""
    before: dict[tuple[object, ...], set[date]] = defaultdict(set)
    was = _agenda(who)
    for item in was.items:
        before[_which(item)].add(item.due)
    setting.add_closure_days(state.opened(), who, first=first, last=last, name=name, token=token)
    if first is None:
        return _Moved()
    now, today = _agenda(who), state.today()
    sooner = [item for item in now.items if _comes_sooner(item.due, before[_which(item)])]
    later = [item for item in now.items if _comes_later(item.due, before[_which(item)])]
    return _Moved(
        [item for item in now.items if item.open_last and first <= item.due <= (last or first)],
        sooner,
        [item for item in sooner if item.due < today <= max(before[_which(item)])],
        later,
        [item for item in later if min(before[_which(item)]) < today <= item.due],
        len(was.missed_weeks) - len(now.missed_weeks),
    )


def _comes_sooner(due: date, before: Collection[date]) -> bool:
    """Whether there was no such item of this day `before`, and one of a later day."""
    return due not in before and any(due < then for then in before)


def _comes_later(due: date, before: Collection[date]) -> bool:
    """Whether there was no such item of this day `before`, and each was of an earlier one."""
    return bool(before) and due > max(before)


def _agenda(who: Who) -> agenda.Agenda:
    with state.reading(who, Thing.AGENDA) as look:
        return agenda.read(look, state.today())


def _which(item: Item) -> tuple[object, ...]:
    return item.area, item.action, item.code, item.record, item.step, item.part


def _days_added(moved: _Moved) -> str:
    said = ["The days are added."]
    if due := moved.due:
        many = len(due) > 1
        by = min(item.do_by for item in due)
        said.append(
            f"{counted(len(due), 'thing')} {'fall' if many else 'falls'} due on them, and "
            f"{'are' if many else 'is'} asked for by {long_date(by)}, the last day on which you are open "
            "before."
        )
    if sooner := moved.sooner:
        which = listed(sorted({item.code for item in sooner}))
        verb = "comes" if len(sooner) == 1 else "come"
        said.append(f"{counted(len(sooner), 'date')} of our own {verb} sooner ({which}).")
    # A plan is made backwards from the law's date: a closure that was not known takes days that have gone.
    if late := len(moved.made_late):
        one = late == 1
        said.append(
            f"{late} of them {'has' if one else 'have'} a date that has gone, by this closure alone: nobody "
            f"was late with {'it' if one else 'them'}. Do {'it' if one else 'them'} first, so that the law's "
            "date is kept."
        )
    return " ".join([*said, *_late_no_more(moved)])


def _late_no_more(moved: _Moved) -> list[str]:
    """What days that are over change: what was late must not go from the list without a word."""
    said = []
    if later := moved.later:
        which = listed(sorted({item.code for item in later}))
        verb = "comes" if len(later) == 1 else "come"
        said.append(f"{counted(len(later), 'date')} of our own {verb} later ({which}).")
    if eased := len(moved.late_no_more):
        was, is_not = ("was", "is") if eased == 1 else ("were", "are")
        said.append(f"{eased} of them {was} late and {is_not} not any more.")
    if weeks := moved.missed_no_more:
        counts = "counts" if weeks == 1 else "count"
        said.append(f"{counted(weeks, 'week')} without a signed review {counts} as missed no more.")
    if moved.late_no_more or moved.missed_no_more:
        said.append(
            "Signed reviews keep how it stood. The audit trail keeps that these days were added today."
        )
    return said


def _to_what_is_due(moved: _Moved) -> state.Onward | None:
    if moved.due or moved.sooner or moved.later or moved.missed_no_more:
        return state.Onward("/weekly-review", "See what is next in the weekly review")
    return None


def _take_off_days(who: Who, closed: Collection[date]) -> None:
    label = "Days we are open after all"
    with st.expander("Take days off this list"), st.form("closure-days-off", border=False):
        days = st.multiselect(
            label,
            sorted(closed),
            key="closure-days-off.days",
            format_func=long_date,
            placeholder="Choose",
            select_all=False,
        )
        place = st.container()
        if st.form_submit_button("Take them off"):
            write = partial(setting.take_off_closure_days, state.opened(), who, days=days)
            form.save(place, "closure days off", "The days are taken off.", write, {"days": label})
