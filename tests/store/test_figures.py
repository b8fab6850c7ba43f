"""The figures of a day against a hand count, and the review that keeps them."""

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from models import (
    AccessRequest,
    AccessStep,
    Account,
    BackupKind,
    BackupRecord,
    Breach,
    Child,
    ClosureDay,
    Complaint,
    ComplaintStep,
    Consent,
    ConsentPurpose,
    Contact,
    FamilyTold,
    InductionRecord,
    InductionTopic,
    JourneyAccount,
    Mistake,
    PolicyAdoption,
    Rectification,
    RelatedPolicy,
    RequesterCheck,
    Setting,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
    WeeklyReview,
)
from rules import complaints, consent, rectification
from rules import weekly_review as weekly_review_rules
from rules.access import Channel, RefusalGround, Step
from rules.agenda import Area, State
from rules.consent import Answer, How
from rules.families_told import How as ToldHow
from rules.induction import POLICY, Role
from rules.need_to_know import Conflict, Thing
from rules.requester import Relationship, Subject
from rules.sharing import Ground, Outcome, Position, Recipient
from store import (
    access_requests,
    accounts,
    agenda,
    committee,
    contacts,
    figures,
    purposes,
    setting,
    sharing,
    sight,
    weekly_review,
)
from store.house import read_house
from store.refusal import Refused
from store.tables import table
from store.today import london_today
from tests.conftest import TODAY, account, agenda_of, everything, manager_of, rows, to_sign
from tests.store.test_agenda import add_children
from tests.store.test_contacts import contact_of

# What the committee's page counts from no list: it has none of the weekly review's lines.
WITHOUT_THE_LIST = {"overdue": 0, "this_week": 0, "late_by_area": {str(area): 0 for area in Area}}


@pytest.fixture
def a_year(cabinet, who, family):
    """Requests and decisions on either side of every boundary, and one new member of staff."""
    by = {"recorded_by_id": who.account_id}
    requests = [
        (date(2025, 10, 24), Step.RELEASED, date(2025, 11, 23)),  # answered a day over a year ago
        (date(2025, 10, 24), Step.RELEASED, date(2025, 11, 24)),  # a year ago to the day, in time to the day
        (date(2026, 3, 2), Step.RELEASED, date(2026, 4, 3)),  # a day late: due 2 April
        (date(2026, 6, 1), Step.REFUSED, date(2026, 6, 2)),  # a refusal is an answer too
        (date(2026, 9, 1), None, None),  # due 1 October: late
        (date(2026, 11, 2), None, None),  # due 2 December: in eight days
        (date(2026, 10, 27), None, None),  # due 27 November: within a week
        (
            date(2025, 8, 1),
            Step.RELEASED,
            date(2026, 2, 2),
        ),  # received over a year ago, answered late within it
    ]
    decisions = [
        # raised, decided, recorded
        (date(2025, 11, 23), date(2025, 11, 23), date(2025, 11, 23)),  # a day over a year ago
        (date(2025, 11, 24), date(2025, 11, 24), date(2025, 11, 24)),  # the same day: in time
        (date(2026, 5, 4), date(2026, 5, 4), date(2026, 5, 5)),  # a day late
        (date(2026, 11, 20), date(2026, 11, 23), None),  # awaiting recording
        (date(2026, 11, 23), None, None),  # awaiting decision
        (
            date(2025, 6, 2),
            date(2025, 10, 1),
            date(2025, 12, 1),
        ),  # decided over a year ago, written within it
    ]
    with cabinet.administering("test") as session:
        for n, (received_on, step, on) in enumerate(requests):
            request = AccessRequest(
                code=f"AR-{n}",
                child_id=family.child,
                requester="Carys Davies",
                channel=Channel.LETTER,
                received_on=received_on,
                **by,
            )
            session.add(request)
            session.flush()
            if step:
                session.add(AccessStep(request_id=request.id, step=step, on=on, reason="Asked twice", **by))
        waiting = AccessStep(request_id=6, step=Step.CLARIFICATION_ASKED, on=date(2026, 11, 2), **by)
        session.add(waiting)
        for n, (raised_on, decided_on, recorded_on) in enumerate(decisions):
            decision = SharingDecision(
                code=f"SD-{n}", child_id=family.child, ground=Ground.CRIME, raised_on=raised_on, **by
            )
            session.add(decision)
            session.flush()
            if decided_on:
                session.add(
                    SharingOutcome(
                        decision_id=decision.id,
                        outcome=Outcome.SHARED_WITH_CONSENT,
                        position=Position.WRITTEN,
                        shared_with="MASH, duty social worker",
                        decided_on=decided_on,
                        **by,
                    )
                )
            if recorded_on:
                session.add(SharingEntry(decision_id=decision.id, recorded_on=recorded_on, **by))
        new = StaffMember(
            code="S-09",
            name="Gwen Parry",
            role=Role.STAFF,
            started_on=date(2026, 11, 16),
            first_day_on=date(2026, 11, 23),
        )
        session.add(new)


@pytest.fixture
def counted(cabinet, a_year):
    with cabinet.connection() as look:
        return figures.read(look, agenda.read(look, TODAY))


def test_access_requests(counted):
    held = counted.access_requests
    assert (held.open, held.late, held.waiting, held.due_this_week) == (3, 1, 1, 1)
    assert (held.answered_last_12_months, held.answered_in_time_last_12_months) == (4, 2)


@pytest.mark.parametrize(
    ("on", "answered"),
    [
        pytest.param(TODAY - timedelta(days=1), 5, id="not the day before: it is that of 23 November 2025"),
        pytest.param(TODAY, 5, id="that day, and no more that of 23 November 2025"),
    ],
)
def test_a_request_that_came_and_was_answered_on_one_day_counts_from_that_day(
    cabinet, a_year, family, who, on, answered
):
    by = {"recorded_by_id": who.account_id}
    with cabinet.administering("test") as session:
        request = AccessRequest(
            code="AR-10",
            child_id=family.child,
            requester="C",
            channel=Channel.LETTER,
            received_on=TODAY,
            **by,
        )
        session.add(request)
        session.flush()
        session.add(AccessStep(request_id=request.id, step=Step.RELEASED, on=TODAY, **by))
    with cabinet.connection() as look:
        held = figures.read(look, agenda.read(look, on)).access_requests
    assert held.answered_last_12_months == answered


def test_sharing_decisions(counted):
    held = counted.sharing_decisions
    assert (held.awaiting_decision, held.awaiting_recording) == (1, 1)
    # Of a year ago and written since, and not written by its day: neither is in time.
    assert (held.decided_last_12_months, held.recorded_last_12_months) == (3, 4)
    assert held.recorded_in_time_last_12_months == 1


@pytest.mark.parametrize(
    ("reason", "awaiting"),
    [
        pytest.param("", 2, id="in the file years ago without its reason: still awaiting recording"),
        pytest.param("They asked us not to", 1, id="in the file years ago with its reason"),
    ],
)
def test_the_committee_counts_what_the_weekly_review_counts(cabinet, a_year, family, reason, awaiting):
    on = date(2023, 3, 1)
    with cabinet.administering("test") as session:
        old = SharingDecision(code="SD-old", child_id=family.child, ground=Ground.CRIME, raised_on=on)
        session.add(old)
        session.flush()
        decided = SharingOutcome(
            decision_id=old.id,
            outcome=Outcome.NOT_SHARED,
            position=Position.REFUSED,
            reason=reason,
            decided_on=on,
        )
        session.add_all([decided, SharingEntry(decision_id=old.id, recorded_on=on)])
    with cabinet.connection() as look:
        signed = figures.read(look, agenda.read(look, TODAY))
        shown = committee.read(look, TODAY).figures
        register = sharing.decisions(look, raised_since=TODAY)
    assert signed.sharing_decisions.awaiting_recording == awaiting
    assert replace(signed, **WITHOUT_THE_LIST) == shown
    assert ("SD-old" in [held.code for held in register]) is (awaiting == 2)


def an_ended_request(session, family, received_on, step, on):
    held = AccessRequest(
        code="AR-old",
        child_id=family.child,
        requester="Carys Davies",
        channel=Channel.LETTER,
        received_on=received_on,
    )
    session.add(held)
    session.flush()
    session.add_all(
        [AccessStep(request_id=held.id, step=what, on=day) for what, day in ((step, on), (Step.CLOSED, on))]
    )
    return held.id


def of_requests(cabinet):
    """The figures of the access requests, which the committee and the weekly review count alike."""
    with cabinet.connection() as look:
        signed = figures.read(look, agenda.read(look, TODAY)).access_requests
        assert committee.read(look, TODAY).figures.access_requests == signed
    return signed.answered_last_12_months, signed.answered_in_time_last_12_months


def open_and_late(cabinet):
    with cabinet.connection() as look:
        held = committee.read(look, TODAY)
    counted = held.figures.access_requests
    return counted.open, counted.late, [line for line in held.meeting.asked if "a request is late" in line]


def test_what_a_court_asked_is_no_late_answer_to_the_committee_either(cabinet, family):
    """L1.1: answered after ten weeks it made "not all in time" of its page alone."""
    with cabinet.administering("test") as session:
        id_ = an_ended_request(session, family, date(2026, 6, 1), Step.RELEASED, date(2026, 8, 10))
        check = {"request_id": id_, "subject": Subject.CHILD}
        session.add(RequesterCheck(**check, relationship=Relationship.RESPONSIBLE))
    assert of_requests(cabinet) == (1, 0)
    with cabinet.administering("it was a court") as session:
        session.add(RequesterCheck(**check, relationship=Relationship.AUTHORITY, authority="The order"))
    assert of_requests(cabinet) == (0, 0)


def test_a_refusal_found_wrong_counts_when_what_it_refused_was_given(cabinet, family):
    """CM-1: refused over a year ago it was in no figure, neither while nothing was given nor after it."""
    with cabinet.administering("test") as session:
        id_ = an_ended_request(session, family, date(2025, 9, 1), Step.REFUSED, date(2025, 9, 20))
        held = Complaint(
            code="CP-1",
            child_id=family.child,
            request_id=id_,
            kind=complaints.Kind.DATA_PROTECTION,
            made_by="Carys Davies",
            channel=Channel.LETTER,
            received_on=date(2026, 10, 1),
        )
        session.add(held)
        session.flush()
        complaint_id = held.id
    assert (of_requests(cabinet), open_and_late(cabinet)) == ((0, 0), (0, 0, []))

    def record(step, on, **more):
        with cabinet.administering("test") as session:
            session.add(ComplaintStep(complaint_id=complaint_id, step=step, on=on, **more))

    record(complaints.Step.OUTCOME, date(2026, 10, 10), result=complaints.Result.UPHELD)
    assert of_requests(cabinet) == (1, 0), "late for as long as it is not given"
    assert open_and_late(cabinet) == (1, 1, ["Note that a request is late, and ask why."])
    record(complaints.Step.PUT_RIGHT, date(2026, 11, 2))
    assert (of_requests(cabinet), open_and_late(cabinet)) == ((1, 0), (0, 0, []))


@pytest.mark.parametrize(
    ("received_on", "is_late"),
    [
        pytest.param(date(2026, 10, 24), 0, id="due today"),
        pytest.param(date(2026, 10, 23), 1, id="due yesterday"),
    ],
)
def test_a_refusal_by_one_person_is_open_until_the_second_agreed(cabinet, family, received_on, is_late):
    """AR-10: nobody is answered, so it is on the list with its date, and in no count of what was answered."""
    with cabinet.administering("test") as session:
        first, second = (
            Account(sign_in_name=name, name=name, role=Role.MANAGER) for name in ("First", "Second")
        )
        request = AccessRequest(
            code="AR-1",
            child_id=family.child,
            requester="Carys Davies",
            channel=Channel.LETTER,
            received_on=received_on,
        )
        session.add_all([first, second, request])
        session.flush()
        held = {"request_id": request.id, "on": date(2026, 11, 20)}
        ground = RefusalGround.EXCESSIVE
        session.add(AccessStep(**held, step=Step.REFUSED, answer=ground, recorded_by_id=first.id))
        agreed = {"request_id": request.id, "step": Step.REFUSAL_AGREED, "on": TODAY}
        first_id, second_id = first.id, second.id

    def lines():
        with cabinet.connection() as look:
            items = agenda.read(look, TODAY).items
            shown = access_requests.requests(look, received_since=TODAY)
        return [(item.step, item.due, item.is_legal) for item in items if item.code == "AR-1"], len(shown)

    due = TODAY - timedelta(days=is_late)
    waiting = [(Step.REFUSAL_AGREED, date(2026, 11, 20), False), (None, due, True)]
    assert (of_requests(cabinet), open_and_late(cabinet)[:2], lines()) == ((0, 0), (1, is_late), (waiting, 1))
    with cabinet.administering("by the first again") as session:
        session.add(AccessStep(**agreed, recorded_by_id=first_id))
    assert (of_requests(cabinet), open_and_late(cabinet)[:2], lines()) == ((0, 0), (1, is_late), (waiting, 1))
    with cabinet.administering("by the second") as session:
        session.add(AccessStep(**agreed, recorded_by_id=second_id))
    closing = [(Step.CLOSED, date(2026, 12, 8), False)]
    assert (of_requests(cabinet), open_and_late(cabinet)[:2]) == ((1, 1 - is_late), (0, 0))
    assert lines() == (closing, 0)


def late_beside(family):
    """A row for each thing that is late and that no area counted, by the figure that counts it."""
    return {
        "after_late": [
            Complaint(
                code="CM-1",
                kind=complaints.Kind.DATA_PROTECTION,
                made_by="Carys Davies",
                channel=Channel.LETTER,
                received_on=date(2026, 10, 1),
            ),
            Rectification(
                code="RC-1",
                child_id=family.child,
                asked_by="Carys Davies",
                channel=Channel.LETTER,
                received_on=date(2026, 10, 1),
                entry="3",
                claim=rectification.Claim.FACT,
            ),
        ],
        "withdrawals_late": [
            Consent(
                child_id=family.child,
                purpose_id=1,
                carer_id=carer,
                answer=Answer.WITHDRAWN,
                on=date(2026, 11, 20),
                how=How.WRITTEN,
            )
            for carer in (family.mother, family.father)
        ],
        "journeys_late": [
            JourneyAccount(child_id=family.sibling, event=consent.Account.OPENED, on=date(2026, 1, 6)),
        ],
        "decisions_late": [
            SharingDecision(
                code="SD-1", child_id=family.child, ground=Ground.CRIME, raised_on=date(2026, 11, 20)
            )
        ],
        "breaches_late": [
            Breach(
                code="BR-1",
                what="A list of allergies was left on a bus",
                happened_on=date(2026, 11, 18),
                known_at=datetime(2026, 11, 19, 9, tzinfo=UTC),
            )
        ],
    }


@pytest.mark.parametrize(
    ("area", "figure"),
    [
        pytest.param("access_requests", "after_late", id="a complaint and a correction past the law's date"),
        pytest.param("consents", "withdrawals_late", id="withdrawn, and nobody stopped it"),
        pytest.param("consents", "journeys_late", id="a journey that is online, and the child has left"),
        pytest.param("sharing_decisions", "breaches_late", id="a breach past its 72 hours"),
        pytest.param("sharing_decisions", "decisions_late", id="a concern nobody decided about by its day"),
    ],
)
def test_nothing_is_in_time_for_the_committee_while_it_is_late_beside_it(cabinet, family, area, figure):
    """The page said that everything the policy asks for was in time."""
    with cabinet.administering("test") as session:
        session.add_all(added := late_beside(family)[figure])
        # What both carers withdrew on one day is one thing to undo.
        count = 1 if figure == "withdrawals_late" else len(added)
    with cabinet.connection() as look:
        signed = figures.read(look, agenda.read(look, TODAY))
        read = committee.read(look, TODAY)
    assert getattr(getattr(signed, area), figure) == count
    assert replace(signed, **WITHOUT_THE_LIST) == read.figures
    stands = {seen.area.replace(" ", "_"): str(seen.standing) for seen in read.meeting.areas}
    assert stands.pop(area) == "late"
    assert set(stands.values()) == {"in time"}
    assert "is late in" in read.meeting.sentence


@pytest.mark.parametrize(
    ("told_on", "late"),
    [
        pytest.param(date(2026, 11, 23), 0, id="within social care's own working day"),
        pytest.param(date(2026, 11, 20), 1, id="the day after it"),
    ],
)
def test_the_committee_is_told_of_a_referral_without_a_reply(cabinet, family, told_on, late):
    """It heard of paperwork that was late, and never that social care had been silent for months (IS-9)."""
    with cabinet.administering("test") as session:
        shared = SharingDecision(
            code="SD-1", child_id=family.child, ground=Ground.SIGNIFICANT_HARM, raised_on=told_on
        )
        session.add(shared)
        session.flush()
        session.add(
            SharingOutcome(
                decision_id=shared.id,
                outcome=Outcome.SHARED_WITHOUT_CONSENT,
                position=Position.NOT_SOUGHT,
                reason="To ask could have put the child at risk",
                shared_with="Norfolk children's social care",
                recipient=Recipient.SOCIAL_CARE,
                decided_on=told_on,
            )
        )
    with cabinet.connection() as look:
        signed = figures.read(look, agenda.read(look, TODAY))
        read = committee.read(look, TODAY)
    assert signed.sharing_decisions.referrals_late == read.figures.sharing_decisions.referrals_late == late


@pytest.mark.parametrize(
    ("clock", "stands"),
    [
        pytest.param("08:10:00", "in time", id="the very moment is still in time"),
        pytest.param("08:10:01", "late", id="a second after it"),
    ],
)
def test_a_breach_is_late_from_its_hour_on_for_the_manager_and_the_committee_alike(
    cabinet, family, monkeypatch, clock, stands
):
    at = datetime.fromisoformat(f"{TODAY}T{clock}+00:00")
    for module in ("agenda", "committee"):
        monkeypatch.setattr(f"store.{module}.moment_on", lambda day: at if day == at.date() else None)
    with cabinet.administering("test") as session:
        session.add(
            Breach(
                code="BR-1",
                what="A list of allergies was left on a bus",
                happened_on=date(2026, 11, 20),
                known_at=datetime(2026, 11, 21, 8, 10, tzinfo=UTC),
            )
        )
    with cabinet.connection() as look:
        review = agenda.read(look, TODAY)
        signed = figures.read(look, review)
        read = committee.read(look, TODAY)
    (item,) = (item for item in review.items if item.code == "BR-1" and item.is_legal)
    assert str(item.state) == ("late" if stands == "late" else "due")
    assert signed.sharing_decisions.breaches_late == (stands == "late")
    assert replace(signed, **WITHOUT_THE_LIST) == read.figures
    assert {str(seen.standing) for seen in read.meeting.areas if seen.area == "sharing decisions"} == {stands}
    asked = "Note that a breach is past its 72 hours, and ask why."
    assert (asked in read.meeting.asked) is (stands == "late")


@pytest.mark.parametrize(
    ("decided_on", "stands"),
    [
        pytest.param(TODAY, "attention needed", id="decided today: it may still be written today"),
        pytest.param(TODAY - timedelta(days=1), "late", id="the day after, past the setting's own day"),
        pytest.param(TODAY - timedelta(days=400), "late", id="more than a year ago"),
    ],
)
def test_a_decision_without_its_reason_is_late_for_the_committee_when_it_is_for_the_manager(
    cabinet, family, decided_on, stands
):
    """The committee read "attention needed" where the weekly review said that the record was overdue."""
    with cabinet.administering("test") as session:
        shared = SharingDecision(
            code="SD-1", child_id=family.child, ground=Ground.CRIME, raised_on=decided_on
        )
        session.add(shared)
        session.flush()
        session.add(
            SharingOutcome(
                decision_id=shared.id,
                outcome=Outcome.NOT_SHARED,
                position=Position.REFUSED,
                decided_on=decided_on,
            )
        )
    with cabinet.connection() as look:
        review = agenda.read(look, TODAY)
        signed = figures.read(look, review)
        read = committee.read(look, TODAY)
    assert {str(item.state) == "late" for item in review.items if item.code == "SD-1"} == {stands == "late"}
    assert signed.sharing_decisions.records_late == (stands == "late")
    assert replace(signed, **WITHOUT_THE_LIST) == read.figures
    (seen,) = (seen for seen in read.meeting.areas if seen.area == "sharing decisions")
    assert (str(seen.standing), seen.figure) == (
        stands,
        "Not complete" if stands == "late" else "To be completed",
    )
    assert "all in time" not in seen.about.replace("not all in time", "")


@pytest.mark.parametrize("weeks", [0, 1, 4, 16])
def test_files_and_backups_are_late_for_the_committee_when_they_are_for_the_manager(sample, weeks):
    with sample.administering("test") as session:
        session.execute(
            update(table(Setting)).values(is_sample=False)
        )  # of what is fictional no backup is asked
    vars(sample).pop("is_sample", None)
    on = date.today() + timedelta(weeks=weeks)  # noqa: DTZ011 - the trail of the sample begins today
    with sample.connection() as look:
        late = {item.area for item in agenda.read(look, on).items if item.state is State.LATE}
        meeting = committee.read(look, on).meeting
    points = {point.what: str(point.standing) for point in meeting.policy}
    assert (points["Children's files"] == "late") is (Area.CHILDREN in late)
    assert (points["Backups and recovery code"] == "late") is (Area.SETTING in late)


@pytest.mark.parametrize("weeks", [0, 1, 4, 16, 60])
def test_the_committee_knows_of_every_area_in_which_the_weekly_review_has_something_late(
    sample, monkeypatch, weeks
):
    """What comes onto the agenda later is in the committee's answer as well."""
    told = []
    worked_out = agenda.agenda.late_areas
    monkeypatch.setattr(
        "store.committee.late_areas", lambda *of, **how: told.append(worked_out(*of, **how)) or told[-1]
    )
    on = TODAY + timedelta(weeks=weeks)
    with sample.connection() as look:
        late = {item.area for item in agenda.read(look, on).items if item.state is State.LATE}
        committee.read(look, on)
    assert told == [late]


@pytest.mark.parametrize(
    ("days", "is_late"), [pytest.param(7, False, id="a week for it"), pytest.param(9, True, id="over")]
)
def test_a_recovery_code_that_names_no_manager_is_late_for_the_committee_too(cabinet, who, days, is_late):
    them = account(cabinet, Role.MANAGER, "Nadia Vale")
    accounts.change_role(cabinet, them, who.account_id, Role.DEPUTY)
    on = date.today() + timedelta(days=days)  # noqa: DTZ011 - the account is changed today
    with cabinet.connection() as look:
        late = {item.area for item in agenda.read(look, on).items if item.state is State.LATE}
        meeting = committee.read(look, on).meeting
    assert (Area.SETTING in late) is is_late
    points = {point.what: str(point.standing) for point in meeting.policy}
    assert (points["Backups and recovery code"] == "late") is is_late


def keeps_the_policy(cabinet):
    """The policy is signed and what stands beside it looked at, so that the rest alone is what is said of."""
    with cabinet.administering("test") as session:
        session.execute(update(table(Contact)).values(checked_on=TODAY))
        made_at = datetime.combine(TODAY, time(8), tzinfo=UTC)
        about = {"name": "a.zip", "records": 1, "sha256": "0" * 64, "made_at": made_at}
        session.add_all(
            BackupRecord(kind=kind, recorded_at=made_at, **about)
            for kind in (BackupKind.MADE, BackupKind.TESTED)
        )
        session.add(
            PolicyAdoption(committee="The committee", held_on=TODAY, signed_by="R. Ellis", signed_on=TODAY)
        )
        of_policy = select(InductionTopic.id).where(InductionTopic.key == POLICY)
        topic = session.scalars(of_policy).one()
        for person in session.scalars(select(StaffMember.id)):  # taken through it as it was adopted
            session.add(InductionRecord(staff_id=person, topic_id=topic, on=TODAY))
        session.add_all(
            RelatedPolicy(key=entry["key"], version="1", dated_on=TODAY)
            for entry in setting.listed("related_policies.toml", "policy")
        )
        for child in session.scalars(select(Child.id)):
            told = {"child_id": child, "duty_explained": True, "on": TODAY, "how": next(iter(ToldHow))}
            session.add(FamilyTold(**told))
        session.add_all(
            FamilyTold(child_id=child.id, duty_explained=True, on=TODAY, how=ToldHow.IN_PERSON)
            for child in session.scalars(select(Child))
        )


def talked_with_nobody_writing_it_down(cabinet, who, family):
    contacts.record_contact(cabinet, who, **contact_of(family, on=date(2026, 11, 20)))


def told_other_families(cabinet, _who, _family):
    with cabinet.administering("test") as session:
        session.execute(update(table(Setting)).values(leaflet_days=0))
        for told in session.scalars(select(FamilyTold.id)):
            session.add(Mistake(thing="family_told", record_id=told, because="It was another family"))


def left_with_an_open_account(cabinet, _who, family):
    hers = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("test") as session:
        session.get(Account, hers.account_id).staff_id = family.colleague
        session.get(StaffMember, family.colleague).left_on = date(2026, 11, 20)


def left_with_the_journey_on(cabinet, _who, family):
    with cabinet.administering("test") as session:
        session.get(Child, family.sibling).left_on = date(2026, 10, 1)
        on = consent.Account.OPENED
        session.add(JourneyAccount(child_id=family.sibling, event=on, on=date(2026, 1, 5)))


def booked_with_the_journey_on(cabinet, _who, _family):
    with cabinet.administering("test") as session:
        booked = Child(code="C-031", name="Gwen Rees", started_on=date(2027, 9, 1))
        session.add(booked)
        session.flush()
        on = consent.Account.OPENED
        session.add(JourneyAccount(child_id=booked.id, event=on, on=date(2026, 10, 1)))


def on_with_the_journey_retired(cabinet, who, family):
    booked_with_the_journey_on(cabinet, who, family)
    journey = next(r["id"] for r in rows(cabinet, ConsentPurpose) if r["key"] == consent.JOURNEY)
    purposes.retire(cabinet, who, purpose_id=journey, today=TODAY)


def asked_and_nobody_told_the_chairperson(cabinet, who, family, *, on=date(2026, 11, 19)):
    with cabinet.administering("test") as session:
        session.add(
            AccessRequest(
                code="AR-1",
                child_id=family.child,
                requester="Ellen Rees",
                channel=Channel.EMAIL,
                received_on=on,
            )
        )


def answered_and_nobody_closed_it(cabinet, _who, family):
    with cabinet.administering("test") as session:
        request = AccessRequest(
            code="AR-1",
            child_id=family.child,
            requester="Ellen Rees",
            channel=Channel.EMAIL,
            received_on=date(2026, 10, 5),
        )
        session.add(request)
        session.flush()
        session.add(AccessStep(request_id=request.id, step=Step.RELEASED, on=date(2026, 10, 20)))


BY_LAW = "Yes, by the dates of the law. Dates of the setting's own have passed in "
ONLINE = "Mostly: something is late in consents."


@pytest.mark.parametrize(
    ("what", "area", "said"),
    [
        pytest.param(
            asked_and_nobody_told_the_chairperson, Area.ACCESS_REQUESTS, BY_LAW, id="the chairperson not told"
        ),
        pytest.param(
            answered_and_nobody_closed_it, Area.ACCESS_REQUESTS, BY_LAW, id="a request that is not closed"
        ),
        pytest.param(
            talked_with_nobody_writing_it_down, Area.SHARING_DECISIONS, BY_LAW, id="not in the file"
        ),
        pytest.param(told_other_families, Area.POLICY, BY_LAW, id="a family that was not told"),
        pytest.param(left_with_an_open_account, Area.INDUCTION, BY_LAW, id="an account of somebody who left"),
        pytest.param(
            left_with_the_journey_on, Area.CONSENTS, ONLINE, id="a journey account of a child who left"
        ),
        pytest.param(
            booked_with_the_journey_on, Area.CONSENTS, ONLINE, id="a journey account of a child to come"
        ),
        pytest.param(
            on_with_the_journey_retired, Area.CONSENTS, ONLINE, id="a journey that is asked no more"
        ),
    ],
)
def test_what_the_weekly_review_has_late_is_no_plain_yes(cabinet, who, family, what, area, said, monkeypatch):
    """The page said that everything was in time, and the weekly review that something was late."""
    monkeypatch.setattr("store.house.day_of", lambda at, today: at and today - timedelta(days=1))
    monkeypatch.setattr("rules.policy.no_chairperson", lambda *_, **__: None)  # who would need an induction
    keeps_the_policy(cabinet)
    with cabinet.connection() as look:
        assert committee.read(look, TODAY).meeting.sentence.startswith("Yes, so far: nothing is late.")
    what(cabinet, who, family)
    with cabinet.connection() as look:
        assert State.LATE in {item.state for item in agenda.read(look, TODAY, area).items}
        meeting = committee.read(look, TODAY).meeting
    assert meeting.sentence.startswith(said)


@pytest.mark.parametrize(
    ("closed_on", "said"),
    [
        pytest.param(None, BY_LAW, id="two working days are over"),
        pytest.param(
            date(2026, 11, 23), "Yes, so far: nothing is late.", id="the setting was closed on one of them"
        ),
    ],
)
def test_a_day_on_which_the_setting_is_closed_makes_nothing_late_for_the_committee(
    cabinet, who, family, closed_on, said
):
    keeps_the_policy(cabinet)
    asked_and_nobody_told_the_chairperson(cabinet, who, family, on=date(2026, 11, 19))
    if closed_on:
        with cabinet.administering("test") as session:
            session.add(ClosureDay(day=closed_on, name="Training"))
    with cabinet.connection() as look:
        late = {item.state for item in agenda.read(look, TODAY).items}
        meeting = committee.read(look, TODAY).meeting
    assert (State.LATE in late) is (closed_on is None)
    assert meeting.sentence.startswith(said)


def test_a_decision_of_long_ago_is_counted_in_the_year_in_which_it_was_made_whole(cabinet, who, family):
    long_ago = TODAY - timedelta(days=500)
    with cabinet.administering("test") as session:
        decision = SharingDecision(
            code="SD-2025-001", child_id=family.child, ground=Ground.CRIME, concern="x", raised_on=long_ago
        )
        session.add(decision)
        session.flush()
        at = datetime.combine(long_ago, time(12), UTC)
        made = {"outcome": Outcome.SHARED_WITHOUT_CONSENT, "position": Position.REFUSED}
        made |= {"decision_id": decision.id, "shared_with": "The MASH", "decided_on": long_ago}
        session.add_all(
            [
                SharingOutcome(recorded_at=at, **made),
                SharingEntry(decision_id=decision.id, entry="14", recorded_on=long_ago, recorded_at=at),
            ]
        )

    def counted_now():
        on = london_today()  # it is made whole by the clock
        with cabinet.connection() as look:
            both = figures.read(look, agenda.read(look, on)), committee.read(look, on).figures
        return {
            (one.recorded_last_12_months, one.recorded_in_time_last_12_months)
            for one in (read.sharing_decisions for read in both)
        }

    assert counted_now() == {(0, 0)}
    reason = {"reason": "A child was at risk of harm.", "today": london_today()}
    sharing.complete_record(cabinet, who, decision_id=decision.id, **reason)
    assert counted_now() == {(1, 0)}, "and not in time"
    because = "The entry had another number."
    sharing.take_back(cabinet, who, entry_id=rows(cabinet, SharingEntry)[-1]["id"], because=because)
    entry = sharing.NewEntry(entry="15", recorded_on=long_ago, late_because=because, recording_days=1)
    sharing.complete_record(cabinet, who, decision_id=decision.id, today=london_today(), entry=entry)
    assert counted_now() == {(1, 0)}, "nor when its entry is put right"


def test_a_decision_completed_later_is_open_no_more(cabinet, a_year, family):
    """Its first row lacks the reason, the row that completes it does not: the register has no use of it."""
    on = date(2023, 3, 1)
    with cabinet.administering("test") as session:
        old = SharingDecision(code="SD-old", child_id=family.child, ground=Ground.CRIME, raised_on=on)
        session.add(old)
        session.flush()
        for reason in ("", "They asked us not to"):
            session.add(
                SharingOutcome(
                    decision_id=old.id,
                    outcome=Outcome.NOT_SHARED,
                    position=Position.REFUSED,
                    reason=reason,
                    decided_on=on,
                )
            )
            session.flush()
        session.add(SharingEntry(decision_id=old.id, recorded_on=on))
    with cabinet.connection() as look:
        register = sharing.decisions(look, raised_since=TODAY)
    assert "SD-old" not in [held.code for held in register]


def test_consents_count_the_children_on_roll(counted, cabinet):
    purposes = rows(cabinet, ConsentPurpose)
    held = counted.consents
    assert (held.children, held.questions, held.answered) == (1, len(purposes), len(purposes))
    assert [purpose.title for purpose in held.by_purpose] == [row["title"] for row in purposes]
    assert all(purpose.statuses == {"given": 1} for purpose in held.by_purpose)


def test_induction(counted, cabinet):
    assert len(rows(cabinet, InductionTopic)) > 0
    held = counted.induction
    assert (held.people, held.complete, held.on_site_without_it, held.to_read_again) == (5, 4, 1, 0)
    assert [(group.role, group.people, group.complete) for group in held.by_group]
    assert sum(group.people for group in held.by_group) == held.people
    assert [group.role for group in held.by_group if group.on_site_without_it] == ["staff"]


def test_a_signed_review_keeps_the_figures_and_codes_and_names_nobody(cabinet, who, counted):
    weekly_review.sign_review(cabinet, who, to_sign(cabinet), note=" Rang two families ")
    row = rows(cabinet, WeeklyReview)[0]
    assert (row["on"], row["note"], row["signed_by_id"]) == (TODAY, "Rang two families", who.account_id)
    assert json.loads(row["figures"]) == counted.as_plain()
    kept = row["figures"] + row["agenda"]
    for name in ("Ivy", "Davies", "Ewa", "Nowak", "Gwen", "Parry", "Joanne", "Little Sparks"):
        assert name not in kept
    items = agenda_of(cabinet).items
    assert set(json.loads(row["agenda"])) == {f"{item.code} {item.action}" for item in items}


@pytest.mark.parametrize("is_recorded_since", [False, True], ids=["as it was looked at", "taken anew"])
def test_who_stands_back_from_a_request_signs_figures_with_it_and_a_list_without(
    cabinet, counted, family, is_recorded_since
):
    """The committee is told by them whether the requests were in time (see 72)."""
    deputy = account(cabinet, Role.DEPUTY, "Dee Marlow")
    late = next(row["id"] for row in rows(cabinet, AccessRequest) if row["code"] == "AR-4")
    sight.declare_conflict(cabinet, deputy, request_id=late, conflict=Conflict.NAMED)
    with cabinet.reading(deputy, Thing.AGENDA) as look:
        ready = weekly_review.to_sign(look, TODAY)
        listed = {weekly_review_rules.kept(item) for item in agenda.read(look, TODAY).items}
        assert access_requests.requests(look, request_id=late) == [], "it is out of sight as before"
    if is_recorded_since:
        ready = replace(ready, mark=b"")
    weekly_review.sign_review(cabinet, deputy, ready)
    row = rows(cabinet, WeeklyReview)[0]
    assert json.loads(row["figures"])["access_requests"] == asdict(counted.access_requests)
    assert set(json.loads(row["agenda"])) == listed
    assert "AR-4" not in row["agenda"]


def test_what_was_recorded_since_is_signed_too(cabinet, who, a_year):
    ready = to_sign(cabinet)
    add_children(cabinet, 1)
    assert to_sign(cabinet).agenda != ready.agenda
    now = to_sign(cabinet)
    weekly_review.sign_review(cabinet, who, ready)
    row = rows(cabinet, WeeklyReview)[0]
    assert (row["figures"], row["agenda"]) == (now.figures, now.agenda)


def test_what_was_looked_at_is_signed_without_reading_it_again(cabinet, who, a_year, monkeypatch):
    ready = to_sign(cabinet)
    monkeypatch.setattr(weekly_review, "to_sign", None)
    weekly_review.sign_review(cabinet, who, ready)
    row = rows(cabinet, WeeklyReview)[0]
    assert (row["on"], row["figures"], row["agenda"]) == (TODAY, ready.figures, ready.agenda)


@pytest.mark.parametrize(
    ("is_looked_at_anew", "note"),
    [
        pytest.param(False, "I pressed it once more", id="a second press of the same form"),
        pytest.param(True, "Again", id="without saying why"),
    ],
)
def test_a_day_is_not_signed_twice_unseen_or_without_a_reason(cabinet, who, a_year, is_looked_at_anew, note):
    first = to_sign(cabinet)
    weekly_review.sign_review(cabinet, who, first)
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        weekly_review.sign_review(cabinet, who, to_sign(cabinet) if is_looked_at_anew else first, note=note)
    assert list(refused.value.problems) == ["note"]
    assert everything(cabinet) == before


@pytest.mark.parametrize("first_note", ["", "Signed by mistake"], ids=["without a note", "with a note"])
def test_a_day_that_is_signed_again_counts_as_it_was_signed_last(cabinet, who, a_year, first_note):
    """For the trend, and for what is new since; both signatures stay (see 1)."""
    weekly_review.sign_review(cabinet, who, to_sign(cabinet), note=first_note)
    add_children(cabinet, 1)
    now = to_sign(cabinet)
    why = "It was signed before anybody had looked"
    weekly_review.sign_review(cabinet, who, now, note=why)
    first, last = rows(cabinet, WeeklyReview)
    assert (first["on"], last["on"], first["agenda"] == last["agenda"]) == (TODAY, TODAY, False)
    with cabinet.connection() as look:
        house = read_house(look, TODAY, reviews_since=TODAY, with_standing=True)
        listed = read_house(look, TODAY, with_standing=True)
    assert house.reviews == ((TODAY, json.loads(now.figures)),)
    assert house.signed_on == (TODAY,)
    assert listed.last_review.agenda == tuple(json.loads(now.agenda))
    assert listed.notes == (
        (TODAY, why),
        (TODAY, f"{first_note or 'No note'} (signed again later that day)"),
    )


def test_a_note_that_is_too_long_is_refused(cabinet, who):
    with pytest.raises(Refused) as refused:
        weekly_review.sign_review(cabinet, who, to_sign(cabinet), note="x" * 4001)
    assert list(refused.value.problems) == ["note"]
    assert rows(cabinet, WeeklyReview) == []


def test_the_review_of_a_large_setting_fits(sample):
    """Its codes are many more than a note's length."""
    add_children(sample, 400)
    weekly_review.sign_review(sample, manager_of(sample), to_sign(sample))
    assert len(rows(sample, WeeklyReview)[-1]["agenda"]) > 4000
