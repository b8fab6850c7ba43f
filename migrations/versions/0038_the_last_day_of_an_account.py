"""The last day on which an account signs in, where it was chosen ahead (OR-2, CP-8)."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Accounts of before have no such day: they go on until somebody closes them."""
    op.add_column("account", sa.Column("until_on", sa.Date(), nullable=True))
