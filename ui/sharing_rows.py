"""What is shown of sharing decisions, conversations and breaches, with nothing typed on a shared screen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from itertools import zip_longest
from typing import Any

from models import SharingOutcome
from rules import breach, contacts, sharing
from rules.words import counted, dated, days, listed
from store.breaches import HeldBreach, RecordedStep
from store.contacts import HeldConversation
from store.mistakes import TakenBack
from store.sharing import QUALITIES, HeldDecision, History, RecordedEntry
from store.sharing_advice import HeldAdvice, first_sought_on
from store.sharing_told import ToldLater
from ui import parts, words

Rows = list[dict[str, Any]]


def whole_decision(
    held: HeldDecision, history: History, *, facts_months: int, shown: bool, for_the_file: bool = False
) -> list[tuple[str, str, str]]:
    """The whole record of one decision, a question a line with its clause; nothing typed where not shown.

    `for_the_file` is the paper in the child's file: no other child's name comes there by a mistake (PR-4).
    """
    latest = history.latest
    typed = partial(_typed, shown=shown)
    lines = [
        ("Child", words.named(held.child_code, held.child, shown=shown), ""),
        ("Recorded by mistake", words.why_taken_back(held.taken_back, shown=shown), ""),
        (
            "First recorded about",
            words.child_corrected(history.was_about, shown=shown, for_the_file=for_the_file),
            "",
        ),
        ("What worries us", words.GROUNDS[held.ground], sharing.CLAUSES[held.ground]),
        ("Concern", typed(held.concern), sharing.CLAUSES[held.ground]),
        ("Raised", ", ".join(filter(None, [dated(held.raised_on), typed(held.raised_by)])), ""),
        ("First entered as", words.receipt_corrected(history.corrected, shown=shown), ""),
    ]
    if latest:
        lines += _of_outcome(latest, facts_months=facts_months, shown=shown)
        lines += [
            ("Advice", _no_advice(held, history), "IS-2"),
            ("By our policy", _policy_followed(held), "CP-2"),
            *(
                ("Told later", ", ".join(filter(None, [dated(told.on), typed(told.words)])), "IS-4")
                for told in history.told
                if told.taken_back is None
            ),
            ("In the child's file", _in_file(held), "IS-8"),
            ("Not in the index", _not_indexed(held, history), "PR-1"),
            ("Written late because", typed(held.late_because), "IS-8"),
        ]
    lines.append(("Complaints", listed(history.complaints), "CM-1"))
    return [line for line in lines if line[1]]


def _no_advice(held: HeldDecision, history: History) -> str:
    asked_on = first_sought_on(history.advice)
    if not sharing.lacks_advice(held.ground, decided_on=held.decided_on, advised_on=asked_on):
        return ""
    said = "The cause is not clear, and nobody was asked for advice before it was decided."
    if held.outcome is sharing.Outcome.NOT_SHARED:
        then = "decide again" if held.recorded_on is None else "record a new concern"
        said += f" Ask for it now (IS-9). If it changes the decision, {then}."
    return said


def _typed(*said: str | None, shown: bool) -> str:
    return words.typed(", ".join(filter(None, said)), shown=shown)


def _of_outcome(outcome: SharingOutcome, *, facts_months: int, shown: bool) -> list[tuple[str, str, str]]:
    """What was decided, as one row has it."""
    typed = partial(_typed, shown=shown)
    return [
        ("Where the family stands", words.capital(outcome.position), "IS-5"),
        (
            "Who agreed",
            typed(outcome.agreed_by, dated(outcome.agreed_on) if outcome.agreed_on else ""),
            "IS-6",
        ),
        ("Why they may agree", typed(outcome.agreed_because), "IS-6"),
        ("Another carer", _other_carer(outcome, shown=shown), "IS-5"),
        ("Who heard it", typed(outcome.witness), "IS-6"),
        ("Second person", _second_person(outcome, shown=shown), "IS-7"),
        ("Decision", f"{str(outcome.outcome).capitalize()}, {dated(outcome.decided_on)}", "AI-7"),
        ("Decided by", typed(outcome.decided_by), ""),
        ("Kind of recipient", words.RECIPIENTS[outcome.recipient] if outcome.recipient else "", "CP-1"),
        ("To whom", typed(outcome.shared_with, outcome.role), "AI-7"),
        ("What exactly", typed(outcome.what), "IS-8"),
        ("Why they need it", typed(outcome.need), "AI-2"),
        ("Lawful basis", words.BASES[outcome.basis] if outcome.basis else "", "IS-8"),
        ("Another basis", typed(outcome.basis_words), "IS-8"),
        ("Reason", typed(outcome.reason), "IS-8" if outcome.outcome.startswith("shared") else "IS-11"),
        ("Checked", _qualities(outcome), "IS-10"),
        ("Notes on these", typed(outcome.quality_notes), "IS-10"),
        ("Who saw or said it", typed(outcome.facts_from), "IS-10"),
        ("Oldest fact", _oldest_fact(outcome, facts_months), "IS-10"),
        ("Our duty to share", _explained(outcome), "IS-4"),
        ("Why not explained", typed(outcome.not_explained_because), "IS-4"),
    ]


def _what_it_said(before: SharingOutcome, after: SharingOutcome, *, facts_months: int) -> str:
    """What a row said that the next one says otherwise: nothing is lost when a decision is corrected."""
    was, now = (_of_outcome(one, facts_months=facts_months, shown=True) for one in (before, after))
    pairs = zip(was, now, strict=True)
    said = [f"{label}: {text}" for (label, text, _), (_, later, _) in pairs if text and text != later]
    return "; ".join(said)


def _other_carer(outcome: SharingOutcome, *, shown: bool) -> str:
    """Where another carer stands, beside the one who agreed."""
    if outcome.other_carer is None:
        return ""
    said = words.capital(str(outcome.other_carer))
    return f"{said}: {_typed(outcome.other_words, shown=shown)}" if outcome.other_words else said


def _second_person(outcome: SharingOutcome, *, shown: bool) -> str:
    """Who agreed that the family is not asked; where nobody did, it says so."""
    if outcome.position not in sharing.NOT_ASKED:
        return ""
    return _typed(outcome.second_person, shown=shown) or "Nobody is named"


def _oldest_fact(outcome: SharingOutcome, facts_months: int) -> str:
    if outcome.facts_on is None:
        return ""
    is_old = sharing.are_old(outcome.facts_on, shared_on=outcome.decided_on, months=facts_months)
    return dated(outcome.facts_on) + (
        f": more than {counted(facts_months, 'month')} old when shared" if is_old else ""
    )


def _policy_followed(held: HeldDecision) -> str:
    if not sharing.was_shared(held.outcome):
        return ""
    if held.policy is None or held.policy_on is None:
        return "No version of the Information Sharing Policy was on record"
    return f"Information Sharing, version {held.policy}, {dated(held.policy_on)}"


def about_shares(decisions: Sequence[HeldDecision], *, shown: bool) -> list[str]:
    """What was decided (IS-11), how the families stood (IS-5), on what ground without consent (AI-4), with
    whom (CP-1), and how many followed no version of our policy that is on record (CP-2).

    Nothing on a shared screen: a count of one there is about one family.
    """
    decided = [held for held in decisions if held.outcome is not None]
    shares = [held for held in decided if held.outcome is not sharing.Outcome.NOT_SHARED]
    if not decided or not shown:
        return []
    said = [f"Decided: {_counts(str(held.outcome) for held in decided)} (IS-11)."]
    if stood := _counts(str(held.position) for held in shares if held.position):
        said.append(f"Where the families stood: {stood} (IS-5).")
    without_consent = sharing.Outcome.SHARED_WITHOUT_CONSENT
    if grounds := _counts(str(held.ground) for held in shares if held.outcome is without_consent):
        said.append(f"Shared without consent because of: {grounds} (AI-4).")
    if kinds := _counts(words.RECIPIENT_COUNTS[held.recipient] for held in shares if held.recipient):
        said.append(f"Shared with: {kinds} (CP-1).")
    if without := sum(held.policy is None for held in shares):
        said.append(
            f"{counted(without, 'share')} above with no version of the Information Sharing Policy on record. "
            "Enter it on the Policy page, under Related policies and numbers (CP-2)."
        )
    return said


def _counts(said: Iterable[str]) -> str:
    """How many of each, the most first: `social care 3 and health 1`."""
    return listed([f"{what} {count}" for what, count in Counter(said).most_common()])


def _qualities(outcome: SharingOutcome) -> str:
    met = [str(quality) for quality, column in QUALITIES.items() if getattr(outcome, column)]
    return listed(met).capitalize()


def _explained(outcome: SharingOutcome) -> str:
    if outcome.explanation is None:
        return ""
    on = f", {dated(outcome.explained_on)}" if outcome.explained_on else ""
    return words.EXPLANATIONS[outcome.explanation] + on


def _not_indexed(held: HeldDecision, history: History) -> str:
    entry = next((one for one in reversed(history.entries) if one.taken_back is None), None)
    return words.not_indexed(entry.entry, held.child_code) if entry and not entry.is_indexed else ""


def _in_file(held: HeldDecision) -> str:
    if held.recorded_on is None:
        return ""
    taken = sharing.days_to_file(held.decision) or 0
    late = f", {days(taken)} after the decision" if taken > 0 else ""
    completed_on = held.decision.completed_on
    whole = f"; complete since {dated(completed_on)}" if completed_on else ""
    return f"{_as_entry(held.entry, held.recorded_on)}{late}{whole}"


def _as_entry(entry: str | None, recorded_on: date) -> str:
    return f"Entry {entry or 'without a number'}, {dated(recorded_on)}"


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
        day = dated(held.sought_on) + (f", {held.sought_time:%H:%M}" if held.sought_time else "")
        whom = _whom(held, shown=shown)
        if held.is_reply:
            whom = f"{whom}, after it was shared"
        lines.append((day, whom, f"{said}. {why}" if why else said))
    return lines


def _gone(held: HeldAdvice, advice: Sequence[HeldAdvice]) -> TakenBack | None:
    """That advice counts no more: with a question goes what was answered to it."""
    asked = next((one for one in advice if one.id == held.answers_id), held)
    return held.taken_back or asked.taken_back


def _whom(held: HeldAdvice, *, shown: bool) -> str:
    if held.asked_of_code:
        return (held.asked_of or "") if shown else held.asked_of_code
    return held.sought_from if shown else "Outside"


def history_of(history: History, *, facts_months: int, shown: bool) -> list[tuple[str, str, str]]:
    """When each row of a decision was recorded, by whom, and what it was; of one that was replaced, what it
    said otherwise."""
    rows: list[tuple[datetime, str, str]] = [(history.raised_at, history.raised_by, "The concern")]
    rows += [
        (
            a.recorded_at,
            a.recorded_by or "",
            words.with_mistake(
                f"{'Reply' if a.is_reply else 'Advice'} {'given' if a.advice else 'asked for'}",
                _gone(a, history.advice),
            ),
        )
        for a in history.advice
    ]
    outcomes = [outcome for outcome, _ in history.outcomes]
    for (outcome, by), after in zip_longest(history.outcomes, outcomes[1:]):
        what = "The decision" if outcome.corrects_id is None else "The decision, completed or made again"
        was = _what_it_said(outcome, after, facts_months=facts_months) if after and shown else ""
        rows.append((outcome.recorded_at, by, f"{what}. It said: {was}" if was else what))
    if was_raised := history.corrected:
        rows.append((was_raised.at, was_raised.by, "The date it was raised, corrected"))
    if was_about := history.was_about:
        rows.append((was_about.at, was_about.by, "The child it is about, corrected"))
    beside: list[tuple[str, RecordedEntry | ToldLater]] = [
        *(("The entry in the child's file", one) for one in history.entries),
        *(("The family was told later", one) for one in history.told),
    ]
    for what, row in beside:
        said = words.with_mistake(what, row.taken_back)
        why = words.why_taken_back(row.taken_back, shown=shown)
        rows.append((row.at, row.by, f"{said}. {why}" if why else said))
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


def whole_conversation(held: HeldConversation, *, shown: bool) -> list[tuple[str, str, str]]:
    """The whole record of one contact or disclosure, a question a line with its clause."""
    typed = partial(_typed, shown=shown)
    is_contact = held.kind is contacts.Kind.PROFESSIONAL
    clause = "CP-14" if is_contact else "PR-5"
    colleague = words.named(held.colleague_code or "", held.colleague or "", shown=shown)
    entered = _as_entry(held.entry, held.recorded_on) if held.recorded_on else "Not written yet"
    lines = [
        ("What", words.KINDS[held.kind], ""),
        ("Child", words.named(held.child_code, held.child, shown=shown), ""),
        ("With", typed(held.agency, held.person, held.role) if is_contact else colleague, clause),
        ("How", words.METHODS[held.method] if held.method else "", clause),
        ("Date", dated(held.on), ""),
        ("Told", typed(held.what), clause),
        ("Purpose", typed(held.purpose), clause),
        ("Recorded by", typed(held.recorded_by), ""),
        ("In the child's file", entered, "CP-12"),
        ("Written late because", typed(held.late_because), "CP-12"),
        ("Entered by mistake", words.why_taken_back(held.taken_back, shown=shown), ""),
    ]
    return [line for line in lines if line[1]]


def breach_steps(held: HeldBreach, *, shown: bool) -> list[tuple[str, str, str]]:
    """One breach: when it was known, and each step as it was recorded, what was taken back included."""
    entered = []
    if was := held.corrected:
        why = words.why_corrected(was, shown=shown)
        entered.append((words.moment(was.entered_at), "First entered as", why))
    if about := held.was_about:
        whom = words.child_corrected(about, shown=shown)
        entered.append((words.moment(about.at), "First recorded about", whom))
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


def about_breach(held: HeldBreach, *, shown: bool) -> list[tuple[str, str, str]]:
    """What a breach is, as it was logged: what the decision about the ICO is made by (L10.7)."""
    gone = words.why_taken_back(held.taken_back, shown=shown)
    rows = [("Logged by mistake", gone, ""), ("Complaints", listed(held.complaints), "CM-1")]
    if shown:
        rows = [
            ("It happened on", dated(held.happened_on), ""),
            ("Who let it out", held.whose, ""),
            ("Harm it did or may do", held.harm, ""),
            ("Somebody in danger", words.capital(str(breach.danger(held.facts))), "OV-1"),
            *rows,
        ]
    return [row for row in rows if row[1]]


def told_of_breach(held: HeldBreach, *, shown: bool) -> list[tuple[str, str, str]]:
    """Whom a breach is known to affect, and whether each was told: a line for each."""
    lines = []
    for whom in breach.affected(held.facts):
        last = breach.told(held.facts, whom)
        steps = [step for step in held.steps if step.step is last and step.done.whom == whom]
        on = f", {words.moment(steps[-1].at)}" if steps else ""
        again = "" if last is None or breach.is_warned(held.facts, whom) else ". To be warned of the danger"
        lines.append((whom_it_affects(held, whom, shown=shown), f"{_TOLD[last]}{on}{again}", "CP-13"))
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


def _notes_of_breach(held: HeldBreach) -> list[str]:
    """What was said at each step; of what happened, where it was put right, how it was logged at first."""
    said = [step.note for step in held.steps if step.step is not breach.Step.PUT_RIGHT]
    return [f"Logged at first as: {held.what}", *said] if held.what_happened != held.what else said


def breach_log(breaches: Sequence[HeldBreach], at: datetime, *, shown: bool) -> Rows:
    """The breach log, newest first, with the decision about the ICO and the hours left for it."""
    rows: Rows = []
    for held in breaches:
        decided = [step for step in held.steps if step.step in breach.ICO_DECISION]
        row: dict[str, Any] = {
            "Code": held.code,
            "Known": parts.in_london(held.known_at),
            "ICO": _step_of_breach(held, decided[-1], shown=shown)
            if decided
            else breach.time_left(held.known_at, at).capitalize(),
            "Decided": parts.in_london(decided[-1].at) if decided else None,
            "Told": _told(held),
            "Closed": "Yes" if breach.Step.CLOSED in held.facts.steps else "",
            **words.of_child(held.child_code, held.child, shown=shown),
        }
        if held.taken_back:
            row |= {"ICO": "Logged by mistake", "Told": "", "Closed": ""}
        if shown:
            row |= {
                "What": held.what_happened,
                "Who let it out": held.whose,
                "Harm": held.harm,
                "In danger": words.capital(str(breach.danger(held.facts))),
                "Happened": held.happened_on,
                "Notes": words.why_taken_back(held.taken_back, shown=shown)
                or " ".join(_notes_of_breach(held)),
            }
        rows.append(row)
    return rows
