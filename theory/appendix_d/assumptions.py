"""The assumptions D.1 to D.5 as data: relations over named constants.

Each relation is kept as it is printed, except that in D.5 i is the stronger concept: the order printed, i > j, contradicts the
text.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D.1, as transcribed.

Legend: alpha, gamma, beta, K, kappa, P, C constants to be chosen; omega scale of W(0); eta step; d dimension; a_k rates; w_ij
entry of W(0); a_i, a_j rates of a stronger and a weaker concept
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Abs, Expr, Ge, Gt, Integer, Le, Min, Rational, Symbol, log, sqrt
from sympy.core.relational import Relational

from theory.algebra.notation import latex

alpha, beta, gamma, kappa, omega, eta, K, P, C, d = (
    Symbol(name, positive=True) for name in ("alpha", "beta", "gamma", "kappa", "omega", "eta", "K", "P", "C", "d")
)
a_k, a_i, a_j = (Symbol(name, positive=True) for name in ("a_k", "a_i", "a_j"))
w_ij = Symbol("w_ij", real=True)


@dataclass(frozen=True)
class Assumption:
    """One of D.1 to D.5.

    Parameters
    ----------
    name : as printed
    says : its title, as printed
    relations : what must hold together
    """

    name: str
    says: str
    relations: tuple[Relational, ...]

    @property
    def latex(self) -> str:
        """Return its relations as LaTeX mathematics."""
        return printed(self.relations)


def printed(relations: tuple[Relational, ...]) -> str:
    """Return relations as LaTeX mathematics, one after the other."""
    signs = {Le: r"\le", Ge: r"\ge", Gt: ">"}
    return r", \quad ".join(f"{latex(item.lhs)} {signs[type(item)]} {latex(item.rhs)}" for item in relations)


def at_most(left: Expr, right: Expr) -> Relational:
    """Return left <= right, not evaluated."""
    return Le(left, right, evaluate=False)


#: The reach of the initial phase, P beta omega.
REACH = P * beta * omega
ASSUMPTIONS = (
    Assumption(
        "D.1",
        "bounded initialization and signal strength",
        (
            at_most(alpha, a_k),
            at_most(a_k, gamma * alpha),
            at_most(omega, Abs(w_ij)),
            at_most(Abs(w_ij), beta * omega),
            Gt(gamma, 1),
            Gt(beta, 1),
        ),
    ),
    Assumption("D.2", "small step size", (at_most(eta, 1 / (9 * K * gamma * alpha)), Ge(K, Integer(20)))),
    Assumption("D.3", "small initial phase", (at_most(REACH, Rational(2, 5)),)),
    Assumption(
        "D.4",
        "small initialization",
        (
            at_most(omega, Min(kappa - 1, 1 - 1 / sqrt(kappa)) / (P * K * gamma * d * beta**2)),
            at_most(omega, 1 / sqrt(2 * beta)),
            Gt(kappa, Rational(11, 10)),
            at_most(kappa, 1 + K / (2 * C)),
            Ge(P, Integer(2)),
            Gt(C, 1),
        ),
    ),
    Assumption(
        "D.5",
        "significant effective-signal separation",
        (
            at_most((a_i + a_j) / (2 * a_i), log(P) / (10 * kappa**2 * log(1 / REACH) + log(P * beta))),
            Ge(a_i - 3 * a_j, alpha / C),
        ),
    ),
)
