"""Bringing in registers on the Set-up page: what was answered can be answered again."""

import pytest

from rules.need_to_know import NotAllowed

HEADINGS = "Child,DOB,Start date,Left,Key person,Parent/carer 1"


def tried_out(visit, opened, born, further=""):
    visited = visit(opened).open("set_up")
    held = f"{HEADINGS}\nIvy Davies,{born},01/09/2025,,,Megan Davies\n{further}".encode()
    visited.at.file_uploader(key="registers-0").set_value([("children.csv", held, "text/csv")])
    visited.at.run()
    return visited.press("Try out")


def test_what_is_there_already_is_not_brought_in_again(sample, visit):
    brought = tried_out(visit, sample, "02/05/2024").press("Bring in")
    assert "Brought in" in brought.notice()
    assert 'href="/weekly-review"' in brought.html, "the way to what is next"
    again = tried_out(visit, sample, "02/05/2024")
    assert "Everything in these files is already in the dashboard." in again.html
    assert "Bring in" not in again.labels


def test_what_there_is_to_look_at_stays_in_sight_when_it_was_brought_in(sample, visit):
    """Nothing else says of a register what came in as it is, or was left out."""
    said = "Ivy Davies has no key person."
    tried = tried_out(visit, sample, "02/05/2024", "Otto Green,03/03/2024,01/09/2025,,Ewa Nowak,Ann Green\n")
    assert said in tried.html
    brought = tried.press("Bring in")
    assert said in brought.html
    assert said in brought.run().html, "also after the next press"
    assert said not in brought.press("Hide names").html
    assert said not in visit(sample).open("set_up").html, "to nobody else"


def test_a_backup_is_offered_before_records_come_in(sample, visit):
    tried = tried_out(visit, sample, "02/05/2024")
    assert "taken back one record at a time, or by going back to a backup" in tried.html
    assert 'href="/setting?part=Backups"' in tried.html
    brought = tried.press("Bring in")
    assert 'href="/setting?part=Backups"' not in brought.html
    assert 'href="/setting?part=Backups"' not in tried_out(visit, sample, "02/05/2024").html, "brings nothing"


def test_an_answer_to_a_question_can_be_taken_back(sample, visit):
    tried_out(visit, sample, "02/05/2024").press("Bring in")
    asked = tried_out(visit, sample, "05/02/2024")
    assert "Is this Ivy Davies, born 5 Feb 2024, a child" in asked.html
    assert "Answer all questions again" not in asked.labels
    [answer] = [box for box in asked.at.selectbox if box.label == "Answer to question 1"]
    answer.set_value(answer.options[-1])
    answered = asked.press("Answer, and try out again")
    assert "1 question" not in answered.html
    again = answered.press("Answer all questions again")
    assert "1 question to answer first" in again.html


@pytest.mark.parametrize(
    ("write", "press"),
    [
        pytest.param("try_out", "Answer all questions again", id="tried out again"),
        pytest.param("bring_in", "Bring in", id="brought in"),
    ],
)
def test_who_may_not_any_more_reads_so_and_nothing_comes_in(sample, visit, monkeypatch, write, press):
    """A long file is under way for minutes, in which the role of whoever brings it in may be changed."""
    visited = tried_out(visit, sample, "02/05/2024")
    if write == "try_out":
        visited.press("Bring in")
        visited = tried_out(visit, sample, "05/02/2024")
        [answer] = [box for box in visited.at.selectbox if box.label == "Answer to question 1"]
        answer.set_value(answer.options[-1])
        visited.press("Answer, and try out again")

    def refused(*_args, **_more):
        raise NotAllowed("Your role cannot do this.")

    monkeypatch.setattr(f"ui.bringing_in.{write}", refused)
    visited.press(press)
    assert not visited.at.exception
    assert visited.refusal() == "Your role cannot do this."
