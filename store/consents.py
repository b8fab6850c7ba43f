"""Consents: answers of carers, forms handed out, what follows a withdrawal, journey accounts.

Clauses DR-4 to DR-6 and AI-7; law L5. One purpose is asked at a time, and every answer keeps an event of its
own: who said what, when, how, on which wording, and where the signed form is.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, and_, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from models import (
    Account,
    Carer,
    Child,
    Consent,
    ConsentAsked,
    ConsentFollowUp,
    ConsentPurpose,
    JourneyAccount,
    Setting,
)
from rules import consent
from rules.consent import Answer, FollowUp, How
from rules.need_to_know import Act, Thing
from rules.words import long_date, not_yet, one_line, password_problem
from store import mistakes, sight
from store.cabinet import Cabinet, Who
from store.mistakes import TakenBack, counts, with_taken_back
from store.refusal import Refused, refuse_if, there
from store.tables import table

KEPT_IN_FILE = "In the child's file"


@dataclass(frozen=True)
class RecordedAnswer:
    """One answer as it was recorded: the proof of consent (L5.1)."""

    on: date
    purpose: str
    wording: int
    carer: str
    answer: Answer
    how: How
    witness: str
    note: str
    kept_at: str = ""
    question: str = ""
    key: str = ""
    carer_id: int = 0
    recorded_by: str = ""
    id: int = 0
    is_no_carer: bool = False  # who answered was linked to the child by mistake
    taken_back: TakenBack | None = None


def history(connection: Connection, child_id: int) -> list[RecordedAnswer]:
    """Every answer ever recorded for a child, newest first; raises `NotAllowed` out of sight; one query.

    What was entered by mistake is among them, and says so.
    """
    sight.require(connection, Act.SEE, Thing.CONSENT, child_id)
    held, purpose, carer, account = table(Consent), table(ConsentPurpose), table(Carer), table(Account)
    statement = (
        select(
            held.c.on,
            purpose.c.title,
            purpose.c.wording,
            carer.c.name,
            held.c.answer,
            held.c.how,
            held.c.witness,
            held.c.note,
            held.c.kept_at,
            purpose.c.question,
            purpose.c.key,
            carer.c.id,
            func.coalesce(account.c.name, ""),
            held.c.id,
            ~counts(Carer, carer),
        )
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .join(carer, carer.c.id == held.c.carer_id)
        .outerjoin(account, account.c.id == held.c.recorded_by_id)
        .where(held.c.child_id == child_id)
        .order_by(held.c.on.desc(), held.c.id.desc())
    )
    rows = connection.execute(with_taken_back(statement, Consent, held))
    return [RecordedAnswer(*(*row[:-3], mistakes.taken_back(row))) for row in rows]


# What carers answered ------------------------------------------------------------------------------


def record_answers(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    carer_id: int | None,
    answers: Mapping[int, Answer],
    on: date | None,
    how: How | None,
    witness: str = "",
    kept_at: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records what a carer answered, by purpose, all or nothing; raises `Refused` by field.

    Each purpose keeps an event of its own: no one tick answers for all of them (L5.3).
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        problems: dict[str, str] = {}
        child = _child(session, child_id, on, problems)
        carer = carer_of(session, carer_id, child)
        if not answers:
            problems["answers"] = "Choose at least one answer."
        rows, found = _answered(session, child, carer, answers, on, how, witness, kept_at, today)
        problems |= {
            f"purpose-{purpose}" if field == "answer" else field: said
            for (purpose, field), said in found.items()
        }
        _keep(session, who, problems, rows)


def record_form(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    letters: Mapping[int, Mapping[int, str]],
    on: date | None,
    kept_at: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records a whole paper form, by carer and purpose in letters (g, r, w), all or nothing.

    A letter that is left blank was not answered. Raises `Refused`; the field of an answer is
    `answer-<carer>-<purpose>`.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        problems: dict[str, str] = {}
        child = _child(session, child_id, on, problems)
        rows: list[Consent] = []
        for carer_id, by_purpose in letters.items():
            typed = {purpose: letter for purpose, letter in by_purpose.items() if letter.strip()}
            for purpose, letter in typed.items():
                if consent.answer_of(letter) is None:
                    problems[f"answer-{carer_id}-{purpose}"] = (
                        "Type g for given, r for refused, w for withdrawn."
                    )
            carer = carer_of(session, carer_id, child)
            if carer is None:
                problems["carer"] = "Choose a carer of this child."
                continue
            answers = {p: answer for p, letter in typed.items() if (answer := consent.answer_of(letter))}
            added, found = _answered(session, child, carer, answers, on, How.WRITTEN, "", kept_at, today)
            rows += added
            problems |= {
                f"answer-{carer_id}-{purpose}" if field == "answer" else field: said
                for (purpose, field), said in found.items()
            }
        if not rows and not problems:
            problems["answers"] = "Type at least one answer: g for given, r for refused, w for withdrawn."
        if not kept_at.strip():
            problems["kept_at"] = "Enter where the signed form is."
        _keep(session, who, problems, rows)


def _child(session: Session, child_id: int | None, on: date | None, problems: dict[str, str]) -> Child | None:
    child = mistakes.standing(session, Child, child_id)
    if child is None:
        problems["child"] = "Choose the child."
    elif child.left_on and on and on > child.left_on:
        problems["on"] = f"The child left on {long_date(child.left_on)}: consent ended then."
    return child


def _answered(
    session: Session,
    child: Child | None,
    carer: Carer | None,
    answers: Mapping[int, Answer],
    on: date | None,
    how: How | None,
    witness: str,
    kept_at: str,
    today: date,
) -> tuple[list[Consent], dict[tuple[int, str], str]]:
    """One carer's answers as rows to add, each on the wording of its day; and what is wrong by purpose."""
    wordings = _wordings(session.connection(), answers)
    last = _last_answers(
        session.connection(), child.id if child else 0, carer.id if carer else 0, on or today
    )
    rows: list[Consent] = []
    problems: dict[tuple[int, str], str] = {}
    for purpose_id, answer in answers.items():
        held = wordings.get(purpose_id)
        if held is None or (held[-1].retired_on and held[-1].retired_on <= today):
            problems[purpose_id, "answer"] = "This is not asked any more. Open the form again."
            continue
        standing = last.get(held[-1].key)
        found = consent.problems(
            carer=carer,
            has_parental_responsibility=bool(carer and is_responsible(carer, on or today)),
            answer=answer,
            on=on,
            how=how,
            witness=witness,
            born_on=child.born_on if child else None,
            today=today,
            given_before=standing is not None and standing[0] is Answer.GIVEN,
            withdrawn_on=_withdrawn_on(session, child, carer, held) if child and carer else None,
        )
        for name, typed in (("witness", witness), ("kept_at", kept_at)):
            found |= password_problem(name, typed)
        problems |= {(purpose_id, name): said for name, said in found.items()}
        if found or child is None or carer is None or on is None or how is None:
            continue
        in_force = [wording for wording in held if wording.introduced_on <= on] or held[:1]
        rows.append(
            Consent(
                child_id=child.id or 0,
                purpose_id=in_force[-1].id,
                carer_id=carer.id or 0,
                answer=answer,
                on=on,
                how=how,
                witness=one_line(witness),
                kept_at=one_line(kept_at),
            )
        )
    return rows, problems


def carer_of(session: Session, carer_id: int | None, child: Child | None) -> Carer | None:
    """The carer of that number, where they are one of this child and not linked to it by mistake."""
    carer = mistakes.standing(session, Carer, carer_id)
    return None if carer is None or (child and carer.child_id != child.id) else carer


def is_responsible(carer: Carer, on: date) -> bool:
    """Whether a carer holds parental responsibility on a day (L5.7)."""
    return (
        carer.has_parental_responsibility
        and (carer.responsible_from_on is None or carer.responsible_from_on <= on)
        and (carer.responsible_until_on is None or carer.responsible_until_on >= on)
    )


def _keep(session: Session, who: Who, problems: dict[str, str], rows: Sequence[Consent]) -> None:
    refuse_if(problems)
    if not rows:
        raise Refused(problems)
    for row in rows:
        row.recorded_by_id = who.account_id
    session.add_all(rows)


def _wordings(connection: Connection, ids: Collection[int]) -> dict[int, list[Any]]:
    """By the row asked for: every wording of its purpose, oldest first."""
    purpose, asked = table(ConsentPurpose), table(ConsentPurpose).alias()
    rows = connection.execute(
        select(asked.c.id.label("asked"), purpose)
        .join(asked, asked.c.key == purpose.c.key)
        .where(asked.c.id.in_(ids))
        .order_by(purpose.c.wording)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.asked].append(row)
    return found


def _last_answers(
    connection: Connection, child_id: int | None, carer_id: int | None, on: date
) -> dict[str, tuple[Answer, date]]:
    """The carer's last answer by purpose, whichever its wording."""
    held, purpose = table(Consent), table(ConsentPurpose)
    rows = connection.execute(
        select(purpose.c.key, held.c.answer, held.c.on)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(
            held.c.child_id == child_id,
            held.c.carer_id == carer_id,
            held.c.on <= on,
            counts(Consent, held),
        )
        .order_by(held.c.on, held.c.id)
    )
    return {row.key: (row.answer, row.on) for row in rows}


def _withdrawn_on(session: Session, child: Child, carer: Carer, wordings: Sequence[Any]) -> date | None:
    """The day of the carer's last withdrawal of a purpose, where no consent came after it."""
    ever = _last_answers(session.connection(), child.id, carer.id, date.max)
    answer, on = ever.get(wordings[-1].key, (None, None))
    return on if answer is Answer.WITHDRAWN else None


# Forms handed out ----------------------------------------------------------------------------------


def record_asked(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    purposes: Collection[int],
    on: date | None,
    today: date,
    token: str | None = None,
) -> None:
    """Records that a form with these questions was handed out for a child; raises `Refused` by field."""
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        problems: dict[str, str] = {}
        child = _child(session, child_id, on, problems)
        if not purposes:
            problems["purposes"] = "Choose at least one question that the form asks."
        if on is None:
            problems["on"] = "Enter the date on which the form was handed out."
        elif on > today:
            problems["on"] = not_yet(on)
        known = _wordings(session.connection(), purposes)
        for purpose in purposes:
            held = known.get(purpose)
            if held is None or (held[-1].retired_on and held[-1].retired_on <= today):
                problems["purposes"] = "One of these is not asked any more. Open the form again."
        refuse_if(problems)
        if child is None or on is None:
            raise Refused(problems)
        session.add_all(
            ConsentAsked(child_id=child.id or 0, purpose_id=purpose, on=on, recorded_by_id=who.account_id)
            for purpose in purposes
        )


def asked(connection: Connection, today: date) -> dict[tuple[int, int], date]:
    """When a form was last handed out, by child and by the purpose's wording it asked on; one query."""
    held, child = table(ConsentAsked), table(Child)
    rows = connection.execute(
        select(held.c.child_id, held.c.purpose_id, func.max(held.c.on))
        .join(child, child.c.id == held.c.child_id)
        .where(
            held.c.on <= today,
            counts(ConsentAsked, held),
            child.c.left_on.is_(None) | (child.c.left_on >= today),
            sight.only(held.c.child_id, sight.children(connection, Thing.CONSENT, today)),
        )
        .group_by(held.c.child_id, held.c.purpose_id)
    )
    return {(child_id, purpose_id): on for child_id, purpose_id, on in rows}


@dataclass(frozen=True)
class HandedOut:
    """That a form with one question was handed out, as it was recorded."""

    id: int
    on: date
    purpose: str
    wording: int
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class AccountLine:
    """What happened to a child's journey account."""

    id: int
    on: date
    event: consent.Account
    note: str
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class BesideAnswers:
    """What is recorded of a child beside the answers, each newest first."""

    forms: tuple[HandedOut, ...]  # by their questions; what was entered by mistake is among them, and says so
    account: tuple[AccountLine, ...]  # as above

    @property
    def is_on_since(self) -> date | None:
        """Since when the journey account is on, by the lines that count; None while it is not."""
        last = next((line for line in self.account if line.taken_back is None), None)
        return last.on if last and last.event is not consent.Account.CLOSED else None


def beside_answers(connection: Connection, child_id: int) -> BesideAnswers:
    """Every form that was handed out for a child, and what happened to the journey account; one query."""
    sight.require(connection, Act.SEE, Thing.CONSENT, child_id)
    asked, purpose, account = table(ConsentAsked), table(ConsentPurpose), table(JourneyAccount)
    handed_out = (
        select(
            asked.c.id,
            asked.c.on,
            purpose.c.position,
            purpose.c.title,
            purpose.c.wording,
            literal("").label("event"),
            literal("").label("note"),
        )
        .join(purpose, purpose.c.id == asked.c.purpose_id)
        .where(asked.c.child_id == child_id)
    )
    of_account = select(
        account.c.id,
        account.c.on,
        literal(0),
        literal(""),
        literal(0),
        cast(account.c.event, String),
        account.c.note,
    ).where(account.c.child_id == child_id)
    rows = connection.execute(
        union_all(
            with_taken_back(handed_out, ConsentAsked, asked),
            with_taken_back(of_account, JourneyAccount, account),
        )
    ).all()
    newest_first = sorted(rows, key=lambda row: (row.on, row.id), reverse=True)
    forms = sorted(
        (row for row in rows if not row.event), key=lambda row: (-row.on.toordinal(), row.position)
    )
    return BesideAnswers(
        tuple(HandedOut(row.id, row.on, row.title, row.wording, mistakes.taken_back(row)) for row in forms),
        tuple(
            AccountLine(row.id, row.on, consent.Account(row.event), row.note, mistakes.taken_back(row))
            for row in newest_first
            if row.event
        ),
    )


# What follows a withdrawal -------------------------------------------------------------------------


@dataclass(frozen=True)
class Withdrawn:
    """A withdrawal with what must follow it and what was done."""

    child_id: int
    child_code: str
    child: str
    title: str
    on: date
    wanted: tuple[FollowUp, ...]
    done: tuple[tuple[FollowUp | None, date, str], ...] = ()

    @property
    def left(self) -> tuple[FollowUp, ...]:
        """What is left to do."""
        return consent.left_to_do(self.wanted, [what for what, _, _ in self.done])


def withdrawn(connection: Connection, consent_id: int) -> Withdrawn | None:
    """One withdrawal, or None where there is none of that number in sight; one query."""
    held, purpose, child, followed = (
        table(Consent),
        table(ConsentPurpose),
        table(Child),
        table(ConsentFollowUp),
    )
    newest = table(ConsentPurpose).alias()
    must_follow = (
        select(newest.c.follow_ups)
        .where(newest.c.key == purpose.c.key)
        .order_by(newest.c.wording.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            held.c.child_id,
            child.c.code,
            child.c.name,
            purpose.c.title,
            held.c.on,
            must_follow.label("wanted"),
            followed.c.id.label("followed"),
            followed.c.what,
            followed.c.done_on,
            followed.c.note,
        )
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .join(child, child.c.id == held.c.child_id)
        .outerjoin(followed, and_(followed.c.consent_id == held.c.id, counts(ConsentFollowUp, followed)))
        .where(
            held.c.id == consent_id,
            held.c.answer == Answer.WITHDRAWN,
            counts(Consent, held),
            sight.only(held.c.child_id, sight.children(connection, Thing.CONSENT)),
        )
        .order_by(followed.c.id)
    ).all()
    if not rows:
        return None
    first = rows[0]
    return Withdrawn(
        child_id=first.child_id,
        child_code=first.code,
        child=first.name,
        title=first.title,
        on=first.on,
        wanted=consent.follow_ups_of(first.wanted),
        done=tuple((row.what, row.done_on, row.note) for row in rows if row.followed),
    )


def follow_up(
    cabinet: Cabinet,
    who: Who,
    *,
    consent_id: int,
    done: Collection[FollowUp] | None = None,
    done_on: date | None,
    note: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records what was done about a withdrawal: `done`, or all that is left to do.

    A journey account that is closed is closed in the child's record too. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        held = there(withdrawn(session.connection(), consent_id), "done_on", "This withdrawal")
        if done_on is None:
            raise Refused({"done_on": "Enter the date it was done."})
        if done_on > today:
            raise Refused({"done_on": not_yet(done_on)})
        if done_on < held.on:
            raise Refused({"done_on": f"The date is before the consent was withdrawn, {long_date(held.on)}."})
        now_done = held.left if done is None else done
        if not held.left:
            raise Refused({"done_on": "This is recorded already."})
        if not now_done:
            raise Refused({"done": "Choose what was done."})
        if not set(now_done) <= set(held.left):
            raise Refused({"done": "One of these is recorded already, or was never called for."})
        refuse_if(password_problem("note", note))
        session.add_all(
            ConsentFollowUp(
                consent_id=consent_id,
                what=what,
                done_on=done_on,
                note=note.strip(),
                recorded_by_id=who.account_id,
            )
            for what in now_done
        )
        if FollowUp.ACCOUNT_CLOSED in now_done and _account_is_on(
            session.connection(), held.child_id, done_on
        ):
            session.add(
                JourneyAccount(
                    child_id=held.child_id,
                    event=consent.Account.CLOSED,
                    on=done_on,
                    recorded_by_id=who.account_id,
                )
            )


# What was entered by mistake ------------------------------------------------------------------------


@dataclass(frozen=True)
class RecordedFollowUp:
    """One thing that was recorded as done about a withdrawal. Without a word for it, all of it was."""

    id: int
    what: FollowUp | None
    done_on: date
    note: str
    purpose: str
    withdrawn_on: date
    withdrawal_counts: bool  # where it was entered by mistake, this goes with it
    taken_back: TakenBack | None


def followed(connection: Connection, child_id: int) -> list[RecordedFollowUp]:
    """All that was ever recorded as done about a child's withdrawals, newest first; one query.

    What was entered by mistake is among it, and says so, with what hangs on a withdrawal that was.
    """
    sight.require(connection, Act.SEE, Thing.CONSENT, child_id)
    done, held, purpose = table(ConsentFollowUp), table(Consent), table(ConsentPurpose)
    statement = (
        select(
            done.c.id,
            done.c.what,
            done.c.done_on,
            done.c.note,
            purpose.c.title,
            held.c.on,
            counts(Consent, held).label("withdrawal_counts"),
        )
        .join(held, held.c.id == done.c.consent_id)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(held.c.child_id == child_id)
        .order_by(done.c.done_on.desc(), done.c.id.desc())
    )
    return [
        RecordedFollowUp(
            id=row.id,
            what=row.what,
            done_on=row.done_on,
            note=row.note,
            purpose=row.title,
            withdrawn_on=row.on,
            withdrawal_counts=bool(row.withdrawal_counts),
            taken_back=mistakes.taken_back(row),
        )
        for row in connection.execute(with_taken_back(statement, ConsentFollowUp, done))
    ]


def take_back(
    cabinet: Cabinet,
    who: Who,
    *,
    consent_ids: Collection[int] = (),
    follow_up_ids: Collection[int] = (),
    asked_ids: Collection[int] = (),
    because: str,
    token: str | None = None,
) -> None:
    """Records that answers, ticks after a withdrawal, or forms that were handed out were entered by mistake,
    all or nothing.

    They count on no day any more, and stay in the history; with a withdrawal goes what was done about it. A
    consent that was withdrawn goes with its withdrawal or after it. A journey account that was closed with a
    tick stays as it is recorded. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        look = session.connection()
        answers, ticks, forms = _in_sight(look, consent_ids, follow_up_ids, asked_ids)
        if not (consent_ids or follow_up_ids or asked_ids):
            raise mistakes.refusal(mistakes.CHOOSE, because)
        if (set(answers), ticks, forms) != (set(consent_ids), set(follow_up_ids), set(asked_ids)):
            raise mistakes.refusal(mistakes.NOT_THERE, because)
        for answer in answers.values():
            withdrawal = consent.left_without(answers, _events_beside(look, answer))
            if withdrawal:
                said = f"This carer withdrew it on {long_date(withdrawal.on)}."
                raise Refused({"row": f"{said} Where that is wrong too, take the withdrawal back first."})
        for consent_id in sorted(answers):
            mistakes.take_back(session, who, Consent, consent_id, because)
        for follow_up_id in sorted(ticks):
            mistakes.take_back(session, who, ConsentFollowUp, follow_up_id, because)
        for asked_id in sorted(forms):
            mistakes.take_back(session, who, ConsentAsked, asked_id, because)


def _in_sight(
    look: Connection,
    consent_ids: Collection[int],
    follow_up_ids: Collection[int],
    asked_ids: Collection[int],
) -> tuple[dict[int, Any], set[int], set[int]]:
    """Those of the answers, of the ticks for withdrawals that count, and of the forms that were handed out
    that this person may see."""
    held, purpose, done, asked = (
        table(Consent),
        table(ConsentPurpose),
        table(ConsentFollowUp),
        table(ConsentAsked),
    )
    children = sight.children(look, Thing.CONSENT)
    is_in_sight = sight.only(held.c.child_id, children)
    answers = look.execute(
        select(held.c.id, held.c.child_id, held.c.carer_id, purpose.c.key)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(held.c.id.in_(consent_ids), is_in_sight)
    )
    ticks = look.execute(
        select(done.c.id)
        .join(held, held.c.id == done.c.consent_id)
        .where(done.c.id.in_(follow_up_ids), counts(Consent, held), is_in_sight)
    )
    forms = look.execute(
        select(asked.c.id).where(asked.c.id.in_(asked_ids), sight.only(asked.c.child_id, children))
    )
    return {row.id: row for row in answers}, set(ticks.scalars()), set(forms.scalars())


def _events_beside(look: Connection, answer: Any) -> list[consent.Event]:
    """What the same carer answered about the same purpose, as far as it counts."""
    held, purpose = table(Consent), table(ConsentPurpose)
    rows = look.execute(
        select(held.c.carer_id, held.c.answer, held.c.on, purpose.c.wording, held.c.id)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(
            held.c.child_id == answer.child_id,
            held.c.carer_id == answer.carer_id,
            purpose.c.key == answer.key,
            counts(Consent, held),
        )
    )
    return [consent.Event(*row) for row in rows]


# The journey account -------------------------------------------------------------------------------


def _account_is_on(connection: Connection, child_id: int, on: date) -> bool:
    held = table(JourneyAccount)
    last = connection.execute(
        select(held.c.event)
        .where(held.c.child_id == child_id, held.c.on <= on, counts(JourneyAccount, held))
        .order_by(held.c.on.desc(), held.c.id.desc())
        .limit(1)
    ).scalar()
    return last is not None and last is not consent.Account.CLOSED


def record_account(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    event: consent.Account | None,
    on: date | None,
    note: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records that a child's journey account was switched on, found on, or closed (DR-4).

    Switching it on needs a consent that stands on that day. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        problems: dict[str, str] = {}
        child = _child(session, child_id, None, problems)
        if child is None:
            raise Refused(problems)
        on_day = on or today
        problems |= consent.account_problems(
            event=event,
            on=on,
            note=note,
            is_on=_account_is_on(session.connection(), child.id or 0, on_day),
            allowed=consent.is_allowed(journey_status(session.connection(), child, on_day)),
            born_on=child.born_on,
            today=today,
        )
        later = table(JourneyAccount)
        newest = session.execute(
            select(func.max(later.c.on)).where(later.c.child_id == child.id, counts(JourneyAccount, later))
        ).scalar()
        if on and newest and on < newest:
            problems.setdefault("on", f"Something is recorded of a later day already, {long_date(newest)}.")
        refuse_if(problems)
        if event is None or on is None:
            raise Refused(problems)
        session.add(
            JourneyAccount(
                child_id=child.id or 0, event=event, on=on, note=note.strip(), recorded_by_id=who.account_id
            )
        )
        if event is consent.Account.CLOSED:
            _tick_off_closed(session, who, child.id or 0, on)


def take_back_account(
    cabinet: Cabinet, who: Who, *, line_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back a line of a journey account that was recorded by mistake, the last that counts first.

    With a closing go the ticks of that day that the account was closed: a withdrawal asks for it again.
    Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        line = mistakes.chosen(session, JourneyAccount, line_id, because)
        look, held = session.connection(), table(JourneyAccount)
        sight.require(look, Act.RECORD, Thing.CONSENT, line.child_id)
        later_on = look.execute(
            select(held.c.on)
            .where(
                held.c.child_id == line.child_id,
                or_(held.c.on > line.on, and_(held.c.on == line.on, held.c.id > line.id)),
                counts(JourneyAccount, held),
            )
            .order_by(held.c.on, held.c.id)
            .limit(1)
        ).scalar()
        if refused := consent.account_mistake_problems(later_on=later_on):
            raise mistakes.refusal(refused["row"], because)
        mistakes.take_back(session, who, JourneyAccount, line.id or 0, because)
        if line.event is consent.Account.CLOSED:
            for tick in _ticks_of_closing(look, line.child_id, line.on):
                mistakes.take_back(session, who, ConsentFollowUp, tick, because)


def _ticks_of_closing(look: Connection, child_id: int, on: date) -> list[int]:
    """The ticks of a day that a child's journey account was closed, as far as they count."""
    done, held = table(ConsentFollowUp), table(Consent)
    rows = look.execute(
        select(done.c.id)
        .join(held, held.c.id == done.c.consent_id)
        .where(
            held.c.child_id == child_id,
            done.c.what == FollowUp.ACCOUNT_CLOSED,
            done.c.done_on == on,
            counts(ConsentFollowUp, done),
        )
    )
    return list(rows.scalars())


def _tick_off_closed(session: Session, who: Who, child_id: int, on: date) -> None:
    """The account is closed: every withdrawal that asked for it has it done."""
    held, purpose = table(Consent), table(ConsentPurpose)
    open_ones = session.execute(
        select(held.c.id)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(
            held.c.child_id == child_id,
            held.c.answer == Answer.WITHDRAWN,
            held.c.on <= on,
            purpose.c.key == consent.JOURNEY,
        )
    ).scalars()
    for consent_id in open_ones.all():
        found = withdrawn(session.connection(), consent_id)
        if found and FollowUp.ACCOUNT_CLOSED in found.left:
            session.add(
                ConsentFollowUp(
                    consent_id=consent_id,
                    what=FollowUp.ACCOUNT_CLOSED,
                    done_on=on,
                    recorded_by_id=who.account_id,
                )
            )


def journey_status(connection: Connection, child: Child, on: date) -> consent.Status:
    """Where the consent to the online learning journey stands for a child on a day."""
    held, purpose, carer, house = table(Consent), table(ConsentPurpose), table(Carer), table(Setting)
    rows = connection.execute(
        select(held.c.carer_id, held.c.answer, held.c.on, purpose.c.wording, held.c.id)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(
            held.c.child_id == child.id,
            purpose.c.key == consent.JOURNEY,
            held.c.on <= on,
            counts(Consent, held),
        )
    )
    events = [consent.Event(*row) for row in rows]
    carers = connection.execute(
        select(carer).where(carer.c.child_id == child.id, counts(Carer, carer))
    ).mappings()
    wording = connection.execute(
        select(func.max(purpose.c.wording)).where(
            purpose.c.key == consent.JOURNEY, purpose.c.introduced_on <= on
        )
    ).scalar()
    months = connection.execute(select(house.c.consent_renewal_months)).scalar_one()
    return consent.status(
        events,
        responsible={row["id"] for row in carers if is_responsible(Carer(**row), on)},
        on=on,
        wording=wording or 1,
        renewal_months=months,
        left_on=child.left_on,
    )
