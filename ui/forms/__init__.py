"""The forms that open over a page, by area: what a manager records most. Importing them makes them known."""

from ui.forms import (
    access_requests,
    backups,
    breaches,
    children,
    complaints,
    consents,
    contacts,
    file_index,
    find,
    induction,
    policy,
    rectifications,
    routine,
    screen,
    sharing_decisions,
    weekly_review,
)

__all__ = [
    "access_requests",
    "backups",
    "breaches",
    "children",
    "complaints",
    "consents",
    "contacts",
    "file_index",
    "find",
    "induction",
    "policy",
    "rectifications",
    "routine",
    "screen",
    "sharing_decisions",
    "weekly_review",
]
