"""Redactions in the records: a ground and two people for each, forty in one press, none rewritten (AR-25)."""

from datetime import date, timedelta

import pytest

from models import (
    AccessStep,
    Account,
    AuditEntry,
    Child,
    FileEntry,
    FileMention,
    Redaction,
    RedactionAgreement,
    StaffMember,
)
from rules import access_path
from rules.access import Step
from rules.file_index import Kind, Mention, Mentioned, Nature, Source
from rules.induction import Role
from rules.need_to_know import Conflict, NotAllowed
from rules.redaction import REFUSED_GROUNDS, Extent, Ground
from rules.third_parties import Decision, Event, PartyKind
from rules.third_parties import Ground as PartyGround
from store import file_entries, redactions, request_steps, sight, third_parties
from store.cabinet import AlreadyRecorded
from store.refusal import Refused
from store.today import london_today
from tests.conftest import TODAY, account, everything, rows
from tests.store.test_third_parties import AskedFor, ask_for_the_file, held_by, list_all, party_of, record

WHY = "It would lead him to their new address."


@pytest.fixture
def asked(cabinet, who, family) -> AskedFor:
    """Everybody is listed; the father is withheld, the colleague's name goes, the rest is not decided."""
    asked = ask_for_the_file(cabinet, family)
    list_all(cabinet, who, asked)
    record(
        cabinet,
        who,
        asked,
        PartyKind.FAMILY,
        Event.DECIDED,
        decision=Decision.WITHHOLD,
        ground=PartyGround.CONFIDENCE,
        reason="He told it in confidence.",
    )
    record(cabinet, who, asked, PartyKind.STAFF, Event.DISCUSSED, said="With Sian.")
    record(
        cabinet,
        who,
        asked,
        PartyKind.STAFF,
        Event.DECIDED,
        decision=Decision.NAME_REMOVED,
        ground=PartyGround.NOT_REASONABLE,
        reason="The name adds nothing to it.",
    )
    return asked


def line(cabinet, who, asked, **changed):
    given = {
        "request_id": asked.request,
        "entry_id": asked.entries[0],
        "party_id": party_of(cabinet, who, asked, PartyKind.FAMILY).id,
        "extent": Extent.PASSAGE,
        "ground": Ground.THIRD_PARTY,
        "today": TODAY,
    }
    redactions.enter_line(cabinet, who, **(given | changed))


def lines_of(cabinet, who, asked):
    return held_by(cabinet, who, asked).lines


def test_one_press_enters_what_was_decided_each_on_its_ground(cabinet, who, asked):
    assert redactions.enter_lacking(cabinet, who, request_id=asked.request) == 3
    held = held_by(cabinet, who, asked)
    why, why_name = "He told it in confidence.", "The name adds nothing to it."
    assert [(one.entry, one.party_id, one.extent, one.ground, one.reason, one.by) for one in held.lines] == [
        (1, 1, Extent.THEIRS, Ground.THIRD_PARTY, why, who.name),
        (2, 1, Extent.THEIRS, Ground.THIRD_PARTY, why, who.name),
        (2, 3, Extent.NAME, Ground.NAME_ONLY, why_name, who.name),
    ]
    assert access_path.redaction_gaps(held.whole()) == []
    with pytest.raises(Refused):
        redactions.enter_lacking(cabinet, who, request_id=asked.request)
    assert {row["thing"] for row in rows(cabinet, AuditEntry)} >= {"redaction"}


def test_forty_mentions_are_two_presses(cabinet, who, asked, family):
    with cabinet.administering("a long file") as session:
        held = [
            FileEntry(
                child_id=family.child,
                number=number,
                first_page=number + 3,
                last_page=number + 3,
                event_on=TODAY,
                written_on=TODAY,
                kind=Kind.CONTACT,
                author="Ewa Nowak",
                nature=Nature.FACT,
                source=Source.SETTING,
                kept_at="In the child's file",
            )
            for number in range(4, 42)
        ]
        session.add_all(held)
        session.flush()
        session.add_all(
            FileMention(entry_id=one.id or 0, kind=Mentioned.FAMILY, carer_id=family.father) for one in held
        )
    list_all(cabinet, who, asked)
    assert redactions.enter_lacking(cabinet, who, request_id=asked.request) == 41
    chair = account(cabinet, Role.CHAIRPERSON)
    waiting = [one.id for one in lines_of(cabinet, chair, asked)]
    assert agree(cabinet, chair, asked, waiting) == 41
    assert all(one.agreed_by == chair.name for one in lines_of(cabinet, who, asked))


def test_the_same_press_enters_once(cabinet, who, asked):
    redactions.enter_lacking(cabinet, who, request_id=asked.request, token="once")
    with pytest.raises(AlreadyRecorded):
        redactions.enter_lacking(cabinet, who, request_id=asked.request, token="once")
    assert len(rows(cabinet, Redaction)) == 3


LINES_REFUSED = [
    pytest.param({"entry_id": None}, "entry", id="no entry"),
    pytest.param(
        {"entry_id": 999, "party_id": None, "ground": Ground.LEGAL, "reason": WHY}, "entry", id="gone"
    ),
    pytest.param({"party_id": None}, "party", id="nobody's"),
    pytest.param({"party_id": 2}, "party", id="an entry that does not mention them"),
    pytest.param({"party_id": 4, "entry_id": 3}, "ground", id="a child under the ground of others"),
    pytest.param({"extent": None}, "extent", id="no extent"),
    pytest.param({"ground": None}, "ground", id="no ground"),
    pytest.param({"ground": Ground.SERIOUS_HARM, "party_id": None}, "reason", id="harm, and not why"),
    pytest.param({"ground": Ground.SERIOUS_HARM}, "ground", id="harm, and decided as told in confidence"),
    pytest.param({"pages": "3"}, "pages", id="a page of another entry"),
    pytest.param({"pages": "x" * 81}, "pages", id="pages too long"),
    pytest.param({"request_id": 999}, "entry", id="a request that is not there"),
    pytest.param({"corrects_id": 999}, "line", id="a redaction that is not there"),
    *(
        pytest.param({"ground": ground, "reason": WHY}, "ground", id=f"never because {ground}")
        for ground in sorted(REFUSED_GROUNDS)
    ),
]


def test_a_line_is_refused_by_field_and_nothing_is_saved(cabinet, who, asked, subtests):
    before = everything(cabinet)
    for case in LINES_REFUSED:
        changed, field = case.values
        with subtests.test(case.id):
            with pytest.raises(Refused) as refused:
                line(cabinet, who, asked, **changed)
            assert list(refused.value.problems) == [field]
            assert everything(cabinet) == before


def test_an_undecided_party_loses_nothing(cabinet, who, asked):
    for kind, ground in ((PartyKind.CHILD, Ground.ANOTHER_CHILD), (PartyKind.AGENCY, Ground.THIRD_PARTY)):
        party = party_of(cabinet, who, asked, kind)
        with pytest.raises(Refused) as refused:
            line(cabinet, who, asked, party_id=party.id, entry_id=min(party.entries), ground=ground)
        assert list(refused.value.problems) == ["party"]


def test_the_same_redaction_is_entered_once_and_two_passages_are_two(cabinet, who, asked):
    line(cabinet, who, asked, pages="1")
    with pytest.raises(Refused) as refused:
        line(cabinet, who, asked, pages=" 1 ")
    assert list(refused.value.problems) == ["entry"]
    line(cabinet, who, asked, pages="2")
    assert [one.pages for one in lines_of(cabinet, who, asked)] == ["1", "2"]


def test_a_ground_of_its_own_is_nobodys(cabinet, who, asked):
    line(cabinet, who, asked, ground=Ground.BEST_INTERESTS, reason=WHY)
    (held,) = lines_of(cabinet, who, asked)
    assert (held.party_id, held.ground, held.reason) == (None, Ground.BEST_INTERESTS, WHY)


def test_the_childs_interests_keep_nothing_back_once_the_child_is_18(cabinet, who, asked, family):
    """A former child could have a line withheld from them on it; both facts are on record (law L2.10)."""
    step = {"request_id": asked.request, "step": Step.BEST_INTERESTS, "on": TODAY, "reason": WHY}
    step |= {"answer": access_path.BestInterests.PART, "today": TODAY}
    with cabinet.administering("a birth") as session:
        session.get(Child, family.child).born_on = date(2008, 11, 24)
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        line(cabinet, who, asked, ground=Ground.BEST_INTERESTS, reason=WHY)
    assert list(refused.value.problems) == ["ground"]
    with pytest.raises(Refused) as refused:
        request_steps.record(cabinet, who, **step)
    assert list(refused.value.problems) == ["answer"]
    assert everything(cabinet) == before
    with cabinet.administering("a birth") as session:
        session.get(Child, family.child).born_on = date(2008, 11, 25)
    line(cabinet, who, asked, ground=Ground.BEST_INTERESTS, reason=WHY)
    request_steps.record(cabinet, who, **step)


# The second person ----------------------------------------------------------------------------------


def agree(cabinet, who, asked, line_ids, **more):
    return redactions.agree(cabinet, who, request_id=asked.request, line_ids=line_ids, today=TODAY, **more)


def test_the_second_person_is_never_the_first(cabinet, who, asked):
    redactions.enter_lacking(cabinet, who, request_id=asked.request)
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        agree(cabinet, who, asked, [1, 2, 3])
    assert list(refused.value.problems) == ["signed_by"]
    assert everything(cabinet) == before


def test_nor_under_another_account_or_once_they_have_left(cabinet, who, asked):
    redactions.enter_lacking(cabinet, who, request_id=asked.request)
    other = account(cabinet, Role.CHAIRPERSON, "jo")
    with cabinet.administering("test") as session:
        session.get(Account, other.account_id).name = who.name
    with pytest.raises(Refused, match="somebody other than the person who entered"):
        agree(cabinet, other, asked, [1])
    with cabinet.administering("test") as session:
        left = StaffMember(
            code="S-77", name="Polly Grant", role=Role.CHAIRPERSON, started_on=date(2025, 1, 6),
            left_on=TODAY - timedelta(days=1),
        )  # fmt: skip
        session.add(left)
        session.flush()
        held = session.get(Account, other.account_id)
        held.name, held.staff_id = "Polly Grant", left.id
    with pytest.raises(NotAllowed, match="somebody who has left"):
        agree(cabinet, other, asked, [1])
    with cabinet.administering("test") as session:
        session.get(StaffMember, left.id).left_on = london_today()
    assert agree(cabinet, other, asked, [1]) == 1


def test_one_or_all_that_wait_are_agreed_to_in_one_press(cabinet, who, asked):
    redactions.enter_lacking(cabinet, who, request_id=asked.request)
    chair = account(cabinet, Role.CHAIRPERSON)
    assert agree(cabinet, chair, asked, [1]) == 1
    assert agree(cabinet, chair, asked, [2, 3], token="once") == 2
    with pytest.raises(AlreadyRecorded):
        agree(cabinet, chair, asked, [2, 3], token="once")
    assert [(one.agreed_by, one.agreed_on) for one in lines_of(cabinet, who, asked)] == [
        (chair.name, TODAY)
    ] * 3


@pytest.mark.parametrize(
    "line_ids",
    [
        pytest.param([], id="none"),
        pytest.param([999], id="one that is not there"),
        pytest.param([1], id="one that is agreed to already"),
        pytest.param([2], id="one that was taken back meanwhile"),
        pytest.param([3, 1], id="one of several"),
    ],
)
def test_only_what_was_shown_and_stands_is_agreed_to(cabinet, who, asked, line_ids):
    redactions.enter_lacking(cabinet, who, request_id=asked.request)
    chair = account(cabinet, Role.CHAIRPERSON)
    agree(cabinet, chair, asked, [1])
    redactions.take_back(
        cabinet, who, request_id=asked.request, line_id=2, because="He is disclosed after all."
    )
    before = rows(cabinet, RedactionAgreement)
    with pytest.raises(Refused) as refused:
        agree(cabinet, chair, asked, line_ids)
    assert list(refused.value.problems) == ["line"]
    assert rows(cabinet, RedactionAgreement) == before


def test_a_correction_needs_the_second_person_anew(cabinet, who, asked):
    line(cabinet, who, asked)
    chair = account(cabinet, Role.CHAIRPERSON)
    agree(cabinet, chair, asked, [1])
    with pytest.raises(Refused) as refused:
        line(cabinet, who, asked, corrects_id=1, extent=Extent.WHOLE, because="Too little")
    assert list(refused.value.problems) == ["because"]
    line(cabinet, who, asked, corrects_id=1, extent=Extent.WHOLE, because="All of it is about him.")
    (held,) = lines_of(cabinet, who, asked)
    assert (held.extent, held.agreed_by_id, held.because) == (Extent.WHOLE, None, "All of it is about him.")
    assert len(held_by(cabinet, who, asked).all_lines) == 2


def test_a_redaction_that_goes_further_than_the_decision_is_taken_back_in_one_press(cabinet, who, asked):
    redactions.enter_lacking(cabinet, who, request_id=asked.request)
    with pytest.raises(Refused):
        redactions.take_back_needless(cabinet, who, request_id=asked.request)
    record(
        cabinet,
        who,
        asked,
        PartyKind.FAMILY,
        Event.DECIDED,
        decision=Decision.NAME_REMOVED,
        ground=PartyGround.NOT_REASONABLE,
        reason="What is left is known to her.",
    )
    assert access_path.redaction_gaps(held_by(cabinet, who, asked).whole())
    assert redactions.take_back_needless(cabinet, who, request_id=asked.request) == 2
    assert redactions.enter_lacking(cabinet, who, request_id=asked.request) == 2
    held = held_by(cabinet, who, asked)
    assert {one.extent for one in held.lines} == {Extent.NAME}
    assert access_path.redaction_gaps(held.whole()) == []
    assert len(held.all_lines) == 3 + 2 + 2, "nothing is gone"


def test_a_redaction_of_the_name_does_not_do_once_the_rest_is_withheld_too(cabinet, who, asked):
    redactions.enter_lacking(cabinet, who, request_id=asked.request)
    record(
        cabinet,
        who,
        asked,
        PartyKind.STAFF,
        Event.DECIDED,
        decision=Decision.WITHHOLD,
        ground=PartyGround.DANGER,
        reason="She was followed home after it.",
    )
    assert access_path.redaction_gaps(held_by(cabinet, who, asked).whole()) == [
        "Third party 3 is withheld now, and only the name is out: enter what else is to go",
        "Enter the redactions for third party 3 on the ground that was decided",
    ]
    assert redactions.enter_lacking(cabinet, who, request_id=asked.request) == 2
    held = held_by(cabinet, who, asked)
    assert [(one.entry, one.extent) for one in held.lines if one.party_id == 3] == [
        (2, Extent.THEIRS),
        (2, Extent.NAME),
    ]
    assert {one.ground for one in held.lines if one.party_id == 3} == {Ground.DANGER}
    assert access_path.redaction_gaps(held.whole()) == []


def test_what_stood_on_another_ground_is_put_on_that_of_the_decision_and_keeps_its_pages(cabinet, who, asked):
    """It was decided for serious harm, and the schedule said that it was somebody else's information."""
    line(cabinet, who, asked, extent=Extent.WHOLE, pages="1")
    line(cabinet, who, asked, entry_id=asked.entries[1])
    record(
        cabinet,
        who,
        asked,
        PartyKind.FAMILY,
        Event.DECIDED,
        decision=Decision.WITHHOLD,
        ground=PartyGround.HARM,
        reason=WHY,
    )
    gap = "Enter the redactions for third party 1 on the ground that was decided"
    assert gap in access_path.redaction_gaps(held_by(cabinet, who, asked).whole())
    assert redactions.enter_lacking(cabinet, who, request_id=asked.request) == 3, "and a name that lacked"
    held = held_by(cabinet, who, asked)
    his = [(one.extent, one.pages, one.ground, one.reason) for one in held.lines if one.party_id == 1]
    assert his == [
        (Extent.WHOLE, "1", Ground.SERIOUS_HARM, WHY),
        (Extent.PASSAGE, "", Ground.SERIOUS_HARM, WHY),
    ]
    assert not any(one.agreed_by_id for one in held.lines), "the second person agrees anew"
    assert access_path.redaction_gaps(held.whole()) == []
    assert len(held.all_lines) == 5, "nothing is gone"


def test_a_redaction_by_hand_has_the_reason_of_the_decision_or_one_of_its_own(cabinet, who, asked):
    line(cabinet, who, asked)
    line(cabinet, who, asked, pages="2", reason=WHY)
    assert [one.reason for one in lines_of(cabinet, who, asked)] == ["He told it in confidence.", WHY]


# Until when, and by whom ----------------------------------------------------------------------------


def test_once_it_is_answered_nothing_more_is_taken_out(cabinet, who, asked):
    line(cabinet, who, asked)
    with cabinet.administering("answered") as session:
        session.add(AccessStep(request_id=asked.request, step=Step.RELEASED, on=TODAY))
    with pytest.raises(Refused):
        line(cabinet, who, asked, entry_id=asked.entries[1])
    with pytest.raises(Refused):
        redactions.enter_lacking(cabinet, who, request_id=asked.request)
    line(cabinet, who, asked, corrects_id=1, pages="2", because="The page was left out.")
    assert [one.pages for one in lines_of(cabinet, who, asked)] == ["2"]


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.DEPUTY}])
def test_who_may_enter_and_who_may_agree(cabinet, who, asked, role):
    line(cabinet, who, asked)
    other = account(cabinet, role)
    for write in (
        lambda: redactions.enter_line(
            cabinet,
            other,
            request_id=asked.request,
            entry_id=1,
            party_id=1,
            extent=Extent.PASSAGE,
            ground=Ground.THIRD_PARTY,
            today=TODAY,
        ),
        lambda: redactions.enter_lacking(cabinet, other, request_id=asked.request),
        lambda: redactions.take_back(cabinet, other, request_id=asked.request, line_id=1, because=WHY),
        lambda: redactions.take_back_needless(cabinet, other, request_id=asked.request),
    ):
        with pytest.raises(NotAllowed):
            write()
    if role is Role.CHAIRPERSON:
        assert agree(cabinet, other, asked, [1]) == 1
    else:
        with pytest.raises(NotAllowed):
            agree(cabinet, other, asked, [1])


def test_a_chairperson_who_stands_back_agrees_to_nothing(cabinet, who, asked):
    line(cabinet, who, asked)
    chair = account(cabinet, Role.CHAIRPERSON)
    sight.declare_conflict(cabinet, chair, request_id=asked.request, conflict=Conflict.RELATIVE)
    assert held_by(cabinet, chair, asked) is None
    with pytest.raises(Refused):
        agree(cabinet, chair, asked, [1])
    assert rows(cabinet, RedactionAgreement) == []


def test_nor_does_a_manager_who_stands_back(cabinet, who, asked):
    """What somebody else entered they may not pass, of a request that they are close to (AR-6, AR-25)."""
    deputy = account(cabinet, Role.DEPUTY)
    line(cabinet, deputy, asked)
    request_steps.record(
        cabinet, who, request_id=asked.request, step=Step.MANAGER_STANDS_BACK, on=TODAY,
        answer=Conflict.RELATIVE, said="Dee Marlow", today=TODAY,
    )  # fmt: skip
    with pytest.raises(Refused, match="You stand back from this request"):
        agree(cabinet, who, asked, [1])
    assert rows(cabinet, RedactionAgreement) == []


def correct_the_index(cabinet, who, asked, family, entry_id, *mentions):
    """Corrects an entry of the index, which then mentions these; its row."""
    held = next(row for row in rows(cabinet, FileEntry) if row["id"] == entry_id)
    of_it = {
        name: held[name]
        for name in (
            "number",
            "first_page",
            "last_page",
            "event_on",
            "written_on",
            "kind",
            "author",
            "nature",
        )
    }
    file_entries.record_entry(
        cabinet,
        who,
        child_id=family.child,
        new=file_entries.NewEntry(
            **of_it, source=Source.SETTING, kept_at="In the child's file", is_asked_whether_sensitive=True,
            mentions=mentions, corrects_id=entry_id, because="He was taken for somebody else in it.",
            hold_reason="The check of the file showed it.", hold_second="Polly Grant",
        ),
        today=TODAY,
    )  # fmt: skip
    return rows(cabinet, FileEntry)[-1]["id"]


def test_nothing_is_to_be_taken_out_of_an_entry_that_mentions_somebody_no_more(cabinet, who, asked, family):
    """The index was wrong: a redaction of somebody who is not in it was wanted before any release."""
    colleague = Mention(Mentioned.STAFF, family.colleague)
    worker = Mention(Mentioned.AGENCY, None, "Nia  PARRY", "Health visiting team")
    redactions.enter_lacking(cabinet, who, request_id=asked.request)
    by_hand = third_parties.add_party(
        cabinet, who, request_id=asked.request, kind=PartyKind.OTHER, name="A neighbour",
        entries=asked.entries[1:2], today=TODAY,
    )  # fmt: skip
    first, second, third = asked.entries
    now = correct_the_index(cabinet, who, asked, family, second, colleague, worker)
    held = held_by(cabinet, who, asked)
    assert [(party.number, party.entries) for party in held.parties] == [
        (1, {first}), (2, {now}), (3, {now}), (4, {third}), (by_hand, {now}),
    ]  # fmt: skip
    assert access_path.redaction_gaps(held.whole()) == [
        "Take back the redactions that take out more than is now decided"
    ]
    assert redactions.take_back_needless(cabinet, who, request_id=asked.request) == 1
    held = held_by(cabinet, who, asked)
    assert access_path.redaction_gaps(held.whole()) == []
    assert [(one.entry, one.party_id) for one in held.lines] == [(1, 1), (2, 3)]
    # He was in it after all: the entry is his again, and what was decided is wanted of it.
    again = correct_the_index(
        cabinet, who, asked, family, now, colleague, worker, Mention(Mentioned.FAMILY, family.father)
    )
    held = held_by(cabinet, who, asked)
    assert held.parties[0].entries == {first, again}
    assert list_all(cabinet, who, asked) == 0
    assert redactions.enter_lacking(cabinet, who, request_id=asked.request) == 1
