"""Who asks for a file and their right to ask; and requests that belong together (AR-1 to AR-4)."""

from datetime import date
from functools import partial

import streamlit as st

from rules.access import Step, is_identity_awaited
from rules.need_to_know import Act, Thing, may
from rules.requester import CARERS, NOT_SHOWN_BY_IDENTITY, Link, Relationship, Subject
from rules.words import dated
from store import children, find, requesters, whole_requests
from store.children import RegisteredCarer
from store.held_request import HeldWhole
from ui import form, parts, state, words

LABELS = {
    "relationship": "What the person is to the child",
    "carer": "Which carer asks",
    "subject": "Whose information is asked for",
    "acts_for": "For whom else they act",
    "evidence": "Proof of identity seen",
    "evidence_seen_on": "Seen on",
    "authority": "Proof of their right to ask",
    "wanted_by": "By which day they ask for an answer",
    "is_authority_lacking": "Nothing has been shown yet of their right to ask",
    "because": "What was wrong, or what has changed",
    "note": "Note",
    "other": "The other request",
    "link": "How they belong together",
    "reason": "Why, in a sentence",
}

_AUTHORITY = {
    Relationship.ACTING: "Proof of their right to ask, such as the form that the carer signed",
    Relationship.AUTHORITY: "Proof of their right to ask, such as the order",
    Relationship.CHILD: "What shows that they understand what they ask for",
}


def _labels(relationship: Relationship | None) -> dict[str, str]:
    """What the fields are called for whoever asks: a refusal names them as the form does."""
    found = dict(LABELS)
    if relationship is Relationship.ACTING:
        found["carer"] = "For which carer they act"
    if relationship in _AUTHORITY:
        found["authority"] = _AUTHORITY[relationship]
    return found


@form.opens(form.REQUESTER, "Who is asking, and their right to ask", width="medium")
def _requester(request_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
        child = children.registered(look, today, held.child_id)
    shown, check = not state.on_screen(), held.check
    if check and not shown:
        parts.quiet("What was recorded is not shown now. Show names to change it.")
        return
    parts.quiet(
        f"{held.code}. The information is the child's, at any age; a parent asks on the child's behalf. A "
        "family you know need not prove again who they are."
    )
    if shown and may(who.role, Act.RECORD, Thing.CHILD):
        # Which child it is nobody on a shared screen learns from the address.
        parts.quiet("A carer who is not in the list of carers below is added first, with Add a carer.")
        parts.lead_to(find.address_of("Child", held.child_code), f"Open {held.child_code} to add a carer")
    opened_on = form.seen(form.REQUESTER, {"because": check.id if check else None}, LABELS)
    carers = list(child.carers) if child else []
    numbers = {carer.id: at for at, carer in enumerate(carers, 1)}

    def named(carer: RegisteredCarer) -> str:
        holds = "parental responsibility" if carer.is_responsible(today) else "no parental responsibility"
        return f"{carer.name if shown else f'Carer {numbers[carer.id]}'}: {holds} by the register"

    asking = next((carer for carer in carers if carer.id == held.asking_carer), None)
    seen, seen_on_day = _proof_known(held)
    shown_since = _authority_shown_since(held)
    # These stand before the form: what else is asked depends on them.
    relationship = form.choice(
        LABELS["relationship"],
        list(Relationship),
        "requester.relationship",
        value=check.relationship if check else _by_the_register(asking, today),
    )
    labels = _labels(relationship)
    carer = None
    is_acting = relationship is Relationship.ACTING
    if relationship in CARERS or is_acting:
        carer = form.choice(
            labels["carer"],
            carers,
            "requester.carer_of_theirs" if is_acting else "requester.carer",
            named,
            value=asking,
            empty="None of these",
        )
    with st.form("requester", border=False):
        acts_for, authority, lacking, wanted_by = "", "", False, None
        if is_acting and carer is None:
            acts_for = st.text_input(
                labels["acts_for"],
                # Of a carer who was chosen the name is known: another one is chosen by one press.
                value=check.acts_for if check and not check.carer_id else "",
                key="requester.acts_for",
            )
        if relationship is Relationship.AUTHORITY:
            wanted_by = form.day(
                labels["wanted_by"],
                "requester.wanted_by",
                value=check.wanted_by if check else None,
            )
        subjects = list(Subject)
        subject = form.choice(
            labels["subject"],
            subjects,
            "requester.subject",
            value=check.subject if check else subjects[0],
            hint="By our policy what the file says of the parent is the parent's own (AR-3), and the other "
            "parent is a third party (AR-16).",
        )
        left, right = st.columns([3, 1])
        evidence = left.text_input(
            labels["evidence"],
            value=seen,
            key="requester.evidence",
            help="Such as a passport, or that you know them. Keep no copy.",
        )
        with right:
            seen_on = form.day(
                labels["evidence_seen_on"],
                "requester.evidence_seen_on",
                value=seen_on_day,
            )
        # Of a child who is grown up there is nothing to show but who they are. What was entered once stays.
        stands = bool(check and check.relationship is relationship and check.authority)
        if relationship not in {None, Relationship.FORMER_CHILD} or stands:
            authority = st.text_input(
                labels["authority"],
                value=shown_since or (check.authority if check else ""),
                key="requester.authority",
            )
        if relationship in NOT_SHOWN_BY_IDENTITY:
            lacking = st.checkbox(
                labels["is_authority_lacking"],
                value=bool(check and check.lacks_authority and not shown_since),
                key="requester.lacking",
                help="Until it is shown no letter names the child, and nothing is released.",
            )
        court_order = st.checkbox(
            "A court order is about the child, this person or the request",
            value=check.has_court_order if check else held.has_court_order,
            key="requester.court_order",
        )
        dispute = st.checkbox(
            "Two carers of the child are in dispute",
            value=bool(check and check.is_in_dispute),
            key="requester.dispute",
        )
        note = st.text_area("Note", value=check.note if check else "", height=68, key="requester.note")
        because = ""
        if check:
            because = st.text_input(LABELS["because"], key="requester.because") or ""
        place = st.container()
        if st.form_submit_button("Record who is asking", type="primary"):
            write = partial(
                requesters.record,
                state.opened(),
                who,
                request_id=request_id,
                carer_id=carer.id if carer else None,
                relationship=relationship,
                subject=subject,
                acts_for=acts_for or "",
                evidence=evidence or "",
                evidence_seen_on=seen_on,
                authority=authority or "",
                has_court_order=court_order,
                is_in_dispute=dispute,
                note=note or "",
                because=because,
                corrects_id=opened_on["because"],
                is_authority_lacking=lacking,
                wanted_by=wanted_by,
                today=today,
            )
            said = f"Recorded for {held.code}: who is asking."
            then = None
            if lacking and relationship in NOT_SHOWN_BY_IDENTITY:
                # Who they are is not that they may: the step that says so would start the month anew.
                if not (held.last(Step.IDENTITY_ASKED) or held.last(Step.IDENTITY_CONFIRMED)):
                    said += " Now ask for proof of their right to ask, and record that you asked."
                    then = state.Following(form.ACCESS_STEP, request_id, Step.IDENTITY_ASKED)
            elif evidence and is_identity_awaited(held.done):
                said += " Now record the proof as a step: the month runs from the day it was seen."
                then = state.Following(form.ACCESS_STEP, request_id, Step.IDENTITY_CONFIRMED)
            form.save(place, form.REQUESTER, said, write, labels, then=then)


def _by_the_register(asking: RegisteredCarer | None, today: date) -> Relationship | None:
    """What a carer who asks is to the child, as the register has it; nothing of anybody else."""
    if asking is None:
        return None
    holds = asking.is_responsible(today)
    return Relationship.RESPONSIBLE if holds else Relationship.NOT_RESPONSIBLE


def _proof_known(held: HeldWhole) -> tuple[str, date | None]:
    """The proof of identity that is recorded, and the day on which it was seen.

    What was seen once is not typed twice: the step that says so stands in the form until it is put right.
    """
    proof = None if held.check or state.on_screen() else held.last(Step.IDENTITY_CONFIRMED)
    if proof and proof.said:
        return proof.said, proof.on
    return held.proof_seen or ("", None)


def _authority_shown_since(held: HeldWhole) -> str:
    """What the step that proof was seen says was shown, since nothing yet was: nobody types it twice."""
    check, proof = held.check, held.last(Step.IDENTITY_CONFIRMED)
    if check is None or proof is None or not check.lacks_authority or state.on_screen():
        return ""
    since = proof.done.since
    return proof.said if since and check.at and since >= check.at else ""


@form.opens(form.LINK, "Link to another request")
def _link(request_id: int) -> None:
    who = state.signed_in(Thing.ACCESS_REQUEST)
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
        others = requesters.others(look, held)
    parts.quiet(f"{held.code} and another request about the same child.")
    with st.form("link", border=False):
        other = form.choice(
            LABELS["other"],
            others,
            "link.other",
            lambda one: f"{one.code}, received {dated(one.received_on)}",
        )
        link = form.choice(LABELS["link"], list(Link), "link.link")
        reason = st.text_input(LABELS["reason"], key="link.reason")
        place = st.container()
        if st.form_submit_button("Link them", type="primary"):
            write = partial(
                requesters.link,
                state.opened(),
                who,
                request_id=request_id,
                other_id=other.id if other else None,
                link=link,
                reason=reason or "",
            )
            form.save(place, form.LINK, f"{held.code} is linked.", write, LABELS)


@form.opens(form.LINK_MISTAKE, words.MISTAKEN_LINK, width="medium")
def _link_mistaken(request_id: int) -> None:
    who = state.signed_in(Thing.ACCESS_REQUEST)
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
    parts.quiet(
        f"{held.code} and another request about the same child. It is taken off the pages of both requests."
    )
    form.take_back(
        form.LINK_MISTAKE,
        {link.id: f"{link.code}: {link.link}" for link in held.links},
        lambda *, row, because, token: requesters.take_back_link(
            state.opened(), who, request_id=request_id, link_id=row, because=because, token=token
        ),
        f"for {held.code}",
        then="If the two belong together in another way, link them again.",
    )
