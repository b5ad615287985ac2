"""Claims that the rise of the closed form, in high precision, is the derived one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form import swing_by as by_hand
from theory import minor_entries
from theory import swing_by as theory
from theory.algebra import symbols
from verify.claim import Claim, Level
from verify.methods import Bounded, Points

#: The setting of the measured figures: mu = (1.5, 1), sigma = .05, W(0) = omega [[1.2, .7], [.7, 1]].
MU = (1.5, 1.0)
SIGMA = 0.05
M = ((1.2, 0.7), (0.7, 1.0))
#: Working digits: the rise at omega = 1e-200 is 1e-60, a difference of losses of order 1.
DIGITS = 260
#: How near the roots of the slope are found: the loss is off by a square of that, of the rise's own size.
ROOT = 1e-20
#: The exponent between omega = 1e-100 and 1e-200, and the constant, must be within these of the derived ones.
EXPONENT_TOLERANCE, CONSTANT_TOLERANCE = 1e-6, 1e-3


def closed_form_loss() -> tuple[Any, Any]:
    """Return the test loss of the closed form and its slope, of (t, omega), in mpmath, d = 2, from exact rationals."""
    from sympy import Rational, Symbol, lambdify

    from theory.pivots import S_12, S_13, S_23, Phi, power, stage

    omega = Symbol("omega", positive=True)
    mu = (Rational(3, 2), Rational(1))
    a = [Rational(1, 400) + signal**2 / 2 for signal in mu]
    W0 = [[omega * Rational(str(entry)) for entry in row] for row in M]
    at = {symbols.a_1: a[0], symbols.a_2: a[1], symbols.a_3: a[1], symbols.c_1: W0[0][0]}
    learned = {S_23: W0[1][1], S_12: W0[0][1], S_13: W0[0][1], Phi: minor_entries.phi(symbols.a_1, symbols.c_1)}
    pivot = stage(power()).subs(learned).subs(at)
    major = [minor_entries.major(a[0], W0[0][0]), minor_entries.major(a[1], pivot)]
    minor = minor_entries.minor().subs({**at, symbols.c_2: pivot, symbols.m: W0[0][1]})
    loss = theory.test_loss().subs(
        {theory.w_11: major[0], theory.w_12: minor, theory.w_22: major[1], theory.mu_1: mu[0], theory.mu_2: mu[1]}
    )
    variables = [symbols.t, omega]
    return lambdify(variables, loss, modules="mpmath"), lambdify(variables, loss.diff(symbols.t), modules="mpmath")


def rise_between(omega: Any, first: Any, second: Any) -> Any:
    """Return the rise of the closed form's test loss between the roots of its slope in two brackets, in working precision."""
    import mpmath

    loss, slope = closed_form_loss()
    low, high = (mpmath.findroot(lambda t: slope(t, omega), ends, solver="bisect", tol=ROOT) for ends in (first, second))
    return loss(high, omega) - loss(low, omega)


def asymptotic_rise(rng: Generator, wrong: float = 1.0) -> Points:
    """Compare exponent and constant of the rise between omega = 1e-100 and 1e-200 with the derived ones."""
    import mpmath

    a_1, a_2 = (SIGMA**2 + signal**2 / 2 for signal in MU)
    theta = (a_1 - a_2) / (2 * a_1)
    rises = []
    with mpmath.workdps(DIGITS):
        for power in (100, 200):
            omega = mpmath.mpf(10) ** -power
            T_1, T_2 = (mpmath.log(1 / omega) / (2 * rate) for rate in (a_1, a_2))
            rises.append(rise_between(omega, (T_1, 1.3 * T_1), (1.3 * T_1, T_2)))
        exponent = float(mpmath.log(rises[0] / rises[1]) / mpmath.log(mpmath.mpf(10) ** 100))
        constant = mpmath.log(rises[1]) + 200 * mpmath.log(10) * by_hand.rise_exponent(mpmath_theta(mpmath))
    exponents = {"exponent": exponent, "derived_exponent": wrong * float(by_hand.rise_exponent(np.asarray(theta)))}
    yield abs(exponent - exponents["derived_exponent"]) / EXPONENT_TOLERANCE, exponents, exponents
    expected = by_hand.log_rise((np.asarray(a_1), np.asarray(a_2)), MU, M[0][1], M[0][0])
    constants = {"constant": float(np.exp(float(constant))), "derived_constant": float(np.exp(expected))}
    yield abs(constants["constant"] / constants["derived_constant"] - 1) / CONSTANT_TOLERANCE, constants, constants


def mpmath_theta(mpmath: Any) -> Any:
    """Return theta of the setting in high precision, from exact rationals."""
    a_1, a_2 = (mpmath.mpf(1) / 400 + mpmath.mpf(signal) ** 2 / 2 for signal in MU)
    return (a_1 - a_2) / (2 * a_1)


ASYMPTOTIC = Claim(
    id="swing_by.exponent_measured",
    title=(
        r"For $\mu = (1.5, 1)$, $\sigma = .05$, $M = \bigl[ \begin{smallmatrix} 1.2 & .7 \\ .7 & 1 \end{smallmatrix} "
        r"\bigr]$ the rise of the closed form between $\omega = "
        "10^{-100}$ and $10^{-200}$ has the derived exponent to $10^{-6}$ and the derived constant to $10^{-3}$."
    ),
    source="new",
    method=Bounded(
        measure=asymptotic_rise,
        tolerance=1.0,
        named="",
        what=f"Minimum and maximum of the derived test loss are found with {DIGITS} digits; the rise at 1e-200 is near 1e-60.",
        refuted_by="An exponent off by more than 1e-6, or a constant off by more than one part in 1000.",
        faults=(("twice the exponent", {"wrong": 2.0}),),
    ),
    level=Level.STANDARD,
    code=("theory.swing_by.exponent", "theory.swing_by.rise_constant"),
    depends_on=("swing_by.exponent", "pivots.one_stage"),
)


def sharper_measured(rng: Generator, plain: bool = False) -> Points:
    """Compare the sharper rise with the closed form's, in units of 4% at omega = 1e-12 and of .1% at 1e-20."""
    import mpmath

    a_1, a_2 = (SIGMA**2 + signal**2 / 2 for signal in MU)
    theta = (a_1 - a_2) / (2 * a_1)
    for omega, bar in ((1e-12, 0.04), (1e-20, 1e-3)):
        c = (omega * M[0][0], omega * (M[1][1] - M[0][1] ** 2 / M[0][0]))
        B = omega * M[0][1] * c[0] ** (theta / 2 - 1)
        low = B * (theta * MU[1] * B * c[0] ** 2 / (2 * MU[0])) ** (theta / (4 - theta))
        t_M = np.log(a_1 * theta * MU[0] * B / (2 * a_2 * MU[1] * c[1])) / (2 * a_2 + a_1 * theta)
        high = 0.0 if plain else B * np.exp(-a_1 * theta * t_M)
        said = MU[0] * MU[1] * ((1 - theta / 4) * low - (1 + a_1 * theta / (2 * a_2)) * high)
        with mpmath.workdps(60):
            at = mpmath.mpf(10) ** round(float(np.log10(omega)))
            T_1 = np.log(1 / omega) / (2 * a_1)
            found = float(rise_between(at, (T_1, (T_1 + t_M) / 2 + 1), (t_M - 2, t_M + 2)))
        error = abs(said / found - 1)
        yield error / bar, {"omega": omega, "relative error": error}, {f"relative_error_at_{omega:g}": error}


SHARPER_MEASURED = Claim(
    id="swing_by.sharper_measured",
    title=(
        r"The sharper rise is within 4% of the closed form's at $\omega = 10^{-12}$ and within .1% at $10^{-20}$ (the setting "
        "of `swing_by.curve`)."
    ),
    source="new",
    method=Bounded(
        measure=sharper_measured,
        tolerance=1.0,
        named="",
        what="Minimum and maximum of the derived test loss are found with 60 digits.",
        refuted_by="A larger error.",
        faults=(("without the maximum's share", {"plain": True}),),
    ),
    level=Level.STANDARD,
    code=("theory.swing_by.sharper_rise",),
    depends_on=("swing_by.sharper_rise",),
)
