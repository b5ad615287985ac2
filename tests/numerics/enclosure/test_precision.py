"""The precision of balls is what a block asks for while it lasts, and afterwards what it was, whatever happens in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread

import pytest
from flint import arb, ctx

from numerics.enclosure.precision import PLAIN_BITS, working_precision


@pytest.fixture(autouse=True)
def _other_precision() -> object:
    with ctx.workprec(77):
        yield
        assert ctx.prec == 77


def test_blocks_have_their_own_precision_and_leave_the_former() -> None:
    with working_precision(200):
        assert ctx.prec == 200
        with working_precision(64):
            assert ctx.prec == 64
        assert ctx.prec == 200
    assert ctx.prec == 77


def test_plain_bits_are_those_of_a_double() -> None:
    assert PLAIN_BITS == 53
    with working_precision():
        assert ctx.prec == 53
        # 1/3 to 53 bits: off by less than a unit of its last, and by no less than a sixteenth of one
        assert 2.0**-58 < (arb(1) / 3).rad() < 2.0**-53


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_exception_leaves_the_former_precision_and_the_block_open_to_others(error: type[BaseException]) -> None:
    with pytest.raises(error), working_precision(300), working_precision(64):
        raise error
    assert ctx.prec == 77
    # no lock is kept: another thread gets in
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: _asked(90)).result(timeout=60) == 90


def _asked(bits: int) -> int:
    with working_precision(bits):
        return int(ctx.prec)


def test_another_thread_waits_until_the_block_is_left() -> None:
    began, inside = Event(), Event()
    seen: list[int] = []

    def other() -> None:
        began.set()
        with working_precision(400):
            inside.set()
            seen.append(ctx.prec)

    with working_precision(200):
        thread = Thread(target=other)
        thread.start()
        assert began.wait(60)
        assert not inside.wait(0.05)
        assert ctx.prec == 200
    thread.join(60)
    assert seen == [400]


def test_two_threads_compute_with_their_own_bits() -> None:
    together = Barrier(2)

    def radii(bits: int) -> set[str]:
        together.wait(60)
        found = set()
        for _ in range(200):
            with working_precision(bits):
                found.add(str((arb(2).sqrt() * arb(3).sqrt()).rad()))
        return found

    with ThreadPoolExecutor(2) as pool:
        coarse, fine = pool.map(radii, (60, 240))
    with ctx.workprec(60):
        assert coarse == {str((arb(2).sqrt() * arb(3).sqrt()).rad())}
    with ctx.workprec(240):
        assert fine == {str((arb(2).sqrt() * arb(3).sqrt()).rad())}
