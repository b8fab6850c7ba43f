"""The pages that a person opens: script, address, title, and what their role must be allowed to see.

The gate leads back to these addresses after a sign-in, and to no other.
"""

from pathlib import Path

from rules.induction import Role
from rules.need_to_know import Act, Thing, may

PAGES = Path(__file__).resolve().parent.parent / "pages"

COMMITTEE = ("committee", "committee", "Committee", Thing.FIGURES)
# None: whoever is signed in. The first one that a role may open is its first page.
OPENED_BY: tuple[tuple[str, str, str, Thing | None], ...] = (
    ("weekly_review", "weekly-review", "Weekly review", Thing.AGENDA),
    ("access_requests", "access-requests", "Access requests", Thing.ACCESS_REQUEST),
    ("consents", "consents", "Consents", Thing.CONSENT),
    ("sharing_decisions", "sharing-decisions", "Sharing decisions", Thing.SHARING_DECISION),
    ("children", "children-and-files", "Children and files", Thing.CHILD),
    ("induction", "induction", "Induction", Thing.INDUCTION),
    COMMITTEE,
    ("policy", "policy", "Policy", Thing.POLICY),
    ("reading", "reading", "Read and sign", Thing.READING),
    ("set_up", "setting", "Set-up", Thing.SETTING),  # /set-up is the gate's own
    ("my_account", "my-account", "My account", None),
)
NOTHING_HERE = ("nothing_here", "confidentiality", "Confidentiality", None)
ADDRESSES = frozenset({"/", *(f"/{address}" for _, address, _, _ in OPENED_BY)})


def pages_of(role: Role, *, is_presenting: bool = False) -> list[tuple[str, str, str, Thing | None]]:
    """The pages that somebody in `role` may open, the first page first.

    While they present, every address opens the committee's page: none is "not found", none shows another.
    """
    if is_presenting:
        script, own, title, thing = COMMITTEE
        others = [address for _, address, _, _ in pages_of(role) if address != own]
        return [(script, address, title, thing) for address in (own, *others)]
    found = [row for row in OPENED_BY if row[3] is None or may(role, Act.SEE, row[3])]
    return found if found[0][3] is not None else [NOTHING_HERE, *found]
