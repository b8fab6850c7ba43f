"""Whoever works here and is a carer of a child does not read what is kept about the family (CP-12, PR-3)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from models import (
    Account,
    Breach,
    Carer,
    Child,
    KeyPersonAssignment,
    Mistake,
    SafetyOverride,
    SharingDecision,
    StaffMember,
    now,
)
from rules.access import Channel
from rules.agenda import Action, Area
from rules.complaints import Kind
from rules.contacts import Method
from rules.induction import Role
from rules.need_to_know import OVERRIDE_LASTS, Act, NotAllowed, OwnChild, Thing
from rules.rectification import Claim
from rules.sharing import Ground
from store import (
    access_requests,
    agenda,
    breaches,
    children,
    complaints,
    consents,
    contacts,
    file_entries,
    file_index,
    find,
    own_children,
    people,
    rectifications,
    retention,
    sharing,
    sharing_advice,
    sight,
    weekly_review,
)
from store.refusal import Refused
from store.tables import table
from tests.conftest import PASSWORD, TODAY, account, manager_of, rows
from tests.store.test_agenda import counted
from tests.store.test_file_index import ENTRY

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ADA, BEN = 1, 2  # the children's numbers; of Ada a carer has the deputy's name
BOTH = frozenset({ADA, BEN})
NAME = "Dee O'Márlow"


@pytest.fixture
def nursery(cabinet, who):
    """Two children with one of each record, the carer of one of them the deputy by name, and a key person."""
    with cabinet.administering("test") as session:
        for number, (name, carer) in enumerate({"Ada": "dee omarlow", "Ben": "Ann Reed"}.items(), 1):
            session.add(
                Child(
                    code=f"C-00{number}", name=f"{name} Reed", started_on=date(2026, 1, 5),
                    born_on=date(2023, 5, 1),
                )
            )  # fmt: skip
            session.flush()
            session.add(Carer(child_id=number, name=carer))
        session.add(StaffMember(code="S-01", name=NAME, role=Role.DEPUTY, started_on=date(2025, 1, 6)))
        session.add(
            StaffMember(code="S-02", name="Kit Hale", role=Role.KEY_PERSON, started_on=date(2025, 1, 6))
        )
    for child in (ADA, BEN):
        records_about(cabinet, who, child)
    return cabinet


def records_about(cabinet, who, child):
    on = TODAY
    file_entries.record_entry(cabinet, who, child_id=child, new=ENTRY, today=TODAY)
    sharing.record_concern(
        cabinet, who, child_id=child, ground=Ground.CAUSE_NOT_CLEAR, concern="Bruises on the arm.",
        raised_on=on, today=TODAY,
    )  # fmt: skip
    access_requests.record_request(
        cabinet, who, child_id=child, requester="Sam Reed", channel="email", received_on=on, today=TODAY
    )
    rectifications.record_rectification(
        cabinet, who, child_id=child, asked_by="Sam Reed", channel=Channel.VERBAL, received_on=on,
        entry="12", claim=Claim.FACT, words="It was at three.", today=TODAY,
    )  # fmt: skip
    complaints.record_complaint(
        cabinet, who, kind=Kind.DATA_PROTECTION, child_id=child, made_by="Sam Reed",
        channel=Channel.LETTER, received_on=on, about="How it was answered", today=TODAY,
    )  # fmt: skip
    breaches.record_breach(
        cabinet, who, child_id=child, what="A letter went astray", whose="A member of staff",
        harm="It was read", happened_on=on, known_on=on, known_time="09:00", at=AT,
    )  # fmt: skip
    contacts.record_contact(
        cabinet, who, child_id=child, agency="Health visiting team", person="R. Amos",
        role="Health visitor", method=Method.TELEPHONE, purpose="How the child settles", on=on, today=TODAY,
    )  # fmt: skip


def signs_in(cabinet, role, name, staff_id=None):
    held = account(cabinet, role, name)
    if staff_id:
        with cabinet.administering("test") as session:
            of = table(Account)
            session.execute(update(of).where(of.c.id == held.account_id).values(staff_id=staff_id))
    return held


def of_which_children(cabinet, who):
    """By what there is to read, the children about whom somebody reads it."""
    found = {}
    with cabinet.reading(who) as look:
        found["decisions"] = {one.child_id for one in sharing.decisions(look)}
        found["contacts"] = {one.child_id for one in contacts.conversations(look)}
        found["requests"] = {one.child_id for one in access_requests.requests(look)}
        found["breaches"] = {one.child_id for one in breaches.breaches(look)}
        found["corrections"] = {ids(one.child_code) for one in rectifications.rectifications(look)}
        found["complaints"] = {ids(one.child_code) for one in complaints.complaints(look)}
        found["files"] = {child for child in (ADA, BEN) if may_see(look, Thing.FILE_ENTRY, child)}
        page = agenda.read(look, TODAY)
        asked = [item for item in page.items if item.area not in _OF_THE_REGISTER and item.child]
        found["agenda"] = {item.child for item in asked if item.action is not Action.KEY_PERSON}
        codes = {one.code for one in find.find(look, who, "reed", by_name=True)}
        found["searched for"] = {
            number for number in (ADA, BEN) if any(code.endswith(f"2026-00{number}") for code in codes)
        }
    return found


_OF_THE_REGISTER = {Area.CONSENTS}  # and who the key person is: a family knows both


def ids(code):
    return int(code[-1])


def may_see(look, thing, child):
    try:
        sight.require(look, Act.SEE, thing, child)
    except NotAllowed:
        return False
    return True


THINGS = (
    "decisions",
    "contacts",
    "requests",
    "breaches",
    "corrections",
    "complaints",
    "files",
    "searched for",
)


@pytest.mark.parametrize(
    ("role", "name", "staff_id", "sees"),
    [
        pytest.param(Role.DEPUTY, NAME, None, {BEN}, id="a deputy by the name of the account"),
        pytest.param(Role.DEPUTY, "Dee", 1, {BEN}, id="a deputy by the name in the register"),
        pytest.param(Role.DEPUTY, "Kit Hale", 2, {ADA, BEN}, id="another deputy"),
        pytest.param(Role.MANAGER, NAME, None, {ADA, BEN}, id="a manager, who could not be replaced"),
    ],
)
def test_what_is_kept_about_a_family_is_not_for_whoever_works_here_and_is_a_carer(
    nursery, role, name, staff_id, sees
):
    found = of_which_children(nursery, signs_in(nursery, role, name, staff_id))
    assert {thing: found[thing] for thing in THINGS} == dict.fromkeys(THINGS, sees)


def test_a_deputy_reads_the_register_and_the_consents_of_their_own_child(nursery):
    dee = signs_in(nursery, Role.DEPUTY, NAME)
    with nursery.reading(dee) as look:
        assert [child.code for child in people.children(look, TODAY)] == ["C-001", "C-002"]
        assert consents.history(look, ADA) == consents.history(look, BEN)
        page = agenda.read(look, TODAY, Area.CONSENTS)
    assert {child.code for child in page.facts.children} == {"C-001", "C-002"}


def becomes_key_person(cabinet, child, staff_id):
    with cabinet.administering("test") as session:
        session.add(KeyPersonAssignment(child_id=child, staff_id=staff_id, from_on=TODAY))


@pytest.mark.parametrize(
    ("name", "staff_id", "sees"),
    [
        pytest.param("Dee", 1, set(), id="the name of a carer"),
        pytest.param("Kit Hale", 2, {ADA}, id="no carer's name"),
    ],
)
@pytest.mark.parametrize(
    "thing", [Thing.FILE_ENTRY, Thing.SENSITIVE_ENTRY, Thing.SHARING_DECISION, Thing.CONVERSATION]
)
def test_nor_is_it_for_a_key_person(nursery, thing, name, staff_id, sees):
    key = signs_in(nursery, Role.KEY_PERSON, name, staff_id)
    becomes_key_person(nursery, ADA, staff_id)
    with nursery.reading(key) as look:
        assert sight.children(look, thing) == sees
        assert sight.children(look, Thing.CHILD) == sight.children(look, Thing.CONSENT) == {ADA}


def test_nor_by_an_override_that_was_given(nursery, who):
    key = signs_in(nursery, Role.KEY_PERSON, NAME)
    with nursery.administering("test") as session:
        session.add(
            SafetyOverride(
                child_id=ADA, account_id=key.account_id, reason="Somebody is away.", second_id=1,
                from_at=now(), until_at=now() + OVERRIDE_LASTS, recorded_by_id=1,
            )
        )  # fmt: skip
    with nursery.reading(key) as look:
        assert sight.children(look, Thing.FILE_ENTRY) == set()


def test_no_override_is_given_to_a_carer(nursery, who):
    key, deputy = signs_in(nursery, Role.KEY_PERSON, NAME), account(nursery, Role.DEPUTY, "Kit Hale")
    asked = {
        "account_id": key.account_id, "reason": "The key person is away and the child was hurt.",
        "second_id": manager_of(nursery).account_id, "confirmation": PASSWORD,
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        sight.give_sight(nursery, deputy, child_id=ADA, **asked)
    assert refused.value.problems.keys() == {"account"}
    sight.give_sight(nursery, deputy, child_id=BEN, **asked)


def told(cabinet, who, child):
    sharing_advice.record_advice(
        cabinet, who, decision_id=child, sought_from="Social care", sought_on=TODAY, today=TODAY
    )


def decided(cabinet, who, child):
    sharing.correct_raised(
        cabinet, who, decision_id=child, raised_on=date(2026, 11, 23), because="It was the day before.",
        today=TODAY,
    )  # fmt: skip


def breach_corrected(cabinet, who, child):
    breaches.correct_known(
        cabinet, who, breach_id=child, known_on=TODAY, known_time="08:30", because="It was earlier.", at=AT
    )


def changed(cabinet, who, child):
    children.change_child(cabinet, who, child_id=child, changes={"room": "Bees"}, today=TODAY)


def carer_renamed(cabinet, who, child):
    children.record_carer(
        cabinet, who, child_id=child, carer_id=child, name="Nobody Here", has_parental_responsibility=True
    )


def carer_taken_back(cabinet, who, child):
    children.take_back_carer(cabinet, who, carer_id=child, because="It is another person.")


def key_person_chosen(cabinet, who, child):
    people.assign_key_person(
        cabinet, who, child_id=child, staff_id=2, from_on=TODAY, reason="Nobody else is here."
    )


def reason_said(cabinet, who, child):
    file_index.say_why(cabinet, who, child_id=child, reason="To look at it before a meeting.")


WRITES = [
    told, decided, breach_corrected, changed, carer_renamed, carer_taken_back, key_person_chosen, reason_said,
    records_about,
]  # fmt: skip


@pytest.mark.parametrize("write", [pytest.param(write, id=write.__name__) for write in WRITES])
def test_nor_may_they_record_anything_of_it_or_change_who_the_carers_are(nursery, write):
    dee = signs_in(nursery, Role.DEPUTY, NAME)
    with pytest.raises((NotAllowed, Refused)):
        write(nursery, dee, ADA)
    assert len(rows(nursery, SharingDecision)) == len(rows(nursery, Breach)) == 2
    assert rows(nursery, Mistake) == []
    assert [row["name"] for row in rows(nursery, Carer)] == ["dee omarlow", "Ann Reed"]
    if write is not records_about:
        write(nursery, dee, BEN)


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(
            lambda c, who: access_requests.record_request(
                c, who, child_id=ADA, requester="Sam Reed", channel="email", received_on=TODAY, today=TODAY
            ),
            id="an access request",
        ),
        pytest.param(
            lambda c, who: complaints.record_complaint(
                c, who, kind=Kind.OTHER, child_id=ADA, made_by="Sam Reed", channel=Channel.LETTER,
                received_on=TODAY, about="The gate was open.", today=TODAY,
            ),
            id="a complaint",
        ),
        pytest.param(
            lambda c, who: file_entries.record_entry(c, who, child_id=ADA, new=ENTRY, today=TODAY),
            id="a file entry",
        ),
        pytest.param(
            lambda c, who: sharing.record_concern(
                c, who, child_id=BEN, ground=Ground.CAUSE_NOT_CLEAR, concern="A change.", raised_on=TODAY,
                also_about=[ADA], is_another=True, today=TODAY,
            ),
            id="a concern about a brother beside",
        ),
    ],
)  # fmt: skip
def test_they_are_told_to_whom_to_go_and_nothing_of_what_there_is(nursery, record):
    dee = signs_in(nursery, Role.DEPUTY, NAME)
    with pytest.raises(OwnChild, match="Tell the manager"):
        record(nursery, dee)


def test_a_request_that_a_deputy_made_is_out_of_their_sight(nursery, who):
    access_requests.record_request(
        nursery, who, child_id=BEN, requester=NAME, channel="email", received_on=TODAY, today=TODAY
    )
    assert of_which_children(nursery, signs_in(nursery, Role.DEPUTY, NAME))["requests"] == {BEN}
    with nursery.reading(signs_in(nursery, Role.DEPUTY, "Dee", 1)) as look:
        codes = {one.code for one in access_requests.requests(look)}
    assert codes == {"AR-2026-002"}


def test_a_carer_who_was_linked_by_mistake_keeps_nothing_from_anybody(nursery, who):
    children.take_back_carer(nursery, who, carer_id=ADA, because="It is another person of the name.")
    found = of_which_children(nursery, signs_in(nursery, Role.DEPUTY, NAME))
    assert {thing: found[thing] for thing in THINGS} == dict.fromkeys(THINGS, BOTH)


def test_a_carer_whose_responsibility_has_ended_is_family_all_the_same(nursery):
    with nursery.administering("test") as session:
        held = session.get(Carer, ADA)
        held.has_parental_responsibility, held.responsible_until_on = True, date(2026, 6, 1)
    assert of_which_children(nursery, signs_in(nursery, Role.DEPUTY, NAME))["decisions"] == {BEN}


def test_leaving_says_nothing_of_what_is_kept_about_their_own_child(nursery, who):
    with nursery.administering("test") as session:
        for child in (ADA, BEN):
            session.get(Child, child).left_on = date(2026, 10, 1)
    with nursery.reading(signs_in(nursery, Role.DEPUTY, NAME)) as look:
        kept, going = retention.kept_and_going(look, TODAY, rules=retention.periods(look))
    assert {line.code for line in kept} == {"C-002"}
    assert going == []


def test_what_the_setting_signs_and_counts_is_of_every_child(nursery, who):
    dee = signs_in(nursery, Role.DEPUTY, NAME)
    with nursery.reading(dee) as look:
        theirs = weekly_review.to_sign(look, TODAY)
    with nursery.reading(who) as look:
        assert theirs.figures == weekly_review.to_sign(look, TODAY).figures


def test_the_register_says_of_the_child_who_is_opened_who_of_the_carers_works_here(nursery, who):
    signs_in(nursery, Role.COMMITTEE, "Ann Reed")
    with nursery.reading(who) as look:
        for code, roles in (("C-001", [Role.DEPUTY, None]), ("C-002", [None, None])):
            found = children.register(look, TODAY, code=code)
            assert [carer.role_here for child in found for carer in child.carers] == roles
    signs_in(nursery, Role.MANAGER, NAME)
    with nursery.reading(who) as look:
        assert children.register(look, TODAY, code="C-001")[0].carers[0].role_here is Role.MANAGER


def test_what_went_from_the_list_tells_nothing_of_their_own_child(nursery, who):
    """A code that is gone from their list and stands in no register of theirs could be of one child alone."""
    then = ("C-001 tell the carers", "C-002 tell the carers", "SD-2026-001 decide", "SD-2026-002 decide",
            "SD-2026-002 decide", "AR-2026-001 acknowledge", "2 people read it", "S-01 sign off")  # fmt: skip
    theirs = (then[1], *then[3:5], *then[6:])
    with nursery.reading(signs_in(nursery, Role.DEPUTY, NAME)) as look:
        assert find.without_what_is_kept(look, then) == theirs
    with nursery.reading(who) as look:
        assert find.without_what_is_kept(look, then) == then


def test_nor_does_the_list_of_overrides(nursery, who):
    key, deputy = account(nursery, Role.KEY_PERSON, "Kit Hale"), account(nursery, Role.DEPUTY, "Lee Day")
    for child in (ADA, BEN):
        sight.give_sight(
            nursery, deputy, child_id=child, account_id=key.account_id,
            reason="The child was hurt and nobody is here.", second_id=manager_of(nursery).account_id,
            confirmation=PASSWORD,
        )  # fmt: skip
    for reader, codes in ((signs_in(nursery, Role.DEPUTY, NAME), {"C-002"}), (who, {"C-001", "C-002"})):
        with nursery.reading(reader) as look:
            assert {one.child_code for one in sight.given(look)} == codes


@pytest.mark.parametrize(
    ("staff_id", "refused"),
    [pytest.param(1, True, id="the name of a carer"), pytest.param(2, False, id="another name")],
)
def test_nobody_is_chosen_as_the_key_person_of_their_own_child(nursery, who, staff_id, refused):
    asked = {"staff_id": staff_id, "from_on": TODAY, "reason": "Nobody else is here."}
    writes = (
        lambda: people.assign_key_person(nursery, who, child_id=ADA, **asked),
        lambda: people.assign_key_person_of_several(nursery, who, child_ids=[BEN, ADA], **asked),
    )
    for write in writes:
        if not refused:
            write()
            continue
        with pytest.raises(Refused) as why:
            write()
        assert why.value.problems.keys() == {"staff"}
        assert "C-001" in why.value.problems["staff"]
    people.assign_key_person(nursery, who, child_id=BEN, **asked)


def test_nor_of_a_starter(nursery, who):
    asked = {
        "name": "Cy Marlow", "born_on": date(2024, 1, 1), "started_on": TODAY, "key_person_id": 1,
        "today": TODAY,
    }  # fmt: skip
    with pytest.raises(Refused, match="has the name of this person"):
        children.add_child(nursery, who, carers=[children.NewCarer(NAME)], **asked)


def test_who_works_here_under_the_name_of_a_carer_is_found(nursery, who):
    signs_in(nursery, Role.COMMITTEE, "Ann Reed")
    with nursery.reading(who) as look:
        assert own_children.roles_of(look, ["Dee OMarlow", "Ann Reed"], TODAY) == [Role.DEPUTY]
        assert own_children.roles_of(look, [" ", who.name], TODAY) == [Role.MANAGER]
        assert own_children.roles_of(look, ["'"], TODAY) == []
        assert own_children.children_of(look, "DEE O'MARLOW") == ["C-001"]
        assert own_children.children_of(look, " ") == []
        assert own_children.names_of_managers(look, TODAY) == [who.name]


def test_it_takes_no_query_of_its_own(nursery):
    asked = {}
    for role in (Role.DEPUTY, Role.MANAGER):
        with nursery.reading(signs_in(nursery, role, f"{NAME} {role}")) as look, counted(nursery) as said:
            sharing.decisions(look)
            breaches.breaches(look)
            agenda.read(look, TODAY)
        asked[role] = len(said)
    assert asked[Role.DEPUTY] == asked[Role.MANAGER]
