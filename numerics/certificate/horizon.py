"""What a certificate needs beyond a setting: a horizon past the learning of every probed concept, and few enough steps.

    horizon = 1.3 max_k T_k + 8 over the finite learning times of the coordinates with z_k != 0

Source: new; the learning times T_k of `numerics.model`.

Legend: W0 (d, d), a (d,), z (d,) fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from numerics.certificate.file import COMMON_RULE, MOST_DIGITS, MOST_ROWS, MOST_TIMESCALES, has_short_denominator
from numerics.certificate.words import MODELS
from numerics.setting import ExactSetting
from numerics.task.exact_numbers import fitting_number, rounded, shown

#: Twice its digits are tried before giving up.
SMALLEST_RADIUS = 1e-100


def default_horizon(question: ExactSetting) -> Fraction:
    """Return 1.3 times the largest finite learning time of a coordinate with z_k != 0, plus 8, to three decimals.

    Coordinates that the probe leaves out do not have to be learned.
    """
    learned = question.model.exact_learning_times(question.a, question.W0)
    last = max([0.0, *(time for k, time in learned.items() if question.z[k] != 0)])
    return Fraction(round(1000 * (1.3 * last + 8)), 1000)


def checked_horizon(question: ExactSetting) -> Fraction:
    """Return the horizon asked for, or the default.

    Raises
    ------
    ValueError : if no enclosure would reach it
    """
    a, asked, default = question.a, question.horizon, default_horizon(question)
    until = default if asked is None else asked
    slowest = min((a[k] for k, entry in enumerate(question.z) if a[k] > 0 and entry != 0), default=Fraction(1))
    longest = 10 * default + 30 / slowest
    if asked is not None and asked > longest:
        raise ValueError(
            f"horizon must be at most {float(longest):.6g} for a certificate with these learning times, got {float(asked):.6g}"
        )
    if until * max(a) > MOST_TIMESCALES:
        raise ValueError(
            f"horizon times the largest rate must be at most MOST_TIMESCALES = {MOST_TIMESCALES} for a certificate, "
            f"got {float(until):.6g} times {float(max(a)):.6g}"
        )
    return until


def check_certifiable(question: ExactSetting) -> None:
    """Raise ValueError, naming the argument, where a setting has no certificate although it can be predicted and simulated."""
    if question.model.name not in MODELS:
        raise ValueError(f"model must be one of {', '.join(MODELS)} for a certificate, got {question.model.name!r}")
    if question.second_moment is not None:
        raise ValueError(f"second moment must be left out for a certificate, got one of {len(question.second_moment)} rows")
    tables = question.model.tables(question.W0)
    for name, table in tables:
        if len(table) > MOST_ROWS:
            raise ValueError(f"{name} must have at most {MOST_ROWS} rows for a certificate, got {len(table)}")
    entries = [entry for _, table in tables for row in table for entry in row]
    numbers = (*question.mu, *question.sigma, *question.a, *entries)
    if any(max(abs(number.numerator), number.denominator) >= 10**MOST_DIGITS for number in numbers):
        named = "W(0)" if len(tables) == 1 else "the layers"
        raise ValueError(f"mu, sigma, {named} and the rates must have at most {MOST_DIGITS} digits for a certificate, got more")
    by_name = [("mu and sigma", iter(question.a)), *((name, (entry for row in table for entry in row)) for name, table in tables)]
    for name, held in by_name:
        if not has_short_denominator(held):
            raise ValueError(f"{name} must {COMMON_RULE} for a certificate, got a longer one")
    if not any(question.a):
        raise ValueError("mu and sigma must give a rate above 0 for a certificate, got none")
    if not any(question.z):
        raise ValueError(f"probe must not be 0 for a certificate, got x_hat(v) = {', '.join(map(shown, question.z))}")


def checked_radius(radius: Any) -> float:
    """Return the radius as a float; ValueError unless it is between SMALLEST_RADIUS and 1."""
    rule = f"between {SMALLEST_RADIUS:g} and 1"
    return float(fitting_number("radius", radius, lambda number: SMALLEST_RADIUS <= rounded(number) <= 1, rule))
