"""Where a child's consent for one purpose stands (clauses DR-4, DR-6; law L5).

Consents are events by child, purpose and carer. The status is worked out from them: the last answer of
each carer with parental responsibility counts, carers who disagree are neither given nor refused, and a
consent on an old wording or past the setting's own renewal period is due again. Consent has no expiry
in law (L5.4): the renewal period is a house rule.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.problems import Problems, says_too_little
from rules.sharing import HEARD_BY_THEMSELVES
from rules.words import days, is_one_name, long_date, not_yet, one_line, password_problem, past_day_problem
from rules.working_days import DAY, months_after, working_days_after


class Answer(StrEnum):
    """What a carer said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """How the carer said it. A verbal answer has a witness."""

    WRITTEN = "written"
    VERBAL = "verbal"


class FollowUp(StrEnum):
    """What a withdrawal may call for, beside stopping at once. Each is ticked off by itself."""

    STOPPED = "use stopped"
    ACCOUNT_CLOSED = "journey account closed"
    PHOTOGRAPHS_TAKEN_DOWN = "photographs taken down"
    RECIPIENTS_TOLD = "recipients told"


class Account(StrEnum):
    """What happened to a child's account on the online learning journey. Never its password (DR-5)."""

    OPENED = "switched on"
    FOUND = "found on"
    CLOSED = "closed"


class Chase(StrEnum):
    """Why somebody's form is still wanted, most urgent first."""

    FORM_NOT_BACK = "form not back"
    NEW_STARTER = "new starter"
    NOT_ASKED = "not asked"
    RENEWAL_DUE = "renewal due"
    RENEWAL_SOON = "renewal soon"


JOURNEY = "learning-journey"  # the purpose that a journey account stands on (DR-4)
PROFESSIONALS = "professionals"  # the purpose of sharing with other professionals (AI-7)
NEXT_SETTING = "next-setting"  # the purpose on which records go on with the child (AI-7)
SHARING = frozenset({PROFESSIONALS, NEXT_SETTING})
# A school asks for the records once the child has gone to it: what was answered about them is for that day.
HOLDS_AFTER_LEAVING = frozenset({NEXT_SETTING})


class Status(StrEnum):
    """Where a child, a purpose and its carers stand on a day."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CARERS_DISAGREE = "carers disagree"
    NOT_ASKED = "not asked"
    NO_ANSWER = "no answer"
    RENEWAL_DUE = "renewal due"
    ENDED = "ended"


CLEAR = frozenset({Status.GIVEN, Status.REFUSED, Status.WITHDRAWN})  # a current answer, whichever it is
SETTLED = CLEAR | {
    Status.NO_ANSWER
}  # of which nothing is left to ask: a family that never answers counts as no
TO_ASK = frozenset({Status.NOT_ASKED, Status.RENEWAL_DUE})  # for which a form is handed out


@dataclass(frozen=True)
class Event:
    """One answer of one carer, as it was recorded. `order` settles two answers on the same day.

    `recorded_at` is the moment of what was written at once: one form, or one register.
    """

    carer: int
    answer: Answer
    on: date
    wording: int = 1
    order: int = 0
    recorded_at: datetime | None = None


def status(
    events: Iterable[Event],
    *,
    responsible: Collection[int],
    on: date,
    wording: int = 1,
    renewal_months: int,
    left_on: date | None = None,
    no_answer: bool = False,
) -> Status:
    """The consent status on the day `on`.

    `responsible` are the carers with parental responsibility: nobody else's answer counts (L5.7).
    `wording` is the wording in use. Only events up to `on` count, so a past day's status never changes.
    `no_answer` is whether it stands that no answer came: see `no_answer_stands`.
    """
    last = latest_by_carer(events, responsible=responsible, on=on)
    return status_of(
        last, on=on, wording=wording, renewal_months=renewal_months, left_on=left_on, no_answer=no_answer
    )


def status_of(
    last: Collection[Event],
    *,
    on: date,
    wording: int,
    renewal_months: int,
    left_on: date | None,
    no_answer: bool = False,
) -> Status:
    """The same from each carer's last answer, as `latest_by_carer` gives them."""
    if left_on and on > left_on:
        return Status.ENDED
    if not last:
        return Status.NO_ANSWER if no_answer else Status.NOT_ASKED
    answers = {event.answer for event in last}
    if Answer.GIVEN not in answers:
        return Status.WITHDRAWN if Answer.WITHDRAWN in answers else Status.REFUSED
    if len(answers) > 1:
        return Status.CARERS_DISAGREE
    if on >= renewal_due_on(last, wording=wording, renewal_months=renewal_months):
        return Status.RENEWAL_DUE
    return Status.GIVEN


def latest_by_carer(events: Iterable[Event], *, responsible: Collection[int], on: date) -> list[Event]:
    """The last answer of each carer with parental responsibility, up to and including `on`."""
    last: dict[int, Event] = {}
    for event in events:
        if event.on <= on and event.carer in responsible:
            held = last.get(event.carer)
            if held is None or (event.on, event.order) >= (held.on, held.order):
                last[event.carer] = event
    return list(last.values())


@dataclass(frozen=True)
class Held:
    """When a carer holds parental responsibility; without days, always."""

    from_on: date | None = None
    until_on: date | None = None

    def is_on(self, day: date) -> bool:
        """Whether it is held on a day."""
        return (self.from_on or day) <= day <= (self.until_on or day)


def without_consents_of_before(events: Iterable[Event], held: Mapping[int, Held]) -> list[Event]:
    """The answers, but for consents of a day on which the carer, by the days as they are now, did not hold
    parental responsibility (L5.7).

    Nobody may give one ahead of it, nor does it begin to count with the first day. A no stays: to leave it
    out would make a yes of what another carer said.
    """
    return [
        event
        for event in events
        if event.answer is not Answer.GIVEN or event.carer not in held or held[event.carer].is_on(event.on)
    ]


def without_those_of_the_stay_before(
    events: Iterable[Event], before_until: date | None, *, on: date
) -> list[Event]:
    """The answers, but for those of the stay before the present one of a child who left and came back: they
    ended with its last day, `before_until`, and the carers are asked anew (DR-4).

    What is signed after it, as when the child is booked again, counts. On a day up to it all of them do.
    """
    return [event for event in events if not has_ended(event.on, before_until, on=on)]


def has_ended(answered_on: date, before_until: date | None, *, on: date) -> bool:
    """Whether an answer ended, by a day, with the last day of the stay before the present one."""
    return before_until is not None and answered_on <= before_until < on


def ends_with_leaving(key: str, *, left_on: date | None, on: date) -> bool:
    """Whether what was answered to a purpose has ended, by a day, because the child has left."""
    return left_on is not None and left_on < on and key not in HOLDS_AFTER_LEAVING


def lacking_since(events: Iterable[Event], *, held: Mapping[int, Held], on: date) -> date | None:
    """The day from which no consent stands, as of `on`; None where one stands or none ever stood."""
    return _since(events, lambda last: not _is_given(last), held=held, on=on)


def unanswered_since(events: Iterable[Event], *, held: Mapping[int, Held], on: date) -> date | None:
    """The day from which nobody's answer stands, as of `on`; None where one stands or none ever stood."""
    return _since(events, lambda last: not last, held=held, on=on)


def disagree_since(events: Iterable[Event], *, held: Mapping[int, Held], on: date) -> date | None:
    """The day from which carers disagree without a break, as of `on`; None where they do not.

    Who says the same again ends no disagreement.
    """
    return _since(events, _disagree, held=held, on=on)


def ending_refusal(
    events: Iterable[Event], *, held: Mapping[int, Held], on: date
) -> tuple[Event, date] | None:
    """The refusal that ended what another carer's consent had allowed until then, as of `on`, with the day
    since which it is not allowed; None where it was not so, or where it is allowed again.

    It was allowed where it stood so the day before, or by all that was known when the refusal was recorded: a
    form of the same day, or of an earlier one, comes in after things were put up on what the other said.

    Nothing was withdrawn, and yet what was allowed is so no more: what a withdrawal calls for is called for
    (L5.2, DR-6), also once the other carer says no as well. Where a consent was withdrawn on the day, its
    withdrawal asks for it.
    """
    events = list(events)

    def last(day: date, said: Sequence[Event] = events) -> list[Event]:
        responsible = [carer for carer, one in held.items() if one.is_on(day)]
        return latest_by_carer(said, responsible=responsible, on=day)

    is_both = {Answer.GIVEN, Answer.REFUSED} <= {event.answer for event in events}
    if not is_both or _is_given(last(on)):
        return None
    lacking = lacking_since(events, held=held, on=on)  # None: by the days of the answers it never was allowed
    days = {event.on for event in events} | {one.from_on for one in held.values() if one.from_on}
    days |= {lacking} if lacking else set()
    for since in sorted(day for day in days if (lacking or day) <= day <= on):
        refused = {(one.carer, one.on) for one in last(since) if one.answer is Answer.REFUSED}
        if not refused or any(one.answer is Answer.WITHDRAWN for one in last(since)):
            continue
        # Who says the same again on that day ends nothing more: what was ticked off stays so.
        ended_it = min(
            (one for one in events if (one.carer, one.on) in refused and one.answer is Answer.REFUSED),
            key=lambda one: one.order,
        )
        known = [
            one for one in events if one.order < ended_it.order and one.recorded_at != ended_it.recorded_at
        ]
        refusing = {carer for carer, _ in refused}
        for before in (last(since - DAY) if since == lacking else [], last(since, known)):
            if _is_given(before) and {one.carer for one in before} - refusing:
                return ended_it, since
    return None


def _is_given(last: Collection[Event]) -> bool:
    return {event.answer for event in last} == {Answer.GIVEN}


def _disagree(last: Collection[Event]) -> bool:
    said = {event.answer for event in last}
    return Answer.GIVEN in said and len(said) > 1


def _since(
    events: Iterable[Event],
    is_so: Callable[[Collection[Event]], bool],
    *,
    held: Mapping[int, Held],
    on: date,
) -> date | None:
    """The day from which the last answers, of whoever was responsible that day, are so without a break."""
    events = list(events)
    days = {event.on for event in events}
    days |= {min(days) - DAY} if days else set()  # before the first answer there was none
    for one in held.values():
        days |= {one.from_on} if one.from_on else set()
        days |= {one.until_on + DAY} if one.until_on else set()
    since = None
    for day in sorted((day for day in days if day <= on), reverse=True):
        responsible = [carer for carer, one in held.items() if one.is_on(day)]
        if not is_so(latest_by_carer(events, responsible=responsible, on=day)):
            return since
        since = day
    return None


def no_answer_stands(
    recorded_on: date | None,
    events: Iterable[Event],
    *,
    held: Mapping[int, Held],
    on: date,
    renewal_months: int,
) -> bool:
    """Whether it stands on a day, as far as nobody's answer does, that no answer came to one question.

    `recorded_on` is the day on which that was last recorded. It never allows anything. Any answer since ends
    it, also where it counts no more: whoever holds parental responsibility then is asked anew.
    """
    if recorded_on is None or not recorded_on <= on:
        return False
    if on >= asked_anew_from(recorded_on, held=held, renewal_months=renewal_months):
        return False
    events = list(events)
    since = unanswered_since(events, held=held, on=on)
    return not events or (since is not None and since <= recorded_on)


def asked_anew_from(recorded_on: date, *, held: Mapping[int, Held], renewal_months: int) -> date:
    """The day from which a family that never answered is asked anew: with the yearly renewal, or once a carer
    holds parental responsibility who did not when the form was out."""
    new = (one.from_on for one in held.values() if one.from_on and one.from_on > recorded_on)
    return min([months_after(recorded_on, renewal_months), *new])


def days_out(
    handed_out: Iterable[date],
    events: Iterable[Event],
    *,
    held: Mapping[int, Held],
    no_answer_on: date | None,
    on: date,
) -> list[date]:
    """The days, oldest first, on which a form with a question was handed out that is still out on a day.

    It is back once anybody answered, or once it was recorded that no answer came (`no_answer_on`). A form
    of before a carer held parental responsibility did not ask them.
    """
    back = [event.on for event in events if event.on <= on] + ([no_answer_on] if no_answer_on else [])
    after = max(back, default=date.min)
    begins = [one.from_on for one in held.values() if one.from_on and one.is_on(on)]
    from_on = max(begins, default=date.min)
    return sorted({day for day in handed_out if after < day <= on and day >= from_on})


def no_answer_problem(
    out: Sequence[date], *, form_days: int, today: date, bank_holidays: Collection[date]
) -> str:
    """What is to be done before it may be recorded that no answer came; empty where it may.

    A family is asked twice, as far apart as a form has time, and has that time after the last asking too.
    `out` is as `days_out` gives it.
    """
    if not out:
        return "No form that asks this is out. Hand it out, and mark that it was handed out."
    first, last = out[0], out[-1]
    again_from = max(working_days_after(first, form_days, bank_holidays), first + DAY)
    if last < again_from:
        return (
            f"A family is asked twice, {days(form_days)} apart. The form was first handed out on "
            f"{long_date(first)}: ask for it again on {long_date(again_from)} or later, and record that day."
        )
    back_by = working_days_after(last, form_days, bank_holidays)
    if today <= back_by:
        return (
            f"The form was last asked for on {long_date(last)}. Wait for it until {long_date(back_by)}, and "
            "record this when it is not back by then."
        )
    return ""


def renewal_due_on(given: Collection[Event], *, wording: int, renewal_months: int) -> date:
    """The day a standing consent is due again: at once on an old wording, else after the house period."""
    current = [event for event in given if event.wording >= wording]
    if not current:
        return min(event.on for event in given)
    return months_after(max(event.on for event in current), renewal_months)


def wording_agreed_to(events: Iterable[Event], *, responsible: Collection[int], on: date) -> int | None:
    """The newest wording of a purpose that a standing yes is to; None where no carer's last answer is a yes.

    On an earlier one than is in use it is a yes to what that one asked, and to nothing more (L5.3).
    """
    last = latest_by_carer(events, responsible=responsible, on=on)
    return max((event.wording for event in last if event.answer is Answer.GIVEN), default=None)


def is_allowed(status: Status) -> bool:
    """Whether the setting may go ahead: given, or given and only due for renewal (L5.4)."""
    return status in {Status.GIVEN, Status.RENEWAL_DUE}


def as_it_counts(answer: Answer, *, given_before: bool) -> Answer:
    """What an answer is: a no of a carer whose consent stands withdraws it, whatever was ticked (L5.2)."""
    return Answer.WITHDRAWN if answer is Answer.REFUSED and given_before else answer


def wording_of(
    how: How, *, in_force: int, handed_out: tuple[int, date] | None, answered_on: date | None
) -> int:
    """The wording that an answer is on: that of its own day, `in_force`.

    Unless it is written and on a form that was out by then: what was signed is what that form asked (L5.1).
    `handed_out` is the wording and the day of the last form with the question, `answered_on` the day of this
    carer's last answer to it, both up to the day of the answer.
    """
    if how is not How.WRITTEN or handed_out is None:
        return in_force
    wording, on = handed_out
    return min(wording, in_force) if answered_on is None or answered_on < on else in_force


def follow_ups_of(listed: str) -> tuple[FollowUp, ...]:
    """What must follow a withdrawal of a purpose, from the list kept with it; stopping where it says none."""
    return tuple(FollowUp(said) for said in listed.split(",") if said) or (FollowUp.STOPPED,)


def left_to_do(
    wanted: Iterable[FollowUp], done: Collection[FollowUp | None], *, asked_then: Collection[FollowUp] = ()
) -> tuple[FollowUp, ...]:
    """What is left of what must follow. A None among `done` confirms all of it, as records once did.

    Once all is done that was `asked_then`, by the wording that was withdrawn, nothing is left, though a later
    wording asks for more.
    """
    if None in done or (asked_then and set(asked_then) <= set(done)):
        return ()
    return tuple(follow_up for follow_up in wanted if follow_up not in done)


def left_without(taken_back: Collection[int], events: Iterable[Event]) -> Event | None:
    """The answer that would say something wrong without what is taken back; None where there is none.

    A withdrawal without the consent that it withdrew, or a refusal that would be a withdrawal itself, of
    which nothing is asked to be undone. `taken_back` are the numbers of answers that were entered by mistake,
    `events` those of one carer and one purpose.
    """
    was_given = is_given = False  # before this event: as it was entered, and without what is taken back
    for event in sorted(events, key=lambda event: (event.on, event.order)):
        if event.order not in taken_back:
            if event.answer is Answer.WITHDRAWN and was_given and not is_given:
                return event
            if event.answer is Answer.REFUSED and is_given and not was_given:
                return event
            is_given = event.answer is Answer.GIVEN
        was_given = event.answer is Answer.GIVEN
    return None


def form_out_since(
    status: Status,
    events: Iterable[Event],
    *,
    given_on: date | None,
    on: date,
    is_to_renew: bool = False,
    no_answer_on: date | None = None,
) -> date | None:
    """Since when a paper form with one question is out and not back; None where none is, or none is wanted.

    `given_on` is the day on which a form with this question was last handed out. It is back once a carer has
    answered since, also one who may answer no more (L5.7), and no longer waited for once it was recorded, on
    the day `no_answer_on`, that no answer came. `is_to_renew` is whether a consent that stands is
    due again so soon that a form is wanted already.
    """
    if (status not in TO_ASK and not is_to_renew) or given_on is None or given_on > on:
        return None
    if no_answer_on and given_on <= no_answer_on:
        return None
    return None if any(given_on <= event.on <= on for event in events) else given_on


def chase(
    status: Status, *, form_out_since: date | None, is_new: bool, is_to_renew: bool = False
) -> Chase | None:
    """Why a form is wanted for one question; None where the answer stands.

    `form_out_since` and `is_to_renew` are as that function has them, `is_new` whether the child is a new
    starter.
    """
    if status not in TO_ASK and not is_to_renew:
        return None
    if form_out_since:
        return Chase.FORM_NOT_BACK
    if status not in TO_ASK:
        return Chase.RENEWAL_SOON
    if status is Status.RENEWAL_DUE:
        return Chase.RENEWAL_DUE
    return Chase.NEW_STARTER if is_new else Chase.NOT_ASKED


def account_problems(
    *,
    event: Account | None,
    on: date | None,
    note: str,
    is_on: bool,
    allowed: bool,
    born_on: date | None,
    today: date,
) -> Problems:
    """What stands in the way of recording that a journey account was switched on, found on, or closed (DR-4).

    `is_on` is how it stands on that day, `allowed` whether a consent stands on it.
    """
    found: Problems = {}
    if event is None:
        found["event"] = "Choose what happened: switched on, found on, or closed."
    elif event is Account.CLOSED and not is_on:
        found["event"] = "The account is not on, so there is nothing to close."
    elif event is not Account.CLOSED and is_on:
        found["event"] = "The account is already on."
    elif event is Account.OPENED and not allowed:
        found["event"] = (
            "There is no consent to the online learning journey on that day. Record the consent first; "
            "if the account is on without it, choose “Found on”, and the weekly review will say so."
        )
    found |= _day_problems(on, born_on=born_on, today=today, what="what happened")
    return found | password_problem("note", note)


def account_mistake_problems(*, later_on: date | None) -> Problems:
    """What stands in the way of taking back a line of a journey account, recorded by mistake, by field.

    `later_on` is the day of a later line that counts: what the account is rests on the lines in their order.
    """
    if later_on is None:
        return {}
    return {
        "row": f"Something is recorded after it, {long_date(later_on)}. Take that back first, then this, and "
        "record what was right."
    }


def is_taken(title: str, taken: Collection[str]) -> bool:
    """Whether a title is one of those `taken`, in capitals or not."""
    return title.strip().casefold() in {held.casefold() for held in taken}


def purpose_problems(
    *, title: str, question: str, follow_ups: Collection[FollowUp], taken: Collection[str] = ()
) -> Problems:
    """What stands in the way of a purpose or a new wording of one, by field (L5.3).

    `taken` are the titles of the other purposes in use.
    """
    found: Problems = {}
    if not title.strip():
        found["title"] = "Enter a few words."
    elif is_taken(title, taken):
        found["title"] = "There is already a purpose with this title. Give it a new wording instead."
    if says_too_little(question):
        found["question"] = "Enter what the carer is asked."
    elif question.count("?") > 1:
        found["question"] = "Ask one thing at a time: make two questions into two purposes."
    if not follow_ups:
        found["follow_ups"] = "Choose at least one thing that must follow when a carer withdraws."
    return found


def rewording_problems(question: str, *, present: str, began_on: date, today: date) -> Problems:
    """What stands in the way of a new wording in place of the `present` one, which began on a day (L5.7)."""
    if began_on >= today:
        return {"question": "The present wording began today. You can change it from tomorrow."}
    if one_line(question) == present:
        return {"question": "This is the present wording. Change the question, or leave it as it is."}
    return {}


def asked_problems(purposes: Collection[int], *, on: date | None, today: date) -> Problems:
    """What stands in the way of recording that a form with questions was handed out, by field (DR-4)."""
    found: Problems = {}
    if not purposes:
        found["purposes"] = "Choose at least one question that the form asks."
    if on is None:
        found["on"] = "Enter the date on which the form was handed out."
    elif on > today:
        found["on"] = not_yet(on)
    return found


def all_asked_problems(forms: Collection[int], *, on: date | None, today: date) -> Problems:
    """What stands in the way of recording that `forms`, by child, were handed out on one day, by field."""
    found = asked_problems(forms, on=on, today=today)
    if found.pop("purposes", None):
        found["forms"] = "There is no form left to mark. Leave fewer children out."
    return found


def follow_up_problems(
    ticked: Collection[tuple[date, Collection[FollowUp], Collection[FollowUp]]],
    *,
    done_on: date | None,
    note: str,
    today: date,
) -> Problems:
    """What stands in the way of recording what was done about withdrawals, by field (DR-5, DR-6).

    `ticked` are those of which something was done: the day of each, what was left of it, and what was done.
    """
    if not ticked:
        return {"done": "Tick at least one thing that is done."}
    if done_on is None:
        return {"done_on": "Enter the date it was done."}
    if done_on > today:
        return {"done_on": not_yet(done_on)}
    found = password_problem("note", note)
    for withdrawn_on, left, now_done in ticked:
        if done_on < withdrawn_on:
            found["done_on"] = f"The date is before the consent ended, {long_date(withdrawn_on)}."
        elif not left:
            found["done_on"] = "This is already recorded."
        elif not set(now_done) <= set(left):
            found["done"] = "One of these is already recorded, or was never called for."
    return found


def _day_problems(on: date | None, *, born_on: date | None, today: date, what: str) -> Problems:
    if on is None:
        return {"on": f"Enter the date of {what}."}
    problem = past_day_problem(on, born_on=born_on, today=today)
    return {"on": problem} if problem else {}


def place_problems(how: How | None, kept_at: str) -> Problems:
    """That nobody said where the form of a written answer is, which is its proof (L5.1), by field."""
    if how is How.WRITTEN and not kept_at.strip():
        return {"kept_at": "Enter where the signed form is, such as in the child's file."}
    return {}


def problems(
    *,
    carer: object,
    has_parental_responsibility: bool,
    answer: Answer | None,
    on: date | None,
    how: How | None,
    witness: str,
    born_on: date | None,
    today: date,
    given_before: bool = True,
    withdrawn_on: date | None = None,
    refused_next_on: date | None = None,
    carer_name: str = "",
) -> Problems:
    """What stands in the way of recording an answer, by field (DR-4, L5.7); empty when nothing does.

    `given_before` says whether this carer's consent stands: only a given consent can be withdrawn.
    `withdrawn_on` is the day on which this carer withdrew: only a fresh consent counts after that.
    `refused_next_on` is the day of this carer's next answer after this one, where that is a refusal: a
    consent before it makes it a withdrawal, after which something may have to be undone.
    """
    found: Problems = {}
    if not carer:
        found["carer"] = "Choose which carer answered."
    elif not has_parental_responsibility:
        found["carer"] = (
            "This carer does not hold parental responsibility on that day, so cannot answer for the child."
        )
    if answer is None:
        found["answer"] = "Choose the answer: given, refused or withdrawn."
    elif answer is Answer.WITHDRAWN and carer and not given_before:
        found["answer"] = (
            "No consent of this carer to this is recorded here, so there is nothing to withdraw. Record a "
            "refusal instead: it ends what another carer's consent allowed. What they agreed to for one "
            "sharing is taken back there: open that sharing decision."
        )
    elif answer is Answer.GIVEN and withdrawn_on and on and on < withdrawn_on:
        found["answer"] = (
            f"This carer withdrew on {long_date(withdrawn_on)}. A consent dated before that does not "
            "undo it: ask again, and record the day of the new answer."
        )
    elif answer is Answer.GIVEN and refused_next_on:
        found["answer"] = (
            f"This carer refused on {long_date(refused_next_on)}. With a consent before it, that is a "
            "withdrawal: take the refusal back, record this consent, then record the refusal again."
        )
    found |= _day_problems(on, born_on=born_on, today=today, what="the answer")
    if how is None:
        found["how"] = "Choose whether the answer was written or verbal."
    elif how is How.VERBAL and not witness.strip():
        found["witness"] = "Enter who heard the verbal answer."
    elif how is How.VERBAL and is_one_name(witness, carer_name):
        found["witness"] = HEARD_BY_THEMSELVES
    return found
