"""Who is whose key person, and who there is to choose from."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from models import Account, Child, KeyPersonAssignment, StaffMember
from rules.agenda import Action, Area
from rules.induction import Role
from rules.need_to_know import Thing
from store import accounts, children, people, sight
from store.refusal import Refused
from store.tables import table
from tests.conftest import LEFT_ON, STARTED_ON, TODAY, account, agenda_of, everything, rows

DAY = timedelta(days=1)


def assigning(family, **changed):
    return {"child_id": family.child, "staff_id": family.colleague, "from_on": TODAY} | changed


def key_person(cabinet, family, on):
    with cabinet.connection() as look:
        return children.registered(look, on, family.child).key_person


def without_key_person(cabinet, on=TODAY):
    return [item.code for item in agenda_of(cabinet, on).items if item.action is Action.KEY_PERSON]


def test_the_new_key_person_follows_the_old_one_without_a_gap(cabinet, who, family):
    people.assign_key_person(cabinet, who, **assigning(family))
    old, new = rows(cabinet, KeyPersonAssignment)
    assert (old["until_on"], new["from_on"], new["until_on"]) == (TODAY - DAY, TODAY, None)
    assert key_person(cabinet, family, TODAY - DAY) == "Ewa Nowak"
    assert key_person(cabinet, family, TODAY) == "Sian Hughes"


def test_a_child_without_one_is_on_the_agenda_until_one_is_chosen(cabinet, who, family):
    with cabinet.administering("test") as session:
        session.add(Child(code="C-003", name="Mair Rees", started_on=date(2026, 11, 16)))
    assert without_key_person(cabinet) == ["C-003"]
    new = next(child["id"] for child in rows(cabinet, Child) if child["code"] == "C-003")
    people.assign_key_person(cabinet, who, **assigning(family, child_id=new))
    assert without_key_person(cabinet) == []


def due_on(cabinet, on=TODAY):
    return [item.due for item in agenda_of(cabinet, on).items if item.action is Action.KEY_PERSON]


def test_a_key_person_who_never_began_takes_no_day_away_from_the_wait(cabinet, who, family):
    """One left at the end of September. The next was chosen for November, and took another role before."""
    with cabinet.administering("test") as session:
        session.get(KeyPersonAssignment, 1).until_on = date(2026, 9, 30)
        session.add(
            KeyPersonAssignment(
                child_id=family.child,
                staff_id=family.colleague,
                from_on=date(2026, 11, 23),
                until_on=date(2026, 11, 19),
            )
        )
    asked = [date(2026, 10, 8)]  # five working days from 1 October, the first day without one
    assert due_on(cabinet, date(2026, 11, 20)) == due_on(cabinet) == asked


def test_who_leaves_soon_after_a_child_starts_is_replaced_also_before_the_child_is_there(
    cabinet, who, family
):
    with cabinet.administering("test") as session:
        child = Child(code="C-004", name="Huw Rees", started_on=date(2026, 12, 7))
        session.add(child)
        session.get(StaffMember, family.colleague).left_on = date(2026, 12, 9)
    at_the_start = assigning(family, child_id=child.id, from_on=child.started_on)
    people.assign_key_person(cabinet, who, **at_the_start)
    assert due_on(cabinet) == [date(2026, 12, 17)], "five working days from 10 December"
    next_one = {"staff_id": family.key_person, "from_on": date(2026, 12, 10)}
    people.assign_key_person(cabinet, who, **at_the_start | next_one)
    assert due_on(cabinet) == []


def many(cabinet, family, count=6):
    """Children whose key person is Ewa Nowak."""
    with cabinet.administering("test") as session:
        held = [Child(code=f"C-{20 + n:03}", name="Huw Rees", started_on=STARTED_ON) for n in range(count)]
        session.add_all(held)
        session.flush()
        session.add_all(
            KeyPersonAssignment(child_id=child.id, staff_id=family.key_person, from_on=STARTED_ON)
            for child in held
        )
        return [child.id for child in held]


def of_several(family, child_ids, **changed):
    chosen = {"child_ids": child_ids, "staff_id": family.colleague, "from_on": TODAY + DAY * 4}
    return chosen | {"reason": "Nobody else is free"} | changed


def test_the_children_of_one_who_leaves_have_another_key_person_by_one_record(cabinet, who, family):
    hers = [family.child, *many(cabinet, family)]
    with cabinet.administering("test") as session:
        session.get(StaffMember, family.key_person).left_on = TODAY + DAY * 3
    (item,) = [one for one in agenda_of(cabinet).items if one.action is Action.KEY_PERSON_OF_SEVERAL]
    assert (item.code, item.record) == ("7 children", family.child)
    assert people.assign_key_person_of_several(cabinet, who, **of_several(family, hers)) == 7
    assert not [one for one in agenda_of(cabinet).items if "key person" in one.what]
    with cabinet.connection() as look:
        for on, name in ((TODAY + DAY * 3, "Ewa Nowak"), (TODAY + DAY * 4, "Sian Hughes")):
            assert {children.registered(look, on, child).key_person for child in hers} == {name}


def test_one_of_several_who_starts_later_has_the_key_person_from_the_first_day(cabinet, who, family):
    with cabinet.administering("test") as session:
        later = Child(code="C-004", name="Huw Rees", started_on=date(2026, 12, 7))
        session.add(later)
    people.assign_key_person_of_several(cabinet, who, **of_several(family, [family.child, later.id]))
    assert [row["from_on"] for row in rows(cabinet, KeyPersonAssignment)[-2:]] == [
        TODAY + DAY * 4,
        date(2026, 12, 7),
    ]


@pytest.mark.parametrize(
    ("left_on", "is_taken"),
    [
        pytest.param(date(2026, 12, 6), False, id="gone the day before the first day"),
        pytest.param(date(2026, 12, 7), True, id="gone after it"),
    ],
)
def test_nobody_gets_a_key_person_who_has_left_by_the_first_day(cabinet, who, family, left_on, is_taken):
    """CP-12: each by itself is refused so."""
    with cabinet.administering("test") as session:
        later = Child(code="C-004", name="Huw Rees", started_on=date(2026, 12, 7))
        session.add(later)
        session.get(StaffMember, family.colleague).left_on = left_on
    given = of_several(family, [family.child, later.id])
    if is_taken:
        assert people.assign_key_person_of_several(cabinet, who, **given) == 2
        return
    with pytest.raises(Refused) as refused:
        people.assign_key_person_of_several(cabinet, who, **given)
    assert refused.value.problems == {
        "children": "They start only after this person's last day, Sunday 6 December 2026: C-004. Take them "
        "out, or choose somebody else."
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child_ids": []}, "children", id="no child"),
        pytest.param({"staff_id": None}, "staff", id="nobody"),
        pytest.param({"from_on": None}, "from_on", id="no day"),
    ],
)
def test_what_a_key_person_of_several_is_refused_for(cabinet, who, family, changed, field):
    given = of_several(family, many(cabinet, family, 2)) | changed
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        people.assign_key_person_of_several(cabinet, who, **given)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_several_are_refused_as_one_where_somebody_of_them_leaves_or_was_given_another(cabinet, who, family):
    hers = [family.child, *many(cabinet, family, 2)]
    with cabinet.connection() as look:
        seen = {"children": {one: held.id for one, held in people.newest_assignments(look, hers).items()}}
    people.assign_key_person(cabinet, who, **assigning(family, reason="Short of staff this week"))
    with cabinet.administering("test") as session:
        session.get(Child, hers[1]).left_on = TODAY + DAY * 3
    given = of_several(family, hers, seen=seen)
    with pytest.raises(Refused) as refused:
        people.assign_key_person_of_several(cabinet, who, **given)
    assert refused.value.problems == {
        "children": "Not here any more on that day: C-020. Take them out, or enter an earlier day."
    }
    with pytest.raises(Refused) as refused:
        people.assign_key_person_of_several(cabinet, who, **given | {"child_ids": [hers[0], hers[2]]})
    assert refused.value.problems["children"].startswith("Somebody else has chosen a key person of some")
    assert len(rows(cabinet, KeyPersonAssignment)) == 4, "nobody's"
    again = {"children": seen["children"] | refused.value.now["children"]}
    people.assign_key_person_of_several(
        cabinet, who, **given | {"child_ids": [hers[0], hers[2]], "seen": again}
    )
    assert len(rows(cabinet, KeyPersonAssignment)) == 6


def test_a_key_person_of_next_month_is_none_today(cabinet, who, family):
    with cabinet.administering("test") as session:
        here = Child(code="C-003", name="Mair Rees", started_on=date(2026, 11, 2))
        coming = Child(code="C-004", name="Huw Rees", started_on=date(2026, 12, 1))
        session.add_all([here, coming])
    for child in (here, coming):
        people.assign_key_person(
            cabinet, who, **assigning(family, child_id=child.id, from_on=date(2026, 12, 1))
        )
    assert without_key_person(cabinet) == ["C-003"]
    assert without_key_person(cabinet, date(2026, 12, 1)) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child_id": None}, "child", id="no child"),
        pytest.param({"child_id": 999}, "child", id="a child that is not there"),
        pytest.param({"staff_id": None}, "staff", id="nobody"),
        pytest.param({"staff_id": 999}, "staff", id="somebody who is not there"),
        pytest.param({"staff_id": "student"}, "staff", id="a student"),
        pytest.param({"from_on": None}, "from_on", id="no date"),
        pytest.param({"from_on": STARTED_ON - DAY}, "from_on", id="the day before the child starts"),
    ],
)
def test_a_choice_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    if changed.get("staff_id") == "student":
        changed = {"staff_id": family.student}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        people.assign_key_person(cabinet, who, **assigning(family, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize(
    ("starts_on", "mistaken_from_on", "right_from_on"),
    [
        pytest.param(STARTED_ON, TODAY, TODAY, id="put right the same day"),
        pytest.param(STARTED_ON, TODAY + 4 * DAY, TODAY, id="meant for next week, and changed before"),
        pytest.param(TODAY + 7 * DAY, TODAY + 7 * DAY, TODAY + 7 * DAY, id="of a child who is to start"),
    ],
)
def test_who_was_chosen_by_mistake_never_sees_the_child(
    cabinet, who, family, starts_on, mistaken_from_on, right_from_on
):
    who_else = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("test") as session:
        child = Child(code="C-009", name="Mair Rees", born_on=date(2024, 1, 1), started_on=starts_on)
        session.add(child)
        session.get(Account, who_else.account_id).staff_id = family.colleague
    for person, from_on in ((family.colleague, mistaken_from_on), (family.key_person, right_from_on)):
        people.assign_key_person(
            cabinet, who, **assigning(family, child_id=child.id, staff_id=person, from_on=from_on)
        )
    for on in (TODAY, mistaken_from_on, right_from_on):
        with cabinet.connection() as look:
            assert children.registered(look, on, child.id).key_person == "Ewa Nowak"
        with cabinet.reading(who_else) as look:
            assert child.id not in sight.children(look, Thing.CHILD, on)


def test_nobody_is_a_key_person_after_they_left(cabinet, who, family):
    staff = table(StaffMember)
    with cabinet.administering("test") as session:
        session.execute(update(staff).where(staff.c.id == family.colleague).values(left_on=TODAY - DAY))
    with pytest.raises(Refused) as refused:
        people.assign_key_person(cabinet, who, **assigning(family))
    assert list(refused.value.problems) == ["staff"]


def test_a_key_person_who_leaves_is_one_to_the_last_day_and_again_on_return(cabinet, who, family):
    last = TODAY - 4 * DAY  # a Friday
    of_children = [Area.CHILDREN]

    def end(left_on, **more):
        person = table(StaffMember)
        with cabinet.administering("test") as session:
            session.execute(
                update(StaffMember).where(person.c.id == family.key_person).values(left_on=left_on, **more)
            )

    def said(on):
        with cabinet.connection() as look:
            shown = children.registered(look, on, family.child)
        items = [(item.code, item.due) for item in agenda_of(cabinet, on).items if item.area in of_children]
        return shown.key_person, key_person(cabinet, family, on), items

    hers = ("Ewa Nowak", "Ewa Nowak", [])
    # Five working days from the first day without one, and not from the child's start in 2025.
    asked = [("C-001", date(2026, 11, 27))]
    end(last)
    assert said(last) == (*hers[:2], asked)
    assert said(last + DAY) == ("", "", asked)
    end(None)
    assert said(TODAY) == hers
    end(None, started_on=TODAY + DAY)  # who is to come back tomorrow is not here today
    assert said(TODAY)[:2] == ("", "") and said(TODAY + DAY) == hers
    end(last, started_on=date(2020, 1, 6))
    people.assign_key_person(cabinet, who, **assigning(family, from_on=TODAY))
    assert said(last + DAY) == ("", "", []), "somebody was to follow in time"
    assert said(TODAY) == ("Sian Hughes", "Sian Hughes", [])


@pytest.fixture
def her_account(cabinet, family):
    """The account of the key person."""
    person = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("test") as session:
        session.get(Account, person.account_id).staff_id = family.key_person
    return person


@pytest.mark.parametrize(
    ("role", "hers", "asked"),
    [
        pytest.param(Role.VOLUNTEER, "", ["C-001"], id="a volunteer cares for no key children"),
        pytest.param(Role.STAFF, "Ewa Nowak", [], id="another job with the children goes on"),
    ],
)
def test_a_key_person_who_takes_another_role_keeps_the_children_where_the_role_may(
    cabinet, who, family, her_account, role, hers, asked
):
    person = next(row for row in rows(cabinet, StaffMember) if row["id"] == family.key_person)
    kept = {name: person[name] for name in ("name", "started_on", "first_day_on", "left_on")}
    from_on = TODAY - DAY  # a Monday
    alone = people.change_person(
        cabinet, who, staff_id=family.key_person, **kept, role=role, role_from_on=from_on, today=TODAY
    )
    assert (alone.children, alone.from_on) == ((0, None) if hers else (1, from_on)), "said at once"
    assert key_person(cabinet, family, from_on - DAY) == "Ewa Nowak"
    assert key_person(cabinet, family, from_on) == key_person(cabinet, family, TODAY) == hers
    assert without_key_person(cabinet) == asked
    with cabinet.reading(her_account) as look:
        assert (family.child in sight.children(look, Thing.CHILD, TODAY)) is bool(hers)


def leaving(cabinet, who, family, left_on):
    """Puts the last day of the key person as the form does, or takes it out."""
    held = next(row for row in rows(cabinet, StaffMember) if row["id"] == family.key_person)
    said = {name: held[name] for name in ("name", "role", "started_on", "first_day_on")}
    return people.change_person(
        cabinet, who, staff_id=family.key_person, **said, left_on=left_on, supervisor_id=None, today=TODAY
    )


LAST_DAY = TODAY + 30 * DAY


@pytest.mark.parametrize(
    ("child", "next_from", "is_asked"),
    [
        pytest.param({}, None, True, id="nobody follows"),
        pytest.param({}, LAST_DAY + DAY, False, id="somebody follows the day after"),
        pytest.param({}, LAST_DAY + 4 * DAY, False, id="somebody follows on the Monday"),
        pytest.param({}, date(2027, 1, 5), False, id="on the fifth working day: 28 and 1 are holidays"),
        pytest.param({}, date(2027, 1, 6), True, id="a day too late"),
        pytest.param({"left_on": LAST_DAY}, None, False, id="the child leaves the same day"),
        pytest.param({"left_on": LAST_DAY + DAY}, None, True, id="the child leaves a day later"),
    ],
)
def test_who_leaves_leaves_children_to_somebody_or_it_is_said(
    cabinet, who, family, child, next_from, is_asked
):
    """At once, and in the weekly review from then on."""
    held = table(Child)
    with cabinet.administering("test") as session:
        session.execute(update(held).where(held.c.id == family.child).values(started_on=STARTED_ON, **child))
    if next_from:
        people.assign_key_person(cabinet, who, **assigning(family, from_on=next_from))
    assert leaving(cabinet, who, family, LAST_DAY).children == is_asked
    asked = [
        item.code for item in agenda_of(cabinet).items if item.what.startswith("Choose another key person")
    ]
    assert asked == ["C-001"] * is_asked
    assert leaving(cabinet, who, family, LAST_DAY).children == 0, "The same day again is no news."
    assert leaving(cabinet, who, family, None).children == 0
    assert not [item for item in agenda_of(cabinet).items if item.action is Action.KEY_PERSON]


def how_it_is(cabinet, family, person, on=TODAY):
    """Whether she sees the child, whose key person it has, what induction counts, her account afterwards."""
    with cabinet.reading(person) as look:
        sees = family.child in sight.children(look, Thing.CHILD, on)
    held = agenda_of(cabinet, on)
    counted = family.key_person in {one.id for one in held.facts.people}
    closing = [item.person for item in held.items if item.action is Action.CLOSE_ACCOUNT and item.due < on]
    return sees, key_person(cabinet, family, on), counted, closing


def test_a_leaving_day_that_was_wrong_is_taken_out_and_everything_is_as_before(
    cabinet, who, family, her_account
):
    """On past days too: she never left."""
    wrong = TODAY - 10 * DAY
    here = (True, "Ewa Nowak", True, [])
    assert how_it_is(cabinet, family, her_account) == here
    leaving(cabinet, who, family, wrong)
    gone = (False, "", False, [family.key_person])
    assert how_it_is(cabinet, family, her_account) == gone
    assert how_it_is(cabinet, family, her_account, wrong) == here
    with cabinet.reading(who) as look:
        assert family.key_person not in {person.id for person in people.staff(look, TODAY)}
        assert family.key_person in {p.id for p in people.staff(look, TODAY, also=family.key_person)}
        assert [(p.id, p.left_on) for p in people.leavers(look, TODAY)] == [(family.key_person, wrong)]
    leaving(cabinet, who, family, None)
    for on in (TODAY, wrong + DAY):
        assert how_it_is(cabinet, family, her_account, on) == here
    with cabinet.reading(who) as look:
        assert people.leavers(look, TODAY) == []


def test_a_leaving_day_that_was_wrong_is_moved(cabinet, who, family, her_account):
    leaving(cabinet, who, family, TODAY - 10 * DAY)
    leaving(cabinet, who, family, TODAY - DAY)
    assert how_it_is(cabinet, family, her_account, TODAY - DAY)[:3] == (True, "Ewa Nowak", True)
    assert how_it_is(cabinet, family, her_account)[:3] == (False, "", False)
    leaving(cabinet, who, family, TODAY)
    assert how_it_is(cabinet, family, her_account)[:3] == (True, "Ewa Nowak", True), "the last day itself"


def test_a_child_given_to_somebody_else_meanwhile_stays_with_them(cabinet, who, family, her_account):
    leaving(cabinet, who, family, TODAY - 10 * DAY)
    people.assign_key_person(cabinet, who, **assigning(family, from_on=TODAY - 3 * DAY))
    leaving(cabinet, who, family, None)
    assert how_it_is(cabinet, family, her_account) == (False, "Sian Hughes", True, [])
    assert key_person(cabinet, family, TODAY - 4 * DAY) == "Ewa Nowak"


def coming_back(cabinet, who, family, starts_on, role=Role.KEY_PERSON):
    """As the form is sent: the last day of the time before is taken out, and the new start is entered."""
    people.change_person(
        cabinet,
        who,
        staff_id=family.key_person,
        name="Ewa Nowak",
        role=role,
        role_from_on=starts_on,
        started_on=starts_on,
        first_day_on=None,
        left_on=None,
        today=TODAY,
    )


def test_who_comes_back_has_the_key_children_from_then_on_and_had_none_meanwhile(cabinet, who, family):
    left_on, starts_on = TODAY - 4 * DAY, TODAY + 6 * DAY
    leaving(cabinet, who, family, left_on)
    coming_back(cabinet, who, family, starts_on)
    held = [(row["staff_id"], row["until_on"]) for row in rows(cabinet, KeyPersonAssignment)]
    assert held == [(family.key_person, left_on), (family.key_person, None)]
    assert key_person(cabinet, family, TODAY) == ""
    assert key_person(cabinet, family, starts_on) == "Ewa Nowak"
    asked = [item.due for item in agenda_of(cabinet).items if item.action is Action.KEY_PERSON]
    assert asked == [date(2026, 11, 27)], "five working days from the first day without one, and no earlier"


@pytest.mark.parametrize("meanwhile", [False, True], ids=["nobody meanwhile", "somebody else until then"])
def test_whose_return_is_brought_forward_has_the_key_children_from_the_new_day(
    cabinet, who, family, meanwhile
):
    starts_on, earlier = TODAY + 20 * DAY, TODAY + 2 * DAY
    leaving(cabinet, who, family, TODAY - 4 * DAY)
    coming_back(cabinet, who, family, starts_on)
    if meanwhile:
        people.assign_key_person(cabinet, who, **assigning(family, from_on=TODAY - 3 * DAY))
        again = assigning(family, staff_id=family.key_person, from_on=starts_on)
        people.assign_key_person(cabinet, who, **again)
    coming_back(cabinet, who, family, earlier)
    of_the_days = [key_person(cabinet, family, day) for day in (TODAY, earlier, starts_on - DAY, starts_on)]
    assert of_the_days == (["Sian Hughes"] * 3 if meanwhile else ["", *["Ewa Nowak"] * 2]) + ["Ewa Nowak"]


def test_whoever_was_chosen_by_mistake_and_was_key_person_on_no_day_holds_no_return_up(cabinet, who, family):
    starts_on, earlier, slip_on = TODAY + 20 * DAY, TODAY + 2 * DAY, TODAY + 10 * DAY
    leaving(cabinet, who, family, TODAY - 4 * DAY)
    coming_back(cabinet, who, family, starts_on)
    with cabinet.administering("put right that day") as session:
        slip = {"from_on": slip_on, "until_on": slip_on - DAY, "reason": "A slip"}
        session.add(KeyPersonAssignment(child_id=family.child, staff_id=family.colleague, **slip))
    coming_back(cabinet, who, family, earlier)
    assert [key_person(cabinet, family, day) for day in (earlier, slip_on)] == ["Ewa Nowak"] * 2


@pytest.mark.parametrize("starts_on", [TODAY + 6 * DAY, TODAY - DAY])
def test_who_comes_back_as_a_volunteer_is_no_key_person_and_keeps_no_more_sight(
    cabinet, who, family, her_account, starts_on
):
    leaving(cabinet, who, family, TODAY - 4 * DAY)
    coming_back(cabinet, who, family, starts_on, Role.VOLUNTEER)
    assert key_person(cabinet, family, starts_on) == ""
    accounts.change_last_day(cabinet, who, her_account.account_id, None, seen=TODAY - 4 * DAY)
    [asked] = [item for item in agenda_of(cabinet).items if item.record == her_account.account_id]
    assert (asked.action, asked.what) == (
        Action.ACCOUNT_ROLE,
        "Change the role of the account: still key person, now volunteer",
    )
    accounts.change_role(cabinet, who, her_account.account_id, Role.VOLUNTEER)
    assert not [item for item in agenda_of(cabinet).items if item.action is Action.ACCOUNT_ROLE]


def test_a_child_who_was_given_to_somebody_else_meanwhile_stays_theirs_when_one_comes_back(
    cabinet, who, family
):
    leaving(cabinet, who, family, TODAY - 4 * DAY)
    people.assign_key_person(cabinet, who, **assigning(family, from_on=TODAY - 3 * DAY))
    coming_back(cabinet, who, family, TODAY)
    assert key_person(cabinet, family, TODAY) == "Sian Hughes"


def changed_by(cabinet, role, family, **days):
    held = next(row for row in rows(cabinet, StaffMember) if row["id"] == family.key_person)
    said = {name: held[name] for name in ("name", "role", "started_on", "first_day_on", "left_on")} | days
    by = account(cabinet, role, "Whoever writes the register")
    return people.change_person(cabinet, by, staff_id=family.key_person, **said, today=TODAY)


@pytest.mark.parametrize(
    ("by", "of", "days", "is_shut"),
    [
        pytest.param(Role.DEPUTY, Role.KEY_PERSON, {"started_on": TODAY}, True, id="comes back"),
        pytest.param(Role.MANAGER, Role.KEY_PERSON, {"started_on": TODAY}, True, id="a manager enters it"),
        pytest.param(Role.DEPUTY, Role.KEY_PERSON, {}, False, id="the last day was wrong"),
        pytest.param(Role.DEPUTY, Role.MANAGER, {}, True, id="a deputy, of a manager's account"),
        pytest.param(Role.DEPUTY, Role.MANAGER, {"left_on": TODAY}, True, id="moved, of a manager's account"),
        pytest.param(Role.MANAGER, Role.MANAGER, {}, False, id="a manager, of a manager's account"),
    ],
)
def test_an_account_that_was_never_closed_stays_shut_until_the_manager_opens_it(
    cabinet, who, family, her_account, by, of, days, is_shut
):
    """OR-2: who came back months later signed in at once, with the password of before."""
    leaving(cabinet, who, family, TODAY - 4 * DAY)
    with cabinet.administering("test") as session:
        session.get_one(Account, her_account.account_id).role = of
    said = changed_by(cabinet, by, family, **{"left_on": None, "first_day_on": None} | days)
    assert (said.stays_shut, said.opens_again) == (is_shut, not is_shut)
    [held] = [row for row in rows(cabinet, Account) if row["id"] == her_account.account_id]
    assert held["until_on"] == (TODAY - 4 * DAY if is_shut else None)


def test_the_account_of_who_comes_back_much_later_is_not_forgotten(cabinet, who, family, her_account):
    """The day that asked to close it is taken out, and the start is further off than anything is asked of."""
    leaving(cabinet, who, family, TODAY - 4 * DAY)
    coming_back(cabinet, who, family, TODAY + 120 * DAY)
    held = agenda_of(cabinet)
    assert not [i for i in held.items if i.action is Action.CLOSE_ACCOUNT], "it is shut by itself"
    [kept] = [row for row in rows(cabinet, Account) if row["id"] == her_account.account_id]
    assert kept["until_on"] == TODAY - 4 * DAY
    assert family.key_person not in {person.id for person in held.facts.people}


def test_who_there_is_to_choose_from(cabinet, family):
    with cabinet.connection() as look:
        on_roll = [child.name for child in people.children(look, TODAY)]
        on_the_last_day = [child.name for child in people.children(look, LEFT_ON)]
        asked_for = [child.name for child in people.children_with_records(look, TODAY)]
        key_people = [person.name for person in people.who_may_be_key_person(look, TODAY)]
        carers = [c.name for c in people.child(look, TODAY, family.child).carers]
        assert people.child(look, TODAY, 999) is None
    assert on_roll == ["Ivy Davies"]
    assert on_the_last_day == asked_for == ["Ivy Davies", "Tom Davies"]
    assert key_people == ["Ewa Nowak", "Joanne Pryce", "Sian Hughes"], "no student"
    assert carers == ["Carys Davies", "Peter Davies", "Nell Owen"]


def test_a_court_order_is_in_the_file_of_who_has_one_however_long_ago_they_left(cabinet, family):
    with cabinet.administering("test") as session:
        for code, flagged in (("C-071", True), ("C-072", False)):
            session.add(
                Child(
                    code=code,
                    name="Mair Rees",
                    started_on=date(1990, 9, 3),
                    left_on=date(1994, 7, 22),
                    has_court_order=flagged,
                )
            )
    with cabinet.connection() as look:
        assert people.with_court_order(look, {"C-072", "C-071", ""}, TODAY) == ["C-071"]


@pytest.mark.parametrize(
    ("starts_on", "left_on", "name"),
    [
        pytest.param(TODAY + DAY, None, "Ruth Ellis", id="who takes over tomorrow is not it yet"),
        pytest.param(TODAY, TODAY - DAY, "Aled Bowen", id="who took over today, the one before gone"),
        pytest.param(TODAY + DAY, TODAY - DAY, "", id="nobody between the two"),
        pytest.param(TODAY, None, "", id="two at once: a letter to the wrong one would tell of a family"),
    ],
)
def test_the_chairperson_is_who_holds_the_office_today(cabinet, starts_on, left_on, name):
    with cabinet.administering("test") as session:
        session.add_all(
            StaffMember(code=code, name=of, role=Role.CHAIRPERSON, started_on=from_on, left_on=until)
            for code, of, from_on, until in (
                ("M-01", "Ruth Ellis", date(2020, 1, 6), left_on),
                ("M-02", "Aled Bowen", starts_on, None),
            )
        )
    with cabinet.connection() as look:
        assert people.chairperson(look, TODAY) == name


def tied(cabinet):
    """Whose each account is in the register, by its name."""
    return {held["name"]: held["staff_id"] for held in rows(cabinet, Account)}


def add(cabinet, who, name, role=Role.STAFF):
    people.add_person(cabinet, who, name=name, role=role, started_on=TODAY, today=TODAY, is_meant=True)
    return next(held["id"] for held in rows(cabinet, StaffMember) if held["name"] == name)


def save(cabinet, who, staff_id, name):
    people.change_person(
        cabinet,
        who,
        staff_id=staff_id,
        name=name,
        role=Role.STAFF,
        started_on=TODAY,
        first_day_on=None,
        left_on=None,
        today=TODAY,
    )


def test_somebody_who_is_added_by_hand_has_the_account_of_their_name(cabinet, who):
    """As the manager has who set the dashboard up: nothing was there to read and sign under it for good."""
    account(cabinet, Role.CHAIRPERSON, "Priya Green")
    her = add(cabinet, who, f" {who.name.upper()} ".strip(), Role.MANAGER)
    assert tied(cabinet) == {who.name: her, "Priya Green": None}
    other = add(cabinet, who, "Pria Green")
    assert tied(cabinet)["Priya Green"] is None
    save(cabinet, who, other, "Priya Green")
    assert tied(cabinet)["Priya Green"] == other


def test_an_account_is_given_to_nobody_of_whom_it_is_not_plain(cabinet, who):
    deputy = account(cabinet, Role.DEPUTY, "Dee Marlow")
    by_deputy = add(cabinet, deputy, "Dee Marlow")
    assert tied(cabinet)["Dee Marlow"] is None, "whose an account is, the manager says"
    namesake = add(cabinet, who, "dee marlow")
    assert tied(cabinet)["Dee Marlow"] is None, "there are two"
    save(cabinet, who, namesake, "Dee Marlow the cook")
    save(cabinet, who, by_deputy, "Dee Marlow")
    assert tied(cabinet)["Dee Marlow"] == by_deputy
    account(cabinet, Role.STAFF, "Dée Marlow")
    save(cabinet, who, by_deputy, "Dee Marlow")
    assert tied(cabinet)["Dée Marlow"] is None, "they have one"


@pytest.mark.parametrize(
    ("typed", "is_theirs"),
    [
        pytest.param("ann  d’arcy", True, id="typed on a tablet"),
        pytest.param("Ánn D'Arcy", True, id="with an accent"),
        pytest.param("Ann D'Arcy 2", False, id="told apart"),
    ],
)
def test_nobody_is_added_under_a_name_of_the_register_unless_it_is_meant(cabinet, who, typed, is_theirs):
    """Leavers have theirs too: whoever is added stays in the register for good."""
    held = {"role": Role.STAFF, "started_on": STARTED_ON, "today": TODAY}
    code = people.add_person(cabinet, who, name="Ann D'Arcy", **held, left_on=TODAY - DAY)
    with cabinet.reading(who, Thing.INDUCTION) as look:
        assert people.of_one_name(look, typed) == ([code] if is_theirs else [])
        assert people.of_one_name(look, " ") == []
    before = len(rows(cabinet, StaffMember))
    if is_theirs:
        with pytest.raises(Refused, match=f"{code} has the same name") as refused:
            people.add_person(cabinet, who, name=typed, **held)
        assert list(refused.value.problems) == ["is_meant"]
        assert len(rows(cabinet, StaffMember)) == before
    people.add_person(cabinet, who, name=typed, **held, is_meant=is_theirs)
    assert len(rows(cabinet, StaffMember)) == before + 1


@pytest.mark.parametrize(
    ("left_on", "is_taken"),
    [
        pytest.param(TODAY - DAY, True, id="the last day is over"),
        pytest.param(TODAY, False, id="it is today"),
        pytest.param(TODAY + DAY * 24, False, id="it is still to come"),
    ],
)
def test_somebody_who_is_still_here_is_not_said_to_come_back(cabinet, who, family, left_on, is_taken):
    """The account of a deputy who is away from Christmas to February was shut in November."""
    with cabinet.administering("test") as session:
        session.get(StaffMember, family.key_person).left_on = left_on
    if is_taken:
        coming_back(cabinet, who, family, date(2027, 2, 1))
        return
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        coming_back(cabinet, who, family, date(2027, 2, 1))
    assert list(refused.value.problems) == ["started_on"]
    assert everything(cabinet) == before
