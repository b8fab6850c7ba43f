"""The parts of the Consents page: the grid, who is to be asked, "may we?" (DR-4 to DR-6)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from papers import consent_form
from rules import consent
from rules.agenda import Area, Child, Purpose
from rules.consent import Chase, Status
from rules.figures import consent_statuses
from rules.need_to_know import Act, Thing, may
from rules.to_ask import Wanted
from rules.words import counted, dated, listed, long_date, near_date, plain
from store import agenda, consents, people, purposes, withdrawals
from store import children as register
from store.agenda import Agenda
from store.cabinet import Look, Who
from store.consents import BesideAnswers, RecordedAnswer
from store.withdrawals import RecordedFollowUp
from ui import filters, form, parts, registers, state, words

GRID, TO_ASK, MAY_WE, PURPOSES = "Children by purposes", "To ask", "May we?", "Purposes"
NOBODY_YET = "None yet"
NEVER_ASKED = "families have not been asked about this"
NO_LONGER_ASKED = "families are not asked about this any more"
MOST_LEFT_OUT = 2  # purposes, said by those that a form does not ask
_WITH = {  # the children counted by it, each with something of the kind
    Chase.FORM_NOT_BACK: "with a form not back",
    Chase.NOT_ASKED: "with a question not asked",
    Chase.RENEWAL_DUE: "with a renewal due",
    Chase.RENEWAL_SOON: "with a renewal soon",
}


def parts_for(who: Who) -> list[str]:
    """The parts of the page that somebody in this role has use for, the first one theirs."""
    if not may(who.role, Act.RECORD, Thing.CONSENT):
        return [MAY_WE, GRID]
    return [GRID, TO_ASK, MAY_WE, *([PURPOSES] if may(who.role, Act.RECORD, Thing.SETTING) else [])]


# Children by purposes ------------------------------------------------------------------------------


def chosen_child(page: Agenda) -> Child | None:
    """The child who is chosen from the list, or none."""
    by_code = {child.code: child for child in (*page.facts.children, *page.facts.booked)}
    filters.not_here("child", "child", by_code)
    return by_code.get(filters.one_child({code: held.name for code, held in by_code.items()}) or "")


def of_one(
    one: Child, page: Agenda, statuses: Mapping[int, Mapping[int, Status]], today: date, who: Who
) -> None:
    """What is asked of one child, the line of the grid, and every answer below it.

    Of a child booked far ahead whose journey account is on already, who is in no line, it is the answers.
    """
    parts.court_order(has_one=one.has_court_order)
    parts.asked_of_one((item for item in page.items if item.child == one.id), today, who)
    shown = not state.on_screen()
    if one in page.facts.booked:
        starts = f"Starts on {long_date(one.started_on)}." if shown else "Has not started yet."
        parts.quiet(f"{starts} Until then the journey account is kept track of, and what was withdrawn.")
    else:
        rows = registers.consent_grid(replace(page.facts, children=[one]), statuses, shown=shown)
        parts.grid(rows, caption="One child by consent purposes", key="one")
    one_child(one, who)


def grid(page: Agenda, statuses: Mapping[int, Mapping[int, Status]]) -> None:
    """The grid with its filters: by status, key person, and by room where names may be shown."""
    shown = not state.on_screen()
    rows = registers.consent_grid(page.facts, statuses, shown=shown)
    for row, child in zip(rows, page.facts.children, strict=True):
        row["Key person"] = child.key_person_code or NOBODY_YET
        row["Room"] = child.room or "No room"
    with st.container(horizontal=True):
        rows = filters.choose_status(rows, [*words.CONSENTS.values(), *words.TO_UNDO.values()], "status")
        if len({child.key_person_code for child in page.facts.children}) > 1:
            rows = filters.those(rows, "Key person", _key_person(page.facts.children))
        if shown and len({child.room for child in page.facts.children}) > 1:
            rows = filters.choose(rows, "Room", "room")
    left_out = {"Key person", "Room"}
    kept = [{name: said for name, said in row.items() if name not in left_out} for row in rows]
    parts.grid(kept, caption="Children by consent purposes", key="page", opens="child")


def _key_person(children: Sequence[Child]) -> str:
    """Whose key children are shown: by a code, which is in the address, or everybody's."""
    names = {child.key_person_code: child.key_person for child in children if child.key_person_code}
    options = [filters.EVERYONE, *sorted(names, key=lambda code: plain(state.named(code, names[code])))]
    if any(not child.key_person_code for child in children):
        options.append(NOBODY_YET)
    return filters.kept_choice(
        "keyperson", "Key person", options, lambda option: state.to_find(option, names.get(option, ""))
    )


def one_child(child: Child, who: Who) -> None:
    """One child's answers as the proof of consent, and the forms that record more of them."""
    state.saw(who, "child", child.id)
    if may_record := may(who.role, Act.RECORD, Thing.CONSENT):
        parts.forms(RECORDS, child.id)
    with state.reading(who, Thing.CONSENT) as look:
        held = on_record(look, child.id)
    picked = None
    filters.not_here("purpose", "purpose", held.titles)
    if held.titles:
        picked = filters.one_of("purpose", "Every answer about", held.titles)
    elif any(one.taken_back is None for one in held.beside.no_answers):
        record = " Record the answers here if the form comes back after all." if may_record else ""
        parts.empty(f"Nothing has been answered, though the form was asked for twice.{record}")
    elif any(one.taken_back is None for one in held.beside.forms):
        record = " Record the answers here when it is back." if may_record else ""
        parts.empty(f"The consent form is out.{record}")
    else:
        ask = " Hand out the consent form, then record the answers here." if may_record else ""
        parts.empty(f"Nothing has been asked yet.{ask}")
    as_recorded(child.code, held, picked)


@dataclass(frozen=True)
class OnRecord:
    """All that was ever recorded about one child's consents."""

    answers: Sequence[RecordedAnswer]
    ticks: Sequence[RecordedFollowUp]
    beside: BesideAnswers

    @property
    def titles(self) -> list[str]:
        """The purposes that were answered, the newest answer first."""
        return list(dict.fromkeys(answer.purpose for answer in self.answers))


def on_record(look: Look, child_id: int) -> OnRecord:
    """What is recorded about a child's consents, wherever the child is; three queries."""
    return OnRecord(
        consents.history(look, child_id),
        withdrawals.followed(look, child_id),
        consents.beside_answers(look, child_id),
    )


def as_recorded(code: str, held: OnRecord, picked: str | None) -> None:
    """Every answer, or those to the purpose that is `picked` in full, and what is recorded beside them."""
    shown = not state.on_screen()
    if picked:
        proof(code, [answer for answer in held.answers if answer.purpose == picked], shown=shown)
    elif held.answers:
        parts.lines(registers.answers_of(held.answers, shown=shown), kind="answers")
    if held.beside.forms:
        parts.subheading("Forms handed out", note="What each one asked, and in which wording")
        parts.lines(registers.handed_out_of(held.beside, shown=shown), kind="notes")
    if held.ticks:
        parts.subheading("Done once a consent had ended", note="Each thing that its end calls for")
        parts.lines(registers.ticks_of(held.ticks, shown=shown), kind="notes")
    if held.beside.account:
        parts.subheading("Journey account", note="DR-4: on only while there is consent")
        parts.lines(
            [
                (
                    dated(line.on),
                    words.with_mistake(str(line.event).capitalize(), line.taken_back),
                    words.said_with(line.note if shown else "", line.taken_back, shown=shown),
                )
                for line in held.beside.account
            ],
            kind="notes",
        )


# What records more of one child's consents.
RECORDS = (
    ("Enter a paper form", form.PAPER_FORM),
    ("Record an answer", form.ANSWER),
    ("Journey account", form.JOURNEY),
    (words.MISTAKEN_ANSWER, form.ANSWER_MISTAKE),
)


def proof(code: str, answers: Sequence[RecordedAnswer], *, shown: bool) -> None:
    """Each answer to one purpose with the question as it was asked: who, when, how, on what, kept where."""
    for answer in answers:
        who_said = words.with_no_carer(answer.carer if shown else "A carer", is_no_carer=answer.is_no_carer)
        how = f"{answer.how}, heard by {answer.witness}" if shown and answer.witness else str(answer.how)
        said = [
            f"{dated(answer.on)}: {answer.answer} by {who_said}, {how}, for {code}.",
            f"Wording {answer.wording}: {answer.question}",
        ]
        if shown and answer.kept_at:
            said.append(f"The signed form: {answer.kept_at}.")
        if shown and answer.note:
            said.append(f"Note: {answer.note}")
        if shown and answer.recorded_by:
            said.append(f"Recorded by {answer.recorded_by}.")
        if answer.before_until:
            said.append(f"It ended when the child left, {dated(answer.before_until)}.")
        if answer.taken_back:
            said.insert(0, f"Entered by mistake. {words.why_taken_back(answer.taken_back, shown=shown)}")
        parts.sentences(said)


# To ask --------------------------------------------------------------------------------------------


def to_ask(page: Agenda, who: Who, today: date) -> None:
    """Who needs chasing, the form to print for just what is missing, and the paper form on its way back."""
    held = consents.whom_to_ask(page)
    first = st.container()
    purpose = _chosen_purpose(held)
    if purpose:
        held = [one for one in held if purpose in {asked.id for asked in one.purposes}]
    _say_who_is_not_asked(page, {one.child.code for one in held})
    if not held:
        parts.empty(
            "No form is wanted: nobody is still to be asked, and no consent is due for renewal soon. Where "
            f"carers disagree, talk to both: they are under {GRID}."
        )
        return
    counts = Counter(one.why for one in held)
    said = listed(
        [
            f"{counts[why]} {_WITH[why]}" if why in _WITH else counted(counts[why], str(why))
            for why in Chase
            if counts[why]
        ]
    )
    with first:
        # A child whose form is not back may have a renewal due too: the figures above count it for both.
        once = ", each counted once" if len(counts) > 1 else ""
        parts.answer(f"The carers of {counted(len(held), 'child', 'children')} need asking{once}: {said}.")
    # Above the list: the weekly review leads here for the form of one child, which stood below the screen.
    _one_to_ask(held, who, today)
    parts.subheading("All of them", len(held))
    _say_who_has_a_court_order(who, today, [one.child.code for one in held])
    parts.lines([_wanted_line(one, page.house.purposes, page.today) for one in held], kind="chases")
    parts.download(
        "Forms for all of them, to print",
        "consent-forms.html",
        consent_form.HTML,
        partial(_forms, who, today, tuple(one.child.code for one in held), state.on_screen(), is_of_all=True),
    )
    if to_mark := sum(one.is_to_hand_out for one in held):
        label = f"Mark {counted(to_mark, 'form')} as handed out"
        st.button(label, on_click=state.open_form, args=(form.ALL_ASKED, purpose))
    if not_back := sum(one.may_be_asked_again(today) for one in held):
        st.button(
            f"Mark {counted(not_back, 'form')} as asked for again",
            on_click=state.open_form,
            args=(form.ALL_ASKED, purpose),
            kwargs={"suggestion": form.AGAIN},
        )


def _one_to_ask(held: Sequence[Wanted], who: Who, today: date) -> None:
    """The form for one of the children who are to be asked about, and what became of it."""
    parts.subheading("One child", note="The form asks only what is missing")
    by_code = {one.child.code: one for one in held}
    chosen = filters.one_child({code: held.child.name for code, held in by_code.items()})
    if one := by_code.get(chosen or ""):
        parts.court_order(has_one=one.child.has_court_order)
        apart = one.by_reason
        parts.quiet(
            f"To ask. {_by_reason({why: _titles(of_it) for why, of_it in apart.items()})}."
            if len(apart) > 1
            else f"To ask: {listed([purpose.title for purpose in one.purposes])}."
        )
        parts.download(
            "The form to print",
            f"consent-form-{one.child.code}.html",
            consent_form.HTML,
            partial(_forms, who, today, (one.child.code,), state.on_screen()),
        )
        with st.container(horizontal=True):
            st.button("Handed out", on_click=state.open_form, args=(form.ASKED, one.child.id))
            st.button("Enter a paper form", on_click=state.open_form, args=(form.PAPER_FORM, one.child.id))
            st.button("Record answer", on_click=state.open_form, args=(form.ANSWER, one.child.id))
            if one.form_out_since:
                st.button(words.NO_ANSWER, on_click=state.open_form, args=(form.NO_ANSWER, one.child.id))
                st.button(
                    words.MISTAKEN_ANSWER, on_click=state.open_form, args=(form.ANSWER_MISTAKE, one.child.id)
                )


def _say_who_has_a_court_order(who: Who, today: date, codes: Sequence[str]) -> None:
    """A sheet tells whoever gets it where the child is: nobody looks through the many that are printed at
    once (L7.5)."""
    if state.on_screen():
        parts.quiet(words.ORDER_NOT_SAID)
    elif said := court_orders(who, today, codes):
        theirs = (
            "For a carer whom it concerns no sheet is printed with the others: choose the child for theirs."
        )
        parts.sentences([said, theirs])


def court_orders(who: Who, today: date, codes: Sequence[str]) -> str:
    """In whose file a court order is, of those whose form goes out; never on a shared screen."""
    if state.on_screen():
        return ""
    with state.reading(who, Thing.CHILD) as look:
        ordered = people.with_court_order(look, codes, today)
    return words.court_order_of(ordered, before="a form goes out") if ordered else ""


def _say_who_is_not_asked(page: Agenda, held: Collection[str]) -> None:
    """That no form is wanted for the child in the address, or that there is no such child."""
    everybody = {child.code: child for child in (*page.facts.children, *page.facts.booked)}
    filters.not_here("child", "child", everybody)
    if (child := everybody.get(filters.new_in_address("child") or "")) and child.code not in held:
        who = state.named(child.code, child.name)
        parts.quiet(f"No form is wanted for {who} now. What was answered is under {GRID}.")


def _chosen_purpose(held: Sequence[Wanted]) -> int | None:
    """The purpose of which the children are shown, chosen where several are asked for; none shows all."""
    titles = {str(asked.id): asked.title for one in held for asked in one.purposes}
    if len(titles) < 2:
        return None
    said = {"": "Every purpose"} | titles
    chosen = filters.kept_choice(form.ASKED_OF, "Purpose", list(said), said.__getitem__)
    return int(chosen) if chosen else None


def _wanted_line(one: Wanted, of: Sequence[Purpose], today: date) -> tuple[str | tuple[str, words.Tone], ...]:
    since = f"Handed out {near_date(one.form_out_since, today=today)}" if one.form_out_since else ""
    if one.why is Chase.RENEWAL_SOON and one.renew_by:
        since = f"By {near_date(one.renew_by, today=today)}"
    return words.CHASES[one.why], state.named(one.child.code, one.child.name), _what_is_asked(one, of), since


def _what_is_asked(one: Wanted, of: Sequence[Purpose]) -> str:
    """For which purposes a form is wanted, and for each why, where that is not the same for all of them.

    The tag of the row is of the most pressing one: read as that of all, it told a parent who had answered a
    year ago that nobody had ever asked.
    """
    asked = {purpose.id for purpose in one.purposes}
    left = [purpose for purpose in of if purpose.id not in asked]
    said = {why: _titles(of_it) for why, of_it in one.by_reason.items()}
    last, of_last = list(one.by_reason.items())[-1]
    if len(of_last) > max(len(left), MOST_LEFT_OUT if len(said) > 1 else 0) and len(left) <= MOST_LEFT_OUT:
        every = "every other purpose" if len(said) > 1 else "Every purpose"
        said[last] = f"{every} but {_titles(left)}" if left else every
    return _by_reason(said) if len(said) > 1 else said[last]


def _titles(of: Sequence[Purpose]) -> str:
    return "; ".join(purpose.title for purpose in of)


def _by_reason(said: Mapping[Chase, str]) -> str:
    """Purposes by why they are asked; what a new starter is to be asked nobody has asked yet."""
    as_not_asked = {Chase.NEW_STARTER: Chase.NOT_ASKED}
    return ". ".join(f"{words.CHASES[as_not_asked.get(why, why)][0]}: {of_it}" for why, of_it in said.items())


def _forms(
    who: Who, today: date, codes: tuple[str, ...], is_on_screen: bool, *, is_of_all: bool = False
) -> bytes:
    """The forms as they stand when they are fetched; it asks for itself what this person may see."""
    with state.opened().reading(who, Thing.CONSENT) as look:
        page = agenda.read(look, today, Area.CONSENTS)
        carers = _carers(look, today, shown=not is_on_screen, is_of_all=is_of_all)
    held = consents.whom_to_ask(page)
    sheets = [
        consent_form.Sheet(
            one.child.code if is_on_screen else f"{one.child.name} ({one.child.code})",
            on_one,
            [
                consent_form.Question(
                    p.title, page.house.questions.get(p.id, ""), p.wording, p.key in consent.SHARING
                )
                for p in one.purposes
            ],
        )
        for one in held
        if one.child.code in codes
        for on_one in carers.get(one.child.id, [[]])
    ]
    return consent_form.consent_form(page.house.name, sheets, on=today)


def _carers(look: Look, today: date, *, shown: bool, is_of_all: bool) -> dict[int, list[list[str]]]:
    """By child, the carers who may answer, sheet by sheet: by name, or by their numbers in the register.

    Where there is a court order each has a sheet of their own: one for both shows either who the other is and
    what they answered. Whoever it concerns has none among those of all children.
    """
    found: dict[int, list[list[str]]] = {}
    for child in register.register(look, today):
        asked = [
            words.numbered_carer(child, carer.id, shown=shown)
            for carer in child.carers
            if carer.is_responsible(today) and not (is_of_all and carer.court_order_concerns)
        ]
        # A child with no carer who may answer has a sheet to write on, but not where an order may be why.
        is_apart = child.has_court_order and (asked or is_of_all)
        found[child.id] = [[carer] for carer in asked] if is_apart else [asked]
    return found


# May we? -------------------------------------------------------------------------------------------


def may_we(page: Agenda, who: Who, today: date) -> None:
    """One purpose, and the children for whom the answer is no or not known, to be read at arm's length.

    What families are not asked about is in the list as well, marked and last: whoever did not find it there
    took the nearest other one for it.
    """
    in_use = {purpose.title: purpose for purpose in page.house.purposes}
    with state.reading(who, Thing.CONSENT) as look:
        held = purposes.known(look)
    why_not = {purpose.present.title: NO_LONGER_ASKED for purpose in held}
    why_not |= {entry["title"]: NEVER_ASKED for entry in purposes.offered(held)}
    why_not = {title: why for title, why in why_not.items() if title not in in_use}
    chosen = filters.one_of(
        "purpose",
        "What do you want to do?",
        [*in_use, *why_not],
        lambda title: f"{title} (not asked)" if title in why_not else title,
        called="purpose",
    )
    parts.quiet("What is not offered here is a no, until families have been asked about it.")
    if chosen is None:
        parts.empty("Choose what you want to do. The children you may not do it with are listed here.")
    elif chosen in why_not:
        parts.large([("No", why_not[chosen])], kind="no")
        _way_to_begin_asking(who)
    else:
        of_it = next(known for known in held if known.key == in_use[chosen].key)
        _whom_not(page, in_use[chosen], of_it.wordings, who, today)


def _way_to_begin_asking(who: Who) -> None:
    if PURPOSES in parts_for(who):
        parts.lead_to(f"/consents?{urlencode({'consents': PURPOSES})}", f"Begin asking, under {PURPOSES}")
    else:
        parts.quiet("The manager can begin asking families about it.")


_LEAVING = "/children-and-files?files=Leaving"


def _of_who_has_left(*, may_look: bool) -> None:
    """That the answer about the next setting holds after leaving, when a school asks, and where it stands."""
    parts.quiet(
        "Children who have left are not listed. What was answered for them about this still counts. For a "
        "child who has not started yet it is a no."
    )
    if may_look:
        parts.lead_to(
            _LEAVING, "Look up a child who has left, under Leaving: choose the child, then Consents"
        )
    else:
        parts.quiet("Ask the manager or the deputy about a child who has left.")


def _whom_not(
    page: Agenda, purpose: Purpose, wordings: Sequence[purposes.Wording], who: Who, today: date
) -> None:
    statuses = consent_statuses(page.facts, today=today, house=page.house.rules)
    here = [child for child in page.facts.children if child.started_on <= today]
    said = {child.id: statuses[child.id][purpose.id] for child in here}
    no = [
        (child, words.MAY_WE_NOT[said[child.id]]) for child in here if not consent.is_allowed(said[child.id])
    ]
    with state.reading(who, Thing.CHILD) as look:
        codes = {child.code for child in here} if not state.on_screen() else set()
        ordered = set(people.with_court_order(look, codes, today))
    read_first = [child for child in here if child.code in ordered and consent.is_allowed(said[child.id])]
    agreed = {
        child.id: consent.wording_agreed_to(
            child.events.get(purpose.id, ()), responsible=child.responsible, on=today
        )
        for child in here
        if consent.is_allowed(said[child.id])
    }
    by_earlier = [child for child in here if (agreed.get(child.id) or purpose.wording) < purpose.wording]
    earlier = [child for child in by_earlier if child not in read_first]
    renew = sum(
        said[child.id] is Status.RENEWAL_DUE for child in here if child not in [*read_first, *earlier]
    )
    key = "" if may(who.role, Act.RECORD, Thing.CONSENT) else "key "
    if purpose.key in consent.HOLDS_AFTER_LEAVING:
        _of_who_has_left(may_look=not key)
    else:
        # A photograph of last summer's leavers is used as one of those who are here.
        parts.quiet("For a child who has left, or has not started yet, it is a no: they are not listed.")
    if purpose.key in words.WHATEVER_WAS_ANSWERED:
        parts.quiet(words.WHATEVER_WAS_ANSWERED[purpose.key])
    if key:
        parts.quiet("This says nothing about the key children of others: ask the manager or the deputy.")
    them = counted(len(here), f"{key}child", f"{key}children")
    if not here:
        parts.empty("You have no key children today." if key else "There are no children today.")
    elif not (no or read_first or earlier):
        all_of = f"for all {them}" if len(here) > 1 else f"for {them}"
        agreed_all = f"{all_of}{words.to_renew(renew, len(here))}"
        if state.on_screen():
            parts.answer(f"The carers agreed {agreed_all}. {words.SHOW_NAMES}")
        else:
            parts.large([("Yes", agreed_all)], kind="yes")
    else:
        counts = len(no), len(here), renew, them, len(read_first), len(earlier)
        parts.answer(words.may_we_not(*counts, ordered=len(ordered), shown=not state.on_screen()))
        asked = {agreed[child.id] for child in by_earlier}
        parts.sentences(
            f"Wording {one.number} asked: {one.question} Nothing more was agreed to by who answered it."
            for one in wordings
            if one.number in asked
        )
        groups = {
            words.READ_FIRST: [
                (child, words.AGREED_EARLIER if child in by_earlier else words.CARERS_AGREED)
                for child in read_first
            ],
            words.NO_OR_NOT_KNOWN: no,
            words.EARLIER_WORDING: [(child, words.EARLIER_WORDING) for child in earlier],
        }
        groups = {title: of_it for title, of_it in groups.items() if of_it}
        for title, of_it in groups.items():
            if len(groups) > 1:  # else the answer has said it of all of them
                parts.subheading(title, len(of_it))
            parts.large(
                [
                    (state.named(child.code, child.name), why, words.ORDER_MARK * (child.code in ordered))
                    for child, why in of_it
                ],
                kind="no",
            )
