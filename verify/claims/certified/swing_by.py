"""Claims of the swing-by, proved by enclosure for exact rational starts, for every time up to a horizon.

A start is W(0) = U U^T, U = scale/1000 * default_rng(seed).integers(0, 1000, (d, d)), exactly. Each theorem is proved
twice: in ball arithmetic with Taylor steps, and from the certificate alone in integers with a defect bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.random import Generator

from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation

Rows = tuple[tuple[Fraction, ...], ...]
TWENTIETH = Fraction(1, 20)
SWING = ("falls", "rises", "falls")


@dataclass(frozen=True)
class Case:
    """One start and the shape that its test loss is claimed to have: how many stretches, and how large a rise at least."""

    name: str
    mu: tuple[Fraction, ...]
    sigma: tuple[Fraction, ...]
    W0: Rows
    rates: str
    horizon: Fraction
    turning_points: int
    least_rise: Fraction = Fraction(0)
    greatest_rise: Fraction | None = None


def start(seed: int, d: int, scale: Fraction) -> Rows:
    """Return W(0) = U U^T exactly, U = scale/1000 * integers in 0..999, shape (d, d)."""
    U = [[Fraction(int(k), 1000) * scale for k in row] for row in np.random.default_rng(seed).integers(0, 1000, (d, d))]
    return tuple(tuple(sum((p * q for p, q in zip(u, v, strict=True)), Fraction(0)) for v in U) for u in U)


def without_minor_entries(case: Case) -> Case:
    """Return the case from the diagonal of its start."""
    d = len(case.W0)
    diagonal = tuple(tuple(case.W0[i][j] if i == j else Fraction(0) for j in range(d)) for i in range(d))
    return replace(case, W0=diagonal)


def prove(case: Case) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the certificate of a case and what the second proof holds against it."""
    from numerics.certificate import certify
    from numerics.certificate_check import check_certificate

    certificate = certify(case.mu, case.sigma, case.W0, case.horizon, rates=case.rates, radius=1e-12)
    return certificate, check_certificate(certificate).reasons if certificate["outcome"] == "VERIFIED" else ()


def shapes(cases: Sequence[Case]) -> Result:
    """Return whether every case has the claimed number of turning points and a rise in the claimed range, proved twice."""
    rises, points = [], 0
    for case in cases:
        certificate, against = prove(case)
        if certificate["outcome"] != "VERIFIED":
            return Result(Outcome.UNDECIDED, points, reason=f"{case.name}: {certificate['reason']}")
        low, high = (Fraction(text) for text in certificate["rise"])
        shown = {"start": case.name, "signs": certificate["signs"], "rise": certificate["rise"]}
        alternating = [SWING[k % 2] for k in range(case.turning_points + 1)]
        if certificate["signs"] != alternating or high < case.least_rise:
            return Result(Outcome.REFUTED, points + 1, counterexample=shown)
        if case.greatest_rise is not None and low > case.greatest_rise:
            return Result(Outcome.REFUTED, points + 1, counterexample=shown)
        if against or low < case.least_rise or (case.greatest_rise is not None and high > case.greatest_rise):
            return Result(Outcome.UNDECIDED, points, reason=f"{case.name}: {'; '.join(against) or 'rise not separated'}")
        rises.append(low)
        points += 1
    turns = sum(case.turning_points for case in cases)
    return Result(Outcome.VERIFIED, points, {"least_rise": float(min(rises)), "turning_points": float(turns)})


WHAT = (
    "`certify` encloses $W(t)$ for all $t$ up to the horizon and proves the sign of the slope of the test loss "
    "everywhere but at its turning points, each bracketed and proved single; `check` then proves the same from the "
    "certificate in integer arithmetic."
)
WRONG = "A start whose test loss is proved to turn another number of times, or to rise by another amount."
CODE = (
    "numerics.enclosure.tube.advance",
    "numerics.enclosure.sign_pattern.sign_pattern",
    "numerics.certificate.certify",
    "numerics.certificate_check.check_certificate",
)


def _check(cases: Sequence[Case]) -> Callable[[Generator], Result]:
    return lambda rng: shapes(cases)


def _claim(
    identifier: str, title: str, source: str, cases: tuple[Case, ...], wrong: dict[str, tuple[Case, ...]], level: Level
) -> Claim:
    return Claim(
        id=identifier,
        title=title,
        source=source,
        method=Computation(
            check=_check(cases),
            evidence=Evidence.ENCLOSED,
            what=WHAT,
            refuted_by=WRONG,
            faults=tuple((name, _check(altered)) for name, altered in wrong.items()),
        ),
        code=CODE,
        level=level,
        depends_on=("task.test_loss_slope",),
    )


FIGURE_5_SEEDS = (4, 7, 8, 15, 19)


def _figure_5(rates: str, least_rise: Fraction) -> tuple[Case, ...]:
    from numerics.networks.protocols import FIGURE_5

    mu, (twentieth, _) = FIGURE_5.exact()
    sigma, scale = (twentieth,) * FIGURE_5.dim, Fraction(str(FIGURE_5.scale))
    return tuple(
        Case(f"seed {seed}", mu, sigma, start(seed, FIGURE_5.dim, scale), rates, Fraction(15), 2, least_rise)
        for seed in FIGURE_5_SEEDS
    )


def _figure_5_claim(rates: str, words: str, source: str, least_rise: Fraction) -> Claim:
    cases = _figure_5(rates, least_rise)
    return _claim(
        f"certified.figure5_{rates}_rates",
        rf"Fig. 5 with {words}, $\sigma = .05$ on all three coordinates, as coded, from five exact starts ($d = 3$, $U$ in "
        f"$[0, .2]$): on $[0, 15]$ the test loss strictly falls, rises by more than {float(least_rise):g}, and strictly falls.",
        source,
        cases,
        {
            "minor entries removed from the start": tuple(without_minor_entries(case) for case in cases),
            "ten times the rise": tuple(replace(case, least_rise=10 * least_rise) for case in cases),
            "four turning points": tuple(replace(case, turning_points=4) for case in cases),
        },
        Level.STANDARD,
    )


FIGURE_5_PLAIN = _figure_5_claim(
    "plain", "the paper's rates $a_p$", "arXiv 2410.08309v2, Fig. 5, as transcribed", Fraction(1, 50)
)
FIGURE_5_SQUARED = _figure_5_claim("squared", "the released code's rates $a_p^2$", "released code", Fraction(1, 10))


def _several(figure: int, rates: str, horizon: int, counts: dict[int, int]) -> tuple[Case, ...]:
    mu = tuple(Fraction(text) for text in ("1", "3/2", "11/5", "27/10"))[: 3 if figure == 8 else 4]
    sigma = (TWENTIETH,) * 3 + ((Fraction(1, 2),) if figure == 9 else ())
    return tuple(
        Case(f"seed {seed}", mu, sigma, start(seed, len(mu), Fraction(1, 10)), rates, Fraction(horizon), count)
        for seed, count in counts.items()
    )


def _several_claim(figure: int, rates: str, horizon: int, counts: dict[int, int], level: Level) -> Claim:
    cases = _several(figure, rates, horizon, counts)
    words = "the paper's rates $a_p$" if rates == "plain" else "the released code's rates $a_p^2$"
    numbers = ", ".join(str(count) for count in counts.values())
    fewer = (replace(cases[-1], turning_points=cases[-1].turning_points - 2), *cases[:-1])
    seeds = ", ".join(map(str, counts))
    return _claim(
        f"certified.figure{figure}_{rates}_rates",
        rf"Fig. {figure} ({len(cases[0].mu)} concepts, $\mu$ and $\sigma$ as printed) with {words}, exact starts of seeds "
        f"{seeds} ($U$ in $[0, .1]$): on $[0, {horizon}]$ the test loss has exactly {numbers} turning points, falling first.",
        f"arXiv 2410.08309v2, Fig. {figure}, as transcribed" if rates == "plain" else "released code",
        cases,
        {
            "minor entries removed from the start": tuple(without_minor_entries(case) for case in cases),
            "one swing less from the last start": fewer,
        },
        level,
    )


FIGURE_8_PLAIN = _several_claim(8, "plain", 20, {1: 0, 2: 2, 5: 4, 6: 4}, Level.STANDARD)
FIGURE_8_SQUARED = _several_claim(8, "squared", 40, {1: 2, 3: 4, 5: 4, 6: 4}, Level.STANDARD)
FIGURE_9_PLAIN = _several_claim(9, "plain", 30, {0: 4, 1: 4, 2: 0, 3: 2}, Level.STANDARD)
FIGURE_9_SQUARED = _several_claim(9, "squared", 100, {0: 4, 1: 6}, Level.STANDARD)


def _small_start(exponent: int, turning_points: int, rise: tuple[Fraction, Fraction | None]) -> Case:
    M = ((Fraction(6, 5), Fraction(7, 10)), (Fraction(7, 10), Fraction(1)))
    omega = Fraction(1, 10**exponent)
    W0 = tuple(tuple(omega * entry for entry in row) for row in M)
    horizon = Fraction(6 * exponent + 10, 2)
    mu = (Fraction(3, 2), Fraction(1))
    return Case(f"omega = 1e-{exponent}", mu, (TWENTIETH,) * 2, W0, "plain", horizon, turning_points, rise[0], rise[1])


NO_RISE_CASES = tuple(_small_start(exponent, 0, (Fraction(0), Fraction(0))) for exponent in (2, 4))
NO_RISE = _claim(
    "certified.no_rise",
    (
        r"$\mu = (\tfrac32, 1)$, $\sigma = \tfrac{1}{20}$, $W(0) = \omega \bigl[ \begin{smallmatrix} 6/5 & 7/10 \\ 7/10 & 1 "
        r"\end{smallmatrix} \bigr]$: at $\omega = 10^{-2}$ and $10^{-4}$ the test loss strictly falls on $[0, 11]$ and $[0, "
        r"17]$; the rise of small $\omega$ has no counterpart there."
    ),
    "new",
    NO_RISE_CASES,
    {
        "omega = 1e-6": (_small_start(6, 0, (Fraction(0), Fraction(0))),),
        "a rise claimed": (_small_start(4, 2, (Fraction(0), None)),),
        "first and second concept exchanged": (replace(NO_RISE_CASES[1], mu=(Fraction(1), Fraction(3, 2)), turning_points=2),),
    },
    Level.STANDARD,
)

RISE_RANGES = {
    6: (Fraction(415, 10**6), Fraction(425, 10**6)),
    8: (Fraction(470, 10**6), Fraction(485, 10**6)),
    12: (Fraction(77, 10**6), Fraction(79, 10**6)),
}
RISE_CASES = tuple(_small_start(exponent, 2, rise) for exponent, rise in RISE_RANGES.items())
SMALL_RISE = _claim(
    "certified.rise_at_small_omega",
    (
        r"In the same setting the test loss falls, rises and falls at $\omega = 10^{-6}, 10^{-8}$ and $10^{-12}$, by amounts "
        r"in $[4.15 \cdot 10^{-4}, 4.25 \cdot 10^{-4}]$, $[4.7 \cdot 10^{-4}, 4.85 \cdot 10^{-4}]$ and "
        r"$[7.7 \cdot 10^{-5}, 7.9 \cdot 10^{-5}]$."
    ),
    "new",
    RISE_CASES,
    {
        "omega = 1e-4": (replace(_small_start(4, 2, (Fraction(0), None))),),
        "twice the rise": tuple(
            replace(case, least_rise=2 * case.least_rise, greatest_rise=2 * (case.greatest_rise or Fraction(0)))
            for case in RISE_CASES
        ),
    },
    Level.STANDARD,
)
