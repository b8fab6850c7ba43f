"""The agenda of access requests, corrections of the file, complaints (AR-1 to AR-32, RC-1 to RC-6)."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from rules import access, access_path, complaints, rectification, third_parties
from rules.access import Step
from rules.access_path import Part, Plan, Task
from rules.agenda.day import Day, item_of
from rules.agenda.facts import AccessRequest, Complaint, Facts, Rectification
from rules.agenda.items import Action, Area, Item, State, a_week_ahead
from rules.words import listed, short_date
from rules.working_days import DAY, working_day_on_or_after, working_days_after


def items(facts: Facts, day: Day) -> Iterable[Item]:
    """Everything of this area that is to be done, as it stands on `day`; in no order."""
    yield from _access(facts.requests, day)
    yield from _to_close(facts.answered, day)
    yield from _rectifications(facts.rectifications, day)
    yield from _complaints(facts.complaints, day)


def _access(requests: Iterable[AccessRequest], day: Day) -> Iterable[Item]:
    """The answer by the law's date; the setting's own dates on the way there; who is waited for."""
    for request in requests:
        if access.waits_for_agreement(request.steps):
            yield from _to_agree(request, day)
        if access.ended_on(request.steps):
            continue
        clock = access.clock_of(request.received_on, request.steps)
        due = access_path.answer_by(request.path, access.due_on(clock, day.bank_holidays))
        dates = access_path.plan(
            request.received_on,
            due,
            house=day.house,
            closed_days=day.closed_days,
            conflict_on=access_path.conflict_on(request.path),
        )
        yield from _no_carer(request, dates.acknowledge_by, day)
        yield from _on_the_path(request, dates, day)
        yield from _advice(request, dates, day)
        yield from _third_parties(request, dates, day)
        yield _answer(request, clock, due, day)


def _no_carer(request: AccessRequest, by: date, day: Day) -> Iterable[Item]:
    """Who asks was a carer of the child by mistake, also once it was answered, or holds parental
    responsibility no longer: looked at anew (AR-4)."""
    asks, has_ended = request.path.requester, access.ended_on(request.steps) is not None
    is_answered = has_ended and not access.waits_for_agreement(request.steps)
    if asks is None:
        return
    until = asks.responsible_until_on
    if asks.mistaken_on is None:
        if until and access_path.is_lapsed(request.path, day.today) and not has_ended:
            what = "Whoever is asking holds parental responsibility no longer: see what else lets them ask"
            yield _who_asks(request, what, max(by, until + DAY), day)
        return
    what = "Whoever is asking is not a carer of this child: see who it is, and their right to ask"
    if is_answered:
        what = (
            "Whoever was answered is not a carer of this child: say who it was, and record a breach "
            "if it was one"
        )
    yield _who_asks(request, what, max(by, asks.mistaken_on), day)


def _who_asks(request: AccessRequest, what: str, due: date, day: Day) -> Item:
    return item_of(Area.ACCESS_REQUESTS, Action.REQUEST, request, what, "AR-4", due, day, part=Part.WHO_ASKS)


def _on_the_path(request: AccessRequest, dates: Plan, day: Day) -> Iterable[Item]:
    """One line for each stretch of the path: its next task, by the setting's own date."""
    whole = request.path
    for task in access_path.on_the_list(whole, dates, day.today):
        by = access_path.by_of(task, whole, dates)
        if by is None:
            continue
        if task in access_path.OF_WHO_ASKS and (
            access_path.is_mistaken(whole) or access_path.is_lapsed(whole, day.today)
        ):
            continue
        about = access_path.ABOUT[task]
        action = Action.ACCESS_STEP if about.step else Action.REQUEST
        yield item_of(
            Area.ACCESS_REQUESTS,
            action,
            request,
            access_path.called(task, whole),
            about.clause,
            by,
            day,
            step=about.step,
            part=about.part,
            first_by=access_path.first_by(task, whole),
            is_for_the_office=access_path.is_for_the_office(task, whole),
        )


def _advice(request: AccessRequest, dates: Plan, day: Day) -> Iterable[Item]:
    """A lawyer who was asked is waited for until the week in which the clean copy is to be made, then chased:
    the law's date does not wait for the answer (AR-11)."""
    asked, by = access_path.advice_awaited(request.path), access_path.date_of(Task.ADVICE, dates)
    if asked is None or by is None:
        return
    is_to_chase = by <= a_week_ahead(day.today)
    what = f"{'Chase' if is_to_chase else 'Wait for'} the legal advice asked for on {short_date(asked.on)}"
    yield item_of(
        Area.ACCESS_REQUESTS,
        Action.ACCESS_STEP,
        request,
        f"{what}: the date does not wait for it",
        "AR-11",
        by,
        day,
        state=None if is_to_chase else State.WAITING,
        step=Step.ADVICE_RECEIVED,
    )


def _third_parties(request: AccessRequest, dates: Plan, day: Day) -> Iterable[Item]:
    """Who is waited for, until the day asked for: reminded in time, then decided without them (AR-23)."""
    said: dict[tuple[str, date, State | None], list[str]] = {}
    for party in request.path.parties:
        by = third_parties.reply_by(party)
        if by is None or not third_parties.is_awaited(party):
            continue
        remind_on = access_path.remind_on(by, house=day.house, closed_days=day.closed_days)
        is_reminded = third_parties.latest(party, third_parties.Event.REMINDED) is not None
        state: State | None = None
        # A carer by mistake is not told of the request again.
        if by < day.today or party.is_no_carer:
            what = "Decide without an answer from {}"
            by = access_path.decided_by(party, dates)
        elif is_reminded:
            what, state = "Wait for the answer from {}", State.WAITING
        elif remind_on > day.today:
            what, state = (
                f"Wait for the answer from {{}}; remind them on {short_date(remind_on)}",
                State.WAITING,
            )
        else:
            what = f"Remind {{}}, asked to answer by {short_date(by)}"
        said.setdefault((what, by, state), []).append(str(party.number))
    for (what, by, state), numbers in said.items():
        whom = f"third {'party' if len(numbers) == 1 else 'parties'} {listed(numbers)}"
        yield item_of(
            Area.ACCESS_REQUESTS,
            Action.REQUEST,
            request,
            what.format(whom),
            "AR-23",
            by,
            day,
            part=Part.THIRD_PARTIES,
            state=state,
        )


def _answer(request: AccessRequest, clock: access.Clock, due: date, day: Day) -> Item:
    """The answer, by the law's date; to an authority, for which no month of the law runs, by our own."""
    today, bank_holidays = day.today, day.bank_holidays
    progress = access.progress(request.received_on, request.steps, today=today, bank_holidays=bank_holidays)
    when = "has passed" if due < today else "is today" if due == today else f"is {short_date(due)}"
    # Whoever reads the list once a week has no other week for it.
    is_pressing = (day.last_open_before(due) or due) <= a_week_ahead(today)
    state: State | None = None
    first = next(access_path.of_who_asks(request.path), None)
    clause = "AR-8"
    step: Step | None = Step.RELEASED
    part: Part | None = None  # of the request, where nothing can be recorded by one step
    # Nobody is told to hand a child's file to someone whose identity is still in question (AR-4).
    waits_for = access.waits_for(request.received_on, request.steps, bank_holidays)
    if waits_for and progress in access.WAITING and due < today:
        # Past the cautious date nothing is late that was asked for in time; nor is it left alone.
        then, clause, step, state = "ask again", "AR-4", Step.IDENTITY_CONFIRMED, State.WAITING
        if waits_for.step is Step.CLARIFICATION_ASKED:
            then, clause = "answer what is clear, and remind them", "AR-8"
            step = Step.CLARIFICATION_ANSWERED
        what = f"Waiting since {short_date(waits_for.on)} for {access.AWAITED[waits_for.step]}: {then}"
    elif is_pressing and access.is_identity_awaited(request.steps):
        what = f"Ask again for proof of identity or authority: the date {when}"
        clause, step = "AR-4", Step.IDENTITY_CONFIRMED
    elif is_pressing and any(pause.answered_on is None for pause in clock.pauses):
        what = f"Answer what is clear, and remind whoever asked of the question: the date {when}"
    elif progress is access.Progress.PAUSED:
        what = "Waiting for the requester to make clear what they want"
        step, state = Step.CLARIFICATION_ANSWERED, State.WAITING
    elif progress is access.Progress.WAITING_FOR_IDENTITY:
        what = "Waiting for proof of identity or authority"
        clause, step, state = "AR-4", Step.IDENTITY_CONFIRMED, State.WAITING
    elif access_path.is_mistaken(request.path):
        what = "Answer the request, but release nothing until it is known who is asking"
        step, part = None, Part.WHO_ASKS
    elif access_path.is_lapsed(request.path, today):
        what = "Answer the request, but release nothing until it is known that whoever asks may"
        step, part = None, Part.WHO_ASKS
    elif request.path.is_of_an_authority:
        what = "Answer the authority or the court, as far as what its request is based on goes"
        if first:
            before = f"Answer the authority or the court. First: {_lower(first.what)}"
            what, step, part = first.what if first.is_refusal else before, None, Part.WHO_ASKS
    elif is_pressing and first:
        # Whoever reads no more than the first line of the list is told to hand the file to nobody unknown.
        by_when = "now, and say why it is late" if due < today else "today" if due == today else "in time"
        before = f"Answer {by_when}. First: {_lower(first.what)}"
        what, step, part = first.what if first.is_refusal else before, None, Part.WHO_ASKS
    elif progress is access.Progress.LATE:
        what = "Answer now: release the file, or refuse with reasons, and say why it is late"
    elif access.is_extended(clock, bank_holidays):
        what = "Release the file, or refuse with reasons: this is the extended date"
    elif access.first_due_on(clock, bank_holidays) == today:
        what = (
            "Answer today: release the file, or refuse with reasons. Or, if the law has a ground for it, "
            "send an extension notice"
        )
    else:
        what = "Release the file, or refuse with reasons; this is also the last day for an extension notice"
    return item_of(
        Area.ACCESS_REQUESTS,
        Action.REQUEST if part else Action.ACCESS_STEP,
        request,
        what,
        clause,
        due,
        day,
        # The star is for dates of our own: the day that an authority names is its own.
        is_legal=access_path.is_dated(request.path),
        is_theirs=access_path.named_by_an_authority(request.path) is not None,
        state=state,
        step=step,
        part=part,
    )


def _to_agree(request: AccessRequest, day: Day) -> Iterable[Item]:
    """A refusal that one person recorded: the second agrees, or it is taken back. Its letter waits for that,
    so the answer is still due by its date (AR-8, AR-10)."""
    refused = request.path.last(Step.REFUSED)
    ended = refused.on if refused else request.received_on
    clock = access.clock_of(request.received_on, request.steps)
    due = access_path.answer_by(request.path, access.due_on(clock, day.bank_holidays))
    yield from _no_carer(request, ended, day)
    yield item_of(
        Area.ACCESS_REQUESTS,
        Action.ACCESS_STEP,
        request,
        access_path.AGREE,
        "AR-10",
        ended,
        day,
        step=Step.REFUSAL_AGREED,
        first_by=refused.by if refused else None,
    )
    is_stopped = access.waits_for(request.received_on, request.steps, day.bank_holidays) is not None
    yield item_of(
        Area.ACCESS_REQUESTS,
        Action.REQUEST,
        request,
        "Send the refusal: its letter waits for the second person, and nobody is answered before",
        "AR-8",
        due,
        day,
        is_legal=access_path.is_dated(request.path),
        is_theirs=access_path.named_by_an_authority(request.path) is not None,
        state=State.WAITING if is_stopped and due < day.today else None,
        part=Part.RELEASE,
    )


def _lower(what: str) -> str:
    return f"{what[0].lower()}{what[1:]}"


def _to_close(requests: Iterable[AccessRequest], day: Day) -> Iterable[Item]:
    """An answered request is closed, which ends the legal hold of the file (AR-32, X-3)."""
    for request in requests:
        ended = access.ended_on(request.steps)
        if not access.is_found_wrong(request.steps):
            ended = access.answered_on(request.steps) or ended  # once the refusal was agreed to
        if ended is None or access.is_by_mistake(request.steps):
            continue
        # Also once it is closed: that the file went to the wrong person may come out long after.
        yield from _no_carer(request, ended, day)
        if access.closed_on(request.steps):
            continue
        by = access_path.close_by(ended, house=day.house, closed_days=day.closed_days)
        what = str(Task.CLOSE)
        yield item_of(
            Area.ACCESS_REQUESTS, Action.ACCESS_STEP, request, what, "AR-32", by, day, step=Step.CLOSED
        )


def _rectifications(held: Iterable[Rectification], day: Day) -> Iterable[Item]:
    """The answer by the legal date; then what follows the decision, by the setting's own rule."""
    of_a_step = partial(item_of, Area.ACCESS_REQUESTS, Action.RECTIFICATION)
    for request in held:
        left = rectification.left_to_do(request.steps)
        decided = rectification.decided(request.steps)
        if rectification.Step.ANSWERED in left:
            due = rectification.due_on(request.received_on, request.steps, day.bank_holidays)
            what, clause = "Decide whether a fact in the file is wrong, and answer", "RC-3"
            if decided:
                what, clause = f"Answer the request to correct the file: {decided.decision}", "RC-2"
            yield of_a_step(request, what, clause, due, day, is_legal=True, step=left[0])
        if decided is None:
            continue
        soon = _open_days_after(decided.on, day)
        if (step := rectification.Step.GIVEN) in left:
            what = "Say who was given the wrong fact, or that nobody was"
            yield of_a_step(request, what, "RC-6", soon, day, step=step)
        if (step := rectification.Step.TOLD) in left:
            known, untold = rectification.recipients(request.steps), rectification.untold(request.steps)
            what = "Tell who was given the wrong fact, or record why not"
            if len(known) > 1:
                what += f": {len(untold)} of {len(known)} left"
            yield of_a_step(request, what, "RC-6", soon, day, step=step)
        answered = rectification.answered_on(request.steps)
        # The answer is what offers it to them.
        if (step := rectification.Step.VIEW) in left and answered:
            what = "Put the parent's view beside the entry, in their words"
            yield of_a_step(request, what, "RC-4", _open_days_after(answered, day), day, step=step)


def _open_days_after(since: date, day: Day) -> date:
    return working_days_after(since, day.house.acknowledge_working_days, day.closed_days)


def _complaints(held: Iterable[Complaint], day: Day) -> Iterable[Item]:
    """The acknowledgement, by law where a law sets its date, the outcome, and what goes on elsewhere."""
    for open_one in held:
        complaint = open_one.complaint
        # Whoever reads the list is mostly the manager: it says of what is not theirs to answer.
        back = complaints.day_of(complaint, complaints.Step.MANAGER_STANDS_BACK)
        aside = "The manager stands back from it" if back else ""
        if wanted_by := complaints.answer_there_by(complaint):
            yield item_of(
                Area.ACCESS_REQUESTS,
                Action.COMPLAINT,
                open_one,
                "Answer whoever the complaint was taken to, such as the ICO",
                "CM-1",
                wanted_by,
                day,
                is_legal=True,  # the star is for dates of our own, and this one is theirs
                is_theirs=True,
                step=complaints.Step.ANSWERED_THERE,
                aside=aside,
            )
        if wait_until := complaints.ask_by(complaint, outcome_days=day.house.complaint_outcome_days):
            # In its week, and over a closure on the first day after it: it is late only where nobody asked.
            ask_by = working_day_on_or_after(wait_until, day.closed_days)
            is_awaited = ask_by > a_week_ahead(day.today)
            yield item_of(
                Area.ACCESS_REQUESTS,
                Action.COMPLAINT,
                open_one,
                "Wait for what is decided where the complaint was taken"
                if is_awaited
                else "Ask how the complaint stands where it was taken, and record it",
                "CM-1",
                ask_by,
                day,
                state=State.WAITING if is_awaited else None,
                step=complaints.Step.DECIDED_THERE if is_awaited else complaints.Step.PROGRESS,
                aside=aside,
            )
        if since := complaints.put_right_from(complaint):
            yield item_of(
                Area.ACCESS_REQUESTS,
                Action.COMPLAINT,
                open_one,
                "Give what was promised when the complaint was upheld, and record it",
                "CM-1",
                _open_days_after(since, day),
                day,
                step=complaints.Step.PUT_RIGHT,
                aside=aside,
            )
        if complaints.day_of(complaint, *complaints.ENDINGS):
            continue
        for by, is_legal in _to_acknowledge(complaint, day):
            yield item_of(
                Area.ACCESS_REQUESTS,
                Action.COMPLAINT,
                open_one,
                "Acknowledge the complaint in writing, by law"
                if is_legal
                else "Acknowledge the complaint in writing",
                "X-1" if is_legal else "CM-1",
                by,
                day,
                is_legal=is_legal,
                step=complaints.Step.ACKNOWLEDGED,
                aside=aside,
            )
        yield item_of(
            Area.ACCESS_REQUESTS,
            Action.COMPLAINT,
            open_one,
            "Give the outcome of the complaint, and say where it can be taken next",
            "CM-1",
            complaints.outcome_by(complaint, outcome_days=day.house.complaint_outcome_days),
            day,
            is_legal=complaints.is_dated_by_law(complaint),
            step=complaints.Step.OUTCOME,
            aside=aside,
        )


def _to_acknowledge(complaint: complaints.Complaint, day: Day) -> Iterable[tuple[date, bool]]:
    """The days to acknowledge it by, each with whether it is the law's.

    The setting's own; once that has passed the law's beside it, and alone once that has passed too.
    """
    if not complaints.is_acknowledgement_missing(complaint):
        return
    law = complaints.acknowledge_by(complaint, day.bank_holidays)
    ours = complaints.to_acknowledge_by(complaint, day.house, day.bank_holidays)
    if law is None or ours < law >= day.today:
        yield ours, False
    if law and (law == ours or ours < day.today):
        yield law, True
