"""The weekly list to print: one page, with names only where asked for, the rest counted."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from papers import weekly_list
from rules.agenda import State
from tests.conftest import FILE, agenda_of, manager_of
from tests.pages.test_on_screen import named as named
from tests.store.test_agenda import add_children


@pytest.fixture
def store() -> str:
    """A paper does not know which store it was read from."""
    return FILE


def list_of(opened, *, with_names: bool) -> tuple[int, str]:
    by = manager_of(opened).name if with_names else "the manager"
    held = PdfReader(BytesIO(weekly_list.as_pdf(agenda_of(opened), with_names=with_names, prepared_by=by)))
    return len(held.pages), " ".join(" ".join(page.extract_text() for page in held.pages).split())


def test_by_codes_it_carries_no_name(sample, named):
    pages, said = list_of(sample, with_names=False)
    assert pages == 1
    assert {name for name in named if name in said} == set()
    assert "AR-2026-003" in said
    assert weekly_list.BY_CODES in said


def test_with_names_it_says_that_it_is_confidential(sample):
    pages, said = list_of(sample, with_names=True)
    assert pages == 1
    assert any(item.about in said for item in agenda_of(sample).items if item.about)
    assert "Confidential: with names" in said


def test_what_has_been_late_for_years_says_which_year(sample):
    of_now = agenda_of(sample)
    late = replace(of_now.items[0], due=date(2021, 10, 3), state=State.LATE)
    paper = weekly_list.as_pdf(replace(of_now, items=[late]), with_names=False, prepared_by="the manager")
    assert "3 Oct 2021" in PdfReader(BytesIO(paper)).pages[0].extract_text()


@pytest.mark.parametrize("with_names", [True, False])
def test_who_stands_back_is_on_no_list_by_codes(sample, with_names):
    of_now = agenda_of(sample)
    item = replace(of_now.items[0], aside="The manager stands back from it")
    paper = weekly_list.as_pdf(
        replace(of_now, items=[item]), with_names=with_names, prepared_by="the manager"
    )
    said = " ".join(PdfReader(BytesIO(paper)).pages[0].extract_text().split())
    assert ("stands back" in said) is with_names


def test_however_long_the_list_it_is_one_page_that_counts_the_rest(sample):
    add_children(sample, 60)
    pages, said = list_of(sample, with_names=True)
    assert pages == 1
    assert "more, which are in the dashboard" in said


def test_a_legal_date_and_what_is_due_within_a_week_are_on_the_page_however_much_is_late(sample):
    """A first import brings years of the setting's own dates: the page is full before they end."""
    of_now = agenda_of(sample)
    house = next(item for item in of_now.items if item.is_house_rule)
    late = [replace(house, code=f"C-{n}", due=date(2021, 10, 3), state=State.LATE) for n in range(90)]
    harm = replace(late[0], code="SD-2026-099", due=of_now.today - timedelta(weeks=20), is_of_harm=True)
    lately = replace(late[0], code="C-888", due=of_now.today - timedelta(weeks=4))
    before = replace(late[0], code="C-999", due=of_now.today - timedelta(weeks=4, days=1))
    today = replace(house, code="C-777", due=of_now.today, state=State.DUE)
    legal = replace(house, code="AR-2026-099", due=of_now.today + timedelta(days=17))
    legal = replace(legal, is_legal=True, state=State.DUE)
    held = replace(of_now, items=[*late, before, harm, lately, today, legal])
    paper = weekly_list.as_pdf(held, with_names=False, prepared_by="the manager")
    [page] = PdfReader(BytesIO(paper)).pages
    said = page.extract_text()
    assert {"AR-2026-099", "C-777", "C-888", "C-0"} <= set(said.split())
    assert "SD-2026-099" in said, "what the review has first is on the page, however long it has been late"
    assert "C-999" not in said
    left = 95 - said.count("☐")
    told = f"And {left} more, which are in the dashboard; {left} of them overdue"
    assert told in " ".join(said.split())


def test_with_nothing_to_do_it_says_so(cabinet):
    _, said = list_of(cabinet, with_names=False)
    assert "Nothing needs doing" in said or "Policy" in said
