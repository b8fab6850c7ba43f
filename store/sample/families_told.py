"""What the families were told: our duty to share when they came, each leaflet when it was issued."""

from datetime import date

from models import FamilyTold
from rules.families_told import How
from store.sample.families import Families, Family
from store.sample.story import Story


def enter_told(story: Story, families: Families) -> None:
    """What every family was told, but the newest, who came this week."""
    newest = families.on_roll[-2]
    for family in families.all:
        if family is newest:
            continue
        _told(story, family, family.started_on, How.WELCOME_PACK)
        for title, issued_on, leaflet in story.leaflets:
            on = max(issued_on, family.started_on)
            current = max(at for same, at, _ in story.leaflets if same == title and at <= on)
            has_left = family.left_on is not None and family.left_on < on
            if issued_on == current and not has_left:
                _told(story, family, on, How.IN_PERSON, leaflet)


def _told(story: Story, family: Family, on: date, how: How, leaflet: int | None = None) -> None:
    story.rows.add(
        FamilyTold,
        child_id=family.id,
        leaflet_id=leaflet,
        duty_explained=leaflet is None,
        on=on,
        how=how,
        **story.recorded(on),
    )
