r"""What is left of two weaker concepts beside the first, at d = 3: the Schur complement S of w_11 moves by a congruence.

    S_jk = w_jk - w_1j w_1k / w_11,   S' = (A + E) S + S (A + E)^T,   j, k in {2, 3},   A = diag(a_2, a_3)
    E_jk = (a_1 - a_j) w_1j w_1k / (2 w_11) - (a_j + a_k) S_jk / 2

So S = V V^T with V' = (A + E) V: it grows by factors, however small it is beside w_1j^2.

Source: new.

Legend: W symmetric (3, 3), w_11 > 0; S, E, V (2, 2)
"""

from __future__ import annotations

from functools import cache

from sympy import ImmutableMatrix

from theory.algebra import symbols
from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation
from theory.algebra.symbols import A, W, rate
from theory.area_law import along
from theory.two_layer import congruence_form

#: The weaker concepts.
WEAKER = (2, 3)


@cache
def complement() -> Equation:
    """State the slope of the Schur complement of w_11 along the flow, at d = 3, by entries."""
    w = symbols.symmetric("w", 3)
    first = w[0, 0]
    S = ImmutableMatrix(2, 2, lambda j, k: w[j + 1, k + 1] - w[0, j + 1] * w[0, k + 1] / first)
    a = [rate(k) for k in WEAKER]
    E = ImmutableMatrix(
        2,
        2,
        lambda j, k: (rate(1) - a[j]) * w[0, j + 1] * w[0, k + 1] / (2 * first) - (a[j] + a[k]) * S[j, k] / 2,
    )
    moved = (ImmutableMatrix.diag(*a) + E) * S
    return Equation(
        id="appendix_d.complement",
        lhs=ImmutableMatrix(2, 2, [along(entry, 3) for entry in S]),
        rhs=moved + moved.T,
        domain=Domain({A: Matrices.DIAGONAL, W: Matrices.DEFINITE}).explicit(3),
        left=r"\dot S",
        shown=r"(A + E) S + S (A + E)^{T}",
        remark=(
            r"and $S_{jk} = w_{jk} - w_{1j} w_{1k}/w_{11}$, $E_{jk} = \frac{a_1 - a_j}{2 w_{11}} w_{1j} w_{1k} - "
            r"\frac{a_j + a_k}{2} S_{jk}$, $A = \operatorname{diag}(a_2, a_3)$, for $j, k \in \{2, 3\}$"
        ),
        steps=(congruence_form(),),
    )
