"""Who asks, their right to ask, and who was told: a part of a request's page (AR-2 to AR-7)."""

import streamlit as st

from papers import of_request
from rules import access, access_path
from rules.access import ENDINGS, Step
from rules.induction import Role
from rules.need_to_know import Act, Thing, may
from rules.requester import BY_UNDERSTANDING, THEMSELVES, Relationship, Subject, is_younger
from rules.words import counted, dated, is_one_name, listed, long_date
from store import requesters
from store.held_request import HeldRequester, HeldWhole
from ui import form, parts, request_path, state, words
from ui.request_path import Seen

_OF_THE_START = (
    Step.IDENTITY_ASKED,
    Step.IDENTITY_CONFIRMED,
    Step.COURT_ORDER_READ,
    Step.CHAIRPERSON_TOLD,
    Step.CONFLICT_ASKED,
    Step.STAND_IN_NAMED,
    Step.MANAGER_STANDS_BACK,
    Step.ACKNOWLEDGED,
    Step.CLARIFICATION_ASKED,
    Step.CLARIFICATION_ANSWERED,
    Step.EXTENDED,
)
LACKING = "Nothing is recorded yet. It is needed before release"
_ADVICE = {
    Relationship.NOT_RESPONSIBLE: (
        "Only somebody with parental responsibility asks on the child's behalf. Find out what else shows "
        "that this person may; if nothing does, refuse with reasons."
    ),
    Relationship.AUTHORITY: (
        "First read what the authority or the court bases its request on, and by which day it asks for an "
        "answer: enter that day, and keep to it. The other days are our own. Write to no third party before "
        "you know that it may be told: it could warn somebody. What social care or the police need to keep a "
        "child safe is decided under Sharing decisions, not here."
    ),
    Relationship.CHILD: (
        "A child who understands what they ask for asks alone, in their own right, at any age. Note what "
        "shows that they understand. If they do not, somebody with parental responsibility asks."
    ),
    Relationship.FORMER_CHILD: "They ask for their own information, in their own right.",
    Relationship.ACTING: "Somebody who acts for a carer shows an authority signed by that carer.",
}

_FOR_ONE_WITHOUT = (
    "The carer for whom they act does not hold parental responsibility by the register, and that carer's "
    "signature gives nobody more than the carer has. Find out what else shows that they may ask; if nothing "
    "does, refuse with reasons."
)

_NOTHING_SHOWN = "Nothing shows yet that this person may ask."
_ASK_FOR_IT = "Ask for it promptly: if you do, the month runs from the day on which you have seen it."
_UNTIL_THEN = (
    "Until it is shown tell them nothing about the child, not even that the child is here. The letters name "
    "no child and promise no copy."
)


def part(one: Seen) -> None:
    """Who asks, as it stands; what to look out for; the steps at the start; the child's other requests."""
    check, held = one.held.check, one.held
    parts.subheading("Who is asking", note="AR-2 to AR-4: it is the child's information")
    if check is None:
        parts.empty(
            "Nothing is recorded yet about who is asking and their right to ask. It is needed before release."
        )
    else:
        parts.lines(_lines(one, check), kind="record")
    if told := _look_out(one):
        parts.sentences(told)
    with st.container(horizontal=True):
        if one.may_record():
            st.button(
                "Change who is asking" if check else "Record who is asking",
                on_click=state.open_form,
                args=(form.REQUESTER, held.id),
            )
    parts.subheading("Told, asked and answered", note="AR-4 to AR-9")
    if lines := request_path.lines_of(one, *_OF_THE_START):
        parts.lines(lines, kind="recorded")
    request_path.buttons(one, *_open_steps(one))
    if too_late := of_request.too_late_to_extend(one.held, one.today, one.house.bank_holidays):
        sent = "A notice that was sent by then is recorded with “Record a step”, under Steps."
        parts.quiet(f"{too_late} {sent}" if one.may_record(Step.EXTENDED) else too_late)
    stand_in_button(one, "people")
    _others(one)


def stand_in_button(one: Seen, where: str = "next") -> None:
    """Gives the stand-in the account with which they sign, where one is named and this person may."""
    if _may_give_an_account(one):
        st.button(
            "Give the stand-in an account",
            key=f"stand-in-{where}",
            on_click=state.open_form,
            args=(form.STAND_IN_ACCOUNT, one.held.id),
        )


def _may_give_an_account(one: Seen) -> bool:
    """Whether a stand-in is named, who signs under their own account, and this person may give them one."""
    is_open = access.closed_on(one.held.done) is None
    named = one.whole.last(Step.STAND_IN_NAMED)
    return bool(named) and is_open and may(one.who.role, Act.RECORD, Thing.STAND_IN)


def _lines(one: Seen, check: HeldRequester) -> list[tuple[str, str, str]]:
    shown = one.is_shown
    what, on = one.held.proof_seen or ("", None)
    seen_on = f", {dated(on)}" if on else ""
    # Words that say that nothing was shown are said, and that it is needed.
    authority = words.typed(check.authority, shown=shown)
    if check.lacks_authority:
        authority = f"{authority.rstrip('.')}. It is needed before release" if authority else LACKING
    rows = [
        ("Asked by", _asked_by(one.held) if shown else words.ON_FILE, "AR-4"),
        ("They are", words.capital(str(check.relationship)), "AR-4"),
        ("Carer", "By mistake: see below" if one.held.is_asked_by_no_carer else "", "AR-4"),
        ("They act for", words.typed(check.acts_for, shown=shown), "AR-4"),
        ("They ask for", words.capital(f"{check.subject} information"), "AR-3"),
        ("Proof of identity seen", f"{words.typed(what, shown=shown)}{seen_on}" or LACKING, "AR-4"),
        ("What shows they may", authority, "AR-4"),
        ("Asks for an answer by", long_date(check.wanted_by) if check.wanted_by else "", ""),
        ("Court order", "Yes" if access_path.has_court_order(one.whole) else "None that we know of", "AR-4"),
        ("Two carers in dispute", "Yes" if check.is_in_dispute else "", "AR-3"),
        ("Note", words.typed(check.note, shown=shown), ""),
    ]
    if len(one.held.checks) > 1:
        rows.append(("Changed", f"{counted(len(one.held.checks) - 1, 'time')}; see the history", ""))
    return [row for row in rows if row[1]]


def _asked_by(held: HeldWhole) -> str:
    """The name by which letters call the person, and what the request was written down under."""
    return held.asker if held.asker == held.requester else f"{held.asker}, written down as {held.requester}"


def _look_out(one: Seen) -> list[str]:
    check, told = one.held.check, []
    if access_path.has_court_order(one.whole) and one.whole.last(Step.COURT_ORDER_READ) is None:
        told.append("A court order is on file: read it and record what it says before anything is released.")
    if access_path.is_mistaken(one.whole) and not access.is_by_mistake(one.held.done):
        told.append(access_path.MISTAKEN)
        if one.whole.last(*ENDINGS):
            told.append(
                "If they were given something they should not have seen, record it as a breach (CP-13)."
            )
    if (
        one.is_shown
        and one.who.role is Role.MANAGER
        and is_one_name(one.held.asker, one.who.name)
        and one.whole.last(Step.MANAGER_STANDS_BACK, *ENDINGS) is None
    ):
        told.append(
            "The person who asks has your name. If it is you, or a relative or friend, say that you stand "
            "back, and who decides instead."
        )
    if check is None:
        return told
    if one.whole.last(*ENDINGS) is None and access_path.is_lapsed(one.whole, one.today):
        told.append(access_path.LAPSED)
    if check.is_for_one_without:
        told.append(_FOR_ONE_WITHOUT)
    elif check.relationship is Relationship.NOT_RESPONSIBLE and check.subject is Subject.OWN:
        told.append("They ask for what is about them alone: for that nobody needs parental responsibility.")
    elif check.relationship in _ADVICE:
        told.append(_ADVICE[check.relationship])
    if check.lacks_authority and one.whole.last(*ENDINGS) is None:
        is_family = check.relationship is not Relationship.AUTHORITY
        ask = is_family and not one.whole.last(Step.IDENTITY_ASKED, Step.IDENTITY_CONFIRMED)
        told.append(" ".join(filter(None, (_NOTHING_SHOWN, _ASK_FOR_IT if ask else "", _UNTIL_THEN))))
    if check.relationship in THEMSELVES and is_younger(one.held.born_on, BY_UNDERSTANDING, on=one.today):
        told.append(
            "They are younger than twelve: find out whether they understand what they ask for, and note "
            "why you think so. If they do not, somebody with parental responsibility asks."
        )
    if check.is_in_dispute:
        told.append(
            "Two carers are in dispute: the other one is a third party of this request (AR-16), and legal "
            "advice is to be sought (LG-2)."
        )
    if check.subject is not Subject.CHILD:
        told.append(
            "What the file says about the person who is asking is theirs (AR-3). Where somebody else asks "
            "for the file, it is a third party's, and is decided about (AR-16)."
        )
    return told


def _open_steps(one: Seen) -> list[Step]:
    """The steps of the start that can be recorded now."""
    whole = one.whole
    if whole.last(*ENDINGS):
        return []
    asked = len([done for done in whole.steps if done.step is Step.CLARIFICATION_ASKED])
    answered = len([done for done in whole.steps if done.step is Step.CLARIFICATION_ANSWERED])
    offered = {
        Step.IDENTITY_ASKED: not whole.last(Step.IDENTITY_ASKED, Step.IDENTITY_CONFIRMED),
        Step.IDENTITY_CONFIRMED: access.is_identity_awaited(whole.steps),
        Step.COURT_ORDER_READ: access_path.has_court_order(whole) and not whole.last(Step.COURT_ORDER_READ),
        Step.CHAIRPERSON_TOLD: not whole.last(Step.CHAIRPERSON_TOLD),
        Step.CONFLICT_ASKED: not whole.last(Step.CONFLICT_ASKED),
        Step.STAND_IN_NAMED: access_path.conflict_on(whole)
        or access_path.is_open(access_path.Task.STAND_IN, whole),
        Step.MANAGER_STANDS_BACK: not whole.last(Step.MANAGER_STANDS_BACK),
        Step.ACKNOWLEDGED: not whole.last(Step.ACKNOWLEDGED),
        Step.CLARIFICATION_ASKED: asked == answered,
        Step.CLARIFICATION_ANSWERED: asked > answered,
        Step.EXTENDED: of_request.may_still_be_extended(one.held, one.today, one.house.bank_holidays),
    }
    return [step for step, is_open in offered.items() if is_open]


def _others(one: Seen) -> None:
    """Which requests belong to this one, and how many others there are about the child."""
    with state.reading(one.who, Thing.ACCESS_REQUEST) as look:
        others = requesters.others(look, one.held)
    if not others:
        return
    parts.subheading("Other requests about this child", len(others), note="AR-1")
    linked = {link.code: link for link in one.held.links}
    parts.lines(
        [
            (
                other.code,
                f"Received {dated(other.received_on)}, {other.standing}",
                words.capital(str(linked[other.code].link)) if other.code in linked else "Not linked",
                words.typed(linked[other.code].reason, shown=one.is_shown) if other.code in linked else "",
            )
            for other in others
        ],
        kind="others",
    )
    if mistaken := [link for link in one.held.all_links if link.taken_back]:
        parts.lines(
            [
                (
                    link.code,
                    words.with_mistake(words.capital(str(link.link)), link.taken_back),
                    words.said_with(link.reason if one.is_shown else "", link.taken_back, shown=one.is_shown),
                )
                for link in mistaken
            ],
            kind="notes",
        )
    open_ones = [other.code for other in others if other.is_open and other.code not in linked]
    if open_ones:
        are = "is open too and not linked" if len(open_ones) == 1 else "are open too and not linked"
        say = ": say how they belong together" if one.may_record() else ""
        parts.quiet(f"{listed(open_ones)} {are}{say}.")
    if one.may_record():
        with st.container(horizontal=True):
            st.button("Link to another request", on_click=state.open_form, args=(form.LINK, one.held.id))
            if one.held.links:
                st.button(
                    words.MISTAKEN_LINK,
                    on_click=state.open_form,
                    args=(form.LINK_MISTAKE, one.held.id),
                )
