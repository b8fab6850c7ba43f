"""Read, signed, countersigned; topics and their versions; placements; training (PR-6, OR-2; law L6.6, L9)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from models import (
    Account,
    AuditEntry,
    InductionReading,
    InductionRecord,
    InductionTopic,
    KeyPersonAssignment,
    RoleChange,
    SafeguardingTraining,
    StaffMember,
    Supervision,
    now,
)
from rules.agenda import Action, Area, State, induction_status, topic_due_on
from rules.induction import KEY_PERSON_ROLE, Role, Status
from rules.need_to_know import NotAllowed
from store import induction, people
from store.asked_day import STARTS_SOON
from store.cabinet import AlreadyRecorded, Who
from store.house import read_house
from store.refusal import ChangedMeanwhile, Refused
from store.setting import listed
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, everything, manager_of, rows

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def linked(cabinet, role, staff_id, name="") -> Who:
    """An account in `role` that is for one person of the setting."""
    who = account(cabinet, role, name)
    held = table(Account)
    with cabinet.administering("test") as session:
        session.execute(update(held).where(held.c.id == who.account_id).values(staff_id=staff_id))
    return who


def to_read(cabinet, who, today=TODAY):
    with cabinet.reading(who) as look:
        return induction.to_read(look, read_house(look, today), today)


@pytest.fixture
def newcomer(cabinet, who, family):
    """A student who observes from tomorrow, supervised by the key person."""
    code = people.add_person(
        cabinet,
        who,
        name="Imogen  Fairclough",
        role=Role.STUDENT,
        started_on=TODAY,
        first_day_on=TOMORROW,
        left_on=date(2027, 2, 12),
        supervisor_id=family.key_person,
        today=TODAY,
    )
    (held,) = [row for row in rows(cabinet, StaffMember) if row["code"] == code]
    return held["id"]


@pytest.fixture
def student(cabinet, newcomer) -> Who:
    return linked(cabinet, Role.STUDENT, newcomer)


def sign(cabinet, who, topic, **changed):
    induction.sign_reading(
        cabinet,
        who,
        **{
            "topic_id": topic.topic_id,
            "version": topic.version,
            "has_read": True,
            "today": TODAY,
        }
        | changed,
    )


def items(cabinet, staff_id, today=TODAY):
    return [
        (item.action, item.what)
        for item in agenda_of(cabinet, today).items
        if item.area is Area.INDUCTION and item.person == staff_id
    ]


# Reading and countersigning -------------------------------------------------------------------------


def test_a_student_reads_signs_is_countersigned_and_is_off_the_agenda(cabinet, who, newcomer, student):
    topics = to_read(cabinet, student)
    assert len(topics) == 5, "all but the key person's topic"
    assert items(cabinet, newcomer) == [(Action.SIGN_OFF, "Take through: 5 topics")]
    assert {item.due for item in agenda_of(cabinet).items if item.person == newcomer} == {TODAY}
    for topic in topics:
        assert topic.points
        # The day before the first one with the children, as the weekly review has it.
        assert (topic.status, topic.read_on, topic.due) == (Status.DUE, None, TODAY)
        sign(cabinet, student, topic)
    assert {topic.read_on for topic in to_read(cabinet, student)} == {TODAY}
    assert items(cabinet, newcomer) == [(Action.COUNTERSIGN, "Read and signed, countersign: 5 topics")]
    induction.countersign(
        cabinet, who, staff_id=newcomer, topic_ids=[topic.topic_id for topic in topics], today=TODAY
    )
    assert items(cabinet, newcomer) == []
    assert {topic.status for topic in to_read(cabinet, student)} == {Status.DONE}
    records = [row for row in rows(cabinet, InductionRecord) if row["staff_id"] == newcomer]
    readings = rows(cabinet, InductionReading)
    assert [row["reading_id"] for row in records] == [row["id"] for row in readings]
    assert {(row["signed_off_by"], row["on"]) for row in records} == {(who.name, TODAY)}
    assert {row["recorded_by_id"] for row in readings} == {student.account_id}


def test_nobody_countersigns_what_they_read_themselves(cabinet, family):
    manager = manager_of(cabinet)
    own = next(row["id"] for row in rows(cabinet, StaffMember) if row["role"] is Role.MANAGER)
    with cabinet.administering("test") as session:
        topic = rows(cabinet, InductionTopic)[0]
        session.add(InductionTopic(**topic | {"id": None, "version": 2, "introduced_on": YESTERDAY}))
        session.execute(update(table(Account)).values(staff_id=own))
    (again,) = [t for t in to_read(cabinet, manager) if t.status is Status.REREAD]
    sign(cabinet, manager, again)
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        induction.countersign(cabinet, manager, staff_id=own, topic_ids=[again.topic_id], today=TODAY)
    assert list(refused.value.problems) == ["countersigned_by"]
    assert everything(cabinet) == before
    called = next(row["name"] for row in rows(cabinet, StaffMember) if row["id"] == own)
    beside = account(cabinet, Role.DEPUTY, "beside")
    with cabinet.administering("test") as session:
        session.get_one(Account, beside.account_id).name = called.upper()
    with pytest.raises(Refused, match="nobody signs off their own"):
        induction.countersign(cabinet, beside, staff_id=own, topic_ids=[again.topic_id], today=TODAY)
    deputy = account(cabinet, Role.DEPUTY)
    induction.countersign(cabinet, deputy, staff_id=own, topic_ids=[again.topic_id], today=TODAY)
    assert items(cabinet, own) == []


@pytest.mark.parametrize("topics", [[], [999], [1, 2], [2]])
def test_only_what_was_read_is_countersigned(cabinet, who, newcomer, student, topics):
    sign(cabinet, student, next(t for t in to_read(cabinet, student) if t.topic_id == 1))
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        induction.countersign(cabinet, who, staff_id=newcomer, topic_ids=topics, today=TODAY)
    assert list(refused.value.problems) == ["topic"]
    assert everything(cabinet) == before


def test_a_reading_is_countersigned_once(cabinet, who, newcomer, student):
    sign(cabinet, student, to_read(cabinet, student)[0])
    said = {"staff_id": newcomer, "topic_ids": [1], "today": TODAY}
    induction.countersign(cabinet, who, **said)
    with pytest.raises(Refused, match="already been countersigned"):
        induction.countersign(cabinet, who, **said)


def test_a_countersignature_is_of_the_version_that_was_read(cabinet, who, newcomer, student):
    """A material change between reading and countersigning is not signed off by the way."""
    first = to_read(cabinet, student)[0]
    sign(cabinet, student, first)
    topic = rows(cabinet, InductionTopic)[0]
    with cabinet.administering("test") as session:
        session.add(InductionTopic(**topic | {"id": None, "version": 2, "introduced_on": TODAY}))
    induction.countersign(cabinet, who, staff_id=newcomer, topic_ids=[first.topic_id], today=TODAY)
    again = to_read(cabinet, student)[0]
    assert (again.status, again.version, again.read_on) == (Status.REREAD, 2, None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"has_read": False}, "has_read", id="not ticked"),
        pytest.param({"topic_id": 999}, "topic", id="a topic that is not there"),
        pytest.param({"version": 2}, "topic", id="another version than is in use"),
        pytest.param({"topic_id": 2}, "topic", id="the key person's topic, for a student"),
    ],
)
def test_a_signature_that_is_refused_saves_nothing(cabinet, student, changed, field):
    first = to_read(cabinet, student)[0]
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sign(cabinet, student, first, **changed)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_a_version_is_signed_once(cabinet, student):
    first = to_read(cabinet, student)[0]
    sign(cabinet, student, first, token="one")
    with pytest.raises(AlreadyRecorded):
        sign(cabinet, student, first, token="one")
    with pytest.raises(Refused, match="already signed this version"):
        sign(cabinet, student, first)
    assert len(rows(cabinet, InductionReading)) == 1


def test_an_account_of_nobody_and_one_whose_placement_ended_sign_nothing(cabinet, newcomer, student):
    first = to_read(cabinet, student)[0]
    nobody = account(cabinet, Role.VOLUNTEER)
    assert to_read(cabinet, nobody) is None
    staff = table(StaffMember)
    with cabinet.administering("test") as session:
        session.execute(update(staff).where(staff.c.id == newcomer).values(left_on=YESTERDAY))
    assert to_read(cabinet, student) is None
    with pytest.raises(Refused) as refused:
        sign(cabinet, nobody, first)
    assert list(refused.value.problems) == ["topic"]
    with pytest.raises(NotAllowed, match="somebody who has left"):
        sign(cabinet, student, first)


@pytest.mark.parametrize("role", [Role.STUDENT, Role.KEY_PERSON, Role.COMMITTEE, Role.CHAIRPERSON])
def test_nobody_but_manager_and_deputy_countersigns(cabinet, newcomer, role):
    with pytest.raises(NotAllowed):
        induction.countersign(cabinet, account(cabinet, role), staff_id=newcomer, topic_ids=[1], today=TODAY)


# Topics ---------------------------------------------------------------------------------------------


def newest(cabinet, key="recording"):
    with cabinet.connection() as look:
        return next(v for v in induction.topic_versions(look, TODAY) if v.key == key)


def change(cabinet, who, **changed):
    held = newest(cabinet)
    induction.change_topic(
        cabinet,
        who,
        **{
            "key": held.key,
            "title": held.title,
            "roles": held.roles,
            "points": held.points + "\n\n  We sign what we write. ",
            "is_material": True,
            "seen": {"version": held.version},
            "today": TODAY,
        }
        | changed,
    )


@pytest.mark.parametrize(("is_material", "asked"), [(True, 4), (False, 0)])
def test_a_material_version_is_read_again_and_a_correction_of_typing_is_not(
    cabinet, who, family, is_material, asked
):
    change(cabinet, who, is_material=is_material)
    assert len([i for i in agenda_of(cabinet).items if i.area is Area.INDUCTION]) == asked
    held = newest(cabinet)
    assert (held.version, held.introduced_on, held.is_material) == (2, TODAY, is_material)
    assert held.points.splitlines()[-1] == "We sign what we write."


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"roles": []}, "roles"),
        ({"points": " \n "}, "points"),
        ({"is_material": None}, "is_material"),
        ({"key": "not there"}, "title"),
    ],
)
def test_a_version_that_is_refused_saves_nothing(cabinet, who, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        change(cabinet, who, **changed)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_a_version_without_a_change_and_one_over_somebody_elses_are_refused(cabinet, who):
    with pytest.raises(Refused, match="Nothing was changed"):
        change(cabinet, who, points=newest(cabinet).points)
    seen = {"version": 1}
    change(cabinet, who, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        change(cabinet, who, seen=seen)


def test_a_version_may_be_for_other_roles(cabinet, who, family):
    change(cabinet, who, roles={Role.KEY_PERSON, Role.MANAGER})
    assert newest(cabinet).roles == {Role.KEY_PERSON, Role.MANAGER}
    assert [i.code for i in agenda_of(cabinet).items if i.area is Area.INDUCTION] == ["S-01", "S-04"]


def test_a_further_topic_is_asked_for_only_once_it_is_taken_up(cabinet, who, family):
    with cabinet.connection() as look:
        offered = induction.further_topics(induction.topic_versions(look, TODAY))
    assert [key for key, _ in offered] == [
        entry["key"] for entry in listed("induction_topics.toml", "further")
    ]
    assert items(cabinet, family.key_person) == []
    induction.take_up(cabinet, who, key="safeguarding", today=TODAY)
    (item,) = [i for i in agenda_of(cabinet).items if i.person == family.key_person]
    assert (item.what, item.due) == (
        "Take through: Safeguarding and child protection",
        TODAY + timedelta(days=28),
    )
    with cabinet.connection() as look:
        assert "safeguarding" not in dict(induction.further_topics(induction.topic_versions(look, TODAY)))
    for key in ("safeguarding", "not there"):
        with pytest.raises(Refused):
            induction.take_up(cabinet, who, key=key, today=TODAY)


def test_no_topic_calls_an_offence_what_no_law_that_was_read_does():
    """To keep from somebody what they asked to see is one (L2.1, L9.2); passing on is not confirmed."""
    points = [
        point
        for kind in ("topic", "further")
        for entry in listed("induction_topics.toml", kind)
        for point in entry["points"].splitlines()
        if "offence" in point
    ]
    assert points
    assert all(point.endswith("AR-30)") for point in points)
    assert all("asked to see" in point for point in points), "it is one only after a request (L2.1)"


def test_what_a_committee_reads_is_for_the_committee(cabinet, who, family):
    induction.take_up(cabinet, who, key="meetings", today=TODAY)
    held = newest(cabinet, "meetings")
    assert held.roles == {Role.CHAIRPERSON, Role.COMMITTEE}
    assert items(cabinet, family.key_person) == []


# Placements -----------------------------------------------------------------------------------------


def placements(cabinet, today=TODAY):
    with cabinet.connection() as look:
        return people.placements(look, today)


def test_a_placement_has_its_dates_its_supervisor_and_when_it_was_advised(cabinet, newcomer, student):
    held = next(p for p in placements(cabinet) if p.code == "S-05")
    assert (held.name, held.code, held.supervisor) == ("Imogen Fairclough", "S-05", "Ewa Nowak")
    assert held.advised_on is None
    sign(cabinet, student, to_read(cabinet, student)[0])
    held = next(p for p in placements(cabinet) if p.code == "S-05")
    assert (held.advised_on, held.left_on) == (TODAY, date(2027, 2, 12))
    assert "S-05" in {p.code for p in placements(cabinet, date(2027, 3, 1))}, "ended, and listed for a year"
    assert "S-05" not in {p.code for p in placements(cabinet, date(2028, 3, 1))}


def test_a_placement_stays_listed_as_ended_once_the_student_has_another_role(cabinet, who, newcomer, student):
    """It was gone at that moment, with the day on which the student was advised (OR-2)."""
    with cabinet.administering("test") as session:
        session.get(StaffMember, newcomer).started_on = TODAY - timedelta(days=60)
    sign(cabinet, student, to_read(cabinet, student)[0])
    before = next(p for p in placements(cabinet) if p.code == "S-05")
    again = changing(
        newcomer, role=Role.STAFF, started_on=before.started_on, role_from_on=TODAY, left_on=None
    )
    people.change_person(cabinet, who, **again)
    held = next(p for p in placements(cabinet) if p.code == "S-05")
    assert held == replace(before, left_on=TODAY - timedelta(days=1), first_day_on=held.first_day_on)
    assert "S-05" not in {p.code for p in placements(cabinet, TODAY + timedelta(days=366))}


def changing(newcomer, **changed):
    return {
        "staff_id": newcomer,
        "name": "Imogen Fairclough",
        "role": Role.STUDENT,
        "started_on": TODAY,
        "first_day_on": TOMORROW,
        "left_on": date(2027, 2, 12),
        "supervisor_id": None,
        "today": TODAY,
    } | changed


def test_a_student_does_not_observe_before_being_advised(cabinet, who, family, newcomer, student):
    today = changing(newcomer, first_day_on=TODAY, supervisor_id=family.colleague)
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        people.change_person(cabinet, who, **today)
    assert list(refused.value.problems) == ["first_day_on"]
    assert everything(cabinet) == before
    sign(cabinet, student, to_read(cabinet, student)[0])
    people.change_person(cabinet, who, **today)
    held = next(p for p in placements(cabinet) if p.code == "S-05")
    assert (held.first_day_on, held.supervisor) == (TODAY, "Sian Hughes")
    assert [row["supervisor_id"] for row in rows(cabinet, Supervision) if row["staff_id"] == newcomer] == [
        family.key_person,
        family.colleague,
    ]


def test_another_supervisor_whom_somebody_else_chose_meanwhile_stays(cabinet, who, family, newcomer):
    seen = {"left_on": date(2027, 2, 12), "supervisor": family.key_person}
    people.change_person(cabinet, who, **changing(newcomer, supervisor_id=family.colleague))
    again = changing(newcomer, supervisor_id=family.key_person)
    before = everything(cabinet)
    with pytest.raises(ChangedMeanwhile) as changed:
        people.change_person(cabinet, who, **again, seen=seen)
    assert "Somebody else has chosen another supervisor" in changed.value.problems["supervisor"]
    assert changed.value.now == {"supervisor": family.colleague}
    assert everything(cabinet) == before
    people.change_person(cabinet, who, **again, seen=seen | changed.value.now)
    assert rows(cabinet, Supervision)[-1]["supervisor_id"] == family.key_person


@pytest.mark.parametrize("role", [Role.STUDENT, Role.VOLUNTEER])
def test_once_the_supervisor_has_left_another_is_chosen(cabinet, who, family, newcomer, role):
    staff = table(StaffMember)
    with cabinet.administering("test") as session:
        session.execute(update(staff).where(staff.c.id == newcomer).values(role=role))

    def asked(today=TODAY):
        found = [item for item in agenda_of(cabinet, today).items if item.action is Action.SUPERVISOR]
        return [(item.what, item.due) for item in found if item.person == newcomer]

    assert asked() == []
    with cabinet.administering("test") as session:
        session.execute(update(staff).where(staff.c.id == family.key_person).values(left_on=TODAY))
    assert asked() == [("Choose another supervisor: this one's last day is Tue 24 Nov", TODAY)]
    assert asked(TOMORROW) == [("Choose another supervisor: the last one left on Tue 24 Nov", TODAY)]
    changed = changing(newcomer, role=role, supervisor_id=family.colleague, today=TOMORROW)
    people.change_person(cabinet, who, **changed)
    assert asked(TOMORROW) == []
    assert asked() == [("Choose another supervisor: this one's last day is Tue 24 Nov", TODAY)], "on that day"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"left_on": YESTERDAY, "first_day_on": None}, "left_on", id="ends before it begins"),
        pytest.param({"first_day_on": YESTERDAY}, "first_day_on", id="observes before it begins"),
        pytest.param({"supervisor_id": None}, "supervisor", id="nobody supervises"),
        pytest.param({"supervisor_id": "self"}, "supervisor", id="supervises themselves"),
        pytest.param({"supervisor_id": "student"}, "supervisor", id="a student supervises"),
        pytest.param({"staff_id": 999}, "name", id="somebody who is not there"),
    ],
)
def test_a_change_that_is_refused_saves_nothing(cabinet, who, family, newcomer, changed, field):
    given = {"self": newcomer, "student": family.student}
    changed = {"supervisor_id": family.key_person} | changed
    changed["supervisor_id"] = given.get(changed["supervisor_id"], changed["supervisor_id"])
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        people.change_person(cabinet, who, **changing(newcomer, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_somebody_elses_change_is_not_overwritten(cabinet, who, family, newcomer):
    seen = {"first_day_on": TOMORROW, "left_on": date(2027, 2, 12)}
    changed = changing(newcomer, left_on=date(2027, 1, 29), supervisor_id=family.key_person)
    people.change_person(cabinet, who, **changed, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        people.change_person(cabinet, who, **changed | {"left_on": date(2027, 3, 1)}, seen=seen)
    assert len(rows(cabinet, Supervision)) == 2, "the same supervisor is no new row"


def test_a_name_a_role_and_a_start_are_corrected_and_the_trail_keeps_what_was(cabinet, who, family, newcomer):
    corrected = {"name": " Imogen  Fairclough-Reed ", "role": Role.KEY_PERSON, "started_on": YESTERDAY}
    corrected |= {"role_from_on": YESTERDAY}
    people.change_person(cabinet, who, **changing(newcomer, **corrected))
    held = next(row for row in rows(cabinet, StaffMember) if row["id"] == newcomer)
    assert (held["name"], held["role"], held["started_on"], held["code"]) == (
        "Imogen Fairclough-Reed",
        Role.KEY_PERSON,
        YESTERDAY,
        "S-05",
    )
    assert "Imogen Fairclough" in str(rows(cabinet, AuditEntry)[-1]["detail"])
    [change] = rows(cabinet, RoleChange)
    assert (change["role_before"], change["from_on"]) == (Role.STUDENT, YESTERDAY)
    [now] = [person for person in agenda_of(cabinet).facts.people if person.id == newcomer]
    assert now.facts.changes() == [], "the role before was wrong from the start"
    seen = {"name": "Imogen Fairclough"}
    with pytest.raises(ChangedMeanwhile):
        people.change_person(cabinet, who, **changing(newcomer, **corrected), seen=seen)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"role": None}, "role"),
        ({"role": Role.COMMITTEE, "first_day_on": None}, "role"),
        ({"started_on": None}, "started_on"),
        ({"role": Role.KEY_PERSON, "role_from_on": None}, "role_from_on"),
        ({"role": Role.KEY_PERSON, "role_from_on": TOMORROW}, "role_from_on"),
    ],
)
def test_a_correction_of_a_person_that_is_refused_saves_nothing(
    cabinet, who, family, newcomer, changed, field
):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        people.change_person(cabinet, who, **changing(newcomer, supervisor_id=family.key_person) | changed)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def stands_as_a_key_person(cabinet, staff_id, on) -> tuple[Status, date]:
    """How somebody stands on a day with the topic that is a key person's alone, and when it is due."""
    held = agenda_of(cabinet, on)
    person = next(person for person in held.facts.people if person.id == staff_id)
    topic = next(topic for topic in held.facts.topics if topic.key == KEY_PERSON_ROLE)
    day = {"today": on, "house": held.house.rules}
    due = topic_due_on(person, topic, **day, closed_days=held.house.not_open)
    return induction_status(person, topic, **day), due


def test_what_a_new_role_needs_is_due_from_its_day_and_not_from_the_start(cabinet, who, family):
    changed = {"name": "Efa Morgan", "started_on": date(2022, 1, 10), "first_day_on": date(2022, 1, 10)}
    changed |= {"left_on": None, "today": TODAY}
    code = people.add_person(cabinet, who, **changed, role=Role.STAFF)
    colleague = next(row["id"] for row in rows(cabinet, StaffMember) if row["code"] == code)
    changed["staff_id"] = colleague
    week_ago = TODAY - timedelta(days=7)
    due = week_ago + timedelta(days=28)
    for role in (Role.VOLUNTEER, Role.KEY_PERSON):  # the first by mistake, put right on the spot
        people.change_person(cabinet, who, **changed, role=role, role_from_on=week_ago)
    assert [(r["role_before"], r["from_on"]) for r in rows(cabinet, RoleChange)] == [
        (Role.STAFF, week_ago),
        (Role.VOLUNTEER, week_ago),
    ]
    for day, status in (
        (week_ago - timedelta(days=1), Status.NOT_NEEDED),
        (week_ago, Status.DUE),
        (due, Status.DUE),
        (due + timedelta(days=1), Status.OVERDUE),
    ):
        assert stands_as_a_key_person(cabinet, colleague, day)[0] is status, day
    assert stands_as_a_key_person(cabinet, colleague, TODAY) == (Status.DUE, due)
    # No role begins before the one until now did.
    with pytest.raises(Refused) as refused:
        earlier = week_ago - timedelta(days=1)
        people.change_person(cabinet, who, **changed, role=Role.STAFF, role_from_on=earlier)
    assert list(refused.value.problems) == ["role_from_on"]


def test_a_person_without_a_supervisor_or_a_role_is_not_added(cabinet, who):
    said = {"name": "", "role": None, "started_on": None, "today": TODAY}
    with pytest.raises(Refused) as refused:
        people.add_person(cabinet, who, **said)
    assert list(refused.value.problems) == ["name", "role", "started_on"]
    code = people.add_person(
        cabinet, who, **said | {"name": "Anwar", "role": Role.COMMITTEE, "started_on": TODAY}
    )
    assert code == "M-01"


def test_an_account_left_open_after_the_end_is_on_the_agenda(cabinet, newcomer, student):
    staff = table(StaffMember)
    with cabinet.administering("test") as session:
        session.execute(update(staff).where(staff.c.id == newcomer).values(left_on=YESTERDAY))
    (item,) = [i for i in agenda_of(cabinet).items if i.action is Action.CLOSE_ACCOUNT]
    assert (item.record, item.code, item.clause) == (student.account_id, "S-05", "OR-2")
    (ahead,) = [i for i in agenda_of(cabinet, YESTERDAY).items if i.action is Action.CLOSE_ACCOUNT]
    assert (ahead.due, ahead.state) == (TODAY, State.DUE), "the last day is theirs to the end"
    assert newcomer not in {person.id for person in agenda_of(cabinet).facts.people}
    assert newcomer in {person.id for person in agenda_of(cabinet, YESTERDAY).facts.people}, "the last day"
    with cabinet.administering("test") as session:
        session.get(Account, student.account_id).closed_at = now()
    assert newcomer not in {held.person for held in agenda_of(cabinet).facts.open_accounts}


@pytest.mark.parametrize(
    ("ahead", "is_asked_of"),
    [
        pytest.param(STARTS_SOON, True, id="starts soon"),
        pytest.param(STARTS_SOON + timedelta(days=1), False, id="a day too far ahead"),
    ],
)
def test_nothing_is_asked_of_somebody_booked_far_ahead(cabinet, family, ahead, is_asked_of):
    with cabinet.administering("test") as session:
        session.get(StaffMember, family.colleague).started_on = TODAY + ahead
    linked(cabinet, Role.STAFF, family.colleague)
    assert (family.colleague in {person.id for person in agenda_of(cabinet).facts.people}) is is_asked_of
    (closing,) = [i for i in agenda_of(cabinet).items if i.action is Action.CLOSE_ACCOUNT]
    assert closing.person == family.colleague, "an account is open too early however far ahead the start is"


# Key children ---------------------------------------------------------------------------------------


def test_key_children_for_somebody_not_signed_off_need_a_recorded_reason(cabinet, who, family):
    code = people.add_person(cabinet, who, name="Tansy", role=Role.KEY_PERSON, started_on=TODAY, today=TODAY)
    (tansy,) = [row["id"] for row in rows(cabinet, StaffMember) if row["code"] == code]
    said = {"child_id": family.child, "staff_id": tansy, "from_on": TODAY}
    before = everything(cabinet)
    for reason in ("", "urgent"):
        with pytest.raises(Refused) as refused:
            people.assign_key_person(cabinet, who, **said, reason=reason)
        assert list(refused.value.problems) == ["reason"]
        assert "Confidentiality as a key person" in refused.value.problems["reason"]
    assert everything(cabinet) == before
    people.assign_key_person(cabinet, who, **said, reason="The key person is ill until Monday")
    assert rows(cabinet, KeyPersonAssignment)[-1]["reason"] == "The key person is ill until Monday"


def test_a_sign_off_of_both_topics_is_enough_and_a_re_read_takes_nobodys_key_children(cabinet, who, family):
    said = {"child_id": family.child, "staff_id": family.colleague, "from_on": TODAY}
    topic = rows(cabinet, InductionTopic)[0]
    with cabinet.administering("test") as session:
        session.add(InductionTopic(**topic | {"id": None, "version": 2, "introduced_on": YESTERDAY}))
    people.assign_key_person(cabinet, who, **said)
    assert rows(cabinet, KeyPersonAssignment)[-1]["reason"] == ""


# Training -------------------------------------------------------------------------------------------


def test_training_is_renewed_and_its_last_date_counts(cabinet, who, family):
    said = {"staff_ids": [family.key_person, family.colleague], "course": " Early  years ", "today": TODAY}
    induction.record_training(cabinet, who, on=date(2024, 11, 30), **said)
    trained = {row["staff_id"] for row in rows(cabinet, SafeguardingTraining)}
    assert trained == {family.key_person, family.colleague}
    assert items(cabinet, family.key_person) == [(Action.TRAINING, "Renew safeguarding training")]
    induction.record_training(cabinet, who, on=TODAY, **said)
    assert items(cabinet, family.key_person) == []
    assert items(cabinet, family.key_person, YESTERDAY) == [(Action.TRAINING, "Renew safeguarding training")]
    assert {row["course"] for row in rows(cabinet, SafeguardingTraining)} == {"Early years"}
    with pytest.raises(Refused) as refused:
        induction.record_training(cabinet, who, staff_ids=[1, 999], on=TOMORROW, course="", today=TODAY)
    assert list(refused.value.problems) == ["person", "on", "course"]
