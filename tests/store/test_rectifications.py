"""Putting the file right: from asking to telling who got it, and who may see it (RC-1 to RC-6)."""

from datetime import date, timedelta

import pytest

from models import (
    AccessRequest,
    Account,
    Child,
    Disposal,
    FileEntry,
    Rectification,
    RectificationStep,
    SharingEntry,
    SharingOutcome,
)
from rules.access import Channel
from rules.agenda import Action, Area, State
from rules.complaints import Kind
from rules.contacts import Method
from rules.file_index import Nature
from rules.induction import Role
from rules.need_to_know import Conflict, NotAllowed, Thing
from rules.rectification import Claim, Decision, Dispute, Finding, Step, left_to_do
from rules.retention import RecordKind
from rules.sharing import Ground, Outcome, Position
from store import (
    access_requests,
    agenda,
    committee,
    complaints,
    contacts,
    file_index,
    recipients,
    rectifications,
    sharing,
    sight,
)
from store.cabinet import AlreadyRecorded
from store.refusal import ChangedMeanwhile, Refused
from tests.conftest import TODAY, account, agenda_of, everything, manager_of, rows


def asked(family, **changed):
    return {
        "child_id": family.child,
        "asked_by": " Carys  Davies ",
        "channel": Channel.VERBAL,
        "received_on": date(2026, 11, 2),
        "entry": "12",
        "claim": Claim.FACT,
        "words": "It says that she was collected at four. It was at three.",
        "today": TODAY,
    } | changed


def step_of(step, **changed):
    return {
        "rectification_id": 1,
        "step": step,
        "on": TODAY,
        "words": "The register of that day says three o'clock.",
        "today": TODAY,
    } | changed


def given_of(**changed):
    return {"rectification_id": 1, "given": [], "on": TODAY, "today": TODAY} | changed


CORRECTED = {"finding": Finding.WRONG_FACT, "decision": Decision.CORRECTED}


def open_items(cabinet, today=TODAY):
    return [item for item in agenda_of(cabinet, today).items if item.action is Action.RECTIFICATION]


def held_by(cabinet, who, **wanted):
    with cabinet.reading(who) as look:
        return rectifications.rectifications(look, **wanted)


def test_a_wrong_fact_is_corrected_answered_and_told_to_those_who_got_it(cabinet, who, family):
    assert rectifications.record_rectification(cabinet, who, **asked(family)) == "RC-2026-001"
    (item,) = open_items(cabinet)
    assert (item.area, item.clause, item.due, item.is_legal, item.child) == (
        Area.ACCESS_REQUESTS,
        "RC-3",
        date(2026, 12, 2),
        True,
        family.child,
    )
    assert open_items(cabinet, date(2026, 12, 3))[0].state is State.LATE
    rectifications.record_step(
        cabinet, who, **step_of(Step.DECIDED, finding=Finding.WRONG_FACT, decision=Decision.CORRECTED)
    )
    assert [item.what for item in open_items(cabinet)] == [
        "Say who was given the wrong fact, or that nobody was",
        "Answer the request to correct the file: corrected",
    ]
    rectifications.record_step(cabinet, who, **step_of(Step.ANSWERED, words="By letter, handed over."))
    assert [(item.clause, item.is_legal) for item in open_items(cabinet)] == [("RC-6", False)]
    for other in ("The health visitor", "The speech therapist"):
        recipients.record_given(cabinet, who, **given_of(other=other))
    first, second = [row["id"] for row in rows(cabinet, RectificationStep) if row["step"] is Step.GIVEN]
    assert [item.what for item in open_items(cabinet)] == [
        "Tell who was given the wrong fact, or record why not: 2 of 2 left"
    ]
    rectifications.record_step(cabinet, who, **step_of(Step.TOLD, whom=first))
    assert [item.what for item in open_items(cabinet)] == [
        "Tell who was given the wrong fact, or record why not: 1 of 2 left"
    ]
    rectifications.record_step(cabinet, who, **step_of(Step.NOT_TOLD, whom=second))
    assert open_items(cabinet) == []
    (held,) = held_by(cabinet, who)
    assert (held.asked_by, held.child_code, held.entry) == ("Carys Davies", "C-001", "12")
    assert left_to_do(held.steps) == []
    assert [(step.step, step.recorded_by) for step in held.recorded] == [
        (Step.DECIDED, who.name),
        (Step.ANSWERED, who.name),
        (Step.GIVEN, who.name),
        (Step.GIVEN, who.name),
        (Step.TOLD, who.name),
        (Step.NOT_TOLD, who.name),
    ]


def share(cabinet, who, family, on, agency="Children's social care"):
    """A decision to share something about the child, made on a day; its code."""
    concern = sharing.record_concern(
        cabinet, who, child_id=family.child, ground=Ground.SIGNIFICANT_HARM, concern="Bruises", raised_on=on,
        today=TODAY,
    )  # fmt: skip
    with cabinet.administering("test") as session:
        session.add(
            SharingOutcome(
                decision_id=concern.id,
                outcome=Outcome.SHARED_WITHOUT_CONSENT,
                position=Position.REFUSED,
                shared_with=agency,
                reason="They may be in danger",
                decided_on=on,
            )
        )
    return concern.code


def talk(cabinet, who, family, on):
    """A talk with somebody from another agency about the child; its code."""
    return contacts.record_contact(
        cabinet, who, child_id=family.child, agency="Health visiting team", person="R. Amos",
        role="Health visitor", purpose="How she settles", method=Method.TELEPHONE,
        on=on, today=TODAY,
    )[0]  # fmt: skip


def test_what_was_shared_while_the_form_stood_open_is_not_said_to_have_been_right(cabinet, who, family):
    shared = share(cabinet, who, family, date(2026, 11, 12))
    rectifications.record_rectification(cabinet, who, **asked(family))
    rectifications.record_step(cabinet, who, **step_of(Step.DECIDED, **CORRECTED))
    since = share(cabinet, who, family, date(2026, 11, 16))
    given = given_of(given=[shared], why_not="The time of day was not spoken of")
    with pytest.raises(ChangedMeanwhile, match="More was shared") as refused:
        recipients.record_given(cabinet, who, **given, listed=[shared])
    recipients.record_given(cabinet, who, **given, listed=refused.value.now["given"])
    kept = [(row["step"], row["recipient"]) for row in rows(cabinet, RectificationStep)[1:]]
    assert kept == [(Step.GIVEN, shared), (Step.NOT_GIVEN, since)]


def test_nor_is_it_said_that_nobody_was_given_it(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family))
    rectifications.record_step(cabinet, who, **step_of(Step.DECIDED, **CORRECTED))
    since = share(cabinet, who, family, date(2026, 11, 16))
    nobody = {
        "rectification_id": 1,
        "on": TODAY,
        "today": TODAY,
        "words": "Nothing went out that had it in it",
    }
    with pytest.raises(Refused, match="from what was shared"):
        rectifications.record_step(cabinet, who, **step_of(Step.NO_RECIPIENTS))
    with pytest.raises(ChangedMeanwhile, match="More was shared") as refused:
        recipients.record_nobody_given(cabinet, who, **nobody, listed=[])
    assert refused.value.now == {"given": [since]}
    recipients.record_nobody_given(cabinet, who, **nobody, listed=[since])
    kept = [(row["step"], row["words"]) for row in rows(cabinet, RectificationStep)[1:]]
    assert kept == [(Step.NO_RECIPIENTS, nobody["words"])]
    assert [i.clause for i in open_items(cabinet)] == ["RC-2"], "the answer alone"


def test_whoever_was_sent_something_is_told_or_it_is_said_how_it_is_known_that_it_was_not_in_it(
    cabinet, who, family
):
    """Once one of them was told, the others were asked for no more."""
    shared = share(cabinet, who, family, date(2026, 11, 12))
    spoken = talk(cabinet, who, family, date(2026, 11, 16))
    share(cabinet, who, family, date(2024, 11, 1), "Too long ago")
    rectifications.record_rectification(cabinet, who, **asked(family))
    rectifications.record_step(cabinet, who, **step_of(Step.DECIDED, **CORRECTED))
    (held,) = held_by(cabinet, who)
    with cabinet.reading(who) as look:
        known = recipients.known_recipients(look, held, until=TODAY)
    assert [(one.code, one.whom) for one in known] == [
        (shared, "Children's social care"),
        (spoken, "Health visiting team, R. Amos, Health visitor"),
    ]
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        recipients.record_given(cabinet, who, **given_of(given=[shared]))
    assert list(refused.value.problems) == ["why_not"]
    assert everything(cabinet) == before
    why = "The time of day was not spoken of"
    recipients.record_given(cabinet, who, **given_of(given=[shared], other="A doctor", why_not=why))
    kept = [(row["step"], row["recipient"], row["words"]) for row in rows(cabinet, RectificationStep)[1:]]
    assert kept == [
        (Step.GIVEN, shared, "Children's social care"),
        (Step.NOT_GIVEN, spoken, why),
        (Step.GIVEN, "", "A doctor"),
    ]
    (held,) = held_by(cabinet, who)
    with cabinet.reading(who) as look:
        assert recipients.known_recipients(look, held, until=TODAY) == []
    # What was listed by mistake is offered again once nothing rests on it.
    given = rows(cabinet, RectificationStep)[1]["id"]
    rectifications.record_step(cabinet, who, **step_of(Step.TOLD, whom=given))
    because = "It was about another visit."
    with pytest.raises(Refused, match="Take that back first"):
        rectifications.take_back(cabinet, who, rectification_step_id=given, because=because)
    told = rows(cabinet, RectificationStep)[-1]["id"]
    for number in (told, given):
        rectifications.take_back(cabinet, who, rectification_step_id=number, because=because)
    (held,) = held_by(cabinet, who)
    with cabinet.reading(who) as look:
        assert [one.code for one in recipients.known_recipients(look, held, until=TODAY)] == [shared]


def test_whoever_has_the_records_is_told_of_a_correction(cabinet, who, family):
    """The whole file went to the school, with the wrong fact in it: no decision and no contact says so."""
    long_ago = date(2023, 7, 21)
    passed = {"on": long_ago, "how": "By hand", "second_id": who.account_id, "recorded_by_id": who.account_id}
    passed |= {"child_id": family.child, "passed_to": "Oak Lane Primary School"}
    with cabinet.administering("test") as session:
        session.add(Disposal(kind=RecordKind.GENERAL, **passed))
        session.add(Disposal(kind=RecordKind.CHILD_PROTECTION, **passed))
        session.add(Disposal(kind=RecordKind.ACCIDENTS, **passed | {"passed_to": "", "how": "Shredded"}))
    rectifications.record_rectification(cabinet, who, **asked(family))
    rectifications.record_step(cabinet, who, **step_of(Step.DECIDED, **CORRECTED))
    (held,) = held_by(cabinet, who)
    with cabinet.reading(who) as look:
        [school] = recipients.known_recipients(look, held, until=TODAY)
    assert (school.on, school.whom) == (long_ago, "The records were passed on to Oak Lane Primary School")
    assert school.code.startswith(f"{held.child_code}/")
    recipients.record_given(cabinet, who, **given_of(given=[school.code]))
    assert [item.what for item in open_items(cabinet)] == [
        "Tell who was given the wrong fact, or record why not",
        "Answer the request to correct the file: corrected",
    ]
    (held,) = held_by(cabinet, who)
    with cabinet.reading(who) as look:
        assert recipients.known_recipients(look, held, until=TODAY) == []


def test_a_number_is_known_however_it_is_called(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family, entry=" Entry  no. 7 "))
    rectifications.record_rectification(cabinet, who, **asked(family, entry="The letter of 7 May"))
    assert [row["entry"] for row in rows(cabinet, Rectification)] == ["7", "The letter of 7 May"]


@pytest.mark.parametrize(
    ("decided_on", "is_known"),
    [
        pytest.param(date(2024, 11, 1), False, id="a day too long ago"),
        pytest.param(date(2024, 11, 2), True, id="within two years"),
    ],
)
def test_what_was_shared_late_on_an_old_concern_is_known_by_its_own_day(
    cabinet, who, family, decided_on, is_known
):
    """By the day of the concern it was offered to nobody, once it stood in the file."""
    share(cabinet, who, family, decided_on)
    sharing.correct_raised(
        cabinet, who, decision_id=1, raised_on=date(2024, 5, 8), because="It was in her first week.",
        today=TODAY,
    )  # fmt: skip
    with cabinet.administering("test") as session:
        session.add(SharingEntry(decision_id=1, entry="3", recorded_on=decided_on))
    rectifications.record_rectification(cabinet, who, **asked(family))
    (held,) = held_by(cabinet, who)
    with cabinet.reading(who) as look:
        assert bool(recipients.known_recipients(look, held, until=TODAY)) is is_known


def test_who_was_given_it_is_listed_by_those_who_record_a_correction(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family))
    rectifications.record_step(cabinet, who, **step_of(Step.DECIDED, **CORRECTED))
    with pytest.raises(NotAllowed):
        recipients.record_given(cabinet, account(cabinet, Role.CHAIRPERSON), **given_of(other="A doctor"))
    with pytest.raises(Refused) as refused:
        rectifications.record_step(cabinet, who, **step_of(Step.GIVEN))
    assert list(refused.value.problems) == ["step"]
    with pytest.raises(Refused) as refused:
        recipients.record_given(cabinet, who, **given_of(rectification_id=99, other="A doctor"))
    assert list(refused.value.problems) == ["step"]


def test_what_is_done_about_one_correction_is_done_about_no_other(cabinet, who, family):
    """Nor does what is no number of the index stand for one: it stays as it was typed."""
    for entry in ("12", "the red book, page 9", "1" * 12):
        rectifications.record_rectification(cabinet, who, **asked(family, entry=entry))
    first, second, third = sorted(held_by(cabinet, who), key=lambda held: held.id)
    assert [held.entry for held in (first, second, third)] == ["12", "the red book, page 9", "1" * 12]
    assert [held.id for held in held_by(cabinet, who, rectification_id=second.id)] == [second.id]
    decided = step_of(Step.DECIDED, finding=Finding.WRONG_FACT, decision=Decision.CORRECTED)
    rectifications.record_step(cabinet, who, **decided | {"rectification_id": first.id})
    assert sum(item.clause == "RC-6" for item in open_items(cabinet)) == 1
    answered = step_of(Step.ANSWERED, words="By letter, handed over.")
    with pytest.raises(Refused):
        rectifications.record_step(cabinet, who, **answered | {"rectification_id": second.id})
    rectifications.record_step(cabinet, who, **answered | {"rectification_id": first.id})


def test_an_opinion_stays_and_the_view_is_kept_letter_for_letter(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family, claim=Claim.OPINION))
    rectifications.record_step(
        cabinet, who, **step_of(Step.DECIDED, finding=Finding.OPINION, decision=Decision.REFUSED)
    )
    with pytest.raises(Refused) as refused:
        rectifications.record_step(cabinet, who, **step_of(Step.ANSWERED))
    assert list(refused.value.problems) == ["is_route_told"]
    rectifications.record_step(cabinet, who, **step_of(Step.ANSWERED, is_route_told=True))
    assert [(item.clause, item.what) for item in open_items(cabinet)] == [
        ("RC-4", "Put the parent's view beside the entry, in their words")
    ]
    view = "  She is  NOT “withdrawn”.\n\nShe is quiet in a new room. "
    rectifications.record_step(cabinet, who, **step_of(Step.VIEW, words=view))
    assert rows(cabinet, RectificationStep)[-1]["words"] == view
    assert open_items(cabinet) == []


@pytest.mark.parametrize(
    "before",
    [
        pytest.param([], id="not corrected: the view is wanted"),
        pytest.param(
            [(Step.DECIDED, {"finding": Finding.WRONG_FACT, "decision": Decision.CORRECTED})],
            id="corrected and told first, then decided anew: the view was lost from sight",
        ),
    ],
)
def test_the_view_is_wanted_whatever_was_decided_before(cabinet, who, family, before):
    rectifications.record_rectification(cabinet, who, **asked(family))
    anew = (Step.DECIDED, {"finding": Finding.OPINION, "decision": Decision.REFUSED})
    for step, changed in before:
        rectifications.record_step(cabinet, who, **step_of(step, **changed))
        recipients.record_nobody_given(
            cabinet, who, rectification_id=1, on=TODAY, today=TODAY, words="Nothing of it went out"
        )
    for step, changed in [anew, (Step.ANSWERED, {"is_route_told": True})]:
        rectifications.record_step(cabinet, who, **step_of(step, **changed))
    assert [item.clause for item in open_items(cabinet)] == ["RC-4"]
    rectifications.record_step(cabinet, who, **step_of(Step.VIEW))
    assert open_items(cabinet) == []


@pytest.mark.parametrize(
    ("step", "words", "right"),
    [
        pytest.param(Step.WITHDRAWN, "She withdrew it by telephone.", "", id="withdrawn by whoever asked"),
        pytest.param(
            Step.MISTAKEN, "It was about another child.", "It was about another child.",
            id="recorded by mistake",
        ),
    ],
)  # fmt: skip
def test_what_ends_without_an_answer_asks_for_nothing_and_is_open_again_once_taken_back(
    cabinet, who, family, step, words, right
):
    """RC-2: or a finding nobody asked for, or a date that is late for good, would be what is left."""
    rectifications.record_rectification(cabinet, who, **asked(family))
    with pytest.raises(Refused) as refused:
        rectifications.record_step(cabinet, who, **step_of(step, words="Twice"))
    assert list(refused.value.problems) == ["words"]
    rectifications.record_step(cabinet, who, **step_of(step, words=words))
    assert open_items(cabinet) == []
    assert not agenda_of(cabinet).facts.rectifications
    assert open_items(cabinet, TODAY - timedelta(days=1)), "on the day before it was not known"
    [held] = held_by(cabinet, who)
    assert (held.right_instead, [one.step for one in held.history]) == (right, [step])
    with pytest.raises(Refused) as refused:
        rectifications.record_step(cabinet, who, **step_of(Step.DECIDED, **CORRECTED))
    assert "step" in refused.value.problems
    assert held_by(cabinet, who, received_since=TODAY + timedelta(days=1)) == [], "it is settled"
    with cabinet.reading(who, Thing.FIGURES) as look:
        told = committee.read(look, TODAY).meeting.asked
    is_told = any("a complaint or correction was ended as recorded by mistake" in one for one in told)
    assert is_told is (step is Step.MISTAKEN)
    rectifications.take_back(cabinet, who, rectification_step_id=1, because="They ask for it all the same.")
    assert open_items(cabinet)
    [held] = held_by(cabinet, who)
    assert (held.right_instead, [one.step for one in held.history]) == ("", [step])


def test_two_views_are_two_rows(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family))
    rectifications.record_step(cabinet, who, **step_of(Step.VIEW, words="First words"))
    rectifications.record_step(cabinet, who, **step_of(Step.VIEW, words="And more words"))
    assert [step.words for step in held_by(cabinet, who)[0].recorded] == ["First words", "And more words"]


def ask_about(opened, who, entry):
    """Records that a parent asks for an entry of the index to be corrected."""
    rectifications.record_rectification(
        opened,
        who,
        child_id=entry["child_id"],
        asked_by="A parent",
        channel=Channel.LETTER,
        received_on=TODAY,
        entry=str(entry["number"]),
        claim=Claim.NOT_SAID,
        words="That is not how it was at all.",
        today=TODAY,
    )


def test_a_number_in_the_index_says_whose_opinion_the_entry_is(sample):
    manager = manager_of(sample)
    entry = next(row for row in rows(sample, FileEntry) if row["nature"] is Nature.OPINION)
    ask_about(sample, manager, entry)
    held = next(held for held in held_by(sample, manager) if held.asked_by == "A parent")
    assert (held.nature, held.opinion_of) == (Nature.OPINION, entry["opinion_of"])


def test_of_a_sensitive_entry_it_says_no_more_than_the_index_does(sample):
    """It is hidden there from the deputy, who has not said why they ask, and from the chairperson (CP-12)."""
    entry = next(row for row in rows(sample, FileEntry) if row["category"])
    ask_about(sample, manager_of(sample), entry)
    watching = [manager_of(sample), account(sample, Role.DEPUTY, "D"), account(sample, Role.CHAIRPERSON, "C")]
    for who, is_hidden in zip(watching, (False, True, True), strict=True):
        held = next(held for held in held_by(sample, who) if held.asked_by == "A parent")
        assert (held.nature is None, held.is_hidden) == (is_hidden, is_hidden), who.role


@pytest.mark.parametrize("put_right", [1, 2, 3])
def test_nor_of_one_that_turned_out_to_be_sensitive_when_it_was_put_right(sample, put_right):
    """Also when only a later correction said so: each names the one before it."""
    entry = next(row for row in rows(sample, FileEntry) if not row["category"])
    sensitive = next(row for row in rows(sample, FileEntry) if row["category"])
    ask_about(sample, manager_of(sample), entry)
    deputy = account(sample, Role.DEPUTY, "D")

    def nature():
        return next(held.nature for held in held_by(sample, deputy) if held.asked_by == "A parent")

    before = entry["id"]
    for time in range(1, put_right + 1):
        assert nature() is entry["nature"]
        category = sensitive["category"] if time == put_right else None
        new = entry | {"id": None, "number": 90 + time, "corrects_id": before, "category": category}
        with sample.administering("a correction of the entry") as session:
            session.add(line := FileEntry(**new))
            session.flush()
            before = line.id
    assert nature() is None


def test_a_past_day_sees_it_as_it_stood(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family))
    rectifications.record_step(
        cabinet, who, **step_of(Step.DECIDED, finding=Finding.WRONG_FACT, decision=Decision.CORRECTED)
    )
    assert open_items(cabinet, date(2026, 11, 1)) == []
    assert open_items(cabinet, date(2026, 11, 2))[0].clause == "RC-3"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child_id": 999}, "child", id="a child that is not there"),
        pytest.param({"entry": " "}, "entry", id="no entry"),
        pytest.param({"received_on": date(2026, 11, 25)}, "received_on", id="tomorrow"),
        pytest.param({"request_id": 999}, "request", id="a request that is not there"),
        pytest.param({"asked_by": "x" * 201}, "asked_by", id="a name too long"),
        pytest.param({"words": "Wrong"}, "words", id="a word"),
    ],
)
def test_asking_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        rectifications.record_rectification(cabinet, who, **asked(family, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_a_correction_follows_no_request_for_another_childs_file(sample):
    manager, request = manager_of(sample), rows(sample, AccessRequest)[0]
    another = next(row["id"] for row in rows(sample, Child) if row["id"] != request["child_id"])
    asking = {
        "asked_by": "A parent", "channel": Channel.VERBAL, "received_on": TODAY, "entry": "2",
        "claim": Claim.FACT, "words": "It was a quarter to four, not five.", "today": TODAY,
    }  # fmt: skip
    about = {"request_id": request["id"]}
    with pytest.raises(Refused, match="about this child, or none"):
        rectifications.record_rectification(sample, manager, child_id=another, **about, **asking)
    rectifications.record_rectification(sample, manager, child_id=request["child_id"], **about, **asking)


@pytest.mark.parametrize(
    ("step", "changed", "field"),
    [
        pytest.param(Step.ANSWERED, {}, "step", id="answered before it was decided"),
        pytest.param(Step.TOLD, {}, "step", id="told of no correction"),
        pytest.param(
            Step.DECIDED,
            {"finding": Finding.OPINION, "decision": Decision.CORRECTED},
            "decision",
            id="an opinion corrected",
        ),
        pytest.param(Step.VIEW, {"rectification_id": 999}, "step", id="one that is not there"),
    ],
)
def test_a_step_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, step, changed, field):
    rectifications.record_rectification(cabinet, who, **asked(family))
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        rectifications.record_step(cabinet, who, **step_of(step, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_the_same_form_records_once(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family), token="once")
    with pytest.raises(AlreadyRecorded):
        rectifications.record_rectification(cabinet, who, **asked(family), token="once")
    assert len(rows(cabinet, Rectification)) == 1


def test_a_key_person_sees_none_and_the_chairperson_records_none(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family))
    chair, other = account(cabinet, Role.CHAIRPERSON), account(cabinet, Role.KEY_PERSON)
    assert held_by(cabinet, other) == []
    assert len(held_by(cabinet, chair)) == 1
    with pytest.raises(NotAllowed):
        rectifications.record_step(cabinet, chair, **step_of(Step.VIEW))


@pytest.mark.parametrize("by", ["the request it follows", "the row itself"])
def test_a_chairperson_who_stands_back_sees_neither_row_nor_agenda(cabinet, who, family, by):
    access_requests.record_request(
        cabinet,
        who,
        child_id=family.child,
        requester="Carys Davies",
        channel=Channel.VERBAL,
        received_on=date(2026, 11, 2),
        note="It lay in the tray till today",
        today=TODAY,
    )
    chair = account(cabinet, Role.CHAIRPERSON)
    if by == "the row itself":
        rectifications.record_rectification(
            cabinet, who, **asked(family), chairperson_stands_back="She is the child's aunt."
        )
    else:
        rectifications.record_rectification(cabinet, who, **asked(family, request_id=1))
        sight.declare_conflict(cabinet, chair, request_id=1, conflict=Conflict.RELATIVE)
    assert held_by(cabinet, chair) == []
    with cabinet.reading(chair) as look:
        assert not agenda.read(look, TODAY, Area.ACCESS_REQUESTS).facts.rectifications
    assert len(held_by(cabinet, who)) == 1


def test_the_register_has_what_is_open_and_what_came_since(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family))
    assert len(held_by(cabinet, who, received_since=date(2026, 11, 3))) == 1
    rectifications.record_step(
        cabinet, who, **step_of(Step.DECIDED, finding=Finding.WRONG_FACT, decision=Decision.CORRECTED)
    )
    rectifications.record_step(cabinet, who, **step_of(Step.ANSWERED))
    assert len(held_by(cabinet, who, received_since=date(2026, 11, 3))) == 1, "Nobody was told of it yet."
    recipients.record_given(cabinet, who, **given_of(other="The health visitor"))
    assert len(held_by(cabinet, who, received_since=date(2026, 11, 3))) == 1, "Nobody was told of it yet."
    [given] = [row["id"] for row in rows(cabinet, RectificationStep) if row["step"] is Step.GIVEN]
    rectifications.record_step(cabinet, who, **step_of(Step.TOLD, whom=given))
    assert held_by(cabinet, who, received_since=date(2026, 11, 3)) == []
    assert len(held_by(cabinet, who, received_since=date(2026, 11, 2))) == 1
    assert len(held_by(cabinet, who, rectification_id=1)) == 1


def test_what_the_answer_says_is_taken_back_after_the_answer(cabinet, who, family):
    rectifications.record_rectification(cabinet, who, **asked(family))
    refused_it = {"finding": Finding.OPINION, "decision": Decision.REFUSED}
    rectifications.record_step(cabinet, who, **step_of(Step.DECIDED, **refused_it))
    rectifications.record_step(cabinet, who, **step_of(Step.ANSWERED, is_route_told=True))
    because = "It was decided about another entry."
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        rectifications.take_back(cabinet, who, rectification_step_id=1, because=because)
    assert list(refused.value.problems) == ["row"]
    assert "Take back first that it was given" in refused.value.problems["row"]
    assert everything(cabinet) == before
    for step in (2, 1):
        rectifications.take_back(cabinet, who, rectification_step_id=step, because=because)
    [held] = held_by(cabinet, who, received_since=TODAY)
    assert (held.recorded, [step.taken_back.by for step in held.history]) == ((), [who.name, who.name])
    assert [item.clause for item in open_items(cabinet)] == ["RC-3"]
    with pytest.raises(Refused, match="Record first what was found"):
        rectifications.record_step(cabinet, who, **step_of(Step.ANSWERED))


def test_who_was_to_stand_back_by_mistake_sees_it_again_and_not_why(cabinet, who, family):
    chair = account(cabinet, Role.CHAIRPERSON)
    rectifications.record_rectification(
        cabinet, who, **asked(family), chairperson_stands_back="She is the child's aunt."
    )
    complaints.record_complaint(
        cabinet, who, kind=Kind.OTHER, rectification_id=1, made_by="Peter Davies", channel=Channel.EMAIL,
        received_on=TODAY, about="Nobody answered the letter.", today=TODAY,
    )  # fmt: skip
    assert held_by(cabinet, chair) == []
    rectifications.take_back(
        cabinet, who, rectification_step_id=1, because="It is the aunt of another child."
    )
    assert [(held.code, held.history) for held in held_by(cabinet, chair)] == [("RC-2026-001", ())]
    with cabinet.reading(chair) as look:
        assert len(complaints.complaints(look)) == 1
        facts = agenda.read(look, TODAY, Area.ACCESS_REQUESTS).facts
    assert (len(facts.rectifications), len(facts.complaints)) == (1, 1)
    assert len(held_by(cabinet, who)[0].history) == 1


def test_the_month_runs_from_the_corrected_day_of_receipt(cabinet, who, family):
    rectifications.record_rectification(
        cabinet, who, **asked(family, chairperson_stands_back="It is about an entry of hers.")
    )
    because = "It was said at the door two weeks before."

    def correct(on, because=because):
        rectifications.correct_receipt(
            cabinet, who, rectification_id=1, received_on=on, because=because, today=TODAY
        )

    correct(date(2026, 10, 19))
    assert [item.due for item in open_items(cabinet) if item.is_legal] == [date(2026, 11, 19)]
    assert open_items(cabinet, date(2026, 10, 18)) == []
    (held,) = held_by(cabinet, who, received_since=date(2026, 10, 19))
    assert (held.received_on, held.corrected.entered_on) == (date(2026, 10, 19), date(2026, 11, 2))
    assert held.corrected.because == because
    before = everything(cabinet)
    for on, why in ((date(2026, 11, 25), because), (None, because), (date(2026, 11, 3), "")):
        with pytest.raises(Refused):
            correct(on, why)
    assert everything(cabinet) == before
    rectifications.record_step(cabinet, who, **step_of(Step.RESTRICTED, on=date(2026, 10, 20)))
    with pytest.raises(Refused) as refused:
        correct(date(2026, 10, 21))
    assert list(refused.value.problems) == ["received_on"]


def test_one_day_of_receipt_says_nothing_of_anothers(cabinet, who, family):
    """Of two corrections and a complaint with the same number, the day of one is put right."""
    for _ in range(2):
        rectifications.record_rectification(cabinet, who, **asked(family))
    for _ in range(2):
        complaints.record_complaint(
            cabinet,
            who,
            kind=Kind.OTHER,
            made_by="Carys Davies",
            channel=Channel.LETTER,
            received_on=date(2026, 11, 2),
            about="The entry of that day is unfair.",
            today=TODAY,
        )
    rectifications.correct_receipt(
        cabinet,
        who,
        rectification_id=2,
        received_on=date(2026, 11, 10),
        because="It came a week later.",
        today=TODAY,
    )
    with cabinet.reading(who) as look:
        held = {one.id: (one.received_on, one.corrected) for one in rectifications.rectifications(look)}
        complained = {(one.received_on, one.corrected) for one in complaints.complaints(look)}
    assert held[1] == (date(2026, 11, 2), None)
    assert (held[2][0], held[2][1].by) == (date(2026, 11, 10), who.name)
    assert complained == {(date(2026, 11, 2), None)}
    due = {item.record: item.due for item in open_items(cabinet) if item.is_legal}
    assert due == {1: date(2026, 12, 2), 2: date(2026, 12, 10)}
    assert [item.record for item in open_items(cabinet, date(2026, 11, 9))] == [1], "Not yet known of."


def disputed(cabinet, who, family):
    with cabinet.reading(who) as look:
        return [(line.entry.number, line.disputed_in) for line in file_index.read(look, family.child).lines]


def test_an_entry_says_that_somebody_asked_to_correct_it_to_those_who_may_see_that(cabinet, who, family):
    """RC-4: the parent's view is linked to the entry, from either side."""
    line = FileEntry(
        child_id=family.child, number=12, first_page=3, last_page=4, event_on=TODAY, written_on=TODAY,
        kind="contact record", author="Ewa Nowak", nature=Nature.OPINION, opinion_of="Ewa Nowak",
        source="the setting's own observation", kept_at="In the child's file",
    )  # fmt: skip
    with cabinet.administering("an entry") as session:
        session.add(line)
        session.flush()
        kept = {name: value for name, value in line.model_dump().items() if name not in {"id", "corrects_id"}}
    assert disputed(cabinet, who, family) == [(12, ())]
    for _ in range(2):
        rectifications.record_rectification(cabinet, who, **asked(family))
    codes = ("RC-2026-001", "RC-2026-002")
    assert disputed(cabinet, who, family) == [(12, codes)]
    with cabinet.administering("a correction of the entry") as session:
        session.add(FileEntry(**kept, corrects_id=1))
    assert disputed(cabinet, who, family) == [(12, codes), (12, codes)], "and on the line that corrects it"
    with cabinet.administering("another number") as session:
        session.add(FileEntry(**kept | {"number": 14}, corrects_id=2))
        session.add(FileEntry(**kept | {"first_page": 5, "last_page": 5}))
    assert disputed(cabinet, who, family) == [(12, codes), (12, codes), (12, ()), (14, codes)]
    other = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("the key person's account") as session:
        session.get(Account, other.account_id).staff_id = family.key_person
    assert {codes for _, codes in disputed(cabinet, other, family)} == {()}


def test_who_prepares_the_file_reads_nothing_of_a_correction_that_they_stand_back_from(cabinet, who, family):
    with cabinet.administering("an entry") as session:
        session.add(
            FileEntry(
                child_id=family.child, number=12, first_page=3, last_page=4, event_on=TODAY,
                written_on=TODAY, kind="contact record", author="Ewa Nowak", nature=Nature.FACT,
                opinion_of="", source="the setting's own observation", kept_at="In the child's file",
            )
        )  # fmt: skip
    rectifications.record_rectification(
        cabinet, who, **asked(family), chairperson_stands_back="She is the child's aunt."
    )

    def prepared(by):
        with cabinet.reading(by) as look:
            (line,) = file_index.prepared(look, family.child, TODAY).lines
        return line.disputed_in, line.dispute

    assert prepared(who) == (("RC-2026-001",), Dispute.CHECKED)
    assert prepared(account(cabinet, Role.CHAIRPERSON)) == ((), None)


def test_whoever_works_with_an_entry_knows_how_it_stands_after_a_request_to_correct_it(cabinet, who, family):
    """L4.5: what is not to be used while it is checked is said to the key person too, who uses it."""
    line = FileEntry(
        child_id=family.child, number=12, first_page=3, last_page=4, event_on=TODAY, written_on=TODAY,
        kind="contact record", author="Ewa Nowak", nature=Nature.FACT, opinion_of="",
        source="the setting's own observation", kept_at="In the child's file",
    )  # fmt: skip
    with cabinet.administering("an entry") as session:
        session.add(line)
    key_person = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("the key person's account") as session:
        session.get(Account, key_person.account_id).staff_id = family.key_person

    def stands():
        seen = []
        for one in (who, key_person):
            with cabinet.reading(one) as look:
                seen += [held.dispute for held in file_index.read(look, family.child).lines]
        return tuple(seen)

    assert stands() == (None, None)
    rectifications.record_rectification(cabinet, who, **asked(family))
    assert stands() == (Dispute.CHECKED, Dispute.CHECKED)
    rectifications.record_step(cabinet, who, **step_of(Step.RESTRICTED, words="A slip in the file says so."))
    assert stands() == (Dispute.NOT_USED, Dispute.NOT_USED)
    because = "The slip is on another page of the file."
    rectifications.take_back(cabinet, who, rectification_step_id=1, because=because)
    assert stands() == (Dispute.CHECKED, Dispute.CHECKED), "What was taken back marks no entry."
    refused = {"finding": Finding.RIGHT_FACT, "decision": Decision.REFUSED}
    rectifications.record_step(cabinet, who, **step_of(Step.DECIDED, **refused))
    assert stands() == (Dispute.UNCHANGED, Dispute.UNCHANGED)
    rectifications.record_rectification(cabinet, who, **asked(family))
    assert stands() == (Dispute.CHECKED, Dispute.CHECKED), "The newer question stands, not the older answer."
    by_mistake = {"rectification_id": 2, "words": "It was asked once: RC-2026-001 stands."}
    rectifications.record_step(cabinet, who, **step_of(Step.MISTAKEN, **by_mistake))
    assert stands() == (Dispute.UNCHANGED, Dispute.UNCHANGED), "Nobody asked a second time."
