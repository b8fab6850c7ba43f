"""Sign-in by an organisation's own identity provider: an account may have an e-mail address."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

USED = sa.text("email <> '' AND closed_at IS NULL")


def upgrade() -> None:
    """Makes the change."""
    op.add_column("account", sa.Column("email", sa.String(254), nullable=False, server_default=""))
    op.create_index(
        "ix_account_email", "account", ["email"], unique=True, sqlite_where=USED, postgresql_where=USED
    )
