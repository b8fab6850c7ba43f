"""Decisions to share, or not to share (clauses IS-1 to IS-11; law L7)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.problems import is_sentence
from rules.sharing import (
    AGREED,
    CLAUSES,
    Basis,
    Decision,
    Details,
    Explanation,
    Ground,
    OtherCarer,
    Outcome,
    Position,
    Quality,
    Recipient,
    Status,
    advice_in_passing_problems,
    advice_problems,
    answer_problems,
    are_old,
    chase_on,
    clause,
    concern_problems,
    counted_on,
    days_to_record,
    decide_by,
    decision_problems,
    detail_problems,
    explanation_of,
    is_recorded_in_time,
    is_referral,
    lacking,
    lacks_advice,
    may_be_told_later,
    names_a_colleague,
    names_somebody,
    needs_reason,
    outcome_of,
    raised_problems,
    record_due_on,
    recording_problems,
    reply_problems,
    status,
    told_later_problems,
)
from rules.working_days import bank_holidays

TODAY = date(2026, 11, 24)
RAISED = date(2026, 11, 20)
WITH, WITHOUT, NOT_SHARED = Outcome.SHARED_WITH_CONSENT, Outcome.SHARED_WITHOUT_CONSENT, Outcome.NOT_SHARED
A_REASON = "Asking the father could put the child at risk."


def decided(outcome, position, *, to="Health visitor", reason="", witness="", recorded_on=TODAY):
    return Decision(RAISED, outcome, TODAY, position, to, reason, witness, recorded_on)


@pytest.mark.parametrize(
    ("shared", "position", "outcome"),
    [
        pytest.param(True, Position.WRITTEN, WITH, id="agreed in writing"),
        pytest.param(True, Position.VERBAL, WITH, id="agreed verbally"),
        pytest.param(True, Position.REFUSED, WITHOUT, id="shared although the family objected"),
        pytest.param(True, Position.NOT_SOUGHT, WITHOUT, id="shared and the family not asked"),
        pytest.param(False, Position.WRITTEN, NOT_SHARED, id="agreed, and still not shared"),
        pytest.param(False, Position.VERBAL, NOT_SHARED, id="agreed verbally, and still not shared"),
        pytest.param(False, Position.REFUSED, NOT_SHARED, id="objected and not shared"),
        pytest.param(False, Position.NOT_SOUGHT, NOT_SHARED, id="not asked and not shared"),
        pytest.param(True, Position.NOT_TOLD, WITHOUT, id="shared and the family not told"),
        pytest.param(False, Position.NOT_TOLD, NOT_SHARED, id="not told and not shared"),
    ],
)
def test_the_familys_position_makes_the_outcome(shared, position, outcome):
    assert outcome_of(shared=shared, position=position) is outcome


@pytest.mark.parametrize(
    ("outcome", "needed"),
    [
        pytest.param(WITH, False, id="with consent: the consent is the reason"),
        pytest.param(WITHOUT, True, id="without consent (IS-8)"),
        pytest.param(NOT_SHARED, True, id="not shared (IS-11)"),
    ],
)
def test_a_reason_is_needed_wherever_consent_is_lacking_or_nothing_is_shared(outcome, needed):
    assert needs_reason(outcome) is needed


ENTRY = "the entry in the child's file"
WHY_WITHOUT = "the reason for sharing without consent"
WHY_NOT = "the reason for not sharing"
TO_WHOM = "who it was shared with"
WHO_HEARD = "who heard the verbal consent"


@pytest.mark.parametrize(
    ("decision", "missing"),
    [
        pytest.param(Decision(RAISED), [], id="nothing is decided, so nothing of the record is lacking yet"),
        pytest.param(decided(WITH, Position.WRITTEN), [], id="with written consent"),
        pytest.param(
            decided(WITH, Position.VERBAL, witness="Hannah Bell"), [], id="with verbal consent, heard"
        ),
        pytest.param(decided(WITH, Position.VERBAL), [WHO_HEARD], id="verbal, and nobody named who heard it"),
        pytest.param(decided(WITH, Position.VERBAL, witness=" "), [WHO_HEARD], id="a blank witness"),
        pytest.param(decided(WITH, Position.WRITTEN, to=" "), [TO_WHOM], id="shared with nobody named"),
        pytest.param(decided(WITH, Position.WRITTEN, recorded_on=None), [ENTRY], id="not yet in the file"),
        pytest.param(
            decided(WITHOUT, Position.REFUSED, reason=A_REASON), [], id="objected, shared, with a reason"
        ),
        pytest.param(decided(WITHOUT, Position.REFUSED), [WHY_WITHOUT], id="objected, shared, no reason"),
        pytest.param(decided(WITHOUT, Position.NOT_SOUGHT, reason=" \n"), [WHY_WITHOUT], id="a blank reason"),
        pytest.param(decided(WITHOUT, None), [WHY_WITHOUT], id="without consent, position unknown"),
        pytest.param(
            decided(WITH, Position.REFUSED),
            [WHY_WITHOUT],
            id="called consent though the family objected: no way round",
        ),
        pytest.param(
            decided(WITH, Position.NOT_SOUGHT),
            [WHY_WITHOUT],
            id="called consent though nobody asked: no way round",
        ),
        pytest.param(
            decided(NOT_SHARED, Position.REFUSED, to="", reason=A_REASON), [], id="not shared, with a reason"
        ),
        pytest.param(decided(NOT_SHARED, Position.REFUSED, to=""), [WHY_NOT], id="not shared, no reason"),
        pytest.param(
            decided(NOT_SHARED, Position.WRITTEN, to=""), [WHY_NOT], id="agreed, not shared, no reason"
        ),
        pytest.param(
            decided(NOT_SHARED, Position.VERBAL, to="", reason=A_REASON),
            [WHO_HEARD],
            id="not shared, verbal, unheard",
        ),
        pytest.param(
            replace(decided(WITH, Position.WRITTEN), explanation=Explanation.NOT_YET),
            ["whether our duty to share was explained to the family"],
            id="our duty to share not yet explained (IS-4)",
        ),
        pytest.param(
            replace(decided(WITH, Position.WRITTEN), explanation=Explanation.WITHHELD),
            [],
            id="not explained, on purpose",
        ),
        pytest.param(
            decided(WITHOUT, Position.NOT_SOUGHT, to="", recorded_on=None),
            [WHY_WITHOUT, TO_WHOM, ENTRY],
            id="everything is lacking, in the order in which it is asked for",
        ),
    ],
)
def test_what_a_record_still_lacks_is_said_in_words(decision, missing):
    assert lacking(decision) == missing
    if decision.outcome is None:
        assert status(decision) is Status.AWAITING_DECISION
    else:
        assert status(decision) is (Status.AWAITING_RECORDING if missing else Status.RECORDED)


def test_an_entry_in_the_file_is_no_decision():
    assert status(Decision(RAISED, recorded_on=TODAY, reason=A_REASON)) is Status.AWAITING_DECISION


@pytest.mark.parametrize(
    ("decision", "asked_by"),
    [
        pytest.param(Decision(RAISED), "IS-1", id="a concern asks for a decision"),
        pytest.param(decided(WITH, Position.VERBAL), "IS-6", id="consent is recorded"),
        pytest.param(decided(WITHOUT, Position.REFUSED), "IS-8", id="the reason is recorded"),
        pytest.param(decided(NOT_SHARED, Position.REFUSED), "IS-11", id="so is not sharing"),
        pytest.param(
            replace(decided(WITHOUT, Position.REFUSED, reason=A_REASON), explanation=Explanation.NOT_YET),
            "IS-4",
            id="only the family is still to be told",
        ),
        pytest.param(
            replace(decided(WITHOUT, Position.REFUSED), explanation=Explanation.NOT_YET),
            "IS-8",
            id="the family, and the reason",
        ),
    ],
)
def test_each_record_names_its_clause(decision, asked_by):
    assert clause(decision) == asked_by


CHRISTMAS = bank_holidays([2026, 2027])


@pytest.mark.parametrize(
    ("raised_on", "is_of_harm", "due"),
    [
        pytest.param(date(2026, 12, 24), True, date(2026, 12, 24), id="harm, on Christmas Eve: that day"),
        pytest.param(date(2026, 12, 26), True, date(2026, 12, 26), id="harm, on a closed Saturday: that day"),
        pytest.param(date(2026, 12, 24), False, date(2026, 12, 29), id="no harm: the next working day"),
    ],
)
def test_a_concern_of_serious_harm_waits_for_no_working_day(raised_on, is_of_harm, due):
    found = decide_by(raised_on, is_of_harm=is_of_harm, working_days=1, bank_holidays=CHRISTMAS)
    assert found == due


@pytest.mark.parametrize(
    ("decided_on", "days", "due"),
    [
        pytest.param(TODAY, 0, TODAY, id="the same day"),
        pytest.param(TODAY, 1, date(2026, 11, 25), id="the next day"),
        pytest.param(None, 0, RAISED, id="no date of the decision known: from the concern"),
        pytest.param(date(2026, 11, 28), 1, date(2026, 11, 29), id="calendar days: a weekend counts"),
    ],
)
def test_the_record_is_due_by_the_settings_own_rule(decided_on, days, due):
    decision = Decision(RAISED, WITH, decided_on, Position.WRITTEN)
    assert record_due_on(decision, recording_days=days) == due


@pytest.mark.parametrize(
    ("decided_on", "recorded_on", "days"),
    [
        pytest.param(TODAY, TODAY, 0, id="the same day"),
        pytest.param(TODAY, date(2026, 11, 26), 2, id="two days"),
        pytest.param(None, TODAY, None, id="the day of the decision is not known"),
        pytest.param(TODAY, None, None, id="not yet recorded"),
    ],
)
def test_days_to_record_are_counted_from_the_decision(decided_on, recorded_on, days):
    decision = Decision(RAISED, WITH, decided_on, shared_with="The MASH", recorded_on=recorded_on)
    assert days_to_record(decision) == days


@pytest.mark.parametrize(
    ("recorded_on", "completed_on", "days"),
    [
        pytest.param(TODAY, date(2026, 11, 27), 3, id="what was lacking came after the entry"),
        pytest.param(date(2026, 11, 27), TODAY, 3, id="and before it"),
    ],
)
def test_a_record_is_whole_from_the_day_on_which_the_last_of_it_came(recorded_on, completed_on, days):
    decision = Decision(
        RAISED, WITH, TODAY, shared_with="The MASH", recorded_on=recorded_on, completed_on=completed_on
    )
    assert days_to_record(decision) == days


@pytest.mark.parametrize(
    ("changed", "is_in_time"),
    [
        pytest.param({}, True, id="complete, the same day"),
        pytest.param({"recorded_on": TODAY}, False, id="in the file a day late"),
        pytest.param({"reason": ""}, False, id="in the file the same day, without its reason"),
        pytest.param({"completed_on": TODAY}, False, id="its reason came a day late"),
        pytest.param({"completed_on": TODAY - timedelta(days=1)}, True, id="its reason came the same day"),
        pytest.param({"position": Position.VERBAL}, False, id="nobody who heard the verbal consent"),
        pytest.param({"recorded_on": None}, False, id="not in the file, a day past its own"),
        pytest.param({"decided_on": TODAY, "recorded_on": None}, None, id="its day is not over"),
        pytest.param({"decided_on": TODAY, "recorded_on": TODAY, "reason": ""}, None, id="a reason may come"),
        pytest.param({"outcome": None, "decided_on": None, "recorded_on": None}, None, id="not decided"),
    ],
)
def test_a_record_without_its_reason_is_not_made_in_time(changed, is_in_time):
    before, why = TODAY - timedelta(days=1), "A risk of harm."
    whole = Decision(RAISED, WITHOUT, before, Position.REFUSED, "The MASH", why, recorded_on=before)
    decision = replace(whole, **changed)
    assert is_recorded_in_time(decision, recording_days=0, today=TODAY) is is_in_time
    assert (days_to_record(decision) is None) == (status(decision) is not Status.RECORDED)


# Refusals by field ----------------------------------------------------------------------------------

A_CONCERN = {
    "child": 14,
    "ground": Ground.SIGNIFICANT_HARM,
    "concern": "",
    "raised_on": TODAY,
    "born_on": date(2023, 5, 1),
    "about_colleague": False,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, set(), id="harm needs no more words to be recorded at once"),
        pytest.param({"child": None}, {"child"}, id="no child"),
        pytest.param({"ground": None}, {"ground"}, id="no ground"),
        pytest.param({"ground": Ground.OTHER_BASIS}, {"concern"}, id="another basis, not said which"),
        pytest.param(
            {"ground": Ground.OTHER_BASIS, "concern": "Court order"}, set(), id="another basis, said which"
        ),
        pytest.param({"raised_on": None}, {"raised_on"}, id="no date"),
        pytest.param({"raised_on": TODAY + timedelta(days=1)}, {"raised_on"}, id="tomorrow"),
        pytest.param({"raised_on": date(2023, 5, 1)}, set(), id="on the day of birth"),
        pytest.param({"raised_on": date(2023, 4, 30)}, {"raised_on"}, id="the day before birth"),
        pytest.param({"raised_on": date(2020, 1, 1), "born_on": None}, set(), id="no date of birth known"),
        pytest.param({"names_colleague": True}, {"only_saw"}, id="it names a colleague all the same"),
        pytest.param({"names_colleague": True, "only_saw": True}, set(), id="a colleague who only saw it"),
        pytest.param({"about_colleague": None}, {"about_colleague"}, id="not said whether of a colleague"),
        pytest.param(
            {"about_colleague": True, "child": None, "ground": None},
            {"about_colleague"},
            id="an allegation is not recorded, and nothing else is asked of it",
        ),
    ],
)
def test_a_concern_that_cannot_be_recorded_names_its_field(changed, fields):
    assert set(concern_problems(**A_CONCERN | changed)) == fields


A_DECISION = {
    "shared": True,
    "position": Position.NOT_SOUGHT,
    "shared_with": "Health visitor",
    "reason": A_REASON,
    "witness": "",
    "decided_on": TODAY,
    "raised_on": RAISED,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, set(), id="shared, not asked, with a reason"),
        pytest.param({"shared": None}, {"shared"}, id="neither shared nor not"),
        pytest.param({"position": None}, {"position"}, id="the family's position left blank (IS-5)"),
        pytest.param(
            {"position": None, "reason": ""}, {"position"}, id="no reason is asked for until it is known"
        ),
        pytest.param({"shared": None, "reason": ""}, {"shared"}, id="nor until it is decided"),
        pytest.param({"position": Position.VERBAL}, {"witness"}, id="verbal consent with no witness (IS-6)"),
        pytest.param(
            {"position": Position.VERBAL, "witness": "Hannah Bell"}, set(), id="verbal consent, heard"
        ),
        pytest.param(
            {"position": Position.WRITTEN, "reason": ""}, set(), id="written consent needs no reason"
        ),
        pytest.param({"shared_with": " "}, {"shared_with"}, id="shared with nobody"),
        pytest.param({"shared_with": "Everyone"}, {"shared_with"}, id="shared with everyone (AI-7)"),
        pytest.param({"shared_with": "ALL."}, {"shared_with"}, id="shared with all"),
        pytest.param({"shared_with": "any"}, {"shared_with"}, id="shared with any"),
        pytest.param({"shared_with": "Other agencies, any"}, {"shared_with"}, id="other agencies (CP-1)"),
        pytest.param({"shared_with": "all who need to know"}, {"shared_with"}, id="all who need to know"),
        pytest.param({"shared": False, "shared_with": ""}, set(), id="not shared needs nobody to share with"),
        pytest.param({"reason": ""}, {"reason"}, id="no reason"),
        pytest.param({"reason": "123456789"}, {"reason"}, id="nine characters (IS-7)"),
        pytest.param({"reason": "123 567890"}, set(), id="ten characters"),
        pytest.param({"reason": "Endangerment."}, {"reason"}, id="one long word"),
        pytest.param({"reason": "Safeguarding concerns"}, {"reason"}, id="a label of two words"),
        pytest.param({"reason": " a      b  . "}, {"reason"}, id="spaces do not make a reason long"),
        pytest.param({"reason": "Safeguarding."}, {"reason"}, id="the one word safeguarding (IS-7)"),
        pytest.param({"reason": "child  protection"}, {"reason"}, id="two words that say no more"),
        pytest.param(
            {"shared": False, "position": Position.WRITTEN, "reason": ""},
            {"reason"},
            id="not shared, no reason (IS-11)",
        ),
        pytest.param({"decided_on": None}, {"decided_on"}, id="no date"),
        pytest.param({"decided_on": TODAY + timedelta(days=1)}, {"decided_on"}, id="tomorrow"),
        pytest.param({"decided_on": RAISED}, set(), id="on the day of the concern"),
        pytest.param(
            {"decided_on": RAISED - timedelta(days=1)}, {"decided_on"}, id="the day before the concern"
        ),
    ],
)
def test_a_decision_that_cannot_be_saved_names_its_field(changed, fields):
    assert set(decision_problems(**A_DECISION | changed)) == fields


@pytest.mark.parametrize(
    ("shared", "position"),
    [
        pytest.param(s, p, id=f"{'shared' if s else 'not shared'}, {p}")
        for s, p in product([True, False], Position)
    ],
)
def test_consent_is_never_needed_to_save_a_decision(shared, position):
    whole = {"shared": shared, "position": position, "witness": "Hannah Bell"}
    assert decision_problems(**A_DECISION | whole) == {}


WHOLE = Details(
    recipient=Recipient.SOCIAL_CARE,
    role="Duty social worker",
    what="Two dated observations",
    need="They decide whether the child needs help",
    basis=Basis.SAFEGUARDING,
    met=frozenset(Quality),
    facts_from="The key person",
    facts_on=RAISED,
    explanation=Explanation.GIVEN,
    explained_on=TODAY,
)
AGREEMENT = {"agreed_by": "Carys Davies", "agreed_on": TODAY}
THE_PATH = {
    "shared": True,
    "position": Position.NOT_SOUGHT,
    "witness": "",
    "ground": Ground.SIGNIFICANT_HARM,
    "advised_on": None,
    "reason": A_REASON,
    "decided_on": TODAY,
    "decided_by": "Joanne Pryce",
    "today": TODAY,
    "facts_months": 6,
}
AGREES = {"position": Position.WRITTEN}
HOLDS = {"responsible": ("Carys Davies", "Owen Davies")}
OBJECTS = {"other_carer": OtherCarer.OBJECTS, "other_words": "Owen Davies does not want it shared"}


@pytest.mark.parametrize(
    ("other_carer", "outcome"),
    [
        pytest.param(None, Outcome.SHARED_WITH_CONSENT, id="no other is known"),
        pytest.param(OtherCarer.AGREES, Outcome.SHARED_WITH_CONSENT, id="both agree"),
        pytest.param(OtherCarer.NOT_ASKED, Outcome.SHARED_WITH_CONSENT, id="the other was not asked"),
        pytest.param(OtherCarer.OBJECTS, Outcome.SHARED_WITHOUT_CONSENT, id="the other objects (IS-7)"),
    ],
)
def test_one_carers_agreement_is_not_the_others(other_carer, outcome):
    assert outcome_of(shared=True, position=Position.WRITTEN, other_carer=other_carer) is outcome


BEFORE = {"facts_on": date(2026, 2, 3), "notes": {Quality.UP_TO_DATE: "It was the day before"}}


@pytest.mark.parametrize(
    ("answers", "changed", "fields"),
    [
        pytest.param({}, {}, [], id="whole"),
        pytest.param({"recipient": None}, {}, ["recipient"], id="no kind of recipient (CP-1)"),
        pytest.param({"recipient": None}, {"shared": False}, [], id="not shared: no kind of recipient"),
        pytest.param({"role": ""}, {}, ["role"], id="no role"),
        pytest.param({"facts_from": " "}, {}, ["facts_from"], id="not said who saw it (IS-10)"),
        pytest.param({"facts_from": "various people"}, {}, ["facts_from"], id="seen by nobody in particular"),
        pytest.param({"facts_on": None}, {}, ["facts_on"], id="facts without a date"),
        pytest.param({"facts_on": TODAY}, {}, [], id="facts of the day of the decision"),
        pytest.param({"facts_on": TODAY + timedelta(days=1)}, {}, ["facts_on"], id="facts of tomorrow"),
        pytest.param(
            {"facts_on": TODAY}, {"decided_on": RAISED}, ["facts_on"], id="facts of after the decision"
        ),
        pytest.param({"facts_on": date(2026, 5, 24)}, {}, [], id="six months old to the day"),
        pytest.param({"facts_on": date(2026, 5, 23)}, {}, ["qualities"], id="a day older, still ticked"),
        pytest.param(
            {"facts_on": date(2026, 5, 23), "notes": {Quality.UP_TO_DATE: "Seen again last week"}},
            {},
            [],
            id="older, and said why it still holds: asked, not blocked",
        ),
        pytest.param({"role": "any professional"}, {}, ["role"], id="any role"),
        pytest.param({"what": " "}, {}, ["what"], id="not said what"),
        pytest.param({"what": "All of the child's records"}, {}, ["what"], id="all of it (AI-7)"),
        pytest.param({"what": "the whole file"}, {}, ["what"], id="the whole file"),
        pytest.param({"need": "Safeguarding"}, {}, ["need"], id="a need of one word"),
        pytest.param({"basis": None}, {}, ["basis"], id="no lawful basis"),
        pytest.param({"basis": Basis.OTHER}, {}, ["basis_words"], id="another basis, not said which"),
        pytest.param(
            {"basis": Basis.OTHER, "basis_words": "An order of the court"}, {}, [], id="another, in words"
        ),
        pytest.param(
            BEFORE,
            {"decided_on": date(2026, 2, 4)},
            ["basis"],
            id="L7.9: a basis that was not in the law yet",
        ),
        pytest.param(BEFORE, {"decided_on": date(2026, 2, 5)}, [], id="L7.9: on its first day it is"),
        pytest.param(
            BEFORE | {"basis": Basis.VITAL_INTERESTS},
            {"decided_on": date(2026, 2, 4)},
            [],
            id="one that has long been in the law",
        ),
        pytest.param({"basis": Basis.CONSENT}, {}, ["basis"], id="agreement that nobody gave"),
        pytest.param({"basis": Basis.CONSENT, **AGREEMENT}, AGREES, [], id="agreement where they agreed"),
        pytest.param({}, AGREES, ["agreed_by", "agreed_on"], id="agreed, not said who or when"),
        pytest.param(AGREEMENT, AGREES | HOLDS, [], id="who agreed holds parental responsibility"),
        pytest.param(AGREEMENT | {"agreed_by": " carys  davies"}, AGREES | HOLDS, [], id="typed otherwise"),
        pytest.param(
            AGREEMENT | {"agreed_by": "Grandma Pat O'Connor, no parental responsibility"},
            AGREES | HOLDS,
            ["agreed_by"],
            id="who agreed holds none (L5.7)",
        ),
        pytest.param(
            AGREEMENT | {"agreed_by": "Pat O'Connor", "agreed_because": "Grandma"},
            AGREES | HOLDS,
            ["agreed_by"],
            id="holds none, and one word of why",
        ),
        pytest.param(
            AGREEMENT | {"agreed_by": "Pat O'Connor", "agreed_because": "A court order gives her the say"},
            AGREES | HOLDS,
            [],
            id="holds none, and why they may",
        ),
        pytest.param(AGREEMENT, AGREES | {"responsible": ()}, ["agreed_by"], id="nobody who holds it"),
        pytest.param(
            AGREEMENT | {"other_carer": OtherCarer.OBJECTS},
            AGREES,
            ["other_words"],
            id="not said who objects",
        ),
        pytest.param(AGREEMENT | OBJECTS, AGREES, [], id="another objects, in words"),
        pytest.param(
            AGREEMENT | OBJECTS | {"basis": Basis.CONSENT},
            AGREES,
            ["basis"],
            id="the agreement of a family in which one objects",
        ),
        pytest.param(AGREEMENT | {"other_carer": OtherCarer.NOT_ASKED}, AGREES, [], id="another not asked"),
        pytest.param(
            AGREEMENT | {"agreed_on": TODAY + timedelta(days=1)}, AGREES, ["agreed_on"], id="agreed tomorrow"
        ),
        pytest.param(
            AGREEMENT, AGREES | {"decided_on": RAISED}, ["agreed_on"], id="agreed after the decision (IS-6)"
        ),
        pytest.param(AGREEMENT, {}, ["position"], id="agreed and not asked together (IS-7)"),
        pytest.param({"agreed_by": "Carys"}, {"position": Position.REFUSED}, ["position"], id="both"),
        pytest.param(
            {"second_person": " joanne  pryce"}, {}, ["second_person"], id="the second is the first"
        ),
        pytest.param({"second_person": "Ruth Ellis"}, {}, [], id="a second person agrees (IS-7)"),
        pytest.param({}, {"witness": "Ewa Nowak"}, ["position"], id="heard, and not asked"),
        pytest.param(AGREEMENT, {"shared": False}, ["position"], id="not shared makes it no better"),
        pytest.param({"role": "", "basis": None}, {"shared": False}, [], id="not shared: no recipient"),
        pytest.param({"explanation": None}, {}, ["explanation"], id="not said whether explained"),
        pytest.param({"explained_on": None}, {}, ["explained_on"], id="explained, not said when"),
        pytest.param({"explained_on": TODAY + timedelta(days=1)}, {}, ["explained_on"], id="tomorrow"),
        pytest.param({"explanation": Explanation.NOT_YET}, {}, [], id="not yet: the agenda asks for it"),
        pytest.param(
            {"explanation": Explanation.WITHHELD}, {}, ["not_explained_because"], id="withheld, not said why"
        ),
        pytest.param(
            {"explanation": Explanation.WITHHELD, "not_explained_because": "It may endanger the child"},
            {},
            [],
            id="withheld, and why (L7.17)",
        ),
        pytest.param({}, {"position": Position.NOT_TOLD}, ["explanation"], id="not told, and explained"),
        pytest.param(
            {"explanation": Explanation.NOT_YET},
            {"position": Position.NOT_TOLD},
            ["explanation"],
            id="not told, and to be told",
        ),
        pytest.param(
            {"explanation": None},
            {"position": Position.NOT_TOLD},
            ["not_explained_because"],
            id="no why",
        ),
        pytest.param(
            {"explanation": None, "not_explained_because": "It may endanger the child"},
            {"position": Position.NOT_TOLD},
            [],
            id="not told because",
        ),
        pytest.param({}, {"ground": Ground.CAUSE_NOT_CLEAR}, [], id="not clear, and the reason says why"),
        pytest.param(
            AGREEMENT,
            AGREES | {"ground": Ground.CAUSE_NOT_CLEAR, "reason": ""},
            ["advice_from"],
            id="not clear, no advice, no reason (IS-2)",
        ),
        pytest.param(
            AGREEMENT,
            AGREES | {"ground": Ground.CAUSE_NOT_CLEAR, "reason": "", "advised_on": TODAY},
            [],
            id="not clear, and advice sought (IS-9)",
        ),
        pytest.param(
            AGREEMENT,
            AGREES
            | {"ground": Ground.CAUSE_NOT_CLEAR, "reason": "", "advised_on": TODAY + timedelta(days=1)},
            ["reason"],
            id="not clear, and advice sought the day after it was decided (IS-2)",
        ),
        pytest.param(
            {},
            {"ground": Ground.CAUSE_NOT_CLEAR, "advised_on": TODAY + timedelta(days=1)},
            [],
            id="advice sought the day after, and the reason says why",
        ),
    ],
)
def test_an_answer_of_the_path_that_cannot_stand_names_its_field(answers, changed, fields):
    assert list(detail_problems(replace(WHOLE, **answers), **THE_PATH | changed)) == fields


@pytest.mark.parametrize(
    ("witness", "is_taken"),
    [
        pytest.param("Hannah Bell", True, id="somebody of the setting"),
        pytest.param("carys  davies", False, id="she herself"),
        pytest.param("Carys Davies-Bell", True, id="somebody of nearly that name"),
    ],
)
def test_who_agreed_in_words_is_not_the_one_who_heard_it(witness, is_taken):
    """IS-6: a member of staff heard it."""
    verbal = replace(WHOLE, agreed_by="Carys Davies", agreed_on=TODAY)
    said = THE_PATH | {"position": Position.VERBAL, "witness": witness}
    assert list(detail_problems(verbal, **said)) == ([] if is_taken else ["witness"])


@pytest.mark.parametrize(
    ("facts_on", "months", "old"),
    [
        pytest.param(date(2026, 5, 24), 6, False, id="on the last day"),
        pytest.param(date(2026, 5, 23), 6, True, id="one day older"),
        pytest.param(date(2026, 5, 23), 12, False, id="by a longer rule of the setting"),
    ],
)
def test_facts_are_old_by_the_settings_own_rule(facts_on, months, old):
    assert are_old(facts_on, shared_on=TODAY, months=months) is old


@pytest.mark.parametrize("unmet", [c for n in range(5) for c in combinations(Quality, n)], ids=str)
def test_each_quality_is_ticked_or_has_a_note_of_its_own(unmet):
    """IS-10: relevant, accurate and factual, non-judgemental, up to date."""
    bare = replace(WHOLE, met=frozenset(Quality) - set(unmet))
    assert ("qualities" in detail_problems(bare, **THE_PATH)) is bool(unmet)
    noted = replace(bare, notes=dict.fromkeys(unmet, "It is what the carer told us"))
    assert detail_problems(noted, **THE_PATH) == {}
    if unmet:
        short = replace(bare, notes=dict.fromkeys(unmet[1:], "It is what the carer told us"))
        assert str(unmet[0]) in detail_problems(short, **THE_PATH)["qualities"]


def test_a_family_that_is_not_told_had_nothing_explained():
    assert explanation_of(Position.NOT_TOLD, Details()) is Explanation.WITHHELD
    assert explanation_of(Position.REFUSED, WHOLE) is Explanation.GIVEN


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Children's social care", True),
        ("The school", True),
        ("Police", True),
        ("All", False),
        ("any.", False),
        ("Everyone who needs to know", False),
        ("Other professionals", False),
        ("all relevant agencies", False),
        ("", False),
        ("- / -", False),
    ],
)
def test_a_recipient_is_somebody(said, named):
    assert names_somebody(said) is named


@pytest.mark.parametrize(
    ("said", "says_something"),
    [
        ("Asking may endanger her", True),
        ("Safeguarding", False),
        ("Safeguarding-", False),
        ("Because", False),
        ("child protection", False),
        ("Too short", False),
        ("Endangerment!", False),
    ],
)
def test_a_reason_is_a_sentence(said, says_something):
    assert is_sentence(said) is says_something


FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("changed", "is_one"),
    [
        pytest.param({}, True, id="told of harm"),
        pytest.param({"ground": Ground.CAUSE_NOT_CLEAR}, True, id="the cause is not clear"),
        pytest.param({"ground": Ground.HARM_TO_ADULT}, True, id="harm to an adult"),
        pytest.param({"ground": Ground.CRIME}, True, id="crime"),
        pytest.param({"ground": Ground.PROFESSIONAL_WORK}, False, id="their own work: they asked"),
        pytest.param({"ground": Ground.OTHER_BASIS}, False, id="another basis, such as an order"),
        pytest.param({"outcome": Outcome.SHARED_WITH_CONSENT}, True, id="the family agreed"),
        pytest.param({"recipient": Recipient.POLICE}, False, id="the police"),
        pytest.param({"recipient": None}, False, id="nobody is named yet"),
        pytest.param({"outcome": Outcome.NOT_SHARED}, False, id="not shared"),
        pytest.param({"outcome": None}, False, id="not decided"),
    ],
)
def test_social_care_decides_on_what_it_was_told_of_a_concern(changed, is_one):
    """L7.12: a referral is decided on; what was asked for, or is due by another law, is not."""
    told = {"ground": Ground.SIGNIFICANT_HARM, "recipient": Recipient.SOCIAL_CARE}
    assert is_referral(**told | {"outcome": Outcome.SHARED_WITHOUT_CONSENT} | changed) is is_one


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({}, None, id="the same day"),
        pytest.param({"on": date(2026, 11, 28)}, None, id="the day after"),
        pytest.param({"on": date(2026, 11, 26)}, "sought_on", id="before it was shared"),
        pytest.param({"on": None}, None, id="no date, which is said elsewhere"),
        pytest.param({"outcome": Outcome.NOT_SHARED}, "sought_from", id="not shared"),
        pytest.param({"outcome": None, "decided_on": None}, "sought_from", id="not decided"),
    ],
)
def test_a_reply_comes_after_something_was_shared(changed, field):
    told = {"outcome": Outcome.SHARED_WITH_CONSENT, "decided_on": FRIDAY, "on": FRIDAY}
    assert list(reply_problems(**told | changed)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("asked_on", "chased_on"),
    [
        pytest.param(TODAY, date(2026, 11, 25), id="the next working day"),
        pytest.param(FRIDAY, date(2026, 11, 30), id="over the weekend"),
        pytest.param(date(2026, 12, 24), date(2026, 12, 29), id="over Christmas and its substitute"),
    ],
)
def test_advice_is_chased_after_one_working_day(asked_on, chased_on):
    """L7.12: social care's own time."""
    holidays = {date(2026, 12, 25), date(2026, 12, 28)}
    assert chase_on(asked_on, holidays) == chased_on


@pytest.mark.parametrize(
    ("changed", "on"),
    [
        pytest.param({}, None, id="not decided"),
        pytest.param({"decided_on": RAISED}, RAISED, id="decided"),
        pytest.param({"decided_on": RAISED, "recorded_on": TODAY}, TODAY, id="in the file"),
        pytest.param(
            {"decided_on": RAISED, "recorded_on": RAISED, "completed_on": TODAY}, TODAY, id="whole later"
        ),
        pytest.param(
            {"decided_on": RAISED, "recorded_on": TODAY, "completed_on": RAISED}, TODAY, id="whole before"
        ),
    ],
)
def test_a_decision_is_counted_on_the_day_on_which_its_record_was_whole(changed, on):
    assert counted_on(Decision(RAISED, **changed)) == on


ASKED = {
    "sought_from": "MASH, A. Reed",
    "asked_of": None,
    "asked_of_oneself": False,
    "sought_on": TODAY,
    "raised_on": RAISED,
    "advice": "",
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="of an agency"),
        pytest.param({"sought_from": "", "asked_of": 4}, [], id="of a colleague"),
        pytest.param({"sought_from": ""}, ["sought_from"], id="of nobody"),
        pytest.param({"sought_from": "anyone"}, ["sought_from"], id="of anyone"),
        pytest.param({"asked_of": 4}, ["sought_from"], id="of both at once"),
        pytest.param(
            {"sought_from": "", "asked_of": 4, "asked_of_oneself": True}, ["asked_of"], id="of oneself"
        ),
        pytest.param({"sought_on": None}, ["sought_on"], id="no date"),
        pytest.param({"sought_on": RAISED - timedelta(days=1)}, ["sought_on"], id="before the concern"),
        pytest.param({"advice": "Refer the child today"}, [], id="answered at once"),
        pytest.param({"advice": "Refer"}, ["advice"], id="answered, not in a sentence"),
        pytest.param({"sought_time": " 14:05 "}, [], id="with the time of day"),
        pytest.param({"sought_time": "24:05"}, ["sought_time"], id="at no time of day"),
    ],
)
def test_advice_that_cannot_be_recorded_names_its_field(changed, fields):
    assert list(advice_problems(**ASKED | changed)) == fields


@pytest.mark.parametrize(
    ("advice_from", "advice", "is_taken"),
    [
        pytest.param("", "", True, id="none was sought"),
        pytest.param("MASH, A. Reed", "", True, id="awaited"),
        pytest.param("MASH, A. Reed", "Refer the child today", True, id="given"),
        pytest.param("anyone", "Refer the child today", False, id="of anyone"),
        pytest.param(" ", "Refer the child today", False, id="of nobody"),
    ],
)
def test_advice_with_the_decision_names_who_gave_it(advice_from, advice, is_taken):
    found = advice_in_passing_problems(advice_from=advice_from, advice=advice)
    assert list(found) == ([] if is_taken else ["advice_from"])


ANSWERED = {
    "advice": "Refer the child today",
    "has_no_answer": False,
    "on": TODAY,
    "sought_on": RAISED,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="answered"),
        pytest.param({"advice": "", "has_no_answer": True}, [], id="chased, still none"),
        pytest.param({"advice": ""}, ["advice"], id="neither"),
        pytest.param({"has_no_answer": True}, ["advice"], id="both"),
        pytest.param({"advice": "Refer"}, ["advice"], id="one word"),
        pytest.param({"on": RAISED - timedelta(days=1)}, ["on"], id="before it was asked"),
        pytest.param({"at": "9.30"}, [], id="with the time of day"),
        pytest.param({"at": "half nine"}, ["at"], id="with a time in words"),
    ],
)
def test_an_answer_that_cannot_be_recorded_names_its_field(changed, fields):
    assert list(answer_problems(**ANSWERED | changed)) == fields


RECORDED = {
    "entry": "E-31",
    "recorded_on": TODAY,
    "decided_on": TODAY,
    "late_because": "",
    "today": TODAY,
    "recording_days": 0,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, set(), id="the same day"),
        pytest.param({"entry": " "}, {"entry"}, id="no entry number"),
        pytest.param({"recorded_on": None}, {"recorded_on"}, id="no date"),
        pytest.param({"recorded_on": TODAY + timedelta(days=1)}, {"recorded_on"}, id="tomorrow"),
        pytest.param(
            {"decided_on": TODAY + timedelta(days=1)}, {"recorded_on"}, id="the day before the decision"
        ),
        pytest.param(
            {"decided_on": TODAY - timedelta(days=1)}, {"late_because"}, id="a day later, and no word why"
        ),
        pytest.param(
            {"decided_on": TODAY - timedelta(days=1), "late_because": "The office was flooded."},
            set(),
            id="a day later, and said why: recorded as late, not refused",
        ),
        pytest.param(
            {"decided_on": TODAY - timedelta(days=2), "recording_days": 2}, set(), id="on the last house day"
        ),
        pytest.param(
            {"decided_on": TODAY - timedelta(days=3), "recording_days": 2},
            {"late_because"},
            id="one day after the last house day",
        ),
    ],
)
def test_an_entry_that_cannot_be_recorded_names_its_field(changed, fields):
    assert set(recording_problems(**RECORDED | changed)) == fields


# What must hold whatever was decided ----------------------------------------------------------------

WORDS = st.sampled_from(["", " ", "\n", "Health visitor", A_REASON])
DECISIONS = st.builds(
    Decision,
    raised_on=st.just(RAISED),
    outcome=st.none() | st.sampled_from(Outcome),
    decided_on=st.none() | st.just(TODAY),
    position=st.none() | st.sampled_from(Position),
    shared_with=WORDS,
    reason=WORDS,
    witness=WORDS,
    recorded_on=st.none() | st.just(TODAY),
    explanation=st.none() | st.sampled_from(Explanation),
)


@settings(max_examples=120, deadline=None)
@given(decision=DECISIONS)
def test_nothing_is_recorded_without_what_the_policy_wants_stated(decision):
    if status(decision) is not Status.RECORDED:
        return
    assert decision.outcome is not None
    assert decision.recorded_on is not None
    if decision.outcome is not WITH or decision.position not in {*AGREED, None}:
        assert decision.reason.strip()
    if decision.outcome is not NOT_SHARED:
        assert decision.shared_with.strip()
    if decision.position is Position.VERBAL:
        assert decision.witness.strip()
    assert decision.explanation is not Explanation.NOT_YET


@settings(max_examples=100, deadline=None)
@given(
    shared=st.none() | st.booleans(),
    position=st.none() | st.sampled_from(Position),
    to=WORDS,
    reason=WORDS,
    witness=WORDS,
    entered=st.booleans(),
)
def test_what_the_form_lets_through_lacks_nothing_but_the_entry(
    shared, position, to, reason, witness, entered
):
    found = decision_problems(
        shared=shared,
        position=position,
        shared_with=to,
        reason=reason,
        witness=witness,
        decided_on=TODAY,
        raised_on=RAISED,
        today=TODAY,
    )
    if found or shared is None or position is None:
        assert found
        return
    outcome = outcome_of(shared=shared, position=position)
    assert (outcome is WITH) is (shared and position in AGREED)
    saved = Decision(RAISED, outcome, TODAY, position, to, reason, witness, TODAY if entered else None)
    assert lacking(saved) == ([] if entered else [ENTRY])


BORN = date(2023, 3, 1)
ADVISED, DECIDED = RAISED + timedelta(days=1), RAISED + timedelta(days=3)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"raised_on": RAISED - timedelta(days=7)}, set(), id="a week before"),
        pytest.param({"raised_on": ADVISED}, set(), id="the day on which advice was asked for"),
        pytest.param(
            {"raised_on": ADVISED + timedelta(days=1)}, {"raised_on"}, id="the day after the advice"
        ),
        pytest.param({"raised_on": DECIDED, "advised_on": None}, set(), id="the day of the decision"),
        pytest.param(
            {"raised_on": DECIDED + timedelta(days=1), "advised_on": None},
            {"raised_on"},
            id="the day after the decision",
        ),
        pytest.param(
            {"raised_on": TODAY, "advised_on": None, "decided_on": None}, set(), id="today, nothing decided"
        ),
        pytest.param(
            {"raised_on": TODAY + timedelta(days=1), "advised_on": None, "decided_on": None},
            {"raised_on"},
            id="tomorrow",
        ),
        pytest.param({"raised_on": BORN}, set(), id="the day of the birth"),
        pytest.param({"raised_on": BORN - timedelta(days=1)}, {"raised_on"}, id="before the birth"),
        pytest.param(
            {"raised_on": BORN - timedelta(days=1), "born_on": None}, set(), id="the birth is not known"
        ),
        pytest.param({"raised_on": RAISED}, {"raised_on"}, id="the day that is recorded"),
        pytest.param({"raised_on": None}, {"raised_on"}, id="no day"),
        pytest.param({"because": "Typed wrong"}, {"because"}, id="no sentence"),
        pytest.param({"raised_on": None, "because": ""}, {"raised_on", "because"}, id="nothing at all"),
    ],
)
def test_another_day_on_which_a_concern_was_raised(changed, fields):
    given_ = {
        "raised_on": RAISED - timedelta(days=1),
        "known": RAISED,
        "because": "It was said the day before.",
        "born_on": BORN,
        "advised_on": ADVISED,
        "decided_on": DECIDED,
        "today": TODAY,
    }
    assert set(raised_problems(**given_ | changed)) == fields


@pytest.mark.parametrize(
    ("position", "explanation", "may_be"),
    [
        pytest.param(Position.NOT_TOLD, Explanation.WITHHELD, True, id="not told, because of a risk"),
        pytest.param(Position.NOT_TOLD, None, True, id="not told, and nothing was shared"),
        pytest.param(Position.REFUSED, Explanation.WITHHELD, True, id="they know, and not of our duty"),
        pytest.param(Position.REFUSED, Explanation.GIVEN, False, id="it was explained"),
        pytest.param(Position.VERBAL, Explanation.NOT_YET, False, id="not yet: the record asks for it"),
        pytest.param(Position.WRITTEN, None, False, id="a register says nothing of it"),
        pytest.param(None, None, False, id="not decided"),
    ],
)
def test_who_was_not_told_for_a_reason_may_be_told_later(position, explanation, may_be):
    assert may_be_told_later(position, explanation) is may_be


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="told the day after"),
        pytest.param({"on": date(2026, 11, 20)}, [], id="the day of the decision"),
        pytest.param({"on": date(2026, 11, 19)}, ["on"], id="the day before it"),
        pytest.param({"on": date(2026, 11, 24)}, [], id="today"),
        pytest.param({"on": date(2026, 11, 25)}, ["on"], id="tomorrow"),
        pytest.param({"on": None}, ["on"], id="no date"),
        pytest.param({"words": "By phone"}, ["words"], id="no sentence"),
    ],
)
def test_that_a_family_was_told_later_names_its_field(changed, fields):
    given = {
        "on": date(2026, 11, 21),
        "words": "The manager rang the mother, who thanked us",
        "decided_on": date(2026, 11, 20),
        "today": date(2026, 11, 24),
    }
    assert list(told_later_problems(**given | changed)) == fields


@pytest.mark.parametrize(
    ("concern", "is_named"),
    [
        pytest.param("Joanne Pryce gripped his arm", True, id="in full"),
        pytest.param("It was JOANNE  PRYCE's hand", True, id="however it is typed"),
        pytest.param("He has a bruise, says joanne pryce.", True, id="at the end"),
        pytest.param("Joanne gripped his arm", False, id="a first name may be anybody's"),
        pytest.param("Joanne Pryce-Jones fetched him", True, id="part of a longer name is asked about too"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_whether_a_concern_names_a_colleague(concern, is_named):
    assert names_a_colleague(concern, ["Ewa Nowak", "Joanne Pryce", "Joanne"]) is is_named


@pytest.mark.parametrize(
    ("ground", "decided_on", "advised_on", "is_lacking"),
    [
        pytest.param(Ground.CAUSE_NOT_CLEAR, None, None, True, id="not decided, nobody asked"),
        pytest.param(Ground.CAUSE_NOT_CLEAR, None, TODAY, False, id="not decided, asked"),
        pytest.param(Ground.CAUSE_NOT_CLEAR, TODAY, TODAY, False, id="asked on the day of the decision"),
        pytest.param(Ground.CAUSE_NOT_CLEAR, RAISED, TODAY, True, id="asked only after the decision"),
        pytest.param(Ground.SIGNIFICANT_HARM, TODAY, None, False, id="the cause is clear"),
    ],
)
def test_a_cause_that_is_not_clear_wants_advice_before_the_decision(
    ground, decided_on, advised_on, is_lacking
):
    assert lacks_advice(ground, decided_on=decided_on, advised_on=advised_on) is is_lacking


def test_every_ground_has_the_clause_that_names_it():
    assert set(CLAUSES) == set(Ground)
    assert [CLAUSES[ground] for ground in list(Ground)[:3]] == ["IS-1", "IS-2", "IS-3"]
