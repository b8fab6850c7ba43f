"""Where two could be meant the import asks, and does as the person chose; it never guesses."""

from datetime import date, datetime, time

import pytest

from models import Carer, Child, Consent, SharingDecision, SharingOutcome, StaffMember
from rules.consent import Answer
from rules.induction import Role
from rules.sharing import Ground, Outcome, Position
from store.registers import Choices, bring_in
from tests.conftest import rows
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
    only,
    said,
)

IVY_TOO = ["Ivy Davies", "03/06/23", "01/09/2024", "", "", "Ann Davies", "", "", ""]
ASHA_JONES = ["Asha Jones", "24/11/23", "08/06/26", "", "", "Katarzyna Jones", "", "", ""]
ASHA_SMITH = ["Asha Smith", "11/04/22", "04/09/23", "", "", "Anika Smith", "", "", ""]
SHARED = [
    "20/11/26",
    "Ivy Davies",
    "possible significant harm",
    "MASH",
    "refused",
    "Seen twice this week",
    "",
    "",
    "Ewa",
]


def answered(importing, registers, choose, *, most=5):
    """Answers every question by `choose`, a text in the option's label, until none is left."""
    choices = Choices()
    for _ in range(most):
        tried = importing.tried(choices=choices, **registers)
        if not tried.questions:
            return tried
        for question in tried.questions:
            options = [option.value for option in question.options if choose(question) in option.label]
            choices = choices.answered(question, options[0])
    raise AssertionError([str(question) for question in tried.questions])


@pytest.mark.parametrize(
    ("children", "spelling", "labels"),
    [
        pytest.param(
            [IVY, IVY_TOO],
            "Ivy Davies",
            ["Ivy Davies, born 2 May 2024", "Ivy Davies, born 3 Jun 2023"],
            id="two children of one name",
        ),
        pytest.param(
            [ASHA_JONES, ASHA_SMITH],
            "Asha",
            ["Asha Jones, born 24 Nov 2023", "Asha Smith, born 11 Apr 2022"],
            id="a first name that fits two",
        ),
    ],
)
def test_two_children_that_could_be_meant_are_a_question(trying, children, spelling, labels):
    row = [*SHARED[:1], spelling, *SHARED[2:]]
    tried = trying.tried(children=[CHILDREN, *children], sharing_log=[SHARING, row])
    question = only(tried.questions)
    assert str(question).startswith("sharing_log.csv, row 2, column B (Child): Which child is")
    assert [option.label for option in question.options] == [*labels, "Leave this row out"]
    assert not tried.can_come_in


@pytest.mark.parametrize(
    ("register", "rows_", "column"),
    [
        pytest.param("sharing_log", [SHARING, ["31/02/26", *SHARED[1:]]], "A (Date", id="a decision"),
        pytest.param(
            "consents", [CONSENTS, ["Ivy Davies", "Ann Davies", "31/02/26", "Y"]], "C (Date", id="day signed"
        ),
        pytest.param(
            "consents", [CONSENTS, ["Ivy Davies", "Ann Davies", "03/09/25", "Maybe"]], "D (", id="an answer"
        ),
        pytest.param(
            "requests", [REQUESTS, ["", "Ivy Davies", "Ann Davies", "email", "31/02/26"]], "E (Date",
            id="a request",
        ),
    ],
)  # fmt: skip
def test_a_row_that_waits_for_an_answer_says_its_faults_too(trying, register, rows_, column):
    tried = trying.tried(children=[CHILDREN, IVY, IVY_TOO], **{register: rows_})
    assert any("Which child is" in question.text for question in tried.questions)
    fault = only(tried.faults)
    assert f"row 2, column {column}" in str(fault)


def test_the_child_that_was_chosen_is_the_one_and_stays_so(importing):
    registers = {"children": [CHILDREN, IVY, IVY_TOO], "sharing_log": [SHARING, SHARED]}
    tried = answered(importing, registers, lambda _question: "3 Jun 2023")
    bring_in(importing.cabinet, importing.who, tried)
    chosen = only(rows(importing.cabinet, SharingDecision))["child_id"]
    assert rows(importing.cabinet, Child)[chosen - 1]["born_on"] == date(2023, 6, 3)
    # The same choices fit the same files once the children are in the dashboard.
    again = importing.tried(choices=tried.choices, **registers)
    assert again.can_come_in
    assert not any(count.new for count in again.counts.values())


def test_a_row_may_be_left_out_by_choice(trying):
    registers = {"children": [CHILDREN, IVY, IVY_TOO], "sharing_log": [SHARING, SHARED]}
    tried = answered(trying, registers, lambda _question: "Leave this row out")
    assert "sharing decisions" not in tried.counts
    assert any("left out by choice" in text for text in said(tried, "left out"))


def test_a_first_name_that_fits_one_child_is_taken_and_noted(trying):
    row = [*SHARED[:1], "Ivy", *SHARED[2:]]
    tried = trying.tried(children=[CHILDREN, IVY, OTTO], sharing_log=[SHARING, row])
    assert tried.can_come_in
    assert any("“Ivy” was taken to be Ivy Davies" in text for text in said(tried, "note"))


def test_a_date_of_birth_beside_the_name_tells_two_children_apart(trying):
    consents = [["Child", "DOB", *CONSENTS[1:]], ["Ivy Davies", "03/06/23", "Ann Davies", "01/09/26", "Y"]]
    tried = trying.tried(children=[CHILDREN, IVY, IVY_TOO], consents=consents)
    assert tried.can_come_in
    consents[1][1] = "04/06/23"
    fault = only(trying.tried(children=[CHILDREN, IVY, IVY_TOO], consents=consents).faults)
    assert "another date of birth" in fault.message


def test_who_signed_is_asked_where_the_register_names_no_carer_of_the_child(importing):
    registers = {
        "children": [CHILDREN, IVY],
        "consents": [CONSENTS, ["Ivy Davies", "Nell Owen", "01/09/26", "Y"]],
    }
    question = only(importing.tried(**registers).questions)
    assert [option.label for option in question.options] == [
        "Carys Davies",
        "Peter Davies",
        "Nell Owen: add as a carer without parental responsibility",
        "Leave this row out",
    ]
    bring_in(
        importing.cabinet, importing.who, answered(importing, registers, lambda _question: "add as a carer")
    )
    added = rows(importing.cabinet, Carer)[-1]
    assert (added["name"], added["has_parental_responsibility"]) == ("Nell Owen", False)
    assert only(rows(importing.cabinet, Consent))["carer_id"] == added["id"]


def test_a_carers_first_name_is_taken_where_it_fits_one(trying):
    consents = [
        CONSENTS,
        ["Ivy Davies", "Carys", "01/09/26", "Y"],
        ["Ivy Davies", "Mr Davies", "02/09/26", "Y"],
    ]
    tried = trying.tried(children=[CHILDREN, IVY], consents=consents)
    # Carys is one of the two carers; both are called Davies.
    assert [question.row for question in tried.questions] == [3]
    assert any("“Carys” was taken to be Carys Davies" in text for text in said(tried, "note"))


def test_a_register_that_does_not_say_who_signed_asks_once(importing):
    registers = {
        "children": [CHILDREN, IVY, OTTO],
        "consents": [
            ["Child", "Date", "Tapestry", "Display"],
            ["Ivy Davies", "01/09/26", "Y", "N"],
            ["Otto Fernández", "01/09/26", "Y", "N"],
        ],
    }
    assert len(importing.tried(**registers).questions) == 1
    bring_in(
        importing.cabinet, importing.who, answered(importing, registers, lambda _question: "first carer")
    )
    names = {carer["id"]: carer["name"] for carer in rows(importing.cabinet, Carer)}
    signed = [names[row["carer_id"]] for row in rows(importing.cabinet, Consent)]
    assert signed == ["Carys Davies"] * 2 + ["Chloe Fernández"] * 2


@pytest.mark.parametrize("kind", ["workbook", "csv"])
@pytest.mark.parametrize(
    ("chosen", "refused"),
    [
        pytest.param("No answer yet", set(), id="nobody asked them yet"),
        pytest.param("said no", {"Ivy Davies", "Otto Fernández"}, id="they said no"),
    ],
)
def test_what_a_box_without_its_tick_says_is_asked_once(importing, kind, chosen, refused):
    consents = [
        ["Child", "Signed by", "Date", "Tapestry", "Display"],
        ["Ivy Davies", "Carys Davies", "01/09/26", True, False],
        ["Otto Fernández", "Chloe Fernández", "01/09/26", False, False],
    ]
    held = {"consents__xlsx": as_xlsx(Consents=consents)} if kind == "workbook" else {"consents": consents}
    registers = {"children": [CHILDREN, IVY, OTTO], **held}
    tried = importing.tried(**registers)
    question = only(tried.questions)
    assert (question.row, question.column, len(tried.faults)) == (2, "E (Display)", 0)
    bring_in(importing.cabinet, importing.who, answered(importing, registers, lambda _question: chosen))
    names = {row["id"]: row["name"] for row in rows(importing.cabinet, Child)}
    answers = {(names[row["child_id"]], row["answer"]) for row in rows(importing.cabinet, Consent)}
    assert answers == {("Ivy Davies", Answer.GIVEN), *((name, Answer.REFUSED) for name in refused)}


def test_a_child_whose_boxes_are_all_empty_needs_no_date_where_nobody_was_asked(importing):
    consents = [["Child", "Signed by", "Date", "Tapestry"], ["Ivy Davies", "", "", False]]
    registers = {"children": [CHILDREN, IVY], "consents": consents}
    tried = answered(importing, registers, lambda _question: "No answer yet")
    assert tried.can_come_in
    assert not tried.faults


def test_a_no_that_somebody_typed_is_not_asked_about(trying):
    consents = [
        ["Child", "Signed by", "Date", "Tapestry", "Display"],
        ["Ivy Davies", "Carys Davies", "01/09/26", "Y", "N"],
    ]
    assert not trying.tried(children=[CHILDREN, IVY], consents=consents).questions


def test_a_column_that_is_not_sure_is_asked_about(importing):
    registers = {
        "children": [CHILDREN, IVY],
        "consents": [
            ["Child", "Signed by", "Date", "Photos"],
            ["Ivy Davies", "Carys Davies", "01/09/26", "Y"],
        ],
    }
    question = only(importing.tried(**registers).questions)
    assert (question.about, question.column) == ("headings", "D (Photos)")
    assert [option.label for option in question.options][:3] == [
        "Photographs in own journey",
        "Photographs in other journeys",
        "Photographs on display",
    ]
    bring_in(importing.cabinet, importing.who, answered(importing, registers, lambda _question: "on display"))
    assert len(rows(importing.cabinet, Consent)) == 1


@pytest.mark.parametrize("key", ["B", "Commenced with us"], ids=["by letter", "by heading"])
def test_a_heading_may_be_settled_by_hand(trying, key):
    children = [["Child", "Commenced with us", "DOB"], ["Ivy Davies", "01/09/25", "02/05/24"]]
    choices = Choices(headings={("children.csv", key): "started_on"})
    tried = trying.tried(children=children, choices=choices)
    assert tried.can_come_in
    assert tried.counts["children"].new == 1


def test_a_column_may_be_left_out_by_hand(trying):
    choices = Choices(headings={("children.csv", "Notes"): "leave out"})
    tried = trying.tried(children=[CHILDREN, [*IVY[:-1], "n" * 5000]], choices=choices)
    assert tried.can_come_in


def test_a_column_of_nothing_known_is_noted_as_not_brought_in(trying):
    tried = trying.tried(children=[[*CHILDREN, "Allergies"], [*IVY, "kiwi"]])
    assert any("column J (Allergies)" in text and "not brought in" in text for text in said(tried, "note"))


def test_the_many_columns_of_an_export_that_are_not_kept_are_one_line(trying):
    tried = trying.tried(children=[[*CHILDREN, "Allergies", "Parent 1 email"], [*IVY, "kiwi", "a@b.example"]])
    assert (
        "children.csv, row 1: Columns J (Allergies) and K (Parent 1 email) are not brought in: nothing in "
        "the dashboard has their names."
    ) in said(tried, "note")


@pytest.mark.parametrize("headings", [["P/C 3"], ["P/C 3", "P/C 4"]], ids=["one", "two"])
def test_a_column_that_is_not_understood_is_left_out_and_not_only_noted(trying, headings):
    """It may hold carers."""
    tried = trying.tried(children=[[*CHILDREN, *headings], [*IVY, *["Ann Walker"] * len(headings)]])
    assert all(heading in only(said(tried, "left out")[:1]) for heading in headings)
    assert "Head more plainly what should come in." in said(tried, "left out")[0]


def test_what_an_empty_column_might_be_is_still_asked_of_those_that_are_filled(trying):
    """Of the empty one nothing is asked, and then nobody would be asked what the start is."""
    sheet = [
        ["Child", "DOB", "Start date confirmed", "Arrival"],
        ["Ivy Davies", "02/05/24", "", "01/09/2025"],
    ]
    [asked] = trying.tried(children=sheet).questions
    assert asked.text == "What is the column “Arrival”?"


def test_the_answers_of_an_online_form_come_in(importing):
    """As Microsoft's forms give them: columns of the form's own in front, whole questions for headings. Only
    what a question is about is asked, and who signed."""
    begun, done = (datetime.combine(date(2026, 9, 4), time(10, minute)) for minute in (1, 7))
    form = [
        [
            *("ID", "Start time", "Completion time", "Email", "Name", "Child's full name"),
            "I give permission for photographs of my child on the setting's website and social media",
            "I consent to my child having an online learning journey (Tapestry)",
        ],
        [1, begun, done, "carys@davies.example", "", "Ivy Davies", "No thank you", "Yes, I agree"],
    ]
    registers = {"children": [CHILDREN, IVY], "Form_answers__xlsx": as_xlsx(Sheet1=form)}
    asked = importing.tried(**registers).questions
    assert [(question.column or "").partition(" ")[0] for question in asked] == ["G", "H"]
    right = answered(importing, registers, lambda question: question.options[0].label)
    bring_in(importing.cabinet, importing.who, right)
    found = rows(importing.cabinet, Consent)
    assert [(row["answer"], row["on"]) for row in sorted(found, key=lambda row: row["purpose_id"])] == [
        (Answer.GIVEN, date(2026, 9, 4)),
        (Answer.REFUSED, date(2026, 9, 4)),
    ]


def test_two_columns_that_mean_the_same_are_asked_about(trying):
    tried = trying.tried(
        children=[["Child", "DOB", "Birth", "Start date"], ["Ivy", "02/05/24", "", "01/09/25"]]
    )
    # The second is blank throughout, so only the first is asked about.
    assert [question.column for question in tried.questions] == ["B (DOB)"]


def test_of_two_columns_given_to_one_field_the_second_is_asked_about_again(trying):
    children = [
        ["Child", "Date of birth", "Birth", "Start date"],
        ["Ivy", "02/05/24", "03/05/24", "01/09/25"],
    ]
    choices = Choices()
    for question in trying.tried(children=children).questions:
        choices = choices.answered(question, "born_on")
    tried = trying.tried(children=children, choices=choices)
    assert (
        "children.csv, row 1, column C (Birth): This column is not brought in: column B (Date of birth) is "
        "taken as the date of birth."
    ) in said(tried, "left out")


def test_a_column_of_what_is_not_agreed_to_is_left_out_and_said(trying):
    """A Y below it is no consent, and nobody is asked to take it for one."""
    headings = [*CONSENTS, "No Facebook", "Display (opt out)"]
    tried = trying.tried(
        children=[CHILDREN, IVY],
        consents=[headings, ["Ivy Davies", "Carys Davies", "01/09/26", "Y", "", "", "Y", "Y"]],
    )
    assert tried.counts["consents"].new == 1
    assert not tried.questions
    assert [p.column for p in tried.problems if "says what is not agreed to" in p.message] == [
        "G (No Facebook)",
        "H (Display (opt out))",
    ]


def test_a_purpose_of_what_is_not_agreed_to_is_a_fault(trying):
    tried = trying.tried(
        children=[CHILDREN, IVY],
        consents=[
            ["Child", "Purpose", "Answer", "Date", "Signed by"],
            ["Ivy Davies", "No photos on display", "Yes", "01/09/26", "Carys Davies"],
        ],
    )
    assert not tried.questions
    assert "“No photos on display” says what is not agreed to" in only(said(tried, "fault"))


def test_an_answer_that_does_not_apply_is_read_as_none_and_said(trying):
    row = ["Ivy Davies", "Carys Davies", "01/09/26", "Y", "N/A", ""]
    tried = trying.tried(children=[CHILDREN, IVY], consents=[CONSENTS, row, row])
    assert (
        "consents.csv, row 2, column E (Photos - display): “N/A” is read as no answer, here and further "
        "down the column."
    ) in said(tried, "note")


def test_a_register_of_which_the_kind_is_not_sure_is_asked_about(trying):
    rows_ = [["Name", "Start date"], ["Lou Benton", "01/02/24"]]
    question = only(trying.tried(book1=rows_).questions)
    assert question.about == "kinds"
    assert {option.value for option in question.options} >= {"children", "staff", "leave out"}
    tried = trying.tried(book1=rows_, choices=Choices().answered(question, "children"))
    assert tried.can_come_in
    assert tried.counts["children"].new == 1
    tried = trying.tried(book1=rows_, choices=Choices(kinds={"book1.csv": "leave out"}))
    assert tried.can_come_in
    assert tried.counts == {}


def test_a_child_with_another_birthday_than_the_dashboards_is_asked_about(importing):
    importing.brought(children=[CHILDREN, IVY])
    corrected = {"children": [CHILDREN, [*IVY[:1], "05/02/24", *IVY[2:]]]}
    question = only(importing.tried(**corrected).questions)
    assert question.text.startswith("Is this Ivy Davies, born 5 Feb 2024, a child who is already")
    assert "another child of the same name" in question.text
    same = answered(importing, corrected, lambda _question: "The same child")
    assert same.counts["children"].new == 0
    assert any("The dashboard has 2 May 2024" in text for text in said(same, "left out"))
    other = answered(importing, corrected, lambda _question: "Another child")
    assert other.counts["children"].new == 1


def test_a_second_child_of_a_name_is_new_where_the_first_is_in_the_register_too(importing):
    importing.brought(children=[CHILDREN, IVY])
    tried = importing.tried(children=[CHILDREN, IVY_TOO, IVY])
    assert tried.can_come_in
    assert (tried.counts["children"].new, tried.counts["children"].there) == (1, 1)


def test_a_person_in_another_role_than_the_dashboards_is_asked_about(importing):
    importing.brought(staff=[STAFF, EWA])
    promoted = {"staff": [STAFF, [*EWA[:1], "Deputy", *EWA[2:]]]}
    assert "as key person (S-01), and here as deputy" in only(importing.tried(**promoted).questions).text
    same = answered(importing, promoted, lambda _question: "The same person")
    assert same.counts["staff and committee members"].new == 0
    assert any("Change the role there" in text for text in said(same, "left out"))


def test_a_role_in_other_words_is_asked_about_once(importing):
    registers = {
        "staff": [STAFF, ["Lou Benton", "Wizard", "01/02/24"], ["Dee Marlow", "Wizard", "01/02/24"]],
    }
    assert "What is “Wizard” in the setting?" in only(importing.tried(**registers).questions).text
    bring_in(importing.cabinet, importing.who, answered(importing, registers, lambda _question: "Volunteer"))
    assert {person["role"] for person in rows(importing.cabinet, StaffMember)} == {Role.VOLUNTEER}


@pytest.mark.parametrize("who_it_is", ["The same person", "Another person"])
def test_two_questions_about_one_cell_are_both_answered(importing, who_it_is):
    """Each answer had the other asked again, without end."""
    importing.brought(staff=[STAFF, EWA])
    renamed = {"staff": [STAFF, [*EWA[:1], "Wizard", *EWA[2:]]]}
    answers = {"Wizard": "Staff", "Who is this?": who_it_is}
    tried = answered(
        importing, renamed, lambda question: next(answers[part] for part in answers if part in question.text)
    )
    assert not tried.questions and not tried.faults


def test_a_concern_and_a_consent_in_other_words_are_asked_about(importing):
    row = [*SHARED[:2], "a worry", *SHARED[3:4], "Y", *SHARED[5:]]
    registers = {"children": [CHILDREN, IVY], "sharing_log": [SHARING, row]}
    tried = answered(
        importing,
        registers,
        lambda question: "Significant harm" if "ground" in question.text else "agreed in writing",
    )
    bring_in(importing.cabinet, importing.who, tried)
    assert only(rows(importing.cabinet, SharingDecision))["ground"] is Ground.SIGNIFICANT_HARM
    assert only(rows(importing.cabinet, SharingOutcome))["position"] is Position.WRITTEN


def test_a_near_name_is_never_taken_but_may_be_chosen_by_hand(trying):
    row = [*SHARED[:1], "Ivy Davis", *SHARED[2:]]
    registers = {"children": [CHILDREN, IVY], "sharing_log": [SHARING, row]}
    assert "Did you mean Ivy Davies?" in only(trying.tried(**registers).faults).message
    by_hand = Choices(names={"Ivy Davis": "ivy davies|2024-05-02"})
    assert trying.tried(choices=by_hand, **registers).can_come_in


def test_a_key_person_who_is_not_in_the_staff_register_is_left_out_and_comes_with_it(importing):
    tried = importing.tried(children=[CHILDREN, IVY])
    assert "there is no staff register yet" in only(said(tried, "left out"))
    bring_in(importing.cabinet, importing.who, tried)
    again = importing.tried(children=[CHILDREN, IVY], staff=[STAFF, EWA])
    assert again.counts["key people"].new == 1


@pytest.mark.parametrize(
    ("said_", "label", "outcome"),
    [
        pytest.param("Decided not to share", "nothing was shared", Outcome.NOT_SHARED, id="nothing"),
        pytest.param("Nobody at this stage", "nothing was shared", Outcome.NOT_SHARED, id="nobody yet"),
        pytest.param("No. 10 Family Centre", "shared with them", Outcome.SHARED_WITHOUT_CONSENT, id="a name"),
    ],
)
def test_whom_nothing_may_have_been_shared_with_is_asked_about(importing, said_, label, outcome):
    registers = {"children": [CHILDREN, IVY], "sharing_log": [SHARING, [*SHARED[:3], said_, *SHARED[4:]]]}
    assert f"Does “{said_}” say that nothing was shared?" in str(only(importing.tried(**registers).questions))
    bring_in(importing.cabinet, importing.who, answered(importing, registers, lambda _: label))
    made = only(rows(importing.cabinet, SharingOutcome))
    assert made["outcome"] is outcome
    assert made["shared_with"] == ("" if outcome is Outcome.NOT_SHARED else said_)


@pytest.mark.parametrize(
    ("label", "outcomes"),
    [("decided to share nothing", [Outcome.NOT_SHARED]), ("Nothing was decided yet", [])],
)
def test_what_does_not_apply_is_no_decision_by_itself(importing, label, outcomes):
    """That it was decided to share nothing is said by somebody, never by an “n/a” (IS-11)."""
    registers = {"children": [CHILDREN, IVY], "sharing_log": [SHARING, [*SHARED[:3], "n/a", *SHARED[4:]]]}
    bring_in(importing.cabinet, importing.who, answered(importing, registers, lambda _: label))
    assert len(rows(importing.cabinet, SharingDecision)) == 1
    assert [row["outcome"] for row in rows(importing.cabinet, SharingOutcome)] == outcomes


@pytest.mark.parametrize("blank", ["", "n/a"])
def test_where_the_family_stands_is_asked_where_no_row_says_so(importing, blank):
    """“Not asked” has a reason, such as that it may endanger somebody: a blank gives none (IS-7)."""
    log = [SHARING, *([*SHARED[:3], whom, blank, *SHARED[5:]] for whom in ("MASH", "Health visitor"))]
    registers = {"children": [CHILDREN, IVY], "sharing_log": log}
    assert "where the family stands" in only(importing.tried(**registers).questions).text
    bring_in(importing.cabinet, importing.who, answered(importing, registers, lambda _: "objected"))
    assert [row["position"] for row in rows(importing.cabinet, SharingOutcome)] == [Position.REFUSED] * 2


@pytest.mark.parametrize("said_", ["Nothing shared", "none shared", "Not shared with anyone", "No-one"])
def test_that_nothing_was_shared_is_read_where_it_is_plain(importing, said_):
    importing.brought(children=[CHILDREN, IVY], sharing_log=[SHARING, [*SHARED[:3], said_, *SHARED[4:]]])
    assert only(rows(importing.cabinet, SharingOutcome))["outcome"] is Outcome.NOT_SHARED


@pytest.mark.parametrize(
    "said_",
    [
        "No consent form",
        "Not in writing",
        "Consent form not signed",
        "Didn't agree verbally",
        "Unable to contact by phone",
        "Mum told",
        "Informed by phone",
        "Told Mum in person",
        "Letter sent home",
        "Form sent, awaiting reply",
        "Left a voicemail on her phone",
    ],
)
def test_what_names_a_form_or_a_call_and_no_agreement_is_asked_about(trying, said_):
    row = [*SHARED[:4], said_, *SHARED[5:]]
    tried = trying.tried(children=[CHILDREN, IVY], sharing_log=[SHARING, row])
    assert f"What does “{said_}” mean about the family's consent?" in str(only(tried.questions))


@pytest.mark.parametrize(
    ("column", "said_"),
    [("Court order", "None known"), ("Court order", "nil"), ("Notes", "There is no known court order.")],
)
@pytest.mark.parametrize(("label", "has_order"), [("there is none", False), ("there is one", True)])
def test_whether_there_is_a_court_order_is_asked_where_a_text_may_say_that_there_is_none(
    importing, column, said_, label, has_order
):
    registers = {"children": [[*CHILDREN[:3], column], [*IVY[:3], said_]]}
    assert f"Does “{said_}” say" in str(only(importing.tried(**registers).questions))
    bring_in(importing.cabinet, importing.who, answered(importing, registers, lambda _: label))
    assert only(rows(importing.cabinet, Child))["has_court_order"] is has_order


@pytest.mark.parametrize(
    ("said_", "has_order"),
    [
        pytest.param("No court order", False, id="none, plainly"),
        pytest.param("No orders", False, id="none, in other words"),
        pytest.param("Child arrangements order, March 2026", True, id="which one"),
        pytest.param("Yes", True, id="yes"),
        pytest.param("N/A", False, id="it does not apply"),
    ],
)
def test_a_court_order_is_read_where_it_is_plain(importing, said_, has_order):
    importing.brought(children=[[*CHILDREN[:3], "Court order"], [*IVY[:3], said_]])
    assert only(rows(importing.cabinet, Child))["has_court_order"] is has_order


@pytest.mark.parametrize("column", ["Parents/carers", "Parent 1"])
@pytest.mark.parametrize(
    ("cell", "label", "names"),
    [
        pytest.param(
            "Carys Davies\nPeter Davies", "on each line", ["Carys Davies", "Peter Davies"], id="two"
        ),
        pytest.param(
            "Carys Davies\n07700 900123", "the first line", ["Carys Davies"], id="a telephone number"
        ),
    ],
)
def test_what_the_lines_of_a_cell_are_is_asked_once_for_a_column(importing, column, cell, label, names):
    ella = ["Ella Davies", "02/05/23", "01/09/2025", cell.replace("Carys", "Megan")]
    book = as_xlsx(Children=[[*CHILDREN[:3], column], [*IVY[:3], cell], ella])
    asked = only(importing.tried(children__xlsx=book).questions)
    assert "Is each line a carer?" in str(asked)
    assert f"D ({column})" in str(asked)
    tried = answered(importing, {"children__xlsx": book}, lambda _: label)
    bring_in(importing.cabinet, importing.who, tried)
    assert [row["name"] for row in rows(importing.cabinet, Carer)][: len(names)] == names
    assert len(rows(importing.cabinet, Carer)) == 2 * len(names)


def test_two_children_on_two_lines_of_a_cell_are_asked_about(trying):
    book = as_xlsx(Children=[CHILDREN[:3], ["Ivy Davies\nTom Davies", *IVY[1:3]], ["Otto\nBrook", *IVY[1:3]]])
    asked = only(trying.tried(children__xlsx=book).questions)
    assert "“Ivy Davies Tom Davies” looks like more than one child" in str(asked)


def test_one_text_in_two_columns_is_two_questions(importing):
    row = [*SHARED[:3], "No consent given", "No consent given", *SHARED[5:]]
    registers = {"children": [CHILDREN, IVY], "sharing_log": [SHARING, row]}
    tried = answered(
        importing,
        registers,
        lambda question: "nothing was shared" if "nothing" in question.text else "objected",
    )
    bring_in(importing.cabinet, importing.who, tried)
    made = only(rows(importing.cabinet, SharingOutcome))
    assert (made["outcome"], made["position"]) == (Outcome.NOT_SHARED, Position.REFUSED)
