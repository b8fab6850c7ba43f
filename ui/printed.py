"""Papers about requests, what follows them and breaches: chosen, what they lack listed, fetched once (AR-15).

Made when they are fetched, for whoever is signed in then and of the day it is then, as a page may stand open
past midnight; and noted in the audit trail. A letter holds names, so that none is offered on a shared screen.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

import streamlit as st

from models import now
from papers import complaint_form as complaint_forms
from papers import (
    deadlines,
    letters,
    of_breach,
    of_complaint,
    of_correction,
    of_decision,
    of_request,
    request_papers,
)
from papers.letters import DOCX, Letter
from papers.pdf import PDF, Head
from rules import access, access_path, breach, rectification
from rules import complaints as rules_of_complaints
from rules.agenda import Area, Item
from rules.need_to_know import Act, NotAllowed, Thing, may
from rules.requester import Relationship
from rules.retention import Period, RecordKind
from rules.words import listed, long_date
from store import (
    agenda,
    breaches,
    complaints,
    people,
    rectifications,
    request_file,
    retention,
    sharing,
    trail,
    whole_requests,
)
from store.agenda import Agenda
from store.breaches import HeldBreach
from store.cabinet import Cabinet, Look, Who
from store.complaints import HeldComplaint
from store.held_request import HeldParty, HeldWhole
from store.house import read_house
from store.rectifications import HeldRectification
from store.sharing import HeldDecision
from ui import filters, parts, sharing_rows, state, words

Held = TypeVar("Held")

REMINDER = "The paper stays in the file; the Word file is deleted once it is there (AR-15, CP-9)"
HAS_NAMES = "Letters hold names. Show names to make one."
NOT_TOLD = (
    "There is no letter to whoever it was decided not to tell. Once it is recorded that they were told after "
    "all, it is here."
)
WITHOUT_ENTRIES = (
    "The letter does not say in which entries whoever asks is mentioned. If the file has sensitive entries, "
    "say under Children and files why you need to see them, or have the manager make this letter."
)
OVER = "The request has ended, so this letter is not sent any more. Go back to the request."
CHANGED = "Something was recorded meanwhile, and this letter is not sent any more. Go back to the page."

BEFORE_ANY = date(2000, 1, 1)  # record of the dashboard
TITLES = {
    Letter.ACKNOWLEDGEMENT: "Acknowledgement",
    Letter.CHAIRPERSON: "To the chairperson",
    Letter.IDENTITY: "Asking for proof of identity or authority",
    Letter.CLARIFICATION: "Asking what is wanted",
    Letter.EXTENSION: "Extension notice, with its reasons",
    Letter.INVITATION: "Invitation to go through the file",
    Letter.COVERING: "Covering letter of the copy",
    Letter.REFUSAL: "Refusal, with its reasons",
}
PARTY, REMINDER_TO = "party-", "reminder-"
SCHEDULE, HISTORY = "redaction-schedule", "history"


def of_request_part(held: HeldWhole, page: Agenda, who: Who, today: date) -> None:
    """The papers about one access request: its dates, its letters, and two papers for its file."""
    parts.subheading("Papers", note=REMINDER)
    calendar([item for item in page.items if item.code == held.code], who, today, name=held.code)
    if not may(who.role, Act.RECORD, Thing.ACCESS_REQUEST):
        return
    if state.on_screen():
        parts.quiet(HAS_NAMES)
        return
    offered = papers_of(held, today, page.house.bank_holidays)
    chosen = filters.one_of(
        "paper", "Paper", list(offered), lambda key: offered.get(key, key), called="paper"
    )
    if too_late := of_request.too_late_to_extend(held, today, page.house.bank_holidays):
        parts.quiet(f"{too_late} So there is no extension notice here.")
    if access_path.waits_for_agreement(held.whole()):
        parts.quiet(access_path.NOT_SENT)
    if chosen is None:
        parts.quiet("Choose one: anything still missing is listed before it is made.")
        return
    if chosen in {SCHEDULE, HISTORY}:
        parts.download(
            "The paper, to print",
            f"{held.code}-{chosen}.pdf",
            PDF,
            partial(_for_the_file, state.opened(), who, held.id, chosen),
        )
        return
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        kind, facts = _letter(look, held, chosen, page, who, today, with_entries=False)
    if kind is Letter.COVERING and held.lines:
        parts.quiet(
            "The letter says what was left out because it is other people's information. About the rest "
            "it says only that the law allows it to be left out: saying more may put somebody in danger."
        )
    if not may(who.role, Act.SEE, Thing.SENSITIVE_ENTRY) and of_request.says_not_where(held, kind, facts):
        parts.quiet(WITHOUT_ENTRIES)
    if of_request.PASSED_ON_TO in facts.get("gone", ""):
        st.warning(
            "The letter says to whom a part of the records was passed on, such as the child's new school. "
            "Think first whether whoever gets it may know that."
        )
    if facts.get("is_named") == "":
        parts.quiet(
            "This letter names no child. By the records nothing shows yet that whoever gets it may know that "
            "the child is here."
        )
        if of_request.says_a_name(held, facts):
            st.warning(
                "What was entered for it does: the letter says that word for word. Choose "
                f"“{words.MISTAKEN_STEP}”, and record it again without the name."
            )
    else:
        holds = held.check is None or held.check.relationship is Relationship.RESPONSIBLE
        _renamed(who, held.child_id, held.received_on if holds else BEFORE_ANY)
    made = partial(_request_letter, state.opened(), who, held.id, chosen)
    # A file is sent by e-mail with its name, so that has the number which the letter bears.
    _offer(kind, facts, "The letter, to print", f"{facts['code']}-{chosen}", made)


def papers_of(held: HeldWhole, today: date, bank_holidays: Collection[date]) -> dict[str, str]:
    """The papers that a request may need, each by a key without a name and with its words."""
    offered = {str(kind): TITLES[kind] for kind in of_request.letters_of(held, today, bank_holidays)}
    for party in of_request.parties_of(held):
        said = of_request.party_name(party)
        offered[f"{PARTY}{party.number}"] = f"To the third party: {said}"
        if _may_be_reminded(held, party, today):
            offered[f"{REMINDER_TO}{party.number}"] = f"Reminder: {said}"
    return offered | {SCHEDULE: "Redaction schedule, for the file", HISTORY: "History, for the file"}


def _may_be_reminded(held: HeldWhole, party: HeldParty, today: date) -> bool:
    """Whether a third party is reminded: nobody is once the request has ended."""
    return access.ended_on(held.done) is None and of_request.may_be_reminded(party, today)


def _letter(
    look: Look,
    held: HeldWhole,
    chosen: str,
    page: Agenda | None,
    who: Who,
    today: date,
    *,
    with_entries: bool,
) -> tuple[Letter, dict[str, str]]:
    """Which letter was chosen, and its facts. The entries' days are read only for the letter itself."""
    house = page.house if page else read_house(look, today)
    if chosen in TITLES:
        kind = Letter(chosen)
        if kind not in of_request.letters_of(held, today, house.bank_holidays):
            raise NotAllowed(_why_not(held, today))
        return kind, of_request.facts(
            held,
            kind,
            setting=house.name,
            who=who,
            today=today,
            bank_holidays=house.bank_holidays,
            chairperson=people.chairperson(look, today) if kind is Letter.CHAIRPERSON else "",
            periods=_periods(look) if kind is Letter.COVERING else None,
            gone=retention.gone(look, held.child_id) if kind is Letter.COVERING else (),
            about_the_requester=request_file.about_the_requester(held, request_file.read(look, held, today))
            if kind is Letter.COVERING
            else (),
        )
    party = _party(held, chosen)
    if chosen.startswith(REMINDER_TO) and not _may_be_reminded(held, party, today):
        raise NotAllowed("There is nothing to remind this third party of. Go back to the request.")
    entries = "some entries" if party.entries else ""
    if with_entries:
        entries = of_request.entries_of(party, request_file.read(look, held, today).standing)
    facts = of_request.party_facts(held, party, setting=house.name, who=who, today=today, entries=entries)
    if chosen.startswith(REMINDER_TO):
        return Letter.REMINDER, of_request.reminder_facts(facts, party, today=today)
    return of_request.OF_A_KIND[party.kind], facts


def _why_not(held: HeldWhole, today: date) -> str:
    """Why a letter that was chosen is not made any more."""
    if held.is_asked_by_no_carer:
        return access_path.MISTAKEN
    if access_path.waits_for_agreement(held.whole()):
        return access_path.NOT_SENT
    if access.ended_on(held.done) is not None:
        return OVER
    return access_path.LAPSED if access_path.is_lapsed(held.whole(), today) else CHANGED


def _party(held: HeldWhole, chosen: str) -> HeldParty:
    """The third party whose number a key ends with; raises `NotAllowed` where there is none to write to."""
    number = chosen.rpartition("-")[2]
    for party in of_request.parties_of(held):
        if str(party.number) == number:
            return party
    raise NotAllowed("This third party is not written to. Go back to the request.")


def _periods(look: Look) -> dict[RecordKind, Period]:
    return {kind: kept.period for kind, kept in retention.periods(look).items()}


def _whole(look: Look, request_id: int) -> HeldWhole:
    """The request as it stands now; raises `NotAllowed` where it is out of sight."""
    held = whole_requests.one(look, request_id=request_id)
    if held is None:
        raise NotAllowed("This request is not yours to open.")
    return held


def _there(found: Sequence[Held]) -> Held:
    """What follows a request, as it stands now; raises `NotAllowed` where it is out of sight."""
    if not found:
        raise NotAllowed("This is not yours to open.")
    return found[0]


def _request_letter(opened: Cabinet, who: Who, request_id: int, chosen: str) -> bytes:
    """The letter as the record stands when it is fetched."""
    today = state.today()
    with opened.reading(who, Thing.ACCESS_REQUEST) as look:
        held = _whole(look, request_id)
        kind, facts = _letter(look, held, chosen, None, who, today, with_entries=True)
    return _made(opened, who, kind, facts, "access_request", request_id, chosen)


def _for_the_file(opened: Cabinet, who: Who, request_id: int, chosen: str) -> bytes:
    """The redaction schedule or the history, as the record stands when it is fetched."""
    today = state.today()
    with opened.reading(who, Thing.ACCESS_REQUEST) as look:
        held = _whole(look, request_id)
        house = read_house(look, today)
        index = request_file.read(look, held, today)
    changes = request_file.changes(held, index)
    about = f"Access request {held.code}, child {held.child_code}"
    title = "Redaction schedule" if chosen == SCHEDULE else "History of an access request"
    head = Head(title, house.name, today, f"{who.name}, {who.role}", request_papers.MARK)
    made = (
        request_papers.redaction_schedule(
            head,
            of_request.taken(held, index.standing),
            whose=about,
            copied_again_on=of_request.copied_again_on(held),
        )
        if chosen == SCHEDULE
        else request_papers.history(
            head,
            [
                f"{about}.",
                *of_request.dates(held, today, house.bank_holidays),
                *([] if index.sees_sensitive else [request_papers.NOT_ALL]),
            ],
            of_request.chapters(held, changes),
        )
    )
    trail.noted(opened, who, trail.PRINTED, "access_request", request_id, paper=chosen)
    return made


def _renamed(who: Who, child_id: int, received_on: date) -> None:
    """That the child got another name since: after an adoption not everybody who asked may learn it."""

    def find() -> str:
        with state.reading(who, Thing.ACCESS_REQUEST) as look:
            on = trail.renamed_on(look, child_id, since=received_on)
        return long_date(on) if on else ""

    if day := state.told_on_arrival(f"new name {child_id} since {received_on}", find):
        st.warning(
            f"The child's name was changed on {day}, and the letter says the new name. After an adoption, "
            "think first whether whoever gets it may know it."
        )


def _offer(kind: Letter, facts: letters.Facts, label: str, name: str, made: Callable[[], bytes]) -> None:
    """The button of a letter, saved under `name`; or what it still lacks, or what is wrong with its file."""
    if lacking := letters.missing(kind, facts):
        parts.quiet("Before this letter can be made:")
        parts.sentences(one.what for one in lacking)
        return
    home = state.opened().home
    if fault := letters.fault_of(kind, home):
        st.error(parts.plain(fault))
        return
    if said := letters.of_our_own(kind, home):
        parts.sentences(said)
    parts.download(label, f"{name}.docx", DOCX, made)


def _made(
    opened: Cabinet, who: Who, kind: Letter, facts: letters.Facts, thing: str, record_id: int, paper: str
) -> bytes:
    """The letter as a Word file; the trail says that it was printed.

    Raises `NotAllowed` where what it says was taken back after it was asked for.
    """
    if letters.missing(kind, facts):
        raise NotAllowed(CHANGED)
    made = letters.make(kind, facts, opened.home)
    trail.noted(opened, who, trail.PRINTED, thing, record_id, paper=paper)
    return made


CORRECTION_LETTERS = {
    Letter.CORRECTION_NOTICE: "Extension notice, to print",
    Letter.CORRECTION: "Answer, to print",
}


def of_correction_part(
    held: HeldRectification,
    page: Agenda,
    who: Who,
    today: date,
    gone: Sequence[retention.RecordedDisposal],
) -> None:
    """The papers about one request to correct the file: its extension notice, and the answer.

    `gone` is what of the child's records is not here any more.
    """
    parts.subheading("Papers", note=REMINDER)
    if state.on_screen():
        parts.quiet(HAS_NAMES)
        return
    house, offered = page.house, of_correction.letters_of(held)
    _renamed(who, held.child_id, held.received_on)
    for kind in offered:
        facts = of_correction.facts(
            held, kind, setting=house.name, who=who, today=today, bank_holidays=house.bank_holidays, gone=gone
        )
        made = partial(_correction_letter, state.opened(), who, held.id, kind)
        _offer(kind, facts, CORRECTION_LETTERS[kind], f"{held.code}-{kind.removeprefix('correction-')}", made)
    if closed := rectification.closed_without_answer(held.steps):
        was = "recorded by mistake" if closed.step is rectification.Step.MISTAKEN else "withdrawn"
        parts.quiet(f"It was {was}: no answer is owed.")
    elif Letter.CORRECTION not in offered:
        parts.quiet("The letter with the answer is here once it is recorded what was found and decided.")


def _correction_letter(opened: Cabinet, who: Who, rectification_id: int, kind: Letter) -> bytes:
    """The letter as the record stands when it is fetched."""
    today = state.today()
    with opened.reading(who, Thing.RECTIFICATION) as look:
        house = read_house(look, today)
        held = _there(rectifications.rectifications(look, rectification_id=rectification_id))
        gone = retention.gone(look, held.child_id, of=Thing.RECTIFICATION)
    if kind not in of_correction.letters_of(held):
        raise NotAllowed(CHANGED)
    facts = of_correction.facts(
        held, kind, setting=house.name, who=who, today=today, bank_holidays=house.bank_holidays, gone=gone
    )
    return _made(opened, who, kind, facts, "rectification", rectification_id, str(kind))


COMPLAINT_LETTERS = {Letter.COMPLAINT: "Acknowledgement, to print", Letter.OUTCOME: "Outcome, to print"}


def of_complaint_part(held: HeldComplaint, page: Agenda, who: Who, today: date) -> None:
    """The papers about one complaint: its acknowledgement, and the letter with its outcome."""
    parts.subheading("Papers", note=REMINDER)
    if state.on_screen():
        parts.quiet(HAS_NAMES)
        return
    days = page.house.rules.complaint_outcome_days
    facts = of_complaint.facts(held, setting=page.house.name, who=who, today=today, outcome_days=days)
    offered = of_complaint.letters_of(held)
    if offered and _stands_back(who, held):
        with state.reading(who, Thing.COMPLAINT) as look:
            others = complaints.others_who_record(look, who, held.id)
        parts.quiet(rules_of_complaints.who_writes(others))
        if others:
            return
    for kind in offered:
        made = partial(_complaint_letter, state.opened(), who, held.id, kind)
        _offer(kind, facts, COMPLAINT_LETTERS[kind], f"{held.code}-{kind.removeprefix('complaint-')}", made)
    if not offered:
        was = "recorded by mistake" if held.right_instead else "withdrawn"
        parts.quiet(f"It was {was}: no letter is owed.")
    elif Letter.OUTCOME not in offered:
        parts.quiet("The letter with the outcome is here once the outcome is recorded as a step.")


def _stands_back(who: Who, held: HeldComplaint) -> bool:
    return rules_of_complaints.stands_back(who.role, [step.step for step in held.recorded])


def _complaint_letter(opened: Cabinet, who: Who, complaint_id: int, kind: Letter) -> bytes:
    """The letter as the record stands when it is fetched."""
    today = state.today()
    with opened.reading(who, Thing.COMPLAINT) as look:
        house = read_house(look, today)
        held = _there(complaints.complaints(look, complaint_id=complaint_id))
        is_others = _stands_back(who, held) and complaints.others_who_record(look, who, held.id)
    if is_others or kind not in of_complaint.letters_of(held):
        raise NotAllowed(CHANGED)
    days = house.rules.complaint_outcome_days
    facts = of_complaint.facts(held, setting=house.name, who=who, today=today, outcome_days=days)
    return _made(opened, who, kind, facts, "complaint", complaint_id, str(kind))


def of_decision_part(held: HeldDecision, who: Who) -> None:
    """The record of one decision, for the child's file: typed once, and not written again by hand."""
    if held.outcome is None or not may(who.role, Act.RECORD, Thing.SHARING_DECISION):
        return
    if state.on_screen():
        parts.quiet("The paper of the record holds names. Show names to make it.")
        return
    parts.download(
        "The record, to print for the child's file",
        f"{held.code}.pdf",
        PDF,
        partial(_decision, state.opened(), who, held.id),
    )


def _decision(opened: Cabinet, who: Who, decision_id: int) -> bytes:
    """The record as it stands when it is fetched."""
    today = state.today()
    with opened.reading(who, Thing.SHARING_DECISION) as look:
        house = read_house(look, today)
        found = sharing.decisions(look, decision_id=decision_id)
        history = sharing.history(look, decision_id)
    if not found or history is None:
        raise NotAllowed("This decision is not yours to open.")
    [held] = found
    made = of_decision.record(
        Head("Record of a decision to share", house.name, today, f"{who.name}, {who.role}", of_decision.MARK),
        f"{held.code}. {held.child}, {held.child_code}",
        sharing_rows.whole_decision(
            held, history, facts_months=house.rules.facts_months, shown=True, for_the_file=True
        ),
        sharing_rows.advice_lines(history.advice, shown=True),
    )
    trail.noted(opened, who, trail.PRINTED, "sharing_decision", decision_id, paper="record")
    return made


def of_breach_part(held: HeldBreach, page: Agenda, who: Who, today: date) -> None:
    """The letters about one breach: one for each that it affects, but for whoever is not told."""
    parts.subheading("Letter to a family", note=REMINDER)
    if not may(who.role, Act.RECORD, Thing.BREACH):
        return
    if state.on_screen():
        parts.quiet(HAS_NAMES)
        return
    parts.quiet(
        "If the risk to them is high they have to be told as soon as possible, in plain words: what "
        "happened, whom to ask, what it may lead to, and what is done about it."
    )
    offered = breach.written_to(held.facts)
    if len(offered) < len(breach.affected(held.facts)):
        parts.quiet(NOT_TOLD)
    if not offered:
        return
    said = {str(whom): sharing_rows.whom_it_affects(held, whom, shown=True) for whom in offered}
    chosen: str | None = next(iter(said))
    if len(said) > 1:
        chosen = filters.one_of(
            "letter", "Letter to", list(said), lambda key: said.get(key, key), width=440, called="letter"
        )
    if chosen is None:
        return
    whom = int(chosen)
    code = of_breach.child_of(held, whom)[0]
    with state.reading(who, Thing.BREACH) as look:
        ordered = people.with_court_order(look, [code], today)
        former = trail.former_names(look, of_breach.codes_of(held))
    if ordered:
        parts.quiet(words.court_order_of(ordered, before="anybody is told"))
    others = of_breach.others_named(held, whom, former)
    if others:
        parts.quiet(
            f"The words of the log name {listed(others)} too, so they are not put in: write in the letter "
            "what happened."
        )
    with_words = not others and st.checkbox(
        "Put in the words of the log: what became known, and its harm",
        key=f"breach-letter.words.{held.code}.{chosen}",
        help="Read them through in the letter: nobody else may be named in it.",
    )
    facts = of_breach.facts(
        held,
        whom,
        setting=page.house.name,
        who=who,
        today=today,
        with_words=with_words,
        former=former,
    )
    made = partial(_breach_letter, state.opened(), who, held.id, whom, with_words=with_words)
    _offer(Letter.BREACH, facts, "The letter, to finish in Word", f"{held.code}-family-{chosen}", made)
    parts.quiet("Write what is marked in yellow, read it through, and record as a step that they were told.")


def _breach_letter(opened: Cabinet, who: Who, breach_id: int, whom: int, *, with_words: bool) -> bytes:
    """The letter as the log stands when it is fetched; raises `NotAllowed` for whoever is not written to."""
    if not may(who.role, Act.RECORD, Thing.BREACH):
        raise NotAllowed("Letters about a breach are for the manager and the deputy.")
    today = state.today()
    with opened.reading(who, Thing.BREACH) as look:
        house = read_house(look, today)
        found = breaches.breaches(look, breach_id=breach_id)
        former = trail.former_names(look, of_breach.codes_of(found[0])) if found else {}
    if not found or whom not in breach.written_to(found[0].facts):
        raise NotAllowed(NOT_TOLD)
    facts = of_breach.facts(
        found[0],
        whom,
        setting=house.name,
        who=who,
        today=today,
        with_words=with_words,
        former=former,
    )
    return _made(opened, who, Letter.BREACH, facts, "breach", breach_id, f"{Letter.BREACH}-{whom}")


def complaint_form(setting: str, who: Who) -> None:
    """The form that a family may complain by (law L3.1). It names nobody."""
    parts.download(
        "Complaint form for families",
        "complaint-form.docx",
        DOCX,
        partial(_complaint_form, state.opened(), who, setting),
    )


def _complaint_form(opened: Cabinet, who: Who, setting: str) -> bytes:
    made = complaint_forms.complaint_form(setting)
    trail.noted(opened, who, trail.PRINTED, "complaint", paper="complaint-form")
    return made


def calendar(items: Sequence[Item], who: Who, today: date, *, name: str = "access-requests") -> None:
    """The dates of access requests and what follows them for a calendar outside: codes and no names."""
    if not items:
        return
    codes = frozenset(item.code for item in items)
    parts.download(
        "Dates for a calendar",
        f"{name}-{today.isoformat()}.ics",
        deadlines.ICS,
        partial(_calendar, state.opened(), who, codes, today),
    )


def _calendar(opened: Cabinet, who: Who, codes: frozenset[str], today: date) -> bytes:
    with opened.reading(who, Thing.ACCESS_REQUEST) as look:
        page = agenda.read(look, today, Area.ACCESS_REQUESTS)
    items = [item for item in page.items if item.code in codes]
    made = deadlines.calendar(items, made_at=now())
    trail.exported(opened, who, "access_request", kind="ics", rows=len(items))
    return made
