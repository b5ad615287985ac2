"""Claims about the width of U: what W(0) is on average, and how often the test loss rises, as U gets wider."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator

from numerics.flow.iterate import side_by_side
from numerics.task.identity_mapping import Task
from theory import width as theory
from verify.claim import Claim, Level
from verify.claims.audits.figure5 import ETA, RISE, RISE_STEPS
from verify.methods import Estimate, Statistical, equality

GAUSSIAN_MEANS = equality(
    "audits.gaussian_start",
    r"For $U$ of any width $d'$ with independent entries $N(0, \tau^2)$, $\mathbb{E}\, w_{ij}(0) = 0$ and "
    r"$\mathbb{E}\, w_{ii}(0) = d' \tau^2$, $i \ne j$.",
    theory.gaussian_minor,
    theory.gaussian_major,
    source="arXiv 2410.08309v2, Appendix E.2, Eq. (E.1), as transcribed",
    depends_on=("task.pair_moment",),
)

UNIFORM_MEANS = equality(
    "audits.uniform_start",
    r"For $U$ of any width $d'$ with independent entries uniform on $[0, r]$, $\mathbb{E}\, w_{ij}(0) = d' r^2/4$ and "
    r"$\mathbb{E}\, w_{ii}(0) = d' r^2/3$, $i \ne j$: of one order at every width.",
    theory.uniform_minor,
    theory.uniform_major,
    depends_on=("task.pair_moment",),
)

#: The task of figure 5 without a coordinate beyond the concepts.
TASK = Task((1.0, 1.5), (0.05, 0.05))
#: E w_ii(0): at the width of figure 5 and its range [0, .2] of U it is this, too.
MEAN = 0.04
#: An interval of level 5e-5 of a proportion of .5 has a half-width of 2.1% with 10,000 starts.
STARTS = 10_000

Regions = dict[int, tuple[float, float]]
#: Pilot of 3,000 starts: 14.5, 2.1, .03%.
GAUSSIAN: Regions = {2: (0.115, 0.175), 4: (0.01, 0.035), 8: (0.0, 0.005)}
#: Pilot of 3,000 starts: 52.4, 27.4, 9.9, 2.2, 0%.
UNIFORM: Regions = {2: (0.49, 0.57), 4: (0.24, 0.32), 8: (0.075, 0.12), 16: (0.012, 0.038), 64: (0.0, 0.003)}


def starts(rng: Generator, width: int, kind: str) -> np.ndarray:
    """Return random U(0) with E w_ii(0) = `MEAN`, each as the square root of W(0), whose descent is the same; (n, 2, 2)."""
    size = (STARTS, len(TASK.mu), width)
    deviation, reach = np.sqrt(MEAN / width), np.sqrt(3 * MEAN / width)
    U = deviation * rng.standard_normal(size) if kind == "gaussian" else reach * rng.random(size)
    return np.linalg.cholesky(U @ U.swapaxes(1, 2))


def width_estimates(rng: Generator, kind: str, regions: Regions, same: int | None = None) -> list[Estimate]:
    """Count rises of the test loss under descent on U for each width (or, wrongly, for the `same` one)."""
    estimates = []
    for width, region in regions.items():
        U = starts(rng, same or width, kind)
        rises = side_by_side(U, TASK.rates(), TASK.probe(), ETA, RISE_STEPS).rise > RISE
        estimates.append(Estimate.share(f"share_at_width_{width}", rises, region))
    return estimates


def _fading(kind: str, entries: str, shares: str, regions: Regions, source: str) -> Claim:
    widths = ", ".join(map(str, regions))
    return Claim(
        id=f"audits.width_{kind}",
        title=(
            rf"The swing-by fades as $U$ gets wider ($d = 2$, $\mu = (1, 1.5)$, $\sigma = .05$, entries of $U$ {entries}, "
            rf"$\mathbb{{E}}\, w_{{ii}}(0) = .04$): the test loss rises by more than .01 from {shares}% of starts at "
            rf"$d' = {widths}$."
        ),
        source=source,
        method=Statistical(
            partial(width_estimates, kind=kind, regions=regions),
            len(regions),
            r"10,000 starts of each width, gradient descent on $U$, 2,000 steps of .01 on the printed clock.",
            (("width 2 throughout", partial(width_estimates, kind=kind, regions=regions, same=2)),),
        ),
        code=("numerics.flow.iterate.side_by_side",),
        level=Level.STANDARD,
        depends_on=(f"audits.{kind}_start", "two_layer.flow_of_weights"),
    )


GAUSSIAN_FADING = _fading(
    "gaussian",
    r"Gaussian",
    r"$14.5 \pm 3$, 1 to 3.5, and less than .5",
    GAUSSIAN,
    "arXiv 2410.08309v2, Appendix E.2, as transcribed; the shares new",
)
UNIFORM_FADING = _fading(
    "uniform",
    r"uniform on $[0, r]$",
    r"$53 \pm 4$, $28 \pm 4$, 7.5 to 12, 1.2 to 3.8, and less than .3",
    UNIFORM,
    "new; on arXiv 2410.08309v2, Appendix E.2, as transcribed",
)
