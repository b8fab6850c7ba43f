"""Third parties in the records: listed, written to, answered, decided, corrected (AR-13 to AR-23)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from models import (
    AccessRequest,
    AccessStep,
    Account,
    AuditEntry,
    Carer,
    Child,
    FileEntry,
    FileMention,
    StaffMember,
    ThirdParty,
    ThirdPartyEntry,
    ThirdPartyEvent,
)
from rules import access_path
from rules.access import Channel, Step
from rules.access_path import HOLDS_NO_PAPERS, NO_CONFLICT
from rules.file_index import Category, Kind, Mentioned, Nature, Source
from rules.induction import Role
from rules.need_to_know import Conflict, NotAllowed
from rules.requester import Relationship, Subject
from rules.third_parties import Decision, Event, Ground, PartyKind, WhyNotWritten, decision_of
from store import request_file, request_steps, requesters, sight, third_parties, whole_requests
from store.cabinet import AlreadyRecorded
from store.refusal import ChangedMeanwhile, Refused
from tests.conftest import TODAY, account, agenda_of, everything, rows, without_a_conflict

RECEIVED = date(2026, 11, 2)
DUE = date(2026, 12, 2)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class AskedFor:
    """A request for a child's file that mentions five others, by their rows."""

    request: int
    entries: tuple[int, ...]


def ask_for_the_file(cabinet, family, requester="Carys Davies") -> AskedFor:
    """The mother asks, and the chairperson is not close to it. Her own name, the father, a colleague, another
    child and a worker are in the file."""
    with cabinet.administering("asked for") as session:
        request = AccessRequest(
            code="AR-2026-001",
            child_id=family.child,
            requester=requester,
            carer_id=family.mother,
            channel=Channel.LETTER,
            received_on=RECEIVED,
        )
        other = Child(code="C-009", name="Gwen Rees", started_on=date(2025, 9, 1))
        held = [
            FileEntry(
                child_id=family.child,
                number=number,
                first_page=2 * number - 1,
                last_page=2 * number,
                event_on=date(2026, 3, number),
                written_on=date(2026, 3, number),
                kind=Kind.CONTACT,
                author="Ewa Nowak",
                nature=Nature.FACT,
                category=Category.INJURY if number == 3 else None,
                source=Source.SETTING,
                kept_at="In the child's file",
            )
            for number in (1, 2, 3)
        ]
        session.add_all([request, other, *held])
        session.flush()
        first, second, third = (entry.id or 0 for entry in held)
        worker = {"kind": Mentioned.AGENCY, "name": "Nia Parry", "agency": "Health visiting team"}
        session.add_all(
            FileMention(entry_id=entry, **who)
            for entry, who in (
                (first, {"kind": Mentioned.FAMILY, "carer_id": family.mother}),
                (first, {"kind": Mentioned.FAMILY, "carer_id": family.father}),
                (second, {"kind": Mentioned.FAMILY, "carer_id": family.father}),
                (second, worker),
                (second, {"kind": Mentioned.STAFF, "staff_id": family.colleague}),
                (third, {"kind": Mentioned.CHILD, "child_id": other.id}),
            )
        )
        session.flush()
    without_a_conflict(cabinet, request.id or 0)
    return AskedFor(request.id or 0, (first, second, third))


@pytest.fixture
def asked(cabinet, family) -> AskedFor:
    return ask_for_the_file(cabinet, family)


def list_all(cabinet, who, asked, **more):
    return third_parties.list_mentioned(cabinet, who, request_id=asked.request, today=TODAY, **more)


def held_by(cabinet, who, asked):
    with cabinet.reading(who) as look:
        return whole_requests.one(look, request_id=asked.request)


def party_of(cabinet, who, asked, kind):
    return next(party for party in held_by(cabinet, who, asked).parties if party.kind is kind)


def record(cabinet, who, asked, kind, event, **changed):
    party = party_of(cabinet, who, asked, kind)
    third_parties.record_event(
        cabinet,
        who,
        request_id=asked.request,
        party_id=party.id,
        event=event,
        **{"on": TODAY, "today": TODAY} | changed,
    )


LETTER = {"on": date(2026, 11, 4), "reply_by": date(2026, 11, 16), "is_safe": True}
WITHHELD = {
    "decision": Decision.WITHHOLD,
    "ground": Ground.NOT_REASONABLE,
    "reason": "It is about him alone, and he refuses.",
}


def added_by_hand(**changed):
    return {"kind": PartyKind.OTHER, "name": "A neighbour", "agency": "", "today": TODAY} | changed


# Listing --------------------------------------------------------------------------------------------


def test_one_press_lists_everybody_but_the_person_who_asks(cabinet, who, asked):
    assert list_all(cabinet, who, asked) == 4
    held = held_by(cabinet, who, asked)
    first, second, third = asked.entries
    assert [(p.number, p.kind, p.name, p.agency, p.entries) for p in held.parties] == [
        (1, PartyKind.FAMILY, "Peter Davies", "", {first, second}),
        (2, PartyKind.AGENCY, "Nia Parry", "Health visiting team", {second}),
        (3, PartyKind.STAFF, "Sian Hughes", "", {second}),
        (4, PartyKind.CHILD, "Gwen Rees", "", {third}),
    ]
    assert held.steps[-1].step is Step.THIRD_PARTIES_LISTED
    with cabinet.reading(who) as look:
        assert request_file.index(look, held, TODAY).unlisted == 0
    assert "Peter Davies" not in {row["name"] for row in rows(cabinet, ThirdParty)}, "picked, not copied"


@pytest.mark.parametrize("written_down_as", ["Carys Davies", "Mum"])
def test_relatives_of_one_name_are_told_apart_where_the_register_has_them(
    cabinet, who, family, written_down_as
):
    """Who asks is known by the register; by the name alone only where a mention has nothing else."""
    asked = ask_for_the_file(cabinet, family, written_down_as)
    requesters.record(
        cabinet, who, request_id=asked.request, carer_id=family.mother, relationship=Relationship.RESPONSIBLE,
        subject=Subject.CHILD, today=TODAY,
    )  # fmt: skip

    def add(name):
        added = added_by_hand(request_id=asked.request, entries=asked.entries[:1], name=name)
        return third_parties.add_party(cabinet, who, **added | {"kind": PartyKind.FAMILY})

    for name in (written_down_as, "carys davies"):
        with pytest.raises(Refused, match="asking for the file"):
            add(name)
    list_all(cabinet, who, asked)
    with cabinet.administering("a family with one name") as session:
        kin = [Carer(child_id=family.child, name="Carys Davies") for _ in ("an aunt", "a grandmother")]
        session.add_all(kin)
        session.flush()
        entry, of_kin = asked.entries[0], [carer.id for carer in kin]
        session.add_all(
            FileMention(entry_id=entry, kind=Mentioned.FAMILY, carer_id=carer.id) for carer in kin
        )
        session.add(FileMention(entry_id=entry, kind=Mentioned.FAMILY, name="carys  DAVIES"))
        session.add(FileMention(entry_id=entry, kind=Mentioned.STAFF, staff_id=family.mother))
    assert list_all(cabinet, who, asked) == 3
    *kin, colleague = held_by(cabinet, who, asked).parties[4:]
    assert [(party.name, party.record) for party in kin] == [("Carys Davies", number) for number in of_kin]
    assert colleague.name == "Ewa Nowak", "of staff, whose number is the mother's among the carers"
    assert add("An uncle") == 8


def test_a_further_entry_is_added_to_the_party_that_is_listed(cabinet, who, asked, family):
    list_all(cabinet, who, asked)
    with cabinet.administering("a further mention") as session:
        session.add(FileMention(entry_id=asked.entries[2], kind=Mentioned.FAMILY, carer_id=family.father))
    assert list_all(cabinet, who, asked) == 1
    held = held_by(cabinet, who, asked)
    assert len(held.parties) == 4
    assert held.parties[0].entries == set(asked.entries)
    listed = [step.step for step in held.steps].count(Step.THIRD_PARTIES_LISTED)
    assert listed == 2, "that it was looked through again is recorded"


def test_pressing_again_lists_nobody_twice_and_records_nothing_new(cabinet, who, asked):
    list_all(cabinet, who, asked)
    before = [rows(cabinet, model) for model in (ThirdParty, ThirdPartyEntry, AccessStep)]
    assert list_all(cabinet, who, asked) == 0
    assert [rows(cabinet, model) for model in (ThirdParty, ThirdPartyEntry, AccessStep)] == before


def test_where_nobody_is_mentioned_that_it_was_looked_through_is_recorded(cabinet, who, family):
    with cabinet.administering("asked for") as session:
        session.add(
            AccessRequest(
                code="AR-2026-001",
                child_id=family.child,
                requester="Carys Davies",
                channel=Channel.LETTER,
                received_on=RECEIVED,
            )
        )
    assert third_parties.list_mentioned(cabinet, who, request_id=1, today=TODAY) == 0
    assert [row["step"] for row in rows(cabinet, AccessStep)] == [Step.THIRD_PARTIES_LISTED]


def test_the_same_press_lists_once(cabinet, who, asked):
    list_all(cabinet, who, asked, token="once")
    with pytest.raises(AlreadyRecorded):
        list_all(cabinet, who, asked, token="once")
    assert len(rows(cabinet, ThirdParty)) == 4


def test_a_deputy_says_first_why_they_see_the_sensitive_entries(cabinet, who, asked):
    deputy = account(cabinet, Role.DEPUTY)
    with pytest.raises(Refused) as refused:
        list_all(cabinet, deputy, asked)
    assert list(refused.value.problems) == ["entries"]
    assert rows(cabinet, ThirdParty) == []
    list_all(cabinet, who, asked)
    with pytest.raises(Refused, match="First say why"):  # the entry that mentions the child is one of them
        record(cabinet, deputy, asked, PartyKind.CHILD, Event.MISTAKEN, reason="No such child is in it")


def test_somebody_whom_the_index_does_not_name_is_added_by_hand(cabinet, who, asked):
    number = third_parties.add_party(
        cabinet,
        who,
        request_id=asked.request,
        entries=asked.entries[:1],
        **added_by_hand(name=" A  neighbour "),
    )
    assert number == 1
    (party,) = held_by(cabinet, who, asked).parties
    assert (party.name, party.entries) == ("A neighbour", {asked.entries[0]})
    again = third_parties.add_party(
        cabinet, who, request_id=asked.request, entries=asked.entries, **added_by_hand(name="a neighbour")
    )
    assert again == 1, "the same person in further entries"
    (party,) = held_by(cabinet, who, asked).parties
    assert party.entries == set(asked.entries)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"entries": []}, "entries", id="no entry"),
        pytest.param({"entries": [999]}, "entries", id="an entry that is not there"),
        pytest.param({"kind": None}, "kind", id="no kind"),
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"name": "x" * 201}, "name", id="a name too long"),
        pytest.param({"kind": PartyKind.AGENCY}, "agency", id="no agency"),
        pytest.param({"kind": PartyKind.FAMILY, "name": "Peter  davies"}, "name", id="listed already"),
        pytest.param({"kind": PartyKind.FAMILY, "name": "Péter-Davies"}, "name", id="typed otherwise"),
        pytest.param(
            {
                "kind": PartyKind.AGENCY,
                "name": "nia parry",
                "agency": "Health  visiting TEAM",
                "entries": [2],
            },
            "name",
            id="a worker who is listed already",
        ),
        pytest.param({"request_id": 999}, "entries", id="a request that is not there"),
    ],
)
def test_adding_is_refused_by_field_and_nothing_is_saved(cabinet, who, asked, changed, field):
    list_all(cabinet, who, asked)
    before = everything(cabinet)
    added = added_by_hand(request_id=asked.request, entries=[1]) | changed
    row_of = dict(enumerate(asked.entries, 1))
    added["entries"] = [row_of.get(number, number) for number in added["entries"]]
    with pytest.raises(Refused) as refused:
        third_parties.add_party(cabinet, who, **added)
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


# What happens with each -----------------------------------------------------------------------------


def test_who_comes_to_light_after_the_list_has_a_day_on_which_to_write(cabinet, who, asked):
    def letters_by():
        items = (item for item in agenda_of(cabinet).items if item.record == asked.request)
        return [item.due for item in items if item.what == access_path.Task.LETTERS]

    def listed(**who_it_is):
        with cabinet.administering("test") as session:
            session.add(ThirdParty(request_id=asked.request, kind=PartyKind.OTHER, **who_it_is))

    at = datetime(2026, 11, 6, 12, tzinfo=UTC)
    signs = account(cabinet, Role.CHAIRPERSON)
    with cabinet.administering("test") as session:
        checked = (Step.FILE_CHECKED, who), (Step.FILE_CHECK_SIGNED, signs), (Step.THIRD_PARTIES_LISTED, who)
        of_it = {"request_id": asked.request, "on": at.date(), "recorded_at": at}
        session.add_all(
            AccessStep(
                step=step,
                answer=HOLDS_NO_PAPERS if step is Step.FILE_CHECKED else "",
                recorded_by_id=by.account_id,
                **of_it,
            )
            for step, by in checked
        )
    listed(number=1, name="Nia Parry", recorded_at=at)
    by_plan = letters_by()
    assert by_plan and by_plan[0] < TODAY, "late, as it was on the list and nobody wrote"
    with cabinet.administering("test") as session:
        session.add(
            ThirdPartyEvent(
                party_id=1,
                event=Event.NOT_WRITTEN,
                why_not=WhyNotWritten.OTHER,
                on=at.date(),
                recorded_by_id=who.account_id,
            )
        )
    assert letters_by() == []
    listed(number=2, name="Pat Dray", recorded_at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert letters_by() == [date(2026, 11, 30)]


def test_a_party_from_the_letter_to_the_decision(cabinet, who, asked):
    list_all(cabinet, who, asked)
    about = (cabinet, who, asked, PartyKind.FAMILY)
    record(*about, Event.WRITTEN, said=" In the file. ", **LETTER)
    record(*about, Event.REMINDED, on=date(2026, 11, 12), reply_by=date(2026, 11, 20))
    record(*about, Event.REFUSED, on=date(2026, 11, 18), said="By letter.")
    assert decision_of(party_of(*about).party) is None, "a refusal alone decides nothing"
    assert held_by(cabinet, who, asked).whole().changed_at is None, "and makes no clean copy stale"
    record(*about, Event.DECIDED, **WITHHELD)
    party = party_of(*about)
    assert decision_of(party.party).decision is Decision.WITHHOLD
    by = {row["event"]: row["reply_by"] for row in rows(cabinet, ThirdPartyEvent)}
    assert (by[Event.WRITTEN], by[Event.REMINDED], by[Event.REFUSED]) == (
        LETTER["reply_by"],
        date(2026, 11, 20),
        None,
    )
    assert [(e.event, e.said, e.recorded_by) for e in party.events] == [
        (Event.WRITTEN, "In the file.", who.name),
        (Event.REMINDED, "", who.name),
        (Event.REFUSED, "By letter.", who.name),
        (Event.DECIDED, "", who.name),
    ]
    assert {row["thing"] for row in rows(cabinet, AuditEntry)} >= {"third_party", "third_party_event"}


def test_only_what_an_event_is_about_is_kept(cabinet, who, asked):
    list_all(cabinet, who, asked)
    everything_filled = LETTER | WITHHELD | {"why_not": WhyNotWritten.MAY_HARM}
    record(cabinet, who, asked, PartyKind.FAMILY, Event.WRITTEN, **everything_filled)
    (row,) = rows(cabinet, ThirdPartyEvent)
    assert (row["why_not"], row["decision"], row["ground"], row["reason"]) == (None, None, None, "")


def test_staff_are_spoken_to_before_it_is_decided(cabinet, who, asked):
    list_all(cabinet, who, asked)
    about = (cabinet, who, asked, PartyKind.STAFF)
    disclosed = {
        "decision": Decision.DISCLOSE,
        "ground": Ground.PROFESSIONAL,
        "reason": "She wrote it as her key person.",
    }
    with pytest.raises(Refused) as refused:
        record(*about, Event.DECIDED, **disclosed)
    assert list(refused.value.problems) == ["event"]
    record(*about, Event.DISCUSSED, said="With Sian, who would rather not.")
    record(*about, Event.DECIDED, **disclosed)
    assert decision_of(party_of(*about).party).ground is Ground.PROFESSIONAL


EVENTS_REFUSED = [
    pytest.param(
        Event.WRITTEN, LETTER | {"reply_by": DUE + DAY}, "reply_by", id="a reply after the due date"
    ),
    pytest.param(Event.WRITTEN, LETTER | {"on": RECEIVED - DAY}, "on", id="before the request"),
    pytest.param(Event.WRITTEN, LETTER | {"on": TODAY + DAY, "reply_by": DUE}, "on", id="tomorrow"),
    pytest.param(Event.WRITTEN, LETTER | {"is_safe": False}, "is_safe", id="not said to be safe"),
    pytest.param(Event.NOT_WRITTEN, {}, "why_not", id="not written to, and not why"),
    pytest.param(Event.NO_ANSWER, {}, "event", id="no answer to no letter"),
    pytest.param(Event.DECIDED, WITHHELD | {"ground": None}, "ground", id="no ground"),
    pytest.param(Event.DECIDED, WITHHELD | {"reason": "As agreed"}, "reason", id="no reason"),
    pytest.param(Event.CONSENTED, {"seen": 99}, "event", id="somebody was first"),
    pytest.param(Event.CONSENTED, {"party_id": 999}, "event", id="a party that is not there"),
    pytest.param(Event.CONSENTED, {"corrects_id": 999}, "event", id="a record that is not there"),
]


def test_an_event_is_refused_by_field_and_nothing_is_saved(cabinet, who, asked, subtests):
    list_all(cabinet, who, asked)
    before = everything(cabinet)
    party = party_of(cabinet, who, asked, PartyKind.FAMILY)
    for case in EVENTS_REFUSED:
        event, changed, field = case.values
        with subtests.test(case.id):
            about = {"request_id": asked.request, "party_id": party.id, "on": TODAY, "today": TODAY} | changed
            with pytest.raises(Refused) as refused:
                third_parties.record_event(cabinet, who, event=event, **about)
            assert list(refused.value.problems) == [field]
            assert everything(cabinet) == before


def test_two_people_who_decide_at_once_do_not_overwrite_each_other(cabinet, who, asked):
    list_all(cabinet, who, asked)
    about = (cabinet, who, asked, PartyKind.FAMILY)
    seen = third_parties.last_row(party_of(*about))
    record(*about, Event.DECIDED, seen=seen, **WITHHELD)
    with pytest.raises(ChangedMeanwhile) as told:
        record(*about, Event.DECIDED, seen=seen, **WITHHELD)
    record(*about, Event.DECIDED, seen=told.value.now["last"], **WITHHELD)
    assert len(rows(cabinet, ThirdPartyEvent)) == 2


def test_a_correction_stands_beside_what_was_wrong(cabinet, who, asked):
    list_all(cabinet, who, asked)
    about = (cabinet, who, asked, PartyKind.AGENCY)
    record(*about, Event.CONSENTED, said="By telephone.")
    (wrong,) = party_of(*about).standing
    record(
        *about,
        Event.REFERS_DIRECT,
        said="By telephone.",
        corrects_id=wrong.id,
        because="That was another worker.",
    )
    party = party_of(*about)
    assert [e.event for e in party.standing] == [Event.REFERS_DIRECT]
    assert [(e.event, e.because) for e in party.events] == [
        (Event.CONSENTED, ""),
        (Event.REFERS_DIRECT, "That was another worker."),
    ]
    with pytest.raises(Refused):
        record(*about, Event.REFUSED, corrects_id=wrong.id, because="It was corrected already.")


def test_a_past_day_knows_of_an_answer_what_is_known_now(cabinet, who, asked):
    list_all(cabinet, who, asked)
    about = (cabinet, who, asked, PartyKind.AGENCY)
    record(*about, Event.CONSENTED, on=TODAY - 2 * DAY)
    (wrong,) = party_of(*about).standing
    record(*about, Event.CONSENTED, corrects_id=wrong.id, because="It was Tuesday that they rang.")
    for past, happened in ((TODAY - DAY, []), (TODAY, [TODAY])):
        (request,) = agenda_of(cabinet, past).facts.requests
        said = [h.on for party in request.whole.parties for h in party.happened]
        assert said == happened, past


def test_what_did_not_happen_is_taken_back_and_stays_in_the_history(cabinet, who, asked):
    list_all(cabinet, who, asked)
    about = (cabinet, who, asked, PartyKind.AGENCY)
    record(*about, Event.CONSENTED, said="By telephone.")
    record(*about, Event.DECIDED, decision=Decision.DISCLOSE, ground=Ground.CONSENT)
    consented, decided = party_of(*about).standing
    taken = {"request_id": asked.request, "party_id": party_of(*about).id}
    with pytest.raises(Refused) as refused:
        third_parties.take_back(
            cabinet, who, event_id=consented.id, because="It was another worker.", **taken
        )
    assert list(refused.value.problems) == ["event"], "a decision rests on it"
    for event in (decided, consented):
        third_parties.take_back(cabinet, who, event_id=event.id, because="It was another worker.", **taken)
    party = party_of(*about)
    assert party.standing == ()
    assert len(party.events) == 4
    with pytest.raises(Refused):
        third_parties.take_back(cabinet, who, event_id=decided.id, because="It was another worker.", **taken)


def test_a_later_decision_makes_the_clean_copy_stale(cabinet, who, asked):
    list_all(cabinet, who, asked)
    before = held_by(cabinet, who, asked).whole().changed_at
    record(cabinet, who, asked, PartyKind.FAMILY, Event.DECIDED, **WITHHELD)
    decided_at = held_by(cabinet, who, asked).whole().changed_at
    (event,) = party_of(cabinet, who, asked, PartyKind.FAMILY).standing
    third_parties.take_back(
        cabinet,
        who,
        request_id=asked.request,
        party_id=party_of(cabinet, who, asked, PartyKind.FAMILY).id,
        event_id=event.id,
        because="Decided about the wrong one.",
    )
    assert before is None
    assert decided_at < held_by(cabinet, who, asked).whole().changed_at


# Until when, and by whom ----------------------------------------------------------------------------


def end(cabinet, asked, *steps):
    with cabinet.administering("ended") as session:
        session.add_all(AccessStep(request_id=asked.request, step=step, on=TODAY) for step in steps)


def test_an_answered_request_lists_nobody_and_a_closed_one_records_nothing(cabinet, who, asked):
    list_all(cabinet, who, asked)
    end(cabinet, asked, Step.RELEASED)
    with pytest.raises(Refused):
        third_parties.add_party(
            cabinet, who, request_id=asked.request, entries=asked.entries, **added_by_hand()
        )
    record(cabinet, who, asked, PartyKind.AGENCY, Event.CONSENTED)  # an answer may still come
    end(cabinet, asked, Step.CLOSED)
    with pytest.raises(Refused):
        record(cabinet, who, asked, PartyKind.AGENCY, Event.REFUSED)
    (wrong,) = party_of(cabinet, who, asked, PartyKind.AGENCY).standing
    record(
        cabinet,
        who,
        asked,
        PartyKind.AGENCY,
        Event.REFUSED,
        corrects_id=wrong.id,
        because="The letter says no.",
    )


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.DEPUTY}])
def test_only_the_manager_and_the_deputy_record(cabinet, who, asked, role):
    list_all(cabinet, who, asked)
    other = account(cabinet, role)
    before = everything(cabinet)
    with pytest.raises(NotAllowed):
        list_all(cabinet, other, asked)
    with pytest.raises(NotAllowed):
        third_parties.add_party(
            cabinet, other, request_id=asked.request, entries=asked.entries, **added_by_hand()
        )
    with pytest.raises(NotAllowed):
        third_parties.record_event(
            cabinet, other, request_id=asked.request, party_id=1, event=Event.CONSENTED, on=TODAY, today=TODAY
        )
    with pytest.raises(NotAllowed):
        third_parties.take_back(
            cabinet, other, request_id=asked.request, party_id=1, event_id=1, because="Not so at all."
        )
    assert everything(cabinet) == before


def test_whoever_stands_back_from_a_request_records_nothing_of_it(cabinet, who, asked):
    list_all(cabinet, who, asked)
    sight.declare_conflict(cabinet, who, request_id=asked.request, conflict=Conflict.NAMED)
    with pytest.raises(Refused):
        list_all(cabinet, who, asked)
    with pytest.raises(Refused):
        third_parties.record_event(
            cabinet, who, request_id=asked.request, party_id=1, event=Event.CONSENTED, on=TODAY, today=TODAY
        )
    assert rows(cabinet, ThirdPartyEvent) == []


def test_who_was_entered_by_mistake_is_asked_nothing_of_and_stays_in_the_history(cabinet, who, asked):
    list_all(cabinet, who, asked)
    before = len(held_by(cabinet, who, asked).whole().parties)
    third_parties.add_party(
        cabinet, who, request_id=asked.request, kind=PartyKind.OTHER, name="A neighbour",
        entries=asked.entries[:1], today=TODAY,
    )  # fmt: skip
    about = (cabinet, who, asked, PartyKind.OTHER)
    for reason, fields in (("", ["reason"]), ("Wrong one", ["reason"])):
        with pytest.raises(Refused) as refused:
            record(*about, Event.MISTAKEN, reason=reason)
        assert list(refused.value.problems) == fields
    record(*about, Event.MISTAKEN, reason="Another file was open on the desk.")
    held = held_by(cabinet, who, asked)
    assert len(held.whole().parties) == before
    assert len(held.parties) == before + 1, "the history keeps it"
    assert PartyKind.OTHER not in {party.kind for party in held.whole().parties}
    [mistaken] = party_of(*about).standing
    third_parties.take_back(
        cabinet, who, request_id=asked.request, party_id=party_of(*about).id, event_id=mistaken.id,
        because="It was the right file after all.",
    )  # fmt: skip
    assert len(held_by(cabinet, who, asked).whole().parties) == before + 1


def test_whom_the_index_names_is_no_mistake(cabinet, who, asked):
    list_all(cabinet, who, asked)
    with pytest.raises(Refused) as refused:
        record(
            cabinet, who, asked, PartyKind.AGENCY, Event.MISTAKEN, reason="It was thought to be another one."
        )
    assert "Put the index right first" in refused.value.problems["event"]


def test_who_turns_out_to_be_asking_is_a_third_party_by_mistake(cabinet, who, family):
    """The index names them rightly: there was nothing to put right in it, and no other way off the list."""
    asked = ask_for_the_file(cabinet, family, "Dad")

    def asks(carer, **more):
        requesters.record(
            cabinet, who, request_id=asked.request, carer_id=carer, relationship=Relationship.RESPONSIBLE,
            subject=Subject.CHILD, today=TODAY, **more,
        )  # fmt: skip

    def mistaken(number):
        third_parties.record_event(
            cabinet, who, request_id=asked.request, party_id=number, event=Event.MISTAKEN, on=TODAY,
            reason="She is the one who asks for it.", today=TODAY,
        )  # fmt: skip

    asks(family.father)
    list_all(cabinet, who, asked)
    mother = next(party for party in held_by(cabinet, who, asked).parties if party.name == "Carys Davies")
    with pytest.raises(Refused, match="Put the index right first"):
        mistaken(mother.id)
    asks(family.mother, corrects_id=1, because="The note on the desk was hers.")
    list_all(cabinet, who, asked)
    mistaken(mother.id)
    held = held_by(cabinet, who, asked)
    assert "Carys Davies" not in {party.name for party in held.counting}
    assert "Peter Davies" in {party.name for party in held.counting}
    with cabinet.reading(who) as look:
        assert request_file.index(look, held, TODAY).unlisted == 0


@pytest.mark.parametrize(
    ("received_on", "is_taken"),
    [
        pytest.param(RECEIVED + 3 * DAY, True, id="on the day of the letter"),
        pytest.param(RECEIVED + 4 * DAY, False, id="on the day after it"),
    ],
)
def test_no_day_of_receipt_is_after_a_letter_to_a_third_party(cabinet, who, asked, received_on, is_taken):
    list_all(cabinet, who, asked)
    letter = {"on": RECEIVED + 3 * DAY, "reply_by": RECEIVED + 12 * DAY, "is_safe": True}
    record(cabinet, who, asked, PartyKind.AGENCY, Event.WRITTEN, **letter)
    correction = {"request_id": asked.request, "received_on": received_on, "because": "It lay in the tray."}
    if not is_taken:
        with pytest.raises(Refused) as refused:
            request_steps.correct_receipt(cabinet, who, **correction, today=TODAY)
        assert list(refused.value.problems) == ["received_on"]
        return
    request_steps.correct_receipt(cabinet, who, **correction, today=TODAY)
    assert held_by(cabinet, who, asked).received_on == received_on


# Who prepares the file and is named in it ------------------------------------------------------------


def made_chairperson(cabinet, person):
    """Somebody of the register becomes the chairperson; their account."""
    held = account(cabinet, Role.CHAIRPERSON, "Sian Hughes")
    with cabinet.administering("elected") as session:
        session.get(StaffMember, person).role = Role.CHAIRPERSON
        session.get(Account, held.account_id).staff_id = person
    return held


def test_a_chairperson_who_is_named_in_the_file_says_why_they_have_no_conflict(cabinet, who, family, asked):
    answer = {"request_id": asked.request, "step": Step.CONFLICT_ASKED, "on": TODAY, "today": TODAY}
    request_steps.record(cabinet, who, answer=NO_CONFLICT, **answer)  # she is a colleague as yet
    chair = made_chairperson(cabinet, family.colleague)
    before = everything(cabinet)
    for by in (chair, who):
        with pytest.raises(Refused) as refused:
            request_steps.record(cabinet, by, answer=NO_CONFLICT, **answer)
        assert list(refused.value.problems) == ["said"]
        assert refused.value.problems["said"].startswith("Entry 2 of the index names")
    assert everything(cabinet) == before
    other = account(cabinet, Role.CHAIRPERSON, "Polly Grant")
    request_steps.record(cabinet, other, answer=NO_CONFLICT, **answer)
    request_steps.record(cabinet, chair, answer=NO_CONFLICT, said="I took the minutes there.", **answer)
    request_steps.record(cabinet, chair, answer=Conflict.NAMED, **answer)
