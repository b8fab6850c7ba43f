"""The weekly review in the browser: 25 things cleared and signed, every press counted."""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    AccessRequest,
    AccessStep,
    Account,
    Carer,
    Child,
    Consent,
    ConsentPurpose,
    Contact,
    InductionReading,
    InductionRecord,
    InductionTopic,
    JourneyAccount,
    KeyPersonAssignment,
    RequesterCheck,
    RoutineCheck,
    RoutineCheckDone,
    StaffMember,
)
from rules.access import Channel, Step
from rules.access_path import HOLDS_NO_PAPERS, NO_CONFLICT, BestInterests, Controversy, Meeting
from rules.agenda import Group, group_of
from rules.consent import Account as AccountEvent
from rules.consent import Answer, How
from rules.induction import Role
from rules.requester import Relationship, Subject
from rules.routine import Result
from store import agenda, setting
from store.tables import table
from store.today import london_today
from tests.browser import chromium, steps
from tests.browser.chromium import settled
from tests.browser.conftest import Visit
from tests.conftest import MANAGER, PASSWORD, SETTING

TODAY = london_today()
LONG_AGO, A_YEAR_AGO = TODAY - timedelta(days=800), TODAY - timedelta(days=380)
CHILDREN = 60
MOST_PRESSES = 60


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def typical_week(session: Session) -> None:
    """60 children, and what a week brings: 25 things overdue, all else in order."""
    topics = list(session.scalars(select(table(InductionTopic).c.id)))
    purposes = dict(session.execute(select(table(ConsentPurpose).c.key, table(ConsentPurpose).c.id)).all())
    roles = [Role.MANAGER, *[Role.KEY_PERSON] * 6, *[Role.STAFF] * 3]
    staff = [
        StaffMember(
            code=f"S-{n:02}", name=MANAGER if n == 1 else f"Colleague {n}", role=role, started_on=LONG_AGO
        )
        for n, role in enumerate(roles, 1)
    ]
    left = StaffMember(
        code="S-99", name="Somebody Gone", role=Role.STAFF, started_on=LONG_AGO, left_on=days_ago(7)
    )
    session.add_all([*staff, left])
    session.flush()
    gone = Account(sign_in_name="gone", name=left.name, role=Role.STAFF, staff_id=left.id)  # to close
    session.add(gone)
    session.flush()
    for n, person in enumerate(staff):
        for topic in topics:
            if n in (7, 8, 9):
                continue  # three to take through
            if n in (5, 6):  # two to countersign
                session.add(InductionReading(staff_id=person.id, topic_id=topic, on=days_ago(3)))
            else:
                session.add(InductionRecord(staff_id=person.id, topic_id=topic, on=LONG_AGO))
    for n in range(1, CHILDREN + 1):
        child = Child(code=f"C-{n:03}", name=f"Child {n}", started_on=LONG_AGO)
        session.add(child)
        session.flush()
        carer = Carer(child_id=child.id or 0, name=f"Carer {n}", has_parental_responsibility=True)
        session.add(carer)
        session.flush()
        if n != 60:  # one to choose a key person for
            key_person = staff[1 + n % 4].id or 0
            session.add(KeyPersonAssignment(child_id=child.id or 0, staff_id=key_person, from_on=LONG_AGO))
        given_on = A_YEAR_AGO if n <= 6 else days_ago(30)  # six to renew
        answers = [(purpose, Answer.GIVEN, given_on) for purpose in purposes.values()]
        if n in (7, 8):  # two to follow up
            answers.append((purposes["photographs-display"], Answer.WITHDRAWN, days_ago(9)))
        if n == 9:  # one account to close
            answers.append((purposes["learning-journey"], Answer.REFUSED, days_ago(9)))
            session.add(JourneyAccount(child_id=child.id or 0, event=AccountEvent.OPENED, on=days_ago(20)))
        for purpose, answer, on in answers:
            session.add(
                Consent(
                    child_id=child.id or 0,
                    purpose_id=purpose,
                    carer_id=carer.id or 0,
                    answer=answer,
                    on=on,
                    how=How.WRITTEN,
                )
            )
            session.flush()
    for n in (1, 2, 3):  # three requests to acknowledge
        request = AccessRequest(
            code=f"AR-{TODAY.year}-00{n}",
            child_id=20 + n,
            requester=f"Carer {20 + n}",
            channel=Channel.LETTER,
            received_on=days_ago(14),
        )
        session.add(request)
        session.flush()
        on_their_way(session, request.id or 0, second=gone.id or 0)
    for n, (check, every) in enumerate(
        session.execute(select(table(RoutineCheck).c.id, table(RoutineCheck).c.every_days)).all()
    ):
        on = days_ago(every + 8) if n < 4 else TODAY  # four to do, also where a weekend puts them off
        session.add(RoutineCheckDone(check_id=check, on=on, result=Result.IN_ORDER, done_by=MANAGER))
    for contact in session.scalars(select(Contact).order_by(Contact.position)):
        contact.checked_on = TODAY
    for contact in session.scalars(select(Contact).order_by(Contact.position).limit(2)):
        contact.checked_on = A_YEAR_AGO  # two to ring


def on_their_way(session: Session, request: int, *, second: int) -> None:
    """All of a request that is not asked for within a week: who asks, the file, the copies, the meeting."""
    session.add(
        RequesterCheck(
            request_id=request,
            relationship=Relationship.OTHER,
            subject=Subject.CHILD,
            evidence="Known to us",
            authority="An order",
        )
    )
    for step, answer, by in (
        (Step.CHAIRPERSON_TOLD, "", None),
        (Step.CONFLICT_ASKED, NO_CONFLICT, None),
        (Step.FILE_CHECKED, HOLDS_NO_PAPERS, None),
        (Step.FILE_CHECK_SIGNED, "", second),
        (Step.THIRD_PARTIES_LISTED, "", None),
        (Step.BEST_INTERESTS, BestInterests.NO_SUCH_DATA, None),
        (Step.ADVICE_CONSIDERED, Controversy.NOTHING, None),
        (Step.COMPLETE_COPY, "", None),
        (Step.CLEAN_COPY, "", None),
        (Step.CLEAN_COPY_CHECKED, "", second),
        (Step.INVITED, "", None),
        (Step.MEETING, Meeting.HELD, None),
    ):
        session.add(AccessStep(request_id=request, step=step, on=days_ago(5), answer=answer, signed_by_id=by))
        session.flush()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A setting of 60 children with a typical week before it."""
    home = tmp_path_factory.mktemp("typical-home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", "")
        opened, _, _ = setting.set_up(home, SETTING, MANAGER, PASSWORD)
        with opened.administering("test") as session:
            typical_week(session)
        with opened.connection() as look:
            held = agenda.read(look, TODAY).items
        opened.close()
    pressing = [i for i in held if group_of(i, today=TODAY) in {Group.OVERDUE, Group.WITHIN_A_WEEK}]
    assert len(pressing) == 25, "\n".join(f"{i.code} {i.what} {i.due}" for i in pressing)
    return home


@pytest.fixture(scope="module")
def typical(browser: Browser, home: Path) -> Iterator[str]:
    del browser
    with chromium.app(home) as running:
        yield running


class Presses:
    """The clicks and key presses of a journey, each counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.made = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.made += 1

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)
        self.made += 1

    def row(self, button: str) -> None:
        """The next step of the first row that has this button."""
        self.click(self.page.get_by_test_id("stMain").get_by_role("button", name=button).first)
        expect(self.dialog.get_by_test_id("stFormSubmitButton").first).to_be_visible()
        settled(self.page)

    def option(self, name: str) -> None:
        """One option of the list that is open; it leaves the list."""
        option = self.page.get_by_role("option", name=name)
        steps.point_at(option)
        self.click(option)
        expect(option).to_have_count(0)

    def send(self, button: str) -> None:
        self.click(self.dialog.get_by_role("button", name=button, exact=True))
        expect(self.page.get_by_role("dialog")).to_have_count(0, timeout=chromium.PATIENCE)
        settled(self.page)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")


def test_a_typical_agenda_of_25_is_cleared_in_60_presses(visit: Visit, typical: str):
    page, _ = visit(typical)
    page.goto(typical)
    page.get_by_label("Your sign-in name").or_(page.get_by_label("Sign-in name")).first.fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    settled(page)
    by = Presses(page)

    # The forms that were handed out: six at once, until next week.
    by.row("Let something wait")
    by.click(by.dialog.get_by_role("combobox", name="What is to wait"))
    for n in range(1, 7):
        by.option(f"C-{n:03} Renew consent")
    by.key("Tab")  # closes the list that lies over the form
    by.click(by.dialog.get_by_role("combobox", name="Because"))
    by.option("The form was handed out")
    by.send("Let it wait")

    for button, send, times in (
        ("Record step", "Record step", 3),
        ("Sign off", "Sign off", 3),
        ("Countersign", "Countersign", 2),
        ("Mark done", "Mark done", 2),
        ("Mark closed", "Record", 1),
        ("Close it", "Close the account", 1),
        ("Mark checked", "Mark checked", 2),
    ):
        for _ in range(times):
            by.row(button)
            if button == "Mark done":
                by.click(by.dialog.get_by_test_id("stCheckbox").first.locator("label"))
            by.send(send)
    for _ in range(4):
        by.row("Record check")
        by.click(by.dialog.get_by_text("In order", exact=True))
        by.send("Record check")
    by.row("Choose")
    by.click(by.dialog.get_by_role("combobox").first)
    by.option("Colleague 2")
    by.send("Record key person")

    expect(page.locator(".answer")).to_contain_text("Nothing else is late")
    by.row("Sign the weekly review")
    by.send("Sign")
    expect(page.get_by_text("Signed today by")).to_be_visible()
    sys.stdout.write(f"25 things cleared and signed in {by.made} clicks and key presses.\n")
    assert by.made <= MOST_PRESSES
