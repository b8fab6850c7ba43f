"""What the date was of what was put off: what ended since and is there again has another."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Of what waits already nobody kept the date: it waits by its words alone."""
    op.add_column("snooze", sa.Column("due_on", sa.Date(), nullable=True))
