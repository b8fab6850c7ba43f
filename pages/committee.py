"""The committee on a screen: is the policy being kept, with nobody recognised (AI-6, X-7; law L11)."""

from rules.committee import Show
from rules.disclosure import BUT_REQUESTS, ROUNDED, explained
from rules.need_to_know import Thing
from store import committee
from ui import form, meeting, parts, state

who = state.signed_in(Thing.FIGURES)
today = state.today()

with state.reading(who, Thing.FIGURES) as look:
    read = committee.read(look, today)

view = meeting.view_in_the_room() if who.is_presenting else meeting.SUMMARY
meeting.heading(read, today, view, is_presenting=who.is_presenting)
if not read.has_records:
    if who.is_presenting:
        parts.empty("Once there are records, this page answers the question.")
    else:
        parts.no_records(who, "Once there are records, this page answers the question.")
else:
    if not who.is_presenting:
        view = meeting.choose_view()
    meeting.show(view, read)
    if view == meeting.CONSENTS:
        parts.quiet(explained(read.by_purpose))
    elif not who.is_presenting:
        parts.quiet(ROUNDED if read.show is Show.TOTALS else BUT_REQUESTS)
if who.is_presenting:
    meeting.next_and_back(view)
else:
    meeting.about(who)
    meeting.pack(who, today)
    meeting.prepare(who, read)
form.show_opened()
