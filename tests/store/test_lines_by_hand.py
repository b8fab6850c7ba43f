"""What the agenda of a day asks for, against the bare rows, by definition and by no function of ours.

Beside `test_figures_by_hand`: complaints, corrections of the file, breaches, withdrawals, learning journeys
online, key persons, the two kinds of records, the policy's own dates, and families to tell.
"""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models import (
    AboutChild,
    Breach,
    BreachKnown,
    BreachStep,
    Complaint,
    ComplaintStep,
    ConsentFollowUp,
    DevelopmentalRecord,
    FamilyTold,
    JourneyAccount,
    KeyPersonAssignment,
    Leaflet,
    PolicyAdoption,
    PolicyReview,
    Rectification,
    RectificationStep,
    RelatedPolicy,
    RoutineCheck,
    RoutineCheckDone,
    StaffMember,
)
from rules import breach, complaints, rectification
from rules.access import Channel
from rules.consent import Account, FollowUp
from rules.developmental import Event
from rules.families_told import How as ToldHow
from rules.induction import Role
from rules.policy import Change
from rules.routine import Result
from store import agenda
from store.setting import listed
from tests.conftest import TODAY
from tests.store.test_figures_by_hand import (
    DAY,
    ENGLAND,
    SOON,
    Rows,
    Story,
    answered,
    last_answers,
    left_then,
    months_on,
    open_day,
)

LONDON = ZoneInfo("Europe/London")
DAYS = [TODAY + timedelta(days=ahead) for ahead in (-180, -33, -1, 0, 1, 20, 200)]
# By the code of what each is about, and as they are, of all families or of the policy.
NAMED = {
    "record the step of the correction",
    "record the step of the complaint",
    "record the step of the breach",
    "record the follow-up",
    "close the journey account",
    "choose the key person",
    "choose the key person of several",
}
OF_ALL = {
    "begin the index of the file",
    "record where the developmental record is",
    "record the adoption",
    "review the policy",
    "enter the version",
    "check the number",
    "record the check",
    "record what families were told",
}
CLOCKS_CHANGE = [
    date(2026, 3, 27),
    date(2026, 3, 28),
    date(2026, 10, 23),
    date(2026, 10, 24),
    date(2026, 10, 25),
]


class Tale(Story):
    """Draws what happens beside the requests, the answers and the decisions."""

    def complaint(self, at, child):
        row = self.add(
            Complaint(
                code=f"CP-{at}",
                kind=self.chance.choice(list(complaints.Kind)),
                child_id=self.chance.choice([child.id, None]),
                made_by="N",
                channel=self.chance.choice([Channel.VERBAL, Channel.EMAIL]),
                received_on=self.day(300),
                about="A",
            )
        )
        came = self.received(row, row.received_on)

        def step(what, on):
            self.add(ComplaintStep(complaint_id=row.id, step=what, on=on, words="W"), 0.15)

        if self.happens(0.6):
            step(complaints.Step.ACKNOWLEDGED, self.later(came, 45))
        if self.happens(0.3):
            step(complaints.Step.PROGRESS, self.later(came, 60))
        if self.happens(0.5):
            ended = self.later(came, 60)
            ending = self.chance.choice(
                [complaints.Step.OUTCOME, complaints.Step.WITHDRAWN, complaints.Step.MISTAKEN]
            )
            step(ending, ended)
            if ending is complaints.Step.MISTAKEN:
                return
            for _ in range(self.chance.choice([0, 0, 1, 2])):
                on = self.later(ended, 30)
                step(complaints.Step.WENT_ON, on)
                if self.happens(0.4):
                    step(complaints.Step.DECIDED_THERE, self.later(on, 90))

    def correction(self, at, child):
        row = self.add(
            Rectification(
                code=f"RC-{at}",
                child_id=child.id,
                asked_by="N",
                channel=Channel.EMAIL,
                received_on=self.day(300),
                entry="1",
                claim=rectification.Claim.FACT,
                words="W",
            )
        )
        came = self.received(row, row.received_on)

        def step(what, on, mistaken=0.12, **more):
            return self.add(
                RectificationStep(rectification_id=row.id, step=what, on=on, words="W", **more), mistaken
            )

        if self.happens(0.3):
            step(rectification.Step.EXTENDED, self.later(came, 45))
        if not self.happens(0.7):
            if self.happens(0.4):
                how = self.chance.choice([rectification.Step.WITHDRAWN, rectification.Step.MISTAKEN])
                step(how, self.later(came, 50))
            return
        decided = self.later(came, 50)
        is_wrong = self.happens(0.5)
        found, made = (
            (rectification.Finding.WRONG_FACT, rectification.Decision.CORRECTED)
            if is_wrong
            else (rectification.Finding.OPINION, rectification.Decision.REFUSED)
        )
        kept = step(rectification.Step.DECIDED, decided, finding=found, decision=made)
        if kept in self.mistaken:
            return
        if self.happens(0.6):
            step(rectification.Step.ANSWERED, self.later(decided, 40))
        if not is_wrong:
            if self.happens(0.5):
                step(
                    self.chance.choice([rectification.Step.VIEW, rectification.Step.NO_VIEW]),
                    self.later(decided, 20),
                )
            return
        if self.happens(0.3):
            step(rectification.Step.NO_RECIPIENTS, self.later(decided, 20))
            return
        for _ in range(self.chance.choice([0, 1, 2])):
            given = step(rectification.Step.GIVEN, self.later(decided, 10), mistaken=0, recipient="")
            if self.happens(0.5):
                how = self.chance.choice([rectification.Step.TOLD, rectification.Step.NOT_TOLD])
                step(how, self.later(given.on, 20), recipient_id=given.id)

    def moment(self, back=200):
        on = self.day(back)
        if self.happens(0.3):
            on = self.chance.choice([*CLOCKS_CHANGE, TODAY - 3 * DAY, TODAY - 4 * DAY])
        return datetime.combine(
            on, time(self.chance.randint(0, 23), self.chance.randint(0, 59)), LONDON
        ).astimezone(UTC)

    def after(self, at, most):
        end = datetime.combine(TODAY, time(23), LONDON).astimezone(UTC)
        return min(end, at + timedelta(hours=self.chance.randint(0, most)))

    def breach(self, at, children):
        known = self.moment()
        row = self.add(
            Breach(
                code=f"BR-{at}",
                child_id=self.chance.choice([self.chance.choice(children).id, None]),
                what="W",
                whose="N",
                harm="H",
                happened_on=known.date() - 9 * DAY,
                known_at=known,
            )
        )
        if self.happens(0.2):
            known -= timedelta(hours=self.chance.randint(1, 60))
            self.add(BreachKnown(breach_id=row.id, known_at=known, because="Typed wrong"))
        if row.child_id and self.happens(0.15):
            self.add(
                AboutChild(
                    thing="breach", record_id=row.id, child_id=self.chance.choice(children).id, because="S"
                )
            )

        def step(what, at, mistaken=0.1, **more):
            return self.add(BreachStep(breach_id=row.id, step=what, at=at, note="N", **more), mistaken)

        if not self.happens(0.75):
            return
        last = self.after(known, 100)
        step(self.chance.choice([breach.Step.REPORTED, breach.Step.NOT_REPORTED]), last)
        whom = [None]
        for _ in range(self.chance.choice([0, 0, 1, 2])):
            last = self.after(last, 50)
            other = self.chance.choice([None, self.chance.choice(children).id])
            whom.append(step(breach.Step.AFFECTED, last, 0, child_id=other).id)
        if row.child_id is None and len(whom) > 1:
            whom = whom[1:]
        everyone = self.happens(0.5)
        for one in whom:
            if everyone or self.happens(0.4):
                last = self.after(last, 30)
                step(self.chance.choice([breach.Step.TOLD, breach.Step.NOT_TOLD]), last, affected_id=one)
        steps = [r for r in self.mistaken if isinstance(r, BreachStep) and r.breach_id == row.id]
        if everyone and not steps:
            last = self.after(last, 200)
            step(breach.Step.CLOSED, last)
            if self.happens(0.3):
                step(breach.Step.AFFECTED, self.after(last, 200), 0, child_id=None)

    def followed(self):
        for row in Rows(self.session.connection(), TODAY).held["consent"]:
            if row["answer"] == "withdrawn":
                for what in [*FollowUp, None]:
                    if self.happens(0.25):
                        done = ConsentFollowUp(
                            consent_id=row["id"], what=what, done_on=self.later(row["on"], 20)
                        )
                        self.add(done, 0.15)

    def journey(self, child):
        on = self.day(500)
        is_on = False
        for _ in range(self.chance.choice([0, 1, 2, 3, 4])):
            event = Account.CLOSED if is_on else self.chance.choice([Account.OPENED, Account.FOUND])
            self.add(JourneyAccount(child_id=child.id, event=event, on=on))
            is_on = not is_on
            on = self.later(on, self.chance.choice([0, 0, 3, 200]))

    def of_the_child(self, child, people):
        self.journey(child)
        if self.happens(0.6):
            self.add(
                DevelopmentalRecord(
                    child_id=child.id, event=self.chance.choice(list(Event)), on=self.day(300), kept_at="P"
                ),
                0.2,
            )
        last = None
        on = child.started_on
        for person in self.chance.sample(people, self.chance.choice([0, 1, 2, 3])):
            held = self.add(
                KeyPersonAssignment(child_id=child.id, staff_id=person.id, from_on=on, until_on=child.left_on)
            )
            if last is not None and (last.until_on is None or last.until_on >= on):
                last.until_on = on - DAY
                self.session.add(last)
            last = held
            on = on + timedelta(days=self.chance.choice([0, 5, 100, 300]))
            if self.happens(0.15):
                last.until_on = last.from_on - timedelta(days=self.chance.randint(1, 9))  # a role that ended
                self.session.add(last)
        self.session.flush()

    def people(self):
        return [
            self.add(
                StaffMember(
                    code=f"K-{at}",
                    name=f"K{at}",
                    role=Role.KEY_PERSON,
                    started_on=date(2020, 1, 6),
                    left_on=self.day(400, 150) if at % 2 else None,
                )
            )
            for at in range(6)
        ]

    def policy(self):
        for _ in range(self.chance.choice([0, 1, 2])):
            held = self.day(700)
            signed = self.later(held, 60) if self.happens(0.7) else None
            self.add(PolicyAdoption(committee="C", held_on=held, signed_on=signed, signed_by="N"), 0.2)
            self.add(
                PolicyReview(reviewed_on=self.later(held, 400), reviewed_by="N", change=Change.NONE), 0.3
            )
        for key in self.session.scalars(select(RelatedPolicy.key).distinct()).all() or [
            "safeguarding",
            "phones",
        ]:
            on = self.day(500)
            looked = self.later(on, 400) if self.happens(0.4) else None
            self.add(RelatedPolicy(key=key, version="2", dated_on=on, looked_at_on=looked))
        for check in self.session.scalars(select(RoutineCheck)).all():
            for _ in range(self.chance.choice([0, 1, 2])):
                result = self.chance.choice(list(Result))
                self.add(
                    RoutineCheckDone(
                        check_id=check.id, on=self.day(60), result=result, done_by="N", note="n"
                    ),
                    0.2,
                )

    def leaflets(self, children):
        held = []
        for title in ("Sharing", "Privacy"):
            on = self.day(400)
            for version in range(self.chance.choice([0, 1, 2, 3])):
                leaflet = self.add(
                    Leaflet(title=title, version=str(version), issued_on=on, issued_to="all"), 0.15
                )
                held.append(leaflet)
                on = self.later(on, self.chance.choice([0, 30, 200]))
        for child in children:
            for leaflet in held:
                if self.happens(0.7):
                    on = self.later(leaflet.issued_on, self.chance.choice([0, 5, 40]))
                    self.add(
                        FamilyTold(
                            child_id=child.id,
                            leaflet_id=leaflet.id,
                            duty_explained=self.happens(0.3),
                            on=on,
                            how=ToldHow.EMAIL,
                        ),
                        0.1,
                    )
            if self.happens(0.7):
                self.add(
                    FamilyTold(child_id=child.id, duty_explained=True, on=self.day(200), how=ToldHow.EMAIL),
                    0.1,
                )


def tell(cabinet, seed):
    with cabinet.administering("a history") as session:
        tale = Tale(session, seed)
        people = tale.people()
        children = list(tale.families())
        for child in children:
            tale.of_the_child(child, people)
        for at in range(30):
            tale.complaint(at, tale.chance.choice(children))
            tale.correction(at, tale.chance.choice(children))
            tale.breach(at, children)
        tale.followed()
        tale.policy()
        tale.leaflets(children)


# The count -----------------------------------------------------------------------------------------


def working(day, count):
    while count:
        day = open_day(day + DAY)
        count -= 1
    return day


def steps_of(rows, table, key, id_):
    return sorted(
        (r for r in rows.of(table) if r[key] == id_ and r["on"] <= rows.on), key=lambda r: (r["on"], r["id"])
    )


def complaint_lines(rows):
    for row in rows.held["complaint"]:
        came = rows.came("complaint", row, "received_on")
        if came > rows.on:
            continue
        done = steps_of(rows, "complaint_step", "complaint_id", row["id"])
        what = [r["step"] for r in done]
        if what.count("taken further") > what.count("decided there"):
            last = max(r["on"] for r in done if r["step"] in ("taken further", "progress told"))
            yield row["code"], open_day(last + 28 * DAY)
        if {"outcome given", "withdrawn", "recorded by mistake"} & set(what):
            continue
        if "acknowledged" not in what:
            of_data = row["kind"].startswith("data protection") and came >= date(2026, 6, 19)
            law = open_day(came + 30 * DAY) if of_data else None
            ours = min(working(came, 5), law or date.max, came + 28 * DAY)
            if law is None or ours == law or law >= rows.on:
                yield row["code"], ours
            if law and law != ours and ours < rows.on:
                yield row["code"], law
        yield row["code"], came + 28 * DAY


def correction_lines(rows):
    for row in rows.held["rectification"]:
        came = rows.came("rectification", row, "received_on")
        if came > rows.on:
            continue
        done = steps_of(rows, "rectification_step", "rectification_id", row["id"])
        what = {r["step"] for r in done}
        if {"withdrawn", "recorded by mistake"} & what:
            continue
        decided = [r for r in done if r["step"] == "decided"]
        if not any("answer" in step for step in what):
            first = open_day(months_on(came, 1))
            notice = [r["on"] for r in done if r["step"] == rectification.Step.EXTENDED]
            yield row["code"], open_day(months_on(came, 3)) if notice and min(notice) <= first else first
        if not decided:
            continue
        soon = working(decided[-1]["on"], 5)
        if decided[-1]["decision"] == "corrected":
            given = [r["id"] for r in done if r["step"] == rectification.Step.GIVEN]
            told = [
                r["recipient_id"]
                for r in done
                if r["step"] in (rectification.Step.TOLD, rectification.Step.NOT_TOLD)
            ]
            none = rectification.Step.NO_RECIPIENTS in what
            if (given and set(given) - set(told)) or (not given and not none and not told):
                yield row["code"], soon
        elif not {rectification.Step.VIEW, rectification.Step.NO_VIEW} & what:
            answered = [r["on"] for r in done if r["step"] == rectification.Step.ANSWERED]
            yield from ((row["code"], working(on, 5)) for on in answered[:1])


def day(at):
    return at.astimezone(LONDON).date()


def breach_lines(rows):
    for row in rows.held["breach"]:
        said = [r["known_at"] for r in rows.held["breach_known"] if r["breach_id"] == row["id"]]
        known = said[-1] if said else row["known_at"]
        if day(known) > rows.on:
            continue
        done = [r for r in rows.of("breach_step") if r["breach_id"] == row["id"] and day(r["at"]) <= rows.on]
        by = day(known + timedelta(hours=72))
        kinds = {r["step"] for r in done}
        about = [
            r["child_id"]
            for r in rows.held["about_child"]
            if (r["thing"], r["record_id"]) == ("breach", row["id"])
        ]
        child = about[-1] if about else row["child_id"]
        others = {r["id"]: day(r["at"]) for r in done if r["step"] == "somebody else affected"}
        whom = ({None: by} if child or not others else {}) | others
        told = {r["affected_id"] for r in done if r["step"] in ("people told", "people not told")}
        left = [max(by, on) for one, on in whom.items() if one not in told]
        is_decided = bool(kinds & {"reported to the ICO", "not reported to the ICO"})
        is_to_be_found_out = not kinds & {"nobody is in danger", "closed"}
        if not is_decided:
            yield row["code"], by
        if left or is_to_be_found_out:
            yield row["code"], min(left, default=by)
        elif is_decided and "closed" not in kinds:
            end = open_day(by + 28 * DAY)
            while "reported to the ICO" in kinds and end < rows.on:  # the ICO's to answer: looked at again
                end = open_day(end + 28 * DAY)
            yield row["code"], end


def wordings_of(rows):
    found = defaultdict(list)
    for row in sorted(rows.held["consent_purpose"], key=lambda r: r["wording"]):
        if row["introduced_on"] <= rows.on:
            found[row["key"]].append(row)
    return found


def allowed(rows, child, versions, on=None, **of):
    before, rows.on = rows.on, on or rows.on
    try:
        stands = answered(rows, child, {r["id"]: r["wording"] for r in versions}, **of)
        return stands in ("given", "renewal due")
    finally:
        rows.on = before


def ended_by_a_no(rows, child, versions):
    """The refusal that ended what another carer had allowed, and since when; gone through day by day."""
    every = {"of_every_stay": True}  # what was put up before the child left may hang there still
    on, wordings = rows.on, {r["id"]: r["wording"] for r in versions}
    told = [r for r in rows.of("consent") if r["child_id"] == child["id"] and r["purpose_id"] in wordings]
    if not {"given", "refused"} <= {r["answer"] for r in told} or allowed(
        rows, child["id"], versions, **every
    ):
        return None
    day, first = on, min(r["on"] for r in told)
    while day >= first and not allowed(rows, child["id"], versions, day - DAY, **every):
        day -= DAY
    was_ever = day >= first
    try:
        for rows.on in (max(day, first) + timedelta(days=more) for more in range((on - first).days + 1)):
            now = last_answers(rows, child["id"], wordings, **every)
            no = {carer: r["on"] for carer, r in now.items() if r["answer"] == "refused"}
            if rows.on > on or "withdrawn" in {r["answer"] for r in now.values()} or not no:
                continue
            said = [r for r in told if r["answer"] == "refused" and no.get(r["carer_id"]) == r["on"]]
            ended_it = min(said, key=lambda r: r["id"])
            # What was known when that was recorded: nothing of the same form, which has one moment.
            known = {
                r["id"]
                for r in told
                if r["id"] < ended_it["id"] and r["recorded_at"] != ended_it["recorded_at"]
            }
            befores = [last_answers(rows, child["id"], wordings, known, **every)]
            if was_ever and rows.on == day:
                rows.on -= DAY
                befores.append(last_answers(rows, child["id"], wordings, **every))
                rows.on += DAY
            if any({r["answer"] for r in b.values()} == {"given"} and set(b) - set(no) for b in befores):
                return ended_it, rows.on
    finally:
        rows.on = on
    return None


def follow_up_and_journey_lines(rows):
    on = rows.on
    purposes = wordings_of(rows)
    key_of = {r["id"]: key for key, versions in purposes.items() for r in versions}
    row_of = {r["id"]: r for versions in purposes.values() for r in versions}
    children = {r["id"]: r for r in rows.of("child")}
    grouped, to_close, ended = defaultdict(list), {}, {}
    for child in children.values():
        for key, versions in purposes.items():
            in_use = versions[-1]["retired_on"] is None or versions[-1]["retired_on"] > on
            is_asked = in_use or key == "learning-journey"  # an account stays on, though nobody is asked
            if is_asked and (child["left_on"] or on) >= on:
                ended[child["id"], key] = ended_by_a_no(rows, child, versions)
    for row in rows.of("consent"):
        if row["on"] > on or row["child_id"] not in children:
            continue
        refusal, since = ended.get((row["child_id"], key_of[row["purpose_id"]])) or (None, date.max)
        is_refusal = refusal is row
        if not is_refusal and (row["answer"] != "withdrawn" or row["on"] >= since):
            continue
        began_on = since if is_refusal else row["on"]
        versions = purposes[key_of[row["purpose_id"]]]
        wanted = set(versions[-1]["follow_ups"].split(","))
        then = set(row_of[row["purpose_id"]]["follow_ups"].split(","))
        done = {
            r["what"]
            for r in rows.of("consent_follow_up")
            if r["consent_id"] == row["id"] and r["done_on"] <= on
        }
        if None in done or then <= done or wanted <= done:
            continue
        child = children[row["child_id"]]
        in_use = versions[-1]["retired_on"] is None or versions[-1]["retired_on"] > on
        is_here = (child["left_on"] or on) >= on
        stands = in_use and is_here and allowed(rows, child["id"], versions)
        grouped[child["code"], began_on, stands, is_refusal].append(row)
        if "journey account closed" in wanted - done:
            due = working(began_on, 1)
            to_close[child["id"]] = min(due, to_close.get(child["id"], due))
    for code, withdrawn_on, *_ in grouped:
        yield "record the follow-up", code, working(withdrawn_on, 1)
    for child in children.values():
        lines = [r for r in rows.of("journey_account") if r["child_id"] == child["id"] and r["on"] <= on]
        lines.sort(key=lambda r: (r["on"], r["id"]))
        if not lines or lines[-1]["event"] == "closed":
            continue
        since = lines[-1]["on"]
        if child["left_on"] and child["left_on"] < on:
            since = max(since, child["left_on"] + DAY)
        else:
            versions = purposes["learning-journey"]
            if allowed(rows, child["id"], versions):
                continue
            if (before := left_then(rows, child["id"])) != date.min:
                since = max(since, before + DAY)
            day = on
            while day > since and not allowed(rows, child["id"], versions, day - DAY):
                day -= DAY
            since = day
        due = working(since, 1)
        if to_close.get(child["id"], date.max) > due:
            yield "close the journey account", child["code"], due


def key_person_lines(rows):
    waiting = defaultdict(list)
    for whose, until, code, due in without_key_person(rows):
        waiting[whose, until].append((due, code))
    for held in waiting.values():
        if len(held) > 5:
            yield "choose the key person of several", f"{len(held)} children", min(held)[0]
        else:
            yield from (("choose the key person", code, due) for due, code in held)


def without_key_person(rows):
    left_on = {row["id"]: row["left_on"] or date.max for row in rows.held["staff_member"]}
    for child in rows.of("child"):
        last_day, start = child["left_on"] or date.max, max(rows.on, child["started_on"])
        if last_day < rows.on or start > rows.on + SOON:
            continue
        spans = [
            (row["from_on"], min(row["until_on"] or date.max, left_on[row["staff_id"]]), row["staff_id"])
            for row in rows.held["key_person_assignment"]
            if row["child_id"] == child["id"]
        ]
        alone, before = start, []
        now = [span for span in spans if span[0] <= start <= span[1]]
        if now and (now[0][1] == date.max or now[0][1] != left_on[now[0][2]]):
            continue  # no last day is known of whoever it is
        if now:
            alone = now[0][1] + DAY
        else:
            before = [last for first, last, _ in spans if first <= last < start]
            alone = max([child["started_on"], *(last + DAY for last in before)])
        due = working(alone, 5)
        is_chosen = any(first <= due and last >= max(alone, rows.on) for first, last, _ in spans)
        if alone <= last_day and not is_chosen:
            until = now[0][1] if now else max(before, default=None)
            yield (now[0][2] if now else None), until, child["code"], due


def records_lines(rows, began):
    for action, table in (
        ("begin the index of the file", "file_entry"),
        ("record where the developmental record is", "developmental_record"),
    ):
        dues = []
        for child in rows.of("child"):
            own = [r for r in rows.of(table) if r["child_id"] == child["id"]]
            if table == "file_entry":
                has = any(r["written_on"] <= rows.on for r in own)
            else:
                has = any(r["event"] == "kept at" and r["on"] <= rows.on for r in own)
            due = child["started_on"] + 28 * DAY if child["started_on"] > began else began + 84 * DAY
            last_day = left = child["left_on"] or date.max
            if left < due:
                while left.weekday() > 4 or left in ENGLAND:
                    left -= DAY
                due = max(child["started_on"], left)
            if not has and child["started_on"] <= rows.on <= last_day and due <= horizon(rows.on):
                dues.append(due)
        if dues:
            yield action, min(dues)


def horizon(on):
    return on + (6 - on.weekday()) * DAY + 28 * DAY


def policy_lines(rows, began):
    on = rows.on
    adopted = [r for r in rows.of("policy_adoption") if r["held_on"] <= on]
    if not adopted:
        yield "record the adoption", began + 28 * DAY
    else:
        last = adopted[-1]
        if not last["signed_on"] or last["signed_on"] > on:
            yield "record the adoption", last["held_on"] + 28 * DAY
        seen = [r["reviewed_on"] for r in rows.of("policy_review") if r["reviewed_on"] <= on]
        yield "review the policy", months_on(max([last["held_on"], *seen]), 12)
    related = {}
    for r in rows.held["related_policy"]:
        if max(r["dated_on"], r["looked_at_on"] or r["dated_on"]) <= on:
            related[r["key"]] = max(r["dated_on"], r["looked_at_on"] or r["dated_on"])
    for key in RELATED:
        yield "enter the version", months_on(related[key], 12) if key in related else began + 42 * DAY
    for r in rows.held["contact"]:
        if r["checked_on"] is None or r["checked_on"] <= on:
            yield "check the number", months_on(r["checked_on"], 12) if r["checked_on"] else began + 7 * DAY
    for r in rows.held["routine_check"]:
        if r["retired_on"] and r["retired_on"] <= on:
            continue
        done = sorted(
            (d["on"], d["id"], d["result"])
            for d in rows.of("routine_check_done")
            if d["check_id"] == r["id"] and d["on"] <= on
        )
        if not done:
            due = began + 7 * (r["position"] + 1) * DAY
        else:
            every = min(7, r["every_days"]) if done[-1][2] == "something to put right" else r["every_days"]
            due = done[-1][0] + every * DAY
        since = r["in_use_since"]
        if since and not (done and done[-1][0] >= since):
            due = max(due, since + 7 * DAY)
        closed = {c["day"] for c in rows.held["closure_day"]}
        while due.weekday() > 4 or due in ENGLAND or due in closed:
            due += DAY
        yield "record the check", due


def family_lines(rows, began):
    on = rows.on
    waits = []
    for child in rows.of("child"):
        if not child["started_on"] <= on <= (child["left_on"] or on):
            continue
        told = [r for r in rows.of("family_told") if r["child_id"] == child["id"] and r["on"] <= on]
        had = {r["leaflet_id"] for r in told}
        if not any(r["duty_explained"] for r in told):
            waits.append((child["id"], child["started_on"]))
        titles = defaultdict(list)
        for r in sorted(rows.of("leaflet"), key=lambda r: (r["issued_on"], r["id"])):
            if r["issued_on"] <= on:
                titles[r["title"].lower()].append(r)
        for versions in titles.values():
            if versions[-1]["id"] not in had:
                # They wait since the first one after the last that they had: a new version takes no day away.
                last = max((at for at, r in enumerate(versions) if r["id"] in had), default=-1)
                waits.append((child["id"], max(child["started_on"], versions[last + 1]["issued_on"])))
    if waits:
        yield len({c for c, _ in waits}), max(began, min(since for _, since in waits)) + 14 * DAY


def lines_by_hand(rows, began):
    found = []
    for code, due in complaint_lines(rows):
        found.append(("record the step of the complaint", code, due))
    for code, due in correction_lines(rows):
        found.append(("record the step of the correction", code, due))
    for code, due in breach_lines(rows):
        found.append(("record the step of the breach", code, due))
    found += follow_up_and_journey_lines(rows)
    found += key_person_lines(rows)
    for action, due in records_lines(rows, began):
        found.append((action, "", due))
    for action, due in policy_lines(rows, began):
        if due <= horizon(rows.on):
            found.append((action, "", due))
    for _, due in family_lines(rows, began):
        if due <= horizon(rows.on):
            found.append(("record what families were told", "", due))
    return Counter((action, code, due, due < rows.on) for action, code, due in found)


def lines_shown(shown):
    return Counter(
        (str(i.action), i.code if i.action in NAMED else "", i.due, i.state == "late")
        for i in shown.items
        if i.action in NAMED | OF_ALL
    )


BEGAN = TODAY - timedelta(days=200)
RELATED = [related["key"] for related in listed("related_policies.toml", "policy")]


@pytest.mark.parametrize("seed", [3, 7])
def test_the_lines_of_a_day_are_what_the_rows_ask_for(cabinet, seed, monkeypatch):
    monkeypatch.setattr("store.house.day_of", lambda at, today: BEGAN if at and today >= BEGAN else None)
    tell(cabinet, seed)
    with cabinet.connection() as look:
        for on in DAYS:
            by_hand, shown = lines_by_hand(Rows(look, on), BEGAN), lines_shown(agenda.read(look, on))
            assert (by_hand - shown, shown - by_hand) == (Counter(), Counter()), on
