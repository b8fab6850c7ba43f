"""The agenda of consents: who is to be asked, what is to be undone, journey accounts (DR-4 to DR-6; L5)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from rules import consent
from rules.agenda.day import Day, closed_then, item_of, item_of_many
from rules.agenda.facts import Child, Facts, Purpose, Withdrawal
from rules.agenda.items import ONE_BY_ONE, Action, Area, ByForm, Item, State
from rules.words import days, listed, near_date


def items(facts: Facts, day: Day) -> Iterable[Item]:
    """What is to be asked or renewed, what carers disagree about, and what a consent that ended calls for."""
    to_undo_in = day.house.withdrawal_working_days
    standing: set[tuple[int, int]] = set()  # by child and purpose, where a consent stands
    # What a withdrawal asks to be closed by then needs no line of its own; what was due before it does.
    to_close: dict[int, date] = {}
    for held in facts.withdrawals:
        if consent.FollowUp.ACCOUNT_CLOSED in held.to_do:
            due = day.working_days_after(held.withdrawn_on, to_undo_in)
            to_close[held.child] = min(due, to_close.get(held.child, due))

    def still_on(of_accounts: Iterable[Item]) -> Iterable[Item]:
        return (one for one in of_accounts if to_close.get(one.child or 0, date.max) > one.due)

    retired = [facts.retired_journey] if facts.retired_journey else []
    clauses = {purpose.id: purpose.clause for purpose in (*facts.purposes, *retired)}
    to_ask: list[_ToAsk] = []
    for child in facts.children:
        answered = [_answered(child, purpose, day) for purpose in facts.purposes]
        standing |= {(child.id, one.purpose.id) for one in answered if consent.is_allowed(one.status)}
        yield from _disagreed(child, answered, day)
        to_ask += _to_ask(child, answered, day)
        of_no_more = [_answered(child, purpose, day) for purpose in retired]
        yield from still_on(_online_without_consent(child, [*answered, *of_no_more], day))
        yield from _of_no_carer(child, day)
    yield from _together(to_ask, day)
    for child in facts.booked:
        # Nothing else is asked yet of a child so far off; consent comes before a journey goes online (DR-4).
        answered = [_answered(child, purpose, day) for purpose in facts.purposes]
        standing |= {(child.id, one.purpose.id) for one in answered if consent.is_allowed(one.status)}
        of_no_more = [_answered(child, purpose, day) for purpose in retired]
        yield from still_on(_online_without_consent(child, [*answered, *of_no_more], day))
        yield from _of_no_carer(child, day)
    for left in facts.accounts_left_on:
        # Consent ended with the child's last day here (DR-4).
        since = max(left.left_on + timedelta(days=1), left.account_since)
        due = day.working_days_after(since, to_undo_in)
        what = "The journey account is still on, and the child has left: close it"
        yield from still_on([item_of(Area.CONSENTS, Action.JOURNEY, left, what, "DR-4", due, day)])
    # One form that withdraws five consents is one thing to do, not five.
    together: dict[tuple[int, date, bool, bool], list[Withdrawal]] = defaultdict(list)
    for withdrawal in facts.withdrawals:
        stands = (withdrawal.child, withdrawal.purpose) in standing
        which = withdrawal.child, withdrawal.withdrawn_on, stands, withdrawal.is_refusal
        together[which].append(withdrawal)
    for (_, withdrawn_on, stands, _), withdrawals in together.items():
        due = day.working_days_after(withdrawn_on, to_undo_in)
        what = _to_undo(withdrawals, day.today, stands=stands)
        first = min(withdrawals, key=lambda one: one.id)
        # Of a purpose that is asked no more the clause is not read; most are of photographs.
        clause = _one_of({clauses.get(one.purpose, "DR-6") for one in withdrawals})
        yield item_of(Area.CONSENTS, Action.FOLLOW_UP, first, what, clause, due, day)


class _Answered(NamedTuple):
    """How it stands with a purpose for a child, by the last answer of each carer."""

    purpose: Purpose
    status: consent.Status
    latest: Sequence[consent.Event]


def _answered(child: Child, purpose: Purpose, day: Day) -> _Answered:
    events = child.events.get(purpose.id, ())
    latest = consent.latest_by_carer(events, responsible=child.responsible, on=day.today)
    status = consent.status_of(
        latest,
        on=day.today,
        wording=purpose.wording,
        renewal_months=day.house.consent_renewal_months,
        left_on=child.left_on,
        no_answer=child.has_no_answer(
            purpose.id, on=day.today, renewal_months=day.house.consent_renewal_months
        ),
    )
    return _Answered(purpose, status, latest)


class _ToAsk(NamedTuple):
    """What the carers of one child are to be asked, by a day, and for which purposes."""

    child: Child
    action: Action
    what: str
    due: date
    purposes: Sequence[Purpose]
    state: State | None = None  # where the date alone does not say it
    by_form: ByForm | None = None  # where the form is all that there is to do


def _together(to_ask: Iterable[_ToAsk], day: Day) -> Iterable[Item]:
    """What is to be asked: child by child, or in one line where one purpose that was worded anew, or came in,
    asks the same of many. It leads to the list of them."""
    by_line: dict[tuple[Action, str, date, State | None], list[_ToAsk]] = defaultdict(list)
    for one in to_ask:
        by_line[one.action, one.what, one.due, one.state].append(one)
    for (action, what, due, state), held in by_line.items():
        clause, purposes = _clause_of(held[0].purposes), {p.id for one in held for p in one.purposes}
        if len(held) <= ONE_BY_ONE or len(purposes) > 1:
            for one in held:
                clause = _clause_of(one.purposes)
                yield item_of(
                    Area.CONSENTS, action, one.child, what, clause, due, day, state=state, by_form=one.by_form
                )
            continue
        many = f"{len(held)} children"
        yield item_of_many(
            Area.CONSENTS, Action.ASK, many, what, clause, due, day, record=purposes.pop(), state=state
        )


FORMS_TOGETHER = 4  # children from whom on their forms are printed and handed out in one go


def forms_together(items: Sequence[Item]) -> list[Item]:
    """The items of one group as they are drawn: what only asks for a form, of several children, as one.

    It has the date of the first of them, stands in its place, and says for how many things it stands. What a
    law dates, what waits and what asks for more than a form stays a line of its own.
    """
    held = [item for item in items if item.by_form and not item.is_legal and not item.snoozed_until]
    children = len({item.child for item in held})
    if children < FORMS_TOGETHER:
        return list(items)
    first, kinds = held[0], {item.by_form for item in held}
    asked = "Ask for consent or renew it" if len(kinds) > 1 else first.by_form
    closed = closed_then(first.open_last) if first.open_last else ""
    row = replace(
        first,
        code=f"{children} children",
        what=f"{asked}: hand out the forms{closed}",
        clause=_one_of({item.clause for item in held}),
        record=0,
        child=None,
        child_code="",
        about="",
        stands_for=len(held),
    )
    in_it = {id(item) for item in held[1:]}
    return [row if item is first else item for item in items if id(item) not in in_it]


def _disagreed(child: Child, answered: Sequence[_Answered], day: Day) -> Iterable[Item]:
    """What two carers of a child say against each other."""
    for one in answered:
        if one.status is consent.Status.CARERS_DISAGREE:
            since = _disagree_since(child, one.purpose, day.today)
            what = f"Carers disagree about {one.purpose.title}: treat as no, and talk to both"
            due = day.working_days_after(since, day.house.consent_form_working_days)
            yield item_of(Area.CONSENTS, Action.CONSENT, child, what, one.purpose.clause, due, day)


def _to_ask(child: Child, answered: Sequence[_Answered], day: Day) -> Iterable[_ToAsk]:
    """What the carers of a child here are to be asked.

    A consent that ended with the parental responsibility of whoever gave it is not one that nobody asked for:
    it has a line and a day of its own, and what it allowed is stopped (DR-6, L5.7).
    """
    form_days = day.house.consent_form_working_days
    to_ask: list[tuple[date, Purpose]] = []
    ended: dict[date, list[Purpose]] = defaultdict(list)
    renewals: list[tuple[date, Purpose]] = []
    out: list[tuple[date, Purpose]] = []
    out_since: list[date] = []
    for one in answered:
        purpose = one.purpose
        if one.status is consent.Status.NOT_ASKED:
            wanted, due = to_ask, day.working_days_after(_to_ask_from(child, purpose, day), form_days)
            if since := _ended_with_its_giver(child, purpose, day.today):
                ended[since].append(purpose)
                wanted = []
        elif (by := _to_renew_by(child, one, day)) is not None:
            wanted, due = renewals, by
        else:
            continue
        events, given_on = child.events.get(purpose.id, ()), child.forms_given.get(purpose.id)
        if since := consent.form_out_since(
            one.status,
            events,
            given_on=given_on,
            on=day.today,
            is_to_renew=wanted is renewals,
            no_answer_on=child.no_answer_on.get(purpose.id),
        ):
            wanted = out
            out_since.append(since)
        wanted.append((due, purpose))
    first = "" if child.responsible else "Nobody holds parental responsibility: find out who does. Then "
    for by_form, wanted in ((ByForm.ASK, to_ask), (ByForm.RENEW, renewals)):
        if wanted:
            purposes = [purpose for _, purpose in wanted]
            what, due = f"{by_form}: {_purposes(purposes)}", min(due for due, _ in wanted)
            alone = None if first else by_form
            yield _ToAsk(child, Action.ASK, _after(first, what), due, purposes, by_form=alone)
    for since, purposes in ended.items():
        on = near_date(since - timedelta(days=1), today=day.today)
        what = f"Consent ended {on} with whoever gave it: stop what it allowed"
        if left := [purpose for purpose in purposes if purpose not in [one for _, one in out]]:
            what += ". " + _after(first, f"Ask for consent: {_purposes(left)}")
        else:  # a form is with the family: what it asks has a line of its own
            what += f" ({_purposes(purposes)})"
        due = day.working_days_after(since, day.house.withdrawal_working_days)
        yield _ToAsk(child, Action.ASK, what, due, purposes)
    if out:
        yield _form_out(child, max(out_since), min(due for due, _ in out), [one for _, one in out], day)


def _after(first: str, what: str) -> str:
    return first + (what[0].lower() + what[1:] if first else what)


def _ended_with_its_giver(child: Child, purpose: Purpose, today: date) -> date | None:
    """The first day without a consent that stood until whoever gave it could give none any more.

    None where that was before the child was here: nothing was allowed then that is to be stopped; and where
    it was recorded since that no answer came, which was told to stop it.
    """
    events, held = child.events.get(purpose.id, ()), child.days_held
    since = consent.lacking_since(events, held=held, on=today)
    if since is None or since <= child.started_on:
        return None
    if (recorded_on := child.no_answer_on.get(purpose.id)) and since <= recorded_on:
        return None
    return since if since == consent.unanswered_since(events, held=held, on=today) else None


def _form_out(child: Child, given_out: date, asked_by: date, purposes: Sequence[Purpose], day: Day) -> _ToAsk:
    """A form that is with the family. One that was handed out late is waited for as long as any form is, and
    the line says how late it was; after that it is late since its own day, which no form puts off."""
    on, titles = near_date(given_out, today=day.today), _purposes(purposes)
    if given_out <= asked_by:
        what = f"Form not back, handed out {on}: ask for it back ({titles})"
        return _ToAsk(child, Action.FORM, what, asked_by, purposes)
    back_by = day.working_days_after(given_out, day.house.consent_form_working_days)
    if back_by < day.today:
        # Or the due date, before the day on which it was handed out, would read as a mistake.
        what = f"Form not back, handed out late, {on}: ask for it back ({titles})"
        return _ToAsk(child, Action.FORM, what, asked_by, purposes)
    what = f"Form handed out {days((given_out - asked_by).days)} late, {on}: not back yet ({titles})"
    return _ToAsk(child, Action.FORM, what, back_by, purposes, State.WAITING)


def _online_without_consent(child: Child, answered: Sequence[_Answered], day: Day) -> Iterable[Item]:
    """An account on the online learning journey that is on without consent."""
    for one in answered:
        if one.purpose.key == consent.JOURNEY and child.account_since and not consent.is_allowed(one.status):
            events = child.events.get(one.purpose.id, ())
            lacking = consent.lacking_since(events, held=child.days_held, on=day.today)
            since = max(child.account_since, lacking or child.account_since)
            if child.stay_before_until:  # with which what allowed it ended
                since = max(since, child.stay_before_until + timedelta(days=1))
            what = f"The journey account is on without consent ({one.status}): close it"
            due = day.working_days_after(since, day.house.withdrawal_working_days)
            yield item_of(Area.CONSENTS, Action.JOURNEY, child, what, "DR-4", due, day)


def _of_no_carer(child: Child, day: Day) -> Iterable[Item]:
    """Answers of somebody who was a carer of this child by mistake: they count no more (L5.7)."""
    if child.no_carer_since:
        due = day.working_days_after(child.no_carer_since, day.house.withdrawal_working_days)
        what = "Answers from somebody who is not a carer of this child: take them back, undo what "
        what += "they allowed, and ask again"
        yield item_of(Area.CONSENTS, Action.NO_CARER, child, what, "DR-6", due, day)


def to_renew(
    child: Child, purposes: Iterable[Purpose], day: Day
) -> Iterator[tuple[Purpose, consent.Status, date | None]]:
    """Each purpose with its status, and the day by which a consent that stands is renewed where `day` asks
    for that."""
    for purpose in purposes:
        one = _answered(child, purpose, day)
        yield purpose, one.status, _to_renew_by(child, one, day)


def _to_renew_by(child: Child, one: _Answered, day: Day) -> date | None:
    """Renewals are looked for as far ahead as the agenda reaches, everything else as of today."""
    if one.status not in {consent.Status.GIVEN, consent.Status.RENEWAL_DUE}:
        return None
    due = _renewal_due_on(child, one, day)
    return None if due > day.horizon or (child.left_on and child.left_on < due) else due


def _renewal_due_on(child: Child, one: _Answered, day: Day) -> date:
    """The day by which a consent that stands is renewed."""
    form_days, months = day.house.consent_form_working_days, day.house.consent_renewal_months
    newest = max(event.wording for event in one.latest)
    due = consent.renewal_due_on(one.latest, wording=min(newest, one.purpose.wording), renewal_months=months)
    if newest < one.purpose.wording:
        # The new wording asks for it, not the day the old one was signed, unless it was due before.
        asked_on = max(one.purpose.introduced_on, *(event.on for event in one.latest))
        due = min(due, day.working_days_after(asked_on, form_days))
    # Of a child who comes back, an old answer is renewed within the days for a form.
    return max(due, day.working_days_after(child.started_on, form_days))


def _clause_of(purposes: Sequence[Purpose]) -> str:
    return _one_of({purpose.clause for purpose in purposes})


def _one_of(clauses: set[str]) -> str:
    """The clause that a line stands under, one of its purposes': of several that of the journey (DR-4), or
    of photographs, which have us ask and undo by purpose (DR-6), before any other."""
    return next((one for one in ("DR-4", "DR-6") if one in clauses), min(clauses))


def _to_ask_from(child: Child, purpose: Purpose, day: Day) -> date:
    """The day from which the days for a form run: the start, a purpose that came in later, the day on which
    whoever had answered could answer no more, or the renewal of a form to which no answer came."""
    days_from = [child.started_on, purpose.asked_since or purpose.introduced_on]
    events = child.events.get(purpose.id, ())
    if since := consent.unanswered_since(events, held=child.days_held, on=day.today):
        days_from.append(since)
    if recorded_on := child.no_answer_on.get(purpose.id):
        months = day.house.consent_renewal_months
        anew = consent.asked_anew_from(recorded_on, held=child.days_held, renewal_months=months)
        days_from += [anew] if anew <= day.today else []
    return max(days_from)


def _disagree_since(child: Child, purpose: Purpose, today: date) -> date:
    """The day from which two answers stood against each other: the later of them, the day from which
    whoever gave it might, or the day on which the child came or came back."""
    since = consent.disagree_since(child.events.get(purpose.id, ()), held=child.days_held, on=today)
    return max(child.started_on, since or child.started_on)


def _to_undo(held: Sequence[Withdrawal], today: date, *, stands: bool) -> str:
    """What is to be done about what was withdrawn on one day: each purpose once, whichever carer it was."""
    titles = list(dict.fromkeys(one.title for one in held))
    title = listed(titles) if len(titles) < 3 else f"{len(titles)} purposes"
    what = f"stop and undo {title}"
    if stands:  # given afresh since: to stop now would be wrong, and what was done before is still to be said
        what = f"there is consent again; record what was done about {title}"
    how = "Ended by a carer's no" if held[0].is_refusal else "Withdrawn"
    said = f"{how}, {near_date(held[0].withdrawn_on, today=today)}: {what}"
    left = list(dict.fromkeys(str(what) for one in held for what in one.to_do))
    is_begun = any(one.done for one in held)
    if not left or (stands and not is_begun):
        return said
    return f"{said}. {'Left' if is_begun else 'To tick off'}: {listed(left)}"


def _purposes(purposes: Sequence[Purpose]) -> str:
    if len(purposes) > 2:
        return f"{len(purposes)} purposes"
    return "; ".join(purpose.title for purpose in purposes)
