"""Sign-in by an organisation's own identity provider."""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. The guards of new append-only tables are put up by `store.guards`."""
