"""A step of an access request is said by whoever records it: a column beside that was never filled."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change."""
    op.drop_column("access_step", "done_by")
