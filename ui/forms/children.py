"""Children: starters, leavers, carers, the key person, developmental records, disposal (CP-12, DR-2, X-6)."""

from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from rules.agenda import Area
from rules.children import age_said, child_mistake_problems
from rules.consent import NEXT_SETTING, Answer, is_allowed
from rules.developmental import Event
from rules.figures import consent_statuses
from rules.need_to_know import Thing
from rules.own_children import what_follows
from rules.retention import STAYS, USUALLY, Became, From, RecordKind
from rules.words import counted, dated, is_one_name, listed, long_date, plain
from store import (
    agenda,
    consents,
    developmental,
    file_index,
    mistaken_children,
    own_children,
    people,
    retention,
)
from store import children as register
from store.asked_day import booked_until
from store.cabinet import Who
from ui import form, parts, state, words
from ui.family_answers import last_answers

KEY_PERSON = {
    "staff": "Key person",
    "from_on": "From",
    "reason": "Why, if this person is not signed off for it yet",
}


@form.opens(form.KEY_PERSON, "Choose a key person")
def _key_person(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        child = people.child(look, today, child_id)
        staff = people.who_may_be_key_person(look, today)
        newest = people.newest_assignment(look, child_id)
    child = form.there(child, "This child")
    state.saw(who, "child", child_id)
    parts.quiet(state.named(child.code, child.name))
    begins = max(today, child.started_on)
    if newest:
        since = f"{'since' if newest.from_on <= today else 'from'} {long_date(newest.from_on)}"
        said = state.named(newest.code, newest.name)
        parts.quiet(f"Key person {since if newest.until_on is None else 'before'}: {said}.")
        if newest.reason and not state.on_screen():
            parts.quiet(f"Chosen before the sign-off: {newest.reason}")
        if newest.leaves_on and newest.leaves_on < (newest.until_on or date.max):
            is_over = newest.leaves_on < today
            parts.quiet(f"Their last day {'was' if is_over else 'is'} {long_date(newest.leaves_on)}.")
            begins = max(begins, newest.leaves_on + timedelta(days=1))
    seen = form.seen(form.KEY_PERSON, {"staff": newest.id if newest else None}, KEY_PERSON)
    with st.form("key-person", border=False):
        person = form.choice(
            KEY_PERSON["staff"], staff, "key-person.staff", lambda p: state.to_find(p.code, p.name)
        )
        from_on = form.day(KEY_PERSON["from_on"], "key-person.from_on", value=begins)
        reason = st.text_input(KEY_PERSON["reason"], key="key-person.reason")
        place = st.container()
        if st.form_submit_button("Record key person", type="primary"):
            write = partial(
                people.assign_key_person,
                state.opened(),
                who,
                child_id=child_id,
                staff_id=person.id if person else None,
                from_on=from_on,
                reason=reason or "",
                seen=seen,
            )
            form.save(
                place, form.KEY_PERSON, f"The key person of {child.code} is recorded.", write, KEY_PERSON
            )


OF_SEVERAL = KEY_PERSON | {
    "children": "Children",
    "reason": "Why, if this person is not signed off for key children yet",
}


@form.opens(form.KEY_PERSON_OF_SEVERAL, "Choose a key person of several children", width="medium")
def _key_person_of_several(child_id: int | None = None) -> None:
    """With `child_id`, the first of many on the list, those who wait for the same are chosen already."""
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        found = {child.id: child for child in register.register(look, today)}
        newest = people.newest_assignments(look, found)
        staff = people.who_may_be_key_person(look, today)
    ends = {one: _last_with(newest.get(one), child.left_on, today) for one, child in found.items()}
    waiting = [one for one in found if one != child_id and ends[one] and ends[one] == ends.get(child_id or 0)]
    chosen = [one for one in [child_id, *waiting] if one in found]

    def said(one: int) -> str:
        named, last = state.to_find(found[one].code, found[one].name), ends[one]
        if last and not last.day:
            return f"{named}, no key person"
        until = f" until {dated(last.day)}" if last and last.day and not state.on_screen() else ""
        return f"{named}, {state.named(newest[one].code, newest[one].name)}{until}"

    begins = [today, *(last.day + timedelta(days=1) for one in chosen if (last := ends[one]) and last.day)]
    ids = {one: newest[one].id if one in newest else None for one in found}
    seen = form.seen(form.KEY_PERSON_OF_SEVERAL, {"children": ids}, OF_SEVERAL)
    with st.form("key-person-of-several", border=False):
        children = st.multiselect(
            OF_SEVERAL["children"],
            sorted(found, key=lambda one: (ends[one] is None, found[one].name)),
            default=chosen,
            key="key-people.children",
            format_func=said,
            placeholder="Choose",
            select_all=True,
        )
        person = form.choice(OF_SEVERAL["staff"], staff, "key-people.staff", form.named_person)
        from_on = form.day(OF_SEVERAL["from_on"], "key-people.from_on", value=max(begins))
        parts.quiet("Of a child who starts later it counts from the first day.")
        reason = st.text_input(OF_SEVERAL["reason"], key="key-people.reason")
        place = st.container()
        if st.form_submit_button("Record key person", type="primary"):
            write = partial(
                people.assign_key_person_of_several,
                state.opened(),
                who,
                child_ids=children,
                staff_id=person.id if person else None,
                from_on=from_on,
                reason=reason or "",
                seen=seen,
            )
            done = f"The key person of {counted(len(children), 'child', 'children')} is recorded."
            form.save(place, form.KEY_PERSON_OF_SEVERAL, done, write, OF_SEVERAL)


class _Ends(NamedTuple):
    """Whose key children somebody else is chosen for: by code, and their last day; neither where the children
    have nobody."""

    code: str = ""
    day: date | None = None


def _last_with(newest: people.Assignment | None, left_on: date | None, today: date) -> _Ends | None:
    """How a child's key person ends; None where it is somebody who stays, or the child leaves first."""
    last = min(newest.until_on or date.max, newest.leaves_on or date.max) if newest else date.min
    if newest is None or last < today:
        return _Ends()
    return None if last == date.max or (left_on and left_on <= last) else _Ends(newest.code, last)


# The register --------------------------------------------------------------------------------------

CHILD = {
    "name": "Child's name",
    "born_on": "Date of birth",
    "started_on": "Starts on",
    "left_on": "Leaves on, if a date is known",
    "room": "Room",
    "key_person": "Key person",
    "has_court_order": "A court order is in the file",
    "carer": "Carer 1",
    "carer_2": "Carer 2",
    "note": "Note",
}
HOLDS = "Holds parental responsibility for this child"
SINCE, UNTIL = "Since, if it began after the birth", "Until, if it has ended"
CARER = {
    "carer": "Carer's name",
    "name": "Carer's name",
    "responsible": HOLDS,
    "has_parental_responsibility": HOLDS,
    "from_on": SINCE,
    "responsible_from_on": SINCE,
    "until_on": UNTIL,
    "responsible_until_on": UNTIL,
    "court_order_concerns": "A court order concerns this carer",
}


@form.opens(form.STARTER, "Add a starter", width="large")
def _starter() -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        staff = people.who_may_be_key_person(look, today)
    with st.form("starter", border=False):
        left, right = st.columns(2)
        with left:
            name = st.text_input(CHILD["name"], key="starter.name")
            born_on = form.day(CHILD["born_on"], "starter.born_on")
            started_on = form.day(CHILD["started_on"], "starter.started_on", value=today)
            room = st.text_input(CHILD["room"], key="starter.room")
            person = st.selectbox(
                CHILD["key_person"],
                staff,
                index=None,
                key="starter.key_person",
                placeholder="Choose, or leave for later",
                format_func=lambda p: state.to_find(p.code, p.name),
            )
        with right:
            carers = [_new_carer(at) for at in (1, 2)]
            note = st.text_input(CHILD["note"], key="starter.note")
        place = st.container()
        if st.form_submit_button("Add child", type="primary"):
            write = partial(
                register.add_child,
                state.opened(),
                who,
                name=name or "",
                born_on=born_on,
                started_on=started_on,
                room=room or "",
                carers=carers,
                note=note or "",
                key_person_id=person.id if person else None,
                today=today,
            )
            said = f"The child is in the register. {age_said(born_on, started_on)}".strip()
            if not any(carer.name.strip() and carer.has_parental_responsibility for carer in carers):
                said += NOBODY_RESPONSIBLE
            names = [carer.name for carer in carers]
            form.save(place, form.STARTER, lambda _: said + _if_they_work_here(who, names), write, CHILD)


NOBODY_RESPONSIBLE = (
    " Nobody with parental responsibility is entered. Until somebody is, under the child's carers, nobody "
    "can answer about consent, nor ask to see the file on the child's behalf."
)


def _new_carer(at: int) -> register.NewCarer:
    """The fields of one carer of a starter."""
    name = st.text_input(f"Carer {at}", key=f"starter.carer-{at}")
    responsible = st.checkbox(f"Carer {at} holds parental responsibility", key=f"starter.responsible-{at}")
    order = st.checkbox(f"A court order concerns carer {at}", key=f"starter.order-{at}")
    return register.NewCarer(name or "", responsible, order)


ARE_GONE = "The records that are recorded as destroyed or passed on are really gone"


@form.opens(form.CHANGE_CHILD, "Change a child's details")
def _change_child(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        child = form.there(register.registered(look, today, child_id), "This child")
        gone = register.records_gone(look, child_id) if child.left_on else []
    if form.names_are_off():
        return
    state.saw(who, "child", child_id)
    parts.quiet(state.named(child.code, child.name))
    if child.left_on and child.left_on < today:
        parts.quiet(
            f"Left on {long_date(child.left_on)}. Clear that day if it is wrong, or enter the right one; if "
            "the child comes back, clear it and enter the new start. What the carers answered about consent "
            "ended when the child left: with a new start, they are asked anew."
        )
    held = {name: getattr(child, name) for name in register.CHANGEABLE}
    seen = form.seen(form.CHANGE_CHILD, held, CHILD, {name: f"child.{child_id}.{name}" for name in held})
    with st.form("change-child", border=False):
        name = st.text_input(CHILD["name"], value=child.name, key=f"child.{child_id}.name")
        left, right = st.columns(2)
        with left:
            born_on = form.day(
                CHILD["born_on"], f"child.{child_id}.born_on", value=child.born_on, may_be_emptied=True
            )
            started_on = form.day(CHILD["started_on"], f"child.{child_id}.started_on", value=child.started_on)
        with right:
            left_on = form.day(
                CHILD["left_on"],
                f"child.{child_id}.left_on",
                value=child.left_on,
                may_be_emptied=True,
            )
            room = st.text_input(CHILD["room"], value=child.room, key=f"child.{child_id}.room")
        has_court_order = st.checkbox(
            CHILD["has_court_order"],
            value=child.has_court_order,
            key=f"child.{child_id}.has_court_order",
        )
        note = st.text_area(CHILD["note"], value=child.note, key=f"child.{child_id}.note")
        are_gone = bool(gone) and st.checkbox(ARE_GONE, key=f"child.{child_id}.are_gone")
        place = st.container()
        if st.form_submit_button("Save", type="primary"):
            write = partial(
                register.change_child,
                state.opened(),
                who,
                child_id=child_id,
                changes={
                    "name": name or "",
                    "born_on": born_on,
                    "started_on": started_on,
                    "left_on": left_on,
                    "room": room or "",
                    "has_court_order": has_court_order,
                    "note": note or "",
                },
                seen=seen,
                are_gone=are_gone,
                today=today,
            )
            said = f"The details of {child.code} are saved."
            onward = None
            if left_on and left_on != child.left_on:
                said += (
                    f" The last day is {long_date(left_on)}. From then on the records stand under Leaving: "
                    "record there what goes for good, and see until when the rest is kept. A copy "
                    "for the next setting is recorded as a decision to share."
                )
                said += _to_do_before_they_leave(who, child_id, left_on, today)
                onward = state.Onward(LEAVING, "Open Leaving")
            if child.left_on and started_on and started_on > child.left_on:
                ended = f"What the carers answered about consent ended on {long_date(child.left_on)}"
                said += f" {ended}: hand out the consent form anew."
                if started_on <= booked_until(today):  # of who comes later nothing is asked yet
                    onward = state.Onward(TO_ASK.format(child.code), "Open the form to hand out")
            if plain(name or "") != plain(child.name):
                said += _NEW_NAME
            form.save(place, form.CHANGE_CHILD, said, write, CHILD | {"are_gone": ARE_GONE}, onward=onward)


def _to_do_before_they_leave(who: Who, child_id: int, left_on: date, today: date) -> str:
    """What is not known of the two kinds of records of a child who leaves: the weekly review asks for it
    until the last day alone (GE-1)."""
    with state.reading(who, Thing.CHILD) as look:
        lines = developmental.history(look, child_id)
        has_place = any(one.event is Event.KEPT and not one.taken_back for one in lines)
        lacking = [
            *(["begin the index of the file"] if file_index.without_entries(look, [child_id]) else []),
            *([] if has_place else ["record where the developmental record is kept"]),
        ]
    if not lacking:
        return ""
    when = "by the last day" if left_on >= today else "now"
    return f" Not done yet: {listed(lacking)}. Do it {when}: nothing asks for it after the last day."


TO_ASK = "/consents?consents=To+ask&child={}"
LEAVING = "/children-and-files?files=Leaving"

# After an adoption not everybody who asks, or once asked, may learn the new name.
_NEW_NAME = (
    " Every page and paper says the new name from now on, a letter about an earlier request too: before one "
    "goes out, think whether whoever gets it may know the name. The old name stays where it was typed, and "
    "in the audit trail."
)


@form.opens(form.NEW_CARER, "Add a carer")
def _add_carer(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        child = form.there(register.registered(look, today, child_id), "This child")
    _carer_form(form.NEW_CARER, child, None)


@form.opens(form.CARER, "Change a carer")
def _change_carer(carer_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        child = form.there(register.child_of_carer(look, today, carer_id), "This carer")
    carer = form.there(next((c for c in child.carers if c.id == carer_id), None), "This carer")
    if form.names_are_off():
        return
    _carer_form(form.CARER, child, carer)


def _carer_form(name: str, child: register.RegisteredChild, carer: register.RegisteredCarer | None) -> None:
    who = state.signed_in(Thing.CHILD)
    key = f"carer.{carer.id}" if carer else "carer.new"  # what stood in another one is not this one's
    parts.quiet(state.named(child.code, child.name))
    seen = None
    if carer:
        fields = (
            "name",
            "has_parental_responsibility",
            "responsible_from_on",
            "responsible_until_on",
            "court_order_concerns",
        )
        held = {field: getattr(carer, field) for field in fields}
        seen = form.seen(name, held, CARER, {field: f"{key}.{field}" for field in fields})
    with st.form("carer", border=False):
        typed = st.text_input(CARER["name"], value=carer.name if carer else "", key=f"{key}.name")
        responsible = st.checkbox(
            HOLDS,
            value=bool(carer and carer.has_parental_responsibility),
            key=f"{key}.has_parental_responsibility",
        )
        left, right = st.columns(2)
        with left:
            from_on = form.day(
                SINCE,
                f"{key}.responsible_from_on",
                value=carer.responsible_from_on if carer else None,
                may_be_emptied=True,
            )
        with right:
            until_on = form.day(
                UNTIL,
                f"{key}.responsible_until_on",
                value=carer.responsible_until_on if carer else None,
                may_be_emptied=True,
            )
        order = st.checkbox(
            CARER["court_order_concerns"],
            value=bool(carer and carer.court_order_concerns),
            key=f"{key}.court_order_concerns",
        )
        place = st.container()
        if st.form_submit_button("Save", type="primary"):
            before = _allowed(who, child.id)

            def notice(_: object) -> str:
                done = f"The carers of {child.code} are saved."
                if ended := [title for title in before if title not in _allowed(who, child.id)]:
                    done += (
                        f" Consent is no longer in place for {listed(ended)}: stop and undo what it allowed."
                    )
                if carer and is_one_name(carer.name, typed or ""):
                    return done
                return done + _if_they_work_here(who, [typed or ""])

            write = partial(
                register.record_carer,
                state.opened(),
                who,
                child_id=child.id,
                carer_id=carer.id if carer else None,
                name=typed or "",
                has_parental_responsibility=responsible,
                responsible_from_on=from_on,
                responsible_until_on=until_on,
                court_order_concerns=order,
                seen=seen,
            )
            form.save(place, name, notice, write, CARER)


def _if_they_work_here(who: Who, carers: list[str]) -> str:
    """What follows where a carer has the name of somebody who works here (CP-12); nothing on a shared screen,
    where it would tell whose the code of the child is."""
    if state.on_screen():
        return ""
    with state.reading(who, Thing.CHILD) as look:
        roles = own_children.roles_of(look, carers, state.today())
    return "".join(f" {said}" for said in what_follows(roles))


def _allowed(who: Who, child_id: int) -> list[str]:
    """What a child's carers have said yes to, by title: a yes stands as long as its carer holds parental
    responsibility, and nothing on the list says what an ended one allowed."""
    today = state.today()
    with state.reading(who, Thing.CONSENT) as look:
        page = agenda.read(look, today, Area.CONSENTS)
    statuses = consent_statuses(page.facts, today=today, house=page.house.rules).get(child_id, {})
    purposes = [purpose for purpose in page.house.purposes if purpose.id in statuses]
    return [purpose.title for purpose in purposes if is_allowed(statuses[purpose.id])]


@form.opens(form.CHILD_MISTAKE, words.MISTAKEN_CHILD, width="medium")
def _child_mistaken(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        child = form.there(register.registered(look, today, child_id), "This child")
        held = mistaken_children.on_record(look, child_id)
    state.saw(who, "child", child_id)
    parts.quiet(
        f"{state.named(child.code, child.name)}. For a child who is in the register twice, or who never "
        "came. The child's line is taken back with its carers and key person, and is no longer counted "
        "or offered anywhere."
    )
    if said := child_mistake_problems(held):
        st.warning("Something is recorded about this child, so the line cannot be taken back yet.")
        parts.sentences(said)
        return
    form.take_back(
        form.CHILD_MISTAKE,
        {child.id: state.named(child.code, child.name)},
        lambda *, row, because, token: mistaken_children.take_back(
            state.opened(), who, child_id=row, because=because, token=token
        ),
        f"with its carers: {child.code}",
        then="If the child comes after all, add them as a starter.",
    )


@form.opens(form.CARER_MISTAKE, words.MISTAKEN_CARER, width="medium")
def _carer_mistaken(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        child = form.there(register.registered(look, today, child_id), "This child")
    if form.names_are_off():
        return
    state.saw(who, "child", child_id)
    parts.quiet(
        f"{state.named(child.code, child.name)}. For somebody who is not a carer of this child, or who "
        "is listed twice. They are then no longer offered for this child; what was recorded with them "
        "stays, and says so."
    )
    parts.quiet(
        "Answers about consent that they gave no longer count. Those answers, and any open request they "
        "made, come up in the weekly review. A closed request says it on its page. If they were given "
        "something they should not have seen, record a breach too."
    )
    if child.has_court_order:
        parts.quiet("The child's line still says that a court order is in the file.")
    form.take_back(
        form.CARER_MISTAKE,
        {
            carer.id: carer.name + (", holds parental responsibility" if carer.is_responsible(today) else "")
            for carer in child.carers
        },
        lambda *, row, because, token: register.take_back_carer(
            state.opened(), who, carer_id=row, because=because, token=token
        ),
        f"for {child.code}",
        then="If somebody else was meant, add them as a carer.",
    )


# Developmental records -----------------------------------------------------------------------------


@form.opens(form.PLACE, "Where the developmental record is")
def _place(child_id: int) -> None:
    _developmental(child_id, form.PLACE, Event.KEPT)


@form.opens(form.VIEWING, "A carer looked at the developmental record")
def _viewing(child_id: int) -> None:
    _developmental(child_id, form.VIEWING, Event.VIEWED)


def _developmental(child_id: int, name: str, event: Event) -> None:
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    with state.reading(who, Thing.FILE_ENTRY) as look:
        child = form.there(register.registered(look, today, child_id), "This child")
    parts.quiet(state.named(child.code, child.name))
    with st.form(name, border=False):
        kept_at, carer = "", None
        if event is Event.KEPT:
            kept_at = (
                st.text_input(
                    "Where it is kept",
                    key="developmental.kept_at",
                    help="Of a child who has left: to whom it was given, such as the family or the school.",
                )
                or ""
            )
        else:
            carer = form.choice(
                "Who looked at it",
                child.carers,
                "developmental.carer",
                lambda c: words.numbered_carer(child, c.id, shown=not state.on_screen()),
            )
        on = form.day("On", "developmental.on", value=today)
        place = st.container()
        if st.form_submit_button("Record", type="primary"):
            write = partial(
                developmental.record,
                state.opened(),
                who,
                child_id=child_id,
                event=event,
                on=on,
                kept_at=kept_at,
                carer_id=carer.id if carer else None,
                today=today,
            )
            labels = {"kept_at": "Where it is kept", "carer": "Who looked at it", "on": "On"}
            form.save(place, name, f"Recorded for {child.code}.", write, labels)


@form.opens(form.DEVELOPMENTAL_MISTAKE, words.MISTAKEN_DEVELOPMENTAL, width="medium")
def _developmental_mistaken(child_id: int) -> None:
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    with state.reading(who, Thing.FILE_ENTRY) as look:
        child = form.there(register.registered(look, today, child_id), "This child")
        lines = developmental.history(look, child_id)
    state.saw(who, "child", child_id)
    parts.quiet(state.named(child.code, child.name))
    shown = not state.on_screen()
    form.take_back(
        form.DEVELOPMENTAL_MISTAKE,
        {
            line.id: form.row_in_words(dated(line.on), words.capital(str(line.event)), "")
            + (f", {line.carer or line.kept_at}" if shown else "")
            for line in lines
            if line.taken_back is None
        },
        lambda *, row, because, token: developmental.take_back(
            state.opened(), who, line_id=row, because=because, token=token
        ),
        f"for {child.code}",
        then="Then record what was right.",
    )


# Leaving -------------------------------------------------------------------------------------------


SHORTER = "Why, if it is shorter than usual"


@form.opens(form.PERIOD, "How long records are kept")
def _period(at: int) -> None:
    who, kind = state.signed_in(Thing.SETTING), list(RecordKind)[at - 1]
    with state.reading(who, Thing.SETTING) as look:
        held = retention.periods(look)[kind]
    parts.sentences([f"{words.capital(str(kind))}.", USUALLY[kind]])
    now: dict[str, Any] = {"months": held.period.months, "counted_from": held.period.counted_from}
    if not state.on_screen():
        now["reason"] = held.reason
    labels = {"months": "Months", "counted_from": "Counted from", "reason": SHORTER}
    seen = form.seen(form.PERIOD, now, labels, {field: f"period.{at}.{field}" for field in now})
    with st.form("period", border=False):
        months = st.number_input("Months", 1, 1200, held.period.months, step=1, key=f"period.{at}.months")
        counted_from = st.segmented_control(
            "Counted from",
            list(From),
            default=held.period.counted_from,
            format_func=lambda start: words.capital(str(start)),
            key=f"period.{at}.counted_from",
        )
        reason = st.text_input(
            SHORTER,
            value="" if state.on_screen() else held.reason,
            key=f"period.{at}.reason",
        )
        place = st.container()
        if st.form_submit_button("Save", type="primary"):
            write = partial(
                retention.change_period,
                state.opened(),
                who,
                kind=kind,
                months=months,
                counted_from=counted_from,
                # On a shared screen it is not shown: left empty there, it stays as it is.
                reason=reason or (held.reason if state.on_screen() else ""),
                seen=seen,
            )
            form.save(place, form.PERIOD, "The setting's rule is saved.", write, labels)


HOW = "How, such as shredded, or by hand and signed for"
PASSED_TO = "To whom, if they were passed on: the school, and who took them"
DISPOSAL = {
    "kind": "Which records",
    "became": "What became of the records",
    "on": "Date it was done",
    "how": HOW,
    "passed_to": PASSED_TO,
    **form.SECOND,
    "child": "Child",
}
CHILDREN = "Children"  # where it is recorded of several


NOT_AGREED = (
    "No carer's yes to passing them on is recorded. Record the yes they gave or, where they went without it, "
    "a breach (AI-7, CP-13)."
)


@form.opens(form.DISPOSAL, "Destroyed or passed on", width="medium")
def _disposal(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD, Thing.CONSENT) as look:
        held = retention.kept(look, today, child_id=child_id)
        in_file = retention.in_the_file(look, [child_id], today)
        child = form.there(register.registered(look, today, child_id), "This child")
        last = last_answers(NEXT_SETTING, consents.history(look, child_id), child.carers, today)
    if not held:
        raise form.Gone("This child has not left. Close this and look at the list.")
    kinds = [line.kind for line in held if line.disposed_on is None]
    if not kinds:
        raise form.Gone("Nothing of this child's records is here any more. Close this and look at the list.")
    parts.quiet(state.named(held[0].code, held[0].child))
    if on_hold := words.on_hold(held):
        # Before anything is shredded: the refusal comes only after it, and after a second person's password.
        st.warning(on_hold)
    if said := words.stays_in_the_file(
        held, {kind: one.entries for (_, kind), one in in_file.items()}, today=today
    ):
        parts.quiet(said)
    parts.quiet(
        "For records that are not here any more: destroyed, or passed on with nothing kept. Two people say "
        "so; the second one gives their own password below."
    )
    parts.quiet(
        "General records go to a school with the carers' consent (AI-7). Child protection records go apart "
        "from them, whatever was answered, and are signed for; record the decision to share them too (IS-8)."
    )
    parts.quiet(words.answers_about(NEXT_SETTING, last))
    parts.quiet("What the dashboard holds stays in it: the index of the file, the answers and the decisions.")
    with st.form("disposal", border=False):
        kind = form.choice(DISPOSAL["kind"], kinds, "disposal.kind")
        on = form.day(DISPOSAL["on"], "disposal.on", value=today)
        passed_to = st.text_input(PASSED_TO, key="disposal.passed_to")
        how = st.text_input(HOW, key="disposal.how")
        second_id, confirmation = _second_person(who)
        place = st.container()
        if st.form_submit_button("Record it", type="primary"):
            write = partial(
                retention.record_disposals,
                state.opened(),
                who,
                child_ids=[child_id],
                kind=kind,
                on=on,
                how=how or "",
                passed_to=passed_to or "",
                second_id=second_id,
                confirmation=confirmation,
                today=today,
            )
            went = kind is RecordKind.GENERAL and passed_to and passed_to.strip()
            against = went and {answer.answer for answer in last} != {Answer.GIVEN}
            done = f"It is recorded.{f' {NOT_AGREED}' if against else ''}"
            form.save(place, form.DISPOSAL, done, write, DISPOSAL)


@form.opens(form.DISPOSALS, "Several destroyed together", width="medium")
def _disposals() -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        held = retention.kept(look, today)
    due = [line for line in held if line.is_due(today)]
    if not due:
        raise form.Gone("No record is due for disposal any more. Close this and look at the list.")
    parts.quiet(
        "For records of one kind that are due and were destroyed on one day, such as a shelf that was "
        "shredded. Look through each file first: what it has about accidents, injuries and concerns is kept "
        "for longer. Each child's is recorded by itself; what was passed on, with the child."
    )
    kinds = [kind for kind in RecordKind if any(line.kind is kind for line in due)]
    kind = form.choice(DISPOSAL["kind"], kinds, "disposals.kind", value=kinds[0])
    if kind is None:
        return
    offered = {line.child_id: line for line in due if line.kind is kind}
    # An entry of these is in the same paper file, and is not shredded with it.
    has_more = {line.child_id for line in held if line.disposed_on is None and line not in due}

    def said_of(child_id: int) -> str:
        named = state.to_find(offered[child_id].code, offered[child_id].child)
        return f"{named}: take out first what is kept for longer" if child_id in has_more else named

    with st.form("disposals", border=False):
        child_ids = st.multiselect(
            CHILDREN,
            list(offered),
            format_func=said_of,
            key=f"disposals.children.{kind}",
            placeholder="Choose those whose records were destroyed",
            select_all=False,
        )
        on = form.day(DISPOSAL["on"], "disposals.on", value=today)
        how = st.text_input(HOW, key="disposals.how")
        second_id, confirmation = _second_person(who)
        place = st.container()
        if st.form_submit_button("Record it", type="primary"):
            write = partial(
                retention.record_disposals,
                state.opened(),
                who,
                child_ids=child_ids,
                kind=kind,
                on=on,
                how=how or "",
                second_id=second_id,
                confirmation=confirmation,
                today=today,
            )
            are = counted(len(child_ids), "child", "children")
            said = f"The {kind} of {are} are recorded as gone."
            form.save(place, form.DISPOSALS, said, write, DISPOSAL | {"child": CHILDREN})


def _second_person(who: Who) -> tuple[int | None, str]:
    return form.second_person(who, "disposal", _with_role)


def _with_role(account: Who) -> str:
    named = form.named_account(account)
    return named if state.on_screen() else f"{named}, {account.role}"


@form.opens(form.DISPOSAL_MISTAKE, words.MISTAKEN_DISPOSAL, width="medium")
def _disposal_mistaken(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        child = next(iter(retention.kept(look, today, child_id=child_id)), None)
    stand = {one.id: one for one in child.disposals if one.taken_back is None} if child else {}
    if child is None or not stand:
        raise form.Gone("Nothing is left to put right. Close this and look at the list.")
    state.saw(who, "child", child_id)
    parts.quiet(state.named(child.code, child.child))
    row = form.choice(
        form.MISTAKE["row"],
        stand,
        "disposal.row",
        lambda number: form.row_in_words(dated(stand[number].on), words.capital(str(stand[number].kind)), ""),
        value=next(iter(stand)) if len(stand) == 1 else None,
    )
    chosen: Became | None = st.radio(
        DISPOSAL["became"],
        list(Became),
        index=None,
        key="disposal.became",
        format_func=lambda one: words.capital(str(one)),
    )
    became = form.as_offered(Became, chosen)
    if became is Became.WRONGLY:
        st.warning(STAYS)
        return
    with st.form("disposal-mistake", border=False):
        on, how, passed_to = None, "", ""
        if became is Became.OTHERWISE:
            on = form.day(DISPOSAL["on"], "disposal.on")
            passed_to = st.text_input(PASSED_TO, key="disposal.passed_to") or ""
            how = st.text_input(HOW, key="disposal.how") or ""
        because = st.text_area(form.MISTAKE["because"], key="disposal.because")
        second_id, confirmation = _second_person(who)
        parts.quiet("Two people said that it was done, so two say that it was not so. Every entry stays.")
        place = st.container()
        if st.form_submit_button("Put it right", type="primary"):
            write = partial(
                retention.put_right,
                state.opened(),
                who,
                disposal_id=row,
                became=became,
                because=because or "",
                on=on,
                how=how,
                passed_to=passed_to,
                second_id=second_id,
                confirmation=confirmation,
                today=today,
            )
            said = "recorded anew" if became is Became.OTHERWISE else "taken back: the records are here"
            form.save(
                place,
                form.DISPOSAL_MISTAKE,
                f"The entry of {child.code} is {said}.",
                write,
                DISPOSAL | form.MISTAKE,
            )
