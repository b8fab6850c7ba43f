"""Every table. Facts are stored; statuses, due dates and counts are worked out in `rules`.

What the policy calls a record is append-only: a correction is a new row that names the old one in
`corrects_id`. Rows that identify somebody may be changed; the audit entry keeps before and after.
Dates end `_on` and are days in London; moments end `_at` and are UTC.
"""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    Enum,
    Index,
    LargeBinary,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from rules import breach, complaints, contacts, rectification, redaction, third_parties
from rules.access import Channel, Step
from rules.agenda import Action, Area
from rules.committee import Show
from rules.consent import Account as AccountEvent
from rules.consent import Answer, FollowUp, How
from rules.developmental import Event as DevelopmentalEvent
from rules.families_told import How as ToldHow
from rules.file_index import Category, Confidential, Fact, Kind, Mentioned, Nature, Source
from rules.house import HouseRules
from rules.induction import Role
from rules.need_to_know import Conflict
from rules.policy import Change
from rules.requester import Link, Relationship, Subject
from rules.retention import From, HeldFor, RecordKind
from rules.routine import Result
from rules.sharing import Basis, Explanation, Ground, OtherCarer, Outcome, Position, Recipient

NAME = 200
TEXT = 4000
EMAIL = 254  # as long as an address can be (RFC 5321)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is taken off and given back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The moment in UTC: of midnight in London SQLite would keep the hour and not the zone."""
        return value if value is None or value.tzinfo is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The stored moment with its time zone."""
        if value is None:
            return None
        # PostgreSQL gives it back in the zone that its server keeps.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def _word(words: type[StrEnum], *, optional: bool = False) -> Any:
    # Stored by value, in the words of the screen, on SQLite and PostgreSQL alike.
    kind = Enum(words, native_enum=False, length=40, values_callable=lambda enum: [w.value for w in enum])
    return Field(default=None, sa_type=kind, nullable=True) if optional else Field(sa_type=kind)


def _moment(**more: Any) -> Any:
    return Field(sa_type=Moment, **more)


def _text() -> Any:
    return Field(default="", max_length=TEXT, sa_type=Text)


def _index_of(name: str, *columns: str, where: str) -> Index:
    # Of some of the rows only, in the words that both engines compare with those of a query.
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Record(SQLModel, registry=registry()):
    """The base of every table. A registry of its own lets the module be read again in one process."""

    # What would check a row as it is typed in is not built: tables are never asked to, the rules are.
    model_config = {"defer_build": True}


class AppendOnly:
    """Marks a table whose rows the database refuses to change or delete."""


# The setting ---------------------------------------------------------------------------------------


class Setting(Record, table=True):
    """The setting itself: one row. The numbers are its own house rules, never law."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME)
    is_sample: bool = False
    acknowledge_working_days: int = 5
    chairperson_working_days: int = 2
    consent_form_working_days: int = 10
    consent_renewal_months: int = 12
    withdrawal_working_days: int = 1
    decision_working_days: int = 1
    recording_days: int = 0
    induction_days: int = 28
    reread_days: int = 28
    key_person_working_days: int = 5
    restore_test_months: int = 3
    policy_review_months: int = 12
    entry_days: int = 2
    informing_working_days: int = 1
    typed_copy_days: int = 7
    reply_working_days: int = 8
    reminder_working_days: int = 3
    deciding_working_days: int = 3
    clean_copy_working_days: int = 3
    meeting_working_days: int = 3
    closing_working_days: int = 10
    complaint_outcome_days: int = 28
    facts_months: int = 6
    backup_days: int = 14
    leaflet_days: int = 14
    backup_folder: str = ""  # on this computer, into which a backup is saved each day by itself

    def house_rules(self) -> HouseRules:
        """The setting's own rules, as the rules room takes them."""
        return HouseRules(**{name: getattr(self, name) for name in HouseRules.__dataclass_fields__})


class ExtraBankHoliday(Record, table=True):
    """A bank holiday proclaimed since the pinned calendar, entered by the setting."""

    __tablename__: ClassVar[str] = "extra_bank_holiday"

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(unique=True)
    name: str = Field(max_length=NAME)


class ClosureDay(Record, table=True):
    """A day on which the setting is closed. It moves the setting's own dates, never a date of the law."""

    __tablename__: ClassVar[str] = "closure_day"

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(unique=True)
    name: str = Field(max_length=NAME)


# People --------------------------------------------------------------------------------------------


class Child(Record, table=True):
    """A child, known on screen by the code alone."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    name: str = Field(max_length=NAME)
    born_on: date | None = None
    started_on: date
    left_on: date | None = Field(default=None, index=True)
    # A leaving day that was taken out again. Where the start is after it, the child left then and came back.
    left_before_on: date | None = None
    room: str = Field(default="", max_length=80)
    has_court_order: bool = False
    note: str = _text()


class Carer(Record, table=True):
    """A carer of one child, with or without parental responsibility for that child."""

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    name: str = Field(max_length=NAME)
    has_parental_responsibility: bool = True
    # Where it began or ended while the child was here: what was answered before stays as it was.
    responsible_from_on: date | None = None
    responsible_until_on: date | None = None
    court_order_concerns: bool = False


class StaffMember(Record, table=True):
    """Anyone in the setting who needs induction: staff, students, volunteers and the committee."""

    __tablename__: ClassVar[str] = "staff_member"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    name: str = Field(max_length=NAME)
    role: Role = _word(Role)
    started_on: date
    first_day_on: date | None = None
    left_on: date | None = None


class RoleChange(Record, AppendOnly, table=True):
    """That somebody had another role until the day from which the present one, or the one after it, counts.

    What a role needs is due from that day on, and not from the day on which the person came (PR-6).
    """

    __tablename__: ClassVar[str] = "role_change"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id", index=True)
    role_before: Role = _word(Role)
    from_on: date
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Supervision(Record, AppendOnly, table=True):
    """Who supervises a student or volunteer from a day on. The last row is the present one (OR-2)."""

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id", index=True)
    supervisor_id: int = Field(foreign_key="staff_member.id")
    from_on: date
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class KeyPersonAssignment(Record, table=True):
    """Who is a child's key person, from when, until when."""

    __tablename__: ClassVar[str] = "key_person_assignment"

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    staff_id: int = Field(foreign_key="staff_member.id", index=True)
    from_on: date
    until_on: date | None = None
    reason: str = _text()  # why somebody who was not signed off was chosen


# Access requests -----------------------------------------------------------------------------------


class AccessRequest(Record, AppendOnly, table=True):
    """A request to see a child's file. The child is the subject; the requester acts for the child."""

    __tablename__: ClassVar[str] = "access_request"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    requester: str = Field(max_length=NAME)
    carer_id: int | None = Field(default=None, foreign_key="carer.id")
    channel: Channel = _word(Channel)
    received_on: date = Field(index=True)
    register_reference: str = Field(default="", max_length=80)
    note: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class AccessStep(Record, AppendOnly, table=True):
    """One step of a request: what was done, the day it was done, and why where a reason is needed."""

    __tablename__: ClassVar[str] = "access_step"
    __table_args__ = (Index("ix_access_step_step", "step", "request_id", "on", "is_struck"),)

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="access_request.id", index=True)
    step: Step = _word(Step)
    on: date
    reason: str = _text()
    answer: str = Field(default="", max_length=60)  # what was found or decided, in the step's own words
    said: str = _text()  # who, what or where, as the step asks
    late_because: str = _text()  # why an answer is later than its date
    advice: str = _text()  # a lawyer's words: for the manager and the chairperson alone, on no paper
    signed_by_id: int | None = Field(default=None, foreign_key="account.id")
    pages: int | None = None
    corrects_id: int | None = Field(default=None, foreign_key="access_step.id", index=True)
    is_struck: bool = False  # the step that this row corrects was not done at all
    because: str = _text()  # what was wrong with the row that this one corrects
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class RequesterCheck(Record, AppendOnly, table=True):
    """Who asks, for whom, and what was seen that shows it. The last row of a request stands (AR-2)."""

    __tablename__: ClassVar[str] = "requester_check"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="access_request.id", index=True)
    carer_id: int | None = Field(default=None, foreign_key="carer.id")
    relationship: Relationship = _word(Relationship)
    subject: Subject = _word(Subject)
    acts_for: str = Field(default="", max_length=NAME)
    evidence: str = _text()
    evidence_seen_on: date | None = None
    authority: str = _text()
    wanted_by: date | None = None  # the day by which a public authority or a court asks for its answer
    has_court_order: bool = False
    is_in_dispute: bool = False  # two carers of the child are in dispute
    note: str = _text()
    corrects_id: int | None = Field(default=None, foreign_key="requester_check.id")
    because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class RequestLink(Record, AppendOnly, table=True):
    """That a request belongs to another about the same child, such as one that asks for the same again."""

    # Not unique: what was linked by mistake and taken back is linked anew, in another way.
    __tablename__: ClassVar[str] = "request_link"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="access_request.id", index=True)
    other_id: int = Field(foreign_key="access_request.id", index=True)
    link: Link = _word(Link)
    reason: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class ThirdParty(Record, AppendOnly, table=True):
    """Somebody whom the file mentions beside the child and the requester: picked from the records, or typed.

    Known on screen by the number within the request (AR-13).
    """

    __tablename__: ClassVar[str] = "third_party"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="access_request.id")
    number: int
    kind: third_parties.PartyKind = _word(third_parties.PartyKind)
    child_id: int | None = Field(default=None, foreign_key="child.id")
    carer_id: int | None = Field(default=None, foreign_key="carer.id")
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")
    name: str = Field(default="", max_length=NAME)
    agency: str = Field(default="", max_length=NAME)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class ThirdPartyEntry(Record, AppendOnly, table=True):
    """That an entry of the file mentions a third party. None stands without one."""

    __tablename__: ClassVar[str] = "third_party_entry"
    __table_args__ = (UniqueConstraint("party_id", "entry_id"),)

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(foreign_key="third_party.id")
    entry_id: int = Field(foreign_key="file_entry.id", index=True)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class ThirdPartyEvent(Record, AppendOnly, table=True):
    """What happened with a third party: letter, reminder, answer, discussion, the setting's decision.

    A later decision names the one before it, which stays (AR-14 to AR-23).
    """

    __tablename__: ClassVar[str] = "third_party_event"

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(foreign_key="third_party.id", index=True)
    event: third_parties.Event = _word(third_parties.Event)
    on: date
    reply_by: date | None = None
    why_not: third_parties.WhyNotWritten | None = _word(third_parties.WhyNotWritten, optional=True)
    decision: third_parties.Decision | None = _word(third_parties.Decision, optional=True)
    ground: third_parties.Ground | None = _word(third_parties.Ground, optional=True)
    said: str = _text()  # where the copy of the letter is, what they answered, with whom it was discussed
    reason: str = _text()
    corrects_id: int | None = Field(default=None, foreign_key="third_party_event.id", index=True)
    is_struck: bool = False
    because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Redaction(Record, AppendOnly, table=True):
    """Something taken out of the copy of a file: which entry, whose, how much, on what ground (AR-25).

    A later row that names this one changes it, or takes it back.
    """

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="access_request.id", index=True)
    entry_id: int = Field(foreign_key="file_entry.id", index=True)
    party_id: int | None = Field(default=None, foreign_key="third_party.id")
    pages: str = Field(default="", max_length=80)
    extent: redaction.Extent = _word(redaction.Extent)
    ground: redaction.Ground = _word(redaction.Ground)
    reason: str = _text()
    corrects_id: int | None = Field(default=None, foreign_key="redaction.id", index=True)
    is_struck: bool = False
    because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class RedactionAgreement(Record, AppendOnly, table=True):
    """That a second person agrees to a redaction: one person alone takes nothing out (AR-25)."""

    __tablename__: ClassVar[str] = "redaction_agreement"
    __table_args__ = (UniqueConstraint("redaction_id"),)

    id: int | None = Field(default=None, primary_key=True)
    redaction_id: int = Field(foreign_key="redaction.id")
    account_id: int = Field(foreign_key="account.id")
    on: date
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class ConflictOfInterest(Record, AppendOnly, table=True):
    """That somebody stands back from one access request, and why. It is out of their sight from then on."""

    __tablename__: ClassVar[str] = "conflict_of_interest"
    __table_args__ = (UniqueConstraint("request_id", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="access_request.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    conflict: Conflict = _word(Conflict)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


# After an access request: putting the file right, and complaints ------------------------------------


class Rectification(Record, AppendOnly, table=True):
    """A request to correct an entry of a child's file: who asked, when, how, and what is disputed (RC-2)."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="access_request.id", index=True)
    asked_by: str = Field(max_length=NAME)
    channel: Channel = _word(Channel)
    received_on: date = Field(index=True)
    entry: str = Field(max_length=40)  # its number in the file, or where the paper is
    entry_id: int | None = Field(default=None, foreign_key="file_entry.id")
    claim: rectification.Claim = _word(rectification.Claim)
    words: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class RectificationStep(Record, AppendOnly, table=True):
    """One step of it: what was done, the day, and the reason, the parent's view, or who was told."""

    __tablename__: ClassVar[str] = "rectification_step"

    id: int | None = Field(default=None, primary_key=True)
    rectification_id: int = Field(foreign_key="rectification.id", index=True)
    step: rectification.Step = _word(rectification.Step)
    on: date
    words: str = _text()
    finding: rectification.Finding | None = _word(rectification.Finding, optional=True)
    decision: rectification.Decision | None = _word(rectification.Decision, optional=True)
    # Of a step about somebody who may have been given the wrong fact: the code of what was shared, if any.
    recipient: str = Field(default="", max_length=20)
    # Of a step that somebody was told, or is not: the step that listed them.
    recipient_id: int | None = Field(default=None, foreign_key="rectification_step.id")
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Complaint(Record, AppendOnly, table=True):
    """A complaint: who made it when and how, what about, and what it follows, if anything (CM-1).

    That is a request, a correction with its request, a sharing decision or a breach.
    """

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    kind: complaints.Kind = _word(complaints.Kind)
    child_id: int | None = Field(default=None, foreign_key="child.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="access_request.id", index=True)
    rectification_id: int | None = Field(default=None, foreign_key="rectification.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="sharing_decision.id", index=True)
    breach_id: int | None = Field(default=None, foreign_key="breach.id", index=True)
    made_by: str = Field(max_length=NAME)
    channel: Channel = _word(Channel)
    received_on: date = Field(index=True)
    about: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class ComplaintStep(Record, AppendOnly, table=True):
    """One step of a complaint: what was done, the day, and what was told."""

    __tablename__: ClassVar[str] = "complaint_step"

    id: int | None = Field(default=None, primary_key=True)
    complaint_id: int = Field(foreign_key="complaint.id", index=True)
    step: complaints.Step = _word(complaints.Step)
    on: date
    words: str = _text()
    result: complaints.Result | None = _word(complaints.Result, optional=True)
    # Of a decision who decided it, and of who stands back who deals with it, where the manager stands back.
    instead: str = Field(default="", max_length=NAME)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


# Consents ------------------------------------------------------------------------------------------


class ConsentPurpose(Record, table=True):
    """One wording of one purpose. A new wording is a new row with the same key and the next number."""

    __tablename__: ClassVar[str] = "consent_purpose"
    __table_args__ = (UniqueConstraint("key", "wording"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=60)
    wording: int = 1
    title: str = Field(max_length=NAME)
    question: str = _text()
    clause: str = Field(default="DR-6", max_length=20)
    follow_ups: str = Field(default="", max_length=NAME)  # what must follow a withdrawal, by commas
    position: int = 0
    introduced_on: date
    retired_on: date | None = None


IS_WITHDRAWN = f"answer = '{Answer.WITHDRAWN}'"


class Consent(Record, AppendOnly, table=True):
    """One answer of one carer for one child and one purpose, on the wording that was in use."""

    __table_args__ = (
        Index("ix_consent_child_purpose", "child_id", "purpose_id"),
        _index_of("ix_consent_withdrawn", "child_id", where=IS_WITHDRAWN),
    )

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id")
    purpose_id: int = Field(foreign_key="consent_purpose.id")
    carer_id: int = Field(foreign_key="carer.id")
    answer: Answer = _word(Answer)
    on: date
    how: How = _word(How)
    witness: str = Field(default="", max_length=NAME)
    kept_at: str = Field(default="", max_length=NAME)  # where the signed form is
    note: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class ConsentFollowUp(Record, AppendOnly, table=True):
    """That one thing that a withdrawal calls for was done. Without a word for it, all of them were."""

    __tablename__: ClassVar[str] = "consent_follow_up"
    # Not unique: what was ticked off by mistake and taken back is ticked off anew when it is done.
    __table_args__ = (Index("ix_consent_follow_up_consent_id", "consent_id"),)

    id: int | None = Field(default=None, primary_key=True)
    consent_id: int = Field(foreign_key="consent.id")
    what: FollowUp | None = _word(FollowUp, optional=True)
    done_on: date
    note: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class ConsentAsked(Record, AppendOnly, table=True):
    """That a form with this question was handed out for a child."""

    __tablename__: ClassVar[str] = "consent_asked"
    __table_args__ = (Index("ix_consent_asked_child_purpose", "child_id", "purpose_id"),)

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id")
    purpose_id: int = Field(foreign_key="consent_purpose.id")
    on: date
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class ConsentNoAnswer(Record, AppendOnly, table=True):
    """That no answer came to this question about a child, though its form was handed out and asked for again.

    Of the family, as the form is: a form that does not come back says of no carer that they would not answer.
    """

    __tablename__: ClassVar[str] = "consent_no_answer"
    __table_args__ = (Index("ix_consent_no_answer_child_purpose", "child_id", "purpose_id"),)

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id")
    purpose_id: int = Field(foreign_key="consent_purpose.id")
    on: date
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


SAYS_ON, SAYS_CLOSED = f"event != '{AccountEvent.CLOSED}'", f"event = '{AccountEvent.CLOSED}'"


class JourneyAccount(Record, AppendOnly, table=True):
    """That a child's account on the online learning journey was switched on, found on, or closed (DR-4)."""

    __tablename__: ClassVar[str] = "journey_account"
    __table_args__ = (
        _index_of("ix_journey_account_on", "child_id", "on", where=SAYS_ON),
        _index_of("ix_journey_account_closed", "child_id", "on", where=SAYS_CLOSED),
    )

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    event: AccountEvent = _word(AccountEvent)
    on: date
    note: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


# Sharing decisions ---------------------------------------------------------------------------------


class SharingDecision(Record, AppendOnly, table=True):
    """A concern about a child that asks for a decision to share or not to share."""

    __tablename__: ClassVar[str] = "sharing_decision"
    # The numbers alone: the table itself is encrypted page by page, and SQLite would open them all.
    __table_args__ = (Index("ix_sharing_decision_every", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    ground: Ground = _word(Ground)
    concern: str = _text()
    raised_on: date = Field(index=True)
    raised_by: str = Field(default="", max_length=NAME)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


IS_REPLY = "is_reply"


class SharingAdvice(Record, AppendOnly, table=True):
    """Advice sought before deciding, from the MASH for instance or from a colleague (IS-9).

    A row that names the one it answers in `answers_id` holds what was said, or that there is still no answer.
    """

    __tablename__: ClassVar[str] = "sharing_advice"
    __table_args__ = (_index_of("ix_sharing_advice_reply", "decision_id", "sought_on", where=IS_REPLY),)

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="sharing_decision.id", index=True)
    sought_on: date
    sought_from: str = Field(default="", max_length=NAME)
    asked_of_id: int | None = Field(default=None, foreign_key="staff_member.id")
    advice: str = _text()
    is_awaited: bool = False
    sought_time: time | None = None  # of the day, in London, where it was noted
    answers_id: int | None = Field(default=None, foreign_key="sharing_advice.id", index=True)
    is_reply: bool = False  # of whom the information was shared with, after it was (L7.12)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


# By itself, trim takes off spaces alone. The rules say what is lacking; this leaves out what plainly is not.
_BLANK = "' \t\n\r\v\f\u00a0'"
OUTCOME_LACKS_WORDS = (
    f"(NOT (outcome = '{Outcome.SHARED_WITH_CONSENT}' AND \"position\" IN "
    f"('{Position.WRITTEN}', '{Position.VERBAL}')) AND trim(reason, {_BLANK}) = '')"
    f" OR (outcome != '{Outcome.NOT_SHARED}' AND trim(shared_with, {_BLANK}) = '')"
    f" OR (\"position\" = '{Position.VERBAL}' AND trim(witness, {_BLANK}) = '')"
)
OUTCOME_MAY_LACK = f"{OUTCOME_LACKS_WORDS} OR explanation = '{Explanation.NOT_YET}'"
TOLD_SOCIAL_CARE = f"recipient = '{Recipient.SOCIAL_CARE}' AND outcome != '{Outcome.NOT_SHARED}'"


class SharingOutcome(Record, AppendOnly, table=True):
    """What was decided. A later row for the same decision completes or corrects the one it names.

    What came in from a register answers less than the path asks: what nobody was asked is empty.
    """

    __tablename__: ClassVar[str] = "sharing_outcome"
    __table_args__ = (
        Index("ix_sharing_outcome_decided", "decision_id", "decided_on"),
        _index_of("ix_sharing_outcome_lacking", "decision_id", where=OUTCOME_MAY_LACK),
        _index_of("ix_sharing_outcome_told", "decision_id", "decided_on", where=TOLD_SOCIAL_CARE),
    )

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="sharing_decision.id")
    outcome: Outcome = _word(Outcome)
    position: Position = _word(Position)
    agreed_by: str = Field(default="", max_length=NAME)
    agreed_on: date | None = None
    agreed_because: str = _text()  # why somebody may agree who holds no parental responsibility
    other_carer: OtherCarer | None = _word(OtherCarer, optional=True)
    other_words: str = _text()  # who the other carer is, and what they said
    second_person: str = Field(default="", max_length=NAME)  # who agreed that the family is not asked (IS-7)
    witness: str = Field(default="", max_length=NAME)
    recipient: Recipient | None = _word(Recipient, optional=True)
    shared_with: str = Field(default="", max_length=NAME)
    role: str = Field(default="", max_length=NAME)
    what: str = _text()
    need: str = _text()
    basis: Basis | None = _word(Basis, optional=True)
    basis_words: str = _text()
    reason: str = _text()
    is_relevant: bool | None = None
    is_factual: bool | None = None
    is_not_judging: bool | None = None
    is_up_to_date: bool | None = None
    quality_notes: str = _text()  # what is said beside one of the four, a line each
    facts_from: str = Field(default="", max_length=NAME)
    facts_on: date | None = None  # the day of the oldest fact that was shared
    # The version of the Information Sharing Policy that the sharing followed (CP-2).
    policy_id: int | None = Field(default=None, foreign_key="related_policy.id")
    explanation: Explanation | None = _word(Explanation, optional=True)
    explained_on: date | None = None
    not_explained_because: str = _text()
    decided_on: date
    decided_by: str = Field(default="", max_length=NAME)
    corrects_id: int | None = Field(default=None, foreign_key="sharing_outcome.id")
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class SharingTold(Record, AppendOnly, table=True):
    """That a family who was not told, because of a risk, was told later: who told whom, how, and what they
    said (IS-4)."""

    __tablename__: ClassVar[str] = "sharing_told"

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="sharing_decision.id", index=True)
    on: date
    words: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class SharingEntry(Record, AppendOnly, table=True):
    """That the decision stands in the child's file, as which entry, since when."""

    __tablename__: ClassVar[str] = "sharing_entry"
    # Not unique: what was recorded by mistake and taken back is recorded anew.
    __table_args__ = (Index("ix_sharing_entry_recorded", "decision_id", "recorded_on"),)

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="sharing_decision.id")
    entry: str = Field(default="", max_length=40)
    recorded_on: date
    late_because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


# Contacts, need-to-know disclosures, breaches -----------------------------------------------------


class Conversation(Record, AppendOnly, table=True):
    """Something confidential told to another professional (CP-14), or to a colleague (PR-5, CP-12)."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    kind: contacts.Kind = _word(contacts.Kind)
    child_id: int = Field(foreign_key="child.id", index=True)
    agency: str = Field(default="", max_length=NAME)
    person: str = Field(default="", max_length=NAME)
    role: str = Field(default="", max_length=NAME)
    method: contacts.Method | None = _word(contacts.Method, optional=True)
    colleague_id: int | None = Field(default=None, foreign_key="staff_member.id")
    what: str = _text()
    purpose: str = _text()
    on: date = Field(index=True)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class ConversationEntry(Record, AppendOnly, table=True):
    """That a conversation stands in the child's file, as which entry, since when."""

    __tablename__: ClassVar[str] = "conversation_entry"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", unique=True)
    entry: str = Field(default="", max_length=40)
    recorded_on: date
    late_because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Breach(Record, AppendOnly, table=True):
    """Something confidential that became known to somebody it was not for (CP-13, X-5)."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    child_id: int | None = Field(default=None, foreign_key="child.id", index=True)
    what: str = _text()
    whose: str = Field(default="", max_length=NAME)
    harm: str = _text()
    happened_on: date
    known_at: datetime = _moment(index=True)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class BreachKnown(Record, AppendOnly, table=True):
    """The moment at which a breach really became known, where another was entered. The last stands."""

    __tablename__: ClassVar[str] = "breach_known"

    id: int | None = Field(default=None, primary_key=True)
    breach_id: int = Field(foreign_key="breach.id", index=True)
    known_at: datetime = _moment()
    because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class BreachStep(Record, AppendOnly, table=True):
    """What was done about a breach, and when: the decision about the ICO, telling people, closing it.

    A step that lists somebody else whom it affects names the child, where it is one; a telling names the step
    that listed them, or nobody where it is the family that the breach was logged about.
    """

    __tablename__: ClassVar[str] = "breach_step"

    id: int | None = Field(default=None, primary_key=True)
    breach_id: int = Field(foreign_key="breach.id", index=True)
    step: breach.Step = _word(breach.Step)
    at: datetime = _moment()
    note: str = _text()
    child_id: int | None = Field(default=None, foreign_key="child.id")
    affected_id: int | None = Field(default=None, foreign_key="breach_step.id")
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


# The child's file ----------------------------------------------------------------------------------


class FileEntry(Record, AppendOnly, table=True):
    """A line of the index of a child's personal file (PR-1). Never what the entry says.

    A correction is a new row that names the old one.
    """

    __tablename__: ClassVar[str] = "file_entry"
    __table_args__ = (
        Index("ix_file_entry_child_number", "child_id", "number"),
        # Few of many entries may ask for something: these find them without reading the others.
        Index("ix_file_entry_giver", "giver"),
        Index("ix_file_entry_subject", "subject"),
        _index_of("ix_file_entry_sensitive", "id", where="category IS NOT NULL"),
        _index_of("ix_file_entry_written_later", "id", where="written_on > event_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id")
    number: int
    first_page: int
    last_page: int
    event_on: date
    written_on: date
    kind: Kind = _word(Kind)
    author: str = Field(max_length=NAME)
    nature: Nature = _word(Nature)
    opinion_of: str = Field(default="", max_length=NAME)
    category: Category | None = _word(Category, optional=True)
    source: Source = _word(Source)
    giver: Confidential | None = _word(Confidential, optional=True)
    subject: Confidential | None = _word(Confidential, optional=True)
    kept_at: str = Field(max_length=NAME)
    decision_id: int | None = Field(default=None, foreign_key="sharing_decision.id", index=True)
    corrects_id: int | None = Field(default=None, foreign_key="file_entry.id", index=True)
    because: str = _text()  # what was wrong with the entry that this one corrects
    hold_reason: str = _text()  # why the index changed while an access request was open
    hold_second: str = Field(default="", max_length=NAME)  # who agreed to a correction then (AR-30)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class FileMention(Record, AppendOnly, table=True):
    """Somebody whom an entry mentions: picked from the records, or typed (AR-13)."""

    __tablename__: ClassVar[str] = "file_mention"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="file_entry.id", index=True)
    kind: Mentioned = _word(Mentioned)
    child_id: int | None = Field(default=None, foreign_key="child.id")
    carer_id: int | None = Field(default=None, foreign_key="carer.id")
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")
    name: str = Field(default="", max_length=NAME)
    agency: str = Field(default="", max_length=NAME)


IS_NOT_ENCRYPTED = "is_encrypted IS FALSE"


class FileEntryFact(Record, AppendOnly, table=True):
    """What became of an entry: carers told, confidentiality asked, typed copy deleted, disc destroyed."""

    __tablename__: ClassVar[str] = "file_entry_fact"
    __table_args__ = (
        Index("ix_file_entry_fact_entry", "entry_id", "fact", "on"),
        Index("ix_file_entry_fact_fact", "fact", "entry_id", "on", "id"),
        _index_of("ix_file_entry_fact_on_hold", "entry_id", where="hold_reason != ''"),
        _index_of("ix_file_entry_fact_open_disc", "fact", "entry_id", "on", "id", where=IS_NOT_ENCRYPTED),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="file_entry.id")
    fact: Fact = _word(Fact)
    on: date
    said: str = _text()  # by whom, where, or why, as the fact asks
    answer: str = Field(default="", max_length=40)
    is_encrypted: bool | None = None
    hold_reason: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class SensitiveSight(Record, AppendOnly, table=True):
    """That somebody beside the manager and the key person looked at a child's sensitive entries, and why."""

    __tablename__: ClassVar[str] = "sensitive_sight"

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    reason: str = _text()
    from_at: datetime = _moment()
    until_at: datetime = _moment()


class DevelopmentalRecord(Record, AppendOnly, table=True):
    """Where a child's developmental record is, or that a carer of the child looked at it (DR-2, DR-3)."""

    __tablename__: ClassVar[str] = "developmental_record"

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    event: DevelopmentalEvent = _word(DevelopmentalEvent)
    on: date
    kept_at: str = Field(default="", max_length=NAME)
    carer_id: int | None = Field(default=None, foreign_key="carer.id")
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class FileOut(Record, AppendOnly, table=True):
    """That a child's paper file was taken out of the cabinet, by whom and what for; or, with `ends_id`, that
    the one who had it brought it back (PR-2)."""

    __tablename__: ClassVar[str] = "file_out"

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    ends_id: int | None = Field(default=None, foreign_key="file_out.id", index=True)
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")
    what_for: str = _text()
    on: date
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class RetentionPeriod(Record, table=True):
    """How long the setting keeps one kind of a child's records: its own rule, or what is usual."""

    __tablename__: ClassVar[str] = "retention_period"
    __table_args__ = (UniqueConstraint("kind"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: RecordKind = _word(RecordKind)
    months: int
    counted_from: From = _word(From)
    reason: str = _text()


class Disposal(Record, AppendOnly, table=True):
    """That a kind of a child's records was destroyed, or passed on with nothing kept, by two people (X-6)."""

    # Not unique: who came back and left again leaves records anew.
    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    kind: RecordKind = _word(RecordKind)
    on: date
    how: str = Field(max_length=NAME)
    passed_to: str = Field(default="", max_length=NAME)  # empty where they were destroyed
    second_id: int = Field(foreign_key="account.id")
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class RecordHold(Record, AppendOnly, table=True):
    """That the records of a child who left are kept for longer, whatever their period, and why (L8.5)."""

    __tablename__: ClassVar[str] = "record_hold"

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    why: HeldFor = _word(HeldFor)
    words: str = _text()
    on: date
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class RecordHoldEnd(Record, AppendOnly, table=True):
    """That records need not be kept for longer any more: what they were kept for is over."""

    __tablename__: ClassVar[str] = "record_hold_end"

    id: int | None = Field(default=None, primary_key=True)
    hold_id: int = Field(foreign_key="record_hold.id", unique=True)
    on: date
    because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


# Induction -----------------------------------------------------------------------------------------


class InductionTopic(Record, table=True):
    """One version of one topic. `roles` names the roles that need it, separated by commas."""

    __tablename__: ClassVar[str] = "induction_topic"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=60)
    version: int = 1
    title: str = Field(max_length=NAME)
    roles: str = Field(max_length=NAME)
    points: str = _text()  # what there is to read, a point a line
    position: int = 0
    introduced_on: date
    is_material: bool = True


class InductionReading(Record, AppendOnly, table=True):
    """That somebody read a version of a topic and signed it under their own account."""

    __tablename__: ClassVar[str] = "induction_reading"
    __table_args__ = (UniqueConstraint("staff_id", "topic_id"),)

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id")
    topic_id: int = Field(foreign_key="induction_topic.id")
    on: date
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class InductionRecord(Record, AppendOnly, table=True):
    """A person taken through a version of a topic, or found not to need it."""

    __tablename__: ClassVar[str] = "induction_record"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id", index=True)
    topic_id: int = Field(foreign_key="induction_topic.id")
    on: date
    is_needed: bool = True
    signed_off_by: str = Field(default="", max_length=NAME)
    note: str = _text()
    reading_id: int | None = Field(default=None, foreign_key="induction_reading.id")
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class SafeguardingTraining(Record, AppendOnly, table=True):
    """That somebody took part in safeguarding training, which is renewed every two years (law L6.6)."""

    __tablename__: ClassVar[str] = "safeguarding_training"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id", index=True)
    on: date
    course: str = Field(default="", max_length=NAME)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


# The policy and its routine checks -----------------------------------------------------------------


class PolicyAdoption(Record, AppendOnly, table=True):
    """The policy adopted at a meeting, and signed or not yet. A later row completes the one it names."""

    __tablename__: ClassVar[str] = "policy_adoption"

    id: int | None = Field(default=None, primary_key=True)
    committee: str = Field(max_length=NAME)
    held_on: date
    signed_by: str = Field(default="", max_length=NAME)
    signatory_role: str = Field(default="", max_length=NAME)
    signed_on: date | None = None
    corrects_id: int | None = Field(default=None, foreign_key="policy_adoption.id")
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class PolicyReview(Record, AppendOnly, table=True):
    """The policy looked at again: by whom, what became of it, and which version of the topic that made."""

    __tablename__: ClassVar[str] = "policy_review"

    id: int | None = Field(default=None, primary_key=True)
    reviewed_on: date = Field(index=True)
    reviewed_by: str = Field(default="", max_length=NAME)
    change: Change = _word(Change)
    what: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class RelatedPolicy(Record, AppendOnly, table=True):
    """The version and date of a policy that this one names. The last row of a key is the present one."""

    __tablename__: ClassVar[str] = "related_policy"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=60, index=True)
    version: str = Field(max_length=80)
    dated_on: date
    looked_at_on: date | None = None  # and found that it stays as it is
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Leaflet(Record, AppendOnly, table=True):
    """A leaflet for parents that was issued: which version, when, to whom (GE-2)."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=NAME)
    version: str = Field(max_length=80)
    issued_on: date
    issued_to: str = Field(max_length=NAME)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class FamilyTold(Record, AppendOnly, table=True):
    """What the family of a child was told of the policy: a leaflet they were given, our duty to share
    explained, or both (GE-2, IS-4)."""

    __tablename__: ClassVar[str] = "family_told"

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    leaflet_id: int | None = Field(default=None, foreign_key="leaflet.id")
    duty_explained: bool = False
    on: date = Field(index=True)
    how: ToldHow = _word(ToldHow)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Contact(Record, table=True):
    """A number that is rung when it matters, with the day on which it was last checked (IS-9)."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=NAME)
    number: str = Field(max_length=80)
    position: int = 0
    checked_on: date | None = None


class RoutineCheck(Record, table=True):
    """What is looked at again and again: under which clause, how often, by whom."""

    __tablename__: ClassVar[str] = "routine_check"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=60, unique=True)
    title: str = Field(max_length=NAME)
    clause: str = Field(max_length=20)
    every_days: int
    who: str = Field(max_length=NAME)
    position: int = 0
    retired_on: date | None = None
    in_use_since: date | None = None  # of one that was added, or taken up again, after the first ones


class RoutineCheckDone(Record, AppendOnly, table=True):
    """A routine check that was done: when, by whom, and what was found."""

    __tablename__: ClassVar[str] = "routine_check_done"

    id: int | None = Field(default=None, primary_key=True)
    check_id: int = Field(foreign_key="routine_check.id", index=True)
    on: date
    result: Result = _word(Result)
    done_by: str = Field(max_length=NAME)
    note: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


# The weekly review ---------------------------------------------------------------------------------


class CommitteeMeeting(Record, AppendOnly, table=True):
    """That the committee met, and how much of the open requests the manager let it see, with the reason."""

    __tablename__: ClassVar[str] = "committee_meeting"

    id: int | None = Field(default=None, primary_key=True)
    held_on: date = Field(index=True)
    show: Show = _word(Show)
    reason: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Snooze(Record, AppendOnly, table=True):
    """That a thing on the weekly review waits until a day, and why; a later row naming it ends the wait."""

    __tablename__: ClassVar[str] = "snooze"

    id: int | None = Field(default=None, primary_key=True)
    area: Area = _word(Area)
    action: Action = _word(Action)
    record: int
    what: str = _text()
    code: str = Field(max_length=NAME)
    due_on: date | None = None  # its date then: what has another date is another time
    on: date
    until_on: date = Field(index=True)
    because: str = _text()
    ends_id: int | None = Field(default=None, foreign_key="snooze.id", unique=True)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Mistake(Record, AppendOnly, table=True):
    """That a row was entered by mistake: it counts no more, and stays in the history with the reason."""

    __tablename__: ClassVar[str] = "mistake"
    __table_args__ = (UniqueConstraint("thing", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    thing: str = Field(max_length=40)  # the table of the row
    record_id: int
    because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Receipt(Record, AppendOnly, table=True):
    """The day on which a request or a complaint really came, or a concern was raised, where another was
    entered. The last stands."""

    __tablename__: ClassVar[str] = "receipt"
    __table_args__ = (Index("ix_receipt_record", "thing", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    thing: str = Field(max_length=40)  # the table of what came
    record_id: int
    received_on: date
    because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class AboutChild(Record, AppendOnly, table=True):
    """Which child a concern or a breach is really about, where another was chosen. The last stands."""

    __tablename__: ClassVar[str] = "about_child"
    __table_args__ = (Index("ix_about_child_record", "thing", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    thing: str = Field(max_length=40)  # the table of the concern or the breach
    record_id: int
    child_id: int = Field(foreign_key="child.id", index=True)
    because: str = _text()
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class WeeklyReview(Record, AppendOnly, table=True):
    """A signed weekly review: the figures and the codes of what was on the agenda, never a name."""

    __tablename__: ClassVar[str] = "weekly_review"

    id: int | None = Field(default=None, primary_key=True)
    on: date = Field(index=True)
    figures: str = _text()
    agenda: str = _text()
    note: str = _text()
    signed_at: datetime = _moment(default_factory=now)
    signed_by_id: int | None = Field(default=None, foreign_key="account.id")


# Who came in, and what they did --------------------------------------------------------------------


_EMAIL_USED = text("email <> '' AND closed_at IS NULL")


class Account(Record, table=True):
    """Somebody who may sign in. `email` is the address at the organisation's own identity provider."""

    __table_args__ = (
        Index(
            "ix_account_email", "email", unique=True, sqlite_where=_EMAIL_USED, postgresql_where=_EMAIL_USED
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    sign_in_name: str = Field(max_length=NAME, unique=True)
    name: str = Field(max_length=NAME)
    role: Role = _word(Role)
    staff_id: int | None = Field(default=None, foreign_key="staff_member.id")
    closed_at: datetime | None = _moment(default=None, nullable=True)
    until_on: date | None = None  # the last day on which it signs in, where one was chosen ahead
    # How many passwords the account has had. It says which copy of the key counts (`store.keyring`).
    password_number: int = 1
    has_one_time_password: bool = False
    email: str = Field(default="", max_length=EMAIL)
    early_because: str = Field(default="", max_length=TEXT)  # why it signs in before its person's first day


class SecondFactor(Record, table=True):
    """The second factor of an account: the secret, sealed under the cabinet's key, and the last code used."""

    __tablename__: ClassVar[str] = "second_factor"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    confirmed_at: datetime | None = _moment(default=None, nullable=True)
    last_step: int = 0


class SignedInSession(Record, table=True):
    """A sign-in that has not ended. Only a hash of the cookie's token is kept."""

    __tablename__: ClassVar[str] = "signed_in_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: bytes = Field(sa_column=Column(LargeBinary(32), unique=True, nullable=False))
    account_id: int = Field(foreign_key="account.id", index=True)
    signed_in_at: datetime = _moment(default_factory=now)
    last_seen_at: datetime = _moment(default_factory=now)
    is_on_screen: bool = False
    is_presenting: bool = False
    ended_at: datetime | None = _moment(default=None, nullable=True)


class SafetyOverride(Record, AppendOnly, table=True):
    """Sight of one child's record given to one account for the child's safety, by two people (OV-1)."""

    __tablename__: ClassVar[str] = "safety_override"

    id: int | None = Field(default=None, primary_key=True)
    child_id: int = Field(foreign_key="child.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    reason: str = _text()
    second_id: int = Field(foreign_key="account.id")
    from_at: datetime = _moment()
    until_at: datetime = _moment()
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


class Submission(Record, table=True):
    """A form that was sent and recorded. Its token makes a double click or a resend record once."""

    token: str = Field(primary_key=True, max_length=64)
    at: datetime = _moment(default_factory=now)


class AuditEntry(Record, AppendOnly, table=True):
    """One line of the audit trail. `mark` chains it to the line before under the cabinet's own key."""

    __tablename__: ClassVar[str] = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "at", "id"),
        Index("ix_audit_entry_account", "account_id", "at", "id"),
        Index("ix_audit_entry_act", "act", "at", "id"),
        Index("ix_audit_entry_thing", "thing", "at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = _moment(default_factory=now)
    account_id: int | None = Field(default=None)
    act: str = Field(max_length=40)
    thing: str = Field(default="", max_length=60)
    thing_id: int | None = None
    detail: str = _text()
    mark: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))


class AuditSeal(Record, table=True):
    """The end of the audit trail: how many lines it has and the last mark, under the trail's key. One row."""

    __tablename__: ClassVar[str] = "audit_seal"

    id: int | None = Field(default=None, primary_key=True)
    lines: int
    mark: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    seal: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))


class BackupKind(StrEnum):
    """What a line about a backup records."""

    MADE = "made"
    TESTED = "restore tested"
    RESTORED = "restored"


class BackupRecord(Record, AppendOnly, table=True):
    """A backup that was made, tested by restoring it, or restored in earnest (CP-8)."""

    __tablename__: ClassVar[str] = "backup_record"

    id: int | None = Field(default=None, primary_key=True)
    kind: BackupKind = _word(BackupKind)
    name: str = Field(max_length=NAME)
    made_at: datetime = _moment()
    records: int
    sha256: str = Field(max_length=64)
    recorded_at: datetime = _moment(default_factory=now)
    recorded_by_id: int | None = Field(default=None, foreign_key="account.id")


TABLES = Record.metadata
