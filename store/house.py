"""The setting with what it has decided for itself: its rules, holidays, purposes, topics and signed reviews.

Two queries, whose number does not grow with the records; every agenda is worked out with it.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import ScalarSelect

from models import (
    Account,
    AuditEntry,
    BackupKind,
    BackupRecord,
    ConsentPurpose,
    ExtraBankHoliday,
    InductionTopic,
    PolicyAdoption,
    Setting,
    WeeklyReview,
)
from rules import agenda, consent, induction, policy, snooze
from rules.house import HouseRules
from rules.working_days import london_day
from store import audit, remembered, standing, weeks
from store.asked_day import SINCE, TODAY, TOMORROW, given
from store.mistakes import counts
from store.setting import holidays_around, roles_of
from store.tables import table

_BESIDE = standing.KINDS | weeks.KINDS  # what rides along with the lists


@dataclass(frozen=True)
class SignedReview:
    """The last signed weekly review: when, by whom, and the codes that were on its agenda."""

    on: date
    by: str
    role: induction.Role | None  # theirs, where the account that signed is known
    agenda: tuple[str, ...] = ()


@dataclass(frozen=True)
class House:
    """What the setting has decided for itself: its name, rules, holidays, purposes and topics."""

    name: str
    is_sample: bool
    rules: HouseRules
    bank_holidays: frozenset[date]
    purposes: tuple[agenda.Purpose, ...]
    retired_journey: agenda.Purpose | None  # of the learning journey, where it is not asked any more
    purpose_of: dict[int, tuple[int, int]]  # any wording's row -> (the present wording's row, its number)
    questions: dict[int, str]
    topics: tuple[agenda.Topic, ...]
    topic_of: dict[int, tuple[int, int]]  # any version's row -> (the topic's first row, the version)
    policy_since: date | None = None  # from when the policy that is recorded was in use, where it is known
    last_review: SignedReview | None = None
    reviews: tuple[tuple[date, dict[str, Any]], ...] = ()  # where asked for: each with its figures
    mark: bytes | None = None  # of the last change in the audit trail, for what is remembered under it
    began_on: date | None = None  # the setting's first day in the dashboard, on which the trail begins
    no_backup_since: date | None = None  # the day the trail begins, while no backup was ever made
    backed_up_on: date | None = None  # the day of the last backup, where there is one, or of that put back
    put_back: tuple[date, date] | None = None  # the day on which a backup was last put back, and its own
    is_backed_up_daily: bool = False  # one is to be saved by itself each day
    restore_tested_on: date | None = None  # or the day the trail begins, while no restore was tested
    standing: policy.Standing = field(default_factory=policy.Standing)  # of the policy, where asked for
    also: Mapping[str, Any] = field(default_factory=dict)  # single values that a reader asked for with it
    snoozes: tuple[snooze.Snooze, ...] = ()
    closures: Mapping[date, str] = field(default_factory=dict)  # closed from today on
    closed_days: frozenset[date] = frozenset()  # the same, with those of the last months
    signed_on: tuple[date, ...] = ()  # the days of the signed reviews of the last weeks
    notes: tuple[tuple[date, str], ...] = ()  # what was written with them, newest first
    # By the present wording's row, retired or not: the title, and what must follow a withdrawal.
    follow_ups: dict[int, tuple[str, tuple[consent.FollowUp, ...]]] = field(default_factory=dict)
    follow_ups_then: dict[int, tuple[consent.FollowUp, ...]] = field(default_factory=dict)  # by any wording

    def signed(self, topic_id: int, on: date) -> tuple[int, int] | None:
        """The topic's first row and the version that is signed off by a row of it and a day; None where it
        is no topic of the setting."""
        if (found := self.topic_of.get(topic_id)) is None:
            return None
        topic, number = found
        if topic in self._of_policy:
            number = induction.signed_version(number, on=on, in_use_since=self.policy_since)
        return topic, number

    @cached_property
    def _of_policy(self) -> frozenset[int]:
        return frozenset(topic.id for topic in self.topics if topic.key == induction.POLICY)

    @property
    def not_open(self) -> frozenset[date]:
        """The days on which nobody is there: bank holidays, and those on which the setting is closed."""
        return self.bank_holidays | self.closed_days


def read_house(
    connection: Connection,
    today: date,
    *,
    reviews_since: date | None = None,
    with_standing: bool = False,
    also: Mapping[str, ScalarSelect[Any]] | None = None,
) -> House:
    """The setting with its rules and lists, in two queries; in one where nothing was recorded since the last.

    With the signed reviews since a day if asked, and with how the policy itself stands. `also` are single
    values to read in the same query: the same ones each time, with the day given along, as the statement is
    kept by them.
    """
    asked = _of_the_setting(with_reviews=reviews_since is not None, also=tuple((also or {}).items()))
    rows = connection.execute(asked, given(today, since=reviews_since)).mappings().all()
    mark = bytes(rows[-1]["mark"]) if rows[-1]["mark"] else None
    asked_of = ("house", asked, today, reviews_since, with_standing)
    return remembered.once(
        connection,
        mark,
        asked_of,
        lambda: _house(connection, rows, today, mark, also, with_standing=with_standing),
    )


def _house(
    connection: Connection,
    rows: Sequence[RowMapping],
    today: date,
    mark: bytes | None,
    also: Mapping[str, ScalarSelect[Any]] | None,
    *,
    with_standing: bool,
) -> House:
    first = rows[-1]
    extra = {row["day"] for row in rows if row["day"]}
    held = _lists(connection, today, with_standing=with_standing)
    closures = weeks.closures_of(held.others)
    bank_holidays = holidays_around(today, extra)
    began_on = day_of(first["began_at"], today)
    put_back_on, put_back_of = day_of(first["put_back_at"], today), day_of(first["put_back_of"], today)
    adopted = _adopted(first["adopted_on"], first["adoption_recorded_at"], today)
    in_use_since = induction.policy_in_use_since(adopted, began_on=began_on)
    return House(
        name=first["name"],
        is_sample=first["is_sample"],
        rules=HouseRules(**{name: first[name] for name in HouseRules.__dataclass_fields__}),
        bank_holidays=bank_holidays,
        purposes=tuple(held.purposes),
        retired_journey=held.retired_journey,
        purpose_of=held.purpose_of,
        follow_ups=held.follow_ups,
        follow_ups_then=held.follow_ups_then,
        questions=held.questions,
        topics=tuple(_as_adopted(topic, adopted if in_use_since else None) for topic in held.topics),
        topic_of=held.topic_of,
        policy_since=in_use_since,
        last_review=SignedReview(
            first["on"], first["signed_by"] or "", first["signer_role"], tuple(json.loads(first["agenda"]))
        )
        if first["on"]
        else None,
        reviews=tuple({row["on"]: json.loads(row["figures"]) for row in rows if row["figures"]}.items()),
        mark=mark,
        began_on=began_on,
        # What is fictional is worth no backup.
        no_backup_since=None if first["is_sample"] or first["backed_up_at"] else began_on,
        backed_up_on=None if first["is_sample"] else day_of(first["made_at"], today),
        put_back=(put_back_on, put_back_of) if put_back_on and put_back_of else None,
        is_backed_up_daily=bool(first["backup_folder"]),
        restore_tested_on=day_of(first["tested_at"] or first["began_at"], today),
        standing=standing.of_rows(
            held.others,
            began_on=began_on,
            closed=bank_holidays | frozenset(closures),
        )
        if with_standing
        else policy.Standing(),
        snoozes=weeks.snoozes_of(held.others),
        closures={day: name for day, name in closures.items() if day >= today},
        closed_days=frozenset(closures),
        signed_on=weeks.signed_on(held.others),
        notes=weeks.notes(held.others),
        also={name: first[name] for name in also or {}},
    )


def _adopted(
    held_on: date | None, recorded_at: datetime | None, today: date
) -> induction.PolicyAdopted | None:
    recorded_on = day_of(recorded_at, today)
    return induction.PolicyAdopted(held_on, recorded_on) if held_on and recorded_on else None


def _as_adopted(topic: agenda.Topic, adopted: induction.PolicyAdopted | None) -> agenda.Topic:
    if adopted is None or topic.key != induction.POLICY:
        return topic
    return replace(topic, versions=induction.with_the_one_before(topic.versions, adopted))


def policy_adopted(connection: Connection, today: date) -> tuple[induction.PolicyAdopted | None, date | None]:
    """The first adoption that is recorded, and from when the policy was in use, as `House` has it; one query.

    For a write, which asks what holds at this moment.
    """
    row = connection.execute(select(*_first_adoption(), _began_at())).one()
    adopted = _adopted(row[0], row[1], today)
    return adopted, induction.policy_in_use_since(adopted, began_on=day_of(row[2], today))


def _began_at() -> ScalarSelect[datetime]:
    """The moment of the first line of the trail that was written, which is not the earliest where a clock
    stood wrong once."""
    entry = table(AuditEntry).c
    return select(entry.at).order_by(entry.id).limit(1).scalar_subquery()


def _first_adoption() -> tuple[ScalarSelect[date], ScalarSelect[datetime]]:
    held = table(PolicyAdoption)
    first = select(func.min(held.c.id)).where(counts(PolicyAdoption, held)).scalar_subquery()
    there = table(PolicyAdoption).alias()
    of_it = [select(column).where(there.c.id == first) for column in (there.c.held_on, there.c.recorded_at)]
    return of_it[0].scalar_subquery(), of_it[1].scalar_subquery()


@lru_cache(maxsize=8)
def _of_the_setting(*, with_reviews: bool, also: tuple[tuple[str, ScalarSelect[Any]], ...]) -> Select[Any]:
    setting, reviews, holidays = table(Setting), table(WeeklyReview), table(ExtraBankHoliday)
    adopted_on, recorded_at = _first_adoption()
    newest = (
        select(reviews.c.id)
        .where(reviews.c.on <= TODAY)
        .order_by(reviews.c.on.desc(), reviews.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            setting,
            reviews.c.on,
            reviews.c.agenda,
            (reviews.c.figures if with_reviews else literal("")).label("figures"),
            table(Account).c.name.label("signed_by"),
            table(Account).c.role.label("signer_role"),
            holidays.c.day,
            _last_backup(BackupKind.TESTED).label("tested_at"),
            _last_backup(*BackupKind).label("backed_up_at"),
            _newest_backup().label("made_at"),
            _last_backup(BackupKind.RESTORED).label("put_back_at"),
            _put_back_of().label("put_back_of"),
            audit.last_change().label("mark"),
            _began_at().label("began_at"),
            adopted_on.label("adopted_on"),
            recorded_at.label("adoption_recorded_at"),
            *(value.label(name) for name, value in also),
        )
        .select_from(setting)
        .outerjoin(
            reviews,
            and_(reviews.c.on >= SINCE, reviews.c.on <= TODAY) if with_reviews else reviews.c.id == newest,
        )
        .outerjoin(table(Account), table(Account).c.id == reviews.c.signed_by_id)
        .outerjoin(holidays, literal(True))
        .order_by(reviews.c.on, reviews.c.id)
    )


def _last_backup(*kinds: BackupKind) -> ScalarSelect[datetime]:
    """When a backup was last made, tested or put back, as `kinds` say, as of the end of the day given."""
    held = table(BackupRecord).c
    return (
        select(func.max(held.recorded_at))
        .where(
            held.kind.in_(kinds),
            held.recorded_at < TOMORROW,
        )
        .scalar_subquery()
    )


def _newest_backup() -> ScalarSelect[datetime]:
    """When the newest backup that these records know was made. One that was put back is of its own day: what
    these records say of those made after that day went with them."""
    held = table(BackupRecord).c
    made_at = case((held.kind == BackupKind.RESTORED, held.made_at), else_=held.recorded_at)
    kinds = BackupKind.MADE, BackupKind.RESTORED
    return (
        select(func.max(made_at)).where(held.kind.in_(kinds), held.recorded_at < TOMORROW).scalar_subquery()
    )


def _put_back_of() -> ScalarSelect[datetime]:
    """When the backup that was last put back was made."""
    held = table(BackupRecord).c
    return (
        select(held.made_at)
        .where(held.kind == BackupKind.RESTORED, held.recorded_at < TOMORROW)
        .order_by(held.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def day_of(at: datetime | None, today: date) -> date | None:
    """The day of a moment; None where it is later than `today`, which cannot know of it."""
    day = london_day(at) if at else None
    return day if day and day <= today else None


@lru_cache(maxsize=8)
def _of_the_lists(*, with_standing: bool) -> CompoundSelect[Any]:
    purposes, topics = table(ConsentPurpose), table(InductionTopic)
    return union_all(
        select(
            literal("purpose").label("kind"),
            purposes.c.id,
            purposes.c.key,
            purposes.c.wording.label("number"),
            purposes.c.title,
            # What must follow a withdrawal rides along: all lists have the same columns.
            (purposes.c.clause + "|" + purposes.c.follow_ups).label("more"),
            purposes.c.question.label("question"),
            purposes.c.position,
            purposes.c.introduced_on,
            purposes.c.retired_on,
            literal(True).label("is_material"),
        ),
        select(
            literal("topic"),
            topics.c.id,
            topics.c.key,
            topics.c.version,
            topics.c.title,
            topics.c.roles,
            literal(""),
            topics.c.position,
            topics.c.introduced_on,
            null(),
            topics.c.is_material,
        ),
        *(standing.selects() if with_standing else ()),
        *weeks.selects(),
    )


@dataclass
class _Lists:
    """The setting's purposes and topics as a `House` has them, and the rows that came along with them."""

    others: list[Any]
    purposes: list[agenda.Purpose] = field(default_factory=list)
    retired_journey: agenda.Purpose | None = None
    purpose_of: dict[int, tuple[int, int]] = field(default_factory=dict)
    questions: dict[int, str] = field(default_factory=dict)
    follow_ups: dict[int, tuple[str, tuple[consent.FollowUp, ...]]] = field(default_factory=dict)
    follow_ups_then: dict[int, tuple[consent.FollowUp, ...]] = field(default_factory=dict)
    topics: list[agenda.Topic] = field(default_factory=list)
    topic_of: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add_purpose(self, wordings: Sequence[Any], today: date) -> None:
        """A purpose by the rows of its wordings, the oldest first."""
        newest = wordings[-1]
        self.purpose_of |= {row.id: (newest.id, row.number) for row in wordings}
        self.follow_ups_then |= {
            row.id: consent.follow_ups_of(row.more.partition("|")[2]) for row in wordings
        }
        self.follow_ups[newest.id] = (newest.title, self.follow_ups_then[newest.id])
        purpose = agenda.Purpose(
            id=newest.id,
            title=newest.title,
            wording=newest.number,
            clause=newest.more.partition("|")[0],
            introduced_on=newest.introduced_on,
            key=newest.key,
            asked_since=wordings[0].introduced_on,
        )
        if newest.retired_on is None or newest.retired_on > today:
            self.questions[newest.id] = newest.question
            self.purposes.append(purpose)
        elif newest.key == consent.JOURNEY:
            self.retired_journey = purpose

    def add_topic(self, versions: Sequence[Any]) -> None:
        """A topic by the rows of its versions, the oldest first."""
        first, newest = versions[0], versions[-1]
        self.topic_of |= {row.id: (first.id, row.number) for row in versions}
        self.topics.append(
            agenda.Topic(
                id=first.id,
                title=newest.title,
                roles=roles_of(newest.more),
                versions=tuple(
                    induction.Version(row.number, row.introduced_on, row.is_material) for row in versions
                ),
                key=newest.key,
            )
        )


def _lists(connection: Connection, today: date, *, with_standing: bool) -> _Lists:
    rows = connection.execute(_of_the_lists(with_standing=with_standing), given(today)).all()
    found = _Lists([row for row in rows if row.kind in _BESIDE])
    by_key: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in sorted((row for row in rows if row.kind not in _BESIDE), key=lambda row: row.number):
        if row.introduced_on <= today:
            by_key[row.kind, row.key].append(row)
    for versions in sorted(by_key.values(), key=lambda held: held[-1].position):
        if versions[0].kind == "purpose":
            found.add_purpose(versions, today)
        else:
            found.add_topic(versions)
    return found
