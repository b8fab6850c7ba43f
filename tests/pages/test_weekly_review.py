"""The weekly review as the manager uses it: what waits, what changed, missed weeks, taking it along."""

import json
import re
from datetime import date, timedelta
from html import escape

import pytest
import streamlit as st
from sqlalchemy import delete, update

from models import (
    Account,
    Carer,
    Child,
    ClosureDay,
    Contact,
    RoutineCheck,
    Snooze,
    StaffMember,
    WeeklyReview,
    now,
)
from rules.agenda import Action, Area, Group, State, group_of
from rules.induction import Role
from rules.routine import Result
from rules.snooze import key_of
from rules.words import long_date, near_date
from store import agenda, audit, find, routine, weekly_review
from store.setting import listed
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, manager_of, rows, to_sign
from tests.pages.test_forms import is_open, send, set_to, show_all
from ui import answers

BECAUSE = "Grandmother brings the form on Friday"


@pytest.fixture
def page(sample, visit):
    return visit(sample)


def first(opened):
    """The first thing that may wait: nothing of an access request waits past its legal date."""
    items = agenda_of(opened).items
    return next(i for i in items if not i.is_legal and i.area is not Area.ACCESS_REQUESTS)


def let_wait(opened, item):
    weekly_review.let_wait(
        opened,
        manager_of(opened),
        keys=[key_of(item)],
        until_on=TODAY + timedelta(days=7),
        because=BECAUSE,
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("put_back", "is_said"),
    [
        pytest.param(None, False, id="none was"),
        pytest.param((TODAY, TODAY), False, id="one of the same day"),
        pytest.param((TODAY, date(2026, 10, 7)), True, id="one of weeks ago, today"),
        pytest.param((TODAY - timedelta(weeks=4), date(2026, 10, 7)), True, id="four weeks ago"),
        pytest.param((TODAY - timedelta(days=29), date(2026, 10, 7)), False, id="a day longer ago"),
    ],
)
def test_what_a_backup_that_was_put_back_does_not_hold_is_said_for_four_weeks(put_back, is_said):
    """CP-8: an old one passed as the present, and made the committee's page better."""
    said = answers.put_back_said(put_back, TODAY)
    assert bool(said) is is_said
    assert not is_said or said.startswith("A backup of Wednesday 7 October 2026 was put back on")


def test_something_is_let_wait_and_shown_as_such(page, sample):
    page.press("Let something wait")
    assert is_open(page)
    send(page, "Let it wait")
    assert "Choose what is to wait" in page.refusal()
    assert "Enter in a few words why" in page.refusal()
    item = first(sample)
    page.at.get_by_key("let-wait.items").select(f"{item.code} {item.what}")
    page.at.get_by_key("let-wait.because").set_value("A day for it is booked")
    send(page, "Let it wait")
    assert "It waits" in page.notice()
    [row] = [row for row in show_all(page).rows if "Waits: A day for it is booked" in row]
    assert "Until Tue 1 Dec" in row
    assert item.code in row


def test_a_recovery_code_that_names_nobody_is_asked_for_and_leads_to_the_accounts(sample, visit, monkeypatch):
    # The trail has the moment at which this runs, which the page's own day may not know of.
    monkeypatch.setattr("store.agenda.day_of", lambda at, today: at and today)
    assert "Make a new recovery code" not in show_all(visit(sample)).html
    them = account(sample, Role.MANAGER, "Nadia Vale")
    with sample.administering("test") as session:
        session.info["account_id"] = them.account_id
        audit.note(session, "recovery code replaced")
        session.get_one(Account, them.account_id).closed_at = now()
    page = show_all(visit(sample))
    [row] = [row for row in page.rows if "Make a new recovery code" in row]
    assert "Nadia" not in row
    lead = next(b for b in page.at.button if "recovery code" in b.label)
    assert page.press(lead.label).heading == "Set-up"


def test_children_without_a_file_are_one_line_that_leads_to_the_index(sample, visit, monkeypatch):
    """The sample begins on the day on which it is made: that it began months ago is said here."""
    with sample.administering("test") as session:
        for code in ("C-801", "C-802"):
            session.add(Child(code=code, name=f"Child {code}", started_on=TODAY - timedelta(days=300)))
    monkeypatch.setattr("store.house.day_of", lambda at, today: at and today - timedelta(weeks=12))
    page = show_all(visit(sample))
    rows_of = [row for row in page.rows if "Begin the index of the files" in row]
    assert len(rows_of) == 1
    assert "of 2 children" in rows_of[0]
    lead = next(b for b in page.at.button if "Begin the index" in b.label)
    page.press(lead.label)
    assert page.heading == "Children and files"
    assert "Choose a child. The index says" in page.html


def test_where_nobody_is_chairperson_the_line_says_what_waits_for_one_and_leads_to_the_people(sample, visit):
    people = table(StaffMember)
    with sample.administering("test") as session:
        session.execute(
            update(people).where(people.c.role == Role.CHAIRPERSON).values(left_on=TODAY - timedelta(days=20))
        )
    page = show_all(visit(sample))
    [row] = [row for row in page.rows if "Enter who is chairperson" in row]
    assert "nobody is told of an access request, and only a deputy can be the second person" in row
    assert "AR-6" in row
    lead = next(b for b in page.at.button if b.label.startswith("Go to people"))
    assert page.press(lead.label).heading == "Induction"


def test_a_wait_is_ended_early(page, sample):
    item = first(sample)
    let_wait(sample, item)
    page.run().press("Let something wait")
    send(page, "End the wait")
    assert "**What waits, to bring back now**: Choose what is to come back" in page.refusal()
    page.at.get_by_key("end-wait.items").select(f"{item.code} {item.what}")
    send(page, "End the wait")
    assert "It is back on the list" in page.notice()
    assert ">Waits" not in page.html
    assert len(rows(sample, Snooze)) == 2


def test_why_something_waits_is_not_told_on_screen(page, sample):
    let_wait(sample, first(sample))
    assert BECAUSE in show_all(page.run()).html
    page.press("Hide names")
    assert ">Waits" in page.html
    assert BECAUSE.encode() not in page.sent


def test_what_is_new_and_what_went_since_the_last_signed_review(page, sample):
    assert "<h3>New</h3>" in page.html
    assert "<h3>Done, or no longer asked</h3>" in page.html
    weekly_review.sign_review(sample, manager_of(sample), to_sign(sample))
    still = len(agenda_of(sample).items)
    said = page.run().html
    assert "nothing became late, 0 done or no longer asked, 0 new" in said
    assert f"{still} other things stand on the list as before" in said


@pytest.mark.parametrize("is_retired", [False, True], ids=["done", "taken out of use"])
def test_a_check_that_went_since_then_is_said_by_what_it_checks(page, sample, is_retired):
    who = manager_of(sample)
    item = next(one for one in agenda_of(sample).items if one.action is Action.CHECK)
    [check] = [row for row in rows(sample, RoutineCheck) if row["id"] == item.record]
    weekly_review.sign_review(sample, who, to_sign(sample))
    if is_retired:
        routine.define(
            sample, who, check_id=item.record, title=check["title"], every_days=check["every_days"],
            checked_by=check["who"], is_in_use=False, today=TODAY,
        )  # fmt: skip
    else:
        routine.record(
            sample, who, check_id=item.record, on=TODAY, result=Result.IN_ORDER, done_by="Joanne", today=TODAY
        )
    gone = page.run().html.partition("Done, or no longer asked")[2].partition("</ul>")[0]
    assert f"<li>Routine check: {escape(check['title'])}</li>" in gone
    assert item.code not in gone


def test_a_number_and_a_policy_that_went_since_then_are_said_by_what_they_are(page, sample):
    """The name of a contact is somebody's who is asked for advice: it is on no shared screen."""
    asked = {one.code for one in agenda_of(sample).items}
    contact = next(row for row in rows(sample, Contact) if f"Contact {row['id']}" not in asked)
    policies = enumerate(listed("related_policies.toml", "policy"), start=1)
    number, related = next((at, one) for at, one in policies if f"Policy {at}" not in asked)
    said = json.dumps([f"Contact {contact['id']} check the number", f"Policy {number} enter the version"])
    with sample.administering("test") as session:
        session.add(
            WeeklyReview(
                on=TODAY, note="", signed_by_id=manager_of(sample).account_id, figures="{}", agenda=said
            )
        )

    def gone():
        return page.run().html.partition("Done, or no longer asked")[2].partition("</ul>")[0]

    assert f"<li>Number to ring: {escape(contact['name'])}</li>" in gone()
    assert f"<li>Related policy: {escape(related['title'])}</li>" in gone()
    page.press("Hide names")
    assert contact["name"] not in gone()
    assert f"Contact {contact['id']}" in gone()


def test_what_became_late_since_then_is_said_first_with_its_date_and_a_link(page, sample):
    last = rows(sample, WeeklyReview)[-1]
    late = [i for i in agenda_of(sample).items if i.state is State.LATE and i.due >= last["on"]]
    assert late
    said = page.html.partition("became late")[2]
    first, _, _ = said.partition("<h3>Done")
    assert "<h3>Late since then</h3>" in first
    assert all(near_date(item.due, today=TODAY) in first and item.code in first for item in late)
    assert all(
        find.address_of_code(item.code) and f'href="{escape(find.address_of_code(item.code))}"' in first
        for item in late
        if "-" in item.code
    )


def test_the_notes_of_signed_reviews_can_be_read_again_where_names_are_shown(sample, visit):
    said = "Rang the MASH about <b>Finn</b>, they answer on Thursday"
    week_ago = TODAY - timedelta(days=7)
    for on, note in ((week_ago, "The cabinet's key is with Dee"), (TODAY, said)):
        weekly_review.sign_review(sample, manager_of(sample), to_sign(sample, on), note=note)
    page = visit(sample)
    notes = page.html.partition("Notes of signed reviews")[2].partition("</details>")[0]
    assert notes.index(escape(said)) < notes.index(escape("The cabinet's key is with Dee")), "newest first"
    assert "24 Nov" in notes and "17 Nov" in notes
    seen = visit(sample).press("Hide names")
    assert escape(said) not in seen.html
    assert b"Finn" not in seen.sent


def test_missed_weeks_and_closure_days_are_said(cabinet, family, visit):
    with cabinet.administering("test") as session:
        session.add(WeeklyReview(on=TODAY - timedelta(days=21), figures="{}", agenda="[]", note=""))
        session.add(ClosureDay(day=TODAY + timedelta(days=6), name="Staff training"))
        for n in range(5):
            session.add(ClosureDay(day=TODAY - timedelta(days=15 - n), name="Half term"))
    page = visit(cabinet)
    assert "1 week without a signed review: the week of Mon 16 Nov" in page.html
    with cabinet.administering("test") as session:
        session.execute(delete(table(ClosureDay)).where(table(ClosureDay).c.name == "Half term"))
    page = visit(cabinet)
    assert "2 weeks without a signed review" in page.html
    assert "the weeks of Mon 9 Nov and Mon 16 Nov" in page.html
    assert "Closed Mon 30 Nov (Staff training)." in page.html
    assert b"Staff training" not in page.press("Hide names").sent
    assert "Closed Mon 30 Nov." in page.html


def test_where_no_review_was_signed_for_longer_than_is_looked_at_no_smaller_number_is_said(
    cabinet, family, visit, monkeypatch
):
    page = visit(cabinet)
    monkeypatch.setattr("ui.state.london_today", lambda: TODAY + timedelta(weeks=40))
    page.run()
    assert "No review was signed in the 12 weeks before this one." in page.html
    assert "without a signed review" not in page.html


def test_with_names_is_not_offered_on_screen(page):
    assert {"List by codes, as a PDF", "List with names, as a PDF", "Dates for a calendar, by codes"} <= {
        button.label for button in page.press("Print or take along").at.button
    }
    page.at.session_state["_form"] = None
    page.run().press("Hide names").press("Print or take along")
    labels = {button.label for button in page.at.button}
    assert "List by codes, as a PDF" in labels
    assert "List with names, as a PDF" not in labels


@pytest.mark.parametrize("role", [Role.DEPUTY])
def test_the_deputy_reviews_too(sample, visit, role):
    page = visit(sample, role).press("Let something wait")
    assert is_open(page)


def test_that_it_is_signed_is_said_before_anything_is_read_for_the_page(page, monkeypatch):
    page.press("Sign the weekly review")
    read, asked = agenda.read, []

    def twice(*given, **named):
        asked.append(given)
        if len(asked) > 1:  # the page under the form; the form read when it was opened
            st.stop()
        return read(*given, **named)

    monkeypatch.setattr(agenda, "read", twice)
    send(page, "Sign")
    assert len(asked) == 2
    assert "The weekly review is signed." in page.notice()


def test_what_was_looked_at_before_midnight_is_signed_after_it(page, sample, monkeypatch):
    """It was signed as of the next day, in another week: the one that was looked at stood as missed."""
    page.press("Sign the weekly review")
    monkeypatch.setattr("ui.state.london_today", lambda: TODAY + timedelta(days=1))
    set_to(page, "sign-review.note", "Looked at late")
    send(page, "Sign")
    assert rows(sample, WeeklyReview)[-1]["on"] == TODAY
    assert f"The weekly review of {long_date(TODAY)} is signed." in page.notice()


def test_that_it_is_signed_is_said_again_where_something_else_was_pressed_meanwhile(page, monkeypatch):
    page.press("Sign the weekly review")
    read, asked = agenda.read, []

    def interrupted(*given, **named):
        asked.append(given)
        if len(asked) == 2:  # after the page under the form
            st.rerun()
        return read(*given, **named)

    monkeypatch.setattr(agenda, "read", interrupted)
    send(page, "Sign")
    assert len(asked) == 3
    assert "The weekly review is signed." in page.notice()
    assert page.run().notice() == ""


def test_no_legal_date_that_is_late_or_due_within_a_week_is_folded_away(sample, visit, monkeypatch):
    monkeypatch.setattr("ui.parts.ROWS_AT_FIRST", 1)
    pressing = {Group.OVERDUE, Group.WITHIN_A_WEEK}
    held = [item for item in agenda_of(sample).items if group_of(item, today=TODAY) in pressing]
    legal = [item for item in held if item.is_legal]
    drawn = visit(sample).rows
    assert len(held) > len(drawn) and len(legal) > 2
    for item in legal:
        assert any(item.code in row and item.what in row for row in drawn), item.code


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY])
def test_the_weeks_ahead_are_said_by_kinds_of_things_and_name_none(sample, visit, role):
    """Codes were glued to the words of buttons, such as "Check 1 record check", which stand nowhere else."""
    said = visit(sample, role).html.partition("<summary>Four weeks ahead: ")[2].partition("</details>")[0]
    heading, _, weeks = said.partition("</summary>")
    assert re.match(r"\d+ things? falls? due", heading)
    mondays = [TODAY - timedelta(days=1) + timedelta(weeks=n) for n in (1, 2, 3, 4)]
    named = re.findall(r"<strong>(.*?):</strong>", weeks)
    assert named == [f"Week of {near_date(monday, today=TODAY)}" for monday in mondays]
    assert not re.search(r"[A-Z]{1,2}-\d|Check \d|Contact \d|Policy \d", weeks)
    assert "access request step" in weeks


@pytest.mark.parametrize("rows_open", [26, 30, 60])
def test_what_is_shown_on_a_press_folds_no_other_group(sample, visit, monkeypatch, rows_open):
    """Wherever the page stops opening groups by itself."""
    monkeypatch.setattr("ui.parts.OPEN_UP_TO", rows_open)
    visited = visit(sample)
    folded = [label for label in visited.labels if label.startswith("Show ")]
    while folded:
        drawn = len(visited.rows)
        visited.press(folded[0])
        left = [label for label in visited.labels if label.startswith("Show ")]
        assert left == folded[1:]
        assert len(visited.rows) > drawn
        folded = left


def test_two_children_of_one_name_are_told_apart_in_every_row_and_on_no_shared_screen(page, sample):
    """The row of a request or a decision has a code of its own: the child's stands beside the name."""
    with sample.administering("test") as session:
        session.execute(update(table(Child)).values(name="Freya Kestrelman"))
    codes = {row["id"]: row["code"] for row in rows(sample, Child)}
    show_all(page.run())
    asked = {
        f"Freya Kestrelman, {codes[item.child]}"
        for item in agenda_of(sample).items
        if item.child and item.code != codes[item.child]
    }
    areas = {item.area for item in agenda_of(sample).items if item.child and item.code != codes[item.child]}
    assert areas >= {Area.ACCESS_REQUESTS, Area.SHARING_DECISIONS}
    for said in asked:
        assert f'<span class="about">{said}</span>' in page.html
    show_all(page.press("Hide names"))
    assert "Kestrelman" not in page.html


@pytest.fixture
def brought_in(cabinet, family):
    """A register that came in without consents, of eight children."""
    with cabinet.administering("test") as session:
        for code in (f"C-80{at}" for at in range(8)):
            child = Child(code=code, name=f"Forma {code}", started_on=TODAY - timedelta(days=60))
            session.add(child)
            session.flush()
            session.add(Carer(child_id=child.id, name=f"Carer of {code}", has_parental_responsibility=True))
    return cabinet


def to_ask_of(opened):
    return [item for item in agenda_of(opened).items if item.by_form and item.state is State.LATE]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY])
def test_the_forms_of_many_children_are_one_row_that_leads_to_all_of_them(brought_in, visit, role):
    """Some 30 lines "Ask for consent" were one task, and buried the rest."""
    asked = to_ask_of(brought_in)
    children = len({item.child for item in asked})
    assert children >= 8
    page = show_all(visit(brought_in, role))
    [row] = [row for row in page.rows if "hand out the forms" in row]
    assert f"{children} children" in row
    assert f"Counts as {len(asked)} things" in row
    assert near_date(min(item.due for item in asked), today=TODAY) in row
    assert not any(item.code in drawn for item in asked for drawn in page.rows if item.code.startswith("C-8"))
    late = [i for i in agenda_of(brought_in).items if group_of(i, today=TODAY) is Group.OVERDUE]
    assert f'Overdue <span class="count">{len(late)}</span>' in page.html, "each is still counted"
    lead = next(b for b in page.at.button if b.label.startswith("Go to the forms"))
    assert f"{children} children" in lead.label, "whoever hears the button hears of whom it is"
    page.press(lead.label)
    assert page.heading == "Consents"
    assert "Forms for all of them, to print" in page.labels


def test_the_row_of_the_forms_is_there_while_names_are_hidden(brought_in, visit):
    page = show_all(visit(brought_in).press("Hide names"))
    [row] = [row for row in page.rows if "hand out the forms" in row]
    assert "children" in row
    assert b"Forma" not in page.sent


def test_what_waits_is_not_in_the_row_of_the_forms(brought_in, visit):
    one = next(item for item in to_ask_of(brought_in) if item.code == "C-803")
    let_wait(brought_in, one)
    page = show_all(visit(brought_in))
    [row] = [row for row in page.rows if one.code in row]
    assert BECAUSE in row
    assert f"Counts as {len(to_ask_of(brought_in)) - 1} things" in page.html


def test_on_the_page_of_the_consents_each_child_has_a_line(brought_in, visit):
    page = show_all(visit(brought_in).open("consents"))
    assert "hand out the forms" not in page.html
    for item in to_ask_of(brought_in):
        assert any(item.code in row for row in page.rows), item.code


def test_a_review_that_is_signed_keeps_each_of_what_one_row_stands_for(brought_in):
    weekly_review.sign_review(brought_in, manager_of(brought_in), to_sign(brought_in))
    kept = json.loads(rows(brought_in, WeeklyReview)[-1]["agenda"])
    assert {f"C-80{at} hand out the form" for at in range(8)} <= set(kept)
