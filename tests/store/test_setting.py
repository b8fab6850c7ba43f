"""The setting's own rules and bank holidays: what may be changed, and what the agenda says at once."""

from datetime import date

import pytest

from models import AccessRequest, AuditEntry, ClosureDay, ExtraBankHoliday, Setting
from rules.access import Channel, Step
from rules.induction import Role
from rules.need_to_know import Thing
from store import access_requests, setting
from store.refusal import Refused
from tests.conftest import TODAY, account, agenda_of, everything, rows


@pytest.fixture
def request_id(cabinet, who, family):
    access_requests.record_request(
        cabinet,
        who,
        child_id=family.child,
        requester="Carys Davies",
        channel=Channel.EMAIL,
        received_on=date(2026, 11, 2),
        note="It lay in the tray till today",
        today=TODAY,
    )
    return rows(cabinet, AccessRequest)[0]["id"]


def due(cabinet, step):
    return next(item.due for item in agenda_of(cabinet).items if item.step is step)


def test_a_rule_is_changed_and_moves_the_agenda_at_once(cabinet, who, request_id):
    assert due(cabinet, Step.ACKNOWLEDGED) == date(2026, 11, 9)
    setting.change_house_rules(cabinet, who, {"acknowledge_working_days": 6, "recording_days": 0})
    assert due(cabinet, Step.ACKNOWLEDGED) == date(2026, 11, 10)


def test_a_new_bank_holiday_moves_the_legal_date_at_once(cabinet, who, request_id):
    assert due(cabinet, Step.RELEASED) == date(2026, 12, 2)
    setting.add_bank_holiday(cabinet, who, day=date(2026, 12, 2), name=" A  coronation ")
    assert due(cabinet, Step.RELEASED) == date(2026, 12, 3)
    assert rows(cabinet, ExtraBankHoliday)[0]["name"] == "A coronation"


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        pytest.param({"acknowledge_working_days": None}, "acknowledge_working_days", id="no number"),
        pytest.param({"acknowledge_working_days": -1}, "acknowledge_working_days", id="below nought"),
        pytest.param({"acknowledge_working_days": 366}, "acknowledge_working_days", id="more than a year"),
        pytest.param({"name": 5}, "name", id="no rule, but a column"),
        pytest.param({"induction_days": 5, "reread_days": 999}, "reread_days", id="one of two"),
    ],
)
def test_a_rule_is_refused_by_field_and_nothing_is_saved(cabinet, who, rules, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        setting.change_house_rules(cabinet, who, rules)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize("number", [0, 365])
def test_the_ends_of_a_rules_limits_are_taken(cabinet, who, number):
    setting.change_house_rules(cabinet, who, {"induction_days": number})
    assert rows(cabinet, Setting)[0]["induction_days"] == number


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"day": None}, "day", id="no date"),
        pytest.param({"day": date(2026, 12, 25)}, "day", id="already a bank holiday"),
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"name": "x" * 201}, "name", id="a name that is too long"),
    ],
)
def test_a_bank_holiday_is_refused_by_field_and_nothing_is_saved(cabinet, who, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        setting.add_bank_holiday(cabinet, who, **{"day": date(2026, 12, 2), "name": "A coronation"} | changed)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_a_bank_holiday_is_added_once(cabinet, who):
    setting.add_bank_holiday(cabinet, who, day=date(2026, 12, 2), name="A coronation")
    with pytest.raises(Refused) as refused:
        setting.add_bank_holiday(cabinet, who, day=date(2026, 12, 2), name="A coronation")
    assert list(refused.value.problems) == ["day"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"first": None}, "first", id="no day"),
        pytest.param({"last": date(2026, 12, 23)}, "last", id="back to front"),
        pytest.param({"last": date(2027, 12, 24)}, "last", id="a year"),
        pytest.param({"name": " "}, "name", id="no reason"),
    ],
)
def test_closure_days_are_refused_by_field(cabinet, who, changed, field):
    asked = {"first": date(2026, 12, 24), "last": date(2027, 1, 1), "name": "Christmas"}
    with pytest.raises(Refused) as refused:
        setting.add_closure_days(cabinet, who, **asked | changed)
    assert list(refused.value.problems) == [field]
    assert rows(cabinet, ClosureDay) == []


def test_closure_days_are_added_once_and_without_weekends(cabinet, who):
    for _ in range(2):
        setting.add_closure_days(
            cabinet, who, first=date(2026, 12, 24), last=date(2026, 12, 28), name=" Christmas  time "
        )
    held = [(row["day"], row["name"]) for row in rows(cabinet, ClosureDay)]
    assert held == [(date(2026, 12, day), "Christmas time") for day in (24, 25, 28)]


def test_a_bank_holiday_entered_by_mistake_is_taken_off_and_the_legal_date_comes_back(
    cabinet, who, request_id
):
    setting.add_bank_holiday(cabinet, who, day=date(2026, 12, 2), name="A coronation")
    assert due(cabinet, Step.RELEASED) == date(2026, 12, 3)
    with cabinet.connection() as look:
        assert setting.extra_bank_holidays(look) == {date(2026, 12, 2): "A coronation"}
    setting.take_off_bank_holiday(cabinet, who, day=date(2026, 12, 2))
    assert due(cabinet, Step.RELEASED) == date(2026, 12, 2)
    assert rows(cabinet, ExtraBankHoliday) == []
    line = [row for row in rows(cabinet, AuditEntry) if row["act"] == "removed"][-1]
    assert "A coronation" in line["detail"], "The audit trail keeps what was taken off."


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(None, id="none chosen"),
        pytest.param(date(2026, 12, 25), id="Christmas is not ours to take off"),
    ],
)
def test_a_bank_holiday_that_is_not_on_the_list_is_not_taken_off(cabinet, who, day):
    with pytest.raises(Refused) as refused:
        setting.take_off_bank_holiday(cabinet, who, day=day)
    assert list(refused.value.problems) == ["day"]


def test_closure_days_are_taken_off_one_by_one(cabinet, who):
    setting.add_closure_days(
        cabinet, who, first=date(2026, 12, 24), last=date(2026, 12, 28), name="Christmas"
    )
    with pytest.raises(Refused) as refused:
        setting.take_off_closure_days(cabinet, who, days=[])
    assert list(refused.value.problems) == ["days"]
    setting.take_off_closure_days(cabinet, who, days=[date(2026, 12, 24), date(2026, 12, 28)])
    assert [row["day"] for row in rows(cabinet, ClosureDay)] == [date(2026, 12, 25)]


def not_entered(cabinet, who):
    with cabinet.reading(who, Thing.SETTING) as look:
        return setting.not_entered_yet(look)


def test_of_a_new_setting_nothing_is_entered_yet(cabinet, who):
    assert not_entered(cabinet, who) == list(setting.First)


def test_what_nobody_has_entered_yet_is_known_in_its_order(cabinet, who, family):
    assert not_entered(cabinet, who) == [setting.First.POLICY, setting.First.ACCOUNTS]
    account(cabinet, Role.DEPUTY)
    assert not_entered(cabinet, who) == [setting.First.POLICY]
