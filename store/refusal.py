"""What a write answers when the rules refuse it."""


class Refused(Exception):
    """Nothing was written. `problems` says by field what to do."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def refuse_if(problems: dict[str, str]) -> None:
    """Nothing where there are no problems; raises `Refused` with them otherwise."""
    if problems:
        raise Refused(problems)
