"""Who agreed that a family is not asked (IS-7), and at what time advice was sought (IS-9)."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Of what was recorded before nobody was asked: it stays empty."""
    op.add_column(
        "sharing_outcome",
        sa.Column("second_person", sa.String(length=200), nullable=False, server_default=""),
    )
    op.add_column("sharing_advice", sa.Column("sought_time", sa.Time(), nullable=True))
