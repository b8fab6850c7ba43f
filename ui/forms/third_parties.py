"""Third parties: one added by hand, what happened with one, and correcting that (AR-13 to AR-23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from rules import access, access_path, third_parties
from rules.need_to_know import Thing
from rules.third_parties import Decision, Event, Ground, PartyKind, WhyNotWritten
from rules.words import dated, long_date
from store import request_file, whole_requests
from store import third_parties as held_parties
from store.cabinet import Who
from store.file_index import Line
from store.held_request import HeldEvent, HeldParty, HeldWhole
from store.house import House, read_house
from ui import form, parts, request_path, state, words
from ui.third_parties import DECIDES_NOTHING, about

LABELS = {
    "kind": "What this person is to the child",
    "name": "Who it is",
    "agency": "Agency",
    "entries": "Entries that mention this person",
    "event": "What happened",
    "on": "Date of it",
    "reply_by": "Reply asked for by",
    "why_not": "Why not written to",
    "is_safe": "The letter",
    "decision": "What is done with their information",
    "ground": "Ground",
    "said": "Whose opinion it is, on which day, and what they said",
    "reason": "Why, in words you could read out to the Information Commissioner",
    "because": "What was wrong",
}


@form.opens(form.THIRD_PARTY, "Add a third party", width="medium")
def _new(request_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
        index = request_file.read(look, held, today).standing
    parts.quiet(
        f"{held.code}. AR-13: somebody whom the papers mention and the index does not. Name each entry that "
        "does. A neighbour, or anybody else from outside, is somebody else."
    )
    # It stands before the form: whether an agency is asked for depends on it.
    kind = form.choice(LABELS["kind"], list(PartyKind), "third-party.kind", str.capitalize)
    with st.form("third-party", border=False):
        name = st.text_input(
            LABELS["name"],
            key="third-party.name",
            help="The name, or what is known of the person, such as an uncle.",
        )
        agency = ""
        if kind is PartyKind.AGENCY:
            agency = st.text_input(LABELS["agency"], key="third-party.agency")
        entries = choice_of_entries(index, "third-party.entries")
        place = st.container()
        if st.form_submit_button("Add third party", type="primary"):
            write = partial(
                held_parties.add_party,
                state.opened(),
                who,
                request_id=request_id,
                kind=kind,
                name=name or "",
                agency=agency or "",
                entries=entries,
                today=today,
            )
            form.save(
                place, form.THIRD_PARTY, "Added. Next: write to this person, or say why not.", write, LABELS
            )


def choice_of_entries(index: Sequence[Line], key: str) -> list[int]:
    """The entries that mention somebody, chosen by number; their rows."""
    labels = {line.id: entry_label(line) for line in index}
    return st.multiselect(
        LABELS["entries"],
        list(labels),
        key=key,
        format_func=lambda entry: labels.get(entry, ""),
        placeholder="Choose each entry",
        select_all=False,
    )


def entry_label(line: Line) -> str:
    """An entry as a form names it: number, day, pages. Nothing in it says whom it mentions."""
    entry = line.entry
    last = f" to {entry.last_page}" if entry.last_page != entry.first_page else ""
    return f"Entry {entry.number} of {dated(entry.event_on)}, page {entry.first_page}{last}"


# What happened -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Filled:
    """What the fields of an event hold."""

    on: date | None = None
    reply_by: date | None = None
    why_not: WhyNotWritten | None = None
    is_safe: bool = False
    decision: Decision | None = None
    ground: Ground | None = None
    said: str = ""
    reason: str = ""


@form.opens(form.PARTY_EVENT, "Record what happened", width="medium")
def _record(request_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    held, party, house, suggested = _opened(request_id, who, today)
    seen = form.seen(form.PARTY_EVENT, {"last": held_parties.last_row(party)}, LABELS)
    parts.quiet(about(held, party))
    events, _ = form.as_opened(form.PARTY_EVENT, party.id, third_parties.open_events(party.party), None)
    # Which answer it is, is chosen: a consent that stood there already would open what somebody refused.
    begins_with = None if suggested in third_parties.ANSWERS else suggested
    event = _choice_of_event(events, begins_with, f"party-event.event.{party.id}.{suggested or ''}")
    _advice(event, party, held, today)
    decision = _choice_of_decision(event, f"party-event.decision.{party.id}")
    _on_silence(party, decision)
    key = f"party-event.{party.id}.{event or ''}"
    ground = _choice_of_ground(event, decision, party, key)
    with st.form("party-event", border=False):
        filled = _fields(event, decision, ground, party, held, house, today, key)
        place = st.container()
        if st.form_submit_button("Record it", type="primary"):
            write = partial(
                held_parties.record_event,
                state.opened(),
                who,
                request_id=request_id,
                party_id=party.id,
                event=event,
                **vars(filled),
                seen=seen["last"],
                today=today,
            )
            form.save(
                place, form.PARTY_EVENT, f"Recorded for third party {party.number}.", write, _labels(event)
            )


def _opened(request_id: int, who: Who, today: date) -> tuple[HeldWhole, HeldParty, House, Event | None]:
    """The request, the party that the form is about, the house rules, and the event to suggest."""
    suggestion = state.suggestion()
    party_id, event = suggestion if isinstance(suggestion, tuple) else (None, None)
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
        house = read_house(look, today)
    party = next((one for one in held.parties if one.id == party_id), None)
    return held, form.there(party, "This third party"), house, event


def _choice_of_event(events: list[Event], suggested: Event | None, key: str) -> Event | None:
    return form.choice(LABELS["event"], events, key, words.PARTY_EVENTS.__getitem__, value=suggested)


def _choice_of_decision(event: Event | None, key: str, value: Decision | None = None) -> Decision | None:
    """What is decided; it stands before the form, because the grounds depend on it."""
    if event is not Event.DECIDED:
        return None
    decisions = list(Decision)
    return form.choice(LABELS["decision"], decisions, key, words.PARTY_DECISIONS.__getitem__, value=value)


def _choice_of_ground(
    event: Event | None, decision: Decision | None, party: HeldParty, key: str, value: Ground | None = None
) -> Ground | None:
    """The ground of a decision; it stands before the form, because what is asked beside it depends on it."""
    if event is not Event.DECIDED:
        return None
    grounds = third_parties.grounds_for(decision, party.kind)
    ground = form.choice(
        LABELS["ground"],
        grounds,
        f"{key}.ground.{decision or ''}",
        str.capitalize,
        value=value,
        empty="Choose" if grounds else "Choose first what is done",
    )
    if ground is Ground.HARM:
        parts.quiet(
            "Only serious harm to the physical or mental health of the child or of somebody else. That "
            "somebody would be upset or embarrassed is not enough. Say below whose health it is, and how it "
            "would be harmed."
        )
    if third_parties.asks_for_an_opinion(party.kind, ground):
        parts.quiet(
            "Do not decide this alone. Of a health report ask a health professional, of a report of the "
            "council ask the council."
        )
    return ground


def _advice(event: Event | None, party: HeldParty, held: HeldWhole, today: date) -> None:
    """What the policy and the law say of what is being recorded: a word, never a bar."""
    whole = party.party
    match event:
        case Event.WRITTEN | Event.NOT_WRITTEN if party.kind is PartyKind.OTHER:
            parts.quiet(
                "Somebody outside may have spoken in confidence. Decide first whether to write at all: not "
                "where a letter, or an answer to it, would tell whoever asks, or whom it is about, who had "
                "spoken (AR-14)."
            )
        case Event.WRITTEN if party.kind is PartyKind.CHILD:
            parts.quiet("The letter goes to the parent or carer of that child, and names nobody else.")
        case Event.NOT_WRITTEN:
            parts.quiet(
                "AR-14 asks for everybody to be written to. If a letter may do harm, or would give the "
                "request away, say so here instead."
            )
        case Event.REFUSED | Event.REFERS_DIRECT | Event.NO_ANSWER:
            parts.quiet(DECIDES_NOTHING)
        case Event.DECIDED:
            if told := request_path.manager_stands_back(held, shown=not state.on_screen()):
                parts.quiet(f"{told} Record what they decided.")
            request_path.say_the_order(held)
            _before_deciding(whole, today)


def _before_deciding(party: third_parties.Party, today: date) -> None:
    if not third_parties.is_discussed(party):
        st.warning(third_parties.DISCUSS_FIRST)
    answered, asked_by = third_parties.answer_of(party), third_parties.reply_by(party)
    if answered and answered.event is Event.CONSENTED:
        parts.quiet(
            "They consent. Withholding it all the same is not reasonable, unless showing it would do "
            "serious harm."
        )
    elif answered:
        said = words.PARTY_EVENTS[answered.event]
        parts.quiet(f"{said}. That is weighed up, and does not decide anything by itself.")
    elif third_parties.is_awaited(party) and asked_by:
        is_late = asked_by < today
        parts.quiet(
            f"Their reply {'was' if is_late else 'is'} asked for by {long_date(asked_by)}"
            f"{', and none is recorded' if is_late else ''}. You may decide now, and again when it comes."
        )
    if party.kind is PartyKind.STAFF:
        parts.quiet(
            "AR-19 to AR-21: what is not sensitive is not withheld from a parent. Only the name may be "
            "removed."
        )


def _on_silence(party: HeldParty, decision: Decision | None) -> None:
    if third_parties.is_shown_on_silence(party.party, decision):
        st.warning(f"{third_parties.ASK_ABOUT_HARM} Enter below whom you asked, or whose advice you took.")


_SAID = {
    Event.WRITTEN: "Where the copy of the letter is kept",
    Event.REMINDED: "How they were reminded",
    Event.CONSENTED: "What they said, and where their answer is kept",
    Event.REFUSED: "What they said, and where their answer is kept",
    Event.REFERS_DIRECT: "What they said, and where their answer is kept",
    Event.NO_ANSWER: "What was tried",
    Event.DISCUSSED: "With whom it was discussed, and what they said of it",
}


def _labels(event: Event | None) -> dict[str, str]:
    """What the fields are called for this event: a refusal names them as the form does."""
    called = {"said": _SAID[event]} if event in _SAID else {}
    if event is Event.MISTAKEN:
        called["reason"] = "How it came to be entered"
    return LABELS | called


def _fields(
    event: Event | None,
    decision: Decision | None,
    ground: Ground | None,
    party: HeldParty,
    held: HeldWhole,
    house: House,
    today: date,
    key: str,
    old: HeldEvent | None = None,
) -> _Filled:
    """The fields that an event asks for, with what they hold; `old` is what is being corrected."""
    on = form.day(LABELS["on"], f"{key}.on", value=old.on if old else today)
    reply_by, why_not, is_safe, said, reason = None, None, False, "", ""
    if event in {Event.WRITTEN, Event.REMINDED}:
        suggested = old.reply_by if old and old.reply_by else _suggested_reply_by(held, house, today)
        reply_by = form.day(LABELS["reply_by"], f"{key}.reply_by", value=suggested)
    if event is Event.WRITTEN:
        is_safe = st.checkbox(
            "It does not tell anybody who may do harm that the file has been asked for, and it names no "
            "other third party",
            value=old is not None,
            key=f"{key}.is_safe",
        )
    if event is Event.NOT_WRITTEN:
        reasons = list(WhyNotWritten)
        why_not = form.choice(
            LABELS["why_not"], reasons, f"{key}.why_not", str.capitalize, value=old.why_not if old else None
        )
    if event in _SAID or third_parties.asks_for_an_opinion(party.kind, ground):
        said = st.text_area(_labels(event)["said"], value=old.said if old else "", key=f"{key}.said")
    if event in {Event.NOT_WRITTEN, Event.DECIDED, Event.MISTAKEN}:
        reason = st.text_area(
            _labels(event)["reason"],
            value=old.reason if old else "",
            key=f"{key}.reason",
        )
    return _Filled(on, reply_by, why_not, is_safe, decision, ground, said or "", reason or "")


def _suggested_reply_by(held: HeldWhole, house: House, today: date) -> date:
    due = access.due_on(access.clock_of(held.received_on, held.done), house.bank_holidays)
    dates = access_path.plan(held.received_on, due, house=house.rules, closed_days=house.not_open)
    return access_path.suggested_reply_by(today, dates, house=house.rules, closed_days=house.not_open)


@form.opens(form.CORRECT_PARTY, "Correct or take back what a third party did", width="medium")
def _correct(request_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    if form.names_are_off("what people typed"):
        return
    held, party, house, _ = _opened(request_id, who, today)
    form.there(party.standing or None, "What was recorded")
    parts.quiet(f"{about(held, party)} What was recorded stays in the history, beside what is right.")
    by_id = {event.id: event for event in party.standing}
    chosen = form.choice(
        "Which record is wrong",
        by_id,
        f"correct-party.wrong.{party.id}",
        lambda id_: f"{words.PARTY_EVENTS[by_id[id_].event]}, {dated(by_id[id_].on)}",
        value=list(by_id)[-1],
    )
    wrong = by_id.get(chosen) if chosen else None
    if wrong is None:
        return
    did_not_happen = st.checkbox("It did not happen at all", key=f"correct-party.struck.{wrong.id}")
    event, decision, ground = wrong.event, wrong.decision, wrong.ground
    key = f"correct-party.{wrong.id}"
    if not did_not_happen:
        others = [one for one in Event if one is wrong.event or one in third_parties.open_events(party.party)]
        others, _ = form.as_opened(form.CORRECT_PARTY, wrong.id, others, None)
        event = _choice_of_event(others, wrong.event, f"{key}.event") or wrong.event
        decision = _choice_of_decision(event, f"{key}.decision", wrong.decision)
        _on_silence(party, decision)
        ground = _choice_of_ground(
            event, decision, party, f"{key}.{event}", wrong.ground if event is wrong.event else None
        )
    with st.form("correct-party", border=False):
        old = wrong if event is wrong.event else None
        filled = (
            None
            if did_not_happen
            else _fields(event, decision, ground, party, held, house, today, f"{key}.{event}", old)
        )
        because = st.text_area(LABELS["because"], key=f"{key}.because") or ""
        place = st.container()
        label = "Take it back" if did_not_happen else "Record the correction"
        if st.form_submit_button(label, type="primary"):
            write = (
                partial(
                    held_parties.take_back,
                    state.opened(),
                    who,
                    request_id=request_id,
                    party_id=party.id,
                    event_id=wrong.id,
                    because=because,
                )
                if filled is None
                else partial(
                    held_parties.record_event,
                    state.opened(),
                    who,
                    request_id=request_id,
                    party_id=party.id,
                    event=event,
                    **vars(filled),
                    corrects_id=wrong.id,
                    because=because,
                    today=today,
                )
            )
            form.save(place, form.CORRECT_PARTY, "Corrected. Both are in the history.", write, _labels(event))
