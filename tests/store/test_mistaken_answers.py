"""An answer about consent, a tick after a withdrawal, or a form handed out, that was entered by mistake."""

from datetime import date, timedelta

import pytest

from models import (
    AuditEntry,
    Carer,
    Consent,
    ConsentAsked,
    ConsentFollowUp,
    ConsentPurpose,
    JourneyAccount,
    Mistake,
)
from rules.agenda import Action, Area
from rules.consent import Account as JourneyEvent
from rules.consent import Answer, FollowUp, How, Status
from rules.figures import consent_statuses
from rules.induction import Role
from rules.need_to_know import NotAllowed
from store import children, consents, journey_account, mistakes, withdrawals
from store.cabinet import AlreadyRecorded
from store.refusal import Refused
from store.registers import RegisterFile, try_out
from tests.conftest import LEFT_ON, TODAY, account, agenda_of, everything, rows, to_sign
from tests.store.test_agenda import counted

WRONG_CHILD = "It was for the other child of that name."
GIVEN_ON = date(2026, 11, 20)


@pytest.fixture
def purpose(cabinet):
    """A purpose, by its present wording."""
    return rows(cabinet, ConsentPurpose)[0]["id"]


@pytest.fixture
def asked_anew(cabinet, family):
    """As if nobody had been asked for anything yet: what the family said was entered by mistake."""
    with cabinet.administering("test") as session:
        for row in rows(cabinet, Consent):
            session.add(Mistake(thing="consent", record_id=row["id"], because=WRONG_CHILD))


def answered(cabinet, who, family, purpose, answer, on=GIVEN_ON, **changed):
    """Records an answer of the mother; its number."""
    said = {"child_id": family.child, "carer_id": family.mother} | changed
    consents.record_answers(
        cabinet,
        who,
        **said,
        answers={purpose: answer},
        on=on,
        how=How.WRITTEN,
        kept_at="In the child's file",
        today=TODAY,
    )
    return rows(cabinet, Consent)[-1]["id"]


def take_back(cabinet, who, consent_id, because=WRONG_CHILD, **more):
    consents.take_back(cabinet, who, consent_ids=[consent_id], because=because, **more)


def status(cabinet, family, purpose, today=TODAY):
    held = agenda_of(cabinet, today)
    return consent_statuses(held.facts, today=today, house=held.house.rules)[family.child][purpose]


def actions(cabinet, today=TODAY):
    return [item.action for item in agenda_of(cabinet, today).items if item.area is Area.CONSENTS]


def test_an_answer_for_the_wrong_child_leaves_it_not_asked_again_on_every_day(
    cabinet, who, family, purpose, asked_anew
):
    before = to_sign(cabinet).figures
    assert status(cabinet, family, purpose) is Status.NOT_ASKED
    wrong = answered(cabinet, who, family, purpose, Answer.GIVEN)
    assert status(cabinet, family, purpose) is Status.GIVEN
    assert to_sign(cabinet).figures != before
    take_back(cabinet, who, wrong)
    assert status(cabinet, family, purpose) is Status.NOT_ASKED
    assert status(cabinet, family, purpose, GIVEN_ON + timedelta(days=1)) is Status.NOT_ASKED
    assert to_sign(cabinet).figures == before
    assert asked_on(cabinet) == []


def test_the_answer_before_counts_again(cabinet, who, family, purpose):
    """The father's consent stands; the mother's stood too until somebody entered a refusal of another's."""
    wrong = answered(cabinet, who, family, purpose, Answer.REFUSED)
    assert status(cabinet, family, purpose) is Status.CARERS_DISAGREE
    take_back(cabinet, who, wrong)
    assert status(cabinet, family, purpose) is Status.GIVEN
    assert actions(cabinet) == []


def test_the_history_keeps_it_with_who_took_it_back_when_and_why(cabinet, who, family, purpose):
    wrong = answered(cabinet, who, family, purpose, Answer.REFUSED)
    take_back(cabinet, who, wrong, because=f"  {WRONG_CHILD} ")
    with cabinet.reading(who) as look:
        newest, *others = consents.history(look, family.child)
    assert (newest.id, newest.answer, newest.on) == (wrong, Answer.WITHDRAWN, GIVEN_ON)
    assert (newest.taken_back.by, newest.taken_back.because) == (who.name, WRONG_CHILD)
    assert newest.taken_back.at == rows(cabinet, Mistake)[-1]["recorded_at"]
    assert others
    assert all(answer.taken_back is None for answer in others)
    line = rows(cabinet, AuditEntry)[-1]
    assert (line["account_id"], line["act"], line["thing"]) == (who.account_id, "added", "mistake")


def test_with_a_withdrawal_goes_what_was_done_about_it(cabinet, who, family, purpose):
    wrong = answered(cabinet, who, family, purpose, Answer.WITHDRAWN)
    assert Action.FOLLOW_UP in actions(cabinet)
    withdrawals.follow_up(cabinet, who, done={wrong: None}, done_on=TODAY, today=TODAY)
    [ticked, *_] = rows(cabinet, ConsentFollowUp)
    take_back(cabinet, who, wrong)
    assert actions(cabinet) == []
    with cabinet.reading(who) as look:
        assert withdrawals.withdrawn(look, wrong, TODAY) is None
        assert {line.withdrawal_counts for line in withdrawals.followed(look, family.child)} == {False}
    for refused in (
        lambda: withdrawals.follow_up(cabinet, who, done={wrong: None}, done_on=TODAY, today=TODAY),
        lambda: take_back_tick(cabinet, who, ticked["id"]),
    ):
        with pytest.raises(Refused, match="no longer there"):
            refused()


def take_back_tick(cabinet, who, number, because="It is still on the website.", **more):
    consents.take_back(cabinet, who, follow_up_ids=[number], because=because, **more)


def handed_out(cabinet, who, family, purpose, on=GIVEN_ON):
    """Records that a form with this question was handed out; the number of the row."""
    consents.record_asked(cabinet, who, child_id=family.child, purposes=[purpose], on=on, today=TODAY)
    return rows(cabinet, ConsentAsked)[-1]["id"]


def take_back_form(cabinet, who, number, because=WRONG_CHILD, **more):
    consents.take_back(cabinet, who, asked_ids=[number], because=because, **more)


def asked_on(cabinet, today=TODAY):
    children = agenda_of(cabinet, today).facts.children
    return [on for child in children for on in child.forms_given.values()]


def test_a_form_handed_out_by_mistake_was_handed_out_on_no_day(cabinet, who, family, purpose):
    """The one of before counts again, on past days too."""
    handed_out(cabinet, who, family, purpose, GIVEN_ON - timedelta(days=5))
    wrong = handed_out(cabinet, who, family, purpose)
    assert asked_on(cabinet) == [GIVEN_ON]
    take_back_form(cabinet, who, wrong)
    assert asked_on(cabinet) == [GIVEN_ON - timedelta(days=5)]
    assert asked_on(cabinet, GIVEN_ON) == [GIVEN_ON - timedelta(days=5)]


def test_the_history_of_forms_keeps_it_with_who_took_it_back_and_why(cabinet, who, family, purpose):
    right = handed_out(cabinet, who, family, purpose, GIVEN_ON - timedelta(days=5))
    wrong = handed_out(cabinet, who, family, purpose)
    take_back_form(cabinet, who, wrong)
    with cabinet.reading(who) as look:
        newest, before = consents.beside_answers(look, family.child).forms
    assert (newest.id, newest.on, newest.taken_back.by, newest.taken_back.because) == (
        wrong, GIVEN_ON, who.name, WRONG_CHILD,
    )  # fmt: skip
    assert (before.id, before.taken_back) == (right, None)


def test_a_form_goes_with_the_answers_of_the_wrong_child_all_or_nothing(cabinet, who, family, purpose):
    form = handed_out(cabinet, who, family, purpose)
    answer = answered(cabinet, who, family, purpose, Answer.REFUSED)
    before = everything(cabinet)
    with pytest.raises(Refused, match="no longer there"):
        consents.take_back(cabinet, who, consent_ids=[answer], asked_ids=[form, 999], because=WRONG_CHILD)
    assert everything(cabinet) == before
    consents.take_back(cabinet, who, consent_ids=[answer], asked_ids=[form], because=WRONG_CHILD)
    assert asked_on(cabinet) == []
    assert status(cabinet, family, purpose) is Status.GIVEN


def test_a_withdrawal_of_a_child_who_left_is_followed_up_no_more(cabinet, who, family, purpose):
    with cabinet.administering("test") as session:
        held = Consent(
            child_id=family.sibling, purpose_id=purpose, carer_id=family.siblings_mother,
            answer=Answer.WITHDRAWN, on=LEFT_ON, how=How.WRITTEN,
        )  # fmt: skip
        session.add(held)
        session.flush()
        wrong = held.id
    assert actions(cabinet) == [Action.FOLLOW_UP]
    take_back(cabinet, who, wrong)
    assert actions(cabinet) == []


def test_what_was_ticked_off_by_mistake_is_to_be_done_again_and_is_ticked_off_anew(cabinet, who, family):
    purpose = next(
        row["id"] for row in rows(cabinet, ConsentPurpose) if FollowUp.RECIPIENTS_TOLD in row["follow_ups"]
    )
    withdrawal = answered(cabinet, who, family, purpose, Answer.WITHDRAWN)
    withdrawals.follow_up(cabinet, who, done={withdrawal: None}, done_on=TODAY, today=TODAY)
    assert Action.FOLLOW_UP not in actions(cabinet)
    ticked = next(r for r in rows(cabinet, ConsentFollowUp) if r["what"] is FollowUp.RECIPIENTS_TOLD)
    take_back_tick(cabinet, who, ticked["id"])
    assert Action.FOLLOW_UP in actions(cabinet)
    with cabinet.reading(who) as look:
        assert withdrawals.withdrawn(look, withdrawal, TODAY).left == (FollowUp.RECIPIENTS_TOLD,)
        lines = {line.id: line for line in withdrawals.followed(look, family.child)}
    assert lines[ticked["id"]].taken_back.by == who.name
    assert [line.taken_back for number, line in lines.items() if number != ticked["id"]] == [None]
    withdrawals.follow_up(cabinet, who, done={withdrawal: None}, done_on=TODAY, today=TODAY)
    assert Action.FOLLOW_UP not in actions(cabinet)
    assert rows(cabinet, ConsentFollowUp)[-1]["what"] is FollowUp.RECIPIENTS_TOLD


def test_a_consent_that_was_withdrawn_goes_after_the_withdrawal(cabinet, who, family, purpose, asked_anew):
    given = answered(cabinet, who, family, purpose, Answer.GIVEN, date(2026, 11, 10))
    withdrawal = answered(cabinet, who, family, purpose, Answer.WITHDRAWN)
    before = everything(cabinet)
    with pytest.raises(Refused, match="take the withdrawal back first") as refused:
        take_back(cabinet, who, given)
    assert list(refused.value.problems) == ["row"]
    assert everything(cabinet) == before
    take_back(cabinet, who, withdrawal)
    take_back(cabinet, who, given)
    assert status(cabinet, family, purpose) is Status.NOT_ASKED


def test_a_withdrawal_goes_after_the_refusal_that_would_withdraw_in_its_place(
    cabinet, who, family, purpose, asked_anew
):
    """Else nothing would be asked to be undone, though the consent stood until the refusal."""
    answered(cabinet, who, family, purpose, Answer.GIVEN, date(2026, 11, 10))
    withdrawal = answered(cabinet, who, family, purpose, Answer.WITHDRAWN, date(2026, 11, 12))
    refusal = answered(cabinet, who, family, purpose, Answer.REFUSED)
    before = everything(cabinet)
    with pytest.raises(Refused, match="Take the refusal back first") as refused:
        take_back(cabinet, who, withdrawal)
    assert list(refused.value.problems) == ["row"]
    assert everything(cabinet) == before
    take_back(cabinet, who, refusal)
    take_back(cabinet, who, withdrawal)
    answered(cabinet, who, family, purpose, Answer.REFUSED)
    assert Action.FOLLOW_UP in actions(cabinet)


def test_a_whole_form_for_the_wrong_child_is_taken_back_in_one_go_or_not_at_all(
    cabinet, who, family, purpose, asked_anew
):
    given = answered(cabinet, who, family, purpose, Answer.GIVEN, date(2026, 11, 10))
    withdrawal = answered(cabinet, who, family, purpose, Answer.WITHDRAWN)
    before = everything(cabinet)
    with pytest.raises(Refused):
        consents.take_back(cabinet, who, consent_ids=[given, withdrawal, 999], because=WRONG_CHILD)
    with pytest.raises(Refused, match="Choose which"):
        consents.take_back(cabinet, who, because=WRONG_CHILD)
    assert everything(cabinet) == before
    consents.take_back(cabinet, who, consent_ids=[given, withdrawal], because=WRONG_CHILD)
    assert status(cabinet, family, purpose) is Status.NOT_ASKED


def test_what_was_taken_back_stands_in_nobodys_way(cabinet, who, family, purpose):
    """After a withdrawal by mistake the consent of before may be entered, and the carer's part corrected."""
    wrong = answered(cabinet, who, family, purpose, Answer.WITHDRAWN)
    with pytest.raises(Refused):
        answered(cabinet, who, family, purpose, Answer.GIVEN, date(2026, 11, 2))
    take_back(cabinet, who, wrong)
    answered(cabinet, who, family, purpose, Answer.GIVEN, date(2026, 11, 2))
    for row in rows(cabinet, Consent):
        if row["carer_id"] == family.father:
            take_back(cabinet, who, row["id"])
    children.record_carer(
        cabinet, who, child_id=family.child, carer_id=family.father, name="Peter Davies",
        has_parental_responsibility=False,
    )  # fmt: skip
    assert not next(r for r in rows(cabinet, Carer) if r["id"] == family.father)[
        "has_parental_responsibility"
    ]


def test_an_account_on_the_journey_is_without_consent_once_that_is_taken_back(
    cabinet, who, family, asked_anew
):
    journey = next(row["id"] for row in rows(cabinet, ConsentPurpose) if row["key"] == "learning-journey")
    given = answered(cabinet, who, family, journey, Answer.GIVEN)
    journey_account.record(
        cabinet, who, child_ids=[family.child], event=JourneyEvent.OPENED, on=TODAY, today=TODAY
    )
    assert Action.JOURNEY not in actions(cabinet)
    take_back(cabinet, who, given)
    assert Action.JOURNEY in actions(cabinet)
    journey_account.record(
        cabinet, who, child_ids=[family.child], event=JourneyEvent.CLOSED, on=TODAY, today=TODAY
    )
    with pytest.raises(Refused, match="There is no consent"):
        journey_account.record(
            cabinet, who, child_ids=[family.child], event=JourneyEvent.OPENED, on=TODAY, today=TODAY
        )
    assert [row["event"] for row in rows(cabinet, JourneyAccount)][-1] is JourneyEvent.CLOSED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"because": " "}, "because", id="without a reason"),
        pytest.param({"because": "Wrong child"}, "because", id="a reason that is no sentence"),
        pytest.param({"because": "The password is violin cactus"}, "because", id="a password"),
        pytest.param({"number": 999}, "row", id="what is not there"),
    ],
)
def test_what_is_refused_saves_nothing(cabinet, who, family, purpose, changed, field):
    answer = answered(cabinet, who, family, purpose, Answer.WITHDRAWN)
    withdrawals.follow_up(cabinet, who, done={answer: None}, done_on=TODAY, today=TODAY)
    tick = rows(cabinet, ConsentFollowUp)[-1]["id"]
    form = handed_out(cabinet, who, family, purpose)
    before = everything(cabinet)
    because = changed.get("because", WRONG_CHILD)
    for taking, number in ((take_back, answer), (take_back_tick, tick), (take_back_form, form)):
        with pytest.raises(Refused) as refused:
            taking(cabinet, who, changed.get("number", number), because)
        assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.DEPUTY}])
def test_nobody_else_takes_an_answer_back(cabinet, who, family, purpose, role):
    wrong = answered(cabinet, who, family, purpose, Answer.WITHDRAWN)
    person = account(cabinet, role)
    before = everything(cabinet)
    for taking in (take_back, take_back_tick, take_back_form):
        with pytest.raises(NotAllowed):
            taking(cabinet, person, wrong)
    assert everything(cabinet) == before


def test_what_was_taken_back_is_not_taken_back_again_nor_a_form_recorded_twice(cabinet, who, family, purpose):
    wrong = answered(cabinet, who, family, purpose, Answer.REFUSED)
    take_back(cabinet, who, wrong, token="once")
    before = everything(cabinet)
    with pytest.raises(AlreadyRecorded):
        take_back(cabinet, who, wrong, token="once")
    with pytest.raises(Refused) as refused:
        take_back(cabinet, who, wrong, token="another")
    assert refused.value.problems == {"because": mistakes.GONE}
    assert everything(cabinet) == before


def test_a_register_does_not_bring_back_what_was_taken_back_and_says_so(cabinet, who, family, purpose):
    title = rows(cabinet, ConsentPurpose)[0]["title"]
    register = RegisterFile(
        "consents.csv",
        f"Child,Signed by,Date signed,{title}\nIvy Davies,Carys Davies,20/11/2026,N\n".encode(),
    )
    wrong = answered(cabinet, who, family, purpose, Answer.REFUSED)
    assert try_out(cabinet, who, [register], today=TODAY).counts["consents"].there == 1
    take_back(cabinet, who, wrong)
    tried = try_out(cabinet, who, [register], today=TODAY)
    assert "consents" not in tried.counts
    [said] = [str(problem) for problem in tried.problems]
    assert said.startswith("consents.csv, row 2, column D")
    assert "taken back in the dashboard as entered by mistake" in said
    answered(cabinet, who, family, purpose, Answer.REFUSED)  # it was right after all
    assert try_out(cabinet, who, [register], today=TODAY).counts["consents"].there == 1


def test_the_agenda_asks_no_more_queries_for_what_was_taken_back(cabinet, who, family, purpose):
    before = queries(cabinet)
    take_back(cabinet, who, answered(cabinet, who, family, purpose, Answer.REFUSED))
    assert queries(cabinet) == before


def queries(cabinet):
    with counted(cabinet) as said:
        agenda_of(cabinet)
    return len(said)
