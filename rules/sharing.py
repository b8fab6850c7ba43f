"""Decisions to share, or not to share, information about a family (clauses IS-1 to IS-11, AI-8; law L7).

A decision is made, then written in the child's file with its reason. Consent is never required to share
for a child's safety (L7.3); where it is lacking the reason is. The law sets no hours for the record: the
same day is the setting's own rule (L7.11).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rules import mistakes
from rules.problems import Problems, is_sentence
from rules.words import (
    bare_words,
    counted,
    is_one_name,
    listed,
    long_date,
    not_yet,
    past_day_problem,
    plain,
    time_of_day,
)
from rules.working_days import months_after, working_days_after


class Ground(StrEnum):
    """What the concern is, in the policy's order (IS-1 to IS-3, AI-4, AI-8)."""

    SIGNIFICANT_HARM = "significant harm"
    CAUSE_NOT_CLEAR = "cause not clear"
    HARM_TO_ADULT = "serious harm to an adult"
    CRIME = "prevention of crime"
    PROFESSIONAL_WORK = "other professional working"
    OTHER_BASIS = "another lawful basis"


CLAUSES = {
    Ground.SIGNIFICANT_HARM: "IS-1",
    Ground.CAUSE_NOT_CLEAR: "IS-2",
    Ground.HARM_TO_ADULT: "IS-3",
    Ground.CRIME: "AI-4",
    Ground.PROFESSIONAL_WORK: "CP-14",
    Ground.OTHER_BASIS: "AI-8",
}

# Where the policy says that we have to share (IS-1, IS-3): not to is decided against it, and says why.
HAVE_TO_SHARE = {
    Ground.SIGNIFICANT_HARM: "a child is or may be suffering significant harm (IS-1)",
    Ground.HARM_TO_ADULT: "there is a concern about serious harm to an adult (IS-3)",
}


# A decision on one of these is of child protection: its papers are kept for that long (X-6; L8.3).
OF_PROTECTION = frozenset({Ground.SIGNIFICANT_HARM, Ground.CAUSE_NOT_CLEAR, Ground.HARM_TO_ADULT})


class Outcome(StrEnum):
    """What was decided."""

    SHARED_WITH_CONSENT = "shared with consent"
    SHARED_WITHOUT_CONSENT = "shared without consent"
    NOT_SHARED = "not shared"


class Position(StrEnum):
    """Where the family stands (IS-5 to IS-7)."""

    WRITTEN = "agreed in writing"
    VERBAL = "agreed verbally"
    REFUSED = "objected"
    NOT_SOUGHT = "not asked"
    NOT_TOLD = "not told"


AGREED = frozenset({Position.WRITTEN, Position.VERBAL})
NOT_ASKED = frozenset({Position.NOT_SOUGHT, Position.NOT_TOLD})


class OtherCarer(StrEnum):
    """Where another carer stands, beside the one who agreed."""

    AGREES = "agrees too"
    OBJECTS = "objects"
    NOT_ASKED = "was not asked"


class Basis(StrEnum):
    """On which lawful basis information is shared (L7.9)."""

    SAFEGUARDING = "recognised legitimate interest"
    LEGAL_OBLIGATION = "legal obligation"
    VITAL_INTERESTS = "vital interests"
    CONSENT = "the family's agreement"
    OTHER = "another basis"


SAFEGUARDING_BEGAN_ON = date(2026, 2, 5)  # L7.9: before it the law knew no such basis


class Recipient(StrEnum):
    """What kind of recipient it is: the policy names professionals, social care and the police (CP-1)."""

    SOCIAL_CARE = "social care"
    HEALTH = "health"
    POLICE = "police"
    NEXT_SETTING = "school or setting"
    PROFESSIONAL = "other professional"
    OTHER = "other"


class Quality(StrEnum):
    """What information has to be before it is shared (IS-10)."""

    RELEVANT = "relevant"
    FACTUAL = "accurate and factual"
    NOT_JUDGING = "non-judgemental"
    UP_TO_DATE = "up to date"


class Explanation(StrEnum):
    """Whether our duty to share was explained to the family (IS-4, L7.17)."""

    GIVEN = "explained"
    NOT_YET = "not yet"
    WITHHELD = "not explained"


class Status(StrEnum):
    """Where a sharing decision stands."""

    AWAITING_DECISION = "awaiting decision"
    AWAITING_RECORDING = "awaiting recording"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Decision:
    """The facts of a sharing decision. Dates of the setting's own day, London."""

    raised_on: date
    outcome: Outcome | None = None
    decided_on: date | None = None
    position: Position | None = None
    shared_with: str = ""
    reason: str = ""
    witness: str = ""
    recorded_on: date | None = None
    explanation: Explanation | None = None  # None: nobody asked, as in a register
    # When the reason, the recipient or the witness came, where the decision was recorded without it.
    completed_on: date | None = None


def outcome_of(*, shared: bool, position: Position, other_carer: OtherCarer | None = None) -> Outcome:
    """The outcome that the family's position makes of a decision to share or not to share.

    One carer's word is not the family's where another objects: it is shared, without consent and with its
    reason (IS-7, IS-8).
    """
    if not shared:
        return Outcome.NOT_SHARED
    agreed = position in AGREED and other_carer is not OtherCarer.OBJECTS
    return Outcome.SHARED_WITH_CONSENT if agreed else Outcome.SHARED_WITHOUT_CONSENT


def was_shared(outcome: Outcome | None) -> bool:
    """Whether it is decided, and to share."""
    return outcome is not None and outcome is not Outcome.NOT_SHARED


def needs_reason(outcome: Outcome) -> bool:
    """Whether the record must state a reason: whenever consent is lacking, and when nothing is shared."""
    return outcome is not Outcome.SHARED_WITH_CONSENT


def _consent_is_lacking(decision: Decision) -> bool:
    # The family's position counts beside the outcome: a record that says "with consent" of a family that
    # objected or was not asked does not escape its reason (IS-7, IS-8).
    return (decision.outcome is not None and needs_reason(decision.outcome)) or (
        decision.position is not None and decision.position not in AGREED
    )


class Part(StrEnum):
    """A part that the record of a decision may lack."""

    REASON = "reason"
    SHARED_WITH = "shared with"
    WITNESS = "witness"
    EXPLANATION = "explanation"
    ENTRY = "entry"


def wanted_parts(decision: Decision) -> list[Part]:
    """The parts that the record of a decision still lacks; none while it is not decided or is complete."""
    wanted: list[Part] = []
    if decision.outcome is None:
        return wanted
    if _consent_is_lacking(decision) and not decision.reason.strip():
        wanted.append(Part.REASON)
    if decision.outcome is not Outcome.NOT_SHARED and not decision.shared_with.strip():
        wanted.append(Part.SHARED_WITH)
    if decision.position is Position.VERBAL and not decision.witness.strip():
        wanted.append(Part.WITNESS)
    if decision.explanation is Explanation.NOT_YET:
        wanted.append(Part.EXPLANATION)
    if decision.recorded_on is None:
        wanted.append(Part.ENTRY)
    return wanted


_PART_WORDS = {
    Part.SHARED_WITH: "who it was shared with",
    Part.WITNESS: "who heard the verbal consent",
    Part.EXPLANATION: "whether our duty to share was explained to the family",
    Part.ENTRY: "the entry in the child's file",
}


def lacking(decision: Decision) -> list[str]:
    """What the record of a decision still lacks, as a person would say it; empty when it is complete."""
    is_kept_in = decision.outcome is Outcome.NOT_SHARED
    reason = "the reason for not sharing" if is_kept_in else "the reason for sharing without consent"
    return [_PART_WORDS.get(part, reason) for part in wanted_parts(decision)]


def status(decision: Decision) -> Status:
    """Awaiting decision, awaiting recording while anything is lacking, or recorded."""
    if decision.outcome is None:
        return Status.AWAITING_DECISION
    return Status.AWAITING_RECORDING if lacking(decision) else Status.RECORDED


def decide_by(
    raised_on: date, *, is_of_harm: bool, working_days: int, bank_holidays: Collection[date]
) -> date:
    """The day by which a concern is decided: in `working_days`, by the setting's own rule.

    One of serious harm (IS-1, IS-3) waits for none of them: on the day on which it was raised, a weekend or a
    bank holiday too, as social care can be rung on each.
    """
    return raised_on if is_of_harm else working_days_after(raised_on, working_days, bank_holidays)


def record_due_on(decision: Decision, *, recording_days: int) -> date:
    """The day by which the setting's own rule wants the decision made and in the file (house rule)."""
    return (decision.decided_on or decision.raised_on) + timedelta(days=recording_days)


def days_to_file(decision: Decision) -> int | None:
    """Days from the decision to the entry in the file, or None while either is missing."""
    if decision.decided_on is None or decision.recorded_on is None:
        return None
    return (decision.recorded_on - decision.decided_on).days


def days_to_record(decision: Decision) -> int | None:
    """The same of a record that is complete, or None while it lacks anything: a reason, a witness (IS-6).

    What came later than the entry in the file counts from its own day. That the family was told does not:
    it may come after the decision stands in the file (IS-4).
    """
    in_file = days_to_file(decision)
    if in_file is None or decision.decided_on is None or status(decision) is not Status.RECORDED:
        return None
    whole = (decision.completed_on - decision.decided_on).days if decision.completed_on else in_file
    return max(in_file, whole)


def counted_on(decision: Decision) -> date | None:
    """The day by which a decision is counted in a year: when its record was whole, or it was made."""
    if decision.recorded_on and decision.completed_on:
        return max(decision.recorded_on, decision.completed_on)
    return decision.recorded_on or decision.decided_on


def is_recorded_in_time(decision: Decision, *, recording_days: int, today: date) -> bool | None:
    """Whether a decision was recorded by its day, or None while it still can be. One that lacks anything
    past its day was not, in the file or not: the policy promises the record with its reason (IS-8)."""
    taken = days_to_record(decision)
    if taken is not None:
        return taken <= recording_days
    is_to_come = decision.outcome is None or record_due_on(decision, recording_days=recording_days) >= today
    return None if is_to_come else False


def recorded_in_time(decisions: Iterable[Decision], *, recording_days: int, today: date) -> list[bool]:
    """The same of each of them that can be told by now."""
    told = [is_recorded_in_time(one, recording_days=recording_days, today=today) for one in decisions]
    return [in_time for in_time in told if in_time is not None]


def clause(decision: Decision) -> str:
    """The clause that asks for this record, or for the one thing that it still lacks."""
    if wanted_parts(decision) == [Part.EXPLANATION]:
        return "IS-4"
    match decision.outcome:
        case Outcome.SHARED_WITHOUT_CONSENT:
            return "IS-8"
        case Outcome.NOT_SHARED:
            return "IS-11"
        case Outcome.SHARED_WITH_CONSENT:
            return "IS-6"
    return "IS-1"


RAISED_WHEN = "Enter the date the concern was raised."


IN_DANGER_NOW = "If a child is in danger now, ring 999 first."

# What to do with an allegation. The law's table has no source for a time, so it is the safeguarding policy's.
ABOUT_A_COLLEAGUE = (
    "What is said of somebody who works or helps here is not recorded here. Tell the manager at once; if it "
    "is about the manager, tell the chairperson. Whoever is told rings the council's designated officer for "
    "allegations (LADO) without delay, as the safeguarding policy says. Nothing in the child's file names "
    "the colleague. What then has to be shared about the child, such as an injury, is a concern of its own: "
    "say what was seen of the child, leave out who did it, and answer no."
)


NAMES_A_COLLEAGUE = (
    "The sentence names somebody who works or helps here. If it is about what they did or may have done, "
    "answer yes above. If they only saw it or were told, tick this."
)


def names_a_colleague(concern: str, colleagues: Iterable[str]) -> bool:
    """Whether a concern has the whole name of one of the `colleagues` in it (OR-1)."""
    told = plain(concern.replace("’", "'").replace("'s", ""))
    return any(" " in plain(name) and f" {plain(name)} " in f" {told} " for name in colleagues)


def concern_problems(
    *,
    child: object,
    ground: Ground | None,
    concern: str,
    raised_on: date | None,
    born_on: date | None,
    about_colleague: bool | None,
    names_colleague: bool = False,
    only_saw: bool = False,
    of_that_day: Collection[str] = (),
    is_another: bool = False,
    today: date,
) -> Problems:
    """What stands in the way of recording a concern, by field (IS-1 to IS-3); empty when nothing does.

    One about a colleague is not for here (OR-1): nothing else is asked of whoever has one to pass on. A press
    on "no" is not taken for it where the sentence `names_colleague`, unless they `only_saw` what it is about.
    `of_that_day` are the concerns about the child that are recorded of that day, by their codes: a second of
    them says that it `is_another`.
    """
    if about_colleague:
        return {"about_colleague": f"{IN_DANGER_NOW} {ABOUT_A_COLLEAGUE}"}
    found: Problems = {}
    if about_colleague is False and names_colleague and not only_saw:
        found["only_saw"] = NAMES_A_COLLEAGUE
    if about_colleague is None:
        found["about_colleague"] = "Say whether it is about somebody who works or helps here."
    if not child:
        found["child"] = "Choose the child."
    if ground is None:
        found["ground"] = "Choose what worries you."
    elif ground is Ground.OTHER_BASIS and not concern.strip():
        found["concern"] = "Say which lawful basis it is, in a sentence."
    if raised_on is None:
        found["raised_on"] = RAISED_WHEN
    elif problem := past_day_problem(raised_on, born_on=born_on, today=today):
        found["raised_on"] = problem
    if of_that_day and not is_another:
        are = "is" if len(of_that_day) == 1 else "are"
        found["is_another"] = (
            f"{listed(list(of_that_day))} {are} about this child and of the same day. If this is the same "
            "concern, close this form: it is recorded. If it is another one, tick that it is."
        )
    return found


def raised_problems(
    raised_on: date | None,
    *,
    known: date,
    because: str,
    born_on: date | None,
    advised_on: date | None,
    decided_on: date | None,
    today: date,
    complained_on: date | None = None,
) -> Problems:
    """What stands in the way of saying that a concern was raised on another day than is `known`, by field.

    `advised_on` is the day on which advice was first asked for, `decided_on` that of the decision that
    stands: neither came before the concern, nor did the first complaint about it, `complained_on`.
    """
    found = mistakes.problems(because)
    if raised_on is None:
        found["raised_on"] = RAISED_WHEN
    elif problem := past_day_problem(raised_on, born_on=born_on, today=today):
        found["raised_on"] = problem
    elif raised_on == known:
        found["raised_on"] = f"{long_date(raised_on)} is the date already recorded. Enter the right one."
    elif advised_on and raised_on > advised_on:
        found["raised_on"] = (
            f"Advice was asked for before that, on {long_date(advised_on)}. Check both dates."
        )
    elif decided_on and raised_on > decided_on:
        found["raised_on"] = f"The decision is dated before that, {long_date(decided_on)}. Check both dates."
    elif complained_on and raised_on > complained_on:
        found["raised_on"] = (
            f"A complaint about it was received before that, on {long_date(complained_on)}. Check both dates."
        )
    return found


# A recipient made of these words alone is nobody in particular (AI-7, CP-1).
_NOBODY_IN_PARTICULAR = frozenset(
    bare_words(
        "a all and any anybody anyone agencies agency appropriate etc everybody everyone involved know need "
        "needs of other others people person professional professionals relevant somebody someone staff tbc "
        "the them those to unknown various who whoever"
    )
)
_ALL_OF_IT = frozenset(
    bare_words(
        "a all and any anything child childs complete everything file files full her his in information it "
        "know of on record records relevant the their them we what whole"
    )
)


def names_somebody(recipient: str) -> bool:
    """Whether a recipient is named: an agency, a team, a person; not "all", "any" or "other agencies"."""
    said = bare_words(recipient)
    return bool(said) and not _NOBODY_IN_PARTICULAR.issuperset(said)


def decision_problems(
    *,
    shared: bool | None,
    position: Position | None,
    shared_with: str,
    reason: str,
    witness: str,
    decided_on: date | None,
    raised_on: date,
    today: date,
    other_carer: OtherCarer | None = None,
) -> Problems:
    """What stands in the way of saving a decision, by field; empty when nothing does.

    Consent is never needed to save it (L7.3); a reason is, whenever consent is lacking (IS-7, IS-8, IS-11).
    """
    found: Problems = {}
    if shared is None:
        found["shared"] = "Choose whether the information is shared."
    if position is None:
        found["position"] = "Choose where the family stands. Not asking them is an answer too."
    elif position is Position.VERBAL and not witness.strip():
        found["witness"] = "Enter who heard the verbal consent."
    if shared and not shared_with.strip():
        found["shared_with"] = "Enter who it is shared with: the agency, and the person's role."
    elif shared and not names_somebody(shared_with):
        found["shared_with"] = (
            "Name the agency and the person's role. Sharing is with those who need to know."
        )
    # What is not shared has its reason wherever the family stands, so it is asked for at once.
    if shared is False or (shared and position is not None):
        outcome = outcome_of(shared=shared, position=position or Position.NOT_TOLD, other_carer=other_carer)
        if needs_reason(outcome) and not is_sentence(reason):
            found["reason"] = "Enter the reason in a sentence: the policy asks for it to be clearly stated."
    if decided_on is None:
        found["decided_on"] = "Enter the date of the decision."
    elif decided_on > today:
        found["decided_on"] = not_yet(decided_on)
    elif decided_on < raised_on:
        found["decided_on"] = f"The decision is dated before the concern, {long_date(raised_on)}."
    return found


def recording_problems(
    *,
    entry: str,
    recorded_on: date | None,
    decided_on: date,
    late_because: str,
    today: date,
    recording_days: int,
    what: str = "decision",
) -> Problems:
    """What stands in the way of recording the entry in the child's file (IS-6, IS-8); empty when nothing.

    `what` is what the entry is about: a decision of the day `decided_on`, or a conversation of it.
    """
    found: Problems = {}
    if not entry.strip():
        found["entry"] = "Enter the number of the entry in the child's file."
    if recorded_on is None:
        found["recorded_on"] = "Enter the date it was written in the file."
    elif recorded_on > today:
        found["recorded_on"] = not_yet(recorded_on)
    elif recorded_on < decided_on:
        found["recorded_on"] = f"The entry is dated before the {what}, {long_date(decided_on)}."
    elif (recorded_on - decided_on).days > recording_days and not late_because.strip():
        found["late_because"] = (
            "It was written later than the setting's own rule asks. "
            "Say why: it is recorded as late, not hidden."
        )
    return found


# The whole path ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Details:
    """What the path asks beside the decision itself, each question once (IS-4, IS-6, IS-8, IS-10)."""

    recipient: Recipient | None = None
    role: str = ""
    what: str = ""
    need: str = ""
    basis: Basis | None = None
    basis_words: str = ""
    met: frozenset[Quality] = frozenset()
    notes: Mapping[Quality, str] = field(default_factory=dict)  # why one is not met, or still is
    facts_from: str = ""
    facts_on: date | None = None
    agreed_by: str = ""
    agreed_on: date | None = None
    agreed_because: str = ""  # why somebody may agree who holds no parental responsibility
    other_carer: OtherCarer | None = None  # where another carer stands
    other_words: str = ""  # who that is, and what they said
    second_person: str = ""  # who agrees that the family is not asked
    explanation: Explanation | None = None
    explained_on: date | None = None
    not_explained_because: str = ""


def explanation_of(position: Position | None, details: Details) -> Explanation | None:
    """What stands about explaining our duty to share: a family that is not told had nothing explained."""
    return Explanation.WITHHELD if position is Position.NOT_TOLD else details.explanation


def detail_problems(
    details: Details,
    *,
    shared: bool | None,
    position: Position | None,
    witness: str,
    ground: Ground,
    advised_on: date | None,
    reason: str,
    decided_on: date | None,
    decided_by: str,
    today: date,
    facts_months: int,
    responsible: Collection[str] | None = None,
) -> Problems:
    """What stands in the way of saving the path's other answers, by field; empty when nothing does.

    `responsible` are the names of the carers who hold parental responsibility, where they are known.

    A second person may be left out: one person alone may have to decide at night (IS-7). `advised_on` is the
    day on which advice was first asked for: a decision rests on none that came after it (IS-2).

    `facts_months` is the setting's own rule for how old a fact may be and count as up to date (IS-10).
    """
    found = _agreement_problems(
        details,
        position=position,
        witness=witness,
        decided_on=decided_on,
        today=today,
        responsible=responsible,
    )
    if position in NOT_ASKED and is_one_name(details.second_person, decided_by):
        found["second_person"] = "The second person is somebody else than who decided. Or leave it empty."
    if not shared:
        return found
    if details.recipient is None:
        found["recipient"] = RECIPIENT_MISSING
    if not details.role.strip():
        found["role"] = "Enter the person's role, such as duty social worker."
    elif not names_somebody(details.role):
        found["role"] = "Name the role. Sharing is with those who need to know."
    if not details.what.strip():
        found["what"] = "Enter what exactly is shared."
    elif _ALL_OF_IT.issuperset(bare_words(details.what)):
        found["what"] = "Say exactly what: only what they need is shared, never simply all of it."
    if not is_sentence(details.need):
        found["need"] = "Enter in a sentence why they need it."
    if details.basis is None:
        found["basis"] = "Choose the lawful basis."
    elif details.basis is Basis.OTHER and not is_sentence(details.basis_words):
        found["basis_words"] = "Say which lawful basis it is, in a sentence."
    elif details.basis is Basis.SAFEGUARDING and decided_on and decided_on < SAFEGUARDING_BEGAN_ON:
        found["basis"] = (
            f"This basis is in the law only since {long_date(SAFEGUARDING_BEGAN_ON)}, after the decision. "
            "Choose the one that it was made on."
        )
    elif details.basis is Basis.CONSENT and position is not None and position not in AGREED:
        found["basis"] = "The family did not agree, so their agreement is not the basis. Choose another."
    elif details.basis is Basis.CONSENT and details.other_carer is OtherCarer.OBJECTS:
        found["basis"] = "Another carer objects, so the family's agreement is not the basis. Choose another."
    found |= _quality_problems(details, decided_on=decided_on, today=today, facts_months=facts_months)
    if rests_on_advice(ground, reason):
        if advised_on is None:
            found["advice_from"] = (
                "The cause is not clear: record the advice sought, or say in the reason why none was."
            )
        elif decided_on and decided_on < advised_on:
            found["reason"] = (
                "The cause is not clear, and advice was asked for after the decision, on "
                f"{long_date(advised_on)}. Check both dates, or say in the reason why none was sought "
                "before it."
            )
    return found | explanation_problems(details, position=position, today=today)


def lacks_advice(ground: Ground, *, decided_on: date | None, advised_on: date | None) -> bool:
    """Whether the cause is not clear and nobody was asked for advice by the day of the decision, or of today
    while there is none (IS-2).

    That is said, and refused nowhere: nobody may be within reach, and a decision is recorded all the same.
    """
    is_sought = advised_on is not None and (decided_on is None or advised_on <= decided_on)
    return ground is Ground.CAUSE_NOT_CLEAR and not is_sought


def rests_on_advice(ground: Ground, reason: str) -> bool:
    """Whether sharing needs the advice that was sought: no reason says why none was (IS-2)."""
    return ground is Ground.CAUSE_NOT_CLEAR and not is_sentence(reason)


RECIPIENT_MISSING = "Choose what kind of recipient it is. Exactly who it is goes in the fields beside it."


def _quality_problems(
    details: Details, *, decided_on: date | None, today: date, facts_months: int
) -> Problems:
    """IS-10: each of the four is so or has a note; each fact has a source and a date."""
    found: Problems = {}
    noted = {quality for quality in Quality if details.notes.get(quality, "").strip()}
    if bare := [str(quality) for quality in Quality if quality not in details.met | noted]:
        found["qualities"] = f"Tick {listed(bare)}, or say beside it why it is shared all the same."
    if not names_somebody(details.facts_from):
        found["facts_from"] = "Enter who saw or said it. An opinion names whose it is."
    if details.facts_on is None:
        found["facts_on"] = "Enter the day of the oldest fact that is shared."
    elif details.facts_on > today:
        found["facts_on"] = not_yet(details.facts_on)
    elif decided_on and details.facts_on > decided_on:
        found["facts_on"] = (
            f"The fact is dated after the decision, {long_date(decided_on)}. Check both dates."
        )
    elif (
        decided_on
        and Quality.UP_TO_DATE not in noted
        and are_old(details.facts_on, shared_on=decided_on, months=facts_months)
    ):
        found.setdefault(
            "qualities",
            f"The oldest fact is from {long_date(details.facts_on)}, more than "
            f"{counted(facts_months, 'month')} before. Say beside “up to date” why it is still true.",
        )
    return found


def are_old(facts_on: date, *, shared_on: date, months: int) -> bool:
    """Whether facts were older than the setting's own rule allows when they were shared (IS-10)."""
    return months_after(facts_on, months) < shared_on


HEARD_BY_THEMSELVES = (
    "Who agrees cannot be the one who heard it. Enter the member of staff to whom it was said."
)


def holds_responsibility(agreed_by: str, responsible: Iterable[str]) -> bool:
    """Whether who agreed is one of those who hold parental responsibility, by the name."""
    return any(is_one_name(agreed_by, name) for name in responsible)


_NO_RESPONSIBILITY = (
    "Nobody of that name holds parental responsibility for the child in the records. Enter one carer who "
    "does, or say in a sentence why this person may agree. Sharing for a child's safety needs no agreement: "
    "then choose that the family was not asked."
)


def _agreement_problems(
    details: Details,
    *,
    position: Position | None,
    witness: str,
    decided_on: date | None,
    today: date,
    responsible: Collection[str] | None,
) -> Problems:
    found: Problems = {}
    says_agreed = bool(details.agreed_by.strip() or details.agreed_on or witness.strip())
    if position in AGREED:
        if not details.agreed_by.strip():
            found["agreed_by"] = "Enter who agreed."
        elif (
            responsible is not None
            and not holds_responsibility(details.agreed_by, responsible)
            and not is_sentence(details.agreed_because)
        ):
            found["agreed_by"] = _NO_RESPONSIBILITY
        if details.other_carer is OtherCarer.OBJECTS and not is_sentence(details.other_words):
            found["other_words"] = "Enter in a sentence who objects, and what they said."
        if details.agreed_on is None:
            found["agreed_on"] = "Enter the date on which they agreed."
        elif details.agreed_on > today:
            found["agreed_on"] = not_yet(details.agreed_on)
        elif decided_on and details.agreed_on > decided_on:
            found["agreed_on"] = f"They agreed after the decision, {long_date(decided_on)}. Check both dates."
        if position is Position.VERBAL and is_one_name(witness, details.agreed_by):
            found["witness"] = HEARD_BY_THEMSELVES
    elif position is not None and says_agreed:
        found["position"] = (
            f"Agreed and “{position}” cannot both stand. Clear who agreed, or choose that the family agreed."
        )
    return found


def explanation_problems(details: Details, *, position: Position | None, today: date) -> Problems:
    """What stands in the way of saving whether our duty to share was explained, by field (IS-4, L7.17)."""
    found: Problems = {}
    match details.explanation:
        case None if position is Position.NOT_TOLD:
            if not is_sentence(details.not_explained_because):
                found["not_explained_because"] = "Enter in a sentence why the family is not told."
        case None:
            found["explanation"] = "Choose whether our duty to share was explained to the family."
        case Explanation.GIVEN:
            if position is Position.NOT_TOLD:
                found["explanation"] = (
                    "If the family is not told, nothing was explained to them. Choose one of the two."
                )
            elif details.explained_on is None:
                found["explained_on"] = "Enter the date on which it was explained."
            elif details.explained_on > today:
                found["explained_on"] = not_yet(details.explained_on)
        case Explanation.NOT_YET if position is Position.NOT_TOLD:
            found["explanation"] = (
                "If the family is not told, it is not to be explained later either. Choose one of the two."
            )
        case Explanation.WITHHELD:
            if not is_sentence(details.not_explained_because):
                found["not_explained_because"] = "Enter in a sentence why it is not explained to the family."
    return found


def may_be_told_later(position: Position | None, explanation: Explanation | None) -> bool:
    """Whether the family was not told, or our duty was not explained to them, for a reason that may pass."""
    return position is Position.NOT_TOLD or explanation is Explanation.WITHHELD


def told_later_problems(*, on: date | None, words: str, decided_on: date, today: date) -> Problems:
    """What stands in the way of recording that a family was told later, by field (IS-4, L7.17)."""
    found: Problems = {}
    if on is None:
        found["on"] = "Enter the date on which they were told."
    elif on > today:
        found["on"] = not_yet(on)
    elif on < decided_on:
        found["on"] = f"The date is before the decision, {long_date(decided_on)}."
    if not is_sentence(words):
        found["words"] = "Enter in a sentence who told whom, how, and what they said."
    return found


# Advice --------------------------------------------------------------------------------------------

CHASE_AFTER_WORKING_DAYS = 1  # children's social care's own time to decide on a referral (L7.12)


def chase_on(asked_on: date, bank_holidays: Collection[date]) -> date:
    """The day on which advice that has no answer is chased: social care's own time, one working day on."""
    return working_days_after(asked_on, CHASE_AFTER_WORKING_DAYS, bank_holidays)


def is_advice_wanted(asked_on: date, *, outcome: Outcome | None, decided_on: date | None) -> bool:
    """Whether advice last asked for on a day is still chased, now that this is decided, or nothing is (IS-9).

    What was shared is with the agency, which has the answer itself; not to share may be changed by it.
    """
    if not was_shared(outcome) or decided_on is None:
        return True
    return asked_on > decided_on


# What social care was told for another reason, it did not have to decide on: it may have asked for it itself.
REFERRED = (Ground.SIGNIFICANT_HARM, Ground.CAUSE_NOT_CLEAR, Ground.HARM_TO_ADULT, Ground.CRIME)


def is_referral(ground: Ground, *, recipient: Recipient | None, outcome: Outcome | None) -> bool:
    """Whether a decision told social care of a concern, on which it decides within its own time (L7.12)."""
    return was_shared(outcome) and recipient is Recipient.SOCIAL_CARE and ground in REFERRED


def reply_problems(*, outcome: Outcome | None, decided_on: date | None, on: date | None) -> Problems:
    """What stands in the way of recording what those replied with whom information was shared, by field."""
    if not was_shared(outcome) or decided_on is None:
        return {"sought_from": "Nothing was shared by this decision. Record it as advice."}
    if on and on < decided_on:
        return {"sought_on": f"The date is before the decision to share, {long_date(decided_on)}."}
    return {}


def advice_problems(
    *,
    sought_from: str,
    asked_of: object,
    asked_of_oneself: bool,
    sought_on: date | None,
    sought_time: str = "",
    raised_on: date,
    advice: str,
    today: date,
) -> Problems:
    """What stands in the way of recording that advice was asked for, by field (IS-9); empty when nothing.

    The time of day, as it was typed, may be left out.

    `asked_of` is a colleague asked for a second opinion, such as the designated lead; else it is a line or
    an agency, in words. `advice` is what they said, or nothing while there is no answer.
    """
    found: Problems = {}
    if asked_of and sought_from.strip():
        found["sought_from"] = "Advice comes from a colleague or from outside. Clear one, or record two."
    elif not asked_of and not names_somebody(sought_from):
        found["sought_from"] = (
            "Enter who was asked: the line or agency, and the advisor. Or choose a colleague."
        )
    elif asked_of_oneself:
        found["asked_of"] = "A second opinion is somebody else's. Choose another person."
    if advice.strip() and not is_sentence(advice):
        found["advice"] = "Enter in a sentence what they said, or nothing while there is no answer."
    found |= _time_problems("sought_time", sought_time)
    return found | _day_problems("sought_on", sought_on, raised_on, "the concern", today)


def advice_in_passing_problems(*, advice_from: str, advice: str) -> Problems:
    """What is wrong with advice that is recorded with the decision, by field; it may be left out (IS-9)."""
    if advice_from.strip() and not names_somebody(advice_from):
        return {"advice_from": "Enter who was asked: the line or agency, and the advisor."}
    if advice.strip() and not advice_from.strip():
        return {"advice_from": "Enter who gave the advice."}
    return {}


def answer_problems(
    *, advice: str, has_no_answer: bool, on: date | None, at: str = "", sought_on: date, today: date
) -> Problems:
    """What stands in the way of recording an answer, or that there is still none, by field (IS-9)."""
    found: Problems = {}
    if has_no_answer and advice.strip():
        found["advice"] = (
            "Either there is an answer or there is not. Clear what they said, or untick the box."
        )
    elif not has_no_answer and not is_sentence(advice):
        found["advice"] = "Enter in a sentence what they said, or tick that there is still no answer."
    return found | _time_problems("at", at) | _day_problems("on", on, sought_on, "the question", today)


def _time_problems(name: str, typed: str) -> Problems:
    if not typed.strip() or time_of_day(typed):
        return {}
    return {name: "Enter the time of day, such as 14:05, or leave it empty."}


def _day_problems(name: str, day: date | None, since: date, what: str, today: date) -> Problems:
    if day is None:
        return {name: "Enter the date."}
    if day > today:
        return {name: not_yet(day)}
    return {name: f"The date is before {what}, {long_date(since)}."} if day < since else {}
