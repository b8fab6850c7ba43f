"""What every form is made of: opening it, asking who fills it in, saving, saying what is wrong.

A form keeps what was typed when the rules refuse it, and carries a token, so that a double click records
once. A dialog's own runs skip the frame, so each form asks again who is signed in.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial, wraps
from typing import Any, Literal, Protocol, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rules import access, request_steps
from rules.access_path import THE_OFFICE, Task
from rules.agenda import Action, Item, State
from rules.induction import ON_THE_COMMITTEE, Role
from rules.need_to_know import Act, NotAllowed, Thing, may, who_may
from rules.rectification import entry_number
from rules.words import dated
from store import file_index, find, people, signing_in
from store.cabinet import AlreadyRecorded, NotSaved, Who
from store.people import KnownChild, KnownPerson
from store.refusal import ChangedMeanwhile, Refused
from store.siblings import Beside
from ui import parts, state, words

Held = TypeVar("Held")

DATE = "DD/MM/YYYY"
REACH_IN_YEARS = 50
MISTAKE = {"row": "Which one", "because": "What was wrong with it"}

NEW_REQUEST, ACCESS_STEP, STAND_BACK = "new access request", "access step", "conflict of interest"
STAND_IN_ACCOUNT = "account of a stand-in"
THIRD_PARTY, PARTY_EVENT, CORRECT_PARTY = "third party", "what a third party did", "third party corrected"
LIST_PARTIES = "everybody who is mentioned"
REDACTION, CORRECT_REDACTION = "redaction", "redaction corrected"
ENTER_LACKING, TAKE_BACK_NEEDLESS, AGREE = "lacking redactions", "needless redactions", "second person"
CORRECT_STEP, REQUESTER, LINK = "correction of a step", "who asks", "link of two requests"
LINK_MISTAKE = "link of two requests taken back"
RECEIPT, COMPLAINT_RECEIPT = "day of receipt", "day of receipt of a complaint"
RECTIFICATION_RECEIPT = "day of receipt of a correction"
NEW_RECTIFICATION, RECTIFICATION_STEP = "new correction", "step of a correction"
NEW_COMPLAINT, COMPLAINT_STEP = "new complaint", "step of a complaint"
COMPLAINT_ANEW = "complaint recorded anew"
COMPLAINT_MISTAKE, RECTIFICATION_MISTAKE = "step of a complaint taken back", "step of a correction taken back"
AGAIN = "again"  # that the forms of many are asked for again, and not handed out
ANSWER, FOLLOW_UP, ANSWER_MISTAKE = "consent answer", "follow-up", "consent answer taken back"
CONCERN, DECIDE, COMPLETE, RAISED = "concern", "decision", "record", "day of a concern"
TOLD_LATER = "family told later"
SHARING_MISTAKE = "entry of a decision or advice taken back"
ASK_ADVICE, ADVICE_ANSWER, REPLY = "advice", "answer to advice", "reply"
NEW_CONTACT, NEW_DISCLOSURE = "contact with a professional", "disclosure to a colleague"
FILE_CONVERSATION, CONVERSATION_MISTAKE = "conversation in the file", "conversation taken back"
NEW_BREACH, BREACH_STEP = "breach", "step of a breach"
BREACH_MISTAKE, BREACH_KNOWN = "step of a breach taken back", "moment a breach was known"
CONCERN_MISTAKE, BREACH_NEVER_WAS = "concern recorded by mistake", "breach logged by mistake"
CONCERN_CHILD, BREACH_CHILD = "child of a concern", "child of a breach"
SIGN_OFF, SIGN_OFFS, SIGN_OFF_MISTAKE = "sign-off", "sign-off of several", "sign-off taken back"
KEY_PERSON, KEY_PERSON_OF_SEVERAL = "key person", "key person of several"
COUNTERSIGN, TRAINING, CLOSE_ACCOUNT = "countersignature", "training", "close an account of a leaver"
ACCOUNT_ROLE = "role of an account"
ADD_PERSON, CHANGE_PERSON, TOPIC = "person", "change of a person", "topic"
ADOPT, REVIEW, RELATED, CONTACT = "adoption", "policy review", "related policy", "contact"
CHECK, CHECK_DEFINED, LEAFLET = "routine check", "what is checked", "leaflet"
CHECK_MISTAKE, LEAFLET_MISTAKE = "routine check taken back", "leaflet taken back"
FAMILIES, FAMILIES_MISTAKE = "what families were told", "what a family was told taken back"
POLICY_MISTAKE = "adoption or policy review taken back"
CONTACT_OFF = "contact taken off"
PAPER_FORM, ASKED, JOURNEY = "paper form", "form handed out", "journey account"
ALL_ASKED, NO_ANSWER = "all forms handed out", "no answer to a form"
CONSENTS = "consents of a child"
ACCOUNT_MISTAKE, DEVELOPMENTAL_MISTAKE = "line of a journey account taken back", "viewing taken back"
PURPOSE, REWORD, RETIRE = "purpose", "new wording", "end of a purpose"
CARER_MISTAKE, CHILD_MISTAKE = "carer taken back", "child taken back"
STARTER, CHANGE_CHILD, NEW_CARER, CARER = "starter", "change of a child", "new carer", "change of a carer"
FILE_ENTRY, NEXT_ENTRY, CORRECT_ENTRY = "file entry", "next file entry", "correction of an entry"
FILE_FACT = "what became of an entry"
FACT_MISTAKE, ENTRY_MISTAKE = "what became of an entry taken back", "file entry taken back"
FILE_OUT, FILE_BACK, FILE_OUT_MISTAKE = "file taken out", "file back", "way of a file taken back"
FILE_CONCERN, SAY_WHY = "entry of a concern", "reason for a look"
PLACE, VIEWING, PERIOD, DISPOSAL = "place of a record", "viewing", "retention period", "disposal"
DISPOSALS, DISPOSAL_MISTAKE = "disposal of several", "disposal put right"
KEEP_LONGER, KEPT_LONG_ENOUGH = "records kept for longer", "records kept long enough"
LEAVE_SCREEN, SIGN_REVIEW = "leave the screen", "weekly review"
STOP_PRESENTING = "stop presenting"
FIND = "find and help"
ASKED_OF = "asked"  # in the address of the list To ask: the purpose of which the children are shown
LET_WAIT, TAKE_ALONG = "something that waits", "weekly list"
TEST_RESTORE, DAILY_BACKUP = "test a restore", "backup of each day"

_FORMS: dict[str, Callable[..., None]] = {}
_OF_ACTION = {
    Action.ACCESS_STEP: ACCESS_STEP,
    Action.RECTIFICATION: RECTIFICATION_STEP,
    Action.COMPLAINT: COMPLAINT_STEP,
    Action.CONSENT: ANSWER,
    Action.FORM: PAPER_FORM,
    Action.FOLLOW_UP: FOLLOW_UP,
    Action.NO_CARER: ANSWER_MISTAKE,
    Action.DECIDE: DECIDE,
    Action.RECORD: COMPLETE,
    Action.ADVICE: ADVICE_ANSWER,
    Action.REPLY: REPLY,
    Action.NO_REPLY: ADVICE_ANSWER,
    Action.CONVERSATION: FILE_CONVERSATION,
    Action.BREACH: BREACH_STEP,
    Action.SIGN_OFF: SIGN_OFF,
    Action.SIGN_OFFS: SIGN_OFFS,
    Action.KEY_PERSON: KEY_PERSON,
    Action.KEY_PERSON_OF_SEVERAL: KEY_PERSON_OF_SEVERAL,
    Action.JOURNEY: JOURNEY,
    Action.FILE_ENTRY: FILE_FACT,
    Action.WRITE_CONCERN: FILE_CONCERN,
    Action.FILE_BACK: FILE_BACK,
    Action.COUNTERSIGN: COUNTERSIGN,
    Action.TRAINING: TRAINING,
    Action.CLOSE_ACCOUNT: CLOSE_ACCOUNT,
    Action.ACCOUNT_ROLE: ACCOUNT_ROLE,
    Action.SUPERVISOR: CHANGE_PERSON,
    Action.ADOPT: ADOPT,
    Action.REVIEW: REVIEW,
    Action.RELATED: RELATED,
    Action.CONTACT: CONTACT,
    Action.CHECK: CHECK,
    Action.FAMILIES: FAMILIES,
    Action.TEST_RESTORE: TEST_RESTORE,
}


_RECORDS = {
    Action.RECTIFICATION: Thing.RECTIFICATION,
    Action.COMPLAINT: Thing.COMPLAINT,
    Action.ASK: Thing.CONSENT,
    Action.CONSENT: Thing.CONSENT,
    Action.FORM: Thing.CONSENT,
    Action.FOLLOW_UP: Thing.CONSENT,
    Action.NO_CARER: Thing.CONSENT,
    Action.DECIDE: Thing.SHARING_DECISION,
    Action.RECORD: Thing.SHARING_DECISION,
    Action.ADVICE: Thing.SHARING_DECISION,
    Action.REPLY: Thing.SHARING_DECISION,
    Action.NO_REPLY: Thing.SHARING_DECISION,
    Action.CONVERSATION: Thing.CONVERSATION,
    Action.BREACH: Thing.BREACH,
    Action.SIGN_OFF: Thing.INDUCTION,
    Action.SIGN_OFFS: Thing.INDUCTION,
    Action.KEY_PERSON: Thing.CHILD,
    Action.KEY_PERSON_OF_SEVERAL: Thing.CHILD,
    Action.JOURNEY: Thing.CONSENT,
    Action.FILE_ENTRY: Thing.FILE_ENTRY,
    Action.FIRST_ENTRY: Thing.FILE_ENTRY,
    Action.PLACE: Thing.FILE_ENTRY,
    Action.WRITE_CONCERN: Thing.FILE_ENTRY,
    Action.FILE_BACK: Thing.FILE_ENTRY,
    Action.COUNTERSIGN: Thing.INDUCTION,
    Action.TRAINING: Thing.INDUCTION,
    Action.CLOSE_ACCOUNT: Thing.ACCOUNT,
    Action.ACCOUNT_ROLE: Thing.ACCOUNT,
    Action.NEXT_MANAGER: Thing.ACCOUNT,
    Action.SUPERVISOR: Thing.INDUCTION,
    Action.CHAIRPERSON: Thing.INDUCTION,
    Action.ADOPT: Thing.POLICY,
    Action.REVIEW: Thing.POLICY,
    Action.RELATED: Thing.POLICY,
    Action.CONTACT: Thing.POLICY,
    Action.CHECK: Thing.POLICY,
    Action.FAMILIES: Thing.POLICY,
    Action.TEST_RESTORE: Thing.SETTING,
    Action.BACKUP: Thing.BACKUP,
    Action.RECOVERY_CODE: Thing.ACCOUNT,
}


def may_open_for(who: Who, item: Item) -> bool:
    """Whether this person may do the item's next step; others see that it is to be done."""
    if item.action is Action.REQUEST:
        return may(who.role, Act.SEE, Thing.ACCESS_REQUEST)
    return may(who.role, Act.RECORD, _recorded_with(item))


YOUR_CONFLICT = "Say whether you have a conflict of interest"


def is_for(who: Who, item: Item) -> bool:
    """Whether the item's next step is for this person to record, and not only to be looked at."""
    return as_seen_by(who, item).action is not Action.REQUEST and may_open_for(who, item)


def as_seen_by(who: Who, item: Item) -> Item:
    """The item as its next step is for this person: whoever signed first does not give the second signature,
    nor somebody of the committee where the first is the committee's. They are led to the request, where it
    says who does. The chairperson is asked about a conflict of interest, and does not ask themselves."""
    if item.what == Task.CONFLICT and who.role is Role.CHAIRPERSON:
        item = replace(item, what=YOUR_CONFLICT)
    is_anothers = _signed_first(who, item) or _is_for_the_office(who, item)
    return replace(item, action=Action.REQUEST) if is_anothers else item


def _signed_first(who: Who, item: Item) -> bool:
    return item.first_by is not None and item.first_by == who.account_id


def _is_for_the_office(who: Who, item: Item) -> bool:
    return item.is_for_the_office and who.role in ON_THE_COMMITTEE


def for_whom(who: Who, item: Item) -> str:
    """Who does the item's next step, for a person who may not: whoever covers knows then whom to ask."""
    if _is_for_the_office(who, item):
        return f"{THE_OFFICE}, under their own account"
    if _signed_first(who, item):
        return "the second person, under their own account"
    thing = _recorded_with(item)
    if (
        item.action is Action.NEXT_MANAGER
        and item.state is State.LATE
        and not may(who.role, Act.RECORD, thing)
    ):
        return "whoever the committee names"  # no manager is here to ask
    return "" if may(who.role, Act.RECORD, thing) else who_may(Act.RECORD, thing)


def _recorded_with(item: Item) -> Thing:
    if item.action is Action.REQUEST:
        return request_steps.thing_of(None, item.what)
    if isinstance(item.step, access.Step):
        return request_steps.thing_of(item.step)
    if item.is_over:
        return Thing.ENDED_ACCOUNT
    return _RECORDS[item.action]


def open_for(item: Item) -> None:
    """Opens the form of an agenda item's next step, or the page and the part of it where it is done."""
    if item.action is Action.REQUEST:
        if item.part:
            state.choose("at", words.REQUEST_PARTS[item.part])
        state.go_to("access_requests", request=item.code)
        return
    if item.action is Action.BACKUP:
        state.go_to("set_up", part="Backups")
        return
    if item.action in (Action.RECOVERY_CODE, Action.NEXT_MANAGER):
        state.go_to("set_up", part="Accounts")
        return
    if item.action is Action.ASK:  # the form to print, and that it was handed out, are with the child there
        # Without a row it is of every purpose.
        of_many = {ASKED_OF: str(item.record)} if item.is_of_many and item.record else {}
        lead_to("consents", {"consents": "To ask"}, item.child_code, **of_many)
        return
    if item.action in (Action.FIRST_ENTRY, Action.PLACE):
        part = "File index" if item.action is Action.FIRST_ENTRY else "Developmental records"
        lead_to("children", {"files": part}, item.child_code)
        return
    if item.action is Action.CHAIRPERSON:  # they may be entered already, with another role
        state.go_to("induction")
        return
    state.open_form(_OF_ACTION[item.action], item.record or None, suggestion=item.step)


def lead_to(page: str, part: dict[str, str], child: str = "", **more: str) -> None:
    """Leads to a part of a page, also from another part of the same one, and to a child in it; `more` is what
    else the address says."""
    for key, name in part.items():
        state.choose(key, name)
    # Where the page is open, its parts have been drawn: their place in the address is the widget's own.
    in_address = {} if state.is_at(page) else part
    state.go_to(page, **in_address, **({"child": child} if child else {}), **more)


class Gone(Exception):
    """That what a form is about cannot be filled in any more, in a sentence that says where to look."""


def there(held: Held | None, called: str) -> Held:
    """What a form is about; raises `Gone`, in a sentence that begins with `called`, where it is not there."""
    if held is None:
        raise Gone(f"{called} is no longer there. Close this and look at the list.")
    return held


def opens(
    name: str, title: str | Callable[..., str], *, width: Literal["small", "medium", "large"] = "small"
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes a function the form of that name: a dialog under `title`, which says what `Gone` or `NotAllowed`
    says.

    A title that depends on what the form is about is asked for at each run of the page.
    """

    def keep(form: Callable[..., None]) -> Callable[..., None]:
        @wraps(form)
        def drawn(*about: int) -> None:
            try:
                form(*about)
            except (Gone, NotAllowed) as why:  # it may be another's to record since it was opened
                st.error(parts.plain(str(why)))

        @wraps(form)
        def titled(*about: int) -> None:
            called = title if isinstance(title, str) else title(*about)
            st.dialog(called, width=width, on_dismiss=state.close_form)(drawn)(*about)

        _FORMS[name] = titled
        return form

    return keep


def show_opened() -> None:
    """Draws the form that is open; the last line of every page that has one."""
    opened = state.opened_form()
    if opened and opened[0] not in _OF_THE_FRAME:
        _draw(*opened)


_OF_THE_FRAME = frozenset({LEAVE_SCREEN, FIND})


def show_of_the_frame() -> None:
    """Draws the frame's own form where it is open, on whichever page: showing names again, find and help."""
    opened = state.opened_form()
    if opened and opened[0] in _OF_THE_FRAME:
        _draw(*opened)


def _draw(name: str, record: int | None) -> None:
    if state.is_closing():
        _draw_once_closed()
    else:
        _FORMS[name](*(() if record is None else (record,)))


@st.fragment(run_every=0.1)
def _draw_once_closed() -> None:
    """Draws the page anew once a run without the form has come to its end."""
    if not state.is_closing():
        st.rerun()


def say_without_index(who: Who, thing: Thing, child: tuple[int, str]) -> None:
    """That no number can be looked for, where the file of the child has no index yet (PR-1)."""
    with state.reading(who, thing) as look:
        has_none = bool(file_index.without_entries(look, [child[0]]))
    if has_none:
        parts.quiet(f"{words.without_index(child[1])} A slip in the number would not be noticed.")


def with_index(
    who: Who, thing: Thing, said: str, entry: str, child: tuple[int, str]
) -> Callable[[object], str]:
    """A notice for `save`: `said`, and where the index of the child's file does not have the `entry` that was
    typed, or none is kept, that too (PR-1). `child` is the id and the code."""

    def notice(_: object) -> str:
        with state.reading(who, thing) as look:
            is_indexed = file_index.is_indexed(look, child[0], entry)
            number = entry_number(entry)
            has_none = number is not None and bool(file_index.without_entries(look, [child[0]]))
        if has_none:
            return f"{said} {words.without_index(child[1])} Begin it, with entry {number} in it."
        return said if is_indexed else f"{said} {words.not_indexed(entry, child[1])}"

    return notice


def save(
    place: DeltaGenerator,
    form: str,
    notice: str | Callable[[Any], str],
    write: Callable[..., Any],
    labels: dict[str, str],
    *,
    then: state.Following | Callable[[Any], state.Following] | None = None,
    onward: state.Onward | Callable[[Any], state.Onward | None] | None = None,
) -> None:
    """Writes; on a refusal says by field what to do and keeps what was typed, else closes the form.

    `write` is called with the token of this filling-in of the `form`, so that sent twice it is recorded once.
    `place` is where a refusal is said: just above the button that was pressed. A `notice` that names what
    was written, such as its code, is made of it. `then` is the form that opens next, and `onward` where the
    notice leads; either may make it of what was written.
    """
    told: ChangedMeanwhile | None = None
    following: state.Following | None = None
    leads: state.Onward | None = None
    said = ""
    try:
        written = write(token=state.form_token(form))
        following = then(written) if callable(then) else then
        said = notice if isinstance(notice, str) else notice(written)
        leads = onward(written) if callable(onward) else onward
    except AlreadyRecorded:
        said = "That has already been recorded."
    except ChangedMeanwhile as changed:
        told = changed
    except Refused as refused:
        with place:
            parts.problem_summary(refused.problems, labels)
        return
    except (NotAllowed, NotSaved) as fault:
        place.error(parts.plain(str(fault)))
        return
    if told:
        state.tell(form, told.now, told.problems)
    state.done(said, form, following, leads)


def to_its_papers(kind: str, code: str) -> state.Onward | None:
    """To the record whose letter is to be printed: its kind as in `find`, its code. None where it is open."""
    if code in st.query_params.to_dict().values():
        return None
    return state.Onward(find.address_of(kind, code), f"Open {code} and its papers")


def to_new(kind: str, code: str) -> state.Onward:
    """To the record that was just made: its kind as in `find`, its code. Its dates stand there."""
    return state.Onward(find.address_of(kind, code), f"Open {code}")


def row_in_words(day: str, what: str, by: str) -> str:
    """A row as it is chosen from others: its day, what it says, and who recorded it where names are shown."""
    return f"{day}: {what}" + (f", recorded by {by}" if by and not state.on_screen() else "")


ANEW = "Then enter it again as it should be."


def take_back(
    form: str,
    rows: Mapping[Any, str],
    write: Callable[..., Any],
    whose: str = "",
    *,
    then: str = ANEW,
    asks: Mapping[str, str] | None = None,
) -> None:
    """Asks which of `rows`, said in words by number, was entered by mistake and why, and takes it back.

    A choice may stand for several rows that go together; its key then has several numbers. `write` is called
    with the key as `row`, with `because` and with `token`, and with what it `asks` beside, whose labels are
    given by field. `whose` it was is said once it is done, and what is to be done `then`.
    """
    if not rows:
        st.error("There is nothing left to take back. Close this and look again.")
        return
    with st.form("take-back", border=False):
        row = choice(
            MISTAKE["row"],
            rows,
            "take-back.row",
            lambda number: rows.get(number, str(number)),
            value=next(iter(rows)) if len(rows) == 1 else None,  # there is nothing to choose then
        )
        because = st.text_area(MISTAKE["because"], key="take-back.because")
        labels = MISTAKE | dict(asks or {})
        also = {name: st.text_input(labels[name], key=f"take-back.{name}") or "" for name in asks or {}}
        parts.quiet(f"It no longer counts, but it and your reason both stay in the history. {then}".strip())
        place = st.container()
        if st.form_submit_button("Take it back", type="primary"):
            said = partial(write, row=row, because=because or "", **also)
            notice = f"{f'Taken back {whose}'.strip()}. {then}".strip()
            save(place, form, notice, said, labels)


RECEIVED = ("received_on", "Received")


def correct_receipt(
    form: str,
    known: date,
    write: Callable[..., Any],
    notice: str,
    *,
    asked: tuple[str, str] = RECEIVED,
    show: Callable[[date], None] | None = None,
) -> None:
    """Asks on which day something really came and what was wrong with the day `known`, and records it.

    `write` is called with the day, by the name in `asked`, beside which its label stands, and with `because`
    and `token`; `show` says what another day would do.
    """
    parts.quiet("Both dates stay in the history. Every deadline is worked out from the right one.")
    name, label = asked
    on = day(label, "receipt.on", value=known)
    if show and on and on != known:
        show(on)
    labels = {name: label, "because": MISTAKE["because"]}
    with st.form("receipt", border=False):
        because = st.text_area(labels["because"], key="receipt.because")
        place = st.container()
        if st.form_submit_button("Record correction", type="primary"):
            said = partial(write, because=because or "", **{name: on})
            save(place, form, notice, said, labels)


def correct_child(form: str, code: str, about: str, write: Callable[..., Any]) -> None:
    """Asks which child the record `code` is really about, where it was recorded `about` another.

    `write` is called with the child's number, the reason, and the token of the form.
    """
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        children = people.children_with_records(look, today)
    parts.quiet(
        f"Recorded {about}. Both children stay in the history. All that is recorded here goes with it: read "
        "it through afterwards, for it was about the other child."
    )
    labels = {"child": "Child", "because": MISTAKE["because"]}
    with st.form("about-child", border=False):
        child = choice_of_child(children, "about-child.child")
        because = st.text_area(labels["because"], key="about-child.because")
        place = st.container()
        if st.form_submit_button("Record correction", type="primary"):
            given = {"child_id": child.id if child else None, "because": because or ""}
            said = partial(write, **given)
            save(place, form, f"{code} is about the right child now.", said, labels)


class Coded(Protocol):
    """A record with its number and its code."""

    @property
    def id(self) -> int:
        """The number of its row."""

    @property
    def code(self) -> str:
        """Its code, as it is shown."""


OneOfTwo = TypeVar("OneOfTwo", bound=Coded)


def take_back_whole(
    form: str,
    code: str,
    others: Sequence[OneOfTwo],
    said_of: Callable[[OneOfTwo], str],
    write: Callable[..., Any],
    *,
    key: str,
    was: str,
    anew: str,
) -> None:
    """Asks why the whole record `code` was a mistake and, where it `was` recorded twice, which of `others`
    stands, said by `said_of`.

    `write` is called with its number as `stands_id`, with `because` and with `token`. Where none is chosen,
    `anew` says what is to be done.
    """
    labels = {"stands": f"If it was {was} twice, the one that stands", "because": MISTAKE["because"]}
    with st.form(key, border=False):
        stands = choice(labels["stands"], others, f"{key}.stands", said_of, empty=f"It was not {was} twice")
        because = st.text_area(labels["because"], key=f"{key}.because")
        place = st.container()
        if st.form_submit_button("Take it back", type="primary"):
            given = {"stands_id": stands.id if stands else None, "because": because or ""}
            onward = f"{stands.code} stands." if stands else anew
            save(place, form, f"{code} is taken back. {onward}", partial(write, **given), labels)


def names_are_off(shows: str = "names and what people typed") -> bool:
    """Says on a shared screen that a form which `shows` something waits until names are shown again."""
    if state.on_screen():
        st.warning(f"This form shows {shows}. Show names first.")
    return state.on_screen()


def seen(
    form: str, now: dict[str, Any], labels: dict[str, str], keys: dict[str, str] | None = None
) -> dict[str, Any]:
    """What the form showed when it was opened, for the write to compare with what is there.

    Says, by field, what somebody else changed meanwhile; what was typed stays.
    """
    held, problems = state.seen(form, now, keys or {})
    if problems:
        parts.problem_summary(problems, labels)
        parts.quiet("What you typed is still here. Save again to keep it.")
    return held


def first_seen(who: Who, found: Sequence[Held], kind: str, record: int, *, called: str) -> Held:
    """The record that a form is about, noted as seen in the trail; raises `Gone` where it is not there.

    `found` is that one or nothing, `kind` what the audit trail names it, `called` how the sentence begins.
    """
    held = there(next(iter(found), None), called)
    state.saw(who, kind, record)
    return held


def as_opened(
    form: str, about: Hashable, options: Iterable[Held], suggested: Held | None
) -> tuple[list[Held], Held | None]:
    """The steps to choose from and the one to begin with, as they stood when the form was opened.

    What somebody else records meanwhile would take the choice away, and with it what was typed: the write
    says instead that it is recorded. `about` is what the form is about.
    """
    return state.prepared(form, about, lambda: (list(options), suggested))


def choice(
    label: str,
    options: Iterable[Held],
    key: str,
    said: Callable[[Held], str] | None = None,
    *,
    value: Held | None = None,
    place: DeltaGenerator | None = None,
    hint: str | None = None,
    empty: str = "Choose",
) -> Held | None:
    """One of `options`, each `said` in words, or in its own; None while none is chosen.

    `value` is the one to begin with, where it is among them; `place` a column to stand in; `empty` what
    stands there while none is chosen.
    """
    offered = list(options)
    # What was chosen may be none of them any more. Streamlit would begin again with `value`, and the press
    # that comes with it would record that.
    held = state.kept(key)
    is_gone = held is not None and held not in offered
    chosen: Held | None = (place or st).selectbox(
        label,
        offered,
        index=offered.index(value) if value in offered and not is_gone else None,
        key=key,
        placeholder=empty,
        format_func=words.told_apart(offered, said or (lambda one: words.capital(str(one)))),
        help=hint,
    )
    return as_offered(offered, chosen)


def as_offered(options: Iterable[Held], chosen: Held | None) -> Held | None:
    """What was chosen, as it stands among `options`; None where it is none of them.

    Streamlit takes what a browser sends for a choice where it reads as one: a message that was made by hand
    brings the bare text of a word in place of the word, and the rules, which ask `is`, would pass it by.
    """
    return next((one for one in options if one == chosen), None) if isinstance(chosen, str) else chosen


def choice_of_child(children: Sequence[KnownChild], key: str, *, code: str = "") -> KnownChild | None:
    """One of `children`, chosen by typing a name or a code; None while none is. It begins with
    the one of that `code`, where there is one."""
    # As of a `choice`: who was chosen may stand there by another name since.
    held = state.kept(key)
    first = code if held is None or held in children else ""
    chosen: KnownChild | None = st.selectbox(
        "Child",
        children,
        index=next((number for number, one in enumerate(children) if first and one.code == first), None),
        key=key,
        placeholder="Type a name or a code",
        format_func=named_person,
    )
    return chosen


def code_and_child(code: str, child_code: str, child: str) -> str:
    """A record as it is chosen, and whose it is: nobody knows by its code alone which of ten it was."""
    if not child_code or state.on_screen():
        return code
    return f"{code}, {state.to_find(child_code, child)}"


OF_EACH = "Each child has a record of their own: what is in the file, and who may know of it, differ."


def choice_of_children(
    label: str, children: Sequence[KnownChild], key: str, *, note: str = OF_EACH
) -> list[KnownChild]:
    """Those of `children` of whom the same is to be recorded; nobody by itself. `note` is its help."""
    # By number: whoever stands there by another name since stays chosen, and is not dropped without a word.
    by_id = {one.id: one for one in children}
    said = {number: named_person(one) for number, one in by_id.items()}
    chosen = st.multiselect(
        label,
        list(said),
        key=key,
        format_func=lambda number: said.get(number, str(number)),
        placeholder="Type names or codes",
        help=note,
        select_all=False,
    )
    return [by_id[number] for number in chosen]


def choice_of_beside(
    label: str, beside: Sequence[Beside], key: str, *, note: str = "", all_of_them: bool = False
) -> list[Beside]:
    """Those of the records beside this one to which the same happened; not asked where there are none.

    With `all_of_them` it begins with each of them, and is empty once one that was chosen is gone.
    """
    if not beside:
        return []
    is_gone = not set(state.kept(key) or ()).issubset(beside)
    # Said in the run, as the screen stands in it.
    said = {one: f"{one.code}, {state.to_find(one.child_code, one.child)}" for one in beside}
    return st.multiselect(
        label,
        beside,
        default=beside if all_of_them and not is_gone else None,
        key=key,
        format_func=lambda one: said.get(one, str(one)),
        placeholder="None of them",
        help=note or None,
        select_all=False,
    )


def named_person(person: KnownPerson | KnownChild) -> str:
    """A child, or somebody of the setting, as they are chosen from others. Who has left says when."""
    named = state.to_find(person.code, person.name)
    if person.left_on is None or person.left_on >= state.today() or state.on_screen():
        return named
    return f"{named}, left {dated(person.left_on)}"


def named_account(account: Who) -> str:
    """An account as it is chosen from others: by its person's name, or by role and number on screen."""
    return f"{account.role}, account {account.account_id}" if state.on_screen() else account.name


SECOND = {"second": "Second person", "confirmation": "The second person's password"}


def second_person(who: Who, key: str, said: Callable[[Who], str] = named_account) -> tuple[int | None, str]:
    """Who else was there, from those who may be the second person, and the password that they type."""
    seconds = signing_in.second_people(state.opened(), who)
    names = {one.account_id: said(one) for one in seconds}  # said in the run, as the screen stands in it
    second = choice(SECOND["second"], seconds, f"{key}.second", lambda one: names[one.account_id])
    typed = st.text_input(SECOND["confirmation"], type="password", key=f"{key}.confirmation")
    return second.account_id if second else None, typed or ""


def day(
    label: str,
    key: str,
    *,
    value: date | None = None,
    may_be_emptied: bool = False,
    hint: str | None = None,
) -> date | None:
    """A date typed or picked, day first; None while it is empty.

    A browser puts the `value` of its own back as soon as somebody takes it out. Where it may be taken out,
    such as a leaving day that was wrong, it is what the field holds at first, and no value of its own.

    The field reaches as far as records do: of its own it takes ten years to each side, and a day beyond them,
    such as the first day of somebody who has been here long, it would give back as none.
    """
    today = state.today()
    earliest, latest = date(today.year - REACH_IN_YEARS, 1, 1), date(today.year + REACH_IN_YEARS, 12, 31)
    if value:
        earliest, latest = min(earliest, value), max(latest, value)
    if may_be_emptied:
        state.begin_with(key, value)
        value = None
    chosen: date | None = st.date_input(
        label, value=value, min_value=earliest, max_value=latest, format=DATE, key=key, help=hint
    )
    return chosen
