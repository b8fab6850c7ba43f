"""Facts of sharing decisions, consents and files that were not kept before."""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. The guards of new append-only tables are put up by `store.guards`."""
