"""The agenda: everything the policy needs next, in one ordered list.

Today is Tuesday 24 November 2026. The week ends on Sunday 29 November, the four weeks on Sunday 27 December.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import agenda as rules_of
from rules import breach, complaints, consent, contacts, induction, rectification, sharing, third_parties
from rules.access import Channel, Step, StepDone
from rules.access_path import CourtOrder, Part, Requester, WholeRequest
from rules.agenda import (
    AccessRequest,
    AccountLeftOn,
    Action,
    Area,
    AwaitedAdvice,
    Child,
    Complaint,
    Conversation,
    Facts,
    Group,
    Item,
    OpenBreach,
    Person,
    Purpose,
    Rectification,
    Referral,
    SharingDecision,
    State,
    Topic,
    Withdrawal,
    end_of_week,
    group_of,
    headline,
    in_order,
    most_pressing_first,
)
from rules.consent import Answer, Event, Held
from rules.house import HouseRules
from rules.induction import Role, SignOff, Version
from rules.need_to_know import Conflict
from rules.requester import Relationship
from rules.sharing import Decision, Outcome, Position
from rules.snooze import Snooze, key_of, snoozed
from rules.third_parties import Decision as Disclosed
from rules.third_parties import Happened, Party, PartyKind
from rules.words import near_date
from rules.working_days import LONDON, bank_holidays

TODAY = date(2026, 11, 24)
ENGLAND = bank_holidays(range(2021, 2030))
HOUSE = HouseRules()
MOTHER, FATHER = 1, 2


def oct_(day):
    return date(2026, 10, day)


def nov(day):
    return date(2026, 11, day)


def dec(day):
    return date(2026, 12, day)


def agenda(today=TODAY, house=HOUSE, at=None, closed_days=(), **facts):
    return rules_of.agenda(
        Facts(**facts), today=today, house=house, bank_holidays=ENGLAND, closed_days=closed_days, at=at
    )


def shown(items):
    """What a person reads of each item: what, clause, due, state."""
    return [(item.what, item.clause, item.due, item.state) for item in items]


def done(step, on):
    return StepDone(step, on)


@pytest.mark.parametrize(
    ("left_on", "since", "due", "state"),
    [
        pytest.param(nov(20), nov(2), nov(23), State.LATE, id="left on a Friday: consent ended on Saturday"),
        pytest.param(nov(23), nov(2), nov(25), State.DUE, id="left yesterday: a working day from today"),
        pytest.param(nov(2), nov(23), nov(24), State.DUE, id="found on yesterday, long after leaving"),
    ],
)
def test_an_account_that_is_on_after_the_child_left_is_closed(left_on, since, due, state):
    items = agenda(accounts_left_on=[AccountLeftOn(14, "C-014", left_on, since, "Mia")])
    assert shown(items) == [
        ("The journey account is still on, and the child has left: close it", "DR-4", due, state)
    ]
    assert (items[0].action, items[0].record, items[0].child) == (Action.JOURNEY, 14, 14)


# Groups and order -----------------------------------------------------------------------------------

AN_ITEM = Item(
    Area.ACCESS_REQUESTS,
    "AR-2026-003",
    "Release the file",
    "AR-8",
    TODAY,
    State.DUE,
    True,
    Action.ACCESS_STEP,
    3,
)


@pytest.mark.parametrize(
    ("today", "ends"),
    [
        pytest.param(nov(22), nov(22), id="Sunday: the week ends today"),
        pytest.param(nov(23), nov(29), id="Monday: a whole week is ahead"),
        pytest.param(nov(24), nov(29), id="Tuesday"),
        pytest.param(nov(28), nov(29), id="Saturday"),
        pytest.param(nov(29), nov(29), id="the next Sunday"),
        pytest.param(nov(30), dec(6), id="and its Monday"),
    ],
)
def test_a_week_ends_on_its_sunday(today, ends):
    assert end_of_week(today) == ends


@pytest.mark.parametrize(
    ("today", "due", "state", "group"),
    [
        pytest.param(TODAY, nov(23), State.LATE, Group.OVERDUE, id="yesterday"),
        pytest.param(TODAY, TODAY, State.DUE, Group.WITHIN_A_WEEK, id="today"),
        pytest.param(TODAY, dec(1), State.DUE, Group.WITHIN_A_WEEK, id="a week on"),
        pytest.param(TODAY, dec(2), State.DUE, Group.NEXT_FOUR_WEEKS, id="a day further"),
        pytest.param(TODAY, dec(27), State.DUE, Group.NEXT_FOUR_WEEKS, id="the Sunday of the fourth week"),
        pytest.param(TODAY, dec(28), State.DUE, Group.LATER, id="the Monday after it"),
        pytest.param(TODAY, dec(28), State.WAITING, Group.WAITING, id="waiting, however far off"),
        pytest.param(TODAY, nov(25), State.WAITING, Group.WAITING, id="waiting, though due within a week"),
        pytest.param(nov(29), nov(29), State.DUE, Group.WITHIN_A_WEEK, id="on a Sunday: today"),
        pytest.param(
            nov(27),
            nov(30),
            State.DUE,
            Group.WITHIN_A_WEEK,
            id="on a Friday: Monday comes before the review",
        ),
        pytest.param(nov(29), dec(28), State.DUE, Group.LATER, id="on a Sunday: four weeks and a day"),
        pytest.param(nov(30), dec(6), State.DUE, Group.WITHIN_A_WEEK, id="on a Monday: the Sunday ahead"),
        pytest.param(
            nov(30), dec(28), State.DUE, Group.NEXT_FOUR_WEEKS, id="on a Monday: the same day as above"
        ),
    ],
)
def test_each_item_has_its_group(today, due, state, group):
    assert group_of(replace(AN_ITEM, due=due, state=state), today=today) is group


def test_the_agenda_runs_from_overdue_to_later_and_by_date_within():
    items = agenda(
        requests=[
            AccessRequest(1, "AR-1", 14, nov(20), (done(Step.CLARIFICATION_ASKED, nov(23)),)),
            AccessRequest(2, "AR-2", 15, oct_(20), (done(Step.CHAIRPERSON_TOLD, oct_(20)),)),
        ],
        decisions=[SharingDecision(5, "SD-5", 14, Decision(nov(24)))],
        children=[Child(14, "C-014", dec(28), has_key_person=False)],
    )
    assert [(item.code, item.due, group_of(item, today=TODAY)) for item in items] == [
        # Of the late one, the start, the next task on the file, legal advice, and the answer.
        ("AR-2", oct_(22), Group.OVERDUE),
        ("AR-2", oct_(27), Group.OVERDUE),
        ("AR-2", oct_(27), Group.OVERDUE),
        ("AR-2", oct_(28), Group.OVERDUE),
        ("AR-2", nov(12), Group.OVERDUE),
        ("AR-2", nov(20), Group.OVERDUE),
        ("AR-1", nov(24), Group.WITHIN_A_WEEK),
        ("SD-5", nov(25), Group.WITHIN_A_WEEK),
        ("AR-1", nov(26), Group.WITHIN_A_WEEK),
        ("AR-1", nov(27), Group.WITHIN_A_WEEK),
        ("AR-1", nov(27), Group.WITHIN_A_WEEK),
        ("AR-1", dec(11), Group.NEXT_FOUR_WEEKS),
        ("AR-1", dec(11), Group.NEXT_FOUR_WEEKS),
        ("AR-1", dec(16), Group.NEXT_FOUR_WEEKS),
        ("AR-1", dec(21), Group.WAITING),
        ("C-014", date(2027, 1, 5), Group.LATER),
    ]


def test_on_one_day_the_law_comes_before_the_house():
    # Received on 24 October: the month ends today. Acknowledging the other one is the house's rule.
    items = agenda(
        requests=[
            AccessRequest(1, "AR-1", 14, nov(17), (done(Step.CHAIRPERSON_TOLD, nov(17)),)),
            AccessRequest(
                2,
                "AR-2",
                15,
                oct_(24),
                (done(Step.CHAIRPERSON_TOLD, oct_(26)), done(Step.ACKNOWLEDGED, oct_(26))),
            ),
        ]
    )
    today = [(item.code, item.due, item.is_legal) for item in items if item.due == TODAY]
    assert today[0] == ("AR-2", TODAY, True)
    assert ("AR-1", TODAY, False) in today[1:]


def test_no_facts_make_an_empty_agenda():
    assert agenda() == []


# Access requests ------------------------------------------------------------------------------------

SETTLED = (done(Step.CHAIRPERSON_TOLD, nov(9)), done(Step.ACKNOWLEDGED, nov(9)))


RECEIVED = nov(9)


WHO_FIRST = "First: record who is asking and their right to ask"
FIRST_WHO = f"Answer now, and say why it is late. {WHO_FIRST}"


def request(*steps, received_on=RECEIVED, settled=True):
    return [
        AccessRequest(
            3, "AR-2026-003", 14, received_on, (*(SETTLED if settled else ()), *steps), "Rowan Jones"
        )
    ]


def test_a_new_request_has_every_date_of_its_path_one_line_for_each_stretch():
    items = agenda(requests=request(received_on=TODAY, settled=False))
    assert shown(items) == [
        ("Tell the chairperson about the request", "AR-6", nov(26), State.DUE),
        # Eight working days for the answers, three to decide, three for the copy, three before the date.
        ("Acknowledge the request in writing", "AR-7", dec(1), State.DUE),
        ("Check the file against its index", "AR-12", dec(1), State.DUE),
        ("Check who is asking, and see proof", "AR-4", dec(1), State.DUE),
        ("Answer the question of the child's best interests", "X-4", dec(16), State.DUE),
        ("Consider legal advice", "LG-1", dec(16), State.DUE),
        ("Invite the requester in", "AR-28", dec(21), State.DUE),
        (
            "Release the file, or refuse with reasons; this is also the last day for an extension notice",
            "AR-8",
            dec(24),
            State.DUE,
        ),
    ]
    assert [item.is_legal for item in items] == [*[False] * 7, True]
    assert {(i.area, i.code, i.record, i.child, i.person, i.about) for i in items} == {
        (Area.ACCESS_REQUESTS, "AR-2026-003", 3, 14, None, "Rowan Jones")
    }
    # Where a task is not one step, its part of the request's page is opened.
    assert {(item.action, item.step is None) for item in items} == {
        (Action.ACCESS_STEP, False),
        (Action.REQUEST, True),
    }


@pytest.mark.parametrize(
    ("step", "then"),
    [
        pytest.param(Step.CHAIRPERSON_TOLD, {Step.CONFLICT_ASKED}, id="told: the next of the stretch"),
        pytest.param(Step.ACKNOWLEDGED, set(), id="acknowledged: nothing more of it"),
        pytest.param(Step.FILE_CHECKED, {Step.FILE_CHECK_SIGNED}, id="checked: the second signature"),
    ],
)
def test_a_step_leaves_the_agenda_when_it_is_done(step, then):
    before = agenda(requests=request(received_on=TODAY, settled=False))
    after = agenda(requests=request(done(step, TODAY), received_on=TODAY, settled=False))
    assert {item.step for item in after} == {item.step for item in before} - {step} | then


def test_a_stand_in_is_not_late_on_the_day_on_which_the_chairperson_stands_back():
    stood_back = StepDone(Step.CONFLICT_ASKED, TODAY, Conflict.NAMED)
    [item] = [i for i in agenda(requests=request(stood_back)) if i.step is Step.STAND_IN_NAMED]
    assert (item.due, item.state) == (nov(26), State.DUE)


@pytest.mark.parametrize("ending", [Step.RELEASED, Step.REFUSED, Step.WITHDRAWN])
def test_an_answered_request_asks_for_nothing_but_to_be_closed(ending):
    answered = request(done(ending, nov(16)), settled=False)
    assert agenda(requests=answered) == []
    [item] = agenda(answered=answered)
    assert shown([item]) == [("Close the request", "AR-32", nov(30), State.DUE)]
    assert (item.step, item.is_legal) == (Step.CLOSED, False)
    assert agenda(answered=request(done(ending, nov(16)), done(Step.CLOSED, TODAY))) == []


def test_a_request_that_was_recorded_by_mistake_asks_for_nothing():
    ended = request(done(Step.MISTAKEN, nov(16)), settled=False)
    assert agenda(requests=ended) == []
    assert agenda(answered=ended) == []


CONSIDERED, SOUGHT = done(Step.ADVICE_CONSIDERED, nov(16)), done(Step.ADVICE_SOUGHT, nov(16))
WAITED_FOR = "the legal advice asked for on Mon 16 Nov: the date does not wait for it"


@pytest.mark.parametrize(
    ("steps", "today", "expected"),
    [
        pytest.param([CONSIDERED], TODAY, None, id="nobody was asked"),
        pytest.param([CONSIDERED, SOUGHT], nov(23), (f"Wait for {WAITED_FOR}", State.WAITING), id="asked"),
        pytest.param([CONSIDERED, SOUGHT], nov(24), (f"Chase {WAITED_FOR}", State.DUE), id="a week before"),
        pytest.param([CONSIDERED, SOUGHT], nov(30), (f"Chase {WAITED_FOR}", State.DUE), id="in its week"),
        pytest.param([CONSIDERED, SOUGHT], dec(2), (f"Chase {WAITED_FOR}", State.LATE), id="the day after"),
        pytest.param([CONSIDERED, SOUGHT, done(Step.ADVICE_RECEIVED, nov(20))], dec(2), None, id="answered"),
        pytest.param(
            [CONSIDERED, SOUGHT, done(Step.ADVICE_RECEIVED, nov(16))], dec(2), None, id="answered that day"
        ),
        pytest.param(
            [CONSIDERED, done(Step.ADVICE_SOUGHT, nov(11)), done(Step.ADVICE_RECEIVED, nov(13)), SOUGHT],
            nov(30),
            (f"Chase {WAITED_FOR}", State.DUE),
            id="asked again after an answer",
        ),
    ],
)
def test_a_lawyer_who_was_asked_is_waited_for_and_then_chased(steps, today, expected):
    """AR-11. What else there is to do on the path is asked for beside it."""
    items = agenda(today, requests=request(done(Step.BEST_INTERESTS, nov(16)), *steps))
    [*found] = [item for item in items if item.clause == "AR-11"]
    assert [(item.what, item.state) for item in found] == ([expected] if expected else [])
    assert all((item.due, item.step) == (dec(1), Step.ADVICE_RECEIVED) for item in found)
    assert "Consider legal advice" not in {item.what for item in items}
    assert [item for item in items if item.due == dec(1) and item.clause != "AR-11"], "the path goes on"


# The month of a request received on 9 November ends on 9 December.
LETTER = Happened(third_parties.Event.WRITTEN, nov(12), reply_by=nov(26))
REMINDED = Happened(third_parties.Event.REMINDED, nov(23), reply_by=dec(1))


def with_parties(*parties):
    path = WholeRequest(RECEIVED, SETTLED, parties=tuple(parties))
    return [replace(request()[0], whole=path)]


def a_party(*happened, number=1):
    return Party(number, number, PartyKind.AGENCY, frozenset({7}), happened)


@pytest.mark.parametrize(
    ("parties", "today", "line", "group"),
    [
        pytest.param(
            [a_party(LETTER)],
            nov(20),
            ("Wait for the answer from third party 1; remind them on Mon 23 Nov", nov(26)),
            Group.WAITING,
            id="written to, and no reminder due",
        ),
        pytest.param(
            [a_party(LETTER), a_party(LETTER, number=2)],
            nov(23),
            ("Remind third parties 1 and 2, asked to answer by Thu 26 Nov", nov(26)),
            Group.WITHIN_A_WEEK,
            id="three working days before the day asked for: two in one line",
        ),
        pytest.param(
            [a_party(LETTER, REMINDED)],
            TODAY,
            ("Wait for the answer from third party 1", dec(1)),
            Group.WAITING,
            id="reminded: the later day counts",
        ),
        pytest.param(
            [a_party(LETTER)],
            nov(26),
            ("Remind third party 1, asked to answer by Thu 26 Nov", nov(26)),
            Group.WITHIN_A_WEEK,
            id="the day asked for is theirs to the end",
        ),
        pytest.param(
            [a_party(LETTER)],
            nov(27),
            ("Decide without an answer from third party 1", dec(1)),
            Group.WITHIN_A_WEEK,
            id="silence stops nothing: decided by the day for all such decisions",
        ),
        pytest.param(
            [a_party(replace(LETTER, reply_by=dec(4)))],
            dec(7),
            ("Decide without an answer from third party 1", dec(7)),
            Group.WITHIN_A_WEEK,
            id="asked to answer after that day: the first open day after it, and nothing is late at once",
        ),
        pytest.param(
            [a_party(LETTER)],
            dec(2),
            ("Decide without an answer from third party 1", dec(1)),
            Group.OVERDUE,
            id="nobody decided",
        ),
    ],
)
def test_whoever_is_written_to_is_waited_for_until_the_day_asked_for(parties, today, line, group):
    [item] = [i for i in agenda(today=today, requests=with_parties(*parties)) if i.clause == "AR-23"]
    assert (item.what, item.due) == line
    assert group_of(item, today=today) is group
    assert (item.action, item.part, item.is_legal) == (Action.REQUEST, Part.THIRD_PARTIES, False)


@pytest.mark.parametrize(
    "happened",
    [
        pytest.param((), id="not written to"),
        pytest.param((LETTER, Happened(third_parties.Event.CONSENTED, nov(16))), id="answered"),
        pytest.param(
            (LETTER, Happened(third_parties.Event.DECIDED, nov(16), decision=Disclosed.DISCLOSE)),
            id="decided about all the same",
        ),
    ],
)
def test_nobody_else_is_waited_for(happened):
    items = agenda(requests=with_parties(a_party(*happened)))
    assert not [item for item in items if item.clause == "AR-23"]


def test_the_dates_go_round_the_days_on_which_the_setting_is_closed():
    def by(closed_days):
        items = rules_of.agenda(
            Facts(requests=request()),
            today=TODAY,
            house=HOUSE,
            bank_holidays=ENGLAND,
            closed_days=closed_days,
        )
        return next(item.due for item in items if item.step is Step.INVITED)

    assert by(()) == dec(4)
    assert by({dec(7), dec(8)}) == dec(2)


@pytest.mark.parametrize(
    ("asks", "order", "what", "part"),
    [
        pytest.param(
            Requester(Relationship.RESPONSIBLE, has_evidence=True),
            None,
            "Answer now: release the file, or refuse with reasons, and say why it is late",
            None,
            id="somebody who has shown that they may",
        ),
        pytest.param(
            Requester(Relationship.NOT_RESPONSIBLE, has_evidence=True),
            None,
            FIRST_WHO,
            Part.WHO_ASKS,
            id="a passport of somebody without responsibility",
        ),
        pytest.param(
            Requester(Relationship.AUTHORITY, has_evidence=False),
            None,
            "Answer the authority or the court. First: record who is asking and their right to ask",
            Part.WHO_ASKS,
            id="the police at the door, without a paper",
        ),
        pytest.param(
            Requester(Relationship.RESPONSIBLE, has_evidence=True, has_court_order=True),
            None,
            "Answer now, and say why it is late. First: read the court order, and record what it says",
            Part.WHO_ASKS,
            id="an order that nobody read",
        ),
        pytest.param(
            Requester(Relationship.RESPONSIBLE, has_evidence=True, has_court_order=True),
            CourtOrder.FORBIDS,
            "The court order forbids the release: refuse the request",
            Part.WHO_ASKS,
            id="an order that forbids it",
        ),
    ],
)
def test_a_late_request_is_released_to_nobody_of_whom_it_is_not_known_that_they_may(asks, order, what, part):
    """The first line that a manager read had her release the file of an adopted child to the birth mother."""
    steps = SETTLED if order is None else (*SETTLED, StepDone(Step.COURT_ORDER_READ, nov(20), order))
    held = replace(request()[0], steps=steps, whole=WholeRequest(RECEIVED, steps, requester=asks))
    items = agenda(today=dec(10), requests=[held])
    is_ours = asks.relationship is Relationship.AUTHORITY
    due = next(item.due for item in agenda(requests=request()) if item.is_legal)
    (answer,) = [item for item in items if item.due == due and item.is_legal is not is_ours]
    assert (answer.what, answer.part, answer.state) == (what, part, State.LATE)


@pytest.mark.parametrize(
    ("today", "what"),
    [
        pytest.param(
            dec(8),
            "Release the file, or refuse with reasons; this is also the last day for an extension notice",
            id="the day before",
        ),
        pytest.param(
            dec(9),
            "Answer today: release the file, or refuse with reasons. Or, if the law has a ground for it, "
            "send an extension notice",
            id="the last day of either",
        ),
        pytest.param(
            dec(10),
            "Answer now: release the file, or refuse with reasons, and say why it is late",
            id="the day after",
        ),
    ],
)
def test_an_answer_is_a_release_or_a_refusal(today, what):
    """AR-32: the list said "release" alone, to a carer without responsibility as well."""
    asks = Requester(Relationship.RESPONSIBLE, has_evidence=True)
    held = replace(request()[0], steps=SETTLED, whole=WholeRequest(RECEIVED, SETTLED, requester=asks))
    [answer] = [item for item in agenda(today=today, requests=[held]) if item.is_legal]
    assert (answer.what, answer.step) == (what, Step.RELEASED)


@pytest.mark.parametrize("today", [nov(24), dec(2), dec(10)], ids=["before", "on our day", "after it"])
def test_the_answer_to_an_authority_has_a_date_of_our_own(today):
    """The month of the law is that of a family, and the line spoke of it, and of an extension."""
    asks = Requester(Relationship.AUTHORITY, has_evidence=True, has_authority=True)
    held = replace(request()[0], steps=SETTLED, whole=WholeRequest(RECEIVED, SETTLED, requester=asks))
    items = agenda(today=today, requests=[held])
    assert not [item for item in items if item.is_legal]
    assert not {item.step for item in items} & {Step.INVITED, Step.MEETING}
    what = "Answer the authority or the court, as far as what its request is based on goes"
    assert what in {item.what for item in items}
    court = replace(asks, wanted_by=dec(1))
    named = replace(held, whole=WholeRequest(RECEIVED, SETTLED, requester=court))
    [answer] = [item for item in agenda(today=today, requests=[named]) if item.what == what]
    assert (answer.due, answer.is_house_rule) == (dec(1), False), "the day that it names is its own"
    assert (answer.is_legal, answer.is_by_law) == (True, False), "it ranks with the law's dates, and is none"


def test_once_the_legal_date_has_passed_only_the_next_task_on_the_file_is_left():
    def on_the_file(today):
        items = agenda(today=today, requests=request())
        return [item.what for item in items if item.clause in {"AR-12", "X-4", "AR-28"}]

    due = next(item.due for item in agenda(requests=request()) if item.is_legal)
    assert len(on_the_file(due)) > 1
    assert on_the_file(due + timedelta(days=1)) == ["Check the file against its index"]


@pytest.mark.parametrize(
    ("days", "state"),
    [
        pytest.param(0, State.DUE, id="on the day"),
        pytest.param(1, State.LATE, id="the day after"),
    ],
)
def test_a_house_step_is_late_the_day_after(days, state):
    # Received on Tuesday 24 November, two working days to tell the chairperson: Thursday 26 November.
    items = agenda(today=nov(26) + timedelta(days=days), requests=request(received_on=TODAY, settled=False))
    assert next(item.state for item in items if item.step is Step.CHAIRPERSON_TOLD) is state


ASKED = done(Step.CLARIFICATION_ASKED, nov(12))
ID_ASKED = done(Step.IDENTITY_ASKED, nov(12))
PROOF_AWAITED = "Waiting since Thu 12 Nov for proof of identity or authority: ask again"
EXTENDED = done(Step.EXTENDED, nov(12))


@pytest.mark.parametrize(
    ("steps", "today", "item", "step"),
    [
        pytest.param(
            [],
            TODAY,
            (
                "Release the file, or refuse with reasons; this is also the last day for an extension notice",
                "AR-8",
                dec(9),
                State.DUE,
            ),
            Step.RELEASED,
            id="open",
        ),
        pytest.param(
            [],
            dec(8),
            (FIRST_WHO.replace("now, and say why it is late", "in time"), "AR-8", dec(9), State.DUE),
            None,
            id="the day before",
        ),
        pytest.param(
            [],
            dec(9),
            (FIRST_WHO.replace("now, and say why it is late", "today"), "AR-8", dec(9), State.DUE),
            None,
            id="the day itself: nor then",
        ),
        pytest.param(
            [],
            dec(10),
            (FIRST_WHO, "AR-8", dec(9), State.LATE),
            None,
            id="a day late: nobody is told to release to whoever it is",
        ),
        pytest.param(
            [EXTENDED],
            TODAY,
            (
                "Release the file, or refuse with reasons: this is the extended date",
                "AR-8",
                date(2027, 2, 9),
                State.DUE,
            ),
            Step.RELEASED,
            id="extended",
        ),
        pytest.param(
            [EXTENDED],
            date(2027, 2, 10),
            (
                FIRST_WHO,
                "AR-8",
                date(2027, 2, 9),
                State.LATE,
            ),
            None,
            id="extended, a day late",
        ),
        pytest.param(
            [ASKED],
            dec(1),
            ("Waiting for the requester to make clear what they want", "AR-8", dec(9), State.WAITING),
            Step.CLARIFICATION_ANSWERED,
            id="paused: it waits",
        ),
        pytest.param(
            [ASKED],
            dec(7),
            (
                "Answer what is clear, and remind whoever asked of the question: the date is Wed 9 Dec",
                "AR-8",
                dec(9),
                State.DUE,
            ),
            Step.RELEASED,
            id="paused, and the Monday of its week: there is no other week for it",
        ),
        pytest.param(
            [ASKED],
            dec(9),
            (
                "Answer what is clear, and remind whoever asked of the question: the date is today",
                "AR-8",
                dec(9),
                State.DUE,
            ),
            Step.RELEASED,
            id="paused and due today: it no longer waits",
        ),
        pytest.param(
            [ASKED],
            dec(10),
            (
                "Waiting since Thu 12 Nov for an answer to our question: answer what is clear, and "
                "remind them",
                "AR-8",
                dec(9),
                State.WAITING,
            ),
            Step.CLARIFICATION_ANSWERED,
            id="paused and past the cautious date: it waits, and says what can be done",
        ),
        pytest.param(
            [ID_ASKED],
            dec(1),
            ("Waiting for proof of identity or authority", "AR-4", dec(9), State.WAITING),
            Step.IDENTITY_CONFIRMED,
            id="identity awaited: it waits",
        ),
        pytest.param(
            [ID_ASKED],
            dec(7),
            (
                "Ask again for proof of identity or authority: the date is Wed 9 Dec",
                "AR-4",
                dec(9),
                State.DUE,
            ),
            Step.IDENTITY_CONFIRMED,
            id="identity awaited, and the Monday of its week",
        ),
        pytest.param(
            [ID_ASKED],
            dec(9),
            ("Ask again for proof of identity or authority: the date is today", "AR-4", dec(9), State.DUE),
            Step.IDENTITY_CONFIRMED,
            id="identity awaited on the last day: nobody is told to release",
        ),
        pytest.param(
            [ID_ASKED],
            dec(10),
            (PROOF_AWAITED, "AR-4", dec(9), State.WAITING),
            Step.IDENTITY_CONFIRMED,
            id="identity awaited past the cautious date: it waits, and still nobody is told to release",
        ),
        pytest.param(
            [ID_ASKED, ASKED],
            dec(10),
            (PROOF_AWAITED, "AR-4", dec(9), State.WAITING),
            Step.IDENTITY_CONFIRMED,
            id="both awaited: identity comes first",
        ),
    ],
)
def test_an_open_request_has_one_item_by_law(steps, today, item, step):
    (only,) = [one for one in agenda(today=today, requests=request(*steps)) if one.is_legal]
    assert shown([only]) == [item]
    assert only.step is step
    assert only.is_legal
    is_waiting = only.state is State.WAITING
    assert (group_of(only, today=today) is Group.OVERDUE) is (only.due < today and not is_waiting)
    assert (group_of(only, today=today) is Group.WAITING) is only.what.startswith("Waiting")


def test_whose_first_signature_a_second_one_follows_is_known():
    """So that they are not asked to give both (AR-10)."""
    checked = replace(done(Step.FILE_CHECKED, nov(12)), by=7)
    steps = [one for one in request(checked)[0].steps if one.step is not Step.FILE_CHECK_SIGNED]
    [held] = request(checked)
    found = agenda(requests=[replace(held, steps=(), whole=WholeRequest(RECEIVED, tuple(steps)))])
    by = {item.what: item.first_by for item in found}
    assert by["Sign the file check as the second person"] == 7
    assert set(by.values()) == {7, None}


def test_nobody_is_invited_to_the_file_whose_identity_is_awaited():
    """AR-4. The rest of the path goes on beside it."""
    asked, seen = done(Step.IDENTITY_ASKED, nov(12)), done(Step.IDENTITY_CONFIRMED, nov(23))
    invited, others = "Invite the requester in", "Answer the question of the child's best interests"
    assert invited not in (what := {item.what for item in agenda(requests=request(asked))})
    assert others in what
    assert invited in {item.what for item in agenda(requests=request(asked, seen))}


# Consents -------------------------------------------------------------------------------------------

JOURNEY = Purpose(1, "Learning Journey", 1, "DR-4")
DISPLAY = Purpose(2, "photos on display", 1, "DR-6")
PRESS = Purpose(3, "photos in the press", 1, "DR-6")
PROFESSIONALS = Purpose(4, "Sharing with professionals", 1, "AI-7")


STARTED = nov(16)


def child(events=(), *, started_on=STARTED, purpose=JOURNEY, **more):
    return Child(
        14, "C-014", started_on, frozenset({MOTHER, FATHER}), {purpose.id: list(events)}, name="Mia", **more
    )


@pytest.mark.parametrize(
    ("purposes", "what", "clause"),
    [
        pytest.param([JOURNEY], "Ask for consent: Learning Journey", "DR-4", id="one purpose"),
        pytest.param(
            [DISPLAY], "Ask for consent: photos on display", "DR-6", id="one purpose of its own clause"
        ),
        pytest.param(
            [DISPLAY, PRESS],
            "Ask for consent: photos on display; photos in the press",
            "DR-6",
            id="two, one clause",
        ),
        pytest.param(
            [JOURNEY, DISPLAY],
            "Ask for consent: Learning Journey; photos on display",
            "DR-4",
            id="two clauses",
        ),
        pytest.param(
            [JOURNEY, DISPLAY, PRESS], "Ask for consent: 3 purposes", "DR-4", id="three are counted"
        ),
    ],
)
def test_a_child_is_asked_about_once_for_all_purposes(purposes, what, clause):
    # Started on Monday 16 November; ten working days make Monday 30 November.
    (item,) = agenda(purposes=purposes, children=[child()])
    assert shown([item]) == [(what, clause, nov(30), State.DUE)]
    assert (item.area, item.action, item.record, item.child, item.about) == (
        Area.CONSENTS,
        Action.ASK,
        14,
        14,
        "Mia",
    )
    assert not item.is_legal


def test_what_is_asked_of_many_waits_by_itself():
    """The purpose has the number of a child who is asked the same, and is asked of others by another day."""
    of_each = [(range(11, 17), nov(3)), (range(21, 27), nov(10)), ([DISPLAY.id], nov(17))]
    held = [
        replace(child(started_on=on), id=number, code=f"C-{number:03}")
        for numbers, on in of_each
        for number in numbers
    ]
    items = agenda(purposes=[DISPLAY], children=held)
    assert sorted(item.code for item in items) == ["6 children", "6 children", f"C-{DISPLAY.id:03}"]
    assert len({item.what for item in items}) == len({item.record for item in items}) == 1
    for put_off in items:
        waits = Snooze(1, key_of(put_off), TODAY + timedelta(days=7), "A day is booked", put_off.due)
        waiting = [item for item in snoozed(items, [waits], today=TODAY) if item.snooze]
        assert [(item.code, item.due) for item in waiting] == [(put_off.code, put_off.due)]
    assert len({key_of(item) for item in items}) == 3, "each may be chosen"


@pytest.mark.parametrize(
    ("today", "state"),
    [
        pytest.param(nov(30), State.DUE, id="the last day for the form"),
        pytest.param(dec(1), State.LATE, id="the day after"),
    ],
)
def test_an_unasked_consent_is_late_the_day_after(today, state):
    (item,) = agenda(today=today, purposes=[JOURNEY], children=[child()])
    assert item.state is state


def test_a_purpose_that_came_in_later_is_asked_about_from_its_own_day():
    new = replace(JOURNEY, introduced_on=nov(16))
    (item,) = agenda(purposes=[new], children=[child(started_on=date(2025, 9, 1))])
    assert (item.due, item.state) == (nov(30), State.DUE)


def test_a_new_purpose_does_not_hide_that_an_old_one_was_never_asked_about():
    old, new = JOURNEY, replace(DISPLAY, introduced_on=nov(16))
    (item,) = agenda(purposes=[old, new], children=[child(started_on=date(2026, 9, 1))])
    assert (item.due, item.state) == (date(2026, 9, 15), State.LATE)


def test_a_new_wording_does_not_hide_that_nobody_was_ever_asked():
    reworded = replace(JOURNEY, wording=2, introduced_on=nov(16), asked_since=date(2026, 3, 2))
    (item,) = agenda(purposes=[reworded], children=[child(started_on=date(2026, 9, 1))])
    assert (item.due, item.state) == (date(2026, 9, 15), State.LATE)


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([Event(MOTHER, Answer.GIVEN, nov(20))], id="given"),
        pytest.param([Event(MOTHER, Answer.REFUSED, nov(20))], id="refused"),
        pytest.param(
            [Event(MOTHER, Answer.GIVEN, nov(19)), Event(MOTHER, Answer.WITHDRAWN, nov(20))], id="withdrawn"
        ),
    ],
)
def test_an_answered_purpose_asks_for_nothing(events):
    assert agenda(purposes=[JOURNEY], children=[child(events)]) == []


ENDED = "Consent ended Sun 15 Nov with whoever gave it: stop what it allowed. "
NOBODY = "Nobody holds parental responsibility: find out who does. Then "


def test_an_answer_of_a_carer_without_responsibility_leaves_it_unasked():
    (item,) = agenda(purposes=[JOURNEY], children=[child([Event(9, Answer.GIVEN, nov(20))])])
    assert item.what == "Ask for consent: Learning Journey"


@pytest.mark.parametrize(
    ("events", "held", "what", "due"),
    [
        pytest.param(
            [Event(9, Answer.GIVEN, nov(2))],
            {9: Held(until_on=nov(15)), MOTHER: Held()},
            f"{ENDED}Ask for consent: Learning Journey",
            nov(17),
            id="who had agreed no longer may: what that allowed is stopped as after a withdrawal",
        ),
        pytest.param(
            [Event(9, Answer.GIVEN, nov(2))],
            {9: Held(until_on=nov(15)), MOTHER: Held(from_on=nov(23))},
            f"{ENDED}Ask for consent: Learning Journey",
            nov(17),
            id="and somebody else's responsibility begins later: nobody answered in between",
        ),
        pytest.param(
            [Event(9, Answer.GIVEN, nov(2))],
            {9: Held(until_on=nov(15))},
            f"{ENDED}{NOBODY}ask for consent: Learning Journey",
            nov(17),
            id="and nobody else holds it",
        ),
        pytest.param(
            [Event(9, Answer.REFUSED, nov(2))],
            {9: Held(until_on=nov(15)), MOTHER: Held()},
            "Ask for consent: Learning Journey",
            nov(30),
            id="who had refused no longer may: there is nothing to stop",
        ),
        pytest.param(
            [],
            {9: Held(until_on=nov(15))},
            f"{NOBODY}ask for consent: Learning Journey",
            date(2025, 9, 15),
            id="nobody ever answered, nor could today",
        ),
        pytest.param(
            [Event(9, Answer.GIVEN, nov(2))],
            {MOTHER: Held()},
            "Ask for consent: Learning Journey",
            date(2025, 9, 15),
            id="whoever answered never could: from the start",
        ),
    ],
)
def test_a_form_is_asked_for_from_the_day_that_nobody_answers_for_the_child(events, held, what, due):
    responsible = frozenset(carer for carer, one in held.items() if one.is_on(TODAY))
    one = replace(child(events, started_on=date(2025, 9, 1)), held=held, responsible=responsible)
    (item,) = agenda(purposes=[JOURNEY], children=[one])
    assert (item.what, item.due) == (what, due)


def test_what_a_form_asks_already_is_not_asked_for_beside_it():
    """What ended with its giver has a line of its own; to ask anew was on it and on that of the form."""
    one = replace(
        child([Event(9, Answer.GIVEN, nov(2))], started_on=date(2025, 9, 1)),
        held={9: Held(until_on=nov(15)), MOTHER: Held()},
        responsible=frozenset({MOTHER}),
        forms_given={JOURNEY.id: nov(17)},
    )
    assert [item.what for item in agenda(purposes=[JOURNEY], children=[one])] == [
        "Consent ended Sun 15 Nov with whoever gave it: stop what it allowed (Learning Journey)",
        "Form not back, handed out Tue 17 Nov: ask for it back (Learning Journey)",
    ]


def test_nothing_is_to_be_stopped_of_a_child_who_was_not_here_when_a_consent_ended():
    """It was late before the child came."""
    one = replace(
        child([Event(9, Answer.GIVEN, nov(2))], started_on=nov(23)),
        held={9: Held(until_on=nov(15)), MOTHER: Held()},
        responsible=frozenset({MOTHER}),
    )
    (item,) = agenda(purposes=[JOURNEY], children=[one])
    assert (item.what, item.state) == ("Ask for consent: Learning Journey", State.DUE)


def test_a_question_never_asked_lends_its_day_to_none_that_ended():
    """Six consents that ended on Friday were nine months late, with a seventh that nobody had asked for."""
    events = {JOURNEY.id: [Event(9, Answer.GIVEN, nov(2))]}
    held = {9: Held(until_on=nov(20)), MOTHER: Held()}
    one = replace(
        child([], started_on=date(2025, 9, 1)), held=held, responsible=frozenset({MOTHER}), events=events
    )
    found = agenda(purposes=[JOURNEY, DISPLAY], children=[one])
    assert {(item.what.partition(":")[0], item.due) for item in found} == {
        ("Ask for consent", date(2025, 9, 15)),
        ("Consent ended Fri 20 Nov with whoever gave it", nov(23)),
    }


@pytest.mark.parametrize(
    ("out_on", "answered", "said"),
    [
        pytest.param(
            {JOURNEY: nov(17), DISPLAY: nov(17), PRESS: nov(17)},
            {},
            [("Form not back, handed out Tue 17 Nov: ask for it back (3 purposes)", "DR-4", nov(30))],
            id="the whole form is out",
        ),
        pytest.param(
            {DISPLAY: nov(17), PRESS: nov(17)},
            {},
            [
                ("Ask for consent: Learning Journey", "DR-4", nov(30)),
                (
                    "Form not back, handed out Tue 17 Nov: ask for it back (photos on display; photos in the "
                    "press)",
                    "DR-6",
                    nov(30),
                ),
            ],
            id="what the form does not ask is still to be asked",
        ),
        pytest.param(
            {JOURNEY: nov(17), DISPLAY: nov(19)},
            {PRESS: nov(20)},
            [
                (
                    "Form not back, handed out Thu 19 Nov: ask for it back (Learning Journey; photos on "
                    "display)",
                    "DR-4",
                    nov(30),
                )
            ],
            id="two forms are out: the last of them",
        ),
        pytest.param(
            {JOURNEY: nov(17), DISPLAY: nov(17)},
            {JOURNEY: nov(17), PRESS: nov(18)},
            [("Form not back, handed out Tue 17 Nov: ask for it back (photos on display)", "DR-6", nov(30))],
            id="what was answered is back",
        ),
        pytest.param(
            {JOURNEY: nov(17), DISPLAY: nov(17), PRESS: nov(17)},
            {JOURNEY: nov(18), DISPLAY: nov(18), PRESS: nov(18)},
            [],
            id="all of it is back",
        ),
    ],
)
def test_a_form_that_is_out_is_asked_back_by_the_same_day(out_on, answered, said):
    purposes = [JOURNEY, DISPLAY, PRESS]
    one = Child(
        14,
        "C-014",
        STARTED,
        frozenset({MOTHER}),
        {purpose.id: [Event(MOTHER, Answer.GIVEN, on)] for purpose, on in answered.items()},
        forms_given={purpose.id: on for purpose, on in out_on.items()},
    )
    items = agenda(purposes=purposes, children=[one])
    assert [(item.what, item.clause, item.due) for item in items] == said
    actions = {item.what[:8]: item.action for item in items}
    assert actions.items() <= {"Form not": Action.FORM, "Ask for ": Action.ASK}.items()


def test_what_one_purpose_asks_of_more_than_five_children_is_one_line():
    def of(count, **more):
        held = [replace(child(**more), id=number, code=f"C-{number:03}") for number in range(1, count + 1)]
        return agenda(purposes=[DISPLAY], children=held)

    assert [item.child for item in of(5)] == [1, 2, 3, 4, 5], "few are few families, and asked one by one"
    (item,) = of(6)
    assert (item.code, item.what) == ("6 children", "Ask for consent: photos on display")
    assert (item.action, item.record, item.child, item.about) == (Action.ASK, DISPLAY.id, None, "")
    assert shown([item]) == [("Ask for consent: photos on display", "DR-6", nov(30), State.DUE)]
    (item,) = of(6, forms_given={DISPLAY.id: nov(17)})
    assert item.what.startswith("Form not back, handed out")
    assert item.action is Action.ASK, "to the list of them, not to one form"


def test_what_is_due_on_another_day_or_asks_more_is_no_part_of_it():
    later = [replace(child(started_on=nov(17)), id=number, code=f"C-{number:03}") for number in (7, 8)]
    held = [replace(child(), id=number, code=f"C-{number:03}") for number in range(1, 7)]
    items = agenda(purposes=[DISPLAY], children=[*held, *later])
    assert sorted(item.code for item in items) == ["6 children", "C-007", "C-008"]
    assert len(agenda(purposes=[DISPLAY, PRESS], children=held)) == 6, "one form with two questions"


@pytest.mark.parametrize(
    ("today", "state"),
    [
        pytest.param(nov(30), State.DUE, id="the last day for the form"),
        pytest.param(dec(1), State.LATE, id="the day after"),
    ],
)
def test_a_form_that_is_out_is_late_as_if_it_were_not(today, state):
    one = child(forms_given={JOURNEY.id: nov(17)})
    [item] = agenda(today=today, purposes=[JOURNEY], children=[one])
    assert (item.action, item.due, item.state) == (Action.FORM, nov(30), state)


@pytest.mark.parametrize(
    ("handed_out", "said"),
    [
        pytest.param(nov(17), "handed out Tue 17 Nov", id="in time"),
        pytest.param(nov(23), "handed out Mon 23 Nov", id="on the day it was wanted back"),
    ],
)
def test_a_renewal_whose_form_is_out_is_asked_back_as_well(handed_out, said):
    """A form that asks what is due again and what was never asked is one form."""
    given = {JOURNEY.id: [Event(MOTHER, Answer.GIVEN, date(2025, 11, 23))]}
    out = {JOURNEY.id: handed_out, DISPLAY.id: handed_out}
    one = Child(14, "C-014", date(2025, 9, 1), frozenset({MOTHER}), given, forms_given=out)
    assert shown(agenda(purposes=[JOURNEY, replace(DISPLAY, introduced_on=nov(16))], children=[one])) == [
        (
            f"Form not back, {said}: ask for it back (Learning Journey; photos on display)",
            "DR-4",
            nov(23),
            State.LATE,
        )
    ]


@pytest.mark.parametrize(
    ("today", "what", "due", "state"),
    [
        pytest.param(
            nov(24), "Form handed out 1 day late, Tue 24 Nov: not back yet", dec(8), State.WAITING,
            id="on the day on which it was handed out",
        ),
        pytest.param(
            dec(8), "Form handed out 1 day late, Tue 24 Nov: not back yet", dec(8), State.WAITING,
            id="on the last of the days for a form",
        ),
        pytest.param(
            dec(9), "Form not back, handed out late, Tue 24 Nov: ask for it back", nov(23), State.LATE,
            id="the day after: late since its own day",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_renewal", [True, False], ids=["a renewal", "asked for the first time"])
def test_a_form_that_was_handed_out_late_is_waited_for_as_long_as_any_form(
    today, what, due, state, is_renewal
):
    events = [Event(MOTHER, Answer.GIVEN, date(2025, 11, 23))] if is_renewal else []
    one = child(events, started_on=nov(9), forms_given={JOURNEY.id: nov(24)})
    if is_renewal:
        one = replace(one, started_on=date(2025, 9, 1))
    items = agenda(today=today, purposes=[JOURNEY], children=[one])
    assert shown(items) == [(f"{what} (Learning Journey)", "DR-4", due, state)]
    assert [item.action for item in items] == [Action.FORM]


@pytest.mark.parametrize(
    ("today", "what", "due"),
    [
        pytest.param(nov(23), "Form handed out 421 days late, Tue 10 Nov: not back yet", nov(24),
                     id="the day before it was recorded"),
        pytest.param(nov(24), None, None, id="the day on which it was recorded"),
        pytest.param(date(2027, 11, 23), None, None, id="the last day before the renewal"),
        pytest.param(date(2027, 11, 24), "Ask for consent", date(2027, 12, 8), id="at the renewal"),
    ],
)  # fmt: skip
def test_what_nobody_answered_is_asked_again_at_the_renewal(today, what, due):
    """A family that never answers stayed on the list for good, whatever the manager did."""
    one = child([], started_on=date(2025, 9, 1), forms_given={JOURNEY.id: nov(10)})
    if today >= nov(24):
        one = replace(one, no_answer_on={JOURNEY.id: nov(24)})
    found = agenda(today=today, purposes=[JOURNEY], children=[one])
    assert [
        (item.what.partition(" (")[0].removesuffix(": Learning Journey"), item.due) for item in found
    ] == ([(what, due)] if what else [])


def test_an_account_that_is_on_though_no_answer_came_is_to_be_closed():
    one = replace(
        child([], started_on=date(2025, 9, 1)), no_answer_on={JOURNEY.id: nov(20)}, account_since=nov(2)
    )
    (item,) = agenda(purposes=[replace(JOURNEY, key=consent.JOURNEY)], children=[one])
    assert item.what == "The journey account is on without consent (no answer): close it"


def test_once_no_answer_came_after_a_consent_had_ended_with_its_giver_nothing_is_asked():
    one = replace(
        child([Event(9, Answer.GIVEN, date(2025, 10, 1))], started_on=date(2025, 9, 1)),
        held={9: Held(until_on=nov(2)), MOTHER: Held()},
        responsible=frozenset({MOTHER}),
        no_answer_on={JOURNEY.id: nov(20)},
    )
    assert not agenda(purposes=[JOURNEY], children=[one])
    later = agenda(today=date(2027, 11, 22), purposes=[JOURNEY], children=[one])
    assert [item.what for item in later] == ["Ask for consent: Learning Journey"]


def test_forms_of_many_that_were_handed_out_late_are_waited_for_in_one_line():
    late = child(started_on=date(2023, 9, 1), forms_given={DISPLAY.id: TODAY})
    held = [replace(late, id=number, code=f"C-{number:03}") for number in range(1, 7)]
    (item,) = agenda(purposes=[replace(DISPLAY, introduced_on=date(2023, 1, 2))], children=held)
    assert (item.code, item.due, item.state) == ("6 children", dec(8), State.WAITING)
    assert item.what.startswith("Form handed out ") and "late, Tue 24 Nov: not back yet" in item.what


def test_a_child_who_comes_back_renews_old_answers_within_the_days_for_a_form():
    back = child([Event(MOTHER, Answer.GIVEN, date(2025, 3, 3))], started_on=nov(16))
    assert shown(agenda(purposes=[JOURNEY], children=[back])) == [
        ("Renew consent: Learning Journey", "DR-4", nov(30), State.DUE)
    ]


def test_carers_who_disagree_are_talked_to():
    events = [Event(MOTHER, Answer.GIVEN, nov(2)), Event(FATHER, Answer.REFUSED, nov(16))]
    assert shown(agenda(purposes=[JOURNEY], children=[child(events)])) == [
        ("Carers disagree about Learning Journey: treat as no, and talk to both", "DR-4", nov(30), State.DUE)
    ]
    agreed = [*events, Event(FATHER, Answer.GIVEN, nov(23))]
    assert agenda(purposes=[JOURNEY], children=[child(agreed)]) == []


def test_carers_still_disagree_where_one_of_them_says_the_same_again():
    events = [
        Event(MOTHER, Answer.GIVEN, nov(2)),
        Event(FATHER, Answer.REFUSED, nov(9)),
        Event(MOTHER, Answer.GIVEN, nov(20)),
    ]
    (item,) = agenda(purposes=[JOURNEY], children=[child(events, started_on=date(2025, 9, 1))])
    assert (item.what[:15], item.due, item.state) == ("Carers disagree", nov(23), State.LATE)


@pytest.mark.parametrize(
    ("started_on", "held", "due"),
    [
        pytest.param(nov(16), {MOTHER: Held(), FATHER: Held()}, nov(30), id="the child was away"),
        pytest.param(
            date(2025, 9, 1),
            {MOTHER: Held(), FATHER: Held(nov(17))},
            dec(1),
            id="one could not answer before",
        ),
    ],
)
def test_carers_disagree_from_the_day_that_both_answers_count(started_on, held, due):
    old = date(2026, 3, 2)
    events = [Event(MOTHER, Answer.GIVEN, old), Event(FATHER, Answer.REFUSED, old)]
    one = replace(child(events, started_on=started_on), held=held)
    (item,) = agenda(purposes=[JOURNEY], children=[one])
    assert (item.what[:15], item.due) == ("Carers disagree", due)


@pytest.mark.parametrize(
    ("given_on", "due", "state"),
    [
        pytest.param(date(2025, 11, 23), nov(23), State.LATE, id="a year ago yesterday"),
        pytest.param(date(2025, 11, 24), nov(24), State.DUE, id="a year ago today"),
        pytest.param(date(2025, 12, 27), dec(27), State.DUE, id="the last day the agenda reaches"),
    ],
)
def test_a_renewal_is_on_the_agenda_four_weeks_ahead(given_on, due, state):
    events = [Event(MOTHER, Answer.GIVEN, given_on)]
    assert shown(agenda(purposes=[JOURNEY], children=[child(events, started_on=date(2025, 9, 1))])) == [
        ("Renew consent: Learning Journey", "DR-4", due, state)
    ]


def test_a_renewal_further_off_is_not_yet_on_the_agenda():
    assert (
        agenda(purposes=[JOURNEY], children=[child([Event(MOTHER, Answer.GIVEN, date(2025, 12, 28))])]) == []
    )


@pytest.mark.parametrize(
    ("left_on", "count"),
    [
        pytest.param(dec(10), 1, id="leaves on the day of the renewal"),
        pytest.param(dec(9), 0, id="leaves the day before: nothing is left to renew"),
    ],
)
def test_a_child_who_leaves_first_is_not_renewed(left_on, count):
    events = [Event(MOTHER, Answer.GIVEN, date(2025, 12, 10))]
    assert len(agenda(purposes=[JOURNEY], children=[child(events, left_on=left_on)])) == count


def test_the_soonest_renewal_dates_them_all():
    both = Child(
        14,
        "C-014",
        date(2025, 9, 1),
        frozenset({MOTHER}),
        {
            JOURNEY.id: [Event(MOTHER, Answer.GIVEN, date(2025, 12, 10))],
            DISPLAY.id: [Event(MOTHER, Answer.GIVEN, date(2025, 12, 2))],
        },
    )
    assert shown(agenda(purposes=[JOURNEY, DISPLAY], children=[both])) == [
        ("Renew consent: Learning Journey; photos on display", "DR-4", dec(2), State.DUE)
    ]


@pytest.mark.parametrize(
    ("given_on", "introduced_on", "due", "state"),
    [
        pytest.param(
            date(2026, 3, 2), nov(16), nov(30), State.DUE, id="from the day the new wording came in"
        ),
        pytest.param(
            date(2026, 3, 2), nov(9), nov(23), State.LATE, id="and late once the days for the form are over"
        ),
        pytest.param(nov(20), nov(16), dec(4), State.DUE, id="signed on an old form since: from that day"),
        pytest.param(
            date(2025, 11, 10),
            nov(16),
            nov(10),
            State.LATE,
            id="it does not put off a renewal that was missed",
        ),
    ],
)
def test_a_consent_on_an_old_wording_is_renewed_within_the_days_for_a_form(
    given_on, introduced_on, due, state
):
    new = replace(JOURNEY, wording=2, introduced_on=introduced_on)
    events = [Event(MOTHER, Answer.GIVEN, given_on, wording=1)]
    assert shown(agenda(purposes=[new], children=[child(events, started_on=date(2025, 9, 1))])) == [
        ("Renew consent: Learning Journey", "DR-4", due, state)
    ]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        pytest.param(nov(23), State.DUE, id="the working day after a Friday is the Monday"),
        pytest.param(nov(24), State.LATE, id="the day after that"),
    ],
)
def test_a_withdrawal_is_followed_up(today, state):
    withdrawn = Withdrawal(77, 14, "C-014", "photos on display", nov(20), "Mia")
    (item,) = agenda(today=today, withdrawals=[withdrawn])
    assert shown([item]) == [
        ("Withdrawn, Fri 20 Nov: stop and undo photos on display", "DR-6", nov(23), state)
    ]
    assert (item.action, item.record, item.child, item.about) == (Action.FOLLOW_UP, 77, 14, "Mia")


def test_what_a_carers_no_ended_is_undone_like_what_was_withdrawn_and_listed_beside_it():
    """Each is another's no: of a withdrawal and a refusal of one day there are two lines."""
    withdrawn = Withdrawal(77, 14, "C-014", "photos on display", nov(20), "Mia")
    refused = Withdrawal(78, 14, "C-014", "the newsletter", nov(20), "Mia", is_refusal=True)
    assert [(item.what, item.due) for item in agenda(withdrawals=[withdrawn, refused])] == [
        ("Ended by a carer's no, Fri 20 Nov: stop and undo the newsletter", nov(23)),
        ("Withdrawn, Fri 20 Nov: stop and undo photos on display", nov(23)),
    ]


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        pytest.param(
            Answer.GIVEN, "there is consent again; record what was done about photos on display", id="given"
        ),
        pytest.param(Answer.REFUSED, "stop and undo photos on display", id="refused"),
    ],
)
def test_what_is_given_afresh_is_not_to_be_stopped(answer, what):
    events = [Event(MOTHER, Answer.WITHDRAWN, nov(20)), Event(MOTHER, answer, nov(23))]
    withdrawn = Withdrawal(77, 14, "C-014", "photos on display", nov(20), "Mia", purpose=DISPLAY.id)
    items = agenda(
        purposes=[JOURNEY, DISPLAY],
        children=[child(events, purpose=DISPLAY)],
        withdrawals=[withdrawn],
    )
    said = [item.what for item in items if item.action is Action.FOLLOW_UP]
    assert said == [f"Withdrawn, Fri 20 Nov: {what}"]


@pytest.mark.parametrize(
    ("purposes", "clause"),
    [
        pytest.param([JOURNEY], "DR-4", id="the journey"),
        pytest.param([DISPLAY, PRESS], "DR-6", id="two of photographs"),
        pytest.param([PROFESSIONALS], "AI-7", id="sharing: it is about no photograph"),
        pytest.param([DISPLAY, PROFESSIONALS], "DR-6", id="photographs and sharing: not the journey's"),
        pytest.param([JOURNEY, DISPLAY, PROFESSIONALS], "DR-4", id="the journey among them"),
    ],
)
def test_what_is_to_be_undone_stands_under_the_clause_of_its_purpose(purposes, clause):
    withdrawn = [
        Withdrawal(number, 14, "C-014", one.title, nov(20), "Mia", purpose=one.id)
        for number, one in enumerate(purposes, 1)
    ]
    [item] = agenda(purposes=[JOURNEY, DISPLAY, PRESS, PROFESSIONALS], withdrawals=withdrawn)
    assert item.clause == clause


def a_withdrawal(number, title, on=None):
    return Withdrawal(number, 14, "C-014", title, on or nov(20), "Mia")


@pytest.mark.parametrize(
    ("withdrawn", "said"),
    [
        pytest.param(
            [a_withdrawal(2, "Website"), a_withdrawal(1, "Display")],
            ["Withdrawn, Fri 20 Nov: stop and undo Website and Display"],
            id="two on one day",
        ),
        pytest.param(
            [a_withdrawal(number, title) for number, title in enumerate(("Website", "Display", "Press"), 1)],
            ["Withdrawn, Fri 20 Nov: stop and undo 3 purposes"],
            id="three",
        ),
        pytest.param(
            [a_withdrawal(1, "Website"), a_withdrawal(2, "Website")],
            ["Withdrawn, Fri 20 Nov: stop and undo Website"],
            id="both carers",
        ),
        pytest.param(
            [a_withdrawal(1, "Website"), a_withdrawal(2, "Display", nov(23))],
            ["Withdrawn, Fri 20 Nov: stop and undo Website", "Withdrawn, Mon 23 Nov: stop and undo Display"],
            id="on two days",
        ),
        pytest.param(
            [a_withdrawal(1, "Website"), replace(a_withdrawal(2, "Website"), child=15, code="C-015")],
            ["Withdrawn, Fri 20 Nov: stop and undo Website"] * 2,
            id="two children",
        ),
    ],
)
def test_what_was_withdrawn_on_one_day_is_one_line(withdrawn, said):
    found = agenda(withdrawals=withdrawn)
    assert [item.what for item in found] == said
    assert found[0].record == 1, "by the first of them"


def test_an_account_that_a_withdrawal_asks_to_close_has_no_line_of_its_own():
    """The withdrawal of one consent was two lines, and both asked for the same."""
    events = [Event(MOTHER, Answer.GIVEN, nov(2)), Event(MOTHER, Answer.WITHDRAWN, nov(20))]
    online = replace(child(events, purpose=JOURNEY), account_since=nov(2))
    withdrawn = Withdrawal(
        77, online.id, online.code, "Journey", nov(20), to_do=(consent.FollowUp.ACCOUNT_CLOSED,)
    )
    asked = {"purposes": [replace(JOURNEY, key=consent.JOURNEY)], "children": [online]}
    assert [item.action for item in agenda(**asked, withdrawals=[withdrawn])] == [Action.FOLLOW_UP]
    ticked = replace(withdrawn, to_do=(consent.FollowUp.RECIPIENTS_TOLD,), done=1)
    actions = {item.action for item in agenda(**asked, withdrawals=[ticked])}
    assert actions == {Action.FOLLOW_UP, Action.JOURNEY}, "it was ticked off, and the account is on again"


@pytest.mark.parametrize(
    ("withdrawn_on", "actions"),
    [
        pytest.param(nov(3), [Action.FOLLOW_UP], id="both carers on one day"),
        pytest.param(
            nov(20), [Action.JOURNEY, Action.FOLLOW_UP], id="one long before: what is late stays on the list"
        ),
    ],
)
def test_a_withdrawal_puts_off_no_account_that_was_to_be_closed_before_it(withdrawn_on, actions):
    events = [
        Event(FATHER, Answer.REFUSED, nov(3)),
        Event(MOTHER, Answer.GIVEN, nov(2)),
        Event(MOTHER, Answer.WITHDRAWN, withdrawn_on, order=1),
    ]
    online = replace(child(events, purpose=JOURNEY), account_since=nov(2))
    withdrawn = Withdrawal(
        77, online.id, online.code, "Journey", withdrawn_on, to_do=(consent.FollowUp.ACCOUNT_CLOSED,)
    )
    asked = {"purposes": [replace(JOURNEY, key=consent.JOURNEY)], "children": [online]}
    assert [item.action for item in agenda(**asked, withdrawals=[withdrawn])] == actions


@pytest.mark.parametrize(
    ("withdrawn_on", "actions"),
    [
        pytest.param(nov(19), [Action.FOLLOW_UP], id="the day before the last: asked for once"),
        pytest.param(nov(23), [Action.JOURNEY, Action.FOLLOW_UP], id="later: what is late stays on the list"),
    ],
)
def test_the_account_of_a_child_who_left_is_asked_about_once(withdrawn_on, actions):
    left = AccountLeftOn(14, "C-014", nov(20), nov(2), "Mia")
    withdrawn = Withdrawal(77, 14, "C-014", "Journey", withdrawn_on, to_do=(consent.FollowUp.ACCOUNT_CLOSED,))
    found = agenda(accounts_left_on=[left], withdrawals=[withdrawn])
    assert [item.action for item in found] == actions


def test_a_withdrawal_of_another_year_says_its_year():
    (item,) = agenda(withdrawals=[Withdrawal(77, 14, "C-014", "photos on display", date(2024, 3, 22), "Mia")])
    assert item.what == "Withdrawn, Fri 22 Mar 2024: stop and undo photos on display"


# Sharing decisions ----------------------------------------------------------------------------------


def held(decision):
    return [SharingDecision(7, "SD-2026-007", 14, decision, "Mia")]


def test_where_the_cause_is_not_clear_advice_is_asked_for_until_it_was_sought():
    """IS-2, IS-9, law L7.4: promptly, when unsure."""
    unsure = SharingDecision(7, "SD-2026-007", 14, Decision(nov(23)), "Mia", lacks_advice=True)
    (item,) = agenda(decisions=[unsure])
    assert (item.what, item.clause) == (
        "Seek advice: the cause is not clear. Then decide whether to share",
        "IS-2",
    )
    assert (item.action, item.due) == (Action.DECIDE, nov(24)), "the decision has its day all the same"
    (item,) = agenda(decisions=[replace(unsure, lacks_advice=False)])
    assert item.clause == "IS-1"


@pytest.mark.parametrize(
    ("decision", "item", "action"),
    [
        pytest.param(
            Decision(nov(20)),
            ("Decide whether to share, and why", "IS-1", nov(23), State.LATE),
            Action.DECIDE,
            id="raised on Friday, to be decided on Monday, late on Tuesday",
        ),
        pytest.param(
            Decision(nov(23)),
            ("Decide whether to share, and why", "IS-1", nov(24), State.DUE),
            Action.DECIDE,
            id="raised yesterday, to be decided today",
        ),
        pytest.param(
            Decision(nov(20), Outcome.SHARED_WITHOUT_CONSENT, nov(24), Position.REFUSED, "Health visitor"),
            (
                "Complete the record: the reason for sharing without consent "
                "and the entry in the child's file",
                "IS-8",
                nov(24),
                State.DUE,
            ),
            Action.RECORD,
            id="decided today: recorded the same day",
        ),
        pytest.param(
            Decision(
                nov(20), Outcome.NOT_SHARED, nov(23), Position.REFUSED, reason="The advice was to wait."
            ),
            ("Complete the record: the entry in the child's file", "IS-11", nov(23), State.LATE),
            Action.RECORD,
            id="decided yesterday: late",
        ),
        pytest.param(
            Decision(nov(1), Outcome.SHARED_WITH_CONSENT, nov(2), Position.VERBAL, "GP", recorded_on=nov(2)),
            ("Complete the record: who heard the verbal consent", "IS-6", nov(2), State.LATE),
            Action.RECORD,
            id="in the file, and still incomplete",
        ),
    ],
)
def test_a_sharing_decision_is_on_the_agenda_until_it_is_recorded(decision, item, action):
    (only,) = agenda(decisions=held(decision))
    assert shown([only]) == [item]
    assert (only.action, only.record, only.child, only.about) == (action, 7, 14, "Mia")
    assert not only.is_legal


def test_a_recorded_decision_asks_for_nothing():
    whole = Decision(nov(1), Outcome.SHARED_WITH_CONSENT, nov(2), Position.WRITTEN, "GP", recorded_on=nov(2))
    assert agenda(decisions=held(whole)) == []


@pytest.mark.parametrize(
    ("asked_on", "what", "due", "state"),
    [
        pytest.param(
            nov(24), "Advice asked for on Tue 24 Nov: no answer yet", nov(25), State.WAITING, id="today"
        ),
        pytest.param(
            nov(23),
            "Advice asked for on Mon 23 Nov: chase it. "
            "One working day is social care's own time for a referral",
            nov(24),
            State.DUE,
            id="yesterday: chase it today",
        ),
        pytest.param(
            nov(19),
            "Advice asked for on Thu 19 Nov: chase it. "
            "One working day is social care's own time for a referral",
            nov(20),
            State.LATE,
            id="before the weekend: late",
        ),
    ],
)
def test_advice_with_no_answer_waits_a_working_day_and_is_chased(asked_on, what, due, state):
    (only,) = agenda(advice=[AwaitedAdvice(3, "SD-2026-007", 14, asked_on, "Mia")])
    assert shown([only]) == [(what, "IS-9", due, state)]
    assert (only.action, only.record, only.is_legal) == (Action.ADVICE, 3, False)
    assert not only.is_house_rule, "social care's own time is neither law nor the setting's rule"


@pytest.mark.parametrize(
    ("outcome", "decided_on", "what"),
    [
        pytest.param(sharing.Outcome.SHARED_WITH_CONSENT, nov(20), None, id="shared a day later"),
        pytest.param(sharing.Outcome.SHARED_WITHOUT_CONSENT, nov(19), None, id="shared that day"),
        pytest.param(
            sharing.Outcome.SHARED_WITH_CONSENT, nov(18), "referral", id="asked after it was shared"
        ),
        pytest.param(sharing.Outcome.NOT_SHARED, nov(20), "not to share", id="not shared: may change"),
    ],
)
def test_advice_is_not_chased_once_it_was_shared_without_it(outcome, decided_on, what):
    asked = AwaitedAdvice(3, "SD-2026-007", 14, nov(19), "Mia", outcome=outcome, decided_on=decided_on)
    items = agenda(advice=[asked])
    assert [item.what.endswith(what) for item in items] == ([True] if what else [])


def test_those_who_were_told_and_asked_again_are_chased_though_it_was_shared():
    asked = AwaitedAdvice(3, "SD-2026-007", 14, nov(23), "Mia", is_reply=True)
    (only,) = agenda(advice=[asked])
    assert only.what.startswith("Reply asked for on Mon 23 Nov: chase it")


@pytest.mark.parametrize(
    ("told_on", "due", "state"),
    [
        pytest.param(nov(24), nov(25), State.DUE, id="told and rung today: by its own day"),
        pytest.param(nov(23), nov(24), State.DUE, id="told yesterday, rung today"),
        pytest.param(nov(10), nov(11), State.LATE, id="told two weeks ago, rung today: late all the while"),
    ],
)
def test_to_ring_again_does_not_begin_the_time_of_a_referral_anew(told_on, due, state):
    """L7.12."""
    asked = AwaitedAdvice(3, "SD-2026-007", 14, nov(24), "Mia", is_reply=True, told_on=told_on)
    (only,) = agenda(advice=[asked])
    assert (only.due, only.state, only.action, only.record) == (due, state, Action.NO_REPLY, 3)
    day = f"{told_on:%a} {told_on.day} Nov"
    assert only.what.startswith(f"Social care was told on {day} and asked again on Tue 24 Nov: record its")
    assert not only.is_legal and not only.is_house_rule


@pytest.mark.parametrize(
    ("told_on", "asked"),
    [
        pytest.param(nov(24), [(nov(25), State.DUE)], id="today"),
        pytest.param(nov(23), [(nov(24), State.DUE)], id="yesterday"),
        pytest.param(nov(20), [(nov(23), State.LATE)], id="on Friday: by Monday"),
        pytest.param(date(2026, 5, 25), [(date(2026, 5, 26), State.LATE)], id="more than half a year ago"),
        pytest.param(date(2019, 3, 1), [(date(2019, 3, 4), State.LATE)], id="years ago: it has no end"),
    ],
)
def test_the_reply_to_a_referral_is_wanted_by_the_next_working_day(told_on, asked):
    """L7.12."""
    items = agenda(referrals=[Referral(3, "SD-2026-007", 14, told_on, "Mia")])
    assert [(item.due, item.state) for item in items] == asked
    assert all("record its reply, or ring again. One working day" in item.what for item in items)
    assert all((item.action, item.record, item.is_legal) == (Action.REPLY, 3, False) for item in items)
    assert not any(item.is_house_rule for item in items)


@pytest.mark.parametrize(
    ("kind", "what", "clause"),
    [
        (contacts.Kind.PROFESSIONAL, "the contact with another professional", "CP-14"),
        (contacts.Kind.COLLEAGUE, "the disclosure with a colleague", "CP-12"),
    ],
)
def test_a_conversation_is_written_in_the_file_by_the_house_rule(kind, what, clause):
    (only,) = agenda(conversations=[Conversation(5, "PC-2026-001", 14, kind, nov(23), "Mia")])
    assert shown([only]) == [(f"Write in the child's file: {what}", clause, nov(23), State.LATE)]
    assert only.action is Action.CONVERSATION
    house = replace(HOUSE, recording_days=2)
    (later,) = agenda(house=house, conversations=[Conversation(5, "PC-2026-001", 14, kind, nov(23), "Mia")])
    assert (later.due, later.state) == (nov(25), State.DUE)


CALM = breach.Done(breach.Step.NO_DANGER, at=datetime(2026, 11, 22, 8, 10, tzinfo=UTC))
TOLD = (CALM, breach.Done(breach.Step.TOLD))  # of whom it affects, so that the decision alone is left


def test_telling_waits_for_no_decision_about_the_ico():
    """Whoever decides late would read of those it affects for the first time once that is late as well."""
    known = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
    items = agenda(breaches=[OpenBreach(6, "BR-2026-001", None, breach.Breach(known))])
    assert [(item.what.split(",")[0], item.due, item.is_legal) for item in items] == [
        ("Decide about the ICO by Thu 26 Nov", nov(26), True),
        ("Tell the people the breach affects", nov(26), False),
    ]


@pytest.mark.parametrize(
    ("done", "item", "is_legal"),
    [
        pytest.param(
            [breach.Step.TOLD],
            (
                "Decide about the ICO by Wed 25 Nov, 08:10: 72 hours after becoming aware",
                "CP-13",
                nov(25),
                State.DUE,
            ),
            True,
            id="the legal moment",
        ),
        pytest.param(
            [breach.Step.NOT_REPORTED],
            ("Tell the people the breach affects, or record why not", "CP-13", nov(25), State.DUE),
            False,
            id="decided: telling is no legal date",
        ),
        pytest.param(
            [breach.Step.REPORTED, breach.Step.TOLD],
            (
                "Close the breach once the ICO has answered, with what will be done differently",
                "CP-13",
                date(2026, 12, 23),
                State.WAITING,
            ),
            False,
            id="told, and reported: closing",
        ),
        pytest.param(
            [breach.Step.NOT_REPORTED, breach.Step.TOLD],
            ("Close the breach, with what will be done differently", "CP-13", date(2026, 12, 23), State.DUE),
            False,
            id="told, and not reported",
        ),
    ],
)
def test_a_breach_asks_for_the_ico_decision_by_the_legal_moment(done, item, is_legal):
    known = datetime(2026, 11, 22, 8, 10, tzinfo=UTC)
    (only,) = agenda(
        breaches=[OpenBreach(6, "BR-2026-001", None, breach.Breach(known, (CALM, *map(breach.Done, done))))]
    )
    assert shown([only]) == [item]
    assert (only.is_legal, only.action) == (is_legal, Action.BREACH)


@pytest.mark.parametrize(
    ("today", "step", "due", "state"),
    [
        pytest.param(nov(30), "NOT_REPORTED", date(2026, 12, 29), State.DUE, id="ours: no bank holiday"),
        pytest.param(date(2027, 1, 4), "NOT_REPORTED", date(2026, 12, 29), State.LATE, id="ours: late"),
        pytest.param(
            date(2026, 12, 21), "REPORTED", date(2026, 12, 29), State.WAITING, id="the ICO's: it waits"
        ),
        pytest.param(
            date(2026, 12, 22), "REPORTED", date(2026, 12, 29), State.DUE, id="a week before: ask the ICO"
        ),
        pytest.param(date(2026, 12, 29), "REPORTED", date(2026, 12, 29), State.DUE, id="its day"),
        pytest.param(
            date(2026, 12, 30), "REPORTED", date(2026, 12, 29), State.LATE, id="the day after: late"
        ),
        pytest.param(
            date(2027, 12, 6), "REPORTED", date(2026, 12, 29), State.LATE, id="a year on: the same date"
        ),
    ],
)  # fmt: skip
def test_a_breach_is_closed_on_an_open_day_and_once_the_ico_has_answered(today, step, due, state):
    """28 December 2026 is a bank holiday."""
    known = datetime(2026, 11, 27, 8, 10, tzinfo=UTC)
    held = breach.Breach(known, (breach.Done(breach.Step[step]), *TOLD))
    (only,) = agenda(today, breaches=[OpenBreach(6, "BR-2026-001", None, held)])
    assert (only.due, only.state, only.is_legal) == (due, state, False)


BY_TEN_PAST_EIGHT = "Decide about the ICO by Tue 24 Nov, 08:10: 72 hours after becoming aware"
SINCE_TEN_PAST_EIGHT = "Decide about the ICO now: the 72 hours ended on Tue 24 Nov at 08:10"


@pytest.mark.parametrize(
    ("known", "at", "state"),
    [
        pytest.param("00:30+00:00", "00:29+00:00", State.DUE, id="before it, at the first 01:29"),
        pytest.param("00:30+00:00", "01:15+00:00", State.LATE, id="past it, though the clock shows 01:15"),
        pytest.param("01:30+00:00", "00:45+00:00", State.DUE, id="before it, though the clock shows 01:45"),
        pytest.param("01:30+00:00", "01:31+00:00", State.LATE, id="past it, at the second 01:31"),
    ],
)
def test_the_hour_that_the_clocks_strike_twice_is_two_hours_of_the_72(known, at, state):
    clocks_back = date(2026, 10, 25)
    moment = datetime.fromisoformat(f"{clocks_back}T{at}").astimezone(LONDON)
    held = breach.Breach(datetime.fromisoformat(f"2026-10-22T{known}"), TOLD)
    (only,) = agenda(clocks_back, at=moment, breaches=[OpenBreach(6, "BR-2026-001", None, held)])
    assert only.state is state


@pytest.mark.parametrize(
    ("today", "at", "said", "state"),
    [
        pytest.param(TODAY, "08:09:59", BY_TEN_PAST_EIGHT, State.DUE, id="its last day, a second before"),
        pytest.param(TODAY, "08:10:00", BY_TEN_PAST_EIGHT, State.DUE, id="the very moment is still in time"),
        pytest.param(TODAY, "08:10:01", SINCE_TEN_PAST_EIGHT, State.LATE, id="a second after it"),
        pytest.param(TODAY, "23:59:59", SINCE_TEN_PAST_EIGHT, State.LATE, id="the end of its last day"),
        pytest.param(nov(25), "00:00:00", SINCE_TEN_PAST_EIGHT, State.LATE, id="the day after"),
        pytest.param(TODAY, None, BY_TEN_PAST_EIGHT, State.DUE, id="its last day, as any day is read"),
        pytest.param(nov(25), None, SINCE_TEN_PAST_EIGHT, State.LATE, id="the day after, as any day is read"),
    ],
)
def test_on_the_last_day_of_its_72_hours_a_breach_is_late_from_the_hour_on(today, at, said, state):
    known = datetime(2026, 11, 21, 8, 10, tzinfo=UTC)  # a Saturday
    moment = datetime.fromisoformat(f"{today}T{at}+00:00") if at else None
    held = OpenBreach(6, "BR-2026-001", None, breach.Breach(known, TOLD))
    (only,) = agenda(today, at=moment, breaches=[held])
    assert shown([only]) == [(said, "CP-13", TODAY, state)]
    late = rules_of.late_areas(
        Facts(breaches=[held]), today=today, house=HOUSE, bank_holidays=ENGLAND, at=moment
    )
    assert (Area.SHARING_DECISIONS in late) is (state is State.LATE)


@pytest.mark.parametrize(
    ("known", "said", "group"),
    [
        pytest.param(
            datetime(2026, 11, 27, 10, 0, tzinfo=UTC), "by Mon 30 Nov, 10:00: 72", Group.WITHIN_A_WEEK,
            id="on a Friday: over the weekend",
        ),
        pytest.param(
            datetime(2026, 11, 25, 10, 0, tzinfo=UTC), "by Sat 28 Nov, 10:00, when we are closed: 72",
            Group.WITHIN_A_WEEK, id="on a Wednesday: it ends on a Saturday",
        ),
        pytest.param(
            datetime(2026, 12, 22, 10, 0, tzinfo=UTC), "by Fri 25 Dec, 10:00, when we are closed: 72",
            Group.WITHIN_A_WEEK, id="it ends on Christmas Day",
        ),
        pytest.param(
            datetime(2026, 11, 24, 10, 0, tzinfo=UTC), "by Fri 27 Nov, 10:00: 72", Group.WITHIN_A_WEEK,
            id="on a Tuesday: it ends on a Friday",
        ),
    ],
)  # fmt: skip
def test_the_72_hours_go_on_over_a_weekend_and_are_asked_for_before_it(known, said, group):
    held = OpenBreach(6, "BR-2026-001", None, breach.Breach(known, TOLD))
    today = known.date()
    (only,) = agenda(today, at=known, breaches=[held])
    assert only.what == f"Decide about the ICO {said} hours after becoming aware"
    assert group_of(only, today=today) is group


FEARED_AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
FEARED = breach.Done(breach.Step.IN_DANGER, at=FEARED_AT)
WARNED = breach.Done(breach.Step.TOLD, at=FEARED_AT)
HELPED = breach.Done(breach.Step.HELP_TOLD, at=FEARED_AT)
WARN_AND_TELL = "warn them today, and tell the police and social care"
IN_DANGER = (
    "Ring 999 if somebody is in danger now. Today warn the people the breach affects, tell the police and "
    "social care, or record why not"
)


@pytest.mark.parametrize(
    ("done", "what", "due", "first"),
    [
        pytest.param(
            [CALM],
            "Tell the people the breach affects, or record why not",
            nov(26),
            "",
            id="nobody in danger: by the day of the 72 hours",
        ),
        pytest.param(
            [],
            "Tell the people the breach affects, or record why not. First find out whether somebody may be "
            "in danger through it",
            nov(26),
            "",
            id="not known yet: to be found out",
        ),
        pytest.param(
            [FEARED], IN_DANGER, nov(23), WARN_AND_TELL, id="in danger: on the day on which it is known"
        ),
        pytest.param(
            [FEARED, breach.Done(breach.Step.HELP_TOLD, at=FEARED_AT)],
            "Ring 999 if somebody is in danger now. Today warn the people the breach affects, or record why "
            "not",
            nov(23),
            "warn them today",
            id="the police are told: the family is left",
        ),
        pytest.param(
            [FEARED, breach.Done(breach.Step.TOLD, at=FEARED_AT)],
            "Ring 999 if somebody is in danger now. Today tell the police and social care, or record why not",
            nov(23),
            "tell the police and social care today",
            id="the family is warned: the police and social care are left",
        ),
        pytest.param(
            [breach.Done(breach.Step.TOLD, at=FEARED_AT - timedelta(hours=1)), FEARED],
            IN_DANGER,
            nov(23),
            WARN_AND_TELL,
            id="and again where they were told before it was known",
        ),
    ],
)
def test_who_may_be_in_danger_through_a_breach_is_warned_that_day(done, what, due, first):
    """Before the decision about the ICO, and by no rule of the setting's own (OV-1). The headline begins with
    it, and says who still is to hear of it."""
    is_of_harm = bool(first)
    known = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
    held = OpenBreach(6, "BR-2026-001", 1, breach.Breach(known, tuple(done)), "Ivy", "C-001")
    found = agenda(nov(23), breaches=[held])
    (telling,) = [item for item in found if not item.is_legal]
    assert (telling.what, telling.due, telling.is_of_harm) == (what, due, is_of_harm)
    assert telling.is_house_rule is not is_of_harm
    assert (found[0] is telling) is is_of_harm
    late = rules_of.most_pressing_first(agenda(nov(30), breaches=[held]))
    assert (not late[0].is_legal) is is_of_harm
    said = headline(found, today=nov(23))
    assert said.startswith(f"BR-2026-001 may put somebody in danger: {first}. ") is is_of_harm


@pytest.mark.parametrize(
    ("done", "said"),
    [
        pytest.param((HELPED, HELPED), "warn them today", id="of both the families are left"),
        pytest.param((WARNED, WARNED), "tell the police and social care today", id="of neither is a family"),
        pytest.param((WARNED, HELPED), WARN_AND_TELL, id="of one a family, of the other the police"),
    ],
)
def test_the_headline_says_of_several_breaches_who_still_is_to_hear(done, said):
    known = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
    breaches = [
        OpenBreach(number, f"BR-2026-00{number}", 1, breach.Breach(known, (FEARED, one)), "Ivy", "C-001")
        for number, one in enumerate(done, start=1)
    ]
    line = headline(agenda(nov(23), breaches=breaches), today=nov(23))
    assert line.startswith(f"2 breaches may put somebody in danger: {said}. ")


@pytest.mark.parametrize(
    ("others", "said"),
    [
        pytest.param(5, "the families of C-001, C-010, C-011, C-012, C-013 and C-014", id="six by code"),
        pytest.param(6, "the families of 7 children", id="seven are counted"),
    ],
)
def test_of_many_families_a_line_counts_whom_to_tell(others, said):
    known = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
    listed = {number: f"C-0{number}" for number in range(10, 10 + others)}
    done = (CALM, *(breach.Done(breach.Step.AFFECTED, number=number) for number in listed))
    held = OpenBreach(6, "BR-2026-001", 1, breach.Breach(known, done), "Ivy", "C-001", listed)
    (telling,) = [item for item in agenda(nov(23), breaches=[held]) if not item.is_legal]
    assert telling.what == f"Tell {said}, or record why not"


LISTED = {7: "C-014", 8: ""}  # a family here by its code, and somebody who is no child's
A_SECOND, A_THIRD = (breach.Done(breach.Step.AFFECTED, number=number) for number in LISTED)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        pytest.param([], "Tell the people the breach affects, or record why not", id="one family"),
        pytest.param([A_SECOND], "Tell the families of C-001 and C-014, or record why not", id="two"),
        pytest.param(
            [A_SECOND, breach.Done(breach.Step.TOLD)],
            "Tell the family of C-014, or record why not",
            id="the first is told",
        ),
        pytest.param(
            [A_SECOND, breach.Done(breach.Step.NOT_TOLD, 7)],
            "Tell the family of C-001, or record why not",
            id="of the second it is said why not",
        ),
        pytest.param(
            [A_SECOND, A_THIRD, breach.Done(breach.Step.TOLD)],
            "Tell the family of C-014 and somebody else it affects, or record why not",
            id="and somebody who has no code",
        ),
        pytest.param(
            [A_SECOND, breach.Done(breach.Step.TOLD), breach.Done(breach.Step.TOLD, 7)],
            "Close the breach once the ICO has answered, with what will be done differently",
            id="both are told",
        ),
        pytest.param(
            [breach.Done(breach.Step.TOLD), breach.Done(breach.Step.CLOSED), A_SECOND],
            "Tell the family of C-014, or record why not",
            id="one that came to light after the close",
        ),
    ],
)
def test_each_family_a_breach_affects_is_asked_for_by_its_code(done, said):
    known = datetime(2026, 11, 22, 8, 10, tzinfo=UTC)
    held = breach.Breach(known, (CALM, breach.Done(breach.Step.REPORTED), *done))
    (only,) = agenda(breaches=[OpenBreach(6, "BR-2026-001", 1, held, "Ivy", "C-001", LISTED)])
    assert only.what == said


@pytest.mark.parametrize(
    ("listed_at", "due"),
    [
        pytest.param(datetime(2026, 11, 22, 8, 10, tzinfo=UTC), nov(25), id="known from the start"),
        pytest.param(datetime(2026, 11, 25, 23, 59, tzinfo=UTC), nov(25), id="on the last day of the 72"),
        pytest.param(datetime(2026, 11, 26, 0, 0, tzinfo=UTC), nov(26), id="after it: that day"),
    ],
)
def test_who_came_to_light_later_is_told_on_that_day(listed_at, due):
    listed = breach.Done(breach.Step.AFFECTED, number=7, at=listed_at)
    done = (breach.Done(breach.Step.REPORTED), breach.Done(breach.Step.TOLD), listed)
    held = breach.Breach(datetime(2026, 11, 22, 8, 10, tzinfo=UTC), done)
    (only,) = agenda(breaches=[OpenBreach(6, "BR-2026-001", 1, held, "Ivy", "C-001", LISTED)])
    assert (only.due, only.is_legal) == (due, False)


@pytest.mark.parametrize(
    ("told", "due"),
    [
        pytest.param([], nov(19), id="the first family, who was to be told before, is still to be told"),
        pytest.param(
            [breach.Done(breach.Step.TOLD)], nov(20), id="a second one, who came to light on Friday"
        ),
        pytest.param(
            [breach.Done(breach.Step.TOLD), breach.Done(breach.Step.NOT_TOLD, 7)],
            nov(23),
            id="only the third",
        ),
    ],
)
def test_who_comes_to_light_puts_off_nobody_who_was_to_be_told_before(told, due):
    later = (
        breach.Done(breach.Step.AFFECTED, number=number, at=datetime(2026, 11, day, 9, 0, tzinfo=UTC))
        for number, day in ((7, 20), (8, 23))
    )
    done = (breach.Done(breach.Step.REPORTED), *later, *told)
    held = breach.Breach(datetime(2026, 11, 16, 8, 10, tzinfo=UTC), done)
    (only,) = agenda(breaches=[OpenBreach(6, "BR-2026-001", 1, held, "Ivy", "C-001", LISTED)])
    assert (only.due, only.state) == (due, State.LATE)


def test_what_follows_the_decision_has_no_hour():
    """Whom to tell, and when, is the setting's own date: it is late from the day after."""
    known = datetime(2026, 11, 21, 8, 10, tzinfo=UTC)
    held = breach.Breach(known, (breach.Done(breach.Step.REPORTED),))
    (only,) = agenda(at=known + timedelta(hours=80), breaches=[OpenBreach(6, "BR-2026-001", None, held)])
    assert (only.due, only.state, only.due_at) == (TODAY, State.DUE, None)


def test_a_closed_breach_asks_for_nothing():
    held = breach.Breach(
        datetime(2026, 11, 22, 8, 10, tzinfo=UTC),
        tuple(breach.Done(step) for step in breach.Step if step is not breach.Step.AFFECTED),
    )
    assert agenda(breaches=[OpenBreach(6, "BR-2026-001", None, held)]) == []


# After an access request ----------------------------------------------------------------------------

WRONG = rectification.Done(
    rectification.Step.DECIDED, nov(10), rectification.Finding.WRONG_FACT, rectification.Decision.CORRECTED
)
REFUSED = rectification.Done(
    rectification.Step.DECIDED, nov(10), rectification.Finding.OPINION, rectification.Decision.REFUSED
)
ANSWERED = rectification.Done(rectification.Step.ANSWERED, nov(12))


@pytest.mark.parametrize(
    ("steps", "items"),
    [
        pytest.param(
            (),
            [("Decide whether a fact in the file is wrong, and answer", "RC-3", dec(2), State.DUE)],
            id="asked on the second: a month",
        ),
        pytest.param(
            (WRONG,),
            [
                ("Say who was given the wrong fact, or that nobody was", "RC-6", nov(17), State.LATE),
                ("Answer the request to correct the file: corrected", "RC-2", dec(2), State.DUE),
            ],
            id="corrected: five working days to tell who got it, the setting's own rule",
        ),
        pytest.param(
            (REFUSED, ANSWERED),
            [("Put the parent's view beside the entry, in their words", "RC-4", nov(19), State.LATE)],
            id="answered: their view is still to come",
        ),
        pytest.param(
            (REFUSED,),
            [("Answer the request to correct the file: refused", "RC-2", dec(2), State.DUE)],
            id="not answered: nobody has offered to put their view there",
        ),
        pytest.param(
            (REFUSED, ANSWERED, rectification.Done(rectification.Step.NO_VIEW, nov(12))), [], id="settled"
        ),
    ],
)
def test_putting_the_file_right_asks_for_the_answer_and_for_what_follows_it(steps, items):
    found = agenda(rectifications=[Rectification(4, "RC-2026-001", 1, nov(2), steps)])
    assert shown(found) == items
    assert all(item.is_legal is ("nswer" in item.what) for item in found)


def test_what_follows_a_correction_is_asked_for_on_a_day_on_which_we_are_open():
    closed = {dec(21) + timedelta(days=n) for n in range(14)}
    decided = replace(REFUSED, on=dec(14)), replace(ANSWERED, on=dec(16))
    corrected = (replace(WRONG, on=dec(16)),)
    held = [Rectification(n, "RC-2026-001", 1, nov(30), s) for n, s in enumerate((decided, corrected))]
    found = agenda(dec(17), rectifications=held, closed_days=closed)
    assert [(item.clause, item.due) for item in found if not item.is_legal] == [
        ("RC-4", date(2027, 1, 6)),
        ("RC-6", date(2027, 1, 6)),
    ]


@pytest.mark.parametrize(
    ("kind", "channel", "legal"),
    [
        (complaints.Kind.DATA_PROTECTION, Channel.VERBAL, ["X-1"]),
        (complaints.Kind.EARLY_YEARS, Channel.LETTER, ["CM-1"]),
        (complaints.Kind.EARLY_YEARS, Channel.VERBAL, []),
        (complaints.Kind.BOTH, Channel.EMAIL, ["CM-1", "X-1"]),
        (complaints.Kind.OTHER, Channel.LETTER, []),
    ],
)
def test_which_date_of_a_complaint_is_law_follows_from_what_it_is_about(kind, channel, legal):
    held = complaints.Complaint(kind, channel, nov(9))
    found = agenda(complaints=[Complaint(7, "CP-2026-001", None, held)])
    assert {item.what.split()[0] for item in found} == {"Acknowledge", "Give"}
    assert [item.clause for item in found if item.is_legal] == legal


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        pytest.param(nov(16), [(nov(16), False, State.DUE)], id="our own day"),
        pytest.param(
            nov(17), [(nov(16), False, State.LATE), (date(2026, 12, 9), True, State.DUE)],
            id="past ours: that is late, and the law's is still to come",
        ),
        pytest.param(
            date(2026, 12, 10), [(date(2026, 12, 9), True, State.LATE)],
            id="past both: late by law, once",
        ),
    ],
)  # fmt: skip
def test_a_complaint_about_data_is_to_be_acknowledged_by_our_day_and_at_last_by_the_laws(today, asked):
    held = complaints.Complaint(complaints.Kind.DATA_PROTECTION, Channel.LETTER, nov(9))
    found = agenda(today, complaints=[Complaint(7, "CP-2026-001", None, held)])
    to_acknowledge = [item for item in found if item.what.startswith("Acknowledge")]
    assert [(item.due, item.is_legal, item.state) for item in to_acknowledge] == asked
    assert len({item.what for item in to_acknowledge}) == len(asked), "one may wait and the other not"


@pytest.mark.parametrize(
    ("days", "state", "begins", "due"),
    [
        pytest.param(20, State.WAITING, "Wait for what is decided", dec(2), id="over a week ahead"),
        pytest.param(21, State.DUE, "Ask how the complaint stands", dec(1), id="a week ahead"),
        pytest.param(24, State.DUE, "Ask how the complaint stands", nov(30), id="Saturday: then Monday"),
        pytest.param(25, State.DUE, "Ask how the complaint stands", nov(27), id="asked for ahead"),
        pytest.param(28, State.DUE, "Ask how the complaint stands", TODAY, id="28 days"),
        pytest.param(29, State.LATE, "Ask how the complaint stands", nov(23), id="29 days"),
    ],
)
def test_a_complaint_that_was_answered_and_taken_further_is_not_forgotten(days, state, begins, due):
    step, taken_on = complaints.Step, TODAY - timedelta(days=days)
    steps = (complaints.Done(step.OUTCOME, taken_on), complaints.Done(step.WENT_ON, taken_on))
    held = complaints.Complaint(complaints.Kind.DATA_PROTECTION, Channel.LETTER, taken_on, steps)
    [item] = agenda(complaints=[Complaint(7, "CP-2026-001", 1, held)])
    assert item.what.startswith(begins)
    assert (item.state, item.due, item.is_legal) == (state, due, False)


# Induction ------------------------------------------------------------------------------------------

EVERYONE = frozenset(Role)
FIRST = Version(1, date(2000, 1, 1))
POLICY = Topic(1, "Confidentiality policy", EVERYONE, (FIRST,))
PHONES = Topic(2, "Phones and cameras", EVERYONE, (FIRST,))
KEY_ROLE = Topic(3, "Confidentiality as a key person", frozenset({Role.KEY_PERSON}), (FIRST,))
SHARING = Topic(4, "Sharing information", EVERYONE, (FIRST,))


CAME, FIRST_DAY = nov(2), nov(30)


def person(sign_offs=None, *, role=Role.STAFF, started_on=CAME, first_day_on=FIRST_DAY, left_on=None):
    facts = induction.Person(role, started_on, first_day_on, left_on)
    return Person(5, "P-05", facts, sign_offs or {}, "Sam Okafor")


@pytest.mark.parametrize(
    ("who", "topics", "item"),
    [
        pytest.param(
            person(),
            [POLICY],
            ("Take through: Confidentiality policy", "PR-6", nov(27), State.DUE),
            id="with the children from a Monday: by the Friday before",
        ),
        pytest.param(
            person(first_day_on=nov(24)),
            [POLICY],
            ("With the children but not taken through: Confidentiality policy", "PR-6", nov(24), State.LATE),
            id="with the children from today: late at once",
        ),
        pytest.param(
            person(first_day_on=nov(9)),
            [POLICY, PHONES],
            (
                "With the children but not taken through: Confidentiality policy and Phones and cameras",
                "PR-6",
                nov(9),
                State.LATE,
            ),
            id="two topics in one line",
        ),
        pytest.param(
            person(first_day_on=nov(9)),
            [POLICY, PHONES, SHARING, KEY_ROLE],
            ("With the children but not taken through: 3 topics", "PR-6", nov(9), State.LATE),
            id="three are counted, and the one for key people is not among them",
        ),
        pytest.param(
            replace(person(role=Role.STUDENT), supervisor=induction.Person(Role.STAFF, nov(2))),
            [POLICY],
            ("Take through: Confidentiality policy", "OR-2", nov(27), State.DUE),
            id="a student",
        ),
        pytest.param(
            person(role=Role.COMMITTEE, first_day_on=None, started_on=oct_(27)),
            [POLICY],
            ("Take through: Confidentiality policy", "PR-6", nov(24), State.DUE),
            id="committee: the last of the 28 days",
        ),
        pytest.param(
            person(role=Role.COMMITTEE, first_day_on=None, started_on=oct_(26)),
            [POLICY],
            ("Take through now: Confidentiality policy", "PR-6", nov(23), State.LATE),
            id="committee: the day after",
        ),
    ],
)
def test_a_person_is_taken_through_the_topics_of_the_role(who, topics, item):
    (only,) = agenda(topics=topics, people=[who])
    assert shown([only]) == [item]
    assert (only.area, only.action, only.record, only.person, only.child, only.about) == (
        Area.INDUCTION,
        Action.SIGN_OFF,
        5,
        5,
        None,
        "Sam Okafor",
    )


@pytest.mark.parametrize(
    ("today", "first_day_on", "closed", "due", "group"),
    [
        pytest.param(nov(23), nov(30), [], nov(27), Group.WITHIN_A_WEEK, id="read a week before"),
        pytest.param(nov(23), nov(26), [], nov(25), Group.WITHIN_A_WEEK, id="a Thursday: by the Wednesday"),
        pytest.param(
            nov(20), nov(30), [nov(26), nov(27)], nov(25), Group.WITHIN_A_WEEK, id="closed before it"
        ),
        pytest.param(
            nov(28), nov(30), [], nov(28), Group.WITHIN_A_WEEK, id="read on the Saturday: not late yet"
        ),
        pytest.param(nov(30), nov(30), [], nov(30), Group.OVERDUE, id="the first day itself"),
    ],
)
def test_who_starts_with_the_children_is_taken_through_before_that_day(
    today, first_day_on, closed, due, group
):
    """Whoever reads the list once a week did it by the day it said, and was late."""
    [item] = agenda(
        today=today, closed_days=closed, topics=[POLICY], people=[person(first_day_on=first_day_on)]
    )
    assert (item.due, group_of(item, today=today)) == (due, group)


NEW_POLICY = replace(POLICY, versions=(FIRST, Version(2, nov(2))))  # to be read again by Monday 30 November
LATE_PHONES = replace(PHONES, versions=(FIRST, Version(2, date(2026, 9, 1))))  # by Tuesday 29 September


def test_a_material_version_is_read_again_by_the_house_days():
    read = {POLICY.id: [SignOff(date(2024, 1, 8))], PHONES.id: [SignOff(date(2024, 1, 8))]}
    who = person(read, started_on=date(2024, 1, 8), first_day_on=date(2024, 1, 8))
    assert shown(agenda(topics=[NEW_POLICY, LATE_PHONES], people=[who])) == [
        ("Read again now and sign: Phones and cameras", "PR-6", date(2026, 9, 29), State.LATE),
        ("Read again and sign: Confidentiality policy", "PR-6", nov(30), State.DUE),
    ]


def test_what_more_than_five_people_are_to_read_again_by_one_day_is_one_line():
    def of(count, topics=(NEW_POLICY,), **more):
        signed = {topic: [SignOff(date(2024, 1, 8))] for topic in (POLICY.id, PHONES.id)}
        one = person(signed, started_on=date(2024, 1, 8), first_day_on=date(2024, 1, 8))
        held = [replace(one, id=number, code=f"P-{number:02}", **more) for number in range(1, count + 1)]
        return agenda(topics=list(topics), people=held)

    assert [item.person for item in of(5)] == [1, 2, 3, 4, 5], (
        "few are named one by one: the manager asks them"
    )
    (item,) = of(6)
    assert shown([item]) == [("Read again and sign: Confidentiality policy", "PR-6", nov(30), State.DUE)]
    assert (item.code, item.action, item.record) == ("6 people", Action.SIGN_OFFS, NEW_POLICY.id)
    assert (item.person, item.about, item.is_of_many) == (None, "", True)
    assert [(item.code, item.what) for item in of(6, [NEW_POLICY, LATE_PHONES])] == [
        ("6 people", "Read again now and sign: Phones and cameras"),
        ("6 people", "Read again and sign: Confidentiality policy"),
    ], "each topic has a day of its own"
    read = of(6, readings={POLICY.id: [SignOff(nov(10), 2)]})
    assert {item.action for item in read} == {Action.COUNTERSIGN}, "each is talked through on its own"
    assert len(read) == 6


def test_training_in_which_more_than_five_took_part_on_one_day_is_renewed_in_one_line():
    def of(count):
        one = replace(person(started_on=date(2024, 1, 8)), trained_on=date(2024, 12, 2))
        held = [replace(one, id=number, code=f"P-{number:02}") for number in range(1, count + 1)]
        alone = replace(one, id=9, code="P-09", trained_on=date(2024, 12, 3))
        return agenda(people=[*held, alone])

    assert [item.person for item in of(5)] == [1, 2, 3, 4, 5, 9]
    many, alone = of(6)
    assert shown([many]) == [("Renew safeguarding training", "SE-1", dec(2), State.DUE)]
    assert (many.code, many.is_of_many, many.action, many.record) == ("6 people", True, Action.TRAINING, 0)
    assert (alone.code, alone.due) == ("P-09", dec(3))


def test_who_is_to_read_more_or_by_another_day_has_a_line_of_their_own():
    signed = {topic: [SignOff(date(2024, 1, 8))] for topic in (POLICY.id, PHONES.id)}
    one = person(signed, started_on=date(2024, 1, 8), first_day_on=date(2024, 1, 8))
    many = [replace(one, id=number, code=f"P-{number:02}") for number in range(1, 7)]
    has_read = replace(one, id=7, code="P-07", sign_offs={POLICY.id: [SignOff(nov(9), 2)]})
    newcomer = replace(person(), id=8, code="P-08")
    back = replace(one, id=9, code="P-09", facts=replace(one.facts, started_on=nov(16), first_day_on=None))
    items = agenda(topics=[NEW_POLICY], people=[*many, has_read, newcomer, back])
    assert [(item.code, item.what) for item in items] == [
        ("P-08", "Take through: Confidentiality policy"),
        ("6 people", "Read again and sign: Confidentiality policy"),
        ("P-09", "Read again and sign: Confidentiality policy"),
    ], "who came back has longer"


def test_one_line_of_overdue_topics_has_the_oldest_of_their_dates():
    # The policy was due on 6 April; the phones came in on 1 September, and were due by 29 September.
    who = person(role=Role.COMMITTEE, started_on=date(2026, 3, 9), first_day_on=None)
    phones = replace(PHONES, versions=(Version(1, date(2026, 9, 1)),))
    assert shown(agenda(topics=[POLICY, phones], people=[who])) == [
        (
            "Take through now: Confidentiality policy and Phones and cameras",
            "PR-6",
            date(2026, 4, 6),
            State.LATE,
        )
    ]


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(person({POLICY.id: [SignOff(nov(24))]}), id="signed off today"),
        pytest.param(person({POLICY.id: [SignOff(nov(24), is_needed=False)]}), id="found not to be needed"),
        pytest.param(person(first_day_on=nov(9), left_on=nov(23)), id="left yesterday"),
    ],
)
def test_who_needs_nothing_is_not_on_the_agenda(who):
    assert agenda(topics=[POLICY], people=[who]) == []


# Children -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("started_on", "left_on", "expected"),
    [
        pytest.param(nov(17), None, (nov(24), State.DUE), id="the last of five working days"),
        pytest.param(nov(16), None, (nov(23), State.LATE), id="the day after"),
        pytest.param(nov(16), nov(24), (nov(23), State.LATE), id="the child's last day"),
        pytest.param(nov(16), nov(23), None, id="left yesterday"),
    ],
)
def test_a_child_has_a_key_person(started_on, left_on, expected):
    items = agenda(
        children=[Child(14, "C-014", started_on, left_on=left_on, has_key_person=False, name="Mia")]
    )
    assert [(item.what, item.clause, item.due, item.state, item.action) for item in items] == (
        [("Choose a key person", "CP-12", *expected, Action.KEY_PERSON)] if expected else []
    )


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(5, [f"C-{n:03}" for n in range(5)], id="five, one by one"),
        pytest.param(6, ["6 children"], id="six, in one line"),
    ],
)
def test_the_children_of_one_who_leaves_are_given_another_key_person_together(count, expected):
    """Eight rows of one leaving colleague were eight forms."""
    leaves = {"key_person_leaves_on": nov(27), "key_person_code": "S-02"}
    hers = [Child(n, f"C-{n:03}", date(2025, 9, 1), **leaves) for n in range(count)]
    another = Child(50, "C-050", date(2025, 9, 1), **leaves | {"key_person_code": "S-03"})
    found = agenda(children=[another, *hers])
    assert [item.code for item in found if item.code != another.code] == expected
    assert {(item.what, item.due) for item in found} == {
        ("Choose another key person: this one's last day is Fri 27 Nov", date(2026, 12, 4))
    }


def test_many_for_whom_nobody_was_chosen_are_one_line_by_the_first_day():
    """Such as of a register without key people; the row leads to a form in which they are chosen already."""
    alone = [Child(n, f"C-{n:03}", nov(16 + n), has_key_person=False) for n in range(6)]
    (item,) = agenda(children=alone[::-1])
    assert (item.code, item.due, item.state) == ("6 children", nov(23), State.LATE)
    assert (item.action, item.record, item.child) == (Action.KEY_PERSON_OF_SEVERAL, 0, None)
    assert item.is_of_many


def test_those_whose_key_person_has_just_left_are_not_late_since_the_day_of_others():
    """Eight who lost theirs two days ago were three years late, with two who had never had one."""
    never = [Child(n, f"C-{n:03}", date(2023, 11, 6), has_key_person=False) for n in range(6)]
    lost = [replace(one, id=one.id + 10, code=f"C-01{one.id}", alone_since=nov(20)) for one in never]
    found = {item.record: (item.code, item.due) for item in agenda(children=[*never, *lost])}
    assert found == {0: ("6 children", date(2023, 11, 13)), 10: ("6 children", nov(27))}


@pytest.mark.parametrize(
    ("started_on", "alone_since", "due"),
    [
        pytest.param(date(2025, 9, 1), nov(20), nov(27), id="the last one left on a Friday"),
        pytest.param(date(2025, 9, 1), nov(18), nov(26), id="five days after the first without one"),
        pytest.param(nov(23), date(2026, 7, 31), nov(30), id="the child was away since"),
    ],
)
def test_a_child_who_had_a_key_person_has_another_in_time(started_on, alone_since, due):
    child = Child(14, "C-014", started_on, has_key_person=False, alone_since=alone_since)
    assert [item.due for item in agenda(children=[child])] == [due]


@pytest.mark.parametrize(
    ("leaves_on", "left_on", "due"),
    [
        pytest.param(nov(24), None, date(2026, 12, 2), id="today is the last day"),
        pytest.param(date(2026, 12, 4), None, date(2026, 12, 11), id="counted as where nobody is"),
        pytest.param(date(2026, 12, 4), date(2026, 12, 5), date(2026, 12, 11), id="a day before the child"),
        pytest.param(date(2026, 12, 4), date(2026, 12, 4), None, id="on the same day as the child"),
        pytest.param(None, None, None, id="stays"),
    ],
)
def test_another_key_person_is_asked_for_before_the_last_day_of_the_one_there_is(leaves_on, left_on, due):
    child = Child(14, "C-014", nov(2), left_on=left_on, key_person_leaves_on=leaves_on)
    assert [(item.due, item.action) for item in agenda(children=[child])] == (
        [(due, Action.KEY_PERSON)] if due else []
    )


@pytest.mark.parametrize(
    ("next_from", "is_asked"),
    [
        pytest.param(date(2026, 12, 7), False, id="on Monday after a last day on Friday"),
        pytest.param(date(2026, 12, 11), False, id="by the day on which one is due"),
        pytest.param(date(2026, 12, 12), True, id="a day too late"),
    ],
)
@pytest.mark.parametrize("is_gone", [False, True])
def test_no_key_person_is_asked_for_where_the_next_begins_in_time(next_from, is_asked, is_gone):
    """Whether the one before is still here, or left and the next has not begun."""
    friday = date(2026, 12, 4)
    last = {"has_key_person": False, "alone_since": friday} if is_gone else {"key_person_leaves_on": friday}
    child = Child(14, "C-014", nov(2), next_key_person_on=next_from, **last)
    assert [item.due for item in agenda(children=[child])] == [date(2026, 12, 11)] * is_asked


def test_a_child_with_a_key_person_asks_for_nothing():
    assert agenda(children=[Child(14, "C-014", nov(2))]) == []


# The headline ---------------------------------------------------------------------------------------


def house_items(late, soon):
    late_one = replace(AN_ITEM, due=nov(23), state=State.LATE, is_legal=False)
    due_one = replace(AN_ITEM, due=TODAY, is_legal=False)
    return [late_one] * late + [due_one] * soon


@pytest.mark.parametrize(
    ("late", "soon", "said"),
    [
        pytest.param(0, 0, "Nothing is late and nothing falls due within a week.", id="nothing"),
        pytest.param(0, 1, "Nothing is late. 1 thing falls due within a week.", id="one due"),
        pytest.param(0, 2, "Nothing is late. 2 things fall due within a week.", id="two due"),
        pytest.param(0, 11, "Nothing is late. 11 things fall due within a week.", id="eleven due"),
        pytest.param(1, 0, "1 thing is late by the setting's own rules.", id="one late"),
        pytest.param(2, 0, "2 things are late by the setting's own rules.", id="two late"),
        pytest.param(10, 0, "10 things are late by the setting's own rules.", id="ten late"),
        pytest.param(11, 0, "11 things are late by the setting's own rules.", id="eleven late"),
        pytest.param(
            1,
            1,
            "1 thing is late by the setting's own rules and 1 falls due within a week.",
            id="one and one",
        ),
        pytest.param(
            1, 2, "1 thing is late by the setting's own rules and 2 fall due within a week.", id="one and two"
        ),
        pytest.param(
            2,
            1,
            "2 things are late by the setting's own rules and 1 falls due within a week.",
            id="two and one",
        ),
        pytest.param(
            11,
            6,
            "11 things are late by the setting's own rules and 6 fall due within a week.",
            id="eleven and six",
        ),
        pytest.param(
            10,
            6,
            "10 things are late by the setting's own rules and 6 fall due within a week.",
            id="ten and six",
        ),
        pytest.param(
            11,
            11,
            "11 things are late by the setting's own rules and 11 fall due within a week.",
            id="eleven and eleven",
        ),
    ],
)
def test_the_headline_counts_as_a_person_would(late, soon, said):
    assert headline(house_items(late, soon), today=TODAY) == said


@pytest.mark.parametrize(
    ("due", "state", "said"),
    [
        pytest.param(nov(24), State.DUE, "The nearest legal date is AR-2026-003, today.", id="today"),
        pytest.param(
            nov(25),
            State.DUE,
            "The nearest legal date is AR-2026-003, on Wednesday 25 November 2026.",
            id="tomorrow",
        ),
        pytest.param(
            dec(24),
            State.WAITING,
            "The nearest legal date is AR-2026-003, on Thursday 24 December 2026.",
            id="waiting",
        ),
    ],
)
def test_the_headline_ends_with_the_nearest_legal_date(due, state, said):
    further = replace(AN_ITEM, code="AR-2026-004", due=date(2027, 3, 1))
    items = [further, replace(AN_ITEM, due=due, state=state), *house_items(1, 0)]
    assert headline(items, today=TODAY).endswith(f". {said}")


def by_law(late_by, code="AR-2026-003"):
    """A date of the law that passed so many days ago."""
    return replace(AN_ITEM, code=code, due=TODAY - timedelta(days=late_by), state=State.LATE)


AS_LONG = [by_law(8), by_law(1, "AR-2026-004")]
NAMED = replace(by_law(3, "AR-2026-009"), is_theirs=True)  # its day was named by whoever asks


@pytest.mark.parametrize(
    ("items", "said"),
    [
        pytest.param(
            [by_law(7)], "1 thing is late: the legal date of AR-2026-003 passed 7 days ago.", id="a week"
        ),
        pytest.param(
            [by_law(1)], "1 thing is late: the legal date of AR-2026-003 passed 1 day ago.", id="a day"
        ),
        pytest.param(
            [by_law(8), *house_items(1, 0)],
            "2 things are late, 1 of them past a legal date: AR-2026-003, 8 days ago. The other one is "
            "late by the setting's own rules.",
            id="one, and one of our own",
        ),
        pytest.param(
            [by_law(8), *house_items(2, 1)],
            "3 things are late, 1 of them past a legal date: AR-2026-003, 8 days ago. The other 2 are late "
            "by the setting's own rules. 1 thing falls due within a week.",
            id="one, two of our own, and one to come",
        ),
        pytest.param(
            AS_LONG,
            "2 things are late, both past a legal date: AR-2026-003, 8 days ago, and AR-2026-004, 1 day ago.",
            id="two alone",
        ),
        pytest.param(
            [*AS_LONG, *house_items(70, 4)],
            "72 things are late, 2 of them past a legal date: AR-2026-003, 8 days ago, and AR-2026-004, 1 "
            "day ago. The other 70 are late by the setting's own rules. 4 things fall due within a week.",
            id="two among many",
        ),
        pytest.param(
            [by_law(1, "AR-2026-008"), *AS_LONG],
            "3 things are late, all past a legal date: AR-2026-003, 8 days ago, and 2 more.",
            id="three alone, the longest named",
        ),
        pytest.param(
            [by_law(8), NAMED],
            "2 things are late, 1 of them past a legal date: AR-2026-003, 8 days ago.",
            id="beside a day that a court named, which is neither",
        ),
        pytest.param(
            [by_law(8), NAMED, *house_items(1, 0)],
            "3 things are late, 1 of them past a legal date: AR-2026-003, 8 days ago. Of the other 2, 1 is "
            "late by the setting's own rules.",
            id="beside one of each",
        ),
        pytest.param([NAMED], "1 thing is late.", id="a day that a court named alone"),
        pytest.param(
            [NAMED, *house_items(2, 0)],
            "3 things are late, 2 of them by the setting's own rules.",
            id="that and two of our own",
        ),
        pytest.param(
            [NAMED, *house_items(1, 2)],
            "2 things are late, 1 of them by the setting's own rules, and 2 fall due within a week.",
            id="that, one of our own, and two to come",
        ),
    ],
)
def test_the_headline_tells_what_is_past_a_date_of_the_law_from_what_is_late_by_our_own_rules(items, said):
    """ "72 things are late" read as if the law dated all of them, of which it dated two."""
    assert headline(items, today=TODAY) == said


@pytest.mark.parametrize(
    ("due", "said"),
    [
        pytest.param(nov(24), " The next legal date is AR-2026-004, today.", id="today"),
        pytest.param(
            dec(1), " The next legal date is AR-2026-004, on Tuesday 1 December 2026.", id="in a week"
        ),
        pytest.param(dec(2), "", id="after the next review"),
    ],
)
def test_a_legal_date_that_has_passed_hides_none_that_comes_before_the_next_review(due, said):
    passed = replace(AN_ITEM, due=nov(23), state=State.LATE)
    items = [replace(AN_ITEM, code="AR-2026-004", due=due, state=State.DUE), passed]
    due_too = " 1 thing falls due within a week." if said else ""
    passed_too = f"the legal date of AR-2026-003 passed 1 day ago.{due_too}{said}"
    assert headline(items, today=TODAY).endswith(passed_too)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        pytest.param(nov(23), "", id="past its cautious date"),
        pytest.param(nov(24), " The nearest legal date is AR-2026-003, today.", id="on it"),
    ],
)
def test_the_cautious_date_of_what_waits_is_no_legal_date_ahead_once_it_is_over(due, said):
    waits = replace(AN_ITEM, due=due, state=State.WAITING)
    nothing = "Nothing is late and nothing falls due within a week."
    assert headline([waits], today=TODAY) == f"{nothing}{said}"


@pytest.mark.parametrize("theirs", [nov(3), nov(23), dec(1)], ids=["long ago", "as late", "to come"])
def test_the_headline_calls_no_day_that_an_authority_or_the_ico_named_a_legal_date(theirs):
    """It read that 3 legal dates had passed beside a card that counted 2."""
    state = State.LATE if theirs < TODAY else State.DUE
    asked = replace(AN_ITEM, code="AR-2026-001", due=theirs, state=state, is_theirs=True)
    assert "legal date" not in headline([asked], today=TODAY)
    said = headline([asked, by_law(1)], today=TODAY)
    assert "AR-2026-003" in said and "AR-2026-001" not in said
    assert ("2 things are late, 1 of them" in said) is (theirs < TODAY), "late it is all the same"


CHRISTMAS = [dec(day) for day in (21, 22, 23, 24, 29, 30, 31)]  # beside the bank holidays and weekends


@pytest.mark.parametrize(
    ("today", "open_last", "group"),
    [
        pytest.param(dec(10), dec(18), Group.NEXT_FOUR_WEEKS, id="eight days before the last open day"),
        pytest.param(dec(11), dec(18), Group.WITHIN_A_WEEK, id="the last review but one before it"),
        pytest.param(dec(18), dec(18), Group.WITHIN_A_WEEK, id="the last open day"),
        pytest.param(dec(19), None, Group.NEXT_FOUR_WEEKS, id="closed since: the law's date alone is left"),
        pytest.param(dec(22), None, Group.WITHIN_A_WEEK, id="a week before the law's date"),
    ],
)
def test_an_answer_that_falls_due_while_the_setting_is_closed_is_asked_for_before(today, open_last, group):
    [answer] = [
        item
        for item in agenda(today, closed_days=CHRISTMAS, requests=[AccessRequest(1, "AR-1", 14, nov(29))])
        if item.is_legal
    ]
    assert (answer.due, answer.open_last, group_of(answer, today=today)) == (dec(29), open_last, group)
    assert answer.what.endswith("We are closed on that day, and open last on Fri 18 Dec") is bool(open_last)


@pytest.mark.parametrize(
    ("given_on", "due", "open_last"),
    [
        pytest.param(date(2025, 12, 27), dec(27), dec(18), id="within the closure at Christmas"),
        pytest.param(date(2025, 12, 13), dec(13), None, id="on a weekend, which its date says"),
        pytest.param(date(2025, 12, 18), dec(18), None, id="on an open day"),
    ],
)
def test_a_date_of_our_own_within_a_closure_is_asked_for_before_it(given_on, due, open_last):
    given = child([Event(MOTHER, Answer.GIVEN, given_on)], started_on=date(2025, 9, 1))
    [renewal] = agenda(dec(10), closed_days=CHRISTMAS, purposes=[JOURNEY], children=[given])
    assert (renewal.due, renewal.do_by) == (due, open_last or due)
    assert renewal.what.endswith("We are closed on that day, and open last on Fri 18 Dec") is bool(open_last)


def test_what_is_asked_for_before_a_closure_stands_by_its_date():
    """Of what is asked for by one day, the law's date is not before one of our own that is sooner."""
    ours = replace(AN_ITEM, code="C-1", is_legal=False, state=State.DUE, due=dec(21), open_last=dec(18))
    law = replace(ours, code="AR-1", is_legal=True, due=dec(24))
    later = replace(ours, code="AR-0", due=dec(30))
    sooner = replace(ours, code="S-1", due=dec(18), open_last=None)
    assert in_order([law, later, ours, sooner], today=dec(10)) == [sooner, ours, law, later]


def test_what_falls_due_later_and_is_asked_for_within_four_weeks_stands_with_these():
    item = replace(AN_ITEM, is_legal=False, state=State.DUE, due=dec(30), open_last=dec(18))
    assert group_of(item, today=TODAY) is Group.NEXT_FOUR_WEEKS
    assert group_of(replace(item, open_last=None), today=TODAY) is Group.LATER


def test_what_waits_on_the_requester_is_asked_for_again_before_the_setting_closes():
    asked = AccessRequest(1, "AR-1", 14, nov(29), (done(Step.IDENTITY_ASKED, nov(30)),))
    for today, begins in ((dec(10), "Waiting for proof"), (dec(11), "Ask again for proof")):
        found = agenda(today, closed_days=CHRISTMAS, requests=[asked])
        assert [item.what.startswith(begins) for item in found if item.is_legal] == [True]


def test_what_ends_at_an_hour_comes_before_what_has_the_whole_day():
    until_midnight = replace(AN_ITEM, due=nov(30), state=State.DUE, is_legal=True)
    breach = replace(until_midnight, code="BR-2026-002", due_at=datetime(2026, 11, 30, 9, 10, tzinfo=UTC))
    assert in_order([until_midnight, breach], today=TODAY) == [breach, until_midnight]
    assert headline([until_midnight, breach], today=TODAY).endswith(
        "The nearest legal date is BR-2026-002, on Monday 30 November 2026 by 09:10."
    )


def test_the_headline_says_at_which_hour_of_today_a_legal_date_passed():
    at = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
    late = replace(AN_ITEM, code="BR-2026-001", due=TODAY, due_at=at, state=State.LATE)
    assert headline([late], today=TODAY).endswith("the legal date of BR-2026-001 passed today at 08:10.")
    due = replace(late, state=State.DUE)
    assert headline([due], today=TODAY).endswith("The nearest legal date is BR-2026-001, today by 08:10.")
    before = headline([due], today=nov(23))
    assert before.endswith("The nearest legal date is BR-2026-001, on Tuesday 24 November 2026 by 08:10.")


# What must hold whatever the facts ------------------------------------------------------------------

SOME_DAY = st.dates(date(2024, 6, 1), date(2026, 12, 31))
IDS = st.integers(1, 4)
STEPS = st.lists(st.builds(StepDone, step=st.sampled_from(Step), on=SOME_DAY), max_size=3).map(tuple)
REQUESTS = st.builds(
    AccessRequest, id=IDS, code=IDS.map("AR-{}".format), child=IDS, received_on=SOME_DAY, steps=STEPS
)
PURPOSES = st.builds(
    Purpose, id=st.just(1), title=st.just("photos"), wording=st.integers(1, 2), introduced_on=SOME_DAY
)
EVENTS = st.lists(
    st.builds(
        Event,
        carer=st.sampled_from([MOTHER, FATHER]),
        answer=st.sampled_from(Answer),
        on=SOME_DAY,
        wording=st.integers(1, 2),
    ),
    max_size=3,
)
CHILDREN = st.builds(
    Child,
    id=IDS,
    code=IDS.map("C-{}".format),
    started_on=SOME_DAY,
    responsible=st.just(frozenset({MOTHER, FATHER})),
    events=EVENTS.map(lambda events: {1: events}),
    left_on=st.none() | SOME_DAY,
    has_key_person=st.booleans(),
)
WITHDRAWALS = st.builds(
    Withdrawal, id=IDS, child=IDS, code=IDS.map("C-{}".format), title=st.just("photos"), withdrawn_on=SOME_DAY
)
DECISIONS = st.builds(
    SharingDecision,
    id=IDS,
    code=IDS.map("SD-{}".format),
    child=IDS,
    decision=st.builds(
        Decision,
        raised_on=SOME_DAY,
        outcome=st.none() | st.sampled_from(Outcome),
        decided_on=st.none() | SOME_DAY,
        position=st.sampled_from(Position),
        reason=st.sampled_from(["", "The advice was to wait."]),
    ),
)
ADVICE = st.builds(AwaitedAdvice, id=IDS, code=IDS.map("SD-{}".format), child=IDS, asked_on=SOME_DAY)
CONVERSATIONS = st.builds(
    Conversation,
    id=IDS,
    code=IDS.map("PC-{}".format),
    child=IDS,
    kind=st.sampled_from(contacts.Kind),
    on=SOME_DAY,
)
BREACHES = st.builds(
    OpenBreach,
    id=IDS,
    code=IDS.map("BR-{}".format),
    child=IDS,
    breach=st.builds(
        breach.Breach,
        known_at=SOME_DAY.map(lambda day: datetime(day.year, day.month, day.day, 9, tzinfo=UTC)),
        done=st.lists(
            st.builds(
                breach.Done, st.sampled_from(breach.Step), st.integers(0, 3), st.integers(1, 3), st.none()
            ),
            max_size=5,
        ).map(tuple),
        names_a_child=st.booleans(),
    ),
)
DECIDED = [
    rectification.Done(rectification.Step.DECIDED, nov(10), finding, decision)
    for finding, decisions in rectification.DECISIONS.items()
    for decision in decisions
]
RECTIFICATIONS = st.builds(
    Rectification,
    id=IDS,
    code=IDS.map("RC-{}".format),
    child=IDS,
    received_on=SOME_DAY,
    steps=st.lists(
        st.sampled_from(DECIDED)
        | st.builds(
            rectification.Done,
            step=st.sampled_from([*rectification.VIEWS, rectification.Step.TOLD]),
            on=SOME_DAY,
        ),
        max_size=2,
    ).map(tuple),
)
COMPLAINTS = st.builds(
    Complaint,
    id=IDS,
    code=IDS.map("CP-{}".format),
    child=IDS,
    complaint=st.builds(
        complaints.Complaint,
        kind=st.sampled_from(complaints.Kind),
        channel=st.sampled_from(Channel),
        received_on=SOME_DAY,
        steps=st.sampled_from([(), (complaints.Done(complaints.Step.ACKNOWLEDGED, nov(10)),)]),
    ),
)
VERSIONS = st.builds(Version, number=st.just(2), introduced_on=SOME_DAY, is_material=st.booleans())
TOPICS = VERSIONS.map(lambda second: Topic(1, "Confidentiality policy", EVERYONE, (FIRST, second)))
PEOPLE = st.builds(
    Person,
    id=IDS,
    code=IDS.map("P-{}".format),
    facts=st.builds(
        induction.Person,
        role=st.sampled_from(Role),
        started_on=SOME_DAY,
        first_day_on=st.none() | SOME_DAY,
        left_on=st.none() | SOME_DAY,
    ),
    sign_offs=st.lists(st.builds(SignOff, on=SOME_DAY, version=st.integers(1, 2)), max_size=2).map(
        lambda s: {1: s}
    ),
)
FACTS = st.builds(
    Facts,
    requests=st.lists(REQUESTS, max_size=2),
    purposes=PURPOSES.map(lambda purpose: [purpose]),
    children=st.lists(CHILDREN, max_size=2),
    withdrawals=st.lists(WITHDRAWALS, max_size=2, unique_by=lambda one: one.id),  # one line for several
    decisions=st.lists(DECISIONS, max_size=2),
    advice=st.lists(ADVICE, max_size=2),
    conversations=st.lists(CONVERSATIONS, max_size=2),
    breaches=st.lists(BREACHES, max_size=2),
    rectifications=st.lists(RECTIFICATIONS, max_size=2),
    complaints=st.lists(COMPLAINTS, max_size=2),
    topics=TOPICS.map(lambda topic: [topic]),
    people=st.lists(PEOPLE, max_size=2),
)
often = settings(max_examples=50, deadline=None)


def of(facts, today):
    return rules_of.agenda(facts, today=today, house=HOUSE, bank_holidays=ENGLAND)


def backwards(facts):
    """The same facts, read in the other order."""
    kinds = (
        "requests",
        "children",
        "withdrawals",
        "decisions",
        "advice",
        "conversations",
        "breaches",
        "rectifications",
        "complaints",
        "people",
    )
    return replace(facts, **{kind: getattr(facts, kind)[::-1] for kind in kinds})


@often
@given(facts=FACTS, today=SOME_DAY)
def test_the_agenda_is_the_same_however_the_facts_are_read(facts, today):
    items = of(facts, today)
    assert items == of(facts, today)
    # Two records that share a number differ in nothing but what a person cannot tell apart either.
    read = [(i.area, i.code, i.what, i.due, i.state, i.record) for i in items]
    assert read == [(i.area, i.code, i.what, i.due, i.state, i.record) for i in of(backwards(facts), today)]


@often
@given(facts=FACTS, today=SOME_DAY)
def test_the_agenda_is_ordered_by_group_and_then_by_date(facts, today):
    order = list(Group)
    places = [
        (order.index(group_of(item, today=today)), item.do_by, item.due, not item.is_legal)
        for item in of(facts, today)
    ]
    assert places == sorted(places)


@often
@given(facts=FACTS, today=SOME_DAY)
def test_what_is_overdue_was_due_before_today_or_is_with_the_children_without_it(facts, today):
    for item in of(facts, today):
        if item.state is State.LATE:
            assert item.due < today or item.what.startswith("With the children but not taken through")
        else:
            # Past the cautious date of an access request nothing is late that was asked for in time (L1.7).
            is_awaited = item.state is State.WAITING and item.what.startswith("Waiting since ")
            assert item.due >= today or is_awaited


@often
@given(facts=FACTS, today=SOME_DAY)
def test_only_answers_acknowledgements_and_the_ico_decision_are_dated_by_law(facts, today):
    answers = {Step.RELEASED, Step.CLARIFICATION_ANSWERED, Step.IDENTITY_CONFIRMED}
    for item in of(facts, today):
        is_answer = item.area is Area.ACCESS_REQUESTS and (
            item.step in answers or item.what.endswith(WHO_FIRST)
        )
        is_ico_decision = item.action is Action.BREACH and item.what.startswith("Decide about the ICO")
        is_answered_by_law = item.action is Action.RECTIFICATION and "nswer" in item.what
        # Which of a complaint's dates are law depends on what it is about: its own tests hold it.
        may_be_law = item.action is Action.COMPLAINT and item.is_legal
        assert item.is_legal is (is_answer or is_ico_decision or is_answered_by_law or may_be_law)


@often
@given(facts=FACTS, today=SOME_DAY)
def test_every_item_says_what_to_do_under_which_clause_and_in_whose_record(facts, today):
    for item in of(facts, today):
        assert item.what
        assert item.what[0].isupper()
        assert item.clause.split("-")[0] in {"AR", "DR", "IS", "PR", "OR", "CP", "RC", "CM", "LG", "X"}
        assert (item.child is None) is (item.person is not None)
    assert headline(of(facts, today), today=today).endswith(".")


A_CHILD = Child(0, "C-001", nov(2), frozenset({MOTHER}), {})
ASKED = [
    A_CHILD,
    replace(A_CHILD, started_on=nov(3)),
    replace(A_CHILD, forms_given={1: nov(17)}),
    replace(A_CHILD, events={1: [Event(MOTHER, Answer.GIVEN, nov(3))]}),
]
STAFF = [
    replace(person(sign_offs, started_on=day, first_day_on=day), trained_on=day.replace(year=2024))
    for day in (nov(3), nov(17))
    for sign_offs in ({}, {1: [SignOff(nov(17))]}, {n: [SignOff(nov(17))] for n in (1, 2)})
]


def numbered(some):
    """Many of a few kinds; the number of one of them is that of the purpose, or of the topic."""
    kinds = st.lists(st.sampled_from(some), min_size=1, max_size=3)
    many = kinds.flatmap(lambda few: st.lists(st.sampled_from(few), min_size=16, max_size=16))
    return many.map(lambda each: [replace(one, id=number) for number, one in enumerate(each, 1)])


MANY = st.builds(
    Facts,
    purposes=PURPOSES.map(lambda purpose: [purpose]),
    children=numbered(ASKED),
    topics=TOPICS.map(lambda topic: [topic, replace(topic, id=2, title="Phones and cameras")]),
    people=numbered(STAFF),
)


@often
@given(facts=MANY, today=st.sampled_from([TODAY, dec(18)]))
def test_however_many_are_asked_no_two_lines_are_known_by_the_same(facts, today):
    """A line waits by what it is known by, and its button is found by it."""
    items = of(facts, today)
    keys = [(item.area, item.record, words, item.step) for item in items for *_, words in [key_of(item)]]
    assert len(set(keys)) == len(keys)
    assert all(int(item.code.split()[0]) > 5 for item in items if item.is_of_many)


def test_each_status_that_asks_for_something_was_met_above():
    """A status added later has to be given its place on the agenda, or left off it on purpose."""
    assert set(consent.Status) == {
        consent.Status.NOT_ASKED,
        consent.Status.NO_ANSWER,
        consent.Status.CARERS_DISAGREE,
        consent.Status.RENEWAL_DUE,
        consent.Status.GIVEN,
        consent.Status.REFUSED,
        consent.Status.WITHDRAWN,
        consent.Status.ENDED,
    }
    assert set(induction.Status) == {
        induction.Status.ON_SITE,
        induction.Status.OVERDUE,
        induction.Status.DUE,
        induction.Status.REREAD,
        induction.Status.REREAD_LATE,
        induction.Status.DONE,
        induction.Status.NOT_NEEDED,
    }
    assert len(sharing.Status) == 3


def test_a_concern_about_serious_harm_that_nobody_decided_comes_before_everything_and_in_the_headline():
    """Two months undecided, it stood thirteenth, under a late complaint, and the headline was silent."""
    undecided = replace(held(Decision(nov(20)))[0], is_of_harm=True)
    recorded = Decision(nov(23), Outcome.NOT_SHARED, nov(24))
    requests = request(received_on=date(2026, 9, 1))
    items = agenda(decisions=[undecided], requests=requests)
    assert most_pressing_first(items)[0].code == undecided.code
    said = headline(items, today=TODAY)
    assert said.startswith(f"{undecided.code} waits to be decided: somebody may be coming to serious harm. ")
    both = agenda(decisions=[undecided, replace(undecided, id=8, code="SD-2026-008")], requests=requests)
    assert headline(both, today=TODAY).startswith("2 concerns wait to be decided: ")
    done = agenda(decisions=[replace(undecided, decision=recorded)], requests=requests)
    assert [item.is_of_harm for item in done if item.code == undecided.code] == [False]
    assert "serious harm" not in headline(done, today=TODAY)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        pytest.param(date(2026, 12, 24), State.DUE, id="the evening before Christmas: due that day"),
        pytest.param(date(2026, 12, 25), State.LATE, id="late on Christmas Day"),
    ],
)
def test_a_concern_of_serious_harm_is_due_on_the_day_it_was_raised(today, state):
    """It stood among what is due within a week, for the Tuesday after Christmas (IS-1)."""
    raised = replace(held(Decision(date(2026, 12, 24)))[0], is_of_harm=True)
    (item,) = agenda(today=today, decisions=[raised])
    assert shown([item]) == [
        ("Decide now whether to share, and why", "IS-1", date(2026, 12, 24), state),
    ]
    assert not item.is_house_rule, "the setting's own days are for other concerns"


def test_a_late_legal_date_does_not_drown_in_house_dates_missed_for_years():
    house_dates = [
        late_item(Area.CONSENTS, "C-001", nov(2), Action.CONSENT),
        late_item(Area.INDUCTION, "M-01", nov(3), Action.SIGN_OFF),
        late_item(Area.INDUCTION, "S-01", nov(4), Action.SIGN_OFF, is_with_children=True),
        late_item(Area.INDUCTION, "S-02", nov(5), Action.CLOSE_ACCOUNT),
        late_item(Area.INDUCTION, "S-03", nov(6), Action.SUPERVISOR),
        late_item(Area.CONSENTS, "C-002", nov(9), Action.FOLLOW_UP),
        late_item(Area.SHARING_DECISIONS, "SD-2026-001", nov(20), Action.RECORD),
        late_item(Area.ACCESS_REQUESTS, "AR-2026-001", nov(1), Action.REQUEST),
    ]
    legal = late_item(Area.ACCESS_REQUESTS, "AR-2026-001", nov(23), Action.ACCESS_STEP, is_legal=True)
    assert [item.code for item in most_pressing_first([*house_dates, legal])] == [
        "AR-2026-001",
        "SD-2026-001",
        "S-01",
        "S-02",
        "S-03",
        "C-002",
        "AR-2026-001",
        "M-01",
        "C-001",
    ]


def test_who_is_with_the_children_comes_before_who_is_not_however_long_that_is_late():
    """Also where they have read and signed a topic, and only the countersignature is missing."""
    committee = person(role=Role.COMMITTEE, first_day_on=None, started_on=oct_(1))
    new = replace(person(first_day_on=nov(23)), id=6, code="P-06")
    signed = replace(new, id=7, code="P-07", readings={PHONES.id: (SignOff(nov(20)),)})
    items = of(Facts(people=[committee, new, signed], topics=[PHONES]), TODAY)
    assert [item.code for item in items] == ["P-05", "P-06", "P-07"], "by date"
    assert [item.code for item in most_pressing_first(items)] == ["P-06", "P-07", "P-05"]


def test_a_child_about_whom_social_care_has_not_replied_does_not_drown_in_records():
    """A referral of five days ago stood ninth, below a reason that was missing since June (OV-1)."""
    referral = late_item(Area.SHARING_DECISIONS, "SD-2026-008", nov(23), Action.REPLY)
    others = [
        late_item(Area.SHARING_DECISIONS, "SD-2026-001", date(2026, 6, 1), Action.RECORD),
        late_item(Area.ACCESS_REQUESTS, "AR-2026-001", nov(1), Action.ACCESS_STEP, is_legal=True),
    ]
    assert [item.code for item in most_pressing_first([*others, referral])] == [
        "SD-2026-008",
        "AR-2026-001",
        "SD-2026-001",
    ]


def late_item(area, code, due, action, *, is_legal=False, **further):
    return Item(area, code, "", "", due, State.LATE, is_legal, action, record=1, **further)


# Backups --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tested_on", "due", "state"),
    [
        pytest.param(date(2026, 8, 23), nov(23), State.LATE, id="three months and a day ago"),
        pytest.param(date(2026, 8, 24), nov(24), State.DUE, id="three months ago: today"),
        pytest.param(date(2026, 8, 31), nov(30), State.DUE, id="the month has no such day: its last"),
        pytest.param(date(2026, 9, 27), dec(27), State.DUE, id="on the last day that the agenda reaches"),
    ],
)
def test_a_restore_is_to_be_tested_again_after_the_settings_months(tested_on, due, state):
    [item] = agenda(restore_tested_on=tested_on)
    assert shown([item]) == [("Test a restore of the latest backup", "CP-8", due, state)]
    assert (item.area, item.action, item.is_legal) == (Area.SETTING, Action.TEST_RESTORE, False)


@pytest.mark.parametrize(
    ("began_on", "due", "state"),
    [
        pytest.param(nov(9), nov(23), State.LATE, id="two weeks and a day without one"),
        pytest.param(nov(10), nov(24), State.DUE, id="two weeks: today"),
        pytest.param(TODAY, dec(8), State.DUE, id="begun today"),
    ],
)
def test_a_first_backup_is_asked_for_and_no_test_of_one_that_is_not_there(began_on, due, state):
    [item] = agenda(no_backup_since=began_on, restore_tested_on=date(2026, 8, 1))
    what = "Make a backup, keep it away from this computer, and test a restore of it"
    assert shown([item]) == [(what, "CP-8", due, state)]
    assert (item.area, item.action, item.is_legal) == (Area.SETTING, Action.BACKUP, False)


@pytest.mark.parametrize(
    ("made_on", "due", "state"),
    [
        pytest.param(nov(9), nov(23), State.LATE, id="two weeks and a day old"),
        pytest.param(nov(10), nov(24), State.DUE, id="two weeks: today"),
        pytest.param(TODAY, dec(8), State.DUE, id="made today"),
    ],
)
def test_another_backup_is_asked_for_after_the_settings_days(made_on, due, state):
    """One that was made once, and tested again and again, holds nothing of the months since (CP-8)."""
    [item] = agenda(backed_up_on=made_on, restore_tested_on=TODAY)
    what = f"Make another backup: the last one is of {near_date(made_on, today=TODAY)}"
    assert shown([item]) == [(what, "CP-8", due, state)]
    assert (item.area, item.action, item.is_legal) == (Area.SETTING, Action.BACKUP, False)


@pytest.mark.parametrize(
    ("days", "due"),
    [
        pytest.param(1, [nov(10)], id="each day"),
        pytest.param(45, [dec(24)], id="Christmas Eve"),
        pytest.param(46, [], id="Christmas: the day after it is further than the agenda reaches"),
        pytest.param(0, [], id="the organisation makes its own"),
    ],
)
def test_the_setting_says_how_often_a_backup_is_made(days, due):
    items = agenda(house=replace(HOUSE, backup_days=days), backed_up_on=nov(9), restore_tested_on=TODAY)
    assert [item.due for item in items] == due


@pytest.mark.parametrize(
    ("made_on", "days", "due"),
    [
        pytest.param(TODAY, 14, [], id="saved today: there is nothing to do"),
        pytest.param(nov(18), 14, [], id="six days ago, as over a holiday"),
        pytest.param(nov(17), 14, [TODAY], id="a week ago: the stick was not in"),
        pytest.param(nov(16), 0, [nov(23)], id="also where none is asked for by hand"),
        pytest.param(nov(23), 1, [TODAY], id="the setting asks for one more often than that"),
    ],
)
def test_where_backups_are_saved_by_themselves_one_is_asked_for_once_they_are_not(made_on, days, due):
    house = replace(HOUSE, backup_days=days)
    items = agenda(house=house, backed_up_on=made_on, is_backed_up_daily=True, restore_tested_on=TODAY)
    assert [item.due for item in items] == due
    assert all(item.what.endswith(", and none was saved by itself since") for item in items)


@pytest.mark.parametrize(
    ("code_on", "closed", "due"),
    [
        pytest.param(nov(20), [], nov(27), id="a week after the code"),
        pytest.param(nov(21), [], nov(30), id="a Saturday: the Monday after"),
        pytest.param(nov(20), [nov(27)], nov(30), id="closed on that day"),
        pytest.param(TODAY, [], dec(1), id="today"),
        pytest.param(nov(17), [], TODAY, id="today is the last day"),
        pytest.param(nov(16), [], nov(23), id="a day late"),
    ],
)
def test_a_new_recovery_code_wants_a_backup_within_a_week(code_on, closed, due):
    """The backups there are open with the code before it alone, and its paper is soon gone (CP-8)."""
    [item] = agenda(
        backed_up_on=nov(16), code_made_on=code_on, restore_tested_on=TODAY, closed_days=closed,
        house=replace(HOUSE, backup_days=28),
    )  # fmt: skip
    what = "Make another backup: those from before open only with the recovery code before this one"
    assert (item.what, item.due, item.action) == (what, due, Action.BACKUP)


def test_a_new_recovery_code_puts_no_backup_off():
    [item] = agenda(backed_up_on=nov(11), code_made_on=nov(23), restore_tested_on=TODAY)
    assert item.due == nov(25)


def test_an_organisation_that_makes_its_own_backups_is_asked_for_none_after_a_new_code():
    house = replace(HOUSE, backup_days=0)
    assert agenda(house=house, backed_up_on=nov(9), code_made_on=TODAY, restore_tested_on=TODAY) == []


@pytest.mark.parametrize(
    ("made_on", "closed", "due"),
    [
        pytest.param(nov(13), [], nov(27), id="a Friday"),
        pytest.param(nov(14), [], nov(30), id="a Saturday: the Monday after"),
        pytest.param(nov(13), [nov(27)], nov(30), id="closed on that day"),
        pytest.param(nov(13), [nov(27), nov(30), dec(1)], dec(2), id="closed for days: the first one open"),
        pytest.param(nov(13), [nov(26)], nov(27), id="closed on the day before"),
    ],
)
def test_another_backup_is_made_on_a_day_on_which_the_setting_is_open(made_on, closed, due):
    """Else one made on the last day before a closure of two weeks is late after it, whatever one does."""
    items = agenda(backed_up_on=made_on, restore_tested_on=TODAY, closed_days=closed)
    assert [item.due for item in items] == [due]


@pytest.mark.parametrize(
    "tested_on",
    [
        pytest.param(date(2026, 9, 28), id="a day further than the agenda reaches"),
        pytest.param(TODAY, id="today"),
        pytest.param(None, id="nothing is known of the setting"),
    ],
)
def test_a_restore_that_was_tested_asks_for_nothing_yet(tested_on):
    assert agenda(restore_tested_on=tested_on) == []


def test_the_setting_says_how_often_a_restore_is_tested():
    [item] = agenda(house=replace(HOUSE, restore_test_months=1), restore_tested_on=oct_(30))
    assert item.due == nov(30)


# A carer who was linked by mistake ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "state"),
    [
        pytest.param(nov(23), State.DUE, id="on the working day after it was found out"),
        pytest.param(nov(20), State.LATE, id="the day after that"),
    ],
)
def test_answers_of_a_carer_by_mistake_are_taken_back(since, state):
    held = replace(child([Event(MOTHER, Answer.GIVEN, oct_(1))]), no_carer_since=since)
    [item] = [i for i in agenda(purposes=[JOURNEY], children=[held]) if i.action is Action.NO_CARER]
    assert (item.state, item.child, item.clause) == (state, held.id, "DR-6")


@pytest.mark.parametrize(
    ("on", "due"),
    [
        pytest.param(nov(3), nov(9), id="found out at once: by the date for who asks"),
        pytest.param(nov(23), nov(23), id="found out later: that day"),
    ],
)
def test_a_request_of_a_carer_by_mistake_is_looked_at(on, due):
    asks = Requester(Relationship.RESPONSIBLE, has_evidence=True, mistaken_on=on)
    path = WholeRequest(nov(2), requester=asks)
    held = replace(request(received_on=nov(2))[0], whole=path)
    found = [item for item in agenda(requests=[held]) if "not a carer" in item.what]
    assert [(item.due, item.part, item.clause) for item in found] == [(due, Part.WHO_ASKS, "AR-4")]
    said = [item.what for item in agenda(requests=[held])]
    assert not [what for what in said if what.startswith(("Check who is asking", "Invite"))]
    [legal] = [item for item in agenda(requests=[held]) if item.is_legal]
    assert (legal.what, legal.action, legal.part) == (
        "Answer the request, but release nothing until it is known who is asking",
        Action.REQUEST,  # no one step answers it: the part of the request is opened
        Part.WHO_ASKS,
    )
    # Also once it was answered, and closed: it may be a breach.
    released = replace(held, steps=(done(Step.RELEASED, nov(20)),))
    [item] = [item for item in agenda(answered=[released]) if "not a carer" in item.what]
    assert "breach" in item.what
    closed = replace(held, steps=(*released.steps, done(Step.CLOSED, nov(23))))
    assert agenda(answered=[closed]) == [item]


@pytest.mark.parametrize(
    ("until", "due"),
    [
        pytest.param(TODAY, None, id="on its last day"),
        pytest.param(nov(23), TODAY, id="from the day after"),
        pytest.param(nov(3), nov(9), id="over before: by the date for who asks"),
        pytest.param(date.min, nov(9), id="the register says now that they never held it"),
    ],
)
def test_a_request_whose_asker_holds_parental_responsibility_no_longer_is_looked_at(until, due):
    asks = Requester(Relationship.RESPONSIBLE, has_evidence=True, responsible_until_on=until)
    held = replace(request(received_on=nov(2))[0], whole=WholeRequest(nov(2), requester=asks))
    found = agenda(requests=[held])
    said = [(item.due, item.part, item.clause) for item in found if "no longer" in item.what]
    assert said == ([(due, Part.WHO_ASKS, "AR-4")] if due else [])
    [legal] = [item for item in found if item.is_legal]
    assert ("release nothing" in legal.what, legal.action is Action.REQUEST) == (bool(due), bool(due))
    assert any(item.what.startswith("Invite") for item in found) is not bool(due)
    # What was handed over while they held it is no longer asked about.
    released = replace(held, steps=(done(Step.RELEASED, nov(2)),))
    assert not [item for item in agenda(answered=[released]) if "no longer" in item.what]


@pytest.mark.parametrize(
    ("code", "name", "child_code", "whose"),
    [
        pytest.param("AR-2026-003", "Mia", "C-014", "Mia, C-014", id="a row with a code of its own"),
        pytest.param("C-014", "Mia", "C-014", "Mia", id="the code of the row is the child's"),
        pytest.param("S-02", "Ewa", "", "Ewa", id="about a person of the setting"),
        pytest.param("BR-2026-001", "", "", "", id="about nobody"),
    ],
)
def test_whose_a_row_is_tells_two_children_of_one_name_apart(code, name, child_code, whose):
    held = Conversation(5, code, 14, contacts.Kind.PROFESSIONAL, nov(23), name, child_code)
    (only,) = agenda(conversations=[held])
    assert (only.about, only.whose) == (name, whose)


def test_a_third_party_who_was_a_carer_by_mistake_is_not_reminded():
    written = Happened(third_parties.Event.WRITTEN, nov(12), reply_by=nov(27))
    told = Party(1, 1, PartyKind.FAMILY, frozenset({7}), (written,))
    for party, said in ((told, "Remind third party 1"), (replace(told, is_no_carer=True), "Decide without")):
        held = replace(request()[0], whole=WholeRequest(RECEIVED, parties=(party,)))
        [item] = [i for i in agenda(requests=[held]) if i.clause == "AR-23"]
        assert item.what.startswith(said)
