"""What may stand in the register of children, and in the record of a developmental file."""

from datetime import date, timedelta

import pytest

from rules import developmental
from rules.children import (
    Chosen,
    OnRecord,
    age_said,
    carer_mistake_problems,
    carer_problems,
    child_mistake_problems,
    child_problems,
    key_person_problems,
    left_before_on,
    records_gone_problem,
    starter_key_person_problem,
    stay_before_until,
)
from rules.developmental import Event
from rules.induction import Role
from rules.words import long_date, password_problem

TODAY, BORN_ON = date(2026, 11, 24), date(2024, 5, 2)
DAY = timedelta(days=1)
CHILD = {
    "name": "Ivy Davies",
    "born_on": BORN_ON,
    "started_on": TODAY + DAY,
    "left_on": None,
    "room": "Ladybirds",
    "note": "",
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="starts tomorrow"),
        pytest.param({"name": " "}, ["name"], id="no name"),
        pytest.param({"born_on": None}, ["born_on"], id="no date of birth"),
        pytest.param({"born_on": TODAY}, [], id="born today"),
        pytest.param({"born_on": TODAY + DAY}, ["born_on"], id="born tomorrow"),
        pytest.param({"born_on": date(2008, 11, 26)}, [], id="a day short of 18 on the first day"),
        pytest.param({"born_on": date(2008, 11, 25)}, ["born_on"], id="18 on the first day: a wrong year"),
        pytest.param({"started_on": None}, ["started_on"], id="starts on no day"),
        pytest.param(
            {"started_on": None, "left_on": TODAY}, ["started_on"], id="starts on no day, and leaves on one"
        ),
        pytest.param({"started_on": BORN_ON - DAY}, ["started_on"], id="starts before the birth"),
        pytest.param({"left_on": TODAY + DAY}, [], id="leaves on the first day"),
        pytest.param({"left_on": TODAY}, ["left_on"], id="leaves before starting"),
        pytest.param({"left_on": date(2036, 11, 24)}, [], id="leaves in ten years"),
        pytest.param({"left_on": date(2036, 11, 25)}, ["left_on"], id="leaves in more than ten years"),
        pytest.param({"left_on": date.max}, ["left_on"], id="no last day, as some registers write it"),
        pytest.param({"note": "Tapestry password: kiwi"}, ["note"], id="a password in a note (DR-5)"),
        pytest.param({"room": "pwd=kiwi"}, ["room"], id="a password for a room"),
    ],
)
def test_a_line_of_the_register_is_refused_by_field(changed, fields):
    assert list(child_problems(**CHILD | changed)) == fields


CARER = {
    "name": "Carys Davies",
    "has_parental_responsibility": True,
    "responsible_from_on": None,
    "responsible_until_on": None,
    "born_on": BORN_ON,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="from the birth on"),
        pytest.param({"name": " "}, ["carer"], id="no name"),
        pytest.param({"name": "password: kiwi"}, ["carer"], id="a password is nobody's name"),
        pytest.param({"responsible_from_on": BORN_ON}, [], id="from the day of the birth"),
        pytest.param({"responsible_from_on": BORN_ON - DAY}, ["from_on"], id="before the birth"),
        pytest.param(
            {"responsible_from_on": BORN_ON - DAY, "responsible_until_on": TODAY, "born_on": None},
            [],
            id="no birth is known",
        ),
        pytest.param({"responsible_from_on": TODAY, "responsible_until_on": TODAY}, [], id="on a single day"),
        pytest.param({"responsible_until_on": TODAY, "born_on": None}, [], id="ends, and no birth is known"),
        pytest.param({"responsible_until_on": BORN_ON}, [], id="ends on the day of the birth"),
        pytest.param(
            {"responsible_until_on": BORN_ON - DAY},
            ["until_on"],
            id="ends before the birth: a slip of the year",
        ),
        pytest.param(
            {"responsible_from_on": TODAY, "responsible_until_on": TODAY - DAY},
            ["until_on"],
            id="ends before it began",
        ),
        pytest.param(
            {"has_parental_responsibility": False, "has_answered": True},
            ["responsible"],
            id="taken away from somebody who has answered",
        ),
        pytest.param(
            {"responsible_until_on": TODAY, "has_answered": True}, [], id="ended, with its last day"
        ),
        pytest.param({"has_parental_responsibility": False}, [], id="never held it"),
        pytest.param({"is_listed": True}, ["carer"], id="there is one of that name"),
    ],
)
def test_a_carers_line_is_refused_by_field(changed, fields):
    assert list(carer_problems(**CARER | changed)) == fields


@pytest.mark.parametrize(
    ("said_no", "fields"),
    [
        pytest.param([], [], id="never asked, or every last answer is yes"),
        pytest.param(["Website"], ["row"], id="the last answer about one purpose is no"),
    ],
)
def test_a_no_does_not_go_from_sight_with_a_carer_who_is_there_twice(said_no, fields):
    assert list(carer_mistake_problems(said_no=said_no)) == fields


KEEP = (
    "If one child is here twice, keep this record and take back the other one; if the child has left, "
    "enter the leaving day."
)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        pytest.param({}, [], id="a line with carers and a key person alone"),
        pytest.param({OnRecord.ANSWER: [], OnRecord.REQUEST: []}, [], id="nothing that counts"),
        pytest.param(
            {OnRecord.COMPLAINT: ["CO-2026-001", ""]},
            ["This stays with the child for good: 2 complaints.", KEEP],
            id="counted where one has no code",
        ),
        pytest.param(
            {OnRecord.ANSWER: [""]},
            ["Take back first: 1 answer about consent (on the page Consents)."],
            id="what is taken back elsewhere first",
        ),
        pytest.param(
            {OnRecord.DECISION: ["SD-2026-001"]},
            [
                "Take back first: concern SD-2026-001 (on the page Sharing decisions, by choosing the right "
                "child)."
            ],
            id="what may be about another child",
        ),
        pytest.param(
            {OnRecord.CONTACT: ["PC-2026-001", "PC-2026-002"], OnRecord.FORM: ["", ""]},
            [
                "Take back first: 2 questions of forms handed out (on the page Consents) and contacts and "
                "disclosures PC-2026-001 and PC-2026-002 (on the page Sharing decisions)."
            ],
            id="by code where there is one",
        ),
        pytest.param(
            {OnRecord.REQUEST: ["AR-2026-001"], OnRecord.ENTRY: ["1", "2"]},
            [
                "This stays with the child for good: access request AR-2026-001 and file entries 1 and 2.",
                KEEP,
            ],
            id="what nobody can take back",
        ),
        pytest.param(
            {OnRecord.ENTRY: ["1", "10", "2"]},
            ["This stays with the child for good: file entries 1, 2 and 10.", KEEP],
            id="by number, not by letter",
        ),
        pytest.param(
            {OnRecord.ANSWER: [""], OnRecord.COMPLAINT: ["CO-2026-001"]},
            ["This stays with the child for good: complaint CO-2026-001.", KEEP],
            id="then nothing else is to be taken back for nothing",
        ),
    ],
)
def test_a_child_with_something_on_record_is_not_taken_back_and_it_is_said_what(held, said):
    assert child_mistake_problems(held) == said


RECORD = {
    "child": "Ivy",
    "event": Event.KEPT,
    "on": TODAY,
    "kept_at": "Ladybirds, the low shelf",
    "carer": None,
    "started_on": date(2025, 9, 1),
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="where it is"),
        pytest.param({"event": Event.VIEWED, "carer": "Carys", "kept_at": ""}, [], id="a carer looked at it"),
        pytest.param({"child": None}, ["child"], id="no child"),
        pytest.param({"on": None}, ["on"], id="on no day"),
        pytest.param({"on": TODAY + DAY}, ["on"], id="tomorrow"),
        pytest.param({"on": date(2025, 9, 1)}, [], id="on the first day"),
        pytest.param({"on": date(2025, 8, 31)}, ["on"], id="before the child started"),
        pytest.param({"started_on": None, "child": None}, ["child"], id="of no child no start is known"),
        pytest.param({"kept_at": " "}, ["kept_at"], id="nowhere"),
        pytest.param({"event": Event.VIEWED}, ["carer"], id="seen by nobody, or by another child's carer"),
    ],
)
def test_a_developmental_record_is_somewhere_and_seen_by_its_own_carers(changed, fields):
    assert list(developmental.problems(**RECORD | changed)) == fields


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("password: kiwi", True),
        ("The Password is kiwi", True),
        ("Passcode = 1234", True),
        ("pwd:kiwi", True),
        ("Their own password", False),
        ("Forgot the password, asked the office", False),
        ("", False),
    ],
)
def test_a_password_is_known_by_what_stands_before_it(typed, is_one):
    assert bool(password_problem("note", typed)) is is_one


MAY_BE = Chosen(Role.STAFF)
OF_THE_CHILD = {
    "child": 1,
    "started_on": TODAY,
    "left_on": TODAY + 30 * DAY,
    "from_on": TODAY + 7 * DAY,
    "reason": "",
}


@pytest.mark.parametrize(
    ("chosen", "changed", "fields"),
    [
        pytest.param(MAY_BE, {}, [], id="a member of staff, from a day on"),
        pytest.param(None, {}, ["staff"], id="nobody"),
        pytest.param(MAY_BE, {"child": None}, ["child"], id="of no child"),
        pytest.param(Chosen(Role.STUDENT), {}, ["staff"], id="a student (CP-12)"),
        pytest.param(Chosen(Role.STUDENT, lacking=["Recording"]), {}, ["staff"], id="a student says enough"),
        pytest.param(Chosen(Role.STAFF, TODAY + 7 * DAY), {}, [], id="their last day is the first"),
        pytest.param(Chosen(Role.STAFF, TODAY + 6 * DAY), {}, ["staff"], id="they have left by then"),
        pytest.param(Chosen(Role.STAFF, TODAY), {"from_on": None}, ["from_on"], id="from no day"),
        pytest.param(
            Chosen(Role.STAFF, started_on=TODAY + 7 * DAY), {}, [], id="their first day is the first"
        ),
        pytest.param(
            Chosen(Role.STAFF, started_on=TODAY + 8 * DAY), {}, ["from_on"], id="they are not here by then"
        ),
        pytest.param(MAY_BE, {"from_on": TODAY}, [], id="from the child's first day"),
        pytest.param(MAY_BE, {"from_on": TODAY - DAY}, ["from_on"], id="before it"),
        pytest.param(MAY_BE, {"from_on": TODAY + 30 * DAY}, [], id="on the child's last day"),
        pytest.param(MAY_BE, {"from_on": TODAY + 31 * DAY}, ["from_on"], id="after it"),
        pytest.param(MAY_BE, {"from_on": TODAY + 31 * DAY, "left_on": None}, [], id="who does not leave"),
        pytest.param(Chosen(Role.STAFF, lacking=["Recording"]), {}, ["reason"], id="not signed off (PR-6)"),
        pytest.param(
            Chosen(Role.STAFF, lacking=["Recording"]),
            {"reason": "The key person is ill until Monday"},
            [],
            id="with a reason",
        ),
        pytest.param(MAY_BE, {"own_children": ["C-021"]}, ["staff"], id="a carer has their name (CP-12)"),
        pytest.param(
            MAY_BE,
            {"own_children": ["C-021"], "reason": "Nobody else is here"},
            ["staff"],
            id="a reason changes nothing of it",
        ),
    ],
)
def test_who_may_be_a_key_person_and_from_when(chosen, changed, fields):
    assert list(key_person_problems(chosen, **OF_THE_CHILD | changed)) == fields


@pytest.mark.parametrize(
    ("chosen", "is_taken"),
    [
        pytest.param(MAY_BE, True, id="a member of staff"),
        pytest.param(None, False, id="who is no longer there"),
        pytest.param(Chosen(Role.VOLUNTEER), False, id="a volunteer (CP-12)"),
        pytest.param(Chosen(Role.STAFF, TODAY), True, id="their last day is the child's first"),
        pytest.param(Chosen(Role.STAFF, TODAY - DAY), False, id="they have left by then"),
        pytest.param(Chosen(Role.STAFF, lacking=["Recording"]), False, id="not signed off, with no reason"),
        pytest.param(Chosen(Role.STAFF, started_on=TODAY), True, id="who starts with the child"),
        pytest.param(Chosen(Role.STAFF, started_on=TODAY + DAY), False, id="who starts later"),
    ],
)
def test_a_starter_has_a_key_person_at_once_of_whom_nothing_is_to_be_asked(chosen, is_taken):
    said = starter_key_person_problem(chosen, from_on=TODAY)
    assert (said == "") is is_taken
    assert starter_key_person_problem(chosen, from_on=TODAY, is_own_child=True)
    # Signed off today, of a child who has been here for a year, it was "not signed off yet".
    assert (f"Not signed off by {long_date(TODAY)}, when the child starts: Recording." in said) is bool(
        chosen and chosen.lacking
    )


LEFT, BACK = date(2026, 11, 20), date(2026, 12, 2)


@pytest.mark.parametrize(
    ("held", "left_on", "new_left_on", "new_started_on", "kept"),
    [
        pytest.param(None, None, None, BACK, None, id="who never left"),
        pytest.param(None, None, LEFT, date(2025, 9, 1), None, id="who leaves"),
        pytest.param(None, LEFT, None, BACK, LEFT, id="who comes back"),
        pytest.param(None, LEFT, date(2026, 12, 18), BACK, LEFT, id="who comes back for some weeks"),
        pytest.param(None, LEFT, None, date(2025, 9, 1), LEFT, id="taken out: the start says what it was"),
        pytest.param(LEFT, date(2027, 1, 8), None, BACK, LEFT, id="a mistake in the second stay"),
        pytest.param(LEFT, date(2027, 1, 8), None, date(2027, 1, 9), date(2027, 1, 8), id="back again"),
        pytest.param(LEFT, date(2027, 1, 8), date(2027, 1, 8), BACK, LEFT, id="the day stays"),
        pytest.param(
            date(2026, 10, 9), LEFT, None, date(2025, 9, 1), LEFT, id="the second mistake in one stay"
        ),
    ],
)
def test_a_leaving_day_that_is_taken_out_is_kept(held, left_on, new_left_on, new_started_on, kept):
    days = {"left_on": left_on, "new_left_on": new_left_on, "new_started_on": new_started_on}
    assert left_before_on(held, **days) == kept


@pytest.mark.parametrize(
    ("kept", "started_on", "until"),
    [
        (None, BACK, None),
        (LEFT, date(2026, 11, 19), None),
        (LEFT, LEFT, None),
        (LEFT, date(2026, 11, 21), LEFT),
        (LEFT, BACK, LEFT),
    ],
)
def test_it_ended_a_stay_where_the_start_is_after_it(kept, started_on, until):
    assert stay_before_until(kept, started_on=started_on) == until


@pytest.mark.parametrize(
    ("born_on", "started_on", "said"),
    [
        pytest.param(date(2026, 1, 5), date(2027, 1, 4), "11 months", id="a day before one"),
        pytest.param(date(2026, 1, 5), date(2027, 1, 5), "12 months", id="on the birthday"),
        pytest.param(date(2025, 1, 5), date(2027, 1, 4), "23 months", id="nearly two"),
        pytest.param(date(2025, 1, 5), date(2027, 1, 5), "2 years", id="two"),
        pytest.param(date(2024, 2, 29), date(2027, 2, 28), "3 years", id="born on a leap day"),
        pytest.param(date(2021, 1, 6), date(2027, 1, 5), "5 years", id="a day before six"),
        pytest.param(
            date(2013, 3, 14), date(2027, 1, 18),
            "13 years", id="ten years slipped",
        ),
        pytest.param(None, date(2027, 1, 18), "", id="not known"),
    ],
)  # fmt: skip
def test_how_old_a_starter_is_is_said(born_on, started_on, said):
    """L8.2: records that are kept from the date of birth fell due ten years early by one figure."""
    found = age_said(born_on, started_on)
    assert found.partition(" old on the first day.")[0] == said
    assert ("change the year of birth" in found) is (said == "13 years")


LEFT, GONE = date(2026, 11, 2), date(2026, 11, 9)


@pytest.mark.parametrize(
    ("changed", "is_refused"),
    [
        pytest.param({"new_left_on": None}, True, id="not at all"),
        pytest.param({"new_left_on": GONE + DAY}, True, id="the day after they went"),
        pytest.param({"new_left_on": GONE}, False, id="the day they went"),
        pytest.param({"new_left_on": LEFT}, False, id="as it is"),
        pytest.param({"new_left_on": None, "are_gone": True}, False, id="they are really gone"),
        pytest.param({"new_started_on": LEFT + DAY}, False, id="the child comes back"),
        pytest.param({"new_started_on": LEFT}, True, id="no new time begins"),
        pytest.param({"gone": []}, False, id="nothing is gone"),
        pytest.param({"gone": [("general records", LEFT - DAY)]}, False, id="of a time before"),
        pytest.param({"gone": [("general records", LEFT)]}, True, id="gone on the last day"),
        pytest.param({"left_on": None}, False, id="here"),
    ],
)
def test_a_last_day_is_not_cleared_over_records_that_are_down_as_gone(changed, is_refused):
    """AR-12: a child who is here, whose file an entry says was destroyed."""
    given = {
        "gone": [("general records", GONE)],
        "left_on": LEFT,
        "new_left_on": None,
        "new_started_on": date(2025, 9, 1),
        "are_gone": False,
    } | changed
    said = records_gone_problem(given.pop("gone"), **given)
    assert ("put it right first" in said) is is_refused
    assert bool(said) is is_refused
