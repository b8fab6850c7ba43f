"""Facts of sharing decisions that were not kept before: recipient, age of the facts, policy followed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change: shares of before keep what was asked of them, and the new answers stay empty."""
    op.add_column("setting", sa.Column("facts_months", sa.Integer(), nullable=False, server_default="6"))
    op.add_column("sharing_outcome", sa.Column("recipient", sa.String(length=40), nullable=True))
    op.add_column(
        "sharing_outcome", sa.Column("facts_from", sa.String(length=200), nullable=False, server_default="")
    )
    op.add_column("sharing_outcome", sa.Column("facts_on", sa.Date(), nullable=True))
    # By hand: both stores take a reference together with its column, and only one of them afterwards.
    op.execute("ALTER TABLE sharing_outcome ADD COLUMN policy_id INTEGER REFERENCES related_policy (id)")
