"""Claims that the rise of the closed form, in high precision, is the derived one."""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics import swing_by as by_hand
from theory import minor_entries
from theory import swing_by as theory
from theory.algebra import symbols
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation

#: The setting of the measured figures: mu = (1.5, 1), sigma = .05, W(0) = omega [[1.2, .7], [.7, 1]].
MU = (1.5, 1.0)

SIGMA = 0.05

M = ((1.2, 0.7), (0.7, 1.0))

#: Working digits: the rise at omega = 1e-200 is 1e-60, a difference of losses of order 1.
DIGITS = 260

#: The exponent between omega = 1e-100 and 1e-200, and the constant, must be within these of the derived ones.
EXPONENT_TOLERANCE, CONSTANT_TOLERANCE = 1e-6, 1e-3


def closed_form_loss() -> Any:
    """Return the test loss of the closed form as an mpmath function of (t, omega), d = 2, the setting above, exact rationals."""
    from sympy import Rational, Symbol, lambdify

    from theory.pivots import S_12, S_13, S_23, Phi, a_3, stage

    omega = Symbol("omega", positive=True)
    mu = (Rational(3, 2), Rational(1))
    a = [Rational(1, 400) + signal**2 / 2 for signal in mu]
    W0 = [[omega * Rational(str(entry)) for entry in row] for row in M]
    at = {theory.a_1: a[0], theory.a_2: a[1], a_3: a[1], minor_entries.c_1: W0[0][0]}
    learned = {S_23: W0[1][1], S_12: W0[0][1], S_13: W0[0][1], Phi: minor_entries.phi(theory.a_1, minor_entries.c_1)}
    pivot = stage().subs(learned).subs(at)
    major = [minor_entries.major(a[0], W0[0][0]), minor_entries.major(a[1], pivot)]
    minor = minor_entries.minor().subs({**at, minor_entries.c_2: pivot, minor_entries.m: W0[0][1]})
    loss = theory.test_loss().subs(
        {theory.w_11: major[0], theory.w_12: minor, theory.w_22: major[1], theory.mu_1: mu[0], theory.mu_2: mu[1]}
    )
    return lambdify([symbols.t, omega], loss, modules="mpmath")


def _extremum(function: Any, low: Any, high: Any, sign: int) -> Any:
    """Return the value at the extremum of a function with one between low and high (sign 1: minimum), by golden section."""
    import mpmath

    golden = (mpmath.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = sign * function(left), sign * function(right)
    for _ in range(150):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = sign * function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = sign * function(right)
    return function((low + high) / 2)


def asymptotic_rise(wrong: float = 1.0, shift: float = 0.0) -> Result:
    """Return whether exponent and constant of the rise between omega = 1e-100 and 1e-200 are the derived ones."""
    import mpmath

    loss = closed_form_loss()
    a_1, a_2 = (SIGMA**2 + signal**2 / 2 for signal in MU)
    theta = (a_1 - a_2) / (2 * a_1)
    rises = []
    with mpmath.workdps(DIGITS):
        for power in (100, 200):
            omega = mpmath.mpf(10) ** -power
            T_1, T_2 = (mpmath.log(1 / omega) / (2 * rate) for rate in (a_1, a_2))
            plateau = T_1 + (T_2 - T_1) * 2 / 3
            values = [
                _extremum(lambda t, omega=omega: loss(t, omega), low, high, sign)
                for low, high, sign in ((T_1, plateau, 1), (T_1 * 1.3, T_2, -1))
            ]
            rises.append(values[1] - values[0])
        exponent = float(mpmath.log(rises[0] / rises[1]) / mpmath.log(mpmath.mpf(10) ** 100)) + shift
        derived = wrong * float(by_hand.rise_exponent(np.asarray(theta)))
        expected = by_hand.log_rise((np.asarray(a_1), np.asarray(a_2)), MU, M[0][1], M[0][0])
        constant = float(mpmath.log(rises[1]) + 200 * mpmath.log(10) * by_hand.rise_exponent(mpmath_theta(mpmath)))
    measures = {
        "exponent": exponent,
        "derived_exponent": derived,
        "constant": float(np.exp(constant)),
        "derived_constant": float(np.exp(expected)),
    }
    good = abs(exponent - derived) <= EXPONENT_TOLERANCE and abs(np.exp(constant - expected) - 1) <= CONSTANT_TOLERANCE
    return Result(Outcome.VERIFIED, 2, measures) if good else Result(Outcome.REFUTED, 2, measures, dict(measures))


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
    method=Computation(
        check=lambda rng: asymptotic_rise(),
        evidence=Evidence.NUMERICAL,
        what=f"Minimum and maximum of the derived test loss are found with {DIGITS} digits; the rise at 1e-200 is near 1e-60.",
        refuted_by="An exponent off by more than 1e-6, or a constant off by more than one part in 1000.",
        faults=(
            ("twice the exponent", lambda rng: asymptotic_rise(wrong=2.0)),
            ("off by ten times the tolerance", lambda rng: asymptotic_rise(shift=10 * EXPONENT_TOLERANCE)),
        ),
    ),
    level=Level.STANDARD,
    code=("theory.swing_by.exponent", "theory.swing_by.rise_constant"),
    depends_on=("swing_by.exponent", "pivots.one_stage"),
)


def sharper_measured(plain: bool = False) -> Result:
    """Return whether the sharper rise is within 4% at omega = 1e-12 and .1% at 1e-20 of the closed form's."""
    import mpmath

    loss = closed_form_loss()
    a_1, a_2 = (SIGMA**2 + signal**2 / 2 for signal in MU)
    theta = (a_1 - a_2) / (2 * a_1)
    measures = {}
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
            bounds = ((T_1, (T_1 + t_M) / 2 + 1, 1), (t_M - 2, t_M + 2, -1))
            values = [_extremum(lambda t, at=at: loss(t, at), mpmath.mpf(x), mpmath.mpf(y), sign) for x, y, sign in bounds]
        error = abs(said / float(values[1] - values[0]) - 1)
        measures[f"relative_error_at_{omega:g}"] = error
        if error > bar:
            return Result(Outcome.REFUTED, 2, measures, {"omega": omega, "relative error": error})
    return Result(Outcome.VERIFIED, 2, measures)


SHARPER_MEASURED = Claim(
    id="swing_by.sharper_measured",
    title=(
        r"The sharper rise is within 4% of the closed form's at $\omega = 10^{-12}$ and within .1% at $10^{-20}$ (the setting "
        "of `swing_by.curve`)."
    ),
    source="new",
    method=Computation(
        check=lambda rng: sharper_measured(),
        evidence=Evidence.NUMERICAL,
        what="Minimum and maximum of the derived test loss are found with 60 digits.",
        refuted_by="A larger error.",
        faults=(("without the maximum's share", lambda rng: sharper_measured(plain=True)),),
    ),
    level=Level.STANDARD,
    code=("theory.swing_by.sharper_rise",),
    depends_on=("swing_by.sharper_rise",),
)
