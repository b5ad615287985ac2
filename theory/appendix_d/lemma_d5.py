r"""Lemma D.5, major entries stay in [0, 1]: for the flow and for descent on U; where the recurrence leaves it.

    printed     0 <= w_ii <= 1 + 2/K, steps at most 1/K
    upper half  the recurrence keeps w_ii <= 1 while w_ii >= 0, every d (`steps.entry_stays_below_one`)
    descent     w_ii = |u_i|^2 >= 0, every d; w_ii <= 1 at d = 2 (`descent.below_one`), without a condition on W(0)
    flow        W(t) >= 0, and w_ii below its logistic curve, every d
    lower half  the recurrence, as long as W is small, is w_ij+ = (1 + eta (a_i + a_j)) w_ij, which raises the squared
                correlation of two concepts, where descent, (1 + eta a_i)(1 + eta a_j), keeps it:
                (1 + eta (a_1 + a_2))^2 - (1 + 2 eta a_1)(1 + 2 eta a_2) = eta^2 (a_1 - a_2)^2
                over the ln(1/w_11(0))/(2 eta a_1) steps of the first concept by about
                exp(eta (a_1 - a_2)^2 ln(1/w_11(0))/(2 a_1))

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Lemma D.5, as transcribed; the rest is new.

Legend: a_1, a_2 rates; eta step
"""

from __future__ import annotations

from theory.algebra.domain import Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import a_1, a_2, eta
from theory.steps import recurrence_step


def correlation_rises() -> Equation:
    """State by how much a linear step of the recurrence raises w_12^2 against w_11 w_22."""
    return Equation(
        id="appendix_d.correlation_rises",
        lhs=(1 + eta * (a_1 + a_2)) ** 2 - (1 + 2 * eta * a_1) * (1 + 2 * eta * a_2),
        rhs=eta**2 * (a_1 - a_2) ** 2,
        domain=Domain.of([a_1, a_2, eta]),
        remark="the factors by which small $w_{12}^2$ and $w_{11} w_{22}$ grow in a step of the recurrence",
        steps=(recurrence_step(),),
        believed="that terms of second order in $W$ may be left out while $W$ is small",
    )
