"""Why an account signs in before the first day of its person (PR-6)."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Of the accounts that there are nobody said that they may."""
    op.add_column(
        "account", sa.Column("early_because", sa.String(length=4000), nullable=False, server_default="")
    )
