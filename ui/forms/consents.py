"""Consents: a paper form or one answer, what a withdrawal calls for, journey accounts (DR-4 to DR-6)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

import streamlit as st

from rules import consent
from rules.agenda import Action, Area, Purpose
from rules.consent import HOLDS_AFTER_LEAVING, Answer, FollowUp, How
from rules.need_to_know import Thing
from rules.words import counted, dated, listed, long_date
from rules.working_days import working_days_after
from store import agenda, children, consents, journey_account, people, withdrawals
from store.cabinet import Who
from store.children import RegisteredCarer, RegisteredChild
from store.consents import KEPT_IN_FILE, BesideAnswers, FormFor, HandedOut, RecordedAnswer
from store.house import House, read_house
from store.withdrawals import RecordedFollowUp, Withdrawn
from ui import consents as shown_parts
from ui import form, parts, state, words

NOTE = "Note, if any"
LEFT_OUT = "Children whose form was not handed out"
OTHERS_CLOSED = "Others of those to be closed that were closed with it"
A_NO_WITHDRAWS = "If the same carer had given consent, a no is recorded as withdrawn."
NOBODY_TO_ANSWER = (
    "Nobody with parental responsibility is recorded for this child, so nobody can answer. "
    "Record who holds it under Children and files, Register."
)
NOBODY_TODAY = (
    "Nobody holds parental responsibility for this child today. Record who does under Children and files, "
    "Register. What was signed before it ended can be recorded here."
)


ONE_IS_ENOUGH = (
    "One carer's yes is enough, unless another of them refuses. Whoever left their part of the form empty "
    "can still answer, and is not asked again before the renewal."
)
A_FORM_MAY_BE_OUT = timedelta(days=365)  # one that was printed before the wording changed


@form.opens(form.PAPER_FORM, "Enter a paper form", width="medium")
def _paper_form(child_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        house = read_house(look, today)
        child = children.registered(look, today, child_id)
        out = consents.whom_to_ask(agenda.read(look, today, Area.CONSENTS))
    child = form.there(child, "This child")
    state.saw(who, "child", child_id)
    # Before the form, which may be long: whoever comes from the line that asks for it back has none yet.
    if any(one.child.id == child_id and one.may_be_asked_again(today) for one in out):
        with st.container(horizontal=True):
            if st.button("It is not back: I asked for it again", key="paper.again"):
                state.done("", form.PAPER_FORM, state.Following(form.ASKED, child_id))
            if st.button(words.NO_ANSWER, key="paper.no_answer"):
                state.done("", form.PAPER_FORM, state.Following(form.NO_ANSWER, child_id))
    parts.quiet(
        f"{state.named(child.code, child.name)}. Leave out what the form does not answer. {A_NO_WITHDRAWS}"
    )
    _say_of_a_court_order(child.has_court_order)
    carers = [carer for carer in child.carers if carer.is_responsible(today)]
    if not carers:
        st.warning(NOBODY_TO_ANSWER)
        return
    if len(carers) > 1:
        parts.quiet(ONE_IS_ENOUGH)
    shown = not state.on_screen()
    names = {carer.id: words.numbered_carer(child, carer.id, shown=shown) for carer in carers}
    if newer := [
        f"{purpose.title} (wording {purpose.wording})"
        for purpose in house.purposes
        if purpose.wording > 1 and today - purpose.introduced_on < A_FORM_MAY_BE_OUT
    ]:
        parts.quiet(
            f"Look at the wording that the sheet names: {listed(newer)} is new. Where it has an earlier one, "
            "first record the day on which it was handed out. It then counts for what it asked."
        )
    with st.form("paper-form", border=False, enter_to_submit=False):  # nothing is sent before its end
        answers = _answers(house.purposes, names)
        with st.container(horizontal=True):
            # It is none to begin with: a form that came back last week was recorded as signed today.
            on = form.day("Date on the form", "paper.on")
            kept_at = st.text_input("Where the signed form is", value=KEPT_IN_FILE, key="paper.kept_at")
        place = st.container()
        if st.form_submit_button("Record the form", type="primary"):
            write = partial(
                consents.record_form,
                state.opened(),
                who,
                child_id=child_id,
                answers=answers,
                on=on,
                kept_at=kept_at or "",
                today=today,
            )
            labels = {
                "on": "Date on the form",
                "kept_at": "Where the signed form is",
            } | {
                f"answer-{carer}-{purpose.id}": f"{purpose.title}, {name}"
                for carer, name in names.items()
                for purpose in house.purposes
            }
            then = partial(_then_undo, who=who, on=on, house=house, today=today)
            given = sum(len(of_one) for of_one in answers.values())
            done = f"The form of {child.code} is recorded. It has {counted(given, 'answer')}."
            form.save(
                place,
                form.PAPER_FORM,
                lambda ended: f"{done}{then(ended)}",
                write,
                labels,
            )


def _say_of_a_court_order(has_one: bool) -> None:
    """Under the child's name; on a shared screen that it is not said there, whether there is one or not."""
    if state.on_screen():
        parts.quiet(words.ORDER_NOT_SAID)
    elif has_one:
        parts.read_first(words.COURT_ORDER)


def _answers(purposes: Sequence[Purpose], names: Mapping[int, str]) -> dict[int, dict[int, Answer]]:
    """What was answered, by carer and purpose; `names` are the carers as they are called, by number.

    A row for each question and a column for each carer, as on the printed form: Tab goes along it.
    """
    widths = [2, *[3] * len(names)]
    _, *places = st.columns(widths)
    for place, name in zip(places, names.values(), strict=True):
        with place:
            parts.section(name)
    answers: dict[int, dict[int, Answer]] = {carer: {} for carer in names}
    for purpose in purposes:
        title, *places = st.columns(widths, vertical_alignment="center")
        with title:
            parts.quiet(purpose.title)
        for place, (carer, name) in zip(places, names.items(), strict=True):
            chosen = place.segmented_control(
                parts.plain(f"{purpose.title}, {name}"),
                list(Answer),
                format_func=lambda answer: str(answer).capitalize(),
                key=f"paper.{carer}.{purpose.id}",
                label_visibility="collapsed",
            )
            if answer := form.as_offered(Answer, chosen):
                answers[carer][purpose.id] = answer
    _, *places = st.columns(widths)
    for place, (carer, name) in zip(places, names.items(), strict=True):
        place.form_submit_button(
            parts.label_of("The rest as given", name),
            key=f"paper.{carer}.rest",
            on_click=_fill_as_given,
            args=([f"paper.{carer}.{purpose.id}" for purpose in purposes],),
        )
    return answers


def _fill_as_given(keys: Sequence[str]) -> None:
    """Fills as given what is still empty of these answers; the person looks at them and records them."""
    for key in keys:
        if state.kept(key) is None:
            state.fill(key, Answer.GIVEN)


FORM_IS_AT = "Where the signed form is, if written"
WITNESS = "Who heard it, if verbal"


@form.opens(form.ANSWER, "Record what a carer answered", width="medium")
def _answer(child_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        house = read_house(look, today)
        child = form.there(children.registered(look, today, child_id), "This child")
        has_left = child.left_on is not None and child.left_on < today
        still_given = consents.still_given(look, child_id, today, has_left=has_left)
    state.saw(who, "child", child_id)
    purposes = [purpose for purpose in house.purposes if not has_left or purpose.key in HOLDS_AFTER_LEAVING]
    why = A_NO_WITHDRAWS
    if has_left:
        why = "For a child who has left, consent that was given may still be withdrawn."
        if purposes:
            why += f" About {words.FOR_THE_NEXT_SETTING} a carer may still answer."
    parts.quiet(f"{state.named(child.code, child.name)}. {why}")
    _say_of_a_court_order(child.has_court_order and not has_left)
    if has_left and not still_given and not purposes:
        st.warning("No carer's consent is in place, so there is nothing to withdraw.")
        return
    # Who holds it no longer may have signed before it ended; the write asks for the day of the answer.
    carers = [carer for carer in child.carers if carer.has_parental_responsibility]
    holding = [carer for carer in carers if carer.is_responsible(today)]
    if not carers:
        st.warning(NOBODY_TO_ANSWER)
    elif not holding:
        st.warning(NOBODY_TODAY)
    with st.form("answer", border=False):
        carer = form.choice(
            "Who answered",
            carers,
            "answer.carer",
            lambda carer: _named_carer(child, carer, today),
            value=holding[0] if len(holding) == 1 else None,
        )
        columns = st.columns(2)
        answered = {
            purpose.id: columns[at % 2].segmented_control(
                parts.plain(purpose.title),
                list(Answer),
                format_func=lambda answer: str(answer).capitalize(),
                key=f"answer.{purpose.id}",
                help=parts.plain(house.questions.get(purpose.id, "")) or None,
            )
            for at, purpose in enumerate(purposes)
        } | {
            gone.purpose_id: columns[at % 2].segmented_control(
                parts.plain(gone.title if has_left else f"{gone.title}, no longer asked"),
                [Answer.WITHDRAWN],
                format_func=lambda answer: str(answer).capitalize(),
                key=f"answer.{gone.purpose_id}",
            )
            for at, gone in enumerate(still_given, len(purposes))
        }
        left, right = st.columns(2)
        with left:
            on = form.day("Date of the answer", "answer.on", value=today)
        how = right.segmented_control(
            "How it was given",
            list(How),  # none to begin with: a telephone call would be recorded as written
            format_func=lambda how: str(how).capitalize(),
            key="answer.how",
        )
        left, right = st.columns(2)
        kept_at = left.text_input(FORM_IS_AT, key="answer.kept_at")
        witness = right.text_input(WITNESS, key="answer.witness")
        place = st.container()
        if st.form_submit_button("Record answers", type="primary"):
            write = partial(
                consents.record_answers,
                state.opened(),
                who,
                child_id=child_id,
                carer_id=carer.id if carer else None,
                answers={purpose: answer for purpose, answer in answered.items() if answer},
                on=on,
                how=how,
                witness=witness or "",
                kept_at=kept_at or "",
                today=today,
            )
            then = partial(_then_undo, who=who, on=on, house=house, today=today)
            form.save(
                place,
                form.ANSWER,
                lambda ended: f"Recorded for {child.code}.{then(ended)}",
                write,
                {
                    "carer": "Who answered",
                    "on": "Date of the answer",
                    "how": "How it was given",
                    "witness": WITNESS,
                    "kept_at": FORM_IS_AT,
                }
                | {f"purpose-{purpose.id}": purpose.title for purpose in purposes}
                | {f"purpose-{gone.purpose_id}": gone.title for gone in still_given},
            )


def _then_undo(ended: consents.Ended, *, who: Who, on: date | None, house: House, today: date) -> str:
    """What follows where consents were withdrawn `on` a day: how many `ended`, and what another carer's no
    asks for since before, which has its own day on the list (DR-6)."""
    if on is None:
        return ""
    said = ""
    if ended.count:
        by = working_days_after(on, house.rules.withdrawal_working_days, house.bank_holidays)
        what = "what this consent allowed"
        if ended.count > 1:
            what = f"what the {ended.count} consents allowed"
        said = f" Next: stop and undo {what}, {'now' if by <= today else f'by {long_date(by)}'}."
    if not ended.before:
        return said
    with state.reading(who, Thing.CONSENT) as look:
        asked = [withdrawals.withdrawn(look, refusal, today) for refusal in ended.before]
    since = min((one.on for one in asked if one and one.left), default=None)
    if since is None:
        return said
    by = working_days_after(since, house.rules.withdrawal_working_days, house.bank_holidays)
    when = f"now: it was to be done by {long_date(by)}" if by < today else f"by {long_date(by)}"
    return f"{said} Another carer's no had ended it before. Undo what is left of it {when}."


def _named_carer(child: RegisteredChild, carer: RegisteredCarer, today: date) -> str:
    """A carer as they are chosen, with the days of parental responsibility where it is not held today."""
    name = words.numbered_carer(child, carer.id, shown=not state.on_screen())
    if carer.is_responsible(today):
        return name
    from_on, until_on = carer.responsible_from_on, carer.responsible_until_on
    if until_on and until_on < today:
        return f"{name}, until {dated(until_on)}"
    return f"{name}, from {dated(from_on)}" if from_on else name


RECIPIENTS = (
    "Recipients are all outside the setting who were given it, such as other families, other professionals, "
    "the press or whoever keeps the website. Tell each that they may not use it any more."
)


@form.opens(form.FOLLOW_UP, "Stop and undo what was allowed")
def _follow_up(consent_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        found = withdrawals.together(look, consent_id, today)
    held = form.there(next(iter(found), None), "This withdrawal")
    state.saw(who, "child", held.child_id)
    titles = list(dict.fromkeys(one.title for one in found))
    parts.quiet(f"{state.named(held.child_code, held.child)}: {listed(titles)}, {long_date(held.on)}.")
    parts.sentences(
        [
            "A carer's no ended what another one had allowed: treat it as a no from that moment. Tick off "
            "what is done. Where the carers disagree, that stays on the list until they agree."
            if held.is_refusal
            else "A withdrawal takes effect from the moment it is made. Tick off what is done."
        ]
    )
    if said := _done_already(found):
        parts.quiet(f"Done: {said}.")
    # What both carers withdrew is ticked off once.
    left: dict[tuple[str, FollowUp], int] = {}
    for one in found:
        for what in one.left:
            left.setdefault((one.title, what), one.id)
    if any(what is FollowUp.RECIPIENTS_TOLD for _, what in left):
        parts.quiet(RECIPIENTS)
    with st.form("follow-up", border=False):
        ticked = {
            (title, what)
            for (title, what), number in left.items()
            if st.checkbox(
                parts.plain(f"{title}: {what}") if len(titles) > 1 else str(what).capitalize(),
                value=False,
                # By whose it is, not by its place: somebody else may have ticked off what stood above it.
                key=f"follow-up.{number}.{what.name}",
            )
        }
        done = {one.id: [what for what in one.left if (one.title, what) in ticked] for one in found}
        done_on = form.day("Date it was done", "follow-up.done_on", value=today)
        note = st.text_area(NOTE, key="follow-up.note")
        place = st.container()
        if st.form_submit_button("Mark done", type="primary"):
            write = partial(
                withdrawals.follow_up,
                state.opened(),
                who,
                done=done,
                done_on=done_on,
                note=note or "",
                today=today,
            )
            labels = {"done": "What is ticked off", "done_on": "Date it was done", "note": NOTE}
            form.save(place, form.FOLLOW_UP, f"Recorded for {held.child_code}.", write, labels)

    if st.button(words.MISTAKEN_END, key="follow-up.mistaken"):
        state.done("", form.FOLLOW_UP, state.Following(form.ANSWER_MISTAKE, held.child_id))


def _done_already(found: Sequence[Withdrawn]) -> str:
    """What was done before, with the purpose where there are several."""
    several = len({one.title for one in found}) > 1
    said = [
        f"{one.title}, {what or 'all of it'}" if several else str(what or "all of it")
        for one in found
        for what, _, _ in one.done
    ]
    return "; ".join(dict.fromkeys(said)) if several else ", ".join(dict.fromkeys(said))


@form.opens(form.CONSENTS, "Consents", width="large")
def _of_one_child(child_id: int) -> None:
    """What a child's carers answered, wherever the child is: it is the proof of consent (L5.1)."""
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        child = form.there(people.child(look, today, child_id), "This child")
        held = shown_parts.on_record(look, child_id)
    state.saw(who, "child", child_id)
    said = [f"{state.named(child.code, child.name)}."]
    shown = not state.on_screen()
    if child.left_on and child.left_on < today:
        left = f"Left on {long_date(child.left_on)}" if shown else "Has left"
        said.append(
            f"{left}: nothing new is done on what was given, and a carer may still withdraw it. Only what "
            f"was answered about {words.FOR_THE_NEXT_SETTING} still counts."
        )
    elif child.started_on > today:
        said.append(f"Starts on {long_date(child.started_on)}." if shown else "Has not started yet.")
    parts.quiet(" ".join(said))
    picked = None
    if held.titles:
        picked = form.choice("Every answer about", held.titles, "consents.purpose", str)
    else:
        parts.empty("Nothing has been answered.")
    shown_parts.as_recorded(child.code, held, picked)
    with st.container(horizontal=True):
        for label, name in shown_parts.RECORDS:
            if st.button(label, key=f"consents.{name}"):
                state.done("", form.CONSENTS, state.Following(name, child_id))


class _Rows(NamedTuple):
    """Rows that are taken back together, by their numbers."""

    answers: tuple[int, ...] = ()
    ticks: tuple[int, ...] = ()
    forms: tuple[int, ...] = ()
    no_answers: tuple[int, ...] = ()


def _may_be_mistaken(
    answers: Sequence[RecordedAnswer],
    ticks: Sequence[RecordedFollowUp],
    beside: BesideAnswers,
    carers: Mapping[int, str],
) -> dict[_Rows, str]:
    """What counts and may be taken back, in words: each answer, each tick, and each question of a form that
    was handed out or not answered, newest first; of one day what goes together last."""
    standing = [answer for answer in answers if not answer.taken_back]
    together: dict[tuple[date, int], list[int]] = defaultdict(list)
    for answer in standing:
        together[answer.on, answer.carer_id].append(answer.id)
    found: list[tuple[date, bool, _Rows, str]] = []  # the day, and whether several go together
    for answer in standing:
        said = f"{carers[answer.carer_id]}: {answer.purpose}, {answer.answer}"
        found.append((answer.on, False, _Rows(answers=(answer.id,)), said))
    for (on, carer), ids in together.items():
        if len(ids) > 1:
            said = f"{carers[carer]}: all {len(ids)} answers of that day"
            found.append((on, True, _Rows(answers=tuple(ids)), said))
    for tick in ticks:
        if tick.withdrawal_counts and not tick.taken_back:
            no = "refusal" if tick.is_of_refusal else "withdrawal"
            what = f"{tick.purpose}, {tick.what or 'all of it'}, after the {no} of"
            said = f"done: {what} {dated(tick.withdrawn_on)}"
            found.append((tick.done_on, False, _Rows(ticks=(tick.id,)), said))
    for field, what, lines in (
        ("forms", "form handed out", beside.forms),
        ("no_answers", "no answer came", beside.no_answers),
    ):
        by_day: dict[date, list[HandedOut]] = defaultdict(list)
        for one in lines:
            if not one.taken_back:
                by_day[one.on].append(one)
        for on, of_day in by_day.items():
            found += [(on, False, _Rows(**{field: (one.id,)}), f"{what}: {one.purpose}") for one in of_day]
            if len(of_day) > 1:
                whole = _Rows(**{field: tuple(one.id for one in of_day)})
                found.append((on, True, whole, f"{what}: all {len(of_day)} questions of that day"))
    found.sort(key=lambda one: (-one[0].toordinal(), one[1]))
    return {rows: f"{dated(on)}, {said}" for on, _, rows, said in found}


@form.opens(form.ANSWER_MISTAKE, words.MISTAKEN_ANSWER, width="medium")
def _mistaken(child_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        child = people.child(look, today, child_id)
        answers = consents.history(look, child_id)
        ticks = withdrawals.followed(look, child_id)
        beside = consents.beside_answers(look, child_id)
    child = form.there(child, "This child")
    state.saw(who, "child", child_id)
    parts.quiet(state.named(child.code, child.name))
    shown = not state.on_screen()
    carers = {
        answer.carer_id: words.with_no_carer(answer.carer if shown else "A carer", is_no_carer=True)
        if answer.is_no_carer
        else words.numbered_carer(child, answer.carer_id, shown=shown)
        for answer in answers
    }
    choices = _may_be_mistaken(answers, ticks, beside, carers)
    parts.quiet(
        "Taking back a withdrawal also takes back what was done about it. The journey account stays as "
        "recorded: its lines are taken back under Journey account."
    )
    form.take_back(
        form.ANSWER_MISTAKE,
        choices,
        lambda *, row, because, token: consents.take_back(
            state.opened(),
            who,
            consent_ids=row.answers if row else (),
            follow_up_ids=row.ticks if row else (),
            asked_ids=row.forms if row else (),
            no_answer_ids=row.no_answers if row else (),
            because=because,
            token=token,
        ),
        f"for {child.code}",
    )


ASKED_AGAIN = "To ask for it again, by a message or at the door, counts as handed out anew on that day."


@form.opens(form.ASKED, "The form was handed out")
def _asked(child_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        child = children.registered(look, today, child_id)
        held = consents.whom_to_ask(agenda.read(look, today, Area.CONSENTS))
    child = form.there(child, "This child")
    missing = [purpose for one in held if one.child.id == child_id for purpose in one.purposes]
    parts.quiet(state.named(child.code, child.name))
    if any(one.form_out_since for one in held if one.child.id == child_id):
        parts.quiet(ASKED_AGAIN)
    with st.form("asked", border=False):
        on = form.day("Handed out on", "asked.on", value=today)
        chosen = [
            purpose.id
            for purpose in missing
            if st.checkbox(parts.plain(purpose.title), value=True, key=f"asked.{purpose.id}")
        ]
        place = st.container()
        if st.form_submit_button("Mark handed out", type="primary"):
            write = partial(
                consents.record_asked,
                state.opened(),
                who,
                child_id=child_id,
                purposes=chosen,
                on=on,
                today=today,
            )
            labels = {"on": "Handed out on"}
            form.save(place, form.ASKED, f"The form of {child.code} is noted as handed out.", write, labels)


@form.opens(form.NO_ANSWER, words.NO_ANSWER)
def _no_answer(child_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        child = children.registered(look, today, child_id)
        page = agenda.read(look, today, Area.CONSENTS)
        held = consents.without_answer(look, page, child_id)
    child = form.there(child, "This child")
    state.saw(who, "child", child_id)
    parts.quiet(state.named(child.code, child.name))
    to_record = [one.purpose for one in held if not one.do_first]
    to_do_first: dict[str, list[str]] = defaultdict(list)
    for one in held:
        if one.do_first:
            to_do_first[one.do_first].append(one.purpose.title)
    for do_first, titles in to_do_first.items():
        st.warning(parts.plain(f"Not yet for {listed(titles)}. {do_first}"))
    if not held:
        parts.empty(
            "No question waits for a first answer. A consent that is to be renewed stands until a carer "
            "withdraws it: ask again."
        )
    if not to_record:
        return
    parts.sentences(
        [
            f"The family was asked twice and nothing came back. This records that no answer came about "
            f"{listed([purpose.title for purpose in to_record])}.",
            "It is a no: it allows nothing. If anything that it asks about goes on, stop it.",
            "The family is asked again in "
            f"{counted(page.house.rules.consent_renewal_months, 'month')}. If an answer comes before then, "
            "record it: it counts at once.",
        ]
    )
    with st.form("no-answer", border=False):
        place = st.container()
        if st.form_submit_button("Record that no answer came", type="primary"):
            write = partial(
                consents.record_no_answer,
                state.opened(),
                who,
                child_id=child_id,
                purposes=[purpose.id for purpose in to_record],
                today=today,
            )
            labels = {f"purpose-{one.purpose.id}": one.purpose.title for one in held}
            done = f"It is recorded for {child.code} that no answer came."
            form.save(place, form.NO_ANSWER, done, write, labels)


@form.opens(form.ALL_ASKED, "The forms were handed out")
def _all_asked(purpose_id: int | None = None) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        held = consents.whom_to_ask(agenda.read(look, today, Area.CONSENTS))
    if purpose_id:  # of which alone the list shows the children
        held = [one for one in held if purpose_id in {asked.id for asked in one.purposes}]
    if is_again := state.suggestion() == form.AGAIN:
        to_mark, out = [one for one in held if one.may_be_asked_again(today)], 0
    else:
        to_mark = [one for one in held if one.is_to_hand_out]
        out = len(held) - len(to_mark)
    # Those of whom it is said: whoever comes onto the list while this is open has no form yet.
    listed_then = state.prepared(form.ALL_ASKED, purpose_id, lambda: {one.child.id for one in to_mark})
    to_mark = [one for one in to_mark if one.child.id in listed_then]
    if not to_mark:
        was_done = "was asked for again today" if is_again else "is out already"
        raise form.Gone(f"Every form on the list {was_done}. Close this and look at the list.")
    said = (
        f"For {counted(len(to_mark), 'child', 'children')} on the list, each with the questions named there."
    )
    if out:
        are_out = counted(out, "form is", "forms are")
        said += f" {are_out} out already: nothing changes about {'it' if out == 1 else 'them'}."
    if is_again:
        said = f"The forms of {counted(len(to_mark), 'child', 'children')} are not back. {ASKED_AGAIN}"
    parts.quiet(said)
    if ordered := shown_parts.court_orders(who, today, [one.child.code for one in to_mark]):
        parts.quiet(ordered)
    when = "Asked for again on" if is_again else "Handed out on"
    with st.form("all-asked", border=False):
        on = form.day(when, "all-asked.on", value=today)
        # By number: of whoever stands there by another name since it is still not said that the form is out.
        said_of = {one.child.id: state.to_find(one.child.code, one.child.name) for one in to_mark}
        left_out = st.multiselect(
            LEFT_OUT,
            list(said_of),
            format_func=lambda child: said_of.get(child, str(child)),
            key="all-asked.left_out",
            placeholder="Nobody",
            select_all=False,
        )
        place = st.container()
        if st.form_submit_button(
            "Mark all asked for again" if is_again else "Mark all handed out", type="primary"
        ):
            chosen = [
                FormFor(
                    one.child.id,
                    tuple(purpose.id for purpose in (one.not_back if is_again else one.purposes)),
                )
                for one in to_mark
                if one.child.id not in left_out
            ]
            write = partial(
                consents.record_all_asked,
                state.opened(),
                who,
                forms=chosen,
                on=on,
                is_again=is_again,
                today=today,
            )
            labels = {"on": when, "forms": LEFT_OUT}
            done = "asked for again" if is_again else "handed out"
            form.save(place, form.ALL_ASKED, partial(_marked, len(chosen), done), write, labels)


def _marked(chosen: int, done: str, marked: int) -> str:
    """How many forms were marked; and that some were not, where somebody else was quicker."""
    said = f"{counted(marked, 'form is', 'forms are')} noted as {done}."
    return said if marked == chosen else f"{said} {chosen - marked} of {chosen} had been marked already."


@form.opens(form.JOURNEY, "The account on the online learning journey")
def _journey(child_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        child = people.child(look, today, child_id)
        beside = consents.beside_answers(look, child_id)
        is_on = beside.is_on_since is not None
        items = agenda.read(look, today, Area.CONSENTS).items if is_on else ()
    child = form.there(child, "This child")
    state.saw(who, "child", child_id)
    to_close = {
        item.child: item
        for item in items
        if item.action is Action.JOURNEY and item.child not in (None, child_id)
    }
    now = f"is on since {long_date(beside.is_on_since)}" if beside.is_on_since else "is not on"
    parts.quiet(f"{state.named(child.code, child.name)}. The account {now}.")
    events = [consent.Account.CLOSED] if is_on else [consent.Account.OPENED, consent.Account.FOUND]
    choices, _ = form.as_opened(form.JOURNEY, child_id, events, None)
    labels = {"child": OTHERS_CLOSED, "event": "What happened", "on": "On", "note": "Note, never a password"}
    others: list[int] = []
    with st.form("journey", border=False):
        chosen = st.radio(
            "What happened",
            choices,
            index=0 if len(choices) == 1 else None,  # whether it was switched on or found on, somebody says
            format_func=lambda event: str(event).capitalize(),
            key="journey.event",
        )
        event = form.as_offered(choices, chosen)
        on = form.day("On", "journey.on", value=today)
        note = st.text_input(labels["note"], key="journey.note")
        if to_close:
            others = st.multiselect(
                OTHERS_CLOSED,
                [child for child in to_close if child],
                format_func=lambda other: state.to_find(to_close[other].code, to_close[other].about),
                key="journey.others",
                placeholder="Nobody's",
                select_all=False,
            )
        place = st.container()
        if st.form_submit_button("Record", type="primary"):
            write = partial(
                journey_account.record,
                state.opened(),
                who,
                child_ids=[child_id, *others],
                event=event,
                on=on,
                note=note or "",
                today=today,
            )
            of = f"{child.code} and {counted(len(others), 'other')}" if others else child.code
            form.save(place, form.JOURNEY, f"The account of {of} is recorded.", write, labels)
    if any(line.taken_back is None for line in beside.account) and st.button(
        words.MISTAKEN_ACCOUNT, key="journey.mistaken"
    ):
        state.done("", form.JOURNEY, state.Following(form.ACCOUNT_MISTAKE, child_id))


@form.opens(form.ACCOUNT_MISTAKE, words.MISTAKEN_ACCOUNT, width="medium")
def _journey_mistaken(child_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        child = form.there(people.child(look, today, child_id), "This child")
        lines = consents.beside_answers(look, child_id).account
    state.saw(who, "child", child_id)
    parts.quiet(
        f"{state.named(child.code, child.name)}. Start with the last line. Taking back a closing also "
        "takes back that day's tick that the account was closed: a withdrawal then asks for it again."
    )
    form.take_back(
        form.ACCOUNT_MISTAKE,
        {
            line.id: f"{dated(line.on)}: {words.capital(str(line.event))}"
            for line in lines
            if line.taken_back is None
        },
        lambda *, row, because, token: journey_account.take_back(
            state.opened(), who, line_id=row, because=because, token=token
        ),
        f"for {child.code}",
        then="Then record what was right.",
    )
