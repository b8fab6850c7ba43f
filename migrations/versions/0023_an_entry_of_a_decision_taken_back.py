"""That a decision stands in the file may be taken back, and be recorded anew: two rows for one decision."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEX = ("ix_sharing_entry_recorded", "sharing_entry", ["decision_id", "recorded_on"])


def upgrade() -> None:
    """Makes the change. The write itself refuses what is recorded already and was not taken back."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("sharing_entry_decision_id_key", "sharing_entry", type_="unique")
        return
    # SQLite cannot drop a constraint: the table is made anew, and its guards are put up again after this.
    for guard in ("no_update", "no_delete", "no_replace"):
        op.execute(f"DROP TRIGGER IF EXISTS sharing_entry_{guard}")
    op.drop_index("ix_sharing_entry_recorded", "sharing_entry")
    op.rename_table("sharing_entry", "sharing_entry_before")
    op.create_table(
        "sharing_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("late_because", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["sharing_decision.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    columns = "id, decision_id, entry, recorded_on, late_because, recorded_at, recorded_by_id"
    op.execute(f"INSERT INTO sharing_entry ({columns}) SELECT {columns} FROM sharing_entry_before")
    op.drop_table("sharing_entry_before")
    op.create_index(*INDEX)
