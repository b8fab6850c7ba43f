"""What families were told of the policy: which leaflet they were given, our duty to share (GE-2, IS-4)."""

from functools import partial
from itertools import chain

import streamlit as st

from rules.families_told import How
from rules.need_to_know import Thing
from rules.words import counted, dated
from store import families_told
from store.families_told import HeldTold
from ui import form, parts, state, words

LABELS = {
    "leaflets": "Leaflets they were given",
    "duty": "Our duty to share was explained to them (IS-4)",
    "children": "Whose families",
    "on": "On",
    "how": "How",
}


@form.opens(form.FAMILIES, "What families were told", width="medium")
def _families(leaflet_id: int | None = None) -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    if form.names_are_off("which families wait"):
        return
    with state.reading(who, Thing.CHILD) as look:
        waiting = families_told.waiting(look, today)
    titles = {one.leaflet: f"{one.title}, version {one.version}" for one in waiting if one.leaflet}
    leaflets = st.multiselect(
        LABELS["leaflets"],
        list(titles),
        default=[leaflet_id] if leaflet_id in titles else [],
        key="families.leaflets",
        format_func=lambda leaflet: titles.get(leaflet, str(leaflet)),
        placeholder="Choose each leaflet",
        select_all=False,
    )
    duty = st.checkbox(LABELS["duty"], key="families.duty")
    # Who has had all of it is not offered; nor is anybody before it is said what they were told.
    wait = [one.families for one in waiting if (duty if one.leaflet is None else one.leaflet in leaflets)]
    families = {
        family.id: state.to_find(family.code, family.name)
        for family in families_told.in_order(chain.from_iterable(wait))
    }
    if (leaflets or duty) and not families:
        parts.quiet("Every family of a child who is here was told that already.")
        return
    of_what = f"{sorted(leaflets)}.{duty}"
    with st.form("families", border=False):
        chosen = st.multiselect(
            LABELS["children"],
            list(families),
            default=list(families) if len(families) == 1 else [],
            key=f"families.children.{of_what}",
            format_func=lambda child: families.get(child, str(child)),
            placeholder="Type a name or a code" if families else "Say first what they were told",
            select_all=False,
        )
        everybody = len(families) > 1 and st.checkbox(
            f"All {counted(len(families), 'family', 'families')} who were not told yet",
            key=f"families.all.{of_what}.{len(families)}",  # of another number nobody said it
        )
        left, right = st.columns(2)
        with left:
            on = form.day(LABELS["on"], "families.on", value=today)
        how = form.choice(LABELS["how"], list(How), "families.how", place=right)
        place = st.container()
        if st.form_submit_button("Record it", type="primary"):
            write = partial(
                families_told.record,
                state.opened(),
                who,
                children=list(families) if everybody else chosen,
                leaflets=leaflets,
                duty_explained=duty,
                on=on,
                how=how,
                today=today,
            )
            form.save(place, form.FAMILIES, _recorded, write, LABELS)


def _recorded(families: int) -> str:
    return f"Recorded for {counted(families, 'family', 'families')}."


@form.opens(form.FAMILIES_MISTAKE, "What a family was told was entered by mistake", width="medium")
def _mistake() -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    if form.names_are_off("what each family was told"):
        return
    with state.reading(who, Thing.CHILD) as look:
        told = families_told.history(look, today)
    form.take_back(
        form.FAMILIES_MISTAKE,
        {held.id: _line(held) for held in told if held.taken_back is None},
        lambda *, row, because, token: families_told.take_back(
            state.opened(), who, told_id=row, because=because, token=token
        ),
    )


def _line(held: HeldTold) -> str:
    what = f"{held.title}, version {held.version}" if held.title else words.DUTY_EXPLAINED
    return f"{dated(held.on)}: {what}, {state.named(held.code, held.name)}"
