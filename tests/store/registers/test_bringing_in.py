"""What comes in, how a register is read, and that the same files again add nothing."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import (
    AccessRequest,
    AccessStep,
    Account,
    AuditEntry,
    Carer,
    Child,
    Consent,
    ConsentPurpose,
    InductionRecord,
    InductionTopic,
    KeyPersonAssignment,
    SafeguardingTraining,
    SharingAdvice,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
)
from rules.access import Channel, Step
from rules.consent import Answer, How
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from rules.sharing import Ground, Outcome, Position
from store import access_requests, audit, induction, request_steps, sharing
from store.cabinet import AlreadyRecorded
from store.children import change_child
from store.registers import Choices, bring_in, consents, try_out
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, rows
from tests.store.registers.conftest import (
    CHILDREN,
    CONSENTS,
    EWA,
    IVY,
    OTTO,
    REQUESTS,
    SHARING,
    STAFF,
    as_xlsx,
    files,
    only,
    said,
)

REGISTERS = {
    "staff": [
        [*STAFF, "Role of key person", "Phones & cameras"],
        [*EWA, "07/01/2020", "08/01/2020"],
        ["Joanne Pryce", "Manager", "06/01/2019", "06/01/2019", "", "07/01/2019", "n/a", ""],
        ["Lou Benton", "Cook", "06/01/2021", "", "", "07/01/2021", "n/a", "25/11/2026"],
        ["Polly Grant", "Chair", "06/09/2021", "", "", "", "", ""],
        ["Rob Eames", "Treasurer", "06/09/2021", "", "31/08/2026", "", "", ""],
    ],
    "children": [CHILDREN, IVY, [*OTTO[:-1], "court order - see office"]],
    "consents": [
        CONSENTS,
        ["Ivy Davies", "Carys Davies", "28/08/2025", "Y", "N", "W"],
        ["Otto Fernandez", "Ruth Walker", "20/04/26", "Y", "", "-"],
    ],
    "requests": [
        REQUESTS,
        [
            *("SAR2", "Ivy Davies", "Carys Davies", "email", "24/09/26", "29/09/26", "25/09/26"),
            *("Y", "14/10/26", "two files and a court case", "", "open"),
        ],
        [
            *("SAR1", "Ivy Davies", "A solicitor", "verbal at pick up", "10/09/26", "", ""),
            *("N", "", "", "01/10/26", "released after meeting"),
        ],
    ],
    "sharing_log": [
        SHARING,
        [
            *("20/11/26", "Ivy Davies", "possible significant harm", "Health visitor", "verbal", ""),
            *("19/11/26", "", "Ewa Nowak"),
        ],
        [
            *("12/10/26", "Otto Fernández", "serious harm to adult", "not shared", "refused"),
            *("No risk to the child", "", "13/10/26", "Joanne Pryce"),
        ],
    ],
}


def without_stamps(found):
    return [
        {k: v for k, v in row.items() if not k.startswith("recorded_") or k == "recorded_on"} for row in found
    ]


def records(importing):
    """Everything that the import writes, but for the moments."""
    kinds = (
        *(Child, Carer, StaffMember, KeyPersonAssignment, Consent, AccessRequest, AccessStep),
        *(SharingDecision, SharingAdvice, SharingOutcome, SharingEntry, InductionRecord),
    )
    return {kind.__tablename__: without_stamps(rows(importing.cabinet, kind)) for kind in kinds}


def pick(found, *columns):
    return [tuple(row[column] for column in columns) for row in found]


@pytest.fixture
def brought(importing):
    importing.brought(**REGISTERS)
    return importing


def test_children_come_in_with_their_carers_and_key_people(brought):
    held = records(brought)
    assert pick(held["child"], "name", "born_on", "started_on", "has_court_order", "note") == [
        ("Ivy Davies", date(2024, 5, 2), date(2025, 9, 1), False, ""),
        ("Otto Fernández", date(2024, 5, 12), date(2026, 4, 26), True, "court order - see office"),
    ]
    assert sorted(pick(held["child"], "code")) == [("C-001",), ("C-002",)]
    assert pick(held["carer"], "child_id", "name", "has_parental_responsibility") == [
        (1, "Carys Davies", True),
        (1, "Peter Davies", True),
        (2, "Chloe Fernández", True),
        (2, "Ruth Walker", False),
    ]
    ewa = next(person["id"] for person in held["staff_member"] if person["name"] == "Ewa Nowak")
    assert pick(held["key_person_assignment"], "child_id", "staff_id", "from_on", "until_on") == [
        (1, ewa, date(2025, 9, 1), None)
    ]


def test_staff_and_committee_have_codes_of_their_own_and_roles_in_the_policys_words(brought):
    held = records(brought)["staff_member"]
    assert pick(held, "name", "role", "left_on") == [
        ("Ewa Nowak", Role.KEY_PERSON, None),
        ("Joanne Pryce", Role.MANAGER, None),
        ("Lou Benton", Role.STAFF, None),
        ("Polly Grant", Role.CHAIRPERSON, None),
        ("Rob Eames", Role.COMMITTEE, date(2026, 8, 31)),
    ]
    coded = [code for (code,) in pick(held, "code")]
    assert (sorted(coded[:3]), sorted(coded[3:])) == (["S-01", "S-02", "S-03"], ["M-01", "M-02"])


def test_nobodys_code_follows_from_the_place_in_the_alphabet(importing):
    count = 40
    names = [f"{chr(ord('A') + nth // 20)}{chr(ord('a') + nth % 20)}le Cole" for nth in range(count)]
    importing.brought(
        children=[CHILDREN, *([name, "02/05/24", "01/09/2025", *[""] * 6] for name in names)],
        staff=[STAFF, *([name, "Key person", "06/01/2020", "", "", ""] for name in names)],
    )
    for kind, prefix, digits in ((Child, "C", 3), (StaffMember, "S", 2)):
        held = dict(pick(rows(importing.cabinet, kind), "name", "code"))
        in_order = [f"{prefix}-{number:0{digits}d}" for number in range(1, count + 1)]
        assert [held[name] for name in names] != in_order  # by chance once in 40! imports
        assert sorted(held.values()) == in_order, "none left out, none given twice"


def test_the_managers_account_belongs_to_the_manager_in_the_staff_register(brought):
    manager = next(p["id"] for p in rows(brought.cabinet, StaffMember) if p["name"] == "Joanne Pryce")
    assert rows(brought.cabinet, Account)[0]["staff_id"] == manager


def test_an_account_of_the_staff_register_is_of_whoever_has_none(importing):
    """One person has one that is open; of two of one name the manager says whose they are."""
    for name in ("Mrs Anna Lee", "Bob Fry", "Mr Bob Fry", "Cat Moss"):
        account(importing.cabinet, Role.STAFF, name)
    staff = [STAFF, *([name, "Key person", "06/01/2020", "", "", ""] for name in ("Anna Lee", "Bob Fry"))]
    importing.brought(staff=staff)
    account(importing.cabinet, Role.STAFF, "Anna Lee")
    importing.brought(staff=[*staff, ["Cat Moss", "Key person", "06/01/2020", "", "", ""]])
    ids = dict(pick(rows(importing.cabinet, StaffMember), "name", "id"))
    held = {row["name"]: row["staff_id"] for row in rows(importing.cabinet, Account)}
    assert held["Mrs Anna Lee"] == ids["Anna Lee"] and held["Cat Moss"] == ids["Cat Moss"]
    assert [held[name] for name in ("Anna Lee", "Bob Fry", "Mr Bob Fry")] == [None] * 3


def test_a_topic_signed_off_is_recorded_one_not_needed_only_where_the_role_needs_it(brought):
    held = records(brought)
    names = {person["id"]: person["name"].split()[0] for person in held["staff_member"]}
    assert [(names[r["staff_id"]], r["on"], r["is_needed"]) for r in held["induction_record"]] == [
        ("Ewa", date(2020, 1, 6), True),
        ("Ewa", date(2020, 1, 7), True),
        ("Ewa", date(2020, 1, 8), True),
        ("Joanne", date(2019, 1, 7), True),
        ("Joanne", date(2019, 1, 6), False),  # n/a, though a manager needs the key person's role
        ("Lou", date(2021, 1, 7), True),  # n/a says nothing where a cook does not need it
    ]


TRAINED = [*STAFF[:3], "Safeguarding L2"]


@pytest.mark.parametrize(
    ("cell", "on", "says"),
    [
        pytest.param("12/05/2025", date(2025, 5, 12), None, id="a day"),
        pytest.param("24/11/2026", date(2026, 11, 24), None, id="today"),
        pytest.param("", None, None, id="nothing"),
        pytest.param("n/a", None, None, id="not needed"),
        pytest.param("Y", None, ("left out", "Enter the day of the training."), id="a yes"),
        pytest.param("25/11/2026", None, ("left out", "no training is recorded"), id="booked for tomorrow"),
        pytest.param("booked", None, ("fault", "is not a date"), id="no day"),
        pytest.param("12/05/0225", None, ("fault", "is too long ago"), id="a year that was typed wrong"),
    ],
)
def test_safeguarding_training_comes_in_under_the_name_of_its_column(importing, cell, on, says):
    staff = [TRAINED, ["Ewa Nowak", "Key person", "06/01/2020", cell]]
    tried = importing.tried(staff=staff)
    count = tried.counts.get("safeguarding trainings")
    assert (count.new if count else 0) == bool(on)
    if says:
        severity, words = says
        assert any("column D (Safeguarding L2)" in text and words in text for text in said(tried, severity))
    if tried.can_come_in:
        importing.brought(staff=staff)
        held = rows(importing.cabinet, SafeguardingTraining)
        assert [(row["on"], row["course"]) for row in held] == [(on, "Safeguarding L2")] * bool(on)


def test_training_that_is_there_or_was_taken_back_does_not_come_in_again_and_the_later_is_kept(importing):
    def sheet(*days):
        people = ("Ewa Nowak", "Lou Green")
        return [TRAINED, *([n, "Staff", "06/01/2020", day] for n, day in zip(people, days, strict=True))]

    importing.brought(staff=sheet("12/05/2025", "13/05/2025"))
    wrong = rows(importing.cabinet, SafeguardingTraining)[1]["id"]
    induction.take_back(
        importing.cabinet, importing.who, training_ids=[wrong], because="It was her colleague who went."
    )
    again = importing.tried(staff=sheet("12/05/2025", "13/05/2025"))
    assert again.counts["safeguarding trainings"].new == 0
    assert "row 3, column D (Safeguarding L2): This training was taken back" in only(said(again, "left out"))
    newer = importing.tried(staff=sheet("11/05/2025", "14/05/2025"))
    assert newer.counts["safeguarding trainings"].new == 1
    assert "The dashboard has 12 May 2025, which is later. That is kept." in only(said(newer, "left out"))


def test_a_sign_off_of_a_day_to_come_is_left_out_and_comes_in_after_that_day(importing):
    tried = importing.tried(**REGISTERS)
    assert "has not come yet" in next(text for text in said(tried, "left out") if "row 4, column H" in text)
    importing.brought(**REGISTERS)
    after = importing.tried(today=date(2026, 11, 26), **REGISTERS)
    assert {kind: count.new for kind, count in after.counts.items() if count.new} == {"induction records": 1}


def test_a_date_of_withdrawal_beside_answers_of_which_none_is_withdrawn_is_a_fault(trying):
    """Read past, the answers would be given, although somebody took them back."""
    row = ["Ivy Davies", "Carys Davies", "01/09/26", "Y", "Y", "N", "10/11/26"]
    tried = trying.tried(children=[CHILDREN, IVY], consents=[[*CONSENTS, "Date withdrawn"], row])
    assert only(said(tried, "fault")) == (
        "consents.csv, row 2, column G (Date withdrawn): The row says when it was withdrawn, and not what. "
        "Enter W for each purpose that was withdrawn."
    )


@pytest.mark.parametrize(
    ("typed", "withdrawn_on"),
    [
        pytest.param("10/11/26", date(2026, 11, 10), id="later"),
        pytest.param("01/09/26", date(2026, 9, 1), id="on one day"),
    ],
)
def test_a_purpose_to_a_row_that_was_given_and_withdrawn_is_both(importing, typed, withdrawn_on):
    importing.brought(
        children=[CHILDREN, IVY],
        consents=[
            ["Child", "Purpose", "Answer", "Signed by", "Date", "Date withdrawn"],
            ["Ivy Davies", "Photos on display", "Yes", "Carys Davies", "01/09/26", typed],
        ],
    )
    assert [(row["answer"], row["on"]) for row in rows(importing.cabinet, Consent)] == [
        (Answer.GIVEN, date(2026, 9, 1)),
        (Answer.WITHDRAWN, withdrawn_on),
    ]


# Before there was any, on the last day of the first, on the first of the second, and after it.
SIGNED_ON = {"28/08/26": 1, "30/09/26": 1, "01/10/26": 2, "02/10/26": 2}


def worded_anew(cabinet, kind, number):
    """The first purpose or topic is in use from September on, and in other words from October on."""
    first = rows(cabinet, kind)[0]
    with cabinet.administering("worded anew") as session:
        session.get_one(kind, first["id"]).introduced_on = date(2026, 9, 1)
        session.add(kind(**first | {"id": None, number: 2, "introduced_on": date(2026, 10, 1)}))
    return first["title"]


def test_an_answer_is_to_the_wording_that_was_in_use_on_the_day_it_was_signed(importing):
    """A family has said yes to no words that came later (L5)."""
    title = worded_anew(importing.cabinet, ConsentPurpose, "wording")
    signed = [["Ivy Davies", "Carys Davies", day, "Y"] for day in SIGNED_ON]
    consents = [[*CONSENTS[:3], title], *signed]
    importing.brought(children=[CHILDREN, IVY], consents=consents)
    wordings = dict(pick(rows(importing.cabinet, ConsentPurpose), "id", "wording"))
    found = [wordings[row["purpose_id"]] for row in rows(importing.cabinet, Consent)]
    assert found == list(SIGNED_ON.values())


def test_a_sign_off_is_of_the_version_that_was_in_use_on_its_day(importing):
    """Nobody was taken through what was written later."""
    title = worded_anew(importing.cabinet, InductionTopic, "version")
    signed = zip(("Ana", "Bea", "Cat", "Dai"), SIGNED_ON, strict=True)
    team = [[f"{name} Nowak", "Key person", "06/01/2020", day] for name, day in signed]
    importing.brought(staff=[[*STAFF[:3], title], *team])
    versions = dict(pick(rows(importing.cabinet, InductionTopic), "id", "version"))
    found = [versions[row["topic_id"]] for row in rows(importing.cabinet, InductionRecord)]
    assert found == list(SIGNED_ON.values())


def test_the_note_beside_the_answers_comes_in_with_each(importing):
    registers = {
        "children": [CHILDREN, IVY],
        "consents": [
            [*CONSENTS, "Comments"],
            ["Ivy Davies", "Carys Davies", "01/09/26", "Y", "W", "", "not on Facebook"],
        ],
    }
    [unsaid] = [text for text in said(importing.tried(**registers), "note") if "does not say when" in text]
    assert unsaid.startswith("consents.csv, row 2, column C (Date signed): The register does not say")
    importing.brought(**registers)
    assert [row["note"] for row in rows(importing.cabinet, Consent)] == [
        "not on Facebook",
        "not on Facebook\nThe register does not say when it was withdrawn.",
    ]
    again = importing.tried(**registers)
    assert not any("does not say when" in text for text in said(again)), "said of what comes in, and once"
    assert any("Notes beside answers that are in the dashboard already" in text for text in said(again))


def test_a_signed_row_without_an_answer_is_left_out_and_said(trying):
    row = ["Ivy Davies", "Carys Davies", "01/09/26", "", "", ""]
    tried = trying.tried(children=[CHILDREN, IVY], consents=[CONSENTS, row])
    assert "consents.csv, row 2, column A (Child): The row has no answers." in said(tried, "left out")


def test_a_row_to_a_purpose_says_what_its_word_is_taken_for(trying):
    """Nobody is taken to have agreed to what is not seen to be asked (L5.3)."""
    long = ["Child", "Purpose", "Answer", "Signed by", "Date"]
    given = [["Ivy Davies", word, "Y", "Carys Davies", "01/09/26"] for word in ("Tapestry", "Photos on wall")]
    notes = said(trying.tried(children=[CHILDREN, IVY], consents=[long, *given]), "note")
    assert [note.partition(": ")[2] for note in notes] == [
        "“Tapestry” is read as “Online learning journey”, here and further down.",
        "“Photos on wall” is read as “Photographs on display”, here and further down.",
    ]


SIGNED = ["Ivy Davies", "Carys Davies", "01/09/26"]


@pytest.mark.parametrize(
    ("row", "withdrawn_on"),
    [
        pytest.param([*SIGNED, "Y", "", "N"], TODAY, id="its tick was taken away"),
        pytest.param([*SIGNED, "Y", "?", "N"], TODAY, id="nobody is sure any more"),
        pytest.param([*SIGNED[:2], "02/11/26", "Y", "-", "N"], date(2026, 11, 2), id="a newer form without"),
    ],
)
def test_what_a_cell_without_an_answer_says_where_a_yes_stands_is_asked(importing, row, withdrawn_on):
    """Left as it is, what a family took back in the register would go on standing here (L5.3)."""
    both = ["Otto Fernández", "Chloe Fernández", "01/09/26", "Y", "Y", "Y"]
    children = [CHILDREN, IVY, OTTO]
    importing.brought(children=children, consents=[CONSENTS, [*SIGNED, "Y", "Y", "N"], both])
    changed = {"children": children, "consents": [CONSENTS, row, both]}
    question = only(importing.tried(**changed).questions)
    assert "Carys Davies said yes to this for Ivy Davies on Tuesday 1 September 2026" in question.text
    before = len(rows(importing.cabinet, Consent))
    for choice, more in ((consents.IT_STANDS, []), (consents.TAKEN_BACK, [(Answer.WITHDRAWN, withdrawn_on)])):
        importing.brought(choices=Choices(names={question.key: choice}), **changed)
        ends = [(held["answer"], held["on"]) for held in rows(importing.cabinet, Consent)[before:]]
        assert [end for end in ends if end[0] is Answer.WITHDRAWN] == more
    assert not importing.tried(**changed).questions, "it stands no more"


def test_of_a_yes_that_ended_when_the_child_left_and_came_back_nothing_is_asked(importing):
    """Who came back is asked anew; the register of the years before says what it said."""
    children = [CHILDREN, IVY]
    importing.brought(children=children, consents=[CONSENTS, [*SIGNED, "Y", "Y", "N"]])
    child = next(row["id"] for row in rows(importing.cabinet, Child) if row["name"] == "Ivy Davies")
    left, back = {"left_on": date(2026, 10, 23)}, {"left_on": None, "started_on": date(2026, 11, 2)}
    for changes in (left, back):
        change_child(importing.cabinet, importing.who, child_id=child, changes=changes, today=TODAY)
    newer = [*SIGNED[:2], "02/11/26", "Y", "", "N"]
    assert not importing.tried(children=children, consents=[CONSENTS, newer]).questions
    older = importing.tried(children=children, consents=[CONSENTS, [*SIGNED, "Y", "Y", "N"]])
    ended = [text for text in said(older, "note") if "what was answered by then has ended" in text]
    assert "Ivy Davies left on Friday 23 October 2026 and came back" in only(ended)


@pytest.mark.parametrize(
    ("choice", "answers"),
    [
        pytest.param(consents.IT_STANDS, [Answer.GIVEN, Answer.WITHDRAWN], id="the no came last"),
        pytest.param(consents.GIVEN_AFTER, [Answer.GIVEN, Answer.WITHDRAWN, Answer.GIVEN], id="the yes did"),
    ],
)
def test_a_yes_of_the_day_of_a_no_is_asked_about(importing, choice, answers):
    """The form was signed in the morning, and taken back at the door: the register has the form (L5.2)."""
    title = ["Child", "Signed by", "Date signed", "Tapestry"]
    children = [CHILDREN, IVY]
    importing.brought(children=children, consents=[title, [*SIGNED, "Y"]])
    importing.brought(children=children, consents=[title, [*SIGNED[:2], "02/11/26", "W"]])
    signed = {"children": children, "consents": [title, [*SIGNED[:2], "02/11/26", "Y"]]}
    question = only(importing.tried(**signed).questions)
    assert "a no by Carys Davies for Ivy Davies of the same day, Monday 2 November 2026" in question.text
    importing.brought(choices=Choices(names={question.key: choice}), **signed)
    assert [row["answer"] for row in rows(importing.cabinet, Consent)] == answers


def test_no_empty_cell_is_asked_about_that_takes_nothing_back(importing):
    """A later answer of the dashboard, a form in two rows, and a column that is kept no more."""
    importing.brought(children=[CHILDREN, IVY], consents=[CONSENTS, [*SIGNED, "Y", "Y", "N"]])
    older = [*SIGNED[:2], "01/08/26", "", "Y", ""]
    assert not importing.tried(consents=[CONSENTS, older]).questions, "the yes is of a later form"
    two_rows = [[*SIGNED, "Y", "", ""], [*SIGNED, "", "Y", "N"]]
    assert not importing.tried(consents=[CONSENTS, *two_rows]).questions
    column = importing.tried(consents=[CONSENTS, [*SIGNED, "Y", "", "N"]])
    assert not column.questions
    assert "No row has an answer in this column" in only(said(column, "note"))


def test_a_row_that_lost_all_its_answers_is_asked_about(importing):
    children = [CHILDREN, IVY, OTTO]
    other = ["Otto Fernández", "Chloe Fernández", "01/09/26", "Y", "Y", "Y"]
    importing.brought(children=children, consents=[CONSENTS, [*SIGNED, "Y", "Y", "N"], other])
    emptied = importing.tried(children=children, consents=[CONSENTS, [*SIGNED, "", "", ""], other])
    assert [question.column for question in emptied.questions] == ["D (Tapestry)", "E (Photos - display)"]


def test_answers_without_a_date_are_a_fault_said_once(trying):
    """What is no date is its own fault; what is empty names whose answers they are."""
    dates = {"": "Enter the date signed: Ivy Davies has answers without one.", "soon": "“soon”"}
    for typed, words in dates.items():
        row = ["Ivy Davies", "Carys Davies", typed, "Y", "", ""]
        [fault] = said(trying.tried(children=[CHILDREN, IVY], consents=[CONSENTS, row]), "fault")
        assert "consents.csv, row 2, column C (Date signed)" in fault and words in fault


def test_answers_come_in_as_given_refused_or_withdrawn_on_the_date_signed(brought):
    held = records(brought)["consent"]
    note = "The register does not say when it was withdrawn."
    assert pick(held, "child_id", "answer", "on", "how", "note") == [
        (1, Answer.GIVEN, date(2025, 8, 28), How.WRITTEN, ""),
        (1, Answer.REFUSED, date(2025, 8, 28), How.WRITTEN, ""),
        (1, Answer.WITHDRAWN, date(2025, 8, 28), How.WRITTEN, note),
        (2, Answer.GIVEN, date(2026, 4, 20), How.WRITTEN, ""),
    ]


def test_an_answer_of_a_carer_without_parental_responsibility_is_noted(importing):
    tried = importing.tried(**REGISTERS)
    assert any("Ruth Walker does not hold parental responsibility" in text for text in said(tried, "note"))


def test_requests_are_numbered_in_the_order_of_receipt_with_their_steps(brought):
    held = records(brought)
    columns = ("code", "register_reference", "requester", "carer_id", "channel", "received_on", "note")
    assert pick(held["access_request"], *columns) == [
        (
            "AR-2026-001",
            "SAR1",
            "A solicitor",
            None,
            Channel.VERBAL,
            date(2026, 9, 10),
            "released after meeting",
        ),
        ("AR-2026-002", "SAR2", "Carys Davies", 1, Channel.EMAIL, date(2026, 9, 24), ""),
    ]
    codes = {request["id"]: request["code"] for request in held["access_request"]}
    steps = [(codes[s["request_id"]], s["step"], s["on"], s["reason"]) for s in held["access_step"]]
    assert sorted(steps) == [
        # What was answered is over, and holds no file.
        ("AR-2026-001", Step.CLOSED, date(2026, 10, 1), "Answered before it came into the dashboard."),
        ("AR-2026-001", Step.RELEASED, date(2026, 10, 1), ""),
        ("AR-2026-002", Step.ACKNOWLEDGED, date(2026, 9, 29), ""),
        ("AR-2026-002", Step.CHAIRPERSON_TOLD, date(2026, 9, 25), ""),
        ("AR-2026-002", Step.EXTENDED, date(2026, 10, 14), "two files and a court case"),
    ]


def test_decisions_come_in_with_their_advice_outcome_and_entry(brought):
    held = records(brought)
    assert pick(held["sharing_decision"], "code", "child_id", "ground", "raised_on") == [
        ("SD-2026-001", 2, Ground.HARM_TO_ADULT, date(2026, 10, 12)),
        ("SD-2026-002", 1, Ground.SIGNIFICANT_HARM, date(2026, 11, 20)),
    ]
    codes = {decision["id"]: decision["code"] for decision in held["sharing_decision"]}
    outcomes = pick(
        held["sharing_outcome"], "decision_id", "outcome", "position", "shared_with", "reason", "witness"
    )
    assert sorted((codes[at], *rest) for at, *rest in outcomes) == [
        ("SD-2026-001", Outcome.NOT_SHARED, Position.REFUSED, "", "No risk to the child", ""),
        ("SD-2026-002", Outcome.SHARED_WITH_CONSENT, Position.VERBAL, "Health visitor", "", "Ewa Nowak"),
    ]
    assert pick(held["sharing_advice"], "sought_on", "sought_from") == [(date(2026, 11, 19), "MASH")]
    assert pick(held["sharing_entry"], "entry", "recorded_on") == [("", date(2026, 10, 13))]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("12", "12", id="as the index has it"),
        pytest.param("Entry no. 12", "12", id="by a word: the index has the number alone"),
        pytest.param("Day book, May", "Day book, May", id="no number"),
    ],
)
def test_an_entry_in_the_file_comes_in_by_its_number(importing, typed, kept):
    heading, *_, decided = REGISTERS["sharing_log"]
    log = [[*heading, "File entry no"], [*decided, typed]]
    importing.brought(**REGISTERS | {"sharing_log": log})
    assert pick(records(importing)["sharing_entry"], "entry") == [(kept,)]


def test_a_date_of_a_step_that_is_none_is_the_one_fault_of_its_row(trying):
    later = {name: [list(row) for row in register] for name, register in REGISTERS.items()}
    later["requests"][1][5] = "soon"  # beside the days of the other steps
    [fault] = said(trying.tried(**later), "fault")
    assert "row 2, column F" in fault and "“soon”" in fault


def test_what_came_in_is_on_the_agenda(brought):
    about = {item.code for item in agenda_of(brought.cabinet).items}
    assert {"AR-2026-002", "SD-2026-002", "C-002"} <= about
    assert "AR-2026-001" not in about


def test_the_same_files_again_add_nothing(brought):
    before = records(brought)
    again = brought.tried(**REGISTERS)
    assert {kind for kind, count in again.counts.items() if count.new or count.changed} == set()
    assert again.counts["consents"].there == 4
    bring_in(brought.cabinet, brought.who, again)
    assert records(brought) == before


def test_a_cell_filled_in_since_adds_that_and_nothing_else(brought):
    later = {name: [list(row) for row in register] for name, register in REGISTERS.items()}
    later["children"][1][3] = "20/11/26"  # Ivy left
    later["requests"][2][5] = "12/09/26"  # acknowledged, found since
    later["requests"][1][10] = "16/11/26"  # released
    later["sharing_log"][1][7] = "23/11/26"  # written in the file
    later["consents"][1][3] = "W"  # withdrawn since, over the Y
    later["staff"][4][5] = "10/09/2021"  # signed off
    before = records(brought)
    brought.brought(**later)
    after = records(brought)
    assert after["child"][0]["left_on"] == date(2026, 11, 20)
    assert after["key_person_assignment"][0]["until_on"] == date(2026, 11, 20)
    added = {
        kind: len(after[kind]) - len(before[kind]) for kind in after if len(after[kind]) != len(before[kind])
    }
    assert added == {"access_step": 2, "sharing_entry": 1, "consent": 1, "induction_record": 1}
    # What was recorded stands as it was.
    for kind in added:
        assert after[kind][: len(before[kind])] == before[kind]


def test_a_reason_filled_in_since_completes_the_outcome_and_names_the_old_one(importing):
    decision = [
        "20/11/26",
        "Ivy Davies",
        "possible significant harm",
        "MASH",
        "refused",
        "",
        "",
        "",
        "Ewa Nowak",
    ]
    importing.brought(children=REGISTERS["children"], sharing_log=[SHARING, decision])
    decision[5] = "Bruises seen on two days"
    importing.brought(sharing_log=[SHARING, decision])
    held = records(importing)["sharing_outcome"]
    assert pick(held, "reason", "corrects_id") == [("", None), ("Bruises seen on two days", held[0]["id"])]
    importing.brought(sharing_log=[SHARING, decision])
    assert len(records(importing)["sharing_outcome"]) == 2


def test_what_somebody_recorded_is_never_overwritten_by_a_register(brought):
    with brought.cabinet.writing(brought.who, Thing.CHILD) as session:
        child = session.get(Child, 1)
        child.left_on = date(2026, 11, 1)
        child.note = "Changed in the dashboard"
    changed = [CHILDREN, [*IVY[:3], "20/11/26", *IVY[4:-1], "From the register"]]
    tried = brought.tried(children=changed)
    assert {text.split("column ")[1][:1] for text in said(tried, "left out")} == {"D", "I"}
    bring_in(brought.cabinet, brought.who, tried)
    assert pick(records(brought)["child"], "left_on", "note")[0] == (
        date(2026, 11, 1),
        "Changed in the dashboard",
    )


def test_a_recorded_step_with_another_date_stands(brought):
    later = [list(row) for row in REGISTERS["requests"]]
    later[1][5] = "30/09/26"
    tried = brought.tried(requests=later)
    assert any("column F" in text and "The recorded step is kept" in text for text in said(tried, "left out"))
    assert tried.counts["steps of access requests"].new == 0


def test_a_register_with_the_day_of_receipt_that_was_put_right_means_the_same_request(brought):
    asked = rows(brought.cabinet, AccessRequest)
    request_steps.correct_receipt(
        brought.cabinet,
        brought.who,
        request_id=next(r["id"] for r in asked if r["requester"] == "A solicitor"),
        received_on=date(2026, 9, 8),
        because="It was said at the door two days before.",
        today=TODAY,
    )
    again = brought.tried(**REGISTERS)
    assert again.counts["access requests"].new == 0
    assert not said(again, "fault")
    put_right = [list(row) for row in REGISTERS["requests"]]
    put_right[2][4] = "08/09/26"
    again = brought.tried(requests=put_right)
    assert again.counts["access requests"].new == 0


def by_mistake(opened, who, requester):
    """Ends the request of somebody as recorded by mistake, and gives its code."""
    held = next(r for r in rows(opened, AccessRequest) if r["requester"] == requester)
    request_steps.record(
        opened, who, request_id=held["id"], step=Step.MISTAKEN, on=TODAY,
        reason="Nobody asked for this child's file.", today=TODAY,
    )  # fmt: skip
    return held["code"]


def test_a_register_that_still_has_a_request_that_was_recorded_by_mistake_opens_nothing_again(brought):
    code = by_mistake(brought.cabinet, brought.who, "Carys Davies")
    filled_in = [list(row) for row in REGISTERS["requests"]]
    filled_in[1][10] = "12/11/26"
    for register in (REGISTERS["requests"], filled_in):
        tried = brought.tried(requests=register)
        assert tried.counts["access requests"].new == 0
        assert tried.counts["steps of access requests"].new == 0
        [told] = [text for text in said(tried, "left out") if "recorded by mistake" in text]
        assert f"{code} was ended in the dashboard as recorded by mistake" in told
        assert tried.can_come_in


def test_of_a_request_that_was_recorded_twice_a_row_means_the_one_that_stands(importing):
    first = ["", "Ivy Davies", "Carys Davies", "email", "24/09/26", "", "", "", "", "", "", ""]
    importing.brought(children=[CHILDREN, IVY], requests=[REQUESTS, first])
    child = rows(importing.cabinet, Child)[0]["id"]
    # Recorded on the page a second time, the first was ended as the mistake.
    code = by_mistake(importing.cabinet, importing.who, "Carys Davies")
    access_requests.record_request(
        importing.cabinet, importing.who, child_id=child, requester="Carys Davies", channel=Channel.EMAIL,
        received_on=date(2026, 9, 24), note="It came by email in September", today=TODAY,
    )  # fmt: skip
    told = [*first[:5], "29/09/26", *first[6:]]
    tried = importing.tried(requests=[REQUESTS, told])
    assert tried.counts["access requests"].new == 0
    assert tried.counts["steps of access requests"].new == 1
    assert not [text for text in said(tried) if code in text]


def test_a_register_with_the_day_of_a_concern_that_was_put_right_means_the_same_concern(brought):
    for held in rows(brought.cabinet, SharingDecision):
        sharing.correct_raised(
            brought.cabinet,
            brought.who,
            decision_id=held["id"],
            raised_on=held["raised_on"] - timedelta(days=1),
            because="It was said at the door the day before.",
            today=TODAY,
        )
    again = brought.tried(**REGISTERS)
    assert not again.questions
    assert not said(again, "fault")
    assert {kind: count.new for kind, count in again.counts.items() if count.new} == {}


def test_a_register_with_the_child_whom_a_concern_was_about_at_first_means_the_same_concern(brought):
    """Otherwise the next sharing log, which still has that child, would bring the concern in once more."""
    for entry in rows(brought.cabinet, SharingEntry):
        why = "It was written in another child's file."
        sharing.take_back(brought.cabinet, brought.who, entry_id=entry["id"], because=why)
    children = [child["id"] for child in rows(brought.cabinet, Child)]
    for held in rows(brought.cabinet, SharingDecision):
        sharing.correct_child(
            brought.cabinet,
            brought.who,
            decision_id=held["id"],
            child_id=next(child for child in children if child != held["child_id"]),
            because="It was the other one who said so.",
        )
    again = brought.tried(**REGISTERS)
    assert not again.questions
    assert not said(again, "fault")
    assert {kind: count.new for kind, count in again.counts.items() if count.new} == {}
    assert again.counts["sharing decisions"].there == len(rows(brought.cabinet, SharingDecision))


def test_a_register_does_not_bring_back_an_entry_of_a_decision_nor_advice(brought):
    for entry in rows(brought.cabinet, SharingEntry):
        why = "It was written in another child's file."
        sharing.take_back(brought.cabinet, brought.who, entry_id=entry["id"], because=why)
    for advice in rows(brought.cabinet, SharingAdvice):
        why = "It was asked about another child."
        sharing.take_back(brought.cabinet, brought.who, advice_id=advice["id"], because=why)
    again = brought.tried(**REGISTERS)
    assert {kind: count.new for kind, count in again.counts.items() if count.new} == {}
    assert (
        len([text for text in said(again, "left out") if "is written in the file was taken back" in text])
        == 1
    )
    assert len([text for text in said(again, "left out") if "This advice was taken back" in text]) == 1


def test_new_codes_continue_after_those_in_use(brought):
    more = [*REGISTERS["children"], ["Finn Smith", "14/01/23", "10/04/24", "", "", "Rhys Smith", "", "", ""]]
    request = ["SAR9", "Finn Smith", "Rhys Smith", "letter", "05/09/26", *[""] * 7]
    brought.brought(children=more, requests=[REQUESTS, request])
    held = records(brought)
    assert held["child"][2]["code"] == "C-003"
    # Received before the others, but numbered after them: a code never changes.
    assert held["access_request"][2]["code"] == "AR-2026-003"


def test_names_are_matched_across_files_however_they_are_written(importing):
    consents = [
        CONSENTS,
        [" ivy  DAVIES", "CARYS davies", "01/09/26", "Y"],
        ["Fernandez, Otto", "chloe fernandez", "01/09/26", "Y"],
    ]
    importing.brought(children=[CHILDREN, IVY, OTTO], consents=consents)
    assert pick(records(importing)["consent"], "child_id", "carer_id") == [(1, 1), (2, 3)]


def test_the_order_of_the_files_does_not_matter(importing):
    backwards = dict(reversed(REGISTERS.items()))
    importing.brought(**backwards)
    assert len(records(importing)["consent"]) == 4


def test_names_in_two_columns_and_other_words_come_in_the_same(importing):
    importing.brought(
        children=[
            ["Surname", "Forename", "D.O.B.", "Date of admission", "Keyworker", "Mum", "Dad", "Room"],
            ["Davies", "Ivy", "2024-05-02", "1st September 2025", "", "Carys Davies", "Peter Davies", "Blue"],
        ],
        requests=[
            [
                "SAR no",
                "Child's name",
                "Requestor",
                "Method",
                "Date Recieved",
                "Chairperson informed",
                "Disclosed",
            ],
            ["1", "Ivy Davies", "Carys Davies", "by e-mail", "2 Nov 2026", "3 Nov 2026", ""],
        ],
    )
    held = records(importing)
    assert pick(held["child"], "name", "born_on", "started_on", "room") == [
        ("Ivy Davies", date(2024, 5, 2), date(2025, 9, 1), "Blue")
    ]
    assert len(held["carer"]) == 2
    assert pick(held["access_request"], "channel", "received_on") == [(Channel.EMAIL, date(2026, 11, 2))]
    assert pick(held["access_step"], "step", "on") == [(Step.CHAIRPERSON_TOLD, date(2026, 11, 3))]


def test_two_carers_in_one_cell_are_two(importing):
    importing.brought(
        children=[
            ["Child", "DOB", "Start date", "Parents/carers"],
            ["Ivy Davies", "02/05/24", "01/09/2025", "Carys and Peter Davies"],
            ["Otto Fernández", "12/05/24", "26/04/2026", "Chloe Fernández / Ruth Walker"],
        ]
    )
    assert pick(records(importing)["carer"], "child_id", "name") == [
        (1, "Carys Davies"),
        (1, "Peter Davies"),
        (2, "Chloe Fernández"),
        (2, "Ruth Walker"),
    ]


def test_a_consent_register_of_one_row_for_each_answer_comes_in(importing):
    importing.brought(
        children=[CHILDREN, IVY],
        consents=[
            ["Child", "Purpose", "Answer", "Signed by", "Date", "Date withdrawn"],
            ["Ivy Davies", "Tapestry", "Yes", "Carys Davies", "01/09/26", ""],
            ["Ivy Davies", "Photos on display", "Withdrawn", "Carys Davies", "01/09/26", "10/11/26"],
        ],
    )
    assert pick(records(importing)["consent"], "answer", "on", "note") == [
        (Answer.GIVEN, date(2026, 9, 1), ""),
        (Answer.GIVEN, date(2026, 9, 1), ""),
        (Answer.WITHDRAWN, date(2026, 11, 10), ""),
    ]


def test_dates_of_a_workbook_come_in_whether_typed_or_dates(importing):
    book = as_xlsx(
        Children=[
            ["Child", "DOB", "Start date"],
            ["Ivy Davies", date(2024, 5, 2), "1/9/25"],
            ["Otto Fernández", 45424, date(2026, 4, 26)],
        ]
    )
    importing.brought(children__xlsx=book)
    assert pick(records(importing)["child"], "born_on", "started_on") == [
        (date(2024, 5, 2), date(2025, 9, 1)),
        (date(2024, 5, 12), date(2026, 4, 26)),
    ]


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("http://evil.example")',
        "![x](http://evil.example/x.png)",
        "<b>Ivy</b>",
        "'; DROP TABLE child; --",
    ],
)
def test_a_name_is_kept_as_the_characters_that_were_typed(importing, name):
    importing.brought(
        # A slash or a semicolon may stand between two children, so that is asked.
        choices=Choices(names={("children.csv", 2, "A"): "another child"}),
        children=[
            ["Child", "DOB", "Start date", "Parent 1", "Notes"],
            [name, "03/05/24", "01/09/25", f"Mum of {name}", name],
        ],
    )
    child = only(rows(importing.cabinet, Child))
    assert (child["name"], child["note"]) == (name, name)
    assert only(rows(importing.cabinet, Carer))["name"] == f"Mum of {name}"


def test_an_extension_without_its_date_moves_nothing_and_a_late_letter_is_kept(trying):
    yes = ["SAR1", "Ivy Davies", "Carys Davies", "email", "24/09/26", "", "", "Y", "", "", "", ""]
    late = [*yes[:8], "27/10/26", "two files and a court case", "", ""]
    tried = trying.tried(children=[CHILDREN, IVY], requests=[REQUESTS, yes])
    assert any("column H" in text and "not extended" in text for text in said(tried, "left out"))
    tried = trying.tried(children=[CHILDREN, IVY], requests=[REQUESTS, late])
    assert not tried.faults
    assert any("column I" in text and "does not change the date" in text for text in said(tried, "note"))
    assert tried.counts["steps of access requests"].new == 1


def test_a_letter_on_the_last_day_is_in_time(trying):
    # The month from 24 September ends on a Saturday, so the Monday is the last day.
    in_time = [
        "SAR1",
        "Ivy Davies",
        "Carys Davies",
        "email",
        "24/09/26",
        "",
        "",
        "Y",
        "26/10/26",
        "two files and a case",
    ]
    tried = trying.tried(children=[CHILDREN, IVY], requests=[REQUESTS, in_time])
    assert not any("does not change the date" in text for text in said(tried))


def test_the_audit_trail_names_the_files_and_counts_and_nobody(brought):
    with brought.cabinet.connection() as connection:
        held = table(AuditEntry)
        lines = connection.execute(select(held.c.act, held.c.detail).order_by(held.c.id)).all()
        verdict = audit.verify(connection, audit.chain_key(brought.cabinet.key))
    assert (verdict.lines, verdict.broken_line) == (len(lines), None)
    act, detail = lines[-1]
    assert act == "imported"
    told = json.loads(detail)
    assert {file["name"] for file in told["files"]} == {f"{name}.csv" for name in REGISTERS}
    assert all(len(file["sha256"]) == 64 for file in told["files"])
    assert told["new"]["children"] == 2
    assert not any(name in text for _, text in lines for name in ("Davies", "Fernández", "Nowak"))
    assert {"added many"} <= {act for act, _ in lines}


def test_only_who_may_change_the_setting_may_bring_in(brought):
    deputy = account(brought.cabinet, Role.DEPUTY)
    tried = try_out(brought.cabinet, deputy, files(children=[CHILDREN, IVY]), today=TODAY)
    with pytest.raises(NotAllowed):
        bring_in(brought.cabinet, deputy, tried)
    chairperson = account(brought.cabinet, Role.CHAIRPERSON)
    with pytest.raises(NotAllowed):
        try_out(brought.cabinet, chairperson, files(children=[CHILDREN, IVY]), today=TODAY)


def test_the_same_form_twice_brings_in_once(importing):
    tried = importing.tried(children=[CHILDREN, IVY])
    bring_in(importing.cabinet, importing.who, tried, token="one form")
    with pytest.raises(AlreadyRecorded):
        bring_in(importing.cabinet, importing.who, tried, token="one form")
    assert len(rows(importing.cabinet, Child)) == 1


def test_progress_runs_from_nothing_to_all(importing):
    told = []
    tried = try_out(
        importing.cabinet,
        importing.who,
        files(**REGISTERS),
        today=TODAY,
        progress=lambda share, what: told.append((share, what)),
    )
    bring_in(importing.cabinet, importing.who, tried, progress=lambda share, what: told.append((share, what)))
    shares = [share for share, _ in told]
    ends = [at for at, share in enumerate(shares) if share == 1.0]
    assert len(ends) == 2
    assert shares[: ends[0] + 1] == sorted(shares[: ends[0] + 1])
    assert shares[ends[0] + 1 :] == sorted(shares[ends[0] + 1 :])
    assert told[0] == (0.0, "Reading staff.csv")
