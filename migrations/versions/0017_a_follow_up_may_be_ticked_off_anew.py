"""What was ticked off by mistake and taken back may be ticked off anew."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

FOLLOW_UPS = ("use stopped", "journey account closed", "photographs taken down", "recipients told")
INDEX = ("ix_consent_follow_up_consent_id", "consent_follow_up", ["consent_id"])


def upgrade() -> None:
    """Makes the change. The guards of the append-only tables are put up by `store.guards`."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("uq_consent_follow_up", "consent_follow_up", type_="unique")
        op.create_index(*INDEX)
        return
    # SQLite cannot drop a constraint: the table is made anew, and its guards are put up again after this.
    for guard in ("no_update", "no_delete", "no_replace"):
        op.execute(f"DROP TRIGGER IF EXISTS consent_follow_up_{guard}")
    op.rename_table("consent_follow_up", "consent_follow_up_before")
    op.create_table(
        "consent_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Enum(*FOLLOW_UPS, name="followup", native_enum=False, length=40), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    columns = "id, consent_id, what, done_on, note, recorded_at, recorded_by_id"
    op.execute(f"INSERT INTO consent_follow_up ({columns}) SELECT {columns} FROM consent_follow_up_before")
    op.drop_table("consent_follow_up_before")
    op.create_index(*INDEX)
