"""The access requests of the sample, one open in each way and those of the past (clauses AR-1 to AR-9)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models import AccessRequest, AccessStep, RequesterCheck
from rules.access import Channel, Clock, RefusalGround, Step, StepDone, clock_of, due_on, first_due_on
from rules.access_path import (
    NO_CONFLICT,
    BestInterests,
    Controversy,
    CourtOrder,
    ExtensionGround,
    Extent,
    Meeting,
)
from rules.requester import Relationship, Subject
from rules.working_days import months_after, working_day_on_or_before
from store import request_file, whole_requests
from store.sample.families import Families, Family, some_day_on_roll
from store.sample.people import People
from store.sample.story import Story


@dataclass
class Request:
    """An access request with its steps; the number comes when all are in the order received."""

    family: Family
    received_on: date
    steps: list[tuple[Step, date, dict[str, Any]]] = field(default_factory=list)
    requester: str = ""  # the first carer, where it is empty
    channel: Channel = Channel.LETTER
    is_shown: bool = True  # whether who asks is recorded, with what was seen

    def add(self, step: Step, on: date, reason: str = "", **more: Any) -> None:
        """Adds a step done on a day."""
        self.steps.append((step, on, {"reason": reason, **more}))

    @property
    def clock(self) -> Clock:
        """The clock that the steps make."""
        return clock_of(self.received_on, [StepDone(step, on) for step, on, _ in self.steps])


def enter_access_requests(story: Story, families: Families, people: People) -> None:
    """Every request in the order received, each with its number in the year."""
    numbers: Counter[int] = Counter()
    chairperson = people.chairperson_account
    requests = [
        *_open_requests(story, families, chairperson),
        *_closed_requests(story, families, chairperson),
    ]
    for request in sorted(requests, key=lambda request: request.received_on):
        year = request.received_on.year
        numbers[year] += 1
        is_carer = not request.requester
        row = story.rows.add(
            AccessRequest,
            code=f"AR-{year}-{numbers[year]:03}",
            child_id=request.family.id,
            requester=request.requester or request.family.carers[0][0],
            carer_id=request.family.carer_ids[0] if is_carer else None,
            channel=request.channel,
            received_on=request.received_on,
            note="Asked in person; written down the same day." if request.channel is Channel.VERBAL else "",
            **story.recorded(request.received_on),
        )
        if request.is_shown:
            story.rows.add(
                RequesterCheck,
                request_id=row,
                carer_id=request.family.carer_ids[0],
                relationship=Relationship.RESPONSIBLE if is_carer else Relationship.ACTING,
                subject=Subject.CHILD,
                acts_for="" if is_carer else request.family.carers[0][0],
                evidence="Known to us since the child started",
                evidence_seen_on=request.received_on,
                authority="The birth certificate, seen at registration",
                has_court_order=request.family.has_court_order,
                **story.recorded(request.received_on),
            )
        for step, on, more in request.steps:
            by = more.pop("by", story.account)
            recorded = story.recorded(on) | {"recorded_by_id": by}
            story.rows.add(AccessStep, request_id=row, step=step, on=on, signed_by_id=by, **more, **recorded)


def _received(story: Story, family: Family, on: date, channel: Channel = Channel.LETTER) -> Request:
    """A request of which the chairperson was told and that was acknowledged, both in time."""
    request = Request(family, on, channel=channel)
    request.add(Step.CHAIRPERSON_TOLD, story.ahead(on, 1))
    request.add(Step.CONFLICT_ASKED, story.ahead(on, 1), answer=NO_CONFLICT)
    if family.has_court_order:
        request.add(
            Step.COURT_ORDER_READ,
            story.ahead(on, 1),
            answer=CourtOrder.DOES_NOT_LIMIT,
            said="The order about collecting, in section 2 of the file",
        )
    request.add(Step.ACKNOWLEDGED, story.ahead(on, 3), said="By post, with a copy in the file")
    return request


def _checked(story: Story, request: Request, chairperson: int, *, lists: bool = True) -> None:
    """The file was checked by both, and its third parties were listed where there are none."""
    on = story.ahead(request.received_on, 3)
    request.add(
        Step.FILE_CHECKED,
        on,
        "What the check lists is put right with the next entries.",
        said="E-mail, the tablets and the online learning journey: nothing that is not in the file",
    )
    request.add(Step.FILE_CHECK_SIGNED, on, by=chairperson)
    if lists:
        request.add(Step.THIRD_PARTIES_LISTED, story.ahead(on, 1))


def _open_requests(story: Story, families: Families, chairperson: int) -> Iterable[Request]:
    """Those that are open today, one of each kind, and one that was answered and is to be closed."""
    at = iter(families.on_roll[FIRST::EVERY])
    days = story.bank_holidays

    late = _received(story, next(at), working_day_on_or_before(story.today - timedelta(days=43), days))
    # A notice sent after the month moves nothing.
    late.add(
        Step.EXTENDED,
        story.ahead(first_due_on(late.clock, days), 1),
        "Reports of three agencies are in it.",
        answer=ExtensionGround.COMPLEX,
    )
    _checked(story, late, chairperson, lists=False)
    yield late

    due_today = _due_today(story, next(at))
    _checked(story, due_today, chairperson, lists=False)
    due_today.add(Step.INVITED, story.ago(9), said="Any afternoon next week")
    due_today.add(Step.MEETING, story.ago(7), answer=Meeting.DECLINED)
    yield due_today

    paused = _received(story, next(at), story.ago(13), Channel.EMAIL)
    _checked(story, paused, chairperson)
    paused.add(Step.CLARIFICATION_ASKED, story.ago(8), said=UNCLEAR)
    yield paused

    family = next(at)
    unproven = _received(story, family, story.ago(9))
    unproven.requester = f"Harbottle and Wren Solicitors, for {family.carers[0][0]}"
    unproven.is_shown = False
    unproven.add(Step.IDENTITY_ASKED, story.ago(6), said="A signed authority of the parent")
    _checked(story, unproven, chairperson)
    yield unproven

    new = Request(next(at), story.ago(3), channel=Channel.VERBAL)
    new.add(Step.CHAIRPERSON_TOLD, story.ago(2))
    new.add(Step.CONFLICT_ASKED, story.ago(2), answer=NO_CONFLICT)
    yield new

    extended = _received(
        story, next(at), working_day_on_or_before(story.today - timedelta(days=40), days), Channel.EMAIL
    )
    extended.add(
        Step.EXTENDED,
        story.ahead(extended.received_on, 12),
        "Two files, with reports of four agencies.",
        answer=ExtensionGround.COMPLEX,
    )
    _checked(story, extended, chairperson, lists=False)
    yield extended

    yield _ready(story, next(at), chairperson)
    yield _answered(story, next(at), chairperson)


def _ready(story: Story, family: Family, chairperson: int) -> Request:
    """A request with nothing in the way of its release; its copies come once its file is told."""
    request = _received(story, family, story.ago(18))
    _checked(story, request, chairperson, lists=False)
    _considered(request, story.ahead(request.received_on, 6))
    request.add(Step.INVITED, story.ago(8), said="Tuesday or Thursday afternoon")
    request.add(Step.MEETING, story.ago(1), answer=Meeting.HELD, said="Gone through page by page")
    return request


def _answered(story: Story, family: Family, chairperson: int) -> Request:
    """A request that was released last week and waits to be closed."""
    request = _received(story, family, story.ago(26))
    released_on = story.ago(6)
    _whole_path(story, request, released_on, chairperson)
    request.add(Step.RELEASED, released_on, answer=Extent.FULL, said="The parent who asked signed for it")
    return request


def _considered(request: Request, on: date) -> None:
    """The two questions before every release."""
    request.add(Step.BEST_INTERESTS, on, answer=BestInterests.NO_SUCH_DATA)
    request.add(Step.ADVICE_CONSIDERED, on, answer=Controversy.NOTHING)


def _whole_path(story: Story, request: Request, released_on: date, chairperson: int) -> None:
    """Everything up to the release, in the policy's order."""

    def day(working_days: int) -> date:
        return min(story.ahead(request.received_on, working_days), released_on)

    request.add(Step.FILE_CHECKED, day(3))
    request.add(Step.FILE_CHECK_SIGNED, day(3), by=chairperson)
    request.add(Step.THIRD_PARTIES_LISTED, day(4))
    _considered(request, day(6))
    request.add(Step.COMPLETE_COPY, day(8), pages=PAGES)
    request.add(Step.CLEAN_COPY, day(9), pages=PAGES)
    request.add(Step.CLEAN_COPY_CHECKED, day(9), by=chairperson)
    request.add(Step.INVITED, day(10), said="Tuesday or Thursday afternoon")
    request.add(Step.MEETING, released_on, answer=Meeting.HELD, said="Gone through page by page")


PAGES = 14


def enter_copies(story: Story, families: Families, people: People) -> None:
    """The copies of the request that is ready, counted against the index as it is now."""
    story.rows.put()
    connection, on = story.rows.connection, story.ago(4)
    for held in whole_requests.open_on(connection, story.today):
        if held.child_id != families.on_roll[READY].id:
            continue
        pages = request_file.index(connection, held, story.today).pages
        for step, by, more in (
            (Step.COMPLETE_COPY, story.account, {"pages": pages}),
            (Step.CLEAN_COPY, story.account, {"pages": pages}),
            (Step.CLEAN_COPY_CHECKED, people.chairperson_account, {}),
        ):
            recorded = story.recorded(on) | {"recorded_by_id": by}
            story.rows.add(
                AccessStep, request_id=held.id, step=step, on=on, signed_by_id=by, **more, **recorded
            )


FIRST, EVERY = 12, 3  # whose files are asked for, of the children on roll
READY = FIRST + 6 * EVERY


def _due_today(story: Story, family: Family) -> Request:
    """A request whose last day is today, or the next working day: its month and the days it was paused."""
    last_day = story.ahead(story.today, 0)
    request = _received(
        story, family, working_day_on_or_before(last_day - timedelta(days=38), story.bank_holidays)
    )
    # The pause fills what the month leaves, so this holds in a short month and in a long one.
    paused = last_day - months_after(request.received_on, 1)
    asked_on = story.ahead(request.received_on, 5)
    request.add(Step.CLARIFICATION_ASKED, asked_on, said=UNCLEAR)
    request.add(Step.CLARIFICATION_ANSWERED, asked_on + paused)
    return request


UNCLEAR = "Whether the whole file is wanted or one year"
_ENDINGS = ("in time", "in time", "extended", "clarified", "late", "refused")


def _closed_requests(story: Story, families: Families, chairperson: int) -> Iterable[Request]:
    """Those that were answered: most in time, a few extended or clarified, one in a while late or refused."""
    chance = story.chance
    since = story.today - timedelta(days=365 * story.size.years - 15)
    for at in range(story.size.closed_requests):
        ending = (
            _ENDINGS[at] if at < len(_ENDINGS) else chance.choice([*_ENDINGS[:4], *["in time"] * 16, "late"])
        )
        family, received_on = some_day_on_roll(story, families.all, since, story.today - timedelta(days=118))
        request = _received(story, family, received_on, chance.choice(list(Channel)))
        if ending == "clarified":
            asked_on = story.ahead(received_on, 5)
            request.add(Step.CLARIFICATION_ASKED, asked_on, said=UNCLEAR)
            request.add(Step.CLARIFICATION_ANSWERED, asked_on + timedelta(days=chance.randint(3, 12)))
        if ending == "extended":
            request.add(
                Step.EXTENDED,
                story.ahead(received_on, 10),
                "The file is long and names many others.",
                answer=ExtensionGround.COMPLEX,
            )
        due = due_on(request.clock, story.bank_holidays)
        early = timedelta(days=chance.randint(1, 8))
        ended_on = (
            story.ahead(due, 3)
            if ending == "late"
            else working_day_on_or_before(due - early, story.bank_holidays)
        )
        if ending == "refused":
            request.add(Step.ADVICE_CONSIDERED, ended_on, answer=Controversy.NOTHING)
            request.add(
                Step.REFUSED,
                ended_on,
                "The same pages were released four weeks before and nothing was added since: manifestly "
                "excessive.",
                answer=RefusalGround.EXCESSIVE,
            )
            request.add(Step.REFUSAL_AGREED, ended_on, by=chairperson)
        else:
            _whole_path(story, request, ended_on, chairperson)
            request.add(
                Step.RELEASED,
                ended_on,
                answer=Extent.FULL,
                late_because="The chairperson was away; nobody stood in for the check."
                if ending == "late"
                else "",
                said="The parent who asked signed for it",
            )
        request.add(Step.CLOSED, story.ahead(ended_on, 4))
        yield request
