"""One access request as its page shows it: the date, the next step, every step of the path, the history.

Clauses AR-4 to AR-32. On a shared screen nothing that somebody typed is shown, and no name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

import streamlit as st

from rules import access, access_path, request_steps, third_parties
from rules.access import CLAUSES, Step
from rules.access_path import Blocker, CourtOrder, Plan, Standing, State, Task, WholeRequest
from rules.need_to_know import Act, Conflict, may
from rules.requester import Relationship, Subject
from rules.third_parties import ANSWERS, Event
from rules.words import counted, dated, days, listed, long_date, near_date, one_after_the_other
from rules.working_days import london_day
from store.cabinet import Who
from store.held_request import HeldStep, HeldWhole
from store.house import House
from ui import form, parts, state, words
from ui.words import Tone

WHO_ASKS, FILE, THIRD_PARTIES, COPIES, RELEASE = words.REQUEST_PARTS.values()
STEPS, PAPERS, HISTORY = "Steps", "Papers", "History"
PARTS = (STEPS, WHO_ASKS, FILE, THIRD_PARTIES, COPIES, RELEASE, PAPERS, HISTORY)


@dataclass(frozen=True)
class Seen:
    """A request with everything that its page is drawn from."""

    held: HeldWhole
    whole: WholeRequest
    house: House
    who: Who
    today: date
    dates: Plan
    states: Sequence[State]

    @property
    def is_shown(self) -> bool:
        """Whether names and what was typed are shown."""
        return not state.on_screen()

    def may_record(self, step: Step | None = None) -> bool:
        """Whether this person may record the step, or anything of the request at all."""
        if self.is_to_answer_first and step is not Step.CONFLICT_ASKED:
            return False
        return may(self.who.role, Act.RECORD, request_steps.thing_of(step))

    @property
    def is_to_answer_first(self) -> bool:
        """Whether this person is to say first whether they are close to the request (AR-6)."""
        return request_steps.is_to_answer_first(self.who.role, self.whole, self.who.account_id)


def seen(held: HeldWhole, whole: WholeRequest, house: House, who: Who, today: date) -> Seen:
    """The request with its dates and where every task stands today."""
    whole = access_path.as_of(whole, today)
    due = access.due_on(access.clock_of(held.received_on, held.done), house.bank_holidays)
    due = access_path.answer_by(whole, due)
    dates = access_path.plan(
        held.received_on,
        due,
        house=house.rules,
        closed_days=house.not_open,
        conflict_on=access_path.conflict_on(whole),
    )
    return Seen(held, whole, house, who, today, dates, access_path.states(whole, dates))


OF_AN_AUTHORITY = (
    "A public authority or a court asks. The month that the law gives for a family's request does not run "
    "for it: this day is {}."
)
_OURS = "our own. Where it names a day itself, enter that with who is asking"


# The head ------------------------------------------------------------------------------------------


def head(one: Seen) -> None:
    """Whose file, the date in words, and both dates."""
    held, bank_holidays = one.held, one.house.bank_holidays
    clock = access.clock_of(held.received_on, held.done)
    original, current = access.original_due_on(held.received_on, bank_holidays), one.dates.due
    progress = access.progress(
        held.received_on,
        held.done,
        today=one.today,
        bank_holidays=bank_holidays,
        due=current,
        is_dated=access_path.is_dated(one.whole),
    )
    is_moved = current != original
    moved = f"{days((current - original).days)} later" if is_moved else "the same"
    why = []
    if access.start_on(clock) > held.received_on:
        why.append("proof was asked for")
    # One that was answered before the month began again has moved nothing.
    if current != access.due_on(replace(clock, pauses=()), bank_holidays):
        why.append("a clarification was waited for")
    if access.is_extended(clock, bank_holidays):
        why.append("extended in time")
    said = due_said(one)
    waits = access_path.waits_for_agreement(one.whole)
    stands = ("Not sent", Tone.DUE) if waits else words.PROGRESS[progress]
    if access.is_by_mistake(held.done):
        parts.deadline(said, stands, [("Entered as received", long_date(held.received_on))])
        return
    if one.whole.is_of_an_authority:
        # No month of the law that began, moved or was extended.
        which = "They ask for it by" if access_path.named_by_an_authority(one.whole) else "Our own day *"
        dates = [("Received", long_date(held.received_on)), (which, long_date(current))]
        parts.deadline(said, stands, dates)
        parts.quiet(_of_an_authority(one))
        return
    parts.deadline(
        said,
        stands,
        [
            ("Received", long_date(held.received_on)),
            ("Original date", long_date(original)),
            (
                "Current date",
                f"{long_date(current)}, {moved}" + (f": {listed(why)}" if why and is_moved else ""),
            ),
        ],
    )
    awaited = access.waits_for(held.received_on, held.done, bank_holidays)
    if awaited and current < one.today and not access.ended_on(held.done):
        parts.sentences([access.meanwhile(awaited)])
    if said := _proof_of_two_days(held, access.start_on(clock)):
        parts.quiet(said)


def _proof_of_two_days(held: HeldWhole, start: date) -> str:
    """That proof stands as seen on another day than the one from which the month runs (L1.6). It may be so:
    identity may be seen before the authority is. Where it is a slip, putting one right moves no date."""
    seen_on = held.check.evidence_seen_on if held.check and held.check.evidence else None
    if seen_on is None or start <= held.received_on or seen_on == start:
        return ""
    return (
        f"The month runs from {long_date(start)}, the day of “{words.STEPS[Step.IDENTITY_CONFIRMED]}”. "
        f"With who is asking the proof stands as seen on {long_date(seen_on)}. Correct the one that is wrong."
    )


def due_said(one: Seen) -> str:
    """By when the answer is due, or was, in a sentence; a refusal that nobody else agreed to is no answer."""
    held, steps, refused = one.held, one.held.done, ""
    if access_path.waits_for_agreement(one.whole):
        refused = f"Refused by one person on {long_date(access.ended_on(steps) or one.today)}. "
        steps = tuple(done for done in steps if done.step is not Step.REFUSED)
    said = words.due_sentence(
        *(held.received_on, steps, one.house.bank_holidays, one.today),
        is_ours=one.whole.is_of_an_authority,
        wanted_by=access_path.named_by_an_authority(one.whole),
    )
    return f"{refused}{said}"


def _of_an_authority(one: Seen) -> str:
    if access_path.named_by_an_authority(one.whole):
        return OF_AN_AUTHORITY.format("the one that it named")
    return f"* {OF_AN_AUTHORITY.format(_OURS)}"


def whose(held: HeldWhole, *, shown: bool) -> str:
    """Whose file is asked for, by whom, how."""
    how = words.CHANNELS[held.channel].lower()
    if not shown:
        return f"{held.child_code}. How it came: {how}."
    return f"{held.child}, {held.child_code}. Asked for by {held.asker}. How it came: {how}."


def manager_stands_back(held: HeldWhole, *, shown: bool) -> str:
    """That the manager stands back, why, and who decides instead; nothing where they do not (AR-6)."""
    row = held.last(Step.MANAGER_STANDS_BACK)
    if row is None:
        return ""
    if not shown:  # what they are to it would say whose request it is
        return "The manager stands back. Who decides instead: see the file."
    return f"The manager stands back ({row.answer}). Who decides instead: {row.said.strip(' .')}."


def order_said(held: HeldWhole, *, shown: bool) -> str:
    """What the court order of a request limits or forbids, as it was read; nothing where it does neither, and
    nothing on a shared screen (AR-4)."""
    row = held.last(Step.COURT_ORDER_READ)
    if row is None or not shown or row.answer not in {CourtOrder.LIMITS, CourtOrder.FORBIDS}:
        return ""
    which = f" ({row.said.strip(' .')})" if row.said.strip() else ""
    return f"The court order{which} {row.answer}: {row.reason.strip(' .')}. Read on {dated(row.on)}."


def say_the_order(held: HeldWhole) -> None:
    """The same, where somebody decides or prepares what is released: it is typed, and shown as text."""
    if said := order_said(held, shown=not state.on_screen()):
        st.warning(parts.plain(said))


def shown_on_silence(one: Seen) -> str:
    """Whose report goes out though they said nothing of it, by number; nothing where that is nobody's."""
    numbers = third_parties.shown_on_silence(one.whole.parties)
    if not numbers:
        return ""
    which = "party" if len(numbers) == 1 else "parties"
    said = f"Decided to show without an answer: third {which} {listed([str(one) for one in numbers])}."
    return f"{said} {third_parties.ASK_ABOUT_HARM}"


def buttons(one: Seen, *steps: Step) -> None:
    """A button for each step that this person may record now, named by what pressing it does."""
    open_now = [step for step in steps if one.may_record(step)]
    if not open_now:
        return
    with st.container(horizontal=True):
        for step in open_now:
            st.button(
                words.DO.get(step, words.STEPS[step]),
                key=f"step-{one.held.id}-{step}",
                on_click=state.open_form,
                args=(form.ACCESS_STEP, one.held.id),
                kwargs={"suggestion": step},
            )


def lacking(one: Seen, found: Sequence[Blocker], *, key: str, here: str = "") -> None:
    """What stands in the way of a release, part by part of the request, with a button that leads to each.

    `here` is the part on which this stands, where its own steps have their buttons.
    """
    for part in dict.fromkeys(blocker.part for blocker in found):
        of_it = [(blocker.what, blocker.clause) for blocker in found if blocker.part is part]
        _leading_to(one, words.REQUEST_PARTS[part], key=f"{key}.{part}", what=of_it, here=here)


def _leading_to(one: Seen, part: str, *, key: str, what: Sequence[Sequence[str]], here: str = "") -> None:
    left, right = st.columns([3, 1], vertical_alignment="center")
    with left:
        parts.lines(what, kind="blockers")
    with right:
        if part == here:
            parts.quiet("Below, on this page")
        elif st.button(part, key=key, on_click=_lead_to, args=(one.held.code, part), width="stretch"):
            st.rerun()  # a press in a form draws the form alone


def _lead_to(code: str, part: str) -> None:
    """Leads to a part of the request, from a form too, which closes."""
    state.close_form()
    state.choose("at", part)
    state.go_to("access_requests", request=code)


def lines_of(one: Seen, *steps: Step) -> list[tuple[str, str, str, str]]:
    """What stands of these steps: when, what was done and answered, and its clause."""
    return [
        (
            dated(row.on),
            words.STEPS[row.step],
            in_words(row, shown=one.is_shown),
            CLAUSES[row.step],
        )
        for row in one.held.steps
        if row.step in steps
    ]


# The steps -----------------------------------------------------------------------------------------

# Green is for "in time" on the committee page: what is still to do has no colour before it is next or late.
STANDINGS: dict[Standing, str | tuple[str, Tone]] = {
    Standing.DONE: ("Done", Tone.DONE),
    Standing.NEXT: ("Next", Tone.DUE),
    Standing.TO_DO: "To do",
    Standing.WAITING: ("Waiting", Tone.WAITING),
    Standing.LEFT_UNDONE: ("Left undone", Tone.DUE),
    Standing.NOT_NEEDED: ("Not needed", Tone.DONE),
    Standing.NOT_KNOWN: "If needed",
}


def steps_part(one: Seen) -> None:
    """Every task in the policy's order: where it stands, who did it and when, or by when, and its clause."""
    parts.lines(
        [
            (
                STANDINGS[task.standing],
                access_path.called(task.task, one.whole),
                _when(one, task),
                _what_else(one, task),
                task.about.clause,
            )
            for task in one.states
        ],
        kind="path",
    )
    parts.quiet(
        "* The setting's own rule. No date is set by law where a public authority or a court asks."
        if one.whole.is_of_an_authority
        else "* The setting's own rule, planned backwards from the legal date. Only the release date "
        "is set by law."
    )
    if any(one.may_record(step) for step in Step) and not access.closed_on(one.held.done):
        st.button("Record a step", on_click=state.open_form, args=(form.ACCESS_STEP, one.held.id))
    parts.subheading("Why the date is what it is")
    parts.sentences(_why(one))


def _why(one: Seen) -> list[str]:
    held, bank_holidays = one.held, one.house.bank_holidays
    if access.ended_on(held.done):
        return [due_said(one)]
    if one.whole.is_of_an_authority:
        why = _of_an_authority(one).removeprefix("* ")
        return [f"Received {long_date(held.received_on)}.", why, due_said(one)]
    clock = access.clock_of(held.received_on, held.done)
    said = access.explanation(
        clock,
        today=one.today,
        bank_holidays=bank_holidays,
        closed_days=one.house.closed_days,
        awaited=access.waits_for(held.received_on, held.done, bank_holidays),
    )
    return said + access.identity_said(held.received_on, held.done)


def _when(one: Seen, task: State) -> str | tuple[str, Tone]:
    if task.standing is Standing.DONE:
        on, _ = _done_by(one, task.task)
        return dated(on) if on else ""
    if task.standing is Standing.NOT_NEEDED or task.by is None:
        return ""
    if one.today > one.dates.due and task.task not in {
        *access_path.on_the_list(one.whole, one.dates, one.today),
        Task.RELEASE,
        Task.CLOSE,
    }:
        return ""  # as on the weekly review: our own dates say nothing once the legal one has passed
    said = due(task, one.today, is_ours=not access_path.is_dated(one.whole))
    return (said, Tone.LATE) if task.by < one.today else said


def due(task: State, today: date, *, is_ours: bool = False) -> str:
    """By when a task is to be done, or was; nothing where it has no date. `is_ours` where no law dates it."""
    if task.by is None:
        return ""
    star = "" if task.task is Task.RELEASE and not is_ours else " *"
    return f"{'was due' if task.by < today else 'by'} {near_date(task.by, today=today)}{star}"


def _what_else(one: Seen, task: State) -> str:
    if task.standing is Standing.DONE:
        return _how_done(one, task.task)
    if task.task is Task.REPLIES and task.standing is Standing.NOT_NEEDED and one.whole.parties:
        return "Decided without each answer" if access_path.is_decided_unanswered(one.whole) else ""
    if task.waits_for:
        return f"Waits for: {listed([words.lower(other) for other in task.waits_for])}"
    return (
        ""
        if task.standing is Standing.NOT_NEEDED
        else words.capital(access_path.done_by(task.task, one.whole))
    )


def _how_done(one: Seen, task: Task) -> str:
    """Who did it; and that a meeting is settled does not say that there was one."""
    by = _done_by(one, task)[1] if one.is_shown else ""
    row = one.held.last(Step.MEETING) if task is Task.MEETING else None
    if row is None or row.answer == access_path.Meeting.HELD:
        return by
    return f"{words.capital(row.answer)}. {by}".strip()


_EVENTS = {
    Task.LETTERS: frozenset({Event.WRITTEN, Event.NOT_WRITTEN}),
    Task.REPLIES: ANSWERS | {Event.NO_ANSWER},
    Task.DISCUSS: frozenset({Event.DISCUSSED}),
    Task.DECISIONS: frozenset({Event.DECIDED}),
}


def _done_by(one: Seen, task: Task) -> tuple[date | None, str]:
    """The day a task was done, or last done, and by whom."""
    held = one.held
    step = Step.THIRD_PARTIES_LISTED if task is Task.THIRD_PARTIES else access_path.ABOUT[task].step
    if step:
        row = held.last(step) or (held.last(Step.CONFLICT_ASKED) if task is Task.CHAIRPERSON else None)
        return (row.on, row.signed_by) if row else (None, "")
    if task is Task.WHO_ASKS and held.check:
        return (london_day(held.check.at) if held.check.at else None), held.check.recorded_by
    if task is Task.REDACTIONS_SECOND:
        agreed = [(line.agreed_on, line.agreed_by) for line in held.lines if line.agreed_on]
        return max(agreed, default=(None, ""))
    if task is Task.REDACTIONS:
        entered = [(london_day(line.at), line.by) for line in held.lines if line.at]
        return max(entered, default=(None, ""))
    happened = [
        (event.on, event.recorded_by)
        for party in held.parties
        for event in party.standing
        if event.event in _EVENTS.get(task, ())
    ]
    return max(happened, default=(None, ""))


# The history ---------------------------------------------------------------------------------------


def history_part(one: Seen) -> None:
    """Every step as it was recorded, what was corrected included, newest last."""
    parts.subheading("Steps", note="Each one as it was recorded; none is ever changed or removed")
    held, shown = one.held, one.is_shown
    corrected = {row.corrects_id: row.on for row in held.rows if row.corrects_id}
    parts.lines(
        [
            *_receipts(held, shown=shown),
            *(
                (
                    dated(row.on),
                    _recorded(row, corrected.get(row.id)),
                    in_words(row, shown=shown),
                    CLAUSES[row.step],
                )
                for row in sorted(held.rows, key=lambda row: (row.on, row.id))
            ),
        ],
        kind="recorded",
    )
    parts.quiet(
        "Who asked, the third parties and what was taken out have parts of their own. All of it together is "
        "the history under Papers, to print."
    )
    correctable = [row for row in held.steps if one.may_record(row.step)]
    if shown and (correctable or one.may_record()):
        _put_right(one, correctable)


_ELSEWHERE = (
    ("Who asks, or a link to another request", WHO_ASKS),
    ("A third party: a letter, a reply, a decision", THIRD_PARTIES),
    ("What was taken out of the copy", COPIES),
)


def _put_right(one: Seen, correctable: Sequence[HeldStep]) -> None:
    """Every way to correct what was recorded of a request, also where it stands on another part: whoever
    looks for it looks here."""
    parts.put_right()
    if correctable:
        parts.section("A step", "It was not done, or its date or what was said is wrong")
        _choose_one_to_correct(correctable)
    if one.may_record():
        parts.section("The day on which the request came", "Every date is worked out from it")
        st.button("Correct the day of receipt", on_click=state.open_form, args=(form.RECEIPT, one.held.id))
        parts.section("Anything else", "On the part of the request that has it")
        for what, part in _ELSEWHERE:
            _leading_to(one, part, key=f"put-right.{part}", what=((what,),))
        if access.ended_on(one.held.done) is None and one.may_record(Step.MISTAKEN):
            what = "The whole request: it was recorded by mistake, or twice"
            _leading_to(one, RELEASE, key="put-right.whole", what=((what,),))


def _receipts(held: HeldWhole, *, shown: bool) -> Iterator[tuple[str, str, str, str]]:
    """The day on which it came as it was entered at first, and each correction of it."""
    how = f"Received, {words.CHANNELS[held.channel].lower()}"
    for receipt, later in zip_longest(held.all_receipts, held.all_receipts[1:]):
        said = f"{how}: corrected, see {dated(later.received_on)}" if later else how
        by = f" by {receipt.recorded_by}" if shown and receipt.recorded_by else ""
        told = words.typed(receipt.because.strip(" ."), shown=shown)
        when = f". Recorded {words.moment(receipt.at)}{by}" if receipt.at else ""
        yield dated(receipt.received_on), said, f"{told}{when}", "AR-5"


def _choose_one_to_correct(rows: Sequence[HeldStep]) -> None:
    said = {str(row.id): _to_correct(row) for row in rows}
    told = words.told_apart(list(said), lambda key: said.get(key, ""))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "A step that was recorded wrongly",
            list(said),
            index=None,
            key="step-to-correct",
            placeholder="Choose",
            format_func=told,
            width=420,
        )
        state.drawn_as_chosen("step-to-correct")
        st.button(
            "Correct it",
            disabled=chosen is None,
            on_click=state.open_form,
            args=(form.CORRECT_STEP, int(chosen or 0)),
        )


def _to_correct(row: HeldStep) -> str:
    """A step as it is chosen from the list: with its answer, as what may happen again has one each time."""
    answer = f": {row.answer}" if row.answer and row.step in request_steps.ANSWERS else ""
    return f"{words.STEPS[row.step]}, {dated(row.on)}{answer}"


def _recorded(row: HeldStep, corrected_on: date | None) -> str:
    """What a row says; one that was corrected says where: another day may stand above it."""
    said = words.STEPS[row.step]
    if row.is_struck:
        return f"{said}: not done after all"
    if corrected_on:
        return f"{said}: corrected, see {dated(corrected_on)}"
    return f"{said}: as corrected" if row.corrects_id else said


def in_words(row: HeldStep, *, shown: bool) -> str:
    """What was recorded with a step and who recorded it; on a shared screen only that there is something.

    There how somebody is close to the request is left out too: it would say whose it is.
    """
    is_with = row.step is Step.REFUSED and row.said.strip()
    said = f"Decided with {row.said.strip()}" if is_with else row.said
    typed = [said, row.reason, row.late_because, row.because]
    answer = row.answer
    if not shown:
        answer = "" if row.answer in list(Conflict) else row.answer
        typed = [words.ON_FILE] if any(typed) or answer != row.answer else []
    told = [words.capital(answer), counted(row.pages, "page") if row.pages else "", *typed]
    at = f"recorded {words.moment(row.at)}" if row.at else ""
    by = f" by {row.recorded_by}" if shown and row.recorded_by else ""
    return one_after_the_other([*told, words.capital(f"{at}{by}")])


def without_responsibility(one: Seen) -> str:
    """What is weighed before a child's file goes to whoever does not hold parental responsibility (AR-4)."""
    check = one.held.check
    without = {Relationship.NOT_RESPONSIBLE, Relationship.OTHER}
    if check is None or check.subject is Subject.OWN:
        return ""  # nobody needs it for what is their own (AR-3, L2.21)
    if not (check.relationship in without or check.is_for_one_without):
        return ""
    who = "The carer for whom they act" if check.is_for_one_without else "Who asks"
    seen = words.typed(check.authority, shown=one.is_shown).rstrip(".") or "nothing is recorded"
    return (
        f"{who} does not hold parental responsibility. Proof of their right to ask: {seen}. If that is not "
        "enough, refuse with reasons."
    )
