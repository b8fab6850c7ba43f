"""Hostile texts typed into every text field of every form: recorded or refused, and shown as text either way.

Each form is opened about records of the sample, its choices are made by chance and each of its text fields
takes a text of its own. Nothing fails, nothing is drawn as HTML or markdown, and a form that refuses keeps
what was typed. `CABINET_TEST_TEXTS` makes the run of docs/reliability.md; the suite goes through each form
once.
"""

import inspect
import os
import random
from collections.abc import Iterator

from sqlalchemy import select

from models import (
    AccessRequest,
    AccessStep,
    Account,
    Breach,
    Carer,
    Child,
    Complaint,
    Consent,
    ConsentPurpose,
    Contact,
    Conversation,
    FileEntry,
    FileOut,
    InductionTopic,
    Leaflet,
    Rectification,
    RoutineCheck,
    SharingAdvice,
    SharingDecision,
    StaffMember,
)
from rules.retention import RecordKind
from store.policy import related_titles
from store.tables import table
from tests.hostile import hostile_texts, looks_like_text
from tests.pages.conftest import PAGES
from tests.store.faults import tell
from ui import form, state
from ui import forms as forms  # makes every form known

TEXTS = int(os.environ.get("CABINET_TEST_TEXTS", "0"))
SEED = 20261125
A_WORD_OR_TWO = 100  # characters, such as a time of day or the title above a column
A_PAGE = "set_up"  # whichever: each that opens forms opens all of them, and this one is drawn soonest
TRIES = 4  # records that a form is tried with, until one of them opens it
ABOUT = {
    "request_id": AccessRequest,
    "step_id": AccessStep,
    "account_id": Account,
    "breach_id": Breach,
    "carer_id": Carer,
    "child_id": Child,
    "complaint_id": Complaint,
    "consent_id": Consent,
    "purpose_id": ConsentPurpose,
    "contact_id": Contact,
    "conversation_id": Conversation,
    "entry_id": FileEntry,
    "topic_id": InductionTopic,
    "leaflet_id": Leaflet,
    "out_id": FileOut,
    "rectification_id": Rectification,
    "check_id": RoutineCheck,
    "advice_id": SharingAdvice,
    "decision_id": SharingDecision,
    "staff_id": StaffMember,
}
PLACES = {"position": len(related_titles()), "at": len(RecordKind)}  # what is listed in a fixed order


def records_of(connection, name: str) -> list[int | None]:
    """What a form of this name can be opened about; nothing where it is about nothing."""
    told = next(iter(inspect.signature(inspect.unwrap(form._FORMS[name])).parameters), None)
    if told is None:
        return [None]
    if told in PLACES:
        return list(range(1, PLACES[told] + 1))
    column = table(ABOUT[told]).c.id
    return list(connection.execute(select(column).order_by(column)).scalars())


class Typist:
    """Somebody who types such texts wherever there is a field."""

    def __init__(self, seed: int, texts: Iterator[str] | None = None) -> None:
        self.chance = random.Random(seed)
        self.texts = texts or hostile_texts(seed)
        self.typed: list[str] = []
        self.recorded = self.refused = 0
        self.forms: set[str] = set()

    def opens(self, visited, name: str, record: int | None):
        """The form's dialog, or None where it is not open about this record."""
        visited.at.session_state[state._FORM] = (name, record, None)
        visited.run()
        assert not visited.at.exception, (name, record)
        return next(iter(visited.at.get("dialog")), None)

    def chooses(self, dialog) -> None:
        """Makes choices by chance; they may change what else is asked."""
        for listed in [*dialog.selectbox, *dialog.radio, *dialog.segmented_control]:
            if listed.options and not listed.proto.disabled:
                listed.set_value(self.chance.choice(listed.options))
        for box in dialog.checkbox:
            if not box.proto.disabled:
                box.set_value(self.chance.random() < 0.5)

    def types(self, name: str, dialog) -> dict[str, str]:
        """Types into every text field; what was typed, by field."""
        held = {}
        for field in [*dialog.text_input, *dialog.text_area]:
            # A browser drops what is pasted beyond a field's own limit, all of it and without a word.
            assert field.max_chars <= A_WORD_OR_TWO, (name, field.key)
            if field.proto.disabled:
                continue
            # A browser sends no more than the field takes, and no line break from a field of one line.
            said = next(self.texts)[: field.max_chars or None]
            if field.type == "text_input":
                said = "".join(said.splitlines())
            field.set_value(said)
            held[field.key] = said
        self.typed += held.values()
        if held:
            self.forms.add(name)
        return held

    def sends(self, visited, dialog) -> None:
        buttons = [button for button in dialog.button if "FormSubmitter" in (button.key or button.id)]
        if buttons:
            self.chance.choice(buttons).click()
        visited.run()

    def fills(self, visited, name: str, record: int | None) -> bool:
        """Opens a form, types, sends it and looks at what is drawn; whether it had a text field."""
        dialog = self.opens(visited, name, record)
        if dialog is None:
            return False
        self.chooses(dialog)
        visited.run()
        dialog = next(iter(visited.at.get("dialog")), None)
        if dialog is None:
            return False
        held = self.types(name, dialog)
        if not held:
            return False
        self.sends(visited, dialog)
        assert not visited.at.exception, (name, record, held)
        looks_like_text(visited, held.values())
        if still := next(iter(visited.at.get("dialog")), None):
            self.refused += 1
            keeps(still, held, name)
        else:
            self.recorded += 1
        return True


def keeps(still, held: dict[str, str], name: str) -> None:
    """A form that is open still has what was typed into it."""
    kept = {field.key: field.value for field in [*still.text_input, *still.text_area]}
    for key, said in held.items():
        assert kept.get(key, said) == said, (name, key, "what was typed is lost")


def test_every_form_with_a_text_field_takes_hostile_texts(sample, visit, monkeypatch):
    # Streamlit's test puts options into words outside of any run, where nothing says whether names are shown.
    monkeypatch.setattr(state, "on_screen", lambda: False)
    with sample.connection() as connection:
        about = {name: records_of(connection, name) for name in sorted(form._FORMS)}
    typist = Typist(SEED)
    visited = visit(sample).open(A_PAGE)
    without = set()
    while True:
        for name, records in about.items():
            tried = typist.chance.sample(records, min(TRIES, len(records)))
            if not any(typist.fills(visited, name, record) for record in tried):
                without.add(name)
        if len(typist.typed) >= TEXTS:
            break
    for page in PAGES:
        visited.open(page)
        assert not visited.at.exception
        looks_like_text(visited, typist.typed)
    tell(
        "hostile texts typed into the forms",
        f"{len(typist.typed)} texts in {len(typist.forms)} forms, {typist.recorded} times recorded and "
        f"{typist.refused} times refused; without a text field: {sorted(without - typist.forms)}",
    )
    assert typist.recorded > 5
    assert len(typist.forms) > 40
