"""That two requests belong together may be taken back, and be said anew: two rows for one pair."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_request_link_request_id", "request_link", ["request_id"]),
    ("ix_request_link_other_id", "request_link", ["other_id"]),
)


def upgrade() -> None:
    """Makes the change. The write itself refuses what is linked already and was not taken back."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("request_link_request_id_other_id_key", "request_link", type_="unique")
        op.create_index(*INDEXES[0])
        return
    # SQLite cannot drop a constraint: the table is made anew, and its guards are put up again after this.
    for guard in ("no_update", "no_delete", "no_replace"):
        op.execute(f"DROP TRIGGER IF EXISTS request_link_{guard}")
    op.drop_index("ix_request_link_other_id", "request_link")
    op.rename_table("request_link", "request_link_before")
    op.create_table(
        "request_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["access_request.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["access_request.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    columns = "id, request_id, other_id, link, reason, recorded_at, recorded_by_id"
    op.execute(f"INSERT INTO request_link ({columns}) SELECT {columns} FROM request_link_before")
    op.drop_table("request_link_before")
    for index in INDEXES:
        op.create_index(*index)
