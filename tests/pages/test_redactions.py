"""Redactions and copies on a request page: entered, agreed to, corrected, out of date (AR-24 to AR-27)."""

import pytest

from models import AccessStep, Redaction, RedactionAgreement
from rules.access import Step
from rules.induction import Role
from rules.redaction import REFUSED_GROUNDS, Extent, Ground
from rules.third_parties import Decision, Event, PartyKind
from rules.third_parties import Ground as PartyGround
from store import redactions
from tests.conftest import TODAY, account, manager_of, rows
from tests.pages.test_forms import says, send, set_to
from tests.pages.test_third_parties import CODE, COPIES, choose, open_form, part
from tests.store.test_third_parties import AskedFor, ask_for_the_file, list_all, record
from ui.words import GROUND_SAYS

WHY = "It would lead him to their new address."


@pytest.fixture
def asked(cabinet, family) -> AskedFor:
    """Everybody is listed; the father is withheld and nobody else is decided."""
    asked, who = ask_for_the_file(cabinet, family), manager_of(cabinet)
    list_all(cabinet, who, asked)
    decide(cabinet, asked, Decision.WITHHOLD, PartyGround.CONFIDENCE)
    return asked


def decide(cabinet, asked, decision, ground):
    record(
        cabinet,
        manager_of(cabinet),
        asked,
        PartyKind.FAMILY,
        Event.DECIDED,
        decision=decision,
        ground=ground,
        reason="He told it in confidence.",
    )


def copies(visited, **query):
    return part(visited, COPIES, **query)


def enter_all(cabinet, asked):
    redactions.enter_lacking(cabinet, manager_of(cabinet), request_id=asked.request)


def test_what_was_decided_is_entered_in_one_press_and_agreed_to_in_another(cabinet, visit, asked):
    visited = copies(visit(cabinet))
    assert "Enter a redaction for third party 1 in each entry that mentions them." in visited.html
    visited.press("Enter 2 redactions as decided")
    assert "Next: the second person agrees" in visited.notice()
    assert "Enter 2 redactions as decided" not in visited.labels
    assert "2 redactions wait for a second person" in visited.html
    assert not {label for label in visited.labels if label.startswith("Agree")}
    chair = copies(visit(cabinet, Role.CHAIRPERSON, with_names=True))
    assert "Enter a redaction" not in chair.labels
    chair.press("Agree to all 2 as the second person")
    assert "Both names are in the schedule" in chair.notice()
    assert len(rows(cabinet, RedactionAgreement)) == 2
    shown = copies(visit(cabinet)).html
    assert f"A {Role.CHAIRPERSON}" in shown
    assert "Waits" not in shown


def test_one_is_agreed_to_by_itself(cabinet, visit, asked):
    enter_all(cabinet, asked)
    chair = copies(visit(cabinet, Role.CHAIRPERSON, with_names=True), redaction="2").press(
        "Agree to this one"
    )
    assert not chair.at.exception
    assert [row["redaction_id"] for row in rows(cabinet, RedactionAgreement)] == [2]


def test_a_second_press_finds_that_it_was_taken_back(cabinet, visit, asked):
    enter_all(cabinet, asked)
    chair = copies(visit(cabinet, Role.CHAIRPERSON, with_names=True))
    agreeing = next(button for button in chair.at.button if button.label.startswith("Agree to all"))
    redactions.take_back(
        cabinet, manager_of(cabinet), request_id=asked.request, line_id=1, because="He is disclosed now."
    )
    agreeing.click()
    chair.run()
    assert not chair.at.exception
    assert {row["redaction_id"] for row in rows(cabinet, RedactionAgreement)} <= {2}


def test_a_redaction_is_refused_by_field(cabinet, visit, asked):
    visited = open_form(copies(visit(cabinet)), "Enter a redaction")
    assert CODE in says(visited)
    send(visited, "Enter redaction")
    said = visited.refusal().replace("*", "")
    for field in ("Entry: Choose", "How much is taken out: Choose", "Ground: Choose the ground"):
        assert field in said
    choose(visited, "redaction.ground", Ground.THIRD_PARTY)
    set_to(visited, "redaction.entry", asked.entries[0])
    set_to(visited, "redaction.extent", Extent.PASSAGE)
    set_to(visited, "redaction.pages", "12")
    send(visited, "Enter redaction")
    said = visited.refusal().replace("*", "")
    assert "Whose information it is: Choose" in said
    assert "Pages: This entry has pages 1 to 2 in the index" in said
    set_to(visited, "redaction.party", 2)
    send(visited, "Enter redaction")
    assert "The index does not say that this entry mentions this person" in visited.refusal()
    set_to(visited, "redaction.party", 1)
    set_to(visited, "redaction.pages", "2")
    send(visited, "Enter redaction")
    assert "Next: the second person agrees" in visited.notice()
    (row,) = rows(cabinet, Redaction)
    assert (row["entry_id"], row["party_id"], row["pages"]) == (asked.entries[0], 1, "2")


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        pytest.param(Ground.BEST_INTERESTS, "whether the child is, was or may be at risk", id="L2.11: what"),
        pytest.param(
            Ground.BEST_INTERESTS, "somebody with parental responsibility asks", id="L2.10: who asks"
        ),
        pytest.param(Ground.SERIOUS_HARM, "ask a health professional", id="L2.14, L2.15: health"),
        pytest.param(Ground.SERIOUS_HARM, "the council", id="L2.13: social work"),
        pytest.param(Ground.CRIME, None, id="nothing more to know"),
        pytest.param(Ground.THIRD_PARTY, None, id="of a third party"),
    ],
)
def test_a_ground_that_the_law_gives_only_in_part_says_so_when_it_is_chosen(
    cabinet, visit, asked, ground, said
):
    visited = open_form(copies(visit(cabinet)), "Enter a redaction")
    choose(visited, "redaction.ground", ground)
    if said is None:
        assert not any(words in visited.html for words in GROUND_SAYS.values())
    else:
        assert said in visited.html
        assert said in GROUND_SAYS[ground]


@pytest.mark.parametrize("ground", sorted(REFUSED_GROUNDS))
def test_what_is_only_unwelcome_is_offered_and_refused(cabinet, visit, asked, ground):
    visited = open_form(copies(visit(cabinet)), "Enter a redaction")
    choose(visited, "redaction.ground", ground)
    set_to(visited, "redaction.entry", asked.entries[0])
    set_to(visited, "redaction.extent", Extent.WHOLE)
    set_to(visited, "redaction.reason", WHY)
    send(visited, "Enter redaction")
    said = visited.refusal()
    assert f"That {ground} is not a ground" in said
    assert "would be an offence (Data Protection Act 2018, section 173)" in said
    assert rows(cabinet, Redaction) == []


def test_a_redaction_is_corrected_and_taken_back(cabinet, visit, asked):
    enter_all(cabinet, asked)
    visited = open_form(copies(visit(cabinet), redaction="1"), "Correct or take back")
    set_to(visited, "correct-redaction.1.extent", Extent.WHOLE)
    send(visited, "Record the correction")
    assert "What was wrong: Enter in a sentence" in visited.refusal().replace("*", "")
    set_to(visited, "correct-redaction.1.because", "All of it is about him.")
    send(visited, "Record the correction")
    assert "The history keeps both" in visited.notice()
    open_form(copies(visited, redaction="3"), "Correct or take back")
    choose(visited, "correct-redaction.3.struck", True)
    set_to(visited, "correct-redaction.3.because", "He is disclosed after all.")
    send(visited, "Take it back")
    assert len(rows(cabinet, Redaction)) == 4
    assert "Enter 1 redaction as decided" in visited.labels


def test_what_goes_further_than_the_decision_is_taken_back_in_one_press(cabinet, visit, asked):
    enter_all(cabinet, asked)
    decide(cabinet, asked, Decision.DISCLOSE, PartyGround.REASONABLE)
    visited = copies(visit(cabinet)).press("Take back 2 redactions")
    assert "The history keeps them" in visited.notice()
    assert "Nothing has been taken out so far" in visited.html


# The copies -----------------------------------------------------------------------------------------


def step(cabinet, what, by=None, pages=None):
    who = by or manager_of(cabinet)
    with cabinet.administering("step") as session:
        session.add(
            AccessStep(
                request_id=1,
                step=what,
                on=TODAY,
                pages=pages,
                signed_by_id=who.account_id,
                recorded_by_id=who.account_id,
            )
        )


def test_each_copy_says_where_it_stands_and_what_it_waits_for(cabinet, visit, asked):
    visited = copies(visit(cabinet))
    assert "The file has 6 pages by its index. First: check the file against its index" in visited.html
    assert "Record the complete copy" not in visited.labels
    step(cabinet, Step.FILE_CHECKED)
    step(cabinet, Step.COMPLETE_COPY, pages=5)
    visited.run()
    assert "Does not match" in visited.html
    assert "5 pages copied, 6 in the index" in visited.html
    assert "Record the complete copy" in visited.labels
    step(cabinet, Step.COMPLETE_COPY, pages=6)
    visited.run()
    assert "6 pages, as in the index" in visited.html
    assert "Record the clean copy" not in visited.labels, "redactions are lacking and nobody is decided"


def test_a_clean_copy_is_checked_by_another_and_goes_out_of_date(cabinet, visit, asked):
    chair = account(cabinet, Role.CHAIRPERSON, "Bryn Moss")
    enter_all(cabinet, asked)
    step(cabinet, Step.CLEAN_COPY)
    visited = copies(visit(cabinet))
    assert "Not checked" in visited.html
    assert "Sign that the clean copy is checked" not in visited.labels, "the manager made it"
    assert "Sign that the clean copy is checked" in copies(visit(cabinet, Role.CHAIRPERSON)).labels
    step(cabinet, Step.CLEAN_COPY_CHECKED, by=chair)
    assert "Made, and checked by a second person" in copies(visit(cabinet)).html
    decide(cabinet, asked, Decision.DISCLOSE, PartyGround.REASONABLE)
    assert "Something changed after it was made: make it again" in copies(visit(cabinet)).html
