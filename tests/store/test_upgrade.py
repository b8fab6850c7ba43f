"""A cabinet with records is brought up to date: nothing recorded is lost, and the guards stand again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from alembic import command
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text

from store import cabinet, guards, schema
from tests.conftest import FILE


@pytest.fixture
def engine(store, request) -> Engine:
    """A database without tables, on each of the two stores."""
    if store == FILE:
        made = create_engine("sqlite://")
        yield made
        made.dispose()
        return
    server = request.getfixturevalue("server")
    address = server.database()
    made = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    yield made
    made.dispose()
    server.drop(address)


def upgrade(connection, revision: str) -> None:
    config = schema._config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


BEFORE = (
    "INSERT INTO child (id, code, name, started_on, has_court_order, note) "
    "VALUES (1, 'C-001', 'Ivy', '2025-09-01', false, '')",
    "INSERT INTO carer (id, child_id, name, has_parental_responsibility) VALUES (1, 1, 'Carys', true)",
    "INSERT INTO consent_purpose (id, key, wording, title, question, clause, position, introduced_on) "
    "VALUES (1, 'website', 1, 'Website', 'May we?', 'DR-6', 0, '2000-01-01')",
    'INSERT INTO consent (id, child_id, purpose_id, carer_id, answer, "on", how, witness, note, recorded_at) '
    "VALUES (1, 1, 1, 1, 'withdrawn', '2026-11-02', 'written', '', '', '2026-11-02 15:00:00')",
    "INSERT INTO consent_follow_up (id, consent_id, done_on, note, recorded_at) "
    "VALUES (9, 1, '2026-11-03', 'Taken down', '2026-11-03 15:00:00')",
)


def test_a_follow_up_of_before_there_were_several_still_confirms_all_of_it(engine):
    with engine.begin() as connection:
        upgrade(connection, "0005")
        for statement in BEFORE:
            connection.execute(text(statement))
        # As a cabinet in use has them; those of tables that come later are put up when these have come.
        guards.put_up(connection)
        upgrade(connection, "head")
        guards.put_up(connection)
        assert MigrationContext.configure(connection).get_current_revision() == schema.newest()
        row = connection.execute(text("SELECT * FROM consent_follow_up")).mappings().one()
        assert (row["consent_id"], row["what"], row["note"]) == (1, None, "Taken down")
        follow_ups = connection.execute(text("SELECT follow_ups FROM consent_purpose")).scalar_one()
        assert follow_ups == "photographs taken down,recipients told"
        assert guards.missing(connection) == []
        for what in ("recipients told", "photographs taken down"):
            connection.execute(
                text(
                    "INSERT INTO consent_follow_up (consent_id, what, done_on, note, recorded_at) "
                    "VALUES (1, :what, '2026-11-03', '', '2026-11-03 15:00:00')"
                ),
                {"what": what},
            )


def test_a_request_that_was_answered_before_is_closed_by_the_day_of_its_answer(engine):
    with engine.begin() as connection:
        upgrade(connection, "0006")
        for statement in (
            "INSERT INTO child (id, code, name, started_on, has_court_order, note) "
            "VALUES (1, 'C-001', 'Ivy', '2025-09-01', false, '')",
            *(
                "INSERT INTO access_request (id, code, child_id, requester, channel, received_on, "
                f"register_reference, note, recorded_at) VALUES ({at}, 'AR-2026-00{at}', 1, 'Carys', "
                "'letter', '2026-10-01', '', '', '2026-10-01 09:00:00')"
                for at in (1, 2)
            ),
            'INSERT INTO access_step (request_id, step, "on", reason, recorded_at) '
            "VALUES (1, 'released', '2026-10-20', '', '2026-10-20 15:00:00')",
            'INSERT INTO access_step (request_id, step, "on", reason, recorded_at) '
            "VALUES (2, 'acknowledged', '2026-10-05', '', '2026-10-05 15:00:00')",
        ):
            connection.execute(text(statement))
        guards.put_up(connection)
        upgrade(connection, "head")
        guards.put_up(connection)
        closed = connection.execute(
            text("SELECT request_id, \"on\" FROM access_step WHERE step = 'closed'")
        ).all()
        assert [(row[0], str(row[1])) for row in closed] == [(1, "2026-10-20")]
        assert guards.missing(connection) == []


def test_a_step_of_a_breach_stays_and_may_stand_there_twice(engine):
    with engine.begin() as connection:
        upgrade(connection, "0016")
        step = (
            'INSERT INTO breach_step (id, breach_id, step, "at", note, recorded_at) VALUES '
            "({}, 1, 'closed', '2026-11-03 15:00:00', 'We lock it now', '2026-11-03 15:01:00')"
        )
        for statement in (
            "INSERT INTO breach (id, code, what, whose, harm, happened_on, known_at, recorded_at) VALUES "
            "(1, 'BR-2026-001', 'A letter', 'Staff', 'None', '2026-11-02', '2026-11-02 15:00:00', "
            "'2026-11-02 15:00:00')",
            step.format(7),
        ):
            connection.execute(text(statement))
        guards.put_up(connection)
        upgrade(connection, "head")
        guards.put_up(connection)
        connection.execute(text(step.format(8)))
        found = connection.execute(text("SELECT id, step, note FROM breach_step ORDER BY id")).all()
        assert [tuple(row) for row in found] == [(n, "closed", "We lock it now") for n in (7, 8)]
        assert guards.missing(connection) == []


def test_a_disposal_stays_and_the_next_time_of_the_child_may_have_its_own(engine):
    with engine.begin() as connection:
        upgrade(connection, "0018")
        disposal = (
            'INSERT INTO disposal (id, child_id, kind, "on", how, second_id, recorded_at) VALUES '
            "({}, 1, 'general records', '2026-11-03', 'Shredded', 1, '2026-11-03 15:01:00')"
        )
        for statement in (
            BEFORE[0],
            "INSERT INTO account (id, name, role, sign_in_name, password_number, has_one_time_password, "
            "email) VALUES (1, 'Dai', 'deputy', 'dai', 1, false, '')",
            disposal.format(7),
        ):
            connection.execute(text(statement))
        guards.put_up(connection)
        upgrade(connection, "head")
        guards.put_up(connection)
        connection.execute(text(disposal.format(8)))
        found = connection.execute(text("SELECT id, kind, how FROM disposal ORDER BY id")).all()
        assert [tuple(row) for row in found] == [(n, "general records", "Shredded") for n in (7, 8)]
        assert guards.missing(connection) == []


def test_a_link_of_two_requests_stays_and_the_pair_may_have_another(engine):
    with engine.begin() as connection:
        upgrade(connection, "0023")
        link = (
            "INSERT INTO request_link (id, request_id, other_id, link, reason, recorded_at) VALUES "
            "({}, 1, 2, 'follows from it', 'Asked again', '2026-11-03 15:01:00')"
        )
        request = (
            "INSERT INTO access_request (id, code, child_id, requester, channel, received_on, "
            "register_reference, note, recorded_at) VALUES ({0}, 'AR-2026-00{0}', 1, 'Carys Davies', "
            "'letter', '2026-11-02', '', '', '2026-11-02 15:00:00')"
        )
        for statement in (BEFORE[0], request.format(1), request.format(2), link.format(7)):
            connection.execute(text(statement))
        guards.put_up(connection)
        upgrade(connection, "head")
        guards.put_up(connection)
        connection.execute(text(link.format(8)))
        found = connection.execute(text("SELECT id, request_id, other_id, reason FROM request_link")).all()
        assert sorted(map(tuple, found)) == [(n, 1, 2, "Asked again") for n in (7, 8)]
        assert guards.missing(connection) == []


@pytest.mark.postgresql
def test_two_processes_that_start_after_a_new_version_both_open_it(server, tmp_path, monkeypatch):
    """As systemd starts them, each with the server's key: both find the tables of before."""
    address = server.database()
    monkeypatch.setenv("DATABASE_URL", address)
    engines = [cabinet.database_engine() for _ in range(2)]
    with engines[0].begin() as connection:
        upgrade(connection, "0040")
        guards.put_up(connection)
    both, keep_a_copy = Barrier(2), cabinet._keep_a_copy

    def found(home, engine):
        had = keep_a_copy(home, engine)
        both.wait(20)
        return had

    monkeypatch.setattr(cabinet, "_keep_a_copy", found)
    with ThreadPoolExecutor(2) as processes:
        opening = [
            processes.submit(cabinet._brought_up_to_date, tmp_path, engine, b"k" * 32, is_new=False)
            for engine in engines
        ]
        for opened in [held.result() for held in opening]:
            with opened.connection() as look:
                assert schema.revision(look) == schema.newest()
                assert guards.missing(look) == []
            opened.engine.dispose()
    server.drop(address)
