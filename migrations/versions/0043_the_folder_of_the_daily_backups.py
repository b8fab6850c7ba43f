"""The folder into which a backup is saved each day by itself (CP-8)."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Nothing is saved by itself until the manager names a folder."""
    op.add_column("setting", sa.Column("backup_folder", sa.String(), nullable=False, server_default=""))
