"""The third parties of an access request, drawn on its page (AR-13 to AR-23).

On a shared screen each is known by the number and the kind, and nothing that somebody typed is shown.
"""

from collections.abc import Collection
from datetime import date
from functools import partial

import streamlit as st

from rules import access_path, third_parties
from rules.access import Step, closed_on, ended_on
from rules.access_path import Task
from rules.need_to_know import Act, Thing, may, who_may
from rules.third_parties import Event, Party, PartyKind, Standing
from rules.words import counted, dated, listed, near_date, one_after_the_other, short_date
from store import request_file
from store import third_parties as held_parties
from store.cabinet import Who
from store.file_index import FileIndex
from store.held_request import HeldEvent, HeldParty, HeldWhole
from store.house import House
from store.request_file import Unlisted
from ui import file_check, filters, form, parts, state, words

DECIDES_NOTHING = (
    "A refusal alone does not decide anything, and silence does not hold anything up: the setting "
    "decides about each person, and says on what ground."
)
NOBODY_ELSE = "Recorded: the file mentions nobody else."


def part(held: HeldWhole, found: FileIndex, house: House, who: Who, today: date) -> None:
    """Who is mentioned and not listed yet, each party with where it stands and what is next."""
    may_record = may(who.role, Act.RECORD, Thing.ACCESS_REQUEST) and closed_on(held.done) is None
    parts.subheading("Third parties", len(held.counting) or None, note="AR-13 to AR-23")
    parts.quiet(DECIDES_NOTHING)
    file_check.say_why_part(held, found, who)
    _to_list(held, found, who, today, may_record=may_record and ended_on(held.done) is None)
    labels = {str(party.number): label_of(party) for party in held.parties}
    filters.not_here("party", "third party", labels)
    if not held.parties:
        return
    numbers = numbers_of(found)
    rows = [_row(party, numbers, house, today) for party in held.parties]
    parts.lines(rows, kind="parties", head=("", "Who", "Mentioned in", "Status", "Next"))
    if any("*" in row[-1] for row in rows):
        parts.quiet(parts.OWN_RULE)
    # Wide enough for an agency's worker: a list cuts off what is longer, and does not say so.
    chosen = filters.one_of(
        "party", "One third party", list(labels), lambda key: labels.get(key, key), width=560
    )
    if one := next((party for party in held.parties if str(party.number) == chosen), None):
        _one(held, one, today, may_record=may_record)
    else:
        next_step = ", and to record what happens next" if may_record else ""
        parts.quiet(f"Choose one to see what happened{next_step}.")


def label_of(party: HeldParty) -> str:
    """A third party as it is known on screen: by number and kind, and by name where names are shown."""
    if state.on_screen():
        return f"Third party {party.number}, {party.kind}"
    return f"{party.number}. {', '.join(filter(None, [named(party), str(party.kind)]))}"


def named(party: HeldParty) -> str:
    """A third party by name, and by code where there is one: two children may have one name (AR-14)."""
    name = words.with_no_carer(party.name, is_no_carer=party.is_no_carer)
    return ", ".join(filter(None, [name, party.code, party.agency]))


def about(held: HeldWhole, party: HeldParty) -> str:
    """Which third party of which request, as a form says it."""
    label = label_of(party) if state.on_screen() else f"Third party {label_of(party)}"
    return f"{held.code}. {label}."


def numbers_of(found: FileIndex) -> dict[int, int]:
    """The number of each entry of the index by its row."""
    return {line.id: line.entry.number for line in found.lines}


def entries_in_words(entries: Collection[int], numbers: dict[int, int]) -> str:
    """Which entries, by number: `Entry 3`, `Entries 3, 7 and 9`."""
    held = sorted({numbers[entry] for entry in entries if entry in numbers})
    return f"{'Entry' if len(held) == 1 else 'Entries'} {listed([str(number) for number in held])}"


# Whom the entries mention --------------------------------------------------------------------------


def _to_list(held: HeldWhole, found: FileIndex, who: Who, today: date, *, may_record: bool) -> None:
    unlisted = request_file.unlisted(held, found)
    numbers = numbers_of(found)
    was_listed = any(row.step is Step.THIRD_PARTIES_LISTED for row in held.steps)
    if unlisted:
        parts.quiet("The entries mention these people, and they are not listed yet:")
        parts.lines([_mentioned(one, held, numbers) for one in unlisted], kind="mentioned")
    elif not was_listed and not found.standing:
        # Nobody can tell from it whom the file mentions, and "nobody" lets out what is about others.
        parts.quiet(file_check.of_an_empty_index(who))
        file_check.lead_to_the_index(held, who)
    elif not was_listed:
        parts.quiet(
            "The index mentions nobody else. Look through the papers as well, then record it."
            if may(who.role, Act.RECORD, Thing.ACCESS_REQUEST)
            else "The index mentions nobody else. Look through the papers as well, with "
            f"{who_may(Act.RECORD, Thing.ACCESS_REQUEST)}, who records it."
        )
    elif not held.parties:
        add = " If somebody is found in the papers after all, add them." if may_record else ""
        parts.quiet(f"{NOBODY_ELSE}{add}")
    if not may_record:
        return
    place = st.container()
    with st.container(horizontal=True):
        is_pressed = False
        if unlisted:
            people = counted(len(unlisted), "person", "people")
            is_pressed = st.button(f"List {people}", type="primary", key="list-mentioned")
        st.button(
            "Add somebody mentioned",
            key="add-party",
            on_click=state.open_form,
            args=(form.THIRD_PARTY, held.id),
        )
        if not unlisted and not was_listed:
            # Quiet where nobody is listed, or nothing is in the index: it lets out what is about others.
            is_likely = bool(held.parties and found.standing)
            said = "Record that all are listed" if held.parties else "Record that nobody is mentioned"
            is_pressed = st.button(said, type="primary" if is_likely else "secondary", key="list-mentioned")
    if is_pressed:
        sent = f"{form.LIST_PARTIES}, {held.code}, {len(unlisted)}"
        write = partial(held_parties.list_mentioned, state.opened(), who, request_id=held.id, today=today)
        said = "Listed. Next: write to each, or say why not." if unlisted or held.parties else NOBODY_ELSE
        form.save(place, sent, said, write, {})


def _mentioned(one: Unlisted, held: HeldWhole, numbers: dict[int, int]) -> tuple[str, str, str]:
    number = next((party.number for party in held.parties if party.id == one.party_id), None)
    known = f"third party {number}, in a further entry" if number else ""
    name = "" if state.on_screen() else ", ".join(filter(None, [one.name, one.agency]))
    return (
        str(one.kind).capitalize(),
        ": ".join(filter(None, [name, known])),
        entries_in_words(one.entries, numbers),
    )


# Each of them --------------------------------------------------------------------------------------


def _row(
    held: HeldParty, numbers: dict[int, int], house: House, today: date
) -> tuple[str, str, str, tuple[str, words.Tone], str]:
    name = "" if state.on_screen() else named(held)
    stands = third_parties.standing(held.party, today=today)
    return (
        str(held.number),
        ", ".join(filter(None, [name, str(held.kind)])) if name else str(held.kind).capitalize(),
        entries_in_words(held.entries, numbers),
        words.PARTY_STANDINGS[stands],
        _next(held.party, stands, house, today),
    )


def _next(party: Party, stands: Standing, house: House, today: date) -> str:
    """What comes next for a party, in a few words."""
    match stands:
        case Standing.TO_WRITE:
            if party.kind is PartyKind.OTHER:
                return "Decide first whether to write: a letter may tell who had spoken"
            return "Say why not written to" if party.is_no_carer else "Write, or say why not"
        case Standing.AWAITED | Standing.NO_ANSWER:
            return _reply(party, house, today)
        case Standing.TO_DISCUSS:
            return "Talk to them about it, then decide"
        case Standing.TO_DECIDE_AGAIN:
            return "They answered after it was decided, and otherwise: decide again"
        case Standing.DECIDED:
            unsettled = "" if third_parties.is_settled_how(party) else ". Write, or say why not"
            return f"{decided_words(party)}{unsettled}"
        case Standing.MISTAKEN:
            return "Not a third party: nothing to do"
    stood = third_parties.answer_of(party) or third_parties.latest(party, Event.NO_ANSWER, Event.NOT_WRITTEN)
    return (
        f"{words.PARTY_EVENTS[stood.event]}. Decide, with the ground" if stood else "Decide, with the ground"
    )


def _reply(party: Party, house: House, today: date) -> str:
    asked_by = third_parties.reply_by(party)
    if asked_by is None:
        return "Decide, with the ground"
    if today > asked_by:
        return f"Reply was due by {near_date(asked_by, today=today)}. Decide without it"
    remind = access_path.remind_on(asked_by, house=house.rules, closed_days=house.not_open)
    if third_parties.latest(party, Event.REMINDED):
        return f"Reminded. Reply by {short_date(asked_by)}"
    if remind <= today:
        return f"Remind now *. Reply by {short_date(asked_by)}"
    return f"Reply by {short_date(asked_by)}. Remind on {short_date(remind)} *"


def decided_words(party: Party) -> str:
    """What was decided about a party and on what ground."""
    decided = third_parties.decision_of(party)
    if decided is None or decided.decision is None:
        return ""
    ground = f": {decided.ground}" if decided.ground else ""
    return f"{words.PARTY_DECISIONS[decided.decision]}{ground}"


def _one(held: HeldWhole, party: HeldParty, today: date, *, may_record: bool) -> None:
    """What happened with one party, and the buttons for what happens next."""
    shown = not state.on_screen()
    if party.events:
        parts.lines([_event(event, party, shown=shown) for event in party.events], kind="notes")
    else:
        parts.quiet("Nothing is recorded about this third party yet.")
    if party.has_own_reference:
        parts.quiet(f"The letter bears {party.reference} and not {held.code}, which the requester has too.")
    if not may_record:
        return
    likely = third_parties.next_event(party.party, today=today)
    is_decided = third_parties.standing(party.party, today=today) is Standing.DECIDED
    talk = [] if third_parties.is_discussed(party.party) else [Event.DISCUSSED]
    # Who was decided about first is still to be written to, or not with a reason: the path waits for it.
    write = [] if third_parties.is_settled_how(party.party) else [Event.WRITTEN, Event.NOT_WRITTEN]
    with st.container(horizontal=True):
        possible = third_parties.open_events(party.party)
        wanted = dict.fromkeys([likely, *_OFTEN[likely], *talk, *write, Event.DECIDED])
        for event in (event for event in wanted if event in possible):
            st.button(
                "Decide again" if is_decided and event is Event.DECIDED else _BUTTONS[event],
                key=f"party-{party.number}-{event}",
                type="primary" if event is likely and not is_decided else "secondary",
                on_click=state.open_form,
                args=(form.PARTY_EVENT, held.id),
                kwargs={"suggestion": (party.id, event)},
            )
        if party.standing:
            st.button(
                "Correct or take back",
                key=f"party-{party.number}-correct",
                on_click=state.open_form,
                args=(form.CORRECT_PARTY, held.id),
                kwargs={"suggestion": (party.id, None)},
            )


def next_button(request_id: int, party: Party, task: Task) -> None:
    """What a request asks for next of one of its third parties, by one press."""
    event = Event.DECIDED
    if task is Task.LETTERS:
        event = third_parties.first_event(party)
    elif task is Task.DISCUSS:
        event = Event.DISCUSSED
    st.button(
        f"Record it for third party {party.number}",
        type="primary",
        key="next-party",
        on_click=state.open_form,
        args=(form.PARTY_EVENT, request_id),
        kwargs={"suggestion": (party.id, event)},
    )


_BUTTONS = {
    Event.WRITTEN: "Record the letter",
    Event.NOT_WRITTEN: "Say why not written to",
    Event.REMINDED: "Record a reminder",
    Event.CONSENTED: "Record their answer",
    Event.DISCUSSED: "Record the discussion",
    Event.DECIDED: "Decide",
}
# What is offered beside the likely next thing; the form offers everything.
_OFTEN: dict[Event, tuple[Event, ...]] = {
    Event.WRITTEN: (Event.NOT_WRITTEN,),
    Event.NOT_WRITTEN: (Event.WRITTEN,),
    Event.REMINDED: (Event.CONSENTED,),
    Event.DISCUSSED: (Event.CONSENTED,),
    Event.DECIDED: (Event.CONSENTED,),
}


def _event(event: HeldEvent, party: HeldParty, *, shown: bool) -> tuple[str, str, str]:
    corrected = {one.corrects_id for one in party.events}
    title = words.PARTY_EVENTS[event.event]
    if event.is_struck:
        title = f"Taken back: {title.lower()}"
    elif event.id in corrected:
        title = f"{title} (corrected)"
    said = [f"Reply by {dated(event.reply_by)}" if event.reply_by else "", str(event.why_not or "")]
    if event.decision:
        said.append(f"{words.PARTY_DECISIONS[event.decision]}: {event.ground}")
    if event.event is Event.WRITTEN and not event.said and not event.is_struck:
        said.append("Where its copy is kept is not noted (AR-15)")
    if shown:
        said += [event.said, event.reason, f"Because: {event.because}" if event.because else ""]
        said.append(f"Recorded by {event.recorded_by}" if event.recorded_by else "")
    return dated(event.on), title, one_after_the_other(said)
