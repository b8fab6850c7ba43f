"""Set-up: bringing in the registers, the setting's own rules, and bank holidays (design 7.9)."""

import streamlit as st

from rules.need_to_know import Act, Thing, may
from store import agenda
from ui import bringing_in, house_rules, parts, state

who = state.signed_in(Thing.SETTING)
today = state.today()

with state.reading(who, Thing.SETTING) as look:
    house = agenda.read_house(look, today)

parts.heading("Set-up", "Registers, the setting's own rules, bank holidays", over=house.name)
if not may(who.role, Act.RECORD, Thing.SETTING):
    parts.empty("The manager sets the dashboard up. You can see how it is set on this page.")
    parts.lines(house_rules.lines(house.rules), kind="rules")
    st.stop()

parts.subheading("Bring in registers", note="Try out first. Nothing comes in before you say so.")
bringing_in.steps(who, today)

parts.subheading("The setting's own rules", note="House rules, never law")
house_rules.form(who, house.rules)

parts.subheading("Bank holidays", note="England's are known. Add one that has just been proclaimed.")
house_rules.bank_holiday_form(who)
