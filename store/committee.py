"""Reads what a meeting of the committee is shown, and what the manager chose to show (AI-6, X-7; law L11)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, func, select

from models import Breach, CommitteeMeeting, SharingDecision
from rules import access, access_path, committee, figures, sharing
from rules.agenda import Facts, late_areas
from rules.committee import Meeting, Show
from rules.figures import Figures
from rules.need_to_know import Thing
from rules.weekly_review import asked_weeks, missed_weeks
from rules.words import one_line
from store import open_after, open_children, open_people, open_sharing, sight, whole_requests
from store.agenda import facts_of, of_the_recovery_code
from store.asked_day import TODAY, TOLD_SINCE, Day
from store.cabinet import Cabinet, Who
from store.house import House, read_house
from store.mistakes import taken_back_since
from store.refusal import Refused, refuse_if
from store.steps import ended_by_mistake_since
from store.tables import table
from store.today import moment_on
from store.whole_requests import Ended


@dataclass(frozen=True)
class MeetingRead:
    """The meeting of a day, the figures behind it, and how much of the requests is shown."""

    setting: str
    is_sample: bool
    meeting: Meeting
    figures: Figures
    show: Show
    is_chosen: bool = False  # how much is shown, by the manager for this very day

    @property
    def by_purpose(self) -> list[dict[str, str]]:
        """For how many children each purpose is settled, as the room may see it."""
        return committee.coverage(self.figures.consents.by_purpose, self.figures.consents.children)

    @property
    def has_records(self) -> bool:
        """Whether there is anything to answer from: nothing recorded is not the same as all in time."""
        return bool(self.figures.consents.children or self.figures.induction.people)


def read(connection: Connection, today: date) -> MeetingRead:
    """The meeting of `today`, in seven queries; in one where nothing was recorded since it was last read.
    No name is in what it returns.

    It is the same for everybody who may see it: the committee, who may open no child's record, would else be
    told that nothing is late.
    """
    with sight.of_everything(connection):
        return _read(connection, today)


def _read(connection: Connection, today: date) -> MeetingRead:
    house = read_house(
        connection,
        today,
        reviews_since=today - timedelta(weeks=committee.WEEKS_SHOWN),
        with_standing=True,
        also=_meetings() | of_the_recovery_code(),
    )
    since = figures.since(today)
    facts, ended, decisions = sight.read_once(
        connection, house.mark, ("meeting", today), lambda: _read_facts(connection, house, today, since)
    )
    at = moment_on(today)
    counted = figures.figures(
        facts,
        (),
        answered=ended,
        decided=decisions,
        today=today,
        house=house.rules,
        bank_holidays=house.bank_holidays,
        at=at,
    )
    show = house.also["show"] or Show.BANDS
    late = late_areas(
        facts,
        today=today,
        house=house.rules,
        bank_holidays=house.bank_holidays,
        closed_days=house.closed_days,
        at=at,
    )
    missed, asked = (
        weeks(house.signed_on, today=today, began_on=house.standing.began_on, closed=house.not_open)
        for weeks in (missed_weeks, asked_weeks)
    )
    last_on = house.last_review.on if house.last_review else None
    reviewed = committee.WeeksReviewed(last_on, tuple(missed), len(asked))
    shown = committee.meeting(
        counted.as_plain(),
        facts.requests,
        house.reviews,
        today=today,
        bank_holidays=house.bank_holidays,
        began_on=house.standing.began_on,
        last_meeting_on=house.also["last_meeting_on"],
        points=committee.policy_points(
            house.standing,
            today=today,
            months=house.rules.policy_review_months,
            late_areas=late,
            has_backup=house.no_backup_since is None,
            reviewed=reviewed,
        ),
        quarters=committee.quarters_seen(decisions, today=today, recording_days=house.rules.recording_days),
        show=show,
        late_areas=late,
        complaints_held=[held.complaint for held in facts.complaints],
        breaches=[held.breach for held in facts.breaches],
        by_mistake=house.also["by_mistake"],
        after_by_mistake=bool(house.also["after_by_mistake"]),
        taken_back=[
            *(["a concern"] if house.also["concerns_by_mistake"] else []),
            *(["a breach"] if house.also["breaches_by_mistake"] else []),
        ],
        reviewed=reviewed,
        stand_ins_wanted=sum(
            access_path.wants_stand_in(r.received_on, r.steps)
            for r in facts.requests
            if access.ended_on(r.steps) is None
        ),
    )
    is_chosen = house.also["show"] is not None
    return MeetingRead(house.name, house.is_sample, shown, counted, show, is_chosen)


def _read_facts(
    connection: Connection, house: House, today: date, since: date
) -> tuple[Facts, list[Ended], list[sharing.Decision]]:
    """The facts of the agenda, and beside them the requests that ended and the decisions made `since`."""
    not_closed, ended = whole_requests.open_and_ended(connection, today, ended_since=since)
    found, decisions = open_sharing.read_with_decided(connection, today, decided_since=since)
    of_children = open_children.read(connection, house, today, with_entries=True, with_left=True)
    people = open_people.read(connection, house, today)
    return facts_of(house, found, not_closed, of_children, people, today=today), ended, decisions


@cache
def _meetings() -> dict[str, ScalarSelect[Any]]:
    """The day of the meeting before today's, how much today's may see, and how many requests were ended as
    recorded by mistake between them, and concerns taken back; without a meeting before, in the weeks that are
    shown."""
    held = table(CommitteeMeeting)
    before = select(func.max(held.c.held_on)).where(held.c.held_on < TODAY).scalar_subquery()
    since = func.coalesce(before, TOLD_SINCE)
    return {
        "last_meeting_on": before,
        "show": _chosen_on(TODAY).scalar_subquery(),
        "by_mistake": ended_by_mistake_since(since),
        "after_by_mistake": open_after.ended_by_mistake_since(since),
        "concerns_by_mistake": taken_back_since(SharingDecision, since),
        "breaches_by_mistake": taken_back_since(Breach, since),
    }


def _chosen_on(day: Day) -> Select[Any]:
    """How much the meeting of a day may see, by what was chosen last; nothing where nothing was."""
    held = table(CommitteeMeeting)
    return select(held.c.show).where(held.c.held_on == day).order_by(held.c.id.desc()).limit(1)


def prepare(
    cabinet: Cabinet, who: Who, *, show: Show | None, reason: str, today: date, token: str | None = None
) -> None:
    """Records that a meeting is held today, and how much of the open requests it may see.

    Codes with bands are the rule; totals only or dates need a reason, which the trail keeps (X-7). The same
    again on the same day needs none, and is recorded once. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.WEEKLY_REVIEW, token=token) as session:
        chosen: Show | None = session.connection().execute(_chosen_on(today)).scalar()
        refuse_if(committee.show_problems(show, reason=reason, chosen=chosen))
        if show is None:
            raise Refused({})
        if show is chosen and not reason.strip():
            return
        session.add(
            CommitteeMeeting(held_on=today, show=show, reason=one_line(reason), recorded_by_id=who.account_id)
        )
