"""Whether advice is the reply of those with whom information was shared, and who was told lately (L7.12)."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. What was recorded after a decision before this says by its day that it came after."""
    op.add_column(
        "sharing_advice", sa.Column("is_reply", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    told = sa.text("recipient = 'social care' AND outcome != 'not shared'")
    op.create_index(
        "ix_sharing_outcome_told", "sharing_outcome", ["decided_on"], sqlite_where=told, postgresql_where=told
    )
