"""After an access request: rectification and complaints."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. The guards of new append-only tables are put up by `store.guards`."""
