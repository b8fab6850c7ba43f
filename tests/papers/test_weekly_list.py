"""The weekly list to print: all that it promises, with names only where asked for."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from papers import weekly_list
from rules.agenda import Group, State, group_of
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
    _, said = list_of(sample, with_names=False)
    assert {name for name in named if name in said} == set()
    assert "AR-2026-003" in said
    assert weekly_list.BY_CODES in said


def test_with_names_it_says_that_it_is_confidential(sample):
    _, said = list_of(sample, with_names=True)
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


@pytest.mark.parametrize("with_names", [True, False])
def test_however_long_the_list_nothing_of_its_groups_is_left_out(sample, with_names):
    """Whoever works through it on paper has no screen beside them."""
    add_children(sample, 60)
    of_now = agenda_of(sample)
    by_group = {
        group: [i for i in of_now.items if group_of(i, today=of_now.today) is group] for group in Group
    }
    pages, said = list_of(sample, with_names=with_names)
    assert pages > 1
    assert said.count("☐") == sum(len(held) for group, held in by_group.items() if group is not Group.LATER)
    for group, title in weekly_list._GROUPS.items():
        assert f"{title}: {len(by_group[group])} " in said


def test_what_is_late_is_on_it_however_long_and_stands_in_the_order_of_the_screen(sample):
    """A first import brings years of the setting's own dates: what is due today is not lost behind them."""
    of_now = agenda_of(sample)
    house = next(item for item in of_now.items if item.is_house_rule)
    late = [replace(house, code=f"C-{n:03}", due=date(2021, 10, 3), state=State.LATE) for n in range(90)]
    harm = replace(late[0], code="SD-2026-099", due=of_now.today - timedelta(weeks=20), is_of_harm=True)
    legal = replace(late[0], code="AR-2026-099", due=of_now.today - timedelta(days=1), is_legal=True)
    today = replace(house, code="C-777", due=of_now.today, state=State.DUE)
    held = replace(of_now, items=[*late, harm, legal, today])
    paper = weekly_list.as_pdf(held, with_names=False, prepared_by="the manager")
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).split())
    in_order = ["Overdue: 92", "SD-2026-099", "AR-2026-099", "C-000", "C-089", "Within a week: 1", "C-777"]
    assert [said.index(one) for one in in_order] == sorted(said.index(one) for one in in_order)


def test_with_nothing_to_do_it_says_so(cabinet):
    _, said = list_of(cabinet, with_names=False)
    assert "Nothing needs doing" in said or "Policy" in said
