"""Codes continue after the highest in use, by prefix and by year."""

from datetime import date
from itertools import islice

import pytest

from models import AccessRequest, Child, StaffMember
from rules.access import Channel
from rules.induction import Role
from rules.need_to_know import Thing
from store.codes import next_code, next_codes
from store.setting import set_up


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    home = tmp_path_factory.mktemp("codes")
    cabinet, who, _ = set_up(home, "Little Sparks", "Joanne Pryce", "a long password 1")
    day = date(2026, 1, 5)
    with cabinet.writing(who, Thing.SETTING) as session:
        session.add_all(
            [
                Child(id=1, code="C-009", name="Ivy Davies", started_on=day),
                Child(code="C-1000", name="Finn Smith", started_on=day),
                StaffMember(code="S-09", name="Ewa Nowak", role=Role.KEY_PERSON, started_on=day),
                StaffMember(code="M-02", name="Ian Mott", role=Role.COMMITTEE, started_on=day),
            ]
        )
        session.flush()
        session.add(
            AccessRequest(
                code="AR-2025-007",
                child_id=1,
                requester="Peter Davies",
                channel=Channel.EMAIL,
                received_on=date(2025, 5, 1),
            )
        )
        session.flush()
        yield session
    cabinet.close()


@pytest.mark.parametrize(
    ("table", "prefix", "year", "code"),
    [
        pytest.param(Child, "C", None, "C-1001", id="the highest number, not the last in the alphabet"),
        pytest.param(StaffMember, "S", None, "S-10", id="staff, not the committee beside them"),
        pytest.param(StaffMember, "M", None, "M-03", id="committee, not the staff beside them"),
        pytest.param(AccessRequest, "AR", 2025, "AR-2025-008", id="a year that has some"),
        pytest.param(AccessRequest, "AR", 2026, "AR-2026-001", id="a new year starts again"),
    ],
)
def test_the_next_code_continues_after_the_highest_in_use(session, table, prefix, year, code):
    assert next_code(session, table, prefix, year) == code


def test_many_codes_are_given_in_order(session):
    assert list(islice(next_codes(session, StaffMember, "S"), 3)) == ["S-10", "S-11", "S-12"]
