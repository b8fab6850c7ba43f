"""Registers that overlap, and registers that are brought in again once they were corrected."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from models import (
    AccessRequest,
    AccessStep,
    Carer,
    Child,
    InductionRecord,
    KeyPersonAssignment,
    SharingDecision,
    SharingEntry,
    StaffMember,
)
from rules.access import Step
from rules.need_to_know import Thing
from store import people
from store.registers import Choices, RegisterFile, try_out
from store.tables import table
from tests.conftest import LEFT_ON, TODAY, rows
from tests.store.registers.conftest import (
    CHILDREN,
    EWA,
    IVY,
    OTTO,
    REQUESTS,
    SHARING,
    STAFF,
    as_csv,
    as_xlsx,
    only,
    said,
)


def columns(importing, *asked):
    with importing.cabinet.reading(importing.who) as connection:
        return sorted(tuple(row) for row in connection.execute(select(*asked)))


def changed(row, **cells):
    """The row with other cells, by the headings of the register."""
    headings = CHILDREN if len(row) == len(CHILDREN) else STAFF
    return [cells.get(heading, cell) for heading, cell in zip(headings, row, strict=True)]


def test_a_child_on_the_sheets_of_two_years_comes_in_once_with_what_each_adds(importing):
    left = changed(IVY, Left="01/07/2026", Notes="moved")
    book = as_xlsx(**{"Children 2025": [CHILDREN, IVY], "Children 2026": [CHILDREN, left, OTTO]})
    tried = importing.tried(children__xlsx=book)
    assert (tried.counts["children"].new, tried.counts["carers"].new) == (2, 4)
    assert (
        "children.xlsx, sheet Children 2026, row 1, column A (Child): Ivy Davies stands in another "
        "register of this import too (children.xlsx, sheet Children 2025, row 2). Each is brought in "
        "once, with "
        "what the first of the two says."
    ) in said(tried, "note")
    importing.brought(children__xlsx=book)
    assert columns(importing, Child.name, Child.left_on.is_(None), Child.note) == [
        ("Ivy Davies", False, "moved"),
        ("Otto Fernández", True, ""),
    ]


def test_a_note_that_is_there_already_is_not_said_to_differ(importing):
    register = [CHILDREN, changed(IVY, Notes="Allergic to nuts"), OTTO]
    importing.brought(children=register)
    assert not [text for text in said(importing.tried(children=register)) if "Notes" in text]
    other = said(importing.tried(children=[CHILDREN, changed(IVY, Notes="Asthma")]), "left out")
    assert [text for text in other if "column I (Notes)" in text and "has another note" in text]


def test_where_two_registers_differ_about_a_child_the_first_counts_and_the_other_is_named(trying):
    other = changed(IVY, **{"Start date": "02/09/2025", "Carer 2 PR?": "N"})
    tried = trying.tried(a=[CHILDREN, IVY], b=[CHILDREN, other])
    assert [p for p in said(tried, "left out") if p.startswith("b.csv, row 2")] == [
        "b.csv, row 2, column C (Start date): The row before (a.csv, row 2) has 1 Sep 2025. "
        "Change it there if it is wrong.",
        "b.csv, row 2, column H (Carer 2 PR?): The row before (a.csv, row 2) has yes. "
        "Change it there if it is wrong.",
    ]


def test_two_files_of_one_name_bring_each_child_in_once(trying):
    twice = [RegisterFile("children.csv", as_csv([CHILDREN, IVY]))] * 2
    tried = try_out(trying.cabinet, trying.who, twice, today=TODAY)
    assert tried.counts["children"].new == 1


def test_a_person_in_two_staff_registers_comes_in_once_with_the_sign_offs_once(importing):
    importing.brought(staff=[STAFF, EWA], team=[STAFF, EWA])
    assert columns(importing, StaffMember.name) == [("Ewa Nowak",)]
    assert len(columns(importing, InductionRecord.on)) == 1


@pytest.mark.parametrize("register", ["children", "staff"])
def test_another_start_date_than_the_dashboards_is_named(importing, register):
    headings, row = (CHILDREN, IVY) if register == "children" else (STAFF, EWA)
    importing.brought(**{register: [headings, row]})
    tried = importing.tried(**{register: [headings, changed(row, **{"Start date": "09/09/2025"})]})
    found = only([p for p in said(tried, "left out") if "Start date" in p])
    assert "The dashboard has" in found and "Change it there if it is wrong." in found


LEFT = "31/07/2026"
BACK = "02/11/2026"
ALONE = changed(IVY, **{"Key person": ""})


@pytest.mark.parametrize(
    ("register", "name", "leaving", "page", "where"),
    [
        pytest.param("children", "Ivy Davies", "Left", "Children and files", "column D (Left)", id="a child"),
        pytest.param("staff", "Ewa Nowak", "End date", "Induction", "column E (End date)", id="a colleague"),
    ],
)
def test_somebody_who_left_and_whom_a_register_has_as_here_is_named(
    importing, register, name, leaving, page, where
):
    headings, row = (CHILDREN, ALONE) if register == "children" else (STAFF, EWA)
    importing.brought(**{register: [headings, changed(row, **{leaving: LEFT})]})

    def named(**cells):
        tried = importing.tried(**{register: [headings, changed(row, **cells)]})
        return [text for text in said(tried, "left out") if "First day" not in text]

    is_here = (
        f"{register}.csv, row 2, {where}: The dashboard has {name} as having left on 31 Jul 2026, and this "
        f"row does not say so. If {name} is back, take that day out{{}} on the page {page}. Until then "
        "the dashboard treats them as having left."
    )
    assert named() == [is_here.format("")]
    assert named(**{"Start date": BACK}) == [is_here.format(" and put the start to 2 Nov 2026")]
    assert named(**{leaving: LEFT}) == []
    assert named(**{leaving: "31/08/2026"}) == [
        f"{register}.csv, row 2, {where}: The dashboard has 31 Jul 2026. Change it there if it is wrong."
    ]


@pytest.mark.parametrize(
    ("register", "model", "name", "leaving", "page", "where"),
    [
        pytest.param(
            "children", Child, "Ivy Davies", "Left", "Children and files", "column D (Left)", id="a child"
        ),
        pytest.param(
            "staff",
            StaffMember,
            "Ewa Nowak",
            "End date",
            "Induction",
            "column E (End date)",
            id="a colleague",
        ),
    ],
)
def test_a_leaving_day_that_was_taken_out_does_not_come_back(
    importing, register, model, name, leaving, page, where
):
    headings, row = (CHILDREN, ALONE) if register == "children" else (STAFF, EWA)
    left = [headings, changed(row, **{leaving: LEFT})]
    importing.brought(**{register: left})

    def put(**days):
        with importing.cabinet.writing(importing.who, Thing.CHILD) as session:
            for column, day in days.items():
                setattr(session.get_one(model, 1), column, day)

    def is_here():
        return rows(importing.cabinet, model)[0]["left_on"] is None

    put(left_on=None)
    tried = importing.tried(**{register: left})
    assert [text for text in said(tried, "left out") if "First day" not in text] == [
        f"{register}.csv, row 2, {where}: 31 Jul 2026 was taken out in the dashboard: {name} did not leave "
        f"then. Correct the register; if it is right after all, enter it on the page {page}."
    ]
    importing.brought(**{register: left})
    assert is_here()
    later = [headings, changed(row, **{leaving: "30/10/2026"})]
    assert not [text for text in said(importing.tried(**{register: later}), "left out") if leaving in text]
    put(started_on=date(2026, 11, 2))  # away from the end of October on, and back since
    [why] = [text for text in said(importing.tried(**{register: later}), "left out") if leaving in text]
    assert f"The dashboard has {name} as here since 2 Nov 2026, after 30 Oct 2026." in why
    importing.brought(**{register: later})
    assert is_here()


@pytest.mark.parametrize("is_first", [True, False], ids=["the first time first", "the last time first"])
def test_two_times_of_one_colleague_are_asked_to_be_one_row(trying, is_first):
    times = [changed(EWA, **{"End date": LEFT}), changed(EWA, **{"Start date": BACK, STAFF[-1]: BACK})]
    tried = trying.tried(staff=[STAFF, *(times if is_first else reversed(times))])
    assert str(only(tried.faults)) == (
        "staff.csv, row 3, column A (Name): Ewa Nowak is in row 2 too, as key person, with an earlier or "
        "later time here. Keep one of the two rows: the one for the last time, with the sign-offs that still "
        "count."
    )


def test_one_time_of_one_colleague_that_stands_twice_comes_in_once(trying):
    tried = trying.tried(staff=[STAFF, EWA, changed(EWA, **{"End date": LEFT})])
    assert not tried.faults
    assert "staff.csv, row 3, column A (Name): Ewa Nowak is already in row 2, as key person." in said(tried)


def test_a_leaving_day_that_has_not_come_is_not_missed(importing):
    importing.brought(children=[CHILDREN, changed(ALONE, Left="18/12/2026")])
    assert said(importing.tried(children=[CHILDREN, ALONE]), "left out") == []


def test_a_leaving_day_ends_every_key_persons_sight_on_that_day(importing, family):
    """Also of one who was to be followed by another later on. Nobody gets back who was it before them."""
    before = {"from_on": date(2025, 9, 1), "until_on": date(2025, 9, 30)}
    with importing.cabinet.administering("a key person before") as session:
        session.add(KeyPersonAssignment(child_id=family.child, staff_id=family.colleague, **before))
    people.assign_key_person(
        importing.cabinet, importing.who, child_id=family.child, staff_id=family.colleague,
        from_on=TODAY + timedelta(days=9),
    )  # fmt: skip
    left_on = TODAY + timedelta(days=2)
    row = changed(IVY, Left=f"{left_on:%d/%m/%Y}")
    importing.brought(children=[CHILDREN, row])
    assert rows(importing.cabinet, Child)[0]["left_on"] == left_on
    ends = sorted(held["until_on"] for held in rows(importing.cabinet, KeyPersonAssignment))
    assert ends == [before["until_on"], left_on, left_on]


def test_a_key_person_of_the_register_follows_the_one_before_from_the_next_day(importing, family):
    ended = TODAY - timedelta(days=5)
    with importing.cabinet.administering("no key person since") as session:
        session.execute(update(table(KeyPersonAssignment)).values(until_on=ended))
    importing.brought(children=[CHILDREN, changed(IVY, **{"Key person": "Sian Hughes"})])
    assert [held["from_on"] for held in rows(importing.cabinet, KeyPersonAssignment)][1:] == [
        ended + timedelta(days=1)
    ]


def test_who_was_the_key_person_before_is_it_not_again_by_a_register_which_is_said(importing, family):
    """Dropped without a word, the register read as if the child had a key person."""
    ended = TODAY - timedelta(days=5)
    with importing.cabinet.administering("no key person since") as session:
        session.execute(update(table(KeyPersonAssignment)).values(until_on=ended))
    [why] = [
        text for text in said(importing.tried(children=[CHILDREN, IVY]), "left out") if "key person" in text
    ]
    assert "children.csv, row 2, column E (Key person): Ewa Nowak was the key person of Ivy Davies" in why
    assert "until 19 Nov 2026, and nobody is now" in why
    people.assign_key_person(
        importing.cabinet, importing.who, child_id=family.child, staff_id=family.colleague, from_on=TODAY
    )
    [why] = [
        text for text in said(importing.tried(children=[CHILDREN, IVY]), "left out") if "key person" in text
    ]
    assert "has Sian Hughes as key person. Change it there if it has changed." in why
    importing.brought(children=[CHILDREN, IVY])
    assert len(rows(importing.cabinet, KeyPersonAssignment)) == 2


@pytest.mark.parametrize(
    ("left", "from_on", "is_noted"),
    [
        pytest.param("", date(2026, 6, 1), False, id="from their first day"),
        pytest.param("01/06/2026", date(2026, 6, 1), False, id="which was the child's last"),
        pytest.param("31/05/2026", date(2025, 9, 1), True, id="the child had left: as it is"),
    ],
)
def test_a_key_person_who_began_after_the_child_is_it_from_then_on(importing, left, from_on, is_noted):
    ewa = changed(EWA, **{"Start date": "01/06/2026", STAFF[3]: "01/06/2026", STAFF[-1]: "01/06/2026"})
    registers = {"staff": [STAFF, ewa], "children": [CHILDREN, changed(IVY, Left=left)]}
    assert any("started after" in text for text in said(importing.tried(**registers), "note")) is is_noted
    importing.brought(**registers)
    [held] = rows(importing.cabinet, KeyPersonAssignment)
    assert (held["from_on"], held["until_on"]) == (from_on, rows(importing.cabinet, Child)[0]["left_on"])


@pytest.mark.parametrize(
    "left", [None, TODAY + timedelta(days=9), LEFT_ON], ids=["stays", "leaves", "has left"]
)
def test_another_key_person_than_the_dashboards_is_named_and_nobody_is_added(importing, family, left):
    row = changed(IVY, **{"Left": f"{left:%d/%m/%Y}" if left else "", "Key person": "Sian Hughes"})
    [why] = [text for text in said(importing.tried(children=[CHILDREN, row]), "left out") if "as key" in text]
    assert "has Ewa Nowak as key person. Change it there if it has changed." in why
    importing.brought(children=[CHILDREN, row])
    assert [held["until_on"] for held in rows(importing.cabinet, KeyPersonAssignment)] == [left]


def test_a_child_who_is_back_on_the_sheet_of_the_next_year_is_named(trying):
    book = as_xlsx(**{"2025": [CHILDREN, changed(IVY, Left=LEFT)], "2026": [CHILDREN, IVY]})
    found = only([text for text in said(trying.tried(children__xlsx=book), "left out") if "is back" in text])
    assert "The row before (children.xlsx, sheet 2025, row 2) has Ivy Davies as having left" in found


def test_a_corrected_name_of_a_child_is_asked_about_and_is_no_second_child(importing):
    importing.brought(children=[CHILDREN, IVY, OTTO])
    again = [CHILDREN, changed(IVY, Child="Ivie Davies"), OTTO]
    tried = importing.tried(children=again)
    question = only(tried.questions)
    assert str(question) == (
        "children.csv, row 2, column A (Child): Ivie Davies is new, and has the same date of birth as a "
        "child in the dashboard whom no row names. Is it the same child?"
    )
    same = tried.choices.answered(question, question.options[0].value)
    settled = importing.tried(children=again, choices=same)
    assert not settled.counts["children"].new and not settled.counts["carers"].new
    assert "The dashboard has the name Ivy Davies." in " ".join(said(settled, "left out"))
    another = tried.choices.answered(question, question.options[1].value)
    assert importing.tried(children=again, choices=another).counts["children"].new == 1


def test_a_twin_is_not_taken_for_the_other_where_both_have_a_row(importing):
    importing.brought(children=[CHILDREN, IVY])
    tried = importing.tried(children=[CHILDREN, IVY, changed(IVY, Child="Isla Davies")])
    assert not tried.questions and tried.counts["children"].new == 1


def test_a_room_that_is_called_like_a_column_hinders_no_import(importing):
    importing.brought(children=[CHILDREN, IVY])
    with importing.cabinet.writing(importing.who, Thing.CHILD) as session:
        session.get_one(Child, 1).room = "left_on"
    assert importing.tried(children=[CHILDREN, IVY]).can_come_in


def test_a_room_is_filled_in_where_there_is_none_and_another_is_named(importing):
    with_room = [*CHILDREN, "Class"]
    importing.brought(children=[with_room, [*IVY, "-"], [*OTTO, "Ladybirds"]])
    again = [with_room, [*IVY, "Blue room"], [*OTTO, "Bees"]]
    other = "column J (Class): The dashboard has the room Ladybirds. Change it there if it is wrong."
    assert f"children.csv, row 3, {other}" in said(importing.tried(children=again), "left out")
    importing.brought(children=again)
    assert columns(importing, Child.name, Child.room) == [
        ("Ivy Davies", "Blue room"),
        ("Otto Fernández", "Ladybirds"),
    ]


def test_one_child_under_two_spellings_is_named(trying):
    tried = trying.tried(children=[CHILDREN, IVY, changed(IVY, Child="Ivy Daveis")])
    assert (
        "children.csv, row 3, column A (Child): Ivy Davies (children.csv, row 2) has the same date of "
        "birth and nearly the same name. Both are brought in: take one of them out if they are the same "
        "child."
    ) in said(tried, "note")


def test_a_day_that_stands_for_a_date_of_birth_is_compared_with_few(trying):
    """A register that has 1 January for every child would be read for minutes, and nearly all be named."""
    others = [
        changed(IVY, Child=f"{chr(ord('A') + at // 26)}{chr(ord('a') + at % 26)}o Rees") for at in range(60)
    ]
    tried = trying.tried(
        children=[CHILDREN, *others, changed(IVY, Child="Ivy Davies"), changed(IVY, Child="Ivy Daveis")]
    )
    assert not [line for line in said(tried, "note") if line.startswith("children.csv, row 63,")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("02/05/24", "", id="the second row has no date of birth"),
        pytest.param("", "02/05/24", id="the first row has none"),
        pytest.param("02/05/24", "02/05/23", id="a slip in the year, or two children"),
    ],
)
def test_one_name_in_two_rows_is_named(trying, first, second):
    rows = [changed(IVY, DOB=first), changed(IVY, DOB=second)]
    tried = trying.tried(children=[CHILDREN, *rows], staff=[STAFF, EWA])
    assert tried.counts["children"].new == 2
    assert (
        "children.csv, row 3, column A (Child): Ivy Davies is in row 2 too, with another date of birth or "
        "without one. Both are brought in: take one of them out if they are the same child."
    ) in said(tried, "note")


def test_a_child_of_the_dashboard_and_another_row_of_that_name_are_named(importing):
    importing.brought(children=[CHILDREN, IVY])
    tried = importing.tried(children=[CHILDREN, IVY, changed(IVY, DOB="")])
    assert "Ivy Davies is in row 2 too" in " ".join(said(tried, "note"))


def test_a_corrected_name_of_a_carer_is_asked_about_and_is_no_second_carer(importing):
    importing.brought(children=[CHILDREN, IVY])
    again = [CHILDREN, changed(IVY, **{"Parent 1": "Carys Davis"})]
    tried = importing.tried(children=again)
    question = only(tried.questions)
    assert "nearly the same name as Carys Davies" in question.text
    importing.brought(children=again, choices=Choices().answered(question, question.options[0].value))
    assert columns(importing, Carer.name) == [("Carys Davies",), ("Peter Davies",)]
    importing.brought(children=again, choices=Choices().answered(question, question.options[1].value))
    assert len(columns(importing, Carer.name)) == 3


def test_a_corrected_name_in_the_staff_register_is_asked_about(importing):
    importing.brought(staff=[STAFF, EWA])
    again = [STAFF, changed(EWA, Name="Ewa Novak")]
    question = only(importing.tried(staff=again).questions)
    same = Choices().answered(question, question.options[0].value)
    settled = importing.tried(staff=again, choices=same)
    assert settled.can_come_in and not settled.counts["staff and committee members"].new
    assert "The dashboard has the name Ewa Nowak." in only(said(settled, "left out"))


def asked(by, on, *, reference="", released=""):
    row = [reference, "Ivy Davies", by, "email", on, "", "", "N", "", "", released, "open"]
    return [REQUESTS, row]


@pytest.mark.parametrize(
    "corrected",
    [
        asked("Carys Davis", "02/11/2026"),
        asked("Carys Davies", "03/11/2026"),
        asked("Carys Davies", "02/11/2026", reference="SAR 2"),
    ],
    ids=["requester", "date", "reference"],
)
def test_a_corrected_request_is_asked_about_and_is_no_second_request(importing, corrected):
    reference = "SAR 1" if corrected[1][0] else ""
    importing.brought(
        children=[CHILDREN, IVY], access=asked("Carys Davies", "02/11/2026", reference=reference)
    )
    question = only(importing.tried(access=corrected).questions)
    assert "AR-2026-001 from Carys Davies, received on 2 Nov 2026" in question.text
    importing.brought(access=corrected, choices=Choices().answered(question, question.options[0].value))
    assert columns(importing, AccessRequest.requester) == [("Carys Davies",)]
    importing.brought(access=corrected, choices=Choices().answered(question, question.options[1].value))
    assert len(columns(importing, AccessRequest.requester)) == 2


def test_a_further_request_beside_the_recorded_one_is_not_asked_about(importing):
    importing.brought(children=[CHILDREN, IVY], access=asked("Carys Davies", "02/11/2026"))
    both = [*asked("Carys Davies", "02/11/2026"), asked("Peter Davies", "02/11/2026")[1]]
    assert importing.brought(access=both).counts["access requests"].new == 1


@pytest.mark.parametrize(
    ("on", "references", "is_asked"),
    [
        pytest.param("02/11/2026", ("", ""), True, id="three months later: a corrected date, perhaps"),
        pytest.param("03/11/2026", ("", ""), False, id="later than that: they ask again"),
        pytest.param("03/08/2026", ("SAR 1", "SAR 2"), False, id="the next day, under another reference"),
    ],
)
def test_somebody_who_asks_again_is_not_taken_for_a_corrected_date(importing, on, references, is_asked):
    before, now = references
    importing.brought(children=[CHILDREN, IVY], access=asked("Carys Davies", "02/08/2026", reference=before))
    question = only(importing.tried(access=asked("Carys Davies", on, reference=now)).questions)
    # Of one that is no correction it is asked whether it is the open one once more.
    start = "No row is about AR-2026-001" if is_asked else "AR-2026-001 from Carys Davies"
    assert question.text.startswith(start)


def decided(concern="possible significant harm", to="Health visitor", written=""):
    return [SHARING, ["02/11/2026", "Ivy Davies", concern, to, "written", "", "", written, "Ewa Nowak"]]


@pytest.mark.parametrize("corrected", [{"to": "Social worker"}, {"concern": "not clear"}])
def test_a_corrected_decision_is_asked_about_and_is_no_second_decision(importing, corrected):
    importing.brought(children=[CHILDREN, IVY], sharing=decided())
    again = decided(**corrected, written="02/11/2026")  # in the file on the very day
    question = only(importing.tried(sharing=again).questions)
    assert "No row is about SD-2026-001" in question.text
    importing.brought(sharing=again, choices=Choices().answered(question, question.options[0].value))
    assert len(columns(importing, SharingDecision.code)) == 1
    assert len(columns(importing, SharingEntry.recorded_on)) == 1


def test_a_concern_in_other_words_is_named(importing):
    importing.brought(children=[CHILDREN, IVY], sharing=decided())
    tried = importing.tried(sharing=decided("significant harm: bruise"))
    kept = "SD-2026-001 is recorded with a different concern. The recorded one is kept."
    assert kept in only(said(tried, "left out"))


MISSING = "Here by the dashboard, and in no row"
NEW = ["Ada Okafor", "04/06/23", "01/09/2025", "", "", "Ruth Okafor", "", "", ""]
GONE = ["Finn Smith", "14/01/23", "10/04/24", "", "", "Rhys Smith", "", "", ""]


@pytest.mark.parametrize(
    ("sheet", "named"),
    [
        pytest.param([IVY, OTTO, GONE, NEW], "", id="everybody is in it"),
        pytest.param([IVY, OTTO, NEW], "Finn Smith", id="one is not"),
        pytest.param([IVY, NEW], "", id="it has fewer of them than it leaves out, as of one room"),
        pytest.param([NEW], "", id="it has none of them"),
    ],
)
def test_who_is_on_roll_and_in_no_row_is_named(importing, sheet, named):
    """Rows are taken out of a spreadsheet when children leave, and nobody says so in the dashboard."""
    importing.brought(children=[CHILDREN, IVY, OTTO, GONE])
    notes = [note for note in said(importing.tried(children=[CHILDREN, *sheet]), "note") if MISSING in note]
    assert notes == [
        f"children.csv, row 1: {MISSING}: {named}. Nothing is changed about them. Where somebody has left, "
        "enter the day on the page Children and files."
    ] * bool(named)


def test_a_register_without_most_of_them_says_how_many(importing):
    """A sheet that was saved while it was filtered looks like one of a single room."""
    importing.brought(children=[CHILDREN, IVY, OTTO, GONE])
    for sheet, notes in (([IVY, NEW], 1), ([NEW], 0)):
        told = [n for n in said(importing.tried(children=[CHILDREN, *sheet]), "note") if "in no row" in n]
        assert ["2 of the 3 who are here by the dashboard are in no row." in note for note in told] == [
            True
        ] * notes


def test_nor_is_a_leaver_missed_nor_who_is_on_another_sheet_nor_while_questions_are_open(importing):
    importing.brought(children=[CHILDREN, IVY, OTTO, changed(GONE, Left="01/07/2026")])
    sheets = as_xlsx(Ladybirds=[CHILDREN, IVY, NEW], Bumblebees=[CHILDREN, OTTO])
    assert not [note for note in said(importing.tried(children__xlsx=sheets), "note") if MISSING in note]
    renamed = importing.tried(children=[CHILDREN, changed(IVY, Child="Ivy Davis"), OTTO])
    assert renamed.questions
    assert not [note for note in said(renamed, "note") if MISSING in note]


def test_nor_whose_row_has_a_fault(importing):
    """Their row is there: it is the fault that hides whom it means."""
    importing.brought(children=[CHILDREN, IVY, OTTO, GONE])
    sheet = [CHILDREN, IVY, OTTO, changed(GONE, **{"Start date": "31/02/24"})]
    tried = importing.tried(children=sheet)
    assert said(tried, "fault")
    assert not [note for note in said(tried, "note") if MISSING in note]


def test_of_many_who_are_missing_some_are_named_and_the_rest_counted(importing):
    those = [changed(IVY, Child=f"{name} Davies") for name in ("Ada", "Bea", "Cai", "Dai", "Eli", "Fay")]
    born = [changed(row, DOB=f"0{day}/05/23") for day, row in enumerate(those, 1)]
    others = [changed(OTTO, Child=f"{name} Walker", DOB="01/01/23") for name in ("Gil", "Hal", "Ian", "Jim")]
    rest = [changed(OTTO, Child=f"{name} Young", DOB="02/02/23") for name in ("Kit", "Lee", "Max")]
    importing.brought(children=[CHILDREN, *born, *others, *rest])
    [note] = [n for n in said(importing.tried(children=[CHILDREN, *others, *rest]), "note") if MISSING in n]
    assert "Ada Davies, Bea Davies, Cai Davies, Dai Davies and 2 others." in note


def test_who_works_here_and_is_in_no_row_is_named_by_the_roles_of_the_register(importing):
    """The committee is on a list of its own."""
    ann = ["Ann Walker", "Key person", "06/01/2020", "06/01/2020", "", "06/01/2020"]
    chair = ["Rose Merry", "Chairperson", "06/01/2020", "", "", "06/01/2020"]
    importing.brought(staff=[STAFF, EWA, ann, chair])
    [note] = [n for n in said(importing.tried(staff=[STAFF, EWA]), "note") if MISSING in n]
    assert f"{MISSING}: Ann Walker. Nothing is changed about them. Where" in note
    assert note.endswith("enter the day on the page Induction.")


@pytest.mark.parametrize("first", ["", "court order - see office"], ids=["none before", "there already"])
def test_a_court_order_that_a_register_adds_is_kept_and_none_is_taken_away(importing, first):
    importing.brought(children=[CHILDREN, changed(IVY, Notes=first)])
    importing.brought(children=[CHILDREN, changed(IVY, Notes="court order - see office")])
    importing.brought(children=[CHILDREN, changed(IVY, Notes="")])
    assert columns(importing, Child.has_court_order) == [(True,)]


def test_a_request_that_was_answered_is_not_answered_again_by_a_register(importing):
    given = ["SAR1", "Ivy Davies", "Carys Davies", "email", "10/09/26", "11/09/26", "12/09/26", "N", "", ""]
    importing.brought(children=[CHILDREN, IVY], requests=[REQUESTS, [*given, "01/10/26", "released"]])
    with_refusal = [
        [*REQUESTS[:-1], "Refused", REQUESTS[-1]],
        [*given[:-1], "It repeats the request of May, which was answered.", "", "02/10/26", "refused"],
    ]
    tried = importing.tried(children=[CHILDREN, IVY], requests=with_refusal)
    assert any("The request was closed on 1 Oct 2026" in text for text in said(tried, "left out"))
    importing.brought(children=[CHILDREN, IVY], requests=with_refusal)
    with importing.cabinet.reading(importing.who) as look:
        steps = look.execute(select(AccessStep.step)).scalars().all()
    assert Step.RELEASED in steps
    assert Step.REFUSED not in steps


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        pytest.param("05/01/2020", [date(2020, 1, 6)], id="earlier: the later is kept"),
        pytest.param("06/01/2020", [date(2020, 1, 6)], id="the same"),
        pytest.param("07/01/2020", [date(2020, 1, 6), date(2020, 1, 7)], id="later"),
    ],
)
def test_of_two_sign_offs_of_one_topic_the_later_counts(importing, cell, days):
    ewa = changed(EWA, **{"Start date": "01/01/2020"})
    importing.brought(staff=[STAFF, ewa])
    importing.brought(staff=[STAFF, [*ewa[:-1], cell]])
    assert columns(importing, InductionRecord.on) == [(day,) for day in days]
