"""Dates as UK offices type them, answers as they tick them, text as it was pasted."""

from datetime import date, datetime, time

import pytest

from store.registers import cells
from store.registers.cells import NotADate, Said

TODAY = date(2026, 11, 24)
THE_THIRD = date(2026, 9, 3)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("3/9/26", THE_THIRD, id="short"),
        pytest.param("03/09/2026", THE_THIRD, id="long"),
        pytest.param("03.09.2026", THE_THIRD, id="full stops"),
        pytest.param("3-9-26", THE_THIRD, id="hyphens"),
        pytest.param("3 9 2026", THE_THIRD, id="spaces"),
        pytest.param(" 3 / 9 / 26 ", THE_THIRD, id="stray spaces"),
        pytest.param("3\u00a0Sep\u00a026", THE_THIRD, id="non-breaking spaces"),
        pytest.param("3 Sep 26", THE_THIRD, id="month by name"),
        pytest.param("3-Sept-2026", THE_THIRD, id="four letters of the month"),
        pytest.param("3rd September 2026", THE_THIRD, id="ordinal"),
        pytest.param("3rd of September, 2026", THE_THIRD, id="ordinal with of"),
        pytest.param("Thursday 3 September 2026", THE_THIRD, id="weekday in front"),
        pytest.param("Thu 03/09/26", THE_THIRD, id="short weekday in front"),
        pytest.param("September 3, 2026", THE_THIRD, id="month in front, but by name"),
        pytest.param("2026-09-03", THE_THIRD, id="ISO"),
        pytest.param("2026-09-03T14:30:00", THE_THIRD, id="ISO with time"),
        pytest.param("2026-09-03 00:00:00", THE_THIRD, id="ISO with a blank time"),
        pytest.param("2026-09-02T23:00:00.000Z", THE_THIRD, id="midnight of a summer day, told in UTC"),
        pytest.param("2026-09-02 23:00:00+00:00", THE_THIRD, id="the same with an offset of nought"),
        pytest.param("2026-09-03T00:00:00+01:00", THE_THIRD, id="midnight of a summer day, told in BST"),
        pytest.param("2026-09-03T00:00:00Z", THE_THIRD, id="a day told as midnight in UTC"),
        pytest.param("2026-09-03T12:00Z", THE_THIRD, id="noon in UTC"),
        pytest.param("2026-09-02 23:00:00 +0000", THE_THIRD, id="midnight in UTC, a space before the offset"),
        pytest.param("2026/09/02 23:00:00Z", THE_THIRD, id="the same with strokes"),
        pytest.param("02/09/2026 23:00 +00:00", THE_THIRD, id="the same day first"),
        pytest.param("2 Sep 2026 23:00Z", THE_THIRD, id="the same, the month by name"),
        pytest.param("Sep 2, 2026 23:00Z", THE_THIRD, id="the same, the month in front"),
        pytest.param("2026-09-02T18:00:00-0500", THE_THIRD, id="the same, told in New York"),
        pytest.param("2026-09-03T23:00:00+01:00", THE_THIRD, id="late on the day, told in BST"),
        pytest.param("2026-09-03T25:00Z", THE_THIRD, id="no such hour: the day alone"),
        pytest.param("2026/09/03 10:01:22 am GMT+1", THE_THIRD, id="as an online form stamps it"),
        pytest.param("2026/09/02 11:30:00 pm GMT", THE_THIRD, id="late at night in UTC, by twelve hours"),
        pytest.param("2026/09/03 12:30:00 am GMT+1", THE_THIRD, id="half past midnight, by twelve hours"),
        pytest.param("2026/09/03 12:30:00 pm UTC", THE_THIRD, id="half past noon, by twelve hours"),
        pytest.param("03/09/2026 14:30", THE_THIRD, id="day first with time"),
        pytest.param("46268", THE_THIRD, id="a spreadsheet's number in a CSV"),
        pytest.param(46268, THE_THIRD, id="a spreadsheet's number"),
        pytest.param(46268.6, THE_THIRD, id="a spreadsheet's number with a time"),
        pytest.param(datetime.combine(THE_THIRD, time(9, 15)), THE_THIRD, id="a spreadsheet's date"),
        pytest.param(THE_THIRD, THE_THIRD, id="a date"),
        pytest.param("09/03/2026", date(2026, 3, 9), id="day first, though both could be months"),
        pytest.param("29/02/2024", date(2024, 2, 29), id="a leap day"),
        pytest.param("01/12/98", date(1998, 12, 1), id="two digits of the last century"),
        pytest.param("25/11/26", date(2026, 11, 25), id="two digits: tomorrow stays tomorrow"),
        pytest.param("01/01/36", date(2036, 1, 1), id="ten years ahead is this century: a slip shows"),
        pytest.param("01/01/37", date(1937, 1, 1), id="eleven years ahead is the last century"),
    ],
)
def test_a_date_is_read_day_first(typed, meant):
    assert cells.day(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param("13/14/2026", "is not a date", id="no month 14"),
        pytest.param("09/31/26", "there is no month 31. The day comes first", id="month first is refused"),
        pytest.param("2026-31-09", "there is no month 31", id="ISO with day and month swapped"),
        pytest.param("31/09/2026", "there is no day 31 in that month", id="September has 30 days"),
        pytest.param("29/02/2026", "there is no day 29 in that month", id="not a leap year"),
        pytest.param("Sep 2026", "is not a date", id="a month is not a date"),
        pytest.param("09/2026", "is not a date", id="a month in digits is not a date"),
        pytest.param("3/9", "no year", id="no year"),
        pytest.param("3 Sep", "no year", id="no year, month by name"),
        pytest.param("3 Smarch 2026", "the month is not known", id="no such month"),
        pytest.param("last week", "is not a date", id="words"),
        pytest.param("3/9/2026 or 4/9/2026", "is not a date", id="two dates"),
        pytest.param("3/9/126", "is not a date", id="three digits of a year"),
        pytest.param(12, "is not a date", id="a small number is no date"),
        pytest.param("yes", "is not a date", id="an answer is no date"),
    ],
)
def test_what_is_not_a_date_is_refused_and_says_how_to_type_it(typed, why):
    with pytest.raises(NotADate) as refused:
        cells.day(typed, today=TODAY)
    assert why in str(refused.value)
    assert "day first" in str(refused.value)


def test_a_date_with_the_month_first_says_that_its_neighbours_may_be_so_too():
    """10/05/2026 beside 10/25/2026 is read as 10 May, and nobody could tell from the cell alone."""
    with pytest.raises(NotADate, match="look at the column's other dates too"):
        cells.day("10/25/2026", today=TODAY)


def test_a_date_with_the_year_first_is_not_told_that_the_day_comes_first():
    with pytest.raises(NotADate, match=r"there is no month 31\. Type it"):
        cells.day("2026-31-09", today=TODAY)


def test_a_workbook_that_counts_from_1904_says_the_same_day():
    assert cells.day(44806, today=TODAY, serial_zero=date(1904, 1, 1)) == THE_THIRD


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[
            (typed, Said.YES)
            for typed in ("Y", "yes", " Yes ", "y.", "✓", "✔", "✔️", "TRUE", True, "given", "Consented", 1)
        ],
        *[
            (typed, Said.NO)
            for typed in ("N", "no ", "No\u00a0", "✗", "✘", "refused", "Declined", False, "not given", 0)
        ],
        *[(typed, Said.YES) for typed in ("Yes, I agree", "I do consent", "I give permission.")],
        *[(typed, Said.NO) for typed in ("No thank you", "I do not agree", "No, I don't.", "I refuse")],
        *[(typed, Said.YES) for typed in ("ü", "þ")],  # ticks in Wingdings
        *[(typed, Said.NO) for typed in ("û", "ý")],
        ("¨", Said.NOTHING),
        *[(typed, Said.WITHDRAWN) for typed in ("W", "w", "withdrawn", "Withdrawn ", "WITHDREW")],
        *[(typed, Said.NOT_NEEDED) for typed in ("n/a", "N/A", "NA", "n / a", "not applicable")],
        *[(typed, Said.NOTHING) for typed in (None, "", "  ", "-", "–", "\u200b", "tbc", "?")],
        *[(typed, None) for typed in ("x", "maybe", "Y but no faces", "03/09/2026")],
        *[(typed, None) for typed in ("Y?", "Y*", "yes ?", "no?", "#Y", "(Y)*", "N ^", "Y†", "n/a *")],
    ],
)
def test_an_answer_is_read_however_it_was_ticked(typed, meant):
    assert cells.said(typed) is meant


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        pytest.param(" Muhammad\u00a0 O’Connor\u200b ", "Muhammad O’Connor", id="stray and hidden spaces"),
        pytest.param("a\x07b\tc", "ab c", id="control characters go, tabs are spaces"),
        pytest.param('=HYPERLINK("http://evil")', '=HYPERLINK("http://evil")', id="a formula stays text"),
        pytest.param("<b>Ivy</b>", "<b>Ivy</b>", id="markup stays text"),
        pytest.param("![x](http://evil/x.png)", "![x](http://evil/x.png)", id="markdown stays text"),
        pytest.param(12.0, "12", id="a whole number"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_text_keeps_its_characters_and_loses_stray_spaces(held, shown):
    assert cells.text(held) == shown
