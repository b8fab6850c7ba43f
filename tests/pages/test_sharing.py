"""The sharing page: what it leads with, one decision in full, its parts, and what a shared screen hides."""

import re
from datetime import UTC, date, datetime, timedelta
from html import escape
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from models import (
    AboutChild,
    Account,
    Breach,
    BreachKnown,
    BreachStep,
    Carer,
    Child,
    Consent,
    ConsentPurpose,
    Conversation,
    ConversationEntry,
    KeyPersonAssignment,
    Mistake,
    Receipt,
    SharingAdvice,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    SharingTold,
    StaffMember,
)
from rules import breach
from rules.agenda import Action
from rules.consent import NEXT_SETTING, PROFESSIONALS, Answer, How
from rules.induction import Role
from rules.sharing import Basis, Explanation, Ground, Outcome, Position, Quality, Recipient
from rules.words import dated, short_date
from rules.working_days import LONDON
from store import breaches, consents, sharing, sharing_advice
from store.mistakes import TakenBack
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, manager_of, rows
from tests.pages.conftest import is_a_key_person
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.pages.test_forms import open_row, send, set_to
from ui import form, printed, state, words
from ui.sharing_rows import advice_lines

PARTS = ("Decisions", "Contacts and disclosures", "Breaches")


def decided(sample) -> dict:
    """The first decision of the sample that stands in the file with a reason."""
    outcomes = {row["decision_id"]: row for row in rows(sample, SharingOutcome) if row["reason"]}
    entries = {row["decision_id"] for row in rows(sample, SharingEntry)}
    return next(row for row in rows(sample, SharingDecision) if row["id"] in outcomes.keys() & entries)


def test_the_page_leads_with_what_awaits_recording_then_a_decision_then_advice(sample, visit):
    html = visit(sample).open("sharing_decisions").html
    titles = [
        "Awaiting recording",
        "Awaiting a decision",
        "Advice with no answer",
        "Register",
    ]
    places = [html.index(f"<h2>{title}") for title in titles]
    assert places == sorted(places)
    assert "The setting&#x27;s own rule: the same day" in html


@pytest.mark.parametrize(
    ("part", "button", "key"),
    [
        ("Decisions", "Record a concern", "concern.child"),
        ("Contacts and disclosures", "Record a contact", "contact.child"),
        ("Contacts and disclosures", "Record a disclosure", "disclosure.child"),
        ("Breaches", "Log a breach", "breach.child"),
    ],
)
def test_what_came_up_about_a_child_who_left_yesterday_is_recorded(sample, visit, part, button, key):
    left_on = TODAY - timedelta(days=1)
    child = next(row for row in rows(sample, Child) if not row["left_on"])
    with sample.administering("test") as session:
        session.execute(update(Child).where(table(Child).c.id == child["id"]).values(left_on=left_on))
    visited = visit(sample).open("sharing_decisions", part=part).press(button)
    assert f"{child['name']}, {child['code']}, left 23 Nov 2026" in visited.at.get_by_key(key).options


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("access_requests", {}),
        ("access_requests", {"access": "Corrections"}),
        ("access_requests", {"access": "Complaints"}),
        *(("sharing_decisions", {"part": part}) for part in PARTS),
    ],
)
def test_children_of_one_name_are_told_apart_in_every_register(sample, visit, page, asked):
    codes = {row["code"] for row in rows(sample, Child)}
    with sample.administering("test") as session:
        session.execute(update(Child).values(name="Sam Reed"))
    visited = visit(sample).open(page, years="All years", **asked)
    [frame] = [held.value for held in visited.at.dataframe if "Child" in held.value]
    of_a_child = frame[frame["Child"] == "Sam Reed"]
    assert len(of_a_child)
    assert set(of_a_child["Child's code"]) <= codes
    visited.press("Hide names")
    assert b"Sam Reed" not in visited.sent
    assert "Child's code" not in {name for held in visited.at.dataframe for name in held.value}


def test_the_register_says_whose_a_decision_is_before_what_is_long(sample, visit):
    [frame] = [held.value for held in visit(sample).open("sharing_decisions").at.dataframe]
    named = list(frame)
    assert named.index("Child") < named.index("Missing"), "a laptop shows no more beside that"


def test_one_decision_says_by_its_code_which_child_of_that_name_it_is_about(sample, visit):
    held = decided(sample)
    child = next(row for row in rows(sample, Child) if row["id"] == held["child_id"])
    html = visit(sample).open("sharing_decisions", decision=held["code"]).html
    assert f"{escape(child['name'])}, {child['code']}" in html


def test_what_awaits_recording_is_in_the_order_of_its_age_and_says_what_it_lacks(sample, visit):
    due = {item.code: item for item in agenda_of(sample).items if item.action is Action.RECORD}
    shown = [row for row in visit(sample).open("sharing_decisions").rows if "Complete the record" in row]
    codes = [row.partition('"code">')[2].partition("<")[0] for row in shown]
    assert [due[code].due for code in codes] == sorted(item.due for item in due.values())
    assert len(codes) == len(due) > 2


def test_one_decision_opens_by_its_address_to_its_whole_record(sample, visit):
    held = decided(sample)
    visited = visit(sample).open("sharing_decisions", decision=held["code"])
    outcome = [row for row in rows(sample, SharingOutcome) if row["decision_id"] == held["id"]][-1]
    assert not visited.at.exception
    for said in (held["concern"], outcome["reason"], outcome["decided_by"]):
        assert said.split(".")[0].replace("'", "&#x27;") in visited.html
    assert "History" in visited.html
    assert "The entry in the child&#x27;s file" in visited.html


def test_below_the_register_the_decisions_are_counted_for_the_manager_alone(sample, visit):
    """AI-4, IS-5, IS-11: on a shared screen a count of one is about one family."""
    visited = visit(sample).open("sharing_decisions")
    said = [clause for clause in ("(IS-11)", "(IS-5)", "(AI-4)", "(CP-1)") if f"{clause}." in visited.html]
    assert said == ["(IS-11)", "(IS-5)", "(AI-4)", "(CP-1)"]
    [decided] = re.findall(r"Decided: ([^<]*) \(IS-11\)", visited.html)
    shown = visited.at.dataframe[-1].value
    assert sum(map(int, re.findall(r"\d+", decided))) == (shown["Outcome"] != "").sum()
    visited.press("Hide names").open("sharing_decisions")
    assert "(IS-11)." not in visited.html


def test_a_decision_of_years_ago_opens_by_its_address_too(sample, visit):
    oldest = min(rows(sample, SharingDecision), key=lambda row: row["raised_on"])
    visited = visit(sample).open("sharing_decisions", decision=oldest["code"])
    assert visited.at.selectbox(key="decision").value == oldest["code"]
    assert oldest["concern"].split(".")[0].replace("'", "&#x27;") in visited.html


def test_a_decision_that_is_in_the_file_is_not_decided_anew(sample, visit):
    visited = visit(sample).open("sharing_decisions", decision=decided(sample)["code"])
    labels = visited.labels
    assert "Record advice" in labels
    assert not {"Decide now", "Decide again"} & set(labels)


def test_a_record_that_was_completed_in_another_window_asks_for_nothing(sample, visit):
    visited = visit(sample).open("sharing_decisions")
    visited.at.session_state[state._FORM] = (form.COMPLETE, decided(sample)["id"], None)
    visited.run()
    [dialog] = visited.at.get("dialog")
    assert "Nothing is missing in this record any more" in dialog.error[0].value
    assert not dialog.button


WORDS = "The manager rang the mother, who thanked us"


def not_told(sample):
    """A decision that stands in the file, and whose family was not told; it was corrected once."""
    [last] = [row for row in rows(sample, SharingOutcome) if row["decision_id"] == decided(sample)["id"]][-1:]
    with sample.administering("test") as session:
        kept = {name: value for name, value in last.items() if name not in {"id", "recorded_at"}}
        changed = {"position": Position.NOT_TOLD, "reason": RANG, "corrects_id": last["id"]}
        session.add(SharingOutcome(**kept | changed))
    return decided(sample)["code"], last["reason"].partition(".")[0]


def test_a_family_that_was_not_told_is_told_later_in_the_file_as_it_is(sample, visit):
    code, _ = not_told(sample)
    visited = visit(sample).open("sharing_decisions", decision=code)
    visited.press("The family was told later")
    send(visited, "Record")
    assert "Who told whom, how, and what they said: Enter" in visited.refusal().replace("*", "")
    set_to(visited, "told-later.words", WORDS)
    send(visited, "Record")
    assert visited.notice() == f"Recorded for {code}."
    assert "Told later" in visited.html
    assert WORDS in visited.html
    visited.press("Hide names")
    assert "Told later" in visited.html
    assert WORDS.encode() not in visited.sent
    visited = visit(sample).open("sharing_decisions", decision=code).press(words.MISTAKEN_DECISION)
    box = visited.at.get_by_key("take-back.row")
    box.select_index(next(n for n, option in enumerate(box.options) if "told later" in option))
    set_to(visited, "take-back.because", "It was another family")
    send(visited, "Take it back")
    assert "Told later" not in visited.html
    assert "The family was told later, entered by mistake" in visited.html


def test_the_history_says_what_a_decision_said_before_it_was_made_again(sample, visit):
    """Both were said to stay in the history, and only the last could be read."""
    code, before = not_told(sample)
    visited = visit(sample).open("sharing_decisions", decision=code)
    history = visited.html.rpartition("History")[2]
    assert before
    assert escape(before) in history.partition("It said: ")[2]
    visited.press("Hide names")
    assert before.encode() not in visited.sent


@pytest.mark.parametrize("part", PARTS)
def test_each_part_costs_few_queries(sample, visit, part):
    visited = visit(sample).open("sharing_decisions", part=part, decision=decided(sample)["code"])
    assert len(queries_of(sample, visited)) <= MOST_QUERIES


# What people typed, by table: none of it may reach a shared screen.
TYPED = {
    SharingDecision: ("concern", "raised_by"),
    SharingAdvice: ("sought_from", "advice"),
    SharingOutcome: (
        "shared_with",
        "role",
        "what",
        "need",
        "reason",
        "witness",
        "agreed_by",
        "agreed_because",
        "other_words",
        "decided_by",
        "second_person",
    ),
    SharingEntry: ("late_because",),
    SharingTold: ("words",),
    Receipt: ("because",),
    Conversation: ("agency", "person", "role", "what", "purpose"),
    Breach: ("what", "whose", "harm"),
    BreachKnown: ("because",),
    BreachStep: ("note",),
    Child: ("name",),
}


def typed(sample) -> set[str]:
    return {
        row[column] for kind, columns in TYPED.items() for row in rows(sample, kind) for column in columns
    } - {""}


def test_on_screen_nothing_typed_is_sent_by_any_part_or_form(sample, visit, subtests):
    said_there = typed(sample)
    assert len(said_there) > 60
    visited = visit(sample)
    visited.press("Hide names")
    by_action = {item.action: item.record for item in agenda_of(sample).items}
    forms = {
        None: None,
        form.DECIDE: by_action[Action.DECIDE],
        form.COMPLETE: by_action[Action.RECORD],
        form.ADVICE_ANSWER: by_action[Action.ADVICE],
        form.ASK_ADVICE: by_action[Action.DECIDE],
        form.REPLY: by_action[Action.REPLY],
        form.FILE_CONVERSATION: by_action[Action.CONVERSATION],
        form.BREACH_STEP: by_action[Action.BREACH],
        form.NEW_CONTACT: None,
        form.NEW_DISCLOSURE: None,
        form.NEW_BREACH: None,
        form.BREACH_MISTAKE: by_action[Action.BREACH],
        form.BREACH_KNOWN: by_action[Action.BREACH],
    }
    code = decided(sample)["code"]
    for part in PARTS:
        visited.open("sharing_decisions", part=part, decision=code)
        assert not visited.at.exception
        for name, record in forms.items():
            with subtests.test(part=part, form=name):
                visited.at.session_state["_form"] = (name, record, None) if name else None
                visited.run()
                assert not visited.at.exception
                assert bool(visited.at.get("dialog")) is (name is not None)
                assert [said for said in said_there if said.encode() in visited.sent] == []
        visited.at.session_state["_form"] = None


# The key person -------------------------------------------------------------------------------------


def test_a_key_person_raises_a_concern_and_sees_their_own_and_decides_nothing(sample, visit):
    visited = visit(sample, Role.KEY_PERSON)
    is_a_key_person(sample)
    visited.open("sharing_decisions").press("Record a concern")
    visited.at.get_by_key("concern.child").select_index(0)
    visited.at.get_by_key("concern.ground").set_value(Ground.SIGNIFICANT_HARM)
    visited.at.get_by_key("concern.about_colleague").set_value(False)
    [button] = [b for b in visited.at.button if b.label == "Record concern"]
    button.click()
    visited.run()
    assert "Next: tell the manager or the deputy, who decides" in visited.notice()
    assert not visited.at.get("dialog"), "the decision is not theirs"
    own = rows(sample, SharingDecision)[-1]
    assert visited.at.dataframe[0].value["Code"].tolist() == [own["code"]]
    visited.open("sharing_decisions", decision=own["code"])
    labels = set(visited.labels)
    assert not {"Record decision", "Decide now", "Record advice"} & labels
    assert list(visited.at.segmented_control(key="part").options) == list(PARTS[:2])


def test_a_key_person_sees_no_decision_that_somebody_else_raised(sample, visit):
    visited = visit(sample, Role.KEY_PERSON).open("sharing_decisions", decision=decided(sample)["code"])
    assert not visited.at.exception
    assert not visited.at.dataframe
    other = account(sample, Role.KEY_PERSON, "Another key person")
    with sample.reading(other) as look:
        assert sharing.history(look, decided(sample)["id"]) is None
        assert sharing_advice.advice_of(look, decided(sample)["id"]) == []


@pytest.mark.parametrize(
    ("part", "button", "said"),
    [
        (PARTS[0], "Record a concern", "Tell the manager or the deputy at once of a concern"),
        (PARTS[1], "Record a contact", "Tell the manager or the deputy, who records it"),
        (PARTS[1], "Record a disclosure", "Tell the manager or the deputy, who records it"),
    ],
)
def test_whoever_has_key_children_no_more_is_told_whom_to_tell(sample, visit, part, button, said):
    visited = visit(sample, Role.KEY_PERSON)
    is_a_key_person(sample)
    visited.open("sharing_decisions", part=part)
    with sample.administering("test") as session:
        held = table(Account)
        session.execute(update(held).where(held.c.name == "A key person").values(staff_id=None))
    visited.press(button)
    assert visited.at.get("dialog")
    assert said in visited.html
    assert [b.label for b in visited.at.button if b.label in ("Record concern", "Record contact")] == []


def test_a_key_person_is_told_what_to_do_about_any_other_child(sample, visit):
    visited = visit(sample, Role.KEY_PERSON)
    is_a_key_person(sample)
    visited.open("sharing_decisions").press("Record a concern")
    assert "Tell the manager or the deputy at once of a concern about any other child" in visited.html
    assert "Record concern" in visited.labels
    manager = visit(sample).open("sharing_decisions").press("Record a concern")
    assert "any other child" not in manager.html


def test_with_no_records_each_part_says_what_to_do_first(cabinet, visit):
    for part in PARTS:
        visited = visit(cabinet).open("sharing_decisions", part=part)
        assert 'class="empty"' in visited.html
        assert "is recorded with its reason" not in visited.html
        assert "Choose a decision" not in visited.html


def test_the_breach_log_is_put_in_order_by_the_moment_not_by_its_first_digit(sample, visit):
    held = rows(sample, Breach)[0]
    [frame] = [held.value for held in visit(sample).open("sharing_decisions", part="Breaches").at.dataframe]
    known = frame[frame["Code"] == held["code"]]["Known"].iloc[0]
    assert (known.tzinfo, f"{known:%H:%M}") == (None, f"{held['known_at'].astimezone(LONDON):%H:%M}")
    assert {frame[column].dtype.kind for column in ("Known", "Decided")} == {"M"}


def test_the_register_is_put_in_order_by_how_many_days_it_took(sample, visit):
    """In words two days came after twelve, and the same day last."""
    visited = visit(sample).open("sharing_decisions", years="All years")
    [frame] = [held.value for held in visited.at.dataframe]
    taken = frame["Days to record"].dropna()
    assert taken.dtype.kind in "if"
    assert 0 in set(taken)


WHY = "It was reported for another breach"


def test_a_step_of_a_breach_entered_by_mistake_is_taken_back(sample, visit):
    closing = next(row for row in rows(sample, BreachStep) if row["step"] is breach.Step.CLOSED)
    held = next(row for row in rows(sample, Breach) if row["id"] == closing["breach_id"])
    visited = visit(sample).open("sharing_decisions", part="Breaches", breach=held["code"])
    visited.press("A step was entered by mistake")
    send(visited, "Take it back")
    assert "Which one: Choose" in visited.refusal().replace("*", "")
    for step, said in (
        (breach.ICO_DECISION, "Take back first that it was closed"),
        ({breach.Step.CLOSED}, ""),
    ):
        box = visited.at.get_by_key("take-back.row")
        wanted = {words.BREACH_STEPS[one] for one in step}
        at = next(at for at, option in enumerate(box.options) if any(one in option for one in wanted))
        box.select_index(at)
        visited.at.get_by_key("take-back.because").set_value(WHY)
        send(visited, "Take it back")
        assert said in visited.refusal()
    assert visited.notice() == f"Taken back for {held['code']}. Then enter it again as it should be."
    assert [row["record_id"] for row in rows(sample, Mistake)] == [closing["id"]]
    assert f"{words.BREACH_STEPS[breach.Step.CLOSED]}, entered by mistake" in visited.html
    assert WHY in visited.html
    assert any(item.code == held["code"] for item in agenda_of(sample).items)
    visited.press("Hide names")
    assert "entered by mistake" in visited.html
    shown = typed(sample) | {WHY}
    assert [said for said in shown if said.encode() in visited.sent] == []
    visited.press("A step was entered by mistake")
    assert visited.at.get("dialog")
    assert [said for said in shown if said.encode() in visited.sent] == []


def test_a_late_decision_about_the_ico_stays_late_in_the_log(sample, visit):
    step = next(row for row in rows(sample, BreachStep) if row["step"] in breach.ICO_DECISION)
    code = next(row["code"] for row in rows(sample, Breach) if row["id"] == step["breach_id"])
    visited = visit(sample).open("sharing_decisions", part="Breaches", breach=code)
    assert "past the 72" not in visited.html
    with sample.administering("test") as session:
        long_ago = step["at"] - breach.TO_DECIDE - timedelta(hours=5)
        session.add(
            BreachKnown(breach_id=step["breach_id"], known_at=long_ago, because=RANG, recorded_by_id=1)
        )
    visited = visit(sample).open("sharing_decisions", part="Breaches", breach=code)
    assert f"{words.BREACH_STEPS[step['step']]}, 5 hours past the 72" in visited.html


def test_a_form_that_is_open_stands_where_back_leads_to_one_breach(sample, visit):
    """The form of a new breach and the list of breaches are both about a breach, and are two things."""
    code = rows(sample, Breach)[0]["code"]
    visited = visit(sample).open("sharing_decisions", part="Breaches").press("Log a breach")
    visited.open("sharing_decisions", part="Breaches", breach=code)
    assert not visited.at.exception
    visited.press("All breaches").press("Log a breach")
    assert not visited.at.exception


def test_on_its_last_day_a_breach_says_that_it_is_late_and_since_when(sample, visit, monkeypatch):
    """It said "due today" until midnight, hours after the 72 were over."""
    item = next(one for one in agenda_of(sample).items if one.action is Action.BREACH and one.is_legal)
    passed = item.due_at + timedelta(minutes=1)
    for module in ("ui.state", "store.sight"):
        monkeypatch.setattr(f"{module}.london_today", passed.date)
    monkeypatch.setattr("store.agenda.moment_on", lambda day: passed if day == passed.date() else None)
    for page, asked in (("sharing_decisions", {"part": "Breaches"}), ("weekly_review", {})):
        visited = visit(sample).open(page, **asked)
        row = next(row for row in visited.rows if item.code in row)
        assert f"Late since {item.due_at:%H:%M}" in row
        assert f"the 72 hours ended on {short_date(item.due)} at {item.due_at:%H:%M}" in row
    assert (
        "1 breach past the 72 hours without a decision about the ICO"
        in visit(sample).open("sharing_decisions").html
    )


def test_a_star_on_a_breach_is_explained_beside_it(sample, visit):
    held = next(
        row for row in rows(sample, Breach) if row["code"] in {i.code for i in agenda_of(sample).items}
    )
    # Once they are told, the decision about the ICO is left, whose date is the law's; then the close is.
    for step, has_star in ((None, True), (breach.Step.TOLD, False), (breach.Step.NOT_REPORTED, True)):
        with sample.administering("test") as session:
            done = {"at": held["known_at"], "note": WHY, "recorded_by_id": 1}
            session.add_all([BreachStep(breach_id=held["id"], step=step, **done)] if step else [])
        visited = visit(sample).open("sharing_decisions", part="Breaches")
        said = "The setting's own rule, not a legal date" in visited.html.replace("&#x27;", "'")
        assert said is has_star


RANG = "She rang about it on the evening before"


@pytest.mark.parametrize("more", [0, 1, 2])
def test_the_heading_counts_breaches_and_not_what_they_ask_for(sample, visit, more):
    """One breach asks for the decision about the ICO and for telling people: two lines, and one breach."""
    known = min(row["known_at"] for row in rows(sample, Breach))
    said = {"what": WHY, "whose": "not known", "harm": WHY, "happened_on": known.date(), "known_at": known}
    with sample.administering("test") as session:
        session.add_all([Breach(code=f"BR-2026-9{at}", **said, recorded_by_id=1) for at in range(more)])
    of_breaches = [item.code for item in agenda_of(sample).items if item.action is Action.BREACH]
    visited = visit(sample).open("sharing_decisions", part="Breaches")
    assert len(of_breaches) > len(set(of_breaches)) >= more
    assert f'Open breaches <span class="count">{len(set(of_breaches))}</span>' in visited.html


def test_what_happened_at_a_breach_is_put_right_and_both_are_read(sample, visit, monkeypatch):
    monkeypatch.setattr("store.breaches.now", lambda: datetime(2026, 11, 24, 17, 0, tzinfo=UTC))
    held = next(row for row in rows(sample, Breach))
    visited = visit(sample).open("sharing_decisions", part="Breaches", breach=held["code"])
    visited.press("Record a step")
    set_to(visited, "breach-step.step", breach.Step.PUT_RIGHT)
    visited.run()
    set_to(visited, "breach-step.on", TODAY)
    set_to(visited, "breach-step.time", "9.30")
    said = "It was the register of Monday, and nobody had read it <b>aloud</b>"
    set_to(visited, f"breach-step.note.{breach.Step.PUT_RIGHT}", said)
    send(visited, "Record step")
    assert visited.notice() == f"Recorded for {held['code']}."
    assert "What happened, put right" in visited.html
    assert escape(said) in visited.html and escape(held["what"]) in visited.html
    log = visit(sample).open("sharing_decisions", part="Breaches").at.dataframe[0].value
    [row] = [row for _, row in log.iterrows() if row["Code"] == held["code"]]
    assert row["What"] == said
    assert row["Notes"].startswith(f"Logged at first as: {held['what']} ")


def test_when_a_breach_was_known_is_corrected(sample, visit):
    held = next(row for row in rows(sample, Breach))
    visited = visit(sample).open("sharing_decisions", part="Breaches", breach=held["code"])
    visited.press("Correct when we found out")
    known = held["known_at"].astimezone(breach.LONDON)
    assert visited.at.get_by_key("breach-known.time").value == f"{known:%H:%M}"
    set_to(visited, "breach-known.time", "25:00")
    send(visited, "Record correction")
    said = visited.refusal().replace("*", "")
    assert "Time we found out: Enter the time of day" in said
    assert "What was wrong with it: Enter in a sentence" in said
    assert visited.at.get_by_key("breach-known.time").value == "25:00"
    right = known - timedelta(minutes=70)
    set_to(visited, "breach-known.on", right.date())
    set_to(visited, "breach-known.time", f"{right:%H:%M}")
    set_to(visited, "breach-known.because", RANG)
    send(visited, "Record correction")
    assert visited.notice() == f"When {held['code']} was known is corrected."
    assert rows(sample, BreachKnown)[0]["known_at"] == right
    assert words.moment(right) in visited.html
    assert "First entered as" in visited.html
    assert RANG in visited.html
    visited.press("Hide names")
    assert RANG.encode() not in visited.sent
    assert "First entered as" in visited.html


def test_a_breach_that_was_logged_by_mistake_is_taken_back(sample, visit):
    with sample.reading(manager_of(sample)) as look:
        held = next(one for one in breaches.breaches(look) if one.facts.steps <= breach.OF_DANGER)
    visited = visit(sample).open("sharing_decisions", part="Breaches", breach=held.code)
    visited.press(words.LOGGED_BY_MISTAKE)
    send(visited, "Take it back")
    assert "Enter in a sentence what was wrong with it" in visited.refusal()
    set_to(visited, "breach-never-was.because", RANG)
    send(visited, "Take it back")
    assert visited.notice() == f"{held.code} is taken back. If there was a breach, log it anew."
    assert RANG in visited.html
    assert not {"Record a step", words.LOGGED_BY_MISTAKE} & set(visited.labels)
    visited.press("Hide names")
    assert RANG.encode() not in visited.sent
    assert "Logged by mistake" in visited.html


@pytest.mark.parametrize("part", ["Decisions", "Breaches"])
def test_what_was_recorded_about_the_wrong_child_is_put_right(sample, visit, monkeypatch, part):
    # The test reads the choices outside the page's run, where nobody is signed in.
    monkeypatch.setattr("ui.state.named", lambda code, name: f"{name}, {code}")
    model, key = (SharingDecision, "decision") if part == "Decisions" else (Breach, "breach")
    with sample.reading(manager_of(sample)) as look:
        if model is Breach:
            held = next(
                one
                for one in breaches.breaches(look)
                if one.child and not breach.ICO_DECISION & one.facts.steps
            )
        else:
            held = next(one for one in sharing.decisions(look) if one.outcome is None)
    visited = visit(sample).open("sharing_decisions", part=part, **{key: held.code})
    visited.press("Recorded about the wrong child")
    send(visited, "Record correction")
    said = visited.refusal().replace("*", "")
    assert "Child: Choose the child whom it is really about" in said
    assert "What was wrong with it: Enter in a sentence" in said
    others = visited.at.get_by_key("about-child.child")
    others.set_value(next(one for one in others.options if held.child_code not in one))
    set_to(visited, "about-child.because", RANG)
    send(visited, "Record correction")
    assert visited.notice() == f"{held.code} is about the right child now."
    (right,) = (row for row in rows(sample, AboutChild))
    assert right["child_id"] != held.child_id
    assert "First recorded about" in visited.html
    assert f"{held.child}, {held.child_code}. Corrected" in visited.html
    assert RANG in visited.html
    if part == "Decisions":
        # The paper in the right child's file names no other child beside a concern (PR-4).
        made = PdfReader(BytesIO(printed._decision(sample, manager_of(sample), held.id)))
        paper = " ".join(" ".join(page.extract_text().split()) for page in made.pages)
        assert "First recorded about Another child, by mistake. Corrected" in paper
        assert not any(said in paper for said in (held.child, held.child_code, RANG))
    visited.press("Hide names")
    assert RANG.encode() not in visited.sent
    assert held.child.encode() not in visited.sent
    assert "First recorded about" in visited.html


def test_one_breach_costs_few_queries(sample, visit):
    code = rows(sample, Breach)[0]["code"]
    visited = visit(sample).open("sharing_decisions", part="Breaches", breach=code)
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    assert "Known" in visited.html


def test_one_breach_says_who_let_it_out_and_its_harm(sample, visit):
    """What the decision about the ICO is made by stood at the far end of a wide table alone."""
    held = next(row for row in rows(sample, Breach) if row["harm"])
    visited = visit(sample).open("sharing_decisions", part="Breaches", breach=held["code"])
    for said in (held["whose"], held["harm"], "It happened on"):
        assert escape(said) in visited.html
    visited.press("Hide names")
    assert "It happened on" not in visited.html


@pytest.mark.parametrize(
    ("form", "part", "said"),
    [
        pytest.param(
            "Record a contact", "Contacts and disclosures", "key person reads this too", id="contact"
        ),
        pytest.param("Record a disclosure", "Contacts and disclosures", "reads this too", id="disclosure"),
    ],
)
def test_the_manager_is_told_what_the_key_person_reads(sample, visit, form, part, said):
    """An allegation about a key person was read by them, as a contact about their key child."""
    assert said in visit(sample).open("sharing_decisions", part=part).press(form).html
    own = visit(sample, Role.KEY_PERSON)
    is_a_key_person(sample)
    assert said not in own.open("sharing_decisions", part=part).press(form).html


@pytest.mark.parametrize("role", [Role.MANAGER, Role.KEY_PERSON])
def test_an_allegation_about_a_colleague_is_not_recorded_and_the_form_says_what_to_do(sample, visit, role):
    """It went on the manager's own review, to be decided and written in the child's file by name."""
    visited = visit(sample, role)
    if role is Role.KEY_PERSON:
        is_a_key_person(sample)
    visited.open("sharing_decisions").press("Record a concern")
    for said in ("about the manager, tell the chairperson", "designated officer", "the safeguarding policy"):
        assert said in visited.html, "before anything is typed"
    before = rows(sample, SharingDecision)
    visited.at.get_by_key("concern.child").select_index(0)
    set_to(visited, "concern.ground", Ground.SIGNIFICANT_HARM)
    set_to(visited, "concern.concern", "She gripped his arm.")
    set_to(visited, "concern.about_colleague", True)
    send(visited, "Record concern")
    assert "What is said of somebody who works" in visited.refusal()
    assert visited.at.get_by_key("concern.concern").value == "She gripped his arm."
    assert rows(sample, SharingDecision) == before


def test_a_concern_that_names_a_colleague_is_asked_about_once_more(sample, visit):
    visited = visit(sample).open("sharing_decisions").press("Record a concern")
    colleague = next(one for one in rows(sample, StaffMember) if one["left_on"] is None)["name"]
    visited.at.get_by_key("concern.child").select_index(0)
    set_to(visited, "concern.ground", Ground.SIGNIFICANT_HARM)
    set_to(visited, "concern.about_colleague", False)
    set_to(visited, "concern.concern", f"{colleague} heard him cry.")
    send(visited, "Record concern")
    assert "The sentence names somebody who works or helps here" in visited.refusal()
    visited.at.get_by_key("concern.child").select_index(0)
    set_to(visited, "concern.only_saw", True)
    send(visited, "Record concern")
    assert "The concern is recorded as SD-" in visited.notice()


def test_a_concern_that_was_recorded_twice_is_asked_about_and_taken_back(sample, visit):
    held = next(row for row in rows(sample, SharingDecision) if row["id"] == waiting(sample)["id"])
    visited = visit(sample).open("sharing_decisions").press("Record a concern")
    code = next(row["code"] for row in rows(sample, Child) if row["id"] == held["child_id"])

    def choose_the_child():
        child = visited.at.get_by_key("concern.child")
        child.set_value(next(one for one in child.options if code in one))

    choose_the_child()
    set_to(visited, "concern.raised_on", held["raised_on"])
    set_to(visited, "concern.ground", Ground.CAUSE_NOT_CLEAR)
    set_to(visited, "concern.about_colleague", False)
    set_to(visited, "concern.concern", "A burn on the arm, twice this week.")
    send(visited, "Record concern")
    assert f"{held['code']} is about this child and of the same day" in visited.refusal()
    choose_the_child()
    set_to(visited, "concern.is_another", True)
    send(visited, "Record concern")
    assert "The concern is recorded as SD-" in visited.notice()
    twice = rows(sample, SharingDecision)[-1]
    visited = visit(sample).open("sharing_decisions", decision=twice["code"]).press(words.BY_MISTAKE)
    send(visited, "Take it back")
    assert "Enter in a sentence what was wrong with it" in visited.refusal()
    others = visited.at.get_by_key("concern-mistake.stands")
    others.set_value(next(one for one in others.options if held["code"] in one))
    set_to(visited, "concern-mistake.because", RANG)
    send(visited, "Take it back")
    assert visited.notice() == f"{twice['code']} is taken back. {held['code']} stands."
    assert f"Recorded twice: {held['code']} stands. {RANG}" in visited.html
    assert "Decide now" not in visited.labels and words.BY_MISTAKE not in visited.labels
    assert "The record, to print for the child's file" not in visited.labels
    visited.press("Hide names")
    assert RANG.encode() not in visited.sent
    assert "Recorded by mistake" in visited.html


def test_who_asked_by_telephone_is_rung_back_by_a_number_of_our_own_finding(sample, visit):
    """An address went to "a caller who said he was a detective", and nothing said to ring back."""
    visited = visit(sample).open("sharing_decisions", decision=waiting(sample)["code"]).press("Decide now")
    assert "ring back by a number that you looked up yourself" not in visited.html, "nothing is shared yet"
    set_to(visited, "decide.shared", True)
    visited.run()
    assert "ring back by a number that you looked up yourself" in visited.html
    assert "does not wait for it" in visited.html


SAID = "She said so on the day before."


def waiting(sample) -> dict:
    """A concern of the sample that nobody has decided."""
    decided = {row["decision_id"] for row in rows(sample, SharingOutcome)}
    return next(row for row in rows(sample, SharingDecision) if row["id"] not in decided)


def test_the_date_a_concern_was_raised_is_corrected(sample, visit):
    held = waiting(sample)
    visited = visit(sample).open("sharing_decisions", decision=held["code"])
    visited.press("Correct the date it was raised")
    set_to(visited, "receipt.on", TODAY + timedelta(days=1))
    set_to(visited, "receipt.because", "Wrong")
    send(visited, "Record correction")
    said = visited.refusal().replace("*", "")
    assert "Date it was raised: " in said
    assert "has not come yet" in said
    assert "What was wrong with it: Enter in a sentence" in said
    assert visited.at.get_by_key("receipt.because").value == "Wrong"
    right = held["raised_on"] - timedelta(days=1)
    set_to(visited, "receipt.on", right)
    assert "The decision is due by" in visited.html
    set_to(visited, "receipt.because", SAID)
    send(visited, "Record correction")
    assert visited.notice() == f"The date {held['code']} was raised is corrected."
    [kept] = rows(sample, Receipt)
    assert (kept["thing"], kept["received_on"]) == ("sharing_decision", right)
    assert "First entered as" in visited.html
    assert "The date it was raised, corrected" in visited.html
    assert SAID in visited.html
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    visited.press("Hide names")
    assert SAID.encode() not in visited.sent
    assert "First entered as" in visited.html


def test_a_key_person_does_not_correct_when_a_concern_was_raised(sample, visit):
    visited = visit(sample, Role.KEY_PERSON).open("sharing_decisions")
    assert "Correct the date it was raised" not in visited.labels


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY])
def test_that_a_decision_stands_in_the_file_is_taken_back(sample, visit, role):
    held, why = decided(sample), "It was written in the file of another child."
    visited = visit(sample, role).open("sharing_decisions", decision=held["code"])
    visited.press(words.MISTAKEN_DECISION)
    send(visited, "Take it back")
    assert "Choose which one was entered by mistake" in visited.refusal()
    box = visited.at.get_by_key("take-back.row")
    box.select_index(next(at for at, said in enumerate(box.options) if "In the file as entry" in said))
    set_to(visited, "take-back.because", why)
    send(visited, "Take it back")
    assert f"Taken back for {held['code']}" in visited.notice()
    assert rows(sample, Mistake)[-1]["thing"] == "sharing_entry"
    assert "The entry in the child&#x27;s file, entered by mistake" in visited.html
    assert why in visited.html
    assert {"Decide again"} <= set(visited.labels)
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    assert any(i.code == held["code"] and i.action is Action.RECORD for i in agenda_of(sample).items)
    visited.press("Hide names")
    assert why.encode() not in visited.sent


ABOUT_ANOTHER = "It was about the other child of that name."


def of_a_contact(sample):
    return next(item for item in agenda_of(sample).items if item.action is Action.CONVERSATION)


def test_the_page_leads_with_what_is_to_be_written_in_the_file_as_well(sample, visit):
    [item] = [item for item in agenda_of(sample).items if item.action is Action.CONVERSATION]
    visited = visit(sample).open("sharing_decisions")
    assert "a decision and 1 contact or disclosure is to be written in the file." in visited.html
    with sample.administering("test") as session:
        session.add(Mistake(thing="conversation", record_id=item.record, because="Another child was meant."))
    assert "to be written in the file." not in visited.run().html


def test_a_contact_about_the_wrong_child_is_taken_back_from_its_row_on_the_agenda(sample, visit):
    item = of_a_contact(sample)
    visited = open_row(visit(sample), item).press(words.MISTAKEN_CONTACT)
    box = visited.at.get_by_key("take-back.row")
    box.select_index(0)
    set_to(visited, "take-back.because", ABOUT_ANOTHER)
    send(visited, "Take it back")
    assert item.record not in {i.record for i in agenda_of(sample).items if i.action is Action.CONVERSATION}
    visited = visit(sample).open("sharing_decisions", part="Contacts and disclosures")
    [frame] = [f.value for f in visited.at.dataframe if "How" in f.value]
    [said] = [why for why in frame["Entered by mistake"] if why]
    assert ABOUT_ANOTHER in said
    visited.press("Hide names")
    assert ABOUT_ANOTHER.encode() not in visited.sent


def test_a_contact_that_is_in_the_file_is_taken_back_where_it_is_listed(sample, visit):
    entered = {row["conversation_id"] for row in rows(sample, ConversationEntry)}
    held = next(row for row in reversed(rows(sample, Conversation)) if row["id"] in entered)
    visited = visit(sample).open("sharing_decisions", part="Contacts and disclosures", contact=held["code"])
    visited.press(words.MISTAKEN_CONTACT)
    visited.at.get_by_key("take-back.row").select_index(0)
    set_to(visited, "take-back.because", ABOUT_ANOTHER)
    send(visited, "Take it back")
    assert "Taken back for" in visited.notice()
    assert ABOUT_ANOTHER in visited.html, "it stays to be read, with why"
    assert words.MISTAKEN_CONTACT not in visited.labels
    assert len(queries_of(sample, visited)) <= MOST_QUERIES


def test_one_contact_opens_whole_and_a_key_person_may_not_take_it_back(sample, visit):
    held = next(row for row in reversed(rows(sample, Conversation)) if row["purpose"])
    of_the_child = [row for row in rows(sample, KeyPersonAssignment) if row["child_id"] == held["child_id"]]
    visited = visit(sample, Role.KEY_PERSON)
    with sample.administering("test") as session:
        account_of = update(table(Account)).where(table(Account).c.name == "A key person")
        session.execute(account_of.values(staff_id=of_the_child[-1]["staff_id"]))
    opened = {"part": "Contacts and disclosures", "contact": held["code"]}
    visited.open("sharing_decisions", **opened)
    assert visited.html.count(escape(held["purpose"])) == 1
    assert words.MISTAKEN_CONTACT not in visited.labels
    assert words.MISTAKEN_CONTACT in visit(sample).open("sharing_decisions", **opened).labels
    visited = visit(sample).press("Hide names").open("sharing_decisions", **opened)
    assert held["purpose"].encode() not in visited.sent


def test_advice_asked_for_the_wrong_decision_is_taken_back_and_chased_no_more(sample, visit):
    item = next(i for i in agenda_of(sample).items if i.action is Action.ADVICE)
    held = next(row for row in rows(sample, SharingAdvice) if row["id"] == item.record)
    said = f"{dated(held['sought_on'])}: advice asked for"
    visited = visit(sample).open("sharing_decisions", decision=item.code).press(words.MISTAKEN_DECISION)
    offered = [option for option in visited.at.get_by_key("take-back.row").options if said in option]
    for _ in offered:  # of the MASH and of a colleague, on one day
        box = visited.at.get_by_key("take-back.row")
        box.select_index(next(at for at, option in enumerate(box.options) if said in option))
        set_to(visited, "take-back.because", ABOUT_ANOTHER)
        send(visited, "Take it back")
        if words.MISTAKEN_DECISION in visited.labels:
            visited.press(words.MISTAKEN_DECISION)
    assert {"sharing_advice"} == {mistake["thing"] for mistake in rows(sample, Mistake)}
    assert item.record not in {i.record for i in agenda_of(sample).items if i.action is Action.ADVICE}
    assert "Asked, no answer yet, entered by mistake" in visited.html
    assert "Advice asked for, entered by mistake" in visited.html
    assert ABOUT_ANOTHER in visited.html
    visited = visit(sample).open("sharing_decisions", decision=item.code).press("Decide now")
    assert visited.at.get_by_key("decide.advice_from"), "Other advice can be entered with the decision."
    visited = visit(sample).press("Hide names").open("sharing_decisions", decision=item.code)
    assert ABOUT_ANOTHER.encode() not in visited.sent


def test_a_question_that_has_its_answer_is_not_said_to_have_none():
    def row(id_, *, is_awaited, answers=None, taken_back=None):
        on, at = date(2026, 11, 20), datetime(2026, 11, 20, 9, tzinfo=UTC)
        said = "" if is_awaited else "Wait for the MASH."
        return sharing_advice.HeldAdvice(
            id_, on, "MASH", None, None, said, is_awaited, answers, at, "Joanne Pryce", taken_back
        )

    def said(*advice):
        return [line[2] for line in advice_lines(advice, shown=True)]

    asked, chased = row(1, is_awaited=True), row(2, is_awaited=True, answers=1)
    assert said(asked, chased) == ["Asked, no answer yet", "Chased, no answer yet"]
    answer = row(3, is_awaited=False, answers=1)
    assert said(asked, chased, answer) == ["Asked", "Chased", "Wait for the MASH."]
    gone = row(3, is_awaited=False, answers=1, taken_back=TakenBack(answer.recorded_at, "Joanne", "No."))
    assert said(asked, gone)[0] == "Asked, no answer yet", "what was answered to it was about another child"


@pytest.mark.parametrize("action", [Action.DECIDE, Action.RECORD, Action.CONVERSATION])
def test_what_goes_into_a_childs_file_says_whose_file_it_is(sample, visit, action):
    item = next(i for i in agenda_of(sample).items if i.action is action)
    child = next(row for row in rows(sample, Child) if row["id"] == item.child)
    visited = open_row(visit(sample), item)
    assert f"{escape(child['name'])}, {child['code']}." in visited.html
    visited = open_row(visit(sample).press("Hide names"), item)
    assert f"{item.code}. {child['code']}." in visited.html
    assert child["name"].encode() not in visited.sent


@pytest.mark.parametrize(("role", "is_asked"), [(Role.STUDENT, True), (Role.STAFF, False)])
def test_what_a_student_was_told_is_saved_and_asked_about(cabinet, visit, family, role, is_asked):
    """PR-5: what affects planning for the child, and who plans is not a student."""
    told = {Role.STUDENT: "Owen Pugh, S-03", Role.STAFF: "Sian Hughes, S-02"}[role]
    visited = visit(cabinet).open("sharing_decisions", part="Contacts and disclosures")
    visited.press("Record a disclosure")
    visited.at.get_by_key("disclosure.child").select_index(0)
    visited.at.get_by_key("disclosure.colleague").select(told)
    set_to(visited, "disclosure.what", "Who may collect the child from now on")
    set_to(visited, "disclosure.purpose", "They open the door in the afternoon")
    send(visited, "Record disclosure")
    assert ("A student seldom plans for a child" in visited.notice()) is is_asked
    assert len(rows(cabinet, Conversation)) == 1


def _raised(sample, ground: Ground) -> int:
    child = next(row for row in rows(sample, Child) if row["left_on"] is None and row["started_on"] < TODAY)
    return sharing.record_concern(
        sample,
        manager_of(sample),
        child_id=child["id"],
        ground=ground,
        concern="A bruise on the arm, seen at ten past nine.",
        raised_on=TODAY,
        raised_by="Marcus Lyle",
        today=TODAY,
    ).id


@pytest.mark.parametrize("name", [form.DECIDE, form.ASK_ADVICE])
def test_who_decides_reads_what_was_raised_and_by_whom(sample, visit, name):
    decision = _raised(sample, Ground.SIGNIFICANT_HARM)
    visited = visit(sample).open("sharing_decisions")
    visited.at.session_state["_form"] = (name, decision, None)
    visited.run()
    assert "Concern: A bruise on the arm, seen at ten past nine." in visited.html
    assert " by Marcus Lyle." in visited.html
    assert ("answered about sharing with other professionals: " in visited.html) is (name == form.DECIDE)


def _of_a_family(sample, *, left_on=None, has_court_order=False, said=()) -> int:
    """A concern about a child of its own, whose carer answered `said`: purpose and answer."""
    asked = {row["key"]: row["id"] for row in rows(sample, ConsentPurpose)}
    with sample.administering("test") as session:
        child = Child(
            code="C-900", name="Wyn Parry", started_on=date(2023, 9, 4), left_on=left_on,
            has_court_order=has_court_order,
        )  # fmt: skip
        session.add(child)
        session.flush()
        carer = Carer(name="Ann Parry", child_id=child.id, has_parental_responsibility=True)
        session.add(carer)
        session.flush()
        for key, answer in said:
            answered = {"purpose_id": asked[key], "carer_id": carer.id, "child_id": child.id}
            on = date(2026, 2, 2)
            session.add(Consent(**answered, on=on, answer=answer, how=How.WRITTEN, recorded_by_id=1))
        child_id = child.id
    return sharing.record_concern(
        sample,
        manager_of(sample),
        child_id=child_id,
        ground=Ground.PROFESSIONAL_WORK,
        concern="The school telephones and asks for the journey and the file.",
        raised_on=TODAY,
        raised_by="Marcus Lyle",
        today=TODAY,
    ).id


def _deciding_to_share(visited, decision):
    visited.open("sharing_decisions")
    visited.at.session_state["_form"] = (form.DECIDE, decision, None)
    visited.run()
    set_to(visited, "decide.shared", True)
    visited.run()
    return visited


LEFT_ON = date(2026, 7, 22)
ABOUT_SCHOOL = "answered about the records going to the next setting: "
ASK_FIRST = "Ask them first, unless it is to keep a child safe."


@pytest.mark.parametrize(
    ("left_on", "said", "shown", "is_warned"),
    [
        pytest.param(
            None,
            [(PROFESSIONALS, Answer.GIVEN), (NEXT_SETTING, Answer.REFUSED)],
            ["professionals: given on 2 Feb 2026.", f"{ABOUT_SCHOOL}refused on 2 Feb 2026."],
            True,
            id="the school is refused",
        ),
        pytest.param(
            None, [(NEXT_SETTING, Answer.GIVEN)], [f"{ABOUT_SCHOOL}given on 2 Feb 2026."], False, id="agreed"
        ),
        pytest.param(
            None, [], ["No answer of a carer about the records going to the next"], False, id="not asked"
        ),
        pytest.param(
            LEFT_ON,
            [(PROFESSIONALS, Answer.GIVEN), (NEXT_SETTING, Answer.GIVEN)],
            [
                "professionals: given on 2 Feb 2026. It counted until the child left: ask the family now.",
                f"{ABOUT_SCHOOL}given on 2 Feb 2026.</p>",
            ],
            False,
            id="left: only what is for a school still counts",
        ),
    ],
)
def test_who_shares_reads_what_was_answered_about_a_school(sample, visit, left_on, said, shown, is_warned):
    """It said "given", which was about another purpose, and the file went against a refusal (AI-7, DR-4)."""
    visited = _deciding_to_share(visit(sample), _of_a_family(sample, left_on=left_on, said=said))
    warned = [one.value for one in visited.at.warning]
    for one in shown:
        assert one in f"{visited.html} {' '.join(warned)}"
    assert any(ASK_FIRST in one for one in warned) is is_warned


@pytest.mark.parametrize(
    ("recipient", "position", "answer", "is_said"),
    [
        pytest.param(Recipient.NEXT_SETTING, Position.WRITTEN, Answer.REFUSED, True, id="to a school"),
        pytest.param(Recipient.NEXT_SETTING, Position.WRITTEN, Answer.GIVEN, False, id="with a yes"),
        pytest.param(Recipient.HEALTH, Position.WRITTEN, Answer.REFUSED, False, id="to another"),
        pytest.param(Recipient.NEXT_SETTING, Position.NOT_TOLD, Answer.REFUSED, False, id="not agreed"),
    ],
)
def test_what_is_agreed_to_against_the_register_is_recorded_and_said(
    sample, visit, recipient, position, answer, is_said
):
    visited = _deciding_to_share(visit(sample), _of_a_family(sample, said=[(NEXT_SETTING, answer)]))
    set_to(visited, "decide.position", position)
    visited.run()
    if position is Position.WRITTEN:
        set_to(visited, "decide.agreed_by", "Ann Parry")
        set_to(visited, "decide.agreed_on", TODAY)
    else:
        set_to(visited, "decide.reason", "It cannot wait, and asking may endanger the mother.")
    set_to(visited, "decide.recipient", recipient)
    for name, typed in (
        ("shared_with", "Oak Primary"),
        ("role", "Head"),
        ("what", "Which book the child has finished reading with us"),
        ("need", "To go on from there in September"),
        ("basis_words", ""),
        ("facts_from", "Marcus Lyle"),
        ("not_explained_because", "It is none of harm, and they asked for it."),
    ):
        set_to(visited, f"decide.{name}", typed)
    set_to(visited, "decide.basis", Basis.CONSENT if position is Position.WRITTEN else Basis.SAFEGUARDING)
    set_to(visited, "decide.facts_on", TODAY)
    if position is Position.WRITTEN:
        set_to(visited, "decide.explanation", Explanation.WITHHELD)
    for quality in Quality:
        set_to(visited, f"decide.met.{quality.name}", True)
    send(visited, "Record decision")
    assert "is recorded" in visited.notice()
    assert ("record that answer too" in visited.notice()) is is_said


@pytest.mark.parametrize("has_one", [True, False])
def test_a_court_order_is_read_before_anything_is_shared(sample, visit, has_one):
    """The word "court" was nowhere in the form; on a shared screen it tells whose the code is."""
    decision = _of_a_family(sample, has_court_order=has_one)
    visited = _deciding_to_share(visit(sample), decision)
    assert (words.ORDER_BEFORE_SHARING in visited.html) is has_one
    visited = visit(sample)
    visited.open("sharing_decisions").press("Hide names")
    visited = _deciding_to_share(visited, decision)
    assert words.ORDER_BEFORE_SHARING not in visited.html
    assert words.ORDER_NOT_SAID in visited.html


@pytest.mark.parametrize(
    ("ground", "shared", "warned"),
    [
        (Ground.SIGNIFICANT_HARM, None, ""),
        (Ground.SIGNIFICANT_HARM, True, ""),
        (Ground.SIGNIFICANT_HARM, False, "a child is or may be suffering significant harm (IS-1)"),
        (Ground.HARM_TO_ADULT, False, "serious harm to an adult (IS-3)"),
        (Ground.CAUSE_NOT_CLEAR, False, ""),
        (Ground.PROFESSIONAL_WORK, False, ""),
    ],
)
def test_not_to_share_where_we_have_to_is_warned_about(sample, visit, ground, shared, warned):
    """That the mother objects was reason enough, and nothing said so. Nothing is refused."""
    decision = _raised(sample, ground)
    visited = visit(sample).open("sharing_decisions")
    visited.at.session_state["_form"] = (form.DECIDE, decision, None)
    visited.run()
    if shared is not None:
        visited.at.get_by_key("decide.shared").set_value(shared)
        visited.run()
    said = " ".join(one.value for one in visited.at.warning)
    assert ("By our policy we have to share" in said) is bool(warned)
    assert warned in said


NO_ADVICE = "The cause is not clear, and no"


@pytest.mark.parametrize(
    ("ground", "shared", "advised_on", "is_warned"),
    [
        pytest.param(Ground.CAUSE_NOT_CLEAR, False, None, True, id="not to share, nobody asked"),
        pytest.param(Ground.CAUSE_NOT_CLEAR, True, None, False, id="to share: the form asks for it"),
        pytest.param(Ground.CAUSE_NOT_CLEAR, False, TODAY, False, id="not to share, asked today"),
        pytest.param(Ground.PROFESSIONAL_WORK, False, None, False, id="the cause is clear"),
    ],
)
def test_not_to_share_without_advice_where_the_cause_is_not_clear_is_warned_about(
    sample, visit, ground, shared, advised_on, is_warned
):
    """It was recorded without a word, and nothing said so afterwards (IS-2). Nothing is refused."""
    decision = _raised(sample, ground)
    if advised_on:
        sharing_advice.record_advice(
            sample, manager_of(sample), decision_id=decision, sought_from="MASH, Ann Bell", sought_on=TODAY,
            advice="They said to wait and to watch.", today=TODAY,
        )  # fmt: skip
    visited = visit(sample).open("sharing_decisions")
    visited.at.session_state["_form"] = (form.DECIDE, decision, None)
    visited.run()
    set_to(visited, "decide.shared", shared)
    visited.run()
    assert any(NO_ADVICE in one.value for one in visited.at.warning) is is_warned
    if shared:
        return
    set_to(visited, "decide.position", Position.NOT_TOLD)
    visited.run()
    set_to(visited, "decide.reason", "One sign only, and we look at it again in a week.")
    send(visited, "Record decision")
    code = next(row["code"] for row in rows(sample, SharingDecision) if row["id"] == decision)
    visited = visit(sample).open("sharing_decisions", decision=code)
    assert (NO_ADVICE in visited.html) is is_warned


@pytest.mark.parametrize(
    ("ground", "position", "asked"),
    [
        (Ground.CAUSE_NOT_CLEAR, Position.WRITTEN, "Reason, if no advice was sought"),
        (Ground.CAUSE_NOT_CLEAR, Position.REFUSED, "Reason for sharing without consent"),
        (Ground.SIGNIFICANT_HARM, Position.WRITTEN, None),
        (Ground.SIGNIFICANT_HARM, Position.REFUSED, "Reason for sharing without consent"),
    ],
)
def test_a_reason_is_asked_wherever_one_may_be_wanted(sample, visit, ground, position, asked):
    """Where the cause is not clear and no advice was sought, a reason says why, with consent too (IS-2)."""
    decision = _raised(sample, ground)
    visited = visit(sample).open("sharing_decisions")
    visited.at.session_state["_form"] = (form.DECIDE, decision, None)
    visited.run()
    set_to(visited, "decide.shared", True)
    set_to(visited, "decide.position", position)
    visited.run()
    assert [box.label for box in visited.at.text_area if box.key == "decide.reason"] == [asked] * bool(asked)


@pytest.mark.parametrize(
    ("page", "query", "called"),
    [
        ("sharing_decisions", {"decision": "SD-2031-999"}, "sharing decision"),
        ("sharing_decisions", {"part": "Breaches", "breach": "BR-2031-999"}, "breach"),
        ("access_requests", {"access": "Corrections", "correction": "RC-2031-999"}, "correction"),
        ("access_requests", {"access": "Complaints", "complaint": "CO-2031-999"}, "complaint"),
        ("children", {"child": "C-999"}, "child"),
        ("children", {"files": "File index", "child": "C-999"}, "child"),
        ("consents", {"child": "C-999"}, "child"),
        ("consents", {"consents": "To ask", "child": "C-999"}, "child"),
        ("children", {"files": "Developmental records", "child": "C-999"}, "child"),
        ("children", {"files": "File index", "child": "C-001", "entry": "999"}, "entry"),
        ("induction", {"person": "S-999"}, "person"),
        ("induction", {"induction": "Leavers", "leaver": "S-999"}, "person"),
        ("induction", {"induction": "Topics", "topic": "gone"}, "topic"),
        ("consents", {"child": "C-001", "purpose": "Gone"}, "purpose"),
        ("consents", {"consents": "May we?", "purpose": "Gone"}, "purpose"),
        ("policy", {"policy": "Every clause", "section": "Gone"}, "section"),
        ("policy", {"policy": "Routine checks", "check": "999"}, "check"),
        ("policy", {"policy": "Related policies and numbers", "related": "Gone"}, "policy"),
        ("policy", {"policy": "Related policies and numbers", "contact": "999"}, "number"),
        ("access_requests", {"request": "AR-2026-004", "at": "Papers", "paper": "gone"}, "paper"),
        ("access_requests", {"request": "AR-2026-004", "at": "Third parties", "party": "99"}, "third party"),
        ("sharing_decisions", {"part": "Breaches", "breach": "BR-2026-001", "letter": "999"}, "letter"),
    ],
)
def test_a_link_to_what_is_not_here_says_so_once(sample, visit, page, query, called):
    visited = visit(sample).open(page, **query)
    assert f"The {called} in the address is not here, or you may not open it." in visited.html
    assert "in the address" not in visited.run().html


def test_a_link_to_ask_about_a_child_who_is_asked_nothing_says_where_the_answers_are(sample, visit):
    """Somebody else may have entered the form since the line was read."""
    asked = {one.child.code for one in consents.whom_to_ask(agenda_of(sample))}
    child = next(
        row["code"] for row in rows(sample, Child) if row["code"] not in asked and not row["left_on"]
    )
    said = visit(sample).open("consents", consents="To ask", child=child).html
    assert "No form is wanted for" in said and f"{child} now. What was answered is under" in said
    assert "in the address is not here" not in said


def test_a_link_to_a_hidden_record_reads_as_one_to_nothing(sample, visit):
    """A member of staff reads of others' concerns what they read of none."""
    visited = visit(sample, Role.STAFF)
    for code in (decided(sample)["code"], "SD-2031-999"):
        assert "in the address is not here" in visited.open("sharing_decisions", decision=code).html


@pytest.mark.parametrize("outcome", [Outcome.SHARED_WITH_CONSENT, Outcome.SHARED_WITHOUT_CONSENT])
def test_what_was_shared_with_consent_says_how_that_is_taken_back(sample, visit, outcome):
    """There was no way, and the consents said that none was given (L5.2)."""
    made = next(row for row in rows(sample, SharingOutcome)[::-1] if row["outcome"] is outcome)
    held = next(row for row in rows(sample, SharingDecision) if row["id"] == made["decision_id"])
    visited = visit(sample).open("sharing_decisions", decision=held["code"])
    is_said = "If the family takes its agreement back" in visited.html
    assert is_said is (outcome is Outcome.SHARED_WITH_CONSENT)
    if not is_said:
        return
    visited.press("Record a reply")
    set_to(visited, "reply.sought_from", "Health visiting, Pat Dray")
    send(visited, "Record reply")
    lines = [item.what for item in agenda_of(sample).items if item.code == held["code"]]
    assert any(line.startswith("Reply asked for on") for line in lines), "until they confirm it"
