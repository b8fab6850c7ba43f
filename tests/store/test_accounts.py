"""Accounts: added, reset, closed and recovered; and what a process leaves that ends half way through it."""

import json
import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

import models
from models import Account, AuditEntry, StaffMember
from rules.agenda import Action
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.working_days import bank_holidays, working_day_on_or_after
from store import accounts, one_person, organisation, recovery, second_factor, sessions, signing_in
from store import cabinet as cabinets
from store.backup import fetched, make
from store.cabinet import NotSaved
from store.keyring import (
    KEY_BYTES,
    RECOVERY,
    Argon2,
    DamagedKeyring,
    Keyring,
    WrongPassword,
    recovery_code_as_kept,
)
from store.refusal import ChangedMeanwhile, Refused
from store.today import london_today
from store.waiting import FREE_TRIES
from tests.conftest import MANAGER, PASSWORD, account, agenda_of, keyring_of, rows

NEW, AGAIN = "lantern orbit walnut drizzle", "copper meadow trumpet sixpence"
DEPUTY = "Ewa Nowak"


class Died(BaseException):
    """The process ended here: nothing of ours may catch it, and nothing after it runs."""


@pytest.fixture(autouse=True)
def _nobody_is_in():
    yield
    cabinets.make_active(None)


@pytest.fixture
def deputy(cabinet, who):
    """An account with its own password: its number and its name."""
    accounts.add(cabinet, who, name=DEPUTY, sign_in_name=DEPUTY, role=Role.DEPUTY)
    them = signing_in.account_of(cabinet, DEPUTY)
    accounts.replace_one_time_password(cabinet, them, number=1, password=NEW, again=NEW)
    return them


def opens(home, name, password) -> bool:
    """Whether the pair opens the cabinet of a process that has just started."""
    cabinets.make_active(None)
    try:
        signing_in.open_and_find(home, name, password)
    except WrongPassword:
        return False
    return True


def holders(home) -> set[str]:
    return set(Keyring.read(home / cabinets.KEYRING_FILE).holders)


def label(home, name) -> str:
    return keyring_of(home).label(name)


def acts(cabinet) -> list[str]:
    return [line["act"] for line in rows(cabinet, AuditEntry)]


def test_an_account_comes_with_a_one_time_password_that_opens_and_is_kept_nowhere(cabinet, who, home):
    given = accounts.add(cabinet, who, name=DEPUTY, sign_in_name=f" {DEPUTY} ", role=Role.DEPUTY)
    assert opens(home, DEPUTY, given)
    kept = rows(cabinet, Account)[-1]
    assert (kept["name"], kept["role"], kept["has_one_time_password"]) == (DEPUTY, Role.DEPUTY, True)
    assert given not in json.dumps(rows(cabinet, AuditEntry), default=str)
    assert given not in (home / cabinets.KEYRING_FILE).read_text()
    said = next(line for line in reversed(rows(cabinet, AuditEntry)) if line["act"] == accounts.GIVEN)
    assert (said["thing_id"], json.loads(said["detail"])) == (kept["id"], {"name": DEPUTY, "role": "deputy"})


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"sign_in_name": ""}, "sign_in_name"),
        ({"sign_in_name": "RECOVERY "}, "sign_in_name"),
        ({"sign_in_name": "joanne  pryce"}, "sign_in_name"),
        ({"sign_in_name": "x" * 201}, "sign_in_name"),
        ({"sign_in_name": "\ud800"}, "sign_in_name"),
        ({"sign_in_name": "x\0y"}, "sign_in_name"),
        ({"role": None}, "role"),
        ({"staff_id": 999}, "staff"),
    ],
)
def test_what_an_account_lacks_is_said_by_field_and_leaves_no_key(cabinet, who, home, typed, field):
    before = holders(home)
    with pytest.raises(Refused) as refused:
        accounts.add(cabinet, who, **({"name": DEPUTY, "sign_in_name": DEPUTY, "role": Role.DEPUTY} | typed))
    assert set(refused.value.problems) == {field}
    assert holders(home) == before
    assert len(rows(cabinet, Account)) == 1


def test_a_member_of_staff_has_one_account(cabinet, who, family):
    accounts.add(cabinet, who, name="E", sign_in_name="E", role=Role.KEY_PERSON, staff_id=family.key_person)
    for name in ("F", "E"):
        with pytest.raises(Refused, match="already has an account") as refused:
            accounts.add(
                cabinet, who, name=name, sign_in_name=name, role=Role.KEY_PERSON, staff_id=family.key_person
            )
        assert set(refused.value.problems) == {"staff"}


def test_who_comes_back_is_not_told_that_their_sign_in_name_is_another_persons(cabinet, who, family):
    typed = {"name": "E", "sign_in_name": "E", "role": Role.KEY_PERSON, "staff_id": family.key_person}
    accounts.add(cabinet, who, **typed)
    accounts.close(cabinet, who, signing_in.account_of(cabinet, "E").account_id)
    with pytest.raises(Refused, match="This person has a closed account that keeps this name"):
        accounts.add(cabinet, who, **typed)
    accounts.add(cabinet, who, **(typed | {"sign_in_name": "E 2"}))


def test_nor_is_who_comes_back_and_is_typed_by_name(cabinet, who):
    typed = {"name": "Zoë Hale", "sign_in_name": "zoë hale", "role": Role.STAFF}
    accounts.add(cabinet, who, **typed)
    with pytest.raises(Refused, match="is, or was, somebody else's"):
        accounts.add(cabinet, who, **(typed | {"name": "zoe HALE"}))
    accounts.close(cabinet, who, signing_in.account_of(cabinet, "zoë hale").account_id)
    with pytest.raises(Refused, match="Somebody of this name has a closed account that keeps this name"):
        accounts.add(cabinet, who, **(typed | {"name": "zoe HALE"}))
    with pytest.raises(Refused, match="is, or was, somebody else's"):
        accounts.add(cabinet, who, **(typed | {"name": "Rob Eames"}))


@pytest.mark.parametrize("name", [DEPUTY, " ewa  nowak"])
def test_somebody_of_the_register_is_chosen_from_it_and_not_typed(cabinet, who, home, family, name):
    before = holders(home)
    with pytest.raises(Refused) as refused:
        accounts.add(cabinet, who, name=name, sign_in_name="ewa", role=Role.KEY_PERSON)
    assert set(refused.value.problems) == {"staff"}
    assert holders(home) == before
    of_nobody = {"name": f"{DEPUTY} of the kitchen", "sign_in_name": "ewa", "role": Role.STAFF}
    with pytest.raises(Refused) as refused:
        accounts.add(cabinet, who, **of_nobody)
    assert set(refused.value.problems) == {"is_meant"}, "nobody asks whether they were taken through it"
    accounts.add(cabinet, who, **of_nobody, is_meant=True)
    accounts.add(cabinet, who, name=name, sign_in_name="nowak", role=Role.STAFF, staff_id=family.key_person)


@pytest.mark.parametrize(
    ("role", "is_refused"),
    [
        pytest.param(Role.CHAIRPERSON, True, id="a chairperson sees more than the committee"),
        pytest.param(Role.COMMITTEE, False, id="as in the register"),
        pytest.param(Role.STUDENT, False, id="less, which may be on purpose"),
    ],
)
def test_an_account_that_sees_more_than_the_role_in_the_register_is_meant(
    cabinet, who, home, family, role, is_refused
):
    with cabinet.administering("test") as session:
        session.get_one(StaffMember, family.colleague).role = Role.COMMITTEE
    typed = {"name": "Bo", "sign_in_name": "Bo", "role": role, "staff_id": family.colleague}
    if is_refused:
        before = holders(home)
        with pytest.raises(Refused) as refused:
            accounts.add(cabinet, who, **typed)
        assert set(refused.value.problems) == {"is_meant"}
        assert holders(home) == before
    accounts.add(cabinet, who, **typed, is_meant=is_refused)
    them = signing_in.account_of(cabinet, "Bo").account_id
    with pytest.raises(Refused, match="opens more"):
        accounts.change_role(cabinet, who, them, Role.DEPUTY)
    accounts.change_role(cabinet, who, them, Role.DEPUTY, is_meant=True)


def test_a_name_that_only_a_leaver_had_is_typed(cabinet, who, family):
    with cabinet.administering("test") as session:
        session.get_one(StaffMember, family.key_person).left_on = YESTERDAY
    accounts.add(cabinet, who, name=DEPUTY, sign_in_name="ewa", role=Role.STAFF, is_meant=True)


YESTERDAY = london_today() - timedelta(days=1)


def account_of(cabinet, staff_id, role, *, left_on=None, in_register=Role.STAFF):
    """An account of somebody of the register, who left on a day or is here."""
    them = account(cabinet, role)
    with cabinet.administering("test") as session:
        person = session.get_one(StaffMember, staff_id)
        person.left_on, person.role = left_on, in_register
        session.get_one(Account, them.account_id).staff_id = staff_id
    return them.account_id


def test_a_deputy_closes_the_account_of_somebody_who_has_left(cabinet, family):
    """The manager is on holiday: a leaver does not go on signing in until they are back."""
    dee = account(cabinet, Role.DEPUTY, "Dee Marlow")
    gone = account_of(cabinet, family.colleague, Role.STAFF, left_on=YESTERDAY)
    assert accounts.open_one(cabinet, dee, gone).id == gone
    accounts.close(cabinet, dee, gone)
    assert [row["closed_at"] is not None for row in rows(cabinet, Account)] == [False, False, True]
    assert accounts.open_one(cabinet, dee, gone) is None


@pytest.mark.parametrize(
    ("role", "left_on"),
    [
        pytest.param(Role.STAFF, None, id="somebody who is here"),
        pytest.param(Role.STAFF, YESTERDAY + timedelta(days=1), id="on the last day"),
        pytest.param(Role.MANAGER, YESTERDAY, id="a manager who has left"),
    ],
)
def test_a_deputy_closes_no_other_account(cabinet, family, role, left_on):
    dee = account(cabinet, Role.DEPUTY, "Dee Marlow")
    them = account_of(cabinet, family.colleague, role, left_on=left_on)
    for closed in (them, 1, dee.account_id):  # nor the manager's, nor one of nobody in the register
        with pytest.raises(NotAllowed, match="It is for the manager"):
            accounts.close(cabinet, dee, closed)
    assert not any(row["closed_at"] for row in rows(cabinet, Account))


def test_a_deputy_puts_a_role_back_and_gives_none(cabinet, family):
    dee = account(cabinet, Role.DEPUTY, "Dee Marlow")
    them = account_of(cabinet, family.colleague, Role.CHAIRPERSON, in_register=Role.COMMITTEE)
    for role in (Role.MANAGER, Role.DEPUTY, Role.STUDENT):
        with pytest.raises(NotAllowed, match="It is for the manager"):
            accounts.change_role(cabinet, dee, them, role)
    accounts.change_role(cabinet, dee, them, Role.COMMITTEE)
    assert rows(cabinet, Account)[-1]["role"] == Role.COMMITTEE
    with pytest.raises(NotAllowed):
        accounts.change_role(cabinet, dee, them, Role.CHAIRPERSON)


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.KEY_PERSON, Role.STUDENT])
def test_nobody_else_ends_an_account(cabinet, family, role):
    them = account_of(cabinet, family.colleague, Role.STAFF, left_on=YESTERDAY)
    who = account(cabinet, role, "Somebody else")
    for write in (
        lambda: accounts.close(cabinet, who, them),
        lambda: accounts.change_role(cabinet, who, them, Role.STUDENT),
        lambda: accounts.open_one(cabinet, who, them),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_the_same_form_twice_adds_once(cabinet, who):
    accounts.add(cabinet, who, name=DEPUTY, sign_in_name=DEPUTY, role=Role.DEPUTY, token="a" * 32)
    with pytest.raises(cabinets.AlreadyRecorded):
        accounts.add(cabinet, who, name="Other", sign_in_name="Other", role=Role.STAFF, token="a" * 32)
    assert len(rows(cabinet, Account)) == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_nobody_but_the_manager_touches_accounts(cabinet, who, deputy, role, home):
    other = account(cabinet, role)
    before = holders(home)
    for act in (
        lambda: accounts.add(cabinet, other, name="X", sign_in_name="X", role=Role.MANAGER),
        lambda: accounts.reset_password(cabinet, other, deputy.account_id),
        lambda: accounts.change_role(cabinet, other, other.account_id, Role.MANAGER),
        lambda: accounts.close(cabinet, other, who.account_id),
        lambda: recovery.replace_recovery_code(cabinet, other, PASSWORD),
        lambda: accounts.known_accounts(cabinet, other),
        lambda: second_factor.take_off(cabinet, other, who.account_id),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert holders(home) >= before - {label(home, f"a {role}")}


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "little sparks nowak", "password1234567"])
def test_the_rules_of_a_password_hold_wherever_one_is_set(cabinet, who, home, made, store, password):
    accounts.add(cabinet, who, name=DEPUTY, sign_in_name=DEPUTY, role=Role.DEPUTY)
    them = signing_in.account_of(cabinet, DEPUTY)
    code = made(store).recovery_code
    for set_one in (
        lambda: accounts.replace_one_time_password(
            cabinet, them, number=1, password=password, again=password
        ),
        lambda: accounts.change_own_password(cabinet, who, old=PASSWORD, password=password, again=password),
        lambda: recovery.recover(home, MANAGER, code, password, password),
        lambda: recovery.recover(home, MANAGER, code, password, password, by=OTHER),
    ):
        with pytest.raises(Refused) as refused:
            set_one()
        assert set(refused.value.problems) == {"password"}


def test_the_given_password_cannot_stay(cabinet, who):
    given = accounts.add(cabinet, who, name=DEPUTY, sign_in_name=DEPUTY, role=Role.DEPUTY)
    them = signing_in.account_of(cabinet, DEPUTY)
    with pytest.raises(Refused, match="different from the one before"):
        accounts.replace_one_time_password(cabinet, them, number=1, password=given, again=given)


def test_a_new_password_opens_and_the_one_before_does_not(cabinet, who, home):
    here, elsewhere = sessions.start(cabinet, who), sessions.start(cabinet, who)
    signed_in = sessions.who_is(cabinet, here)
    with pytest.raises(Refused, match="does not match"):
        accounts.change_own_password(cabinet, signed_in, old=NEW, password=NEW, again=NEW)
    accounts.change_own_password(cabinet, signed_in, old=PASSWORD, password=NEW, again=NEW)
    assert sessions.who_is(cabinet, here) is not None
    assert sessions.who_is(cabinet, elsewhere) is None
    assert opens(home, MANAGER, NEW)
    assert not opens(home, MANAGER, PASSWORD)
    line = next(e for e in reversed(rows(cabinet, AuditEntry)) if e["act"] == "changed")
    assert json.loads(line["detail"])["password_number"] == [1, 2]
    assert "password changed" in acts(cabinet)
    assert NEW not in json.dumps(rows(cabinet, AuditEntry), default=str)


def test_a_reset_ends_sessions_and_the_password_before(cabinet, who, deputy, home):
    token = sessions.start(cabinet, deputy)
    given = accounts.reset_password(cabinet, who, deputy.account_id)
    assert sessions.who_is(cabinet, token) is None
    assert not opens(home, DEPUTY, NEW)
    assert opens(home, DEPUTY, given)
    assert signing_in.has_one_time_password(cabinet, deputy.account_id)
    assert "password reset" in acts(cabinet)
    with pytest.raises(Refused, match="My account"):
        accounts.reset_password(cabinet, who, who.account_id)


def test_a_password_that_was_reset_meanwhile_is_not_replaced(cabinet, who, deputy):
    accounts.reset_password(cabinet, who, deputy.account_id)
    with pytest.raises(NotAllowed):
        accounts.replace_one_time_password(cabinet, deputy, number=2, password=PASSWORD, again=PASSWORD)


def test_a_closed_account_loses_its_sessions_and_its_key_and_keeps_its_row(cabinet, who, deputy, home):
    token = sessions.start(cabinet, deputy)
    signed_in = sessions.who_is(cabinet, token)
    accounts.close(cabinet, who, deputy.account_id)
    assert sessions.who_is(cabinet, token) is None
    assert label(home, DEPUTY) not in holders(home)
    assert not opens(home, DEPUTY, NEW)
    kept = next(row for row in rows(cabinet, Account) if row["id"] == deputy.account_id)
    assert kept["closed_at"] is not None
    with pytest.raises(NotAllowed), cabinet.writing(signed_in):
        pass
    with pytest.raises(Refused, match="Somebody of this name has a closed account"):
        accounts.add(cabinet, who, name=DEPUTY, sign_in_name=DEPUTY, role=Role.DEPUTY)
    for act in (accounts.close, accounts.reset_password):
        with pytest.raises(Refused, match="that is open"):
            act(cabinet, who, deputy.account_id)


def test_the_last_manager_can_be_neither_closed_nor_given_another_role(cabinet, who, deputy, home):
    with pytest.raises(Refused, match="last manager"):
        accounts.close(cabinet, who, who.account_id)
    with pytest.raises(Refused, match="last manager"):
        accounts.change_role(cabinet, who, who.account_id, Role.DEPUTY)
    accounts.change_role(cabinet, who, deputy.account_id, Role.MANAGER)
    accounts.close(cabinet, who, who.account_id)
    assert opens(home, DEPUTY, NEW)
    now_manager = signing_in.account_of(cabinet, DEPUTY)
    with pytest.raises(Refused, match="last manager"):
        accounts.close(cabinet, now_manager, now_manager.account_id)


def test_another_role_ends_the_sessions_and_is_written_down(cabinet, who, deputy):
    token = sessions.start(cabinet, deputy)
    accounts.change_role(cabinet, who, deputy.account_id, Role.STAFF)
    assert sessions.who_is(cabinet, token) is None
    line = next(e for e in reversed(rows(cabinet, AuditEntry)) if e["act"] == "changed")
    assert json.loads(line["detail"])["role"] == ["deputy", "staff"]
    with pytest.raises(Refused):
        accounts.change_role(cabinet, who, deputy.account_id, Role.STAFF)


def test_a_role_or_an_address_that_somebody_changed_meanwhile_is_not_replaced_unseen(cabinet, who, deputy):
    accounts.change_role(cabinet, who, deputy.account_id, Role.STUDENT, seen=Role.DEPUTY)
    with pytest.raises(ChangedMeanwhile, match="it was deputy, and is now student"):
        accounts.change_role(cabinet, who, deputy.account_id, Role.STAFF, seen=Role.DEPUTY)
    accounts.change_email(cabinet, who, deputy.account_id, "nell@example.org", seen="")
    with pytest.raises(ChangedMeanwhile):
        accounts.change_email(cabinet, who, deputy.account_id, "ewa@example.org", seen="")
    held = next(row for row in rows(cabinet, Account) if row["id"] == deputy.account_id)
    assert (held["role"], held["email"]) == (Role.STUDENT, "nell@example.org")


# The last day --------------------------------------------------------------------------------------

TODAY, YESTERDAY_WAS = london_today(), london_today() - timedelta(days=1)


def ends(cabinet, account_id, until_on):
    """As it stands some days after somebody chose the day."""
    with cabinet.administering("test") as session:
        session.get_one(Account, account_id).until_on = until_on


def test_from_the_day_after_its_last_one_an_account_signs_nobody_in(cabinet, who, deputy, home):
    token = sessions.start(cabinet, deputy)
    accounts.change_last_day(cabinet, who, deputy.account_id, TODAY, seen=None)
    signed_in = sessions.who_is(cabinet, token)
    assert signed_in and signing_in.account_of(cabinet, DEPUTY), "the last day is theirs"
    ends(cabinet, deputy.account_id, YESTERDAY_WAS)
    assert sessions.who_is(cabinet, token) is None, "at the next run of a page"
    with pytest.raises(NotAllowed), cabinet.writing(signed_in):
        pass
    with pytest.raises(NotAllowed):
        sessions.start(cabinet, deputy)
    assert signing_in.account_of(cabinet, DEPUTY) is None
    assert DEPUTY not in {held.name for _, held in signing_in.open_accounts(cabinet)}
    assert not opens(home, DEPUTY, NEW)
    assert label(home, DEPUTY) not in holders(home), "nor is its key kept"


def test_somebody_of_an_organisation_is_let_in_until_that_day_too(cabinet, who, deputy):
    accounts.change_email(cabinet, who, deputy.account_id, "ewa@example.org")
    ends(cabinet, deputy.account_id, TODAY)
    assert signing_in.account_with_email(cabinet, "ewa@example.org") == deputy
    ends(cabinet, deputy.account_id, YESTERDAY_WAS)
    assert signing_in.account_with_email(cabinet, "ewa@example.org") is None


def test_a_last_day_is_one_line_of_the_trail_and_is_changed_back(cabinet, who, deputy, home):
    before = len(acts(cabinet))
    accounts.change_last_day(cabinet, who, deputy.account_id, TODAY, seen=None)
    (line,) = rows(cabinet, AuditEntry)[before:]
    assert (line["act"], json.loads(line["detail"])) == ("changed", {"until_on": [None, TODAY.isoformat()]})
    with pytest.raises(ChangedMeanwhile):
        accounts.change_last_day(cabinet, who, deputy.account_id, None, seen=None)
    with pytest.raises(Refused, match="another last day"):
        accounts.change_last_day(cabinet, who, deputy.account_id, TODAY, seen=TODAY)
    with pytest.raises(Refused, match="Enter today or a later day"):
        accounts.change_last_day(cabinet, who, deputy.account_id, YESTERDAY_WAS, seen=TODAY)
    ends(cabinet, deputy.account_id, YESTERDAY_WAS)
    cabinet.settle_keyring()
    with pytest.raises(Refused, match="Change its last day first"):
        accounts.reset_password(cabinet, who, deputy.account_id)
    accounts.change_last_day(cabinet, who, deputy.account_id, None, seen=YESTERDAY_WAS)
    password = accounts.reset_password(cabinet, who, deputy.account_id)
    assert opens(home, DEPUTY, password)


def leaves(cabinet, account_id, staff_id, left_on):
    """As it stands where the register says the last day of somebody who has an account."""
    with cabinet.administering("test") as session:
        session.get_one(Account, account_id).staff_id = staff_id
        session.get_one(StaffMember, staff_id).left_on = left_on


def test_who_has_left_by_the_register_is_signed_in_no_more(cabinet, who, family, home):
    accounts.add(cabinet, who, name="Bo", sign_in_name="Bo", role=Role.STAFF, staff_id=family.colleague)
    them = signing_in.account_of(cabinet, "Bo")
    accounts.replace_one_time_password(cabinet, them, number=1, password=NEW, again=NEW)
    token = sessions.start(cabinet, them)
    leaves(cabinet, them.account_id, family.colleague, TODAY)
    signed_in = sessions.who_is(cabinet, token)
    assert signed_in, "the last day is theirs"
    leaves(cabinet, them.account_id, family.colleague, YESTERDAY)
    assert sessions.who_is(cabinet, token) is None, "at the next run of a page"
    with pytest.raises(NotAllowed, match="somebody who has left"), cabinet.writing(signed_in):
        pass
    with pytest.raises(NotAllowed, match="ask the manager"):
        sessions.start(cabinet, them)
    [held] = [one for one in accounts.known_accounts(cabinet, who) if one.id == them.account_id]
    assert held.is_shut and held.closed_at is None
    leaves(cabinet, them.account_id, family.colleague, None)
    assert sessions.start(cabinet, them), "a leaving day that was wrong takes nobody's password away"
    assert opens(home, "Bo", NEW)


def test_a_manager_who_has_left_is_signed_in_while_there_is_no_other(cabinet, who, family):
    """OR-2: somebody who had been gone for weeks opened every family's records, long after a successor came.
    Without one nobody could put a wrong leaving day right."""

    def signs_in(account):
        [held] = [one for one in accounts.known_accounts(cabinet, who) if one.id == account.account_id]
        token = None if held.is_shut else sessions.start(cabinet, account)
        return token is not None

    accounts.add(
        cabinet, who, name="Bo", sign_in_name="Bo", role=Role.DEPUTY, staff_id=family.colleague, is_meant=True
    )
    next_one = signing_in.account_of(cabinet, "Bo")
    accounts.replace_one_time_password(cabinet, next_one, number=1, password=NEW, again=NEW)
    leaves(cabinet, who.account_id, family.key_person, YESTERDAY)
    assert signs_in(who), "there is no other manager"
    accounts.change_role(cabinet, who, account_id=next_one.account_id, role=Role.MANAGER, is_meant=True)
    next_one = signing_in.account_of(cabinet, "Bo")
    token = sessions.start(cabinet, next_one)
    leaves(cabinet, next_one.account_id, family.colleague, YESTERDAY)
    assert signs_in(who), "both have left"
    leaves(cabinet, next_one.account_id, family.colleague, None)
    assert not signs_in(who)
    with pytest.raises(NotAllowed, match="somebody who has left"), cabinet.writing(who):
        pass
    assert sessions.who_is(cabinet, token), "the one who came after"


def test_who_has_left_before_they_chose_a_password_chooses_none(cabinet, who, family):
    accounts.add(cabinet, who, name="Bo", sign_in_name="Bo", role=Role.STAFF, staff_id=family.colleague)
    them = signing_in.account_of(cabinet, "Bo")
    leaves(cabinet, them.account_id, family.colleague, YESTERDAY)
    with pytest.raises(NotAllowed, match="ask the manager"):
        accounts.replace_one_time_password(cabinet, them, number=1, password=NEW, again=NEW)


def test_no_leaving_day_ends_a_managers_account(cabinet, who, family):
    """The deputy writes the register: the account is closed by a manager, who may be the last one."""
    leaves(cabinet, who.account_id, family.colleague, YESTERDAY)
    assert sessions.who_is(cabinet, sessions.start(cabinet, who))


def test_an_account_is_added_with_its_last_day(cabinet, who):
    given = {"name": DEPUTY, "sign_in_name": DEPUTY, "role": Role.DEPUTY}
    with pytest.raises(Refused, match="Enter today or a later day"):
        accounts.add(cabinet, who, **given, until_on=YESTERDAY_WAS)
    accounts.add(cabinet, who, **given, until_on=TODAY)
    assert rows(cabinet, Account)[-1]["until_on"] == TODAY


def test_somebody_always_stays_who_looks_after_the_accounts(cabinet, who, deputy):
    later = TODAY + timedelta(days=30)
    with pytest.raises(Refused, match="last manager whose account"):
        accounts.change_last_day(cabinet, who, who.account_id, later)
    accounts.change_role(cabinet, who, deputy.account_id, Role.MANAGER)
    accounts.change_last_day(cabinet, who, who.account_id, later)
    other = signing_in.account_of(cabinet, DEPUTY)
    with pytest.raises(Refused, match="last manager whose account"):
        accounts.change_last_day(cabinet, other, other.account_id, later)
    for write in (
        lambda: accounts.close(cabinet, other, other.account_id),
        lambda: accounts.change_role(cabinet, other, other.account_id, Role.DEPUTY),
    ):
        with pytest.raises(Refused, match="last manager"):
            write()


def test_only_the_manager_says_until_when(cabinet, who, deputy):
    with pytest.raises(NotAllowed):
        accounts.change_last_day(cabinet, deputy, who.account_id, TODAY)


def test_the_paper_of_a_manager_whose_account_ended_names_nobody(cabinet, who, deputy):
    accounts.change_role(cabinet, who, deputy.account_id, Role.MANAGER)
    other = signing_in.account_of(cabinet, DEPUTY)
    ends(cabinet, who.account_id, TODAY)
    assert recovery.named_in_vain(cabinet, other) == ""
    ends(cabinet, who.account_id, YESTERDAY_WAS)
    assert recovery.named_in_vain(cabinet, other) == MANAGER
    (item,) = [i for i in agenda_of(cabinet, TODAY).items if i.code == "Recovery code"]
    assert item.due == TODAY + timedelta(weeks=1)


def test_a_paper_that_names_nobody_does_so_since_then_whatever_becomes_of_the_account(
    cabinet, who, deputy, monkeypatch
):
    """What was late does not begin anew on the day after a last day that was chosen, nor with an address."""
    accounts.change_role(cabinet, who, deputy.account_id, Role.MANAGER)
    other = signing_in.account_of(cabinet, DEPUTY)
    accounts.change_last_day(cabinet, other, who.account_id, TODAY + timedelta(days=30))

    def asked_by():
        for days in (0, 31):
            items = agenda_of(cabinet, TODAY + timedelta(days=days)).items
            yield [item.due for item in items if item.code == "Recovery code"]

    accounts.change_role(cabinet, other, who.account_id, Role.DEPUTY)
    with monkeypatch.context() as later:
        moment = models.now() + timedelta(days=20)
        later.setattr(models, "now", lambda: moment)
        accounts.change_email(cabinet, other, who.account_id, "jo@example.org")
    assert list(asked_by()) == [[TODAY + timedelta(weeks=1)]] * 2
    accounts.change_role(cabinet, other, who.account_id, Role.MANAGER)
    assert list(asked_by()) == [[], [TODAY + timedelta(days=38)]], "a week from the day after its last one"
    accounts.close(cabinet, other, who.account_id)
    assert list(asked_by()) == [[TODAY + timedelta(weeks=1)]] * 2


NEXT = "Nell Next"


@pytest.fixture
def revived(cabinet, who):
    """The password that is shown of an account that had ended, was made a manager's, and goes on."""
    them = account(cabinet, Role.DEPUTY, NEXT)
    ends(cabinet, them.account_id, YESTERDAY_WAS)
    cabinet.settle_keyring()
    accounts.change_role(cabinet, who, them.account_id, Role.MANAGER, is_meant=True)
    return accounts.change_last_day(cabinet, who, them.account_id, None, seen=YESTERDAY_WAS)


def test_an_account_that_goes_on_after_its_end_has_a_new_password_and_says_so(cabinet, who, revived, home):
    """It stood as open, and no password opened anything: nobody was told to reset it a second time."""
    [held] = [one for one in accounts.known_accounts(cabinet, who) if one.name == NEXT]
    assert held.has_one_time_password
    assert not opens(home, NEXT, NEW)
    assert opens(home, NEXT, revived)


def test_an_account_that_has_not_ended_keeps_its_password(cabinet, who, deputy, home):
    ends(cabinet, deputy.account_id, TODAY)
    assert accounts.change_last_day(cabinet, who, deputy.account_id, None, seen=TODAY) == ""
    assert opens(home, DEPUTY, NEW)


def test_the_last_manager_who_gets_in_is_not_shut_out_by_one_who_has_yet_to(cabinet, who, family, revived):
    """Everybody was locked out: the old manager's last day was over, and the next one had no password."""
    leaves(cabinet, who.account_id, family.key_person, YESTERDAY)
    assert sessions.start(cabinet, who)
    them = signing_in.account_of(cabinet, NEXT)
    number = signing_in.password_number(cabinet, them.account_id)
    accounts.replace_one_time_password(cabinet, them, number=number, password=AGAIN, again=AGAIN)
    with pytest.raises(NotAllowed, match="last day here is over"):
        sessions.start(cabinet, who)


def test_whoever_has_yet_to_choose_a_password_is_no_other_manager(cabinet, who, revived):
    for write in (
        lambda: accounts.close(cabinet, who, who.account_id),
        lambda: accounts.change_role(cabinet, who, who.account_id, Role.DEPUTY),
        lambda: accounts.change_last_day(cabinet, who, who.account_id, TODAY),
    ):
        with pytest.raises(Refused, match=r"chooses? a password"):
            write()


def test_the_password_of_the_one_who_goes_on_is_not_taken_by_one_whose_account_ends(cabinet, who, deputy):
    accounts.change_role(cabinet, who, deputy.account_id, Role.MANAGER)
    later = TODAY + timedelta(days=3)
    accounts.change_last_day(cabinet, who, who.account_id, later)
    with pytest.raises(Refused, match="First let yours go on"):
        accounts.reset_password(cabinet, who, deputy.account_id)
    accounts.change_last_day(cabinet, who, who.account_id, None, seen=later)
    again = accounts.reset_password(cabinet, who, deputy.account_id)
    accounts.reset_password(cabinet, who, deputy.account_id)
    assert again, "nor is one that was never used kept from being reset again"


def test_nor_is_the_address_by_which_they_get_in(cabinet, who):
    accounts.add(cabinet, who, name=DEPUTY, sign_in_name=DEPUTY, role=Role.MANAGER, email="ewa@example.org")
    them = signing_in.account_of(cabinet, DEPUTY)
    accounts.change_last_day(cabinet, who, who.account_id, TODAY)
    with pytest.raises(Refused, match="First let yours go on"):
        accounts.change_email(cabinet, who, them.account_id, "")


# The recovery code ---------------------------------------------------------------------------------


def test_the_recovery_code_makes_a_new_password_and_is_then_dead(cabinet, who, home, made, store):
    code = made(store).recovery_code
    token = sessions.start(cabinet, who)
    cabinets.make_active(None)
    typed = f" {code.lower().replace('-', ' ')} "
    opened, them, next_code = recovery.recover(home, MANAGER, typed, NEW, NEW)
    assert them.account_id == who.account_id
    assert sessions.who_is(opened, token) is None
    [used] = [line for line in rows(opened, AuditEntry) if line["act"] == "recovery code used"]
    assert used["account_id"] == who.account_id
    assert not opens(home, MANAGER, PASSWORD)
    assert opens(home, MANAGER, NEW)
    with pytest.raises(WrongPassword):
        recovery.recover(home, MANAGER, code, PASSWORD, PASSWORD)
    cabinets.make_active(None)
    recovery.recover(home, MANAGER, next_code, PASSWORD, PASSWORD)
    assert opens(home, MANAGER, PASSWORD)
    kept = json.dumps(rows(opened, AuditEntry), default=str) + (home / cabinets.KEYRING_FILE).read_text()
    assert not [secret for secret in (code, next_code, NEW) if secret in kept]


@pytest.mark.parametrize("name", [DEPUTY, "Nobody", RECOVERY, ""])
def test_the_recovery_code_is_for_a_manager(cabinet, who, deputy, home, made, store, name):
    cabinets.make_active(None)
    with pytest.raises(WrongPassword):
        recovery.recover(home, name, made(store).recovery_code, PASSWORD, PASSWORD)
    assert cabinets.active() is None
    assert opens(home, DEPUTY, NEW)


def test_a_wrong_recovery_code_opens_nothing(cabinet, who, home):
    with pytest.raises(WrongPassword):
        recovery.recover(home, MANAGER, "AAAA-" * 7 + "AAAA", NEW, NEW)
    assert not opens(home, MANAGER, NEW)


def test_recovery_takes_off_a_second_factor_that_may_be_lost(cabinet, who, home, made, store):
    secret = second_factor.begin(cabinet, who)
    second_factor.confirm(cabinet, who, code_of(secret, 60), clock=lambda: 60)
    opened, _, _ = recovery.recover(home, MANAGER, made(store).recovery_code, NEW, NEW)
    assert not second_factor.is_set_up(opened, who.account_id)
    assert "second factor taken off" in acts(opened)


def test_the_manager_makes_another_recovery_code(cabinet, who, home, made, store):
    code = made(store).recovery_code
    with pytest.raises(Refused):
        recovery.replace_recovery_code(cabinet, who, NEW)
    another = recovery.replace_recovery_code(cabinet, who, PASSWORD)
    with pytest.raises(WrongPassword):
        recovery.recover(home, MANAGER, code, NEW, NEW)
    cabinets.make_active(None)
    recovery.recover(home, MANAGER, another, NEW, NEW)
    assert opens(home, MANAGER, NEW)


def test_a_paper_that_names_somebody_who_left_says_so_until_there_is_another(cabinet, who, home):
    """The name on the paper goes with the code: with that of a closed account the code opens nothing."""
    account(cabinet, Role.MANAGER, "Nadia Vale")
    password = accounts.reset_password(cabinet, who, signing_in.account_of(cabinet, "Nadia Vale").account_id)
    them = signing_in.account_of(cabinet, "Nadia Vale")
    chose_theirs(cabinet, them)
    assert recovery.named_in_vain(cabinet, who) == "", "the manager is here"
    accounts.close(cabinet, them, who.account_id)
    assert recovery.named_in_vain(cabinet, them) == MANAGER
    recovery.replace_recovery_code(cabinet, them, password)
    assert recovery.named_in_vain(cabinet, them) == ""


def test_the_code_that_was_made_last_counts_though_the_clock_was_ahead_for_the_one_before(
    cabinet, who, home, monkeypatch
):
    """Else the paper would be said for a year to name somebody who has gone."""
    account(cabinet, Role.MANAGER, "Nadia Vale")
    with monkeypatch.context() as ahead:
        ahead.setattr("models.now", lambda: datetime.now(UTC) + timedelta(days=365))
        recovery.replace_recovery_code(cabinet, who, PASSWORD)
    password = accounts.reset_password(cabinet, who, signing_in.account_of(cabinet, "Nadia Vale").account_id)
    them = signing_in.account_of(cabinet, "Nadia Vale")
    chose_theirs(cabinet, them)
    recovery.replace_recovery_code(cabinet, them, password)
    accounts.close(cabinet, them, who.account_id)
    assert recovery.named_in_vain(cabinet, them) == ""


@pytest.mark.parametrize("other", [Role.DEPUTY, Role.COMMITTEE])
def test_a_paper_that_names_somebody_who_is_no_manager_any_more_says_so(cabinet, who, other):
    them = account(cabinet, Role.MANAGER, "Nadia Vale")
    accounts.change_role(cabinet, them, who.account_id, other)
    assert recovery.named_in_vain(cabinet, them) == MANAGER
    accounts.change_role(cabinet, them, who.account_id, Role.MANAGER)
    assert recovery.named_in_vain(cabinet, them) == ""


def test_after_a_recovery_the_new_paper_names_who_used_the_code(cabinet, who, home, made, store):
    cabinets.make_active(None)
    opened, them, _ = recovery.recover(home, MANAGER, made(store).recovery_code, NEW, NEW)
    other = account(opened, Role.MANAGER, "Nadia Vale")
    assert recovery.named_in_vain(opened, other) == ""
    accounts.close(opened, other, them.account_id)
    assert recovery.named_in_vain(opened, other) == MANAGER


def new_code_by(cabinet):
    """By when a new recovery code is to be made, as the weekly review of today asks."""
    items = agenda_of(cabinet, london_today()).items
    return [item.due for item in items if item.action is Action.RECOVERY_CODE]


def test_the_weekly_review_asks_for_a_new_code_once_the_manager_has_gone(cabinet, who):
    them = account(cabinet, Role.MANAGER, "Nadia Vale")
    assert new_code_by(cabinet) == []
    accounts.close(cabinet, them, who.account_id)
    assert new_code_by(cabinet) == [london_today() + timedelta(weeks=1)]


def test_the_weekly_review_asks_for_a_new_code_once_the_manager_is_none_any_more(cabinet, who, home):
    accounts.add(cabinet, who, name="Nadia", sign_in_name="nadia", role=Role.MANAGER)
    them = signing_in.account_of(cabinet, "nadia")
    accounts.replace_one_time_password(cabinet, them, number=1, password=NEW, again=NEW)
    accounts.change_role(cabinet, them, who.account_id, Role.DEPUTY)
    assert new_code_by(cabinet) == [london_today() + timedelta(weeks=1)]
    recovery.replace_recovery_code(cabinet, them, NEW)
    assert new_code_by(cabinet) == []


def backup_by(cabinet):
    items = agenda_of(cabinet, london_today()).items
    return [(item.due, "recovery code" in item.what) for item in items if item.action is Action.BACKUP]


def test_the_weekly_review_asks_for_a_backup_once_the_code_is_another(cabinet, who):
    """Those there are do not open with it."""
    recovery.replace_recovery_code(cabinet, who, PASSWORD)
    [(_, of_code)] = backup_by(cabinet)
    assert not of_code, "no backup was ever made"
    fetched(cabinet, who, make(cabinet, who))
    [(regular, of_code)] = backup_by(cabinet)
    assert not of_code
    recovery.replace_recovery_code(cabinet, who, PASSWORD)
    [(sooner, of_code)] = backup_by(cabinet)
    assert of_code and sooner < regular
    fetched(cabinet, who, make(cabinet, who))
    assert backup_by(cabinet) == [(regular, False)]


OTHER = "Nadia Vale"


def test_whoever_uses_the_code_for_a_manager_who_has_gone_does_so_under_their_own_name(
    cabinet, who, home, made, store
):
    """The trail says who did what, also of what is done next; and the one who has gone signs in no more."""
    token = sessions.start(cabinet, who)
    before = len(rows(cabinet, AuditEntry))
    cabinets.make_active(None)
    code = made(store).recovery_code
    opened, them, next_code = recovery.recover(home, MANAGER, code, NEW, NEW, by=f" {OTHER} ")
    assert (them.name, them.role) == (OTHER, Role.MANAGER)
    assert them.account_id != who.account_id
    assert sessions.who_is(opened, token) is None
    lines = rows(opened, AuditEntry)[before:]
    done = {line["act"]: line for line in lines if line["account_id"] == them.account_id}
    assert done["stands in place of a manager"]["thing_id"] == who.account_id
    assert "recovery code used" in done
    assert not [line for line in lines if line["account_id"] == who.account_id]
    assert opens(home, OTHER, NEW)
    assert not opens(home, MANAGER, PASSWORD)
    assert not opens(home, MANAGER, NEW)
    with pytest.raises(WrongPassword):
        keyring_of(home).unwrap(MANAGER, PASSWORD)  # nor will it open a backup that is made from now on
    with pytest.raises(WrongPassword):
        recovery.recover(home, MANAGER, code, PASSWORD, PASSWORD)
    cabinets.make_active(None)
    opened, again, _ = recovery.recover(home, OTHER, next_code, PASSWORD, PASSWORD)
    assert again.account_id == them.account_id, "the new paper names them"
    assert recovery.named_in_vain(opened, again) == ""


def test_a_deputy_who_uses_the_code_has_two_accounts_under_one_name(cabinet, who, deputy, home, made, store):
    """Under an invented name they would be two people: the second person of themselves."""
    code = made(store).recovery_code
    for number in (2, 3):
        cabinets.make_active(None)
        opened, them, code = recovery.recover(home, MANAGER, code, NEW, NEW, by=DEPUTY)
        assert (them.name, them.role) == (DEPUTY, Role.MANAGER)
        assert signing_in.sign_in_name(opened, them.account_id) == f"{DEPUTY} {number}".casefold()
        with opened.connection() as look:
            same = one_person.accounts_of(look, them.account_id, {deputy.account_id, who.account_id})
        assert same == {them.account_id, deputy.account_id}
        assert opens(home, f"{DEPUTY} {number}", NEW)


def test_a_manager_who_comes_back_all_the_same_gets_a_new_password(cabinet, who, home, made, store):
    cabinets.make_active(None)
    opened, them, _ = recovery.recover(home, MANAGER, made(store).recovery_code, NEW, NEW, by=OTHER)
    given = accounts.reset_password(opened, them, who.account_id)
    assert opens(home, MANAGER, given)


def put(opened, model, id_, changed):
    """Changes a row for a test; what stood there."""
    with opened.administering("test") as session:
        row = session.get_one(model, id_)
        before = {name: getattr(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
    return before


def test_the_account_that_the_code_made_is_asked_to_be_closed_once_the_next_manager_is_in(
    cabinet, who, home, made, store
):
    def asked(opened):
        items = agenda_of(opened, london_today()).items
        return [item.record for item in items if item.action is Action.CLOSE_ACCOUNT]

    def stands(opened, of):
        held = {one.id: one for one in accounts.known_accounts(opened, of)}
        return held[who.account_id].was_replaced

    with cabinet.administering("test") as session:
        for code, name in (("S-01", MANAGER), ("S-09", "Nadia Hale")):
            session.add(StaffMember(code=code, name=name, role=Role.MANAGER, started_on=date(2025, 1, 6)))
        session.flush()
        of = {person.name: person.id for person in session.scalars(select(StaffMember))}
        session.get_one(Account, who.account_id).staff_id = of[MANAGER]
    assert not stands(cabinet, who)
    cabinets.make_active(None)
    opened, them, _ = recovery.recover(home, MANAGER, made(store).recovery_code, NEW, NEW, by=OTHER)
    assert asked(opened) == [], "there is no other manager yet"
    assert stands(opened, them)
    accounts.add(
        opened, them, name="Nadia Hale", sign_in_name="nadia", role=Role.MANAGER, staff_id=of["Nadia Hale"]
    )
    assert asked(opened) == [], "the next one has not been in"
    nadia = signing_in.account_of(opened, "nadia")
    accounts.replace_one_time_password(opened, nadia, number=1, password=AGAIN, again=AGAIN)
    assert asked(opened) == [them.account_id]
    today = london_today()
    for model, id_, changed, is_asked in (
        (Account, them.account_id, {"staff_id": of[MANAGER]}, False),  # they are in the register now
        (Account, them.account_id, {"role": Role.DEPUTY}, False),
        (Account, nadia.account_id, {"role": Role.DEPUTY}, False),
        (StaffMember, of["Nadia Hale"], {"role": Role.DEPUTY}, False),
        (StaffMember, of["Nadia Hale"], {"started_on": today + timedelta(days=1)}, False),
        (StaffMember, of["Nadia Hale"], {"started_on": today}, True),
        (StaffMember, of["Nadia Hale"], {"left_on": today}, True),  # the last day
        (StaffMember, of["Nadia Hale"], {"left_on": today - timedelta(days=1)}, False),
    ):
        before = put(opened, model, id_, changed)
        assert (them.account_id in asked(opened)) is is_asked, changed
        put(opened, model, id_, before)
    accounts.reset_password(opened, nadia, who.account_id)
    assert not stands(opened, nadia), "they have a password to choose by now"
    accounts.close(opened, nadia, them.account_id)
    assert asked(opened) == []


@pytest.mark.parametrize(
    ("by", "said"),
    [
        pytest.param(MANAGER.upper(), "This is the manager's name", id="the manager"),
        pytest.param(RECOVERY, "reserved", id="the code itself"),
        pytest.param("x\0y", "", id="no text"),
        pytest.param("x" * 201, "at most", id="too long"),
    ],
)
def test_a_name_that_cannot_be_used_leaves_the_code_as_it_was(
    cabinet, who, deputy, home, made, store, by, said
):
    cabinets.make_active(None)
    code = made(store).recovery_code
    with pytest.raises(Refused) as refused:
        recovery.recover(home, MANAGER, code, PASSWORD + "x", PASSWORD + "x", by=by)
    assert list(refused.value.problems) == ["by"]
    assert said in refused.value.problems["by"]
    assert opens(home, MANAGER, PASSWORD)
    cabinets.make_active(None)
    recovery.recover(home, MANAGER, code, NEW, NEW)


def test_a_wrong_code_adds_nobody(cabinet, who, home):
    before = len(rows(cabinet, Account))
    with pytest.raises(WrongPassword):
        recovery.recover(home, MANAGER, "AAAA-" * 7 + "AAAA", NEW, NEW, by=OTHER)
    assert len(rows(cabinet, Account)) == before


def test_a_keyring_that_somebody_made_up_lets_nobody_in_while_the_cabinet_is_open(cabinet, who, home):
    """Whoever can write into the folder and has no password puts one of their own there."""
    signing_in.open_and_find(home, MANAGER, PASSWORD)
    made_up = Keyring(home / cabinets.KEYRING_FILE, b"salt" * 4, Argon2(memory=64, passes=1, lanes=1))
    made_up.add(MANAGER, NEW, b"k" * KEY_BYTES)
    made_up.save()
    with pytest.raises(WrongPassword):
        signing_in.open_and_find(home, MANAGER, NEW)
    assert not signing_in.is_password_of(cabinet, who, NEW)


@pytest.mark.parametrize("by", ["", OTHER], ids=["by the manager", "in their place"])
def test_a_code_that_somebody_else_used_meanwhile_opens_nothing(
    cabinet, who, home, made, store, monkeypatch, by
):
    """Two who found the paper: whoever was first has the next one, and nobody else a manager's account."""
    code, settling = made(store).recovery_code, accounts.settling_keyring
    cabinets.make_active(None)
    with monkeypatch.context() as patch:

        def after_somebody_else(opened):
            patch.undo()
            recovery.recover(home, MANAGER, code, NEW, NEW)
            return settling(opened)

        patch.setattr(accounts, "settling_keyring", after_somebody_else)
        with pytest.raises(WrongPassword):
            recovery.recover(home, MANAGER, code, AGAIN, AGAIN, by=by)
    assert opens(home, MANAGER, NEW)
    assert not opens(home, by or MANAGER, AGAIN)


def test_whose_name_is_on_the_paper_is_for_the_manager(cabinet, deputy):
    with pytest.raises(NotAllowed):
        recovery.named_in_vain(cabinet, deputy)


def test_a_code_that_could_not_be_replaced_goes_on_opening(cabinet, who, home, made, store, monkeypatch):
    code = made(store).recovery_code

    def full(_session):
        raise NotSaved("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("store.audit.AuditedSession.commit", full)  # the keyring is written by then
        with pytest.raises(NotSaved):
            recovery.replace_recovery_code(cabinet, who, PASSWORD)
    cabinets.make_active(None)
    recovery.recover(home, MANAGER, code, NEW, NEW)
    assert opens(home, MANAGER, NEW)


def test_a_code_is_read_off_paper_as_people_type():
    assert recovery_code_as_kept("ab0d 1fgh\u2013i8kl") == "ABOD-IFGH-IBKL"


# A process that ends between the two writes ----------------------------------------------------------


def dies_before_commit(monkeypatch):
    """The keyring is written; the database never hears of it."""

    def die(_session):
        raise Died

    monkeypatch.setattr("store.audit.AuditedSession.commit", die)
    monkeypatch.setattr("store.cabinet.Cabinet.settle_keyring", lambda *_, **__: None)


def dies_after_commit(monkeypatch):
    """Both are written; what was to be taken away is still there."""

    def die(*_, **__):
        raise Died

    monkeypatch.setattr("store.cabinet.Cabinet.settle_keyring", die)


@pytest.fixture(params=[dies_before_commit, dies_after_commit])
def death(request):
    return request.param


def test_a_password_is_the_old_one_or_the_new_one_never_none_or_both(cabinet, who, home, monkeypatch, death):
    with monkeypatch.context() as patch:
        death(patch)
        with pytest.raises(Died):
            accounts.change_own_password(cabinet, who, old=PASSWORD, password=NEW, again=NEW)
    assert len(keyring_of(home).holders[label(home, MANAGER)]) > 2, "the two are there side by side"
    is_old, is_new = opens(home, MANAGER, PASSWORD), opens(home, MANAGER, NEW)
    assert (is_old, is_new) == ((True, False) if death is dies_before_commit else (False, True))
    assert "before" not in keyring_of(home).holders[label(home, MANAGER)]


def test_an_old_password_opens_nothing_even_before_the_keyring_is_settled(cabinet, who, home, monkeypatch):
    with monkeypatch.context() as patch:
        dies_after_commit(patch)
        with pytest.raises(Died):
            accounts.change_own_password(cabinet, who, old=PASSWORD, password=NEW, again=NEW)
    cabinets.make_active(cabinet)
    assert not signing_in.is_password_of(cabinet, who, PASSWORD)
    with pytest.raises(WrongPassword):
        signing_in.open_and_find(home, MANAGER, PASSWORD)
    assert signing_in.open_and_find(home, MANAGER, NEW)[1].account_id == who.account_id


def test_a_reset_leaves_the_old_password_or_none_that_anybody_knows(
    cabinet, who, deputy, home, monkeypatch, death
):
    with monkeypatch.context() as patch:
        death(patch)
        with pytest.raises(Died):
            accounts.reset_password(cabinet, who, deputy.account_id)
    assert opens(home, DEPUTY, NEW) is (death is dies_before_commit)
    given = accounts.reset_password(cabinet, who, deputy.account_id)  # and it can be done again
    assert opens(home, DEPUTY, given)


def test_an_account_that_never_came_to_be_leaves_no_key(cabinet, who, home, monkeypatch):
    before = holders(home)
    with monkeypatch.context() as patch:
        dies_before_commit(patch)
        with pytest.raises(Died):
            accounts.add(cabinet, who, name=DEPUTY, sign_in_name=DEPUTY, role=Role.DEPUTY)
    assert holders(home) == before | {label(home, DEPUTY)}
    assert opens(home, MANAGER, PASSWORD)
    assert holders(home) == before
    assert "keyring settled" in acts(cabinet)


def test_a_closed_account_leaves_no_key_once_the_cabinet_is_opened_again(
    cabinet, who, deputy, home, monkeypatch, death
):
    with monkeypatch.context() as patch:
        death(patch)
        with pytest.raises(Died):
            accounts.close(cabinet, who, deputy.account_id)
    assert opens(home, MANAGER, PASSWORD)
    is_open = signing_in.account_of(cabinet, DEPUTY) is not None
    assert is_open is (death is dies_before_commit)
    assert (label(home, DEPUTY) in holders(home)) is is_open
    assert opens(home, DEPUTY, NEW) is is_open


def test_a_recovery_is_whole_or_not_at_all(cabinet, who, home, made, store, monkeypatch, death):
    code = made(store).recovery_code
    with monkeypatch.context() as patch:
        patch.setattr("store.signing_in.opened_by", lambda *_: (cabinet, who))
        death(patch)
        with pytest.raises(Died):
            recovery.recover(home, MANAGER, code, NEW, NEW)
    was_undone = death is dies_before_commit
    assert opens(home, MANAGER, PASSWORD) is was_undone
    assert opens(home, MANAGER, NEW) is not was_undone
    cabinets.make_active(None)
    if was_undone:
        recovery.recover(home, MANAGER, code, NEW, NEW)
    else:
        with pytest.raises(WrongPassword):
            recovery.recover(home, MANAGER, code, PASSWORD, PASSWORD)
        opened, them = signing_in.open_and_find(home, MANAGER, NEW)
        assert recovery.replace_recovery_code(opened, them, NEW)


def test_a_recovery_in_a_managers_place_is_whole_or_not_at_all(
    cabinet, who, home, made, store, monkeypatch, death
):
    code = made(store).recovery_code
    with monkeypatch.context() as patch:
        patch.setattr("store.signing_in.opened_by", lambda *_: (cabinet, who))
        death(patch)
        with pytest.raises(Died):
            recovery.recover(home, MANAGER, code, NEW, NEW, by=OTHER)
    was_undone = death is dies_before_commit
    assert opens(home, MANAGER, PASSWORD) is was_undone
    assert opens(home, OTHER, NEW) is not was_undone
    cabinets.make_active(None)
    if was_undone:
        recovery.recover(home, MANAGER, code, NEW, NEW, by=OTHER)
    else:
        with pytest.raises(WrongPassword):
            recovery.recover(home, OTHER, code, PASSWORD, PASSWORD)


@pytest.mark.parametrize(
    "note",
    [
        signing_in.note_refused_sign_in,
        signing_in.note_refused_recovery,
        lambda _: signing_in.note_refused_organisation(),
    ],
)
def test_who_mistyped_is_answered_also_while_somebody_writes_for_long(cabinet, who, monkeypatch, note):
    tried = []

    @contextmanager
    def busy(_cabinet, act):
        tried.append(act)
        raise NotSaved("Somebody else has been saving for too long.")
        yield

    monkeypatch.setattr(cabinets, "_active", cabinet)
    monkeypatch.setattr(cabinets.Cabinet, "administering", busy)
    note(MANAGER)
    assert len(tried) == 1


def test_a_password_asked_for_inside_the_app_is_guessed_no_faster_than_at_the_gate(cabinet, who, deputy):
    """A deputy tries the manager's, as the second person of an override; or somebody at the laptop."""
    for _ in range(FREE_TRIES):
        assert not signing_in.confirms(cabinet, deputy, who, "not this one at all")
    with pytest.raises(Refused) as refused:
        signing_in.confirms(cabinet, deputy, who, PASSWORD)
    assert "Too many tries. Wait 1 second" in refused.value.problems["confirmation"]
    assert signing_in.confirms(cabinet, who, who, PASSWORD), "the manager waits for nobody else's guesses"
    lines = [row for row in rows(cabinet, AuditEntry) if row["act"] == "password refused"]
    assert {(line["account_id"], line["thing"], line["thing_id"]) for line in lines} == {
        (deputy.account_id, "account", who.account_id)
    }
    assert len(lines) == FREE_TRIES


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda c, who: signing_in.confirms(c, who, who, "no such password"), id="in the app"),
        pytest.param(lambda c, who: signing_in.is_own(c, who, "no such password"), id="at the gate"),
    ],
)
def test_no_password_is_right_while_the_keyring_is_gone(cabinet, who, ask):
    """As on a network drive; the records may be in a database, which answers all the same."""
    (cabinet.home / cabinets.KEYRING_FILE).unlink()
    with pytest.raises(DamagedKeyring):
        ask(cabinet, who)
    with pytest.raises(OSError, match="keyring"):
        make(cabinet, who)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(
            lambda opened, who: accounts.change_own_password(opened, who, old=NEW, password=NEW, again=NEW),
            id="for another password",
        ),
        pytest.param(lambda opened, who: recovery.replace_recovery_code(opened, who, NEW), id="for a code"),
        pytest.param(lambda opened, who: signing_in.is_own(opened, who, NEW) or refuse(), id="at the gate"),
    ],
)
def test_a_guess_at_ones_own_password_is_in_the_trail(cabinet, who, ask):
    """Whoever comes by an open screen tries them where a new password or a new code is made."""
    with pytest.raises(Refused):
        ask(cabinet, who)
    line = rows(cabinet, AuditEntry)[-1]
    assert (line["act"], line["account_id"], line["thing_id"]) == (
        "password refused", who.account_id, who.account_id,
    )  # fmt: skip


def refuse():
    raise Refused({})


def test_names_are_not_shown_on_the_word_of_a_one_time_password(cabinet, who):
    """Who comes in by the organisation's sign-in may have one still, which whoever gave it knows."""
    given = accounts.add(cabinet, who, name=DEPUTY, sign_in_name=DEPUTY, role=Role.DEPUTY)
    them = signing_in.account_of(cabinet, DEPUTY)
    with pytest.raises(Refused, match="choose a password first"):
        signing_in.confirms(cabinet, them, them, given)


def test_a_deputy_does_not_change_their_own_account(cabinet, deputy):
    """They write the register: as a key person by it they would see sensitive entries without a reason."""
    with cabinet.administering("test") as session:
        person = StaffMember(
            code="S-90", name=DEPUTY, role=Role.KEY_PERSON, started_on=london_today() - timedelta(days=90)
        )
        session.add(person)
        session.flush()
        session.get_one(Account, deputy.account_id).staff_id = person.id
    with pytest.raises(NotAllowed, match="for the manager"):
        accounts.change_role(cabinet, deputy, deputy.account_id, Role.KEY_PERSON)


def test_a_right_password_inside_the_app_forgets_the_wrong_ones(cabinet, who):
    for _ in range(3):
        for _ in range(FREE_TRIES - 1):
            assert not signing_in.confirms(cabinet, who, who, "not this one at all")
        assert signing_in.confirms(cabinet, who, who, PASSWORD)


def test_a_keyring_that_cannot_be_written_changes_nothing(cabinet, who, deputy, home, monkeypatch):
    def full(_keyring):
        raise OSError(28, "No space left on device")

    before = (home / cabinets.KEYRING_FILE).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Keyring, "save", full)
        with pytest.raises(NotSaved, match="Nothing was saved"):
            accounts.change_own_password(cabinet, who, old=PASSWORD, password=NEW, again=NEW)
        with pytest.raises(NotSaved, match="Nothing was saved"):
            accounts.add(cabinet, who, name="X", sign_in_name="X", role=Role.STAFF)
        with pytest.raises(NotSaved, match="Nothing was saved"):
            recovery.replace_recovery_code(cabinet, who, PASSWORD)
        with pytest.raises(NotSaved, match="The account is closed"):
            accounts.close(cabinet, who, deputy.account_id)
    assert (home / cabinets.KEYRING_FILE).read_bytes() == before
    assert signing_in.password_number(cabinet, who.account_id) == 1
    assert opens(home, MANAGER, PASSWORD)
    assert label(home, DEPUTY) not in holders(home)


def test_a_cabinet_set_beside_a_keyring_of_another_day_still_opens(cabinet, who, home):
    """A cabinet file brought back from a backup knows of fewer passwords than the keyring has seen."""
    for turn in (NEW, PASSWORD, NEW):
        old = PASSWORD if turn == NEW else NEW
        accounts.change_own_password(cabinet, who, old=old, password=turn, again=turn)
    with cabinet._session(None) as session:
        session.get(models.Account, who.account_id).password_number = 1
    assert opens(home, MANAGER, NEW)


def test_a_password_that_was_changed_opens_nothing_beside_a_keyring_from_before(
    cabinet, who, home, made, store
):
    """Somebody who knows a password of last month puts the keyring of an old backup in today's place."""
    before = (home / cabinets.KEYRING_FILE).read_bytes()
    accounts.change_own_password(cabinet, who, old=PASSWORD, password=NEW, again=NEW)
    (home / cabinets.KEYRING_FILE).write_bytes(before)
    assert not opens(home, MANAGER, PASSWORD)
    assert not signing_in.is_password_of(cabinet, who, PASSWORD)
    recovery.recover(home, MANAGER, made(store).recovery_code, AGAIN, AGAIN)
    assert opens(home, MANAGER, AGAIN), "whose keyring had to come from a backup is not shut out"


# The second factor -----------------------------------------------------------------------------------


def code_of(secret: bytes, at: float) -> str:
    return second_factor._codes(secret).generate(int(at)).decode()


@pytest.fixture
def secret(cabinet, who):
    """The secret of the manager's second factor, set up at the beginning of time."""
    secret = second_factor.begin(cabinet, who)
    second_factor.confirm(cabinet, who, code_of(secret, 60), clock=lambda: 60)
    return secret


def test_the_codes_are_those_of_the_standard():
    """RFC 6238, appendix B: the last six digits of its SHA-1 vectors."""
    for at, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert code_of(b"12345678901234567890", at) == code


def test_it_counts_once_a_code_was_entered(cabinet, who):
    secret = second_factor.begin(cabinet, who)
    assert second_factor.begin(cabinet, who) == secret
    assert not second_factor.is_set_up(cabinet, who.account_id)
    assert not second_factor.use(cabinet, who.account_id, code_of(secret, 300), clock=lambda: 300)
    with pytest.raises(Refused):
        second_factor.confirm(cabinet, who, "000000", clock=lambda: 300)
    second_factor.confirm(cabinet, who, code_of(secret, 300), clock=lambda: 300)
    assert second_factor.is_set_up(cabinet, who.account_id)
    with pytest.raises(Refused, match="already"):
        second_factor.begin(cabinet, who)


def test_a_code_is_used_once_and_an_older_one_not_after_it(cabinet, who, secret):
    def use(of: float, at: float) -> bool:
        return second_factor.use(cabinet, who.account_id, code_of(secret, of), clock=lambda: at)

    assert not use(60, 60), "that code confirmed the set-up"
    assert use(300, 300)
    assert not use(300, 300)
    assert not use(270, 300)
    assert use(330, 310), "a phone may be half a minute ahead"
    assert not use(390, 330), "but not a minute"
    assert not use(300, 390)
    assert use(390, 415), "or half a minute behind"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\ud800", "0" * 5000])
def test_what_is_no_code_is_refused(cabinet, who, secret, code):
    assert not second_factor.use(cabinet, who.account_id, code, clock=lambda: 300)
    assert acts(cabinet)[-1] == "second factor refused"


def test_the_secret_is_sealed_and_in_no_line_of_the_trail(cabinet, who, secret):
    second_factor.use(cabinet, who.account_id, code_of(secret, 300), clock=lambda: 300)
    kept = rows_of_factors(cabinet)
    assert secret not in kept[0]["sealed"]
    assert secret.hex() not in json.dumps(rows(cabinet, AuditEntry), default=str)
    assert "second_factor" not in [line["thing"] for line in rows(cabinet, AuditEntry)]
    assert "second factor set up" in acts(cabinet)


def test_the_manager_takes_it_off_somebody_elses_account(cabinet, who, deputy):
    secret = second_factor.begin(cabinet, deputy)
    second_factor.confirm(cabinet, deputy, code_of(secret, 60), clock=lambda: 60)
    second_factor.take_off(cabinet, who, deputy.account_id)
    assert not second_factor.is_set_up(cabinet, deputy.account_id)
    line = next(e for e in reversed(rows(cabinet, AuditEntry)) if e["act"] == "second factor taken off")
    assert (line["account_id"], line["thing"], line["thing_id"]) == (
        who.account_id, "account", deputy.account_id,
    )  # fmt: skip
    with pytest.raises(Refused, match="no second factor"):
        second_factor.take_off(cabinet, who, deputy.account_id)


def test_with_it_go_the_sessions_of_the_account(cabinet, who, deputy):
    secret = second_factor.begin(cabinet, deputy)
    second_factor.confirm(cabinet, deputy, code_of(secret, 60), clock=lambda: 60)
    token = sessions.start(cabinet, deputy)
    second_factor.take_off(cabinet, who, deputy.account_id)
    assert sessions.who_is(cabinet, token) is None


def test_nobody_takes_their_own_off_without_the_password(cabinet, who, secret):
    with pytest.raises(Refused, match="from My account"):
        second_factor.take_off(cabinet, who, who.account_id)
    assert second_factor.is_set_up(cabinet, who.account_id)


def rows_of_factors(cabinet):
    with cabinet.connection() as connection:
        return [
            dict(row) for row in connection.execute(models.TABLES.tables["second_factor"].select()).mappings()
        ]


# The organisation's sign-in -------------------------------------------------------------------------


EMAIL = "nell@example.org"


def test_an_address_is_kept_small_and_found_however_it_is_written(cabinet, who):
    accounts.add(cabinet, who, name="Nell", sign_in_name="nell", role=Role.STAFF, email="  Nell@Example.ORG ")
    [nell] = [held for held in accounts.known_accounts(cabinet, who) if held.name == "Nell"]
    assert nell.email == EMAIL
    assert signing_in.account_with_email(cabinet, "NELL@example.org").account_id == nell.id
    for other in ("", " ", "nell", "ne\u0131l@example.org", "nell@example.org.uk", "nell@ex\u212ample.org"):
        assert signing_in.account_with_email(cabinet, other) is None


@pytest.mark.parametrize(
    "typed",
    ["nell", "nell@", "@example.org", "nell@example", "a@b@example.org", "ne ll@example.org",
     "n\u00e9ll@example.org", "nel\u212a@example.org", "x" * 250 + "@example.org", "a\nb@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(cabinet, who, typed):
    before = rows(cabinet, Account)
    with pytest.raises(Refused) as refused:
        accounts.add(cabinet, who, name="Nell", sign_in_name="nell", role=Role.STAFF, email=typed)
    assert set(refused.value.problems) == {"email"}
    assert rows(cabinet, Account) == before


def test_an_address_is_one_open_accounts_and_free_again_when_it_closes(cabinet, who):
    accounts.add(cabinet, who, name="Nell", sign_in_name="nell", role=Role.STAFF, email=EMAIL)
    with pytest.raises(Refused, match="another open account"):
        accounts.add(cabinet, who, name="Ewa", sign_in_name="ewa", role=Role.STAFF, email=EMAIL.upper())
    accounts.close(cabinet, who, signing_in.account_with_email(cabinet, EMAIL).account_id)
    assert signing_in.account_with_email(cabinet, EMAIL) is None
    accounts.add(cabinet, who, name="Ewa", sign_in_name="ewa", role=Role.STAFF, email=EMAIL)
    assert signing_in.account_with_email(cabinet, EMAIL).name == "Ewa"


def test_another_address_ends_the_sessions_and_is_in_the_trail(cabinet, who):
    accounts.add(cabinet, who, name="Nell", sign_in_name="nell", role=Role.STAFF, email=EMAIL)
    nell = signing_in.account_with_email(cabinet, EMAIL)
    token = sessions.start(cabinet, nell)
    with pytest.raises(Refused):
        accounts.change_email(cabinet, who, nell.account_id, EMAIL)
    with pytest.raises(NotAllowed):
        accounts.change_email(cabinet, nell, who.account_id, "mine@example.org")
    accounts.change_email(cabinet, who, nell.account_id, "new@example.org")
    assert sessions.who_is(cabinet, token) is None
    assert signing_in.account_with_email(cabinet, EMAIL) is None
    assert '"email": ["nell@example.org", "new@example.org"]' in rows(cabinet, AuditEntry)[-1]["detail"]


def test_a_servers_key_that_could_not_be_made_leaves_no_file(cabinet, who, tmp_path):
    """Of a manager who was closed meanwhile, or while somebody saves for long: its name is free again."""
    with pytest.raises(NotAllowed):
        organisation.make_server_key(cabinet, replace(who, account_id=99), tmp_path / "server-key")
    assert not (tmp_path / "server-key").exists()


def test_the_servers_key_opens_the_cabinet_until_it_is_taken_away(cabinet, who, home, tmp_path, monkeypatch):
    file = tmp_path / "server-key"
    organisation.make_server_key(cabinet, who, file)
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().strip() not in (home / cabinets.KEYRING_FILE).read_text()
    monkeypatch.setenv("CABINET_SERVER_KEY", str(file))
    assert organisation.server_key(home) == cabinet.key
    cabinet.settle_keyring()
    assert organisation.server_key(home) == cabinet.key, "settling leaves it there"
    assert cabinets.unlock(home, MANAGER, PASSWORD) == cabinet.key
    with pytest.raises(Refused, match="Nothing was changed"):
        organisation.make_server_key(cabinet, who, file)
    organisation.make_server_key(cabinet, who, tmp_path / "next")
    with pytest.raises(WrongPassword):
        organisation.server_key(home)
    monkeypatch.setenv("CABINET_SERVER_KEY", str(tmp_path / "next"))
    assert organisation.server_key(home) == cabinet.key
    organisation.take_server_key_away(cabinet, who)
    with pytest.raises(WrongPassword):
        organisation.server_key(home)
    acts = [row["act"] for row in rows(cabinet, AuditEntry)]
    assert acts[-3:] == ["server key made", "server key made", "server key taken away"]


def test_the_servers_secret_signs_nobody_in(cabinet, who, home, tmp_path):
    organisation.make_server_key(cabinet, who, tmp_path / "key")
    secret = (tmp_path / "key").read_text().strip()
    for name in (MANAGER, "server", "\0server", "recovery"):
        with pytest.raises(WrongPassword):
            signing_in.open_and_find(home, name, secret)


@pytest.mark.parametrize("said", ["", "nowhere", "bytes"])
def test_a_server_without_its_key_opens_nothing(cabinet, home, tmp_path, monkeypatch, said):
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("CABINET_SERVER_KEY", str(tmp_path / said) if said else "")
    with pytest.raises(WrongPassword):
        organisation.server_key(home)


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({}, ""),
        ({"DATABASE_URL": "x"}, ""),
        ({"DATABASE_URL": "x", "CABINET_OIDC_ISSUER": "x", "CABINET_OIDC_CLIENT_ID": "x"}, ""),
        ({"DATABASE_URL": "x", "CABINET_OIDC_ISSUER": "x"}, "CABINET_OIDC_CLIENT_ID"),
        ({"DATABASE_URL": "x", "CABINET_OIDC_NAME": "x"}, "CABINET_OIDC_ISSUER and CABINET_OIDC_CLIENT_ID"),
        ({"CABINET_OIDC_ISSUER": "x", "CABINET_OIDC_CLIENT_ID": "x"}, "DATABASE_URL"),
    ],
)
def test_what_keeps_the_organisations_sign_in_from_being_offered_is_said(monkeypatch, given, lacking):
    for name in ("DATABASE_URL", "CABINET_OIDC_ISSUER", "CABINET_OIDC_CLIENT_ID", "CABINET_OIDC_NAME"):
        monkeypatch.setenv(name, given.get(name, ""))
    said = f"The organisation's sign-in is not offered. Set {lacking} too." if lacking else ""
    assert organisation.what_is_missing() == said
    assert bool(organisation.provider()) == bool(given.get("CABINET_OIDC_ISSUER") and not lacking)


def test_only_who_looks_after_accounts_gives_the_server_a_key(cabinet, tmp_path):
    with pytest.raises(NotAllowed):
        organisation.make_server_key(cabinet, account(cabinet, Role.DEPUTY), tmp_path / "key")
    assert not (tmp_path / "key").exists()


STRAIGHT, CURLY = "ann d'arcy", "ann d’arcy"


@pytest.fixture
def kept_as(cabinet, who):
    """Gives an account its own password `of`, under a name as they were kept before apostrophes were one."""

    def keep(kept, of):
        accounts.add(cabinet, who, name="Ann D’Arcy", sign_in_name=f"later {of}", role=Role.MANAGER)
        them = signing_in.account_of(cabinet, f"later {of}")
        with cabinet.administering("as it was") as session:
            held = session.get_one(Account, them.account_id)
            held.sign_in_name, held.has_one_time_password = kept, False
        ring = keyring_of(cabinet.home)
        ring.renew(kept, ring.copy(kept, of, cabinet.key), 1)
        ring.save()
        return them

    return keep


@pytest.mark.parametrize("kept", [STRAIGHT, CURLY])
@pytest.mark.parametrize("typed", [STRAIGHT, CURLY, "Ann  D’ARCY"])
def test_either_apostrophe_signs_in_whichever_the_account_was_made_with(cabinet, kept_as, kept, typed):
    """A tablet types a curly one, a keyboard a straight one."""
    them = kept_as(kept, NEW)
    assert opens(cabinet.home, typed, NEW)
    assert not opens(cabinet.home, typed, AGAIN)
    accounts.change_own_password(cabinet, them, old=NEW, password=AGAIN, again=AGAIN)
    assert opens(cabinet.home, typed, AGAIN)
    assert not opens(cabinet.home, typed, NEW)


def test_accounts_of_either_apostrophe_from_before_stay_two(cabinet, who, kept_as):
    """Each opens as it was typed always, and none with the other's password."""
    one, two = kept_as(STRAIGHT, NEW), kept_as(CURLY, AGAIN)
    for typed, them, password, wrong in ((STRAIGHT, one, NEW, AGAIN), (CURLY, two, AGAIN, NEW)):
        assert signing_in.account_of(cabinet, typed).account_id == them.account_id
        assert opens(cabinet.home, typed, password)
        assert not opens(cabinet.home, typed, wrong)
    accounts.close(cabinet, who, two.account_id)
    assert opens(cabinet.home, CURLY, NEW), "nobody has that name any more"
    assert not opens(cabinet.home, CURLY, AGAIN)


def test_an_account_whose_key_is_gone_is_not_opened_by_that_of_the_other_apostrophe(cabinet, kept_as):
    kept_as(STRAIGHT, NEW), kept_as(CURLY, AGAIN)
    ring = keyring_of(cabinet.home)
    ring.remove(CURLY)
    ring.save()
    assert not opens(cabinet.home, CURLY, NEW)


def test_no_new_account_differs_by_its_apostrophe_alone(cabinet, who, kept_as):
    kept_as(CURLY, NEW)
    with pytest.raises(Refused) as refused:
        accounts.add(cabinet, who, name="Ann", sign_in_name="Ann D'Arcy", role=Role.STAFF)
    assert set(refused.value.problems) == {"sign_in_name"}


@pytest.mark.parametrize("kept", [STRAIGHT, CURLY])
@pytest.mark.parametrize("typed", [STRAIGHT, CURLY])
def test_a_recovery_goes_by_either_apostrophe_and_for_the_account_there_is(cabinet, kept_as, kept, typed):
    kept_as(kept, NEW)
    ring = keyring_of(cabinet.home)
    code = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"
    ring.add(RECOVERY, code, cabinet.key)
    ring.save()
    cabinets.make_active(cabinet)
    recovery.recover(cabinet.home, typed, code, AGAIN, AGAIN)
    assert opens(cabinet.home, typed, AGAIN)
    assert not opens(cabinet.home, typed, NEW)
    assert len(rows(cabinet, Account)) == 2, "the manager's own and this one"


@pytest.mark.parametrize(
    ("typed", "is_read"),
    [("ewa  NOWAK", DEPUTY), (f"{DEPUTY} 2", f"{DEPUTY} 2"), ("Ewa", "Ewa"), ("Office", "office")],
)
def test_a_sign_in_name_that_is_the_persons_own_has_their_capitals(cabinet, who, typed, is_read):
    """It is compared in small letters, but read by people: on screen, and on the paper of the code."""
    accounts.add(cabinet, who, name=DEPUTY, sign_in_name=typed, role=Role.DEPUTY)
    them = signing_in.account_of(cabinet, typed)
    known = accounts.open_one(cabinet, who, them.account_id)
    assert known.signs_in_as == signing_in.signs_in_as(cabinet, them.account_id) == is_read


def to_come(cabinet, who, family, role, **early):
    """The account of somebody whose first day is tomorrow."""
    starts(cabinet, family, TODAY + timedelta(days=1))
    early |= {"staff_id": family.colleague, "is_meant": True}
    accounts.add(cabinet, who, name="Bo", sign_in_name="Bo", role=role, **early)
    return signing_in.account_of(cabinet, "Bo")


def chose_theirs(cabinet, them):
    """As it stands of somebody who was here before under another role."""
    with cabinet.administering("test") as session:
        session.get_one(Account, them.account_id).has_one_time_password = False


def starts(cabinet, family, on):
    with cabinet.administering("test") as session:
        session.get_one(StaffMember, family.colleague).started_on = on


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY, Role.CHAIRPERSON, Role.COMMITTEE])
def test_an_account_that_opens_records_waits_for_the_first_day(cabinet, who, family, role):
    """PR-6: a manager read every family's records six weeks before her first day, taken through nothing."""
    them = to_come(cabinet, who, family, role)
    with pytest.raises(NotAllowed, match="your first day here is"):
        accounts.replace_one_time_password(cabinet, them, number=1, password=NEW, again=NEW)
    with pytest.raises(NotAllowed, match="your first day here is"):
        sessions.start(cabinet, them)
    with pytest.raises(NotAllowed, match="still to come"), cabinet.writing(them):
        pass
    starts(cabinet, family, TODAY)
    accounts.replace_one_time_password(cabinet, them, number=1, password=NEW, again=NEW)
    token = sessions.start(cabinet, them)
    assert sessions.who_is(cabinet, token)
    starts(cabinet, family, TODAY + timedelta(days=1))
    assert sessions.who_is(cabinet, token) is None, "the start was put off"


@pytest.mark.parametrize("role", [Role.KEY_PERSON, Role.STAFF, Role.STUDENT, Role.VOLUNTEER])
def test_one_that_opens_nothing_yet_is_for_reading_and_signing(cabinet, who, family, role):
    them = to_come(cabinet, who, family, role)
    assert sessions.start(cabinet, them)


def test_whoever_may_look_before_their_first_day_does_so_for_a_reason_that_is_kept(cabinet, who, family):
    for early, field in (
        ({"is_early": True}, "early_because"),
        ({"is_early": True, "early_because": "early"}, "early_because"),
        ({"early_because": "Three days of handing over"}, "is_early"),
    ):
        with pytest.raises(Refused) as refused:
            to_come(cabinet, who, family, Role.DEPUTY, **early)
        assert set(refused.value.problems) == {field}
    because = "Three days of handing over"
    them = to_come(cabinet, who, family, Role.DEPUTY, is_early=True, early_because=because)
    assert sessions.start(cabinet, them)
    [noted] = [line for line in rows(cabinet, AuditEntry) if line["act"] == accounts.GIVEN]
    assert because in str(noted["detail"])


def test_a_manager_who_uses_their_account_is_not_shut_out_by_a_start_while_there_is_no_other(
    cabinet, who, family
):
    """The deputy writes the register; and whoever sets up may be to start only later."""
    leaves(cabinet, who.account_id, family.colleague, None)
    starts(cabinet, family, TODAY + timedelta(days=30))
    assert sessions.start(cabinet, who)


def test_the_last_manager_is_the_last_until_the_next_one_is_here(cabinet, who, family):
    chose_theirs(cabinet, to_come(cabinet, who, family, Role.MANAGER))
    with pytest.raises(Refused, match="last manager"):
        accounts.close(cabinet, who, who.account_id)
    # Over a weekend or a bank holiday nobody is there whom there would be no manager for.
    holidays = bank_holidays({TODAY.year, TODAY.year + 1})
    next_open = working_day_on_or_after(TODAY + timedelta(days=1), holidays)
    starts(cabinet, family, next_open + timedelta(days=1))
    with pytest.raises(Refused, match="last manager whose account"):
        accounts.change_last_day(cabinet, who, who.account_id, TODAY)
    starts(cabinet, family, next_open)
    accounts.change_last_day(cabinet, who, who.account_id, TODAY)


def test_the_last_day_of_a_manager_may_be_the_friday_before_the_next_one_begins(cabinet, who, family):
    friday = TODAY + timedelta(days=(4 - TODAY.weekday()) % 7 + 7)
    while friday + timedelta(days=3) in bank_holidays({friday.year, friday.year + 1}):
        friday += timedelta(days=7)
    chose_theirs(cabinet, to_come(cabinet, who, family, Role.MANAGER))
    starts(cabinet, family, friday + timedelta(days=4))
    with pytest.raises(Refused, match="last manager whose account"):
        accounts.change_last_day(cabinet, who, who.account_id, friday)
    starts(cabinet, family, friday + timedelta(days=3))
    accounts.change_last_day(cabinet, who, who.account_id, friday)
