"""Letters as Word files, filled in from the records (AR-6 to AR-32, RC-2, CM-1, X-5; law L1, L3, L4, L10).

What is filled in is text, whatever it looks like. A letter whose facts are not all recorded is not made: what
is missing is listed first, so that no letter has a blank in it. Where words are left to be written in Word,
as to a family about a breach, the place is marked. Legal advice is in none (AR-11).
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from rules.access import Channel
from rules.words import listed, long_date
from store.cabinet import Who

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FOLDER = Path(__file__).resolve().parent.parent / "data" / "letters"
OWN = "own-letters"  # the folder in the cabinet's home where a setting puts its own
LAW = (
    "the UK General Data Protection Regulation (UK GDPR) and the Data Protection Act 2018, both as amended "
    "by the Data (Use and Access) Act 2025"
)
_LARGEST = 5_000_000  # bytes of a setting's own template
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Facts = Mapping[str, str]


class Letter(StrEnum):
    """The letters there are. The value is the name of the file, without its ending."""

    ACKNOWLEDGEMENT = "acknowledgement"
    CHAIRPERSON = "chairperson"
    IDENTITY = "identity"
    CLARIFICATION = "clarification"
    EXTENSION = "extension"
    INVITATION = "invitation"
    COVERING = "covering-letter"
    REFUSAL = "refusal"
    CHILD = "third-party-child"
    FAMILY = "third-party-family"
    AGENCY = "third-party-agency"
    STAFF = "third-party-staff"
    OTHER = "third-party-other"
    REMINDER = "reminder"
    COMPLAINT = "complaint-acknowledgement"
    OUTCOME = "complaint-outcome"
    CORRECTION_NOTICE = "correction-extension"
    CORRECTION = "correction-answer"
    BREACH = "breach-family"


_ALWAYS = {
    "setting": "Enter the setting's name under Set-up.",
    "today": "",
    "law": "",
    "signed_by": "Enter your name with your account: it signs the letter.",
    "role": "",
    "code": "",
}
_OF_A_REQUEST = {
    "requester": "Record who is asking for the file.",
    "child": "Record the child's name under Children and files.",
    "received_on": "",
    "how": "",
    "due_on": "",
    "is_named": "",
}
_REPLY_BY = "Record that the third party was written to, with the day by which they are asked to reply."
_OF_A_PARTY = {
    "party": "Record the name of the third party.",
    "reference": "",
    "number": "",
    "reply_by": _REPLY_BY,
}
_OUTCOME = "Record the outcome as a step, with what was found: the letter says it."
_DECIDED = "Record what was found and decided as a step: the letter says it."
_TOO_LATE = (
    "The notice is dated after the month was over. It would not change the date, so no letter is made."
)
_OF_A_CORRECTION = {"asked_by": "", "child": "", "received_on": "", "how": "", "entry": ""}
_ENTRIES = "Record which entries of the file mention this third party."

# What each letter is filled in with beside what all have, and what to do where it is not recorded. What is
# never missing has nothing to say.
FILLED_IN: dict[Letter, dict[str, str]] = {
    Letter.ACKNOWLEDGEMENT: _OF_A_REQUEST
    | {
        "why_due": "",
        "asked": "",
        "whose_right": "",
        "to_show": "",
        "may_want_proof": "",
        "may_want_question": "",
        "by_law": "",
        "may_meet": "",
    },
    Letter.CHAIRPERSON: _OF_A_REQUEST
    | {
        "by_law": "",
        "chairperson": "Have one chairperson in office on the Induction page: add them, or enter the last "
        "day of the one before. Where somebody stands in, record that as a step.",
        "stands_back": "",
    },
    Letter.IDENTITY: _OF_A_REQUEST
    | {
        "proof": "Record the step that proof was asked for, with what was asked for, as in the letter.",
        "time_left": "",
        "by_law": "",
    },
    Letter.CLARIFICATION: _OF_A_REQUEST
    | {
        "asked_on": "Record the step that a clarification was asked for: the days run from it.",
        "question": "Record what you need to know, with the step that a clarification was asked for.",
        "time_left": "",
        "by_law": "",
    },
    Letter.EXTENSION: _OF_A_REQUEST
    | {
        "reason": "Record the extension as a step, with its reason: a notice without one does not change "
        "the date.",
        "first_due_on": _TOO_LATE,
    },
    Letter.INVITATION: _OF_A_REQUEST
    | {"offered": "Record the invitation as a step, with the dates that you offer.", "copy_by": ""},
    Letter.COVERING: _OF_A_REQUEST
    | {
        "pages": "Record the clean copy as a step, with its pages, and have the second person check it; "
        "again where something changed after it.",
        "withheld": "Record each redaction with its ground: the letter says what was left out and why.",
        "copy_of": "",
        "whose_copy": "",
        "gone": "",
        "kept_for": "",
        "late": "",
        "by_law": "",
    },
    Letter.REFUSAL: _OF_A_REQUEST
    | {
        "copy_of": "",
        "ground": "",
        "reason": "Record the refusal as a step, with its reasons: the letter has to give them.",
        "late": "",
        "by_law": "",
    },
    Letter.CHILD: _OF_A_PARTY,
    Letter.FAMILY: _OF_A_PARTY | {"child": _OF_A_REQUEST["child"]},
    Letter.AGENCY: _OF_A_PARTY
    | {
        "child": _OF_A_REQUEST["child"],
        "agency": "Record for which agency this person works.",
        "entries": _ENTRIES,
    },
    Letter.STAFF: _OF_A_PARTY | {"child": _OF_A_REQUEST["child"], "entries": _ENTRIES},
    Letter.OTHER: _OF_A_PARTY,
    Letter.REMINDER: _OF_A_PARTY
    | {
        "written_on": "First record that the third party was written to. A reminder comes after that.",
        "answer_by": "",
        "is_of_agency": "",
    },
    Letter.COMPLAINT: {
        "made_by": "",
        "received_on": "",
        "how": "",
        "dates": "",
        "stands_back": "",
        "way_onward": "",
        "is_of_data": "",
    },
    Letter.OUTCOME: {
        "made_by": "",
        "received_on": "",
        "how": "",
        "outcome": _OUTCOME,
        "found": _OUTCOME,
        "late": "",
        "way_onward": "",
        "is_of_data": "",
        "is_of_early_years": "",
    },
    Letter.CORRECTION_NOTICE: _OF_A_CORRECTION
    | {
        "reason": "Record the extension as a step, with its reason.",
        "first_due_on": _TOO_LATE,
        "due_on": "",
    },
    Letter.CORRECTION: _OF_A_CORRECTION | {"found": _DECIDED, "reasons": _DECIDED, "follows": "", "late": ""},
    Letter.BREACH: {
        "whom": "Record the child's name under Children and files.",
        "whose": "Record the child's name under Children and files.",
        "happened_on": "",
        "known_on": "",
        "what": "",
        "harm": "",
        "reported": "",
    },
}
# They say whether a part of the letter is there.
MAY_BE_EMPTY = frozenset(
    {
        "how", "withheld", "gone", "late", "is_of_data", "is_of_early_years", "what", "harm", "reported",
        "stands_back", "answer_by", "asked", "may_want_proof", "may_want_question", "by_law",
        "may_meet", "why_due", "is_named", "whose_copy", "ground",
        "is_of_agency", "time_left",
    }
)  # fmt: skip


# What the law or our policy has a letter say, and only the records know: a setting's own asks for it too.
HAS_TO_SAY: dict[Letter, tuple[str, ...]] = {
    Letter.ACKNOWLEDGEMENT: ("due_on",),
    Letter.CHAIRPERSON: (),
    Letter.IDENTITY: ("proof",),
    Letter.CLARIFICATION: ("question",),
    Letter.EXTENSION: ("reason", "due_on"),
    Letter.INVITATION: ("offered",),
    Letter.COVERING: ("withheld",),
    Letter.REFUSAL: ("reason",),
    Letter.CHILD: ("reply_by",),
    Letter.FAMILY: ("reply_by",),
    Letter.AGENCY: ("reply_by",),
    Letter.STAFF: ("reply_by",),
    Letter.OTHER: ("reply_by",),
    Letter.REMINDER: (),
    Letter.COMPLAINT: ("way_onward",),
    Letter.OUTCOME: ("outcome", "found", "way_onward"),
    Letter.CORRECTION_NOTICE: ("reason", "due_on"),
    Letter.CORRECTION: ("found", "reasons", "follows"),
    Letter.BREACH: ("known_on",),
}

HOW = {
    Channel.LETTER: "by letter",
    Channel.EMAIL: "by email",
    Channel.VERBAL: "in person or by telephone",
    Channel.OTHER: "in another way",
}


def how(channel: Channel) -> str:
    """How something came, as a letter says it; nothing where it was none of the usual ways."""
    return "" if channel is Channel.OTHER else HOW[channel]


def signature(setting: str, who: Who, today: date) -> dict[str, str]:
    """What every letter is filled in with: whose it is, of which day, under which law, and who signs."""
    return {
        "setting": setting,
        "today": long_date(today),
        "law": LAW,
        "signed_by": who.name,
        "role": str(who.role),
    }


class BrokenTemplate(Exception):
    """A letter's Word file cannot be used. The text says what to do."""


@dataclass(frozen=True)
class Missing:
    """A fact that a letter needs and the records do not have, with what to do about it."""

    name: str
    what: str


def missing(letter: Letter, facts: Facts) -> list[Missing]:
    """What is still to be recorded before the letter can be made; nothing where it can.

    A fact that is not in `facts` at all is missing too, also one that may be empty.
    """
    needed = _ALWAYS | FILLED_IN[letter]
    return [
        Missing(name, what or f"Record “{name.replace('_', ' ')}”.")
        for name, what in needed.items()
        if name not in facts or not (facts[name].strip() or name in MAY_BE_EMPTY)
    ]


def template_of(letter: Letter, home: Path | None = None) -> Path:
    """The Word file of a letter: the setting's own in its cabinet, else the one that comes with us."""
    own = home / OWN / f"{letter}.docx" if home else None
    return own if own and own.is_file() else FOLDER / f"{letter}.docx"


def make(letter: Letter, facts: Facts, home: Path | None = None) -> bytes:
    """The letter as a Word file, in memory alone.

    Raises `ValueError` where a fact is missing and `BrokenTemplate` where its Word file cannot be used.
    """
    from docxtpl import DocxTemplate  # here: with what it needs it takes 6 MB, and few days have a letter

    if lacking := missing(letter, facts):
        raise ValueError(" ".join(one.what for one in lacking))
    template = template_of(letter, home)
    needed = {*_ALWAYS, *FILLED_IN[letter]}
    said: dict[str, Any] = {
        name: _NOT_IN_XML.sub("", text.strip()) for name, text in facts.items() if name in needed
    }
    # The setting's own template may hold anything: it can fill in and repeat, and reach nothing else.
    filling = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        if template.stat().st_size > _LARGEST:
            raise BrokenTemplate(f"The file {_place(template)} is too large for a letter.")
        document = DocxTemplate(io.BytesIO(template.read_bytes()))
        document.render(said, jinja_env=filling, autoescape=True)
        made = io.BytesIO()
        document.save(made)
    except UndefinedError as fault:
        raise BrokenTemplate(
            f"The letter {_place(template)} asks for something that does not exist ({fault}). Put it "
            f"right in Word, or remove the file to use ours. It may ask for: {', '.join(sorted(needed))}."
        ) from fault
    except TemplateError as fault:
        raise BrokenTemplate(
            f"The letter {_place(template)} cannot be filled in ({fault}). In Word, check what is in "
            "curly brackets, or remove the file to use ours."
        ) from fault
    except BrokenTemplate:
        raise
    except Exception as fault:  # whatever a file that is no Word file does to its reader
        raise BrokenTemplate(
            f"The file {_place(template)} is not a Word file that can be read. Save it again as .docx, "
            "or remove it to use ours."
        ) from fault
    return made.getvalue()


def fault_of(letter: Letter, home: Path) -> str:
    """What is wrong with the setting's own file of a letter, in words; nothing where it is usable or ours."""
    if template_of(letter, home).parent == FOLDER:
        return ""
    try:
        make(letter, {name: name for name in _ALWAYS | FILLED_IN[letter]}, home)
    except BrokenTemplate as fault:
        return str(fault)
    return ""


def of_our_own(letter: Letter, home: Path) -> list[str]:
    """What to know of the setting's own file of a letter that can be used, or of files beside that none uses.

    In sentences; empty where there is no file of its own.
    """
    template = template_of(letter, home)
    if template.parent != FOLDER:
        lacking = [f"{{{{ {name} }}}}" for name in HAS_TO_SAY[letter] if name not in _asked_for(template)]
        said = [f"Made from your own letter, {_place(template)}."]
        if lacking:
            said.append(
                f"It does not fill in {listed(lacking)}, which the law or our policy has this letter say. "
                "Put that into the file in Word, or remove the file to use ours."
            )
        return said
    if unused := _unused(home):
        return [
            f"Made from our letter. No letter has the name of {listed(unused)} in the folder {OWN}: the file "
            f"for this one is called {letter}.docx."
        ]
    return []


def _asked_for(template: Path) -> set[str]:
    """The names that a Word file asks for, its head and foot included."""
    from docxtpl import DocxTemplate

    filling = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    document = DocxTemplate(io.BytesIO(template.read_bytes()))
    return set(document.get_undeclared_template_variables(jinja_env=filling))


def _unused(home: Path) -> list[str]:
    """The files in the folder of own letters that are no letter's, such as one with a slip in its name."""
    folder = home / OWN
    if not folder.is_dir():
        return []
    names = {f"{letter}.docx" for letter in Letter}
    return sorted(
        file.name
        for file in folder.iterdir()
        if not file.name.startswith((".", "~$"))
        # Windows and macOS take capitals for small letters, and find the file all the same.
        and not (file.name.lower() in names and (folder / file.name.lower()).is_file())
    )


def _place(template: Path) -> str:
    return f"{template.parent.name}/{template.name}"
