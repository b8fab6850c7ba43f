"""Need to know by row: own key children, a declared conflict, an override by two (CP-12, AR-6, OV-1)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import literal, select, update

from models import (
    AccessStep,
    Account,
    AuditEntry,
    Carer,
    Child,
    ConflictOfInterest,
    Consent,
    KeyPersonAssignment,
    SafetyOverride,
    SharingDecision,
    StaffMember,
    now,
)
from rules.access import Channel, Step
from rules.access_path import NO_CONFLICT
from rules.agenda import Area
from rules.complaints import Kind
from rules.consent import Answer, How
from rules.contacts import Method
from rules.induction import Role
from rules.need_to_know import Act, Conflict, NotAllowed, Thing
from rules.sharing import Ground
from rules.words import plain
from store import (
    access_requests,
    agenda,
    complaints,
    consents,
    contacts,
    people,
    request_steps,
    sharing,
    sight,
    signing_in,
    withdrawals,
)
from store.refusal import Refused
from store.tables import plain_name, table
from store.today import london_today
from tests.conftest import MANAGER, PASSWORD, TODAY, account, agenda_of, manager_of, rows

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def nursery(cabinet, who):
    """Two children with a key person each, both key people with accounts, and a chairperson."""
    with cabinet.administering("test") as session:
        ids = {}
        for number, name in enumerate(("Ada", "Ben"), 1):
            child = Child(code=f"C-00{number}", name=f"{name} Reed", started_on=date(2026, 1, 5))
            worker = StaffMember(
                code=f"S-0{number}", name=f"Key {name}", role=Role.KEY_PERSON, started_on=date(2025, 1, 6)
            )
            session.add_all([child, worker])
            session.flush()
            session.add(KeyPersonAssignment(child_id=child.id, staff_id=worker.id, from_on=child.started_on))
            ids[name] = (child.id, worker.id)
    found = {}
    for name, (child, worker) in ids.items():
        held = account(cabinet, Role.KEY_PERSON, f"Key {name}")
        with cabinet.administering("test") as session:
            session.execute(
                update(table(Account)).where(table(Account).c.id == held.account_id).values(staff_id=worker)
            )
        found[name] = (child, held)
    found["chair"] = account(cabinet, Role.CHAIRPERSON, "Polly Grant")
    return found


def codes(cabinet, who, area):
    with cabinet.reading(who) as look:
        return {child.code for child in agenda.read(look, TODAY, area).facts.children}


def test_a_key_person_sees_the_own_key_children_only(cabinet, nursery):
    _, key_ada = nursery["Ada"]
    assert codes(cabinet, key_ada, Area.CONSENTS) == {"C-001"}
    with cabinet.reading(key_ada, Thing.CHILD) as look:
        assert [child.code for child in people.children(look, TODAY)] == ["C-001"]


@pytest.mark.parametrize(
    ("from_on", "sees"),
    [
        pytest.param(TODAY, {"C-001", "C-002"}, id="from the first day on"),
        pytest.param(TODAY + timedelta(days=1), {"C-001"}, id="not the day before"),
    ],
)
def test_a_key_person_sees_a_child_from_their_first_day_as_such(cabinet, nursery, from_on, sees):
    ben, _ = nursery["Ben"]
    _, key_ada = nursery["Ada"]
    with cabinet.administering("test") as session:
        staff_id = session.get(Account, key_ada.account_id).staff_id
        session.add(KeyPersonAssignment(child_id=ben, staff_id=staff_id, from_on=from_on))
    assert codes(cabinet, key_ada, Area.CONSENTS) == sees


@pytest.mark.parametrize(
    ("started_on", "sees"),
    [
        pytest.param(TODAY, {"C-001"}, id="on the day they come back"),
        pytest.param(TODAY + timedelta(days=1), set(), id="on the day before"),
    ],
)
def test_a_key_person_who_is_to_come_back_sees_nobody_before(cabinet, nursery, started_on, sees):
    _, key_ada = nursery["Ada"]
    with cabinet.administering("test") as session:
        staff_id = session.get(Account, key_ada.account_id).staff_id
        session.get(StaffMember, staff_id).started_on = started_on
    assert codes(cabinet, key_ada, Area.CONSENTS) == sees


def test_a_key_person_cannot_read_another_childs_answers_by_number(cabinet, nursery):
    _, key_ada = nursery["Ada"]
    ben, _ = nursery["Ben"]
    with cabinet.reading(key_ada, Thing.CONSENT) as look:
        assert people.child(look, TODAY, ben) is None
        with pytest.raises(NotAllowed, match="not one of your key children"):
            consents.history(look, ben)
        with pytest.raises(NotAllowed, match="not one of your key children"):
            withdrawals.followed(look, ben)


def test_nor_whether_there_is_a_court_order(cabinet, who, nursery):
    _, key_ada = nursery["Ada"]
    with cabinet.administering("test") as session:
        session.execute(update(Child).values(has_court_order=True))
    both = ["C-001", "C-002"]
    for reader, seen in ((who, both), (key_ada, both[:1]), (nursery["chair"], [])):
        with cabinet.reading(reader) as look:
            assert people.with_court_order(look, both, TODAY) == seen


def test_nor_a_withdrawal_or_who_cares_for_another_child(cabinet, who, nursery):
    ben, _ = nursery["Ben"]
    _, key_ada = nursery["Ada"]
    with cabinet.administering("test") as session:
        carer = Carer(child_id=ben, name="Rhys Reed")
        session.add(carer)
        session.flush()
        session.add(
            Consent(
                child_id=ben, purpose_id=1, carer_id=carer.id, answer=Answer.WITHDRAWN, on=TODAY,
                how=How.WRITTEN,
            )
        )  # fmt: skip
    for whose, is_seen in ((key_ada, False), (who, True)):
        with cabinet.reading(whose, Thing.CONSENT, Thing.CHILD) as look:
            assert (withdrawals.withdrawn(look, 1, TODAY) is not None) is is_seen
            assert (people.newest_assignment(look, ben) is not None) is is_seen


@pytest.mark.parametrize(
    ("until", "in_sight"),
    [
        pytest.param(YESTERDAY, False, id="ended yesterday: out of sight today"),
        pytest.param(TODAY, True, id="ends today: still in sight"),
        pytest.param(None, True, id="goes on"),
    ],
)
def test_sight_ends_with_the_assignment(cabinet, nursery, until, in_sight):
    ada, key_ada = nursery["Ada"]
    with cabinet.administering("test") as session:
        held = table(KeyPersonAssignment)
        session.execute(update(held).where(held.c.child_id == ada).values(until_on=until))
    assert (codes(cabinet, key_ada, Area.CONSENTS) == {"C-001"}) is in_sight


@pytest.mark.parametrize(
    ("left_on", "in_sight"),
    [
        pytest.param(YESTERDAY, False, id="left yesterday, the account still open"),
        pytest.param(TODAY, True, id="the last day"),
    ],
)
def test_sight_ends_when_the_key_person_leaves(cabinet, nursery, left_on, in_sight):
    ada, key_ada = nursery["Ada"]
    with cabinet.administering("test") as session:
        held, account_ = table(StaffMember), table(Account)
        staff_id = session.scalar(select(account_.c.staff_id).where(account_.c.id == key_ada.account_id))
        session.execute(update(held).where(held.c.id == staff_id).values(left_on=left_on))
    assert (codes(cabinet, key_ada, Area.CONSENTS) == {"C-001"}) is in_sight
    with cabinet.reading(key_ada, Thing.CHILD) as look:
        assert bool(people.child(look, TODAY, ada)) is in_sight


def test_a_look_of_the_manager_sees_every_child(cabinet, who, nursery):
    assert codes(cabinet, who, Area.CONSENTS) == {"C-001", "C-002"}


def test_a_key_person_raises_a_concern_about_an_own_key_child_and_sees_it(cabinet, who, nursery):
    ada, key_ada = nursery["Ada"]
    code = concern(cabinet, key_ada, ada).code
    concern(cabinet, who, ada)  # the manager's own, about the same child
    with cabinet.reading(key_ada, Thing.SHARING_DECISION) as look:
        assert [held.code for held in sharing.decisions(look)] == [code]
        assert [d.code for d in agenda.read(look, TODAY, Area.SHARING_DECISIONS).facts.decisions] == [code]
    with cabinet.administering("somebody else's key child now") as session:
        session.execute(update(table(KeyPersonAssignment)).values(until_on=YESTERDAY))
    with cabinet.reading(key_ada, Thing.SHARING_DECISION) as look:
        assert sharing.decisions(look) == []
        assert not agenda.read(look, TODAY, Area.SHARING_DECISIONS).facts.decisions


def test_a_key_person_raises_no_concern_about_another_persons_key_child(cabinet, nursery):
    ben, _ = nursery["Ben"]
    _, key_ada = nursery["Ada"]
    with pytest.raises(NotAllowed):
        concern(cabinet, key_ada, ben)


def test_a_key_person_decides_nothing_and_records_no_consent(cabinet, nursery):
    ada, key_ada = nursery["Ada"]
    with pytest.raises(NotAllowed):
        consents.record_answers(
            cabinet, key_ada, child_id=ada, carer_id=1, answers={1: Answer.GIVEN}, on=TODAY,
            how=How.WRITTEN, kept_at="In the child's file", today=TODAY,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        people.assign_key_person(cabinet, key_ada, child_id=ada, staff_id=1, from_on=TODAY)


def concern(cabinet, who, child, also_about=()):
    return sharing.record_concern(
        cabinet, who, child_id=child, ground=Ground.CAUSE_NOT_CLEAR, concern="A change in the child.",
        raised_on=TODAY, also_about=also_about, is_another=True, today=TODAY,
    )  # fmt: skip


def test_a_key_person_raises_a_concern_about_no_brother_or_sister_who_is_not_theirs(cabinet, nursery):
    (ada, key_ada), (ben, _) = nursery["Ada"], nursery["Ben"]
    with pytest.raises(NotAllowed):
        concern(cabinet, key_ada, ada, also_about=[ben])
    assert rows(cabinet, SharingDecision) == []
    assert concern(cabinet, key_ada, ada).beside == ()


OLD = YESTERDAY - timedelta(days=1)
RAISED = {"ground": Ground.CAUSE_NOT_CLEAR, "concern": "A change in the child.", "raised_on": OLD}
SPOKE = {
    "agency": "Health visiting team", "person": "R. Amos", "role": "Health visitor",
    "method": Method.TELEPHONE, "purpose": "How the child settles", "on": OLD,
}  # fmt: skip
TOLD = {"colleague_id": 1, "what": "Who may collect the child", "purpose": "They open the door", "on": OLD}


@pytest.mark.parametrize(
    ("write", "said", "is_beside"),
    [
        pytest.param(sharing.record_concern, RAISED, False, id="a concern"),
        pytest.param(sharing.record_concern, RAISED, True, id="a concern about another beside their own"),
        pytest.param(contacts.record_contact, SPOKE, False, id="a contact"),
        pytest.param(contacts.record_contact, SPOKE, True, id="a contact about another beside their own"),
        pytest.param(contacts.record_disclosure, TOLD, False, id="a disclosure"),
    ],
)
def test_a_key_person_learns_no_birthday_of_a_child_who_is_not_theirs(
    cabinet, nursery, write, said, is_beside
):
    """A day before it is refused with the birthday in words: of no child who is out of sight."""
    (ada, key_ada), (ben, _) = nursery["Ada"], nursery["Ben"]
    with cabinet.administering("test") as session:
        session.get(Child, ben).born_on = YESTERDAY
    about = {"child_id": ada, "also_about": [ben]} if is_beside else {"child_id": ben}
    with pytest.raises(NotAllowed):
        write(cabinet, key_ada, **about, **said, today=TODAY)


def request(cabinet, who, child):
    code = access_requests.record_request(
        cabinet, who, child_id=child, requester="Sam Reed", channel="email", received_on=TODAY, today=TODAY
    )[0]
    with cabinet.reading(who, Thing.ACCESS_REQUEST) as look:
        return next(held.id for held in access_requests.requests(look) if held.code == code)


def complaint(cabinet, who, request_id):
    return complaints.record_complaint(
        cabinet, who, kind=Kind.DATA_PROTECTION, request_id=request_id, made_by="Carys Davies",
        channel=Channel.LETTER, received_on=TODAY, about="How it was answered", today=TODAY,
    )  # fmt: skip


def complaints_seen(cabinet, who):
    with cabinet.reading(who, Thing.COMPLAINT) as look:
        return {held.code for held in complaints.complaints(look)}


def seen(cabinet, who):
    with cabinet.reading(who, Thing.ACCESS_REQUEST) as look:
        open_now = agenda.read(look, TODAY, Area.ACCESS_REQUESTS)
        held = access_requests.requests(look)
    assert {r.id for r in open_now.facts.requests} == {r.id for r in held}
    return {r.id for r in held}


def test_a_chairperson_who_stands_back_from_a_request_sees_it_no_more_and_the_others_still(
    cabinet, who, nursery
):
    ada, _ = nursery["Ada"]
    ben, _ = nursery["Ben"]
    first, second = request(cabinet, who, ada), request(cabinet, who, ben)
    chair = nursery["chair"]
    assert seen(cabinet, chair) == {first, second}
    sight.declare_conflict(cabinet, chair, request_id=first, conflict=Conflict.RELATIVE)
    assert seen(cabinet, chair) == {second}
    assert seen(cabinet, who) == {first, second}
    with cabinet.reading(chair, Thing.ACCESS_REQUEST) as look:
        assert access_requests.requests(look, request_id=first) == []
    sight.declare_conflict(cabinet, chair, request_id=second, conflict=Conflict.RELATIVE)
    assert seen(cabinet, chair) == set()
    assert {row["request_id"] for row in rows(cabinet, ConflictOfInterest)} == {first, second}
    request_steps.correct(
        cabinet, who, step_id=1, on=TODAY, answer=NO_CONFLICT, because="She meant the other one", today=TODAY
    )
    assert seen(cabinet, chair) == {first}, "an answer is of its own request"


def test_a_deputy_who_wrote_down_the_chairpersons_answer_stands_back_whatever_becomes_of_it(
    cabinet, who, nursery
):
    """The answer was the chairperson's: corrected, it takes back nothing that the deputy declared."""
    first, deputy = request(cabinet, who, nursery["Ada"][0]), account(cabinet, Role.DEPUTY, "Dee Marlow")
    answered = {"step": Step.CONFLICT_ASKED, "answer": Conflict.RELATIVE, "on": TODAY, "today": TODAY}
    request_steps.record(cabinet, deputy, request_id=first, **answered)
    sight.declare_conflict(cabinet, deputy, request_id=first, conflict=Conflict.RELATIVE)
    request_steps.correct(
        cabinet, who, step_id=1, on=TODAY, answer=NO_CONFLICT, because="She meant the other one", today=TODAY
    )
    assert seen(cabinet, nursery["chair"]) == {first}
    assert seen(cabinet, deputy) == set()


@pytest.mark.parametrize(
    ("named", "sees"),
    [
        pytest.param(False, True, id="asked again: the last answer counts"),
        pytest.param(True, False, id="what is answered after a stand-in was named is the stand-in's"),
    ],
)
def test_a_chairperson_who_was_asked_again_sees_it_by_the_last_answer(cabinet, who, nursery, named, sees):
    first = request(cabinet, who, nursery["Ada"][0])
    with cabinet.administering("the chairperson of the register") as session:
        chair = StaffMember(
            code="M-P", name="Polly Grant", role=Role.CHAIRPERSON, started_on=date(2025, 1, 6)
        )
        session.add(chair)
        session.flush()
        session.get(Account, nursery["chair"].account_id).staff_id = chair.id
    steps = [
        (Step.CONFLICT_ASKED, {"answer": Conflict.RELATIVE}),
        *([(Step.STAND_IN_NAMED, {"said": "Meera Shah, of the committee"})] if named else []),
        (Step.CONFLICT_ASKED, {"answer": NO_CONFLICT, "said": "She had meant another family of that name"}),
    ]
    for step, said in steps:
        request_steps.record(cabinet, who, request_id=first, step=step, on=TODAY, today=TODAY, **said)
    assert seen(cabinet, nursery["chair"]) == ({first} if sees else set())


def test_a_conflict_is_the_chairpersons_who_answered_and_not_the_next_ones(cabinet, who, nursery):
    """After the annual meeting the new chairperson was shut out, and neither told nor asked (AR-6)."""
    first = request(cabinet, who, nursery["Ada"][0])
    chairs = {"Polly Grant": nursery["chair"], "Rob Eames": account(cabinet, Role.CHAIRPERSON, "Rob Eames")}
    with cabinet.administering("the register") as session:
        for name, started_on, left_on in (
            ("Polly Grant", date(2024, 1, 8), TODAY - timedelta(days=2)),
            ("Rob Eames", TODAY - timedelta(days=1), None),
        ):
            person = StaffMember(
                code=f"M-{name[0]}", name=name, role=Role.CHAIRPERSON, started_on=started_on, left_on=left_on
            )
            session.add(person)
            session.flush()
            session.get(Account, chairs[name].account_id).staff_id = person.id
        session.add(
            AccessStep(
                request_id=first, step=Step.CONFLICT_ASKED, answer=Conflict.RELATIVE,
                on=TODAY - timedelta(days=9),
                signed_by_id=who.account_id, recorded_by_id=who.account_id,
            )
        )  # fmt: skip
    assert seen(cabinet, chairs["Polly Grant"]) == set()
    assert seen(cabinet, chairs["Rob Eames"]) == {first}
    asked = {item.what for item in agenda_of(cabinet).items if item.record == first}
    assert "Tell the new chairperson about the request" in asked
    request_steps.record(
        cabinet, who, request_id=first, step=Step.CONFLICT_ASKED, answer=NO_CONFLICT, on=TODAY, today=TODAY,
        said="Rob is new, and close to nobody of this family",
    )  # fmt: skip
    assert "new chairperson" not in str([item.what for item in agenda_of(cabinet).items])


def test_who_stood_back_under_their_own_account_is_not_let_in_by_what_the_manager_records(
    cabinet, who, nursery
):
    first = request(cabinet, who, nursery["Ada"][0])
    sight.declare_conflict(cabinet, nursery["chair"], request_id=first, conflict=Conflict.RELATIVE)
    request_steps.record(
        cabinet, who, request_id=first, step=Step.CONFLICT_ASKED, answer=NO_CONFLICT, on=TODAY, today=TODAY,
        said="She had meant another family of that name",
    )  # fmt: skip
    assert seen(cabinet, nursery["chair"]) == set()


def test_a_stand_in_of_another_request_brings_no_conflict_into_the_chairpersons_sight(cabinet, who, nursery):
    """An account without a person is the chairperson's until a stand-in is named, in this request."""
    first, second = request(cabinet, who, nursery["Ada"][0]), request(cabinet, who, nursery["Ben"][0])
    for number, step, said in (
        (first, Step.CONFLICT_ASKED, {"answer": Conflict.RELATIVE}),
        (second, Step.STAND_IN_NAMED, {"said": "Meera Shah, of the committee"}),
    ):
        request_steps.record(cabinet, who, request_id=number, step=step, on=TODAY, today=TODAY, **said)
    assert seen(cabinet, nursery["chair"]) == {second}


def test_the_chairperson_of_the_register_is_meant_and_who_stands_in_is_not(cabinet, who, nursery):
    """Both have an account of the same role; the register says who holds the office."""
    first = request(cabinet, who, nursery["Ada"][0])
    for name, role in (("Polly Grant", Role.CHAIRPERSON), ("Meera Shah", Role.COMMITTEE)):
        if name == "Meera Shah":
            stand_in = account(cabinet, Role.CHAIRPERSON, name)
        with cabinet.administering("test") as session:
            person = StaffMember(code=f"M-{name[0]}", name=name, role=role, started_on=date(2025, 1, 6))
            session.add(person)
            session.flush()
            of_them = update(table(Account)).where(table(Account).c.name == name)
            session.execute(of_them.values(staff_id=person.id))
    for step, said in (
        (Step.CONFLICT_ASKED, {"answer": Conflict.RELATIVE}),
        (Step.STAND_IN_NAMED, {"said": "Meera Shah, of the committee"}),
    ):
        request_steps.record(cabinet, who, request_id=first, step=step, on=TODAY, today=TODAY, **said)
    second = request(cabinet, who, nursery["Ben"][0])
    assert seen(cabinet, nursery["chair"]) == {second}
    assert seen(cabinet, stand_in) == {first}, "they were chosen for one request, and open no other"
    with pytest.raises(Refused, match="request"):
        sight.declare_conflict(cabinet, stand_in, request_id=second, conflict=Conflict.RELATIVE)
    request_steps.record(
        cabinet, who, request_id=second, step=Step.STAND_IN_NAMED, said="Meera Shah", on=TODAY, today=TODAY
    )
    assert seen(cabinet, stand_in) == {first, second}
    about_it, about_none = complaint(cabinet, who, first), complaint(cabinet, who, None)
    assert complaints_seen(cabinet, stand_in) == {about_it}
    assert complaints_seen(cabinet, nursery["chair"]) == {about_none}


@pytest.mark.parametrize(
    ("started_in", "left_in", "is_here"),
    [
        pytest.param(None, None, False, id="none"),
        pytest.param(-700, -300, False, id="who left long ago"),
        pytest.param(-700, -1, False, id="whose last day was yesterday"),
        pytest.param(-700, 0, True, id="whose last day is today"),
        pytest.param(-700, 30, True, id="whose last day is known and has not come"),
        pytest.param(0, None, True, id="who starts today"),
        pytest.param(1, None, False, id="who is elected and has not started"),
    ],
)
def test_where_the_register_has_no_chairperson_who_is_here_whoever_has_the_account_is_one(
    cabinet, who, nursery, started_in, left_in, is_here
):
    """Entered as a member, and never as chairperson: the weekly review asks for that."""
    day, first = london_today(), request(cabinet, who, nursery["Ada"][0])
    with cabinet.administering("test") as session:
        person = StaffMember(code="M-G", name="Polly Grant", role=Role.COMMITTEE, started_on=date(2025, 1, 6))
        session.add(person)
        if started_in is not None:
            session.add(
                StaffMember(
                    code="M-B", name="Another", role=Role.CHAIRPERSON,
                    started_on=day + timedelta(days=started_in),
                    left_on=None if left_in is None else day + timedelta(days=left_in),
                )
            )  # fmt: skip
        session.flush()
        of_them = update(table(Account)).where(table(Account).c.name == nursery["chair"].name)
        session.execute(of_them.values(staff_id=person.id))
    assert seen(cabinet, nursery["chair"]) == (set() if is_here else {first})


def test_a_stand_in_sees_no_more_of_a_statement_that_was_kept_before_midnight(
    cabinet, who, nursery, monkeypatch
):
    """The register has a chairperson until her last day: what is kept of a look does not keep its day."""
    first, last_day = request(cabinet, who, nursery["Ada"][0]), london_today()
    with cabinet.administering("test") as session:
        for code, role, left_on in (("M-G", Role.COMMITTEE, None), ("M-B", Role.CHAIRPERSON, last_day)):
            session.add(
                StaffMember(code=code, name=code, role=role, started_on=date(2025, 1, 6), left_on=left_on)
            )
        session.flush()
        of_member = session.scalar(select(table(StaffMember).c.id).where(table(StaffMember).c.code == "M-G"))
        of_them = update(table(Account)).where(table(Account).c.name == nursery["chair"].name)
        session.execute(of_them.values(staff_id=of_member))
    found = []
    for day in (last_day, last_day + timedelta(days=1)):
        monkeypatch.setattr(sight, "london_today", lambda day=day: day)
        with cabinet.reading(nursery["chair"], Thing.ACCESS_REQUEST) as look:
            found.append([held.id for held in access_requests.requests(look)])
    assert found == [[], [first]]


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.DEPUTY])
@pytest.mark.parametrize(
    "by",
    [
        "the register",
        "the name",
        "the name, with another apostrophe and no hyphen",
        "the name, without its accents",
        "another person",
        "another person, of another script",
    ],
)
def test_who_stands_back_does_so_under_the_account_that_comes_after(cabinet, who, nursery, role, by):
    first, second = request(cabinet, who, nursery["Ada"][0]), request(cabinet, who, nursery["Ben"][0])
    before, after = account(cabinet, role, "Rob Eames"), account(cabinet, role, "rob2")
    sight.declare_conflict(cabinet, before, request_id=first, conflict=Conflict.RELATIVE)
    request_steps.record(
        cabinet, who, request_id=first, step=Step.STAND_IN_NAMED, on=TODAY, today=TODAY,
        said="Meera Shah, of the committee",
    )  # fmt: skip
    with cabinet.administering("test") as session:
        session.get_one(Account, before.account_id).closed_at = now()
        if by == "the name":
            session.get_one(Account, after.account_id).name = "Rob EAMES"
        if by == "the name, with another apostrophe and no hyphen":
            session.get_one(Account, before.account_id).name = "Ann-Marie O'Neill"
            session.get_one(Account, after.account_id).name = "Ann Marie O\u2019Neill"
        if by == "the name, without its accents":
            session.get_one(Account, before.account_id).name = "ÉLODIE Łuczak"
            session.get_one(Account, after.account_id).name = "Elodie Luczak"
        if by == "another person, of another script":
            session.get_one(Account, before.account_id).name = "Мария Иванова"
            session.get_one(Account, after.account_id).name = "محمد علی"
        if by == "the register":
            person = StaffMember(
                code="M-1", name="R. Eames", role=Role.COMMITTEE, started_on=date(2025, 1, 6)
            )
            session.add(person)
            session.flush()
            for held in (before, after):
                session.get_one(Account, held.account_id).staff_id = person.id
    assert seen(cabinet, after) == ({first, second} if by.startswith("another person") else {second})


NAMES = [
    "Zoë O'Connor", "zoe o’connor", "ANN-MARIE  ÉLODIE", "Łucja Żółć-Hughes", "ŁUCJA ZOLC HUGHES",
    "Ørsted Þór", "Groß Æsc", "Åsa (Mrs.) Öberg, treasurer", "E\u0301lodie Ash",
    "Ali 50%_b", "–", "", "Мария Иванова", "محمد علی", "Nguyễn Thị Hồng", "D`Arcy´s", "İpek Ilgın",
]  # fmt: skip


def test_a_name_is_compared_in_the_store_as_the_rules_compare_it(cabinet):
    with cabinet.engine.connect() as look:
        assert [look.scalar(select(plain_name(literal(name)))) for name in NAMES] == [plain(n) for n in NAMES]


def test_the_path_of_a_request_asks_for_a_stand_in_where_the_chairperson_stands_back(cabinet, who, nursery):
    first, second = request(cabinet, who, nursery["Ada"][0]), request(cabinet, who, nursery["Ben"][0])
    deputy = account(cabinet, Role.DEPUTY, "Dee Marlow")
    sight.declare_conflict(cabinet, nursery["chair"], request_id=first, conflict=Conflict.RELATIVE)
    sight.declare_conflict(cabinet, deputy, request_id=second, conflict=Conflict.RELATIVE)
    said = [(row["request_id"], row["step"], row["answer"]) for row in rows(cabinet, AccessStep)]
    assert said == [(first, Step.CONFLICT_ASKED, Conflict.RELATIVE)], "a deputy's is the deputy's alone"


def test_who_stands_back_says_why(cabinet, who, nursery):
    first = request(cabinet, who, nursery["Ada"][0])
    with pytest.raises(Refused) as refused:
        sight.declare_conflict(cabinet, nursery["chair"], request_id=first, conflict=None)
    assert refused.value.problems == {"conflict": "Choose why you stand back."}
    assert seen(cabinet, nursery["chair"]) == {first}


def test_who_stands_back_does_so_once(cabinet, who, nursery):
    first = request(cabinet, who, nursery["Ada"][0])
    chair = nursery["chair"]
    sight.declare_conflict(cabinet, chair, request_id=first, conflict=Conflict.RELATIVE)
    with pytest.raises(Refused) as refused:
        sight.declare_conflict(cabinet, chair, request_id=first, conflict=Conflict.NAMED)
    assert refused.value.problems == {"request": "This request is out of your sight already."}
    assert [row["conflict"] for row in rows(cabinet, ConflictOfInterest)] == [Conflict.RELATIVE]
    deputy = account(cabinet, Role.DEPUTY, "Dee Marlow")
    sight.declare_conflict(cabinet, deputy, request_id=first, conflict=Conflict.NAMED)
    assert seen(cabinet, deputy) == set(), "each by themselves"


def test_the_chairperson_sees_no_other_record_of_a_child(cabinet, nursery):
    chair = nursery["chair"]
    for thing in (Thing.CONSENT, Thing.SHARING_DECISION, Thing.INDUCTION, Thing.CHILD, Thing.AGENDA):
        with pytest.raises(NotAllowed), cabinet.reading(chair, thing):
            pass


def give(cabinet, who, nursery, second, **changed):
    asked = {
        "child_id": nursery["Ben"][0],
        "account_id": nursery["Ada"][1].account_id,
        "reason": "The key person is away and the child was hurt.",
        "second_id": second.account_id,
        "confirmation": PASSWORD,
    }
    sight.give_sight(cabinet, who, **{**asked, **changed})


def test_an_override_by_two_people_gives_sight_of_one_child_and_is_listed(cabinet, nursery):
    deputy, manager = account(cabinet, Role.DEPUTY, "Dee Marlow"), manager_of(cabinet)
    _, key_ada = nursery["Ada"]
    give(cabinet, deputy, nursery, manager)
    assert codes(cabinet, key_ada, Area.CONSENTS) == {"C-001", "C-002"}
    with cabinet.reading(manager, Thing.OVERRIDE) as look:
        (listed,) = sight.given(look)
    assert (listed.child_code, listed.account, listed.asked_by, listed.second) == (
        "C-002", "Key Ada", "Dee Marlow", MANAGER,
    )  # fmt: skip
    assert listed.until_at - listed.from_at == timedelta(hours=24)
    assert any(entry["thing"] == "safety_override" for entry in rows(cabinet, AuditEntry))


def test_nobody_is_given_access_by_an_account_that_is_closed(cabinet, nursery):
    deputy, manager = account(cabinet, Role.DEPUTY, "Dee Marlow"), manager_of(cabinet)
    _, key_ada = nursery["Ada"]
    with cabinet.administering("test") as session:
        session.get_one(Account, key_ada.account_id).closed_at = now()
    with pytest.raises(Refused) as refused:
        give(cabinet, deputy, nursery, manager)
    assert list(refused.value.problems) == ["account"]
    assert rows(cabinet, SafetyOverride) == []


def test_an_override_is_over_after_a_day(cabinet, nursery):
    deputy, manager = account(cabinet, Role.DEPUTY, "Dee Marlow"), manager_of(cabinet)
    ben, _ = nursery["Ben"]
    _, key_ada = nursery["Ada"]
    with cabinet.administering("test") as session:
        session.add(
            SafetyOverride(
                child_id=ben, account_id=key_ada.account_id, reason="A day ago.", second_id=deputy.account_id,
                from_at=now() - timedelta(hours=25), until_at=now() - timedelta(hours=1),
                recorded_by_id=manager.account_id,
            )
        )  # fmt: skip
    assert codes(cabinet, key_ada, Area.CONSENTS) == {"C-001"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"reason": "urgent"}, "reason", id="no reason"),
        pytest.param({"confirmation": "not the password"}, "confirmation", id="the second did not confirm"),
        pytest.param({"second_id": None}, "second", id="one person alone"),
        pytest.param({"child_id": None}, "child", id="no child"),
        pytest.param({"account_id": None}, "account", id="nobody"),
    ],
)
def test_an_override_is_refused_by_field(cabinet, nursery, changed, field):
    deputy, manager = account(cabinet, Role.DEPUTY, "Dee Marlow"), manager_of(cabinet)
    with pytest.raises(Refused) as refused:
        give(cabinet, deputy, nursery, manager, **changed)
    assert list(refused.value.problems) == [field]
    assert codes(cabinet, nursery["Ada"][1], Area.CONSENTS) == {"C-001"}


def test_nobody_gives_the_second_word_whose_role_may_not(cabinet, nursery, monkeypatch):
    """Of an override, and of a disposal alike: their own password does not help a key person."""
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    manager, (_, key_ada), chair = manager_of(cabinet), nursery["Ada"], nursery["chair"]
    assert signing_in.second_person(cabinet, manager, key_ada.account_id, PASSWORD) == (None, False)
    assert signing_in.second_person(cabinet, manager, chair.account_id, PASSWORD) == (chair, True)
    with pytest.raises(Refused) as refused:
        give(cabinet, manager, nursery, key_ada)
    assert "second" in refused.value.problems


def test_an_override_is_not_given_to_the_committee_or_by_a_key_person(cabinet, nursery):
    deputy, manager = account(cabinet, Role.DEPUTY, "Dee Marlow"), manager_of(cabinet)
    with pytest.raises(Refused, match="a key person or a member of staff"):
        give(cabinet, deputy, nursery, manager, account_id=nursery["chair"].account_id)
    with pytest.raises(NotAllowed):
        give(cabinet, nursery["Ada"][1], nursery, manager)


def test_the_product_itself_looks_without_a_person(cabinet, nursery):
    with cabinet.connection() as look:
        assert sight.of(look) is None
        assert sight.children(look, Thing.CONSENT) is None
        sight.require(look, Act.SEE, Thing.CONSENT, nursery["Ben"][0])
