"""The agenda of sharing decisions, advice and replies, conversations and breaches (IS-1 to IS-9, CP-12 to
CP-14).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from rules import breach, contacts, sharing
from rules.agenda.day import Day, item_of
from rules.agenda.facts import AwaitedAdvice, Conversation, Facts, OpenBreach, Referral, SharingDecision
from rules.agenda.items import WEEKS_AHEAD, Action, Area, Item, State, a_week_ahead
from rules.words import listed, near_date, short_date
from rules.working_days import LONDON, is_working_day, london_day, working_day_on_or_after

ITS_OWN_TIME = "One working day is social care's own time for a referral"


def items(facts: Facts, day: Day) -> Iterable[Item]:
    """Everything of this area that is to be done, as it stands on `day`; in no order."""
    yield from _sharing(facts.decisions, day)
    yield from _advice(facts.advice, day)
    yield from _referrals(facts.referrals, day)
    yield from _conversations(facts.conversations, day)
    yield from _breaches(facts.breaches, day)


def _sharing(decisions: Iterable[SharingDecision], day: Day) -> Iterable[Item]:
    """The decision whether to share, then what its record still lacks."""
    for held in decisions:
        decision = held.decision
        match sharing.status(decision):
            case sharing.Status.AWAITING_DECISION:
                due = sharing.decide_by(
                    decision.raised_on,
                    is_of_harm=held.is_of_harm,
                    working_days=day.house.decision_working_days,
                    bank_holidays=day.bank_holidays,
                )
                what, action = "Decide whether to share, and why", Action.DECIDE
                if held.is_of_harm:
                    what = "Decide now whether to share, and why"
                if held.lacks_advice:
                    what = "Seek advice: the cause is not clear. Then decide whether to share"
            case sharing.Status.AWAITING_RECORDING:
                due = sharing.record_due_on(decision, recording_days=day.house.recording_days)
                what = f"Complete the record: {listed(sharing.lacking(decision))}"
                action = Action.RECORD
            case _:
                continue
        clause = "IS-2" if held.lacks_advice and action is Action.DECIDE else sharing.clause(decision)
        item = item_of(Area.SHARING_DECISIONS, action, held, what, clause, due, day)
        yield replace(item, is_of_harm=held.is_of_harm and action is Action.DECIDE)


def _advice(advice: Iterable[AwaitedAdvice], day: Day) -> Iterable[Item]:
    """Advice that has no answer: waited for, then chased; of what was not shared without it, it says why."""
    for asked in advice:
        if asked.told_on:
            yield _asked_again(asked, asked.told_on, day)
            continue
        is_wanted = asked.is_reply or sharing.is_advice_wanted(
            asked.asked_on, outcome=asked.outcome, decided_on=asked.decided_on
        )
        if not is_wanted:
            continue
        due = sharing.chase_on(asked.asked_on, day.bank_holidays)
        asked_for = "Reply" if asked.is_reply else "Advice"
        what = f"{asked_for} asked for on {near_date(asked.asked_on, today=day.today)}"
        if due > day.today:
            what, state = f"{what}: no answer yet", State.WAITING
        else:
            why = ITS_OWN_TIME
            if asked.outcome is sharing.Outcome.NOT_SHARED:
                why = "The answer may change the decision not to share"
            what = f"{what}: chase it. {why}"
            state = day.state_of(due)
        yield item_of(Area.SHARING_DECISIONS, Action.ADVICE, asked, what, "IS-9", due, day, state=state)


def _asked_again(asked: AwaitedAdvice, told_on: date, day: Day) -> Item:
    """A referral to which nothing came, though social care was asked again: late since its own day, as to
    ring does not begin that anew."""
    told, again = (near_date(on, today=day.today) for on in (told_on, asked.asked_on))
    what = f"Social care was told on {told} and asked again on {again}: record its reply, or ring again. "
    what += ITS_OWN_TIME
    due = sharing.chase_on(told_on, day.bank_holidays)
    return item_of(Area.SHARING_DECISIONS, Action.NO_REPLY, asked, what, "IS-9", due, day)


def _referrals(referrals: Iterable[Referral], day: Day) -> Iterable[Item]:
    """What social care was told of a concern and has not replied to, however long ago (L7.12)."""
    for told in referrals:
        due = sharing.chase_on(told.told_on, day.bank_holidays)
        told_on = near_date(told.told_on, today=day.today)
        what = f"Social care was told on {told_on}: record its reply, or ring again. {ITS_OWN_TIME}"
        yield item_of(Area.SHARING_DECISIONS, Action.REPLY, told, what, "IS-9", due, day)


def _conversations(conversations: Iterable[Conversation], day: Day) -> Iterable[Item]:
    """A conversation is written in the child's file (CP-12, CP-14)."""
    for held in conversations:
        due = held.on + timedelta(days=day.house.recording_days)
        noun, clause = "disclosure", "CP-12"
        if held.kind is contacts.Kind.PROFESSIONAL:
            noun, clause = "contact", "CP-14"
        what = f"Write in the child's file: the {noun} with {held.kind}"
        yield item_of(Area.SHARING_DECISIONS, Action.CONVERSATION, held, what, clause, due, day)


MOST_NAMED = 6  # families that a line names by code; a breach may touch all of them
_RING_FIRST = "Ring 999 if somebody is in danger now. "


def _breaches(breaches: Iterable[OpenBreach], day: Day) -> Iterable[Item]:
    """The decision about the ICO by the legal moment; who is told, by the same day; then what is learnt.

    Who came to light later is told on the day on which they did. Where somebody may be in danger, telling is
    due on the day on which that is known, and is asked for before everything else (OV-1). What was reported
    is closed once the ICO has answered: until a week before the same date of ours it waits, then the ICO
    is asked. The date stays, so that a breach that nobody follows up is late (CP-13).
    """
    for held, step in ((one, step) for one in breaches for step in breach.to_do(one.breach)):
        by = breach.decide_by(held.breach.known_at).astimezone(LONDON)
        due = by.date()
        state: State | None = None
        is_of_harm = False
        match step:
            case breach.Step.REPORTED:
                closed = "" if is_working_day(due, day.closed_days) else ", when we are closed"
                what = f"Decide about the ICO by {short_date(due)}, {by:%H:%M}{closed}: 72 hours after "
                what += "becoming aware"
                if day.state_by(by, due) is State.LATE:
                    what = f"Decide about the ICO now: the 72 hours ended on {short_date(due)} at {by:%H:%M}"
            case breach.Step.TOLD:
                due = _tell_by(held.breach, due)
                what = f"Tell {_whom(held)}, or record why not"
                if is_of_harm := breach.in_danger_since(held.breach) is not None:
                    help_too = ", tell the police and social care" * breach.awaits_help(held.breach)
                    what = f"{_RING_FIRST}Today warn {_whom(held)}{help_too}, or record why not"
                elif breach.danger(held.breach) is breach.Danger.NOT_KNOWN:
                    what += ". First find out whether somebody may be in danger through it"
            case breach.Step.HELP_TOLD:
                due, is_of_harm = _tell_by(held.breach, due), True
                what = f"{_RING_FIRST}Today tell the police and social care, or record why not"
            case breach.Step.IN_DANGER:
                what = "Find out whether somebody may be in danger through it, and record the answer"
            case breach.Step.CLOSED:
                what = "Close the breach, with what will be done differently"
                due = _close_by(due, day)
                if breach.Step.REPORTED in held.breach.steps:
                    is_awaited = due > a_week_ahead(day.today)
                    state = State.WAITING if is_awaited else None
                    first = "Close the breach once the ICO has answered"
                    if not is_awaited:
                        first = "Ask the ICO how it stands, and close the breach"
                    what = f"{first}, with what will be done differently"
        is_legal = step is breach.Step.REPORTED
        item = item_of(
            Area.SHARING_DECISIONS,
            Action.BREACH,
            held,
            what,
            "CP-13",
            due,
            day,
            is_legal=is_legal,
            state=state,
            due_at=by if is_legal else None,
        )
        to_tell = breach.to_tell_of_danger(held.breach) if is_of_harm else frozenset()
        yield replace(item, is_of_harm=is_of_harm, to_tell=to_tell)


def _close_by(since: date, day: Day) -> date:
    return working_day_on_or_after(since + timedelta(weeks=WEEKS_AHEAD), day.closed_days)


def _whom(held: OpenBreach) -> str:
    """Those who are still to be told, by the codes of the children where they are families here."""
    left = breach.untold(held.breach)
    if left == [breach.FIRST] == breach.affected(held.breach):
        return "the people the breach affects"
    known = [held.child_code if whom == breach.FIRST else held.listed.get(whom, "") for whom in left]
    families = [code for code in known if code]
    of_whom = listed(families) if len(families) <= MOST_NAMED else f"{len(families)} children"
    said = [f"the {'family' if len(families) == 1 else 'families'} of {of_whom}"] if families else []
    others = len(left) - len(families)
    if others:
        more = "somebody else it affects" if others == 1 else f"{others} others it affects"
        said.append(more)
    return " and ".join(said)


def _tell_by(held: breach.Breach, due: date) -> date:
    """The first day on which somebody who is not told yet was to be: `due`, or the day they came to light; of
    a danger the day on which it is known."""
    left = breach.untold(held)
    if since := breach.in_danger_since(held):
        due = london_day(since)
    later = {done.number: done.at for done in held.done if done.step is breach.Step.AFFECTED and done.at}
    came = (london_day(at) if (at := later.get(whom)) else due for whom in left)
    return min((max(due, on) for on in came), default=due)
