"""Of a child who came back and left again, records are disposed of a second time."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KINDS = ("general records", "accidents and injuries", "child protection records")
INDEX = ("ix_disposal_child_id", "disposal", ["child_id"])


def upgrade() -> None:
    """Makes the change. The guards of the append-only tables are put up by `store.guards`."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("disposal_child_id_kind_key", "disposal", type_="unique")
        op.create_index(*INDEX)
        return
    # SQLite cannot drop a constraint: the table is made anew, and its guards are put up again after this.
    for guard in ("no_update", "no_delete", "no_replace"):
        op.execute(f"DROP TRIGGER IF EXISTS disposal_{guard}")
    op.rename_table("disposal", "disposal_before")
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="recordkind", native_enum=False, length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=200), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"]),
        sa.ForeignKeyConstraint(["second_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    columns = 'id, child_id, kind, "on", how, second_id, recorded_at, recorded_by_id'
    op.execute(f"INSERT INTO disposal ({columns}) SELECT {columns} FROM disposal_before")
    op.drop_table("disposal_before")
    op.create_index(*INDEX)
