"""The account of a stand-in: given by the manager, or by a deputy with a second person; asked back (AR-6)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from models import AccessStep, Account, AuditEntry, Carer, Child, Mistake, RoleChange, StaffMember
from rules.access import Channel, Step
from rules.access_path import NO_CONFLICT
from rules.agenda import Action
from rules.induction import Role
from rules.need_to_know import Conflict, NotAllowed
from rules.words import dated
from store import (
    access_requests,
    accounts,
    committee,
    request_steps,
    sight,
    signing_in,
    stand_ins,
    whole_requests,
)
from store.cabinet import AlreadyRecorded
from store.refusal import Refused
from store.tables import table
from store.today import london_today
from tests.conftest import PASSWORD, TODAY, account, agenda_of, rows

NAME = "Meera Shah"
OWN = "lantern orbit walnut drizzle"


@pytest.fixture
def asked(cabinet, who, family):
    """An open request from which the chairperson stands back, and for which a stand-in is named."""
    access_requests.record_request(
        cabinet, who, child_id=family.child, requester="Carys Davies", channel=Channel.EMAIL,
        received_on=TODAY, today=TODAY,
    )  # fmt: skip
    step(cabinet, who, Step.CONFLICT_ASKED, answer=Conflict.RELATIVE)
    step(cabinet, who, Step.STAND_IN_NAMED, said=f"{NAME}, treasurer")
    return 1


@pytest.fixture
def member(cabinet):
    """The committee member who stands in, by their number in the register."""
    with cabinet.administering("test") as session:
        person = StaffMember(code="M-02", name=NAME, role=Role.COMMITTEE, started_on=date(2025, 1, 6))
        session.add(person)
        session.flush()
        return person.id


def named_in_words(cabinet, who, said, *, request_id=1, on=TODAY):
    """Whom the committee named could be any words before, and is so in older records."""
    with cabinet.administering("an older record") as session:
        session.add(
            AccessStep(
                request_id=request_id, step=Step.STAND_IN_NAMED, on=on, said=said,
                recorded_by_id=who.account_id, signed_by_id=who.account_id,
            )
        )  # fmt: skip


@pytest.fixture
def dee(cabinet):
    return account(cabinet, Role.DEPUTY, "Dee Marlow")


@pytest.fixture
def chair(cabinet, who):
    """The chairperson, with a password of their own."""
    accounts.add(cabinet, who, name="Polly Grant", sign_in_name="polly", role=Role.CHAIRPERSON, is_meant=True)
    them = signing_in.account_of(cabinet, "polly")
    accounts.replace_one_time_password(cabinet, them, number=1, password=OWN, again=OWN)
    return them


def step(cabinet, who, step, on=TODAY, **said):
    request_steps.record(cabinet, who, request_id=1, step=step, on=on, today=on, **said)


def give(cabinet, who, member, second=None, confirmation=OWN, **changed):
    said = {"request_id": 1, "staff_id": member, "second_id": second, "confirmation": confirmation}
    return stand_ins.give(cabinet, who, **said | changed)


def account_of(cabinet, member):
    return next(row for row in rows(cabinet, Account) if row["staff_id"] == member)


def test_the_manager_gives_a_stand_in_an_account_alone(cabinet, who, asked, member, home):
    name, password = give(cabinet, who, member)
    assert name == "Meera Shah"
    assert signing_in.open_and_find(home, name, password)[1].role is Role.CHAIRPERSON
    assert account_of(cabinet, member)["has_one_time_password"]


def test_a_deputy_does_with_the_chairperson_who_stands_back(cabinet, asked, member, dee, chair, home):
    """The manager is on holiday, and the request has a month."""
    name, password = give(cabinet, dee, member, chair.account_id)
    assert signing_in.open_and_find(home, name, password)[1].role is Role.CHAIRPERSON
    line = next(row for row in rows(cabinet, AuditEntry) if row["act"] == stand_ins.GIVEN)
    assert (line["account_id"], line["thing"], line["thing_id"]) == (dee.account_id, "access_request", 1)
    assert f'"second": {chair.account_id}' in line["detail"]


def test_nobody_else_of_the_committee_gets_the_account_of_who_was_named(cabinet, who, asked, member):
    """One press on the wrong line opened the request to a member whom the committee had not named."""
    with cabinet.administering("test") as session:
        other = StaffMember(code="M-03", name="Ian Mott", role=Role.COMMITTEE, started_on=date(2025, 1, 6))
        session.add(other)
        session.flush()
        wrong = other.id
    with pytest.raises(Refused) as refused:
        give(cabinet, who, wrong)
    assert "named somebody else" in refused.value.problems["person"]
    assert not [row for row in rows(cabinet, Account) if row["staff_id"] == wrong]
    step(cabinet, who, Step.STAND_IN_NAMED, said="Ian Mott")
    assert give(cabinet, who, wrong)[0] == "Ian Mott"


def test_a_committee_account_becomes_a_chairpersons_with_the_password_it_has(
    cabinet, who, asked, member, dee, chair
):
    accounts.add(cabinet, who, name=NAME, sign_in_name="meera", role=Role.COMMITTEE, staff_id=member)
    assert give(cabinet, dee, member, chair.account_id) == ("", "")
    held = account_of(cabinet, member)
    assert (held["role"], held["password_number"]) == (Role.CHAIRPERSON, 1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"second_id": None}, "second", id="alone"),
        pytest.param({"confirmation": PASSWORD}, "confirmation", id="with a wrong password"),
        pytest.param({"staff_id": None}, "person", id="for nobody"),
    ],
)
def test_a_deputy_does_not(cabinet, asked, member, dee, chair, changed, field):
    before = len(rows(cabinet, Account))
    with pytest.raises(Refused) as refused:
        give(cabinet, dee, member, chair.account_id, **changed)
    assert list(refused.value.problems) == [field]
    assert len(rows(cabinet, Account)) == before


def test_a_one_time_password_is_nobodys_word(cabinet, who, asked, member, dee):
    """Whoever gave it knows it: with it they would be their own second person."""
    given = accounts.add(
        cabinet, who, name="Polly Grant", sign_in_name="polly", role=Role.CHAIRPERSON, is_meant=True
    )
    polly = signing_in.account_of(cabinet, "polly").account_id
    with pytest.raises(Refused) as refused:
        give(cabinet, dee, member, polly, given)
    assert list(refused.value.problems) == ["second"]
    assert "yet to choose a password" in str(refused.value)
    assert not [row for row in rows(cabinet, Account) if row["staff_id"] == member]


def test_nobody_is_given_one_before_the_committee_named_a_stand_in(cabinet, who, asked, member):
    request_steps.correct(
        cabinet, who, step_id=2, on=TODAY, is_struck=True, because="Nobody was named yet", today=TODAY
    )
    with pytest.raises(Refused, match="First record whom"):
        give(cabinet, who, member)


def asked_for(cabinet):
    """What is to be done about the stand-in of the request today."""
    items = agenda_of(cabinet, london_today()).items
    return [item.what for item in items if item.step is Step.STAND_IN_NAMED]


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        pytest.param(f"{NAME}, treasurer", True, id="in full"),
        pytest.param("Méera-SHAH", True, id="typed otherwise"),
        pytest.param("The treasurer", False, id="nobody in full: it may be somebody who is here"),
        pytest.param(f"{NAME}, or Dai Lewis where she is away", False, id="of two one is here"),
    ],
)
def test_who_was_named_and_has_left_the_committee_is_replaced(cabinet, who, asked, member, said, is_asked):
    today = london_today()
    with cabinet.administering("test") as session:
        dai = StaffMember(code="M-08", name="Dai Lewis", role=Role.COMMITTEE, started_on=date(2025, 1, 6))
        session.add(dai)
    named_in_words(cabinet, who, said)
    for left_on, expected in ((today, []), (today - timedelta(days=1), [True] if is_asked else [])):
        with cabinet.administering("test") as session:
            session.get_one(StaffMember, member).left_on = left_on
        assert ["the one before left the committee on" in what for what in asked_for(cabinet)] == expected
    with cabinet.administering("test") as session:
        session.get_one(StaffMember, member).left_on = today - timedelta(days=1)
    step(cabinet, who, Step.STAND_IN_NAMED, said="Dai Lewis, secretary")
    assert asked_for(cabinet) == []


def the_one_before_left(cabinet):
    return [what for what in asked_for(cabinet) if "the one before left the committee on" in what]


@pytest.mark.parametrize(
    ("begins_in", "left_ago", "last_day_ago"),
    [
        pytest.param(0, None, 1, id="since today"),
        pytest.param(1, None, None, id="from tomorrow"),
        pytest.param(1, 2, 2, id="left before that"),
        pytest.param(0, 0, 1, id="left after that"),
    ],
)
def test_who_stays_here_in_another_role_has_left_the_committee(
    cabinet, who, asked, member, begins_in, left_ago, last_day_ago
):
    today = london_today()
    step(cabinet, who, Step.STAND_IN_NAMED, said=f"{NAME}, treasurer")
    with cabinet.administering("test") as session:
        person = session.get_one(StaffMember, member)
        person.role = Role.VOLUNTEER
        person.left_on = today - timedelta(days=left_ago) if left_ago is not None else None
        from_on = today + timedelta(days=begins_in)
        session.add(RoleChange(staff_id=member, role_before=Role.COMMITTEE, from_on=from_on))
    said = [] if last_day_ago is None else [dated(today - timedelta(days=last_day_ago))]
    assert [what.rpartition(" on ")[2] for what in the_one_before_left(cabinet)] == said
    # Whom the committee names although the register has them elsewhere by then is its own choice.
    if left_ago is None:
        step(cabinet, who, Step.STAND_IN_NAMED, said=f"{NAME}, treasurer", on=today)
        assert begins_in > 0 or the_one_before_left(cabinet) == []


@pytest.mark.parametrize("how", ["left", "other role"])
def test_who_is_named_in_words_alone_is_who_was_given_the_account(cabinet, who, asked, member, how):
    today = london_today()
    with cabinet.administering("test") as session:
        dai = StaffMember(code="M-08", name="Dai Lewis", role=Role.COMMITTEE, started_on=date(2025, 1, 6))
        session.add(dai)
        session.flush()
        other = dai.id
    named_in_words(cabinet, who, "The treasurer")
    give(cabinet, who, member)

    def leaves(person):
        with cabinet.administering("test") as session:
            gone = session.get_one(StaffMember, person)
            if how == "left":
                gone.left_on = today - timedelta(days=1)
            else:
                gone.role = Role.VOLUNTEER
                session.add(RoleChange(staff_id=person, role_before=Role.COMMITTEE, from_on=today))

    leaves(other)
    assert the_one_before_left(cabinet) == []
    leaves(member)
    assert len(the_one_before_left(cabinet)) == 1
    named_in_words(cabinet, who, "The secretary", on=today)
    assert the_one_before_left(cabinet) == []


def opens(cabinet, name, request_id=1):
    """Whether somebody opens a request."""
    with cabinet.reading(signing_in.account_of(cabinet, name)) as look:
        return bool(whole_requests.one(look, request_id=request_id))


def wanted(cabinet):
    """Whether the weekly review and the committee's page ask for a stand-in."""
    today = london_today()
    asked = [item for item in agenda_of(cabinet, today).items if item.step is Step.STAND_IN_NAMED]
    with cabinet.connection() as look:
        said = committee.read(look, today).meeting.asked
    assert bool(asked) is ("Choose a stand-in for the chairperson in 1 request." in said)
    return bool(asked)


def test_a_stand_in_who_stands_back_is_replaced(cabinet, who, asked, member):
    """AR-6: by the first name alone the request would have nobody who prepares its file with the manager."""
    give(cabinet, who, member)
    stand_in = signing_in.account_of(cabinet, "meera shah")
    assert not wanted(cabinet)
    sight.declare_conflict(cabinet, stand_in, request_id=1, conflict=Conflict.NAMED)
    assert wanted(cabinet)
    with cabinet.administering("test") as session:
        other = StaffMember(code="M-03", name="Dai Lewis", role=Role.COMMITTEE, started_on=date(2025, 1, 6))
        session.add(other)
        session.flush()
        another = other.id
    with pytest.raises(Refused, match="First record whom"):
        give(cabinet, who, another)
    with pytest.raises(Refused, match="stood back from the request"):
        step(cabinet, who, Step.STAND_IN_NAMED, on=london_today(), said=NAME)
    step(cabinet, who, Step.STAND_IN_NAMED, on=london_today(), said="Dai Lewis, secretary")
    assert not wanted(cabinet)
    assert give(cabinet, who, another)[0] == "Dai Lewis"


def test_of_a_chairperson_who_is_away_a_stand_in_who_stands_back_is_replaced(cabinet, who, family, member):
    """The conflict of the stand-in is not that of who answered that they have none, and opens it still."""
    with cabinet.administering("test") as session:
        session.add(
            StaffMember(code="M-01", name="Ros Hale", role=Role.CHAIRPERSON, started_on=date(2025, 1, 6))
        )
    accounts.add(
        cabinet, who, name="Ros Hale", sign_in_name="ros", role=Role.CHAIRPERSON,
        staff_id=next(row["id"] for row in rows(cabinet, StaffMember) if row["name"] == "Ros Hale"),
    )  # fmt: skip
    access_requests.record_request(
        cabinet, who, child_id=family.child, requester="Carys Davies", channel=Channel.EMAIL,
        received_on=TODAY, today=TODAY,
    )  # fmt: skip
    step(cabinet, who, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
    step(cabinet, who, Step.STAND_IN_NAMED, said=NAME)
    give(cabinet, who, member)
    stand_in = signing_in.account_of(cabinet, "meera shah")
    sight.declare_conflict(cabinet, stand_in, request_id=1, conflict=Conflict.RELATIVE)
    assert wanted(cabinet)
    assert opens(cabinet, "ros")
    assert not opens(cabinet, "meera shah")


@pytest.mark.parametrize(
    ("named", "is_opened"),
    [
        pytest.param("Dai O'Hara-Lewis, secretary", False, id="another, in full"),
        pytest.param("dai o’hara lewis", False, id="another, typed otherwise"),
        pytest.param("Dái O'HÁRA Lewis (secretary)", False, id="another, with accents"),
        pytest.param("The secretary", True, id="nobody in full"),
        pytest.param("Somebody Else, of another nursery", True, id="nobody of the committee"),
        pytest.param(f"Dai O'Hara-Lewis, or {NAME} where he is away", True, id="both"),
    ],
)
def test_a_stand_in_opens_no_request_for_which_another_member_was_named(
    cabinet, who, asked, member, family, named, is_opened
):
    with cabinet.administering("test") as session:
        for code, name, role in (
            ("M-08", "Dai O'Hara-Lewis", Role.COMMITTEE),
            ("M-09", "Ros Hale", Role.CHAIRPERSON),
        ):
            session.add(StaffMember(code=code, name=name, role=role, started_on=date(2025, 1, 6)))
    give(cabinet, who, member)
    access_requests.record_request(
        cabinet, who, child_id=family.child, requester="Peter Davies", channel=Channel.EMAIL,
        received_on=TODAY, today=TODAY,
    )  # fmt: skip
    named_in_words(cabinet, who, named, request_id=2)
    assert opens(cabinet, NAME)
    assert opens(cabinet, NAME, 2) is is_opened


@pytest.mark.parametrize(
    ("theirs", "typed"),
    [
        ("carer", "meera O’Shah"),
        ("requester", "Meera O'Shah"),
        ("carer", "Méera O'SHÁH"),
        ("requester", "MÉERA O´Sháh "),
    ],
)
def test_a_stand_in_of_another_request_does_not_open_that_of_their_own_family(
    cabinet, who, asked, member, family, theirs, typed
):
    """A parent on the committee stands in for one family, and somebody else for the request about their own.

    For whom of two stand-ins a request is was not asked: they read who was written to about their own file.
    """
    with cabinet.administering("test") as session:
        child = Child(code="C-009", name="Asha Rao", born_on=date(2024, 5, 2), started_on=date(2025, 1, 6))
        session.add(child)
        # The chairperson, else whoever has such an account is taken for the one who was never entered.
        session.add(
            StaffMember(code="M-09", name="Ros Hale", role=Role.CHAIRPERSON, started_on=date(2025, 1, 6))
        )
        session.flush()
        if theirs == "carer":
            session.add(Carer(child_id=child.id or 0, name=typed, has_parental_responsibility=True))
        session.get_one(StaffMember, member).name = "Meera O'Shah"
        child_id = child.id
    step(cabinet, who, Step.STAND_IN_NAMED, said="Meera O'Shah, treasurer")
    give(cabinet, who, member)
    access_requests.record_request(
        cabinet, who, child_id=child_id, requester=typed if theirs == "requester" else "Dev Rao",
        channel=Channel.EMAIL, received_on=TODAY, today=TODAY,
    )  # fmt: skip
    named_in_words(cabinet, who, "Dai Lewis", request_id=2)
    assert opens(cabinet, "meera o'shah")
    assert not opens(cabinet, "meera o'shah", 2)
    if theirs == "carer":
        wrong = rows(cabinet, Carer)[-1]["id"]
        with cabinet.administering("linked by mistake") as session:
            session.add(Mistake(thing="carer", record_id=wrong, because="It is another child's carer."))
        assert opens(cabinet, "meera o'shah", 2), "it is not their family"


def test_a_carer_is_given_none(cabinet, who, asked, member):
    with cabinet.administering("test") as session:
        session.get_one(StaffMember, member).name = "Peter Davies"
    with pytest.raises(Refused, match="a carer of this child"):
        give(cabinet, who, member)


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.COMMITTEE, Role.KEY_PERSON])
def test_nobody_else_gives_one(cabinet, asked, member, role):
    with pytest.raises(NotAllowed):
        give(cabinet, account(cabinet, role, "Somebody"), member)


def test_the_same_form_twice_gives_one(cabinet, who, asked, member):
    give(cabinet, who, member, token="a" * 32)
    with pytest.raises(AlreadyRecorded):
        give(cabinet, who, member, token="a" * 32)


def put_back(cabinet, today=TODAY):
    return [item.due for item in agenda_of(cabinet, today).items if item.action is Action.ACCOUNT_ROLE]


def test_once_the_request_is_closed_the_role_is_asked_back(cabinet, who, asked, member):
    give(cabinet, who, member)
    assert put_back(cabinet) == []
    step(cabinet, who, Step.WITHDRAWN, said="By telephone, to the manager")
    assert put_back(cabinet) == [], "until it is closed"
    closed_on = TODAY + timedelta(days=1)
    step(cabinet, who, Step.CLOSED, on=closed_on, reason="It was withdrawn before any of this was due")
    assert put_back(cabinet) == []
    assert put_back(cabinet, closed_on) == [closed_on]
    held = account_of(cabinet, member)
    accounts.change_role(cabinet, who, held["id"], Role.COMMITTEE)
    assert put_back(cabinet, closed_on) == []


def test_the_chairpersons_own_account_is_left_alone(cabinet, who, asked, member):
    give(cabinet, who, member)
    step(cabinet, who, Step.WITHDRAWN, said="By telephone, to the manager")
    step(cabinet, who, Step.CLOSED, reason="It was withdrawn before any of this was due")
    assert put_back(cabinet) == [TODAY]
    with cabinet.administering("test") as session:
        staff = table(StaffMember)
        session.execute(update(staff).where(staff.c.id == member).values(role=Role.CHAIRPERSON))
    assert put_back(cabinet) == []


def test_while_another_request_has_a_stand_in_the_role_stays(cabinet, who, asked, member, family):
    access_requests.record_request(
        cabinet, who, child_id=family.child, requester="Peter Davies", channel=Channel.EMAIL,
        received_on=TODAY, today=TODAY,
    )  # fmt: skip
    give(cabinet, who, member)
    named_in_words(cabinet, who, "The same", request_id=2)
    step(cabinet, who, Step.WITHDRAWN, said="By telephone, to the manager")
    step(cabinet, who, Step.CLOSED, reason="It was withdrawn before any of this was due")
    assert put_back(cabinet) == []


def test_a_member_who_has_left_is_given_none(cabinet, who, asked, member):
    with cabinet.administering("test") as session:
        session.get_one(StaffMember, member).left_on = london_today() - timedelta(days=1)
    with pytest.raises(Refused, match="nobody stands in now"):
        give(cabinet, who, member)


def test_the_second_person_is_not_the_stand_in_under_another_account(cabinet, asked, member, dee, chair):
    with cabinet.administering("test") as session:
        session.get(Account, chair.account_id).name = NAME
    with pytest.raises(Refused, match="the person who is given the account"):
        give(cabinet, dee, member, chair.account_id)


def test_nor_is_it_the_deputy_under_another_account(cabinet, asked, member, dee, chair):
    with cabinet.administering("test") as session:
        session.get(Account, chair.account_id).name = dee.name.upper()
    with pytest.raises(Refused, match="yours too"):
        give(cabinet, dee, member, chair.account_id)
