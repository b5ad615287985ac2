r"""Two concepts under descent on U: the entries of (I + eta X) W (I + eta X) at d = 2, and what bounds them.

    f, g      1 + eta a_1 (1 - w_11),  1 + eta a_2 (1 - w_22);  s = a_1 + a_2
    major     w_11+ = f^2 w_11 - eta s f w_12^2 + (eta s)^2/4 w_12^2 w_22
    minor     w_12+ = w_12 [ f g - eta s (f w_11 + g w_22)/2 + (eta s)^2/4 w_12^2 ]
    det       det W+ = (f g - (eta s)^2/4 w_12^2)^2 det W
    below 1   1 - w_11+ = (1 - w_11) [1 - 2 eta a_1 w_11 - (eta a_1)^2 w_11 (1 - w_11)] + eta s w_12^2 [f - eta s w_22/4]
    growth    (1 + eta a_2)^2 w_22 - w_22+ = eta a_2 w_22^2 [2 + eta a_2 (2 - w_22)] + eta s w_12^2 [g - eta s w_11/4]
    d = 3     1 - w_11+ has such terms for both others, and (eta^2/4) c_2 c_3 (w_12^2 w_33 + w_13^2 w_22 - 2 w_12 w_13 w_23),
              c_k = a_1 + a_k, which is |w_12 u_3 - w_13 u_2|^2

The last two of d = 2 are >= 0 for eta a <= 1/4 and 0 <= w_ii <= 1: so descent keeps w_ii in [0, 1], w_ii being |u_i|^2, and each
w_ii is at most w_ii(0) (1 + eta a_i)^{2 t}, whatever W(0) is.

Source: new; the step is that of `steps.descent_congruence`.

Legend: W = U U^T, A = diag(a), X = A - (A W + W A)/2; eta step on the printed clock
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, ImmutableMatrix, Interval, Rational

from theory.algebra import symbols
from theory.algebra.domain import NONNEGATIVE, Domain, Matrices
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import A, I, W, a_1, a_2, a_3, eta
from theory.appendix_d.lemma_d1 import w_11, w_12, w_22
from theory.steps import descent_congruence
from theory.two_layer import generator

s = a_1 + a_2
f, g = 1 + eta * a_1 * (1 - w_11), 1 + eta * a_2 * (1 - w_22)
#: What f and g are, as letters of an equation.
LETTERS = {"f": r"1 + \eta a_1 (1 - w_{11})", "g": r"1 + \eta a_2 (1 - w_{22})", "s": "a_1 + a_2"}
STEP = r"[(I + \eta X)\, W\, (I + \eta X)]"


@cache
def stepped() -> ImmutableMatrix:
    """Return (I + eta X) W (I + eta X) at d = 2, by multiplication."""
    step = I + eta * generator()
    made: ImmutableMatrix = explicit(step * W * step, {A: symbols.rates(2), W: symbols.symmetric("w", 2)}, 2)
    return made


def domain() -> Domain:
    """Return steps with eta a <= 1/4, in units in which rates are at most 1, major entries between 0 and 1, w_12 >= 0."""
    unit, major = Interval.Lopen(0, 1), Interval(0, 1)
    return Domain({eta: Interval.Lopen(0, Rational(1, 4)), a_1: unit, a_2: unit, w_11: major, w_22: major, w_12: NONNEGATIVE})


def major_step() -> Equation:
    """State w_11 after a step of descent on U; w_22 is it with the indices exchanged."""
    return Equation(
        id="appendix_d.descent_major",
        lhs=stepped()[0, 0],
        rhs=f**2 * w_11 - eta * s * f * w_12**2 + eta**2 * s**2 * w_12**2 * w_22 / 4,
        domain=domain(),
        left=rf"{STEP}_{{11}}",
        shown=r"f^2 w_{11} - \eta s f w_{12}^2 + \tfrac14 \eta^2 s^2 w_{12}^2 w_{22}",
        letters={name: LETTERS[name] for name in "fs"},
        steps=(descent_congruence(),),
    )


def minor_step() -> Equation:
    """State w_12 after a step of descent on U."""
    return Equation(
        id="appendix_d.descent_minor",
        lhs=stepped()[0, 1],
        rhs=w_12 * growth(),
        domain=domain(),
        left=rf"{STEP}_{{12}}",
        shown=r"w_{12} \bigl[ f g - \tfrac12 \eta s (f w_{11} + g w_{22}) + \tfrac14 \eta^2 s^2 w_{12}^2 \bigr]",
        letters=LETTERS,
        steps=(descent_congruence(),),
    )


def growth() -> Expr:
    """Return w_12+/w_12, f g - eta s (f w_11 + g w_22)/2 + (eta s)^2/4 w_12^2."""
    return f * g - eta * s * (f * w_11 + g * w_22) / 2 + eta**2 * s**2 * w_12**2 / 4


def determinant_step() -> Equation:
    """State the determinant after a step of descent on U."""
    return Equation(
        id="appendix_d.descent_determinant",
        lhs=stepped().det(),
        rhs=(f * g - eta**2 * s**2 * w_12**2 / 4) ** 2 * (w_11 * w_22 - w_12**2),
        domain=domain(),
        left=r"\det \bigl( (I + \eta X)\, W\, (I + \eta X) \bigr)",
        shown=r"\bigl( f g - \tfrac14 \eta^2 s^2 w_{12}^2 \bigr)^2 (w_{11} w_{22} - w_{12}^2)",
        letters=LETTERS,
        steps=(descent_congruence(),),
    )


def below_one() -> Equation:
    """State 1 - w_11 after a step of descent on U, a sum of terms >= 0."""
    inner = 1 - 2 * eta * a_1 * w_11 - eta**2 * a_1**2 * w_11 * (1 - w_11)
    return Equation(
        id="appendix_d.descent_below_one",
        lhs=1 - stepped()[0, 0],
        rhs=(1 - w_11) * inner + eta * s * w_12**2 * (f - eta * s * w_22 / 4),
        domain=domain(),
        left=rf"1 - {STEP}_{{11}}",
        shown=(
            r"(1 - w_{11}) (1 - 2 \eta a_1 w_{11} - \eta^2 a_1^2 w_{11} (1 - w_{11})) "
            r"+ \eta s w_{12}^2 (f - \tfrac14 \eta s w_{22})"
        ),
        letters={name: LETTERS[name] for name in "fs"},
        steps=(major_step(),),
    )


def below_one_at_three() -> Equation:
    """State 1 - w_11 after a step of descent on U at d = 3, a sum of terms >= 0 for W >= 0."""
    step, entry = I + eta * generator(), symbols.symmetric("w", 3)
    after = explicit(step * W * step, {A: symbols.rates(3), W: entry}, 3)[0, 0]
    weights = {1: a_1 + a_2, 2: a_1 + a_3}
    noise = sum(weight * entry[0, k] ** 2 for k, weight in weights.items())
    others = sum(weight * entry[k, k] for k, weight in weights.items())
    cross = entry[0, 1] ** 2 * entry[2, 2] + entry[0, 2] ** 2 * entry[1, 1] - 2 * entry[0, 1] * entry[0, 2] * entry[1, 2]
    inner = 1 - 2 * eta * a_1 * w_11 - eta**2 * a_1**2 * w_11 * (1 - w_11)
    return Equation(
        id="appendix_d.descent_below_one_at_three",
        lhs=1 - after,
        rhs=(1 - w_11) * inner + eta * noise * (f - eta * others / 4) + eta**2 * weights[1] * weights[2] * cross / 4,
        domain=Domain({A: Matrices.DIAGONAL, W: Matrices.SEMIDEFINITE, eta: Interval.Lopen(0, Rational(1, 4))}).explicit(3),
        left=rf"1 - {STEP}_{{11}}",
        shown=(
            r"(1 - w_{11}) (1 - 2 \eta a_1 w_{11} - \eta^2 a_1^2 w_{11} (1 - w_{11})) "
            r"+ \eta ((a_1 + a_2) w_{12}^2 + (a_1 + a_3) w_{13}^2) (1 + \eta a_1 (1 - w_{11}) "
            r"- \tfrac14 \eta ((a_1 + a_2) w_{22} + (a_1 + a_3) w_{33})) "
            r"+ \tfrac14 \eta^2 (a_1 + a_2) (a_1 + a_3) (w_{12}^2 w_{33} + w_{13}^2 w_{22} - 2 w_{12} w_{13} w_{23})"
        ),
        steps=(descent_congruence(),),
    )


def growth_bounded() -> Equation:
    """State by how much w_22 after a step of descent on U is below (1 + eta a_2)^2 w_22, a sum of terms >= 0."""
    return Equation(
        id="appendix_d.descent_growth",
        lhs=(1 + eta * a_2) ** 2 * w_22 - stepped()[1, 1],
        rhs=eta * a_2 * w_22**2 * (2 + eta * a_2 * (2 - w_22)) + eta * s * w_12**2 * (g - eta * s * w_11 / 4),
        domain=domain(),
        left=rf"(1 + \eta a_2)^2 w_{{22}} - {STEP}_{{22}}",
        shown=(r"\eta a_2 w_{22}^2 (2 + \eta a_2 (2 - w_{22})) + \eta s w_{12}^2 (g - \tfrac14 \eta s w_{11})"),
        letters={name: LETTERS[name] for name in "gs"},
        steps=(major_step(),),
    )
