"""An index of the discs that are not encrypted, so that each week does not read every disc (CP-10)."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change."""
    not_encrypted = sa.text("is_encrypted IS FALSE")
    op.create_index(
        "ix_file_entry_fact_open_disc",
        "file_entry_fact",
        ["fact", "entry_id", "on", "id"],
        sqlite_where=not_encrypted,
        postgresql_where=not_encrypted,
    )
