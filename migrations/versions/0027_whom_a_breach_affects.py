"""Each family that a breach affects: who is listed beside the first, and whom a telling is about."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. A telling that names nobody is about the family that the breach was logged about."""
    # By hand: both stores take a reference together with its column, and only one of them afterwards.
    op.execute("ALTER TABLE breach_step ADD COLUMN child_id INTEGER REFERENCES child (id)")
    op.execute("ALTER TABLE breach_step ADD COLUMN affected_id INTEGER REFERENCES breach_step (id)")
