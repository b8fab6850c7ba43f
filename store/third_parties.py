"""The third parties of an access request: listed from the index, and what happens with each (AR-13 to AR-23).

Nothing is rewritten: a correction is a new row that names the old one, and so is taking something back.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from models import AccessStep, ThirdParty, ThirdPartyEntry, ThirdPartyEvent
from rules import access, access_path, third_parties
from rules.access import Step
from rules.need_to_know import Thing
from rules.problems import Problems
from rules.third_parties import Decision, Event, Ground, Party, PartyKind, WhyNotWritten
from rules.words import listed, long_date, one_line
from store import request_file
from store.cabinet import Cabinet, Who
from store.held_request import HeldEvent, HeldParty, HeldWhole
from store.refusal import ChangedMeanwhile, Refused, refuse_if, there
from store.request_file import Unlisted
from store.setting import holidays
from store.whole_requests import held_in

HIDDEN = "First say why you need to see the sensitive entries: they mention people too."


def refuse_once_answered(held: HeldWhole, field: str) -> None:
    """Nothing while the request waits for its answer; raises `Refused` for `field` once it has ended, when
    nothing is prepared any more."""
    if ended := access.ended_on(held.done):
        was = "closed" if access.is_by_mistake(held.done) else "answered"
        raise Refused({field: f"This request was {was} on {long_date(ended)}."})


# Listing -------------------------------------------------------------------------------------------


def list_mentioned(
    cabinet: Cabinet, who: Who, *, request_id: int, today: date, token: str | None = None
) -> int:
    """Lists everybody whom the entries mention and no third party covers yet, and that it was done (AR-13).

    Somebody listed already, whom another entry mentions too, gets that entry. Returns how many people it was
    about; where the entries mention nobody, that they were looked through is recorded. Raises `Refused`.
    """
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "entries")
        refuse_once_answered(held, "entries")
        index = request_file.read(session.connection(), held, today)
        if any(line.is_hidden for line in index.standing):
            raise Refused({"entries": HIDDEN})
        lacking = request_file.unlisted(held, index)
        _add(session, held, lacking, who)
        if lacking or not any(row.step is Step.THIRD_PARTIES_LISTED for row in held.steps):
            session.add(
                AccessStep(
                    request_id=request_id,
                    step=Step.THIRD_PARTIES_LISTED,
                    on=today,
                    recorded_by_id=who.account_id,
                )
            )
    return len(lacking)


def _add(session: Session, held: HeldWhole, people: Collection[Unlisted], who: Who) -> None:
    number = _last_number(held)
    for one in people:
        party_id = one.party_id
        if party_id is None:
            number += 1
            picked = one.record is not None
            row = ThirdParty(
                request_id=held.id,
                number=number,
                kind=one.kind,
                child_id=one.record if one.kind is PartyKind.CHILD else None,
                carer_id=one.record if one.kind is PartyKind.FAMILY else None,
                staff_id=one.record if one.kind is PartyKind.STAFF else None,
                name="" if picked else one.name,
                agency=one.agency,
                recorded_by_id=who.account_id,
            )
            session.add(row)
            session.flush()
            party_id = row.id or 0
        _name_entries(session, party_id, one.entries, who)


def _last_number(held: HeldWhole) -> int:
    return max((party.number for party in held.parties), default=0)


def _name_entries(session: Session, party_id: int, entries: Collection[int], who: Who) -> None:
    session.add_all(
        ThirdPartyEntry(party_id=party_id, entry_id=entry, recorded_by_id=who.account_id)
        for entry in sorted(entries)
    )
    session.flush()


def add_party(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    kind: PartyKind | None,
    name: str,
    agency: str = "",
    entries: Sequence[int],
    today: date,
    token: str | None = None,
) -> int:
    """Adds a third party whom the index does not name, or further entries of one; raises `Refused` by field.

    `entries` are rows of the index. Returns the number by which the party is known in this request.
    """
    name, agency = one_line(name), one_line(agency)
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "entries")
        refuse_once_answered(held, "entries")
        found = third_parties.party_problems(kind=kind, name=name, agency=agency, entries=entries)
        standing = {line.id for line in request_file.read(session.connection(), held, today).standing}
        if set(entries) - standing:
            found["entries"] = "An entry has been corrected in the meantime. Choose the entries again."
        if kind and request_file.is_asking(held, kind, name):
            found["name"] = "This person is asking for the file, so they are not a third party."
        like = request_file.party_like(held, kind, name, agency) if kind else None
        if like and not set(entries) - like.entries:
            found["name"] = f"This person is already third party {like.number}, with these entries."
        refuse_if(found)
        if kind is None:
            raise Refused(found)
        one = Unlisted(
            kind=kind,
            record=None,
            name=name,
            agency=agency if kind is PartyKind.AGENCY else "",
            entries=tuple(set(entries) - (like.entries if like else set())),
            party_id=like.id if like else None,
        )
        _add(session, held, [one], who)
        return like.number if like else _last_number(held) + 1


# What happens with each ----------------------------------------------------------------------------


def record_event(
    cabinet: Cabinet,
    who: Who,
    *,
    party_id: int,
    request_id: int,
    event: Event | None,
    on: date | None,
    reply_by: date | None = None,
    why_not: WhyNotWritten | None = None,
    is_safe: bool = False,
    decision: Decision | None = None,
    ground: Ground | None = None,
    said: str = "",
    reason: str = "",
    corrects_id: int | None = None,
    because: str = "",
    seen: int | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """Records what happened with a third party, or corrects it; raises `Refused` by field.

    `seen` is the last row that the form showed of this party: where somebody recorded another one meanwhile,
    `ChangedMeanwhile` says so, and nothing is written. A correction says why in `because`.
    """
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "event")
        party = _party(held, party_id)
        wrong = _standing_event(party, corrects_id) if corrects_id else None
        _refuse_if_closed(held, is_correction=wrong is not None)
        _refuse_if_later(party, seen)
        before = _without(party, wrong)
        found = third_parties.event_problems(
            before,
            event=event,
            on=on,
            reply_by=reply_by,
            why_not=why_not,
            is_safe=is_safe,
            decision=decision,
            ground=ground,
            said=said,
            reason=reason,
            received_on=held.received_on,
            due=access.due_on(
                access.clock_of(held.received_on, held.done), holidays(session.connection(), today)
            ),
            today=today,
            is_limited=access_path.is_limited_by_an_order(held.whole()),
            is_correction=wrong is not None,
        )
        if event is Event.MISTAKEN:
            found |= _still_named(session, held, party, today)
        if wrong and event and on:
            after = replace(
                before,
                happened=(
                    *before.happened,
                    third_parties.Happened(event, on, reply_by, decision, ground, None, wrong.id),
                ),
            )
            found = third_parties.taking_back_problems(party.party, after, because=because) | found
        refuse_if(found)
        if event is None or on is None:
            raise Refused(found)
        is_letter = event in {Event.WRITTEN, Event.REMINDED}
        is_decided = event is Event.DECIDED
        session.add(
            ThirdPartyEvent(
                party_id=party.id,
                event=event,
                on=on,
                reply_by=reply_by if is_letter else None,
                why_not=why_not if event is Event.NOT_WRITTEN else None,
                decision=decision if is_decided else None,
                ground=ground if is_decided else None,
                said=said.strip(),
                reason=reason.strip() if event in _WITH_REASON else "",
                corrects_id=wrong.id if wrong else None,
                because=one_line(because) if wrong else "",
                recorded_by_id=who.account_id,
            )
        )


_WITH_REASON = frozenset({Event.NOT_WRITTEN, Event.DECIDED, Event.MISTAKEN})


def _still_named(session: Session, held: HeldWhole, party: HeldParty, today: date) -> Problems:
    """Why a third party cannot be a mistake: the index or a redaction names them."""
    index = request_file.read(session.connection(), held, today)
    if any(line.is_hidden for line in index.standing):
        return {"event": HIDDEN}
    if entries := request_file.mentioning(held, party, index):
        named = listed([str(number) for number in entries])
        return {
            "event": f"The index says that entry {named} mentions this person. Put the index right first."
        }
    if any(line.party_id == party.id for line in held.lines):
        return {"event": "A redaction names this person. Take that back first."}
    return {}


def take_back(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    party_id: int,
    event_id: int,
    because: str,
    token: str | None = None,
) -> None:
    """Records that something recorded of a third party did not happen at all; raises `Refused` by field."""
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        party = _party(held_in(session, request_id, "event"), party_id)
        wrong = _standing_event(party, event_id)
        refuse_if(third_parties.taking_back_problems(party.party, _without(party, wrong), because=because))
        session.add(
            ThirdPartyEvent(
                party_id=party.id,
                event=wrong.event,
                on=wrong.on,
                reply_by=wrong.reply_by,
                why_not=wrong.why_not,
                decision=wrong.decision,
                ground=wrong.ground,
                corrects_id=wrong.id,
                is_struck=True,
                because=one_line(because),
                recorded_by_id=who.account_id,
            )
        )


def _party(held: HeldWhole, party_id: int) -> HeldParty:
    found = next((party for party in held.parties if party.id == party_id), None)
    return there(found, "event", "This third party")


def _standing_event(party: HeldParty, event_id: int) -> HeldEvent:
    found = next((event for event in party.standing if event.id == event_id), None)
    if found is None:
        raise Refused({"event": "This has been corrected in the meantime. Look at the list again."})
    return found


def _without(party: HeldParty, wrong: HeldEvent | None) -> Party:
    whole = party.party
    kept = tuple(h for h in whole.happened if wrong is None or h.order != wrong.id)
    return replace(whole, happened=kept)


def _refuse_if_closed(held: HeldWhole, *, is_correction: bool) -> None:
    closed = access.closed_on(held.done)
    if closed and not is_correction:
        raise Refused({"event": f"This request was closed on {long_date(closed)}."})


def _refuse_if_later(party: HeldParty, seen: int | None) -> None:
    last = last_row(party)
    if seen is not None and last != seen:
        said = (
            "Somebody else has recorded something about this third party in the meantime. Look at it, "
            "then save again."
        )
        raise ChangedMeanwhile({"event": said}, {"last": last})


def last_row(party: HeldParty) -> int:
    """The last row recorded of a party, by which a form says what it showed; 0 where there is none."""
    return max((event.id for event in party.events), default=0)
