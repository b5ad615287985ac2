"""Claims of the swing-by, proved by enclosure for exact rational starts, for every time up to a horizon.

A start is W(0) = U U^T, U = scale/1000 * default_rng(seed).integers(0, 1000, (d, d)), exactly. Each theorem is proved
twice: in ball arithmetic with Taylor steps, and from the certificate alone in integers with a defect bound.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.random import Generator

from numerics.networks.protocols import FIGURE_5
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation

Rows = tuple[tuple[Fraction, ...], ...]
TWENTIETH = Fraction(1, 20)
SWING = ("falls", "rises", "falls")
#: Which rates, in words, by their names.
RATES = {"plain": "the paper's rates $a_p$", "squared": "the released code's rates $a_p^2$"}


@dataclass(frozen=True)
class Case:
    """One start and the shape that its test loss is claimed to have: how many turning points, and a rise between two bounds."""

    name: str
    mu: tuple[Fraction, ...]
    sigma: tuple[Fraction, ...]
    W0: Rows
    rates: str
    horizon: Fraction
    turning_points: int
    least_rise: Fraction = Fraction(0)
    greatest_rise: Fraction | float = math.inf


def start(seed: int, d: int, scale: Fraction) -> Rows:
    """Return W(0) = U U^T exactly, U = scale/1000 * integers in 0..999, shape (d, d)."""
    U = [[Fraction(int(k), 1000) * scale for k in row] for row in np.random.default_rng(seed).integers(0, 1000, (d, d))]
    return tuple(tuple(sum((p * q for p, q in zip(u, v, strict=True)), Fraction(0)) for v in U) for u in U)


def without_minor_entries(W: Rows) -> Rows:
    """Return the diagonal of W alone."""
    return tuple(tuple(entry if i == j else Fraction(0) for j, entry in enumerate(row)) for i, row in enumerate(W))


def shapes(rng: Generator, cases: Sequence[Case]) -> Result:
    """Return whether every case has the claimed number of turning points and a rise in the claimed range, proved twice."""
    from numerics.certificate.certify import certify
    from numerics.certificate.check import check_certificate

    rises: list[Fraction] = []
    for case in cases:
        certificate = certify(case.mu, case.sigma, case.W0, case.horizon, rates=case.rates, radius=1e-12)
        if certificate["outcome"] != "VERIFIED":
            return Result(Outcome.UNDECIDED, len(rises), reason=f"{case.name}: {certificate['reason']}")
        low, high = (Fraction(text) for text in certificate["rise"])
        alternating = [SWING[k % 2] for k in range(case.turning_points + 1)]
        if certificate["signs"] != alternating or high < case.least_rise or low > case.greatest_rise:
            shown = {"start": case.name, "signs": certificate["signs"], "rise": certificate["rise"]}
            return Result(Outcome.REFUTED, len(rises) + 1, counterexample=shown)
        against = check_certificate(certificate).reasons
        if against or low < case.least_rise or high > case.greatest_rise:
            return Result(Outcome.UNDECIDED, len(rises), reason=f"{case.name}: {'; '.join(against) or 'rise not separated'}")
        rises.append(low)
    turns = sum(case.turning_points for case in cases)
    return Result(Outcome.VERIFIED, len(rises), {"least_rise": float(min(rises)), "turning_points": float(turns)})


def _claim(identifier: str, title: str, source: str, cases: Sequence[Case], wrong: Mapping[str, Sequence[Case]]) -> Claim:
    return Claim(
        id=f"certified.{identifier}",
        title=title,
        source=source,
        method=Computation(
            check=partial(shapes, cases=cases),
            evidence=Evidence.ENCLOSED,
            what=(
                "`certify` encloses $W(t)$ for all $t$ up to the horizon and proves the sign of the slope of the test loss "
                "everywhere but at its turning points, each bracketed and proved single; `check` then proves the same from the "
                "certificate in integer arithmetic."
            ),
            refuted_by="A start whose test loss is proved to turn another number of times, or to rise by another amount.",
            faults=tuple((name, partial(shapes, cases=altered)) for name, altered in wrong.items()),
        ),
        code=(
            "numerics.enclosure.tube.advance",
            "numerics.enclosure.sign_pattern.sign_pattern",
            "numerics.certificate.certify.certify",
            "numerics.certificate.check.check_certificate",
        ),
        level=Level.STANDARD,
        depends_on=("task.test_loss_slope",),
    )


def _figure(figure: int, rates: str, title: str, cases: Sequence[Case], wrong: Mapping[str, Sequence[Case]]) -> Claim:
    source = f"arXiv 2410.08309v2, Fig. {figure}, as transcribed" if rates == "plain" else f"released code of Fig. {figure}"
    bare = [replace(case, W0=without_minor_entries(case.W0)) for case in cases]
    wrong = {"minor entries removed from the start": bare, **wrong}
    return _claim(f"figure{figure}_{rates}_rates", title, source, cases, wrong)


FIGURE_5_SEEDS = (4, 7, 8, 15, 19)


def _figure_5(rates: str, least_rise: Fraction) -> Claim:
    mu, (twentieth, _) = FIGURE_5.exact()
    sigma, scale = (twentieth,) * FIGURE_5.dim, Fraction(str(FIGURE_5.scale))
    starts = {seed: start(seed, FIGURE_5.dim, scale) for seed in FIGURE_5_SEEDS}
    cases = [Case(f"seed {seed}", mu, sigma, W0, rates, Fraction(15), 2, least_rise) for seed, W0 in starts.items()]
    title = (
        rf"Fig. 5 with {RATES[rates]}, $\sigma = .05$ on all three coordinates, as coded, from five exact starts ($d = 3$, $U$ "
        f"in $[0, .2]$): on $[0, 15]$ the test loss strictly falls, rises by more than {float(least_rise):g}, and strictly falls."
    )
    wrong = {
        "ten times the rise": [replace(case, least_rise=10 * least_rise) for case in cases],
        "four turning points": [replace(case, turning_points=4) for case in cases],
    }
    return _figure(5, rates, title, cases, wrong)


FIGURE_5_PLAIN = _figure_5("plain", Fraction(1, 50))
FIGURE_5_SQUARED = _figure_5("squared", Fraction(1, 10))


def _several(figure: int, rates: str, horizon: int, counts: dict[int, int]) -> Claim:
    mu = tuple(Fraction(text) for text in ("1", "3/2", "11/5", "27/10"))[: 3 if figure == 8 else 4]
    sigma = (TWENTIETH,) * 3 + ((Fraction(1, 2),) if figure == 9 else ())
    starts = {seed: start(seed, len(mu), Fraction(1, 10)) for seed in counts}
    cases = [Case(f"seed {k}", mu, sigma, W0, rates, Fraction(horizon), counts[k]) for k, W0 in starts.items()]
    numbers, seeds = (", ".join(map(str, held)) for held in (counts.values(), counts))
    title = (
        rf"Fig. {figure} ({len(mu)} concepts, $\mu$ and $\sigma$ as printed) with {RATES[rates]}, exact starts of seeds {seeds} "
        f"($U$ in $[0, .1]$): on $[0, {horizon}]$ the test loss has exactly {numbers} turning points, falling first."
    )
    fewer = [replace(cases[-1], turning_points=cases[-1].turning_points - 2), *cases[:-1]]
    return _figure(figure, rates, title, cases, {"one swing less from the last start": fewer})


FIGURE_8_PLAIN = _several(8, "plain", 20, {1: 0, 2: 2, 5: 4, 6: 4})
FIGURE_8_SQUARED = _several(8, "squared", 40, {1: 2, 3: 4, 5: 4, 6: 4})
FIGURE_9_PLAIN = _several(9, "plain", 30, {0: 4, 1: 4, 2: 0, 3: 2})
FIGURE_9_SQUARED = _several(9, "squared", 100, {0: 4, 1: 6})


def _small_start(
    exponent: int, turning_points: int, least: Fraction = Fraction(0), greatest: Fraction | float = math.inf
) -> Case:
    omega = Fraction(1, 10**exponent)
    W0 = ((Fraction(6, 5) * omega, Fraction(7, 10) * omega), (Fraction(7, 10) * omega, omega))
    mu, horizon = (Fraction(3, 2), Fraction(1)), Fraction(6 * exponent + 10, 2)
    return Case(f"omega = 1e-{exponent}", mu, (TWENTIETH,) * 2, W0, "plain", horizon, turning_points, least, greatest)


NO_RISE_CASES = [_small_start(exponent, 0, greatest=Fraction(0)) for exponent in (2, 4)]
NO_RISE = _claim(
    "no_rise",
    (
        r"$\mu = (\tfrac32, 1)$, $\sigma = \tfrac{1}{20}$, $W(0) = \omega \bigl[ \begin{smallmatrix} 6/5 & 7/10 \\ 7/10 & 1 "
        r"\end{smallmatrix} \bigr]$: at $\omega = 10^{-2}$ and $10^{-4}$ the test loss strictly falls on $[0, 11]$ and $[0, "
        r"17]$; the rise of small $\omega$ has no counterpart there."
    ),
    "new",
    NO_RISE_CASES,
    {
        "omega = 1e-6": [_small_start(6, 0, greatest=Fraction(0))],
        "a rise claimed": [_small_start(4, 2)],
        "first and second concept exchanged": [replace(NO_RISE_CASES[1], mu=(Fraction(1), Fraction(3, 2)), turning_points=2)],
    },
)

#: In millionths, at omega = 10^-6, 10^-8, 10^-12.
RISE_RANGES = {6: (415, 425), 8: (470, 485), 12: (77, 79)}


def _rises(factor: int = 1) -> list[Case]:
    millionth = Fraction(factor, 10**6)
    return [_small_start(exponent, 2, low * millionth, high * millionth) for exponent, (low, high) in RISE_RANGES.items()]


SMALL_RISE = _claim(
    "rise_at_small_omega",
    (
        r"In the same setting the test loss falls, rises and falls at $\omega = 10^{-6}, 10^{-8}$ and $10^{-12}$, by amounts "
        r"in $[4.15 \cdot 10^{-4}, 4.25 \cdot 10^{-4}]$, $[4.7 \cdot 10^{-4}, 4.85 \cdot 10^{-4}]$ and "
        r"$[7.7 \cdot 10^{-5}, 7.9 \cdot 10^{-5}]$."
    ),
    "new",
    _rises(),
    {"omega = 1e-4": [_small_start(4, 2)], "twice the rise": _rises(factor=2)},
)
