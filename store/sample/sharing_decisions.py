"""The sharing decisions of the sample, with every ground and outcome (clauses IS-1 to IS-11)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models import SharingAdvice, SharingDecision, SharingEntry, SharingOutcome
from rules.sharing import (
    AGREED,
    SAFEGUARDING_BEGAN_ON,
    Basis,
    Explanation,
    Ground,
    Outcome,
    Position,
    Recipient,
    is_referral,
)
from store.sample.families import Families, Family, some_day_on_roll
from store.sample.people import People
from store.sample.story import Story


@dataclass(frozen=True)
class Case:
    """A concern as settings have them, and what was decided about it."""

    ground: Ground
    concern: str
    outcome: Outcome
    position: Position
    shared_with: tuple[Recipient | None, str, str] = (None, "", "")  # its kind, its name, the person's role
    reason: str = ""
    advice: str = ""
    what: str = ""
    need: str = ""


_SOCIAL_CARE = (Recipient.SOCIAL_CARE, "Children's social care", "Duty social worker")
_HEALTH = (Recipient.HEALTH, "Health visiting team", "Named health visitor")
_OBSERVED = "Our dated observations of the last two weeks."
_TO_DECIDE = "They decide whether the child needs help or protection."

CASES = (
    Case(
        Ground.SIGNIFICANT_HARM,
        "A change in how the child is, seen over two weeks and written in the contact record.",
        Outcome.SHARED_WITH_CONSENT,
        Position.WRITTEN,
        _SOCIAL_CARE,
        what=_OBSERVED,
        need=_TO_DECIDE,
    ),
    Case(
        Ground.PROFESSIONAL_WORK,
        "The speech and language therapist asks for our observations before the next visit.",
        Outcome.SHARED_WITH_CONSENT,
        Position.WRITTEN,
        (Recipient.HEALTH, "Speech and language therapy", "Named therapist"),
        what="How the child speaks with us and with other children, as we noted it.",
        need="The therapist plans the next visits by it.",
    ),
    Case(
        Ground.CAUSE_NOT_CLEAR,
        "Often tired on arrival since half term. The cause is not clear.",
        Outcome.NOT_SHARED,
        Position.NOT_SOUGHT,
        reason="The advice was that the threshold was not met. We keep observing and look again soon.",
        advice="Keep observing, speak with the carers, ring again if anything changes.",
    ),
    Case(
        Ground.PROFESSIONAL_WORK,
        "The health visitor asks how the child is settling after the move.",
        Outcome.SHARED_WITH_CONSENT,
        Position.VERBAL,
        _HEALTH,
        what="How the child eats, sleeps and plays here since the move.",
        need="The health visitor follows how the family settles.",
    ),
    Case(
        Ground.SIGNIFICANT_HARM,
        "A bruise that was explained in two different ways, written in the contact record the same day.",
        Outcome.SHARED_WITHOUT_CONSENT,
        Position.NOT_SOUGHT,
        _SOCIAL_CARE,
        "Asking first could have put the child at risk. The advice was to refer at once.",
        "Refer today; do not ask for consent first.",
        "What was seen and said, with the day and the hour, and who saw it.",
        _TO_DECIDE,
    ),
    Case(
        Ground.HARM_TO_ADULT,
        "A carer told the key person about threats at home.",
        Outcome.SHARED_WITHOUT_CONSENT,
        Position.REFUSED,
        _SOCIAL_CARE,
        "The carer objected. The risk of serious harm to an adult in the home outweighed the objection.",
        what="What the carer said, in the carer's own words.",
        need="They look at the safety of everybody in the home.",
    ),
    Case(
        Ground.CRIME,
        "The police ask on which days the child attended in one week, to prevent a crime.",
        Outcome.SHARED_WITHOUT_CONSENT,
        Position.NOT_TOLD,
        (Recipient.POLICE, "Police, public protection unit", "Investigating officer"),
        "Telling the family could have prejudiced what the police were doing. Only the dates were shared.",
        what="The days on which the child attended in one week.",
        need="They compare them with what they know of that week.",
    ),
    Case(
        Ground.PROFESSIONAL_WORK,
        "The school asks for the transition record before September.",
        Outcome.NOT_SHARED,
        Position.REFUSED,
        reason="The carers prefer to give it to the school themselves, and nothing calls for more.",
    ),
    Case(
        Ground.OTHER_BASIS,
        "Legal obligation: the local authority asks for attendance figures of funded hours.",
        Outcome.SHARED_WITHOUT_CONSENT,
        Position.NOT_SOUGHT,
        (Recipient.PROFESSIONAL, "Local authority, early years funding", "Funding officer"),
        "The funding agreement requires it by law. The carers were told in the privacy notice.",
        what="The hours attended in the term.",
        need="They work out the funding of the place.",
    ),
)
_REFERRED, _THERAPIST, _TIRED, _HEALTH_VISITOR, _BRUISE = CASES[:5]


@dataclass
class Decision:
    """A sharing decision as the records tell it, as far as it has gone."""

    family: Family
    case: Case
    raised_on: date
    decided_on: date | None = None
    recorded_on: date | None = None
    reason: str = ""
    witness: str = ""
    late_because: str = ""
    witness_added_on: date | None = None
    replied_on: date | None = None


def enter_sharing_decisions(story: Story, families: Families, people: People) -> None:
    """Every decision in the order raised, each with its number in the year."""
    numbers: Counter[int] = Counter()
    entries: Counter[int] = Counter()
    decisions = [
        *_unrecorded_decisions(story, families),
        *_recorded_decisions(story, families, witness=people.deputy.name),
    ]
    for at, held in enumerate(sorted(decisions, key=lambda held: held.raised_on)):
        year = held.raised_on.year
        numbers[year] += 1
        row = story.rows.add(
            SharingDecision,
            code=f"SD-{year}-{numbers[year]:03}",
            child_id=held.family.id,
            ground=held.case.ground,
            concern=held.case.concern,
            raised_on=held.raised_on,
            raised_by=people.key_people[at % len(people.key_people)].name,
            **story.recorded(held.raised_on),
        )
        if held.case.advice and held.decided_on:
            story.rows.add(
                SharingAdvice,
                decision_id=row,
                sought_on=held.raised_on,
                sought_from="MASH, duty advisor",
                advice=held.case.advice,
                **story.recorded(held.raised_on),
            )
        if held.decided_on:
            outcome = {
                "decision_id": row,
                "outcome": held.case.outcome,
                "position": held.case.position,
                "reason": held.reason,
                **_what_was_shared(story, held),
                "decided_on": held.decided_on,
                "decided_by": (people.deputy if at % 5 == 4 else people.manager).name,
            }
            witness = "" if held.witness_added_on else held.witness
            first = story.rows.add(
                SharingOutcome, **outcome, witness=witness, **story.recorded(held.decided_on)
            )
            if held.witness_added_on:
                story.rows.add(
                    SharingOutcome,
                    **outcome,
                    witness=held.witness,
                    corrects_id=first,
                    **story.recorded(held.witness_added_on),
                )
        elif held.case is _TIRED:
            _ask_for_advice(story, row, people)
        if held.replied_on:
            story.rows.add(
                SharingAdvice,
                decision_id=row,
                sought_on=held.replied_on,
                sought_from="Children's social care, duty social worker",
                advice="They look into it with the family, and tell us what we can do beside it.",
                is_reply=True,
                **story.recorded(held.replied_on),
            )
        if held.recorded_on:
            entries[held.family.id] += 1
            story.rows.add(
                SharingEntry,
                decision_id=row,
                entry=f"{1 + entries[held.family.id]}",  # the first is the registration form
                recorded_on=held.recorded_on,
                late_because=held.late_because,
                **story.recorded(held.recorded_on),
            )


def _ask_for_advice(story: Story, decision: int, people: People) -> None:
    """What a manager does who is not sure: the MASH rung, no answer yet; a colleague's second opinion."""
    asked_on = story.ago(1)
    story.rows.add(
        SharingAdvice,
        decision_id=decision,
        sought_on=asked_on,
        sought_from="MASH, duty advisor",
        is_awaited=True,
        **story.recorded(asked_on),
    )
    asked = {"decision_id": decision, "sought_on": asked_on, "asked_of_id": people.deputy.id}
    row = story.rows.add(SharingAdvice, **asked, is_awaited=True, **story.recorded(asked_on))
    said = "I would wait for the MASH, and note how the child arrives each day."
    story.rows.add(SharingAdvice, **asked, advice=said, answers_id=row, **story.recorded(asked_on))


def _what_was_shared(story: Story, held: Decision) -> dict[str, Any]:
    """Who agreed; and where it was shared, with whom, what, why and on which basis."""
    case, agreed = held.case, held.case.position in AGREED
    by = held.family.carers[0][0] if agreed and held.family.carers else "A carer" if agreed else ""
    said: dict[str, Any] = {"agreed_by": by, "agreed_on": held.decided_on if agreed else None}
    if case.outcome is Outcome.NOT_SHARED:
        return said
    recipient, agency, role = case.shared_with
    withheld = case.position is Position.NOT_TOLD
    basis = _BASES.get(case.ground, Basis.SAFEGUARDING)
    is_too_early = basis is Basis.SAFEGUARDING and (held.decided_on or held.raised_on) < SAFEGUARDING_BEGAN_ON
    return said | {
        "recipient": recipient,
        "shared_with": agency,
        "role": role,
        "what": case.what,
        "need": case.need,
        "basis": Basis.OTHER if is_too_early else basis,
        "basis_words": "Our legitimate interests: keeping the child safe." if is_too_early else "",
        "is_relevant": True,
        "is_factual": True,
        "is_not_judging": True,
        "is_up_to_date": True,
        "policy_id": [row for on, row in story.sharing_policy if on <= (held.decided_on or on)][-1],
        "facts_from": "The key person, as noted in the contact record",
        "facts_on": held.raised_on - timedelta(days=13),
        "explanation": Explanation.WITHHELD if withheld else Explanation.GIVEN,
        "explained_on": None if withheld else held.decided_on,
        "not_explained_because": "It could have prejudiced what the police were doing." if withheld else "",
    }


_BASES = {
    Ground.PROFESSIONAL_WORK: Basis.CONSENT,
    Ground.CRIME: Basis.LEGAL_OBLIGATION,
    Ground.OTHER_BASIS: Basis.LEGAL_OBLIGATION,
}


def _unrecorded_decisions(story: Story, families: Families) -> Iterable[Decision]:
    """Those that want something today: a decision, a reason, a witness, the entry in the file."""
    at = iter(families.on_roll[10::4])
    yield Decision(next(at), _TIRED, story.ago(1))
    yield Decision(next(at), _BRUISE, story.ago(3), story.ago(3), story.ago(3))
    yield Decision(next(at), _HEALTH_VISITOR, story.ago(5), story.ago(4), story.ago(4))
    yield Decision(next(at), _THERAPIST, story.ago(1), story.ago(0))


def _recorded_decisions(story: Story, families: Families, *, witness: str) -> Iterable[Decision]:
    """Those of the past, nearly all written in the file on the same day."""
    since = story.today - timedelta(days=365 * story.size.years - 15)
    for at in range(story.size.recorded_decisions):
        case = CASES[at % len(CASES)] if at < len(CASES) else story.chance.choice(CASES)
        family, raised_on = some_day_on_roll(story, families.all, since, story.today - timedelta(days=14))
        decided_on = story.ahead(raised_on, story.chance.choice((0, 0, 0, 1)))
        is_late = at % 10 == 4
        held = Decision(
            family,
            case,
            raised_on,
            decided_on,
            recorded_on=story.ahead(decided_on, 2 if is_late else 0),
            reason=case.reason,
            witness=witness if case.position is Position.VERBAL else "",
            late_because="The file was out for the committee's check; written on its return."
            if is_late
            else "",
        )
        if is_referral(case.ground, recipient=case.shared_with[0], outcome=case.outcome):
            held.replied_on = story.ahead(decided_on, 1)
        if case is _HEALTH_VISITOR and at < len(CASES):
            held.witness_added_on = story.ahead(decided_on, 1)
        yield held
