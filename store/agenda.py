"""Reads what the agenda is worked out from, in few queries whose number does not grow with the records."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, ScalarSelect

from rules import access, agenda, snooze
from rules.agenda import Area, Facts, Item
from rules.weekly_review import missed_weeks
from rules.working_days import DAY
from store import open_children, open_people, open_sharing, recovery, sight, whole_requests
from store.held_request import HeldWhole
from store.house import House, day_of, read_house
from store.open_children import OpenChildren
from store.open_people import OpenPeople
from store.today import moment_on

NO_MANAGER = "since when the recovery code names no manager"
NEW_CODE = "when a recovery code was made that opens none of the backups"
MADE_BY_CODE = "the account that the recovery code made in a manager's place, which is needed no more"
MANAGER_SINCE = "since when the manager of the register signs in again"
NAMED_UNTIL = "the last day of the account that the recovery code names"


@dataclass(frozen=True)
class Agenda:
    """The agenda of a day with the facts it was worked out from."""

    today: date
    house: House
    facts: Facts
    items: list[Item] = field(default_factory=list)
    at: datetime | None = None  # the present moment, where it is the agenda of the present day

    @property
    def missed_weeks(self) -> list[date]:
        """The Mondays of the weeks without a signed review."""
        return missed_weeks(
            self.house.signed_on,
            today=self.today,
            began_on=self.house.standing.began_on,
            closed=self.house.not_open,
        )


def read(connection: Connection, today: date, *areas: Area) -> Agenda:
    """The agenda of `today` (a day in London): of `areas`, or of all of them in seven queries.

    In one query where this person read the same before, and nothing was recorded since (`store.remembered`).
    """
    wanted = frozenset(areas or Area)
    also = of_the_recovery_code() if Area.SETTING in wanted else None
    house = read_house(connection, today, with_standing=Area.POLICY in wanted, also=also)
    facts = sight.read_once(
        connection,
        house.mark,
        ("agenda", today, wanted),
        lambda: _read_facts(connection, house, today, wanted),
    )
    at = moment_on(today)
    items = _items(facts, house, today, at)
    return Agenda(today, house, facts, [item for item in items if item.area in wanted], at)


def _read_facts(connection: Connection, house: House, today: date, wanted: frozenset[Area]) -> Facts:
    people = open_people.read(connection, house, today) if Area.INDUCTION in wanted else OpenPeople()
    of_children = (
        open_children.read(
            connection,
            house,
            today,
            with_entries=Area.CHILDREN in wanted,
            with_left=Area.CONSENTS in wanted,
        )
        if wanted & {Area.CONSENTS, Area.CHILDREN}
        else OpenChildren()
    )
    # Of the children too: a concern that no entry of the file holds.
    with_sharing = bool(wanted & {Area.SHARING_DECISIONS, Area.CHILDREN})
    with_after = Area.ACCESS_REQUESTS in wanted
    found = (
        open_sharing.read(connection, today, with_sharing=with_sharing, with_after=with_after)
        if with_sharing or with_after
        else Facts()
    )
    not_closed = whole_requests.open_on(connection, today) if with_after else []
    return facts_of(house, found, not_closed, of_children, people, today=today)


def facts_of(
    house: House,
    found: Facts,
    not_closed: Sequence[HeldWhole],
    of_children: OpenChildren,
    people: OpenPeople,
    *,
    today: date,
) -> Facts:
    """What was read, as the agenda of the weekly review and the committee's answer take it alike.

    `found` is what was read of sharing and of what follows a request, `not_closed` the access requests.
    """
    open_ones, answered = _requests(not_closed)
    return replace(
        found,
        requests=open_ones,
        answered=answered,
        purposes=house.purposes,
        retired_journey=house.retired_journey,
        children=of_children.children,
        booked=of_children.booked,
        accounts_left_on=of_children.accounts_left_on,
        withdrawals=of_children.withdrawals,
        entries=of_children.entries,
        files_out=of_children.files_out,
        topics=house.topics,
        people=people.here,
        left=people.left,
        open_accounts=people.accounts,
        beside_the_register=people.beside_the_register,
        standing=house.standing,
        began_on=house.began_on,
        no_backup_since=house.no_backup_since,
        backed_up_on=house.backed_up_on,
        is_backed_up_daily=house.is_backed_up_daily,
        code_made_on=day_of(house.also.get(NEW_CODE), today),
        restore_tested_on=house.restore_tested_on,
        code_names_nobody_since=_names_nobody_since(house, today),
        made_by_code=_made_by_code(house, today),
    )


def of_the_recovery_code() -> dict[str, ScalarSelect[Any]]:
    """What is asked of the recovery code along with the setting."""
    return {
        NO_MANAGER: recovery.named_in_vain_since(),
        NAMED_UNTIL: recovery.named_until(),
        NEW_CODE: recovery.replaced_since_the_last_backup(),
        MADE_BY_CODE: recovery.made_in_place(),
        MANAGER_SINCE: recovery.manager_since(),
    }


def _made_by_code(house: House, today: date) -> tuple[int, date] | None:
    """The account that the recovery code made, where it is to be closed, and since when."""
    account, since = house.also.get(MADE_BY_CODE), day_of(house.also.get(MANAGER_SINCE), today)
    return (account, since) if account and since else None


def _names_nobody_since(house: House, today: date) -> date | None:
    """Since when the paper names nobody: of an account that ended by itself, from the day after its last."""
    since, until = day_of(house.also.get(NO_MANAGER), today), house.also.get(NAMED_UNTIL)
    return until + DAY if until else since


def of_one(held: HeldWhole, house: House, today: date) -> Agenda:
    """The agenda of one access request that was read already."""
    open_ones, answered = _requests([held])
    facts = Facts(requests=open_ones, answered=answered)
    at = moment_on(today)
    return Agenda(today, house, facts, _items(facts, house, today, at), at)


def _items(facts: Facts, house: House, today: date, at: datetime | None) -> list[Item]:
    items = agenda.agenda(
        facts,
        today=today,
        house=house.rules,
        bank_holidays=house.bank_holidays,
        closed_days=house.closed_days,
        at=at,
    )
    return snooze.snoozed(items, house.snoozes, today=today)


def _requests(
    held: Sequence[HeldWhole],
) -> tuple[list[agenda.AccessRequest], list[agenda.AccessRequest]]:
    """The access requests without an answer, and those that were answered and are not closed. Who was refused
    by one person has no answer (AR-10).

    Of those that are closed, the ones that a carer by mistake made.
    """
    found: tuple[list[agenda.AccessRequest], list[agenda.AccessRequest]] = ([], [])
    for one in held:
        if access.closed_on(one.done) and not one.is_asked_by_no_carer:
            continue
        is_over = access.ended_on(one.done) is not None and not access.waits_for_agreement(one.done)
        found[is_over].append(_as_fact(one))
    return found


def _as_fact(held: HeldWhole) -> agenda.AccessRequest:
    return agenda.AccessRequest(
        held.id,
        held.code,
        held.child_id,
        held.received_on,
        held.done,
        held.child,
        held.whole(),
        held.child_code,
    )
