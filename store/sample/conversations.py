"""Contacts with professionals, what colleagues were told, and breaches, in the sample (CP-12 to CP-14)."""

from datetime import UTC, date, datetime, time, timedelta

from models import Breach, BreachStep, Conversation, ConversationEntry
from rules.breach import Step
from rules.contacts import Kind, Method
from rules.working_days import LONDON
from store.sample.families import Families, Family
from store.sample.people import People
from store.sample.story import Story


def enter_conversations(story: Story, families: Families, people: People) -> None:
    """Two contacts and two disclosures, one still to be written in the file."""
    told = people.key_people[-1]
    cases = (
        (Kind.PROFESSIONAL, 30, True, "Health visiting team", "R. Amos", "Health visitor", Method.TELEPHONE,
         "", "How the child settles here, before the two-year review."),
        (Kind.PROFESSIONAL, 2, True, "Speech and language therapy", "J. Lind", "Therapist", Method.MEETING,
         "", "Which words to practise at snack time until the next visit."),
        (Kind.COLLEAGUE, 21, True, "", "", "", None,
         "Who may collect the child from now on.", "They open the door in the afternoon."),
        (Kind.COLLEAGUE, 0, False, "", "", "", None,
         "That the child may be upset on Mondays.", "They plan the morning with the child."),
    )  # fmt: skip
    children = iter(families.on_roll[3::5])
    numbers = {Kind.PROFESSIONAL: 0, Kind.COLLEAGUE: 0}
    for kind, ago, is_in_file, agency, person, role, method, what, purpose in cases:
        family, on = next(children), story.ago(ago)
        numbers[kind] += 1
        row = story.rows.add(
            Conversation,
            code=f"{'PC' if kind is Kind.PROFESSIONAL else 'ND'}-{on.year}-{numbers[kind]:03}",
            kind=kind,
            child_id=family.id,
            agency=agency,
            person=person,
            role=role,
            method=method,
            colleague_id=told.id if kind is Kind.COLLEAGUE else None,
            what=what,
            purpose=purpose,
            on=on,
            **story.recorded(on),
        )
        if is_in_file:
            story.rows.add(
                ConversationEntry,
                conversation_id=row,
                entry=f"{40 + ago}",
                recorded_on=on,
                late_because="",
                **story.recorded(on),
            )


def enter_breaches(story: Story, families: Families) -> None:
    """A breach of two months ago that is closed, and one known since yesterday, with the ICO undecided."""
    then, since = story.ago(45), story.ago(1)
    first = _breach(
        story,
        families.on_roll[6],
        then,
        1,
        "A register was left where a visitor could read two names.",
        "Slight: the visitor saw two first names and no more.",
    )
    listed: int | None = None
    for step, note, child, affected in (
        (Step.AFFECTED, "The second name that the visitor read.", families.on_roll[7].id, False),
        (Step.NOT_REPORTED, "Two first names, seen by one visitor: no risk to anybody's rights is likely.",
         None, False),
        (Step.TOLD, "The mother was told at the door the same afternoon.", None, False),
        (Step.TOLD, "The father was rung the same afternoon.", None, True),
        (Step.CLOSED, "Registers stay in the office; visitors wait at the door.", None, False),
    ):  # fmt: skip
        row = story.rows.add(
            BreachStep,
            breach_id=first,
            step=step,
            at=_at(then, 14),
            note=note,
            child_id=child,
            affected_id=listed if affected else None,
            **story.recorded(then),
        )
        listed = row if child else listed
    _breach(
        story,
        families.on_roll[8],
        since,
        2 if since.year == then.year else 1,
        "A letter about one child was put into another family's tray.",
        "The other family read it. The child's family may be embarrassed.",
    )


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 10), LONDON).astimezone(UTC)


def _breach(story: Story, family: Family, on: date, number: int, what: str, harm: str) -> int:
    known_at = _at(on, 9) if on < story.today else _at(on - timedelta(days=1), 9)
    row = story.rows.add(
        Breach,
        code=f"BR-{on.year}-{number:03}",
        child_id=family.id,
        what=what,
        whose="A member of staff",
        harm=harm,
        happened_on=on,
        known_at=known_at,
        **story.recorded(on),
    )
    answered = {"step": Step.NO_DANGER, "at": known_at, "note": ""}
    story.rows.add(BreachStep, breach_id=row, **answered, **story.recorded(on))
    return row
