"""Each who was given a wrong fact is listed, and told of the correction or not (RC-6)."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. What was recorded before is about all recipients at once."""
    recipient = sa.Column("recipient", sa.String(length=20), nullable=False, server_default="")
    op.add_column("rectification_step", recipient)
    # By hand: both stores take a reference together with its column, and only one of them afterwards.
    op.execute(
        "ALTER TABLE rectification_step ADD COLUMN recipient_id INTEGER REFERENCES rectification_step (id)"
    )
