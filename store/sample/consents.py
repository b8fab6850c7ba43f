"""The consents of the sample: yearly forms, withdrawals, carers who disagree (clauses DR-4, DR-6)."""

from datetime import date, timedelta

from models import Consent, ConsentFollowUp
from rules.consent import Answer, FollowUp, How
from store.consents import KEPT_IN_FILE
from store.sample.families import Families, Family
from store.sample.story import REWORDED, Story, names_listed

FOLLOWED_UP = {
    FollowUp.PHOTOGRAPHS_TAKEN_DOWN: "Taken down the next working day, and the key person told.",
    FollowUp.RECIPIENTS_TOLD: "Nobody else had been sent any of them.",
}


def enter_consents(story: Story, families: Families) -> None:
    """Every form of every family, then what was withdrawn, refused later, or followed up."""
    for family in families.all:
        for form in family.forms:
            _form(story, family, form)
    witness = names_listed()["key_people"][0]
    lately, before = families.withdrew_lately, families.withdrew_before
    _answer(story, lately, "photographs-display", Answer.WITHDRAWN, story.ago(1))
    _answer(story, before, REWORDED, Answer.WITHDRAWN, story.ago(6), witness=witness)
    _answer(story, families.disagreeing, REWORDED, Answer.REFUSED, story.ago(1), carer=1)
    settled = [
        family
        for family in families.all
        if family.forms
        and family.signers == 1
        and REWORDED not in family.refused
        and (family.left_on or story.today) > family.forms[-1] + timedelta(days=50)
        and family not in (lately, before, families.disagreeing)
    ]
    for family in settled[4 :: max(6, len(settled) // 60)]:
        on = story.ahead(family.forms[-1] + timedelta(days=30), 0)
        row = _answer(story, family, REWORDED, Answer.WITHDRAWN, on)
        for what, note in FOLLOWED_UP.items():
            story.rows.add(
                ConsentFollowUp,
                consent_id=row,
                what=what,
                done_on=story.ahead(on, 1),
                note=note,
                **story.recorded(story.ahead(on, 1)),
            )


def _form(story: Story, family: Family, on: date) -> None:
    """One consent form: every purpose that was asked about, by every carer who signed."""
    recorded = story.recorded(on)
    responsible = [
        id_ for id_, (_, responsible) in zip(family.carer_ids, family.carers, strict=True) if responsible
    ]
    for key, wordings in story.purposes.items():
        if key in family.not_asked:
            continue
        purpose = [row for row, introduced_on in wordings if introduced_on <= on][-1]
        answer = Answer.REFUSED if key in family.refused else Answer.GIVEN
        for carer in responsible[: family.signers]:
            story.rows.add(
                Consent,
                child_id=family.id,
                purpose_id=purpose,
                carer_id=carer,
                answer=answer,
                on=on,
                how=How.WRITTEN,
                kept_at=KEPT_IN_FILE,
                **recorded,
            )


def _answer(
    story: Story, family: Family, key: str, answer: Answer, on: date, *, carer: int = 0, witness: str = ""
) -> int:
    """One answer given between two forms, verbally where somebody witnessed it; gives its row."""
    return story.rows.add(
        Consent,
        child_id=family.id,
        purpose_id=[row for row, introduced_on in story.purposes[key] if introduced_on <= on][-1],
        carer_id=family.carer_ids[carer],
        answer=answer,
        on=on,
        how=How.VERBAL if witness else How.WRITTEN,
        witness=witness,
        kept_at="" if witness else KEPT_IN_FILE,
        **story.recorded(on),
    )
