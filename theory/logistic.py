"""Major entries on the diagonal manifold: logistic growth.

    flow       w' = 2 a w (1 - w),  w(0) = c                              (printed clock)
    solution   w(t) = c e^{2 a t} / (1 + c (e^{2 a t} - 1))
    level      w(T) = delta  at  T = ln[ delta (1 - c) / (c (1 - delta)) ] / (2 a)
    with noise w' = 2 a w (1 - w) - N, N >= 0: w stays below the solution y without noise from the same start, since
               ((y - w) E)' = E N  with  E' = -2 a (1 - y - w) E,  E > 0

Source: new; the growth is Eq. (D.36) of Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.

Legend: w the major entry w_ii; a its rate a_i; c its start; delta a level in (c, 1); y a logistic curve; E integrating factor
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sympy import Add, Expr, Interval, Symbol, log

from theory.algebra.calculus import at_value, derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, UNIT, Domain
from theory.algebra.equation import Equation, Printed
from theory.algebra.symbols import t
from theory.minor_entries import major
from theory.steps import slope_of_an_entry
from theory.task import PAPER
from theory.two_layer import diagonal_manifold

a = Symbol("a", positive=True)
c = Symbol("c", positive=True)
delta = Symbol("delta", positive=True)
w, y = Symbol("w", real=True), Symbol("y", real=True)
E, N = Symbol("E", positive=True), Symbol("N", nonnegative=True)

SOURCE = f"new; on {PAPER}, Eq. (D.36), as transcribed"


def time_to_level() -> Expr:
    """Return T = ln[ delta (1 - c) / (c (1 - delta)) ] / (2 a)."""
    return log(delta * (1 - c) / (c * (1 - delta))) / (2 * a)


@cache
def solution() -> Equation:
    """State that the closed form solves the logistic equation: d/dt w = 2 a w (1 - w)."""
    closed = major(a, c)
    return Equation(
        id="two_layer.major_entry",
        lhs=derivative(closed, t),
        rhs=2 * a * closed * (1 - closed),
        domain=Domain({a: POSITIVE, c: Interval(0, 1), t: NONNEGATIVE}),
        source=SOURCE,
        left=r"\frac{d}{dt} \frac{c\, e^{2 a t}}{1 + c\, (e^{2 a t} - 1)}",
        shown=r"2 a\, w\, (1 - w)",
        letters={"w": r"\frac{c e^{2 a t}}{1 + c (e^{2 a t} - 1)}"},
        printed=(
            Printed(
                "w(t)",
                closed,
                lambda w: [(derivative(w, t), 2 * a * w * (1 - w)), (at_value(w, t, 0), c)],
                r"\frac{c\, e^{2 a t}}{1 + c\, (e^{2 a t} - 1)}",
            ),
        ),
        steps=(diagonal_manifold(2),),
    )


def initial_value() -> Equation:
    """State that the closed form starts at c."""
    return Equation(
        id="two_layer.major_entry_start",
        lhs=at_value(major(a, c), t, 0),
        rhs=c,
        domain=Domain({c: Interval(0, 1)}),
        source=SOURCE,
        left=r"w(0)",
        letters={"w(t)": r"c\, e^{2 a t} / (1 + c\, (e^{2 a t} - 1))"},
        steps=(solution(),),
        believed="that a flow has only one solution from a start",
    )


def level() -> Equation:
    """State that the closed form is at level delta at the time to level."""
    return Equation(
        id="two_layer.time_to_level",
        lhs=major(a, c, time_to_level()),
        rhs=delta,
        domain=Domain({a: POSITIVE, c: UNIT, delta: UNIT}, (c < delta,)),
        source=SOURCE,
        left=r"w\left( \frac{1}{2a} \ln \frac{\delta (1 - c)}{c (1 - \delta)} \right)",
        letters={"w(t)": r"c\, e^{2 a t} / (1 + c\, (e^{2 a t} - 1))"},
        printed=(
            Printed(
                "T",
                time_to_level(),
                lambda time: [(major(a, c, time), delta)],
                r"\frac{1}{2a} \ln \frac{\delta (1 - c)}{c (1 - \delta)}",
            ),
        ),
        steps=(solution(),),
    )


def chain(function: Expr, slopes: Mapping[Symbol, Expr]) -> Expr:
    """Return the slope of a function of letters that move with the given slopes, by the chain rule, for a check to carry out."""
    return Add(*[derivative(function, letter) * slope for letter, slope in slopes.items()])


def comparison() -> Equation:
    """State that ((y - w) E)' = E N for w' = 2 a w (1 - w) - N, y' = 2 a y (1 - y), E' = -2 a (1 - y - w) E.

    As N >= 0 and E > 0 the left side never falls: w stays below y from the same start, whatever that is.
    """
    slopes = {w: 2 * a * w * (1 - w) - N, y: 2 * a * y * (1 - y), E: -2 * a * (1 - y - w) * E}
    return Equation(
        id="two_layer.logistic_comparison",
        lhs=chain((y - w) * E, slopes),
        rhs=E * N,
        domain=Domain({a: POSITIVE, w: REAL, y: REAL, E: POSITIVE, N: NONNEGATIVE}),
        left=r"\frac{d}{dt} \bigl[ (y - w) E \bigr]",
        remark=(
            r"$\dot w = 2 a\, w (1 - w) - N$, $\dot y = 2 a\, y (1 - y)$ and $\dot E = -2 a (1 - y - w) E$, an integrating factor"
        ),
        steps=(slope_of_an_entry(), solution()),
        believed="that what starts at 0 and never falls is not negative",
    )
