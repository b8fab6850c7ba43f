"""The rows of the registers as they are shown: plain values, names left out on a shared screen."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from rules import access, consent, induction, routine, sharing
from rules.agenda import Child, Facts, Person, Purpose, Topic
from rules.house import HouseRules
from rules.induction import Role
from rules.policy import Standing, is_old, related_due_on
from rules.routine import Check
from rules.words import counted, dated
from store.access_requests import HeldRequest
from store.consents import BesideAnswers, RecordedAnswer
from store.families_told import HeldTold, Waiting
from store.induction import Recorded, TopicVersion
from store.people import KnownPerson, KnownPlacement
from store.policy import HeldAdoption, HeldContact, HeldLeaflet, HeldReview
from store.routine import DoneCheck, kept_elsewhere
from store.setting import FROM_THE_START
from store.sharing import HeldDecision
from store.withdrawals import RecordedFollowUp
from ui import words
from ui.page_list import OPENED_BY
from ui.words import Tone

Rows = list[dict[str, Any]]


def access_register(
    requests: Sequence[HeldRequest], today: date, bank_holidays: Collection[date], *, shown: bool
) -> Rows:
    """The register of access requests, newest first, with days taken and where each stands."""
    rows: Rows = []
    for request in requests:
        due = request.due_on(bank_holidays)
        progress = access.progress(
            request.received_on,
            request.steps,
            today=today,
            bank_holidays=bank_holidays,
            due=due,
            is_dated=due is not None,
        )
        # What was refused wrongly is answered once it was given, and a refusal once it was agreed to.
        answered = access.answered_on(request.steps)
        until = answered or today
        ended = request.ended_on if access.is_found_wrong(request.steps) else answered
        row = {
            "Code": request.code,
            "Status": words.PROGRESS[progress][0],
            "Received": request.received_on,
            "Due": None if request.is_by_mistake else due,  # by law, or by the day that an authority named
            "Ended": ended,
            "Days": None if request.is_by_mistake else (until - request.received_on).days,
            "How": words.CHANNELS[request.channel],
        }
        if shown:
            row |= {
                **words.of_child(request.child_code, request.child, shown=shown),
                "Asked for by": request.requester,
                "Why late": request.late_because,
                "Register": request.register_reference,
                "Note": " ".join(filter(None, [request.right_instead, request.note])),
            }
        rows.append(row)
    return rows


def consent_grid(facts: Facts, statuses: Mapping[int, Mapping[int, consent.Status]], *, shown: bool) -> Rows:
    """Children by purposes, the status in words, and where a consent that ended is still to be undone."""
    to_undo = {(held.child, held.purpose) for held in facts.withdrawals}

    def said(child: Child, purpose: Purpose) -> str:
        status = statuses[child.id][purpose.id]
        return words.TO_UNDO.get(status, "") * ((child.id, purpose.id) in to_undo) or words.CONSENTS[status]

    return [
        {"Child": child.name if shown else child.code, **({"Code": child.code} if shown else {})}
        | {purpose.title: said(child, purpose) for purpose in facts.purposes}
        for child in facts.children
    ]


def answers_of(answers: Sequence[RecordedAnswer], *, shown: bool) -> list[tuple[str, ...]]:
    """Every answer recorded for a child: the proof of consent, with what was entered by mistake."""
    return [
        (
            dated(a.on),
            words.with_mistake(str(a.answer).capitalize(), a.taken_back),
            f"{a.purpose}, wording {a.wording}"
            + (f". Ended when the child left, {dated(a.before_until)}" if a.before_until else "")
            + (f". {words.why_taken_back(a.taken_back, shown=shown)}" if a.taken_back else ""),
            words.with_no_carer(a.carer if shown else "A carer", is_no_carer=a.is_no_carer),
            f"{a.how}, heard by {a.witness}" if shown and a.witness else str(a.how),
        )
        for a in answers
    ]


def handed_out_of(beside: BesideAnswers, *, shown: bool) -> list[tuple[str, str, str]]:
    """The forms handed out for a child, each with its questions, and to which of them no answer came, newest
    first, with what was entered by mistake."""
    together: dict[tuple[date, str, str], list[str]] = defaultdict(list)
    said = [("No answer came", one) for one in beside.no_answers]
    said += [("Handed out", one) for one in beside.forms]
    for happened, one in sorted(said, key=lambda each: each[1].on, reverse=True):
        what = words.with_mistake(happened, one.taken_back)
        why = words.why_taken_back(one.taken_back, shown=shown)
        together[one.on, what, why].append(f"{one.purpose}, wording {one.wording}")
    return [
        (dated(on), what, ". ".join(filter(None, ["; ".join(asked), why])))
        for (on, what, why), asked in together.items()
    ]


def ticks_of(ticks: Sequence[RecordedFollowUp], *, shown: bool) -> list[tuple[str, str, str]]:
    """All that was recorded as done about a child's withdrawals, with what was entered by mistake."""
    return [
        (
            dated(tick.done_on),
            words.with_mistake(words.capital(str(tick.what or "all of it")), tick.taken_back),
            ". ".join(
                filter(
                    None,
                    [
                        f"{tick.purpose}, {'refused' if tick.is_of_refusal else 'withdrawn'} "
                        f"{dated(tick.withdrawn_on)}"
                        + ("" if tick.withdrawal_counts else ", which was entered by mistake"),
                        tick.note.rstrip(" .") if shown else "",
                        words.why_taken_back(tick.taken_back, shown=shown),
                    ],
                )
            ),
        )
        for tick in ticks
    ]


_BY_MISTAKE = "Recorded by mistake"


def sharing_register(
    decisions: Sequence[HeldDecision], house: HouseRules, today: date, *, shown: bool
) -> Rows:
    """The register of sharing decisions, newest first, with what each record lacks."""
    rows: Rows = []
    for held in decisions:
        decision = held.decision
        in_time = sharing.is_recorded_in_time(decision, recording_days=house.recording_days, today=today)
        row = {
            "Code": held.code,
            "Status": _BY_MISTAKE if held.taken_back else words.SHARING[sharing.status(decision)][0],
            "Raised": held.raised_on,
            "Decided": held.decided_on,
            "Outcome": str(held.outcome or "").capitalize(),
            "In the file": held.recorded_on,
            "Days to record": sharing.days_to_record(decision),
            "Late": "Yes" if in_time is False and not held.taken_back else "",
            # Before what is long and mostly empty, behind which nobody sees on a laptop whose each is.
            **(words.of_child(held.child_code, held.child, shown=True) if shown else {}),
            "Missing": "" if held.taken_back else words.capital(", ".join(sharing.lacking(decision))),
        }
        if shown:
            row |= {
                "Concern": words.GROUNDS[held.ground],
                "Shared with": ", ".join(filter(None, [held.shared_with, held.role])),
                "Kind of recipient": words.RECIPIENTS[held.recipient] if held.recipient else "",
                "Our policy": f"Version {held.policy}" if held.policy else "",
                "Reason": words.why_taken_back(held.taken_back, shown=shown) or held.reason or "",
                "Late because": held.late_because or "",
            }
        rows.append(row)
    return rows


_FIRST = (
    induction.Status.ON_SITE,
    induction.Status.OVERDUE,
    induction.Status.REREAD_LATE,
    induction.Status.DUE,
    induction.Status.REREAD,
)


def induction_grid(
    facts: Facts, statuses: Mapping[int, Mapping[int, induction.Status]], *, today: date, shown: bool
) -> Rows:
    """People by topics: on site without it first, then what is overdue, due, to read again, then the rest."""

    def pressing(person: Person) -> tuple[int, str]:
        held = set(statuses[person.id].values())
        return next((at for at, status in enumerate(_FIRST) if status in held), len(_FIRST)), person.code

    return [
        {
            "Person": person.name if shown else person.code,
            **({"Code": person.code} if shown else {}),
            "Role": str(person.facts.role).capitalize(),
            "First day": person.facts.first_day_on,
        }
        | {t.title: induction_word(person, t, statuses[person.id][t.id], today) for t in facts.topics}
        | {"Safeguarding training": _training_word(person, today)}
        for person in sorted(facts.people, key=pressing)
    ]


def induction_record(
    facts: Facts, statuses: Mapping[int, Mapping[int, induction.Status]], today: date, *, shown: bool
) -> Rows:
    """Who is here by topics, with the day on which each was taken through it: what an inspector asks for."""
    rows = induction_grid(facts, statuses, today=today, shown=shown)
    by_code = {person.code: person for person in facts.people}
    for row in rows:
        person = by_code[row["Code"] if shown else row["Person"]]
        row["Safeguarding training"] = person.trained_on or row["Safeguarding training"]
        for topic in facts.topics:
            done = [one.on for one in person.sign_offs.get(topic.id, ()) if one.is_needed and one.on <= today]
            if done and statuses[person.id][topic.id] is induction.Status.DONE:
                row[topic.title] = max(done)
    return rows


def roles_of(person: Person) -> str:
    """The roles that somebody had before, each until its last day; empty where there was none."""
    before = [
        f"{held.role} until {dated(held.next_from_on - timedelta(days=1))}" for held in person.facts.changes()
    ]
    return f"{str(person.facts.role).capitalize()}. Before: {', '.join(before)}." if before else ""


def inductions_of(held: Sequence[Recorded], *, shown: bool) -> list[tuple[str, str, str]]:
    """Every sign-off and training of somebody, with what was entered by mistake."""
    return [
        (
            dated(one.on),
            words.with_mistake(words.induction_record(one), one.taken_back),
            ". ".join(
                filter(
                    None,
                    [
                        _of_what(one, shown=shown),
                        one.note.rstrip(" .") if shown else "",
                        words.why_taken_back(one.taken_back, shown=shown),
                    ],
                )
            ),
        )
        for one in held
    ]


def _of_what(one: Recorded, *, shown: bool) -> str:
    """The topic and who took somebody through it, or the course, which was typed."""
    if one.is_training:
        return one.title if shown else ""
    return f"{one.title}, version {one.version}" + (f", by {one.by}" if shown and one.by else "")


def induction_word(person: Person, topic: Topic, status: induction.Status, today: date) -> str:
    """Where somebody stands with a topic, or that they have read it and wait to be countersigned.

    Not of who is with the children: they are there without it all the same, and are counted so.
    """
    waits = status in _FIRST and status is not induction.Status.ON_SITE
    if waits and induction.is_read(person.readings.get(topic.id, ()), versions=topic.versions, on=today):
        return words.READ_AND_SIGNED
    return words.INDUCTIONS[status]


def _training_word(person: Person, today: date) -> str:
    if person.trained_on is None:
        return "Not recorded"
    return "Renew" if induction.training_due_on(person.trained_on) < today else dated(person.trained_on)


def placements(held: Sequence[KnownPlacement], today: date, *, shown: bool) -> Rows:
    """The students' placements, with whether each was advised before observing."""
    return [
        {
            "Student": placement.name if shown else placement.code,
            **({"Code": placement.code} if shown else {}),
            "Placement": _placement(placement, today),
            "Advised of the policy": words.ADVISED[advised_of(placement, today)],
            "From": placement.started_on,
            "Observes from": placement.first_day_on,
            "Until": placement.left_on,
            "Advised on": placement.advised_on,
            "Supervisor": placement.supervisor if shown else placement.supervisor_code,
        }
        for placement in held
    ]


def advised_of(placement: KnownPlacement, today: date) -> induction.Advised:
    """When a student was advised of the policy, by today or by the end: nobody observes after it (OR-2)."""
    until = min(today, placement.left_on or today)
    return induction.advised(placement.first_day_on, placement.advised_on, on=until)


def _placement(placement: KnownPlacement, today: date) -> str:
    if placement.left_on and placement.left_on < today:
        return "Ended"
    return "To come" if placement.started_on > today else "Open"


def leavers(held: Sequence[KnownPerson], without_it: Collection[int], *, shown: bool) -> Rows:
    """Who has left, most recent first; of the last twelve months, by number, who was with the children
    `without_it`."""
    return [
        {
            "Person": person.name if shown else person.code,
            **({"Code": person.code} if shown else {}),
            "Role": str(person.role).capitalize(),
            "From": person.started_on,
            "Until": person.left_on,
            "Induction": "With the children without it" if person.id in without_it else "",
        }
        for person in held
    ]


TOPICS = ("Topic", "Version", "Since", "Who reads this version", "For")


def topic_lines(versions: Sequence[TopicVersion]) -> list[tuple[str, ...]]:
    """Every version of every topic, the newest first."""
    return [
        (
            version.title,
            f"Version {version.version}",
            "From the start" if version.introduced_on == FROM_THE_START else dated(version.introduced_on),
            "Everyone it is for"
            if version.version == 1 or version.is_material
            else "New people: typing corrected",
            "Everyone" if len(version.roles) == len(Role) else ", ".join(sorted(version.roles)).capitalize(),
        )
        for version in versions
    ]


# The policy ----------------------------------------------------------------------------------------


def adoption_lines(adopted: Sequence[HeldAdoption], *, shown: bool) -> list[tuple[str, ...]]:
    """The newest adoption as the policy's last page asks for it; each before it, or taken back, in a line."""
    held = next((one for one in adopted if one.taken_back is None), None)
    lines: list[tuple[str, ...]] = []
    if held:
        signed_by = held.signed_by if shown else "Shown when names are shown"
        lines = [
            ("Adopted at a meeting of", held.committee if shown else "The committee", "AD-1"),
            ("Held on", dated(held.held_on), "AD-2"),
            ("Signed on behalf of the committee", signed_by if held.signed_by else "Not yet", "AD-3"),
            ("Role of signatory", held.signatory_role if held.signed_by else "", "AD-4"),
            ("Signed on", dated(held.signed_on) if held.signed_on else "", "AD-3"),
        ]
    return lines + [
        (
            "Entered by mistake" if one.taken_back else "Adopted before",
            words.told_with(_adopted_before(one, shown=shown), one.taken_back, shown=shown),
            "AD-2",
        )
        for one in adopted
        if one is not held
    ]


def _adopted_before(held: HeldAdoption, *, shown: bool) -> str:
    by = f" by {held.signed_by}" if shown and held.signed_by else ""
    signed = f"signed{by} on {dated(held.signed_on)}" if held.signed_on else "not signed"
    return f"{dated(held.held_on)}, {signed}"


REVIEWS = ("Reviewed on", "Change", "What changed", "Reviewed by")


def review_lines(held: Sequence[HeldReview], *, shown: bool) -> list[tuple[str, ...]]:
    """The table of reviews, newest first: it only grows."""
    return [
        (
            dated(review.reviewed_on),
            words.with_mistake(words.CHANGES[review.change], review.taken_back),
            words.told_with(review.what if shown else "", review.taken_back, shown=shown),
            review.reviewed_by if shown else "",
        )
        for review in held
    ]


CHECKS = ("Status", "Check", "How often, and who", "Last done", "Result", "Next", "Clause")


def check_lines(
    standing: Standing, *, restored_on: date | None, today: date
) -> list[tuple[str | tuple[str, Tone], ...]]:
    """Every routine check with when it is due, and those that are kept elsewhere."""
    lines: list[tuple[str | tuple[str, Tone], ...]] = []
    for check in standing.checks:
        due = standing.check_due_on(check)
        last = dated(check.last_on) if check.last_on else "Never"
        found = words.RESULTS[check.last_result] if check.last_result else ""
        lines.append(
            (
                _stands(check, is_late=standing.is_overdue(check, today=today)),
                check.title,
                f"{words.every(check.every_days)}, {check.who}",
                last,
                found,
                dated(due) if due else "",
                check.clause,
            )
        )
    last_of = {
        "backup-restored": dated(restored_on) if restored_on else "Never",
        "contact-numbers": _all_checked([contact.checked_on for contact in standing.contacts]),
    }
    for entry in kept_elsewhere():
        last = last_of[entry["key"]]
        lines.append(
            (("Elsewhere", Tone.WAITING), entry["title"], entry["where"], last, "", "", entry["clause"])
        )
    return lines


def _all_checked(days: Sequence[date | None]) -> str:
    """Since when every number was checked: one that never was is not hidden behind the others."""
    checked = [day for day in days if day]
    if not checked:
        return "Never"
    return dated(min(checked)) if len(checked) == len(days) else f"{len(checked)} of {len(days)}"


def _stands(check: Check, *, is_late: bool) -> tuple[str, Tone]:
    if is_late:
        return "Overdue", Tone.LATE
    if check.last_result is routine.Result.NOT_IN_ORDER:
        return "To put right", Tone.DUE
    return "In time", Tone.DONE


def check_history(held: Sequence[DoneCheck], *, shown: bool, noted: bool) -> Rows:
    """What was checked, newest first.

    With `noted`, for whoever may record one, what was typed beside it: it may say whose paper lay where.
    """
    return [
        {
            "On": done.on,
            "Check": done.title,
            "Found": words.RESULTS[done.result],
            "Entered by mistake": words.why_taken_back(done.taken_back, shown=shown and noted),
        }
        | ({"Done by": done.done_by} if shown else {})
        | ({"Note": done.note} if shown and noted else {})
        for done in held
    ]


RELATED = ("Status", "Policy", "Version", "Dated", "Clause")


def related_lines(
    standing: Standing, *, months: int, today: date
) -> list[tuple[str | tuple[str, Tone], ...]]:
    """The policies beside this one: version, date, and whether they are old or missing."""
    return [
        (
            ("Missing", Tone.DUE)
            if related.dated_on is None
            else (f"Over {counted(months, 'month')} old", Tone.LATE)
            if is_old(related.seen_on, today=today, months=months)
            else ("Current", Tone.DONE),
            related.title,
            f"Version {related.version}"
            if related.version
            else ""
            if related.dated_on
            else _asked_for_by(related_due_on(standing, related, months=months)),
            (dated(related.dated_on) if related.dated_on else "")
            + (f", looked at {dated(related.looked_at_on)}" if related.looked_at_on else ""),
            related.clause,
        )
        for related in standing.related
    ]


def _asked_for_by(due: date | None) -> str:
    return f"Asked for by {dated(due)}" if due else ""


CONTACTS = ("Status", "Whom to ring", "Number", "Last checked", "Clause")


def contact_lines(
    held: Sequence[HeldContact], *, months: int, today: date, shown: bool
) -> list[tuple[str | tuple[str, Tone], ...]]:
    """The numbers to ring, each with when it was last checked."""
    return [
        (
            ("Check before you ring", Tone.DUE)
            if is_old(contact.checked_on, today=today, months=months)
            else ("Checked", Tone.DONE),
            contact.name if shown else f"Contact {contact.id}",
            contact.number if shown else "",
            dated(contact.checked_on) if contact.checked_on else "Never checked",
            "IS-9",
        )
        for contact in held
    ]


def leaflet_rows(held: Sequence[HeldLeaflet], *, shown: bool) -> Rows:
    """The leaflets that were issued, newest first."""
    return [
        {
            "Issued": leaflet.issued_on,
            "Leaflet": leaflet.title,
            "Version": leaflet.version,
            "Entered by mistake": words.why_taken_back(leaflet.taken_back, shown=shown),
        }
        | ({"To": leaflet.issued_to} if shown else {})
        for leaflet in held
    ]


WAITING = ("Status", "Leaflet", "Families", "Clause")


def waiting_lines(held: Sequence[Waiting], *, shown: bool) -> list[tuple[str | tuple[str, Tone], ...]]:
    """Each current leaflet, and our duty to share, with the families of children here who were not told.

    On a shared screen how many they are, without a code: it is most often whoever came last.
    """
    return [
        (
            ("To do", Tone.DUE) if waiting.families else ("All told", Tone.DONE),
            f"{waiting.title}, version {waiting.version}" if waiting.leaflet else words.DUTY_EXPLAINED,
            _who_waits(waiting, shown=shown),
            "GE-2" if waiting.leaflet else "IS-4",
        )
        for waiting in held
    ]


def _who_waits(waiting: Waiting, *, shown: bool) -> str:
    if not waiting.families:
        return "Every family here"
    if not shown:
        return counted(len(waiting.families), "family", "families")
    return words.few_named([(one.code, one.name) for one in waiting.families], shown=True)


def told_rows(held: Sequence[HeldTold]) -> Rows:
    """What families were told, newest first; not for a shared screen, where the day would say whose a code
    is."""
    return [
        {
            "On": told.on,
            **words.of_child(told.code, told.name, shown=True),
            "Leaflet": told.title,
            "Version": told.version,
            "Duty to share explained": "Yes" if told.duty_explained else "No",
            "How": words.capital(told.how),
            "Entered by mistake": words.why_taken_back(told.taken_back, shown=True),
        }
        for told in held
    ]


CLAUSES = ("Clause", "What it says", "How the dashboard keeps it", "What is left to people")


def clause_lines(clauses: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Every clause in our own words, with what keeps it here and what is left to people."""
    titles = {page.script: page.title for page in OPENED_BY}
    lines: list[tuple[str, ...]] = []
    for clause in clauses:
        pages = [
            titles[p.removeprefix("page:")] for p in clause.get("points_to", ()) if p.startswith("page:")
        ]
        where = f" On: {', '.join(pages)}." if pages else ""
        left = clause.get("people", "Nothing more.")
        lines.append((clause["id"], clause["says"], clause["kept"] + where, left))
    return lines
