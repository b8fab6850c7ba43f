"""What is taken out of the copy: a ground for each line, two people, never what is only unwelcome (AR-25)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import third_parties
from rules.redaction import (
    MAY_NAME_SOMEBODY,
    Extent,
    Following,
    Ground,
    Line,
    agreement_problems,
    correction_problems,
    extent_for,
    following,
    is_of_other_people,
    lacking_lines,
    line_problems,
    lines_on_another_ground,
    needless_lines,
    page_problems,
)
from rules.third_parties import Decision, Event, Happened, Party, PartyKind

ENTRIES = [3, 5, 8]
WHY = "It would lead him to their new address."


def party(
    decision=None,
    *,
    kind=PartyKind.FAMILY,
    entries=(5,),
    number=1,
    ground=third_parties.Ground.CONFIDENCE,
    reason="",
):
    on = date(2026, 11, 19)
    decided = (Happened(Event.DECIDED, on, decision=decision, ground=ground, reason=reason),)
    return Party(number, number, kind, frozenset(entries), decided if decision else ())


def line(entry=5, whose=1, extent=Extent.PASSAGE, ground=Ground.THIRD_PARTY, **more):
    return Line(more.pop("id", 1), entry, whose, extent, ground, more.pop("by", 1), **more)


UNDECIDED, DISCLOSED = party(), party(Decision.DISCLOSE)
NAME_REMOVED, WITHHELD = party(Decision.NAME_REMOVED), party(Decision.WITHHOLD)
CHILD = party(Decision.WITHHOLD, kind=PartyKind.CHILD)
FOR_HARM = party(Decision.WITHHOLD, kind=PartyKind.AGENCY, ground=third_parties.Ground.HARM)
IN_DANGER = party(Decision.WITHHOLD, kind=PartyKind.STAFF, ground=third_parties.Ground.DANGER)
FOR_POLICE = party(Decision.NAME_REMOVED, kind=PartyKind.STAFF, ground=third_parties.Ground.POLICE)
UNWELCOME = (Ground.COMPLAINT, Ground.CONTROVERSIAL, Ground.EMBARRASSING)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="a passage about somebody who is withheld"),
        pytest.param({"entry": None}, ["entry"], id="no entry"),
        pytest.param({"entry": 4}, ["entry", "party"], id="an entry that is not in the index"),
        pytest.param({"entry": 8}, ["party"], id="an entry that does not mention them"),
        pytest.param({"extent": None}, ["extent"], id="no extent"),
        pytest.param({"ground": None}, ["ground"], id="no ground"),
        pytest.param({"party": None}, ["party"], id="nobody's"),
        pytest.param({"party": UNDECIDED}, ["party"], id="a refusal alone takes nothing out"),
        pytest.param({"party": DISCLOSED}, ["party"], id="somebody who is disclosed"),
        pytest.param({"party": NAME_REMOVED}, ["extent"], id="more than the name of one whose name goes"),
        pytest.param(
            {"party": NAME_REMOVED, "extent": Extent.NAME}, [], id="the name of one whose name goes"
        ),
        pytest.param({"party": CHILD}, ["ground"], id="a child under the ground of others"),
        pytest.param({"party": CHILD, "ground": Ground.ANOTHER_CHILD}, [], id="a child under its own ground"),
        pytest.param({"ground": Ground.ANOTHER_CHILD}, ["ground"], id="no child under a child's ground"),
        pytest.param({"extent": Extent.WHOLE}, [], id="the whole entry of one who is withheld"),
        pytest.param({"ground": Ground.SERIOUS_HARM, "party": None}, ["reason"], id="harm, and not why"),
        pytest.param({"ground": Ground.SERIOUS_HARM, "party": None, "reason": WHY}, [], id="harm, and why"),
        pytest.param(
            {"ground": Ground.SERIOUS_HARM, "party": None, "reason": "It would upset her mother."},
            ["reason"],
            id="upset is no harm",
        ),
        pytest.param(
            {"ground": Ground.LEGAL, "reason": "Legal advice"}, ["reason"], id="two words are no why"
        ),
        pytest.param({"ground": Ground.LEGAL, "reason": "Our solicitor's letter."}, [], id="three words are"),
        pytest.param({"party": FOR_HARM}, ["ground"], id="told as theirs, and decided for harm"),
        pytest.param({"party": FOR_HARM, "ground": Ground.SERIOUS_HARM}, [], id="decided for harm, and so"),
        pytest.param({"ground": Ground.SERIOUS_HARM}, ["ground"], id="for harm, and decided as theirs"),
        pytest.param({"party": None, "ground": Ground.DANGER, "reason": WHY}, ["party"], id="whose danger?"),
        pytest.param({"party": IN_DANGER, "ground": Ground.DANGER}, [], id="danger, as it was decided"),
        pytest.param({"ground": Ground.DANGER}, ["ground"], id="danger, and decided as theirs"),
        pytest.param(
            {"party": FOR_POLICE, "ground": Ground.CRIME}, ["extent"], id="more than the name, by the police"
        ),
        pytest.param({"ground": Ground.LEGAL, "reason": WHY}, [], id="advice is nobody's, whoever is chosen"),
        pytest.param({"extent": Extent.THEIRS}, [], id="all that is theirs"),
        pytest.param(
            {"party": None, "ground": Ground.CRIME, "reason": WHY, "extent": Extent.THEIRS},
            ["extent"],
            id="all that is nobody's",
        ),
        pytest.param({"reason": "pwd: rosebud"}, ["reason"], id="a password"),
        *(
            pytest.param({"ground": ground, "reason": WHY}, ["ground"], id=f"never because {ground}")
            for ground in UNWELCOME
        ),
    ],
)
def test_a_line_is_refused_by_field(changed, fields):
    asked = {
        "entry": 5,
        "entries": ENTRIES,
        "ground": Ground.THIRD_PARTY,
        "extent": Extent.PASSAGE,
        "party": WITHHELD,
        "reason": "",
    } | changed
    assert list(line_problems(**asked)) == fields


@pytest.mark.parametrize(
    ("ground", "is_for_interests", "fields"),
    [
        pytest.param(Ground.BEST_INTERESTS, True, [], id="a parent asks for a child under 18"),
        pytest.param(Ground.BEST_INTERESTS, False, ["ground"], id="the child asks, or is 18"),
        pytest.param(Ground.SERIOUS_HARM, False, [], id="serious harm keeps it from the child too"),
    ],
)
def test_the_childs_interests_are_a_ground_only_against_a_parent(ground, is_for_interests, fields):
    """A child who had grown up could have a line withheld from them on it (law L2.10)."""
    asked = {"entry": 5, "entries": ENTRIES, "extent": Extent.PASSAGE, "party": None, "reason": WHY}
    assert list(line_problems(**asked, ground=ground, may_limit_for_interests=is_for_interests)) == fields


def test_what_is_only_unwelcome_is_refused_with_the_law():
    for ground in UNWELCOME:
        said = line_problems(
            entry=5, entries=ENTRIES, ground=ground, extent=Extent.NAME, party=None, reason=WHY
        )["ground"]
        assert "offence" in said
        assert "173" in said


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        pytest.param("", False, id="left empty"),
        pytest.param("11", True, id="the page before the entry"),
        pytest.param("12", False, id="its first page"),
        pytest.param("12 to 14", False, id="all its pages"),
        pytest.param("14, foot of the page", False, id="its last page, in words"),
        pytest.param("14 and 15", True, id="the page after it"),
        pytest.param("012", False, id="with a nought before it"),
        pytest.param("9" * 5000, True, id="more digits than a number has"),
        pytest.param("the top half", False, id="words alone"),
    ],
)
def test_pages_are_those_of_the_entry(pages, problem):
    assert bool(page_problems(pages, first=12, last=14)) is problem


@pytest.mark.parametrize(
    ("last", "said"),
    [
        pytest.param(12, "This entry has page 12 in the index: 15 is not part of it.", id="one page"),
        pytest.param(14, "This entry has pages 12 to 14 in the index: 15 is not part of it.", id="several"),
    ],
)
def test_the_pages_of_the_entry_are_said(last, said):
    assert page_problems("15", first=12, last=last) == {"pages": said}


@pytest.mark.parametrize(
    ("held", "by", "field"),
    [
        pytest.param(line(by=1), 2, None, id="somebody else"),
        pytest.param(line(by=1), 1, "signed_by", id="the same person twice"),
        pytest.param(line(by=1), None, "signed_by", id="nobody"),
        pytest.param(line(by=None), 2, None, id="one whose first name is not known"),
        pytest.param(line(by=1, agreed_by=2), 3, "line", id="agreed already"),
        pytest.param(None, 2, "line", id="taken back meanwhile"),
    ],
)
def test_the_second_person_is_another(held, by, field):
    assert list(agreement_problems(held, by=by)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param(UNDECIDED, None, id="nothing is decided"),
        pytest.param(DISCLOSED, None, id="disclosed"),
        pytest.param(NAME_REMOVED, (Extent.NAME, Ground.NAME_ONLY), id="the name"),
        pytest.param(WITHHELD, (Extent.THEIRS, Ground.THIRD_PARTY), id="withheld"),
        pytest.param(CHILD, (Extent.THEIRS, Ground.ANOTHER_CHILD), id="a child, withheld"),
        pytest.param(FOR_HARM, (Extent.THEIRS, Ground.SERIOUS_HARM), id="for serious harm"),
        pytest.param(IN_DANGER, (Extent.THEIRS, Ground.DANGER), id="staff in danger"),
        pytest.param(FOR_POLICE, (Extent.NAME, Ground.CRIME), id="a name, for an investigation"),
        pytest.param(
            party(Decision.WITHHOLD, kind=PartyKind.CHILD, ground=third_parties.Ground.HARM),
            (Extent.THEIRS, Ground.SERIOUS_HARM),
            id="a child, for serious harm",
        ),
        pytest.param(
            party(Decision.NAME_REMOVED, kind=PartyKind.CHILD),
            (Extent.NAME, Ground.ANOTHER_CHILD),
            id="a child's name",
        ),
    ],
)
def test_a_line_follows_from_what_was_decided(held, expected):
    assert following(held) == (expected and Following(*expected, ""))


def test_a_line_that_follows_has_the_reason_that_was_given_for_the_decision():
    """The schedule goes before the Commissioner: it said the label of the ground, and not why."""
    assert following(party(Decision.WITHHOLD, reason=WHY)).reason == WHY


@pytest.mark.parametrize(
    ("held", "ground", "is_so"),
    [
        pytest.param(WITHHELD, Ground.THIRD_PARTY, True, id="decided as not reasonable"),
        pytest.param(CHILD, Ground.ANOTHER_CHILD, True, id="another child's"),
        pytest.param(FOR_HARM, Ground.SERIOUS_HARM, False, id="for serious harm"),
        pytest.param(IN_DANGER, Ground.DANGER, False, id="staff in danger"),
        pytest.param(FOR_HARM, Ground.THIRD_PARTY, False, id="for serious harm, entered as theirs before"),
        pytest.param(FOR_POLICE, Ground.NAME_ONLY, False, id="a name, for an investigation, entered so"),
        pytest.param(None, Ground.BEST_INTERESTS, False, id="the child's interests"),
        pytest.param(None, Ground.THIRD_PARTY, True, id="of one who is listed no more"),
    ],
)
def test_no_harm_and_no_danger_is_told_as_information_about_other_people(held, ground, is_so):
    """The covering letter told whoever asked that it was decided so, and how many had spoken."""
    assert is_of_other_people(ground, held) is is_so


@pytest.mark.parametrize(
    ("held", "one", "is_astray"),
    [
        pytest.param(WITHHELD, line(), False, id="as decided"),
        pytest.param(WITHHELD, line(extent=Extent.NAME, ground=Ground.NAME_ONLY), False, id="the name of it"),
        pytest.param(FOR_HARM, line(), True, id="decided for harm, told as theirs"),
        pytest.param(FOR_HARM, line(ground=Ground.SERIOUS_HARM), False, id="decided for harm, told so"),
        pytest.param(WITHHELD, line(ground=Ground.SERIOUS_HARM), True, id="no harm any more"),
        pytest.param(DISCLOSED, line(ground=Ground.SERIOUS_HARM), False, id="disclosed: it is taken back"),
        pytest.param(FOR_HARM, line(whose=None, ground=Ground.LEGAL), False, id="nobody's"),
    ],
)
def test_a_line_on_another_ground_than_was_decided_is_named(held, one, is_astray):
    assert lines_on_another_ground([held], [one]) == ([one] if is_astray else [])


@pytest.mark.parametrize(
    ("held", "one", "is_needless"),
    [
        pytest.param(WITHHELD, line(), False, id="withheld"),
        pytest.param(UNDECIDED, line(), True, id="the decision was taken back"),
        pytest.param(DISCLOSED, line(), True, id="disclosed now"),
        pytest.param(NAME_REMOVED, line(), True, id="a passage where the name alone goes now"),
        pytest.param(NAME_REMOVED, line(extent=Extent.NAME), False, id="the name"),
        pytest.param(WITHHELD, line(whose=9), True, id="a party that is not there"),
        pytest.param(DISCLOSED, line(whose=None, ground=Ground.LEGAL), False, id="on a ground of its own"),
    ],
)
def test_a_line_that_takes_out_more_than_was_decided_is_needless(held, one, is_needless):
    assert needless_lines([held], [one]) == ([one] if is_needless else [])


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        pytest.param([], [5, 33], id="nothing is entered, in the order of the entries"),
        pytest.param([line(5)], [33], id="one entry of the two"),
        pytest.param([line(5), line(33, whose=2)], [33], id="the other one is somebody else's"),
        pytest.param([line(5), line(33, ground=Ground.LEGAL, whose=None)], [33], id="and nobody's"),
        pytest.param([line(5), line(33)], [], id="both"),
    ],
)
def test_what_was_decided_is_entered_for_each_entry(lines, lacking):
    held = party(Decision.WITHHOLD, entries=(33, 5))
    assert lacking_lines([held, DISCLOSED, UNDECIDED], lines) == [(held, entry) for entry in lacking]


def test_how_much_is_chosen_before_it_is_said_to_be_too_much():
    asked = {"entry": 5, "entries": ENTRIES, "ground": Ground.NAME_ONLY, "party": NAME_REMOVED, "reason": ""}
    assert line_problems(extent=None, **asked) == {"extent": "Choose how much is taken out."}


@pytest.mark.parametrize(
    ("decision", "extent", "hour", "is_lacking"),
    [
        pytest.param(Decision.WITHHOLD, Extent.NAME, 9, True, id="the name, from before all was withheld"),
        pytest.param(Decision.WITHHOLD, Extent.NAME, 10, False, id="the name, seen to be enough since"),
        pytest.param(Decision.WITHHOLD, Extent.PASSAGE, 9, False, id="a passage, from before"),
        pytest.param(Decision.NAME_REMOVED, Extent.NAME, 9, False, id="the name, where it alone goes"),
        pytest.param(Decision.WITHHOLD, Extent.NAME, None, False, id="nobody knows when it was entered"),
    ],
)
def test_what_was_entered_for_the_name_alone_is_not_enough_once_more_is_withheld(
    decision, extent, hour, is_lacking
):
    held = party(decision)
    held = replace(held, happened=(replace(held.happened[0], at=datetime(2026, 11, 19, 10, tzinfo=UTC)),))
    at = None if hour is None else datetime(2026, 11, 19, hour, tzinfo=UTC)
    assert bool(lacking_lines([held], [line(extent=extent, at=at)])) is is_lacking
    unknown = replace(held, happened=(replace(held.happened[0], at=None),))
    assert lacking_lines([unknown], [line(extent=extent, at=at)]) == []


@st.composite
def parties(draw):
    held = draw(
        st.lists(
            st.tuples(
                st.sampled_from([None, *Decision]),
                st.sampled_from(PartyKind),
                st.sets(st.sampled_from(range(1, 12)), min_size=1, max_size=5),
                st.sampled_from(sorted(third_parties.FOR_LESS)),
            ),
            max_size=5,
        )
    )
    return [
        party(decision, kind=kind, entries=entries, number=at, ground=ground)
        for at, (decision, kind, entries, ground) in enumerate(held, 1)
    ]


def entered(held):
    """The lines that one press enters."""
    found = []
    for whose, entry in lacking_lines(held, []):
        follows = following(whose)
        found.append(line(entry, whose.id, follows.extent, follows.ground, id=len(found) + 1))
    return found


@given(parties())
def test_what_one_press_enters_is_allowed_complete_and_not_too_much(held):
    lines = entered(held)
    by_id = {one.id: one for one in held}
    assert lacking_lines(held, lines) == []
    assert needless_lines(held, lines) == []
    assert lines_on_another_ground(held, lines) == []
    for one in lines:
        assert one.ground in MAY_NAME_SOMEBODY
        assert not line_problems(
            entry=one.entry,
            entries=range(1, 12),
            ground=one.ground,
            extent=one.extent,
            party=by_id[one.party],
            reason="",
        )


@given(parties())
def test_nobody_loses_a_word_without_a_decision(held):
    taken = {one.party for one in entered(held)}
    less = {Decision.NAME_REMOVED, Decision.WITHHOLD}
    assert taken == {one.id for one in held if one.happened and one.happened[0].decision in less}


@given(parties(), st.sampled_from([None, *Decision]))
def test_after_another_decision_each_line_either_fits_or_is_named(held, decision):
    lines = entered(held)
    changed = [replace(party(decision, kind=p.kind, entries=p.entries), id=p.id) for p in held]
    named = needless_lines(changed, lines)
    assert all((one in named) is (one.extent not in extent_for(decision)) for one in lines)


@pytest.mark.parametrize(
    ("because", "is_taken"),
    [
        pytest.param("Wrong page", False, id="two words say too little"),
        pytest.param("The wrong page", True, id="three are enough"),
        pytest.param("The Tapestry password: kiwi", False, id="a password (DR-5)"),
    ],
)
def test_a_correction_says_what_was_wrong(because, is_taken):
    assert list(correction_problems(because)) == ([] if is_taken else ["because"])
