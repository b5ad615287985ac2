r"""What W(0) = U U^T is on average when the entries of U, d x d', are independent: by the width d'.

    w_ij = u_i . u_j,  a sum of d' products that all have one law
    Gaussian           E w_ij = 0,          E w_ii = d' tau^2         entries N(0, tau^2)
    uniform            E w_ij = d' r^2/4,   E w_ii = d' r^2/3         entries on [0, r]

With Gaussian entries the minor entries are 0 on average and the major ones are not; with entries that are all positive the ratio
of the two is 3/4 at every width.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix E.2, Eq. (E.1), as transcribed; uniform entries new.

Legend: U d x d'; W d x d; u_i rows of U; tau deviation, r range of an entry; x, y entries in one column
"""

from __future__ import annotations

from sympy import Expr, ImmutableMatrix, Symbol, exp

from theory.algebra.calculus import integral
from theory.algebra.domain import POSITIVE, Domain
from theory.algebra.equation import Equation
from theory.task import PAPER, mixed_moment

width = Symbol("d'", integer=True, positive=True)
tau, r = Symbol("tau", positive=True), Symbol("r", positive=True)
x, y = Symbol("x", real=True), Symbol("y", real=True)


def gaussian_start() -> Equation:
    """State E w_ij and E w_ii for independent entries N(0, tau^2), from their moment generating function."""
    k_1, k_2 = Symbol("k_1", real=True), Symbol("k_2", real=True)
    generating = exp(tau**2 * (k_1**2 + k_2**2) / 2)
    products = [mixed_moment(generating, k_1, k_2), mixed_moment(generating.subs(k_2, 0), k_1, k_1)]
    return _means("gaussian", tau, products, [0, width * tau**2], f"{PAPER}, Eq. (E.1), as transcribed")


def uniform_start() -> Equation:
    """State E w_ij and E w_ii for independent entries uniform on [0, r], by integration."""
    products = [integral(integral(x * y / r**2, (x, 0, r)), (y, 0, r)), integral(x**2 / r, (x, 0, r))]
    return _means("uniform", r, products, [width * r**2 / 4, width * r**2 / 3], "new")


def _means(name: str, scale: Symbol, products: list[Expr], stated: list[Expr], source: str) -> Equation:
    return Equation(
        id=f"width.{name}_start",
        lhs=ImmutableMatrix([width * product for product in products]),
        rhs=ImmutableMatrix(stated),
        domain=Domain({scale: POSITIVE, width: POSITIVE}),
        source=source,
        left=r"\begin{pmatrix} \mathbb{E}\, w_{ij} \\ \mathbb{E}\, w_{ii} \end{pmatrix}",
        remark=r"$i \ne j$; each entry of $W(0)$ is a sum of $d'$ products of one law",
    )
