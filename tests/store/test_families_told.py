"""What families were told of the policy, and who was not (GE-2, IS-4)."""

from datetime import date, timedelta

import pytest

from rules.agenda import Action, Area
from rules.families_told import How, ToTell
from rules.induction import Role
from rules.need_to_know import NotAllowed
from store import agenda, children, families_told, people, policy
from store.children import NewCarer
from store.refusal import Refused
from tests.conftest import STARTED_ON, TODAY, account, rows

DAY = timedelta(1)
IVY = "Ivy Davies"
TITLE = "How we keep what you tell us"


def came(cabinet, who, name, started_on):
    """The number of a child who starts on a day."""
    code = children.add_child(
        cabinet, who, name=name, born_on=date(2024, 1, 8), started_on=started_on,
        carers=[NewCarer("Huw Rees")], today=TODAY,
    )  # fmt: skip
    with cabinet.connection() as look:
        return next(child.id for child in people.children(look, TODAY) if child.code == code)


def issued(cabinet, who, version="1", title=TITLE, on=TODAY - 30 * DAY):
    return policy.issue_leaflet(
        cabinet, who, title=title, version=version, issued_on=on, issued_to="All families", today=TODAY
    )


def tell(cabinet, who, told, leaflets=(), *, duty=False, on=TODAY, how=How.IN_PERSON):
    return families_told.record(
        cabinet, who, children=told, leaflets=leaflets, duty_explained=duty, on=on, how=how, today=TODAY
    )


def wait(cabinet, today=TODAY):
    """Who waits for each leaflet, and for our duty to share as None, by name."""
    with cabinet.connection() as look:
        return {
            one.leaflet: [family.name for family in one.families]
            for one in families_told.waiting(look, today)
        }


def asked(cabinet, today=TODAY):
    """The families to tell as the agenda counts them."""
    with cabinet.connection() as look:
        return agenda.read(look, today, Area.POLICY).facts.standing.to_tell


def test_everybody_who_is_here_waits_for_what_they_were_not_told(cabinet, who, family):
    came(cabinet, who, "Mair Rees", TODAY)
    came(cabinet, who, "Nia Tomorrow", TODAY + DAY)
    leaflet = issued(cabinet, who)
    assert wait(cabinet) == {leaflet: [IVY, "Mair Rees"], None: [IVY, "Mair Rees"]}
    assert asked(cabinet) == ToTell(2, STARTED_ON, leaflets=True, duty=True)
    assert tell(cabinet, who, [family.child], [leaflet]) == 1
    assert wait(cabinet) == {leaflet: ["Mair Rees"], None: [IVY, "Mair Rees"]}
    assert tell(cabinet, who, [family.child], duty=True) == 1
    assert asked(cabinet) == ToTell(1, TODAY, leaflets=True, duty=True)
    # The day before, neither had been told, and one was not here.
    assert wait(cabinet, TODAY - DAY) == {leaflet: [IVY], None: [IVY]}


def test_a_new_version_is_of_its_leaflet_whatever_its_capitals(cabinet, who, family):
    """Only A to Z are compared alike by both engines."""
    issued(cabinet, who, title="Our Éveil sessions", on=TODAY - DAY)
    newest = issued(cabinet, who, "2", title="OUR ÉVEIL SESSIONS", on=TODAY)
    other = issued(cabinet, who, "3", title="our éveil sessions", on=TODAY - 2 * DAY)
    assert newest in wait(cabinet)
    assert other not in wait(cabinet)


def test_told_at_once_of_all_there_is(cabinet, who, family):
    first, second = issued(cabinet, who), issued(cabinet, who, title="Looking at your child's records")
    mair = came(cabinet, who, "Mair Rees", TODAY)
    tell(cabinet, who, [family.child], [first])
    assert tell(cabinet, who, [family.child, mair], [second, first], duty=True) == 2
    assert not any(wait(cabinet).values())
    assert asked(cabinet) is None
    # What a family had before is not recorded again.
    assert [(row["child_id"], row["leaflet_id"]) for row in rows(cabinet, families_told.FamilyTold)] == [
        (family.child, first),
        (family.child, second),
        (mair, first),
        (mair, second),
    ]
    with pytest.raises(Refused) as refused:
        tell(cabinet, who, [family.child], [first])
    assert refused.value.problems == {"children": "These families have had the leaflet already."}


@pytest.mark.parametrize(
    ("title", "on", "waits_for_both"),
    [
        pytest.param(TITLE, TODAY, False, id="a new version is given to everybody again"),
        pytest.param(TITLE.upper(), TODAY, False, id="also where its title is written otherwise"),
        pytest.param(TITLE, TODAY - 30 * DAY, False, id="also one of the same day, as the later entry says"),
        pytest.param("Another leaflet", TODAY, True, id="a leaflet of another title is given beside it"),
    ],
)
def test_the_newest_of_each_title_is_current(cabinet, who, family, title, on, waits_for_both):
    first = issued(cabinet, who)
    second = issued(cabinet, who, "2", title, on)
    assert set(wait(cabinet)) == ({first, second, None} if waits_for_both else {second, None})
    assert set(wait(cabinet, TODAY - 30 * DAY)) == {second if on < TODAY else first, None}
    policy.take_back(cabinet, who, leaflet_id=second, because="It was never printed in the end")
    assert set(wait(cabinet)) == {first, None}


@pytest.mark.parametrize(
    ("had", "since"),
    [
        pytest.param([], TODAY - 60 * DAY, id="who had none waits since the first, whatever came after it"),
        pytest.param(["1"], TODAY - 30 * DAY, id="who had that waits since the next"),
        pytest.param(["2"], TODAY, id="who had the one before waits since the present one"),
        pytest.param(["1", "3"], None, id="who has the present one waits for none"),
    ],
)
def test_a_new_version_takes_no_day_away_from_a_family_that_waits(cabinet, who, family, had, since):
    tell(cabinet, who, [family.child], duty=True)
    for version, on in (("1", TODAY - 60 * DAY), ("2", TODAY - 30 * DAY), ("3", TODAY)):
        leaflet = issued(cabinet, who, version, on=on)
        if version in had:
            tell(cabinet, who, [family.child], [leaflet], on=on)
    assert asked(cabinet) == (ToTell(1, since, leaflets=True) if since else None)


def test_a_leaflet_that_is_replaced_on_the_day_it_was_given_is_given_again_from_that_day(
    cabinet, who, family
):
    tell(cabinet, who, [family.child], [issued(cabinet, who, on=TODAY)], duty=True)
    issued(cabinet, who, "2", on=TODAY)
    assert asked(cabinet) == ToTell(1, TODAY, leaflets=True)


def test_a_family_told_by_mistake_waits_again(cabinet, who, family):
    leaflet = issued(cabinet, who)
    tell(cabinet, who, [family.child], [leaflet], duty=True, on=TODAY - DAY)
    assert asked(cabinet) is None
    families_told.take_back(cabinet, who, told_id=1, because="It was the sister's family")
    assert wait(cabinet) == {leaflet: [IVY], None: [IVY]}
    with cabinet.connection() as look:
        [held] = families_told.history(look, TODAY)
    assert (held.name, held.title, held.version, held.how) == (IVY, TITLE, "1", How.IN_PERSON)
    assert held.taken_back.because == "It was the sister's family"
    with pytest.raises(Refused):
        families_told.take_back(cabinet, who, told_id=1, because="It was the sister's family")


def test_who_has_left_waits_for_nothing_and_the_last_day_is_one_here(cabinet, who, family):
    with cabinet.reading(who) as look:
        seen = {"left_on": children.registered(look, TODAY, family.child).left_on}
    children.change_child(
        cabinet, who, child_id=family.child, changes={"left_on": TODAY}, seen=seen, today=TODAY
    )
    assert wait(cabinet) == {None: [IVY]}
    assert wait(cabinet, TODAY + DAY) == {None: []}
    assert asked(cabinet, TODAY + DAY) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"leaflets": [9]}, "leaflets", id="a leaflet that is not there"),
        pytest.param({"leaflets": [2]}, "leaflets", id="a leaflet that was taken back"),
        pytest.param({"told": [99]}, "children", id="a child who is not there"),
        pytest.param({"told": []}, "children", id="nobody"),
        pytest.param({"on": TODAY - 31 * DAY}, "on", id="before it was issued"),
        pytest.param({"how": None}, "how", id="nobody knows how"),
        pytest.param({"leaflets": []}, "leaflets", id="nothing"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_recorded(cabinet, who, family, change, field):
    given = {"told": [family.child], "leaflets": [issued(cabinet, who)]}
    policy.take_back(cabinet, who, leaflet_id=issued(cabinet, who, "2"), because="It was never printed")
    with pytest.raises(Refused) as refused:
        tell(cabinet, who, **given | change)
    assert list(refused.value.problems) == [field]
    assert rows(cabinet, families_told.FamilyTold) == []


@pytest.mark.parametrize("role", [Role.KEY_PERSON, Role.CHAIRPERSON, Role.COMMITTEE])
def test_who_may_not_record_of_the_policy_tells_nobody(cabinet, who, family, role):
    other = account(cabinet, role)
    with pytest.raises(NotAllowed):
        tell(cabinet, other, [family.child], duty=True)
    tell(cabinet, who, [family.child], duty=True)
    with pytest.raises(NotAllowed):
        families_told.take_back(cabinet, other, told_id=1, because="It was the sister's family")


def test_the_agenda_asks_until_everybody_was_told(cabinet, who, family, monkeypatch):
    monkeypatch.setattr("store.house.day_of", lambda at, today: at and today - 84 * DAY)

    def lines():
        with cabinet.connection() as look:
            items = agenda.read(look, TODAY, Area.POLICY).items
        return [item.what for item in items if item.action is Action.FAMILIES]

    assert lines() == ["Tell 1 family: our duty to share"]
    tell(cabinet, who, [family.child], duty=True)
    assert lines() == []
