"""Signs and zeros are found where they are known, and a double zero is never claimed to be simple."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from flint import arb, arb_poly, ctx, fmpq

from numerics.enclosure.pieces import Piece
from numerics.enclosure.sign_pattern import DEPTH, Part, Zero, divide, gaps, narrow, parts_of, sign, sign_at, sign_pattern

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


def test_sign_is_that_of_the_whole_ball() -> None:
    assert [sign(x) for x in (arb(1, 0.5), arb(-1, 0.5), arb(0), arb(1, 1), arb(-1, 1), arb(0, 1))] == [1, -1, 0, 0, 0, 0]


def one(coefficients: list[float], f_error: float = 0.0, g_error: float = 0.0) -> Piece:
    F = arb_poly([arb(c) for c in coefficients])
    return Piece(fmpq(5), fmpq(1), F, F.derivative(), arb(f_error), arb(g_error))


@pytest.mark.parametrize(
    ("piece", "first", "last", "signs"),
    [
        # by the mean-value form alone: 1/20 +- 1/50, where x^2 - x + 3/10 in balls is 1/25 +- 1/10
        (one([0.3, -1, 1]), fmpq(27, 5), fmpq(28, 5), (1, 0)),
        (one([-0.3, 1, -1]), fmpq(27, 5), fmpq(28, 5), (-1, 0)),
        # by the value over the hull alone: a slope of any size
        (one([0.125], 0, 9), fmpq(5), fmpq(6), (1, 0)),
        # positive in the middle only
        (one([-0.375, 1]), fmpq(5), fmpq(6), (0, 1)),
        (one([0.375, -1]), fmpq(5), fmpq(6), (0, -1)),
        # errors above the value, above the slope, and below both
        (one([0.125], 0.25, 0), fmpq(5), fmpq(6), (0, 0)),
        (one([-0.5, 1], 0, 1.5), fmpq(5), fmpq(6), (0, 0)),
        (one([-0.5, 1], 0.125, 0.5), fmpq(5), fmpq(6), (0, 1)),
        (one([0.75, 1], 0.5, 0.5), fmpq(5), fmpq(6), (1, 1)),
        (one([0.25, 1], 0.5, 0.5), fmpq(5), fmpq(6), (0, 1)),
    ],
)
def test_signs_of_a_part_are_those_of_all_functions_within_the_errors(
    piece: Piece, first: fmpq, last: fmpq, signs: tuple
) -> None:
    assert [*divide(piece, first, last, depth=0)] == [Part(first, last, *signs)]


def test_parts_cover_the_piece_in_order_and_no_finer_than_they_need() -> None:
    # f = x^2 - 1/4 from -1/2 of its own time: a zero of f' at x = 0 and of f at the ends
    parts = [*divide(one([0.125, -1, 1]), fmpq(5), fmpq(6))]
    assert [parts[0].first, parts[-1].last] == [5, 6]
    assert all(before.last == after.first for before, after in pairwise(parts))
    assert all(part.f_sign or part.g_sign for part in parts)
    assert len(parts) < 8
    flat = [*divide(one([0.25, -1, 1]), fmpq(5), fmpq(6), depth=3)]
    assert min(part.last - part.first for part in flat) == fmpq(1, 8)
    assert [part.first for part in flat if not (part.f_sign or part.g_sign)] == [fmpq(43, 8), fmpq(44, 8)]


def test_gaps_join_neighbours_of_one_sign() -> None:
    signs = ((1, 1), (1, -1), (0, 1), (0, 1), (0, -1), (-1, 0))
    found = gaps([Part(fmpq(k), fmpq(k + 1), *pair) for k, pair in enumerate(signs)])
    assert [(part.first, part.last) for part in found] == [(0, 2), (2, 4), (4, 5), (5, 6)]
    assert [(part.f_sign, part.g_sign) for part in found][1:] == [(0, 1), (0, -1), (-1, 0)]


@pytest.mark.parametrize(
    ("zeros", "count", "where"),
    [
        ((fmpq(0),), 3, "f has no proved sign at t = 0"),
        ((fmpq(1),), 3, "f has no proved sign at t = 1"),
        ((fmpq(1, 2), fmpq(1, 2)), 1, "neither f nor f' has a proved sign near t = 0.499939"),  # 1/2 - 2^-14
    ],
)
def test_what_is_undecided_says_where(zeros: tuple[fmpq, ...], count: int, where: str) -> None:
    with ctx.workprec(128):
        assert sign_pattern(cut(with_zeros(*zeros), count), 128, WIDTH).undecided == where


def test_sign_at_a_time_is_that_of_its_piece() -> None:
    with ctx.workprec(128):
        pieces = cut(with_zeros(fmpq(1, 2), fmpq(3, 4)), 3, "1e-3")
        assert [sign_at(pieces, t) for t in (fmpq(0), fmpq(1, 3), fmpq(1, 2), fmpq(2, 3), fmpq(3, 4), fmpq(1))] == [
            1,
            1,
            0,
            -1,
            0,
            1,
        ]


@pytest.mark.parametrize("zero", [fmpq(1, 2), fmpq(1, 3), fmpq(7, 16), fmpq(1, 1000), fmpq(999, 1000)])
@pytest.mark.parametrize("direction", [1, -1])
def test_brackets_are_narrowed_around_the_zero(zero: fmpq, direction: int) -> None:
    with ctx.workprec(128):
        pieces = cut(with_zeros(zero) * direction, 1)
        found = narrow(pieces, Zero(fmpq(0), fmpq(1), direction), WIDTH)
        assert found.first < zero < found.last
        assert WIDTH / 16 < found.last - found.first <= WIDTH
        assert found.direction == direction
        # wide enough already; and no narrower than the error allows
        assert narrow(pieces, Zero(fmpq(0), fmpq(1), direction), fmpq(1)) == Zero(fmpq(0), fmpq(1), direction)
        blurred = narrow(cut(with_zeros(zero) * direction, 1, "1e-4"), Zero(fmpq(0), fmpq(1), direction), WIDTH)
        assert blurred.first < zero < blurred.last
        assert fmpq(2, 10**4) <= blurred.last - blurred.first < fmpq(1, 10**3)


def test_a_time_is_read_on_its_own_piece() -> None:
    signs = (1, -1, 1)
    pieces = [Piece(fmpq(k), fmpq(1), arb_poly([value]), arb_poly([0]), arb(0), arb(0)) for k, value in enumerate(signs)]
    assert [sign_at(pieces, fmpq(2 * k + 1, 2)) for k in range(3)] == [1, -1, 1]
    assert (sign_at(pieces, fmpq(0)), sign_at(pieces, fmpq(3))) == (1, 1)


def test_a_zero_in_the_middle_is_bracketed_beside_it() -> None:
    piece = Piece(fmpq(0), fmpq(1), arb_poly([-0.5, 1]), arb_poly([1]), arb(0), arb(0))
    assert narrow([piece], Zero(fmpq(0), fmpq(1), 1), fmpq(1, 4)) == Zero(fmpq(7, 16), fmpq(9, 16), 1)


def test_nothing_is_divided_after_the_first_part_without_a_sign() -> None:
    # f = 1/2 - t with an error of 1/4 or so has a sign up to about 1/4, and its slope none anywhere.
    pieces = cut(arb_poly([0.5, -1]), 2, "1.25")[1:] + cut(arb_poly([0.5, -1]), 2, "1.25")
    assert [part.last - part.first for part in parts_of(pieces)] == [fmpq(1, 2 ** (DEPTH + 1))]
    hidden = [replace(piece, f_error=arb("0.25"), g_error=arb(2)) for piece in cut(arb_poly([0.5, -1]), 2)]
    *signed, last = parts_of(hidden)
    assert [part.f_sign for part in signed] == [1] * len(signed) != []
    assert (last.f_sign, last.g_sign) == (0, 0)
    assert last.last < fmpq(1, 3)
    with ctx.workprec(128):
        assert sign_pattern(hidden, 128, WIDTH).undecided.startswith("neither f nor f' has a proved sign near t = 0.2")
