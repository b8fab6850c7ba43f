"""Who agreed to a correction of an entry while the file was asked for (AR-30)."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Of what was recorded before nobody was asked: it stays empty."""
    second = sa.Column("hold_second", sa.String(length=200), nullable=False, server_default="")
    op.add_column("file_entry", second)
