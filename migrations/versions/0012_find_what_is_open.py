"""Indexes that find the few open entries and decisions among many years of complete ones."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the change."""
    op.create_index("ix_file_entry_giver", "file_entry", ["giver"])
    op.create_index("ix_file_entry_subject", "file_entry", ["subject"])
    for name, where in (
        ("ix_file_entry_sensitive", "category IS NOT NULL"),
        ("ix_file_entry_written_later", "written_on > event_on"),
    ):
        op.create_index(
            name, "file_entry", ["id"], sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.drop_index("ix_file_entry_fact_entry_id", "file_entry_fact")
    op.create_index("ix_file_entry_fact_entry", "file_entry_fact", ["entry_id", "fact", "on"])
    op.create_index("ix_file_entry_fact_fact", "file_entry_fact", ["fact", "entry_id", "on"])
    op.drop_index("ix_sharing_outcome_decision_id", "sharing_outcome")
    op.create_index("ix_sharing_outcome_decided", "sharing_outcome", ["decision_id", "decided_on"])
    blank = "' \t\n\r\v\f\u00a0'"
    may_lack = (
        "(NOT (outcome = 'shared with consent' AND \"position\" IN ('agreed in writing', 'agreed verbally'))"
        f" AND trim(reason, {blank}) = '')"
        f" OR (outcome != 'not shared' AND trim(shared_with, {blank}) = '')"
        f" OR (\"position\" = 'agreed verbally' AND trim(witness, {blank}) = '')"
        " OR explanation = 'not yet'"
    )
    op.create_index(
        "ix_sharing_outcome_lacking",
        "sharing_outcome",
        ["decision_id"],
        sqlite_where=sa.text(may_lack),
        postgresql_where=sa.text(may_lack),
    )
    op.create_index("ix_sharing_entry_recorded", "sharing_entry", ["decision_id", "recorded_on"])
