"""Who decides a complaint, or deals with it, where the manager stands back (CM-1)."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Of what was recorded before it nobody else is known to have decided it."""
    op.add_column(
        "complaint_step", sa.Column("instead", sa.String(length=200), nullable=False, server_default="")
    )
