"""The pages as those use them who are not the manager: what is theirs, what is not, and whose that is.

Clauses CP-7, CP-12, IS-1, OV-1, RI-1 and AR-6; who may is in rules.need_to_know.
"""

from html import unescape

import pytest

from models import (
    AccessStep,
    Account,
    Carer,
    Child,
    Consent,
    KeyPersonAssignment,
    SafetyOverride,
    StaffMember,
)
from rules.access import Channel, Step
from rules.access_path import NO_CONFLICT, Task
from rules.agenda import Action
from rules.induction import Role
from rules.need_to_know import Conflict
from rules.request_steps import SIGNED_WITH_NAMES
from rules.requester import Relationship, Subject
from rules.sharing import Ground
from store import access_requests, policy, request_steps, requesters, sessions, signing_in
from tests.conftest import TODAY, account, agenda_of, manager_of, rows, without_a_conflict
from tests.pages.conftest import is_a_key_person
from tests.pages.test_forms import send, set_to, show_all
from tests.pages.test_request import code_where, form_of, open_requests, opened_at
from ui import form, request_path, state, words
from ui.consents import GRID
from ui.page_list import pages_of

FOR_BOTH, FOR_MANAGER = "For the manager or the deputy", "For the manager<"


def whose(visited) -> dict[str, bool]:
    """Each row of the agenda, and whether it says that somebody else does it."""
    return {row: FOR_BOTH in row or FOR_MANAGER in row for row in visited.rows}


def test_a_row_that_is_not_the_readers_says_whose_it_is(sample, visit):
    said = whose(show_all(visit(sample, Role.CHAIRPERSON).open("access_requests")))
    others = [row for row, is_others in said.items() if is_others]
    own = [row for row, is_others in said.items() if not is_others]
    assert others
    assert own
    assert all("AR-12" in row or "complaint" in row for row in own), (
        "The file check and complaints are theirs."
    )


def test_the_managers_own_rows_say_nothing_of_it(sample, visit):
    assert not any(whose(show_all(visit(sample))).values())


def test_a_deputy_is_told_what_is_for_the_manager_alone(sample, visit):
    said = whose(show_all(visit(sample, Role.DEPUTY)))
    assert {"backup" in row or "account" in row for row, is_others in said.items() if is_others} <= {True}


def test_a_deputy_gives_an_override_while_the_manager_is_away(sample, visit):
    page = visit(sample, Role.DEPUTY).open("set_up", part="Overrides")
    assert "Overrides for a child" in page.html
    page.press("Give access for a day")
    assert "An override is never one person" in page.refusal()
    assert rows(sample, SafetyOverride) == []


def test_the_word_of_the_second_person_is_for_one_override(sample, visit, monkeypatch):
    """What they typed does not stay in the form, where it would do for another child (OV-1)."""
    account(sample, Role.CHAIRPERSON)
    account(sample, Role.KEY_PERSON)
    monkeypatch.setattr(
        signing_in, "is_password_of", lambda _opened, _of, typed: typed == "their own password"
    )
    page = visit(sample).open("set_up", part="Overrides")
    for field in ("child", "account", "second"):
        chosen = page.at.get_by_key(f"override.{field}")
        chosen.set_value(chosen.options[0])
    page.at.get_by_key("override.reason").set_value("The MASH asks for it today")
    page.at.get_by_key("override.confirmation").set_value("their own password")
    page.press("Give access for a day")
    assert page.notice() == "Access is given, and listed here."
    for field in ("child", "account", "second", "reason", "confirmation"):
        assert not page.at.get_by_key(f"override-1.{field}").value, field
    page.press("Give access for a day")
    assert page.refusal()
    assert len(rows(sample, SafetyOverride)) == 1


@pytest.mark.parametrize("part", ["Registers", "Accounts", "Bank holidays", "Audit trail"])
def test_a_deputy_is_told_whose_the_rest_of_the_set_up_is(sample, visit, part):
    page = visit(sample, Role.DEPUTY).open("set_up", part=part)
    assert not page.at.exception
    assert "are for the manager" in page.html
    assert page.at.get("expander") == []
    assert "Months until a consent is renewed" in page.html


@pytest.mark.parametrize(
    ("role", "page", "query", "said", "not_said"),
    [
        pytest.param(
            Role.CHAIRPERSON,
            "access_requests",
            {},
            "asks to see a file, the manager or the deputy records it here",
            "record it here that day",
            id="the chairperson records no request",
        ),
        pytest.param(
            Role.COMMITTEE,
            "policy",
            {"policy": "Leaflets"},
            "No leaflet is recorded.",
            "record its version here",
            id="the committee hands out no leaflet",
        ),
    ],
)
def test_an_empty_list_asks_a_reader_for_nothing_that_they_may_not_do(
    cabinet, visit, role, page, query, said, not_said
):
    html = visit(cabinet, role).open(page, **query).html
    assert said in html
    assert not_said not in html


def test_a_key_person_is_asked_for_no_answer_of_a_family(sample, visit):
    """They see what their families answered, and record none of it."""
    page = visit(sample, Role.KEY_PERSON)
    is_a_key_person(sample)
    answered = {row["child_id"] for row in rows(sample, Consent)}
    child = next(row for row in rows(sample, Child) if row["id"] not in answered and not row["left_on"])
    theirs = rows(sample, KeyPersonAssignment)[-1]
    with sample.administering("test") as session:
        session.add(KeyPersonAssignment(**theirs | {"id": None, "child_id": child["id"]}))
    set_to(page, "consents", GRID)
    set_to(page.run(), "child", child["code"])
    html = page.run().html
    assert "Nothing has been asked yet." in html
    assert "Hand out the consent form" not in html


def test_the_chairperson_looks_at_a_third_party_and_records_nothing_of_it(sample, visit):
    code = code_where(sample, lambda held, _: held.parties)
    said = opened_at(visit(sample, Role.CHAIRPERSON), code, "Third parties").html
    assert "Choose one to see what happened." in said


# Read and sign ---------------------------------------------------------------------------------------


def of_a_person(opened, role: Role) -> None:
    """Gives the newest account to somebody of the setting in this role who has everything to read."""
    with opened.administering("test") as session:
        newest = max(row["id"] for row in rows(opened, Account))
        person = StaffMember(code="S-99", name="Nell Newcomer", role=role, started_on=TODAY)
        session.add(person)
        session.flush()
        session.get_one(Account, newest).staff_id = person.id


@pytest.mark.parametrize("role", [Role.KEY_PERSON, Role.CHAIRPERSON, Role.COMMITTEE])
def test_who_has_no_weekly_review_is_told_where_they_come_in_what_to_read(sample, visit, role):
    page = visit(sample, role)
    of_a_person(sample, role)
    assert "to read and sign" in page.html
    assert 'href="/reading"' in page.html
    topics = len([b for b in page.open("reading").labels if b.startswith("Sign: ")])
    assert topics
    first = pages_of(role)[0].script
    for left in range(topics - 1, -1, -1):
        page.at.checkbox[0].check()
        page.press(next(label for label in page.labels if label.startswith("Sign: ")))
        told = (
            f"{left} topic" in page.open(first).html if left else "to read and sign" in page.open(first).html
        )
        assert told is bool(left), left
        page.open("reading")


@pytest.mark.parametrize("role", [Role.STUDENT, Role.VOLUNTEER, Role.KEY_PERSON, Role.COMMITTEE])
def test_whoever_signs_that_they_read_the_policy_can_read_all_of_it(sample, visit, role):
    """The page Policy is not open to most who sign: they were shown seven points and no way to the rest."""
    page = visit(sample, role)
    of_a_person(sample, role)
    read = unescape(page.open("reading").html)
    assert [clause["id"] for clause in policy.clauses() if clause["says"] not in read] == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY, Role.STUDENT])
def test_others_find_it_in_their_weekly_review_or_come_in_there(sample, visit, role):
    page = visit(sample, role)
    if role is not Role.MANAGER:
        of_a_person(sample, role)
    assert 'class="banner">6 topic' not in page.html
    assert page.html.count("to read and sign") <= 1


# The key person --------------------------------------------------------------------------------------


@pytest.fixture
def key_person(sample, visit):
    """The key person of some of the children, with a concern about one of them that is to be written."""
    page = visit(sample, Role.KEY_PERSON)
    is_a_key_person(sample)
    page.open("sharing_decisions").press("Record a concern")
    page.at.get_by_key("concern.child").select_index(0)
    page.at.get_by_key("concern.ground").set_value(Ground.SIGNIFICANT_HARM)
    page.at.get_by_key("concern.about_colleague").set_value(False)
    return page.press("Record concern")


@pytest.mark.parametrize("role", [Role.KEY_PERSON, Role.STAFF])
@pytest.mark.parametrize(
    ("part", "tells"),
    [
        ("Decisions", "Tell the manager or the deputy at once of a concern"),
        ("Contacts and disclosures", "tell the manager or the deputy, who records it"),
    ],
)
def test_who_has_no_key_children_is_offered_no_form_that_has_no_child_for_them(
    sample, visit, role, part, tells
):
    page = visit(sample, role).open("sharing_decisions", part=part)
    assert "You have no key children today." in page.html
    assert tells in page.html
    assert not [label for label in page.labels if label.startswith("Record a ")]
    assert "record it here" not in page.html
    assert "decide, and write it" not in page.html


def test_a_concern_is_told_to_whoever_decides_and_written_in_the_file(key_person):
    assert "tell the manager or the deputy, who decides" in key_person.notice()
    assert "write it in the child's file" in key_person.notice()


def test_a_key_person_finds_what_is_to_be_written_where_the_file_is(key_person):
    page = key_person.open("children")
    assert [row for row in page.rows if "Write the concern in the child's file" in unescape(row)]
    assert "Add the entry" in page.labels


def test_the_manager_has_it_in_the_register_alone(key_person, sample, visit):
    assert not visit(sample).open("children", files="File index").rows


def test_nothing_is_counted_of_nothing(cabinet, visit):
    page = visit(cabinet).open("sharing_decisions")
    assert "0 of 0" not in page.html
    assert "From decision to record" not in page.html
    assert "0 of 0" not in visit(cabinet).open("access_requests").html


# The chairperson -------------------------------------------------------------------------------------

OWN = "The person who asks has your name"
NOT_HERE, SHOW_FIRST = "you may not open it", "Show names first"


def new_request(opened, requester: str = "Mum") -> str:
    """The code of a request that came in today, of which nothing has been done yet."""
    return access_requests.record_request(
        opened, manager_of(opened), child_id=rows(opened, Child)[0]["id"], requester=requester,
        channel=Channel.VERBAL, received_on=TODAY, today=TODAY,
    )[0]  # fmt: skip


def test_who_stands_back_is_not_told_that_the_request_is_missing(sample, visit):
    code = code_where(sample, lambda *_: True)
    page = opened_at(visit(sample, Role.CHAIRPERSON), code).press("Stand back from this request")
    page.at.get_by_key("stand-back.conflict").set_value(Conflict.RELATIVE)
    page.press("Stand back")
    assert "Tell the manager" in page.notice()
    assert page.heading == "Access requests"
    assert "You stood back from 1 open request, which is in no figure here" in page.html
    assert NOT_HERE not in page.html
    assert NOT_HERE in page.open("access_requests", request=code).html


@pytest.mark.parametrize(
    "stands_back",
    [pytest.param(True, id="of their own accord"), pytest.param(False, id="asked")],
)
def test_what_came_with_it_is_answered_for_in_the_same_form(sample, visit, stands_back):
    one, other = (row["id"] for row in rows(sample, Child)[:2])
    codes = access_requests.record_request(
        sample, manager_of(sample), child_id=one, also_about=[other], requester="Mum",
        channel=Channel.LETTER, received_on=TODAY, today=TODAY,
    )  # fmt: skip
    page = opened_at(visit(sample, Role.CHAIRPERSON, with_names=True), codes[0])
    page.press("Stand back from this request" if stands_back else form.YOUR_CONFLICT)
    name = "stand-back" if stands_back else f"access-step.{Step.CONFLICT_ASKED}"
    also = page.at.get_by_key(f"{name}.also")
    assert [said.split(",")[0] for said in also.options] == codes[1:]
    assert [beside.code for beside in also.value] == codes[1:], "filled in already"
    page.at.get_by_key(f"{name}.{'conflict' if stands_back else 'answer'}").set_value(Conflict.RELATIVE)
    send(page, "Stand back" if stands_back else "Record step")
    assert " and ".join(codes) in page.notice()
    for code in codes:
        assert NOT_HERE in page.open("access_requests", request=code).html


def test_a_chairperson_whose_own_request_it_is_is_asked_to_stand_back_and_shown_nothing_of_the_file(
    sample, visit
):
    page = visit(sample, Role.CHAIRPERSON)
    who = sessions.who_is(sample, state.token())
    code = new_request(sample, requester=who.name.upper())
    assert OWN not in opened_at(page, code).html, "on a shared screen it would say whose request it is"
    sessions.show_on_screen(sample, who, is_on_screen=False)
    assert OWN in opened_at(page, code, request_path.FILE).html
    assert page.labels[:2] == ["All requests", "Stand back from this request"]
    assert "The check of the file" not in page.html
    assert not page.at.segmented_control
    assert OWN not in opened_at(page, new_request(sample)).html


WHOLE = '<span class="whole">'  # a date or a code that does not break over two lines
READS_ALONE = ("then record it", "Enter the file's papers in it first", "Put it right in the index")


def test_a_chairperson_is_told_to_do_nothing_that_the_page_has_no_button_for(sample, visit):
    code = new_request(sample)
    without_a_conflict(sample, with_its_requester(sample, code).id)
    page = visit(sample, Role.CHAIRPERSON)
    for part in request_path.PARTS:
        said = unescape(opened_at(page, code, part).html)
        assert not [words for words in READS_ALONE if words in said], part
        assert "The manager or the deputy, by" in said.replace(WHOLE, ""), "the next step, and who records it"
    assert f"The manager, {WHOLE}by" in opened_at(visit(sample), code).html
    assert f"The manager or the deputy, {WHOLE}by" in opened_at(visit(sample, Role.DEPUTY), code).html


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAIRPERSON])
def test_whoever_records_no_correction_is_not_told_to_record_one(cabinet, family, visit, role):
    assert family.child
    page = visit(cabinet, role).open("access_requests")
    page.at.segmented_control[0].set_value("Corrections")
    page.run()
    assert ("the manager or the deputy records it here" in page.html) is (role is Role.CHAIRPERSON)
    assert ("record it here that day" in page.html) is (role is Role.MANAGER)


@pytest.mark.parametrize(
    ("names_shown", "is_asked"), [pytest.param(False, True, id="off"), pytest.param(True, False, id="shown")]
)
def test_nobody_answers_about_a_conflict_without_knowing_whose_file_it_is(
    sample, visit, names_shown, is_asked
):
    page = visit(sample, Role.CHAIRPERSON)
    if names_shown:
        sessions.show_on_screen(sample, sessions.who_is(sample, state.token()), is_on_screen=False)
    opened_at(page, new_request(sample), request_path.WHO_ASKS).press(form.YOUR_CONFLICT)
    assert ("Names are off." in page.html) is is_asked
    assert page.labels.count(SHOW_FIRST) == 2 * is_asked, "on the page and in the form"
    assert ("Record step" in page.labels) is names_shown, "nothing to answer with before that"


@pytest.mark.parametrize("from_the_form", [False, True])
def test_whoever_shows_names_to_answer_goes_on_with_the_answer(sample, visit, monkeypatch, from_the_form):
    monkeypatch.setattr(signing_in, "confirms", lambda *_: True)  # the account of a test has no password
    page = opened_at(visit(sample, Role.CHAIRPERSON), new_request(sample, requester="Sally Oak"))
    if from_the_form:
        page.press(form.YOUR_CONFLICT)
    assert "Sally Oak" not in page.html
    [*_, last] = [button for button in page.at.button if button.label == SHOW_FIRST]
    last.click()
    page.run()
    send(page, "Show names")
    assert "Sally Oak" in page.html
    answer = page.at.get_by_key(f"access-step.{Step.CONFLICT_ASKED}.answer")
    answer.set_value(NO_CONFLICT)
    send(page, "Record step")
    assert "Recorded for" in page.notice()


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.MANAGER])
def test_nobody_signs_for_having_looked_at_a_file_that_they_did_not_see(sample, visit, role):
    """AR-10, AR-27: with names off the order read "On file", and so did each decision."""
    code = new_request(sample)
    without_a_conflict(sample, with_its_requester(sample, code).id)
    page = visit(sample, role)
    if role is Role.MANAGER:
        page.press("Hide names")
    opened_at(page, code, request_path.FILE).press("Sign the check")
    assert SIGNED_WITH_NAMES in page.html
    assert SHOW_FIRST in page.labels
    assert "Record step" not in page.labels


@pytest.mark.parametrize("names_shown", [False, True])
def test_a_chairperson_opens_the_file_once_they_have_no_conflict(sample, visit, names_shown):
    """AR-6: until they have answered they see whose it is, who asks, and the question."""
    page = visit(sample, Role.CHAIRPERSON)
    if names_shown:
        sessions.show_on_screen(sample, sessions.who_is(sample, state.token()), is_on_screen=False)
    code = new_request(sample, requester="Sally Oak")
    opened_at(page, code, request_path.FILE)
    assert "Say first whether you have a conflict of interest" in page.html
    assert ("Sally Oak" in page.html) is names_shown
    assert not page.at.segmented_control, "no part of the request"
    assert "The check of the file" not in page.html
    if not names_shown:
        sessions.show_on_screen(sample, sessions.who_is(sample, state.token()), is_on_screen=False)
        opened_at(page, code, request_path.FILE)
    page.press(form.YOUR_CONFLICT)
    assert page.at.get_by_key(f"access-step.step.{Step.CONFLICT_ASKED}").options == [
        words.STEPS[Step.CONFLICT_ASKED]
    ], "nothing else is recorded yet"
    page.at.get_by_key(f"access-step.{Step.CONFLICT_ASKED}.answer").set_value(NO_CONFLICT)
    send(page, "Record step")
    assert "The check of the file" in opened_at(page, code, request_path.FILE).html
    assert opened_at(visit(sample), new_request(sample)).at.segmented_control, "the manager is not asked"


@pytest.mark.parametrize(
    ("role", "said", "unsaid"),
    [
        (Role.CHAIRPERSON, form.YOUR_CONFLICT, Task.CONFLICT),
        (Role.MANAGER, Task.CONFLICT, form.YOUR_CONFLICT),
    ],
)
def test_a_chairperson_is_not_told_to_ask_the_chairperson(sample, visit, role, said, unsaid):
    code = new_request(sample)
    request_steps.record(
        sample, manager_of(sample), request_id=with_its_requester(sample, code).id,
        step=Step.CHAIRPERSON_TOLD, on=TODAY, today=TODAY,
    )  # fmt: skip
    lines = [row for row in show_all(visit(sample, role).open("access_requests")).rows if code in row]
    assert [said in line for line in lines].count(True) == 1
    assert not any(unsaid in line for line in lines)


def test_whoever_names_a_stand_in_is_told_what_their_account_needs(sample, visit):
    code = new_request(sample)
    [held] = [one for one in open_requests(sample) if one.code == code]
    request_steps.record(
        sample, manager_of(sample), request_id=held.id, step=Step.CONFLICT_ASKED, on=TODAY,
        answer=Conflict.NAMED, today=TODAY,
    )  # fmt: skip
    page = form_of(opened_at(visit(sample), code, request_path.WHO_ASKS), Step.STAND_IN_NAMED)
    assert "an account whose role is chairperson" in page.html
    assert "on the page of the request, under Who is asking" in page.html


def a_member(sample) -> str:
    """The whole name of somebody of the committee."""
    return next(row for row in rows(sample, StaffMember) if row["role"] is Role.COMMITTEE)["name"]


@pytest.fixture
def with_stand_in(sample) -> str:
    """The code of a new request for which somebody was named in words alone, as in older records."""
    code = new_request(sample)
    [held] = [one for one in open_requests(sample) if one.code == code]
    manager = manager_of(sample)
    request_steps.record(
        sample, manager, request_id=held.id, step=Step.CONFLICT_ASKED, answer=Conflict.NAMED, on=TODAY,
        today=TODAY,
    )  # fmt: skip
    with sample.administering("an older record") as session:
        session.add(
            AccessStep(
                request_id=held.id, step=Step.STAND_IN_NAMED, on=TODAY, said="The treasurer",
                signed_by_id=manager.account_id, recorded_by_id=manager.account_id,
            )
        )  # fmt: skip
    return code


@pytest.mark.parametrize(
    ("role", "asks_a_second"), [pytest.param(Role.MANAGER, False), pytest.param(Role.DEPUTY, True)]
)
def test_a_stand_in_is_given_an_account_where_they_are_named(
    sample, visit, with_stand_in, role, asks_a_second, monkeypatch
):
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    member = next(row for row in rows(sample, StaffMember) if row["role"] is Role.COMMITTEE)
    them = account(sample, Role.COMMITTEE, member["name"])
    with sample.administering("test") as session:
        session.get_one(Account, them.account_id).staff_id = member["id"]
    page = opened_at(visit(sample, role), with_stand_in, request_path.WHO_ASKS)
    page.press("Give the stand-in an account").press("Give the account")
    assert "Choose the committee member who stands in" in page.refusal()
    assert ("Choose the second person" in page.refusal()) is asks_a_second
    chosen = page.at.get_by_key("stand-in.person")
    chosen.select(next(option for option in chosen.options if member["name"] in option))
    if asks_a_second:
        page.at.get_by_key("stand-in.second").select_index(0)
        page.at.get_by_key("stand-in.confirmation").set_value("their own password")
    page.press("Give the account")
    assert page.notice() == "The role of their account is chairperson now."
    assert next(r for r in rows(sample, Account) if r["id"] == them.account_id)["role"] is Role.CHAIRPERSON


def test_the_stand_in_whom_the_committee_named_is_chosen_already(sample, visit, with_stand_in):
    """The list began with nobody, and one press on the wrong line gave somebody else the account."""
    members = [row for row in rows(sample, StaffMember) if row["role"] is Role.COMMITTEE]
    [held] = [one for one in open_requests(sample) if one.code == with_stand_in]
    page = opened_at(visit(sample), with_stand_in, request_path.WHO_ASKS)
    page.press("Give the stand-in an account")
    assert "The committee named: The treasurer." in page.html
    assert page.at.get_by_key("stand-in.person").value is None, "The words name nobody in full."
    named = {"step": Step.STAND_IN_NAMED, "said": f"{members[-1]['name']}, treasurer", "on": TODAY}
    request_steps.record(sample, manager_of(sample), request_id=held.id, today=TODAY, **named)
    page = opened_at(visit(sample), with_stand_in, request_path.WHO_ASKS)
    page.press("Give the stand-in an account")
    assert page.at.get_by_key("stand-in.person").value.name == members[-1]["name"]
    page = opened_at(visit(sample).press("Hide names"), with_stand_in, request_path.WHO_ASKS)
    page.press("Give the stand-in an account")
    assert members[-1]["name"] not in page.html


def test_whoever_signed_first_is_led_to_who_signs_second(sample, visit, with_stand_in):
    """A form that would refuse them helps nobody: the stand-in needs an account (AR-10)."""
    [held] = [one for one in open_requests(sample) if one.code == with_stand_in]
    carer = next(row["id"] for row in rows(sample, Carer) if row["child_id"] == held.child_id)
    they_are, proof = Relationship.RESPONSIBLE, {"evidence": "Passport", "evidence_seen_on": TODAY}
    of_whom = {"request_id": held.id, "carer_id": carer, "subject": Subject.CHILD, "today": TODAY}
    requesters.record(sample, manager_of(sample), **of_whom, relationship=they_are, **proof)
    for step, more in (
        (Step.ACKNOWLEDGED, {}),
        (Step.FILE_CHECKED, {"said": "E-mail: nothing", "reason": "What it lists is put right"}),
    ):
        done = {"request_id": held.id, "step": step, "on": TODAY, "today": TODAY}
        request_steps.record(sample, manager_of(sample), **done, **more)
    item = next(
        i for i in agenda_of(sample).items if i.step is Step.FILE_CHECK_SIGNED and i.record == held.id
    )
    page = show_all(visit(sample))
    [row] = [row for row in page.rows if with_stand_in in row and item.what in row]
    assert "For the second person, under their own account" in row
    key = f"do-{item.area}-{item.record}-{item.what}-{item.step}"
    lead = page.at.button(key=key)
    assert lead.label.startswith(words.ACTIONS[Action.REQUEST])
    assert page.press(lead.label).heading == with_stand_in
    assert "Give the stand-in an account" in page.labels
    of_the_deputy = show_all(visit(sample, Role.DEPUTY)).at.button(key=key)
    assert of_the_deputy.label.startswith(words.ACTIONS[Action.ACCESS_STEP]), "a second person may sign"


def with_its_requester(sample, code):
    """The open request, once it is recorded which carer is asking."""
    [held] = [one for one in open_requests(sample) if one.code == code]
    carer = next(row["id"] for row in rows(sample, Carer) if row["child_id"] == held.child_id)
    requesters.record(
        sample, manager_of(sample), request_id=held.id, carer_id=carer, subject=Subject.CHILD, today=TODAY,
        relationship=Relationship.RESPONSIBLE, evidence="Passport", evidence_seen_on=TODAY,
    )  # fmt: skip
    return held


@pytest.mark.parametrize("stands_back", [False, True])
def test_nobody_of_the_committee_is_offered_the_second_signature_to_a_check_that_it_signed_first(
    sample, visit, stands_back
):
    """A stand-in signed first: the form refuses the chairperson, and the list says whose it is (AR-10)."""
    code = new_request(sample)
    held = with_its_requester(sample, code)
    manager, stand_in = manager_of(sample), account(sample, Role.CHAIRPERSON, "Sita Rao")
    back = {"answer": Conflict.RELATIVE, "said": "Polly Grant"}
    for by, step, more in (
        (manager, Step.CONFLICT_ASKED, {"answer": NO_CONFLICT}),
        (manager, Step.ACKNOWLEDGED, {}),
        *([(manager, Step.MANAGER_STANDS_BACK, back)] if stands_back else []),
        (stand_in, Step.FILE_CHECKED, {"said": "E-mail: nothing", "reason": "What it lists is put right"}),
    ):
        done = {"request_id": held.id, "step": step, "on": TODAY, "today": TODAY}
        request_steps.record(sample, by, **done, **more)
    item = next(
        i for i in agenda_of(sample).items if i.step is Step.FILE_CHECK_SIGNED and i.record == held.id
    )
    key = f"do-{item.area}-{item.record}-{item.what}-{item.step}"
    whose = "For the manager or the deputy, under their own account"
    page = show_all(visit(sample, Role.CHAIRPERSON))
    [row] = [row for row in page.rows if code in row and item.what in row]
    assert (whose in row) is not stands_back
    if stands_back:
        assert page.at.button(key=key).label.startswith(words.ACTIONS[Action.ACCESS_STEP])
        return
    page.press(page.at.button(key=key).label)
    assert page.heading == code
    assert words.OFFICE_SIGNS in page.html
    assert "Record it" not in page.labels
    for_the_manager = show_all(visit(sample))
    assert for_the_manager.at.button(key=key).label.startswith(words.ACTIONS[Action.ACCESS_STEP])
    [row] = [row for row in for_the_manager.rows if code in row and item.what in row]
    assert whose not in row


def test_whoever_signed_first_names_a_stand_in_while_the_chairperson_is_away(sample, visit):
    """On leave the chairperson has no conflict, and nothing else asked for a stand-in (AR-10)."""
    code, asked = new_request(sample), "Name a stand-in, if the chairperson is away"
    held = with_its_requester(sample, code)
    for step, more in (
        (Step.CONFLICT_ASKED, {"answer": NO_CONFLICT}),
        (Step.ACKNOWLEDGED, {}),
        (Step.FILE_CHECKED, {"said": "E-mail: nothing", "reason": "What it lists is put right"}),
    ):
        done = {"request_id": held.id, "step": step, "on": TODAY, "today": TODAY}
        request_steps.record(sample, manager_of(sample), **done, **more)
    page = visit(sample).open("access_requests", request=code)
    assert "You did the first part" in page.html
    page.press(asked)
    assert page.at.get_by_key(f"access-step.step.{Step.STAND_IN_NAMED}").value is Step.STAND_IN_NAMED
    request_steps.record(
        sample, manager_of(sample), request_id=held.id, step=Step.STAND_IN_NAMED, on=TODAY, today=TODAY,
        said=a_member(sample),
    )  # fmt: skip
    page = visit(sample).open("access_requests", request=code)
    assert asked not in page.labels
    assert "Give the stand-in an account" in page.labels


def test_no_account_is_offered_before_a_stand_in_is_named(sample, visit):
    page = opened_at(visit(sample), new_request(sample), request_path.WHO_ASKS)
    assert "Give the stand-in an account" not in page.labels
