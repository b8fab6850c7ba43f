"""Many people at once: open pages, each of which asks for another page every few seconds."""

import random
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench import stream
from bench.servers import Server

PEOPLE, SECONDS = 25, 60.0
LOOKS_FOR_SECONDS = (2.0, 6.0)  # how long somebody looks at a page before the next: 4 seconds on average


@dataclass
class Crowd:
    """How long each page took, for one person alone and for all at once; what went wrong, in words."""

    alone: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def measure(
    server: Server, addresses: Sequence[str], *, rounds: int, people: int = PEOPLE, seconds: float = SECONDS
) -> Crowd:
    """One person who goes from page to page `rounds` times, then `people` for `seconds`.

    Everybody has signed in for themselves and has a page open before the clock starts.
    """
    crowd = Crowd()
    chance = random.Random(7)
    with ExitStack() as stack:
        first, *others = (stack.enter_context(stream.visit(server.another())) for _ in range(people))
        for visit in (first, *others):
            visit.go(addresses[0])
        crowd.alone = [first.go(chance.choice(addresses)).seconds for _ in range(rounds)]
        until = time.monotonic() + seconds
        threads = [
            threading.Thread(target=_look_around, args=(visit, addresses, until, seed, crowd))
            for seed, visit in enumerate((first, *others))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return crowd


def _look_around(
    visit: stream.Visit, addresses: Sequence[str], until: float, seed: int, crowd: Crowd
) -> None:
    chance = random.Random(seed)
    time.sleep(chance.uniform(0, LOOKS_FOR_SECONDS[1]))
    while time.monotonic() < until:
        try:
            crowd.together.append(visit.go(chance.choice(addresses)).seconds)
        except Exception as fault:
            crowd.faults.append(f"{type(fault).__name__}: {fault}")
            return
        time.sleep(chance.uniform(*LOOKS_FOR_SECONDS))
