"""The whole of an access request: who asks, the file check, third parties, redaction and release."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. The guards of new append-only tables are put up by `store.guards`."""
