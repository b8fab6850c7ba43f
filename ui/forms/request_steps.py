"""A step of an access request: recorded, or corrected by another row (AR-4 to AR-32, LG-1, X-4).

The step is chosen first: what else is asked depends on it. Before a pause or an extension is recorded, the
form says what it does to the date.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from rules import access, access_path, file_check, request_steps
from rules.access import Step, WhatIf
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import Act, Thing, may
from rules.requester import Shown
from rules.words import counted, dated, listed, long_date
from store import file_entries, request_file, requesters, whole_requests
from store import request_steps as store
from store.cabinet import Who
from store.file_index import FileIndex
from store.held_request import HeldStep
from store.house import read_house
from store.siblings import Beside
from ui import form, parts, request_path, state, words
from ui.file_check import NO_PAPERS, lead_to_the_index, of_an_empty_index
from ui.request_path import Seen

LABELS = {
    "step": "What was done",
    "on": "Date it was done",
    "answer": "Answer",
    "said": "Note, if any",
    "reason": "Reason",
    "advice": "What the lawyer said: for the manager and the chairperson only, and on no printed paper",
    "pages": "Pages, counted",
    "late_because": "Why it is late",
    "is_written_down": "I only write this down: whoever decides instead of me decided it",
    "also": "Requests of the same person and day, if the same was done for them",
    "is_struck": "It was not done at all",
    "because": "What was wrong with it, or what has changed",
}
ANSWER = {
    Step.IDENTITY_CONFIRMED: "What it shows",
    Step.COURT_ORDER_READ: "What the order does",
    Step.CONFLICT_ASKED: "What the chairperson answers",
    Step.MANAGER_STANDS_BACK: "What the manager is to the request",
    Step.BEST_INTERESTS: "What is decided",
    Step.ADVICE_CONSIDERED: "What makes it a matter for legal advice",
    Step.FILE_CHECKED: "The file truly holds no papers. The second person signs for that too",
    Step.EXTENDED: "On which of the law's two grounds",
    Step.MEETING: "What came of it",
    Step.RELEASED: "How much is released",
    Step.REFUSED: "On which ground",
}
SAID = {
    Step.IDENTITY_ASKED: "What was asked for, as in the letter",
    Step.IDENTITY_CONFIRMED: "What was seen",
    Step.COURT_ORDER_READ: "Which order, and its date",
    Step.CHAIRPERSON_TOLD: "How",
    Step.STAND_IN_NAMED: "Who stands in, by the whole name",
    Step.MANAGER_STANDS_BACK: "Who decides instead, such as the deputy or the chairperson",
    Step.ACKNOWLEDGED: "How it was sent",
    Step.CLARIFICATION_ASKED: "What was asked, as in the letter",
    Step.CLARIFICATION_ANSWERED: "What they answered",
    Step.FILE_CHECKED: "Where else you looked, such as e-mail and the learning journey, and what was found",
    Step.ADVICE_SOUGHT: "Who was asked",
    Step.ADVICE_RECEIVED: "From whom",
    Step.INVITED: "Days and times offered, as in the letter",
    Step.MEETING: "Who was there, and who explained it",
    Step.RELEASED: "Who was given the copy, and how they signed for it",
    Step.REFUSED: "Who decided it with you, if they cannot sign here",
    Step.WITHDRAWN: "Who took it back, and how they said so",
}
REASON = {
    Step.COURT_ORDER_READ: "What the order says, if it limits or forbids the request",
    Step.EXTENDED: "What makes it complex, or how many requests there are: this goes in the notice",
    Step.FILE_CHECKED: "What is done about what the check lists; or why the file holds no papers",
    Step.BEST_INTERESTS: "Why, if anything about abuse or its risk is in the file or on record",
    Step.ADVICE_CONSIDERED: "What it is, and if no advice is sought, why not; or why it is nothing",
    Step.MEETING: "Why, if the file is released without a meeting",
    Step.RELEASED: "Why some of it is held back, if it is; or how it keeps to a court order that limits it",
    Step.REFUSED: "The reasons, as the letter says them",
    Step.MISTAKEN: "What is right instead: the code of the request that stands, or that nobody asked",
    Step.CLOSED: "Why something was left undone",
}

_COMPLAIN = (
    "The letter says how to complain: to us, to the Information Commissioner, and that they may go to court"
)
# Who is close to one child is close to brothers and sisters.
ALSO = {Step.CONFLICT_ASKED: "Requests that came with it, for which the answer is the same"}
ROUTE = {Step.REFUSED: _COMPLAIN, Step.RELEASED: f"{_COMPLAIN}, if some of it is held back"}


def _labels(step: Step | None) -> dict[str, str]:
    """What the fields are called for this step: a refusal names them as the form does."""
    asked = {"answer": ANSWER, "said": SAID, "reason": REASON, "is_route_told": ROUTE, "also": ALSO}
    return LABELS | {field: called[step] for field, called in asked.items() if step in called}


LOOKED_AT = (Step.FILE_CHECKED, Step.CLEAN_COPY)
WORKED_OUT = frozenset({Step.EXTENDED, Step.CLARIFICATION_ASKED, Step.CLARIFICATION_ANSWERED})
A_WEEK = timedelta(days=7)


_TITLED = "access-step.titled"


def _title(request_id: int) -> str:
    """Which request the form is about, by its code, and which step: of two that are open nobody then signs
    the wrong one."""
    who = state.signed_in(Thing.ACCESS_REQUEST)
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        code = whole_requests.code_of(look, request_id)
    if state.is_just_opened():
        state.fill(_TITLED, state.suggestion())
    step = state.kept(_TITLED)
    done = words.lower(words.DO.get(step, words.STEPS[step])) if step in words.STEPS else "record a step"
    return f"{code}: {done}" if code else words.capital(done)


@form.opens(form.ACCESS_STEP, _title, width="medium")
def _record(request_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    one, index = _open(request_id, who, today)
    offered = [step for step in request_steps.open_steps(one.held.done) if one.may_record(step)]
    looked_at = {str(step): access_path.rests_on(step, one.whole) for step in LOOKED_AT}
    seen = form.seen(form.ACCESS_STEP, looked_at, dict.fromkeys(looked_at, LABELS["step"]))
    suggested = Step.CONFLICT_ASKED if one.is_to_answer_first else state.suggestion()
    if one.is_to_answer_first:
        parts.quiet("Say this first: whoever is close to a request prepares nothing of it (AR-6).")
    offered, suggested = form.as_opened(form.ACCESS_STEP, request_id, offered, suggested)
    # It stands before the form: what else is asked depends on it.
    step = form.choice(
        LABELS["step"],
        offered,
        # A key of its own for each: the browser would send what the form before was at.
        f"access-step.step.{suggested or ''}",
        words.STEPS.__getitem__,
        value=suggested,
    )
    if step != state.kept(_TITLED):
        state.fill(_TITLED, step)
        st.rerun()  # the title is the page's to draw: a choice in the form draws the form alone
    if told := request_steps.stood_back_problems(who.role, one.whole, step, is_written_down=True):
        parts.quiet(told["step"])
        return
    if _waits_for_names(one, step):
        return
    _before(one, index, step, who)
    if _stands_in_the_way(one, step):
        return
    name = f"access-step.{step or ''}"
    asked = _date(one, step, name, today)
    with st.form("access-step", border=False):
        given = asked | _fields(one, step, name, with_date="on" not in asked, today=today)
        beside = _came_with(one, who, step) if step in request_steps.TOGETHER else []
        also = form.choice_of_beside(
            _labels(step)["also"], beside, f"{name}.also", all_of_them=step is Step.CONFLICT_ASKED
        )
        place = st.container()
        if st.form_submit_button("Record step", type="primary"):
            write = partial(
                store.record,
                state.opened(),
                who,
                request_id=request_id,
                step=step,
                **given,
                also=[other.id for other in also],
                seen=seen,
                today=today,
            )
            codes = listed([one.held.code, *(other.code for other in also)])
            said = f"Recorded for {codes}: {words.STEPS[step] if step else ''}."
            then = None
            check = one.held.check
            if step is Step.IDENTITY_CONFIRMED and check is None:
                said += " Now record what the person is to the child."
                then = state.Following(form.REQUESTER, request_id)
            elif step is Step.IDENTITY_CONFIRMED and check and check.lacks_authority:
                said += " It stands with who is asking now, as what shows that they may ask."
                if given.get("answer") == Shown.RIGHT and not check.evidence:
                    said += " Now record how you know who they are."
                    then = state.Following(form.REQUESTER, request_id)
            form.save(place, form.ACCESS_STEP, said, write, _labels(step), then=then)


@form.opens(form.CORRECT_STEP, "Correct a step of the request", width="medium")
def _correct(step_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    if state.on_screen():
        parts.quiet("What was typed is not shown now. Show names to correct a step.")
        return
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        request_id = store.request_of(look, step_id)
    one, _ = _open(request_id or 0, who, today)
    row = next((row for row in one.held.steps if row.id == step_id), None)
    if row is None:
        raise form.Gone("This step has been corrected in the meantime. Close this and look at the steps.")
    parts.sentences([f"{words.STEPS[row.step]}, {long_date(row.on)}.", "Both stay in the history."])
    is_struck = st.checkbox(LABELS["is_struck"], key=f"correct-step.{step_id}.struck")
    name = f"correct-step.{step_id}"
    asked = {} if is_struck else _date(one, row.step, name, row.on, wrong=row)
    as_it_was: dict[str, Any] = {"on": row.on}
    with st.form("correct-step", border=False):
        if is_struck:
            given = as_it_was
        else:
            given = asked | _fields(one, row.step, name, with_date="on" not in asked, today=row.on, row=row)
        because = st.text_area(LABELS["because"], key=f"{name}.because")
        place = st.container()
        if st.form_submit_button("Record correction", type="primary"):
            write = partial(
                store.correct,
                state.opened(),
                who,
                step_id=step_id,
                **given,
                is_struck=is_struck,
                because=because or "",
                today=today,
            )
            labels = _labels(row.step)
            del labels["step"]  # what was done is not asked here
            form.save(place, form.CORRECT_STEP, f"Corrected for {one.held.code}.", write, labels)


@form.opens(form.RECEIPT, "Correct the day of receipt of the request", width="medium")
def _correct_receipt(request_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    one, _ = _open(request_id, who, today)
    held, bank_holidays = one.held, one.house.bank_holidays

    def show(on: date) -> None:
        what = access.what_if_received(held.received_on, on, held.done, bank_holidays)
        parts.what_if(f"received {dated(on)}", [("With this day", what)])

    form.correct_receipt(
        form.RECEIPT,
        held.received_on,
        partial(store.correct_receipt, state.opened(), who, request_id=request_id, today=today),
        f"The day of receipt of {held.code} is corrected.",
        show=show,
    )


def _open(request_id: int, who: Who, today: date) -> tuple[Seen, FileIndex]:
    """Says which request the form is about and when it is due; gives it with its file's index."""
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        house = read_house(look, today)
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
        index = request_file.read(look, held, today)
    state.saw(who, "access_request", held.id)
    whole = held.whole(None if access.ended_on(held.done) else request_file.of_index(held, index))
    one = request_path.seen(held, whole, house, who, today)
    whose = request_path.whose(held, shown=one.is_shown)
    parts.quiet(f"{held.code}. {whose} Received {long_date(held.received_on)}.")
    parts.answer(request_path.due_said(one))
    return one, index


_OF_THE_MONTH = frozenset({Step.IDENTITY_ASKED, Step.CLARIFICATION_ASKED, Step.EXTENDED})
# What to know of a step whatever stands in the request.
_TOLD: dict[Step, tuple[str, ...]] = {
    Step.STAND_IN_NAMED: (
        "They sign under their own name, with an account whose role is chairperson: once they are named, "
        "“Give the stand-in an account” is on the page of the request, under Who is asking. The weekly "
        "review asks to change it back when the request is closed.",
    ),
    Step.IDENTITY_ASKED: (
        "Ask promptly, and for no more than shows who they are and their right to ask. Asked within the "
        "month, it lets the month run from the day on which it is seen.",
    ),
    Step.CLARIFICATION_ASKED: (
        "Ask promptly, and only what you need to know to find what is wanted. Only then do the days "
        "until the answer not count.",
    ),
    Step.FILE_CHECKED: (
        "Not all that is asked for may be in the paper file. Look, as far as is reasonable, in e-mail, the "
        "online learning journey, phones and tablets, the accident book, minutes and, where there are any, "
        "cameras. Put what is found into the file before you sign.",
    ),
    Step.EXTENDED: (
        "The law has two grounds. That we are busy, short of staff or on holiday is none.",
        words.GOES_IN_A_LETTER,
    ),
    Step.REFUSED: (words.GOES_IN_A_LETTER,),
    Step.MISTAKEN: (
        "Only for a request that was never made so: for the wrong child, or recorded twice. If whoever asked "
        "took it back, record that it was withdrawn.",
        "This ends and closes the request. No answer is due, the hold on the file ends, and it counts in no "
        "figure. It stays in the register and the history with your reason, and the committee is told how "
        "many requests ended so.",
    ),
}


# Before what is recorded of the copy that goes out, the order stands in its own words.
_BY_THE_ORDER = frozenset({Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED, Step.RELEASED})


def _before(one: Seen, index: FileIndex, step: Step | None, who: Who) -> None:
    """What to know before a step is recorded: what it waits for, what stands in its way, what it lists."""
    if step is None:
        return
    if waits := request_steps.waits_for(step, one.whole):
        first = listed([words.lower(str(task)) for task in waits])
        parts.quiet(f"Usually this comes first: {first}. The law lets you go on.")
    if step in request_steps.DECISIONS and (
        told := request_path.manager_stands_back(one.held, shown=one.is_shown)
    ):
        parts.quiet(f"{told} Record what they decided.")
    if step in {Step.FILE_CHECKED, Step.FILE_CHECK_SIGNED}:
        if step is Step.FILE_CHECKED and not index.standing:  # from the weekly review nobody saw the page
            st.warning(of_an_empty_index(who))
            lead_to_the_index(one.held, who)
        _not_in_the_file(one.held.child_id, who)
    if step is Step.CONFLICT_ASKED and one.is_shown:
        _named_in_it(one, index, who)
    if one.is_shown:
        _says_otherwise(one, step, who)
    if step in _BY_THE_ORDER:
        request_path.say_the_order(one.held)
    if step is Step.REFUSED:
        st.warning(request_steps.TWO_PEOPLE)
        if access_path.is_open(access_path.Task.ADVICE, one.whole):
            st.warning(request_steps.NO_ADVICE)
    if step is Step.RELEASED and (doubt := request_path.without_responsibility(one)):
        st.warning(parts.plain(doubt))
    if step is Step.RELEASED and (silent := request_path.shown_on_silence(one)):
        st.warning(silent)
    # To an authority no month of the law runs, which a question could stop or begin anew.
    is_of_no_month = one.whole.is_of_an_authority and step in _OF_THE_MONTH
    for said in () if is_of_no_month else _TOLD.get(step, ()):
        parts.quiet(said)
    match step:
        case Step.IDENTITY_ASKED if one.whole.is_of_an_authority:
            pass
        case Step.IDENTITY_CONFIRMED if one.held.check and one.held.check.lacks_authority:
            st.warning(
                "No proof of their right to ask is recorded yet. Record this step once you have "
                "seen that as well, and not who they are alone: until then nothing is released."
            )
        case Step.IDENTITY_ASKED if one.today > one.dates.acknowledge_by:
            st.warning(
                f"Our own day for acknowledging it was {long_date(one.dates.acknowledge_by)}. Proof is asked "
                "for promptly: whoever asks late may not count on a month that begins anew. Without "
                + (
                    f"it the answer is due by {long_date(one.dates.due)}: keep to that day where you can."
                    if one.dates.due >= one.today
                    else f"it the answer was due by {long_date(one.dates.due)}: answer once you have it."
                )
            )
        case Step.CLOSED if undone := access_path.left_undone(one.whole):
            parts.section("Left undone", "it is listed in the history")
            parts.sentences(undone)
        case Step.INVITED if one.today > one.dates.due:
            parts.quiet(
                f"The legal date was {long_date(one.dates.due)}. The copy does not wait for the meeting: "
                "send it now, and offer the meeting beside it (AR-28, AR-29)."
            )
        case Step.FILE_CHECKED if index.standing:
            listing = file_check.findings(request_file.checked(index), entry_days=one.house.rules.entry_days)
            if listing:
                parts.section("What the check lists")
                parts.lines([(one_.what, one_.where) for one_ in listing], kind="two")
            else:
                parts.quiet("The check lists nothing.")
        case Step.COMPLETE_COPY if one.whole.index and one.whole.index.pages:
            pages = counted(one.whole.index.pages, "page")
            parts.quiet(f"The index has {pages}. The copy has the same.")
        case Step.REFUSAL_AGREED:
            _first_signature(one, step, who)
            refused = one.held.last(Step.REFUSED)
            if refused and one.is_shown:
                parts.sentences([f"The ground: {refused.answer}.", refused.reason])
            parts.quiet(request_steps.NOT_AGREED)
        case Step.FILE_CHECK_SIGNED | Step.CLEAN_COPY_CHECKED:
            _first_signature(one, step, who)


def _stands_in_the_way(one: Seen, step: Step | None) -> bool:
    """Whether something stands in the way of a release: says what, part by part of the request, and leads
    there. A form that could only be refused asks nothing."""
    found = access_path.blockers(one.whole) if step is Step.RELEASED else []
    if found:
        parts.section("Nothing is released until this is done")
        request_path.lacking(one, found, key="access-step.to")
    return bool(found)


def _waits_for_names(one: Seen, step: Step | None) -> bool:
    """Whether a step is recorded with the names on alone, and they are off; says so, and leads to them."""
    why = "" if one.is_shown else request_steps.wants_names(step, one.who.role)
    if why:
        parts.quiet(why)
        if st.button("Show names first", type="primary"):
            again = state.Following(form.ACCESS_STEP, one.held.id, step)
            state.open_form(form.LEAVE_SCREEN, suggestion=again)
            st.rerun()
    return bool(why)


def _first_signature(one: Seen, step: Step, who: Who) -> None:
    """Who signed before whoever signs now as the second person, where somebody did."""
    first = request_steps.SECOND_OF[step]
    row = one.held.last(first)
    if row is None:
        return
    if step is Step.FILE_CHECK_SIGNED and access_path.is_said_to_hold_none(one.whole):
        why = f" Why: {row.reason}" if one.is_shown else ""
        st.warning(parts.plain(f"{NO_PAPERS} You sign for that too.{why}"))
    by = f" by {row.signed_by}" if one.is_shown and row.signed_by else ""
    parts.quiet(f"{words.STEPS[first]}{by}, {dated(row.on)}. You sign as the second person.")
    if _is_of_the_office_alone(row, who):
        parts.quiet(f"{access.CLAUSES[first]}: {request_steps.OFFICE_ALONE}")


def _is_of_the_office_alone(first: HeldStep, who: Who) -> bool:
    """Whether both who sign are of the office, manager and deputy: the policy names the chairperson."""
    if not request_steps.is_of_the_office(who.role):
        return False
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        return store.signed_by_the_office(look, first)


def _named_in_it(one: Seen, index: FileIndex, who: Who) -> None:
    """Which entries name whoever answers about a conflict, by number alone (AR-6)."""
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        entries = store.naming_who_answers(look, index, who, one.today)
    if entries:
        whom = "you" if who.role in ON_THE_COMMITTEE else "the chairperson"
        parts.quiet(
            f"{request_steps.naming(entries, whom)}. “No conflict” then needs a sentence why, in the note."
        )


def _says_otherwise(one: Seen, step: Step, who: Who) -> None:
    """What the records hold that speaks against the answer which limits nothing (LG-1, X-4)."""
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        found = store.says_otherwise(look, one.held, step, one.today)
    if found:
        what = "child protection records" if step is Step.BEST_INTERESTS else "what may be controversial"
        nothing = request_steps.LIMITS_NOTHING[step][0]
        parts.quiet(f"On record as {what}: {listed(found)}. “{words.capital(nothing)}” then needs a reason.")


def _not_in_the_file(child_id: int, who: Who) -> None:
    """What is recorded about the child and stands in no entry: without it the file is not complete (RI-1)."""
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        lacking = file_entries.not_in_the_file(look, child_id, state.today())
    if lacking:
        parts.quiet(
            f"Recorded about this child and not in the file yet: {listed(lacking)} (RI-1). Write it in the "
            "file before you sign."
        )


def _came_with(one: Seen, who: Who, step: Step | None) -> list[Beside]:
    """The other open requests of the same person and day of which the step can be recorded too."""
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        return requesters.came_with(look, one.held, without=step)


def _date(
    one: Seen, step: Step | None, name: str, value: date, *, wrong: HeldStep | None = None
) -> dict[str, Any]:
    """The date, before the form, of a step that moves the due date: with what it, or putting right the
    `wrong` row of it, would do."""
    if step not in WORKED_OUT:
        return {}
    on = form.day(LABELS["on"], f"{name}.on", value=value)
    if on:
        cases = [("With this day", _corrected(one, wrong, on))] if wrong else _what_if(one, step, on)
        parts.what_if(words.STEPS[step], cases)
    return {"on": on}


def _corrected(one: Seen, wrong: HeldStep, on: date) -> WhatIf:
    held = one.held
    return access.what_if_done_on(
        wrong.done,
        on,
        received_on=held.received_on,
        steps=held.done,
        bank_holidays=one.house.bank_holidays,
    )


def _what_if(one: Seen, step: Step, on: date) -> list[tuple[str, WhatIf]]:
    """What recording the step would do to the due date, case by case."""
    held, bank_holidays = one.held, one.house.bank_holidays
    clock = access.clock_of(held.received_on, held.done)
    if step is Step.EXTENDED:
        return [("With this notice", access.what_if_extended(clock, on, bank_holidays))]
    if step is Step.CLARIFICATION_ASKED:
        return [
            ("Until they answer", access.what_if_paused(clock, on, None, bank_holidays)),
            (
                f"If they answer on {dated(on + A_WEEK)}",
                access.what_if_paused(clock, on, on + A_WEEK, bank_holidays),
            ),
        ]
    waiting = next((pause for pause in clock.pauses if pause.answered_on is None), None)
    if waiting is None:
        return []
    others = replace(clock, pauses=tuple(pause for pause in clock.pauses if pause != waiting))
    return [("With this answer", access.what_if_paused(others, waiting.asked_on, on, bank_holidays))]


def _fields(
    one: Seen, step: Step | None, name: str, *, with_date: bool, today: date, row: HeldStep | None = None
) -> dict[str, Any]:
    """What else a step is recorded with; filled in from the row that is corrected, where it is one."""
    given: dict[str, Any] = {}
    noted, noted_on = _noted(one, step) if row is None else ("", None)
    if with_date:
        given["on"] = form.day(LABELS["on"], f"{name}.on", value=noted_on or today)
    if step in request_steps.ANSWERS:
        answers = request_steps.ANSWERS[step]
        given["answer"] = (
            form.choice(
                ANSWER[step],
                answers,
                f"{name}.answer",
                # A refusal of before has no ground of the list.
                value=row.answer if row and row.answer in answers else None,
            )
            or ""
        )
    if step is Step.IDENTITY_CONFIRMED and row:
        given["answer"] = row.answer
    elif step is Step.IDENTITY_CONFIRMED and one.held.check and one.held.check.lacks_authority:
        given["answer"] = form.choice(ANSWER[step], list(Shown), f"{name}.answer", words.capital) or ""
    if step is Step.FILE_CHECKED and _may_hold_no_papers(one, row):
        is_ticked = st.checkbox(
            ANSWER[step],
            value=bool(row and row.answer == access_path.HOLDS_NO_PAPERS),
            key=f"{name}.no-papers",
        )
        given["answer"] = access_path.HOLDS_NO_PAPERS if is_ticked else ""
    if step in request_steps.WITH_PAGES:
        given["pages"] = st.number_input(
            LABELS["pages"],
            min_value=0,
            value=row.pages if row else None,
            step=1,
            key=f"{name}.pages",
        )
    if step in SAID or step not in REASON:
        given["said"] = (
            st.text_input(
                _labels(step)["said"],
                value=row.said if row else noted,
                key=f"{name}.said",
            )
            or ""
        )
    if step in REASON:
        given["reason"] = (
            st.text_area(REASON[step], value=row.reason if row else "", key=f"{name}.reason") or ""
        )
    if step in access.MAY_BE_LATE and one.today > one.dates.due:
        given["late_because"] = (
            st.text_area(
                LABELS["late_because"],
                value=row.late_because if row else "",
                key=f"{name}.late",
                help="The register keeps it, and the Information Commissioner may ask for it. The letter "
                "says that the answer is late, and not why: tell the requester in your own words.",
            )
            or ""
        )
    if step in request_steps.WITH_ADVICE and _may_enter_advice(one):
        given["advice"] = (
            st.text_area(
                LABELS["advice"],
                value=row.advice if row else "",
                key=f"{name}.advice",
            )
            or ""
        )
    if row is None and request_steps.is_written_down_alone(step, one.who.role, one.whole):
        given["is_written_down"] = st.checkbox(LABELS["is_written_down"], key=f"{name}.written-down")
    if step in ROUTE and not one.whole.is_of_an_authority:
        given["is_route_told"] = st.checkbox(
            ROUTE[step],
            value=bool(row and row.step is Step.REFUSED),
            key=f"{name}.route",
        )
    return given


def _may_hold_no_papers(one: Seen, row: HeldStep | None) -> bool:
    """Whether it is asked if the file holds none: its index is empty, or the check that is corrected said
    so."""
    is_empty = one.whole.index is not None and one.whole.index.is_empty
    return is_empty or (row is not None and row.answer == access_path.HOLDS_NO_PAPERS)


def _noted(one: Seen, step: Step | None) -> tuple[str, date | None]:
    """What was said of this step before, and the day, where one is known: nobody types it twice.

    Of proof it was noted with who asks, after it was asked for; of where was looked, when the file was last
    checked.
    """
    if step is Step.IDENTITY_CONFIRMED and one.held.check and one.held.check.lacks_authority:
        return "", None  # what was noted is who they are, and the month runs from more than that (L1.6)
    if step is Step.IDENTITY_CONFIRMED and one.is_shown:
        asked, proof = one.held.last(Step.IDENTITY_ASKED), one.held.proof_seen
        return proof if asked and proof and proof[1] and proof[1] >= asked.on else ("", None)
    if step is Step.FILE_CHECKED and one.is_shown and (before := one.held.last(step)):
        return before.said, None
    return "", None


def _may_enter_advice(one: Seen) -> bool:
    return one.is_shown and may(one.who.role, Act.RECORD, Thing.LEGAL_ADVICE)
