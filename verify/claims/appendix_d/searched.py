"""A printed statement of Appendix D that a search refutes: found in floats, brought to small fractions, proved exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from verify.claim import Claim, Outcome
from verify.methods import Everywhere, search


def _determinant(a: Any, share: Any, omega: Any, excess: Any, congruence: bool = False) -> tuple[Any, Any]:
    """Return -det W+ and 0 after a step from W = omega [[1, 1], [1, 1 + excess]], A = diag(a, 1), eta = share/(180 a).

    congruence : whether eta^2 X W X is added, so that the step is one of gradient descent on U
    """
    eta, x, z = share / (180 * a), omega, omega * (1 + excess)
    X_1, X_2, X_12 = a * (1 - x), 1 - z, -(a + 1) * x / 2
    # X W, of which V = X W + W X is twice the symmetric part.
    left = ((X_1 * x + X_12 * x, X_1 * x + X_12 * z), (X_12 * x + X_2 * x, X_12 * x + X_2 * z))
    moved = [x + 2 * eta * left[0][0], x + eta * (left[0][1] + left[1][0]), z + 2 * eta * left[1][1]]
    if congruence:
        moved[0] += eta**2 * (left[0][0] * X_1 + left[0][1] * X_12)
        moved[1] += eta**2 * (left[0][0] * X_12 + left[0][1] * X_2)
        moved[2] += eta**2 * (left[1][0] * X_12 + left[1][1] * X_2)
    first, beside, second = moved
    return (beside**2 - first * second) / omega**2, 0 * omega


def _descent(**point: Any) -> tuple[Any, Any]:
    return _determinant(**point, congruence=True)


DEFINITE = Claim(
    id="appendix_d.definite_everywhere",
    title=(
        r"The recurrence keeps $W = \omega \bigl[ \begin{smallmatrix} 1 & 1 \\ 1 & 1 + \epsilon \end{smallmatrix} \bigr]$ "
        r"positive definite at its first step, for $A = \operatorname{diag}(a, 1)$, $4 \le a \le 18$, steps of D.2 at $K = 20$, "
        r"$10^{-12} \le \omega \le 10^{-3}$ and $10^{-6} \le \epsilon \le 1/10$."
    ),
    source="arXiv 2410.08309v2, Eq. (D.2), as transcribed",
    method=Everywhere(
        counterexample=search(
            _determinant,
            {
                "a": (4, 18),
                "share": (Fraction(1, 10), 1),
                "omega": (Fraction(1, 10**12), Fraction(1, 1000)),
                "excess": (Fraction(1, 10**6), Fraction(1, 10)),
            },
            draws=200,
        ),
        repairs=(("gradient descent on U", _descent),),
    ),
    code=("numerics.enclosure.recurrence.recurrence_step",),
    expected=Outcome.REFUTED,
    depends_on=("two_layer.recurrence_step", "two_layer.recurrence_on_rank_one"),
    reason=(
        r"A search finds it and brings it to small fractions; the left side is $-\det W_+/\omega^2$. Gradient descent on $U$ "
        r"keeps $W$ definite there, as everywhere."
    ),
)
