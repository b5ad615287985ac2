"""The assumptions D.1 to D.5 of Appendix D at a user's setting, with the constants that suit it best.

    alpha = min a_k,  gamma = max a_k / alpha,  omega = min |w_ij(0)|,  beta = max |w_ij(0)| / omega,  kappa = 1.1
    C = max(1, alpha / min(a_i - 3 a_j)),  K = max(20, C/5)
    D.2 and D.4 want K small, D.4 wants beta, gamma and P small, D.5 wants P large: P is the largest that D.4 allows,
    P = (1 - kappa^(-1/2)) / (omega K gamma d beta^2)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D.1, as transcribed; D.5 with i the stronger concept.

Legend: a (d,) rates; W0 (d, d) rows; i stronger than j; orders: decimal logarithm of the factor by which an inequality fails
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, inf, log, log10
from typing import Any

from numerics.setting import ExactSetting
from numerics.task.exact_numbers import fitting_number

#: The least K and the bound of kappa, which it must exceed; beta and gamma must exceed 1.
LEAST_K, LEAST_KAPPA = 20, 1.1
#: How far what must exceed a bound stands above it.
ABOVE = 1e-12


@dataclass(frozen=True)
class Audit:
    """What becomes of D.1 to D.5.

    Parameters
    ----------
    orders : by how many orders of magnitude each fails, 0 where it holds, infinite where no factor on omega or eta mends it
    constants : the best constants, None where there are none; those too large or small for floats by their log10
    """

    orders: Mapping[str, float]
    constants: Mapping[str, float | None]

    @property
    def first_failure(self) -> str | None:
        """Return the first of D.1 to D.5 that fails, or None."""
        return next((name for name, orders in self.orders.items() if orders > 0), None)

    def document(self) -> dict[str, Any]:
        """Return it as JSON data, infinite numbers as null."""
        first = self.first_failure
        shown = {name: None if orders == inf else orders for name, orders in self.orders.items()}
        return {
            "holds": first is None,
            "first_failure": first,
            "orders": 0.0 if first is None else shown[first],
            "by_assumption": shown,
            "constants": dict(self.constants),
        }


def audit(question: ExactSetting, eta: Any) -> Audit:
    """Return which of D.1 to D.5 hold at a setting of the tied model.

    Raises
    ------
    ValueError : if the model is not the tied one, a second moment is given, or eta is no number >= 0
    """
    if question.model.name != "tied":
        raise ValueError(f"model must be tied, of which Appendix D speaks, got {question.model.name}")
    if question.second_moment is not None:
        raise ValueError("second_moment must be left out, since Appendix D speaks of independent concepts, got one")
    return assumptions(question.a, question.W0, fitting_number("eta", eta, lambda number: number >= 0, "a number of at least 0"))


def assumptions(a: Sequence[Fraction], W0: Sequence[Sequence[Fraction]], eta: Fraction) -> Audit:
    """Return which of D.1 to D.5 hold for rates, a start and a step."""
    size, rates = len(a), sorted(a, reverse=True)
    entries = [abs(entry) for row in W0 for entry in row]
    gap = min((rates[i] - 3 * rates[j] for i in range(size) for j in range(i + 1, size)), default=rates[0])
    ratio = max((rates[k + 1] / rates[k] for k in range(size - 1) if rates[k]), default=Fraction(0))
    C = max(1 + ABOVE, float(rates[-1] / gap)) if gap > 0 else None
    K, kappa = max(LEAST_K, 2 * (C or 1) * (LEAST_KAPPA - 1)), LEAST_KAPPA + ABOVE
    step = _log10(eta * rates[0]) + log10(9 * K)
    orders = {"D.1": inf, "D.2": max(step, 0.0), "D.3": inf, "D.4": inf, "D.5": inf}
    found: dict[str, float | None] = dict.fromkeys(("alpha", "gamma", "beta", "log10_omega", "log10_P"))
    if max(entries) > 0:
        orders["D.3"] = max(_log10(max(entries)) + log10(2 / 0.4), 0.0)
    if rates[-1] > 0 and min(entries) > 0:
        orders["D.1"] = 0.0
        gamma, omega = _log10(rates[0] / rates[-1]), _log10(min(entries))
        beta = max(_log10(max(entries)) - omega, ABOVE)
        room = log10(1 - kappa**-0.5) - log10(K * size) - max(gamma, ABOVE)
        P = room - 2 * beta - omega
        orders["D.4"] = max(log10(2) - P, omega + (log10(2) + beta) / 2, 0.0)
        spread = float((1 + ratio) / (1 - ratio)) if ratio < 1 else inf
        needed = spread * (10 * kappa**2 * (beta - room) + beta)
        orders["D.5"] = max(needed - P, 0.0) if C is not None else inf
        found = {"alpha": float(rates[-1]), "gamma": 10**gamma, "beta": exp(beta * log(10)) if beta < 300 else None}
        found |= {"log10_omega": omega, "log10_P": P}
    return Audit(orders, {**found, "K": K, "kappa": LEAST_KAPPA, "C": C})


def _log10(number: Fraction) -> float:
    """Return log10 of a fraction of any size, -infinity of 0."""
    return log10(number.numerator) - log10(number.denominator) if number else -inf
