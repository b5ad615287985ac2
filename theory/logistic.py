"""Major entries on the diagonal manifold: logistic growth.

    flow       w' = 2 a w (1 - w),  w(0) = c                              (printed clock)
    solution   w(t) = c e^{2 a t} / (1 + c (e^{2 a t} - 1))
    level      w(T) = delta  at  T = ln[ delta (1 - c) / (c (1 - delta)) ] / (2 a)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2, as transcribed.

Legend: w the major entry w_ii; a its rate a_i; c its start; delta a level in (c, 1)
"""

from __future__ import annotations

from sympy import Expr, Interval, Symbol, diff, log

from theory.algebra.domain import NONNEGATIVE, POSITIVE, UNIT, Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import t
from theory.minor_entries import major
from theory.task import PAPER

a = Symbol("a", positive=True)
c = Symbol("c", positive=True)
delta = Symbol("delta", positive=True)

SOURCE = f"{PAPER}, section 4.2, as transcribed"


def time_to_level() -> Expr:
    """Return T = ln[ delta (1 - c) / (c (1 - delta)) ] / (2 a)."""
    return log(delta * (1 - c) / (c * (1 - delta))) / (2 * a)


def solution() -> Equation:
    """State that the closed form solves the logistic equation: d/dt w = 2 a w (1 - w)."""
    closed = major(a, c)
    return Equation(
        id="two_layer.major_entry",
        lhs=diff(closed, t),
        rhs=2 * a * closed * (1 - closed),
        domain=Domain({a: POSITIVE, c: Interval(0, 1), t: NONNEGATIVE}),
        source=SOURCE,
        left=r"\frac{d}{dt} \frac{c\, e^{2 a t}}{1 + c\, (e^{2 a t} - 1)}",
        shown=r"2 a\, w\, (1 - w)",
        letters={"w": r"\frac{c e^{2 a t}}{1 + c (e^{2 a t} - 1)}"},
    )


def initial_value() -> Equation:
    """State that the closed form starts at c."""
    return Equation(
        id="two_layer.major_entry_start",
        lhs=major(a, c).subs(t, 0),
        rhs=c,
        domain=Domain({c: Interval(0, 1)}),
        source=SOURCE,
        left=r"w(0)",
        letters={"w(t)": r"c\, e^{2 a t} / (1 + c\, (e^{2 a t} - 1))"},
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
    )
