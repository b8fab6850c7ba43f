"""An index of the consents that were withdrawn: what must follow is asked for of leavers too."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change."""
    withdrawn = sa.text("answer = 'withdrawn'")
    op.create_index(
        "ix_consent_withdrawn",
        "consent",
        ["child_id"],
        sqlite_where=withdrawn,
        postgresql_where=withdrawn,
    )
