"""The claim about equal rates: the tied flow in closed form for A = a I."""

from __future__ import annotations

from theory import isotropic
from verify.claim import Claim
from verify.methods import Identity

ISOTROPIC = Claim(
    id="isotropic.solution",
    title=(
        "For $A = a I$, $W = W_0 x (I + W_0 (x - 1))^{-1}$, $W_0 = W(0)$, $x = e^{2 a t}$, solves $W' = 2 a (W - W^2)$, in "
        "every dimension."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [isotropic.solution(), isotropic.resolvent(), *(isotropic.slope_of_the_resolvent(size) for size in (2, 1))],
    code=("theory.isotropic.solution", "theory.isotropic.resolvent", "theory.isotropic.slope_of_the_resolvent"),
    depends_on=("two_layer.congruence_form",),
)
