"""What a person sees whose role opens no page yet."""

from ui import parts, state

state.signed_in()
parts.heading("Confidentiality")
parts.empty("Your role opens no page here. Ask the manager if you expected one.")
