"""What the letter to a family that a breach affects says (CP-13, X-5; law L10.9, L10.10).

Each family reads what concerns it alone. What was typed in the log is about every family at once, so none of
it is in a letter unless somebody asks for it; and not then, where it names another family that it affects.
"""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType

from papers.letters import signature
from rules import breach
from rules.breach import Step
from rules.words import long_date, plain
from rules.working_days import london_day
from store.breaches import HeldBreach
from store.cabinet import Who

Former = Mapping[str, Collection[str]]
NONE_FORMER: Former = MappingProxyType({})
TO_BE_NAMED = "[write the name here]"


def child_of(held: HeldBreach, whom: int) -> tuple[str, str]:
    """The code and the name of the child of somebody whom a breach affects; empty where it names none."""
    if whom == breach.FIRST:
        return held.child_code, held.child
    listed = next((step for step in held.steps if step.id == whom), None)
    return (listed.child_code, listed.child) if listed else ("", "")


def others_named(held: HeldBreach, whom: int, former: Former = NONE_FORMER) -> list[str]:
    """The codes of the other children in the log whom its words name, by code, name, or `former` name.

    Also of those who were chosen or listed by mistake: the words were typed with them in mind.
    """
    typed = plain(f"{held.what_happened} {held.harm}")
    said = {
        word for one in typed.split() for word in (one, one.removesuffix("s"))
    }  # also "Tom's", "the Owens"
    own_code, own_name = child_of(held, whom)
    return [
        code
        for code, name in _children_of(held).items()
        if code != own_code
        and (
            plain(code) in typed
            or any(_known_by(one, beside=own_name) & said for one in (name, *former.get(code, ())))
        )
    ]


def codes_of(held: HeldBreach) -> list[str]:
    """The codes of the children whom the log names or named."""
    return list(_children_of(held))


def _children_of(held: HeldBreach) -> dict[str, str]:
    """The names of the children whom the log names or named, by code."""
    found = {held.child_code: held.child}
    if held.was_about:
        found[held.was_about.child_code] = held.was_about.child
    found |= {step.child_code: step.child for step in held.history}
    return {code: name for code, name in found.items() if code}


def facts(
    held: HeldBreach,
    whom: int,
    *,
    setting: str,
    who: Who,
    today: date,
    with_words: bool,
    former: Former = NONE_FORMER,
) -> dict[str, str]:
    """The facts of the letter to one whom a breach affects; `with_words` puts in what the log says.

    `former` are the names that children had before, by code.
    """
    code, child = child_of(held, whom)
    puts_in = with_words and not others_named(held, whom, former)
    reported = next((step for step in held.steps if step.step is Step.REPORTED), None)
    return signature(setting, who, today) | {
        "code": held.code,
        "whom": f"parent or carer of {child}" if code else TO_BE_NAMED,
        "whose": child if code else "you or your family",
        "happened_on": long_date(held.happened_on),
        "known_on": long_date(london_day(held.known_at)),
        "what": held.what_happened if puts_in else "",
        "harm": held.harm if puts_in else "",
        "reported": f"We reported it to the ICO on {long_date(london_day(reported.at))}." if reported else "",
    }


def _known_by(name: str, *, beside: str) -> set[str]:
    """The words of a name by which somebody is known `beside` somebody else; a single letter names nobody.

    A word of both names is the other's, unless this one is called by it and the other is not.
    """
    words, others = plain(name).split(), plain(beside).split()
    known = {word for word in words if word not in others}
    if words[:1] != others[:1]:
        known |= set(words[:1])
    return {word for word in known if len(word) > 1}
