"""The files of the sample: their index with every state, journey accounts, developmental records.

Most entries are complete, as in a well-run setting. A few of this fortnight still ask for something.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models import (
    ConsentAsked,
    DevelopmentalRecord,
    FileEntry,
    FileEntryFact,
    FileMention,
    FileOut,
    JourneyAccount,
)
from rules import consent
from rules.developmental import Event
from rules.file_index import Category, Confidential, Fact, Kind, Mentioned, Nature, Side, Source
from store.sample.families import Families, Family
from store.sample.people import People
from store.sample.story import Story

IN_FILE = "In the child's file"
HEALTH, SOCIAL_CARE = "Health visiting team", "Children's social care"
# Invented, as all names here.
AGENCY_WORKERS = ("Perpetua Lockhart", "Ignatius Wembley", "Solveig Marchbanks")


@dataclass
class Told:
    """An entry as it is told: what it is, and what became of it."""

    kind: Kind
    event_on: date
    pages: int = 1
    written_on: date | None = None  # the same day, where it is not given
    category: Category | None = None
    source: Source = Source.SETTING
    giver: Confidential | None = None
    subject: Confidential | None = None
    nature: Nature = Nature.FACT
    opinion_of: str = ""
    facts: list[tuple[Fact, date, str, str]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    is_encrypted: bool | None = None
    corrects: "Told | None" = None
    hold_reason: str = ""
    row: int = 0
    number: int = 0
    first_page: int = 0


def enter_files(story: Story, families: Families, people: People) -> None:
    """The index of every child's file, where each developmental record is, and the journey accounts."""
    special, asked_for = _special(story, families, people), _asked_for(story, families, people)
    for at, family in enumerate(families.all):
        _index(story, family, people, at, special.get(family.id, []), asked_for.get(family.id, []))
        _developmental(story, family, at)
        _account(story, family)
    newest = families.on_roll[-2]  # the new starter, whom nobody has asked yet
    story.rows.add(
        JourneyAccount,
        child_id=newest.id,
        event=consent.Account.FOUND,
        on=story.ago(1),
        note="Set up with the others of the room before the form was back.",
        **story.recorded(story.ago(1)),
    )
    _forms_handed_out(story, families)
    _taken_out(story, families, people)


def _index(
    story: Story, family: Family, people: People, at: int, special: list[Told], asked_for: list[Told]
) -> None:
    """One file: what every file holds, what this child's story brought, and what is of this fortnight."""
    until = family.left_on or story.today
    told = [
        Told(Kind.REGISTRATION, family.started_on, 4, source=Source.CARER, giver=Confidential.NO),
        Told(Kind.ALL_ABOUT_ME, family.started_on, 2, source=Source.CARER, giver=Confidential.NO),
        *(Told(Kind.CONSENT, form) for form in family.forms if form >= family.started_on),
        *asked_for,
    ]
    for months in range(2, 60, 5):
        on = story.ahead(family.started_on + timedelta(days=30 * months + at % 7), 0)
        if on > until - timedelta(days=40):
            break
        told.append(_usual(story, people, family, on, months + at))
    number, page = 0, 0
    author = people.key_people[at % len(people.key_people)].name
    for one in [*sorted(told, key=lambda t: t.event_on), *special]:
        if one.corrects:
            one.number, one.first_page = one.corrects.number, one.corrects.first_page
        else:
            number, one.first_page = number + 1, page + 1
            one.number, page = number, page + one.pages
        _enter(story, family, one, author)


def _usual(story: Story, people: People, family: Family, on: date, at: int) -> Told:
    """An entry as files have them, complete."""
    carer = {"kind": Mentioned.FAMILY, "carer_id": family.carer_ids[0]}
    worker = {"kind": Mentioned.AGENCY, "name": AGENCY_WORKERS[at % 3], "agency": HEALTH}
    informed = (Fact.INFORMED, on, people.manager.name, "")
    match at % 6:
        case 0:
            return Told(
                Kind.CONTACT,
                on,
                source=Source.CARER,
                giver=Confidential.YES if at % 4 else Confidential.NO,
                mentions=[carer],
            )
        case 1:
            return Told(
                Kind.OBSERVATION,
                on,
                category=Category.INJURY,
                facts=[informed, (Fact.SIDE, on, "", str(Side.RECORDED))],
            )
        case 2:
            typed = [(Fact.TYPED, on, "", ""), (Fact.FILED, story.ahead(on, 1), "", "")]
            deleted = [(Fact.DELETED, story.ahead(on, 2), "", "")]
            return Told(Kind.CORRESPONDENCE, on, 2, facts=[*typed, *deleted])
        case 3:
            return Told(
                Kind.AGENCY_REPORT,
                on,
                3,
                category=Category.AGENCY,
                source=Source.THIRD_PARTY,
                giver=Confidential.NO,
                subject=Confidential.NO,
                nature=Nature.BOTH,
                opinion_of=str(worker["name"]),
                facts=[informed],
                mentions=[worker],
            )
        case 4:
            return Told(
                Kind.OBSERVATION,
                on,
                category=Category.CONCERN,
                nature=Nature.OPINION,
                opinion_of=people.key_people[at % len(people.key_people)].name,
                facts=[informed, (Fact.SIDE, on, "", str(Side.DECLINED))],
                mentions=[carer],
            )
    return Told(
        Kind.MINUTES, on, 2, facts=[(Fact.DISC, on, "In the child's file, labelled with the code", "")]
    )


def _special(story: Story, families: Families, people: People) -> dict[int, list[Told]]:
    """What this fortnight still asks for, one of each kind, by child."""
    some = families.on_roll
    yesterday, before = story.ago(1), story.ago(12)
    carer = Source.CARER
    other = {"kind": Mentioned.CHILD, "child_id": some[3].id}
    staff = {"kind": Mentioned.STAFF, "staff_id": people.key_people[0].id}
    worker = {"kind": Mentioned.AGENCY, "name": AGENCY_WORKERS[2], "agency": SOCIAL_CARE}
    wrong = Told(Kind.CORRESPONDENCE, before, 2, source=carer, giver=Confidential.NO)
    right = Told(
        Kind.AGENCY_REPORT,
        before,
        2,
        category=Category.AGENCY,
        source=Source.THIRD_PARTY,
        giver=Confidential.NO,
        subject=Confidential.YES,
        facts=[(Fact.NOT_TOLD, before, "The agency tells the family itself at its visit.", "")],
        mentions=[worker],
        corrects=wrong,
    )
    disc = Told(Kind.MINUTES, before, 2, mentions=[staff], is_encrypted=False)
    disc.facts.append((Fact.DISC, story.ago(3), "In the child's file, labelled with the code", ""))
    held = Told(
        Kind.CONTACT,
        yesterday,
        source=carer,
        giver=Confidential.NO,
        hold_reason="The ordinary contact record of the day.",
    )
    # Whose file is asked for: the open requests are of every third family from the thirteenth on.
    return {
        some[1].id: [
            Told(
                Kind.OBSERVATION,
                yesterday,
                category=Category.INJURY,
                source=carer,
                giver=Confidential.NOT_ASKED,
                mentions=[other, staff],
            )
        ],
        some[2].id: [Told(Kind.CORRESPONDENCE, story.ago(3), facts=[(Fact.TYPED, story.ago(3), "", "")])],
        some[5].id: [
            Told(
                Kind.CONTACT,
                story.ago(9),
                written_on=yesterday,
                source=Source.THIRD_PARTY,
                giver=Confidential.YES,
                subject=Confidential.NOT_ASKED,
                mentions=[{"kind": Mentioned.FAMILY, "name": "A grandfather"}],
            )
        ],
        some[8].id: [wrong, right],
        some[10].id: [disc],
        some[12].id: [held],
    }


def _asked_for(story: Story, families: Families, people: People) -> dict[int, list[Told]]:
    """What makes the files that are asked for hard to release: others are in them, by child."""
    some, found = families.on_roll, {}
    for at in (12, 15, 27):
        family, on = some[at], story.ago(50 + at)
        other = {"kind": Mentioned.CHILD, "child_id": some[at + 1].id}
        staff = {"kind": Mentioned.STAFF, "staff_id": people.key_people[at % len(people.key_people)].id}
        relative = (
            {"kind": Mentioned.FAMILY, "carer_id": family.carer_ids[1]}
            if len(family.carer_ids) > 1
            else {"kind": Mentioned.FAMILY, "name": "A grandmother"}
        )
        worker = {"kind": Mentioned.AGENCY, "name": AGENCY_WORKERS[2], "agency": SOCIAL_CARE}
        informed = [(Fact.INFORMED, on, people.manager.name, ""), (Fact.SIDE, on, "", str(Side.RECORDED))]
        found[family.id] = [
            Told(Kind.OBSERVATION, on, category=Category.INJURY, facts=informed, mentions=[other, staff]),
            Told(Kind.CONTACT, on, mentions=[relative]),
            Told(Kind.MINUTES, story.ahead(on, 3), 3, mentions=[worker, relative, staff]),
        ]
    return found


def _enter(story: Story, family: Family, told: Told, author: str) -> None:
    written_on = told.written_on or told.event_on
    recorded = story.recorded(written_on)
    told.row = story.rows.add(
        FileEntry,
        child_id=family.id,
        number=told.number,
        first_page=told.first_page,
        last_page=told.first_page + told.pages - 1,
        event_on=told.event_on,
        written_on=written_on,
        kind=told.kind,
        author=author,
        nature=told.nature,
        opinion_of=told.opinion_of,
        category=told.category,
        source=told.source,
        giver=told.giver,
        subject=told.subject,
        kept_at=IN_FILE,
        corrects_id=told.corrects.row if told.corrects else None,
        because="Entered as a letter of the family; it is the agency's report." if told.corrects else "",
        hold_reason=told.hold_reason,
        **recorded,
    )
    for mention in told.mentions:
        story.rows.add(FileMention, entry_id=told.row, **mention)
    for fact, on, said, answer in told.facts:
        is_encrypted = told.is_encrypted is not False if fact is Fact.DISC else None
        story.rows.add(
            FileEntryFact,
            entry_id=told.row,
            fact=fact,
            on=on,
            said=said,
            answer=answer,
            is_encrypted=is_encrypted,
            **story.recorded(on),
        )


def _developmental(story: Story, family: Family, at: int) -> None:
    if family.started_on > story.today - timedelta(days=14):
        return  # the newest child's record has no place yet
    story.rows.add(
        DevelopmentalRecord,
        child_id=family.id,
        event=Event.KEPT,
        on=family.started_on,
        kept_at=f"{family.room or 'Playroom'}, the low shelf",
        **story.recorded(family.started_on),
    )
    seen_on = story.ahead(family.started_on + timedelta(days=60 + at), 0)
    if at % 3 == 0 and seen_on < (family.left_on or story.today):
        story.rows.add(
            DevelopmentalRecord,
            child_id=family.id,
            event=Event.VIEWED,
            on=seen_on,
            carer_id=family.carer_ids[0],
            **story.recorded(seen_on),
        )


def _taken_out(story: Story, families: Families, people: People) -> None:
    """Files that were taken out of the cabinet for an hour, and one that is out today."""
    for at, family in enumerate(families.on_roll[4:12]):
        on = story.ahead(story.today - timedelta(days=9 * (at + 1)), 0)
        if on <= family.started_on or on >= story.today:
            continue
        holder = people.key_people[at % len(people.key_people)]
        what_for = ("To write up the two-year check", "To file a letter from the health visitor")[at % 2]
        said = {"child_id": family.id, "on": on, **story.recorded(on)}
        taken = story.rows.add(FileOut, staff_id=holder.id, what_for=what_for, **said)
        story.rows.add(FileOut, ends_id=taken, what_for="", **said)
    if story.ago(0) < story.today:
        return  # nobody is there
    story.rows.add(
        FileOut,
        child_id=families.on_roll[3].id,
        staff_id=people.deputy.id,
        what_for="To prepare the meeting with the parents",
        on=story.today,
        **story.recorded(story.today),
    )


def _account(story: Story, family: Family) -> None:
    """The journey account of everybody who agreed to it, closed when the child left."""
    if not family.forms or consent.JOURNEY in family.refused | family.not_asked:
        return
    opened_on = max(family.forms[0], family.started_on)
    story.rows.add(
        JourneyAccount,
        child_id=family.id,
        event=consent.Account.OPENED,
        on=opened_on,
        **story.recorded(opened_on),
    )
    if family.left_on:
        story.rows.add(
            JourneyAccount,
            child_id=family.id,
            event=consent.Account.CLOSED,
            on=family.left_on,
            **story.recorded(family.left_on),
        )


def _forms_handed_out(story: Story, families: Families) -> None:
    """The form that is not back: of the family that was asked about half of it."""
    half_asked, on = families.on_roll[-1], story.ago(11)
    for key in sorted(half_asked.not_asked):
        story.rows.add(
            ConsentAsked,
            child_id=half_asked.id,
            purpose_id=story.purposes[key][-1][0],
            on=on,
            **story.recorded(on),
        )
