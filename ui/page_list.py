"""The pages that a person opens: script, address, title, and what their role must be allowed to see.

The gate leads back to these addresses after a sign-in, and to no other.
"""

from pathlib import Path
from typing import NamedTuple

from rules.induction import Role
from rules.need_to_know import Act, Thing, may

PAGES = Path(__file__).resolve().parent.parent / "pages"


class Page(NamedTuple):
    """A page. `thing` is what a role must be allowed to see to open it; None: whoever is signed in."""

    script: str
    address: str
    title: str
    thing: Thing | None


COMMITTEE = Page("committee", "committee", "Committee", Thing.FIGURES)
# The first one that a role may open is its first page.
OPENED_BY = (
    Page("weekly_review", "weekly-review", "Weekly review", Thing.AGENDA),
    Page("access_requests", "access-requests", "Access requests", Thing.ACCESS_REQUEST),
    Page("consents", "consents", "Consents", Thing.CONSENT),
    Page("sharing_decisions", "sharing-decisions", "Sharing decisions", Thing.SHARING_DECISION),
    Page("children", "children-and-files", "Children and files", Thing.CHILD),
    Page("induction", "induction", "Induction", Thing.INDUCTION),
    COMMITTEE,
    Page("policy", "policy", "Policy", Thing.POLICY),
    Page("reading", "reading", "Read and sign", Thing.READING),
    Page("set_up", "setting", "Set-up", Thing.SETTING),  # /set-up is the gate's own
    Page("my_account", "my-account", "My account", None),
)
NOTHING_HERE = Page("nothing_here", "confidentiality", "Confidentiality", None)
SHUT = Page("shut", "shut", "Not open to your role", None)
ADDRESSES = frozenset({"/", *(f"/{page.address}" for page in OPENED_BY)})


def pages_of(role: Role, *, is_presenting: bool = False) -> list[Page]:
    """The pages that somebody in `role` may open, the first page first.

    While they present, every address opens the committee's page: none is "not found", none shows another.
    """
    if is_presenting:
        others = [page.address for page in pages_of(role) if page != COMMITTEE]
        return [COMMITTEE, *(COMMITTEE._replace(address=address) for address in others)]
    found = [page for page in OPENED_BY if page.thing is None or may(role, Act.SEE, page.thing)]
    return found if found[0].thing is not None else [NOTHING_HERE, *found]


def shut_to(role: Role) -> list[str]:
    """The addresses of the pages that somebody in `role` may not open: a link leads there, or a sign-in after
    somebody else's. By itself Streamlit would say that there is no such page."""
    opened = pages_of(role)
    return [page.address for page in OPENED_BY if page not in opened]
