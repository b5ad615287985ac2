"""One linear layer, f(x) = W x, trained in W.

    loss       L(W) = 1/2 tr((W - I) A (W - I)^T)
    flow       W' = -dL/dW = -(W - I) A                    (the loss clock)
    solution   W(t) = I + (W(0) - I) exp(-A t)
    output     f(t; z) = W(t) z;  direction k is learned at rate a_k, in time ln(1/eps) / a_k

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.1 and Eqs. (C.14)-(C.21), as transcribed.

Legend: A second moment, d x d, symmetric (diag(a) where entries appear; a_k = 0 for k > s); W weights, d x d; z input, d;
eps residual, relative to the start
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from sympy import Add, Expr, ImmutableMatrix, Interval, MatAdd, MatMul, MatrixSymbol, Rational, Symbol, Trace, exp, log, oo, sqrt

from theory.algebra import symbols
from theory.algebra.calculus import MatrixGradient, TimeDerivative, at_limit, at_value, derivative, integral
from theory.algebra.domain import NONNEGATIVE, POSITIVE, UNIT, Domain, Matrices
from theory.algebra.equation import Equation, Printed
from theory.algebra.symbols import A, I, W, d, deviation, rate, s, signal, t
from theory.task import LOSS, PAPER, root_loss, second_moment_of_indices

EPS = Symbol("epsilon", positive=True)
#: exp(-A t), as a letter that moves by E' = -E A from I.
DECAY = MatrixSymbol("E", d, d)
SOLVED = f"{PAPER}, Theorem 4.1 and Eqs. (C.14)-(C.21), as transcribed"


def loss() -> Expr:
    """Return L(W) = 1/2 tr((W - I) A (W - I)^T)."""
    return Trace((W - I) * A * (W - I).T) / 2


def trace_loss() -> Equation:
    """State the loss with its trace multiplied out, 1/2 tr(W A W^T - 2 W A + A), for symmetric A."""
    return Equation(
        id="one_layer.trace_loss",
        lhs=loss(),
        rhs=Trace(W * A * W.T - 2 * W * A + A) / 2,
        domain=Domain({A: Matrices.SEMIDEFINITE, W: Matrices.GENERAL}),
        source=LOSS,
        left=r"\tfrac{1}{2} \operatorname{tr}\bigl( (W - I) A (W - I)^{T} \bigr)",
        shown=r"\tfrac{1}{2} \operatorname{tr}( W A W^{T} - 2 W A + A )",
        steps=(root_loss(),),
    )


@cache
def gradient() -> Equation:
    """State the gradient of the loss, by differentiation in every dimension: dL/dW = (W - I) A."""
    return Equation(
        id="one_layer.gradient",
        lhs=MatrixGradient(loss(), W),
        rhs=(W - I) * A,
        domain=Domain({A: Matrices.SEMIDEFINITE, W: Matrices.GENERAL}),
        source=SOLVED,
        left=r"\frac{\partial L}{\partial W}",
        steps=(root_loss(),),
    )


@cache
def flow() -> Equation:
    """State the gradient flow W' = -(W - I) A on the loss clock."""
    step = gradient()
    return replace(step, id="one_layer.flow", lhs=-step.lhs, rhs=-(W - I) * A, left=r"\dot W", steps=(step,))


@cache
def exponential() -> Equation:
    """State that I + (W(0) - I) E solves the flow -(W - I) A when E' = -E A, as exp(-A t) does, in every dimension."""
    solved = I + (W - I) * DECAY
    return Equation(
        id="one_layer.exponential",
        lhs=TimeDerivative(solved, (DECAY, -DECAY * A)),
        rhs=-(solved - I) * A,
        domain=Domain({A: Matrices.SYMMETRIC, W: Matrices.GENERAL, DECAY: Matrices.GENERAL}),
        source=SOLVED,
        left=r"\frac{d}{dt} \left[ I + (W(0) - I)\, E \right]",
        shown=r"- (W(t) - I)\, A",
        letters={"W(t)": r"I + (W(0) - I)\, E", "E": "e^{-A t}"},
        at_start=("W",),
        remark=r"and the same is true of any $E$ that moves by $\dot E = -E A$",
        steps=(flow(),),
    )


def exponential_at_start() -> Equation:
    """State that I + (W(0) - I) E is W(0) where E = I, in every dimension."""
    return Equation(
        id="one_layer.exponential_at_start",
        lhs=MatAdd(I, MatMul(W - I, I)),  # `+` would leave nothing to check
        rhs=W,
        domain=Domain({W: Matrices.GENERAL}),
        source=SOLVED,
        left=r"\left[ I + (W(0) - I)\, E \right]_{E = I}",
        shown="W(0)",
        at_start=("W",),
        steps=(exponential(),),
        believed="that a flow has only one solution from a start",
    )


def solution_at(time: Expr, size: int, concepts: int | None = None) -> ImmutableMatrix:
    """Return W(t) = I + (W(0) - I) exp(-A t) for diagonal A, with a_k = 0 beyond `concepts`."""
    trained = size if concepts is None else concepts
    decay = [exp(-rate(column) * time) if column <= trained else Rational(1) for column in range(1, size + 1)]
    start = symbols.full("w", size) - ImmutableMatrix.eye(size)
    return ImmutableMatrix.eye(size) + start * ImmutableMatrix.diag(*decay)


@cache
def solution(size: int) -> Equation:
    """State that the closed form solves the flow, d/dt W(t) = -(W(t) - I) A, for every diagonal A > 0 and every W(0)."""

    def laws(found: ImmutableMatrix) -> list[tuple[ImmutableMatrix, ImmutableMatrix]]:
        moves = derivative(found, t), -(found - ImmutableMatrix.eye(size)) * symbols.rates(size)
        return [moves, (at_value(found, t, 0), symbols.full("w", size))]

    closed = solution_at(t, size)
    slope, field = laws(closed)[0]
    return Equation(
        id="one_layer.solution",
        lhs=slope,
        rhs=field,
        domain=_domain(size, size),
        source=SOLVED,
        left=r"\frac{d}{dt} \left[ I + (W(0) - I)\, e^{-A t} \right]",
        shown=r"- (W(t) - I)\, A",
        letters={"W(t)": r"I + (W(0) - I)\, e^{-A t}"},
        at_start=("W", "w"),
        remark=r"and $A = \operatorname{diag}(a)$",
        printed=(Printed("W(t)", closed, laws, r"I + (W(0) - I)\, e^{-A t}"),),
        steps=(flow(), exponential()),
    )


def initial_value(size: int) -> Equation:
    """State that the closed form starts at W(0)."""
    return Equation(
        id="one_layer.initial_value",
        lhs=at_value(solution_at(t, size), t, 0),
        rhs=symbols.full("w", size),
        domain=_domain(size, size),
        source=SOLVED,
        left=r"\left[ I + (W(0) - I)\, e^{-A t} \right]_{t=0}",
        shown=r"W(0)",
        at_start=("W", "w"),
        remark=r"$A = \operatorname{diag}(a)$",
        steps=(solution(size),),
        believed="that a flow has only one solution from a start",
    )


def training_area(size: int) -> Equation:
    """State the area under the training loss for diagonal A > 0: the integral of L(W(t)) is 1/4 ||W(0) - I||_F^2."""
    residual = solution_at(t, size) - ImmutableMatrix.eye(size)
    columns = [rate(k) * residual.col(k - 1).dot(residual.col(k - 1)) / 2 for k in range(1, size + 1)]
    start = symbols.full("w", size) - ImmutableMatrix.eye(size)
    return Equation(
        id="one_layer.training_area",
        lhs=Add(*[integral(column.factor(), (t, 0, oo)) for column in columns]),
        rhs=sum(entry**2 for entry in start) / 4,
        domain=Domain.of([*symbols.rates(size).diagonal(), *symbols.full("w", size)]),
        left=r"\int_0^\infty L\, dt",
        shown=r"\tfrac14 \lVert W(0) - I \rVert_F^2",
        at_start=("W", "w"),
        remark=r"along $W(t) = I + (W(0) - I)\, e^{-A t}$, and $A = \operatorname{diag}(a)$",
        steps=(solution(size), area_slope()),
    )


@cache
def area_slope() -> Equation:
    """State that d/dt 1/4 ||W - I||_F^2 = -L along the flow, in every dimension: the area is what this loses."""
    residual = W - I
    return Equation(
        id="one_layer.area_slope",
        lhs=Trace(TimeDerivative(residual * residual.T, (W, flow().rhs))) / 4,
        rhs=-loss(),
        domain=Domain({A: Matrices.SEMIDEFINITE, W: Matrices.GENERAL}),
        left=r"\frac{d}{dt} \tfrac14 \lVert W - I \rVert_F^2",
        shown="-L",
        letters={"L": r"\tfrac12 \operatorname{tr}\bigl( (W - I) A (W - I)^{T} \bigr)"},
        remark=r"and $\dot W = - (W - I) A$",
        steps=(flow(),),
    )


def output_as_printed(size: int, concepts: int) -> Equation:
    """State Theorem 4.1 as transcribed, claimed "for any z"; false for z off the trained coordinates.

    f(W(t); z)_k = 1{k <= s} (1 - exp(-a_k t)) z_k + sum_{i <= s} exp(-a_i t) w_ki(0) z_i.
    """
    point, decay = symbols.vector("z", size), [exp(-rate(k) * t) for k in range(1, concepts + 1)]
    learned = [(1 - factor) * point[k] for k, factor in enumerate(decay)] + [0] * (size - concepts)
    remembered = [factor * point[k] for k, factor in enumerate(decay)]
    return Equation(
        id="one_layer.output_as_printed",
        lhs=solution_at(t, size, concepts) * symbols.vector("z", size),
        rhs=ImmutableMatrix(learned) + symbols.full("w", size)[:, :concepts] * ImmutableMatrix(remembered),
        domain=_domain(size, concepts, point=True),
        source=f"{PAPER}, Theorem 4.1, Eq. (4.2), as transcribed",
        left=r"f(W(t); z)_k",
        shown=r"\mathbf{1}\{k \le s\} (1 - e^{-a_k t})\, z_k + \sum_{i \le s} e^{-a_i t}\, w_{ki}(0)\, z_i",
        letters={"f(W; z)": "W z"},
        at_start=("W", "w"),
        remark="and $a_k = 0$ for $k > s$",
    )


def output(size: int, concepts: int) -> Equation:
    """State the output for every input z, corrected: the untrained columns keep w_ki(0) z_i.

    f_k = 1{k <= s} (1 - exp(-a_k t)) z_k + sum_{i <= s} exp(-a_i t) w_ki(0) z_i + sum_{i > s} w_ki(0) z_i.
    """
    printed = output_as_printed(size, concepts)
    untrained = symbols.full("w", size)[:, concepts:] * symbols.vector("z", size)[concepts:, :]
    return replace(
        printed,
        id="one_layer.output",
        rhs=printed.rhs + untrained,
        source="new",
        shown=printed.shown + r" + \sum_{i > s} w_{ki}(0)\, z_i",
        steps=(solution(size),),
    )


def learning_time(index: int) -> Expr:
    """Return T_k = ln(1/eps) / a_k, when the residual of direction k has fallen to eps of its start."""
    return log(1 / EPS) / rate(index)


@cache
def residual_at_learning_time(size: int) -> Equation:
    """State that from W(0) = 0 the residual z_k - f_k is eps z_k at T_k = ln(1/eps) / a_k."""
    zero, point = dict.fromkeys(symbols.full("w", size), 0), symbols.vector("z", size)
    outputs = (solution_at(t, size) * point).subs(zero)

    def laws(times: ImmutableMatrix) -> list[tuple[ImmutableMatrix, ImmutableMatrix]]:
        residual = [point[k] - at_value(outputs[k], t, times[k]) for k in range(size)]
        return [(ImmutableMatrix(residual), EPS * point)]

    times = ImmutableMatrix([learning_time(k) for k in range(1, size + 1)])
    left, right = laws(times)[0]
    return Equation(
        id="one_layer.learning_time",
        lhs=left,
        rhs=right,
        domain=Domain.of([*symbols.rates(size).diagonal(), *point], {EPS: UNIT}),
        source=f"{PAPER}, section 4.1, as transcribed",
        left=r"z_k - f\bigl(W(T_k); z\bigr)_k",
        shown=r"\epsilon\, z_k,\quad T_k = \frac{1}{a_k} \ln\frac{1}{\epsilon}",
        letters={"f(W; z)": "W z"},
        remark="and $W(t)$ starts from $W(0) = 0$",
        printed=(Printed("T_k", times, laws, r"\frac{1}{a_k} \ln\frac{1}{\epsilon}"),),
        steps=(solution(size),),
    )


@cache
def order_of_learning() -> Equation:
    """State that T_1 - T_2 = ln(1/eps) (a_2 - a_1) / (a_1 a_2): the larger rate is learned first."""
    return Equation(
        id="one_layer.order",
        lhs=learning_time(1) - learning_time(2),
        rhs=log(1 / EPS) * (rate(2) - rate(1)) / (rate(1) * rate(2)),
        domain=Domain({rate(1): POSITIVE, rate(2): POSITIVE, EPS: UNIT}),
        source=f"{PAPER}, section 4.1, as transcribed",
        left=r"T_1 - T_2",
        letters={"T_k": r"\frac{1}{a_k} \ln\frac{1}{\epsilon}"},
        steps=(residual_at_learning_time(2),),
    )


def order_at_equal_diversity() -> Equation:
    """State that a_1 - a_2 = (mu_1^2 - mu_2^2) / s at equal sigma: the larger signal is learned first."""
    return Equation(
        id="one_layer.order_at_equal_diversity",
        lhs=at_value(_rate_of_concept(1) - _rate_of_concept(2), deviation(2), deviation(1)),
        rhs=(signal(1) ** 2 - signal(2) ** 2) / s,
        domain=_signals(),
        source=f"{PAPER}, sections 3.1 and 4.1, as transcribed",
        left=r"\left. (a_1 - a_2) \right|_{\sigma_1 = \sigma_2}",
        letters={"a_k": r"\sigma_k^2 + \mu_k^2 / s"},
        steps=(second_moment_of_indices(), order_of_learning()),
    )


def order_flip() -> Equation:
    """State that a_1 = a_2 exactly at sigma_1^2 = sigma_2^2 + (mu_2^2 - mu_1^2) / s: diversity against signal."""
    threshold = sqrt(deviation(2) ** 2 + (signal(2) ** 2 - signal(1) ** 2) / s)
    return Equation(
        id="one_layer.order_flip",
        lhs=_rate_of_concept(1) - _rate_of_concept(2),
        rhs=deviation(1) ** 2 - threshold**2,
        domain=_signals(),
        source=f"{PAPER}, sections 3.1 and 4.1, as transcribed",
        left=r"a_1 - a_2",
        shown=r"\sigma_1^2 - \left[ \sigma_2^2 + \frac{\mu_2^2 - \mu_1^2}{s} \right]",
        letters={"a_k": r"\sigma_k^2 + \mu_k^2 / s"},
        steps=(second_moment_of_indices(), order_of_learning()),
    )


def terminal_slowing(untouched: Sequence[int] = ()) -> Equation:
    """State the terminal output speed at d = 3: ||f'(t)||^2 exp(2 r t) -> r^2 z_r^2 ||(W(0) - I) e_r||^2.

    r is the least rate a_i with z_i != 0 and (W(0) - I) e_i != 0; the directions in `untouched` have z_i = 0. Rates are
    written a_3 = r, a_2 = r + gap_2, a_1 = r + gap_1 (and shifted down where the slowest are untouched).
    """
    size = 3
    active = [index for index in range(size, 0, -1) if index not in untouched]
    slowest = rate(active[0])
    gaps = {rate(index): slowest + Symbol(f"gap_{index}", positive=True) for index in active[1:]}
    z = symbols.vector("z", size)
    point = z.subs({z[index - 1]: 0 for index in untouched})
    closed = solution_at(t, size).subs(gaps)
    terms = [[derivative(closed[row, col], t) * point[col] * exp(slowest * t) for col in range(size)] for row in range(size)]
    scaled = [Add(*[at_limit(term, t, oo) for term in row]) for row in terms]  # of a whole sum SymPy finds wrong ones
    column = (symbols.full("w", size) - ImmutableMatrix.eye(size)).col(active[0] - 1)
    letters = sorted(column.free_symbols | {slowest, z[active[0] - 1]}, key=str)
    return Equation(
        id="one_layer.terminal_slowing",
        lhs=Add(*[item**2 for item in scaled]),
        rhs=slowest**2 * z[active[0] - 1] ** 2 * column.dot(column),
        domain=Domain.of(letters),
        source=f"{PAPER}, sections 3.2 and 4.1, as transcribed",
        left=r"\lim_{t \to \infty} e^{2 a_r t}\, \lVert \dot f(t; z) \rVert^2",
        shown=r"a_r^2 z_r^2\, \lVert (W(0) - I)\, e_r \rVert^2",
        letters={"f(W; z)": "W z"},
        at_start=("W", "w"),
        remark=(
            r"along the solution, and $a_r$ is the least of the rates whose direction $z$ meets: written out with "
            r"$r = 3$, $a_3 < a_1, a_2$ and $z_3 \ne 0$"
        ),
        steps=(solution(size),),
    )


def _rate_of_concept(index: int) -> Expr:
    return deviation(index) ** 2 + signal(index) ** 2 / s


def _signals() -> Domain:
    letters = (signal(1), signal(2), deviation(1), deviation(2))
    return Domain({**dict.fromkeys(letters, NONNEGATIVE), s: Interval(2, oo)})


def _domain(size: int, concepts: int, *, point: bool = False) -> Domain:
    letters = [*symbols.rates(concepts).diagonal(), *symbols.full("w", size), *(symbols.vector("z", size) if point else ())]
    return Domain.of(letters, {t: NONNEGATIVE})
