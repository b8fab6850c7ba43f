"""A routine check that is added, or taken up again, is not late for the time before it came into use."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Of checks that are there nobody knows: they stay due as they were."""
    op.add_column("routine_check", sa.Column("in_use_since", sa.Date(), nullable=True))
