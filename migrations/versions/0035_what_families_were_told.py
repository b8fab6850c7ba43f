"""Which families were given a leaflet, and to which our duty to share was explained (GE-2, IS-4)."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. The guards of the new append-only table are put up by `store.guards`."""
    op.add_column("setting", sa.Column("leaflet_days", sa.Integer(), nullable=False, server_default="14"))
    op.create_table(
        "family_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("leaflet_id", sa.Integer(), nullable=True),
        sa.Column("duty_explained", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"]),
        sa.ForeignKeyConstraint(["leaflet_id"], ["leaflet.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_family_told_child_id", "family_told", ["child_id"])
    op.create_index("ix_family_told_on", "family_told", ["on"])
