r"""Corollary D.1: the interaction while the entries off the diagonal are at most B, with P^2 in place of P.

    printed   |N_ij| <= 2 P gamma alpha d beta^2 omega^2
    repaired  |N_ij| <= 2 (d - 2 + [i = j]) M B^2,   B = P beta omega,  M = gamma alpha
    proof     2 (d - 2 + [i = j]) M B^2 -+ N_ij  is half the sum over k, not i and not j, of
              s_k [ (B^2 - w_ki^2) + (B^2 - w_kj^2) + (w_ki -+ w_kj)^2 ]/2 + (4 M - s_k) B^2,   s_k = a_i + a_j + 2 a_k

All terms are >= 0 where |w_ki|, |w_kj| <= B and a_k <= M.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Corollary D.1, as transcribed; the repair is new.

Legend: M largest rate; B reach of the initial phase
"""

from __future__ import annotations

from sympy import Expr, KroneckerDelta, Sum, Symbol

from theory.algebra.equation import Equation
from theory.algebra.symbols import a, d, i, j, k, w
from theory.two_layer import HALF, PARTS, entry_form_of_indices, noise

M, B = Symbol("M", positive=True), Symbol("B", positive=True)


def budget() -> Expr:
    """Return 2 (d - 2 + [i = j]) M B^2, what the interaction of an entry is at most."""
    return 2 * (d - 2 + KroneckerDelta(i, j)) * M * B**2


def bound(sign: int) -> Equation:
    """State that the budget less N_ij (sign 1), or plus it (sign -1), is a sum of terms >= 0, for every d."""
    elsewhere = (1 - KroneckerDelta(k, i)) * (1 - KroneckerDelta(k, j))
    rates = a[i] + a[j] + 2 * a[k]
    squares = (B**2 - w[k, i] ** 2) + (B**2 - w[k, j] ** 2) + (w[k, i] - sign * w[k, j]) ** 2
    shown = "-" if sign > 0 else "+"
    return Equation(
        id=f"appendix_d.interaction_{'above' if sign > 0 else 'below'}",
        lhs=budget() - sign * noise(),
        rhs=HALF * Sum(elsewhere * (rates * squares / 2 + (4 * M - rates) * B**2), (k, 1, d)),
        left=rf"2 (d - 2 + \mathbf{{1}}\{{i = j\}})\, M B^2 {shown} N_{{ij}}",
        shown=(
            r"\tfrac12 \sum_{k \notin \{i, j\}} \bigl[ \tfrac12 (a_i + a_j + 2 a_k) (2 B^2 - w_{ki}^2 - w_{kj}^2 + "
            rf"(w_{{ki}} {shown} w_{{kj}})^2) + (4 M - a_i - a_j - 2 a_k) B^2 \bigr]"
        ),
        letters={"N_{ij}": PARTS["N_{ij}"]},
        steps=(entry_form_of_indices(),),
    )
