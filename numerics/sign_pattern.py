r"""Where a function is positive, where negative, and where it has exactly one zero: proved over a whole interval.

Each piece is divided until on every part either f has a proved sign, or f' has one.  Neighbouring parts without a sign
of f are joined into one *gap* as long as f' keeps one proved sign on all of them: then f is monotone on the gap, and as
its neighbours fix the signs at its ends,

    opposite signs at the ends:  exactly one zero in the gap;        equal signs: none.

A zero's bracket is then narrowed by bisection with proved signs.  A part that is too small to divide and has no sign of
either f or f' makes the pattern undecided, with the time at which it happened.

Source: interval bisection with a monotonicity test (Moore 1966).

Legend: f, g = f' as in `numerics.scalar_pieces`; times exact (`fmpq`); signs +1, -1, 0 for unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, ctx, fmpq

from numerics.scalar_pieces import Piece

DEPTH = 14  # a step is divided into at most 2^14 parts


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


def divide(piece: Piece, first: fmpq, last: fmpq, depth: int = DEPTH) -> list[Part]:
    """Return parts of [first, last], within the piece, each with a proved sign of f or of g where possible."""
    begin, end = arb(first - piece.t), arb(last - piece.t)
    hull, middle = begin.union(end), (first + last) / 2
    slope = piece.slope(hull)
    # mean-value form: tighter than f(hull) by one order in its width
    value = piece.value(arb(middle - piece.t)) + slope * (hull - arb(middle - piece.t))
    f_sign = sign(value) or sign(piece.value(hull))
    g_sign = sign(slope)
    if f_sign or g_sign or depth == 0:
        return [Part(first, last, f_sign, g_sign)]
    return divide(piece, first, middle, depth - 1) + divide(piece, middle, last, depth - 1)


def sign_pattern(pieces: Sequence[Piece], precision: int, width: fmpq) -> Pattern:
    """Return the proved pattern of signs of f over all pieces.

    width : brackets of zeros are narrowed to this width where the enclosure allows.
    """
    with ctx.workprec(precision):
        parts = [part for piece in pieces for part in divide(piece, piece.t, piece.t + piece.h)]
        signs: list[int] = []
        zeros: list[Zero] = []
        index = 0
        while index < len(parts):
            part = parts[index]
            if part.f_sign:
                if not signs or signs[-1] != part.f_sign:
                    signs.append(part.f_sign)
                index += 1
                continue
            stop = index
            while stop < len(parts) and not parts[stop].f_sign and parts[stop].g_sign == part.g_sign != 0:
                stop += 1
            reason = _gap_fault(parts, index, stop)
            if reason:
                return Pattern(tuple(signs), tuple(zeros), reason)
            if parts[index - 1].f_sign != parts[stop].f_sign:
                zeros.append(narrow(pieces, Zero(part.first, parts[stop - 1].last, parts[stop].f_sign), width))
            index = stop
    return Pattern(tuple(signs), tuple(zeros), "")


def _gap_fault(parts: Sequence[Part], index: int, stop: int) -> str:
    """Return why the gap parts[index:stop] proves nothing, or "" when it does."""
    part = parts[min(stop, len(parts) - 1)]
    if stop == index or (stop < len(parts) and not part.f_sign):
        return f"neither the function nor its slope has a proved sign near t = {float(part.first.p) / float(part.first.q):.6g}"
    if index == 0 or stop == len(parts):
        return f"no proved sign at an end of the interval, t = {float(part.first.p) / float(part.first.q):.6g}"
    return ""


def narrow(pieces: Sequence[Piece], zero: Zero, width: fmpq) -> Zero:
    """Return a narrower bracket of the same zero, by bisection while the sign at the middle can be proved."""
    first, last = zero.first, zero.last
    while last - first > width:
        middle = (first + last) / 2
        piece = next(piece for piece in pieces if piece.t <= middle <= piece.t + piece.h)
        found = sign(piece.value(arb(middle - piece.t)))
        if found == 0:
            break
        first, last = (middle, last) if found != zero.direction else (first, middle)
    return Zero(first, last, zero.direction)
