"""What is wrong in a register is named by file, row and column, and stops all of it."""

import pytest

from models import Child
from store.registers import CannotComeIn, bring_in
from tests.conftest import TODAY, everything, rows
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


def children(*more):
    return [CHILDREN, IVY, OTTO, *more]


def child(**cells):
    """Ivy's row with some cells changed, by heading."""
    return [cells.get(heading.split()[0].lower(), held) for heading, held in zip(CHILDREN, IVY, strict=True)]


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        pytest.param(child(dob="13/14/2024"), "B (DOB)", "is not a date", id="no such date"),
        pytest.param(child(dob="05/31/24"), "B (DOB)", "The day comes first", id="month first"),
        pytest.param(child(dob="25/11/26"), "B (DOB)", "has not come yet", id="born tomorrow"),
        pytest.param(child(dob="02/05/1924"), "B (DOB)", "too long ago", id="born a century early"),
        pytest.param(child(start=""), "C (Start date)", "Enter the day", id="no start date"),
        pytest.param(
            child(start="01/01/24"), "C (Start date)", "before the child was born", id="start before birth"
        ),
        pytest.param(
            child(start="01/09/2205"), "C (Start date)", "more than a year ahead", id="start far ahead"
        ),
        pytest.param(child(left="31/08/2025"), "D (Left)", "before the start date", id="left before start"),
        pytest.param(child(child=""), "A (Child)", "Enter the child's name", id="no name"),
        pytest.param(child(child="I" * 201), "A (Child)", "room for 200", id="a name that is too long"),
        pytest.param(child(notes="n" * 4001), "I (Notes)", "room for 4,000", id="a note that is too long"),
        pytest.param(child(dob="#REF!"), "B (DOB)", "is not a date", id="a broken formula for a date"),
        pytest.param(
            child(parent="#REF!"), "F (Parent 1)", "The cell shows #REF!", id="a broken formula for a name"
        ),
        pytest.param(child(carer="maybe"), "H (Carer 2 PR?)", "Enter Y or N", id="neither yes nor no"),
    ],
)
def test_a_fault_in_the_children_names_its_place(trying, row, column, why):
    fault = trying.tried(children=[CHILDREN, OTTO, row]).faults[0]
    assert (fault.file, fault.row, fault.column) == ("children.csv", 3, column)
    assert why in fault.message


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        pytest.param(
            ["Ivy Davies", "Carys Davies", "31/09/26", "Y"], "C (Date signed)", "no day 31", id="date"
        ),
        pytest.param(
            ["Ivy Davies", "Carys Davies", "25/11/26", "Y"], "C (Date signed)", "not come yet", id="future"
        ),
        pytest.param(
            ["Ivy Davies", "Carys Davies", "01/05/24", "Y"], "C (Date signed)", "born", id="before birth"
        ),
        pytest.param(
            ["Ivy Davies", "Carys Davies", "", "Y"], "C (Date signed)", "Enter the date", id="no date"
        ),
        pytest.param(["Ivy Davies", "Carys Davies", "01/09/26", "x"], "D (Tapestry)", "cross", id="a cross"),
        pytest.param(
            ["Ivy Davies", "Carys Davies", "01/09/26", "hm"], "D (Tapestry)", "Enter Y, N or W", id="word"
        ),
        pytest.param(
            ["Ivy Davis", "Carys Davies", "01/09/26", "Y"], "A (Child)", "Did you mean Ivy Davies?", id="near"
        ),
        pytest.param(
            ["Bo Peep", "Carys Davies", "01/09/26", "Y"], "A (Child)", "No child has the name", id="unknown"
        ),
        pytest.param(
            ["", "Carys Davies", "01/09/26", "Y"], "A (Child)", "Enter the child's name", id="no name"
        ),
    ],
)
def test_a_fault_in_the_consents_names_its_place(trying, row, column, why):
    book = as_xlsx(Consents=[["Consent register 2026/27"], CONSENTS, row])
    fault = only(trying.tried(children=children(), consents__xlsx=book).faults)
    assert (fault.file, fault.row, fault.column) == ("consents.xlsx, sheet Consents", 3, column)
    assert why in fault.message


def test_what_was_withdrawn_before_it_was_given_is_said_to_be_so(trying):
    """It was called too long ago, and then noted that the register does not say when."""
    headings = ["Child", "Signed by", "Date signed", "Tapestry", "Withdrawn on"]
    row = ["Ivy Davies", "Carys Davies", "02/09/2025", "W", "01/09/2025"]
    tried = trying.tried(children=children(), consents=[headings, row])
    fault = only(tried.faults)
    assert fault.column == "E (Withdrawn on)"
    assert fault.message == "The date is before the answer was signed, Tuesday 2 September 2025."
    assert "does not say when" not in " ".join(map(str, tried.problems))


def request(**cells):
    held = dict.fromkeys(REQUESTS, "") | {
        "Ref": "SAR1",
        "Child": "Ivy Davies",
        "Requested by": "Carys Davies",
        "How": "email",
        "Date received": "02/11/26",
    }
    for name, value in cells.items():
        heading = next(h for h in REQUESTS if h.lower().replace(" ", "_").startswith(name))
        held[heading] = value
    return list(held.values())


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        pytest.param(
            request(date_received="25/11/26"), "E (Date received)", "not come yet", id="received tomorrow"
        ),
        pytest.param(
            request(date_received=""), "E (Date received)", "Enter the date", id="no date of receipt"
        ),
        pytest.param(request(date_received="01/05/24"), "E (Date received)", "was born", id="before birth"),
        pytest.param(request(requested=""), "C (Requested by)", "Enter who made", id="nobody asked"),
        pytest.param(
            request(released="01/11/26"), "K (Released)", "before the request", id="released before receipt"
        ),
        pytest.param(request(released="25/11/26"), "K (Released)", "not come yet", id="released tomorrow"),
        pytest.param(request(child="Ivy Davis"), "B (Child)", "Did you mean Ivy Davies?", id="near name"),
        pytest.param(request(extended="perhaps"), "H (Extended?)", "Enter Y or N", id="neither yes nor no"),
    ],
)
def test_a_fault_in_the_access_requests_names_its_place(trying, row, column, why):
    tried = trying.tried(children=children(), requests=[REQUESTS, row])
    fault = only(tried.faults)
    assert (fault.file, fault.row, fault.column) == ("requests.csv", 2, column)
    assert why in fault.message


SHARED = [
    "20/11/26",
    "Ivy Davies",
    "possible significant harm",
    "MASH",
    "refused",
    "A bruise seen twice",
    "",
    "",
    "Ewa",
]


def shared(at, value):
    return [value if index == at else held for index, held in enumerate(SHARED)]


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        pytest.param(shared(0, "25/11/26"), "A (Date of decision)", "not come yet", id="decided tomorrow"),
        pytest.param(shared(0, ""), "A (Date of decision)", "Enter the date", id="no date"),
        pytest.param(shared(1, "Ivy Davis"), "B (Child)", "Did you mean", id="near name"),
        pytest.param(shared(6, "25/11/26"), "G (MASH advice)", "not come yet", id="advice tomorrow"),
        pytest.param(
            shared(7, "19/11/26"), "H (Written in file on)", "before the decision", id="written before"
        ),
        pytest.param(shared(7, "25/11/26"), "H (Written in file on)", "not come yet", id="written tomorrow"),
    ],
)
def test_a_fault_in_the_sharing_log_names_its_place(trying, row, column, why):
    fault = only(trying.tried(children=children(), sharing_log=[SHARING, row]).faults)
    assert (fault.file, fault.row, fault.column) == ("sharing_log.csv", 2, column)
    assert why in fault.message


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        pytest.param(["", "Cook", "01/02/24"], "A (Name)", "Enter the name", id="no name"),
        pytest.param(["Lou Benton", "", "01/02/24"], "B (Role)", "Enter the role", id="no role"),
        pytest.param(["Lou Benton", "Cook", ""], "C (Start date)", "Enter the day", id="no start"),
        pytest.param(
            ["Lou Benton", "Cook", "01/02/24", "", "31/01/24"], "E (End date)", "before", id="left first"
        ),
        pytest.param(
            ["Lou Benton", "Cook", "01/02/24", "", "", "31/01/23"],
            "F (Confidentiality policy)",
            "more than a year before",
            id="signed off long before the start",
        ),
        pytest.param(
            ["Lou Benton", "Cook", "01/02/24", "", "", "soon"],
            "F (Confidentiality policy)",
            "is not a date",
            id="a word for a date",
        ),
    ],
)
def test_a_fault_in_the_staff_names_its_place(trying, row, column, why):
    fault = only(trying.tried(staff=[STAFF, EWA, row]).faults)
    assert (fault.file, fault.row, fault.column) == ("staff.csv", 3, column)
    assert why in fault.message


def test_a_request_is_released_or_refused_not_both(trying):
    row = [*request(released="05/11/26"), "06/11/26"]
    fault = only(trying.tried(children=children(), requests=[[*REQUESTS, "Refused"], row]).faults)
    assert (fault.column, "answered" in fault.message) == ("M (Refused)", True)


@pytest.mark.parametrize("registers", [{}, {"letter__pdf": b"%PDF-1.7"}], ids=["no files", "no spreadsheet"])
def test_nothing_to_bring_in_is_said(trying, registers):
    assert "no register to bring in" in only(trying.tried(**registers).faults).message


def test_nothing_comes_in_while_one_cell_is_wrong(importing):
    before = everything(importing.cabinet)
    tried = importing.tried(
        staff=[STAFF, EWA],
        children=children(),
        consents=[CONSENTS, ["Ivy Davies", "Carys Davies", "soon", "Y"]],
    )
    with pytest.raises(CannotComeIn, match=r"1 fault.*consents\.csv, row 2, column C"):
        bring_in(importing.cabinet, importing.who, tried)
    assert everything(importing.cabinet) == before


def test_a_child_twice_with_different_rows_is_a_fault_and_the_same_row_twice_comes_in_once(trying):
    different = [*IVY[:2], "02/09/2025", *IVY[3:]]
    said_twice = only(trying.tried(children=children(different)).faults).message
    assert "is in row 2 too" in said_twice
    assert said_twice.endswith("if a child left and came back, keep the row for the last time.")
    tried = trying.tried(children=children(IVY))
    assert not tried.faults
    assert tried.counts["children"].new == 2
    assert any("row 4: This row is the same as row 2" in text for text in said(tried, "left out"))


def test_two_children_of_one_name_and_different_birthdays_are_two(trying):
    tried = trying.tried(children=children([*IVY[:1], "03/05/24", *IVY[2:]]))
    assert not tried.faults
    assert tried.counts["children"].new == 3


def test_the_same_answer_twice_comes_in_once_and_two_answers_of_one_day_are_a_fault(trying):
    first = ["Ivy Davies", "Carys Davies", "01/09/26", "Y"]
    tried = trying.tried(children=children(), consents=[CONSENTS, first, first])
    assert tried.counts["consents"].new == 1
    assert any("row 3, column D" in text and "is brought in once" in text for text in said(tried, "left out"))
    other = ["Ivy Davies", "Carys Davies", "01/09/26", "N"]
    fault = only(trying.tried(children=children(), consents=[CONSENTS, first, other]).faults)
    assert (fault.row, fault.column) == (3, "D (Tapestry)")


def test_the_same_request_or_decision_twice_comes_in_once(trying):
    tried = trying.tried(
        children=children(), requests=[REQUESTS, request(), request()], sharing_log=[SHARING, SHARED, SHARED]
    )
    assert not tried.faults
    assert (tried.counts["access requests"].new, tried.counts["sharing decisions"].new) == (1, 1)
    assert sum(", so this row is left out" in text for text in said(tried, "left out")) == 2


def test_a_column_that_is_wanted_and_not_there_is_a_fault(trying):
    tried = trying.tried(children=[["Child", "DOB", "Key person"], ["Ivy Davies", "02/05/24", ""]])
    assert "the start date" in only(tried.faults).message
    assert tried.counts == {}


def test_a_child_in_no_register_is_unknown_though_the_name_is_right_elsewhere(trying):
    tried = trying.tried(consents=[CONSENTS, ["Ivy Davies", "Carys Davies", "01/09/26", "Y"]])
    assert "bring in the children's register" in only(tried.faults).message


def test_the_records_may_change_between_the_try_out_and_the_import(importing):
    tried = importing.tried(children=children())
    importing.brought(children=children())
    bring_in(importing.cabinet, importing.who, tried)
    assert sorted(held["code"] for held in rows(importing.cabinet, Child)) == ["C-001", "C-002"]


def test_a_question_that_arises_since_the_try_out_stops_the_import(importing):
    tried = importing.tried(children=children())
    importing.brought(children=[CHILDREN, [*IVY[:1], "09/09/24", *IVY[2:]]])
    before = everything(importing.cabinet)
    with pytest.raises(CannotComeIn, match="have changed since you tried this out"):
        bring_in(importing.cabinet, importing.who, tried)
    assert everything(importing.cabinet) == before


def test_today_is_the_day_that_was_given(trying):
    tomorrow = [*("Ivy Davies", "Carys Davies"), "25/11/26", "Y"]
    assert trying.tried(children=children(), consents=[CONSENTS, tomorrow], today=TODAY).faults
    later = TODAY.replace(day=25)
    assert not trying.tried(children=children(), consents=[CONSENTS, tomorrow], today=later).faults
