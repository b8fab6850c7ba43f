"""Consents: answers of carers, forms handed out, and what was entered by mistake.

Clauses DR-4 to DR-6 and AI-7; law L5. One purpose is asked at a time, and every answer keeps an event of its
own: who said what, when, how, on which wording, and where the signed form is.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, String, case, cast, false, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from models import (
    Account,
    Carer,
    Child,
    Consent,
    ConsentAsked,
    ConsentFollowUp,
    ConsentNoAnswer,
    ConsentPurpose,
    JourneyAccount,
    Record,
    now,
)
from rules import consent
from rules.agenda import Area, Purpose
from rules.consent import Answer, How
from rules.need_to_know import Act, Thing
from rules.problems import Problems
from rules.to_ask import Wanted, wanted
from rules.words import long_date, one_line, password_problem
from store import agenda, mistakes, sight
from store.cabinet import Cabinet, Who
from store.mistakes import TakenBack, counts, with_taken_back
from store.refusal import Refused, refuse_if
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
    before_until: date | None = None  # the last day of the stay before, where it was answered by then
    taken_back: TakenBack | None = None


def history(connection: Connection, child_id: int) -> list[RecordedAnswer]:
    """Every answer ever recorded for a child, newest first; raises `NotAllowed` out of sight; one query.

    What was entered by mistake is among them, and says so.
    """
    sight.require(connection, Act.SEE, Thing.CONSENT, child_id)
    held, purpose, carer, account = table(Consent), table(ConsentPurpose), table(Carer), table(Account)
    child = table(Child)
    is_of_before = (child.c.left_before_on < child.c.started_on) & (held.c.on <= child.c.left_before_on)
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
            case((is_of_before, child.c.left_before_on)),
        )
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .join(child, child.c.id == held.c.child_id)
        .join(carer, carer.c.id == held.c.carer_id)
        .outerjoin(account, account.c.id == held.c.recorded_by_id)
        .where(held.c.child_id == child_id)
        .order_by(held.c.on.desc(), held.c.id.desc())
    )
    rows = connection.execute(with_taken_back(statement, Consent, held))
    return [RecordedAnswer(*(*row[:-3], mistakes.taken_back(row))) for row in rows]


# What carers answered ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """What was recorded ends: how many consents, and of those that another carer's refusal had ended before
    the numbers of the refusals, which ask for what is left to undo (DR-6)."""

    count: int = 0
    before: tuple[int, ...] = ()


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
) -> Ended:
    """Records what a carer answered, by purpose, all or nothing; raises `Refused` by field.

    Each purpose keeps an event of its own: no one tick answers for all of them (L5.3). Returns how many
    consents that ends (DR-6).
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        problems: dict[str, str] = {}
        wordings = _wordings(session.connection(), answers)
        may_have_left = all(
            answer is Answer.WITHDRAWN or wordings[purpose][-1].key in consent.HOLDS_AFTER_LEAVING
            for purpose, answer in answers.items()
            if purpose in wordings
        )
        child = child_of(session, child_id, on, problems, may_have_left=may_have_left)
        carer = carer_of(session, carer_id, child)
        if not answers:
            problems["answers"] = "Choose at least one answer."
        rows, found = _answered(session, child, carer, answers, on, how, witness, kept_at, today)
        problems |= {
            f"purpose-{purpose}" if field == "answer" else field: said
            for (purpose, field), said in found.items()
        }
        problems |= consent.place_problems(how, kept_at)
        return _keep(session, who, problems, rows, today)


def record_form(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    answers: Mapping[int, Mapping[int, Answer]],
    on: date | None,
    kept_at: str,
    today: date,
    token: str | None = None,
) -> Ended:
    """Records a whole paper form, the answers by carer and purpose, all or nothing.

    Returns what it ends. What is left out was not answered. Raises `Refused`; the field
    of an answer is `answer-<carer>-<purpose>`.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        problems: dict[str, str] = {}
        child = child_of(session, child_id, on, problems)
        rows: list[Consent] = []
        for carer_id, by_purpose in answers.items():
            carer = carer_of(session, carer_id, child)
            if carer is None:
                problems["carer"] = "Choose a carer of this child."
                continue
            added, found = _answered(session, child, carer, by_purpose, on, How.WRITTEN, "", kept_at, today)
            rows += added
            problems |= {
                f"answer-{carer_id}-{purpose}" if field == "answer" else field: said
                for (purpose, field), said in found.items()
            }
        if not rows and not problems:
            problems["answers"] = "Choose at least one answer."
        problems |= consent.place_problems(How.WRITTEN, kept_at)
        return _keep(session, who, problems, rows, today)


def child_of(
    session: Session,
    child_id: int | None,
    on: date | None,
    problems: dict[str, str],
    *,
    may_have_left: bool = False,
) -> Child | None:
    """The child that was chosen, or None; what is wrong with the choice is added to `problems` by field.

    Of who has left only what holds after it is asked, and what was given may be withdrawn at any time (L5.2).
    """
    child = mistakes.standing(session, Child, child_id)
    if child is None:
        problems["child"] = "Choose the child."
    elif child.left_on and on and on > child.left_on and not may_have_left:
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
    look, child_id, carer_id = session.connection(), child.id if child else 0, carer.id if carer else 0
    wordings = _wordings(look, answers)
    last = _last_answers(look, child_id, carer_id, on or today)
    after = _next_refusals(look, child_id, carer_id, on or today)
    ever = _last_answers(look, child_id, carer_id, date.max)
    withdrawn_on = {key: day for key, (last_one, day) in ever.items() if last_one is Answer.WITHDRAWN}
    out = _handed_out(look, child_id, on or today)
    rows: list[Consent] = []
    problems: dict[tuple[int, str], str] = {}
    for purpose_id, answer in answers.items():
        held = wordings.get(purpose_id)
        standing = last.get(held[-1].key) if held else None
        given_before = standing is not None and standing[0] is Answer.GIVEN
        answer = consent.as_it_counts(answer, given_before=given_before)
        withdraws = given_before and answer is Answer.WITHDRAWN  # which a carer may do at any time (L5.2)
        if held is None or (_is_retired(held[-1], today) and not withdraws):
            problems[purpose_id, "answer"] = "This is no longer asked. Open the form again."
            continue
        found = consent.problems(
            carer=carer,
            has_parental_responsibility=bool(carer and is_responsible(carer, on or today)),
            answer=answer,
            on=on,
            how=how,
            witness=witness,
            born_on=child.born_on if child else None,
            today=today,
            given_before=given_before,
            withdrawn_on=withdrawn_on.get(held[-1].key),
            refused_next_on=after.get(held[-1].key),
            carer_name=carer.name if carer else "",
        )
        for name, typed in (("witness", witness), ("kept_at", kept_at)):
            found |= password_problem(name, typed)
        problems |= {(purpose_id, name): said for name, said in found.items()}
        if found or child is None or carer is None or on is None or how is None:
            continue
        in_force = ([wording for wording in held if wording.introduced_on <= on] or held[:1])[-1].wording
        signed = consent.wording_of(
            how,
            in_force=in_force,
            handed_out=out.get(held[-1].key),
            answered_on=standing[1] if standing else None,
        )
        rows.append(
            Consent(
                child_id=child.id or 0,
                purpose_id=next(wording.id for wording in held if wording.wording == signed),
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
    held = consent.Held(carer.responsible_from_on, carer.responsible_until_on)
    return carer.has_parental_responsibility and held.is_on(on)


def _keep(
    session: Session, who: Who, problems: dict[str, str], rows: Sequence[Consent], today: date
) -> Ended:
    refuse_if(problems)
    if not rows:
        raise Refused(problems)
    recorded_at = now()  # one for all: what is on one form was said at once
    for row in rows:
        row.recorded_by_id, row.recorded_at = who.account_id, recorded_at
    session.add_all(rows)
    session.flush()
    if all(row.answer is Answer.GIVEN for row in rows):
        return Ended()
    # Who withdraws later ends nothing that was still allowed: the refusal asks for what is left.
    ended_by = _ending_refusals(session.connection(), rows[0].child_id, today)
    numbers = {refusal.order for refusal, _ in ended_by.values()}
    count, before = sum(row.answer is Answer.REFUSED and row.id in numbers for row in rows), []
    for row in rows:
        if row.answer is Answer.WITHDRAWN:
            found = ended_by.get(session.get_one(ConsentPurpose, row.purpose_id).key)
            if found and found[1] <= row.on:
                before.append(found[0].order)
            else:
                count += 1
    return Ended(count, tuple(before))


def events_of(child_id: int) -> Select[Any]:
    """What was answered about a child, as far as it counts, in the columns of `consent.Event`."""
    held, purpose = table(Consent), table(ConsentPurpose)
    return (
        select(held.c.carer_id, held.c.answer, held.c.on, purpose.c.wording, held.c.id, held.c.recorded_at)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(held.c.child_id == child_id, counts(Consent, held))
    )


def ended_by_refusal(connection: Connection, child_id: int, on: date) -> dict[int, date]:
    """The refusals that ended what another carer of a child had allowed, as of a day, by number: since when
    it is not allowed; two queries."""
    found = _ending_refusals(connection, child_id, on)
    return {refusal.order: since for refusal, since in found.values()}


def _ending_refusals(
    connection: Connection, child_id: int, on: date
) -> dict[str, tuple[consent.Event, date]]:
    """The same by the key of the purpose."""
    purpose, carer = table(ConsentPurpose), table(Carer)
    events: dict[str, list[consent.Event]] = defaultdict(list)
    for row in connection.execute(events_of(child_id).add_columns(purpose.c.key)):
        events[row.key].append(consent.Event(*row[:-1]))
    days = {
        row.id: consent.Held(row.responsible_from_on, row.responsible_until_on)
        for row in connection.execute(
            select(carer.c.id, carer.c.responsible_from_on, carer.c.responsible_until_on).where(
                carer.c.child_id == child_id, carer.c.has_parental_responsibility, counts(Carer, carer)
            )
        )
    }
    found = {
        key: consent.ending_refusal(consent.without_consents_of_before(said, days), held=days, on=on)
        for key, said in events.items()
    }
    return {key: ending for key, ending in found.items() if ending}


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


def _is_retired(present: Any, today: date) -> bool:
    """Whether a purpose, by its present wording, is not asked any more."""
    return present.retired_on is not None and present.retired_on <= today


@dataclass(frozen=True)
class StillGiven:
    """A purpose that is not asked any more, and to which a carer's consent stands that may be withdrawn."""

    purpose_id: int
    title: str


def still_given(
    connection: Connection, child_id: int, today: date, *, has_left: bool = False
) -> list[StillGiven]:
    """The purposes that are not asked any more and to which a carer's consent for the child stands.

    Of a child who `has_left` none is asked but what holds after leaving. In the order of the form; raises
    `NotAllowed` out of sight. One query.
    """
    sight.require(connection, Act.SEE, Thing.CONSENT, child_id)
    held, purpose, present = table(Consent), table(ConsentPurpose), table(ConsentPurpose).alias()
    later = table(ConsentPurpose).alias()
    newest = select(func.max(later.c.wording)).where(later.c.key == purpose.c.key).scalar_subquery()
    rows = connection.execute(
        select(present.c.id, present.c.title, held.c.carer_id, held.c.answer)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .join(present, (present.c.key == purpose.c.key) & (present.c.wording == newest))
        .where(
            held.c.child_id == child_id,
            held.c.on <= today,
            or_(
                present.c.retired_on <= today,
                present.c.key.not_in(consent.HOLDS_AFTER_LEAVING) if has_left else false(),
            ),
            counts(Consent, held),
        )
        .order_by(present.c.position, held.c.on, held.c.id)
    )
    last = {(row.id, row.title, row.carer_id): row.answer for row in rows}
    given = {(id_, title): None for (id_, title, _), answer in last.items() if answer is Answer.GIVEN}
    return [StillGiven(*one) for one in given]


def _answers_of(child_id: int | None, carer_id: int | None) -> Select[Any]:
    """What one carer answered, by the key of the purpose, whichever its wording."""
    held, purpose = table(Consent), table(ConsentPurpose)
    return (
        select(purpose.c.key, held.c.answer, held.c.on)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(held.c.child_id == child_id, held.c.carer_id == carer_id, counts(Consent, held))
    )


def _last_answers(
    connection: Connection, child_id: int | None, carer_id: int | None, on: date
) -> dict[str, tuple[Answer, date]]:
    """The carer's last answer by purpose, up to a day."""
    held = table(Consent).c
    asked = _answers_of(child_id, carer_id).where(held.on <= on).order_by(held.on, held.id)
    return {row.key: (row.answer, row.on) for row in connection.execute(asked)}


def _next_refusals(
    connection: Connection, child_id: int | None, carer_id: int | None, on: date
) -> dict[str, date]:
    """The day of the carer's first answer after a day, by purpose, where that is a refusal."""
    held = table(Consent).c
    asked = _answers_of(child_id, carer_id).where(held.on > on).order_by(held.on.desc(), held.id.desc())
    first = {row.key: row for row in connection.execute(asked)}
    return {key: row.on for key, row in first.items() if row.answer is Answer.REFUSED}


def _handed_out(connection: Connection, child_id: int | None, on: date) -> dict[str, tuple[int, date]]:
    """The wording and the day of the last form that was handed out for a child up to a day, by purpose."""
    held, purpose = table(ConsentAsked), table(ConsentPurpose)
    rows = connection.execute(
        select(purpose.c.key, purpose.c.wording, held.c.on)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(held.c.child_id == child_id, held.c.on <= on, counts(ConsentAsked, held))
        .order_by(held.c.on, held.c.id)
    )
    return {row.key: (row.wording, row.on) for row in rows}


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
        child = child_of(session, child_id, on, problems)
        problems |= consent.asked_problems(purposes, on=on, today=today)
        known = _wordings(session.connection(), purposes)
        for purpose in purposes:
            held = known.get(purpose)
            if held is None or _is_retired(held[-1], today):
                problems["purposes"] = "One of these is no longer asked. Open the form again."
                continue
            asked = next(wording for wording in held if wording.id == purpose)
            problems |= _asks_the_old(asked, on)
        refuse_if(problems)
        if child is None or on is None:
            raise Refused(problems)
        session.add_all(
            ConsentAsked(child_id=child.id or 0, purpose_id=purpose, on=on, recorded_by_id=who.account_id)
            for purpose in purposes
        )


def _asks_the_old(asked: ConsentPurpose | Purpose, on: date | None) -> Problems:
    """That a form of before a new wording did not ask it, where it was handed out before."""
    if on is None or asked.wording == 1 or on >= asked.introduced_on:
        return {}
    said = f"{asked.title} is asked in this wording since {long_date(asked.introduced_on)}. "
    return {"on": said + "A form of before asks the old one: hand out a new form, and enter that day."}


@dataclass(frozen=True)
class FormFor:
    """A printed form: the child it is about, and the questions that it asks."""

    child_id: int
    purposes: tuple[int, ...]


def whom_to_ask(page: agenda.Agenda) -> list[Wanted]:
    """Who is to be asked or asked again on the day of the agenda, the most pressing reason first."""
    return wanted(
        page.facts, today=page.today, house=page.house.rules, bank_holidays=page.house.bank_holidays
    )


def record_all_asked(
    cabinet: Cabinet,
    who: Who,
    *,
    forms: Collection[FormFor],
    on: date | None,
    is_again: bool = False,
    today: date,
    token: str | None = None,
) -> int:
    """Records that `forms` were handed out on one day, all or nothing, each question of each as its own row;
    where it `is_again`, that those which are not back were asked for again.

    Returns how many forms it recorded: never one for a child whose form is out already, or was asked for
    again on that day or later, or who is to be asked nothing any more, such as where somebody else was
    quicker. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        look = session.connection()
        page = agenda.read(look, today, Area.CONSENTS)
        to_hand_out = {
            one.child.id: {purpose.id: purpose for purpose in (one.not_back if is_again else one.purposes)}
            for one in whom_to_ask(page)
            if (one.may_be_asked_again(on) if is_again else one.is_to_hand_out)
        }
        given = {form.child_id: form.purposes for form in forms}
        problems = consent.all_asked_problems(given, on=on, today=today)
        rows: list[ConsentAsked] = []
        for child_id, purposes in given.items():
            to_ask = to_hand_out.get(child_id, {})
            for purpose in dict.fromkeys(purposes):
                if purpose in to_ask and on:
                    problems |= _asks_the_old(to_ask[purpose], on)
                    rows.append(ConsentAsked(child_id=child_id, purpose_id=purpose, on=on))
        if given and on and not rows:
            problems.setdefault("forms", "Each of them is out or back already. Close this and look again.")
        refuse_if(problems)
        for row in rows:
            row.recorded_by_id = who.account_id
        session.add_all(rows)
        return len({row.child_id for row in rows})


# Forms that nobody answered ------------------------------------------------------------------------


@dataclass(frozen=True)
class Unanswered:
    """A question about a child that nobody's answer stands to, and what is to be done before it may be
    recorded that none came; nothing where it may."""

    purpose: Purpose
    do_first: str


def without_answer(connection: Connection, page: agenda.Agenda, child_id: int | None) -> list[Unanswered]:
    """What the carers of a child are still to be asked on the day of the agenda, but for renewals; one query.

    A yes that is to be renewed stands until somebody withdraws it: silence does not end it (L5.2).
    """
    found = next((one for one in whom_to_ask(page) if one.child.id == child_id), None)
    if found is None:
        return []
    child, asked = found.child, table(ConsentAsked)
    handed_out: dict[int, list[date]] = defaultdict(list)  # by wording: one of before did not ask this one
    for purpose_id, on in connection.execute(
        select(asked.c.purpose_id, asked.c.on).where(
            asked.c.child_id == child.id, counts(ConsentAsked, asked)
        )
    ):
        if not consent.has_ended(on, child.stay_before_until, on=page.today):
            handed_out[purpose_id].append(on)

    def do_first(purpose: int) -> str:
        out = consent.days_out(
            handed_out[purpose],
            child.events.get(purpose, ()),
            held=child.days_held,
            no_answer_on=child.no_answer_on.get(purpose),
            on=page.today,
        )
        return consent.no_answer_problem(
            out,
            form_days=page.house.rules.consent_form_working_days,
            today=page.today,
            bank_holidays=page.house.bank_holidays,
        )

    return [
        Unanswered(purpose, do_first(purpose.id))
        for purpose in found.purposes
        if purpose.id in found.unanswered
    ]


def record_no_answer(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    purposes: Collection[int],
    today: date,
    token: str | None = None,
) -> None:
    """Records that no answer came to these questions about a child, all or nothing.

    It allows nothing and refuses nothing: it says that there is nothing left to ask before the renewal, or
    until an answer comes. Raises `Refused`; the field of a question is `purpose-<purpose>`.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        look = session.connection()
        problems: dict[str, str] = {}
        child = child_of(session, child_id, today, problems)
        if not purposes:
            problems["purposes"] = "There is no question left to which no answer came. Close this."
        waiting = without_answer(look, agenda.read(look, today, Area.CONSENTS), child_id) if child else []
        do_first = {one.purpose.id: one.do_first for one in waiting}
        for purpose in purposes if child else ():
            if said := do_first.get(purpose, "This waits for no answer any more. Close this and look again."):
                problems[f"purpose-{purpose}"] = said
        refuse_if(problems)
        if child is None:
            raise Refused(problems)
        session.add_all(
            ConsentNoAnswer(
                child_id=child.id or 0, purpose_id=purpose, on=today, recorded_by_id=who.account_id
            )
            for purpose in dict.fromkeys(purposes)
        )


# What is recorded beside the answers ---------------------------------------------------------------


@dataclass(frozen=True)
class HandedOut:
    """That a form with one question was handed out, or that no answer came to it, as it was recorded."""

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
    no_answers: tuple[HandedOut, ...] = ()  # as above

    @property
    def is_on_since(self) -> date | None:
        """Since when the journey account is on, by the lines that count; None while it is not."""
        last = next((line for line in self.account if line.taken_back is None), None)
        return last.on if last and last.event is not consent.Account.CLOSED else None


_FORM, _NO_ANSWER = "form", "no answer"  # beside the events of a journey account


def beside_answers(connection: Connection, child_id: int) -> BesideAnswers:
    """Every form that was handed out for a child, what was not answered, and what happened to the journey
    account; one query."""
    sight.require(connection, Act.SEE, Thing.CONSENT, child_id)
    purpose, account = table(ConsentPurpose), table(JourneyAccount)

    def of_forms(model: type[ConsentAsked | ConsentNoAnswer], kind: str) -> Select[Any]:
        asked = table(model)
        found = (
            select(
                asked.c.id,
                asked.c.on,
                purpose.c.position,
                purpose.c.title,
                purpose.c.wording,
                literal(kind).label("event"),
                literal("").label("note"),
            )
            .join(purpose, purpose.c.id == asked.c.purpose_id)
            .where(asked.c.child_id == child_id)
        )
        return with_taken_back(found, model, asked)

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
            of_forms(ConsentAsked, _FORM),
            of_forms(ConsentNoAnswer, _NO_ANSWER),
            with_taken_back(of_account, JourneyAccount, account),
        )
    ).all()
    newest_first = sorted(rows, key=lambda row: (row.on, row.id), reverse=True)
    by_question = sorted(rows, key=lambda row: (-row.on.toordinal(), row.position))

    def of(kind: str) -> tuple[HandedOut, ...]:
        return tuple(
            HandedOut(row.id, row.on, row.title, row.wording, mistakes.taken_back(row))
            for row in by_question
            if row.event == kind
        )

    return BesideAnswers(
        of(_FORM),
        tuple(
            AccountLine(row.id, row.on, consent.Account(row.event), row.note, mistakes.taken_back(row))
            for row in newest_first
            if row.event not in (_FORM, _NO_ANSWER)
        ),
        of(_NO_ANSWER),
    )


# What was entered by mistake ------------------------------------------------------------------------


def take_back(
    cabinet: Cabinet,
    who: Who,
    *,
    consent_ids: Collection[int] = (),
    follow_up_ids: Collection[int] = (),
    asked_ids: Collection[int] = (),
    no_answer_ids: Collection[int] = (),
    because: str,
    token: str | None = None,
) -> None:
    """Records that answers, ticks after a withdrawal, forms that were handed out, or that no answer came to
    them, were entered by mistake, all or nothing.

    They count on no day any more, and stay in the history; with a withdrawal goes what was done about it. A
    consent that was withdrawn goes with its withdrawal or after it, a withdrawal with the refusal after it or
    after that, and a form with what says that no answer came to it or after that. A journey account that was
    closed with a tick stays as it is recorded. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        look = session.connection()
        asked_for: dict[type[ConsentAsked | ConsentNoAnswer], set[int]] = {
            ConsentAsked: set(asked_ids),
            ConsentNoAnswer: set(no_answer_ids),
        }
        answers, ticks = _in_sight(look, consent_ids, follow_up_ids)
        forms = {model: _forms_in_sight(look, model, ids) for model, ids in asked_for.items()}
        if not (consent_ids or follow_up_ids or asked_ids or no_answer_ids):
            raise mistakes.refusal(mistakes.CHOOSE, because)
        if (set(answers), ticks, forms) != (set(consent_ids), set(follow_up_ids), asked_for):
            raise mistakes.refusal(mistakes.NOT_THERE, because)
        if asked_ids and (on := _not_answered_on(look, asked_ids, no_answer_ids)):
            said = f"No answer came to it, as was recorded on {long_date(on)}."
            raise mistakes.refusal(f"{said} If that is wrong too, take that back first.", because)
        for answer in answers.values():
            left = consent.left_without(answers, _events_beside(look, answer))
            if left and left.answer is Answer.WITHDRAWN:
                said = f"This carer withdrew it on {long_date(left.on)}."
                why = "If that is wrong too, take the withdrawal back first."
                raise mistakes.refusal(f"{said} {why}", because)
            if left:
                said = f"This carer refused on {long_date(left.on)}, which would withdraw a consent then."
                why = "Take the refusal back first, and record it again after this."
                raise mistakes.refusal(f"{said} {why}", because)
        chosen: list[tuple[type[Record], set[int]]] = [
            (Consent, set(answers)),
            (ConsentFollowUp, ticks),
            *forms.items(),
        ]
        for model, rows in chosen:
            for row_id in sorted(rows):
                mistakes.take_back(session, who, model, row_id, because)


def _in_sight(
    look: Connection,
    consent_ids: Collection[int],
    follow_up_ids: Collection[int],
) -> tuple[dict[int, Any], set[int]]:
    """Those of the answers, and of the ticks for withdrawals that count, that this person may see."""
    held, purpose, done = table(Consent), table(ConsentPurpose), table(ConsentFollowUp)
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
    return {row.id: row for row in answers}, set(ticks.scalars())


def _forms_in_sight(
    look: Connection, model: type[ConsentAsked | ConsentNoAnswer], ids: Collection[int]
) -> set[int]:
    """Those of the forms that were handed out, or to which no answer came, that this person may see."""
    asked = table(model)
    is_in_sight = sight.only(asked.c.child_id, sight.children(look, Thing.CONSENT))
    return set(look.execute(select(asked.c.id).where(asked.c.id.in_(ids), is_in_sight)).scalars())


def _not_answered_on(look: Connection, asked_ids: Collection[int], but: Collection[int]) -> date | None:
    """The day on which it was recorded of one of these forms that no answer came, which rests on it."""
    asked, none_came = table(ConsentAsked), table(ConsentNoAnswer)
    return look.execute(
        select(func.max(none_came.c.on))
        .join(
            asked, (asked.c.child_id == none_came.c.child_id) & (asked.c.purpose_id == none_came.c.purpose_id)
        )
        .where(
            asked.c.id.in_(asked_ids),
            asked.c.on <= none_came.c.on,
            none_came.c.id.not_in(but),
            counts(ConsentNoAnswer, none_came),
        )
    ).scalar()


def _events_beside(look: Connection, answer: Any) -> list[consent.Event]:
    """What the same carer answered about the same purpose, as far as it counts."""
    held, purpose = table(Consent), table(ConsentPurpose)
    theirs = held.c.carer_id == answer.carer_id, purpose.c.key == answer.key
    rows = look.execute(events_of(answer.child_id).where(*theirs))
    return [consent.Event(*row) for row in rows]
