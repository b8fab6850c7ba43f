"""What may be recorded of a consent, what is refused, and what the agenda says at once."""

from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from models import (
    AuditEntry,
    Carer,
    Child,
    Consent,
    ConsentAsked,
    ConsentFollowUp,
    ConsentPurpose,
    JourneyAccount,
    Mistake,
)
from rules import consent
from rules.agenda import Action, Area
from rules.consent import Account, Answer, FollowUp, How
from rules.figures import consent_statuses
from rules.induction import Role
from store import agenda, consents, figures, journey_account, withdrawals
from store.asked_day import STARTS_SOON
from store.children import NewCarer, add_child, change_child, record_carer
from store.purposes import retire, reword
from store.refusal import Refused
from store.tables import table
from tests.conftest import BORN_ON, LEFT_ON, TODAY, account, agenda_of, everything, rows


@pytest.fixture
def purpose(cabinet):
    return rows(cabinet, ConsentPurpose)[0]["id"]


def answers_of(family, purpose, **changed):
    return {
        "child_id": family.child,
        "carer_id": family.mother,
        "answers": {purpose: Answer.WITHDRAWN},
        "on": date(2026, 11, 20),
        "how": How.WRITTEN,
        "kept_at": "In the child's file",
        "today": TODAY,
    } | changed


def forms_given(cabinet, child_id, today=TODAY):
    """When a form was last handed out for a child, by purpose."""
    return next(one.forms_given for one in agenda_of(cabinet, today).facts.children if one.id == child_id)


def items(cabinet):
    return [
        (item.code, item.action, item.due) for item in agenda_of(cabinet).items if item.area is Area.CONSENTS
    ]


def test_an_answer_is_recorded_and_on_the_agenda_at_once(cabinet, who, family, purpose):
    assert items(cabinet) == []
    consents.record_answers(
        cabinet, who, **answers_of(family, purpose, how=How.VERBAL, witness=" Ewa  Nowak ")
    )
    row = rows(cabinet, Consent)[-1]
    assert (row["answer"], row["how"], row["witness"]) == (Answer.WITHDRAWN, How.VERBAL, "Ewa Nowak")
    # The father still agrees: carers disagree; and what the mother withdrew is to be undone by Monday.
    assert sorted(items(cabinet)) == [
        ("C-001", Action.CONSENT, date(2026, 12, 4)),
        ("C-001", Action.FOLLOW_UP, date(2026, 11, 23)),
    ]
    withdrawals.follow_up(
        cabinet, who, done={row["id"]: None}, done_on=TODAY, note=" Taken down ", today=TODAY
    )
    assert [action for _, action, _ in items(cabinet)] == [Action.CONSENT]
    assert rows(cabinet, ConsentFollowUp)[0]["note"] == "Taken down"


def test_each_purpose_keeps_an_event_of_its_own(cabinet, who, family):
    purposes = [row["id"] for row in rows(cabinet, ConsentPurpose)][:3]
    before = len(rows(cabinet, Consent))
    consents.record_answers(
        cabinet, who, **answers_of(family, 0, answers=dict.fromkeys(purposes, Answer.REFUSED))
    )
    added = rows(cabinet, Consent)[before:]
    assert [row["purpose_id"] for row in added] == purposes


def test_a_no_of_a_carer_whose_consent_stands_is_a_withdrawal_and_any_other_no_a_refusal(
    cabinet, who, family, purpose
):
    """What stands on a website is taken down, whichever box of the new form was ticked (L5.2, DR-6)."""
    day = date(2026, 11, 20)

    def said(answer, on=day):
        consents.record_answers(cabinet, who, **answers_of(family, 0, answers={purpose: answer}, on=on))
        return rows(cabinet, Consent)[-1]["answer"]

    given_on = min(
        row["on"]
        for row in rows(cabinet, Consent)
        if (row["carer_id"], row["purpose_id"]) == (family.mother, purpose)
    )
    assert said(Answer.REFUSED, given_on - timedelta(days=1)) is Answer.REFUSED, "before anything was given"
    assert Action.FOLLOW_UP not in {action for _, action, _ in items(cabinet)}
    assert said(Answer.REFUSED) is Answer.WITHDRAWN
    assert Action.FOLLOW_UP in {action for _, action, _ in items(cabinet)}
    assert said(Answer.REFUSED) is Answer.REFUSED, "there is nothing left to withdraw"
    assert said(Answer.GIVEN) is Answer.GIVEN
    assert said(Answer.REFUSED) is Answer.WITHDRAWN


def a_refusal_of_hers_alone(cabinet, who, family, purpose):
    """What the mother says of a purpose that the father allowed, and of which she said nothing yet."""
    given = [row for row in rows(cabinet, Consent) if row["child_id"] == family.child]
    of_hers = [row["id"] for row in given if row["carer_id"] == family.mother]
    consents.take_back(cabinet, who, consent_ids=of_hers, because="They were the father's answers.")
    return answers_of(family, purpose, answers={purpose: Answer.REFUSED})


def test_a_refusal_that_ends_what_another_carer_allowed_is_counted_and_listed_with_it(
    cabinet, who, family, purpose
):
    """A mother who had never answered telephoned: nobody was asked to take down what was up (DR-6)."""
    refused = a_refusal_of_hers_alone(cabinet, who, family, purpose)
    assert consents.record_answers(cabinet, who, **refused).count == 1
    hers = rows(cabinet, Consent)[-1]["id"]
    talk = ("C-001", Action.CONSENT, date(2026, 12, 4))
    assert sorted(items(cabinet)) == [talk, ("C-001", Action.FOLLOW_UP, date(2026, 11, 23))]
    assert consents.record_answers(cabinet, who, **refused | {"on": TODAY}).count == 0, "she says it again"
    done = {"done": {hers: None}, "done_on": TODAY, "today": TODAY}
    withdrawals.follow_up(cabinet, who, **done)
    assert items(cabinet) == [talk], "it was taken down, and they still disagree"
    his = refused | {"carer_id": family.father, "answers": {purpose: Answer.WITHDRAWN}, "on": TODAY}
    consents.record_answers(cabinet, who, **his)
    assert items(cabinet) == [], "there was nothing up any more that he could end"
    with pytest.raises(Refused) as refused_again:
        withdrawals.follow_up(cabinet, who, **done)
    assert set(refused_again.value.problems) == {"done_on"}


def test_what_a_refusal_ended_stays_as_late_as_it_is_once_the_other_carer_says_no(
    cabinet, who, family, purpose
):
    """It was 48 days late when the father withdrew as well, and from then on due the next day."""
    refused = a_refusal_of_hers_alone(cabinet, who, family, purpose)
    consents.record_answers(cabinet, who, **refused)
    his = refused | {"carer_id": family.father, "answers": {purpose: Answer.WITHDRAWN}, "on": TODAY}
    hers = rows(cabinet, Consent)[-1]["id"]
    assert consents.record_answers(cabinet, who, **his) == consents.Ended(0, (hers,))
    assert items(cabinet) == [("C-001", Action.FOLLOW_UP, date(2026, 11, 23))]


@pytest.mark.parametrize("before", [0, 1], ids=["of the same day", "of the day before"])
def test_a_form_of_a_carer_who_was_added_later_ends_what_the_other_had_allowed(
    cabinet, who, family, purpose, before
):
    """The list asked to talk to both, in two weeks, and nobody to take the pictures off the wall (DR-6)."""
    on = date(2026, 11, 20)
    child = add_child(
        cabinet,
        who,
        name="Mia Marsh",
        born_on=BORN_ON,
        started_on=on,
        carers=[NewCarer("Ellie Marsh", True, False)],
        today=TODAY,
    )
    child_id = next(row["id"] for row in rows(cabinet, Child) if row["code"] == child)

    def form(on, *answers):
        held = [row["id"] for row in rows(cabinet, Carer) if row["child_id"] == child_id]
        by_carer = {carer: {purpose: said} for carer, said in zip(held, answers, strict=True) if said}
        return consents.record_form(
            cabinet, who, child_id=child_id, answers=by_carer, on=on, kept_at="File", today=TODAY
        )

    form(on, Answer.GIVEN)
    record_carer(
        cabinet, who, child_id=child_id, carer_id=None, name="Ross Dean", has_parental_responsibility=True
    )
    assert form(on - timedelta(days=before), None, Answer.REFUSED).count == 1
    mine = [one for one in items(cabinet) if one[0] == child and one[1] is not Action.ASK]
    assert sorted(mine) == [
        (child, Action.CONSENT, date(2026, 12, 4)),
        (child, Action.FOLLOW_UP, date(2026, 11, 23)),
    ]
    his = rows(cabinet, Consent)[-1]["id"]
    withdrawals.follow_up(cabinet, who, done={his: None}, done_on=TODAY, today=TODAY)
    assert Action.FOLLOW_UP not in {action for _, action, _ in items(cabinet)}


def test_what_two_carers_say_on_one_form_was_never_allowed(cabinet, who, family, purpose):
    everything = [row["id"] for row in rows(cabinet, Consent) if row["child_id"] == family.child]
    consents.take_back(cabinet, who, consent_ids=everything, because="They were of another child.")
    answers = {family.father: {purpose: Answer.GIVEN}, family.mother: {purpose: Answer.REFUSED}}
    ended = consents.record_form(
        cabinet, who, child_id=family.child, answers=answers, on=TODAY, kept_at="File", today=TODAY
    )
    assert ended.count == 0
    assert Action.FOLLOW_UP not in {action for _, action, _ in items(cabinet)}


def test_of_a_refusal_that_ended_nothing_there_is_nothing_to_undo(cabinet, who, family, purpose):
    """It is the father's alone who had allowed nothing yet."""
    everything = [row["id"] for row in rows(cabinet, Consent) if row["child_id"] == family.child]
    consents.take_back(cabinet, who, consent_ids=everything, because="They were of another child.")
    consents.record_answers(cabinet, who, **answers_of(family, purpose, answers={purpose: Answer.REFUSED}))
    hers = rows(cabinet, Consent)[-1]["id"]
    assert Action.FOLLOW_UP not in {action for _, action, _ in items(cabinet)}
    with pytest.raises(Refused):
        withdrawals.follow_up(cabinet, who, done={hers: None}, done_on=TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"child_id": None}, ["child"], id="no child"),
        pytest.param({"child_id": 999}, ["child"], id="a child that is not there"),
        pytest.param({"carer_id": None}, ["carer"], id="no carer"),
        pytest.param({"carer_id": "grandmother"}, ["carer"], id="a carer without parental responsibility"),
        pytest.param({"carer_id": "siblings_mother"}, ["carer"], id="another child's carer"),
        pytest.param({"answers": {}}, ["answers"], id="no answer"),
        pytest.param({"answers": {999: Answer.GIVEN}}, ["purpose"], id="a purpose that is not there"),
        pytest.param({"on": None}, ["on"], id="no date"),
        pytest.param({"on": date(2026, 11, 25)}, ["on"], id="tomorrow"),
        pytest.param({"on": BORN_ON.replace(day=1)}, ["on"], id="before the birth"),
        pytest.param({"on": date(2026, 8, 31)}, ["purpose"], id="withdrawn the day before it was given"),
        pytest.param({"how": None}, ["how"], id="neither written nor verbal"),
        pytest.param({"how": How.VERBAL}, ["witness"], id="verbal, heard by nobody"),
        pytest.param({"kept_at": " "}, ["kept_at"], id="written, and its form nowhere"),
        pytest.param({"witness": "x" * 201}, ["witness"], id="a name that is too long"),
    ],
)
def test_an_answer_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, purpose, changed, fields):
    if isinstance(carer := changed.get("carer_id"), str):
        changed = {"carer_id": getattr(family, carer), "answers": {purpose: Answer.GIVEN}}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        consents.record_answers(cabinet, who, **answers_of(family, purpose, **changed))
    named = {field.partition("-")[0] for field in refused.value.problems}
    assert named >= set(fields)
    assert named - set(fields) <= {"purpose"}
    assert everything(cabinet) == before


def test_one_answer_that_is_refused_keeps_all_of_them_out(cabinet, who, family):
    first, second = [row["id"] for row in rows(cabinet, ConsentPurpose)][:2]
    consents.record_answers(cabinet, who, **answers_of(family, first))
    before = everything(cabinet)
    twice = {first: Answer.WITHDRAWN, second: Answer.WITHDRAWN}
    with pytest.raises(Refused) as refused:
        consents.record_answers(cabinet, who, **answers_of(family, 0, answers=twice))
    assert list(refused.value.problems) == [f"purpose-{first}"]
    assert everything(cabinet) == before


def test_what_is_not_asked_any_more_is_refused(cabinet, who, family, purpose):
    with cabinet.administering("test") as session:
        session.connection().execute(
            update(table(ConsentPurpose))
            .where(table(ConsentPurpose).c.id == purpose)
            .values(retired_on=TODAY)
        )
    with pytest.raises(Refused) as refused:
        consents.record_answers(cabinet, who, **answers_of(family, purpose, answers={purpose: Answer.GIVEN}))
    assert list(refused.value.problems) == [f"purpose-{purpose}"]


@pytest.mark.parametrize(
    ("on", "is_refused"),
    [
        pytest.param(LEFT_ON, False, id="the last day"),
        pytest.param(date(2026, 8, 1), True, id="the day after"),
    ],
)
def test_a_child_who_has_left_is_not_answered_for(cabinet, who, family, purpose, on, is_refused):
    answered = answers_of(
        family,
        purpose,
        child_id=family.sibling,
        carer_id=family.siblings_mother,
        answers={purpose: Answer.GIVEN},
        on=on,
    )
    if not is_refused:
        consents.record_answers(cabinet, who, **answered)
        return
    with pytest.raises(Refused) as refused:
        consents.record_answers(cabinet, who, **answered)
    assert list(refused.value.problems) == ["on"]


def test_about_the_next_setting_a_carer_answers_after_the_child_has_left_as_well(cabinet, who, family):
    """A school asks once the child has gone to it (AI-7). Beside it nothing else is answered."""
    of = {row["key"]: row["id"] for row in rows(cabinet, ConsentPurpose)}
    of_sibling = {"child_id": family.sibling, "carer_id": family.siblings_mother}

    def say(answers, on=TODAY):
        consents.record_answers(
            cabinet,
            who,
            **answers_of(family, of[consent.NEXT_SETTING], **of_sibling, answers=answers, on=on),
        )

    say({of[consent.NEXT_SETTING]: Answer.GIVEN})
    held = rows(cabinet, Consent)[-1]
    assert (held["answer"], held["on"]) == (Answer.GIVEN, TODAY)
    with cabinet.reading(who) as look:
        assert consents.still_given(look, family.sibling, TODAY, has_left=True) == [], "it is asked"
    with pytest.raises(Refused, match="consent ended then"):
        say({of[consent.NEXT_SETTING]: Answer.REFUSED, of[consent.PROFESSIONALS]: Answer.GIVEN})
    say({of[consent.NEXT_SETTING]: Answer.REFUSED})
    assert rows(cabinet, Consent)[-1]["answer"] is Answer.WITHDRAWN


def test_what_was_given_is_withdrawn_after_the_child_has_left_as_well(cabinet, who, family, purpose):
    """At any time (L5.2): the photographs on the website did not leave with the child."""

    def say(answer, on):
        answers = {purpose: answer}
        of_sibling = {"child_id": family.sibling, "carer_id": family.siblings_mother}
        consents.record_answers(
            cabinet, who, **answers_of(family, purpose, **of_sibling, answers=answers, on=on)
        )

    def offered():
        with cabinet.reading(who) as look:
            return [
                one.purpose_id for one in consents.still_given(look, family.sibling, TODAY, has_left=True)
            ]

    with pytest.raises(Refused, match="nothing to withdraw"):
        say(Answer.WITHDRAWN, TODAY)
    assert offered() == []
    say(Answer.GIVEN, LEFT_ON)
    assert offered() == [purpose]
    for answer in (Answer.REFUSED, Answer.GIVEN):
        with pytest.raises(Refused, match="consent ended then"):
            say(answer, TODAY)
    say(Answer.WITHDRAWN, TODAY)
    assert offered() == []
    withdrawal = rows(cabinet, Consent)[-1]["id"]
    asked = [item for item in agenda_of(cabinet).items if item.action is Action.FOLLOW_UP]
    assert [item.record for item in asked] == [withdrawal]
    withdrawals.follow_up(cabinet, who, done={withdrawal: None}, done_on=TODAY, today=TODAY)
    assert Action.FOLLOW_UP not in {action for _, action, _ in items(cabinet)}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"done_on": None}, id="no date"),
        pytest.param({"done_on": date(2026, 11, 25)}, id="tomorrow"),
        pytest.param({"done_on": date(2026, 11, 19)}, id="the day before the withdrawal"),
        pytest.param({"done": {1: None}}, id="what was not withdrawn"),
        pytest.param({"done": {9999: None}}, id="what is not there"),
    ],
)
def test_a_follow_up_is_refused_and_nothing_is_saved(cabinet, who, family, purpose, changed):
    consents.record_answers(cabinet, who, **answers_of(family, purpose))
    withdrawal = rows(cabinet, Consent)[-1]["id"]
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        withdrawals.follow_up(
            cabinet, who, **{"done": {withdrawal: None}, "done_on": TODAY, "today": TODAY} | changed
        )
    assert list(refused.value.problems) == ["done_on"]
    assert everything(cabinet) == before


def test_a_withdrawal_is_followed_up_once(cabinet, who, family, purpose):
    consents.record_answers(cabinet, who, **answers_of(family, purpose))
    done = {"done": {rows(cabinet, Consent)[-1]["id"]: None}, "done_on": TODAY, "today": TODAY}
    withdrawals.follow_up(cabinet, who, **done)
    with pytest.raises(Refused, match="already recorded"):
        withdrawals.follow_up(cabinet, who, **done)


def test_the_history_of_a_child_says_who_answered_what_newest_first(cabinet, who, family, purpose):
    consents.record_answers(cabinet, who, **answers_of(family, purpose))
    with cabinet.connection() as look:
        newest, *others = consents.history(look, family.child)
    assert (newest.carer, newest.answer, newest.on) == ("Carys Davies", Answer.WITHDRAWN, date(2026, 11, 20))
    assert {answer.answer for answer in others} == {Answer.GIVEN}


ANSWERS = st.tuples(st.booleans(), st.sampled_from(Answer), st.integers(0, 60))


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(answers=st.lists(ANSWERS, min_size=1, max_size=4))
def test_an_answer_never_changes_history_nor_the_status_of_a_day_before_it(
    cabinet, who, family, purpose, answers
):
    def past(day):
        with cabinet.connection() as look:
            page = agenda.read(look, day, Area.CONSENTS)
        return consent_statuses(page.facts, today=day, house=page.house.rules)[family.child][purpose]

    def history():
        with cabinet.connection() as look:
            return consents.history(look, family.child)

    for is_mother, answer, back in answers:
        on = TODAY - timedelta(days=back)
        days = [on - timedelta(days=n) for n in (1, 30, 200)]
        before, statuses = history(), [past(day) for day in days]
        carer = family.mother if is_mother else family.father
        try:
            consents.record_answers(
                cabinet, who, **answers_of(family, purpose, carer_id=carer, answers={purpose: answer}, on=on)
            )
        except Refused:
            assert history() == before
            continue
        after = history()
        assert before in [after[:at] + after[at + 1 :] for at in range(len(after))]
        assert [past(day) for day in days] == statuses


# A whole paper form ---------------------------------------------------------------------------------


def form_of(family, purposes, **changed):
    mother = dict(zip(purposes, (Answer.GIVEN, Answer.REFUSED), strict=False))
    father = dict(zip(purposes, (Answer.GIVEN, Answer.REFUSED, Answer.WITHDRAWN), strict=False))
    return {
        "child_id": family.child,
        "answers": {family.mother: mother, family.father: father},
        "on": TODAY,
        "kept_at": " In the  child's file ",
        "today": TODAY,
    } | changed


@pytest.fixture
def purposes(cabinet):
    return [row["id"] for row in rows(cabinet, ConsentPurpose)][:3]


def test_a_paper_form_is_an_event_for_each_answer_of_each_carer(cabinet, who, family, purposes):
    before = len(rows(cabinet, Consent))
    consents.record_form(cabinet, who, **form_of(family, purposes))
    added = rows(cabinet, Consent)[before:]
    first, second, third = purposes
    assert [(row["carer_id"], row["purpose_id"], row["answer"]) for row in added] == [
        (family.mother, first, Answer.GIVEN),
        (family.mother, second, Answer.WITHDRAWN),  # both had given it: a no withdraws it
        (family.father, first, Answer.GIVEN),
        (family.father, second, Answer.WITHDRAWN),
        (family.father, third, Answer.WITHDRAWN),
    ]
    assert {(row["how"], row["kept_at"], row["on"]) for row in added} == {
        (How.WRITTEN, "In the child's file", TODAY)
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child_id": None}, "child", id="no child"),
        pytest.param({"answers": {}}, "answers", id="nobody answered"),
        pytest.param({"answers": "blank"}, "answers", id="nothing is answered"),
        pytest.param({"answers": "grandmother"}, "carer", id="a carer without responsibility"),
        pytest.param({"answers": "siblings_mother"}, "carer", id="another child's carer"),
        pytest.param({"on": None}, "on", id="no date"),
        pytest.param({"on": date(2026, 11, 25)}, "on", id="tomorrow"),
        pytest.param({"on": date(2024, 5, 1)}, "on", id="before the birth"),
        pytest.param({"kept_at": " "}, "kept_at", id="the form is nowhere"),
        pytest.param({"kept_at": "Drawer, password: kiwi"}, "kept_at", id="a password"),
    ],
)
def test_a_paper_form_is_refused_by_field_and_nothing_is_saved(
    cabinet, who, family, purposes, changed, field
):
    match changed.get("answers"):
        case "blank":
            changed = {"answers": {family.mother: {}}}
        case str(name):
            changed = {"answers": {getattr(family, name): {purposes[0]: Answer.GIVEN}}}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        consents.record_form(cabinet, who, **form_of(family, purposes, **changed))
    assert field in {name.partition("-")[0] for name in refused.value.problems}
    assert everything(cabinet) == before


def test_consent_after_a_withdrawal_is_given_afresh(cabinet, who, family, purpose):
    consents.record_answers(cabinet, who, **answers_of(family, purpose))
    again = {"answers": {purpose: Answer.GIVEN}}
    with pytest.raises(Refused, match="withdrew on Friday 20 November 2026"):
        consents.record_answers(cabinet, who, **answers_of(family, purpose, **again, on=date(2026, 11, 19)))
    consents.record_answers(cabinet, who, **answers_of(family, purpose, **again, on=date(2026, 11, 21)))
    assert rows(cabinet, Consent)[-1]["answer"] is Answer.GIVEN
    said = {
        day: [item.what for item in agenda_of(cabinet, day).items if item.action is Action.FOLLOW_UP]
        for day in (date(2026, 11, 20), TODAY)
    }
    assert ["stop and undo" in what for what in said[date(2026, 11, 20)]] == [True]
    assert ["there is consent again; record" in what for what in said[TODAY]] == [True]


def test_a_consent_that_is_found_after_a_refusal_is_entered_before_it(cabinet, who, family, purposes):
    """Else the no, which withdrew it, would ask for nothing to be undone (L5.2)."""
    asked = purposes[-1]
    for row in [r for r in rows(cabinet, Consent) if r["purpose_id"] == asked]:
        consents.take_back(cabinet, who, consent_ids=[row["id"]], because="Only for this test here")

    def said(answer, on):
        consents.record_answers(cabinet, who, **answers_of(family, 0, answers={asked: answer}, on=on))
        return rows(cabinet, Consent)[-1]

    refusal = said(Answer.REFUSED, date(2026, 11, 20))
    with pytest.raises(Refused, match="refused on Friday 20 November 2026") as refused:
        said(Answer.GIVEN, date(2026, 11, 19))
    assert list(refused.value.problems) == [f"purpose-{asked}"]
    consents.take_back(cabinet, who, consent_ids=[refusal["id"]], because="Entered in the wrong order")
    said(Answer.GIVEN, date(2026, 11, 19))
    assert said(Answer.REFUSED, date(2026, 11, 20))["answer"] is Answer.WITHDRAWN
    assert said(Answer.GIVEN, date(2026, 11, 20))["answer"] is Answer.GIVEN, "the same day: it came after"


# Forms handed out -----------------------------------------------------------------------------------


def test_a_form_that_was_handed_out_is_known_by_child_and_question(cabinet, who, family, purposes):
    consents.record_asked(
        cabinet, who, child_id=family.child, purposes=purposes[:2], on=date(2026, 11, 20), today=TODAY
    )
    consents.record_asked(cabinet, who, child_id=family.child, purposes=purposes[:1], on=TODAY, today=TODAY)
    assert forms_given(cabinet, family.child) == {purposes[0]: TODAY, purposes[1]: date(2026, 11, 20)}
    assert forms_given(cabinet, family.child, date(2026, 11, 19)) == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"child_id": None}, "child"),
        ({"purposes": ()}, "purposes"),
        ({"purposes": (999,)}, "purposes"),
        ({"on": None}, "on"),
        ({"on": date(2026, 11, 25)}, "on"),
    ],
)
def test_handing_out_is_refused_by_field(cabinet, who, family, purposes, changed, field):
    good = {"child_id": family.child, "purposes": purposes, "on": TODAY, "today": TODAY}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        consents.record_asked(cabinet, who, **good | changed)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


# All of them at once ---------------------------------------------------------------------------------


def a_starter(cabinet, name):
    """Another child, about whom nobody was asked; the number."""
    with cabinet.administering("test") as session:
        child = Child(code=f"C-{name}", name=name, started_on=TODAY)
        session.add(child)
        session.flush()
        session.add(Carer(child_id=child.id, name=f"Carer of {name}", has_parental_responsibility=True))
        return child.id


def forms_of(purposes, *children):
    return [consents.FormFor(child, tuple(purposes)) for child in children]


@pytest.fixture
def starters(cabinet, family):
    return [a_starter(cabinet, name) for name in ("100", "101", "102")]


def test_all_forms_are_marked_at_once_each_with_its_own_rows_and_lines(cabinet, who, starters, purposes):
    before = rows(cabinet, AuditEntry)
    marked = consents.record_all_asked(
        cabinet, who, forms=forms_of(purposes[:2], *starters), on=date(2026, 11, 23), today=TODAY
    )
    assert marked == 3
    for child in starters:
        assert forms_given(cabinet, child) == dict.fromkeys(purposes[:2], date(2026, 11, 23))
    held = rows(cabinet, ConsentAsked)
    assert {row["recorded_by_id"] for row in held} == {who.account_id}
    lines = rows(cabinet, AuditEntry)[len(before) :]
    assert {(line["thing"], line["thing_id"]) for line in lines} == {
        ("consent_asked", row["id"]) for row in held
    }
    assert len(lines) == 6


def test_forms_that_are_not_back_are_asked_for_again_each_once_a_day(cabinet, who, starters, purposes):
    """A manager with many slow families does it for all of them at once."""
    out, also, _ = starters
    again = partial(consents.record_all_asked, cabinet, who, is_again=True, on=TODAY, today=TODAY)
    consents.record_all_asked(
        cabinet, who, forms=forms_of(purposes[:2], out, also), on=date(2026, 11, 20), today=TODAY
    )
    assert again(forms=forms_of(purposes[:3], *starters)) == 2, "the third has no form, nor was all asked"
    assert forms_given(cabinet, out) == dict.fromkeys(purposes[:2], TODAY)
    with pytest.raises(Refused):
        again(forms=forms_of(purposes[:2], *starters))


def test_a_form_that_is_out_already_keeps_its_day(cabinet, who, starters, purposes):
    """As where somebody else marked it while the list was on the screen."""
    out, also, left = starters
    consents.record_asked(
        cabinet, who, child_id=out, purposes=purposes[:1], on=date(2026, 11, 20), today=TODAY
    )
    forms = forms_of(purposes[:2], out, also)
    assert consents.record_all_asked(cabinet, who, forms=forms, on=TODAY, today=TODAY) == 1
    assert forms_given(cabinet, out) == {purposes[0]: date(2026, 11, 20)}
    assert forms_given(cabinet, also) == dict.fromkeys(purposes[:2], TODAY)
    assert forms_given(cabinet, left) == {}
    with pytest.raises(Refused, match="out or back already"):
        consents.record_all_asked(cabinet, who, forms=forms, on=TODAY, today=TODAY)


def test_what_was_answered_meanwhile_is_not_handed_out(cabinet, who, family, starters, purposes):
    """Of the family's own child both carers answered everything."""
    forms = forms_of(purposes, family.child, starters[0])
    assert consents.record_all_asked(cabinet, who, forms=forms, on=TODAY, today=TODAY) == 1
    assert forms_given(cabinet, family.child) == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"forms": []}, "forms", id="nobody"),
        pytest.param({"forms": [consents.FormFor(999, (1,))]}, "forms", id="a child who is not there"),
        pytest.param({"on": None}, "on", id="no day"),
        pytest.param({"on": date(2026, 11, 25)}, "on", id="tomorrow"),
    ],
)
def test_handing_out_all_is_refused_by_field_and_marks_none(cabinet, who, starters, purposes, changed, field):
    good = {"forms": forms_of(purposes, *starters), "on": TODAY, "today": TODAY}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        consents.record_all_asked(cabinet, who, **good | changed)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_of_all_forms_none_asks_a_wording_that_came_in_later(cabinet, who, starters, purposes):
    asked = next(row for row in rows(cabinet, ConsentPurpose) if row["id"] == purposes[0])
    reword(
        cabinet, who, purpose_id=purposes[0], title=asked["title"], question="May we do this from now on?",
        follow_ups=[FollowUp.STOPPED], today=date(2026, 11, 20),
    )  # fmt: skip
    new = rows(cabinet, ConsentPurpose)[-1]["id"]
    forms = forms_of([new, purposes[1]], *starters)
    with pytest.raises(Refused, match="since Friday 20 November 2026") as refused:
        consents.record_all_asked(cabinet, who, forms=forms, on=date(2026, 11, 19), today=TODAY)
    assert list(refused.value.problems) == ["on"]
    assert rows(cabinet, ConsentAsked) == []


@pytest.mark.parametrize(
    ("on", "is_taken"),
    [
        pytest.param(date(2026, 11, 19), False, id="the day before the new wording"),
        pytest.param(date(2026, 11, 20), True, id="the day it came in"),
    ],
)
def test_a_form_of_before_a_new_wording_did_not_ask_it(cabinet, who, family, purpose, on, is_taken):
    asked = next(row for row in rows(cabinet, ConsentPurpose) if row["id"] == purpose)
    reword(
        cabinet, who, purpose_id=purpose, title=asked["title"], question="May we do this from now on?",
        follow_ups=[FollowUp.STOPPED], today=date(2026, 11, 20),
    )  # fmt: skip
    said = {"child_id": family.child, "purposes": [rows(cabinet, ConsentPurpose)[-1]["id"]], "today": TODAY}
    if is_taken:
        consents.record_asked(cabinet, who, on=on, **said)
        return
    with pytest.raises(Refused, match="since Friday 20 November 2026") as refused:
        consents.record_asked(cabinet, who, on=on, **said)
    assert list(refused.value.problems) == ["on"]


def test_a_form_that_was_out_when_a_new_wording_came_in_is_no_consent_to_that(cabinet, who, family, purpose):
    asked = next(row for row in rows(cabinet, ConsentPurpose) if row["id"] == purpose)
    said = {"child_id": family.child, "today": TODAY}
    consents.record_asked(cabinet, who, purposes=[purpose], on=date(2026, 11, 12), **said)
    reword(
        cabinet, who, purpose_id=purpose, title=asked["title"], question="May we do this from now on?",
        follow_ups=[FollowUp.STOPPED], today=date(2026, 11, 20),
    )  # fmt: skip
    newest = rows(cabinet, ConsentPurpose)[-1]["id"]

    def answered(how=How.WRITTEN):
        consents.record_answers(
            cabinet, who, carer_id=family.mother, answers={newest: Answer.GIVEN}, on=date(2026, 11, 23),
            how=how, witness="Joanne Pryce", kept_at="In the child's file", **said,
        )  # fmt: skip
        return rows(cabinet, Consent)[-1]["purpose_id"]

    assert answered() == purpose
    assert any("Renew consent" in item.what for item in agenda_of(cabinet).items)
    assert answered(How.VERBAL) == newest
    assert answered() == newest, "the old form is back: another one is of its own day"


# What follows a withdrawal --------------------------------------------------------------------------


def of_key(cabinet, key):
    return next(row for row in rows(cabinet, ConsentPurpose) if row["key"] == key)["id"]


def test_what_is_to_be_undone_stays_on_the_agenda_when_the_child_leaves(cabinet, who, family):
    """Photographs on a website and a journey account do not go with the child (L5.2, DR-4)."""
    account = JourneyAccount(child_id=family.sibling, event=Account.OPENED, on=date(2025, 9, 1))
    with cabinet.administering("an account that was switched on") as session:
        session.add(account)
        for key, answer in (("website", Answer.WITHDRAWN), ("photographs-display", Answer.REFUSED)):
            session.add(
                Consent(
                    child_id=family.sibling,
                    purpose_id=of_key(cabinet, key),
                    carer_id=family.siblings_mother,
                    answer=answer,
                    on=LEFT_ON - timedelta(days=1),
                    how=How.WRITTEN,
                )
            )
        session.flush()
    withdrawal = next(row["id"] for row in rows(cabinet, Consent) if row["answer"] is Answer.WITHDRAWN)
    undo, close = ("C-002", Action.FOLLOW_UP, LEFT_ON), ("C-002", Action.JOURNEY, date(2026, 8, 3))

    def asked(today):
        held = [item for item in agenda_of(cabinet, today).items if item.area is Area.CONSENTS]
        found = {(item.code, item.action, item.due) for item in held if item.code == "C-002"}
        return found - {item for item in found if item[1] is Action.CONSENT}

    for today in (LEFT_ON + timedelta(days=1), TODAY):
        assert asked(today) == {undo, close}
    withdrawals.follow_up(cabinet, who, done={withdrawal: None}, done_on=TODAY, today=TODAY)
    assert asked(TODAY) == {close}
    closed = {"child_ids": [family.sibling], "event": Account.CLOSED, "on": TODAY, "today": TODAY}
    with pytest.raises(Refused, match="is not on"):
        journey_account.record(cabinet, who, **closed | {"child_ids": [family.child]})
    journey_account.record(cabinet, who, **closed)
    with pytest.raises(Refused, match="is not on"):
        journey_account.record(cabinet, who, **closed)
    assert asked(TODAY) == set()
    assert asked(TODAY - timedelta(days=1)) == {undo, close}, "a past day is as it was"
    with cabinet.connection() as look:
        held = agenda.read(look, TODAY)
    assert [child.code for child in held.facts.children] == ["C-001"], "on roll is who is here"


def test_each_thing_that_must_follow_is_ticked_off_by_itself(cabinet, who, family):
    consents.record_answers(cabinet, who, **answers_of(family, of_key(cabinet, "website")))
    withdrawal = rows(cabinet, Consent)[-1]["id"]
    done = {"done_on": TODAY, "today": TODAY}

    def left():
        return [item.what for item in agenda_of(cabinet).items if item.action is Action.FOLLOW_UP]

    said = "Withdrawn, Fri 20 Nov: stop and undo Website and social media"
    assert left() == [f"{said}. To tick off: photographs taken down and recipients told"]
    for wrong in ((), (FollowUp.ACCOUNT_CLOSED,)):
        with pytest.raises(Refused) as refused:
            withdrawals.follow_up(cabinet, who, done={withdrawal: wrong}, **done)
        assert list(refused.value.problems) == ["done"]
    withdrawals.follow_up(cabinet, who, done={withdrawal: (FollowUp.RECIPIENTS_TOLD,)}, **done)
    assert left() == [f"{said}. Left: photographs taken down"]
    with pytest.raises(Refused):
        withdrawals.follow_up(cabinet, who, done={withdrawal: (FollowUp.RECIPIENTS_TOLD,)}, **done)
    withdrawals.follow_up(cabinet, who, done={withdrawal: (FollowUp.PHOTOGRAPHS_TAKEN_DOWN,)}, **done)
    assert left() == []
    with cabinet.connection() as look:
        held = withdrawals.withdrawn(look, withdrawal, TODAY)
        assert withdrawals.withdrawn(look, 1, TODAY) is None
        newest_first = [done.what for done in withdrawals.followed(look, family.child)]
    assert newest_first == [FollowUp.PHOTOGRAPHS_TAKEN_DOWN, FollowUp.RECIPIENTS_TOLD]
    assert (held.child_code, held.child, held.title) == ("C-001", "Ivy Davies", "Website and social media")
    assert [what for what, _, _ in held.done] == [FollowUp.RECIPIENTS_TOLD, FollowUp.PHOTOGRAPHS_TAKEN_DOWN]


def test_what_was_done_is_of_its_own_withdrawal_by_the_newest_wording(cabinet, who, family):
    website = of_key(cabinet, "website")
    withdrawn = {website: Answer.WITHDRAWN, of_key(cabinet, "photographs-display"): Answer.WITHDRAWN}
    consents.record_answers(cabinet, who, **answers_of(family, website, answers=withdrawn))
    number = {row["purpose_id"]: row["id"] for row in rows(cabinet, Consent)[-2:]}.pop

    def held(withdrawal):
        with cabinet.connection() as look:
            return withdrawals.withdrawn(look, withdrawal, TODAY)

    of_website, of_displays = number(website), number(of_key(cabinet, "photographs-display"))
    assert held(of_website).left == (FollowUp.PHOTOGRAPHS_TAKEN_DOWN, FollowUp.RECIPIENTS_TOLD)
    photographs = (FollowUp.PHOTOGRAPHS_TAKEN_DOWN,)
    worded = {"title": "Website", "question": "May we show your child on our website?", "today": TODAY}
    reword(cabinet, who, purpose_id=website, follow_ups=photographs, **worded)
    assert held(of_website).left == photographs
    withdrawals.follow_up(cabinet, who, done={of_website: None}, done_on=TODAY, today=TODAY)
    assert (held(of_website).left, held(of_displays).done) == ((), ())
    with cabinet.connection() as look:
        assert [done.withdrawn_on for done in withdrawals.followed(look, family.child)] == [
            date(2026, 11, 20)
        ]
        assert withdrawals.followed(look, family.sibling) == [], "of the child asked for alone"
    asked = [item.record for item in agenda_of(cabinet).items if item.action is Action.FOLLOW_UP]
    assert asked == [of_displays]


def test_a_wording_that_asks_for_more_opens_no_withdrawal_that_was_done_with(cabinet, who, family):
    """What was undone as it was asked for then is not late since then for what is asked for only now."""
    website = of_key(cabinet, "website")
    consents.record_answers(cabinet, who, **answers_of(family, website))
    withdrawal = rows(cabinet, Consent)[-1]["id"]
    asked_then = (FollowUp.PHOTOGRAPHS_TAKEN_DOWN, FollowUp.RECIPIENTS_TOLD)
    worded = {"title": "Website", "question": "May we show your child on our website?", "today": TODAY}
    reword(cabinet, who, purpose_id=website, follow_ups=(*asked_then, FollowUp.STOPPED), **worded)
    done = {"done_on": TODAY, "today": TODAY}
    withdrawals.follow_up(cabinet, who, done={withdrawal: asked_then[:1]}, **done)
    [item] = [item for item in agenda_of(cabinet).items if item.action is Action.FOLLOW_UP]
    assert item.what.endswith("Left: recipients told and use stopped"), "it is still open, and says all"
    withdrawals.follow_up(cabinet, who, done={withdrawal: asked_then[1:]}, **done)
    assert [item for item in agenda_of(cabinet).items if item.action is Action.FOLLOW_UP] == []
    with cabinet.connection() as look:
        assert withdrawals.withdrawn(look, withdrawal, TODAY).left == ()


def test_what_a_withdrawal_calls_for_is_asked_though_the_purpose_is_retired(cabinet, who, family):
    website = of_key(cabinet, "website")
    consents.record_answers(cabinet, who, **answers_of(family, website))
    retire(cabinet, who, purpose_id=website, today=TODAY)
    assert [action for _, action, _ in items(cabinet)] == [Action.FOLLOW_UP]


@pytest.mark.parametrize(
    ("started_on", "left_on"),
    [
        pytest.param(TODAY + STARTS_SOON, None, id="comes back soon"),
        pytest.param(TODAY + STARTS_SOON + timedelta(days=1), None, id="comes back later than that"),
        pytest.param(date(2026, 9, 1), TODAY - timedelta(days=1), id="has left"),
    ],
)
def test_what_a_withdrawal_calls_for_is_asked_while_the_child_is_away(
    cabinet, who, family, started_on, left_on
):
    website = of_key(cabinet, "website")
    consents.record_answers(cabinet, who, **answers_of(family, website))
    with cabinet.administering("test") as session:
        child = session.get(Child, family.child)
        child.started_on, child.left_on = started_on, left_on
    assert [i.code for i in agenda_of(cabinet).items if i.action is Action.FOLLOW_UP] == ["C-001"]


# The journey account --------------------------------------------------------------------------------


def switch(cabinet, who, family, event, **changed):
    journey_account.record(
        cabinet, who, **{"child_ids": [family.child], "event": event, "on": TODAY, "today": TODAY} | changed
    )


def on_without_consent(cabinet):
    return [(i.code, i.clause, i.due) for i in agenda_of(cabinet).items if i.action is Action.JOURNEY]


def test_a_journey_account_that_is_on_without_consent_is_on_the_agenda(cabinet, who, family):
    journey = of_key(cabinet, "learning-journey")
    switch(cabinet, who, family, Account.OPENED, on=date(2026, 9, 2))
    assert on_without_consent(cabinet) == []
    for carer in (family.mother, family.father):
        consents.record_answers(cabinet, who, **answers_of(family, journey, carer_id=carer))
    # Dated from the withdrawal of 20 November, a Friday, not from the day the account was switched on.
    assert on_without_consent(cabinet) == [], "what the withdrawals call for has one line, whoever withdrew"
    [item] = [item for item in agenda_of(cabinet).items if item.area is Area.CONSENTS]
    assert (item.what, item.due) == (
        "Withdrawn, Fri 20 Nov: stop and undo Online learning journey. To tick off: journey account closed",
        date(2026, 11, 23),
    )
    switch(cabinet, who, family, Account.CLOSED)
    assert on_without_consent(cabinet) == []
    assert [action for _, action, _ in items(cabinet)] == [], "closing it is what the withdrawals called for"
    with pytest.raises(Refused, match="Record the consent first"):
        switch(cabinet, who, family, Account.OPENED)
    switch(cabinet, who, family, Account.FOUND)
    assert len(on_without_consent(cabinet)) == 1


def test_accounts_are_closed_together_or_none_of_them_is(cabinet, who, family):
    for child in (family.child, family.sibling):
        switch(cabinet, who, family, Account.FOUND, child_ids=[child], on=TODAY - timedelta(days=1))
    closed = {"child_ids": [family.child, family.sibling], "on": TODAY - timedelta(days=1)}
    switch(cabinet, who, family, Account.CLOSED, child_ids=[family.child])
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        switch(cabinet, who, family, Account.CLOSED, **closed)
    assert refused.value.problems == {
        "on": "C-001: Something is already recorded for a later day, Tuesday 24 November 2026."
    }
    assert everything(cabinet) == before
    switch(cabinet, who, family, Account.FOUND)
    switch(cabinet, who, family, Account.CLOSED, **closed | {"on": TODAY})
    newest = [(row["child_id"], row["event"]) for row in rows(cabinet, JourneyAccount)[-2:]]
    assert sorted(newest) == sorted((child, Account.CLOSED) for child in (family.child, family.sibling))


def test_an_account_without_consent_is_asked_about_though_the_purpose_is_retired(cabinet, who, family):
    """That the setting asks for the journey no more closes no account that is on (DR-4)."""
    journey = of_key(cabinet, "learning-journey")
    switch(cabinet, who, family, Account.OPENED, on=date(2026, 9, 2))
    retire(cabinet, who, purpose_id=journey, today=TODAY)
    assert items(cabinet) == [], "the consents stand, and nothing is asked anew"
    with cabinet.administering("test") as session:
        for row in (row for row in rows(cabinet, Consent) if row["purpose_id"] == journey):
            session.add(Mistake(thing="consent", record_id=row["id"], because="It was for another child."))
    [(_, clause, _)] = on_without_consent(cabinet)
    assert clause == "DR-4"
    assert [action for _, action, _ in items(cabinet)] == [Action.JOURNEY], "nor is it asked for"
    switch(cabinet, who, family, Account.CLOSED)
    assert items(cabinet) == []


FAR_OFF = date(2027, 9, 6)  # further ahead than the agenda looks


def book_far_ahead(cabinet, family):
    """The child's place begins next autumn, as of one who is booked or comes back then."""
    with cabinet.administering("a place far ahead") as session:
        session.get_one(Child, family.child).started_on = FAR_OFF


def test_an_account_without_consent_of_a_child_booked_far_ahead_is_on_the_agenda(cabinet, who, family):
    """The policy wants consent before a journey goes online, however far off the first day is (DR-4)."""
    journey = of_key(cabinet, "learning-journey")
    book_far_ahead(cabinet, family)
    switch(cabinet, who, family, Account.OPENED, on=date(2026, 9, 2))
    assert items(cabinet) == [], "a consent stands, and of a child so far off nothing else is asked yet"
    for carer in (family.mother, family.father):
        consents.record_answers(cabinet, who, **answers_of(family, journey, carer_id=carer))
    assert items(cabinet) == [("C-001", Action.FOLLOW_UP, date(2026, 11, 23))]
    held = agenda_of(cabinet)
    assert [child.code for child in held.facts.children] == [], "nor is the child counted"
    switch(cabinet, who, family, Account.CLOSED)
    assert items(cabinet) == []


@pytest.mark.parametrize("has_account", [False, True])
def test_of_a_child_booked_far_ahead_a_consent_that_was_given_again_is_not_undone(
    cabinet, who, family, purpose, has_account
):
    if has_account:
        switch(cabinet, who, family, Account.OPENED, on=date(2026, 9, 2))
    for answer in (Answer.WITHDRAWN, Answer.GIVEN):  # on one day
        consents.record_answers(cabinet, who, **answers_of(family, purpose, answers={purpose: answer}))
    book_far_ahead(cabinet, family)
    held = agenda_of(cabinet)
    (line,) = [item.what for item in held.items if item.action is Action.FOLLOW_UP]
    assert "there is consent again; record what was done" in line
    assert items(cabinet) == [("C-001", Action.FOLLOW_UP, date(2026, 11, 23))], "nothing else is asked yet"
    assert held.facts.children == [], "nor is the child counted"
    with cabinet.connection() as look:
        assert figures.read(look, held).consents.withdrawals_late == 0


def test_of_a_child_booked_far_ahead_who_was_asked_nothing_an_account_is_on_the_agenda(cabinet, who, family):
    with cabinet.administering("test") as session:
        for row in rows(cabinet, Consent):
            session.add(Mistake(thing="consent", record_id=row["id"], because="It was for another child."))
    book_far_ahead(cabinet, family)
    switch(cabinet, who, family, Account.FOUND, on=date(2026, 11, 20))
    assert on_without_consent(cabinet) == [("C-001", "DR-4", date(2026, 11, 23))]
    assert [action for _, action, _ in items(cabinet)] == [Action.JOURNEY]
    before = agenda_of(cabinet, date(2026, 11, 19))
    assert [item for item in before.items if item.area is Area.CONSENTS] == [], "it was not on yet"


def test_an_account_of_a_child_to_come_whose_last_day_is_known_is_asked_about_once(cabinet, who, family):
    """Both days of a place may be known ahead: such a child has not left."""
    journey = of_key(cabinet, "learning-journey")
    book_far_ahead(cabinet, family)
    with cabinet.administering("a place for a year") as session:
        session.get_one(Child, family.child).left_on = date(2028, 7, 21)
    switch(cabinet, who, family, Account.OPENED, on=date(2026, 9, 2))
    assert items(cabinet) == [], "a consent stands"
    for carer in (family.mother, family.father):
        consents.record_answers(cabinet, who, **answers_of(family, journey, carer_id=carer))
    assert [action for _, action, _ in items(cabinet)] == [Action.FOLLOW_UP]


def test_a_key_person_sees_no_such_account_of_a_child_who_is_not_theirs(cabinet, who, family):
    book_far_ahead(cabinet, family)
    switch(cabinet, who, family, Account.FOUND, on=date(2026, 11, 20))
    with cabinet.reading(account(cabinet, Role.KEY_PERSON)) as look:
        page = agenda.read(look, TODAY, Area.CONSENTS)
    assert page.items == []
    assert page.facts.booked == []


def test_what_one_form_withdraws_is_one_line_and_is_marked_done_together(cabinet, who, family):
    """Five consents that were withdrawn on one form were six lines of the weekly review."""
    switch(cabinet, who, family, Account.OPENED, on=date(2026, 9, 2))
    keys = ("learning-journey", "website", "photographs-display")
    purposes = [of_key(cabinet, key) for key in keys]
    given = dict.fromkeys(purposes, Answer.WITHDRAWN)
    consents.record_answers(cabinet, who, **answers_of(family, purposes[0]) | {"answers": given})
    follow_up = [item for item in agenda_of(cabinet).items if item.action is Action.FOLLOW_UP]
    assert [item.what for item in follow_up] == [
        "Withdrawn, Fri 20 Nov: stop and undo 3 purposes. To tick off: journey account closed, photographs "
        "taken down and recipients told"
    ]
    assert on_without_consent(cabinet) == []
    with cabinet.reading(who) as look:
        held = withdrawals.together(look, follow_up[0].record, TODAY)
        assert withdrawals.together(look, 999, TODAY) == []
    assert len(held) == 3
    journey, *others = held
    done = {one.id: one.left for one in held}
    before = everything(cabinet)
    for wrong, field in (
        ({"done": {one.id: () for one in held}}, "done"),
        ({"done": done | {journey.id: (FollowUp.PHOTOGRAPHS_TAKEN_DOWN,)}}, "done"),
        ({"done_on": date(2026, 11, 19)}, "done_on"),
        ({"done_on": None}, "done_on"),
        ({"done": {999: (FollowUp.STOPPED,)}}, "done_on"),
    ):
        with pytest.raises(Refused) as refused:
            asked = {"done": done, "done_on": TODAY, "today": TODAY} | wrong
            withdrawals.follow_up(cabinet, who, **asked)
        assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before, "all or nothing"
    part = {one.id: one.left for one in others}
    withdrawals.follow_up(cabinet, who, done=part | {journey.id: ()}, done_on=TODAY, today=TODAY)
    [item] = [item for item in agenda_of(cabinet).items if item.action is Action.FOLLOW_UP]
    assert item.what.endswith("stop and undo Online learning journey. To tick off: journey account closed")
    withdrawals.follow_up(cabinet, who, done={journey.id: journey.left}, done_on=TODAY, today=TODAY)
    assert [action for _, action, _ in items(cabinet) if action is not Action.CONSENT] == []
    assert rows(cabinet, JourneyAccount)[-1]["event"] is Account.CLOSED


def test_ticking_off_that_the_account_is_closed_closes_it(cabinet, who, family):
    journey = of_key(cabinet, "learning-journey")
    switch(cabinet, who, family, Account.OPENED, on=date(2026, 9, 2))
    consents.record_answers(cabinet, who, **answers_of(family, journey))
    withdrawal = rows(cabinet, Consent)[-1]["id"]
    withdrawals.follow_up(
        cabinet, who, done={withdrawal: (FollowUp.ACCOUNT_CLOSED,)}, done_on=TODAY, today=TODAY
    )
    assert [row["event"] for row in rows(cabinet, JourneyAccount)] == [Account.OPENED, Account.CLOSED]
    with cabinet.connection() as look:
        newest, _ = consents.beside_answers(look, family.child).account
    assert (newest.event, newest.on) == (Account.CLOSED, TODAY)


@pytest.mark.parametrize(
    ("event", "changed", "field"),
    [
        pytest.param(None, {}, "event", id="nothing happened"),
        pytest.param(Account.CLOSED, {}, "event", id="closed, and not on"),
        pytest.param(
            Account.OPENED, {"on": date(2026, 8, 31)}, "event", id="the day before consent was given"
        ),
        pytest.param(Account.OPENED, {"on": date(2026, 11, 25)}, "on", id="tomorrow"),
        pytest.param(Account.OPENED, {"note": "password: kiwi"}, "note", id="a password (DR-5)"),
        pytest.param(Account.OPENED, {"child_ids": []}, "child", id="no child"),
    ],
)
def test_a_journey_account_is_refused_by_field(cabinet, who, family, event, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        switch(cabinet, who, family, event, **changed)
    assert field in refused.value.problems
    assert everything(cabinet) == before


def test_what_happened_to_an_account_is_recorded_in_its_order(cabinet, who, family):
    switch(cabinet, who, family, Account.OPENED, on=date(2026, 10, 1))
    with pytest.raises(Refused, match="already recorded for a later day"):
        switch(cabinet, who, family, Account.FOUND, on=date(2026, 9, 15))


# Of a child who left and came back ----------------------------------------------------------------------

LEAVES, AWAY, BACK = date(2026, 11, 17), date(2026, 11, 19), date(2026, 11, 23)


def changed(cabinet, who, family, **changes):
    change_child(cabinet, who, child_id=family.child, changes=changes, today=TODAY)


def statuses_of(cabinet, child_id, today=TODAY):
    page = agenda_of(cabinet, today)
    child = next(one for one in page.facts.children if one.id == child_id)
    found = consent_statuses(page.facts, today=today, house=page.house.rules)[child.id]
    return {str(status) for status in found.values()}


def asked_of(cabinet, code="C-001"):
    return [(action, due) for child, action, due in items(cabinet) if child == code]


@pytest.mark.parametrize(
    "is_in_two_steps", [False, True], ids=["in one form", "the day first, then the start"]
)
def test_the_consents_of_a_child_who_comes_back_are_asked_for_anew(cabinet, who, family, is_in_two_steps):
    """Every old yes was back as "Given", and nothing asked the family (DR-4)."""
    before = rows(cabinet, Consent)
    assert statuses_of(cabinet, family.child) == {"given"}
    changed(cabinet, who, family, left_on=LEAVES)
    if is_in_two_steps:
        changed(cabinet, who, family, left_on=None)
        assert statuses_of(cabinet, family.child) == {"given"}, "as where the leaving day was a mistake"
        changed(cabinet, who, family, started_on=BACK)
    else:
        changed(cabinet, who, family, left_on=None, started_on=BACK)
    assert statuses_of(cabinet, family.child) == {"not asked"}
    assert asked_of(cabinet) == [(Action.ASK, date(2026, 12, 7))], "ten working days from the new start"
    page = agenda_of(cabinet)
    [asked] = [one for one in consents.whom_to_ask(page) if one.child.code == "C-001"]
    assert asked.is_to_hand_out
    with cabinet.reading(who) as look:
        history = consents.history(look, family.child)
    assert rows(cabinet, Consent) == before, "no answer was changed"
    assert {answer.before_until for answer in history} == {LEAVES}
    line = next(row for row in reversed(rows(cabinet, AuditEntry)) if "left_before_on" in row["detail"])
    assert str(LEAVES) in line["detail"]


def test_a_leaving_day_that_was_a_mistake_ends_no_consent(cabinet, who, family):
    changed(cabinet, who, family, left_on=LEAVES)
    changed(cabinet, who, family, left_on=None)
    assert statuses_of(cabinet, family.child) == {"given"}
    assert asked_of(cabinet) == []
    with cabinet.reading(who) as look:
        assert {answer.before_until for answer in consents.history(look, family.child)} == {None}


def test_a_start_that_is_put_back_gives_the_answers_back(cabinet, who, family):
    """The child had not left at all: the family would be asked for nothing."""
    started_on = next(row for row in rows(cabinet, Child) if row["id"] == family.child)["started_on"]
    changed(cabinet, who, family, left_on=LEAVES)
    changed(cabinet, who, family, left_on=None, started_on=BACK)
    changed(cabinet, who, family, started_on=started_on)
    assert statuses_of(cabinet, family.child) == {"given"}


@pytest.mark.parametrize(("on", "counts"), [(LEAVES, False), (LEAVES + timedelta(days=1), True)])
def test_a_form_signed_after_the_last_day_of_the_stay_before_counts(
    cabinet, who, family, purpose, on, counts
):
    changed(cabinet, who, family, left_on=LEAVES)
    changed(cabinet, who, family, left_on=None, started_on=BACK)
    said = answers_of(family, purpose, answers={purpose: Answer.GIVEN}, on=on)
    consents.record_answers(cabinet, who, **said)
    assert ("given" in statuses_of(cabinet, family.child)) is counts


def test_a_form_of_the_stay_before_is_not_out(cabinet, who, family, purpose):
    consents.record_asked(cabinet, who, child_id=family.child, purposes=[purpose], on=LEAVES, today=TODAY)
    changed(cabinet, who, family, left_on=LEAVES)
    changed(cabinet, who, family, left_on=None, started_on=BACK)
    assert forms_given(cabinet, family.child) == {}
    assert [action for action, _ in asked_of(cabinet)] == [Action.ASK]
    consents.record_asked(cabinet, who, child_id=family.child, purposes=[purpose], on=AWAY, today=TODAY)
    assert Action.FORM in {action for action, _ in asked_of(cabinet)}


def test_a_journey_account_that_stayed_on_is_without_consent_once_the_child_is_back(cabinet, who, family):
    """It stood as allowed by what was said two years ago (DR-4)."""
    account = {"child_ids": [family.child], "note": "", "today": TODAY}
    journey_account.record(cabinet, who, event=Account.OPENED, on=date(2026, 11, 16), **account)
    assert asked_of(cabinet) == []
    changed(cabinet, who, family, left_on=LEAVES)
    changed(cabinet, who, family, left_on=None, started_on=BACK)
    assert (Action.JOURNEY, date(2026, 11, 19)) in asked_of(cabinet), "a working day after consent ended"
    journey_account.record(cabinet, who, event=Account.CLOSED, on=TODAY, **account)
    with pytest.raises(Refused) as refused:
        journey_account.record(cabinet, who, event=Account.OPENED, on=TODAY, **account)
    assert "no consent" in refused.value.problems["event"]


def test_what_was_withdrawn_before_a_child_left_is_still_to_be_undone(cabinet, who, family, purpose):
    consents.record_answers(cabinet, who, **answers_of(family, purpose, on=date(2026, 11, 16)))
    changed(cabinet, who, family, left_on=LEAVES)
    changed(cabinet, who, family, left_on=None, started_on=BACK)
    assert (Action.FOLLOW_UP, date(2026, 11, 17)) in asked_of(cabinet)


def test_a_no_after_coming_back_takes_down_what_the_yes_before_put_up(cabinet, who, family, purpose):
    """The pictures of the first stay may hang there still (L5.2)."""
    changed(cabinet, who, family, left_on=LEAVES)
    changed(cabinet, who, family, left_on=None, started_on=BACK)
    said = answers_of(family, purpose, answers={purpose: Answer.REFUSED}, on=TODAY)
    assert consents.record_answers(cabinet, who, **said).count == 1
    assert (Action.FOLLOW_UP, date(2026, 11, 25)) in asked_of(cabinet)
