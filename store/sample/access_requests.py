"""The access requests of the sample, one open in each way and those of the past (clauses AR-1 to AR-9)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from models import AccessRequest, AccessStep
from rules.access import Channel, Clock, Step, StepDone, clock_of, due_on, first_due_on, months_after
from rules.working_days import working_day_on_or_before
from store.sample.families import Families, Family, some_day_on_roll
from store.sample.story import Story


@dataclass
class Request:
    """An access request with its steps; the number comes when all are in the order received."""

    family: Family
    received_on: date
    steps: list[tuple[Step, date, str]] = field(default_factory=list)
    requester: str = ""  # the first carer, where it is empty
    channel: Channel = Channel.LETTER

    def add(self, step: Step, on: date, reason: str = "") -> None:
        """Adds a step done on a day."""
        self.steps.append((step, on, reason))

    @property
    def clock(self) -> Clock:
        """The clock that the steps make."""
        return clock_of(self.received_on, [StepDone(step, on) for step, on, _ in self.steps])


def enter_access_requests(story: Story, families: Families) -> None:
    """Every request in the order received, each with its number in the year."""
    numbers: Counter[int] = Counter()
    requests = [*_open_requests(story, families), *_closed_requests(story, families)]
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
        for step, on, reason in request.steps:
            story.rows.add(AccessStep, request_id=row, step=step, on=on, reason=reason, **story.recorded(on))


def _received(story: Story, family: Family, on: date, channel: Channel = Channel.LETTER) -> Request:
    """A request of which the chairperson was told and that was acknowledged, both in time."""
    request = Request(family, on, channel=channel)
    request.add(Step.CHAIRPERSON_TOLD, story.ahead(on, 1))
    request.add(Step.ACKNOWLEDGED, story.ahead(on, 3))
    return request


def _open_requests(story: Story, families: Families) -> Iterable[Request]:
    """Those that are open today, one of each kind."""
    at = iter(families.on_roll[12::3])
    days = story.bank_holidays

    late = _received(story, next(at), working_day_on_or_before(story.today - timedelta(days=43), days))
    # A notice sent after the month moves nothing.
    late.add(
        Step.EXTENDED, story.ahead(first_due_on(late.clock, days), 1), "Reports of three agencies are in it."
    )
    yield late

    yield _due_today(story, next(at))

    paused = _received(story, next(at), story.ago(13), Channel.EMAIL)
    paused.add(Step.CLARIFICATION_ASKED, story.ago(8))
    yield paused

    family = next(at)
    unproven = _received(story, family, story.ago(9))
    unproven.requester = f"Harbottle and Wren Solicitors, for {family.carers[0][0]}"
    unproven.add(Step.IDENTITY_ASKED, story.ago(6))
    yield unproven

    new = Request(next(at), story.ago(3), channel=Channel.VERBAL)
    new.add(Step.CHAIRPERSON_TOLD, story.ago(2))
    yield new

    extended = _received(
        story, next(at), working_day_on_or_before(story.today - timedelta(days=40), days), Channel.EMAIL
    )
    extended.add(
        Step.EXTENDED, story.ahead(extended.received_on, 12), "Two files, with reports of four agencies."
    )
    yield extended


def _due_today(story: Story, family: Family) -> Request:
    """A request whose last day is today, or the next working day: its month and the days it was paused."""
    last_day = story.ahead(story.today, 0)
    request = _received(
        story, family, working_day_on_or_before(last_day - timedelta(days=38), story.bank_holidays)
    )
    # The pause fills what the month leaves, so this holds in a short month and in a long one.
    paused = last_day - months_after(request.received_on, 1)
    asked_on = story.ahead(request.received_on, 5)
    request.add(Step.CLARIFICATION_ASKED, asked_on)
    request.add(Step.CLARIFICATION_ANSWERED, asked_on + paused)
    return request


_ENDINGS = ("in time", "in time", "extended", "clarified", "late", "refused")


def _closed_requests(story: Story, families: Families) -> Iterable[Request]:
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
            request.add(Step.CLARIFICATION_ASKED, asked_on)
            request.add(Step.CLARIFICATION_ANSWERED, asked_on + timedelta(days=chance.randint(3, 12)))
        if ending == "extended":
            request.add(
                Step.EXTENDED, story.ahead(received_on, 10), "The file is long and names many others."
            )
        due = due_on(request.clock, story.bank_holidays)
        early = timedelta(days=chance.randint(1, 8))
        match ending:
            case "late":
                request.add(
                    Step.RELEASED,
                    story.ahead(due, 3),
                    "The chairperson was away; nobody stood in for the check.",
                )
            case "refused":
                request.add(
                    Step.REFUSED,
                    working_day_on_or_before(due - early, story.bank_holidays),
                    "The same pages were released four weeks before and nothing was added since: manifestly "
                    "excessive. The letter says how to complain.",
                )
            case _:
                request.add(Step.RELEASED, working_day_on_or_before(due - early, story.bank_holidays))
        request.add(Step.CLOSED, story.ahead(request.steps[-1][1], 2))
        yield request
