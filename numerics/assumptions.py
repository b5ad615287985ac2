"""The assumptions D.1 to D.5 of Appendix D at a user's setting, with the constants that suit it best.

Each is judged together with those before it. What is chosen, of what they leave open:

    always       omega = min |w_ij(0)|,  beta = max |w_ij(0)| / omega,  K = 20: D.2 and D.4 want K small
    up to D.4    alpha = min a_k,  P = 2,  C -> 1,  kappa = 1 + K/2 = 11: D.4 wants P small and kappa large
    up to D.5    kappa -> 1.1,  C = K/(2 (kappa - 1)),  alpha = min(min a_k, C min(a_i - 3 a_j)): D.5 wants kappa small;
                 P is the largest that D.4 allows, P beta omega = B = (1 - kappa^(-1/2)) / (K gamma d beta), and D.5 then is
                 ln 1/omega >= q (1 + 10 kappa^2 R) + (1 + R) ln beta,  q = ln 1/B,  R = (1 + r)/(1 - r),  r = max a_j/a_i

with gamma = max a_k / alpha. A smaller alpha in place of a larger K costs D.4 the same, and D.2 nothing.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D.1, as transcribed; D.5 with i the stronger concept.

Legend: a (d,) rates; W0 (d, d) rows; i stronger than j; orders: decimal logarithm of the factor by which W(0), for D.2 eta, is
too large
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf, log10
from typing import Any

import numpy as np

from numerics.setting import ExactSetting, Setting
from numerics.task.exact_numbers import fitting_number

#: The titles of the assumptions, as printed.
TITLES = {
    "D.1": "bounded initialization and signal strength",
    "D.2": "small step size",
    "D.3": "small initial phase",
    "D.4": "small initialization",
    "D.5": "significant effective-signal separation",
}
#: The least K and P, and the bound of kappa, which it must exceed; beta, gamma and C must exceed 1.
LEAST_K, LEAST_P, LEAST_KAPPA = 20, 2, 1.1
#: The names of the constants, in the order of the assumptions.
CONSTANTS = ("alpha", "gamma", "beta", "log10_omega", "log10_P", "K", "kappa", "C")
#: How far what must exceed a bound stands above it.
ABOVE = 1e-12
#: Entries of a W(0) turned into the eigenbasis of a second moment that are this part of the largest are rounding: zeros.
ROUNDING = 1e-13


@dataclass(frozen=True)
class Audit:
    """What becomes of D.1 to D.5.

    Parameters
    ----------
    orders : by how many orders of magnitude each fails, 0 where it holds, infinite where no smaller W(0) or eta mends it
    reasons : why, where it is infinite
    constants : those best for D.1 to D.5, or for D.1 to D.4 where D.4 fails, or D.5 at every scale; omega and P by their log10;
        None where there is none, or none that a float holds
    """

    orders: Mapping[str, float]
    reasons: Mapping[str, str]
    constants: Mapping[str, float | None]

    @property
    def first_failure(self) -> str | None:
        """Return the first of D.1 to D.5 that fails, or None."""
        return next((name for name, orders in self.orders.items() if orders > 0), None)

    def sentence(self, steps: str = "") -> str:
        """Return the answer in one sentence; `steps` says of which steps it speaks."""
        first = self.first_failure
        if first is None:
            return f"The lemmas of Appendix D speak of this setting{steps}: D.1 to D.5 hold together."
        said = f"{first}, {TITLES[first]}, is the first assumption that fails"
        farthest = f"; D.5 fails {self.extent('D.5', is_brief=True)}" if first != "D.5" and self.orders["D.5"] else ""
        return f"The lemmas of Appendix D do not speak of this setting{steps}: {said}, {self.extent(first)}{farthest}."

    def extent(self, name: str, *, is_brief: bool = False) -> str:
        """Return how far an assumption that fails is from holding, in words."""
        if name in self.reasons:
            return "however small W(0) is" + ("" if is_brief else f": {self.reasons[name]}")
        if is_brief:
            return f"by {self.orders[name]:.4g}"
        too_large = "eta" if name == "D.2" else "W(0)"
        return f"as {too_large} is too large by {self.orders[name]:.4g} orders of magnitude"

    def document(self) -> dict[str, Any]:
        """Return it as JSON data, infinite numbers as null."""
        shown = {name: None if orders == inf else orders for name, orders in self.orders.items()}
        return {
            **self.summary(),
            "by_assumption": shown,
            "reasons": dict(self.reasons),
            "constants": dict(self.constants),
            "sentence": self.sentence(),
        }

    def summary(self) -> dict[str, Any]:
        """Return whether all hold, which fails first, and by how many orders: null if no factor mends it."""
        first = self.first_failure
        orders = 0.0 if first is None else self.orders[first]
        return {"holds": first is None, "first_failure": first, "orders": None if orders == inf else orders}


def audit(question: ExactSetting, eta: Any) -> Audit:
    """Return which of D.1 to D.5 hold at a setting of the tied model; for a second moment, in its eigenbasis.

    Raises
    ------
    ValueError : if the model is not the tied one, or eta is no number >= 0
    """
    step = fitting_number("eta", eta, lambda number: number >= 0, "a finite number of at least 0")
    if question.second_moment is not None:
        return audit_in_floats(question.in_floats(), step)
    return assumptions(question.a, _of_tied(question).W0, step)


def audit_in_floats(question: Setting, eta: Any = 0) -> Audit:
    """Return which of D.1 to D.5 hold at a setting in floats, by default for steps as small as they need.

    Raises
    ------
    ValueError : if the model is not the tied one
    """
    W0 = np.asarray(_of_tied(question).W0)
    if question.basis is not None:
        W0 = np.where(np.abs(W0) > ROUNDING * np.max(np.abs(W0)), W0, 0.0)
    return assumptions(question.a.tolist(), W0.tolist(), eta)


def largest_step(largest_rate: float) -> float:
    """Return the largest eta that D.2 allows: 1/(9 K max a_k) at the least K."""
    return 1 / (9 * LEAST_K * largest_rate)


def _of_tied(question: Any) -> Any:
    """Return a question about the tied model."""
    if question.model.name != "tied":
        raise ValueError(f"model must be tied, of which alone Appendix D speaks, got {question.model.name}")
    return question


def assumptions(a: Sequence[Any], W0: Sequence[Sequence[Any]], eta: Any) -> Audit:
    """Return which of D.1 to D.5 hold for rates, a start and a step, in fractions or floats."""
    order = sorted(range(len(a)), key=lambda k: -a[k])
    rates = [a[k] for k in order]
    sizes = {(i, j): abs(entry) for i, row in enumerate(W0, 1) for j, entry in enumerate(row, 1)}
    least = min(sizes, key=lambda place: sizes[place])
    omega, largest = _log10(sizes[least]), _log10(max(sizes.values()))
    orders = {
        "D.1": 0.0,
        "D.2": max(_log10(9 * LEAST_K * Fraction(eta) * Fraction(rates[0])), 0.0),
        "D.3": max(largest + log10(LEAST_P / 0.4), 0.0),
        "D.4": 0.0,
        "D.5": 0.0,
    }
    reasons = _reasons(rates, [k + 1 for k in order], least, is_zero=not sizes[least])
    constants: dict[str, float | None] = dict.fromkeys(CONSTANTS) | {"K": float(LEAST_K)}
    if "D.1" not in reasons:
        beta = max(largest - omega, ABOVE)
        orders["D.4"], constants = _small(rates, omega, beta)
        if len(a) > 1 and "D.5" not in reasons:
            orders["D.5"], apart = _separated(rates, omega, beta)
            constants = constants if orders["D.4"] else apart
    return Audit(orders | dict.fromkeys(reasons, inf), reasons, constants)


def _reasons(rates: Sequence[Any], names: Sequence[int], least: tuple[int, int], *, is_zero: bool) -> dict[str, str]:
    """Return why assumptions fail whatever the scale of W(0) and eta are, by name."""
    reasons = {}
    if not rates[-1]:
        reasons["D.1"] = f"rate {names[-1]} is 0"
    elif is_zero:
        reasons["D.1"] = f"entry {least} of W(0) is 0"
    if reasons:
        reasons["D.4"] = f"there is no {'beta' if rates[-1] else 'gamma'}, since D.1 fails"
    near = [k for k in range(len(rates) - 1) if rates[k] <= 3 * rates[k + 1]]
    if near:
        strong, weak = (f"rate {names[k]}, {float(rates[k]):.4g}," for k in (near[0], near[0] + 1))
        reasons["D.5"] = f"{strong} is not above three times {weak.removesuffix(',')}"
    elif reasons:
        reasons["D.5"] = reasons["D.4"]
    return reasons


def _small(rates: Sequence[Any], omega: float, beta: float) -> tuple[float, dict[str, float | None]]:
    """Return by how many orders D.1 to D.4 fail, and their best constants; omega and beta are logarithms."""
    kappa, gamma, P = 1 + LEAST_K / 2, max(_log10(rates[0] / rates[-1]), ABOVE), log10(LEAST_P)
    excess = max(omega + P + 2 * beta - _room(kappa, gamma, len(rates)), omega + (log10(2) + beta) / 2, 0.0)
    return excess, _shown(float(rates[-1]), gamma, beta, omega, kappa, P, 1.0)


def _separated(rates: Sequence[Any], omega: float, beta: float) -> tuple[float, dict[str, float | None]]:
    """Return by how many orders D.1 to D.5 fail, and their best constants."""
    kappa = LEAST_KAPPA + ABOVE
    C = LEAST_K / (2 * (kappa - 1))
    pairs = list(pairwise(rates))
    alpha = min(rates[-1], Fraction(C) * min(Fraction(strong - 3 * weak) for strong, weak in pairs))
    gamma = _log10(rates[0]) - _log10(alpha)
    R = max(float((strong + weak) / (strong - weak)) for strong, weak in pairs)
    q = beta - _room(kappa, gamma, len(rates))
    excess = q * (1 + 10 * kappa**2 * R) + (1 + R) * beta + omega
    return max(excess, 0.0), _shown(float(alpha), gamma, beta, omega, kappa, -q - beta - omega, C)


def _room(kappa: float, gamma: float, size: int) -> float:
    """Return log10 of what D.4 allows P beta^2 omega."""
    return log10(1 - kappa**-0.5) - log10(LEAST_K * size) - gamma


def _shown(alpha: float, gamma: float, beta: float, omega: float, kappa: float, P: float, C: float) -> dict[str, float | None]:
    """Return the constants by name; gamma, beta, omega and P are given as logarithms."""
    values = (alpha, _power(gamma), _power(beta), omega, P, float(LEAST_K), kappa, C)
    return {name: value and float(f"{value:.10g}") for name, value in zip(CONSTANTS, values, strict=True)}


def _power(exponent: float) -> float | None:
    """Return a power of ten, None where no float holds it."""
    return 10**exponent if exponent < sys.float_info.max_10_exp else None


def _log10(number: Any) -> float:
    """Return log10 of a fraction or float of any size, -infinity of 0."""
    exact = Fraction(number)
    return log10(exact.numerator) - log10(exact.denominator) if exact else -inf
