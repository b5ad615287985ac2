r"""Lemma D.7, suppression beside a learned concept: true at d = 2; it does not follow from D.8 at d = 3.

    threshold  (a_i + a_j) - 1/2 (4/5) (3 a_i + a_j) = -(a_i - 3 a_j)/5: the .8 and the 3 of D.5 belong together
    d = 2      -(ln |w_12|)' = (a_1 - 3 a_2)/5 + (3 a_1 + a_2) (w_11 - 4/5)/2 + (3 a_2 + a_1) w_22/2
               and |w_12| of the flow never falls and then rises (`two_concepts.bend`): it falls from t_0 on; the recurrence,
               while w_22 >= 0, and descent keep w_11 >= 4/5 where |w_12| <= 1/50, and do not raise it (`lemma_d8`)
    d = 3      the interaction w_13 w_23 may raise |w_12| where it is small

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Lemma D.7, as transcribed; the rest is new.

Legend: i the stronger concept; gap = a_1 - 3 a_2; above = w_11 - 4/5
"""

from __future__ import annotations

from sympy import Expr, ImmutableMatrix, Rational, Symbol

from theory.algebra.domain import NONNEGATIVE, POSITIVE, Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import a_1, a_2
from theory.appendix_d.lemma_d1 import w_11, w_12, w_22
from theory.two_layer import entry_form, explicit_field, field_at

gap, above = Symbol("g", nonnegative=True), Symbol("p", nonnegative=True)
#: The level of Lemma D.7.
LEVEL = Rational(4, 5)


def falls() -> Equation:
    """State -w_12'/w_12 at d = 2 with a_1 = 3 a_2 + g and w_11 = 4/5 + p: a sum of terms >= 0."""
    slope = (-explicit_field(2)[0, 1] / w_12).subs({w_11: LEVEL + above, a_1: 3 * a_2 + gap})
    return Equation(
        id="appendix_d.suppressed",
        lhs=slope,
        rhs=gap / 5 + (10 * a_2 + 3 * gap) * above / 2 + (6 * a_2 + gap) * w_22 / 2,
        domain=Domain({a_2: POSITIVE, gap: NONNEGATIVE, above: NONNEGATIVE, w_12: POSITIVE, w_22: NONNEGATIVE}),
        left=r"-\frac{\dot w_{12}}{w_{12}}",
        remark=r"with $a_1 = 3 a_2 + g$ and $w_{11} = \tfrac45 + p$",
        steps=(entry_form(2),),
    )


def growth_at(moment: ImmutableMatrix, matrix: ImmutableMatrix) -> Expr:
    """Return the exact |w_12|' of the flow.

    Raises
    ------
    ValueError : if w_12 is 0
    """
    if matrix[0, 1] == 0:
        raise ValueError("w_12 must not be 0, got 0")
    return field_at(moment, matrix)[0, 1] * (1 if matrix[0, 1] > 0 else -1)
