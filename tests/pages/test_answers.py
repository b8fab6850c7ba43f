"""What a page says first, and in its registers, is what the records say: no more and no less."""

import re
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from models import Complaint
from rules import consent
from rules.access import Channel
from rules.agenda import Action, Area, Child, Facts, Item, Person, Pressing, Purpose, State, Topic, Withdrawal
from rules.agenda import agenda as agenda_of
from rules.complaints import Kind
from rules.figures import InductionFigures
from rules.file_index import Entry
from rules.house import HouseRules
from rules.induction import Person as Induced
from rules.induction import Role, SignOff, Status, Version
from rules.sharing import Ground, Outcome, Position
from rules.to_ask import Wanted
from rules.weekly_review import WeekAhead
from rules.words import counted
from store import agenda
from store.induction import ToRead
from store.people import KnownPlacement
from store.registers.tried import Choices, Count, TryOut
from store.sharing import HeldDecision
from tests.conftest import TODAY
from ui import (
    answers,
    bringing_in,
    charts,
    children,
    consents,
    filters,
    reading,
    registers,
    review,
    words,
)

DAY = timedelta(days=1)


def page_of(cabinet, *areas):
    with cabinet.connection() as look:
        return agenda.read(look, TODAY, *areas)


@pytest.mark.parametrize(
    ("received_on", "said"),
    [
        pytest.param(None, "No access request is open.", id="nothing at all"),
        pytest.param(date(2026, 10, 1), "2 things are late, 1 of them", id="a complaint past both its dates"),
        pytest.param(TODAY, "Nothing is late", id="a complaint of today"),
    ],
)
def test_a_complaint_on_the_list_is_not_passed_over(cabinet, family, received_on, said):
    if received_on:
        with cabinet.administering("test") as session:
            session.add(
                Complaint(
                    code="CP-1",
                    kind=Kind.DATA_PROTECTION,
                    child_id=family.child,
                    made_by="Ellen Rees",
                    channel=Channel.EMAIL,
                    received_on=received_on,
                )
            )
    assert answers.access_answer(page_of(cabinet, Area.ACCESS_REQUESTS)).startswith(said)


@pytest.mark.parametrize(
    ("state", "due", "until_on", "tag"),
    [
        pytest.param(State.LATE, TODAY - DAY, None, "1 thing overdue", id="late"),
        pytest.param(State.LATE, TODAY - DAY, TODAY + DAY, "1 late, waiting", id="late, and it waits"),
        pytest.param(State.DUE, TODAY, None, "1 within a week", id="due"),
        pytest.param(State.DUE, TODAY, TODAY + DAY, "1 ahead", id="due, and it waits"),
    ],
)
def test_what_is_late_and_waits_is_not_said_to_be_ahead(cabinet, state, due, until_on, tag):
    item = Item(Area.CONSENTS, "C-1", "Ask", "DR-4", due, state, False, Action.CONSENT, 1)
    page = replace(page_of(cabinet), items=[replace(item, snoozed_until=until_on)])
    assert [figure.tag for figure in answers.area_figures(page)][1] == tag


def of_area(area, state=State.LATE, due=TODAY - DAY, until_on=None):
    item = Item(area, "C-1", "Ask", "DR-4", due, state, False, Action.CONSENT, 1)
    return replace(item, snoozed_until=until_on)


@pytest.mark.parametrize(
    ("items", "said"),
    [
        pytest.param([], "", id="nothing at all"),
        pytest.param([of_area(Area.CONSENTS)], "", id="on a card"),
        pytest.param(
            [of_area(Area.CHILDREN)] * 2,
            "Not on these cards: Children and files, 2 things overdue.",
            id="two late",
        ),
        pytest.param(
            [of_area(Area.CHILDREN), of_area(Area.POLICY, State.DUE, TODAY)],
            "Not on these cards: Children and files, 1 thing overdue; Policy, 1 within a week.",
            id="one late, and one of another area to come",
        ),
        pytest.param(
            [of_area(Area.SETTING, until_on=TODAY + DAY)],
            "Not on these cards: Set-up, 1 late, waiting.",
            id="late, and it waits",
        ),
        pytest.param([of_area(Area.POLICY, State.DUE, TODAY + 9 * DAY)], "", id="further ahead"),
    ],
)
def test_what_is_late_and_has_no_card_is_said_beside_them(cabinet, items, said):
    """Of "72 things are late" the cards had 70."""
    assert answers.beside_the_cards(replace(page_of(cabinet), items=items)) == said


@pytest.mark.parametrize(
    ("due", "open_last", "tag"),
    [
        pytest.param(TODAY, None, "Due today", id="today"),
        pytest.param(TODAY + timedelta(days=6), None, "Due Mon", id="a day less than a week"),
        pytest.param(TODAY + timedelta(days=7), None, "Due in a week", id="a week on: the name of today"),
        pytest.param(TODAY + timedelta(days=8), None, "Due", id="further"),
        pytest.param(TODAY + timedelta(days=11), TODAY + timedelta(days=3), "Before we close", id="closed"),
    ],
)
def test_the_tag_of_a_row_says_which_day_it_is_due(due, open_last, tag):
    item = Item(Area.ACCESS_REQUESTS, "AR-1", "Release", "AR-8", due, State.DUE, True, Action.REQUEST, 1)
    assert words.tag_of(replace(item, open_last=open_last), today=TODAY)[0] == tag


@pytest.mark.parametrize(
    ("status", "tag"),
    [
        pytest.param(consent.Status.WITHDRAWN, "Stop and undo", id="withdrawn"),
        pytest.param(consent.Status.CARERS_DISAGREE, "Stop and undo", id="another carer said yes since"),
        pytest.param(consent.Status.GIVEN, "Say what was done", id="given again"),
    ],
)
def test_a_consent_that_was_given_again_is_not_to_be_stopped(cabinet, status, tag):
    page = with_facts(page_of(cabinet), withdrawals=[withdrawal(1, purpose=3)])
    shown = answers.consent_figures(page, {14: {3: status}})[-1]
    assert (shown.number, shown.counts, shown.tag) == ("1", "to follow up", tag)


def withdrawal(number, *, purpose, on=TODAY):
    return Withdrawal(number, 14, "C-014", "Website", on, to_do=(consent.FollowUp.STOPPED,), purpose=purpose)


def with_facts(page, **facts):
    """The page as it is with other facts, and the agenda that follows from them."""
    held = replace(page.facts, **facts)
    rules, holidays = page.house.rules, page.house.bank_holidays
    return replace(page, facts=held, items=agenda_of(held, today=TODAY, house=rules, bank_holidays=holidays))


@pytest.mark.parametrize(
    ("no", "of", "renew", "said"),
    [
        pytest.param(1, 1, 0, "No for 1 child.", id="the only one"),
        pytest.param(3, 3, 0, "No for all 3 children.", id="all of them"),
        pytest.param(2, 3, 0, "Not for 2 of 3 children. Yes for 1.", id="one is left"),
        pytest.param(2, 3, 1, "Not for 2 of 3 children. Yes for 1; renewal is due.", id="of the one left"),
        pytest.param(
            2, 4, 2, "Not for 2 of 4 children. Yes for 2; for all of them renewal is due.", id="of all left"
        ),
        pytest.param(
            12, 42, 4, "Not for 12 of 42 children. Yes for 30; for 4 of them renewal is due.", id="of some"
        ),
    ],
)
def test_may_we_says_for_how_many_it_is_yes(no, of, renew, said):
    """One key child of one: "Yes for all the others" was said of nobody."""
    assert words.may_we_not(no, of, renew, counted(of, "child", "children")) == said


@pytest.mark.parametrize(
    ("no", "said"),
    [
        pytest.param(2, "Not for 2 of 4 children. The carers of 2 agreed", id="some"),
        pytest.param(0, "The carers of 4 of 4 children agreed", id="all"),
    ],
)
def test_on_a_shared_screen_nothing_is_a_yes_before_somebody_looks(no, said):
    """Three children with a court order were among those for whom it was a bold yes, once names were off."""
    answer = words.may_we_not(no, 4, 0, "4 children", shown=False)
    assert answer.startswith(f"{said}. ")
    assert answer.endswith("Show names before you act: a court order is not said on a shared screen.")
    assert "Yes" not in answer


AGREED_BUT = "the carers agreed, but there is a court order: read it first."


@pytest.mark.parametrize(
    ("no", "read_first", "ordered", "said"),
    [
        pytest.param(1, 1, 1, f"Not for 1 of 4 children. Yes for 2. For 1 {AGREED_BUT}", id="one"),
        pytest.param(0, 1, 1, f"Yes for 3 of 4 children. For 1 {AGREED_BUT}", id="no other no"),
        pytest.param(0, 4, 4, f"For 4 of 4 children {AGREED_BUT}", id="all of them"),
        pytest.param(4, 0, 0, "No for all 4 children.", id="no order"),
        pytest.param(
            4,
            0,
            1,
            "No for all 4 children. 1 child has a court order: read it first.",
            id="beside a no alone",
        ),
        pytest.param(
            2,
            0,
            2,
            "Not for 2 of 4 children. Yes for 2. 2 children have a court order: read it first.",
            id="beside each no",
        ),
        pytest.param(
            2,
            1,
            3,
            f"Not for 2 of 4 children. Yes for 1. For 1 {AGREED_BUT} 3 children have a court order in all.",
            id="beside a yes and each no: all are counted",
        ),
    ],
)
def test_a_child_with_a_court_order_is_no_plain_yes_and_counted_whatever_was_answered(
    no, read_first, ordered, said
):
    assert words.may_we_not(no, 4, 0, counted(4, "child", "children"), read_first, ordered=ordered) == said


@pytest.mark.parametrize(
    ("no", "earlier", "said"),
    [
        pytest.param(
            1, 1, "Not for 1 of 4 children. Yes for 2. For 1 the yes is to an earlier wording only.", id="one"
        ),
        pytest.param(0, 4, "For 4 of 4 children the yes is to an earlier wording only.", id="all of them"),
    ],
)
def test_a_yes_to_an_earlier_wording_is_no_plain_yes(no, earlier, said):
    assert words.may_we_not(no, 4, 0, counted(4, "child", "children"), 0, earlier) == said


FOUR = [Purpose(number, title, 1) for number, title in enumerate(("Journey", "Display", "Web", "Next"), 1)]
ASK, RENEW, SOON, OUT, NEW = (
    consent.Chase.NOT_ASKED,
    consent.Chase.RENEWAL_DUE,
    consent.Chase.RENEWAL_SOON,
    consent.Chase.FORM_NOT_BACK,
    consent.Chase.NEW_STARTER,
)


@pytest.mark.parametrize(
    ("whys", "said"),
    [
        pytest.param((ASK, ASK, ASK, ASK), "Every purpose", id="nobody asked anything"),
        pytest.param((NEW, NEW, NEW, NEW), "Every purpose", id="a new starter"),
        pytest.param((RENEW, RENEW, RENEW, None), "Every purpose but Next", id="all but one to renew"),
        pytest.param((ASK, None, None, None), "Journey", id="one was never asked"),
        pytest.param((ASK, ASK, None, None), "Journey; Display", id="two of four"),
        pytest.param(
            (ASK, RENEW, RENEW, RENEW),
            "Not asked: Journey. Renewal due: every other purpose",
            id="one never asked, the rest to renew",
        ),
        pytest.param(
            (ASK, ASK, RENEW, RENEW),
            "Not asked: Journey; Display. Renewal due: Web; Next",
            id="two and two, all of them named",
        ),
        pytest.param(
            (RENEW, ASK, None, None),
            "Not asked: Display. Renewal due: Journey",
            id="the most pressing first, not the order of the form",
        ),
        pytest.param(
            (NEW, OUT, SOON, None),
            "Form not back: Display. Not asked: Journey. Renewal soon: Web",
            id="nobody has asked a new starter either",
        ),
    ],
)
def test_a_child_of_whom_most_was_asked_is_not_said_to_be_asked_nothing(whys, said):
    held = [(purpose, why) for purpose, why in zip(FOUR, whys, strict=True) if why]
    one = Wanted(Child(14, "C-014", TODAY), *(tuple(column) for column in zip(*held, strict=True)))
    assert consents._what_is_asked(one, FOUR) == said


@pytest.mark.parametrize(
    ("held", "statuses", "said"),
    [
        pytest.param(
            [], {1: [consent.Status.GIVEN]}, "Every question about 1 child has a clear", id="all clear"
        ),
        pytest.param(
            [],
            {1: [consent.Status.CARERS_DISAGREE], 2: [consent.Status.CARERS_DISAGREE]},
            " The carers of 2 children disagree.",
            id="carers who disagree alone",
        ),
        pytest.param(
            [],
            {1: [consent.Status.NOT_ASKED] * 3, 2: [consent.Status.GIVEN]},
            "1 child has a question not asked.",
            id="one child, however many questions",
        ),
        pytest.param(
            [withdrawal(1, purpose=3), withdrawal(2, purpose=4, on=TODAY - DAY)],
            {
                1: [consent.Status.NOT_ASKED, consent.Status.RENEWAL_DUE],
                2: [consent.Status.RENEWAL_DUE],
                3: [consent.Status.CARERS_DISAGREE],
            },
            "1 child has a withdrawn or ended consent to follow up, 1 a question not asked and 2 a renewal "
            "due. The carers of 1 child disagree.",
            id="everything at once, in children",
        ),
    ],
)
def test_the_answer_about_consents_counts_children_and_nothing_else(cabinet, held, statuses, said):
    by_purpose = {child: dict(enumerate(of_child)) for child, of_child in statuses.items()}
    page = with_facts(page_of(cabinet, Area.CONSENTS), withdrawals=held)
    assert said in answers.consent_answer(page, by_purpose)


@pytest.mark.parametrize(
    ("late", "of", "said"),
    [
        pytest.param(0, 3, "", id="none"),
        pytest.param(1, 1, " It is late.", id="the only one"),
        pytest.param(2, 2, " Both are late.", id="both"),
        pytest.param(3, 3, " All 3 are late.", id="all"),
        pytest.param(1, 3, " 1 of them is late.", id="one of several"),
        pytest.param(2, 3, " 2 of them are late.", id="some"),
    ],
)
def test_how_much_of_what_waits_is_late_is_said_as_a_person_would(late, of, said):
    assert answers._late_of(late, of) == said


@pytest.mark.parametrize(
    ("states", "tag"),
    [
        pytest.param([State.DUE], "Complete the record", id="none is late"),
        pytest.param([State.LATE, State.LATE, State.DUE], "2 late", id="two of three"),
    ],
)
def test_a_record_that_lacks_its_reason_alone_is_not_to_be_written_in_the_file(cabinet, states, tag):
    """It is in the file already; and the card did not say that it was late."""
    held = [SimpleNamespace(decision=decision(TODAY, TODAY, reason="").decision) for _ in states]
    items = [
        replace(of_area(Area.SHARING_DECISIONS, state), action=Action.RECORD, record=at)
        for at, state in enumerate(states)
    ]
    page = page_of(cabinet, Area.SHARING_DECISIONS)
    page = replace(page, items=items, facts=replace(page.facts, decisions=held))
    card = answers.sharing_figures(page, [])[0]
    assert (card.number, card.tag) == (str(len(states)), tag)


@pytest.mark.parametrize(
    ("of_each", "on_cards"),
    [
        pytest.param([{Status.ON_SITE}, {Status.OVERDUE}], ("1", "1"), id="one each"),
        pytest.param([{Status.ON_SITE, Status.OVERDUE}], ("1", "0"), id="both: on site, and counted once"),
        pytest.param([{Status.DUE}, {Status.OVERDUE, Status.DUE}], ("0", "2"), id="nobody on site"),
    ],
)
def test_a_person_stands_on_one_card_of_what_is_not_done(of_each, on_cards):
    on_site = sum(Status.ON_SITE in of_one for of_one in of_each)
    statuses = {at: dict(enumerate(of_one)) for at, of_one in enumerate(of_each)}
    cards = answers.induction_figures(InductionFigures(len(of_each), 0, on_site, 0), statuses)
    assert tuple(card.number for card in cards[:2]) == on_cards


@pytest.mark.parametrize(
    ("people", "said"),
    [
        pytest.param([], "", id="nothing is late"),
        pytest.param([1], "Of 1 person", id="one"),
        pytest.param([1, 1, 2], "Of 2 people", id="three things, two people"),
        pytest.param([1, None], "", id="one line is asked of many"),
    ],
)
def test_what_is_overdue_says_about_how_many_people_it_is(people, said):
    """ "Overdue 9" stood below a card that said 1."""
    items = [replace(of_area(Area.INDUCTION), person=person) for person in people]
    assert answers.people_of(items, TODAY) == said


@pytest.mark.parametrize(
    ("held", "number"),
    [
        pytest.param([withdrawal(1, purpose=3), withdrawal(2, purpose=4)], "1", id="one form, two purposes"),
        pytest.param([withdrawal(1, purpose=3), withdrawal(2, purpose=3)], "1", id="two carers, one purpose"),
        pytest.param(
            [withdrawal(1, purpose=3), withdrawal(2, purpose=4, on=TODAY - DAY)], "2", id="two days"
        ),
    ],
)
def test_what_is_to_follow_up_is_counted_as_it_is_listed(cabinet, held, number):
    page = with_facts(page_of(cabinet), withdrawals=held)
    assert sum(item.action is Action.FOLLOW_UP for item in page.items) == int(number)
    assert answers.consent_figures(page, {})[-1].number == number


def test_a_child_booked_far_ahead_who_has_consent_again_has_nothing_to_be_stopped(cabinet):
    page = page_of(cabinet)
    again = [consent.Event(1, consent.Answer.GIVEN, TODAY, order=2)]
    booked = Child(14, "C-014", TODAY + 400 * DAY, frozenset({1}), {page.facts.purposes[0].id: again})
    held = withdrawal(1, purpose=page.facts.purposes[0].id)
    page = with_facts(page, withdrawals=[held], booked=[booked])
    assert "there is consent again" in page.items[-1].what
    assert answers.consent_figures(page, {})[-1].tag == "Say what was done"


def decision(decided_on, recorded_on=None, reason="They asked us not to"):
    return HeldDecision(
        id=1,
        code="SD-1",
        child_id=14,
        child_code="C-014",
        child="Asha Rees",
        ground=Ground.CRIME,
        concern="",
        raised_on=date(2026, 11, 2),
        raised_by="",
        outcome=Outcome.NOT_SHARED if decided_on else None,
        position=Position.REFUSED if decided_on else None,
        shared_with="",
        reason=reason,
        witness="",
        decided_on=decided_on,
        decided_by="",
        outcome_id=1,
        entry=None,
        recorded_on=recorded_on,
        late_because="",
    )


@pytest.mark.parametrize(
    ("held", "late"),
    [
        pytest.param(decision(None), "", id="not decided yet"),
        pytest.param(decision(TODAY), "", id="to be written in the file today"),
        pytest.param(decision(TODAY - DAY), "Yes", id="since yesterday, and not in the file"),
        pytest.param(decision(TODAY - DAY, TODAY), "Yes", id="in the file a day after"),
        pytest.param(decision(TODAY - DAY, TODAY - DAY), "", id="in the file the same day"),
        pytest.param(decision(TODAY - DAY, TODAY - DAY, ""), "Yes", id="the same day, without its reason"),
    ],
)
def test_the_register_calls_late_what_does_not_count_as_recorded_in_time(held, late):
    [row] = registers.sharing_register([held], HouseRules(), TODAY, shown=True)
    assert row["Late"] == late


@pytest.mark.parametrize(
    ("started_on", "left_on", "said"),
    [
        pytest.param(TODAY + DAY, None, "To come", id="starts tomorrow"),
        pytest.param(TODAY, None, "Open", id="starts today"),
        pytest.param(TODAY - 9 * DAY, TODAY, "Open", id="the last day"),
        pytest.param(TODAY - 9 * DAY, TODAY - DAY, "Ended", id="the day after it"),
    ],
)
def test_a_placement_is_open_from_its_first_day_to_its_last(started_on, left_on, said):
    held = KnownPlacement("S-01", "Anu Roy", started_on, None, left_on, None, "", "")
    [row] = registers.placements([held], TODAY, shown=True)
    assert row["Placement"] == said


@pytest.mark.parametrize(
    ("advised_on", "left_on", "said"),
    [
        pytest.param(TODAY - 2 * DAY, None, "Before observing", id="on the day of the first observation"),
        pytest.param(TODAY - DAY, None, "Late: after observing began", id="the day after it"),
        pytest.param(None, None, "Late: observes without it", id="not advised"),
        pytest.param(None, TODAY - 3 * DAY, "Not yet", id="ended before the first observation"),
        pytest.param(TODAY - DAY, TODAY, "Late: after observing began", id="late, and ended since"),
    ],
)
def test_a_student_who_observed_first_is_marked_as_late(advised_on, left_on, said):
    """OR-2: advised of the policy before they observe."""
    began = TODAY - 2 * DAY
    held = KnownPlacement("S-01", "Anu Roy", TODAY - 9 * DAY, began, left_on, advised_on, "", "")
    [row] = registers.placements([held], TODAY, shown=True)
    assert row["Advised of the policy"] == said


@pytest.mark.parametrize(
    ("dues", "said"),
    [
        pytest.param([TODAY], "1 topic to read and sign, by Tuesday 24 November 2026.", id="one"),
        pytest.param([TODAY] * 2, "2 topics to read and sign, by Tuesday 24 November 2026.", id="one day"),
        pytest.param(
            [TODAY, TODAY + DAY],
            "2 topics to read and sign, the first by Tuesday 24 November 2026.",
            id="two days",
        ),
        pytest.param(
            [TODAY - DAY] * 2,
            "2 topics to read and sign; they were due on Monday 23 November 2026.",
            id="both are late",
        ),
        pytest.param(
            [TODAY - DAY, TODAY],
            "2 topics to read and sign; the first was due on Monday 23 November 2026.",
            id="one of them is late",
        ),
    ],
)
def test_only_what_is_late_is_said_to_be(dues, said):
    topics = [ToRead(at, "Policy", (), 1, Status.DUE, None, due) for at, due in enumerate(dues)]
    assert reading.answer(topics, TODAY) == said


@pytest.mark.parametrize(
    ("chosen", "today", "since"),
    [
        pytest.param("Last 12 months", TODAY, date(2025, 11, 24), id="the same date a year ago"),
        pytest.param("Last 12 months", date(2029, 1, 1), date(2028, 1, 1), id="over a leap day"),
        pytest.param("Last 12 months", date(2028, 2, 29), date(2027, 2, 28), id="from a leap day"),
        pytest.param("Since 2024", TODAY, date(2024, 1, 1), id="a year and the later ones"),
        pytest.param("All years", TODAY, date.min, id="all"),
    ],
)
def test_a_period_begins_where_the_figures_of_a_year_begin(chosen, today, since):
    assert filters.since(chosen, today) == since


def overdue(area, action, *, is_legal=False):
    return Item(area, "X-1", "Do it", "DR-4", TODAY, State.LATE, is_legal, action, 1)


A_FORM = overdue(Area.CONSENTS, Action.ASK)
A_STEP = overdue(Area.ACCESS_REQUESTS, Action.ACCESS_STEP)
THE_LAW = overdue(Area.ACCESS_REQUESTS, Action.ACCESS_STEP, is_legal=True)
TO_UNDO = overdue(Area.CONSENTS, Action.FOLLOW_UP)
AN_ACCOUNT = overdue(Area.INDUCTION, Action.CLOSE_ACCOUNT)
A_SUPERVISOR = overdue(Area.INDUCTION, Action.SUPERVISOR)


@pytest.mark.parametrize(
    ("items", "said"),
    [
        pytest.param([A_FORM, A_FORM], "The longest late first", id="all alike"),
        pytest.param([A_STEP, A_FORM], "By subject, the longest late first", id="nothing that presses more"),
        pytest.param([THE_LAW], "The longest late first", id="the law alone"),
        pytest.param([A_FORM, THE_LAW], "First legal dates, then the rest", id="and one subject"),
        pytest.param(
            [A_STEP, A_FORM, TO_UNDO, THE_LAW],
            "First legal dates, then what was withdrawn and the rest by subject",
            id="and several",
        ),
        pytest.param(
            [AN_ACCOUNT, TO_UNDO, THE_LAW],
            "First legal dates, then accounts to close and the rest",
            id="no more than two by name",
        ),
        pytest.param([AN_ACCOUNT, TO_UNDO], "First accounts to close, then what was withdrawn", id="no rest"),
        pytest.param(
            [AN_ACCOUNT, A_SUPERVISOR, A_FORM],
            "First people with the children, then the rest",
            id="people and accounts",
        ),
    ],
)
def test_at_what_is_overdue_it_is_said_what_comes_first(items, said):
    """ "Most urgent first" stood above 8 days, 1 day, 5 months, 11 days: the eye saw no order."""
    assert words.order_of_the_overdue(items) == said


def test_whatever_may_be_overdue_has_its_place_in_words_or_is_the_rest():
    assert list(words.PRESSING) == sorted(words.PRESSING)
    assert set(Pressing) - set(words.PRESSING) == {which for which in Pressing if which >= Pressing.REQUESTS}


MONDAY = date(2026, 11, 23)


def ahead(items=(), closed=(), *, in_week=1):
    weeks = [
        WeekAhead(MONDAY + timedelta(weeks=n), tuple(items) * (n == in_week), tuple(closed) * (n == in_week))
        for n in range(5)
    ]
    return review._ahead(weeks)


def closed_on(*days, why):
    return [(date(2026, 12, day), why) for day in days]


def test_the_weeks_ahead_count_no_closed_day_and_nothing_of_this_one():
    """What is late or due this week stands above: of this week it says when it is closed."""
    said = ahead([A_STEP], [(MONDAY, "Closed")], in_week=0)
    assert "<summary>Four weeks ahead: nothing falls due</summary>" in said
    assert "<strong>This week:</strong> closed Mon 23 Nov.<" in said
    assert "access request" not in said
    assert "This week" not in ahead([A_STEP], in_week=0)
    assert "<strong>Week of Mon 30 Nov:</strong> nothing.<" in said


@pytest.mark.parametrize(
    ("items", "said"),
    [
        pytest.param([A_STEP], "1 access request step.", id="one"),
        pytest.param(
            [A_FORM, A_STEP, THE_LAW],
            "2 access request steps, 1 consent to ask for or renew.",
            id="two kinds",
        ),
        pytest.param(
            [overdue(Area.CONSENTS, Action.REPLY), overdue(Area.CONSENTS, Action.ADVICE)],
            "2 replies to record.",
            id="what is called alike counts as one kind",
        ),
        pytest.param(
            [replace(A_FORM, child=None, code="12 children")],
            "1 purpose to ask many families about.",
            id="asked of many",
        ),
    ],
)
def test_a_week_ahead_says_how_often_each_kind_of_thing_falls_due(items, said):
    items = [item if item.code == "12 children" else replace(item, child=1) for item in items]
    assert f"<strong>Week of Mon 30 Nov:</strong> {said}<" in ahead(items)
    things = "1 thing falls" if len(items) == 1 else f"{len(items)} things fall"
    assert f"<summary>Four weeks ahead: {things} due</summary>" in ahead(items)


@pytest.mark.parametrize(
    ("days", "heading", "said"),
    [
        pytest.param(
            closed_on(25, why="Christmas Day"),
            ", closed Fri 25 Dec",
            "Fri 25 Dec (Christmas Day)",
            id="one day",
        ),
        pytest.param(
            closed_on(21, 22, 23, why="A <b> week") + closed_on(24, why="Other"),
            ", closed Mon 21 Dec, Tue 22 Dec, Wed 23 Dec and Thu 24 Dec",
            "Mon 21 Dec to Wed 23 Dec (A &lt;b&gt; week) and Thu 24 Dec (Other)",
            id="days that follow each other",
        ),
        pytest.param(
            closed_on(21, 22, 23, 24, 25, why="Closed"),
            ", closed on 5 days",
            "Mon 21 Dec to Fri 25 Dec",
            id="a whole week, without the reason",
        ),
        pytest.param(
            closed_on(21, 23, why="Training"),
            ", closed Mon 21 Dec and Wed 23 Dec",
            "Mon 21 Dec (Training) and Wed 23 Dec (Training)",
            id="with a day between",
        ),
    ],
)
def test_the_weeks_ahead_say_which_days_are_closed(days, heading, said):
    drawn = ahead(closed=days, in_week=4)
    assert f"nothing falls due{heading}</summary>" in drawn
    assert f"nothing. Closed {said}.<" in drawn


def test_every_kind_of_thing_has_words_of_its_own():
    assert set(words.THINGS_TO_DO) == set(Action)


def test_a_file_has_the_pages_of_its_entries_as_the_check_of_it_counts_them():
    """The index said 12 pages by the last number, and the page of a request for the same file 4."""
    lines = [
        SimpleNamespace(entry=Entry(number, first, last, TODAY, TODAY), is_corrected=False)
        for number, first, last in ((1, 1, 2), (2, 11, 12))
    ]
    found = SimpleNamespace(standing=lines, held_by=())
    assert children._index_answer(found, 5).startswith("2 entries on 4 pages.")


@pytest.mark.parametrize(
    ("new", "changed", "said"),
    [
        pytest.param(3, 0, "3 records would be brought in. Nothing has been written yet.", id="new ones"),
        pytest.param(
            0, 1, "1 record would be filled in further. Nothing has been written yet.", id="a blank filled in"
        ),
        pytest.param(
            1,
            2,
            "1 record would be brought in and 2 records would be filled in further. Nothing has been written "
            "yet.",
            id="both",
        ),
        pytest.param(0, 0, "Everything in these files is already in the dashboard.", id="neither"),
    ],
)
def test_a_try_out_says_what_is_new_and_what_is_filled_in(monkeypatch, new, changed, said):
    told = []
    for name in ("answer", "lines"):
        monkeypatch.setattr(bringing_in.parts, name, lambda what, **_: told.append(what))
    bringing_in._show(TryOut((), {"children": Count(new, changed, 5)}, (), (), Choices(), TODAY))
    assert told[0] == said


@pytest.mark.parametrize(
    ("late", "soon", "said"),
    [
        pytest.param(0, 0, "Nothing is for you to do within a week.", id="nothing"),
        pytest.param(1, 0, "1 thing is for you to do, and late: AR-1, check the file.", id="one, late"),
        pytest.param(0, 1, "1 thing is for you to do within a week: AR-1, check the file.", id="one"),
        pytest.param(
            1,
            2,
            "3 things are for you to do within a week, 1 of them late. First: AR-1, check the file.",
            id="several",
        ),
        pytest.param(
            2,
            0,
            "2 things are for you to do, and all of them late. First: AR-1, check the file.",
            id="all late",
        ),
    ],
)
def test_a_chairperson_is_told_what_is_theirs_first(late, soon, said):
    """Back from leave: most of what the page lists is the office's."""

    def item(at, days, state):
        due = TODAY + timedelta(days=days)
        return Item(Area.ACCESS_REQUESTS, f"AR-{at}", "Check the file", "AR-12", due, state, False, None, at)

    days = [*((-1, State.LATE) for _ in range(late)), *((1, State.DUE) for _ in range(soon))]
    later = item(9, 20, State.DUE)
    held = [item(at, *one) for at, one in enumerate(days, 1)]
    assert answers.for_you([*held, later], TODAY) == said


READ = {1: [SignOff(TODAY, version=2)]}


@pytest.mark.parametrize(
    ("status", "readings", "word"),
    [
        pytest.param(Status.REREAD, {}, "Read again", id="still to read"),
        pytest.param(Status.REREAD, READ, "To countersign", id="has read it"),
        pytest.param(Status.DUE, READ, "To countersign", id="has read it before the first day"),
        pytest.param(Status.ON_SITE, {}, "Missing", id="with the children without it"),
        pytest.param(Status.ON_SITE, READ, "Missing", id="and nobody has countersigned it"),
        pytest.param(Status.DONE, READ, "Done", id="countersigned"),
    ],
)
def test_the_grid_and_the_plot_of_induction_say_what_the_figures_count(monkeypatch, status, readings, word):
    topic = Topic(1, "Phones and cameras", frozenset(Role), (Version(1, TODAY - 90 * DAY), Version(2, TODAY)))
    person = Person(1, "S-01", Induced(Role.STAFF, TODAY), readings=readings)
    facts, statuses = Facts(topics=[topic], people=[person]), {1: {1: status}}
    [row] = registers.induction_grid(facts, statuses, today=TODAY, shown=True)
    assert row["Phones and cameras"] == word
    drawn = []
    monkeypatch.setattr(charts.st, "plotly_chart", lambda figure, **_: drawn.append(figure))
    charts.induction_by_topic(facts, statuses, TODAY)
    assert [(trace["name"], trace["x"]) for trace in drawn[0]["data"]] == [(word, [1])]


@pytest.mark.parametrize(
    ("held", "said"),
    [
        pytest.param([], "No student is here or was in the last year.", id="nobody"),
        pytest.param(
            [(TODAY, TODAY, None)], "Every student was advised of the policy before observing.", id="in time"
        ),
        pytest.param(
            [(TODAY, TODAY - DAY, None), (TODAY, TODAY - DAY, None)],
            "2 students were advised of it late, after observing began.",
            id="late",
        ),
        pytest.param(
            [(None, TODAY, None), (None, TODAY + DAY, None)],
            "1 student observes or observed without being advised of the policy. "
            "1 student is still to be advised.",
            id="one observes, one is to come",
        ),
        pytest.param(
            [(None, TODAY, TODAY - DAY)],
            "Every student was advised of the policy before observing.",
            id="ended before observing: nobody is to be advised any more",
        ),
    ],
)
def test_the_answer_about_students_is_whether_they_were_advised_first(held, said):
    placements = [
        KnownPlacement("S-01", "Anu Roy", TODAY - 9 * DAY, began, left_on, advised_on, "", "")
        for advised_on, began, left_on in held
    ]
    assert answers.placements_answer(placements, TODAY) == said


@pytest.mark.parametrize(
    ("page", "part", "about"),
    [
        ("sharing_decisions", {"part": "Contacts and disclosures"}, "contact|disclosure|thing"),
        ("sharing_decisions", {"part": "Breaches"}, "breach|legal date|thing"),
        ("induction", {"induction": "Students"}, "student"),
        ("induction", {"induction": "Leavers"}, "who left"),
        ("policy", {"policy": "Related policies and numbers"}, "polic|thing"),
        ("policy", {"policy": "Leaflets"}, "famil|thing"),
    ],
)
def test_each_part_of_a_page_begins_with_its_own_answer(sample, visit, page, part, about):
    def answer(**query):
        return re.findall(r'<p class="answer">(.*?)</p>', visit(sample).open(page, **query).html)

    [of_the_first], [of_this] = answer(), answer(**part)
    assert of_this != of_the_first
    assert re.search(about, of_this)
