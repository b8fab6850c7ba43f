"""Nobody is their own second person, by another account or by one that they had (AR-10, AR-25, OV-1)."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from models import Account, Child, SafetyOverride, StaffMember, now
from rules.access import Channel, RefusalGround, Step
from rules.access_path import HOLDS_NO_PAPERS
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from store import access_requests, one_person, people, request_steps, sight, signing_in
from store.refusal import Refused
from store.tables import table
from store.today import london_today
from tests.conftest import MANAGER, PASSWORD, TODAY, account, rows, without_a_conflict

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@dataclass
class Nursery:
    """A child, and a key person of another one."""

    child: int
    key: object


@pytest.fixture(autouse=True)
def every_password_matches(monkeypatch):
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)


@pytest.fixture
def nursery(cabinet):
    with cabinet.administering("test") as session:
        child = Child(code="C-001", name="Ada Reed", started_on=date(2026, 1, 5))
        session.add(child)
        session.flush()
        found = child.id
    return Nursery(found, of_the_register(cabinet, Role.KEY_PERSON, "Key Ada"))


def of_the_register(cabinet, role, name, *, as_=None, started_on=date(2025, 1, 6), left_on=None):
    """An account of somebody of the register, who is `as_` there."""
    held = account(cabinet, role, name)
    with cabinet.administering("test") as session:
        person = StaffMember(
            code=f"S-{held.account_id:02}",
            name=name,
            role=as_ or role,
            started_on=started_on,
            left_on=left_on,
        )
        session.add(person)
        session.flush()
        link(session, held, person.id)
    return held


def link(session, held, staff_id, **changed):
    session.execute(
        update(table(Account))
        .where(table(Account).c.id == held.account_id)
        .values(staff_id=staff_id, **changed)
    )


def another_of(cabinet, role, sign_in_name, held):
    """Another account of whoever has `held`, whose own is closed."""
    added = account(cabinet, role, sign_in_name)
    with cabinet.administering("test") as session:
        staff_id = session.get(Account, held.account_id).staff_id
        link(session, held, staff_id, closed_at=now())
        link(session, added, staff_id)
    return added


def renamed(cabinet, held, name):
    with cabinet.administering("test") as session:
        session.get(Account, held.account_id).name = name


def override(cabinet, who, nursery, second, to=None):
    sight.give_sight(
        cabinet, who, child_id=nursery.child, account_id=(to or nursery.key).account_id,
        reason="The key person is away and the child was hurt.", second_id=second.account_id,
        confirmation=PASSWORD,
    )  # fmt: skip


# An override and what asks for a second person's password -------------------------------------------


@pytest.mark.parametrize("name", ["Joanne Pryce", "  joanne   PRYCE", "Joanne Prycé"])
def test_nobody_is_their_own_second_person_by_another_account(cabinet, who, nursery, name):
    """Such as the deputy's beside the manager's that the recovery code made for the same person."""
    other = account(cabinet, Role.DEPUTY, "joanne")
    renamed(cabinet, other, name)
    with pytest.raises(Refused, match="yours too"):
        override(cabinet, who, nursery, other)
    assert rows(cabinet, SafetyOverride) == []


def test_nor_is_who_is_given_access(cabinet, who, nursery):
    other = account(cabinet, Role.DEPUTY, "ada")
    renamed(cabinet, other, "Key Ada")
    with pytest.raises(Refused, match="given access"):
        override(cabinet, who, nursery, other)


def test_somebody_who_has_left_gives_no_second_word(cabinet, who, nursery):
    left = of_the_register(cabinet, Role.DEPUTY, "Dee", left_on=london_today() - timedelta(days=1))
    with pytest.raises(Refused, match="not here today"):
        override(cabinet, who, nursery, left)


def test_nor_is_somebody_who_has_left_given_access(cabinet, who, nursery):
    dee = account(cabinet, Role.DEPUTY, "Dee")
    left = of_the_register(cabinet, Role.STAFF, "Lou", left_on=london_today() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        override(cabinet, who, nursery, dee, to=left)
    assert list(refused.value.problems) == ["account"]


def test_an_override_ends_with_the_last_day(cabinet, who, nursery):
    override(cabinet, who, nursery, account(cabinet, Role.DEPUTY, "Dee"))
    seen = []
    for left_on in (london_today(), london_today() - timedelta(days=1)):
        with cabinet.administering("test") as session:
            staff_id = session.get(Account, nursery.key.account_id).staff_id
            session.get(StaffMember, staff_id).left_on = left_on
        with cabinet.reading(nursery.key, Thing.CHILD) as look:
            seen.append([child.code for child in people.children(look, london_today())])
    assert seen == [["C-001"], []]


def test_who_stands_in_for_one_request_is_not_among_those_to_choose_from(cabinet, who):
    chair = of_the_register(cabinet, Role.CHAIRPERSON, "Polly Grant")
    of_the_register(cabinet, Role.CHAIRPERSON, "Meera Shah", as_=Role.COMMITTEE)
    asks = of_the_register(cabinet, Role.DEPUTY, "Dee Marlow")
    offered = {one.account_id for one in signing_in.second_people(cabinet, asks)}
    assert offered == {who.account_id, chair.account_id}


def test_a_stand_in_gives_no_second_word_of_anything_else(cabinet, who, nursery):
    stand_in = of_the_register(cabinet, Role.CHAIRPERSON, "Meera Shah", as_=Role.COMMITTEE)
    with pytest.raises(Refused, match="stands in"):
        override(cabinet, who, nursery, stand_in)


# The second signature of an access request ----------------------------------------------------------


@pytest.fixture
def request_id(cabinet, who, nursery):
    access_requests.record_request(
        cabinet, who, child_id=nursery.child, requester="Carys Davies", channel=Channel.EMAIL,
        received_on=TODAY, today=TODAY,
    )  # fmt: skip
    without_a_conflict(cabinet)
    return 1


def record(cabinet, who, step, **more):
    request_steps.record(cabinet, who, request_id=1, step=step, on=TODAY, today=TODAY, **more)


HOLDS_NONE = {"said": "E-mail: nothing", "answer": HOLDS_NO_PAPERS, "reason": "Nothing was ever put in it."}
BOTH = [
    pytest.param(Step.FILE_CHECKED, Step.FILE_CHECK_SIGNED, HOLDS_NONE, id="the file"),
    pytest.param(Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED, {"pages": 4}, id="the clean copy"),
    pytest.param(
        Step.REFUSED, Step.REFUSAL_AGREED,
        {
            "answer": RefusalGround.EXCESSIVE, "reason": "It came a week ago, and was answered.",
            "is_route_told": True,
        },
        id="a refusal",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "more"), BOTH)
def test_nobody_signs_second_under_the_account_that_came_after(cabinet, request_id, first, second, more):
    dee = of_the_register(cabinet, Role.DEPUTY, "Dee Marlow")
    record(cabinet, dee, first, **more)
    later = another_of(cabinet, Role.CHAIRPERSON, "dee2", dee)
    with pytest.raises(Refused, match="You did this yourself"):
        record(cabinet, later, second)


@pytest.mark.parametrize(("first", "second", "more"), BOTH)
def test_nor_under_one_of_the_same_name(cabinet, who, request_id, first, second, more):
    record(cabinet, who, first, **more)
    other = account(cabinet, Role.CHAIRPERSON, "jo")
    renamed(cabinet, other, MANAGER)
    with pytest.raises(Refused, match="You did this yourself"):
        record(cabinet, other, second)


def test_the_second_signature_is_of_somebody_who_is_here(cabinet, who, request_id):
    record(cabinet, who, Step.FILE_CHECKED, **HOLDS_NONE)
    polly = of_the_register(cabinet, Role.CHAIRPERSON, "Polly Grant", left_on=YESTERDAY)
    with pytest.raises(NotAllowed, match="somebody who has left"):
        record(cabinet, polly, Step.FILE_CHECK_SIGNED)
    with cabinet.administering("test") as session:
        session.get(StaffMember, session.get(Account, polly.account_id).staff_id).left_on = london_today()
    record(cabinet, polly, Step.FILE_CHECK_SIGNED)


def test_which_accounts_are_one_persons(cabinet, who):
    closed = of_the_register(cabinet, Role.DEPUTY, "Dee Marlow")
    later = another_of(cabinet, Role.CHAIRPERSON, "dee2", closed)
    with cabinet.connection() as look:
        both = {closed.account_id, later.account_id}
        assert one_person.accounts_of(look, later.account_id, {closed.account_id, who.account_id}) == both
        assert one_person.accounts_of(look, who.account_id, both | {None}) == {who.account_id}
