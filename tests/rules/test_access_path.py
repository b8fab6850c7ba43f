"""The path of a request: its own dates, what is done and next, what stands in the way, what was left undone.

The request was received on Monday 2 November 2026 and is due on Wednesday 2 December 2026.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import access, access_path, request_steps
from rules.access import Progress, RefusalGround, Step, StepDone
from rules.access_path import (
    HOLDS_NO_PAPERS,
    BestInterests,
    Controversy,
    Copy,
    CourtOrder,
    Index,
    Meeting,
    Part,
    Requester,
    Standing,
    Task,
    WholeRequest,
    as_of,
    blockers,
    clean_copy,
    is_done,
    is_lapsed,
    is_mistaken,
    is_needed,
    left_undone,
    plan,
    redaction_gaps,
    states,
)
from rules.house import HouseRules
from rules.need_to_know import Conflict
from rules.redaction import Extent, Ground, Line
from rules.request_steps import Said
from rules.requester import Relationship
from rules.third_parties import Decision, Event, Happened, Party, PartyKind
from rules.third_parties import Ground as PartyGround
from rules.working_days import bank_holidays, is_working_day, working_days_after

RECEIVED, DUE = date(2026, 11, 2), date(2026, 12, 2)
TODAY = date(2026, 11, 24)
ENGLAND = bank_holidays(range(2021, 2030))
HOUSE = HouseRules()
MANAGER, CHAIR = 1, 2
SHOWN = Requester(Relationship.RESPONSIBLE, has_evidence=True)


def nov(day):
    return date(2026, 11, day)


def dec(day):
    return date(2026, 12, day)


def at(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def done(step, day=10, answer="", by=MANAGER, pages=None, hour=12):
    return StepDone(step, nov(day), answer, by, at(day, hour), pages)


READY = (
    done(Step.CHAIRPERSON_TOLD, 3),
    done(Step.CONFLICT_ASKED, 3, access_path.NO_CONFLICT),
    done(Step.ACKNOWLEDGED, 4),
    done(Step.FILE_CHECKED, 5),
    done(Step.FILE_CHECK_SIGNED, 5, by=CHAIR, hour=13),
    done(Step.THIRD_PARTIES_LISTED, 6),
    done(Step.BEST_INTERESTS, 9, BestInterests.NO_SUCH_DATA),
    done(Step.ADVICE_CONSIDERED, 9, Controversy.NOTHING),
    done(Step.COMPLETE_COPY, 16, pages=12),
    done(Step.CLEAN_COPY, 17, pages=12),
    done(Step.CLEAN_COPY_CHECKED, 17, by=CHAIR, hour=13),
    done(Step.INVITED, 18),
    done(Step.MEETING, 23, Meeting.HELD),
)


def whole(*more, without=(), **changed):
    """A request that could be released today, with what is said otherwise."""
    steps = tuple(one for one in READY if one.step not in without)
    return replace(
        WholeRequest(RECEIVED, (*steps, *more), SHOWN, index=Index(pages=12)),
        **changed,
    )


def party(*happened, kind=PartyKind.AGENCY, number=1, entries=(7,)):
    return Party(number, number, kind, frozenset(entries), tuple(happened))


def decided(decision=Decision.DISCLOSE, day=12):
    ground = PartyGround.REASONABLE if decision is Decision.DISCLOSE else PartyGround.NOT_REASONABLE
    return Happened(Event.DECIDED, nov(day), decision=decision, ground=ground, at=at(day))


WRITTEN = Happened(Event.WRITTEN, nov(6), reply_by=nov(18))
LINE = Line(1, 7, 1, Extent.PASSAGE, Ground.THIRD_PARTY, MANAGER, CHAIR, at(13))
IN_TWO_ENTRIES = (party(decided(Decision.WITHHOLD), entries=(7, 8)),)


def the_plan(received_on=RECEIVED, due=DUE, house=HOUSE, closed=()):
    return plan(received_on, due, house=house, closed_days=ENGLAND | frozenset(closed))


# The setting's own dates ----------------------------------------------------------------------------


def test_the_dates_are_planned_backwards_from_the_legal_one():
    dates = the_plan()
    assert (dates.meeting_by, dates.clean_copy_by, dates.replies_by, dates.letters_by) == (
        nov(27),
        nov(24),
        nov(19),
        nov(9),
    )
    assert (dates.tell_by, dates.acknowledge_by) == (nov(4), nov(9))


@pytest.mark.parametrize(
    ("conflict_on", "by"),
    [
        pytest.param(None, nov(4), id="nobody stood back"),
        pytest.param(nov(2), nov(4), id="on the day of the request"),
        pytest.param(nov(20), nov(24), id="late: two working days from then, over the weekend"),
        pytest.param(date(2026, 12, 1), DUE, id="the day before the answer is due: never after it"),
    ],
)
def test_a_stand_in_has_its_days_from_when_the_chairperson_stood_back(conflict_on, by):
    dates = plan(RECEIVED, DUE, house=HOUSE, closed_days=ENGLAND, conflict_on=conflict_on)
    assert access_path.date_of(Task.STAND_IN, dates) == by
    assert access_path.date_of(Task.CHAIRPERSON, dates) == nov(4), "to tell the chairperson was not put off"


@pytest.mark.parametrize(
    ("answer", "on"), [(access_path.NO_CONFLICT, None), (Conflict.NAMED, nov(20))], ids=["none", "one"]
)
def test_only_a_conflict_has_a_day(answer, on):
    held = whole(done(Step.CONFLICT_ASKED, 20, answer), without={Step.CONFLICT_ASKED})
    assert access_path.conflict_on(held) == on


@pytest.mark.parametrize(
    ("due", "closed", "meeting"),
    [
        pytest.param(date(2026, 12, 29), (), date(2026, 12, 22), id="round Christmas Day and Boxing Day"),
        pytest.param(date(2027, 1, 5), (), date(2026, 12, 30), id="round New Year's Day and a weekend"),
        pytest.param(
            DUE, (nov(30), date(2026, 12, 1)), nov(25), id="round two days on which the setting is closed"
        ),
        pytest.param(date(2026, 11, 30), (), nov(25), id="round a weekend"),
    ],
)
def test_the_dates_go_round_days_on_which_nothing_is_done(due, closed, meeting):
    assert the_plan(due=due, closed=closed).meeting_by == meeting


@pytest.mark.parametrize(
    ("due", "letters_by"),
    [
        pytest.param(nov(30), nov(5), id="enough for all of it"),
        pytest.param(nov(27), nov(4), id="just enough for the file two working days after it came"),
        pytest.param(nov(25), nov(4), id="less: not on the day on which it came"),
        pytest.param(nov(5), RECEIVED, id="by its replies at the latest"),
    ],
)
def test_the_file_is_checked_no_sooner_than_the_chairperson_is_told(due, letters_by):
    """Over a closure of two weeks it was three days late on the Monday after the Friday on which it came."""
    assert the_plan(due=due).letters_by == letters_by


DAYS = st.dates(date(2026, 1, 1), date(2028, 6, 1))
often = settings(max_examples=60, deadline=None)


@often
@given(
    received_on=DAYS,
    length=st.integers(0, 120),
    closed=st.sets(st.dates(date(2026, 1, 1), date(2028, 9, 1)), max_size=30),
)
def test_no_date_of_the_house_lies_before_receipt_or_after_the_law_nor_out_of_order(
    received_on, length, closed
):
    due = received_on + timedelta(days=length)
    dates = the_plan(received_on, due, closed=closed)
    on_the_file = [dates.letters_by, dates.replies_by, dates.clean_copy_by, dates.meeting_by]
    assert on_the_file == sorted(on_the_file)
    assert received_on <= dates.letters_by
    assert dates.meeting_by <= due
    for day, then in ((dates.tell_by, dates.letters_by), (dates.acknowledge_by, dates.meeting_by)):
        assert received_on <= day <= then
        assert day == due or is_working_day(day, ENGLAND | closed)
    by = {task: access_path.date_of(task, dates) for task in Task}
    for task, about in access_path.ABOUT.items():
        for before in about.after:
            assert None in (by[task], by[before]) or by[before] <= by[task], (before, task)


def jul(day):
    return date(2027, 7, day)


def aug(day):
    return date(2027, 8, day)


def sep(day):
    return date(2027, 9, day)


def closed_from(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


SUMMER = closed_from(aug(2), aug(27))  # 30 August is a bank holiday


@pytest.mark.parametrize(
    ("received_on", "due", "closed", "tell", "acknowledge", "letters", "meeting"),
    [
        pytest.param(
            jul(30), aug(31), SUMMER, jul(30), jul(30), jul(30), jul(30), id="on the last open day before it"
        ),
        pytest.param(
            jul(29), aug(31), SUMMER, jul(29), jul(29), jul(29), jul(29), id="with two open days before it"
        ),
        pytest.param(
            aug(10), sep(10), SUMMER, aug(31), sep(6), aug(31), sep(7), id="in the middle of it"
        ),
        pytest.param(
            aug(27), sep(27), SUMMER, sep(1), sep(6), sep(2), sep(22), id="on its last day"
        ),
        pytest.param(
            aug(31), date(2027, 9, 30), SUMMER, sep(2), sep(7), sep(7), sep(27), id="the day after it"
        ),
        pytest.param(
            jul(30), aug(31), closed_from(aug(2), aug(6)), aug(10), aug(13), aug(10), aug(25), id="of a week"
        ),
        pytest.param(jul(30), aug(31), [], aug(3), aug(6), aug(5), aug(25), id="no closure"),
        pytest.param(
            jul(30), date(2027, 11, 1), SUMMER, sep(1), sep(6), date(2027, 10, 7), date(2027, 10, 27),
            id="extended: time enough after it",
        ),
        pytest.param(
            jul(30), sep(7), SUMMER, jul(30), sep(2), jul(30), sep(2), id="paused for a week: due later"
        ),
    ],
)  # fmt: skip
def test_the_first_steps_come_before_what_depends_on_them_over_a_closure(
    received_on, due, closed, tell, acknowledge, letters, meeting
):
    dates = the_plan(received_on, due, closed=closed)
    got = (dates.tell_by, dates.acknowledge_by, dates.letters_by, dates.meeting_by)
    assert got == (tell, acknowledge, letters, meeting)
    assert dates.due == due


@pytest.mark.parametrize(
    ("conflict_on", "by"),
    [
        pytest.param(jul(30), jul(30), id="before it: with the rest"),
        pytest.param(aug(31), aug(31), id="on the day of the answer"),
    ],
)
def test_a_stand_in_is_not_put_off_until_the_answer_by_a_closure(conflict_on, by):
    closed = ENGLAND | frozenset(SUMMER)
    dates = plan(jul(30), aug(31), house=HOUSE, closed_days=closed, conflict_on=conflict_on)
    assert dates.stand_in_by == by


def test_a_reply_over_a_closure_is_asked_for_by_the_legal_date():
    closed = ENGLAND | frozenset(SUMMER)
    dates = the_plan(jul(30), aug(31), closed=SUMMER)
    asked_by = access_path.suggested_reply_by(jul(30), dates, house=HOUSE, closed_days=closed)
    assert jul(30) < asked_by <= aug(31), "a reply by the day of the letter is refused"


def test_a_reminder_and_the_close_are_house_dates_too():
    assert access_path.remind_on(nov(18), house=HOUSE, closed_days=ENGLAND) == nov(13)
    assert access_path.close_by(DUE, house=HOUSE, closed_days=ENGLAND) == date(2026, 12, 16)


def test_a_reply_is_never_asked_for_beyond_the_legal_date():
    dates = the_plan()
    early = access_path.suggested_reply_by(nov(9), dates, house=HOUSE, closed_days=ENGLAND)
    late = access_path.suggested_reply_by(nov(30), dates, house=HOUSE, closed_days=ENGLAND)
    assert (early, late) == (nov(19), DUE)


@pytest.mark.parametrize("on", [DUE, DUE + timedelta(days=1)], ids=["on the legal date", "past it"])
def test_a_letter_that_goes_too_late_still_gives_time_to_reply(on):
    asked_by = access_path.suggested_reply_by(on, the_plan(), house=HOUSE, closed_days=ENGLAND)
    assert asked_by == working_days_after(on, HOUSE.reply_working_days, ENGLAND)


CHECKED = (done(Step.FILE_CHECKED, 5), done(Step.FILE_CHECK_SIGNED, 5, by=CHAIR, hour=13))
CHECKED_AGAIN = (*CHECKED, done(Step.FILE_CHECKED, 27))
STOOD_BACK = (*CHECKED, done(Step.CONFLICT_ASKED, 26, Conflict.NAMED))
CHECKED_LATE = (done(Step.FILE_CHECKED, 27), done(Step.FILE_CHECK_SIGNED, 27, by=CHAIR, hour=13))
COPIED = (*CHECKED, done(Step.CLEAN_COPY, 17), done(Step.CLEAN_COPY_CHECKED, 17, by=CHAIR, hour=13))


NO_PAPERS = replace(CHECKED[0], answer=HOLDS_NO_PAPERS)


@pytest.mark.parametrize(
    ("checked", "index", "is_done_", "by"),
    [
        pytest.param(CHECKED[0], Index(0, is_empty=True), False, "letters_by", id="of an empty index"),
        pytest.param(NO_PAPERS, Index(0, is_empty=True), True, "letters_by", id="said to hold no papers"),
        pytest.param(
            CHECKED[0],
            Index(1, changes=(at(27),), begun_at=at(27)),
            False,
            "letters_by",
            id="its first paper came after: never done, and no day is won",
        ),
        pytest.param(
            NO_PAPERS,
            Index(1, changes=(at(27),), begun_at=at(27)),
            False,
            dec(4),
            id="one came after all",
        ),
        pytest.param(CHECKED[0], Index(1, begun_at=at(5, 11)), True, "letters_by", id="papers came first"),
        pytest.param(
            CHECKED[0], Index(2, changes=(at(27),), begun_at=at(4)), False, dec(4), id="a second paper came"
        ),
    ],
)
def test_a_check_of_a_file_against_nothing_is_none(checked, index, is_done_, by):
    dates = the_plan(due=dec(4))
    asked = WholeRequest(RECEIVED, (checked,), index=index)
    assert access_path.is_done(Task.FILE_CHECK, asked) is is_done_
    wanted = getattr(dates, by) if isinstance(by, str) else by
    assert access_path.by_of(Task.FILE_CHECK, asked, dates) == wanted


@pytest.mark.parametrize(
    ("task", "steps", "changed", "by"),
    [
        pytest.param(Task.FILE_CHECK, (), (), "letters_by", id="never checked: a new paper gives no day"),
        pytest.param(Task.FILE_CHECK, (), (at(27),), "letters_by", id="never checked, and a paper came"),
        pytest.param(Task.FILE_CHECK, CHECKED, (at(5, 11),), "letters_by", id="the paper was there already"),
        pytest.param(Task.FILE_CHECK, CHECKED, (at(27),), dec(4), id="a week from the day of the paper"),
        pytest.param(Task.FILE_CHECK, CHECKED, (at(6),), nov(13), id="a week from a day long ago"),
        pytest.param(Task.FILE_CHECK, CHECKED, (at(24), at(26)), dec(1), id="of two papers the first"),
        pytest.param(Task.FILE_CHECK, CHECKED, (at(30),), dec(4), id="never past the law's date"),
        pytest.param(Task.FILE_CHECK, STOOD_BACK, (), dec(3), id="the chairperson who checked stands back"),
        pytest.param(Task.FILE_CHECK_SECOND, CHECKED_AGAIN, (at(26),), dec(4), id="signed anew"),
        pytest.param(Task.FILE_CHECK_SECOND, CHECKED, (at(27),), dec(4), id="the check comes first"),
        pytest.param(Task.FILE_CHECK_SECOND, CHECKED[:1], (at(27),), dec(4), id="never signed, but after it"),
        pytest.param(Task.CLEAN_COPY_SECOND, COPIED, (at(27),), dec(4), id="the copy is made again first"),
        pytest.param(Task.FILE_CHECK_SECOND, CHECKED[:1], (), "letters_by", id="never signed by a second"),
        pytest.param(Task.CLEAN_COPY, COPIED, (at(27),), dec(4), id="the clean copy is out of date"),
        pytest.param(
            Task.CLEAN_COPY_SECOND,
            (*COPIED, done(Step.CONFLICT_ASKED, 26, Conflict.NAMED)),
            (),
            dec(3),
            id="the chairperson who looked through the copy stands back",
        ),
        pytest.param(Task.FILE_CHECK_SECOND, CHECKED_LATE, (), "letters_by", id="late, and done: not moved"),
    ],
)
def test_what_is_to_be_done_again_has_a_day_of_its_own(task, steps, changed, by):
    dates = the_plan(due=dec(4))
    index = Index(12, changes=changed)
    asked = WholeRequest(RECEIVED, steps, index=index)
    wanted = getattr(dates, by) if isinstance(by, str) else by
    assert access_path.by_of(task, asked, dates) == max(wanted, access_path.date_of(task, dates))
    stands = {state.task: state.by for state in states(asked, dates)}
    assert stands[task] == access_path.by_of(task, asked, dates)


LISTED = (done(Step.THIRD_PARTIES_LISTED, 6),)


def listed(day, *happened, number=1, kind=PartyKind.AGENCY):
    return replace(party(*happened, number=number, kind=kind), listed_at=at(day))


@pytest.mark.parametrize(
    ("task", "parties", "by"),
    [
        pytest.param(Task.LETTERS, [listed(5)], "letters_by", id="on the first list"),
        pytest.param(Task.LETTERS, [listed(6)], "letters_by", id="in the moment of the first list"),
        pytest.param(Task.LETTERS, [listed(7)], nov(16), id="the day after: a week, over the weekend"),
        pytest.param(Task.LETTERS, [listed(16)], nov(23), id="after the day for letters"),
        pytest.param(Task.LETTERS, [listed(16), listed(18, number=2)], nov(23), id="of two the first"),
        pytest.param(Task.LETTERS, [listed(5), listed(16, number=2)], "letters_by", id="not the only one"),
        pytest.param(
            Task.LETTERS, [listed(5, WRITTEN), listed(16, number=2)], nov(23), id="the only one left"
        ),
        pytest.param(Task.LETTERS, [listed(27)], DUE, id="never past the law's date"),
        pytest.param(Task.DISCUSS, [listed(20, kind=PartyKind.STAFF)], nov(27), id="talked with in a week"),
        pytest.param(Task.DECISIONS, [listed(5)], "clean_copy_by", id="decided with the others"),
        pytest.param(Task.DECISIONS, [listed(9)], "clean_copy_by", id="in time for the copy"),
        pytest.param(Task.DECISIONS, [listed(20)], nov(27), id="decided in a week"),
        pytest.param(
            Task.DECISIONS,
            [listed(20, replace(WRITTEN, on=nov(23), reply_by=nov(27)))],
            nov(30),
            id="once they had their days to answer",
        ),
        pytest.param(
            Task.DECISIONS,
            [listed(20, replace(WRITTEN, on=nov(23), reply_by=dec(2)))],
            DUE,
            id="never past the law's date, whatever they were given",
        ),
        pytest.param(Task.CLEAN_COPY, [listed(5)], "clean_copy_by", id="the copy"),
        pytest.param(Task.CLEAN_COPY, [listed(24)], date(2026, 12, 1), id="the copy, of one of its own day"),
        pytest.param(Task.CLEAN_COPY, [listed(25)], "clean_copy_by", id="one of the day after hides nothing"),
        pytest.param(
            Task.REDACTIONS_SECOND,
            [listed(24, decided(Decision.WITHHOLD, 26))],
            date(2026, 12, 1),
            id="what is taken out is agreed to after that",
        ),
        pytest.param(Task.MEETING, [listed(20, decided(day=26))], "meeting_by", id="decided in time for it"),
        pytest.param(Task.MEETING, [listed(23, decided(day=26))], nov(30), id="the meeting after the copy"),
    ],
)
def test_who_comes_to_light_later_has_a_day_of_their_own(task, parties, by):
    dates = the_plan()
    listed_again = done(Step.THIRD_PARTIES_LISTED, 27)  # who had come to light by then came after the first
    asked = WholeRequest(RECEIVED, (*LISTED, listed_again), index=Index(12), parties=tuple(parties))
    assert access_path.by_of(task, asked, dates) == (getattr(dates, by) if isinstance(by, str) else by)


REMINDED = Happened(Event.REMINDED, nov(13), reply_by=nov(23))
A_LATER_LETTER = Happened(Event.WRITTEN, nov(9), reply_by=nov(20))
REPLIED = Happened(Event.CONSENTED, nov(17))
A_LONG_WAIT = Happened(Event.WRITTEN, nov(6), reply_by=DUE + timedelta(days=7))


@pytest.mark.parametrize(
    ("parties", "by"),
    [
        pytest.param((), None, id="nobody was written to: as planned"),
        pytest.param((party(WRITTEN),), nov(18), id="as the letter says"),
        pytest.param((party(WRITTEN, REMINDED),), nov(23), id="as the reminder says"),
        pytest.param((party(WRITTEN), party(A_LATER_LETTER)), nov(20), id="as the last of two letters says"),
        pytest.param(
            (party(WRITTEN), party(A_LATER_LETTER, REPLIED)), nov(18), id="who answered is not awaited"
        ),
        pytest.param((party(WRITTEN, decided()),), None, id="nor of who was decided about"),
    ],
)
def test_answers_are_waited_for_as_long_as_the_letters_say(parties, by):
    asked = WholeRequest(RECEIVED, LISTED, index=Index(12), parties=parties)
    assert access_path.by_of(Task.REPLIES, asked, the_plan()) == (by or the_plan().replies_by)


def asked_until(day, *further, number=1):
    return party(Happened(Event.WRITTEN, nov(6), reply_by=nov(day)), *further, number=number)


@pytest.mark.parametrize(
    ("parties", "by"),
    [
        pytest.param((asked_until(18),), nov(24), id="as planned"),
        pytest.param((asked_until(24),), nov(25), id="theirs to the end of the day asked for"),
        pytest.param((asked_until(27),), nov(30), id="on the first open day after it"),
        pytest.param((asked_until(24, REPLIED),), nov(24), id="who answered is decided about as planned"),
        pytest.param(
            (asked_until(24), asked_until(25, number=2)), nov(25), id="of two who are awaited, the first"
        ),
        pytest.param(
            (asked_until(25), asked_until(25, REPLIED, number=2)), nov(24), id="one is awaited, one is not"
        ),
        pytest.param((party(A_LONG_WAIT),), DUE, id="but by the law's date"),
    ],
)
def test_nobody_is_decided_about_before_the_day_that_their_letter_says(parties, by):
    asked = WholeRequest(RECEIVED, LISTED, index=Index(12), parties=parties)
    assert access_path.by_of(Task.DECISIONS, asked, the_plan()) == by


@pytest.mark.parametrize("task", [Task.WHO_ASKS, Task.INVITE, Task.MEETING])
@pytest.mark.parametrize(
    ("steps", "has_a_date"),
    [
        pytest.param((), True, id="nobody was asked for proof"),
        pytest.param((done(Step.IDENTITY_ASKED, 4),), False, id="proof is awaited: nobody here is late"),
        pytest.param(
            (done(Step.IDENTITY_ASKED, 4), done(Step.IDENTITY_CONFIRMED, 9)), True, id="it was seen"
        ),
    ],
)
def test_what_proof_stands_in_the_way_of_has_no_date_while_it_is_awaited(task, steps, has_a_date):
    by = access_path.by_of(task, WholeRequest(RECEIVED, steps), the_plan())
    assert (by is not None) is has_a_date


def test_until_somebody_is_listed_nobody_came_to_light_later():
    asked = WholeRequest(RECEIVED, (), index=Index(12), parties=(listed(16),))
    assert access_path.by_of(Task.LETTERS, asked, the_plan()) == the_plan().letters_by


def test_who_is_still_to_be_listed_is_decided_about_by_then():
    index = Index(12, unlisted=1, changes=(at(20),))
    asked = WholeRequest(RECEIVED, LISTED, index=index)
    for task in (Task.THIRD_PARTIES, Task.DECISIONS):
        assert access_path.by_of(task, asked, the_plan()) == nov(27)


@pytest.mark.parametrize(
    ("index", "is_made"),
    [
        pytest.param(None, True, id="nobody looked"),
        pytest.param(Index(12), True, id="as many pages"),
        pytest.param(Index(13), False, id="more pages"),
        pytest.param(Index(12, papers=(at(20),)), True, id="counted again since the paper"),
        pytest.param(Index(0), True, id="not counted, and nothing came"),
        pytest.param(Index(0, papers=(at(15),)), True, id="not counted, and a paper came before"),
        pytest.param(Index(0, papers=(at(15), at(17))), False, id="not counted, and a paper came since"),
        pytest.param(Index(0, changes=(at(17),)), True, id="not counted, and a line was put right since"),
    ],
)
def test_a_complete_copy_has_what_came_into_the_file(index, is_made):
    assert is_done(Task.COMPLETE_COPY, whole(index=index)) is is_made


def test_the_complete_copy_is_asked_for_before_the_clean_one():
    """The agenda counts no pages, and asked for a clean copy, which is refused until the complete one is."""
    asked = whole(index=Index(0, changes=(at(20),), papers=(at(20),)))
    assert access_path.first_open(access_path.COPY_TASKS, asked) is Task.COMPLETE_COPY


# What is done, what is next -------------------------------------------------------------------------


def test_whatever_could_be_released_has_the_release_as_its_next_step():
    dates = the_plan()
    held = states(whole(), dates)
    assert access_path.next_of(held).task is Task.RELEASE
    assert blockers(whole()) == []


def test_of_a_new_request_every_task_says_by_when_and_what_it_waits_for():
    held = {state.task: state for state in states(WholeRequest(RECEIVED), the_plan())}
    assert held[Task.WHO_ASKS].standing is Standing.NEXT
    assert held[Task.CONFLICT].waits_for == (Task.CHAIRPERSON,)
    assert held[Task.RELEASE].by == DUE
    assert held[Task.CLOSE].by is None
    assert [state.standing for state in held.values()].count(Standing.NEXT) == 1


@pytest.mark.parametrize(
    ("task", "before"),
    [
        (Task.COURT_ORDER, {Task.WHO_ASKS}),
        (Task.STAND_IN, {Task.CONFLICT}),
        (Task.LETTERS, {Task.THIRD_PARTIES}),
        (Task.REPLIES, {Task.THIRD_PARTIES}),
        (Task.DISCUSS, {Task.THIRD_PARTIES}),
        (Task.DECISIONS, {Task.THIRD_PARTIES}),
        (Task.REDACTIONS, {Task.THIRD_PARTIES, Task.BEST_INTERESTS}),
        (Task.COPIED_AGAIN, {Task.THIRD_PARTIES, Task.BEST_INTERESTS}),
    ],
)
def test_nobody_is_told_that_a_task_is_not_needed_before_that_is_known(task, before):
    held = {state.task: state for state in states(WholeRequest(RECEIVED), the_plan())}
    assert (held[task].standing, set(held[task].waits_for)) == (Standing.NOT_KNOWN, before)
    known = {state.task: state for state in states(whole(), the_plan())}
    assert known[task].standing is Standing.NOT_NEEDED


@pytest.mark.parametrize("answer", [access_path.NO_CONFLICT, Conflict.RELATIVE])
def test_a_chairperson_who_has_answered_was_told(answer):
    held = WholeRequest(RECEIVED, (done(Step.CONFLICT_ASKED, 20, answer),))
    assert is_done(Task.CHAIRPERSON, held)
    assert not is_done(Task.CHAIRPERSON, WholeRequest(RECEIVED))


NAMED_AS_STAND_IN = done(Step.STAND_IN_NAMED, 5)


def conflict(day, answer=Conflict.RELATIVE):
    return done(Step.CONFLICT_ASKED, day, answer)


@pytest.mark.parametrize(
    ("steps", "is_wanted"),
    [
        pytest.param([conflict(3)], True, id="the chairperson's"),
        pytest.param([conflict(3), NAMED_AS_STAND_IN], False, id="a stand-in is named"),
        pytest.param([NAMED_AS_STAND_IN, conflict(6)], False, id="named first, on the telephone"),
        pytest.param([conflict(3), conflict(4), NAMED_AS_STAND_IN], False, id="said twice before it"),
        pytest.param([conflict(3), NAMED_AS_STAND_IN, conflict(6)], True, id="the stand-in's"),
        pytest.param([conflict(5), NAMED_AS_STAND_IN, conflict(5)], True, id="all of it on one day"),
        pytest.param([NAMED_AS_STAND_IN, conflict(6), conflict(9)], True, id="the stand-in's, after hers"),
        pytest.param(
            [conflict(3, access_path.NO_CONFLICT), NAMED_AS_STAND_IN, conflict(6)],
            True,
            id="of one who is away",
        ),
        pytest.param(
            [conflict(3), NAMED_AS_STAND_IN, conflict(6), done(Step.STAND_IN_NAMED, 9)],
            False,
            id="another one",
        ),
        pytest.param(
            [conflict(3), NAMED_AS_STAND_IN, done(Step.STAND_IN_NAMED, 6), conflict(9)], True, id="of two"
        ),
        pytest.param(
            [conflict(3), NAMED_AS_STAND_IN, conflict(6, access_path.NO_CONFLICT)], False, id="who has none"
        ),
    ],
)
def test_another_stand_in_is_named_for_one_who_stands_back(steps, is_wanted):
    """AR-6: nobody prepares a file that they are close to."""
    assert access_path.wants_stand_in(RECEIVED, steps) is is_wanted


def test_another_stand_in_is_named_for_one_who_has_left():
    """AR-6: whoever has left signs nothing, and nobody else can."""
    left_on = date(2026, 11, 6)
    gone = replace(NAMED_AS_STAND_IN, left_on=left_on)
    held, dates = WholeRequest(RECEIVED, (conflict(3), gone)), the_plan()
    assert access_path.wants_stand_in(RECEIVED, held.steps)
    assert access_path.called(Task.STAND_IN, held) == (
        "Name another stand-in for the chairperson: the one before left the committee on 6 Nov 2026"
    )
    assert access_path.by_of(Task.STAND_IN, held, dates) == date(2026, 11, 13), "a week from then"
    another = WholeRequest(RECEIVED, (*held.steps, done(Step.STAND_IN_NAMED, 9)))
    assert is_done(Task.STAND_IN, another)
    assert access_path.called(Task.STAND_IN, another) == str(Task.STAND_IN)
    signed = (done(Step.CLEAN_COPY, 18), replace(done(Step.CLEAN_COPY_CHECKED, 19), by=2))
    assert is_done(Task.STAND_IN, WholeRequest(RECEIVED, (*held.steps, *signed))), (
        "they have signed all there is"
    )


def test_a_new_chairperson_is_told_and_asked_anew():
    """AR-6: a conflict is a person's and not the office's."""
    left_on = date(2026, 11, 6)
    told = replace(done(Step.CHAIRPERSON_TOLD, 3), left_on=left_on)
    held, dates = WholeRequest(RECEIVED, (told, replace(conflict(3), left_on=left_on))), the_plan()
    for task in (Task.CHAIRPERSON, Task.CONFLICT):
        assert not is_done(task, held)
        assert "the new chairperson" in access_path.called(task, held)
        assert access_path.by_of(task, held, dates) == date(2026, 11, 13), "a week from then"
    assert not access_path.wants_stand_in(RECEIVED, held.steps), "what the one before answered is theirs"
    asked = WholeRequest(RECEIVED, (*held.steps, conflict(9, access_path.NO_CONFLICT)))
    assert is_done(Task.CHAIRPERSON, asked) and is_done(Task.CONFLICT, asked)
    stands_in = WholeRequest(RECEIVED, (*held.steps, done(Step.STAND_IN_NAMED, 4)))
    assert is_done(Task.CONFLICT, stands_in), "somebody prepares the file with the manager"
    signed = (done(Step.CLEAN_COPY, 18), replace(done(Step.CLEAN_COPY_CHECKED, 19), by=2))
    assert is_done(Task.CONFLICT, WholeRequest(RECEIVED, (*held.steps, *signed))), "there is nothing to sign"


def test_once_answered_only_the_close_is_left():
    held = states(whole(done(Step.RELEASED, 24)), the_plan())
    left = [s.task for s in held if s.standing in {Standing.NEXT, Standing.TO_DO, Standing.WAITING}]
    assert left == [Task.CLOSE]


@pytest.mark.parametrize(
    ("task", "changed", "is_so"),
    [
        pytest.param(Task.COURT_ORDER, {"has_court_order": True}, True, id="the child's court order"),
        pytest.param(
            Task.COURT_ORDER, {"requester": replace(SHOWN, has_court_order=True)}, True, id="the requester's"
        ),
        pytest.param(Task.COURT_ORDER, {}, False, id="no court order"),
        pytest.param(
            Task.STAND_IN, {"steps": (done(Step.CONFLICT_ASKED, 3, Conflict.NAMED),)}, True, id="a conflict"
        ),
        pytest.param(
            Task.STAND_IN, {"steps": (done(Step.CONFLICT_ASKED, 3, "no conflict"),)}, False, id="no conflict"
        ),
        pytest.param(
            Task.STAND_IN,
            {"steps": (done(Step.CONFLICT_ASKED, 3, "no conflict"), NAMED_AS_STAND_IN)},
            True,
            id="named for a chairperson who is away",
        ),
        pytest.param(Task.LETTERS, {"parties": (party(),)}, True, id="a third party is written to"),
        pytest.param(Task.LETTERS, {}, False, id="nobody to write to"),
        pytest.param(Task.REPLIES, {"parties": (party(WRITTEN),)}, True, id="a letter waits for a reply"),
        pytest.param(Task.REPLIES, {"parties": (party(),)}, False, id="no letter, no reply"),
        pytest.param(Task.DISCUSS, {"parties": (party(kind=PartyKind.STAFF),)}, True, id="staff: AR-22"),
        pytest.param(Task.DISCUSS, {"parties": (party(),)}, False, id="an agency: not asked of it"),
        pytest.param(Task.REDACTIONS, {"parties": (party(decided()),)}, False, id="all is disclosed"),
        pytest.param(
            Task.REDACTIONS, {"parties": (party(decided(Decision.WITHHOLD)),)}, True, id="something is not"
        ),
        pytest.param(
            Task.REDACTIONS,
            {"steps": (done(Step.BEST_INTERESTS, 9, BestInterests.PART),)},
            True,
            id="not in the child's interests: some of it",
        ),
        pytest.param(
            Task.REDACTIONS_SECOND,
            {"parties": (party(decided()),), "lines": (LINE,)},
            True,
            id="all is disclosed now, and something was taken out before",
        ),
        pytest.param(Task.REDACTIONS_SECOND, {"parties": (party(decided()),)}, False, id="nothing ever was"),
    ],
)
def test_what_a_request_asks_for_at_all(task, changed, is_so):
    assert is_needed(task, whole(**changed)) is is_so


CONSIDERED, SOUGHT = done(Step.ADVICE_CONSIDERED, 9, Controversy.COURT), done(Step.ADVICE_SOUGHT, 10)


@pytest.mark.parametrize(
    ("task", "changed", "is_so"),
    [
        pytest.param(Task.WHO_ASKS, {"requester": None}, False, id="nobody said who asks"),
        pytest.param(
            Task.WHO_ASKS, {"requester": replace(SHOWN, has_evidence=False)}, False, id="nothing was seen"
        ),
        pytest.param(
            Task.WHO_ASKS,
            {"requester": replace(SHOWN, relationship=Relationship.ACTING)},
            False,
            id="acts for somebody without an authority",
        ),
        pytest.param(
            Task.WHO_ASKS,
            {"requester": Requester(Relationship.ACTING, has_evidence=True, has_authority=True)},
            True,
            id="acts for somebody with one",
        ),
        pytest.param(
            Task.WHO_ASKS,
            {"requester": Requester(Relationship.NOT_RESPONSIBLE, has_evidence=True)},
            False,
            id="a carer without parental responsibility who shows no more than who they are",
        ),
        pytest.param(
            Task.WHO_ASKS,
            {"requester": Requester(Relationship.NOT_RESPONSIBLE, has_evidence=True, has_authority=True)},
            True,
            id="one with an order that lets them",
        ),
        pytest.param(Task.WHO_ASKS, {"steps": (done(Step.IDENTITY_ASKED, 4),)}, False, id="proof is awaited"),
        pytest.param(
            Task.FILE_CHECK, {"index": Index(12, changes=(at(6),))}, False, id="the index changed after it"
        ),
        pytest.param(
            Task.FILE_CHECK,
            {"index": Index(12, changes=(at(5, 11),))},
            True,
            id="it changed before the check",
        ),
        pytest.param(Task.COMPLETE_COPY, {"index": Index(13)}, False, id="a page more in the index"),
        pytest.param(Task.COMPLETE_COPY, {"index": Index(0)}, True, id="nobody keeps the index"),
        pytest.param(
            Task.THIRD_PARTIES, {"index": Index(12, unlisted=1)}, False, id="somebody is not listed"
        ),
        pytest.param(
            Task.ADVICE, {"steps": (CONSIDERED, SOUGHT)}, False, id="a lawyer was asked, and has not answered"
        ),
        pytest.param(
            Task.ADVICE,
            {"steps": (CONSIDERED, SOUGHT, done(Step.ADVICE_RECEIVED, 10))},
            True,
            id="they answered on the day",
        ),
        pytest.param(
            Task.CLEAN_COPY, {"without": (Step.CLEAN_COPY_CHECKED,)}, True, id="made, and not checked yet"
        ),
        pytest.param(
            Task.REDACTIONS,
            {"parties": IN_TWO_ENTRIES, "lines": (LINE, replace(LINE, id=2, entry=8))},
            True,
            id="taken out of both entries",
        ),
        pytest.param(
            Task.REDACTIONS, {"parties": IN_TWO_ENTRIES, "lines": (LINE,)}, False, id="out of one of two"
        ),
        pytest.param(
            Task.REDACTIONS_SECOND,
            {"parties": IN_TWO_ENTRIES, "lines": (LINE, replace(LINE, id=2, entry=8))},
            True,
            id="the second person agreed to both",
        ),
        pytest.param(
            Task.REDACTIONS_SECOND,
            {"parties": IN_TWO_ENTRIES, "lines": (LINE, replace(LINE, id=2, entry=8, agreed_by=None))},
            False,
            id="to one of two",
        ),
        pytest.param(
            Task.REDACTIONS_SECOND,
            {"parties": IN_TWO_ENTRIES, "lines": (LINE,)},
            False,
            id="to all there are, and one is missing",
        ),
    ],
)
def test_a_task_is_done_as_things_stand_now(task, changed, is_so):
    assert is_done(task, whole(**changed)) is is_so


@pytest.mark.parametrize(
    ("until_on", "is_so"),
    [
        pytest.param(None, False, id="without an end"),
        pytest.param(TODAY, False, id="on its last day"),
        pytest.param(TODAY - timedelta(days=1), True, id="the day after it ended"),
    ],
)
def test_responsibility_that_ended_shows_nothing_any_more(until_on, is_so):
    assert is_lapsed(whole(requester=replace(SHOWN, responsible_until_on=until_on)), TODAY) is is_so
    assert not is_lapsed(whole(requester=None), TODAY)


def test_who_asks_is_asked_anew_from_the_day_after_it_until_the_answer():
    over = whole(requester=replace(SHOWN, responsible_until_on=TODAY - timedelta(days=1)))
    before, after = as_of(over, TODAY - timedelta(days=1)), as_of(over, TODAY)
    assert (is_done(Task.WHO_ASKS, before), blockers(before)) == (True, [])
    assert access_path.next_of(states(after, the_plan())).task is Task.WHO_ASKS
    assert [blocker.clause for blocker in blockers(after)] == ["AR-4"]
    released = whole(done(Step.RELEASED, 20), requester=over.requester)
    assert is_done(Task.WHO_ASKS, as_of(released, TODAY)), "what was answered stays as it was"


def test_a_carer_by_mistake_shows_nothing_of_who_they_are():
    mistaken = whole(requester=replace(SHOWN, has_authority=True, mistaken_on=TODAY))
    assert not is_done(Task.WHO_ASKS, mistaken)
    assert [blocker.clause for blocker in blockers(mistaken)] == ["AR-4"]
    assert is_mistaken(mistaken)
    assert not is_mistaken(whole())
    assert not is_mistaken(whole(requester=None))


def test_a_reply_that_is_awaited_is_waited_for_and_holds_nothing_else_up():
    asked = whole(parties=(party(WRITTEN),), without=(Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED))
    stands = {state.task: state.standing for state in states(asked, the_plan())}
    assert stands[Task.REPLIES] is Standing.WAITING
    assert Standing.NEXT in stands.values()


@pytest.mark.parametrize("first", [Step.FILE_CHECKED, Step.CLEAN_COPY])
def test_one_person_signing_twice_is_no_second_signature(first):
    second = {Step.FILE_CHECKED: Step.FILE_CHECK_SIGNED, Step.CLEAN_COPY: Step.CLEAN_COPY_CHECKED}[first]
    task = {
        Step.FILE_CHECKED: Task.FILE_CHECK_SECOND,
        Step.CLEAN_COPY: Task.CLEAN_COPY_SECOND,
    }[first]
    assert is_done(task, whole())
    assert not is_done(task, whole(done(second, 18, by=MANAGER), without=(second,)))
    again = whole(done(first, 19))
    assert not is_done(task, again), "the first was done again after the second signed"


@pytest.mark.parametrize(
    ("changed", "standing"),
    [
        pytest.param({}, Copy.READY, id="made and checked"),
        pytest.param({"without": (Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED)}, Copy.NONE, id="not made"),
        pytest.param({"without": (Step.CLEAN_COPY_CHECKED,)}, Copy.UNCHECKED, id="not checked"),
        pytest.param({"changed_at": at(18)}, Copy.STALE, id="a decision after it"),
        pytest.param({"changed_at": at(17, 11)}, Copy.READY, id="a decision before it"),
        pytest.param({"index": Index(12, changes=(at(18),))}, Copy.STALE, id="the file changed after it"),
    ],
)
def test_where_the_clean_copy_stands(changed, standing):
    assert clean_copy(whole(**changed)) is standing


# Release and close ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "clause", "part", "word"),
    [
        pytest.param({"requester": None}, "AR-4", Part.WHO_ASKS, "who is asking", id="who asks"),
        pytest.param({"has_court_order": True}, "AR-4", Part.WHO_ASKS, "Read", id="a court order unread"),
        pytest.param(
            {"has_court_order": True, "more": done(Step.COURT_ORDER_READ, 4, CourtOrder.FORBIDS)},
            "AR-4",
            Part.WHO_ASKS,
            "forbids",
            id="a court order that forbids it",
        ),
        pytest.param(
            {"index": Index(12, unlisted=2)}, "AR-13", Part.THIRD_PARTIES, "2 people", id="not all listed"
        ),
        pytest.param(
            {"without": (Step.THIRD_PARTIES_LISTED,)}, "AR-13", Part.THIRD_PARTIES, "List", id="none listed"
        ),
        pytest.param(
            {"parties": (party(kind=PartyKind.CHILD),)},
            "PR-4",
            Part.THIRD_PARTIES,
            "another child",
            id="an entry about another child",
        ),
        pytest.param(
            {"parties": (party(WRITTEN, Happened(Event.REFUSED, nov(10))),)},
            "AR-19",
            Part.THIRD_PARTIES,
            "third party 1",
            id="a refusal decides nothing",
        ),
        pytest.param(
            {"parties": (party(decided(), kind=PartyKind.STAFF),)},
            "AR-22",
            Part.THIRD_PARTIES,
            "Discuss",
            id="staff undiscussed",
        ),
        pytest.param(
            {"without": (Step.BEST_INTERESTS,)}, "X-4", Part.RELEASE, "best interests", id="not asked"
        ),
        pytest.param(
            {
                "more": done(Step.BEST_INTERESTS, 20, BestInterests.WITHHOLD),
                "lines": (replace(LINE, party=None, ground=Ground.BEST_INTERESTS, extent=Extent.WHOLE),),
            },
            "X-4",
            Part.RELEASE,
            "refuse",
            id="not in the child's interests",
        ),
        pytest.param(
            {"without": (Step.ADVICE_CONSIDERED,)}, "LG-1", Part.RELEASE, "controversial", id="no answer"
        ),
        pytest.param(
            {"index": Index(pages=12, hidden=2)},
            "CP-12",
            Part.FILE,
            "sensitive",
            id="a deputy has not said why they need to see what is sensitive",
        ),
        pytest.param(
            {"more": done(Step.BEST_INTERESTS, 20, BestInterests.PART)},
            "AR-25",
            Part.COPIES,
            "not in the child's interests",
            id="some of it is not in the child's interests and nothing is taken out",
        ),
        pytest.param(
            {"parties": (party(decided(Decision.WITHHOLD)),)},
            "AR-25",
            Part.COPIES,
            "redaction",
            id="decided to withhold and nothing is taken out",
        ),
        pytest.param(
            {"parties": (party(decided()),), "lines": (LINE,)},
            "AR-25",
            Part.COPIES,
            "Take back",
            id="taken out of those who are disclosed",
        ),
        pytest.param(
            {"parties": (party(decided(Decision.WITHHOLD)),), "lines": (replace(LINE, agreed_by=None),)},
            "AR-25",
            Part.COPIES,
            "second person",
            id="one person's redaction",
        ),
        pytest.param({"changed_at": at(18)}, "AR-27", Part.COPIES, "again", id="a stale clean copy"),
        pytest.param(
            {"without": (Step.CLEAN_COPY_CHECKED,)}, "AR-27", Part.COPIES, "check", id="an unchecked one"
        ),
        pytest.param({"without": (Step.MEETING,)}, "AR-29", Part.RELEASE, "meeting", id="no meeting"),
    ],
)
def test_each_thing_that_stands_in_the_way_of_a_release(changed, clause, part, word):
    more = [changed["more"]] if "more" in changed else []
    [found] = blockers(whole(*more, **{name: said for name, said in changed.items() if name != "more"}))
    assert (found.clause, found.part) == (clause, part)
    assert word in found.what


@pytest.mark.parametrize(
    ("extent", "more", "changed_at", "stands_in_the_way"),
    [
        pytest.param(
            Extent.PASSAGE, (), None, True, id="a marked sheet, which can be read against the light"
        ),
        pytest.param(Extent.NAME, (), None, True, id="a name under the marker"),
        pytest.param(Extent.WHOLE, (), None, False, id="whole entries left out: nothing was marked"),
        pytest.param(Extent.PASSAGE, (done(Step.COPIED_AGAIN, 16),), None, False, id="copied again"),
        pytest.param(
            Extent.PASSAGE, (done(Step.COPIED_AGAIN, 16),), at(16, 13), True, id="before the last line"
        ),
    ],
)
def test_the_marked_sheet_itself_is_not_released(extent, more, changed_at, stands_in_the_way):
    held = whole(
        *more,
        parties=(party(decided(Decision.WITHHOLD)),),
        lines=(replace(LINE, extent=extent),),
        changed_at=changed_at,
    )
    found = [blocker for blocker in blockers(held) if blocker.clause == "AR-26"]
    assert bool(found) is stands_in_the_way
    assert all(blocker.part is Part.COPIES and "marker" in blocker.what for blocker in found)


def test_a_release_without_a_meeting_or_an_answer_of_a_third_party_is_not_blocked():
    no_meeting = whole(done(Step.MEETING, 23, Meeting.NOT_HELD), without=(Step.MEETING,))
    assert blockers(no_meeting) == []
    silent = whole(parties=(party(WRITTEN, decided()),))
    assert blockers(silent) == [], "silence stops nothing"


@pytest.mark.parametrize(
    ("happened", "standing"),
    [
        pytest.param((WRITTEN,), Standing.WAITING, id="her answer is awaited"),
        pytest.param(
            (WRITTEN, decided()), Standing.NOT_NEEDED, id="decided before she answered: nobody waited"
        ),
        pytest.param((WRITTEN, Happened(Event.REFUSED, nov(9)), decided()), Standing.DONE, id="she answered"),
        pytest.param(
            (WRITTEN, Happened(Event.NO_ANSWER, nov(20)), decided()), Standing.DONE, id="waited for in vain"
        ),
    ],
)
def test_an_answer_that_nobody_waited_for_is_not_said_to_have_come(happened, standing):
    held = {one.task: one for one in states(whole(parties=(party(*happened),)), the_plan())}
    assert held[Task.REPLIES].standing is standing


def test_what_was_left_undone_is_listed_and_a_refusal_leaves_out_the_copy():
    bare = WholeRequest(RECEIVED, (done(Step.RELEASED, 24),))
    listed = left_undone(bare)
    assert "Make the clean copy (AR-27)" in listed
    assert "Tell the chairperson about the request (AR-6)" in listed
    refused = left_undone(WholeRequest(RECEIVED, (done(Step.REFUSED, 24),)))
    assert "Make the clean copy (AR-27)" not in refused
    assert "Tell the chairperson about the request (AR-6)" in refused
    assert left_undone(whole(done(Step.RELEASED, 24))) == []


HAS_SHOWN_NOTHING = Requester(Relationship.NOT_RESPONSIBLE, has_evidence=True)


@pytest.mark.parametrize(
    ("requester", "ground", "standing"),
    [
        pytest.param(HAS_SHOWN_NOTHING, RefusalGround.NOT_SHOWN, Standing.DONE, id="it is the ground"),
        pytest.param(HAS_SHOWN_NOTHING, RefusalGround.EXCESSIVE, Standing.LEFT_UNDONE, id="another ground"),
        pytest.param(None, RefusalGround.NOT_SHOWN, Standing.LEFT_UNDONE, id="nobody checked who asks"),
    ],
)
def test_a_check_that_found_nothing_and_is_the_ground_of_the_refusal_was_made(requester, ground, standing):
    """The steps said that it was left undone, which the ICO would read (AR-4, AR-32)."""
    steps = (done(Step.IDENTITY_ASKED, 3), done(Step.REFUSED, 24, ground))
    held = WholeRequest(RECEIVED, steps, requester)
    found = {one.task: one.standing for one in states(held, the_plan())}
    assert found[Task.WHO_ASKS] is standing
    assert (f"{Task.WHO_ASKS} (AR-4)" in left_undone(held)) is (standing is Standing.LEFT_UNDONE)


@pytest.mark.parametrize(
    ("ending", "release", "copy"),
    [
        pytest.param(Step.RELEASED, Standing.DONE, Standing.LEFT_UNDONE, id="released"),
        pytest.param(Step.REFUSED, Standing.NOT_NEEDED, Standing.NOT_NEEDED, id="refused"),
        pytest.param(Step.WITHDRAWN, Standing.NOT_NEEDED, Standing.NOT_NEEDED, id="taken back"),
    ],
)
def test_what_an_answered_request_never_had_is_not_said_to_be_done_or_needless(ending, release, copy):
    held = {one.task: one for one in states(WholeRequest(RECEIVED, (done(ending, 24),)), the_plan())}
    assert held[Task.RELEASE].standing is release
    assert held[Task.CLEAN_COPY].standing is copy
    assert held[Task.ACKNOWLEDGE].standing is Standing.LEFT_UNDONE
    assert held[Task.COURT_ORDER].standing is Standing.NOT_NEEDED
    assert held[Task.CLOSE].standing is Standing.NEXT


def test_of_a_request_that_was_recorded_by_mistake_nothing_is_left_to_do_or_left_undone():
    steps = (done(Step.ACKNOWLEDGED, 3), done(Step.MISTAKEN, 24))
    held = {one.task: one.standing for one in states(WholeRequest(RECEIVED, steps), the_plan())}
    assert held.pop(Task.ACKNOWLEDGE) is Standing.DONE
    assert {held[task] for task in (Task.RELEASE, Task.CLOSE, Task.CHAIRPERSON)} == {Standing.NOT_NEEDED}
    assert not {Standing.NEXT, Standing.TO_DO, Standing.WAITING, Standing.LEFT_UNDONE} & set(held.values())
    assert left_undone(WholeRequest(RECEIVED, steps)) == []


# Whatever is recorded -------------------------------------------------------------------------------

STEPS = st.sampled_from(list(Step))
RECORDED = st.lists(st.tuples(STEPS, st.integers(0, 130), st.booleans()), max_size=14)


def given_of(step, on):
    """What a careful person would fill in for a step."""
    answers = request_steps.ANSWERS.get(step, ("",))
    return Said(
        step,
        on,
        reason="Reports of four agencies are in the file.",
        answer=answers[0],
        said="In a sentence, as it was.",
        pages=12 if step in request_steps.WITH_PAGES else None,
        is_route_told=True,
    )


@settings(max_examples=150, deadline=None)
@given(recorded=RECORDED)
def test_no_sequence_makes_a_date_earlier_than_the_cautious_one_hides_lateness_or_loses_a_fact(recorded):
    """Whatever is tried, in whatever order, and taken or refused; some of it struck out again."""
    held: list[StepDone] = []
    cautious = access.original_due_on(RECEIVED, ENGLAND)
    for step, after, is_struck in recorded:
        on = RECEIVED + timedelta(days=after)
        today = RECEIVED + timedelta(days=130)
        now = WholeRequest(RECEIVED, tuple(held))
        if is_struck and held:
            old = held[after % len(held)]
            rest = request_steps.without(now, old)
            struck = request_steps.correction_problems(
                old, given_of(old.step, old.on), whole=rest, by=old.by, is_struck=True,
                because="It was never done at all.",
            )  # fmt: skip
            if not struck:
                held.remove(old)
            continue
        asked = {"whole": now, "by": MANAGER, "sees_advice": True, "today": today, "bank_holidays": ENGLAND}
        refused = request_steps.problems(given_of(step, on), **asked)
        if list(refused) == ["late_because"]:
            late = replace(given_of(step, on), late_because="The chairperson was away.")
            refused = request_steps.problems(late, **asked)
        if not refused:
            held.append(StepDone(step, on, given_of(step, on).answer, MANAGER))
        kept = WholeRequest(RECEIVED, tuple(held))
        assert len(kept.steps) == len(held)
        due = access.due_on(access.clock_of(RECEIVED, held), ENGLAND)
        assert due >= cautious
        ended = access.ended_on(held)
        waits = access.waits_for(RECEIVED, held, ENGLAND)
        for day in (due, due + timedelta(days=1), due + timedelta(days=60)):
            stands = access.progress(RECEIVED, held, today=day, bank_holidays=ENGLAND)
            if ended and not access.waits_for_agreement(held):
                is_owed = not access.is_by_mistake(held)
                is_late = stands in {Progress.ANSWERED_LATE, Progress.WITHDRAWN_LATE}
                answered = access.answered_on(held) or ended
                assert is_late is (is_owed and answered > due and not waits)
                assert (stands is Progress.MISTAKEN) is not is_owed
            elif waits and day > due:
                assert stands in {Progress.PAUSED, Progress.WAITING_FOR_IDENTITY}
            else:
                assert stands is (Progress.LATE if day > due else Progress.DUE_TODAY)
        # Every task stands somewhere, exactly once, and at most one is next.
        shown = states(kept, the_plan(due=max(due, RECEIVED)))
        assert [state.task for state in shown] == list(Task)
        assert sum(state.standing is Standing.NEXT for state in shown) <= 1


@settings(max_examples=60, deadline=None)
@given(recorded=st.lists(STEPS, max_size=8))
def test_nothing_is_ever_released_with_something_in_the_way(recorded):
    held: list[StepDone] = []
    for step in [*recorded, Step.RELEASED]:
        now = WholeRequest(RECEIVED, tuple(held), SHOWN)
        if not request_steps.problems(
            given_of(step, nov(20)),
            whole=now,
            by=MANAGER,
            sees_advice=True,
            today=TODAY,
            bank_holidays=ENGLAND,
        ):
            if step is Step.RELEASED:
                assert blockers(now) == []
            held.append(StepDone(step, nov(20), given_of(step, nov(20)).answer, MANAGER))


# A chairperson who stands back after signing (AR-6) --------------------------------------------------

SIGNED = (Task.FILE_CHECK, Task.FILE_CHECK_SECOND, Task.CLEAN_COPY_SECOND)


def stood_back(*more, day=23, hour=12, answer=Conflict.RELATIVE, **changed):
    conflict = done(Step.CONFLICT_ASKED, day, answer, by=CHAIR, hour=hour)
    return whole(conflict, *more, **{"without": (Step.CONFLICT_ASKED,)} | changed)


def open_of(held):
    return [task for task in SIGNED if not is_done(task, held)]


def test_what_was_signed_before_the_chairperson_stood_back_is_signed_again():
    assert open_of(stood_back()) == list(SIGNED)
    assert open_of(stood_back(answer=access_path.NO_CONFLICT)) == []
    again = (
        done(Step.FILE_CHECKED, 24), done(Step.FILE_CHECK_SIGNED, 24, by=3, hour=13),
        done(Step.CLEAN_COPY_CHECKED, 24, by=3, hour=13),
    )  # fmt: skip
    assert open_of(stood_back(*again)) == []
    assert clean_copy(stood_back()) is Copy.UNCHECKED, "what was copied stays; who checked it does not"


@pytest.mark.parametrize(
    ("day", "hour", "left"),
    [
        pytest.param(17, 14, list(SIGNED), id="an hour after the last signature, on its day"),
        pytest.param(5, 14, list(SIGNED[:2]), id="between the check and the copy"),
        pytest.param(3, 12, [], id="before any was signed"),
    ],
)
def test_only_what_was_signed_by_then(day, hour, left):
    assert open_of(stood_back(day=day, hour=hour)) == left


def test_a_conflict_of_an_earlier_day_that_is_typed_in_later_opens_nothing():
    late = replace(done(Step.CONFLICT_ASKED, 3, Conflict.RELATIVE), at=at(24))
    assert open_of(whole(late, without=(Step.CONFLICT_ASKED,))) == []


def test_a_conflict_after_the_answer_opens_nothing():
    answered = done(Step.RELEASED, 23, access_path.Extent.FULL)
    assert open_of(stood_back(answered, day=23, hour=15)) == []
    assert open_of(stood_back(answered, day=24)) == []


@pytest.mark.parametrize(
    ("task", "parties", "number"),
    [
        pytest.param(Task.LETTERS, [party(WRITTEN), party(number=2)], 2, id="the first is written to"),
        pytest.param(Task.DECISIONS, [party(decided()), party(number=2)], 2, id="the first is decided"),
        pytest.param(
            Task.DISCUSS, [party(), party(number=2, kind=PartyKind.STAFF)], 2, id="of staff alone it is asked"
        ),
        pytest.param(Task.DECISIONS, [party(decided())], None, id="nobody is left"),
        pytest.param(Task.REDACTIONS, [party()], None, id="it is done once for all of them"),
    ],
)
def test_the_third_party_for_whom_a_task_is_done_next(task, parties, number):
    found = access_path.first_party(task, whole(parties=tuple(parties)))
    assert (found and found.number) == number


STANDS_BACK = done(Step.MANAGER_STANDS_BACK, 4, Conflict.RELATIVE)
BY_THE_CHAIR = replace(done(Step.FILE_CHECKED, 5, by=CHAIR), is_committees=True)


@pytest.mark.parametrize(
    ("task", "steps", "by_whom"),
    [
        pytest.param(Task.RELEASE, (), access_path.MANAGER, id="the manager"),
        pytest.param(Task.RELEASE, (STANDS_BACK,), access_path.INSTEAD, id="not where they stand back"),
        pytest.param(Task.DECISIONS, (STANDS_BACK,), access_path.INSTEAD, id="nor with the chairperson"),
        pytest.param(
            Task.ACKNOWLEDGE, (STANDS_BACK,), access_path.MANAGER, id="what decides nothing is theirs"
        ),
        pytest.param(Task.FILE_CHECK_SECOND, (), access_path.SECOND, id="the second person"),
        pytest.param(
            Task.FILE_CHECK_SECOND,
            (BY_THE_CHAIR,),
            access_path.THE_OFFICE,
            id="after the committee's the office",
        ),
        pytest.param(
            Task.FILE_CHECK_SECOND,
            (BY_THE_CHAIR, STANDS_BACK),
            access_path.SECOND,
            id="unless it stands back",
        ),
    ],
)
def test_who_does_a_task_is_somebody_who_may(task, steps, by_whom):
    """AR-6, AR-10: nobody is sent to somebody who stands back from it."""
    assert access_path.done_by(task, WholeRequest(RECEIVED, steps)) == by_whom


@pytest.mark.parametrize(
    ("step", "looked_at"),
    [
        pytest.param(Step.FILE_CHECKED, at(20), id="the check of the file on its index"),
        pytest.param(Step.CLEAN_COPY, at(22), id="the clean copy on what was decided too"),
        pytest.param(Step.ACKNOWLEDGED, None, id="another step on nothing"),
    ],
)
def test_what_was_looked_at_before_a_step_is_recorded(step, looked_at):
    assert (
        access_path.rests_on(step, whole(index=Index(12, changes=(at(20),)), changed_at=at(22))) == looked_at
    )
    before = whole(index=Index(12, changes=(at(23),)), changed_at=at(22))
    assert access_path.rests_on(step, before) == (looked_at and at(23))
    assert access_path.rests_on(step, whole(index=None)) is None


def test_an_authority_is_invited_to_no_meeting_and_its_answer_waits_for_none():
    asks = Requester(Relationship.AUTHORITY, has_evidence=True, has_authority=True)
    steps = {Step.INVITED, Step.MEETING}
    held = whole(without=steps, requester=asks)
    assert not [task for task in (Task.INVITE, Task.MEETING) if access_path.is_needed(task, held)]
    assert access_path.blockers(held) == []
    assert [one.clause for one in access_path.blockers(whole(without=steps))] == ["AR-29"], "a family's does"


@pytest.mark.parametrize(
    ("relationship", "answer", "is_to_be_taken_back"),
    [
        pytest.param(Relationship.RESPONSIBLE, BestInterests.PART, False, id="some of it is not"),
        pytest.param(Relationship.RESPONSIBLE, BestInterests.RELEASE, True, id="it is answered otherwise"),
        pytest.param(Relationship.RESPONSIBLE, None, False, id="not answered yet, which is asked by itself"),
        pytest.param(Relationship.FORMER_CHILD, None, True, id="it was entered before the child asked"),
    ],
)
def test_what_is_out_for_the_childs_interests_fits_who_asks_and_the_answer(
    relationship, answer, is_to_be_taken_back
):
    steps = (done(Step.BEST_INTERESTS, 9, answer),) if answer else ()
    out = replace(LINE, party=None, ground=Ground.BEST_INTERESTS)
    asks = Requester(relationship, has_evidence=True)
    gaps = redaction_gaps(WholeRequest(RECEIVED, steps, requester=asks, lines=(out,)))
    assert any("Take back what is out for the child's best interests" in gap for gap in gaps) is (
        is_to_be_taken_back
    )
