"""Readings, safeguarding training, the policy and what stands beside it, routine checks."""

import tomllib
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DATA = Path(__file__).resolve().parents[2] / "data"


def _recorded() -> tuple[sa.Column, ...]:
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40)


def upgrade() -> None:
    """Makes the change. The guards of the new append-only tables are put up by `store.guards`."""
    op.create_table(
        "induction_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"]),
        sa.ForeignKeyConstraint(["topic_id"], ["induction_topic.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("staff_id", "topic_id"),
    )
    op.create_table(
        "supervision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"]),
        sa.ForeignKeyConstraint(["supervisor_id"], ["staff_member.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_supervision_staff_id", "supervision", ["staff_id"])
    op.create_table(
        "safeguarding_training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("course", sa.String(length=200), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_safeguarding_training_staff_id", "safeguarding_training", ["staff_id"])
    op.create_table(
        "policy_adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("signatory_role", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        *_recorded(),
        sa.ForeignKeyConstraint(["corrects_id"], ["policy_adoption.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "policy_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=200), nullable=False),
        sa.Column(
            "change",
            _words("change", "no change", "a correction of typing", "a material change"),
            nullable=False,
        ),
        sa.Column("what", sa.Text(), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_policy_review_reviewed_on", "policy_review", ["reviewed_on"])
    op.create_table(
        "related_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_related_policy_key", "related_policy", ["key"])
    op.create_table(
        "leaflet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_to", sa.String(length=200), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    contact = op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    check = op.create_table(
        "routine_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("clause", sa.String(length=20), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "routine_check_done",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("result", _words("result", "in order", "something to put right"), nullable=False),
        sa.Column("done_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(["check_id"], ["routine_check.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_routine_check_done_check_id", "routine_check_done", ["check_id"])
    # A column that refers to a table can be added to a file in these words alone.
    op.execute("ALTER TABLE induction_record ADD COLUMN reading_id INTEGER REFERENCES induction_reading (id)")
    op.add_column("induction_topic", sa.Column("points", sa.Text(), nullable=False, server_default=""))
    op.add_column("key_person_assignment", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "setting", sa.Column("policy_review_months", sa.Integer(), nullable=False, server_default="12")
    )
    _give_the_lists(check, contact)


def _give_the_lists(check: sa.Table, contact: sa.Table) -> None:
    """A setting that is there already gets the lists that a new one starts with."""
    if op.get_bind().execute(sa.text("SELECT id FROM setting")).first() is None:
        return
    for file, kind, held in (("routine_checks", "check", check), ("contacts", "contact", contact)):
        listed = tomllib.loads((DATA / f"{file}.toml").read_text(encoding="utf-8"))[kind]
        op.bulk_insert(held, [{**entry, "position": at} for at, entry in enumerate(listed)])
    topics = tomllib.loads((DATA / "induction_topics.toml").read_text(encoding="utf-8"))["topic"]
    for topic in topics:
        op.get_bind().execute(
            sa.text("UPDATE induction_topic SET points = :points WHERE key = :key"),
            {"points": topic["points"].strip(), "key": topic["key"]},
        )
