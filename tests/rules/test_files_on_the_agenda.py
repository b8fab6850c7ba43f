"""What files, journey accounts and withdrawals put on the agenda, by when, and under which clause."""

from datetime import date, timedelta

import pytest

from rules import consent, sharing
from rules.agenda import (
    Action,
    Area,
    Child,
    Facts,
    FileEntry,
    FileOut,
    Purpose,
    SharingDecision,
    State,
    Withdrawal,
    agenda,
)
from rules.consent import Answer, Event, FollowUp, Held
from rules.file_index import Category, Confidential, Entry, Fact, Happened, Side, Source
from rules.house import HouseRules
from rules.working_days import bank_holidays

TODAY = date(2026, 11, 24)  # a Tuesday
FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)
HOLIDAYS = bank_holidays([2026])


def items(*, recording_days=0, **facts):
    house = HouseRules(recording_days=recording_days)
    return agenda(Facts(**facts), today=TODAY, house=house, bank_holidays=HOLIDAYS)


def of_entry(**more):
    entry = Entry(12, 3, 4, **{"event_on": FRIDAY, "written_on": FRIDAY} | more)
    return items(entries=[FileEntry(7, 1, "C-001", entry, "Ivy Davies")])


@pytest.mark.parametrize(
    ("entry", "what", "clause", "due"),
    [
        pytest.param(
            {"category": Category.INJURY},
            "tell the carers",
            "CP-7",
            date(2026, 11, 23),
            id="the next working day after it was written",
        ),
        pytest.param(
            {"source": Source.CARER, "giver": Confidential.NOT_ASKED},
            "ask whether it is confidential",
            "CP-3",
            date(2026, 11, 23),
            id="asked with the same promptness",
        ),
        pytest.param(
            {"happened": (Happened(Fact.TYPED, FRIDAY),)},
            "delete the typed copy",
            "CP-9",
            date(2026, 11, 27),
            id="seven days after it was typed",
        ),
        pytest.param(
            {"happened": (Happened(Fact.DISC, FRIDAY, is_encrypted=False),)},
            "replace the disc, which is not encrypted",
            "CP-10",
            date(2026, 11, 27),
            id="seven days after the disc was made",
        ),
        pytest.param(
            {
                "source": Source.THIRD_PARTY,
                "giver": Confidential.NO,
                "subject": Confidential.NOT_ASKED,
            },
            "ask the person it is about whether it is confidential; where that is not safe, record why",
            "CP-15",
            date(2026, 11, 23),
            id="whom it is about, where that is safe (IS-7)",
        ),
        pytest.param(
            {
                "category": Category.CHILD_PROTECTION,
                "source": Source.THIRD_PARTY,
                "giver": Confidential.NO,
                "subject": Confidential.NOT_ASKED,
                "happened": (Happened(Fact.NOT_TOLD, FRIDAY), Happened(Fact.INFORMED, TODAY, order=1)),
            },
            "ask the person it is about whether it is confidential; where that is not safe, record why",
            "CP-15",
            date(2026, 11, 25),
            id="the family may know since today: asked by the next working day",
        ),
        pytest.param(
            {
                "category": Category.CONCERN,
                "source": Source.CARER,
                "giver": Confidential.NOT_ASKED,
                "happened": (
                    Happened(Fact.NOT_TOLD, FRIDAY),
                    Happened(Fact.SIDE, FRIDAY, Side.NOT_SAFE, order=1),
                    Happened(Fact.SIDE, TODAY, Side.RECORDED, order=2),
                ),
            },
            "ask whether it is confidential",
            "CP-3",
            date(2026, 11, 25),
            id="a carer who gave it knows of it: asked once that is safe, though the others are not told",
        ),
        pytest.param(
            {"category": Category.CHILD_PROTECTION},
            "tell the carers; where that is not safe, record why",
            "CP-7",
            date(2026, 11, 23),
            id="minutes of a MARAC: nobody is told where that puts somebody in danger",
        ),
        pytest.param(
            {"event_on": FRIDAY - DAY * 3},
            "say why it was written late",
            "AR-31",
            date(2026, 11, 23),
            id="late by a day",
        ),
        pytest.param(
            {"category": Category.INJURY, "happened": (Happened(Fact.TYPED, FRIDAY - DAY * 9),)},
            "tell the carers and delete the typed copy",
            "CP-9",
            date(2026, 11, 18),
            id="two things: the sooner date and its clause",
        ),
    ],
)
def test_an_entry_is_one_line_until_it_asks_for_nothing(entry, what, clause, due):
    [item] = of_entry(**entry)
    assert (item.area, item.action, item.record) == (Area.CHILDREN, Action.FILE_ENTRY, 7)
    assert (item.what, item.clause, item.due) == (f"File entry 12: {what}", clause, due)
    assert item.is_legal is False
    assert item.state is (State.LATE if due < TODAY else State.DUE)


def test_an_entry_that_lacks_nothing_is_no_line():
    assert of_entry() == []


@pytest.mark.parametrize(
    ("is_written", "outcome", "count"),
    [
        pytest.param(False, None, 1, id="raised, and no entry holds it (RI-1)"),
        pytest.param(True, None, 0, id="written in the file"),
        pytest.param(False, sharing.Outcome.NOT_SHARED, 0, id="decided: its own record asks for the entry"),
    ],
)
def test_a_concern_without_an_entry_is_to_be_written(is_written, outcome, count):
    decision = sharing.Decision(TODAY, outcome, TODAY if outcome else None, reason="The advice was not to")
    held = SharingDecision(4, "SD-2026-001", 1, decision, is_written=is_written)
    found = [item for item in items(decisions=[held]) if item.action is Action.WRITE_CONCERN]
    assert len(found) == count
    if count:
        assert (found[0].due, found[0].clause) == (TODAY, "RI-1"), "the same day, as the house rule says"
        later = items(recording_days=2, decisions=[held])
        assert [i.due for i in later if i.action is Action.WRITE_CONCERN] == [TODAY + timedelta(days=2)]


JOURNEY = Purpose(1, "Online learning journey", 1, key=consent.JOURNEY)
GIVEN = Event(1, Answer.GIVEN, date(2026, 9, 1))
REFUSED = Event(1, Answer.REFUSED, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("events", "since", "purpose", "expected"),
    [
        pytest.param([GIVEN], FRIDAY, JOURNEY, False, id="on with consent"),
        pytest.param([REFUSED], None, JOURNEY, False, id="refused, and not on"),
        pytest.param([REFUSED], FRIDAY, JOURNEY, True, id="refused, and on"),
        pytest.param([], FRIDAY, JOURNEY, True, id="not asked, and on"),
        pytest.param([REFUSED], FRIDAY, Purpose(1, "Another", 1, key="website"), False, id="another purpose"),
    ],
)
def test_a_journey_account_without_consent_is_to_be_closed(events, since, purpose, expected):
    child = Child(1, "C-001", date(2025, 9, 1), frozenset({1}), {1: events}, account_since=since)
    found = [item for item in items(purposes=[purpose], children=[child]) if item.action is Action.JOURNEY]
    assert bool(found) is expected
    if expected:
        assert (found[0].clause, found[0].due, found[0].area) == ("DR-4", date(2026, 11, 23), Area.CONSENTS)


@pytest.mark.parametrize(
    ("events", "since", "due"),
    [
        pytest.param([GIVEN], FRIDAY, None, id="on with consent"),
        pytest.param([REFUSED], None, None, id="refused, and not on"),
        pytest.param([REFUSED], FRIDAY, date(2026, 11, 23), id="refused, and on since a Friday"),
        pytest.param([], FRIDAY, date(2026, 11, 23), id="not asked, and on"),
        pytest.param(
            [GIVEN, Event(1, Answer.WITHDRAWN, date(2026, 11, 23))], FRIDAY, TODAY, id="withdrawn on Monday"
        ),
    ],
)
def test_of_a_child_booked_far_ahead_only_an_account_without_consent_is_asked(events, since, due):
    """Neither consents nor a key person are asked for so long before the first day."""
    child = Child(
        1, "C-001", date(2027, 9, 6), frozenset({1}), {1: events}, has_key_person=False, account_since=since
    )
    found = items(purposes=[JOURNEY, Purpose(2, "Website", 1)], booked=[child])
    assert [(item.action, item.clause, item.due) for item in found] == (
        [(Action.JOURNEY, "DR-4", due)] if due else []
    )


WITHDRAWN = Event(1, Answer.WITHDRAWN, date(2026, 11, 20))
HELD, UNTIL_SUNDAY = Held(), Held(until_on=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("events", "held", "due"),
    [
        pytest.param([GIVEN, WITHDRAWN], {1: HELD}, date(2026, 11, 23), id="from the withdrawal, a Friday"),
        pytest.param(
            [GIVEN, WITHDRAWN, Event(1, Answer.WITHDRAWN, TODAY, order=1)],
            {1: HELD},
            date(2026, 11, 23),
            id="said again: still from the first",
        ),
        pytest.param(
            [GIVEN, Event(2, Answer.REFUSED, date(2026, 11, 23))],
            {1: HELD, 2: HELD},
            TODAY,
            id="they disagree",
        ),
        pytest.param(
            [GIVEN], {1: UNTIL_SUNDAY, 2: HELD}, TODAY, id="who gave it lost parental responsibility"
        ),
        pytest.param(
            [GIVEN, Event(2, Answer.REFUSED, date(2026, 11, 20))],
            {1: UNTIL_SUNDAY, 2: HELD},
            date(2026, 11, 23),
            id="who gave it lost it since, and the other had refused: from the refusal",
        ),
        pytest.param(
            [GIVEN],
            {1: Held(until_on=date(2026, 11, 19)), 2: Held(from_on=date(2026, 11, 23))},
            date(2026, 11, 23),
            id="who gave it lost it, and another's began later: from the loss",
        ),
        pytest.param([REFUSED], {1: HELD}, date(2025, 9, 8), id="never given: from the account"),
        pytest.param([], {1: HELD}, date(2025, 9, 8), id="never asked: from the account"),
    ],
)
def test_a_journey_account_is_to_be_closed_from_the_day_that_no_consent_stood(events, held, due):
    child = Child(
        *(1, "C-001", date(2025, 9, 1), frozenset(c for c in held if held[c].is_on(TODAY)), {1: events}),
        account_since=date(2025, 9, 5),
        held=held,
    )
    (item,) = [i for i in items(purposes=[JOURNEY], children=[child]) if i.action is Action.JOURNEY]
    assert item.due == due


def test_a_withdrawal_names_what_is_to_be_done_and_what_is_left_of_it():
    def what(**more):
        [item] = items(withdrawals=[Withdrawal(3, 1, "C-001", "Website", FRIDAY, **more)])
        return item.what

    both = (FollowUp.PHOTOGRAPHS_TAKEN_DOWN, FollowUp.RECIPIENTS_TOLD)
    to_do = "To tick off: photographs taken down and recipients told"
    assert what(to_do=both) == f"Withdrawn, Fri 20 Nov: stop and undo Website. {to_do}"
    assert what(to_do=both[1:], done=1).endswith("Website. Left: recipients told")


def test_what_several_withdrawals_of_a_day_call_for_is_named_once():
    held = [
        Withdrawal(1, 1, "C-001", "Website", FRIDAY, to_do=(FollowUp.RECIPIENTS_TOLD,)),
        Withdrawal(2, 1, "C-001", "Press", FRIDAY, to_do=(FollowUp.STOPPED, FollowUp.RECIPIENTS_TOLD)),
    ]
    [item] = items(withdrawals=held)
    assert item.what.endswith("Website and Press. To tick off: recipients told and use stopped")


# The two kinds of records --------------------------------------------------------------------------


BEGAN = date(2026, 9, 22)  # nine weeks ago


def of_records(*children, began_on=BEGAN):
    found = items(children=children, began_on=began_on)
    return [(item.code, item.what, item.due, item.action) for item in found if item.clause == "GE-1"]


def child_of(number, started_on, *, has_entries=False, has_place=True, left_on=None, has_file_gone=False):
    return Child(
        number,
        f"C-00{number}",
        started_on,
        left_on=left_on,
        has_entries=has_entries,
        has_place=has_place,
        has_file_gone=has_file_gone,
    )


ONE_FILE = "Begin the index of the file: nothing stands in it yet"
GONE_FILE = "Begin a new file: the papers in the index are not here any more"
ONE_PLACE = "Record where the developmental record is kept"


@pytest.mark.parametrize(
    ("child", "expected"),
    [
        pytest.param(
            child_of(1, date(2026, 11, 2)),
            ("C-001", ONE_FILE, date(2026, 11, 30), Action.FIRST_ENTRY),
            id="four weeks after the start",
        ),
        pytest.param(
            child_of(1, BEGAN + DAY),
            ("C-001", ONE_FILE, date(2026, 10, 21), Action.FIRST_ENTRY),
            id="late after that",
        ),
        pytest.param(
            child_of(1, BEGAN),
            ("C-001", ONE_FILE, date(2026, 12, 15), Action.FIRST_ENTRY),
            id="of who was here on the first day, twelve weeks after that",
        ),
        pytest.param(
            child_of(1, date(2022, 9, 1), has_entries=True, has_place=False),
            ("C-001", ONE_PLACE, date(2026, 12, 15), Action.PLACE),
            id="the other kind",
        ),
        pytest.param(child_of(1, date(2022, 9, 1), has_entries=True), None, id="both are known"),
        pytest.param(child_of(1, TODAY + DAY), None, id="who has not started"),
        pytest.param(
            child_of(1, date(2022, 9, 1), left_on=date(2026, 12, 13)),
            (
                "C-001",
                f"{ONE_FILE}. The child's last day is Sun 13 Dec",
                date(2026, 12, 11),
                Action.FIRST_ENTRY,
            ),
            id="of who leaves before that, by the last day on which somebody is there",
        ),
        pytest.param(
            child_of(1, TODAY, left_on=TODAY),
            ("C-001", f"{ONE_FILE}. The child's last day is Tue 24 Nov", TODAY, Action.FIRST_ENTRY),
            id="of who came and goes today, today",
        ),
        pytest.param(
            child_of(1, date(2022, 9, 1), left_on=date(2027, 7, 23)),
            ("C-001", ONE_FILE, date(2026, 12, 15), Action.FIRST_ENTRY),
            id="whose last day is far off",
        ),
        pytest.param(
            child_of(1, date(2026, 11, 2), has_file_gone=True),
            ("C-001", GONE_FILE, date(2026, 11, 30), Action.FIRST_ENTRY),
            id="of who came back, whose papers went with the stay before",
        ),
    ],
)
def test_each_child_has_a_file_and_a_developmental_record(child, expected):
    assert of_records(child) == ([expected] if expected else [])


def test_an_import_makes_one_line_of_each_kind_and_not_for_the_first_weeks():
    """However many files lie in the cabinet; and the one that is due first says when."""
    many = [child_of(at, date(2022, 9, 1), has_place=False) for at in range(1, 8)]
    starter = child_of(8, date(2026, 10, 5), has_place=False)
    assert of_records(*many, starter) == [
        (
            "Files",
            "Begin the index of the files of 8 children: nothing stands in them yet",
            date(2026, 11, 2),
            Action.FIRST_ENTRY,
        ),
        (
            "Files",
            "Record where the developmental records of 8 children are kept",
            date(2026, 11, 2),
            Action.PLACE,
        ),
    ]
    assert of_records(*many, began_on=TODAY) == []
    assert of_records(*many, began_on=None) == [], "nobody knows the first day"


@pytest.mark.parametrize(
    ("out_on", "state"),
    [
        pytest.param(TODAY, State.DUE, id="on the day itself there is time until the evening"),
        pytest.param(TODAY - DAY, State.LATE, id="overnight it was not in the cabinet"),
    ],
)
def test_a_file_that_is_out_is_asked_back_by_the_end_of_the_day(out_on, state):
    [item] = items(files_out=[FileOut(9, 1, "C-001", out_on, "Ivy Davies")])
    assert (item.area, item.action, item.clause) == (Area.CHILDREN, Action.FILE_BACK, "PR-2")
    assert (item.record, item.due, item.state, item.is_legal) == (9, out_on, state, False)
