"""Why an access request was answered late, in a word of its own beside the reasons of a refusal."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change: nobody was asked before, so it stays empty for the answers of then."""
    op.add_column("access_step", sa.Column("late_because", sa.Text(), nullable=False, server_default=""))
