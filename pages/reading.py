"""What concerns me: the policy's points for one's own role, read and signed (OR-2, PR-6; law L9)."""

from functools import partial

import streamlit as st

from rules.induction import TO_READ_AGAIN, Status
from rules.need_to_know import Act, Thing, may
from rules.words import dated
from store import induction, policy
from store.house import read_house
from ui import form, parts, reading, state

who = state.signed_in(Thing.READING)
today = state.today()

with state.reading(who, Thing.READING) as look:
    house = read_house(look, today)
    topics = induction.to_read(look, house, today)

parts.heading("Read and sign", "Clauses OR-2 and PR-6", over=house.name)
if topics is None:
    parts.answer("There is nothing to read under this account.")
    parts.empty(
        "It is not linked to a person of the setting, or their time here has ended. "
        + (
            "To link it, add yourself under Induction by the name that this account has. If you are there "
            "already, choose yourself, press “Change this person”, and save."
            if may(who.role, Act.RECORD, Thing.ACCOUNT)
            else "Ask the manager to link it, by adding a new account for you as a person of the setting."
        )
    )
    raise state.PageEnds

open_ones = reading.to_sign(topics)
waiting = [t for t in topics if t.status is not Status.DONE and t.read_on is not None]
if open_ones:
    said = reading.answer(topics, today)
elif waiting:
    said = f"You have read and signed everything. {reading.countersigned_by(who.role)}"
else:
    said = "You have read and signed everything that concerns you."
parts.answer(said)

for topic in open_ones:
    again = "read again" if topic.status in TO_READ_AGAIN else "to read"
    parts.subheading(topic.title, note=f"Version {topic.version}, {again}")
    parts.sentences(topic.points)
    name = f"read-{topic.topic_id}-{topic.version}"
    with st.form(name, border=False):
        has_read = st.checkbox(
            f"I have read “{parts.plain(topic.title)}” and keep to it", key=f"{name}.has-read"
        )
        place = st.container()
        if st.form_submit_button(f"Sign: {parts.plain(topic.title)}", type="primary"):
            form.save(
                place,
                name,
                f"Signed. {reading.countersigned_by(who.role)}",
                partial(
                    induction.sign_reading,
                    state.opened(),
                    who,
                    topic_id=topic.topic_id,
                    version=topic.version,
                    has_read=has_read,
                    today=today,
                ),
                {"has_read": "I have read it", "topic": "Topic"},
            )

if waiting:
    parts.subheading("Signed by you, to be countersigned", len(waiting))
    parts.lines(
        [(t.title, f"Version {t.version}", dated(t.read_on)) for t in waiting if t.read_on], kind="read"
    )
done = [topic for topic in topics if topic.status is Status.DONE]
if done:
    parts.subheading("Signed off", len(done))
    for topic in done:
        with st.expander(f"{parts.plain(topic.title)}, version {topic.version}"):
            parts.sentences(topic.points)
parts.subheading("To look up")  # nobody signs it off
with st.expander("The whole policy, clause by clause"):
    parts.quiet("In our own words. The policy as it was adopted is on paper: ask the manager for it.")
    parts.lines([(clause["id"], clause["says"]) for clause in policy.clauses()], kind="clause")
