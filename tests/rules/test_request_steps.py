"""What each step of a request is recorded with, who may sign it, and what is refused, by field.

The request was received on Monday 2 November 2026: its month ends on Wednesday 2 December.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules import access_path, request_steps
from rules.access import RefusalGround, Step, StepDone
from rules.access_path import (
    HOLDS_NO_PAPERS,
    NO_CONFLICT,
    BestInterests,
    Controversy,
    CourtOrder,
    ExtensionGround,
    Extent,
    Index,
    Meeting,
    Requester,
    Task,
    WholeRequest,
)
from rules.induction import Role
from rules.need_to_know import Conflict, Thing
from rules.request_steps import (
    ANSWERS,
    Said,
    correction_problems,
    decided_with_problems,
    problems,
    waits_for,
    without,
)
from rules.requester import Relationship
from tests.rules.test_access_path import (
    CHAIR,
    ENGLAND,
    MANAGER,
    RECEIVED,
    SHOWN,
    TODAY,
    done,
    given_of,
    nov,
    whole,
)

BARE = WholeRequest(RECEIVED)
RIGHT = "It is for the other child: AR-2026-004 stands."
COMPLEX = ExtensionGround.COMPLEX
REFUSAL = Said(
    Step.REFUSED, TODAY, "The same pages as last month.", RefusalGround.EXCESSIVE, is_route_told=True
)


def refused(given, whole=BARE, *, by=MANAGER, sees_advice=True, found=0, today=TODAY):
    return problems(
        given,
        whole=whole,
        by=by,
        sees_advice=sees_advice,
        today=today,
        bank_holidays=ENGLAND,
        found=found,
    )


@pytest.mark.parametrize("step", list(Step))
def test_a_step_that_is_filled_in_whole_is_taken_where_nothing_has_to_come_before(step):
    before = {
        Step.CLARIFICATION_ANSWERED: (done(Step.CLARIFICATION_ASKED, 4),),
        Step.FILE_CHECK_SIGNED: (done(Step.FILE_CHECKED, 4, by=CHAIR),),
        Step.CLEAN_COPY_CHECKED: (done(Step.CLEAN_COPY, 4, by=CHAIR),),
        Step.ADVICE_RECEIVED: (done(Step.ADVICE_SOUGHT, 4),),
        Step.CLOSED: (done(Step.REFUSED, 9),),
        Step.REFUSAL_AGREED: (done(Step.REFUSED, 9, by=CHAIR),),
    }
    held = whole() if step is Step.RELEASED else WholeRequest(RECEIVED, before.get(step, ()))
    assert refused(given_of(step, TODAY), held) == {}


@pytest.mark.parametrize(
    ("given", "held", "field"),
    [
        pytest.param(Said(None, TODAY), (), "step", id="no step"),
        pytest.param(Said(Step.ACKNOWLEDGED, None), (), "on", id="no date"),
        pytest.param(Said(Step.ACKNOWLEDGED, date(2026, 11, 25)), (), "on", id="tomorrow"),
        pytest.param(Said(Step.ACKNOWLEDGED, date(2026, 11, 1)), (), "on", id="the day before receipt"),
        pytest.param(
            Said(Step.ACKNOWLEDGED, TODAY), (done(Step.ACKNOWLEDGED, 4),), "step", id="a second time"
        ),
        pytest.param(Said(Step.IDENTITY_ASKED, TODAY), (), "said", id="what proof was asked for"),
        pytest.param(Said(Step.CLARIFICATION_ASKED, TODAY), (), "said", id="a question without its words"),
        pytest.param(
            Said(Step.CLARIFICATION_ASKED, TODAY, said="Which year?"),
            (done(Step.CLARIFICATION_ASKED, 4),),
            "step",
            id="a second question while one is open",
        ),
        pytest.param(Said(Step.CLARIFICATION_ANSWERED, TODAY), (), "step", id="an answer to no question"),
        pytest.param(
            Said(Step.CLARIFICATION_ANSWERED, nov(3)),
            (done(Step.CLARIFICATION_ASKED, 4),),
            "on",
            id="an answer before its question",
        ),
        pytest.param(
            Said(Step.EXTENDED, TODAY, answer=COMPLEX), (), "reason", id="an extension without a reason"
        ),
        pytest.param(Said(Step.EXTENDED, TODAY, "Busy.", COMPLEX), (), "reason", id="busy is no reason"),
        pytest.param(
            Said(Step.EXTENDED, TODAY, "Two files of four agencies"),
            (),
            "answer",
            id="on no ground of the law",
        ),
        pytest.param(
            Said(Step.EXTENDED, TODAY, "Two files of four agencies", COMPLEX),
            (done(Step.EXTENDED, 9),),
            "step",
            id="a second extension",
        ),
        pytest.param(Said(Step.COURT_ORDER_READ, TODAY), (), "answer", id="an order read without its answer"),
        pytest.param(
            Said(Step.COURT_ORDER_READ, TODAY, answer=CourtOrder.FORBIDS), (), "reason", id="what it forbids"
        ),
        pytest.param(Said(Step.CONFLICT_ASKED, TODAY), (), "answer", id="a question without its answer"),
        pytest.param(Said(Step.CONFLICT_ASKED, TODAY, answer="maybe"), (), "answer", id="an unheard-of one"),
        pytest.param(Said(Step.STAND_IN_NAMED, TODAY), (), "said", id="a stand-in without a name"),
        pytest.param(
            Said(Step.MANAGER_STANDS_BACK, TODAY, answer=Conflict.RELATIVE),
            (),
            "said",
            id="the manager stands back, and nobody decides",
        ),
        pytest.param(
            Said(Step.MANAGER_STANDS_BACK, TODAY, said="The deputy"), (), "answer", id="nobody knows why"
        ),
        pytest.param(Said(Step.BEST_INTERESTS, TODAY), (), "answer", id="best interests unanswered"),
        pytest.param(
            Said(Step.BEST_INTERESTS, TODAY, answer=BestInterests.PART), (), "reason", id="some of it: why"
        ),
        pytest.param(
            Said(Step.ADVICE_CONSIDERED, TODAY, answer=Controversy.COURT),
            (),
            "reason",
            id="a court case and no word about advice",
        ),
        pytest.param(Said(Step.ADVICE_SOUGHT, TODAY), (), "said", id="advice of whom"),
        pytest.param(Said(Step.ADVICE_RECEIVED, TODAY), (), "step", id="advice of nobody asked"),
        pytest.param(
            Said(Step.ADVICE_RECEIVED, nov(3)),
            (done(Step.ADVICE_SOUGHT, 4),),
            "on",
            id="advice before it was asked for",
        ),
        pytest.param(Said(Step.FILE_CHECK_SIGNED, TODAY), (), "step", id="a signature under no check"),
        pytest.param(
            Said(Step.FILE_CHECK_SIGNED, TODAY),
            (done(Step.FILE_CHECKED, 4),),
            "signed_by",
            id="the same twice",
        ),
        pytest.param(
            Said(Step.CLEAN_COPY_CHECKED, TODAY),
            (done(Step.CLEAN_COPY, 4),),
            "signed_by",
            id="of the copy too",
        ),
        pytest.param(
            Said(Step.FILE_CHECK_SIGNED, nov(3)),
            (done(Step.FILE_CHECKED, 4, by=CHAIR),),
            "on",
            id="the second before the first",
        ),
        pytest.param(Said(Step.COMPLETE_COPY, TODAY), (), "pages", id="a copy that nobody counted"),
        pytest.param(Said(Step.COMPLETE_COPY, TODAY, pages=0), (), "pages", id="a copy of no page"),
        pytest.param(
            Said(Step.CLEAN_COPY, TODAY, pages=13),
            (done(Step.COMPLETE_COPY, 4, pages=12),),
            "pages",
            id="a clean copy longer than the file",
        ),
        pytest.param(Said(Step.ACKNOWLEDGED, TODAY, pages=3), (), "pages", id="pages of a letter"),
        pytest.param(
            Said(Step.ACKNOWLEDGED, TODAY, answer="yes"), (), "answer", id="an answer to no question"
        ),
        pytest.param(Said(Step.ACKNOWLEDGED, TODAY, advice="Wait"), (), "advice", id="advice elsewhere"),
        pytest.param(Said(Step.INVITED, TODAY), (), "said", id="an invitation to no day"),
        pytest.param(
            Said(Step.MEETING, TODAY, answer=Meeting.NOT_HELD), (), "reason", id="no meeting and no reason"
        ),
        pytest.param(replace(REFUSAL, reason=""), (), "reason", id="a refusal without reasons"),
        pytest.param(
            replace(REFUSAL, is_route_told=False),
            (),
            "is_route_told",
            id="a refusal that says no way to complain",
        ),
        pytest.param(replace(REFUSAL, answer=""), (), "answer", id="a refusal on no ground"),
        pytest.param(
            replace(REFUSAL, reason="We are too busy before Christmas."),
            (),
            "reason",
            id="and for being busy",
        ),
        pytest.param(
            replace(REFUSAL, answer=RefusalGround.ORDER), (), "answer", id="on an order that nobody read"
        ),
        pytest.param(
            replace(REFUSAL, answer=RefusalGround.ORDER),
            (done(Step.COURT_ORDER_READ, 9, CourtOrder.LIMITS),),
            "answer",
            id="on an order that only limits it",
        ),
        pytest.param(Said(Step.CLOSED, TODAY), (), "step", id="a close without an answer"),
        pytest.param(
            Said(Step.CLOSED, nov(8), "Refused at once."),
            (done(Step.REFUSED, 9),),
            "on",
            id="a close before the answer",
        ),
        pytest.param(Said(Step.WITHDRAWN, TODAY), (), "said", id="withdrawn, and not a word by whom"),
        pytest.param(Said(Step.MISTAKEN, TODAY), (), "reason", id="a mistake, and not what is right"),
        pytest.param(Said(Step.MISTAKEN, TODAY, "Wrong"), (), "reason", id="a mistake in a word"),
        pytest.param(
            Said(Step.MISTAKEN, TODAY, RIGHT, late_because="It was late."),
            (),
            "late_because",
            id="a mistake that is late",
        ),
        pytest.param(
            Said(Step.CLOSED, TODAY), (done(Step.REFUSED, 9),), "reason", id="much undone, and not a word"
        ),
        pytest.param(
            Said(Step.ACKNOWLEDGED, TODAY, said="The password is kitten7"), (), "said", id="a password"
        ),
    ],
)
def test_what_is_refused_and_by_which_field(given, held, field):
    assert list(refused(given, WholeRequest(RECEIVED, held))) == [field]


@pytest.mark.parametrize(
    ("relationship", "answer", "field"),
    [
        pytest.param(Relationship.FORMER_CHILD, BestInterests.WITHHOLD, "answer", id="their own: all of it"),
        pytest.param(Relationship.FORMER_CHILD, BestInterests.PART, "answer", id="their own: some of it"),
        pytest.param(Relationship.FORMER_CHILD, BestInterests.RELEASE, None, id="their own: it is released"),
        pytest.param(Relationship.FORMER_CHILD, BestInterests.NO_SUCH_DATA, None, id="their own: no such"),
        pytest.param(Relationship.RESPONSIBLE, BestInterests.WITHHOLD, None, id="a parent: all of it"),
        pytest.param(Relationship.ACTING, BestInterests.PART, None, id="who acts for a parent: some of it"),
        pytest.param(None, BestInterests.PART, None, id="not yet recorded who asks"),
    ],
)
def test_the_childs_interests_keep_nothing_from_who_asks_for_their_own(relationship, answer, field):
    """Law L2.10: it is where somebody with parental responsibility asks about a child under 18."""
    asks = Requester(relationship, has_evidence=True) if relationship else None
    given = Said(Step.BEST_INTERESTS, TODAY, "It says what was feared at home.", answer=answer)
    assert list(refused(given, WholeRequest(RECEIVED, requester=asks))) == ([field] if field else [])


@pytest.mark.parametrize(
    ("relationship", "fields"),
    [
        pytest.param(Relationship.RESPONSIBLE, (["is_route_told"], []), id="a parent"),
        pytest.param(Relationship.AUTHORITY, ([], ["step"]), id="a court: neither complaint nor month"),
    ],
)
def test_an_authority_is_told_no_way_to_complain_and_has_no_month_to_extend(relationship, fields):
    held = WholeRequest(RECEIVED, requester=Requester(relationship, has_evidence=True, has_authority=True))
    why = "The request names no law on which it rests."
    refusal = replace(REFUSAL, reason=why, is_route_told=False)
    notice = Said(Step.EXTENDED, TODAY, "Reports of three agencies are compared.", ExtensionGround.COMPLEX)
    assert (list(refused(refusal, held)), list(refused(notice, held))) == fields


@pytest.mark.parametrize(
    ("before", "now", "field"),
    [
        pytest.param(
            BestInterests.WITHHOLD, BestInterests.NO_SUCH_DATA, "reason", id="it was not to be shown"
        ),
        pytest.param(BestInterests.PART, BestInterests.NO_SUCH_DATA, "reason", id="some of it was not"),
        pytest.param(BestInterests.NO_SUCH_DATA, BestInterests.NO_SUCH_DATA, None, id="nothing, as before"),
        pytest.param(
            Controversy.COURT, Controversy.NOTHING, "reason", id="a court case that is none any more"
        ),
        pytest.param(Controversy.NOTHING, Controversy.NOTHING, None, id="nothing controversial, as before"),
        pytest.param(Conflict.RELATIVE, NO_CONFLICT, "said", id="an aunt who is none any more"),
        pytest.param(NO_CONFLICT, NO_CONFLICT, None, id="no conflict, as before"),
    ],
)
@pytest.mark.parametrize(
    "why", ["", "Withdrawn.", "The case ended in October."], ids=["no", "one word", "why"]
)
def test_an_answer_that_lifts_what_the_last_one_limited_says_what_has_changed(before, now, field, why):
    step = next(step for step, answers in ANSWERS.items() if before in answers and now in answers)
    given = Said(
        step, TODAY, **({"said": why} if step is Step.CONFLICT_ASKED else {"reason": why}), answer=now
    )
    said = refused(given, WholeRequest(RECEIVED, (done(step, 9, before),)))
    assert list(said) == ([field] if field and len(why.split()) < 3 else [])
    assert refused(given, WholeRequest(RECEIVED)) == {}, "of a first answer nothing is asked"


@pytest.mark.parametrize(
    ("step", "answer", "why", "is_taken"),
    [
        pytest.param(
            Step.BEST_INTERESTS, BestInterests.NO_SUCH_DATA, "", False, id="X-4: nothing, and not a word"
        ),
        pytest.param(Step.BEST_INTERESTS, BestInterests.NO_SUCH_DATA, "No.", False, id="X-4: one word"),
        pytest.param(
            Step.BEST_INTERESTS,
            BestInterests.NO_SUCH_DATA,
            "It is about the fire drill, entered under the wrong kind.",
            True,
            id="X-4: nothing, and why",
        ),
        pytest.param(Step.ADVICE_CONSIDERED, Controversy.NOTHING, "", False, id="LG-1: nothing, no word"),
        pytest.param(
            Step.ADVICE_CONSIDERED,
            Controversy.NOTHING,
            "The order is about collecting, and both agree to it.",
            True,
            id="LG-1: nothing, and why",
        ),
    ],
)
@pytest.mark.parametrize("is_correction", [False, True], ids=["new", "corrected"])
def test_that_there_is_nothing_says_why_where_the_records_say_otherwise(
    step, answer, why, is_taken, is_correction
):
    """Law L2.10: an answer that anybody may give unread keeps nothing from anybody."""

    def said(says_otherwise):
        return problems(
            Said(step, TODAY, why, answer),
            whole=BARE,
            by=MANAGER,
            sees_advice=True,
            today=TODAY,
            bank_holidays=ENGLAND,
            says_otherwise=says_otherwise,
            is_correction=is_correction,
        )

    assert list(said(["entry 3 of the index"])) == ([] if is_taken else ["reason"])
    assert said([]) == {}, "where they say nothing, nothing is asked"


def test_nothing_about_abuse_is_not_said_of_entries_that_are_hidden():
    """CP-12: a deputy says first why they need to see them."""
    held = WholeRequest(RECEIVED, index=Index(4, hidden=1))
    assert list(refused(Said(Step.BEST_INTERESTS, TODAY, answer=BestInterests.NO_SUCH_DATA), held)) == [
        "step"
    ]
    given = Said(Step.BEST_INTERESTS, TODAY, "It says what was feared at home.", BestInterests.PART)
    assert refused(given, held) == {}


def test_a_corrected_answer_says_what_was_wrong_and_no_more():
    """The reason for the correction says it already."""
    held = WholeRequest(RECEIVED, (done(Step.ADVICE_CONSIDERED, 9, Controversy.COURT),))
    said = problems(
        Said(Step.ADVICE_CONSIDERED, TODAY, answer=Controversy.NOTHING),
        whole=held,
        by=MANAGER,
        sees_advice=True,
        today=TODAY,
        bank_holidays=ENGLAND,
        is_correction=True,
    )
    assert said == {}


@pytest.mark.parametrize(
    ("on", "is_taken"),
    [
        pytest.param(date(2026, 12, 2), True, id="on the last day of the month"),
        pytest.param(date(2026, 12, 3), False, id="a day later it moves nothing"),
    ],
)
def test_an_extension_is_sent_within_the_month(on, is_taken):
    said = refused(Said(Step.EXTENDED, on, "Two files of four agencies.", COMPLEX), today=date(2026, 12, 9))
    assert (said == {}) is is_taken


@pytest.mark.parametrize(
    ("answer", "route", "lines", "field"),
    [
        pytest.param(Extent.FULL, False, (), None, id="in full"),
        pytest.param(Extent.PART, True, (), None, id="in part, with reasons and how to complain"),
        pytest.param(Extent.PART, False, (), "is_route_told", id="in part, and no way to complain"),
        pytest.param("", True, (), "answer", id="nobody said how much"),
    ],
)
def test_a_release_says_how_much_and_in_part_how_to_complain(answer, route, lines, field):
    given = Said(
        Step.RELEASED,
        TODAY,
        "Other people's information is left out." if answer else "",
        answer,
        "Signed for by the parent.",
        is_route_told=route,
    )
    assert list(refused(given, whole(lines=lines))) == ([field] if field else [])


@pytest.mark.parametrize(
    ("order", "reason", "is_taken"),
    [
        pytest.param(CourtOrder.LIMITS, "", False, id="it limits the release, and nobody says how"),
        pytest.param(CourtOrder.LIMITS, "It allows the mother to see all of it", True, id="and how"),
        pytest.param(CourtOrder.DOES_NOT_LIMIT, "", True, id="it limits nothing"),
    ],
)
def test_a_release_in_full_says_how_it_keeps_to_a_court_order_that_limits_it(order, reason, is_taken):
    held = whole(done(Step.COURT_ORDER_READ, 4, order), has_court_order=True)
    given = Said(Step.RELEASED, TODAY, reason, Extent.FULL, "Signed for by the parent.")
    assert list(refused(given, held)) == ([] if is_taken else ["reason"])


def test_a_release_lists_everything_that_stands_in_its_way():
    said = refused(given_of(Step.RELEASED, TODAY))["step"]
    for clause in ("AR-4", "AR-13", "X-4", "LG-1", "AR-27", "AR-29"):
        assert f"({clause})" in said


@pytest.mark.parametrize(
    ("until", "may_be_released"),
    [
        pytest.param(None, True, id="parental responsibility that has no end"),
        pytest.param(TODAY, True, id="its last day"),
        pytest.param(TODAY - timedelta(days=1), False, id="over since yesterday"),
        pytest.param(date.min, False, id="the register says now that they never held it"),
    ],
)
def test_nothing_is_released_to_a_carer_whose_parental_responsibility_is_over(until, may_be_released):
    held = whole(requester=replace(SHOWN, responsible_until_on=until))
    assert list(refused(given_of(Step.RELEASED, TODAY), held)) == ([] if may_be_released else ["step"])


@pytest.mark.parametrize(
    ("step", "is_taken"),
    [
        pytest.param(Step.INVITED, False, id="invited to look at the file"),
        pytest.param(Step.MEETING, False, id="taken through it"),
        pytest.param(Step.RELEASED, False, id="given the copy"),
        pytest.param(Step.IDENTITY_ASKED, True, id="asked who they are"),
        pytest.param(Step.REFUSED, True, id="refused with reasons"),
        pytest.param(Step.WITHDRAWN, True, id="took it back themselves"),
    ],
)
def test_the_file_is_shown_to_nobody_who_is_a_carer_by_mistake(step, is_taken):
    held = whole(without=(Step.INVITED, Step.MEETING), requester=replace(SHOWN, mistaken_on=TODAY))
    assert ("step" in refused(given_of(step, TODAY), held)) is not is_taken


@pytest.mark.parametrize(
    ("step", "until", "is_taken"),
    [
        pytest.param(Step.INVITED, TODAY, True, id="invited on its last day"),
        pytest.param(Step.INVITED, TODAY - timedelta(days=1), False, id="invited the day after"),
        pytest.param(Step.MEETING, TODAY, True, id="taken through it on its last day"),
        pytest.param(Step.MEETING, TODAY - timedelta(days=1), False, id="taken through it the day after"),
        pytest.param(Step.REFUSED, TODAY - timedelta(days=1), True, id="refused the day after"),
    ],
)
def test_the_file_is_shown_to_nobody_whose_parental_responsibility_is_over(step, until, is_taken):
    held = whole(without=(Step.INVITED, Step.MEETING), requester=replace(SHOWN, responsible_until_on=until))
    assert ("step" in refused(given_of(step, TODAY), held)) is not is_taken


@pytest.mark.parametrize("is_correction", [False, True], ids=["recorded", "corrected"])
@pytest.mark.parametrize(
    ("on", "is_taken"),
    [
        pytest.param(nov(16), False, id="before there was a clean copy to hand over"),
        pytest.param(nov(17), True, id="the day the second person checked it"),
        pytest.param(nov(20), True, id="by post, before the meeting"),
    ],
)
def test_nothing_was_released_before_the_clean_copy_was_checked(on, is_taken, is_correction):
    said = problems(
        given_of(Step.RELEASED, on),
        whole=whole(),
        by=MANAGER,
        sees_advice=True,
        today=TODAY,
        bank_holidays=ENGLAND,
        is_correction=is_correction,
    )
    assert list(said) == ([] if is_taken else ["on"])


@pytest.mark.parametrize("step", [Step.IDENTITY_CONFIRMED, Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED])
@pytest.mark.parametrize(
    ("on", "is_taken"),
    [pytest.param(nov(23), True, id="on its day"), pytest.param(nov(24), False, id="the day after it")],
)
def test_no_correction_puts_what_a_release_needs_after_the_release(step, on, is_taken):
    held = whole(done(Step.IDENTITY_ASKED, 3), done(Step.RELEASED, 23), without={Step.CLEAN_COPY_CHECKED})
    said = problems(
        given_of(step, on),
        whole=held,
        by=CHAIR,
        sees_advice=True,
        today=TODAY,
        bank_holidays=ENGLAND,
        is_correction=True,
    )
    assert list(said) == ([] if is_taken else ["on"])


def test_a_copy_has_the_pages_of_the_index_where_there_is_one():
    for index, pages, is_taken in ((Index(12), 12, True), (Index(12), 11, False), (Index(0), 11, True)):
        said = refused(Said(Step.COMPLETE_COPY, TODAY, pages=pages), WholeRequest(RECEIVED, index=index))
        assert (said == {}) is is_taken


@pytest.mark.parametrize(
    ("before", "pages", "said", "fields"),
    [
        pytest.param(12, 12, "", [], id="as many as before"),
        pytest.param(12, 13, "", [], id="more: something was added"),
        pytest.param(12, 11, "", ["said"], id="fewer, without a word"),
        pytest.param(12, 11, "A blank sheet was counted", [], id="fewer, and why"),
        pytest.param(None, 11, "", [], id="the first was not counted"),
    ],
)
def test_a_copy_with_fewer_pages_than_the_one_before_says_why(before, pages, said, fields):
    """Nothing leaves a file that was asked for (AR-12, AR-30)."""
    held = WholeRequest(RECEIVED, (done(Step.COMPLETE_COPY, 4, pages=before),), index=Index(pages))
    assert list(refused(Said(Step.COMPLETE_COPY, TODAY, pages=pages, said=said), held)) == fields


def test_a_check_that_lists_something_says_what_becomes_of_it():
    checked = Said(Step.FILE_CHECKED, TODAY, said="E-mail and the learning journey: nothing more")
    assert list(refused(checked, found=2)) == ["reason"]
    assert refused(checked) == {}


EMPTY, KEPT = Index(0, is_empty=True), Index(4)


@pytest.mark.parametrize(
    ("index", "answer", "reason", "fields"),
    [
        pytest.param(KEPT, "", "", [], id="papers, and nothing to say of it"),
        pytest.param(EMPTY, "", "", ["answer"], id="an empty index"),
        pytest.param(EMPTY, "", "All is well.", ["answer"], id="an empty index, and a reason for nothing"),
        pytest.param(EMPTY, HOLDS_NO_PAPERS, "", ["reason"], id="no papers, without a word why"),
        pytest.param(EMPTY, HOLDS_NO_PAPERS, "It was never begun.", [], id="no papers, and why"),
        pytest.param(KEPT, HOLDS_NO_PAPERS, "It was never begun.", ["answer"], id="it holds papers"),
        pytest.param(KEPT, "full", "", ["answer"], id="no such answer"),
    ],
)
def test_a_file_is_checked_against_an_index_or_said_to_hold_no_papers(index, answer, reason, fields):
    """AR-12: a check that leaves a gap unexplained is none."""
    given = Said(Step.FILE_CHECKED, TODAY, said="E-mail: nothing", answer=answer, reason=reason)
    assert list(refused(given, WholeRequest(RECEIVED, index=index))) == fields


def test_a_check_of_the_file_says_where_else_was_looked():
    """The search is of all that is held, not of the paper file alone (law L1.12)."""
    assert "where else you looked" in refused(Said(Step.FILE_CHECKED, TODAY, said=" "))["said"]


@pytest.mark.parametrize(
    ("on", "is_taken"),
    [
        pytest.param(nov(4), True, id="on the day of the first signature"),
        pytest.param(nov(3), False, id="the day before it"),
    ],
)
def test_the_second_signature_may_be_of_the_same_day(on, is_taken):
    held = WholeRequest(RECEIVED, (done(Step.FILE_CHECKED, 4),))
    assert list(refused(Said(Step.FILE_CHECK_SIGNED, on), held, by=CHAIR)) == ([] if is_taken else ["on"])


def test_advice_is_entered_by_those_who_may_see_it():
    held = WholeRequest(RECEIVED, (done(Step.ADVICE_SOUGHT, 4),))
    given = Said(Step.ADVICE_RECEIVED, TODAY, advice="Release it.")
    assert refused(given, held) == {}
    assert list(refused(given, held, sees_advice=False)) == ["advice"]


def test_what_was_recorded_by_mistake_is_never_late():
    """Its date by law may long be over: nobody waited for an answer."""
    assert refused(Said(Step.MISTAKEN, date(2027, 3, 1), RIGHT), today=date(2027, 3, 1)) == {}


@pytest.mark.parametrize("step", list(Step))
def test_the_chairperson_signs_and_the_manager_records(step):
    second = {
        Step.FILE_CHECKED,
        Step.FILE_CHECK_SIGNED,
        Step.CLEAN_COPY_CHECKED,
        Step.MEETING,
        Step.CONFLICT_ASKED,
        Step.REFUSAL_AGREED,
    }
    assert (request_steps.thing_of(step) is Thing.SIGNATURE) is (step in second)


def test_every_answer_is_one_of_the_steps_own_list():
    assert set(request_steps.ANSWERS[Step.CONFLICT_ASKED]) == {NO_CONFLICT, *Conflict}
    assert all(len(answer) <= 60 for answers in request_steps.ANSWERS.values() for answer in answers)


ACKNOWLEDGED, ASKED = StepDone(Step.ACKNOWLEDGED, TODAY), StepDone(Step.CLARIFICATION_ASKED, TODAY)
REFUSED = StepDone(Step.REFUSED, TODAY)
OPEN = [step for step in Step if step is not Step.REFUSAL_AGREED]  # there is nothing to agree to


@pytest.mark.parametrize(
    ("done", "offered"),
    [
        pytest.param((), OPEN, id="a new request"),
        pytest.param(
            (ACKNOWLEDGED, ASKED),
            [step for step in OPEN if step is not Step.ACKNOWLEDGED],
            id="what happens once is recorded once, and what may happen again is there",
        ),
        pytest.param(
            (ACKNOWLEDGED, StepDone(Step.RELEASED, TODAY)),
            [Step.CLOSED],
            id="once it is answered it is closed",
        ),
        pytest.param(
            (ACKNOWLEDGED, REFUSED),
            [
                Step.ADVICE_CONSIDERED,
                Step.ADVICE_SOUGHT,
                Step.ADVICE_RECEIVED,
                Step.REFUSAL_AGREED,
                Step.CLOSED,
            ],
            id="a refusal is agreed to before, and advice may be taken on it",
        ),
        pytest.param((REFUSED, StepDone(Step.CLOSED, TODAY)), [], id="and nothing after that"),
        pytest.param((StepDone(Step.MISTAKEN, TODAY),), [], id="nor after one that was recorded by mistake"),
    ],
)
def test_no_step_is_offered_that_is_refused_whatever_else_is_said(done, offered):
    assert request_steps.open_steps(done) == offered


def test_what_usually_comes_first_is_said_and_does_not_stop_anything():
    assert waits_for(Step.CLEAN_COPY, BARE) == [Task.COMPLETE_COPY]
    assert waits_for(Step.ACKNOWLEDGED, BARE) == []
    assert waits_for(Step.CONFLICT_ASKED, BARE) == [Task.CHAIRPERSON]


# Corrections ----------------------------------------------------------------------------------------

WHY = "It was the day after."


def corrected(old, given, *others, by=MANAGER, is_struck=False, because=WHY):
    held = WholeRequest(RECEIVED, (old, *others))
    return correction_problems(
        old, given, whole=without(held, old), by=by, is_struck=is_struck, because=because
    )


TOLD = done(Step.CHAIRPERSON_TOLD, 3)
ASKED = done(Step.CLARIFICATION_ASKED, 4)
ANSWERED = done(Step.CLARIFICATION_ANSWERED, 6)
SIGNED = done(Step.FILE_CHECK_SIGNED, 5, by=CHAIR)
ENDED, CLOSED = done(Step.REFUSED, 9), done(Step.CLOSED, 10)


@pytest.mark.parametrize(
    ("old", "others", "changed", "field"),
    [
        pytest.param(TOLD, (), {}, None, id="another day"),
        pytest.param(TOLD, (), {"because": "Typo"}, "because", id="no sentence of why"),
        pytest.param(TOLD, (), {"given": Said(Step.ACKNOWLEDGED, TODAY)}, "step", id="another step"),
        pytest.param(TOLD, (), {"is_struck": True}, None, id="not done after all"),
        pytest.param(SIGNED, (), {}, "signed_by", id="somebody else's signature"),
        pytest.param(SIGNED, (), {"by": CHAIR}, None, id="one's own signature"),
        pytest.param(SIGNED, (), {"is_struck": True}, None, id="somebody else's, taken back"),
        pytest.param(ENDED, (CLOSED,), {"is_struck": True}, "step", id="an answer of a closed request"),
        pytest.param(ENDED, (), {"is_struck": True}, None, id="an answer"),
        pytest.param(done(Step.MISTAKEN, 9), (TOLD,), {"is_struck": True}, None, id="it was no mistake"),
        pytest.param(ASKED, (ANSWERED,), {"is_struck": True}, "step", id="a question that has an answer"),
        pytest.param(ASKED, (), {"is_struck": True}, None, id="a question without one"),
        pytest.param(ANSWERED, (ASKED,), {"is_struck": True}, None, id="an answer to a question"),
    ],
)
def test_a_correction_is_taken_or_refused_by_field(old, others, changed, field):
    changed = {"given": Said(old.step, nov(4))} | changed
    given = changed.pop("given")
    assert list(corrected(old, given, *others, **changed)) == ([field] if field else [])


def test_a_correction_is_of_the_request_as_it_stands_without_the_old_row():
    held = WholeRequest(RECEIVED, (TOLD,))
    said = problems(
        Said(Step.CHAIRPERSON_TOLD, nov(4)),
        whole=without(held, TOLD),
        by=MANAGER,
        sees_advice=True,
        today=TODAY,
        bank_holidays=ENGLAND,
        is_correction=True,
    )
    assert said == {}
    assert held.steps == (TOLD,), "nothing is lost"


BACK = done(Step.MANAGER_STANDS_BACK, 4, answer=Conflict.RELATIVE)


@pytest.mark.parametrize(
    ("role", "steps", "step", "refused"),
    [
        pytest.param(Role.MANAGER, (BACK,), Step.FILE_CHECKED, "step", id="signs for nothing"),
        pytest.param(Role.MANAGER, (BACK,), Step.CLEAN_COPY_CHECKED, "step", id="nor as the second person"),
        pytest.param(Role.MANAGER, (BACK,), Step.REFUSED, "is_written_down", id="decides nothing"),
        pytest.param(Role.MANAGER, (BACK,), Step.ACKNOWLEDGED, "", id="writes letters"),
        pytest.param(Role.MANAGER, (), Step.REFUSED, "", id="who does not stand back decides"),
        pytest.param(Role.DEPUTY, (BACK,), Step.REFUSED, "", id="whoever decides instead"),
        pytest.param(Role.CHAIRPERSON, (BACK,), Step.FILE_CHECKED, "", id="the chairperson signs"),
    ],
)
def test_a_manager_who_stands_back_signs_and_decides_nothing(role, steps, step, refused):
    """They may write down what somebody else decided, and say that they do (AR-6)."""
    held = WholeRequest(RECEIVED, steps)
    found = request_steps.stood_back_problems(role, held, step, is_written_down=False)
    assert list(found) == [refused] * bool(refused)
    if refused == "is_written_down":
        assert request_steps.stood_back_problems(role, held, step, is_written_down=True) == {}


def test_a_stand_in_is_named_in_full_as_the_register_has_them():
    """By “the treasurer”, or a name that is nobody's, every stand-in's account opened the request."""

    def refused(said, members=("Rob Eames", "Vera Holt")):
        given = Said(Step.STAND_IN_NAMED, TODAY, said=said)
        return request_steps.stand_in_problems(
            given, requester="Ruth Llewellyn", carers=[], office=[], members=members
        )

    assert refused("Rob Eames, treasurer") == {}
    assert "the whole name of a committee member" in refused("The treasurer")["said"]
    assert refused("The treasurer", members=()) == {}, "nobody is entered, and nobody has such an account"


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        pytest.param("Rob Eames, treasurer", "", id="somebody else"),
        pytest.param("Ruth Llewellyn", "the person who asks", id="the person who asks"),
        pytest.param("ruth  LLEWELLYN, of the committee", "the person who asks", id="however it is typed"),
        pytest.param("Helen Nguyen", "a carer of this child", id="the other carer"),
        pytest.param("Hélen Nguyên.", "a carer of this child", id="with accents"),
        pytest.param("Ruth Llewellyn-Jones", "", id="a longer name is somebody else"),
        pytest.param("Ruth-Llewellyn", "the person who asks", id="with a hyphen"),
        pytest.param("Joanne Pryce", "the manager or the deputy", id="the manager, of no committee"),
        pytest.param("Mum Okafor", "", id="a single word is no whole name"),
        pytest.param("", "", id="nobody yet, which is asked for otherwise"),
    ],
)
def test_a_stand_in_is_nobody_who_is_close_to_it(said, refused):
    found = request_steps.stand_in_problems(
        Said(Step.STAND_IN_NAMED, TODAY, said=said),
        requester="Ruth Llewellyn",
        carers=["Ruth Llewellyn", "Helen Nguyen", "Mum"],
        office=["Joanne Pryce", "Dee Marlow"],
    )
    assert bool(found) is bool(refused)
    assert refused in found.get("said", "")


@pytest.mark.parametrize(
    ("said", "names", "is_taken"),
    [
        pytest.param("Mrs Llewellyn signed for it", ["Ruth Llewellyn"], True, id="by a part of the name"),
        pytest.param("RUTH, by hand", ["Ruth Llewellyn"], True, id="however it is typed"),
        pytest.param("Zoë Núñez, with the letter", ["Zoe Nunez"], True, id="with its accents or without"),
        pytest.param("The parent signed for it", ["Ruth Llewellyn"], False, id="no name"),
        pytest.param("Mrs Brown", ["Mrs Llewellyn"], False, id="another name with the same title"),
        pytest.param("Ruth Llewellyn", ["Mum", "Ruth Llewellyn"], True, id="the carer who was seen to ask"),
        pytest.param("Mum, at the meeting", ["Mum", "Ruth Llewellyn"], True, id="as she was called at first"),
        pytest.param("Ann Lee", ["Hart and Co", "", "Ann Lee"], True, id="for whom somebody acts"),
        pytest.param("Brown LLP for Ruth Llewellyn", ["Ruth Llewellyn"], True, id="whom she named, and she"),
        pytest.param("By hand", ["Al"], True, id="a name too short to look for"),
        pytest.param(" ", ["Ruth Llewellyn"], True, id="nothing yet, which is asked for otherwise"),
    ],
)
def test_a_copy_is_given_to_who_asked_by_name(said, names, is_taken):
    """AR-29: to nobody but the person whose identity was seen, or for whom they act."""
    given = Said(Step.RELEASED, TODAY, said=said)
    assert (request_steps.handed_over_problems(given, names=names) == {}) is is_taken
    other = replace(given, step=Step.MEETING)
    assert request_steps.handed_over_problems(other, names=names) == {}


def account_of(**changed):
    """Why a treasurer gets no account as the stand-in of an open request in which one was named."""
    said = {
        "name": "Rob Eames",
        "is_member": True,
        "account": None,
        "is_named": True,
        "is_open": True,
        "requester": "Ruth Llewellyn",
        "carers": ["Ruth Llewellyn", "Helen Nguyen", "Mum"],
        "named": "The treasurer",
        "members": ["Rob Eames", "Ian Mott"],
    }
    return request_steps.stand_in_account_problems(**said | changed)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        pytest.param({"is_open": False}, "request", "closed", id="the request is closed"),
        pytest.param({"is_named": False}, "request", "named", id="nobody was named"),
        pytest.param({"name": "", "is_member": False}, "person", "Choose the committee member", id="nobody"),
        pytest.param({"is_member": False}, "person", "committee member today", id="no member, or gone"),
        pytest.param({"name": "ruth  LLEWELLYN"}, "person", "the person who asks", id="who asks"),
        pytest.param({"name": "Helen Nguyen"}, "person", "a carer of this child", id="a carer"),
        pytest.param({"named": "Ian Mott, member"}, "person", "named somebody else", id="who was not named"),
        pytest.param({"account": Role.CHAIRPERSON}, "person", "can sign already", id="who has one"),
        pytest.param({"account": Role.DEPUTY}, "person", "is deputy", id="whose account is no member's"),
    ],
)
def test_who_is_given_no_account_as_a_stand_in(changed, field, said):
    assert said in account_of(**changed)[field]


@pytest.mark.parametrize("role", [None, Role.COMMITTEE])
def test_a_member_gets_an_account_or_has_theirs_changed(role):
    assert account_of(account=role) == {}


@pytest.mark.parametrize(
    "named", ["rob EAMES, treasurer", "Rob Eames in place of Ian Mott", "Rob", "Somebody of the parish"]
)
def test_a_stand_in_who_was_named_or_may_have_been_gets_the_account(named):
    assert account_of(named=named) == {}


@pytest.mark.parametrize(
    ("second", "is_confirmed", "field"),
    [
        pytest.param(3, True, None, id="somebody else, who confirmed"),
        pytest.param(3, False, "confirmation", id="a wrong password"),
        pytest.param(None, False, "second", id="nobody"),
        pytest.param(1, True, "second", id="the deputy themselves"),
        pytest.param(2, True, "second", id="who is given the account"),
    ],
)
def test_a_deputy_gives_a_stand_in_an_account_with_a_second_person(second, is_confirmed, field):
    found = request_steps.second_problems(second_id=second, is_confirmed=is_confirmed, not_these=(1, 2))
    assert list(found) == ([field] if field else [])


def test_a_stand_in_alone_is_asked_who_they_are():
    given = Said(Step.RELEASED, TODAY, said="Ruth Llewellyn, who signed for it")
    assert request_steps.stand_in_problems(given, requester="Ruth Llewellyn", carers=[], office=[]) == {}


@pytest.mark.parametrize(
    ("step", "answer", "chairs", "refused"),
    [
        pytest.param(
            Step.CONFLICT_ASKED, NO_CONFLICT, ["Ruth Llewellyn"], "the person who asks", id="the chair asks"
        ),
        pytest.param(
            Step.CONFLICT_ASKED, NO_CONFLICT, ["Helen Nguyên"], "a carer of this child", id="the other carer"
        ),
        pytest.param(
            Step.CONFLICT_ASKED, NO_CONFLICT, ["Rob Eames", "Ruth Llewellyn"], "the person who asks",
            id="one of two who were it",
        ),
        pytest.param(Step.CONFLICT_ASKED, NO_CONFLICT, ["Ruth"], "", id="half a name is nobody's"),
        pytest.param(Step.CONFLICT_ASKED, NO_CONFLICT, [""], "", id="nobody is the chairperson"),
        pytest.param(Step.CONFLICT_ASKED, Conflict.RELATIVE, ["Ruth Llewellyn"], "", id="they said so"),
        pytest.param(Step.ACKNOWLEDGED, "", ["Ruth Llewellyn"], "", id="of no other step"),
    ],
)  # fmt: skip
def test_no_chairperson_who_asks_is_without_a_conflict_of_interest(step, answer, chairs, refused):
    found = request_steps.conflict_problems(
        Said(step, TODAY, answer=answer), chairs=chairs, requester="Ruth Llewellyn", carers=["Helen Nguyen"]
    )
    assert bool(found) is bool(refused)
    assert refused in found.get("answer", "")


def test_a_stand_in_is_nobody_who_stood_back_from_it():
    given = Said(Step.STAND_IN_NAMED, TODAY, said="Rob Eames, treasurer")
    found = request_steps.stand_in_problems(
        given, requester="Ruth Llewellyn", carers=[], office=[], stood_back=["Rob Eames"]
    )
    assert "stood back from the request" in found["said"]


@pytest.mark.parametrize(
    ("answer", "entries", "said", "refused"),
    [
        pytest.param(NO_CONFLICT, [2], "", "Entry 2 of the index names", id="named once, without a word"),
        pytest.param(NO_CONFLICT, [2, 5, 7], "No", "Entries 2, 5 and 7 of the index name", id="too little"),
        pytest.param(NO_CONFLICT, [2], "I took the minutes there.", "", id="why it is none"),
        pytest.param(NO_CONFLICT, [], "", "", id="named nowhere"),
        pytest.param(Conflict.NAMED, [2], "", "", id="they said so"),
    ],
)
def test_who_is_named_in_the_file_says_why_that_is_no_conflict(answer, entries, said, refused):
    given = Said(Step.CONFLICT_ASKED, TODAY, answer=answer, said=said)
    found = request_steps.named_problems(given, entries)
    assert bool(found) is bool(refused)
    assert found.get("said", "").startswith(refused)


@pytest.mark.parametrize(
    ("ground", "held", "is_taken"),
    [
        pytest.param(RefusalGround.NOTHING_HELD, WholeRequest(RECEIVED, index=Index(0)), True, id="no page"),
        pytest.param(RefusalGround.NOTHING_HELD, WholeRequest(RECEIVED, index=Index(1)), False, id="a page"),
        pytest.param(
            RefusalGround.ORDER,
            WholeRequest(RECEIVED, (done(Step.COURT_ORDER_READ, 9, CourtOrder.FORBIDS),)),
            True,
            id="an order that forbids it",
        ),
        pytest.param(
            RefusalGround.INTERESTS,
            WholeRequest(RECEIVED, requester=Requester(Relationship.RESPONSIBLE, has_evidence=True)),
            True,
            id="the child's interests, of a parent",
        ),
        pytest.param(
            RefusalGround.NOT_SHOWN,
            WholeRequest(RECEIVED, requester=Requester(Relationship.RESPONSIBLE, has_evidence=False)),
            False,
            id="a parent by the register, who was asked for nothing",
        ),
        pytest.param(
            RefusalGround.NOT_SHOWN,
            WholeRequest(
                RECEIVED,
                (done(Step.IDENTITY_ASKED, 9),),
                requester=Requester(Relationship.RESPONSIBLE, has_evidence=False),
            ),
            True,
            id="and once proof was asked for",
        ),
        pytest.param(
            RefusalGround.NOT_SHOWN,
            WholeRequest(RECEIVED, requester=Requester(Relationship.OTHER, has_evidence=False)),
            True,
            id="somebody at the door",
        ),
        pytest.param(
            RefusalGround.INTERESTS,
            WholeRequest(RECEIVED, requester=Requester(Relationship.CHILD, has_evidence=True)),
            False,
            id="and of the child",
        ),
    ],
)
def test_a_whole_file_is_refused_on_no_ground_against_which_the_record_speaks(ground, held, is_taken):
    assert ("answer" in refused(replace(REFUSAL, answer=ground), held)) is not is_taken


@pytest.mark.parametrize(
    ("said", "is_taken"),
    [
        pytest.param("Joanne Bell", False, id="AR-10: the same person twice"),
        pytest.param("Polly Grant, the chairperson", True, id="somebody else"),
        pytest.param("", True, id="nobody yet: the form warns"),
    ],
)
def test_the_second_person_of_a_refusal_is_somebody_else(said, is_taken):
    found = decided_with_problems(replace(REFUSAL, said=said), own="Joanne Bell")
    assert (not found) is is_taken


ON_A_GROUND = done(Step.REFUSED, 9, answer=RefusalGround.EXCESSIVE, by=CHAIR)
AGREED = done(Step.REFUSAL_AGREED, 10, by=MANAGER)


@pytest.mark.parametrize(
    ("step", "held", "is_taken"),
    [
        pytest.param(Step.REFUSAL_AGREED, (ON_A_GROUND,), True, id="a second person"),
        pytest.param(Step.REFUSAL_AGREED, (), False, id="nothing was refused"),
        pytest.param(Step.REFUSAL_AGREED, (done(Step.RELEASED, 9),), False, id="it was released"),
        pytest.param(Step.REFUSAL_AGREED, (ON_A_GROUND, done(Step.CLOSED, 9)), False, id="it is closed"),
        pytest.param(Step.ADVICE_CONSIDERED, (ON_A_GROUND,), True, id="advice, after the refusal"),
        pytest.param(Step.ADVICE_SOUGHT, (ON_A_GROUND,), True, id="a lawyer asked after it"),
        pytest.param(Step.ADVICE_CONSIDERED, (done(Step.RELEASED, 9),), False, id="after a release"),
        pytest.param(
            Step.ADVICE_CONSIDERED, (ON_A_GROUND, done(Step.CLOSED, 9)), False, id="once it is closed"
        ),
        pytest.param(Step.BEST_INTERESTS, (ON_A_GROUND,), False, id="another question"),
    ],
)
def test_what_a_refusal_may_still_be_given_before_it_is_closed(step, held, is_taken):
    found = refused(given_of(step, TODAY), WholeRequest(RECEIVED, held))
    assert list(found) == ([] if is_taken else ["step"])
    assert (step in request_steps.open_steps(held)) is is_taken


@pytest.mark.parametrize(
    ("steps", "waits"),
    [
        pytest.param((ON_A_GROUND,), True, id="one person refused it"),
        pytest.param((ON_A_GROUND, AGREED), False, id="a second agreed"),
        pytest.param((replace(ON_A_GROUND, is_decided_with=True),), False, id="one is named who cannot sign"),
        pytest.param((done(Step.REFUSED, 9),), False, id="of before grounds were recorded"),
        pytest.param((ON_A_GROUND, done(Step.CLOSED, 10)), False, id="closed without it"),
        pytest.param((done(Step.RELEASED, 9),), False, id="released"),
    ],
)
def test_a_refusal_waits_for_the_second_person_before_its_letter_is_sent(steps, waits):
    assert access_path.waits_for_agreement(WholeRequest(RECEIVED, steps)) is waits


@pytest.mark.parametrize(
    ("on", "because", "lacks"),
    [
        pytest.param(nov(30), "", [], id="on its date"),
        pytest.param(nov(30), "It was read twice.", ["late_because"], id="no reason for what is in time"),
        pytest.param(date(2026, 12, 1), "", ["late_because"], id="a day after it"),
        pytest.param(
            date(2026, 12, 1), "The chairperson was away.", [], id="a day after it, with the reason"
        ),
    ],
)
def test_who_agrees_to_a_refusal_after_the_date_says_why_the_answer_is_late(on, because, lacks):
    given = replace(given_of(Step.REFUSAL_AGREED, on), late_because=because)
    assert (
        list(refused(given, WholeRequest(date(2026, 10, 28), (ON_A_GROUND,)), today=date(2026, 12, 1)))
        == lacks
    )


def test_nobody_says_twice_why_a_refusal_was_late():
    refusal = replace(ON_A_GROUND, on=date(2026, 12, 1))
    assert (
        refused(
            given_of(Step.REFUSAL_AGREED, date(2026, 12, 2)),
            WholeRequest(date(2026, 10, 28), (refusal,)),
            today=date(2026, 12, 2),
        )
        == {}
    )


def test_nobody_agrees_to_a_refusal_whose_reasons_are_hidden():
    for role in (Role.CHAIRPERSON, Role.DEPUTY):
        assert request_steps.wants_names(Step.REFUSAL_AGREED, role) == request_steps.SIGNED_WITH_NAMES


def test_nobody_agrees_to_their_own_refusal_nor_before_it():
    held = WholeRequest(RECEIVED, (ON_A_GROUND,))
    assert list(refused(given_of(Step.REFUSAL_AGREED, TODAY), held, by=CHAIR)) == ["signed_by"]
    assert list(refused(given_of(Step.REFUSAL_AGREED, nov(8)), held)) == ["on"]


@pytest.mark.parametrize(
    ("held", "lacks"),
    [
        pytest.param((), False, id="not refused"),
        pytest.param((ON_A_GROUND,), True, id="by one person"),
        pytest.param((ON_A_GROUND, AGREED), False, id="agreed to"),
        pytest.param((ON_A_GROUND, replace(AGREED, by=CHAIR)), True, id="both signatures of one account"),
        pytest.param((replace(ON_A_GROUND, is_decided_with=True),), False, id="somebody is named"),
        pytest.param(
            (replace(ON_A_GROUND, answer="told how to complain"),), False, id="before there were grounds"
        ),
    ],
)
def test_a_refusal_lacks_its_second_person_until_somebody_signs_or_is_named(held, lacks):
    request = WholeRequest(RECEIVED, held)
    assert access_path.lacks_second_person(request) is lacks
    assert (f"{access_path.AGREE} (AR-10)" in access_path.left_undone(request)) is lacks


@pytest.mark.parametrize(
    ("held", "is_undone"),
    [
        pytest.param((ON_A_GROUND,), True, id="never considered"),
        pytest.param((ON_A_GROUND, done(Step.ADVICE_CONSIDERED, 10)), False, id="considered after it"),
        pytest.param(
            (done(Step.ADVICE_CONSIDERED, 5), done(Step.ADVICE_SOUGHT, 6), ON_A_GROUND),
            True,
            id="still awaited",
        ),
        pytest.param(
            (
                done(Step.ADVICE_CONSIDERED, 5),
                done(Step.ADVICE_SOUGHT, 6),
                ON_A_GROUND,
                done(Step.ADVICE_RECEIVED, 12),
            ),
            False,
            id="answered after it",
        ),
        pytest.param((done(Step.WITHDRAWN, 9),), False, id="withdrawn: nothing rests on it"),
    ],
)
def test_legal_advice_on_a_refusal_stays_undone_until_it_is_answered(held, is_undone):
    undone = access_path.left_undone(WholeRequest(RECEIVED, held))
    assert any("(LG-1)" in one for one in undone) is is_undone
