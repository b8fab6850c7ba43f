"""What a child's carers answered, where it bears on what is being recorded (AI-7, IS-8)."""

from collections.abc import Iterable
from datetime import date

from rules import consent
from rules.consent import PROFESSIONALS
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


def about_professionals(
    look: Look, child_id: int, house: House, *, on: date, today: date
) -> tuple[list[RecordedAnswer], str]:
    """The last answers on a day about sharing with other professionals, and the same in words: none where
    the setting does not ask for that and nobody has answered it."""
    child = children.registered(look, today, child_id)
    carers = child.carers if child else ()
    last = last_answers(PROFESSIONALS, consents.history(look, child_id), carers, on)
    is_asked = any(purpose.key == PROFESSIONALS for purpose in house.purposes)
    return last, words.answers_about(PROFESSIONALS, last) if last or is_asked else ""
