"""Fictional records, so that somebody can look around before entering any of their own.

One setting, made from a seed and placed around today, with at least one case of every state that the rules
know. Every name is invented (`data/sample_names.toml`). The same story, told longer, is what speed is
measured on.
"""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from models import Child, Setting, StaffMember, WeeklyReview
from rules.working_days import working_day_on_or_before
from store import weekly_review
from store.cabinet import Cabinet, Who, create_unlocked
from store.refusal import Refused
from store.sample.access_requests import enter_access_requests, enter_copies
from store.sample.after import enter_what_follows
from store.sample.consents import enter_consents
from store.sample.conversations import enter_breaches, enter_conversations
from store.sample.families import enter_families
from store.sample.families_told import enter_told
from store.sample.file_index import enter_files
from store.sample.people import enter_people
from store.sample.policy import enter_policy
from store.sample.sharing_decisions import enter_sharing_decisions
from store.sample.story import Size, Story, begin, names_listed, renew_lists
from store.sample.third_parties import enter_third_parties
from store.setting import furnish
from store.tables import table
from store.today import london_today

NAME = "Bluebell Lane Nursery"

SAMPLE = Size(
    years=2,
    on_roll=45,
    former_children=12,
    former_people=3,
    closed_requests=6,
    recorded_decisions=21,
    weeks_of_reviews=26,
)


def manager_name() -> str:
    """The fictional manager's name."""
    return str(names_listed()["manager"])


def look_around(home: Path, *, today: date | None = None) -> tuple[Cabinet, Who]:
    """A sample cabinet below `home` that nobody can open once the process ends, and its manager.

    `today` is the day in London, and that of the clock where it is not given.
    """
    opened = create_unlocked(home / "sample-cabinet")
    who = furnish(opened, NAME, manager_name(), is_sample=True)
    fill(opened, today=today or london_today())
    return opened, who


def fill(opened: Cabinet, *, today: date, seed: int = 7) -> None:
    """Puts the sample records into a furnished cabinet, in one transaction, and marks it as fictional.

    Raises `Refused` where the cabinet holds records: fictional ones among them could not be told apart.
    """
    make(opened, SAMPLE, today=today, seed=seed)


def make(opened: Cabinet, size: Size, *, today: date, seed: int) -> None:
    """Puts a fictional setting with a history of `size` into a furnished cabinet, in one transaction."""
    with opened.administering("sample records made") as session:
        if any(session.execute(select(table(kind).c.id).limit(1)).first() for kind in (Child, StaffMember)):
            raise Refused({"cabinet": "This cabinet holds records already. Nothing was changed."})
        session.scalars(select(Setting)).one().is_sample = True
        session.flush()
        story = begin(session, size, today=today, seed=seed)
        renew_lists(story)
        people = enter_people(story)
        enter_policy(story, people)
        families = enter_families(story, people)
        enter_consents(story, families)
        enter_access_requests(story, families, people)
        enter_sharing_decisions(story, families, people)
        enter_files(story, families, people)
        enter_told(story, families)
        enter_third_parties(story, families)
        enter_copies(story, families, people)
        enter_conversations(story, families, people)
        enter_breaches(story, families)
        enter_what_follows(story, families)
        story.rows.put()
        _weekly_reviews(story)
        story.rows.put()
    vars(opened).pop("is_sample", None)  # asked once for an open cabinet, and different from here on


_NOTES = (
    "",
    "",
    "Rang the family about the form.",
    "",
    "Asked the chairperson for a time to prepare the file.",
    "",
)
_WEEKS_MISSED = (9, 17)
WEEKS_WORKED_OUT = 13  # older reviews keep no figures: working them out takes longer than it is worth


def _weekly_reviews(story: Story) -> None:
    """A review signed at the end of each week before this one, but for two that were missed."""
    monday = story.today - timedelta(days=story.today.weekday())
    for weeks in range(story.size.weeks_of_reviews, 0, -1):
        if weeks in _WEEKS_MISSED:
            continue
        friday = monday - timedelta(weeks=weeks) + timedelta(days=4)
        on = working_day_on_or_before(friday, story.bank_holidays)
        kept_figures, kept_agenda = "{}", "[]"
        if weeks <= WEEKS_WORKED_OUT:
            taken = weekly_review.to_sign(story.rows.connection, on)
            kept_figures, kept_agenda = taken.figures, taken.agenda
        story.rows.add(
            WeeklyReview,
            on=on,
            figures=kept_figures,
            agenda=kept_agenda,
            note=_NOTES[weeks % len(_NOTES)],
            signed_at=story.recorded(on)["recorded_at"],
            signed_by_id=story.account,
        )
