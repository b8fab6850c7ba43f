"""A step of a breach that was entered by mistake is entered anew: the same step may stand there twice."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. The write itself refuses what is recorded already and was not taken back."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("breach_step_breach_id_step_key", "breach_step", type_="unique")
        return
    # SQLite cannot drop a constraint: the table is made anew, and its guards are put up again after this.
    for guard in ("no_update", "no_delete", "no_replace"):
        op.execute(f"DROP TRIGGER IF EXISTS breach_step_{guard}")
    op.drop_index("ix_breach_step_breach_id", "breach_step")
    op.rename_table("breach_step", "breach_step_before")
    op.create_table(
        "breach_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("breach_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    columns = 'id, breach_id, step, "at", note, recorded_at, recorded_by_id'
    op.execute(f"INSERT INTO breach_step ({columns}) SELECT {columns} FROM breach_step_before")
    op.drop_table("breach_step_before")
    op.create_index("ix_breach_step_breach_id", "breach_step", ["breach_id"])
