"""Why somebody without parental responsibility may agree to a sharing, and where another carer stands."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Of what is recorded already nobody was asked, and it stays as it is."""
    for name in ("agreed_because", "other_words"):
        op.add_column("sharing_outcome", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("sharing_outcome", sa.Column("other_carer", sa.String(length=40), nullable=True))
