"""Each page by each role: opened or refused whole, empty or full, in few queries; signed out, nothing."""

import subprocess
import sys
from datetime import date, timedelta
from threading import Timer, current_thread

import pytest
from sqlalchemy import event, insert, select
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from models import Carer, Child, Consent, ConsentPurpose, InductionRecord, KeyPersonAssignment, StaffMember
from rules.induction import Role
from rules.need_to_know import Act, Thing, may
from store import people, sessions
from store.remembered import Remembered
from store.sample import look_around
from store.tables import table
from store.today import london_today
from tests.conftest import TODAY, account, rows
from tests.pages.conftest import PAGES, ROOT, parts_of
from ui import registers, state
from ui.page_list import SHUT, shut_to

THING = {
    "weekly_review": Thing.AGENDA,
    "access_requests": Thing.ACCESS_REQUEST,
    "consents": Thing.CONSENT,
    "sharing_decisions": Thing.SHARING_DECISION,
    "children": Thing.CHILD,
    "induction": Thing.INDUCTION,
    "policy": Thing.POLICY,
    "committee": Thing.FIGURES,
    "reading": Thing.READING,
    "set_up": Thing.SETTING,
}
MOST_QUERIES = 8


OF_EVERYBODY = {"nothing_here", "shut", "my_account"}


def test_every_page_is_in_the_table():
    files = {page.stem for page in (ROOT / "pages").glob("*.py")}
    assert files - OF_EVERYBODY == set(PAGES) == set(THING), "Give a new page its title and what it shows."


@pytest.mark.parametrize("role", list(Role))
def test_a_page_is_opened_by_the_roles_that_may_and_by_no_other(sample, visit, role, subtests):
    visited = visit(sample, role)
    assert not visited.at.exception
    opens = [page for page in PAGES if may(role, Act.SEE, THING[page])]
    if not opens:
        assert visited.heading == "Confidentiality"
    for page, title in PAGES.items():
        with subtests.test(page=page):
            if page in opens:
                visited.open(page)
                assert not visited.at.exception
                assert not visited.at.error
                assert visited.heading == title
            else:
                with pytest.raises(ValueError, match=page):
                    visited.at.switch_page(f"../pages/{page}.py")


@pytest.mark.parametrize("role", list(Role))
def test_the_address_of_a_page_that_a_role_may_not_open_says_so_and_shows_nothing(
    sample, visit, role, subtests
):
    """Whoever signs in after somebody else's idle lock is led to the page that was open then."""
    visited = visit(sample, role)
    for address in shut_to(role):
        with subtests.test(address=address):
            visited.at._page_hash = calc_hash(address)
            visited.run()
            assert not visited.at.exception
            assert visited.heading == SHUT.title
            assert "Your role cannot open the page of this address." in visited.html


@pytest.mark.parametrize("page", [page for page in PAGES if page != "reading"])  # everyone reads and signs
def test_a_page_refuses_by_itself_whoever_may_not_see_it(sample, visit, page):
    """As if the frame had let them in: the page's first line and the store's own look both ask."""
    visited = visit(sample, Role.VOLUNTEER)
    script = f"""
import runpy
from ui import registers, state
state.check_sign_in()
runpy.run_path({str(ROOT / "pages" / f"{page}.py")!r})
"""
    visited.at = AppTest.from_string(script, default_timeout=30)
    visited.run()
    assert not visited.at.exception
    assert "Your role cannot open this page" in visited.refusal()
    assert not visited.at.html
    assert not visited.at.dataframe


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("access_requests", "access"),
        ("access_requests", "stands"),
        ("children", "files"),
        ("consents", "consents"),
    ],
)
def test_an_address_of_before_that_names_what_is_not_there_any_more_shows_the_whole_page(
    sample, visit, page, key
):
    """As Back does after the last request that was late is answered, or the sight of a part has ended."""
    visited = visit(sample).open(page)
    heading, drawn = visited.heading, len(visited.elements)
    visited.open(page, **{key: "What is not there"})
    assert not visited.at.exception
    assert (visited.heading, len(visited.elements)) == (heading, drawn)


@pytest.mark.parametrize("page", [None, *PAGES])
def test_signed_out_nothing_of_any_page_is_shown(sample, visit, page, monkeypatch):
    visited = visit(sample)
    if page:
        visited.open(page)
    assert visited.heading
    monkeypatch.setattr("ui.state.token", lambda: None)
    visited.run()
    assert 'href="/sign-in"' in visited.html
    assert not visited.heading
    assert not visited.at.button
    assert not visited.at.dataframe
    assert b"C-0" not in visited.sent


def test_a_session_that_ended_meanwhile_shows_nothing(sample, visit):
    visited = visit(sample)
    sessions.end(sample, state.token())
    visited.run()
    assert not visited.heading
    assert "You are signed out" in visited.html


@pytest.mark.parametrize("page", PAGES)
def test_with_no_records_a_page_says_what_to_do_first(cabinet, visit, page, monkeypatch):
    visited = visit(cabinet)
    # On its own first day: what a new setting is asked for is counted from then.
    monkeypatch.setattr("ui.state.london_today", london_today)
    visited.open(page)
    assert not visited.at.exception
    assert visited.heading == PAGES[page]
    # A new setting has a policy, which asks for its adoption and its first checks.
    assert bool(visited.rows) is (page == "policy")
    says_so = (
        'class="empty"' in visited.html or visited.at.get("page_link") or visited.at.get("file_uploader")
    )
    assert says_so


@pytest.mark.parametrize("page", ["consents", "children"])
@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.MANAGER, "Bring in the registers"),
        (Role.DEPUTY, "The manager brings in the registers"),
        (Role.STAFF, "You have no key children today"),
    ],
)
def test_with_no_records_nobody_is_sent_where_they_may_not_go(cabinet, visit, page, role, said):
    visited = visit(cabinet, role).open(page, files="Register")
    assert said in visited.html
    assert ('href="/setting"' in visited.html) is (role is Role.MANAGER)


PEOPLE, CHILDREN, POLICY, ACCOUNTS = (
    'href="/induction"', 'href="/children-and-files"', 'href="/policy"', 'href="/setting?part=Accounts"',
)  # fmt: skip


@pytest.mark.parametrize("page", ["weekly_review", "consents", "children", "induction", "committee"])
def test_a_setting_without_registers_is_led_to_what_is_entered_by_hand_in_this_order(cabinet, visit, page):
    said = visit(cabinet).open(page).html.split('class="empty"')[1].split("</p>")[0]
    at = [said.find(link) for link in (PEOPLE, CHILDREN, POLICY, ACCOUNTS)]
    assert at == sorted(at)
    assert min(at) > 0


def test_what_is_entered_is_led_to_no_more_and_a_child_until_there_is_one(cabinet, visit, who):
    def led_to():
        html = visit(cabinet).open("weekly_review").html
        said = (
            html.split("No child is entered yet")[1].split("</p>")[0] if "No child is entered" in html else ""
        )
        return [link for link in (PEOPLE, CHILDREN, POLICY, ACCOUNTS) if link in said]

    people.add_person(cabinet, who, name="Ann Ley", role=Role.STAFF, started_on=TODAY, today=TODAY)
    assert led_to() == [CHILDREN, POLICY, ACCOUNTS]
    account(cabinet, Role.STAFF, "Ann Ley")
    assert led_to() == [CHILDREN, POLICY]
    with cabinet.administering("a child who starts in spring") as session:
        session.add(Child(code="C-001", name="Ivy", started_on=TODAY + timedelta(days=120)))
    assert led_to() == []


def no_children(session):
    for child in session.scalars(select(Child)):
        child.left_on = min(child.left_on or TODAY, TODAY) - timedelta(days=1)


def nobody_works_here(session):
    for person in session.scalars(select(StaffMember)):
        person.left_on = min(person.left_on or TODAY, TODAY) - timedelta(days=1)


def closed(session):
    no_children(session)
    nobody_works_here(session)


def no_purposes(session):
    for purpose in session.scalars(select(ConsentPurpose)):
        purpose.retired_on = TODAY - timedelta(days=1)


def test_the_parts_of_a_page_stand_over_its_answer(sample, visit):
    """Where they stand on one page they are looked for on the next."""
    with_parts = 0
    for page in PAGES:
        visited = visit(sample).open(page)
        drawn = [getattr(getattr(one, "proto", None), "body", "") or one.type for one in visited.elements]
        answers = [at for at, said in enumerate(drawn) if 'class="answer"' in said and "<h1>" not in said]
        parts = [at for at, said in enumerate(drawn) if said in {"button_group", "segmented_control"}]
        if parts and answers:
            assert parts[0] < answers[0], page
            with_parts += 1
    assert with_parts >= 6


@pytest.mark.parametrize("without", [no_children, nobody_works_here, closed, no_purposes])
def test_every_part_opens_with_nobody_on_roll_nobody_at_work_or_nothing_to_ask(sample, visit, without):
    with sample.administering("test") as session:
        without(session)
    opened = 0
    for page in PAGES:
        for part in parts_of(visit(sample).open(page)):
            visited = visit(sample).open(page, **part)
            assert not visited.at.exception, (page, part)
            assert visited.heading == PAGES[page], (page, part)
            opened += 1
    assert opened > 25


def test_with_nobody_at_work_nobody_is_said_to_be_taken_through(sample, visit):
    with sample.administering("test") as session:
        nobody_works_here(session)
    for page in ("weekly_review", "committee"):
        html = visit(sample).open(page).html
        assert "0 of 0" not in html
        assert "Nobody" in html


def test_a_setting_that_has_closed_is_still_told_what_it_owes_a_family(sample, visit):
    with sample.administering("test") as session:
        closed(session)
    visited = visit(sample).open("weekly_review")
    assert "legal date" in visited.html
    assert visited.rows


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_few_queries_and_as_many_for_twice_the_children(sample, visit, page):
    visited = visit(sample).open(page)
    few = queries_of(sample, visited)
    twice(sample)
    many = queries_of(sample, visited)
    assert len(few) == len(many) <= MOST_QUERIES


def queries_of(opened, visited) -> list[str]:
    """What a rerun asks the store."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        # The views of records are written beside the page, by a timer.
        if not (statement.startswith("BEGIN") or isinstance(current_thread(), Timer)):
            said.append(statement)

    opened.remembered = Remembered()  # as at the first look after a change
    event.listen(opened.engine, "before_cursor_execute", note)
    visited.run()
    event.remove(opened.engine, "before_cursor_execute", note)
    assert not visited.at.exception
    return said


def twice(opened) -> None:
    """Everybody again, with a twin's code and name, and what was recorded of them."""
    with opened.administering("doubled") as session:
        connection = session.connection()
        shift: dict[str, int] = {}
        for model, owner in (
            (Child, None),
            (StaffMember, None),
            (Carer, "child_id"),
            (KeyPersonAssignment, "child_id"),
            (Consent, "child_id"),
            (InductionRecord, "staff_id"),
        ):
            held = rows(opened, model)
            most = max(row["id"] for row in held)
            shift[model.__tablename__] = most
            for row in held:
                row["id"] += most
                if "code" in row:
                    row["code"] = f"{row['code']}2"
                if owner:
                    row[owner] += shift["child" if owner == "child_id" else "staff_member"]
                if model is Consent:
                    row["carer_id"] += shift["carer"]
            connection.execute(insert(table(model)), held)


def test_the_sample_says_that_it_is_fictional(sample, visit, tmp_path):
    kept = visit(sample).html
    assert "These records are fictional" in kept
    assert "nothing is kept" not in kept, "They are, in a cabinet that somebody signs in to."
    opened, _ = look_around(tmp_path, today=TODAY)
    assert "These records are fictional. Change what you like: nothing is kept" in visit(opened).html
    opened.close()


def test_real_records_are_not_called_fictional(cabinet, family, visit):
    assert "fictional" not in visit(cabinet).html


def test_the_weekly_review_brings_in_no_plotting_library():
    """It has to be the fastest page. Streamlit by itself knows plotly's name, and no more of it."""
    imports = [
        line
        for line in (ROOT / "pages" / "weekly_review.py").read_text(encoding="utf-8").splitlines()
        if line.startswith(("import ", "from "))
    ]
    script = [
        "import sys, streamlit",
        "before = {name for name in sys.modules if 'plotly' in name}",
        *imports,
        "print(sorted({name for name in sys.modules if 'plotly' in name or name == 'ui.charts'} - before))",
    ]
    said = subprocess.run(
        [sys.executable, "-c", "\n".join(script)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_a_page_shows_the_day_it_is_asked_on(sample, visit):
    assert date(2026, 11, 24) == TODAY
    assert "Week of Monday 23 November 2026" in visit(sample).html


@pytest.mark.parametrize(
    ("page", "query", "heads"),
    [
        ("policy", {"policy": "Routine checks"}, registers.CHECKS),
        ("policy", {"policy": "Related policies and numbers"}, registers.RELATED),
        ("policy", {"policy": "Related policies and numbers"}, registers.CONTACTS),
        ("induction", {"induction": "Topics"}, registers.TOPICS),
        ("consents", {"consents": "Purposes"}, ("Purpose", "Question", "When it is withdrawn", "Wording")),
        ("access_requests", {}, ("Year", "Received", "What became of them", "Time to answer")),
        ("children", {"files": "Leaving"}, ("Records", "Kept for", "Whose rule")),
        ("set_up", {"part": "Accounts"}, ("Whose", "Role", "Status", "Second factor")),
    ],
)
def test_a_list_says_over_each_column_what_stands_in_it(sample, visit, page, query, heads):
    """A topic read “Read by everyone” beside a chart of eleven of fifteen, and a check “In time, never”."""
    visited = visit(sample).open(page, **query)
    assert "".join(f'<span role="columnheader">{head}</span>' for head in heads) in visited.html
