"""The sharing decision or the breach that a complaint follows (CM-1)."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change. Complaints of before say in their words what they follow, where it is either."""
    for column, followed in (("decision_id", "sharing_decision"), ("breach_id", "breach")):
        op.execute(f"ALTER TABLE complaint ADD COLUMN {column} INTEGER REFERENCES {followed} (id)")
        op.create_index(f"ix_complaint_{column}", "complaint", [column])
