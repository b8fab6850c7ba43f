"""The consent form to print, with just the questions that are wanted, a page a child (DR-4, DR-6; L5.3).

One question at a time and none ticked beforehand; it says that consent can be withdrawn as easily as given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from rules.words import dated

HTML = "text/html; charset=utf-8"

_STYLE = """
@page { margin: 2cm 2cm 1.5cm; }
body { font: 11pt/1.4 sans-serif; margin: 0; color: #000; background: #fff; }
@media screen { body { margin: 2cm; } }
section { break-after: page; } section:last-child { break-after: auto; }
h1 { font-size: 16pt; margin: 0 0 .2cm; } p { margin: .2cm 0; }
table { border-collapse: collapse; width: 100%; margin: .4cm 0; }
th, td { border: 1px solid #000; padding: .18cm .25cm; text-align: left; vertical-align: top; }
tr, .line { break-inside: avoid; } .signed { break-inside: avoid; }
th.question { min-width: 6.5cm; } th.box { width: 3.2cm; text-align: center; }
td.box { text-align: center; font-size: 11pt; white-space: nowrap; }
.small { font-size: 10pt; } .line { margin-top: .8cm; } .line span { white-space: nowrap; }
"""


@dataclass(frozen=True)
class Question:
    """A question on a form: the purpose's title, its present wording and that wording's number."""

    title: str
    question: str
    wording: int
    is_sharing: bool = False  # with others who look after children, which a no does not always stop


@dataclass(frozen=True)
class Sheet:
    """One child's form: how the child is named on it, who is asked, and what is asked."""

    child: str
    carers: Sequence[str]
    questions: Sequence[Question]


def consent_form(setting: str, sheets: Sequence[Sheet], *, on: date) -> bytes:
    """The forms as one page of HTML that prints, every text in it as text."""
    body = "".join(_section(setting, sheet, on) for sheet in sheets)
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Consent form</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    ).encode()


def _section(setting: str, sheet: Sheet, on: date) -> str:
    carers = list(sheet.carers) or ["Carer"]
    head = "".join(f'<th class="box" scope="col">{escape(carer)}</th>' for carer in carers)
    rows = "".join(
        f"<tr><td><b>{escape(q.title)}</b><br>{escape(q.question)} "
        f'<span class="small">(wording {q.wording})</span></td>'
        + '<td class="box">yes &nbsp; / &nbsp; no</td>' * len(carers)
        + "</tr>"
        for q in sheet.questions
    )
    signed = "".join(
        f'<p class="line">Signed by {escape(carer)}: ______________________ '
        "&nbsp; <span>Date: ____________</span></p>"
        for carer in carers
    )
    # A family that answers no learns here, and not afterwards, what is shared all the same (IS-4; law L7.3).
    all_the_same = (
        '<p class="small">To keep a child safe we share information whatever you answer, and child '
        "protection records go on to the next setting. We tell you, unless that could endanger somebody.</p>"
        if any(question.is_sharing for question in sheet.questions)
        else ""
    )
    return (
        f"<section><p>{escape(setting)}</p><h1>What may we do? Consent for {escape(sheet.child)}</h1>"
        "<p>Circle yes or no for each question separately. Leave out any question you want to talk about "
        "first. Whatever you answer, your child will be looked after in the same way.</p>"
        f'<table><thead><tr><th class="question" scope="col">Question</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{all_the_same}"
        # Names the child once more: where a long form takes two sheets, the signatures stand on the second.
        f'<div class="signed"><p>Consent for {escape(sheet.child)}. You may change your mind at any time and '
        "tell any of us, in writing or in person: it counts from that moment.</p>"
        f'{signed}</div><p class="small">Handed out on {dated(on)}. Please return it to the office.</p>'
        "</section>"
    )
