"""What a person sees at the address of a page that their role may not open."""

from ui import parts, state
from ui.page_list import SHUT

state.signed_in()
parts.heading(SHUT.title)
parts.empty("Your role cannot open the page of this address. Choose another page from the list.")
