"""Induction: signing off and countersigning, people and their placements, training, topics (PR-6, OR-2)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import partial

import streamlit as st

from rules import managers
from rules.induction import KEY_PEOPLE, Role, is_long_before
from rules.need_to_know import Act, Thing, may, reaches_further
from rules.own_children import what_follows_here
from rules.words import counted, dated, listed, long_date
from store import accounts, induction, open_people, own_children, people
from store.cabinet import Look
from store.house import House, read_house
from store.induction import Recorded, TakenThrough
from store.people import KnownPerson
from ui import form, parts, state, words
from ui.accounts import then_a_new_code


def _of(staff: Sequence[KnownPerson], staff_id: int) -> KnownPerson:
    return form.there(next((person for person in staff if person.id == staff_id), None), "This person")


TOPICS, PEOPLE = "Topics they were taken through", "Who was taken through them"
NONE_OF_THEM = "These people have none of these topics left. Choose others, or other topics."
SIGN_OFF = {
    "person": "Person",
    "on": "Date it was done",
    "signed_off_by": "Who took them through it",
    "topic": TOPICS,
    "signer_name": "Name of who took them through it",
    "note": "Why it was over four weeks before they started",
}
NOT_ON_THE_LIST = "Somebody not on the list"
NO_NAME = {"signer_name": "Enter the name of who took them through it."}


@form.opens(form.SIGN_OFF, "Sign off induction", width="medium")
def _sign_off(staff_id: int) -> None:
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        house = read_house(look, today)
        staff = people.staff_of_late(look, today)
        signers = _signers(look, today)
        left = [one for one in people.leavers(look, today) if one.id == staff_id]
        person = _of([*staff, *left], staff_id)
        left_on = person.left_on if left else None
        found = induction.missing(look, house, left_on or today, staff_id=staff_id)
    nothing = f"Nothing is left to sign off for {person.code}. Close this and look at the list."
    ahead = () if left or not found else found[0].ahead
    if not found or not (found[0].topics or ahead):
        raise form.Gone(nothing)
    [missing] = found
    state.saw(who, "staff_member", staff_id)
    parts.quiet(f"{state.named(person.code, person.name)}, {person.role}.")
    seen, _ = _versions(form.SIGN_OFF, house, set(Role) if ahead else {person.role}, today)
    others = [p for p in signers if p.id != staff_id]
    usual = next((p for p in others if p.name == who.name), None)
    # Outside the form: what the day and the choice ask for besides is there once they do, and not before.
    on, by = _day_and_signer("sign-off", others, usual, left_on or today)
    with st.form("sign-off", border=False):
        topics = st.multiselect(
            TOPICS,
            missing.topics,
            default=missing.topics,
            key="sign-off.topics",
            format_func=lambda topic: topic.title,
            select_all=True,
        )
        before = []
        if ahead:
            before = st.multiselect(
                "Of a role that they are about to take over",
                ahead,
                key="sign-off.ahead",
                format_func=lambda topic: topic.title,
                placeholder="None",
                select_all=False,
                help="PR-6: before they begin in it. The role itself is changed once it has begun.",
            )
        signer_name = _name_of("sign-off", by)
        note = _why_so_early("sign-off", is_long_before(on, person.started_on))
        place = st.container()
        if st.form_submit_button("Sign off", type="primary"):
            if not (missing.topics or before):
                raise form.Gone(nothing)
            if by == NOT_ON_THE_LIST and not signer_name.strip():
                with place:
                    parts.problem_summary(NO_NAME, SIGN_OFF)
                return
            write = partial(
                induction.sign_off,
                state.opened(),
                who,
                taken=[TakenThrough(staff_id, tuple(topic.id for topic in [*topics, *before]))],
                on=on,
                signed_off_by_id=by.id if isinstance(by, KnownPerson) else None,
                signer_name=signer_name,
                note=note or "",
                today=today,
                seen=seen,
            )
            form.save(
                place,
                form.SIGN_OFF,
                lambda newer: (
                    f"Signed off for {person.code}{_still_to_read([] if left_on else newer)}."
                    + _left_out([topic.title for topic in missing.topics if topic not in topics])
                ),
                write,
                SIGN_OFF,
            )


@form.opens(form.SIGN_OFFS, "Several taken through together", width="medium")
def _sign_offs(topic_id: int | None = None) -> None:
    """With `topic_id`, a version of a topic that many are to read again, the topic is chosen already."""
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        house = read_house(look, today)
        signers = _signers(look, today)
        found = {one.person.id: one for one in induction.missing(look, house, today)}
    if not found:
        raise form.Gone("Nothing is left to sign off for anybody. Close this and look at the list.")
    parts.quiet(
        "For a meeting or a training day. Each person is signed off for those of the topics that they still "
        "have to be taken through."
    )
    lack = Counter(topic.id for one in found.values() for topic in one.topics)
    seen, _ = _versions(form.SIGN_OFFS, house, set(Role), today)
    offered = [topic for topic in house.topics if topic.id in lack]
    usual = next((person for person in signers if person.name == who.name), None)
    on, by = _day_and_signer("sign-offs", signers, usual, today)
    # Before the form too: whether it was long before somebody started goes by who was there.
    staff_ids = st.multiselect(
        PEOPLE,
        list(found),
        key="sign-offs.people",
        format_func=lambda staff_id: state.to_find(found[staff_id].person.code, found[staff_id].person.name),
        placeholder="Choose those who were there",
        select_all=True,
    )
    with st.form("sign-offs", border=False):
        topics = st.multiselect(
            TOPICS,
            offered,
            default=[topic for topic in offered if topic.id == topic_id],
            key="sign-offs.topics",
            format_func=lambda topic: f"{topic.title}, {counted(lack[topic.id], 'person', 'people')}",
            placeholder="Choose",
            select_all=True,
        )
        signer_name = _name_of("sign-offs", by)
        is_early = any(is_long_before(on, found[one].person.facts.started_on) for one in staff_ids)
        note = _why_so_early("sign-offs", is_early)
        place = st.container()
        if st.form_submit_button("Sign off", type="primary"):
            chosen = {topic.id for topic in topics}
            taken = [
                TakenThrough(
                    staff_id, tuple(topic.id for topic in found[staff_id].topics if topic.id in chosen)
                )
                for staff_id in staff_ids
            ]
            needed = [one for one in taken if one.topic_ids or not chosen]
            if taken and not needed:
                with place:
                    parts.problem_summary({"person": NONE_OF_THEM}, {"person": PEOPLE})
                return
            if by == NOT_ON_THE_LIST and not signer_name.strip():
                with place:
                    parts.problem_summary(NO_NAME, SIGN_OFF)
                return
            write = partial(
                induction.sign_off,
                state.opened(),
                who,
                taken=needed,
                on=on,
                signed_off_by_id=by.id if isinstance(by, KnownPerson) else None,
                signer_name=signer_name,
                note=note or "",
                today=today,
                seen=seen,
            )
            are = counted(len(needed), "person", "people")
            form.save(
                place,
                form.SIGN_OFFS,
                lambda newer: f"Signed off for {are}{_still_to_read(newer)}.",
                write,
                SIGN_OFF | {"person": PEOPLE},
            )


def _signers(look: Look, today: date) -> list[KnownPerson]:
    """Who may have taken somebody through it: who is here, then who has left. Who is to come has not."""
    here = [person for person in people.staff(look, today) if person.started_on <= today]
    return [*here, *people.leavers(look, today)]


def _day_and_signer(
    key: str, signers: Sequence[KnownPerson], usual: KnownPerson | None, day: date
) -> tuple[date | None, KnownPerson | str | None]:
    """When they were taken through it, and by whom: somebody of the register, or of no list."""
    left, right = st.columns(2)
    with left:
        on = form.day(SIGN_OFF["on"], f"{key}.on", value=day)
    with right:
        offered: list[KnownPerson | str] = [*signers, NOT_ON_THE_LIST]
        by = form.choice(SIGN_OFF["signed_off_by"], offered, f"{key}.by", _said_of, value=usual)
    return on, by


def _said_of(one: KnownPerson | str) -> str:
    return one if isinstance(one, str) else form.named_person(one)


def _name_of(key: str, by: KnownPerson | str | None) -> str:
    """The name of who did it, where that is nobody of the list."""
    if by != NOT_ON_THE_LIST:
        return ""
    return st.text_input(SIGN_OFF["signer_name"], key=f"{key}.signer_name") or ""


def _why_so_early(key: str, is_early: bool) -> str:
    """Why it was so long before the start, where it was."""
    return (st.text_input(SIGN_OFF["note"], key=f"{key}.note") or "") if is_early else ""


def _versions(
    name: str, house: House, roles: Collection[Role], today: date
) -> tuple[dict[str, int], list[str]]:
    """Which versions were to be read when the form was opened, and of which topics a newer one came in."""
    now: dict[str, int] = {}
    for role in roles:
        now |= induction.wanted_versions(house.topics, role, today)
    titles = {topic.key: topic.title for topic in house.topics}
    seen = form.seen(name, now, titles)
    return seen, [titles[key] for key, number in now.items() if number > seen.get(key, number)]


def _left_out(titles: Sequence[str]) -> str:
    """What is said of topics that were taken off the list: a key too many does that without a word."""
    return f" Not signed off, and still to do: {listed(list(titles))}." if titles else ""


def _still_to_read(titles: Sequence[str]) -> str:
    """What is said of a sign-off on a version that was replaced: it is kept, and does not do."""
    if not titles:
        return ""
    return f" on the version of that day. A newer one is still to be read: {listed(list(titles))}"


@form.opens(form.COUNTERSIGN, "Countersign what was read")
def _countersign(staff_id: int) -> None:
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        house = read_house(look, today)
        person = next(iter(open_people.people(look, house, today, staff_id=staff_id)), None)
        read = induction.read_topics(look, house, today, staff_id)
    seen, newer = _versions(form.COUNTERSIGN, house, {person.facts.role}, today) if person else ({}, [])
    if person is None or not read:
        why = "Nothing is waiting to be countersigned here any more."
        if newer:
            why = (
                f"A newer version of {listed(newer)} has come in since. That one has to be read and "
                "signed first."
            )
        raise form.Gone(f"{why} Close this and look at the list.")
    state.saw(who, "staff_member", staff_id)
    parts.quiet(f"{state.named(person.code, person.name)} read and signed these. Talk them through first.")
    with st.form("countersign", border=False):
        topics = st.multiselect(
            "Topics",
            read,
            default=read,
            key="countersign.topics",
            format_func=lambda topic: topic.title,
            select_all=True,
        )
        place = st.container()
        if st.form_submit_button("Countersign", type="primary"):
            write = partial(
                induction.countersign,
                state.opened(),
                who,
                staff_id=staff_id,
                topic_ids=[topic.id for topic in topics],
                today=today,
                seen=seen,
            )
            form.save(
                place,
                form.COUNTERSIGN,
                f"Countersigned for {person.code}.",
                write,
                {"topic": "Topics"},
            )


@form.opens(form.TRAINING, "Safeguarding training")
def _training(staff_id: int | None = None) -> None:
    """Without `staff_id` of several who took part, each of whom is chosen."""
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        staff = {person.id: person for person in people.staff(look, today)}
    first = [] if staff_id is None else [_of(list(staff.values()), staff_id)]
    of_whom = "".join(f"{state.named(one.code, one.name)}. " for one in first)
    parts.quiet(f"{of_whom}It is renewed every two years.")
    labels = {
        "person": "Who else took part" if first else "Who took part",
        "on": "Date of the training",
        "course": "Which training",
    }
    with st.form("training", border=False):
        on = form.day(labels["on"], "training.on", value=today)
        course = st.text_input(labels["course"], key="training.course")
        others = st.multiselect(
            labels["person"],
            [one for one in staff if one != staff_id],
            key="training.others",
            format_func=lambda one: state.to_find(staff[one].code, staff[one].name),
            placeholder="Nobody" if first else "Choose those who were there",
            select_all=True,
        )
        place = st.container()
        if st.form_submit_button("Record training", type="primary"):
            write = partial(
                induction.record_training,
                state.opened(),
                who,
                staff_ids=[*(one.id for one in first), *others],
                on=on,
                course=course or "",
                today=today,
            )
            are = [one.code for one in first]
            if others:
                are.append(
                    counted(len(others), "other") if first else counted(len(others), "person", "people")
                )
            form.save(place, form.TRAINING, f"The training of {listed(are)} is recorded.", write, labels)


_Rows = tuple[tuple[int, ...], tuple[int, ...]]  # sign-offs and trainings, by their numbers


def _may_be_mistaken(held: Sequence[Recorded]) -> dict[_Rows, str]:
    """What counts and may be taken back, in words: what was signed off together, and each by itself."""
    shown = not state.on_screen()
    together: dict[tuple[date, str], list[int]] = defaultdict(list)
    single: dict[_Rows, str] = {}
    for one in held:
        if one.taken_back:
            continue
        if one.is_training:
            course = f", {one.title}" if shown and one.title else ""
            single[(), (one.id,)] = f"{dated(one.on)}: safeguarding training{course}"
            continue
        by = f", by {one.by}" if shown and one.by else ""
        what = words.induction_record(one).lower()
        single[(one.id,), ()] = f"{dated(one.on)}: {one.title}, version {one.version}, {what}{by}"
        together[one.on, by].append(one.id)
    whole: dict[_Rows, str] = {
        (tuple(ids), ()): f"{dated(on)}: all {len(ids)} topics of that day{by}"
        for (on, by), ids in together.items()
        if len(ids) > 1
    }
    return whole | single


@form.opens(form.SIGN_OFF_MISTAKE, "Sign-off entered by mistake", width="medium")
def _mistaken(staff_id: int) -> None:
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        person = _of(people.staff(look, today, also=staff_id), staff_id)
        held = induction.recorded(look, staff_id)
    state.saw(who, "staff_member", staff_id)
    parts.quiet(f"{state.named(person.code, person.name)}, {person.role}.")
    parts.quiet(
        "Without a sign-off they count as not taken through the topic, as PR-6 has everybody be. What they "
        "read and signed themselves stays, and waits to be countersigned."
    )
    form.take_back(
        form.SIGN_OFF_MISTAKE,
        _may_be_mistaken(held),
        lambda *, row, because, token: induction.take_back(
            state.opened(),
            who,
            sign_off_ids=row[0] if row else (),
            training_ids=row[1] if row else (),
            because=because,
            token=token,
        ),
        f"for {person.code}",
    )


@form.opens(form.CLOSE_ACCOUNT, "Close an account")
def _close_account(account_id: int) -> None:
    who, today = state.signed_in(Thing.ENDED_ACCOUNT), state.today()
    staff_id, person = None, None
    if may(who.role, Act.RECORD, Thing.INDUCTION):
        with state.reading(who, Thing.INDUCTION) as look:
            staff_id = induction.person_of(look, account_id)
            person = next((p for p in people.staff(look, today) if p.id == staff_id), None)
    held = form.there(accounts.open_one(state.opened(), who, account_id), "This account")
    parts.sentences(
        [
            f"{state.named(held.staff_code or f'Account {held.id}', held.name)}, {held.role}.",
            "The person is signed out at once. A closed account stays closed.",
        ]
    )
    if person and person.started_on > today:
        parts.quiet(
            f"This person starts on {long_date(person.started_on)}: give them a new account shortly before, "
            "to read the policy and sign."
        )
    elif person and person.left_on:
        st.warning(f"This person is here until {long_date(person.left_on)}.")
    left_on = person.left_on if person else None
    ends_itself = left_on is not None and left_on >= today and held.until_on != left_on
    goes_on = bool(left_on and ends_itself and may(who.role, Act.RECORD, Thing.ACCOUNT))
    if left_on and goes_on:  # first: whoever is here still works with the account
        with st.form("account-last-day", border=False):
            place = st.container()
            if st.form_submit_button("Let it end by itself after that day", type="primary"):
                ends = partial(
                    accounts.change_last_day, state.opened(), who, account_id, left_on, seen=held.until_on
                )
                said = f"The account signs in until {long_date(left_on)}, and ends by itself."
                form.save(place, form.CLOSE_ACCOUNT, said, ends, {})
    with st.form("close-account", border=False):
        place = st.container()
        if st.form_submit_button(
            "Close the account now" if goes_on else "Close the account",
            type="secondary" if goes_on else "primary",
        ):
            write = partial(accounts.close, state.opened(), who, account_id)
            form.save(
                place,
                form.CLOSE_ACCOUNT,
                lambda _: f"The account is closed.{then_a_new_code(who, account_id)}",
                write,
                {},
            )
    wrong = "The start is wrong" if person and person.started_on > today else "The last day is wrong"
    if staff_id and st.button(wrong, key="close-account.left-on"):
        state.done("", form.CLOSE_ACCOUNT, state.Following(form.CHANGE_PERSON, staff_id))


@form.opens(form.ACCOUNT_ROLE, "Change the role of an account")
def _account_role(account_id: int) -> None:
    who, today = state.signed_in(Thing.ENDED_ACCOUNT, Thing.INDUCTION), state.today()
    account = form.there(accounts.open_one(state.opened(), who, account_id), "This account")
    with state.reading(who, Thing.INDUCTION) as look:
        staff_id = induction.person_of(look, account_id)
        person = _of(people.staff(look, today), staff_id or 0)
    is_less = reaches_further(person.role, account.role)
    parts.sentences(
        [
            f"{state.named(person.code, person.name)}. In the register: {person.role}. The account: "
            f"{account.role}, which sees {'less' if is_less else 'more'}.",
            "The person is signed out, and signs in again with the same password.",
        ]
    )
    seen = form.seen(form.ACCOUNT_ROLE, {"role": account.role}, {"role": "Role"})
    with st.form("account-role", border=False):
        place = st.container()
        if st.form_submit_button(f"Make it {person.role}", type="primary"):
            write = partial(
                accounts.change_role, state.opened(), who, account_id, person.role, seen=seen["role"]
            )
            form.save(
                place, form.ACCOUNT_ROLE, f"The account of {person.code} is {person.role} now.", write, {}
            )
    with st.container(horizontal=True):
        for label, opens, record in (
            ("Close it instead", form.CLOSE_ACCOUNT, account_id),
            ("The role in the register is wrong", form.CHANGE_PERSON, person.id),
        ):
            if opens == form.CLOSE_ACCOUNT and (is_less or not may(who.role, Act.RECORD, Thing.ACCOUNT)):
                continue  # of somebody who is here: for the manager; nor is it that of who takes over
            if st.button(label, key=f"account-role.{opens}"):
                state.done("", form.ACCOUNT_ROLE, state.Following(opens, record))


PERSON = {
    "name": "Name",
    "role": "Role",
    "role_from_on": "New role from, if it changes",
    "started_on": "Starts on",
    "first_day_on": "First day with the children",
    "left_on": "Ends on",
    "supervisor": "Who supervises, for a student or volunteer",
    "is_meant": "It is somebody else of the same name",
}


FIRST_DAY = (
    "Leave it empty for whoever never works with the children, such as most of the committee. A key person, "
    "student or volunteer counts as with them from the start until the day is entered."
)
WHAT_COMES_FIRST = "What they are taken through, and by when, stands among what is to be done."


def _supervisor(staff: list[KnownPerson], chosen: int | None, key: str) -> int | None:
    """Who supervises, by number: as what the form showed has it."""
    named = {person.id: state.to_find(person.code, person.name) for person in staff}
    return form.choice(
        PERSON["supervisor"], named, key, lambda number: named.get(number, str(number)), value=chosen
    )


@form.opens(form.ADD_PERSON, "Add a person")
def _add_person() -> None:
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        staff = people.who_may_be_key_person(look, today)
        has_namesake = bool(people.of_one_name(look, state.kept("add-person.name") or ""))
    parts.quiet("Is it somebody who comes back? Change their days under Leavers: what they did is kept.")
    with st.form("add-person", border=False):
        name = st.text_input(PERSON["name"], key="add-person.name")
        role: Role | None = form.choice(
            PERSON["role"], list(Role), "add-person.role", lambda role: str(role).capitalize()
        )
        started_on = form.day(PERSON["started_on"], "add-person.started-on", value=today)
        first_day_on = form.day(PERSON["first_day_on"], "add-person.first-day-on", hint=FIRST_DAY)
        left_on = form.day(PERSON["left_on"], "add-person.left-on")
        supervisor = _supervisor(staff, None, "add-person.supervisor")
        is_meant = has_namesake and st.checkbox(PERSON["is_meant"], key="add-person.is-meant")
        place = st.container()
        if st.form_submit_button("Add person", type="primary"):
            write = partial(
                people.add_person,
                state.opened(),
                who,
                name=name or "",
                role=role,
                started_on=started_on,
                first_day_on=first_day_on,
                left_on=left_on,
                supervisor_id=supervisor,
                is_meant=is_meant,
                today=today,
            )
            said = f"The person is added. {WHAT_COMES_FIRST}"
            if left_on and left_on < today:
                said += " They have left by then: under Leavers is entered what they were taken through."
            if is_meant:
                said += " Two have the same name: add to one of them what tells them apart."

            def notice(_code: str) -> str:
                with state.reading(who, Thing.INDUCTION) as look:
                    of_carers = [] if state.on_screen() else own_children.children_of(look, name or "")
                meant = what_follows_here(role, of_carers) if role else ""
                return f"{said} {meant}".strip()

            form.save(place, form.ADD_PERSON, notice, write, PERSON)


def _in_their_place(alone: people.LeftAlone) -> str:
    """What is to be done for the key children of somebody who leaves, or takes another role."""
    if not alone.children or alone.from_on is None:
        return ""
    them = "their key child" if alone.children == 1 else f"their {alone.children} key children"
    return f" Choose another key person for {them} from {long_date(alone.from_on)}, under Children and files."


def _no_manager(alone: people.LeftAlone, today: date) -> str:
    """What follows where whoever leaves is the last manager."""
    if alone.next_is_not_in:
        return f" {managers.NOT_IN_YET}"
    return f" {managers.warning(alone.no_manager, today=today)}" if alone.no_manager else ""


def _their_account(alone: people.LeftAlone) -> str:
    """What becomes of an account that was never closed, where somebody who had left is here again."""
    if alone.stays_shut:
        return (
            " Their account from before stays shut until the manager opens it: under Set-up, Accounts, "
            "choose Change the last day, which gives a new password."
        )
    return " Their account signs them in again, with the same password." if alone.opens_again else ""


_CHANGEABLE = ("role", "started_on", "first_day_on", "left_on")


@form.opens(form.CHANGE_PERSON, "Change a person")
def _change_person(staff_id: int) -> None:
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        everyone = people.staff(look, today, also=staff_id)
        placement = induction.placement(look, staff_id)
    person = _of(everyone, staff_id)
    state.saw(who, "staff_member", staff_id)
    parts.quiet(f"{state.named(person.code, person.name)}, {person.role}.")
    if person.left_on and person.left_on < today:
        parts.quiet(
            f"Left on {long_date(person.left_on)}. Clear that day if it is wrong, or enter the right "
            "one; if they come back, enter the new start as well. Their key children are theirs again, "
            "except those given to somebody else since. A closed account stays closed: the manager "
            "gives them a new one under Set-up. One that was never closed stays shut until the manager opens "
            "it, if they come back."
        )
    if placement.advised_on:
        parts.quiet(f"Advised of the policy on {long_date(placement.advised_on)}.")
    # A name is shown and changed only where names are shown at all.
    shown = ("name", *_CHANGEABLE) if not state.on_screen() else _CHANGEABLE
    now = {field: getattr(person, field) for field in shown} | {"supervisor": placement.supervisor_id}
    keys = {field: f"change-person.{field.replace('_', '-')}" for field in now}
    seen = form.seen(form.CHANGE_PERSON, now, PERSON, keys)
    others = [p for p in everyone if p.role in KEY_PEOPLE and p.id != staff_id]
    with st.form("change-person", border=False):
        name = person.name
        if "name" in shown:
            name = st.text_input(PERSON["name"], person.name, key="change-person.name") or ""
        role = form.choice(PERSON["role"], list(Role), "change-person.role", value=person.role)
        role_from_on = form.day(
            PERSON["role_from_on"], "change-person.role-from-on", value=max(today, person.started_on)
        )
        started_on = form.day(PERSON["started_on"], "change-person.started-on", value=person.started_on)
        first_day_on = form.day(
            PERSON["first_day_on"],
            "change-person.first-day-on",
            value=person.first_day_on,
            may_be_emptied=True,
            hint=FIRST_DAY,
        )
        left_on = form.day(
            PERSON["left_on"], "change-person.left-on", value=person.left_on, may_be_emptied=True
        )
        supervisor = _supervisor(others, placement.supervisor_id, "change-person.supervisor")
        place = st.container()
        if st.form_submit_button("Save", type="primary"):
            write = partial(
                people.change_person,
                state.opened(),
                who,
                staff_id=staff_id,
                name=name,
                role=role,
                role_from_on=role_from_on,
                started_on=started_on,
                first_day_on=first_day_on,
                left_on=left_on,
                supervisor_id=supervisor,
                seen=seen,
                today=today,
            )
            form.save(
                place,
                form.CHANGE_PERSON,
                lambda alone: (
                    f"Saved for {person.code}.{_their_account(alone)}{_in_their_place(alone)}"
                    f"{_no_manager(alone, today)}"
                ),
                write,
                PERSON,
            )


TOPIC = {
    "title": "Title",
    "roles": "Who needs it",
    "points": "What there is to read, one point per line",
    "is_material": "What changes",
    "version": "Version",
}
_MATERIAL = {True: "Material: everyone reads it again", False: "A correction of typing: nobody does"}


@form.opens(form.TOPIC, "A new version of a topic", width="large")
def _topic(topic_id: int) -> None:
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        versions = induction.topic_versions(look, today)
    key = next((v.key for v in versions if v.id == topic_id), None)
    newest = next((v for v in versions if v.key == key), None)
    if newest is None:
        raise form.Gone(induction.NOT_THERE)
    seen = form.seen(form.TOPIC, {"version": newest.version}, TOPIC)
    with st.form("induction-topic", border=False):
        title = st.text_input(TOPIC["title"], value=newest.title, key="topic.title")
        roles = st.multiselect(
            TOPIC["roles"],
            list(Role),
            default=[role for role in Role if role in newest.roles],
            key="topic.roles",
            format_func=lambda role: str(role).capitalize(),
            select_all=True,
        )
        points = st.text_area(TOPIC["points"], value=newest.points, height=220, key="topic.points")
        is_material: bool | None = st.radio(
            TOPIC["is_material"],
            list(_MATERIAL),
            index=None,
            key="topic.is-material",
            format_func=_MATERIAL.get,
        )
        place = st.container()
        if st.form_submit_button("Save the new version", type="primary"):
            write = partial(
                induction.change_topic,
                state.opened(),
                who,
                key=newest.key,
                title=title or "",
                roles=roles,
                points=points or "",
                is_material=is_material,
                seen=seen,
                today=today,
            )
            form.save(place, form.TOPIC, f"Version {newest.version + 1} is in use.", write, TOPIC)
