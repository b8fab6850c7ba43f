"""An entry of a file that was entered by mistake is taken back: it counts nowhere, and stays listed."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from models import (
    AccessRequest,
    AccessStep,
    Child,
    FileEntry,
    Mistake,
    Redaction,
    SharingDecision,
    ThirdParty,
)
from rules.access import Step
from rules.agenda import Action
from rules.file_check import page_count
from rules.file_index import Category, Informed, Mention, Mentioned, missing_pages
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.redaction import Extent, Ground
from rules.sharing import Ground as Concern
from store import (
    file_entries,
    file_index,
    mistaken_children,
    mistaken_entries,
    redactions,
    request_file,
    retention,
    sharing,
    third_parties,
    whole_requests,
)
from store.refusal import Refused
from tests.conftest import TODAY, account, agenda_of, everything, rows
from tests.store.test_file_index import (
    ENTRY,
    INJURY,
    YESTERDAY,
    ask_for_the_file,
    fact,
    index,
    key_person,  # noqa: F401
    record,
    the_day,  # noqa: F401
)

WRONG = "It belongs in the file of another child."


@contextmanager
def refused(field):
    with pytest.raises(Refused) as said:
        yield said
    assert list(said.value.problems) == [field]


def take_back(opened, who, entry=None, because=WRONG, second="", **more):
    entry = entry or rows(opened, FileEntry)[-1]["id"]
    mistaken_entries.take_back(
        opened, who, entry_id=entry, because=because, hold_second=second, today=TODAY, **more
    )


def whole(opened, code):
    with opened.connection() as look:
        held = whole_requests.one(look, code=code)
        return held, request_file.read(look, held, TODAY)


def pages(found):
    return page_count(line.entry for line in found.standing)


def test_it_counts_nowhere_and_stays_in_the_history_with_who_and_why(cabinet, who, family):
    record(cabinet, who, family)
    record(cabinet, who, family, INJURY, number=2, first_page=3, last_page=5)
    record(cabinet, who, family, number=3, first_page=6, last_page=6)
    wrong = rows(cabinet, FileEntry)[1]["id"]
    assert [item.code for item in agenda_of(cabinet).items if item.action is Action.FILE_ENTRY]
    take_back(cabinet, who, wrong)
    found = index(cabinet, family)
    assert [line.entry.number for line in found.standing] == [1, 3]
    assert (pages(found), found.next_number, found.next_page) == (3, 4, 7)
    assert missing_pages(line.entry for line in found.standing) == [3, 4, 5]
    assert not [item for item in agenda_of(cabinet).items if item.action is Action.FILE_ENTRY]
    [line] = found.mistaken
    assert (line.entry.number, line.taken_back.by, line.taken_back.because) == (2, who.name, WRONG)
    assert len(rows(cabinet, FileEntry)) == 3, "the row itself stays"
    with cabinet.connection() as look:
        kept = retention.in_the_file(look, [family.child], TODAY)
        assert sorted(number for held in kept.values() for number in held.entries) == [1, 3]
        assert not file_index.is_indexed(look, family.child, "entry 2")


def test_its_number_and_pages_can_be_used_again(cabinet, who, family):
    record(cabinet, who, family)
    with refused("number"):
        record(cabinet, who, family, first_page=3, last_page=3)
    take_back(cabinet, who)
    found = index(cabinet, family)
    assert (found.next_number, found.next_page) == (1, 1)
    record(cabinet, who, family)
    assert [line.entry.number for line in index(cabinet, family).standing] == [1]
    with cabinet.connection() as look:
        assert file_index.is_indexed(look, family.child, "1")


def test_the_last_line_of_a_correction_takes_with_it_what_it_corrects(cabinet, who, family):
    """Else what was known to be wrong would come back unseen."""
    record(cabinet, who, family)
    first = rows(cabinet, FileEntry)[0]["id"]
    record(cabinet, who, family, number=2, corrects_id=first, because="It is the second in the file")
    with refused("row"):
        take_back(cabinet, who, first)
    take_back(cabinet, who)
    found = index(cabinet, family)
    assert (found.standing, found.next_number, len(found.mistaken)) == ([], 1, 2)
    assert {row["record_id"] for row in rows(cabinet, Mistake)} == {
        row["id"] for row in rows(cabinet, FileEntry)
    }


@pytest.mark.parametrize(
    ("because", "field"),
    [("", "because"), ("Wrong", "because")],
)
def test_it_says_why(cabinet, who, family, because, field):
    record(cabinet, who, family)
    before = everything(cabinet)
    with refused(field):
        take_back(cabinet, who, because=because)
    assert everything(cabinet) == before


def test_it_is_taken_back_once_and_nothing_is_recorded_of_it_then(cabinet, who, family):
    record(cabinet, who, family, is_typed=True)
    entry = rows(cabinet, FileEntry)[-1]["id"]
    take_back(cabinet, who)
    for write, field in (
        (lambda: take_back(cabinet, who), "row"),
        (lambda: fact(cabinet, who, file_entries.Fact.FILED, entry), "fact"),
        (lambda: record(cabinet, who, family, corrects_id=entry, because="The pages were wrong"), "corrects"),
        (
            lambda: file_entries.take_back(
                cabinet, who, entry_fact_id=1, because="Nobody typed it at all", today=TODAY
            ),
            "row",
        ),
    ):
        with refused(field):
            write()


def test_a_key_person_takes_back_of_their_own_key_child_and_nobody_of_another(
    cabinet,
    who,
    family,
    key_person,  # noqa: F811
):
    record(cabinet, who, family)
    with pytest.raises(NotAllowed):
        take_back(cabinet, account(cabinet, Role.KEY_PERSON, "Another key person"))
    take_back(cabinet, key_person)
    assert index(cabinet, family).standing == []


def test_of_a_hidden_one_nobody_learns_who_sees_no_sensitive_entry(cabinet, who, family):
    """CP-12: neither that it is there nor why it was taken back."""
    record(cabinet, who, family, INJURY)
    deputy = account(cabinet, Role.DEPUTY)
    with pytest.raises(NotAllowed, match="first say under the child's file index why"):
        take_back(cabinet, deputy)
    assert [line.is_hidden for line in index(cabinet, family, deputy).lines] == [True]
    take_back(cabinet, who)
    assert index(cabinet, family, deputy).lines == ()
    assert len(index(cabinet, family, who).mistaken) == 1


def test_a_file_with_nothing_else_in_it_has_no_entries(cabinet, who, family):
    """Its child is asked about anew, and can be taken back too."""
    record(cabinet, who, family)
    take_back(cabinet, who)
    with cabinet.connection() as look:
        assert file_index.without_entries(look, [family.child]) == {family.child}
        held = mistaken_children.on_record(look, family.child)
    assert "entry" not in str(held).lower()


def test_a_concern_that_only_it_held_is_asked_for_again(cabinet, who, family):
    code = sharing.record_concern(
        cabinet,
        who,
        child_id=family.child,
        concern="He said he was hungry again today",
        ground=Concern.CAUSE_NOT_CLEAR,
        raised_on=YESTERDAY,
        today=TODAY,
    ).code
    decision = rows(cabinet, SharingDecision)[-1]["id"]
    concern = replace(
        ENTRY, category=Category.CONCERN, informed=Informed.NOT_TOLD, not_told_because="It would harm him"
    )
    record(cabinet, who, family, concern, decision_id=decision)

    def asked():
        return [item.code for item in agenda_of(cabinet).items if item.action is Action.WRITE_CONCERN]

    assert asked() == []
    take_back(cabinet, who)
    assert asked() == [code]


# While somebody has asked for the file ------------------------------------------------------------------


def test_on_hold_a_second_person_agrees_and_it_is_listed_with_the_request(cabinet, who, family):
    record(cabinet, who, family)
    record(cabinet, who, family, number=2, first_page=3, last_page=4)
    code = ask_for_the_file(cabinet, who, family)
    before = everything(cabinet)
    for second in ("", who.name):
        with refused("hold_second"):
            take_back(cabinet, who, second=second)
    assert everything(cabinet) == before
    take_back(cabinet, who, second="Ruth Ellis")
    reason = "It belongs in the file of another child. Agreed by Ruth Ellis."
    found = index(cabinet, family)
    assert [(one.what, one.by, one.reason) for one in found.changes] == [
        ("Entry 2, entered by mistake", who.name, reason)
    ]
    held, seen = whole(cabinet, code)
    [change] = request_file.changes(held, seen)
    assert (change.number, change.after, change.reason) == (2, "entered by mistake", reason)
    assert "pages 3" in change.before
    assert request_file.of_index(held, seen).changed_at == rows(cabinet, Mistake)[-1]["recorded_at"]
    assert request_file.of_index(held, seen).pages == 2
    assert held.papers_on_hold, "the complete copy holds a paper less"


def test_of_a_correction_one_change_is_listed(cabinet, who, family):
    record(cabinet, who, family)
    first = rows(cabinet, FileEntry)[0]["id"]
    record(cabinet, who, family, corrects_id=first, because="The pages were counted wrong")
    code = ask_for_the_file(cabinet, who, family)
    take_back(cabinet, who, second="Ruth Ellis")
    assert len(index(cabinet, family).changes) == 1
    assert len(request_file.changes(*whole(cabinet, code))) == 1


def test_before_a_request_it_is_no_change_on_hold(cabinet, who, family):
    record(cabinet, who, family)
    take_back(cabinet, who, second="Ruth Ellis")
    assert rows(cabinet, Mistake)[-1]["because"] == WRONG
    assert index(cabinet, family).changes == ()


def listed_party(cabinet, who, family, code):
    request = next(row for row in rows(cabinet, AccessRequest) if row["code"] == code)["id"]
    third_parties.list_mentioned(cabinet, who, request_id=request, today=TODAY)
    return request, rows(cabinet, ThirdParty)[-1]["id"]


def test_whom_only_it_names_is_named_by_no_entry_then(cabinet, who, family):
    """The request's third party stays listed, and can be marked as entered by mistake."""
    record(cabinet, who, family, mentions=[Mention(Mentioned.CHILD, name="Zed Quill")])
    code = ask_for_the_file(cabinet, who, family)
    _, party = listed_party(cabinet, who, family, code)
    held, _ = whole(cabinet, code)
    assert [len(one.entries) for one in held.parties] == [1]
    take_back(cabinet, who, second="Ruth Ellis")
    held, seen = whole(cabinet, code)
    assert [len(one.entries) for one in held.parties] == [0]
    assert request_file.unlisted(held, seen) == []
    assert party == held.parties[0].id


@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
def test_what_an_open_request_takes_out_of_it_is_taken_back_first(cabinet, who, family, is_closed):
    record(cabinet, who, family)
    first = rows(cabinet, FileEntry)[0]["id"]
    code = ask_for_the_file(cabinet, who, family)
    request = rows(cabinet, AccessRequest)[-1]["id"]
    redactions.enter_line(
        cabinet,
        who,
        request_id=request,
        entry_id=first,
        party_id=None,
        extent=Extent.WHOLE,
        ground=Ground.BEST_INTERESTS,
        reason="It is about somebody else altogether",
        today=TODAY,
    )
    record(
        cabinet, who, family, corrects_id=first, because="The pages were wrong",
        hold_reason="The check found it today", hold_second="Ruth Ellis",
    )  # fmt: skip
    if is_closed:
        with cabinet.administering("test") as session:
            session.add(AccessStep(request_id=request, step=Step.CLOSED, on=TODAY))
        take_back(cabinet, who)
        return
    with refused("row") as why:
        take_back(cabinet, who, second="Ruth Ellis")
    assert why.value.problems["row"].startswith(f"{code} takes something out of this entry. Take that")
    line = rows(cabinet, Redaction)[-1]["id"]
    redactions.take_back(
        cabinet, who, request_id=request, line_id=line, because="The entry is not of this file"
    )
    take_back(cabinet, who, second="Ruth Ellis")
    assert rows(cabinet, Child)
    assert index(cabinet, family).standing == []
