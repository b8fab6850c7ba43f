"""What the weekly review snoozes, and why."""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. The guards of new append-only tables are put up by `store.guards`."""
