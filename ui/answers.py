"""What each page says first: its answer in a sentence, and at most four figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rules import access, committee, consent, induction, sharing
from rules.access import Progress
from rules.agenda import Action, Area, Group, Item, State, endanger, group_of, headline, put_in_danger
from rules.figures import (
    ConsentFigures,
    InductionFigures,
    consent_statuses,
    induction_statuses,
    to_be_stopped,
)
from rules.figures import consent_figures as figures_of_consents
from rules.figures import induction_figures as figures_of_induction
from rules.policy import Adoption, Standing, is_old, next_review_on, related_due_on
from rules.words import counted, dated, listed, long_date
from store.access_requests import HeldRequest
from store.agenda import Agenda
from store.house import SignedReview
from store.people import KnownPlacement
from store.sharing import HeldDecision
from ui import registers, words
from ui.parts import Figure
from ui.words import Tone

SAID_FOR = timedelta(weeks=4)  # after a backup was put back


def week_of(today: date, last: SignedReview | None, *, shown: bool) -> str:
    """Which week it is, and when the review was last signed."""
    monday = today - timedelta(days=today.weekday())
    said = f"Week of {long_date(monday)}."
    if last is None:
        return f"{said} Not signed yet."
    return f"{said} Last signed {long_date(last.on)}, {signed_by(last, shown=shown)}."


def put_back_said(put_back: tuple[date, date] | None, today: date) -> str:
    """That a backup was put back lately, and what is missing with it; nothing of one of the same day.

    `put_back` is the day on which one was put back last, and the day that it is of.
    """
    if put_back is None or put_back[0] == put_back[1] or today - put_back[0] > SAID_FOR:
        return ""
    on, of = map(long_date, put_back)
    return (
        f"A backup of {of} was put back on {on}. What was recorded after the backup is not in these records: "
        "enter it again, and look first at what was due between the two days."
    )


def signed_by(last: SignedReview, *, shown: bool) -> str:
    """Who signed the last review, by name, or by role on a shared screen."""
    return last.by if shown and last.by else f"the {last.role or induction.Role.MANAGER}"


def _tag(page: Agenda, area: Area) -> tuple[str, Tone]:
    """How many lines of an area are late, or due soon: one request or decision may have several."""
    items = [item for item in page.items if item.area is area]
    late = sum(group_of(item, today=page.today) is Group.OVERDUE for item in items)
    if late:
        return f"{counted(late, 'thing')} overdue", Tone.LATE
    soon = sum(group_of(item, today=page.today) is Group.WITHIN_A_WEEK for item in items)
    if soon:
        return f"{soon} within a week", Tone.DUE
    if put_off := sum(item.state is State.LATE for item in items):
        return f"{put_off} late, waiting", Tone.WAITING
    return ("In time", Tone.DONE) if not items else (f"{len(items)} ahead", Tone.DONE)


def area_figures(page: Agenda) -> list[Figure]:
    """The four areas, each with the figure that matters."""
    facts, today, rules = page.facts, page.today, page.house.rules
    consents = figures_of_consents(facts, consent_statuses(facts, today=today, house=rules))
    inducted = induction_statuses(facts, today=today, house=rules)
    people = figures_of_induction(facts, inducted, today=today, house=rules)
    awaiting = Counter(sharing.status(held.decision) for held in page.facts.decisions)
    return [
        Figure("Access requests", str(len(page.facts.requests)), "open", *_tag(page, Area.ACCESS_REQUESTS)),
        Figure(
            "Consents", percent(consents.answered, consents.questions), "answered", *_tag(page, Area.CONSENTS)
        ),
        Figure(
            "Sharing decisions",
            str(awaiting[sharing.Status.AWAITING_RECORDING]),
            "awaiting recording",
            *_tag(page, Area.SHARING_DECISIONS),
        ),
        Figure(
            "Induction",
            f"{people.taken_through} of {people.people}" if people.people else "Nobody",
            "taken through" if people.people else "is entered yet",
            *_tag(page, Area.INDUCTION),
        ),
    ]


_ON_THE_CARDS = (Area.ACCESS_REQUESTS, Area.CONSENTS, Area.SHARING_DECISIONS, Area.INDUCTION)


def beside_the_cards(page: Agenda) -> str:
    """What is late or due soon in the areas that have no card, so that the cards and it make up the list."""
    tags = {area: _tag(page, area) for area in Area if area not in _ON_THE_CARDS}
    said = [f"{words.AREAS[area]}, {tag}" for area, (tag, tone) in tags.items() if tone is not Tone.DONE]
    return f"Not on these cards: {'; '.join(said)}." if said else ""


CHILDREN = ("child", "children")
PEOPLE = ("person", "people")


def _counting(
    title: str, count: int, one: str, many: str = "", *, tag: str = "", tone: Tone = Tone.DONE
) -> Figure:
    """A figure that counts things; its tag says what to do where there are any."""
    counts = counted(count, one, many).split(" ", 1)[1]
    return Figure(title, str(count), counts, tag if count else "", tone)


def percent(part: int, whole: int) -> str:
    """A share, never rounded up to all of it or down to none."""
    if not whole:
        return "None"
    share = 100 * part / whole
    return f"{min(99, max(1, round(share))) if 0 < share < 100 else round(share)}%"


# Access requests -----------------------------------------------------------------------------------


def access_answer(page: Agenda) -> str:
    """What the access requests need next, and the corrections and complaints that are listed with them."""
    if not page.facts.requests and not page.facts.answered and not page.items:
        return "No access request is open."
    return headline(page.items, today=page.today)


def of_part(items: Sequence[Item], today: date, *, none: str) -> str:
    """What is asked of one part of a page, from its own items; `none` where there are none."""
    return headline(items, today=today) if items else none


def kept_from_you(requests: int) -> str:
    """That requests from which this person stood back are in none of the figures, and go on without them."""
    are, they, do = ("is", "it", "asks") if requests == 1 else ("are", "they", "ask")
    return (
        f"You stood back from {counted(requests, 'open request')}, which {are} in no figure here. The deputy "
        f"or whoever decides instead does what {they} {do} for."
    )


def complaints_kept_from_you(complaints: int) -> str:
    """That this person stands back from open complaints, which go on without them (CM-1)."""
    are, them = ("is", "it") if complaints == 1 else ("are", "them")
    return (
        f"You stand back from {counted(complaints, 'open complaint')}, which {are} in no list here. Somebody "
        f"else deals with {them}. If nobody told you, ask the committee who does."
    )


def for_you(items: Sequence[Item], today: date) -> str:
    """How much of the access requests is for somebody who records few of their steps, and what first."""
    late = [item for item in items if group_of(item, today=today) is Group.OVERDUE]
    soon = [item for item in items if group_of(item, today=today) is Group.WITHIN_A_WEEK]
    if not late and not soon:
        return "Nothing is for you to do within a week."
    held = [*late, *soon]
    first = min(late or soon, key=lambda item: item.due)
    what = f"{first.code}, {words.lower(first.what)}"
    if len(held) == 1:
        return f"1 thing is for you to do{', and late' if late else ' within a week'}: {what}."
    if not soon:
        return f"{len(held)} things are for you to do, and all of them late. First: {what}."
    of_them = f", {len(late)} of them late" if late else ""
    return f"{len(held)} things are for you to do within a week{of_them}. First: {what}."


def access_figures(page: Agenda, requests: Sequence[HeldRequest]) -> list[Figure]:
    """Open, late, waiting, and answered in time over the register shown: one that is past its date and has no
    answer is among those that were to be."""
    # No month of the law runs for an authority: its request is past no legal date.
    now = Counter(
        access.progress(r.received_on, r.steps, today=page.today, bank_holidays=page.house.bank_holidays)
        for r in requests
        if not r.is_of_an_authority
    )
    late = now[Progress.LATE]
    waiting = sum(now[progress] for progress in access.WAITING)
    in_time = now[Progress.ANSWERED_IN_TIME]
    too_late = now[Progress.ANSWERED_LATE] + now[Progress.WITHDRAWN_LATE] + late
    wrong = sum(access.is_found_wrong(r.steps) and access.answered_on(r.steps) is None for r in requests)
    return [
        _counting("Open", len(page.facts.requests) + wrong, "request"),
        Figure("Late", str(late), "past the legal date", *(("Answer now", Tone.LATE) if late else ())),
        Figure("Waiting", str(waiting), "on the requester"),
        _in_time("Answered", in_time, in_time + too_late),
    ]


# Consents ------------------------------------------------------------------------------------------


def consent_answer(page: Agenda, statuses: Mapping[int, Mapping[int, consent.Status]]) -> str:
    """What is late, and how many children have something to follow up, to ask, to renew or to settle: all of
    them children, as on the cards, where one may be in several."""
    follow = len({item.child for item in page.items if item.action is Action.FOLLOW_UP})
    found = [
        (number, what)
        for number, what in (
            (follow, "a withdrawn or ended consent to follow up"),
            (_children_with(consent.Status.NOT_ASKED, statuses), "a question not asked"),
            (_children_with(consent.Status.RENEWAL_DUE, statuses), "a renewal due"),
        )
        if number
    ]
    said = headline(page.items, today=page.today)
    disagree = _children_with(consent.Status.CARERS_DISAGREE, statuses)
    if not (found or disagree):
        every = f"Every question about {counted(len(statuses), *CHILDREN)}"
        if silent := _children_with(consent.Status.NO_ANSWER, statuses):
            return f"{said} {every} is settled. For {counted(silent, *CHILDREN)} no answer came: it is a no."
        return f"{said} {every} has a clear answer."
    if found:
        (number, what), *others = found
        have = [f"{counted(number, *CHILDREN)} {'has' if number == 1 else 'have'} {what}"]
        said = f"{said} {listed([*have, *(f'{many} {what}' for many, what in others)])}."
    return f"{said} The carers of {counted(disagree, *CHILDREN)} disagree." if disagree else said


def answered_of(figures: ConsentFigures) -> str:
    """How many of all questions have a clear answer, and to how many none came."""
    share, questions = percent(figures.answered, figures.questions), counted(figures.questions, "question")
    said = f"{share} of {questions} {'has' if figures.questions == 1 else 'have'} a clear answer"
    return f"{said}. No answer came to {figures.no_answer}" if figures.no_answer else said


def _children_with(status: consent.Status, statuses: Mapping[int, Mapping[int, consent.Status]]) -> int:
    return sum(status in of_child.values() for of_child in statuses.values())


def consent_figures(page: Agenda, statuses: Mapping[int, Mapping[int, consent.Status]]) -> list[Figure]:
    """Children with something not asked, due for renewal, in disagreement, and what was withdrawn, as it is
    listed: one form that withdraws five consents is one thing to follow up."""

    follow = sum(item.action is Action.FOLLOW_UP for item in page.items)
    goes_on = to_be_stopped(page.facts, statuses, today=page.today, house=page.house.rules)
    # Where there is consent again nothing is to be stopped: what was done before is still to be said.
    to_do = ("Stop and undo" if goes_on else "Say what was done", Tone.DUE)
    disagree = _children_with(consent.Status.CARERS_DISAGREE, statuses)
    return [
        _counting("Not asked", _children_with(consent.Status.NOT_ASKED, statuses), *CHILDREN),
        _counting("Renewal due", _children_with(consent.Status.RENEWAL_DUE, statuses), *CHILDREN),
        _counting("Carers disagree", disagree, *CHILDREN, tag="Treat as no", tone=Tone.LATE),
        Figure("Withdrawn or ended", str(follow), "to follow up", *(to_do if follow else ())),
    ]


# Sharing decisions ---------------------------------------------------------------------------------


def sharing_answer(page: Agenda, decisions: Sequence[HeldDecision]) -> str:
    """What awaits a decision, what awaits recording, and what else wants something.

    `decisions` are those of the register: with none nothing is said to be recorded.
    """
    held = Counter(sharing.status(d.decision) for d in page.facts.decisions)
    recording, deciding = held[sharing.Status.AWAITING_RECORDING], held[sharing.Status.AWAITING_DECISION]
    undecided = Counter(item.state for item in page.items if item.action is Action.BREACH and item.is_legal)
    said = "Every decision to share, or not to share, is recorded with its reason."
    if not decisions and not held:
        said = "Nothing awaits a decision or recording."
    parts = []
    if recording:
        parts.append(f"{counted(recording, 'decision')} {'awaits' if recording == 1 else 'await'} recording")
    if deciding:
        parts.append(f"{counted(deciding, 'concern')} {'awaits' if deciding == 1 else 'await'} a decision")
    if unwritten := sum(item.action is Action.CONVERSATION for item in page.items):
        them = counted(unwritten, "contact or disclosure", "contacts and disclosures")
        parts.append(f"{them} {'is' if unwritten == 1 else 'are'} to be written in the file")
    if parts:
        late = {(i.action, i.record) for i in page.items if i.action in _TO_WRITE and i.state is State.LATE}
        said = f"{listed(parts)}.{_late_of(len(late), recording + deciding + unwritten)}"
    if endangering := endanger(page.items):
        said = f"{put_in_danger(endangering)} {said}"
    for state, stands in ((State.LATE, "past the 72 hours"), (State.DUE, "still")):
        if found := undecided[state]:
            said += f" {counted(found, 'breach', 'breaches')} {stands} without a decision about the ICO."
    return said


_TO_WRITE = frozenset({Action.RECORD, Action.DECIDE, Action.CONVERSATION})


def _late_of(late: int, of: int) -> str:
    if not late:
        return ""
    if late == of:
        return " It is late." if of == 1 else f" {'Both' if of == 2 else f'All {of}'} are late."
    return f" {late} of them {'is' if late == 1 else 'are'} late."


def _in_time(done: str, in_time: int, of: int) -> Figure:
    """How many of those that can be told were in time; nothing is counted of nothing."""
    if not of:
        return Figure(f"{done} in time", "None", f"{done.lower()} in the register")
    return Figure(f"{done} in time", f"{in_time} of {of}", f"that were {done.lower()} or are late")


def sharing_figures(page: Agenda, decisions: Sequence[HeldDecision]) -> list[Figure]:
    """Awaiting recording, awaiting a decision, recorded in time, and shared without consent."""
    held = Counter(sharing.status(d.decision) for d in page.facts.decisions)
    in_time = sharing.recorded_in_time(
        [d.decision for d in decisions], recording_days=page.house.rules.recording_days, today=page.today
    )
    without = sum(d.outcome is sharing.Outcome.SHARED_WITHOUT_CONSENT for d in decisions)
    waiting = held[sharing.Status.AWAITING_RECORDING]
    late = len({i.record for i in page.items if i.action is Action.RECORD and i.state is State.LATE})
    # What is lacking may be the reason alone, of a decision that is in the file.
    to_do = (f"{late} late", Tone.LATE) if late else ("Complete the record", Tone.DUE)
    return [
        _counting("Awaiting recording", waiting, "decision", tag=to_do[0], tone=to_do[1]),
        _counting("Awaiting decision", held[sharing.Status.AWAITING_DECISION], "concern"),
        _in_time("Recorded", sum(in_time), len(in_time)),
        Figure("Without consent", str(without), "shared, of those below"),
    ]


# Induction -----------------------------------------------------------------------------------------


def induction_answer(figures: InductionFigures) -> str:
    """Whether anyone is with the children without induction, and how many are complete."""
    have = "has" if 1 in (figures.taken_through, figures.people) else "have"
    people = counted(figures.people, "person", "people")
    said = f"{figures.taken_through} of {people} {have} completed induction."
    if again := figures.to_read_again:
        said = f"{said[:-1]}; {again} {'has' if again == 1 else 'have'} still to read what changed."
    if read := figures.to_countersign:
        waits = "waits" if read == 1 else "wait"
        said = f"{said[:-1]}; {read} who read what changed {waits} to be countersigned."
    if figures.left_without_it:
        said = f"{said} {committee.left_without_induction(figures.left_without_it)}"
    if figures.on_site_without_it:
        number = counted(figures.on_site_without_it, "person", "people")
        verb = "is" if figures.on_site_without_it == 1 else "are"
        return f"{number} {verb} with the children without having been taken through everything. {said}"
    return f"Nobody is with the children without induction. {said}"


def placements_answer(placements: Sequence[KnownPlacement], today: date) -> str:
    """Whether every student was advised of the policy before they observed (OR-2), of those in the list."""
    if not placements:
        return "No student is here or was in the last year."
    held = Counter(registers.advised_of(placement, today) for placement in placements)
    said = []
    if lacking := held[induction.Advised.LACKING]:
        observe = "observes or observed" if lacking == 1 else "observe or observed"
        said.append(f"{counted(lacking, 'student')} {observe} without being advised of the policy.")
    if late := held[induction.Advised.LATE]:
        were = "was" if late == 1 else "were"
        said.append(f"{counted(late, 'student')} {were} advised of it late, after observing began.")
    if coming := sum(
        registers.advised_of(placement, today) is induction.Advised.TO_COME
        and (placement.left_on is None or placement.left_on >= today)
        for placement in placements
    ):
        said.append(f"{counted(coming, 'student')} {'is' if coming == 1 else 'are'} still to be advised.")
    return " ".join(said) or "Every student was advised of the policy before observing."


def leavers_answer(figures: InductionFigures) -> str:
    """Whether anyone who left was with the children without induction to the last (PR-6)."""
    return committee.left_without_induction(figures.left_without_it) or (
        "Nobody who left in the last 12 months was with the children without having been taken through."
    )


def induction_figures(
    figures: InductionFigures, statuses: Mapping[int, Mapping[int, induction.Status]]
) -> list[Figure]:
    """On site without it, others due or overdue, to read again, taken through everything."""

    to_come = {induction.Status.DUE, induction.Status.OVERDUE}
    held = [set(of_one.values()) for of_one in statuses.values()]
    # Whoever is on site without it is counted by that alone: one person stands on one card.
    others = sum(bool(of_one & to_come) and induction.Status.ON_SITE not in of_one for of_one in held)
    on_site = figures.on_site_without_it
    return [
        _counting("On site without it", on_site, *PEOPLE, tag="Do this first", tone=Tone.LATE),
        _counting("Others due or overdue", others, *PEOPLE),
        _counting("Read again", figures.to_read_again, *PEOPLE),
        Figure("Taken through", f"{figures.taken_through} of {figures.people}", "people"),
    ]


def people_of(items: Sequence[Item], today: date) -> str:
    """Of how many people something is overdue: one may have several lines, and the cards count people. Empty
    where a line is asked of many."""
    late = [item for item in items if group_of(item, today=today) is Group.OVERDUE]
    if not late or any(item.person is None for item in late):
        return ""
    return f"Of {counted(len({item.person for item in late}), *PEOPLE)}"


# The policy ----------------------------------------------------------------------------------------


def policies_not_entered(standing: Standing, *, months: int, today: date) -> str:
    """How many of the policies that this one names nobody has entered, and by when they are asked for; empty
    where none is, or where it is late and the answer says so already."""
    dues = [
        related_due_on(standing, related, months=months)
        for related in standing.related
        if related.dated_on is None
    ]
    due = min((due for due in dues if due), default=None)
    if due is None or due < today:
        return ""
    many = counted(len(dues), "policy that this one names is", "policies that this one names are")
    return f"{many} not entered yet, and asked for by {long_date(due)}."


def policy_figures(standing: Standing, *, months: int, today: date) -> list[Figure]:
    """Adopted, next review, routine checks overdue, and what is old or missing beside the policy."""
    adopted, review = standing.adoption, next_review_on(standing, months=months)
    signed = ("Not signed yet", Tone.DUE) if adopted and not adopted.signed_on else ("", Tone.DONE)
    late = sum(standing.is_overdue(check, today=today) for check in standing.checks)
    beside = [related.seen_on for related in standing.related]
    beside += [contact.checked_on for contact in standing.contacts]
    old = sum(is_old(on, today=today, months=months) for on in beside)
    return [
        Figure("Adopted", *_adopted(adopted), *signed),
        _next_review(review, today),
        _counting("Routine checks", late, "overdue", "overdue", tag="Do them now", tone=Tone.LATE),
        _counting(
            "Related policies and numbers",
            old,
            "to look at",
            "to look at",
            tag="Old or missing",
            tone=Tone.DUE,
        ),
    ]


def _next_review(on: date | None, today: date) -> Figure:
    if on is None:
        return Figure("Next review", "None", "before the adoption")
    if on < today:
        return _counting(
            "Next review", (today - on).days, "day late", "days late", tag="Overdue", tone=Tone.LATE
        )
    day, month, year = dated(on).split(" ")
    how_soon = "today" if on == today else f"in {counted((on - today).days, 'day')}"
    return Figure("Next review", f"{day} {month}", f"{year}, {how_soon}")


def _adopted(adopted: Adoption | None) -> tuple[str, str]:
    if adopted is None:
        return "No", "adoption recorded"
    day, month, year = dated(adopted.held_on).split(" ")
    return f"{day} {month}", year
