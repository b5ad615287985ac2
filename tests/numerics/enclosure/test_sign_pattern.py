"""Signs and zeros are found where they are known, and a double zero is never claimed to be simple."""

from __future__ import annotations

import pytest
from flint import arb, arb_poly, ctx, fmpq

from numerics.enclosure.pieces import Piece
from numerics.enclosure.sign_pattern import sign_pattern

WIDTH = fmpq(1, 10**12)


def cut(polynomial: arb_poly, count: int, error: str = "0") -> list[Piece]:
    """The polynomial on [0, 1] as `count` pieces, each in its own local time."""
    pieces = []
    for k in range(count):
        local = polynomial(arb_poly([arb(k) / count, 1]))
        pieces.append(Piece(fmpq(k, count), fmpq(1, count), local, local.derivative(), arb(error), arb(error)))
    return pieces


def with_zeros(*zeros: fmpq) -> arb_poly:
    product = arb_poly([1])
    for zero in zeros:
        product *= arb_poly([-arb(zero), 1])
    return product


@pytest.mark.parametrize("count", [1, 3, 8])
@pytest.mark.parametrize(
    "zeros",
    [(), (fmpq(1, 3),), (fmpq(1, 3), fmpq(1, 2)), (fmpq(1, 7), fmpq(1, 2), fmpq(501, 1000)), (fmpq(1, 100), fmpq(99, 100))],
)
def test_simple_zeros_are_bracketed(zeros: tuple[fmpq, ...], count: int) -> None:
    with ctx.workprec(128):
        pattern = sign_pattern(cut(with_zeros(*zeros), count), 128, WIDTH)
    assert pattern.undecided == ""
    assert len(pattern.zeros) == len(zeros)
    assert pattern.signs == tuple((-1) ** (len(zeros) - k) for k in range(len(zeros) + 1))
    for found, zero in zip(pattern.zeros, zeros, strict=True):
        assert found.first <= zero <= found.last
        assert found.last - found.first <= WIDTH


@pytest.mark.parametrize("zeros", [(fmpq(1, 3), fmpq(1, 3)), (fmpq(0),), (fmpq(1),)])
def test_double_zero_and_zero_at_an_end_are_undecided(zeros: tuple[fmpq, ...]) -> None:
    with ctx.workprec(128):
        assert sign_pattern(cut(with_zeros(*zeros), 3), 128, WIDTH).undecided != ""


def test_error_hides_a_small_dip() -> None:
    # f = (t - 1/2)^2 - 1e-8 has two zeros; an error of 1e-6 must not let them be claimed, nor denied
    with ctx.workprec(128):
        dip = with_zeros(fmpq(1, 2), fmpq(1, 2)) - arb("1e-8")
        assert len(sign_pattern(cut(dip, 2), 128, WIDTH).zeros) == 2
        assert sign_pattern(cut(dip, 2, "1e-6"), 128, WIDTH).undecided != ""
