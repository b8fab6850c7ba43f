"""The index of a file: what is taken and refused, what the agenda says, who sees what, the legal hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from models import (
    AccessRequest,
    AccessStep,
    Account,
    Carer,
    Disposal,
    FileEntry,
    FileEntryFact,
    FileMention,
    KeyPersonAssignment,
)
from papers import of_request
from rules import access_path, file_check
from rules import file_index as rules
from rules.access import Channel, Step
from rules.access_path import Task
from rules.agenda import Action
from rules.developmental import Event
from rules.file_index import (
    NEVER_ON_HOLD,
    Category,
    Confidential,
    Fact,
    Informed,
    Kind,
    Mention,
    Mentioned,
    Nature,
    Side,
    Source,
)
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.retention import RecordKind
from rules.sharing import Ground
from store import (
    access_requests,
    developmental,
    file_entries,
    file_index,
    mistakes,
    redactions,
    request_file,
    request_steps,
    sharing,
    sight,
    whole_requests,
)
from store.cabinet import Who
from store.file_entries import NewEntry
from store.refusal import Refused
from store.today import london_today
from tests.conftest import TODAY, account, agenda_of, everything, rows

DAY = timedelta(days=1)
YESTERDAY = TODAY - DAY
ENTRY = NewEntry(
    number=1,
    first_page=1,
    last_page=2,
    event_on=YESTERDAY,
    written_on=YESTERDAY,
    kind=Kind.CONTACT,
    author=" Ewa  Nowak ",
    nature=Nature.FACT,
    source=Source.CARER,
    kept_at="In the child's file",
    is_asked_whether_sensitive=True,
    giver=Confidential.NO,
)
INJURY = replace(
    ENTRY,
    kind=Kind.OBSERVATION,
    source=Source.SETTING,
    giver=None,
    category=Category.INJURY,
    informed=Informed.NOT_YET,
)


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    for module in ("store.sight", "store.file_index"):
        monkeypatch.setattr(f"{module}.london_today", lambda: TODAY)


@pytest.fixture
def key_person(cabinet, family) -> Who:
    """The account of the child's key person."""
    who = account(cabinet, Role.KEY_PERSON, "Ewa Nowak")
    with cabinet.administering("test") as session:
        session.get(Account, who.account_id).staff_id = family.key_person
    return who


def record(opened, who, family, new=ENTRY, **changed):
    return file_entries.record_entry(
        opened, who, child_id=family.child, new=replace(new, **changed), today=TODAY
    )


def fact(opened, who, what, entry=None, **changed):
    entry = entry or rows(opened, FileEntry)[-1]["id"]
    said = {"on": TODAY, "said": "Joanne Pryce told them so"} | changed
    file_entries.record_fact(opened, who, entry_id=entry, fact=what, today=TODAY, **said)


def index(opened, family, who=None):
    with opened.reading(who) if who else opened.connection() as look:
        return file_index.read(look, family.child, TODAY)


def asked(opened):
    return [
        (item.code, item.what, item.clause, item.due)
        for item in agenda_of(opened).items
        if item.action in {Action.FILE_ENTRY, Action.WRITE_CONCERN}
    ]


def ask_for_the_file(opened, who, family):
    return access_requests.record_request(
        opened,
        who,
        child_id=family.child,
        requester="Carys Davies",
        channel=Channel.LETTER,
        received_on=YESTERDAY,
        today=TODAY,
    )[0]


# What is taken --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "is_there"),
    [
        ("1", True),
        ("no. 1", True),
        ("21", False),
        ("Entry 21", False),
        ("", True),
        ("the day book, May", True),
    ],
)
def test_a_number_that_is_not_in_the_index_is_found(cabinet, who, family, typed, is_there):
    with cabinet.connection() as look:
        assert file_index.is_indexed(look, family.child, typed), "no index is begun yet"
    record(cabinet, who, family)
    with cabinet.connection() as look:
        assert file_index.is_indexed(look, family.child, typed) is is_there


def test_an_entry_stands_by_number_and_pages_with_whom_it_mentions(cabinet, who, family):
    mentions = (
        Mention(Mentioned.CHILD, family.sibling),
        Mention(Mentioned.FAMILY, family.mother),
        Mention(Mentioned.STAFF, family.colleague),
        Mention(Mentioned.FAMILY, name=" A  grandfather "),
        Mention(Mentioned.AGENCY, name="Solveig Marchbanks", agency="Health visiting team"),
    )
    assert record(cabinet, who, family, mentions=mentions) == 1
    found = index(cabinet, family)
    [line] = found.lines
    assert (line.entry.number, line.entry.first_page, line.entry.last_page) == (1, 1, 2)
    assert (line.author, line.recorded_by) == ("Ewa Nowak", "Joanne Pryce")
    assert [(m.kind, m.name, m.agency) for m in line.mentions] == [
        (Mentioned.CHILD, "Tom Davies", ""),
        (Mentioned.FAMILY, "Carys Davies", ""),
        (Mentioned.STAFF, "Sian Hughes", ""),
        (Mentioned.FAMILY, "A grandfather", ""),
        (Mentioned.AGENCY, "Solveig Marchbanks", "Health visiting team"),
    ]
    assert (found.next_number, found.next_page) == (2, 3)
    assert asked(cabinet) == []


def test_what_is_known_from_the_start_is_recorded_with_it(cabinet, who, family):
    record(
        cabinet,
        who,
        family,
        INJURY,
        informed=Informed.YES,
        informed_on=YESTERDAY,
        informed_by="Ewa Nowak",
        side=Side.RECORDED,
        is_typed=True,
    )
    facts = [(row["fact"], row["on"], row["said"], row["answer"]) for row in rows(cabinet, FileEntryFact)]
    assert facts == [
        (Fact.INFORMED, YESTERDAY, "Ewa Nowak", ""),
        (Fact.SIDE, YESTERDAY, "", "recorded"),
        (Fact.TYPED, YESTERDAY, "", ""),
    ]
    assert asked(cabinet) == [("C-001", "File entry 1: delete the typed copy", "CP-9", date(2026, 11, 30))]


def test_what_an_entry_asks_for_is_on_the_agenda_until_it_is_done(cabinet, who, family):
    record(
        cabinet,
        who,
        family,
        INJURY,
        source=Source.THIRD_PARTY,
        giver=Confidential.NOT_ASKED,
        subject=Confidential.NOT_ASKED,
        event_on=YESTERDAY - DAY * 9,
        is_typed=True,
    )

    def what():
        return [said.partition(": ")[2] for _, said, _, _ in asked(cabinet)]

    ask = "ask whether it is confidential, ask the person it is about whether it is confidential"
    safely = "; where that is not safe, record why"
    late = "delete the typed copy and say why it was written late"
    assert what() == [f"tell the carers, {ask}, {late}{safely}"]
    fact(cabinet, who, Fact.INFORMED)
    fact(cabinet, who, Fact.LATE, said="The worker rang back late")
    assert what() == [f"{ask} and delete the typed copy{safely}"]
    fact(cabinet, who, Fact.GIVER_ASKED, answer=Confidential.YES)
    fact(cabinet, who, Fact.SUBJECT_ASKED, answer=Confidential.NO)
    assert what() == ["delete the typed copy"]
    with pytest.raises(Refused, match="not in the file yet"):
        fact(cabinet, who, Fact.DELETED)
    fact(cabinet, who, Fact.FILED)
    fact(cabinet, who, Fact.DELETED)
    assert what() == []


@pytest.mark.parametrize(
    ("corrected", "giver", "subject"),
    [
        pytest.param({}, Confidential.NO, Confidential.NO, id="nothing of it: what was asked since goes on"),
        pytest.param({"giver": Confidential.YES}, Confidential.YES, Confidential.NO, id="the giver's"),
        pytest.param({"subject": Confidential.YES}, Confidential.NO, Confidential.YES, id="the other's"),
        pytest.param({"source": Source.SETTING}, None, None, id="nobody gave it after all"),
    ],
)
def test_a_correction_of_what_was_said_about_confidentiality_counts(
    cabinet, who, family, corrected, giver, subject
):
    """What was asked later beside the wrong entry went on to the right one, and was taken for the answer."""
    unasked = {"giver": Confidential.NOT_ASKED, "subject": Confidential.NOT_ASKED}
    record(cabinet, who, family, source=Source.THIRD_PARTY, **unasked)
    fact(cabinet, who, Fact.GIVER_ASKED, answer=Confidential.NO)
    fact(cabinet, who, Fact.SUBJECT_ASKED, answer=Confidential.NO)
    as_the_form_has_it = {
        "source": Source.THIRD_PARTY,
        "giver": Confidential.NO,
        "subject": Confidential.NO,
        "corrects_id": rows(cabinet, FileEntry)[-1]["id"],
        "because": "The answer was written down wrongly",
    }
    record(cabinet, who, family, **as_the_form_has_it | corrected)
    [line] = index(cabinet, family).standing
    assert (rules.giver_said(line.entry), rules.subject_said(line.entry)) == (giver, subject)


ASK_WHOM = "ask the person it is about whether it is confidential"
UNSAFE = {"source": Source.THIRD_PARTY, "giver": Confidential.NO, "subject": Confidential.NOT_SAFE}
HE_WOULD_KNOW = "He would know who rang"


def test_nobody_is_asked_where_that_is_not_safe(cabinet, who, family):
    """A notice of the police about domestic abuse: whom it is about may live with him (IS-7)."""
    with pytest.raises(Refused) as refused:
        record(cabinet, who, family, **UNSAFE, unsafe_because="Unsafe")
    assert list(refused.value.problems) == ["unsafe_because"]
    record(cabinet, who, family, **UNSAFE, unsafe_because=HE_WOULD_KNOW)
    [line] = index(cabinet, family).standing
    assert rules.subject_said(line.entry) is Confidential.NOT_SAFE
    assert [(held.fact, held.said) for held in line.facts] == [(Fact.SUBJECT_ASKED, HE_WOULD_KNOW)]
    assert asked(cabinet) == []
    take_back(cabinet, who, because="The worker says that it is safe")
    [(_, what, clause, _)] = asked(cabinet)
    assert (what.partition(": ")[2].partition(";")[0], clause) == (ASK_WHOM, "CP-15")
    fact(cabinet, who, Fact.SUBJECT_ASKED, answer=Confidential.NOT_SAFE, said=HE_WOULD_KNOW)
    assert asked(cabinet) == []


@pytest.mark.parametrize(
    ("corrected", "said", "reasons"),
    [
        pytest.param({}, Confidential.NOT_SAFE, [HE_WOULD_KNOW], id="as it was: its reason goes on"),
        pytest.param(
            {"unsafe_because": "He reads her letters"},
            Confidential.NOT_SAFE,
            [HE_WOULD_KNOW, "He reads her letters"],
            id="with another reason",
        ),
        pytest.param({"subject": Confidential.YES}, Confidential.YES, [], id="asked after all"),
        pytest.param({"source": Source.SETTING}, None, [], id="nobody gave it after all"),
    ],
)
def test_a_correction_keeps_that_asking_is_not_safe(cabinet, who, family, corrected, said, reasons):
    record(cabinet, who, family, **UNSAFE, unsafe_because=HE_WOULD_KNOW)
    as_the_form_has_it = {
        **UNSAFE,
        "corrects_id": rows(cabinet, FileEntry)[-1]["id"],
        "because": "The pages were counted wrongly",
    }
    record(cabinet, who, family, **as_the_form_has_it | corrected)
    [line] = index(cabinet, family).standing
    assert rules.subject_said(line.entry) is said
    assert [held.said for held in line.facts] == reasons


def test_a_family_that_is_not_told_is_not_asked(cabinet, who, family):
    record(
        cabinet,
        who,
        family,
        **UNSAFE | {"subject": Confidential.NOT_ASKED},
        category=Category.AGENCY,
        informed=Informed.NOT_TOLD,
        not_told_because="It may put the adult in danger",
        side=Side.NOT_SAFE,
    )
    assert asked(cabinet) == []


@pytest.mark.parametrize(
    ("entry", "lack", "done"),
    [
        pytest.param(
            {"category": Category.INJURY, "informed": Informed.NOT_YET},
            "tell the carers",
            {"what": Fact.INFORMED},
            id="carers",
        ),
        pytest.param(
            {"giver": Confidential.NOT_ASKED},
            "ask whether it is confidential",
            {"what": Fact.GIVER_ASKED, "answer": Confidential.NO},
            id="giver",
        ),
        pytest.param(
            {"event_on": YESTERDAY - DAY * 9}, "say why it was written late", {"what": Fact.LATE}, id="late"
        ),
        pytest.param({"is_typed": True}, "delete the typed copy", {"what": Fact.DELETED}, id="typed copy"),
    ],
)
def test_what_an_entry_lacks_is_asked_for_whatever_became_of_another(cabinet, who, family, entry, lack, done):
    """And whatever else became of this one."""
    for number in (1, 2):
        record(cabinet, who, family, **entry, number=number, first_page=number, last_page=number)
        fact(cabinet, who, Fact.FILED)
    assert [what for _, what, *_ in asked(cabinet)] == [f"File entry 1: {lack}", f"File entry 2: {lack}"]
    fact(cabinet, who, **done)
    assert [what for _, what, *_ in asked(cabinet)] == [f"File entry 1: {lack}"]


def test_a_disc_that_anyone_can_read_is_on_the_agenda_until_it_is_replaced(cabinet, who, family):
    """CP-10, law L10.4. While the file is asked for nothing of it is destroyed, and nobody is asked to."""
    record(cabinet, who, family)

    def what():
        return [said for _, said, _, _ in asked(cabinet)]

    fact(cabinet, who, Fact.DISC, said="In the file", is_encrypted=False)
    assert what() == ["File entry 1: replace the disc, which is not encrypted"]
    fact(cabinet, who, Fact.DESTROYED)
    assert what() == []
    fact(cabinet, who, Fact.DISC, said="In the file", is_encrypted=True)
    assert what() == []
    record(cabinet, who, family, number=2, first_page=3, last_page=3)
    fact(cabinet, who, Fact.DISC, said="In the file", is_encrypted=False)
    take_back(cabinet, who, because="It is encrypted after all")
    assert what() == []
    fact(cabinet, who, Fact.DISC, said="In the file", is_encrypted=False)
    assert what() == ["File entry 2: replace the disc, which is not encrypted"]
    ask_for_the_file(cabinet, who, family)
    assert what() == []


def test_a_past_agenda_knows_nothing_of_what_came_later(cabinet, who, family):
    record(cabinet, who, family, INJURY, event_on=YESTERDAY - DAY, written_on=YESTERDAY - DAY)
    fact(cabinet, who, Fact.INFORMED, on=TODAY)
    assert asked(cabinet) == []
    on = [item.what for item in agenda_of(cabinet, YESTERDAY).items if item.action is Action.FILE_ENTRY]
    assert on == ["File entry 1: tell the carers"]
    before = agenda_of(cabinet, YESTERDAY - DAY * 2).items
    assert not [item for item in before if item.action is Action.FILE_ENTRY]


def test_a_concern_without_an_entry_is_asked_for_whether_or_not_there_is_an_index(cabinet, who, family):
    def raise_concern():
        return sharing.record_concern(
            cabinet,
            who,
            child_id=family.child,
            ground=Ground.CAUSE_NOT_CLEAR,
            concern="Often tired on arrival",
            raised_on=YESTERDAY,
            today=TODAY,
        )

    code = raise_concern().code
    to_write = [(code, "Write the concern in the child's file", "RI-1", YESTERDAY)]
    assert asked(cabinet) == to_write, "before anything was entered in any index"
    record(cabinet, who, family)
    assert asked(cabinet) == to_write, "and once something was"
    decision = next(item.record for item in agenda_of(cabinet).items if item.action is Action.WRITE_CONCERN)
    with cabinet.connection() as look:
        assert file_entries.concern(look, decision) == (family.child, code, YESTERDAY)
        assert file_entries.concern(look, 999) is None
    written = {"number": 2, "first_page": 3, "last_page": 3, "written_on": TODAY}
    record(cabinet, who, family, decision_id=decision, **written)
    assert asked(cabinet) == []
    before = [item.action for item in agenda_of(cabinet, YESTERDAY).items]
    assert Action.WRITE_CONCERN in before, "a past day does not see it"


def a_concern(cabinet, who, family, words="Often tired on arrival"):
    return sharing.record_concern(
        cabinet, who, child_id=family.child, ground=Ground.CAUSE_NOT_CLEAR, concern=words,
        raised_on=YESTERDAY, is_another=True, today=TODAY,
    )  # fmt: skip


def held_by_the_first(cabinet, who):
    """The concern that the entry which stands holds, as whoever looks sees it."""
    with cabinet.reading(who) as look:
        [line] = file_index.read(look, rows(cabinet, FileEntry)[0]["child_id"], TODAY).standing
    return line.concern


def test_an_entry_that_named_the_wrong_concern_is_corrected(cabinet, who, family):
    """The old line counted on: the concern it named by mistake was never asked for again."""
    record(cabinet, who, family)
    first, second = a_concern(cabinet, who, family), a_concern(cabinet, who, family, "Bruises on both knees")
    correct = {"number": 1, "because": "It is about the other concern"}
    for corrects, concern, left in (
        (1, first.id, [second.code]),
        (2, second.id, [first.code]),
        (3, None, [first.code, second.code]),
        (4, first.id, [second.code]),
    ):
        record(cabinet, who, family, corrects_id=corrects, decision_id=concern, **correct)
        assert [code for code, *_ in asked(cabinet)] == left
        said = {first.id: first.code, second.id: second.code}.get(concern, "")
        assert held_by_the_first(cabinet, who) == said


def test_who_may_not_see_a_concern_neither_sees_nor_unties_nor_names_it(cabinet, who, family, key_person):
    """A key person sees the concerns that they raised themselves."""
    record(cabinet, who, family)
    other = key_person
    managers, own = a_concern(cabinet, who, family), a_concern(cabinet, other, family, "Hungry on Mondays")
    with cabinet.reading(other) as look:
        assert [one.code for one in file_entries.concerns(look, family.child)] == [own.code]
    correct = {"number": 1, "because": "The page was wrong on it"}
    record(cabinet, who, family, corrects_id=1, decision_id=managers.id, **correct)
    assert held_by_the_first(cabinet, other) == ""
    record(cabinet, other, family, corrects_id=2, **correct)
    assert held_by_the_first(cabinet, who) == managers.code
    with pytest.raises(Refused) as refused:
        record(cabinet, other, family, corrects_id=3, decision_id=managers.id, **correct)
    assert list(refused.value.problems) == ["decision"]
    record(cabinet, other, family, corrects_id=3, decision_id=own.id, **correct)
    assert held_by_the_first(cabinet, other) == own.code


# Corrections ----------------------------------------------------------------------------------------


def test_a_correction_is_a_new_entry_that_names_the_old_and_keeps_what_became_of_it(cabinet, who, family):
    record(cabinet, who, family, INJURY)
    fact(cabinet, who, Fact.INFORMED)
    [old] = rows(cabinet, FileEntry)
    record(
        cabinet,
        who,
        family,
        INJURY,
        last_page=3,
        corrects_id=old["id"],
        because="There is a third page",
        informed=None,
    )
    found = index(cabinet, family)
    assert [(line.entry.last_page, line.is_corrected) for line in found.lines] == [(2, True), (3, False)]
    [line] = found.standing
    assert (line.corrects, line.because) == (1, "There is a third page")
    assert [held.fact for held in line.facts] == [Fact.INFORMED]
    assert rows(cabinet, FileEntry)[0] == old, "the old one stays as it was"
    assert asked(cabinet) == []
    with pytest.raises(Refused) as refused:
        record(cabinet, who, family, corrects_id=old["id"], because="There is a third page")
    assert "corrects" in refused.value.problems
    with pytest.raises(Refused, match="corrected or taken back in the meantime"):
        fact(cabinet, who, Fact.FILED, entry=old["id"])


# What is refused ------------------------------------------------------------------------------------


ENTRIES_REFUSED = [
    pytest.param({"number": None}, "number", id="no number"),
    pytest.param({"number": 1}, "number", id="a number that is taken"),
    pytest.param({"first_page": 2}, "pages", id="pages that overlap"),
    pytest.param({"author": ""}, "author", id="no author"),
    pytest.param({"event_on": TODAY + DAY}, "event_on", id="tomorrow"),
    pytest.param({"event_on": date(2024, 5, 1)}, "event_on", id="before the birth"),
    pytest.param({"is_asked_whether_sensitive": False}, "category", id="sensitive is left open"),
    pytest.param({"giver": None}, "giver", id="confidential is left open"),
    pytest.param({"source": Source.THIRD_PARTY}, "subject", id="one of the two"),
    pytest.param({"mentions": (Mention(Mentioned.FAMILY),)}, "mentions", id="nobody"),
    pytest.param({"mentions": (Mention(Mentioned.CHILD, 999),)}, "mentions", id="a child who is not there"),
    pytest.param({"mentions": (Mention(Mentioned.AGENCY, 1),)}, "mentions", id="a worker by number"),
    pytest.param({"kept_at": "Password: kiwi"}, "kept_at", id="a password"),
    pytest.param({"category": Category.INJURY}, "informed", id="whether the carers know is left open"),
    pytest.param(
        {"category": Category.INJURY, "informed": Informed.YES, "informed_on": YESTERDAY},
        "informed_by",
        id="informed by nobody",
    ),
    pytest.param(
        {
            "category": Category.INJURY,
            "informed": Informed.YES,
            "informed_by": "Ewa",
            "informed_on": YESTERDAY - DAY,
        },
        "informed_on",
        id="informed before it happened",
    ),
    pytest.param(
        {"category": Category.INJURY, "informed": Informed.NOT_TOLD},
        "not_told_because",
        id="not told, and nobody says why",
    ),
    pytest.param({"decision_id": 999}, "decision", id="a concern that is not there"),
    pytest.param({"corrects_id": 999, "because": "It was wrong before"}, "corrects", id="corrects nothing"),
]


def test_an_entry_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, subtests):
    record(cabinet, who, family)
    before = everything(cabinet)
    for case in ENTRIES_REFUSED:
        changed, field = case.values
        with subtests.test(case.id):
            with pytest.raises(Refused) as refused:
                record(cabinet, who, family, **{"number": 2, "first_page": 3, "last_page": 4} | changed)
            assert field in refused.value.problems
            assert everything(cabinet) == before


def test_an_entry_of_no_child_is_refused(cabinet, who, family):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        file_entries.record_entry(cabinet, who, child_id=None, new=ENTRY, today=TODAY)
    assert list(refused.value.problems) == ["child"]
    assert everything(cabinet) == before


# Who sees it ----------------------------------------------------------------------------------------


def test_a_sensitive_entry_is_the_managers_and_the_key_persons(cabinet, who, family, key_person):
    record(cabinet, who, family)
    record(cabinet, who, family, INJURY, number=2, first_page=3, last_page=3)
    for person in (who, key_person):
        assert [line.is_hidden for line in index(cabinet, family, person).lines] == [False, False]
    deputy = account(cabinet, Role.DEPUTY)
    shown, hidden = index(cabinet, family, deputy).lines
    assert not shown.is_hidden
    assert hidden.is_hidden
    assert (hidden.kind, hidden.author, hidden.mentions, hidden.facts) == (None, "", (), ())
    for other in (Role.STAFF, Role.CHAIRPERSON, Role.STUDENT):
        with pytest.raises(NotAllowed):
            index(cabinet, family, account(cabinet, other))


def test_what_turned_out_to_be_sensitive_is_hidden_on_the_line_of_before_too(cabinet, who, family):
    record(cabinet, who, family)
    record(cabinet, who, family, number=2, corrects_id=1, because="There is another page")
    deputy = account(cabinet, Role.DEPUTY)
    assert [line.is_hidden for line in index(cabinet, family, deputy).lines] == [False, False]
    record(cabinet, who, family, INJURY, number=3, corrects_id=2, because="It was a burn")
    record(cabinet, who, family, number=4, first_page=9, last_page=9)
    found = index(cabinet, family, deputy)
    assert [line.is_hidden for line in found.lines] == [True, True, True, False]
    assert [line.author for line in found.lines[:3]] == ["", "", ""]
    assert not any(line.is_hidden for line in index(cabinet, family, who).lines)


def test_somebody_else_sees_them_with_a_reason_that_is_listed(cabinet, who, family):
    record(cabinet, who, family, INJURY)
    deputy = account(cabinet, Role.DEPUTY)
    with pytest.raises(NotAllowed):
        fact(cabinet, deputy, Fact.INFORMED)
    with pytest.raises(Refused):
        file_index.say_why(cabinet, deputy, child_id=family.child, reason="Look")
    file_index.say_why(cabinet, deputy, child_id=family.child, reason="The manager is away and a nurse rings")
    assert not index(cabinet, family, deputy).lines[0].is_hidden
    fact(cabinet, deputy, Fact.INFORMED)
    with cabinet.connection() as look:
        [looked] = file_index.looks(look, family.child)
    assert (looked.by, looked.reason) == ("A deputy", "The manager is away and a nurse rings")


def test_a_reason_is_of_a_child_that_is_there(cabinet, who):
    with pytest.raises(Refused) as refused:
        file_index.say_why(cabinet, who, child_id=999, reason="The health visitor asks about it.")
    assert list(refused.value.problems) == ["child"]


def test_a_reason_is_no_way_in_for_those_who_may_not_see_the_file_at_all(cabinet, who, family):
    record(cabinet, who, family, INJURY)
    stranger = account(cabinet, Role.STAFF)
    with pytest.raises(NotAllowed):
        file_index.say_why(cabinet, stranger, child_id=family.child, reason="I should like to know it")


def test_a_key_person_writes_for_the_key_children_until_they_are_somebody_elses(
    cabinet, who, family, key_person
):
    assert record(cabinet, key_person, family, INJURY) == 1
    fact(cabinet, key_person, Fact.INFORMED)
    with pytest.raises(NotAllowed):
        file_entries.record_entry(cabinet, key_person, child_id=family.sibling, new=ENTRY, today=TODAY)
    with cabinet.administering("test") as session:
        assigned = rows(cabinet, KeyPersonAssignment)[0]["id"]
        session.get(KeyPersonAssignment, assigned).until_on = YESTERDAY
    with pytest.raises(NotAllowed):
        index(cabinet, family, key_person)
    with pytest.raises(NotAllowed):
        fact(cabinet, key_person, Fact.NOT_TOLD)


# The legal hold -------------------------------------------------------------------------------------


def test_while_the_file_is_asked_for_every_change_has_a_reason_and_is_listed(cabinet, who, family):
    record(cabinet, who, family, is_typed=True)
    fact(cabinet, who, Fact.FILED)
    fact(cabinet, who, Fact.DISC, said="In the file", is_encrypted=True)
    code = ask_for_the_file(cabinet, who, family)
    assert index(cabinet, family).held_by == (code,)
    before = everything(cabinet)
    two = {"number": 2, "first_page": 3, "last_page": 3}
    with pytest.raises(Refused) as refused:
        record(cabinet, who, family, **two)
    assert list(refused.value.problems) == ["hold_reason"]
    for gone in (Fact.DELETED, Fact.DESTROYED):
        with pytest.raises(Refused) as refused:
            fact(cabinet, who, gone, hold_reason="It is done every week")
        assert list(refused.value.problems) == ["fact"]
    assert everything(cabinet) == before
    record(cabinet, who, family, **two, hold_reason="The day's own contact record")
    fact(cabinet, who, Fact.TYPED, hold_reason="A letter about it")
    with cabinet.connection() as look:
        changes = file_index.read(look, family.child).changes
    assert [(change.what, change.by, change.reason) for change in changes] == [
        ("Entry 2: typed copy made", "Joanne Pryce", "A letter about it"),
        ("Entry 2 added", "Joanne Pryce", "The day's own contact record"),
    ]


def test_of_a_sensitive_entry_that_is_hidden_it_is_listed_that_it_changed_and_no_more(cabinet, who, family):
    ask_for_the_file(cabinet, who, family)
    record(cabinet, who, family, INJURY, hold_reason="The nurse rang about the burn")
    fact(cabinet, who, Fact.INFORMED, hold_reason="She was told of the burn today")
    take_back(cabinet, who, because="She was told of another burn")
    deputy = account(cabinet, Role.DEPUTY)

    def listed_for(person):
        with cabinet.reading(person) as look:
            changes = file_index.read(look, family.child).changes
        return [(one.what, one.by, one.reason) for one in changes]

    assert listed_for(deputy) == [("Entry 1: a sensitive entry was changed", "", "")] * 3
    file_index.say_why(cabinet, deputy, child_id=family.child, reason="The manager is away today")
    assert listed_for(deputy) == listed_for(who)
    assert [by for _, by, _ in listed_for(who)] == [who.name] * 3


@pytest.mark.parametrize("role", [Role.KEY_PERSON, Role.COMMITTEE, Role.VOLUNTEER])
def test_the_file_of_a_request_opens_for_nobody_who_may_see_no_request(cabinet, who, family, role):
    record(cabinet, who, family)
    with cabinet.reading(account(cabinet, role)) as look, pytest.raises(NotAllowed):
        file_index.prepared(look, family.child, TODAY)


def listed_with(opened, code, family):
    """The changes of the index that are listed with a request, and as the paper of its history has them."""
    with opened.connection() as look:
        held = whole_requests.one(look, code=code)
        changes = request_file.changes(held, file_index.read(look, family.child, TODAY))
    paper = of_request.chapters(held, changes)[-1].rows
    assert len(paper) == len(changes)
    return [change.reason for change in changes], paper


def changed_by(opened, code, family):
    with opened.connection() as look:
        held = whole_requests.one(look, code=code)
        changes = request_file.changes(held, file_index.read(look, family.child, TODAY))
    return [(change.reason, change.by) for change in changes]


def test_each_change_on_hold_is_listed_with_its_request_what_became_of_an_entry_too(cabinet, who, family):
    record(cabinet, who, family)
    code = ask_for_the_file(cabinet, who, family)
    record(cabinet, who, family, number=2, first_page=3, last_page=3, hold_reason="That day's own record")
    fact(cabinet, who, Fact.TYPED, hold_reason="A letter about it")
    record(cabinet, who, family, number=3, first_page=4, last_page=6, hold_reason="Minutes of that day")
    reasons, paper = listed_with(cabinet, code, family)
    assert reasons == ["That day's own record", "A letter about it", "Minutes of that day"]
    assert "typed copy made" in paper[1][1]
    assert "A letter about it" in paper[1][1]
    assert "no. 2, page 3," in paper[0][1] and "no. 3, pages 4 to 6," in paper[2][1]


@pytest.mark.parametrize("is_closed", [False, True], ids=["while it is open", "once it is closed"])
def test_a_change_is_listed_once_as_it_was_made_after_its_entry_was_corrected(
    cabinet, who, family, key_person, is_closed
):
    """What became of an entry goes on to its correction, which is no change of that kind by itself."""
    record(cabinet, who, family)
    code = ask_for_the_file(cabinet, who, family)
    fact(cabinet, key_person, Fact.TYPED, hold_reason="A letter about it")
    before = changed_by(cabinet, code, family)
    assert before == [("A letter about it", "Ewa Nowak")]
    if is_closed:
        with cabinet.administering("test") as session:
            session.add(AccessStep(request_id=1, step=Step.CLOSED, on=TODAY))
    corrected = {"corrects_id": rows(cabinet, FileEntry)[0]["id"], "because": "The day was wrong"}
    record(cabinet, who, family, **corrected, hold_reason="The day matters", hold_second=" Ruth  Ellis ")
    after = [] if is_closed else [("The day was wrong The day matters. Agreed by Ruth Ellis.", who.name)]
    assert changed_by(cabinet, code, family) == before + after
    with cabinet.connection() as look:
        listed_here = file_index.read(look, family.child).changes
    corrections = ("Entry 1 corrects an earlier one", "The day matters. Agreed by Ruth Ellis.")
    assert [(one.what, one.reason) for one in listed_here] == [corrections] * len(after) + [
        ("Entry 1: typed copy made", "A letter about it")
    ]


def test_a_change_that_an_older_cabinet_has_beside_the_correction_too_is_listed_once(
    cabinet, who, family, key_person
):
    record(cabinet, who, family)
    code = ask_for_the_file(cabinet, who, family)
    fact(cabinet, key_person, Fact.TYPED, hold_reason="A letter about it")
    corrected = {"corrects_id": rows(cabinet, FileEntry)[0]["id"], "because": "The day was wrong"}
    record(cabinet, who, family, **corrected, hold_reason="The day matters", hold_second=" Ruth  Ellis ")
    before = changed_by(cabinet, code, family)
    held = rows(cabinet, FileEntryFact)[0]
    kept = {name: held[name] for name in ("fact", "on", "said", "answer", "is_encrypted", "hold_reason")}
    new = rows(cabinet, FileEntry)[-1]["id"]
    with cabinet.administering("test") as session:
        session.add(FileEntryFact(entry_id=new, recorded_by_id=who.account_id, **kept))
    assert changed_by(cabinet, code, family) == before
    with cabinet.connection() as look:
        listed_here = file_index.read(look, family.child).changes
    assert [one.what for one in listed_here].count("Entry 1: typed copy made") == 1


def test_a_change_is_listed_with_the_request_that_was_open_then(cabinet, who, family):
    first = ask_for_the_file(cabinet, who, family)
    record(cabinet, who, family, hold_reason="Found in the office")
    with cabinet.administering("test") as session:
        for step in (Step.REFUSED, Step.CLOSED):
            session.add(AccessStep(request_id=1, step=step, on=TODAY, reason="Asked for by mistake."))
    second = ask_for_the_file(cabinet, who, family)
    fact(cabinet, who, Fact.TYPED, hold_reason="A letter about it")
    assert listed_with(cabinet, first, family)[0] == ["Found in the office"]
    assert listed_with(cabinet, second, family)[0] == ["Found in the office", "A letter about it"]


def test_a_change_just_after_midnight_in_summer_is_of_the_day_it_is_in_london(cabinet, who, family):
    """The store keeps moments in UTC, an hour behind."""
    received_on = date(2026, 7, 2)
    with cabinet.administering("test") as session:
        request = AccessRequest(
            code="AR-2026-001", child_id=family.child, requester="Carys Davies", channel=Channel.LETTER,
            received_on=received_on,
        )  # fmt: skip
        entry = FileEntry(
            child_id=family.child, number=1, first_page=1, last_page=1, event_on=received_on,
            written_on=received_on, kind=Kind.CONTACT, author="Ewa Nowak", nature=Nature.FACT,
            source=Source.CARER, kept_at="In the file", hold_reason="At night",
            recorded_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC),
        )  # fmt: skip
        session.add_all([request, entry])
    reasons, [(day, *_)] = listed_with(cabinet, "AR-2026-001", family)
    assert (reasons, day) == (["At night"], "2 Jul 2026")
    with cabinet.connection() as look:
        assert whole_requests.one(look, code="AR-2026-001").whole().index.changed_at is not None


def test_a_file_that_changes_after_its_check_is_to_be_checked_again_on_the_agenda(cabinet, who, family):
    record(cabinet, who, family)
    ask_for_the_file(cabinet, who, family)
    request_id = rows(cabinet, AccessRequest)[0]["id"]

    def is_to_be_checked():
        with cabinet.reading(who) as look:
            held = whole_requests.one(look, request_id=request_id)
            whole = held.whole(request_file.index(look, held, TODAY))
        on_its_page = access_path.is_done(Task.FILE_CHECK, whole)
        asked_for = Step.FILE_CHECKED in {item.step for item in agenda_of(cabinet).items}
        assert asked_for is not on_its_page, "the agenda asks for what the page of the request has to do"
        return asked_for

    assert is_to_be_checked()
    request_steps.record(
        cabinet, who, request_id=request_id, step=Step.FILE_CHECKED, on=TODAY, said="E-mail: nothing",
        reason="It is all in order.",
        today=TODAY,
    )  # fmt: skip
    assert not is_to_be_checked()
    record(cabinet, who, family, number=2, first_page=3, last_page=3, hold_reason="The day's own record")
    assert is_to_be_checked()
    request_steps.record(
        cabinet, who, request_id=request_id, step=Step.FILE_CHECKED, on=TODAY, said="E-mail: nothing",
        reason="It is all in order.",
        today=TODAY,
    )  # fmt: skip
    assert not is_to_be_checked()
    fact(cabinet, who, Fact.TYPED, hold_reason="A letter about it")
    assert is_to_be_checked(), "what became of an entry is a change as well"


def test_a_deputy_prepares_a_file_once_its_sensitive_entries_are_not_hidden_from_them(cabinet, who, family):
    record(cabinet, who, family)
    record(cabinet, who, family, INJURY, number=2, first_page=3, last_page=4)
    record(cabinet, who, family, number=3, first_page=5, last_page=6)
    ask_for_the_file(cabinet, who, family)
    request_id, deputy = rows(cabinet, AccessRequest)[0]["id"], account(cabinet, Role.DEPUTY)

    def prepared():
        with cabinet.reading(deputy) as look:
            held = whole_requests.one(look, request_id=request_id)
            found = request_file.read(look, held, TODAY)
        lacking = {
            blocker.clause for blocker in access_path.blockers(held.whole(request_file.of_index(held, found)))
        }
        return file_check.findings(request_file.checked(found), entry_days=2), "CP-12" in lacking

    assert prepared() == ([], True), "the pages of a hidden entry are not missing"
    sign = partial(
        request_steps.record, cabinet, request_id=request_id, said="E-mail: nothing", on=TODAY, today=TODAY
    )
    sign(who, step=Step.FILE_CHECKED)
    for step in (Step.FILE_CHECKED, Step.FILE_CHECK_SIGNED, Step.CLEAN_COPY_CHECKED):
        with pytest.raises(Refused, match=r"you need to see the sensitive entries.* is under The file"):
            sign(deputy, step=step)
    with pytest.raises(Refused, match="you need to see the sensitive entries"):
        redactions.agree(cabinet, deputy, request_id=request_id, line_ids=[1], today=TODAY)
    file_index.say_why(cabinet, deputy, child_id=family.child, reason="I prepare the file for the mother")
    assert prepared() == ([], False)
    sign(deputy, step=Step.FILE_CHECK_SIGNED)


def test_the_hold_ends_when_the_request_is_closed_and_not_with_its_answer(cabinet, who, family):
    record(cabinet, who, family, is_typed=True)
    fact(cabinet, who, Fact.FILED)
    fact(cabinet, who, Fact.DISC, is_encrypted=True)
    ask_for_the_file(cabinet, who, family)
    request = agenda_of(cabinet).facts.requests[0].id

    def done(step, **more):
        with cabinet.administering("test") as session:
            row = AccessStep(request_id=request, step=step, on=TODAY, **more)
            session.add(row)
            session.flush()
            return row.id

    done(Step.RELEASED)
    for what in NEVER_ON_HOLD:
        with pytest.raises(Refused) as refused:
            fact(cabinet, who, what, hold_reason="The request is answered now.")
        assert list(refused.value.problems) == ["fact"]
    closed = done(Step.CLOSED)
    assert index(cabinet, family).held_by == ()
    fact(cabinet, who, Fact.DELETED)
    done(Step.CLOSED, corrects_id=closed, is_struck=True, because="It is not closed yet.")
    assert index(cabinet, family).held_by == ("AR-2026-001",)
    with pytest.raises(Refused):
        fact(cabinet, who, Fact.DESTROYED, hold_reason="It was thought to be closed.")
    with cabinet.connection() as look:
        assert file_index.read(look, family.child).changes == ()


def test_nobody_is_asked_to_delete_a_typed_copy_while_the_file_is_on_hold(cabinet, who, family):
    record(cabinet, who, family, is_typed=True)
    assert [what for _, what, *_ in asked(cabinet)] == ["File entry 1: delete the typed copy"]
    ask_for_the_file(cabinet, who, family)
    assert asked(cabinet) == []
    with cabinet.administering("test") as session:
        session.add(AccessStep(request_id=1, step=Step.RELEASED, on=TODAY))
    assert asked(cabinet) == []
    with cabinet.administering("test") as session:
        session.add(AccessStep(request_id=1, step=Step.CLOSED, on=TODAY))
    assert [what for _, what, *_ in asked(cabinet)] == ["File entry 1: delete the typed copy"]


def test_the_mentions_of_a_correction_are_its_own(cabinet, who, family):
    record(cabinet, who, family, mentions=(Mention(Mentioned.CHILD, family.sibling),))
    old = rows(cabinet, FileEntry)[0]["id"]
    record(cabinet, who, family, corrects_id=old, because="It names no other child")
    assert [row["entry_id"] for row in rows(cabinet, FileMention)] == [old]
    assert index(cabinet, family).standing[0].mentions == ()


@pytest.mark.parametrize("kind", [Mentioned.CHILD, Mentioned.FAMILY])
def test_a_key_person_mentions_nobody_of_a_child_out_of_sight(cabinet, who, family, key_person, kind):
    """The index would show the name of whoever is picked, by whatever number was sent."""
    mothers = {row["name"]: row["id"] for row in rows(cabinet, Carer) if row["child_id"] == family.sibling}
    number = family.sibling if kind is Mentioned.CHILD else next(iter(mothers.values()))
    new = replace(ENTRY, mentions=(Mention(kind, number),))
    with pytest.raises(Refused, match="not one of your key children") as refused:
        record(cabinet, key_person, family, new)
    assert list(refused.value.problems) == ["mentions"]
    record(cabinet, who, family, new)
    # A correction keeps whom the manager named: the name stands in the index that they see.
    first = rows(cabinet, FileEntry)[0]["id"]
    record(cabinet, key_person, family, new, corrects_id=first, because="The author was somebody else.")
    own = next(row["id"] for row in rows(cabinet, Carer) if row["child_id"] == family.child)
    record(
        cabinet, key_person, family, ENTRY, number=2, first_page=3, last_page=3,
        mentions=(Mention(Mentioned.FAMILY, own),),
    )  # fmt: skip


def test_sight_is_asked_of_the_day(cabinet, who, family, key_person):
    with cabinet.reading(key_person) as look:
        assert file_index.sees_sensitive(look, family.child, TODAY)
        assert not file_index.sees_sensitive(look, family.sibling, TODAY)
        assert sight.of(look) == key_person


# Taken back -----------------------------------------------------------------------------------------

WHY = "It was another child's typed copy"


def take_back(opened, who, number=None, because=WHY):
    number = number or rows(opened, FileEntryFact)[-1]["id"]
    file_entries.take_back(opened, who, entry_fact_id=number, because=because, today=TODAY)


def test_a_typed_copy_deleted_by_mistake_is_asked_for_again_and_the_history_says_so(cabinet, who, family):
    record(cabinet, who, family, is_typed=True)
    fact(cabinet, who, Fact.FILED)
    before = asked(cabinet)
    assert len(before) == 1
    fact(cabinet, who, Fact.DELETED)
    assert asked(cabinet) == []
    for number in (1, 2):
        with pytest.raises(Refused) as refused:
            take_back(cabinet, who, number)
        assert refused.value.problems["row"].startswith("Something later rests on it: typed copy deleted")
    take_back(cabinet, who)
    assert asked(cabinet) == before
    [line] = index(cabinet, family).lines
    assert [held.fact for held in line.facts] == [Fact.TYPED, Fact.FILED]
    assert line.entry.happened[-1].fact is Fact.FILED
    assert (line.history[-1].fact, line.history[-1].taken_back.because) == (Fact.DELETED, WHY)
    fact(cabinet, who, Fact.DELETED)
    assert asked(cabinet) == []


def test_what_was_taken_back_is_not_brought_over_to_a_correction(cabinet, who, family):
    record(cabinet, who, family, INJURY, informed=Informed.YES, informed_on=YESTERDAY, informed_by="Ewa")
    take_back(cabinet, who, 1)
    first = rows(cabinet, FileEntry)[0]["id"]
    record(cabinet, who, family, INJURY, corrects_id=first, because="The day was wrong")
    corrected, line = index(cabinet, family).lines
    assert (len(corrected.history), line.history) == (1, ())
    with pytest.raises(Refused) as refused:
        take_back(cabinet, who, 1)
    assert list(refused.value.problems) == ["row"]


def test_on_hold_it_is_listed_with_the_request_and_the_check_of_the_file_is_old(cabinet, who, family):
    record(cabinet, who, family, is_typed=True)
    fact(cabinet, who, Fact.FILED)
    fact(cabinet, who, Fact.DISC, said="In the file", is_encrypted=True)
    take_back(cabinet, who, because="There is no disc at all")
    with cabinet.connection() as look:
        assert file_index.read(look, family.child).changes == ()
    code = ask_for_the_file(cabinet, who, family)
    with cabinet.connection() as look:
        before = whole_requests.one(look, code=code).whole().index.changed_at
    take_back(cabinet, who, 2)
    with cabinet.connection() as look:
        listed_here = file_index.read(look, family.child).changes
        after = whole_requests.one(look, code=code).whole().index.changed_at
    assert [(one.what, one.by, one.reason) for one in listed_here][:1] == [
        ("Entry 1: hard copy filed, entered by mistake", who.name, WHY)
    ]
    assert after is not None
    assert before is None or after > before
    reasons, paper = listed_with(cabinet, code, family)
    assert reasons[-1] == WHY
    assert "entered by mistake" in paper[-1][1]


def test_a_key_person_takes_back_of_their_own_key_child_and_nobody_of_another(
    cabinet, who, family, key_person
):
    record(cabinet, who, family, is_typed=True)
    with pytest.raises(NotAllowed):
        take_back(cabinet, account(cabinet, Role.KEY_PERSON, "Another key person"))
    take_back(cabinet, key_person)
    assert asked(cabinet) == []


def test_a_sensitive_entry_is_for_whoever_sees_it(cabinet, who, family):
    record(cabinet, who, family, INJURY, informed=Informed.YES, informed_on=YESTERDAY, informed_by="Ewa")
    with pytest.raises(NotAllowed, match=r"sensitive.*first say under the child's file index why"):
        take_back(cabinet, account(cabinet, Role.DEPUTY))
    take_back(cabinet, who)
    assert len(asked(cabinet)) == 1


# The two kinds of records ----------------------------------------------------------------------------


LATER = london_today() + timedelta(weeks=12)  # the trail of a test begins on the day on which it runs


def lacking(opened, today=LATER):
    return [
        item.action
        for item in agenda_of(opened, today).items
        if item.action in (Action.FIRST_ENTRY, Action.PLACE)
    ]


def test_a_child_without_a_file_or_a_developmental_record_is_asked_about(cabinet, who, family):
    """GE-1: both kinds. The child who has left is asked about no more."""
    assert lacking(cabinet, TODAY) == []
    assert lacking(cabinet) == [Action.FIRST_ENTRY, Action.PLACE]
    record(cabinet, who, family)
    assert lacking(cabinet) == [Action.PLACE]
    developmental.record(
        cabinet, who, child_id=family.child, event=Event.VIEWED, on=TODAY, carer_id=family.mother, today=TODAY
    )
    assert lacking(cabinet) == [Action.PLACE], "a carer looked at it, and where it is nobody has said"
    developmental.record(
        cabinet, who, child_id=family.child, event=Event.KEPT, on=TODAY, kept_at="Green room", today=TODAY
    )
    assert lacking(cabinet) == []
    developmental.take_back(cabinet, who, line_id=2, because="That was the record of another child")
    assert lacking(cabinet) == [Action.PLACE]
    assert lacking(cabinet, TODAY) == []


def test_of_who_came_back_a_new_file_is_begun_where_the_old_one_is_not_here(cabinet, who, family):
    """GE-1: what the index lists went to a school or was shredded with the stay before, and is no file."""
    record(cabinet, who, family)
    record(cabinet, who, family, INJURY, number=2, first_page=3, last_page=3)

    def gone(kind, on=TODAY):
        with cabinet.administering("test") as session:
            row = Disposal(child_id=family.child, kind=kind, on=on, how="By hand", second_id=who.account_id)
            session.add(row)
            session.flush()
            return row.id

    gone(RecordKind.GENERAL, on=YESTERDAY - DAY)
    gone(RecordKind.GENERAL)
    assert lacking(cabinet) == [Action.PLACE], "the record of the injury is kept for longer"
    was = gone(RecordKind.ACCIDENTS)
    assert lacking(cabinet) == [Action.FIRST_ENTRY, Action.PLACE]
    [said, _] = [item.what for item in agenda_of(cabinet, LATER).items if item.clause == "GE-1"]
    assert said == "Begin a new file: the papers in the index are not here any more"
    with cabinet.administering("test") as session:
        mistakes.take_back(session, who, Disposal, was, "They are still in the cabinet")
    assert lacking(cabinet) == [Action.PLACE], "they never went"
    gone(RecordKind.ACCIDENTS)
    record(cabinet, who, family, number=3, first_page=4, last_page=4, event_on=TODAY, written_on=TODAY)
    assert lacking(cabinet) == [Action.FIRST_ENTRY, Action.PLACE], "a paper of that day went with the others"
    file_entries.record_entry(
        cabinet,
        who,
        child_id=family.child,
        new=replace(ENTRY, number=4, first_page=5, last_page=5, event_on=TODAY + DAY, written_on=TODAY + DAY),
        today=TODAY + DAY,
    )
    assert lacking(cabinet) == [Action.PLACE]
