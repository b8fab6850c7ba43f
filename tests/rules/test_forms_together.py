"""Forms that are printed together are drawn as one row; what must not be missed never is."""

from dataclasses import replace
from datetime import date

import pytest

from rules.agenda import Action, Area, ByForm, Item, Pressing, State, forms_together, pressing_of

ASKED, RENEWED = date(2026, 10, 5), date(2026, 11, 2)


def of_child(child, by_form=ByForm.ASK, due=RENEWED, **further):
    return Item(
        Area.CONSENTS, f"C-{child:03}", f"{by_form}: 7 purposes", "DR-4", due, State.LATE, False, Action.ASK,
        child, child=child, about="Mia Taylor", child_code=f"C-{child:03}", by_form=by_form, **further,
    )  # fmt: skip


def read(items):
    return [(item.code, item.what, item.stands_for) for item in forms_together(items)]


@pytest.mark.parametrize(
    ("children", "is_one_row"),
    [
        pytest.param(0, False, id="none"),
        pytest.param(3, False, id="three are asked one by one"),
        pytest.param(4, True, id="four are one row"),
        pytest.param(28, True, id="as an import brings them in"),
    ],
)
def test_the_forms_of_four_children_are_one_row_and_of_three_three(children, is_one_row):
    items = [of_child(at) for at in range(children)]
    one = [(f"{children} children", "Ask for consent: hand out the forms", children)]
    assert read(items) == (one if is_one_row else [(item.code, item.what, 1) for item in items])


def test_children_are_counted_once_and_every_thing_that_the_row_stands_for():
    """Of a child one purpose may be to ask and another to renew: one form, two things of the heading."""
    both = [of_child(at) for at in (1, 2, 3)] + [of_child(at, ByForm.RENEW) for at in (1, 2, 3)]
    assert all(stands_for == 1 for _, _, stands_for in read(both)), "six things, and three children"
    assert read([*both, of_child(4, ByForm.RENEW)]) == [
        ("4 children", "Ask for consent or renew it: hand out the forms", 7)
    ]


def test_the_row_says_only_renew_where_nothing_else_is_asked():
    assert read([of_child(at, ByForm.RENEW) for at in range(4)]) == [
        ("4 children", "Renew consent: hand out the forms", 4)
    ]


def test_the_row_has_the_date_of_the_first_and_stands_where_that_stood():
    other = replace(of_child(9, due=date(2026, 10, 12)), by_form=None, what="Carers disagree")
    items = [of_child(1, due=ASKED), other, *(of_child(at) for at in (2, 3, 4))]
    row, left = forms_together(items)
    assert (row.due, row.state, row.code) == (ASKED, State.LATE, "4 children")
    assert left == other


def test_the_row_is_about_no_child_and_leads_to_the_list_of_all():
    (row,) = forms_together([of_child(at) for at in range(4)])
    assert (row.child, row.child_code, row.about, row.record) == (None, "", "", 0)
    assert row.is_of_many


@pytest.mark.parametrize(
    ("clauses", "clause"),
    [
        pytest.param(["DR-6"] * 4, "DR-6", id="one clause for all"),
        pytest.param(["DR-6", "DR-4", "AI-7", "DR-6"], "DR-4", id="several: that of the journey"),
        pytest.param(["DR-6", "DR-6", "AI-7", "DR-6"], "DR-6", id="the journey is not among them"),
    ],
)
def test_the_row_has_the_clause_of_all(clauses, clause):
    (row,) = forms_together([replace(of_child(at), clause=one) for at, one in enumerate(clauses)])
    assert row.clause == clause


def test_a_day_on_which_we_are_closed_is_said_of_the_row_too():
    """The line says by when it is to be done instead; the row is of that line's date."""
    open_last = date(2026, 12, 23)
    first = replace(of_child(1, due=date(2026, 12, 29)), open_last=open_last)
    (row,) = forms_together([first, *(of_child(at, due=date(2027, 1, 4)) for at in (2, 3, 4))])
    assert "Wed 23 Dec" in row.what
    assert row.do_by == open_last


@pytest.mark.parametrize(
    "further",
    [
        pytest.param({"is_legal": True}, id="what a law dates"),
        pytest.param({"snoozed_until": date(2026, 12, 1)}, id="what waits"),
        pytest.param({"by_form": None}, id="what asks for more than a form"),
    ],
)
def test_what_must_be_seen_is_never_in_the_row(further):
    apart = [replace(of_child(at), **further) for at in range(6)]
    assert forms_together(apart) == apart
    with_forms = forms_together([*apart, *(of_child(at) for at in range(10, 14))])
    assert with_forms[:-1] == apart
    assert with_forms[-1].code == "4 children"


@pytest.mark.parametrize(
    ("area", "action", "further", "pressing"),
    [
        pytest.param(Area.SHARING_DECISIONS, Action.DECIDE, {"is_of_harm": True}, Pressing.HARM, id="harm"),
        pytest.param(Area.SHARING_DECISIONS, Action.REPLY, {}, Pressing.SOCIAL_CARE, id="a referral"),
        pytest.param(Area.SETTING, Action.NEXT_MANAGER, {}, Pressing.NO_MANAGER, id="no manager"),
        pytest.param(Area.ACCESS_REQUESTS, Action.REQUEST, {"is_legal": True}, Pressing.LAW, id="the law"),
        pytest.param(Area.SHARING_DECISIONS, Action.RECORD, {}, Pressing.SHARING, id="a decision"),
        pytest.param(
            Area.INDUCTION, Action.SIGN_OFF, {"is_with_children": True}, Pressing.PEOPLE, id="with children"
        ),
        pytest.param(Area.INDUCTION, Action.CLOSE_ACCOUNT, {}, Pressing.PEOPLE, id="an account left open"),
        pytest.param(Area.CONSENTS, Action.FOLLOW_UP, {}, Pressing.TO_UNDO, id="what was withdrawn"),
        pytest.param(Area.ACCESS_REQUESTS, Action.ACCESS_STEP, {}, Pressing.REQUESTS, id="our own date"),
        pytest.param(Area.CONSENTS, Action.ASK, {}, Pressing.CONSENTS, id="a form"),
    ],
)
def test_what_is_overdue_is_ordered_by_what_can_be_said_of_it(area, action, further, pressing):
    further = {"is_legal": False} | further
    item = Item(area, "X-1", "", "", ASKED, State.LATE, action=action, record=1, **further)
    assert pressing_of(item) is pressing
