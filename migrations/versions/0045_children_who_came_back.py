"""The last day of a child's stay before the present one (DR-4)."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Of who came back before it nothing is known: their answers stand as they did."""
    op.add_column("child", sa.Column("left_before_on", sa.Date(), nullable=True))
