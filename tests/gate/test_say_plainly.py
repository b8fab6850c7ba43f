"""What a person reads in place of a page that could not be drawn."""

import pytest
from sqlalchemy.exc import OperationalError

import app
from store.cabinet import DamagedCabinet, NotSaved


@pytest.mark.parametrize(
    ("fault", "title", "says"),
    [
        pytest.param(DamagedCabinet("Go back."), "damaged", "Go back", id="a damaged file says the way back"),
        pytest.param(
            OperationalError("", {}, Exception()), "reached", "on a stick", id="no records to reach"
        ),
        pytest.param(NotSaved("Try again."), "not be saved", "Try again", id="a switch while others save"),
        pytest.param(
            KeyError("Ivy Davies"), "went wrong", "Reload it", id="anything else, without its words"
        ),
    ],
)
def test_what_went_wrong_is_said_with_what_to_do_and_no_more(monkeypatch, fault, title, says):
    shown = []
    monkeypatch.setattr(app.st, "error", lambda text, title: shown.append((title, text)))
    assert app.say_plainly(fault), "else Streamlit shows the fault itself"
    [(headed, text)] = shown
    assert title in headed and says in text and "Ivy" not in text
