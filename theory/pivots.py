"""Pivots set the timescales: one stage of learning is an exact integral, and its limit is a Schur complement.

    flow       w_jk' = (a_j + a_k) w_jk - (a_j + a_k + 2 a_1)/2 w_1j w_1k           (before j and k are learned)
    one stage  w_jk e^{-(a_j+a_k)t} = S_jk - S_1j S_1k / c (1 - phi^{-p})
               p = (2 a_1 + a_j + a_k)/(4 a_1),  phi = 1 + c (e^{2 a_1 t} - 1)
    limit      phi -> oo: the Schur complement S_jk - S_1j S_1k / c; so w_kk starts in effect from the pivot c_k of W(0)
    time       w_kk = 1/2 at T_k = ln((1 - c_k)/c_k) / (2 a_k)

Composition for d > 2: the stages follow each other in descending rate, S^1 = W(0), S^{k+1} from S^k with c_k = S^k_kk, each S^k a
function of t. One stage is exact for the flow above; the composition is leading order. Hypotheses: W(0) = omega M, M fixed and
positive definite, rates positive and distinct, T_1 < ... < T_d. The largest error, with theta_ij = (a_i - a_j)/(2 a_i) and
neighbours in order, is of order omega to the power

    w_kk         2 min(theta_{k-1,k}, theta_{k,k+1})
    w_{k,k+1}    theta_{k,k+1} + 2 min of the thetas of neighbours it touches
    w_ij         min_{i<k<j} theta_ik + theta_kj + (a_i - a_k)^2/(4 a_i a_k)     (j > i + 1; the stage k between is left out)
    test loss    2 theta_min

(measured, not proved). At equal rates the composition is wrong: `theory.isotropic`.

Source: new.

Legend: a_1 the rate being learned; a_2, a_3 those of j, k; c = S_11; S_ij entries of the current Schur complement
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, ImmutableMatrix, Integral, Interval, S, Symbol, exp, expand, log, oo, prod, sqrt

from theory.algebra import symbols
from theory.algebra.calculus import at_limit, at_value, derivative
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, UNIT, Domain
from theory.algebra.equation import Equation, Printed
from theory.algebra.symbols import a_1, a_2, a_3, c_1, entry, t
from theory.logistic import chain
from theory.minor_entries import major, phi, solution
from theory.two_layer import FLOW, entry_form_of_indices, explicit_field

p = Symbol("p", positive=True)
Phi = Symbol("phi", positive=True)
u = Symbol("u")
#: The entries of a stage and the integrating factor e^{-(a_2+a_3)t}.
_ENTRIES = (entry("w", 1, 2), entry("w", 1, 3), entry("w", 2, 3))
E = Symbol("E", positive=True)
_small = Symbol("epsilon", positive=True)
S_23, S_12, S_13 = (Symbol(name, real=True) for name in ("S_23", "S_12", "S_13"))


def power() -> Expr:
    """Return p = (2 a_1 + a_2 + a_3)/(4 a_1)."""
    return (2 * a_1 + a_2 + a_3) / (4 * a_1)


@cache
def stage_flow() -> Equation:
    """State w_23' at d = 3 while directions 2 and 3 are not learned, w_22 = w_33 = 0: growth less the noise of direction 1."""
    return Equation(
        id="pivots.stage_flow",
        lhs=at_value(at_value(explicit_field(3)[1, 2], entry("w", 2, 2), 0), entry("w", 3, 3), 0),
        rhs=_stage_slope(),
        domain=Domain.of((a_1, a_2, a_3, *_ENTRIES)),
        left=r"\left. V(W)_{23} \right|_{w_{22} = w_{33} = 0}",
        shown=r"(a_2 + a_3)\, w_{23} - \tfrac12 (a_2 + a_3 + 2 a_1)\, w_{12} w_{13}",
        letters=FLOW,
        remark=r"at $d = 3$, $A = \operatorname{diag}(a)$",
        steps=(entry_form_of_indices(),),
        believed="that $w_{22}$ and $w_{33}$ may be left out while 1 is learned, at leading order",
    )


def stage_flow_of_major() -> Equation:
    """State w_22' at d = 2 while w_22 is small, of the order of w_12^2: the flow of a stage with 3 = 2."""
    w_12, w_22 = entry("w", 1, 2), entry("w", 2, 2)
    scaled = explicit_field(2)[1, 1].subs({w_12: sqrt(_small) * w_12, w_22: _small * w_22}, simultaneous=True)
    return Equation(
        id="pivots.stage_flow_of_major",
        lhs=at_limit(expand(scaled / _small), _small, 0, "+"),
        rhs=2 * a_2 * w_22 - (a_1 + a_2) * w_12**2,
        domain=Domain.of((a_1, a_2, w_12, w_22)),
        left=r"\lim_{\epsilon \to 0} \frac{1}{\epsilon} V(W)_{22}",
        letters=FLOW,
        remark=(
            r"at $d = 2$ with $\epsilon w_{22}$ for $w_{22}$ and $\sqrt{\epsilon}\, w_{12}$ for $w_{12}$, "
            r"$A = \operatorname{diag}(a)$"
        ),
        steps=(entry_form_of_indices(),),
        believed="that $w_{22}$ is of the order of $w_{12}^2$ while 1 is learned",
    )


def _stage_slope() -> Expr:
    """Return (a_2 + a_3) w_23 - 1/2 (a_2 + a_3 + 2 a_1) w_12 w_13."""
    w_12, w_13, w_23 = _ENTRIES
    return (a_2 + a_3) * w_23 - (a_2 + a_3 + 2 * a_1) / 2 * w_12 * w_13


@cache
def integrating_factor() -> Equation:
    """State that (w_23 E)' = -N_23 E along the flow of a stage, with the integrating factor E = e^{-(a_2+a_3)t}."""
    w_12, w_13, w_23 = _ENTRIES
    return Equation(
        id="pivots.integrating_factor",
        lhs=chain(w_23 * E, {w_23: _stage_slope(), E: -(a_2 + a_3) * E}),
        rhs=-(a_2 + a_3 + 2 * a_1) / 2 * w_12 * w_13 * E,
        domain=Domain.of((a_1, a_2, a_3, E, *_ENTRIES)),
        left=r"\frac{d}{dt} \bigl[ w_{23} E \bigr]",
        shown=r"-\tfrac12 (a_2 + a_3 + 2 a_1)\, w_{12} w_{13} E",
        letters={"E": "e^{-(a_2 + a_3) t}"},
        remark=r"and $\dot w_{23} = (a_2 + a_3)\, w_{23} - \tfrac12 (a_2 + a_3 + 2 a_1)\, w_{12} w_{13}$",
        steps=(stage_flow(),),
    )


@cache
def forcing() -> Equation:
    """State what the stronger direction takes from w_23: N_23 e^{-(a_2+a_3)t} with the closed forms of w_12 and w_13.

    (a_2+a_3+2a_1)/2 w_12 w_13 e^{-(a_2+a_3)t} = (a_2+a_3+2a_1)/2 S_12 S_13 e^{2 a_1 t} phi^{-1-p}.
    """
    entries = [
        S_1j * exp((a_1 + a_j) * t) * phi(a_1, c_1) ** (-(3 * a_1 + a_j) / (4 * a_1)) for S_1j, a_j in ((S_12, a_2), (S_13, a_3))
    ]
    weight = (a_2 + a_3 + 2 * a_1) / 2
    return Equation(
        id="pivots.forcing",
        lhs=weight * entries[0] * entries[1] * exp(-(a_2 + a_3) * t),
        rhs=weight * S_12 * S_13 * exp(2 * a_1 * t) * phi(a_1, c_1) ** (-1 - power()),
        domain=_domain(S_12, S_13),
        left=r"N_{23}\, e^{-(a_2+a_3)t}",
        shown=r"\tfrac12 (a_2 + a_3 + 2a_1)\, S_{12} S_{13}\, e^{2a_1t}\, \phi^{-1-p},\quad p = \frac{2a_1+a_2+a_3}{4a_1}",
        letters={
            r"\phi": r"1 + c_1 (e^{2 a_1 t} - 1)",
            "w_{1j}": r"S_{1j}\, e^{(a_1 + a_j) t} \phi^{-(3 a_1 + a_j) / (4 a_1)}",
            "N_{23}": r"\tfrac12 (a_2 + a_3 + 2 a_1)\, w_{12} w_{13}",
        },
        remark="with $S = W(0)$ and $j = 2, 3$; $N_{23}$ is the noise on $w_{23}$ from direction 1",
        steps=(integrating_factor(), solution()),
        believed=(
            r"that $w_{12}$ and $w_{13}$ follow the closed form of a minor entry: the noise on them, and "
            r"$\phi_2$, $\phi_3$, are left out, at leading order"
        ),
    )


@cache
def substitution() -> Equation:
    """State that dphi/dt = 2 a_1 c e^{2 a_1 t}: the integral over time is one over phi."""
    return Equation(
        id="pivots.substitution",
        lhs=derivative(phi(a_1, c_1), t),
        rhs=2 * a_1 * c_1 * exp(2 * a_1 * t),
        domain=Domain({a_1: POSITIVE, c_1: Interval(0, 1), t: NONNEGATIVE}),
        left=r"\dot \phi",
        letters={r"\phi": r"1 + c_1 (e^{2 a_1 t} - 1)"},
    )


@cache
def integral() -> Equation:
    """State that int_1^phi u^{-1-p} du = (1 - phi^{-p}) / p, integrated by SymPy."""
    return Equation(
        id="pivots.integral",
        lhs=Integral(u ** (-1 - p), (u, 1, Phi)),
        rhs=(1 - Phi**-p) / p,
        domain=Domain({p: POSITIVE, Phi: POSITIVE}),
        left=r"\int_1^\phi u^{-1-p}\, du",
    )


def stage(exponent: Expr = p) -> Expr:
    """Return S_23 - S_12 S_13 / c (1 - phi^{-p}) with phi a letter."""
    return S_23 - S_12 * S_13 / c_1 * (1 - Phi**-exponent)


@cache
def one_stage() -> Equation:
    """State w_23 e^{-(a_2+a_3)t} after one stage: S_23 less the integral of the forcing, in phi."""
    weight = (a_2 + a_3 + 2 * a_1) / 2
    taken = weight * S_12 * S_13 / (2 * a_1 * c_1) * at_value(integral().lhs, p, power())
    return Equation(
        id="pivots.one_stage",
        lhs=S_23 - taken,
        rhs=stage(power()),
        domain=Domain.of((a_1, a_2, a_3, c_1, Phi, S_12, S_13, S_23)),
        left=r"w_{23}\, e^{-(a_2+a_3)t}",
        shown=r"S_{23} - \frac{S_{12} S_{13}}{c_1} \Bigl( 1 - \phi^{-\frac{2 a_1 + a_2 + a_3}{4 a_1}} \Bigr)",
        letters={"c_1": "S_{11}", r"\phi": r"1 + c_1 (e^{2 a_1 t} - 1)"},
        remark="and $S = W(0)$",
        steps=(integrating_factor(), forcing(), substitution(), integral()),
    )


def one_stage_solves() -> Equation:
    """State that the stage solves its flow, by differentiation: d/dt [w_23 e^{-(a_2+a_3)t}] = -N_23 e^{-(a_2+a_3)t}."""
    return Equation(
        id="pivots.one_stage_solves",
        lhs=derivative(stage(power()).subs(Phi, phi(a_1, c_1)), t),
        rhs=-forcing().rhs,
        domain=_domain(S_12, S_13),
        left=r"\frac{d}{dt} \left[ S_{23} - \frac{S_{12} S_{13}}{c_1} \left( 1 - \phi^{-p} \right) \right]",
        shown=r"-\tfrac12 (a_2 + a_3 + 2a_1)\, S_{12} S_{13}\, e^{2a_1t}\, \phi^{-1-p}",
        letters={"c_1": "S_{11}", r"\phi": r"1 + c_1 (e^{2 a_1 t} - 1)", "p": r"\frac{2 a_1 + a_2 + a_3}{4 a_1}"},
        remark="and $S = W(0)$",
        steps=(forcing(), one_stage()),
    )


@cache
def schur_complement() -> Equation:
    """State the limit of a stage: phi -> oo leaves the Schur complement S_23 - S_12 S_13 / c."""
    return Equation(
        id="pivots.schur_complement",
        lhs=at_limit(stage(), Phi, oo),
        rhs=S_23 - S_12 * S_13 / c_1,
        domain=Domain.of((c_1, S_12, S_13, S_23)),
        left=r"\lim_{\phi \to \infty} w_{23}\, e^{-(a_2+a_3)t}",
        remark=r"$w_{23}$ is as after one stage, with $S = W(0)$ and $c_1 = S_{11}$",
        steps=(one_stage(),),
    )


def recursion(size: int) -> list[Expr]:
    """Return the pivots c_1, ..., c_d of a symmetric matrix by Schur complements."""
    rest = symbols.symmetric("w", size).as_mutable()
    found = []
    for _ in range(size):
        found.append(rest[0, 0])
        rest = rest[1:, 1:] - rest[1:, :1] * rest[:1, 1:] / rest[0, 0] if rest.rows > 1 else rest
    return found


def as_minors(size: int) -> Equation:
    """State that the pivots are ratios of leading minors: c_1 ... c_k = det of the first k rows and columns of W(0)."""
    W, pivots = symbols.symmetric("w", size), recursion(size)
    products = [prod(pivots[:k]) for k in range(1, size + 1)]
    return Equation(
        id="pivots.as_minors",
        lhs=ImmutableMatrix(products),
        rhs=ImmutableMatrix([W[:k, :k].det() for k in range(1, size + 1)]),
        domain=Domain.of_definite(W, POSITIVE),
        left=r"c_1 c_2 \cdots c_k",
        shown=r"\det W(0)_{1..k,\,1..k}",
        at_start=("W", "w"),
        remark=r"$c_1, \ldots, c_d$ are the pivots of $W(0)$, positive definite",
        steps=(schur_complement(),),
    )


def half_learned() -> Equation:
    """State that a logistic entry from the pivot c is at 1/2 at T_k = ln((1-c)/c) / (2 a)."""
    return Equation(
        id="pivots.half_learned",
        lhs=at_value(major(a_1, c_1), t, log((1 - c_1) / c_1) / (2 * a_1)),
        rhs=S.Half,
        domain=Domain({a_1: POSITIVE, c_1: Interval.open(0, S.Half)}),
        left=r"w_{kk}\left( \frac{1}{2a_k} \ln \frac{1-c_k}{c_k} \right)",
        letters={"w_{kk}(t)": "c_k e^{2 a_k t} / (1 + c_k (e^{2 a_k t} - 1))"},
        remark="the logistic from the pivot $c_k$",
        printed=(
            Printed(
                "T_k",
                log((1 - c_1) / c_1) / (2 * a_1),
                lambda time: [(at_value(major(a_1, c_1), t, time), S.Half)],
                r"\frac{1}{2 a_k} \ln \frac{1 - c_k}{c_k}",
            ),
        ),
        steps=(schur_complement(),),
        believed=(
            "that a stage is over when the next entry is learned, so that $w_{kk}$ is logistic from its pivot, at leading order"
        ),
    )


def _domain(*entries: Symbol) -> Domain:
    return Domain.of((a_1, a_2, a_3), {c_1: UNIT, t: NONNEGATIVE, **dict.fromkeys(entries, REAL)})
