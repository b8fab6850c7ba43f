"""Letters: each read back as Word reads it, with nothing blank, nothing executed and nobody else's facts."""

import io
import re
from pathlib import Path

import pytest
from docx import Document

from papers import default_letters, letters
from papers.letters import (
    FILLED_IN,
    MAY_BE_EMPTY,
    OWN,
    BrokenTemplate,
    Letter,
    fault_of,
    make,
    missing,
    of_our_own,
)

ROOT = Path(__file__).parent.parent.parent
ALL = {
    "setting": "Little Sparks",
    "today": "Tuesday 24 November 2026",
    "law": letters.LAW,
    "signed_by": "Joanne Pryce",
    "role": "manager",
    "code": "AR-2026-003",
    "requester": "Carys Davies",
    "child": "Ivy Davies",
    "received_on": "Monday 2 November 2026",
    "how": "by letter",
    "due_on": "Wednesday 2 December 2026",
    "why_due": "One month ends on that day.",
    "whose_right": "A child's records are the child's own.",
    "reference": "TP-14",
    "asked": "On Tuesday 3 November 2026 we asked you to make clear what you would like to see.",
    "may_want_proof": "yes",
    "may_want_question": "yes",
    "by_law": "yes",
    "may_meet": "yes",
    "is_named": "yes",
    "to_show": "who you are, or that you may ask on behalf of Ivy Davies",
    "time_left": "Until its days are added, the last day is Wednesday 2 December 2026.",
    "copy_by": "by Wednesday 2 December 2026",
    "late": "We should have answered by Wednesday 2 December 2026.",
    "gone": "A part was passed on to Oak Primary School on Tuesday 1 September 2026.",
    "chairperson": "Ruth Ellis",
    "stands_back": "I stand back from this request myself. Who decides instead: the deputy.",
    "proof": "A passport, and the court's order.",
    "asked_on": "Friday 6 November 2026",
    "question": "Which of the two years do you mean?",
    "reason": "Reports of three agencies are to be compared.",
    "first_due_on": "Wednesday 2 December 2026",
    "offered": "Thursday 26 November at ten, or Friday at four",
    "pages": "41 pages",
    "copy_of": "the records about Ivy Davies",
    "whose_copy": "You asked for it on behalf of Ivy Davies.",
    "ground": "We find that the request is manifestly excessive.",
    "withheld": "On 3 pages, information about other people.",
    "kept_for": "general records: 3 years from leaving",
    "party": "Dr Amos",
    "number": "2",
    "reply_by": "Friday 13 November 2026",
    "agency": "Health visiting team",
    "entries": "entry 12 of 3 March 2026",
    "written_on": "Wednesday 4 November 2026",
    "answer_by": "Friday 20 November 2026",
    "is_of_agency": "yes",
    "made_by": "Peter Davies",
    "dates": "The outcome follows by Monday 7 December 2026.",
    "way_onward": "to Ofsted",
    "is_of_data": "yes",
    "is_of_early_years": "yes",
    "outcome": "We agree with your complaint: it is upheld.",
    "found": "Two pages had been missed. They are enclosed.",
    "asked_by": "Carys Davies",
    "entry": "entry 4",
    "reasons": "The register of that day says so.",
    "follows": "The mistake stays beside the correction.",
    "whom": "parent or carer of Ivy Davies",
    "whose": "Ivy Davies",
    "happened_on": "Friday 20 November 2026",
    "known_on": "Monday 23 November 2026",
    "what": "A register was left in the hall.",
    "harm": "A visitor may speak of it.",
    "reported": "We reported it to the ICO on Tuesday 24 November 2026.",
}
HOSTILE = "</w:t><w:br/> <b>x</b> & {{ child }} {% for %} ]]> \x0b\x00\a 💥"
THIRD_PARTIES = [Letter.CHILD, Letter.FAMILY, Letter.AGENCY, Letter.STAFF, Letter.OTHER, Letter.REMINDER]


def facts_of(letter, **changed):
    """Just what the letter needs, and nothing else that could slip in."""
    return {name: ALL[name] for name in letters._ALWAYS | FILLED_IN[letter]} | changed


def read(made: bytes) -> str:
    """Every word of a Word file, its foot included."""
    document = Document(io.BytesIO(made))
    foot = [p.text for section in document.sections for p in section.footer.paragraphs]
    return "\n".join([p.text for p in document.paragraphs] + foot)


@pytest.mark.parametrize("letter", Letter)
def test_each_letter_is_read_back_with_its_facts_and_no_bracket_left(letter):
    said = read(make(letter, facts_of(letter)))
    assert not re.search(r"[{}%]", said)
    assert "Little Sparks" in said
    assert "Tuesday 24 November 2026" in said
    assert "Joanne Pryce, manager" in said
    words = next(one for one in default_letters.letters() if one["file"] == letter)
    asked = set(re.findall(r"{{ (\w+) }}", " ".join(default_letters.paragraphs(words))))
    assert asked <= {*letters._ALWAYS, *FILLED_IN[letter]}
    for name in asked:
        assert ALL[name] in said, name


@pytest.mark.parametrize("letter", Letter)
def test_each_letter_names_the_law_in_force_and_what_is_done_with_the_paper(letter):
    said = read(make(letter, facts_of(letter)))
    assert "Data (Use and Access) Act 2025" in said or letter is Letter.CHAIRPERSON
    assert "GDPR (2018)" not in said
    assert "a copy of this letter kept in the file" in said
    assert "the typed copy deleted from the computer" in said


def test_with_the_copy_comes_what_the_ico_says_an_answer_includes():
    """What for, what kinds, from whom, for whom, how long, and the rights (law L1.19)."""
    said = read(make(Letter.COVERING, facts_of(Letter.COVERING)))
    for part in (
        "What we keep these records for", "records of development", "personal records",
        "Where they come from", "Who sees them", "children's social care", "How long we keep them",
        "3 years from leaving", "put beside it", "delete something",
        "limit what we use it for", "object to how we use it",
    ):  # fmt: skip
        assert part in said, part


def test_no_reason_is_promised_that_the_answer_may_not_give():
    """Of a ground that could put somebody in danger the covering letter says only that the law allows it."""
    said = read(make(Letter.ACKNOWLEDGEMENT, facts_of(Letter.ACKNOWLEDGEMENT)))
    assert "we will tell you so, and why, as far as the law lets us" in said


@pytest.mark.parametrize("letter", [Letter.CHILD, Letter.FAMILY, Letter.AGENCY, Letter.STAFF, Letter.OTHER])
def test_a_third_party_is_not_told_that_whoever_asked_has_a_right_to_it(letter):
    """It is written to while proof is awaited, and who asked may turn out to be no carer (AR-4, AR-14)."""
    assert "who has a right to it has asked" not in read(make(letter, facts_of(letter)))


@pytest.mark.parametrize(
    ("letter", "is_of_agency"),
    [
        pytest.param(Letter.AGENCY, "yes", id="the letter"),
        pytest.param(Letter.REMINDER, "yes", id="its reminder"),
        pytest.param(Letter.REMINDER, "", id="a reminder to anybody else"),
    ],
)
def test_an_agency_is_asked_about_serious_harm_and_its_silence_is_no_leave(letter, is_of_agency):
    """A health visitor's report was to be shown where she did not answer, and the letter said so."""
    changed = {"is_of_agency": is_of_agency} if letter is Letter.REMINDER else {}
    said = read(make(letter, facts_of(letter, **changed)))
    assert ("in your professional opinion, showing it could do serious harm" in said) is bool(is_of_agency)
    assert ("we do not take it that you agree" in said) is bool(is_of_agency)
    assert ("we will decide without it" in said) is not bool(is_of_agency)


def test_a_member_of_staff_is_promised_no_more_than_the_policy_does():
    """The policy may uphold a refusal on two grounds; it does not say that it will (AR-20)."""
    said = next(letter for letter in default_letters.letters() if letter["file"] == "third-party-staff")
    assert "A refusal may be upheld" in said["body"]
    assert "is upheld" not in said["body"]


@pytest.mark.parametrize("letter", Letter)
def test_a_letter_of_two_pages_has_their_numbers(letter):
    document = Document(io.BytesIO(make(letter, facts_of(letter))))
    assert re.findall(r"PAGE|NUMPAGES", document.sections[0].footer._element.xml) == ["PAGE", "NUMPAGES"]
    name = next(p for p in document.paragraphs if p.text == "Yours sincerely")
    assert name.paragraph_format.keep_with_next, "Nobody signs on a page of their own."


def test_the_carer_of_another_child_is_greeted_as_one_greets():
    letter = read(make(Letter.CHILD, facts_of(Letter.CHILD, party="Tom Owen")))
    assert letter.startswith("Little Sparks") and "Dear parent or carer of Tom Owen" in letter


@pytest.mark.parametrize(
    "letter",
    [
        *(Letter.REFUSAL, Letter.EXTENSION, Letter.COVERING, Letter.ACKNOWLEDGEMENT),
        *(Letter.CORRECTION, Letter.CORRECTION_NOTICE, Letter.BREACH),
    ],
)
def test_an_answer_says_how_to_complain_to_us_to_the_ico_and_to_court(letter):
    said = read(make(letter, facts_of(letter)))
    for way in ("complain to us", "Information Commissioner's Office (ICO)", "go to court"):
        assert way in said


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        (letter, name)
        for letter in Letter
        for name in {**letters._ALWAYS, **FILLED_IN[letter]}
        if name not in MAY_BE_EMPTY
    ],
)
def test_a_missing_fact_is_named_with_what_to_do_and_no_letter_is_made(letter, name):
    for facts in (facts_of(letter, **{name: "  "}), {k: v for k, v in facts_of(letter).items() if k != name}):
        [lacking] = missing(letter, facts)
        assert lacking.name == name
        assert lacking.what.endswith(".")
        with pytest.raises(ValueError, match=re.escape(lacking.what)):
            make(letter, facts)


def test_what_may_be_empty_has_to_be_known_to_be_empty():
    whole = facts_of(Letter.COVERING, withheld="", gone="", late="")
    assert missing(Letter.COVERING, whole) == []
    said = read(make(Letter.COVERING, whole))
    assert not [part for part in ("left out", "any more", "should have answered") if part in said]
    del whole["withheld"]
    assert [one.name for one in missing(Letter.COVERING, whole)] == ["withheld"]


@pytest.mark.parametrize("letter", Letter)
def test_what_was_typed_is_text_whatever_it_looks_like(letter):
    names = {*FILLED_IN[letter], "signed_by", "setting"}
    said = read(make(letter, facts_of(letter, **dict.fromkeys(names, HOSTILE))))
    assert "</w:t><w:br/> <b>x</b> & {{ child }} {% for %} ]]>  💥" in said.replace("\x00", "")
    assert "\x0b" not in said


@pytest.mark.parametrize("letter", THIRD_PARTIES)
def test_a_letter_to_a_third_party_can_name_neither_the_requester_nor_another_party(letter):
    assert "requester" not in FILLED_IN[letter]
    said = read(make(letter, ALL))
    assert "Carys Davies" not in said
    if letter in {Letter.CHILD, Letter.OTHER, Letter.REMINDER}:
        assert "Ivy Davies" not in said


def test_what_is_still_to_be_written_by_hand_is_marked():
    """So that nobody sends the letter with a gap in it unseen."""
    document = Document(io.BytesIO(make(Letter.BREACH, facts_of(Letter.BREACH, what="", harm=""))))
    gaps = [p for p in document.paragraphs if "[" in p.text]
    assert len(gaps) == 5
    for gap in gaps:
        marked = [run.text for run in gap.runs if run.font.highlight_color]
        assert marked and all(text.startswith("[") and text.endswith("]") for text in marked)


def test_lines_stay_lines():
    said = read(
        make(Letter.INVITATION, facts_of(Letter.INVITATION, offered="Monday at ten\nTuesday at four"))
    )
    assert "Monday at ten\nTuesday at four" in said


def test_the_files_that_come_with_us_are_made_from_the_words(tmp_path):
    default_letters.make(tmp_path)
    assert {one["file"] for one in default_letters.letters()} == {str(letter) for letter in Letter}
    assert {file.stem for file in default_letters.FOLDER.glob("*.docx")} == {str(letter) for letter in Letter}
    for letter in Letter:
        ours = (default_letters.FOLDER / f"{letter}.docx").read_bytes()
        assert read(ours) == read((tmp_path / f"{letter}.docx").read_bytes()), (
            "Run python -m papers.default_letters and commit what it makes."
        )
        assert Document(io.BytesIO(ours)).core_properties.author == ""


def test_letters_that_say_what_they_said_are_left_as_they_are(tmp_path):
    """Made anew they bear another time: for one that is changed nineteen would be other files."""
    default_letters.make(tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    changed = tmp_path / "refusal.docx"
    changed.write_bytes((tmp_path / "invitation.docx").read_bytes())
    default_letters.make(tmp_path)
    assert read(changed.read_bytes()) == read((default_letters.FOLDER / "refusal.docx").read_bytes())
    assert {file for file in before if file.stat().st_mtime_ns != before[file]} == {changed}


def test_the_page_about_letters_lists_what_each_can_be_filled_in_with():
    said = (ROOT / "docs" / "letters.md").read_text(encoding="utf-8")
    assert f"All letters: {', '.join(f'`{name}`' for name in letters._ALWAYS)}." in said
    for letter, names in FILLED_IN.items():
        line = next(line for line in said.splitlines() if line.startswith(f"| `{letter}.docx`"))
        assert set(re.findall(r"`(\w+)`", line)) == set(names)


# A setting's own -----------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    """Puts a template of the setting's own in place of the acknowledgement."""

    def put(*paragraphs: str) -> Path:
        document = Document()
        for words in paragraphs:
            document.add_paragraph(words)
        (tmp_path / OWN).mkdir()
        document.save(str(tmp_path / OWN / "acknowledgement.docx"))
        return tmp_path

    return put


def test_a_setting_puts_its_own_letter_in_place_of_ours(own):
    home = own("Hello {{ requester }}", "{%p if why_due %}", "{{ why_due }}", "{%p endif %}")
    facts = facts_of(Letter.ACKNOWLEDGEMENT, requester="Tom & Ann <x>")
    assert (
        read(make(Letter.ACKNOWLEDGEMENT, facts, home)).strip()
        == "Hello Tom & Ann <x>\nOne month ends on that day."
    )
    assert fault_of(Letter.ACKNOWLEDGEMENT, home) == ""
    assert "Refuse" not in read(make(Letter.REFUSAL, facts_of(Letter.REFUSAL), home)), "the others are ours"


def test_a_letter_of_its_own_that_leaves_out_what_it_has_to_say_is_named(own):
    home = own("Dear {{ requester }}, we have your request.")
    used, lacking = of_our_own(Letter.ACKNOWLEDGEMENT, home)
    assert used == "Made from your own letter, own-letters/acknowledgement.docx."
    assert "does not fill in {{ due_on }}" in lacking
    assert of_our_own(Letter.REFUSAL, home) == [], "that one is ours"
    document = Document()
    document.sections[0].header.paragraphs[0].text = "By {{ due_on }}"
    document.save(str(home / OWN / "acknowledgement.docx"))
    assert of_our_own(Letter.ACKNOWLEDGEMENT, home) == [used], "what stands in its head is said too"


@pytest.mark.parametrize("letter", Letter)
def test_every_letter_of_ours_says_what_it_has_to(letter):
    assert {*letters.HAS_TO_SAY[letter]} <= letters._asked_for(default_letters.FOLDER / f"{letter}.docx")


@pytest.mark.parametrize("name", ["Refusal letter.docx", "refusal.doc", "refusal.docx.docx"])
def test_a_slip_in_the_name_of_a_file_is_said_where_our_letter_is_used_in_its_place(own, name):
    home = own("Dear {{ requester }}, we answer by {{ due_on }}.")
    (home / OWN / name).write_bytes(b"PK")
    (home / OWN / "~$refusal.docx").write_bytes(b"the lock of Word")
    [said] = of_our_own(Letter.REFUSAL, home)
    assert f"No letter has the name of {name} in the folder own-letters" in said
    assert said.endswith("the file for this one is called refusal.docx.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param("{{ shoe_size }}", "shoe_size", id="a name that there is not"),
        pytest.param("{{ requester", "cannot be filled in", id="brackets not closed"),
        pytest.param("{% if requester %}", "cannot be filled in", id="a part not closed"),
        pytest.param("{{ ''.__class__.__mro__ }}", "acknowledgement.docx", id="a reach into the machine"),
        pytest.param("{% for n in range(10000000) %}x{% endfor %}", "acknowledgement.docx", id="without end"),
    ],
)
def test_a_broken_letter_says_what_to_do_and_touches_no_other(own, words, said):
    home = own("Dear {{ requester }}", words)
    with pytest.raises(BrokenTemplate, match=r"remove (the file|it) to use ours") as fault:
        make(Letter.ACKNOWLEDGEMENT, facts_of(Letter.ACKNOWLEDGEMENT), home)
    assert said in str(fault.value)
    assert "own-letters/acknowledgement.docx" in str(fault.value)
    assert fault_of(Letter.ACKNOWLEDGEMENT, home) == str(fault.value)
    assert make(Letter.REFUSAL, facts_of(Letter.REFUSAL), home)


@pytest.mark.parametrize("content", [b"", b"no Word file", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_word_file_says_so(tmp_path, content):
    (tmp_path / OWN).mkdir()
    (tmp_path / OWN / "acknowledgement.docx").write_bytes(content)
    assert "is not a Word file that can be read" in fault_of(Letter.ACKNOWLEDGEMENT, tmp_path)


def test_where_there_is_no_letter_of_its_own_nothing_is_tried(tmp_path):
    assert fault_of(Letter.ACKNOWLEDGEMENT, tmp_path) == ""
