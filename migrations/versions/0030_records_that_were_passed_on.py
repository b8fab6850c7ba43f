"""To whom a child's records were passed on, such as a school; where they were destroyed, to nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change: until now a disposal was by destroying them alone."""
    op.add_column(
        "disposal", sa.Column("passed_to", sa.String(length=200), nullable=False, server_default="")
    )
