"""Who asks, in the store: recorded, and changed by another row; requests that belong together."""

from datetime import date, timedelta

import pytest

from models import AccessRequest, Carer, RequesterCheck, RequestLink
from rules import access_path
from rules.access import Channel, Step
from rules.access_path import Task, is_done
from rules.induction import Role
from rules.need_to_know import Conflict, NotAllowed
from rules.requester import Link, Relationship, Shown, Subject
from store import access_requests, request_steps, requesters, sight, whole_requests
from store.cabinet import AlreadyRecorded
from store.refusal import Refused
from store.today import london_today
from tests.conftest import TODAY, account, everything, rows

RECEIVED = date(2026, 11, 2)


def ask(opened, who, child, requester="Carys Davies", received_on=RECEIVED):
    access_requests.record_request(
        opened, who, child_id=child, requester=requester, channel=Channel.LETTER,
        received_on=received_on, note="It lay in the tray till today", today=TODAY,
    )  # fmt: skip
    return rows(opened, AccessRequest)[-1]["id"]


@pytest.fixture
def request_id(cabinet, who, family):
    return ask(cabinet, who, family.child)


def said(family, request_id, **changed):
    return {
        "request_id": request_id,
        "carer_id": family.mother,
        "relationship": Relationship.RESPONSIBLE,
        "subject": Subject.CHILD,
        "evidence": " Passport ",
        "evidence_seen_on": RECEIVED,
        "today": TODAY,
    } | changed


def held(opened, request_id):
    with opened.connection() as look:
        return whole_requests.one(look, request_id=request_id)


def refused(write, *given, **more):
    with pytest.raises(Refused) as found:
        write(*given, **more)
    return list(found.value.problems)


def test_who_asks_is_recorded_and_stands(cabinet, who, family, request_id):
    requesters.record(cabinet, who, **said(family, request_id, has_court_order=True, is_in_dispute=True))
    check = held(cabinet, request_id).check
    assert (check.relationship, check.evidence, check.carer_id) == (
        Relationship.RESPONSIBLE,
        "Passport",
        family.mother,
    )
    assert held(cabinet, request_id).whole().requester.has_court_order


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        pytest.param({}, "Carys Davies", id="a carer by the register"),
        pytest.param(
            {"relationship": Relationship.NOT_RESPONSIBLE},
            "Carys Davies",
            id="a carer without responsibility",
        ),
        pytest.param(
            {"carer_id": None, "relationship": Relationship.OTHER, "authority": "Her word"},
            "Mum",
            id="nobody",
        ),
        pytest.param(
            {"relationship": Relationship.ACTING, "authority": "A form"},
            "Mum",
            id="whoever acts for her is not her",
        ),
    ],
)
def test_a_request_that_came_from_mum_is_answered_to_her_by_name(cabinet, who, family, changed, name):
    request = ask(cabinet, who, family.child, requester="Mum")
    assert held(cabinet, request).asker == "Mum"
    requesters.record(cabinet, who, **said(family, request, **changed))
    assert (held(cabinet, request).asker, held(cabinet, request).requester) == (name, "Mum")


@pytest.mark.parametrize(
    ("carer", "is_without"),
    [
        pytest.param("mother", False, id="who has parental responsibility"),
        pytest.param("grandmother", True, id="L2.18: who has none, and can give none"),
    ],
)
def test_whoever_acts_for_a_carer_has_what_that_carer_has(
    cabinet, who, family, request_id, carer, is_without
):
    of_whom = getattr(family, carer)
    acting = {"relationship": Relationship.ACTING, "authority": "Her signed letter", "carer_id": of_whom}
    requesters.record(cabinet, who, **said(family, request_id, **acting))
    check = held(cabinet, request_id).check
    name = next(row["name"] for row in rows(cabinet, Carer) if row["id"] == of_whom)
    assert (check.acts_for, check.is_for_one_without) == (name, is_without)
    assert not access_path.is_lapsed(held(cabinet, request_id).whole(), TODAY)


@pytest.mark.parametrize("relationship", [Relationship.RESPONSIBLE, Relationship.ACTING])
def test_what_the_carer_no_longer_has_nobody_asks_with(cabinet, who, family, request_id, relationship):
    requesters.record(
        cabinet, who, **said(family, request_id, relationship=relationship, authority="Her signed letter")
    )
    with cabinet.administering("test") as session:
        session.get(Carer, family.mother).responsible_until_on = london_today()
    look_on = london_today() + timedelta(days=1)
    assert access_path.is_lapsed(held(cabinet, request_id).whole(), look_on)
    assert not held(cabinet, request_id).check.is_for_one_without, "she had it when they asked"


def test_a_change_is_another_row_with_its_reason(cabinet, who, family, request_id):
    requesters.record(cabinet, who, **said(family, request_id))
    first = rows(cabinet, RequesterCheck)[0]
    again = said(family, request_id, corrects_id=first["id"], carer_id=family.father)
    assert refused(requesters.record, cabinet, who, **again) == ["because"]
    requesters.record(cabinet, who, **again, because="It was the father who came.")
    assert rows(cabinet, RequesterCheck)[0] == first
    assert held(cabinet, request_id).check.carer_id == family.father
    assert len(held(cabinet, request_id).checks) == 2


def test_what_somebody_recorded_meanwhile_is_not_passed_over(cabinet, who, family, request_id):
    requesters.record(cabinet, who, **said(family, request_id))
    assert refused(requesters.record, cabinet, who, **said(family, request_id)) == ["because"]
    assert len(rows(cabinet, RequesterCheck)) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"relationship": None}, "relationship", id="nothing said"),
        pytest.param({"subject": None}, "subject", id="whose information"),
        pytest.param({"carer_id": None}, "carer", id="a carer, and not which"),
        pytest.param({"carer_id": "grandmother"}, "relationship", id="a carer who holds none"),
        pytest.param({"carer_id": "siblings_mother"}, "carer", id="a carer of another child"),
        pytest.param({"evidence_seen_on": date(2026, 11, 25)}, "evidence_seen_on", id="seen tomorrow"),
        pytest.param({"evidence_seen_on": None}, "evidence_seen_on", id="seen on no day"),
        pytest.param(
            {"relationship": Relationship.ACTING, "authority": "A form", "carer_id": None},
            "carer",
            id="acts for nobody",
        ),
        pytest.param({"request_id": 999}, "relationship", id="a request that is not there"),
    ],
)
def test_it_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, request_id, changed, field):
    before = everything(cabinet)
    if isinstance(changed.get("carer_id"), str):
        changed = {"carer_id": getattr(family, changed["carer_id"])}
    assert refused(requesters.record, cabinet, who, **said(family, request_id) | changed) == [field]
    assert everything(cabinet) == before


def test_the_same_form_records_once(cabinet, who, family, request_id):
    requesters.record(cabinet, who, **said(family, request_id), token="once")
    with pytest.raises(AlreadyRecorded):
        requesters.record(cabinet, who, **said(family, request_id), token="once")


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.KEY_PERSON, Role.COMMITTEE])
def test_others_record_nothing(cabinet, family, request_id, role):
    with pytest.raises(NotAllowed):
        requesters.record(cabinet, account(cabinet, role), **said(family, request_id))


# Requests that belong together ----------------------------------------------------------------------


@pytest.fixture
def other_id(cabinet, who, family, request_id):
    return ask(cabinet, who, family.child, "Peter Davies", date(2026, 11, 9))


def test_two_requests_about_one_child_are_linked_and_both_say_so(cabinet, who, request_id, other_id):
    requesters.link(cabinet, who, request_id=other_id, other_id=request_id, link=Link.OTHER_CARER)
    assert [link.code for link in held(cabinet, other_id).links] == ["AR-2026-001"]
    assert [link.code for link in held(cabinet, request_id).links] == ["AR-2026-002"]
    again = {"request_id": request_id, "other_id": other_id, "link": Link.FOLLOWS}
    assert refused(requesters.link, cabinet, who, **again) == ["other"], "whichever of the two is named first"
    assert len(rows(cabinet, RequestLink)) == 1


def test_a_request_is_linked_to_none_of_another_child(cabinet, who, family, request_id):
    other = ask(cabinet, who, family.sibling, received_on=date(2026, 7, 1))
    given = {"request_id": request_id, "other_id": other, "link": Link.FOLLOWS}
    assert refused(requesters.link, cabinet, who, **given) == ["other"]
    assert refused(requesters.link, cabinet, who, **given | {"other_id": request_id}) == ["other"]


def test_a_duplicate_says_what_makes_it_one(cabinet, who, request_id, other_id):
    given = {"request_id": request_id, "other_id": other_id, "link": Link.DUPLICATE}
    assert refused(requesters.link, cabinet, who, **given) == ["reason"]
    requesters.link(cabinet, who, **given, reason="The same letter came twice.")


def test_the_other_requests_are_listed_with_whether_they_are_open(cabinet, who, request_id, other_id):
    with cabinet.reading(who) as look:
        found = requesters.others(look, whole_requests.one(look, request_id=request_id))
    assert [(one.code, one.is_open) for one in found] == [("AR-2026-002", True)]


def test_what_is_open_beside_a_new_request_is_told_until_it_is_linked(cabinet, who, request_id, other_id):
    with cabinet.reading(who) as look:
        assert requesters.open_beside(look, "AR-2026-001") == ["AR-2026-002"]
    requesters.link(cabinet, who, request_id=request_id, other_id=other_id, link=Link.OTHER_CARER)
    with cabinet.reading(who) as look:
        assert requesters.open_beside(look, "AR-2026-001") == []


def test_what_a_chairperson_stands_back_from_is_not_open_beside(cabinet, family, request_id, other_id):
    chair = account(cabinet, Role.CHAIRPERSON)
    sight.declare_conflict(cabinet, chair, request_id=other_id, conflict=Conflict.RELATIVE)
    with cabinet.reading(chair) as look:
        assert requesters.open_beside(look, "AR-2026-001") == []


def test_a_chairperson_does_not_learn_of_a_request_that_they_stand_back_from(
    cabinet, family, request_id, other_id
):
    chair = account(cabinet, Role.CHAIRPERSON)
    sight.declare_conflict(cabinet, chair, request_id=other_id, conflict=Conflict.RELATIVE)
    with cabinet.reading(chair) as look:
        one = whole_requests.one(look, request_id=request_id)
        assert requesters.others(look, one) == []


def test_nor_by_a_link(cabinet, who, request_id, other_id):
    requesters.link(cabinet, who, request_id=request_id, other_id=other_id, link=Link.OTHER_CARER)
    chair = account(cabinet, Role.CHAIRPERSON)
    sight.declare_conflict(cabinet, chair, request_id=other_id, conflict=Conflict.RELATIVE)
    with cabinet.reading(chair) as look:
        assert whole_requests.one(look, request_id=request_id).links == ()


# A link that was made by mistake --------------------------------------------------------------------

WRONG = "They are about two different years."


@pytest.fixture
def link_id(cabinet, who, request_id, other_id):
    requesters.link(cabinet, who, request_id=other_id, other_id=request_id, link=Link.FOLLOWS)
    return rows(cabinet, RequestLink)[-1]["id"]


@pytest.mark.parametrize("of_which", ["request_id", "other_id"])
def test_a_link_is_taken_back_from_either_and_for_both_and_may_be_made_anew(
    cabinet, who, request_id, other_id, link_id, of_which
):
    asked = {"request_id": request_id, "other_id": other_id}[of_which]
    requesters.take_back_link(cabinet, who, request_id=asked, link_id=link_id, because=f" {WRONG} ")
    for one in (request_id, other_id):
        whole = held(cabinet, one)
        assert whole.links == ()
        [kept] = whole.all_links
        assert (kept.link, kept.taken_back.by, kept.taken_back.because) == (Link.FOLLOWS, who.name, WRONG)
    requesters.link(cabinet, who, request_id=other_id, other_id=request_id, link=Link.OTHER_CARER)
    assert [link.link for link in held(cabinet, request_id).links] == [Link.OTHER_CARER]
    again = {"request_id": request_id, "other_id": other_id, "link": Link.FOLLOWS}
    assert refused(requesters.link, cabinet, who, **again) == ["other"]


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"because": "Wrong"}, ["because"], id="a word is no reason"),
        pytest.param({"link_id": None}, ["row"], id="none chosen"),
        pytest.param({"link_id": 999}, ["row"], id="none of that number"),
        pytest.param({"link_id": None, "because": ""}, ["row", "because"], id="all at once"),
    ],
)
def test_a_link_is_taken_back_or_refused_by_field(cabinet, who, request_id, link_id, changed, fields):
    before = everything(cabinet)
    given = {"request_id": request_id, "link_id": link_id, "because": WRONG} | changed
    assert refused(requesters.take_back_link, cabinet, who, **given) == fields
    assert everything(cabinet) == before


def test_a_link_is_taken_back_once_and_from_its_own_requests_alone(cabinet, who, family, request_id, link_id):
    third = ask(cabinet, who, family.child, "Nell Owen", date(2026, 11, 16))
    given = {"link_id": link_id, "because": WRONG}
    assert refused(requesters.take_back_link, cabinet, who, request_id=third, **given) == ["row"]
    requesters.take_back_link(cabinet, who, request_id=request_id, **given)
    assert refused(requesters.take_back_link, cabinet, who, request_id=request_id, **given) == ["because"]


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.MANAGER, Role.DEPUTY}])
def test_only_who_records_requests_takes_a_link_back(cabinet, request_id, link_id, role):
    with pytest.raises(NotAllowed):
        requesters.take_back_link(
            cabinet, account(cabinet, role), request_id=request_id, link_id=link_id, because=WRONG
        )


@pytest.mark.parametrize(
    ("order", "noted", "is_shown"),
    [
        pytest.param(("who", "proof"), "Her passport", True, id="seen after it was recorded who asks"),
        pytest.param(("who", "proof"), "", False, id="nobody noted what was seen"),
        pytest.param(("proof", "who"), "Her passport", False, id="seen of somebody before"),
    ],
)
def test_proof_that_was_asked_for_and_seen_shows_who_asks(
    cabinet, who, family, request_id, order, noted, is_shown
):
    for what in order:
        if what == "who":
            requesters.record(cabinet, who, **said(family, request_id, evidence="", evidence_seen_on=None))
        else:
            request_steps.record(
                cabinet, who, request_id=request_id, step=Step.IDENTITY_CONFIRMED, on=TODAY, said=noted,
                today=TODAY,
            )  # fmt: skip
    found = held(cabinet, request_id)
    assert is_done(Task.WHO_ASKS, found.whole()) is is_shown
    assert found.proof_seen == ((noted, TODAY) if is_shown else None)


SOLICITOR = {"relationship": Relationship.ACTING, "authority": ""}
FORM = "A form of authority"


@pytest.mark.parametrize(
    ("answer", "known", "authority", "proof"),
    [
        pytest.param(Shown.RIGHT, "", FORM, None, id="that they may"),
        pytest.param(Shown.RIGHT, "Her card", FORM, ("Her card", RECEIVED), id="and who they are was known"),
        pytest.param(Shown.BOTH, "", FORM, (FORM, TODAY), id="both"),
        pytest.param(Shown.BOTH, "Her card", FORM, ("Her card", RECEIVED), id="both, and that was known"),
    ],
)
def test_the_step_that_proof_was_seen_fills_in_what_it_shows(
    cabinet, who, family, request_id, answer, known, authority, proof
):
    """A signed authority was kept as proof of identity, and as no authority, while the month began anew."""
    seen = {"evidence": known, "evidence_seen_on": RECEIVED if known else None}
    requesters.record(
        cabinet, who, **said(family, request_id, **SOLICITOR, **seen, is_authority_lacking=True)
    )
    step = {"request_id": request_id, "on": TODAY, "said": FORM, "today": TODAY}
    request_steps.record(cabinet, who, step=Step.IDENTITY_ASKED, **step)
    request_steps.record(cabinet, who, step=Step.IDENTITY_CONFIRMED, answer=answer, **step)
    found = held(cabinet, request_id)
    assert (found.check.authority, found.check.lacks_authority) == (authority, False)
    assert (found.check.relationship, found.check.carer_id) == (Relationship.ACTING, family.mother)
    assert found.proof_seen == proof
    assert len(found.checks) == 2


@pytest.mark.parametrize(
    ("answer", "noted", "field"),
    [
        pytest.param("", FORM, "answer", id="not said what it shows"),
        pytest.param(Shown.IDENTITY, "Her passport", "answer", id="who they are alone"),
        pytest.param(Shown.RIGHT, "", "said", id="nothing noted"),
        pytest.param(Shown.RIGHT, "Nothing shown", "said", id="nothing seen"),
    ],
)
def test_the_month_begins_anew_only_with_what_shows_that_they_may(
    cabinet, who, family, request_id, answer, noted, field
):
    requesters.record(cabinet, who, **said(family, request_id, **SOLICITOR, is_authority_lacking=True))
    step = {"request_id": request_id, "step": Step.IDENTITY_CONFIRMED, "on": TODAY, "today": TODAY}
    assert refused(request_steps.record, cabinet, who, answer=answer, said=noted, **step) == [field]
    found = held(cabinet, request_id)
    assert found.last(Step.IDENTITY_CONFIRMED) is None
    assert found.check.lacks_authority


def test_the_day_that_a_court_names_is_kept_and_dates_its_answer(cabinet, who, family, request_id):
    court = {"carer_id": None, "relationship": Relationship.AUTHORITY, "authority": "The order"}
    by = TODAY + timedelta(days=2)
    early = said(family, request_id, **court, wanted_by=RECEIVED - timedelta(days=1))
    assert refused(requesters.record, cabinet, who, **early) == ["wanted_by"]
    requesters.record(cabinet, who, **said(family, request_id, **court, wanted_by=by))
    found = held(cabinet, request_id)
    assert found.check.wanted_by == by
    assert access_path.answer_by(found.whole(), date(2026, 12, 2)) == by
    with cabinet.connection() as look:
        listed = access_requests.requests(look, request_id=request_id)
    assert [(one.is_of_an_authority, one.due_on(())) for one in listed] == [(True, by)]


def test_the_request_of_a_court_that_names_no_day_is_due_by_none(cabinet, who, family, request_id):
    """L1.1: the register called it late, and the year's figures answered late."""

    def due():
        with cabinet.connection() as look:
            return [one.due_on(()) for one in access_requests.requests(look, request_id=request_id)]

    carer = said(family, request_id)
    requesters.record(cabinet, who, **carer)
    assert due() != [None]
    court = said(
        family, request_id, carer_id=None, relationship=Relationship.AUTHORITY, authority="The order"
    )
    requesters.record(
        cabinet, who, **court, because="It was the court.", corrects_id=held(cabinet, request_id).check.id
    )
    assert due() == [None]
