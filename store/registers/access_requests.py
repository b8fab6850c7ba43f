"""Brings in the register of access requests (clauses AR-1 to AR-9, AR-32; law L1)."""

from collections.abc import Callable, Collection
from datetime import date

from rules import access
from rules.access import Channel, Step, StepDone
from rules.words import dated, listed, long_date, plain
from rules.working_days import working_days_after
from store.registers import cells
from store.registers.cells import Said
from store.registers.known import CarerFact, ChildFact, Known, RequestFact
from store.registers.names import may_be_one, name_key
from store.registers.rows import Findings, Reader, Register, row_of
from store.registers.spreadsheet import Row
from store.registers.tried import LEAVE_OUT
from store.registers.who import child_of

ANOTHER = "another request"
SAME_OPEN, ANOTHER_OPEN = "the same open request", "another open request"
NEAR_DAYS = 92  # somebody who asks again does so later than that, and a corrected date is nearer
REFERENCE = 80
STEPS = {
    "identity_asked": Step.IDENTITY_ASKED,
    "identity_confirmed": Step.IDENTITY_CONFIRMED,
    "chairperson_told": Step.CHAIRPERSON_TOLD,
    "acknowledged": Step.ACKNOWLEDGED,
    "clarification_asked": Step.CLARIFICATION_ASKED,
    "clarification_answered": Step.CLARIFICATION_ANSWERED,
    "extended": Step.EXTENDED,
    "released": Step.RELEASED,
    "refused": Step.REFUSED,
}
_CAME_BY = {
    Channel.VERBAL: {
        "verbal",
        "verbally",
        "phone",
        "telephone",
        "call",
        "called",
        "told",
        "spoke",
        "person",
        "face",
    },
    Channel.EMAIL: {"email", "emailed", "emails"},
    Channel.LETTER: {"letter", "post", "written", "writing", "form", "note", "hand"},
}
_OPEN_WORDS = frozenset({"open", "ongoing", "on going", "in progress", "pending", "live", "outstanding"})
_CLOSED_WORDS = frozenset(
    {
        *("released", "closed", "complete", "completed", "disclosed", "sent", "refused"),
        *("withdrawn", "withdrew", "cancelled"),
    }
)

Steps = dict[Step, tuple[date, str]]


def take_access_requests(
    register: Register, known: Known, findings: Findings, tick: Callable[[], None]
) -> None:
    """Adds the requests of a register and their steps to `known`, noting every problem."""
    reader = Reader(register, findings)
    unsettled: list[tuple[Row, RequestFact, Steps]] = []
    for row in reader.rows(name_fields=("name", "forename", "surname", "requester")):
        tick()
        if child := child_of(row, reader, known, lambda row: _received_on(row, reader)):
            _request(row, child, reader, known, unsettled)
    # Only now is it known which of the recorded requests no row means.
    for row, request, steps in unsettled:
        _settle(row, request, steps, reader, known)


def _settle(row: Row, request: RequestFact, steps: Steps, reader: Reader, known: Known) -> None:
    """Asks whether a row that fits no recorded request corrects one that is near."""
    recorded = None
    if near := _near(request, known):
        chosen = reader.which(
            row,
            "requester",
            f"No row is about {listed([_told(r, reader) for r in near])}, for {request.child.name}. Is this "
            "row the same request?",
            [
                *((r.code, f"The same as {r.code}, which is kept as it was recorded") for r in near),
                (ANOTHER, "Another request"),
            ],
            spelling=request.requester,
        )
        if chosen == LEAVE_OUT:
            return
        recorded = next((r for r in near if r.code == chosen), None)
    if recorded is None:
        if _is_one_that_is_open(row, request, steps, reader, known, but=near):
            return
        _add(row, request, reader, known)
        recorded = request
    elif _is_by_mistake(recorded):
        _leave_mistaken_out(row, recorded, reader)
        return
    else:
        recorded.place = request.place
        reader.left_out(
            row[0],
            "received_on",
            f"{_told(recorded, reader)} is kept as it was recorded; what this row adds to it is brought in.",
        )
    _add_steps(row, recorded, steps, reader)


def _is_open(steps: Steps) -> bool:
    return access.ended_on(StepDone(step, on) for step, (on, _) in steps.items()) is None


def _is_one_that_is_open(
    row: Row,
    request: RequestFact,
    steps: Steps,
    reader: Reader,
    known: Known,
    *,
    but: Collection[RequestFact] = (),
) -> bool:
    """Whether a row is left out as one more of a request that is open: a word at the door and the email that
    confirms it are one request, with one date (AR-1). Of those in `but` it was asked already."""
    open_ones = [
        held
        for held in known.requests[request.child]
        if _is_open(held.steps) and held not in but and may_be_one(held.requester, request.requester)
    ]
    if not open_ones or not _is_open(steps):
        return False
    told = listed([_told(held, reader) for held in open_ones])
    are = "is" if len(open_ones) == 1 else "are"
    chosen = reader.which(
        row,
        "requester",
        f"{told} {are} open too, about {request.child.name}. Is this row the same request?",
        [
            (SAME_OPEN, "The same request, such as the email that confirms it: leave this row out"),
            (ANOTHER_OPEN, "Another request, with a date of its own"),
        ],
        spelling=request.requester,
    )
    if chosen == SAME_OPEN:
        reader.left_out(row[0], "requester", f"This row is the same request as {told}, so it is left out.")
    return chosen != ANOTHER_OPEN


def _add(row: Row, request: RequestFact, reader: Reader, known: Known) -> None:
    """Adds a request, and notes those of the same day from the same person with another reference."""
    of_that_day = [
        held
        for held in known.requests[request.child]
        if held.is_of(request.received_on) and name_key(held.requester) == name_key(request.requester)
    ]
    for held in of_that_day:
        reader.note(
            row[0],
            "reference",
            f"{held.reference} is for the same person, child and day. Both are brought in: link them, or "
            "give them one reference if they are one request.",
        )
    known.requests[request.child].append(request)


def _is_by_mistake(request: RequestFact) -> bool:
    """Whether the dashboard ended it as recorded by mistake."""
    return Step.MISTAKEN in request.steps


def _leave_mistaken_out(row: Row, request: RequestFact, reader: Reader) -> None:
    """A register that still has such a row opens nothing again, and adds nothing to it."""
    request.place = (reader.register.label, row[0])
    reader.left_out(
        row[0],
        "received_on",
        f"{request.code} was ended in the dashboard as recorded by mistake, so this row is left out. If it "
        "is right all the same, take that back first: it is under History of the request.",
    )


def _told(request: RequestFact, reader: Reader) -> str:
    by_mistake = ", recorded by mistake" if _is_by_mistake(request) else ""
    row = row_of(request.place, reader.register) if request.place else ""
    named = request.code or " in ".join(filter(None, [request.reference, row]))
    return f"{named} from {request.requester}, received on {dated(request.received_on)}{by_mistake}"


def _near(request: RequestFact, known: Known) -> list[RequestFact]:
    """The recorded requests that no row means: of the same day, or of that requester about that time."""
    key = name_key(request.requester)

    def is_near(held: RequestFact) -> bool:
        same_day, same_person = held.is_of(request.received_on), name_key(held.requester) == key
        if held.reference and request.reference and held.reference != request.reference:
            return same_day and same_person
        days_between = abs((held.received_on - request.received_on).days)
        return same_day or (same_person and days_between <= NEAR_DAYS)

    unnamed = (held for held in known.requests[request.child] if held.id is not None and held.place is None)
    return [held for held in unnamed if is_near(held)]


def _received_on(row: Row, reader: Reader) -> date | None:
    return reader.day(
        row, "received_on", latest=reader.today, why="A request cannot have a date of receipt in the future."
    )


def _request(
    row: Row,
    child: ChildFact,
    reader: Reader,
    known: Known,
    unsettled: list[tuple[Row, RequestFact, Steps]],
) -> None:
    register, number = reader.register, row[0]
    requester = reader.text(row, "requester")
    received_on = _received_on(row, reader)
    if received_on is None and reader.is_filled(row, "received_on"):
        return
    refused = access.problems(
        child=child,
        requester=requester,
        channel=Channel.OTHER,
        received_on=received_on,
        born_on=child.born_on,
        today=reader.today,
    )
    for column, said in refused.items():
        reader.fault(number, column, said)
    if refused or received_on is None:
        return
    if received_on < child.started_on:
        reader.note(
            number, "received_on", f"This is before {child.name} started, {long_date(child.started_on)}."
        )
    reference = reader.text(row, "reference", most=REFERENCE)
    steps = _steps(row, received_on, reader)
    if steps is None:
        return
    _say_what_is_untidy(row, received_on, steps, reader, known)
    note = _note(row, steps, reader)
    request = _same(row, child, requester, received_on, reference, reader, known)
    if request is None:
        request = RequestFact(
            child=child,
            requester=requester,
            carer=_carer(child, requester),
            channel=_channel(row, reader),
            received_on=received_on,
            reference=reference,
            note=note,
            place=(register.label, number),
        )
        if _near(request, known):
            unsettled.append((row, request, steps))
            return
        if _is_one_that_is_open(row, request, steps, reader, known):
            return
        _add(row, request, reader, known)
    elif request.place is not None:
        reader.left_out(
            number,
            "received_on",
            f"The same request is already in {row_of(request.place, register)}, so this row is left out.",
        )
        return
    elif _is_by_mistake(request):
        _leave_mistaken_out(row, request, reader)
        return
    else:
        request.place = (register.label, number)
        if note and note != request.note:
            reader.left_out(
                number, "note", "The request is recorded with a different note. The recorded note is kept."
            )
    _add_steps(row, request, steps, reader)


def _carer(child: ChildFact, requester: str) -> CarerFact | None:
    key = name_key(requester)
    return next((carer for carer in child.carers if carer.key == key), None)


def _channel(row: Row, reader: Reader) -> Channel:
    said = reader.text(row, "channel")
    told = set(plain(said).split())
    if "e mail" in plain(said):
        return Channel.EMAIL
    for channel, called in _CAME_BY.items():
        if told & called:
            return channel
    why = f"“{said}” is brought in as “other”." if said else "The row does not say how the request came."
    reader.note(row[0], "channel" if "channel" in reader.register.at else None, why)
    return Channel.OTHER


def _same(
    row: Row,
    child: ChildFact,
    requester: str,
    received_on: date,
    reference: str,
    reader: Reader,
    known: Known,
) -> RequestFact | None:
    """The request that the row is about, where it is known already."""
    key = name_key(requester)
    of_that_day = [
        request
        for request in known.requests[child]
        if name_key(request.requester) == key and request.is_of(received_on)
    ]
    of_that_day.sort(key=_is_by_mistake)  # of one that was recorded twice, a row means the one that stands
    for request in of_that_day:
        if not reference or not request.reference or reference == request.reference:
            return request
    for request in known.requests[child]:
        if reference and reference == request.reference and request.received_on.year == received_on.year:
            reader.fault(
                row[0],
                "reference",
                f"{reference} is recorded as received on {dated(request.received_on)} from "
                f"{request.requester}. What is recorded is kept: correct this row, or if it is another "
                "request give it another reference.",
            )
            return request
    return None


def _steps(row: Row, received_on: date, reader: Reader) -> Steps | None:
    """The steps in the row by their dates, or None where one is wrong."""
    reason = reader.prose(row, "reason")
    found: list[tuple[date, int, str, Step]] = []
    is_wrong = False
    for place, (column, step) in enumerate(STEPS.items()):
        value = reader.value(row, column)
        if value is None or cells.is_blank(value) or cells.said(value) is Said.NO:
            continue
        if cells.said(value) is Said.YES:
            reader.left_out(row[0], column, "The date is missing. Enter the day on which it was done.")
            continue
        on = reader.date_of(row, column, value)
        if on is None:
            is_wrong = True
        else:
            found.append((on, place, column, step))
    _look_at_extension(row, [step for *_, step in found], reader)
    steps: Steps = {}
    for on, _, column, step in sorted(found):
        why = reason if step in access.REASON_NEEDED else ""
        done = [StepDone(s, when) for s, (when, _) in steps.items()]
        if step not in access.ENDINGS and access.ended_on(done):
            # Untidy, but history: the register says so, and it is better said than bent.
            reader.note(row[0], column, "This is after the request was closed. It is brought in as it is.")
            done = [one for one in done if one.step not in access.ENDINGS]
        refused = access.step_problems(
            step,
            on=on,
            reason=why,
            received_on=received_on,
            steps=done,
            today=reader.today,
            bank_holidays=frozenset(),
        )
        # Whether an extension came in time is told from the whole register, not refused here.
        if step is Step.EXTENDED and on >= received_on and on <= reader.today:
            refused.pop("on", None)
        if (said := refused.get("step")) or (said := refused.get("on")):
            reader.fault(row[0], column, said)
            is_wrong = True
        elif said := refused.get("reason"):
            reader.note(row[0], "reason" if "reason" in reader.register.at else column, said)
        steps[step] = (on, why)
    return None if is_wrong else steps


def _look_at_extension(row: Row, steps: list[Step], reader: Reader) -> None:
    answer = cells.said(reader.value(row, "is_extended"))
    if answer is None and reader.is_filled(row, "is_extended"):
        reader.fault(row[0], "is_extended", "Enter Y or N.")
    if answer is Said.YES and Step.EXTENDED not in steps:
        reader.left_out(
            row[0],
            "is_extended",
            "The date of the extension letter is missing, so the time is not extended. Enter the date.",
        )
    if answer is Said.NO and Step.EXTENDED in steps:
        reader.note(row[0], "is_extended", "This says no, but the letter has a date, and the date counts.")


def _say_what_is_untidy(row: Row, received_on: date, steps: Steps, reader: Reader, known: Known) -> None:
    house = known.house
    for column, step, within in (
        ("acknowledged", Step.ACKNOWLEDGED, house.acknowledge_working_days),
        ("chairperson_told", Step.CHAIRPERSON_TOLD, house.chairperson_working_days),
    ):
        if step in steps:
            by = working_days_after(received_on, within, known.bank_holidays)
            if steps[step][0] > by:
                reader.note(
                    row[0],
                    column,
                    f"Later than the setting's own rule, {long_date(by)}. It is brought in as it is.",
                )
    done = [StepDone(step, on) for step, (on, _) in steps.items()]
    clock = access.clock_of(received_on, done)
    if clock.extended_on and not access.is_extended(clock, known.bank_holidays):
        last = access.first_due_on(clock, known.bank_holidays)
        reader.note(
            row[0],
            "extended",
            f"The letter was sent after {long_date(last)}, so it does not change the date. It is brought "
            "in as it is.",
        )
    ended = access.ended_on(done)
    due = access.due_on(clock, known.bank_holidays)
    if ended and ended > due:
        column = "released" if Step.RELEASED in steps else "refused"
        reader.note(row[0], column, f"Later than the law allows: it was due by {long_date(due)}.")


def _note(row: Row, steps: Steps, reader: Reader) -> str:
    note = reader.prose(row, "note")
    said = plain(note)
    if said in _OPEN_WORDS or cells.is_blank(note):
        return ""
    if set(said.split()) & _CLOSED_WORDS and not access.ENDINGS & set(steps):
        reader.note(
            row[0],
            "note",
            "This says that the request is closed, but no date is given for it, so it stays open.",
        )
    return note


def _add_steps(row: Row, request: RequestFact, steps: Steps, reader: Reader) -> None:
    for step, (on, reason) in steps.items():
        column = next(column for column, named in STEPS.items() if named is step)
        held = request.steps.get(step)
        if held is not None and held[0] == on:
            continue
        if held is not None:
            reader.left_out(
                row[0],
                column,
                f"This step is recorded on {dated(held[0])}. The recorded step is kept; correct it there.",
            )
            continue
        ended = access.ended_on(StepDone(s, when) for s, (when, _) in request.steps.items())
        if ended and step in access.ENDINGS:
            reader.left_out(row[0], column, f"The request was closed on {dated(ended)} in the dashboard.")
            continue
        request.new_steps.append(step)
        request.steps[step] = (on, reason)
