"""Backups on the Set-up page: made and saved once, tested from a file, reminded of (CP-8)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from models import AccessRequest, AuditEntry, BackupKind, BackupRecord, Child, ExtraBankHoliday, Setting
from rules.access import Channel
from rules.agenda import Action, Area
from rules.induction import Role
from rules.working_days import london_day
from store import access_requests, backup, daily_backup, downloads, setting, signing_in
from store.cabinet import KEYRING_FILE
from tests.conftest import PASSWORD, TODAY, account, agenda_of, manager_of, rows
from tests.pages.test_forms import send, set_to, show_all
from ui import form, words

DAY = timedelta(days=1)


def open_backups(visit, opened, role=Role.MANAGER):
    return visit(opened, role).open("set_up", part="Backups")


def test_before_the_first_one_it_says_what_to_do(sample, visit):
    assert "No backup is saved yet. Make one" in open_backups(visit, sample).html


def test_it_says_how_to_go_back_to_a_backup(sample, visit):
    said = open_backups(visit, sample).html
    assert "To go back to your newest backup, stop the dashboard" in said
    assert str(sample.home) in said
    assert "What was recorded after it is not in it." in said


def test_what_is_in_no_folder_of_its_own_is_not_gone_back_to(sample, visit):
    (sample.home / KEYRING_FILE).unlink()
    assert "To go back" not in open_backups(visit, sample).html


def test_a_backup_is_made_counted_and_counts_once_it_is_fetched(sample, visit):
    visited = open_backups(visit, sample).press("Make a backup")
    assert "It counts as a backup once it is saved" in visited.html
    assert "No backup is saved yet" not in visited.html, "Nothing says so beside the one that is ready."
    assert (visited.notice(), visited.refusal(), len(visited.at.warning)) == ("", "", 0)
    assert rows(sample, BackupRecord) == [], "Nobody has what was only offered."
    ticket = visited.html.partition('href="/download/')[2].partition('"')[0]
    fetched = [downloads._offers[ticket].made() for _ in range(2)]
    [record] = rows(sample, BackupRecord)
    assert f"{record['records']:,} records counted in it" in visited.html
    assert fetched[0] == (data := fetched[1])
    who = manager_of(sample)
    assert record["recorded_by_id"] == who.account_id
    assert backup.test_restore(sample, who, data=data, name="a.zip", secret=PASSWORD).records
    assert "Restore tested" in open_backups(visit, sample).html


def test_another_backup_is_made_where_the_weekly_review_leads(sample, visit):
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    with sample.administering("a backup of that day, of records that are worth one") as session:
        session.get(Setting, 1).is_sample = False
        row = {"name": "a.zip", "made_at": at, "records": 1, "sha256": "", "recorded_at": at}
        session.add(BackupRecord(kind=BackupKind.MADE, **row))
    visited = show_all(visit(sample)).press("Make a backup")
    assert (visited.heading, "Test a restore" in visited.labels) == ("Set-up", True)


def test_the_first_backup_is_made_where_the_weekly_review_leads(sample, visit, monkeypatch):
    """The line once opened the test of a restore, of a backup that was not there."""
    with sample.administering("records that are worth a backup") as session:
        session.get(Setting, 1).is_sample = False
    begun = london_day(rows(sample, AuditEntry)[0]["at"])
    for module in ("ui.state", "store.sight"):
        monkeypatch.setattr(f"{module}.london_today", lambda: begun)
    visited = show_all(visit(sample))
    assert words.ACTIONS[Action.TEST_RESTORE] not in visited.labels
    visited.press("Make a backup")
    assert (visited.heading, "Test a restore" in visited.labels) == ("Set-up", True)


def test_a_backup_goes_into_a_folder_that_is_there(sample, visit, tmp_path):
    visited = open_backups(visit, sample)
    visited.at.text_input(key="backup.folder").set_value(str(tmp_path / "nowhere"))
    visited.press("Save a backup there")
    assert "There is no folder" in visited.refusal()
    visited.at.text_input(key="backup.folder").set_value(str(tmp_path))
    visited.press("Save a backup there")
    [file] = tmp_path.glob("cabinet-backup-*.zip")
    assert file.name in visited.notice()


def test_a_deputy_makes_one_with_a_second_person_while_the_manager_is_away(
    sample, visit, tmp_path, monkeypatch
):
    chair = account(sample, Role.CHAIRPERSON)
    visited = open_backups(visit, sample, Role.DEPUTY).press("Make a backup")
    assert "Without the manager it takes two of you" in visited.refusal()
    assert "Test a restore" not in visited.labels
    second = visited.at.get_by_key("backup.second")
    second.select_index(next(at for at, said in enumerate(second.options) if "chairperson" in said))
    set_to(visited, "backup.folder", str(tmp_path))
    set_to(visited, "backup.confirmation", "their own password")
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: False)
    visited.press("Make a backup")
    assert "password does not match" in visited.refusal()
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    visited.press("Make a backup")
    [file] = tmp_path.glob("cabinet-backup-*.zip")
    assert file.name in visited.notice()
    [line] = [row for row in rows(sample, AuditEntry) if row["act"] == backup.AGREED]
    assert f'"second": {chair.account_id}' in line["detail"]
    assert visited.at.get_by_key("backup-1.second").value is None, "They agreed to this one alone."
    assert visited.at.get_by_key("backup-1.confirmation").value == ""
    assert visited.press("Make a backup").refusal()
    assert [*tmp_path.glob("cabinet-backup-*.zip")] == [file]


def opened_test(visit, opened):
    return open_backups(visit, opened).press("Test a restore")


def test_before_there_is_a_backup_the_test_leads_to_making_one(sample, visit):
    visited = opened_test(visit, sample)
    assert "No backup is saved yet" in visited.html
    assert 'href="/setting?part=Backups"' in visited.html
    assert "Test it" not in visited.labels


def test_a_restore_is_tested_from_the_page(sample, visit, tmp_path):
    made = backup.make(sample, manager_of(sample), to=tmp_path)
    visited = opened_test(visit, sample)
    visited.at.file_uploader(key="test-restore.file").set_value(
        (made.name, made.file.read_bytes(), "application/zip")
    )
    visited.at.text_input(key="test-restore.secret").set_value(PASSWORD)
    visited.press("Test it")
    assert not visited.at.exception
    assert f"The restore works: {made.contents.records:,} records counted" in visited.notice()
    assert [row["kind"] for row in rows(sample, BackupRecord)] == ["made", "restore tested"]


@pytest.mark.parametrize(
    ("data", "secret", "says"),
    [
        pytest.param(None, PASSWORD, "choose the file", id="no file"),
        pytest.param(b"not a zip", PASSWORD, "not a backup", id="another file"),
        pytest.param(b"", PASSWORD, "not a backup", id="an empty file"),
        pytest.param("whole", "another password", "does not open this backup", id="another password"),
        pytest.param("cut", PASSWORD, "damaged or cut short", id="a file cut short"),
    ],
)
def test_what_cannot_be_restored_is_said_and_not_recorded(sample, visit, tmp_path, data, secret, says):
    made = backup.make(sample, manager_of(sample), to=tmp_path).file.read_bytes()
    visited = opened_test(visit, sample)
    if data is not None:
        held = (
            {"whole": made, "cut": made[: len(made) // 2]}.get(data, data) if isinstance(data, str) else data
        )
        visited.at.file_uploader(key="test-restore.file").set_value(("a.zip", held, "application/zip"))
    visited.at.text_input(key="test-restore.secret").set_value(secret)
    visited.press("Test it")
    assert says in visited.refusal()
    assert [row["kind"] for row in rows(sample, BackupRecord)] == ["made"]


def test_the_agenda_opens_the_test(sample):
    assert form._OF_ACTION[Action.TEST_RESTORE] in form._FORMS
    assert words.ACTIONS[Action.TEST_RESTORE] == "Test it"
    assert not [item for item in agenda_of(sample).items if item.action is Action.TEST_RESTORE]


def test_the_second_manager_is_told_what_changed_and_keeps_what_they_typed(sample, visit):
    """Two at the setting's rules: the untouched field follows the other's change, the typed one stays."""
    who = manager_of(sample)
    visited = visit(sample).open("set_up", part="The setting's rules")
    setting.change_house_rules(sample, who, {"induction_days": 14})
    visited.at.number_input(key="house-rules.reread_days").set_value(7)
    visited.press("Save the setting's rules")
    assert "it was 28, and is now 14" in visited.refusal()
    assert rows(sample, Setting)[0]["reread_days"] == 28
    assert visited.at.number_input(key="house-rules.reread_days").value == 7
    assert visited.at.number_input(key="house-rules.induction_days").value == 14
    visited.press("Save the setting's rules")
    assert "saved" in visited.notice()
    held = rows(sample, Setting)[0]
    assert (held["induction_days"], held["reread_days"]) == (14, 7)


def test_a_day_entered_by_mistake_is_taken_off_where_it_was_entered(sample, visit):
    day = date(2027, 5, 12)
    visited = visit(sample).open("set_up", part="Bank holidays")
    assert "entered by mistake" not in "".join(held.label for held in visited.at.expander)
    set_to(visited, "bank-holiday.day", day)
    set_to(visited, "bank-holiday.name", "A coronation")
    send(visited, "Add the bank holiday")
    assert "Wednesday 12 May 2027" in visited.html and "A coronation" in visited.html
    assert visited.at.get_by_key("bank-holiday-1.day").value is None, "The form is empty again."
    send(visited, "Take it off")
    assert "Choose the bank holiday" in visited.refusal()
    visited.at.get_by_key("bank-holiday-off.day").set_value(day)
    send(visited, "Take it off")
    assert visited.notice() == "The bank holiday is taken off."
    assert rows(sample, ExtraBankHoliday) == []
    set_to(visited, "closure-days.first", day)
    set_to(visited, "closure-days.name", "Staff training")
    send(visited, "Add the days")
    assert visited.at.get_by_key("closure-days-1.name").value == ""
    visited.at.get_by_key("closure-days-off.days").set_value([day])
    send(visited, "Take them off")
    assert visited.notice() == "The days are taken off."
    assert "Staff training" not in visited.html


def test_the_days_that_move_dates_are_one_list_and_those_of_our_own_are_marked(sample, visit):
    who = manager_of(sample)
    setting.add_bank_holiday(sample, who, day=date(2027, 5, 12), name="A coronation")
    days = {"first": date(2026, 12, 17), "last": date(2026, 12, 22)}
    setting.add_closure_days(sample, who, **days, name="Winter break")
    visited = visit(sample).open("set_up", part="Bank holidays")
    lines = re.findall(r'<div class="line days-ahead" role="row">.*?</div>', visited.html)
    said = [re.sub(r"<[^>]*>+", "|", line) for line in lines]
    assert any("17 December 2026 to Tuesday 22 December" in line for line in said), said
    [ours] = [line for line in said if "Winter break" in line]
    assert "We are closed" in ours
    [entered] = [line for line in said if "A coronation" in line]
    assert "Wednesday 12 May 2027" in entered and "Bank holiday, added here" in entered
    [christmas] = [line for line in said if "Christmas Day" in line]
    assert "Friday 25 December 2026" in christmas and "added here" not in christmas
    visited.press("Hide names")
    assert "Winter break" not in visited.html and "A coronation" not in visited.html
    assert visited.html.count("We are closed") == len([line for line in said if "We are closed" in line])


def test_what_falls_due_on_the_days_that_we_are_closed_is_said_when_they_are_entered(sample, visit):
    closed = [date(2026, 12, 21), date(2027, 1, 3)]
    access_requests.record_request(
        sample, manager_of(sample), child_id=rows(sample, Child)[0]["id"], requester="Mum",
        channel=Channel.VERBAL, received_on=TODAY, today=TODAY,
    )  # fmt: skip
    visited = visit(sample).open("set_up", part="Bank holidays")
    set_to(visited, "closure-days.first", closed[0])
    set_to(visited, "closure-days.last", closed[1])
    set_to(visited, "closure-days.name", "Christmas")
    send(visited, "Add the days")
    due = [item for item in agenda_of(sample).items if item.open_last and closed[0] <= item.due <= closed[1]]
    assert len(due) > 1
    assert visited.notice().startswith(
        f"The days are added. {len(due)} things fall due on them, and are asked for by Friday 18 December "
        "2026, the last day on which you are open before. "
    )
    assert "dates of our own come sooner (AR-2026-" in visited.notice()
    assert 'href="/weekly-review"' in visited.html
    visited.at.get_by_key("closure-days-off.days").set_value([date(2026, 12, 22)])
    send(visited, "Take them off")
    set_to(visited, "closure-days-1.first", date(2027, 7, 21))
    set_to(visited, "closure-days-1.name", "Summer")
    send(visited, "Add the days")
    assert visited.notice() == "The days are added."


def test_what_is_late_by_a_closure_alone_is_said_to_be_nobodys_fault(sample, visit):
    """Snow was entered in the morning, and steps stood as days late that had not been due then."""
    access_requests.record_request(
        sample, manager_of(sample), child_id=rows(sample, Child)[0]["id"], requester="Mum",
        channel=Channel.VERBAL, received_on=date(2026, 11, 20), today=TODAY,
    )  # fmt: skip

    def late():
        found = [item for item in agenda_of(sample).items if item.area is Area.ACCESS_REQUESTS]
        return {(item.code, item.action, item.step, item.record) for item in found if item.due < TODAY}

    before = late()
    visited = visit(sample).open("set_up", part="Bank holidays")
    set_to(visited, "closure-days.first", date(2026, 11, 25))
    set_to(visited, "closure-days.last", date(2026, 12, 14))
    set_to(visited, "closure-days.name", "Snow")
    send(visited, "Add the days")
    made = len(late() - before)
    assert made
    assert f"{made} of them {'has' if made == 1 else 'have'} a date that has gone" in visited.notice()


def close(visited, first, last, name, at=""):
    set_to(visited, f"closure-days{at}.first", first)
    set_to(visited, f"closure-days{at}.last", last)
    set_to(visited, f"closure-days{at}.name", name)
    send(visited, "Add the days")
    return visited.notice()


def test_what_a_closure_of_past_days_makes_late_no_more_is_said_when_it_is_entered(sample, visit):
    """Dates of our own and weeks without a review left the list of what is late, and nobody was told."""
    access_requests.record_request(
        sample, manager_of(sample), child_id=rows(sample, Child)[0]["id"], requester="Mum",
        channel=Channel.VERBAL, received_on=date(2026, 11, 18), today=TODAY,
    )  # fmt: skip
    code = rows(sample, AccessRequest)[-1]["code"]

    def late():
        return {item.step for item in agenda_of(sample).items if item.code == code and item.due < TODAY}

    assert len(late()) == 1, "the chairperson was to be told"
    visited = visit(sample).open("set_up", part="Bank holidays")
    said = close(visited, date(2026, 11, 19), date(2026, 11, 20), "Burst pipe")
    assert late() == set()
    assert code in said.partition(" of our own come later (")[2].partition(")")[0]
    assert "1 of them was late and is not any more." in said
    assert "The audit trail keeps that these days were added today" in said
    offered = visited.at.get_by_key("closure-days-off.days").options
    assert "Thursday 19 November 2026" in offered, "a year that was typed wrong can be taken off"


def test_a_week_that_was_missed_and_is_no_more_by_a_closure_of_past_days_is_said(sample, visit):
    [*_, monday] = agenda_of(sample).missed_weeks
    visited = visit(sample).open("set_up", part="Bank holidays")
    said = close(visited, monday, monday + 3 * DAY, "Flood")
    assert said == "The days are added.", "it was open on the Friday"
    said = close(visited, monday + 4 * DAY, monday + 4 * DAY, "Flood", at="-1")
    assert "1 week without a signed review counts as missed no more." in said


def test_one_is_saved_each_day_where_the_manager_says_and_no_more_once_they_say_so(sample, visit, tmp_path):
    visited = open_backups(visit, sample).press("Save one each day")
    set_to(visited, "daily-backup.folder", str(tmp_path / "nowhere"))
    send(visited, "Save one each day")
    assert "There is no folder" in visited.refusal()
    set_to(visited, "daily-backup.folder", str(tmp_path))
    send(visited, "Save one each day")
    [record] = rows(sample, BackupRecord)
    assert "The first one is saved in" in visited.notice()
    assert (tmp_path / record["name"]).is_file()
    assert f"One is saved by itself each day into {tmp_path}. The last one is of " in visited.html
    visited.press("Save one each day").press("Save no more by itself")
    assert "No backup is saved by itself any more" in visited.notice()
    assert "One is saved by itself" not in visited.html


def test_a_folder_that_somebody_else_named_meanwhile_is_not_replaced_unseen(sample, visit, tmp_path):
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder in (mine, theirs):
        folder.mkdir()
    visited = open_backups(visit, sample).press("Save one each day")
    set_to(visited, "daily-backup.folder", str(mine))
    daily_backup.keep_in(sample, manager_of(sample), folder=str(theirs))
    send(visited, "Save one each day")
    assert f"it was empty, and is now {theirs}" in visited.refusal()
    assert visited.at.get_by_key("daily-backup.folder").value == str(mine)
    send(visited, "Save one each day")
    assert f"The first one is saved in {mine}" in visited.notice()


def test_why_none_was_saved_by_itself_is_said_where_backups_are(sample, visit, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    daily_backup.keep_in(sample, manager_of(sample), folder=str(stick))
    other_day = datetime(2026, 11, 1, 12, tzinfo=UTC)
    stick.rename(tmp_path / "in-a-bag")
    daily_backup.save_if_due_and_keep_why_not(sample, other_day)
    [said] = [warning.value for warning in open_backups(visit, sample).at.warning]
    assert said.replace("\\", "").startswith("The last one could not be saved. There is no folder")


def test_a_deputy_is_not_offered_to_say_where(sample, visit):
    visited = open_backups(visit, sample, Role.DEPUTY)
    assert "Make a backup" in visited.labels
    assert "Save one each day" not in visited.labels
