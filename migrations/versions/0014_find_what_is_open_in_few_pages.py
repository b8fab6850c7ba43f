"""Indexes that say by themselves which requests are closed, and which copies and decisions there are."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change."""
    op.create_index("ix_access_step_step", "access_step", ["step", "request_id", "on", "is_struck"])
    op.drop_index("ix_file_entry_fact_fact", "file_entry_fact")
    op.create_index("ix_file_entry_fact_fact", "file_entry_fact", ["fact", "entry_id", "on", "id"])
    op.create_index("ix_sharing_decision_every", "sharing_decision", ["id"])
    on_hold = sa.text("hold_reason != ''")
    op.create_index(
        "ix_file_entry_fact_on_hold",
        "file_entry_fact",
        ["entry_id"],
        sqlite_where=on_hold,
        postgresql_where=on_hold,
    )
