"""Moves a cabinet between its two stores: from the SQLCipher file into PostgreSQL and back (X-8, CP-8).

Every row goes along, the audit trail, its seal, accounts, second factors and sessions too, and the same key:
passwords, the recovery code and older backups go on opening. What was there stays as it is. Both sides are
counted and compared value by value before the move is called done; until then the target is no cabinet.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from rules.need_to_know import Act, Thing, require
from store import audit, cabinet, carry, schema, sessions, trail
from store.cabinet import CABINET_FILE, KEYRING_FILE, UNFINISHED, Cabinet, CabinetExists, Who
from store.idle import IDLE
from store.keyring import Keyring
from store.refusal import Refused

DATABASE, FILE = "database", "file"


class NotMoved(Exception):
    """The move did not come to its end. What was there is as it was, and the target is no cabinet."""


@dataclass(frozen=True)
class Moved:
    """A cabinet that was moved: where its keyring is now, and how many rows of each table came along."""

    home: Path
    counts: dict[str, int]


def move(source: Cabinet, who: Who, *, to: Path, into: str) -> Moved:
    """Moves `source` into the folder `to`: its keyring, and its records as a file or into `DATABASE_URL`.

    `into` is "database" or "file". The source is locked against writing meanwhile and not changed. Raises
    `NotAllowed`, `Refused` where people are signed in or the source is of that kind already, `CabinetExists`
    where the target holds records, `DamagedCabinet` where it cannot be opened, and `NotMoved`.
    """
    require(who.role, Act.RECORD, Thing.SETTING)
    require(who.role, Act.RECORD, Thing.ACCOUNT)
    if (into == DATABASE) is (source.engine.dialect.name == "postgresql"):
        raise Refused({"into": f"The records are in a {into} already. Nothing was changed."})
    if cabinet.is_there(to) or ((to / CABINET_FILE).exists() and not (to / UNFINISHED).exists()):
        raise CabinetExists(f"There is a cabinet in {to} already. Nothing was changed. Name an empty folder.")
    if people := sessions.people_in(source):
        raise Refused(
            {
                "people": f"{people} {'person is' if people == 1 else 'people are'} signed in, and what they "
                "record during the move would stay behind. Have everybody sign out, stop the dashboard, then "
                f"move; who did not sign out counts for {IDLE // timedelta(minutes=1)} minutes more. Nothing "
                "was changed."
            }
        )
    with cabinet.setting_up(to):
        engine = (
            cabinet.database_engine()
            if into == DATABASE
            else cabinet.file_engine(to / CABINET_FILE, source.key)
        )
        moved = Cabinet(to, engine, source.key)
        try:
            counts = _carried(source, moved)
            keyring = Keyring.read(source.home / KEYRING_FILE)
            keyring.file = to / KEYRING_FILE
            keyring.save()
            with moved.writing(who, Thing.SETTING) as session:
                audit.note(session, "moved in", "setting", None, into=into, rows=sum(counts.values()))
        except DatabaseError as fault:
            why = cabinet.why_refused(fault) or "The target could not be written or read."
            raise NotMoved(
                f"The move did not come to its end. {why} The cabinet in {source.home} is as it was."
            ) from fault
        finally:
            moved.close()
    return Moved(to, counts)


def _carried(source: Cabinet, moved: Cabinet) -> dict[str, int]:
    """Makes the tables, carries the rows, and compares and checks both sides; rows by table. It is one
    transaction: what does not hold leaves nothing in the target, and can be tried again.
    """
    with (
        source.standing_still() as before,
        moved.engine.connect().execution_options(writes=True) as after,
    ):
        _refuse_unless_whole(trail.verify(before, source.key), "the cabinet that is to be moved")
        schema.upgrade(after)
        if carry.counts(after):
            raise CabinetExists(
                "There are records in the target already. Nothing was changed. Name an empty one."
            )
        carry.rows(before, after)
        counts = carry.counts(before)
        if counts != carry.counts(after) or carry.fingerprints(before) != carry.fingerprints(after):
            raise NotMoved("The two sides are not alike, so nothing was moved. Check both, then try again.")
        _refuse_unless_whole(trail.verify(after, moved.key), "what was moved")
        after.commit()
    return counts


def _refuse_unless_whole(found: trail.Check, what: str) -> None:
    if not found.holds:
        why = found.trail.why or ", ".join((*found.missing_guards, *found.file_faults))
        raise NotMoved(
            f"The check of {what} fails: {why}. Run `verify` and compare it with your backups; it is not "
            "moved before it is whole."
        )
