"""The check of a child's file before it is shown, drawn on its request's page (AR-10, AR-12, AR-31, X-3)."""

from datetime import date

import streamlit as st

from rules import access, access_path, file_check, request_steps
from rules.access import Step
from rules.access_path import Task
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import Act, Thing, may, who_may
from rules.rectification import Dispute
from rules.words import counted, dated
from store import request_file, retention
from store.cabinet import Who
from store.file_index import FileIndex
from store.held_request import HeldStep, HeldWhole
from store.house import House
from ui import form, hold, parts, state, words


def part(held: HeldWhole, found: FileIndex, house: House, who: Who) -> None:
    """What the check finds, who signed it, and what changed in the file since it was asked for."""
    _gone(held, who)
    _findings(held, found, house.rules.entry_days, who)
    say_why_part(held, found, who)
    _signatures(held, found, who)
    hold.changes_part(held, found)


def _gone(held: HeldWhole, who: Who) -> None:
    """What of the file is not here any more: whoever asks is told so, and where it went."""
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        gone = retention.gone(look, held.child_id)
    if not gone:
        return
    said = [
        *words.all_gone(gone, shown=not state.on_screen()),
        "The answer says so, and where to ask for what was passed on.",
    ]
    until = access.closed_on(held.done) or date.max
    if any(not one.passed_to and held.received_on <= one.on <= until for one in gone):
        # A letter in the tray, or an intention: which it was is not for us to judge (L2.1, L2.2).
        said.append(
            "Something was destroyed while this request was open. To destroy what was asked for, so that "
            "nobody gets it, is an offence: write down how it came about, and take legal advice before you "
            "answer (X-3, LG-1)."
        )
    if any(one.recorded_on and one.on < held.received_on <= one.recorded_on <= until for one in gone):
        said.append(
            "That something went before it was asked for was recorded only afterwards: keep with the request "
            "what shows the day, such as the list of what was shredded or a receipt."
        )
    parts.sentences(said)


NO_PAPERS = "The check says that the file holds no papers."


def of_an_empty_index(who: Who) -> str:
    """That there is nothing to check a file against yet, and who begins it."""
    if may(who.role, Act.RECORD, Thing.FILE_ENTRY):
        return (
            "The index of this file is empty. Enter the file's papers in it first. If we hold nothing about "
            "this child any more, answer with a refusal that says so, and what became of the file."
        )
    first = f"The file's papers are entered in it first, by {who_may(Act.RECORD, Thing.FILE_ENTRY)}."
    return f"The index of this file is empty. {first}"


def _findings(held: HeldWhole, found: FileIndex, entry_days: int, who: Who) -> None:
    standing = found.standing
    pages = file_check.page_count(line.entry for line in standing)
    size = f"{counted(len(standing), 'entry', 'entries')}, {counted(pages, 'page')} in the index"
    parts.subheading("The check of the file", note=f"AR-12. {size}")
    if not standing:
        parts.empty(of_an_empty_index(who))
        lead_to_the_index(held, who)
        return
    findings = file_check.findings(request_file.checked(found), entry_days=entry_days)
    if not findings:
        parts.quiet(
            "Nothing to put right: the entries are in date order, no page is missing or listed twice, "
            "and each entry has an author."
        )
    else:
        parts.lines([(one.what, one.where) for one in findings], kind="checks-of-file")
        right = (
            "Put it right in the index,"
            if may(who.role, Act.RECORD, Thing.FILE_ENTRY)
            else f"Have it put right in the index by {who_may(Act.RECORD, Thing.FILE_ENTRY)},"
        )
        parts.quiet(f"{right} or leave it and say so when you sign. Pages are never renumbered.")
    disputed = [line for line in standing if line.dispute and line.dispute is not Dispute.CORRECTED]
    if disputed:
        said = "; ".join(f"entry {line.entry.number}, {line.dispute}" for line in disputed)
        parts.quiet(
            f"Asked to be corrected: {said}. The parent's view, if there is one, goes with the copy (RC-4)."
        )
    lead_to_the_index(held, who)


def lead_to_the_index(held: HeldWhole, who: Who) -> None:
    """The way to the index of the child's file, for whoever may enter its papers."""
    if may(who.role, Act.RECORD, Thing.FILE_ENTRY):
        address = f"/children-and-files?files=File+index&child={held.child_code}"
        parts.lead_to(address, f"Open the file index of {held.child_code}")


def say_why_part(held: HeldWhole, found: FileIndex, who: Who) -> None:
    """That sensitive entries are hidden from a person, and the way to see them (CP-12)."""
    hidden = sum(line.is_hidden for line in found.standing)
    if not hidden:
        return
    parts.quiet(f"{counted(hidden, 'sensitive entry is', 'sensitive entries are')} hidden from you.")
    if may(who.role, Act.RECORD, Thing.FILE_ENTRY):
        st.button(
            "Say why you need to see them",
            key="say-why-of-request",
            on_click=state.open_form,
            args=(form.SAY_WHY, held.child_id),
        )


def _signatures(held: HeldWhole, found: FileIndex, who: Who) -> None:
    """The two signatures as they stand, and the buttons for those that are wanted now."""
    whole = held.whole(request_file.of_index(held, found))
    first, second = (held.last(step) for step in (Step.FILE_CHECKED, Step.FILE_CHECK_SIGNED))
    is_checked = access_path.is_done(Task.FILE_CHECK, whole)
    is_signed = access_path.is_done(Task.FILE_CHECK_SECOND, whole)
    parts.lines(
        [
            ("Checked by", signed(first) + ("" if is_checked or not first else ", out of date"), "AR-12"),
            ("Second person", signed(second) + ("" if is_signed or not second else ", out of date"), "AR-10"),
        ],
        kind="record",
    )
    if first and access_path.is_said_to_hold_none(whole):
        parts.quiet(NO_PAPERS if state.on_screen() else f"{NO_PAPERS} {first.reason}")
    if any(
        access_path.is_from_before_the_conflict(done, whole)
        for done in (whole.last(Step.FILE_CHECKED), whole.last(Step.FILE_CHECK_SIGNED))
        if done
    ):
        parts.quiet("It was signed before the chairperson stood back: sign it again, with the stand-in.")
    elif first and not is_checked:
        parts.quiet("The index changed after it was signed: look through it again, and sign again.")
    elif second and is_checked and not is_signed:
        parts.quiet("The second signature is older than the first, or from the same person: sign again.")
    with st.container(horizontal=True):
        if request_steps.stands_back(who.role, whole) and not (is_checked and is_signed):
            parts.quiet(request_steps.NOT_BY_WHO_STANDS_BACK)
        elif not is_checked and may(who.role, Act.RECORD, Thing.SIGNATURE):
            step_button("Sign the check", held, Step.FILE_CHECKED)
        elif is_checked and not is_signed and may(who.role, Act.RECORD, Thing.SIGNATURE):
            if access_path.is_for_the_office(Task.FILE_CHECK_SECOND, whole) and who.role in ON_THE_COMMITTEE:
                parts.quiet(words.OFFICE_SIGNS)
            elif first and first.signed_by_id == who.account_id:
                parts.quiet(
                    "The second person signs under their own account: the chairperson, or a stand-in."
                )
            else:
                step_button("Sign as the second person", held, Step.FILE_CHECK_SIGNED)


def step_button(label: str, held: HeldWhole, step: Step) -> None:
    """A button that opens the form of a step."""
    st.button(
        label,
        key=f"step-{step}",
        on_click=state.open_form,
        args=(form.ACCESS_STEP, held.id),
        kwargs={"suggestion": step},
    )


def signed(row: HeldStep | None) -> str:
    """Who did a step and when; on a shared screen the day alone."""
    if row is None:
        return "Not yet"
    return dated(row.on) if state.on_screen() else f"{row.signed_by or row.recorded_by}, {dated(row.on)}"
