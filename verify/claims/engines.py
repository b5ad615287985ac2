"""Claims that two ways of integrating the tied flow agree."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.flow.taylor import integrate_tied_taylor
from verify.claim import Claim
from verify.methods import Agreement


def _two_integrators(tolerance: float, rng: Generator, power: int = 1) -> tuple[Any, Any]:
    """Return W at 20 times by DOP853 and by Taylor series, from a random positive definite start in d = 5, A full."""
    from numerics.flow.integrate import integrate_tied

    factors = rng.standard_normal((2, 5, 5))
    A, start = factors[0] @ factors[0].T / 5, 0.05 * factors[1] @ factors[1].T
    times = np.sort(rng.uniform(0, 4, 20))
    first = integrate_tied(start, A, 4.0, rtol=tolerance, atol=tolerance)
    second = integrate_tied_taylor(start, np.linalg.matrix_power(A, power), 4.0)
    return [first.W(time) for time in times], [second.W(time) for time in times]


FLOWS = Claim(
    id="engines.flows",
    title="From a random start in $d = 5$ with full $A$, DOP853 and Taylor series of order 24 give the same tied flow.",
    source="new",
    method=Agreement(
        pair=_two_integrators,
        what="The flow integrated by DOP853 and by Taylor steps is compared at 20 random times in [0, 4].",
        faults=(("A -> A^2 for one of them", {"power": 2}),),
    ),
    code=("numerics.flow.integrate.integrate_tied", "numerics.flow.taylor.integrate_tied_taylor"),
    depends_on=("numerics.tied_field",),
)
