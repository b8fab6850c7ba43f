"""Purposes with what must follow a withdrawal, forms handed out, journey accounts, the index of each file."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FOLLOW_UPS = ("use stopped", "journey account closed", "photographs taken down", "recipients told")
FOLLOWS = {
    "learning-journey": "journey account closed",
    "photographs-own-journey": "photographs taken down",
    "photographs-other-journeys": "photographs taken down,recipients told",
    "photographs-display": "photographs taken down",
    "website": "photographs taken down,recipients told",
    "professionals": "use stopped,recipients told",
    "next-setting": "use stopped,recipients told",
}


def upgrade() -> None:
    """Makes the change. The guards of the append-only tables are put up by `store.guards`."""
    op.create_table(
        "retention_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "general records",
                "accidents and injuries",
                "child protection records",
                name="recordkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column(
            "counted_from",
            sa.Enum("leaving", "birth", name="from", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind"),
    )
    op.create_table(
        "consent_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
        ),
        sa.ForeignKeyConstraint(
            ["purpose_id"],
            ["consent_purpose.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_consent_asked_child_purpose", "consent_asked", ["child_id", "purpose_id"])
    op.create_table(
        "developmental_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column(
            "event", sa.Enum("kept at", "viewed", name="event", native_enum=False, length=40), nullable=False
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kept_at", sa.String(length=200), nullable=False),
        sa.Column("carer_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["carer_id"],
            ["carer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_developmental_record_child_id", "developmental_record", ["child_id"])
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "general records",
                "accidents and injuries",
                "child protection records",
                name="recordkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=200), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("child_id", "kind"),
    )
    op.create_table(
        "journey_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column(
            "event",
            sa.Enum("switched on", "found on", "closed", name="account", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_journey_account_child_id", "journey_account", ["child_id"])
    op.create_table(
        "sensitive_sight",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sensitive_sight_account_id", "sensitive_sight", ["account_id"])
    op.create_index("ix_sensitive_sight_child_id", "sensitive_sight", ["child_id"])
    op.create_table(
        "file_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=False),
        sa.Column("last_page", sa.Integer(), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "registration form",
                "all-about-me form",
                "signed consent",
                "correspondence",
                "agency report",
                "minutes of a meeting",
                "contact record",
                "observation on a confidential matter",
                name="kind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column(
            "nature",
            sa.Enum("fact", "opinion", "fact and opinion", name="nature", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("opinion_of", sa.String(length=200), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "injury",
                "concern or change",
                "sensitive discussion",
                "child protection action",
                "contact with an agency",
                name="category",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "the setting's own observation",
                "a carer",
                "somebody else",
                name="source",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "giver",
            sa.Enum(
                "confidential",
                "not confidential",
                "not asked yet",
                name="confidential",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "subject",
            sa.Enum(
                "confidential",
                "not confidential",
                "not asked yet",
                name="confidential",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("kept_at", sa.String(length=200), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("hold_reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["file_entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["sharing_decision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_file_entry_child_number", "file_entry", ["child_id", "number"])
    op.create_index("ix_file_entry_corrects_id", "file_entry", ["corrects_id"])
    op.create_index("ix_file_entry_decision_id", "file_entry", ["decision_id"])
    op.create_table(
        "file_entry_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "fact",
            sa.Enum(
                "carers informed",
                "carers not told",
                "giver asked",
                "subject asked",
                "carers' side",
                "typed copy made",
                "hard copy filed",
                "typed copy deleted",
                "disc made",
                "disc destroyed",
                "late because",
                name="fact",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("is_encrypted", sa.Boolean(), nullable=True),
        sa.Column("hold_reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["file_entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_file_entry_fact_entry_id", "file_entry_fact", ["entry_id"])
    op.create_table(
        "file_mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "another child",
                "family member",
                "agency worker",
                "staff",
                name="mentioned",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("carer_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["carer_id"],
            ["carer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["file_entry.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_file_mention_entry_id", "file_mention", ["entry_id"])
    op.add_column("carer", sa.Column("responsible_from_on", sa.Date(), nullable=True))
    op.add_column("carer", sa.Column("responsible_until_on", sa.Date(), nullable=True))
    op.add_column(
        "carer", sa.Column("court_order_concerns", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("child", sa.Column("room", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("consent", sa.Column("kept_at", sa.String(length=200), nullable=False, server_default=""))
    op.add_column(
        "consent_purpose", sa.Column("follow_ups", sa.String(length=200), nullable=False, server_default="")
    )
    for name, days in (("entry_days", "2"), ("informing_working_days", "1"), ("typed_copy_days", "7")):
        op.add_column("setting", sa.Column(name, sa.Integer(), nullable=False, server_default=days))
    purposes = sa.table("consent_purpose", sa.column("key"), sa.column("follow_ups"))
    for key, follow_ups in FOLLOWS.items():
        op.execute(purposes.update().where(purposes.c.key == key).values(follow_ups=follow_ups))
    _tick_off_each_follow_up()


def _tick_off_each_follow_up() -> None:
    """A withdrawal used to be followed up by one row; now by one for each thing that must follow."""
    what = sa.Column(
        "what", sa.Enum(*FOLLOW_UPS, name="followup", native_enum=False, length=40), nullable=True
    )
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("consent_follow_up", what)
        op.drop_constraint("consent_follow_up_consent_id_key", "consent_follow_up", type_="unique")
        op.create_unique_constraint("uq_consent_follow_up", "consent_follow_up", ["consent_id", "what"])
        return
    # SQLite cannot drop a constraint: the table is made anew, and its guards are put up again after this.
    for guard in ("no_update", "no_delete", "no_replace"):
        op.execute(f"DROP TRIGGER IF EXISTS consent_follow_up_{guard}")
    op.rename_table("consent_follow_up", "consent_follow_up_before")
    op.create_table(
        "consent_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        what,
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("consent_id", "what", name="uq_consent_follow_up"),
    )
    columns = "id, consent_id, done_on, note, recorded_at, recorded_by_id"
    op.execute(f"INSERT INTO consent_follow_up ({columns}) SELECT {columns} FROM consent_follow_up_before")
    op.drop_table("consent_follow_up_before")
