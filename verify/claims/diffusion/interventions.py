"""Claims about trained denoisers in which one thing is changed: weights at the start, diversity, the length of training."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
from numpy.random import Generator

from numerics.diffusion.cells import DESIGNS
from numerics.diffusion.discs import Discs
from numerics.diffusion.recipe import Recipe, Run
from numerics.task.arrays import Array
from verify.claim import Claim, Level
from verify.claims.diffusion.trained import EVERY, FIXED, NEEDS, STEPS
from verify.methods import Estimate, Statistical

#: Twelve seeds where the effect of a weak colour is small.
DIVERSITY_SEEDS, SPEED_SEEDS = range(910, 922), range(930, 938)
#: Cosine, as weights start, between what red to blue and what big to small do to the conditioning.
OVERLAP = 0.9
#: Half widths of the diversity of the weak concept, in units of its separation: that of the paper's colours, and the largest.
LITTLE, MUCH = Fraction(1, 8), Fraction(1, 2)
#: Both concepts as the weak one: separations of colour and size.
WEAK = {"size": (0.8, 0.2), "colour": (0.2, 0.4)}
#: The weak concept is on its way here, whichever of the two it is.
DIVERSE = Recipe(steps=325, every=EVERY)
#: Speeds are means over a hundred steps, from where the path has left the trained corner; later ones are noise of the steps.
LONG, SPAN, FROM = Recipe(steps=800, every=EVERY), 100, 400


def weak_levels(design: str, seeds: range, overlap: float) -> Array:
    """Return the size where the colour first crosses .8, by seed."""
    from numerics.diffusion.training import measured

    runs = tuple(Run(DESIGNS[design], Discs(), seed, overlap) for seed in seeds)
    return measured(runs, Recipe(steps=STEPS, every=EVERY)).weak_at(0)


def steered(rng: Generator, design: str, seeds: range, sign: int = 1) -> list[Estimate]:
    """Return how much larger the weak level is with positive than with negative overlap."""
    contrasts = weak_levels(design, seeds, sign * OVERLAP) - weak_levels(design, seeds, -sign * OVERLAP)
    return [Estimate.mean("contrast", contrasts, (0.0, np.inf))]


def weak_at_the_end(concept: str, spread: Fraction) -> Array:
    """Return the mean level of the weak concept over the last three looks, by seed."""
    from numerics.diffusion.training import measured

    colour, size = WEAK[concept]
    spreads = {f"{concept}_spread": spread}
    runs = tuple(Run(DESIGNS["paper"], Discs(colour=colour, size=size, **spreads), seed) for seed in DIVERSITY_SEEDS)  # type: ignore[arg-type]
    return measured(runs, DIVERSE).coordinates[("colour", "size").index(concept)][:, -3:].mean(axis=1)


def sooner(rng: Generator, exchanged: bool = False) -> list[Estimate]:
    """Return how much more of the weak concept there is with large than with small diversity, for either concept."""
    low, high = (MUCH, LITTLE) if exchanged else (LITTLE, MUCH)
    return [
        Estimate.mean(f"weak_{concept}", weak_at_the_end(concept, high) - weak_at_the_end(concept, low), (0.0, np.inf))
        for concept in WEAK
    ]


def speed_slopes(coordinates: tuple[Array, Array], step: Array) -> Array:
    """Return the slope of ln speed against thousands of steps from FROM on, by run, speeds over SPAN steps."""
    stride = round(SPAN / (step[1] - step[0]))
    late = step >= FROM
    colour, size = (path[:, late][:, ::stride] for path in coordinates)
    speed = np.hypot(np.diff(colour), np.diff(size)) / SPAN
    middles = (step[late][::stride][:-1] + SPAN / 2) / 1000
    return np.polyfit(middles, np.log(speed).T, 1)[0]


def slower(rng: Generator, backwards: bool = False) -> list[Estimate]:
    """Return the slope of ln speed by seed."""
    from numerics.diffusion.training import measured

    found = measured(tuple(Run(DESIGNS["paper"], Discs(), seed) for seed in SPEED_SEEDS), LONG)
    slopes = speed_slopes(found.coordinates, found.step)
    return [Estimate.mean("slope_of_log_speed_per_1000_steps", -slopes if backwards else slopes, (-np.inf, 0.0))]


def _overlap(name: str, design: str, cells: str, seeds: range, level: Level) -> Claim:
    return Claim(
        id=f"diffusion.{name}",
        title=(
            f"In denoisers trained on {cells} whose first weights of the conditioning are changed so that blue helps "
            "small (cosine .9) the size is larger, where the colour first crosses .8, than where it hinders it (cosine -.9), the "
            f"data being the same: on average over {len(seeds)} seeds."
        ),
        source="new; arXiv 2410.08309v2, section 5, where bends are laid to the minor entries",
        method=Statistical(
            partial(steered, design=design, seeds=seeds),
            1,
            f"{len(seeds)} networks for each of two cosines are trained for {STEPS} steps as in diffusion.bend; contrasts are "
            "paired by seed. " + FIXED.format("cda4488"),
            (("the cosines exchanged", {"sign": -1}),),
        ),
        code=("numerics.diffusion.training.overlapped", "numerics.diffusion.training.train"),
        level=level,
        depends_on=("diffusion.descent",),
        needs=NEEDS,
    )


OVERLAPPING = _overlap("overlap", "balanced", "balanced cells", range(1300, 1308), Level.STANDARD)

OVERLAPPING_PAPER = _overlap("overlap_paper", "paper", "the paper's three cells", range(1310, 1326), Level.FULL)

SPEED = Claim(
    id="diffusion.speed",
    title=(
        "In trained denoisers the speed of the unseen composition between the corners falls from step 400 to 800: the slope of "
        f"its logarithm is negative, on average over {len(SPEED_SEEDS)} seeds."
    ),
    source="arXiv 2410.08309v2, section 5, where the speed in concept space decays",
    method=Statistical(
        slower,
        1,
        f"{len(SPEED_SEEDS)} networks are trained on the paper's three cells for {LONG.steps} steps; speeds are distances over "
        f"{SPAN} steps, and a straight line is laid through the logarithms of four. No law of decay is claimed. "
        + FIXED.format("86c3d05"),
        (("the time reversed", {"backwards": True}),),
    ),
    code=("numerics.diffusion.training.train",),
    level=Level.STANDARD,
    depends_on=("diffusion.descent",),
    needs=NEEDS,
)

DIVERSITY = Claim(
    id="diffusion.diversity",
    title=(
        "In trained denoisers more diversity of the weak concept within its cells, half its separation in place of an eighth, "
        "lets the unseen composition have more of it at steps 275 to 325, whether size (separations .8, .2) or colour (.2, .4) "
        f"is the weak one: on average over {len(DIVERSITY_SEEDS)} seeds."
    ),
    source="new; arXiv 2410.08309v2, sections 3.1 and 4.1, where diversity decides the speed of learning",
    method=Statistical(
        sooner,
        2,
        f"{len(DIVERSITY_SEEDS)} networks for each of two concepts and two diversities are trained on the paper's cells for "
        f"{DIVERSE.steps} steps; contrasts are paired by seed. " + FIXED.format("86c3d05"),
        (("the diversities exchanged", {"exchanged": True}),),
    ),
    code=("numerics.diffusion.training.train", "numerics.diffusion.discs.Discs.draw"),
    level=Level.FULL,
    depends_on=("diffusion.descent",),
    needs=NEEDS,
)
