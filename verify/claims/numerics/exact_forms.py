"""Claims that the NumPy closed forms of whole flows are right: a stage as derived, exact forms as integrated."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from theory import pivots as theory
from theory.algebra.symbols import a_1, a_2, a_3, c_1, t
from theory.minor_entries import phi
from verify.claim import Claim, Level
from verify.claims.pivots.times import random_start
from verify.methods import Bounded, Points
from verify.methods.compiled import compiled_twin


def second_pivot(a_1: float, a_2: float, S_12: float, c_1: float, S_23: float, t: float, names: tuple[int, int] = (0, 1)) -> Any:
    """Return S_22(t) of the hand-written composition at d = 2, with the letters of the theory."""
    from numerics.closed_form.stages import stages

    W0 = np.array([[c_1, S_12], [S_12, S_23]])
    a = np.array([a_1, a_2])[list(names)]
    return stages(a, W0, np.asarray(t))[1].c[0]


def _second_pivot() -> Any:
    at = {theory.S_13: theory.S_12, a_3: a_2}
    S = theory.stage(theory.power()).subs(at).subs(theory.Phi, phi(a_1, c_1))
    return S, [a_1, a_2, theory.S_12, c_1, theory.S_23, t]


STAGE_BY_HAND = Claim(
    id="numerics.stages",
    title="The NumPy stage at $d = 2$ is the derived one, as a function of time.",
    source="new",
    method=compiled_twin(
        _second_pivot,
        second_pivot,
        faults=(("rates exchanged", partial(second_pivot, names=(1, 0))),),
        ranges={"t": (0.0, 8.0), "S_12": (-0.1, 0.1), "c_1": (0.2, 0.4), "S_23": (0.2, 0.4)},
    ),
    equations=lambda: [theory.one_stage()],
    code=("numerics.closed_form.stages.stages",),
    depends_on=("pivots.one_stage",),
)

#: Closed forms that are exact must agree with the integration to this.
EXACT_TOLERANCE = 1e-8


def exact_forms(rng: Generator, wrong: bool = False) -> Points:
    """Compare the exact closed forms with the integrated flow: rank one, equal rates, diagonal, d = 4."""
    from numerics.closed_form.entries import isotropic as equal_rates
    from numerics.closed_form.rank_one import rank_one as from_rank_one
    from numerics.closed_form.stages import compose
    from numerics.flow.integrate import integrate_factored

    t, d = np.linspace(0, 25, 251), 4
    a = np.sort(rng.uniform(0.3, 2.0, d))[::-1]
    u = rng.standard_normal(d) * 0.02
    start, c = random_start(d, 1e-4, rng), rng.uniform(1e-4, 0.2, d)
    slower = a * (1.01 if wrong else 1.0)
    runs = {
        "rank_one": (from_rank_one(slower, u, t), integrate_factored(np.outer(u, u), a, 25.0)),
        "equal_rates": (equal_rates(np.asarray(slower[0]), start, t), integrate_factored(start, np.full(d, a[0]), 25.0)),
        "diagonal": (compose(slower, np.diag(c), t), integrate_factored(np.diag(c), a, 25.0)),
    }
    for name, (W, path) in runs.items():
        error = float(np.max(np.abs(W - path.W(t))))
        yield error, {"closed form": name}, {f"error_{name}": error}


EXACT_FORMS = Claim(
    id="numerics.exact_forms",
    title=(
        "The NumPy closed forms for rank one, equal rates and diagonal starts agree with the integrated flow to $10^{-8}$ "
        "($d = 4$)."
    ),
    source="new",
    method=Bounded(
        measure=exact_forms,
        tolerance=EXACT_TOLERANCE,
        named="",
        what="Random starts are integrated to $t = 25$ and compared at 251 times.",
        faults=(("rates 1% off", partial(exact_forms, wrong=True)),),
    ),
    level=Level.STANDARD,
    code=(
        "numerics.closed_form.rank_one.rank_one",
        "numerics.closed_form.entries.isotropic",
        "numerics.closed_form.stages.compose",
        "numerics.flow.integrate.integrate_factored",
    ),
    depends_on=("rank_one.solution", "isotropic.solution"),
)
