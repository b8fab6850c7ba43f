"""The acknowledgement of a complaint: its dates and its way onward by what it is about."""

from datetime import date

import pytest

from papers import of_complaint
from papers.letters import Letter, make, missing
from rules.access import Channel
from rules.complaints import Kind
from rules.induction import Role
from store.cabinet import Who
from store.complaints import HeldComplaint
from tests.papers.test_letters import read

WHO = Who(1, "Joanne Pryce", Role.MANAGER)


def letter(kind, channel=Channel.LETTER):
    held = HeldComplaint(
        3, "CP-2026-001", kind, "C-001", "Ivy Davies", None, "", "", "Peter & Ann", channel,
        date(2026, 11, 9), "Pages are missing from the copy.", (),
    )  # fmt: skip
    facts = of_complaint.facts(
        held, setting="Little Sparks", who=WHO, today=date(2026, 11, 10), outcome_days=28
    )
    assert missing(Letter.COMPLAINT, facts) == []
    return read(make(Letter.COMPLAINT, facts))


@pytest.mark.parametrize(
    ("kind", "said", "unsaid"),
    [
        (
            Kind.DATA_PROTECTION,
            ("aim to do so by Monday 7 December", "(ICO), and to court", "UK GDPR"),
            "Ofsted",
        ),
        (Kind.EARLY_YEARS, ("by Monday 7 December 2026, within 28 days", "to Ofsted"), "ICO"),
        (Kind.BOTH, ("within 28 days", "Ofsted", "ICO", "UK GDPR"), "management committee"),
        (Kind.OTHER, ("We aim to tell you the outcome by", "management committee"), "UK GDPR"),
    ],
)
def test_each_kind_has_its_dates_and_its_way_onward(kind, said, unsaid):
    words = letter(kind)
    for part in said:
        assert part in words
    assert unsaid not in words
    assert "Dear Peter & Ann" in words
    assert "Ivy" not in words


@pytest.mark.parametrize("channel", Channel)
def test_however_it_came(channel):
    assert "  " not in letter(Kind.OTHER, channel)
