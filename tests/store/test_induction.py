"""What may be signed off, what is refused, and what the agenda says at once."""

from datetime import UTC, date, datetime, time

import pytest

from models import InductionRecord, InductionTopic, PolicyAdoption, StaffMember
from rules.agenda import Area
from rules.induction import POLICY
from store import audit, induction, policy
from store.house import read_house
from store.induction import TakenThrough
from store.refusal import ChangedMeanwhile, Refused
from tests.conftest import TODAY, agenda_of, everything, rows

CHANGED_ON = date(2026, 11, 2)


@pytest.fixture
def changed_topic(cabinet, family):
    """The first topic, changed materially, so that everybody reads it again."""
    topic = rows(cabinet, InductionTopic)[0]
    with cabinet.administering("test") as session:
        changed = InductionTopic(**topic | {"id": None, "version": 2, "introduced_on": CHANGED_ON})
        session.add(changed)
        session.flush()
        return topic["id"], changed.id


def signing_off(family, topic, *, staff_id=None, topic_ids=None, **changed):
    topics = (topic,) if topic_ids is None else tuple(topic_ids)
    return {
        "taken": [TakenThrough(staff_id or family.key_person, topics)],
        "on": TODAY,
        "signed_off_by_id": family.colleague,
        "today": TODAY,
    } | changed


HILARY = {"signer_name": "Hilary Marsh"}  # who was here before whoever is in the list


def items(cabinet):
    return [item.code for item in agenda_of(cabinet).items if item.area is Area.INDUCTION]


def missing(cabinet, staff_id):
    with cabinet.connection() as look:
        house = read_house(look, TODAY)
        found = induction.missing(look, house, TODAY, staff_id=staff_id)
    return [topic.id for one in found for topic in one.topics]


def test_a_sign_off_is_of_the_newest_version_and_off_the_agenda_at_once(cabinet, who, family, changed_topic):
    first, newest = changed_topic
    assert items(cabinet) == ["S-01", "S-02", "S-03", "S-04"]
    assert missing(cabinet, family.key_person) == [first]
    induction.sign_off(cabinet, who, **signing_off(family, first))
    assert items(cabinet) == ["S-02", "S-03", "S-04"]
    assert missing(cabinet, family.key_person) == []
    row = rows(cabinet, InductionRecord)[-1]
    assert (row["topic_id"], row["on"], row["signed_off_by"]) == (newest, TODAY, "Sian Hughes")


@pytest.mark.parametrize(
    ("on", "still_to_read"),
    [
        pytest.param(TODAY, False, id="taken through the newest"),
        pytest.param(CHANGED_ON, False, id="on the day it came in"),
        pytest.param(date(2026, 11, 1), True, id="the day before: the newest is still to be read"),
    ],
)
def test_a_sign_off_on_a_version_that_was_replaced_says_so(
    cabinet, who, family, changed_topic, on, still_to_read
):
    title = rows(cabinet, InductionTopic)[0]["title"]
    said = induction.sign_off(cabinet, who, **signing_off(family, changed_topic[0], on=on))
    assert said == [title] * still_to_read
    assert (missing(cabinet, family.key_person) == [changed_topic[0]]) is still_to_read


def adopted_on(cabinet, held_on, *, recorded_on=TODAY):
    """The policy as adopted, and recorded on a day that the agenda knows of."""
    with cabinet.administering("test") as session:
        at = datetime.combine(recorded_on, time(9), UTC)
        session.add(PolicyAdoption(committee="The committee", held_on=held_on, recorded_at=at))


@pytest.mark.parametrize(
    ("on", "still_to_read"),
    [
        pytest.param(date(2024, 11, 13), True, id="the day before the meeting"),
        pytest.param(date(2024, 11, 14), False, id="on the day of the meeting"),
    ],
)
def test_a_paper_older_than_the_adopted_policy_is_kept_and_does_not_do(
    cabinet, who, family, on, still_to_read
):
    adopted_on(cabinet, date(2024, 11, 14))
    topic = next(row for row in rows(cabinet, InductionTopic) if row["key"] == POLICY)
    said = induction.sign_off(cabinet, who, **signing_off(family, topic["id"], on=on, note="Hired for later"))
    assert said == [f"{topic['title']}, as adopted on Thursday 14 November 2024"] * still_to_read
    assert (topic["id"] in missing(cabinet, family.key_person)) is still_to_read


def test_a_clock_that_was_behind_once_tells_a_sign_off_nothing_else_than_the_list(
    cabinet, who, family, monkeypatch
):
    """The day on which the setting began says whether the policy was in use: both take it from one line."""
    adopted_on(cabinet, date(2024, 11, 14))
    with monkeypatch.context() as behind, cabinet.administering("a clock that was behind") as session:
        behind.setattr("models.now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
        audit.note(session, "signed in")
    topic = next(row for row in rows(cabinet, InductionTopic) if row["key"] == POLICY)
    said = induction.sign_off(
        cabinet, who, **signing_off(family, topic["id"], on=date(2024, 11, 13), note="Hired for later")
    )
    assert topic["id"] in missing(cabinet, family.key_person)
    assert said == [f"{topic['title']}, as adopted on Thursday 14 November 2024"]


def test_an_adoption_recorded_afterwards_asks_again_and_taken_back_asks_nobody(cabinet, who, family):
    topic = next(row["id"] for row in rows(cabinet, InductionTopic) if row["key"] == POLICY)
    assert missing(cabinet, family.key_person) == []  # all of it on 6 January 2020
    adopted_on(cabinet, date(2024, 11, 14))
    assert missing(cabinet, family.key_person) == [topic]
    policy.take_back(
        cabinet,
        who,
        adoption_id=rows(cabinet, PolicyAdoption)[0]["id"],
        because="It was the meeting of another setting.",
    )
    assert missing(cabinet, family.key_person) == []


def test_a_policy_adopted_again_asks_nobody_to_read_it_again(cabinet, who, family):
    adopted_on(cabinet, date(2019, 11, 14))
    adopted_on(cabinet, date(2026, 11, 14))
    assert missing(cabinet, family.key_person) == []


@pytest.mark.parametrize(
    ("number", "is_refused"),
    [
        pytest.param(1, True, id="the one before was shown"),
        pytest.param(2, False, id="the newest was shown"),
    ],
)
def test_nobody_is_signed_off_for_a_version_that_came_in_while_the_form_was_open(
    cabinet, who, family, changed_topic, number, is_refused
):
    key, before = rows(cabinet, InductionTopic)[0]["key"], everything(cabinet)
    given = signing_off(family, changed_topic[0], seen={key: number})
    if is_refused:
        with pytest.raises(ChangedMeanwhile) as refused:
            induction.sign_off(cabinet, who, **given)
        assert (refused.value.now, list(refused.value.problems)) == ({key: 2}, [key])
        assert everything(cabinet) == before
        given["seen"] = refused.value.now
    assert induction.sign_off(cabinet, who, **given) == []
    assert rows(cabinet, InductionRecord)[-1]["topic_id"] == changed_topic[1]


def test_a_correction_of_typing_stops_no_sign_off(cabinet, who, family):
    topic = rows(cabinet, InductionTopic)[0]
    with cabinet.administering("test") as session:
        session.add(InductionTopic(**topic | {"id": None, "version": 2, "is_material": False}))
    given = signing_off(family, topic["id"], seen={topic["key"]: 1})
    assert induction.sign_off(cabinet, who, **given) == []


def test_several_topics_are_signed_off_together(cabinet, who, family):
    topics = [row["id"] for row in rows(cabinet, InductionTopic)][:3]
    before = len(rows(cabinet, InductionRecord))
    induction.sign_off(cabinet, who, **signing_off(family, 0, topic_ids=topics))
    # In which order several rows of one form are numbered is the database's own affair.
    assert sorted(row["topic_id"] for row in rows(cabinet, InductionRecord)[before:]) == sorted(topics)


def test_those_of_a_meeting_are_signed_off_at_once_or_none_of_them_is(cabinet, who, family):
    first, second = [row["id"] for row in rows(cabinet, InductionTopic)][:2]
    ewa, student = family.key_person, next(row for row in rows(cabinet, StaffMember) if row["code"] == "S-03")
    taken = [TakenThrough(ewa, (first,)), TakenThrough(student["id"], (first, second))]
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        induction.sign_off(cabinet, who, **signing_off(family, 0, taken=taken, signed_off_by_id=ewa))
    assert refused.value.problems == {
        "signed_off_by": "S-01: Somebody else has to sign it off: nobody signs off their own induction."
    }
    with pytest.raises(Refused) as refused:
        half = [taken[0], TakenThrough(student["id"], ())]
        induction.sign_off(cabinet, who, **signing_off(family, 0, taken=half))
    assert refused.value.problems == {"topic": "S-03: Choose the topic."}
    assert everything(cabinet) == before
    induction.sign_off(cabinet, who, **signing_off(family, 0, taken=taken))
    new = rows(cabinet, InductionRecord)[len(before["induction_record"]) :]
    assert sorted((row["staff_id"], row["topic_id"]) for row in new) == sorted(
        (one.staff_id, topic) for one in taken for topic in one.topic_ids
    )


def test_a_sign_off_before_the_start_keeps_why(cabinet, who, family):
    early = HILARY | {"on": date(2019, 12, 8), "note": " Taken through it at the  interview "}
    induction.sign_off(cabinet, who, **signing_off(family, 1, **early))
    assert rows(cabinet, InductionRecord)[-1]["note"] == "Taken through it at the interview"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"taken": []}, "person", id="nobody"),
        pytest.param({"staff_id": 999}, "person", id="somebody who is not there"),
        pytest.param({"topic_ids": []}, "topic", id="no topic"),
        pytest.param({"topic_ids": [999]}, "topic", id="a topic that is not there"),
        pytest.param({"topic_ids": [1, 999]}, "topic", id="one topic that is not there"),
        pytest.param({"on": None}, "on", id="no date"),
        pytest.param({"on": date(2026, 11, 25)}, "on", id="tomorrow"),
        pytest.param({"on": date(2019, 1, 5)} | HILARY, "on", id="more than a year before the start"),
        pytest.param(
            {"on": date(2019, 12, 8)} | HILARY, "note", id="long before the start, without a word why"
        ),
        pytest.param({"signed_off_by_id": None}, "signed_off_by", id="by nobody"),
        pytest.param({"signed_off_by_id": 999}, "signed_off_by", id="by somebody who is not there"),
        pytest.param({"signed_off_by_id": "self"}, "signed_off_by", id="their own induction"),
        pytest.param({"signer_name": "Ewa. Password: kiwi"}, "signer_name", id="a password for a name"),
    ],
)
def test_a_sign_off_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    if changed.get("signed_off_by_id") == "self":
        changed = {"signed_off_by_id": family.key_person}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        induction.sign_off(cabinet, who, **signing_off(family, 1, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_who_took_them_through_it_was_here_that_day_or_is_named(cabinet, who, family):
    """A manager who has left did it; whoever came since was picked in her place (PR-6)."""
    with cabinet.administering("test") as session:
        session.get(StaffMember, family.colleague).started_on = TODAY
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        induction.sign_off(cabinet, who, **signing_off(family, 1, on=date(2026, 11, 23)))
    assert list(refused.value.problems) == ["signed_off_by"]
    assert everything(cabinet) == before
    named = {"on": date(2026, 11, 23), "signer_name": " Hilary  Marsh "}
    induction.sign_off(cabinet, who, **signing_off(family, 1, **named))
    assert rows(cabinet, InductionRecord)[-1]["signed_off_by"] == "Hilary Marsh"


def test_nobody_is_signed_off_for_a_topic_before_it_came_in(cabinet, who, family):
    topic = rows(cabinet, InductionTopic)[0]
    with cabinet.administering("test") as session:
        new = InductionTopic(**topic | {"id": None, "key": "new", "introduced_on": CHANGED_ON})
        session.add(new)
        session.flush()
    with pytest.raises(Refused) as refused:
        induction.sign_off(cabinet, who, **signing_off(family, new.id, on=date(2026, 11, 1)))
    assert list(refused.value.problems) == ["on"]
    induction.sign_off(cabinet, who, **signing_off(family, new.id, on=CHANGED_ON))
