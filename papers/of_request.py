"""What the papers about an access request say, from its record (AR-6 to AR-32; law L1).

A parent reads the letters: why something is left out is told of other people's information; of every other
ground no more than that the law allows it, because more could put somebody in danger. Legal advice is read
for no paper (AR-11).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from papers.letters import FILLED_IN, HOW, Letter, how, signature
from papers.request_papers import Chapter, Taken
from rules import access, access_path, third_parties
from rules.access import IN_WORDS, Clock, RefusalGround, Step
from rules.access_path import Copy, Task
from rules.induction import Role
from rules.redaction import is_of_other_people
from rules.requester import CARERS, THEMSELVES, Relationship, Subject
from rules.retention import Period, RecordKind, how_long
from rules.third_parties import ANSWERS, Event, PartyKind
from rules.words import counted, dated, is_one_name, listed, long_date, plain
from rules.working_days import london_day
from store.cabinet import Who
from store.file_index import Line
from store.held_request import HeldParty, HeldRequester, HeldStep, HeldWhole
from store.request_file import HoldChange
from store.retention import RecordedDisposal

OF_A_KIND = {
    PartyKind.CHILD: Letter.CHILD,
    PartyKind.FAMILY: Letter.FAMILY,
    PartyKind.AGENCY: Letter.AGENCY,
    PartyKind.STAFF: Letter.STAFF,
    PartyKind.OTHER: Letter.OTHER,
}
_FOR_THE_OFFICE = (
    "If the request is complex", "The answer ", "The extension notice", "A clarification is still awaited",
)  # fmt: skip
OTHER_PEOPLE = (
    "information about other people, where we decided in each case that it is not reasonable to show it"
)
FOR_THE_CHILD = (
    "A child's records are the child's own. Somebody with parental responsibility asks for them on the "
    "child's behalf."
)
ON_A_BASIS = "A child's records are the child's own. We first look at what your request is based on."
IN_THEIR_OWN_RIGHT = "The records are about you, and you ask for them in your own right."
ABOUT_THEMSELVES = "You ask for what the file holds about you yourself, in your own right."
ABOUT_BOTH = f"{FOR_THE_CHILD} What the file holds about you yourself, you ask for in your own right."
ON_BEHALF = "What the file holds about {} you ask for on their behalf."
_TYPED = ("proof", "question", "reason", "offered")
UNNAMED, UNNAMED_CARER = "the child whom you named", "the person for whom you act"
THEY_MENTION = "By the index of the file, what mentions you is in {}."
# What a refusal says of its ground, beside the reason in the setting's own words.
GROUNDS = {
    RefusalGround.UNFOUNDED: "We find that the request is manifestly unfounded.",
    RefusalGround.EXCESSIVE: "We find that the request is manifestly excessive.",
    RefusalGround.EXEMPT: "We find that the law allows us to keep back all of what you asked for.",
    RefusalGround.NOT_SHOWN: "We have seen nothing that shows that you may ask for these records.",
    RefusalGround.ORDER: "We find that a court order does not let us give you these records.",
    RefusalGround.INTERESTS: "We find that it would not be in the child's interests.",
    RefusalGround.NOTHING_HELD: "We have looked, and hold nothing of what you asked for.",
}
# They say nothing of whether the child is or was here.
_SAYS_NOTHING_OF_A_CHILD = frozenset(
    {RefusalGround.UNFOUNDED, RefusalGround.EXCESSIVE, RefusalGround.NOT_SHOWN}
)
WHO_YOU_ARE = "who you are, or that you may ask on behalf of"
THAT_YOU_MAY = "that you may ask on behalf of"
ONCE_SHOWN = "once we have seen the proof that we asked you for"
ALLOWED = "information that the law allows us to leave out"
OVERDUE = "That day has passed. We are sorry, and will answer without further delay."
LATE = "We should have answered by {}. We are sorry that our answer is late."
DAYS_NOT_COUNTED = (
    "The days from then until your answer comes are not counted in the time that we have. Until they are "
    "added, the last day is {}."
)
NO_MORE_TIME = (
    "We should have answered by {}, so asking you now does not give us more time. We are sorry that our "
    "answer is late."
)
MANAGER_STANDS_BACK = "The manager stands back from this request."
PASSED_ON_TO = "A part was passed on to "
RUNS_ANEW = (
    "The month that we have by law runs from the day on which we have seen it, so please let us see it soon."
)
PROOF_ASKED = "On {} we asked you for proof that we may give you the records."
QUESTION_ASKED = "On {} we asked you to make clear what you would like to see."
RUNS_ON = (
    "We should have asked you sooner, so the month that we have by law still runs from the day of your "
    "request. Please let us see it soon."
)

Row = tuple[str, str, str]


# These bear the day of their step once it is recorded: an extension notice that is printed after the month
# was over would say of itself that it was late (L1.9).
SENT = {
    Letter.IDENTITY: Step.IDENTITY_ASKED,
    Letter.CLARIFICATION: Step.CLARIFICATION_ASKED,
    Letter.EXTENSION: Step.EXTENDED,
    Letter.COVERING: Step.RELEASED,
    Letter.REFUSAL: Step.REFUSED,
}
ABOUT_A_REQUEST = tuple(letter for letter in Letter if "requester" in FILLED_IN[letter])
# They say until when we have time: made again, what they said on their day.
_OF_THEIR_DAY = frozenset({Letter.CLARIFICATION, Letter.EXTENSION})
_SHOW_THE_FILE = frozenset({Letter.INVITATION, Letter.COVERING})
_OF_A_FAMILY = frozenset({Letter.INVITATION, Letter.EXTENSION})  # no month to extend, and no meeting


def letters_of(held: HeldWhole, today: date, bank_holidays: Collection[date]) -> list[Letter]:
    """The letters about a request that may be sent, whether or not all that they need is recorded.

    None that shows the file to somebody who is no carer, holds responsibility no longer, or has shown nothing
    that lets them ask (AR-4). No invitation to a meeting that was held, or declined, no extension notice that
    would come too late, and no refusal to which nobody else agreed (AR-10). Once the request has ended, only
    those whose step was recorded: what is asked for, offered or promised in the others is over.
    """
    has_ended = access.ended_on(held.done) is not None
    left_out = set() if _may_be_shown(held, today) else set(_SHOW_THE_FILE)
    if _is_of_an_authority(held):
        left_out |= _OF_A_FAMILY
    if _is_invitation_over(held):
        left_out.add(Letter.INVITATION)
    if access_path.waits_for_agreement(held.whole()):
        left_out.add(Letter.REFUSAL)
    if not (held.last(Step.EXTENDED) or may_still_be_extended(held, today, bank_holidays)):
        left_out.add(Letter.EXTENSION)
    return [
        letter
        for letter in ABOUT_A_REQUEST
        if letter not in left_out
        and (not has_ended or (letter in SENT and held.last(SENT[letter]) is not None))
    ]


def may_still_be_extended(held: HeldWhole, today: date, bank_holidays: Collection[date]) -> bool:
    """Whether a first extension notice that is sent today would move the date; there is none of an
    authority's request."""
    clock = access.clock_of(held.received_on, held.done)
    return not _is_of_an_authority(held) and access.may_still_be_extended(clock, today, bank_holidays)


def too_late_to_extend(held: HeldWhole, today: date, bank_holidays: Collection[date]) -> str:
    """That an open request of a family cannot be extended any more, in a sentence; else nothing.

    Nothing while proof of who asks is awaited, which may let the month run anew.
    """
    is_over = access.ended_on(held.done) is not None
    if is_over or _is_of_an_authority(held) or access.is_identity_awaited(held.done):
        return ""
    return access.too_late_to_extend(access.clock_of(held.received_on, held.done), today, bank_holidays)


def _may_be_shown(held: HeldWhole, today: date) -> bool:
    """Whether nothing speaks against showing the file to who asks: a carer by mistake, or one no longer; or
    somebody of whom it is recorded that nothing shows yet that they may."""
    if held.is_asked_by_no_carer or access.ended_on(held.done) is not None:
        return not held.is_asked_by_no_carer
    return not (access_path.is_lapsed(held.whole(), today) or _lacks_authority(held))


def _lacks_authority(held: HeldWhole) -> bool:
    return held.check is not None and held.check.lacks_authority


def _may_meet(held: HeldWhole, today: date) -> bool:
    may_know = held.may_know_whose(today)
    return may_know and _may_be_shown(held, today) and not _is_of_an_authority(held)


def _is_of_an_authority(held: HeldWhole) -> bool:
    """Whether a public authority or a court asks: no month of the law runs for it."""
    return held.check is not None and held.check.relationship is Relationship.AUTHORITY


def _is_invitation_over(held: HeldWhole) -> bool:
    """Whether it is recorded what came of the meeting, and nobody was invited anew since."""
    met, invited = held.last(Step.MEETING), held.last(Step.INVITED)
    return met is not None and (invited is None or (invited.on, invited.id) < (met.on, met.id))


def facts(
    held: HeldWhole,
    letter: Letter,
    *,
    setting: str,
    who: Who,
    today: date,
    bank_holidays: Collection[date],
    chairperson: str = "",
    periods: Mapping[RecordKind, Period] | None = None,
    gone: Sequence[RecordedDisposal] = (),
    about_the_requester: Sequence[int] = (),
) -> dict[str, str]:
    """The facts that a letter about the request itself is filled in with; empty where not recorded.

    `chairperson` is who holds that office; a stand-in that was named takes their place, and neither
    is written to with a conflict of interest (AR-6). `periods` are how long the setting keeps what, and
    `gone` what of the child's records is not here any more: the covering letter says so, and with
    `about_the_requester` in which entries whoever asked for their own information is mentioned.
    """
    clock = access.clock_of(held.received_on, held.done)
    stand_in = held.last(Step.STAND_IN_NAMED)
    has_conflict = access_path.wants_stand_in(held.received_on, held.done)
    clarification, invitation = held.last(Step.CLARIFICATION_ASKED), held.last(Step.INVITED)
    copy = held.last(Step.CLEAN_COPY)
    # The letter that goes with a copy is made of one that a second person has checked (AR-27).
    is_ready = access.ended_on(held.done) is not None or access_path.clean_copy(held.whole()) is Copy.READY
    in_time = clock.extended_on is None or access.is_extended(clock, bank_holidays)
    reasons = held.last(Step.REFUSED if letter is Letter.REFUSAL else Step.EXTENDED)
    sent = held.last(SENT[letter]) if letter in SENT else None
    on = sent.on if sent else today
    if letter is Letter.REFUSAL and (agreed := held.last(Step.REFUSAL_AGREED)):
        on = max(on, agreed.on)  # it is sent once two people have decided
    if sent and letter in _OF_THEIR_DAY:
        clock = _as_it_was(clock, on)
    due = access.due_on(clock, bank_holidays)
    if letter is Letter.EXTENSION:
        due = access.extended_due_on(clock, bank_holidays)
    # Whether the letter may tell whoever gets it that the child is here, and by which name.
    is_named = letter is Letter.CHAIRPERSON or held.may_know_whose(today)
    child = held.child if is_named else UNNAMED
    acts_for = _acted_for(held.check, is_named=is_named)
    is_of_an_authority = _is_of_an_authority(held)
    why = "" if is_of_an_authority else _why(clock, today, bank_holidays)
    until_then = [done for done in held.done if done.on <= on]
    is_waiting = access.waits_for(held.received_on, until_then, bank_holidays) is not None
    is_late = on > due and not is_of_an_authority and not is_waiting
    return signature(setting, who, on) | {
        "code": held.code,
        # Who may not know yet that the child is here is written to by the name under which the request came:
        # another one, as the register has it, would tell them that we hold something.
        "requester": held.asker if is_named else held.requester,
        "child": child,
        "is_named": "yes" if is_named else "",
        "received_on": long_date(held.received_on),
        "how": how(held.channel),
        "due_on": long_date(due),
        "late": LATE.format(long_date(due)) if is_late else "",
        "copy_by": _copy_by(held, on, due),
        "time_left": "" if is_of_an_authority else _time_left(letter, held, on, due),
        "whose_right": _whose_right(held.check, acts_for),
        "copy_of": _copy_of(held.check if is_named else None, child),
        "whose_copy": _whose_copy(held.check, child, acts_for, about_the_requester if is_named else ()),
        "ground": _ground(held.last(Step.REFUSED), is_named=is_named),
        "to_show": _to_show(held, child, acts_for),
        "by_law": "" if is_of_an_authority else "yes",
        "may_meet": "yes" if _may_meet(held, today) else "",
        "may_want_proof": "" if _has_been_asked_for_proof(held) else "yes",
        "may_want_question": "" if clarification else "yes",
        "asked": _asked(held, due),
        "why_due": f"{why} {OVERDUE if is_late else ''}".strip(),
        "chairperson": "" if has_conflict else _words(stand_in) if stand_in else chairperson,
        "stands_back": _stands_back(held, who),
        "proof": _words(held.last(Step.IDENTITY_ASKED)),
        "asked_on": long_date(clarification.on) if clarification else "",
        "question": _words(clarification),
        "reason": reasons.reason if reasons else "",
        "first_due_on": long_date(access.first_due_on(clock, bank_holidays)) if in_time else "",
        "offered": _words(invitation),
        "pages": counted(copy.pages, "page") if copy and copy.pages and is_ready else "",
        "withheld": _withheld(held),
        "gone": "\n".join(dict.fromkeys([*(_went(one) for one in gone if one.on <= on), *_no_papers(held)])),
        "kept_for": "; ".join(f"{kind}: {how_long(period)}" for kind, period in (periods or {}).items()),
    }


def says_a_name(held: HeldWhole, facts: dict[str, str]) -> bool:
    """Whether a letter that may name no child has a name of the child in what was typed for it (AR-4, L2.20).

    `facts` are the letter's. A surname that is the requester's too tells them nothing.
    """
    theirs = set(plain(held.requester).split())
    names = {name for name in plain(held.child).split() if len(name) > 1} - theirs
    typed = plain(" ".join(facts[fact] for fact in _TYPED)).split()
    return not facts["is_named"] and any(f"{name}{s}" in typed for name in names for s in ("", "s"))


def says_not_where(held: HeldWhole, letter: Letter, facts: Mapping[str, str]) -> bool:
    """Whether the letter with a copy of what is a carer's own does not say where they are mentioned: in no
    entry by the index, or some are hidden from whoever makes it."""
    check, said = held.check, THEY_MENTION.partition("{")[0]
    is_their_own = check is not None and check.relationship in CARERS and check.subject is not Subject.CHILD
    return letter is Letter.COVERING and is_their_own and said not in facts["whose_copy"]


def _copy_by(held: HeldWhole, on: date, due: date) -> str:
    """Until when the copy is promised: by no day to whom nothing is given before proof was seen (AR-4)."""
    if access.is_identity_awaited(held.done):
        return ONCE_SHOWN
    return f"by {long_date(due)}" if on <= due else "without further delay"


def _acted_for(check: HeldRequester | None, *, is_named: bool) -> str:
    """For whom somebody acts, by name. A carer who was chosen stands there as the register has them: whoever
    may not know yet that the child is here does not learn by it that we know the carer, nor a new name."""
    if check is None or check.relationship is not Relationship.ACTING:
        return ""
    return check.acts_for if is_named or check.carer_id is None else UNNAMED_CARER


def _to_show(held: HeldWhole, child: str, acts_for: str) -> str:
    """What proof may be asked for: who it is, and of whoever asks for somebody else that they may."""
    check = held.check
    is_acting = check is not None and check.relationship is Relationship.ACTING
    if _asks_for_themselves(check) and not is_acting:
        return "who you are"
    what = THAT_YOU_MAY if check and check.evidence else WHO_YOU_ARE
    return f"{what} {acts_for if is_acting else child}"


def _asks_for_themselves(check: HeldRequester | None) -> bool:
    """Whether somebody asks for nobody's information but their own, as a grown-up child does (L2.21)."""
    return check is not None and (check.relationship in THEMSELVES or check.subject is Subject.OWN)


def _has_been_asked_for_proof(held: HeldWhole) -> bool:
    """Whether proof of who asks, and that they may, was asked for or seen: a letter does not say that it may
    yet be."""
    is_lacking = _lacks_authority(held) and not _asks_for_themselves(held.check)
    has_shown = held.check is not None and bool(held.check.evidence) and not is_lacking
    return has_shown or any(held.last(step) for step in (Step.IDENTITY_ASKED, Step.IDENTITY_CONFIRMED))


def _whose_right(check: HeldRequester | None, acts_for: str) -> str:
    if check is None:
        return FOR_THE_CHILD
    if check.relationship in THEMSELVES:
        return IN_THEIR_OWN_RIGHT
    if check.relationship is Relationship.AUTHORITY:
        return ON_A_BASIS
    if check.relationship is Relationship.ACTING and check.subject is not Subject.CHILD:
        about_them = ON_BEHALF.format(acts_for)
        return about_them if check.subject is Subject.OWN else f"{FOR_THE_CHILD} {about_them}"
    return {Subject.OWN: ABOUT_THEMSELVES, Subject.BOTH: ABOUT_BOTH}.get(check.subject, FOR_THE_CHILD)


def _copy_of(check: HeldRequester | None, child: str) -> str:
    """What was asked for: the child's records, what they hold about whoever asks, or both (AR-3, L2.21)."""
    about = check.acts_for if check and check.relationship is Relationship.ACTING else "you"
    subject = Subject.CHILD if check is None or check.relationship in _ASK_FOR_ONE else check.subject
    if subject is Subject.OWN:
        return f"what the file of {child} holds about {about}"
    return f"the records about {child}" + (
        f", with what they hold about {about}" if subject is Subject.BOTH else ""
    )


# A child who asks has no information beside the child's; an authority asks for what its request is based on.
_ASK_FOR_ONE = THEMSELVES | {Relationship.AUTHORITY}


def _whose_copy(check: HeldRequester | None, child: str, acts_for: str, entries: Sequence[int]) -> str:
    """On whose behalf it was asked for, and where whoever asked for their own information is mentioned."""
    if check is None or check.relationship is Relationship.AUTHORITY:
        return ""
    if check.relationship in THEMSELVES:
        return "The records are about you, and you asked for them in your own right."
    if check.relationship is Relationship.ACTING:
        is_for_the_child = check.subject is not Subject.OWN and not is_one_name(acts_for, child)
        asks = f", who asks on behalf of {child}" if is_for_the_child else ""
        return f"You asked for it on behalf of {acts_for}{asks}."
    said = {
        Subject.OWN: "You asked for it in your own right.",
        Subject.BOTH: f"You asked on behalf of {child}, and in your own right for what is about you.",
    }.get(check.subject, f"You asked for it on behalf of {child}.")
    if check.subject is Subject.CHILD or not entries:
        return said
    numbers = listed([str(number) for number in entries])
    return f"{said} {THEY_MENTION.format(('entry ' if len(entries) == 1 else 'entries ') + numbers)}"


def _ground(refused: HeldStep | None, *, is_named: bool) -> str:
    """The ground of a refusal in words; none that tells somebody that the child is here, who may not know."""
    if refused is None or refused.answer not in set(RefusalGround):
        return ""
    ground = RefusalGround(refused.answer)
    return GROUNDS[ground] if is_named or ground in _SAYS_NOTHING_OF_A_CHILD else ""


def _as_it_was(clock: Clock, on: date) -> Clock:
    """The clock as it stood when something was asked: what came after counts not yet."""
    identity, extended = clock.identity_confirmed_on, clock.extended_on
    return replace(
        clock,
        identity_confirmed_on=identity if identity and identity <= on else None,
        pauses=tuple(
            pause if pause.answered_on and pause.answered_on <= on else replace(pause, answered_on=None)
            for pause in clock.pauses
            if pause.asked_on < on
        ),
        extended_on=extended if extended and extended <= on else None,
    )


def _time_left(letter: Letter, held: HeldWhole, on: date, due: date) -> str:
    """What asking on a day does to the time that the law gives us, as the clock counts it (L1.6, L1.7)."""
    if letter is Letter.CLARIFICATION:
        return (DAYS_NOT_COUNTED if on <= due else NO_MORE_TIME).format(long_date(due))
    return RUNS_ANEW if access.is_identity_asked_in_time(held.received_on, on) else RUNS_ON


def _asked(held: HeldWhole, due: date) -> str:
    """What whoever asks was asked for and has not answered yet, and what the wait does to our time: the
    letters that asked say the same (L1.6, L1.7)."""
    has_a_month, said = not _is_of_an_authority(held), []
    proof = held.last(Step.IDENTITY_ASKED)
    if proof and access.is_identity_awaited(held.done):
        said.append(PROOF_ASKED.format(long_date(proof.on)))
        if has_a_month:
            said.append(_time_left(Letter.IDENTITY, held, proof.on, due))
    pauses = access.clock_of(held.received_on, held.done).pauses
    if asked := [long_date(pause.asked_on) for pause in pauses if pause.answered_on is None]:
        said.append(QUESTION_ASKED.format(listed(asked)))
        if has_a_month and any(p.answered_on is None and p.asked_on <= due for p in pauses):
            said.append(DAYS_NOT_COUNTED.format(long_date(due)))
    return " ".join(said)


def _stands_back(held: HeldWhole, who: Who) -> str:
    """That the manager stands back and who decides instead, as whoever signs says it (AR-6)."""
    if (row := held.last(Step.MANAGER_STANDS_BACK)) is None:
        return ""
    said = "I stand back from this request myself." if who.role is Role.MANAGER else MANAGER_STANDS_BACK
    return f"{said} Who decides instead: {row.said.strip(' .')}."


def _went(gone: RecordedDisposal) -> str:
    """What became of a part of the records; not of which kind, which could put somebody in danger."""
    if gone.passed_to:
        return f"{PASSED_ON_TO}{gone.passed_to} on {long_date(gone.on)}. Please ask there for it."
    return f"A part was destroyed on {long_date(gone.on)}."


def _no_papers(held: HeldWhole) -> list[str]:
    """That the file held no papers, where the check that stands says so (AR-12)."""
    checked = held.last(Step.FILE_CHECKED)
    if checked is None or not access_path.is_said_to_hold_none(held.whole()):
        return []
    return [f"When we checked on {long_date(checked.on)}, the file held no papers."]


def _words(step: HeldStep | None) -> str:
    return (step.said or step.reason) if step else ""


def _why(clock: Clock, today: date, bank_holidays: Collection[date]) -> str:
    """How the date comes about, without what only the office needs to know."""
    said = access.explanation(clock, today=today, bank_holidays=bank_holidays)[1:]
    return " ".join(sentence for sentence in said if not sentence.startswith(_FOR_THE_OFFICE))


def _withheld(held: HeldWhole) -> str:
    by_id = {party.id: party.party for party in held.parties}
    kinds = Counter(
        OTHER_PEOPLE if is_of_other_people(line.ground, by_id.get(line.party_id or 0)) else ALLOWED
        for line in held.lines
    )
    released = held.last(Step.RELEASED)
    if not kinds and released and released.answer == access_path.Extent.PART:
        return f"{ALLOWED[0].upper()}{ALLOWED[1:]}."
    return "\n".join(
        f"In {counted(kinds[kind], 'place')}: {kind}." for kind in (OTHER_PEOPLE, ALLOWED) if kinds[kind]
    )


# Third parties -------------------------------------------------------------------------------------


def may_be_written_to(party: HeldParty) -> bool:
    """Whether nobody said that this party is not written to, is none at all or a carer by mistake (AR-14)."""
    settled = {Event.WRITTEN, Event.NOT_WRITTEN, Event.MISTAKEN}
    events = [e.event for e in party.standing if e.event in settled]
    return not party.is_no_carer and (not events or events[-1] is Event.WRITTEN)


def may_be_reminded(party: HeldParty, today: date) -> bool:
    """Whether this party was written to on an earlier day, and nothing came of it yet.

    Who answered is not told that nothing was heard, nor who is decided about that we still decide.
    """
    happened = {e.event for e in party.standing}
    is_written_to = any(e.event is Event.WRITTEN and e.on < today for e in party.standing)
    return may_be_written_to(party) and is_written_to and not happened & {*ANSWERS, Event.DECIDED}


def parties_of(held: HeldWhole) -> list[HeldParty]:
    """The third parties to whom there is a letter; once the request has ended, those who were written to.

    Not who was listed and turns out to be asking.
    """
    has_ended = access.ended_on(held.done) is not None
    return [
        party
        for party in held.parties
        if may_be_written_to(party)
        and not (party.kind is PartyKind.FAMILY and party.record and party.record == held.asking_carer)
        and (not has_ended or Event.WRITTEN in {e.event for e in party.standing})
    ]


def party_facts(
    held: HeldWhole, party: HeldParty, *, setting: str, who: Who, today: date, entries: str
) -> dict[str, str]:
    """The facts of the letter to one third party: nobody else's, and no requester.

    It is of the day that writing was recorded, from which the party has its time to reply. `entries` says
    which entries mention the party, as `entries_of` does.
    """
    written = next((e for e in reversed(party.standing) if e.event is Event.WRITTEN), None)
    # A setting's own letter may ask for `code` alone.
    code = party.reference if party.has_own_reference else held.code
    return signature(setting, who, written.on if written else today) | {
        "code": code,
        "reference": code if party.has_own_reference else f"{code}, number {party.number}",
        "child": held.child,
        "party": party.name,
        "agency": party.agency,
        "is_of_agency": "yes" if party.kind is PartyKind.AGENCY else "",
        "number": str(party.number),
        "reply_by": long_date(written.reply_by) if written and written.reply_by else "",
        "written_on": long_date(written.on) if written else "",
        "answer_by": "",
        "entries": entries,
    }


def reminder_facts(facts: dict[str, str], party: HeldParty, *, today: date) -> dict[str, str]:
    """The same for the reminder, which goes to the carer where the third party is a child.

    It is of the day on which it was recorded, and asks for an answer by the day that was recorded with it.
    None is recorded yet, or its day is over: then it is one of today.
    """
    name = facts["party"]
    to = f"parent or carer of {name}" if party.kind is PartyKind.CHILD and name else name
    sent = next((e for e in reversed(party.standing) if e.event is Event.REMINDED), None)
    if sent is None or sent.reply_by is None or sent.reply_by < today:
        return facts | {"party": to, "today": long_date(today)}
    return facts | {"party": to, "today": long_date(sent.on), "answer_by": long_date(sent.reply_by)}


def entries_of(party: HeldParty, index: Sequence[Line]) -> str:
    """Which entries mention a third party: `entry 12 of 3 Mar 2026 and entry 14 of 9 Mar 2026`."""
    mentioned = sorted((line.entry.number, line.entry.event_on) for line in index if line.id in party.entries)
    return listed([f"entry {number} of {dated(on)}" for number, on in mentioned])


# For the file --------------------------------------------------------------------------------------


def party_name(party: HeldParty) -> str:
    """A third party by kind and number, as on a shared screen."""
    return f"{party.kind} {party.number}"


def taken(held: HeldWhole, index: Sequence[Line]) -> list[Taken]:
    """The redactions that stand, by entry; one for which no pages were said has those of its entry."""
    in_file = {line.entry.number: line.entry.pages for line in index}
    parties = {party.id: party_name(party) for party in held.parties}
    decided = {party.id: third_parties.decision_of(party.party) for party in held.parties}
    whys = {id_: one.reason or str(one.ground or "") for id_, one in decided.items() if one}
    return [
        Taken(
            entry=str(line.entry),
            pages=line.pages or in_file.get(line.entry, ""),
            extent=str(line.extent),
            whose=parties.get(line.party_id or 0, ""),
            ground=str(line.ground),
            reason=line.reason or whys.get(line.party_id or 0, ""),
            by=line.by,
            agreed_by=line.agreed_by,
        )
        for line in sorted(held.lines, key=lambda line: (line.entry, line.id))
    ]


def copied_again_on(held: HeldWhole) -> date | None:
    """The day on which the copy with the marks was copied again; None where something changed after it."""
    done = held.last(Step.COPIED_AGAIN)
    return done.on if done and access_path.is_done(Task.COPIED_AGAIN, held.whole()) else None


def chapters(held: HeldWhole, changes: Sequence[HoldChange]) -> list[Chapter]:
    """Everything recorded of the request, as chapters; what was corrected says so and stays.

    `changes` are those of the index while it was on hold.
    """
    return [
        Chapter("Steps", _steps(held)),
        Chapter("Who is asking", _checks(held)),
        Chapter("Third parties", _events(held)),
        Chapter("Taken out of the copy", _lines(held)),
        Chapter("Changes to the index since the day of the request", _changes(changes)),
    ]


def dates(held: HeldWhole, today: date, bank_holidays: Collection[date]) -> list[str]:
    """By when the law wanted an answer, at first and as it is, and whether it came in time (AR-8)."""
    due = access.due_on(access.clock_of(held.received_on, held.done), bank_holidays)
    at_first = access.original_due_on(held.received_on, bank_holidays)
    moved = f", moved from {long_date(at_first)}" if at_first != due else ""
    is_ours, wanted_by = _is_of_an_authority(held), held.check.wanted_by if held.check else None
    due = wanted_by if is_ours and wanted_by else due
    said = [f"Received on {long_date(held.received_on)}. By law an answer is due by {long_date(due)}{moved}."]
    if is_ours:
        whose = "They ask for an answer by" if wanted_by else "Our own day for the answer:"
        said = [f"Received on {long_date(held.received_on)}. {whose} {long_date(due)}."]
    ended = access.ended_on(held.done)
    if ended is not None and access.is_by_mistake(held.done):
        return [
            f"Entered as received on {long_date(held.received_on)}. It was recorded by mistake, and closed "
            f"on {long_date(ended)}: no answer was due."
        ]
    awaited = None if is_ours else access.waits_for(held.received_on, held.done, bank_holidays)
    if ended is not None:
        in_time = "in time" if ended <= due else "after that day" if is_ours else "late"
        if awaited and ended > due:
            in_time = f"while we waited for {access.awaited_said(awaited)}: by law not late"
        said.append(f"It ended on {long_date(ended)}, {in_time}.")
    elif due < today and is_ours:
        said.append(f"On {long_date(today)} there is no answer yet.")
    elif due < today and awaited:
        waited = access.awaited_said(awaited)
        said.append(f"On {long_date(today)} we wait for {waited}. The date above leaves the wait out.")
    elif due < today:
        said.append(f"On {long_date(today)} there is no answer yet: it is late.")
    return said


def _entered(recorded_by: str, on: date, at: datetime | None) -> str:
    """Who recorded a step, and on which day where that is another than the step's own."""
    entered_on = london_day(at) if at else on
    return recorded_by if entered_on == on else f"{recorded_by}, entered {dated(entered_on)}".lstrip(", ")


def _decided_with(row: HeldStep) -> str:
    """Who decided a refusal too and has not signed it, as whoever recorded it says."""
    return (
        f"decided with {row.said.strip(' .')}, as recorded by {row.recorded_by}" if row.said.strip() else ""
    )


def _steps(held: HeldWhole) -> list[Row]:
    corrected = {row.corrects_id for row in held.rows}
    received = f"Received {HOW[held.channel]}"
    rows = []
    receipts = held.all_receipts
    for number, receipt in enumerate(receipts, 1):
        what = _marked(received, receipt.because, is_corrected=number < len(receipts))
        rows.append((dated(receipt.received_on), what, receipt.recorded_by))
    for row in sorted(held.rows, key=lambda row: (row.on, row.id)):
        what = _said(
            IN_WORDS[row.step],
            row.answer,
            _decided_with(row) if row.step is Step.REFUSED else row.said,
            row.reason,
            row.late_because,
            counted(row.pages, "page") if row.pages else "",
            "the lawyer's words are kept apart" if row.step is Step.ADVICE_RECEIVED else "",
        )
        what = _marked(what, row.because, is_corrected=row.id in corrected, is_struck=row.is_struck)
        rows.append((dated(row.on), what, _entered(row.recorded_by, row.on, row.at)))
    return rows


def _checks(held: HeldWhole) -> list[Row]:
    return [
        (
            dated(london_day(check.at)) if check.at else "",
            _said(
                str(check.relationship),
                f"asks for {check.subject} information" if check.subject is not Subject.CHILD else "",
                "a court order is about it" if check.has_court_order else "",
                "two carers are in dispute" if check.is_in_dispute else "",
                f"acts for {check.acts_for}" if check.acts_for else "",
                f"asks for an answer by {dated(check.wanted_by)}" if check.wanted_by else "",
                _seen(check),
                check.authority,
                check.note,
                check.because,
            ),
            check.recorded_by,
        )
        for check in held.checks
    ]


def _seen(check: HeldRequester) -> str:
    on = f" on {dated(check.evidence_seen_on)}" if check.evidence_seen_on else ""
    return f"seen{on}: {check.evidence}" if check.evidence else ""


def _events(held: HeldWhole) -> list[Row]:
    rows = []
    for party in held.parties:
        corrected = {event.corrects_id for event in party.events}
        for event in sorted(party.events, key=lambda event: (event.on, event.id)):
            what = _said(
                f"{party_name(party)}: {event.event}",
                f"reply by {dated(event.reply_by)}" if event.reply_by else "",
                str(event.why_not or ""),
                str(event.decision or ""),
                str(event.ground or ""),
                event.said,
                event.reason,
            )
            what = _marked(what, event.because, is_corrected=event.id in corrected, is_struck=event.is_struck)
            rows.append((dated(event.on), what, _entered(event.recorded_by, event.on, event.at)))
    return rows


def _lines(held: HeldWhole) -> list[Row]:
    parties = {party.id: party_name(party) for party in held.parties}
    corrected = {line.corrects_id for line in held.all_lines}
    rows = []
    for line in held.all_lines:
        what = _said(
            f"entry {line.entry}{f', p. {line.pages}' if line.pages else ''}: {line.extent}",
            parties.get(line.party_id or 0, ""),
            str(line.ground),
            line.reason,
            f"agreed by {line.agreed_by}" if line.agreed_by else "nobody agreed yet",
        )
        what = _marked(what, line.because, is_corrected=line.id in corrected, is_struck=line.is_struck)
        rows.append((dated(london_day(line.at)) if line.at else "", what, line.by))
    return rows


def _changes(changes: Sequence[HoldChange]) -> list[Row]:
    return [
        (
            dated(london_day(change.at)),
            _said(
                f"entry {change.number}", f"before: {change.before}", f"after: {change.after}", change.reason
            ),
            change.by,
        )
        for change in changes
    ]


def _said(first: str, *more: str) -> str:
    parts = [*filter(None, (part.strip() for part in more))]
    said = "; ".join([*(part.removesuffix(".") for part in parts[:-1]), *parts[-1:]])
    return ". ".join(part[:1].upper() + part[1:] for part in (first, said) if part)


def _marked(what: str, because: str, *, is_corrected: bool, is_struck: bool = False) -> str:
    if is_struck:
        what = f"Taken back: {what}"
    if because:
        what = f"{what} (corrects what was recorded before: {because})"
    return f"Corrected later: {what}" if is_corrected else what
