"""A row of a register opens its record, and a child that is open is what the page is about (CP-3, DR-4)."""

import json
import re
from html import unescape

import pytest

from models import Child
from rules.induction import Role
from tests.conftest import rows
from ui import parts, state

REGISTERS = [
    pytest.param("access_requests", {}, "request", id="access requests"),
    pytest.param("access_requests", {"access": "Corrections"}, "correction", id="corrections"),
    pytest.param("access_requests", {"access": "Complaints"}, "complaint", id="complaints"),
    pytest.param("sharing_decisions", {}, "decision", id="decisions"),
    pytest.param("sharing_decisions", {"part": "Contacts and disclosures"}, "contact", id="contacts"),
    pytest.param("sharing_decisions", {"part": "Breaches"}, "breach", id="breaches"),
    pytest.param("children", {}, "child", id="children"),
    pytest.param("children", {"files": "Developmental records"}, "child", id="developmental records"),
    pytest.param("induction", {"induction": "Leavers"}, "leaver", id="leavers"),
    pytest.param("induction", {"induction": "Students"}, "student", id="students and volunteers"),
]
OF_NAMES_ALONE = [pytest.param("children", {"files": "Leaving"}, "child", id="records of leavers")]
GRIDS = [
    pytest.param("consents", {"consents": "Children by purposes"}, "child", id="consents"),
    pytest.param("induction", {"induction": "People"}, "person", id="induction"),
]


def register(visited, key: str):
    """The register whose rows open what the list of `key` chooses; None where it is not drawn."""
    return next((one for one in visited.at.dataframe if one.key == state.TICKED + key), None)


def codes_of(frame) -> list[str]:
    column = "Code" if "Code" in frame.value else frame.value.columns[0]
    return frame.value[column].tolist()


def tell(visited, widget: str, *, ticked: list[int] | None = None, pressed: int = 0):
    """Runs the page with what a browser says of one widget, which the table has beside its rows."""
    held = visited.at._tree.get_widget_states()
    one = held.widgets.add(id=widget)
    if ticked is not None:
        one.string_value = json.dumps({"selection": {"rows": ticked, "columns": [], "cells": []}})
    else:
        one.string_trigger_value.data = json.dumps({"row": pressed, "label": "a code"})
    visited.at._run(held)
    assert not visited.at.exception
    return visited


def tick(visited, key: str, *ticked: int):
    """Ticks these rows, or takes the tick out."""
    return tell(visited, register(visited, key).proto.id, ticked=list(ticked))


def press(visited, key: str, row: int):
    """Presses the code in a row."""
    [widget] = register(visited, key).proto.button_click_widgets.values()
    return tell(visited, widget, pressed=row)


def opened(visited, key: str) -> str | None:
    """What the address says is open, and the list with it where there is one."""
    said = visited.at.query_params.get(key)
    code = said[0] if isinstance(said, list) else said
    if boxes := [box for box in visited.at.selectbox if box.key == key]:
        assert boxes[0].value == code
    return code


def ticked(visited, key: str) -> list[str]:
    """The codes of the rows that are ticked."""
    found = register(visited, key)
    said = found.proto.selection_state or '{"selection": {"rows": []}}'
    return [codes_of(found)[row] for row in json.loads(said)["selection"]["rows"]]


@pytest.mark.parametrize("open_row", [tick, press], ids=["a tick", "a press on the code"])
@pytest.mark.parametrize(("page", "query", "key"), [*REGISTERS, *OF_NAMES_ALONE])
def test_a_row_opens_its_record_and_leaves_it_when_it_is_closed(sample, visit, open_row, page, query, key):
    visited = visit(sample).open(page, **query)
    assert unescape(parts.ROWS_OPEN) in visited.html
    codes = codes_of(register(visited, key))
    open_row(visited, key, len(codes) - 1)
    assert opened(visited, key) == codes[-1]
    assert opened(visited.run(), key) == codes[-1], "a run after it leaves it open"
    assert register(visited, key) is None, "the page is about that one alone"
    [back] = [label for label in visited.labels if label.startswith("All ")]
    visited.press(back)
    assert opened(visited, key) is None
    assert opened(visited.run(), key) is None, "and it is not opened again"
    assert codes_of(register(visited, key)) == codes


@pytest.mark.parametrize(("page", "query", "key"), REGISTERS)
def test_with_names_off_a_row_opens_its_record_by_the_code(sample, visit, page, query, key):
    visited = visit(sample).press("Hide names").open(page, **query)
    codes = codes_of(register(visited, key))
    assert all(re.fullmatch(r"[A-Z]{1,2}-[\d-]+", code) for code in codes)
    assert opened(tick(visited, key, 0), key) == codes[0]


@pytest.mark.parametrize(
    ("open_row", "row"),
    [(tick, -1), (tick, 10_000), (press, 10_000)],
    ids=["before", "after", "pressed after"],
)
def test_a_row_that_was_not_shown_opens_nothing(sample, visit, open_row, row):
    visited = visit(sample).open("sharing_decisions")
    assert opened(open_row(visited, "decision", row), "decision") is None


def test_a_record_that_was_left_by_its_list_is_ticked_no_more(sample, visit):
    visited = visit(sample).open("sharing_decisions")
    _, second, *_ = codes_of(register(visited, "decision"))
    tick(visited, "decision", 0)
    visited.at.get_by_key("decision").set_value(second)
    visited.run()
    assert opened(visited, "decision") == second
    visited.at.get_by_key("decision").select_index(None)
    visited.run()
    assert (opened(visited, "decision"), ticked(visited, "decision")) == (None, [])


def test_a_row_opens_the_record_that_it_shows_when_the_register_is_filtered(sample, visit):
    visited = visit(sample).open("sharing_decisions", decisions="Recorded")
    whole, kept = len(rows_of_all(visit, sample)), codes_of(register(visited, "decision"))
    assert len(kept) < whole
    assert opened(press(visited, "decision", 0), "decision") == kept[0]


def rows_of_all(visit, sample):
    return codes_of(register(visit(sample).open("sharing_decisions", decisions="Everything"), "decision"))


# The grids ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_on_screen", [False, True], ids=["with names", "names off"])
@pytest.mark.parametrize(("page", "query", "key"), GRIDS)
def test_in_a_grid_each_line_begins_with_a_way_to_its_own(sample, visit, page, query, key, is_on_screen):
    visited = visit(sample)
    if is_on_screen:
        visited.press("Hide names")
    visited.open(page, **query)
    lines = [line for line in visited.html.split("<tr>") if line.startswith('<th scope="row">')]
    links = [
        re.match(r'<th scope="row"><a class="plain opens" href="\?([^"]*)"[^>]*>([^<]*)<', line)
        for line in lines
    ]
    assert lines
    for link in links:
        address, said = link.groups()
        asked = dict(pair.split("=") for pair in unescape(address).split("&"))
        assert re.fullmatch(r"[CMS]-\d+", asked[key]), "a code, and no name"
        assert not is_on_screen or said == asked[key]
    visited.open(page, **query, **{key: asked[key]})
    assert opened(visited, key) == asked[key]


# One child ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_on_screen", [False, True], ids=["with names", "names off"])
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("children", {"files": "Register"}),
        ("children", {"files": "File index"}),
        ("children", {"files": "Developmental records"}),
        ("children", {"files": "Leaving"}),
        ("consents", {"consents": "Children by purposes"}),
    ],
    ids=lambda value: next(iter(value.values())) if isinstance(value, dict) else "",
)
def test_a_page_with_one_child_open_is_about_nobody_else(sample, visit, page, query, is_on_screen):
    leaves = query.get("files") == "Leaving"
    if leaves and is_on_screen:
        pytest.skip("with names off nobody who left is listed")
    code = "C-012" if leaves else "C-022"
    everybody = rows(sample, Child)
    [child] = [one for one in everybody if one["code"] == code]
    visited = visit(sample)
    if is_on_screen:
        visited.press("Hide names")
    visited.open(page, **query, child=code)
    assert visited.heading == (code if is_on_screen else f"{child['name']}, {code}")
    drawn = visited.html + str([frame.value.to_dict() for frame in visited.at.dataframe])
    # A file may name another child of the setting, as somebody whom an entry mentions.
    said_by = ("code",) if query.get("files") == "File index" else ("code", "name")
    others = {one[said] for one in everybody for said in said_by if one["code"] != code}
    assert [said for said in others if said in drawn] == []
    assert 'class="figures"' not in drawn
    visited.press("All children")
    assert visited.heading in ("Children and files", "Consents")
    assert opened(visited, "child") is None


@pytest.mark.parametrize(
    ("page", "query", "key"),
    [pytest.param("induction", {"induction": "People"}, "person", id="people"), *REGISTERS],
)
def test_a_page_with_one_record_open_is_about_no_other(sample, visit, page, query, key):
    visited = visit(sample).open(page, **query)
    title, several = visited.heading, set(visited.labels)
    codes = re.findall(rf"[?]{key}=([A-Z]-\d+)", visited.html) or codes_of(register(visited, key))
    visited.open(page, **query, **{key: codes[0]})
    assert codes[0] in visited.heading
    assert 'class="figures"' not in visited.html
    [back] = [label for label in visited.labels if label.startswith("All ")]
    new = {label for label in several if label.startswith(("Record a ", "Log a ", "Add a ", "Several "))}
    assert not (new - {"Record a step"}) & set(visited.labels)
    visited.press(back)
    assert (visited.heading, opened(visited, key)) == (title, None)


def test_what_is_done_for_several_is_not_offered_beside_one_child(sample, visit):
    visited = visit(sample).open("children")
    assert {"Add a starter", "Key person of several"} <= set(visited.labels)
    visited.open("children", child="C-022")
    assert not {"Add a starter", "Key person of several"} & set(visited.labels)


def test_a_key_person_is_brought_to_their_own_children_alone(sample, visit):
    visited = visit(sample, Role.KEY_PERSON).open("children", files="Register", child="C-022")
    assert visited.heading == "Children and files"
    assert "is not here, or you may not open it" in visited.html


def to_part(visited, part):
    visited.at.get_by_key("consents").set_value(part)
    return visited.run()


def test_a_child_of_whom_another_part_asks_nothing_is_open_again_on_the_way_back(sample, visit):
    """The address lost the child there, and neither Back nor the part before had it any more (DR-4)."""
    asked = set(visit(sample).open("consents", consents="To ask").at.get_by_key("child").options)
    here = [row["code"] for row in rows(sample, Child) if row["left_on"] is None]
    code = next(code for code in here if not any(code in said for said in asked))
    visited = visit(sample).open("consents", child=code)
    name = visited.heading
    assert code in name
    visited = to_part(visited, "To ask")
    assert visited.at.get_by_key("child").value is None
    assert opened_in_address(visited) == code
    visited.press(next(label for label in visited.labels if "as handed out" in label))
    assert visited.run().at.get_by_key("all-asked.on") is not None, "no form was open about the child"
    another = to_part(visit(sample).open("consents", child=code), "To ask")
    another.at.get_by_key("child").select_index(0)
    assert opened_in_address(another.run()) not in (code, None), "who is chosen there takes the place"
    another.at.get_by_key("child").select_index(None)
    assert opened_in_address(another.run()) is None
    visited = to_part(to_part(visit(sample).open("consents", child=code), "To ask"), "Children by purposes")
    assert visited.heading == name


def opened_in_address(visited):
    said = visited.at.query_params.get("child")
    return said[0] if isinstance(said, list) else said
