"""Who has been taken through confidentiality (clauses PR-6, OR-2; law L6.2, L6.7, L9).

Topics are signed off by somebody else, on a date, on a version. Nobody should be with the children before
that. A material new version asks everyone to read it again; a correction of typing does not.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from rules.problems import Problems, is_sentence, says_too_little, too_far_ahead
from rules.words import is_one_name, listed, long_date, not_yet, one_line, password_problem
from rules.working_days import months_after


class Role(StrEnum):
    """What a person is in the setting."""

    MANAGER = "manager"
    DEPUTY = "deputy"
    KEY_PERSON = "key person"
    STAFF = "staff"
    STUDENT = "student"
    VOLUNTEER = "volunteer"
    CHAIRPERSON = "chairperson"
    COMMITTEE = "committee"


ON_THE_COMMITTEE = frozenset({Role.CHAIRPERSON, Role.COMMITTEE})
KEY_PEOPLE = frozenset({Role.MANAGER, Role.DEPUTY, Role.KEY_PERSON, Role.STAFF})
TRAINEES = frozenset({Role.STUDENT})
FOR_THE_CHILDREN = frozenset({Role.KEY_PERSON, Role.STUDENT, Role.VOLUNTEER})  # what they are there for
SUPERVISED = TRAINEES | {Role.VOLUNTEER}  # a student always, a volunteer where somebody was named
POLICY, KEY_PERSON_ROLE = "confidentiality-policy", "key-person-role"  # topics that other rules ask for
BEFORE_KEY_CHILDREN = frozenset({POLICY, KEY_PERSON_ROLE})
SAFEGUARDING_MONTHS = 24  # EYFS: safeguarding training is renewed every two years (law L6.6)


class Status(StrEnum):
    """Where a person and a topic stand on a day."""

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"
    ON_SITE = "on site without it"
    REREAD = "re-read"
    REREAD_LATE = "re-read overdue"
    NOT_NEEDED = "not needed"


class Advised(StrEnum):
    """When a student was advised of the policy, beside the day on which they first observed (OR-2)."""

    IN_TIME = "before observing"
    LATE = "after observing began"
    LACKING = "observes without it"
    TO_COME = "not yet"


# Taken through it once; a new version is to be read.
TO_READ_AGAIN = frozenset({Status.REREAD, Status.REREAD_LATE})


@dataclass(frozen=True)
class RoleBefore:
    """A role that a person had, and the day from which the next one counted."""

    role: Role
    next_from_on: date


@dataclass(frozen=True)
class Person:
    """The facts about a person that decide when a topic is due; `roles_before` as they were recorded."""

    role: Role
    started_on: date
    first_day_on: date | None = None  # the first day with children, where it is known
    left_on: date | None = None
    roles_before: tuple[RoleBefore, ...] = ()

    @property
    def with_children_from(self) -> date | None:
        """The first day with the children; None where they are not with them (PR-6).

        Whoever is there for the children counts from the start until the day is known: the cautious one.
        """
        return self.first_day_on or (self.started_on if self.role in FOR_THE_CHILDREN else None)

    def needs(self, roles: Collection[Role], *, on: date) -> bool:
        """Whether a topic for `roles` is for this person on a day: for their role, or, of somebody of the
        committee who helps with the children, for a volunteer's (PR-6)."""
        role = self.role_on(on)
        helps = role in ON_THE_COMMITTEE and self.first_day_on is not None
        return role in roles or (helps and Role.VOLUNTEER in roles)

    def changes(self) -> list[RoleBefore]:
        """The changes of role in the present time here, the last first; of one who came back, none before.

        A role that ended on the day it began was entered by mistake, and never was one.
        """
        return [before for before in self._changes() if before.next_from_on > self.started_on]

    def _changes(self) -> list[RoleBefore]:
        """Every change of role that ever was, the last first."""
        by_day: dict[date, RoleBefore] = {}
        for before in self.roles_before:
            by_day.setdefault(before.next_from_on, before)
        found: list[RoleBefore] = []
        role = self.role  # after the change of that day
        for day in sorted(by_day, reverse=True):
            if by_day[day].role is not role:
                found.append(by_day[day])
                role = by_day[day].role
        return found

    def began_anew_on(self, on: date) -> date | None:
        """The day from which the role of a day counts, where there was another before: also the start of
        whoever came back in another one."""
        days = (before.next_from_on for before in self._changes())
        return next((day for day in days if day <= max(on, self.started_on)), None)

    def role_on(self, on: date) -> Role:
        """The role on a day."""
        later = [before for before in self.changes() if before.next_from_on > on]
        return later[-1].role if later else self.role


@dataclass(frozen=True)
class Version:
    """A version of a topic. `is_material` says that everyone reads it again."""

    number: int
    introduced_on: date
    is_material: bool = True


@dataclass(frozen=True)
class SignOff:
    """A topic signed off, or found not to be needed for this person."""

    on: date
    version: int = 1
    is_needed: bool = True


def wanted_version(versions: Iterable[Version], *, on: date) -> Version | None:
    """The newest material version in force on the day: the one that has to have been read."""
    in_force = [v for v in versions if v.introduced_on <= on]
    # The first version is read by everyone, whatever it says about itself.
    first = min(in_force, key=lambda v: v.number, default=None)
    return max((v for v in in_force if v.is_material), key=lambda v: v.number, default=first)


BEFORE_ADOPTED = 0  # the version of the policy that older papers are signed off on: nobody knows its text


@dataclass(frozen=True)
class PolicyAdopted:
    """The first meeting that is recorded to have adopted the policy, and the day on which it was recorded."""

    held_on: date
    recorded_on: date


def policy_in_use_since(adopted: PolicyAdopted | None, *, began_on: date | None) -> date | None:
    """The day from which the policy that is recorded was in use; None where that is not known.

    It is not while no adoption is recorded, nor where the first came after the first day in the dashboard,
    `began_on`: such a meeting may sign what has been in use for years.
    """
    if adopted is None or (began_on is not None and adopted.held_on > began_on):
        return None
    return adopted.held_on


def signed_version(number: int, *, on: date, in_use_since: date | None) -> int:
    """Which version of the policy somebody was taken through on a day, where it is kept as the `number`th:
    on one before the first, where that was not in use yet (PR-6)."""
    is_older = in_use_since is not None and on < in_use_since
    return BEFORE_ADOPTED if is_older and number == 1 else number


def with_the_one_before(versions: Sequence[Version], adopted: PolicyAdopted) -> tuple[Version, ...]:
    """The versions of the policy, the oldest first, with the one that older papers were signed off on.

    The first is read again like a material change, counted as one is from the day it was recorded. What
    nobody was taken through is due as before: nobody gets more time by it.
    """
    first, *later = versions
    before = replace(first, number=BEFORE_ADOPTED)
    asked = max(first.introduced_on, adopted.recorded_on)
    return (before, replace(first, introduced_on=asked, is_material=True), *later)


def due_on(person: Person, *, induction_days: int) -> date:
    """The day a topic is due: the first day with children, else `induction_days` after the start.

    The first day is the policy's own sense (L9.4); the days for those who never work with the children,
    such as committee members, are a house rule.
    """
    return person.with_children_from or person.started_on + timedelta(days=induction_days)


def needed_since(person: Person, roles: Collection[Role], *, on: date) -> date | None:
    """The day from which a topic for `roles` was needed without a break, because of a new role.

    None where it was needed from the start: nobody gets more time for a topic by another role that needs it.
    """
    changed = (before for before in person.changes() if before.next_from_on <= on)
    return next((before.next_from_on for before in changed if before.role not in roles), None)


def spared_until(person: Person, sign_offs: Iterable[SignOff], *, on: date) -> date | None:
    """The day of a new role that ended it that a topic was found not to be needed; None where nothing did.

    It was not needed for the work before, which says nothing of the new one.
    """
    since = person.began_anew_on(on)
    if since is None:
        return None
    before = max((s for s in reversed(list(sign_offs)) if s.on < since), key=lambda s: s.on, default=None)
    return since if before and not before.is_needed else None


def _missed_version(in_force: Iterable[Version], read: int) -> Version | None:
    """The first material version after the one that was read."""
    missed = (v for v in in_force if v.is_material and v.number > read)
    return min(missed, key=lambda v: v.introduced_on, default=None)


def topic_due_on(
    person: Person,
    sign_offs: Iterable[SignOff],
    *,
    roles: Collection[Role],
    versions: Iterable[Version],
    on: date,
    induction_days: int,
    reread_days: int,
) -> date:
    """The day this topic, which is for `roles`, is due for this person, as it stands on the day `on`.

    A topic read before is due again after the first material version since, which a newer one does not put
    off; of somebody who was away then and has come back, not before they are due anyway. One that came in
    after the person was due, or is needed only since they have a new role, is due like a re-read: nobody
    could have had it before.
    """
    in_force = [v for v in versions if v.introduced_on <= on]
    due = due_on(person, induction_days=induction_days)
    sign_offs = list(sign_offs)
    since = spared_until(person, sign_offs, on=on) or needed_since(person, roles, on=on)
    if since and since > person.started_on:
        due = max(due, since + timedelta(days=reread_days))
    read = [s.version for s in sign_offs if s.on <= on and s.is_needed]
    if read and (wanted := _missed_version(in_force, max(read)) or wanted_version(in_force, on=on)):
        return max(due, reread_due_on(wanted, reread_days=reread_days))
    first = min(in_force, key=lambda v: v.introduced_on, default=None)
    return reread_due_on(first, reread_days=reread_days) if first and first.introduced_on > due else due


def status(
    person: Person,
    sign_offs: Iterable[SignOff],
    *,
    roles: Collection[Role],
    versions: Iterable[Version],
    on: date,
    induction_days: int,
    reread_days: int,
) -> Status:
    """Where the person stands with one topic, which is for `roles`, on the day `on`.

    A person who has left, or whose role does not need the topic, needs nothing; nor does anyone need a
    topic that has not come in yet, or to read again what falls due after their last day. Only sign-offs
    up to `on` count, and the last of them says whether the topic is needed: in the role of that day.
    """
    versions = list(versions)
    sign_offs = [s for s in sign_offs if s.on <= on]
    spared = spared_until(person, sign_offs, on=on)
    done = sorted((s for s in sign_offs if s.is_needed or not spared or s.on >= spared), key=lambda s: s.on)
    if (
        not person.needs(roles, on=on)
        or (person.left_on and on > person.left_on)
        or (done and not done[-1].is_needed)
    ):
        return Status.NOT_NEEDED
    wanted = wanted_version(versions, on=on)
    done = [s for s in done if s.is_needed]
    if any(wanted is None or s.version >= wanted.number for s in done):
        return Status.DONE
    if versions and wanted is None:
        return Status.NOT_NEEDED
    due = topic_due_on(
        person,
        sign_offs,
        roles=roles,
        versions=versions,
        on=on,
        induction_days=induction_days,
        reread_days=reread_days,
    )
    if done:
        if person.left_on and person.left_on < due:  # gone before the day by which they would have read it
            return Status.DONE
        return Status.REREAD_LATE if on > due else Status.REREAD
    came_later = due > due_on(person, induction_days=induction_days)
    since = person.with_children_from
    if since and on >= since and not came_later:
        return Status.ON_SITE
    return Status.OVERDUE if on > due else Status.DUE


def may_go_ahead(
    person: Person,
    sign_offs: Iterable[SignOff],
    *,
    roles: Collection[Role],
    versions: Iterable[Version],
    on: date,
) -> bool:
    """Whether a topic for `roles` is one that another role would need, and is not signed off: who takes such
    a role over is taken through it before (PR-6)."""
    wanted = wanted_version(versions, on=on)
    is_here = person.left_on is None or person.left_on >= on
    is_done = any(s.is_needed and s.on <= on and wanted and s.version >= wanted.number for s in sign_offs)
    return is_here and wanted is not None and not person.needs(roles, on=on) and not is_done


def advised(first_day_on: date | None, advised_on: date | None, *, on: date) -> Advised:
    """When a student was advised of the policy, as it stands on the day `on` (OR-2, L9.4).

    `first_day_on` is the first day with children. Whoever is advised on that day itself is in time, as one
    who is signed off on it is; later is late, and stays so: it was done, but not before.
    """
    if advised_on is None or advised_on > on:
        return Advised.LACKING if first_day_on and on >= first_day_on else Advised.TO_COME
    return Advised.LATE if first_day_on and first_day_on < advised_on else Advised.IN_TIME


def reread_due_on(version: Version, *, reread_days: int) -> date:
    """The day by which a material new version is read again (house rule)."""
    return version.introduced_on + timedelta(days=reread_days)


def is_read(readings: Iterable[SignOff], *, versions: Iterable[Version], on: date) -> bool:
    """Whether the person has read and signed the version that has to have been read by the day `on`."""
    wanted = wanted_version(versions, on=on)
    return any(wanted is None or read.version >= wanted.number for read in readings if read.on <= on)


def training_due_on(trained_on: date) -> date:
    """The day by which safeguarding training is renewed: two years after the last (law L6.6)."""
    return months_after(trained_on, SAFEGUARDING_MONTHS)


def clause(role: Role) -> str:
    """The clause that asks for it: students and trainees have their own."""
    return "OR-2" if role in TRAINEES else "PR-6"


@dataclass(frozen=True)
class Stay:
    """A time for which somebody was here, and since when with the children, as it once was recorded."""

    started_on: date
    first_day_on: date | None
    left_on: date | None


def stays_before(recorded: Iterable[Stay]) -> list[Stay]:
    """The earlier stays of somebody who left and came back, the first one first, out of what was `recorded`
    of them in turn, the present last.

    A leaving day counts once a start after it is recorded: one that was only taken out was a mistake. Of a
    stay that was put right before they came back, the last record counts.
    """
    found: list[Stay] = []
    last: Stay | None = None
    for stay in recorded:
        if last and last.left_on and stay.started_on > last.left_on:
            found.append(last)
            last = None
        # While it is taken out the day waits for what comes: a new start, or another last day.
        if last is None or stay.left_on or stay.started_on != last.started_on:
            last = stay
    return found


AHEAD_OF_THE_START = timedelta(weeks=4)


def is_long_before(on: date | None, started_on: date | None) -> bool:
    """Whether a sign-off is from so long before the start that it says why."""
    return bool(on and started_on and on + AHEAD_OF_THE_START < started_on)


def problems(
    *,
    person: object,
    topic: object,
    on: date | None,
    signed_off_by: object,
    started_on: date | None,
    today: date,
    signer_started_on: date | None = None,
    signer_left_on: date | None = None,
    signer_name: str = "",
    name: str = "",
    left_on: date | None = None,
    note: str = "",
) -> Problems:
    """What stands in the way of a sign-off, by field; empty when nothing does (PR-6).

    Nobody signs off their own induction, and nobody does it before their first day, `signer_started_on`, or
    after their last, `signer_left_on`. `signer_name` is who did it, typed, where that is nobody of the list;
    `name` the person's own. Nor is anybody taken through anything after their own last day, `left_on`, though
    that may be entered later. One from long before the start says why in its `note`; in the weeks before it,
    it is what the agenda asks for.
    """
    found: Problems = {}
    if not person:
        found["person"] = "Choose who was taken through it."
    if not topic:
        found["topic"] = "Choose the topic."
    if on is None:
        found["on"] = "Enter the date it was done."
    elif on > today:
        found["on"] = not_yet(on)
    elif left_on and on > left_on:
        found["on"] = f"This person left on {long_date(left_on)}. Enter the day on which it was done."
    elif started_on and on + timedelta(days=365) < started_on:
        found["on"] = f"The date is more than a year before the person started, {long_date(started_on)}."
    elif started_on and is_long_before(on, started_on) and says_too_little(note, words=2):
        found["note"] = f"The start is on {long_date(started_on)}, over four weeks later. Enter why."
    if one_line(signer_name):
        return found | _typed_signer_problems(signer_name, name)
    if not signed_off_by:
        found["signed_off_by"] = "Choose who took them through it."
    elif signed_off_by == person:
        found["signed_off_by"] = "Somebody else has to sign it off: nobody signs off their own induction."
    elif on and signer_left_on and on > signer_left_on:
        found["signed_off_by"] = (
            f"This person left on {long_date(signer_left_on)}. Check who it was, and when."
        )
    elif on and signer_started_on and on < signer_started_on:
        found["signed_off_by"] = (
            f"This person started on {long_date(signer_started_on)}, after that. Check who it was, and when. "
            "Choose somebody not on the list where they were here before, and enter the name."
        )
    return found


def _typed_signer_problems(signer_name: str, name: str) -> Problems:
    if not any(letter.isalpha() for letter in signer_name):
        return {"signer_name": "Enter the name of who took them through it."}
    if is_one_name(signer_name, name):
        return {
            "signer_name": "Somebody else has to sign it off: nobody signs off their own induction. Enter "
            "who it was."
        }
    return password_problem("signer_name", signer_name)


def countersign_problems(*, person: object, countersigned_by: object, topic: object) -> Problems:
    """What stands in the way of countersigning what somebody read, by field: never one's own."""
    found: Problems = {}
    if not topic:
        found["topic"] = "Choose at least one topic that was read and signed."
    if person is not None and person == countersigned_by:
        found["countersigned_by"] = (
            "Somebody else has to countersign: nobody signs off their own induction. The deputy signs for "
            "the manager, and the manager for the deputy. Or record under Sign off who took you through it."
        )
    return found


def reader_problems(*, is_somebody: bool, left_on: date | None, has_read: bool, today: date) -> Problems:
    """What stands in the way of signing for oneself that one read a topic, by field.

    `is_somebody` is whether the account is of a person of the setting, `left_on` that person's last day.
    """
    if not is_somebody:
        return {"topic": "Your account is not linked to a person of the setting. Tell the manager."}
    if left_on and left_on < today:
        return {"topic": "Your time in the setting has ended, so there is nothing to sign."}
    if not has_read:
        return {"has_read": "Read it, then tick that you have read it and keep to it."}
    return {}


def reading_problems(
    *, person: Person, roles: Collection[Role], on: date, version: int, newest: int, is_signed: bool
) -> Problems:
    """What stands in the way of a person's signing a topic in the `version` that was shown, by field.

    `roles` are those that the topic is for, and `is_signed` whether they signed the `newest` version.
    """
    if newest != version:
        return {"topic": "A newer version has come in since. Read that one."}
    if not person.needs(roles, on=on):
        return {"topic": "This topic is not for your role."}
    if is_signed:
        return {"topic": "You have already signed this version."}
    return {}


def person_problems(
    *,
    name: str,
    role: Role | None,
    started_on: date | None,
    first_day_on: date | None,
    left_on: date | None,
    supervisor: Role | None,
    is_own_supervisor: bool,
    advised_on: date | None,
    first_day_before: date | None,
    today: date,
    role_before: Role | None = None,
    role_from_on: date | None = None,
    role_before_from_on: date | None = None,
) -> Problems:
    """What stands in the way of entering or changing somebody of the setting, by field (PR-6, OR-2).

    `supervisor` is the role of whoever supervises, `advised_on` the day a student read or was taken through
    the policy, `first_day_before` and `role_before` what was recorded before. A new role counts from
    `role_from_on`, and the one before it from `role_before_from_on`, where it was not the first. It is not
    in the future, but of who is to come or to come back: theirs may count from the start.
    """
    found: Problems = {}
    if not name.strip():
        found["name"] = "Enter the name."
    if role is None:
        found["role"] = "Choose the role."
    elif role_before and (role in ON_THE_COMMITTEE) != (role_before in ON_THE_COMMITTEE):
        found["role"] = (
            "A code shows whether somebody is on the committee, and does not change. Enter the day on "
            "which this role ends, and add the person again in the new role."
        )
    elif role_before and role != role_before:
        found |= _new_role_problems(role_from_on, role_before_from_on, started_on, today)
    if started_on is None:
        found["started_on"] = "Enter the day on which this person starts."
    elif started_on > today + timedelta(days=366):
        found["started_on"] = "Enter a day within the next year."
    if first_day_on and started_on and first_day_on < started_on:
        found["first_day_on"] = f"The first day is before the start, {long_date(started_on)}."
    elif first_day_on and left_on and first_day_on > left_on:
        found["first_day_on"] = f"The first day is after the end, {long_date(left_on)}."
    elif (
        first_day_on
        and role in TRAINEES
        and first_day_on <= today
        and first_day_on != first_day_before
        and (advised_on is None or first_day_on < advised_on)
    ):
        when = f"on {long_date(advised_on)}" if advised_on else "not yet"
        found["first_day_on"] = (
            f"A student is advised of the policy before observing: this one was {when}. "
            "Enter a later day, and have the policy read and signed before it."
        )
    if left_on and started_on and left_on < started_on:
        found["left_on"] = f"The end is before the start, {long_date(started_on)}."
    elif problem := too_far_ahead(left_on, today):
        found["left_on"] = problem
    if role in TRAINEES and supervisor is None:
        found["supervisor"] = "Choose who supervises this student."
    elif supervisor is not None and is_own_supervisor:
        found["supervisor"] = "Somebody else has to supervise: nobody supervises themselves."
    elif supervisor is not None and supervisor not in KEY_PEOPLE:
        found["supervisor"] = f"Choose a member of staff: a {supervisor} does not supervise."
    return found


def namesake_problems(codes: list[str], *, is_meant: bool) -> Problems:
    """That somebody of the same name is in the register, under these codes, by field.

    Whoever is added stays: nobody of the register is taken out again, so that it is asked before.
    """
    if not codes or is_meant:
        return {}
    has, theirs = ("has", "that person's") if len(codes) == 1 else ("have", "their")
    return {
        "is_meant": f"{listed(codes)} {has} the same name. If it is one person, do not add them: change "
        f"{theirs} days or role, of who has left under Leavers. If it is somebody else, or somebody of the "
        "committee who now works here, tick this."
    }


def _new_role_problems(
    from_on: date | None, before_from_on: date | None, started_on: date | None, today: date
) -> Problems:
    if from_on is None:
        return {"role_from_on": "Enter the day from which the new role counts."}
    if from_on > today and from_on != started_on:
        return {
            "role_from_on": f"Change the role once it has begun: {long_date(from_on)} has not come yet. What "
            "the new role needs can be signed off before, under Sign off."
        }
    if started_on and from_on < started_on:
        return {
            "role_from_on": "The new role begins before the start. "
            f"Enter {long_date(started_on)} if it is the role from the start."
        }
    if before_from_on and from_on < before_from_on:
        return {
            "role_from_on": f"The role until now began on {long_date(before_from_on)}: a new one cannot "
            "begin before that."
        }
    return {}


def topic_problems(
    *, title: str, roles: Collection[Role], points: str, is_material: bool | None, is_changed: bool
) -> Problems:
    """What stands in the way of a new version of a topic, by field."""
    found: Problems = {}
    if not title.strip():
        found["title"] = "Enter the title."
    if not roles:
        found["roles"] = "Choose at least one role that needs it."
    if not points.strip():
        found["points"] = "Enter what there is to read, one point per line."
    if is_material is None:
        found["is_material"] = "Choose whether everyone reads it again."
    elif not found and not is_changed:
        found["points"] = "Nothing was changed. Change the text, or close this."
    return found


def training_problems(*, person: object, on: date | None, course: str, today: date) -> Problems:
    """What stands in the way of recording safeguarding training, by field (law L6.6)."""
    found: Problems = {}
    if not person:
        found["person"] = "Choose who took part."
    if on is None:
        found["on"] = "Enter the date of the training."
    elif on > today:
        found["on"] = not_yet(on)
    if not course.strip():
        found["course"] = "Enter which training it was."
    return found


_NO_REASON = "short of staff"


def key_children_problems(lacking: Collection[str], *, reason: str) -> Problems:
    """What stands in the way of giving key children to somebody not signed off for `lacking` (PR-6).

    It is possible with a reason of a sentence, which is recorded.
    """
    said = one_line(reason).strip(" .")
    if not lacking or (is_sentence(reason) and said.casefold() != _NO_REASON):
        return {}
    return {
        "reason": f"Not signed off yet: {listed(sorted(lacking))}. Sign that off first, or enter the reason "
        "in a sentence: it is recorded."
    }


def people_complete(statuses: Iterable[Collection[Status]]) -> tuple[int, int]:
    """How many people have every topic they need, and how many need any."""
    needed = [[s for s in of_one if s is not Status.NOT_NEEDED] for of_one in statuses]
    needed = [of_one for of_one in needed if of_one]
    return sum(all(s is Status.DONE for s in of_one) for of_one in needed), len(needed)
