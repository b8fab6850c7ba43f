"""Contacts with professionals, and what colleagues were told (CP-12 to CP-14, PR-5)."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from rules.consent import PROFESSIONALS
from rules.contacts import Method, seldom_needs_it
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import Act, Reach, Thing, reach
from rules.words import dated, long_date
from store import contacts, people
from store.cabinet import Who
from store.house import read_house
from store.people import KnownChild
from ui import family_answers, form, parts, state, words

ALSO = "Brothers and sisters who were spoken of too"


@form.opens(form.NEW_CONTACT, "Contact with another professional", width="medium")
def _contact() -> None:
    who, today = state.signed_in(Thing.CONVERSATION), state.today()
    with state.reading(who, Thing.CONVERSATION) as look:
        known = people.children_with_records(look, today)
    parts.quiet("CP-14: we talk with other professionals within a professional framework, not in passing.")
    if not known:
        _nobody_to_record_for(who)
        return
    _who_reads_it(who)
    with st.form("conversation", border=False):
        child = form.choice_of_child(known, "contact.child")
        others = form.choice_of_children(ALSO, known, "contact.also_about")
        first, second, third = st.columns(3)
        agency = first.text_input("Agency or team", key="contact.agency")
        method = form.choice(
            "How you spoke", list(Method), "contact.method", words.METHODS.__getitem__, place=second
        )
        with third:
            on = form.day("Date", "contact.on", value=today)
        left, right = st.columns(2)
        person = left.text_input("The professional's name", key="contact.person")
        role = right.text_input("The person's role", key="contact.role")
        purpose = st.text_area("Purpose", key="contact.purpose")
        place = st.container()
        if st.form_submit_button("Record contact", type="primary"):
            write = partial(
                contacts.record_contact,
                state.opened(),
                who,
                child_id=child.id if child else None,
                agency=agency or "",
                person=person or "",
                role=role or "",
                method=method,
                purpose=purpose or "",
                on=on,
                also_about=[one.id for one in others],
                today=today,
            )
            form.save(
                place,
                form.NEW_CONTACT,
                lambda _: _contact_recorded([one for one in (child, *others) if one], on or today),
                write,
                {
                    "child": "Child",
                    "also_about": ALSO,
                    "agency": "Agency or team",
                    "person": "The professional's name",
                    "role": "The person's role",
                    "method": "How you spoke",
                    "purpose": "Purpose",
                    "on": "Date",
                },
            )


def _who_reads_it(who: Who) -> None:
    """Says to whoever writes for every child that the key person reads it, whom it may be about (CP-12)."""
    if reach(who.role, Act.RECORD, Thing.CONVERSATION) is Reach.ALL:
        parts.quiet(
            "The child's key person reads this too. What is said of somebody who works or helps here, such "
            "as an allegation, is not recorded here: Record a concern, under Decisions, says what to do."
        )


def _contact_recorded(spoken_of: Sequence[KnownChild], on: date) -> str:
    """What comes next; without a clear yes of the family, also what is due if something was told (IS-8)."""
    who, today = state.signed_in(Thing.CONVERSATION), state.today()
    said = "The contact is recorded. Next: write it in the child's file."
    if len(spoken_of) > 1:
        said = "The contact is recorded for each child. Next: write it in the file of each."
    lacking = []
    with state.reading(who, Thing.CONVERSATION) as look:
        house = read_house(look, today)
        for child in spoken_of:
            [answered] = family_answers.about_sharing(
                look, child.id, house, [PROFESSIONALS], on=on, today=today
            )
            if answered.said and not answered.is_yes:
                said_of = answered.said
                lacking.append(said_of if len(spoken_of) == 1 else f"{child.code}: {said_of}")
    if not lacking:
        return said
    return (
        f"{said} {' '.join(lacking)} If you told them anything about the child, record that under Decisions "
        "too, as a concern: to share without consent is decided, with its reason (IS-8)."
    )


@form.opens(form.NEW_DISCLOSURE, "Told a colleague", width="medium")
def _disclosure() -> None:
    who, today = state.signed_in(Thing.CONVERSATION), state.today()
    with state.reading(who, Thing.CONVERSATION) as look:
        known = people.children_with_records(look, today)
        staff = [p for p in people.staff_of_late(look, today) if p.role not in ON_THE_COMMITTEE]
    parts.quiet(
        "CP-12: what is sensitive stays with the manager and the key person. Others are told only what their "
        "work with the child needs."
    )
    if not known:
        _nobody_to_record_for(who)
        return
    _who_reads_it(who)
    with st.form("disclosure", border=False):
        child = form.choice_of_child(known, "disclosure.child")
        colleague = form.choice("Who was told", staff, "disclosure.colleague", form.named_person)
        what = st.text_area("What they were told", key="disclosure.what")
        purpose = st.text_area("Why their work needs it", key="disclosure.purpose")
        on = form.day("Date", "disclosure.on", value=today)
        place = st.container()
        if st.form_submit_button("Record disclosure", type="primary"):
            write = partial(
                contacts.record_disclosure,
                state.opened(),
                who,
                child_id=child.id if child else None,
                colleague_id=colleague.id if colleague else None,
                what=what or "",
                purpose=purpose or "",
                on=on,
                today=today,
            )
            doubt = seldom_needs_it(colleague.role if colleague else None)
            form.save(
                place,
                form.NEW_DISCLOSURE,
                f"The disclosure is recorded. Next: write it in the child's file. {doubt}".strip(),
                write,
                {
                    "child": "Child",
                    "colleague": "Who was told",
                    "what": "What they were told",
                    "purpose": "Why their work needs it",
                    "on": "Date",
                },
            )


def _nobody_to_record_for(who: Who) -> None:
    """Why there is no child to choose; a form that nobody can complete is not shown."""
    if reach(who.role, Act.RECORD, Thing.CONVERSATION) is Reach.OWN:
        parts.empty("You have no key children today. Tell the manager or the deputy, who records it.")
    else:
        parts.no_records(who)


@form.opens(form.FILE_CONVERSATION, "Write it in the child's file", width="medium")
def _in_file(conversation_id: int) -> None:
    who, today = state.signed_in(Thing.CONVERSATION), state.today()
    with state.reading(who, Thing.CONVERSATION) as look:
        house = read_house(look, today)
        found = contacts.conversations(look, conversation_id=conversation_id)
    held = form.first_seen(who, found, "conversation", conversation_id, called="This")
    about = state.named(held.child_code, held.child)
    parts.quiet(f"{held.code}. {about}. {words.KINDS[held.kind]}, {long_date(held.on)}.")
    with st.form("in-file", border=False):
        entry = st.text_input("Number of the entry in the child's file", key="in-file.entry")
        recorded_on = form.day("Date it was written in the file", "in-file.recorded_on", value=today)
        late_because = st.text_input(
            "If it was written late, why",
            key="in-file.late_because",
            help=f"The setting's own rule: {words.recording_rule(house.rules.recording_days)}.",
        )
        place = st.container()
        if st.form_submit_button("Record entry", type="primary"):
            write = partial(
                contacts.record_in_file,
                state.opened(),
                who,
                conversation_id=conversation_id,
                entry=entry or "",
                recorded_on=recorded_on,
                late_because=late_because or "",
                recording_days=house.rules.recording_days,
                today=today,
            )
            said = f"{held.code} is in the child's file."
            form.save(
                place,
                form.FILE_CONVERSATION,
                form.with_index(who, Thing.CONVERSATION, said, entry or "", (held.child_id, held.child_code)),
                write,
                {
                    "entry": "Number of the entry in the child's file",
                    "recorded_on": "Date it was written in the file",
                    "late_because": "If it was written late, why",
                },
            )
    if contacts.may_take_back(who) and st.button(words.MISTAKEN_CONTACT, key="in-file.mistaken"):
        state.done("", form.FILE_CONVERSATION, state.Following(form.CONVERSATION_MISTAKE, conversation_id))


@form.opens(form.CONVERSATION_MISTAKE, words.MISTAKEN_CONTACT, width="medium")
def _mistaken(conversation_id: int) -> None:
    who = state.signed_in(Thing.CONVERSATION)
    with state.reading(who, Thing.CONVERSATION) as look:
        found = contacts.conversations(look, conversation_id=conversation_id)
    held = form.first_seen(who, found, "conversation", conversation_id, called="This")
    parts.quiet(
        f"{held.code}, {state.named(held.child_code, held.child)}. All of it is taken back, with its "
        "entry in the file. Only people who may see every child's contacts are shown it after that."
    )
    form.take_back(
        form.CONVERSATION_MISTAKE,
        {held.id: form.row_in_words(dated(held.on), words.KINDS[held.kind], held.recorded_by or "")}
        if held.taken_back is None
        else {},
        lambda *, row, because, token: contacts.take_back(
            state.opened(), who, conversation_id=row, because=because, token=token
        ),
        f"for {held.child_code}",
    )
