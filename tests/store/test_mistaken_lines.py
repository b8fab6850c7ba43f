"""A line of a journey account, or of a developmental record, that was recorded by mistake is taken back."""

from datetime import timedelta

import pytest

import models
from models import (
    AuditEntry,
    Consent,
    ConsentFollowUp,
    ConsentPurpose,
    DevelopmentalRecord,
    JourneyAccount,
    Mistake,
)
from rules import consent
from rules.agenda import Action
from rules.consent import Account, Answer, FollowUp, How
from rules.developmental import Event
from rules.induction import Role
from rules.need_to_know import NotAllowed
from store import consents, developmental, journey_account, retention, withdrawals
from store.cabinet import AlreadyRecorded
from tests.conftest import LEFT_ON, TODAY, account, agenda_of, everything, rows
from tests.store.test_agenda import counted
from tests.store.test_request_steps import refused

DAY = timedelta(days=1)
WRONG = "It was another child's account."


def record(cabinet, who, child, event, on=TODAY):
    journey_account.record(cabinet, who, child_ids=[child], event=event, on=on, today=TODAY)
    return rows(cabinet, JourneyAccount)[-1]["id"]


def take_back(cabinet, who, line, because=WRONG, **more):
    journey_account.take_back(cabinet, who, line_id=line, because=because, **more)


def beside(cabinet, who, child):
    with cabinet.reading(who) as look:
        return consents.beside_answers(look, child)


def since(cabinet, who, child):
    return beside(cabinet, who, child).is_on_since


def asked(cabinet, today=TODAY):
    return [item for item in agenda_of(cabinet, today).items if item.action is Action.JOURNEY]


# The journey account --------------------------------------------------------------------------------


def test_an_account_that_was_switched_on_by_mistake_never_was_on(cabinet, who, family):
    wrong = record(cabinet, who, family.child, Account.OPENED, TODAY - DAY)
    assert since(cabinet, who, family.child) == TODAY - DAY
    take_back(cabinet, who, wrong, because=f" {WRONG} ")
    held = beside(cabinet, who, family.child)
    assert held.is_on_since is None
    [line] = held.account
    assert (line.event, line.taken_back.by, line.taken_back.because) == (Account.OPENED, who.name, WRONG)
    assert agenda_of(cabinet).facts.children[0].account_since is None
    trail = rows(cabinet, AuditEntry)[-1]
    assert (trail["account_id"], trail["act"], trail["thing"]) == (who.account_id, "added", "mistake")
    refusing = {"child_ids": [family.child], "event": Account.CLOSED, "on": TODAY, "today": TODAY}
    assert refused(journey_account.record, cabinet, who, **refusing) == ["event"]
    record(cabinet, who, family.child, Account.OPENED, TODAY - 2 * DAY)  # nothing stands after it any more


def test_a_closing_by_mistake_leaves_it_on_since_before(cabinet, who, family):
    record(cabinet, who, family.child, Account.OPENED, TODAY - 5 * DAY)
    wrong = record(cabinet, who, family.child, Account.CLOSED)
    take_back(cabinet, who, wrong)
    assert since(cabinet, who, family.child) == TODAY - 5 * DAY
    assert agenda_of(cabinet).facts.children[0].account_since == TODAY - 5 * DAY


def test_of_a_child_who_left_a_closing_by_mistake_is_asked_for_again(cabinet, who, family):
    record(cabinet, who, family.sibling, Account.FOUND, LEFT_ON)
    wrong = record(cabinet, who, family.sibling, Account.CLOSED, TODAY)
    assert asked(cabinet) == []
    take_back(cabinet, who, wrong)
    [item] = asked(cabinet)
    assert item.child == family.sibling
    with cabinet.connection() as look:
        [kept] = retention.kept(look, TODAY)
    assert kept.open_things == ("the journey account, which is on",)


def test_of_a_child_who_left_one_that_never_was_on_is_asked_for_no_more(cabinet, who, family):
    wrong = record(cabinet, who, family.sibling, Account.FOUND, LEFT_ON)
    assert len(asked(cabinet)) == 1
    take_back(cabinet, who, wrong)
    assert asked(cabinet) == []


def test_with_a_closing_goes_the_tick_of_that_day_and_the_withdrawal_asks_again(cabinet, who, family):
    journey = next(row["id"] for row in rows(cabinet, ConsentPurpose) if row["key"] == consent.JOURNEY)
    record(cabinet, who, family.child, Account.OPENED, TODAY - 5 * DAY)
    said = {"child_id": family.child, "carer_id": family.mother, "how": How.WRITTEN, "today": TODAY}
    said |= {"kept_at": "In the child's file"}
    consents.record_answers(cabinet, who, **said, answers={journey: Answer.WITHDRAWN}, on=TODAY)
    withdrawal = rows(cabinet, Consent)[-1]["id"]
    wrong = record(cabinet, who, family.child, Account.CLOSED)
    with cabinet.reading(who) as look:
        assert FollowUp.ACCOUNT_CLOSED not in withdrawals.withdrawn(look, withdrawal, TODAY).left
    take_back(cabinet, who, wrong)
    with cabinet.reading(who) as look:
        left = withdrawals.withdrawn(look, withdrawal, TODAY).left
    assert FollowUp.ACCOUNT_CLOSED in left
    assert len(rows(cabinet, ConsentFollowUp)) == 1
    assert [row["thing"] for row in rows(cabinet, Mistake)] == ["journey_account", "consent_follow_up"]
    record(cabinet, who, family.child, Account.CLOSED)  # and it is ticked off anew when it is closed
    with cabinet.reading(who) as look:
        assert FollowUp.ACCOUNT_CLOSED not in withdrawals.withdrawn(look, withdrawal, TODAY).left


def test_closing_the_account_ticks_that_off_for_a_refusal_that_ended_the_consent_too(cabinet, who, family):
    """The mother never answered and refuses; the account that the father allowed is closed (DR-4, DR-6)."""
    journey = next(row["id"] for row in rows(cabinet, ConsentPurpose) if row["key"] == consent.JOURNEY)
    hers = [row["id"] for row in rows(cabinet, Consent) if row["carer_id"] == family.mother]
    consents.take_back(cabinet, who, consent_ids=hers, because="They were the father's answers.")
    record(cabinet, who, family.child, Account.OPENED, TODAY - 5 * DAY)
    said = {"child_id": family.child, "carer_id": family.mother, "how": How.WRITTEN, "today": TODAY}
    said |= {"kept_at": "In the child's file"}
    consents.record_answers(cabinet, who, **said, answers={journey: Answer.REFUSED}, on=TODAY)
    refusal = rows(cabinet, Consent)[-1]["id"]

    def left():
        with cabinet.reading(who) as look:
            return withdrawals.withdrawn(look, refusal, TODAY).left

    assert FollowUp.ACCOUNT_CLOSED in left()
    record(cabinet, who, family.child, Account.CLOSED)
    assert FollowUp.ACCOUNT_CLOSED not in left()


def test_what_another_line_rests_on_is_taken_back_after_it(cabinet, who, family):
    first = record(cabinet, who, family.child, Account.OPENED, TODAY - DAY)
    second = record(cabinet, who, family.child, Account.CLOSED, TODAY - DAY)  # on the same day
    before = everything(cabinet)
    assert refused(take_back, cabinet, who, first) == ["row"]
    assert everything(cabinet) == before
    take_back(cabinet, who, second)
    take_back(cabinet, who, first)
    assert since(cabinet, who, family.child) is None


# The developmental record ---------------------------------------------------------------------------


def saw(cabinet, who, family, on=TODAY, child=None):
    developmental.record(
        cabinet, who, child_id=child or family.child, event=Event.VIEWED, on=on, carer_id=family.mother,
        today=TODAY,
    )  # fmt: skip
    return rows(cabinet, DevelopmentalRecord)[-1]["id"]


def kept(cabinet, who, family, where, on=TODAY):
    developmental.record(
        cabinet, who, child_id=family.child, event=Event.KEPT, on=on, kept_at=where, today=TODAY
    )
    return rows(cabinet, DevelopmentalRecord)[-1]["id"]


def place(cabinet, who):
    with cabinet.reading(who) as look:
        return developmental.places(look, TODAY)[0]


def test_a_viewing_by_mistake_counts_no_more_and_the_one_before_does(cabinet, who, family):
    saw(cabinet, who, family, TODAY - 9 * DAY)
    wrong = saw(cabinet, who, family)
    developmental.take_back(cabinet, who, line_id=wrong, because=WRONG)
    assert place(cabinet, who).viewed_on == TODAY - 9 * DAY
    with cabinet.reading(who) as look:
        newest, before = developmental.history(look, family.child)
    assert (newest.id, newest.taken_back.because, before.taken_back) == (wrong, WRONG, None)


def test_a_place_by_mistake_leaves_the_one_before(cabinet, who, family):
    kept(cabinet, who, family, "The shelf in the playroom", TODAY - 9 * DAY)
    wrong = kept(cabinet, who, family, "Another child's drawer")
    developmental.take_back(cabinet, who, line_id=wrong, because=WRONG)
    held = place(cabinet, who)
    assert (held.kept_at, held.since) == ("The shelf in the playroom", TODAY - 9 * DAY)


# Both -----------------------------------------------------------------------------------------------


@pytest.fixture(params=["journey account", "developmental record"])
def taking(request, cabinet, who, family):
    """What takes a line back, and the line."""
    if request.param == "journey account":
        return journey_account.take_back, record(cabinet, who, family.child, Account.OPENED)
    return developmental.take_back, saw(cabinet, who, family)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"because": "Wrong"}, ["because"], id="a word is no reason"),
        pytest.param({"line_id": None}, ["row"], id="none chosen"),
        pytest.param({"line_id": 999}, ["row"], id="none of that number"),
        pytest.param({"line_id": None, "because": ""}, ["row", "because"], id="all at once"),
    ],
)
def test_it_is_refused_by_field_and_nothing_is_saved(cabinet, who, taking, changed, fields):
    write, line = taking
    before = everything(cabinet)
    assert refused(write, cabinet, who, **{"line_id": line, "because": WRONG} | changed) == fields
    assert everything(cabinet) == before


def test_it_is_taken_back_once(cabinet, who, taking):
    write, line = taking
    write(cabinet, who, line_id=line, because=WRONG, token="one")
    with pytest.raises(AlreadyRecorded):
        write(cabinet, who, line_id=line, because=WRONG, token="one")
    assert refused(write, cabinet, who, line_id=line, because=WRONG) == ["because"]
    assert len(rows(cabinet, Mistake)) == 1


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.MANAGER, Role.DEPUTY}])
def test_nobody_takes_back_a_line_of_a_child_whom_they_do_not_look_after(cabinet, taking, role):
    write, line = taking
    other = account(cabinet, role)
    before = everything(cabinet)
    with pytest.raises(NotAllowed):
        write(cabinet, other, line_id=line, because=WRONG)
    assert everything(cabinet) == before


def test_the_agenda_asks_no_more_queries_for_it(cabinet, who, taking):
    write, line = taking
    with counted(cabinet) as before:
        agenda_of(cabinet)
    write(cabinet, who, line_id=line, because=WRONG)
    with counted(cabinet) as after:
        agenda_of(cabinet)
    assert len(after) == len(before)


def test_a_key_person_takes_back_a_viewing_of_a_key_child(cabinet, who, family):
    line = saw(cabinet, who, family)
    other = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("test") as session:
        session.get(models.Account, other.account_id).staff_id = family.key_person
    developmental.take_back(cabinet, other, line_id=line, because=WRONG)
    assert place(cabinet, who).viewed_on is None
