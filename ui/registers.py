"""The rows of the registers as they are shown: plain values, names left out on a shared screen."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from rules import access, consent, induction, sharing
from rules.access import Step
from rules.agenda import Facts
from rules.house import HouseRules
from rules.words import dated, days
from store.access_requests import HeldRequest
from store.consents import RecordedAnswer
from store.sharing import HeldDecision
from ui import words
from ui.words import Tone

Rows = list[dict[str, Any]]


def access_register(
    requests: Sequence[HeldRequest], today: date, bank_holidays: Collection[date], *, shown: bool
) -> Rows:
    """The register of access requests, newest first, with days taken and where each stands."""
    rows: Rows = []
    for request in requests:
        progress = access.progress(
            request.received_on, request.steps, today=today, bank_holidays=bank_holidays
        )
        due = access.due_on(access.clock_of(request.received_on, request.steps), bank_holidays)
        until = request.ended_on or today
        row = {
            "Code": request.code,
            "Where it stands": words.PROGRESS[progress][0],
            "Received": request.received_on,
            "Due": due,
            "Answered": request.ended_on,
            "Days": (until - request.received_on).days,
            "How": words.CHANNELS[request.channel],
        }
        if shown:
            row |= {
                "Child": request.child,
                "Asked for by": request.requester,
                "Register": request.register_reference,
                "Note": request.note,
            }
        rows.append(row)
    return rows


def request_line(request: HeldRequest, *, shown: bool) -> str:
    """Whose file is asked for, by whom, how."""
    how = words.CHANNELS[request.channel].lower()
    court = (
        " A court order is on file: read it before anything is released." if request.has_court_order else ""
    )
    if not shown:
        return f"{request.child_code}. Came by {how}.{court}"
    return f"{request.child}, {request.child_code}. Asked for by {request.requester}, {how}.{court}"


_ALWAYS = (Step.CHAIRPERSON_TOLD, Step.ACKNOWLEDGED, Step.RELEASED)


def steps_of(request: HeldRequest) -> list[tuple[tuple[str, Tone], str, str, str]]:
    """The steps of one request in the policy's order: done ones with their date, the next as waiting."""
    lines = [
        (
            ("Done", Tone.DONE),
            f"Received, {words.CHANNELS[request.channel].lower()}",
            dated(request.received_on),
            "AR-5",
        )
    ]
    done = {step.step for step in request.recorded}
    lines += [
        (("Done", Tone.DONE), words.STEPS[step.step], dated(step.on), words.STEP_CLAUSES[step.step])
        for step in request.recorded
    ]
    if request.ended_on is None:
        lines += [
            (("To do", Tone.DUE), words.STEPS[step], "", words.STEP_CLAUSES[step])
            for step in _ALWAYS
            if step not in done
        ]
    return lines


def why_due(request: HeldRequest, today: date, bank_holidays: Collection[date]) -> list[str]:
    """Why the date of a request is what it is, or how it was answered."""
    if request.ended_on:
        return [words.due_sentence(request.received_on, request.steps, bank_holidays, today)]
    clock = access.clock_of(request.received_on, request.steps)
    return access.explanation(clock, today=today, bank_holidays=bank_holidays)


def consent_grid(facts: Facts, statuses: Mapping[int, Mapping[int, consent.Status]], *, shown: bool) -> Rows:
    """Children by purposes, the status in words."""
    return [
        {"Child": child.name if shown else child.code, **({"Code": child.code} if shown else {})}
        | {p.title: words.CONSENTS[statuses[child.id][p.id]] for p in facts.purposes}
        for child in facts.children
    ]


def answers_of(answers: Sequence[RecordedAnswer], *, shown: bool) -> list[tuple[str, ...]]:
    """Every answer recorded for a child: the proof of consent."""
    return [
        (
            dated(a.on),
            str(a.answer).capitalize(),
            f"{a.purpose}, wording {a.wording}",
            a.carer if shown else "A carer",
            f"{a.how}, heard by {a.witness}" if shown and a.witness else str(a.how),
        )
        for a in answers
    ]


def sharing_register(decisions: Sequence[HeldDecision], house: HouseRules, *, shown: bool) -> Rows:
    """The register of sharing decisions, newest first, with what each record lacks."""
    rows: Rows = []
    for held in decisions:
        decision = held.decision
        taken = sharing.days_to_record(decision)
        row = {
            "Code": held.code,
            "Where it stands": words.SHARING[sharing.status(decision)][0],
            "Raised": held.raised_on,
            "Decided": held.decided_on,
            "Outcome": str(held.outcome or "").capitalize(),
            "In the file": held.recorded_on,
            "Taken": "" if taken is None else "Same day" if taken == 0 else days(taken),
            "Late": "Yes" if taken is not None and taken > house.recording_days else "",
            "Lacks": ", ".join(sharing.lacking(decision)),
        }
        if shown:
            row |= {
                "Child": held.child,
                "Concern": words.GROUNDS[held.ground],
                "Shared with": held.shared_with or "",
                "Reason": held.reason or "",
                "Late because": held.late_because or "",
            }
        rows.append(row)
    return rows


def induction_grid(
    facts: Facts, statuses: Mapping[int, Mapping[int, induction.Status]], *, shown: bool
) -> Rows:
    """People by topics, those on site without it first."""
    people = sorted(
        facts.people,
        key=lambda p: (induction.Status.ON_SITE not in statuses[p.id].values(), p.code),
    )
    return [
        {
            "Person": person.name if shown else person.code,
            **({"Code": person.code} if shown else {}),
            "Role": str(person.facts.role).capitalize(),
            "First day": person.facts.first_day_on,
        }
        | {t.title: words.INDUCTIONS[statuses[person.id][t.id]] for t in facts.topics}
        for person in people
    ]
