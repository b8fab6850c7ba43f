"""Sharing decisions: concern, advice, decision, what its record lacks (IS-1 to IS-11; law L7).

The path asks each question once, with the policy's words beside it. Two answers decide what else is asked:
whether the information is shared, and where the family stands.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from rules import own_children as own
from rules import sharing
from rules.consent import NEXT_SETTING, PROFESSIONALS
from rules.induction import KEY_PEOPLE, Role
from rules.need_to_know import Act, Reach, Thing, may, reach
from rules.sharing import Details, Explanation, OtherCarer, Part, Position, Quality, Recipient
from rules.words import TIME_CHARS, dated, is_one_name, listed, long_date
from store import (
    children,
    mistaken_concerns,
    own_children,
    people,
    policy,
    sharing_advice,
    sharing_told,
    sight,
)
from store import sharing as sharing_decisions
from store.cabinet import Who
from store.house import read_house
from store.sharing import HeldDecision, History, NewEntry
from store.sharing_advice import HeldAdvice
from store.siblings import Beside
from ui import family_answers, form, parts, state, words
from ui.family_answers import Answered
from ui.sharing_rows import advice_lines

THIS = "This decision"
ALSO = "Brothers and sisters whom it is about too"
ABOUT_COLLEAGUE = "Is it about somebody who works or helps here"
ONLY_SAW = "Whoever is named in the sentence and works or helps here only saw it, or was told"
ANOTHER = "It is another concern than the one of that day"
NAMES_NO_COLLEAGUE = (
    "What is shared about the child, such as an injury, is recorded here without the colleague: answer no."
)
TIME = "Time, if it was noted"
NOT_EXPLAINED, NOT_TOLD = "If it is not explained, why", "Why the family is not told"
RAISED = ("raised_on", "Date it was raised")


@form.opens(form.CONCERN, "New concern", width="medium")
def _concern() -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        known = people.children_with_records(look, today)
        typed = state.kept("concern.concern") or ""
        names_colleague = sharing_decisions.names_a_colleague(look, typed, today)
        managers = own_children.names_of_managers(look, today)
        to_ring = policy.contacts(look)
        chosen = state.kept("concern.child")
        same_day = sharing_decisions.of_that_day(
            look, chosen.id if chosen else None, state.kept("concern.raised_on")
        )
    # Before anything of the law: whoever opens this form is in a hurry.
    parts.answer(sharing.IN_DANGER_NOW)
    if not state.on_screen():
        parts.sentences(f"{contact.name}: {contact.number}" for contact in to_ring)
    parts.quiet("IS-1 to IS-3: we have to share if a child is, or may be, suffering significant harm.")
    parts.quiet(sharing.ABOUT_A_COLLEAGUE)
    if not known and may(who.role, Act.RECORD, Thing.SHARING_DECISION):
        parts.no_records(who)
        return
    if reach(who.role, Act.RECORD, Thing.CONCERN) is Reach.OWN:
        # Nobody waits for somebody else's list: a concern about a child whose record is not theirs is told.
        if not known:
            parts.empty(words.NO_CONCERN)
            return
        parts.quiet(
            "Your key children are listed. Tell the manager or the deputy at once of a concern about any "
            "other child."
        )
    # On a shared screen it would tell whose the code is.
    if not state.on_screen() and (
        said := own.of_the_manager(_whose(known, managers), is_manager=who.role is Role.MANAGER)
    ):
        st.warning(parts.plain(said))
    with st.form("concern", border=False):
        about_colleague = st.segmented_control(
            ABOUT_COLLEAGUE,
            [True, False],
            format_func=lambda yes: "Yes" if yes else "No",
            key="concern.about_colleague",
            help=NAMES_NO_COLLEAGUE if may(who.role, Act.RECORD, Thing.SHARING_DECISION) else None,
        )
        child = form.choice_of_child(known, "concern.child")
        others = form.choice_of_children(ALSO, known, "concern.also_about")
        ground = form.choice(
            "What worries you", list(sharing.Ground), "concern.ground", words.GROUNDS.__getitem__
        )
        concern = st.text_area(
            "In a sentence",
            key="concern.concern",
            help="Accurate, factual and non-judgemental. The full note belongs in the child's file.",
        )
        only_saw = False
        if names_colleague:
            only_saw = st.checkbox(ONLY_SAW, key="concern.only_saw")
        is_another = bool(same_day) and st.checkbox(ANOTHER, key="concern.is_another")
        left, right = st.columns(2)
        with left:
            raised_on = form.day(RAISED[1], "concern.raised_on", value=today)
        raised_by = ""
        if reach(who.role, Act.RECORD, Thing.CONCERN) is Reach.ALL:  # others raise their own concerns
            raised_by = right.text_input(
                "Who raised it", "" if state.on_screen() else who.name, key="concern.raised_by"
            )
        place = st.container()
        if st.form_submit_button("Record concern", type="primary"):
            write = partial(
                sharing_decisions.record_concern,
                state.opened(),
                who,
                child_id=child.id if child else None,
                ground=ground,
                concern=concern or "",
                raised_on=raised_on,
                raised_by=raised_by or "",
                also_about=[one.id for one in others],
                about_colleague=about_colleague,
                only_saw=only_saw,
                is_another=is_another,
                today=today,
            )
            decides = may(who.role, Act.RECORD, Thing.SHARING_DECISION)
            next_step = (
                "decide whether to share, and why"
                if decides
                else "tell the manager or the deputy, who decides, and write it in the child's file"
            )

            def recorded(concern: sharing_decisions.RecordedConcern) -> str:
                if not concern.beside:
                    return f"The concern is recorded as {concern.code}. Next: {next_step}."
                codes = listed([concern.code, *concern.beside])
                return f"The concern is recorded for each child, as {codes}. Next: {next_step}."

            form.save(
                place,
                form.CONCERN,
                recorded,
                write,
                {
                    "about_colleague": ABOUT_COLLEAGUE,
                    "only_saw": ONLY_SAW,
                    "is_another": ANOTHER,
                    "child": "Child",
                    "also_about": ALSO,
                    "ground": "What worries you",
                    "concern": "In a sentence",
                    RAISED[0]: RAISED[1],
                    "raised_by": "Who raised it",
                },
                # One path: who decides goes on to the decision, and may close it and come back later.
                then=(lambda concern: state.Following(form.DECIDE, concern.id)) if decides else None,
                onward=lambda concern: form.to_new("Sharing decision", concern.code),
            )


def _whose(known: Sequence[people.KnownChild], names: Sequence[str]) -> list[str]:
    """The codes of the children of whom a carer has one of these names."""
    return [
        child.code
        for child in known
        if any(is_one_name(carer.name, name) for carer in child.carers for name in names)
    ]


@form.opens(form.RAISED, "Correct the date it was raised", width="medium")
def _raised(decision_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        house = read_house(look, today)
        found = sharing_decisions.decisions(look, decision_id=decision_id)
    held = form.first_seen(who, found, "sharing_decision", decision_id, called=THIS)
    parts.quiet(f"{_about(held)} Raised {long_date(held.raised_on)}.")

    def show(on: date) -> None:
        due = sharing.decide_by(
            on,
            is_of_harm=held.ground in sharing.HAVE_TO_SHARE,
            working_days=house.rules.decision_working_days,
            bank_holidays=house.bank_holidays,
        )
        parts.quiet(f"The decision is due by {long_date(due)}.")

    form.correct_receipt(
        form.RAISED,
        held.raised_on,
        partial(sharing_decisions.correct_raised, state.opened(), who, decision_id=decision_id, today=today),
        f"The date {held.code} was raised is corrected.",
        asked=RAISED,
        show=show if held.outcome is None else None,
    )


@form.opens(form.CONCERN_CHILD, words.WRONG_CHILD, width="medium")
def _wrong_child(decision_id: int) -> None:
    who = state.signed_in(Thing.SHARING_DECISION)
    with state.reading(who, Thing.SHARING_DECISION) as look:
        found = sharing_decisions.decisions(look, decision_id=decision_id)
    held = form.first_seen(who, found, "sharing_decision", decision_id, called=THIS)
    form.correct_child(
        form.CONCERN_CHILD,
        held.code,
        f"about {state.named(held.child_code, held.child)}",
        partial(sharing_decisions.correct_child, state.opened(), who, decision_id=decision_id),
    )


@form.opens(form.CONCERN_MISTAKE, words.BY_MISTAKE, width="medium")
def _concern_mistaken(decision_id: int) -> None:
    who = state.signed_in(Thing.SHARING_DECISION)
    with state.reading(who, Thing.SHARING_DECISION) as look:
        found = sharing_decisions.decisions(look, decision_id=decision_id)
        others = mistaken_concerns.others(look, decision_id)
    held = form.first_seen(who, found, "sharing_decision", decision_id, called="This concern")
    parts.quiet(
        f"{_about(held)} It is then asked for and counted nowhere. The register keeps it with your reason, "
        "and the committee reads that a concern was taken back. For a wrong child or a wrong date there are "
        "buttons of their own."
    )
    form.take_back_whole(
        form.CONCERN_MISTAKE,
        held.code,
        others,
        _which,
        partial(mistaken_concerns.take_back, state.opened(), who, decision_id=decision_id),
        key="concern-mistake",
        was="recorded",
        anew="If there was a concern, record it anew.",
    )


def _which(one: mistaken_concerns.Other) -> str:
    what = "" if state.on_screen() else f": {words.GROUNDS[one.ground]}"
    return f"{one.code}, raised {dated(one.raised_on)}{what}"


@form.opens(form.SHARING_MISTAKE, words.MISTAKEN_DECISION, width="medium")
def _mistaken(decision_id: int) -> None:
    who = state.signed_in(Thing.SHARING_DECISION)
    with state.reading(who, Thing.SHARING_DECISION) as look:
        found = sharing_decisions.decisions(look, decision_id=decision_id)
        history = form.there(sharing_decisions.history(look, decision_id), THIS)
    held = form.first_seen(who, found, "sharing_decision", decision_id, called=THIS)
    parts.quiet(
        f"{_about(held)} Without its entry in the child's file the decision awaits recording again, and may "
        "be made again (IS-8). Taking back advice that was asked for also takes back its answer."
    )
    rows: dict[tuple[str, int], str] = {
        ("entry_id", entry.id): form.row_in_words(
            dated(entry.recorded_on), f"In the file as entry {entry.entry or 'without a number'}", entry.by
        )
        for entry in history.entries
        if entry.taken_back is None
    }
    for advice in sharing_advice.advice_that_counts(history.advice):
        what = "reply" if advice.is_reply else "advice"
        asked = f"{what} asked for" if advice.answers_id is None else f"{what} answered or chased"
        rows["advice_id", advice.id] = form.row_in_words(
            dated(advice.sought_on), ", ".join(filter(None, [asked, _whom(advice)])), advice.recorded_by or ""
        )
    for told in history.told:
        if told.taken_back is None:
            rows["told_id", told.id] = form.row_in_words(dated(told.on), "the family was told later", told.by)

    def write(*, row: tuple[str, int] | None, because: str, token: str | None) -> None:
        take_back = sharing_decisions.take_back
        if row and row[0] == "told_id":
            sharing_told.take_back(state.opened(), who, told_id=row[1], because=because, token=token)
        else:
            take_back(state.opened(), who, **(dict([row]) if row else {}), because=because, token=token)

    form.take_back(form.SHARING_MISTAKE, rows, write, f"for {held.code}")


def _whom(advice: HeldAdvice) -> str:
    """Of whom advice was asked: a colleague, or else an agency, which is only named off the shared screen."""
    if advice.asked_of_code:
        return state.named(advice.asked_of_code, advice.asked_of or "")
    return "" if state.on_screen() else advice.sought_from


@form.opens(form.TOLD_LATER, "The family was told later", width="medium")
def _told_later(decision_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        found = sharing_decisions.decisions(look, decision_id=decision_id)
    decided = [held for held in found if held.outcome is not None]
    held = form.first_seen(who, decided, "sharing_decision", decision_id, called=THIS)
    parts.quiet(_decided(held))
    parts.quiet("IS-4: it stands beside the decision. Why they were not told at the time stays as it is.")
    labels = {"on": "Date they were told", "words": "Who told whom, how, and what they said"}
    with st.form("told-later", border=False):
        on = form.day(labels["on"], "told-later.on", value=today)
        said = st.text_area(labels["words"], key="told-later.words")
        place = st.container()
        if st.form_submit_button("Record", type="primary"):
            write = partial(
                sharing_told.record,
                state.opened(),
                who,
                decision_id=decision_id,
                on=on,
                words=said or "",
                today=today,
            )
            form.save(place, form.TOLD_LATER, f"Recorded for {held.code}.", write, labels)


LABELS = {
    "shared": "Decision",
    "position": "Where the family stands",
    "agreed_by": "Who agreed",
    "agreed_on": "Date they agreed",
    "agreed_because": "If they hold no parental responsibility, why they may agree",
    "other_words": "Who the other carer is, and what they said",
    "witness": "Who heard it",
    "advice_from": "Advice from, if it was sought",
    "advice": "What they said",
    "recipient": "Kind of recipient",
    "shared_with": "Agency or team",
    "second_person": "Second person, who agrees",
    "role": "The person's role",
    "what": "What exactly is shared",
    "need": "Why they need it",
    "basis": "Lawful basis",
    "basis_words": "Which other basis it is",
    "facts_from": "Who saw or said it",
    "facts_on": "Day of the oldest fact",
    "qualities": "Checked before it goes",
    "explanation": "Our duty to share",
    "explained_on": "Date it was explained",
    "not_explained_because": NOT_EXPLAINED,
    "reason": "Reason",
    "decided_on": "Date of the decision",
    "decided_by": "Who decided",
    "entry": "Number of the entry in the child's file",
    "recorded_on": "Date it was written in the file",
    "late_because": "If it was written late, why",
    "also": "Concerns raised with it, if the same is decided",
}


@form.opens(form.DECIDE, "Record the decision", width="large")
def _decide(decision_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        house = read_house(look, today)
        found = sharing_decisions.decisions(look, decision_id=decision_id)
        history = form.there(sharing_decisions.history(look, decision_id), THIS)
        raised = sharing_decisions.raised_with(look, decision_id)
        is_own = bool(found) and who.role is Role.MANAGER and sight.is_own_child(look, found[0].child_id)
    held = form.first_seen(who, found, "sharing_decision", decision_id, called=THIS)
    _what_was_raised(held)
    _court_order(who, held, today)
    if held.outcome and held.decided_on:
        parts.quiet(
            f"Decided on {long_date(held.decided_on)}: {held.outcome}. What you record now replaces it; "
            "both stay in the history."
        )
    if is_own and not state.on_screen():
        st.warning(f"You have the name of a carer of this child. {own.OF_THE_MANAGER}")
    seen = form.seen(form.DECIDE, {"shared": held.outcome_id}, LABELS)
    parts.quiet("Consent is never needed to share for a child's safety. Without consent, a reason is needed.")
    with state.reading(who, Thing.SHARING_DECISION) as look:
        professionals, next_setting = family_answers.about_sharing(
            look, held.child_id, house, [PROFESSIONALS, NEXT_SETTING], on=today, today=today
        )
    if professionals.said:
        parts.quiet(professionals.said)
    # These two stand before the form: what else is asked depends on them.
    shared = st.segmented_control(
        "Decision",
        [True, False],
        format_func=lambda shared: "Share" if shared else "Do not share",
        key="decide.shared",
    )
    if shared is False and (duty := sharing.HAVE_TO_SHARE.get(held.ground)):
        st.warning(
            f"By our policy we have to share where {duty}, also where the family objects. Not to share needs "
            "a reason why that is not so here. If you are not sure, ask for advice first (IS-9)."
        )
    asked_on = sharing_advice.first_sought_on(history.advice)
    if shared is False and sharing.lacks_advice(held.ground, decided_on=None, advised_on=asked_on):
        st.warning(
            "The cause is not clear, and no advice is recorded. Ask for advice before you decide not to "
            "share (IS-2, IS-9). You can record it below. If you decide without it, say in the reason why."
        )
    position = form.choice(
        "Where the family stands",
        list(Position),
        "decide.position",
        words.POSITIONS.__getitem__,
        hint="IS-5 to IS-7: we usually ask. We do not if asking may endanger somebody.",
    )
    other_carer = _other_carer(position)
    with st.form("decide", border=False):
        advice_from, advice = _advice_in_passing(history)
        agreed_by, agreed_on, witness, because, other_words = _agreement(position, held, other_carer)
        second_person = _second_person(position)
        shared_with, details = _what_is_shared(position, next_setting) if shared else ("", Details())
        reason = ""
        if asked := _reason_asked(held, history, position=position, shared=shared, other_carer=other_carer):
            reason = st.text_area(
                asked,
                key="decide.reason",
                help="IS-8, IS-11: clearly stated, in a sentence. It goes in the child's file.",
            )
        parts.section(
            "The decision, and the child's file", f"IS-6, IS-8: {_in_file(house.rules.recording_days)}"
        )
        left, right, _ = st.columns(3)
        with left:
            decided_on = form.day(
                "Date of the decision",
                "decide.decided_on",
                value=today,
                hint="The day on which it was decided, and told to whom it was shared with: not the day on "
                "which it is entered. What follows is counted from it.",
            )
        decided_by = right.text_input(
            LABELS["decided_by"], "" if state.on_screen() else who.name, key="decide.decided_by"
        )
        form.say_without_index(who, Thing.SHARING_DECISION, (held.child_id, held.child_code))
        entry = _entry("decide", house.rules.recording_days, optional=True)
        also = form.choice_of_beside(
            LABELS["also"],
            raised,
            "decide.also",
            note="Where what carers answered differs, decide it by itself. Each file has its entry.",
        )
        place = st.container()
        if st.form_submit_button("Record decision", type="primary"):
            write = partial(
                sharing_decisions.record_decision,
                state.opened(),
                who,
                decision_id=decision_id,
                shared=shared,
                position=position,
                shared_with=shared_with,
                reason=reason or "",
                witness=witness,
                details=replace(
                    details,
                    agreed_by=agreed_by,
                    agreed_on=agreed_on,
                    agreed_because=because,
                    other_carer=other_carer,
                    other_words=other_words,
                    second_person=second_person,
                ),
                entry=entry,
                advice_from=advice_from,
                advice=advice,
                decided_on=decided_on,
                decided_by=decided_by or "",
                today=today,
                seen=seen,
                also=[other.id for other in also],
            )
            said = _recorded(held, also, is_written=bool(entry.entry.strip()))
            outcome = (
                sharing.outcome_of(shared=bool(shared), position=position, other_carer=other_carer)
                if position
                else None
            )
            if decided_on and sharing.is_referral(held.ground, recipient=details.recipient, outcome=outcome):
                by = sharing.chase_on(decided_on, house.bank_holidays)
                said += f" {words.reply_wanted(by)}"
            # An agreement to one sharing is no answer to the other: nothing is refused (AI-7).
            is_agreed = outcome is sharing.Outcome.SHARED_WITH_CONSENT
            if details.recipient is Recipient.NEXT_SETTING and is_agreed and not next_setting.is_yes:
                said += f" {words.not_to_a_school(next_setting.said)}" if next_setting.said else ""
            notice = form.with_index(
                who, Thing.SHARING_DECISION, said, entry.entry, (held.child_id, held.child_code)
            )
            form.save(place, form.DECIDE, notice, write, _labels(position, asked))


def _recorded(held: HeldDecision, also: Sequence[Beside], *, is_written: bool) -> str:
    """That the decision is recorded, for what was raised with it too, and in whose file it is not yet."""
    if also:
        codes = listed([held.code, *(other.code for other in also)])
        whose = "the others" if is_written else "each child"
        return f"The decision is recorded for {codes}. Next: write it in the file of {whose}."
    next_step = "" if is_written else " Next: write it in the child's file."
    return f"The decision {held.code} is recorded.{next_step}"


def _what_was_raised(held: HeldDecision) -> None:
    """What the decision is about, in the words of whoever raised it: the manager decides on those."""
    shown = not state.on_screen()
    by = f" by {held.raised_by}" if held.raised_by and shown else ""
    parts.quiet(f"{_about(held)} {words.GROUNDS[held.ground]}. Raised {long_date(held.raised_on)}{by}.")
    if held.concern:
        parts.quiet(f"Concern: {words.typed(held.concern, shown=shown)}")


def _court_order(who: Who, held: HeldDecision, today: date) -> None:
    """That one is in the child's file; on a shared screen that it is not said there."""
    if state.on_screen():
        parts.quiet(words.ORDER_NOT_SAID)
        return
    with state.reading(who, Thing.CHILD) as look:
        ordered = people.with_court_order(look, [held.child_code], today)
    if ordered:
        parts.read_first(words.ORDER_BEFORE_SHARING)


def _reason_asked(
    held: HeldDecision,
    history: History,
    *,
    position: Position | None,
    shared: bool | None,
    other_carer: OtherCarer | None,
) -> str:
    """As what the reason is asked for, or empty where none is (IS-2, IS-8, IS-11)."""
    if shared is False:
        return "Reason"
    if position is not None and (position not in sharing.AGREED or other_carer is OtherCarer.OBJECTS):
        return "Reason for sharing without consent" if shared else "Reason"
    if shared and sharing.rests_on_advice(held.ground, ""):
        before = " before the decision" if sharing_advice.advice_sought(history.advice) else ""
        return f"Reason, if no advice was sought{before}"
    return ""


def _labels(position: Position | None, reason: str = "") -> dict[str, str]:
    """The fields by their names, as they are called for a family that stands so; `reason` as it was asked."""
    of_the_family = {"not_explained_because": NOT_TOLD} if position is Position.NOT_TOLD else {}
    return LABELS | of_the_family | ({"reason": reason} if reason else {})


def _advice_in_passing(history: History) -> tuple[str, str]:
    """What advice there is; where there is none yet, who gave it and what they said."""
    parts.section("Advice", "IS-9: if the evidence is not clear we may seek advice, such as from the MASH.")
    if history.advice:
        parts.lines(advice_lines(history.advice, shown=not state.on_screen()), kind="history")
    if sharing_advice.advice_sought(history.advice):
        return "", ""
    left, right = st.columns(2)
    advice_from = left.text_input(LABELS["advice_from"], key="decide.advice_from")
    advice = right.text_input("What they said", key="decide.advice")
    return advice_from or "", advice or ""


def _other_carer(position: Position | None) -> OtherCarer | None:
    """Where another carer stands: one who agrees does not speak for one who objects."""
    if position not in sharing.AGREED:
        return None
    return form.choice(
        "Another carer",
        list(OtherCarer),
        "decide.other_carer",
        hint="One carer's agreement is not the other's. If another objects, it is shared without consent, "
        "and needs a reason.",
        empty="There is no other, or it is not known",
    )


def _who_may_agree(held: HeldDecision) -> str:
    """Who holds parental responsibility for the child today, for whoever enters who agreed (L5.7)."""
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        child = children.registered(look, today, held.child_id)
    if child is None:
        return ""
    names = [
        words.numbered_carer(child, carer.id, shown=not state.on_screen())
        for carer in child.carers
        if carer.is_responsible(today)
    ]
    if not names:
        return "Nobody with parental responsibility is recorded for this child."
    return f"With parental responsibility in the records: {listed(names)}."


def _agreement(
    position: Position | None, held: HeldDecision, other_carer: OtherCarer | None
) -> tuple[str, date | None, str, str, str]:
    """Who agreed, when, who heard it, why they may, and what another carer said: asked where the family
    agreed (IS-6)."""
    if position not in sharing.AGREED:
        return "", None, "", "", ""
    parts.section(
        "The family's agreement", "IS-6: verbal agreement is recorded with a member of staff as witness."
    )
    columns = st.columns(3)
    with columns[0]:
        by = st.text_input("Who agreed", key="decide.agreed_by")
    with columns[1]:
        on = form.day("Date they agreed", "decide.agreed_on")
    witness = ""
    if position is Position.VERBAL:
        with columns[2]:
            witness = st.text_input("Who heard it", key="decide.witness")
    parts.quiet(_who_may_agree(held))
    because = st.text_input(LABELS["agreed_because"], key="decide.agreed_because")
    said = ""
    if other_carer is not None:
        said = st.text_input(LABELS["other_words"], key="decide.other_words")
    return by or "", on, witness or "", because or "", said or ""


def _second_person(position: Position | None) -> str:
    """Who else agrees that the family is not asked (IS-7); it may be nobody, such as at night."""
    if position not in sharing.NOT_ASKED:
        return ""
    parts.section(
        "The family is not asked",
        "IS-7: where asking may endanger somebody, or where it cannot wait. If you can, ask a second person "
        "whether they agree.",
    )
    left, _ = st.columns(2)
    return left.text_input(LABELS["second_person"], key="decide.second_person") or ""


def _what_is_shared(position: Position | None, next_setting: Answered) -> tuple[str, Details]:
    """Whom it goes to, what and why; the four checks; whether our duty to share was explained.

    `next_setting` is where the family stands on what goes to a school: that another purpose was agreed to
    says nothing about it.
    """
    parts.section(
        "To whom, what and why", "AI-7, IS-8: only with those who need to know, only what they need."
    )
    recipient, shared_with, role = _recipient("decide")
    if next_setting.is_no:
        st.warning(words.before_a_school(next_setting.said))
    elif next_setting.said:
        parts.quiet(next_setting.said)
    left, right = st.columns(2)
    what = left.text_area("What exactly is shared", key="decide.what", height=80)
    need = right.text_area("Why they need it", key="decide.need", height=80)
    basis = form.choice(
        "Lawful basis", list(sharing.Basis), "decide.basis", words.BASES.__getitem__, place=left
    )
    basis_words = right.text_input("Which other basis it is", key="decide.basis_words")
    parts.section(
        "Checked before it goes", "IS-10: what is shared is all of these. If it is not, say why it is shared."
    )
    left, right = st.columns(2)
    facts_from = left.text_input("Who saw or said it", key="decide.facts_from")
    with right:
        facts_on = form.day("Day of the oldest fact", "decide.facts_on")
    met, notes = set(), {}
    for quality in Quality:
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.checkbox(words.QUALITIES[quality], key=f"decide.met.{quality.name}", width=380):
                met.add(quality)
            notes[quality] = st.text_input(
                f"If not {quality}, why",
                key=f"decide.note.{quality.name}",
                placeholder="If not, why",
                label_visibility="collapsed",
            )
    explanation, explained_on, because = _explanation("decide", position, list(Explanation))
    return shared_with or "", Details(
        recipient=recipient,
        role=role or "",
        what=what or "",
        need=need or "",
        basis=basis,
        basis_words=basis_words or "",
        met=frozenset(met),
        notes={quality: note or "" for quality, note in notes.items()},
        facts_from=facts_from or "",
        facts_on=facts_on,
        explanation=explanation,
        explained_on=explained_on,
        not_explained_because=because,
    )


# A line to read, and no refusal: what is urgent goes first, and nobody can be rung back by a letter.
RING_BACK = (
    "Whoever asks by telephone, also as the police: ring back by a number that you looked up yourself, and "
    "not by one that they gave. Write their name or number with the role, and how they are reached. What is "
    "urgent to keep somebody safe does not wait for it."
)


def _recipient(key: str) -> tuple[Recipient | None, str, str]:
    """The kind of recipient (CP-1), the agency or team, and the person's role (AI-7)."""
    parts.quiet(RING_BACK)
    columns = st.columns(3)
    kind = form.choice(
        "Kind of recipient",
        list(Recipient),
        f"{key}.recipient",
        words.RECIPIENTS.__getitem__,
        place=columns[0],
    )
    shared_with = columns[1].text_input("Agency or team", key=f"{key}.shared_with")
    role = columns[2].text_input("The person's role", key=f"{key}.role")
    return kind, shared_with or "", role or ""


def _explanation(
    key: str, position: Position | None, choices: list[Explanation], *, so_far: Explanation | None = None
) -> tuple[Explanation | None, date | None, str]:
    """Whether our duty to share was explained to the family (IS-4); a family not told is asked only why."""
    chosen, on = None, None
    parts.section("Our duty to share", "IS-4: we explain it to families, unless that endangers somebody.")
    if position is Position.NOT_TOLD:
        last = st.container()
    else:
        left, right, last = st.columns(3)
        with left:
            chosen = st.segmented_control(
                "Our duty to share, to the family",
                choices,
                default=so_far if so_far in choices else None,
                key=f"{key}.explanation",
                format_func=words.EXPLANATIONS.__getitem__,
            )
        with right:
            on = form.day("Date it was explained", f"{key}.explained_on")
    because = last.text_input(
        NOT_TOLD if position is Position.NOT_TOLD else NOT_EXPLAINED,
        key=f"{key}.not_explained_because",
    )
    return chosen, on, because or ""


def _in_file(recording_days: int) -> str:
    """What the policy and the setting's own rule ask of the entry in the file."""
    rule = words.recording_rule(recording_days)
    return f"with its reason clearly stated, {rule} by the setting's own rule."


def _entry(key: str, recording_days: int, *, optional: bool) -> NewEntry:
    """The entry in the child's file; where it may wait, an empty number says that it is not written yet."""
    left, middle, right = st.columns(3)
    entry = left.text_input(
        "Number of the entry in the child's file",
        key=f"{key}.entry",
        placeholder="Leave empty until it is written" if optional else "",
    )
    with middle:
        on = form.day("Date it was written in the file", f"{key}.recorded_on", value=state.today())
    because = right.text_input("If it was written late, why", key=f"{key}.late_because")
    return NewEntry(entry or "", on, because or "", recording_days)


HEARD = "Who heard the verbal consent"


@form.opens(form.COMPLETE, "Complete the record", width="medium")
def _complete(decision_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        house = read_house(look, today)
        found = sharing_decisions.decisions(look, decision_id=decision_id)
    decided = [held for held in found if held.outcome is not None]
    held = form.first_seen(who, decided, "sharing_decision", decision_id, called=THIS)
    wanted = sharing.wanted_parts(held.decision)
    if not wanted:
        raise form.Gone("Nothing is missing in this record any more. Close this and look at the list.")
    parts.quiet(_decided(held))
    stands = {"record": (held.outcome_id, held.recorded_on)}
    seen = form.seen(form.COMPLETE, stands, {"record": "The record"})
    with st.form("complete", border=False):
        shared_with = role = reason = witness = ""
        recipient = None
        details, entry = Details(), NewEntry()
        if Part.SHARED_WITH in wanted:
            recipient, shared_with, role = _recipient("complete")
        asked = (
            "Reason for not sharing"
            if held.outcome is sharing.Outcome.NOT_SHARED
            else "Reason for sharing without consent"
        )
        if Part.REASON in wanted:
            reason = st.text_area(asked, key="complete.reason")
        if Part.WITNESS in wanted:
            witness = st.text_input(HEARD, key="complete.witness")
        if Part.EXPLANATION in wanted:
            # The entry in the file does not wait until the family is told.
            choices = [one for one in Explanation if one is not Explanation.NOT_YET or Part.ENTRY in wanted]
            explanation, on, because = _explanation(
                "complete", held.position, choices, so_far=held.decision.explanation
            )
            details = Details(explanation=explanation, explained_on=on, not_explained_because=because)
        if Part.ENTRY in wanted:
            parts.section("In the child's file", f"IS-6, IS-8: {_in_file(house.rules.recording_days)}")
            form.say_without_index(who, Thing.SHARING_DECISION, (held.child_id, held.child_code))
            entry = _entry("complete", house.rules.recording_days, optional=False)
        place = st.container()
        if st.form_submit_button("Complete record", type="primary"):
            write = partial(
                sharing_decisions.complete_record,
                state.opened(),
                who,
                decision_id=decision_id,
                shared_with=shared_with or "",
                reason=reason or "",
                witness=witness or "",
                details=replace(details, recipient=recipient, role=role or ""),
                entry=entry,
                today=today,
                seen=seen,
            )
            said = f"The record of {held.code} is complete."
            if details.explanation is Explanation.NOT_YET:
                said = f"The entry of {held.code} is recorded. Next: tell the family, or say why not."
            notice = form.with_index(
                who, Thing.SHARING_DECISION, said, entry.entry, (held.child_id, held.child_code)
            )
            labels = _labels(held.position, asked) | {"witness": HEARD}
            form.save(place, form.COMPLETE, notice, write, labels)


def _about(held: HeldDecision) -> str:
    """Which decision it is, and in whose file it belongs, by code too: two children may have one name."""
    return f"{held.code}. {state.named(held.child_code, held.child)}."


def _decided(held: HeldDecision) -> str:
    return (
        f"{_about(held)} {str(held.outcome).capitalize()}, "
        f"decided {long_date(held.decided_on or held.raised_on)}."
    )


ADVICE = {
    "sought_from": "Line or agency, and the advisor",
    "asked_of": "Or a colleague, such as the designated lead, for a second opinion",
    "sought_on": "Date it was asked",
    "sought_time": TIME,
    "advice": "What they said",
}


@form.opens(form.ASK_ADVICE, "Record advice", width="medium")
def _ask_advice(decision_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        found = sharing_decisions.decisions(look, decision_id=decision_id)
        staff = [p for p in people.staff(look, today) if p.role in KEY_PEOPLE]
    held = form.first_seen(who, found, "sharing_decision", decision_id, called=THIS)
    _what_was_raised(held)
    parts.quiet(
        "IS-9: if the evidence is not clear we may seek advice. Note who was asked, when, and what they said."
    )
    with st.form("advice", border=False):
        sought_from = st.text_input(ADVICE["sought_from"], key="advice.sought_from")
        colleague = form.choice(
            ADVICE["asked_of"],
            staff,
            "advice.asked_of",
            lambda p: state.to_find(p.code, p.name),
        )
        sought_on, sought_time = _when(ADVICE["sought_on"], "advice.sought_on", "advice.sought_time")
        advice = st.text_area(
            ADVICE["advice"],
            key="advice.advice",
            placeholder="Leave empty if there is no answer yet",
        )
        place = st.container()
        if st.form_submit_button("Record advice", type="primary"):
            write = partial(
                sharing_advice.record_advice,
                state.opened(),
                who,
                decision_id=decision_id,
                sought_from=sought_from or "",
                asked_of_id=colleague.id if colleague else None,
                sought_on=sought_on,
                sought_time=sought_time,
                advice=advice or "",
                today=today,
            )
            form.save(place, form.ASK_ADVICE, f"The advice is with {held.code}.", write, ADVICE)


def _when(label: str, day_key: str, time_key: str) -> tuple[date | None, str]:
    """The day, called by its `label`, and the time of day where it was noted."""
    left, right = st.columns(2)
    with left:
        on = form.day(label, day_key, value=state.today())
    at = right.text_input(TIME, max_chars=TIME_CHARS, key=time_key, placeholder="14:05")
    return on, at or ""


REPLY = {
    "sought_from": "Who replied, or was asked again",
    "sought_on": "Date",
    "sought_time": TIME,
    "advice": "What they said or decided",
}


@form.opens(form.REPLY, "Reply to what was shared", width="medium")
def _reply(decision_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        found = sharing_decisions.decisions(look, decision_id=decision_id)
    held = form.first_seen(who, found, "sharing_decision", decision_id, called=THIS)
    told = "" if state.on_screen() else held.shared_with
    parts.quiet(f"{_decided(held)}{f' Shared with {told}.' if told else ''}")
    parts.quiet(
        "One working day is children's social care's own time to decide on a referral. If you heard "
        "nothing, ring again and leave empty what they said: the weekly review keeps asking. If none will "
        "come any more, write that and why: that ends it."
    )
    with st.form("reply", border=False):
        sought_from = st.text_input(REPLY["sought_from"], value=told, key="reply.sought_from")
        advice = st.text_area(
            REPLY["advice"], key="reply.advice", placeholder="Leave empty if there is no reply yet"
        )
        sought_on, sought_time = _when(REPLY["sought_on"], "reply.sought_on", "reply.sought_time")
        place = st.container()
        if st.form_submit_button("Record reply", type="primary"):
            write = partial(
                sharing_advice.record_advice,
                state.opened(),
                who,
                decision_id=decision_id,
                sought_from=sought_from or "",
                sought_on=sought_on,
                sought_time=sought_time,
                advice=advice or "",
                is_reply=True,
                today=today,
            )
            said = f"The reply is with {held.code}."
            if not (advice or "").strip():
                said = f"That they were asked again is with {held.code}. Next: record what they answer."
            form.save(place, form.REPLY, said, write, REPLY)


@form.opens(form.ADVICE_ANSWER, "Answer to what was asked", width="medium")
def _advice_answer(advice_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        asked = form.there(next(iter(sharing_advice.advice_of(look, advice_id=advice_id)), None), "This")
    whom = _whom(asked)
    what = "Reply" if asked.is_reply else "Advice"
    parts.quiet(
        f"{asked.decision}. {what} asked for on {long_date(asked.sought_on)}{f' of {whom}' if whom else ''}."
    )
    parts.quiet(
        "One working day is children's social care's own time to decide on a referral, not a rule for us."
    )
    with st.form("advice-answer", border=False):
        advice = st.text_area("What they said", key="advice-answer.advice")
        has_no_answer = st.checkbox("Chased, still no answer", key="advice-answer.none")
        on, at = _when("Date", "advice-answer.on", "advice-answer.at")
        place = st.container()
        if st.form_submit_button("Record answer", type="primary"):
            write = partial(
                sharing_advice.record_answer,
                state.opened(),
                who,
                advice_id=advice_id,
                advice=advice or "",
                has_no_answer=has_no_answer,
                on=on,
                at=at,
                today=today,
            )
            form.save(
                place,
                form.ADVICE_ANSWER,
                f"Recorded on {dated(today)}.",
                write,
                {"advice": "What they said", "on": "Date", "at": TIME},
            )
