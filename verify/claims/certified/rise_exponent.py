"""The exponent of the rise, held to the flow itself: rises proved by enclosure at scales of W(0) from 1e-8 to 1e-60."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from numpy.random import Generator

from numerics.closed_form.swing_by import rise_exponent
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation

#: The setting of `swing_by.exponent_measured`: mu, sigma and M of W(0) = omega M.
MU = (Fraction(3, 2), Fraction(1))
SIGMA = (Fraction(1, 20),) * 2
M = ((Fraction(12, 10), Fraction(7, 10)), (Fraction(7, 10), Fraction(1)))
#: omega = 10^-k.
POWERS = (8, 12, 20, 30, 40, 60)
#: The exponents between neighbours, to the digits of the title.
STATED = ("0.1959", "0.2672", "0.2892", "0.2951", "0.2972")
#: The horizon lies behind the second learning time, ln(1/omega)/(2 a_2), a_2 near 1/2: per power of ten, and beyond.
HORIZON = (Fraction(5, 2), 3)


def rise(power: int, M: tuple[tuple[Fraction, ...], ...] = M) -> tuple[Fraction, Fraction] | str:
    """Return bounds of the rise of the flow's test loss from W(0) = 10^-power M, or why there is none that is proved."""
    from numerics.certificate.certify import certify

    W0 = [[entry / 10**power for entry in row] for row in M]
    radius = 10.0 ** -(14 + 0.35 * power)  # the rise at omega = 1e-60 is near 1e-18
    found = certify(MU, SIGMA, W0, HORIZON[0] * power + HORIZON[1], radius=radius)
    if found["outcome"] != "VERIFIED" or found["signs"] != ["falls", "rises", "falls"]:
        return f"omega = 1e-{power}: {found.get('reason') or ', '.join(found['signs'])}"
    return Fraction(found["rise"][0]), Fraction(found["rise"][1])


def exponents(
    rng: Generator,
    powers: tuple[int, ...] = POWERS,
    stated: tuple[str, ...] = STATED,
    M: tuple[tuple[Fraction, ...], ...] = M,
) -> Result:
    """Return whether the local exponents are the stated ones to four digits, and come ever nearer to the derived one."""
    from flint import arb, fmpq

    rises: dict[int, tuple[Fraction, Fraction]] = {}
    for power in powers:
        found = rise(power, M)
        if isinstance(found, str):
            return Result(Outcome.REFUTED, len(rises) + 1, counterexample={"no rise alone": found})
        rises[power] = found
    a_1, a_2 = (SIGMA[0] ** 2 + signal**2 / 2 for signal in MU)
    derived = float(rise_exponent(float((a_1 - a_2) / (2 * a_1))))
    gaps, measures = [derived], {"derived_exponent": derived}
    for (first, second), text in zip(pairwise(powers), stated, strict=True):
        low, high = (rises[first][0] / rises[second][1], rises[first][1] / rises[second][0])
        ball = arb(fmpq(low.numerator, low.denominator)).union(arb(fmpq(high.numerator, high.denominator))).log()
        local = ball / (second - first) / arb(10).log()
        measures[f"exponent_{first}_to_{second}"] = float(local)
        gaps.append(derived - float(local))
        if not abs(local - arb(text)) <= arb("0.00005") or not 0 < gaps[-1] < gaps[-2]:
            shown = {
                "omega": f"1e-{first} to 1e-{second}",
                "exponent": str(float(local)),
                "stated": text,
                "derived": str(derived),
            }
            return Result(Outcome.REFUTED, len(rises), measures, shown)
    return Result(Outcome.VERIFIED, len(rises), measures)


RISE_EXPONENT = Claim(
    id="certified.rise_exponent",
    title=(
        r"For $\mu = (1.5, 1)$, $\sigma = .05$, $W(0) = \omega \bigl[ \begin{smallmatrix} 1.2 & .7 \\ .7 & 1 \end{smallmatrix} "
        r"\bigr]$ the test loss of the flow falls, rises and falls at $\omega = 10^{-8}, 10^{-12}, 10^{-20}, 10^{-30}, 10^{-40}, "
        r"10^{-60}$, and between neighbours its rise has the exponents .1959, .2672, .2892, .2951, .2972 in $\omega$, ever "
        r"nearer to $4 \theta/(4 - \theta) = .2978$ of the reduced model."
    ),
    source="new",
    method=Computation(
        check=exponents,
        evidence=Evidence.ENCLOSED,
        what=(
            "`certify` encloses the flow from each start, proves that the loss has two turning points, and bounds the rise; the "
            "logarithms of the quotients are taken in ball arithmetic."
        ),
        refuted_by="An exponent that is another in its fourth digit, or is no nearer to the derived one than the one before.",
        faults=(
            ("an exponent of the next scale", {"powers": (8, 12), "stated": ("0.2672",)}),
            (
                "a start without minor entry",
                {"powers": (8, 12), "stated": STATED[:1], "M": ((M[0][0], Fraction(0)), (Fraction(0), M[1][1]))},
            ),
            (
                "a start with half the minor entry",
                {"powers": (8, 12), "stated": STATED[:1], "M": ((M[0][0], Fraction(7, 20)), (Fraction(7, 20), M[1][1]))},
            ),
        ),
    ),
    code=("numerics.certificate.certify.certify", "numerics.closed_form.swing_by.rise_exponent"),
    level=Level.STANDARD,
    depends_on=("task.test_loss_slope", "swing_by.exponent"),
)
