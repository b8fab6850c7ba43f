"""What a child's carers answered, where it bears on what is being recorded (AI-7, IS-8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules import consent
from rules.consent import Answer
from store import children, consents
from store.cabinet import Look
from store.children import RegisteredCarer
from store.consents import RecordedAnswer
from store.house import House
from ui import words


def last_answers(
    key: str, answers: Iterable[RecordedAnswer], carers: Iterable[RegisteredCarer], on: date
) -> list[RecordedAnswer]:
    """The last answer on a day of each carer who holds parental responsibility on it, to one purpose.

    Whoever does not hold it on that day answers for nobody (L5.7). What was answered before a child left and
    came back has ended.
    """
    holding = {carer.id for carer in carers if carer.is_responsible(on)}
    last = {
        answer.carer_id: answer
        for answer in sorted(answers, key=lambda answer: (answer.on, answer.id))
        if answer.key == key
        and answer.carer_id in holding
        and answer.on <= on
        and not answer.is_no_carer
        and answer.taken_back is None
        and not consent.has_ended(answer.on, answer.before_until, on=on)
    }
    return list(last.values())


@dataclass(frozen=True)
class Answered:
    """Where a family stands on one purpose of sharing.

    `said` is empty where the setting does not ask for it and nobody has answered it.
    """

    said: str
    is_yes: bool = False  # of everybody who answered, and not ended
    is_no: bool = False  # of anybody


def about_sharing(
    look: Look, child_id: int, house: House, keys: Sequence[str], *, on: date, today: date
) -> list[Answered]:
    """What the carers of a child had answered by a day to each of these purposes of sharing."""
    child = children.registered(look, today, child_id)
    carers, left_on = (child.carers, child.left_on) if child else ((), None)
    history = consents.history(look, child_id)
    found = []
    for key in keys:
        last = last_answers(key, history, carers, on)
        if not last and all(purpose.key != key for purpose in house.purposes):
            found.append(Answered(""))
            continue
        has_ended = consent.ends_with_leaving(key, left_on=left_on, on=on)
        answers = {answer.answer for answer in last}
        found.append(
            Answered(
                words.answers_about(key, last, has_ended=has_ended),
                is_yes=answers == {Answer.GIVEN} and not has_ended,
                is_no=not answers <= {Answer.GIVEN},
            )
        )
    return found
