"""A policy beside this one may be looked at again and stay as it is: the day is kept beside its version."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change."""
    op.add_column("related_policy", sa.Column("looked_at_on", sa.Date(), nullable=True))
