"""What a meeting sees: how each area stands, in codes, bands and words (AI-6, X-7; law L11)."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules import breach
from rules.access import Channel, Progress, Step, StepDone
from rules.access_path import Requester, WholeRequest
from rules.agenda import AccessRequest, Area
from rules.committee import (
    AREAS,
    AreaSeen,
    Band,
    RequestSeen,
    Show,
    Standing,
    WeeksReviewed,
    answer,
    areas_seen,
    asked,
    band,
    changed,
    coverage,
    figure,
    groups,
    meeting,
    policy_answer,
    policy_points,
    quarters_seen,
    requests_seen,
    sentence,
    show_problems,
    stage,
    standing,
    totals,
    was_late,
)
from rules.complaints import Complaint, Done, Kind
from rules.complaints import Step as ComplaintStep
from rules.figures import GroupFigures, PurposeFigures
from rules.policy import Adoption, Contact, Related, Term
from rules.policy import Standing as PolicyStanding
from rules.requester import Relationship
from rules.routine import Check, Result
from rules.sharing import Decision, Outcome
from rules.working_days import bank_holidays, months_after

TODAY = date(2026, 11, 24)
HOLIDAYS = bank_holidays(range(2025, 2029))
DAY = timedelta(days=1)


def answered(*given):
    return [{"title": f"Purpose {n}", "statuses": {"given": count}} for n, count in enumerate(given)]


def figures(**changed_parts):
    held = {
        "access_requests": {
            "open": 2, "late": 0, "due_this_week": 0, "waiting": 0,
            "answered_last_12_months": 8, "answered_in_time_last_12_months": 8,
        },
        "consents": {
            "children": 45, "questions": 315, "answered": 305, "by_purpose": answered(*[43] * 5, 45, 45)
        },
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
        pytest.param(
            "access_requests", {"after_late": 1}, Standing.LATE, id="a complaint or correction past its date"
        ),
        pytest.param(
            "consents", {"withdrawals_late": 1}, Standing.LATE, id="withdrawn, and nobody stopped it in time"
        ),
        pytest.param(
            "sharing_decisions", {"breaches_late": 1}, Standing.LATE, id="a breach past its 72 hours"
        ),
        pytest.param("consents", {"answered": 284}, Standing.IN_TIME, id="nine in ten answered"),
        pytest.param("consents", {"answered": 283}, Standing.ATTENTION, id="fewer than nine in ten"),
        pytest.param("sharing_decisions", {}, Standing.IN_TIME, id="every decision recorded"),
        pytest.param("sharing_decisions", {"awaiting_recording": 1}, Standing.ATTENTION, id="one to record"),
        pytest.param("sharing_decisions", {"awaiting_decision": 1}, Standing.ATTENTION, id="one to decide"),
        pytest.param(
            "sharing_decisions",
            {"awaiting_recording": 1, "records_late": 1},
            Standing.LATE,
            id="one whose record is past its day",
        ),
        pytest.param(
            "sharing_decisions",
            {"awaiting_decision": 1, "decisions_late": 1},
            Standing.LATE,
            id="a concern nobody decided about by its day",
        ),
        pytest.param("sharing_decisions", {"referrals_late": 1}, Standing.LATE, id="no reply of social care"),
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
    ("area", "part", "number", "about"),
    [
        pytest.param("access_requests", {}, "Open, in time", "months: all in time", id="all in time"),
        pytest.param("access_requests", {"open": 0}, "None open", "months: all in time", id="none open"),
        pytest.param(
            "access_requests",
            {"answered_in_time_last_12_months": 7},
            "Open, in time",
            "not all in time",
            id="one late is not counted",
        ),
        pytest.param(
            "access_requests",
            {"answered_last_12_months": 0, "answered_in_time_last_12_months": 0},
            "Open, in time",
            "12 months: none",
            id="none asked for",
        ),
        pytest.param(
            "access_requests", {"late": 1}, "At least 1 late", "Open requests", id="late is not all"
        ),
        pytest.param("access_requests", {"due_this_week": 1}, "Due within a week", "One or more", id="soon"),
        pytest.param(
            "access_requests",
            {"after_late": 1},
            "Answer is late",
            "complaints or corrections",
            id="a complaint",
        ),
        pytest.param(
            "consents", {"withdrawals_late": 1}, "Not yet stopped", "Nearly all of the", id="to be undone"
        ),
        pytest.param(
            "sharing_decisions", {"breaches_late": 1}, "72 hours are over", "breaches", id="a breach"
        ),
        pytest.param(
            "sharing_decisions",
            {"awaiting_recording": 1, "records_late": 1, "recorded_last_12_months": 10},
            "Not complete",
            "records of decisions, past their day. Recorded in the last 12 months: most in time",
            id="a record past its day",
        ),
        pytest.param(
            "sharing_decisions",
            {"awaiting_recording": 1, "records_late": 1},
            "Not complete",
            "12 months: not all in time",
            id="late is not all, where it was decided more than a year ago",
        ),
        pytest.param(
            "sharing_decisions",
            {
                "awaiting_recording": 1,
                "records_late": 1,
                "recorded_last_12_months": 0,
                "recorded_in_time_last_12_months": 0,
            },
            "Not complete",
            "records of decisions, past their day. Recorded in the last 12 months: none",
            id="none is none, where it was decided more than a year ago",
        ),
        pytest.param(
            "sharing_decisions",
            {"awaiting_decision": 1, "decisions_late": 1, "awaiting_recording": 1},
            "Not decided",
            "One or more concerns, past their day.",
            id="a concern before a record that is in time",
        ),
        pytest.param(
            "sharing_decisions",
            {"decisions_late": 1, "records_late": 1, "referrals_late": 1},
            "Not decided",
            "One or more concerns, and records of decisions, past their day.",
            id="a concern, and a record",
        ),
        pytest.param(
            "sharing_decisions",
            {"referrals_late": 1},
            "No reply",
            "Social care has not replied to one or more referrals.",
            id="a referral without a reply",
        ),
        pytest.param("consents", {}, "Nearly all", "are settled", id="ten of three hundred missing"),
        pytest.param(
            "consents", {"by_purpose": answered(30, 30)}, "About 7 in 10", "are settled", id="two thirds"
        ),
        pytest.param(
            "consents", {"by_purpose": answered(45, 45)}, "All", "are settled", id="nothing is missing"
        ),
        pytest.param("consents", {"by_purpose": answered(0, 0)}, "None", "are settled", id="nothing asked"),
        pytest.param(
            "consents",
            {"by_purpose": answered(3, 3)},
            "About 1 in 10",
            "are settled",
            id="what is kept back is many",
        ),
        pytest.param(
            "consents",
            {"by_purpose": []},
            "None to count",
            "Share of the questions to families that are settled",
            id="no purpose in use",
        ),
        pytest.param(
            "consents",
            {"children": 3, "questions": 21, "answered": 14, "by_purpose": answered(*[2] * 7)},
            "Too few to show",
            "Share of the questions to families that are settled",
            id="of three children no share, however many questions they have",
        ),
        pytest.param(
            "consents",
            {"children": 20, "questions": 140, "answered": 133, "by_purpose": answered(*[19] * 7)},
            "About 7 to 9 in 10",
            "are settled",
            id="one new child among twenty: nearly all would tell that each purpose lacks just one",
        ),
        pytest.param(
            "consents",
            {"children": 20, "questions": 140, "answered": 105, "by_purpose": answered(*[15] * 7)},
            "About 7 to 9 in 10",
            "are settled",
            id="five among twenty look alike, and are a quarter",
        ),
        pytest.param(
            "consents",
            {"children": 20, "questions": 140, "answered": 38, "by_purpose": answered(*[3] * 6, 20)},
            "About 1 to 3 in 10",
            "are settled",
            id="what is kept back is all but 1 to 5, at either end",
        ),
        pytest.param(
            "consents",
            {"children": 20, "questions": 140, "answered": 83, "by_purpose": answered(*[1] * 3, *[20] * 4)},
            "About 6 in 10",
            "are settled",
            id="from 5.9 to 6.7 in 10 is one tenth further, and no range",
        ),
        pytest.param(
            "access_requests",
            {"late": 1},
            "At least 1 late",
            "Answers in the last 12 months: not all in time",
            id="one that is late and has no answer is not left out",
        ),
        pytest.param(
            "access_requests",
            {"late": 1, "answered_last_12_months": 0, "answered_in_time_last_12_months": 0},
            "At least 1 late",
            "Answers in the last 12 months: not all in time",
            id="nothing answered, and one was to be",
        ),
        pytest.param(
            "access_requests",
            {"after_late": 1},
            "Answer is late",
            "Answers in the last 12 months: all in time",
            id="a late complaint is no late request",
        ),
        pytest.param(
            "sharing_decisions",
            {"recorded_last_12_months": 0, "recorded_in_time_last_12_months": 0},
            "None to record",
            "12 months: none",
            id="none recorded is not all",
        ),
        pytest.param(
            "sharing_decisions", {}, "All recorded", "months: all in time", id="all recorded in time"
        ),
        pytest.param(
            "sharing_decisions",
            {"recorded_in_time_last_12_months": 5},
            "All recorded",
            "most in time",
            id="most",
        ),
        pytest.param(
            "sharing_decisions",
            {"recorded_last_12_months": 8, "recorded_in_time_last_12_months": 4},
            "All recorded",
            "half or fewer in time",
            id="half is not most",
        ),
        pytest.param(
            "sharing_decisions", {"awaiting_recording": 1}, "To be completed", "One or more", id="record"
        ),
        pytest.param(
            "sharing_decisions", {"awaiting_decision": 1}, "To be decided", "One or more", id="decide"
        ),
        pytest.param("induction", {"complete": 14}, "14 of 15", "taken through", id="staff figures may show"),
        pytest.param(
            "induction", {"people": 0, "complete": 0}, "Nobody", "is entered yet", id="nobody works here yet"
        ),
        pytest.param(
            "induction",
            {"complete": 1, "to_read_again": 14},
            "1 of 15",
            "everything; 14 to read a change",
            id="everybody was taken through it, and a new version came in: a review of before",
        ),
        pytest.param(
            "induction",
            {"complete": 1, "to_read_again": 14, "taken_through": 15, "read_again_by": "2026-12-22"},
            "15 of 15",
            "everything; 14 to read a change by Tue 22 Dec",
            id="everybody was taken through it, and a new version came in",
        ),
        pytest.param(
            "induction",
            {"complete": 13, "to_read_again": 2, "taken_through": 15, "read_again_late": 1},
            "15 of 15",
            "; 2 to read a change, 1 of them late",
            id="one has not read it by its day",
        ),
        pytest.param(
            "induction",
            {"complete": 14, "to_read_again": 1, "taken_through": 15, "read_again_late": 1},
            "15 of 15",
            "; 1 to read a change, late",
            id="the last one has not read it by its day",
        ),
        pytest.param(
            "induction",
            {"complete": 13, "to_read_again": 1, "taken_through": 15, "to_countersign": 1},
            "15 of 15",
            "; 1 to read a change; 1 to be countersigned",
            id="one has read it, and the signature of somebody else is missing",
        ),
        pytest.param(
            "induction", {"on_site_without_it": 2}, "15 of 15", "2 are with the children", id="on site"
        ),
    ],
)
def test_the_figure_of_an_area_gives_no_count_about_families(area, part, number, about):
    said = figure(Area(area.replace("_", " ")), figures(**{area: part}))
    assert said[0] == number
    assert about in said[1]


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


def test_what_has_time_left_reads_late_under_no_late_one():
    assert [str(band) for band in Band][:4] == ["late", "due today", "due within a week", "over a week left"]


def test_open_requests_are_listed_by_band_and_code_and_never_by_date():
    requests = [
        AccessRequest(1, "AR-2026-009", 1, TODAY - 40 * DAY),
        AccessRequest(2, "AR-2026-002", 2, TODAY - 2 * DAY, (StepDone(Step.ACKNOWLEDGED, TODAY),)),
        AccessRequest(3, "AR-2026-001", 3, TODAY - DAY),
    ]
    seen = requests_seen(requests, today=TODAY, bank_holidays=HOLIDAYS)
    assert [(held.code, held.stage, held.band) for held in seen] == [
        ("AR-2026-009", "Received", Band.LATE),
        ("AR-2026-001", "Received", Band.OVER_A_WEEK),
        ("AR-2026-002", "Acknowledged", Band.OVER_A_WEEK),
    ]
    dated = requests_seen(requests, today=TODAY, bank_holidays=HOLIDAYS, show=Show.DATES)
    assert [held.code for held in dated] == ["AR-2026-009", "AR-2026-002", "AR-2026-001"]


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
    assert stage([StepDone(step, TODAY) for step in steps], progress, is_extended=False) == words


@pytest.mark.parametrize(
    ("day_of_the_notice", "said"),
    [
        pytest.param(date(2026, 10, 16), "Extended", id="sent on the last day"),
        pytest.param(date(2026, 10, 17), "Acknowledged", id="sent the day after: it extended nothing"),
    ],
)
def test_a_request_is_extended_only_by_a_notice_that_was_sent_in_time(day_of_the_notice, said):
    steps = (StepDone(Step.ACKNOWLEDGED, date(2026, 9, 18)), StepDone(Step.EXTENDED, day_of_the_notice))
    request = AccessRequest(1, "AR-2026-001", 1, date(2026, 9, 16), steps)
    [seen] = requests_seen([request], today=TODAY, bank_holidays=HOLIDAYS)
    assert (seen.stage, seen.band) == (said, Band.OVER_A_WEEK if said == "Extended" else Band.LATE)


@pytest.mark.parametrize(
    ("asked", "asked_on", "said", "held"),
    [
        pytest.param(
            Step.IDENTITY_ASKED, date(2026, 9, 18), "Waiting for proof of identity", Band.WAITING, id="proof"
        ),
        pytest.param(
            Step.CLARIFICATION_ASKED, date(2026, 10, 16), "Waiting for the requester", Band.WAITING,
            id="a question of the last day",
        ),
        pytest.param(
            Step.CLARIFICATION_ASKED, date(2026, 10, 17), "Received", Band.LATE, id="a later question"
        ),
    ],
)  # fmt: skip
def test_a_request_that_waits_is_not_shown_as_late(asked, asked_on, said, held):
    request = AccessRequest(1, "AR-2026-001", 1, date(2026, 9, 16), (StepDone(asked, asked_on),))
    [seen] = requests_seen([request], today=TODAY, bank_holidays=HOLIDAYS)
    assert (seen.stage, seen.band) == (said, held)


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
    said = asked(figures(induction={"on_site_without_it": 1}), [late], stand_ins_wanted=1)
    assert said == (
        "Note that AR-2026-003 is late, and ask why.",
        "Choose a stand-in for the chairperson in 1 request.",
        "Note that someone is with the children without induction.",
    )
    assert asked(figures(), []) == ("Note the report.",)


@pytest.mark.parametrize(
    ("late", "said"),
    [
        pytest.param(
            {"access_requests": {"after_late": 1}},
            "Note that a complaint, or a request to correct the file, is late, and ask why.",
            id="no request is late, so it is what comes after one",
        ),
        pytest.param(
            {"sharing_decisions": {"breaches_late": 1}},
            "Note that a breach is past its 72 hours, and ask why.",
            id="a breach",
        ),
        pytest.param(
            {"sharing_decisions": {"awaiting_recording": 2, "records_late": 1}},
            "Note that the record of a decision to share is late, and ask why.",
            id="a record past its day",
        ),
        pytest.param(
            {"sharing_decisions": {"awaiting_decision": 1, "decisions_late": 1}},
            "Note that nobody has decided about a concern, past its day, and ask why.",
            id="a concern nobody decided about",
        ),
        pytest.param(
            {"sharing_decisions": {"referrals_late": 1}},
            "Note that social care has not replied to a referral, and ask what was done.",
            id="a referral without a reply",
        ),
    ],
)
def test_the_committee_is_asked_about_what_is_late_beside_requests_and_decisions(late, said):
    assert asked(figures(**late), []) == (said,)


def test_a_late_breach_hides_no_decision_that_is_to_be_recorded():
    held = figures(sharing_decisions={"breaches_late": 1, "awaiting_recording": 1})
    assert asked(held, []) == (
        "Note that a breach is past its 72 hours, and ask why.",
        "Note that decisions to share are still to be made or recorded.",
    )
    _, about = figure(Area.SHARING_DECISIONS, held)
    assert about.startswith("One or more breaches, and decisions to record. ")


UNDO = "Note that what a family no longer allows is not undone yet, and ask why."
ONLINE = "Note that a learning journey is online without consent, and ask why."


@pytest.mark.parametrize(
    ("late", "number", "what", "said"),
    [
        pytest.param({}, "Nearly all", "of the questions", ("Note the report.",), id="neither"),
        pytest.param(
            {"withdrawals_late": 2},
            "Not yet stopped",
            "What a family no longer allows",
            (UNDO,),
            id="withdrawn",
        ),
        pytest.param(
            {"journeys_late": 2},
            "Online, no consent",
            "One or more learning journeys.",
            (ONLINE,),
            id="a journey is online without consent",
        ),
        pytest.param(
            {"withdrawals_late": 1, "journeys_late": 1},
            "Not yet stopped",
            "such as photographs, and learning journeys online without consent.",
            (UNDO, ONLINE),
            id="both",
        ),
    ],
)
def test_what_is_late_of_consents_is_named_and_not_counted(late, number, what, said):
    held = figures(consents=late)
    shown_number, about = figure(Area.CONSENTS, held)
    assert shown_number == number
    assert what in about
    assert asked(held, []) == said
    assert (standing(Area.CONSENTS, held) is Standing.LATE) is bool(late)


@pytest.mark.parametrize(
    ("after_late", "also"),
    [
        pytest.param(0, (), id="requests alone"),
        pytest.param(
            1, ("Note that a complaint, or a request to correct the file, is late, and ask why.",), id="both"
        ),
    ],
)
@pytest.mark.parametrize(
    ("show", "said"),
    [
        (Show.BANDS, "Note that AR-2026-003 is late, and ask why."),
        (Show.TOTALS, "Note that a request is late, and ask why."),
    ],
)
def test_a_late_request_hides_no_late_complaint(after_late, also, show, said):
    late = RequestSeen("AR-2026-003", "Received", Band.LATE, TODAY - DAY)
    held = figures(access_requests={"late": 1, "after_late": after_late})
    assert asked(held, [late], show=show) == (said, *also)
    _, about = figure(Area.ACCESS_REQUESTS, held)
    assert about.startswith("Open requests")
    assert ("complaints or corrections" in about) is bool(after_late)


def complaint(*steps):
    done = tuple(Done(step, TODAY) for step in steps)
    return Complaint(Kind.DATA_PROTECTION, Channel.LETTER, TODAY - DAY, done)


AT_THE_ICO = complaint(ComplaintStep.OUTCOME, ComplaintStep.WENT_ON)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        pytest.param([], ("None is open.",), id="none"),
        pytest.param(
            [complaint()], ("Open: 1 to 5.", "None was taken further, such as to the ICO."), id="a few"
        ),
        pytest.param(
            [complaint()] * 8 + [AT_THE_ICO],
            (
                "Open: about 10.",
                "At least one was taken further, to the ICO, Ofsted or the committee, and is not decided "
                "there yet.",
            ),
            id="many, one at the ICO",
        ),
    ],
)
def test_open_complaints_are_told_by_a_count_that_tells_nobody_s(held, said):
    shown = meeting(figures(), [], [], today=TODAY, bank_holidays=HOLIDAYS, complaints_held=held)
    assert shown.complaints == said
    is_asked = any("a complaint was taken further" in line for line in shown.asked)
    assert is_asked is (AT_THE_ICO in held), "also where nothing about it is late"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        pytest.param(None, "", id="none is open"),
        pytest.param((), "breached. Ask", id="one that nobody has decided about"),
        pytest.param((breach.Step.NOT_REPORTED,), "breached. Ask", id="one that was not reported"),
        pytest.param((breach.Step.REPORTED,), "breached and the ICO was told. Ask", id="one that was"),
    ],
)
def test_a_breach_that_is_open_is_noted_without_a_number(steps, said):
    """A tablet was stolen, the ICO was told, and the committee that answers for it read nothing of it."""
    known_at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    held = [] if steps is None else [breach.Breach(known_at, tuple(map(breach.Done, steps)))] * 2
    shown = meeting(figures(), [], [], today=TODAY, bank_holidays=HOLIDAYS, breaches=held)
    noted = [line for line in shown.asked if "confidentiality was" in line]
    assert noted == ([f"Note that confidentiality was {said} what keeps it open."] if said else [])
    late = figures(sharing_decisions={"breaches_late": 1})
    shown = meeting(late, [], [], today=TODAY, bank_holidays=HOLIDAYS, breaches=held)
    assert sum("breach" in line for line in shown.asked) == 1 + ("ICO was told" in said), "said once"


KNOWN_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
CLOSE = breach.Done(breach.Step.CLOSED, at=datetime(2026, 11, 18, 9, tzinfo=UTC))
TOLD_FAMILY = breach.Done(breach.Step.TOLD, at=KNOWN_AT)


def reported(hours):
    return breach.Done(breach.Step.REPORTED, at=KNOWN_AT + timedelta(hours=hours))


TOLD_LATE = "the ICO was told late, after the 72 hours"
CLOSED = "Note a breach that is closed now"
DIFFERENTLY = ": ask what is done differently."


@pytest.mark.parametrize(
    ("done", "last_meeting_on", "said"),
    [
        pytest.param([reported(71)], None, "and the ICO was told. Ask what keeps it open.", id="in time"),
        pytest.param([reported(232)], None, f"{TOLD_LATE}. Ask what keeps it open.", id="told late"),
        pytest.param(
            [reported(232), TOLD_FAMILY, CLOSE],
            None,
            f"{CLOSED}, and that {TOLD_LATE}{DIFFERENTLY}",
            id="closed, before any meeting",
        ),
        pytest.param(
            [reported(1), TOLD_FAMILY, CLOSE],
            TODAY - 7 * DAY,
            f"{CLOSED}, and that the ICO was told{DIFFERENTLY}",
            id="closed between two meetings",
        ),
        pytest.param(
            [breach.Done(breach.Step.NOT_REPORTED, at=KNOWN_AT), TOLD_FAMILY, CLOSE],
            TODAY - 6 * DAY,
            f"{CLOSED}{DIFFERENTLY}",
            id="closed on the day of the meeting, maybe after it; the ICO was not to be told",
        ),
        pytest.param(
            [reported(1), TOLD_FAMILY, CLOSE], TODAY - 5 * DAY, "", id="closed before the last meeting"
        ),
    ],
)
def test_a_meeting_hears_of_a_breach_that_was_closed_since_and_that_the_ico_was_told_late(
    done, last_meeting_on, said
):
    shown = meeting(
        figures(),
        [],
        [],
        today=TODAY,
        bank_holidays=HOLIDAYS,
        last_meeting_on=last_meeting_on,
        breaches=[breach.Breach(KNOWN_AT, tuple(done))],
    )
    noted = [line for line in shown.asked if "breach" in line]
    assert len(noted) == bool(said)
    assert all(line.endswith(said) for line in noted)


@pytest.mark.parametrize(
    ("now", "then", "show", "said"),
    [
        pytest.param({"late": 4}, {"late": 1}, Show.BANDS, "Access requests: late as before", id="more late"),
        pytest.param({"late": 4}, {"late": 1}, Show.TOTALS, "None", id="of totals alone no count is told"),
        pytest.param({"late": 1}, {"late": 4}, Show.BANDS, "None", id="fewer"),
        pytest.param({"late": 4}, {"late": 0}, Show.BANDS, "Access requests: late now", id="late now, once"),
    ],
)
def test_what_got_worse_in_an_area_that_was_late_is_said(now, then, show, said):
    [line] = changed(figures(access_requests=now), figures(access_requests=then), show=show)
    assert line.startswith(said)


def test_of_more_people_without_induction_it_is_said_too():
    now, then = (figures(induction={"on_site_without_it": number}) for number in (3, 1))
    assert changed(now, then) == ("Induction: late as before, and of more people.",)


def test_what_changed_is_told_by_area():
    before, now = figures(), figures(access_requests={"late": 1})
    assert changed(now, before) == ("Access requests: late now, in time before.",)
    both = figures(access_requests={"late": 1}, consents={"withdrawals_late": 1})
    assert changed(both, before) == ("Access requests and consents: late now, in time before.",)
    assert changed(before, before) == ("None of the four areas has changed.",)
    assert changed(now, None) == ("No review signed in 26 weeks: there is none to compare with.",)


NOTHING_LATE = {"late_by_area": {str(area): 0 for area in Area}}


@pytest.mark.parametrize(
    ("reviewed", "said"),
    [
        pytest.param([], "No review signed in 26 weeks", id="none"),
        pytest.param([TODAY - 7 * DAY], "Nothing was late at the only review", id="one"),
        pytest.param(
            [TODAY - 8 * DAY, TODAY - 6 * DAY, TODAY],
            "Nothing late at 3 of 3 reviews, Nov",
            id="two of them in one week, which are not two weeks",
        ),
        pytest.param(
            [date(2026, 5, 29), TODAY], "Nothing late at 2 of 2 reviews, May to Nov", id="of several months"
        ),
    ],
)
def test_the_trend_counts_signed_reviews_and_says_of_which_months(reviewed, said):
    seen = areas_seen(figures(), [(on, figures() | NOTHING_LATE) for on in reviewed])
    assert {area.trend for area in seen} == {said}


def test_a_request_that_was_soon_due_at_a_review_was_in_time_then():
    soon = figures(access_requests={"due_this_week": 1}) | NOTHING_LATE
    seen = {held.area: held for held in areas_seen(soon, [(TODAY - 7 * DAY, soon)])}[Area.ACCESS_REQUESTS]
    assert (seen.standing, seen.trend) == (Standing.ATTENTION, "Nothing was late at the only review")
    assert changed(soon, figures()) == changed(figures(), soon) == ("None of the four areas has changed.",)


@pytest.mark.parametrize(
    ("induction", "late", "was"),
    [
        pytest.param({"complete": 17}, 0, False, id="somebody is still to be taken through"),
        pytest.param({"to_read_again": 5}, 0, False, id="five to read a change by a day to come"),
        pytest.param({"to_read_again": 5}, 1, True, id="five late to read a change"),
        pytest.param({"complete": 17, "on_site_without_it": 1}, 1, True, id="with the children without it"),
    ],
)
def test_what_was_late_on_the_list_of_a_review_is_late_in_the_trend(induction, late, was):
    """What asks for attention is not late; whatever the weekly review called late is."""
    kept = figures(induction={"people": 18} | induction) | {"late_by_area": {"induction": late}}
    assert was_late(Area.INDUCTION, kept) is was


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("late", [0, 1, 7])
def test_a_late_line_of_any_area_is_late_at_its_review(area, late):
    kept = figures() | {"late_by_area": NOTHING_LATE["late_by_area"] | {str(area): late}}
    assert [was_late(one, kept) for one in AREAS] == [one is area and late > 0 for one in AREAS]


@pytest.mark.parametrize(
    ("kept", "was"),
    [
        pytest.param({"overdue": 0}, False, id="nothing at all was late"),
        pytest.param({"overdue": 1}, None, id="something was, and it does not say where"),
        pytest.param({}, None, id="not even that"),
        pytest.param(
            {"overdue": 6, "induction": {"to_read_again": 5, "read_again_late": 5}}, True, id="re-read"
        ),
        pytest.param({"overdue": 6, "induction": {"on_site_without_it": 1}}, True, id="on site without it"),
    ],
)
def test_of_a_review_that_was_signed_before_only_what_it_knows_is_said(kept, was):
    parts = {name: part for name, part in kept.items() if isinstance(part, dict)}
    held = figures(**parts) | {name: part for name, part in kept.items() if name not in parts}
    assert was_late(Area.INDUCTION, held) is was


@pytest.mark.parametrize(
    ("were_late", "said"),
    [
        pytest.param([None], "The only review does not say what was late", id="the only one does not"),
        pytest.param([True], "Something was late at the only review", id="the only one does"),
        pytest.param([None, None], "2 reviews, Nov: none says what was late", id="none says"),
        pytest.param([None, False], "Nothing late at 1 of 2 reviews, Nov; 1 does not say", id="one does not"),
        pytest.param(
            [None, None, True], "Nothing late at 0 of 3 reviews, Nov; 2 do not say", id="two do not"
        ),
    ],
)
def test_reviews_that_do_not_say_are_not_called_in_time(were_late, said):
    overdue = {None: {"overdue": 1}, False: {"overdue": 0}, True: {"late_by_area": {"induction": 1}}}
    reviews = [(TODAY - at * DAY, figures() | overdue[late]) for at, late in enumerate(were_late)][::-1]
    seen = {held.area: held for held in areas_seen(figures(), reviews)}
    assert seen[Area.INDUCTION].trend == said


def test_the_strip_is_green_at_no_review_at_which_something_was_late():
    """A date of our own that had passed is late in the sentence below it; red is for what the law dates."""
    reviews = [(TODAY, figures() | {"late_by_area": {"access requests": late}}) for late in (1, 0)]
    seen = {held.area: held for held in areas_seen(figures(), reviews)}[Area.ACCESS_REQUESTS]
    assert [standing for _, standing in seen.weeks] == [Standing.ATTENTION, Standing.IN_TIME]
    assert seen.trend == "Nothing late at 1 of 2 reviews, Nov"


def test_the_weeks_before_come_from_the_signed_reviews():
    reviews = [(TODAY - 14 * DAY, figures(induction={"complete": 3})), (TODAY - 7 * DAY, {})]
    seen = {held.area: held.weeks for held in areas_seen(figures(), reviews)}
    assert seen[Area.INDUCTION] == ((TODAY - 14 * DAY, Standing.ATTENTION),)
    assert seen[Area.CONSENTS] == ((TODAY - 14 * DAY, Standing.IN_TIME),)


OLDEST = "Since the review of Wed 4 Nov", "Induction: in time now, attention needed before."
BEFORE_IT = "Since the last meeting, by the review of Thu 12 Nov", "None of the four areas has changed."


@pytest.mark.parametrize(
    ("last_meeting_on", "said"),
    [
        pytest.param(TODAY - 10 * DAY, BEFORE_IT, id="against the review before it"),
        pytest.param(TODAY - 12 * DAY, BEFORE_IT, id="signed on the day of the meeting"),
        pytest.param(None, OLDEST, id="no meeting: against the oldest review"),
        pytest.param(TODAY - 21 * DAY, OLDEST, id="no review is known of before the meeting"),
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
    assert (seen.changed_since, *seen.changed) == said


@pytest.mark.parametrize(
    ("began_on", "said"),
    [
        pytest.param(TODAY, "No review signed yet", id="on its first day"),
        pytest.param(TODAY - 182 * DAY + DAY, "No review signed yet", id="26 weeks are not over"),
        pytest.param(TODAY - 182 * DAY, "No review signed in 26 weeks", id="they are"),
        pytest.param(None, "No review signed in 26 weeks", id="not known"),
    ],
)
def test_a_new_setting_has_missed_no_review(began_on, said):
    seen = meeting(figures(), [], [], today=TODAY, bank_holidays=HOLIDAYS, began_on=began_on)
    assert {area.trend for area in seen.areas} == {said}
    assert seen.changed == (f"{said}: there is none to compare with.",)


def policy_stands(**parts):
    held = {
        "began_on": date(2026, 1, 5),
        "adoption": Adoption(date(2026, 3, 2), signed_on=date(2026, 3, 9)),
        "related": [Related(0, "Safeguarding", "SE-1", "3", date(2026, 2, 2))],
        "contacts": [Contact(1, "MASH", date(2026, 2, 2))],
        "checks": [Check(1, "Locked", "CP-8", 7, last_on=TODAY - 7 * DAY, last_result=Result.IN_ORDER)],
    }
    return PolicyStanding(**{**held, **parts})


NEVER_DONE = Check(2, "No notes at home", "PR-2", 7, position=0)
DONE = Check(1, "Locked", "CP-8", 7, last_on=TODAY - DAY, last_result=Result.IN_ORDER)
WRONG = Check(3, "Screens locked", "CP-8", 7, last_on=TODAY - DAY, last_result=Result.NOT_IN_ORDER)


@pytest.mark.parametrize(
    ("parts", "what", "said", "stands"),
    [
        pytest.param({}, "Signature", "Signed Monday 9 March 2026", Standing.IN_TIME, id="signed"),
        pytest.param(
            {"changed_on": date(2026, 3, 30)}, "Signature", "Signed Monday 9 March 2026", Standing.IN_TIME,
            id="what the review of four weeks on says was adopted with it",
        ),
        pytest.param(
            {"changed_on": date(2026, 3, 31)}, "Signature",
            "Signed Monday 9 March 2026, materially changed 31 Mar 2026", Standing.ATTENTION,
            id="changed since it was adopted",
        ),
        pytest.param(
            {"adoption": Adoption(TODAY - 28 * DAY)}, "Signature", "not signed", Standing.ATTENTION,
            id="four weeks to sign it",
        ),
        pytest.param(
            {"adoption": Adoption(TODAY - 29 * DAY)}, "Signature", "not signed", Standing.LATE,
            id="signed too late",
        ),
        pytest.param({"adoption": None}, "Signature", "No adoption", Standing.LATE, id="none recorded"),
        pytest.param(
            {"adoption": None, "began_on": TODAY - 29 * DAY},
            "Signature", "No adoption", Standing.LATE, id="none recorded four weeks and a day on",
        ),
        pytest.param(
            {"adoption": None, "began_on": TODAY - 28 * DAY},
            "Signature", "No adoption", Standing.ATTENTION, id="none recorded, on the last day for it",
        ),
        pytest.param(
            {"adoption": None, "began_on": None},
            "Signature", "No adoption", Standing.ATTENTION, id="none recorded, and nobody knows since when",
        ),
        pytest.param({}, "Review", "Due Tuesday 2 March 2027", Standing.IN_TIME, id="review far off"),
        pytest.param(
            {"reviewed_on": date(2026, 1, 19), "adoption": Adoption(date(2026, 1, 5), date(2026, 1, 5))},
            "Review", "Due Tuesday 19 January 2027", Standing.ATTENTION, id="review in eight weeks",
        ),
        pytest.param(
            {"reviewed_on": date(2026, 1, 20), "adoption": Adoption(date(2026, 1, 5), date(2026, 1, 5))},
            "Review", "Due Wednesday 20 January 2027", Standing.IN_TIME, id="review a day later than that",
        ),
        pytest.param(
            {"adoption": Adoption(date(2025, 11, 24), date(2025, 11, 24))},
            "Review", "Due Tuesday 24 November 2026", Standing.ATTENTION, id="review today",
        ),
        pytest.param(
            {"adoption": Adoption(date(2025, 11, 23), date(2025, 11, 23))},
            "Review", "Due Monday 23 November 2026", Standing.LATE, id="review passed",
        ),
        pytest.param({}, "Routine", "All 1 done, none overdue", Standing.IN_TIME, id="checks done"),
        pytest.param({"checks": []}, "Routine", "None is in use", Standing.ATTENTION, id="no check"),
        pytest.param(
            {"checks": [NEVER_DONE], "began_on": TODAY - 7 * DAY},
            "Routine", "1 of 1 not done yet, none overdue", Standing.NOT_STARTED, id="never done and not due",
        ),
        pytest.param({"checks": [NEVER_DONE]}, "Routine", "1 of 1 check", Standing.LATE, id="never done"),
        pytest.param({"checks": [WRONG]}, "Routine", "to put right", Standing.ATTENTION, id="found wrong"),
        pytest.param({}, "Related", "All looked at within 12 months", Standing.IN_TIME, id="looked at"),
        pytest.param(
            {"contacts": [Contact(1, "MASH", date(2025, 11, 23))]},
            "Related", "1 to look at", Standing.ATTENTION, id="a number not checked for a year",
        ),
        pytest.param(
            {"contacts": [Contact(1, "MASH")], "began_on": TODAY - 7 * DAY},
            "Related", "1 still to look at, none overdue", Standing.IN_TIME, id="a new setting has a week",
        ),
        pytest.param(
            {"contacts": [Contact(1, "MASH")], "began_on": TODAY - 8 * DAY},
            "Related", "1 to look at", Standing.ATTENTION, id="a number that nobody checked in that week",
        ),
        pytest.param(
            {"related": [Related(0, "Safeguarding", "SE-1")], "began_on": TODAY - 42 * DAY},
            "Related", "1 still to look at, none overdue", Standing.IN_TIME, id="six weeks for a policy",
        ),
        pytest.param(
            {"related": [Related(0, "Safeguarding", "SE-1")], "began_on": TODAY - 43 * DAY},
            "Related", "1 to look at", Standing.ATTENTION, id="a policy that nobody looked at in six weeks",
        ),
        pytest.param(
            {"contacts": [Contact(1, "MASH")], "began_on": None},
            "Related", "1 to look at", Standing.ATTENTION, id="never, and nobody knows since when",
        ),
    ],
)  # fmt: skip
def test_the_policy_itself_stands_so(parts, what, said, stands):
    [point] = [
        held
        for held in policy_points(policy_stands(**parts), today=TODAY, months=12)
        if held.what.startswith(what)
    ]
    assert said in point.said
    assert point.standing is stands


@pytest.mark.parametrize(
    ("months", "said"),
    [
        pytest.param(23, "2 to look at again", id="a month too long ago"),
        pytest.param(24, "All looked at within 24 months", id="just within the setting's own time"),
    ],
)
def test_what_is_beside_the_policy_is_said_by_the_setting_s_own_months(months, said):
    on = months_after(TODAY, -24)
    stands = policy_stands(contacts=[Contact(1, "MASH", on)], related=[Related(0, "Consent", "X-4", "1", on)])
    [point] = [
        held for held in policy_points(stands, today=TODAY, months=months) if held.what.startswith("Related")
    ]
    assert point.said == said


MONDAY = TODAY - timedelta(days=TODAY.weekday())


def mondays(*back):
    return tuple(MONDAY - timedelta(weeks=weeks) for weeks in back)


@pytest.mark.parametrize(
    ("missed", "weeks", "said", "stands"),
    [
        pytest.param((1,), 1, "1 of 1 week missed", Standing.ATTENTION, id="the first week"),
        pytest.param((3, 4, 6, 7), 7, "4 of 7 weeks missed", Standing.ATTENTION, id="more than half"),
        pytest.param((3, 4, 6), 6, "3 of 6 weeks missed", Standing.IN_TIME, id="half"),
    ],
)
def test_the_weeks_missed_are_of_those_there_were(missed, weeks, said, stands):
    """A green tag stood beside more than half missed, of twelve weeks where there had been seven."""
    reviewed = WeeksReviewed(date(2026, 11, 20), mondays(*missed), weeks)
    [point] = [
        one
        for one in policy_points(policy_stands(), today=TODAY, months=12, reviewed=reviewed)
        if one.what == "Weekly review"
    ]
    assert (point.said, point.standing) == (f"Last signed 20 Nov 2026, {said}", stands)


@pytest.mark.parametrize(
    ("last_on", "missed", "said", "stands", "noted"),
    [
        pytest.param(
            date(2026, 11, 20), (), "Last signed 20 Nov 2026", Standing.IN_TIME, "", id="each week"
        ),
        pytest.param(
            date(2026, 11, 20), mondays(4, 9), "Last signed 20 Nov 2026, 2 of 12 weeks missed",
            Standing.IN_TIME, "Ask why 2 weekly reviews were missed.", id="missed before",
        ),
        pytest.param(
            date(2026, 11, 13), mondays(1), "Last signed 13 Nov 2026, 1 of 12 weeks missed",
            Standing.ATTENTION, "Ask why 1 weekly review was missed.", id="the last week",
        ),
        pytest.param(
            date(2026, 10, 30), mondays(1, 2, 3), "Last signed 30 Oct 2026, 3 of 12 weeks missed",
            Standing.ATTENTION, "Ask why 3 weekly reviews were missed.", id="three in a row",
        ),
        pytest.param(
            date(2026, 10, 23), mondays(1, 2, 3, 4), "Last signed 23 Oct 2026, 4 of 12 weeks missed",
            Standing.LATE, "Ask why 4 weekly reviews were missed.", id="four in a row: it is not done",
        ),
        pytest.param(None, (), "Not signed yet", Standing.NOT_STARTED, "", id="new"),
        pytest.param(
            None, mondays(1), "Not signed yet, 1 of 12 weeks missed", Standing.ATTENTION,
            "Ask why 1 weekly review was missed.", id="never, and a week has gone",
        ),
    ],
)  # fmt: skip
def test_the_committee_reads_whether_the_weekly_review_is_done(last_on, missed, said, stands, noted):
    """No view said that nobody had signed it for weeks (AI-6)."""
    reviewed = WeeksReviewed(last_on, missed)
    points = policy_points(policy_stands(), today=TODAY, months=12, reviewed=reviewed)
    [point] = [held for held in points if held.what == "Weekly review"]
    assert (point.said, point.standing) == (said, stands)
    told = asked(figures(), [], points, reviews_missed=len(missed))
    assert [line for line in told if "weekly review" in line] == ([noted] if noted else [])
    is_late = "something is late in the weekly review" in sentence(areas(), points)
    assert is_late is (stands is Standing.LATE)


def test_beside_what_is_old_stands_what_has_time_left_as_the_page_of_the_policy_counts_both():
    """The pack said two where the page of the policy said nine."""
    stands = policy_stands(
        began_on=TODAY - 14 * DAY,
        contacts=[Contact(1, "MASH"), Contact(2, "LADO")],
        related=[Related(at, "One", "SE-1") for at in range(7)],
    )
    [point] = [held for held in policy_points(stands, today=TODAY, months=12) if "Related" in held.what]
    assert point.said == "2 to look at again, 7 more not yet due"


def test_the_policy_is_in_the_sentence_and_in_what_is_asked():
    points = policy_points(policy_stands(adoption=None, checks=[NEVER_DONE]), today=TODAY, months=12)
    assert sentence(areas(), points) == (
        "Not yet: something is late in the policy's signature and routine checks."
    )
    assert asked(figures(), [], points) == (
        "Find the signed page of the policy and have it recorded, or adopt and sign it.",
        "Note the routine checks: 1 of 1 check overdue.",
    )


@pytest.mark.parametrize(
    ("late", "said", "noted"),
    [
        pytest.param(
            (), "Yes. Everything that the policy asks for is in time.", "Note the report.", id="nothing"
        ),
        pytest.param(
            {Area.CHILDREN},
            "Mostly: something is late in children's files.",
            "Note that something about the children's files is late, and ask why.",
            id="a family that was not told, or a child with no key person",
        ),
        pytest.param(
            {Area.SETTING},
            "Mostly: something is late in backups and the recovery code.",
            "Note that a backup, its test, or a new recovery code is overdue.",
            id="no backup was made",
        ),
    ],
)
def test_the_answer_is_no_yes_while_files_or_backups_are_late(late, said, noted):
    adoption = Adoption(date(2026, 3, 2), signed_on=date(2026, 3, 9))
    points = policy_points(policy_stands(adoption=adoption), today=TODAY, months=12, late_areas=late)
    assert sentence(areas(), points) == said
    assert asked(figures(), [], points) == (noted,)
    shown = {point.what: point.said for point in points}
    files, backups = ("Something" if Area.CHILDREN in late else "Nothing"), shown["Backups and recovery code"]
    assert shown["Children's files"] == f"{files} is past its date"
    assert backups.startswith("A backup" if Area.SETTING in late else "Nothing"), backups


@pytest.mark.parametrize("is_late", [False, True])
def test_a_setting_without_a_backup_is_not_told_that_backups_are_in_time(is_late):
    """Nothing was overdue for the first fortnight, and the wall said so in green."""
    adoption = Adoption(date(2026, 3, 2), signed_on=date(2026, 3, 9))
    late = {Area.SETTING} if is_late else set()
    stands = policy_stands(adoption=adoption)
    points = policy_points(stands, today=TODAY, months=12, late_areas=late, has_backup=False)
    (held,) = (point for point in points if point.what == "Backups and recovery code")
    if is_late:
        assert held.standing is Standing.LATE and "overdue" in held.said
        return
    assert (held.said, held.standing) == ("No backup has been made yet", Standing.ATTENTION)
    assert sentence(areas(), points) == "Mostly: backups and the recovery code need attention."
    assert asked(figures(), [], points) == ("Note that no backup of the records has been made yet.",)


def test_it_is_no_plain_yes_while_dates_of_the_setting_s_own_have_passed():
    """A conversation that nobody wrote in the file makes no area late, and everything is not in time."""
    points = policy_points(policy_stands(), today=TODAY, months=12)
    late = {Area.SHARING_DECISIONS, Area.INDUCTION}
    where = "sharing decisions and induction"
    assert sentence(areas(), points, late_areas=late) == (
        f"Yes, by the dates of the law. Dates of the setting's own have passed in {where}."
    )
    assert asked(figures(), [], points, late_areas=late) == (
        f"Note the report, and ask what is past the setting's own dates in {where}.",
    )


def test_dates_of_the_setting_s_own_that_have_passed_are_said_beside_what_is_late():
    """Two weeks in which nobody did anything: a request that nobody acknowledged hid behind a check."""
    late = {Area.ACCESS_REQUESTS, Area.POLICY, Area.SETTING}
    points = policy_points(policy_stands(), today=TODAY, months=12, late_areas=late)
    points = [
        replace(point, standing=Standing.LATE) if "check" in point.what.lower() else point for point in points
    ]
    assert sentence(areas(), points, late_areas=late) == (
        "Not yet: something is late in routine checks and backups and the recovery code. Dates of the "
        "setting's own have passed in access requests."
    )
    noted = asked(figures(), [], points, late_areas=late)
    assert noted[-1] == "Ask what is past the setting's own dates in access requests."
    assert len(noted) > 1
    by_law = sentence(areas(ACCESS_REQUESTS=Standing.LATE), late_areas={Area.ACCESS_REQUESTS})
    assert by_law == "Mostly: something is late in access requests.", "said once"


def test_they_are_said_beside_what_needs_attention():
    due = areas(ACCESS_REQUESTS=Standing.ATTENTION)
    points = policy_points(policy_stands(), today=TODAY, months=12)
    assert sentence(due, points, late_areas={Area.INDUCTION, Area.ACCESS_REQUESTS}) == (
        "Mostly: access requests need attention. Dates of the setting's own have passed in access requests "
        "and induction."
    )
    noted = asked(
        figures(access_requests={"due_this_week": 1}), [], points, late_areas={Area.ACCESS_REQUESTS}
    )
    assert noted == ("Note the report, and ask what is past the setting's own dates in access requests.",)


def test_it_is_no_plain_yes_while_something_of_the_policy_is_late_that_is_no_point():
    points = policy_points(policy_stands(), today=TODAY, months=12)
    late = {Area.POLICY}
    assert sentence(areas(), points, late_areas=late) == (
        "Yes, by the dates of the law. Dates of the setting's own have passed in the policy."
    )
    assert asked(figures(), [], points, late_areas=late) == (
        "Note the report, and ask what is past the setting's own dates in the policy.",
    )
    late |= {Area.SETTING}
    points = policy_points(policy_stands(), today=TODAY, months=12, late_areas=late)
    said = sentence(areas(), points, late_areas=late)
    assert said.endswith("passed in the policy."), "a late backup is a point, and does not stand for it"


def test_a_review_that_is_due_is_asked_about_with_its_day():
    signed = Adoption(date(2025, 12, 1), signed_on=date(2025, 12, 8))
    points = policy_points(policy_stands(adoption=signed), today=TODAY, months=12)
    assert asked(figures(), [], points) == ("Decide who reviews the policy: due Tuesday 1 December 2026.",)


@pytest.mark.parametrize(
    ("until_on", "said"),
    [
        pytest.param(TODAY, "Yes. Everything that the policy asks for is in time.", id="the last day"),
        pytest.param(TODAY - DAY, "Mostly: the choice of a chairperson needs attention.", id="the day after"),
        pytest.param(
            TODAY - 14 * DAY, "Mostly: the choice of a chairperson needs attention.", id="two weeks to choose"
        ),
        pytest.param(
            TODAY - 15 * DAY, "Mostly: something is late in the choice of a chairperson.", id="they are over"
        ),
    ],
)
def test_it_is_no_plain_yes_while_nobody_is_chairperson(until_on, said):
    chairs = [Term(date(2026, 1, 5), until_on)]
    points = policy_points(policy_stands(chairs=chairs), today=TODAY, months=12)
    assert sentence(areas(), points) == said
    asks = "Say who is chairperson: nobody is entered as such."
    assert asked(figures(), [], points) == ((asks,) if until_on < TODAY else ("Note the report.",))


@pytest.mark.parametrize("wanted", [pytest.param(1, id="one"), pytest.param(5, id="as many as are open")])
def test_where_totals_only_are_shown_stand_ins_are_not_counted(wanted):
    [said] = asked(figures(), [], show=Show.TOTALS, stand_ins_wanted=wanted)
    assert said == "Choose a stand-in for the chairperson, who has a conflict of interest in a request."


@pytest.mark.parametrize(
    ("count", "show", "said"),
    [
        pytest.param(0, Show.BANDS, "Note the report.", id="none"),
        pytest.param(
            1, Show.BANDS, "Note that 1 request was ended as recorded by mistake, and ask why.", id="one"
        ),
        pytest.param(
            2, Show.DATES, "Note that 2 requests were ended as recorded by mistake, and ask why.", id="two"
        ),
        pytest.param(
            2, Show.TOTALS, "Note that a request was ended as recorded by mistake, and ask why.", id="totals"
        ),
    ],
)
def test_no_request_goes_away_as_a_mistake_unseen(count, show, said):
    assert asked(figures(), [], show=show, by_mistake=count) == (said,)
    assert len(said) <= 85


_AFTER = "a complaint or correction"


@pytest.mark.parametrize(
    ("count", "show", "said"),
    [
        pytest.param(
            0,
            Show.BANDS,
            f"Note that {_AFTER} was ended as recorded by mistake, and ask why.",
            id="no request",
        ),
        pytest.param(
            1, Show.BANDS, f"Ask why 1 request and {_AFTER} were ended as recorded by mistake.", id="one"
        ),
        pytest.param(
            12,
            Show.DATES,
            f"Ask why 12 requests and {_AFTER} were ended as recorded by mistake.",
            id="several",
        ),
        pytest.param(
            2,
            Show.TOTALS,
            f"Ask why a request and {_AFTER} were ended as recorded by mistake.",
            id="totals",
        ),
    ],
)
def test_nor_does_a_complaint_or_a_correction_and_nobody_reads_how_many(count, show, said):
    assert asked(figures(), [], show=show, by_mistake=count, after_by_mistake=True) == (said,)
    assert len(said) <= 85


def test_where_totals_only_are_shown_no_code_is_asked_about():
    late = RequestSeen("AR-2026-003", "Received", Band.LATE, TODAY - DAY)
    assert asked(figures(), [late], show=Show.TOTALS) == ("Note that a request is late, and ask why.",)
    assert totals([late]) == ["Open: 1 to 5.", "At least one is late."]
    assert totals([]) == ["Open: 0.", "None is late."]
    soon = RequestSeen("AR-2026-004", "Received", Band.WITHIN_A_WEEK, TODAY + DAY)
    assert totals([soon] * 8) == ["Open: about 10.", "None is late.", "At least one is due within a week."]
    assert totals([replace(soon, band=Band.DUE)])[-1] == "At least one is due within a week.", "or today"


def decided(on, recorded_on=None):
    return Decision(on, Outcome.SHARED_WITH_CONSENT, on, shared_with="The MASH", recorded_on=recorded_on)


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        pytest.param([], "None had to be recorded", id="none"),
        pytest.param([decided(date(2026, 10, 1), date(2026, 10, 1))], "All in time", id="the same day"),
        pytest.param(
            [decided(date(2026, 10, 1), date(2026, 10, 2))], "Half or fewer in time", id="a day late"
        ),
        pytest.param([decided(date(2026, 10, 1))], "Half or fewer in time", id="not recorded"),
        pytest.param(
            [replace(decided(date(2026, 10, 1), date(2026, 10, 1)), shared_with="")],
            "Half or fewer in time",
            id="in the file the same day, and not whom it was shared with",
        ),
        pytest.param([decided(TODAY)], "None had to be recorded yet", id="its day is not over"),
        pytest.param([decided(TODAY + DAY)], "None had to be recorded", id="not decided yet"),
        pytest.param([decided(date(2026, 9, 30))], "None had to be recorded", id="the quarter before"),
        pytest.param(
            [decided(date(2026, 10, 1), date(2026, 10, 1))] * 2 + [decided(date(2026, 11, 2))],
            "Most in time",
            id="two of three",
        ),
    ],
)
def test_decisions_by_quarter_are_told_in_words(decisions, said):
    seen = quarters_seen(decisions, today=TODAY, recording_days=0)
    assert [held.quarter for held in seen] == [
        "January to March 2026",
        "April to June 2026",
        "July to September 2026",
        "October to December 2026",
    ]
    assert seen[-1].said == said


@pytest.mark.parametrize(
    ("decided_on", "said"),
    [
        pytest.param(TODAY - 2 * DAY, "None had to be recorded yet", id="two days are not over"),
        pytest.param(TODAY - 3 * DAY, "Half or fewer in time", id="two days are over"),
    ],
)
def test_a_decision_counts_once_the_settings_days_of_recording_are_over(decided_on, said):
    assert quarters_seen([decided(decided_on)], today=TODAY, recording_days=2)[-1].said == said


def test_what_no_answer_came_to_is_settled_and_not_given():
    """It is no work left over, and nobody may take it for a yes."""
    silent = PurposeFigures("Website", {"given": 30, "no answer": 15})
    assert list(coverage([silent], 45)[0].values())[1:] == ["All", "None", "About 7 in 10"]


@pytest.mark.parametrize(
    ("no_answer", "stands"),
    [
        pytest.param({}, Standing.ATTENTION, id="a review that was signed before there was such a figure"),
        pytest.param({"no_answer": 0}, Standing.ATTENTION, id="one too few is settled"),
        pytest.param({"no_answer": 1}, Standing.IN_TIME, id="just enough"),
    ],
)
def test_with_what_no_answer_came_to_enough_may_be_settled(no_answer, stands):
    assert standing(Area.CONSENTS, figures(consents={"answered": 283} | no_answer)) is stands


def test_consents_by_purpose_show_no_small_count():
    purpose = PurposeFigures("Website", {"given": 30, "refused": 8, "withdrawn": 1, "not asked": 6})
    assert coverage([purpose], 45) == [
        {
            "Purpose": "Website",
            "Settled": "About 9 in 10",
            "Still to ask, renew or settle": "About 1 in 10",
            "Of all, consent given": "About 7 in 10",
        }
    ]
    few = PurposeFigures("Website", {"given": 42, "not asked": 3})
    assert list(coverage([few], 45)[0].values())[1:] == ["All but 1 to 5", "1 to 5", "All but 1 to 5"]
    new = PurposeFigures("New", {"not asked": 45})
    assert list(coverage([new], 45)[0].values())[1:] == ["None", "All", "None"]
    assert set(list(coverage([new], 19)[0].values())[1:]) == {"Too few to show"}


TENTHS = {"None": 0, "Very few": 0, "Nearly all": 10, "All": 10} | {
    f"About {n} in 10": n for n in range(1, 10)
}


@pytest.mark.parametrize("children", [20, 21, 23, 29, 41, 45, 60, 111])
def test_the_shares_of_a_purpose_add_up_and_give_no_small_count_away(children):
    """As somebody would who knows how many children there are, and how what is shown is made."""
    alike = defaultdict(list)
    for clear in range(children + 1):
        for given in range(clear + 1):
            statuses = {"given": given, "refused": clear - given, "not asked": children - clear}
            [row] = coverage([PurposeFigures("Website", statuses)], children)
            shown = tuple(row.values())
            alike[shown].append((given, clear - given, clear, children - clear))
            settled, still, yes = (TENTHS.get(words) for words in shown[1:])
            assert settled is None or still is None or settled + still == 10, (clear, shown)
            assert yes is None or settled is None or yes <= settled, (clear, given, shown)
            assert settled is None or abs(settled - 10 * clear / children) <= 1, (clear, shown)
            assert yes is None or abs(yes - 10 * given / children) <= 1, (given, shown)
    for shown, found in alike.items():
        for fits in map(set, zip(*found, strict=True)):
            assert len(fits) > 1 or not 1 <= min(fits) <= 5, (shown, fits)


LATE_ONE = RequestSeen("AR-2026-003", "Received", Band.LATE, TODAY - DAY)
OPEN_ONE = RequestSeen("AR-2026-004", "Received", Band.OVER_A_WEEK, TODAY + 9 * DAY)


@pytest.mark.parametrize(
    ("area", "part", "requests", "said"),
    [
        pytest.param(
            "access_requests", {"late": 1}, [LATE_ONE, OPEN_ONE],
            "No: 1 of 2 open requests is past the legal date.", id="one of two is late",
        ),
        pytest.param(
            "access_requests", {"late": 2}, [LATE_ONE, LATE_ONE, OPEN_ONE],
            "No: 2 of 3 open requests are past the legal date.", id="two of three are late",
        ),
        pytest.param(
            "access_requests", {"late": 1}, [LATE_ONE],
            "No: the one open request is past the legal date.", id="the only one is late",
        ),
        pytest.param(
            "access_requests", {"late": 2}, [],
            "No: at least one open request is past the legal date.", id="totals only: no number",
        ),
        pytest.param(
            "access_requests", {"late": 1, "after_late": 1}, [LATE_ONE, OPEN_ONE],
            "No: 1 of 2 open requests, and a complaint or a correction are past the legal date.",
            id="and a complaint",
        ),
        pytest.param(
            "access_requests", {"after_late": 1}, [OPEN_ONE],
            "No: a complaint, or a request to correct the file, is past the legal date.",
            id="a complaint alone",
        ),
        pytest.param(
            "access_requests", {}, [OPEN_ONE],
            "Yes: no open request is late. In the last 12 months all were answered in time.",
            id="all in time",
        ),
        pytest.param(
            "access_requests", {"due_this_week": 1, "answered_in_time_last_12_months": 7}, [OPEN_ONE],
            "Not always: no open request is late, and one or more are due within a week. "
            "In the last 12 months not all were answered in time.",
            id="due soon, and not always in time",
        ),
        pytest.param(
            "access_requests",
            {"open": 0, "answered_last_12_months": 0, "answered_in_time_last_12_months": 0}, [],
            "No request is open. None was answered in the last 12 months.",
            id="nobody asked",
        ),
        pytest.param(
            "consents", {"withdrawals_late": 1, "journeys_late": 1}, [],
            "No: what a family no longer allows is not undone; a learning journey is online "
            "without consent.", id="consents late",
        ),
        pytest.param(
            "consents", {}, [], "Yes: nearly all of the questions are settled.", id="answered"
        ),
        pytest.param(
            "consents", {"answered": 269}, [],
            "Not yet: nearly all of the questions are settled.", id="not enough answered",
        ),
        pytest.param(
            "consents",
            {"children": 3, "questions": 21, "answered": 14, "by_purpose": answered(*[2] * 7)}, [],
            "Not yet: too few of the questions are settled.", id="of three children no share",
        ),
        pytest.param(
            "consents", {"by_purpose": []}, [], "There is no question to count yet.", id="no purpose"
        ),
        pytest.param(
            "sharing_decisions",
            {"breaches_late": 1, "decisions_late": 1, "records_late": 1, "referrals_late": 1}, [],
            "No: a breach is past its 72 hours; a concern is not decided about by its day; "
            "a record is not complete by its day; social care has not replied to a referral.",
            id="everything about decisions is late",
        ),
        pytest.param(
            "sharing_decisions", {"awaiting_recording": 1}, [],
            "Not all yet: one or more are to be made or recorded, and still have time.", id="still in time",
        ),
        pytest.param(
            "sharing_decisions", {"recorded_in_time_last_12_months": 5}, [],
            "Not always: all are recorded, in the last 12 months most in time.", id="most in time",
        ),
        pytest.param(
            "sharing_decisions", {}, [], "Yes: in the last 12 months all were recorded in time.", id="all"
        ),
        pytest.param(
            "sharing_decisions",
            {"recorded_last_12_months": 0, "recorded_in_time_last_12_months": 0}, [],
            "None had to be recorded in the last 12 months.", id="none to record",
        ),
        pytest.param("induction", {"on_site_without_it": 1}, [], "No: 1 person has not.", id="one person"),
        pytest.param("induction", {"on_site_without_it": 2}, [], "No: 2 people have not.", id="two people"),
        pytest.param(
            "induction", {"complete": 13}, [], "Yes. 2 of 15 people have something still to do.", id="to do"
        ),
        pytest.param("induction", {}, [], "Yes: everyone was taken through everything.", id="everyone"),
        pytest.param(
            "induction", {"people": 0, "complete": 0}, [], "Nobody who works here is entered yet.", id="new"
        ),
    ],
)  # fmt: skip
def test_the_question_of_each_view_is_answered(area, part, requests, said):
    held = figures(**{area: part})
    name = Area(area.replace("_", " "))
    assert answer(name, held, requests) == said
    own = answer(name, held, requests, is_own_date_past=True)
    is_late = standing(name, held) is Standing.LATE
    assert own == (said if is_late else f"{said} Dates of the setting's own have passed.")


@pytest.mark.parametrize(("show", "said"), [(Show.BANDS, "1 of 1 late"), (Show.TOTALS, "At least 1 late")])
def test_late_requests_are_counted_on_the_card_only_where_they_stand_one_by_one(show, said):
    held = figures(access_requests={"late": 1})
    overdue = AccessRequest(1, "AR-2026-003", 1, TODAY - 60 * DAY)
    seen = meeting(held, [overdue], [], today=TODAY, bank_holidays=HOLIDAYS, show=show).areas[0]
    assert seen.figure == said
    assert "at least one" in seen.answer or show is Show.BANDS


def test_the_view_of_the_policy_is_answered_by_what_stands_beside_the_areas():
    adoption = Adoption(date(2026, 3, 2), signed_on=date(2026, 3, 9))
    points = policy_points(policy_stands(adoption=adoption), today=TODAY, months=12)
    assert policy_answer(points) == "Yes: nothing is late, and nothing needs attention."
    late = policy_points(policy_stands(adoption=adoption), today=TODAY, months=12, late_areas={Area.CHILDREN})
    assert policy_answer(late) == "Mostly: something is late in children's files."
    assert "own have passed in the policy" in policy_answer(points, late_areas={Area.POLICY, Area.CONSENTS})


SIGNED = Adoption(date(2026, 3, 2), signed_on=date(2026, 3, 9))
NEW = {"began_on": TODAY - 7 * DAY}
UNTOUCHED = NEW | {"checks": [NEVER_DONE], "contacts": [Contact(1, "MASH")], "related": []}


@pytest.mark.parametrize(
    ("given", "further", "said"),
    [
        pytest.param(
            UNTOUCHED | {"adoption": None}, {"has_backup": False, "late_areas": {Area.CHILDREN}},
            "Not yet: no signed page is on record and no backup was made. "
            "Something is late in children's files.",
            id="a new setting in which nothing was ever done",
        ),
        pytest.param(
            {"adoption": None}, {}, "Not yet: no signed page is on record.", id="not signed: late as well",
        ),
        pytest.param(
            NEW | {"adoption": None}, {}, "Not yet: no signed page is on record.",
            id="not signed and not late",
        ),
        pytest.param(
            {"adoption": Adoption(TODAY)}, {}, "Not yet: the policy is adopted and not signed.", id="adopted",
        ),
        pytest.param(
            {"adoption": SIGNED}, {"has_backup": False}, "Not yet: no backup was made.", id="no backup",
        ),
        pytest.param(
            {"adoption": SIGNED}, {"late_areas": {Area.CHILDREN, Area.SETTING}},
            "Not yet: something is late in children's files and backups and the recovery code.",
            id="two late",
        ),
        pytest.param(
            {"adoption": SIGNED}, {"late_areas": {Area.CHILDREN}},
            "Mostly: something is late in children's files.", id="signed, and one late",
        ),
        pytest.param(
            UNTOUCHED | {"adoption": SIGNED}, {"late_areas": {Area.CHILDREN}},
            "Partly: something is late in children's files.", id="one late, and something not started",
        ),
        pytest.param(
            UNTOUCHED | {"adoption": SIGNED}, {"reviewed": WeeksReviewed(None, ())},
            "Partly: nothing is late. Routine checks, the weekly review and the related policies and numbers "
            "are not started yet.",
            id="nothing late, and nothing done",
        ),
        pytest.param(
            NEW | {"checks": [NEVER_DONE], "adoption": SIGNED}, {"late_areas": {Area.POLICY}},
            "Partly: nothing is past a date of the law. Routine checks are not started yet. Dates of "
            "the setting's own have passed in the policy.",
            id="not started, and a date of the setting's own has passed",
        ),
    ],
)  # fmt: skip
def test_the_policy_is_not_called_mostly_looked_after_while_nothing_was_done(given, further, said):
    """ "Mostly" stood over no adoption, no backup, and checks that nobody had done once."""
    points = policy_points(policy_stands(**given), today=TODAY, months=12, **further)
    assert policy_answer(points, late_areas=further.get("late_areas", ())) == said


def test_the_answer_of_the_page_is_not_mostly_while_the_policy_is_not_signed():
    points = policy_points(policy_stands(adoption=None, **NEW), today=TODAY, months=12)
    assert sentence(areas(), points) == "Not yet: the policy's signature needs attention."
    begun = policy_points(policy_stands(adoption=SIGNED, checks=[NEVER_DONE], **NEW), today=TODAY, months=12)
    assert sentence(areas(), begun) == "Yes, so far: nothing is late. Routine checks are not started yet."
    assert asked(figures(), [], begun) == ("Note the report.",)


@pytest.mark.parametrize(
    ("given", "what", "stands"),
    [
        pytest.param(UNTOUCHED, "Routine checks", Standing.NOT_STARTED, id="no check was done"),
        pytest.param(
            NEW | {"checks": [NEVER_DONE, DONE]}, "Routine checks", Standing.IN_TIME, id="one was done",
        ),
        pytest.param(
            UNTOUCHED, "Related policies and numbers", Standing.NOT_STARTED, id="nothing was looked at",
        ),
        pytest.param(
            UNTOUCHED | {"contacts": [Contact(1, "MASH"), Contact(2, "LADO", TODAY)]},
            "Related policies and numbers", Standing.IN_TIME, id="one number was checked",
        ),
    ],
)  # fmt: skip
def test_what_was_never_done_is_not_in_time(given, what, stands):
    points = {point.what: point for point in policy_points(policy_stands(**given), today=TODAY, months=12)}
    assert points[what].standing is stands


def test_induction_is_told_by_group():
    assert groups([GroupFigures("key person", 6, 3, 1, 2, taken_through=5)]) == [
        {
            "Role": "Key person",
            "Taken through everything": "5 of 6",
            "With the children without it": "1",
            "To read a change": "2",
        }
    ]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"manager": 1, "key person": 6, "student": 2, "committee": 5}, ["Key person", "Committee"]),
        ({"manager": 1, "deputy": 1, "staff": 3}, []),
        ({"manager": 2, "key person": 6, "staff": 4}, ["Key person"]),
        ({"manager": 1, "staff": 1}, []),
        ({"key person": 3, "staff": 4}, ["Key person", "Staff"]),
    ],
)
def test_nobody_is_told_of_on_the_wall_by_being_the_one_person_of_a_role(sizes, expected):
    """What the only volunteer lacks is between them and who decides about staff (OR-1)."""
    rows = groups(GroupFigures(role, people, 0, 1, 0) for role, people in sizes.items())
    told = {row["Role"]: row["Taken through everything"] for row in rows}
    together = [] if len(expected) == len(sizes) else ["All other roles" if expected else "All roles"]
    assert [*told] == [*expected, *together]
    assert sum(int(said.split(" of ")[1]) for said in told.values()) == sum(sizes.values())
    assert sum(int(row["With the children without it"]) for row in rows) == len(sizes)


@pytest.mark.parametrize(
    ("show", "reason", "chosen", "fields"),
    [
        pytest.param(Show.BANDS, "", None, [], id="codes and bands need no reason (X-7)"),
        pytest.param(None, "", None, ["show"], id="nothing chosen"),
        pytest.param(Show.TOTALS, "", None, ["reason"], id="less, without a reason"),
        pytest.param(Show.DATES, "They ask.", None, ["reason"], id="more, in nine characters"),
        pytest.param(Show.DATES, "They asked", None, [], id="in ten"),
        pytest.param(Show.TOTALS, " ", Show.TOTALS, [], id="the same again: its reason holds"),
        pytest.param(Show.TOTALS, "No", Show.TOTALS, ["reason"], id="with another reason, which says little"),
        pytest.param(Show.TOTALS, "", Show.DATES, ["reason"], id="something else than that day's"),
        pytest.param(Show.DATES, "", Show.BANDS, ["reason"], id="more than that day's, which has no reason"),
    ],
)
def test_more_or_less_than_codes_and_bands_has_a_reason(show, reason, chosen, fields):
    assert list(show_problems(show, reason=reason, chosen=chosen)) == fields


def test_a_request_of_an_authority_is_never_late_to_the_committee():
    """No month of the law runs for it, and the committee was told to ask why it is late."""
    asks = Requester(Relationship.AUTHORITY, has_evidence=True, has_authority=True)
    received = TODAY - timedelta(days=100)
    held = AccessRequest(1, "AR-2026-009", 1, received, whole=WholeRequest(received, requester=asks))
    [family, court] = [
        requests_seen([one], today=TODAY, bank_holidays=())[0] for one in (replace(held, whole=None), held)
    ]
    assert (family.band, court.band) == (Band.LATE, Band.UNDATED)
