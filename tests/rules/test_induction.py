"""Who has been taken through confidentiality (clauses PR-6, OR-2; law L9)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.induction import (
    BEFORE_KEY_CHILDREN,
    KEY_PEOPLE,
    ON_THE_COMMITTEE,
    Advised,
    Person,
    PolicyAdopted,
    Role,
    RoleBefore,
    SignOff,
    Status,
    Stay,
    Version,
    advised,
    clause,
    countersign_problems,
    due_on,
    is_read,
    key_children_problems,
    may_go_ahead,
    needed_since,
    people_complete,
    person_problems,
    policy_in_use_since,
    problems,
    reader_problems,
    reading_problems,
    reread_due_on,
    signed_version,
    status,
    stays_before,
    topic_due_on,
    topic_problems,
    training_due_on,
    training_problems,
    wanted_version,
    with_the_one_before,
)

INDUCTION_DAYS = REREAD_DAYS = 28
FOR_ALL = frozenset(Role)
FROM_THE_START = date(2020, 1, 1)
FIRST = Version(1, FROM_THE_START)
MATERIAL = Version(2, date(2026, 10, 1))  # to be read again by Thursday 29 October
TYPING = Version(2, date(2026, 10, 1), is_material=False)

# Started on Monday 2 November, with the children from Monday 9 November.
NEWCOMER = Person(Role.STAFF, date(2026, 11, 2), date(2026, 11, 9))
# On the committee since Monday 2 November, never with the children: due by Monday 30 November.
ON_COMMITTEE = Person(Role.COMMITTEE, date(2026, 11, 2))
# A student from Monday 9 November, whose first day with the children is not known yet.
UNKNOWN = Person(Role.STUDENT, date(2026, 11, 9))
OF_LONG_STANDING = Person(Role.KEY_PERSON, date(2022, 1, 10), date(2022, 1, 17))


def nov(day):
    return date(2026, 11, day)


def stands(person, *sign_offs, on, versions=(FIRST,), roles=FOR_ALL):
    return status(
        person,
        sign_offs,
        roles=roles,
        versions=versions,
        on=on,
        induction_days=INDUCTION_DAYS,
        reread_days=REREAD_DAYS,
    )


@pytest.mark.parametrize(
    ("person", "on", "expected"),
    [
        pytest.param(NEWCOMER, date(2026, 10, 1), Status.DUE, id="a month before the start"),
        pytest.param(NEWCOMER, nov(2), Status.DUE, id="started, not yet with the children"),
        pytest.param(NEWCOMER, nov(8), Status.DUE, id="the day before the first day with the children"),
        pytest.param(NEWCOMER, nov(9), Status.ON_SITE, id="the first day with the children"),
        pytest.param(NEWCOMER, nov(30), Status.ON_SITE, id="weeks later"),
        pytest.param(ON_COMMITTEE, nov(2), Status.DUE, id="committee: the first day"),
        pytest.param(ON_COMMITTEE, nov(30), Status.DUE, id="committee: the last of the 28 days"),
        pytest.param(ON_COMMITTEE, date(2026, 12, 1), Status.OVERDUE, id="committee: the day after"),
        pytest.param(UNKNOWN, nov(8), Status.DUE, id="there for the children, day unknown: before the start"),
        pytest.param(UNKNOWN, nov(9), Status.ON_SITE, id="there for the children, day unknown: the start"),
        pytest.param(Person(Role.STAFF, nov(9)), nov(9), Status.DUE, id="staff, never with the children"),
    ],
)
def test_nobody_is_with_the_children_without_it(person, on, expected):
    assert stands(person, on=on) is expected


@pytest.mark.parametrize(
    ("signed_on", "on", "expected"),
    [
        pytest.param(nov(9), nov(9), Status.DONE, id="signed off on the first day itself"),
        pytest.param(nov(10), nov(9), Status.ON_SITE, id="a sign-off of tomorrow does not count today"),
        pytest.param(nov(10), nov(10), Status.DONE, id="signed off late is signed off"),
        pytest.param(date(2026, 10, 20), nov(9), Status.DONE, id="signed off before the start"),
    ],
)
def test_a_sign_off_counts_from_its_day(signed_on, on, expected):
    assert stands(NEWCOMER, SignOff(signed_on), on=on) is expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(nov(20), Status.ON_SITE, id="the last day"),
        pytest.param(nov(21), Status.NOT_NEEDED, id="the day after"),
    ],
)
def test_who_has_left_needs_nothing(on, expected):
    left = Person(Role.STUDENT, nov(2), nov(9), left_on=nov(20))
    assert stands(left, on=on) is expected


@pytest.mark.parametrize(
    ("sign_offs", "expected"),
    [
        pytest.param([SignOff(nov(2), is_needed=False)], Status.NOT_NEEDED, id="found not to be needed"),
        pytest.param([SignOff(nov(12), is_needed=False)], Status.ON_SITE, id="found so only on the 12th"),
        pytest.param(
            [SignOff(nov(2), is_needed=False), SignOff(nov(9))],
            Status.DONE,
            id="not needed at first, then signed off",
        ),
        pytest.param(
            [SignOff(nov(2)), SignOff(nov(9), is_needed=False)],
            Status.NOT_NEEDED,
            id="signed off, then not needed",
        ),
        pytest.param(
            [SignOff(nov(9)), SignOff(nov(2), is_needed=False)],
            Status.DONE,
            id="the dates decide, not the reading",
        ),
        pytest.param(
            [SignOff(nov(9), is_needed=False), SignOff(nov(9))],
            Status.DONE,
            id="on one day the later record decides",
        ),
    ],
)
def test_the_last_record_says_whether_it_is_needed(sign_offs, expected):
    assert stands(NEWCOMER, *sign_offs, on=nov(9)) is expected


@pytest.mark.parametrize(
    ("first_day_on", "on", "status"),
    [
        pytest.param(None, nov(9), Status.NOT_NEEDED, id="of the committee alone"),
        pytest.param(nov(9), nov(8), Status.DUE, id="the day before they first help"),
        pytest.param(nov(9), nov(9), Status.ON_SITE, id="there without it"),
    ],
)
def test_who_is_on_the_committee_and_helps_needs_what_a_volunteer_does(first_day_on, on, status):
    """They could be entered only twice, and signed everything twice (PR-6)."""
    member = Person(Role.COMMITTEE, date(2024, 3, 4), first_day_on)
    assert stands(member, on=on, roles={Role.STAFF, Role.VOLUNTEER}) is status
    assert stands(member, on=on, roles={Role.KEY_PERSON}) is Status.NOT_NEEDED


def test_a_topic_of_another_role_is_not_needed():
    assert stands(NEWCOMER, on=nov(9), roles={Role.STUDENT}) is Status.NOT_NEEDED


@pytest.mark.parametrize(
    ("versions", "signed", "on", "expected"),
    [
        pytest.param(
            [FIRST, MATERIAL], 1, date(2026, 9, 30), Status.DONE, id="the day before the new version"
        ),
        pytest.param([FIRST, MATERIAL], 1, date(2026, 10, 1), Status.REREAD, id="the day it comes in"),
        pytest.param(
            [FIRST, MATERIAL], 1, date(2026, 10, 29), Status.REREAD, id="the last day to read it again"
        ),
        pytest.param([FIRST, MATERIAL], 1, date(2026, 10, 30), Status.REREAD_LATE, id="the day after"),
        pytest.param([FIRST, MATERIAL], 2, date(2026, 10, 30), Status.DONE, id="read again"),
        pytest.param(
            [FIRST, TYPING], 1, date(2026, 12, 1), Status.DONE, id="a correction of typing asks nobody"
        ),
        pytest.param(
            [FIRST, MATERIAL, Version(3, date(2026, 11, 1), is_material=False)],
            2,
            date(2026, 12, 15),
            Status.DONE,
            id="typing corrected after a material change: the change is what counts",
        ),
        pytest.param(
            [FIRST, MATERIAL, Version(3, date(2026, 11, 1), is_material=False)],
            1,
            date(2026, 12, 15),
            Status.REREAD_LATE,
            id="typing corrected does not put the re-read off",
        ),
        pytest.param(
            [FIRST, MATERIAL, Version(3, date(2026, 11, 1))],
            1,
            date(2026, 11, 2),
            Status.REREAD_LATE,
            id="a newer version does not put off the re-read that was missed",
        ),
        pytest.param(
            [FIRST, MATERIAL, Version(3, date(2026, 11, 1))],
            2,
            date(2026, 11, 29),
            Status.REREAD,
            id="the last one was read: only the newest is to be",
        ),
    ],
)
def test_a_material_version_is_read_again(versions, signed, on, expected):
    assert stands(OF_LONG_STANDING, SignOff(date(2024, 1, 8), signed), versions=versions, on=on) is expected


ADOPTED = PolicyAdopted(date(2024, 11, 14), date(2026, 10, 1))  # recorded long after: read by 29 October
BEGAN = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("signed_on", "on", "expected"),
    [
        pytest.param(date(2019, 9, 10), date(2026, 9, 30), Status.DONE, id="before the adoption is recorded"),
        pytest.param(date(2019, 9, 10), date(2026, 10, 1), Status.REREAD, id="the day it is recorded"),
        pytest.param(date(2019, 9, 10), date(2026, 10, 29), Status.REREAD, id="the last day to read it"),
        pytest.param(date(2019, 9, 10), date(2026, 10, 30), Status.REREAD_LATE, id="the day after"),
        pytest.param(date(2024, 11, 13), date(2026, 10, 1), Status.REREAD, id="the day before the meeting"),
        pytest.param(date(2024, 11, 14), date(2026, 10, 1), Status.DONE, id="on the day of the meeting"),
    ],
)
def test_who_was_taken_through_an_older_policy_reads_the_one_adopted_since(signed_on, on, expected):
    since = policy_in_use_since(ADOPTED, began_on=BEGAN)
    signed = SignOff(signed_on, signed_version(1, on=signed_on, in_use_since=since))
    versions = with_the_one_before([FIRST], ADOPTED)
    assert stands(OF_LONG_STANDING, signed, versions=versions, on=on) is expected


def test_an_adoption_gives_nobody_more_time_who_was_taken_through_nothing():
    versions = with_the_one_before([FIRST], ADOPTED)
    assert stands(OF_LONG_STANDING, versions=versions, on=date(2026, 10, 2)) is Status.ON_SITE


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param(2, Status.DONE, id="the later version was read"),
        pytest.param(0, Status.REREAD_LATE, id="an older paper alone: the change is what was missed first"),
    ],
)
def test_a_later_version_does_beside_the_adoption(number, expected):
    versions = with_the_one_before([FIRST, MATERIAL], replace(ADOPTED, recorded_on=date(2026, 11, 1)))
    signed = SignOff(date(2024, 1, 8), number)
    assert stands(OF_LONG_STANDING, signed, versions=versions, on=date(2026, 10, 30)) is expected


@pytest.mark.parametrize(
    ("adopted_on", "began_on", "since"),
    [
        pytest.param(date(2024, 11, 14), BEGAN, date(2024, 11, 14), id="adopted before the first day here"),
        pytest.param(BEGAN, BEGAN, BEGAN, id="adopted on the first day here"),
        pytest.param(
            BEGAN + timedelta(days=1), BEGAN, None, id="a meeting after it may sign what was in use for years"
        ),
        pytest.param(date(2026, 11, 14), None, date(2026, 11, 14), id="the first day is not known"),
        pytest.param(None, BEGAN, None, id="no adoption is recorded: nobody knows of an older one"),
    ],
)
def test_the_policy_is_in_use_from_an_adoption_before_the_first_day_here(adopted_on, began_on, since):
    adopted = PolicyAdopted(adopted_on, date(2026, 11, 20)) if adopted_on else None
    assert policy_in_use_since(adopted, began_on=began_on) == since


def test_only_the_first_version_has_an_older_one_before_it():
    assert signed_version(2, on=date(2019, 9, 10), in_use_since=BEGAN) == 2


@pytest.mark.parametrize(
    ("left_on", "expected"),
    [
        pytest.param(date(2026, 10, 28), Status.DONE, id="gone before the day by which it is read again"),
        pytest.param(date(2026, 10, 29), Status.REREAD, id="still here on that day"),
        pytest.param(None, Status.REREAD, id="no last day known"),
    ],
)
def test_who_leaves_before_the_day_reads_nothing_again(left_on, expected):
    leaver, read = replace(OF_LONG_STANDING, left_on=left_on), SignOff(date(2024, 1, 8), 1)
    assert stands(leaver, read, versions=[FIRST, MATERIAL], on=date(2026, 10, 1)) is expected


def test_reading_again_is_late_not_on_site_without_it():
    """Somebody who read the old version has been taken through confidentiality."""
    assert (
        stands(OF_LONG_STANDING, SignOff(date(2024, 1, 8)), versions=[FIRST, MATERIAL], on=nov(24))
        is Status.REREAD_LATE
    )
    assert stands(OF_LONG_STANDING, versions=[FIRST, MATERIAL], on=nov(24)) is Status.ON_SITE


@pytest.mark.parametrize(
    ("person", "on", "expected"),
    [
        pytest.param(OF_LONG_STANDING, date(2026, 9, 30), Status.NOT_NEEDED, id="the day before it comes in"),
        pytest.param(
            OF_LONG_STANDING,
            date(2026, 10, 1),
            Status.DUE,
            id="the day it comes in: nobody could have had it",
        ),
        pytest.param(OF_LONG_STANDING, date(2026, 10, 29), Status.DUE, id="the last of the days to read it"),
        pytest.param(OF_LONG_STANDING, date(2026, 10, 30), Status.OVERDUE, id="the day after"),
        pytest.param(NEWCOMER, nov(8), Status.DUE, id="a newcomer is due by the first day, as for any topic"),
        pytest.param(NEWCOMER, nov(9), Status.ON_SITE, id="a newcomer with the children without it"),
    ],
)
def test_a_new_topic_is_due_like_a_reread(person, on, expected):
    assert stands(person, versions=[Version(1, date(2026, 10, 1))], on=on) is expected


@pytest.mark.parametrize(
    ("versions", "on", "number"),
    [
        pytest.param([FIRST], date(2019, 12, 31), None, id="nothing is in force yet"),
        pytest.param([FIRST], FROM_THE_START, 1, id="in force from its day"),
        pytest.param([FIRST, MATERIAL], date(2026, 9, 30), 1, id="the new one is not in force yet"),
        pytest.param([MATERIAL, FIRST], date(2026, 10, 1), 2, id="in force, told in the other order"),
        pytest.param([FIRST, TYPING], date(2026, 10, 1), 1, id="a correction of typing is not wanted"),
        pytest.param(
            [TYPING, Version(1, FROM_THE_START, is_material=False)],
            date(2026, 10, 1),
            1,
            id="the first is wanted whatever it says about itself",
        ),
        pytest.param([], date(2026, 10, 1), None, id="no versions kept"),
    ],
)
def test_the_version_wanted_is_the_newest_material_one_in_force(versions, on, number):
    found = wanted_version(versions, on=on)
    assert (found.number if found else None) == number


@pytest.mark.parametrize(
    ("introduced_on", "expected"),
    [
        pytest.param(nov(9), Status.ON_SITE, id="came in on the first day itself: due that day"),
        pytest.param(nov(10), Status.DUE, id="came in the day after: due like a re-read"),
    ],
)
def test_a_topic_came_in_later_only_if_it_came_after_the_person_was_due(introduced_on, expected):
    assert stands(NEWCOMER, on=nov(10), versions=[Version(1, introduced_on)]) is expected


@pytest.mark.parametrize(
    ("read_on", "due"),
    [
        pytest.param(nov(24), nov(30), id="read before: due again after the new version"),
        pytest.param(nov(25), nov(9), id="read tomorrow is not yet read: due by the first day"),
    ],
)
def test_a_topic_is_due_as_it_stands_on_the_day(read_on, due):
    found = topic_due_on(
        NEWCOMER,
        [SignOff(read_on)],
        roles=FOR_ALL,
        versions=[FIRST, Version(2, nov(2))],
        on=nov(24),
        induction_days=INDUCTION_DAYS,
        reread_days=REREAD_DAYS,
    )
    assert found == due


@pytest.mark.parametrize(
    ("first_day_on", "on", "expected"),
    [
        pytest.param(nov(23), nov(23), (Status.REREAD, nov(23)), id="on the first day back"),
        pytest.param(nov(23), nov(24), (Status.REREAD_LATE, nov(23)), id="the day after"),
        pytest.param(None, nov(24), (Status.REREAD, date(2026, 12, 21)), id="never with the children"),
    ],
)
def test_who_was_away_when_a_version_came_in_is_not_late_before_the_return(first_day_on, on, expected):
    back = Person(Role.STAFF, nov(23), first_day_on)
    before = [SignOff(date(2020, 1, 6))]
    due = topic_due_on(
        back,
        before,
        roles=FOR_ALL,
        versions=[FIRST, MATERIAL],
        on=on,
        induction_days=INDUCTION_DAYS,
        reread_days=REREAD_DAYS,
    )
    assert (stands(back, *before, on=on, versions=[FIRST, MATERIAL]), due) == expected


def test_a_topic_without_versions_is_done_once_signed_off():
    assert stands(NEWCOMER, versions=(), on=nov(9)) is Status.ON_SITE
    assert stands(NEWCOMER, SignOff(nov(9)), versions=(), on=nov(9)) is Status.DONE


@pytest.mark.parametrize(
    ("person", "due"),
    [
        pytest.param(NEWCOMER, nov(9), id="the first day with the children"),
        pytest.param(ON_COMMITTEE, nov(30), id="28 days after the start"),
        pytest.param(UNKNOWN, nov(9), id="a student whose first day with them is not known: the start"),
        pytest.param(Person(Role.KEY_PERSON, nov(9)), nov(9), id="the same of a key person"),
        pytest.param(Person(Role.VOLUNTEER, nov(9)), nov(9), id="the same of a volunteer"),
        pytest.param(Person(Role.STAFF, nov(2)), nov(30), id="staff without the day: as the committee"),
        pytest.param(Person(Role.STUDENT, nov(2), nov(9)), nov(9), id="the day, once it is entered"),
    ],
)
def test_a_topic_is_due_by_the_first_day_or_after_the_house_days(person, due):
    assert due_on(person, induction_days=INDUCTION_DAYS) == due


def test_a_reread_is_due_after_the_house_days():
    assert reread_due_on(MATERIAL, reread_days=REREAD_DAYS) == date(2026, 10, 29)


@pytest.mark.parametrize(
    ("role", "asked_by"),
    [pytest.param(role, "OR-2" if role is Role.STUDENT else "PR-6", id=f"{role}") for role in Role],
)
def test_students_have_their_own_clause(role, asked_by):
    assert clause(role) == asked_by


def test_who_may_have_key_children_and_what_they_are_signed_off_for_first():
    assert {role for role in Role if role in KEY_PEOPLE} == {
        Role.MANAGER,
        Role.DEPUTY,
        Role.KEY_PERSON,
        Role.STAFF,
    }
    assert set(BEFORE_KEY_CHILDREN) == {"confidentiality-policy", "key-person-role"}  # PR-6


def test_the_committee_is_its_members_and_its_chairperson():
    assert {Role.CHAIRPERSON, Role.COMMITTEE} == ON_THE_COMMITTEE


# Refusals by field ----------------------------------------------------------------------------------

TODAY = nov(24)
STARTED = nov(2)
A_SIGN_OFF = {
    "person": "Sam Okafor",
    "topic": 3,
    "on": TODAY,
    "signed_off_by": "Hannah Bell",
    "started_on": STARTED,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, set(), id="taken through it today by somebody else"),
        pytest.param({"person": None}, {"person"}, id="nobody chosen"),
        pytest.param({"topic": None}, {"topic"}, id="no topic"),
        pytest.param({"on": None}, {"on"}, id="no date"),
        pytest.param({"on": TODAY + timedelta(days=1)}, {"on"}, id="tomorrow"),
        pytest.param({"on": STARTED}, set(), id="on the first day"),
        pytest.param({"on": STARTED - timedelta(days=1)}, set(), id="the day before, as the agenda asks"),
        pytest.param({"on": STARTED - timedelta(days=28)}, set(), id="four weeks before"),
        pytest.param({"on": STARTED - timedelta(days=29)}, {"note"}, id="a day earlier, without a word"),
        pytest.param({"on": STARTED - timedelta(days=29), "note": "early"}, {"note"}, id="with one word"),
        pytest.param(
            {"on": STARTED - timedelta(days=365), "note": "Came as a student"},
            set(),
            id="a year before the start, and why",
        ),
        pytest.param({"on": STARTED - timedelta(days=366)}, {"on"}, id="a day more than a year before"),
        pytest.param({"on": date(2000, 1, 1), "started_on": None}, set(), id="the start is not known"),
        pytest.param({"started_on": date.min}, set(), id="a start that was mistyped long ago"),
        pytest.param({"signed_off_by": ""}, {"signed_off_by"}, id="nobody took them through it"),
        pytest.param({"signed_off_by": "Sam Okafor"}, {"signed_off_by"}, id="signed off by themselves"),
        pytest.param({"signer_left_on": TODAY}, set(), id="by somebody on their last day"),
        pytest.param({"signer_left_on": TODAY, "on": None}, {"on"}, id="by somebody who left, on no day"),
        pytest.param(
            {"signer_left_on": TODAY - timedelta(days=1)},
            {"signed_off_by"},
            id="by somebody who had left the day before",
        ),
        pytest.param({"signer_started_on": TODAY}, set(), id="by somebody on their first day"),
        pytest.param(
            {"signer_started_on": TODAY + timedelta(days=1)},
            {"signed_off_by"},
            id="by somebody who had not started",
        ),
        pytest.param(
            {"signer_started_on": TODAY + timedelta(days=1), "signer_name": "Hilary Marsh"},
            set(),
            id="by somebody else, by name",
        ),
        pytest.param({"signed_off_by": None, "signer_name": "Hilary Marsh"}, set(), id="of no register"),
        pytest.param({"signed_off_by": None, "signer_name": " - "}, {"signer_name"}, id="a dash for a name"),
        pytest.param(
            {"name": "Sam Okafor", "signer_name": "sam  okafor"}, {"signer_name"}, id="themselves, by name"
        ),
        pytest.param({"left_on": TODAY}, set(), id="on their own last day"),
        pytest.param({"left_on": TODAY - timedelta(days=1)}, {"on"}, id="after their own last day"),
        pytest.param(
            {"person": None, "signed_off_by": None},
            {"person", "signed_off_by"},
            id="two blanks are not one person",
        ),
    ],
)
def test_a_sign_off_that_cannot_be_recorded_names_its_field(changed, fields):
    assert set(problems(**A_SIGN_OFF | changed)) == fields


@pytest.mark.parametrize(
    ("people", "complete"),
    [
        pytest.param([], (0, 0), id="nobody"),
        pytest.param([[]], (0, 0), id="somebody for whom no topic is kept"),
        pytest.param([[Status.NOT_NEEDED, Status.NOT_NEEDED]], (0, 0), id="somebody who needs none"),
        pytest.param(
            [[Status.DONE, Status.NOT_NEEDED]], (1, 1), id="what is not needed does not stand in the way"
        ),
        pytest.param([[Status.DONE, Status.DUE]], (0, 1), id="due is not done"),
        pytest.param([[Status.DONE, Status.REREAD]], (0, 1), id="to be read again is not done"),
        pytest.param(
            [[Status.DONE], [Status.ON_SITE], [Status.DONE, Status.DONE]], (2, 3), id="two of three"
        ),
    ],
)
def test_people_are_complete_with_every_topic_they_need(people, complete):
    assert people_complete(iter(people)) == complete


# What must hold whatever the dates ------------------------------------------------------------------

SOME_DAY = st.dates(date(2024, 1, 1), date(2026, 12, 31))
VERSIONS = st.lists(
    st.builds(Version, number=st.integers(1, 5), introduced_on=SOME_DAY, is_material=st.booleans()),
    min_size=1,
    max_size=4,
    unique_by=lambda version: version.number,
)
SIGN_OFFS = st.lists(st.builds(SignOff, on=SOME_DAY, version=st.integers(1, 5)), max_size=4)
PEOPLE = st.builds(Person, role=st.just(Role.STAFF), started_on=SOME_DAY, first_day_on=st.none() | SOME_DAY)
often = settings(max_examples=60, deadline=None)


@often
@given(person=PEOPLE, sign_offs=SIGN_OFFS, versions=VERSIONS, on=SOME_DAY, later=st.integers(1, 300))
def test_a_sign_off_of_a_later_day_never_changes_a_day(person, sign_offs, versions, on, later):
    added = SignOff(on + timedelta(days=later), 5)
    assert stands(person, *sign_offs, added, on=on, versions=versions) is stands(
        person, *sign_offs, on=on, versions=versions
    )


@often
@given(person=PEOPLE, sign_offs=SIGN_OFFS, versions=VERSIONS, on=SOME_DAY)
def test_signing_the_newest_version_is_always_enough(person, sign_offs, versions, on):
    signed = SignOff(on, max(version.number for version in versions))
    found = stands(person, *sign_offs, signed, on=on, versions=versions)
    assert found is Status.DONE


@often
@given(person=PEOPLE, sign_offs=SIGN_OFFS, versions=VERSIONS, on=SOME_DAY)
def test_the_status_and_the_due_date_agree(person, sign_offs, versions, on):
    found = stands(person, *sign_offs, on=on, versions=versions)
    due = topic_due_on(
        person,
        sign_offs,
        roles=FOR_ALL,
        versions=versions,
        on=on,
        induction_days=INDUCTION_DAYS,
        reread_days=REREAD_DAYS,
    )
    if found in {Status.OVERDUE, Status.REREAD_LATE}:
        assert due < on
    if found in {Status.DUE, Status.REREAD}:
        assert due >= on
    if found is Status.ON_SITE:
        assert due == person.first_day_on <= on


# Reading, countersigning, placements -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("readings", "versions", "expected"),
    [
        pytest.param([], [FIRST], False, id="nothing read"),
        pytest.param([SignOff(nov(2))], [FIRST], True, id="the first version"),
        pytest.param(
            [SignOff(nov(2))], [FIRST, MATERIAL], False, id="an old version after a material change"
        ),
        pytest.param([SignOff(nov(2), 2)], [FIRST, MATERIAL], True, id="the material version"),
        pytest.param([SignOff(nov(2))], [FIRST, TYPING], True, id="typing corrected since"),
        pytest.param([SignOff(nov(24))], [FIRST], True, id="read today"),
        pytest.param([SignOff(nov(2))], [], True, id="of a topic of which no version is known"),
        pytest.param([SignOff(nov(25))], [FIRST], False, id="a reading of tomorrow"),
    ],
)
def test_what_counts_as_read(readings, versions, expected):
    assert is_read(readings, versions=versions, on=nov(24)) is expected


@pytest.mark.parametrize(
    ("by", "topics", "fields"),
    [
        pytest.param(2, [1], [], id="by somebody else"),
        pytest.param(None, [1], [], id="by an account that is no person of the setting"),
        pytest.param(5, [1], ["countersigned_by"], id="their own"),
        pytest.param(2, [], ["topic"], id="no topic"),
    ],
)
def test_nobody_countersigns_themselves(by, topics, fields):
    assert list(countersign_problems(person=5, countersigned_by=by, topic=topics)) == fields
    assert countersign_problems(person=None, countersigned_by=None, topic=[1]) == {}


@pytest.mark.parametrize(
    ("is_somebody", "left_on", "has_read", "fields"),
    [
        pytest.param(True, None, True, [], id="read and ticked"),
        pytest.param(True, nov(24), True, [], id="on the last day here"),
        pytest.param(True, nov(23), True, ["topic"], id="who has left"),
        pytest.param(False, None, True, ["topic"], id="an account of nobody here"),
        pytest.param(True, None, False, ["has_read"], id="not ticked"),
    ],
)
def test_who_signs_what_they_read_is_here_and_ticks_it(is_somebody, left_on, has_read, fields):
    found = reader_problems(is_somebody=is_somebody, left_on=left_on, has_read=has_read, today=nov(24))
    assert list(found) == fields


@pytest.mark.parametrize(
    ("person", "version", "is_signed", "said"),
    [
        pytest.param(Person(Role.STUDENT, nov(2)), 2, False, "", id="the version in use"),
        pytest.param(Person(Role.STUDENT, nov(2)), 1, False, "newer version", id="the version before"),
        pytest.param(Person(Role.COMMITTEE, nov(2)), 2, False, "not for your role", id="a topic of others"),
        pytest.param(
            Person(Role.COMMITTEE, nov(2), nov(30)), 2, False, "", id="a member who helps with the children"
        ),
        pytest.param(Person(Role.STUDENT, nov(2)), 2, True, "already signed", id="signed before"),
    ],
)
def test_the_version_in_use_is_signed_once_by_those_it_is_for(person, version, is_signed, said):
    roles = {Role.STUDENT, Role.STAFF, Role.VOLUNTEER}
    found = reading_problems(
        person=person, roles=roles, on=nov(24), version=version, newest=2, is_signed=is_signed
    )
    assert bool(found) == bool(said)
    assert said in found.get("topic", "")


TODAY = nov(24)
STUDENT = {
    "name": "Imogen Fairclough",
    "role": Role.STUDENT,
    "started_on": nov(9),
    "first_day_on": nov(30),
    "left_on": date(2027, 2, 12),
    "supervisor": Role.KEY_PERSON,
    "is_own_supervisor": False,
    "advised_on": None,
    "first_day_before": None,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({}, None, id="a student who will observe next week"),
        pytest.param({"first_day_on": nov(16), "advised_on": nov(16)}, None, id="advised that morning"),
        pytest.param({"first_day_on": nov(16), "advised_on": nov(17)}, "first_day_on", id="advised later"),
        pytest.param({"first_day_on": TODAY}, "first_day_on", id="observes today, not advised"),
        pytest.param(
            {"first_day_on": nov(16), "first_day_before": nov(16)}, None, id="what was recorded before stands"
        ),
        pytest.param({"first_day_on": nov(8)}, "first_day_on", id="before the placement begins"),
        pytest.param({"role": Role.STAFF, "supervisor": None, "first_day_on": nov(8)}, "first_day_on",
                     id="staff, before they start"),
        pytest.param({"role": Role.STAFF, "supervisor": None, "first_day_on": nov(9)}, None,
                     id="staff, from their first day on"),
        pytest.param({"left_on": nov(8), "first_day_on": None}, "left_on", id="ends before it begins"),
        pytest.param({"left_on": nov(9), "first_day_on": None}, None, id="for a day"),
        pytest.param({"left_on": date(2036, 11, 24)}, None, id="ends in ten years"),
        pytest.param({"left_on": date(2036, 11, 25)}, "left_on", id="ends in more than ten years"),
        pytest.param({"left_on": date.max}, "left_on", id="no end, as some registers write it"),
        pytest.param({"left_on": nov(29)}, "first_day_on", id="observes after the end"),
        pytest.param({"left_on": nov(30)}, None, id="observes on the last day"),
        pytest.param({"supervisor": None}, "supervisor", id="nobody supervises"),
        pytest.param({"is_own_supervisor": True}, "supervisor", id="supervises themselves"),
        pytest.param({"supervisor": Role.VOLUNTEER}, "supervisor", id="supervised by a volunteer"),
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"role": None, "supervisor": None}, "role", id="no role"),
        pytest.param({"started_on": None}, "started_on", id="no start"),
        pytest.param({"started_on": date(2027, 11, 25), "first_day_on": None, "left_on": None}, None,
                     id="a year and a day ahead"),
        pytest.param({"started_on": date(2027, 11, 26), "first_day_on": None, "left_on": None}, "started_on",
                     id="more than a year ahead"),
        pytest.param({"role": Role.STAFF, "supervisor": None, "first_day_on": TODAY}, None,
                     id="staff need no supervisor"),
        pytest.param({"role": Role.COMMITTEE, "supervisor": None}, None,
                     id="a member of the committee who helps with the children"),
        pytest.param({"role": Role.COMMITTEE, "supervisor": None, "first_day_on": None}, None,
                     id="a member of the committee"),
    ],
)  # fmt: skip
def test_a_placement_is_in_order(change, field):
    assert list(person_problems(**STUDENT | change)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("advised_on", "said"),
    [
        pytest.param(nov(17), "this one was on Tuesday 17 November 2026.", id="advised later"),
        pytest.param(None, "this one was not yet.", id="not advised"),
    ],
)
def test_a_student_who_observes_too_early_is_told_when_they_were_advised(advised_on, said):
    observed = STUDENT | {"first_day_on": nov(16), "advised_on": advised_on}
    assert said in person_problems(**observed)["first_day_on"]


PROMOTED = {
    "name": "Hetty Larkspur",
    "role": Role.KEY_PERSON,
    "role_before": Role.STAFF,
    "role_from_on": nov(16),
    "started_on": nov(2),
    "first_day_on": nov(9),
    "left_on": None,
    "supervisor": None,
    "is_own_supervisor": False,
    "advised_on": None,
    "first_day_before": nov(9),
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({}, None, id="last week"),
        pytest.param({"role_from_on": None}, "role_from_on", id="no day"),
        pytest.param({"role_from_on": None, "role": Role.STAFF}, None, id="no day, and no new role"),
        pytest.param({"role_from_on": TODAY}, None, id="today"),
        pytest.param({"role_from_on": nov(25)}, "role_from_on", id="tomorrow"),
        pytest.param({"role_from_on": nov(2)}, None, id="from the start: the one before was wrong"),
        pytest.param({"role_from_on": nov(1)}, "role_from_on", id="before the start"),
        pytest.param(
            {"started_on": nov(30), "first_day_on": None, "role_from_on": nov(30)},
            None,
            id="of who is to come, from the start",
        ),
        pytest.param(
            {"started_on": nov(30), "first_day_on": None, "role_from_on": TODAY},
            "role_from_on",
            id="of who is to come, before the start",
        ),
        pytest.param(
            {"started_on": nov(27), "first_day_on": None, "role_from_on": nov(30)},
            "role_from_on",
            id="of who is to come, after the start",
        ),
        pytest.param({"started_on": None}, "started_on", id="no start is known to be before"),
        pytest.param(
            {"role_before_from_on": nov(16)}, None, id="the day the role before began: it was wrong"
        ),
        pytest.param({"role_before_from_on": nov(17)}, "role_from_on", id="before the role before began"),
        pytest.param(
            {"role": Role.COMMITTEE, "first_day_on": None},
            "role",
            id="onto the committee: the code would lie",
        ),
        pytest.param({"role_before": Role.COMMITTEE}, "role", id="and off it"),
        pytest.param(
            {"role": Role.CHAIRPERSON, "role_before": Role.COMMITTEE, "first_day_on": None},
            None,
            id="within the committee",
        ),
    ],
)
def test_a_new_role_counts_from_a_day(change, field):
    assert list(person_problems(**PROMOTED | change)) == ([field] if field else [])


FOR_KEY_PEOPLE = frozenset({Role.KEY_PERSON})
FOR_BOTH = frozenset({Role.KEY_PERSON, Role.STAFF})


def once(*before):
    """A key person who started in 2022, and was something else until a day."""
    return Person(
        Role.KEY_PERSON,
        date(2022, 1, 10),
        date(2022, 1, 17),
        roles_before=tuple(RoleBefore(role, day) for role, day in before),
    )


@pytest.mark.parametrize(
    ("person", "on", "expected"),
    [
        pytest.param(once((Role.STAFF, nov(2))), nov(1), Status.NOT_NEEDED, id="the day before the new role"),
        pytest.param(once((Role.STAFF, nov(2))), nov(2), Status.DUE, id="the first day of the new role"),
        pytest.param(once((Role.STAFF, nov(2))), nov(30), Status.DUE, id="the last of the 28 days"),
        pytest.param(once((Role.STAFF, nov(2))), date(2026, 12, 1), Status.OVERDUE, id="the day after"),
        pytest.param(once(), nov(2), Status.ON_SITE, id="in this role from the start"),
    ],
)
def test_a_topic_of_a_new_role_is_due_from_the_day_of_that_role(person, on, expected):
    assert stands(person, on=on, roles=FOR_KEY_PEOPLE) is expected


NOT_FOR_STAFF = SignOff(date(2022, 1, 10), is_needed=False)


@pytest.mark.parametrize(
    ("sign_offs", "on", "expected"),
    [
        pytest.param([NOT_FOR_STAFF], nov(1), Status.NOT_NEEDED, id="the last day of the role before"),
        pytest.param([NOT_FOR_STAFF], nov(2), Status.DUE, id="the first day of the new role"),
        pytest.param([NOT_FOR_STAFF], nov(30), Status.DUE, id="the last of the 28 days"),
        pytest.param([NOT_FOR_STAFF], date(2026, 12, 1), Status.OVERDUE, id="the day after"),
        pytest.param([NOT_FOR_STAFF, SignOff(nov(3))], nov(3), Status.DONE, id="signed off in the new role"),
        pytest.param([], nov(2), Status.ON_SITE, id="never found so: late since the role before"),
        pytest.param(
            [NOT_FOR_STAFF, SignOff(nov(2), is_needed=False)],
            nov(2),
            Status.NOT_NEEDED,
            id="found so again for the new role, on its first day",
        ),
        pytest.param(
            [SignOff(nov(2), is_needed=False)],
            nov(2),
            Status.NOT_NEEDED,
            id="not needed in the new role either",
        ),
        pytest.param(
            [NOT_FOR_STAFF, SignOff(date(2022, 2, 1))], nov(2), Status.DONE, id="signed off after all before"
        ),
        pytest.param(
            [SignOff(date(2022, 1, 10)), SignOff(date(2022, 2, 1), is_needed=False)],
            nov(2),
            Status.DONE,
            id="signed off before, which counts again",
        ),
    ],
)
def test_what_was_not_needed_for_the_work_before_is_needed_in_a_new_role(sign_offs, on, expected):
    assert stands(once((Role.STAFF, nov(2))), *sign_offs, on=on, roles=FOR_BOTH) is expected


@pytest.mark.parametrize(
    ("roles_before", "expected"),
    [
        pytest.param([], Status.NOT_NEEDED, id="in the same role"),
        pytest.param([(Role.VOLUNTEER, nov(2))], Status.ON_SITE, id="in another one"),
        pytest.param(
            [(Role.VOLUNTEER, date(2024, 1, 8))], Status.ON_SITE, id="in the one that followed before"
        ),
        pytest.param(
            [(Role.KEY_PERSON, nov(9)), (Role.STAFF, nov(9))],
            Status.NOT_NEEDED,
            id="and was another by mistake, put right on the spot",
        ),
    ],
)
def test_of_who_comes_back_what_was_not_needed_before_is_needed_in_another_role(roles_before, expected):
    person = Person(
        Role.KEY_PERSON,
        started_on=nov(2),
        first_day_on=nov(2),
        roles_before=tuple(RoleBefore(*before) for before in roles_before),
    )
    assert stands(person, NOT_FOR_STAFF, on=nov(10), roles=FOR_BOTH) is expected


def test_a_new_role_gives_no_more_time_for_what_was_read_before():
    person, read = once((Role.STAFF, nov(2))), SignOff(date(2022, 2, 1))
    assert stands(person, read, on=nov(2), versions=(FIRST, MATERIAL), roles=FOR_BOTH) is Status.REREAD_LATE


def test_what_was_never_read_is_not_due_later_because_of_a_newer_version():
    due = topic_due_on(
        once((Role.STAFF, nov(2))),
        [NOT_FOR_STAFF],
        roles=FOR_BOTH,
        versions=(FIRST, Version(2, nov(10))),
        on=nov(12),
        induction_days=INDUCTION_DAYS,
        reread_days=REREAD_DAYS,
    )
    assert due == nov(30)


@pytest.mark.parametrize(
    ("before", "roles", "since"),
    [
        pytest.param([(Role.STAFF, nov(2))], FOR_KEY_PEOPLE, nov(2), id="the role before did not need it"),
        pytest.param([(Role.STAFF, nov(2))], FOR_BOTH, None, id="the role before needed it as well"),
        pytest.param(
            [(Role.VOLUNTEER, nov(2)), (Role.STAFF, nov(9))], FOR_BOTH, nov(2), id="the last two need it"
        ),
        pytest.param(
            [(Role.KEY_PERSON, nov(2)), (Role.STAFF, nov(9))],
            FOR_KEY_PEOPLE,
            nov(9),
            id="again, after a break",
        ),
        pytest.param(
            [(Role.STAFF, nov(2)), (Role.VOLUNTEER, nov(2))],
            FOR_BOTH,
            None,
            id="one entered by mistake between",
        ),
        pytest.param([(Role.STAFF, date(2021, 5, 3))], FOR_KEY_PEOPLE, None, id="before they came back"),
        pytest.param([(Role.STAFF, date(2022, 1, 10))], FOR_KEY_PEOPLE, None, id="on the first day"),
    ],
)
def test_nobody_has_more_time_for_what_the_role_before_needed_too(before, roles, since):
    assert needed_since(once(*before), roles, on=TODAY) == since


@given(st.lists(st.tuples(st.sampled_from(Role), st.dates(nov(1), nov(20))), max_size=4))
def test_there_is_one_role_on_each_day_and_a_topic_for_all_is_never_put_off(before):
    person = once(*before)
    assert person.role_on(nov(20)) is Role.KEY_PERSON
    assert needed_since(person, FOR_ALL, on=TODAY) is None
    for day in range(1, 21):
        since = needed_since(person, FOR_KEY_PEOPLE, on=nov(day))
        if since and person.role_on(nov(day)) is Role.KEY_PERSON:
            assert person.role_on(since - timedelta(days=1)) is not Role.KEY_PERSON
            assert {
                person.role_on(since + timedelta(days=n)) for n in range((nov(day) - since).days + 1)
            } == {Role.KEY_PERSON}


@given(
    st.dates(nov(1), date(2026, 12, 31)),
    st.none() | st.dates(nov(1), date(2026, 12, 31)),
    st.dates(nov(9), date(2026, 12, 31)),
)
def test_no_student_observes_before_being_advised(first_day_on, advised_on, today):
    change = {"first_day_on": first_day_on, "advised_on": advised_on, "today": today, "left_on": None}
    refused = person_problems(**STUDENT | change)
    if not refused and first_day_on <= today:
        assert advised_on is not None
        assert advised_on <= first_day_on


@pytest.mark.parametrize(
    ("first_day_on", "advised_on", "on", "expected"),
    [
        pytest.param(nov(9), nov(8), nov(30), Advised.IN_TIME, id="advised the day before"),
        pytest.param(nov(9), nov(9), nov(30), Advised.IN_TIME, id="on the first day itself"),
        pytest.param(nov(9), nov(10), nov(10), Advised.LATE, id="the day after it"),
        pytest.param(nov(9), nov(10), date(2027, 3, 1), Advised.LATE, id="months later it still was late"),
        pytest.param(nov(9), nov(10), nov(9), Advised.LACKING, id="advised tomorrow, observes today"),
        pytest.param(nov(9), None, nov(8), Advised.TO_COME, id="the day before the first day"),
        pytest.param(nov(9), None, nov(9), Advised.LACKING, id="the first day without it"),
        pytest.param(None, None, nov(30), Advised.TO_COME, id="no day with children is entered"),
        pytest.param(None, nov(10), nov(30), Advised.IN_TIME, id="advised, and no day with children"),
    ],
)
def test_a_student_advised_after_first_observing_is_late(first_day_on, advised_on, on, expected):
    assert advised(first_day_on, advised_on, on=on) is expected


@pytest.mark.parametrize("role", [Role.STUDENT, Role.VOLUNTEER, Role.STAFF])
@pytest.mark.parametrize("days", range(-1, 3))
def test_who_is_advised_late_was_on_site_without_it_whatever_the_role(role, days):
    """The late days are the same for a student as for staff, and so are the committee's counts."""
    person, signed_on = replace(NEWCOMER, role=role), nov(9) + timedelta(days=days)
    held = [stands(person, SignOff(signed_on), on=nov(9) + timedelta(days=n)) for n in range(4)]
    assert held.count(Status.ON_SITE) == max(0, days)
    assert (advised(nov(9), signed_on, on=nov(30)) is Advised.LATE) is (Status.ON_SITE in held)


@pytest.mark.parametrize(
    ("reason", "accepted"),
    [
        pytest.param("", False, id="none"),
        pytest.param("urgent", False, id="one word"),
        pytest.param("Safeguarding", False, id="a label"),
        pytest.param("Short of staff.", False, id="no reason of this child's"),
        pytest.param("The key person is ill until Monday", True, id="a sentence"),
    ],
)
def test_key_children_without_a_sign_off_need_a_reason(reason, accepted):
    assert ("reason" not in key_children_problems(["Confidentiality policy"], reason=reason)) is accepted
    assert key_children_problems([], reason=reason) == {}


@pytest.mark.parametrize(
    ("trained_on", "due"),
    [(date(2024, 11, 24), TODAY), (date(2024, 2, 29), date(2026, 2, 28))],
)
def test_safeguarding_training_is_renewed_every_two_years(trained_on, due):
    assert training_due_on(trained_on) == due


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"person": None}, "person"),
        ({"on": None}, "on"),
        ({"on": nov(25)}, "on"),
        ({"course": " "}, "course"),
    ],
)
def test_training_has_its_date_and_its_course(change, field):
    said = {"person": 5, "on": TODAY, "course": "Level 2", "today": TODAY} | change
    assert list(training_problems(**said)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"title": " "}, "title"),
        ({"title": "", "is_changed": False}, "title"),  # what is lacking is said first
        ({"roles": ()}, "roles"),
        ({"points": " "}, "points"),
        ({"is_material": None}, "is_material"),
        ({"is_changed": False}, "points"),
    ],
)
def test_a_new_version_says_whether_it_is_read_again(change, field):
    said = {"title": "Recording", "roles": [Role.STAFF], "points": "On the day.", "is_material": True}
    assert list(topic_problems(**said | {"is_changed": True} | change)) == ([field] if field else [])


VERSIONS = [Version(1, date(2000, 1, 1)), Version(2, date(2026, 9, 1))]
KEY_TOPIC = {"roles": {Role.KEY_PERSON}, "versions": VERSIONS}


@pytest.mark.parametrize(
    ("role", "left_on", "sign_offs", "is_so"),
    [
        pytest.param(Role.STUDENT, None, [], True, id="a student who becomes a key person"),
        pytest.param(Role.KEY_PERSON, None, [], False, id="has the role: it is asked for"),
        pytest.param(Role.STUDENT, None, [SignOff(date(2026, 11, 1), 2)], False, id="signed off ahead"),
        pytest.param(Role.STUDENT, None, [SignOff(date(2026, 8, 1), 1)], True, id="on a version before"),
        pytest.param(Role.STUDENT, date(2026, 11, 23), [], False, id="has left"),
    ],
)
def test_who_takes_a_role_over_is_taken_through_what_it_needs_before(role, left_on, sign_offs, is_so):
    person = Person(role, date(2026, 3, 1), left_on=left_on)
    assert may_go_ahead(person, sign_offs, on=date(2026, 11, 24), **KEY_TOPIC) is is_so


def test_what_was_signed_off_ahead_is_done_on_the_first_day_of_the_role():
    promoted = Person(
        Role.KEY_PERSON,
        date(2026, 3, 1),
        date(2026, 3, 1),
        roles_before=(RoleBefore(Role.STUDENT, date(2026, 11, 24)),),
    )
    ahead = [SignOff(date(2026, 11, 20), 2)]
    days = {"induction_days": 28, "reread_days": 28}
    assert status(promoted, ahead, on=date(2026, 11, 23), **KEY_TOPIC, **days) is Status.NOT_NEEDED
    assert status(promoted, ahead, on=date(2026, 11, 24), **KEY_TOPIC, **days) is Status.DONE


AUGUST, FEBRUARY, JUNE = date(2026, 8, 12), date(2027, 2, 15), date(2027, 6, 1)
HERE, LEFT, BACK = Stay(AUGUST, AUGUST, None), Stay(AUGUST, AUGUST, FEBRUARY), Stay(JUNE, JUNE, None)
AGAIN = replace(BACK, left_on=date(2027, 7, 2))


@pytest.mark.parametrize(
    ("recorded", "before"),
    [
        pytest.param([HERE], [], id="here since the start"),
        pytest.param([HERE, LEFT], [], id="left"),
        pytest.param([HERE, LEFT, BACK], [LEFT], id="came back, in one save"),
        pytest.param([HERE, LEFT, HERE, BACK], [LEFT], id="the day taken out first, and the new start then"),
        pytest.param([HERE, LEFT, HERE], [], id="the day was a mistake"),
        pytest.param([LEFT, replace(LEFT, left_on=JUNE - timedelta(days=9)), BACK],
                     [replace(LEFT, left_on=JUNE - timedelta(days=9))], id="the day put right, and back"),
        pytest.param([LEFT, BACK, AGAIN, Stay(date(2028, 1, 3), None, None)], [LEFT, AGAIN], id="back twice"),
        pytest.param([LEFT, Stay(FEBRUARY, FEBRUARY, None)], [], id="a start on the last day itself"),
    ],
)  # fmt: skip
def test_who_came_back_was_here_before(recorded, before):
    assert stays_before(recorded) == before
