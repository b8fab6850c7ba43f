"""The parts of the page "Children and files": register, file index, developmental records, leaving."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from rules import file_index as rules
from rules import own_children as rules_of_own
from rules.agenda import Area
from rules.developmental import Event
from rules.file_check import page_count
from rules.file_index import Fact, Informed, Lack, Mentioned, Side
from rules.house import HouseRules
from rules.need_to_know import OF_THEIR_OWN_CHILD, Act, Thing, may
from rules.retention import USUALLY, RecordKind, how_long
from rules.words import counted, dated, listed, long_date, plain
from store import (
    agenda,
    children,
    developmental,
    file_index,
    find,
    people,
    retention,
    sight,
)
from store.cabinet import Look, Who
from store.children import RegisteredCarer, RegisteredChild
from store.file_index import FileIndex, KnownMention, Line
from store.record_hold import Hold
from ui import files_out, filters, form, parts, state, words

REGISTER, INDEX = "Register", "File index"
DEVELOPMENTAL, LEAVING = "Developmental records", "Leaving"
# What was answered about consent, also of a child who has left or is booked far ahead: the page Consents has
# those alone of whom something is asked.
CONSENTS = ("Consents", form.CONSENTS)


def parts_for(who: Who) -> list[str]:
    """The parts of the page that somebody in this role has use for, the first one theirs."""
    if not may(who.role, Act.RECORD, Thing.CHILD):
        return [INDEX, DEVELOPMENTAL, REGISTER]
    return [REGISTER, INDEX, DEVELOPMENTAL, LEAVING]


# With some forty families a date alone tells whose record it is (L11.5), and when a record is kept until, the
# day of birth.
_A_DATE_TELLS = "a date alone may tell whose it is."


def _choice(
    head: parts.Head, held: list[RegisteredChild], today: date, *, records: bool = False
) -> RegisteredChild | None:
    """The child who is open, which the head then says, or none; beside it what is recorded of several."""
    by_code = {child.code: child for child in held}

    def said(child: RegisteredChild) -> str:
        has_left = child.left_on is not None and child.left_on < today
        return f"{child.name}, left {dated(child.left_on)}" if has_left and child.left_on else child.name

    filters.not_here("child", "child", by_code)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = filters.one_child({code: said(held) for code, held in by_code.items()}) if held else None
        child = by_code.get(chosen or "")
        if records and child is None:
            st.button("Add a starter", on_click=state.open_form, args=(form.STARTER,))
            if held:
                several = (form.KEY_PERSON_OF_SEVERAL,)
                st.button("Key person of several", on_click=state.open_form, args=several)
    if child:
        head.of_one(state.named(child.code, child.name))
    else:
        head.of_all()
    return child


# Register ------------------------------------------------------------------------------------------


def register(head: parts.Head, who: Who, today: date) -> None:
    """One child alone; or what the register needs next, and who is here, about to start and to leave."""
    with state.reading(who, Thing.CHILD) as look:
        page = agenda.read(look, today, Area.CHILDREN)
        found = children.register(
            look,
            today,
            left_since=today - people.LATELY,
            code=state.asked_of_filter("child") or "",
            with_mistaken=True,
        )
        is_kept, follows = _about_its_carers(look, found, who)
    known = [child for child in found if child.taken_back is None]
    mistaken = [child for child in found if child.taken_back]
    held = [child for child in known if child.left_on is None or child.left_on >= today]
    records = may(who.role, Act.RECORD, Thing.CHILD)
    without = sum(
        one.started_on <= today and not (one.has_entries or one.has_file_gone) for one in page.facts.children
    )
    shown = not state.on_screen()
    of_everybody = st.container()
    if child := _choice(head, known, today, records=records):
        state.saw(who, "child", child.id)
        _say_of_a_court_order(child, shown=shown)
        parts.asked_of_one((item for item in page.items if item.child == child.id), today, who)
        if is_kept:
            _kept_from_its_carers()
        elif follows:
            parts.sentences(follows)
        _one_child(child, who, today, records=records and not is_kept, shown=shown)
        return
    with of_everybody:
        parts.answer(_register_answer(held, today, without=without if records else 0))
    parts.agenda(page.items, today, who)
    if not known:
        parts.no_records(who, parts.NOBODY_ON_ROLL)
        return
    kept = "The audit trail keeps each change, before and after"
    parts.subheading("Children", len(held), note=f"{parts.ROWS_OPEN}. {kept}")
    parts.register(
        [_register_row(child, today, shown=shown) for child in held],
        alt="Register of children",
        opens="child",
    )
    if mistaken and records:
        parts.subheading("Entered by mistake", len(mistaken), note="Not counted, and not offered anywhere")
        parts.lines(
            [
                (one.code, one.name if shown else "", words.why_taken_back(one.taken_back, shown=shown))
                for one in mistaken
            ],
            kind="notes",
        )


def _about_its_carers(look: Look, found: Sequence[RegisteredChild], who: Who) -> tuple[bool, list[str]]:
    """Of the child who is chosen: whether what is kept about the family is kept from who looks, and what
    follows where a carer has the name of somebody else who works here."""
    child = next((child for child in found if child.code == state.asked_of_filter("child")), None)
    if child is None:
        return False, []
    if sight.is_kept_from(look, Act.RECORD, Thing.CHILD, child.id):
        return True, []
    # On a shared screen it would tell whose the code is.
    if state.on_screen() or not may(who.role, Act.RECORD, Thing.CHILD):
        return False, []
    return False, rules_of_own.what_follows([one.role_here for one in child.carers if one.role_here])


def _say_of_a_court_order(child: RegisteredChild, *, shown: bool) -> None:
    """That there is one, and the register's note, which often says where it is or what it is about."""
    parts.court_order(has_one=child.has_court_order)
    if child.has_court_order and child.note and shown:
        parts.quiet(f"Note: {child.note}")


def _kept_from_its_carers() -> None:
    """Why somebody does not see what is kept about their own child; nothing of it on a shared screen, where
    it would tell whose the code is."""
    if state.on_screen():
        parts.quiet(f"Show names to see what there is: {_A_DATE_TELLS}")
        return
    parts.sentences([OF_THEIR_OWN_CHILD, rules_of_own.SAY_IF_TWO])


def _register_answer(held: list[RegisteredChild], today: date, *, without: int) -> str:
    """Who is on roll, and how many are `without` an entry in the index of their file."""
    here = [child for child in held if child.started_on <= today]
    said = [f"{counted(len(here), 'child', 'children')} on roll"]
    if coming := len(held) - len(here):
        said.append(f"{coming} still to start")
    if going := sum(child.left_on is not None for child in here):
        said.append(f"{going} with a leaving day")
    if alone := sum(not child.key_person for child in held):
        said.append(f"{alone} without a key person")
    lacking = f" Nothing is in the index yet of {counted(without, 'child', 'children')}." if without else ""
    return f"{listed(said)}.{lacking}"


def _register_row(child: RegisteredChild, today: date, *, shown: bool) -> dict[str, Any]:
    if not shown:
        # Who knows when a child came would know the code, and with it what stands beside it (L11.5).
        return {"Code": child.code, "Key person": child.key_person_code}
    return {
        "Code": child.code,
        "Child": child.name,
        "Born": child.born_on,
        "Room": child.room,
        "Starts": child.started_on,
        "Leaves": child.left_on,
        "Key person": child.key_person,
        "Court order": "Yes" if child.has_court_order else "",
        "Holding responsibility": sum(carer.is_responsible(today) for carer in child.carers),
        "Carers": ", ".join(carer.name for carer in child.carers),
    }


def _one_child(child: RegisteredChild, who: Who, today: date, *, records: bool, shown: bool) -> None:
    if said := words.of_the_child(child, today, shown=shown):
        parts.quiet(said)
    lines: list[tuple[str | tuple[str, words.Tone], ...]] = []
    for at, carer in enumerate(child.carers, 1):
        is_concerned = carer.court_order_concerns and shown
        order = ("A court order concerns this carer", words.Tone.LATE) if is_concerned else ""
        lines.append((carer.name if shown else f"Carer {at}", _responsibility(carer, today), order))
    for carer in child.no_carers:
        name = words.with_no_carer(carer.name if shown else "A carer", is_no_carer=True)
        lines.append((name, words.why_taken_back(carer.taken_back, shown=shown), ""))
    if lines:
        parts.lines(lines, kind="carers")
    if child.note and shown and not child.has_court_order:
        parts.quiet(child.note)
    if not records:
        return
    with st.container(horizontal=True):
        st.button("Change details", on_click=state.open_form, args=(form.CHANGE_CHILD, child.id))
        st.button("Choose key person", on_click=state.open_form, args=(form.KEY_PERSON, child.id))
        st.button("Add a carer", on_click=state.open_form, args=(form.NEW_CARER, child.id))
        for at, carer in enumerate(child.carers, 1):
            st.button(
                f"Change {parts.plain(carer.name)}" if shown else f"Change carer {at}",
                key=f"carer-{carer.id}",
                on_click=state.open_form,
                args=(form.CARER, carer.id),
            )
        if may(who.role, Act.RECORD, Thing.CONSENT):
            st.button(CONSENTS[0], on_click=state.open_form, args=(CONSENTS[1], child.id))
    parts.put_right()
    parts.quiet("A name, a date of birth, the first or the last day: under Change details.")
    with st.container(horizontal=True):
        if child.carers:
            st.button(words.MISTAKEN_CARER, on_click=state.open_form, args=(form.CARER_MISTAKE, child.id))
        st.button(words.MISTAKEN_CHILD, on_click=state.open_form, args=(form.CHILD_MISTAKE, child.id))


def _responsibility(carer: RegisteredCarer, today: date) -> str:
    """Whether a carer holds parental responsibility, held it or will, with its days."""
    if not carer.has_parental_responsibility:
        return "does not hold parental responsibility"
    from_on, until_on = carer.responsible_from_on, carer.responsible_until_on
    verb = (
        "held" if until_on and until_on < today else "holds" if carer.is_responsible(today) else "will hold"
    )
    since = f" from {dated(from_on)}" if from_on else ""
    until = f" until {dated(until_on)}" if until_on else ""
    return f"{verb} parental responsibility{since}{until}"


# File index ----------------------------------------------------------------------------------------


def index(head: parts.Head, who: Who, today: date, house: HouseRules) -> None:
    """One child's index: what is in it, who is named, what it asks for, and whether it is on hold."""
    a_year_ago = today.replace(year=today.year - 1, day=1)
    with state.reading(who, Thing.FILE_ENTRY) as look:
        # Whoever left longer ago is reached by the address, such as from a request for their file.
        held = children.register(
            look, today, left_since=a_year_ago, code=state.asked_of_filter("child") or ""
        )
        if not held:
            head.of_all()
            parts.no_records(who, parts.NOBODY_ON_ROLL)
            return
        child = _choice(head, held, today)
        if child is not None and sight.is_kept_from(look, Act.SEE, Thing.FILE_ENTRY, child.id):
            _kept_from_its_carers()
            return
        if child is not None:
            looked = file_index.looks(look, child.id)
            found = file_index.read(look, child.id, today, looked=looked)
            gone = retention.gone(look, child.id, of=Thing.FILE_ENTRY)
    if child is None:
        # To whoever records no child this is the first part: the register, which has the agenda, is the last.
        if not may(who.role, Act.RECORD, Thing.CHILD):
            with state.reading(who, Thing.CHILD) as look:
                page = agenda.read(look, today, Area.CHILDREN)
            parts.agenda(page.items, today, who)
        parts.empty("Choose a child. The index says what the paper file holds, never what it says.")
        here = (one for one in held if one.started_on <= today)
        _without_entries(who, [one for one in here if one.left_on is None or one.left_on >= today])
        return
    state.saw(who, "child", child.id)
    shown = not state.on_screen()
    _say_of_a_court_order(child, shown=shown)
    parts.answer(_index_answer(found, house.entry_days))
    if found.held_by:
        closed = "it is" if len(found.held_by) == 1 else "they are"
        parts.sentences(
            [
                f"On legal hold for {listed(list(found.held_by))}, until {closed} closed (X-3).",
                "Every change needs a reason and is listed below. No typed copy is deleted and no disc "
                "destroyed.",
            ]
        )
    if gone and shown:
        # Of a child who came back, and of whoever is looked up after they left.
        said = (
            "The papers of that kind from before then are listed below, but are not in the cabinet any more."
        )
        parts.sentences([*words.all_gone(gone, shown=shown), said])
    files_out.where(child.file_out)
    hidden = sum(line.is_hidden for line in found.standing)
    with st.container(horizontal=True):
        if may(who.role, Act.RECORD, Thing.FILE_ENTRY):
            st.button("Add an entry", on_click=state.open_form, args=(form.FILE_ENTRY, child.id))
            files_out.buttons(child.id, child.file_out)
        if hidden:
            st.button(
                f"See {counted(hidden, 'sensitive entry', 'sensitive entries')} with a reason",
                on_click=state.open_form,
                args=(form.SAY_WHY, child.id),
            )
    if not found.counting:
        parts.empty("Nothing is in the index yet. Add the entries of the paper file, the oldest first.")
    if found.lines and not shown:
        parts.quiet(f"Show names to see the entries: {_A_DATE_TELLS}")
    elif found.lines:
        _entries(who, found, looked, house.entry_days)


def _entries(who: Who, found: FileIndex, looked: Sequence[file_index.Looked], entry_days: int) -> None:
    """Every entry of one file, and what was changed and looked at with a reason."""
    if found.counting:
        parts.register(
            [_index_row(line, found, entry_days) for line in found.counting],
            alt="Index of the file",
        )
        _checks(found)
        _entry(who, found, entry_days)
        _third_parties(found)
    _mistaken(found)
    if found.changes:
        parts.subheading("Changed while on hold", len(found.changes), note="AR-30: who, when and why")
        parts.lines(
            [(words.moment(c.at), c.what, c.by or "Someone", c.reason) for c in found.changes],
            kind="holds",
            head=("When", "What", "By", "Why"),
        )
    if looked:
        parts.subheading("Sensitive entries seen with a reason", len(looked), note="CP-12: listed for good")
        parts.lines(
            [(words.moment(one.at), one.by, one.reason) for one in looked],
            kind="looks",
            head=("When", "By", "Why"),
        )


def _mistaken(found: FileIndex) -> None:
    """What was entered by mistake: nowhere counted, with who took it back and why (AR-12, AR-30)."""
    if not found.mistaken:
        return
    parts.subheading(
        "Entered by mistake", len(found.mistaken), note="Counted nowhere, and kept with the reason"
    )
    parts.lines(
        [
            (
                words.moment(line.taken_back.at),
                words.entry_paper(line.entry, line.kind)
                + (", corrected before" if line.is_corrected else ""),
                line.taken_back.by or "Someone",
                line.taken_back.because,
            )
            for line in found.mistaken
            if line.taken_back
        ],
        kind="holds",
    )


def _without_entries(who: Who, here: Sequence[RegisteredChild]) -> None:
    """Of whose file nothing is in the index: each child has a personal file and a developmental record."""
    with state.reading(who, Thing.FILE_ENTRY) as look:
        without = file_index.without_entries(look, [child.id for child in here])
    lacking = [child for child in here if child.id in without]
    if not lacking:
        return
    named = words.few_named([(child.code, child.name) for child in lacking], shown=not state.on_screen())
    parts.quiet(
        f"Nothing is in the index yet of {counted(len(lacking), 'child', 'children')} (GE-1): {named}."
    )


def _index_answer(found: FileIndex, entry_days: int) -> str:
    standing = found.standing
    asks = sum(bool(_lacks(line, found, entry_days)) for line in standing)
    pages = page_count(line.entry for line in standing)
    said = f"{counted(len(standing), 'entry', 'entries')} on {counted(pages, 'page')}."
    if asks:
        return f"{said} {asks} still {'needs' if asks == 1 else 'need'} something done."
    return f"{said} None needs anything done." if standing else said


def _index_row(line: Line, found: FileIndex, entry_days: int) -> dict[str, Any]:
    entry = line.entry
    late = rules.is_late(entry.event_on, entry.written_on, entry_days=entry_days)
    row: dict[str, Any] = {
        "No.": entry.number,
        "Pages": entry.pages,
        "Happened": entry.event_on,
        "Written": entry.written_on,
        "Late": "Late" if late else "",
    }
    if line.is_hidden:
        return row | {
            "What": "Sensitive: the manager and the key person see it",
            "Still to do": "",
            "Corrects": "",
        }
    return row | {
        "What": words.capital(str(line.kind)),
        "Still to do": words.capital("; ".join(_lacks(line, found, entry_days))),
        "Disputed": words.capital(str(line.dispute or "")),
        "Sensitive": words.capital(str(entry.category or "")),
        "Carers": _carers_know(line),
        "Their side": _their_side(line),
        "Mentions": ", ".join(_who(mention) for mention in line.mentions),
        "Corrects": f"No. {line.corrects}" if line.corrects else "Corrected" if line.is_corrected else "",
        "Fact or opinion": words.capital(str(line.nature)),
        "Confidential": _confidential(line),
        "Typed copy": _typed(line),
        "Disc": _disc(line),
        "Author": line.author,
        "Whose opinion": line.opinion_of,
        "Where": line.kept_at,
    }


def _lacks(line: Line, found: FileIndex, entry_days: int) -> list[Lack]:
    if line.is_corrected:
        return []
    return rules.lacking(line.entry, entry_days=entry_days, is_on_hold=bool(found.held_by))


def _carers_know(line: Line) -> str:
    if not line.entry.is_sensitive:
        return ""
    last = rules.latest(line.entry, Fact.INFORMED, Fact.NOT_TOLD)
    match rules.informed(line.entry):
        case Informed.YES if last:
            return f"Informed {dated(last.on)}"
        case Informed.NOT_TOLD:
            return "Not told"
    return "Not yet"


def _their_side(line: Line) -> str:
    """Whether the carers' side of a sensitive entry was recorded at the time (RC-5)."""
    if not line.entry.is_sensitive:
        return ""
    last = rules.latest(line.entry, Fact.SIDE)
    return words.capital(last.answer) if last else words.capital(str(Side.NOT_YET))


def _confidential(line: Line) -> str:
    said = [f"giver: {rules.giver_said(line.entry)}"] if rules.giver_said(line.entry) else []
    if rules.subject_said(line.entry):
        said.append(f"subject: {rules.subject_said(line.entry)}")
    return words.capital("; ".join(said))


def _typed(line: Line) -> str:
    if rules.is_typed(line.entry):
        return "Still there"
    deleted = rules.latest(line.entry, Fact.DELETED)
    return f"Deleted {dated(deleted.on)}" if deleted else ""


def _disc(line: Line) -> str:
    made = next((fact for fact in reversed(line.facts) if fact.fact is Fact.DISC), None)
    if made is None:
        return ""
    if not rules.has_disc(line.entry):
        return "Destroyed"
    return "Encrypted" if made.is_encrypted else "Not encrypted"


def _who(mention: KnownMention) -> str:
    agency = f", {mention.agency}" if mention.agency else ""
    return words.with_no_carer(f"{mention.name} ({mention.kind}{agency})", is_no_carer=mention.is_no_carer)


def _checks(found: FileIndex) -> None:
    """What the check before an access request would find (AR-12)."""
    entries = [line.entry for line in found.standing]
    said = []
    if missing := rules.missing_pages(entries):
        said.append(f"No entry holds page {rules.pages_in_words(missing)}.")
    if later := rules.out_of_order(entries):
        said.append(
            f"Not in date order: {'entry' if len(later) == 1 else 'entries'} {listed(list(map(str, later)))}."
        )
    parts.quiet(" ".join(said) or "No page is missing, and the entries are in date order (AR-12).")


def _entry(who: Who, found: FileIndex, entry_days: int) -> None:
    by_number = {str(line.entry.number): line for line in found.standing if not line.is_hidden}
    parts.subheading("One entry", note="What happened next is recorded beside it, never in it")
    said = {number: f"Entry {number}" for number in by_number}
    chosen = filters.one_of("entry", "Entry", list(said), said.__getitem__, called="entry")
    line = by_number.get(chosen or "")
    if line is None:
        return
    state.saw(who, "file_entry", line.id)
    lacks = _lacks(line, found, entry_days)
    if lacks:
        parts.answer(f"To do: {rules.to_do(line.entry, lacks)}.")
    if line.history:
        parts.lines(
            [
                (
                    dated(fact.on),
                    words.with_mistake(words.of_entry(fact.fact), fact.taken_back),
                    fact.answer,
                    words.said_with(fact.said, fact.taken_back, shown=True),
                )
                for fact in line.history
            ],
            kind="facts",
        )
    if line.concern:
        parts.quiet(f"Holds the concern {line.concern} (RI-1).")
    if line.dispute:
        asked = f"Asked to be corrected{f' in {listed(list(line.disputed_in))}' if line.disputed_in else ''}"
        parts.quiet(f"{asked}: {words.DISPUTES[line.dispute]}")
    if line.because:
        parts.quiet(f"Corrects no. {line.corrects}: {line.because}")
    if may(who.role, Act.RECORD, Thing.FILE_ENTRY):
        st.button("Record what followed", on_click=state.open_form, args=(form.FILE_FACT, line.id))
        parts.put_right()
        with st.container(horizontal=True):
            st.button("Correct this entry", on_click=state.open_form, args=(form.CORRECT_ENTRY, line.id))
            if line.facts:
                st.button(words.MISTAKEN_FACT, on_click=state.open_form, args=(form.FACT_MISTAKE, line.id))
            st.button(words.MISTAKEN_ENTRY, on_click=state.open_form, args=(form.ENTRY_MISTAKE, line.id))


def _third_parties(found: FileIndex) -> None:
    """Whom the standing entries name: the third-party list of an access request (AR-13)."""
    numbers: dict[tuple[Mentioned, str], list[int]] = defaultdict(list)
    for line in found.standing:
        for mention in line.mentions:
            said = words.with_no_carer(mention.name, is_no_carer=mention.is_no_carer)
            name = f"{said}, {mention.agency}" if mention.agency else said
            numbers[mention.kind, name].append(line.entry.number)
    if not numbers:
        return
    parts.subheading("Who is named in the file", len(numbers), note="AR-13: the third parties of a request")
    order = list(Mentioned)
    parts.lines(
        [
            (
                words.capital(str(kind)),
                name,
                f"{'Entry' if len(held) == 1 else 'Entries'} {listed(list(map(str, sorted(set(held)))))}",
            )
            for (kind, name), held in sorted(
                numbers.items(), key=lambda p: (order.index(p[0][0]), plain(p[0][1]))
            )
        ],
        kind="looks",
    )


# Developmental records -----------------------------------------------------------------------------


def developmental_records(head: parts.Head, who: Who, today: date) -> None:
    """Where each child's record is, and that carers look at it whenever they like."""
    with state.reading(who, Thing.CHILD) as look:
        places = developmental.places(look, today)
    if not places:
        head.of_all()
        parts.no_records(who, parts.NOBODY_ON_ROLL)
        return
    without = sum(not place.kept_at for place in places)
    said = "Carers may see their own child's record at any time, with no request and no deadline (DR-3)."
    answer = st.container()
    shown = not state.on_screen()
    by_code = {place.code: place for place in places}
    filters.not_here("child", "child", by_code)
    one = by_code.get(filters.one_child({code: held.child for code, held in by_code.items()}) or "")
    if one:
        head.of_one(state.named(one.code, one.child))
        parts.court_order(has_one=one.has_court_order)
        if not one.kept_at:
            said = f"No place is recorded for this developmental record. {said}"
    else:
        head.of_all()
        if without:
            whose = counted(without, "child", "children")
            said = f"No place is recorded for the developmental record of {whose}. {said}"
        parts.quiet(f"{parts.ROWS_OPEN}.")
    with answer:
        parts.answer(said)
    rows: list[dict[str, Any]] = []
    for place in [one] if one else places:
        row: dict[str, Any] = {"Code": place.code} | ({"Child": place.child} if shown else {})
        row["Where it is"] = place.kept_at if shown else ("Known" if place.kept_at else "")
        if shown:
            row |= {"Since": place.since, "Last seen by a carer": place.viewed_on}
        rows.append(row)
    parts.register(rows, alt="Developmental records", opens="" if one else "child")
    if one:
        state.saw(who, "child", one.child_id)
        with state.reading(who, Thing.CHILD) as look:
            history = developmental.history(look, one.child_id) if shown else []
            is_kept = sight.is_kept_from(look, Act.RECORD, Thing.FILE_ENTRY, one.child_id)
        if may(who.role, Act.RECORD, Thing.FILE_ENTRY) and not is_kept:
            with st.container(horizontal=True):
                st.button("A carer looked at it", on_click=state.open_form, args=(form.VIEWING, one.child_id))
                st.button("Where it is", on_click=state.open_form, args=(form.PLACE, one.child_id))
                if one.kept_at or one.viewed_on:
                    st.button(
                        words.MISTAKEN_DEVELOPMENTAL,
                        on_click=state.open_form,
                        args=(form.DEVELOPMENTAL_MISTAKE, one.child_id),
                    )
        if history:
            _lines_of_a_record(history)


def _lines_of_a_record(history: Sequence[developmental.Viewing]) -> None:
    """Every line of a developmental record, what was recorded by mistake included."""
    parts.lines(
        [
            (
                dated(line.on),
                words.with_mistake(words.capital(str(line.event)), line.taken_back),
                words.told_with(_who_or_where(line), line.taken_back, shown=True),
            )
            for line in history
        ],
        kind="notes",
    )


def _who_or_where(line: developmental.Viewing) -> str:
    """Who looked at it, or where it is kept."""
    if line.event is Event.KEPT:
        return line.kept_at
    return words.with_no_carer(line.carer, is_no_carer=line.is_no_carer)


# Leaving -------------------------------------------------------------------------------------------


def leaving(head: parts.Head, who: Who, today: date) -> None:
    """One child who left; or who is about to leave, and the records of all who left: kept until when, on hold
    for what, disposed of by whom."""
    with state.reading(who, Thing.CHILD) as look:
        periods = retention.periods(look)
        kept, going = retention.kept_and_going(look, today, rules=periods)
    shown = not state.on_screen()
    of_everybody = st.container()
    theirs: list[retention.Kept] = []
    if kept and shown:
        names = {line.code: line.child for line in kept}
        filters.not_here("child", "child", names)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = filters.one_child(names)
            theirs = [line for line in kept if line.code == chosen]
            if not theirs and sum(line.is_due(today) for line in kept) > 1:
                st.button("Several destroyed together", on_click=state.open_form, args=(form.DISPOSALS,))
    if theirs:
        head.of_one(state.named(theirs[0].code, theirs[0].child))
        parts.court_order(has_one=theirs[0].has_court_order)
        parts.register([_kept_row(line, today) for line in theirs], alt="Records of one leaver")
        if on_hold := words.on_hold(theirs):
            parts.sentences([on_hold])
        _one_leaver(theirs, who)
        return
    head.of_all()
    with of_everybody:
        parts.answer(words.to_dispose_of(kept, today=today))
        parts.quiet(f"{_WHERE_A_LEAVING_DAY_IS_ENTERED} From that day on the child's records stand here.")
    if kept and not shown:
        parts.quiet(f"Show names to see who left and what is kept: {_A_DATE_TELLS}")
    elif kept:
        _about_to_leave(going)
        parts.subheading("Leavers", len({line.code for line in kept}), note=parts.ROWS_OPEN)
        _register_of_leavers(kept, today)
    else:
        if shown:
            _about_to_leave(going)
        parts.empty("No child has left yet.")
    _periods(periods, who, shown=shown)


_WHERE_A_LEAVING_DAY_IS_ENTERED = (
    "The day on which a child leaves is entered under Register: choose the child, then Change details."
)


def _about_to_leave(going: Sequence[retention.Going]) -> None:
    """Who has a leaving day that is still to come, by that day; where names are shown (L11.5)."""
    if not going:
        return
    parts.subheading("About to leave", len(going))
    parts.links(
        [
            (find.address_of("Child", one.code), f"last day {long_date(one.left_on)}", one.code, one.name)
            for one in going
        ]
    )
    if protected := [one.code for one in going if one.is_protected]:
        parts.quiet(
            f"There are child protection records of {listed(protected)}. By the last day pass them on to the "
            "next setting, apart from the rest and signed for, and record the decision to share them (IS-8)."
        )


def _register_of_leavers(kept: Sequence[retention.Kept], today: date) -> None:
    """What is to be disposed of first, then what is still here, and what went in the period shown."""
    since = filters.since(filters.years(today), today)
    in_period = [line for line in kept if line.disposed_on is None or line.disposed_on >= since]
    rows = [_kept_row(line, today) for line in sorted(in_period, key=lambda line: _in_turn(line, today))]
    with st.container(horizontal=True):
        if any(line.disposed_on for line in kept):
            filters.choose_years(today)
        rows = filters.choose(rows, "Status", "kept") if rows else []
    if rows:
        parts.register(rows, alt="Records of leavers", opens="child")
    else:
        parts.empty("Everything of those who left is gone, and nothing of it went in this period.")
    if len(in_period) < len(kept):
        parts.quiet(f"Records that went before {dated(since)} are listed in a longer period.")


def _in_turn(line: retention.Kept, today: date) -> tuple[int, int]:
    """Where a line stands in the register: what is due first, and what is gone last, the latest first."""
    day = line.disposed_on or line.until or date.max
    return _TURNS[_stands(line, today)], -day.toordinal() if line.disposed_on else day.toordinal()


def _one_leaver(kept: Sequence[retention.Kept], who: Who) -> None:
    """What may be recorded of a child who left, what the records are kept for, and what became of them.

    `kept` are the lines of the child, one for each kind of record.
    """
    one = kept[0]
    state.saw(who, "child", one.child_id)
    with state.reading(who, Thing.CHILD) as look:
        history = developmental.history(look, one.child_id)
    offered, to_put_right = [], []
    if any(line.disposed_on is None for line in kept):
        offered.append(("Destroyed or passed on", form.DISPOSAL))
    if any(held.taken_back is None for held in one.disposals):
        to_put_right.append((words.MISTAKEN_DISPOSAL, form.DISPOSAL_MISTAKE))
    offered.append((words.KEEP_LONGER, form.KEEP_LONGER))
    if any(held.ended is None for held in one.holds):
        offered.append((words.KEPT_LONG_ENOUGH, form.KEPT_LONG_ENOUGH))
    if may(who.role, Act.RECORD, Thing.CONSENT):
        # Of who left no other page has it: a closing may have been another child's.
        offered += [("Journey account", form.JOURNEY), ("What a carer answered", form.ANSWER)]
        offered.append(CONSENTS)
    if may(who.role, Act.RECORD, Thing.FILE_ENTRY):
        # It goes home or on to the next setting as the child leaves, and carers may see it until it does.
        offered.append(("Where the developmental record is", form.PLACE))
        offered.append(("A carer looked at it", form.VIEWING))
        if any(line.taken_back is None for line in history):
            to_put_right.append((words.MISTAKEN_DEVELOPMENTAL, form.DEVELOPMENTAL_MISTAKE))
    parts.forms(offered, one.child_id)
    if to_put_right:
        parts.put_right()
        parts.forms(to_put_right, one.child_id)
    if one.holds:
        parts.subheading("Kept for longer", note="Nothing is disposed of meanwhile")
        parts.lines([_hold_line(held) for held in one.holds], kind="notes")
    if one.disposals:
        parts.subheading("Records that are gone", note="By two people; what was put right stays")
        parts.lines([_disposal_line(held) for held in one.disposals], kind="notes")
    if history:
        parts.subheading("Developmental record", note="Where it was kept, and which carers looked at it")
        _lines_of_a_record(history)


def _periods(periods: Mapping[RecordKind, retention.KeptFor], who: Who, *, shown: bool) -> None:
    """How long each kind of record is kept, and the way to change it."""
    parts.subheading(
        "How long records are kept", note="The setting's own rules. The law says a reasonable period."
    )
    parts.lines(
        [
            (
                words.capital(str(kind)),
                how_long(rule.period),
                "The setting's own" if rule.is_own else "As usual",
                USUALLY[kind] if not (rule.reason and shown) else f"{USUALLY[kind]} Here: {rule.reason}",
            )
            for kind, rule in periods.items()
        ],
        kind="periods",
        head=("Records", "Kept for", "Whose rule", "Usual practice, and why another"),
    )
    if may(who.role, Act.RECORD, Thing.SETTING):
        with st.container(horizontal=True):
            for at, kind in enumerate(RecordKind, 1):
                st.button(
                    f"Change: {kind}", key=f"period-{at}", on_click=state.open_form, args=(form.PERIOD, at)
                )


def _kept_row(line: retention.Kept, today: date) -> dict[str, Any]:
    return {
        "Status": _stands(line, today),
        "Code": line.code,
        "Child": line.child,
        "Records": words.capital(str(line.kind)),
        "Left": line.left_on,
        "Kept until": None if line.passed_to else line.until,
        "On hold for": "; ".join(line.open_things),
        "Gone since": line.disposed_on,
        "Passed on to": line.passed_to,
        "By": " and ".join(filter(None, line.disposed_by)),
        "How": line.how,
    }


def _disposal_line(held: retention.RecordedDisposal) -> tuple[str, ...]:
    kind, went = (words.capital(said) for said in (str(held.kind), words.went(held, shown=True)))
    why = words.why_taken_back(held.taken_back, shown=True)
    by = " and ".join(filter(None, (held.by, held.second)))
    return dated(held.on), kind, f"{went}: {held.how}. By {by}. {why}".strip()


def _hold_line(held: Hold) -> tuple[str, ...]:
    told = f"{words.capital(str(held.why))}: {held.words.rstrip(' .')}. By {held.by}"
    if held.ended:
        why = f"by {held.ended.by}: {held.ended.because}"
        return dated(held.on), f"Until {dated(held.ended.on)}", f"{told}. Ended {why}"
    return dated(held.on), "Still kept", told


_TURNS = {
    "Due for disposal": 0,
    "On hold": 1,
    "No date of birth": 2,
    "Kept": 3,
    "Passed on": 4,
    "Destroyed": 4,
}


def _stands(line: retention.Kept, today: date) -> str:
    if line.disposed_on:
        return "Passed on" if line.passed_to else "Destroyed"
    if line.open_things:
        return "On hold"
    if line.until is None:
        return "No date of birth"
    return "Due for disposal" if line.is_due(today) else "Kept"
