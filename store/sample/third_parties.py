"""Third parties and redactions of the sample's open requests, each at another point (AR-13 to AR-25)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from models import AccessRequest, AccessStep, Redaction, ThirdParty, ThirdPartyEntry, ThirdPartyEvent
from rules import redaction
from rules.access import Step
from rules.third_parties import Decision, Event, Ground, PartyKind, WhyNotWritten
from store import request_file, whole_requests
from store.held_request import HeldWhole
from store.request_file import Unlisted
from store.sample.access_requests import READY
from store.sample.families import Families, Family
from store.sample.story import Story
from store.tables import table

Told = tuple[Event, date, dict[str, Any]]
Tells = Callable[[Story, HeldWhole, PartyKind], Iterable[Told]]


def enter_third_parties(story: Story, families: Families) -> None:
    """Of four open requests: answers that came or are awaited, everything decided, everything disclosed."""
    story.rows.put()
    some = families.on_roll
    told = ((some[12], _answered), (some[15], _awaited), (some[27], _decided), (some[READY], _disclosed))
    for family, tells in told:
        if held := _newest_about(story, family):
            _enter(story, held, tells)
    story.rows.put()
    if held := _newest_about(story, some[27]):
        _redactions(story, held)


def _newest_about(story: Story, family: Family) -> HeldWhole | None:
    request = table(AccessRequest)
    newest = select(func.max(request.c.id)).where(request.c.child_id == family.id)
    return whole_requests.one(
        story.rows.connection, request_id=story.rows.connection.execute(newest).scalar()
    )


def _enter(story: Story, held: HeldWhole, tells: Tells) -> None:
    found = request_file.read(story.rows.connection, held, story.today)
    on = story.ahead(held.received_on, 4)
    people = sorted(request_file.unlisted(held, found), key=lambda one: list(PartyKind).index(one.kind))
    for number, one in enumerate(people, 1):
        party = _party(story, held, number, one, on)
        for event, day, more in tells(story, held, one.kind):
            story.rows.add(
                ThirdPartyEvent, party_id=party, event=event, on=day, **more, **story.recorded(day)
            )
    story.rows.add(
        AccessStep,
        request_id=held.id,
        step=Step.THIRD_PARTIES_LISTED,
        on=on,
        signed_by_id=story.account,
        **story.recorded(on),
    )


def _party(story: Story, held: HeldWhole, number: int, one: Unlisted, on: date) -> int:
    columns = {PartyKind.CHILD: "child_id", PartyKind.FAMILY: "carer_id", PartyKind.STAFF: "staff_id"}
    picked = one.record is not None and one.kind in columns
    party = story.rows.add(
        ThirdParty,
        request_id=held.id,
        number=number,
        kind=one.kind,
        name="" if picked else one.name,
        agency=one.agency,
        **({columns[one.kind]: one.record} if picked else {}),
        **story.recorded(on),
    )
    for entry in one.entries:
        story.rows.add(ThirdPartyEntry, party_id=party, entry_id=entry, **story.recorded(on))
    return party


def _letter(story: Story, held: HeldWhole, after: int = 6) -> Told:
    on = story.ahead(held.received_on, after)
    return (
        Event.WRITTEN,
        on,
        {
            "reply_by": story.ahead(on, story.house.reply_working_days),
            "said": "A copy is in the file, behind the request.",
        },
    )


def _not_told(story: Story, held: HeldWhole) -> Told:
    on = story.ahead(held.received_on, 6)
    return Event.NOT_WRITTEN, on, {"why_not": WhyNotWritten.A_CHILD}


def _answered(story: Story, held: HeldWhole, kind: PartyKind) -> Iterable[Told]:
    """Every answer is in and nothing is decided."""
    if kind is PartyKind.CHILD:
        return [_not_told(story, held)]
    on = story.ahead(held.received_on, 11)
    answers = {
        PartyKind.FAMILY: (Event.REFUSED, on, {"said": "By letter: it was between the two of us."}),
        PartyKind.AGENCY: (Event.REFERS_DIRECT, on, {"said": "Their own form is enclosed."}),
        PartyKind.STAFF: (Event.CONSENTED, on, {"said": "Said so in the office."}),
    }
    return [_letter(story, held), answers[kind]]


def _awaited(story: Story, held: HeldWhole, kind: PartyKind) -> Iterable[Told]:
    """Two weeks ago everybody was written to, and was reminded; nobody has answered."""
    del held, kind
    on, reminded_on = story.ago(14), story.ago(6)
    return [
        (Event.WRITTEN, on, {"reply_by": reminded_on, "said": "A copy is in the file."}),
        (Event.REMINDED, reminded_on, {"reply_by": story.ago(1), "said": "Rang, and sent it again."}),
    ]


def _decided(story: Story, held: HeldWhole, kind: PartyKind) -> Iterable[Told]:
    """Everything is decided: one withheld, one without the name, one disclosed."""
    answered_on, on = (story.ahead(held.received_on, days) for days in (12, 18))
    decisions: dict[PartyKind, tuple[Sequence[Told], Decision, Ground, str]] = {
        PartyKind.CHILD: (
            [_not_told(story, held)],
            Decision.WITHHOLD,
            Ground.NOT_REASONABLE,
            "It is about the other child's injury and says nothing of this one.",
        ),
        PartyKind.FAMILY: (
            [_letter(story, held), (Event.REFUSED, answered_on, {"said": "By telephone."})],
            Decision.WITHHOLD,
            Ground.CONFIDENCE,
            "Told to the key person in confidence, and it is about their own health.",
        ),
        PartyKind.AGENCY: (
            [_letter(story, held), (Event.CONSENTED, answered_on, {"said": "By email of the team."})],
            Decision.DISCLOSE,
            Ground.CONSENT,
            "",
        ),
        PartyKind.STAFF: (
            [
                _letter(story, held),
                (Event.REFUSED, answered_on, {"said": "Would rather not be named."}),
                (
                    Event.DISCUSSED,
                    story.ahead(answered_on, 1),
                    {"said": "With the colleague, in the office."},
                ),
            ],
            Decision.NAME_REMOVED,
            Ground.NOT_REASONABLE,
            "What was written stays; the name adds nothing to it.",
        ),
    }
    before, decision, ground, reason = decisions[kind]
    return [*before, (Event.DECIDED, on, {"decision": decision, "ground": ground, "reason": reason})]


def _disclosed(story: Story, held: HeldWhole, kind: PartyKind) -> Iterable[Told]:
    """Everybody consented, and what is said of them is disclosed."""
    on = story.ahead(held.received_on, 8)
    told = [_letter(story, held, 4), (Event.CONSENTED, on, {"said": "In writing."})]
    if kind is PartyKind.STAFF:
        told.append((Event.DISCUSSED, on, {"said": "With the colleague, in the office."}))
    decided = {"decision": Decision.DISCLOSE, "ground": Ground.CONSENT}
    return [*told, (Event.DECIDED, story.ahead(on, 1), decided)]


def _redactions(story: Story, held: HeldWhole) -> None:
    """What follows from the decisions, entered by the manager; the second person has not seen it yet."""
    on = story.ahead(held.received_on, 19)
    for party, entry in redaction.lacking_lines(held.whole().parties, []):
        follows = redaction.following(party)
        if follows:
            story.rows.add(
                Redaction,
                request_id=held.id,
                entry_id=entry,
                party_id=party.id,
                **vars(follows),
                **story.recorded(on),
            )
