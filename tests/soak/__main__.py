"""`python -m tests.soak [PART]...`: the parts in order, all without any; exit status 1 if one finds something."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from tests.soak.fuzz import fuzz
from tests.soak.habits import habits
from tests.soak.kills import kills
from tests.soak.versions import versions

INPUTS, KILLS = 10_000, 50


def say(line: str) -> None:
    """Print a line now."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def fuzzed(say: Callable[[str], None]) -> list[str]:
    """Try the inputs and return what was wrong, with the shortest call that shows it."""
    found = fuzz(INPUTS, say=say)
    return [f"{fault}: swingby {call}" for fault, call in found.faults.items()]


PARTS = {"fuzz": fuzzed, "kills": lambda say: kills(KILLS, say), "habits": habits, "versions": versions}


def wrong(names: list[str]) -> Iterator[str]:
    """Yield what the named parts find."""
    for name in names:
        began = time.monotonic()
        yield from PARTS[name](say)
        say(f"{name} took {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    found = list(wrong(sys.argv[1:] or list(PARTS)))
    for line in found:
        say(f"WRONG {line}")
    say(f"{len(found)} wrong" if found else "nothing wrong")
    sys.exit(bool(found))
