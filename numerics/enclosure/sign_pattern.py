r"""Where a function is positive, where negative, and where it has exactly one zero: proved over a whole interval.

Each piece is divided until on every part either f has a proved sign, or f' has one. Neighbouring parts without a sign
of f are joined into one *gap* as long as f' keeps one proved sign on all of them: then f is monotone on the gap, and
with proved signs at its two end points,

    opposite signs at the ends: exactly one zero in the gap;        equal signs: none.

A zero's bracket is then narrowed by bisection with proved signs. A part that is too small to divide and has no sign of
either f or f' makes the pattern undecided, with the time at which it happened.

Source: interval bisection with a monotonicity test (Moore 1966).

Legend: f, g = f' as in `numerics.enclosure.pieces`; times exact (`fmpq`); signs +1, -1, 0 for unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flint import arb, fmpq

from numerics.enclosure.outward import brief
from numerics.enclosure.pieces import Piece
from numerics.enclosure.precision import working_precision

#: A step is divided into at most 2^14 parts.
DEPTH = 14


@dataclass(frozen=True)
class Part:
    """One interval with the proved sign of f, and where that is unknown, of g."""

    first: fmpq
    last: fmpq
    f_sign: int
    g_sign: int


@dataclass(frozen=True)
class Zero:
    """Exactly one zero of f in [first, last]; f goes from -direction to +direction there."""

    first: fmpq
    last: fmpq
    direction: int


@dataclass(frozen=True)
class Pattern:
    """The signs of f on the whole interval, in order, and its zeros; `undecided` says where and why there is none."""

    signs: tuple[int, ...]
    zeros: tuple[Zero, ...]
    undecided: str


def sign(x: arb) -> int:
    """Return +1 or -1 when the ball x proves it, else 0."""
    return 1 if x > 0 else -1 if x < 0 else 0


def divide(piece: Piece, first: fmpq, last: fmpq, depth: int = DEPTH) -> Iterator[Part]:
    """Yield parts of [first, last], within the piece, in order, each with a proved sign of f or of g where possible."""
    begin, end = arb(first - piece.t), arb(last - piece.t)
    hull, middle = begin.union(end), (first + last) / 2
    slope = piece.slope(hull)
    # The mean-value form is tighter than f(hull) by one order in its width.
    value = piece.value(arb(middle - piece.t)) + slope * (hull - arb(middle - piece.t))
    f_sign = sign(value) or sign(piece.value(hull))
    g_sign = sign(slope)
    if f_sign or g_sign or depth == 0:
        yield Part(first, last, f_sign, g_sign)
    else:
        yield from divide(piece, first, middle, depth - 1)
        yield from divide(piece, middle, last, depth - 1)


def parts_of(pieces: Sequence[Piece]) -> Iterator[Part]:
    """Yield the parts of all pieces up to the first without a sign: it leaves the pattern undecided, whatever comes after it.

    Where a loss is too small for its enclosure no part has a sign: dividing all of it would take minutes.
    """
    for piece in pieces:
        for part in divide(piece, piece.t, piece.t + piece.h):
            yield part
            if not (part.f_sign or part.g_sign):
                return


def sign_pattern(pieces: Sequence[Piece], precision: int, width: fmpq) -> Pattern:
    """Return the proved pattern of signs of f over all pieces.

    precision : working precision, bits
    width : brackets of zeros are narrowed to this where the enclosure allows
    """
    signs: list[int] = []
    zeros: list[Zero] = []
    with working_precision(precision):
        for gap in gaps([*parts_of(pieces)]):
            if not (gap.f_sign or gap.g_sign):
                return Pattern(tuple(signs), tuple(zeros), f"neither f nor f' has a proved sign near t = {brief(gap.first)}")
            before, after = (gap.f_sign or sign_at(pieces, t) for t in (gap.first, gap.last))
            if not before or not after:
                where = brief(gap.last if before else gap.first)
                return Pattern(tuple(signs), tuple(zeros), f"f has no proved sign at t = {where}")
            if not signs:
                signs.append(before)
            if before != after:
                zeros.append(narrow(pieces, Zero(gap.first, gap.last, after), width))
                signs.append(after)
    return Pattern(tuple(signs), tuple(zeros), "")


def gaps(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with neighbours joined that share the sign of f, or have none but share that of f'."""
    groups = [list(group) for _, group in groupby(parts, key=lambda part: (part.f_sign, part.f_sign or part.g_sign))]
    return [replace(group[0], last=group[-1].last) for group in groups]


def sign_at(pieces: Sequence[Piece], t: fmpq) -> int:
    """Return the proved sign of f at one time, or 0."""
    piece = next(piece for piece in pieces if piece.t <= t <= piece.t + piece.h)
    return sign(piece.value(arb(t - piece.t)))


def narrow(pieces: Sequence[Piece], zero: Zero, width: fmpq) -> Zero:
    """Return a narrower bracket of the same zero, by bisection while the sign at the middle can be proved."""
    first, last = zero.first, zero.last
    while last - first > width:
        # Beside the middle too, as the middle may be the zero itself.
        probes = [first + (last - first) * fmpq(k, 16) for k in (8, 7, 9)]
        signed = [(t, sign_at(pieces, t)) for t in probes]
        before = [t for t, found in signed if found == -zero.direction]
        after = [t for t, found in signed if found == zero.direction]
        if not before and not after:
            break
        first, last = max(before, default=first), min(after, default=last)
    return Zero(first, last, zero.direction)
