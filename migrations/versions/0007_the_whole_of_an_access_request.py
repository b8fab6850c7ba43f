"""The whole of an access request: who asks, the file check, third parties, redaction and release."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HOUSE_RULES = {
    "reply_working_days": "8",
    "reminder_working_days": "3",
    "deciding_working_days": "3",
    "clean_copy_working_days": "3",
    "meeting_working_days": "3",
    "closing_working_days": "10",
}


def upgrade() -> None:
    """Makes the change. The guards of the new append-only tables are put up by `store.guards`."""
    for name, days in HOUSE_RULES.items():
        op.add_column("setting", sa.Column(name, sa.Integer(), nullable=False, server_default=days))
    op.create_table(
        "closure_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("day"),
    )
    _steps()
    _requester()
    _third_parties()
    _redactions()
    _close_what_was_answered()


def _steps() -> None:
    for name in ("said", "advice", "because"):
        op.add_column("access_step", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("access_step", sa.Column("answer", sa.String(length=60), nullable=False, server_default=""))
    op.add_column(
        "access_step", sa.Column("done_by", sa.String(length=200), nullable=False, server_default="")
    )
    op.add_column("access_step", sa.Column("pages", sa.Integer(), nullable=True))
    op.add_column(
        "access_step", sa.Column("is_struck", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # By hand: both stores take a reference together with its column, and only one of them afterwards.
    op.execute("ALTER TABLE access_step ADD COLUMN signed_by_id INTEGER REFERENCES account (id)")
    op.execute("ALTER TABLE access_step ADD COLUMN corrects_id INTEGER REFERENCES access_step (id)")
    op.create_index("ix_access_step_corrects_id", "access_step", ["corrects_id"])


def _word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=40), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _name(name: str, length: int = 200) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _to(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _recorded() -> tuple[sa.Column[object], sa.Column[int], sa.PrimaryKeyConstraint]:
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _to("recorded_by_id", "account", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def _requester() -> None:
    op.create_table(
        "requester_check",
        _id(),
        _to("request_id", "access_request"),
        _to("carer_id", "carer", nullable=True),
        _word("relationship"),
        _word("subject"),
        _name("acts_for"),
        _text("evidence"),
        sa.Column("evidence_seen_on", sa.Date(), nullable=True),
        _text("authority"),
        sa.Column("has_court_order", sa.Boolean(), nullable=False),
        sa.Column("is_in_dispute", sa.Boolean(), nullable=False),
        _text("note"),
        _to("corrects_id", "requester_check", nullable=True),
        _text("because"),
        *_recorded(),
    )
    op.create_index("ix_requester_check_request_id", "requester_check", ["request_id"])
    op.create_table(
        "request_link",
        _id(),
        _to("request_id", "access_request"),
        _to("other_id", "access_request"),
        _word("link"),
        _text("reason"),
        *_recorded(),
        sa.UniqueConstraint("request_id", "other_id"),
    )
    op.create_index("ix_request_link_other_id", "request_link", ["other_id"])


def _third_parties() -> None:
    op.create_table(
        "third_party",
        _id(),
        _to("request_id", "access_request"),
        sa.Column("number", sa.Integer(), nullable=False),
        _word("kind"),
        _to("child_id", "child", nullable=True),
        _to("carer_id", "carer", nullable=True),
        _to("staff_id", "staff_member", nullable=True),
        _name("name"),
        _name("agency"),
        *_recorded(),
        sa.UniqueConstraint("request_id", "number"),
    )
    op.create_table(
        "third_party_entry",
        _id(),
        _to("party_id", "third_party"),
        _to("entry_id", "file_entry"),
        *_recorded(),
        sa.UniqueConstraint("party_id", "entry_id"),
    )
    op.create_index("ix_third_party_entry_entry_id", "third_party_entry", ["entry_id"])
    op.create_table(
        "third_party_event",
        _id(),
        _to("party_id", "third_party"),
        _word("event"),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=True),
        _word("why_not", nullable=True),
        _word("decision", nullable=True),
        _word("ground", nullable=True),
        _text("said"),
        _text("reason"),
        _to("corrects_id", "third_party_event", nullable=True),
        sa.Column("is_struck", sa.Boolean(), nullable=False),
        _text("because"),
        *_recorded(),
    )
    op.create_index("ix_third_party_event_party_id", "third_party_event", ["party_id"])
    op.create_index("ix_third_party_event_corrects_id", "third_party_event", ["corrects_id"])


def _redactions() -> None:
    op.create_table(
        "redaction",
        _id(),
        _to("request_id", "access_request"),
        _to("entry_id", "file_entry"),
        _to("party_id", "third_party", nullable=True),
        _name("pages", 80),
        _word("extent"),
        _word("ground"),
        _text("reason"),
        _to("corrects_id", "redaction", nullable=True),
        sa.Column("is_struck", sa.Boolean(), nullable=False),
        _text("because"),
        *_recorded(),
    )
    for column in ("request_id", "entry_id", "corrects_id"):
        op.create_index(f"ix_redaction_{column}", "redaction", [column])
    op.create_table(
        "redaction_agreement",
        _id(),
        _to("redaction_id", "redaction"),
        _to("account_id", "account"),
        sa.Column("on", sa.Date(), nullable=False),
        *_recorded(),
        sa.UniqueConstraint("redaction_id"),
    )


def _close_what_was_answered() -> None:
    """A request used to be closed by its answer; now closing is a step of its own, which ends the hold."""
    op.execute(
        'INSERT INTO access_step (request_id, step, "on", reason, recorded_at, recorded_by_id) '
        "SELECT request_id, 'closed', min(\"on\"), 'Answered before closing was a step of its own.', "
        "max(recorded_at), min(recorded_by_id) FROM access_step WHERE step IN ('released', 'refused') "
        "GROUP BY request_id"
    )
