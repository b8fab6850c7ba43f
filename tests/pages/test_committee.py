"""The committee page: the same answer for everyone who may see it, with codes and no name, and Present."""

import re
from datetime import timedelta
from html import escape

import pytest

from models import AccessRequest, CommitteeMeeting, StaffMember
from rules.access import Step
from rules.agenda import Area
from rules.committee import AreaSeen, Show, Standing
from rules.induction import Role
from rules.need_to_know import Act, Conflict, Thing, may
from store import access_requests, request_steps, sight
from tests.conftest import MANAGER, TODAY, account, manager_of, rows
from tests.pages.conftest import PAGES
from tests.pages.test_forms import is_open, send
from tests.pages.test_on_screen import found_in
from tests.pages.test_on_screen import named as named
from ui import meeting
from ui.meeting import VIEWS

QUESTION = PAGES["committee"]
SEES_IT = [role for role in Role if may(role, Act.SEE, Thing.FIGURES)]


@pytest.fixture
def page(sample, visit):
    return visit(sample).open("committee")


@pytest.fixture
def presenting(page):
    return present(page)


def present(page, show: Show | None = None, reason: str = ""):
    if show:
        page.at.get_by_key("present.show").set_value(show)
    if reason:
        page.at.get_by_key("present.reason").set_value(reason)
    return send(page, "Present")


def open_view(visited, view):
    visited.at.segmented_control(key="view").set_value(view)
    return visited.run()


def codes(visited) -> bool:
    return "AR-2026-" in visited.html


@pytest.mark.parametrize("role", SEES_IT)
def test_every_view_carries_no_name_for_whoever_sees_it(sample, visit, named, role):
    """The manager's own name in the sidebar included, whatever the switch says."""
    visited = visit(sample, role).open("committee")
    for view in VIEWS:
        open_view(visited, view)
        assert not visited.at.exception
        assert found_in(visited.sent, named) == set()
        assert visited.heading == QUESTION
        assert "C-0" not in visited.html, "A child has no code here either."
    offers = [button.label for button in visited.at.button]
    assert ("Present" in offers) is may(role, Act.RECORD, Thing.WEEKLY_REVIEW)
    assert "Hide names" not in offers


def test_a_form_that_was_left_open_by_back_and_forward_is_not_drawn_over_it(sample, visit, named):
    visited = visit(sample).open("access_requests").press("Record a new request")
    assert is_open(visited)
    visited.open("committee")
    assert not is_open(visited)
    assert found_in(visited.sent, named) == set()
    assert not is_open(visited.open("access_requests")), "nor is it open on the way back"


@pytest.mark.parametrize("role", SEES_IT)
def test_whoever_sees_it_is_given_the_same_answer(sample, visit, role):
    """A role that opens no child's record is not told that nothing is late."""

    def answers(role):
        visited = visit(sample, role).open("committee")
        return [open_view(visited, view).html.partition("Committee pack")[0] for view in VIEWS]

    assert answers(role) == answers(Role.MANAGER)


def test_the_names_come_back_on_the_next_page(page):
    assert MANAGER not in page.html
    assert MANAGER in page.open("weekly_review").html


def test_each_view_says_what_the_issue_of_the_meeting_needs(page):
    summary = page.html
    for said in ("For the committee", "Since the review of", "Open access requests", " reviews"):
        assert said in summary
    assert codes(page)
    for view, said in (
        ("Access requests", "None was taken further, such as to the ICO."),
        ("Consents", "Still to ask, renew or settle"),
        ("Sharing decisions", "October to December 2026"),
        ("Induction", "Key person"),
        ("Policy and checks", "Review of the policy"),
    ):
        assert said in open_view(page, view).html


def test_what_does_not_fit_on_the_first_screen_is_counted_and_stands_under_the_policy(page, monkeypatch):
    monkeypatch.setattr("ui.meeting.SUMMARY_LINES", 99)
    said = re.findall("<li>(.*?)</li>", page.run().html)
    every = [line for line in said if line.startswith(("Note", "Decide", "Ask"))]
    assert len(every) > 2
    monkeypatch.setattr("ui.meeting.SUMMARY_LINES", 5)
    shown = page.run().html
    left_out = [line for line in every if line not in shown]
    assert left_out
    assert f"{len(left_out)} more under Policy and checks." in shown
    policy = open_view(page, "Policy and checks").html
    stand_there = [line in policy for line in every]
    assert stand_there == [line in left_out for line in every], "each once"
    assert f'start="{len(every) - len(left_out) + 1}"' in policy


def test_what_fits_on_the_first_screen_does_not_stand_under_the_policy_again(page, monkeypatch):
    monkeypatch.setattr("ui.meeting.SUMMARY_LINES", 99)
    page.run()
    assert "more under Policy and checks" not in page.html
    assert "For the committee" not in open_view(page, "Policy and checks").html


def test_the_question_of_a_view_is_answered_beside_it(presenting):
    for _ in VIEWS[1:]:
        assert re.search(r'class="answer">[^<]+\? \w[^<]+\.</p>', presenting.press("Next").html)


def test_presenting_goes_on_and_back_and_shows_nothing_else(presenting):
    assert presenting.heading == QUESTION
    assert {button.label for button in presenting.at.button} == {"Back", "Next", "Stop presenting"}
    for view in VIEWS[1:]:
        assert presenting.press("Next").heading == view
    assert presenting.press("Back").heading == VIEWS[-2]


def test_while_presenting_the_address_says_which_view_is_open(page):
    presenting = present(open_view(page, VIEWS[2]))
    assert presenting.heading == VIEWS[2], "the one that was open before"
    assert presenting.press("Next").heading == VIEWS[3]
    assert presenting.press("Back").press("Back").heading == VIEWS[1]
    assert dict(presenting.at.query_params)["room"] == VIEWS[1]
    presenting.at.query_params["room"] = VIEWS[4]
    assert presenting.run().heading == VIEWS[4], "as Back and Forward of the browser go, and a reload"
    del presenting.at.query_params["room"]
    assert presenting.run().heading == QUESTION
    presenting.at.query_params["room"] = "Somewhere else"
    assert presenting.run().heading == QUESTION


def test_while_presenting_no_other_page_opens(presenting):
    for name in PAGES:
        if name != "committee":
            with pytest.raises(ValueError, match=name):
                presenting.at.switch_page(f"../pages/{name}.py")


def test_stopping_asks_for_the_password_and_leaves_the_names_off(presenting):
    presenting.press("Stop presenting")
    assert is_open(presenting)
    [password] = presenting.at.text_input
    password.set_value("not the password")
    send(presenting, "Stop presenting")
    assert "does not match" in presenting.refusal()
    presenting.at.text_input[0].set_value("violin cactus harbour toast")
    send(presenting, "Stop presenting")
    assert presenting.open("weekly_review").heading == "Weekly review"
    assert MANAGER not in presenting.html


@pytest.mark.parametrize("show", [Show.TOTALS, Show.DATES])
def test_more_or_less_than_bands_needs_a_reason_which_is_kept(page, sample, show):
    present(page, show)
    assert "**Reason, if not codes and bands**: Enter in a sentence why" in page.refusal()
    assert rows(sample, CommitteeMeeting) == []
    present(page, show, "The committee asked for it at the last meeting")
    [kept] = rows(sample, CommitteeMeeting)
    assert (kept["held_on"], kept["show"]) == (TODAY, show)
    assert kept["reason"] == "The committee asked for it at the last meeting"


def stop(presenting):
    presenting.press("Stop presenting")
    presenting.at.text_input[0].set_value("violin cactus harbour toast")
    return send(presenting, "Stop presenting")


def test_presenting_again_on_the_day_keeps_what_was_chosen_and_its_reason(page, sample):
    kept = "leave this empty to keep it"
    assert kept not in page.html
    present(page, Show.TOTALS, "A parent of the only open request is in the room")
    again = stop(page).open("committee")
    assert "Totals only was chosen today, with its reason" in again.html
    assert "A parent of" not in again.html, "the names are off, and it was typed"
    assert again.at.get_by_key("present.show").value is Show.TOTALS
    present(again)
    assert again.heading == QUESTION
    assert not codes(again)
    [only] = rows(sample, CommitteeMeeting)
    stop(again).open("committee")
    present(again, Show.DATES)
    assert "Enter in a sentence why" in again.refusal(), "another choice has a reason of its own"
    present(again, Show.BANDS)
    assert [row["show"] for row in rows(sample, CommitteeMeeting)] == [only["show"], Show.BANDS]
    assert kept not in stop(again).open("committee").html


def test_totals_only_shows_no_code_of_a_request_on_any_view(page):
    present(page, Show.TOTALS, "A parent of the only open request is in the room")
    assert b"AR-2026-" not in page.sent
    for view in VIEWS[1:]:
        assert page.press("Next").heading == view
        assert b"AR-2026-" not in page.sent


def test_dates_shows_the_due_date_and_never_the_receipt(page, sample):
    assert "Dec 2026" not in page.html
    present(page, Show.DATES, "The chairperson asked for the dates")
    assert "Dec 2026" in page.html
    for row in rows(sample, AccessRequest):
        day = row["received_on"]
        assert f"{day.day} {day:%b %Y}" not in page.html


def test_a_stand_in_is_asked_of_the_committee_once_the_chairperson_stands_back(sample, visit):
    asked = "Choose a stand-in for the chairperson in 1 request"
    manager = manager_of(sample)
    with sample.connection() as look:
        request = next(r for r in access_requests.requests(look) if r.ended_on is None)
    assert asked not in visit(sample).open("committee").html
    chairperson = account(sample, Role.CHAIRPERSON)
    sight.declare_conflict(sample, chairperson, request_id=request.id, conflict=Conflict.NAMED)
    assert asked in visit(sample).open("committee").html
    member = next(row["name"] for row in rows(sample, StaffMember) if row["role"] is Role.COMMITTEE)
    request_steps.record(
        sample, manager, request_id=request.id, step=Step.STAND_IN_NAMED, on=TODAY,
        said=member, today=TODAY,
    )  # fmt: skip
    assert asked not in visit(sample).open("committee").html


@pytest.mark.parametrize(
    ("reviews", "has_strip"),
    [
        pytest.param(1, False, id="one review is no history"),
        pytest.param(2, False, id="nor are two"),
        pytest.param(3, True, id="three are"),
    ],
)
def test_the_first_reviews_are_said_in_words_alone(reviews, has_strip):
    weeks = tuple((TODAY - timedelta(weeks=n), Standing.LATE) for n in reversed(range(reviews)))
    seen = AreaSeen(Area.CONSENTS, Standing.LATE, "3 in 4", "answered", "", weeks, "", (True,) * reviews)
    said = meeting._weeks(seen)
    assert said.count('class="week late"') == reviews * has_strip
    assert escape(seen.trend) in said
