"""Equal rates, A = a I: the flow is a matrix logistic equation, solved in every dimension.

    flow       W' = 2 a (W - W^2)
    solution   W(t) = W0 x (I + W0 (x - 1))^{-1},  x = e^{2 a t}

With P = M^{-1}, M = I + W0 (x - 1), this is W = x/(x - 1) (I - P). M moves by dM/dx = W0 = (M - I)/(x - 1), and so its inverse by
-P W0 P = -(P - P^2)/(x - 1): a polynomial in one letter. At d = 1, 2 the inverse is differentiated by entries as well.
The composition of `theory.pivots` is wrong here for w_11 and w_12, which it lets be learned as if the second direction were
not there; its w_22, with the Schur complement as a function of time, is exact. Where each direction is taken out of the stronger
ones too, the composition is exact here, and has the slope V(W(0)) at t = 0 for any rates (`uniform`).

Source: new.

Legend: M, P symmetric, d x d; x = e^{2 a t} > 1; w_ij entries of W0 at d = 2
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product

from sympy import Expr, ImmutableMatrix, Interval, MatrixSymbol, Symbol, exp, oo

from theory.algebra import symbols
from theory.algebra.calculus import TimeDerivative, at_value, derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, UNIT, Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import I, a_1, d, rate, t
from theory.two_layer import congruence_form, entry_form_of_indices, explicit_field

M, P = MatrixSymbol("M", d, d), MatrixSymbol("P", d, d)
x = Symbol("x", positive=True)


@cache
def resolvent() -> Equation:
    """State that P = M^{-1} has dP/dx = -(P - P^2)/(x - 1) in every dimension, as dM/dx = W0 = (M - I)/(x - 1)."""
    return Equation(
        id="isotropic.resolvent",
        lhs=TimeDerivative(M.I, (M, (M - I) / (x - 1))),
        rhs=-(M.I - M.I * M.I) / (x - 1),
        domain=Domain({M: Matrices.DEFINITE, x: Interval.open(1, oo)}),
        left=r"\frac{dP}{dx} = -P W_0 P",
        shown=r"-\frac{P - P^2}{x-1}",
        letters={"x": r"e^{2 a t}", "P": "M^{-1}", "M": "I + W_0 (x - 1)"},
        remark="and $W_0 = W(0)$",
    )


@cache
def solution() -> Equation:
    """State that W = x/(x - 1) (I - P) solves the flow in every dimension: x dW/dx = W - W^2, where x d/dx = d/dt / (2 a)."""
    factor = x / (x - 1)
    W, slope = factor * (I - P), -(P - P * P) / (x - 1)
    return Equation(
        id="isotropic.solution",
        lhs=x * (derivative(factor, x) * (I - P) + TimeDerivative(W, (P, slope))),
        rhs=W - W * W,
        domain=Domain({P: Matrices.SYMMETRIC, x: Interval.open(1, oo)}),
        left=r"\frac{1}{2a} \frac{d}{dt} \left[ W_0 x \left( I + W_0 (x-1) \right)^{-1} \right]",
        shown=r"W - W^2",
        letters={"x": r"e^{2 a t}", "W": r"\frac{x}{x - 1} (I - P)", "P": "(I + W_0 (x - 1))^{-1}"},
        remark="and $W_0 = W(0)$, so that $W = W_0 x (I + W_0 (x-1))^{-1}$",
        steps=(congruence_form(), resolvent()),
        believed="that a flow has only one solution from a start",
    )


def slope_of_the_resolvent(size: int) -> Equation:
    """State that dP/dx = -(P - P^2)/(x - 1) for P = (I + W0 (x - 1))^{-1}, by differentiating the explicit inverse."""
    start = symbols.symmetric("w", size)
    inverse = (ImmutableMatrix.eye(size) + start * (x - 1)).inv().applyfunc(lambda item: item.factor())
    return Equation(
        id="isotropic.slope_of_the_resolvent",
        lhs=derivative(inverse, x),
        rhs=-(inverse - inverse * inverse) / (x - 1),
        domain=_domain(size),
        left=r"\frac{dP}{dx}",
        shown=r"-\frac{P - P^2}{x-1}",
        letters={"x": r"e^{2 a t}", "P": "(I + W_0 (x - 1))^{-1}"},
        at_start=("W", "w"),
        remark="and $W_0 = W(0)$; $P$ is differentiated by entries",
        steps=(resolvent(),),
    )


def first_entry_of_the_composition() -> Equation:
    """State w_11 against the logistic from c_1 = w_11(0), which the composition gives at a_1 = a_2 too: false."""
    return _entry("isotropic.first_entry_of_the_composition", 1, symbols.entry("w", 1, 1))


def first_entry() -> Equation:
    """State w_11 at equal rates: the logistic from w_11 - w_12^2/w_22 (1 - 1/phi_2), phi_2 = 1 + w_22 (x - 1)."""
    shown = r"w_{11} - \frac{w_{12}^2}{w_{22}} \left( 1 - \frac{1}{1 + w_{22} (x - 1)} \right)"
    return _entry("isotropic.first_entry", 1, _complement(1, 2), shown)


def second_entry_of_the_composition() -> Equation:
    """State w_22 against the composition at a_1 = a_2, with S a function of time: here it is exact.

    There phi^{-p} = 1/phi, so S = w_22 - w_12^2/w_11 (1 - 1/phi) and w_22 = S x / (1 + S (x - 1)).
    """
    shown = r"w_{22} - \frac{w_{12}^2}{w_{11}} \left( 1 - \frac{1}{1 + w_{11} (x - 1)} \right)"
    return _entry("isotropic.second_entry_of_the_composition", 2, _complement(2, 1), shown)


def _complement(place: int, other: int) -> Expr:
    """Return S = w_kk - w_12^2/w_jj (1 - 1/phi_j), phi_j = 1 + w_jj (x - 1)."""
    own, beside, w_12 = symbols.entry("w", place, place), symbols.entry("w", other, other), symbols.entry("w", 1, 2)
    return own - w_12**2 / beside * (1 - 1 / (1 + beside * (x - 1)))


def _entry(name: str, place: int, start: Expr, shown: str = "") -> Equation:
    """State entry kk of the closed form at d = 2 as the logistic from S, S x / (1 + S (x - 1))."""
    W = symbols.symmetric("w", 2)
    closed = W * x * (ImmutableMatrix.eye(2) + W * (x - 1)).inv()
    return Equation(
        id=name,
        lhs=closed[place - 1, place - 1].factor(),
        rhs=start * x / (1 + start * (x - 1)),
        domain=_domain(2),
        left=rf"\left[ W_0 x (I + W_0 (x-1))^{{-1}} \right]_{{{place}{place}}}",
        shown=rf"\frac{{S x}}{{1 + S (x - 1)}},\quad S = {shown}" if shown else "",
        letters={"x": "e^{2 a t}"},
        at_start=("W",),
        remark="and $W_0 = W(0)$",
        steps=(solution(),),
    )


def _domain(size: int) -> Domain:
    return Domain.of_definite(symbols.symmetric("w", size), UNIT, {x: Interval.open(1, oo)})


def uniform(size: int, rates: Sequence[Expr], time: Expr) -> ImmutableMatrix:
    """Return the solution that is uniform in the rates: each direction taken out of all others in turn, as functions of time.

    X_ij <- X_ij - X_ik X_kj / c_k (1 - phi_k^{-(2 a_k + a_i + a_j)/(4 a_k)}),
    X_ik <- X_ik e^{a_k t} phi_k^{-(3 a_k + a_i)/(4 a_k)},  X_kk <- c_k e^{2 a_k t} / phi_k,
    phi_k = 1 + c_k (e^{2 a_k t} - 1),  from X = W(0).
    """
    X = symbols.symmetric("w", size).as_mutable()
    for k, own in enumerate(rates):
        c, row = X[k, k], X[k, :]
        grown = 1 + c * (exp(2 * own * time) - 1)
        others = [i for i in range(size) if i != k]
        for i, j in product(others, others):
            X[i, j] -= row[i] * row[j] / c * (1 - grown ** (-(2 * own + rates[i] + rates[j]) / (4 * own)))
        for i in others:
            X[i, k] = X[k, i] = row[i] * exp(own * time) * grown ** (-(3 * own + rates[i]) / (4 * own))
        X[k, k] = c * exp(2 * own * time) / grown
    return ImmutableMatrix(X)


def uniform_at_first(size: int) -> Equation:
    """State that the uniform solution leaves W(0) as the flow does: its slope at t = 0 is V(W(0)), for any rates and size."""
    rates, start = [rate(k) for k in range(1, size + 1)], symbols.symmetric("w", size)
    return Equation(
        id="pivots.uniform_at_first",
        lhs=at_value(derivative(uniform(size, rates, t), t), t, 0),
        rhs=explicit_field(size),
        domain=Domain.of_definite(start, POSITIVE, dict.fromkeys(rates, POSITIVE)),
        left=r"\left. \frac{d}{dt} W^{u}(t) \right|_{t = 0}",
        shown="V(W(0))",
        remark="$W^u$ is the solution uniform in the rates",
        steps=(entry_form_of_indices(),),
    )


def uniform_at_equal_rates(size: int) -> Equation:
    """State that it solves the flow at equal rates: W^u = W(0) x (I + W(0) (x - 1))^{-1}, x = e^{2 a t}."""
    start = symbols.symmetric("w", size)
    grown = exp(2 * a_1 * t)
    inner = ImmutableMatrix.eye(size) + start * (grown - 1)
    return Equation(
        id="pivots.uniform_at_equal_rates",
        lhs=uniform(size, [a_1] * size, t) * inner,
        rhs=start * grown,
        domain=Domain.of_definite(start, POSITIVE, {a_1: POSITIVE, t: NONNEGATIVE}),
        left=r"W^{u}(t)\, \bigl( I + W(0)\, (x - 1) \bigr)",
        shown=r"W(0)\, x",
        letters={"x": "e^{2 a t}"},
        remark="$W^u$ is the solution uniform in the rates, all of which are $a$",
        steps=(solution(),),
    )
