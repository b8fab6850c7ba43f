"""Redactions of the copy of a child's file: entered by one person, agreed to by a second (AR-25 to AR-27).

Nothing is rewritten: a correction is a new row that names the old one, and needs the second person anew.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from models import Redaction, RedactionAgreement
from rules import redaction, request_steps
from rules.need_to_know import Thing
from rules.redaction import MAY_NAME_SOMEBODY, Extent, Ground
from rules.requester import may_limit_for_interests
from rules.words import one_line
from store import one_person, request_file
from store.cabinet import Cabinet, Who
from store.held_request import HeldLine, HeldWhole
from store.refusal import Refused, refuse_if
from store.third_parties import refuse_once_answered
from store.whole_requests import held_in

_CHANGED = "This redaction has been changed in the meantime. Look at the list again."


def enter_line(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    entry_id: int | None,
    party_id: int | None,
    pages: str = "",
    extent: Extent | None,
    ground: Ground | None,
    reason: str = "",
    corrects_id: int | None = None,
    because: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Enters a redaction, or corrects one, which the second person then agrees to anew.

    `entry_id` is a row of the index that stands. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "entry")
        wrong = _standing_line(held, corrects_id) if corrects_id else None
        if wrong is None:
            refuse_once_answered(held, "entry")
        standing = {
            line.id: line.entry for line in request_file.read(session.connection(), held, today).standing
        }
        is_of_party = ground in MAY_NAME_SOMEBODY
        party = next((p.party for p in held.parties if is_of_party and p.id == party_id), None)
        found = redaction.line_problems(
            entry=entry_id,
            entries=standing,
            ground=ground,
            extent=extent,
            party=party,
            reason=reason,
            may_limit_for_interests=may_limit_for_interests(
                held.whole().relationship, held.born_on, on=today
            ),
        )
        # The reason of the decision, unless this one has a reason of its own.
        if party and not reason.strip() and (follows := redaction.following(party)):
            reason = follows.reason
        if entry_id in standing:
            entry = standing[entry_id]
            found |= redaction.page_problems(pages, first=entry.first_page, last=entry.last_page)
        if wrong:
            found |= redaction.correction_problems(because)
        elif _is_entered(held, entry_id, party.id if party else None, pages, extent, ground, reason):
            found["entry"] = "This redaction has already been entered. Correct that one instead."
        refuse_if(found)
        if entry_id is None or extent is None or ground is None:
            raise Refused(found)
        session.add(
            Redaction(
                request_id=request_id,
                entry_id=entry_id,
                party_id=party.id if party else None,
                pages=one_line(pages),
                extent=extent,
                ground=ground,
                reason=reason.strip(),
                corrects_id=wrong.id if wrong else None,
                because=one_line(because) if wrong else "",
                recorded_by_id=who.account_id,
            )
        )


def _is_entered(
    held: HeldWhole,
    entry_id: int | None,
    party_id: int | None,
    pages: str,
    extent: Extent | None,
    ground: Ground | None,
    reason: str,
) -> bool:
    wanted = (entry_id, party_id, one_line(pages), extent, ground, reason.strip())
    return wanted in {
        (line.entry_id, line.party_id, line.pages, line.extent, line.ground, line.reason)
        for line in held.lines
    }


def enter_lacking(cabinet: Cabinet, who: Who, *, request_id: int, token: str | None = None) -> int:
    """Enters a redaction for each entry where something was decided to be taken out and none says so.

    Each has the extent, the ground and the reason of the decision, and so has from now on one that stood on
    another ground. Returns how many; raises `Refused` where there is none.
    """
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "entry")
        refuse_once_answered(held, "entry")
        whole = held.whole()
        lacking = redaction.lacking_lines(whole.parties, whole.lines)
        astray = {line.id for line in redaction.lines_on_another_ground(whole.parties, whole.lines)}
        if not lacking and not astray:
            raise Refused({"entry": "Every redaction that follows from the decisions is entered."})
        for party, entry in lacking:
            follows = redaction.following(party)
            if follows is None:
                continue
            session.add(
                Redaction(
                    request_id=request_id,
                    entry_id=entry,
                    party_id=party.id,
                    extent=follows.extent,
                    ground=follows.ground,
                    reason=follows.reason,
                    recorded_by_id=who.account_id,
                )
            )
        decided = {party.id: redaction.following(party) for party in whole.parties}
        for line in held.lines:
            right = decided.get(line.party_id or 0)
            if line.id not in astray or right is None:
                continue
            session.add(
                Redaction(
                    request_id=request_id,
                    entry_id=line.entry_id,
                    party_id=line.party_id,
                    pages=line.pages,
                    extent=line.extent,
                    ground=right.ground,
                    reason=right.reason,
                    corrects_id=line.id,
                    because="It stood on another ground than was decided.",
                    recorded_by_id=who.account_id,
                )
            )
    return len(lacking) + len(astray)


def take_back(
    cabinet: Cabinet, who: Who, *, request_id: int, line_id: int, because: str, token: str | None = None
) -> None:
    """Takes a redaction back: what it covered stays in the copy. Raises `Refused` by field."""
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        wrong = _standing_line(held_in(session, request_id, "line"), line_id)
        refuse_if(redaction.correction_problems(because))
        _strike(session, request_id, wrong, one_line(because), who)


def take_back_needless(cabinet: Cabinet, who: Who, *, request_id: int, token: str | None = None) -> int:
    """Takes back every redaction that takes out more than what is decided now, and returns how many.

    Raises `Refused` where none does.
    """
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        held = held_in(session, request_id, "line")
        whole = held.whole()
        needless = {line.id for line in redaction.needless_lines(whole.parties, whole.lines)}
        if not needless:
            raise Refused({"line": "No redaction takes out more than was decided."})
        for line in held.lines:
            if line.id in needless:
                _strike(session, request_id, line, "It takes out more than is now decided.", who)
    return len(needless)


def _strike(session: Session, request_id: int, wrong: HeldLine, because: str, who: Who) -> None:
    session.add(
        Redaction(
            request_id=request_id,
            entry_id=wrong.entry_id,
            party_id=wrong.party_id,
            pages=wrong.pages,
            extent=wrong.extent,
            ground=wrong.ground,
            corrects_id=wrong.id,
            is_struck=True,
            because=because,
            recorded_by_id=who.account_id,
        )
    )


def agree(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    line_ids: Collection[int],
    today: date,
    token: str | None = None,
) -> int:
    """Agrees as the second person to the redactions that were shown, in one press; returns how many.

    Raises `Refused` by field: none that this person entered, and none that changed since it was shown.
    """
    with cabinet.writing(who, Thing.SIGNATURE, token=token) as session:
        held = held_in(session, request_id, "line")
        whole = held.whole()
        refuse_if(request_steps.unanswered_problems(who.role, whole, who.account_id, field="signed_by"))
        if request_steps.stands_back(who.role, whole):
            raise Refused({"signed_by": request_steps.NOT_BY_WHO_STANDS_BACK})
        if who.is_on_screen:
            raise Refused({"signed_by": request_steps.SIGNED_WITH_NAMES})
        by_id = {line.id: line.line for line in held.lines}
        chosen = sorted(set(line_ids))
        if not chosen:
            raise Refused({"line": "No redaction waits for a second person."})
        look = session.connection()
        if any(line.is_hidden for line in request_file.read(look, held, today).standing):
            raise Refused({"signed_by": request_steps.SEE_THEM_FIRST})
        if not one_person.is_here(look, who.account_id, today):
            raise Refused({"signed_by": request_steps.NOT_HERE})
        own = one_person.accounts_of(look, who.account_id, {line.by for line in by_id.values()})
        for line_id in chosen:
            line = by_id.get(line_id)
            # Entered under another account of theirs, it is their own all the same.
            by = line.by if line and line.by in own else who.account_id
            refuse_if(redaction.agreement_problems(line, by=by))
        session.add_all(
            RedactionAgreement(
                redaction_id=line_id, account_id=who.account_id, on=today, recorded_by_id=who.account_id
            )
            for line_id in chosen
        )
    return len(chosen)


def _standing_line(held: HeldWhole, line_id: int) -> HeldLine:
    found = next((line for line in held.lines if line.id == line_id), None)
    if found is None:
        raise Refused({"line": _CHANGED})
    return found
