"""What was entered by mistake counts nowhere any more, on any day, and stays with who took it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import (
    AuditEntry,
    BreachStep,
    ComplaintStep,
    Consent,
    ConsentFollowUp,
    FileEntryFact,
    InductionRecord,
    Mistake,
    PolicyAdoption,
    PolicyReview,
    RectificationStep,
    RoutineCheck,
    RoutineCheckDone,
    SafeguardingTraining,
)
from rules import breach
from rules.access import Channel
from rules.complaints import Kind, Result, Step
from rules.consent import Answer, How
from rules.file_index import Fact, Mention, Mentioned, Nature, Source
from rules.file_index import Kind as EntryKind
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.policy import Change
from rules.rectification import Claim, Decision, Finding
from rules.rectification import Step as CorrectionStep
from rules.routine import Result as CheckResult
from store import (
    agenda,
    breaches,
    committee,
    complaints,
    consents,
    figures,
    file_entries,
    induction,
    people,
    policy,
    rectifications,
    retention,
    routine,
    withdrawals,
)
from store.cabinet import AlreadyRecorded
from store.file_entries import NewEntry
from store.refusal import Refused
from tests.conftest import TODAY, account, everything, rows

RECEIVED = date(2026, 11, 9)
DAYS = (TODAY, TODAY - timedelta(days=3), TODAY + timedelta(days=60))
WHY = "It was meant for another record"


def what_counts(cabinet, who) -> list[Any]:
    """Everything that is worked out of the records, today, some days ago and later."""
    found: list[Any] = []
    with cabinet.reading(who) as look:
        for day in DAYS:
            review = agenda.read(look, day)
            found += [review.facts, review.items, figures.read(look, review)]
            found += [committee.read(look, day), retention.kept(look, day)]
    return found


@dataclass(frozen=True)
class Case:
    """A kind of row that can be taken back: what there is before it, itself, and how it is taken back."""

    model: type[Any]
    number: str
    take_back: Callable[..., None]
    before: Callable[..., None]
    wrong: Callable[..., None]
    who_may: frozenset[Role] = frozenset({Role.MANAGER, Role.DEPUTY})
    is_numbered: bool = False  # what is worked out of it holds the row's number, which is another one anew

    def taken_back(self, cabinet, who, **changed):
        given = {self.number: rows(cabinet, self.model)[-1]["id"], "because": WHY} | changed
        self.take_back(cabinet, who, **given)


def a_complaint(cabinet, who, family):
    complaints.record_complaint(
        cabinet, who, kind=Kind.EARLY_YEARS, child_id=family.sibling, made_by="Peter Davies",
        channel=Channel.EMAIL, received_on=RECEIVED, about="Nobody rang us about the fall.", today=TODAY,
    )  # fmt: skip


def an_outcome(cabinet, who):
    complaints.record_step(
        cabinet, who, complaint_id=1, step=Step.OUTCOME, on=TODAY - timedelta(days=4),
        words="We talked it through with them.", result=Result.UPHELD, is_route_told=True, today=TODAY,
    )  # fmt: skip


def a_correction(cabinet, who, family):
    rectifications.record_rectification(
        cabinet, who, child_id=family.sibling, asked_by="Carys Davies", channel=Channel.LETTER,
        received_on=date(2026, 10, 20), entry="4", claim=Claim.OPINION, words="He was never withdrawn.",
        today=TODAY,
    )  # fmt: skip


def a_decided_correction(cabinet, who, family):
    a_correction(cabinet, who, family)
    of_correction(
        cabinet, who, CorrectionStep.DECIDED, finding=Finding.OPINION, decision=Decision.REFUSED,
        on=TODAY - timedelta(days=6),
    )  # fmt: skip
    of_correction(cabinet, who, CorrectionStep.NO_VIEW)


def of_correction(cabinet, who, step, **changed):
    given = {
        "on": TODAY - timedelta(days=4), "words": "It was looked at again with the key person.",
        "is_route_told": True, "today": TODAY,
    }  # fmt: skip
    rectifications.record_step(cabinet, who, rectification_id=1, step=step, **given | changed)


def an_answer(cabinet, who):
    of_correction(cabinet, who, CorrectionStep.ANSWERED)


def a_decision(cabinet, who):
    of_correction(
        cabinet, who, CorrectionStep.DECIDED, finding=Finding.WRONG_FACT, decision=Decision.CORRECTED
    )


def an_extension(cabinet, who):
    of_correction(
        cabinet, who, CorrectionStep.EXTENDED, on=date(2026, 11, 2),
        words="The request is complex: three agencies wrote the entry and have to be asked first.",
    )  # fmt: skip


def nothing(_cabinet, _who, _family):
    """The family of the tests is enough."""


def a_withdrawal(cabinet, who, _family=None):
    consents.record_answers(
        cabinet, who, child_id=1, carer_id=1, answers={1: Answer.WITHDRAWN}, on=TODAY - timedelta(days=9),
        how=How.WRITTEN, kept_at="In the child's file", today=TODAY,
    )  # fmt: skip


def a_tick(cabinet, who):
    withdrawal = next(r for r in rows(cabinet, Consent) if r["answer"] is Answer.WITHDRAWN)
    withdrawals.follow_up(
        cabinet, who, done={withdrawal["id"]: None}, done_on=TODAY - timedelta(days=4), today=TODAY
    )


def taking(write: Callable[..., None], several: str) -> Callable[..., None]:
    """A write that takes back several rows, for one of them."""

    def take_back(cabinet, who, *, number, **more):
        write(cabinet, who, **{several: [number] if number else []}, **more)

    return take_back


AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def a_breach(cabinet, who, family):
    breaches.record_breach(
        cabinet, who, child_id=family.child, what="A letter was put into another family's tray",
        whose="A member of staff", harm="The other family read it", happened_on=date(2026, 11, 19),
        known_on=date(2026, 11, 20), known_time="09:00", at=AT,
    )  # fmt: skip


def a_decided_breach(cabinet, who, family):
    a_breach(cabinet, who, family)
    for step in (breach.Step.NO_DANGER, breach.Step.NOT_REPORTED, breach.Step.TOLD):
        of_breach(cabinet, who, step)


def of_breach(cabinet, who, step):
    breaches.record_step(
        cabinet, who, breach_id=1, step=step, on=date(2026, 11, 20), clock="11:00",
        note="The two families met and settled it", at=AT,
    )  # fmt: skip


def a_report(cabinet, who):
    of_breach(cabinet, who, breach.Step.REPORTED)


def a_closing(cabinet, who):
    of_breach(cabinet, who, breach.Step.CLOSED)


def a_typed_entry(cabinet, who, family):
    mentioned = (Mention(Mentioned.FAMILY, family.mother),)
    file_entries.record_entry(
        cabinet, who, child_id=family.child, today=TODAY,
        new=NewEntry(
            1, 1, 2, TODAY - timedelta(days=9), TODAY - timedelta(days=9), EntryKind.CONTACT, "Ewa Nowak",
            Nature.FACT, Source.SETTING, "The locked cabinet", is_asked_whether_sensitive=True,
            mentions=mentioned, is_typed=True,
        ),
    )  # fmt: skip
    of_entry(cabinet, who, Fact.FILED)


def of_entry(cabinet, who, fact):
    file_entries.record_fact(cabinet, who, entry_id=1, fact=fact, on=TODAY - timedelta(days=8), today=TODAY)


def a_deletion(cabinet, who):
    of_entry(cabinet, who, Fact.DELETED)


def take_back_of_entry(cabinet, who, **given):
    file_entries.take_back(cabinet, who, today=TODAY, **given)


def a_check(cabinet, who):
    routine.record(
        cabinet, who, check_id=rows(cabinet, RoutineCheck)[0]["id"], on=TODAY - timedelta(days=4),
        result=CheckResult.NOT_IN_ORDER, done_by=who.name, note="The key was in the lock", today=TODAY,
    )  # fmt: skip


def an_adopted_policy(cabinet, who, _family):
    an_adoption(cabinet, who, held_on=date(2025, 11, 3))


def an_adoption(cabinet, who, held_on=date(2026, 11, 3)):
    policy.record_adoption(
        cabinet, who, committee="the committee", held_on=held_on, signed_by="R. Lee",
        signatory_role="chairperson", signed_on=held_on, today=TODAY,
    )  # fmt: skip


def a_review(cabinet, who):
    policy.record_review(
        cabinet, who, reviewed_on=date(2026, 11, 10), reviewed_by=who.name, change=Change.NONE, today=TODAY
    )


TAKES_BACK_OF_A_BREACH = (BreachStep, "breach_step_id", breaches.take_back)


def a_newcomer(cabinet, who, _family):
    people.add_person(
        cabinet, who, name="Gwen Parry", role=Role.STAFF, started_on=RECEIVED, first_day_on=RECEIVED,
        left_on=None, supervisor_id=None, today=TODAY,
    )  # fmt: skip


def a_sign_off(cabinet, who):
    induction.sign_off(
        cabinet, who, taken=[induction.TakenThrough(5, (1,))], on=TODAY - timedelta(days=4),
        signed_off_by_id=1, today=TODAY,
    )  # fmt: skip


def a_training(cabinet, who):
    induction.record_training(
        cabinet, who, staff_ids=[5], on=TODAY - timedelta(days=4), course="Early years", today=TODAY
    )


TAKES_BACK_OF_A_CORRECTION = (RectificationStep, "rectification_step_id", rectifications.take_back)
CASES = [
    pytest.param(
        Case(*TAKES_BACK_OF_A_CORRECTION, a_decided_correction, an_answer), id="the answer to a correction"
    ),
    pytest.param(
        Case(*TAKES_BACK_OF_A_BREACH, a_breach, a_report, is_numbered=True), id="a report to the ICO"
    ),
    pytest.param(Case(*TAKES_BACK_OF_A_BREACH, a_decided_breach, a_closing), id="the end of a breach"),
    pytest.param(
        Case(*TAKES_BACK_OF_A_CORRECTION, a_correction, a_decision, is_numbered=True), id="a decision"
    ),
    pytest.param(
        Case(*TAKES_BACK_OF_A_CORRECTION, a_correction, an_extension, is_numbered=True), id="an extension"
    ),
    pytest.param(
        Case(
            Consent,
            "number",
            taking(consents.take_back, "consent_ids"),
            nothing,
            a_withdrawal,
            is_numbered=True,
        ),
        id="an answer about consent",
    ),
    pytest.param(
        Case(InductionRecord, "number", taking(induction.take_back, "sign_off_ids"), a_newcomer, a_sign_off),
        id="a sign-off",
    ),
    pytest.param(
        Case(
            SafeguardingTraining,
            "number",
            taking(induction.take_back, "training_ids"),
            a_newcomer,
            a_training,
        ),
        id="a training",
    ),
    pytest.param(
        Case(ConsentFollowUp, "number", taking(consents.take_back, "follow_up_ids"), a_withdrawal, a_tick),
        id="what was done after a withdrawal",
    ),
    pytest.param(
        Case(
            FileEntryFact,
            "entry_fact_id",
            take_back_of_entry,
            a_typed_entry,
            a_deletion,
            is_numbered=True,
        ),
        id="a typed copy deleted",
    ),
    pytest.param(
        Case(RoutineCheckDone, "check_done_id", routine.take_back, nothing, a_check), id="a routine check"
    ),
    pytest.param(
        Case(
            PolicyAdoption, "adoption_id", policy.take_back, an_adopted_policy, an_adoption, is_numbered=True
        ),
        id="an adoption of the policy",
    ),
    pytest.param(
        Case(PolicyReview, "review_id", policy.take_back, an_adopted_policy, a_review),
        id="a review of the policy",
    ),
    pytest.param(
        Case(
            ComplaintStep,
            "complaint_step_id",
            complaints.take_back,
            a_complaint,
            an_outcome,
            who_may=frozenset({Role.MANAGER, Role.DEPUTY, Role.CHAIRPERSON}),
        ),
        id="the outcome of a complaint",
    ),
]
each = pytest.mark.parametrize("case", CASES)


@each
def test_what_was_taken_back_counts_nowhere_and_can_be_entered_anew(cabinet, who, family, case):
    case.before(cabinet, who, family)
    before = what_counts(cabinet, who)
    case.wrong(cabinet, who)
    as_entered = what_counts(cabinet, who)
    assert as_entered != before, "it counts while it stands"
    case.taken_back(cabinet, who, because=f"  {WHY} ")
    assert what_counts(cabinet, who) == before
    [held] = rows(cabinet, Mistake)
    assert (held["because"], held["recorded_by_id"]) == (WHY, who.account_id)
    line = rows(cabinet, AuditEntry)[-1]
    assert (line["act"], line["thing"], line["thing_id"]) == ("added", "mistake", held["id"])
    case.wrong(cabinet, who)
    assert case.is_numbered or what_counts(cabinet, who) == as_entered


REFUSED = {
    "no reason": ({"because": "Wrong one"}, ["because"]),
    "a password": ({"because": "The password is 1234 here"}, ["because"]),
    "one that is not there": ({"number": 999}, ["row"]),
    "nothing said": ({"number": None, "because": ""}, ["row", "because"]),
}


@each
def test_it_is_refused_by_field_and_by_role_and_nothing_is_saved(cabinet, who, family, case, subtests):
    case.before(cabinet, who, family)
    case.wrong(cabinet, who)
    people = [account(cabinet, role) for role in Role if role not in case.who_may]
    before = everything(cabinet)
    for why, (said, fields) in REFUSED.items():
        with subtests.test(why):
            changed = {case.number if name == "number" else name: value for name, value in said.items()}
            with pytest.raises(Refused) as refused:
                case.taken_back(cabinet, who, **changed)
            assert list(refused.value.problems) == fields
            assert everything(cabinet) == before
    for person in people:
        with subtests.test(role=person.role):
            with pytest.raises(NotAllowed):
                case.taken_back(cabinet, person)
            assert everything(cabinet) == before


@each
def test_it_is_taken_back_once(cabinet, who, family, case):
    case.before(cabinet, who, family)
    case.wrong(cabinet, who)
    case.taken_back(cabinet, who, token="once")
    before = everything(cabinet)
    with pytest.raises(AlreadyRecorded):
        case.taken_back(cabinet, who, token="once")
    with pytest.raises(Refused) as refused:
        case.taken_back(cabinet, who, token="again")
    assert list(refused.value.problems) == ["because"]
    assert everything(cabinet) == before
