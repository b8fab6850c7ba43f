"""The figures of many days against a count from the bare rows, by definition and by no function of ours.

A history is drawn from a seed: what was taken back, corrected, received on another day, extended, waited for,
asked in another wording, signed off in another version, or belongs to somebody who left or changed role.
"""

import calendar
import random
from collections import Counter, defaultdict
from datetime import date, timedelta

import holidays
import pytest
from sqlalchemy import select

import models
from models import (
    AboutChild,
    AccessRequest,
    AccessStep,
    Carer,
    Child,
    Consent,
    ConsentPurpose,
    InductionRecord,
    InductionTopic,
    Mistake,
    Receipt,
    RoleChange,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
)
from rules.access import Channel, Step
from rules.consent import Answer, How
from rules.induction import ON_THE_COMMITTEE, Role
from rules.sharing import Explanation, Ground, Outcome, Position
from store import agenda, committee, figures
from tests.conftest import TODAY

DAY = timedelta(days=1)
SOON = timedelta(days=92)  # so far ahead a place is asked about
DAYS = [TODAY - timedelta(days=back) for back in (0, 1, 33, 180, 366)]
ENGLAND = set(holidays.country_holidays("GB", subdiv="ENG", years=range(2022, 2030)))


# A history -----------------------------------------------------------------------------------------


class Story:
    """Draws rows that could stand in a register, none of them dated after today."""

    def __init__(self, session, seed):
        self.session, self.chance, self.mistaken = session, random.Random(seed), []

    def day(self, back=800, ahead=0):
        return TODAY + timedelta(days=self.chance.randint(-back, ahead))

    def later(self, on, most):
        return min(TODAY, on + timedelta(days=self.chance.randint(0, most)))

    def happens(self, chance):
        return self.chance.random() < chance

    def add(self, row, mistaken=0.0):
        self.session.add(row)
        self.session.flush()
        if self.happens(mistaken):
            self.session.add(Mistake(thing=row.__tablename__, record_id=row.id, because="The wrong one"))
            self.mistaken.append(row)
        return row

    def families(self):
        purposes = list(self.session.scalars(select(ConsentPurpose)))
        for old in list(purposes):
            if self.happens(0.4):
                new = ConsentPurpose(
                    **old.model_dump(exclude={"id"}) | {"wording": 2, "introduced_on": self.day(500)}
                )
                new.retired_on = self.day(300, 100) if self.happens(0.3) else None
                purposes.append(self.add(new))
        for at in range(14):
            start = self.day(900, 150)
            left = start + timedelta(days=self.chance.randint(0, 700)) if self.happens(0.3) else None
            before = start + timedelta(days=self.chance.randint(-200, 30)) if self.happens(0.3) else None
            stay = {"started_on": start, "left_on": left, "left_before_on": before}
            child = self.add(Child(code=f"X-{at}", name=f"N{at}", **stay), 0.06)
            for _ in range(self.chance.randint(0, 3)):
                carer = Carer(child_id=child.id, name="N", has_parental_responsibility=self.happens(0.8))
                carer.responsible_from_on = self.day() if self.happens(0.2) else None
                carer.responsible_until_on = self.day(800, 200) if self.happens(0.2) else None
                self.add(carer, 0.07)
                for purpose in purposes:
                    if self.happens(0.6) and (on := self.day()) >= purpose.introduced_on:
                        given = {"child_id": child.id, "purpose_id": purpose.id, "carer_id": carer.id}
                        answer = self.chance.choice(list(Answer))
                        self.add(Consent(**given, answer=answer, on=on, how=How.WRITTEN), 0.1)
            yield child

    def received(self, row, on):
        """The day a row came, where another was entered at first."""
        while self.happens(0.15):
            on = min(TODAY, on + timedelta(days=self.chance.randint(-20, 5)))
            self.add(
                Receipt(thing=row.__tablename__, record_id=row.id, received_on=on, because="Typed wrong")
            )
        return on

    def request(self, at, child):
        row = self.add(
            AccessRequest(
                code=f"AR-{at}",
                child_id=child.id,
                requester="N",
                channel=Channel.EMAIL,
                received_on=self.day(700),
            )
        )
        came = self.received(row, row.received_on)

        def step(what, on):
            last = self.add(AccessStep(request_id=row.id, step=what, on=on, reason="A reason"))
            while self.happens(0.2):
                again = {"on": self.later(came, 120), "is_struck": self.happens(0.3), "corrects_id": last.id}
                last = self.add(AccessStep(request_id=row.id, step=what, because="Typed wrong", **again))
            return None if last.is_struck else last.on

        for asked, told, chance in (
            (Step.IDENTITY_ASKED, Step.IDENTITY_CONFIRMED, 0.3),
            (Step.CLARIFICATION_ASKED, Step.CLARIFICATION_ANSWERED, 0.35),
        ):
            if self.happens(chance):
                on = self.later(came, 45)
                step(asked, on)
                if self.happens(0.7):
                    step(told, self.later(on, 30))
        if self.happens(0.25):
            step(Step.EXTENDED, self.later(came, 45))
        if self.happens(0.65):
            ending = self.chance.choice([Step.RELEASED, Step.RELEASED, Step.REFUSED, Step.WITHDRAWN])
            ended = step(ending, self.later(came, self.chance.choice([33, 120])))
            if ended and self.happens(0.6):
                self.add(AccessStep(request_id=row.id, step=Step.CLOSED, on=self.later(ended, 20)))

    def decision(self, at, child):
        row = self.add(
            SharingDecision(code=f"SD-{at}", child_id=child.id, ground=Ground.CRIME, raised_on=self.day(700))
        )
        on = self.received(row, row.raised_on)
        if self.happens(0.1):
            self.add(
                AboutChild(thing=row.__tablename__, record_id=row.id, child_id=child.id, because="Slipped")
            )
        decided = self.chance.choice([0, 1, 1, 1, 2])
        for _ in range(decided):
            on = min(TODAY, on + timedelta(days=self.chance.choice([0, 0, 1, 5, 60])))
            outcome = self.chance.choice(list(Outcome))
            agreed = [Position.WRITTEN, Position.VERBAL]
            self.add(
                SharingOutcome(
                    decision_id=row.id,
                    outcome=outcome,
                    position=self.chance.choice(
                        agreed if outcome is Outcome.SHARED_WITH_CONSENT else list(Position)
                    ),
                    shared_with=self.chance.choice(["The MASH", "The MASH", ""]),
                    reason=self.chance.choice(["They asked us not to", "They asked us not to", ""]),
                    witness=self.chance.choice(["N", ""]),
                    explanation=self.chance.choice([None, Explanation.GIVEN, Explanation.NOT_YET]),
                    decided_on=on,
                )
            )
        for written_again in (False, True):
            # Of what was taken back the entry may be recorded anew.
            if not decided or self.happens(0.2):
                break
            entry = SharingEntry(
                decision_id=row.id, recorded_on=self.later(on, self.chance.choice([0, 0, 9]))
            )
            self.add(entry, 0.0 if written_again else 0.2)
            if entry not in self.mistaken:
                break

    def colleague(self, at, topics):
        start = self.day(900, 120)
        person = self.add(
            StaffMember(
                code=f"Y-{at}",
                name=f"N{at}",
                role=self.chance.choice([role for role in Role if role not in ON_THE_COMMITTEE]),
                started_on=start,
                first_day_on=start + timedelta(days=9) if self.happens(0.7) else None,
                left_on=start + timedelta(days=self.chance.randint(50, 900)) if self.happens(0.3) else None,
            )
        )
        if self.happens(0.35):
            before = self.chance.choice([Role.STAFF, Role.STUDENT])
            self.add(RoleChange(staff_id=person.id, role_before=before, from_on=self.day(500)))
        for topic in topics:
            if self.happens(0.6):
                on = max(topic.introduced_on, self.day(700))
                self.add(InductionRecord(staff_id=person.id, topic_id=topic.id, on=on), 0.08)


def tell(cabinet, seed):
    with cabinet.administering("a history") as session:
        story = Story(session, seed)
        children = list(story.families())
        for at in range(40):
            story.request(at, story.chance.choice(children))
            story.decision(at, story.chance.choice(children))
        for old in list(session.scalars(select(InductionTopic))):
            if story.happens(0.5):
                changed = {"version": 2, "introduced_on": story.day(400), "is_material": story.happens(0.6)}
                story.add(InductionTopic(**old.model_dump(exclude={"id"}) | changed))
        topics = list(session.scalars(select(InductionTopic)))
        for at in range(20):
            story.colleague(at, topics)


# The count -----------------------------------------------------------------------------------------


class Rows:
    """Every row of every table, and what counts of them on a day."""

    def __init__(self, connection, on):
        self.on, self.a_year_ago = on, months_on(on, -12)
        self.held = {
            held.name: [dict(row) for row in connection.execute(select(held).order_by(held.c[0])).mappings()]
            for held in models.TABLES.sorted_tables
        }
        self.mistaken = {(row["thing"], row["record_id"]) for row in self.held["mistake"]}

    def of(self, table):
        return [row for row in self.held[table] if (table, row["id"]) not in self.mistaken]

    def came(self, table, row, entered):
        said = [r for r in self.held["receipt"] if (r["thing"], r["record_id"]) == (table, row["id"])]
        return said[-1]["received_on"] if said else row[entered]

    def lately(self, day):
        return self.a_year_ago <= day <= self.on


def months_on(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def open_day(day):
    while day.weekday() > 4 or day in ENGLAND:
        day += DAY
    return day


def stands(rows, request):
    """The word for a request on the day, when it is due, and when it ended."""
    came = rows.came("access_request", request, "received_on")
    own = [row for row in rows.held["access_step"] if row["request_id"] == request["id"]]
    gone = {row["corrects_id"] for row in own}
    own = [r for r in own if r["id"] not in gone and not r["is_struck"] and r["on"] <= rows.on]
    endings = [r for r in own if r["step"] in ("released", "refused", "withdrawn")]
    ended = endings[0]["on"] if endings else None
    days = {r["step"]: r["on"] for r in own if ended is None or r["on"] <= ended}
    asked, seen = days.get("identity asked"), days.get("identity confirmed")
    start = max(came, seen) if asked and seen and asked <= months_on(came, 1) else came
    question, answer = days.get("clarification asked"), days.get("clarification answered")

    def end(months):
        last = months_on(start, months)
        if question and answer and question <= answer and question <= open_day(last):
            last += max(0, (answer - max(question, start)).days) * DAY
        return open_day(last)

    notice = days.get("extended")
    due = end(3) if notice and notice <= end(1) else end(1)
    is_asked = question and not (answer and answer >= question)
    # While what was asked for in time is awaited, the law's time does not run.
    is_stopped = (asked and not seen and asked <= months_on(came, 1)) or (is_asked and question <= due)
    if ended:
        how = "withdrawn" if endings[0]["step"] == "withdrawn" else "answered"
        return f"{how} {'in time' if ended <= due or is_stopped else 'late'}", due, ended
    if due == rows.on:
        return "due", due, None
    if due < rows.on and not is_stopped:
        return "late", due, None
    return "waiting" if is_asked or ("identity asked" in days and not seen) else "open", due, None


def requests_by_hand(rows):
    held = [
        stands(rows, row)
        for row in rows.held["access_request"]
        if rows.came("access_request", row, "received_on") <= rows.on
    ]
    now = [one for one in held if one[2] is None]
    past = Counter(how for how, _, ended in held if ended and rows.lately(ended))
    return {
        "open": len(now),
        "late": sum(how == "late" for how, _, _ in now),
        "waiting": sum(how == "waiting" for how, _, _ in now),
        "due_this_week": sum(rows.on <= due <= rows.on + 7 * DAY for _, due, _ in now),
        "answered_last_12_months": past.total() - past["withdrawn in time"],
        "answered_in_time_last_12_months": past["answered in time"],
    }


def consents_by_hand(rows):
    on = rows.on
    here = [
        child["id"]
        for child in rows.of("child")
        if child["started_on"] <= on + SOON and (child["left_on"] or on) >= on
    ]
    wordings = defaultdict(list)
    for row in rows.held["consent_purpose"]:
        if row["introduced_on"] <= on:
            wordings[row["key"]].append(row)
    counted = {}
    for versions in wordings.values():
        newest = max(versions, key=lambda row: row["wording"])
        if newest["retired_on"] is None or newest["retired_on"] > on:
            counted[newest["title"]] = Counter(
                answered(rows, child, {row["id"]: row["wording"] for row in versions}) for child in here
            )
    return len(here), counted


def left_then(rows, child):
    """The last day of the stay before, of a child who had come back by the day."""
    held = next(row for row in rows.held["child"] if row["id"] == child)
    before = held["left_before_on"]
    return before if before and before < held["started_on"] and before < rows.on else date.min


def last_answers(rows, child, wordings, known=None, *, of_every_stay=False):
    on = rows.on
    after = date.min if of_every_stay else left_then(rows, child)
    of_child = {row["id"]: row for row in rows.of("carer") if row["child_id"] == child}

    def held_on(carer, day):
        from_on, until_on = carer["responsible_from_on"], carer["responsible_until_on"]
        return carer["has_parental_responsibility"] and (from_on or day) <= day <= (until_on or day)

    may = {carer_id for carer_id, carer in of_child.items() if held_on(carer, on)}
    last = {}
    for row in sorted(rows.of("consent"), key=lambda row: (row["on"], row["id"])):
        if row["carer_id"] not in may or row["purpose_id"] not in wordings or row["on"] > on:
            continue
        if (known is not None and row["id"] not in known) or row["on"] <= after:
            continue
        if row["answer"] != "given" or held_on(of_child[row["carer_id"]], row["on"]):
            last[row["carer_id"]] = row
    return last


def answered(rows, child, wordings, **of):
    on, last = rows.on, last_answers(rows, child, wordings, **of)
    said = {row["answer"] for row in last.values()}
    if "given" not in said:
        return "withdrawn" if "withdrawn" in said else "refused" if said else "not asked"
    if len(said) > 1:
        return "carers disagree"
    newest = max(wordings.values())
    current = [row["on"] for row in last.values() if wordings[row["purpose_id"]] == newest]
    return "given" if current and months_on(max(current), 12) > on else "renewal due"


def decisions_by_hand(rows):
    found = Counter()
    for row in rows.held["sharing_decision"]:
        raised_on = rows.came("sharing_decision", row, "raised_on")
        if raised_on > rows.on:
            continue
        made = [
            r
            for r in rows.held["sharing_outcome"]
            if r["decision_id"] == row["id"] and r["decided_on"] <= rows.on
        ]
        if not made:
            found["awaiting_decision"] += 1
            # Serious harm is decided about on the day; another concern by the next working day.
            waits = row["ground"] not in {"significant harm", "serious harm to an adult"}
            by = raised_on + DAY if waits else raised_on
            while waits and (by.weekday() > 4 or by in ENGLAND):
                by += DAY
            found["decisions_late"] += by < rows.on
            continue
        last = made[-1]
        entries = [
            r["recorded_on"]
            for r in rows.of("sharing_entry")
            if r["decision_id"] == row["id"] and r["recorded_on"] <= rows.on
        ]
        is_agreed = last["position"].startswith("agreed") and last["outcome"] == "shared with consent"
        is_complete = (
            bool(entries)
            and bool(is_agreed or last["reason"])
            and bool(last["outcome"] == "not shared" or last["shared_with"])
            and bool(last["position"] != "agreed verbally" or last["witness"])
            and last["explanation"] != "not yet"
        )
        found["awaiting_recording"] += not is_complete
        # By the setting's own rule it is in the file the same day.
        is_late = not is_complete and last["decided_on"] < rows.on
        found["records_late"] += is_late
        found["decided_last_12_months"] += rows.lately(last["decided_on"])
        if not rows.lately(entries[0] if entries else last["decided_on"]):
            continue
        if is_complete or is_late:
            found["recorded_last_12_months"] += 1
            found["recorded_in_time_last_12_months"] += is_complete and entries[0] == last["decided_on"]
    return found


def people_by_hand(rows):
    """By role, how many need a topic, and how many have all they need."""
    topics = defaultdict(list)
    for row in rows.held["induction_topic"]:
        if row["introduced_on"] <= rows.on:
            topics[row["key"]].append(row)
    found = defaultdict(list)
    for person in rows.held["staff_member"]:
        if person["started_on"] > rows.on + SOON or (person["left_on"] or rows.on) < rows.on:
            continue
        changes = [
            row["role_before"]
            for row in rows.held["role_change"]
            if row["staff_id"] == person["id"] and row["from_on"] > max(rows.on, person["started_on"])
        ]
        role = str(changes[0] if changes else person["role"])
        needed = [versions for versions in topics.values() if role in versions[-1]["roles"].split(",")]
        if needed:
            found[role].append(all(has_read(rows, person, versions) for versions in needed))
    return {role: (len(held), sum(held)) for role, held in found.items()}


def has_read(rows, person, versions):
    wanted = max(row["version"] for row in versions if row["is_material"] or row["version"] == 1)
    enough = {row["id"] for row in versions if row["version"] >= wanted}
    return any(
        row["staff_id"] == person["id"] and row["topic_id"] in enough and row["on"] <= rows.on
        for row in rows.of("induction_record")
    )


# Both ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_of_a_day_are_what_the_rows_say(cabinet, seed):
    tell(cabinet, seed)
    with cabinet.connection() as look:
        for on in DAYS:
            rows, shown = Rows(look, on), figures.read(look, agenda.read(look, on)).as_plain()
            assert requests_by_hand(rows).items() <= shown["access_requests"].items(), on
            children, by_purpose = consents_by_hand(rows)
            assert shown["consents"]["children"] == children, on
            said = {one["title"]: one["statuses"] for one in shown["consents"]["by_purpose"]}
            assert said == {title: dict(held) for title, held in by_purpose.items()}, on
            shared = decisions_by_hand(rows)
            assert {what: shared[what] for what in shown["sharing_decisions"]} == shown[
                "sharing_decisions"
            ], on
            groups = {one["role"]: (one["people"], one["complete"]) for one in shown["induction"]["by_group"]}
            assert groups == people_by_hand(rows), on
        today = figures.read(look, agenda.read(look, TODAY)).as_plain()
        meeting = committee.read(look, TODAY).figures.as_plain()
    of_the_list = ("overdue", "this_week", "late_by_area")
    assert meeting | {name: today[name] for name in of_the_list} == today
