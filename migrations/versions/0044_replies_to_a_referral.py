"""Which decisions told social care of a concern, and which have a reply, however long ago (L7.12)."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. No record is touched: the two lists are compared from indexes alone."""
    told = sa.text("recipient = 'social care' AND outcome != 'not shared'")
    is_reply = sa.text("is_reply")
    op.drop_index("ix_sharing_outcome_told", "sharing_outcome")
    op.create_index(
        "ix_sharing_outcome_told",
        "sharing_outcome",
        ["decision_id", "decided_on"],
        sqlite_where=told,
        postgresql_where=told,
    )
    op.create_index(
        "ix_sharing_advice_reply",
        "sharing_advice",
        ["decision_id", "sought_on"],
        sqlite_where=is_reply,
        postgresql_where=is_reply,
    )
