"""What is shown of sharing decisions, conversations and breaches, with nothing typed on a shared screen."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models import SharingOutcome
from rules import breach, sharing
from rules.words import counted, dated, days, listed
from store.breaches import HeldBreach, RecordedStep
from store.contacts import HeldConversation
from store.mistakes import TakenBack
from store.sharing import QUALITIES, HeldDecision, History
from store.sharing_advice import HeldAdvice
from ui import words

Rows = list[dict[str, Any]]


def whole_decision(
    held: HeldDecision, history: History, *, facts_months: int, shown: bool
) -> list[tuple[str, str, str]]:
    """The whole record of one decision, a question a line with its clause; nothing typed where not shown."""
    latest = history.latest

    def typed(*said: str | None) -> str:
        return ", ".join(filter(None, said)) if shown else "On file" if any(said) else ""

    lines = [
        ("Child", words.named(held.child_code, held.child, shown=shown), ""),
        ("What worries us", words.GROUNDS[held.ground], "IS-1"),
        ("Concern", typed(held.concern), "IS-1"),
        ("Raised", ", ".join(filter(None, [dated(held.raised_on), typed(held.raised_by)])), ""),
        ("First entered as", words.receipt_corrected(history.corrected, shown=shown), ""),
    ]
    if latest is None:
        return [line for line in lines if line[1]]
    lines += [
        ("Where the family stands", words.POSITIONS[latest.position], "IS-5"),
        ("Who agreed", typed(latest.agreed_by, dated(latest.agreed_on) if latest.agreed_on else ""), "IS-6"),
        ("Who heard it", typed(latest.witness), "IS-6"),
        ("Decision", f"{str(latest.outcome).capitalize()}, {dated(latest.decided_on)}", "AI-7"),
        ("Decided by", typed(latest.decided_by), ""),
        ("Kind of recipient", words.RECIPIENTS[latest.recipient] if latest.recipient else "", "CP-1"),
        ("To whom", typed(latest.shared_with, latest.role), "AI-7"),
        ("What exactly", typed(latest.what), "IS-8"),
        ("Why they need it", typed(latest.need), "AI-2"),
        ("Lawful basis", words.BASES[latest.basis] if latest.basis else "", "IS-8"),
        ("Another basis", typed(latest.basis_words), "IS-8"),
        ("Reason", typed(latest.reason), "IS-8" if latest.outcome.startswith("shared") else "IS-11"),
        ("Checked", _qualities(latest), "IS-10"),
        ("Notes on these", typed(latest.quality_notes), "IS-10"),
        ("Who saw or said it", typed(latest.facts_from), "IS-10"),
        ("Oldest fact", _oldest_fact(latest, facts_months), "IS-10"),
        ("By our policy", _policy_followed(held), "CP-2"),
        ("Our duty to share", _explained(latest), "IS-4"),
        ("Why not explained", typed(latest.not_explained_because), "IS-4"),
        ("In the child's file", _in_file(held), "IS-8"),
        ("Written late because", typed(held.late_because), "IS-8"),
    ]
    return [line for line in lines if line[1]]


def _oldest_fact(outcome: SharingOutcome, facts_months: int) -> str:
    if outcome.facts_on is None:
        return ""
    is_old = sharing.are_old(outcome.facts_on, shared_on=outcome.decided_on, months=facts_months)
    return dated(outcome.facts_on) + (
        f": more than {counted(facts_months, 'month')} old when shared" if is_old else ""
    )


def _policy_followed(held: HeldDecision) -> str:
    if held.outcome is None or held.outcome is sharing.Outcome.NOT_SHARED:
        return ""
    if held.policy is None or held.policy_on is None:
        return "No version of the Information Sharing Policy was on record"
    return f"Information Sharing, version {held.policy}, {dated(held.policy_on)}"


def about_shares(decisions: Sequence[HeldDecision], *, shown: bool) -> list[str]:
    """By kind of recipient (CP-1), and how many followed no version of our policy that is on record (CP-2).

    Nothing on a shared screen: a count of one there is about one family.
    """
    shares = [held for held in decisions if held.outcome not in (None, sharing.Outcome.NOT_SHARED)]
    if not shares or not shown:
        return []
    kinds = Counter(held.recipient for held in shares if held.recipient)
    said = []
    if kinds:
        counts = [f"{words.RECIPIENT_COUNTS[kind]} {count}" for kind, count in kinds.most_common()]
        said.append(f"Shared with: {listed(counts)} (CP-1).")
    if without := sum(held.policy is None for held in shares):
        said.append(
            f"{counted(without, 'share')} above with no version of the Information Sharing Policy on record. "
            "Enter it on the Policy page, under Related policies and numbers (CP-2)."
        )
    return said


def _qualities(outcome: SharingOutcome) -> str:
    met = [str(quality) for quality, column in QUALITIES.items() if getattr(outcome, column)]
    return listed(met).capitalize()


def _explained(outcome: SharingOutcome) -> str:
    if outcome.explanation is None:
        return ""
    on = f", {dated(outcome.explained_on)}" if outcome.explained_on else ""
    return words.EXPLANATIONS[outcome.explanation] + on


def _in_file(held: HeldDecision) -> str:
    if held.recorded_on is None:
        return ""
    taken = sharing.days_to_record(held.decision) or 0
    late = f", {days(taken)} after the decision" if taken > 0 else ""
    return f"Entry {held.entry or 'without a number'}, {dated(held.recorded_on)}{late}"


def advice_lines(advice: Sequence[HeldAdvice], *, shown: bool) -> list[tuple[str, str, str]]:
    """The advice sought, oldest first: when, of whom, what they said; nothing typed where not shown."""
    lines = []
    answered = {one.answers_id for one in advice if not (one.is_awaited or _gone(one, advice))}
    for held in advice:
        gone = _gone(held, advice)
        said = "Asked" if held.answers_id is None else "Chased"
        if (held.id if held.answers_id is None else held.answers_id) not in answered:
            said += ", no answer yet"
        if not held.is_awaited:
            said = held.advice if shown else "Answered"
        why = words.why_taken_back(held.taken_back, shown=shown)
        said = words.with_mistake(said.rstrip(" ."), gone) if gone else said
        lines.append((dated(held.sought_on), _whom(held, shown=shown), f"{said}. {why}" if why else said))
    return lines


def _gone(held: HeldAdvice, advice: Sequence[HeldAdvice]) -> TakenBack | None:
    """That advice counts no more: with a question goes what was answered to it."""
    asked = next((one for one in advice if one.id == held.answers_id), held)
    return held.taken_back or asked.taken_back


def _whom(held: HeldAdvice, *, shown: bool) -> str:
    if held.asked_of_code:
        return (held.asked_of or "") if shown else held.asked_of_code
    return held.sought_from if shown else "Outside"


def history_of(history: History, *, shown: bool) -> list[tuple[str, str, str]]:
    """When each row of a decision was recorded, by whom, and what it was."""
    rows: list[tuple[datetime, str, str]] = [(history.raised_at, history.raised_by, "The concern")]
    rows += [
        (
            a.recorded_at,
            a.recorded_by or "",
            words.with_mistake(
                "Advice answered" if a.advice else "Advice asked for or chased", _gone(a, history.advice)
            ),
        )
        for a in history.advice
    ]
    rows += [
        (
            o.recorded_at,
            by,
            "The decision" if o.corrects_id is None else "The decision, completed or made again",
        )
        for o, by in history.outcomes
    ]
    if was := history.corrected:
        rows.append((was.at, was.by, "The date it was raised, corrected"))
    for entry in history.entries:
        what = words.with_mistake("The entry in the child's file", entry.taken_back)
        why = words.why_taken_back(entry.taken_back, shown=shown)
        rows.append((entry.at, entry.by, f"{what}. {why}" if why else what))
    return [(words.moment(at), by if shown else "", what) for at, by, what in sorted(rows)]


def conversation_register(conversations: Sequence[HeldConversation], *, shown: bool) -> Rows:
    """Contacts with professionals and disclosures to colleagues, newest first."""
    rows: Rows = []
    for held in conversations:
        row = {
            "Code": held.code,
            "What": words.KINDS[held.kind],
            "Date": held.on,
            "How": words.METHODS[held.method] if held.method else "",
            "In the file": held.recorded_on,
        }
        if any(one.taken_back for one in conversations):
            row["Entered by mistake"] = words.why_taken_back(held.taken_back, shown=shown)
        if shown:
            row |= {
                **words.of_child(held.child_code, held.child, shown=shown),
                "With": ", ".join(filter(None, [held.agency, held.person, held.role, held.colleague])),
                "Told": held.what,
                "Purpose": held.purpose,
                "Entry": held.entry or "",
                "Late because": held.late_because or "",
            }
        else:
            row |= {"Child": held.child_code, "With": held.colleague_code or "Outside"}
        rows.append(row)
    return rows


def breach_steps(held: HeldBreach, *, shown: bool) -> list[tuple[str, str, str]]:
    """One breach: when it was known, and each step as it was recorded, what was taken back included."""
    was = held.corrected
    entered = (
        [(words.moment(was.entered_at), "First entered as", words.why_corrected(was, shown=shown))]
        if was
        else []
    )
    return [
        (words.moment(held.known_at), "Known", words.said_with(held.what, None, shown=shown)),
        *entered,
        *(
            (
                words.moment(step.at),
                words.with_mistake(_step_of_breach(held, step, shown=shown), step.taken_back),
                words.said_with(step.note, step.taken_back, shown=shown),
            )
            for step in held.history
        ),
    ]


def whom_it_affects(held: HeldBreach, whom: int, *, shown: bool) -> str:
    """Somebody whom a breach affects: a child's family by name and code, else who it is in words."""
    if whom == breach.FIRST:
        return (
            words.named(held.child_code, held.child, shown=shown) if held.child_code else "Those it affects"
        )
    listing = next((step for step in held.history if step.id == whom), None)
    if listing is None or not listing.child_code:
        said = listing.note if listing and shown else ""
        return said or "Somebody else it affects"
    return words.named(listing.child_code, listing.child, shown=shown)


_TOLD = {breach.Step.TOLD: "Told", breach.Step.NOT_TOLD: "Not told, and why is noted", None: "Not told yet"}


def told_of_breach(held: HeldBreach, *, shown: bool) -> list[tuple[str, str, str]]:
    """Whom a breach is known to affect, and whether each was told: a line for each."""
    lines = []
    for whom in breach.affected(held.facts):
        last = breach.told(held.facts, whom)
        steps = [step for step in held.steps if step.step is last and step.done.whom == whom]
        on = f", {words.moment(steps[-1].at)}" if steps else ""
        lines.append((whom_it_affects(held, whom, shown=shown), f"{_TOLD[last]}{on}", "CP-13"))
    return lines


def _step_of_breach(held: HeldBreach, step: RecordedStep, *, shown: bool) -> str:
    """What was done; of a telling whom it is about, of a decision about the ICO also that it came late."""
    said = words.BREACH_STEPS[step.step]
    if step.step in breach.TELLING and (step.affected_id or len(breach.affected(held.facts)) > 1):
        told = "Told" if step.step is breach.Step.TOLD else "Decided not to tell"
        said = f"{told}: {whom_it_affects(held, step.affected_id or breach.FIRST, shown=shown)}"
    if step.step is breach.Step.AFFECTED and step.child_code:
        said = f"{said}: {words.named(step.child_code, step.child, shown=shown)}"
    late = breach.lateness(held.known_at, step.at) if step.step in breach.ICO_DECISION else ""
    return f"{said}, {late} the 72 hours" if late else said


def _told(held: HeldBreach) -> str:
    """How many of those it affects were told, or whether they were."""
    told = [breach.told(held.facts, whom) for whom in breach.affected(held.facts)]
    if len(told) > 1:
        return f"{told.count(breach.Step.TOLD)} of {len(told)}"
    return {breach.Step.TOLD: "Yes", breach.Step.NOT_TOLD: "No, and why is noted", None: ""}[told[0]]


def breach_log(breaches: Sequence[HeldBreach], at: datetime, *, shown: bool) -> Rows:
    """The breach log, newest first, with the decision about the ICO and the hours left for it."""
    rows: Rows = []
    for held in breaches:
        decided = [step for step in held.steps if step.step in breach.ICO_DECISION]
        row: dict[str, Any] = {
            "Code": held.code,
            "Known": words.moment(held.known_at),
            "ICO": _step_of_breach(held, decided[-1], shown=shown)
            if decided
            else breach.time_left(held.known_at, at).capitalize(),
            "Decided": words.moment(decided[-1].at) if decided else "",
            "Told": _told(held),
            "Closed": "Yes" if breach.Step.CLOSED in held.facts.steps else "",
            **words.of_child(held.child_code, held.child, shown=shown),
        }
        if shown:
            row |= {
                "What": held.what,
                "Who let it out": held.whose,
                "Harm": held.harm,
                "Happened": held.happened_on,
                "Notes": " ".join(step.note for step in held.steps),
            }
        rows.append(row)
    return rows
