"""The policy: adopted, reviewed, kept by routine checks, clause by clause (AD, SE, IS-9, GE-2)."""

import streamlit as st

from rules.agenda import Action, Area, headline
from rules.need_to_know import Act, Thing, may
from rules.words import counted
from store import agenda, policy, routine
from ui import answers, filters, form, leaflets, parts, registers, state, words

who = state.signed_in(Thing.POLICY)
today = state.today()
shown = not state.on_screen()
may_record = may(who.role, Act.RECORD, Thing.POLICY)

with state.reading(who, Thing.POLICY) as look:
    page = agenda.read(look, today, Area.POLICY)

house, standing = page.house, page.facts.standing
months = house.rules.policy_review_months
parts.heading("Policy", "Clauses AD-1 to AD-6, SE-1 to SE-4 and every other", over=house.name)
part = filters.part(
    ["Adoption and reviews", "Routine checks", "Related policies and numbers", "Leaflets", "Every clause"],
    "policy",
)
asked_under = {
    "Routine checks": ({Action.CHECK}, "No routine check is due."),
    "Related policies and numbers": ({Action.RELATED, Action.CONTACT}, "No policy or number is due."),
    "Leaflets": ({Action.FAMILIES}, "No family is to be told."),
}
if part != "Every clause":
    if part in asked_under:
        actions, none = asked_under[part]
        items = [item for item in page.items if item.action in actions]
        said = answers.of_part(items, today, none=none)
    else:
        said = headline(page.items, today=today)
    if part in ("Adoption and reviews", "Related policies and numbers"):
        not_entered = answers.policies_not_entered(standing, months=months, today=today)
        said = " ".join(filter(None, (said, not_entered)))
    parts.answer(said)
match part:
    case "Adoption and reviews":
        parts.figures(answers.policy_figures(standing, months=months, today=today))
        parts.agenda(page.items, today, who)
        with state.reading(who, Thing.POLICY) as look:
            adopted, reviews = policy.adoptions(look), policy.reviews(look)
        parts.subheading("Adoption", note="AD-1 to AD-4")
        if adopted:
            parts.lines(registers.adoption_lines(adopted, shown=shown), kind="adoption")
        else:
            parts.empty("The adoption is not recorded yet. It is on the last page of the policy.")
        if may_record:
            st.button("Record an adoption", on_click=state.open_form, args=(form.ADOPT,))
        parts.subheading("Reviews", len(reviews), note="AD-5 and AD-6: lines are only ever added")
        if reviews:
            parts.lines(registers.review_lines(reviews, shown=shown), kind="reviews", head=registers.REVIEWS)
        else:
            after = counted(months, "month")
            parts.empty(f"No review is recorded yet. The next one is due {after} after the adoption.")
        if may_record:
            with st.container(horizontal=True):
                if any(held.taken_back is None for held in adopted):
                    st.button("Record a review", on_click=state.open_form, args=(form.REVIEW,))
                recorded = [*(one.taken_back for one in adopted), *(one.taken_back for one in reviews)]
                if None in recorded:
                    st.button(
                        "Something was entered by mistake",
                        on_click=state.open_form,
                        args=(form.POLICY_MISTAKE,),
                    )
    case "Routine checks":
        with state.reading(who, Thing.POLICY) as look:
            checks, done = routine.checks(look), routine.history(look, today)
            restored_on = routine.restore_tested_on(look)
        parts.subheading("Routine checks", len(standing.checks), note="How often is the setting's own rule")
        parts.lines(
            registers.check_lines(standing, restored_on=restored_on, today=today),
            kind="checks",
            head=registers.CHECKS,
        )
        if may_record:
            by_id = {check.id: check for check in checks}
            chosen = filters.one_of(
                "check",
                "Change a check",
                list(map(str, by_id)),
                lambda key: by_id[int(key)].title,
                called="check",
            )
            with st.container(horizontal=True):
                if chosen:
                    if by_id[int(chosen)].retired_on is None:
                        st.button("Record it", on_click=state.open_form, args=(form.CHECK, int(chosen)))
                    st.button("Change it", on_click=state.open_form, args=(form.CHECK_DEFINED, int(chosen)))
                st.button("Add a check", on_click=state.open_form, args=(form.CHECK_DEFINED,))
        parts.subheading("History", len(done))
        if done:
            if may_record and any(line.taken_back is None for line in done):
                st.button(words.MISTAKEN_CHECK, on_click=state.open_form, args=(form.CHECK_MISTAKE,))
            rows = registers.check_history(done, shown=shown, noted=may_record)
            parts.register(rows, alt="Routine checks, newest first")
        else:
            parts.empty("Nothing has been checked yet. The first checks fall due a week apart.")
    case "Related policies and numbers":
        with state.reading(who, Thing.POLICY) as look:
            contacts = policy.contacts(look)
        parts.subheading("Policies that this one names", note="SE-1 to SE-4")
        parts.lines(
            registers.related_lines(standing, months=months, today=today),
            kind="beside",
            head=registers.RELATED,
        )
        if may_record:
            titles = policy.related_titles()
            named = filters.one_of("related", "Enter a version", titles, called="policy")
            if named:
                st.button(
                    "Enter its version",
                    on_click=state.open_form,
                    args=(form.RELATED, titles.index(named) + 1),
                )
        parts.subheading("Numbers to ring", len(contacts), note="IS-9: check before you ring")
        parts.lines(
            registers.contact_lines(contacts, months=months, today=today, shown=shown),
            kind="beside",
            head=registers.CONTACTS,
        )
        if may_record:
            of_id = {str(contact.id): contact for contact in contacts}
            number = filters.one_of(
                "contact",
                "Check or change a number",
                list(of_id),
                lambda key: of_id[key].name if shown else f"Contact {key}",
                called="number",
            )
            with st.container(horizontal=True):
                if number:
                    st.button("Mark checked", on_click=state.open_form, args=(form.CONTACT, int(number)))
                if shown:
                    st.button("Add a number", on_click=state.open_form, args=(form.CONTACT,))
    case "Leaflets":
        leaflets.show(who, today)
    case "Every clause":
        clauses = policy.clauses()
        sections = list(dict.fromkeys(clause["section"] for clause in clauses))
        section = filters.one_of("section", "Section", sections, called="section")
        parts.quiet(
            "In our own words. What the law asks beside the policy, and what are our own rules, stand at the "
            "end, each under a heading."
        )
        for one in [section] if section else sections:
            of_it = [clause for clause in clauses if clause["section"] == one]
            parts.subheading(one, len(of_it))
            parts.lines(registers.clause_lines(of_it), kind="clauses", head=registers.CLAUSES)
form.show_opened()
