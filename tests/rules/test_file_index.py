"""The index of a file: what an entry lacks, what its pages say, what is refused, what a legal hold stops."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.file_index import (
    Category,
    Confidential,
    Entry,
    Fact,
    Happened,
    Informed,
    Kind,
    Lack,
    Mention,
    Mentioned,
    Nature,
    Side,
    Source,
    correction_problems,
    entry_problems,
    fact_problems,
    giver_said,
    has_disc,
    hold_problems,
    hold_second_problems,
    informed,
    informed_problems,
    is_late,
    is_open,
    is_typed,
    lacking,
    missing_pages,
    out_of_order,
    pages_in_words,
    reason_problems,
    redacted_problem,
    sensitive,
    subject_said,
    taking_back_problem,
)

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)


def entry(number=1, first=1, last=1, on=MONDAY, written=None, **more):
    return Entry(number, first, last, on, written or on, **more)


def a_disc(*, is_encrypted, **more):
    return Happened(Fact.DISC, MONDAY, is_encrypted=is_encrypted, **more)


def happened(*facts):
    return tuple(Happened(fact, MONDAY + DAY * at, *more, order=at) for at, (fact, *more) in enumerate(facts))


# What it lacks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "lacks"),
    [
        pytest.param(entry(), [], id="an ordinary entry"),
        pytest.param(entry(category=Category.INJURY), [Lack.INFORM], id="sensitive: nobody told the carers"),
        pytest.param(
            entry(category=Category.INJURY, happened=happened((Fact.INFORMED,))),
            [],
            id="the carers are informed",
        ),
        pytest.param(
            entry(category=Category.CHILD_PROTECTION, happened=happened((Fact.NOT_TOLD,))),
            [],
            id="not told, for a reason",
        ),
        pytest.param(
            entry(source=Source.CARER, giver=Confidential.NOT_ASKED),
            [Lack.ASK_GIVER],
            id="the giver was not asked",
        ),
        pytest.param(
            entry(
                source=Source.CARER,
                giver=Confidential.NOT_ASKED,
                happened=happened((Fact.GIVER_ASKED, "confidential")),
            ),
            [],
            id="asked since",
        ),
        pytest.param(
            entry(source=Source.THIRD_PARTY, giver=Confidential.NO, subject=Confidential.NOT_ASKED),
            [Lack.ASK_SUBJECT],
            id="third party: one of the two is not enough",
        ),
        pytest.param(
            entry(
                category=Category.AGENCY,
                source=Source.THIRD_PARTY,
                giver=Confidential.NO,
                subject=Confidential.NOT_ASKED,
                happened=happened((Fact.NOT_TOLD,)),
            ),
            [],
            id="the family is not told of it: asking would tell (IS-7)",
        ),
        pytest.param(
            entry(
                category=Category.CHILD_PROTECTION,
                source=Source.THIRD_PARTY,
                giver=Confidential.NOT_ASKED,
                subject=Confidential.NOT_ASKED,
                happened=happened((Fact.SIDE, Side.NOT_SAFE)),
            ),
            [Lack.INFORM, Lack.ASK_GIVER],
            id="the carers are not safe to ask: the police may be asked, and why they are not told is open",
        ),
        pytest.param(
            entry(
                category=Category.CONCERN,
                source=Source.CARER,
                giver=Confidential.NOT_ASKED,
                happened=happened((Fact.NOT_TOLD,), (Fact.SIDE, Side.NOT_SAFE)),
            ),
            [],
            id="no carer where a carer gave it",
        ),
        pytest.param(
            entry(
                category=Category.AGENCY,
                source=Source.THIRD_PARTY,
                giver=Confidential.NO,
                subject=Confidential.NOT_ASKED,
                happened=happened((Fact.NOT_TOLD,), (Fact.INFORMED,)),
            ),
            [Lack.ASK_SUBJECT],
            id="told since: then they are asked too",
        ),
        pytest.param(
            entry(
                source=Source.THIRD_PARTY,
                giver=Confidential.NOT_ASKED,
                subject=Confidential.NOT_ASKED,
                happened=happened(
                    (Fact.GIVER_ASKED, Confidential.NOT_SAFE), (Fact.SUBJECT_ASKED, Confidential.NOT_SAFE)
                ),
            ),
            [],
            id="not safe to ask is an answer",
        ),
        pytest.param(entry(happened=happened((Fact.TYPED,))), [Lack.DELETE], id="a typed copy is there"),
        pytest.param(
            entry(happened=happened((Fact.TYPED,), (Fact.FILED,), (Fact.DELETED,))), [], id="deleted again"
        ),
        pytest.param(
            entry(happened=happened((Fact.TYPED,), (Fact.DELETED,), (Fact.TYPED,))),
            [Lack.DELETE],
            id="typed anew after it was deleted",
        ),
        pytest.param(
            entry(happened=(a_disc(is_encrypted=False),)), [Lack.DISC], id="whoever finds the disc reads it"
        ),
        pytest.param(entry(happened=(a_disc(is_encrypted=True),)), [], id="an encrypted disc"),
        pytest.param(entry(happened=(a_disc(is_encrypted=None),)), [], id="of an old disc nobody knows it"),
        pytest.param(
            entry(happened=(a_disc(is_encrypted=False), Happened(Fact.DESTROYED, MONDAY, order=1))),
            [],
            id="the disc was destroyed",
        ),
        pytest.param(
            entry(
                happened=(
                    a_disc(is_encrypted=False),
                    Happened(Fact.DESTROYED, MONDAY, order=1),
                    a_disc(is_encrypted=True, order=2),
                )
            ),
            [],
            id="and an encrypted one made in its place",
        ),
        pytest.param(entry(written=MONDAY + DAY * 2), [], id="written on the last day of the house rule"),
        pytest.param(entry(written=MONDAY + DAY * 3), [Lack.LATE], id="written the day after"),
        pytest.param(
            entry(written=MONDAY + DAY * 3, happened=happened((Fact.LATE,))), [], id="late, and says why"
        ),
        pytest.param(
            entry(
                category=Category.AGENCY,
                source=Source.THIRD_PARTY,
                giver=Confidential.NOT_ASKED,
                subject=Confidential.NOT_ASKED,
                written=MONDAY + DAY * 9,
                happened=(*happened((Fact.TYPED,)), a_disc(is_encrypted=False)),
            ),
            [Lack.INFORM, Lack.ASK_GIVER, Lack.ASK_SUBJECT, Lack.DELETE, Lack.DISC, Lack.LATE],
            id="everything at once, in the policy's order",
        ),
    ],
)
def test_what_an_entry_still_asks_for(held, lacks):
    assert lacking(held, entry_days=2) == lacks
    # On hold nothing of the file is done away with, and nobody is asked to.
    on_hold = lacking(held, entry_days=2, is_on_hold=True)
    assert on_hold == [lack for lack in lacks if lack not in {Lack.DELETE, Lack.DISC}]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), Informed.NOT_YET),
        (((Fact.NOT_TOLD,),), Informed.NOT_TOLD),
        (((Fact.NOT_TOLD,), (Fact.INFORMED,)), Informed.YES),
    ],
)
def test_the_last_word_about_the_carers_counts(facts, expected):
    assert informed(entry(happened=happened(*facts))) is expected


def test_what_was_said_later_replaces_what_was_said_first():
    held = entry(
        source=Source.THIRD_PARTY,
        giver=Confidential.YES,
        subject=Confidential.NOT_ASKED,
        happened=happened((Fact.GIVER_ASKED, "not confidential"), (Fact.SUBJECT_ASKED, "confidential")),
    )
    assert (giver_said(held), subject_said(held)) == (Confidential.NO, Confidential.YES)


# Pages and order ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "missing", "said"),
    [
        pytest.param([], [], "", id="an empty file"),
        pytest.param([entry(1, 1, 3), entry(2, 4, 4)], [], "", id="none"),
        pytest.param([entry(1, 2, 3), entry(2, 8, 8)], [1, 4, 5, 6, 7], "1, 4 to 7", id="before and between"),
        pytest.param([entry(2, 3, 4), entry(1, 1, 1)], [2], "2", id="in whatever order they are read"),
    ],
)
def test_pages_that_no_entry_holds_are_named(entries, missing, said):
    assert missing_pages(entries) == missing
    assert pages_in_words(missing) == said


def test_entries_after_a_later_event_are_out_of_date_order():
    entries = [
        entry(1, 1, 1, MONDAY),
        entry(2, 2, 2, MONDAY + DAY),
        entry(3, 3, 3, MONDAY),  # after a later event
        entry(4, 4, 4, MONDAY + DAY),  # the same day is in order
    ]
    assert out_of_order(entries) == [3]


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3)), max_size=12))
def test_every_page_is_held_or_missing(pages):
    entries = [entry(at, first, first + more) for at, (first, more) in enumerate(pages, 1)]
    held = {page for e in entries for page in range(e.first_page, e.last_page + 1)}
    missing = missing_pages(entries)
    assert held.isdisjoint(missing)
    assert held | set(missing) == set(range(1, max(held, default=0) + 1))


# Recording an entry ---------------------------------------------------------------------------------

BORN_ON = date(2024, 5, 2)
GOOD = {
    "child": "Ivy",
    "number": 3,
    "first_page": 5,
    "last_page": 6,
    "event_on": MONDAY,
    "written_on": TODAY,
    "kind": Kind.CONTACT,
    "author": "Ewa Nowak",
    "nature": Nature.FACT,
    "opinion_of": "",
    "source": Source.CARER,
    "giver": Confidential.NO,
    "subject": None,
    "is_asked_whether_sensitive": True,
    "mentions": (),
    "kept_at": "In the child's file",
    "others": [entry(1, 1, 2), entry(2, 3, 4), entry(7, 9, 10)],
    "born_on": BORN_ON,
    "today": TODAY,
}


def test_a_whole_entry_is_taken():
    assert entry_problems(**GOOD) == {}
    third = {"source": Source.THIRD_PARTY, "subject": Confidential.NOT_ASKED}
    assert entry_problems(**GOOD | third) == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child": None}, "child", id="no child"),
        pytest.param({"number": None}, "number", id="no number"),
        pytest.param({"number": 0}, "number", id="number nought"),
        pytest.param({"number": 2}, "number", id="a number that is taken"),
        pytest.param({"first_page": None}, "pages", id="no pages"),
        pytest.param({"first_page": 0}, "pages", id="page nought"),
        pytest.param({"first_page": 6, "last_page": 5}, "pages", id="the last before the first"),
        pytest.param({"first_page": 4}, "pages", id="overlaps with the entry before"),
        pytest.param({"last_page": 9}, "pages", id="overlaps with the entry after"),
        pytest.param({"first_page": 1, "last_page": 20}, "pages", id="goes round others"),
        pytest.param({"event_on": None}, "event_on", id="no date"),
        pytest.param({"event_on": TODAY + DAY, "written_on": TODAY + DAY}, "event_on", id="tomorrow"),
        pytest.param({"event_on": BORN_ON - DAY}, "event_on", id="before the birth"),
        pytest.param({"written_on": None}, "written_on", id="written on no day"),
        pytest.param({"written_on": TODAY + DAY}, "written_on", id="written tomorrow"),
        pytest.param({"written_on": MONDAY - DAY}, "written_on", id="written before it happened"),
        pytest.param({"kind": None}, "kind", id="no kind"),
        pytest.param({"author": "  "}, "author", id="no author"),
        pytest.param({"author": "-"}, "author", id="a dash for an author"),
        pytest.param({"nature": None}, "nature", id="neither fact nor opinion"),
        pytest.param({"nature": Nature.OPINION}, "opinion_of", id="nobody's opinion"),
        pytest.param({"nature": Nature.BOTH}, "opinion_of", id="in part nobody's opinion"),
        pytest.param({"is_asked_whether_sensitive": False}, "category", id="sensitive or not is left open"),
        pytest.param({"source": None}, "source", id="from nobody knows whom"),
        pytest.param({"giver": None}, "giver", id="whether it is confidential is left open (CP-3)"),
        pytest.param(
            {"source": Source.THIRD_PARTY}, "subject", id="third party: only one of the two is asked (CP-15)"
        ),
        pytest.param({"mentions": [Mention(Mentioned.FAMILY)]}, "mentions", id="mentions nobody"),
        pytest.param({"mentions": [Mention(Mentioned.CHILD, name=" ")]}, "mentions", id="mentions a blank"),
        pytest.param({"mentions": [Mention(Mentioned.FAMILY, name="-")]}, "mentions", id="mentions a dash"),
        pytest.param(
            {"mentions": [Mention(Mentioned.AGENCY, name="Jo Bloggs")]},
            "mentions",
            id="a worker of no agency",
        ),
        pytest.param({"kept_at": ""}, "kept_at", id="the paper is nowhere"),
        pytest.param({"kept_at": "Kept elsewhere"}, "kept_at", id="elsewhere (RI-2)"),
        pytest.param({"author": "Ewa, password: kiwi"}, "author", id="a password for an author"),
        pytest.param({"kept_at": "Drawer. Passcode is 1234"}, "kept_at", id="a password for a place"),
        pytest.param(
            {"mentions": [Mention(Mentioned.FAMILY, name="Jo, pwd=kiwi")]},
            "mentions",
            id="a password for a name",
        ),
    ],
)
def test_an_entry_is_refused_by_field(changed, field):
    found = entry_problems(**GOOD | changed)
    assert field in found
    assert found.keys() <= {field, "written_on"}, "what is wrong in itself, and what cannot be because of it"


@pytest.mark.parametrize("day", [BORN_ON, MONDAY, TODAY], ids=["the birth", "a day before", "today"])
def test_what_is_written_on_the_day_itself_is_taken(day):
    assert entry_problems(**GOOD | {"event_on": day, "written_on": day}) == {}


def test_the_first_entry_of_a_file_is_number_one_on_page_one():
    assert entry_problems(**GOOD | {"number": 1, "first_page": 1, "last_page": 1, "others": []}) == {}


def test_pages_beside_others_are_taken():
    assert entry_problems(**GOOD | {"first_page": 5, "last_page": 8}) == {}
    assert entry_problems(**GOOD | {"first_page": 11, "last_page": 11}) == {}


# What becomes of it ---------------------------------------------------------------------------------

SENSITIVE = entry(category=Category.INJURY)
THIRD = entry(source=Source.THIRD_PARTY, giver=Confidential.NOT_ASKED, subject=Confidential.NOT_ASKED)
TYPED = entry(happened=happened((Fact.TYPED,)))
FILED = entry(happened=happened((Fact.TYPED,), (Fact.FILED,)))
WITH_DISC = entry(happened=happened((Fact.DISC,)))
ON_HOLD = {"is_on_hold": True}


def fact(held, what, **changed):
    given_ = {
        "fact": what,
        "on": TODAY,
        "said": "Joanne Pryce told them so",
        "answer": None,
        "is_encrypted": None,
        "is_on_hold": False,
        "today": TODAY,
    }
    return fact_problems(held, **given_ | changed)


@pytest.mark.parametrize(
    ("held", "what", "more"),
    [
        (SENSITIVE, Fact.INFORMED, {}),
        (SENSITIVE, Fact.NOT_TOLD, {}),
        (SENSITIVE, Fact.SIDE, {"answer": Side.NOT_SAFE}),
        (THIRD, Fact.GIVER_ASKED, {"answer": Confidential.YES}),
        (THIRD, Fact.SUBJECT_ASKED, {"answer": Confidential.NO, "said": ""}),
        (THIRD, Fact.GIVER_ASKED, {"answer": Confidential.NOT_SAFE}),
        (THIRD, Fact.SUBJECT_ASKED, {"answer": Confidential.NOT_SAFE}),
        (entry(), Fact.TYPED, {}),
        (TYPED, Fact.FILED, {}),
        (FILED, Fact.DELETED, {}),
        (entry(), Fact.DISC, {"is_encrypted": False}),
        (WITH_DISC, Fact.DESTROYED, {}),
        (entry(), Fact.LATE, {}),
    ],
)
def test_every_thing_that_can_become_of_an_entry_is_taken(held, what, more):
    assert fact(held, what, **more) == {}


@pytest.mark.parametrize(
    ("held", "what", "changed", "field"),
    [
        pytest.param(SENSITIVE, None, {}, "fact", id="nothing"),
        pytest.param(SENSITIVE, Fact.INFORMED, {"on": None}, "on", id="on no day"),
        pytest.param(SENSITIVE, Fact.INFORMED, {"on": TODAY + DAY}, "on", id="tomorrow"),
        pytest.param(SENSITIVE, Fact.INFORMED, {"on": MONDAY - DAY}, "on", id="before it happened (CP-7)"),
        pytest.param(SENSITIVE, Fact.INFORMED, {"said": " "}, "said", id="informed by nobody"),
        pytest.param(SENSITIVE, Fact.NOT_TOLD, {"said": "Unsafe"}, "said", id="not told for one word"),
        pytest.param(SENSITIVE, Fact.SIDE, {}, "answer", id="a side that nobody gave"),
        pytest.param(entry(), Fact.INFORMED, {}, "fact", id="informed of what is not sensitive"),
        pytest.param(entry(), Fact.GIVER_ASKED, {"answer": Confidential.NO}, "fact", id="nobody gave it"),
        pytest.param(THIRD, Fact.GIVER_ASKED, {"answer": None}, "answer", id="asked, and no answer"),
        pytest.param(
            THIRD, Fact.SUBJECT_ASKED, {"answer": Confidential.NOT_ASKED}, "answer", id="asked: not asked"
        ),
        pytest.param(
            THIRD,
            Fact.SUBJECT_ASKED,
            {"answer": Confidential.NOT_SAFE, "said": "Not safe"},
            "said",
            id="not safe to ask, and no reason (IS-7)",
        ),
        pytest.param(
            entry(source=Source.CARER),
            Fact.SUBJECT_ASKED,
            {"answer": Confidential.NO},
            "fact",
            id="no third party",
        ),
        pytest.param(entry(), Fact.DELETED, {}, "fact", id="deleted, and there is none"),
        pytest.param(TYPED, Fact.DELETED, {}, "fact", id="deleted before it is filed (CP-9)"),
        pytest.param(TYPED, Fact.TYPED, {}, "fact", id="typed twice"),
        pytest.param(entry(), Fact.DESTROYED, {}, "fact", id="destroyed, and there is none"),
        pytest.param(WITH_DISC, Fact.DISC, {"is_encrypted": True}, "fact", id="a disc twice"),
        pytest.param(
            entry(), Fact.DISC, {"said": "", "is_encrypted": True}, "said", id="a disc nowhere (CP-10)"
        ),
        pytest.param(
            entry(),
            Fact.DISC,
            {"said": "On the hard drive", "is_encrypted": True},
            "said",
            id="on the hard drive",
        ),
        pytest.param(entry(), Fact.DISC, {}, "is_encrypted", id="encrypted or not is left open"),
        pytest.param(entry(), Fact.LATE, {"said": "Busy"}, "said", id="late, busy"),
        pytest.param(FILED, Fact.DELETED, ON_HOLD, "fact", id="deleted on hold (X-3)"),
        pytest.param(WITH_DISC, Fact.DESTROYED, ON_HOLD, "fact", id="destroyed on hold (X-3)"),
        pytest.param(
            SENSITIVE, Fact.INFORMED, {"said": "Ewa. Password: kiwi"}, "said", id="a password for a name"
        ),
    ],
)
def test_a_thing_that_cannot_be_so_is_refused_by_field(held, what, changed, field):
    assert list(fact(held, what, **changed)) == [field]


def test_the_carers_may_be_told_on_the_day_itself():
    assert fact(SENSITIVE, Fact.INFORMED, on=MONDAY) == {}
    assert list(fact(SENSITIVE, Fact.INFORMED, on=MONDAY - DAY)) == ["on"]


# Made on the 9th, done away with on the 13th; a typed copy was filed on the 11th.
MADE, FILED_ON, GONE = (date(2026, 11, day) for day in (9, 11, 13))


def since(**days):
    """An entry of the 2nd with what became of it on these days."""
    return entry(
        on=date(2026, 11, 2),
        happened=tuple(
            Happened(Fact[name], on, order=order, is_encrypted=True if name == "DISC" else None)
            for order, (name, on) in enumerate(days.items())
        ),
    )


@pytest.mark.parametrize(
    ("held", "what", "on", "is_taken"),
    [
        pytest.param(since(TYPED=MADE, FILED=MADE), Fact.DELETED, MADE, True, id="deleted the same day"),
        pytest.param(since(TYPED=MADE, FILED=MADE), Fact.DELETED, MADE - DAY, False, id="before it was made"),
        pytest.param(since(TYPED=MADE, FILED=FILED_ON), Fact.DELETED, FILED_ON, True, id="once it was filed"),
        pytest.param(
            since(TYPED=MADE, FILED=FILED_ON), Fact.DELETED, FILED_ON - DAY, False, id="before it was filed"
        ),
        pytest.param(
            since(TYPED=MADE, FILED=MADE, DELETED=GONE), Fact.TYPED, GONE, True, id="typed again that day"
        ),
        pytest.param(
            since(TYPED=MADE, FILED=MADE, DELETED=GONE),
            Fact.TYPED,
            GONE - DAY,
            False,
            id="typed again before",
        ),
        pytest.param(since(DISC=MADE), Fact.DESTROYED, MADE, True, id="a disc that was destroyed that day"),
        pytest.param(since(DISC=MADE), Fact.DESTROYED, MADE - DAY, False, id="a disc before it was made"),
        pytest.param(since(DISC=MADE, DESTROYED=GONE), Fact.DISC, GONE, True, id="another disc"),
        pytest.param(since(DISC=MADE, DESTROYED=GONE), Fact.DISC, GONE - DAY, False, id="another one before"),
    ],
)
def test_nothing_is_done_away_with_before_it_was_there(held, what, on, is_taken):
    """Dated before, it would count for nothing: the weekly review would go on asking for it (CP-9, CP-10)."""
    assert list(fact(held, what, on=on, is_encrypted=True)) == ([] if is_taken else ["on"])


NOT_IN_THE_FILE = [
    "C:\\Users\\Ewa\\ivy.docx",
    "\\\\server\\children",
    "Hard disk of the office",
    "On my laptop",
    "Ewa's iPad",
    "On the office computer",
    "in her phone",
    "Computer",
    "A USB stick in the drawer",
    "Memory stick",
    "OneDrive, shared folder",
    "Google Drive",
    "At home",
    "At Ewa's home",
    "My own notebook",
    "Personal diary",
]
IN_THE_FILE = [
    "In the child's file",
    "Cabinet in the office, beside the computer",
    "Second drawer, home visits",
    "Folder of the homestart worker",
    "Envelope at the back, phone notes",
]


@pytest.mark.parametrize("place", NOT_IN_THE_FILE)
def test_neither_paper_nor_disc_is_kept_on_a_computer_or_at_home(place):
    """CP-9, CP-10, RI-2: the paper in the file, and nothing anywhere else."""
    assert list(entry_problems(**GOOD | {"kept_at": place})) == ["kept_at"]
    assert list(fact(entry(), Fact.DISC, said=place, is_encrypted=True)) == ["said"]


@pytest.mark.parametrize("place", IN_THE_FILE)
def test_a_place_in_the_file_is_taken_whatever_else_is_named(place):
    assert entry_problems(**GOOD | {"kept_at": place}) == {}
    assert fact(entry(), Fact.DISC, said=place, is_encrypted=True) == {}


def test_on_hold_what_adds_to_the_file_is_taken():
    assert fact(SENSITIVE, Fact.INFORMED, **ON_HOLD) == {}
    assert fact(TYPED, Fact.FILED, **ON_HOLD) == {}


def test_discs_and_typed_copies_are_there_until_they_are_not():
    assert is_typed(TYPED)
    assert not is_typed(entry(happened=happened((Fact.TYPED,), (Fact.DELETED,))))
    assert has_disc(WITH_DISC)
    assert not has_disc(entry(happened=happened((Fact.DISC,), (Fact.DESTROYED,))))


# The legal hold -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "closed_on", "held"),
    [
        pytest.param(MONDAY - DAY, None, False, id="the day before receipt"),
        pytest.param(MONDAY, None, True, id="the day of receipt"),
        pytest.param(MONDAY + DAY, MONDAY + DAY * 2, True, id="the day before it is closed"),
        pytest.param(MONDAY + DAY * 2, MONDAY + DAY * 2, False, id="the day it is closed"),
    ],
)
def test_a_file_is_on_hold_from_receipt_to_close(on, closed_on, held):
    assert is_open(MONDAY, closed_on, on=on) is held


@pytest.mark.parametrize(
    ("is_on_hold", "reason", "refused"),
    [
        (True, "", True),
        (True, "A correction", True),
        (True, "The day's own contact record", False),
        (False, "", False),
    ],
)
def test_a_change_on_hold_has_a_reason(is_on_hold, reason, refused):
    assert bool(hold_problems(is_on_hold=is_on_hold, reason=reason)) is refused


@pytest.mark.parametrize(
    ("is_on_hold", "corrects", "second", "refused"),
    [
        pytest.param(True, object(), "Ruth Ellis", False, id="a second person agrees"),
        pytest.param(True, object(), " ", True, id="nobody does"),
        pytest.param(True, object(), "joanne  pryce", True, id="who makes it is no second person"),
        pytest.param(True, None, "", False, id="what is added takes nothing away"),
        pytest.param(False, object(), "", False, id="nobody has asked for the file"),
    ],
)
def test_a_correction_on_hold_has_a_second_person(is_on_hold, corrects, second, refused):
    """AR-30: nobody alone rewrites what somebody has asked to see."""
    found = hold_second_problems(is_on_hold=is_on_hold, corrects=corrects, second=second, by="Joanne Pryce")
    assert bool(found) is refused


@pytest.mark.parametrize(
    ("codes", "sees_requests", "said"),
    [
        pytest.param([], True, "", id="nothing is taken out of it"),
        pytest.param(["AR-2026-003"], True, "AR-2026-003 takes something out of this entry.", id="by one"),
        pytest.param(["AR-1", "AR-2"], True, "AR-1 and AR-2 take something out of this entry.", id="by two"),
        pytest.param(["AR-2026-003"], False, "An open access request rests on it", id="no request is seen"),
    ],
)
def test_what_is_taken_out_of_an_entry_is_taken_back_before_it(codes, sees_requests, said):
    found = redacted_problem(codes, sees_requests=sees_requests)
    assert found.startswith(said)
    assert bool(found) is bool(said)
    assert ("redaction" in found) is (bool(codes) and sees_requests), "nobody else learns of one"


def test_a_correction_says_what_was_wrong():
    assert list(correction_problems(corrects=object(), because="Wrong")) == ["because"]
    assert correction_problems(corrects=object(), because="The pages were counted wrong") == {}
    assert correction_problems(corrects=None, because="") == {}


def test_a_look_has_a_reason_in_a_sentence():
    assert list(reason_problems("Curious")) == ["reason"]
    assert list(reason_problems("Nurse asks")) == []
    assert list(reason_problems("Nurse ask")) == ["reason"]
    assert list(reason_problems("Safeguarding")) == ["reason"]
    assert reason_problems("The manager is away and the nurse rings") == {}


def test_lateness_is_the_settings_own_rule():
    assert not is_late(MONDAY, MONDAY, entry_days=0)
    assert is_late(MONDAY, MONDAY + DAY, entry_days=0)


DAY_3 = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("fact", "left", "may_go"),
    [
        pytest.param(Fact.DELETED, [Fact.TYPED, Fact.FILED], True, id="nothing stands on a deletion"),
        pytest.param(Fact.TYPED, [Fact.FILED], True, id="a copy that is still there"),
        pytest.param(Fact.TYPED, [Fact.FILED, Fact.DELETED], False, id="a copy that was deleted"),
        pytest.param(Fact.FILED, [Fact.TYPED, Fact.DELETED], False, id="filed before it was deleted"),
        pytest.param(Fact.FILED, [Fact.TYPED, Fact.FILED, Fact.DELETED], True, id="filed twice"),
        pytest.param(Fact.DISC, [Fact.DESTROYED], False, id="a disc that was destroyed"),
        pytest.param(
            Fact.INFORMED, [Fact.DELETED, Fact.DESTROYED], True, id="what has nothing to do with it"
        ),
    ],
)
def test_nothing_is_deleted_or_destroyed_that_was_not_there(fact, left, may_go):
    said = taking_back_problem(fact, DAY_3, [Happened(one, DAY_3) for one in left])
    assert (said == "") is may_go


def test_a_copy_that_was_made_after_the_one_before_was_deleted_is_taken_back():
    assert taking_back_problem(Fact.TYPED, DAY_3, [Happened(Fact.DELETED, date(2026, 11, 2))]) == ""


@pytest.mark.parametrize(
    ("category", "said", "is_correction", "fields"),
    [
        pytest.param(None, None, False, [], id="not sensitive"),
        pytest.param(Category.INJURY, None, False, ["informed"], id="sensitive, and nothing said (CP-7)"),
        pytest.param(Category.INJURY, Informed.NOT_YET, False, [], id="not yet is an answer"),
        pytest.param(Category.INJURY, None, True, [], id="a correction: what was said goes on"),
    ],
)
def test_a_new_sensitive_entry_says_whether_the_carers_know(category, said, is_correction, fields):
    assert list(informed_problems(category, said, is_correction=is_correction)) == fields


def lines(*said):
    """Lines of an index: the number of each, of the one that it corrects, and what is sensitive in it."""
    return [SimpleNamespace(id=row, corrects_id=corrects, category=what) for row, corrects, what in said]


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        pytest.param([(1, None, None)], set(), id="nothing sensitive"),
        pytest.param([(1, None, Category.INJURY), (2, None, None)], {1}, id="one of two entries"),
        pytest.param(
            [(1, None, None), (2, 1, None), (3, 2, Category.CONCERN)],
            {1, 2, 3},
            id="it turned out to be: so is every line of before, which says the same",
        ),
        pytest.param(
            [(1, None, Category.CONCERN), (2, 1, None)],
            {1},
            id="it turned out not to be: the line of before stays as it was",
        ),
        pytest.param([(3, 2, Category.CONCERN), (2, 1, None), (1, None, None)], {1, 2, 3}, id="in any order"),
    ],
)
def test_what_is_sensitive_is_so_on_each_line_of_before(rows, hidden):
    assert sensitive(lines(*rows)) == hidden
