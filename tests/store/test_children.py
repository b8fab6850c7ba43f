"""The register of children: starters, leavers, carers; no change is lost, and the past stays as it was."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from models import (
    Account,
    AuditEntry,
    Carer,
    Child,
    InductionRecord,
    InductionTopic,
    KeyPersonAssignment,
    Mistake,
    StaffMember,
)
from rules.agenda import Action, Area
from rules.consent import Answer, Held, How, Status
from rules.figures import consent_statuses
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from store import accounts, agenda, children, consents, developmental, journey_account, people, sight
from store.cabinet import Who
from store.children import NewCarer
from store.refusal import ChangedMeanwhile, Refused
from store.tables import table
from tests.conftest import BORN_ON, LEFT_ON, STARTED_ON, TODAY, account, agenda_of, everything, rows

DAY = timedelta(days=1)


def starter(**changed):
    return {
        "name": " Mair  Rees ",
        "born_on": date(2024, 1, 8),
        "started_on": TODAY,
        "room": "Ladybirds",
        "carers": [NewCarer(" Huw  Rees"), NewCarer("Nia Rees", False, True)],
        "today": TODAY,
    } | changed


def changing(opened, family, **changes):
    with opened.connection() as look:
        held = children.registered(look, TODAY, family.child)
    seen = {name: getattr(held, name) for name in children.CHANGEABLE}
    return {"child_id": family.child, "changes": changes, "seen": seen, "today": TODAY}


def test_a_starter_has_carers_and_a_key_person_from_the_first_day(cabinet, who, family):
    code = children.add_child(cabinet, who, **starter(key_person_id=family.colleague))
    assert code == "C-003"
    with cabinet.connection() as look:
        child = next(c for c in children.register(look, TODAY) if c.code == code)
        newest = people.newest_assignment(look, child.id)
    assert (child.name, child.room, child.has_court_order) == ("Mair Rees", "Ladybirds", True)
    assert [(c.name, c.is_responsible(TODAY)) for c in child.carers] == [
        ("Huw Rees", True),
        ("Nia Rees", False),
    ]
    assert (child.key_person, newest.from_on) == ("Sian Hughes", TODAY)
    asked = [item.what for item in agenda_of(cabinet).items if item.code == code]
    assert asked == ["Ask for consent: 7 purposes"]


KEY_PERSON_TOPIC = "key-person-role"


def sign_offs(cabinet, family, *, is_needed=True, on=date(2020, 1, 6)):
    """The colleague's sign-offs for what comes before key children, as they are given, and no others."""
    held, topic = table(InductionRecord), table(InductionTopic)
    with cabinet.administering("test") as session:
        for number in session.scalars(select(held.c.id).where(held.c.staff_id == family.colleague)):
            session.add(Mistake(thing=held.name, record_id=number, because="Another person was meant."))
        session.add_all(
            InductionRecord(
                staff_id=family.colleague,
                topic_id=row.id,
                on=on,
                is_needed=is_needed or row.key != KEY_PERSON_TOPIC,
            )
            for row in session.execute(select(topic.c.id, topic.c.key))
        )


def refused_as_key_person(cabinet, who, staff_id):
    """Whether a starter is not taken because of the key person, and of nothing else."""
    try:
        assert children.add_child(cabinet, who, **starter(key_person_id=staff_id))
    except Refused as refused:
        assert list(refused.problems) == ["key_person"]
        return True
    return False


@pytest.mark.parametrize(
    ("signed_off", "is_taken"),
    [
        pytest.param({"on": TODAY}, True, id="signed off on the first day"),
        pytest.param({"on": TODAY + DAY}, False, id="signed off the day after it"),
        pytest.param({"is_needed": False}, False, id="what was not needed before is no sign-off"),
    ],
)
def test_a_starters_key_person_is_signed_off_by_the_first_day(cabinet, who, family, signed_off, is_taken):
    sign_offs(cabinet, family, **signed_off)
    assert refused_as_key_person(cabinet, who, family.colleague) is not is_taken
    if is_taken:
        return
    with pytest.raises(Refused) as refused:
        people.assign_key_person(
            cabinet, who, child_id=family.child, staff_id=family.colleague, from_on=TODAY
        )
    assert list(refused.value.problems) == ["reason"]


@pytest.mark.parametrize(
    ("left_on", "is_taken"), [(TODAY, True), (TODAY - DAY, False)], ids=["that day", "before"]
)
def test_a_starters_key_person_has_not_left_by_the_first_day(cabinet, who, family, left_on, is_taken):
    staff = table(StaffMember)
    with cabinet.administering("test") as session:
        session.execute(update(staff).where(staff.c.id == family.colleague).values(left_on=left_on))
    assert refused_as_key_person(cabinet, who, family.colleague) is not is_taken


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"name": "ivy  DAVIES", "born_on": BORN_ON}, "name", id="a child who is there already"),
        pytest.param({"born_on": None}, "born_on", id="no date of birth"),
        pytest.param({"started_on": date(2023, 1, 1)}, "started_on", id="starts before the birth"),
        pytest.param({"carers": []}, "carer", id="nobody looks after the child"),
        pytest.param({"key_person_id": "student"}, "key_person", id="a student as key person"),
        pytest.param({"note": "Tapestry password: kiwi"}, "note", id="a password"),
    ],
)
def test_a_starter_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    if changed.get("key_person_id"):
        changed = {"key_person_id": family.student}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        children.add_child(cabinet, who, **starter(**changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_each_name_of_a_starter_that_is_too_long_is_said_by_its_own_field(cabinet, who, family):
    """The child's and the carers' are one column of two tables: the child's was blamed for a carer's."""
    carers = [NewCarer("y" * 202), NewCarer("z" * 203)]
    for name, wrong in (("x" * 201, ["name", "carer", "carer_2"]), ("Ida", ["carer", "carer_2"])):
        with pytest.raises(Refused) as refused:
            children.add_child(cabinet, who, **starter(name=name, carers=carers))
        assert list(refused.value.problems) == wrong
    assert refused.value.problems["carer_2"] == "Enter at most 200 characters: these are 203."
    for second, said in (("CARYS  davies", "carer_2"), (" ", None)):
        added = starter(carers=[NewCarer("Carys Davies"), NewCarer(second)])
        if said is None:
            children.add_child(cabinet, who, **added)
            continue
        with pytest.raises(Refused) as refused:
            children.add_child(cabinet, who, **added)
        assert list(refused.value.problems) == [said]


@pytest.mark.parametrize(
    ("typed", "is_taken"),
    [
        pytest.param({"name": "Élodie Rees"}, False, id="with an accent, typed the same"),
        pytest.param({"name": "ÉLODIE  rees"}, False, id="however it is written"),
        pytest.param({"name": "E\u0301lodie Rees"}, False, id="the accent typed by itself"),
        pytest.param({"name": "elodie rees"}, False, id="from a keyboard without it"),
        pytest.param({"name": "Élodie Rees", "born_on": date(2024, 1, 9)}, True, id="born on another day"),
        pytest.param({"name": "Huw Rees"}, True, id="a twin"),
    ],
)
def test_a_child_is_there_once(cabinet, who, typed, is_taken):
    children.add_child(cabinet, who, **starter(name="Élodie Rees"))
    try:
        children.add_child(cabinet, who, **starter(**typed))
    except Refused as refused:
        assert not is_taken
        assert "with this name and date of birth: C-001. If they come back" in refused.problems["name"]
    else:
        assert is_taken


def test_a_change_keeps_before_and_after(cabinet, who, family):
    children.change_child(cabinet, who, **changing(cabinet, family, room="Bumblebees", has_court_order=True))
    assert rows(cabinet, Child)[0]["room"] == "Bumblebees"
    line = next(
        line for line in rows(cabinet, AuditEntry) if line["act"] == "changed" and line["thing"] == "child"
    )
    assert '"room": ["", "Bumblebees"]' in line["detail"]
    assert '"has_court_order": [false, true]' in line["detail"]


def test_leaving_ends_the_key_persons_sight_and_moves_with_the_day(cabinet, who, family):
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=TODAY + DAY))
    assert rows(cabinet, KeyPersonAssignment)[0]["until_on"] == TODAY + DAY
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=TODAY + DAY * 5))
    assert rows(cabinet, KeyPersonAssignment)[0]["until_on"] == TODAY + DAY * 5
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=None))
    assert rows(cabinet, KeyPersonAssignment)[0]["until_on"] is None


def test_whoever_was_to_be_the_key_person_after_a_child_left_never_is(cabinet, who, family):
    people.assign_key_person(
        cabinet, who, child_id=family.child, staff_id=family.colleague, from_on=TODAY + DAY * 5
    )
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=TODAY + DAY))
    seen_by = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("test") as session:
        session.get(Account, seen_by.account_id).staff_id = family.colleague
    with cabinet.reading(seen_by) as look:
        assert family.child not in sight.children(look, Thing.CHILD, TODAY + DAY * 5)
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=None))  # they stay after all
    until = [row["until_on"] for row in rows(cabinet, KeyPersonAssignment)]
    assert until == [TODAY + DAY * 4, None], "one key person a day, as it was planned"


def test_a_child_who_leaves_later_than_planned_has_one_key_person_a_day(cabinet, who, family):
    people.assign_key_person(
        cabinet, who, child_id=family.child, staff_id=family.colleague, from_on=TODAY + DAY * 5
    )
    for left_on in (TODAY + DAY, TODAY + DAY * 9):
        children.change_child(cabinet, who, **changing(cabinet, family, left_on=left_on))
    until = [row["until_on"] for row in rows(cabinet, KeyPersonAssignment)]
    assert until == [TODAY + DAY * 4, TODAY + DAY * 9], "the first ends where the next begins"


def test_whoever_becomes_key_person_once_the_leaving_is_known_is_it_until_then(cabinet, who, family):
    """Else they went on to see the record of a child who had left (CP-12)."""
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=TODAY + DAY))
    chosen = {"child_id": family.child, "staff_id": family.colleague}
    with pytest.raises(Refused) as refused:
        people.assign_key_person(cabinet, who, **chosen, from_on=TODAY + DAY * 2)
    assert list(refused.value.problems) == ["from_on"]
    people.assign_key_person(cabinet, who, **chosen, from_on=TODAY + DAY)
    assert [row["until_on"] for row in rows(cabinet, KeyPersonAssignment)] == [TODAY, TODAY + DAY]
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=None))
    assert [row["until_on"] for row in rows(cabinet, KeyPersonAssignment)] == [TODAY, None]
    seen_by = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("an assignment that nobody ended") as session:
        session.get(Account, seen_by.account_id).staff_id = family.colleague
        session.get(Child, family.child).left_on = TODAY + DAY
    with cabinet.reading(seen_by) as look:
        for days, is_seen in ((1, True), (2, False)):
            assert (family.child in sight.children(look, Thing.CHILD, TODAY + DAY * days)) is is_seen


def test_a_child_who_comes_back_has_the_key_person_again_who_sees_nothing_meanwhile(cabinet, who, family):
    seen_by = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("test") as session:
        session.get(Account, seen_by.account_id).staff_id = family.key_person
    left_on, starts_on = TODAY - DAY, TODAY + DAY * 9
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=left_on))
    children.change_child(cabinet, who, **changing(cabinet, family, started_on=starts_on, left_on=None))
    held = [(row["from_on"], row["until_on"]) for row in rows(cabinet, KeyPersonAssignment)]
    assert held[0][1] == left_on and held[1] == (starts_on, None)
    with cabinet.reading(seen_by) as look:
        seen = {
            on for on in (left_on, TODAY, starts_on) if family.child in sight.children(look, Thing.CHILD, on)
        }
        known = children.registered(look, starts_on, family.child)
    assert seen == {left_on, starts_on}
    assert known.key_person == "Ewa Nowak"
    assert not [item for item in agenda_of(cabinet).items if item.area is Area.CHILDREN]


def test_nobody_becomes_key_person_again_in_a_role_without_key_children(cabinet, who, family):
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=TODAY + DAY))
    with cabinet.administering("test") as session:
        session.get(StaffMember, family.key_person).role = Role.VOLUNTEER
    for left_on in (TODAY + DAY * 9, None):
        children.change_child(cabinet, who, **changing(cabinet, family, left_on=left_on))
        assert rows(cabinet, KeyPersonAssignment)[0]["until_on"] == TODAY + DAY
    children.change_child(cabinet, who, **changing(cabinet, family, left_on=TODAY))
    assert rows(cabinet, KeyPersonAssignment)[0]["until_on"] == TODAY


@pytest.mark.parametrize("last", [None, TODAY + DAY * 14], ids=["stays after all", "leaves later"])
@pytest.mark.parametrize(
    "left_on", [TODAY, TODAY + DAY * 4], ids=["before that", "the day before the right one"]
)
def test_whoever_was_chosen_by_mistake_is_not_key_person_when_a_leaving_moves(
    cabinet, who, family, left_on, last
):
    """The colleague was to be it from the tenth day; put right, it is somebody else from the fifth."""
    for person, days in ((family.colleague, 10), (family.key_person, 5)):
        people.assign_key_person(
            cabinet, who, child_id=family.child, staff_id=person, from_on=TODAY + DAY * days
        )
    for day in (left_on, last):
        children.change_child(cabinet, who, **changing(cabinet, family, left_on=day))
    first, mistaken, right = (row["until_on"] for row in rows(cabinet, KeyPersonAssignment))
    assert (first, right) == (TODAY + DAY * 4, last)
    assert mistaken < TODAY + DAY * 10, "a key person on no day"


def test_two_people_never_overwrite_each_other(cabinet, who, family):
    mine = changing(cabinet, family, room="Ladybirds")
    children.change_child(cabinet, who, **changing(cabinet, family, room="Dragonflies"))
    with pytest.raises(ChangedMeanwhile) as changed:
        children.change_child(cabinet, who, **mine)
    assert changed.value.now == {"room": "Dragonflies"}
    assert rows(cabinet, Child)[0]["room"] == "Dragonflies"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"left_on": date(2025, 8, 31)}, "left_on", id="leaves before starting"),
        pytest.param({"born_on": TODAY + DAY}, "born_on", id="born tomorrow"),
        pytest.param({"born_on": None}, "born_on", id="a date of birth taken away"),
    ],
)
def test_a_change_is_refused_by_field(cabinet, who, family, changes, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        children.change_child(cabinet, who, **changing(cabinet, family, **changes))
    assert field in refused.value.problems
    assert everything(cabinet) == before


def test_a_child_without_a_date_of_birth_can_be_changed(cabinet, who, family):
    with cabinet.administering("test") as session:
        session.get(Child, family.child).born_on = None
    children.change_child(cabinet, who, **changing(cabinet, family, room="Ladybirds"))
    assert rows(cabinet, Child)[0]["room"] == "Ladybirds"


# Carers ---------------------------------------------------------------------------------------------


def statuses(opened, on):
    with opened.connection() as look:
        held = agenda.read(look, on, agenda.Area.CONSENTS)
    return consent_statuses(held.facts, today=on, house=held.house.rules)


def test_responsibility_that_ended_leaves_what_was_answered_before_as_it_was(cabinet, who, family):
    """The father withdraws, then loses responsibility: from the day after, the mother alone decides."""
    purpose = next(iter(statuses(cabinet, TODAY)[family.child]))
    consents.record_answers(
        cabinet,
        who,
        child_id=family.child,
        carer_id=family.father,
        answers={purpose: Answer.WITHDRAWN},
        on=date(2026, 11, 2),
        how=How.WRITTEN,
        kept_at="In the child's file",
        today=TODAY,
    )
    days = [date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 20)]
    before = {day: statuses(cabinet, day)[family.child][purpose] for day in days}
    assert list(map(str, before.values())) == ["given", "carers disagree", "carers disagree"]
    children.record_carer(
        cabinet,
        who,
        child_id=family.child,
        carer_id=family.father,
        name="Peter Davies",
        has_parental_responsibility=True,
        responsible_until_on=date(2026, 11, 15),
        court_order_concerns=True,
    )
    after = {day: statuses(cabinet, day)[family.child][purpose] for day in days}
    assert list(map(str, after.values())) == ["given", "carers disagree", "given"]
    [one] = [one for one in agenda_of(cabinet).facts.children if one.id == family.child]
    assert one.held == {family.mother: Held(), family.father: Held(until_on=date(2026, 11, 15))}
    assert one.responsible == {family.mother}
    assert rows(cabinet, Child)[0]["has_court_order"] is True
    with pytest.raises(Refused, match="parental responsibility"):
        consents.record_answers(
            cabinet,
            who,
            child_id=family.child,
            carer_id=family.father,
            answers={purpose: Answer.GIVEN},
            on=date(2026, 11, 16),
            how=How.WRITTEN,
            kept_at="In the child's file",
            today=TODAY,
        )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"name": " "}, "carer", id="no name"),
        pytest.param({"has_parental_responsibility": False}, "responsible", id="taken away after answering"),
        pytest.param({"carer_id": 999}, "carer", id="nobody"),
        pytest.param({"carer_id": "siblings"}, "carer", id="another child's carer"),
        pytest.param({"carer_id": None}, "carer", id="the same carer once more"),
        pytest.param({"carer_id": None, "name": "peter  DAVIES"}, "carer", id="as it is said, not as typed"),
        pytest.param({"name": "Peter Davies"}, "carer", id="given the name of another"),
    ],
)
def test_a_carer_is_refused_by_field(cabinet, who, family, changed, field):
    if changed.get("carer_id") == "siblings":
        changed = {"carer_id": family.siblings_mother}
    good = {
        "child_id": family.child,
        "carer_id": family.mother,
        "name": "Carys Davies",
        "has_parental_responsibility": True,
    }
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        children.record_carer(cabinet, who, **good | changed)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_a_carer_who_never_answered_may_turn_out_to_hold_no_responsibility(cabinet, who, family):
    said = {"child_id": family.child, "name": " Mair  Davies"}
    children.record_carer(cabinet, who, carer_id=None, has_parental_responsibility=True, **said)
    added = rows(cabinet, Carer)[-1]
    assert (added["child_id"], added["name"]) == (family.child, "Mair Davies")
    children.record_carer(cabinet, who, carer_id=added["id"], has_parental_responsibility=False, **said)
    assert rows(cabinet, Carer)[-1]["has_parental_responsibility"] is False
    with cabinet.connection() as look:
        assert children.child_of_carer(look, TODAY, added["id"]).id == family.child
        assert children.child_of_carer(look, TODAY, 999) is None


def test_two_carers_of_one_name_are_told_apart_and_may_still_be_put_right(cabinet, who, family):
    said = {"child_id": family.child, "has_parental_responsibility": True}
    with cabinet.administering("test") as session:  # as a register may bring them
        session.add(Carer(child_id=family.child, name="Carys Davies", has_parental_responsibility=True))
    twin = rows(cabinet, Carer)[-1]["id"]
    children.record_carer(
        cabinet, who, carer_id=twin, name="Carys Davies", responsible_until_on=TODAY, **said
    )
    assert rows(cabinet, Carer)[-1]["responsible_until_on"] == TODAY
    children.take_back_carer(cabinet, who, carer_id=twin, because="The mother is there twice")
    children.record_carer(cabinet, who, carer_id=None, name="Carys Davies (aunt)", **said)
    with pytest.raises(Refused) as refused:
        children.add_child(
            cabinet, who, **starter(carers=[NewCarer("Huw Rees", True), NewCarer("huw rees", True)])
        )
    assert list(refused.value.problems) == ["carer_2"]


def test_two_people_never_overwrite_a_carer(cabinet, who, family):
    seen = {"name": "Nell Owen"}
    good = {"child_id": family.child, "carer_id": family.grandmother, "has_parental_responsibility": False}
    children.record_carer(cabinet, who, name="Nell Owens", seen=seen, **good)
    with pytest.raises(ChangedMeanwhile):
        children.record_carer(cabinet, who, name="Ellen Owen", seen=seen, **good)
    assert [c["name"] for c in rows(cabinet, Carer) if c["id"] == family.grandmother] == ["Nell Owens"]


# Who sees it ----------------------------------------------------------------------------------------


def test_the_register_has_who_is_here_and_who_left_since_a_day(cabinet, family):
    with cabinet.connection() as look:

        def listed(today=TODAY, **wanted):
            return [child.id for child in children.register(look, today, **wanted)]

        both = [family.child, family.sibling]
        assert listed() == [family.child]
        assert (listed(LEFT_ON), listed(LEFT_ON + DAY)) == (both, [family.child]), (
            "on the last day still here"
        )
        assert (listed(left_since=LEFT_ON), listed(left_since=LEFT_ON + DAY)) == (both, [family.child])
        gone = children.registered(look, TODAY, family.sibling)
        assert listed(code=gone.code) == both
        assert listed(child_id=family.sibling) == [family.sibling]


def test_the_register_goes_by_name_and_has_a_child_of_whom_no_carer_is_known(cabinet, family):
    with cabinet.administering("brought in") as session:
        session.add(Child(code="C-003", name="Abel Rees", started_on=TODAY))
    with cabinet.connection() as look:
        abel, ivy = children.register(look, TODAY)
    assert (abel.code, abel.carers, abel.key_person) == ("C-003", (), "")
    assert [one.id for one in ivy.carers] == [family.mother, family.father, family.grandmother]


def test_every_list_of_names_is_in_an_english_readers_order_whichever_the_store(cabinet, who, family):
    names = ["Zoe Ash", "Élodie Ash", "ella Ash", "Eva O'Hara", "Eva Oakes", "Łucja Ash"]
    in_order = ["ella Ash", "Élodie Ash", "Eva Oakes", "Eva O'Hara", "Łucja Ash", "Zoe Ash"]
    with cabinet.administering("test") as session:
        for at, name in enumerate(names, 1):
            session.add(Child(code=f"C-10{at}", name=name, started_on=STARTED_ON))
            role = Role.KEY_PERSON
            session.add(StaffMember(code=f"S-10{at}", name=name, role=role, started_on=STARTED_ON))
            session.add(Account(sign_in_name=name.casefold(), name=name, role=role))
    with cabinet.connection() as look:
        for held in (children.register(look, TODAY), people.children(look, TODAY), people.staff(look, TODAY)):
            assert [one.name for one in held if one.name in names] == in_order
        assert [one.child for one in developmental.places(look, TODAY) if one.child in names] == in_order
    assert [one.name for one in accounts.known_accounts(cabinet, who) if one.name in names] == in_order


@pytest.fixture
def key_person(cabinet, family) -> Who:
    """The account of the child's key person."""
    who = account(cabinet, Role.KEY_PERSON, "Ewa Nowak")
    with cabinet.administering("test") as session:
        session.get(Account, who.account_id).staff_id = family.key_person
    return who


def test_a_key_person_sees_the_key_children_alone_and_changes_none(cabinet, family, key_person, monkeypatch):
    monkeypatch.setattr(sight, "london_today", lambda: TODAY)
    with cabinet.reading(key_person) as look:
        assert [child.code for child in children.register(look, TODAY, left_since=date(2026, 1, 1))] == [
            "C-001"
        ]
        assert children.registered(look, TODAY, family.sibling) is None
        assert children.child_of_carer(look, TODAY, family.siblings_mother) is None
    with pytest.raises(NotAllowed):
        children.change_child(cabinet, key_person, **changing(cabinet, family, room="Ladybirds"))
    with pytest.raises(NotAllowed):
        children.add_child(cabinet, key_person, **starter())


@pytest.mark.parametrize(
    ("held", "on", "is_responsible"),
    [
        pytest.param({}, TODAY, True, id="from the birth on, with no end"),
        pytest.param({"has_parental_responsibility": False}, TODAY, False, id="never held it"),
        pytest.param({"responsible_from_on": TODAY}, TODAY, True, id="its first day"),
        pytest.param({"responsible_from_on": TODAY}, TODAY - DAY, False, id="the day before its first"),
        pytest.param({"responsible_until_on": TODAY}, TODAY, True, id="its last day"),
        pytest.param({"responsible_until_on": TODAY}, TODAY + DAY, False, id="the day after its last"),
    ],
)
def test_a_carer_holds_parental_responsibility_on_its_days(cabinet, family, held, on, is_responsible):
    """In the register, and where an answer about consent is written."""
    with cabinet.administering("test") as session:
        carer = session.get(Carer, family.mother)
        for name, value in held.items():
            setattr(carer, name, value)
        said = [consents.is_responsible(carer, on)]
    with cabinet.connection() as look:
        said += [
            one.is_responsible(on)
            for one in children.registered(look, TODAY, family.child).carers
            if one.id == family.mother
        ]
    assert said == [is_responsible] * 2


def test_a_start_that_is_brought_forward_takes_the_first_key_person_with_it(cabinet, who, family):
    starts_on, earlier = TODAY + 20 * DAY, TODAY + 2 * DAY
    code = children.add_child(cabinet, who, **starter(started_on=starts_on, key_person_id=family.colleague))
    child = next(row["id"] for row in rows(cabinet, Child) if row["code"] == code)
    children.change_child(cabinet, who, child_id=child, changes={"started_on": earlier}, today=TODAY)
    for day in (TODAY, earlier, earlier + DAY, starts_on):
        with cabinet.connection() as look:
            held = children.registered(look, day, child)
        assert held is not None and held.key_person == "Sian Hughes", day
    asked = [one for one in agenda_of(cabinet, earlier).items if one.action is Action.KEY_PERSON]
    assert asked == [], "somebody is chosen"


def test_a_consent_of_before_somebody_held_responsibility_is_none_and_a_no_stays(cabinet, who, family):
    """Both gave it in September; then it turns out that they hold responsibility only since 10 November."""
    purpose, another, *_ = statuses(cabinet, TODAY)[family.child]
    consents.record_answers(
        cabinet,
        who,
        child_id=family.child,
        carer_id=family.father,
        answers={another: Answer.WITHDRAWN},
        on=date(2026, 11, 2),
        how=How.WRITTEN,
        kept_at="In the child's file",
        today=TODAY,
    )
    for carer_id, name in ((family.mother, "Carys Davies"), (family.father, "Peter Davies")):
        children.record_carer(
            cabinet,
            who,
            child_id=family.child,
            carer_id=carer_id,
            name=name,
            has_parental_responsibility=True,
            responsible_from_on=date(2026, 11, 10),
        )
    for day, of_another in ((date(2026, 11, 9), "not asked"), (date(2026, 11, 10), "withdrawn")):
        held = statuses(cabinet, day)[family.child]
        assert (str(held[purpose]), str(held[another])) == ("not asked", of_another), day
    asked = [one for one in agenda_of(cabinet).items if one.action is Action.ASK and one.code == "C-001"]
    assert len(asked) == 1, "they are asked again"
    with cabinet.connection() as look:
        child = Child(
            **look.execute(select(table(Child)).where(table(Child).c.id == family.child)).mappings().one()
        )
        assert journey_account.status(look, child, TODAY) is Status.NOT_ASKED
    consents.record_answers(
        cabinet,
        who,
        child_id=family.child,
        carer_id=family.father,
        answers={purpose: Answer.GIVEN},
        on=date(2026, 11, 10),
        how=How.WRITTEN,
        kept_at="In the child's file",
        today=TODAY,
    )
    assert str(statuses(cabinet, TODAY)[family.child][purpose]) == "given"


@pytest.mark.parametrize(
    ("left_on", "is_taken"),
    [
        pytest.param(TODAY - DAY, True, id="the last day is over"),
        pytest.param(TODAY, False, id="it is today"),
        pytest.param(TODAY + DAY * 24, False, id="it is still to come"),
    ],
)
def test_who_is_still_here_is_not_said_to_come_back(cabinet, who, family, left_on, is_taken):
    """A stay ends with its last day: with a later start what a family allows had ended weeks before it."""
    with cabinet.administering("test") as session:
        session.get(Child, family.child).left_on = left_on
    days = {"left_on": None, "started_on": date(2027, 2, 1)}
    if is_taken:
        children.change_child(cabinet, who, **changing(cabinet, family, **days))
        return
    with pytest.raises(Refused) as refused:
        children.change_child(cabinet, who, **changing(cabinet, family, **days))
    assert list(refused.value.problems) == ["started_on"]
    # One who is booked only may have other days, whichever the last one was.
    with cabinet.administering("test") as session:
        session.get(Child, family.child).started_on = TODAY + DAY
        session.get(Child, family.child).left_on = TODAY + DAY * 24
    children.change_child(cabinet, who, **changing(cabinet, family, **days))
