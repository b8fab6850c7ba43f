"""What is asked of the organisation's identity provider, and how asking it can fail.

Apart from the libraries that speak with it, which a setting without one never loads.
"""

from dataclasses import dataclass


class NotAnswering(Exception):
    """The provider does not answer, or not as one."""


class NotVouchedFor(Exception):
    """What came back is not what was asked for, or vouches for nobody."""


@dataclass(frozen=True)
class Question:
    """What was asked of the provider: it has to answer this and nothing else."""

    address: str  # where the browser goes
    redirect_uri: str
    state: str
    nonce: str
    verifier: str
    asked_at: float
