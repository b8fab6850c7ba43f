"""What consent is asked for is the setting's choice; a new wording is asked anew (DR-4 to DR-6; law L5)."""

from datetime import date

import pytest

from models import Consent, ConsentPurpose
from rules.agenda import Action
from rules.consent import Answer, FollowUp, How
from rules.induction import Role
from rules.need_to_know import NotAllowed
from store import consents, purposes
from store.house import read_house
from store.refusal import ChangedMeanwhile, Refused
from store.setting import listed
from tests.conftest import TODAY, account, agenda_of, rows
from tests.store.test_consents import answers_of, form_of, of_key

QUESTION = "May students on placement observe your child?"
OWN = {"title": "Visits of the farm", "question": QUESTION, "follow_ups": (FollowUp.STOPPED,), "today": TODAY}


def titles(cabinet):
    with cabinet.connection() as look:
        return [p.title for p in read_house(look, TODAY).purposes]


def test_what_comes_with_the_product_is_asked_once_it_is_taken_up(cabinet, who, family):
    with cabinet.connection() as look:
        offered = purposes.offered(purposes.known(look))
    assert "student-observation" in {entry["key"] for entry in offered}
    assert "Observation by students" not in titles(cabinet)
    purposes.take_up(cabinet, who, key="student-observation", today=TODAY)
    assert titles(cabinet)[-1] == "Observation by students"
    assert [item.what for item in agenda_of(cabinet).items if item.action is Action.ASK] == [
        "Ask for consent: Observation by students"
    ]
    with pytest.raises(Refused, match="already been taken up"):
        purposes.take_up(cabinet, who, key="student-observation", today=TODAY)


def test_a_purpose_on_offer_is_not_taken_up_beside_one_of_its_title(cabinet, who):
    """Staff see the title alone: of two with one title nobody knows which was answered."""
    [film] = [entry for entry in listed("consent_purposes.toml", "offered") if entry["key"] == "film"]
    purposes.add(cabinet, who, **OWN | {"title": film["title"].upper()})
    with pytest.raises(Refused, match="a purpose with this title, of your own"):
        purposes.take_up(cabinet, who, key="film", today=TODAY)
    own = rows(cabinet, ConsentPurpose)[-1]["id"]
    purposes.retire(cabinet, who, purpose_id=own, today=TODAY)
    purposes.take_up(cabinet, who, key="film", today=TODAY)
    assert titles(cabinet)[-1] == film["title"]


def test_the_press_is_asked_about_by_itself():
    """A consent is of one purpose (law L5.3, L5.5), and its title is all that staff see of it."""
    asked = {e["key"]: e for kind in ("purpose", "offered") for e in listed("consent_purposes.toml", kind)}
    assert "press" not in asked["website"]["question"]
    assert asked["press"]["question"] == "May we give photographs of your child to the press?"


def test_a_purpose_of_the_settings_own_is_asked_from_today_on(cabinet, who):
    purposes.add(cabinet, who, **OWN)
    assert titles(cabinet)[-1] == "Visits of the farm"
    for changed, field in (
        ({}, "title"),
        ({"title": "Hens", "question": "May we?"}, "question"),
        ({"title": "Hens", "follow_ups": ()}, "follow_ups"),
    ):
        with pytest.raises(Refused) as refused:
            purposes.add(cabinet, who, **OWN | changed)
        assert list(refused.value.problems) == [field]


def test_a_new_wording_makes_standing_consents_due_and_leaves_the_past_alone(cabinet, who, family):
    website = of_key(cabinet, "website")
    worded = {"title": "Website", "question": "May we show your child on our website?", "today": TODAY}
    purposes.reword(cabinet, who, purpose_id=website, follow_ups=(FollowUp.PHOTOGRAPHS_TAKEN_DOWN,), **worded)
    old, new = [row for row in rows(cabinet, ConsentPurpose) if row["key"] == "website"]
    assert (old["retired_on"], new["wording"], new["introduced_on"]) == (TODAY, 2, TODAY)
    assert [item.what for item in agenda_of(cabinet).items if item.action is Action.ASK] == [
        "Renew consent: Website"
    ]
    yesterday = [i for i in agenda_of(cabinet, date(2026, 11, 23)).items if i.action is Action.ASK]
    assert yesterday == []
    # Whoever was never asked is late from the first wording on.
    (asked,) = [purpose for purpose in agenda_of(cabinet).facts.purposes if purpose.key == "website"]
    assert (asked.introduced_on, asked.asked_since) == (TODAY, old["introduced_on"])
    # An answer dated before the new wording began is on the wording of its day.
    consents.record_answers(
        cabinet,
        who,
        **answers_of(family, new["id"], answers={new["id"]: Answer.REFUSED}, on=date(2026, 11, 23)),
    )
    assert rows(cabinet, Consent)[-1]["purpose_id"] == old["id"]
    for purpose_id, refusal in ((website, ChangedMeanwhile), (999, Refused)):
        with pytest.raises(refusal):
            purposes.reword(cabinet, who, purpose_id=purpose_id, follow_ups=(FollowUp.STOPPED,), **worded)


def test_a_retired_purpose_is_neither_asked_nor_answered(cabinet, who, family):
    website = of_key(cabinet, "website")
    purposes.retire(cabinet, who, purpose_id=website, today=TODAY)
    assert "Website and social media" not in titles(cabinet)
    with pytest.raises(Refused):
        consents.record_form(cabinet, who, **form_of(family, [website]))
    with pytest.raises(Refused, match="no longer asked"):
        purposes.retire(cabinet, who, purpose_id=website, today=TODAY)


def test_a_consent_to_a_retired_purpose_is_withdrawn_all_the_same(cabinet, who, family):
    """At any time (L5.2): what was put on a website under it is still there."""
    website = of_key(cabinet, "website")
    mother = {"child_id": family.child, "carer_id": family.mother, "on": TODAY, "today": TODAY}
    mother |= {"how": How.WRITTEN, "kept_at": "In the child's file"}

    def offered():
        with cabinet.reading(who) as look:
            return [one.purpose_id for one in consents.still_given(look, family.child, TODAY)]

    assert offered() == [], "it is asked"
    purposes.retire(cabinet, who, purpose_id=website, today=TODAY)
    assert offered() == [website]
    with pytest.raises(Refused, match="no longer asked"):
        consents.record_answers(cabinet, who, answers={website: Answer.GIVEN}, **mother)
    consents.record_answers(cabinet, who, answers={website: Answer.WITHDRAWN}, **mother)
    assert [item.record for item in agenda_of(cabinet).items if item.action is Action.FOLLOW_UP] == [
        rows(cabinet, Consent)[-1]["id"]
    ]
    assert offered() == [website], "the father's stands"
    for answer in (Answer.WITHDRAWN, Answer.REFUSED):
        with pytest.raises(Refused):
            consents.record_answers(cabinet, who, answers={website: answer}, **mother)
    consents.record_answers(
        cabinet, who, answers={website: Answer.REFUSED}, **mother | {"carer_id": family.father}
    )
    assert offered() == []
    assert rows(cabinet, Consent)[-1]["answer"] is Answer.WITHDRAWN


def test_the_purposes_are_the_managers(cabinet, family):
    deputy = account(cabinet, Role.DEPUTY)
    with pytest.raises(NotAllowed):
        purposes.add(cabinet, deputy, **OWN)
    with pytest.raises(NotAllowed):
        purposes.take_up(cabinet, deputy, key="film", today=TODAY)
    with pytest.raises(NotAllowed):
        purposes.retire(cabinet, deputy, purpose_id=1, today=TODAY)
