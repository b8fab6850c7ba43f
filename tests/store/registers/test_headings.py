"""Headings as different settings word them, each matched by what it means."""

import tomllib
from pathlib import Path

import pytest

from store.registers.headings import Listed, match, recognise, says_no
from store.registers.tried import Kind
from tests.store.registers.conftest import CHILDREN, IVY, only

DATA = Path(__file__).parents[3] / "data"


def _listed(file, table):
    entries = tomllib.loads((DATA / file).read_text(encoding="utf-8"))[table]
    return tuple(Listed(entry["key"], entry["title"]) for entry in entries)


LISTS = dict.fromkeys(Kind, ())
LISTS[Kind.CONSENTS] = _listed("consent_purposes.toml", "purpose")
LISTS[Kind.STAFF] = _listed("induction_topics.toml", "topic")

SURE = {
    Kind.CHILDREN: {
        "name": ["Child", "Child's name", "Name of child", "Pupil name", "NAME", "Child’s full name"],
        "forename": ["Forename", "First Name", "Child forename"],
        "surname": ["Surname", "Last name", "Family name"],
        "born_on": ["DOB", "D.O.B.", "d o b", "Date of birth", "Date of Birth (dd/mm/yyyy)", "Birthdate"],
        "started_on": ["Start date", "Started", "Date started", "Date of admission", "Start", "Date joined"],
        "left_on": ["Left", "Leaving date", "Date left setting", "End date"],
        "key_person": ["Key person", "Keyworker", "Key worker", "KEY PERSON", "Key pers."],
        "carer_1": ["Parent/carer 1", "Parent 1", "Carer 1 name", "Mum", "Mother's name", "Primary carer"],
        "carer_2": ["Parent/carer 2", "Dad", "Father", "Second parent"],
        "carer_2_pr": ["Carer 2 PR?", "Parent 2 has PR (Y/N)", "Parental responsibility 2"],
        "carers": ["Parents/carers", "Parent(s)"],
        "note": ["Notes", "Comments", "Notes / comments"],
        "court_order": ["Court order?", "Court orders"],
    },
    Kind.CONSENTS: {
        "signed_by": ["Signed by", "Parent", "Consent given by", "Signed by (form)"],
        "signed_on": [
            "Date signed",
            "Date",
            "Consent date",
            "Date of consent",
            "Completion time",
            "Timestamp",
        ],
        "answer": ["Answer", "Consent given", "Given?", "Yes / No"],
        "purpose:learning-journey": ["Tapestry", "Online Learning Journey (Tapestry)", "Learning journal"],
        "purpose:photographs-own-journey": ["Photos - own journey", "Pictures in own learning journal"],
        "purpose:photographs-other-journeys": ["Photos - other children's journeys", "Group photos"],
        "purpose:photographs-display": ["Photos - display", "Photographs on display", "Display"],
        "purpose:website": ["Website & social media", "Website / Facebook"],
        "purpose:professionals": ["Share with professionals", "Sharing info with other professionals"],
        "purpose:next-setting": ["Share with next school", "Sharing with next setting", "School transition"],
    },
    Kind.ACCESS_REQUESTS: {
        "reference": ["Ref", "SAR no", "Ref no.", "No."],
        "requester": ["Requested by", "Requestor", "Request from"],
        "channel": ["How", "Method", "How received"],
        "received_on": ["Date received", "Received", "Date rec'd", "Date Recieved", "Date of request"],
        "acknowledged": ["Acknowledged", "Aknowledged", "Acknowledgement sent"],
        "chairperson_told": ["Chair told", "Chairperson informed", "Chair notified on"],
        "is_extended": ["Extended?", "Extension"],
        "extended": ["Date extension letter", "Extension letter sent"],
        "reason": ["Reason", "Reason for extension"],
        "released": ["Released", "Date released", "Disclosed", "Response date"],
        "note": ["Outcome / notes", "Outcome"],
    },
    Kind.SHARING_LOG: {
        "decided_on": ["Date of decision", "Date", "Decision date"],
        "concern": ["Concern", "Nature of concern"],
        "shared_with": ["Shared with", "Agency", "Information shared with"],
        "position": ["Consent?", "Consent obtained (verbal/written)", "Parental consent"],
        "reason": ["Reason if no consent", "Reason", "Reason for decision"],
        "advice": ["MASH advice", "Advice sought"],
        "recorded_on": ["Written in file on", "Recorded in child's file on", "Date recorded"],
        "decided_by": ["By", "Decision made by", "Decided by"],
        "entry": ["File entry no", "Entry no"],
    },
    Kind.STAFF: {
        "name": ["Name", "Staff name", "Staff member"],
        "role": ["Role", "Job title", "Position"],
        "first_day_on": ["First day with children"],
        "left_on": ["End date", "Left"],
        "topic:confidentiality-policy": [
            "Confidentiality policy",
            "Confidentiality",
            "Confidentiality training",
        ],
        "topic:key-person-role": ["Role of key person", "Key person role"],
        "topic:recording": ["Recording & file notes", "Record keeping"],
        "topic:sharing": ["Sharing information", "Information sharing"],
        "topic:phones-cameras": ["Phones & cameras", "Mobile phones and cameras (date read)"],
        "topic:whistleblowing": ["Whistleblowing", "Whistle-blowing"],
        "trained_on": [
            *("Safeguarding", "Safeguarding training", "Safeguarding L2", "Safeguarding Level 2 (date)"),
            *("Child protection training", "Safeguarding & child protection training"),
        ],
    },
}


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        pytest.param(kind, heading, field, id=f"{kind}: {heading}")
        for kind, by_field in SURE.items()
        for field, headings in by_field.items()
        for heading in headings
    ],
)
def test_a_heading_is_matched_by_its_meaning(kind, heading, field):
    found = match(heading, kind, LISTS[kind])
    assert found.names[:1] == (field,)
    assert found.is_sure


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        pytest.param(Kind.CHILDREN, "2nd key person", id="one word more than a field"),
        pytest.param(Kind.CONSENTS, "Photos", id="three purposes could be meant"),
        pytest.param(Kind.ACCESS_REQUESTS, "Acknowledged by", id="a person, where a date is known"),
    ],
)
def test_a_heading_that_could_mean_something_else_is_not_sure(kind, heading):
    found = match(heading, kind, LISTS[kind])
    assert found.names
    assert not found.is_sure


@pytest.mark.parametrize(
    ("question", "purpose"),
    [
        (
            "I give permission for photographs of my child on the setting's website and social media",
            "website",
        ),
        ("I consent to my child having an online learning journey (Tapestry)", "learning-journey"),
        (
            "I am happy for my child's photo to appear in other children's learning journeys",
            "photographs-other-journeys",
        ),
        ("Can we use photos of your child in wall displays around the nursery?", "photographs-display"),
        ("I agree to information being shared with health visitors and other professionals", "professionals"),
        ("Records about my child may be passed to their next school", "next-setting"),
        (
            "May photographs taken on the nursery's mobile phone go on our Facebook page?",
            "website",  # beside a word of what the dashboard keeps nothing of
        ),
    ],
)
def test_the_question_of_an_online_form_is_asked_about_its_likeliest_purpose_first(question, purpose):
    """It says more than a heading, so what it means is never sure."""
    found = match(question, Kind.CONSENTS, LISTS[Kind.CONSENTS])
    assert found.names[0] == f"purpose:{purpose}"
    assert not found.is_sure


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("I do not give permission for my child's photo on the website", id="says the contrary"),
        pytest.param("I understand that I can change my mind at any time", id="no purpose"),
        pytest.param("I agree to emergency medical treatment if I cannot be reached", id="nothing kept here"),
    ],
)
def test_a_question_about_no_purpose_is_taken_for_none(question):
    names = match(question, Kind.CONSENTS, LISTS[Kind.CONSENTS]).names
    assert not [name for name in names if name.startswith("purpose:")]


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        pytest.param(Kind.CHILDREN, "Child protection plan?", id="a plan is no name"),
        pytest.param(Kind.CHILDREN, "Parent email", id="an address is no carer"),
        pytest.param(Kind.CHILDREN, "Allergies", id="nothing the dashboard keeps"),
        pytest.param(Kind.CONSENTS, "Sun cream", id="a purpose that the setting does not have"),
        pytest.param(Kind.ACCESS_REQUESTS, "Date due", id="worked out, never read"),
        pytest.param(Kind.STAFF, "Whistleblowing expiry", id="no day on which anything was read"),
        pytest.param(Kind.STAFF, "First aid", id="training the policy does not ask for"),
        pytest.param(Kind.STAFF, "Safeguarding training due", id="worked out from the last one"),
        pytest.param(Kind.STAFF, "Safeguarding L2 expiry", id="no day on which anybody was trained"),
    ],
)
def test_a_heading_that_means_nothing_here_is_matched_to_nothing(kind, heading):
    assert match(heading, kind, LISTS[kind]).names == ()


def test_a_purpose_of_the_settings_own_is_matched_by_its_title():
    own = (*LISTS[Kind.CONSENTS], Listed("forest-school", "Forest school outings"))
    assert match("Forest School - outings", Kind.CONSENTS, own).names[0] == "purpose:forest-school"


def test_a_topic_about_safeguarding_is_not_taken_for_the_training():
    own = (*LISTS[Kind.STAFF], Listed("safeguarding", "Safeguarding and child protection"))
    assert match("Safeguarding and child protection", Kind.STAFF, own).names[0] == "topic:safeguarding"
    assert match("Safeguarding training", Kind.STAFF, own).names[0] == "trained_on"


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        pytest.param(Kind.CHILDREN, "Name (emergency contact)", id="the name of somebody else"),
        pytest.param(Kind.CHILDREN, "Name (social worker)", id="somebody the import does not know"),
        pytest.param(Kind.CHILDREN, "Surname (Parent 1)", id="a carer's last name"),
        pytest.param(Kind.CHILDREN, "DOB (mother)", id="a carer's birthday"),
        pytest.param(Kind.CONSENTS, "Date (review)", id="another date"),
    ],
)
def test_a_bracket_that_names_somebody_or_something_else_is_heeded(kind, heading):
    assert not match(heading, kind, LISTS[kind]).is_sure


@pytest.mark.parametrize(
    "heading",
    [
        *("Website (opt out)", "Display (tick if NOT agreed)", "No Tapestry", "Photos on website - refused"),
        *("Do not share with professionals", "Don't use Facebook", "Objects to press", "Opt-out: website"),
    ],
)
def test_a_heading_that_says_what_is_not_agreed_to_is_no_purpose(heading):
    """A Y below it would be read as given."""
    assert says_no(heading)
    assert not [name for name in match(heading, Kind.CONSENTS, LISTS[Kind.CONSENTS]).names if ":" in name]


def test_a_purpose_whose_own_title_says_no_is_matched_by_it():
    own = (*LISTS[Kind.CONSENTS], Listed("no-tags", "Photographs with no name tags"))
    assert match("Photos with no name tags", Kind.CONSENTS, own).names == ("purpose:no-tags",)


@pytest.mark.parametrize(
    ("headings", "file", "kind"),
    [
        (["Child", "DOB", "Start date", "Key person"], "book1.csv", Kind.CHILDREN),
        (["Name", "Role", "Start date", "Whistleblowing"], "book1.csv", Kind.STAFF),
        (["Child", "Date", "Tapestry", "Display", "Facebook"], "book1.csv", Kind.CONSENTS),
        (["Child", "Requested by", "Received", "Released"], "book1.csv", Kind.ACCESS_REQUESTS),
        (["Date", "Child", "Concern", "Shared with", "By"], "book1.csv", Kind.SHARING_LOG),
        (["Name", "Start date", "Left", "Notes"], "children 2026.csv", Kind.CHILDREN),
        (["Name", "DOB", "Start date", "Key person"], "book1.csv", Kind.CHILDREN),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_the_register_is_told_by_its_headings(headings, file, kind):
    rows = [(1, ("Little Sparks 2026/27",)), (3, tuple(headings)), (4, ("x", "y", "z", "w"))]
    found = recognise(rows, file, LISTS)
    assert found is not None
    assert (found.index, found.kinds) == (1, (kind,))


def test_each_column_says_what_it_is_taken_as_and_how_its_first_cell_is_read(trying):
    """A date that a spreadsheet turned round shows there before anything is brought in."""
    headings = ["Child", "DOB", "Start date", "Allergies", "Notes"]
    rows = [
        headings,
        ["Ivy Davies", "", "46266", "nuts", ""],
        ["Otto Green", "03/04/24", "01/09/25", "", "n"],
    ]
    columns = trying.tried(children=rows).files[0].columns
    assert [(column.letter, column.label, column.example) for column in columns] == [
        ("A", "the child's name", "Ivy Davies"),
        ("B", "the date of birth", "Wednesday 3 April 2024"),
        ("C", "the start date", "Tuesday 1 September 2026"),
        ("D", "", ""),
        ("E", "the note", "n"),
    ]


@pytest.mark.parametrize("heading", ["Facebook", "Website", "Photos on website", "Press"])
def test_what_says_less_than_a_purpose_is_asked_about_and_not_taken_for_it(trying, heading):
    """A yes to Facebook is none to the website (DR-6; law L5.3)."""
    question = only(
        trying.tried(
            children=[CHILDREN, IVY],
            consents=[
                ["Child", "Signed by", "Date signed", "Tapestry", heading],
                ["Ivy Davies", "Carys Davies", "01/09/26", "Y", "Y"],
            ],
        ).questions
    )
    assert f"“{heading}” says less than “" in question.text
