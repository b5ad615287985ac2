"""How far a certificate looks unless told: past the learning of every concept in the probe.

    horizon = 1.3 max_k T_k + 8 over the finite learning times of the coordinates with z_k != 0

    T_k = ln((1 - c_k)/c_k) / (2 a_k)   (tied: c_k the pivots of W(0) in descending rate),
    T_k = ln(2 (1 - w_kk(0))) / a_k     (one layer)

Source: new; the learning times of `numerics.closed_form` and `theory.one_layer`.

Legend: W0 (d, d), a (d,), z (d,) exact; c_k pivots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq

from numerics.elimination import exact_pivots

#: An enclosure takes about one step for each unit of the fastest timescale, and so many steps at most.
MOST_TIMESCALES = 50_000
#: What is larger leaves floating point, in which horizons and step sizes are chosen.
LARGEST_SIGNAL, LARGEST_ENTRY, LARGEST_RATE = 10**6, 10**12, 2 * 10**12
SMALLEST_RATE = fmpq(1, 10**100)
#: Twice its digits are tried before giving up.
SMALLEST_RADIUS = 1e-100


def pivots(W0: Sequence[Sequence[fmpq]], a: Sequence[fmpq]) -> list[tuple[int, fmpq]]:
    """Return (k, c_k) in descending rate, k from 0: the pivots of the LDL^T factorisation of W(0), while they are not zero."""
    order = sorted(range(len(a)), key=lambda k: -a[k])
    found = []
    for k, (c, _) in zip(order, exact_pivots([[W0[i][j] for j in order] for i in order]), strict=True):
        found.append((k, c))
        if c == 0:
            break
    return found


def default_horizon(W0: Sequence[Sequence[fmpq]], a: Sequence[fmpq], z: Sequence[fmpq], model: str = "tied") -> fmpq:
    """Return 1.3 times the largest finite learning time of a coordinate with z_k != 0, plus 8, to three decimals.

    z : the probe, length d; coordinates that it leaves out do not have to be learned.
    """
    times = [0.0]
    if model == "tied":
        found = [(k, a[k], c) for k, c in pivots(W0, a) if z[k] != 0]
        times += [_log((1 - c) / c) / (2 * _float(rate)) for _, rate, c in found if rate > 0 and 0 < c < 1]
    else:
        wanted = [(rate, W0[k][k]) for k, rate in enumerate(a) if z[k] != 0 and rate > 0]
        times += [_log(2 * (1 - w)) / _float(rate) for rate, w in wanted if w < fmpq(1, 2)]
    return fmpq(round(1000 * (1.3 * max(times) + 8)), 1000)


def checked_horizon(asked: fmpq | None, W0: Sequence[Sequence[fmpq]], a: Sequence[fmpq], z: Sequence[fmpq], model: str) -> fmpq:
    """Return the horizon asked for, or the default; ValueError if no enclosure would reach it."""
    default = default_horizon(W0, a, z, model)
    until = default if asked is None else asked
    slowest = min((rate for rate, entry in zip(a, z, strict=True) if rate > 0 and entry != 0), default=fmpq(1))
    longest = 10 * default + 30 / slowest
    if asked is not None and not 0 < asked <= longest:
        raise ValueError(
            f"horizon: must be above 0 and, with these learning times, at most {_float(longest):.6g}, got {_float(asked):.6g}"
        )
    if until * max(a) > MOST_TIMESCALES:
        raise ValueError(
            f"horizon: times the largest rate must be at most {MOST_TIMESCALES}, a step each, "
            f"got {_float(until):.6g} times {_float(max(a)):.6g}"
        )
    return until


def check_sizes(
    mu: Sequence[fmpq], sigma: Sequence[fmpq], W0: Sequence[Sequence[fmpq]], a: Sequence[fmpq], radius: float
) -> None:
    """Raise ValueError, naming the argument, where a number is larger, or the radius smaller, than can be followed."""
    sizes = (
        ("mu:", LARGEST_SIGNAL, max(mu)),
        ("sigma:", LARGEST_SIGNAL, max(sigma)),
        ("W0:", LARGEST_ENTRY, max(abs(entry) for row in W0 for entry in row)),
        ("mu, sigma: their rates", LARGEST_RATE, max(a)),
    )
    for name, most, found in sizes:
        if found > most:
            raise ValueError(f"{name} must be at most {most:.0e}, got about 10^{len(str(int(found))) - 1}")
    least = min((rate for rate in a if rate > 0), default=fmpq(1))
    if least < SMALLEST_RATE:
        raise ValueError(f"mu, sigma: their rates must be 0 or at least 1e-100, got about 10^-{len(str(int(1 / least))) - 1}")
    if not SMALLEST_RADIUS <= radius <= 1:
        raise ValueError(f"radius: must be between {SMALLEST_RADIUS:g} and 1, got {radius:g}")


def _float(q: fmpq) -> float:
    return float(Fraction(int(q.p), int(q.q)))


def _log(q: fmpq) -> float:
    return math.log(int(q.p)) - math.log(int(q.q))
