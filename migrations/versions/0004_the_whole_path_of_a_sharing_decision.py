"""The whole path of a sharing decision; conversations with professionals and colleagues; breaches."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. The guards of the new append-only tables are put up by `store.guards`."""
    for name in ("what", "need", "basis_words", "quality_notes", "not_explained_because"):
        op.add_column("sharing_outcome", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("agreed_by", "role"):
        op.add_column(
            "sharing_outcome", sa.Column(name, sa.String(length=200), nullable=False, server_default="")
        )
    for name in ("is_relevant", "is_factual", "is_not_judging", "is_up_to_date"):
        op.add_column("sharing_outcome", sa.Column(name, sa.Boolean(), nullable=True))
    for name in ("agreed_on", "explained_on"):
        op.add_column("sharing_outcome", sa.Column(name, sa.Date(), nullable=True))
    for name in ("basis", "explanation"):
        op.add_column("sharing_outcome", sa.Column(name, sa.String(length=40), nullable=True))
    op.add_column(
        "sharing_advice", sa.Column("is_awaited", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # By hand: both stores take a reference together with its column, and only one of them afterwards.
    op.execute("ALTER TABLE sharing_advice ADD COLUMN asked_of_id INTEGER REFERENCES staff_member (id)")
    op.execute("ALTER TABLE sharing_advice ADD COLUMN answers_id INTEGER REFERENCES sharing_advice (id)")
    op.create_index("ix_sharing_advice_answers_id", "sharing_advice", ["answers_id"])
    _conversations()
    _breaches()


def _stamps() -> list[Any]:
    return [
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    ]


def _conversations() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("colleague_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"]),
        sa.ForeignKeyConstraint(["colleague_id"], ["staff_member.id"]),
        sa.UniqueConstraint("code"),
        *_stamps(),
    )
    op.create_index("ix_conversation_child_id", "conversation", ["child_id"])
    op.create_index("ix_conversation_on", "conversation", ["on"])
    op.create_table(
        "conversation_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("late_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.UniqueConstraint("conversation_id"),
        *_stamps(),
    )


def _breaches() -> None:
    op.create_table(
        "breach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("whose", sa.String(length=200), nullable=False),
        sa.Column("harm", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"]),
        sa.UniqueConstraint("code"),
        *_stamps(),
    )
    op.create_index("ix_breach_child_id", "breach", ["child_id"])
    op.create_index("ix_breach_known_at", "breach", ["known_at"])
    op.create_table(
        "breach_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"]),
        sa.UniqueConstraint("breach_id", "step"),
        *_stamps(),
    )
    op.create_index("ix_breach_step_breach_id", "breach_step", ["breach_id"])
