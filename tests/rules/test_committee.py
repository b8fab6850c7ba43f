"""What a meeting sees: how each area stands, in codes, bands and words (AI-6, X-7; law L11)."""

from datetime import date, timedelta

import pytest

from rules.access import Progress, Step, StepDone
from rules.agenda import AccessRequest, Area
from rules.committee import (
    AREAS,
    AreaSeen,
    Band,
    RequestSeen,
    Standing,
    areas_seen,
    asked,
    band,
    changed,
    figure,
    meeting,
    requests_seen,
    sentence,
    stage,
    standing,
)
from rules.working_days import bank_holidays

TODAY = date(2026, 11, 24)
HOLIDAYS = bank_holidays(range(2025, 2029))
DAY = timedelta(days=1)


def figures(**changed_parts):
    held = {
        "access_requests": {
            "open": 2, "late": 0, "due_this_week": 0, "waiting": 0,
            "answered_last_12_months": 8, "answered_in_time_last_12_months": 8,
        },
        "consents": {"children": 45, "questions": 300, "answered": 290},
        "sharing_decisions": {
            "awaiting_decision": 0, "awaiting_recording": 0, "decided_last_12_months": 9,
            "recorded_last_12_months": 9, "recorded_in_time_last_12_months": 9,
        },
        "induction": {"people": 15, "complete": 15, "on_site_without_it": 0, "to_read_again": 0},
    }  # fmt: skip
    return {area: {**values, **changed_parts.get(area, {})} for area, values in held.items()}


@pytest.mark.parametrize(
    ("area", "part", "stands"),
    [
        pytest.param("access_requests", {}, Standing.IN_TIME, id="requests in time"),
        pytest.param("access_requests", {"due_this_week": 1}, Standing.ATTENTION, id="one due this week"),
        pytest.param("access_requests", {"late": 1, "due_this_week": 1}, Standing.LATE, id="one late"),
        pytest.param("consents", {"answered": 270}, Standing.IN_TIME, id="nine in ten answered"),
        pytest.param("consents", {"answered": 269}, Standing.ATTENTION, id="fewer than nine in ten"),
        pytest.param("sharing_decisions", {}, Standing.IN_TIME, id="every decision recorded"),
        pytest.param("sharing_decisions", {"awaiting_recording": 1}, Standing.ATTENTION, id="one to record"),
        pytest.param("sharing_decisions", {"awaiting_decision": 1}, Standing.ATTENTION, id="one to decide"),
        pytest.param("induction", {}, Standing.IN_TIME, id="everyone complete"),
        pytest.param("induction", {"complete": 14}, Standing.ATTENTION, id="one not complete"),
        pytest.param(
            "induction", {"complete": 14, "on_site_without_it": 1}, Standing.LATE, id="on site without"
        ),
    ],
)
def test_an_area_stands_so(area, part, stands):
    assert standing(Area(area.replace("_", " ")), figures(**{area: part})) is stands


@pytest.mark.parametrize(
    ("area", "part", "words"),
    [
        pytest.param("access_requests", {}, "All", id="all in time"),
        pytest.param(
            "access_requests", {"answered_in_time_last_12_months": 7}, "Not all", id="one late is not counted"
        ),
        pytest.param(
            "access_requests",
            {"answered_last_12_months": 0, "answered_in_time_last_12_months": 0},
            "None",
            id="none asked for",
        ),
        pytest.param("consents", {}, "Nearly all", id="ten of three hundred missing"),
        pytest.param("consents", {"answered": 200}, "About 7 in 10", id="two thirds"),
        pytest.param("sharing_decisions", {}, "All", id="all recorded in time"),
        pytest.param("sharing_decisions", {"recorded_in_time_last_12_months": 5}, "Most", id="most"),
        pytest.param("sharing_decisions", {"recorded_in_time_last_12_months": 4}, "Not most", id="not most"),
        pytest.param("induction", {"complete": 14}, "14 of 15", id="staff figures may show"),
    ],
)
def test_the_figure_of_an_area_gives_no_count_about_families(area, part, words):
    said, _ = figure(Area(area.replace("_", " ")), figures(**{area: part}))
    assert said == words


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        pytest.param(TODAY - DAY, Band.LATE, id="yesterday"),
        pytest.param(TODAY, Band.DUE, id="today"),
        pytest.param(TODAY + DAY, Band.WITHIN_A_WEEK, id="tomorrow"),
        pytest.param(TODAY + 7 * DAY, Band.WITHIN_A_WEEK, id="a week from today"),
        pytest.param(TODAY + 8 * DAY, Band.OVER_A_WEEK, id="eight days"),
    ],
)
def test_a_due_date_is_shown_as_a_band(due, shown):
    assert band(due, today=TODAY) is shown


def test_open_requests_are_listed_by_code_and_never_by_date():
    requests = [
        AccessRequest(1, "AR-2026-009", 1, TODAY - 40 * DAY),
        AccessRequest(2, "AR-2026-002", 2, TODAY - 2 * DAY, (StepDone(Step.ACKNOWLEDGED, TODAY),)),
    ]
    seen = requests_seen(requests, today=TODAY, bank_holidays=HOLIDAYS)
    assert [(held.code, held.stage, held.band) for held in seen] == [
        ("AR-2026-002", "Acknowledged", Band.OVER_A_WEEK),
        ("AR-2026-009", "Received", Band.LATE),
    ]


@pytest.mark.parametrize(
    ("steps", "progress", "words"),
    [
        pytest.param([], Progress.OPEN, "Received", id="nothing done"),
        pytest.param([Step.CHAIRPERSON_TOLD], Progress.OPEN, "Chairperson told", id="told"),
        pytest.param(
            [Step.CHAIRPERSON_TOLD, Step.ACKNOWLEDGED], Progress.OPEN, "Acknowledged", id="further on"
        ),
        pytest.param([Step.ACKNOWLEDGED], Progress.PAUSED, "Waiting for the requester", id="paused"),
        pytest.param([], Progress.WAITING_FOR_IDENTITY, "Waiting for proof of identity", id="identity"),
    ],
)
def test_a_stage_says_what_happens_and_nothing_of_what_it_is_about(steps, progress, words):
    assert stage([StepDone(step, TODAY) for step in steps], progress) == words


def areas(**stands):
    return [AreaSeen(area, stands.get(area.name, Standing.IN_TIME), "", "") for area in AREAS]


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        pytest.param({}, "Yes. Everything that the policy asks for is in time.", id="all in time"),
        pytest.param(
            {"CONSENTS": Standing.ATTENTION}, "Mostly: consents need attention.", id="one needs attention"
        ),
        pytest.param(
            {"ACCESS_REQUESTS": Standing.LATE, "CONSENTS": Standing.ATTENTION,
             "SHARING_DECISIONS": Standing.ATTENTION},
            "Mostly: something is late in access requests. Consents and sharing decisions need attention.",
            id="one late, two to look at",
        ),
        pytest.param(
            {"ACCESS_REQUESTS": Standing.LATE, "INDUCTION": Standing.LATE},
            "Not yet: something is late in access requests and induction.",
            id="two late",
        ),
    ],
)  # fmt: skip
def test_a_chairperson_could_read_it_aloud(stands, said):
    assert sentence(areas(**stands)) == said


def test_the_committee_is_asked_about_what_is_late():
    late = RequestSeen("AR-2026-003", "Received", Band.LATE, TODAY - DAY)
    said = asked(areas(INDUCTION=Standing.LATE), [late], stand_ins_wanted=1)
    assert said == (
        "Note that AR-2026-003 is late, and ask why.",
        "Choose a stand-in for the chairperson in 1 request.",
        "Note that someone is with the children before induction is complete.",
    )
    assert asked(areas(), []) == ("Note the report.",)


def test_what_changed_is_told_by_area():
    before, now = figures(), figures(access_requests={"late": 1})
    assert changed(now, before) == ("Access requests: late, before in time.",)
    assert changed(before, before) == ("No area changed how it stands.",)
    assert changed(now, None) == ("There is no signed review to compare with.",)


def test_the_weeks_before_come_from_the_signed_reviews():
    reviews = [(TODAY - 14 * DAY, figures(induction={"complete": 3})), (TODAY - 7 * DAY, {})]
    seen = {held.area: held.weeks for held in areas_seen(figures(), reviews)}
    assert seen[Area.INDUCTION] == ((TODAY - 14 * DAY, Standing.ATTENTION),)
    assert seen[Area.CONSENTS] == ((TODAY - 14 * DAY, Standing.IN_TIME),)


@pytest.mark.parametrize(
    ("last_meeting_on", "said"),
    [
        pytest.param(TODAY - 10 * DAY, "No area changed how it stands.", id="against the review before it"),
        pytest.param(None, "Induction: in time, before attention needed.", id="against the oldest review"),
    ],
)
def test_changes_are_told_since_the_last_meeting(last_meeting_on, said):
    reviews = [
        (TODAY - 20 * DAY, figures(induction={"complete": 3})),
        (TODAY - 12 * DAY, figures()),
        (TODAY - 5 * DAY, figures(consents={"answered": 1})),
    ]
    seen = meeting(
        figures(), [], reviews, today=TODAY, bank_holidays=HOLIDAYS, last_meeting_on=last_meeting_on
    )
    assert seen.changed == (said,)
