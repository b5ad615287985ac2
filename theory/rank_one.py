"""Rank-one starts W = u u^T stay of rank one and are solved by quadratures.

    flow       u' = X u = A u - (r A u + (u^T A u) u)/2,   r = |u|^2
    solution   u_i = u_i(0) e^{a_i tau} / sqrt(z),   z = (F + sqrt(F^2 + 4 (1 - r0)))/2,   F = sum_i u_i(0)^2 e^{2 a_i tau}
    time       dt/dtau = 1 / (1 - r/2) = 1 + F / sqrt(F^2 + 4 (1 - r0))

Exact for r0 = F(0) < 2. For every d, r = F/z and q = u^T A u = F'/(2 z) are sums term by term, and with them every component
solves its equation. With z as a letter, z^2 - F z = 1 - r0 gives dz/dtau = F' z / (2 z - F).

Source: new.

Legend: tau internal time; z normaliser; F unnormalised size; R = sqrt(F^2 + 4 (1 - r0)); a rate of a component; r = u^T u; q
= u^T A u
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, ImmutableMatrix, Interval, Rational, S, Symbol, exp, log, sqrt

from theory.algebra import symbols
from theory.algebra.calculus import derivative
from theory.algebra.domain import POSITIVE, Domain
from theory.algebra.equation import Equation
from theory.algebra.symbols import rate
from theory.logistic import chain
from theory.two_layer import congruence_form

tau = Symbol("tau", nonnegative=True)
z = Symbol("z", positive=True)
F = Symbol("F", positive=True)
R = Symbol("R", positive=True)
r_0 = Symbol("r_0", positive=True)
a, r, q = Symbol("a", positive=True), Symbol("r", positive=True), Symbol("q", positive=True)


def size_function(size: int) -> Expr:
    """Return F(tau) = sum_i u_i(0)^2 e^{2 a_i tau}."""
    start = symbols.vector("u", size)
    return sum((start[i] ** 2 * exp(2 * rate(i + 1) * tau) for i in range(size)), start=Rational(0))


@cache
def normaliser() -> Equation:
    """State that z = (F + sqrt(F^2 + 4 (1 - r0)))/2 solves z^2 - F z = 1 - r0."""
    root = (F + sqrt(F**2 + 4 * (1 - r_0))) / 2
    return Equation(
        id="rank_one.normaliser",
        lhs=root**2 - F * root,
        rhs=1 - r_0,
        domain=Domain({F: POSITIVE, r_0: POSITIVE}, (F**2 + 4 * (1 - r_0) > 0,)),
        left=r"z^2 - F z",
        letters={"z": r"\tfrac12 (F + R)", "R": r"\sqrt{F^2 + 4 (1 - r_0)}", "F": r"\sum_i u_i(0)^2 e^{2 a_i \tau}"},
        remark=r"with $r_0 = F(0) < 2$, for which $z = 1$ at $\tau = 0$",
    )


def slope_of_z() -> Expr:
    """Return dz/dtau = F' z / (2 z - F) with F' = 2 z q."""
    return 2 * z**2 * q / (2 * z - F)


@cache
def normaliser_slope() -> Equation:
    """State that z^2 - F z is constant while F' = 2 z q and z' = F' z / (2 z - F): z moves as its quadratic equation says."""
    return Equation(
        id="rank_one.normaliser_slope",
        lhs=chain(z**2 - F * z, {F: 2 * z * q, z: slope_of_z()}),
        rhs=S.Zero,
        domain=Domain({F: POSITIVE, z: POSITIVE, q: POSITIVE}, (2 * z > F,)),
        left=r"\frac{d}{d\tau} \bigl[ z^2 - F z \bigr]",
        remark=r"$dF / d\tau = 2 z q$ and $dz / d\tau = 2 z^2 q / (2 z - F)$",
        steps=(normaliser(),),
    )


def solution(size: int) -> Equation:
    """State that u_i = u_i(0) e^{a_i tau}/sqrt(z) solves the flow: (1 - r/2) d ln(u_i)/dtau = (X u)_i / u_i.

    r = F/z; the derivative of z is that of its quadratic equation.
    """
    start = symbols.vector("u", size)
    total = size_function(size)
    r = total / z
    slope = derivative(total, tau) * z / (2 * z - total)
    moment = sum((rate(i + 1) * start[i] ** 2 * exp(2 * rate(i + 1) * tau) for i in range(size)), start=Rational(0)) / z
    left = [(1 - r / 2) * (rate(i) - slope / (2 * z)) for i in range(1, size + 1)]
    right = [rate(i) * (1 - r / 2) - moment / 2 for i in range(1, size + 1)]
    return Equation(
        id="rank_one.solution",
        lhs=ImmutableMatrix(left),
        rhs=ImmutableMatrix(right),
        domain=Domain.of([*symbols.rates(size).diagonal(), *start], {z: POSITIVE, tau: POSITIVE}),
        left=r"\left( 1 - \tfrac r2 \right) \frac{d}{d\tau} \ln u_i",
        shown=r"\frac{(X u)_i}{u_i} = a_i \left( 1 - \tfrac r2 \right) - \tfrac12 u^{T} A u",
        letters={"u_i": r"\frac{u_i(0) e^{a_i \tau}}{\sqrt{z}}", "r": "u^{T} u", "X": r"A - \tfrac12 (A u u^{T} + u u^{T} A)"},
        at_start=("u",),
        remark=(r"with $u_i \ne 0$, $r = F / z$ and $dz / d\tau = F' z / (2 z - F)$ with $F = \sum_i u_i(0)^2 e^{2 a_i \tau}$"),
        steps=(congruence_form(), normaliser()),
        believed="that a flow has only one solution from a start",
    )


def solution_in_every_dimension() -> Equation:
    """State the same for a component with rate a and every d: (1 - r/2) d/dtau [a tau - ln(z)/2] = a (1 - r/2) - q/2.

    z moves as in `normaliser_slope`, with F = r z and F' = 2 z q, which are sums term by term.
    """
    return Equation(
        id="rank_one.every_dimension",
        lhs=(1 - r / 2) * chain(a * tau - log(z) / 2, {tau: S.One, z: slope_of_z().subs(F, r * z)}),
        rhs=a * (1 - r / 2) - q / 2,
        domain=Domain({a: POSITIVE, q: POSITIVE, z: POSITIVE, r: Interval.open(0, 2)}),
        left=r"\left( 1 - \tfrac r2 \right) \frac{d}{d\tau} \left[ a \tau - \tfrac12 \ln z \right]",
        shown=r"a \left( 1 - \tfrac r2 \right) - \tfrac12 q",
        remark=(
            r"$a$ is the rate of any component, $\ln u_i = \ln u_i(0) + a \tau - \tfrac12 \ln z$, $z^2 - F z$ is constant "
            r"in $\tau$, $r = F / z$ and $q = u^{T} A u = F' / (2 z)$"
        ),
        steps=(congruence_form(), normaliser(), normaliser_slope()),
        believed="that a flow has only one solution from a start",
    )


def time() -> Equation:
    """State that dt/dtau = 1/(1 - r/2) = 1 + F/R with R = sqrt(F^2 + 4 (1 - r0)) = 2 z - F."""
    return Equation(
        id="rank_one.time",
        lhs=1 / (1 - F / (F + R)),
        rhs=1 + F / R,
        domain=Domain({F: POSITIVE, R: POSITIVE}),
        left=r"\frac{dt}{d\tau} = \frac{1}{1 - r/2}",
        letters={"r": "F / z", "z": r"\tfrac12 (F + R)"},
        steps=(normaliser(),),
    )
