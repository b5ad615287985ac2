r"""Two concepts, from every start: the minor entry rises once at most, and what lies between the diagonal and the pivot.

    duality   V(I - W) = V(W): if W(t) solves the flow, so does I - W(-t); in every dimension, for every symmetric A
    turning   (ln w_12)' = (a_1 + a_2) - 1/2 [ (3 a_1 + a_2) w_11 + (3 a_2 + a_1) w_22 ]
    unimodal  where that is 0, with a = (1, r), w_11 = 1/2 + (3 r + 1) s, w_22 = 1/2 - (3 + r) s and w_12^2 = w_11 w_22 - q:
              -(ln w_12)'' = (1 - r)^2/4 + 2 (1 + r)^2 (1 - r) s + (3 r + 1)(3 + r)(1 - r)^2 s^2 + 2 (1 + r)^2 q
              0 <= W <= I: for s >= 0 all terms are >= 0, for s < 0 they are those of I - W, with s -> -s; so |w_12| never falls
              and then rises
    brackets  e^{-eps} l(w_11(0), a_1) <= w_11 <= l(w_11(0), a_1),  eps = (a_1 + a_2) int_0^t l(w_22(0), a_2)
              l(c(0), a_2) <= c <= w_22 <= l(w_22(0), a_2),  c = w_22 - w_12^2/w_11,  for W(0) > 0 and a_1 >= a_2
    time      so for w_22(0) < 1/2 every passage of w_22 through 1/2 lies in [ln((1-w)/w), ln((1-c)/c)]/(2 a_2), w and c at t = 0
    any d     c = 1/(W^{-1})_dd:  c' = 2 a_d c (1 - c) + c b^T D B^{-1} b,  B the first d - 1 rows and columns of W, b the column
              beside it, D = diag(a_k - a_d); the last term may be negative from d = 3 on, where none of this is left

Source: new.

Legend: A = diag(a), W symmetric; l(c, a) logistic from c at rate a; r = a_2/a_1; m, z: w_11 = m z
"""

from __future__ import annotations

from sympy import Expr, ImmutableMatrix, MatrixExpr, Rational, Symbol

from theory.algebra import symbols
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, UNIT, Domain, Matrices
from theory.algebra.equation import Equation, explicit
from theory.algebra.symbols import A, I, W, a_1, a_2, rate
from theory.area_law import along
from theory.field_parts import E, tangent
from theory.logistic import chain
from theory.two_layer import explicit_field, field, field_at, map_domain

m, w, z = (Symbol(name, positive=True) for name in "mwz")
x = Symbol("w_12", real=True)
r, s, q = Symbol("r", positive=True), Symbol("s", nonnegative=True), Symbol("q", nonnegative=True)


def duality() -> Equation:
    """State that V(I - W) = V(W) in every dimension, for symmetric A."""
    return Equation("two_concepts.duality", field(I - W), field(), map_domain(), left="V(I - W)", shown="V(W)")


def turning() -> Equation:
    """State the slope of ln |w_12| at d = 2."""
    matrix = symbols.symmetric("w", 2)
    return Equation(
        id="two_concepts.turning",
        lhs=explicit_field(2)[0, 1],
        rhs=matrix[0, 1] * ((a_1 + a_2) - ((3 * a_1 + a_2) * matrix[0, 0] + (3 * a_2 + a_1) * matrix[1, 1]) / 2),
        domain=Domain({A: Matrices.DIAGONAL, W: Matrices.SYMMETRIC}).explicit(2),
        left=r"V(W)_{12}",
        shown=r"w_{12} \bigl[ (a_1 + a_2) - \tfrac12 \bigl( (3 a_1 + a_2) w_{11} + (3 a_2 + a_1) w_{22} \bigr) \bigr]",
    )


def _bend(sign: int) -> Expr:
    """Return -(ln w_12)'' where |w_12| turns, w_12^2 = w_11 w_22 - q; with sign -1 (1 - w_11)(1 - w_22) - q and -s for s."""
    place = sign * s
    own, other = Rational(1, 2) + (3 * r + 1) * place, Rational(1, 2) - (3 + r) * place
    size = own * other if sign > 0 else (1 - own) * (1 - other)
    letters = {"w_11": own, "w_22": other, "a_1": 1, "a_2": r}
    velocity = explicit_field(2)
    slopes = [velocity[k, k].subs(symbols.symmetric("w", 2)[0, 1] ** 2, size - q) for k in (0, 1)]
    slopes = [
        slope.subs({letter: letters[letter.name] for letter in slope.free_symbols if letter.name in letters}) for slope in slopes
    ]
    return ((3 + r) * slopes[0] + (3 * r + 1) * slopes[1]) / 2


def bend(sign: int) -> Equation:
    """State -(ln w_12)'' where |w_12| turns as a sum of terms >= 0, for s >= 0 by w_12^2 <= w_11 w_22, below by duality."""
    square = r"w_{11} w_{22} - q" if sign > 0 else r"(1 - w_{11}) (1 - w_{22}) - q"
    signs = ("", "-") if sign > 0 else ("-", "+")
    return Equation(
        id=f"two_concepts.bend_{'above' if sign > 0 else 'below'}",
        lhs=_bend(sign),
        rhs=(1 - r) ** 2 / 4
        + 2 * (1 + r) ** 2 * (1 - r) * s
        + (3 * r + 1) * (3 + r) * (1 - r) ** 2 * s**2
        + 2 * (1 + r) ** 2 * q,
        domain=Domain({r: UNIT, s: NONNEGATIVE, q: NONNEGATIVE}),
        left=r"\tfrac12 \bigl[ (3 + r)\, \dot w_{11} + (3 r + 1)\, \dot w_{22} \bigr]",
        letters={
            "w_{11}": rf"\tfrac12 {signs[0] or '+'} (3 r + 1) s",
            "w_{22}": rf"\tfrac12 {signs[1]} (3 + r) s",
            "w_{12}^2": square,
            "a": "(1, r)",
        },
        remark=r"where $|w_{12}|$ turns, and the left side is $-\frac{d^2}{dt^2} \ln |w_{12}|$",
    )


def factor() -> Equation:
    """State that z = w_11/m with m' = -(a_1 + a_2) w_12^2/w_11 m has z' = 2 a_1 z (1 - m z), at least logistic for m <= 1."""
    slope = 2 * a_1 * w * (1 - w) - (a_1 + a_2) * x**2
    return Equation(
        id="two_concepts.factor",
        lhs=chain(w / m, {w: slope, m: -(a_1 + a_2) * x**2 / w * m}),
        rhs=2 * a_1 * (w / m) * (1 - m * (w / m)),
        domain=Domain({a_1: POSITIVE, a_2: POSITIVE, w: POSITIVE, m: POSITIVE, x: REAL}),
        left=r"\frac{d}{dt} \frac{w_{11}}{m}",
        shown="2 a_1 z (1 - m z)",
        letters={"w_{11}": "w", "z": "w_{11} / m", r"\dot m": r"-(a_1 + a_2) (w_{12}^2 / w_{11})\, m"},
        remark=r"and $\dot w_{11} = 2 a_1 w_{11} (1 - w_{11}) - (a_1 + a_2) w_{12}^2$",
    )


def last_pivot(size: int) -> Equation:
    """State the slope of the last pivot c = det W / det B: 2 a_d c (1 - c) + c b^T D B^{-1} b, d explicit, by entries."""
    matrix = symbols.symmetric("w", size)
    block, beside = matrix[:-1, :-1], matrix[:-1, -1]
    c = matrix.det(method="berkowitz") / block.det(method="berkowitz")
    gaps = ImmutableMatrix.diag(*[rate(k) - rate(size) for k in range(1, size)])
    return Equation(
        id="two_concepts.last_pivot",
        lhs=along(c, size),
        rhs=2 * rate(size) * c * (1 - c) + c * (beside.T * gaps * block.inv() * beside)[0],
        domain=Domain({A: Matrices.DIAGONAL, W: Matrices.DEFINITE}).explicit(size),
        left=r"\frac{d}{dt} \frac{\det W}{\det B}",
        shown=r"2 a_d\, c\, (1 - c) + c\, b^{T} D B^{-1} b",
        remark=(
            r"with $B$ and $b$ the first $d - 1$ rows of $W$, in columns $1$ to $d - 1$ and in column $d$, $c = \det W / \det B$ "
            r"and $D$ diagonal with $a_k - a_d$; differentiated by entries along the flow, which are drawn from the sets that "
            "follow"
        ),
    )


def acceleration_at(moment: ImmutableMatrix, matrix: ImmutableMatrix, row: int, column: int) -> Expr:
    """Return the exact (|w_ij|)'' at a point where w_ij' = 0 and w_ij is not 0.

    Raises
    ------
    ValueError : if w_ij moves there, or is 0
    """
    velocity, place = field_at(moment, matrix), (row, column)
    if velocity[place] != 0 or matrix[place] == 0:
        raise ValueError(f"entry must rest and not be 0, got {matrix[place]} with the slope {velocity[place]}")
    second: MatrixExpr = explicit(tangent(), {A: moment, W: matrix, E: velocity}, matrix.rows)
    return second[place] * (1 if matrix[place] > 0 else -1)


def pivot_deficit_at(moment: ImmutableMatrix, matrix: ImmutableMatrix) -> Expr:
    """Return by how much the exact slope of the last pivot is below that of its logistic: 2 a_d c (1 - c) - c'."""
    inverse, velocity, last = matrix.inv(), field_at(moment, matrix), matrix.rows - 1
    c = 1 / inverse[last, last]
    slope = c**2 * (inverse * velocity * inverse)[last, last]
    return 2 * moment[last, last] * c * (1 - c) - slope


def sign_change_at(moment: ImmutableMatrix, matrix: ImmutableMatrix) -> Expr:
    """Return |w_12'| where w_12 = 0, exactly: above 0, w_12 changes its sign.

    Raises
    ------
    ValueError : if w_12 is not 0
    """
    if matrix[0, 1] != 0:
        raise ValueError(f"w_12 must be 0, got {matrix[0, 1]}")
    return abs(field_at(moment, matrix)[0, 1])
