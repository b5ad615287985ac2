"""The claim about equal rates: the tied flow in closed form for A = a I."""

from functools import partial

from theory import isotropic
from verify.claim import Level
from verify.methods import equality

ISOTROPIC = equality(
    "isotropic.solution",
    (
        "For $A = a I$, $W = W_0 x (I + W_0 (x - 1))^{-1}$, $W_0 = W(0)$, $x = e^{2 a t}$, solves $W' = 2 a (W - W^2)$, in "
        "every dimension."
    ),
    isotropic.solution,
    isotropic.resolvent,
    *(partial(isotropic.slope_of_the_resolvent, size) for size in (2, 1)),
    level=Level.STANDARD,
    depends_on=("two_layer.congruence_form",),
)
