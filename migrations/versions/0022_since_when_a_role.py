"""Since when somebody has the role they have, and which they had before."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ROLES = ("manager", "deputy", "key person", "staff", "student", "volunteer", "chairperson", "committee")


def upgrade() -> None:
    """Makes the change. The guards of the new append-only table are put up by `store.guards`."""
    op.create_table(
        "role_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role_before", sa.Enum(*ROLES, name="role", native_enum=False, length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_role_change_staff_id", "role_change", ["staff_id"])
