"""What each step of an access request is recorded with, who may sign it, and what is refused (AR-4 to AR-32,
LG-1, LG-2, X-4; law L1.7 to L1.15, L2.10, L2.16).

What the law forbids is refused; what is only done in another order than the policy's is allowed, and said.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from rules import access, access_path, mistakes, need_to_know
from rules.access import ENDINGS, RefusalGround, Step, StepDone
from rules.access_path import (
    ABOUT,
    HOLDS_NO_PAPERS,
    NO_CONFLICT,
    BestInterests,
    Controversy,
    CourtOrder,
    ExtensionGround,
    Extent,
    Meeting,
    Task,
    WholeRequest,
)
from rules.induction import ON_THE_COMMITTEE, Role
from rules.need_to_know import Conflict, Thing
from rules.problems import Problems, says_too_little
from rules.requester import THEMSELVES, Relationship, Shown, may_limit_for_interests
from rules.words import counted, has_name, is_one_name, listed, long_date, password_problem, plain

ANSWERS: dict[Step, tuple[str, ...]] = {
    Step.COURT_ORDER_READ: tuple(CourtOrder),
    Step.CONFLICT_ASKED: (NO_CONFLICT, *Conflict),
    Step.MANAGER_STANDS_BACK: tuple(Conflict),
    Step.BEST_INTERESTS: tuple(BestInterests),
    Step.ADVICE_CONSIDERED: tuple(Controversy),
    Step.EXTENDED: tuple(ExtensionGround),
    Step.MEETING: tuple(Meeting),
    Step.RELEASED: tuple(Extent),
    Step.REFUSED: tuple(RefusalGround),
}
WITH_PAGES = frozenset({Step.COMPLETE_COPY, Step.CLEAN_COPY})
WITH_ADVICE = frozenset({Step.ADVICE_SOUGHT, Step.ADVICE_RECEIVED})
# What has to be said beside the date: it stands in a letter, or nobody could tell later. The search is a
# reasonable and proportionate one (law L1.12) of all that is held, not of the paper file alone.
SAID_NEEDED = {
    Step.IDENTITY_ASKED: "Enter what was asked for, as it is in the letter.",
    Step.STAND_IN_NAMED: "Enter who stands in for the chairperson.",
    Step.MANAGER_STANDS_BACK: "Enter who decides instead of the manager.",
    Step.CLARIFICATION_ASKED: "Enter what was asked: it is part of the letter.",
    Step.FILE_CHECKED: "Enter where else you looked for records of the child, or why there is nowhere else.",
    Step.ADVICE_SOUGHT: "Enter whom you asked for advice.",
    Step.INVITED: "Enter the days and times that were offered.",
    Step.RELEASED: "Enter who was given the copy, and how they signed for it.",
    Step.WITHDRAWN: "Enter who took the request back, and how they said so.",
}
# What is answered so needs a reason with it.
REASON_FOR: dict[str, str] = {
    CourtOrder.LIMITS: "Enter what the order limits.",
    CourtOrder.FORBIDS: "Enter what the order says.",
    BestInterests.RELEASE: "Enter in a sentence why it is in the child's interests.",
    BestInterests.PART: "Enter in a sentence what is not in the child's interests, and why.",
    BestInterests.WITHHOLD: "Enter in a sentence why it is not in the child's interests.",
    Meeting.NOT_HELD: "Enter in a sentence why the file is released without a meeting.",
    Extent.PART: "Enter in a sentence why some of it is held back. It stays in our file; the letter has "
    "words of its own.",
}
_CONTROVERSIAL = "Enter in a sentence what it is and, if no legal advice is sought, why not."

# What is decided, which is somebody else's where the manager stands back.
DECISIONS = frozenset(
    {
        Step.EXTENDED,
        Step.BEST_INTERESTS,
        Step.ADVICE_CONSIDERED,
        Step.RELEASED,
        Step.REFUSED,
        Step.MISTAKEN,
    }
)

# A second person signs after the first, never the same account (AR-10, AR-25, AR-27).
SECOND_OF = {
    Step.FILE_CHECK_SIGNED: Step.FILE_CHECKED,
    Step.CLEAN_COPY_CHECKED: Step.CLEAN_COPY,
    Step.REFUSAL_AGREED: Step.REFUSED,
}
# What is done once for every request that came in one letter. Authority is shown for each child by itself,
# and what becomes of a file is its own.
TOGETHER = frozenset(
    {Step.IDENTITY_ASKED, Step.CHAIRPERSON_TOLD, Step.CONFLICT_ASKED, Step.ACKNOWLEDGED, Step.INVITED}
)
# What the chairperson may record, who prepares the file with the manager (AR-10, AR-29).
FOR_BOTH = frozenset(
    {
        Step.CONFLICT_ASKED,
        Step.FILE_CHECKED,
        Step.FILE_CHECK_SIGNED,
        Step.CLEAN_COPY_CHECKED,
        Step.MEETING,
        Step.REFUSAL_AGREED,
    }
)


def thing_of(step: Step | None, task: str = "") -> Thing:
    """What somebody must be allowed to record, to record this step; or for a `task` that has none."""
    is_signature = step in FOR_BOTH or task == Task.REDACTIONS_SECOND
    return Thing.SIGNATURE if is_signature else Thing.ACCESS_REQUEST


@dataclass(frozen=True)
class Said:
    """What a step is to be recorded with, as it was filled in."""

    step: Step | None
    on: date | None
    reason: str = ""
    answer: str = ""
    said: str = ""
    advice: str = ""
    pages: int | None = None
    is_route_told: bool = False
    late_because: str = ""


def problems(
    given: Said,
    *,
    whole: WholeRequest,
    by: int | None,
    sees_advice: bool,
    today: date,
    bank_holidays: Collection[date],
    found: int = 0,
    says_otherwise: Collection[str] = (),
    is_correction: bool = False,
    born_on: date | None = None,
) -> Problems:
    """What stands in the way of recording a step, by field; empty when nothing does.

    `whole` is the request as it stands, without the step that is corrected where it is one; `by` the account
    that signs; `found` how many things the check of the file lists; `says_otherwise` what the records hold
    that speaks against the answer which limits nothing; `born_on` the child's birth, where it is known.
    """
    step = given.step
    refused = access.step_problems(
        step,
        on=given.on,
        reason=given.reason,
        received_on=whole.received_on,
        steps=whole.steps,
        today=today,
        bank_holidays=bank_holidays,
        is_correction=is_correction,
    )
    if step is None:
        return refused
    for field, problem in (
        *_order(given, whole, is_correction=is_correction).items(),
        *_round_the_release(given, whole).items(),
        *_filled_in(given, found=found, sees_advice=sees_advice).items(),
        *_best_interests(given, whole, born_on, today).items(),
        *_ground(given, whole, born_on, today).items(),
        *_papers_of_the_check(given, whole, is_correction=is_correction).items(),
        *({} if is_correction else _what_has_changed(given, whole)).items(),
        *_though_the_records_say_otherwise(given, says_otherwise).items(),
        *_copies(given, whole).items(),
        *_signature(step, whole, by).items(),
        *_ending(given, whole).items(),
        *_lateness(given, whole, bank_holidays).items(),
    ):
        refused.setdefault(field, problem)
    for field in ("reason", "said", "advice", "late_because"):
        typed: str = getattr(given, field)
        for name, problem in password_problem(field, typed).items():
            refused.setdefault(name, problem)
    return refused


def open_steps(done: Collection[StepDone]) -> list[Step]:
    """The steps that can still be recorded of a request, in the policy's order: what happens once is recorded
    once, and what is answered is closed. What a step waits for, and is told, is not asked here."""
    if access.ended_on(done) is not None:
        after = [step for step in Step if access.may_come_after(step, done)]
        return [] if access.closed_on(done) else [*after, Step.CLOSED]
    recorded = {one.step for one in done}
    return [
        step
        for step in Step
        if (step not in recorded or step in access.MAY_HAPPEN_AGAIN) and step is not Step.REFUSAL_AGREED
    ]


ANSWER_FIRST = (
    "First say whether you have a conflict of interest: there is a button for it on the page of the request. "
    "Whoever is close to a request prepares nothing of it (AR-6)."
)


def is_to_answer_first(role: Role, whole: WholeRequest, by: int | None) -> bool:
    """Whether somebody of the committee, with the account `by`, is to say first whether they are close to the
    request (AR-6).

    What another of the committee answered is their own; what the office recorded is the chairperson's, until
    there is another one. Where somebody stands in, the committee chose them, and knew why.
    """
    if role not in ON_THE_COMMITTEE or access.ended_on(whole.steps) is not None:
        return False
    asked, named = whole.last(Step.CONFLICT_ASKED), whole.last(Step.STAND_IN_NAMED)
    if asked is None or access_path.is_of_one_before(asked, whole):
        return True
    has_answered = any(one.step is Step.CONFLICT_ASKED and one.by == by for one in whole.steps)
    return named is None and by is not None and asked.is_committees and not has_answered


def unanswered_problems(
    role: Role, whole: WholeRequest, by: int | None, step: Step | None = None, *, field: str = "step"
) -> Problems:
    """Why somebody of the committee records nothing yet but their answer about a conflict, by `field`."""
    if step is Step.CONFLICT_ASKED or not is_to_answer_first(role, whole, by):
        return {}
    return {field: ANSWER_FIRST}


# What is signed for having looked at the file, or at why nobody is shown it.
_LOOKED_AT = frozenset(
    {Step.FILE_CHECKED, Step.FILE_CHECK_SIGNED, Step.CLEAN_COPY_CHECKED, Step.REFUSAL_AGREED}
)
SIGNED_WITH_NAMES = (
    "Names are off. Whoever signs for having looked sees whose file it is, and what was decided about it."
)


def wants_names(step: Step | None, role: Role) -> str:
    """Why a step is recorded by somebody of this `role` with the names on alone; nothing where it is not so.

    What a chairperson said, the manager may record in any company (AR-6).
    """
    if step is Step.CONFLICT_ASKED and role in ON_THE_COMMITTEE:
        return (
            "Names are off. You can only say whether you are close to it if you know whose file it is and "
            "who asks."
        )
    return SIGNED_WITH_NAMES if step in _LOOKED_AT else ""


SEE_THEM_FIRST = f"{access_path.HIDDEN}. On the page of the request that is under The file."

NOT_BY_WHO_STANDS_BACK = (
    "You stand back from this request. Whoever decides instead, the deputy, the chairperson or a stand-in "
    "signs for it under their own account (AR-6)."
)


# Of the two who prepare a file one is the chairperson, or a stand-in; the law asks for no second person.
OFFICE_ALONE = (
    "Our policy has the manager and the chairperson, or a stand-in, do this together. Sign in their place "
    "only where none of them can in time."
)


def is_of_the_office(role: Role) -> bool:
    """Whether somebody prepares a file for the setting, and not for the committee (AR-10, AR-25, AR-27)."""
    return role in (Role.MANAGER, Role.DEPUTY)


def stands_back(role: Role, whole: WholeRequest) -> bool:
    """Whether this is the manager, who stands back from the request and signs for nothing of it (AR-6)."""
    return role is Role.MANAGER and whole.last(Step.MANAGER_STANDS_BACK) is not None


def is_written_down_alone(step: Step | None, role: Role, whole: WholeRequest) -> bool:
    """Whether the manager, who stands back, only writes down what somebody else decided (AR-6)."""
    return step in DECISIONS and stands_back(role, whole)


def stood_back_problems(
    role: Role, whole: WholeRequest, step: Step | None, *, is_written_down: bool
) -> Problems:
    """Why a manager who stands back does not record a step: they sign for nothing of it, and what is decided
    they write down for whoever decides (AR-6)."""
    if step in _LOOKED_AT and stands_back(role, whole):
        return {"step": NOT_BY_WHO_STANDS_BACK}
    if is_written_down_alone(step, role, whole) and not is_written_down:
        return {
            "is_written_down": "You stand back from this request. Have whoever decides instead decide, and "
            "tick that you only write it down."
        }
    return {}


def conflict_problems(
    given: Said, *, chairs: Iterable[str], requester: str, carers: Iterable[str]
) -> Problems:
    """Why there is a conflict of interest where none is recorded: the chairperson asks, or is a carer (AR-6).

    By whole names, as each of them is kept in another list.
    """
    if given.step is not Step.CONFLICT_ASKED or given.answer != NO_CONFLICT:
        return {}
    names = set(chairs)
    for whose, them in (("of the person who asks", [requester]), ("of a carer of this child", list(carers))):
        if any(is_one_name(chair, other) for chair in names for other in them):
            return {
                "answer": f"The chairperson has the name {whose}. Choose which conflict it is, so that "
                "the committee names a stand-in."
            }
    return {}


def naming(entries: Collection[int], whom: str) -> str:
    """That these entries of the index, by number alone, name `whom`; the beginning of a sentence."""
    numbers = listed([str(number) for number in entries])
    are = "Entry {} of the index names {}" if len(entries) == 1 else "Entries {} of the index name {}"
    return are.format(numbers, whom)


def named_problems(given: Said, entries: Collection[int]) -> Problems:
    """That "no conflict" says why where `entries` of the index name whoever answers (AR-6).

    It is not refused: whoever took the minutes of a meeting is named too, and is not close to anything.
    """
    is_said = not entries or not says_too_little(given.said)
    if given.step is not Step.CONFLICT_ASKED or given.answer != NO_CONFLICT or is_said:
        return {}
    return {
        "said": f"{naming(entries, 'whoever answers')}. Enter in a sentence why that is no conflict, or "
        "choose the answer “Named in the file”."
    }


def stand_in_problems(
    given: Said,
    *,
    requester: str,
    carers: Iterable[str],
    office: Iterable[str],
    members: Collection[str] = (),
    stood_back: Iterable[str] = (),
) -> Problems:
    """Why somebody cannot stand in for the chairperson: they ask themselves, are a carer or of the `office`,
    stood back from the request already, or are none of the committee's `members` where there are any (AR-6).
    """
    if given.step is not Step.STAND_IN_NAMED:
        return {}
    for whose, them in (("the person who asks", [requester]), ("a carer of this child", carers)):
        if any(has_name(name, given.said) for name in them):
            return {"said": f"This is the name of {whose}. Enter somebody who is not close to the request."}
    if any(has_name(name, given.said) for name in office):
        return {
            "said": "This is the name of the manager or the deputy. The committee names one of its members: "
            "enter that name alone."
        }
    if any(has_name(name, given.said) for name in stood_back):
        return {"said": "This person stood back from the request. Enter somebody who is not close to it."}
    if members and given.said.strip() and not any(has_name(name, given.said) for name in members):
        # By any other words each stand-in's account would be whom they mean.
        return {
            "said": "Enter the whole name of a committee member, as the list under Induction has it. Whoever "
            "is not on it is added there first."
        }
    return {}


_NO_NAMES = frozenset({"mrs", "miss", "the", "and", "for"})


def decided_with_problems(given: Said, *, own: str) -> Problems:
    """Why somebody is not the second person who decides a refusal: it is whoever records it (AR-10)."""
    if given.step is not Step.REFUSED or not is_one_name(own, given.said):
        return {}
    return {
        "said": "This is your own name. Enter who decided it with you: the chairperson or a stand-in. Leave "
        "it empty if nobody did."
    }


def handed_over_problems(given: Said, *, names: Iterable[str]) -> Problems:
    """Why a copy is not recorded as given: it says nobody of the `names` of who asked, or whom they act for
    (AR-29). A copy is for the person whose identity was seen, and for whom they name in writing."""
    if given.step is not Step.RELEASED or not given.said.strip():
        return {}
    words = {word for name in names for word in plain(name).split() if len(word) > 2} - _NO_NAMES
    if not words or words & set(plain(given.said).split()):
        return {}
    # Without the name itself: the form may stand on a shared screen.
    return {
        "said": "Enter by name who was given the copy. It is for the person who asked alone, or for somebody "
        "whom they named in writing: then enter both names."
    }


def stand_in_account_problems(
    *,
    name: str,
    is_member: bool,
    account: Role | None,
    is_named: bool,
    is_open: bool,
    requester: str,
    carers: Iterable[str],
    named: str,
    members: Iterable[str],
) -> Problems:
    """Why somebody called `name` is given no account as a stand-in, by field (AR-6).

    `is_member` is whether they are a committee member today; `account` is the role of the one they have.
    `named` is what was recorded of whom the committee named, and `members` are the names of who is in it.
    """
    if not is_open:
        return {"request": "The request is closed: nobody stands in any more."}
    if not is_named:
        return {"request": "First record whom the committee named: nobody stands in now."}
    if not name:
        return {"person": "Choose the committee member who stands in."}
    if not is_member:
        return {"person": "Choose somebody who is a committee member today, and not the chairperson."}
    for whose, them in (("the person who asks", [requester]), ("a carer of this child", carers)):
        if any(is_one_name(name, one) for one in them):
            return {
                "person": f"This is the name of {whose}. Choose somebody who is not close to the request."
            }
    if not has_name(name, named) and any(has_name(member, named) for member in members):
        # Without the name itself: the form may stand on a shared screen.
        return {"person": "The committee named somebody else in this list. Choose them, or name anew first."}
    if account is Role.CHAIRPERSON:
        return {"person": "This person can sign already: the role of their account is chairperson."}
    if account not in (None, Role.COMMITTEE):
        return {"person": f"The account of this person is {account}. The manager changes it in Set-up."}
    return {}


def second_problems(
    *, second_id: int | None, is_confirmed: bool, not_these: Collection[int | None]
) -> Problems:
    """What is wrong with the second person of a deputy who gives a stand-in an account, by field."""
    return need_to_know.second_problems(
        second_id,
        confirmed=is_confirmed,
        not_these=not_these,
        if_none=need_to_know.WITHOUT_THE_MANAGER,
        if_these="The second person can be neither you nor the person who is given the account.",
    )


NOTHING_TO_EXTEND = (
    "No month of the law runs for a public authority or a court, so there is nothing to extend. Tell it when "
    "it will have its answer."
)
_SHOWS_THE_FILE = frozenset({Step.INVITED, Step.MEETING, Step.RELEASED})


def _order(given: Said, whole: WholeRequest, *, is_correction: bool) -> Problems:
    """What cannot be before something else: an answer before its question, a check before the thing."""
    match given.step:
        case Step.ADVICE_RECEIVED:
            sought = whole.last(Step.ADVICE_SOUGHT)
            if sought is None:
                return {"step": "Nobody has been asked for advice yet. First record whom you asked."}
            if given.on and given.on < sought.on:
                return {
                    "on": f"Advice was asked for on {long_date(sought.on)}. The answer cannot be earlier."
                }
        case Step.EXTENDED if not is_correction and whole.is_of_an_authority:
            return {"step": NOTHING_TO_EXTEND}
        case Step.FILE_CHECKED | Step.FILE_CHECK_SIGNED | Step.CLEAN_COPY_CHECKED if (
            not is_correction and whole.index and whole.index.hidden
        ):
            return {"step": SEE_THEM_FIRST}
        case Step.BEST_INTERESTS if (
            given.answer == BestInterests.NO_SUCH_DATA and whole.index and whole.index.hidden
        ):
            return {"step": SEE_THEM_FIRST}
        case Step.FILE_CHECK_SIGNED | Step.CLEAN_COPY_CHECKED:
            first = whole.last(SECOND_OF[given.step])
            if first is None:
                what = "check" if given.step is Step.FILE_CHECK_SIGNED else "clean copy"
                return {
                    "step": f"There is no {what} to sign yet. The first person has to record it before that."
                }
            if given.on and given.on < first.on:
                return {
                    "on": f"The first person did it on {long_date(first.on)}. The second signature "
                    "cannot be earlier."
                }
        case step if step in _SHOWS_THE_FILE and not is_correction and access_path.is_mistaken(whole):
            return {"step": access_path.MISTAKEN}
        case step if step in _SHOWS_THE_FILE and not is_correction and _is_over(given, whole):
            return {"step": access_path.LAPSED}
        case Step.RELEASED if not is_correction and (lacking := access_path.blockers(whole)):
            what = listed([f"{blocker.what} ({blocker.clause})" for blocker in lacking])
            return {"step": f"Nothing is released until this is done: {what}."}
    return {}


def _is_over(given: Said, whole: WholeRequest) -> bool:
    """Whether the parental responsibility that somebody asks with was over on the day of the step."""
    return given.on is not None and access_path.is_lapsed(whole, given.on)


_BEFORE_THE_RELEASE = frozenset({Step.IDENTITY_CONFIRMED, Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED})


def _round_the_release(given: Said, whole: WholeRequest) -> Problems:
    """Dates that cannot be, new or corrected: what is handed over was made and checked before (AR-27)."""
    released, checked = whole.last(Step.RELEASED), whole.last(Step.CLEAN_COPY_CHECKED)
    if given.on is None:
        return {}
    if given.step is Step.RELEASED and checked and given.on < checked.on:
        return {
            "on": f"The second person checked the clean copy on {long_date(checked.on)}. It is not released "
            "before that."
        }
    if given.step in _BEFORE_THE_RELEASE and released and given.on > released.on:
        return {"on": f"The file was released on {long_date(released.on)}. This came before it."}
    return {}


def _filled_in(given: Said, *, found: int, sees_advice: bool) -> Problems:
    refused: Problems = {}
    step = given.step
    if step in ANSWERS and given.answer not in ANSWERS[step]:
        refused["answer"] = "Choose an answer."
    elif step is not None and step not in ANSWERS and given.answer and not _is_of_one_case(given):
        refused["answer"] = "This step has no such answer."
    if step in SAID_NEEDED and not given.said.strip():
        refused["said"] = SAID_NEEDED[step]
    if step in ANSWERS and says_too_little(given.reason):
        if given.answer in REASON_FOR:
            refused["reason"] = REASON_FOR[given.answer]
        elif step is Step.ADVICE_CONSIDERED and given.answer in set(Controversy) - {Controversy.NOTHING}:
            refused["reason"] = _CONTROVERSIAL
    if step is Step.MISTAKEN and says_too_little(given.reason):
        refused["reason"] = (
            "Enter in a sentence what is right instead: the code of the request that stands, or that nobody "
            "asked for this child's file."
        )
    if step is Step.FILE_CHECKED and found and says_too_little(given.reason):
        things = counted(found, "thing")
        refused["reason"] = f"The check lists {things}. Enter in a sentence what will be done about it."
    if given.advice.strip():
        if step not in WITH_ADVICE:
            refused["advice"] = "What the lawyer said is recorded with the advice itself, and nowhere else."
        elif not sees_advice:
            refused["advice"] = (
                "What the lawyer said is for the manager and the chairperson only. Leave this empty."
            )
    return refused


def _best_interests(given: Said, whole: WholeRequest, born_on: date | None, today: date) -> Problems:
    """That the child's interests keep nothing from the child, nor from anybody once they are 18 (L2.10)."""
    limits = given.answer in {BestInterests.PART, BestInterests.WITHHOLD}
    if not limits or may_limit_for_interests(whole.relationship, born_on, on=today):
        return {}
    if whole.relationship not in THEMSELVES:
        return {
            "answer": "The child is 18 or older, and this is no ground to keep anything back then. Choose "
            "another answer."
        }
    return {
        "answer": "They ask for their own information in their own right, and this is no ground to keep it "
        "from them. Choose another answer."
    }


def _ground(given: Said, whole: WholeRequest, born_on: date | None, today: date) -> Problems:
    """That a whole file is not refused on a ground against which the record speaks (AR-4, AR-32, L2.10)."""
    if given.step is not Step.REFUSED:
        return {}
    order = whole.last(Step.COURT_ORDER_READ)
    if given.answer == RefusalGround.ORDER and (order is None or order.answer != CourtOrder.FORBIDS):
        return {"answer": "It is not recorded that an order forbids it. First record that you read it."}
    if (
        given.answer == RefusalGround.NOT_SHOWN
        and whole.relationship is Relationship.RESPONSIBLE
        and whole.last(Step.IDENTITY_ASKED) is None
    ):
        return {
            "answer": "By the records they hold parental responsibility, and no proof was asked for. Ask for "
            "it first, or choose another ground."
        }
    if given.answer == RefusalGround.INTERESTS and not may_limit_for_interests(
        whole.relationship, born_on, on=today
    ):
        return {
            "answer": "This is no ground where the child asks, or is 18 or older. Choose another, or release."
        }
    if given.answer == RefusalGround.NOTHING_HELD and whole.index and whole.index.pages:
        pages = counted(whole.index.pages, "page")
        return {"answer": f"The index of this file has {pages}. Choose another ground, or release."}
    return {}


def _is_of_one_case(given: Said) -> bool:
    """Whether an answer is asked in one case alone: of an empty file, or of proof that somebody may ask."""
    return _is_of_no_papers(given) or (given.step is Step.IDENTITY_CONFIRMED and given.answer in set(Shown))


def _is_of_no_papers(given: Said) -> bool:
    return given.step is Step.FILE_CHECKED and given.answer == HOLDS_NO_PAPERS


ENTER_THE_PAPERS = (
    "The index of this file is empty, so there is nothing to check the file against. Enter its papers first: "
    "on the page Children and files, under File index. If the file truly holds no papers, tick that, and say "
    "why (AR-12)."
)


def _papers_of_the_check(given: Said, whole: WholeRequest, *, is_correction: bool) -> Problems:
    """That a file is checked against an index with something in it, or is said to hold no papers (AR-12)."""
    if given.step is not Step.FILE_CHECKED or whole.index is None:
        return {}
    if _is_of_no_papers(given) and says_too_little(given.reason):
        return {"reason": "Enter in a sentence why the file holds no papers. The second person reads it."}
    if is_correction:  # what the index has now says nothing of then
        return {}
    if _is_of_no_papers(given) and not whole.index.is_empty:
        return {"answer": "The index of this file has entries, so the file holds papers. Do not tick this."}
    if whole.index.is_empty and not _is_of_no_papers(given):
        return {"answer": ENTER_THE_PAPERS}
    return {}


# What the form of a refusal warns of (LG-1, AR-10, AR-25; law L1.16).
NOT_AGREED = (
    "If you do not agree, sign nothing and tell the manager: they take the refusal back under History, and "
    "the request is open again."
)
TWO_PEOPLE = (
    "Nobody refuses a whole file alone: decide it with the chairperson or a stand-in (AR-10, AR-25). They "
    "agree to it here under their own account. Send the letter then. Enter a name below only for somebody "
    "who cannot sign here."
)
NO_ADVICE = (
    "No legal advice is considered yet. A refusal may be taken to the Information Commissioner or to court, "
    "and it is for us to show that its ground is true. Consider advice first (LG-1)."
)


# The answer that limits nothing, of each question that may be asked again, and where its reason is entered.
LIMITS_NOTHING = {
    Step.CONFLICT_ASKED: (NO_CONFLICT, "said"),
    Step.BEST_INTERESTS: (BestInterests.NO_SUCH_DATA, "reason"),
    Step.ADVICE_CONSIDERED: (Controversy.NOTHING, "reason"),
}


def _what_has_changed(given: Said, whole: WholeRequest) -> Problems:
    """That an answer which lifts what the last one limited says why (AR-6, LG-2, X-4)."""
    if given.step not in LIMITS_NOTHING:
        return {}
    nothing, field = LIMITS_NOTHING[given.step]
    before = whole.last(given.step)
    if before is None or before.answer in {"", nothing} or given.answer != nothing:
        return {}
    if not says_too_little(given.said if field == "said" else given.reason):
        return {}
    return {
        field: f"On {long_date(before.on)} the answer was “{before.answer}”. Enter in a sentence what has "
        "changed since; or correct that step, if it was wrong."
    }


# The questions whose answer is held against what the records hold.
AGAINST_THE_RECORDS = frozenset({Step.BEST_INTERESTS, Step.ADVICE_CONSIDERED})


def _though_the_records_say_otherwise(given: Said, says_otherwise: Collection[str]) -> Problems:
    """That an answer which limits nothing says why, where the records speak against it (LG-1, X-4, L2.10).

    What speaks against it is not named: the form may stand on a shared screen.
    """
    if given.step not in AGAINST_THE_RECORDS or not says_otherwise:
        return {}
    nothing, field = LIMITS_NOTHING[given.step]
    if given.answer != nothing or not says_too_little(given.reason):
        return {}
    return {
        field: f"The records of this child say otherwise. Enter in a sentence why it is “{nothing}” all the "
        "same, or choose another answer."
    }


def _copies(given: Said, whole: WholeRequest) -> Problems:
    """The pages of a copy: the complete one has those of the index, and not fewer than the one before without
    a word; the clean one never more (AR-12, AR-24)."""
    if given.step not in WITH_PAGES:
        return {} if given.pages is None else {"pages": "This step has no pages."}
    if given.pages is None:
        return {"pages": "Count the pages of the copy and enter the number."}
    if given.pages < 1:
        return {"pages": "A copy has at least one page."}
    index, complete = whole.index, whole.last(Step.COMPLETE_COPY)
    if given.step is Step.COMPLETE_COPY and index and index.pages and given.pages != index.pages:
        return {
            "pages": f"The index has {counted(index.pages, 'page')}. Count again, or put the index right "
            "first: while the file is on hold that needs a reason."
        }
    if (
        given.step is Step.COMPLETE_COPY
        and (before := complete and complete.pages)
        and given.pages < before
        and says_too_little(given.said)
    ):
        return {
            "said": f"The complete copy of {long_date(complete.on)} has {counted(before, 'page')}. Enter in "
            "a sentence why this one has fewer: nothing leaves a file that was asked for."
        }
    if given.step is Step.CLEAN_COPY and complete and complete.pages and given.pages > complete.pages:
        return {
            "pages": f"The complete copy has only {counted(complete.pages, 'page')}. Count again; if papers "
            "came since, copy the complete file again first."
        }
    return {}


NOT_HERE = "By the register you are not here today. Somebody who is signs, or corrects the day in Induction."
NOBODY_OF_THE_OFFICE = (
    "The check was signed first by the chairperson or a stand-in. One of the two who sign is the manager or "
    "the deputy: they sign the second under their own account (AR-10)."
)


def is_of_the_committee_alone(step: Step | None, role: Role, whole: WholeRequest) -> bool:
    """Whether somebody with this `role` would be the second of the committee to sign a check (AR-10)."""
    is_for_the_office = access_path.is_for_the_office(Task.FILE_CHECK_SECOND, whole)
    return step is Step.FILE_CHECK_SIGNED and is_for_the_office and role in ON_THE_COMMITTEE


def _signature(step: Step, whole: WholeRequest, by: int | None) -> Problems:
    first = whole.last(SECOND_OF[step]) if step in SECOND_OF else None
    if first is not None and by is not None and first.by == by:
        return {
            "signed_by": "You did this yourself. The second person has to be somebody else: the "
            "chairperson, or a stand-in, under their own account."
        }
    return {}


def _ending(given: Said, whole: WholeRequest) -> Problems:
    match given.step:
        case Step.REFUSED if not given.is_route_told and not whole.is_of_an_authority:
            return {"is_route_told": ROUTES_LACKING}
        case Step.RELEASED:
            is_less = bool(whole.lines)
            if given.answer == Extent.FULL and is_less:
                return {"answer": "Something was taken out of the copy, so it can only be released in part."}
            if given.answer == Extent.PART and not given.is_route_told and not whole.is_of_an_authority:
                return {"is_route_told": ROUTES_LACKING}
            if access_path.is_limited_by_an_order(whole) and says_too_little(given.reason):
                return {
                    "reason": "The court order limits what may be released. Enter in a sentence how this "
                    "release keeps to it."
                }
        case Step.CLOSED if (
            says_too_little(given.reason)
            and whole.last(*ENDINGS)
            and (undone := access_path.left_undone(whole))
        ):
            return {
                "reason": f"Left undone: {listed(undone)}. Enter in a sentence why, so that nobody wonders."
            }
    return {}


def _lateness(given: Said, whole: WholeRequest, bank_holidays: Collection[date]) -> Problems:
    """An answer after its date says why it is late; one in time says nothing of it (AR-8)."""
    if given.step not in access.MAY_BE_LATE or given.on is None:
        return {"late_because": "Only an answer can be late."} if given.late_because.strip() else {}
    by_the_clock = access.due_on(access.clock_of(whole.received_on, whole.steps), bank_holidays)
    due = access_path.answer_by(whole, by_the_clock)
    ended = [*whole.steps, StepDone(given.step, given.on)]
    if due == by_the_clock and access.waits_for(whole.received_on, ended, bank_holidays):
        return {}
    refused = whole.last(Step.REFUSED)
    if given.step is Step.REFUSAL_AGREED and refused and refused.on > due:
        return {}  # whoever refused it so late has said why
    if given.on <= due:
        in_time = f"It was due by {long_date(due)}, so it is in time: leave this empty."
        return {"late_because": in_time} if given.late_because.strip() else {}
    if says_too_little(given.late_because):
        return {"late_because": f"It was due by {long_date(due)}. Enter in a sentence why it is late."}
    return {}


ROUTES_LACKING = (
    "Say that the letter tells them how to complain: to us, to the Information Commissioner, and that they "
    "may go to court."
)


def correction_problems(
    old: StepDone, given: Said, *, whole: WholeRequest, by: int | None, is_struck: bool, because: str
) -> Problems:
    """What stands in the way of correcting a step, or of saying that it was not done at all, by field.

    `whole` is the request without the step.
    """
    refused = mistakes.problems(because)
    if given.step is not old.step:
        refused["step"] = (
            "A correction is of the same step. Say that this one was not done, and record another."
        )
    if old.step in SECOND_OF and not is_struck and old.by is not None and old.by != by:
        refused["signed_by"] = "Only the person who signed it can change its date. You may take it back."
    done = {one.step for one in whole.steps}
    if is_struck and old.step in ENDINGS and Step.CLOSED in done:
        refused["step"] = "The request is closed. Take that back first."
    if is_struck and old.step is Step.CLARIFICATION_ASKED:
        asked = [one for one in whole.steps if one.step is Step.CLARIFICATION_ASKED]
        answered = [one for one in whole.steps if one.step is Step.CLARIFICATION_ANSWERED]
        if len(answered) > len(asked):
            refused["step"] = "The question has an answer. Take the answer back first."
    return refused


def without(whole: WholeRequest, old: StepDone) -> WholeRequest:
    """The request as it would stand without a step."""
    kept = list(whole.steps)
    kept.remove(old)
    return replace(whole, steps=tuple(kept))


def waits_for(step: Step, whole: WholeRequest) -> list[Task]:
    """What usually comes first and is not done: said beside the form, refused nowhere but at the release."""
    task = next((task for task, about in ABOUT.items() if about.step is step), None)
    if task is None or step in ENDINGS:
        return []
    return access_path.waits_for(task, whole)
