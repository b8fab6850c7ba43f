"""History that is untidy comes in as it is and is noted; what cannot be told is left out, with the reason."""

import pytest
from sqlalchemy import select

from models import Carer, Child, InductionRecord
from store.registers import Choices, Severity
from tests.conftest import rows as stored
from tests.store.registers.conftest import (
    CHILDREN,
    CONSENTS,
    EWA,
    IVY,
    OTTO,
    REQUESTS,
    SHARING,
    STAFF,
    only,
    said,
)

NOTE, LEFT_OUT = Severity.NOTE, Severity.LEFT_OUT
REQUEST = ["SAR1", "Ivy Davies", "Carys Davies", "email", "02/11/26", *[""] * 7]
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


def changed(row, **cells):
    """The row with the cells under some letters changed."""
    return [cells.get("ABCDEFGHIJKL"[at], held) for at, held in enumerate(row)]


@pytest.mark.parametrize(
    ("row", "column", "severity", "why"),
    [
        pytest.param(changed(REQUEST, D=""), "D (How)", NOTE, "does not say how", id="no channel"),
        pytest.param(
            changed(REQUEST, D="pigeon"), "D (How)", NOTE, "is brought in as|as “other”", id="another channel"
        ),
        pytest.param(
            changed(REQUEST, F="10/11/26"), "F (Acknowledged)", NOTE, "own rule", id="acknowledged late"
        ),
        pytest.param(
            changed(REQUEST, G="05/11/26"), "G (Chair told)", NOTE, "own rule", id="chair told late"
        ),
        pytest.param(
            changed(REQUEST, F="Y"), "F (Acknowledged)", LEFT_OUT, "date is missing", id="a tick for a date"
        ),
        pytest.param(
            changed(REQUEST, K="05/11/26", F="06/11/26"),
            "F (Acknowledged)",
            NOTE,
            "after the request was closed",
            id="acknowledged after the end",
        ),
        pytest.param(
            changed(REQUEST, H="N", I="20/11/26", J="two files"),
            "H (Extended?)",
            NOTE,
            "counts",
            id="N, but a letter",
        ),
        pytest.param(
            changed(REQUEST, H="Y", I="20/11/26"), "J (Reason)", NOTE, "reason", id="extended, no reason"
        ),
        pytest.param(
            changed(REQUEST, H="Y", I="20/11/26", J="busy"), "J (Reason)", NOTE, "not a ground", id="busy"
        ),
        pytest.param(
            changed(REQUEST, L="released"), "L (Outcome / notes)", NOTE, "stays open", id="released, no date"
        ),
        pytest.param(
            changed(REQUEST, L="parent withdrew it 10/11/26"),
            "L (Outcome / notes)",
            NOTE,
            "stays open",
            id="withdrawn",
        ),
        pytest.param(
            changed(REQUEST, E="01/08/25"), "E (Date received)", NOTE, "before Ivy", id="before the start"
        ),
    ],
)
def test_an_untidy_request(trying, row, column, severity, why):
    assert_said(trying, {"requests": [REQUESTS, row]}, column, severity, why)


def test_a_key_person_who_has_left_is_noted_with_the_child_who_is_here(trying):
    ewa = changed(EWA, E="31/07/2026")
    tried = trying.tried(children=[CHILDREN, IVY], staff=[STAFF, ewa])
    assert (
        "children.csv, row 2, column E (Key person): Ewa Nowak left on 31 Jul 2026, so Ivy Davies has no key "
        "person now."
    ) in said(tried, NOTE)
    gone = trying.tried(children=[CHILDREN, changed(IVY, D="31/07/2026")], staff=[STAFF, ewa])
    assert "no key person now" not in " ".join(said(gone))
    last_day = trying.tried(children=[CHILDREN, IVY], staff=[STAFF, changed(EWA, E="24/11/2026")])
    assert "no key person now" not in " ".join(said(last_day)), "today they are it still"


@pytest.mark.parametrize(
    ("signed_on", "is_said"),
    [
        pytest.param("03/08/2026", True, id="a day more than four weeks before the start"),
        pytest.param("04/08/2026", False, id="four weeks before the start"),
        pytest.param("01/09/2025", True, id="a year before the start"),
    ],
)
def test_a_sign_off_from_long_before_the_start_comes_in_and_is_noted(importing, signed_on, is_said):
    """A form asks why; a register may not say it, and what was done was done (PR-6)."""
    row = ["Lou Benton", "Cook", "01/09/2026", "", "", signed_on]
    noted = [held for held in said(importing.tried(staff=[STAFF, row])) if "Over four weeks" in held]
    assert bool(noted) is is_said
    assert all("row 2, column F (Confidentiality policy)" in held for held in noted)
    importing.brought(staff=[STAFF, row])
    assert len(stored(importing.cabinet, InductionRecord)) == 1


def test_one_name_in_two_roles_is_noted(trying):
    tried = trying.tried(staff=[STAFF, EWA, changed(EWA, B="Student", F="")])
    assert tried.counts["staff and committee members"].new == 2
    assert (
        "staff.csv, row 3, column B (Role): Ewa Nowak is in row 2 too, in another role. Both are brought in: "
        "take one of them out if they are the same person."
    ) in said(tried, NOTE)


def test_two_requests_of_one_person_about_one_child_on_one_day_are_noted(trying):
    """AR-1: a second open request about the same is never unseen."""
    rows = [REQUESTS, REQUEST, changed(REQUEST, A="SAR77")]
    registers = {"children": [CHILDREN, IVY], "staff": [STAFF, EWA], "requests": rows}
    [question] = trying.tried(**registers).questions
    tried = trying.tried(**registers, choices=Choices().answered(question, question.options[1].value))
    assert tried.counts["access requests"].new == 2
    assert any(
        "row 3, column A (Ref)" in text and "same person, child and day" in text for text in said(tried)
    )


@pytest.mark.parametrize(
    ("row", "column", "severity", "why"),
    [
        pytest.param(
            changed(SHARED, D=""),
            "D (Shared with)",
            LEFT_OUT,
            "still has to be made",
            id="not said with whom",
        ),
        pytest.param(
            changed(SHARED, E="verbal"), "E (Consent?)", NOTE, "is not said", id="not said who heard it"
        ),
        pytest.param(
            changed(SHARED, F=""), "F (Reason if no consent)", NOTE, "Enter the reason", id="no reason"
        ),
        pytest.param(
            changed(SHARED, D="anyone"), "D (Shared with)", NOTE, "Name the agency", id="with anyone"
        ),
        pytest.param(
            changed(SHARED, G="yes"), "G (MASH advice)", NOTE, "does not say when", id="advice without a date"
        ),
        pytest.param(
            changed(SHARED, H="yes"),
            "H (Written in file on)",
            LEFT_OUT,
            "date is missing",
            id="written, no date",
        ),
        pytest.param(
            changed(SHARED, H="22/11/26"), "H (Written in file on)", NOTE, "2 days after", id="written late"
        ),
        pytest.param(
            changed(SHARED, A="01/08/25"), "A (Date of decision)", NOTE, "before Ivy", id="before the start"
        ),
    ],
)
def test_an_untidy_sharing_decision(trying, row, column, severity, why):
    assert_said(trying, {"sharing_log": [SHARING, row]}, column, severity, why)


@pytest.mark.parametrize(
    ("register", "column", "severity", "why"),
    [
        pytest.param(
            {"children": [CHILDREN, changed(IVY, H="")]},
            "H (Carer 2 PR?)",
            NOTE,
            "not holding it",
            id="PR not said",
        ),
        pytest.param(
            {"children": [CHILDREN, changed(IVY, E=""), changed(OTTO, E="Ewa Nowak")]},
            "E (Key person)",
            NOTE,
            "no key person",
            id="no key person",
        ),
        pytest.param(
            {"children": [CHILDREN, changed(IVY, E="Ewa Novak")]},
            "E (Key person)",
            LEFT_OUT,
            "Did you mean Ewa Nowak",
            id="a near key person",
        ),
        pytest.param(
            {"staff": [STAFF, changed(EWA, B="Student")]},
            "E (Key person)",
            LEFT_OUT,
            "a student cannot be one",
            id="a student as key person",
        ),
        pytest.param(
            {"children": [CHILDREN, changed(IVY, C="01/09/33")]},
            "C (Start date)",
            Severity.FAULT,
            "year",
            id="far ahead",
        ),
        pytest.param(
            {"children": [CHILDREN, changed(IVY, B="02/05/2016")]},
            "B (DOB)",
            NOTE,
            "seventh birthday",
            id="too old",
        ),
        pytest.param(
            {"children": [CHILDREN, changed(IVY, B="02/05/2004")]},
            "B (DOB)",
            Severity.FAULT,
            "18 or older on the first day",
            id="no child at all",
        ),
        pytest.param(
            {"staff": [STAFF, EWA, ["Lou Benton", "Cook", "01/02/24", "", "", "Y"]]},
            "F (Confidentiality policy)",
            LEFT_OUT,
            "date is missing",
            id="signed off, no date",
        ),
        pytest.param(
            {"staff": [STAFF, EWA, ["Lou Benton", "Cook", "01/02/24", "01/01/24"]]},
            "D (First day with children)",
            NOTE,
            "before the start date",
            id="on site before the start",
        ),
        pytest.param(
            {"consents": [CONSENTS, ["Otto Fernández", "Ruth Walker", "01/09/26", "Y"]]},
            "B (Signed by)",
            NOTE,
            "do not count",
            id="no parental responsibility",
        ),
        pytest.param(
            {
                "children": [CHILDREN, changed(IVY, D="31/07/26")],
                "consents": [CONSENTS, ["Ivy Davies", "Carys Davies", "01/08/26", "Y"]],
            },
            "C (Date signed)",
            NOTE,
            "after Ivy Davies left, Friday 31 July 2026",
            id="signed after the child left",
        ),
    ],
)
def test_an_untidy_row(trying, register, column, severity, why):
    assert_said(trying, register, column, severity, why)


def assert_said(trying, register, column, severity, why):
    registers = {"staff": [STAFF, EWA], "children": [CHILDREN, IVY, OTTO], **register}
    tried = trying.tried(**registers)
    found = [p for p in tried.problems if p.column == column and p.severity is severity]
    assert any(part in problem.message for problem in found for part in why.split("|")), tried.problems
    assert tried.can_come_in is (severity is not Severity.FAULT)


def test_what_many_rows_say_is_said_once(trying):
    many = [[f"Ivy {n}", "02/05/24", "01/09/25", "", "Ewa Novak", *[""] * 4] for n in "abc"]
    left_out = trying.tried(staff=[STAFF, EWA], children=[CHILDREN, *many]).problems
    assert [(p.row, p.column) for p in left_out] == [(2, "E (Key person)")]
    without = [changed(row, E="") for row in many]
    noted = trying.tried(staff=[STAFF, EWA], children=[CHILDREN, *without]).problems
    assert [(p.row, p.column) for p in noted] == [(1, "E (Key person)")]


def test_a_concern_without_a_decision_comes_in_as_awaiting_one(trying):
    row = changed(SHARED, D="", E="", F="")
    tried = trying.tried(children=[CHILDREN, IVY], sharing_log=[SHARING, row])
    assert tried.counts["sharing decisions"].new == 1
    assert "outcomes of sharing decisions" not in tried.counts


def test_carers_come_in_as_holding_responsibility_where_no_column_says_so_and_that_is_noted_once(trying):
    rows = [
        ["Child", "DOB", "Start date", "Mum", "Dad"],
        *([f"Ivy {n}", "02/05/24", "01/09/25", "A B", "C D"] for n in "xyz"),
    ]
    found = [p for p in trying.tried(children=rows).problems if "No column says" in p.message]
    assert [(p.row, p.column) for p in found] == [(1, "E (Dad)")]


@pytest.mark.parametrize("unsure", ["?", "TBC", "unknown", "N/K", "to be confirmed"])
def test_what_somebody_does_not_know_is_read_as_empty_and_said(importing, unsure):
    row = [*IVY]
    row[CHILDREN.index("DOB")] = row[CHILDREN.index("Parent 2")] = unsure
    tried = importing.tried(children=[CHILDREN, row])
    assert tried.counts["carers"].new == 1
    for column in ("B (DOB)", "G (Parent 2)"):
        assert (
            f"children.csv, row 2, column {column}: “{unsure}” is read as an empty cell, here and "
            "further down the column."
        ) in said(tried, "note")


def test_nobody_is_not_the_name_of_a_carer(trying):
    row = [*IVY]
    row[CHILDREN.index("Parent 2")] = "None"
    assert trying.tried(children=[CHILDREN, row]).counts["carers"].new == 1


@pytest.mark.parametrize("heading", ["PR", "PR?", "Parental responsibility", "Holds PR (Y/N)"])
def test_a_column_of_responsibility_belongs_to_the_carer_on_its_left(importing, heading):
    headings = ["Child", "DOB", "Start date", "Parent 1", heading, "Parent 2", heading]
    row = ["Ivy Davies", "02/05/2024", "01/09/2025", "Carys Davies", "Y", "Peter Davies", "N"]
    importing.brought(children=[headings, row])
    with importing.cabinet.reading(importing.who) as connection:
        held = connection.execute(select(Carer.name, Carer.has_parental_responsibility)).all()
    assert sorted(tuple(one) for one in held) == [("Carys Davies", True), ("Peter Davies", False)]


def test_a_column_of_responsibility_elsewhere_is_asked_about(trying):
    headings = ["Child", "DOB", "Start date", "Parent 1", "Parent 2", "Notes", "PR"]
    row = ["Ivy Davies", "02/05/2024", "01/09/2025", "Carys Davies", "Peter Davies", "", "N"]
    question = only(trying.tried(children=[headings, row]).questions)
    assert [option.label for option in question.options[:2]] == [
        "whether the first carer holds parental responsibility",
        "whether the second carer holds parental responsibility",
    ]


# Siblings in one row --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    ["Ivy and Tom Davies", "Ivy & Tom Davies", "Ivy Davies, Tom Davies", "Tom Davies / Ivy Davies"],
)
@pytest.mark.parametrize("register", ["requests", "consents"])
def test_a_row_about_two_children_is_asked_to_be_two(importing, register, spelling):
    tom = ["Tom Davies", "02/05/2022", *IVY[2:]]
    importing.brought(children=[CHILDREN, IVY, tom])
    rows = (
        [REQUESTS, ["1", spelling, "Carys Davies", "Letter", "02/11/2026"]]
        if register == "requests"
        else [CONSENTS, [spelling, "Carys Davies", "05/09/2026", "Y", "Y", "N"]]
    )
    assert only(importing.tried(**{register: rows}).faults).message == (
        f"“{spelling}” names Ivy Davies and Tom Davies. Write a row for each: every record is about one "
        "child."
    )


@pytest.mark.parametrize("spelling", ["Bo and Tom Davies", "Ivy and Ivy Davies", "Davies and Co", "and"])
def test_what_does_not_name_two_children_plainly_is_nobody(importing, spelling):
    importing.brought(children=[CHILDREN, IVY])
    rows = [REQUESTS, ["1", spelling, "Carys Davies", "Letter", "02/11/2026"]]
    assert "No child has the name" in only(importing.tried(requests=rows).faults).message


@pytest.mark.parametrize("name", ["Ivy & Tom Davies", "Ivy Davies, Tom Davies", "Ivy, Tom Davies"])
def test_a_row_of_the_childrens_register_that_seems_two_children_is_asked_about(trying, name):
    registers = {"children": [CHILDREN, [name, *IVY[1:]], OTTO]}
    tried = trying.tried(**registers)
    question = only(tried.questions)
    assert tried.counts["children"].new == 1
    assert f"“{name}” looks like more than one child" in question.text
    for option, new in zip(question.options, (2, 1), strict=True):
        choices = Choices().answered(question, option.value)
        assert trying.tried(choices=choices, **registers).counts["children"].new == new


@pytest.mark.parametrize("name", ["Davies, Ivy", "DAVIES, Ivy Rose", "de la Cruz, Ivy Rose"])
def test_a_last_name_in_front_is_no_second_child(importing, name):
    importing.brought(children=[CHILDREN, [name, *IVY[1:]], OTTO])
    last, first = name.split(", ")
    assert f"{first} {last}" in {child["name"] for child in stored(importing.cabinet, Child)}


def test_a_register_with_last_names_in_front_may_have_two_first_names(trying):
    others = [[name, *OTTO[1:]] for name in ("Smith, Asha Ann", "Jones, Rowan", "Ash, Bo Max")]
    assert not trying.tried(children=[CHILDREN, ["Davies, Ivy Rose", *IVY[1:]], *others]).questions


# Two carers in one cell -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Carys and Peter Davies", {"Carys Davies", "Peter Davies"}),
        ("Carys Davies; Ann Walker", {"Carys Davies", "Ann Walker"}),
        ("Davies, Carys", {"Carys Davies"}),
        ("Davies, Carys Ann", {"Carys Ann Davies"}),
        ("WALKER, Ruth Ann", {"Ruth Ann WALKER"}),
        ("Davies, Carys & Davies, Peter", {"Carys Davies", "Peter Davies"}),
    ],
)
def test_carers_in_one_column_are_told_apart(importing, typed, meant):
    row = ["Ivy Davies", "02/05/24", "01/09/25", typed]
    importing.brought(children=[["Child", "DOB", "Start date", "Parents"], row])
    assert {carer["name"] for carer in stored(importing.cabinet, Carer)} == meant


@pytest.mark.parametrize(
    "typed",
    [
        "Carys Davies, Peter Davies",
        "Carys, Peter",
        "Carys, Ann Walker",
        "Mum: Carys Davies, Dad: Peter Davies",
        "Carys Davies, Peter Davies, Ann Walker",
    ],
)
def test_a_comma_that_may_stand_between_two_carers_is_a_fault(trying, typed):
    """Read as a last name in front, it would make one carer of two, who may consent."""
    row = ["Ivy Davies", "02/05/24", "01/09/25", typed]
    tried = trying.tried(children=[["Child", "DOB", "Start date", "Parents"], row])
    assert f"column D (Parents): “{typed}” may be two carers" in only(said(tried, "fault"))


def test_what_stands_behind_a_carers_name_is_no_first_name(trying):
    row = ["Ivy Davies", "02/05/24", "01/09/25", "Carys Davies, mother"]
    tried = trying.tried(children=[["Child", "DOB", "Start date", "Parent 1"], row])
    assert "may be two carers" in only(said(tried, "fault"))


def carers_of(importing, typed):
    row = ["Ivy Davies", "02/05/24", "01/09/25", "Carys Davies", typed]
    given = [["Child", "DOB", "Start date", "Parent 1", "Parent 2"], row]
    noted = said(importing.tried(children=given), NOTE)
    importing.brought(children=given)
    return noted, {carer["name"] for carer in stored(importing.cabinet, Carer)}


@pytest.mark.parametrize(
    "typed",
    [
        "No contact",
        "no contact with father",
        "Single parent",
        "absent father",
        "Deceased",
    ],
)
def test_a_cell_that_says_there_is_no_second_carer_makes_none(importing, typed):
    noted, carers = carers_of(importing, typed)
    assert carers == {"Carys Davies"}
    assert [note for note in noted if f"“{typed}” names nobody" in note]


@pytest.mark.parametrize("typed", ["Mum", "Dad", "Grandma", "Foster carer", "Both parents"])
def test_a_relation_in_place_of_a_name_is_noted(importing, typed):
    noted, carers = carers_of(importing, typed)
    assert carers == {"Carys Davies", typed}
    assert [note for note in noted if f"“{typed}” is brought in as the name" in note]


@pytest.mark.parametrize("typed", ["Nan Davies", "Noah Single", "No Nguyen", "Absalom Unwin", "Daddy Okafor"])
def test_a_name_with_such_a_word_in_it_is_a_name(importing, typed):
    noted, carers = carers_of(importing, typed)
    assert carers == {"Carys Davies", typed}
    assert not [note for note in noted if typed in note]


# What names, headings and marks between the rows say ------------------------------------------------


@pytest.mark.parametrize("mark", ['"', "''", "”", "〃", "ditto", "as above"])
@pytest.mark.parametrize(
    ("register", "row", "column"),
    [
        ("children", changed(IVY, A="§"), "A (Child)"),
        ("children", changed(IVY, B="§"), "B (DOB)"),
        ("children", changed(IVY, G="§"), "G (Parent 2)"),
        ("staff", changed(EWA, B="§"), "B (Role)"),
        ("consents", ["Ivy Davies", "Carys Davies", "01/09/26", "§"], "D (Tapestry)"),
        ("requests", changed(REQUEST, C="§"), "C (Requested by)"),
    ],
)
def test_a_mark_for_the_same_as_above_is_a_fault(trying, mark, register, row, column):
    """Taken for what it is, it was the name of a carer; and rows may have been sorted since."""
    headings = {"children": CHILDREN, "staff": STAFF, "consents": CONSENTS, "requests": REQUESTS}[register]
    registers = {"children": [CHILDREN, IVY], register: [headings, [mark if c == "§" else c for c in row]]}
    tried = trying.tried(**registers)
    assert (
        f"{register}.csv, row 2, column {column}: “{mark}” points to a row above. Enter what it stands "
        "for in this cell itself."
    ) in said(tried, "fault")
    assert not tried.questions


@pytest.mark.parametrize("name", ["Otto Fernández (left July 25)", "Otto Fernández - LEAVER"])
def test_a_name_that_says_that_they_left_is_a_fault(trying, name):
    tried = trying.tried(children=[CHILDREN, IVY, changed(OTTO, A=name)])
    assert f"“{name}” says that they left." in only(said(tried, "fault"))
    tried = trying.tried(staff=[STAFF, changed(EWA, A=name)])
    assert f"“{name}” says that they left." in only(said(tried, "fault"))


def test_a_name_with_signs_or_figures_is_noted(trying):
    tried = trying.tried(children=[CHILDREN, changed(IVY, A="Ivy Davies*")])
    assert tried.counts["children"].new == 1
    assert "row 2, column A (Child): “Ivy Davies*” is brought in as the name" in said(tried, "note")[0]


@pytest.mark.parametrize("heading", ["Leavers", "Leavers 2025", "LEFT", "Former children:"])
@pytest.mark.parametrize("place", [0, 1], ids=["in the first column", "behind a number"])
def test_a_heading_between_the_rows_that_says_who_left_is_a_fault(trying, heading, place):
    headings = ["No.", "Child", "DOB", "Start date", "Left"]
    rows = [[str(at), *row[:4]] for at, row in enumerate((IVY, OTTO), 1)]
    tried = trying.tried(children=[headings, rows[0], [*[""] * place, heading], rows[1]])
    assert f"row 3: “{heading}” stands above rows without a leaving date" in only(said(tried, "fault"))


@pytest.mark.parametrize("no_date", ["-", "n/a"])
def test_a_sign_for_nothing_below_such_a_heading_is_no_leaving_date(trying, no_date):
    tried = trying.tried(children=[CHILDREN, IVY, ["Leavers 2026"], changed(OTTO, D=no_date)])
    assert "“Leavers 2026” stands above rows without a leaving date" in only(said(tried, "fault"))


def test_a_heading_between_rows_that_all_have_a_leaving_date_stops_nothing(trying):
    tried = trying.tried(children=[CHILDREN, IVY, ["Leavers 2026"], changed(OTTO, D="01/10/2026")])
    assert tried.counts["children"].new == 2
    assert not tried.faults


def test_a_heading_between_the_rows_says_what_to_do(trying):
    tried = trying.tried(children=[CHILDREN, ["BUTTERFLIES"], IVY])
    assert "If this is a heading between the rows, take the row out." in only(said(tried, "fault"))


def test_a_total_behind_an_empty_column_is_left_out(trying):
    headings = ["No.", "Child", "DOB", "Start date"]
    tried = trying.tried(children=[headings, ["1", *IVY[:3]], ["", "Total children", "1"]])
    assert not tried.faults
    assert tried.counts["children"].new == 1


def test_two_colleagues_in_one_row_are_noted(trying):
    tried = trying.tried(staff=[STAFF, changed(EWA, A="Ewa Nowak / Lou Benton")])
    assert "looks like more than one person" in said(tried, "note")[0]


@pytest.mark.parametrize("kind", ["two columns", "one cell"])
def test_mr_and_mrs_are_two_carers(importing, kind):
    two = [[*CHILDREN[:3], "Parent 1", "Parent 2"], [*IVY[:3], "Mr Davies", "Mrs Davies"]]
    one = [[*CHILDREN[:3], "Parents/carers"], [*IVY[:3], "Mr & Mrs Davies"]]
    for _ in range(2):
        importing.brought(children=two if kind == "two columns" else one)
        assert [row["name"] for row in stored(importing.cabinet, Carer)] == ["Mr Davies", "Mrs Davies"]


def test_a_telephone_number_beside_a_carers_name_is_said(trying):
    tried = trying.tried(children=[CHILDREN, changed(IVY, F="Carys Davies 07700 900123")])
    assert any(
        "column F (Parent 1): “Carys Davies 07700 900123” is brought in" in line for line in said(tried, NOTE)
    )


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        pytest.param("Carys Davies and Peter Brook", ["Carys Davies", "Peter Brook"], id="and"),
        pytest.param("Carys & Peter Davies", ["Carys Davies", "Peter Davies"], id="one last name"),
        pytest.param("Anna Smith/Jones", ["Anna Smith/Jones"], id="a stroke in a name"),
        pytest.param("Alexander Rand", ["Alexander Rand"], id="letters in a name"),
    ],
)
def test_two_carers_in_a_cell_for_one_are_two_and_said(importing, cell, names):
    registers = {"children": [[*CHILDREN[:3], "Parent 1"], [*IVY[:3], cell]]}
    told = [line for line in said(importing.tried(**registers), NOTE) if "is brought in as 2 carers" in line]
    assert len(told) == len(names) - 1
    importing.brought(**registers)
    assert [row["name"] for row in stored(importing.cabinet, Carer)] == names
