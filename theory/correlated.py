r"""Correlated concepts, a full second moment A: the flows in another orthonormal basis, and so in the eigenbasis of A.

    tied        V_{Q A Q^T}(Q W Q^T) = Q V_A(W) Q^T
    one layer   (Q W Q^T - I) Q A Q^T = Q (W - I) A Q^T
    two layers  the gradients at Q W_2, W_1 Q^T and Q A Q^T are Q dL/dW_2 and dL/dW_1 Q^T
    test loss   |Q W Q^T Q z - Q z|^2 = |W z - z|^2

Every statement about diagonal A is one about any A: with probe Q^T z and start Q^T W(0) Q in the eigenbasis Q, A = Q diag(a) Q^T.

Two concepts whose means, of norms m_1 and m_2, meet at an angle of cosine c, x_hat their sum, y = Q^T x_hat:

    rates       a = sigma^2 + (m_1^2 + m_2^2 +- D)/4,   D^2 = (m_1^2 - m_2^2)^2 + 4 m_1^2 m_2^2 c^2
    amplitude   (y_1 y_2)^2 = m_1^2 m_2^2 (1 - c^2) (m_1^2 - m_2^2)^2 / D^2:  falls with |c| where m_1 != m_2, else is 0
    theta       D / (4 sigma^2 + m_1^2 + m_2^2 + D):  rises with |c|, and with it the exponent 4 theta/(4 - theta) of the rise
    m_1 = m_2   x_hat is an eigenvector, of the greater rate for c > 0, of the lesser for c < 0

Source: new.

Legend: A symmetric, d x d; Q with Q^T Q = I, D x d, such as an orthogonal matrix; W d x d, symmetric for the tied flow;
B = W_2, d x h; C = W_1, h x d; m_p norm of the mean of concept p, c cosine of their angle, sigma deviation
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, Identity, ImmutableMatrix, Interval, MatrixExpr, MatrixSymbol, Symbol, Trace, eye, sqrt

from theory import one_layer as layer
from theory import swing_by, task, two_layer
from theory.algebra import symbols as letters
from theory.algebra.calculus import derivative
from theory.algebra.domain import POSITIVE, REAL, THETA, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, D, I, W, d, z
from theory.layers import untied

Q = MatrixSymbol("Q", D, d)
#: Norms of two means and the cosine of their angle, the deviation, any number; entries of a probe and rates in the eigenbasis.
m_1, m_2, sigma = (Symbol(name, positive=True) for name in ("m_1", "m_2", "sigma"))
c, x = Symbol("c", real=True), Symbol("x", real=True)
y_1, y_2, a_1, a_2 = (Symbol(name, real=True) for name in ("y_1", "y_2", "a_1", "a_2"))
#: What is said of the two means, and of D.
MEANS = (
    r"the means of two concepts, $(m_1, 0)$ and $m_2 (c, \sqrt{1 - c^2})$, meet at an angle of cosine $c$; their sum is "
    r"$\hat{x}$, and $A = \sigma^2 I$ and half of the sum of their squares"
)
GAP = {"D": r"\sqrt{(m_1^2 - m_2^2)^2 + 4 m_1^2 m_2^2 c^2}"}


def tied() -> Equation:
    """State V_{Q A Q^T}(Q W Q^T) = Q V_A(W) Q^T, in every dimension."""
    N, B = Q * W * Q.T, Q * A * Q.T
    moved = N * B + B * N - (B * N * N + N * N * B + 2 * N * B * N) / 2
    return Equation(
        id="correlated.tied",
        lhs=moved,
        rhs=Q * two_layer.field() * Q.T,
        domain=_domain({W: Matrices.SEMIDEFINITE}),
        left=r"B N + N B - \tfrac12 ( B N^2 + N^2 B + 2 N B N )",
        shown=r"Q V(W) Q^{T}",
        letters={"N": "Q W Q^{T}", "B": "Q A Q^{T}"},
        remark=r"where $Q$ has orthonormal columns, such as an orthogonal matrix",
        steps=(two_layer.congruence_form(),),
    )


def one_layer() -> Equation:
    """State (Q W Q^T - I) Q A Q^T = Q (W - I) A Q^T, in every dimension."""
    return Equation(
        id="correlated.one_layer",
        lhs=(Q * W * Q.T - Identity(D)) * Q * A * Q.T,
        rhs=Q * (W - I) * A * Q.T,
        domain=_domain({W: Matrices.GENERAL}),
        left=r"(Q W Q^{T} - I)\, Q A Q^{T}",
        shown=r"Q (W - I) A Q^{T}",
        remark=r"where $Q$ has orthonormal columns, such as an orthogonal matrix",
        steps=(layer.flow(),),
    )


def second_layer() -> Equation:
    """State that the gradient in the second of two layers turns with the basis, in every dimension and for any width."""
    return _layer("correlated.second_layer", _pull() * Q * untied.C.T, Q * untied.gradient_second().rhs, "Q G W_1^{T}")


def first_layer() -> Equation:
    """State that the gradient in the first of two layers turns with the basis, in every dimension and for any width."""
    turned = untied.B.T * Q.T * _pull()
    return _layer("correlated.first_layer", turned, untied.gradient_first().rhs * Q.T, "W_2^{T} G Q^{T}")


def test_loss() -> Equation:
    """State that the test loss is the same in the turned basis at the turned point, in every dimension."""
    here, there = W * z - z, Q * W * Q.T * Q * z - Q * z
    return Equation(
        id="correlated.test_loss",
        lhs=Trace(there.T * there) / 2,
        rhs=Trace(here.T * here) / 2,
        domain=Domain({Q: Matrices.ORTHONORMAL, W: Matrices.GENERAL, z: Matrices.VECTOR}),
        left=r"\tfrac12 \lVert Q W Q^{T} Q z - Q z \rVert^2",
        shown=r"\tfrac12 \lVert W z - z \rVert^2",
        remark=r"where $Q$ has orthonormal columns, such as an orthogonal matrix",
        steps=(task.test_loss(),),
    )


def gap() -> Expr:
    """Return D = ((m_1^2 - m_2^2)^2 + 4 m_1^2 m_2^2 c^2)^{1/2}, twice the difference of the rates."""
    return sqrt((m_1**2 - m_2**2) ** 2 + 4 * m_1**2 * m_2**2 * c**2)


def two_means() -> tuple[ImmutableMatrix, ImmutableMatrix]:
    """Return the means (m_1, 0) and m_2 (c, (1 - c^2)^{1/2})."""
    return ImmutableMatrix([m_1, 0]), ImmutableMatrix([m_2 * c, m_2 * sqrt(1 - c**2)])


def moment() -> ImmutableMatrix:
    """Return A = sigma^2 I + (first first^T + second second^T)/2."""
    first, second = two_means()
    return ImmutableMatrix(sigma**2 * eye(2) + (first * first.T + second * second.T) / 2)


def rates() -> tuple[Expr, Expr]:
    """Return a_1 and a_2 = sigma^2 + (m_1^2 + m_2^2 +- D)/4."""
    middle = sigma**2 + (m_1**2 + m_2**2) / 4
    return middle + gap() / 4, middle - gap() / 4


def characteristic() -> Equation:
    """State det(x I - A) = (x - a_1)(x - a_2) for two means at an angle."""
    greater, lesser = rates()
    return Equation(
        id="correlated.rates",
        lhs=(x * eye(2) - moment()).det(),
        rhs=(x - greater) * (x - lesser),
        domain=_means_domain(x),
        left=r"\det(x I - A)",
        shown="(x - a_1) (x - a_2)",
        letters={
            "a_1": r"\sigma^2 + \tfrac14 (m_1^2 + m_2^2 + D)",
            "a_2": r"\sigma^2 + \tfrac14 (m_1^2 + m_2^2 - D)",
            **GAP,
        },
        remark=MEANS + r" and $A$ has the rows $(\sigma^2 + \tfrac12 (m_1^2 + m_2^2 c^2),\ \tfrac12 m_2^2 c \sqrt{1 - c^2})$ and"
        r" $(\tfrac12 m_2^2 c \sqrt{1 - c^2},\ \sigma^2 + \tfrac12 m_2^2 (1 - c^2))$",
        steps=(task.second_moment(2, 2),),
        believed=r"that a cluster of mean $e$ and deviation $\sigma$ on every axis has the second moment $\sigma^2 I + e e^{T}$",
    )


def projections() -> Equation:
    """State (y^T A y - a_2 |y|^2)(a_1 |y|^2 - y^T A y) = (a_1 - a_2)^2 (y_1 y_2)^2 for A = diag(a)."""
    y = ImmutableMatrix([y_1, y_2])
    energy, square = (y.T * ImmutableMatrix.diag(a_1, a_2) * y)[0], (y.T * y)[0]
    return Equation(
        id="correlated.projections",
        lhs=(energy - a_2 * square) * (a_1 * square - energy),
        rhs=(a_1 - a_2) ** 2 * (y_1 * y_2) ** 2,
        domain=Domain(dict.fromkeys((y_1, y_2, a_1, a_2), REAL)),
        left=r"\bigl( y^{T} A y - a_2\, y^{T} y \bigr) \bigl( a_1\, y^{T} y - y^{T} A y \bigr)",
        shown=r"(a_1 - a_2)^2\, (y_1 y_2)^2",
        letters={"y": "(y_1, y_2)^{T}", "A": r"\operatorname{diag}(a_1, a_2)"},
        remark="in the eigenbasis; the left side is the same in every orthonormal basis",
        steps=(test_loss(),),
    )


def amplitude() -> Equation:
    """State (y_1 y_2)^2 = m_1^2 m_2^2 (1 - c^2) (m_1^2 - m_2^2)^2 / D^2 for y = Q^T x_hat, x_hat the sum of the means."""
    first, second = two_means()
    point, (greater, lesser) = first + second, rates()
    energy, square = (point.T * moment() * point)[0], (point.T * point)[0]
    return Equation(
        id="correlated.amplitude",
        lhs=(energy - lesser * square) * (greater * square - energy) / (greater - lesser) ** 2,
        rhs=_amplitude(),
        domain=_means_domain(conditions=(m_2 < m_1,)),
        left=r"(y_1 y_2)^2",
        shown=r"\frac{m_1^2 m_2^2 (1 - c^2) (m_1^2 - m_2^2)^2}{D^2}",
        letters={
            "(y_1 y_2)^2": r"(\hat{x}^{T} A \hat{x} - a_2 \hat{x}^{T} \hat{x}) (a_1 \hat{x}^{T} \hat{x} - "
            r"\hat{x}^{T} A \hat{x}) / (a_1 - a_2)^2",
            **GAP,
        },
        remark=MEANS,
        steps=(characteristic(), projections()),
    )


def amplitude_slope() -> Equation:
    """State d(y_1 y_2)^2/dc = -2 c m_1^2 m_2^2 (m_1^4 - m_2^4)^2 / D^4: of the sign of -c where m_1 != m_2."""
    return Equation(
        id="correlated.amplitude_slope",
        lhs=derivative(_amplitude(), c),
        rhs=-2 * c * m_1**2 * m_2**2 * (m_1**4 - m_2**4) ** 2 / gap() ** 4,
        domain=_means_domain(conditions=(m_2 < m_1,)),
        left=r"\frac{d}{dc} (y_1 y_2)^2",
        shown=r"-\frac{2 c\, m_1^2 m_2^2 (m_1^4 - m_2^4)^2}{D^4}",
        letters={"(y_1 y_2)^2": r"m_1^2 m_2^2 (1 - c^2) (m_1^2 - m_2^2)^2 / D^2", **GAP},
        remark=MEANS,
        steps=(amplitude(),),
    )


def theta() -> Equation:
    """State theta = (a_1 - a_2)/(2 a_1) = D / (4 sigma^2 + m_1^2 + m_2^2 + D)."""
    greater, lesser = rates()
    return Equation(
        id="correlated.theta",
        lhs=(greater - lesser) / (2 * greater),
        rhs=_theta(),
        domain=_means_domain(),
        left=r"\frac{a_1 - a_2}{2 a_1}",
        shown=r"\frac{D}{4 \sigma^2 + m_1^2 + m_2^2 + D}",
        letters={
            "a_1": r"\sigma^2 + \tfrac14 (m_1^2 + m_2^2 + D)",
            "a_2": r"\sigma^2 + \tfrac14 (m_1^2 + m_2^2 - D)",
            **GAP,
        },
        remark=MEANS,
        steps=(characteristic(),),
    )


def theta_slope() -> Equation:
    """State d theta/dc = 4 c m_1^2 m_2^2 K / (D (K + D)^2), K = 4 sigma^2 + m_1^2 + m_2^2: of the sign of c."""
    rest = 4 * sigma**2 + m_1**2 + m_2**2
    return Equation(
        id="correlated.theta_slope",
        lhs=derivative(_theta(), c),
        rhs=4 * c * m_1**2 * m_2**2 * rest / (gap() * (rest + gap()) ** 2),
        domain=_means_domain(conditions=(m_2 < m_1,)),
        left=r"\frac{d \theta}{dc}",
        shown=r"\frac{4 c\, m_1^2 m_2^2 K}{D (K + D)^2}",
        letters={r"\theta": "D / (K + D)", "K": r"4 \sigma^2 + m_1^2 + m_2^2", **GAP},
        remark=MEANS,
        steps=(theta(),),
    )


def exponent_slope() -> Equation:
    """State that 4 theta/(4 - theta), the exponent of the rise in omega, has slope 16/(4 - theta)^2 > 0 in theta."""
    return Equation(
        id="correlated.exponent_slope",
        lhs=derivative(swing_by.exponent().rhs, letters.theta),
        rhs=16 / (4 - letters.theta) ** 2,
        domain=Domain({letters.theta: THETA}),
        left=r"\frac{d}{d\theta} \frac{4 \theta}{4 - \theta}",
        steps=(swing_by.exponent(),),
    )


def equal_norms_sum(entry: int) -> Equation:
    """State an entry of A x_hat = (sigma^2 + m^2 (1 + c)/2) x_hat for means of one norm, x_hat their sum."""
    return _equal_norms("correlated.equal_norms_sum", +1, entry)


def equal_norms_difference(entry: int) -> Equation:
    """State an entry of the same for the difference of the means, of sigma^2 + m^2 (1 - c)/2."""
    return _equal_norms("correlated.equal_norms_difference", -1, entry)


def _equal_norms(name: str, sign: int, entry: int) -> Equation:
    alike, mark = {m_2: m_1}, "+" if sign > 0 else "-"
    first, second = (mean.subs(alike) for mean in two_means())
    vector = first + sign * second
    shown = (rf"m_1 (1 {mark} c)", r"m_1 \sqrt{1 - c^2}")[entry - 1]
    value = rf"\sigma^2 + \tfrac12 m_1^2 (1 {mark} c)"
    return Equation(
        id=f"{name}_{entry}",
        lhs=(moment().subs(alike) * vector)[entry - 1],
        rhs=(sigma**2 + m_1**2 * (1 + sign * c) / 2) * vector[entry - 1],
        domain=Domain({m_1: POSITIVE, sigma: POSITIVE, c: _COSINES}),
        left=rf"\bigl[ A (e {mark} f) \bigr]_{{{entry}}}",
        shown=rf"\bigl( {value} \bigr)\, {shown}" if entry == 1 or sign > 0 else rf"-\bigl( {value} \bigr)\, {shown}",
        letters={
            "e": "(m_1, 0)^{T}",
            "f": r"m_1 (c, \sqrt{1 - c^2})^{T}",
            "A": r"\sigma^2 I + \tfrac12 ( e e^{T} + f f^{T} )",
        },
        remark=rf"where both means have one norm; ${shown}$ is, up to its sign, the same entry of $e {mark} f$",
        steps=(characteristic(),),
    )


_COSINES = Interval.open(-1, 1)


def _amplitude() -> Expr:
    return m_1**2 * m_2**2 * (1 - c**2) * (m_1**2 - m_2**2) ** 2 / gap() ** 2


def _theta() -> Expr:
    return gap() / (4 * sigma**2 + m_1**2 + m_2**2 + gap())


def _means_domain(*others: Symbol, conditions: tuple[Any, ...] = ()) -> Domain:
    sets = {**dict.fromkeys((m_1, m_2, sigma), POSITIVE), c: _COSINES, **dict.fromkeys(others, REAL)}
    return Domain(sets, conditions)


def _pull() -> MatrixExpr:
    """Return G at the layers and the second moment in the turned basis."""
    return (Q * untied.B * untied.C * Q.T - Identity(D)) * Q * A * Q.T


def _layer(name: str, turned: MatrixExpr, stated: MatrixExpr, shown: str) -> Equation:
    is_second = "second" in name
    return Equation(
        id=name,
        lhs=turned,
        rhs=stated,
        domain=Domain(
            {A: Matrices.SYMMETRIC, Q: Matrices.ORTHONORMAL, untied.B: Matrices.GENERAL, untied.C: Matrices.GENERAL},
        ),
        left=r"(Q W Q^{T} - I)\, Q A Q^{T} (W_1 Q^{T})^{T}" if is_second else r"(Q W_2)^{T} (Q W Q^{T} - I)\, Q A Q^{T}",
        shown=shown,
        letters=untied.WEIGHTS,
        remark=r"where $Q$ has orthonormal columns, such as an orthogonal matrix",
        steps=(untied.gradient_second() if is_second else untied.gradient_first(),),
    )


def _domain(letters: dict[MatrixSymbol, Matrices]) -> Domain:
    return Domain({A: Matrices.SYMMETRIC, Q: Matrices.ORTHONORMAL, **letters})


# pytest collects functions by name: this is no test.
test_loss.__test__ = False  # type: ignore[attr-defined]
