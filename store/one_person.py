"""Whose accounts are one person's, and who is not here: neither is a second person (AR-10, AR-25, OV-1; X-8).

An account says who did something, and two accounts of one person are still one word: one that was closed and
the next, or the one that the recovery code made beside the one that was there (see decision 174).
"""

from datetime import date

from sqlalchemy import Connection, select

from models import Account, StaffMember
from rules.need_to_know import Holder
from rules.words import plain
from store.tables import table


def holders(look: Connection, *account_ids: int | None) -> dict[int, Holder]:
    """Who has each of these accounts, closed ones too, as the register has them; one query."""
    account, person = table(Account).c, table(StaffMember).c
    asked = (
        select(
            account.id,
            account.name,
            account.role,
            account.staff_id,
            person.name.label("registered"),
            person.role.label("in_register"),
            person.started_on,
            person.left_on,
        )
        .outerjoin(table(StaffMember), person.id == account.staff_id)
        .where(account.id.in_([held for held in account_ids if held is not None]))
    )
    return {
        row.id: Holder(
            row.id,
            row.staff_id,
            frozenset(filter(None, (plain(row.name), plain(row.registered or "")))),
            row.role,
            row.in_register,
            row.started_on,
            row.left_on,
        )
        for row in look.execute(asked)
    }


def has_the_account(look: Connection, account_id: int, person: StaffMember) -> bool:
    """Whether somebody of the register is who has the account, also one that is nobody's there; one query."""
    registered = Holder(None, person.id, frozenset(filter(None, [plain(person.name)])))
    return holders(look, account_id)[account_id].is_one_with(registered)


def accounts_of(look: Connection, account_id: int, among: set[int | None]) -> set[int]:
    """Which of the accounts `among` are the person's who has `account_id`, this one included; one query."""
    held = holders(look, account_id, *among)
    own = held.get(account_id)
    return {one for one, other in held.items() if own and own.is_one_with(other)} | {account_id}


def is_here(look: Connection, account_id: int, on: date) -> bool:
    """Whether whoever has the account is here on a day; somebody whom the register does not have is."""
    held = holders(look, account_id).get(account_id)
    return held is None or held.is_here(on)
