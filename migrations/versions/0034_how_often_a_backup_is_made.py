"""How often the setting makes a backup."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change."""
    op.add_column("setting", sa.Column("backup_days", sa.Integer(), nullable=False, server_default="14"))
