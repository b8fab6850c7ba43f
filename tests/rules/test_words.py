"""Dates and counts in words: what every explanation and agenda line is written with."""

from datetime import date

import pytest

from rules.words import (
    counted,
    dated,
    is_one_name,
    listed,
    long_date,
    near_date,
    one_after_the_other,
    one_line,
    plain,
    short_date,
    with_typed,
)

THE_DAY = date(2026, 11, 4)


def test_a_day_is_written_without_a_leading_nought():
    assert long_date(THE_DAY) == "Wednesday 4 November 2026"
    assert short_date(THE_DAY) == "Wed 4 Nov"
    assert dated(THE_DAY) == "4 Nov 2026"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        pytest.param(date(2027, 5, 2), "Wed 4 Nov", id="179 days later"),
        pytest.param(date(2027, 5, 3), "Wed 4 Nov 2026", id="180 days later"),
        pytest.param(date(2026, 5, 8), "Wed 4 Nov 2026", id="180 days before"),
    ],
)
def test_a_day_that_is_far_off_is_written_with_its_year(today, said):
    assert near_date(THE_DAY, today=today) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        pytest.param(0, "0 working days", id="none is plural"),
        pytest.param(1, "1 working day", id="one is not"),
        pytest.param(2, "2 working days", id="two are"),
        pytest.param(999, "999 working days", id="hundreds are read at once"),
        pytest.param(1350, "1,350 working days", id="thousands are set apart"),
    ],
)
def test_a_count_agrees_with_its_unit(count, said):
    assert counted(count, "working day") == said


@pytest.mark.parametrize(
    ("things", "said"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param(["a reason"], "a reason", id="one"),
        pytest.param(["a reason", "a witness"], "a reason and a witness", id="two, no comma"),
        pytest.param(["x", "y", "z"], "x, y and z", id="three, no comma before and"),
    ],
)
def test_things_are_listed_as_a_person_would(things, said):
    assert listed(things) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param(["Which day?", "By letter"], "Which day? By letter", id="a question keeps its mark"),
        pytest.param(["At once!", "By letter."], "At once! By letter", id="and what was called out"),
        pytest.param(["By letter.", "", " It is long . "], "By letter. It is long", id="one full stop"),
        pytest.param(["By letter", "Which day?"], "By letter. Which day?", id="a question at the end"),
        pytest.param(["", " . "], "", id="nothing was typed"),
    ],
)
def test_what_was_typed_in_several_places_ends_each_sentence_once(typed, said):
    assert one_after_the_other(typed) == said


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Élodie Marsh", "elodie marsh"),
        ("ZIELIŃSKA", "zielinska"),
        ("Łucja", "lucja"),
        ("Muhammad O’Connor", "muhammad oconnor"),
        ("Clarke-Hughes", "clarke hughes"),
        ("Straße, Mia", "strasse mia"),
        ("李 小龙", "李 小龙"),
        ("  ", ""),
        ("!", ""),
    ],
)
def test_a_name_is_compared_without_what_no_english_reader_looks_for(said, expected):
    assert plain(said) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Otto Fernandez", "Otto Fernandez"),
        ("Otto Fernández", "Otto Fernández (Fernandez)"),
        ("Otto Ferna\u0301ndez", "Otto Ferna\u0301ndez (Fernandez)"),
        ("Zoë Żółć-Hughes", "Zoë Żółć-Hughes (Zoe Zolc-Hughes)"),
        ("Łucja Ørsted", "Łucja Ørsted (Lucja Orsted)"),
        ("Mia Straße", "Mia Straße (Strasse)"),
        ("Muhammad O’Connor", "Muhammad O’Connor (O'Connor)"),
        ("Otto Fernández, left 3 Nov 2025", "Otto Fernández, left 3 Nov 2025 (Fernandez)"),
        ("李 小龙", "李 小龙"),
        ("Zoë محمد", "Zoë محمد (Zoe)"),
        ("", ""),
    ],
)
def test_a_name_is_found_by_what_a_keyboard_has(name, expected):
    assert with_typed(name) == expected
    assert not name or plain(name) in plain(expected)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param(" Ada \n Quill\t", "Ada Quill", id="spaces and lines"),
        pytest.param("Ada\u200b Quill\ufeff", "Ada Quill", id="spaces without width, as they are pasted"),
        pytest.param("Ada \u202elliuQ\u202c", "Ada lliuQ", id="what turns the writing round"),
        pytest.param("\u2067ليلى\u2069 Quill", "ليلى Quill", id="what keeps two directions apart"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="what Persian is not written without"),
        pytest.param("क्\u200dष", "क्\u200dष", id="what Hindi is not written without"),
        pytest.param("Siân O’Dea-Łucja", "Siân O’Dea-Łucja", id="letters and marks that are seen"),
    ],
)
def test_a_line_has_nothing_that_nobody_sees(typed, kept):
    assert one_line(typed) == kept


def test_names_are_in_the_order_of_an_english_reader():
    names = ["Élodie", "ella", "Łucja", "Lena", "Oakes", "O'Hara", "Ottilie", "Åsa", "Arthur", "Zoe"]
    assert sorted(names, key=plain) == [
        "Arthur",
        "Åsa",
        "ella",
        "Élodie",
        "Lena",
        "Łucja",
        "Oakes",
        "O'Hara",
        "Ottilie",
        "Zoe",
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        pytest.param("Zoë  O'Connor ", "zoe O’Connor", True, id="however it is typed"),
        pytest.param("Ruth Llewellyn", "Ruth Llewellyn-Jones", False, id="a longer name is somebody else"),
        pytest.param("Ruth Llewellyn", "Llewellyn", False, id="a part of it is not it"),
        pytest.param("", " ", False, id="nobody is nobody else"),
        pytest.param("–", "-", False, id="a dash is no name"),
    ],
)
def test_two_names_are_one(one, other, is_one):
    assert is_one_name(one, other) is is_one
