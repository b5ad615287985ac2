r"""What W(0) = U U^T is on average when the entries of U, d x d', are independent: by the width d'.

    w_ij = u_i . u_j,  a sum of d' products that all have one law
    Gaussian           E w_ij = 0,          E w_ii = d' tau^2         entries N(0, tau^2)
    uniform            E w_ij = d' r^2/4,   E w_ii = d' r^2/3         entries on [0, r]

    cosine             its law has the density (1 - u^2)^{(h-3)/2} up to a constant between rows of Gaussian entries, and
                       (u (1 - u^2)^{(h-1)/2})' is 1 - h u^2 times it:  E u^2 = 1/h for h >= 2

With Gaussian entries the minor entries are 0 on average and the major ones are not; with entries that are all positive the ratio
of the two is 3/4 at every width.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix E.2, Eq. (E.1), as transcribed; uniform entries new.

Legend: U d x d', h = d'; W d x d; u_i rows of U; tau deviation, r range of an entry; x, y entries in one column; u cosine
"""

from __future__ import annotations

from sympy import Expr, Interval, S, Symbol, exp, log

from theory.algebra.calculus import derivative, integral
from theory.algebra.domain import POSITIVE, Domain
from theory.algebra.equation import Equation
from theory.logistic import chain
from theory.task import PAPER, mixed_moment

width = Symbol("h", integer=True, positive=True)
tau, r = Symbol("tau", positive=True), Symbol("r", positive=True)
x, y, u = (Symbol(name, real=True) for name in "xyu")
#: The density of u, up to a constant.
E = Symbol("E", positive=True)
COSINE = (
    r"$u$ is the cosine of the angle of two independent rows of $h$ Gaussian entries, of a density that is a multiple of $(1 - "
    r"u^2)^{(h - 3)/2}$"
)
PRINTED = f"{PAPER}, Eq. (E.1), as transcribed"


def gaussian_minor() -> Equation:
    """State E w_ij = 0, i != j, for independent entries N(0, tau^2), from their moment generating function."""
    k_1, k_2 = Symbol("k_1", real=True), Symbol("k_2", real=True)
    generating = exp(tau**2 * (k_1**2 + k_2**2) / 2)
    return _mean("gaussian_minor", tau, mixed_moment(generating, k_1, k_2), S.Zero, PRINTED)


def gaussian_major() -> Equation:
    """State E w_ii = h tau^2 for independent entries N(0, tau^2), from their moment generating function."""
    k_1 = Symbol("k_1", real=True)
    return _mean("gaussian_major", tau, mixed_moment(exp(tau**2 * k_1**2 / 2), k_1, k_1), width * tau**2, PRINTED)


def uniform_minor() -> Equation:
    """State E w_ij = h r^2/4, i != j, for independent entries uniform on [0, r], by integration."""
    return _mean("uniform_minor", r, integral(integral(x * y / r**2, (x, 0, r)), (y, 0, r)), width * r**2 / 4, "new")


def uniform_major() -> Equation:
    """State E w_ii = h r^2/3 for independent entries uniform on [0, r], by integration."""
    return _mean("uniform_major", r, integral(x**2 / r, (x, 0, r)), width * r**2 / 3, "new")


def density_slope() -> Equation:
    """State that ln (1 - u^2)^{(h-3)/2} has the slope -(h - 3) u/(1 - u^2)."""
    return Equation(
        id="width.density_slope",
        lhs=derivative((width - 3) / 2 * log(1 - u**2), u),
        rhs=-(width - 3) * u / (1 - u**2),
        domain=Domain({u: Interval.open(-1, 1), width: POSITIVE}),
        left=r"\frac{d}{du} \ln (1 - u^2)^{(h - 3)/2}",
        remark=COSINE,
    )


def squared_cosine() -> Equation:
    """State (u (1 - u^2) E)' = (1 - h u^2) E for E = (1 - u^2)^{(h-3)/2}: the mean of u^2 is 1/h for h >= 2."""
    return Equation(
        id="width.squared_cosine",
        lhs=chain(u * (1 - u**2) * E, {u: S.One, E: density_slope().rhs * E}),
        rhs=(1 - width * u**2) * E,
        domain=Domain({u: Interval.open(-1, 1), width: POSITIVE, E: POSITIVE}),
        left=r"\frac{d}{du} \bigl[ u (1 - u^2) E \bigr]",
        shown=r"(1 - h u^2)\, E",
        letters={"E": "(1 - u^2)^{(h - 3)/2}"},
        remark=COSINE + r"; integrated over $[-1, 1]$, for $h \ge 2$, this is $\mathbb{E}\, u^2 = 1/h$",
        steps=(density_slope(),),
        believed="the density of the cosine, which is that of one coordinate of a point on the sphere",
    )


def _mean(name: str, scale: Symbol, product: Expr, stated: Expr, source: str) -> Equation:
    """Return the mean of an entry of W(0), the sum of h products of one mean."""
    minor = name.endswith("minor")
    return Equation(
        id=f"width.{name}",
        lhs=width * product,
        rhs=stated,
        domain=Domain({scale: POSITIVE, width: POSITIVE}),
        source=source,
        left=rf"\mathbb{{E}}\, w_{{{'ij' if minor else 'ii'}}}",
        remark=r"$i \ne j$; " * minor + "$h = d'$ is the width of $U$, and the entry a sum of so many products of one law",
    )
