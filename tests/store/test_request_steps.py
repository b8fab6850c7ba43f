"""The steps of a request in the store: recorded, signed by two, corrected and refused, up to the close."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from models import (
    AccessRequest,
    AccessStep,
    Account,
    AuditEntry,
    Carer,
    Child,
    CommitteeMeeting,
    FileEntry,
    Receipt,
    RequesterCheck,
    StaffMember,
    ThirdParty,
    ThirdPartyEvent,
)
from rules.access import Channel, RefusalGround, Step
from rules.access_path import (
    HOLDS_NO_PAPERS,
    NO_CONFLICT,
    BestInterests,
    Controversy,
    Copy,
    ExtensionGround,
    Extent,
    Meeting,
    Task,
    clean_copy,
    is_done,
    left_undone,
)
from rules.agenda import Area
from rules.committee import Show
from rules.file_index import Category, Kind, Nature, Source
from rules.induction import Role
from rules.need_to_know import Conflict, NotAllowed, Thing
from rules.request_steps import ANSWER_FIRST, NOBODY_OF_THE_OFFICE
from rules.requester import Relationship, Subject
from rules.third_parties import Decision, Event, Ground, PartyKind
from store import (
    access_requests,
    children,
    committee,
    figures,
    legal_hold,
    request_steps,
    requesters,
    sight,
    whole_requests,
)
from store.cabinet import AlreadyRecorded
from store.refusal import Refused
from tests.conftest import TODAY, account, agenda_of, everything, rows

RECEIVED = date(2026, 11, 2)
REASONS = "The same pages were released a week before."
GROUNDED = {"step": Step.REFUSED, "answer": RefusalGround.EXCESSIVE}
EXTENDED = {"step": Step.EXTENDED, "answer": ExtensionGround.COMPLEX}


@pytest.fixture
def request_id(cabinet, who, family):
    access_requests.record_request(
        cabinet, who, child_id=family.child, requester="Carys Davies", channel=Channel.VERBAL,
        received_on=RECEIVED, note="It lay in the tray till today", today=TODAY,
    )  # fmt: skip
    return rows(cabinet, AccessRequest)[0]["id"]


@pytest.fixture
def chair(cabinet):
    return account(cabinet, Role.CHAIRPERSON)


# How a file without an entry is checked.
HOLDS_NONE = {"said": "E-mail: nothing", "answer": HOLDS_NO_PAPERS, "reason": "Nothing was ever put in it."}


def record(opened, who, request_id, step, on=TODAY, **more):
    request_steps.record(opened, who, request_id=request_id, step=step, on=on, today=TODAY, **more)


def refused(write, *given, **more):
    with pytest.raises(Refused) as said:
        write(*given, **more)
    return list(said.value.problems)


def held_by(opened, who, request_id):
    with opened.reading(who) as look:
        return whole_requests.one(look, request_id=request_id)


def say_who_asks(opened, who, request_id, carer):
    requesters.record(
        opened, who, request_id=request_id, carer_id=carer, relationship=Relationship.RESPONSIBLE,
        subject=Subject.CHILD, evidence="Passport", evidence_seen_on=RECEIVED, today=TODAY,
    )  # fmt: skip


def make_ready(opened, who, chair, request_id, carer):
    """Everything that a release needs, of a file without an entry."""
    say_who_asks(opened, who, request_id, carer)
    for by, step, more in (
        (who, Step.CHAIRPERSON_TOLD, {}),
        (chair, Step.CONFLICT_ASKED, {"answer": NO_CONFLICT}),
        (who, Step.ACKNOWLEDGED, {}),
        (who, Step.FILE_CHECKED, HOLDS_NONE),
        (chair, Step.FILE_CHECK_SIGNED, {}),
        (who, Step.THIRD_PARTIES_LISTED, {}),
        (who, Step.BEST_INTERESTS, {"answer": BestInterests.NO_SUCH_DATA}),
        (who, Step.ADVICE_CONSIDERED, {"answer": Controversy.NOTHING}),
        (who, Step.COMPLETE_COPY, {"pages": 4}),
        (who, Step.CLEAN_COPY, {"pages": 4}),
        (chair, Step.CLEAN_COPY_CHECKED, {}),
        (who, Step.INVITED, {"said": "Any afternoon"}),
        (chair, Step.MEETING, {"answer": Meeting.HELD}),
    ):
        record(opened, by, request_id, step, **more)


RELEASE = {"answer": Extent.FULL, "said": "Carys Davies signed for it"}


@pytest.mark.parametrize(
    ("person", "named", "sees"),
    [
        pytest.param(Role.CHAIRPERSON, False, False, id="the chairperson"),
        pytest.param(Role.CHAIRPERSON, True, False, id="the chairperson, a stand-in named"),
        pytest.param(None, False, False, id="an account without a person"),
        pytest.param(None, True, True, id="an account without a person, once a stand-in is named"),
        pytest.param(Role.COMMITTEE, True, True, id="the stand-in, who is of the committee"),
    ],
)
def test_a_conflict_that_the_manager_records_puts_the_request_out_of_the_chairpersons_sight(
    cabinet, who, chair, request_id, person, named, sees
):
    if person:
        with cabinet.administering("test") as session:
            held = StaffMember(code="M-07", name="Ruth Ellis", role=person, started_on=date(2020, 1, 6))
            session.add(held)
            session.flush()
            session.get(Account, chair.account_id).staff_id = held.id
    assert held_by(cabinet, chair, request_id)
    record(cabinet, who, request_id, Step.CONFLICT_ASKED, answer=Conflict.RELATIVE)
    if named:
        stands_in = "Ruth Ellis" if person is Role.COMMITTEE else "Meera Shah, of the committee"
        record(cabinet, who, request_id, Step.STAND_IN_NAMED, said=stands_in)
    assert bool(held_by(cabinet, chair, request_id)) is sees
    assert held_by(cabinet, who, request_id), "the manager goes on"
    wrong = next(row["id"] for row in rows(cabinet, AccessStep) if row["step"] is Step.CONFLICT_ASKED)
    request_steps.correct(
        cabinet, who, step_id=wrong, on=TODAY, answer=NO_CONFLICT, because="It was another request's answer",
        today=TODAY,
    )  # fmt: skip
    assert held_by(cabinet, chair, request_id), "a wrong answer that was corrected hides nothing"


def test_a_step_is_recorded_with_its_signer_and_off_the_agenda_at_once(cabinet, who, request_id):
    record(cabinet, who, request_id, Step.ACKNOWLEDGED, date(2026, 11, 3), said=" By post ")
    assert Step.ACKNOWLEDGED not in {
        i.step for i in agenda_of(cabinet).items if i.area is Area.ACCESS_REQUESTS
    }
    row = rows(cabinet, AccessStep)[0]
    assert (row["step"], row["on"], row["said"], row["signed_by_id"], row["recorded_by_id"]) == (
        Step.ACKNOWLEDGED,
        date(2026, 11, 3),
        "By post",
        who.account_id,
        who.account_id,
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"step": None}, "step", id="no step"),
        pytest.param({"on": None}, "on", id="no date"),
        pytest.param({"on": date(2026, 11, 25)}, "on", id="tomorrow"),
        pytest.param({"on": date(2026, 11, 1)}, "on", id="the day before it was received"),
        pytest.param({"request_id": 999}, "step", id="a request that is not there"),
        pytest.param({"step": Step.CLARIFICATION_ANSWERED}, "step", id="an answer to no question"),
        pytest.param(EXTENDED, "reason", id="an extension without its reason"),
        pytest.param(EXTENDED | {"reason": "We are busy now"}, "reason", id="an extension for no ground"),
        pytest.param({"step": Step.EXTENDED, "reason": REASONS}, "answer", id="and on no ground of the law"),
        pytest.param(GROUNDED | {"is_route_told": True}, "reason", id="a refusal without reasons"),
        pytest.param(GROUNDED | {"reason": REASONS}, "is_route_told", id="no way to complain"),
        pytest.param({"step": Step.CONFLICT_ASKED}, "answer", id="a question without its answer"),
        pytest.param({"step": Step.COMPLETE_COPY}, "pages", id="a copy that nobody counted"),
        pytest.param({"step": Step.CLOSED, "reason": REASONS}, "step", id="a close without an answer"),
        pytest.param({"advice": "Wait for the court"}, "advice", id="advice with another step"),
        pytest.param({"said": "My password is kitten7"}, "said", id="a password"),
        pytest.param({"reason": "x" * 4001}, "reason", id="a reason that is too long"),
    ],
)
def test_a_step_is_refused_by_field_and_nothing_is_saved(cabinet, who, request_id, changed, field):
    before = everything(cabinet)
    step = {"request_id": request_id, "step": Step.ACKNOWLEDGED, "on": TODAY, "today": TODAY}
    assert refused(request_steps.record, cabinet, who, **step | changed) == [field]
    assert everything(cabinet) == before


def test_the_same_form_records_once(cabinet, who, request_id):
    record(cabinet, who, request_id, Step.ACKNOWLEDGED, token="once")
    with pytest.raises(AlreadyRecorded):
        record(cabinet, who, request_id, Step.ACKNOWLEDGED, token="once")
    assert len(rows(cabinet, AccessStep)) == 1


def test_nothing_is_released_with_anything_in_the_way_and_everything_is_said(cabinet, who, request_id):
    with pytest.raises(Refused) as said:
        record(cabinet, who, request_id, Step.RELEASED, **RELEASE)
    for clause in ("AR-4", "AR-13", "X-4", "LG-1", "AR-27", "AR-29"):
        assert f"({clause})" in said.value.problems["step"]


def test_a_request_from_the_first_step_to_the_close(cabinet, who, chair, family, request_id):
    make_ready(cabinet, who, chair, request_id, family.mother)
    record(cabinet, who, request_id, Step.RELEASED, **RELEASE)
    [left] = [item for item in agenda_of(cabinet).items if item.area is Area.ACCESS_REQUESTS]
    assert left.step is Step.CLOSED
    record(cabinet, who, request_id, Step.CLOSED)  # nothing was left undone, so no word is asked for
    assert not [item for item in agenda_of(cabinet).items if item.area is Area.ACCESS_REQUESTS]
    assert refused(record, cabinet, who, request_id, Step.ACKNOWLEDGED) == ["step"]
    signed = {row["step"]: row["signed_by_id"] for row in rows(cabinet, AccessStep)}
    assert signed[Step.FILE_CHECKED] != signed[Step.FILE_CHECK_SIGNED]
    noted = [line["thing"] for line in rows(cabinet, AuditEntry) if line["thing"] == "access_step"]
    assert len(noted) == len(rows(cabinet, AccessStep))


@pytest.mark.parametrize(
    ("step", "by_the_office", "is_taken"),
    [
        pytest.param(Step.CONFLICT_ASKED, False, False, id="a chairperson who cannot know whose it is"),
        pytest.param(Step.CONFLICT_ASKED, True, True, id="the manager records what they said"),
        pytest.param(Step.FILE_CHECKED, True, False, id="the check of the file"),
        pytest.param(Step.CLEAN_COPY_CHECKED, False, False, id="the clean copy"),
        pytest.param(Step.ACKNOWLEDGED, True, True, id="nothing is looked at"),
    ],
)
def test_what_is_signed_for_having_looked_is_signed_with_the_names_on(
    cabinet, who, chair, request_id, step, by_the_office, is_taken
):
    by = replace(who if by_the_office else chair, is_on_screen=True)
    if step is Step.CLEAN_COPY_CHECKED:
        record(cabinet, who, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
        record(cabinet, who, request_id, Step.CLEAN_COPY, pages=4)
    more = {"answer": NO_CONFLICT} if step is Step.CONFLICT_ASKED else {}
    if is_taken:
        record(cabinet, by, request_id, step, **more)
    else:
        assert refused(record, cabinet, by, request_id, step, **more) == ["step"]


def an_entry(number, category=None, **more):
    """An entry of a file's index, of two pages."""
    return FileEntry(
        number=number, first_page=2 * number - 1, last_page=2 * number,
        event_on=RECEIVED, written_on=RECEIVED, kind=Kind.OBSERVATION, author="Ewa Nowak", nature=Nature.FACT,
        category=category, source=Source.SETTING, kept_at="In the child's file", **more,
    )  # fmt: skip


def test_that_there_is_nothing_is_held_against_the_index_and_the_log(cabinet, who, family, request_id):
    """X-4, LG-1: what Leaving keeps as child protection records, and a court order, say otherwise."""
    nothing = {
        Step.BEST_INTERESTS: {"answer": BestInterests.NO_SUCH_DATA},
        Step.ADVICE_CONSIDERED: {"answer": Controversy.NOTHING},
    }
    with cabinet.administering("test") as session:
        first = an_entry(1, Category.CHILD_PROTECTION, child_id=family.child)
        session.add_all([first, an_entry(2, Category.INJURY, child_id=family.child)])
        session.flush()
        session.add(an_entry(3, Category.CONCERN, child_id=family.child))
        session.add(an_entry(4, Category.CHILD_PROTECTION, child_id=family.child, corrects_id=first.id))
        session.get(Child, family.child).has_court_order = True
    said = {}
    for step in Step:
        with cabinet.reading(who) as look:
            held = whole_requests.one(look, request_id=request_id)
            said[step] = request_steps.says_otherwise(look, held, step, TODAY)
    assert {step: found for step, found in said.items() if found} == {
        Step.BEST_INTERESTS: ["entries 3 and 4 of the index"],
        Step.ADVICE_CONSIDERED: ["entry 4 of the index", "a court order"],
    }
    for step, more in nothing.items():
        assert refused(record, cabinet, who, request_id, step, **more) == ["reason"]
        record(cabinet, who, request_id, step, reason="It is a drill, entered under the wrong kind.", **more)


def test_a_release_without_a_meeting_has_its_reason(cabinet, who, chair, family, request_id):
    make_ready(cabinet, who, chair, request_id, family.mother)
    meeting = next(row["id"] for row in rows(cabinet, AccessStep) if row["step"] is Step.MEETING)
    struck = {
        "step_id": meeting,
        "on": None,
        "is_struck": True,
        "because": "They did not come.",
        "today": TODAY,
    }
    request_steps.correct(cabinet, who, **struck)
    assert refused(record, cabinet, who, request_id, Step.RELEASED, **RELEASE) == ["step"]
    assert refused(record, cabinet, who, request_id, Step.MEETING, answer=Meeting.NOT_HELD) == ["reason"]
    record(cabinet, who, request_id, Step.MEETING, answer=Meeting.NOT_HELD, reason="They moved to Spain.")
    record(cabinet, who, request_id, Step.RELEASED, **RELEASE)


@pytest.mark.parametrize(
    "register",
    [
        pytest.param({"responsible_until_on": TODAY - timedelta(days=1)}, id="it ended yesterday"),
        pytest.param({"has_parental_responsibility": False}, id="they never held it"),
    ],
)
def test_a_carer_who_lost_parental_responsibility_since_is_given_nothing(
    cabinet, who, chair, family, request_id, register
):
    carer = {"child_id": family.child, "name": "Owen Davies", "has_parental_responsibility": True}
    children.record_carer(cabinet, who, carer_id=None, **carer)
    carer_id = rows(cabinet, Carer)[-1]["id"]
    make_ready(cabinet, who, chair, request_id, carer_id)
    children.record_carer(cabinet, who, carer_id=carer_id, **carer | register)
    assert refused(record, cabinet, who, request_id, Step.RELEASED, **RELEASE) == ["step"]
    with cabinet.connection() as look:
        check = whole_requests.one(look, request_id=request_id).check
    requesters.record(
        cabinet, who, request_id=request_id, carer_id=carer_id, relationship=Relationship.NOT_RESPONSIBLE,
        subject=Subject.CHILD, evidence="Passport", evidence_seen_on=TODAY, authority="An order of the court",
        because="The register was put right.", corrects_id=check.id, today=TODAY,
    )  # fmt: skip
    record(cabinet, who, request_id, Step.RELEASED, **RELEASE)


def test_a_request_that_was_taken_back_leaves_the_agenda_once_it_is_closed(cabinet, who, request_id):
    record(cabinet, who, request_id, Step.WITHDRAWN, said="The parent who asked, by email.")
    found = [item for item in agenda_of(cabinet).items if item.area is Area.ACCESS_REQUESTS]
    assert [(item.step, item.is_legal) for item in found] == [(Step.CLOSED, False)]
    record(cabinet, who, request_id, Step.CLOSED, reason="Taken back before the file was prepared.")
    assert not [item for item in agenda_of(cabinet).items if item.area is Area.ACCESS_REQUESTS]


RIGHT = {"reason": "Nobody asked for this file: it was a question."}


def test_a_request_that_was_recorded_by_mistake_ends_and_closes_and_holds_no_file(
    cabinet, who, chair, family, request_id
):
    assert refused(record, cabinet, who, request_id, Step.MISTAKEN) == ["reason"]
    with pytest.raises(NotAllowed):
        record(cabinet, chair, request_id, Step.MISTAKEN, **RIGHT)
    record(cabinet, who, request_id, Step.MISTAKEN, **RIGHT)
    assert not [item for item in agenda_of(cabinet).items if item.area is Area.ACCESS_REQUESTS]
    facts = agenda_of(cabinet).facts
    assert (len(facts.requests), len(facts.answered)) == (0, 0)
    with cabinet.reading(who) as look:
        assert legal_hold.held_by(look, family.child, TODAY) == ()
        assert legal_hold.held_by(look, family.child, TODAY - timedelta(days=1)) == ("AR-2026-001",)
        [shown] = access_requests.requests(look, received_since=date.min)
        counted = figures.read(look, agenda_of(cabinet)).access_requests
    assert (shown.ended_on, shown.right_instead) == (TODAY, RIGHT["reason"])
    assert (counted.open, counted.answered_last_12_months) == (0, 0)
    for step in (Step.RELEASED, Step.CLOSED, Step.WITHDRAWN, Step.ACKNOWLEDGED):
        assert "step" in refused(record, cabinet, who, request_id, step), step


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param("AR-2026-099", "is not in these records", id="of no request"),
        pytest.param("ar 2026-099", "is not in these records", id="of no request, typed in another way"),
        pytest.param("CP-2026-001", "is not in these records", id="of no complaint"),
        pytest.param("{own}", "is this record itself", id="its own"),
    ],
)
def test_a_request_does_not_end_for_one_that_is_not_there(cabinet, who, request_id, code, why):
    own = held_by(cabinet, who, request_id).code
    with pytest.raises(Refused, match=why) as problems:
        record(
            cabinet, who, request_id, Step.MISTAKEN, reason=f"It came twice: {code.format(own=own)} stands."
        )
    assert list(problems.value.problems) == ["reason"]
    assert agenda_of(cabinet).facts.requests, "A request that waits for an answer stays on the list."


def test_what_was_no_mistake_after_all_is_open_again_and_both_stay(cabinet, who, family, request_id):
    record(cabinet, who, request_id, Step.MISTAKEN, **RIGHT)
    [row] = rows(cabinet, AccessStep)
    other = {"reason": "She asked for nothing but a form."}
    request_steps.correct(
        cabinet, who, step_id=row["id"], on=TODAY, because="It was another code.", today=TODAY, **other
    )
    assert held_by(cabinet, who, request_id).last(Step.MISTAKEN).reason == other["reason"]
    request_steps.correct(
        cabinet, who, step_id=rows(cabinet, AccessStep)[-1]["id"], on=None, is_struck=True,
        because="They had asked for this child too.", today=TODAY,
    )  # fmt: skip
    assert held_by(cabinet, who, request_id).steps == ()
    assert len(agenda_of(cabinet).facts.requests) == 1
    with cabinet.reading(who) as look:
        assert legal_hold.held_by(look, family.child, TODAY) == ("AR-2026-001",)
    assert [row["step"] for row in rows(cabinet, AccessStep)] == [Step.MISTAKEN] * 3


def lines_of(opened):
    return [(item.step, item.due) for item in agenda_of(opened).items if item.area is Area.ACCESS_REQUESTS]


def test_a_second_person_agrees_to_a_refusal_under_their_own_account(cabinet, who, chair, request_id):
    """Their account and the moment are on record, as with every second signature (AR-10)."""
    assert refused(record, cabinet, chair, request_id, Step.REFUSAL_AGREED) == ["step"]
    record(cabinet, who, request_id, **GROUNDED, reason=REASONS, is_route_told=True)
    assert (Step.REFUSAL_AGREED, TODAY) in lines_of(cabinet)
    assert refused(record, cabinet, who, request_id, Step.REFUSAL_AGREED) == ["signed_by"]
    record(cabinet, chair, request_id, Step.REFUSAL_AGREED)
    signed = held_by(cabinet, who, request_id).last(Step.REFUSAL_AGREED)
    assert (signed.signed_by_id, signed.at is not None) == (chair.account_id, True)
    assert Step.REFUSAL_AGREED not in [step for step, _ in lines_of(cabinet)]


def test_who_decided_a_refusal_and_cannot_sign_is_named_by_whoever_recorded_it(cabinet, who, request_id):
    """A setting with one manager and no second account has a way to say so."""
    named = {"said": "Ruth Ellis, chairperson, by telephone"}
    record(cabinet, who, request_id, **GROUNDED, reason=REASONS, is_route_told=True, **named)
    assert [step for step, _ in lines_of(cabinet)] == [Step.CLOSED]
    refusal = held_by(cabinet, who, request_id).last(Step.REFUSED)
    assert (refusal.said, refusal.recorded_by) == (named["said"], who.name)


def test_a_refusal_that_is_taken_back_and_made_again_is_agreed_to_again(cabinet, who, chair, request_id):
    for _ in range(2):
        record(cabinet, who, request_id, **GROUNDED, reason=REASONS, is_route_told=True)
        assert (Step.REFUSAL_AGREED, TODAY) in lines_of(cabinet)
        record(cabinet, chair, request_id, Step.REFUSAL_AGREED)
        refusal = held_by(cabinet, who, request_id).last(Step.REFUSED)
        request_steps.correct(
            cabinet, who, step_id=refusal.id, on=None, is_struck=True, because="The letter never went.",
            today=TODAY,
        )  # fmt: skip


def test_legal_advice_is_considered_after_a_refusal_until_it_is_closed(cabinet, who, request_id):
    record(cabinet, who, request_id, **GROUNDED, reason=REASONS, is_route_told=True, said="Ruth Ellis")
    whole = held_by(cabinet, who, request_id).whole()
    assert any("(LG-1)" in one for one in left_undone(whole))
    record(cabinet, who, request_id, Step.ADVICE_CONSIDERED, answer=Controversy.NOTHING)
    whole = held_by(cabinet, who, request_id).whole()
    assert not any("(LG-1)" in one for one in left_undone(whole))
    record(cabinet, who, request_id, Step.CLOSED, reason="The letter went by post.")
    assert refused(record, cabinet, who, request_id, Step.ADVICE_SOUGHT, said="A solicitor") == ["step"]


def test_no_answer_is_made_into_a_mistake(cabinet, who, request_id):
    record(cabinet, who, request_id, **GROUNDED, reason=REASONS, is_route_told=True)
    assert refused(record, cabinet, who, request_id, Step.MISTAKEN, **RIGHT) == ["step"]


@pytest.mark.parametrize(
    ("entered", "met", "is_told"),
    [
        pytest.param(date(2026, 11, 10), None, True, id="no meeting before"),
        pytest.param(date(2026, 5, 26), None, True, id="no meeting before, 26 weeks ago"),
        pytest.param(date(2026, 5, 25), None, False, id="before the weeks that are shown"),
        pytest.param(date(2026, 11, 11), date(2026, 11, 10), True, id="since the last meeting"),
        pytest.param(date(2026, 11, 10), date(2026, 11, 10), True, id="on its day, maybe after it"),
        pytest.param(date(2026, 11, 9), date(2026, 11, 10), False, id="told at the last meeting"),
    ],
)
def test_the_committee_hears_how_many_were_ended_as_mistakes_by_when_that_was_entered(
    cabinet, who, request_id, entered, met, is_told
):
    with cabinet.administering("a day in the past") as session:
        session.add(
            AccessStep(
                request_id=request_id, step=Step.MISTAKEN, on=RECEIVED, **RIGHT,
                recorded_by_id=who.account_id, signed_by_id=who.account_id,
                recorded_at=datetime(entered.year, entered.month, entered.day, 12, tzinfo=UTC),
            )
        )  # fmt: skip
        if met:
            session.add(CommitteeMeeting(held_on=met, show=Show.BANDS, recorded_by_id=who.account_id))
    with cabinet.reading(who, Thing.FIGURES) as look:
        said = committee.read(look, TODAY).meeting.asked
    told = "Note that 1 request was ended as recorded by mistake, and ask why."
    assert (told in said) is is_told


def test_a_refusal_is_recorded_with_the_way_to_complain_and_closed_with_a_word(cabinet, who, request_id):
    record(cabinet, who, request_id, **GROUNDED, reason=REASONS, is_route_told=True)
    assert rows(cabinet, AccessStep)[0]["answer"] == RefusalGround.EXCESSIVE
    with pytest.raises(Refused) as said:
        record(cabinet, who, request_id, Step.CLOSED)
    assert "Acknowledge the request in writing (AR-7)" in said.value.problems["reason"]
    record(cabinet, who, request_id, Step.CLOSED, reason="It came twice in a week.")


# The check of the file ------------------------------------------------------------------------------


def test_a_file_with_an_empty_index_is_checked_only_as_one_that_holds_no_papers(
    cabinet, who, chair, request_id, subtests
):
    checked = Step.FILE_CHECKED
    with subtests.test("nothing to check it against"):
        said = refused(
            record, cabinet, who, request_id, checked, said="E-mail: nothing", reason="All is well."
        )
        assert said == ["answer"]
    untold = HOLDS_NONE | {"reason": " "}
    with subtests.test("without a word why"):
        assert refused(record, cabinet, who, request_id, checked, **untold) == ["reason"]
    record(cabinet, who, request_id, checked, **HOLDS_NONE)
    record(cabinet, who, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
    record(cabinet, chair, request_id, Step.FILE_CHECK_SIGNED)
    held = held_by(cabinet, who, request_id)
    assert held.last(checked).answer == HOLDS_NO_PAPERS
    assert is_done(Task.FILE_CHECK_SECOND, held.whole())
    with cabinet.administering("test") as session:
        session.add(an_entry(1, child_id=held.child_id))
    with subtests.test("it has papers after all"):
        assert refused(record, cabinet, who, request_id, checked, **HOLDS_NONE) == ["answer"]


@pytest.mark.parametrize(
    ("answer", "is_checked"),
    [
        pytest.param("", False, id="before it was asked: there was nothing to check"),
        pytest.param(HOLDS_NO_PAPERS, True, id="said to hold none"),
    ],
)
def test_a_check_against_nothing_is_none(cabinet, who, request_id, answer, is_checked):
    with cabinet.administering("test") as session:
        session.add(of_november(request_id, Step.FILE_CHECKED, 9, answer=answer))
    asked_for = {item.step for item in agenda_of(cabinet).items}
    assert (Step.FILE_CHECKED not in asked_for) is is_checked
    assert is_done(Task.FILE_CHECK, held_by(cabinet, who, request_id).whole()) is is_checked


# Two people -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "more"),
    [
        (Step.FILE_CHECKED, Step.FILE_CHECK_SIGNED, HOLDS_NONE),
        (Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED, {"pages": 4}),
    ],
)
def test_the_same_person_never_signs_twice(cabinet, who, chair, request_id, first, second, more):
    record(cabinet, chair, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
    record(cabinet, who, request_id, first, **more)
    assert refused(record, cabinet, who, request_id, second) == ["signed_by"]
    record(cabinet, chair, request_id, second)
    assert rows(cabinet, AccessStep)[-1]["signed_by_id"] == chair.account_id


def test_one_of_the_two_who_sign_the_check_of_the_file_is_of_the_office(cabinet, who, chair, request_id):
    """AR-10: the leader or manager and the chairperson; a stand-in is in the chairperson's place."""
    record(cabinet, chair, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
    stand_in = account(cabinet, Role.CHAIRPERSON, "Sita Rao")
    record(cabinet, stand_in, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
    record(cabinet, chair, request_id, Step.FILE_CHECKED, **HOLDS_NONE)
    for of_the_committee in (stand_in, chair):
        with pytest.raises(Refused) as said:
            record(cabinet, of_the_committee, request_id, Step.FILE_CHECK_SIGNED)
        assert said.value.problems == {"signed_by": NOBODY_OF_THE_OFFICE}
    record(cabinet, who, request_id, Step.FILE_CHECK_SIGNED)
    assert rows(cabinet, AccessStep)[-1]["signed_by_id"] == who.account_id


def test_where_the_manager_stands_back_two_of_the_committee_sign(cabinet, who, chair, request_id):
    record(cabinet, chair, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
    stand_in = account(cabinet, Role.CHAIRPERSON, "Sita Rao")
    record(cabinet, who, request_id, Step.MANAGER_STANDS_BACK, answer=Conflict.RELATIVE, said="Polly Grant")
    assert refused(record, cabinet, who, request_id, Step.FILE_CHECKED, **HOLDS_NONE) == ["step"]
    record(cabinet, chair, request_id, Step.FILE_CHECKED, **HOLDS_NONE)
    assert refused(record, cabinet, stand_in, request_id, Step.FILE_CHECK_SIGNED) == ["step"]
    record(cabinet, stand_in, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
    record(cabinet, stand_in, request_id, Step.FILE_CHECK_SIGNED)
    assert rows(cabinet, AccessStep)[-1]["signed_by_id"] == stand_in.account_id


def test_the_chairperson_signs_what_is_for_both_and_records_nothing_else(
    cabinet, chair, request_id, subtests
):
    for step in Step:
        with subtests.test(step=step):
            given = {
                Step.CONFLICT_ASKED: {"answer": NO_CONFLICT},
                Step.FILE_CHECKED: HOLDS_NONE,
            }
            if step in given:
                record(cabinet, chair, request_id, step, **given[step])
            elif step in {
                Step.FILE_CHECK_SIGNED, Step.CLEAN_COPY_CHECKED, Step.MEETING, Step.REFUSAL_AGREED,
            }:  # fmt: skip
                with pytest.raises(Refused):
                    record(cabinet, chair, request_id, step)
            else:
                with pytest.raises(NotAllowed):
                    record(cabinet, chair, request_id, step)


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        pytest.param("carys  Davies", "of the person who asks", id="asks for the file"),
        pytest.param("Peter Davies", "of a carer of this child", id="is a carer"),
    ],
)
def test_a_chairperson_of_the_family_has_a_conflict(cabinet, who, request_id, name, whose):
    account(cabinet, Role.CHAIRPERSON, name)
    with pytest.raises(Refused) as said:
        record(cabinet, who, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
    assert said.value.problems == {
        "answer": f"The chairperson has the name {whose}. Choose which conflict it is, so that the "
        "committee names a stand-in."
    }
    record(cabinet, who, request_id, Step.CONFLICT_ASKED, answer=Conflict.RELATIVE)
    wrong = rows(cabinet, AccessStep)[0]["id"]
    corrected = {"step_id": wrong, "on": TODAY, "because": "It is another person.", "today": TODAY}
    assert refused(request_steps.correct, cabinet, who, answer=NO_CONFLICT, **corrected) == ["answer"]


@pytest.mark.parametrize("name", ["Carys Davies, of the committee", "Peter Davies"])
def test_nobody_of_the_family_stands_in_for_the_chairperson(cabinet, who, request_id, name):
    """A committee member who is a parent here and asks for the file prepares none of it."""
    record(cabinet, who, request_id, Step.CONFLICT_ASKED, answer=Conflict.RELATIVE)
    assert refused(record, cabinet, who, request_id, Step.STAND_IN_NAMED, said=name) == ["said"]
    record(cabinet, who, request_id, Step.STAND_IN_NAMED, said="Meera Shah, of the committee")


def test_a_chairperson_who_left_is_nobodys_conflict(cabinet, who, request_id):
    with cabinet.administering("test") as session:
        session.add(
            StaffMember(
                code="M-09",
                name="Carys Davies",
                role=Role.CHAIRPERSON,
                started_on=date(2024, 1, 8),
                left_on=TODAY - timedelta(days=1),
            )
        )
    record(cabinet, who, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)


def test_a_chairperson_who_stands_back_signs_nothing(cabinet, chair, request_id):
    sight.declare_conflict(cabinet, chair, request_id=request_id, conflict=Conflict.NAMED)
    before = everything(cabinet)
    assert refused(record, cabinet, chair, request_id, Step.FILE_CHECKED) == ["step"]
    assert everything(cabinet) == before


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"is_struck": True}, id="she was not asked at all"),
        pytest.param({"answer": NO_CONFLICT}, id="there is no conflict"),
    ],
)
@pytest.mark.parametrize(
    "person",
    [
        pytest.param(Role.CHAIRPERSON, id="the chairperson"),
        pytest.param(Role.COMMITTEE, id="a stand-in, who is of the committee"),
    ],
)
def test_a_chairperson_who_stood_back_from_the_wrong_request_opens_it_again_once_that_is_corrected(
    cabinet, who, chair, request_id, person, given
):
    with cabinet.administering("test") as session:
        held = StaffMember(code="M-07", name="Ruth Ellis", role=person, started_on=date(2020, 1, 6))
        session.add(held)
        session.flush()
        session.get(Account, chair.account_id).staff_id = held.id
    sight.declare_conflict(cabinet, chair, request_id=request_id, conflict=Conflict.NAMED)
    correct = partial(
        request_steps.correct, cabinet, who, on=TODAY, because="She meant another request", today=TODAY
    )
    for number, other in enumerate((Conflict.RELATIVE, Conflict.REQUESTER), 1):
        correct(step_id=number, answer=other)
        assert not held_by(cabinet, chair, request_id), "another reason is a reason too"
    correct(step_id=3, **given)
    assert held_by(cabinet, chair, request_id)
    sight.declare_conflict(cabinet, chair, request_id=request_id, conflict=Conflict.RELATIVE)
    assert not held_by(cabinet, chair, request_id), "who finds out later stands back as anybody"


def test_what_a_deputy_stands_back_from_stays_so_whatever_the_chairperson_answered(cabinet, who, request_id):
    deputy = account(cabinet, Role.DEPUTY, "Dee Marlow")
    record(cabinet, deputy, request_id, Step.CONFLICT_ASKED, answer=Conflict.NAMED)
    sight.declare_conflict(cabinet, deputy, request_id=request_id, conflict=Conflict.NAMED)
    request_steps.correct(
        cabinet, who, step_id=1, on=TODAY, answer=NO_CONFLICT, because="It was another request's", today=TODAY
    )
    assert not held_by(cabinet, deputy, request_id)


def test_a_lawyers_words_are_for_the_manager_and_the_chairperson(cabinet, who, chair, request_id):
    deputy = account(cabinet, Role.DEPUTY)
    record(cabinet, deputy, request_id, Step.ADVICE_SOUGHT, said="A solicitor")
    given = {"advice": "Wait for the court.", "said": "The solicitor"}
    assert refused(record, cabinet, deputy, request_id, Step.ADVICE_RECEIVED, **given) == ["advice"]
    record(cabinet, who, request_id, Step.ADVICE_RECEIVED, **given)
    seen = {role.role: held_by(cabinet, role, request_id).steps[-1].advice for role in (who, chair, deputy)}
    assert seen == {Role.MANAGER: given["advice"], Role.CHAIRPERSON: given["advice"], Role.DEPUTY: ""}
    # Whoever corrects the day without seeing them does not take them away.
    row = rows(cabinet, AccessStep)[-1]["id"]
    request_steps.correct(
        cabinet, deputy, step_id=row, on=TODAY, said="Their solicitor", because="The name was wrong.",
        today=TODAY,
    )  # fmt: skip
    assert held_by(cabinet, who, request_id).steps[-1].advice == given["advice"]


# Corrections ----------------------------------------------------------------------------------------


def test_a_correction_is_a_new_row_and_both_stay(cabinet, who, request_id):
    record(cabinet, who, request_id, Step.ACKNOWLEDGED, date(2026, 11, 3))
    first = rows(cabinet, AccessStep)[0]
    request_steps.correct(
        cabinet, who, step_id=first["id"], on=date(2026, 11, 4), because="It went the day after.", today=TODAY
    )
    old, new = rows(cabinet, AccessStep)
    assert old == first
    assert (new["on"], new["corrects_id"], new["because"]) == (
        date(2026, 11, 4),
        first["id"],
        "It went the day after.",
    )
    held = held_by(cabinet, who, request_id)
    assert [step.on for step in held.steps] == [date(2026, 11, 4)]
    assert len(held.rows) == 2


def of_november(request_id, step, day, **more):
    at = datetime(2026, 11, day, 12, tzinfo=UTC)
    held = {"request_id": request_id, "step": step, "on": at.date(), "recorded_at": at}
    return AccessStep(**held | more)


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        pytest.param(date(2026, 11, 9), Copy.STALE, id="another word about the same copy"),
        pytest.param(date(2026, 11, 6), Copy.STALE, id="another day, before the decision"),
        pytest.param(date(2026, 11, 12), Copy.UNCHECKED, id="it was made after all of it was decided"),
    ],
)
def test_a_copy_is_no_newer_because_what_is_said_of_it_was_put_right(cabinet, who, request_id, on, stands):
    by = {"recorded_by_id": who.account_id, "signed_by_id": who.account_id}
    with cabinet.administering("test") as session:
        party = ThirdParty(request_id=request_id, number=1, kind=PartyKind.OTHER, name="Nia Parry")
        copy = of_november(request_id, Step.CLEAN_COPY, 9, pages=3, **by)
        session.add_all([party, copy])
        session.flush()
        at = datetime(2026, 11, 11, 12, tzinfo=UTC)
        decided = {"decision": Decision.WITHHOLD, "ground": Ground.NOT_REASONABLE, "reason": REASONS}
        session.add(
            ThirdPartyEvent(party_id=party.id, event=Event.DECIDED, on=at.date(), recorded_at=at, **decided)
        )
    assert clean_copy(held_by(cabinet, who, request_id).whole()) is Copy.STALE
    for number, pages in enumerate((5, 4), 2):
        wrong = {"corrects_id": rows(cabinet, AccessStep)[-1]["id"], "because": "It has other pages."}
        with cabinet.administering("test") as session:
            put_right = of_november(
                request_id, Step.CLEAN_COPY, 12 + number, pages=pages, **by | wrong | {"on": on}
            )
            session.add(put_right)
    assert clean_copy(held_by(cabinet, who, request_id).whole()) is stands


def test_proof_of_somebody_before_is_that_of_nobody_else_when_its_words_are_put_right(
    cabinet, who, request_id
):
    with cabinet.administering("test") as session:
        seen = of_november(request_id, Step.IDENTITY_CONFIRMED, 9, said="Her pasport")
        session.add(seen)
        session.flush()
        session.add(
            RequesterCheck(
                request_id=request_id,
                relationship=Relationship.RESPONSIBLE,
                subject=Subject.CHILD,
                because="It is the father who asks.",
                recorded_at=datetime(2026, 11, 10, 12, tzinfo=UTC),
            )
        )
        wrong = {"on": date(2026, 11, 9), "corrects_id": seen.id, "because": "It was spelt wrong."}
        session.add(of_november(request_id, Step.IDENTITY_CONFIRMED, 11, said="Her passport", **wrong))
    held = held_by(cabinet, who, request_id)
    assert held.proof_seen is None
    assert not is_done(Task.WHO_ASKS, held.whole())


@pytest.mark.parametrize(
    ("said_at_first", "holds"),
    [
        pytest.param(Conflict.NAMED, True, id="another reason for which they stood back already"),
        pytest.param(NO_CONFLICT, False, id="they had said that there was none"),
    ],
)
def test_a_signature_since_somebody_stood_back_holds_though_the_conflict_is_put_right_later(
    cabinet, who, chair, request_id, said_at_first, holds
):
    with cabinet.administering("test") as session:
        asked = of_november(request_id, Step.CONFLICT_ASKED, 9, answer=said_at_first)
        session.add(asked)
        session.flush()
        hour = {"recorded_at": datetime(2026, 11, 9, 14, tzinfo=UTC), "signed_by_id": chair.account_id}
        wrong = {"on": date(2026, 11, 9), "corrects_id": asked.id, "because": "It is another reason."}
        session.add_all(
            [
                of_november(
                    request_id, Step.FILE_CHECKED, 9, answer=HOLDS_NO_PAPERS, signed_by_id=who.account_id
                ),
                of_november(request_id, Step.FILE_CHECK_SIGNED, 9, **hour),
                of_november(request_id, Step.CONFLICT_ASKED, 12, answer=Conflict.RELATIVE, **wrong),
            ]
        )
    assert is_done(Task.FILE_CHECK_SECOND, held_by(cabinet, who, request_id).whole()) is holds


@pytest.mark.parametrize(
    ("days", "done_by_then"),
    [((3, 10), []), ((10, 3), [3]), ((3, 10, 4), [4]), ((10, 3, 12), [])],
    ids=["later", "earlier", "later and back", "earlier and later after all"],
)
def test_a_past_day_knows_of_a_step_what_is_known_now(cabinet, who, request_id, days, done_by_then):
    record(cabinet, who, request_id, Step.ACKNOWLEDGED, date(2026, 11, days[0]))
    for day in days[1:]:
        last = rows(cabinet, AccessStep)[-1]["id"]
        on = date(2026, 11, day)
        request_steps.correct(cabinet, who, step_id=last, on=on, because="It was another day.", today=TODAY)
    (request,) = agenda_of(cabinet, date(2026, 11, 5)).facts.requests
    assert [step.on.day for step in request.steps] == done_by_then


def test_an_answer_that_is_put_to_a_later_day_leaves_the_request_open_before(cabinet, who, request_id):
    day, later = date(2026, 11, 4), date(2026, 11, 12)
    said = {"answer": RefusalGround.EXCESSIVE, "reason": REASONS, "is_route_told": True, "said": "Ruth Ellis"}
    record(cabinet, who, request_id, Step.REFUSED, day, **said)
    wrong = rows(cabinet, AccessStep)[0]["id"]
    request_steps.correct(
        cabinet, who, step_id=wrong, on=later, because="It was the week after.", today=TODAY, **said
    )
    for past, counted in ((day, (1, 0)), (later, (0, 1))):
        facts = agenda_of(cabinet, past).facts
        assert (len(facts.requests), len(facts.answered)) == counted, past


def test_what_was_not_done_is_struck_out_and_asked_for_again(cabinet, who, request_id):
    record(cabinet, who, request_id, Step.ACKNOWLEDGED)
    row = rows(cabinet, AccessStep)[0]["id"]
    struck = {"step_id": row, "on": None, "is_struck": True, "today": TODAY}
    assert refused(request_steps.correct, cabinet, who, because="Oops", **struck) == ["because"]
    request_steps.correct(cabinet, who, because="It lay in the drawer.", **struck)
    assert held_by(cabinet, who, request_id).steps == ()
    assert Step.ACKNOWLEDGED in {item.step for item in agenda_of(cabinet).items}
    assert refused(request_steps.correct, cabinet, who, because="Once more, please.", **struck) == ["step"]


@pytest.mark.parametrize("step", [Step.REFUSED, Step.CLOSED])
def test_an_answer_or_a_close_that_was_struck_out_opens_the_request_again(cabinet, who, request_id, step):
    record(cabinet, who, request_id, **GROUNDED, reason=REASONS, is_route_told=True, said="Ruth Ellis")
    record(cabinet, who, request_id, Step.CLOSED, reason="It came twice in a week.")
    for done in (Step.CLOSED, Step.REFUSED)[: 1 if step is Step.CLOSED else 2]:
        row = next(row["id"] for row in rows(cabinet, AccessStep) if row["step"] is done)
        request_steps.correct(
            cabinet, who, step_id=row, on=None, is_struck=True, because="They asked again.", today=TODAY
        )
    facts = agenda_of(cabinet).facts
    assert (len(facts.requests), len(facts.answered)) == ((0, 1) if step is Step.CLOSED else (1, 0))
    with cabinet.connection() as look:
        [shown] = access_requests.requests(look, received_since=date.min)
        assert (shown.ended_on is None) is (step is Step.REFUSED)


def test_an_extension_that_is_corrected_to_a_day_too_late_is_refused(cabinet, who, request_id):
    notice = {"reason": "Two files of four agencies.", "answer": ExtensionGround.COMPLEX}
    record(cabinet, who, request_id, Step.EXTENDED, **notice)
    said = {"step_id": rows(cabinet, AccessStep)[0]["id"], "on": date(2026, 12, 3)} | notice
    assert refused(
        request_steps.correct, cabinet, who, **said, because="It was later.", today=date(2026, 12, 4)
    ) == ["on"]


def test_somebody_without_authority_corrects_nothing(cabinet, who, chair, request_id):
    record(cabinet, who, request_id, Step.ACKNOWLEDGED)
    row = rows(cabinet, AccessStep)[0]["id"]
    for other in (chair, account(cabinet, Role.KEY_PERSON)):
        with pytest.raises(NotAllowed):
            request_steps.correct(
                cabinet, other, step_id=row, on=TODAY, because="It was another day.", today=TODAY
            )


# The day of receipt ---------------------------------------------------------------------------------

EARLIER = date(2026, 10, 19)
WHY_EARLIER = "The first letter lay in the tray for two weeks."


def correct_receipt(opened, who, request_id, on=EARLIER, because=WHY_EARLIER, **more):
    request_steps.correct_receipt(
        opened, who, request_id=request_id, received_on=on, because=because, today=TODAY, **more
    )


def test_the_clock_runs_from_the_corrected_day_of_receipt(cabinet, who, request_id):
    before = [item.due for item in agenda_of(cabinet).items if item.record == request_id and item.is_legal]
    assert before == [date(2026, 12, 2)]
    correct_receipt(cabinet, who, request_id)
    items = [item for item in agenda_of(cabinet).items if item.record == request_id and item.is_legal]
    assert [item.due for item in items] == [date(2026, 11, 19)]
    held = held_by(cabinet, who, request_id)
    assert (held.entered_on, held.received_on) == (RECEIVED, EARLIER)
    with cabinet.reading(who) as look:
        [register] = access_requests.requests(look, request_id=request_id)
        assert register.received_on == EARLIER
        assert figures.read(look, agenda_of(cabinet)).access_requests.late == 1
        assert legal_hold.held_by(look, held.child_id, EARLIER) == (held.code,)


def test_the_last_day_of_receipt_stands_and_all_stay(cabinet, who, request_id):
    correct_receipt(cabinet, who, request_id)
    correct_receipt(cabinet, who, request_id, RECEIVED, "The letter in the tray was another family's.")
    held = held_by(cabinet, who, request_id)
    assert held.received_on == RECEIVED
    assert [(receipt.received_on, receipt.because) for receipt in held.receipts] == [
        (EARLIER, WHY_EARLIER),
        (RECEIVED, "The letter in the tray was another family's."),
    ]
    assert rows(cabinet, AccessRequest)[0]["received_on"] == RECEIVED
    assert [line["thing"] for line in rows(cabinet, AuditEntry)[-2:]] == ["receipt", "receipt"]


def test_a_past_day_knows_the_corrected_day_of_receipt(cabinet, who, request_id):
    between = EARLIER + timedelta(days=3)
    assert agenda_of(cabinet, between).facts.requests == []
    correct_receipt(cabinet, who, request_id)
    assert [held.id for held in agenda_of(cabinet, between).facts.requests] == [request_id]


@pytest.mark.parametrize(
    ("since", "is_there"),
    [
        pytest.param(EARLIER, True, id="since the day it really came"),
        pytest.param(EARLIER + timedelta(days=1), False, id="since the day after it, before the day entered"),
    ],
)
def test_the_register_goes_by_the_corrected_day(cabinet, who, request_id, since, is_there):
    correct_receipt(cabinet, who, request_id)
    with cabinet.reading(who) as look:
        found = access_requests.requests(look, received_since=since, with_open=False)
    assert bool(found) is is_there


def test_a_day_of_receipt_after_the_first_step_is_refused(cabinet, who, request_id):
    record(cabinet, who, request_id, Step.ACKNOWLEDGED, on=RECEIVED + timedelta(days=1))
    before = everything(cabinet)
    later = RECEIVED + timedelta(days=2)
    assert refused(correct_receipt, cabinet, who, request_id, later) == ["received_on"]
    assert refused(correct_receipt, cabinet, who, 999) == ["received_on"]
    assert refused(correct_receipt, cabinet, who, request_id, because="") == ["because"]
    assert everything(cabinet) == before


def test_a_day_of_receipt_sent_twice_is_recorded_once(cabinet, who, request_id):
    correct_receipt(cabinet, who, request_id, token="a" * 32)
    with pytest.raises(AlreadyRecorded):
        correct_receipt(cabinet, who, request_id, token="a" * 32)
    assert len(rows(cabinet, Receipt)) == 1


SIGNED_SO = {Step.FILE_CHECKED: HOLDS_NONE, Step.MEETING: {"answer": Meeting.HELD}}


@pytest.mark.parametrize("step", SIGNED_SO)
def test_who_has_not_said_whether_they_are_close_to_it_records_nothing_else(
    cabinet, who, chair, request_id, step
):
    more = SIGNED_SO[step]
    before = everything(cabinet)
    with pytest.raises(Refused) as told:
        record(cabinet, chair, request_id, step, **more)
    assert told.value.problems == {"step": ANSWER_FIRST}
    assert everything(cabinet) == before
    record(cabinet, who, request_id, step, **more)  # the office's is not asked
    written = rows(cabinet, AccessStep)[-1]["id"]
    correction = {"on": TODAY, "because": "It was another day", "today": TODAY, **more}
    for is_struck in (False, True):
        said = refused(
            request_steps.correct, cabinet, chair, step_id=written, is_struck=is_struck, **correction
        )
        assert said == ["step"]
    record(cabinet, chair, request_id, Step.CONFLICT_ASKED, answer=NO_CONFLICT)
    record(cabinet, chair, request_id, step, **more)


@pytest.fixture
def both(cabinet, who, family):
    """Two requests that came in one letter, and one of somebody else of that day; their numbers."""
    letter = {"channel": Channel.VERBAL, "received_on": TODAY, "today": TODAY}
    access_requests.record_request(
        cabinet, who, child_id=family.child, also_about=[family.sibling], requester="Carys Davies", **letter
    )
    access_requests.record_request(cabinet, who, child_id=family.child, requester="Peter Davies", **letter)
    return [row["id"] for row in rows(cabinet, AccessRequest)]


def test_what_one_letter_does_is_recorded_for_each_request_that_came_in_one(cabinet, who, both):
    first, second, _ = both
    record(cabinet, who, first, Step.ACKNOWLEDGED, said="By email", also=[second])
    written = [(row["request_id"], row["said"], row["signed_by_id"]) for row in rows(cabinet, AccessStep)]
    assert written == [(first, "By email", who.account_id), (second, "By email", who.account_id)]


@pytest.mark.parametrize(
    ("step", "also"),
    [
        pytest.param(Step.ACKNOWLEDGED, lambda both: [both[2]], id="one of somebody else"),
        pytest.param(Step.ACKNOWLEDGED, lambda both: [both[0]], id="itself"),
        pytest.param(Step.ACKNOWLEDGED, lambda both: [both[1], 999], id="one that is not there"),
        pytest.param(Step.IDENTITY_CONFIRMED, lambda both: [both[1]], id="what is shown for each child"),
    ],
)
def test_it_is_recorded_for_all_of_them_or_for_none(cabinet, who, both, step, also):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        record(cabinet, who, both[0], step, said="Seen", also=also(both))
    assert list(refused.value.problems) == ["also"]
    assert everything(cabinet) == before


def test_what_stands_in_the_way_of_the_other_says_of_which(cabinet, who, both):
    first, second, _ = both
    record(cabinet, who, second, Step.ACKNOWLEDGED)
    with pytest.raises(Refused) as refused:
        record(cabinet, who, first, Step.ACKNOWLEDGED, also=[second])
    assert refused.value.problems["also"].startswith("AR-2026-002: ")
    assert [row["request_id"] for row in rows(cabinet, AccessStep)] == [second]


def test_one_of_which_it_is_recorded_already_is_not_offered(cabinet, who, both):
    first, second, _ = both
    record(cabinet, who, second, Step.ACKNOWLEDGED)
    record(cabinet, who, second, Step.INVITED, said="Any afternoon")

    def offered(step):
        with cabinet.reading(who, Thing.ACCESS_REQUEST) as look:
            held = whole_requests.one(look, request_id=first)
            return [beside.id for beside in requesters.came_with(look, held, without=step)]

    assert offered(Step.ACKNOWLEDGED) == []
    assert offered(Step.CHAIRPERSON_TOLD) == [second]
    assert offered(Step.INVITED) == [second], "they may be invited again"


def test_whoever_is_close_to_one_child_is_asked_about_brothers_and_sisters_with_it(cabinet, who, chair, both):
    """AR-6: the file of the sister would open to whoever stood back from the brother's."""
    first, second, third = both

    def offered(of):
        with cabinet.reading(chair, Thing.ACCESS_REQUEST) as look:
            held = whole_requests.one(look, request_id=of)
            return [one.id for one in requesters.came_with(look, held, without=Step.CONFLICT_ASKED)]

    record(cabinet, chair, first, Step.CONFLICT_ASKED, answer=NO_CONFLICT, also=[second])
    assert offered(first) == [second], "found out later it is answered anew for both"
    record(cabinet, who, first, Step.CONFLICT_ASKED, answer=Conflict.RELATIVE, also=[second])
    told = [(row["request_id"], row["answer"]) for row in rows(cabinet, AccessStep)]
    assert told == [
        (first, NO_CONFLICT),
        (second, NO_CONFLICT),
        (first, Conflict.RELATIVE),
        (second, Conflict.RELATIVE),
    ]
    assert [held_by(cabinet, chair, one) is None for one in both] == [True, True, False]
    with cabinet.reading(who, Thing.ACCESS_REQUEST) as look:
        held = whole_requests.one(look, request_id=first)
        again = requesters.came_with(look, held, without=Step.CONFLICT_ASKED)
    assert again == [], "another conflict would be the stand-in's"
    assert third


def test_whoever_stands_back_does_so_from_what_came_with_it(cabinet, chair, both):
    first, second, third = both
    before = everything(cabinet)
    for also in ([third], [first], [second, 999]):
        said = refused(
            sight.declare_conflict, cabinet, chair, request_id=first, conflict=Conflict.RELATIVE, also=also
        )
        assert said == ["also"]
    assert everything(cabinet) == before
    lines = len(rows(cabinet, AuditEntry))
    sight.declare_conflict(cabinet, chair, request_id=first, conflict=Conflict.RELATIVE, also=[second])
    assert [held_by(cabinet, chair, one) is None for one in both] == [True, True, False]
    assert [row["request_id"] for row in rows(cabinet, AccessStep)] == [first, second]
    assert len(rows(cabinet, AuditEntry)) - lines == 4, "a conflict and a step of each"


def test_a_request_that_has_ended_came_with_nothing_that_is_still_to_do(cabinet, who, both):
    first, second, _ = both
    record(cabinet, who, second, Step.WITHDRAWN, said="By telephone, the mother")
    with pytest.raises(Refused):
        record(cabinet, who, first, Step.ACKNOWLEDGED, also=[second])
