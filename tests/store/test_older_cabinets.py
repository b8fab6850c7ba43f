"""A cabinet of before routine checks gets the lists that a new one starts with, once, and keeps its own."""

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text

from store import schema
from store.setting import listed

BEFORE = "0004"


@pytest.fixture
def older(tmp_path) -> Engine:
    """A database as the version before left it, empty."""
    engine = create_engine(f"sqlite:///{tmp_path / 'older.db'}")
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
    return engine


def brought_up_to_date(engine: Engine) -> None:
    with engine.begin() as connection:
        schema.upgrade(connection)


def test_a_setting_that_is_there_gets_its_checks_numbers_and_points(older):
    with older.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO setting (name, is_sample, acknowledge_working_days, chairperson_working_days, "
                "consent_form_working_days, consent_renewal_months, withdrawal_working_days, "
                "decision_working_days, recording_days, induction_days, reread_days, "
                "key_person_working_days, restore_test_months) "
                "VALUES ('Little Sparks', 0, 5, 2, 10, 12, 1, 1, 0, 28, 28, 5, 3)"
            )
        )
        for key in ("recording", "of our own"):
            connection.execute(
                text(
                    "INSERT INTO induction_topic (key, version, title, roles, position, introduced_on, "
                    "is_material) VALUES (:key, 1, 'A topic', 'staff', 0, '2020-01-01', 1)"
                ),
                {"key": key},
            )
    brought_up_to_date(older)
    with older.connect() as connection:
        checks = connection.execute(text("SELECT key FROM routine_check ORDER BY position")).scalars().all()
        numbers = connection.execute(text("SELECT number FROM contact ORDER BY position")).scalars().all()
        points = {
            row.key: row.points for row in connection.execute(text("SELECT key, points FROM induction_topic"))
        }
        months = connection.execute(text("SELECT policy_review_months FROM setting")).scalar()
    assert checks == [entry["key"] for entry in listed("routine_checks.toml", "check")]
    assert numbers == [entry["number"] for entry in listed("contacts.toml", "contact")]
    assert "We write what we saw and heard" in points["recording"]
    assert points["of our own"] == ""
    assert months == 12


def test_a_database_that_is_new_gets_its_lists_when_it_is_furnished_and_not_before(older):
    brought_up_to_date(older)
    with older.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM routine_check")).scalar() == 0
