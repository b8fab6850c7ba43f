"""A consent form that nobody answered: when it may be said, what it changes, what ends it (DR-4, DR-6)."""

from datetime import date, timedelta

import pytest

from models import AuditEntry, Carer, Child, ConsentAsked, ConsentNoAnswer, ConsentPurpose, Mistake
from rules.agenda import Action, Area
from rules.consent import Answer, FollowUp, How, Status
from rules.figures import consent_figures, consent_statuses
from store import consents, mistaken_children
from store.purposes import reword
from store.refusal import Refused
from tests.conftest import TODAY, agenda_of, everything, rows
from tests.store.test_mistaken_children import queries

DAY = timedelta(days=1)
FIRST_OUT, AGAIN = date(2026, 10, 26), date(2026, 11, 9)  # ten working days apart, and eleven before TODAY
RENEWAL = date(2027, 11, 24)
BECAUSE = "It had come back and lay in the other file."


@pytest.fixture
def purposes(cabinet):
    """Every question that families are asked."""
    return [row["id"] for row in rows(cabinet, ConsentPurpose)]


@pytest.fixture
def silent(cabinet, family):
    """A child about whom nobody ever answered; the number."""
    with cabinet.administering("test") as session:
        child = Child(code="C-100", name="Ada Stone", started_on=date(2026, 9, 1))
        session.add(child)
        session.flush()
        session.add(Carer(child_id=child.id, name="Bo Stone", has_parental_responsibility=True))
        return child.id


def hand_out(cabinet, who, child, purposes, *days):
    for on in days:
        consents.record_asked(cabinet, who, child_id=child, purposes=purposes, on=on, today=TODAY)


def close(cabinet, who, child, purposes, today=TODAY):
    consents.record_no_answer(cabinet, who, child_id=child, purposes=purposes, today=today)


def held(cabinet, child, today=TODAY):
    """The statuses of one child on a day, by purpose."""
    page = agenda_of(cabinet, today)
    return consent_statuses(page.facts, today=today, house=page.house.rules)[child]


def asked(cabinet, child, today=TODAY):
    return [
        item.action
        for item in agenda_of(cabinet, today).items
        if item.child == child and item.area is Area.CONSENTS
    ]


def answer(cabinet, who, child, purpose, said=Answer.GIVEN, on=TODAY):
    [carer] = [row["id"] for row in rows(cabinet, Carer) if row["child_id"] == child]
    consents.record_answers(
        cabinet, who, child_id=child, carer_id=carer, answers={purpose: said}, on=on, how=How.WRITTEN,
        kept_at="In the child's file", today=on,
    )  # fmt: skip


def test_a_family_that_never_answers_is_off_the_list_until_the_renewal(cabinet, who, silent, purposes):
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    assert asked(cabinet, silent) == [Action.FORM]
    before = rows(cabinet, AuditEntry)
    close(cabinet, who, silent, purposes)
    assert set(held(cabinet, silent).values()) == {Status.NO_ANSWER}
    assert set(held(cabinet, silent, TODAY - DAY).values()) == {Status.NOT_ASKED}, "a past day stays"
    assert asked(cabinet, silent) == []
    assert silent not in {one.child.id for one in consents.whom_to_ask(agenda_of(cabinet))}
    assert asked(cabinet, silent, RENEWAL - DAY) == []
    assert asked(cabinet, silent, RENEWAL) == [Action.ASK]
    added = rows(cabinet, ConsentNoAnswer)
    assert [(row["purpose_id"], row["on"], row["recorded_by_id"]) for row in added] == [
        (purpose, TODAY, who.account_id) for purpose in purposes
    ]
    lines = rows(cabinet, AuditEntry)[len(before) :]
    assert {(line["act"], line["thing"], line["thing_id"]) for line in lines} == {
        ("added", "consent_no_answer", row["id"]) for row in added
    }


def test_it_is_counted_beside_the_answers_and_among_none_of_them(cabinet, who, silent, purposes):
    def figures():
        page = agenda_of(cabinet)
        statuses = consent_statuses(page.facts, today=TODAY, house=page.house.rules)
        return consent_figures(page.facts, statuses)

    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    before = figures()
    close(cabinet, who, silent, purposes[:2])
    assert (figures().answered, figures().no_answer) == (before.answered, 2)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param([], "No form that asks this is out", id="never handed out"),
        pytest.param([FIRST_OUT], "ask for it again on Monday 9 November 2026 or later", id="once"),
        pytest.param([FIRST_OUT, AGAIN - DAY], "again on Monday 9 November 2026", id="a day too soon"),
        pytest.param([FIRST_OUT, AGAIN + DAY], "until Tuesday 24 November 2026", id="not waited for yet"),
    ],
)
def test_it_is_refused_before_a_family_was_asked_twice(cabinet, who, silent, purposes, days, said):
    hand_out(cabinet, who, silent, purposes, *days)
    before = everything(cabinet)
    with pytest.raises(Refused, match=said) as refused:
        close(cabinet, who, silent, purposes[:1])
    assert list(refused.value.problems) == [f"purpose-{purposes[0]}"]
    assert everything(cabinet) == before


def test_it_is_all_or_nothing_and_names_the_question(cabinet, who, silent, purposes):
    hand_out(cabinet, who, silent, purposes[:1], FIRST_OUT, AGAIN)
    hand_out(cabinet, who, silent, purposes[1:2], AGAIN)
    with pytest.raises(Refused) as refused:
        close(cabinet, who, silent, purposes[:2])
    assert list(refused.value.problems) == [f"purpose-{purposes[1]}"]
    assert rows(cabinet, ConsentNoAnswer) == []
    close(cabinet, who, silent, purposes[:1])
    assert held(cabinet, silent)[purposes[0]] is Status.NO_ANSWER


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child_id": None}, "child", id="no child"),
        pytest.param({"child_id": 999}, "child", id="a child who is not there"),
        pytest.param({"purposes": []}, "purposes", id="no question"),
        pytest.param({"purposes": [999]}, "purpose-999", id="a question that is not there"),
    ],
)
def test_it_is_refused_by_field(cabinet, who, silent, purposes, changed, field):
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    good = {"child_id": silent, "purposes": purposes, "today": TODAY}
    with pytest.raises(Refused) as refused:
        consents.record_no_answer(cabinet, who, **good | changed)
    assert list(refused.value.problems) == [field]


def test_nothing_is_recorded_of_a_child_who_was_entered_by_mistake(cabinet, who, silent, purposes):
    mistaken_children.take_back(cabinet, who, child_id=silent, because="The same child stands above.")
    with pytest.raises(Refused) as refused:
        close(cabinet, who, silent, purposes)
    assert list(refused.value.problems) == ["child"]


def test_a_second_one_is_refused_as_where_somebody_else_was_quicker(cabinet, who, silent, purposes):
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    close(cabinet, who, silent, purposes)
    with pytest.raises(Refused, match="waits for no answer any more"):
        close(cabinet, who, silent, purposes[:1])


def test_a_consent_that_is_to_be_renewed_is_not_ended_by_silence(cabinet, who, silent, purposes):
    """Only a carer withdraws it (L5.2): the yes stands, and goes on being asked about."""
    answer(cabinet, who, silent, purposes[0], on=date(2025, 10, 1))
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    page = agenda_of(cabinet)
    with cabinet.reading(who) as look:
        waiting = consents.without_answer(look, page, silent)
    assert [one.purpose.id for one in waiting] == purposes[1:]
    with pytest.raises(Refused, match="waits for no answer"):
        close(cabinet, who, silent, purposes[:1])
    assert held(cabinet, silent)[purposes[0]] is Status.RENEWAL_DUE


@pytest.mark.parametrize("said", [Answer.GIVEN, Answer.REFUSED])
@pytest.mark.parametrize(
    "on",
    [
        pytest.param(AGAIN, id="that was signed while it was out"),
        pytest.param(TODAY, id="on the day"),
    ],
)
def test_an_answer_that_comes_after_all_counts(cabinet, who, silent, purposes, said, on):
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    close(cabinet, who, silent, purposes)
    answer(cabinet, who, silent, purposes[0], said, on)
    found = held(cabinet, silent)
    assert found[purposes[0]] == Status(str(said))
    assert found[purposes[1]] is Status.NO_ANSWER


def test_what_is_worded_anew_is_asked_anew(cabinet, who, silent, purposes):
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    close(cabinet, who, silent, purposes)
    title = next(row["title"] for row in rows(cabinet, ConsentPurpose) if row["id"] == purposes[0])
    reword(
        cabinet, who, purpose_id=purposes[0], title=title, question="May we do this from now on?",
        follow_ups=[FollowUp.STOPPED], today=TODAY,
    )  # fmt: skip
    assert held(cabinet, silent)[rows(cabinet, ConsentPurpose)[-1]["id"]] is Status.NOT_ASKED


def test_after_the_renewal_a_family_is_asked_twice_again(cabinet, who, silent, purposes):
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    close(cabinet, who, silent, purposes)
    with pytest.raises(Refused, match="No form that asks this is out"):
        close(cabinet, who, silent, purposes, today=RENEWAL)


def taken_back(cabinet, who, **ids):
    consents.take_back(cabinet, who, because=BECAUSE, **ids)


def test_taken_back_it_waits_as_before_and_stays_in_the_history(cabinet, who, silent, purposes):
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    close(cabinet, who, silent, purposes)
    wrong = [row["id"] for row in rows(cabinet, ConsentNoAnswer)]
    taken_back(cabinet, who, no_answer_ids=wrong)
    assert set(held(cabinet, silent).values()) == {Status.NOT_ASKED}
    assert asked(cabinet, silent) == [Action.FORM]
    assert {(row["thing"], row["record_id"]) for row in rows(cabinet, Mistake)} == {
        ("consent_no_answer", number) for number in wrong
    }
    with cabinet.reading(who) as look:
        beside = consents.beside_answers(look, silent)
    assert {one.taken_back.because for one in beside.no_answers} == {BECAUSE}
    assert len(beside.no_answers) == len(purposes)
    assert len(beside.forms) == 2 * len(purposes)
    assert beside.account == ()
    with pytest.raises(Refused, match="already been taken back"):
        taken_back(cabinet, who, no_answer_ids=wrong)
    close(cabinet, who, silent, purposes)
    assert set(held(cabinet, silent).values()) == {Status.NO_ANSWER}


def test_a_form_that_it_rests_on_is_taken_back_with_it_or_after_it(cabinet, who, silent, purposes):
    hand_out(cabinet, who, silent, purposes[:1], FIRST_OUT, AGAIN)
    close(cabinet, who, silent, purposes[:1])
    form = rows(cabinet, ConsentAsked)[-1]["id"]
    [wrong] = [row["id"] for row in rows(cabinet, ConsentNoAnswer)]
    with pytest.raises(Refused, match="recorded on Tuesday 24 November 2026"):
        taken_back(cabinet, who, asked_ids=[form])
    taken_back(cabinet, who, asked_ids=[form], no_answer_ids=[wrong])
    with pytest.raises(Refused, match="ask for it again"):
        close(cabinet, who, silent, purposes[:1])


def test_what_is_not_there_takes_nothing_back(cabinet, who, silent, purposes):
    with pytest.raises(Refused, match="no longer there"):
        taken_back(cabinet, who, no_answer_ids=[999])


def test_of_a_child_who_came_back_it_has_ended(cabinet, who, silent, purposes):
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    close(cabinet, who, silent, purposes)
    with cabinet.administering("test") as session:
        child = session.get(Child, silent)
        child.left_before_on, child.started_on = TODAY, TODAY + DAY
    assert set(held(cabinet, silent, TODAY + DAY).values()) == {Status.NOT_ASKED}
    page = agenda_of(cabinet, TODAY + DAY)
    with cabinet.reading(who) as look:
        waiting = consents.without_answer(look, page, silent)
    assert {one.do_first for one in waiting} == {
        "No form that asks this is out. Hand it out, and mark that it was handed out."
    }


def test_the_agenda_asks_no_more_queries_for_it(cabinet, who, silent, purposes):
    before = queries(cabinet)
    hand_out(cabinet, who, silent, purposes, FIRST_OUT, AGAIN)
    close(cabinet, who, silent, purposes)
    assert queries(cabinet) == before
