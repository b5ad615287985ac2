r"""Lemma D.4, a major entry beyond the initial phase: true where D.8 holds on the way, in every dimension.

    printed   w_ii(t_0 + t) >= w_ii(t_0) exp(2 eta t a_i (1 - lambda)/kappa) while P beta omega <= w_ii <= lambda < 1 - 1/K
    slope     V(W)_ii - 2 a_i w_ii L u = 2 a_i w_ii (lambda - w_ii) + 2 L (1 - u) (a_i w_ii - alpha B)
                  + 2 (1 - u) (L - 1/K) alpha B + 2 alpha B ((1 - u)/K - (d - 1) gamma B) + 2 (d - 1) gamma alpha B^2 - N_ii
              with L = 1 - lambda, u = kappa^(-1/2), B = P beta omega; all terms are >= 0: w_ii <= lambda; w_ii >= B; lambda <
              1 - 1/K; D.4; Corollary D.1 with P^2
    step      so a step multiplies w_ii by 1 + y u at least, y = 2 eta a_i L <= 1/90 (D.2), and ln(1 + y u) >= y u^2 = y/kappa:
              (ln(1 + y u) - y u^2)' = u (1 - u - y u^2)/(1 + y u)

Descent on U adds eta^2 (X W X)_ii >= 0 to the step of the recurrence; the flow is its limit.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Lemma D.4, as transcribed; the proof with P^2 is new.

Legend: the constants of `assumptions`; N_ii noise
"""

from __future__ import annotations

from sympy import Interval, Symbol, log

from theory.algebra.calculus import derivative
from theory.algebra.domain import Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import a, d, i, j
from theory.algebra.symbols import w as entries
from theory.appendix_d.assumptions import K, alpha, gamma
from theory.appendix_d.corollary_d1 import B, bound
from theory.appendix_d.lemma_d2 import LARGEST_ROOT, LARGEST_STEP
from theory.steps import SQUARES, slope_of_an_entry, squares
from theory.two_layer import derived_entry

L, u, y = (Symbol(letter, positive=True) for letter in ("L", "u", "y"))


def slope() -> Equation:
    """State V(W)_ii - 2 a_i w_ii (1 - lambda) kappa^(-1/2) as a sum of terms >= 0, for every d."""
    major, room = entries[i, i], 2 * (d - 1) * gamma * alpha * B**2 - squares()
    return Equation(
        id="appendix_d.growth_beyond",
        lhs=derived_entry().subs(j, i) - 2 * a[i] * major * L * u,
        rhs=2 * a[i] * major * (1 - L - major)
        + 2 * L * (1 - u) * (a[i] * major - alpha * B)
        + 2 * (1 - u) * (L - 1 / K) * alpha * B
        + 2 * alpha * B * ((1 - u) / K - (d - 1) * gamma * B)
        + room,
        left=r"V(W)_{ii} - 2 a_i w_{ii} L u",
        shown=(
            r"2 a_i w_{ii} (1 - L - w_{ii}) + 2 L (1 - u) (a_i w_{ii} - \alpha B) + 2 (1 - u) (L - 1/K) \alpha B "
            rf"+ 2 \alpha B ((1 - u)/K - (d - 1) \gamma B) + 2 (d - 1) \gamma \alpha B^2 - {SQUARES}"
        ),
        remark=r"and $L = 1 - \lambda$, $u = \kappa^{-1/2}$, $B = P \beta \omega$",
        steps=(slope_of_an_entry(), bound(1)),
    )


def exponential() -> Equation:
    """State the slope in y of ln(1 + y u) - y u^2, for kappa > 1.1 and y <= 1/90."""
    return Equation(
        id="appendix_d.growth_exponential",
        lhs=derivative(log(1 + y * u) - y * u**2, y),
        rhs=u * (1 - u - y * u**2) / (1 + y * u),
        domain=Domain({y: Interval(0, LARGEST_STEP), u: Interval.Lopen(0, LARGEST_ROOT)}),
        remark=r"and $y = 2 \eta a_i (1 - \lambda)$, $u = \kappa^{-1/2}$",
        steps=(slope(),),
        believed="that what is 0 at 0 and does not fall is not negative",
    )
