"""Records of children who left: kept until when, on hold for what, disposed of by two people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import (
    AccessRequest,
    AccessStep,
    Breach,
    BreachStep,
    Child,
    ComplaintStep,
    Conversation,
    ConversationEntry,
    Disposal,
    FileEntry,
    FileEntryFact,
    JourneyAccount,
    Mistake,
    RectificationStep,
    RetentionPeriod,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
)
from rules import breach, consent, contacts, rectification
from rules import complaints as complaint
from rules.access import Channel, Step
from rules.developmental import Event
from rules.file_index import Category, Fact, Kind, Nature, Source
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from rules.retention import Became, From, HeldFor, Period, RecordKind
from rules.sharing import OF_PROTECTION, Ground, Outcome, Position, Recipient
from store import children, complaints, developmental, record_hold, rectifications, retention, signing_in
from store.refusal import ChangedMeanwhile, Refused
from store.today import london_today
from tests.conftest import PASSWORD, TODAY, account, everything, rows

DAY = timedelta(days=1)
LEFT_ON = date(2022, 7, 22)


@pytest.fixture
def leaver(cabinet, family) -> int:
    """A child who left more than three years ago."""
    with cabinet.administering("test") as session:
        child = Child(
            code="C-009",
            name="Wyn Parry",
            born_on=date(2018, 3, 4),
            started_on=date(2019, 9, 2),
            left_on=LEFT_ON,
        )
        session.add(child)
        session.flush()
        return child.id


def kept(opened, leaver):
    with opened.connection() as look:
        return retention.kept(look, TODAY, child_id=leaver)


def add(opened, *held):
    with opened.administering("test") as session:
        session.add_all(held)


def entry(leaver, category):
    return FileEntry(
        child_id=leaver,
        number=1,
        first_page=1,
        last_page=1,
        event_on=LEFT_ON,
        written_on=LEFT_ON,
        kind=Kind.OBSERVATION,
        author="Ewa Nowak",
        nature=Nature.FACT,
        category=category,
        source=Source.SETTING,
        kept_at="In the child's file",
    )


def test_general_records_are_due_three_years_after_leaving(cabinet, leaver):
    [line] = kept(cabinet, leaver)
    assert (line.kind, line.until, line.open_things) == (RecordKind.GENERAL, date(2025, 7, 22), ())
    assert line.is_due(TODAY)
    assert not line.is_due(date(2025, 7, 22)), "the last day it is kept"


def test_only_children_who_have_left_are_listed(cabinet, family, leaver):
    with cabinet.connection() as look:
        assert {line.code for line in retention.kept(look, TODAY)} == {"C-002", "C-009"}


def test_the_other_kinds_follow_from_the_file_and_the_log(cabinet, leaver):
    add(cabinet, entry(leaver, Category.INJURY))
    assert [line.kind for line in kept(cabinet, leaver)] == [RecordKind.GENERAL, RecordKind.ACCIDENTS]
    decision = SharingDecision(
        code="SD-2022-001", child_id=leaver, ground=Ground.SIGNIFICANT_HARM, concern="x", raised_on=LEFT_ON
    )
    add(cabinet, decision)
    lines = {line.kind: line for line in kept(cabinet, leaver)}
    assert set(lines) == set(RecordKind)
    assert lines[RecordKind.GENERAL].open_things == ("sharing decision SD-2022-001",)
    add(cabinet, SharingEntry(decision_id=1, entry="12", recorded_on=LEFT_ON))
    assert kept(cabinet, leaver)[0].open_things == ()
    about = {"code": "SD-2022-002", "ground": Ground.CRIME, "concern": "y", "raised_on": LEFT_ON}
    add(cabinet, SharingDecision(child_id=leaver, **about))
    assert kept(cabinet, leaver)[0].open_things == ("sharing decision SD-2022-002",), (
        "the other is in the file"
    )
    add(cabinet, SharingEntry(decision_id=2, entry="13", recorded_on=LEFT_ON))
    add(cabinet, Mistake(thing="sharing_entry", record_id=1, because="It was not written"))
    assert kept(cabinet, leaver)[0].open_things == ("sharing decision SD-2022-001",), "nor is it any more"


@pytest.mark.parametrize(
    ("ground", "recipient", "outcome", "is_protected"),
    [
        *(pytest.param(one, None, None, one in OF_PROTECTION, id=one.value) for one in Ground),
        pytest.param(
            Ground.PROFESSIONAL_WORK, Recipient.NEXT_SETTING, Outcome.SHARED_WITH_CONSENT, False, id="school"
        ),
        pytest.param(
            Ground.OTHER_BASIS, Recipient.SOCIAL_CARE, Outcome.SHARED_WITHOUT_CONSENT, True, id="social care"
        ),
        pytest.param(
            Ground.PROFESSIONAL_WORK, Recipient.SOCIAL_CARE, Outcome.NOT_SHARED, False, id="was not told"
        ),
    ],
)
def test_a_decision_keeps_child_protection_records_only_where_it_is_of_that(
    cabinet, who, leaver, ground, recipient, outcome, is_protected
):
    """A nursery that rang to ask how a child eats made a family one of child protection, for 25 years."""
    about = {"code": "SD-2022-001", "ground": ground, "concern": "x", "raised_on": LEFT_ON}
    add(cabinet, SharingDecision(child_id=leaver, **about))
    if outcome:
        decided = {"decision_id": 1, "outcome": outcome, "position": Position.WRITTEN, "decided_on": LEFT_ON}
        add(cabinet, SharingOutcome(recipient=recipient, recorded_by_id=who.account_id, **decided))
    kinds = {line.kind for line in kept(cabinet, leaver)}
    assert kinds == {RecordKind.GENERAL, *([RecordKind.CHILD_PROTECTION] if is_protected else [])}
    assert kept(cabinet, leaver)[0].open_things == ("sharing decision SD-2022-001",), (
        "it is open all the same"
    )


def test_a_category_that_was_corrected_away_keeps_nothing(cabinet, leaver):
    add(cabinet, entry(leaver, Category.INJURY))
    right = entry(leaver, None)
    right.corrects_id, right.because = 1, "It was about another child"
    add(cabinet, right)
    assert [line.kind for line in kept(cabinet, leaver)] == [RecordKind.GENERAL]


def test_what_is_open_holds_the_records(cabinet, leaver):
    add(
        cabinet,
        AccessRequest(
            code="AR-2026-001",
            child_id=leaver,
            requester="A carer",
            channel=Channel.LETTER,
            received_on=TODAY,
        ),
        JourneyAccount(child_id=leaver, event=consent.Account.OPENED, on=LEFT_ON - DAY),
    )
    [line] = kept(cabinet, leaver)
    assert line.open_things == ("access request AR-2026-001", "the journey account, which is on")
    assert not line.is_due(TODAY)
    add(cabinet, JourneyAccount(child_id=leaver, event=consent.Account.CLOSED, on=LEFT_ON))
    assert kept(cabinet, leaver)[0].open_things == ("access request AR-2026-001",)
    add(
        cabinet,
        AccessStep(request_id=1, step=Step.REFUSED, on=TODAY, reason="Manifestly excessive, as told."),
    )
    assert kept(cabinet, leaver)[0].open_things == ("access request AR-2026-001",), "answered is not closed"
    add(cabinet, AccessStep(request_id=1, step=Step.CLOSED, on=TODAY))
    assert kept(cabinet, leaver)[0].open_things == ()
    add(cabinet, AccessStep(request_id=1, step=Step.CLOSED, on=TODAY, corrects_id=2, is_struck=True))
    assert kept(cabinet, leaver)[0].open_things == ("access request AR-2026-001",), "it was not closed"


def test_a_correction_and_a_complaint_hold_the_records_until_they_are_done(cabinet, who, leaver):
    """Law L8.5: a complaint holds them as a request does."""
    asked = {"asked_by": "Gwen Parry", "channel": Channel.LETTER, "received_on": TODAY, "today": TODAY}
    rectifications.record_rectification(
        cabinet, who, child_id=leaver, entry="4", claim=rectification.Claim.FACT, words="He was not there.",
        **asked,
    )  # fmt: skip
    asked["made_by"] = asked.pop("asked_by")
    complaints.record_complaint(
        cabinet, who, child_id=leaver, kind=complaint.Kind.OTHER, about="The answer came late.", **asked
    )
    [line] = kept(cabinet, leaver)
    year = TODAY.year
    assert line.open_things == (f"request to correct the file RC-{year}-001", f"complaint CP-{year}-001")
    assert not line.is_due(TODAY)
    steps = rectification.Step
    add(
        cabinet,
        RectificationStep(
            rectification_id=1, step=steps.DECIDED, on=TODAY, decision=rectification.Decision.REFUSED
        ),
        RectificationStep(rectification_id=1, step=steps.ANSWERED, on=TODAY),
        RectificationStep(rectification_id=1, step=steps.VIEW, on=TODAY, words="He was at home."),
        ComplaintStep(complaint_id=1, step=complaint.Step.OUTCOME, on=TODAY, words="We are sorry."),
    )
    assert kept(cabinet, leaver)[0].open_things == ()


def test_what_was_recorded_about_the_wrong_child_holds_no_records(cabinet, who, leaver):
    asked = {"channel": Channel.LETTER, "received_on": TODAY, "today": TODAY}
    rectifications.record_rectification(
        cabinet, who, child_id=leaver, entry="4", claim=rectification.Claim.FACT, words="He was not there.",
        asked_by="Gwen Parry", **asked,
    )  # fmt: skip
    complaints.record_complaint(
        cabinet, who, child_id=leaver, kind=complaint.Kind.OTHER, about="The answer came late.",
        made_by="Gwen Parry", **asked,
    )  # fmt: skip
    assert len(kept(cabinet, leaver)[0].open_things) == 2
    by_mistake = {"on": TODAY, "words": "It was about another child.", "today": TODAY}
    rectifications.record_step(
        cabinet, who, rectification_id=1, step=rectification.Step.MISTAKEN, **by_mistake
    )
    complaints.record_step(cabinet, who, complaint_id=1, step=complaint.Step.MISTAKEN, **by_mistake)
    assert kept(cabinet, leaver)[0].open_things == ()


def test_a_complaint_with_the_ico_holds_the_records_until_it_is_decided_there(cabinet, who, leaver):
    """Law L8.5: our outcome does not end it."""
    complaints.record_complaint(
        cabinet, who, child_id=leaver, kind=complaint.Kind.DATA_PROTECTION, about="A page was left out.",
        made_by="Gwen Parry", channel=Channel.LETTER, received_on=TODAY, today=TODAY,
    )  # fmt: skip
    steps = complaint.Step

    def record(step, **more):
        complaints.record_step(
            cabinet, who, complaint_id=1, step=step, on=TODAY, words="The case has the number IC-1234.",
            today=TODAY, **more,
        )  # fmt: skip

    record(steps.OUTCOME, result=complaint.Result.NOT_UPHELD, is_route_told=True)
    assert kept(cabinet, leaver)[0].open_things == ()
    record(steps.WENT_ON)
    assert kept(cabinet, leaver)[0].open_things == (f"complaint CP-{TODAY.year}-001",)
    record(steps.DECIDED_THERE)
    assert kept(cabinet, leaver)[0].open_things == ()
    record(steps.WENT_ON)  # to court, after it
    assert kept(cabinet, leaver)[0].open_things == (f"complaint CP-{TODAY.year}-001",)


@pytest.mark.parametrize("is_listed", [False, True], ids=["logged about them", "listed as affected"])
def test_a_breach_holds_the_records_of_each_family_until_it_is_closed(
    cabinet, who, family, leaver, is_listed
):
    """Law L8.5: the Information Commissioner may ask for what was let out long after it was."""
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
    about = family.child if is_listed else leaver
    add(cabinet, Breach(code="BR-1", child_id=about, what="A letter", happened_on=TODAY, known_at=at))
    if is_listed:
        assert kept(cabinet, leaver)[0].open_things == ()
        add(cabinet, BreachStep(breach_id=1, step=breach.Step.AFFECTED, at=at, child_id=leaver))
    assert kept(cabinet, leaver)[0].open_things == ("breach BR-1",)
    told = [(breach.Step.TOLD, None), *([(breach.Step.TOLD, 1)] if is_listed else [])]
    for step, whom in ((breach.Step.REPORTED, None), *told, (breach.Step.CLOSED, None)):
        assert kept(cabinet, leaver)[0].open_things == ("breach BR-1",)
        add(cabinet, BreachStep(breach_id=1, step=step, at=at, affected_id=whom))
    assert kept(cabinet, leaver)[0].open_things == ()


def test_who_was_listed_with_a_breach_by_mistake_is_held_by_it_no_more(cabinet, family, leaver):
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
    add(cabinet, Breach(code="BR-1", child_id=family.child, what="A letter", happened_on=TODAY, known_at=at))
    add(cabinet, BreachStep(breach_id=1, step=breach.Step.AFFECTED, at=at, child_id=leaver))
    assert kept(cabinet, leaver)[0].open_things == ("breach BR-1",)
    add(cabinet, Mistake(thing="breach_step", record_id=1, because="It was another child's letter"))
    assert kept(cabinet, leaver)[0].open_things == ()


def test_one_childs_account_says_nothing_of_anothers(cabinet, family, leaver):
    add(cabinet, JourneyAccount(child_id=family.child, event=consent.Account.OPENED, on=TODAY))
    assert kept(cabinet, leaver)[0].open_things == ()


# The setting's own periods --------------------------------------------------------------------------


def test_a_period_is_the_settings_own_and_changes_what_is_due(cabinet, who, leaver):
    general = {"kind": RecordKind.GENERAL, "counted_from": From.LEAVING}
    retention.change_period(cabinet, who, **general, months=72, seen={"months": 36})
    with cabinet.connection() as look:
        held = retention.periods(look)[RecordKind.GENERAL]
    assert (held.period, held.is_own) == (Period(72, From.LEAVING), True)
    assert not kept(cabinet, leaver)[0].is_due(TODAY)
    with pytest.raises(ChangedMeanwhile):
        retention.change_period(cabinet, who, **general, months=48, seen={"months": 36})
    with pytest.raises(Refused) as refused:
        retention.change_period(cabinet, who, **general, months=12)
    assert list(refused.value.problems) == ["reason"]
    retention.change_period(cabinet, who, **general, months=12, reason="The council advises it")
    assert [(r["months"], r["reason"]) for r in rows(cabinet, RetentionPeriod)] == [
        (12, "The council advises it")
    ]
    with pytest.raises(NotAllowed):
        retention.change_period(cabinet, account(cabinet, Role.DEPUTY), **general, months=72)
    another = {"kind": RecordKind.ACCIDENTS, "counted_from": From.BIRTH}
    retention.change_period(cabinet, who, **another, months=300)
    with cabinet.connection() as look:
        months = {kind: held.period.months for kind, held in retention.periods(look).items()}
    assert months == {
        RecordKind.GENERAL: 12,
        RecordKind.ACCIDENTS: 300,
        RecordKind.CHILD_PROTECTION: 300,
    }


# Disposal -------------------------------------------------------------------------------------------


def test_a_disposal_is_recorded_by_two_people_once(cabinet, who, leaver, monkeypatch):
    deputy, student = account(cabinet, Role.DEPUTY, "Dai Rowlands"), account(cabinet, Role.STAFF, "Sam Lee")
    matches = {(one.account_id, PASSWORD) for one in (deputy, student, who)}
    monkeypatch.setattr(
        signing_in, "is_password_of", lambda _, whose, typed: (whose.account_id, typed) in matches
    )
    done = {
        "child_ids": [leaver],
        "kind": RecordKind.GENERAL,
        "on": TODAY,
        "how": " Shredded ",
        "second_id": deputy.account_id,
        "confirmation": PASSWORD,
        "today": TODAY,
    }
    for changed, field in (
        ({"child_ids": []}, "child"),
        ({"child_ids": [999]}, "child"),
        ({"kind": RecordKind.ACCIDENTS}, "kind"),
        ({"second_id": None}, "second"),
        ({"second_id": who.account_id}, "second"),
        ({"second_id": student.account_id}, "second"),
        ({"confirmation": "not it"}, "confirmation"),
        ({"on": date(2025, 7, 22)}, "on"),
        ({"how": "pwd: kiwi"}, "how"),
    ):
        before = everything(cabinet)
        with pytest.raises(Refused) as refused:
            retention.record_disposals(cabinet, who, **done | changed)
        assert field in refused.value.problems
        of_the_trail = {"audit_entry", "audit_seal"} if field == "confirmation" else set()
        assert {name for name, held in everything(cabinet).items() if held != before[name]} == of_the_trail
    retention.record_disposals(cabinet, who, **done)
    [row] = rows(cabinet, Disposal)
    assert (row["how"], row["second_id"], row["recorded_by_id"]) == (
        "Shredded",
        deputy.account_id,
        who.account_id,
    )
    [line] = kept(cabinet, leaver)
    assert line.disposed_by == ("Joanne Pryce", "Dai Rowlands")
    assert not line.is_due(TODAY)
    with pytest.raises(Refused, match="recorded already"):
        retention.record_disposals(cabinet, who, **done)
    add(cabinet, entry(leaver, Category.INJURY))
    with pytest.raises(Refused, match="kept until Saturday 4 June 2039"):
        retention.record_disposals(cabinet, who, **done | {"kind": RecordKind.ACCIDENTS})


def test_who_left_came_back_and_left_again_has_their_second_records_disposed_of_too(
    cabinet, who, leaver, monkeypatch
):
    deputy = account(cabinet, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    done = {"child_ids": [leaver], "kind": RecordKind.GENERAL, "how": "Shredded"}
    done |= {"second_id": deputy.account_id, "confirmation": PASSWORD}
    retention.record_disposals(cabinet, who, **done, on=TODAY, today=TODAY)
    left_again_on, later = TODAY + 400 * DAY, TODAY + 1600 * DAY
    with cabinet.administering("test") as session:
        child = session.get(Child, leaver)
        child.started_on, child.left_on = TODAY + 10 * DAY, left_again_on
        session.add(child)
    with cabinet.connection() as look:
        [line] = retention.kept(look, later, child_id=leaver)
    assert (line.disposed_on, line.is_due(later)) == (None, True)
    retention.record_disposals(cabinet, who, **done, on=later, today=later)
    with cabinet.connection() as look:
        [line] = retention.kept(look, later, child_id=leaver)
    assert line.disposed_on == later
    assert [row["on"] for row in rows(cabinet, Disposal)] == [TODAY, later]
    with pytest.raises(Refused, match="recorded already"):
        retention.record_disposals(cabinet, who, **done, on=later, today=later)


def fact_of(number, fact, on=LEFT_ON, **more):
    return FileEntryFact(entry_id=number, fact=fact, on=on, said="", **more)


def test_a_typed_copy_and_a_disc_go_before_the_paper_does(cabinet, who, leaver, monkeypatch):
    deputy = account(cabinet, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    of_an_injury = entry(leaver, Category.INJURY)
    of_an_injury.number = 2
    add(cabinet, entry(leaver, None), of_an_injury)
    add(cabinet, fact_of(1, Fact.TYPED), fact_of(1, Fact.DISC, is_encrypted=True), fact_of(2, Fact.TYPED))
    with cabinet.reading(who) as look:
        held = retention.in_the_file(look, [leaver], TODAY)
    assert held == {
        (leaver, RecordKind.GENERAL): retention.InTheFile(
            (1,), ("the typed copy of entry 1",), ("the disc of entry 1",)
        ),
        (leaver, RecordKind.ACCIDENTS): retention.InTheFile((2,), ("the typed copy of entry 2",)),
    }
    done = {"child_ids": [leaver], "kind": RecordKind.GENERAL, "how": "Shredded", "on": TODAY, "today": TODAY}
    done |= {"second_id": deputy.account_id, "confirmation": PASSWORD}
    with pytest.raises(Refused, match="the typed copy of entry 1 and the disc of entry 1"):
        retention.record_disposals(cabinet, who, **done)
    add(cabinet, fact_of(1, Fact.DELETED))
    with pytest.raises(Refused, match="still here: the disc of entry 1"):
        retention.record_disposals(cabinet, who, **done)
    add(cabinet, fact_of(1, Fact.DESTROYED))
    retention.record_disposals(cabinet, who, **done)
    assert len(rows(cabinet, Disposal)) == 1


@pytest.mark.parametrize(
    ("recorded", "taken_back", "is_still_here"),
    [
        pytest.param([Fact.TYPED], 1, False, id="a typed copy that never was: nobody could delete it"),
        pytest.param([Fact.DISC], 1, False, id="a disc that never was"),
        pytest.param([Fact.TYPED, Fact.DELETED], 2, True, id="a typed copy that was not deleted after all"),
        pytest.param([Fact.DISC, Fact.DESTROYED], 2, True, id="a disc that was not destroyed after all"),
        pytest.param(
            [Fact.TYPED, Fact.DELETED, Fact.DELETED], 2, False, id="deleted, as it was entered anew"
        ),
    ],
)
def test_what_was_taken_back_beside_an_entry_says_nothing_of_its_copies(
    cabinet, who, leaver, recorded, taken_back, is_still_here
):
    add(cabinet, entry(leaver, None), *(fact_of(1, fact) for fact in recorded))
    add(cabinet, Mistake(thing="file_entry_fact", record_id=taken_back, because="It was another entry's."))
    with cabinet.reading(who) as look:
        [held] = retention.in_the_file(look, [leaver], TODAY).values()
    assert bool(held.copies(is_passed_on=False)) is is_still_here


def test_a_disc_goes_with_the_file_to_a_school_and_a_typed_copy_does_not(cabinet, who, leaver, monkeypatch):
    deputy = account(cabinet, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    add(cabinet, entry(leaver, None))
    add(cabinet, fact_of(1, Fact.DISC, is_encrypted=True), fact_of(1, Fact.TYPED))
    done = {"child_ids": [leaver], "kind": RecordKind.GENERAL, "how": "By hand", "on": TODAY, "today": TODAY}
    done |= {"second_id": deputy.account_id, "confirmation": PASSWORD, "passed_to": "Hillside Infants"}
    with pytest.raises(Refused, match="still here: the typed copy of entry 1"):
        retention.record_disposals(cabinet, who, **done)
    add(cabinet, fact_of(1, Fact.DELETED))
    retention.record_disposals(cabinet, who, **done)


def test_a_record_that_lacks_something_and_a_talk_that_is_in_no_file_hold_the_records(cabinet, leaver):
    about = {"ground": Ground.CRIME, "concern": "x", "raised_on": LEFT_ON}
    add(cabinet, SharingDecision(code="SD-2022-001", child_id=leaver, **about))
    made = {"outcome": Outcome.NOT_SHARED, "position": Position.REFUSED, "decided_on": LEFT_ON}
    add(cabinet, SharingOutcome(decision_id=1, **made))
    add(cabinet, SharingEntry(decision_id=1, entry="12", recorded_on=LEFT_ON))
    assert kept(cabinet, leaver)[0].open_things == ("sharing decision SD-2022-001",), "it has no reason"
    add(cabinet, SharingOutcome(decision_id=1, reason="They said that they would.", corrects_id=1, **made))
    assert kept(cabinet, leaver)[0].open_things == ()
    talk = {"kind": contacts.Kind.COLLEAGUE, "what": "x", "purpose": "y", "on": LEFT_ON}
    add(cabinet, Conversation(code="ND-2022-001", child_id=leaver, **talk))
    assert kept(cabinet, leaver)[0].open_things == ("ND-2022-001, which is not in the file",)
    add(cabinet, ConversationEntry(conversation_id=1, entry="13", recorded_on=LEFT_ON))
    assert kept(cabinet, leaver)[0].open_things == ()
    add(cabinet, Conversation(code="ND-2022-002", child_id=leaver, **talk))
    add(cabinet, Mistake(thing="conversation", record_id=2, because="It was about another child"))
    assert kept(cabinet, leaver)[0].open_things == (), "there was no such talk"


def test_what_came_into_the_file_afterwards_is_here(cabinet, who, leaver, monkeypatch):
    deputy = account(cabinet, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    add(cabinet, entry(leaver, None))
    done = {"child_ids": [leaver], "kind": RecordKind.GENERAL, "how": "Shredded", "on": TODAY, "today": TODAY}
    done |= {"second_id": deputy.account_id, "confirmation": PASSWORD}
    retention.record_disposals(cabinet, who, **done)
    letter = entry(leaver, None)
    letter.number, letter.event_on, letter.written_on = 2, TODAY, TODAY
    add(cabinet, letter)
    assert kept(cabinet, leaver)[0].disposed_on == TODAY, "of that day it went with the rest"
    injury = entry(leaver, Category.INJURY)
    injury.number, injury.written_on = 3, TODAY + DAY
    add(cabinet, injury)
    assert kept(cabinet, leaver)[0].disposed_on == TODAY, "another kind"
    later = entry(leaver, Category.AGENCY)
    later.number, later.written_on = 4, TODAY + DAY
    add(cabinet, later)
    line = kept(cabinet, leaver)[0]
    assert (line.kind, line.disposed_on, line.is_due(TODAY + DAY)) == (RecordKind.GENERAL, None, True)
    retention.record_disposals(cabinet, who, **done | {"on": TODAY + DAY, "today": TODAY + DAY})
    assert [row["on"] for row in rows(cabinet, Disposal)] == [TODAY, TODAY + DAY]
    assert kept(cabinet, leaver)[0].disposed_on == TODAY + DAY


def test_nothing_is_disposed_of_while_the_file_is_asked_for(cabinet, who, leaver, monkeypatch):
    deputy = account(cabinet, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    add(
        cabinet,
        AccessRequest(
            code="AR-2026-001",
            child_id=leaver,
            requester="A carer",
            channel=Channel.LETTER,
            received_on=TODAY,
        ),
    )
    before = everything(cabinet)
    done = {
        "child_ids": [leaver],
        "kind": RecordKind.GENERAL,
        "on": TODAY,
        "how": "Shredded",
        "second_id": deputy.account_id,
        "confirmation": PASSWORD,
        "today": TODAY,
    }
    with pytest.raises(Refused, match="AR-2026-001") as refused:
        retention.record_disposals(cabinet, who, **done)
    assert list(refused.value.problems) == ["kind"]
    assert everything(cabinet) == before
    # Once it is closed nothing is said to have been disposed of while it was open, either.
    add(
        cabinet,
        *(AccessStep(request_id=1, step=step, on=TODAY + DAY) for step in (Step.RELEASED, Step.CLOSED)),
    )
    with pytest.raises(Refused, match="AR-2026-001") as refused:
        retention.record_disposals(cabinet, who, **done | {"today": TODAY + DAY})
    assert list(refused.value.problems) == ["on"]
    retention.record_disposals(cabinet, who, **done | {"on": TODAY + DAY, "today": TODAY + DAY})


def test_the_records_of_several_children_go_at_once_or_none_of_them_do(cabinet, who, leaver, deputy):
    add(cabinet, *(left(f"C-09{n}", until) for n, until in enumerate((LEFT_ON, LEFT_ON, TODAY - DAY))))
    first, second, lately = (row["id"] for row in rows(cabinet, Child)[-3:])
    done = disposing(leaver, deputy) | {"child_ids": [leaver, first, second, first]}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        retention.record_disposals(cabinet, who, **done | {"child_ids": [leaver, first, lately], "how": ""})
    assert refused.value.problems == {
        "child": "C-092: These records are kept until Friday 23 November 2029. If they were passed on, enter "
        "to whom.",
        "on": "C-092: The records are kept until Friday 23 November 2029: they cannot be disposed of before. "
        "If they were, by mistake, record it as a breach.",
        "how": "Enter how it was done, such as shredded.",
    }
    with pytest.raises(Refused) as refused:
        retention.record_disposals(cabinet, who, **done | {"child_ids": [leaver, 999]})
    assert "child" in refused.value.problems
    assert everything(cabinet) == before
    retention.record_disposals(cabinet, who, **done)
    assert [row["child_id"] for row in rows(cabinet, Disposal)] == [leaver, first, second]
    assert not [
        line for child in (leaver, first, second) for line in kept(cabinet, child) if line.is_due(TODAY)
    ]


def test_what_went_before_somebody_asked_is_recorded_while_they_wait(cabinet, who, leaver, deputy):
    """The letter to whoever asks says what was destroyed, and when."""
    done = disposing(leaver, deputy)
    asked = {"child_id": leaver, "requester": "A carer", "channel": Channel.LETTER}
    add(cabinet, AccessRequest(code="AR-2026-001", received_on=done["on"] + DAY, **asked))
    add(cabinet, AccessRequest(code="AR-2026-002", received_on=done["on"], **asked))
    with pytest.raises(Refused, match="on hold: access request AR-2026-002"):
        retention.record_disposals(cabinet, who, **done)
    with pytest.raises(Refused, match=r"on hold: .*access request AR-2026-001"):
        retention.record_disposals(cabinet, who, **done | {"on": TODAY})
    before = done | {"on": done["on"] - DAY}
    retention.record_disposals(cabinet, who, **before)
    with cabinet.connection() as look:
        [gone] = retention.gone(look, leaver)
    assert (gone.on, gone.recorded_on) == (before["on"], london_today())


def left(code, on):
    return Child(code=code, name="Mair Rees", started_on=date(2020, 9, 1), left_on=on)


WRONG = "It was the file of another child."


@pytest.fixture
def deputy(cabinet, monkeypatch) -> int:
    """A second person, whose password is taken to match."""
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    return account(cabinet, Role.DEPUTY, "Dai Rowlands").account_id


@pytest.fixture
def disposed(cabinet, who, leaver, deputy) -> int:
    """The number of the disposal of a child's general records."""
    retention.record_disposals(cabinet, who, **disposing(leaver, deputy))
    return rows(cabinet, Disposal)[-1]["id"]


def disposing(leaver, deputy):
    done = {"child_ids": [leaver], "kind": RecordKind.GENERAL, "on": TODAY - 9 * DAY, "how": "Shredded"}
    return done | {"second_id": deputy, "confirmation": PASSWORD, "today": TODAY}


def putting_right(disposed, deputy, became, **changed):
    said = {"disposal_id": disposed, "became": became, "because": WRONG, "today": TODAY}
    return said | {"second_id": deputy, "confirmation": PASSWORD} | changed


def recorded(opened, leaver):
    return kept(opened, leaver)[0].disposals


A_CLAIM = {"why": HeldFor.CLAIM, "words": " A solicitor wrote on Monday. ", "on": TODAY, "today": TODAY}


def held_for(opened, leaver, today=TODAY):
    with opened.connection() as look:
        return retention.kept(look, today, child_id=leaver)[0].open_things


def test_nothing_is_disposed_of_while_it_is_kept_for_a_claim(cabinet, who, leaver, deputy):
    """L8.5: litigation and a safeguarding matter hold the records, whatever their period."""
    assert kept(cabinet, leaver)[0].holds == ()
    record_hold.record(cabinet, who, child_id=leaver, **A_CLAIM)
    (line,) = kept(cabinet, leaver)
    assert (line.open_things, line.is_due(TODAY)) == (("a claim or a court case",), False)
    before = everything(cabinet)
    with pytest.raises(Refused, match="on hold: a claim or a court case"):
        retention.record_disposals(cabinet, who, **disposing(leaver, deputy) | {"on": TODAY})
    assert everything(cabinet) == before
    (held,) = kept(cabinet, leaver)[0].holds
    assert (held.words, held.by, held.ended) == ("A solicitor wrote on Monday.", who.name, None)
    record_hold.end(cabinet, who, hold_id=held.id, on=TODAY, because=" The court has decided. ", today=TODAY)
    assert kept(cabinet, leaver)[0].is_due(TODAY)
    retention.record_disposals(cabinet, who, **disposing(leaver, deputy))
    (held,) = kept(cabinet, leaver)[0].holds
    assert (held.ended.on, held.ended.because, held.ended.by) == (TODAY, "The court has decided.", who.name)


def test_a_disposal_on_a_day_of_the_hold_is_refused_also_once_it_is_over(cabinet, who, leaver, deputy):
    record_hold.record(cabinet, who, child_id=leaver, **A_CLAIM | {"on": TODAY - 10 * DAY})
    over = {"hold_id": 1, "on": TODAY - 8 * DAY, "because": "The court has decided.", "today": TODAY}
    record_hold.end(cabinet, who, **over)
    claim = ("a claim or a court case",)
    for days, held in ((11, ()), (10, claim), (9, claim), (8, ())):
        assert held_for(cabinet, leaver, TODAY - days * DAY) == held
    with pytest.raises(Refused) as refused:
        retention.record_disposals(cabinet, who, **disposing(leaver, deputy))  # nine days ago
    assert list(refused.value.problems) == ["on"]


def test_one_reason_that_is_over_leaves_the_other(cabinet, who, leaver):
    record_hold.record(cabinet, who, child_id=leaver, **A_CLAIM)
    record_hold.record(cabinet, who, child_id=leaver, **A_CLAIM | {"why": HeldFor.SAFEGUARDING})
    over = {"hold_id": 1, "on": TODAY, "because": "The court has decided.", "today": TODAY}
    record_hold.end(cabinet, who, **over)
    assert held_for(cabinet, leaver) == ("a safeguarding matter",)
    before = everything(cabinet)
    for hold in (1, None, 99):
        with pytest.raises(Refused) as refused:
            record_hold.end(cabinet, who, **over | {"hold_id": hold})
        assert list(refused.value.problems) == ["hold"]
    assert everything(cabinet) == before


def test_a_disposal_that_never_was_is_taken_back_by_two_and_the_records_are_due_again(
    cabinet, who, leaver, disposed, deputy
):
    retention.put_right(cabinet, who, **putting_right(disposed, deputy, Became.STILL_HERE))
    [line] = kept(cabinet, leaver)
    assert (line.disposed_on, line.is_due(TODAY)) == (None, True)
    [held] = recorded(cabinet, leaver)
    assert (held.by, held.second, held.how) == ("Joanne Pryce", "Dai Rowlands", "Shredded")
    assert (held.taken_back.by, held.taken_back.because) == ("Joanne Pryce", WRONG)
    retention.record_disposals(cabinet, who, **disposing(leaver, deputy))
    assert kept(cabinet, leaver)[0].disposed_on == TODAY - 9 * DAY


def asked_for(leaver, received_on):
    return AccessRequest(
        code="AR-2026-001",
        child_id=leaver,
        requester="A carer",
        channel=Channel.LETTER,
        received_on=received_on,
    )


def test_records_that_were_not_destroyed_are_there_for_whoever_asks_meanwhile(
    cabinet, who, leaver, disposed, deputy
):
    """What is open holds a disposal up, and not that one is taken back."""
    add(cabinet, asked_for(leaver, TODAY))
    retention.put_right(cabinet, who, **putting_right(disposed, deputy, Became.STILL_HERE))
    assert kept(cabinet, leaver)[0].open_things == ("access request AR-2026-001",)
    with cabinet.reading(who) as look:
        assert retention.gone(look, leaver) == [], "their letter says nothing of it"


def test_what_of_a_file_is_gone_is_for_whoever_may_see_the_file(cabinet, leaver, disposed):
    with (
        cabinet.reading(account(cabinet, Role.KEY_PERSON), Thing.FILE_ENTRY) as look,
        pytest.raises(NotAllowed, match="not one of your key children"),
    ):
        retention.gone(look, leaver, of=Thing.FILE_ENTRY)


def test_a_wrong_day_of_a_disposal_is_put_right_while_something_is_open_since(
    cabinet, who, leaver, disposed, deputy
):
    """Taken back and entered anew, records that are gone would be on hold."""
    add(cabinet, asked_for(leaver, TODAY - 3 * DAY))
    really = {"on": TODAY - 5 * DAY, "how": " Burnt  "}
    retention.put_right(cabinet, who, **putting_right(disposed, deputy, Became.OTHERWISE, **really))
    [line] = kept(cabinet, leaver)
    assert (line.disposed_on, line.how) == (TODAY - 5 * DAY, "Burnt")
    now, before = recorded(cabinet, leaver)
    assert (now.on, now.taken_back) == (TODAY - 5 * DAY, None)
    with cabinet.reading(who) as look:
        assert [held.on for held in retention.gone(look, leaver)] == [TODAY - 5 * DAY]
    assert (before.on, before.taken_back.because) == (TODAY - 9 * DAY, WRONG)


DISPOSALS_NOT_PUT_RIGHT = [
    pytest.param(None, {}, "became", id="nobody says what became of them"),
    pytest.param(Became.WRONGLY, {}, "became", id="what is gone stays said to be gone"),
    pytest.param(Became.STILL_HERE, {"because": "wrong"}, "because", id="no sentence"),
    pytest.param(Became.STILL_HERE, {"second_id": None}, "second", id="one person alone"),
    pytest.param(Became.STILL_HERE, {"second_id": 1}, "second", id="the same person twice"),
    pytest.param(Became.STILL_HERE, {"disposal_id": 99}, "row", id="no such disposal"),
    pytest.param(Became.OTHERWISE, {"on": None, "how": "Burnt"}, "on", id="no day"),
    pytest.param(Became.OTHERWISE, {"on": TODAY + DAY, "how": "Burnt"}, "on", id="a day to come"),
    pytest.param(Became.OTHERWISE, {"on": date(2025, 7, 22), "how": "Burnt"}, "on", id="still kept then"),
    pytest.param(Became.OTHERWISE, {"on": TODAY, "how": " "}, "how", id="no way"),
]


def test_a_disposal_is_not_put_right_otherwise(cabinet, who, leaver, disposed, deputy, subtests):
    before = everything(cabinet)
    for case in DISPOSALS_NOT_PUT_RIGHT:
        became, changed, field = case.values
        with subtests.test(case.id):
            with pytest.raises(Refused) as refused:
                retention.put_right(cabinet, who, **putting_right(disposed, deputy, became, **changed))
            assert list(refused.value.problems) == [field]
            assert everything(cabinet) == before


def test_a_disposal_is_put_right_once_and_by_who_may_record_one(cabinet, who, leaver, disposed, deputy):
    said = putting_right(disposed, deputy, Became.STILL_HERE)
    with pytest.raises(NotAllowed):
        retention.put_right(cabinet, account(cabinet, Role.CHAIRPERSON), **said)
    retention.put_right(cabinet, who, **said)
    with pytest.raises(Refused, match="already been taken back"):
        retention.put_right(cabinet, who, **said)


SCHOOL = "St Mary's Primary, the designated lead"


@pytest.fixture
def with_concern(cabinet, leaver) -> int:
    """A child whose file has child protection records, which are kept until 2043."""
    add(cabinet, entry(leaver, Category.CHILD_PROTECTION))
    return leaver


def passing_on(child, deputy, **changed):
    done = {"child_ids": [child], "kind": RecordKind.CHILD_PROTECTION, "on": LEFT_ON}
    done |= {
        "passed_to": f" {SCHOOL} ",
        "how": "By hand, signed for",
        "second_id": deputy,
        "confirmation": PASSWORD,
        "today": TODAY,
    }
    return done | changed


def stands(opened, child, today=TODAY):
    with opened.connection() as look:
        held = retention.kept(look, today, child_id=child)
    return {line.kind: (line.disposed_on, line.passed_to) for line in held}


def test_child_protection_records_that_go_on_to_a_school_are_here_no_more(cabinet, who, with_concern, deputy):
    """On the last day itself, and long before they may be destroyed; the general ones stay."""
    retention.record_disposals(cabinet, who, **passing_on(with_concern, deputy))
    assert stands(cabinet, with_concern) == {
        RecordKind.GENERAL: (None, ""),
        RecordKind.CHILD_PROTECTION: (LEFT_ON, SCHOOL),
    }
    with pytest.raises(Refused, match="recorded already"):
        retention.record_disposals(cabinet, who, **passing_on(with_concern, deputy))


def test_they_can_go_on_the_last_day_and_not_before_it(cabinet, who, with_concern, deputy):
    early = passing_on(with_concern, deputy, on=LEFT_ON - DAY, today=LEFT_ON - DAY)
    with pytest.raises(Refused, match="a child who has left"):
        retention.record_disposals(cabinet, who, **early)
    retention.record_disposals(cabinet, who, **passing_on(with_concern, deputy, today=LEFT_ON))
    assert stands(cabinet, with_concern, LEFT_ON)[RecordKind.CHILD_PROTECTION] == (LEFT_ON, SCHOOL)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        pytest.param({"passed_to": " "}, "kind", "If they were passed on, enter to whom", id="to nobody"),
        pytest.param({"how": ""}, "how", "signed for", id="nobody says how"),
        pytest.param({"on": date(2019, 9, 1)}, "on", "before the child started", id="before the start"),
        pytest.param({"on": TODAY + DAY}, "on", "has not come yet", id="to come"),
        pytest.param({"kind": RecordKind.ACCIDENTS}, "kind", "has no such records", id="none of that kind"),
        pytest.param({"second_id": None}, "second", "one person's word", id="one person alone"),
    ],
)
def test_what_is_passed_on_is_refused_by_field(cabinet, who, with_concern, deputy, changed, field, said):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        retention.record_disposals(cabinet, who, **passing_on(with_concern, deputy, **changed))
    assert said in refused.value.problems[field]
    assert everything(cabinet) == before


def test_the_only_file_does_not_go_to_a_school_while_it_is_asked_for(cabinet, who, with_concern, deputy):
    add(cabinet, asked_for(with_concern, TODAY))
    with pytest.raises(Refused, match="Pass on a copy until then"):
        retention.record_disposals(cabinet, who, **passing_on(with_concern, deputy, on=TODAY))


def test_to_whom_it_was_passed_on_is_put_right(cabinet, who, with_concern, deputy):
    retention.record_disposals(cabinet, who, **passing_on(with_concern, deputy))
    row = rows(cabinet, Disposal)[-1]["id"]
    said = {"on": LEFT_ON, "how": "By post, tracked", "passed_to": "Hillside Infants"}
    retention.put_right(cabinet, who, **putting_right(row, deputy, Became.OTHERWISE, **said))
    assert stands(cabinet, with_concern)[RecordKind.CHILD_PROTECTION] == (LEFT_ON, "Hillside Infants")


@pytest.mark.parametrize(
    ("started_on", "went"),
    [
        pytest.param(LEFT_ON + DAY, (None, ""), id="back since: what is here now is another file"),
        pytest.param(LEFT_ON, (LEFT_ON, SCHOOL), id="here for one day: it went at its end"),
    ],
)
def test_what_a_child_left_before_coming_back_is_another_file(
    cabinet, who, with_concern, deputy, started_on, went
):
    retention.record_disposals(cabinet, who, **passing_on(with_concern, deputy))
    with cabinet.administering("test") as session:
        child = session.get(Child, with_concern)
        child.started_on, child.left_on = started_on, TODAY - DAY
    assert stands(cabinet, with_concern)[RecordKind.CHILD_PROTECTION] == went


# Developmental records ------------------------------------------------------------------------------


def test_a_developmental_record_has_a_place_and_its_own_carers_see_it(cabinet, who, family):
    def place():
        with cabinet.connection() as look:
            return developmental.places(look, TODAY)

    [before] = place()
    assert (before.code, before.kept_at, before.viewed_on) == ("C-001", "", None)
    at = {"child_id": family.child, "today": TODAY}
    developmental.record(cabinet, who, event=Event.KEPT, on=TODAY - DAY, kept_at=" Low  shelf ", **at)
    developmental.record(cabinet, who, event=Event.KEPT, on=TODAY, kept_at="High shelf", **at)
    developmental.record(cabinet, who, event=Event.VIEWED, on=TODAY, carer_id=family.grandmother, **at)
    [now] = place()
    assert (now.kept_at, now.since, now.viewed_on) == ("High shelf", TODAY, TODAY)
    with cabinet.connection() as look:
        lines = developmental.history(look, family.child)
    assert [(line.event, line.kept_at, line.carer) for line in lines] == [
        (Event.VIEWED, "", "Nell Owen"),
        (Event.KEPT, "High shelf", ""),
        (Event.KEPT, "Low shelf", ""),
    ]
    for changed, field in (
        ({"event": Event.VIEWED, "carer_id": family.siblings_mother}, "carer"),
        ({"event": Event.VIEWED}, "carer"),
        ({"event": Event.KEPT, "kept_at": ""}, "kept_at"),
        ({"event": Event.KEPT, "kept_at": "Shelf", "on": TODAY + DAY}, "on"),
    ):
        rows_before = everything(cabinet)
        with pytest.raises(Refused) as refused:
            developmental.record(cabinet, who, **{"on": TODAY} | at | changed)
        assert list(refused.value.problems) == [field]
        assert everything(cabinet) == rows_before


def test_a_wrong_last_day_is_cleared_once_the_disposal_is_put_right(cabinet, who, leaver, deputy, disposed):
    """Cleared before, the entry stood on a child who was here, and its way back was in no list."""

    def clear(**said):
        children.change_child(cabinet, who, child_id=leaver, changes={"left_on": None}, **said, today=TODAY)

    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        clear()
    assert "general records, on" in refused.value.problems["are_gone"]
    assert everything(cabinet) == before
    retention.put_right(cabinet, who, **putting_right(disposed, deputy, Became.STILL_HERE))
    clear()
    assert kept(cabinet, leaver) == []


def test_a_child_is_here_whose_records_are_really_gone(cabinet, who, leaver, disposed):
    children.change_child(
        cabinet, who, child_id=leaver, changes={"left_on": None}, are_gone=True, today=TODAY
    )
    assert kept(cabinet, leaver) == []
