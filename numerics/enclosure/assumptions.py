"""The assumptions D.1 to D.5 of Appendix D in ball arithmetic, and the largest omega for which they hold together.

    cost      -ln omega > F(r) = q (1 + 12.1 R),   q = ln(20 d r^(1-d)/(1 - 1.1^(-1/2))),   R = (1 + r)/(1 - r),   0 < r < 1/3
    below     on (0, u]  F >= 13.1 q(u), as q falls and R >= 1;  on [u, v], by the mean value theorem, F >= F(m) - (v - u)/2 |F'|,
              m the middle,  F' = -(d - 1)/r (1 + 12.1 R) + 24.2 q/(1 - r)^2

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D.1, as transcribed; the reduction is new.

Legend: constants by their names, Fractions; a (d,) rates, descending; W0 (d, d) rows
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx, fmpq

#: Bits of all balls here: omega near 1e-100, and a hundred to spare.
BITS = 500
#: Bits of the balls of F, whose value near 100 is wanted to 1e-5.
COARSE = 64
#: The bounds of D.2 and D.4 that the supremum approaches: K >= 20, kappa > 1.1.
LEAST_K, LEAST_KAPPA = Fraction(20), Fraction(11, 10)
#: How far the constants of a feasible point stand off their bounds: well below the fourth decimal of log10 omega.
OFF = Fraction(1, 10**9)


def ball(value: Fraction) -> arb:
    """Return the ball of a fraction."""
    return arb(fmpq(value.numerator, value.denominator))


def failing_assumptions(constants: Mapping[str, Fraction], a: Sequence[Fraction], W0: Sequence[Sequence[Fraction]]) -> list[str]:
    """Return which of the assumptions D.1 to D.5 are not proved, in ball arithmetic."""
    c, size = constants, len(a)
    with ctx.workprec(BITS):
        b = {name: ball(value) for name, value in c.items()}
        sizes = [abs(entry) for row in W0 for entry in row]
        pairs = [(a[i], a[j]) for i in range(size) for j in range(i + 1, size)]
        reach = b["P"] * b["beta"] * b["omega"]
        least = arb.min(b["kappa"] - 1, 1 - 1 / b["kappa"].sqrt()) / (b["P"] * b["K"] * b["gamma"] * size * b["beta"] ** 2)
        share = b["P"].log() / (10 * b["kappa"] ** 2 * (1 / reach).log() + (b["P"] * b["beta"]).log())
        rules = {
            "constants": c["gamma"] > 1 and c["beta"] > 1 and c["K"] >= LEAST_K and c["P"] >= 2 and c["C"] > 1,
            "D.1": all(c["alpha"] <= rate <= c["gamma"] * c["alpha"] for rate in a)
            and all(c["omega"] <= entry <= c["beta"] * c["omega"] for entry in sizes),
            "D.2": c["eta"] <= 1 / (9 * c["K"] * c["gamma"] * c["alpha"]),
            "D.3": bool(reach <= arb(2) / 5),
            "D.4": bool(b["omega"] <= least)
            and bool(b["omega"] <= 1 / (2 * b["beta"]).sqrt())
            and LEAST_KAPPA < c["kappa"] <= 1 + c["K"] / (2 * c["C"]),
            "D.5": all(bool(ball((i + j) / (2 * i)) <= share) and i - 3 * j >= c["alpha"] / c["C"] for i, j in pairs),
        }
    return [name for name, holds in rules.items() if not holds]


def exponent(r: arb, size: int) -> arb:
    """Return q at a ratio r of all neighbouring rates: ln(20 d r^(1-d)/(1 - 1.1^(-1/2)))."""
    return (ball(LEAST_K * size) / (1 - 1 / ball(LEAST_KAPPA).sqrt())).log() - (size - 1) * r.log()


def factor(r: arb) -> arb:
    """Return 1 + 12.1 (1 + r)/(1 - r)."""
    return 1 + ball(10 * LEAST_KAPPA**2) * (1 + r) / (1 - r)


def least_cost(u: Fraction, v: Fraction, size: int) -> arb:
    """Return a ball that holds a number at or below F on all of [u, v]."""
    middle, half = ball((u + v) / 2), ball((v - u) / 2)
    r = middle + half * arb(0, 1)
    slope = -(size - 1) / r * factor(r) + ball(20 * LEAST_KAPPA**2) / (1 - r) ** 2 * exponent(r, size)
    return exponent(middle, size) * factor(middle) - half * abs(slope).upper()


def none_below(bound: arb, size: int, start: Fraction = Fraction(1, 1000), finest: int = 40) -> int:
    """Return how many intervals prove F >= bound on all of 0 < r < 1/3, or 0 where a piece halved `finest` times does not."""
    with ctx.workprec(COARSE):
        if not exponent(ball(start), size) * factor(arb(0)) >= bound:
            return 0
        pieces, proved = [(start, Fraction(1, 3), 0)], 1
        while pieces:
            u, v, halved = pieces.pop()
            if least_cost(u, v, size) >= bound:
                proved += 1
            elif halved == finest:
                return 0
            else:
                pieces += [(u, (u + v) / 2, halved + 1), ((u + v) / 2, v, halved + 1)]
    return proved


@dataclass(frozen=True)
class Feasible:
    """Constants, rates and a positive definite W(0) for which D.1 to D.5 are to hold together."""

    constants: Mapping[str, Fraction]
    a: tuple[Fraction, ...]
    W0: tuple[tuple[Fraction, ...], ...]


def feasible_point(r: Fraction, size: int) -> Feasible:
    """Return rational constants within `OFF` of their bounds, all neighbouring ratios r, and W(0) = omega (J + OFF I)."""
    with ctx.workprec(BITS):
        beta, kappa, gamma = 1 + OFF, LEAST_KAPPA + OFF, 1 / r ** (size - 1)
        reach = _below((1 - 1 / ball(kappa).sqrt()) / ball(LEAST_K * gamma * size * beta))
        grown = ball((1 + r) / (1 - r)) * (10 * ball(kappa) ** 2 * (1 / ball(reach)).log() + ball(beta).log())
        P = 1 / _below((-grown).exp())
    omega = reach / (P * beta)
    constants = {
        "alpha": Fraction(1), "gamma": gamma, "beta": beta, "K": LEAST_K, "kappa": kappa, "P": P, "C": Fraction(2),
        "eta": 1 / (9 * LEAST_K * gamma), "omega": omega,
    }  # fmt: skip
    W0 = tuple(tuple(omega * (1 + OFF * (i == j)) for j in range(size)) for i in range(size))
    return Feasible(constants, tuple(1 / r ** (size - 1 - k) for k in range(size)), W0)


def _below(value: arb) -> Fraction:
    """Return a fraction of a few digits below a positive ball, by about `OFF` of it."""
    mantissa, power = value.lower().man_exp()
    exact = Fraction(int(mantissa)) * Fraction(2) ** int(power)
    unit = Fraction(10) ** (len(str(exact.numerator)) - len(str(exact.denominator)) - 12)
    return exact // unit * unit
