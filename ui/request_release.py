"""Release, refusal and close; one part of a request's page (AR-11, AR-28 to AR-32, LG-1, LG-2, X-4)."""

import streamlit as st

from rules import access, access_path
from rules.access import Step
from rules.need_to_know import Act, Thing, may
from rules.words import dated
from ui import parts, request_path
from ui.request_path import Seen

_INTERESTS = (Step.BEST_INTERESTS,)
_ADVICE = (Step.ADVICE_CONSIDERED, Step.ADVICE_SOUGHT, Step.ADVICE_RECEIVED)
_MEETING = (Step.INVITED, Step.MEETING)
_ENDS = (Step.RELEASED, Step.REFUSED, Step.WITHDRAWN, Step.MISTAKEN)
_ANSWER = (*_ENDS, Step.REFUSAL_AGREED, Step.CLOSED)


def part(one: Seen) -> None:
    """What stands in the way of a release; the questions before it; the meeting; the answer; the close."""
    ended = access.ended_on(one.held.done)
    if ended is None:
        _in_the_way(one)
    advice = _ADVICE if one.whole.last(Step.ADVICE_SOUGHT) else _ADVICE[:2]
    _section(
        one,
        "The child's best interests",
        "X-4: where anything about abuse or its risk is in the file",
        _INTERESTS,
        () if ended else _INTERESTS,
    )
    may_ask = ended is None or access.may_come_after(Step.ADVICE_CONSIDERED, one.held.done)
    _section(one, "Legal advice", "AR-11, LG-1: it never stops the clock", _ADVICE, advice if may_ask else ())
    _advice(one)
    if not one.whole.is_of_an_authority or one.whole.last(*_MEETING):
        _section(
            one,
            "The meeting",
            "AR-28, AR-29: hold it, or record why there was none. The release does not depend on which",
            _MEETING,
            () if ended or one.whole.is_of_an_authority else _MEETING,
        )
    closed = access.closed_on(one.held.done)
    open_now: tuple[Step, ...] = () if closed else (Step.CLOSED,) if ended else _ENDS
    is_to_agree = access.is_refused(one.held.done) and not closed and not _is_agreed(one)
    if is_to_agree and not _is_of(one, Step.REFUSED):
        open_now = (Step.REFUSAL_AGREED, *open_now)
    _section(one, "The answer", "AR-29, AR-32", _ANSWER, open_now)
    _second_person(one)
    if ended and (undone := access_path.left_undone(one.whole)):
        parts.subheading("Left undone", len(undone), note="Said when it was closed" if closed else "")
        parts.sentences(undone)


def _is_agreed(one: Seen) -> bool:
    return access_path.is_refusal_agreed(one.whole)


def _is_of(one: Seen, step: Step) -> bool:
    """Whether whoever reads this recorded the step, and so gives no second signature to it."""
    row = one.held.last(step)
    return row is not None and row.signed_by_id == one.who.account_id


def _second_person(one: Seen) -> None:
    """Who decided a refusal beside whoever recorded it: by their own signature, as it was recorded, or not
    yet (AR-10, AR-25)."""
    refused = one.held.last(Step.REFUSED)
    if refused is None or not access.is_refused(one.held.done) or _is_agreed(one):
        return
    if refused.said.strip() and one.is_shown:
        by = f"by {refused.recorded_by}" if refused.recorded_by else "by whoever refused it"
        parts.sentences(
            [
                f"Who decided it too, as recorded {by}: {refused.said.strip(' .')}. They did not sign here "
                "themselves."
            ]
        )
    elif access_path.lacks_second_person(one.whole):
        st.warning(
            "Nobody else has agreed to the refusal: two people decide that (AR-10, AR-25). The chairperson "
            "or a stand-in signs here under their own account. Is there none, correct the refusal under "
            "History and enter who decided it too."
        )


def _in_the_way(one: Seen) -> None:
    found = access_path.blockers(one.whole)
    parts.subheading("What stands in the way of release", len(found) or None)
    if doubt := request_path.without_responsibility(one):
        st.warning(parts.plain(doubt))
    if silent := request_path.shown_on_silence(one):
        st.warning(silent)
    if not found:
        parts.quiet("Nothing stands in the way. The file can be released.")
        return
    request_path.lacking(one, found, key="lacking", here=request_path.RELEASE)


def _section(one: Seen, title: str, note: str, steps: tuple[Step, ...], open_now: tuple[Step, ...]) -> None:
    parts.subheading(title, note=note)
    if lines := request_path.lines_of(one, *steps):
        parts.lines(lines, kind="recorded")
    elif not any(map(one.may_record, open_now)):
        parts.quiet("Nothing has been recorded.")
    request_path.buttons(one, *open_now)


def _advice(one: Seen) -> None:
    """What a lawyer said: for the manager and the chairperson, and never on a shared screen."""
    if not one.is_shown or not may(one.who.role, Act.SEE, Thing.LEGAL_ADVICE):
        return
    said = [(dated(row.on), row.advice) for row in one.held.steps if row.advice]
    if said:
        parts.lines(said, kind="two")
        parts.quiet("For the manager and the chairperson only. It is on no printed paper.")
