"""By which day a public authority or a court asks for its answer."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Of what is recorded already nobody entered the day."""
    op.add_column("requester_check", sa.Column("wanted_by", sa.Date(), nullable=True))
