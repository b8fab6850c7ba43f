"""Indexes of withdrawn consents and of accounts that are on: leavers are asked about too."""

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
    for name, event in (("on", "event != 'closed'"), ("closed", "event = 'closed'")):
        op.create_index(
            f"ix_journey_account_{name}",
            "journey_account",
            ["child_id", "on"],
            sqlite_where=sa.text(event),
            postgresql_where=sa.text(event),
        )
