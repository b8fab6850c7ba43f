"""Passwords that are given once, and the second factor of an account."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change."""
    op.add_column("account", sa.Column("password_number", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "account", sa.Column("has_one_time_password", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )
