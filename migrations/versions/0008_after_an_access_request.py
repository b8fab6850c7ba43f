"""After an access request: rectification and complaints."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. The guards of new append-only tables are put up by `store.guards`."""
    op.add_column(
        "setting", sa.Column("complaint_outcome_days", sa.Integer(), nullable=False, server_default="28")
    )
    _rectification()
    _complaints()


def _stamps() -> list[Any]:
    return [
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    ]


def _rectification() -> None:
    op.create_table(
        "rectification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["access_request.id"]),
        sa.ForeignKeyConstraint(["entry_id"], ["file_entry.id"]),
        sa.UniqueConstraint("code"),
        *_stamps(),
    )
    for column in ("child_id", "request_id", "received_on"):
        op.create_index(f"ix_rectification_{column}", "rectification", [column])
    op.create_table(
        "rectification_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rectification_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("finding", sa.String(length=40), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["rectification_id"], ["rectification.id"]),
        *_stamps(),
    )
    op.create_index("ix_rectification_step_rectification_id", "rectification_step", ["rectification_id"])


def _complaints() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("rectification_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["access_request.id"]),
        sa.ForeignKeyConstraint(["rectification_id"], ["rectification.id"]),
        sa.UniqueConstraint("code"),
        *_stamps(),
    )
    for column in ("child_id", "request_id", "rectification_id", "received_on"):
        op.create_index(f"ix_complaint_{column}", "complaint", [column])
    op.create_table(
        "complaint_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"]),
        *_stamps(),
    )
    op.create_index("ix_complaint_step_complaint_id", "complaint_step", ["complaint_id"])
