"""Set-up: registers, people who may sign in, backups, the setting's own rules, the trail."""

from rules.need_to_know import Act, Thing, may, who_may
from store import setting
from store.house import read_house
from ui import (
    accounts,
    audit_trail,
    backups,
    bringing_in,
    filters,
    form,
    house_rules,
    overrides,
    parts,
    state,
)

who = state.signed_in(Thing.SETTING)
today = state.today()

with state.reading(who, Thing.SETTING) as look:
    house = read_house(look, today)

parts.heading("Set-up", "One part at a time", over=house.name)
sets_up = may(who.role, Act.RECORD, Thing.SETTING)
if not sets_up:
    parts.quiet(
        "Registers, accounts, bank holidays, days we are closed and the audit trail are for "
        f"{who_may(Act.RECORD, Thing.SETTING)}."
    )
match filters.part(
    ["Registers", "Accounts", "The setting's rules", "Bank holidays", "Backups", "Audit trail", "Overrides"]
    if sets_up
    else ["The setting's rules", "Backups", "Overrides"]  # for the deputy
):
    case "Registers":
        parts.subheading("Bring in registers", note="Try out first. Nothing is brought in until you say so.")
        bringing_in.steps(who, today)
    case "Accounts":
        parts.subheading("Accounts", note="Who may sign in. A closed one stays in the list.")
        accounts.section(who, today)
    case "The setting's rules":
        parts.subheading("The setting's own rules", note="House rules, never law")
        if sets_up:
            house_rules.rules_form(who, house.rules)
        else:
            house_rules.rules_in_words(house.rules)
    case "Bank holidays":
        parts.subheading(
            "Bank holidays and days we are closed", note="England's of the next 12 months are known"
        )
        with state.reading(who, Thing.SETTING) as look:
            extra = setting.extra_bank_holidays(look)
        house_rules.days_that_move_dates(extra, house.closures)
        house_rules.bank_holiday_form(who)
        house_rules.closure_days(who, house.closed_days)
        house_rules.bank_holidays_of_our_own(who, extra)
    case "Backups":
        parts.subheading("Backups", note="CP-8: encrypted; each is opened again and its records counted")
        backups.section(who)
    case "Audit trail":
        parts.subheading("Audit trail", note="X-8: who saw, added, changed and exported what")
        audit_trail.section(who, today)
    case "Overrides":
        parts.subheading("Overrides for a child's safety", note="OV-1: listed, never hidden")
        overrides.section(who, today)
form.show_opened()
