"""The third parties of an access request: who they are, what they answered, what the setting decided
(AR-13 to AR-23; law L2.5 to L2.9, L2.13, L2.14).

A third party is somebody whom the file mentions beside the child and the person who asks. Each is written to,
or not with a reason; each is decided by the setting. A refusal alone decides nothing; silence stops nothing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from rules.problems import Problems, says_too_little
from rules.words import long_date, not_yet, password_problem


class PartyKind(StrEnum):
    """What a third party is to the child."""

    CHILD = "another child"
    FAMILY = "family member"
    AGENCY = "agency worker"
    STAFF = "staff"
    OTHER = "somebody else"


class Event(StrEnum):
    """What happened with a third party."""

    WRITTEN = "written to"
    NOT_WRITTEN = "not written to"
    REMINDED = "reminded"
    CONSENTED = "consents"
    REFUSED = "refuses"
    REFERS_DIRECT = "asks to be applied to directly"
    NO_ANSWER = "no answer"
    DISCUSSED = "discussed with them"
    DECIDED = "decided"
    MISTAKEN = "entered by mistake"


ANSWERS = frozenset({Event.CONSENTED, Event.REFUSED, Event.REFERS_DIRECT})


class WhyNotWritten(StrEnum):
    """Why a third party is not written to. Seeking consent is not always right (L2.8)."""

    MAY_HARM = "it would tell a person who may do harm"
    REVEALS = "it would give the request away"
    HAD_SPOKEN = "it would tell who had spoken"
    NO_ADDRESS = "no address is known"
    NOT_NEEDED = "reasonable to disclose without asking"
    A_CHILD = "a young child; nothing is disclosed"
    OTHER = "another reason"


class Decision(StrEnum):
    """What the setting decides for one third party."""

    DISCLOSE = "disclose"
    NAME_REMOVED = "remove the name only"
    WITHHOLD = "withhold"


class Ground(StrEnum):
    """On what a decision about a third party rests (L2.5 to L2.9; AR-19 to AR-21)."""

    CONSENT = "they consent"
    REASONABLE = "it is reasonable without consent"
    PROFESSIONAL = "they acted in their work"
    KNOWN = "the requester knows it already"
    NOT_REASONABLE = "it is not reasonable without consent"
    CONFIDENCE = "it was given in confidence"
    DANGER = "sensitive, and staff would be in danger"
    POLICE = "the basis of a police investigation"
    HARM = "it would do serious harm to somebody"


@dataclass(frozen=True)
class Happened:
    """One thing that happened with a third party. `order` settles two of one day."""

    event: Event
    on: date
    reply_by: date | None = None
    decision: Decision | None = None
    ground: Ground | None = None
    at: datetime | None = None
    order: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Party:
    """A third party with the entries that mention them and what happened, without what was corrected."""

    id: int
    number: int
    kind: PartyKind
    entries: frozenset[int] = frozenset()
    happened: tuple[Happened, ...] = ()
    is_no_carer: bool = False  # picked as a carer of the child, which they were by mistake
    listed_at: datetime | None = None


def latest(party: Party, *events: Event) -> Happened | None:
    """The last of these that happened with a party, or None."""
    held = [happened for happened in party.happened if happened.event in events]
    return max(held, key=lambda h: (h.on, h.order), default=None)


def decision_of(party: Party) -> Happened | None:
    """The decision that stands, or None while the party is undecided."""
    return latest(party, Event.DECIDED)


def is_mistaken(party: Party) -> bool:
    """Whether this is no third party at all, and was entered by mistake: nothing is asked of it any more."""
    return latest(party, Event.MISTAKEN) is not None


def undecided(parties: Collection[Party]) -> list[Party]:
    """The parties for whom the setting has decided nothing that still holds, by number."""
    open_ones = (p for p in parties if decision_of(p) is None or is_overtaken(p))
    return sorted(open_ones, key=lambda p: p.number)


def answer_of(party: Party) -> Happened | None:
    """What the party answered last, or None while there is no answer."""
    return latest(party, *ANSWERS)


def is_overtaken(party: Party) -> bool:
    """Whether what the party answered since leaves the decision without its ground: it is decided again.

    A consent that was taken back is none any more; and where a consent came, withholding all the same is not
    reasonable unless it would do serious harm. A refusal that came after it was decided to disclose was not
    weighed, and is one of the things that are (law L2.7).
    """
    decided = decision_of(party)
    if decided is None:
        return False
    answer = answer_of(party)
    is_refused_since = (
        answer is not None
        and answer.event is not Event.CONSENTED
        and decided.decision is not Decision.WITHHOLD
        and (answer.on, answer.order) > (decided.on, decided.order)
    )
    return is_refused_since or not _holds(party, decided.decision, decided.ground)


def _holds(party: Party, decision: Decision | None, ground: Ground | None) -> bool:
    consents = (answer := answer_of(party)) is not None and answer.event is Event.CONSENTED
    if ground is Ground.CONSENT:
        return consents
    return not consents or decision is Decision.DISCLOSE or ground is Ground.HARM


def is_settled_how(party: Party) -> bool:
    """Whether the party was written to, or it is recorded why not (AR-14)."""
    return latest(party, Event.WRITTEN, Event.NOT_WRITTEN) is not None


def reply_by(party: Party) -> date | None:
    """The day by which the party was asked to reply: the latest that a letter or a reminder gave them."""
    dated = [h.reply_by for h in party.happened if h.reply_by]
    return max(dated, default=None)


def is_awaited(party: Party) -> bool:
    """Whether an answer is still hoped for: written to, no answer, nothing decided."""
    return (
        latest(party, Event.WRITTEN) is not None
        and latest(party, *ANSWERS, Event.NO_ANSWER) is None
        and decision_of(party) is None
    )


def is_discussed(party: Party) -> bool:
    """Whether it was discussed with a member of staff; of nobody else is it asked (AR-22)."""
    return party.kind is not PartyKind.STAFF or latest(party, Event.DISCUSSED) is not None


class Standing(StrEnum):
    """Where a third party stands. Each says what it waits for."""

    TO_WRITE = "to be written to"
    AWAITED = "answer awaited"
    NO_ANSWER = "no answer in time"
    TO_DISCUSS = "to be discussed"
    TO_DECIDE = "to be decided"
    TO_DECIDE_AGAIN = "to be decided again"
    DECIDED = "decided"
    MISTAKEN = "entered by mistake"


def standing(party: Party, *, today: date) -> Standing:
    """Where a party stands on a day. An answer, or none, settles nothing: only the decision does."""
    if is_mistaken(party):
        return Standing.MISTAKEN
    if decision_of(party):
        return Standing.TO_DECIDE_AGAIN if is_overtaken(party) else Standing.DECIDED
    if not is_settled_how(party) and answer_of(party) is None:
        return Standing.TO_WRITE
    if is_awaited(party):
        asked_by = reply_by(party)
        return Standing.AWAITED if asked_by is None or today <= asked_by else Standing.NO_ANSWER
    return Standing.TO_DECIDE if is_discussed(party) else Standing.TO_DISCUSS


def next_event(party: Party, *, today: date) -> Event:
    """What is most likely recorded next of a party; the others stay possible."""
    match standing(party, today=today):
        case Standing.TO_WRITE:
            return first_event(party)
        case Standing.AWAITED:
            return Event.DECIDED if party.is_no_carer else Event.REMINDED
        case Standing.TO_DISCUSS:
            return Event.DISCUSSED
        case Standing.NO_ANSWER if not is_discussed(party):
            return Event.DISCUSSED
    return Event.DECIDED


def first_event(party: Party) -> Event:
    """What is recorded first of whoever is to be written to, or not.

    Of somebody outside, who may have spoken in confidence, it is decided first whether to write at all: a
    letter may tell who had spoken (AR-14, L2.8). Nobody writes to a carer by mistake.
    """
    is_asked_first = party.is_no_carer or party.kind is PartyKind.OTHER
    return Event.NOT_WRITTEN if is_asked_first else Event.WRITTEN


LETTERS = frozenset({Event.WRITTEN, Event.REMINDED})
NO_CARER = (
    "This person was linked to the child as a carer by mistake, and is not told about the request. "
    "Correct the entry that mentions them, or say why they are not written to."
)


def open_events(party: Party) -> list[Event]:
    """What can be recorded of a party now, in the order of the path."""
    if is_mistaken(party):
        return []  # it can be taken back, and nothing else
    written = latest(party, Event.WRITTEN) is not None
    lacking: set[Event] = {Event.WRITTEN, Event.NOT_WRITTEN} if written else {Event.REMINDED, Event.NO_ANSWER}
    if party.is_no_carer:
        lacking |= LETTERS
    return [event for event in Event if event not in lacking]


def taking_back_problems(party: Party, without: Party, *, because: str) -> Problems:
    """What stands in the way of correcting or taking back what was recorded of a party, by field.

    `without` is the party as it would stand then. What rests on something recorded goes first (AR-30).
    """
    found: Problems = {}
    if not set(_unsupported(without)) <= set(_unsupported(party)):
        found["event"] = _unsupported(without)[0]
    if says_too_little(because):
        found["because"] = "Enter in a sentence what was wrong. What was recorded stays beside it."
    return found | password_problem("because", because)


def _unsupported(party: Party) -> list[str]:
    """What is recorded of a party that rests on something that is not, or that came only after it."""
    found = []
    if any(
        latest(_by(party, one.on), Event.WRITTEN) is None
        for one in party.happened
        if one.event in {Event.REMINDED, Event.NO_ANSWER}
    ):
        found.append("A reminder or a missing answer rests on this letter. Take that back first.")
    if (decided := decision_of(party)) and not is_discussed(_by(party, decided.on)):
        found.append("The decision rests on this talk (AR-22). Correct the decision first.")
    if decided and decided.ground is Ground.CONSENT and not _holds_since(party, decided.on, decided.decision):
        found.append("The decision rests on this consent. Correct the decision first.")
    return found


def _holds_since(party: Party, on: date, decision: Decision | None) -> bool:
    """Whether a decision of that day that rests on a consent had it then, and has it still."""
    return all(_holds(one, decision, Ground.CONSENT) for one in (party, _by(party, on)))


def _by(party: Party, on: date) -> Party:
    """A party with what had happened by a day."""
    return replace(party, happened=tuple(happened for happened in party.happened if happened.on <= on))


# Warned of, and not barred: what the law has of health records is not confirmed here (L2.13, L2.15).
ASK_ABOUT_HARM = (
    "A report of a health or social work service is released only after asking them whether that could do "
    "serious harm to somebody, or after taking advice. That they are silent is no answer."
)


def is_shown_on_silence(party: Party, decision: Decision | None) -> bool:
    """Whether what an agency gave is to be shown, and the agency has said nothing of it."""
    is_to_be_shown = party.kind is PartyKind.AGENCY and decision is Decision.DISCLOSE
    return is_to_be_shown and answer_of(party) is None


def shown_on_silence(parties: Collection[Party]) -> list[int]:
    """The numbers of those of whom that is decided."""
    decided = ((party, decision_of(party)) for party in parties)
    return sorted(p.number for p, one in decided if one and is_shown_on_silence(p, one.decision))


KEEPS_TO_THE_ORDER = (
    "The court order limits what may be released. Enter in a sentence, beside the ground, how this keeps to "
    "it."
)
DISCUSS_FIRST = (
    "It has to be discussed with the member of staff before it is decided (AR-22): record that first."
)
WHY_WITHHELD = "Enter in a sentence why, in words you could read out to the Information Commissioner."
# Grounds for disclosing less than everything.
FOR_LESS = frozenset({Ground.NOT_REASONABLE, Ground.CONFIDENCE, Ground.DANGER, Ground.POLICE, Ground.HARM})
FOR_DISCLOSING = frozenset(Ground) - FOR_LESS
STAFF_WITHHELD = frozenset({Ground.DANGER, Ground.POLICE})  # AR-20: the two on which a refusal is upheld
OF_STAFF_ALONE = frozenset({Ground.DANGER})


def grounds_for(decision: Decision | None, kind: PartyKind) -> list[Ground]:
    """The grounds on which this may be decided, in their order."""
    match decision:
        case None:
            return []
        case Decision.DISCLOSE:
            allowed = FOR_DISCLOSING
        case Decision.WITHHOLD if kind is PartyKind.STAFF:
            allowed = STAFF_WITHHELD
        case _:
            allowed = FOR_LESS
    if kind is not PartyKind.STAFF:
        allowed -= OF_STAFF_ALONE
    return [ground for ground in Ground if ground in allowed]


def party_problems(*, kind: PartyKind | None, name: str, agency: str, entries: Collection[int]) -> Problems:
    """What stands in the way of adding a third party by hand, by field (AR-13, AR-17)."""
    found: Problems = {}
    if kind is None:
        found["kind"] = "Choose what this person is to the child."
    if not name.strip():
        found["name"] = "Enter who it is, or what is known of the person."
    if kind is PartyKind.AGENCY and not agency.strip():
        found["agency"] = "Enter the agency this person works for."
    if not entries:
        found["entries"] = (
            "Choose the entries that mention this person. A third party with no entry is not one."
        )
    return found | password_problem("name", name)


def event_problems(
    party: Party | None,
    *,
    event: Event | None,
    on: date | None,
    reply_by: date | None,
    why_not: WhyNotWritten | None,
    is_safe: bool,
    decision: Decision | None,
    ground: Ground | None,
    said: str,
    reason: str,
    received_on: date,
    due: date,
    today: date,
    is_limited: bool = False,
    is_correction: bool = False,
) -> Problems:
    """What stands in the way of recording what happened with a third party, by field.

    `is_safe` says that the letter tells nobody who may do harm that the file is asked for (AR-14).
    `due` is the request's own due date: no reply-by date may lie beyond it. `is_limited` says that a court
    order limits what may be released: whoever discloses says how that keeps to it (AR-4). Where it corrects
    something, `party` is as it stands without that.
    """
    if party is None:
        return {"event": "This third party is no longer there. Go back to the list."}
    if event is None:
        return {"event": "Choose what happened."}
    found = _dates(party, event, on, received_on, today)
    match event:
        case Event.WRITTEN | Event.REMINDED:
            found |= _letter(party, event, on, reply_by, due, is_safe=is_safe)
            if party.is_no_carer:
                found["event"] = NO_CARER
        case Event.NOT_WRITTEN:
            if why_not is None:
                found["why_not"] = "Choose why this person is not written to."
            elif why_not is WhyNotWritten.OTHER and says_too_little(reason):
                found["reason"] = "Enter in a sentence why this person is not written to."
            if latest(party, Event.WRITTEN):
                found["event"] = "A letter is already recorded. Correct that one if it was never sent."
        case Event.CONSENTED | Event.REFUSED | Event.REFERS_DIRECT | Event.NO_ANSWER:
            found |= _answer(party, event, on)
        case Event.DISCUSSED:
            if not said.strip():
                found["said"] = "Enter with whom it was discussed, and what they said of it."
        case Event.DECIDED:
            found |= decision_problems(party, decision=decision, ground=ground, said=said, reason=reason)
            if is_limited and decision is Decision.DISCLOSE and says_too_little(reason):
                found["reason"] = KEEPS_TO_THE_ORDER
            if on and not found.keys() & {"on", "ground", "event"}:
                found |= _decided_early(party, on, ground, is_correction=is_correction)
        case Event.MISTAKEN:
            if says_too_little(reason):
                found["reason"] = "Enter in a sentence how it came to be entered. It stays in the history."
            if latest(party, Event.WRITTEN):
                found["event"] = "A letter is recorded. Take that back first, if it was never sent."
    return found | password_problem("said", said) | password_problem("reason", reason)


def _dates(party: Party, event: Event, on: date | None, received_on: date, today: date) -> Problems:
    if on is None:
        return {"on": "Enter the date of it."}
    if on > today:
        return {"on": not_yet(on)}
    if on < received_on:
        return {"on": f"The date is before the request was received, {long_date(received_on)}."}
    if event is Event.REMINDED and (written := latest(party, Event.WRITTEN)) and on < written.on:
        return {"on": f"The reminder is dated before the letter, {long_date(written.on)}."}
    return {}


def _letter(
    party: Party, event: Event, on: date | None, reply_by: date | None, due: date, *, is_safe: bool
) -> Problems:
    found: Problems = {}
    written = latest(party, Event.WRITTEN)
    if event is Event.REMINDED and written is None:
        found["event"] = "Nobody has written to this person yet, so there is nothing to remind them of."
    if event is Event.WRITTEN and written:
        found["event"] = f"The letter of {long_date(written.on)} is already recorded. Record a reminder."
    if reply_by is None:
        found["reply_by"] = "Enter the date by which a reply is asked for."
    elif on and reply_by <= on:
        found["reply_by"] = "The reply is asked for after the letter: choose a later date."
    elif on and on < due < reply_by:
        found["reply_by"] = (
            f"The file is due on {long_date(due)}, and a reply does not stop that. Choose an earlier date."
        )
    if event is Event.WRITTEN and not is_safe:
        found["is_safe"] = (
            "Say that the letter tells nobody who may do harm that the file is asked for, and names no other "
            "third party. If it would, do not write: record why not."
        )
    return found


def _answer(party: Party, event: Event, on: date | None) -> Problems:
    written = latest(party, Event.WRITTEN)
    if event is Event.NO_ANSWER:
        asked_by = reply_by(party)
        if written is None:
            return {"event": "Nobody has written to this person, so no answer can be missing."}
        if on and asked_by and on <= asked_by:
            return {"on": f"A reply was asked for by {long_date(asked_by)}: wait until then."}
        return {}
    # A person who was not written to may still say something, when spoken to for instance.
    if on and written and on < written.on:
        return {"on": f"The answer is dated before the letter, {long_date(written.on)}."}
    return {}


def _decided_early(party: Party, on: date, ground: Ground | None, *, is_correction: bool) -> Problems:
    """That a decision is dated before what it rests on, or before the one that it is to replace."""
    if not is_discussed(_by(party, on)):
        talk = min(h.on for h in party.happened if h.event is Event.DISCUSSED)
        return {"on": f"It was discussed with them on {long_date(talk)}, and is decided after that (AR-22)."}
    answer = answer_of(party)
    if ground is Ground.CONSENT and answer and not _holds(_by(party, on), None, ground):
        return {"on": f"The decision is dated before the consent, {long_date(answer.on)}."}
    before = decision_of(party)
    if before and on < before.on and not is_correction:
        return {
            "on": f"A decision of {long_date(before.on)} is recorded, and the later one counts. Correct that "
            "one, or enter that day or a later one."
        }
    return {}


# Serious harm is to physical or mental health (L2.14): what says no more than that somebody would be upset
# has not asked it. Beside a word of health, or of what hurts it, the same word may be a part of the reason.
_UPSET = re.compile(
    r"\b(?:upset\w*|embarrass\w*|offend(?:s|ed)?|offensive|tak\w+ offen[cs]e|annoy\w*|unhappy|not like"
    r"|dislikes?)\b"
)
_OF_HEALTH = re.compile(
    r"\b(?:health\w*|mental\w*|physical\w*|medic\w*|suffer\w*|harm\w*|hurt\w*|injur\w*|violen\w*|attack\w*"
    r"|assault\w*|punch\w*|kick\w*|rap(?:e|ed|ist)|stalk\w*|abus\w*|threat\w*|danger\w*"
    r"|hit|hits|beat\w*|stab\w*|weapon\w*|kill\w*|die|dies|death|suicid\w*|self-harm\w*|cuts?|overdos\w*"
    r"|safe\w*|unsafe|ill|illness|relaps\w*|depress\w*|anxi\w*|panic\w*|trauma\w*|breakdown|psych\w*"
    r"|doctor|hospital\w*|find (?:her|him|them)|where (?:she|he|they))\b"
)
ONLY_UPSET = (
    "That somebody would be upset is not serious harm. Say whose physical or mental health would be harmed, "
    "and how, or choose another ground."
)
WHOSE_OPINION = (
    "Enter whose opinion this is, on which day, and what they said: of a health report ask a health "
    "professional, of a report of the council ask the council. If nobody was asked yet, ask first."
)


def _no_ground(decision: Decision, ground: Ground, kind: PartyKind) -> str:
    """What to do where this is decided on a ground that does not carry it."""
    if decision is Decision.WITHHOLD and kind is PartyKind.STAFF:
        return (
            "A refusal by staff is upheld only where they would be in danger, or where it is the basis of a "
            "police investigation (AR-20). Otherwise disclose, or remove the name only."
        )
    if decision is not Decision.DISCLOSE and ground in OF_STAFF_ALONE:
        return (
            "Danger to staff is a ground only for a member of staff (AR-20). If somebody else would come to "
            "harm, choose serious harm."
        )
    return f"This is not a ground to {decision}. Choose another."


def harm_problem(reason: str) -> str:
    """Why `reason` speaks of no serious harm to anybody's health (L2.14); empty where nothing shows that."""
    said = reason.casefold()
    return ONLY_UPSET if _UPSET.search(said) and not _OF_HEALTH.search(said) else ""


def asks_for_an_opinion(kind: PartyKind, ground: Ground | None) -> bool:
    """Whether a decision on this ground rests on the opinion of whoever knows what an agency gave (L2.13)."""
    return kind is PartyKind.AGENCY and ground is Ground.HARM


def decision_problems(
    party: Party, *, decision: Decision | None, ground: Ground | None, said: str = "", reason: str
) -> Problems:
    """What stands in the way of deciding about a third party, by field (AR-19 to AR-22; law L2.5, L2.7).

    A refusal is a factor, not a veto; silence is neither consent nor refusal. Each has a ground of its own.
    `said` is whose opinion serious harm rests on, where it is about what an agency gave (L2.13).
    """
    found: Problems = {}
    if decision is None:
        found["decision"] = "Choose what is done with this person's information."
    if ground is None:
        found["ground"] = (
            "Choose the ground. A refusal alone does not decide anything, and neither does silence."
        )
    elif decision and ground not in grounds_for(decision, party.kind):
        found["ground"] = _no_ground(decision, ground, party.kind)
    elif ground is Ground.CONSENT and not _holds(party, decision, ground):
        found["ground"] = "No consent is recorded. Record it first, or choose another ground."
    elif not _holds(party, decision, ground):
        found["decision"] = (
            "This person consents: withholding it all the same is not reasonable, unless "
            "showing it would do serious harm to somebody."
        )
    if ground is not Ground.CONSENT and says_too_little(reason):
        found["reason"] = WHY_WITHHELD
    if ground is Ground.HARM:
        if problem := harm_problem(reason):
            found.setdefault("reason", problem)
        if asks_for_an_opinion(party.kind, ground) and says_too_little(said):
            found["said"] = WHOSE_OPINION
    if not is_discussed(party):
        found["event"] = DISCUSS_FIRST
    return found
