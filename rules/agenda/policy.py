"""The agenda of the policy itself, and of the setting: reviews, checks, backups (AD-1 to AD-5, CP-8)."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

from rules import families_told, policy, routine
from rules.agenda.day import Day
from rules.agenda.facts import Facts
from rules.agenda.items import Action, Area, Item
from rules.words import listed, near_date
from rules.working_days import months_after, working_day_on_or_after


def items(facts: Facts, day: Day) -> Iterable[Item]:
    """Everything of this area that is to be done, as it stands on `day`; in no order."""
    yield from _policy(facts.standing, day)
    yield from _backups(facts, day)
    if since := facts.code_names_nobody_since:
        due = since + policy.NEW_CODE_WITHIN
        what = "Make a new recovery code: the paper in the office cabinet names nobody who is manager now"
        yield from _of_setting(day, what, due, Action.RECOVERY_CODE, "Recovery code")
    if facts.made_by_code:
        account, since = facts.made_by_code
        what = "Close the account that the recovery code made: the manager signs in again"
        code, due = f"Account {account}", since + policy.CLOSED_WITHIN
        yield from _of_setting(day, what, due, Action.CLOSE_ACCOUNT, code, record=account)


def _policy(standing: policy.Standing, day: Day) -> Iterable[Item]:
    """The policy's own dates, the policies and numbers beside it, and the routine checks."""
    months = day.house.policy_review_months
    of_policy = partial(_of_policy, day)

    def by(last_on: date | None, within: timedelta) -> date | None:
        """Months after the last time; before the first, counted from the day the setting began."""
        if last_on is not None:
            return months_after(last_on, months)
        return standing.began_on + within if standing.began_on else None

    adoption = standing.adoption
    if adoption is None:
        what = "Record when the policy was adopted, and who signed it"
        yield from of_policy("Policy", what, "AD-1", by(None, policy.ADOPTION_WITHIN), Action.ADOPT)
    elif adoption.signed_on is None:
        what = "Have the policy signed on behalf of the committee"
        due = adoption.held_on + policy.SIGNED_WITHIN
        yield from of_policy("Policy", what, "AD-3", due, Action.ADOPT)
    if wanted := policy.no_chairperson(standing, today=day.today, horizon=day.horizon):
        yield from of_policy(
            "Committee", _no_chairperson(wanted, day.today), "AR-6", wanted.due, Action.CHAIRPERSON
        )
    review_on = policy.next_review_on(standing, months=months)
    yield from of_policy("Policy", "Review the policy", "AD-5", review_on, Action.REVIEW)
    for related in standing.related:
        number = related.position + 1
        what = (
            "enter version and date" if related.dated_on is None else "look at it again, or enter the new one"
        )
        yield from of_policy(
            f"Policy {number}",
            f"{related.title}: {what}",
            related.clause,
            policy.related_due_on(standing, related, months=months),
            Action.RELATED,
            number,
        )
    for contact in standing.contacts:
        yield from of_policy(
            f"Contact {contact.id}",
            "Check the number before it is needed",
            "IS-9",
            by(contact.checked_on, policy.CONTACTS_WITHIN),
            Action.CONTACT,
            contact.id,
            contact.name,
        )
    # A day before the setting's first one in the dashboard knows nothing of it, as of the dates above.
    if (to_tell := standing.to_tell) and standing.began_on:
        yield from of_policy(
            "Families",
            _to_tell(to_tell),
            "GE-2" if to_tell.leaflets else "IS-4",
            families_told.due_on(to_tell, began_on=standing.began_on, within=day.house.leaflet_days),
            Action.FAMILIES,
            uncounted=f"Tell families: {_of_what(to_tell)}",
        )
    for check in standing.checks:
        again = check.last_result is routine.Result.NOT_IN_ORDER
        yield from of_policy(
            f"Check {check.id}",
            f"{'Put right, then check again' if again else 'Check'}: {check.title}",
            check.clause,
            standing.check_due_on(check),
            Action.CHECK,
            check.id,
        )


def _no_chairperson(wanted: policy.NoChairperson, today: date) -> str:
    """What is to be entered, and what nobody can do until it is."""
    if wanted.last_day:
        last_day = near_date(wanted.last_day, today=today)
        return f"Enter who is chairperson next: this one's last day is {last_day}"
    return (
        "Enter who is chairperson: without one nobody is told of an access request, and only a deputy can be "
        "the second person"
    )


def _to_tell(to_tell: families_told.ToTell) -> str:
    # Told is told by child: brothers and sisters are of one family, and each has a file.
    whom = "1 family" if to_tell.families == 1 else f"the families of {to_tell.families} children"
    return f"Tell {whom}: {_of_what(to_tell)}"


def _of_what(to_tell: families_told.ToTell) -> str:
    of_what = ("the current leaflets", to_tell.leaflets), ("our duty to share", to_tell.duty)
    return listed([said for said, is_so in of_what if is_so])


def _of_policy(
    day: Day,
    code: str,
    what: str,
    clause: str,
    due: date | None,
    action: Action,
    record: int = 0,
    about: str = "",
    uncounted: str = "",
) -> Iterable[Item]:
    if due is not None and due <= day.horizon:
        state = day.state_of(due)
        yield Item(
            Area.POLICY, code, what, clause, due, state, is_legal=False, action=action, record=record,
            about=about, uncounted=uncounted,
        )  # fmt: skip


def _backups(facts: Facts, day: Day) -> Iterable[Item]:
    """A first backup to make, or else another one, and a restore to test: as far as the agenda reaches.

    Where one is saved by itself each day, another one is asked for only once that has not been so for a week.
    """
    made_on, every = facts.backed_up_on, day.house.backup_days
    if facts.is_backed_up_daily:
        every = min(every or policy.DAILY_MISSED_AFTER, policy.DAILY_MISSED_AFTER)
    if made_on is not None and every:
        what = f"Make another backup: the last one is of {near_date(made_on, today=day.today)}"
        if facts.is_backed_up_daily:
            what += ", and none was saved by itself since"
        # As with a routine check: over a closure none is late that nobody could make.
        due = working_day_on_or_after(made_on + timedelta(days=every), day.closed_days)
        if facts.code_made_on is not None:
            what = "Make another backup: those from before open only with the recovery code before this one"
            within = facts.code_made_on + policy.BACKUP_WITHIN
            due = min(due, working_day_on_or_after(within, day.closed_days))
        if not facts.is_backed_up_daily or facts.code_made_on is not None or due <= day.today:
            yield from _of_setting(day, what, due, Action.BACKUP)
    if facts.no_backup_since is not None:
        due = facts.no_backup_since + policy.FIRST_BACKUP_WITHIN
        what = "Make a backup, keep it away from this computer, and test a restore of it"
        action = Action.BACKUP  # what is not there cannot be tested
    elif facts.restore_tested_on is not None:
        due = months_after(facts.restore_tested_on, day.house.restore_test_months)
        what = "Test a restore of the latest backup"
        action = Action.TEST_RESTORE
    else:
        return
    yield from _of_setting(day, what, due, action)


def _of_setting(
    day: Day, what: str, due: date, action: Action, code: str = "Backup", *, record: int = 0
) -> Iterable[Item]:
    if due <= day.horizon:
        state = day.state_of(due)
        yield Item(Area.SETTING, code, what, "CP-8", due, state, is_legal=False, action=action, record=record)
