"""A refusal names each field as its label on the screen does, in every form.

Each form is sent as it opens, with nothing in it, and with choices made and texts typed by chance: whatever
it then says is wrong has to be called what the field is called, or the part of the form that it stands in. No
form and no field is named here but by what the screen says.
"""

import re
from collections import Counter
from itertools import repeat

import pytest

from tests.pages.conftest import PAGES, parts_of
from tests.pages.test_hostile_typing import A_PAGE, SEED, Typist, keeps, records_of
from ui import form, state
from ui import forms as forms  # makes every form known

CALLED = re.compile(r"- \*\*(.+?)\*\*: ")
SECTION = re.compile(r'<h3 class="section">([^<]*)')
MORE_THAN_ONE = "First page and last page"
# What is wrong with no field alone, but with all of them or with what the form is about.
OF_THE_WHOLE = (
    "Choose at least one answer.",
    "Type at least one answer",
    "Choose at least one question",
    "You did this yourself.",
    "This purpose is no longer asked.",
    "The request is closed",
    "First record whom the committee named",
    "This is the last manager.",
    "Choose a different role",
    # What is to be taken back before a concern, or a breach, is.
    "The decision is recorded as written",
    "Advice or a reply is recorded",
    "It says that information was shared",
    "It was decided not to share",
    "Steps are recorded for it",
)


def names_of(dialog) -> set[str]:
    """What the fields and the parts of an open form are called."""
    found: set[str] = set()

    def walk(block) -> None:
        for child in getattr(block, "children", {}).values():
            found.add(getattr(child, "label", ""))
            found.update(part.strip() for part in SECTION.findall(str(getattr(child.proto, "body", ""))))
            walk(child)

    walk(dialog)
    return found


def with_choices(typist, visited, dialog):
    """The form with other choices made in it, which may change what else is asked."""
    typist.chooses(dialog)
    visited.run()
    return next(iter(visited.at.get("dialog")), None)


def as_it_opens(typist, visited, name, dialog):
    """The form, and what was typed into it, by field."""
    return dialog, {}


def with_nothing_in_it(typist, visited, name, dialog):
    dialog = with_choices(typist, visited, dialog)
    for field in [*dialog.text_input, *dialog.text_area] if dialog else []:
        if not field.proto.disabled:
            field.set_value("")
    return dialog, {}


def with_too_much_in_it(typist, visited, name, dialog):
    dialog = with_choices(typist, visited, dialog)
    return dialog, typist.types(name, dialog) if dialog else {}


WAYS = (as_it_opens, with_nothing_in_it, with_too_much_in_it)


def test_what_is_refused_is_called_what_it_is_called_on_the_screen(sample, visit, monkeypatch):
    """And a text that is too long is kept. A form that was refused is sent again, the other way."""
    monkeypatch.setattr(state, "on_screen", lambda: False)
    with sample.connection() as connection:
        about = {name: records_of(connection, name) for name in sorted(form._FORMS)}
    typist = Typist(SEED, repeat("wordy " * 700))
    visited = visit(sample).open(A_PAGE)
    refused, too_long, misnamed = Counter(), set(), set()
    for name, records in about.items():
        for record in typist.chance.sample(records, min(2, len(records))):
            dialog = None
            for filled in WAYS:
                dialog = dialog or typist.opens(visited, name, record)
                if dialog is None:
                    break
                dialog, typed = filled(typist, visited, name, dialog)
                if dialog is None:
                    continue
                typist.sends(visited, dialog)
                assert not visited.at.exception, (name, record)
                dialog = next(iter(visited.at.get("dialog")), None)
                if dialog is None:
                    continue
                keeps(dialog, typed, name)
                names = names_of(dialog)
                for line in visited.refusal().splitlines():
                    if not line.startswith("- "):
                        assert "Enter at most" not in line, (name, "it does not name its field")
                        continue
                    refused[filled] += 1
                    called = CALLED.match(line)
                    if "Enter at most" in line:
                        too_long.add(line)
                        assert called, (name, line)
                    if called and called[1] in names | {MORE_THAN_ONE}:
                        continue
                    if not called and line.removeprefix("- ").startswith(OF_THE_WHOLE):
                        continue
                    misnamed.add((name, line[:160]))
    assert not misnamed
    assert all(refused[filled] > 50 for filled in WAYS), refused
    assert len(too_long) > 15


@pytest.mark.parametrize("page", [*PAGES, "my_account"])
def test_what_a_form_on_a_page_refuses_is_called_what_it_is_called_there(sample, visit, page):
    """Those that stand on the page itself, such as an account or a bank holiday, sent as they stand."""
    misnamed = set()
    for part in parts_of(visit(sample).open(page)):
        for at in range(len(sent_by(visit(sample).open(page, **part)))):
            visited = visit(sample).open(page, **part)
            sent_by(visited)[at].click()
            visited.run()
            assert not visited.at.exception
            names = names_of(visited.at.main)
            for line in visited.refusal().splitlines():
                called = CALLED.match(line)
                if line.startswith("- ") and not (called and called[1] in names):
                    misnamed.add((*part.values(), line[:160]))
    assert not misnamed


def sent_by(visited) -> list:
    """The buttons by which the forms of the page are sent."""
    return [button for button in visited.at.button if "FormSubmitter" in (button.key or button.id)]
