"""The page of one request: its date and next step, its parts, its forms, as everybody who may open it."""

import re
from datetime import UTC, date, datetime, time, timedelta
from html import escape

import pytest
from sqlalchemy import select, update

from models import (
    AccessRequest,
    AccessStep,
    Carer,
    Child,
    Disposal,
    FileEntry,
    Mistake,
    RequesterCheck,
    RequestLink,
    SignedInSession,
)
from papers.letters import Letter
from rules import access, access_path, request_steps
from rules.access import ENDINGS, Channel, RefusalGround, Step, StepDone
from rules.access_path import (
    BestInterests,
    Controversy,
    ExtensionGround,
    Extent,
    Meeting,
    Part,
    Standing,
    Task,
    blockers,
    next_of,
)
from rules.agenda import Action, State
from rules.house import HouseRules
from rules.induction import Role
from rules.need_to_know import Conflict
from rules.rectification import Claim
from rules.requester import Link, Relationship, Shown, Subject
from rules.retention import RecordKind
from rules.words import dated, long_date
from rules.working_days import bank_holidays
from store import access_requests, complaints, rectifications, request_file, requesters, whole_requests
from store import request_steps as store
from store.house import read_house
from tests.conftest import TODAY, agenda_of, manager_of, rows
from tests.pages.conftest import short
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.pages.test_forms import is_open, says, send, set_to, show_all
from ui import after, parts, printed, registers, request_path, words

YESTERDAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 25)
WHY = "In a sentence that says enough."


def open_requests(opened):
    """The requests of the sample that are not closed, by what is next of each."""
    with opened.connection() as look:
        return whole_requests.open_on(look, TODAY)


def code_where(opened, is_so):
    """The code of the first request of the sample of which something is so."""
    with opened.connection() as look:
        for held in whole_requests.open_on(look, TODAY):
            if is_so(held, held.whole(request_file.index(look, held, TODAY))):
                return held.code
    raise AssertionError("The sample has no such request.")


def is_ready(held, whole):
    return whole.last(Step.RELEASED, Step.REFUSED) is None and not blockers(whole)


def is_new(held, whole):
    return whole.last(Step.ACKNOWLEDGED) is None


def is_about_third_parties(held, whole):
    dates = access_path.plan(held.received_on, TODAY, house=HouseRules(), closed_days=())
    following = next_of(access_path.states(whole, dates))
    return following is not None and following.task in {Task.LETTERS, Task.DISCUSS, Task.DECISIONS}


def is_decided(held, whole):
    return bool(whole.lines)


def opened_at(visited, code, part=request_path.STEPS):
    return visited.open("access_requests", request=code, at=part)


def form_of(visited, step):
    """Opens the form of a step by the button that is named after it."""
    label = words.DO.get(step, words.STEPS[step])
    if label in visited.labels:
        return visited.press(label)
    visited.press("Record a step")
    set_to(visited, "access-step.step.", step)
    return visited.run()


GROUNDED = {"answer": RefusalGround.EXCESSIVE}


def fill(visited, step, **said):
    for field, value in said.items():
        set_to(visited, f"access-step.{step}.{field}", value)


# Seen -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "said"),
    [
        pytest.param(date(2026, 11, 3), "was due Tue 3 Nov *", id="lately"),
        pytest.param(date(2024, 11, 5), "was due Tue 5 Nov 2024 *", id="of a request of two years ago"),
        pytest.param(date(2026, 12, 1), "by Tue 1 Dec *", id="ahead"),
    ],
)
def test_by_when_a_step_was_due_has_its_year_where_it_is_another(by, said):
    assert request_path.due(access_path.State(Task.LETTERS, Standing.TO_DO, by), TODAY) == said


@pytest.mark.parametrize(
    ("received_on", "may"),
    [
        pytest.param(date(2026, 10, 24), True, id="the last day"),
        pytest.param(date(2026, 10, 23), False, id="the day after"),
    ],
)
def test_an_extension_is_offered_only_while_its_notice_would_come_in_time(sample, visit, received_on, may):
    """Neither as a step nor as a letter; one that was sent in time can still be recorded."""
    [code] = access_requests.record_request(
        sample,
        manager_of(sample),
        child_id=open_requests(sample)[0].child_id,
        requester="A grandmother",
        channel=Channel.LETTER,
        received_on=received_on,
        note="It lay in the tray.",
        today=TODAY,
    )
    [held] = [held for held in open_requests(sample) if held.code == code]
    asking = opened_at(visit(sample), code, request_path.WHO_ASKS)
    papers = opened_at(visit(sample), code, "Papers")
    for visited in (asking, papers):
        assert ("It is too late to extend the time" in visited.html) is not may
    assert ("Extend the time" in asking.labels) is may
    assert (printed.TITLES[Letter.EXTENSION] in papers.at.get_by_key("paper").options) is may
    assert Step.EXTENDED in request_steps.open_steps(held.done)


def test_the_head_says_was_due_of_a_date_that_has_passed(sample, visit):
    said = {}
    for held in open_requests(sample):
        visited = opened_at(visit(sample), held.code)
        [head] = [
            body.proto.body for body in visited.at.html if body.proto.body.startswith('<p class="next">')
        ]
        with sample.connection() as look:
            house = read_house(look, TODAY)
        states = request_path.seen(held, held.whole(), house, manager_of(sample), TODAY).states
        following = next_of(states)
        if following.by:
            said[following.by < TODAY] = head
            assert ("was due" in head) is (following.by < TODAY)
            assert (', <span class="whole">by ' in head) is (following.by >= TODAY)
    assert set(said) == {True, False}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAIRPERSON])
def test_what_is_next_of_the_third_parties_is_one_press_from_their_part(sample, visit, role):
    code = code_where(sample, is_about_third_parties)
    visited = opened_at(visit(sample, role), code).press("Go to third parties")
    assert "Go to third parties" not in visited.labels, "it would lead to where one is"
    found = [label for label in visited.labels if label.startswith("Record it for third party ")]
    assert len(found) == (role is Role.MANAGER)
    for label in found:
        number = label.removeprefix("Record it for third party ")
        assert f"{code}. Third party {number}. " in says(visited.press(label))


@pytest.mark.parametrize("part", request_path.PARTS)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY, Role.CHAIRPERSON])
def test_every_part_opens_for_everybody_who_may_see_a_request(sample, visit, role, part):
    visited = visit(sample, role)
    code = code_where(sample, is_decided)
    opened_at(visited, code, part)
    set_to(visited, "at", part)
    visited.run()
    assert not visited.at.exception
    assert visited.heading == code
    assert "The answer is due by" in visited.html
    assert "Original date" in visited.html


@pytest.mark.parametrize("part", request_path.PARTS)
def test_a_part_costs_few_queries(sample, visit, part):
    visited = opened_at(visit(sample), code_where(sample, is_decided), part)
    assert len(queries_of(sample, visited)) <= MOST_QUERIES


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAIRPERSON])
def test_what_is_not_here_any_more_is_said_where_the_file_is_checked(sample, visit, role):
    """Whoever asks is not told that it is missing."""
    code = code_where(sample, is_new)
    child = next(row["child_id"] for row in rows(sample, AccessRequest) if row["code"] == code)
    manager = manager_of(sample).account_id
    about = {"child_id": child, "on": TODAY, "how": "By hand", "second_id": manager}
    with sample.administering("test") as session:
        session.add(Disposal(kind=RecordKind.CHILD_PROTECTION, passed_to="Hillside Infants", **about))
        session.add(Disposal(kind=RecordKind.GENERAL, **about))
        wrong = Disposal(kind=RecordKind.ACCIDENTS, **about)
        session.add(wrong)
        session.flush()
        session.add(Mistake(thing="disposal", record_id=wrong.id, because="It was another child's file."))
    visited = opened_at(visit(sample, role), code, request_path.FILE)
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    assert "Child protection records: passed on" in visited.html
    assert "General records: destroyed, Tuesday 24 November 2026." in visited.html
    assert "Accidents and injuries" not in visited.html
    assert "take legal advice before you answer" in visited.html, "it was asked for by then"


@pytest.mark.parametrize("is_late", [True, False])
def test_what_was_destroyed_before_it_was_asked_for_is_no_matter_for_a_lawyer(sample, visit, is_late):
    code = code_where(sample, is_new)
    asked = next(row for row in rows(sample, AccessRequest) if row["code"] == code)
    about = {"child_id": asked["child_id"], "how": "Shredded", "second_id": manager_of(sample).account_id}
    with sample.administering("test") as session:
        before = asked["received_on"] - timedelta(days=1)
        noon = datetime.combine(TODAY if is_late else before, time(12), UTC)
        session.add(Disposal(kind=RecordKind.GENERAL, on=before, recorded_at=noon, **about))
        went = about | {"how": "By hand", "passed_to": "Hillside Infants"}
        session.add(Disposal(kind=RecordKind.CHILD_PROTECTION, on=TODAY, **went))
    visited = opened_at(visit(sample), code, request_path.FILE)
    assert "General records: destroyed" in visited.html
    assert "legal advice before you answer" not in visited.html
    assert ("was recorded only afterwards: keep with the request" in visited.html) is is_late


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAIRPERSON])
def test_what_is_disputed_is_said_where_the_file_is_checked(sample, visit, role):
    """RC-4: the parent's view belongs to what is copied, and who prepares the copy has to know of it."""
    code = code_where(sample, is_new)
    child = next(row["child_id"] for row in rows(sample, AccessRequest) if row["code"] == code)
    entry = next(row for row in rows(sample, FileEntry) if row["child_id"] == child)
    before = opened_at(visit(sample, role), code, request_path.FILE)
    assert "Asked to be corrected" not in before.html
    rectifications.record_rectification(
        sample, manager_of(sample), child_id=child, asked_by="Ann Parry", channel=Channel.VERBAL,
        received_on=TODAY, entry=str(entry["number"]), claim=Claim.FACT, words="It was three.", today=TODAY,
    )  # fmt: skip
    said = f"Asked to be corrected: entry {entry['number']}, being checked."
    assert said in opened_at(before, code, request_path.FILE).html


def test_to_whom_a_file_went_on_is_nobodys_to_see_on_screen(sample, visit):
    code = code_where(sample, is_new)
    child = next(row["child_id"] for row in rows(sample, AccessRequest) if row["code"] == code)
    about = {"child_id": child, "on": TODAY, "how": "By hand", "second_id": manager_of(sample).account_id}
    with sample.administering("test") as session:
        session.add(Disposal(kind=RecordKind.GENERAL, passed_to="Hillside Infants", **about))
    visited = opened_at(visit(sample), code, request_path.FILE)
    assert "General records: passed on to Hillside Infants, Tuesday 24 November 2026." in visited.html
    visited.press("Hide names")
    assert "General records: passed on, Tuesday 24 November 2026." in visited.html
    assert b"Hillside" not in visited.sent


def test_the_page_opens_from_the_list_and_goes_back_to_it(sample, visit):
    visited = visit(sample).open("access_requests")
    code = open_requests(sample)[0].code
    visited.at.get_by_key("request").select(code)
    visited.run()
    assert visited.heading == code
    assert visited.at.query_params["request"] in (code, [code])
    visited.press("All requests")
    assert visited.heading == "Access requests"
    assert "request" not in visited.at.query_params


def test_a_request_that_was_left_by_the_sidebar_does_not_open_behind_a_new_complaint(sample, visit):
    visited = opened_at(visit(sample), open_requests(sample)[0].code, request_path.STEPS)
    visited.at.query_params.clear()
    visited.open("weekly_review").open("access_requests")
    visited.at.get_by_key("access").set_value(after.COMPLAINTS)
    visited.run().press("Record a complaint")
    assert visited.heading == "Access requests"
    assert "request" not in visited.at.query_params


def test_a_form_stays_open_where_the_request_that_was_left_is_on_another_part(sample, visit):
    visited = opened_at(visit(sample), open_requests(sample)[0].code, request_path.STEPS)
    visited.at.query_params.clear()
    visited.open("weekly_review").open("access_requests", access=after.COMPLAINTS)
    with sample.connection() as look:
        visited.at.get_by_key("complaint").select(complaints.complaints(look)[0].code)
    visited.run().press("Record a step")
    assert visited.run().at.get("dialog"), "a run of the page, as after a change by somebody else"


def test_an_address_of_no_request_opens_the_list(sample, visit):
    visited = visit(sample).open("access_requests", request="AR-1999-001")
    assert visited.heading == "Access requests"
    assert not visited.at.exception


def test_an_address_of_no_third_party_says_so_also_where_there_is_none(sample, visit):
    code = access_requests.record_request(
        sample, manager_of(sample), child_id=rows(sample, Child)[0]["id"], requester="Mum",
        channel=Channel.VERBAL, received_on=TODAY, today=TODAY,
    )[0]  # fmt: skip
    visited = visit(sample).open("access_requests", request=code, at=request_path.THIRD_PARTIES, party="1")
    assert "The third party in the address is not here, or you may not open it." in visited.html


def test_a_row_of_the_weekly_review_leads_to_the_part_where_it_is_done(sample, visit):
    item = next(i for i in agenda_of(sample).items if i.action is Action.REQUEST)
    visited = show_all(visit(sample))
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    assert visited.heading == item.code
    assert visited.at.get_by_key("at").value == words.REQUEST_PARTS[item.part]


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        pytest.param(Step.RELEASED, "Answered on Monday 23 November 2026, in time.", id="released"),
        pytest.param(
            Step.REFUSED, "Answered with a refusal on Monday 23 November 2026, in time.", id="refused"
        ),
        pytest.param(Step.WITHDRAWN, "Withdrawn on Monday 23 November 2026, in time.", id="taken back"),
        pytest.param(
            Step.MISTAKEN,
            "Recorded by mistake, and closed on Monday 23 November 2026: no answer is due.",
            id="recorded by mistake",
        ),
    ],
)
def test_the_head_says_how_a_request_ended(ending, said):
    ended = [StepDone(ending, date(2026, 11, 23))]
    assert words.due_sentence(date(2026, 11, 2), ended, frozenset(), TODAY) == said


PROOF_ASKED = StepDone(Step.IDENTITY_ASKED, date(2026, 10, 14))
QUESTION = StepDone(Step.CLARIFICATION_ASKED, date(2026, 10, 14))


@pytest.mark.parametrize(
    ("steps", "today", "said"),
    [
        pytest.param(
            [PROOF_ASKED],
            date(2026, 11, 12),
            "The answer is due today, Thursday 12 November 2026, the cautious date. We wait for proof of "
            "identity or authority asked for on Wednesday 14 October 2026.",
            id="proof is awaited on the date",
        ),
        pytest.param(
            [PROOF_ASKED],
            date(2026, 11, 13),
            "We wait for proof of identity or authority asked for on Wednesday 14 October 2026. The cautious "
            "date, Thursday 12 November 2026, has passed. It leaves the wait out: by law the month begins "
            "once we have seen it.",
            id="and on the day after",
        ),
        pytest.param(
            [QUESTION],
            date(2026, 11, 13),
            "We wait for an answer to our question of Wednesday 14 October 2026. The cautious date, Thursday "
            "12 November 2026, has passed. It leaves the wait out: by law the days of the wait do not count.",
            id="an answer is awaited past the date",
        ),
        pytest.param(
            [StepDone(Step.CLARIFICATION_ASKED, date(2026, 11, 13))],
            date(2026, 11, 14),
            "The answer was due on Thursday 12 November 2026, 2 days ago.",
            id="a question asked after the date excuses nothing",
        ),
        pytest.param(
            [PROOF_ASKED, StepDone(Step.WITHDRAWN, date(2026, 11, 13))],
            date(2026, 11, 14),
            "Withdrawn on Friday 13 November 2026, while we waited for proof of identity or authority asked "
            "for on Wednesday 14 October 2026: by law not late.",
            id="withdrawn while proof was awaited",
        ),
    ],
)
def test_the_head_says_what_is_waited_for_and_which_date_it_shows(steps, today, said):
    assert words.due_sentence(date(2026, 10, 12), steps, frozenset(), today) == said


def test_every_task_has_its_line_with_its_clause(sample, visit):
    html = opened_at(visit(sample), code_where(sample, is_new)).html.replace("&#x27;", "'")
    for task in Task:
        assert f"<span>{task}</span>" in html
    assert "The setting's own rule, planned backwards from the legal date" in html


def test_every_part_of_the_path_has_a_name_and_every_step_its_words():
    assert set(words.REQUEST_PARTS) == set(Part)
    assert set(words.STEPS) == set(Step)


# Recorded -------------------------------------------------------------------------------------------


def test_what_a_pause_or_an_extension_does_is_said_before_it_is_recorded(sample, visit):
    visited = opened_at(visit(sample), code_where(sample, is_new), request_path.WHO_ASKS)
    form_of(visited, Step.CLARIFICATION_ASKED)
    assert "The date stays until the answer comes" in visited.html
    assert "If they answer on 1 Dec 2026" in visited.html
    assert "then Monday 28 December 2026" not in visited.html, "a bank holiday"
    visited = opened_at(visit(sample), code_where(sample, is_new), request_path.WHO_ASKS)
    form_of(visited, Step.EXTENDED)
    assert "Three months from the day the month runs from" in visited.html
    before = len(rows(sample, AccessStep))
    send(visited, "Record step")
    assert "Enter the reason" in visited.refusal()
    assert len(rows(sample, AccessStep)) == before


@pytest.mark.parametrize(
    ("step", "is_said"),
    [
        pytest.param(Step.REFUSED, True, id="a refusal goes out with its reasons"),
        pytest.param(Step.EXTENDED, True, id="so does the notice of an extension"),
        pytest.param(Step.WITHDRAWN, False, id="how it was withdrawn stays here"),
    ],
)
def test_where_a_letter_takes_over_what_is_typed_the_form_says_what_not_to_write(
    sample, visit, step, is_said
):
    visited = opened_at(visit(sample), code_where(sample, is_new))
    visited.press("Record a step")
    set_to(visited, "access-step.step.", step)
    assert (words.GOES_IN_A_LETTER in visited.run().html) is is_said


@pytest.mark.parametrize(
    ("step", "said", "label"),
    [
        pytest.param(Step.ACKNOWLEDGED, {"on": TOMORROW}, "Date it was done", id="tomorrow"),
        pytest.param(Step.ACKNOWLEDGED, {"on": date(2026, 1, 1)}, "Date it was done", id="before receipt"),
        pytest.param(Step.EXTENDED, {"reason": "busy"}, "What makes it complex", id="busy"),
        pytest.param(Step.EXTENDED, {"reason": WHY}, "On which of the law", id="on no ground"),
        pytest.param(Step.IDENTITY_ASKED, {}, "What was asked for", id="no word of what was asked for"),
        pytest.param(Step.CLARIFICATION_ASKED, {}, "What was asked", id="no word of what was asked"),
        pytest.param(Step.CLARIFICATION_ANSWERED, {}, "What was done", id="an answer to no question"),
        pytest.param(Step.CONFLICT_ASKED, {}, "What the chairperson answers", id="no answer"),
        pytest.param(Step.BEST_INTERESTS, {}, "What is decided", id="no answer about the child's interests"),
        pytest.param(Step.BEST_INTERESTS, {"answer": BestInterests.PART}, "Why, if", id="and no reason"),
        pytest.param(Step.ADVICE_CONSIDERED, {"answer": Controversy.COURT}, "What it is", id="a court case"),
        pytest.param(Step.ADVICE_RECEIVED, {}, "What was done", id="advice of nobody"),
        pytest.param(Step.COMPLETE_COPY, {}, "Pages", id="no pages"),
        pytest.param(Step.COMPLETE_COPY, {"pages": 1}, "Pages", id="fewer pages than the index"),
        pytest.param(Step.FILE_CHECK_SIGNED, {}, "What was done", id="a signature under nothing"),
        pytest.param(Step.MEETING, {"answer": Meeting.NOT_HELD}, "Why, if", id="no meeting and no reason"),
        pytest.param(Step.REFUSED, GROUNDED | {"route": True}, "The reasons", id="a refusal without reasons"),
        pytest.param(
            Step.REFUSED,
            GROUNDED | {"reason": WHY},
            "The letter says how to complain",
            id="and no way to complain",
        ),
        pytest.param(Step.REFUSED, {"reason": WHY, "route": True}, "On which ground", id="and no ground"),
        pytest.param(Step.CLOSED, {"reason": WHY}, "What was done", id="a close without an answer"),
    ],
)
def test_bad_input_is_refused_by_field_and_what_was_typed_stays(sample, visit, step, said, label):
    visited = opened_at(visit(sample), code_where(sample, is_new))
    visited.press("Record a step")
    set_to(visited, "access-step.step.", step)
    visited.run()
    fill(visited, step, **said)
    before = len(rows(sample, AccessStep))
    send(visited, "Record step")
    assert is_open(visited)
    fields_named = re.findall(r"\*\*(.+?)\*\*", visited.refusal())
    assert any(name.startswith(label) for name in fields_named)
    labels = [
        field.label for field in (*visited.at.main, *visited.at.get("dialog")[0]) if hasattr(field, "label")
    ]
    assert all(any(shown.startswith(name) for shown in labels) for name in fields_named)
    assert len(rows(sample, AccessStep)) == before
    for field, value in said.items():
        assert visited.at.get_by_key(f"access-step.{step}.{field}").value == value


def test_of_an_answered_request_no_step_is_offered_but_to_close_it(sample, visit):
    """All twenty-eight were, and all but one refused."""

    def is_answered(_held, whole):
        return whole.last(*ENDINGS) is not None and whole.last(Step.CLOSED) is None

    visited = opened_at(visit(sample), code_where(sample, is_answered))
    visited.press("Record a step")
    [step] = [one for one in visited.at.selectbox if one.label == "What was done"]
    assert step.options == [words.STEPS[Step.CLOSED]]


def test_nothing_in_the_way_is_released_and_then_closed(sample, visit):
    code = code_where(sample, is_ready)
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    assert "Nothing stands in the way" in visited.html
    form_of(visited, Step.RELEASED)
    fill(visited, Step.RELEASED, answer=Extent.FULL, said="The parent signed for it.")
    send(visited, "Record step")
    assert "Enter by name who was given the copy. It is for" in visited.refusal()
    [asked_by] = [row["requester"] for row in rows(sample, AccessRequest) if row["code"] == code]
    fill(visited, Step.RELEASED, said=f"{asked_by} signed for it.")
    send(visited, "Record step")
    assert f"Recorded for {code}: Released" in visited.notice()
    assert "Answered on Tuesday 24 November 2026, in time" in visited.html
    form_of(visited, Step.CLOSED)
    send(visited, "Record step")
    assert f"Recorded for {code}: Closed" in visited.notice()
    assert code not in {item.code for item in agenda_of(sample).items}


def test_a_close_lists_what_was_left_undone_and_asks_for_a_word(sample, visit):
    code = code_where(sample, is_new)
    request = next(r["id"] for r in rows(sample, AccessRequest) if r["code"] == code)
    store.record(
        sample, manager_of(sample), request_id=request, step=Step.REFUSED, on=TODAY, reason=WHY,
        answer=RefusalGround.EXCESSIVE,
        is_route_told=True, today=TODAY,
    )  # fmt: skip
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    form_of(visited, Step.CLOSED)
    assert "Acknowledge the request in writing (AR-7)" in visited.html
    send(visited, "Record step")
    assert "Left undone" in visited.refusal()
    fill(visited, Step.CLOSED, reason="It came twice in one week.")
    send(visited, "Record step")
    assert "Closed" in visited.notice()


def refused_in(sample, **more):
    code = code_where(sample, is_new)
    request = next(r["id"] for r in rows(sample, AccessRequest) if r["code"] == code)
    store.record(
        sample, manager_of(sample), request_id=request, step=Step.REFUSED, on=TODAY, reason=WHY,
        answer=RefusalGround.EXCESSIVE, is_route_told=True, today=TODAY, **more,
    )  # fmt: skip
    return code


AGREE = words.STEPS[Step.REFUSAL_AGREED]


def test_a_refusal_of_one_person_warns_until_a_second_agrees_under_their_own_account(sample, visit):
    code = refused_in(sample)
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    assert any("Nobody else has agreed to the refusal" in one.value for one in visited.at.warning)
    assert AGREE not in visited.labels, "whoever refused it does not agree to it"
    assert access_path.NOT_SENT in visited.html
    assert f"Refused by one person on {long_date(TODAY)}. The answer is due by" in visited.html
    assert "Answered with a refusal" not in visited.html
    chair = opened_at(visit(sample, Role.CHAIRPERSON, with_names=True), code, request_path.RELEASE)
    form_of(chair, Step.REFUSAL_AGREED)
    assert WHY in chair.html
    send(chair, "Record step")
    assert access.IN_WORDS[Step.REFUSAL_AGREED] in chair.html
    agreed = opened_at(visit(sample), code, request_path.RELEASE)
    assert not any("Nobody else has agreed" in one.value for one in agreed.at.warning)
    assert access_path.NOT_SENT not in agreed.html
    assert f"Answered with a refusal on {long_date(TODAY)}, in time." in agreed.html


def test_nobody_agrees_to_a_refusal_that_they_do_not_see(sample, visit):
    chair = opened_at(visit(sample, Role.CHAIRPERSON), refused_in(sample), request_path.RELEASE)
    form_of(chair, Step.REFUSAL_AGREED)
    assert "Record step" not in chair.labels
    assert "Show names first" in chair.labels


def test_who_decided_a_refusal_too_without_an_account_is_said_to_be_as_recorded(sample, visit):
    code = refused_in(sample, said="Ruth Ellis, chairperson")
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    assert (
        f"Who decided it too, as recorded by {manager_of(sample).name}: Ruth Ellis, chairperson. They"
        in visited.html
    )
    assert not any("Nobody else has agreed" in one.value for one in visited.at.warning)


def test_legal_advice_can_be_recorded_on_a_refusal_until_it_is_closed(sample, visit):
    visited = opened_at(visit(sample), refused_in(sample), request_path.RELEASE)
    assert "(LG-1)" in visited.html
    form_of(visited, Step.ADVICE_CONSIDERED)
    fill(visited, Step.ADVICE_CONSIDERED, answer=Controversy.NOTHING)
    send(visited, "Record step")
    assert "Legal advice considered" in visited.notice()
    assert "(LG-1)" not in visited.html


def test_a_request_that_was_recorded_by_mistake_ends_with_what_is_right_instead(sample, visit):
    code = code_where(sample, is_new)
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    form_of(visited, Step.MISTAKEN)
    assert "the committee is told how many requests ended so" in visited.html
    send(visited, "Record step")
    assert "the code of the request that stands, or that nobody asked" in visited.refusal()
    right = "Nobody asked for it: it was a question."
    fill(visited, Step.MISTAKEN, reason=right)
    send(visited, "Record step")
    assert "Recorded by mistake" in visited.notice()
    assert "Recorded by mistake, and closed on Tuesday 24 November 2026: no answer is due." in visited.html
    assert "Original date" not in visited.html
    assert "Left undone" not in visited.html
    assert right in visited.html
    assert not {words.DO[step] for step in (*ENDINGS, Step.CLOSED)} & set(visited.labels)
    opened_at(visited, code)
    assert "Record a step" not in visited.labels
    opened_at(visited, code, request_path.HISTORY)
    assert right in visited.html
    visited.press("Hide names")
    assert right.encode() not in visited.sent


def test_a_link_to_no_request_says_so_on_the_list(sample, visit):
    visited = visit(sample).open("access_requests", request="AR-2031-999")
    assert "The request in the address is not here" in visited.html
    assert visited.heading == "Access requests"
    assert "in the address" not in visited.run().html


def test_a_step_is_corrected_and_both_stay_in_the_history(sample, visit):
    code = code_where(sample, is_decided)
    visited = opened_at(visit(sample), code, request_path.HISTORY)
    held = next(one for one in open_requests(sample) if one.code == code)
    row = next(step for step in held.steps if step.step is Step.ACKNOWLEDGED)
    visited.at.get_by_key("step-to-correct").select(str(row.id))
    visited.run().press("Correct it")
    send(visited, "Record correction")
    assert "What was wrong with it" in visited.refusal()
    set_to(visited, f"correct-step.{row.id}.on", TODAY)
    set_to(visited, f"correct-step.{row.id}.because", "It went by the later post.")
    send(visited, "Record correction")
    assert "Corrected for" in visited.notice()
    assert f"Acknowledged in writing: corrected, see {dated(TODAY)}" in visited.html
    assert "Acknowledged in writing: as corrected" in visited.html
    assert rows(sample, AccessStep)[-1]["corrects_id"] == row.id


def test_correcting_an_extension_does_not_say_that_the_request_is_extended_already(sample, visit):
    code = code_where(sample, is_new)
    held = next(one for one in open_requests(sample) if one.code == code)
    store.record(
        sample, manager_of(sample), request_id=held.id, step=Step.EXTENDED, on=TODAY,
        answer=ExtensionGround.COMPLEX, reason="The file holds many reports of others.", today=TODAY,
    )  # fmt: skip
    row = rows(sample, AccessStep)[-1]["id"]
    visited = opened_at(visit(sample), code, request_path.HISTORY)
    visited.at.get_by_key("step-to-correct").select(str(row))
    visited.run().press("Correct it")
    assert "With this day" in visited.html
    assert "no change" in visited.html
    assert "once only" not in visited.html
    # A notice of a day on which it was too late moves nothing: the date goes back to that of one month.
    set_to(visited, f"correct-step.{row}.on", TODAY + timedelta(days=90))
    back_to = access.original_due_on(held.received_on, bank_holidays(range(2025, 2029)))
    assert f"then {long_date(back_to)}" in visited.run().html


def test_the_history_leads_to_every_way_to_put_something_right(sample, visit):
    """Each under what it corrects; what stands on another part of the request is led to (AR-1 to AR-32)."""
    code = code_where(sample, is_decided)
    visited = opened_at(visit(sample), code, request_path.HISTORY)
    assert "Put right what is wrong" in visited.html
    for heading in ("A step", "The day on which the request came", "Anything else"):
        assert f'<h3 class="section">{heading} <' in visited.html
    for part in (request_path.WHO_ASKS, request_path.THIRD_PARTIES, request_path.COPIES):
        visited.at.get_by_key(f"put-right.{part}").click()
        visited.run()
        assert visited.at.get_by_key("at").value == part
        visited.at.get_by_key("at").set_value(request_path.HISTORY)
        visited.run()
    visited.at.get_by_key("put-right.whole").click()
    visited.run()
    assert visited.at.get_by_key("at").value == request_path.RELEASE
    assert words.DO[Step.MISTAKEN] in visited.labels


def test_the_day_of_receipt_is_corrected_and_both_stay_in_the_history(sample, visit):
    code = code_where(sample, is_decided)
    visited = opened_at(visit(sample), code, request_path.HISTORY)
    held = next(one for one in open_requests(sample) if one.code == code)
    visited.press("Correct the day of receipt")
    earlier = held.received_on - timedelta(days=7)
    set_to(visited, "receipt.on", earlier)
    assert "What it does to the date" in visited.run().html
    send(visited, "Record correction")
    assert "What was wrong with it" in visited.refusal()
    set_to(visited, "receipt.because", "It lay in the tray for a week.")
    send(visited, "Record correction")
    assert f"The day of receipt of {code} is corrected." in visited.notice()
    assert f"corrected, see {dated(earlier)}" in visited.html
    assert "It lay in the tray for a week" in visited.html
    assert long_date(earlier) in visited.html
    visited.press("Hide names")
    assert b"lay in the tray" not in visited.sent
    assert "Correct the day of receipt" not in [button.label for button in visited.at.button]


# Who asks -------------------------------------------------------------------------------------------


def code_of_child(opened, code):
    """The code of the child whose file a request asks for."""
    [child] = [row["child_id"] for row in rows(opened, AccessRequest) if row["code"] == code]
    return next(row["code"] for row in rows(opened, Child) if row["id"] == child)


def test_who_asks_is_recorded_refused_by_field_and_changed(sample, visit):
    code = next(held.code for held in open_requests(sample) if held.check is None)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Record who is asking")
    set_to(visited, "requester.evidence", "A passport")
    send(visited, "Record who is asking")
    said = visited.refusal().replace("*", "")
    assert "What the person is to the child: Choose" in said
    assert "Seen on: Enter the day" in said
    child = code_of_child(sample, code)
    assert f'href="/children-and-files?child={child}"' in visited.html, (
        "to add a carer who is not in the list"
    )
    set_to(visited, "requester.relationship", Relationship.RESPONSIBLE)
    visited.run()
    set_to(visited, "requester.evidence_seen_on", TODAY)
    send(visited, "Record who is asking")
    assert "One who is not in the list is added on the page Children and files" in visited.refusal()
    set_to(visited, "requester.relationship", Relationship.ACTING)
    visited.run()
    set_to(visited, "requester.evidence_seen_on", TODAY)
    send(visited, "Record who is asking")
    assert "For which carer they act: Choose for which" in visited.refusal().replace("*", "")
    assert visited.at.get_by_key("requester.evidence").value == "A passport"
    visited.at.get_by_key("requester.carer_of_theirs").select_index(0)
    set_to(visited, "requester.authority", "Her signed form")
    set_to(visited, "requester.dispute", True)
    send(visited, "Record who is asking")
    assert f"Recorded for {code}" in visited.notice()
    assert "Two carers are in dispute" in visited.html
    visited.press("Change who is asking")
    send(visited, "Record who is asking")
    assert "What was wrong, or what has changed" in visited.refusal()
    set_to(visited, "requester.because", "The father signed the form.")
    send(visited, "Record who is asking")
    first, second = rows(sample, RequesterCheck)[-2:]
    assert (second["corrects_id"], second["subject"]) == (first["id"], Subject.CHILD)


OF_EVERYBODY = {
    "relationship", "subject", "evidence", "evidence_seen_on", "court_order", "dispute", "note",
}  # fmt: skip
OF_A_RIGHT = {"authority", "lacking"}


@pytest.mark.parametrize(
    ("relationship", "asked"),
    [
        (None, set()),
        (Relationship.RESPONSIBLE, {"carer", "authority"}),
        (Relationship.NOT_RESPONSIBLE, {"carer"} | OF_A_RIGHT),
        (Relationship.ACTING, {"carer_of_theirs", "acts_for"} | OF_A_RIGHT),
        (Relationship.AUTHORITY, {"wanted_by"} | OF_A_RIGHT),
        (Relationship.CHILD, OF_A_RIGHT),
        (Relationship.FORMER_CHILD, set()),
        (Relationship.OTHER, OF_A_RIGHT),
    ],
)
def test_who_asks_is_asked_what_concerns_them_and_no_more(sample, visit, relationship, asked):
    held = next(held for held in open_requests(sample) if held.check is None and not held.asking_carer)
    visited = opened_at(visit(sample), held.code, request_path.WHO_ASKS).press("Record who is asking")
    set_to(visited, "requester.relationship", relationship)
    visited.run()
    assert asked_of_who(visited) == OF_EVERYBODY | asked
    if relationship is Relationship.ACTING:
        visited.at.get_by_key("requester.carer_of_theirs").select_index(0)
        visited.run()
        assert "acts_for" not in asked_of_who(visited), "the name of a carer is known"


def asked_of_who(visited) -> set[str]:
    [dialog] = visited.at.get("dialog")
    kinds = ("selectbox", "text_input", "text_area", "date_input", "checkbox")
    return {field.key.partition(".")[2] for kind in kinds for field in dialog.get(kind)}


@pytest.mark.parametrize("holds", [True, False], ids=["with responsibility", "without"])
def test_a_carer_who_asks_is_what_the_register_says(sample, visit, holds):
    with sample.administering("test") as session:
        carer = session.scalars(select(Carer)).first()
        carer.has_parental_responsibility = holds
        session.add(
            AccessRequest(
                code="AR-2020-099", child_id=carer.child_id, requester=carer.name, carer_id=carer.id,
                channel=Channel.OTHER, received_on=YESTERDAY,
            )
        )  # fmt: skip
        number = carer.id
    visited = opened_at(visit(sample), "AR-2020-099", request_path.WHO_ASKS).press("Record who is asking")
    said = Relationship.RESPONSIBLE if holds else Relationship.NOT_RESPONSIBLE
    assert visited.at.get_by_key("requester.relationship").value is said
    assert visited.at.get_by_key("requester.carer").value.id == number


def test_what_stood_in_a_question_for_somebody_else_is_not_recorded(sample, visit):
    held = next(held for held in open_requests(sample) if held.check is None)
    visited = opened_at(visit(sample), held.code, request_path.WHO_ASKS).press("Record who is asking")
    set_to(visited, "requester.relationship", Relationship.AUTHORITY)
    visited.run()
    set_to(visited, "requester.wanted_by", TODAY + timedelta(days=9))
    set_to(visited, "requester.authority", "The order of the court")
    visited.run()
    set_to(visited, "requester.relationship", Relationship.OTHER)
    visited.run()
    set_to(visited, "requester.authority", "")
    set_to(visited, "requester.lacking", True)
    send(visited, "Record who is asking")
    row = rows(sample, RequesterCheck)[-1]
    assert (row["relationship"], row["wanted_by"], row["authority"]) == (Relationship.OTHER, None, "")


def test_proof_that_was_seen_is_not_typed_twice_and_what_lacks_is_said(sample, visit):
    code = next(held.code for held in open_requests(sample) if held.check is None)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Record who is asking")
    set_to(visited, "requester.relationship", Relationship.NOT_RESPONSIBLE)
    visited.run()
    send(visited, "Record who is asking")
    assert "Nothing is recorded yet. It is needed before release" in visited.html
    for step, what in ((Step.IDENTITY_ASKED, "A passport"), (Step.IDENTITY_CONFIRMED, "Her passport")):
        held = next(held for held in open_requests(sample) if held.code == code)
        if not held.last(step):
            opened_at(visited, code, request_path.WHO_ASKS)
            form_of(visited, step)
            shows = {"answer": Shown.BOTH} if step is Step.IDENTITY_CONFIRMED else {}
            fill(visited, step, said=what, **shows)
            send(visited, "Record step")
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Change who is asking")
    assert code in says(visited)
    assert visited.at.get_by_key("requester.evidence").value == "Her passport"
    assert visited.at.get_by_key("requester.evidence_seen_on").value == TODAY


def test_that_nothing_shows_yet_that_somebody_may_ask_is_recorded_and_the_check_stays_open(sample, visit):
    """AR-4, L2.20: to leave it empty was refused, and what was typed instead counted as an authority."""
    code = next(held.code for held in open_requests(sample) if held.check is None)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Record who is asking")
    set_to(visited, "requester.relationship", Relationship.OTHER)
    visited.run()
    set_to(visited, "requester.evidence", "A bus pass")
    set_to(visited, "requester.evidence_seen_on", TODAY)
    send(visited, "Record who is asking")
    assert "If nothing has been shown yet, tick that." in visited.refusal()
    set_to(visited, "requester.authority", "Nothing shown")
    send(visited, "Record who is asking")
    assert "Leave this empty, and tick that nothing has been shown yet." in visited.refusal()
    set_to(visited, "requester.authority", "")
    set_to(visited, "requester.lacking", True)
    send(visited, "Record who is asking")
    assert "Now record the proof as a step" not in visited.notice(), "it would start the month"
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS)
    form_of(visited, Step.IDENTITY_CONFIRMED)
    assert any("and not who they are alone" in warning.value for warning in visited.at.warning)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS)
    assert "Nothing shows yet that this person may ask. Until it is shown" in visited.html, "it was asked for"
    assert "Nothing is recorded yet. It is needed before release" in visited.html
    with sample.connection() as look:
        held = whole_requests.one(look, code=code)
    assert not access_path.is_done(access_path.Task.WHO_ASKS, held.whole())
    visited.press("Change who is asking")
    assert visited.at.get_by_key("requester.lacking").value is True
    set_to(visited, "requester.authority", "A power of attorney")
    set_to(visited, "requester.because", "She brought a paper today.")
    send(visited, "Record who is asking")
    assert "take the tick away" in visited.refusal()
    set_to(visited, "requester.lacking", False)
    send(visited, "Record who is asking")
    assert "Nothing shows yet" not in opened_at(visit(sample), code, request_path.WHO_ASKS).html


def test_a_solicitors_authority_is_recorded_as_that_and_not_as_proof_of_identity(sample, visit):
    """One step says what was seen, and who is asking says the same, though no second form is sent (AR-4)."""
    carer = rows(sample, Carer)[0]
    code = access_requests.record_request(
        sample, manager_of(sample), child_id=carer["child_id"],
        requester="Hartwell Solicitors", channel=Channel.LETTER, received_on=YESTERDAY, today=TODAY,
    )[0]  # fmt: skip
    held = next(one for one in open_requests(sample) if one.code == code)
    requesters.record(
        sample, manager_of(sample), request_id=held.id, carer_id=carer["id"],
        relationship=Relationship.ACTING, subject=Subject.CHILD, is_authority_lacking=True, today=TODAY,
    )  # fmt: skip
    store.record(
        sample, manager_of(sample), request_id=held.id, step=Step.IDENTITY_ASKED, on=TODAY,
        said="A form of authority", today=TODAY,
    )  # fmt: skip
    visited = form_of(opened_at(visit(sample), code, request_path.WHO_ASKS), Step.IDENTITY_CONFIRMED)
    fill(visited, Step.IDENTITY_CONFIRMED, said="A form of authority", answer=Shown.RIGHT)
    send(visited, "Record step")
    assert "Now record how you know who they are." in visited.notice()
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS)
    assert "Nothing shows yet that this person may ask" not in visited.html
    identity = visited.html.partition("Proof of identity seen")[2].partition("What shows they may")[0]
    assert "A form of authority" not in identity
    assert "proof was asked for" in visited.html


def test_whoever_has_shown_nothing_is_asked_for_it_next(sample, visit):
    proof = (Step.IDENTITY_ASKED, Step.IDENTITY_CONFIRMED, *ENDINGS)
    code = code_where(sample, lambda held, whole: held.check and whole.last(*proof) is None)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Change who is asking")
    set_to(visited, "requester.relationship", Relationship.OTHER)
    visited.run()
    set_to(visited, "requester.authority", "")
    set_to(visited, "requester.lacking", True)
    set_to(visited, "requester.because", "It was her brother who rang.")
    send(visited, "Record who is asking")
    assert "Now ask for proof of their right to ask, and record that you asked." in visited.notice()
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS)
    assert "Nothing shows yet that this person may ask. Ask for it promptly" in visited.html


def with_proof_seen(sample, visit):
    """A request of which proof is recorded and not yet who asks: its code, and the page where it was."""
    code = next(held.code for held in open_requests(sample) if held.check is None)
    visited = opened_at(visit(sample), code)
    form_of(visited, Step.IDENTITY_CONFIRMED)
    fill(visited, Step.IDENTITY_CONFIRMED, said="Her passport")
    send(visited, "Record step")
    return code, visited


def test_proof_of_somebody_before_does_not_stand_in_the_form_for_who_asks_now(sample, visit):
    """L2.20: sent as it stands, it would show that another person may ask."""
    code, _ = with_proof_seen(sample, visit)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Record who is asking")
    assert visited.at.get_by_key("requester.evidence").value == "Her passport"
    set_to(visited, "requester.relationship", Relationship.NOT_RESPONSIBLE)
    visited.run()
    set_to(visited, "requester.evidence", "")
    set_to(visited, "requester.evidence_seen_on", None)
    send(visited, "Record who is asking")
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Change who is asking")
    assert visited.at.get_by_key("requester.evidence").value == ""
    assert visited.at.get_by_key("requester.evidence_seen_on").value is None


@pytest.mark.parametrize("is_theirs", [False, True])
def test_a_release_to_whoever_holds_no_responsibility_says_what_shows_that_they_may(sample, visit, is_theirs):
    """A few words in the field were enough, and nothing before the release named them again."""
    code = next(held.code for held in open_requests(sample) if held.check is None)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Record who is asking")
    asks = Relationship.FORMER_CHILD if is_theirs else Relationship.NOT_RESPONSIBLE
    with sample.administering("a child who is grown up") as session:
        session.execute(update(Child).values(born_on=date(2005, 1, 1)))
    set_to(visited, "requester.relationship", asks)
    visited.run()
    if not is_theirs:
        set_to(visited, "requester.authority", "Aunt Zelda *nods*.")
    send(visited, "Record who is asking")
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    said = parts.plain("hold parental responsibility. Proof of their right to ask: Aunt Zelda *nods*. If")
    assert any(said in warning.value for warning in visited.at.warning) is not is_theirs
    form_of(visited, Step.RELEASED)
    assert sum(said in warning.value for warning in visited.at.warning) == 2 * (not is_theirs)
    visited.press("Hide names")
    assert b"Zelda" not in visited.run().sent


def test_proof_seen_before_who_asks_is_recorded_leads_there(sample, visit):
    _, visited = with_proof_seen(sample, visit)
    assert "Now record what the person is to the child." in visited.notice()
    assert visited.at.get_by_key("requester.relationship").value is None


@pytest.mark.parametrize(
    ("subject", "is_all"),
    [
        pytest.param(Subject.OWN, True, id="for what is their own, who they are is all"),
        pytest.param(Subject.CHILD, False, id="for the child's, what lets them ask is lacking"),
    ],
)
def test_proof_noted_with_who_asks_after_it_was_asked_for_leads_to_the_step_and_stands_in_it(
    sample, visit, subject, is_all
):
    asked = next(held for held in open_requests(sample) if held.check is None)
    code, asked_on = asked.code, asked.last(Step.IDENTITY_ASKED).on
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Record who is asking")
    set_to(visited, "requester.relationship", Relationship.NOT_RESPONSIBLE)
    visited.run()
    set_to(visited, "requester.subject", subject)
    set_to(visited, "requester.evidence", "Her passport")
    set_to(visited, "requester.evidence_seen_on", asked_on)
    send(visited, "Record who is asking")
    assert "Now record the proof as a step" in visited.notice()
    name = f"access-step.{Step.IDENTITY_CONFIRMED}"
    assert visited.at.get_by_key(f"{name}.said").value == ("Her passport" if is_all else "")
    # The month runs from the day on which all of it was seen.
    assert visited.at.get_by_key(f"{name}.on").value == (asked_on if is_all else TODAY)


def test_what_was_recorded_is_said_once_and_not_on_the_pages_after_it(sample, visit):
    _, visited = with_proof_seen(sample, visit)
    assert "Identity and authority seen" in visited.notice()
    assert not visited.run().at.success
    assert not visited.open("induction").at.success


def test_who_extends_is_told_what_is_no_ground_before_they_write_the_notice(sample, visit):
    code = code_where(sample, lambda _, whole: whole.last(*ENDINGS, Step.EXTENDED) is None)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS)
    form_of(visited, Step.EXTENDED)
    assert "The law has two grounds. That we are busy, short of staff or on holiday is none." in visited.html


@pytest.mark.parametrize(
    ("step", "said"),
    [
        pytest.param(
            Step.IDENTITY_ASKED, "Ask promptly, and for no more than shows who they are", id="L2.20"
        ),
        pytest.param(Step.CLARIFICATION_ASKED, "Ask promptly, and only what you need to know", id="L1.8"),
    ],
)
def test_what_moves_the_date_is_asked_promptly_and_only_as_far_as_needed(sample, visit, step, said):
    code = code_where(sample, lambda _, whole: whole.last(*ENDINGS, step) is None)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS)
    form_of(visited, step)
    assert said in visited.html


@pytest.mark.parametrize(
    ("days_before", "is_late"),
    [
        pytest.param(1, False, id="the day after it came"),
        pytest.param(16, True, id="L2.20: on day sixteen"),
    ],
)
def test_whoever_asks_for_proof_late_is_told_not_to_count_on_a_new_month(
    cabinet, family, visit, days_before, is_late
):
    [code] = access_requests.record_request(
        cabinet, manager_of(cabinet), child_id=family.child, requester="Mum", channel=Channel.LETTER,
        received_on=TODAY - timedelta(days=days_before), note="It lay in the tray.", today=TODAY,
    )  # fmt: skip
    visited = opened_at(visit(cabinet), code, request_path.WHO_ASKS)
    form_of(visited, Step.IDENTITY_ASKED)
    warned = [one for one in visited.at.warning if "may not count on a month that begins anew" in one.value]
    assert bool(warned) is is_late


def test_a_manager_who_is_related_says_who_decides_instead(sample, visit):
    code = code_where(sample, lambda _, whole: whole.last(*ENDINGS) is None)
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS)
    form_of(visited, Step.MANAGER_STANDS_BACK)
    fill(visited, Step.MANAGER_STANDS_BACK, answer=Conflict.RELATIVE)
    send(visited, "Record step")
    assert "Enter who decides instead of the manager" in visited.refusal()
    fill(visited, Step.MANAGER_STANDS_BACK, said="Oluwaseun Brightwell, deputy")
    send(visited, "Record step")
    told = (
        "The manager stands back (a relative or friend). Who decides instead: Oluwaseun Brightwell, deputy."
    )
    for part in (request_path.STEPS, request_path.RELEASE):
        assert told in opened_at(visit(sample), code, part).html
    assert "Whoever decides instead of the manager" in opened_at(visit(sample), code, request_path.STEPS).html
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    form_of(visited, Step.REFUSED)
    assert f"{told} Record what they decided." in visited.html
    # On a shared screen what the manager is to it would say whose request it is.
    on_screen = visit(sample).press("Hide names")
    assert "The manager stands back. Who decides instead: see the file." in opened_at(on_screen, code).html
    for part in (request_path.STEPS, request_path.WHO_ASKS, request_path.HISTORY):
        html = opened_at(on_screen, code, part).html
        assert "elative or friend" not in html, part
        assert "Brightwell" not in html, part


@pytest.mark.parametrize(
    ("answer", "is_shown"),
    [
        pytest.param(Conflict.REQUESTER, False, id="who asks, it would say"),
        pytest.param(request_steps.NO_CONFLICT, True, id="nobody is close to it"),
    ],
)
def test_how_the_chairperson_is_close_to_it_is_not_on_a_shared_screen(sample, visit, answer, is_shown):
    held = next(one for one in open_requests(sample) if one.whole().last(*ENDINGS) is None)
    with sample.administering("test") as session:
        session.add(AccessStep(request_id=held.id, step=Step.CONFLICT_ASKED, on=TODAY, answer=answer))
    said = words.capital(str(answer))
    assert said in opened_at(visit(sample), held.code, request_path.WHO_ASKS).html
    on_screen = visit(sample).press("Hide names")
    for part in (request_path.WHO_ASKS, request_path.HISTORY):
        assert (said in opened_at(on_screen, held.code, part).html) is is_shown, part


def test_a_meeting_that_was_declined_is_not_said_to_have_been_held(sample, visit):
    def declined(_, whole):
        return (row := whole.last(Step.MEETING)) and row.answer == Meeting.DECLINED

    visited = opened_at(visit(sample), code_where(sample, declined), request_path.STEPS)
    assert "Declined. Joanne Pryce" in visited.html


def test_the_form_of_a_release_leads_to_what_is_lacking_and_asks_nothing(sample, visit):
    code = code_where(
        sample, lambda _, whole: whole.last(*ENDINGS) is None and whole.last(Step.CLEAN_COPY) is None
    )
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    form_of(visited, Step.RELEASED)
    assert "Nothing is released until this is done" in visited.html
    with sample.connection() as look:
        lacking = blockers(whole_requests.one(look, code=code).whole())
    parts_of_it = list(dict.fromkeys(words.REQUEST_PARTS[one.part] for one in lacking))
    [dialog] = visited.at.get("dialog")
    assert [button.label for button in dialog.button] == parts_of_it
    assert [field.key for field in dialog.selectbox] == [f"access-step.step.{Step.RELEASED}"]
    assert not [*dialog.text_input, *dialog.text_area, *dialog.date_input, *dialog.checkbox]
    dialog.button[-1].click()
    visited.run()
    assert not is_open(visited)
    assert visited.at.get_by_key("at").value == parts_of_it[-1] != request_path.STEPS


def test_the_release_part_leads_to_what_is_lacking_as_its_form_does(sample, visit):
    """What is done on the part itself has its buttons below, and needs none that leads there."""
    code = code_where(
        sample, lambda _, whole: whole.last(*ENDINGS) is None and whole.last(Step.CLEAN_COPY) is None
    )
    with sample.connection() as look:
        lacking = blockers(whole_requests.one(look, code=code).whole())
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    for blocker in lacking:
        assert escape(str(blocker.what)) in visited.html
    elsewhere = [part for part in dict.fromkeys(one.part for one in lacking) if part is not Part.RELEASE]
    leading = [button for button in visited.at.button if str(button.key).startswith("lacking.")]
    assert [button.label for button in leading] == [words.REQUEST_PARTS[part] for part in elsewhere]
    leading[-1].click()
    visited.run()
    assert visited.at.get_by_key("at").value == words.REQUEST_PARTS[elsewhere[-1]]


def test_the_form_of_a_step_is_called_by_the_request_and_the_step(sample, visit):
    """Whoever has two requests open sees which one they are about to sign, names on or off."""

    def begin(part, *, is_shown):
        return opened_at(visit(sample) if is_shown else visit(sample).press("Hide names"), code, part)

    def title():
        [dialog] = visited.at.get("dialog")
        return dialog.proto.dialog.title

    code = code_where(sample, lambda _, whole: whole.last(*ENDINGS) is None)
    for is_shown in (True, False):
        visited = begin(request_path.STEPS, is_shown=is_shown).press("Record a step")
        assert title() == f"{code}: record a step"
        for step in (Step.WITHDRAWN, Step.MISTAKEN):
            set_to(visited, "access-step.step.", step)
            visited.run()
            assert title() == f"{code}: {words.lower(words.DO[step])}"
        visited = begin(request_path.RELEASE, is_shown=is_shown).press(words.DO[Step.WITHDRAWN])
        assert title() == f"{code}: {words.lower(words.DO[Step.WITHDRAWN])}"


def test_what_one_letter_does_is_recorded_once_for_the_requests_that_came_in_one(sample, visit):
    one, other = (row["id"] for row in rows(sample, Child)[:2])
    first, second = access_requests.record_request(
        sample, manager_of(sample), child_id=one, also_about=[other], requester="Mum",
        channel=Channel.LETTER, received_on=TODAY, today=TODAY,
    )  # fmt: skip
    visited = form_of(opened_at(visit(sample), first), Step.ACKNOWLEDGED)
    also = visited.at.get_by_key(f"access-step.{Step.ACKNOWLEDGED}.also")
    [said] = also.options
    assert said.startswith(f"{second}, ")
    also.select(said)
    send(visited, "Record step")
    assert f"Recorded for {first} and {second}: Acknowledged" in visited.notice()
    # Whose authority was seen is shown for each child by itself.
    form_of(visited, Step.IDENTITY_CONFIRMED)
    assert [box.label for box in visited.at.multiselect] == []
    alone = code_where(
        sample, lambda held, whole: held.code not in (first, second) and not whole.last(*ENDINGS)
    )
    form_of(opened_at(visit(sample), alone), Step.IDENTITY_ASKED)
    assert [box.label for box in visited.at.multiselect] == []


def test_a_manager_who_asks_is_reminded_to_stand_back(sample, visit):
    manager, child = manager_of(sample), rows(sample, Child)[0]["id"]
    code = access_requests.record_request(
        sample, manager, child_id=child, requester=manager.name.upper(), channel=Channel.LETTER,
        received_on=TODAY, today=TODAY,
    )[0]  # fmt: skip
    held = next(one for one in open_requests(sample) if one.code == code)
    told = "The person who asks has your name"
    assert told in opened_at(visit(sample), code, request_path.WHO_ASKS).html
    assert told not in opened_at(visit(sample, Role.DEPUTY), code, request_path.WHO_ASKS).html
    store.record(
        sample, manager, request_id=held.id, step=Step.MANAGER_STANDS_BACK, on=TODAY, said="The deputy",
        answer=Conflict.REQUESTER, today=TODAY,
    )  # fmt: skip
    assert told not in opened_at(visit(sample), code, request_path.WHO_ASKS).html
    visited = form_of(opened_at(visit(sample), code), Step.FILE_CHECKED)
    assert request_steps.NOT_BY_WHO_STANDS_BACK in visited.html and "Record step" not in visited.labels
    set_to(visited, "access-step.step.", Step.REFUSED)
    visited.run()
    fill(
        visited,
        Step.REFUSED,
        answer=RefusalGround.NOT_SHOWN,
        reason="The deputy finds that somebody else's request was meant.",
        route=True,
    )
    send(visited, "Record step")
    assert "tick that you only write it down" in visited.refusal()
    set_to(visited, f"access-step.{Step.REFUSED}.written-down", True)
    send(visited, "Record step")
    assert visited.notice().startswith(f"Recorded for {code}")


def test_proof_that_was_seen_later_is_enough_and_the_date_says_what_moved_it(sample, visit):
    """Asked for and seen: no second form. A question that was answered on its own day moved nothing."""
    manager, carer = manager_of(sample), rows(sample, Carer)[0]
    child = carer["child_id"]
    code = access_requests.record_request(
        sample, manager, child_id=child, requester="Mum", channel=Channel.VERBAL, received_on=YESTERDAY,
        today=TODAY,
    )[0]  # fmt: skip
    held = next(one for one in open_requests(sample) if one.code == code)

    def record(step, said):
        store.record(sample, manager, request_id=held.id, step=step, on=TODAY, said=said, today=TODAY)

    requesters.record(
        sample, manager, request_id=held.id, carer_id=carer["id"], relationship=Relationship.RESPONSIBLE,
        subject=Subject.CHILD, today=TODAY,
    )  # fmt: skip
    record(Step.CLARIFICATION_ASKED, "Which months are meant")
    record(Step.CLARIFICATION_ANSWERED, "All of them")
    record(Step.IDENTITY_ASKED, "A passport")
    assert "Proof of identity or authority is still awaited" in opened_at(visit(sample), held.code).html
    record(Step.IDENTITY_CONFIRMED, "Her passport")
    visited = opened_at(visit(sample), held.code, request_path.WHO_ASKS)
    assert "Her passport, " in visited.html
    assert "It is needed before release" not in visited.html
    assert "proof was asked for" in visited.html
    assert "a clarification was waited for" not in visited.html


def test_a_date_that_has_not_moved_is_given_no_reason(sample, visit):
    """The month of the 20th ends on a Sunday, that of the 21st on the Monday after it."""
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    code = access_requests.record_request(
        sample, manager_of(sample), child_id=rows(sample, Carer)[0]["child_id"], requester="Mum",
        channel=Channel.VERBAL, received_on=friday, today=TODAY,
    )[0]  # fmt: skip
    held = next(one for one in open_requests(sample) if one.code == code)
    for step in (Step.IDENTITY_ASKED, Step.IDENTITY_CONFIRMED):
        done = {"request_id": held.id, "step": step, "on": saturday, "said": "A passport", "today": TODAY}
        store.record(sample, manager_of(sample), **done)
    said = opened_at(visit(sample), code).html
    assert "Monday 21 December 2026, the same</dd>" in said
    assert "proof was asked for" not in said


@pytest.mark.parametrize("is_mistaken", [True, False], ids=["a carer by mistake", "held it until yesterday"])
@pytest.mark.parametrize("script", ["weekly_review", "access_requests"])
def test_a_request_of_somebody_who_may_not_ask_leads_to_who_is_asking(sample, visit, script, is_mistaken):
    manager, carer = manager_of(sample), rows(sample, Carer)[0]
    code = access_requests.record_request(
        sample, manager, child_id=carer["child_id"], requester="Mum", channel=Channel.VERBAL,
        received_on=YESTERDAY, today=TODAY,
    )[0]  # fmt: skip
    held = next(one for one in open_requests(sample) if one.code == code)
    requesters.record(
        sample, manager, request_id=held.id, carer_id=carer["id"], relationship=Relationship.RESPONSIBLE,
        subject=Subject.CHILD, evidence="Her passport", evidence_seen_on=TODAY, today=TODAY,
    )  # fmt: skip
    with sample.administering("test") as session:
        if is_mistaken:
            session.add(
                Mistake(thing="carer", record_id=carer["id"], because=WHY, recorded_by_id=manager.account_id)
            )
        else:
            session.get(Carer, carer["id"]).responsible_until_on = YESTERDAY
    visited = show_all(visit(sample).open(script))
    row = next(row for row in visited.rows if code in row and "release nothing" in row)
    [button] = [one for one in visited.at.button if "release nothing" in (one.key or "")]
    assert short(button.label) == words.ACTIONS[Action.REQUEST], row
    button.click()
    assert words.REQUEST_PARTS[Part.WHO_ASKS] in visited.run().html


def test_a_release_waits_again_where_whoever_asks_may_ask_no_longer(sample, visit):
    code = code_where(sample, is_ready)
    with sample.connection() as look:
        held = next(held for held in whole_requests.open_on(look, TODAY) if held.code == code)
    [asks] = [row for row in rows(sample, RequesterCheck) if row["request_id"] == held.id][-1:]
    with sample.administering("test") as session:
        session.get(Carer, asks["carer_id"]).responsible_until_on = YESTERDAY
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    assert "Nothing stands in the way" not in visited.html
    assert "Record who is asking and their right to ask" in visited.html
    next_one = [row for row in opened_at(visit(sample), code).rows if str(Task.WHO_ASKS) in row]
    assert not any(row.startswith("Done") for row in next_one), next_one


@pytest.mark.parametrize(
    ("born_on", "said"),
    [
        pytest.param(date(2014, 11, 25), True, id="twelve tomorrow"),
        pytest.param(date(2014, 11, 24), False, id="twelve today"),
        pytest.param(None, False, id="no birth is known"),
    ],
)
def test_of_a_young_child_who_asks_themselves_it_is_asked_whether_they_understand(
    sample, visit, born_on, said
):
    held = next(held for held in open_requests(sample) if held.check is None)
    with sample.administering("test") as session:
        session.get(Child, held.child_id).born_on = born_on
    visited = opened_at(visit(sample), held.code, request_path.WHO_ASKS).press("Record who is asking")
    set_to(visited, "requester.relationship", Relationship.CHILD)
    visited.run()
    send(visited, "Record who is asking")
    assert ("They are younger than twelve" in visited.html) is said


def test_what_was_noted_when_it_came_is_read_on_its_page_and_on_no_shared_screen(sample, visit):
    access_requests.record_request(
        sample,
        manager_of(sample),
        child_id=1,
        requester="Mum",
        channel=Channel.VERBAL,
        received_on=TODAY,
        note="She rang before the hearing.",
        today=TODAY,
    )
    code = rows(sample, AccessRequest)[-1]["code"]
    visited = opened_at(visit(sample), code)
    assert "Noted when it came: She rang before the hearing." in visited.html
    visited.press("Hide names")
    assert "before the hearing" not in opened_at(visited, code).html


def test_two_requests_about_one_child_are_linked(sample, visit):
    held = open_requests(sample)
    with sample.administering("test") as session:
        session.add(
            AccessRequest(
                code="AR-2026-099", child_id=held[0].child_id, requester="The other parent",
                channel=held[0].channel, received_on=TODAY,
            )
        )  # fmt: skip
    visited = opened_at(visit(sample), held[0].code, request_path.WHO_ASKS)
    assert "AR-2026-099 is open too and not linked" in visited.html
    visited.press("Link to another request")
    send(visited, "Link them")
    assert "The other request" in visited.refusal()
    visited.at.get_by_key("link.other").select_index(0)
    set_to(visited, "link.link", Link.OTHER_CARER)
    send(visited, "Link them")
    assert "is linked" in visited.notice()
    assert len(rows(sample, RequestLink)) == 1
    visited.press("A link was made by mistake")
    visited.at.get_by_key("take-back.row").select_index(0)
    set_to(visited, "take-back.because", WHY)
    send(visited, "Take it back")
    assert visited.notice().startswith(f"Taken back for {held[0].code}.")
    assert [(row["thing"], row["because"]) for row in rows(sample, Mistake)] == [("request_link", WHY)]
    assert "Of the other carer, entered by mistake" in visited.html
    assert WHY in visited.html
    assert "A link was made by mistake" not in visited.labels
    assert "AR-2026-099 is open too and not linked" in visited.html
    visited.press("Hide names")
    assert WHY.encode() not in visited.sent


# Others ---------------------------------------------------------------------------------------------


def test_the_chairperson_signs_and_is_offered_nothing_else(sample, visit):
    code = code_where(sample, is_new)
    request = next(r["id"] for r in rows(sample, AccessRequest) if r["code"] == code)
    store.record(
        sample,
        manager_of(sample),
        request_id=request,
        step=Step.FILE_CHECKED,
        said=WHY,
        on=TODAY,
        reason=WHY,
        today=TODAY,
    )
    visited = opened_at(visit(sample, Role.CHAIRPERSON, with_names=True), code)
    visited.press("Record a step")
    box = visited.at.get_by_key("access-step.step.")
    assert len(box.options) == len(request_steps.FOR_BOTH - {Step.REFUSAL_AGREED})  # nothing was refused
    set_to(visited, "access-step.step.", Step.FILE_CHECK_SIGNED)
    visited.run()
    assert "You sign as the second person" in visited.html
    send(visited, "Record step")
    assert "File check signed by the second person" in visited.notice()
    for part in request_path.PARTS:
        set_to(visited, "at", part)
        visited.run()
        offered = {short(button.label) for button in visited.at.button}
        assert not offered & {
            "Record who is asking",
            "Change who is asking",
            words.DO[Step.RELEASED],
            words.DO[Step.REFUSED],
        }


def test_a_check_that_the_chairperson_signed_before_standing_back_is_signed_again(sample, visit):
    code = code_where(sample, is_new)
    request = next(r["id"] for r in rows(sample, AccessRequest) if r["code"] == code)
    chairs = visit(sample, Role.CHAIRPERSON)
    assert "Sign the check" in opened_at(chairs, code, request_path.FILE).labels
    for step, said in (
        (Step.FILE_CHECKED, {"said": WHY}),
        (Step.CONFLICT_ASKED, {"answer": Conflict.RELATIVE}),
    ):
        told = {"request_id": request, "step": step, "on": TODAY, "reason": WHY, "today": TODAY}
        store.record(sample, manager_of(sample), **told, **said)
    visited = opened_at(visit(sample), code, request_path.FILE)
    assert "It was signed before the chairperson stood back: sign it again" in visited.html
    assert "Sign the check" in visited.labels


def test_whoever_may_not_record_a_part_is_told_that_nothing_is_recorded_of_it(sample, visit):
    code = code_where(sample, is_new)
    for role, times in ((Role.CHAIRPERSON, 3), (Role.MANAGER, 0)):  # not of the meeting, which both record
        visited = opened_at(visit(sample, role), code, request_path.RELEASE)
        assert visited.html.count("Nothing has been recorded.") == times, role


def test_whoever_checked_the_file_does_not_sign_it_too(sample, visit):
    code = code_where(sample, is_new)
    request = next(r["id"] for r in rows(sample, AccessRequest) if r["code"] == code)
    store.record(
        sample,
        manager_of(sample),
        request_id=request,
        step=Step.FILE_CHECKED,
        said=WHY,
        on=TODAY,
        reason=WHY,
        today=TODAY,
    )
    visited = form_of(opened_at(visit(sample), code), Step.FILE_CHECK_SIGNED)
    send(visited, "Record step")
    assert "The second person has to be somebody else" in visited.refusal()


def test_a_lawyers_words_are_shown_to_two_and_never_on_a_shared_screen(sample, visit):
    held = next(one for one in open_requests(sample) if is_new(one, one.whole()))
    who = manager_of(sample)
    advice = "Wait for the hearing of the third of December."
    for step, more in ((Step.ADVICE_SOUGHT, {}), (Step.ADVICE_RECEIVED, {"advice": advice})):
        store.record(
            sample, who, request_id=held.id, step=step, on=TODAY, said="A solicitor", today=TODAY, **more
        )
    for role, is_seen in ((Role.MANAGER, True), (Role.CHAIRPERSON, True), (Role.DEPUTY, False)):
        visited = visit(sample, role)
        with sample.administering("names shown again") as session:  # a chairperson begins on screen
            session.execute(update(SignedInSession).values(is_on_screen=False))
        opened_at(visited, held.code, request_path.RELEASE)
        set_to(visited, "at", request_path.RELEASE)
        visited.run()
        assert (advice.encode() in visited.sent) is is_seen, role
    visited = opened_at(visit(sample).press("Hide names"), held.code, request_path.RELEASE)
    assert visited.at.get_by_key("at").value == request_path.RELEASE
    assert advice.encode() not in visited.sent


def test_a_lawyer_who_was_asked_stands_on_the_weekly_review_until_the_answer_is_recorded(sample, visit):
    """AR-11: the date does not wait for the answer, and the line leads to where it is recorded."""
    held = next(one for one in open_requests(sample) if is_new(one, one.whole()))
    who = manager_of(sample)
    store.record(
        sample, who, request_id=held.id, step=Step.ADVICE_SOUGHT, on=TODAY, said="Hart and Co", today=TODAY
    )
    visited = show_all(visit(sample))
    waits = "Wait for the legal advice asked for on Tue 24 Nov: the date does not wait for it"
    [row] = [row for row in visited.rows if waits in row]
    assert "AR-11" in row
    assert held.code in row
    assert "Hart and Co" not in row
    visited.press(next(b for b in visited.at.button if waits.partition(":")[0] in b.label).label)
    assert is_open(visited)
    fill(visited, Step.ADVICE_RECEIVED, said="Hart and Co", advice="Go on, and leave out the third page.")
    send(visited, "Record step")
    assert not [row for row in show_all(visited).rows if "legal advice asked for" in row]


@pytest.mark.parametrize(
    ("is_past", "said"),
    [pytest.param(True, True, id="after its date"), pytest.param(False, False, id="before")],
)
def test_who_records_an_invitation_after_the_legal_date_is_told_that_the_copy_does_not_wait(
    sample, visit, is_past, said
):
    """AR-28, AR-29."""
    with sample.connection() as look:
        house = read_house(look, TODAY)

    def is_so(held, whole):
        due = access.due_on(access.clock_of(held.received_on, held.done), house.bank_holidays)
        return whole.last(*ENDINGS, Step.INVITED) is None and (due < TODAY) is is_past

    page = form_of(opened_at(visit(sample), code_where(sample, is_so)), Step.INVITED)
    assert ("The copy does not wait for the meeting" in page.html) is said
    assert ("The legal date was" in page.html) is said


# On a shared screen ---------------------------------------------------------------------------------


@pytest.mark.parametrize("part", request_path.PARTS)
def test_no_name_and_nothing_typed_reaches_the_browser_on_screen(sample, visit, part):
    visited = opened_at(visit(sample).press("Hide names"), code_where(sample, is_decided), part)
    assert found_in(sample, visited.sent) == set()


def test_nor_by_a_form_of_the_page(sample, visit):
    visited = visit(sample).press("Hide names")
    code = code_where(sample, is_new)
    [held] = [one for one in open_requests(sample) if one.code == code]
    for step in request_steps.open_steps(held.done):
        opened_at(visited, code)
        visited.press("Record a step")
        set_to(visited, "access-step.step.", step)
        visited.run()
        assert is_open(visited)
        assert found_in(sample, visited.sent) == set(), step
        visited.at.session_state["_form"] = None
    visited = opened_at(visit(sample).press("Hide names"), code, request_path.WHO_ASKS)
    visited.press("Change who is asking")
    assert found_in(sample, visited.sent) == set()


def test_this_test_would_find_what_was_typed(sample, visit):
    visited = opened_at(visit(sample), code_where(sample, is_decided), request_path.HISTORY)
    assert found_in(sample, visited.sent)


def found_in(opened, sent):
    """What somebody typed, or a name, among what is sent."""
    typed = {
        row[column]
        for model, columns in (
            (AccessStep, ("reason", "said", "because", "advice", "late_because")),
            (RequesterCheck, ("evidence", "authority", "acts_for", "note")),
            (AccessRequest, ("requester", "note")),
        )
        for row in rows(opened, model)
        for column in columns
        if len(row[column]) > 3
    }
    names = {held.child for held in open_requests(opened)} | {manager_of(opened).name}
    return {said for said in typed | names if said.encode() in sent}


def test_who_came_in_by_the_request_alone_and_is_no_carer_is_said_on_its_page(sample, visit):
    """As a register brings in a request that was answered: who asked, and nothing of what shows it."""
    with sample.administering("test") as session:
        carer = session.scalars(select(Carer)).first()
        request = AccessRequest(
            code="AR-2020-099", child_id=carer.child_id, requester=carer.name, carer_id=carer.id,
            channel=Channel.OTHER, received_on=TODAY - timedelta(days=60),
        )  # fmt: skip
        session.add(request)
        session.flush()
        for step in (Step.RELEASED, Step.CLOSED):
            session.add(AccessStep(request_id=request.id, step=step, on=TODAY - timedelta(days=40)))
        number = carer.id
    visited = opened_at(visit(sample), "AR-2020-099", "Who is asking")
    assert access_path.MISTAKEN not in visited.html
    with sample.administering("test") as session:
        session.add(Mistake(thing="carer", record_id=number, because="Another family's father."))
    visited = opened_at(visit(sample), "AR-2020-099", "Who is asking")
    assert access_path.MISTAKEN in visited.html
    assert "record it as a breach" in visited.html


def test_the_page_of_a_request_of_a_court_speaks_of_no_month_meeting_or_extension(sample, visit):
    """It said that the answer is due by the law's day, may be extended, and to invite the court."""
    is_open = (*ENDINGS, Step.EXTENDED, Step.INVITED, Step.MEETING)
    code = code_where(sample, lambda held, whole: held.check and whole.last(*is_open) is None)
    with sample.connection() as look:
        held = whole_requests.one(look, code=code)
    requesters.record(
        sample, manager_of(sample), request_id=held.id, carer_id=None, relationship=Relationship.AUTHORITY,
        subject=Subject.CHILD, evidence="Her warrant card", evidence_seen_on=TODAY,
        authority="The letter of the family court", because="It was the court that wrote.",
        corrects_id=held.check.id, today=TODAY,
    )  # fmt: skip
    visited = opened_at(visit(sample), code)
    assert "Our own day for the answer is" in visited.html
    assert "The month that the law gives for a family&#x27;s request does not run for it" in visited.html
    assert "The answer is due" not in visited.html and "may be extended" not in visited.html
    assert "No date is set by law where a public authority or a court asks." in visited.html
    with sample.connection() as look:
        (listed,) = access_requests.requests(look, request_id=held.id)
    (row,) = registers.access_register([listed], date(2027, 6, 1), frozenset(), shown=True)
    assert row["Status"] in ("Open", "Paused", "Waiting for identity") and row["Due"] is None
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS).press("Change who is asking")
    set_to(visited, "requester.wanted_by", TODAY + timedelta(days=3))
    set_to(visited, "requester.because", "The order names a day.")
    send(visited, "Record who is asking")
    assert "The day by which they ask for the answer is Friday 27 November 2026." in visited.html
    assert "this day is the one that it named" in visited.html
    visited = opened_at(visit(sample), code, request_path.WHO_ASKS)
    assert "Change who is asking" in visited.labels
    assert words.DO.get(Step.EXTENDED, words.STEPS[Step.EXTENDED]) not in visited.labels
    visited = opened_at(visit(sample), code, request_path.RELEASE)
    assert "The meeting" not in visited.html and "Record the meeting" not in visited.html
    form_of(visited, Step.REFUSED)
    fill(
        visited,
        Step.REFUSED,
        answer=RefusalGround.NOT_SHOWN,
        reason="The letter names no law on which it rests.",
    )
    assert not [box for box in visited.at.checkbox if (box.key or "").endswith(".route")]
    send(visited, "Record step")
    assert "Refused" in visited.notice()


def test_where_proof_stands_as_seen_on_another_day_than_the_month_runs_from_it_is_said(sample, visit):
    """L1.6: the day was put right where it is shown, and the date stayed forty days too late, unseen."""
    code = code_where(sample, lambda held, _: access.is_identity_awaited(held.done))

    def held():
        with sample.connection() as look:
            return whole_requests.one(look, code=code)

    def seen(on):
        check = held().check
        requesters.record(
            sample, manager_of(sample), request_id=held().id, carer_id=None,
            relationship=Relationship.OTHER, subject=Subject.CHILD, evidence="Passport",
            evidence_seen_on=on, authority="An order of the court", today=TODAY,
            because="The day was wrong." if check else "", corrects_id=check.id if check else None,
        )  # fmt: skip

    who = manager_of(sample)
    seen(TODAY)
    step = {"step": Step.IDENTITY_CONFIRMED, "on": TODAY, "said": "Passport"}
    store.record(sample, who, request_id=held().id, today=TODAY, **step)
    runs = f"The month runs from {long_date(TODAY)}"
    assert runs not in opened_at(visit(sample), code).html
    seen(TODAY - timedelta(days=1))
    assert runs in opened_at(visit(sample), code).html


def tile(html, title):
    """The number on a card."""
    return int(re.search(rf"<h2>{title}</h2><p><span class=\"number\">(\d+)<", html)[1])


def test_what_waits_for_proof_past_the_cautious_date_is_waiting_on_every_page(sample, visit):
    """Its month begins with the proof: it says what it waits for, and is not late (L1.6)."""
    manager, child = manager_of(sample), rows(sample, AccessRequest)[0]["child_id"]
    before = visit(sample).open("access_requests").html
    asked = {"channel": Channel.LETTER, "note": "It lay in the post tray of the church hall."}
    code = access_requests.record_request(
        sample, manager, child_id=child, requester="Marsh and Cole", received_on=date(2026, 10, 12),
        today=TODAY, **asked,
    )[0]  # fmt: skip
    number = next(row["id"] for row in rows(sample, AccessRequest) if row["code"] == code)
    store.record(
        sample, manager, request_id=number, step=Step.IDENTITY_ASKED, on=date(2026, 10, 14),
        said="A signed form of authority", today=TODAY,
    )  # fmt: skip
    one = opened_at(visit(sample), code)
    assert "We wait for proof of identity or authority asked for on Wednesday 14 October 2026." in one.html
    assert "Ask them again for it." in one.html
    assert "The answer was due on" not in one.html
    listed = visit(sample).open("access_requests")
    assert tile(listed.html, "Late") == tile(before, "Late")
    assert tile(listed.html, "Waiting") == tile(before, "Waiting") + 1
    [item] = [item for item in agenda_of(sample).items if item.code == code and item.is_legal]
    assert item.state is State.WAITING
    assert item.what == "Waiting since Wed 14 Oct for proof of identity or authority: ask again"
