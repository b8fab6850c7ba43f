"""What the policy, its checks, readings, training and ended placements put on the agenda, and when.

Today is Tuesday 24 November 2026; the agenda reaches to Sunday 27 December.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import agenda as rules_of
from rules import induction
from rules.agenda import Action, Area, Facts, OpenAccount, Person, State, Topic, headline, most_pressing_first
from rules.house import HouseRules
from rules.induction import Role, SignOff, Version
from rules.policy import Adoption, Contact, Related, Standing, Term
from rules.routine import Check, Result

TODAY = date(2026, 11, 24)
HORIZON = date(2026, 12, 27)  # four weeks after the end of the week
FIRST, MATERIAL = Version(1, date(2000, 1, 1)), Version(2, date(2026, 11, 2))
POLICY = Topic(1, "Confidentiality policy", frozenset(Role), (FIRST, MATERIAL))
PHONES = Topic(2, "Phones and cameras", frozenset(Role), (FIRST,))


def nov(day):
    return date(2026, 11, day)


def agenda(today=TODAY, **facts):
    return rules_of.agenda(Facts(**facts), today=today, house=HouseRules(), bank_holidays=())


def of_policy(today=TODAY, **standing):
    return [
        (item.what, item.clause, item.due, item.state, item.action)
        for item in agenda(today, standing=Standing(**standing))
    ]


# Readings -------------------------------------------------------------------------------------------


HERE = induction.Person(Role.KEY_PERSON, date(2020, 1, 6))


def person(
    *,
    sign_offs=None,
    readings=None,
    first_day_on=date(2026, 11, 9),
    trained_on=None,
    left_on=None,
    role=Role.STUDENT,
    supervisor=HERE,
    started_on=date(2026, 11, 2),
):
    facts = induction.Person(role, started_on, first_day_on, left_on)
    return Person(5, "S-05", facts, sign_offs or {}, "Sam Okafor", readings or {}, trained_on, supervisor)


def induced(*people, topics=(POLICY, PHONES)):
    return [
        (item.what, item.clause, item.due, item.state, item.action)
        for item in agenda(topics=topics, people=people)
    ]


def test_what_was_read_and_signed_waits_for_a_countersignature_and_the_rest_is_taken_through():
    read = person(readings={1: [SignOff(date(2026, 11, 9), 2)]})
    late = (date(2026, 11, 9), State.LATE)
    assert induced(read) == [
        ("Read and signed, countersign: Confidentiality policy", "OR-2", *late, Action.COUNTERSIGN),
        ("With the children but not taken through: Phones and cameras", "OR-2", *late, Action.SIGN_OFF),
    ]


def test_a_reading_of_the_version_before_a_material_change_waits_for_nothing():
    old = person(readings={1: [SignOff(date(2026, 11, 1), 1)]}, first_day_on=date(2026, 12, 1))
    assert [action for *_, action in induced(old, topics=[POLICY])] == [Action.SIGN_OFF]


def test_a_countersigned_reading_asks_for_nothing():
    done = {1: [SignOff(date(2026, 11, 9), 2)]}
    assert induced(person(readings=done, sign_offs=done), topics=[POLICY]) == []


def test_what_was_read_again_and_signed_is_due_when_the_re_read_is():
    again = person(
        sign_offs={1: [SignOff(date(2026, 11, 1), 1)]}, readings={1: [SignOff(date(2026, 11, 3), 2)]}
    )
    assert induced(again, topics=[POLICY]) == [
        (
            "Read and signed, countersign: Confidentiality policy",
            "OR-2",
            date(2026, 11, 30),
            State.DUE,
            Action.COUNTERSIGN,
        )
    ]


# Training and ended placements ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trained_on", "left_on", "due"),
    [
        pytest.param(None, None, None, id="never recorded: nobody is put on the agenda for it"),
        pytest.param(date(2024, 12, 27), None, (date(2026, 12, 27), State.DUE), id="the last day listed"),
        pytest.param(date(2024, 12, 28), None, None, id="a day further off"),
        pytest.param(date(2024, 11, 24), None, (TODAY, State.DUE), id="today"),
        pytest.param(date(2024, 11, 23), None, (date(2026, 11, 23), State.LATE), id="yesterday"),
        pytest.param(date(2024, 12, 20), date(2026, 12, 19), None, id="leaves before it is due"),
        pytest.param(
            date(2024, 10, 1), None, (date(2026, 11, 2), State.LATE), id="not before the start or return"
        ),
    ],
)
def test_safeguarding_training_is_renewed(trained_on, left_on, due):
    one = person(trained_on=trained_on, left_on=left_on)
    expected = [("Renew safeguarding training", "SE-1", *due, Action.TRAINING)] if due else []
    assert induced(one, topics=[]) == expected


def test_the_two_years_of_training_are_not_called_the_settings_own_rule():
    (item,) = agenda(people=[person(trained_on=date(2024, 11, 24))])
    assert (item.action, item.is_house_rule) == (Action.TRAINING, False), "law L6.6"


@pytest.mark.parametrize(
    ("role", "left_on", "due", "state", "what"),
    [
        pytest.param(
            Role.STUDENT, nov(20), nov(23), State.LATE, "the placement ended on Fri 20 Nov", id="late"
        ),
        pytest.param(
            Role.STAFF, nov(21), nov(23), State.LATE, "this person left on Sat 21 Nov", id="a Saturday"
        ),
        pytest.param(
            Role.STUDENT, nov(23), TODAY, State.DUE, "the placement ended on Mon 23 Nov", id="the day after"
        ),
        pytest.param(
            Role.STUDENT, TODAY, nov(25), State.DUE, "once the placement ends, Tue 24 Nov", id="the last day"
        ),
        pytest.param(
            Role.STAFF, TODAY, nov(25), State.DUE, "once the last day ends, Tue 24 Nov", id="theirs"
        ),
        pytest.param(
            Role.STAFF, HORIZON, date(2026, 12, 28), State.DUE, "once the last day ends, Sun 27 Dec",
            id="as far ahead as the list reaches",
        ),
    ],
)  # fmt: skip
def test_access_ends_with_the_placement(role, left_on, due, state, what):
    (item,) = agenda(open_accounts=[open_account(role, left_on=left_on)])
    assert item.what in {f"Close the account {what}", f"Close the account: {what}"}
    clause = "OR-2" if role is Role.STUDENT else "CP-8"
    assert (item.clause, item.due, item.state) == (clause, due, state)
    assert (item.action, item.record, item.person, item.about) == (Action.CLOSE_ACCOUNT, 9, 5, "Sam Okafor")


def who(role=Role.KEY_PERSON, *, left_on=None, started_on=date(2020, 1, 6), since=None):
    before = (induction.RoleBefore(Role.KEY_PERSON, since),) if since else ()
    return induction.Person(role, started_on, None, left_on, before)


MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)
CAME_ON, DECEMBER = date(2026, 11, 2), date(2026, 12, 4)
LEFT = ("the last one left on Mon 23 Nov", MONDAY, State.LATE)
NEVER_NAMED = ("Choose who supervises this student", CAME_ON, State.LATE)


@pytest.mark.parametrize(
    ("supervisor", "placement", "asked"),
    [
        pytest.param(HERE, {}, None, id="somebody supervises"),
        pytest.param(who(left_on=MONDAY), {}, LEFT, id="has left"),
        pytest.param(who(left_on=TODAY), {}, ("this one's last day is Tue 24 Nov", TODAY, State.DUE),
                     id="leaves today"),
        pytest.param(who(left_on=HORIZON), {}, ("this one's last day is Sun 27 Dec", HORIZON, State.DUE),
                     id="the last day listed"),
        pytest.param(who(left_on=HORIZON + timedelta(days=1)), {}, None, id="leaves a day further off"),
        pytest.param(who(left_on=DECEMBER), {"left_on": DECEMBER + timedelta(days=1)},
                     ("this one's last day is Fri 4 Dec", DECEMBER, State.DUE), id="a day of it is left"),
        pytest.param(who(left_on=DECEMBER), {"left_on": DECEMBER}, None, id="both end together"),
        pytest.param(who(left_on=date(2026, 10, 1)), {},
                     ("the last one left on Thu 1 Oct", CAME_ON, State.LATE), id="left before they came"),
        pytest.param(who(Role.VOLUNTEER, since=FRIDAY), {},
                     ("this one is a volunteer now", FRIDAY, State.LATE),
                     id="has a role that does not supervise"),
        pytest.param(who(Role.STAFF, since=FRIDAY), {}, None, id="has another role that does"),
        pytest.param(who(started_on=DECEMBER), {}, ("this one starts only on Fri 4 Dec", TODAY, State.DUE),
                     id="comes back later"),
        pytest.param(who(started_on=DECEMBER), {"started_on": DECEMBER}, None, id="both begin together"),
        pytest.param(None, {}, NEVER_NAMED, id="nobody ever named"),
        pytest.param(None, {"left_on": CAME_ON}, NEVER_NAMED, id="here for one day"),
        pytest.param(None, {"role": Role.VOLUNTEER}, None, id="a volunteer needs none"),
        pytest.param(who(left_on=MONDAY), {"role": Role.VOLUNTEER}, LEFT, id="a volunteer who had one"),
        pytest.param(who(left_on=MONDAY), {"role": Role.STAFF}, None, id="a student who is staff now"),
    ],
)  # fmt: skip
def test_whoever_is_supervised_gets_another_supervisor_once_that_one_goes(supervisor, placement, asked):
    """Known ahead it is asked ahead; the last day is when somebody else is to have been named."""
    found = induced(person(supervisor=supervisor, **placement), topics=[])
    if asked is None:
        assert found == []
        return
    [(what, *rest)] = found
    assert what == (asked[0] if supervisor is None else f"Choose another supervisor: {asked[0]}")
    assert rest == ["OR-2", *asked[1:], Action.SUPERVISOR]


def open_account(role, account_role=None, *, started_on=date(2026, 9, 1), left_on=None, before=()):
    """Somebody's account, with the roles before and the days on which the next ones began."""
    changes = tuple(induction.RoleBefore(was, next_from_on) for was, next_from_on in before)
    facts = induction.Person(role, started_on, None, left_on, changes)
    return OpenAccount(9, account_role or role, 5, "S-05", facts, "Sam Okafor")


@pytest.mark.parametrize(
    "account",
    [
        pytest.param(open_account(Role.STUDENT), id="here for now"),
        pytest.param(
            open_account(Role.STUDENT, left_on=HORIZON + timedelta(days=1)),
            id="leaves later than the agenda reaches",
        ),
        pytest.param(
            open_account(Role.STUDENT, started_on=HORIZON), id="starts soon, and reads and signs before"
        ),
        pytest.param(
            open_account(Role.STAFF, Role.MANAGER), id="the account was given more, and never had the role"
        ),
        pytest.param(
            open_account(Role.DEPUTY, Role.STAFF, before=[(Role.STAFF, TODAY)]), id="the account has less"
        ),
        pytest.param(
            open_account(Role.STAFF, Role.KEY_PERSON, before=[(Role.KEY_PERSON, TODAY)]),
            id="another role that sees the same",
        ),
        pytest.param(
            open_account(Role.STAFF, Role.DEPUTY, before=[(Role.DEPUTY, TODAY + timedelta(days=1))]),
            id="the new role is not read on a day before it",
        ),
    ],
)
def test_an_account_that_reaches_no_further_than_who_has_it_asks_for_nothing(account):
    assert agenda(open_accounts=[account]) == []


@pytest.mark.parametrize(
    ("until_on", "asked"),
    [
        pytest.param(None, True, id="it goes on"),
        pytest.param(TODAY + timedelta(days=6), False, id="it ends before the last day"),
        pytest.param(TODAY + timedelta(days=7), False, id="it ends with the last day"),
        pytest.param(TODAY + timedelta(days=8), True, id="it outlasts the last day"),
    ],
)
def test_nobody_closes_an_account_that_ends_by_itself_with_the_last_day(until_on, asked):
    account = open_account(Role.STAFF, left_on=TODAY + timedelta(days=7))
    assert bool(agenda(open_accounts=[replace(account, until_on=until_on)])) is asked


def stand_in(*, until=None, role=Role.COMMITTEE, left_on=None):
    """The account of a committee member who stood in for the chairperson, or stands in still."""
    return replace(open_account(role, Role.CHAIRPERSON, left_on=left_on), stood_in_until=until)


def test_a_stand_ins_account_is_put_back_once_no_request_needs_one():
    assert agenda(open_accounts=[stand_in()]) == []
    (item,) = agenda(open_accounts=[stand_in(until=date(2026, 11, 23))])
    assert (
        item.what
        == "Change the role of the account back: no request needs a stand-in for the chairperson now"
    )
    assert (item.clause, item.due, item.state) == ("CP-8", date(2026, 11, 23), State.LATE)
    assert (item.action, item.record, item.is_over) == (Action.ACCOUNT_ROLE, 9, True)


def test_of_a_stand_in_who_has_left_the_account_is_closed_and_nothing_is_put_back():
    (item,) = agenda(open_accounts=[stand_in(until=TODAY, left_on=date(2026, 11, 20))])
    assert item.action is Action.CLOSE_ACCOUNT


@pytest.mark.parametrize(
    ("account", "is_over"),
    [
        pytest.param(open_account(Role.STAFF, left_on=TODAY - timedelta(days=1)), True, id="who has left"),
        pytest.param(open_account(Role.STAFF, left_on=TODAY), False, id="on the last day"),
        pytest.param(
            open_account(Role.MANAGER, left_on=TODAY - timedelta(days=1)), False, id="a manager who has left"
        ),
        pytest.param(
            open_account(Role.VOLUNTEER, Role.DEPUTY, before=[(Role.DEPUTY, TODAY)]), True, id="another role"
        ),
        pytest.param(
            open_account(Role.VOLUNTEER, Role.MANAGER, before=[(Role.MANAGER, TODAY)]),
            False,
            id="a manager who has another role",
        ),
    ],
)
def test_a_deputy_ends_what_the_register_says_is_over_but_nothing_of_a_manager(account, is_over):
    (item,) = agenda(open_accounts=[account], beside_the_register=date.max)
    assert item.is_over is is_over


def test_the_account_of_who_is_to_come_later_than_the_agenda_reaches_is_to_be_closed():
    """Of somebody who comes back: the last day of the time before is no longer there to ask by."""
    started_on = HORIZON + timedelta(days=1)
    (item,) = agenda(open_accounts=[open_account(Role.STAFF, started_on=started_on)])
    assert item.what == "Close the account: this person starts only on Mon 28 Dec"
    assert (item.action, item.due, item.state) == (Action.CLOSE_ACCOUNT, TODAY, State.DUE)
    waits = open_account(Role.DEPUTY, started_on=started_on)
    assert agenda(open_accounts=[waits]) == [], "it signs nobody in until then"
    assert agenda(open_accounts=[replace(waits, is_early=True)]) == [], "that is meant"


@pytest.mark.parametrize(
    ("account", "what", "due"),
    [
        pytest.param(
            open_account(Role.VOLUNTEER, Role.DEPUTY, before=[(Role.DEPUTY, date(2026, 11, 16))]),
            "Change the role of the account: still deputy, now volunteer",
            date(2026, 11, 16),
            id="since last week",
        ),
        pytest.param(
            open_account(
                Role.VOLUNTEER,
                Role.DEPUTY,
                before=[(Role.DEPUTY, date(2026, 11, 9)), (Role.STAFF, date(2026, 11, 16))],
            ),
            "Change the role of the account: still deputy, now volunteer",
            date(2026, 11, 9),
            id="two roles ago: from when it was no longer theirs",
        ),
        pytest.param(
            open_account(Role.STAFF, Role.MANAGER, started_on=TODAY, before=[(Role.MANAGER, TODAY)]),
            "Change the role of the account: still manager, now staff",
            TODAY,
            id="the role was wrong from the start",
        ),
        pytest.param(
            open_account(
                Role.VOLUNTEER,
                Role.KEY_PERSON,
                started_on=date(2026, 12, 7),
                before=[(Role.KEY_PERSON, date(2026, 12, 7))],
            ),
            "Change the role of the account: still key person, now volunteer",
            TODAY,
            id="who comes back in another role does not have the one before meanwhile",
        ),
    ],
)
def test_an_account_does_not_keep_the_role_before_where_that_sees_more(account, what, due):
    (item,) = agenda(open_accounts=[account])
    assert (item.action, item.what, item.due, item.record) == (Action.ACCOUNT_ROLE, what, due, 9)


@pytest.mark.parametrize(
    ("role", "since", "due"),
    [
        pytest.param(Role.COMMITTEE, date(2026, 11, 23), date(2026, 11, 23), id="since yesterday"),
        pytest.param(Role.COMMITTEE, TODAY + timedelta(days=1), None, id="only from tomorrow"),
        pytest.param(Role.CHAIRPERSON, date(2026, 11, 23), None, id="it has the role"),
    ],
)
def test_whoever_becomes_chairperson_has_a_chairpersons_account(role, since, due):
    """AR-6: the new one was told of requests that their account did not show, and nobody knew."""
    new = open_account(Role.CHAIRPERSON, role, before=[(Role.COMMITTEE, since)])
    found = [(one.action, one.what, one.due) for one in agenda(open_accounts=[new])]
    what = "Change the role of the account: still committee, now chairperson"
    assert found == ([(Action.ACCOUNT_ROLE, what, due)] if due else [])


@pytest.mark.parametrize("before_left_on", [None, TODAY])
def test_whoever_becomes_manager_has_a_managers_account(before_left_on):
    """A deputy who took over kept a deputy's account, and could not close that of the one before."""
    before = replace(open_account(Role.MANAGER, left_on=before_left_on), account=1, person=1, code="S-01")
    new = open_account(Role.MANAGER, Role.DEPUTY, before=[(Role.DEPUTY, date(2026, 11, 23))])
    (item,) = [one for one in agenda(open_accounts=[before, new]) if one.person == 5]
    assert item.what == "Change the role of the account: still deputy, now manager"
    assert (item.action, item.due, item.record) == (Action.ACCOUNT_ROLE, date(2026, 11, 23), 9)
    assert not item.is_over, "a deputy does not do it alone"
    both = replace(new, account=10, role=Role.MANAGER)
    assert not [one for one in agenda(open_accounts=[before, new, both]) if one.person == 5]


@pytest.mark.parametrize(
    ("left_on", "says", "state"),
    [
        pytest.param(None, None, None, id="stays"),
        pytest.param(
            TODAY + timedelta(days=40), "Give the next manager", State.DUE, id="a day far ahead is known"
        ),
        pytest.param(TODAY, "Give the next manager", State.DUE, id="the last day itself"),
        pytest.param(TODAY - timedelta(days=1), "No manager is here", State.LATE, id="the day after"),
    ],
)
def test_that_the_only_manager_leaves_is_asked_about_until_there_is_another(left_on, says, state):
    """The day after nobody could close an account, and the line said that it was for the manager."""
    only = replace(open_account(Role.MANAGER, left_on=left_on), account=1, person=1, code="S-01")
    deputy = open_account(Role.MANAGER, Role.DEPUTY, before=[(Role.DEPUTY, TODAY)])
    found = [one for one in agenda(open_accounts=[only, deputy]) if one.action is Action.NEXT_MANAGER]
    assert [(one.due, one.state) for one in found] == ([(left_on, state)] if says else [])
    assert all(one.what.startswith(says) for one in found)
    for another in ({"open_accounts": [only, replace(deputy, role=Role.MANAGER)]},
                    {"open_accounts": [only], "beside_the_register": date.max}):  # fmt: skip
        assert Action.NEXT_MANAGER not in {one.action for one in agenda(**another)}


@pytest.mark.parametrize(
    ("begins_on", "is_asked"),
    [
        pytest.param(date(2026, 11, 30), False, id="on the Monday after the Friday"),
        pytest.param(date(2026, 12, 1), True, id="on the Tuesday"),
    ],
)
@pytest.mark.parametrize("today", [TODAY, date(2026, 11, 28)], ids=["before", "on the Saturday between"])
def test_a_manager_who_begins_on_the_next_day_on_which_we_are_open_is_the_next_one(
    today, begins_on, is_asked
):
    """The code was to be used on the Saturday, while the next manager had an account from the Monday."""
    only = replace(open_account(Role.MANAGER, left_on=date(2026, 11, 27)), account=1, person=1)
    next_one = replace(open_account(Role.MANAGER), account=2, person=2)
    next_one = replace(next_one, facts=replace(next_one.facts, started_on=begins_on))
    found = agenda(open_accounts=[only, next_one], today=today)
    assert (Action.NEXT_MANAGER in {one.action for one in found}) is is_asked


def test_while_no_manager_is_here_the_way_to_one_stands_in_place_of_what_a_manager_does():
    only = replace(open_account(Role.MANAGER, left_on=TODAY - timedelta(days=1)), account=1, person=1)
    next_one = open_account(Role.MANAGER, Role.DEPUTY, before=[(Role.DEPUTY, TODAY)])
    late = open_account(Role.STAFF, left_on=TODAY - timedelta(days=8))
    held = [only, next_one, replace(late, account=3, person=3)]
    found = agenda(open_accounts=held)
    assert {one.action for one in found} == {Action.NEXT_MANAGER, Action.CLOSE_ACCOUNT}
    assert most_pressing_first(found)[0].action is Action.NEXT_MANAGER, "before what is later"
    assert headline(found, today=TODAY).startswith("No manager is here.")
    by_the_code = agenda(open_accounts=held, beside_the_register=date.max)
    assert {one.record for one in by_the_code} == {1, 3, 9}, "then it is all asked of them"


@pytest.mark.parametrize(
    "account",
    [
        pytest.param(open_account(Role.MANAGER, Role.DEPUTY), id="a second manager, from the start"),
        pytest.param(
            open_account(Role.MANAGER, Role.DEPUTY, before=[(Role.DEPUTY, TODAY + timedelta(days=1))]),
            id="not before the day",
        ),
    ],
)
def test_no_other_account_of_a_manager_is_asked_about(account):
    assert agenda(open_accounts=[account]) == []


# The policy itself ----------------------------------------------------------------------------------

ADOPTED = Adoption(date(2026, 9, 15), date(2026, 9, 18))


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        pytest.param({}, [], id="nobody knows since when: nothing is due"),
        pytest.param(
            {"began_on": TODAY},
            [
                (
                    "Record when the policy was adopted, and who signed it",
                    "AD-1",
                    date(2026, 12, 22),
                    State.DUE,
                    Action.ADOPT,
                )
            ],
            id="never adopted: four weeks from the first day",
        ),
        pytest.param({"adoption": ADOPTED}, [], id="adopted and signed in September"),
        pytest.param(
            {"adoption": Adoption(date(2026, 11, 17))},
            [
                (
                    "Have the policy signed on behalf of the committee",
                    "AD-3",
                    date(2026, 12, 15),
                    State.DUE,
                    Action.ADOPT,
                )
            ],
            id="adopted last week, to be signed",
        ),
        pytest.param(
            {"adoption": Adoption(date(2025, 11, 23), date(2025, 11, 23))},
            [("Review the policy", "AD-5", date(2026, 11, 23), State.LATE, Action.REVIEW)],
            id="a year and a day after the adoption",
        ),
        pytest.param(
            {
                "adoption": Adoption(date(2024, 1, 9), date(2024, 1, 9)),
                "reviewed_on": date(2025, 12, 28),
            },
            [],
            id="the review is further off than the agenda reaches",
        ),
    ],
)
def test_adoption_signature_and_review(standing, expected):
    assert of_policy(**standing) == expected


NONE_YET = (
    "Enter who is chairperson: without one nobody is told of an access request, and only a deputy can be the "
    "second person"
)
ENDS = "Enter who is chairperson next: this one's last day is {}"


@pytest.mark.parametrize(
    ("chairs", "expected"),
    [
        pytest.param([], (NONE_YET, date(2026, 11, 16), State.LATE), id="there never was one"),
        pytest.param([Term(date(2024, 1, 9))], None, id="one is here"),
        pytest.param([Term(date(2026, 11, 24))], None, id="one is from today on"),
        pytest.param([Term(date(2024, 1, 9), date(2026, 12, 14))], None, id="the end is further off"),
        pytest.param(
            [Term(date(2024, 1, 9), date(2026, 12, 13))],
            (ENDS.format("Sun 13 Dec"), date(2026, 12, 27), State.DUE),
            id="the end is known ahead",
        ),
        pytest.param(
            [Term(date(2024, 1, 9), date(2026, 11, 24))],
            (ENDS.format("Tue 24 Nov"), date(2026, 12, 8), State.DUE),
            id="the last day is today",
        ),
        pytest.param(
            [Term(date(2026, 11, 24), date(2026, 11, 24))],
            (ENDS.format("Tue 24 Nov"), date(2026, 12, 8), State.DUE),
            id="one is for today alone",
        ),
        pytest.param(
            [Term(date(2024, 1, 9), date(2026, 11, 23))],
            (NONE_YET, date(2026, 12, 7), State.DUE),
            id="it was yesterday, and the line keeps its date",
        ),
        pytest.param(
            [Term(date(2024, 1, 9), date(2026, 11, 9))],
            (NONE_YET, date(2026, 11, 23), State.LATE),
            id="it was two weeks and a day ago",
        ),
        pytest.param(
            [Term(date(2020, 1, 9), date(2021, 7, 1))],
            (NONE_YET, date(2026, 11, 16), State.LATE),
            id="it was long before the first day in the dashboard",
        ),
        pytest.param([Term(date(2026, 12, 27))], None, id="the first one is chosen"),
        pytest.param(
            [Term(date(2026, 12, 28))],
            (NONE_YET, date(2026, 11, 16), State.LATE),
            id="one begins later than the agenda reaches",
        ),
        pytest.param(
            [Term(date(2024, 1, 9), date(2026, 12, 6)), Term(date(2026, 12, 20))],
            None,
            id="the next one begins within the days from the last day",
        ),
        pytest.param(
            [Term(date(2024, 1, 9), date(2026, 12, 6)), Term(date(2026, 12, 28))],
            (ENDS.format("Sun 6 Dec"), date(2026, 12, 20), State.DUE),
            id="the next one begins too late",
        ),
        pytest.param(
            [Term(date(2024, 1, 9), date(2026, 11, 30)), Term(date(2026, 11, 2))],
            None,
            id="one of two stays",
        ),
    ],
)
def test_a_chairperson_is_asked_for_where_there_is_none(chairs, expected):
    asked = of_policy(
        began_on=date(2026, 11, 2), adoption=ADOPTED, reviewed_on=date(2026, 11, 2), chairs=chairs
    )
    said = expected and (expected[0], "AR-6", *expected[1:], Action.CHAIRPERSON)
    assert asked == ([said] if said else [])


@pytest.mark.parametrize(
    ("since", "state"),
    [
        pytest.param(TODAY, State.DUE, id="the manager went today"),
        pytest.param(TODAY - timedelta(weeks=1), State.DUE, id="a week ago"),
        pytest.param(TODAY - timedelta(days=8), State.LATE, id="longer ago"),
    ],
)
def test_a_recovery_code_that_names_nobody_is_made_anew_within_a_week(since, state):
    (item,) = agenda(code_names_nobody_since=since)
    assert (item.area, item.clause, item.action) == (Area.SETTING, "CP-8", Action.RECOVERY_CODE)
    assert (item.due, item.state) == (since + timedelta(weeks=1), state)
    assert (
        item.what
        == "Make a new recovery code: the paper in the office cabinet names nobody who is manager now"
    )


def test_the_account_that_the_code_made_is_closed_once_a_manager_signs_in_again():
    (item,) = agenda(made_by_code=(7, TODAY - timedelta(days=8)))
    assert (item.area, item.code, item.clause) == (Area.SETTING, "Account 7", "CP-8")
    assert (item.action, item.record, item.state) == (Action.CLOSE_ACCOUNT, 7, State.LATE)
    assert item.what == "Close the account that the recovery code made: the manager signs in again"


def test_what_was_not_read_of_the_chairpersons_asks_for_none():
    assert of_policy(began_on=date(2026, 1, 1), adoption=ADOPTED, reviewed_on=date(2026, 11, 2)) == []


def test_what_stands_beside_it_is_asked_for_once_a_year():
    old, new = date(2025, 11, 23), date(2026, 6, 1)
    items = of_policy(
        began_on=date(2026, 11, 1),
        adoption=ADOPTED,
        related=[
            Related(0, "Safeguarding", "SE-1", "3", old),
            Related(1, "Phones", "SE-2"),
            Related(2, "Conduct", "SE-3", "1", new),
            Related(3, "Whistleblowing", "SE-4", "2", old, looked_at_on=new),
        ],
        contacts=[Contact(1, "MASH", old), Contact(2, "Police"), Contact(3, "LADO", new)],
    )
    check = "Check the number before it is needed"
    assert items == [
        (check, "IS-9", date(2026, 11, 8), State.LATE, Action.CONTACT),
        (check, "IS-9", date(2026, 11, 23), State.LATE, Action.CONTACT),
        (
            "Safeguarding: look at it again, or enter the new one",
            "SE-1",
            date(2026, 11, 23),
            State.LATE,
            Action.RELATED,
        ),
        ("Phones: enter version and date", "SE-2", date(2026, 12, 13), State.DUE, Action.RELATED),
    ]


def test_nobody_is_named_in_what_stands_beside_the_policy():
    (item,) = agenda(standing=Standing(TODAY, ADOPTED, contacts=[Contact(1, "MASH")]))
    assert (item.code, item.about) == ("Contact 1", "MASH")
    assert "MASH" not in item.what


@pytest.mark.parametrize(
    ("last_on", "result", "expected"),
    [
        (date(2026, 11, 20), Result.IN_ORDER, ("Check: The cabinet is locked", date(2026, 11, 27))),
        (date(2026, 11, 20), Result.NOT_IN_ORDER,
         ("Put right, then check again: The cabinet is locked", date(2026, 11, 27))),
        (None, None, ("Check: The cabinet is locked", date(2026, 12, 1))),
    ],
)  # fmt: skip
def test_a_check_is_on_the_agenda_when_it_is_due(last_on, result, expected):
    check = Check(4, "The cabinet is locked", "PR-2", 7, "Manager", 0, last_on, result)
    (item,) = agenda(standing=Standing(TODAY, ADOPTED, checks=[check]))
    assert ((item.what, item.due), item.record) == (expected, 4)
    assert (item.area, item.action, item.is_legal) == (Area.POLICY, Action.CHECK, False)


@given(st.integers(0, 27), st.integers(1, 12))
def test_a_setting_that_begins_is_late_with_nothing_and_not_asked_for_everything(days, count):
    """On any day of its first week nothing of the policy is late; later it comes a week apart."""
    began = TODAY - timedelta(days=days)
    standing = Standing(
        began,
        None,
        related=[Related(at, f"Policy {at}", "SE-1") for at in range(7)],
        contacts=[Contact(1, "MASH")],
        checks=[Check(at, f"Check {at}", "PR-2", 7, "Manager", at) for at in range(count)],
    )
    items = agenda(standing=standing)
    assert sum(item.state is State.LATE for item in items) <= days // 7 * 2
    if days < 7:
        assert not [item for item in items if item.state is State.LATE]


def test_the_policy_does_not_push_aside_what_is_due_by_law_or_concerns_a_person():
    (review,) = agenda(standing=Standing(TODAY, Adoption(date(2020, 1, 1), date(2020, 1, 1))))
    other = replace(review, area=Area.INDUCTION, due=TODAY - timedelta(days=1))
    assert most_pressing_first([review, other]) == [other, review]
