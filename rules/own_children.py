"""What follows where a carer of a child has the name of somebody who works here (CP-12, PR-3, AR-6, IS-9).

Staff have children in the setting too. What is kept about a family may be kept from its carers, and nothing
but the name says that both are one person.
"""

from collections.abc import Collection

from rules.induction import ON_THE_COMMITTEE, Role
from rules.need_to_know import Act, Thing, is_kept_from_carers, may
from rules.words import listed

TWO_PEOPLE = "If they are two people, add an initial to the carer's name."
SAY_IF_TWO = "If that carer is somebody else of the same name, tell the manager."
OF_THE_MANAGER = (
    "Nothing can be kept from the manager. Let the deputy decide what is about this family, and the "
    "chairperson answer its complaints and requests with the deputy (AR-6, CM-1). Where there is no deputy, "
    "ask for advice before you decide (IS-9)."
)


def is_kept_from(role: Role) -> bool:
    """Whether something that `role` sees of other children is kept from them about their own."""
    return any(may(role, Act.SEE, thing) and is_kept_from_carers(role, Act.SEE, thing) for thing in Thing)


def what_follows(roles: Collection[Role], children: str = "this child") -> list[str]:
    """What follows where a carer of `children` has the name of people who work here in these roles, a
    sentence each; nothing where they see no such record.

    What a member of the committee is close to has its own questions (AR-6).
    """
    said: list[str] = []
    if kept_from := sorted({str(role) for role in roles if is_kept_from(role)}):
        said += [
            f"A carer of {children} has the name of somebody who works here ({listed(kept_from)}).",
            "What is kept about the family is not shown to them: the file, concerns, contacts, breaches, "
            "complaints and requests. Nor may they change who the carers are, or be the child's key person.",
        ]
    if Role.MANAGER in roles:
        said += [f"A carer of {children} has the name of the manager. {OF_THE_MANAGER}"]
    return [*said, TWO_PEOPLE] if said else []


def what_follows_here(role: Role, codes: Collection[str]) -> str:
    """The same, said where the person or the account is entered; nothing where no carer has the name."""
    if not codes or role in ON_THE_COMMITTEE:
        return ""
    return " ".join(what_follows([role], listed(sorted(codes))))


def of_the_manager(codes: Collection[str], *, is_manager: bool) -> str:
    """What is said before a concern is recorded about children of whom a carer has the name of the manager,
    who is or is not who records it; nothing where there is no such child."""
    if not codes:
        return ""
    whose = listed(sorted(codes))
    if is_manager:
        return f"You have the name of a carer of {whose}. {OF_THE_MANAGER}"
    return (
        f"A carer of {whose} has the name of the manager, who sees every record. The deputy decides what is "
        "about this family. Where there is none, ask for advice as the safeguarding policy says before you "
        "record anything (IS-9)."
    )
