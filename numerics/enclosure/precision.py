"""The working precision of balls, which python-flint keeps for the whole process: one thread at a time works with its own.

Source: elementary.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from flint import ctx

#: What is done outside every block that names its precision: the bits of a double.
PLAIN_BITS = 53
_LOCK = RLock()


@contextmanager
def working_precision(bits: int = PLAIN_BITS) -> Iterator[None]:
    """Work with so many bits, and leave the precision as it was; other threads that ask for one wait until the block is left."""
    with _LOCK, ctx.workprec(bits):
        yield
