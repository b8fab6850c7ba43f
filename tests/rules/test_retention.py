"""How long records are kept, from which day, and what stands in the way of disposing of them."""

from datetime import date, timedelta

import pytest

from rules.file_index import Category
from rules.problems import of_each
from rules.retention import (
    USUAL,
    USUALLY,
    Became,
    From,
    HeldFor,
    Period,
    RecordKind,
    disposal_problems,
    dispose_after,
    hold_end_problems,
    hold_problems,
    how_long,
    kind_of,
    kinds_of,
    period_problems,
    put_right_problems,
)

BORN_ON, LEFT_ON, TODAY = date(2016, 2, 29), date(2020, 7, 24), date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        pytest.param(RecordKind.GENERAL, date(2023, 7, 24), id="3 years after leaving"),
        pytest.param(RecordKind.ACCIDENTS, date(2037, 5, 29), id="21 years and 3 months after the birth"),
        pytest.param(RecordKind.CHILD_PROTECTION, date(2041, 2, 28), id="25 years: no 29 February then"),
    ],
)
def test_each_kind_is_usually_kept_so_long(kind, until):
    assert dispose_after(USUAL[kind], left_on=LEFT_ON, born_on=BORN_ON) == until


def test_nothing_is_disposed_of_before_the_child_leaves():
    assert dispose_after(Period(12, From.BIRTH), left_on=LEFT_ON, born_on=BORN_ON) == LEFT_ON


def test_without_a_date_of_birth_what_is_counted_from_it_has_no_end():
    assert dispose_after(USUAL[RecordKind.ACCIDENTS], left_on=LEFT_ON, born_on=None) is None
    assert dispose_after(USUAL[RecordKind.GENERAL], left_on=LEFT_ON, born_on=None) is not None


@pytest.mark.parametrize(
    ("categories", "has_concern", "kinds"),
    [
        ((), False, [RecordKind.GENERAL]),
        ((Category.AGENCY,), False, [RecordKind.GENERAL]),
        ((Category.INJURY,), False, [RecordKind.GENERAL, RecordKind.ACCIDENTS]),
        ((Category.CONCERN,), False, [RecordKind.GENERAL, RecordKind.CHILD_PROTECTION]),
        ((Category.CHILD_PROTECTION,), False, [RecordKind.GENERAL, RecordKind.CHILD_PROTECTION]),
        ((), True, [RecordKind.GENERAL, RecordKind.CHILD_PROTECTION]),
        (tuple(Category), True, list(RecordKind)),
    ],
)
def test_the_kinds_of_records_follow_from_what_the_file_holds(categories, has_concern, kinds):
    assert kinds_of(categories, has_concern=has_concern) == kinds


@pytest.mark.parametrize(
    ("period", "reason", "fields"),
    [
        pytest.param(Period(36, From.LEAVING), "", [], id="as usual"),
        pytest.param(Period(72, From.LEAVING), "", [], id="longer"),
        pytest.param(Period(35, From.LEAVING), "", ["reason"], id="shorter, and nobody says why"),
        pytest.param(Period(35, From.LEAVING), "Our insurer asks for it", [], id="shorter, for a reason"),
        pytest.param(Period(35, From.LEAVING), "Our insurer", ["reason"], id="two words are no sentence"),
        pytest.param(Period(35, From.LEAVING), "Our insurer asks", [], id="three may be"),
        pytest.param(Period(36, From.BIRTH), "", ["reason"], id="counted from another day"),
        pytest.param(None, "", ["months"], id="none"),
        pytest.param(Period(0, From.LEAVING), "", ["months"], id="no time at all"),
        pytest.param(Period(1, From.LEAVING), "Our insurer asks for it", [], id="a month is the least"),
        pytest.param(Period(1200, From.LEAVING), "", [], id="a hundred years are the most"),
        pytest.param(Period(1201, From.LEAVING), "", ["months"], id="more than a hundred years"),
    ],
)
def test_a_period_shorter_than_usual_has_a_reason(period, reason, fields):
    assert list(period_problems(RecordKind.GENERAL, period, reason=reason)) == fields


@pytest.mark.parametrize(
    ("period", "said"),
    [
        pytest.param(Period(36, From.LEAVING), "3 years from leaving", id="whole years"),
        pytest.param(Period(255, From.BIRTH), "21 years and 3 months from birth", id="years and months"),
        pytest.param(Period(12, From.LEAVING), "1 year from leaving", id="a year"),
        pytest.param(Period(11, From.LEAVING), "11 months from leaving", id="less than a year"),
    ],
)
def test_a_period_is_said_in_years_and_months(period, said):
    assert how_long(period) == said


def test_what_is_usual_is_never_called_law():
    assert set(USUALLY) == set(USUAL) == set(RecordKind)
    assert all("not law" in said for said in USUALLY.values())
    assert not any("longer" in said for said in USUALLY.values()), "L8.6 was never confirmed"


GOOD = {
    "kind": RecordKind.GENERAL,
    "kinds": [RecordKind.GENERAL, RecordKind.ACCIDENTS],
    "due": TODAY - DAY,
    "on": TODAY,
    "how": "Shredded",
    "passed_to": "",
    "started_on": LEFT_ON - 400 * DAY,
    "open_things": (),
    "disposed": (),
    "asked_by": 1,
    "second": 2,
    "second_confirmed": True,
    "today": TODAY,
}


STILL_KEPT = {"due": TODAY + 400 * DAY, "on": LEFT_ON}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="two people, after the last day"),
        pytest.param({"kind": None}, ["kind"], id="nothing"),
        pytest.param({"kind": RecordKind.CHILD_PROTECTION}, ["kind"], id="what the child has not"),
        pytest.param({"disposed": [RecordKind.GENERAL]}, ["kind"], id="twice"),
        pytest.param({"open_things": ["access request AR-2026-003"]}, ["kind"], id="on hold (X-6)"),
        pytest.param({"due": None}, ["kind"], id="no date of birth"),
        pytest.param({"due": TODAY}, ["kind", "on"], id="on the last day it is kept"),
        pytest.param({"on": None}, ["on"], id="on no day"),
        pytest.param({"on": TODAY + DAY}, ["on"], id="tomorrow"),
        pytest.param({"on": TODAY - DAY}, ["on"], id="dated while it was still kept"),
        pytest.param({"open_then": ["complaint CP-2026-001"]}, ["on"], id="dated while they were on hold"),
        pytest.param({"how": " "}, ["how"], id="nobody says how"),
        pytest.param({"second": None}, ["second"], id="one person"),
        pytest.param({"second": 1}, ["second"], id="the same person twice"),
        pytest.param(
            {"second_confirmed": False}, ["confirmation"], id="a second person who does not confirm"
        ),
        pytest.param({"how": "Shredded. Password: kiwi"}, ["how"], id="a password"),
        pytest.param({"passed_to": "School"} | STILL_KEPT, [], id="passed on while it is still kept"),
        pytest.param({"passed_to": "School", "due": None}, [], id="passed on, of no known age"),
        pytest.param(
            {"passed_to": "School", "open_things": ["access request AR-2026-003"]},
            ["kind"],
            id="the only file, passed on while it is asked for",
        ),
        pytest.param({"passed_to": "School", "on": TODAY + DAY}, ["on"], id="passed on tomorrow"),
        pytest.param(
            {"passed_to": "School", "on": LEFT_ON - 401 * DAY}, ["on"], id="passed on before the start"
        ),
        pytest.param({"passed_to": "School. Password: kiwi"}, ["passed_to"], id="to a password"),
    ],
)
def test_a_disposal_takes_two_people_after_the_time_and_nothing_open(changed, fields):
    assert list(disposal_problems(**GOOD | changed)) == fields


WRONG = {
    name: GOOD[name] for name in ("due", "started_on", "asked_by", "second", "second_confirmed", "today")
}
WRONG |= {"became": Became.STILL_HERE, "because": "The shelf was not emptied", "open_then": ()}
WRONG |= {"on": None, "how": "", "passed_to": ""}
ANOTHER_DAY = {"became": Became.OTHERWISE, "on": TODAY, "how": "Shredded"}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="they are still here"),
        pytest.param({"became": None}, ["became"], id="nobody says what became of them"),
        pytest.param({"because": " "}, ["because"], id="for no reason"),
        pytest.param({"second": None}, ["second"], id="two said it, and two take it back"),
        pytest.param({"second": 1}, ["second"], id="the same person twice"),
        pytest.param({"second_confirmed": False}, ["confirmation"], id="without the second one's password"),
        pytest.param(ANOTHER_DAY, [], id="on another day, when nothing kept them"),
        pytest.param(ANOTHER_DAY | {"how": ""}, ["how"], id="otherwise, and nobody says how"),
        pytest.param(ANOTHER_DAY | {"on": TODAY + DAY}, ["on"], id="tomorrow"),
        pytest.param({"open_then": ["complaint CP-2026-001"]}, [], id="what is here holds nothing up"),
        pytest.param(
            ANOTHER_DAY | {"open_then": ["complaint CP-2026-001"]}, ["on"], id="gone while they were on hold"
        ),
        pytest.param(
            {"became": Became.WRONGLY, "because": "", "second": None},
            ["became"],
            id="gone, and should not be: it is a breach, and the entry stays",
        ),
    ],
)
def test_a_disposal_is_put_right_by_two_people_as_it_was_recorded(changed, fields):
    assert list(put_right_problems(**WRONG | changed)) == fields


@pytest.mark.parametrize("passed_to", ["", "Hillside Infants"])
def test_what_is_still_here_as_a_copy_is_not_gone(passed_to):
    found = disposal_problems(**GOOD | {"passed_to": passed_to, "copies": ["the typed copy of entry 3"]})
    assert list(found) == ["kind"]
    assert "the typed copy of entry 3. Delete or destroy it first" in found["kind"]


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        (None, RecordKind.GENERAL),
        (Category.DISCUSSION, RecordKind.GENERAL),
        (Category.AGENCY, RecordKind.GENERAL),
        (Category.INJURY, RecordKind.ACCIDENTS),
        (Category.CONCERN, RecordKind.CHILD_PROTECTION),
        (Category.CHILD_PROTECTION, RecordKind.CHILD_PROTECTION),
    ],
)
def test_an_entry_is_kept_with_its_kind(category, kind):
    assert kind_of(category) is kind


HELD = {"why": HeldFor.CLAIM, "words": "A solicitor wrote.", "on": TODAY, "today": TODAY}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="whole, from today"),
        pytest.param({"on": TODAY - DAY}, [], id="from the day before"),
        pytest.param({"on": TODAY + DAY}, ["on"], id="from tomorrow"),
        pytest.param({"on": None}, ["on"], id="from no day"),
        pytest.param({"why": None}, ["why"], id="for nothing"),
        pytest.param({"words": "A solicitor"}, ["words"], id="no sentence"),
        pytest.param({"words": "Their password: rosebud-12"}, ["words"], id="a password (DR-5)"),
    ],
)
def test_records_are_kept_for_longer_for_a_reason(changed, fields):
    assert list(hold_problems(**HELD | changed)) == fields


ENDED = {"on": TODAY, "because": "The court decided.", "since": TODAY - DAY, "today": TODAY}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="whole, today"),
        pytest.param({"on": TODAY - DAY}, [], id="on the day it began"),
        pytest.param({"on": TODAY - 2 * DAY}, ["on"], id="the day before it began"),
        pytest.param({"on": TODAY + DAY}, ["on"], id="tomorrow"),
        pytest.param({"on": None}, ["on"], id="on no day"),
        pytest.param({"because": "It ended"}, ["because"], id="no sentence"),
        pytest.param({"because": "Their password: rosebud-12"}, ["because"], id="a password (DR-5)"),
    ],
)
def test_that_it_is_over_has_its_day_and_reason(changed, fields):
    assert list(hold_end_problems(**ENDED | changed)) == fields


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param([("C-1", {"how": "Enter how."})], {"how": "Enter how."}, id="of one it names none"),
        pytest.param(
            [("C-1", {"how": "Enter how."}), ("C-2", {"how": "Enter how."})],
            {"how": "Enter how."},
            id="the same for all is said once",
        ),
        pytest.param(
            [("C-1", {}), ("C-2", {"kind": "On hold."}), ("C-3", {"kind": "On hold."})],
            {"kind": "C-2 and C-3: On hold."},
            id="of some it says of whom",
        ),
        pytest.param(
            [("C-1", {"kind": "Gone."}), ("C-2", {"kind": "On hold."})],
            {"kind": "C-1: Gone. C-2: On hold."},
            id="each has its own",
        ),
        pytest.param([("C-1", {}), ("C-2", {})], {}, id="nothing is wrong"),
    ],
)
def test_what_is_wrong_with_several_at_once_says_with_which(found, said):
    assert of_each(found) == said
