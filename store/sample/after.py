"""What follows an access request in the sample: corrections and complaints, open and settled (RC, CM-1)."""

from collections import Counter
from datetime import date

from sqlalchemy import select

from models import (
    AccessRequest,
    AccessStep,
    Complaint,
    ComplaintStep,
    FileEntry,
    Rectification,
    RectificationStep,
)
from rules import access, complaints, rectification
from rules.access import Channel
from rules.complaints import Kind, Result
from rules.file_index import Nature
from rules.rectification import Claim, Decision, Finding
from store.sample.families import Families
from store.sample.story import Story
from store.tables import table


def enter_what_follows(story: Story, families: Families) -> None:
    """Three corrections and three complaints; one of each follows the last file that was released."""
    story.rows.put()
    request, step = table(AccessRequest), table(AccessStep)
    released = story.rows.connection.execute(
        select(request.c.id, request.c.child_id, request.c.requester)
        .join(step, step.c.request_id == request.c.id)
        .where(step.c.step == access.Step.RELEASED)
        .order_by(step.c.on.desc(), request.c.id)
        .limit(1)
    ).one()
    _corrections(story, families, released)
    _complaints(story, families, released)


def _corrections(story: Story, families: Families, released: tuple[int, int, str]) -> None:
    request_id, child_id, requester = released
    step = rectification.Step
    first, second = families.on_roll[8], families.on_roll[21]
    cases = (
        (child_id, request_id, requester, 60, Nature.FACT, Claim.FACT,
         "The entry says that he was collected at five. It was a quarter to four.",
         ((step.RESTRICTED, 58, "A slip in the file says that the time is being checked.", None, None),
          (step.DECIDED, 50, "The register of that day has a quarter to four.",
           Finding.WRONG_FACT, Decision.CORRECTED),
          (step.ANSWERED, 49, "By letter, handed over at the door.", None, None),
          (step.TOLD, 48, "The health visiting team", None, None))),
        (first.id, None, first.carers[0][0], 18, Nature.OPINION, Claim.OPINION,
         "She is not withdrawn. She was new in the room that week.",
         ((step.DECIDED, 4, "It is what the key person thought that week, and says so.",
           Finding.OPINION, Decision.REFUSED),
          (step.ANSWERED, 3, "By letter, with how to complain.", None, None))),
        (second.id, None, second.carers[0][0], 9, Nature.FACT, Claim.NOT_SAID,
         "The note of our talk leaves out what I said about the new house.", ()),
    )  # fmt: skip
    numbers: Counter[int] = Counter()
    for child, request, asked_by, ago, nature, claim, said, steps in cases:
        on = story.ago(ago)
        number, entry = _last_entry(story, child, nature, on)
        numbers[on.year] += 1
        row = story.rows.add(
            Rectification,
            code=f"RC-{on.year}-{numbers[on.year]:03}",
            child_id=child,
            request_id=request,
            asked_by=asked_by,
            channel=Channel.VERBAL,
            received_on=on,
            entry=number,
            entry_id=entry,
            claim=claim,
            words=said,
            **story.recorded(on),
        )
        for what, days, words, finding, decision in steps:
            done = story.ago(days)
            story.rows.add(
                RectificationStep,
                rectification_id=row,
                step=what,
                on=done,
                words=words,
                finding=finding,
                decision=decision,
                **story.recorded(done),
            )


def _last_entry(story: Story, child_id: int, nature: Nature, before: date) -> tuple[str, int | None]:
    """The number and the row of a child's last entry of that nature before a day.

    Where there is none, the words of somebody who cannot say which it is.
    """
    entry = table(FileEntry).c
    of_theirs = (entry.child_id == child_id, entry.nature == nature, entry.written_on < before)
    asked = select(entry.number, entry.id).where(*of_theirs).order_by(entry.number.desc(), entry.id.desc())
    found = story.rows.connection.execute(asked.limit(1)).first()
    return (str(found.number), found.id) if found else ("The page about our talk", None)


def _complaints(story: Story, families: Families, released: tuple[int, int, str]) -> None:
    request_id, child_id, requester = released
    step = complaints.Step
    first = families.on_roll[17]
    cases = (
        (Kind.EARLY_YEARS, None, None, "A neighbour of the nursery", 70, Channel.LETTER,
         "The back gate stood open on two mornings.",
         ((step.ACKNOWLEDGED, 68, "", None),
          (step.OUTCOME, 54, "The latch was mended, and the gate is checked each morning.", Result.UPHELD))),
        (Kind.DATA_PROTECTION, child_id, request_id, requester, 4, Channel.EMAIL,
         "A page about our talks is missing from the copy of the file.", ()),
        (Kind.EARLY_YEARS, first.id, None, first.carers[0][0], 16, Channel.LETTER,
         "He was not given his own lunch on Monday.",
         ((step.ACKNOWLEDGED, 14, "", None),
          (step.PROGRESS, 6, "Told by telephone that two colleagues were asked.", None))),
    )  # fmt: skip
    numbers: Counter[int] = Counter()
    for kind, child, request, made_by, ago, channel, about, steps in cases:
        on = story.ago(ago)
        numbers[on.year] += 1
        row = story.rows.add(
            Complaint,
            code=f"CP-{on.year}-{numbers[on.year]:03}",
            kind=kind,
            child_id=child,
            request_id=request,
            rectification_id=None,
            made_by=made_by,
            channel=channel,
            received_on=on,
            about=about,
            **story.recorded(on),
        )
        for what, days, words, result in steps:
            done = story.ago(days)
            story.rows.add(
                ComplaintStep,
                complaint_id=row,
                step=what,
                on=done,
                words=words,
                result=result,
                **story.recorded(done),
            )
