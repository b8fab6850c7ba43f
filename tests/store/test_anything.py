"""Whatever anybody does in whatever order: the promises of the store hold after each step (X-8, AR-30).

Every write of the store is found by its signature and called as every role with sensible, hostile and
senseless words, days and numbers, in random order: at a cabinet with one family, where each call is made
once; and at that of the sample, where each is made again about other records until the rules take it, so that
one thing is done on top of another. `CABINET_TEST_SEQUENCES` makes the run of docs/reliability.md.
"""

import inspect
import os
import random
import shutil
import traceback
import types
import typing
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

import models
from models import AppendOnly, AuditEntry, Record
from rules import snooze
from rules.access import Step
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.request_steps import ANSWERS
from store import agenda, committee, guards, signing_in, trail, weekly_review
from store import cabinet as cabinets
from store.cabinet import AlreadyRecorded
from store.refusal import Refused
from store.remembered import Remembered
from store.setting import listed
from tests.conftest import (
    PASSWORD,
    POSTGRESQL,
    TODAY,
    a_family,
    a_sample,
    account,
    keyring_of,
    manager_of,
)
from tests.store.faults import tell
from tests.store.test_cabinet import writes

SEQUENCES = os.environ.get("CABINET_TEST_SEQUENCES")
HOSTILE = (
    "", " ", "\t\n", "\0", "x\0y", "\ud800", "'; DROP TABLE child; --", '"><script>alert(1)</script>',
    "=HYPERLINK(\"http://x\")", "![x](http://x)", "\u202e\u200b\ufeff", "\N{PILE OF POO}" * 50, "x" * 4000,
    "x" * 4001, "%s%n{0}{{}}", "../../etc/passwd", "NULL", "\N{LATIN SMALL LETTER E}\u0301" * 90,
)  # fmt: skip
SENTENCE = "Because the child was at risk of harm"
SENSIBLE = (
    "Carys Davies",
    "12",
    "p. 3",
    "14:30",
    "g",
    "C-001",
    "Read",
)
LETTERS = (*range(0x20, 0x250), *range(0x2000, 0x2070), 0x0, 0x9, 0xA, 0xD800, 0xFFFD, 0x1F600)
ODD = (0, -1, 999, 2**31 - 1, *[1, 2, 3, 12] * 3)
WRITES = writes()
PASSWORD_REFUSED = "password refused"
KEPT = [m.local_table for m in Record._sa_registry.mappers if issubclass(m.class_, AppendOnly)]
# Which table a number is of, by what the argument is called or its last word; some by whose argument it is.
NUMBERED = {
    "child": "child", "carer": "carer", "staff": "staff_member", "person": "staff_member",
    "account": "account", "second": "account", "request": "access_request", "decision": "sharing_decision",
    "advice": "sharing_advice", "purpose": "consent_purpose", "consent": "consent", "entry": "file_entry",
    "topic": "induction_topic", "check": "routine_check", "contact": "contact", "breach": "breach",
    "conversation": "conversation", "complaint": "complaint", "rectification": "rectification",
    "colleague": "staff_member", "supervisor": "staff_member", "purposes": "consent_purpose",
    "ids": "induction_topic", "answers": "consent_purpose", "letters": "carer", "by": "staff_member",
    "of": "staff_member", "snoozes": "snooze", "party": "third_party", "event": "third_party_event",
    "line": "redaction", "entries": "file_entry", "complaint_step": "complaint_step",
    "rectification_step": "rectification_step", "follow_up": "consent_follow_up",
    "breach_step": "breach_step", "whom": "breach_step", "affected": "child", "also_about": "child",
    "stands": "sharing_decision", "breaches.take_back_breach.stands": "breach", "told": "sharing_told",
    "done": "consent", "disposal": "disposal",
    "sign_off": "induction_record", "training": "safeguarding_training",
    "check_done": "routine_check_done", "entry_fact": "file_entry_fact", "asked": "consent_asked",
    "no_answer": "consent_no_answer",
    "adoption": "policy_adoption", "review": "policy_review", "leaflet": "leaflet",
    "leaflets": "leaflet", "children": "child", "families_told.take_back.told": "family_told",
    "hold": "record_hold", "link": "request_link", "other": "access_request", "also": "access_request",
    "step": "access_step", "sharing.record_decision.also": "sharing_decision",
    "developmental.take_back.line": "developmental_record",
    "journey_account.take_back.line": "journey_account",
    "files_out.take_back.line": "file_out", "out": "file_out",
    "redactions.enter_line.corrects": "redaction", "requesters.record.corrects": "requester_check",
    "third_parties.record_event.corrects": "third_party_event",
    "file_entries.record_entry.corrects": "file_entry",
}  # fmt: skip
COUNTS = {
    "every_days", "first_page", "last_page", "months", "number", "pages", "position", "recording_days",
    "signed_before", "version",
}  # fmt: skip
LEFT_OUT = {"return", "cabinet", "opened", "who", "token", "seen"}
KEYS = {"items", "keys", "record", "rules"}  # what is on the list, one of several tables, a rule's name
# Words that the store knows.
KNOWN = {
    "answer": sorted({"", *(answer for answers in ANSWERS.values() for answer in answers)}),
    "confirmation": [PASSWORD],
    "password": [PASSWORD],
    "known_time": ["14:30"],
    "clock": ["14:30"],
    "purpose_id": ["g", "r", "w"],  # what a carer answered about one, in a letter
    "email": ["deputy@example.org", "manager@example.org"],
    "key": [
        entry["key"]
        for file, kinds in (
            ("induction_topics.toml", ("topic", "further")),
            ("consent_purposes.toml", ("purpose", "offered")),
        )
        for kind in kinds
        for entry in listed(file, kind)
    ],
}
CHANGES = {
    "name": str, "born_on": date | None, "started_on": date | None, "left_on": date | None, "note": str,
    "room": str, "has_court_order": bool, "induction_days": int, "acknowledge_working_days": int,
    "consent_renewal_months": int,
}  # fmt: skip


def name_of(write):
    return f"{write.__module__}.{write.__name__}"


def table_of(write, name):
    """The table that a number of a write is of, by its name; None for a count."""
    said = name.removesuffix("_id").removesuffix("_ids")
    of_this_write = f"{write.__module__.removeprefix('store.')}.{write.__name__}.{said}"
    known = NUMBERED.get(of_this_write) or NUMBERED.get(said) or NUMBERED.get(said.split("_")[-1])
    return models.TABLES.tables[known] if known else None


def is_about(held, child):
    """The condition that a row is about a child, itself or by what it belongs to; None where none is."""
    if held.name == "child":
        return held.c.id == child
    if "child_id" in held.c:
        return held.c.child_id == child
    for key in held.foreign_keys:
        of = key.column.table
        if of is not held and (found := is_about(of, child)) is not None:
            return key.parent.in_(select(of.c.id).where(found))
    return None


def need_not_be_said(write, name):
    return inspect.signature(write).parameters[name].default is not inspect.Parameter.empty


def numbers_of(name, kind):
    """The name of each number in what a write is given."""
    if kind is int:
        return {name}
    if isinstance(kind, type) and is_dataclass(kind):
        return set().union(*(numbers_of(*field) for field in typing.get_type_hints(kind).items()))
    return set().union(*(numbers_of(name, inner) for inner in typing.get_args(kind)))


@pytest.mark.parametrize("write", WRITES, ids=name_of)
def test_each_number_of_a_write_is_of_a_table_or_a_count(write):
    """Else it is guessed, and whatever needs it to be right is never done."""
    given = {name: kind for name, kind in typing.get_type_hints(write).items() if name not in LEFT_OUT}
    numbers = set().union(*(numbers_of(name, kind) for name, kind in given.items()))
    assert {name for name in numbers - KEYS if table_of(write, name) is None} <= COUNTS


class Chance(random.Random):
    """What a seed makes of it."""

    def one_in(self, times):
        return self.randrange(times) == 0

    def text(self):
        """What somebody would type, or one time in six something hostile or senseless."""
        if not self.one_in(6):
            return SENTENCE if self.one_in(2) else self.choice(SENSIBLE)
        if self.one_in(2):
            return self.choice(HOSTILE)
        return "".join(chr(self.choice(LETTERS)) for _ in range(self.randint(0, 30)))

    def day(self, today):
        """A day around today, one further away, or one that no calendar of a setting has."""
        at = self.randrange(10)
        if at < 8:
            return today - timedelta(days=self.randint(0, 3))
        if at == 8:
            return today + timedelta(days=self.randint(-900, 60))
        return self.choice([date.min, date(1900, 1, 1), date(2100, 1, 1), date.max])


def of_writes(kept):
    """What `kept` holds of writes: a second person's wrong password is noted, and the write refused."""
    trail_of = AuditEntry.__tablename__
    return kept | {trail_of: {id_: row for id_, row in kept[trail_of].items() if PASSWORD_REFUSED not in row}}


class Anything(RuleBasedStateMachine):
    """People of every role at the cabinet of one family, doing anything."""

    filled = staticmethod(a_family)
    sequences, steps = 3, 25
    tries = 1  # how often something is tried until it is taken
    tried: typing.ClassVar[Counter[str]] = Counter()
    done: typing.ClassVar[Counter[str]] = Counter()
    faults: typing.ClassVar[dict[str, str]] = {}
    opening: typing.ClassVar[typing.Any] = None

    def __init__(self):
        super().__init__()
        self.opened, self.close = type(self).opening()
        self.people = [manager_of(self.opened), *(account(self.opened, role) for role in Role)]
        self.today = TODAY
        self.held = self.kept()
        self.is_written = True
        self.calls = 0
        self.looked_at = None  # what a weekly review would be signed for, until something is recorded
        self.looks = 0
        type(self).tried["sequences"] += 1

    def teardown(self):
        try:
            self.is_written = True
            self.the_promises_hold(self.people)
        finally:
            self.close()

    def kept(self):
        """Every row of every table that is append-only, by table and number."""
        with self.opened.connection() as look:
            return {held.name: {row.id: tuple(row) for row in look.execute(select(held))} for held in KEPT}

    # A seed for each call: values drawn one by one would fill what Hypothesis keeps after a few calls. It
    # begins with the simplest sequence, in which every seed is nought: the count makes each call another.
    @rule(seed=st.integers(0, 2**63))
    def somebody_writes(self, seed):
        self.calls += 1
        chance = Chance(f"{seed} {self.calls}")
        if chance.one_in(6) and self.today < TODAY + timedelta(days=700):
            self.today += timedelta(days=chance.randint(1, 60))
            self.is_written = True  # the agenda of another day
            self.looked_at = None
        self.write = self.what_is_written(chance)
        for _ in range(self.tries):
            if self.is_taken(chance):
                break

    def is_taken(self, chance):
        """Somebody tries the write with words, days and numbers of their own; whether it was recorded."""
        # The manager and the chairperson do most; the others try.
        who = chance.choice([*self.people[:1] * 20, *self.people])
        write, kinds = self.write, typing.get_type_hints(self.write)
        self.said = {}
        self.about, self.left_out = self.this_time(chance)
        given = {
            name: self.value(chance, name, kind)
            for name, kind in kinds.items()
            if name not in LEFT_OUT and not (need_not_be_said(write, name) and self.is_left_out(chance))
        }
        token = uuid.uuid4().hex
        lines = self.lines()
        try:
            write(self.opened, who, **given, token=token)
        except (NotAllowed, Refused) as refused:
            assert str(refused).strip()
            assert self.lines() == lines, "what was refused left something behind"
            self.tried[type(refused).__name__] += 1
            return False
        except Exception as fault:
            # Gathered, so that one does not hide another and nothing is spent on making it smaller.
            last = traceback.extract_tb(fault.__traceback__)[-1]
            what = f"{name_of(write)}: {type(fault).__name__}"
            self.faults.setdefault(f"{what} in {last.filename}:{last.lineno}", f"{fault!s:.200} of {given}")
            return False
        self.is_written = True
        self.looked_at = None
        if self.lines() == lines:
            self.tried["said nothing new"] += 1
            assert of_writes(self.kept()) == of_writes(self.held), "a row without its line"
            return False
        self.tried["recorded"] += 1
        self.done[name_of(write)] += 1
        with pytest.raises((AlreadyRecorded, Refused, NotAllowed)):
            write(self.opened, who, **given, token=token)
        return True

    def what_is_written(self, chance):
        return chance.choice(WRITES)

    def this_time(self, _chance):
        """The child whom a try is about, if any, and how much is left out of what need not be said."""
        return None, 0

    @invariant()
    def the_promises_hold(self, readers=None):
        """Asked after each write, and once at the end of all that was refused.

        The weekly review is read by the manager and by one of the others in turn, at the end by everybody:
        what was recorded stays, and so does what it makes unreadable.
        """
        if self.is_written:
            self.nothing_that_was_recorded_is_gone_or_changed()
            self.the_trail_fits_and_the_guards_stand()
            self.looks += 1
            others = self.people[1:]
            in_turn = [self.people[0], others[self.looks % len(others)]]
            self.the_weekly_review_and_the_committee_can_be_read(readers or in_turn)
            self.is_written = False

    def nothing_that_was_recorded_is_gone_or_changed(self):
        now = self.kept()
        assert all(before.items() <= now[name].items() for name, before in self.held.items())
        self.held = now

    def the_trail_fits_and_the_guards_stand(self):
        with self.opened.connection() as look:
            assert trail.audit.verify(look, trail.audit.chain_key(self.opened.key)).why == ""
            assert guards.missing(look) == []

    def the_weekly_review_and_the_committee_can_be_read(self, readers):
        found = self.seen(readers)
        self.opened.remembered = Remembered()
        # The other way round: nobody is given what was remembered for whoever looked before.
        assert self.seen(readers[::-1]) == found, "what was remembered is not what there is"
        reviews, _ = found
        assert all(item.what and item.clause for review in reviews.values() for item in review.items)
        for review in reviews.values():  # a line waits by what it is known by, and its button is found by it
            known = [(*snooze.key_of(item), item.step) for item in review.items]
            assert len(set(known)) == len(known)
        assert any(who.role is Role.MANAGER for _, who in signing_in.open_accounts(self.opened))

    def seen(self, readers):
        """The weekly review as each reader may read it, and what the committee is told."""
        reviews = {}
        for who in readers:
            with self.opened.reading(who) as look:
                # On the day of the test itself each look has a moment of its own.
                reviews[who] = replace(agenda.read(look, self.today), at=None)
        with self.opened.reading(self.people[0]) as look:  # the same for everybody who may see it
            return reviews, committee.read(look, self.today).meeting

    def lines(self):
        """The last line of a write: a second person's wrong password is refused, and noted all the same."""
        held = models.TABLES.tables[AuditEntry.__tablename__]
        is_of_a_write = held.c.act != PASSWORD_REFUSED
        with self.opened.connection() as look:
            return look.execute(
                select(held.c.id).where(is_of_a_write).order_by(held.c.id.desc()).limit(1)
            ).scalar()

    def value(self, chance, name, kind):
        """Something of this kind: mostly what would be said, sometimes what would not."""
        origin, inside = typing.get_origin(kind), typing.get_args(kind)
        if origin in {typing.Union, types.UnionType}:
            some = [each for each in inside if each is not type(None)]
            if type(None) in inside and chance.one_in(13):
                return None
            return self.value(chance, name, chance.choice(some))
        if name == "today":
            return self.today
        if kind is weekly_review.ToSign:
            if self.looked_at is None:
                with self.opened.connection() as look:
                    self.looked_at = weekly_review.to_sign(look, self.today)
            return self.looked_at
        if name in {"changes", "rules"}:
            keys = chance.sample(sorted(CHANGES), chance.randint(0, 3))
            of_rules = int | None if name == "rules" else None
            return {key: self.value(chance, key, of_rules or CHANGES[key]) for key in keys}
        if kind is str and name in KNOWN and not chance.one_in(6):
            return chance.choice(self.known(name))
        if kind is str:
            return chance.text()
        if name == "keys" and origin is Sequence and (keys := self.keys()) and not chance.one_in(6):
            return chance.sample(keys, 1)
        if kind is bool:
            return chance.one_in(2)
        if kind is int:
            known = self.numbers(name)
            return chance.choice(known) if known and not chance.one_in(16) else chance.choice(ODD)
        if kind is date:
            is_ahead = name == "until_on" and not chance.one_in(6)
            return self.today + timedelta(days=chance.randint(1, 20)) if is_ahead else chance.day(self.today)
        if kind is datetime:
            return datetime.combine(self.today, time(12), UTC)
        if isinstance(kind, type) and issubclass(kind, Enum):
            self.said[kind] = chance.choice(list(kind))
            return self.said[kind]
        if is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            said = [f for f in fields(kind) if f.default is MISSING or not self.is_left_out(chance)]
            return kind(**{f.name: self.value(chance, f.name, hints[f.name]) for f in said})
        if origin in {Mapping, dict}:
            key = "carer_id" if name == "letters" else name
            inner = "purpose_id" if name == "letters" else name
            return {
                self.value(chance, key, inside[0]): self.value(chance, inner, inside[1])
                for _ in range(chance.randint(0, 3))
            }
        if origin in {Collection, Sequence, frozenset, set, list}:
            several = [self.value(chance, name, inside[0]) for _ in range(chance.randint(0, 3))]
            return origin(several) if origin in {frozenset, set} else several
        if origin is tuple:
            if inside[-1] is Ellipsis:
                return tuple(self.value(chance, name, inside[0]) for _ in range(chance.randint(0, 2)))
            return tuple(self.value(chance, name, each) for each in inside)
        raise NotImplementedError(f"{name}: {kind}")

    def is_left_out(self, chance):
        return chance.random() < self.left_out

    def known(self, name):
        """The words that the store knows here: the answers of the step that was just chosen, if one was."""
        return ANSWERS.get(self.said[Step], ("",)) if name == "answer" and Step in self.said else KNOWN[name]

    def keys(self):
        """By what the things on the list are known."""
        with self.opened.reading(self.people[0]) as look:
            return [snooze.key_of(item) for item in agenda.read(look, self.today).items]

    def numbers(self, name):
        held = table_of(self.write, name)
        if held is None:
            return []
        is_of = None if self.about is None else is_about(held, self.about)
        rows = select(held.c.id).order_by(held.c.id.desc())
        with self.opened.connection() as look:
            of_the_child = [] if is_of is None else list(look.execute(rows.where(is_of)).scalars())
            return of_the_child or list(look.execute(rows.limit(10)).scalars())


class AtTheSample(Anything):
    """The same at a cabinet in which much has happened, each thing tried until the rules take it."""

    filled = staticmethod(a_sample)
    sequences, steps = 1, 15
    tries = 40

    def __init__(self):
        super().__init__()
        keyring = keyring_of(self.opened.home)
        for who in self.people[1:]:
            keyring.add(who.name.casefold(), PASSWORD, self.opened.key)
        keyring.save()
        with self.opened.administering("passwords chosen") as session:
            session.execute(update(models.TABLES.tables["account"]).values(has_one_time_password=False))
        child = models.TABLES.tables["child"]
        with self.opened.connection() as look:
            self.children = list(look.execute(select(child.c.id)).scalars())

    def what_is_written(self, chance):
        return min(chance.sample(WRITES, 3), key=lambda write: self.done[name_of(write)])  # what is hard too

    def this_time(self, chance):
        about = None if chance.one_in(10) else chance.choice(self.children)
        return about, chance.choice([0, 1 / 3, 9 / 10])


@pytest.mark.parametrize("people", [Anything, AtTheSample])
def test_whatever_is_done_the_promises_hold(store, made, request, tmp_path, monkeypatch, people):
    server = request.getfixturevalue("server") if store == POSTGRESQL else None
    original = made(store, people.filled)

    def opening():
        home = tmp_path / uuid.uuid4().hex
        address = original.copied_to(home, server)
        monkeypatch.setenv("DATABASE_URL", address)
        opened = cabinets.open_with(home, original.key)

        def close():
            opened.close()
            shutil.rmtree(home)
            if server:
                server.take_back(original.address, address)

        return opened, close

    class Here(people):
        tried: typing.ClassVar[Counter[str]] = Counter()
        done: typing.ClassVar[Counter[str]] = Counter()
        faults: typing.ClassVar[dict[str, str]] = {}

    Here.opening = staticmethod(opening)
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=int(SEQUENCES or people.sequences),
            phases=[Phase.generate],
            stateful_step_count=people.steps,
            deadline=None,
            derandomize=SEQUENCES is None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert not Here.faults, "\n".join(f"{place}: {what}" for place, what in Here.faults.items())
    said = ", ".join(f"{count} {what}" for what, count in sorted(Here.tried.items()))
    tell(f"random sequences, {people.__name__}, {store}", f"{said}; {len(Here.done)} of {len(WRITES)} writes")
