"""An access request from a word at the door to its end, in two browsers: the manager's and the chairperson's.

A separated mother asks for the file, by word of mouth. Her former partner, a health visitor, another child
and a key person are mentioned in it. She is given part of it (AR-1 to AR-32).
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from models import Carer, Child, FileEntry, FileMention, StaffMember
from rules.file_index import Kind, Mentioned, Nature, Source
from rules.induction import Role
from store import accounts, setting, signing_in
from store.today import london_today
from tests.browser import chromium, steps
from tests.browser.chromium import settled
from tests.browser.conftest import Visit
from tests.conftest import MANAGER, PASSWORD, SETTING

TODAY = london_today()
RECEIVED, LONG_AGO = TODAY - timedelta(days=12), TODAY - timedelta(days=700)
CHILD, MOTHER, FATHER, OTHER_CHILD = "Morgan Ellis", "Rhian Ellis", "Owen Ellis", "Callum Brook"
KEY_PERSON, CHAIRPERSON, HEALTH_VISITOR = "Priya Shah", "Ruth Adeyemi", "Helen Marsh"
CHAIRPERSONS_PASSWORD = "lantern biscuit meadow copper"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A setting with the child, the family, what the file holds, and two people with accounts."""
    home = tmp_path_factory.mktemp("request-home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", "")
        opened, _, _ = setting.set_up(home, SETTING, MANAGER, PASSWORD)
        manager = signing_in.open_accounts(opened)[0][1]
        with opened.administering("test") as session:
            child = Child(code="C-001", name=CHILD, born_on=LONG_AGO, started_on=LONG_AGO + timedelta(400))
            other = Child(code="C-002", name=OTHER_CHILD, started_on=LONG_AGO + timedelta(400))
            key_person = StaffMember(
                code="S-01", name=KEY_PERSON, role=Role.KEY_PERSON, started_on=LONG_AGO, first_day_on=LONG_AGO
            )
            chair = StaffMember(code="S-02", name=CHAIRPERSON, role=Role.CHAIRPERSON, started_on=LONG_AGO)
            session.add_all([child, other, key_person, chair])
            session.flush()
            carers = [
                Carer(child_id=child.id or 0, name=name, has_parental_responsibility=True)
                for name in (MOTHER, FATHER)
            ]
            session.add_all(carers)
            session.flush()
            about = {"child_id": child.id or 0, "nature": Nature.FACT, "kept_at": "Cabinet in the office"}
            entries = [
                FileEntry(
                    number=number, first_page=pages[0], last_page=pages[1], event_on=on, written_on=on,
                    kind=kind, author=author, source=source, **about,
                )
                for number, pages, on, kind, author, source in (
                    (1, (1, 4), TODAY - timedelta(250), Kind.REGISTRATION, MOTHER, Source.CARER),
                    (2, (5, 6), TODAY - timedelta(120), Kind.CONTACT, KEY_PERSON, Source.THIRD_PARTY),
                    (3, (7, 7), TODAY - timedelta(60), Kind.OBSERVATION, KEY_PERSON, Source.SETTING),
                )
            ]  # fmt: skip
            session.add_all(entries)
            session.flush()
            session.add_all(
                [
                    FileMention(entry_id=entries[1].id or 0, kind=Mentioned.FAMILY, carer_id=carers[1].id),
                    FileMention(
                        entry_id=entries[1].id or 0, kind=Mentioned.AGENCY, name=HEALTH_VISITOR,
                        agency="Health visiting team",
                    ),
                    FileMention(entry_id=entries[2].id or 0, kind=Mentioned.CHILD, child_id=other.id),
                    FileMention(entry_id=entries[2].id or 0, kind=Mentioned.STAFF, staff_id=key_person.id),
                ]
            )  # fmt: skip
            of_the_chair = chair.id
        accounts.add(
            opened, manager, name=CHAIRPERSON, sign_in_name="ruth", role=Role.CHAIRPERSON,
            staff_id=of_the_chair,
        )  # fmt: skip
        chairperson = signing_in.account_of(opened, "ruth")
        assert chairperson
        accounts.replace_one_time_password(
            opened, chairperson, number=1, password=CHAIRPERSONS_PASSWORD, again=CHAIRPERSONS_PASSWORD
        )
        opened.close()
    return home


@pytest.fixture(scope="module")
def running(browser: Browser, home: Path) -> Iterator[str]:
    del browser
    with chromium.app(home) as address:
        yield address


class Desk:
    """Somebody at the page of the request, who does what the page says is next."""

    def __init__(self, page: Page, address: str, name: str, password: str) -> None:
        self.page, self.address, self.code = page, address, ""
        page.goto(address)
        page.get_by_label("Your sign-in name").or_(page.get_by_label("Sign-in name")).first.fill(name)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()
        settled(page)

    def open(self, part: str) -> None:
        """A part of the request's page, as whoever has just come back to it."""
        self.page.goto(f"{self.address}/access-requests?request={self.code}")
        settled(self.page)
        self.at(part)

    def at(self, part: str) -> None:
        self.page.get_by_role("radio", name=part, exact=True).click()
        settled(self.page)

    def next(self, what: str) -> None:
        """The page says that this is next."""
        expect(self.page.locator(".next")).to_contain_text(what, timeout=chromium.PATIENCE)

    def press(self, button: str) -> Locator:
        self.page.get_by_role("button", name=button, exact=True).first.click()
        return steps.form(self.page)

    def record(
        self, button: str = "Record it", *, choice: tuple[str, str] | None = None, **texts: str
    ) -> None:
        """Opens the form of a step, answers what it asks, and sends it."""
        form = self.press(button)
        if choice:
            steps.choose(form, *choice)
        write(form, **texts)
        steps.send(form, "Record step", f"Recorded for {self.code}")

    def refused(self, button: str, *said: str) -> None:
        """The form of a step is sent as it opens, says why not, and is closed again."""
        form = self.press(button)
        form.get_by_role("button", name="Record step", exact=True).click()
        for words in said:
            expect(form.get_by_test_id("stAlert")).to_contain_text(words, timeout=chromium.PATIENCE)
        self.page.keyboard.press("Escape")
        expect(form).to_have_count(0)
        settled(self.page)

    def party(self, name: str) -> None:
        """Chooses one of the third parties."""
        steps.choose(self.page.locator("body"), "One third party", name)
        settled(self.page)

    def about(self, button: str, notice: str, *choices: tuple[str, str], why: str = "", **texts: str) -> None:
        """Records what happened with the third party who is chosen."""
        form = self.press(button)
        for label, text in choices:
            steps.choose(form, label, text)
            settled(self.page)
        if button == "Record the letter":
            form.get_by_test_id("stCheckbox").locator("label").click()
        write(form, **texts, **({"Why,_in_words_you_could_read_out": why} if why else {}))
        steps.send(form, "Record it", notice)


def write(form: Locator, **texts: str) -> None:
    """Types into a form's texts, each found by the beginning of its label."""
    for label, said in texts.items():
        form.get_by_role("textbox", name=label.replace("_", " ")).first.fill(said)


WHY_NOT, DECISION, GROUND = "Why not written to", "What is done with their information", "Ground"
DANGER = "There was violence, and he must not learn that she asks."


def test_from_a_word_at_the_door_to_a_part_of_the_file(visit: Visit, running: str):
    page, _ = visit(running)
    manager = Desk(page, running, MANAGER, PASSWORD)
    steps.open_page(page, "Access requests")
    form = manager.press("Record a new request")
    steps.choose(form, "Child", CHILD)
    form.get_by_role("textbox", name="Who is asking to see the file").fill(MOTHER)
    steps.choose(form, "How the request came", "Verbal")
    steps.type_date(form, "Date received", RECEIVED)
    form.get_by_role("textbox", name="Note").fill("She asked the key person at the door, who told me today")
    steps.send(form, "Record request", "The request is recorded")
    manager.code = f"AR-{RECEIVED.year}-001"
    manager.open("Steps")

    # Who asks, and the chairperson.
    manager.next("Check who is asking")
    form = manager.press("Record it")
    steps.choose(form, "What the person is to the child", "Carer with parental responsibility")
    steps.choose(form, "Which carer asks", MOTHER)
    write(form, Proof_of_identity_seen="Known to us since the child started")
    steps.type_date(form, "Seen on", RECEIVED)
    form.get_by_test_id("stCheckbox").filter(has_text="in dispute").locator("label").click()
    steps.send(form, "Record who is asking", "Recorded for")
    manager.next("Tell the chairperson")
    manager.record(How="By telephone")
    manager.next("Ask the chairperson about a conflict")
    manager.record(choice=("What the chairperson answers", "No conflict"))
    manager.next("Acknowledge the request")
    manager.record(How_it_was_sent="By hand, at the door")

    # The file is checked by two people, who are not the same.
    manager.next("Check the file")
    manager.record(Where_else_you_looked="E-mail: nothing")
    manager.at("The file")
    expect(page.get_by_text("You did the first part")).to_be_visible()
    there, _ = visit(running)
    chairperson = Desk(there, running, "ruth", CHAIRPERSONS_PASSWORD)
    chairperson.code = manager.code
    chairperson.open("The file")
    there.get_by_role("button", name="Show names").click()
    form = steps.form(there)
    form.get_by_role("textbox", name="Your password").fill(CHAIRPERSONS_PASSWORD)
    form.get_by_role("button", name="Show names", exact=True).click()
    steps.sent(there, "Names are shown")
    chairperson.record("Sign as the second person")

    # Whom the entries mention: everybody but the one who asks.
    manager.at("Third parties")
    page.get_by_role("button", name="List 4 people").click()
    steps.sent(page, "Listed")
    for name, lines in ((FATHER, 1), (HEALTH_VISITOR, 1), (OTHER_CHILD, 1), (KEY_PERSON, 1), (MOTHER, 0)):
        expect(page.locator(".line.parties").filter(has_text=name)).to_have_count(lines)
    manager.party(FATHER)
    done = "Recorded for third party"
    manager.about("Say why not written to", done, (WHY_NOT, "It would tell a person"), why=DANGER)
    manager.about("Decide", done, (DECISION, "Withhold"), (GROUND, "It would do serious harm"), why=DANGER)
    manager.party(HEALTH_VISITOR)
    manager.about("Record the letter", done)
    manager.about("Record their answer", done, ("What happened", "They consent"))
    manager.about("Decide", done, (DECISION, "Disclose"), (GROUND, "They consent"))
    manager.party(OTHER_CHILD)
    manager.about("Say why not written to", done, (WHY_NOT, "A young child"), why="He is three years old.")
    manager.about(
        "Decide", done, (DECISION, "Withhold"), (GROUND, "It is not reasonable"), why="It is about him alone."
    )
    manager.party(KEY_PERSON)
    manager.about("Record the letter", done)
    manager.about("Record the discussion", done, With_whom="With her: she has nothing against it.")
    manager.about(
        "Decide",
        done,
        (DECISION, "Disclose"),
        (GROUND, "They acted in their work"),
        why="It is her own note.",
    )

    # What is held back, on which two names; the copies.
    manager.next("best interests")
    manager.record(choice=("What is decided", "Nothing about abuse"))
    manager.next("Consider legal advice")
    manager.record(
        choice=("What makes it a matter for legal advice", "Nothing controversial"),
        What_it_is="The order is about collecting alone.",
    )
    manager.next("Copy the complete file")
    form = manager.press("Record it")
    form.get_by_role("spinbutton", name="Pages, counted").fill("6")
    form.get_by_role("button", name="Record step", exact=True).click()
    expect(form.get_by_test_id("stAlert")).to_contain_text("The index has 7 pages")
    form.get_by_role("spinbutton", name="Pages, counted").fill("7")
    steps.send(form, "Record step", "Recorded for")
    manager.at("Redaction and copies")
    page.get_by_role("button", name="Enter 2 redactions as decided").click()
    steps.sent(page, "Entered")
    chairperson.at("Redaction and copies")
    there.get_by_role("button", name="Agree to all 2 as the second person").click()
    steps.sent(there, "Agreed")
    manager.at("Release")
    manager.at("Redaction and copies")
    manager.record("Record it copied again")
    form = manager.press("Record the clean copy")
    form.get_by_role("spinbutton", name="Pages, counted").fill("7")
    steps.send(form, "Record step", "Recorded for")
    manager.at("Release")
    expect(page.get_by_text("Have the second person check the clean copy")).to_be_visible()
    chairperson.at("Release")
    chairperson.at("Redaction and copies")
    chairperson.record("Sign that the clean copy is checked")

    # The meeting, the release in part, the end.
    manager.at("Steps")
    manager.next("Invite the requester in")
    manager.record(Days_and_times="Monday at ten, or Tuesday at four")
    manager.next("Go through the file together")
    manager.record(choice=("What came of it", "Gone through together"), Who_was_there="Rhian, Ruth and I")
    manager.next("Release the file")
    form = manager.press("Record it")
    steps.choose(form, "How much is released", "In full")
    write(form, Who_was_given_the_copy="Rhian, who signed the receipt")
    form.get_by_role("button", name="Record step", exact=True).click()
    expect(form.get_by_test_id("stAlert")).to_contain_text("Something was taken out of the copy")
    steps.choose(form, "How much is released", "In part")
    write(form, Why_some_of_it="What is about other people was left out.")
    form.get_by_test_id("stCheckbox").locator("label").click()
    steps.send(form, "Record step", "Recorded for")
    manager.next("Close the request")
    manager.record()

    # The history keeps everything; the weekly review asks for nothing more of it.
    manager.at("History")
    for said in ("Chairperson told", "Clean copy checked", "Released", "Closed"):
        expect(page.locator(".line.recorded").filter(has_text=said).first).to_be_visible()
    steps.open_page(page, "Weekly review")
    steps.show_everything(page)
    expect(steps.row(page, manager.code)).to_have_count(0)
