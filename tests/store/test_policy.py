"""The policy recorded: adoption, reviews and what they ask of everyone, what stands beside it."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from models import (
    TEXT,
    AuditEntry,
    Contact,
    InductionTopic,
    Leaflet,
    PolicyAdoption,
    PolicyReview,
    RelatedPolicy,
    RoleChange,
    StaffMember,
)
from rules.agenda import Action, Area
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.policy import Change, Term, changed_since_adoption_on
from rules.working_days import london_day
from store import agenda, people, policy
from store.cabinet import AlreadyRecorded
from store.house import read_house
from store.refusal import ChangedMeanwhile, Refused
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, everything, rows

MEETING = date(2026, 9, 15)
EARLIER = MEETING - timedelta(days=30)
TOMORROW = TODAY + timedelta(days=1)


def adopt(cabinet, who, **changed):
    return policy.record_adoption(
        cabinet,
        who,
        **{
            "committee": "the  management committee",
            "held_on": MEETING,
            "signed_by": "Rosalind Merriweather",
            "signatory_role": "chairperson",
            "signed_on": MEETING,
            "today": TODAY,
        }
        | changed,
    )


def review(cabinet, who, **changed):
    policy.record_review(
        cabinet,
        who,
        **{
            "reviewed_on": TODAY,
            "reviewed_by": "Joanne Pryce",
            "change": Change.MATERIAL,
            "what": "Students may not photograph.",
            "today": TODAY,
        }
        | changed,
    )


def test_who_signed_is_looked_for_in_the_register(cabinet, who):
    assert adopt(cabinet, who) == "", "nobody of the committee is in it"
    with cabinet.administering("test") as session:
        session.add(StaffMember(code="M-01", name="Ann Ley", role=Role.CHAIRPERSON, started_on=MEETING))
    assert "AD-4" in adopt(cabinet, who, held_on=TODAY, signed_on=TODAY)
    assert len(rows(cabinet, PolicyAdoption)) == 2, "it is saved all the same"
    assert adopt(cabinet, who, held_on=TODAY, signed_on=TODAY, signed_by="Ann Ley") == ""


@pytest.fixture
def chair(cabinet):
    """The chairperson's number in the register."""
    with cabinet.administering("test") as session:
        held = StaffMember(code="M-01", name="Ann Ley", role=Role.CHAIRPERSON, started_on=date(2026, 11, 2))
        session.add(held)
        session.flush()
        return held.id


def to_name(cabinet, today=TODAY):
    """Until when a chairperson is to be entered, as it is asked on a day."""
    return [item.due for item in agenda_of(cabinet, today).items if item.action is Action.CHAIRPERSON]


def test_a_chairperson_is_asked_for_from_the_first_day_until_one_is_entered(cabinet):
    began = london_day(rows(cabinet, AuditEntry)[0]["at"])
    assert to_name(cabinet, began) == [began + timedelta(weeks=2)]
    with cabinet.administering("test") as session:
        session.add(StaffMember(code="M-01", name="Ann Ley", role=Role.CHAIRPERSON, started_on=began))
    assert to_name(cabinet, began) == []


def test_another_one_is_asked_for_after_the_last_day_of_the_one_before(cabinet, chair):
    with cabinet.administering("test") as session:
        session.get_one(StaffMember, chair).left_on = TODAY - timedelta(days=1)
    assert to_name(cabinet) == [TODAY + timedelta(days=13)]


def has_role_from_today(cabinet, who, person, role):
    people.change_person(
        cabinet, who, staff_id=person, name="Ann Ley", role=role, role_from_on=TODAY,
        started_on=date(2026, 11, 2), first_day_on=None, left_on=None, today=TODAY,
    )  # fmt: skip


def test_another_one_is_asked_for_once_this_one_has_another_role(cabinet, who, chair):
    has_role_from_today(cabinet, who, chair, Role.COMMITTEE)
    assert to_name(cabinet) == [TODAY + timedelta(days=13)]
    assert to_name(cabinet, TODAY - timedelta(days=1)) == [TODAY + timedelta(days=13)], "as far as is known"


def test_a_member_who_becomes_chairperson_is_asked_for_no_more(cabinet, who, chair):
    with cabinet.administering("test") as session:
        session.get_one(StaffMember, chair).role = Role.COMMITTEE
    with cabinet.connection() as look:
        assert read_house(look, TODAY, with_standing=True).standing.chairs == ()
    has_role_from_today(cabinet, who, chair, Role.CHAIRPERSON)
    with cabinet.connection() as look:
        assert read_house(look, TODAY, with_standing=True).standing.chairs == (Term(TODAY),)


def test_a_chairperson_who_was_one_by_a_slip_was_never_one(cabinet, chair):
    with cabinet.administering("test") as session:
        session.get_one(StaffMember, chair).role = Role.COMMITTEE
        session.add_all(
            [
                RoleChange(staff_id=chair, role_before=role, from_on=TODAY)
                for role in (Role.COMMITTEE, Role.CHAIRPERSON)
            ]
        )
    with cabinet.connection() as look:
        assert read_house(look, TODAY, with_standing=True).standing.chairs == ()


def actions(cabinet, area, today=TODAY):
    return [item.action for item in agenda_of(cabinet, today).items if item.area is area]


def codes(cabinet):
    return [item.code for item in agenda_of(cabinet).items if item.area is Area.INDUCTION]


def test_a_signature_that_somebody_recorded_meanwhile_is_not_lost(cabinet, who):
    """Two people have the form open; one records the signature, the other the meeting alone."""
    adopt(cabinet, who, seen={"held_on": None})
    unsigned = {"signed_by": "", "signatory_role": "", "signed_on": None}
    with pytest.raises(ChangedMeanwhile) as changed:
        adopt(cabinet, who, **unsigned, seen={"held_on": None})
    assert changed.value.now == {"held_on": 1}
    with cabinet.connection() as look:
        assert policy.adoption(look).signed_on == MEETING


def test_a_review_that_somebody_recorded_meanwhile_is_looked_at_before_another(cabinet, who):
    """Or the change of one review is a new version twice, and everyone reads it twice."""
    adopt(cabinet, who)
    review(cabinet, who, seen={"reviewed_on": None})
    with pytest.raises(ChangedMeanwhile) as changed:
        review(cabinet, who, seen={"reviewed_on": None})
    assert len(rows(cabinet, PolicyReview)) == 1
    review(cabinet, who, change=Change.NONE, what="", seen=changed.value.now)
    assert len(rows(cabinet, PolicyReview)) == 2


def test_an_adoption_that_is_signed_later_is_completed_by_a_row_of_its_own(cabinet, who):
    adopt(cabinet, who, signed_by="", signatory_role="", signed_on=None)
    assert Action.ADOPT in actions(cabinet, Area.POLICY)
    adopt(cabinet, who)
    assert Action.ADOPT not in actions(cabinet, Area.POLICY)
    first, second = rows(cabinet, PolicyAdoption)
    assert (first["signed_on"], first["committee"]) == (None, "the management committee")
    assert (second["corrects_id"], second["signed_on"]) == (first["id"], MEETING)
    with cabinet.connection() as look:
        assert policy.adoption(look).signed_by == "Rosalind Merriweather"


def test_a_signature_by_mistake_is_taken_back_alone_and_a_wrong_meeting_makes_way_for_the_right_one(
    cabinet, who
):
    adopt(cabinet, who, signed_by="", signatory_role="", signed_on=None)
    adopt(cabinet, who)
    with pytest.raises(Refused, match="later meeting"):
        adopt(cabinet, who, held_on=EARLIER, signed_on=EARLIER)
    policy.take_back(cabinet, who, adoption_id=2, because="Nobody has signed it yet")
    with cabinet.connection() as look:
        assert policy.adoption(look).signed_on is None
        assert [held.taken_back is None for held in policy.adoptions(look)] == [False, True]
    assert Action.ADOPT in actions(cabinet, Area.POLICY)
    policy.take_back(cabinet, who, adoption_id=1, because="That was another meeting")
    with cabinet.connection() as look:
        assert policy.adoption(look) is None
    with pytest.raises(Refused) as refused:
        review(cabinet, who)
    assert list(refused.value.problems) == ["reviewed_on"]
    adopt(cabinet, who, held_on=EARLIER, signed_on=EARLIER)
    with cabinet.connection() as look:
        assert policy.adoption(look).held_on == EARLIER


def test_a_policy_that_is_adopted_anew_is_signed_at_the_later_meeting(cabinet, who):
    adopt(cabinet, who, held_on=EARLIER, signed_on=EARLIER)
    adopt(cabinet, who, signed_by="", signatory_role="", signed_on=None)
    between = EARLIER + timedelta(days=1)
    with pytest.raises(Refused, match="later meeting"):
        adopt(cabinet, who, held_on=between, signed_on=between)
    adopt(cabinet, who)
    with cabinet.connection() as look:
        held = policy.adoptions(look)
    assert [(one.held_on, one.signed_on) for one in held] == [(MEETING, MEETING), (EARLIER, EARLIER)]


def test_a_review_by_mistake_lets_an_earlier_one_in_and_leaves_the_version_that_it_made(cabinet, who):
    adopt(cabinet, who, held_on=date(2026, 9, 1), signed_on=date(2026, 9, 1))
    review(cabinet, who)
    to_read = codes(cabinet)
    with pytest.raises(Refused):
        review(cabinet, who, reviewed_on=date(2026, 10, 1))
    policy.take_back(cabinet, who, review_id=1, because="It was in another month")
    assert codes(cabinet) == to_read, "who has to read it again is not asked twice, and not let off"
    review(cabinet, who, reviewed_on=date(2026, 10, 1), change=Change.NONE, what="")
    with cabinet.connection() as look:
        held = policy.reviews(look)
    assert [(one.reviewed_on, one.taken_back is None) for one in held] == [
        (TODAY, False),
        (date(2026, 10, 1), True),
    ]
    review(cabinet, who, change=Change.NONE, what="")
    policy.take_back(cabinet, who, adoption_id=1, because="It was never adopted then")
    later = {"held_on": date(2026, 10, 2), "signed_on": date(2026, 10, 2)}
    with pytest.raises(Refused, match="was reviewed on Thursday 1 October 2026"):
        adopt(cabinet, who, **later)
    policy.take_back(cabinet, who, review_id=2, because="That was never reviewed either")
    adopt(cabinet, who, **later)


def test_a_leaflet_by_mistake_stays_in_the_list_with_why(cabinet, who):
    policy.issue_leaflet(
        cabinet, who, title="Your records", version="2", issued_on=TODAY, issued_to="all", today=TODAY
    )
    policy.take_back(cabinet, who, leaflet_id=1, because="It was not handed out")
    with cabinet.connection() as look:
        [held] = policy.leaflets(look)
    assert (held.taken_back.by, held.taken_back.because) == (who.name, "It was not handed out")


def test_a_review_is_due_a_year_after_the_adoption_and_then_a_year_after_the_last(cabinet, who):
    adopt(cabinet, who, held_on=date(2025, 11, 1), signed_on=date(2025, 11, 1))
    assert Action.REVIEW in actions(cabinet, Area.POLICY)
    review(cabinet, who, change=Change.NONE, what="")
    assert Action.REVIEW not in actions(cabinet, Area.POLICY)
    assert Action.REVIEW in actions(cabinet, Area.POLICY, date(2027, 11, 24))
    # The day before it was recorded does not know of it.
    assert Action.REVIEW in actions(cabinet, Area.POLICY, TODAY - timedelta(days=1))


def test_what_changed_has_the_room_that_what_there_is_to_read_leaves(cabinet, who, family):
    """It is read on the topic, before its points; the form has no field of that name."""
    adopt(cabinet, who)
    with pytest.raises(Refused) as refused:
        review(cabinet, who, what="They may not. " * (TEXT // 14))
    assert list(refused.value.problems) == ["what"]
    most = int(re.search(r"at most (\d+)", refused.value.problems["what"])[1])
    assert not rows(cabinet, PolicyReview)
    with pytest.raises(Refused):
        review(cabinet, who, what="They may not " + "x" * (most - 12))
    review(cabinet, who, what="They may not " + "x" * (most - 13))
    review(cabinet, who, what="They may not " + "y" * (most - 13))  # in place of what changed before


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        pytest.param(Change.MATERIAL, ["S-01", "S-02", "S-03", "S-04"], id="material: everyone reads again"),
        pytest.param(Change.TYPING, [], id="typing: nobody"),
        pytest.param(Change.NONE, [], id="no change: nobody"),
    ],
)
def test_what_a_review_changed_is_read_again_or_not(cabinet, who, family, change, asked):
    adopt(cabinet, who)
    assert codes(cabinet) == []
    review(cabinet, who, change=change)
    assert codes(cabinet) == asked
    versions = [row for row in rows(cabinet, InductionTopic) if row["key"] == "confidentiality-policy"]
    assert len(versions) == (1 if change is Change.NONE else 2)
    newest = versions[-1]["points"]
    assert newest.startswith("What changed: Students may not photograph.") is (change is Change.MATERIAL)


def test_only_what_changed_last_stands_above_the_points(cabinet, who):
    adopt(cabinet, who)
    review(cabinet, who)
    review(cabinet, who, what="Volunteers neither.")
    newest = [row for row in rows(cabinet, InductionTopic) if row["key"] == "confidentiality-policy"][-1]
    assert newest["version"] == 3
    assert newest["points"].count("What changed: ") == 1
    assert newest["points"].startswith("What changed: Volunteers neither.\n")


@pytest.mark.parametrize(
    ("record", "changed", "field"),
    [
        pytest.param(adopt, {"committee": ""}, "committee", id="adopted by nobody"),
        pytest.param(adopt, {"held_on": TOMORROW, "signed_on": TOMORROW}, "held_on", id="adopted tomorrow"),
        pytest.param(adopt, {"signed_on": date(2026, 9, 14)}, "signed_on", id="signed before the meeting"),
        pytest.param(review, {}, "reviewed_on", id="reviewed before it was adopted"),
    ],
)
def test_what_is_refused_saves_nothing(cabinet, who, record, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        record(cabinet, who, **changed)
    assert field in refused.value.problems
    assert everything(cabinet) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reviewed_on": date(2026, 9, 14)}, "reviewed_on"),
        ({"reviewed_on": TOMORROW}, "reviewed_on"),
        ({"reviewed_by": " "}, "reviewed_by"),
        ({"change": None}, "change"),
        ({"what": ""}, "what"),
    ],
)
def test_a_review_that_is_refused_makes_no_version(cabinet, who, changed, field):
    adopt(cabinet, who)
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        review(cabinet, who, **changed)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_reviews_stay_in_order(cabinet, who):
    adopt(cabinet, who)
    review(cabinet, who, reviewed_on=date(2026, 11, 2))
    with pytest.raises(Refused, match="later review"):
        review(cabinet, who, reviewed_on=date(2026, 11, 1))
    assert len(rows(cabinet, PolicyReview)) == 1


def test_an_earlier_meeting_does_not_take_the_place_of_a_later_one(cabinet, who):
    adopt(cabinet, who)
    with pytest.raises(Refused, match="later meeting"):
        adopt(cabinet, who, held_on=date(2026, 9, 14))
    review(cabinet, who, reviewed_on=date(2026, 10, 1))
    adopt(cabinet, who, held_on=date(2026, 11, 3), signed_on=date(2026, 11, 3))
    assert [row["corrects_id"] for row in rows(cabinet, PolicyAdoption)] == [None, None]


def test_a_double_click_records_one_review(cabinet, who):
    adopt(cabinet, who)
    review(cabinet, who, token="one")
    with pytest.raises(AlreadyRecorded):
        review(cabinet, who, token="one")
    assert len(rows(cabinet, PolicyReview)) == 1


def test_a_related_policy_is_missing_then_current_then_old(cabinet, who):
    def related(today=TODAY):
        with cabinet.connection() as look:
            return agenda.read(look, today, Area.POLICY).facts.standing.related

    assert {held.dated_on for held in related()} == {None}
    policy.record_related(cabinet, who, position=1, version="3", dated_on=date(2025, 11, 1), today=TODAY)
    policy.record_related(cabinet, who, position=1, version="4", dated_on=date(2026, 11, 1), today=TODAY)
    assert (related()[0].title, related()[0].version) == ("Safeguarding and Child Protection", "4")
    assert related(date(2026, 10, 1))[0].version == "3", "a past day has the version of then"
    policy.record_related(
        cabinet, who, position=2, version="1", dated_on=date(2024, 1, 5), looked_at_on=TODAY, today=TODAY
    )
    assert related()[0].version == "4", "The version of one says nothing of another."
    assert related()[1].seen_on == TODAY
    assert related(TODAY - timedelta(days=1))[1].seen_on is None, "a past day knows nothing of the look"
    for changed, field in (
        ({"version": ""}, "version"),
        ({"looked_at_on": TOMORROW}, "looked_at_on"),
        ({"dated_on": TOMORROW}, "dated_on"),
        ({"position": 99}, "version"),
        ({"position": 0}, "version"),
    ):
        with pytest.raises(Refused) as refused:
            policy.record_related(
                cabinet, who, **{"position": 1, "version": "5", "dated_on": TODAY, "today": TODAY} | changed
            )
        assert list(refused.value.problems) == [field]
    assert len(rows(cabinet, RelatedPolicy)) == 3


def test_the_mash_has_a_line_for_professionals_and_one_for_the_public_and_both_are_to_be_checked(cabinet):
    held = rows(cabinet, Contact)
    assert [(row["number"], row["checked_on"]) for row in held] == [
        ("0344 800 8021", None),
        ("0344 800 8020", None),
    ]
    # They are of one county (L7.13), and this dashboard does not know in which one it is used.
    assert all("Norfolk" in row["name"] for row in held)


def test_a_number_is_checked_and_changed_with_what_it_was_in_the_trail(cabinet, who):
    (first, _) = rows(cabinet, Contact)
    seen = {name: first[name] for name in ("name", "number", "checked_on")}
    changed = {"contact_id": first["id"], "name": first["name"], "number": "0344 800 9999", "today": TODAY}
    policy.check_contact(cabinet, who, **changed, checked_on=TODAY, seen=seen)
    assert rows(cabinet, Contact)[0]["checked_on"] == TODAY
    line = rows(cabinet, AuditEntry)[-1]
    assert line["thing"] == "contact"
    assert "0344 800 8021" in line["detail"]
    assert "0344 800 9999" in line["detail"]
    with pytest.raises(ChangedMeanwhile):
        policy.check_contact(cabinet, who, **changed | {"number": "999"}, checked_on=TODAY, seen=seen)
    with pytest.raises(Refused) as refused:
        policy.check_contact(cabinet, who, **changed, checked_on=date(2026, 1, 1))
    assert list(refused.value.problems) == ["checked_on"]
    policy.check_contact(
        cabinet, who, contact_id=None, name="LADO", number="01603 000", checked_on=TODAY, today=TODAY
    )
    with cabinet.connection() as look:
        assert [contact.name for contact in policy.contacts(look)][-1] == "LADO"


def test_a_number_not_checked_for_a_year_is_on_the_agenda(cabinet):
    contact = table(Contact)
    with cabinet.administering("test") as session:
        session.execute(update(contact).values(checked_on=date(2025, 11, 23)))
    assert actions(cabinet, Area.POLICY).count(Action.CONTACT) == 2


def test_leaflets_are_listed_newest_first(cabinet, who):
    for version, issued_on in (("1", date(2026, 1, 5)), ("2", date(2026, 9, 7))):
        policy.issue_leaflet(
            cabinet,
            who,
            title="Your records",
            version=version,
            issued_on=issued_on,
            issued_to="all families",
            today=TODAY,
        )
    with pytest.raises(Refused) as refused:
        policy.issue_leaflet(
            cabinet, who, title="", version="", issued_on=TOMORROW, issued_to="", today=TODAY
        )
    assert set(refused.value.problems) == {"title", "version", "issued_on", "issued_to"}
    with cabinet.connection() as look:
        assert [leaflet.version for leaflet in policy.leaflets(look)] == ["2", "1"]
    assert len(rows(cabinet, Leaflet)) == 2


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.COMMITTEE, Role.KEY_PERSON, Role.STUDENT])
def test_only_the_manager_and_the_deputy_record_the_policy(cabinet, role):
    other = account(cabinet, role)
    with pytest.raises(NotAllowed):
        adopt(cabinet, other)


def test_a_material_change_is_known_until_the_committee_adopts_the_policy_anew(cabinet, who):
    """Its signature stood as in time under a text that no meeting had adopted (AD-1, AD-3)."""

    def changed_since():
        with cabinet.connection() as look:
            return changed_since_adoption_on(read_house(look, TODAY, with_standing=True).standing)

    adopted, changed = TODAY - timedelta(days=60), TODAY - timedelta(days=20)
    adopt(cabinet, who, held_on=adopted, signed_on=adopted)
    assert changed_since() is None
    review(cabinet, who, reviewed_on=changed)
    review(cabinet, who, reviewed_on=TODAY, change=Change.TYPING, what="A comma.")
    assert changed_since() == changed
    number = next(row["id"] for row in rows(cabinet, PolicyReview) if row["change"] is Change.MATERIAL)
    policy.take_back(cabinet, who, review_id=number, because="It was a correction of typing.")
    assert changed_since() is None, "what was entered by mistake changed nothing"
    review(cabinet, who, reviewed_on=TODAY)
    assert changed_since() == TODAY
    adopt(cabinet, who, held_on=TODAY, signed_on=TODAY)
    assert changed_since() is None


@pytest.mark.parametrize(
    ("signed_on", "is_doubted"),
    [
        pytest.param(MEETING, True, id="a day before the role began"),
        pytest.param(MEETING + timedelta(days=1), False, id="on the first day in it"),
    ],
)
def test_who_signs_as_chairperson_was_so_on_that_day(cabinet, who, signed_on, is_doubted):
    with cabinet.administering("test") as session:
        began = date(2020, 1, 6)
        person = StaffMember(code="M-09", name="Polly Grant", role=Role.CHAIRPERSON, started_on=began)
        session.add(person)
        session.flush()
        from_on = MEETING + timedelta(days=1)
        session.add(RoleChange(staff_id=person.id, role_before=Role.COMMITTEE, from_on=from_on))
    doubt = adopt(cabinet, who, signed_by="Polly Grant", signed_on=signed_on)
    assert ("was committee and not chairperson" in doubt) is is_doubted
