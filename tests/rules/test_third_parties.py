"""Third parties: written to or not, answered or not, and always decided by the setting (AR-13 to AR-23)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import third_parties
from rules.third_parties import (
    Decision,
    Event,
    Ground,
    Happened,
    Party,
    PartyKind,
    Standing,
    WhyNotWritten,
    answer_of,
    decision_of,
    event_problems,
    first_event,
    grounds_for,
    harm_problem,
    is_awaited,
    is_discussed,
    is_overtaken,
    is_settled_how,
    is_shown_on_silence,
    next_event,
    open_events,
    party_problems,
    reply_by,
    shown_on_silence,
    standing,
    taking_back_problems,
    undecided,
)

RECEIVED, DUE, TODAY = date(2026, 11, 2), date(2026, 12, 2), date(2026, 11, 24)
REPLY_BY = date(2026, 11, 16)
DAY = timedelta(days=1)


def on(event, day, **more):
    return Happened(event, date(2026, 11, day), **more)


WRITTEN = on(Event.WRITTEN, 4, reply_by=REPLY_BY)
NOT_WRITTEN = on(Event.NOT_WRITTEN, 4)
REMINDED = on(Event.REMINDED, 12, reply_by=date(2026, 11, 20))
CONSENTED, REFUSED, DIRECT = (
    on(event, 10) for event in (Event.CONSENTED, Event.REFUSED, Event.REFERS_DIRECT)
)
NO_ANSWER, DISCUSSED = on(Event.NO_ANSWER, 17), on(Event.DISCUSSED, 18)


def decided(decision, ground, day=19):
    return on(Event.DECIDED, day, decision=decision, ground=ground)


FOR_LESS = (Ground.NOT_REASONABLE, Ground.CONFIDENCE, Ground.POLICE, Ground.HARM)
OF_STAFF = (Ground.NOT_REASONABLE, Ground.CONFIDENCE, Ground.DANGER, Ground.POLICE, Ground.HARM)
DISCLOSED = decided(Decision.DISCLOSE, Ground.REASONABLE)
ON_CONSENT = decided(Decision.DISCLOSE, Ground.CONSENT)
WITHHELD = decided(Decision.WITHHOLD, Ground.NOT_REASONABLE)
FOR_HARM = decided(Decision.WITHHOLD, Ground.HARM)


def party(*happened, kind=PartyKind.FAMILY):
    numbered = (replace(one, order=at) for at, one in enumerate(happened))
    return Party(1, 1, kind, frozenset({5}), tuple(numbered))


def refused(held, event, **changed):
    asked = {
        "on": TODAY,
        "reply_by": None,
        "why_not": None,
        "is_safe": False,
        "decision": None,
        "ground": None,
        "said": "",
        "reason": "",
        "received_on": RECEIVED,
        "due": DUE,
        "today": TODAY,
    } | changed
    return list(event_problems(held, event=event, **asked))


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="a family member in one entry"),
        pytest.param({"kind": None}, ["kind"], id="no kind"),
        pytest.param({"name": "  "}, ["name"], id="blanks are no name"),
        pytest.param({"kind": PartyKind.AGENCY, "agency": " "}, ["agency"], id="a worker of no agency"),
        pytest.param({"kind": PartyKind.AGENCY, "agency": "Social care"}, [], id="a worker of an agency"),
        pytest.param({"entries": []}, ["entries"], id="a third party with no entry is not one"),
        pytest.param({"name": "password: rosebud"}, ["name"], id="a password is nobody's name"),
    ],
)
def test_a_third_party_is_somebody_whom_an_entry_mentions(changed, fields):
    asked = {"kind": PartyKind.FAMILY, "name": "An uncle", "agency": "", "entries": [5]} | changed
    assert list(party_problems(**asked)) == fields


LETTER = {"reply_by": date(2026, 12, 1), "is_safe": True}


@pytest.mark.parametrize(
    ("held", "event", "changed", "fields"),
    [
        pytest.param(None, Event.WRITTEN, {}, ["event"], id="a party that is not there"),
        pytest.param(party(), None, {}, ["event"], id="nothing chosen"),
        pytest.param(party(), Event.WRITTEN, LETTER, [], id="a letter today"),
        pytest.param(party(), Event.WRITTEN, LETTER | {"on": None}, ["on"], id="a letter of no day"),
        pytest.param(party(), Event.WRITTEN, LETTER | {"on": RECEIVED}, [], id="the day of receipt"),
        pytest.param(party(), Event.WRITTEN, LETTER | {"on": RECEIVED - DAY}, ["on"], id="before receipt"),
        pytest.param(party(), Event.WRITTEN, LETTER | {"on": TODAY + DAY}, ["on"], id="tomorrow"),
        pytest.param(party(), Event.WRITTEN, {"is_safe": True}, ["reply_by"], id="no reply-by date"),
        pytest.param(
            party(), Event.WRITTEN, LETTER | {"reply_by": TODAY}, ["reply_by"], id="by the same day"
        ),
        pytest.param(party(), Event.WRITTEN, LETTER | {"reply_by": TODAY + DAY}, [], id="by the day after"),
        pytest.param(party(), Event.WRITTEN, LETTER | {"reply_by": DUE}, [], id="by the due date"),
        pytest.param(
            party(), Event.WRITTEN, LETTER | {"reply_by": DUE + DAY}, ["reply_by"], id="after the due date"
        ),
        pytest.param(
            party(),
            Event.WRITTEN,
            LETTER | {"on": DUE + DAY, "today": DUE + DAY, "reply_by": DUE + 2 * DAY},
            [],
            id="a late letter may ask for a reply after the due date: there is no earlier one",
        ),
        pytest.param(
            party(),
            Event.WRITTEN,
            LETTER | {"on": DUE, "today": DUE, "reply_by": DUE + DAY},
            [],
            id="nor is there one for a letter of the due date itself",
        ),
        pytest.param(
            party(),
            Event.WRITTEN,
            LETTER | {"on": DUE - DAY, "today": DUE, "reply_by": DUE + DAY},
            ["reply_by"],
            id="for one of the day before there is",
        ),
        pytest.param(party(WRITTEN), Event.NO_ANSWER, {"on": None}, ["on"], id="no answer, on no day"),
        pytest.param(party(WRITTEN), Event.REFUSED, {"on": None}, ["on"], id="answered on no day"),
        pytest.param(
            party(on(Event.WRITTEN, 4)), Event.NO_ANSWER, {"on": RECEIVED}, [], id="asked to reply by no day"
        ),
        pytest.param(
            party(WRITTEN),
            Event.DISCUSSED,
            {"on": RECEIVED, "said": "Her"},
            [],
            id="spoken to before a letter",
        ),
        pytest.param(party(), Event.WRITTEN, {"reply_by": DUE}, ["is_safe"], id="not said to be safe"),
        pytest.param(party(WRITTEN), Event.WRITTEN, LETTER, ["event"], id="a second letter"),
        pytest.param(party(NOT_WRITTEN), Event.WRITTEN, LETTER, [], id="written to after all"),
        pytest.param(party(), Event.NOT_WRITTEN, {}, ["why_not"], id="not written to for no reason"),
        pytest.param(
            party(),
            Event.NOT_WRITTEN,
            {"why_not": WhyNotWritten.MAY_HARM},
            [],
            id="it may tell one who harms",
        ),
        pytest.param(
            party(), Event.NOT_WRITTEN, {"why_not": WhyNotWritten.OTHER}, ["reason"], id="another, unsaid"
        ),
        pytest.param(
            party(),
            Event.NOT_WRITTEN,
            {"why_not": WhyNotWritten.OTHER, "reason": "They died"},
            ["reason"],
            id="another, in two words",
        ),
        pytest.param(
            party(),
            Event.NOT_WRITTEN,
            {"why_not": WhyNotWritten.OTHER, "reason": "They have died"},
            [],
            id="another, said",
        ),
        pytest.param(
            party(WRITTEN),
            Event.NOT_WRITTEN,
            {"why_not": WhyNotWritten.NO_ADDRESS},
            ["event"],
            id="not written to, though a letter went",
        ),
        pytest.param(party(), Event.REMINDED, {"reply_by": DUE}, ["event"], id="reminded of no letter"),
        pytest.param(party(WRITTEN), Event.REMINDED, {"reply_by": DUE}, [], id="reminded"),
        pytest.param(
            party(WRITTEN),
            Event.REMINDED,
            {"reply_by": DUE, "on": WRITTEN.on - DAY},
            ["on"],
            id="reminded before the letter",
        ),
        pytest.param(
            party(WRITTEN),
            Event.REMINDED,
            {"reply_by": DUE, "on": WRITTEN.on},
            [],
            id="reminded on the day of the letter",
        ),
        pytest.param(party(WRITTEN), Event.CONSENTED, {"on": WRITTEN.on}, [], id="answered the same day"),
        pytest.param(
            party(WRITTEN), Event.REFUSED, {"on": WRITTEN.on - DAY}, ["on"], id="answered before the letter"
        ),
        *(
            pytest.param(
                party(WRITTEN), answer, {"on": WRITTEN.on - DAY}, ["on"], id=f"{answer} before the letter"
            )
            for answer in (Event.CONSENTED, Event.REFERS_DIRECT)
        ),
        pytest.param(party(), Event.CONSENTED, {}, [], id="said without a letter, when spoken to"),
        pytest.param(party(), Event.NO_ANSWER, {}, ["event"], id="no answer to no letter"),
        pytest.param(party(WRITTEN), Event.NO_ANSWER, {"on": REPLY_BY}, ["on"], id="on the last day"),
        pytest.param(party(WRITTEN), Event.NO_ANSWER, {"on": REPLY_BY + DAY}, [], id="the day after it"),
        pytest.param(
            party(WRITTEN, REMINDED),
            Event.NO_ANSWER,
            {"on": REPLY_BY + DAY},
            ["on"],
            id="a reminder gave more time",
        ),
        pytest.param(
            party(), Event.MISTAKEN, {"reason": "Wrong entry"}, ["reason"], id="a mistake, not said how"
        ),
        pytest.param(party(), Event.MISTAKEN, {"reason": "Named by mistake"}, [], id="a mistake, and how"),
        pytest.param(
            party(WRITTEN),
            Event.MISTAKEN,
            {"reason": "Named by mistake"},
            ["event"],
            id="a letter went all the same",
        ),
        pytest.param(party(), Event.DISCUSSED, {"said": " "}, ["said"], id="discussed with nobody"),
        pytest.param(party(), Event.DISCUSSED, {"said": "With Ewa"}, [], id="discussed"),
        pytest.param(
            party(), Event.DISCUSSED, {"said": "her password is rosebud"}, ["said"], id="a password"
        ),
    ],
)
def test_what_happened_is_refused_by_field(held, event, changed, fields):
    assert refused(held, event, **changed) == fields


WHY = {"reason": "It is the routine note of a visit."}


@pytest.mark.parametrize(
    ("held", "decision", "ground", "changed", "fields"),
    [
        pytest.param(party(), None, None, {}, ["decision", "ground", "reason"], id="nothing chosen"),
        pytest.param(party(), None, Ground.REASONABLE, WHY, ["decision"], id="a ground for nothing"),
        pytest.param(party(), Decision.DISCLOSE, Ground.REASONABLE, WHY, [], id="before any answer"),
        pytest.param(
            party(WRITTEN), Decision.DISCLOSE, Ground.REASONABLE, WHY, [], id="silence stops nothing"
        ),
        pytest.param(
            party(REFUSED),
            Decision.DISCLOSE,
            Ground.REASONABLE,
            WHY,
            [],
            id="a refusal alone decides nothing",
        ),
        pytest.param(party(REFUSED), Decision.WITHHOLD, None, WHY, ["ground"], id="a refusal is no ground"),
        pytest.param(
            party(REFUSED), Decision.WITHHOLD, Ground.NOT_REASONABLE, WHY, [], id="refused, and weighed"
        ),
        pytest.param(
            party(REFUSED),
            Decision.WITHHOLD,
            Ground.NOT_REASONABLE,
            {},
            ["reason"],
            id="weighed, and not why",
        ),
        pytest.param(
            party(REFUSED),
            Decision.WITHHOLD,
            Ground.NOT_REASONABLE,
            {"reason": "They refuse"},
            ["reason"],
            id="two words are no reason",
        ),
        pytest.param(
            party(REFUSED),
            Decision.WITHHOLD,
            Ground.NOT_REASONABLE,
            {"reason": "They fear him"},
            [],
            id="three may be one",
        ),
        pytest.param(party(), Decision.DISCLOSE, Ground.CONSENT, {}, ["ground"], id="no consent is recorded"),
        pytest.param(party(CONSENTED), Decision.DISCLOSE, Ground.CONSENT, {}, [], id="consent says it all"),
        pytest.param(
            party(CONSENTED, on(Event.REFUSED, 12)),
            Decision.DISCLOSE,
            Ground.CONSENT,
            {},
            ["ground"],
            id="a consent taken back is none",
        ),
        pytest.param(
            party(CONSENTED),
            Decision.WITHHOLD,
            Ground.NOT_REASONABLE,
            WHY,
            ["decision"],
            id="against a consent",
        ),
        pytest.param(
            party(CONSENTED),
            Decision.WITHHOLD,
            Ground.HARM,
            WHY,
            [],
            id="against a consent, for serious harm",
        ),
        pytest.param(
            party(), Decision.DISCLOSE, Ground.NOT_REASONABLE, WHY, ["ground"], id="a ground for the opposite"
        ),
        pytest.param(
            party(), Decision.NAME_REMOVED, Ground.KNOWN, WHY, ["ground"], id="known is no ground for less"
        ),
        pytest.param(
            party(kind=PartyKind.STAFF),
            Decision.DISCLOSE,
            Ground.PROFESSIONAL,
            WHY,
            ["event"],
            id="staff, not discussed with them",
        ),
        pytest.param(
            party(DISCUSSED, kind=PartyKind.STAFF),
            Decision.DISCLOSE,
            Ground.PROFESSIONAL,
            WHY,
            [],
            id="staff, discussed: a refusal is overridden",
        ),
        pytest.param(
            party(DISCUSSED, kind=PartyKind.STAFF),
            Decision.WITHHOLD,
            Ground.NOT_REASONABLE,
            WHY,
            ["ground"],
            id="not sensitive: it is not withheld (AR-21)",
        ),
        pytest.param(
            party(DISCUSSED, kind=PartyKind.STAFF), Decision.WITHHOLD, Ground.DANGER, WHY, [], id="in danger"
        ),
        pytest.param(
            party(DISCUSSED, kind=PartyKind.STAFF), Decision.WITHHOLD, Ground.POLICE, WHY, [], id="police"
        ),
        pytest.param(
            party(DISCUSSED, kind=PartyKind.STAFF),
            Decision.NAME_REMOVED,
            Ground.NOT_REASONABLE,
            WHY,
            [],
            id="staff: the name alone may go (AR-19)",
        ),
        pytest.param(
            party(),
            Decision.WITHHOLD,
            Ground.HARM,
            {"reason": "pwd = rosebud x y"},
            ["reason"],
            id="password",
        ),
        pytest.param(
            party(DISCUSSED, kind=PartyKind.STAFF),
            Decision.DISCLOSE,
            Ground.PROFESSIONAL,
            WHY | {"on": DISCUSSED.on},
            [],
            id="staff, on the day it was discussed",
        ),
        pytest.param(
            party(DISCUSSED, kind=PartyKind.STAFF),
            Decision.DISCLOSE,
            Ground.PROFESSIONAL,
            WHY | {"on": DISCUSSED.on - DAY},
            ["on"],
            id="staff, before it was discussed (AR-22)",
        ),
        pytest.param(
            party(on(Event.DISCUSSED, 9), DISCUSSED, kind=PartyKind.STAFF),
            Decision.DISCLOSE,
            Ground.PROFESSIONAL,
            WHY | {"on": DISCUSSED.on - DAY},
            [],
            id="staff, between two talks",
        ),
        pytest.param(
            party(CONSENTED),
            Decision.DISCLOSE,
            Ground.CONSENT,
            {"on": CONSENTED.on},
            [],
            id="on the day of the consent",
        ),
        pytest.param(
            party(CONSENTED),
            Decision.DISCLOSE,
            Ground.CONSENT,
            {"on": CONSENTED.on - DAY},
            ["on"],
            id="before the consent it rests on",
        ),
        pytest.param(
            party(CONSENTED),
            Decision.DISCLOSE,
            Ground.REASONABLE,
            WHY | {"on": CONSENTED.on - DAY},
            [],
            id="before a consent it does not rest on",
        ),
        pytest.param(
            party(DISCLOSED), Decision.WITHHOLD, Ground.HARM, WHY | {"on": DISCLOSED.on}, [], id="anew"
        ),
        pytest.param(
            party(DISCLOSED), Decision.WITHHOLD, Ground.HARM, WHY | {"on": None}, ["on"], id="anew, on no day"
        ),
        pytest.param(
            party(DISCLOSED),
            Decision.WITHHOLD,
            Ground.HARM,
            WHY | {"on": DISCLOSED.on - DAY},
            ["on"],
            id="anew, dated before the decision that would go on counting",
        ),
        pytest.param(
            party(DISCLOSED),
            Decision.WITHHOLD,
            Ground.HARM,
            WHY | {"on": DISCLOSED.on - DAY, "is_correction": True},
            [],
            id="an earlier decision corrected after a later one",
        ),
    ],
)
def test_the_setting_decides_about_each_on_a_ground(held, decision, ground, changed, fields):
    assert refused(held, Event.DECIDED, decision=decision, ground=ground, **changed) == fields


OPINION = "Dr Shaw, on 18 November: he would harm himself."


@pytest.mark.parametrize(
    ("kind", "decision", "ground", "changed", "fields"),
    [
        pytest.param(PartyKind.AGENCY, Decision.WITHHOLD, Ground.HARM, {}, ["said"], id="nobody was asked"),
        pytest.param(PartyKind.AGENCY, Decision.NAME_REMOVED, Ground.HARM, {}, ["said"], id="nor of a name"),
        pytest.param(
            PartyKind.AGENCY, Decision.WITHHOLD, Ground.HARM, {"said": "Dr Shaw"}, ["said"], id="no opinion"
        ),
        pytest.param(
            PartyKind.AGENCY, Decision.WITHHOLD, Ground.HARM, {"said": OPINION}, [], id="whose, when and what"
        ),
        pytest.param(
            PartyKind.AGENCY, Decision.WITHHOLD, Ground.CONFIDENCE, {}, [], id="an agency, on another ground"
        ),
        pytest.param(PartyKind.FAMILY, Decision.WITHHOLD, Ground.HARM, {}, [], id="no agency's report"),
        pytest.param(PartyKind.OTHER, Decision.WITHHOLD, Ground.DANGER, {}, ["ground"], id="a neighbour"),
        pytest.param(
            PartyKind.AGENCY, Decision.NAME_REMOVED, Ground.DANGER, {}, ["ground"], id="an agency's worker"
        ),
        pytest.param(PartyKind.STAFF, Decision.NAME_REMOVED, Ground.DANGER, {}, [], id="staff in danger"),
        pytest.param(PartyKind.OTHER, Decision.WITHHOLD, Ground.POLICE, {}, [], id="the police, of anybody"),
        pytest.param(
            PartyKind.FAMILY,
            Decision.WITHHOLD,
            Ground.HARM,
            {"reason": "The report says things that would upset mother."},
            ["reason"],
            id="upset is no harm",
        ),
        pytest.param(
            PartyKind.FAMILY,
            Decision.WITHHOLD,
            Ground.CONFIDENCE,
            {"reason": "It would upset them if it came out."},
            [],
            id="upset, on another ground",
        ),
    ],
)
def test_serious_harm_and_danger_to_staff_are_grounds_only_where_they_are_so(
    kind, decision, ground, changed, fields
):
    """A doctor's report was withheld for serious harm, unasked; a neighbour as staff in danger."""
    held = party(*([DISCUSSED] if kind is PartyKind.STAFF else []), kind=kind)
    assert refused(held, Event.DECIDED, decision=decision, ground=ground, **WHY | changed) == fields


@pytest.mark.parametrize(
    ("reason", "is_none"),
    [
        pytest.param("It would upset the mother.", True, id="upset"),
        pytest.param("She would be embarrassed by it.", True, id="embarrassed"),
        pytest.param("He would not like to read this.", True, id="not liked"),
        pytest.param("It would upset her, and she has taken an overdose before.", False, id="and her health"),
        pytest.param("When he was last upset he hit her.", False, id="and violence"),
        pytest.param("He would take offence at it.", True, id="offence taken"),
        pytest.param("He was released after an offence against her.", False, id="offence done"),
        pytest.param("He is a known sex offender and would come here.", False, id="somebody who offends"),
        pytest.param("Upset by it her mental state got worse before.", False, id="and her mental state"),
        pytest.param("Upset as she is she would leave off her medication.", False, id="and her medication"),
        pytest.param("It would lead him to their new address.", False, id="no such word"),
        pytest.param("Her own mental health would suffer badly.", False, id="health alone"),
    ],
)
def test_that_somebody_would_be_upset_is_no_serious_harm(reason, is_none):
    assert bool(harm_problem(reason)) is is_none


def test_only_a_refusal_of_staff_that_is_upheld_is_told_of_danger_and_the_police():
    staff = party(DISCUSSED, kind=PartyKind.STAFF)
    for decision, is_told in ((Decision.WITHHOLD, True), (Decision.NAME_REMOVED, False)):
        given = {"decision": decision, "ground": Ground.KNOWN, "reason": "It is the routine note of a visit."}
        found = third_parties.decision_problems(staff, **given)
        assert ("danger" in found["ground"]) is is_told
    given = {"decision": Decision.WITHHOLD, "ground": Ground.KNOWN, "reason": "It is known to her."}
    assert third_parties.decision_problems(party(), **given)["ground"].startswith("This is not a ground to")


def test_a_decision_before_the_talk_says_when_that_was():
    staff = party(CONSENTED, on(Event.DISCUSSED, 12), DISCUSSED, kind=PartyKind.STAFF)
    given = {"decision": Decision.DISCLOSE, "ground": Ground.PROFESSIONAL, "reason": "It is her work."}
    asked = {"reply_by": None, "why_not": None, "is_safe": False, "said": "", "received_on": RECEIVED}
    said = event_problems(
        staff, event=Event.DECIDED, on=date(2026, 11, 11), due=DUE, today=TODAY, **asked, **given
    )
    assert said["on"].startswith("It was discussed with them on Thursday 12 November 2026")


@pytest.mark.parametrize(
    ("held", "today", "expected", "following"),
    [
        pytest.param(party(), TODAY, Standing.TO_WRITE, Event.WRITTEN, id="nothing yet"),
        pytest.param(party(CONSENTED), TODAY, Standing.TO_DECIDE, Event.DECIDED, id="said without a letter"),
        pytest.param(party(WRITTEN), REPLY_BY, Standing.AWAITED, Event.REMINDED, id="on the last day"),
        pytest.param(
            party(WRITTEN), REPLY_BY + DAY, Standing.NO_ANSWER, Event.DECIDED, id="the day after: decide"
        ),
        pytest.param(
            party(WRITTEN, REMINDED),
            REPLY_BY + DAY,
            Standing.AWAITED,
            Event.REMINDED,
            id="more time was given",
        ),
        pytest.param(
            party(WRITTEN, kind=PartyKind.STAFF),
            TODAY,
            Standing.NO_ANSWER,
            Event.DISCUSSED,
            id="staff who do not answer are spoken to",
        ),
        pytest.param(
            party(WRITTEN, REFUSED, kind=PartyKind.STAFF),
            TODAY,
            Standing.TO_DISCUSS,
            Event.DISCUSSED,
            id="staff who refuse",
        ),
        pytest.param(
            party(WRITTEN, REFUSED, DISCUSSED, kind=PartyKind.STAFF),
            TODAY,
            Standing.TO_DECIDE,
            Event.DECIDED,
            id="staff, discussed",
        ),
        pytest.param(party(WRITTEN, REFUSED), TODAY, Standing.TO_DECIDE, Event.DECIDED, id="refused"),
        pytest.param(party(WRITTEN, DIRECT), TODAY, Standing.TO_DECIDE, Event.DECIDED, id="refers direct"),
        pytest.param(party(WRITTEN, NO_ANSWER), TODAY, Standing.TO_DECIDE, Event.DECIDED, id="no answer"),
        pytest.param(party(NOT_WRITTEN), TODAY, Standing.TO_DECIDE, Event.DECIDED, id="not written to"),
        pytest.param(party(DISCLOSED), TODAY, Standing.DECIDED, Event.DECIDED, id="decided without a letter"),
        pytest.param(
            party(WRITTEN, DISCLOSED),
            WRITTEN.on,
            Standing.DECIDED,
            Event.DECIDED,
            id="without an answer",
        ),
        pytest.param(
            party(CONSENTED, ON_CONSENT, on(Event.REFUSED, 20)),
            TODAY,
            Standing.TO_DECIDE_AGAIN,
            Event.DECIDED,
            id="the consent was taken back",
        ),
    ],
)
def test_where_a_party_stands_and_what_comes_next(held, today, expected, following):
    assert standing(held, today=today) is expected
    assert next_event(held, today=today) is following
    assert following in open_events(held)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param(party(), False, id="nothing decided"),
        pytest.param(party(REFUSED, DISCLOSED), False, id="a refusal overtakes no other ground"),
        pytest.param(
            party(DISCLOSED, on(Event.REFUSED, 20)), True, id="a refusal that came later was not weighed"
        ),
        pytest.param(
            party(DISCLOSED, on(Event.REFERS_DIRECT, 20)), True, id="nor was who asks to be applied to"
        ),
        pytest.param(
            party(DISCLOSED, on(Event.REFUSED, 20), replace(DISCLOSED, on=date(2026, 11, 20), order=9)),
            False,
            id="decided again on that day",
        ),
        pytest.param(party(WITHHELD, on(Event.REFUSED, 20)), False, id="withheld, and then they refuse too"),
        pytest.param(party(CONSENTED, ON_CONSENT), False, id="on a consent"),
        pytest.param(party(CONSENTED, ON_CONSENT, on(Event.REFUSED, 20)), True, id="taken back later"),
        pytest.param(
            party(CONSENTED, ON_CONSENT, on(Event.NO_ANSWER, 20)), False, id="silence takes none back"
        ),
        pytest.param(party(WITHHELD, on(Event.CONSENTED, 20)), True, id="withheld, and then they consent"),
        pytest.param(party(FOR_HARM, on(Event.CONSENTED, 20)), False, id="withheld for serious harm"),
        pytest.param(party(DISCLOSED, on(Event.CONSENTED, 20)), False, id="disclosed, and then they consent"),
    ],
)
def test_a_later_answer_may_leave_a_decision_without_its_ground(held, expected):
    assert is_overtaken(held) is expected
    assert (held in undecided([held])) is (expected or decision_of(held) is None)


@pytest.mark.parametrize(
    ("held", "gone", "because", "fields"),
    [
        pytest.param(party(WRITTEN), WRITTEN, "It was never sent.", [], id="a letter alone"),
        pytest.param(party(WRITTEN), WRITTEN, "Never sent", ["because"], id="and not said why"),
        pytest.param(party(WRITTEN), WRITTEN, "Was never sent", [], id="said in three words"),
        pytest.param(party(WRITTEN), WRITTEN, "The password is kiwi", ["because"], id="a password"),
        pytest.param(
            party(WRITTEN, CONSENTED), WRITTEN, "It was never sent.", [], id="an answer does without a letter"
        ),
        pytest.param(
            party(WRITTEN, REMINDED), WRITTEN, "It was never sent.", ["event"], id="a letter under a reminder"
        ),
        pytest.param(party(WRITTEN, REMINDED), REMINDED, "It was never sent.", [], id="the reminder first"),
        pytest.param(
            party(WRITTEN, NO_ANSWER), WRITTEN, "It was never sent.", ["event"], id="no answer to no letter"
        ),
        pytest.param(
            party(CONSENTED, ON_CONSENT), CONSENTED, "It was somebody else.", ["event"], id="under a decision"
        ),
        pytest.param(
            party(CONSENTED, DISCLOSED), CONSENTED, "It was somebody else.", [], id="not its ground"
        ),
        pytest.param(
            party(DISCUSSED, DISCLOSED, kind=PartyKind.STAFF),
            DISCUSSED,
            "They were not there.",
            ["event"],
            id="a talk under a decision",
        ),
        pytest.param(
            party(DISCUSSED, DISCLOSED), DISCUSSED, "They were not there.", [], id="asked of staff alone"
        ),
        pytest.param(party(DISCLOSED), DISCLOSED, "Decided about the wrong one.", [], id="a decision"),
    ],
)
def test_what_something_rests_on_is_taken_back_last(held, gone, because, fields):
    without = replace(held, happened=tuple(h for h in held.happened if h.event is not gone.event))
    assert list(taking_back_problems(held, without, because=because)) == fields


@pytest.mark.parametrize(
    ("held", "day", "is_refused"),
    [
        pytest.param(party(WRITTEN, REMINDED), 12, False, id="the letter, to the day of its reminder"),
        pytest.param(party(WRITTEN, REMINDED), 13, True, id="the letter, to the day after its reminder"),
        pytest.param(party(WRITTEN, NO_ANSWER), 18, True, id="the letter, after no answer came to it"),
        pytest.param(party(CONSENTED, ON_CONSENT), 19, False, id="the consent, to the day of the decision"),
        pytest.param(party(CONSENTED, ON_CONSENT), 20, True, id="the consent, to the day after it"),
        pytest.param(
            party(DISCUSSED, DISCLOSED, kind=PartyKind.STAFF), 19, False, id="the talk, to that day"
        ),
        pytest.param(
            party(DISCUSSED, DISCLOSED, kind=PartyKind.STAFF), 20, True, id="the talk, to the day after it"
        ),
        pytest.param(party(DISCUSSED, DISCLOSED), 20, False, id="a talk that is asked of staff alone"),
    ],
)
def test_what_something_rests_on_is_not_moved_past_it(held, day, is_refused):
    first, *rest = held.happened
    moved = replace(held, happened=(replace(first, on=date(2026, 11, day)), *rest))
    assert bool(taking_back_problems(held, moved, because="It was another day.")) is is_refused


@pytest.mark.parametrize("kind", PartyKind)
@pytest.mark.parametrize("decision", [None, *Decision])
def test_each_decision_has_grounds_of_its_own(kind, decision):
    expected = {
        None: (),
        Decision.DISCLOSE: (Ground.CONSENT, Ground.REASONABLE, Ground.PROFESSIONAL, Ground.KNOWN),
        # That staff would be in danger is a ground for staff alone.
        Decision.NAME_REMOVED: OF_STAFF if kind is PartyKind.STAFF else FOR_LESS,
        # A refusal by staff is upheld on two grounds alone (AR-20).
        Decision.WITHHOLD: (Ground.DANGER, Ground.POLICE) if kind is PartyKind.STAFF else FOR_LESS,
    }[decision]
    assert tuple(grounds_for(decision, kind)) == expected


def test_nobody_waits_for_an_answer_once_it_is_decided():
    assert is_awaited(party(WRITTEN))
    assert not is_awaited(party(WRITTEN, DISCLOSED))


@pytest.mark.parametrize(
    ("held", "lacking"),
    [
        pytest.param(party(), {Event.REMINDED, Event.NO_ANSWER}, id="of no letter nobody is reminded"),
        pytest.param(party(WRITTEN), {Event.WRITTEN, Event.NOT_WRITTEN}, id="a letter went: no second one"),
    ],
)
def test_what_can_be_recorded_of_a_party(held, lacking):
    assert open_events(held) == [event for event in Event if event not in lacking]


def test_who_was_entered_by_mistake_stands_so_whatever_else_is_recorded():
    mistaken = party(WRITTEN, DISCLOSED, on(Event.MISTAKEN, 20))
    assert standing(mistaken, today=TODAY) is Standing.MISTAKEN
    assert open_events(mistaken) == []


def test_who_is_not_decided_about_is_listed_by_number():
    held = [replace(party(), id=number, number=number) for number in (3, 1, 2)]
    assert [one.number for one in undecided(held)] == [1, 2, 3]


HAPPENED = st.lists(
    st.builds(
        Happened,
        st.sampled_from([event for event in Event if event is not Event.DECIDED]),
        st.dates(RECEIVED, TODAY),
        st.one_of(st.none(), st.dates(RECEIVED, DUE)),
    ),
    max_size=8,
)
PARTIES = st.builds(lambda happened, kind: party(*happened, kind=kind), HAPPENED, st.sampled_from(PartyKind))


@given(PARTIES)
def test_nothing_that_others_do_decides_anything(held):
    assert decision_of(held) is None
    assert undecided([held]) == [held]
    assert standing(held, today=TODAY) is not Standing.DECIDED


@given(PARTIES)
def test_the_setting_may_decide_whatever_was_answered_and_whenever(held):
    about = {"decision": Decision.DISCLOSE, "ground": Ground.REASONABLE, "reason": "It is known to them all."}
    assert refused(held, Event.DECIDED, **about) == ([] if is_discussed(held) else ["event"])


@given(PARTIES, st.sampled_from([d for d in Decision if d is not Decision.DISCLOSE]), st.sampled_from(Ground))
def test_less_is_disclosed_only_on_a_ground_for_less_and_never_against_a_consent(held, decision, ground):
    problems = refused(held, Event.DECIDED, decision=decision, ground=ground, reason="As weighed by both.")
    if not problems:
        assert ground in (OF_STAFF if held.kind is PartyKind.STAFF else FOR_LESS)
        answered = answer_of(held)
        assert ground is Ground.HARM or answered is None or answered.event is not Event.CONSENTED


@given(PARTIES, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_are_read_changes_nothing(held, chance):
    mixed = list(held.happened)
    chance.shuffle(mixed)
    again = replace(held, happened=tuple(mixed))
    for asked in (decision_of, answer_of, is_settled_how, reply_by, is_awaited, is_discussed, open_events):
        assert asked(again) == asked(held)


@given(PARTIES)
def test_a_wait_ends_with_the_reply_by_date_and_never_begins_again_by_itself(held):
    days = [RECEIVED + n * DAY for n in range((DUE - RECEIVED).days + 30)]
    stands = [standing(held, today=day) for day in days]
    if Standing.NO_ANSWER in stands:
        assert Standing.AWAITED not in stands[stands.index(Standing.NO_ANSWER) :]


def test_a_carer_by_mistake_is_not_told_of_the_request():
    held = replace(party(), is_no_carer=True)
    assert next_event(held, today=TODAY) is Event.NOT_WRITTEN
    assert Event.WRITTEN not in open_events(held)
    assert "event" in refused(held, Event.WRITTEN, reply_by=REPLY_BY, is_safe=True)
    assert refused(held, Event.NOT_WRITTEN, why_not=WhyNotWritten.REVEALS) == []
    told = replace(party(WRITTEN), is_no_carer=True)
    assert Event.REMINDED not in open_events(told)
    assert next_event(told, today=WRITTEN.on) is Event.DECIDED


@pytest.mark.parametrize(
    ("decision", "ground", "is_limited", "reason", "is_taken"),
    [
        pytest.param(Decision.DISCLOSE, Ground.CONSENT, False, "", True, id="she consents"),
        pytest.param(Decision.DISCLOSE, Ground.CONSENT, True, "", False, id="an order, and not a word of it"),
        pytest.param(
            Decision.DISCLOSE, Ground.CONSENT, True, "Her address stays out.", True, id="how it keeps to it"
        ),
        pytest.param(
            Decision.WITHHOLD, Ground.HARM, True, "It would tell him where she is.", True, id="withheld"
        ),
    ],
)
def test_whoever_discloses_under_a_court_order_says_how_that_keeps_to_it(
    decision, ground, is_limited, reason, is_taken
):
    held = Party(1, 1, PartyKind.FAMILY, frozenset({1}), (Happened(Event.CONSENTED, TODAY),))
    said = refused(
        held, Event.DECIDED, decision=decision, ground=ground, reason=reason, is_limited=is_limited
    )
    assert said == ([] if is_taken else ["reason"])


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        pytest.param(PartyKind.FAMILY, Event.WRITTEN, id="AR-14: a grandmother is written to"),
        pytest.param(PartyKind.OTHER, Event.NOT_WRITTEN, id="L2.8: a neighbour may have spoken"),
    ],
)
def test_of_somebody_outside_it_is_decided_first_whether_to_write(kind, event):
    held = Party(1, 1, kind, frozenset({1}))
    assert (first_event(held), next_event(held, today=TODAY)) == (event, event)
    assert {Event.WRITTEN, Event.NOT_WRITTEN} <= set(open_events(held)), "either is possible"


@pytest.mark.parametrize(
    ("kind", "decision", "happened", "is_so"),
    [
        pytest.param(PartyKind.AGENCY, Decision.DISCLOSE, (), True, id="nobody asked them"),
        pytest.param(PartyKind.AGENCY, Decision.DISCLOSE, (WRITTEN,), True, id="an answer is awaited"),
        pytest.param(PartyKind.AGENCY, Decision.DISCLOSE, (WRITTEN, NO_ANSWER), True, id="none came in time"),
        *(
            pytest.param(PartyKind.AGENCY, Decision.DISCLOSE, (WRITTEN, answer), False, id=str(answer.event))
            for answer in (CONSENTED, REFUSED, DIRECT)
        ),
        pytest.param(PartyKind.AGENCY, Decision.NAME_REMOVED, (WRITTEN,), False, id="without the name"),
        pytest.param(PartyKind.AGENCY, Decision.WITHHOLD, (), False, id="withheld"),
        pytest.param(PartyKind.AGENCY, None, (), False, id="nothing chosen yet"),
        pytest.param(PartyKind.FAMILY, Decision.DISCLOSE, (WRITTEN, NO_ANSWER), False, id="a parent"),
    ],
)
def test_what_an_agency_gave_is_not_shown_on_its_silence_without_a_word(kind, decision, happened, is_so):
    """A report on somebody's health may do harm that only who wrote it can judge."""
    assert is_shown_on_silence(party(*happened, kind=kind), decision) is is_so
    if decision:
        recorded = party(*happened, decided(decision, Ground.REASONABLE), kind=kind)
        assert shown_on_silence([recorded]) == ([1] if is_so else [])
        assert shown_on_silence([party(*happened, kind=kind)]) == []
