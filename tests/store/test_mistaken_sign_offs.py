"""A sign-off, a countersignature or a training that was entered by mistake: it counts on no day (PR-6)."""

from datetime import date, timedelta

import pytest

from models import InductionRecord, InductionTopic, SafeguardingTraining
from rules.agenda import Action
from rules.induction import BEFORE_KEY_CHILDREN, Role, Status
from rules.need_to_know import NotAllowed
from store import induction, people
from store.refusal import Refused
from store.registers import RegisterFile, try_out
from tests.conftest import TODAY, account, agenda_of, everything, rows
from tests.store.test_agenda import counted
from tests.store.test_induction import missing, signing_off
from tests.store.test_reading import items, linked, newcomer, sign, student, to_read

__all__ = ["newcomer", "student"]  # fixtures
WRONG = "It was somebody else of that name."


@pytest.fixture
def on_site(cabinet, who, family):
    """Somebody who is with the children and was taken through everything yesterday, by the records."""
    del family
    code = people.add_person(
        cabinet, who, name="Gwen Parry", role=Role.STAFF, started_on=date(2026, 11, 16),
        first_day_on=date(2026, 11, 16), left_on=None, supervisor_id=None, today=TODAY,
    )  # fmt: skip
    return next(person.id for person in agenda_of(cabinet).facts.people if person.code == code)


def signed_off(cabinet, who, family, staff_id, topics, on=TODAY):
    before = len(rows(cabinet, InductionRecord))
    induction.sign_off(cabinet, who, **signing_off(family, 0, staff_id=staff_id, topic_ids=topics, on=on))
    return [row["id"] for row in rows(cabinet, InductionRecord)[before:]]


def test_a_sign_off_of_the_wrong_person_leaves_them_on_site_without_it(cabinet, who, family, on_site):
    topics = missing(cabinet, on_site)
    first = agenda_of(cabinet)
    wrong = signed_off(cabinet, who, family, on_site, topics, on=TODAY - timedelta(days=3))
    assert missing(cabinet, on_site) == []
    assert items(cabinet, on_site) == []
    induction.take_back(cabinet, who, sign_off_ids=wrong, because=WRONG)
    assert missing(cabinet, on_site) == topics
    assert [action for action, _ in items(cabinet, on_site)] == [Action.SIGN_OFF]
    assert agenda_of(cabinet).facts.people == first.facts.people
    # It counts on no day: the days since the sign-off as well.
    yesterday = TODAY - timedelta(days=1)
    assert items(cabinet, on_site, yesterday) == items(cabinet, on_site)
    with cabinet.reading(who) as look:
        assert induction.advised_on(look, on_site) is None


def test_one_of_several_leaves_the_others(cabinet, who, family, on_site):
    topics = missing(cabinet, on_site)
    wrong, *_ = signed_off(cabinet, who, family, on_site, topics)
    of_topic = next(row["topic_id"] for row in rows(cabinet, InductionRecord) if row["id"] == wrong)
    induction.take_back(cabinet, who, sign_off_ids=[wrong], because=WRONG)
    assert missing(cabinet, on_site) == [of_topic]


def test_what_was_read_is_to_be_countersigned_again(cabinet, who, newcomer, student):
    topics = to_read(cabinet, student)
    for topic in topics:
        sign(cabinet, student, topic)
    given = {"staff_id": newcomer, "topic_ids": [topic.topic_id for topic in topics], "today": TODAY}
    induction.countersign(cabinet, who, **given)
    wrong = [row["id"] for row in rows(cabinet, InductionRecord) if row["reading_id"]]
    with cabinet.reading(who) as look:
        assert all(one.is_countersigned for one in induction.recorded(look, newcomer))
    induction.take_back(cabinet, who, sign_off_ids=wrong, because=WRONG)
    assert items(cabinet, newcomer) == [(Action.COUNTERSIGN, "Read and signed, countersign: 5 topics")]
    assert {topic.status for topic in to_read(cabinet, student)} == {Status.DUE}
    with cabinet.reading(who) as look:
        assert induction.advised_on(look, newcomer) == TODAY, "they read the policy all the same"
    induction.countersign(cabinet, who, **given)
    assert items(cabinet, newcomer) == []


def test_who_was_never_taken_through_it_takes_no_key_children(cabinet, who, family):
    titles = {row["id"]: row for row in rows(cabinet, InductionTopic)}
    wrong = [
        row["id"]
        for row in rows(cabinet, InductionRecord)
        if row["staff_id"] == family.colleague and titles[row["topic_id"]]["key"] in BEFORE_KEY_CHILDREN
    ]
    with cabinet.reading(who) as look:
        assert induction.lacking_for_key_children(look, family.colleague, TODAY) == []
    induction.take_back(cabinet, who, sign_off_ids=wrong, because=WRONG)
    with cabinet.reading(who) as look:
        lacking = induction.lacking_for_key_children(look, family.colleague, TODAY)
    assert len(lacking) == len(BEFORE_KEY_CHILDREN)


def test_the_training_before_counts_again(cabinet, who, family):
    for on, course in ((date(2024, 11, 4), "Early years"), (TODAY, "Somebody else's")):
        induction.record_training(
            cabinet, who, staff_ids=[family.colleague], on=on, course=course, today=TODAY
        )
    assert Action.TRAINING not in dict(items(cabinet, family.colleague))
    wrong = rows(cabinet, SafeguardingTraining)[-1]["id"]
    induction.take_back(cabinet, who, training_ids=[wrong], because=WRONG)
    assert Action.TRAINING in dict(items(cabinet, family.colleague))
    person = next(p for p in agenda_of(cabinet).facts.people if p.id == family.colleague)
    assert person.trained_on == date(2024, 11, 4)


def test_the_history_keeps_both_with_who_took_it_back_and_why(cabinet, who, family, on_site):
    [topic, *_] = missing(cabinet, on_site)
    [wrong] = signed_off(cabinet, who, family, on_site, [topic])
    induction.record_training(
        cabinet, who, staff_ids=[on_site], on=TODAY - timedelta(days=2), course="Early years", today=TODAY
    )
    induction.take_back(cabinet, who, sign_off_ids=[wrong], because=f" {WRONG} ")
    with cabinet.reading(who) as look:
        first, second = induction.recorded(look, on_site)
    assert (first.id, first.by, first.is_training) == (wrong, "Sian Hughes", False)
    assert (first.taken_back.by, first.taken_back.because) == (who.name, WRONG)
    assert (second.title, second.is_training, second.taken_back) == ("Early years", True, None)


def test_all_are_taken_back_or_none(cabinet, who, family, on_site):
    wrong = signed_off(cabinet, who, family, on_site, missing(cabinet, on_site))
    before = everything(cabinet)
    for given in ({"sign_off_ids": [*wrong, 999]}, {"sign_off_ids": wrong, "training_ids": [999]}, {}):
        with pytest.raises(Refused) as refused:
            induction.take_back(cabinet, who, **given, because=WRONG)
        assert list(refused.value.problems) == ["row"]
        assert everything(cabinet) == before


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.DEPUTY}])
def test_nobody_else_takes_a_sign_off_back(cabinet, who, family, on_site, role):
    wrong = signed_off(cabinet, who, family, on_site, missing(cabinet, on_site))
    person = linked(cabinet, role, on_site) if role is Role.STAFF else account(cabinet, role)
    before = everything(cabinet)
    with pytest.raises(NotAllowed):
        induction.take_back(cabinet, person, sign_off_ids=wrong, because=WRONG)
    assert everything(cabinet) == before


@pytest.mark.parametrize("cell", ["16/11/2026", "n/a"])
def test_a_register_does_not_bring_back_what_was_taken_back_and_says_so(cabinet, who, family, on_site, cell):
    topic = rows(cabinet, InductionTopic)[0]
    register = RegisterFile(
        "staff.csv",
        f"Name,Role,Start date,First day with children,{topic['title']}\n"
        f"Gwen Parry,Staff,16/11/2026,16/11/2026,{cell}\n".encode(),
    )
    with cabinet.administering("test") as session:
        held = InductionRecord(
            staff_id=on_site, topic_id=topic["id"], on=date(2026, 11, 16), is_needed=cell != "n/a"
        )
        session.add(held)
        session.flush()
        wrong = held.id
    tried = try_out(cabinet, who, [register], today=TODAY)
    assert tried.counts["induction records"].new == 0, [*map(str, tried.problems)]
    induction.take_back(cabinet, who, sign_off_ids=[wrong], because=WRONG)
    tried = try_out(cabinet, who, [register], today=TODAY)
    assert "induction records" not in tried.counts or tried.counts["induction records"].new == 0
    [said] = [str(problem) for problem in tried.problems if "mistake" in str(problem)]
    assert said.startswith("staff.csv, row 2, column E")
    signed_off(cabinet, who, family, on_site, [topic["id"]], on=date(2026, 11, 16))
    tried = try_out(cabinet, who, [register], today=TODAY)
    assert not [problem for problem in tried.problems if "mistake" in str(problem)]


def test_the_agenda_asks_no_more_queries_for_what_was_taken_back(cabinet, who, family, on_site):
    wrong = signed_off(cabinet, who, family, on_site, missing(cabinet, on_site))
    with counted(cabinet) as before:
        agenda_of(cabinet)
    induction.take_back(cabinet, who, sign_off_ids=wrong, because=WRONG)
    with counted(cabinet) as said:
        agenda_of(cabinet)
    assert len(said) == len(before)
