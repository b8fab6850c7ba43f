"""Induction: nobody near the children before they have been taken through confidentiality (PR-6, OR-2)."""

from functools import partial

import streamlit as st

from rules.agenda import Area
from rules.figures import induction_figures, induction_statuses
from rules.need_to_know import Thing
from store import agenda, induction, people
from ui import answers, charts, exports, filters, form, leavers, one_person, parts, registers, state, words

who = state.signed_in(Thing.INDUCTION)
today = state.today()

with state.reading(who, Thing.INDUCTION) as look:
    page = agenda.read(look, today, Area.INDUCTION)

house, facts = page.house, page.facts
statuses = induction_statuses(facts, today=today, house=house.rules)
figures = induction_figures(facts, statuses, today=today, house=house.rules)
head = parts.Head(st.container(), "Induction", "Clauses PR-6 and OR-2", house.name)
if not facts.people:
    head.of_all()
    parts.no_records(who, "Nobody is here today.")
    st.button("Add a person", on_click=state.open_form, args=(form.ADD_PERSON,))
    form.show_opened()
    raise state.PageEnds

part = filters.part(["People", "Students", "Leavers", "Topics"], "induction")
of_all = st.container()
is_one_open = False
match part:
    case "People":
        with state.reading(who, Thing.INDUCTION) as look:
            booked = {person.code: person for person in people.booked(look, today)}
        by_code = {person.code: person for person in facts.people}
        names = {code: person.name for code, person in by_code.items()}
        names |= {code: later.name for code, later in booked.items()}
        filters.not_here("person", "person", names)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            code = filters.one_named("person", "Person", names)
            if not code:
                st.button("Add a person", on_click=state.open_form, args=(form.ADD_PERSON,))
                st.button("Several taken through together", on_click=state.open_form, args=(form.SIGN_OFFS,))
        shown = not state.on_screen()
        rows = registers.induction_grid(facts, statuses, today=today, shown=shown)
        if code:
            is_one_open = True
            head.of_one(state.named(code, names[code]), key="person", back="All people")
            if person := by_code.get(code):
                one_person.here(who, page, person, rows, today)
            else:
                one_person.to_come(booked[code])
        else:
            whose = answers.people_of(page.items, today)
            parts.agenda(page.items, today, who, is_folded=True, of_the_overdue=whose)
            parts.subheading(
                "People by topics",
                note=f"{parts.heads_open()}. Safeguarding training: the latest, renewed every two years",
            )
            taken = filters.choice_of_status([*words.INDUCTIONS.values(), words.READ_AND_SIGNED], "taken")
            parts.grid(
                filters.with_status(rows, taken),
                caption="People by induction topics",
                key="page",
                opens="person",
            )
            left = partial(leavers.induction_rows, who, taken, today, shown=shown)
            exports.part(who, "induction", today, left)
            parts.subheading("By topic")
            charts.induction_by_topic(facts, statuses, today)
    case "Students":
        with state.reading(who, Thing.INDUCTION) as look:
            placements = people.placements(look, today)
        shown = not state.on_screen()
        rows = registers.induction_grid(facts, statuses, today=today, shown=shown)
        names = {placement.code: placement.name for placement in placements}
        is_one_open = bool(placements) and one_person.of_a_placement(head, who, page, names, rows, today)
        note = "OR-2: advised of the policy before they observe"
        if placements and not is_one_open:
            parts.subheading("Placements", note=f"{note}. {parts.ROWS_OPEN}")
            parts.register(
                registers.placements(placements, today, shown=shown),
                alt="Placements of students, newest first",
                opens=one_person.STUDENT,
            )
        elif not placements:
            parts.subheading("Placements", note=note)
            parts.empty(
                "No student is here or was in the last year. Add one under People, with the one who "
                "supervises."
            )
    case "Leavers":
        is_one_open = leavers.left(head, who, house, facts, today)
    case "Topics":
        with state.reading(who, Thing.INDUCTION) as look:
            versions = induction.topic_versions(look, today)
        newest = {version.key: version for version in reversed(versions)}
        parts.subheading("Topics", len(newest), note="Every version, newest first")
        parts.lines(registers.topic_lines(versions), kind="topics", head=registers.TOPICS)
        topic = filters.one_of("topic", "Topic", list(newest), lambda key: newest[key].title, called="topic")
        if topic:
            parts.sentences(newest[topic].points.splitlines())
            st.button("Make a new version", on_click=state.open_form, args=(form.TOPIC, newest[topic].id))
        further = induction.further_topics(versions)
        if further:
            parts.subheading("Further topics", note="The people they are for have as long as for a re-read")
            place = st.container()
            for key, title in further:
                if st.button(f"Take up: {title}", key=f"take-up-{key}"):
                    form.save(
                        place,
                        f"take up {key}",
                        f"{title} is taken up.",
                        partial(induction.take_up, state.opened(), who, key=key, today=today),
                        {"topic": "Topic"},
                    )
if not is_one_open:
    head.of_all()
    with of_all:
        if part == "Students":
            parts.answer(answers.placements_answer(placements, today))
        elif part == "Leavers":
            parts.answer(answers.leavers_answer(figures))
        else:
            parts.answer(answers.induction_answer(figures))
        if part == "People":
            parts.figures(answers.induction_figures(figures, statuses))
form.show_opened()
