"""The policy: its adoption, a review, the policies and numbers beside it, leaflets (AD, SE, IS-9, GE-2)."""

from functools import partial

import streamlit as st

from rules.induction import PolicyAdopted, policy_in_use_since
from rules.need_to_know import Thing
from rules.policy import Change
from rules.words import dated, long_date
from store import policy
from store.house import read_house
from ui import form, parts, state, words

ADOPTION = {
    "committee": "Adopted at a meeting of",
    "held_on": "Held on",
    "signed_by": "Signed on behalf of the committee by",
    "signatory_role": "Role of the person who signed",
    "signed_on": "Signed on",
}
REVIEW = {
    "reviewed_on": "Reviewed on",
    "reviewed_by": "Reviewed by",
    "change": "What came of it",
    "what": "What changed",
}
RELATED = {
    "version": "Version",
    "dated_on": "Date of that version",
    "looked_at_on": "Looked at again on, if it stays as it is",
}
LEAFLET = {
    "title": "Title",
    "version": "Version",
    "issued_on": "Issued on",
    "issued_to": "Issued to",
}
CONTACT = {"name": "Whose number", "number": "Number", "checked_on": "Checked on"}


@form.opens(form.ADOPT, "Adoption of the policy")
def _adopt() -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    with state.reading(who, Thing.POLICY) as look:
        held = policy.adoption(look)
        began_on = read_house(look, today).began_on
    open_one = held if held and held.signed_on is None else None
    seen = form.seen(form.ADOPT, {"held_on": held.id if held else None}, ADOPTION)
    parts.quiet("Not signed yet? Leave the signature empty and complete it here later.")
    if held is None:
        parts.quiet(
            "Enter the meeting that first adopted the policy as it is now. "
            + (
                f"If it was held by {long_date(began_on)}, the first day in this dashboard, whoever was "
                "taken through the policy only before it is asked to read it again (PR-6). "
                if began_on
                else ""
            )
            + "A later meeting signs what is in use and asks nobody to."
        )
    with st.form("adopt", border=False):
        committee = st.text_input(
            ADOPTION["committee"],
            value=held.committee if held and not state.on_screen() else "",
            key="adopt.committee",
            placeholder="the management committee",
        )
        held_on = form.day(ADOPTION["held_on"], "adopt.held-on", value=open_one.held_on if open_one else None)
        signed_by = st.text_input(ADOPTION["signed_by"], key="adopt.signed-by")
        role = st.text_input(ADOPTION["signatory_role"], key="adopt.role", placeholder="chairperson")
        signed_on = form.day(ADOPTION["signed_on"], "adopt.signed-on")
        place = st.container()
        if st.form_submit_button("Record adoption", type="primary"):
            write = partial(
                policy.record_adoption,
                state.opened(),
                who,
                committee=committee or "",
                held_on=held_on,
                signed_by=signed_by or "",
                signatory_role=role or "",
                signed_on=signed_on,
                seen=seen,
                today=today,
            )
            notice = "The adoption is recorded."
            asks_nobody = held is not None and held_on != held.held_on
            if held is None and held_on:
                first = PolicyAdopted(held_on, today)
                asks_nobody = policy_in_use_since(first, began_on=began_on) is None
            if asks_nobody:
                notice += (
                    " If its text is new, also record a review that says what changed: then everyone is "
                    "asked to read it again."
                )
            form.save(place, form.ADOPT, lambda doubt: f"{notice} {doubt}".strip(), write, ADOPTION)


@form.opens(form.REVIEW, "Review of the policy")
def _review() -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    with state.reading(who, Thing.POLICY) as look:
        newest = max((held.id for held in policy.reviews(look) if held.taken_back is None), default=None)
    seen = form.seen(form.REVIEW, {"reviewed_on": newest}, REVIEW)
    parts.quiet(
        "A material change asks everyone to read the policy again and sign. A correction of typing does not."
    )
    with st.form("review", border=False):
        reviewed_on = form.day(REVIEW["reviewed_on"], "review.on", value=today)
        reviewed_by = st.text_input(
            REVIEW["reviewed_by"],
            value="" if state.on_screen() else who.name,
            key="review.by",
        )
        chosen: Change | None = st.radio(
            REVIEW["change"], list(Change), index=None, key="review.change", format_func=words.CHANGES.get
        )
        change = form.as_offered(Change, chosen)
        what = st.text_area(
            REVIEW["what"], key="review.what", help="If something changed, say what in a sentence."
        )
        place = st.container()
        if st.form_submit_button("Record review", type="primary"):
            write = partial(
                policy.record_review,
                state.opened(),
                who,
                reviewed_on=reviewed_on,
                reviewed_by=reviewed_by or "",
                change=change,
                what=what or "",
                seen=seen,
                today=today,
            )
            notice = (
                "The review is recorded. Everyone is asked to read the policy again."
                if change is Change.MATERIAL
                else "The review is recorded. Nobody has to read the policy again."
            )
            form.save(place, form.REVIEW, notice, write, REVIEW)


@form.opens(form.POLICY_MISTAKE, "An adoption or a review was entered by mistake", width="medium")
def _mistake() -> None:
    who = state.signed_in(Thing.POLICY)
    with state.reading(who, Thing.POLICY) as look:
        adopted, reviews = policy.adoptions(look), policy.reviews(look)
    parts.quiet(
        "The next review is then due counting from what is left. If the review made a new version of the "
        "policy for everyone to read, that version stays: change the topic on the Induction page."
    )
    rows = {
        ("adoption_id", held.id): form.row_in_words(
            dated(held.held_on), "Adopted, signed" if held.signed_on else "Adopted, not signed", ""
        )
        for held in adopted
        if held.taken_back is None
    } | {
        ("review_id", held.id): form.row_in_words(
            dated(held.reviewed_on), f"Reviewed: {words.lower(words.CHANGES[held.change])}", ""
        )
        for held in reviews
        if held.taken_back is None
    }
    form.take_back(
        form.POLICY_MISTAKE,
        rows,
        lambda *, row, because, token: policy.take_back(
            state.opened(), who, **dict([row] if row else []), because=because, token=token
        ),
    )


@form.opens(form.LEAFLET_MISTAKE, words.MISTAKEN_LEAFLET, width="medium")
def _leaflet_mistake() -> None:
    who = state.signed_in(Thing.POLICY)
    with state.reading(who, Thing.POLICY) as look:
        leaflets = policy.leaflets(look)
    form.take_back(
        form.LEAFLET_MISTAKE,
        {
            held.id: form.row_in_words(dated(held.issued_on), f"{held.title}, version {held.version}", "")
            for held in leaflets
            if held.taken_back is None
        },
        lambda *, row, because, token: policy.take_back(
            state.opened(), who, leaflet_id=row, because=because, token=token
        ),
    )


@form.opens(form.RELATED, "A related policy")
def _related(position: int) -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    with state.reading(who, Thing.POLICY) as look:
        held = read_house(look, today, with_standing=True).standing.related[position - 1]
    parts.quiet(held.title)
    with st.form("related-policy", border=False):
        # What is in use stands there: looked at again and left as it is, the day alone is new.
        version = st.text_input(RELATED["version"], value=held.version, key="related.version")
        dated_on = form.day(RELATED["dated_on"], "related.dated-on", value=held.dated_on)
        looked_at_on = None
        if held.dated_on:
            looked_at_on = form.day(
                RELATED["looked_at_on"], "related.looked-at-on", value=today, may_be_emptied=True
            )
        place = st.container()
        if st.form_submit_button("Record version", type="primary"):
            write = partial(
                policy.record_related,
                state.opened(),
                who,
                position=position,
                version=version or "",
                dated_on=dated_on,
                looked_at_on=looked_at_on,
                today=today,
            )
            form.save(place, form.RELATED, "The version is recorded.", write, RELATED)


@form.opens(form.LEAFLET, "A leaflet for parents")
def _leaflet() -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    with st.form("leaflet", border=False):
        title = st.text_input(LEAFLET["title"], key="leaflet.title")
        version = st.text_input(LEAFLET["version"], key="leaflet.version")
        issued_on = form.day(LEAFLET["issued_on"], "leaflet.issued-on", value=today)
        issued_to = st.text_input(LEAFLET["issued_to"], key="leaflet.issued-to", placeholder="all families")
        place = st.container()
        if st.form_submit_button("Record leaflet", type="primary"):
            write = partial(
                policy.issue_leaflet,
                state.opened(),
                who,
                title=title or "",
                version=version or "",
                issued_on=issued_on,
                issued_to=issued_to or "",
                today=today,
            )
            form.save(
                place,
                form.LEAFLET,
                "The leaflet is recorded. Next: record which families were given it.",
                write,
                LEAFLET,
                then=lambda leaflet: state.Following(form.FAMILIES, leaflet),
            )


@form.opens(form.CONTACT, "A number to ring")
def _contact(contact_id: int | None = None) -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    with state.reading(who, Thing.POLICY) as look:
        held = next((c for c in policy.contacts(look) if c.id == contact_id), None)
    shown = {"name": held.name, "number": held.number, "checked_on": held.checked_on} if held else {}
    if held and state.on_screen():
        parts.quiet(f"Contact {held.id}. Its name and number are shown when names are shown.")
        return
    # Not the day: it is not what was on record, but what is to be.
    keys = {field: f"contact.{field}" for field in ("name", "number")}
    seen = form.seen(form.CONTACT, shown, CONTACT, keys) if held else None
    parts.quiet(
        "Ring it, or look it up where the authority publishes it, before you record that it is right."
    )
    with st.form("contact-number", border=False):
        name = st.text_input(
            CONTACT["name"],
            value=held.name if held else "",
            key="contact.name",
            help="Such as the council's designated officer for allegations (LADO), Ofsted or the police.",
        )
        number = st.text_input(CONTACT["number"], value=held.number if held else "", key="contact.number")
        checked_on = form.day(CONTACT["checked_on"], "contact.checked-on", value=today)
        place = st.container()
        if st.form_submit_button("Mark checked", type="primary"):
            write = partial(
                policy.check_contact,
                state.opened(),
                who,
                contact_id=contact_id,
                name=name or "",
                number=number or "",
                checked_on=checked_on,
                seen=seen,
                today=today,
            )
            form.save(place, form.CONTACT, "The number is checked.", write, CONTACT)
    if held and st.button("Take this number off the list"):
        state.done("", form.CONTACT, state.Following(form.CONTACT_OFF, held.id))


@form.opens(form.CONTACT_OFF, "A number that is not rung any more")
def _contact_off(contact_id: int) -> None:
    who = state.signed_in(Thing.POLICY)
    with state.reading(who, Thing.POLICY) as look:
        held = form.there(next((c for c in policy.contacts(look) if c.id == contact_id), None), "This number")
    shown = f"Contact {held.id}" if state.on_screen() else f"{held.name}, {held.number}"
    parts.quiet(f"{shown}. Nobody is asked to check it any more. The audit trail keeps it.")
    with st.form("contact-off", border=False):
        place = st.container()
        if st.form_submit_button("Take it off", type="primary"):
            write = partial(policy.take_off_contact, state.opened(), who, contact_id=contact_id)
            form.save(place, form.CONTACT_OFF, "The number is taken off the list.", write, {})
