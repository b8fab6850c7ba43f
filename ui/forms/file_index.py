"""A child's file index: an entry, a correction, what became of one, why somebody looks (CP-3 to CP-15)."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from rules import file_index as rules
from rules.file_index import (
    Category,
    Confidential,
    Entry,
    Fact,
    Informed,
    Kind,
    Mention,
    Mentioned,
    Nature,
    Side,
    Source,
)
from rules.need_to_know import Thing
from rules.words import dated, listed, long_date
from store import children, file_entries, file_index, mistaken_entries, people
from store.cabinet import Who
from store.children import RegisteredChild
from store.file_entries import HeldConcern, NewEntry
from store.file_index import FileIndex, KnownMention, Line
from store.house import read_house
from store.mistaken_entries import CHANGED as CORRECTED
from ui import form, parts, state, words

NOT_SENSITIVE = "Not sensitive"
IN_FILE = "In the child's file"
LABELS = {
    "child": "Child",
    "number": "Number in the file",
    "pages": "First page and last page",
    "event_on": "Date it happened",
    "written_on": "Date it was written",
    "kind": "What it is",
    "author": "Who wrote it",
    "nature": "Fact or opinion",
    "opinion_of": "Whose opinion it is",
    "category": "Sensitive, and what it is about",
    "source": "Who gave the information",
    "giver": "The person who gave it regards it as",
    "subject": "The person it is about regards it as",
    "unsafe_because": "Not safe to ask because",
    "mentions": "Who is named",
    "kept_at": "Where the paper is",
    "informed": "Do the carers know",
    "informed_on": "Informed on",
    "informed_by": "Informed by",
    "not_told_because": "Not told because",
    "late_because": "Why it was written late",
    "because": "What was wrong with the old entry",
    "hold_reason": "Why the index changes now",
    "hold_second": "Second person, who agrees to the correction",
    "corrects": "Entry",
    "decision": "The concern that it holds, if it does",
    "on": "Date",
}
FACT = {
    "fact": "What was done",
    "on": "Date",
    "said": "By whom, where or why",
    "answer": "Answer",
    "is_encrypted": "Is the disc encrypted",
    "hold_reason": "Why the index changes now",
}
_SAID = {
    Fact.INFORMED: "Who told the carers",
    Fact.NOT_TOLD: "Why the carers are not told",
    Fact.DISC: "Where the disc is, labelled with the child's code",
    Fact.LATE: "Why it was written late",
    Fact.GIVER_ASKED: "Why it is not safe to ask, if it is not",
    Fact.SUBJECT_ASKED: "Why it is not safe to ask, if it is not",
}


# Whom a paper may name: what is ticked opens the list, or the lines, in which they are entered.
_NAMED = {
    Mentioned.CHILD: "Another child",
    Mentioned.FAMILY: "Family",
    Mentioned.STAFF: "Staff",
    Mentioned.AGENCY: "An agency worker",
    Mentioned.OTHER: "Anybody else",
}
_NOT_SAFE = "Not where that could put somebody in danger (IS-7): say so, and why."


def _standing(found: FileIndex, entry_id: int) -> Line:
    """The entry that a form is about; raises `Gone` where a later one corrects it, or it was taken back."""
    for line in found.standing:
        if line.id == entry_id:
            return line
    raise form.Gone(CORRECTED)


@form.opens(form.FILE_ENTRY, "Add an entry", width="large")
def _add(child_id: int) -> None:
    _entry_form(form.FILE_ENTRY, child_id, written_on=state.today())


@form.opens(form.NEXT_ENTRY, "Add another entry", width="large")
def _add_next(child_id: int) -> None:
    """The next paper of a file from before the dashboard: whoever enters it did not write it today."""
    _entry_form(form.NEXT_ENTRY, child_id, written_on=None)


@form.opens(form.FILE_CONCERN, "Write the concern in the file", width="large")
def _add_concern(decision_id: int) -> None:
    who = state.signed_in(Thing.FILE_ENTRY)
    with state.reading(who, Thing.FILE_ENTRY) as look:
        found = form.there(file_entries.concern(look, decision_id), "This concern")
    child_id, code, raised_on = found
    parts.quiet(f"{code}, raised on {long_date(raised_on)}.")
    _entry_form(
        form.FILE_CONCERN,
        child_id,
        decision_id=decision_id,
        happened_on=raised_on,
        written_on=state.today(),
    )


@form.opens(form.CORRECT_ENTRY, "Correct an entry", width="large")
def _correct(entry_id: int) -> None:
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    if form.names_are_off():
        return
    with state.reading(who, Thing.FILE_ENTRY) as look:
        held = file_entries.entry_of(look, entry_id)
        found = file_index.read(look, held[0], today) if held else FileIndex()
    line = _standing(found, entry_id)
    if held is None or line.is_hidden:
        raise form.Gone(CORRECTED)
    parts.quiet(f"A new entry that names no. {line.entry.number}; the old one stays as it is.")
    _entry_form(form.CORRECT_ENTRY, held[0], corrects=line)


def _entry_form(
    name: str,
    child_id: int,
    *,
    decision_id: int | None = None,
    happened_on: date | None = None,
    written_on: date | None = None,
    corrects: Line | None = None,
) -> None:
    """The fields of an entry, filled in with what is corrected where something is."""
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    with state.reading(who, Thing.FILE_ENTRY) as look:
        child = children.registered(look, today, child_id)
        child = form.there(child, "This child")
        found = file_index.read(look, child_id, today)
        offered = file_entries.concerns(look, child_id)
        others = [c for c in people.children(look, today) if c.id != child_id]
        # A paper of years ago names who has left since, or who is away (AR-13).
        staff = people.staff(look, today, left_since=date.min)
        entry_days = read_house(look, today).rules.entry_days
    state.saw(who, "child", child_id)
    newest = max((line.entry for line in found.standing), key=lambda entry: entry.number, default=None)
    last = f" Last in the index: no. {newest.number}, to page {newest.last_page}." if newest else ""
    parts.quiet(f"{state.named(child.code, child.name)}. What the paper holds, never what it says.{last}")
    key = f"entry.{corrects.id}" if corrects else "entry"  # what stood in another one is not this one's
    if name == form.NEXT_ENTRY:
        key = f"next{state.again(name)}"
    author = who.name if written_on and not state.on_screen() else ""
    # These stand before the form: what else is asked depends on them.
    about = _what_it_is(key, corrects, happened_on=happened_on, written_on=written_on)
    category, informed = _sensitive(key, corrects, is_concern=decision_id is not None)
    source, giver, subject = _confidentiality(key, corrects)
    named = _whom_it_names(key, corrects)
    with st.form(name, border=False):
        mentions = _mentions(key, named, child, others, staff, corrects)
        told = _told(key, informed) if isinstance(category, Category) and corrects is None else {}
        depends = _depending_on(key, about, {giver, subject}, corrects, entry_days=entry_days)
        paper = _paper(key, found, corrects, author=author)
        holds = _concern(key, offered, decision_id or (corrects.concern_id if corrects else None))
        because = st.text_input(LABELS["because"], key=f"{key}.because") if corrects else ""
        hold_reason = _hold_reason(found.held_by)
        hold_second = (
            st.text_input(LABELS["hold_second"], key="entry.hold_second")
            if corrects and found.held_by
            else ""
        )
        place = st.container()
        with st.container(horizontal=True):
            is_sent = st.form_submit_button("Record entry", type="primary")
            # A file that was kept before the dashboard is entered paper by paper.
            is_of_a_file = name in {form.FILE_ENTRY, form.NEXT_ENTRY}
            has_more = is_of_a_file and st.form_submit_button("Record, then add another")
        if is_sent or has_more:
            new = NewEntry(
                is_asked_whether_sensitive=category is not None,
                category=category if isinstance(category, Category) else None,
                informed=informed,
                source=source,
                giver=giver,
                subject=subject,
                mentions=mentions,
                decision_id=holds,
                corrects_id=corrects.id if corrects else None,
                because=because or "",
                hold_reason=hold_reason,
                hold_second=hold_second or "",
                **about,
                **told,
                **depends,
                **paper,
            )
            write = partial(
                file_entries.record_entry, state.opened(), who, child_id=child_id, new=new, today=today
            )
            form.save(
                place,
                name,
                f"Entry {new.number} of {child.code} is recorded.",
                write,
                LABELS,
                then=state.Following(form.NEXT_ENTRY, child_id) if has_more else None,
            )


def _what_it_is(
    key: str, corrects: Line | None, *, happened_on: date | None, written_on: date | None
) -> dict[str, Any]:
    """What the paper is, its two days, and whether it states facts (PR-1; law L4.2)."""
    held = corrects.entry if corrects else None
    first, second, third, fourth = st.columns(4)
    with first:
        kind = form.choice(
            LABELS["kind"], list(Kind), f"{key}.kind", value=corrects.kind if corrects else None
        )
    with second:
        event_on = form.day(
            LABELS["event_on"], f"{key}.event_on", value=held.event_on if held else happened_on
        )
    with third:
        written_on = form.day(
            LABELS["written_on"], f"{key}.written_on", value=held.written_on if held else written_on
        )
    with fourth:
        nature = form.choice(
            LABELS["nature"], list(Nature), f"{key}.nature", value=corrects.nature if corrects else None
        )
    return {"kind": kind, "event_on": event_on, "written_on": written_on, "nature": nature}


def _depending_on(
    key: str,
    about: dict[str, Any],
    said: set[Confidential | None],
    corrects: Line | None,
    *,
    entry_days: int,
) -> dict[str, Any]:
    """What is asked only of an opinion, of what was written late, and of whom it is not safe to ask."""
    found: dict[str, Any] = {}
    if Confidential.NOT_SAFE in said:
        found["unsafe_because"] = st.text_input(LABELS["unsafe_because"], key=f"{key}.unsafe_because") or ""
    if about["nature"] not in {None, Nature.FACT}:
        usual = corrects.opinion_of if corrects else ""
        found["opinion_of"] = st.text_input(LABELS["opinion_of"], value=usual, key=f"{key}.opinion_of") or ""
    event_on, written_on = about["event_on"], about["written_on"]
    if event_on and written_on and rules.is_late(event_on, written_on, entry_days=entry_days):
        found["late_because"] = st.text_input(LABELS["late_because"], key=f"{key}.late_because") or ""
    return found


def _paper(key: str, found: FileIndex, corrects: Line | None, *, author: str) -> dict[str, Any]:
    """Whose the paper is, where it is kept, and which pages they are (PR-1, CP-9)."""
    held = corrects.entry if corrects else None
    left, right = st.columns(2)
    written_by = left.text_input(
        LABELS["author"], value=corrects.author if corrects else author, key=f"{key}.author"
    )
    kept_at = right.text_input(
        LABELS["kept_at"], value=corrects.kept_at if corrects else IN_FILE, key=f"{key}.kept_at"
    )
    first, second, third, fourth = st.columns(4, vertical_alignment="bottom")
    with first:
        number = st.number_input(
            LABELS["number"], 1, 99_999, held.number if held else found.next_number, key=f"{key}.number"
        )
    with second:
        first_page = st.number_input(
            "First page", 1, 99_999, held.first_page if held else found.next_page, key=f"{key}.first_page"
        )
    with third:
        last_page = st.number_input(
            "Last page", 1, 99_999, held.last_page if held else found.next_page, key=f"{key}.last_page"
        )
    is_typed = False
    if corrects is None:  # later it stands beside the entry, as what followed
        with fourth:
            is_typed = st.checkbox("A typed copy was made", key=f"{key}.is_typed")
    return {
        "author": written_by or "",
        "kept_at": kept_at or "",
        "number": number,
        "first_page": first_page,
        "last_page": last_page,
        "is_typed": bool(is_typed),
    }


def _concern(key: str, offered: Sequence[HeldConcern], usual: int | None) -> int | None:
    """The concern that the entry holds (RI-1): asked where there is one about this child."""
    if not offered:
        return None
    chosen = form.choice(
        LABELS["decision"],
        offered,
        f"{key}.concern.{usual}",
        lambda one: f"{one.code}, raised {dated(one.raised_on)}",
        value=next((one for one in offered if one.id == usual), None),
        hint="RI-1: a concern that no entry holds is asked for in the weekly review.",
    )
    return chosen.id if chosen else None


def _sensitive(
    key: str, corrects: Line | None, *, is_concern: bool
) -> tuple[Category | str | None, Informed | None]:
    """Whether it is sensitive, and, of a new entry that is, whether the carers know of it (CP-7)."""
    options: list[Category | str] = [NOT_SENSITIVE, *Category]
    usual: Category | str | None = Category.CONCERN if is_concern else None
    if corrects:
        usual = corrects.entry.category or NOT_SENSITIVE
    parts.section("Sensitive or not", f"CP-7: we tell carers what we record beyond the general. {_NOT_SAFE}")
    left, right = st.columns(2)
    with left:
        category: Category | str | None = form.choice(
            LABELS["category"], options, f"{key}.category", value=usual
        )
    informed = None
    if isinstance(category, Category) and corrects is None:
        with right:
            informed = form.choice(LABELS["informed"], list(Informed), f"{key}.informed")
    return category, informed


def _told(key: str, informed: Informed | None) -> dict[str, Any]:
    """When and by whom the carers were told of a sensitive entry, or why not, and their own side of it (CP-7,
    RC-5)."""
    found: dict[str, Any] = {}
    first, second, third = st.columns(3)
    if informed is Informed.YES:
        with first:
            found["informed_on"] = form.day("Informed on", f"{key}.informed_on")
        found["informed_by"] = second.text_input("Informed by", key=f"{key}.informed_by") or ""
    elif informed is Informed.NOT_TOLD:
        found["not_told_because"] = first.text_input("Not told because", key=f"{key}.not_told_because") or ""
    with third:
        found["side"] = form.choice("The carers' own side of it", list(Side), f"{key}.side")
    return found


def _confidentiality(
    key: str, corrects: Line | None
) -> tuple[Source | None, Confidential | None, Confidential | None]:
    """Who gave the information, and what those who are asked said about confidentiality (CP-3, CP-15)."""
    held = corrects.entry if corrects else None
    parts.section(
        "Confidential or not", f"CP-3, CP-15: we ask who gave it, and the person it is about. {_NOT_SAFE}"
    )
    first, second, third = st.columns(3)
    with first:
        source = form.choice(
            LABELS["source"], list(Source), f"{key}.source", value=held.source if held else None
        )
    giver = subject = None
    if source in {Source.CARER, Source.THIRD_PARTY}:
        with second:
            giver = form.choice(
                LABELS["giver"],
                list(Confidential),
                f"{key}.giver",
                value=rules.giver_said(held) if held else None,
            )
    if source is Source.THIRD_PARTY:
        with third:
            subject = form.choice(
                LABELS["subject"],
                list(Confidential),
                f"{key}.subject",
                value=rules.subject_said(held) if held else None,
            )
    return source, giver, subject


def _whom_it_names(key: str, corrects: Line | None) -> set[Mentioned]:
    """Which people it names beside the child, ticked where the entry that is corrected names some."""
    before = {mention.kind for mention in corrects.mentions} if corrects else set()
    parts.section("Who is named", "AR-13: the third parties of an access request.")
    with st.container(horizontal=True):
        return {
            kind
            for kind, said in _NAMED.items()
            if st.checkbox(said, value=kind in before, key=f"{key}.names.{kind.name}")
        }


def _mentions(
    key: str,
    named: set[Mentioned],
    child: RegisteredChild,
    others: list[people.KnownChild],
    staff: list[people.KnownPerson],
    corrects: Line | None,
) -> list[Mention]:
    """Whom the entry mentions of those it names: picked from the records, or typed, one a line."""
    before = corrects.mentions if corrects else ()
    # A carer by mistake is offered no more; who is in the file stays in its index, as a name that is typed.
    in_the_list = [mention for mention in before if mention.record and not mention.is_no_carer]
    typed: dict[Mentioned, list[str]] = {kind: [] for kind in Mentioned}
    for mention in before:
        if mention not in in_the_list:
            agency = f", {mention.agency}" if mention.agency else ""
            typed[mention.kind].append(f"{mention.name}{agency}")
    listed_people: dict[Mentioned, tuple[str, Sequence[Any], Callable[[Any], str]]] = {
        Mentioned.CHILD: (
            "Other children mentioned",
            others,
            lambda c: state.to_find(c.code, c.name),
        ),
        Mentioned.FAMILY: (
            "Family mentioned",
            child.carers,
            lambda c: words.numbered_carer(child, c.id, shown=not state.on_screen()),
        ),
        Mentioned.STAFF: (
            "Staff mentioned",
            staff,
            form.named_person,
        ),
    }
    lines_of = {
        Mentioned.CHILD: "Other children who are not in the list, one per line",
        Mentioned.FAMILY: "Family who are not in the list, one per line",
        Mentioned.STAFF: "Staff who are not in the list, one per line",
        Mentioned.AGENCY: "Agency workers, one per line: name, agency",
        Mentioned.OTHER: "Anybody else, such as a neighbour, one per line",
    }
    found: list[Mention] = []
    for kind in _NAMED:
        if kind not in named:
            continue
        left, right = st.columns(2)
        if kind in listed_people:
            label, held, said = listed_people[kind]
            with left:
                found += _picked(key, label, kind, held, said, in_the_list)
        if kind in lines_of:
            lines = (right if kind in listed_people else left).text_area(
                lines_of[kind], value="\n".join(typed[kind]), height=80, key=f"{key}.typed.{kind.name}"
            )
            found += [_typed(kind, line) for line in (lines or "").splitlines() if line.strip()]
    return found


def _picked(
    key: str,
    label: str,
    kind: Mentioned,
    held: Sequence[Any],
    said: Callable[[Any], str],
    before: Sequence[KnownMention],
) -> list[Mention]:
    """Who is picked of `held`. Whom the entry mentioned `before` can be kept, though they left since."""
    listed_ones = {one.id for one in held}
    kept = [m for m in before if m.kind is kind and m.record not in listed_ones]
    options: dict[int, str] = {one.id: said(one) for one in held}
    options |= {
        m.record or 0: f"Not in the list, {at}" if state.on_screen() else m.name
        for at, m in enumerate(kept, 1)
    }
    picked = {m.record for m in before if m.kind is kind}
    chosen = st.multiselect(
        label,
        options,
        default=[number for number in options if number in picked],
        key=f"{key}.{kind.name}",
        placeholder="Choose",
        format_func=options.__getitem__,
        select_all=False,
    )
    return [Mention(kind, number) for number in chosen]


def _typed(kind: Mentioned, line: str) -> Mention:
    if kind is not Mentioned.AGENCY:
        return Mention(kind, name=line)
    name, _, agency = line.partition(",")
    return Mention(kind, name=name, agency=agency)


def _hold_reason(held_by: tuple[str, ...]) -> str:
    if not held_by:
        return ""
    parts.sentences(
        [f"On legal hold for {listed(list(held_by))}: the change and its reason are listed with the request."]
    )
    return st.text_input("Why the index changes now", key="entry.hold_reason") or ""


# What became of an entry ---------------------------------------------------------------------------


@form.opens(form.FILE_FACT, "Record what followed")
def _fact(entry_id: int) -> None:
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    with state.reading(who, Thing.FILE_ENTRY) as look:
        held = file_entries.entry_of(look, entry_id)
        found = file_index.read(look, held[0], today) if held else FileIndex()
        child = children.registered(look, today, held[0]) if held else None
    line = _standing(found, entry_id)
    if child is None:
        raise form.Gone(CORRECTED)
    if line.is_hidden:
        st.warning(
            "This is a sensitive entry, for the manager and the key person. To complete it yourself, "
            "first say why you need to see it."
        )
        if st.button("Say why you need to see it"):
            state.done("", form.FILE_FACT, state.Following(form.SAY_WHY, child.id))
        return
    state.saw(who, "file_entry", entry_id)
    parts.quiet(f"{state.named(child.code, child.name)}, entry {line.entry.number}.")
    choices = _may_follow(line.entry)
    wanted = _wanted_first(line.entry, choices, is_on_hold=bool(found.held_by))
    choices, usual = form.as_opened(form.FILE_FACT, entry_id, choices, wanted)
    wanted = usual or wanted
    fact = form.choice(FACT["fact"], choices, "fact.fact", words.of_entry, value=wanted)
    _fact_form(who, today, line, fact or wanted, found)


def _may_follow(entry: Entry) -> list[Fact]:
    """What can be recorded of an entry as it stands."""
    found: list[Fact] = []
    if entry.is_sensitive:
        found += [Fact.INFORMED, Fact.NOT_TOLD, Fact.SIDE]
    if entry.source is not Source.SETTING:
        found.append(Fact.GIVER_ASKED)
    if entry.source is Source.THIRD_PARTY:
        found.append(Fact.SUBJECT_ASKED)
    found += [Fact.FILED, Fact.DELETED] if rules.is_typed(entry) else [Fact.TYPED]
    found.append(Fact.DESTROYED if rules.has_disc(entry) else Fact.DISC)
    return [*found, Fact.LATE]


_ASKED_BY = {
    rules.Lack.INFORM: Fact.INFORMED,
    rules.Lack.ASK_GIVER: Fact.GIVER_ASKED,
    rules.Lack.ASK_SUBJECT: Fact.SUBJECT_ASKED,
    rules.Lack.DELETE: Fact.DELETED,
    rules.Lack.DISC: Fact.DESTROYED,
    rules.Lack.LATE: Fact.LATE,
}


def _wanted_first(entry: Entry, choices: list[Fact], *, is_on_hold: bool) -> Fact:
    """What the entry asks for first; a typed copy is filed before it is deleted."""
    for lack in rules.lacking(entry, entry_days=0, is_on_hold=is_on_hold):
        fact = _ASKED_BY[lack]
        if fact is Fact.DELETED and not rules.is_filed(entry):
            return Fact.FILED
        if fact in choices:
            return fact
    return choices[0]


def _fact_form(who: Who, today: date, line: Line, fact: Fact, found: FileIndex) -> None:
    if fact in rules.NEVER_ON_HOLD and found.held_by:
        st.warning(
            f"On legal hold for {listed(list(found.held_by))}: nothing is deleted or destroyed until it "
            "is closed."
        )
        return
    if fact is Fact.DISC:
        parts.quiet("CP-10: encrypt it. A disc that is not is asked about until it is destroyed or replaced.")
    with st.form("fact", border=False):
        on = form.day(FACT["on"], "fact.on", value=today)
        said, answer, is_encrypted = "", None, None
        if fact in {Fact.GIVER_ASKED, Fact.SUBJECT_ASKED}:
            answer = form.choice(
                FACT["answer"],
                [one for one in Confidential if one is not Confidential.NOT_ASKED],
                f"fact.answer.{fact.name}",
            )
        # Each has keys of its own: who told the carers is no reason why they are not told.
        if fact in _SAID:
            said = st.text_input(_SAID[fact], key=f"fact.said.{fact.name}") or ""
        side = (
            form.choice(FACT["answer"], [side for side in Side if side is not Side.NOT_YET], "fact.side")
            if fact is Fact.SIDE
            else None
        )
        if fact is Fact.DISC:
            is_encrypted = st.segmented_control(
                FACT["is_encrypted"],
                [True, False],
                format_func=lambda yes: "Yes" if yes else "No",
                key="fact.is_encrypted",
            )
        hold_reason = _hold_reason(found.held_by)
        place = st.container()
        if st.form_submit_button("Record", type="primary"):
            write = partial(
                file_entries.record_fact,
                state.opened(),
                who,
                entry_id=line.id,
                fact=fact,
                on=on,
                said=said,
                answer=answer or side,
                is_encrypted=is_encrypted,
                hold_reason=hold_reason,
                today=today,
            )
            labels = FACT | {"said": _SAID.get(fact, FACT["said"])}  # an error names the field as it is shown
            form.save(place, form.FILE_FACT, f"Recorded beside entry {line.entry.number}.", write, labels)


@form.opens(form.FACT_MISTAKE, words.MISTAKEN_FACT, width="medium")
def _mistake(entry_id: int) -> None:
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    with state.reading(who, Thing.FILE_ENTRY) as look:
        held = file_entries.entry_of(look, entry_id)
        found = file_index.read(look, held[0], today) if held else FileIndex()
    line = _standing(found, entry_id)
    state.saw(who, "file_entry", entry_id)
    if found.held_by:
        parts.sentences(
            [f"On legal hold for {listed(list(found.held_by))}: this and your reason are listed with it."]
        )
    form.take_back(
        form.FACT_MISTAKE,
        {
            fact.order: form.row_in_words(
                dated(fact.on),
                f"entry {line.entry.number}: {words.lower(words.of_entry(fact.fact))}",
                fact.recorded_by,
            )
            for fact in line.facts
        },
        lambda *, row, because, token: file_entries.take_back(
            state.opened(), who, entry_fact_id=row, because=because, today=today, token=token
        ),
        f"beside entry {line.entry.number}",
    )


@form.opens(form.ENTRY_MISTAKE, words.MISTAKEN_ENTRY, width="medium")
def _entry_mistake(entry_id: int) -> None:
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    if form.names_are_off():
        return
    with state.reading(who, Thing.FILE_ENTRY) as look:
        held = file_entries.entry_of(look, entry_id)
        found = file_index.read(look, held[0], today) if held else FileIndex()
        child = children.registered(look, today, held[0]) if held else None
    line = _standing(found, entry_id)
    if child is None or line.is_hidden:
        raise form.Gone(CORRECTED)
    state.saw(who, "file_entry", entry_id)
    said = ["Take an entry back where its paper is not in this child's file, or belongs to another child."]
    if line.corrects:
        said.append(
            "What it corrected is taken back too. Where only the correction is wrong, correct it again."
        )
    said.append("The reason stays in this child's index: write no name of another family in it.")
    if found.held_by:
        said += [
            f"On legal hold for {listed(list(found.held_by))}: this and your reason are listed with it.",
            "The check of the file has to be signed again. Whoever is listed there for this entry alone is "
            "then to be marked as entered by mistake.",
        ]
    parts.sentences(said)
    number = line.entry.number
    form.take_back(
        form.ENTRY_MISTAKE,
        {line.id: words.entry_paper(line.entry, line.kind)},
        lambda *, row, because, token, **second: mistaken_entries.take_back(
            state.opened(), who, entry_id=row, because=because, today=today, token=token, **second
        ),
        f"entry {number} of {child.code}",
        then="What belongs there is entered anew: this number can be used again.",
        asks={"hold_second": "Second person, who agrees that it is taken back"} if found.held_by else None,
    )


@form.opens(form.SAY_WHY, "Why you need to see the sensitive entries")
def _say_why(child_id: int) -> None:
    who = state.signed_in(Thing.FILE_ENTRY)
    parts.sentences(
        [
            "Sensitive entries are for the manager and the child's key person (CP-12).",
            "With a reason you may see this child's for a day. The reason stays on the file's list.",
        ]
    )
    with st.form("say-why", border=False):
        reason = st.text_area("Reason", key="say-why.reason")
        place = st.container()
        if st.form_submit_button("Record the reason", type="primary"):
            write = partial(file_index.say_why, state.opened(), who, child_id=child_id, reason=reason or "")
            form.save(place, form.SAY_WHY, "The reason is recorded.", write, {"reason": "Reason"})
