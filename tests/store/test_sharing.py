"""What may be recorded of a sharing decision, what is refused, and what the agenda says at once."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEntry,
    Carer,
    Receipt,
    SharingAdvice,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
)
from rules.agenda import Action, Area, State
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.sharing import (
    AGREED,
    Basis,
    Details,
    Explanation,
    Ground,
    OtherCarer,
    Outcome,
    Position,
    Quality,
    Recipient,
    Status,
    is_recorded_in_time,
    status,
)
from store import (
    agenda,
    file_entries,
    open_sharing,
    policy,
    sharing,
    sharing_advice,
    sharing_told,
)
from store.cabinet import AlreadyRecorded
from store.refusal import ChangedMeanwhile, Refused
from store.sharing import NewEntry
from store.today import london_today
from tests.conftest import BORN_ON, TODAY, account, agenda_of, everything, rows, to_sign
from tests.store.test_agenda import counted

RAISED, DECIDED = date(2026, 11, 20), date(2026, 11, 23)
REASON = "Asking the family would put the child at risk"


DETAILS = Details(
    recipient=Recipient.SOCIAL_CARE,
    facts_from=" The key  person ",
    facts_on=RAISED - timedelta(days=2),
    role=" Duty  social worker ",
    what=" Two dated observations ",
    need="They decide whether the child needs help",
    basis=Basis.SAFEGUARDING,
    met=frozenset(Quality),
    explanation=Explanation.GIVEN,
    explained_on=DECIDED,
)
AGREEMENT = {"agreed_by": "Carys Davies", "agreed_on": DECIDED}


def concern_of(family, **changed):
    return {
        "child_id": family.child,
        "ground": Ground.SIGNIFICANT_HARM,
        "concern": " Bruises ",
        "raised_on": RAISED,
        "today": TODAY,
    } | changed


@pytest.fixture
def decision_id(cabinet, who, family):
    sharing.record_concern(cabinet, who, **concern_of(family))
    return rows(cabinet, SharingDecision)[0]["id"]


@pytest.fixture
def routine_id(cabinet, who, family):
    """A concern that the setting's own days to decide are for: nobody may be coming to serious harm."""
    sharing.record_concern(cabinet, who, **concern_of(family, ground=Ground.PROFESSIONAL_WORK))
    return rows(cabinet, SharingDecision)[0]["id"]


def decision_of(id_, **changed):
    return {
        "decision_id": id_,
        "shared": True,
        "position": Position.NOT_SOUGHT,
        "shared_with": " MASH,  Norfolk ",
        "reason": f" {REASON} ",
        "witness": "",
        "decided_on": DECIDED,
        "details": DETAILS,
        "today": TODAY,
    } | changed


def record_of(id_, **changed):
    entry = {"entry": " 14 ", "recorded_on": DECIDED, "late_because": "", "recording_days": 0}
    typed = {name: changed.pop(name, value) for name, value in entry.items()}
    return {"decision_id": id_, "entry": NewEntry(**typed), "today": TODAY} | changed


def actions(cabinet):
    """What the decision and its record want; that social care replies is asked about beside them."""
    items = [item for item in agenda_of(cabinet).items if item.area is Area.SHARING_DECISIONS]
    return [item.action for item in items if item.action is not Action.REPLY]


def held(cabinet, decision_id):
    with cabinet.connection() as look:
        return sharing.decisions(look, decision_id=decision_id)[0]


def test_from_the_concern_to_the_record_the_agenda_follows_at_once(cabinet, who, family):
    assert actions(cabinet) == []
    assert sharing.record_concern(cabinet, who, **concern_of(family)) == (1, "SD-2026-001", ())
    id_ = rows(cabinet, SharingDecision)[0]["id"]
    assert actions(cabinet) == [Action.DECIDE]
    sharing.record_decision(cabinet, who, **decision_of(id_, advice_from=" MASH ", advice="Refer today"))
    assert actions(cabinet) == [Action.RECORD]
    sharing.complete_record(cabinet, who, **record_of(id_))
    assert actions(cabinet) == []
    now = held(cabinet, id_)
    assert status(now.decision) is Status.RECORDED
    assert (now.outcome, now.shared_with, now.reason) == (
        Outcome.SHARED_WITHOUT_CONSENT,
        "MASH, Norfolk",
        REASON,
    )
    assert (now.concern, now.raised_by, now.decided_by, now.entry) == ("Bruises", who.name, who.name, "14")
    assert rows(cabinet, SharingAdvice)[0]["sought_from"] == "MASH"


@pytest.fixture
def both(cabinet, who, family):
    """A concern about a child and a brother, and one of that day in other words; the numbers of all three."""
    sharing.record_concern(cabinet, who, **concern_of(family, also_about=[family.sibling]))
    sharing.record_concern(
        cabinet, who, **concern_of(family, child_id=family.sibling, concern="Alone at home", is_another=True)
    )
    return [row["id"] for row in rows(cabinet, SharingDecision)]


def test_a_concern_about_brothers_and_sisters_is_recorded_and_decided_for_each(cabinet, who, family, both):
    first, second, _ = both
    held_of = {row["id"]: row for row in rows(cabinet, SharingDecision)}
    assert (held_of[first]["child_id"], held_of[second]["child_id"]) == (family.child, family.sibling)
    same = ("ground", "concern", "raised_on", "raised_by", "recorded_by_id")
    assert [held_of[first][name] for name in same] == [held_of[second][name] for name in same]
    with cabinet.connection() as look:
        assert [other.code for other in sharing.raised_with(look, first)] == ["SD-2026-002"]
    entry = NewEntry(entry="14", recorded_on=DECIDED, late_because="", recording_days=0)
    sharing.record_decision(cabinet, who, **decision_of(first, entry=entry, also=[second]))
    outcomes = rows(cabinet, SharingOutcome)
    assert [row["decision_id"] for row in outcomes] == [first, second]
    assert {row["reason"] for row in outcomes} == {REASON}
    # In the file of the first alone: each child has one.
    assert (held(cabinet, first).entry, held(cabinet, second).entry) == ("14", None)
    with cabinet.connection() as look:
        assert sharing.raised_with(look, first) == []


@pytest.mark.parametrize(
    "also",
    [
        pytest.param(lambda both: [both[2]], id="raised in other words"),
        pytest.param(lambda both: [both[0]], id="itself"),
        pytest.param(lambda both: [both[1], 999], id="one that is not there"),
    ],
)
def test_it_is_decided_for_all_that_were_chosen_or_for_none(cabinet, who, both, also):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing.record_decision(cabinet, who, **decision_of(both[0], also=also(both)))
    assert list(refused.value.problems) == ["also"]
    assert everything(cabinet) == before


def test_what_was_decided_meanwhile_is_not_decided_again_beside_another(cabinet, who, both):
    first, second, _ = both
    sharing.record_decision(cabinet, who, **decision_of(second, shared=False))
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing.record_decision(cabinet, who, **decision_of(first, also=[second]))
    assert "not decided" in refused.value.problems["also"]
    assert everything(cabinet) == before


@pytest.mark.parametrize(
    "also_about",
    [
        pytest.param(lambda family: [family.child], id="the first child again"),
        pytest.param(lambda family: [family.sibling, 999], id="one that is not there"),
    ],
)
def test_no_concern_is_recorded_where_one_of_them_cannot_be(cabinet, who, family, also_about):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing.record_concern(cabinet, who, **concern_of(family, also_about=also_about(family)))
    assert list(refused.value.problems) == ["also_about"]
    assert everything(cabinet) == before


@pytest.fixture
def imported(cabinet, decision_id):
    """A decision that a register says is in the file, and of which it has no reason."""
    with cabinet.administering("test") as session:
        session.add_all(
            [
                SharingOutcome(
                    decision_id=decision_id, outcome=Outcome.SHARED_WITHOUT_CONSENT,
                    position=Position.REFUSED, shared_with="The MASH", decided_on=DECIDED,
                ),
                SharingEntry(decision_id=decision_id, entry="14", recorded_on=DECIDED),
            ]
        )  # fmt: skip
    return decision_id


def is_in_time(cabinet, decision_id):
    """Whether it counts as recorded in time, on the page and for the committee."""
    on_page = held(cabinet, decision_id).decision
    with cabinet.connection() as look:
        _, counted = open_sharing.read_with_decided(look, TODAY, decided_since=date(2025, 11, 24))
    told = {is_recorded_in_time(one, recording_days=0, today=TODAY) for one in (on_page, *counted)}
    assert len(told) == 1
    return told.pop()


def test_a_reason_that_comes_later_than_the_entry_makes_no_record_in_time(cabinet, who, imported):
    assert is_in_time(cabinet, imported) is False
    sharing.complete_record(cabinet, who, decision_id=imported, reason=REASON, today=TODAY)
    decision = held(cabinet, imported).decision
    assert status(decision) is Status.RECORDED
    assert decision.completed_on == london_today()
    assert is_in_time(cabinet, imported) is False


def test_what_is_completed_with_the_entry_has_the_day_of_the_entry(cabinet, who, decision_id):
    """It is asked there: the form says since when the decision stands in the file, with all that it lacks."""
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    with cabinet.administering("test") as session:
        first = session.get_one(SharingOutcome, 1)
        session.add(
            SharingOutcome(
                decision_id=decision_id, outcome=first.outcome, position=first.position,
                shared_with=first.shared_with, decided_on=DECIDED, corrects_id=1,
            )
        )  # fmt: skip
    sharing.complete_record(cabinet, who, **record_of(decision_id, reason=REASON))
    assert held(cabinet, decision_id).decision.completed_on is None
    assert is_in_time(cabinet, decision_id) is True


def test_what_lacked_nothing_is_not_completed_by_a_later_word(cabinet, who, decision_id):
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    sharing.complete_record(cabinet, who, **record_of(decision_id))
    with cabinet.administering("test") as session:
        kept = {n: v for n, v in rows(cabinet, SharingOutcome)[-1].items() if n not in ("id", "recorded_at")}
        session.add(
            SharingOutcome(**kept | {"corrects_id": kept["corrects_id"] or 1, "role": "Duty officer"})
        )
    assert is_in_time(cabinet, decision_id) is True


def test_where_the_cause_is_not_clear_the_agenda_asks_for_advice_first(cabinet, who, family):
    """IS-2, law L7.4. Advice that is waited for counts, and what was recorded by mistake does not."""
    sharing.record_concern(cabinet, who, **concern_of(family, ground=Ground.CAUSE_NOT_CLEAR))
    id_ = rows(cabinet, SharingDecision)[0]["id"]

    def clauses(today=TODAY):
        items = [item for item in agenda_of(cabinet, today).items if item.area is Area.SHARING_DECISIONS]
        return [item.clause for item in items if item.action is Action.DECIDE]

    assert clauses() == ["IS-2"]
    sharing_advice.record_advice(
        cabinet, who, decision_id=id_, sought_from="MASH", sought_on=DECIDED, today=TODAY
    )
    assert clauses() == ["IS-1"]
    assert clauses(DECIDED - timedelta(days=1)) == ["IS-2"], "the day before nobody had been asked"
    advice = rows(cabinet, SharingAdvice)[0]["id"]
    sharing.take_back(cabinet, who, advice_id=advice, because="It was about another child")
    assert clauses() == ["IS-2"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child_id": None}, "child", id="no child"),
        pytest.param({"child_id": 999}, "child", id="a child that is not there"),
        pytest.param({"ground": None}, "ground", id="no ground"),
        pytest.param(
            {"ground": Ground.OTHER_BASIS, "concern": ""}, "concern", id="a basis that is not named"
        ),
        pytest.param({"raised_on": None}, "raised_on", id="no date"),
        pytest.param({"raised_on": date(2026, 11, 25)}, "raised_on", id="tomorrow"),
        pytest.param({"raised_on": BORN_ON.replace(day=1)}, "raised_on", id="before the birth"),
        pytest.param({"concern": "x" * 4001}, "concern", id="a text that is too long"),
        pytest.param({"about_colleague": True}, "about_colleague", id="an allegation about a colleague"),
    ],
)
def test_a_concern_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing.record_concern(cabinet, who, **concern_of(family, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


DECISIONS_REFUSED = [
    pytest.param({"decision_id": 999}, "shared", id="a concern that is not there"),
    pytest.param({"shared": None}, "shared", id="neither shared nor not"),
    pytest.param({"position": None}, "position", id="no position"),
    pytest.param(
        {"position": Position.VERBAL, "details": replace(DETAILS, **AGREEMENT)},
        "witness",
        id="agreed verbally, heard by nobody",
    ),
    pytest.param({"details": replace(DETAILS, **AGREEMENT)}, "position", id="agreed and not asked together"),
    pytest.param({"shared_with": "any agency"}, "shared_with", id="shared with any"),
    pytest.param({"details": replace(DETAILS, role="")}, "role", id="no role"),
    pytest.param({"details": replace(DETAILS, recipient=None)}, "recipient", id="no kind of recipient"),
    pytest.param({"details": replace(DETAILS, facts_from="")}, "facts_from", id="seen by nobody"),
    pytest.param({"details": replace(DETAILS, facts_on=None)}, "facts_on", id="facts without a date"),
    pytest.param({"details": replace(DETAILS, facts_on=TODAY)}, "facts_on", id="facts of later"),
    pytest.param(
        {"details": replace(DETAILS, facts_on=BORN_ON)},
        "qualities",
        id="old, called up to date",
    ),
    pytest.param({"details": replace(DETAILS, what="The whole file")}, "what", id="all of it"),
    pytest.param({"details": replace(DETAILS, need="Safeguarding")}, "need", id="a need of one word"),
    pytest.param({"details": replace(DETAILS, basis=None)}, "basis", id="no basis"),
    pytest.param({"details": replace(DETAILS, met=frozenset())}, "qualities", id="unchecked"),
    pytest.param({"details": replace(DETAILS, explanation=None)}, "explanation", id="not explained"),
    pytest.param({"entry": NewEntry("14", date(2026, 11, 22))}, "recorded_on", id="recorded before decided"),
    pytest.param({"advice": "Refer today"}, "advice_from", id="advice of nobody"),
    pytest.param({"shared_with": ""}, "shared_with", id="shared with nobody"),
    pytest.param({"shared_with": "Everyone"}, "shared_with", id="shared with everyone"),
    pytest.param({"shared_with": "x" * 201}, "shared_with", id="a name that is too long"),
    pytest.param({"reason": ""}, "reason", id="without consent, without a reason"),
    pytest.param({"reason": "Safeguarding"}, "reason", id="a word is no reason"),
    pytest.param({"shared": False, "reason": ""}, "reason", id="not shared, without a reason"),
    pytest.param({"decided_on": None}, "decided_on", id="no date"),
    pytest.param({"decided_on": date(2026, 11, 25)}, "decided_on", id="tomorrow"),
    pytest.param({"decided_on": date(2026, 11, 19)}, "decided_on", id="the day before the concern"),
    pytest.param({"advice_from": "x" * 201}, "sought_from", id="advice from a name too long"),
]


def test_a_decision_is_refused_by_field_and_nothing_is_saved(cabinet, who, decision_id, subtests):
    before = everything(cabinet)
    for case in DECISIONS_REFUSED:
        changed, field = case.values
        with subtests.test(case.id):
            with pytest.raises(Refused) as refused:
                sharing.record_decision(cabinet, who, **decision_of(decision_id, **changed))
            assert list(refused.value.problems) == [field]
            assert everything(cabinet) == before


def test_who_agrees_for_a_family_holds_parental_responsibility_or_it_says_why(cabinet, who, decision_id):
    """A grandmother's word was counted as the family's agreement without a question."""
    said = {"agreed_by": "Grandma Pat O'Connor", "agreed_on": DECIDED}
    agreed = {"position": Position.WRITTEN, "details": replace(DETAILS, **said)}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing.record_decision(cabinet, who, **decision_of(decision_id, **agreed))
    assert list(refused.value.problems) == ["agreed_by"]
    assert everything(cabinet) == before
    agreed["details"] = replace(agreed["details"], agreed_because=" A court order gives her the say ")
    sharing.record_decision(cabinet, who, **decision_of(decision_id, **agreed))
    row = rows(cabinet, SharingOutcome)[-1]
    assert row["agreed_because"] == "A court order gives her the say"
    assert row["outcome"] == Outcome.SHARED_WITH_CONSENT


def test_a_carer_agrees_only_for_the_days_of_parental_responsibility(cabinet, who, decision_id):
    with cabinet.administering("test") as session:
        for carer in session.scalars(select(Carer).where(Carer.name == "Carys Davies")):
            carer.responsible_until_on = DECIDED - timedelta(days=1)
    agreed = {"position": Position.WRITTEN, "details": replace(DETAILS, **AGREEMENT)}
    with pytest.raises(Refused) as refused:
        sharing.record_decision(cabinet, who, **decision_of(decision_id, **agreed))
    assert list(refused.value.problems) == ["agreed_by"]


def test_another_carer_who_objects_stands_beside_the_one_who_agreed(cabinet, who, decision_id):
    said = {"other_carer": OtherCarer.OBJECTS, "other_words": " Owen Davies does not want it shared "}
    agreed = {"position": Position.WRITTEN, "details": replace(DETAILS, **AGREEMENT, **said)}
    with pytest.raises(Refused) as refused:
        sharing.record_decision(cabinet, who, **decision_of(decision_id, **agreed, reason=""))
    assert list(refused.value.problems) == ["reason"]
    sharing.record_decision(cabinet, who, **decision_of(decision_id, **agreed))
    row = rows(cabinet, SharingOutcome)[-1]
    assert row["outcome"] == Outcome.SHARED_WITHOUT_CONSENT
    assert (row["other_carer"], row["other_words"]) == (
        OtherCarer.OBJECTS,
        "Owen Davies does not want it shared",
    )


@pytest.mark.parametrize("position", list(Position))
def test_consent_is_never_needed_to_save_a_decision(cabinet, who, decision_id, position):
    changed = {"position": position, "details": DETAILS}
    if position in AGREED:
        changed["details"] = replace(DETAILS, **AGREEMENT)
    if position is Position.VERBAL:
        changed["witness"] = "Ewa Nowak"
    if position is Position.NOT_TOLD:
        changed["details"] = replace(DETAILS, explanation=None, not_explained_because="It may endanger Ivy")
    sharing.record_decision(cabinet, who, **decision_of(decision_id, **changed))
    assert held(cabinet, decision_id).position is position


def test_a_later_decision_names_the_one_before_and_stands(cabinet, who, decision_id):
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    sharing.record_decision(cabinet, who, **decision_of(decision_id, shared=False, decided_on=TODAY))
    first, second = rows(cabinet, SharingOutcome)
    assert (first["corrects_id"], second["corrects_id"]) == (None, first["id"])
    now = held(cabinet, decision_id)
    assert (now.outcome, now.shared_with, now.decided_on) == (Outcome.NOT_SHARED, "", TODAY)
    assert second["what"] == ""


def test_nobodys_decision_is_passed_over_unseen(cabinet, who, decision_id):
    """Two people have the form open; the second is told, and may then decide anew."""
    deputy = account(cabinet, Role.DEPUTY)
    sharing.record_decision(cabinet, who, **decision_of(decision_id, seen={"shared": None}))
    first = held(cabinet, decision_id).outcome_id
    other = decision_of(decision_id, shared=False, decided_on=TODAY)
    with pytest.raises(ChangedMeanwhile, match="Somebody else has decided in the meantime") as changed:
        sharing.record_decision(cabinet, deputy, **other | {"seen": {"shared": None}})
    assert changed.value.now == {"shared": first}
    assert held(cabinet, decision_id).outcome_id == first
    sharing.record_decision(cabinet, deputy, **other | {"seen": {"shared": first}})
    assert held(cabinet, decision_id).outcome is Outcome.NOT_SHARED


def test_who_decides_is_told_what_a_colleague_decided_and_wrote_in_the_file_meanwhile(
    cabinet, who, decision_id
):
    """“Already written in the file” was read as: mine is written."""
    deputy, entry = account(cabinet, Role.DEPUTY), sharing.NewEntry(entry="7", recorded_on=TODAY)
    sharing.record_decision(
        cabinet, who, **decision_of(decision_id, shared=False, decided_on=TODAY, entry=entry)
    )
    mine = decision_of(decision_id, decided_on=TODAY) | {"seen": {"shared": None}}
    with pytest.raises(Refused, match="Somebody else decided in the meantime: not shared, on Tuesday 24 Nov"):
        sharing.record_decision(cabinet, deputy, **mine)


def test_a_concern_that_names_whoever_works_here_says_that_they_only_saw_it(cabinet, who, family):
    """One wrong press on “no” sent what was said of the manager to the manager (OR-1)."""
    with cabinet.administering("the register") as session:
        session.add(
            StaffMember(code="S-99", name="Gemma Fox", role=Role.KEY_PERSON, started_on=date(2025, 1, 6))
        )
    said = concern_of(family, concern="Gemma Fox saw a bruise on his arm")
    with pytest.raises(Refused) as refused:
        sharing.record_concern(cabinet, who, **said)
    assert list(refused.value.problems) == ["only_saw"]
    assert not rows(cabinet, SharingDecision)
    sharing.record_concern(cabinet, who, **said, only_saw=True)


def test_a_decision_in_the_file_is_not_decided_anew(cabinet, who, decision_id):
    whole = decision_of(decision_id, entry=NewEntry(" 14 ", DECIDED))
    sharing.record_decision(cabinet, who, **whole)
    assert actions(cabinet) == []
    assert held(cabinet, decision_id).entry == "14"
    with pytest.raises(Refused, match="record a new concern"):
        sharing.record_decision(cabinet, who, **decision_of(decision_id))


def test_the_whole_path_is_kept_as_it_was_answered(cabinet, who, decision_id):
    unmet = replace(
        DETAILS, met=frozenset(Quality) - {Quality.UP_TO_DATE}, notes={Quality.UP_TO_DATE: "Seen  in May"}
    )
    sharing.record_decision(cabinet, who, **decision_of(decision_id, details=unmet))
    row = rows(cabinet, SharingOutcome)[0]
    assert (row["role"], row["what"], row["basis"]) == (
        "Duty social worker",
        "Two dated observations",
        Basis.SAFEGUARDING,
    )
    assert (row["is_relevant"], row["is_up_to_date"]) == (True, False)
    assert row["quality_notes"] == "up to date: Seen in May"
    assert (row["explanation"], row["explained_on"]) == (Explanation.GIVEN, DECIDED)
    with cabinet.reading(who) as look:
        history = sharing.history(look, decision_id)
    assert history.latest.what == "Two dated observations"
    assert history.raised_by == who.name


def test_who_else_agreed_that_a_family_is_not_asked_stays_when_the_record_is_completed(
    cabinet, who, decision_id
):
    """IS-7. Of a family that was asked nobody else has to agree to that."""
    details = replace(DETAILS, second_person=" Ruth  Ellis ")
    agreed = replace(details, **AGREEMENT)
    sharing.record_decision(
        cabinet, who, **decision_of(decision_id, position=Position.WRITTEN, details=agreed)
    )
    seen = {"shared": rows(cabinet, SharingOutcome)[0]["id"]}
    sharing.record_decision(cabinet, who, **decision_of(decision_id, details=details, seen=seen))
    sharing.complete_record(cabinet, who, **record_of(decision_id))
    said = [row["second_person"] for row in rows(cabinet, SharingOutcome)]
    assert said[:2] == ["", "Ruth Ellis"]
    assert set(said[2:]) <= {"Ruth Ellis"}


def test_a_share_keeps_whom_how_old_and_by_which_version_of_our_policy(cabinet, who, decision_id):
    """CP-1, CP-2, IS-10. A version of after the decision, or of another policy, is not the one followed."""
    at = policy.related_titles().index("Information Sharing") + 1
    for position, version, on in ((at, "3", RAISED), (at, "4", TODAY), (at + 1, "9", RAISED)):
        policy.record_related(cabinet, who, position=position, version=version, dated_on=on, today=TODAY)
    old = replace(DETAILS, facts_on=BORN_ON, notes={Quality.UP_TO_DATE: "Seen again this week"})
    sharing.record_decision(cabinet, who, **decision_of(decision_id, details=old))
    row = rows(cabinet, SharingOutcome)[0]
    assert (row["recipient"], row["facts_from"], row["facts_on"]) == (
        Recipient.SOCIAL_CARE,
        "The key person",
        BORN_ON,
    )
    assert (row["is_up_to_date"], row["quality_notes"]) == (True, "up to date: Seen again this week")
    now = held(cabinet, decision_id)
    assert (now.policy, now.policy_on) == ("3", RAISED)
    # What is completed later stays with the version of the day of the decision.
    sharing.complete_record(cabinet, who, **record_of(decision_id))
    assert held(cabinet, decision_id).policy == "3"


def test_what_is_not_shared_follows_no_policy_and_a_share_may_have_none_on_record(cabinet, who, decision_id):
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    assert held(cabinet, decision_id).policy is None
    policy.record_related(cabinet, who, position=5, version="3", dated_on=RAISED, today=TODAY)
    sharing.record_decision(cabinet, who, **decision_of(decision_id, shared=False))
    assert rows(cabinet, SharingOutcome)[-1]["policy_id"] is None


def test_who_raised_and_who_decided_need_not_be_who_records_it(cabinet, who, family):
    """A deputy decides on the telephone and leaves; the manager writes it down."""
    sharing.record_concern(cabinet, who, **concern_of(family, raised_by=" Ewa  Nowak "))
    id_ = rows(cabinet, SharingDecision)[0]["id"]
    sharing.record_decision(cabinet, who, **decision_of(id_, decided_by=" Sian  Hughes "))
    sharing.complete_record(cabinet, who, **record_of(id_))
    now = held(cabinet, id_)
    assert (now.raised_by, now.decided_by) == ("Ewa Nowak", "Sian Hughes")
    with cabinet.reading(who) as look:
        history = sharing.history(look, id_)
    assert {by for _, by in history.outcomes} == {who.name}, "and who recorded it is there too"


NOT_TOLD = {
    "position": Position.NOT_TOLD,
    "details": replace(DETAILS, explanation=None, explained_on=None, not_explained_because=REASON),
}
TOLD = {"on": TODAY, "words": " The manager told the mother, who thanked us ", "today": TODAY}


def told(cabinet, who, decision_id):
    with cabinet.reading(who) as look:
        return [
            (one.on, one.words, one.taken_back is None) for one in sharing.history(look, decision_id).told
        ]


def test_a_family_that_was_not_told_is_told_later_and_its_decision_stays_as_it_was(cabinet, who, decision_id):
    """In the file it could not be recorded any more: neither decided again nor completed."""
    decision = decision_of(decision_id, **NOT_TOLD, entry=NewEntry("14", DECIDED))
    sharing.record_decision(cabinet, who, **decision)
    before = held(cabinet, decision_id)
    sharing_told.record(cabinet, who, decision_id=decision_id, **TOLD)
    assert held(cabinet, decision_id) == before
    assert told(cabinet, who, decision_id) == [(TODAY, "The manager told the mother, who thanked us", True)]
    assert actions(cabinet) == []
    number = 1
    with pytest.raises(Refused) as refused:
        sharing_told.take_back(cabinet, who, told_id=number, because="No")
    assert list(refused.value.problems) == ["because"]
    sharing_told.take_back(cabinet, who, told_id=number, because="It was another family.")
    assert [counts for *_, counts in told(cabinet, who, decision_id)] == [False]
    sharing_told.record(cabinet, who, decision_id=decision_id, **TOLD)  # and the other carer
    assert [counts for *_, counts in told(cabinet, who, decision_id)] == [False, True]


@pytest.mark.parametrize(
    ("decided", "changed", "fields"),
    [
        pytest.param(NOT_TOLD, {"on": DECIDED - timedelta(days=1)}, ["on"], id="before the decision"),
        pytest.param(NOT_TOLD, {"words": "Rang"}, ["words"], id="no sentence"),
        pytest.param(NOT_TOLD, {"decision_id": 999}, ["on"], id="one that is not there"),
        pytest.param({}, {}, ["on"], id="a family that knew"),
        pytest.param(None, {}, ["on"], id="one that is not decided"),
    ],
)
def test_that_a_family_was_told_later_is_refused_by_field(
    cabinet, who, decision_id, decided, changed, fields
):
    if decided is not None:
        sharing.record_decision(cabinet, who, **decision_of(decision_id, **decided))
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing_told.record(cabinet, who, **{"decision_id": decision_id, **TOLD} | changed)
    assert list(refused.value.problems) == fields
    assert everything(cabinet) == before


def test_a_key_person_neither_records_nor_sees_that_a_family_was_told(cabinet, who, decision_id):
    sharing.record_decision(cabinet, who, **decision_of(decision_id, **NOT_TOLD))
    sharing_told.record(cabinet, who, decision_id=decision_id, **TOLD)
    other = account(cabinet, Role.KEY_PERSON)
    with pytest.raises(NotAllowed):
        sharing_told.record(cabinet, other, decision_id=decision_id, **TOLD)
    with pytest.raises(NotAllowed):
        sharing_told.take_back(cabinet, other, told_id=1, because="It was another family.")
    with cabinet.reading(other) as look:
        assert sharing.history(look, decision_id) is None


def test_what_is_not_yet_explained_is_lacking_until_it_is(cabinet, who, decision_id):
    later = replace(DETAILS, explanation=Explanation.NOT_YET, explained_on=None)
    written = NewEntry("14", DECIDED)
    sharing.record_decision(cabinet, who, **decision_of(decision_id, details=later, entry=written))
    assert actions(cabinet) == [Action.RECORD]
    with pytest.raises(Refused) as refused:
        sharing.complete_record(cabinet, who, **record_of(decision_id, details=later))
    assert list(refused.value.problems) == ["explanation"]
    told = Details(explanation=Explanation.GIVEN, explained_on=TODAY)
    sharing.complete_record(cabinet, who, **record_of(decision_id, details=told))
    assert actions(cabinet) == []
    first, second = rows(cabinet, SharingOutcome)
    assert (second["corrects_id"], second["explained_on"], second["what"]) == (
        first["id"],
        TODAY,
        first["what"],
    )


def test_the_entry_in_the_file_does_not_wait_until_the_family_is_told(cabinet, who, decision_id):
    later = replace(DETAILS, explanation=Explanation.NOT_YET, explained_on=None)
    sharing.record_decision(cabinet, who, **decision_of(decision_id, details=later))
    not_yet = Details(explanation=Explanation.NOT_YET)
    sharing.complete_record(cabinet, who, **record_of(decision_id, details=not_yet))
    assert held(cabinet, decision_id).entry == "14"
    assert actions(cabinet) == [Action.RECORD], "The family is still to be told, or why not is."
    with pytest.raises(Refused) as refused:
        sharing.complete_record(cabinet, who, **record_of(decision_id, details=not_yet))
    assert list(refused.value.problems) == ["explanation"]


# Advice ---------------------------------------------------------------------------------------------

ADVICE = {"sought_from": " MASH,  A. Reed ", "sought_on": DECIDED, "today": TODAY}


def advice_items(cabinet, today=TODAY):
    return [item for item in agenda_of(cabinet, today).items if item.action is Action.ADVICE]


def test_advice_with_no_answer_is_chased_after_one_working_day_until_it_comes(cabinet, who, decision_id):
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **ADVICE)
    (waiting,) = advice_items(cabinet, DECIDED)
    assert (waiting.state, waiting.due, waiting.is_legal) == (State.WAITING, TODAY, False)
    (chase,) = advice_items(cabinet)
    assert (chase.state, chase.clause) == (State.DUE, "IS-9")
    assert "social care's own time" in chase.what
    answer = {"advice_id": chase.record, "advice": "", "has_no_answer": True, "on": TODAY, "today": TODAY}
    sharing_advice.record_answer(cabinet, who, **answer)
    (again,) = advice_items(cabinet)
    assert (again.state, again.due) == (State.WAITING, TODAY + timedelta(days=1))
    said = answer | {"advice": "Refer the child today", "has_no_answer": False}
    sharing_advice.record_answer(cabinet, who, **said)
    assert advice_items(cabinet) == []
    assert advice_items(cabinet, DECIDED) == [waiting], "a past day sees no later call and no answer"
    assert advice_items(cabinet, DECIDED - timedelta(days=1)) == []
    with pytest.raises(Refused, match="already been answered"):
        sharing_advice.record_answer(cabinet, who, **said)
    with cabinet.reading(who) as look:
        advice = sharing.history(look, decision_id).advice
    assert [a.sought_from for a in advice] == ["MASH, A. Reed"] * 3
    assert [a.is_awaited for a in advice] == [True, True, False]
    assert [a.sought_time for a in advice] == [None, None, None]


@pytest.mark.parametrize(("shared", "chased"), [(True, 0), (False, 1)])
def test_advice_is_chased_after_the_decision_only_where_nothing_was_shared(
    cabinet, who, decision_id, shared, chased
):
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **ADVICE)
    decided = {"shared": shared} | ({} if shared else {"shared_with": ""})
    sharing.record_decision(cabinet, who, **decision_of(decision_id, **decided))
    items = advice_items(cabinet)
    assert len(items) == chased
    assert all("may change the decision not to share" in item.what for item in items)
    asked_since = ADVICE | {"sought_on": TODAY, "sought_from": "LADO, B. Finch"}
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **asked_since)
    assert len(advice_items(cabinet)) == chased + 1


REPLY = {"sought_from": "Children's social care", "sought_on": DECIDED, "today": TODAY, "is_reply": True}


def reply_items(cabinet, today=TODAY):
    return [item for item in agenda_of(cabinet, today).items if item.action is Action.REPLY]


def unanswered(cabinet, today=TODAY):
    return [item for item in agenda_of(cabinet, today).items if item.action is Action.NO_REPLY]


def test_a_referral_is_asked_about_until_a_reply_is_recorded(cabinet, who, decision_id):
    """L7.12: advice of the day itself is no reply, recorded later or not; what says that it is one is."""
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **ADVICE | {"advice": "Refer today."})
    (asked,) = reply_items(cabinet, DECIDED)
    assert (asked.due, asked.record) == (TODAY, decision_id)
    assert reply_items(cabinet) == [asked]
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, advice="They assess it.", **REPLY)
    assert reply_items(cabinet) == reply_items(cabinet, DECIDED) == advice_items(cabinet) == []
    sharing.record_decision(cabinet, who, **decision_of(decision_id, decided_on=TODAY))
    assert len(reply_items(cabinet)) == 1, "told again: what they replied before is not about that"


HALF_A_YEAR, YEARS = timedelta(weeks=27), timedelta(days=2000)


@pytest.mark.parametrize("later", [HALF_A_YEAR, YEARS], ids=["half a year", "years"])
def test_a_referral_is_asked_about_however_long_ago_it_was(cabinet, who, decision_id, later):
    """IS-9: nothing but a reply ends it. One that is taken back was none; told again is asked anew."""
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    assert [item.due for item in reply_items(cabinet, TODAY + later)] == [TODAY]
    said = REPLY | {"sought_on": TODAY + later, "today": TODAY + later}
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, advice="No reply will come.", **said)
    assert reply_items(cabinet, TODAY + later) == []
    assert len(reply_items(cabinet, TODAY + later - timedelta(days=1))) == 1, (
        "on the day before there was none"
    )
    (reply,) = rows(cabinet, SharingAdvice)
    sharing.take_back(cabinet, who, advice_id=reply["id"], because="It was about another child.")
    assert len(reply_items(cabinet, TODAY + later)) == 1
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, advice="They assess it.", **said)
    assert reply_items(cabinet, TODAY + later) == []
    told_again = {"decided_on": TODAY + later + timedelta(days=1), "today": TODAY + 2 * later}
    fresh = replace(DETAILS, facts_on=TODAY + later)
    sharing.record_decision(cabinet, who, **decision_of(decision_id, details=fresh, **told_again))
    assert len(reply_items(cabinet, TODAY + 2 * later)) == 1


def test_whoever_rang_again_is_asked_about_the_reply_until_it_comes(cabinet, who, decision_id):
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **REPLY)
    assert reply_items(cabinet) == advice_items(cabinet) == []
    (first,) = unanswered(cabinet)
    none = {"advice": "", "has_no_answer": True, "on": TODAY, "today": TODAY}
    sharing_advice.record_answer(cabinet, who, advice_id=first.record, **none)
    (chase,) = unanswered(cabinet)
    assert chase.due == first.due == TODAY, "by the day of the referral, however often they were rung"
    assert "was told on Mon 23 Nov and asked again on Tue 24 Nov" in chase.what
    said = {"advice": "No further action.", "has_no_answer": False, "on": TODAY, "today": TODAY}
    sharing_advice.record_answer(cabinet, who, advice_id=chase.record, **said)
    assert reply_items(cabinet) == unanswered(cabinet) == []
    with cabinet.reading(who) as look:
        assert [a.is_reply for a in sharing.history(look, decision_id).advice] == [True, True, True]
    sharing.take_back(cabinet, who, advice_id=chase.record, because="It was about another child.")
    assert len(reply_items(cabinet)) == 1, "with the question goes what was answered to it"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"ground": Ground.PROFESSIONAL_WORK}, id="they asked for it"),
        pytest.param({"recipient": Recipient.HEALTH}, id="health"),
        pytest.param({"decided_again": True}, id="asked again before the referral that stands"),
    ],
)
def test_who_was_asked_again_about_no_referral_has_no_day_of_one(cabinet, who, family, changed):
    ground = changed.get("ground", Ground.SIGNIFICANT_HARM)
    sharing.record_concern(cabinet, who, **concern_of(family, ground=ground))
    decision_id = rows(cabinet, SharingDecision)[0]["id"]
    told = replace(DETAILS, recipient=changed.get("recipient", Recipient.SOCIAL_CARE))
    sharing.record_decision(cabinet, who, **decision_of(decision_id, details=told))
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **REPLY)
    if changed.get("decided_again"):
        sharing.record_decision(cabinet, who, **decision_of(decision_id, details=told, decided_on=TODAY))
    assert unanswered(cabinet) == []
    (chase,) = advice_items(cabinet)
    assert chase.what.startswith("Reply asked for on Mon 23 Nov")


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        pytest.param({}, 1, id="with the reason: harm"),
        pytest.param({"ground": Ground.PROFESSIONAL_WORK}, 0, id="they asked for it"),
        pytest.param({"recipient": Recipient.HEALTH}, 0, id="health"),
        pytest.param({"advised_on": TODAY}, 0, id="something was recorded of a later day"),
        pytest.param({"decided_again": True}, 0, id="decided again: not shared"),
    ],
)
def test_only_a_referral_that_stands_with_nothing_since_is_asked_about(cabinet, who, family, changed, asked):
    ground = changed.get("ground", Ground.SIGNIFICANT_HARM)
    sharing.record_concern(cabinet, who, **concern_of(family, ground=ground))
    decision_id = rows(cabinet, SharingDecision)[0]["id"]
    told = replace(DETAILS, recipient=changed.get("recipient", Recipient.SOCIAL_CARE))
    sharing.record_decision(cabinet, who, **decision_of(decision_id, details=told))
    if changed.get("advised_on"):
        advice = ADVICE | {"sought_on": TODAY, "advice": "They assess it."}
        sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **advice)
    if changed.get("decided_again"):
        again = decision_of(decision_id, shared=False, shared_with="")
        sharing.record_decision(cabinet, who, **again)
    assert len(reply_items(cabinet)) == asked


@pytest.mark.parametrize(
    ("is_shared", "on", "field"),
    [
        pytest.param(None, TODAY, "sought_from", id="not decided"),
        pytest.param(False, TODAY, "sought_from", id="not shared"),
        pytest.param(True, DECIDED - timedelta(days=1), "sought_on", id="before it was shared"),
    ],
)
def test_a_reply_to_nothing_is_refused(cabinet, who, decision_id, is_shared, on, field):
    if is_shared is not None:
        decided = {"shared": is_shared} | ({} if is_shared else {"shared_with": ""})
        sharing.record_decision(cabinet, who, **decision_of(decision_id, **decided))
    with pytest.raises(Refused) as refused:
        sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **REPLY | {"sought_on": on})
    assert list(refused.value.problems) == [field]
    assert (len(reply_items(cabinet)), advice_items(cabinet)) == (1 if is_shared else 0, [])


def test_advice_keeps_the_time_of_day_at_which_it_was_asked_for_and_given(cabinet, who, decision_id):
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, sought_time="14:05", **ADVICE)
    said = {"advice": "Refer the child today", "has_no_answer": False, "on": TODAY, "today": TODAY}
    sharing_advice.record_answer(cabinet, who, advice_id=1, at="9.30", **said)
    with cabinet.reading(who) as look:
        advice = sharing.history(look, decision_id).advice
    assert [a.sought_time for a in advice] == [time(14, 5), time(9, 30)]


def test_a_call_about_one_advice_says_nothing_of_another(cabinet, who, decision_id):
    for _ in range(2):
        sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **ADVICE)
    called, other = (item.record for item in advice_items(cabinet))
    answer = {"advice": "", "has_no_answer": True, "on": TODAY, "today": TODAY}
    sharing_advice.record_answer(cabinet, who, advice_id=called, **answer)
    due = {item.record: item.due for item in advice_items(cabinet)}
    assert due == {called: TODAY + timedelta(days=1), other: TODAY}


def test_a_later_call_moves_the_next_one_until_it_is_taken_back(cabinet, who, decision_id):
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **ADVICE)
    (asked,) = advice_items(cabinet)
    call = {"advice_id": asked.record, "advice": "", "has_no_answer": True, "today": TODAY}
    for on in (TODAY, DECIDED):  # the earlier one was written down last
        sharing_advice.record_answer(cabinet, who, on=on, **call)
    (waiting,) = advice_items(cabinet)
    assert waiting.due == TODAY + timedelta(days=1)
    called_today = next(row["id"] for row in rows(cabinet, SharingAdvice) if row["sought_on"] == TODAY)
    sharing.take_back(cabinet, who, advice_id=called_today, because="It was about another child.")
    (due,) = advice_items(cabinet)
    assert due.due == TODAY


def test_a_key_person_is_not_told_of_advice_about_what_somebody_else_raised(
    cabinet, who, family, decision_id
):
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **ADVICE)
    hers = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("test") as session:
        session.get(Account, hers.account_id).staff_id = family.key_person
    told = {}
    for person in (who, hers):
        with cabinet.reading(person) as look:
            facts = agenda.read(look, TODAY, Area.SHARING_DECISIONS).facts
            told[person] = (len(facts.advice), len(facts.decisions))
    assert told == {who: (1, 1), hers: (0, 0)}


@pytest.mark.parametrize(
    ("is_registered", "called", "is_oneself"),
    [
        pytest.param(False, "Siân Hughes", True, id="under an account of nobody's, with the accent"),
        pytest.param(True, "Sian Hughes", False, id="a colleague of the same name"),
    ],
)
def test_oneself_is_told_as_for_every_second_person(
    cabinet, who, family, decision_id, is_registered, called, is_oneself
):
    with cabinet.administering("who has the account") as session:
        held = session.get_one(Account, who.account_id)
        held.name, held.staff_id = called, family.key_person if is_registered else None
    asked = ADVICE | {"sought_from": "", "asked_of_id": family.colleague}
    if is_oneself:
        with pytest.raises(Refused, match="A second opinion is somebody else's"):
            sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **asked)
    else:
        sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **asked)


def test_a_second_opinion_is_asked_of_a_colleague_and_never_of_oneself(cabinet, who, family, decision_id):
    asked = ADVICE | {"sought_from": "", "asked_of_id": family.colleague}
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **asked)
    with cabinet.reading(who) as look:
        (held_advice,) = sharing_advice.advice_of(look, decision_id)
    assert held_advice.asked_of == "Sian Hughes"
    manager = next(row["id"] for row in rows(cabinet, StaffMember) if row["name"] == who.name)
    asked = asked | {"asked_of_id": manager}
    with pytest.raises(Refused) as refused:
        sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **asked)
    assert list(refused.value.problems) == ["asked_of"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"sought_from": " "}, "sought_from", id="nobody was asked"),
        pytest.param({"sought_from": "anyone"}, "sought_from", id="anyone was asked"),
        pytest.param({"sought_on": None}, "sought_on", id="no date"),
        pytest.param({"sought_on": TODAY + timedelta(days=1)}, "sought_on", id="tomorrow"),
        pytest.param({"sought_on": RAISED - timedelta(days=1)}, "sought_on", id="before the concern"),
        pytest.param({"advice": "Refer"}, "advice", id="an answer of one word"),
    ],
)
def test_advice_is_refused_by_field_and_nothing_is_saved(cabinet, who, decision_id, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **ADVICE | changed)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_where_the_cause_is_not_clear_advice_is_sought_or_the_reason_says_why_not(cabinet, who, family):
    sharing.record_concern(cabinet, who, **concern_of(family, ground=Ground.CAUSE_NOT_CLEAR))
    agreed = {"position": Position.WRITTEN, "reason": "", "details": replace(DETAILS, **AGREEMENT)}
    with pytest.raises(Refused) as refused:
        sharing.record_decision(cabinet, who, **decision_of(1, **agreed))
    assert list(refused.value.problems) == ["advice_from"]
    sharing_advice.record_advice(cabinet, who, decision_id=1, **ADVICE)
    sharing.record_decision(cabinet, who, **decision_of(1, **agreed))
    assert held(cabinet, 1).outcome is Outcome.SHARED_WITH_CONSENT


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"entry": " "}, "entry", id="no entry"),
        pytest.param({"entry": "x" * 41}, "entry", id="an entry that is too long"),
        pytest.param({"recorded_on": None}, "recorded_on", id="no date"),
        pytest.param({"recorded_on": date(2026, 11, 25)}, "recorded_on", id="tomorrow"),
        pytest.param({"recorded_on": date(2026, 11, 22)}, "recorded_on", id="the day before the decision"),
        pytest.param({"recorded_on": TODAY}, "late_because", id="a day late, and not said why"),
        pytest.param({"decision_id": 999}, "entry", id="a decision that is not there"),
    ],
)
def test_a_record_is_refused_by_field_and_nothing_is_saved(cabinet, who, decision_id, changed, field):
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing.complete_record(cabinet, who, **record_of(decision_id, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_a_record_waits_for_its_decision(cabinet, who, decision_id):
    with pytest.raises(Refused, match="decision first"):
        sharing.complete_record(cabinet, who, **record_of(decision_id))


def test_what_a_record_lacks_is_completed_by_a_row_that_names_the_old_one(cabinet, who, decision_id):
    """As a register brings them in: decided, in the file, but without its reason."""
    with cabinet.administering("test") as session:
        session.add(
            SharingOutcome(
                decision_id=decision_id,
                outcome=Outcome.NOT_SHARED,
                position=Position.VERBAL,
                decided_on=DECIDED,
                decided_by="Sian Hughes",
            )
        )
        session.add(SharingEntry(decision_id=decision_id, entry="9", recorded_on=DECIDED))
    assert actions(cabinet) == [Action.RECORD]
    with pytest.raises(Refused) as refused:
        sharing.complete_record(cabinet, who, **record_of(decision_id))
    assert set(refused.value.problems) == {"reason", "witness"}
    completed = record_of(decision_id, reason=REASON, witness="Ewa Nowak", entry="99")
    sharing.complete_record(cabinet, who, **completed)
    first, second = rows(cabinet, SharingOutcome)
    assert second["corrects_id"] == first["id"]
    now = held(cabinet, decision_id)
    assert (now.reason, now.witness, now.decided_by, now.entry) == (REASON, "Ewa Nowak", "Sian Hughes", "9")
    assert actions(cabinet) == []


SAID = "She said so on the Tuesday before."
EARLIER = RAISED - timedelta(days=3)


def raised_of(id_, **changed):
    return {"decision_id": id_, "raised_on": EARLIER, "because": f" {SAID} ", "today": TODAY} | changed


def to_decide(cabinet, today=TODAY):
    return [(i.due, i.state) for i in agenda_of(cabinet, today).items if i.action is Action.DECIDE]


def test_the_days_to_decide_run_from_the_corrected_day_and_both_stay(cabinet, who, routine_id):
    """Raised on Tuesday 17 November, and typed as Friday 20: decided by Wednesday 18."""
    assert to_decide(cabinet) == [(date(2026, 11, 23), State.LATE)]
    sharing.correct_raised(cabinet, who, **raised_of(routine_id))
    assert to_decide(cabinet) == [(date(2026, 11, 18), State.LATE)]
    assert rows(cabinet, SharingDecision)[0]["raised_on"] == RAISED
    with cabinet.reading(who) as look:
        now = sharing.decisions(look, decision_id=routine_id)[0]
        was = sharing.history(look, routine_id).corrected
        assert file_entries.concern(look, routine_id) == (now.child_id, now.code, EARLIER)
    assert (now.raised_on, now.decision.raised_on, now.code) == (EARLIER, EARLIER, "SD-2026-001")
    assert (was.entered_on, was.because, was.by) == (RAISED, SAID, who.name)
    line = rows(cabinet, AuditEntry)[-1]
    assert (line["account_id"], line["act"], line["thing"]) == (who.account_id, "added", "receipt")


def test_the_last_correction_stands_on_past_days_too(cabinet, who, routine_id):
    sharing.correct_raised(cabinet, who, **raised_of(routine_id))
    assert to_decide(cabinet, EARLIER) == [(date(2026, 11, 18), State.DUE)]
    assert to_decide(cabinet, EARLIER - timedelta(days=1)) == []
    sharing.correct_raised(cabinet, who, **raised_of(routine_id, raised_on=TODAY))
    assert to_decide(cabinet) == [(date(2026, 11, 25), State.DUE)]
    assert to_decide(cabinet, RAISED) == []  # it had not been raised by then
    sharing.correct_raised(cabinet, who, **raised_of(routine_id, raised_on=RAISED))
    assert to_decide(cabinet) == [(date(2026, 11, 23), State.LATE)]
    assert len(rows(cabinet, Receipt)) == 3


def test_a_register_of_some_time_goes_by_the_corrected_day(cabinet, who, decision_id):
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    sharing.complete_record(cabinet, who, **record_of(decision_id))
    sharing.correct_raised(cabinet, who, **raised_of(decision_id))
    with cabinet.reading(who) as look:
        assert sharing.decisions(look, raised_since=EARLIER)
        assert not sharing.decisions(look, raised_since=EARLIER + timedelta(days=1))


def test_a_decision_and_advice_go_by_the_corrected_day(cabinet, who, decision_id):
    before = {"decided_on": EARLIER, "details": replace(DETAILS, explained_on=EARLIER, facts_on=EARLIER)}
    with pytest.raises(Refused, match="before the concern"):
        sharing.record_decision(cabinet, who, **decision_of(decision_id, **before))
    sharing.correct_raised(cabinet, who, **raised_of(decision_id))
    sharing_advice.record_advice(
        cabinet, who, decision_id=decision_id, sought_from="MASH, Jo", sought_on=EARLIER, today=TODAY
    )
    sharing.record_decision(cabinet, who, **decision_of(decision_id, **before))
    for later in (RAISED, EARLIER + timedelta(days=1)):
        with pytest.raises(Refused) as refused:
            sharing.correct_raised(cabinet, who, **raised_of(decision_id, raised_on=later))
        assert list(refused.value.problems) == ["raised_on"]


def test_a_day_that_cannot_be_right_changes_nothing(cabinet, who, decision_id):
    before = everything(cabinet)
    for changed, field in (
        ({"decision_id": 999}, "raised_on"),
        ({"raised_on": TODAY + timedelta(days=1)}, "raised_on"),
        ({"raised_on": BORN_ON - timedelta(days=1)}, "raised_on"),
        ({"because": "Typed wrong"}, "because"),
    ):
        with pytest.raises(Refused) as refused:
            sharing.correct_raised(cabinet, who, **raised_of(decision_id, **changed))
        assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.DEPUTY}])
def test_nobody_else_corrects_the_day_of_a_concern(cabinet, decision_id, role):
    person = account(cabinet, role)
    before = everything(cabinet)
    with pytest.raises(NotAllowed):
        sharing.correct_raised(cabinet, person, **raised_of(decision_id))
    assert everything(cabinet) == before


def test_a_correction_is_recorded_once_and_asks_no_query_more(cabinet, who, decision_id):
    with counted(cabinet) as first:
        agenda_of(cabinet)
    sharing.correct_raised(cabinet, who, **raised_of(decision_id, token="once"))
    with pytest.raises(AlreadyRecorded):
        sharing.correct_raised(cabinet, who, **raised_of(decision_id, token="once"))
    with counted(cabinet) as then:
        agenda_of(cabinet)
    assert len(then) == len(first)


WRONG = "It was written in the file of another child."


@pytest.fixture
def in_file(cabinet, who, decision_id):
    """The number of the row that says that the decision stands in the file."""
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    sharing.complete_record(cabinet, who, **record_of(decision_id))
    return rows(cabinet, SharingEntry)[0]["id"]


def take_back(cabinet, who, number, because=WRONG, **more):
    sharing.take_back(cabinet, who, entry_id=number, because=because, **more)


def test_a_decision_that_was_never_written_in_the_file_awaits_recording_again(
    cabinet, who, decision_id, in_file
):
    """On past days too; and it is recorded anew by the ordinary form, once."""
    assert actions(cabinet) == []
    before = to_sign(cabinet).figures
    take_back(cabinet, who, in_file)
    assert actions(cabinet) == [Action.RECORD]
    on_the_day = agenda_of(cabinet, DECIDED + timedelta(days=1)).items
    assert Action.RECORD in [item.action for item in on_the_day]
    assert to_sign(cabinet).figures != before
    now = held(cabinet, decision_id)
    assert (status(now.decision), now.entry, now.recorded_on) == (Status.AWAITING_RECORDING, None, None)
    sharing.complete_record(cabinet, who, **record_of(decision_id, entry="15"))
    assert actions(cabinet) == []
    assert held(cabinet, decision_id).entry == "15"
    assert to_sign(cabinet).figures == before
    with pytest.raises(Refused):
        sharing.record_decision(cabinet, who, **decision_of(decision_id))
    with cabinet.reading(who) as look:
        first, second = sharing.history(look, decision_id).entries
        assert len(sharing.decisions(look)) == 1
    assert (first.id, first.entry, first.taken_back.by, first.taken_back.because) == (
        in_file, "14", who.name, WRONG,
    )  # fmt: skip
    assert (second.entry, second.taken_back) == ("15", None)


def test_a_decision_out_of_the_file_may_be_decided_anew(cabinet, who, decision_id, in_file):
    take_back(cabinet, who, in_file)
    sharing.record_decision(cabinet, who, **decision_of(decision_id, shared=False, shared_with=""))
    assert held(cabinet, decision_id).outcome is Outcome.NOT_SHARED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"because": " "}, "because", id="without a reason"),
        pytest.param({"because": "The password is violin cactus"}, "because", id="a password"),
        pytest.param({"number": None}, "row", id="nothing chosen"),
        pytest.param({"number": 999}, "row", id="what is not there"),
    ],
)
def test_an_entry_that_cannot_be_taken_back_stays(cabinet, who, in_file, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        take_back(cabinet, who, changed.get("number", in_file), changed.get("because", WRONG))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before
    take_back(cabinet, who, in_file, token="once")
    with pytest.raises(AlreadyRecorded):
        take_back(cabinet, who, in_file, token="once")
    with pytest.raises(Refused, match="already been taken back"):
        take_back(cabinet, who, in_file)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.DEPUTY}])
def test_nobody_else_takes_an_entry_back(cabinet, in_file, role):
    person = account(cabinet, role)
    with pytest.raises(NotAllowed):
        take_back(cabinet, person, in_file)


def test_what_is_taken_back_asks_no_query_more(cabinet, who, in_file):
    with counted(cabinet) as first:
        agenda_of(cabinet)
    take_back(cabinet, who, in_file)
    with counted(cabinet) as then:
        agenda_of(cabinet)
    assert len(then) == len(first)


def ask(cabinet, who, decision_id, **changed):
    """Asks for advice; the number of the row."""
    said = {"sought_from": "MASH, Jo Bell", "sought_on": RAISED, "today": TODAY} | changed
    sharing_advice.record_advice(cabinet, who, decision_id=decision_id, **said)
    return rows(cabinet, SharingAdvice)[-1]["id"]


def test_advice_by_mistake_was_never_asked_for_and_goes_with_its_answer(cabinet, who, decision_id):
    asked = ask(cabinet, who, decision_id)
    assert advice_items(cabinet)
    sharing.take_back(cabinet, who, advice_id=asked, because=WRONG)
    assert advice_items(cabinet) == advice_items(cabinet, RAISED) == []
    with pytest.raises(Refused, match="already been answered"):
        sharing_advice.record_answer(
            cabinet, who, advice_id=asked, advice="Refer today", has_no_answer=False, on=TODAY, today=TODAY
        )
    sharing.correct_raised(cabinet, who, **raised_of(decision_id, raised_on=TODAY))  # it bars nothing either
    with cabinet.reading(who) as look:
        [held_advice] = sharing_advice.advice_of(look, decision_id)
    assert (held_advice.taken_back.by, sharing_advice.advice_that_counts([held_advice])) == (who.name, [])


def test_an_answer_by_mistake_leaves_the_advice_awaited_again(cabinet, who, decision_id):
    asked = ask(cabinet, who, decision_id)
    sharing_advice.record_answer(
        cabinet, who, advice_id=asked, advice="Refer today", has_no_answer=False, on=TODAY, today=TODAY
    )
    answer = rows(cabinet, SharingAdvice)[-1]["id"]
    assert advice_items(cabinet) == []
    sharing.take_back(cabinet, who, advice_id=answer, because=WRONG)
    assert advice_items(cabinet)
    sharing_advice.record_answer(
        cabinet, who, advice_id=asked, advice="No referral", has_no_answer=False, on=TODAY, today=TODAY
    )
    assert advice_items(cabinet) == []
    again = rows(cabinet, SharingAdvice)[-1]["id"]
    sharing.take_back(cabinet, who, advice_id=asked, because=WRONG)
    with pytest.raises(Refused, match="no longer there"):
        sharing.take_back(cabinet, who, advice_id=again, because=WRONG)


def test_where_the_cause_is_not_clear_advice_by_mistake_is_none(cabinet, who, family):
    sharing.record_concern(cabinet, who, **concern_of(family, ground=Ground.CAUSE_NOT_CLEAR))
    number = rows(cabinet, SharingDecision)[0]["id"]
    asked = ask(cabinet, who, number, advice="They said to refer today")
    sharing.take_back(cabinet, who, advice_id=asked, because=WRONG)
    agreed = {"position": Position.WRITTEN, "reason": "", "details": replace(DETAILS, **AGREEMENT)}
    with pytest.raises(Refused):
        sharing.record_decision(cabinet, who, **decision_of(number, **agreed))
    ask(cabinet, who, number, advice="They said to refer today")
    sharing.record_decision(cabinet, who, **decision_of(number, **agreed))


def shared_on_advice(cabinet, who, family):
    """A decision to share that rests on advice alone: its number, how it was decided, and the advice's."""
    sharing.record_concern(cabinet, who, **concern_of(family, ground=Ground.CAUSE_NOT_CLEAR))
    number = rows(cabinet, SharingDecision)[0]["id"]
    agreed = {"position": Position.WRITTEN, "reason": "", "details": replace(DETAILS, **AGREEMENT)}
    advice = ask(cabinet, who, number, advice="They said to refer today")
    sharing.record_decision(cabinet, who, **decision_of(number, **agreed))
    return number, agreed, advice


def test_advice_that_sharing_rests_on_goes_once_something_is_there_in_its_place(cabinet, who, family):
    number, agreed, first = shared_on_advice(cabinet, who, family)
    with pytest.raises(Refused, match="Sharing rests on this advice"):
        sharing.take_back(cabinet, who, advice_id=first, because=WRONG)
    second = ask(cabinet, who, number, sought_from="NSPCC, Al Reed")
    sharing.take_back(cabinet, who, advice_id=first, because=WRONG)
    with pytest.raises(Refused, match="Sharing rests on this advice"):
        sharing.take_back(cabinet, who, advice_id=second, because=WRONG)
    sharing.record_decision(cabinet, who, **decision_of(number, **agreed | {"reason": REASON}))
    sharing.take_back(cabinet, who, advice_id=second, because=WRONG)
    with cabinet.reading(who) as look:
        assert sharing_advice.advice_that_counts(sharing_advice.advice_of(look, number)) == []


def test_what_those_reply_who_were_told_is_no_advice_that_sharing_rests_on(cabinet, who, family):
    """IS-2: advice is sought before information goes; a reply comes after, from whoever it went to."""
    number, agreed, asked = shared_on_advice(cabinet, who, family)
    sharing_advice.record_advice(cabinet, who, decision_id=number, advice="They assess it.", **REPLY)
    with pytest.raises(Refused, match="Sharing rests on this advice"):
        sharing.take_back(cabinet, who, advice_id=asked, because=WRONG)
    sharing.record_decision(cabinet, who, **decision_of(number, **agreed | {"reason": REASON}))
    sharing.take_back(cabinet, who, advice_id=asked, because=WRONG)
    with pytest.raises(Refused) as refused:
        sharing.record_decision(cabinet, who, **decision_of(number, **agreed))
    assert list(refused.value.problems) == ["advice_from"]


def test_sharing_rests_on_no_advice_that_was_asked_for_after_it_was_decided(cabinet, who, family):
    number, agreed, first = shared_on_advice(cabinet, who, family)
    ask(cabinet, who, number, sought_on=DECIDED + timedelta(days=1), advice="They said it was right")
    with pytest.raises(Refused, match="Sharing rests on this advice"):
        sharing.take_back(cabinet, who, advice_id=first, because=WRONG)
    sharing.record_decision(cabinet, who, **decision_of(number, **agreed | {"reason": REASON}))
    sharing.take_back(cabinet, who, advice_id=first, because=WRONG)
    with pytest.raises(Refused, match="asked for after the decision") as refused:
        sharing.record_decision(cabinet, who, **decision_of(number, **agreed))
    assert list(refused.value.problems) == ["reason"]
    sharing.record_decision(cabinet, who, **decision_of(number, **agreed, advice_from="MASH, Jo Lee"))


def test_advice_goes_where_nothing_was_shared_on_it(cabinet, who, family):
    sharing.record_concern(cabinet, who, **concern_of(family, ground=Ground.CAUSE_NOT_CLEAR))
    number = rows(cabinet, SharingDecision)[0]["id"]
    asked = ask(cabinet, who, number)
    sharing.record_decision(cabinet, who, **decision_of(number, shared=False, position=Position.NOT_TOLD))
    sharing.take_back(cabinet, who, advice_id=asked, because=WRONG)
    assert advice_items(cabinet) == []


def test_what_is_not_shared_is_asked_for_its_reason_with_everything_else(cabinet, who, decision_id):
    with pytest.raises(Refused) as refused:
        sharing.record_decision(
            cabinet, who, **decision_of(decision_id, shared=False, position=None, reason="")
        )
    assert set(refused.value.problems) == {"position", "reason"}


@pytest.mark.parametrize(
    ("ground", "is_so"),
    [
        pytest.param(Ground.SIGNIFICANT_HARM, True, id="a child"),
        pytest.param(Ground.HARM_TO_ADULT, True, id="an adult"),
        pytest.param(Ground.PROFESSIONAL_WORK, False, id="work with other professionals"),
    ],
)
def test_a_concern_that_has_to_be_shared_is_known_as_one_until_it_is_decided(
    cabinet, who, family, ground, is_so
):
    sharing.record_concern(cabinet, who, **concern_of(family, ground=ground))
    assert [item.is_of_harm for item in agenda_of(cabinet).items if item.action is Action.DECIDE] == [is_so]
