"""The papers of an access request: what each says from the record, and what none of them ever says."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from papers import letters, of_request
from papers.letters import FILLED_IN, Letter
from papers.pdf import Head
from papers.request_papers import MARK, history, redaction_schedule
from rules import access_path
from rules.access import Channel, RefusalGround, Step
from rules.access_path import NO_CONFLICT
from rules.file_index import Entry
from rules.induction import Role
from rules.need_to_know import Conflict
from rules.redaction import Extent
from rules.redaction import Ground as RedactionGround
from rules.requester import Relationship, Subject
from rules.retention import USUAL, RecordKind
from rules.third_parties import Decision, Event, PartyKind, WhyNotWritten
from rules.third_parties import Ground as PartyGround
from rules.words import dated, long_date
from rules.working_days import bank_holidays
from store.cabinet import Who
from store.file_index import Line as IndexLine
from store.held_request import HeldEvent, HeldLine, HeldParty, HeldReceipt, HeldRequester, HeldStep, HeldWhole
from store.retention import RecordedDisposal
from tests.papers.test_letters import read
from ui import printed
from ui.page_list import OPENED_BY

ENGLAND = bank_holidays(range(2025, 2029))
WHO = Who(1, "Joanne Pryce", Role.MANAGER)
TODAY = date(2026, 11, 24)
SECRET = "Counsel thinks that we would lose."
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def step(number, step_, on, **more):
    return HeldStep(number, step_, on, recorded_by="Joanne Pryce", **more)


def event(number, event_, on=date(2026, 11, 9), **more):
    blank = {
        "reply_by": None, "why_not": None, "decision": None, "ground": None, "said": "", "reason": "",
        "corrects_id": None, "is_struck": False, "because": "", "at": AT, "recorded_by": "Joanne Pryce",
    }  # fmt: skip
    return HeldEvent(number, event_, on, **blank | more)


def party(number, kind, *events, name="", agency=""):
    return HeldParty(number, number, kind, name, "", agency, None, frozenset({7}), events)


def line(number, ground, party_id=None, agreed_by="Ruth Ellis"):
    return HeldLine(
        number, 7, 12, party_id, "3 to 4", Extent.PASSAGE, ground, "They live near.", None, False,
        "", AT, 1, "Joanne Pryce", 2, agreed_by, date(2026, 11, 20),
    )  # fmt: skip


WRITTEN = event(1, Event.WRITTEN, reply_by=date(2026, 11, 20))
PARTIES = (
    party(1, PartyKind.CHILD, WRITTEN, name="Tom Owen"),
    party(
        2, PartyKind.FAMILY, event(2, Event.NOT_WRITTEN, why_not=WhyNotWritten.MAY_HARM), name="Peter Davies"
    ),
    party(3, PartyKind.AGENCY, WRITTEN, name="Dr Amos", agency="Health visiting team"),
    party(4, PartyKind.STAFF, name="Ewa Nowak"),
    party(5, PartyKind.OTHER, WRITTEN, name="A neighbour"),
)
STEPS = (
    step(1, Step.ACKNOWLEDGED, date(2026, 11, 4)),
    step(2, Step.IDENTITY_ASKED, date(2026, 11, 5), reason="A passport."),
    step(3, Step.CLARIFICATION_ASKED, date(2026, 11, 6), said="Which of the two years?"),
    step(4, Step.EXTENDED, date(2026, 11, 9), reason="Reports of three agencies are compared."),
    step(5, Step.ADVICE_RECEIVED, date(2026, 11, 10), advice=SECRET),
    step(6, Step.CLEAN_COPY, date(2026, 11, 12), pages=41),
    step(7, Step.INVITED, date(2026, 11, 13), said="Thursday at ten"),
    step(8, Step.REFUSED, date(2026, 11, 20), reason="The same pages were given in October."),
)
WHOLE = HeldWhole(
    3, "AR-2026-003", 1, "C-001", "Ivy Davies", date(2024, 5, 2), False, "Carys Davies", 1, Channel.VERBAL,
    date(2026, 11, 2), "", "Joanne Pryce", STEPS, (), (), PARTIES,
    (line(1, RedactionGround.THIRD_PARTY, 3), line(2, RedactionGround.BEST_INTERESTS)),
    is_from_responsible=True,
)  # fmt: skip


def facts(letter, held=WHOLE, **more):
    return of_request.facts(
        held, letter, setting="Little Sparks", who=WHO, today=TODAY, bank_holidays=ENGLAND,
        **{"chairperson": "Ruth Ellis", "periods": USUAL} | more,
    )  # fmt: skip


def of_party(number, entries="entry 12 of 3 Mar 2026"):
    held = PARTIES[number - 1]
    return of_request.party_facts(WHOLE, held, setting="Little Sparks", who=WHO, today=TODAY, entries=entries)


@pytest.mark.parametrize(
    ("letter", "day"),
    [
        pytest.param(Letter.IDENTITY, date(2026, 11, 5), id="proof asked for"),
        pytest.param(Letter.CLARIFICATION, date(2026, 11, 6), id="a question"),
        pytest.param(Letter.EXTENSION, date(2026, 11, 9), id="an extension: later it would be late"),
        pytest.param(Letter.REFUSAL, date(2026, 11, 20), id="a refusal"),
        pytest.param(Letter.ACKNOWLEDGEMENT, TODAY, id="not where it gives the date as it is known now"),
    ],
)
def test_a_letter_whose_step_is_recorded_bears_the_day_of_the_step(letter, day):
    assert facts(letter)["today"] == long_date(day)


def every_paper():
    """Every paper there is about the request, by its name, as somebody reads it."""
    made = {letter: read(letters.make(letter, facts(letter))) for letter in of_request.ABOUT_A_REQUEST}
    for held in PARTIES:
        if of_request.may_be_written_to(held) and held.events:
            kind = of_request.OF_A_KIND[held.kind]
            made[kind] = read(letters.make(kind, of_party(held.number)))
    head = Head("Paper", "Little Sparks", TODAY, "the manager", MARK)
    for name, paper in (
        ("schedule", redaction_schedule(head, of_request.taken(WHOLE, ()), whose="AR-2026-003")),
        ("history", history(head, [], of_request.chapters(WHOLE, []))),
    ):
        made[name] = " ".join(" ".join(p.extract_text().split()) for p in PdfReader(BytesIO(paper)).pages)
    return made


def test_with_all_recorded_every_letter_is_made_and_no_paper_holds_legal_advice():
    made = every_paper()
    assert len(made) == 8 + 3 + 2
    for name, said in made.items():
        assert SECRET not in said, name
        assert "Counsel" not in said, name


@pytest.mark.parametrize("letter", [letter for letter in Letter if "requester" in FILLED_IN[letter]])
def test_a_new_request_lacks_for_each_letter_just_what_is_not_recorded_yet(letter):
    bare = replace(WHOLE, rows=(), parties=(), all_lines=())
    lacking = [one.name for one in letters.missing(letter, facts(letter, bare))]
    assert lacking == {
        Letter.IDENTITY: ["proof"],
        Letter.CLARIFICATION: ["asked_on", "question"],
        Letter.EXTENSION: ["reason"],
        Letter.INVITATION: ["offered"],
        Letter.COVERING: ["pages"],
        Letter.REFUSAL: ["reason"],
    }.get(letter, [])


def test_what_a_letter_lacks_is_recorded_on_a_page_that_there_is():
    titles = {title for _, _, title, _ in OPENED_BY}
    lacking = " ".join(what for filled_in in FILLED_IN.values() for what in filled_in.values())
    named = re.findall(r"under ([A-Z][^.;]*)|on the ([A-Z].*?) page", lacking)
    assert {under or on for under, on in named} <= titles


def test_an_extension_that_moves_nothing_has_no_letter():
    late = replace(WHOLE, rows=(step(1, Step.EXTENDED, date(2026, 12, 3), reason="Reports are compared."),))
    [lacking] = letters.missing(Letter.EXTENSION, facts(Letter.EXTENSION, late))
    assert "It would not change the date" in lacking.what


def test_the_reasons_are_those_of_the_letter():
    assert facts(Letter.REFUSAL)["reason"] == "The same pages were given in October."
    assert facts(Letter.EXTENSION)["reason"] == "Reports of three agencies are compared."


def test_a_parent_is_told_how_the_date_comes_about_and_nothing_that_only_the_office_needs():
    bare = replace(WHOLE, rows=())
    said = facts(Letter.ACKNOWLEDGEMENT, bare)
    assert said["why_due"] == "One month ends on Wednesday 2 December 2026."
    assert said["due_on"] == "Wednesday 2 December 2026"
    assert said["how"] == "in person or by telephone"


@pytest.mark.parametrize(
    ("relationship", "said"),
    [
        pytest.param(None, of_request.FOR_THE_CHILD, id="not recorded yet"),
        pytest.param(Relationship.RESPONSIBLE, of_request.FOR_THE_CHILD, id="a parent"),
        pytest.param(Relationship.AUTHORITY, of_request.ON_A_BASIS, id="the police ask for no family"),
        pytest.param(Relationship.FORMER_CHILD, of_request.IN_THEIR_OWN_RIGHT, id="the child, now grown up"),
    ],
)
def test_a_grown_up_child_is_not_told_that_a_parent_asks_for_them(relationship, said):
    held = asked_by(relationship) if relationship else WHOLE
    assert facts(Letter.ACKNOWLEDGEMENT, held)["whose_right"] == said


def asked_by(relationship):
    """A request of somebody who has shown who they are."""
    check = HeldRequester(
        1, 1, relationship, Subject.CHILD, "", "A passport", TODAY, "", False, False, "", "", AT, ""
    )
    return replace(WHOLE, checks=(check,))


def test_to_a_court_no_letter_claims_a_month_of_the_law_nor_offers_a_meeting():
    """The month and the meeting belong to a request for somebody's own information, or their child's."""
    court = asked_by(Relationship.AUTHORITY)
    letter, to_chair = (
        said_in(Letter.ACKNOWLEDGEMENT, court, TODAY),
        said_in(Letter.CHAIRPERSON, court, TODAY),
    )
    assert "We will tell you what we can give you, and when." in letter
    assert (
        "at the latest by" not in letter and "complain" not in letter and "we will tell you so" not in letter
    )
    for text in (letter, to_chair):
        assert not re.search(
            "By law we|One month|under the UK General|some dates for you|go through the file", text
        )
    assert "We mean to answer by" in to_chair
    parent = asked_by(Relationship.RESPONSIBLE)
    for its in ("By law we have to answer without", "under the UK General", "go through the file with you"):
        assert its in said_in(Letter.ACKNOWLEDGEMENT, parent, TODAY)
    assert "By law we have to answer by" in said_in(Letter.CHAIRPERSON, parent, TODAY)


LATER = date(2026, 12, 10)


@pytest.mark.parametrize("letter", [Letter.IDENTITY, Letter.CLARIFICATION, Letter.COVERING, Letter.REFUSAL])
def test_no_letter_to_a_court_speaks_of_the_rights_of_a_family(letter):
    """The month, the ICO and what was left out are told to whoever asks for their own, or their child's."""
    rows = (
        step(1, Step.IDENTITY_ASKED, LATER, said="The order"),
        step(2, Step.CLARIFICATION_ASKED, LATER, said="Which year?"),
        step(3, Step.CLEAN_COPY, LATER, pages=3),
        step(4, Step.REFUSED, LATER, reason="It names no order."),
    )
    held = replace(asked_by(Relationship.AUTHORITY), rows=rows)
    family = r"complain|month|ICO|General Data|should have answered|be unhappy|not counted"
    assert not re.search(family, said_in(letter, held, LATER))
    assert re.search(family, said_in(letter, replace(held, checks=asked_by(None).checks), LATER))


def test_a_court_has_no_notice_of_an_extension_and_its_history_no_date_of_the_law():
    held = replace(asked_by(Relationship.AUTHORITY), rows=(INVITED,))
    offered = of_request.letters_of(held, TODAY, ENGLAND)
    assert not {Letter.EXTENSION, Letter.INVITATION} & set(offered)
    [said] = of_request.dates(held, TODAY, ENGLAND)
    assert (
        said == "Received on Monday 2 November 2026. Our own day for the answer: Wednesday 2 December 2026."
    )
    assert of_request.dates(held, LATER, ENGLAND)[1] == (
        "On Thursday 10 December 2026 there is no answer yet."
    )


@pytest.mark.parametrize(
    ("relationship", "shown", "is_named"),
    [
        pytest.param(None, {}, True, id="a carer with responsibility, as it came in"),
        pytest.param(None, {"is_from_responsible": False}, False, id="a name that was typed, or one without"),
        pytest.param(Relationship.RESPONSIBLE, {"carer_id": 1}, True, id="who holds responsibility"),
        pytest.param(
            Relationship.RESPONSIBLE,
            {"carer_id": 1, "responsible_until_on": TODAY - timedelta(days=1)},
            False,
            id="a birth father after the adoption",
        ),
        pytest.param(
            Relationship.RESPONSIBLE,
            {"carer_id": 1, "responsible_until_on": TODAY},
            True,
            id="their last day of responsibility",
        ),
        pytest.param(Relationship.NOT_RESPONSIBLE, {}, False, id="a passport says who, not that they may"),
        pytest.param(Relationship.OTHER, {}, False, id="somebody at the door"),
        pytest.param(Relationship.OTHER, {"authority": "A power of attorney"}, True, id="what lets them"),
        pytest.param(
            Relationship.OTHER, {"authority": "nothing shown"}, False, id="words that say that nothing does"
        ),
        pytest.param(
            Relationship.ACTING, {"authority": "Signed by the mother", "evidence": ""}, False, id="who is it?"
        ),
        pytest.param(Relationship.AUTHORITY, {"authority": "The court's order"}, True, id="a court"),
        pytest.param(Relationship.FORMER_CHILD, {}, True, id="the child, now grown up"),
    ],
)
def test_no_letter_tells_whoever_asks_that_a_child_is_here_before_they_may_know(
    relationship, shown, is_named
):
    """A father from whom a child is hidden could learn by a proof letter, or by a refusal, that she is here;
    a birth parent the name that a child was given."""
    refused = (step(2, Step.REFUSED, date(2026, 11, 20), reason="Nothing shows that you may ask."),)
    asked = (step(1, Step.IDENTITY_ASKED, date(2026, 11, 3), said="A passport."), *refused)
    held = replace(WHOLE, rows=asked)
    if relationship:
        held = replace(held, checks=(replace(asked_by(relationship).checks[0], **shown),))
    else:
        held = replace(held, **shown)
    for letter in (Letter.ACKNOWLEDGEMENT, Letter.IDENTITY, Letter.REFUSAL):
        said = said_in(letter, held, TODAY)
        assert ("Ivy" in said) is is_named, letter
        assert ("does not say that we hold any records" in said) is not is_named, letter
        assert is_named or "named in the file" not in said
    assert "Ivy Davies" in said_in(Letter.CHAIRPERSON, held, TODAY), "the office reads whose file it is"


@pytest.mark.parametrize(
    ("typed", "may_know", "says"),
    [
        pytest.param("A passport, and Ivy's birth certificate", False, True, id="the first name"),
        pytest.param("Proof for the DAVIES child", False, True, id="the surname, not the requester's"),
        pytest.param("A passport or a driving licence", False, False, id="no name"),
        pytest.param("Something with the name Marsh on it", False, False, id="the requester's own name"),
        pytest.param("A passport, and Ivy's birth certificate", True, False, id="to who may know"),
    ],
)
def test_a_name_of_the_child_in_what_was_typed_is_noticed_where_no_letter_may_name_it(typed, may_know, says):
    row = step(1, Step.IDENTITY_ASKED, date(2026, 11, 3), said=typed)
    held = replace(WHOLE, rows=(row,), requester="Rob Marsh", is_from_responsible=may_know)
    held = replace(held, child="Ivy Davies Marsh")
    assert of_request.says_a_name(held, facts(Letter.IDENTITY, held)) is says


def test_whoever_holds_responsibility_no_longer_is_promised_no_meeting():
    """The invitation was not offered for them, and the acknowledgement promised dates."""
    held = asked_by(Relationship.RESPONSIBLE)
    ended = replace(held.checks[0], responsible_until_on=TODAY - timedelta(days=1))
    lapsed = replace(held, rows=(), checks=(ended,))
    assert Letter.INVITATION not in of_request.letters_of(lapsed, TODAY, ENGLAND), "as its letters have it"
    assert Letter.INVITATION in of_request.letters_of(replace(held, rows=()), TODAY, ENGLAND)
    assert "offer you some dates" not in said_in(Letter.ACKNOWLEDGEMENT, lapsed, TODAY)


def test_a_stand_in_takes_the_place_of_the_chairperson():
    held = replace(WHOLE, rows=(step(1, Step.STAND_IN_NAMED, date(2026, 11, 4), said="Meera Shah"),))
    assert facts(Letter.CHAIRPERSON, held)["chairperson"] == "Meera Shah"
    assert facts(Letter.CHAIRPERSON)["chairperson"] == "Ruth Ellis"


@pytest.mark.parametrize(
    ("role", "said"),
    [
        pytest.param(Role.MANAGER, "I stand back from this request myself.", id="the manager signs"),
        pytest.param(Role.DEPUTY, "The manager stands back from this request.", id="the deputy signs"),
    ],
)
def test_the_chairperson_is_told_who_decides_where_the_manager_stands_back(role, said):
    """Signed by the manager it said that the two of them prepare the file, and asked for dates."""
    assert "the two of us to prepare" in said_in(Letter.CHAIRPERSON, WHOLE, TODAY)
    back = step(9, Step.MANAGER_STANDS_BACK, date(2026, 11, 3), said="Dee Marlow, the deputy.")
    held = replace(WHOLE, rows=(*WHOLE.rows, back))
    letter = said_in(Letter.CHAIRPERSON, held, TODAY, who=Who(1, "Joanne Pryce", role))
    assert f"{said} Who decides instead: Dee Marlow, the deputy.\n" in letter
    assert "the two of us" not in letter and "offer me" not in letter
    assert "asks for two people to prepare the file together" in letter


def test_nor_is_a_stand_in_who_stands_back():
    said = (Step.CONFLICT_ASKED, Step.STAND_IN_NAMED, Step.CONFLICT_ASKED)
    held = replace(
        WHOLE,
        rows=tuple(
            step(at, one, date(2026, 11, 3 + at), answer=Conflict.NAMED, said="Meera Shah")
            for at, one in enumerate(said)
        ),
    )
    assert facts(Letter.CHAIRPERSON, held)["chairperson"] == "", "somebody else is named first"


def test_a_chairperson_with_a_conflict_of_interest_is_not_written_to():
    asked = step(1, Step.CONFLICT_ASKED, date(2026, 11, 4), answer=Conflict.RELATIVE)
    held = replace(WHOLE, rows=(asked,))
    assert facts(Letter.CHAIRPERSON, held)["chairperson"] == "", "a stand-in is named first"
    none = replace(asked, answer=NO_CONFLICT)
    assert facts(Letter.CHAIRPERSON, replace(WHOLE, rows=(none,)))["chairperson"] == "Ruth Ellis"


def test_the_covering_letter_gives_no_ground_away_that_could_put_somebody_in_danger():
    said = facts(Letter.COVERING)["withheld"]
    assert said == f"In 1 place: {of_request.OTHER_PEOPLE}.\nIn 1 place: {of_request.ALLOWED}."
    assert "best interests" not in every_paper()[Letter.COVERING]
    assert facts(Letter.COVERING, replace(WHOLE, all_lines=()))["withheld"] == ""


@pytest.mark.parametrize(
    "ground",
    [
        pytest.param(RedactionGround.SERIOUS_HARM, id="entered as decided"),
        pytest.param(RedactionGround.THIRD_PARTY, id="entered before as information of a third party"),
    ],
)
def test_the_covering_letter_tells_no_harm_as_information_about_other_people(ground):
    """It told a father of a decision that was not taken, and in how many places somebody had spoken."""
    decided = event(
        3, Event.DECIDED, decision=Decision.WITHHOLD, ground=PartyGround.HARM, reason="He would find her."
    )
    aunt = party(6, PartyKind.FAMILY, decided)
    held = replace(WHOLE, parties=(aunt,), all_lines=(line(1, ground, 6),))
    assert facts(Letter.COVERING, held)["withheld"] == f"In 1 place: {of_request.ALLOWED}."
    close = replace(aunt, events=(replace(decided, ground=PartyGround.CONFIDENCE),))
    other = replace(held, parties=(close,), all_lines=(line(1, RedactionGround.THIRD_PARTY, 6),))
    assert facts(Letter.COVERING, other)["withheld"] == f"In 1 place: {of_request.OTHER_PEOPLE}."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (access_path.Extent.FULL, ""),
        (access_path.Extent.PART, "Information that the law allows us to leave out."),
    ],
)
def test_a_copy_that_was_given_in_part_says_so_where_no_redaction_does(answer, said):
    """And no more: a reason of the record could put somebody in danger."""
    released = step(99, Step.RELEASED, TODAY, answer=answer, said="Signed for.", reason=SECRET)
    whole = replace(WHOLE, all_lines=(), rows=(*WHOLE.rows, released))
    assert facts(Letter.COVERING, whole)["withheld"] == said


def test_a_step_that_was_corrected_is_in_no_letter():
    wrong = step(1, Step.CLEAN_COPY, date(2026, 11, 12), pages=40)
    right = step(
        2, Step.CLEAN_COPY, date(2026, 11, 12), pages=41, corrects_id=1, because="A page was missed."
    )
    held = replace(WHOLE, rows=(wrong, right, CHECKED))
    assert facts(Letter.COVERING, held)["pages"] == "41 pages"
    rows = of_request.chapters(held, [])[0].rows
    assert any(what.startswith("Corrected later: Clean copy made. 40 pages") for _, what, _ in rows)
    assert any("A page was missed." in what for _, what, _ in rows)


def test_the_history_has_every_day_of_receipt_and_a_letter_the_right_one():
    right = date(2026, 10, 19)
    held = replace(WHOLE, receipts=(HeldReceipt(right, "It lay in the tray.", None, "Joanne Pryce"),))
    assert facts(Letter.ACKNOWLEDGEMENT, held)["received_on"] == long_date(right)
    (first, was, _), (then, now, by), *_ = of_request.chapters(held, [])[0].rows
    assert (first, then, by) == (dated(WHOLE.entered_on), dated(right), "Joanne Pryce")
    assert was.startswith("Corrected later: Received")
    assert "It lay in the tray." in now


def test_the_history_calls_a_step_what_the_screen_calls_it():
    held = replace(WHOLE, rows=(step(3, Step.IDENTITY_CONFIRMED, date(2026, 11, 6), said="Her passport"),))
    _, (_, what, _) = of_request.chapters(held, [])[0].rows
    assert what.startswith("Identity and authority seen. Her passport")


def test_the_history_tells_apart_what_a_correction_changed():
    """The pages of a redaction, or the day on which a passport was seen: the two rows read alike without."""
    was = line(1, RedactionGround.BEST_INTERESTS)
    now = replace(was, id=2, pages="3", corrects_id=1, because="One page only.")
    seen = HeldRequester(
        1, 1, Relationship.RESPONSIBLE, Subject.CHILD, "", "A passport", date(2026, 11, 5), "", False, False,
        "", "", AT, "",
    )  # fmt: skip
    again = replace(seen, id=2, evidence_seen_on=date(2026, 11, 6), note="She rang.", because="A slip.")
    held = replace(WHOLE, all_lines=(was, now), checks=(seen, again))
    _, who, _, lines, _ = of_request.chapters(held, [])
    assert "Seen on 5 Nov 2026: A passport" in who.rows[0][1]
    assert "Seen on 6 Nov 2026: A passport" in who.rows[1][1]
    assert "She rang" in who.rows[1][1]
    assert "ntry 12, p. 3 to 4: " in lines.rows[0][1]
    assert "ntry 12, p. 3: " in lines.rows[1][1]


@pytest.mark.parametrize(
    ("recorded", "said"),
    [
        pytest.param(WRITTEN, "Agency worker 3: written to. Reply by 20 Nov 2026", id="until when"),
        pytest.param(
            event(2, Event.NOT_WRITTEN, why_not=WhyNotWritten.MAY_HARM),
            "Agency worker 3: not written to. It would tell a person who may do harm",
            id="why not",
        ),
        pytest.param(
            event(3, Event.DECIDED, decision=Decision.WITHHOLD, ground=PartyGround.HARM, reason="She rang."),
            "Agency worker 3: decided. Withhold; it would do serious harm to somebody; She rang.",
            id="what was decided, on what ground and why",
        ),
        pytest.param(
            replace(line(1, RedactionGround.THIRD_PARTY, 3), agreed_by=""),
            "Entry 12, p. 3 to 4: a passage. Agency worker 3; information of a third party; They live near; "
            "nobody agreed yet",
            id="whose was taken out, and that one person alone did",
        ),
    ],
)
def test_the_history_says_of_a_third_party_all_that_was_recorded(recorded, said):
    """AR-14, AR-19, AR-25: it is what the file keeps of why."""
    is_line = isinstance(recorded, HeldLine)
    of_one = party(3, PartyKind.AGENCY, *([] if is_line else [recorded]), name="Dr Amos")
    held = replace(WHOLE, parties=(of_one,), all_lines=(recorded,) if is_line else ())
    [(_, what, by)] = of_request.chapters(held, [])[3 if is_line else 2].rows
    assert (what, by.partition(",")[0]) == (said, "Joanne Pryce")


def test_a_day_of_receipt_that_nobody_corrected_is_not_said_to_be_corrected():
    (_, received, _), *_ = of_request.chapters(WHOLE, [])[0].rows
    assert received == "Received in person or by telephone"


def test_the_date_without_the_days_until_an_answer_leaves_out_the_answer_and_what_came_after():
    asked = replace(WHOLE, rows=(step(3, Step.CLARIFICATION_ASKED, date(2026, 11, 6), said="Which year?"),))
    answer = step(9, Step.CLARIFICATION_ANSWERED, date(2026, 11, 20))
    later = replace(
        asked, rows=(*asked.rows, answer, step(10, Step.EXTENDED, date(2026, 11, 23), reason="Two."))
    )
    when_asked = facts(Letter.CLARIFICATION, asked)["due_on"]
    assert when_asked == "Wednesday 2 December 2026"
    assert facts(Letter.CLARIFICATION, later)["due_on"] == when_asked
    assert facts(Letter.INVITATION, later)["due_on"] != when_asked, "Elsewhere the date is that of now."


RECEIVED = replace(WHOLE, rows=(), parties=(), all_lines=())  # on 2 November, due on 2 December
DUE, AFTER = date(2026, 12, 2), date(2026, 12, 3)


@pytest.mark.parametrize(
    ("today", "rows", "is_offered", "is_said"),
    [
        pytest.param(DUE, (), True, False, id="the last day"),
        pytest.param(AFTER, (), False, True, id="the day after"),
        pytest.param(AFTER, (step(1, Step.EXTENDED, DUE, reason="Three agencies."),), True, False, id="sent"),
        pytest.param(
            AFTER,
            (step(1, Step.CLARIFICATION_ASKED, DUE, said="Which?"),),
            True,
            False,
            id="asked",
        ),
        pytest.param(
            AFTER,
            (step(1, Step.IDENTITY_ASKED, DUE, said="A passport"),),
            False,
            False,
            id="proof",
        ),
        pytest.param(AFTER, (step(1, Step.WITHDRAWN, DUE),), False, False, id="ended"),
    ],
)
def test_no_extension_notice_is_offered_that_would_come_too_late(today, rows, is_offered, is_said):
    held = replace(RECEIVED, rows=rows)
    assert (Letter.EXTENSION in of_request.letters_of(held, today, ENGLAND)) is is_offered
    said = of_request.too_late_to_extend(held, today, ENGLAND)
    assert bool(said) is is_said
    assert not said or "had to be sent by Wednesday 2 December 2026" in said


def said_in(letter, held, today, **more):
    """The letter as it is read, made on a day."""
    told = of_request.facts(
        held, letter, setting="Little Sparks", today=today, bank_holidays=ENGLAND,
        **{"who": WHO, "chairperson": "Ruth Ellis", "periods": USUAL} | more,
    )  # fmt: skip
    return read(letters.make(letter, told))


INVITED = step(1, Step.INVITED, date(2026, 11, 20), said="Thursday at ten")
COPIED = step(1, Step.CLEAN_COPY, date(2026, 11, 20), pages=41)
CHECKED = step(50, Step.CLEAN_COPY_CHECKED, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("letter", "row", "in_time", "late"),
    [
        pytest.param(
            Letter.ACKNOWLEDGEMENT, None,
            "at the latest by Wednesday 2 December 2026. One month ends on Wednesday 2 December 2026.\n",
            "That day has passed. We are sorry", id="a request that is acknowledged late",
        ),
        pytest.param(
            Letter.INVITATION, INVITED,
            "you will still have your copy by Wednesday 2 December 2026: tell us",
            "you will still have your copy without further delay: tell us", id="an invitation",
        ),
        pytest.param(
            Letter.COVERING, COPIED, "The file itself stays with us.\nWhat we keep these",
            "We should have answered by Wednesday 2 December 2026. We are sorry", id="the copy",
        ),
    ],
)  # fmt: skip
def test_no_letter_promises_a_day_that_has_passed_and_a_late_one_says_so(letter, row, in_time, late):
    held = replace(RECEIVED, rows=(row, CHECKED) if row else ())
    on_time, after = said_in(letter, held, DUE), said_in(letter, held, AFTER)
    assert in_time in on_time and late not in on_time
    assert late in after and in_time not in after


@pytest.mark.parametrize(
    ("letter", "step_"), [(Letter.COVERING, Step.RELEASED), (Letter.REFUSAL, Step.REFUSED)]
)
def test_an_answer_made_again_later_is_of_its_own_day_and_no_later_than_that(letter, step_):
    """A release of the last day is in time, whenever its letter is printed once more."""
    for on, is_late in ((DUE, False), (AFTER, True)):
        held = replace(RECEIVED, rows=(COPIED, step(2, step_, on, reason="Asked for twice.")))
        said = said_in(letter, held, date(2026, 12, 20))
        assert long_date(on) in said
        assert ("our answer is late" in said) is is_late


@pytest.mark.parametrize(
    ("on", "said", "unsaid"),
    [
        pytest.param(DUE, "are not counted", "sorry", id="asked on the last day"),
        pytest.param(AFTER, "does not give us more time", "not counted", id="asked after it"),
    ],
)
def test_a_question_that_gives_no_time_back_does_not_say_that_it_does(on, said, unsaid):
    held = replace(RECEIVED, rows=(step(1, Step.CLARIFICATION_ASKED, on, said="Which year?"),))
    made = said_in(Letter.CLARIFICATION, held, on)
    assert said in made and unsaid not in made
    assert "Wednesday 2 December 2026" in made


@pytest.mark.parametrize(
    ("on", "said"),
    [
        pytest.param(DUE, "runs from the day on which we have seen it", id="asked within the month"),
        pytest.param(AFTER, "still runs from the day of your request", id="asked after it: no new month"),
    ],
)
def test_proof_that_is_asked_for_too_late_is_not_said_to_begin_the_month_anew(on, said):
    held = replace(RECEIVED, rows=(step(1, Step.IDENTITY_ASKED, on, said="A passport"),))
    assert said in said_in(Letter.IDENTITY, held, on)


@pytest.mark.parametrize(
    ("subject", "said", "unsaid"),
    [
        pytest.param(
            Subject.OWN, "You ask for what the file holds about you yourself",
            ("on the child's behalf", "on behalf of Ivy"), id="their own",
        ),
        pytest.param(
            Subject.BOTH, "asks for them on the child's behalf. What the file holds about you yourself",
            (), id="the child's and their own",
        ),
        pytest.param(
            Subject.CHILD, "asks for them on the child's behalf.", ("about you yourself",), id="the child's"
        ),
    ],
)  # fmt: skip
def test_who_asks_for_what_is_about_themselves_is_told_so(subject, said, unsaid):
    """A carer who asked for their own information was told that they ask on the child's behalf (L2.21)."""
    check = HeldRequester(
        1, 1, Relationship.RESPONSIBLE, subject, "", "A passport", TODAY, "", True, True, "", "", AT, ""
    )
    held = replace(RECEIVED, checks=(check,))
    letter = said_in(Letter.ACKNOWLEDGEMENT, held, TODAY)
    assert said in letter
    assert not [one for one in unsaid if one in letter]
    [(_, row, _)] = of_request.chapters(held, [])[1].rows
    assert ("asks for the requester's own" in row.lower()) is (subject is Subject.OWN)
    assert "a court order is about it; two carers are in dispute" in row.lower()


@pytest.mark.parametrize(
    ("rows", "is_said"),
    [
        pytest.param((), True, id="nothing yet"),
        pytest.param((step(1, Step.IDENTITY_ASKED, TODAY, said="A passport"),), False, id="asked for"),
        pytest.param((step(1, Step.IDENTITY_CONFIRMED, TODAY, said="A passport"),), False, id="seen"),
    ],
)
def test_nobody_who_was_asked_for_proof_is_told_that_they_may_be(rows, is_said):
    """It said so on the day on which the passport had been seen, and *before* a day that was over."""
    for today in (TODAY, AFTER):
        said = said_in(Letter.ACKNOWLEDGEMENT, replace(RECEIVED, rows=rows), today)
        assert ("We may have to ask you to show who you are" in said) is is_said
        assert "have to ask you to make clear what you would like to see" in said
        assert "Before then" not in said


PROOF_ASKED = step(1, Step.IDENTITY_ASKED, date(2026, 11, 4), said="A passport")
PROOF_SEEN = step(2, Step.IDENTITY_CONFIRMED, date(2026, 11, 10), said="A passport")
ASKED = step(3, Step.CLARIFICATION_ASKED, date(2026, 11, 5), said="Which year?")
ANSWERED = step(4, Step.CLARIFICATION_ANSWERED, date(2026, 11, 12), said="The last one.")
SAYS_PROOF = "On Wednesday 4 November 2026 we asked you for proof"
SAYS_QUESTION = "On Thursday 5 November 2026 we asked you to make clear what you would like to see."
MAY_WANT_PROOF = "We may have to ask you to show"
MAY_ASK = "have to ask you to make clear"
NOT_COUNTED = "The days from then until your answer comes are not counted"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param((), {MAY_WANT_PROOF, MAY_ASK}, id="nothing yet"),
        pytest.param((PROOF_ASKED,), {SAYS_PROOF, of_request.RUNS_ANEW, MAY_ASK}, id="proof asked for"),
        pytest.param((PROOF_ASKED, PROOF_SEEN), {MAY_ASK}, id="proof seen"),
        pytest.param((ASKED,), {SAYS_QUESTION, NOT_COUNTED, MAY_WANT_PROOF}, id="a question asked"),
        pytest.param((ASKED, ANSWERED), {MAY_WANT_PROOF}, id="and answered"),
        pytest.param(
            (PROOF_ASKED, ASKED), {SAYS_PROOF, of_request.RUNS_ANEW, SAYS_QUESTION, NOT_COUNTED}, id="both"
        ),
    ],
)
def test_the_acknowledgement_states_what_was_asked_and_what_that_does_to_the_date(rows, said):
    """It said that we may have to ask what had been asked that day, and nothing of the proof, while the
    letter of the same day gave another clock (AR-7, AR-8; L1.6, L1.7)."""
    letter = said_in(Letter.ACKNOWLEDGEMENT, replace(RECEIVED, rows=rows), TODAY)
    may_be_said = {SAYS_PROOF, of_request.RUNS_ANEW, SAYS_QUESTION, NOT_COUNTED, MAY_WANT_PROOF, MAY_ASK}
    assert {one for one in may_be_said if one in letter} == said
    assert "still awaited" not in letter
    assert ("we will write to you at once" in letter) is bool(said & {MAY_WANT_PROOF, MAY_ASK})


def test_an_authority_is_told_what_was_asked_and_nothing_of_a_month():
    check = HeldRequester(
        1, None, Relationship.AUTHORITY, Subject.CHILD, "", "", None, "", False, False, "", "", AT, "",
    )  # fmt: skip
    held = replace(RECEIVED, checks=(check,), rows=(PROOF_ASKED, ASKED))
    letter = said_in(Letter.ACKNOWLEDGEMENT, held, TODAY)
    assert SAYS_PROOF in letter
    assert SAYS_QUESTION in letter
    assert of_request.RUNS_ANEW not in letter
    assert NOT_COUNTED not in letter


def test_a_grown_up_child_is_not_asked_to_show_that_they_may_ask_for_themselves():
    check = HeldRequester(
        1, None, Relationship.FORMER_CHILD, Subject.CHILD, "", "", None, "", False, False, "", "", AT, "",
    )  # fmt: skip
    own = said_in(Letter.ACKNOWLEDGEMENT, replace(RECEIVED, checks=(check,)), TODAY)
    assert "to show who you are. We may also" in own
    assert "who you are, or that you may ask on behalf of Ivy Davies. We" in said_in(
        Letter.ACKNOWLEDGEMENT, RECEIVED, TODAY
    )


def test_the_covering_letter_says_what_is_not_here_any_more_and_where_to_ask_and_not_of_which_kind():
    """That there are child protection records could put somebody in danger."""
    gone = [
        RecordedDisposal(1, RecordKind.CHILD_PROTECTION, date(2026, 9, 1), "By hand", "", "", "Oak School"),
        RecordedDisposal(2, RecordKind.GENERAL, date(2026, 9, 2), "Shredded", "", ""),
    ]
    held = replace(RECEIVED, rows=(COPIED, CHECKED))
    said = said_in(Letter.COVERING, held, TODAY, gone=gone)
    assert "A part was passed on to Oak School on Tuesday 1 September 2026. Please ask there for it." in said
    assert "A part was destroyed on Wednesday 2 September 2026." in said
    assert said.count("protection records") == 1, "in the list of how long everybody's are kept"
    assert "any more" not in said_in(Letter.COVERING, held, TODAY)


def test_the_covering_letter_made_again_does_not_say_of_its_day_what_was_destroyed_only_later():
    released = step(5, Step.RELEASED, date(2026, 11, 20), answer=access_path.Extent.FULL, said="By hand")
    held = replace(RECEIVED, rows=(COPIED, released))
    gone = [RecordedDisposal(1, RecordKind.GENERAL, date(2029, 9, 3), "Shredded", "", "")]
    said = said_in(Letter.COVERING, held, date(2029, 9, 4), gone=gone)
    assert "Friday 20 November 2026" in said
    assert "destroyed" not in said


@pytest.mark.parametrize(
    ("ending", "left"),
    [
        pytest.param(Step.RELEASED, [Letter.IDENTITY, Letter.COVERING], id="released"),
        pytest.param(Step.REFUSED, [Letter.IDENTITY, Letter.REFUSAL], id="refused"),
        pytest.param(Step.WITHDRAWN, [Letter.IDENTITY], id="withdrawn"),
    ],
)
def test_once_a_request_has_ended_nothing_is_asked_for_offered_or_promised_any_more(ending, left):
    asked = step(1, Step.IDENTITY_ASKED, date(2026, 11, 4), said="A passport")
    held = replace(WHOLE, rows=(asked, COPIED, INVITED), parties=PARTIES)
    assert of_request.letters_of(held, TODAY, ENGLAND) == list(of_request.ABOUT_A_REQUEST)
    reminded = {f"{printed.REMINDER_TO}{number}" for number in (1, 3, 5)}
    assert reminded <= printed.papers_of(held, TODAY, ENGLAND).keys()
    ended = replace(held, rows=(*held.rows, step(9, ending, TODAY, reason="Why.")))
    assert of_request.letters_of(ended, TODAY, ENGLAND) == left
    offered = printed.papers_of(ended, TODAY, ENGLAND).keys()
    assert not reminded & offered
    assert f"{printed.PARTY}3" in offered and f"{printed.PARTY}4" not in offered, "4 was never written to"


HELD = step(8, Step.MEETING, date(2026, 11, 23), answer=access_path.Meeting.HELD, said="Both of us.")


@pytest.mark.parametrize(
    ("rows", "is_offered"),
    [
        pytest.param((INVITED,), True, id="invited, and the day is to come"),
        pytest.param((INVITED, HELD), False, id="gone through together on one of the days"),
        pytest.param((HELD,), False, id="nobody was invited, and none is held"),
        pytest.param((INVITED, HELD, replace(INVITED, id=9, on=TODAY)), True, id="invited anew"),
    ],
)
def test_nobody_is_invited_to_a_meeting_that_was_held(rows, is_offered):
    """Of today, it offered the days of three weeks before, and promised the copy by today."""
    held = replace(RECEIVED, rows=rows)
    assert (Letter.INVITATION in of_request.letters_of(held, TODAY, ENGLAND)) is is_offered


def asks(relationship, subject=Subject.CHILD, **more):
    blank = {"acts_for": "", "evidence": "A passport", "responsible_until_on": None} | more
    return HeldRequester(
        1, 1, relationship, subject, blank["acts_for"], blank["evidence"], TODAY, "", False, False, "", "",
        AT, "", blank["responsible_until_on"],
    )  # fmt: skip


FOR_MRS_DAVIES = {"acts_for": "Carys Davies"}


@pytest.mark.parametrize(
    ("check", "copy_of", "whose"),
    [
        pytest.param(None, "the records about Ivy Davies", "", id="nobody says who asks"),
        pytest.param(
            asks(Relationship.RESPONSIBLE), "the records about Ivy Davies",
            "You asked for it on behalf of Ivy Davies.", id="a parent for the child",
        ),
        pytest.param(
            asks(Relationship.RESPONSIBLE, Subject.BOTH),
            "the records about Ivy Davies, with what they hold about you",
            "You asked on behalf of Ivy Davies, and in your own right for what is about you. By the index of "
            "the file, what mentions you is in entries 2 and 5.",
            id="a parent for both",
        ),
        pytest.param(
            asks(Relationship.NOT_RESPONSIBLE, Subject.OWN), "what the file of Ivy Davies holds about you",
            "You asked for it in your own right. By the index of the file, what mentions you is in entries 2 "
            "and 5.",
            id="a step-parent for themselves",
        ),
        pytest.param(
            asks(Relationship.ACTING, **FOR_MRS_DAVIES), "the records about Ivy Davies",
            "You asked for it on behalf of Carys Davies, who asks on behalf of Ivy Davies.", id="a solicitor",
        ),
        pytest.param(
            asks(Relationship.ACTING, Subject.OWN, **FOR_MRS_DAVIES),
            "what the file of Ivy Davies holds about Carys Davies",
            "You asked for it on behalf of Carys Davies.",
            id="a solicitor for a parent's own",
        ),
        pytest.param(
            asks(Relationship.ACTING, acts_for="Ivy Davies"), "the records about Ivy Davies",
            "You asked for it on behalf of Ivy Davies.", id="somebody for the child who asks",
        ),
        pytest.param(
            asks(Relationship.FORMER_CHILD, Subject.BOTH), "the records about Ivy Davies",
            "The records are about you, and you asked for them in your own right.", id="the child, grown up",
        ),
        pytest.param(asks(Relationship.AUTHORITY), "the records about Ivy Davies", "", id="a court"),
    ],
)  # fmt: skip
def test_the_covering_letter_names_what_is_about_whoever_asks_and_on_whose_behalf(check, copy_of, whose):
    """What is theirs is not lost among the child's records (AR-3)."""
    checks = (replace(check, authority="Signed on 1 November 2026"),) if check else ()
    held = replace(WHOLE, checks=checks)
    said = facts(Letter.COVERING, held, about_the_requester=[2, 5])
    assert (said["copy_of"], said["whose_copy"]) == (copy_of, whose)
    without = facts(Letter.COVERING, held)["whose_copy"]
    assert "index" not in without and without == whose.partition(" By the index")[0]


def test_a_refusal_has_its_letter_once_a_second_person_agreed_and_bears_that_day():
    ground = RefusalGround.EXCESSIVE
    alone = replace(WHOLE, rows=(step(1, Step.REFUSED, date(2026, 11, 20), reason="Why.", answer=ground),))
    assert Letter.REFUSAL not in of_request.letters_of(alone, TODAY, ENGLAND)
    agreed = step(2, Step.REFUSAL_AGREED, date(2026, 11, 23), signed_by_id=9)
    both = replace(alone, rows=(replace(alone.rows[0], signed_by_id=8), agreed))
    assert Letter.REFUSAL in of_request.letters_of(both, TODAY, ENGLAND)
    assert "Monday 23 November 2026" in said_in(Letter.REFUSAL, both, TODAY)


@pytest.mark.parametrize("ground", list(RefusalGround))
def test_a_refusal_names_its_ground_and_to_nobody_who_may_not_know_that_the_child_is_here(ground):
    rows = (step(1, Step.REFUSED, TODAY, reason="It is the sixth letter.", answer=ground),)
    told = facts(Letter.REFUSAL, replace(WHOLE, rows=rows))["ground"]
    assert told == of_request.GROUNDS[ground]
    stranger = facts(Letter.REFUSAL, replace(WHOLE, rows=rows, is_from_responsible=False))
    says_nothing = {"manifestly unfounded", "manifestly excessive", "nothing shows that they may ask"}
    assert stranger["ground"] == (told if ground in says_nothing and not stranger["is_named"] else "")
    before = (step(1, Step.REFUSED, TODAY, reason="It is the sixth letter.", answer="told how to complain"),)
    assert facts(Letter.REFUSAL, replace(WHOLE, rows=before))["ground"] == ""


@pytest.mark.parametrize(
    ("last_day", "ending", "is_offered"),
    [
        pytest.param(TODAY, (), True, id="on the last day"),
        pytest.param(date(2026, 11, 23), (), False, id="since yesterday"),
        pytest.param(
            *(date(2026, 11, 23), (step(9, Step.RELEASED, date(2026, 11, 20)),), True), id="once answered"
        ),
    ],
)
def test_whoever_holds_responsibility_no_longer_has_no_letter_that_shows_the_file(
    last_day, ending, is_offered
):
    """The page and the weekly review said to release nothing, and beside it was the letter to the copy."""
    check = asks(Relationship.RESPONSIBLE, responsible_until_on=last_day)
    held = replace(RECEIVED, rows=(COPIED, INVITED, *ending), checks=(check,))
    offered = of_request.letters_of(held, TODAY, ENGLAND)
    assert (Letter.COVERING in offered) is is_offered
    assert (Letter.INVITATION in offered) is (is_offered and not ending)


@pytest.mark.parametrize(
    ("relationship", "name"),
    [
        pytest.param(Relationship.NOT_RESPONSIBLE, "Mr Davies", id="who has shown nothing"),
        pytest.param(Relationship.RESPONSIBLE, "Peter Davies", id="who may know that the child is here"),
    ],
)
@pytest.mark.parametrize("letter", [Letter.ACKNOWLEDGEMENT, Letter.REFUSAL])
def test_a_letter_that_says_not_that_we_hold_records_has_no_name_from_them(relationship, name, letter):
    """It named the carer as the register does, however he had signed: that told him that we know him."""
    check = replace(asks(relationship), carer="Peter Davies", carer_id=5, authority="")
    held = replace(RECEIVED, requester="Mr Davies", checks=(check,))
    assert facts(letter, held)["requester"] == name


@pytest.mark.parametrize(
    ("relationship", "authority", "is_shown"),
    [
        pytest.param(Relationship.OTHER, "", False, id="a grandmother with a bus pass"),
        pytest.param(Relationship.OTHER, "nothing shown", False, id="as it was typed before"),
        pytest.param(Relationship.OTHER, "A power of attorney", True, id="and one with a paper"),
        pytest.param(Relationship.NOT_RESPONSIBLE, "", False, id="a father without responsibility"),
        pytest.param(Relationship.RESPONSIBLE, "", True, id="a parent needs no more than to be known"),
    ],
)
def test_whoever_has_shown_nothing_that_lets_them_ask_is_promised_no_copy(relationship, authority, is_shown):
    """AR-4: a relative who is kept away was told that the child is here, and offered dates for the copy."""
    check = replace(asks(relationship), authority=authority)
    held = replace(RECEIVED, rows=(COPIED, INVITED), checks=(check,))
    assert {Letter.INVITATION, Letter.COVERING} <= set(
        of_request.letters_of(held, TODAY, ENGLAND)
    ) or not is_shown
    assert is_shown or not {Letter.INVITATION, Letter.COVERING} & set(
        of_request.letters_of(held, TODAY, ENGLAND)
    )
    said = said_in(Letter.ACKNOWLEDGEMENT, held, TODAY)
    assert ("Ivy" in said) is is_shown
    assert ("go through the file with you" in said) is is_shown
    to_show = "ask you to show that you may ask on behalf of the child whom you named."
    assert (to_show in said) is not is_shown, "who they are was seen"
    asked = step(1, Step.IDENTITY_ASKED, date(2026, 11, 20), said="The order of the court")
    assert to_show not in said_in(Letter.ACKNOWLEDGEMENT, replace(held, rows=(asked,)), TODAY)


def test_the_copy_is_promised_by_no_day_to_whom_has_yet_to_show_who_they_are():
    """Nothing is given before that, and the month runs from then."""
    asked = step(2, Step.IDENTITY_ASKED, date(2026, 11, 10), said="A passport")
    said = said_in(Letter.INVITATION, replace(RECEIVED, rows=(INVITED, asked)), TODAY)
    assert "you will still have your copy once we have seen the proof that we asked you for: tell us" in said
    seen = step(3, Step.IDENTITY_CONFIRMED, date(2026, 11, 12), said="Her passport")
    said = said_in(Letter.INVITATION, replace(RECEIVED, rows=(INVITED, asked, seen)), TODAY)
    assert "you will still have your copy by Monday 14 December 2026: tell us" in said


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        pytest.param(Subject.OWN, "\nWhat the file holds about Carys Davies you ask for on", id="her own"),
        pytest.param(Subject.BOTH, "child's behalf. What the file holds about Carys Davies you", id="both"),
        pytest.param(Subject.CHILD, "asks for them on the child's behalf.\n", id="the child's"),
    ],
)
def test_a_solicitor_is_not_told_that_the_file_is_about_themselves(subject, said):
    """And is asked to show that they act for their client, whatever they ask for."""
    check = replace(asks(Relationship.ACTING, subject, acts_for="Carys Davies", evidence=""), carer_id=None)
    letter = said_in(Letter.ACKNOWLEDGEMENT, replace(RECEIVED, checks=(check,)), TODAY)
    assert said in letter
    assert "who you are, or that you may ask on behalf of Carys Davies. We may also" in letter
    assert "about you yourself" not in letter


@pytest.mark.parametrize("subject", [Subject.OWN, Subject.BOTH, Subject.CHILD])
def test_whoever_acts_for_a_carer_reads_their_name_in_the_register_once_they_may(subject):
    """A carer who is chosen has the name of today: nobody who has shown nothing learns by it that we know
    her, nor what she is called now."""
    check = asks(Relationship.ACTING, subject, acts_for="Megan Rees", evidence="")
    asked = step(1, Step.IDENTITY_ASKED, date(2026, 11, 3), said="A passport.")
    before = replace(RECEIVED, rows=(asked,), checks=(check,))
    for letter in (Letter.ACKNOWLEDGEMENT, Letter.IDENTITY):
        assert "Megan" not in said_in(letter, before, TODAY), letter
    told = facts(Letter.ACKNOWLEDGEMENT, before)
    assert told["to_show"] == "who you are, or that you may ask on behalf of the person for whom you act"
    assert "Megan" not in told["whose_copy"]
    shown = replace(check, evidence="His card", authority="Signed on 1 November 2026")
    told = facts(Letter.ACKNOWLEDGEMENT, replace(before, checks=(shown,)))
    assert told["to_show"] == "that you may ask on behalf of Megan Rees"
    assert ("Megan Rees you ask for on their behalf" in told["whose_right"]) is (subject is not Subject.CHILD)


def test_the_letter_that_goes_with_a_copy_waits_for_the_second_person():
    """AR-27: it said that the copy is enclosed, of one that nobody had checked."""
    [lacking] = letters.missing(Letter.COVERING, facts(Letter.COVERING, replace(RECEIVED, rows=(COPIED,))))
    assert "have the second person check it" in lacking.what
    checked = replace(RECEIVED, rows=(COPIED, CHECKED))
    assert letters.missing(Letter.COVERING, facts(Letter.COVERING, checked)) == []


def test_the_pages_of_a_copy_that_is_out_of_date_are_in_no_letter():
    copied = replace(COPIED, at=AT)
    held = replace(RECEIVED, rows=(copied,), papers=(), index_changes=(AT + timedelta(hours=1),))
    [lacking] = letters.missing(Letter.COVERING, facts(Letter.COVERING, held))
    assert lacking.name == "pages"
    released = step(9, Step.RELEASED, TODAY, answer=access_path.Extent.FULL, said="Signed for.")
    ended = replace(held, rows=(copied, released))
    assert facts(Letter.COVERING, ended)["pages"] == "41 pages", "what was handed over stays what it was"


COPIED_AGAIN = step(8, Step.COPIED_AGAIN, date(2026, 11, 20), at=AT + timedelta(hours=1))


@pytest.mark.parametrize(
    ("entered_at", "on"),
    [
        pytest.param(AT, date(2026, 11, 20), id="every redaction was there"),
        pytest.param(AT + timedelta(days=1), None, id="one was entered after it, and is in no copy yet"),
    ],
)
def test_a_copy_that_a_later_redaction_is_not_in_was_not_copied_again(entered_at, on):
    """The schedule said of each that it was, under the one that the page asks to copy again for."""
    later = replace(line(2, RedactionGround.SERIOUS_HARM), at=entered_at)
    held = replace(RECEIVED, rows=(COPIED_AGAIN,), all_lines=(line(1, RedactionGround.THIRD_PARTY, 3), later))
    assert of_request.copied_again_on(held) == on


def test_whoever_turns_out_to_be_asking_is_not_written_to_as_a_third_party():
    """The father was listed, and then it was he who asked: it told him to keep it to himself."""
    father = replace(party(2, PartyKind.FAMILY, WRITTEN, name="Peter Davies"), record=5)
    his = replace(asks(Relationship.RESPONSIBLE), carer_id=5)
    for check, is_offered in ((asks(Relationship.RESPONSIBLE), True), (his, False)):
        offered = printed.papers_of(
            replace(RECEIVED, parties=(father,), checks=(check,)), TODAY, ENGLAND
        ).keys()
        assert (f"{printed.PARTY}2" in offered) is is_offered
        assert (f"{printed.REMINDER_TO}2" in offered) is is_offered


def test_nobody_is_reminded_of_what_is_decided():
    decided = event(9, Event.DECIDED, decision=Decision.WITHHOLD, ground=PartyGround.HARM)
    silent = party(3, PartyKind.AGENCY, WRITTEN, decided, name="Dr Amos")
    assert of_request.may_be_written_to(silent)
    assert not of_request.may_be_reminded(silent, TODAY)


def test_a_notice_that_is_made_again_names_the_days_it_named_when_it_was_sent():
    """The days of an answer that came later are added to the date, and not to what the parent was told."""
    asked = step(1, Step.CLARIFICATION_ASKED, date(2026, 11, 6), said="Which year?")
    notice = step(2, Step.EXTENDED, date(2026, 11, 9), reason="Reports are compared.")
    answer = step(3, Step.CLARIFICATION_ANSWERED, date(2026, 11, 20))
    proof = (
        step(4, Step.IDENTITY_ASKED, date(2026, 11, 10), said="A passport"),
        step(5, Step.IDENTITY_CONFIRMED, date(2026, 11, 23)),
    )
    sent = facts(Letter.EXTENSION, replace(RECEIVED, rows=(asked, notice)))
    again = facts(Letter.EXTENSION, replace(RECEIVED, rows=(asked, notice, answer, *proof)))
    for name, day in (("first_due_on", "Wednesday 2 December 2026"), ("due_on", "Tuesday 2 February 2027")):
        assert sent[name] == again[name] == day
    that_day = replace(answer, on=notice.on)  # what the parent had answered by then is in what they were told
    known = facts(Letter.EXTENSION, replace(RECEIVED, rows=(asked, that_day, notice)))
    assert (known["first_due_on"], known["due_on"]) == ("Monday 7 December 2026", "Friday 5 February 2027")


def test_the_covering_letter_says_how_long_the_setting_keeps_what():
    said = facts(Letter.COVERING)["kept_for"]
    assert said.startswith(
        "general records: 3 years from leaving; accidents and injuries: 21 years and 3 months"
    )


def test_a_sentence_that_somebody_typed_ends_once_on_a_paper():
    rows = [what for chapter in of_request.chapters(WHOLE, []) for _, what, _ in chapter.rows]
    assert not [what for what in rows if ".;" in what]


def test_who_is_not_written_to_has_no_letter():
    assert [of_request.may_be_written_to(held) for held in PARTIES] == [True, False, True, True, True]
    assert not of_request.may_be_written_to(replace(PARTIES[0], is_no_carer=True)), "a carer by mistake"


@pytest.mark.parametrize("answer", [Event.CONSENTED, Event.REFUSED, Event.REFERS_DIRECT])
def test_who_has_answered_is_not_told_that_nothing_was_heard(answer):
    silent = party(3, PartyKind.AGENCY, WRITTEN, name="Dr Amos")
    assert of_request.may_be_reminded(silent, TODAY)
    assert not of_request.may_be_reminded(replace(silent, events=()), TODAY), "nobody was written to yet"
    assert not of_request.may_be_reminded(silent, WRITTEN.on), "on the day of the letter itself"
    assert of_request.may_be_reminded(replace(silent, events=(WRITTEN, event(8, Event.NO_ANSWER))), TODAY)
    answered = replace(silent, events=(WRITTEN, event(9, answer)))
    assert of_request.may_be_written_to(answered)
    assert not of_request.may_be_reminded(answered, TODAY)
    held = replace(WHOLE, parties=(answered,))
    assert f"{printed.PARTY}3" in printed.papers_of(held, TODAY, ENGLAND)
    assert f"{printed.REMINDER_TO}3" not in printed.papers_of(held, TODAY, ENGLAND)


def test_a_third_party_that_was_not_written_to_yet_lacks_the_day_to_reply_by():
    [lacking] = letters.missing(Letter.STAFF, of_party(4))
    assert lacking.name == "reply_by"
    assert {one.name for one in letters.missing(Letter.REMINDER, of_party(4))} == {"reply_by", "written_on"}


def test_a_letter_to_a_third_party_made_again_keeps_its_day_and_the_reminder_has_todays():
    first = of_party(1)
    assert (first["today"], first["reply_by"]) == ("Monday 9 November 2026", "Friday 20 November 2026")
    assert of_request.reminder_facts(first, PARTIES[0], today=TODAY)["today"] == long_date(TODAY)
    assert of_party(4)["today"] == long_date(TODAY)  # nobody has written yet
    second = event(9, Event.WRITTEN, date(2026, 11, 16), reply_by=date(2026, 11, 27))
    twice = replace(PARTIES[0], events=(WRITTEN, second))
    again = of_request.party_facts(WHOLE, twice, setting="Little Sparks", who=WHO, today=TODAY, entries="")
    assert (again["today"], again["reply_by"]) == ("Monday 16 November 2026", "Friday 27 November 2026")


@pytest.mark.parametrize(
    ("events", "bears", "asks"),
    [
        pytest.param((), TODAY, "Please tell us, in writing", id="not recorded yet: of today"),
        pytest.param(
            (date(2026, 11, 27),), date(2026, 11, 21),
            "Please tell us by Friday 27 November 2026, in writing", id="recorded: of its day, with its date",
        ),
        pytest.param(
            (date(2026, 11, 24),), date(2026, 11, 21),
            "Please tell us by Tuesday 24 November 2026, in writing", id="on the last day to answer",
        ),
        pytest.param(
            (date(2026, 11, 23),), TODAY,
            "Please tell us, in writing", id="its date is over: another one, of today",
        ),
    ],
)  # fmt: skip
def test_a_reminder_asks_for_an_answer_by_the_day_that_is_recorded_with_it(events, bears, asks):
    """The day was typed with the reminder and shown on the page, and the letter named only the old one."""
    reminded = [event(8, Event.REMINDED, date(2026, 11, 21), reply_by=by) for by in events]
    held = replace(PARTIES[2], events=(WRITTEN, *reminded))
    told = of_request.reminder_facts(of_party(3), held, today=TODAY)
    said = read(letters.make(Letter.REMINDER, told))
    assert told["today"] == long_date(bears)
    assert asks in said
    assert "asked for your answer by Friday 20 November 2026" in said, "the letter's own day"


def test_a_letter_to_a_third_party_holds_nobody_elses_facts():
    for number in (1, 3, 5):
        kind = of_request.OF_A_KIND[PARTIES[number - 1].kind]
        said = read(letters.make(kind, of_party(number)))
        others = {held.name for held in PARTIES if held.number != number} | {"Carys Davies"}
        assert not [name for name in others if name in said]


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        pytest.param(1, "TP-1", id="another child"),
        pytest.param(3, "AR-2026-003, number 3", id="an agency, which knows the child"),
        pytest.param(4, "AR-2026-003, number 4", id="staff"),
        pytest.param(5, "TP-5", id="somebody outside"),
    ],
)
def test_a_letter_that_may_not_say_whose_file_it_is_does_not_bear_the_number_of_the_request(
    number, reference
):
    """The requester has that number too: two families who compare their letters knew whose file it is."""
    held, told = PARTIES[number - 1], of_party(number)
    for kind, facts_ in (
        (of_request.OF_A_KIND[held.kind], told),
        (Letter.REMINDER, of_request.reminder_facts(told, held, today=TODAY)),
    ):
        if letters.missing(kind, facts_):
            continue
        said = read(letters.make(kind, facts_))
        assert reference in said
        assert (WHOLE.code in said) is (WHOLE.code in reference)
    assert (told["code"] == WHOLE.code) is (
        WHOLE.code in reference
    )  # a letter of a setting's own asks for it


def test_the_reminder_about_a_child_goes_to_its_carer():
    said = of_request.reminder_facts(of_party(1), PARTIES[0], today=TODAY)
    assert said["party"] == "parent or carer of Tom Owen"
    assert of_request.reminder_facts(of_party(3), PARTIES[2], today=TODAY)["party"] == "Dr Amos"
    assert said["written_on"] == "Monday 9 November 2026"


def test_the_schedule_and_the_history_name_third_parties_by_kind_and_number():
    made = every_paper()
    for paper in (made["schedule"], made["history"]):
        assert "gency worker 3" in paper
        assert not [held.name for held in PARTIES if held.name in paper]
    assert "Ruth Ellis" in made["schedule"]
    assert "the lawyer's words are kept apart" in made["history"].lower()


def test_the_schedule_gives_the_reason_of_the_decision_where_a_redaction_has_none_of_its_own():
    decided = event(
        3,
        Event.DECIDED,
        decision=Decision.WITHHOLD,
        ground=PartyGround.CONFIDENCE,
        reason="He fears for her.",
    )
    entered = replace(line(1, RedactionGround.THIRD_PARTY, 6), reason="")
    held = replace(WHOLE, parties=(party(6, PartyKind.FAMILY, decided),), all_lines=(entered,))
    assert [one.reason for one in of_request.taken(held, ())] == ["He fears for her."]
    old = replace(held, parties=(party(6, PartyKind.FAMILY, replace(decided, reason="")),))
    assert [one.reason for one in of_request.taken(old, ())] == [str(PartyGround.CONFIDENCE)]
    own = replace(held, all_lines=(replace(entered, reason="They live near."),))
    assert [one.reason for one in of_request.taken(own, ())] == ["They live near."]


def test_the_schedule_gives_the_pages_of_the_entry_where_a_redaction_says_none():
    """Whoever scores it through has to find it."""
    entered = replace(line(1, RedactionGround.THIRD_PARTY, 3), pages="")
    said = replace(line(2, RedactionGround.THIRD_PARTY, 3), pages="7")
    held = replace(WHOLE, all_lines=(entered, said))
    day = date(2026, 11, 20)
    index = [IndexLine(7, Entry(12, 6, 8, day, day), is_hidden=False)]
    assert [one.pages for one in of_request.taken(held, index)] == ["6 to 8", "7"]
    assert [one.pages for one in of_request.taken(held, ())] == ["", "7"]
    one_page = [IndexLine(7, Entry(12, 6, 6, day, day), is_hidden=False)]
    assert of_request.taken(held, one_page)[0].pages == "6"


# The history to print --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(
            (),
            [
                "Received on Monday 2 November 2026. By law an answer is due by Wednesday 2 December 2026.",
            ],
            id="open",
        ),
        pytest.param(
            (step(1, Step.RELEASED, date(2026, 12, 2)),),
            [
                "Received on Monday 2 November 2026. By law an answer is due by Wednesday 2 December 2026.",
                "It ended on Wednesday 2 December 2026, in time.",
            ],
            id="released on the last day",
        ),
        pytest.param(
            (
                step(1, Step.EXTENDED, date(2026, 11, 20), reason="Reports of three agencies."),
                step(2, Step.REFUSED, date(2027, 2, 3), reason="Nothing shows that they may."),
            ),
            [
                "Received on Monday 2 November 2026. By law an answer is due by Tuesday 2 February 2027, "
                "moved from Wednesday 2 December 2026.",
                "It ended on Wednesday 3 February 2027, late.",
            ],
            id="extended, and refused a day late",
        ),
        pytest.param(
            (step(1, Step.MISTAKEN, date(2026, 12, 3), reason="It came twice: AR-2026-002 stands."),),
            [
                "Entered as received on Monday 2 November 2026. It was recorded by mistake, and closed on "
                "Thursday 3 December 2026: no answer was due.",
            ],
            id="recorded by mistake, after its date",
        ),
    ],
)
def test_the_history_says_by_when_an_answer_was_due_and_whether_it_came_in_time(rows, said):
    """An inspector read every step, and neither date nor extension."""
    assert of_request.dates(replace(WHOLE, rows=rows), TODAY, ENGLAND) == said


def test_the_history_says_on_which_day_a_step_was_entered_where_it_was_another():
    """Steps of two weeks before were brought in on one day, and stood as if they had been recorded then."""
    told = step(1, Step.CHAIRPERSON_TOLD, date(2026, 11, 3))
    on_the_day = replace(told, at=datetime(2026, 11, 3, 15, 0, tzinfo=UTC))
    later = replace(told, id=2, at=datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    [steps, *_] = of_request.chapters(replace(WHOLE, rows=(on_the_day, later)), [])
    by = [row[2] for row in steps.rows[1:]]
    assert by == [on_the_day.recorded_by, f"{later.recorded_by}, entered {dated(date(2026, 11, 30))}"]
