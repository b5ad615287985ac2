"""Claims about trained denoisers: how much of the bend of their path is the training marginal, and whether their error rises.

Networks, separations, seeds and sizes are fixed here; what is measured are contrasts between designs, so that a shift that all
designs have in common drops out. Differences from the paper's experiment: images of 16 x 16 with discs in the middle, a residual
network of vectors, the image estimated and not the noise, small starting weights of the conditioning, and coordinates read off
the mean image at the last noise level.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from numerics.diffusion.cells import DESIGNS
from numerics.diffusion.discs import Discs
from numerics.diffusion.paths import NEARLY, Paths
from numerics.diffusion.recipe import Recipe, Run
from numerics.task.arrays import Array
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation, Estimate, Statistical

#: What trainings need.
NEEDS = ("jax", "optax")
#: Before which run what is judged was settled.
FIXED = "Seeds, sizes and thresholds were fixed in commit {} of this repository, before the run that is judged."
#: Two seeds a design: by seeds tried before, a contrast of .23 with deviation .03 misses .1 once in 5,000 times.
QUICK_SEEDS = (500, 501)
#: Sixteen seeds a design: at level 5e-5 the half width of a contrast is about .05.
SEEDS = tuple(range(600, 616))
#: Others, sixteen as well, for the balanced design alone.
CONTROL_SEEDS = tuple(range(700, 716))
#: A shift of the balanced design by less than this would be of no account beside the bends.
SHIFT = 0.05
#: How far a contrast of trained networks may be off that of the slopes.
MARGIN = 0.1
#: Steps of a training, and after how many it is looked at; the late steps, over which the error is a mean.
STEPS, EVERY, LATE = 400, 25, 250
#: Where the error is first looked at, the colour is here.
EARLY = 0.6
#: The designs that are held against the balanced one.
OTHERS = tuple(name for name in DESIGNS if name != "balanced")


def paths(name: str, seeds: tuple[int, ...]) -> Paths:
    """Return the paths of networks trained on a design, a run for each seed, all in one stack."""
    from numerics.diffusion.training import measured

    return measured(tuple(Run(DESIGNS[name], Discs(), seed) for seed in seeds), Recipe(steps=STEPS, every=EVERY))


def bend(found: Paths, name: str) -> Array:
    """Return the size where the colour first crosses NEARLY, minus its mean in training, by run."""
    return found.weak_at(0, NEARLY) - float(DESIGNS[name].mean()[1])


def predicted_bend(name: str) -> float:
    """Return beta_ws (NEARLY - E colour)."""
    return DESIGNS[name].bend(0, Discs().within(), NEARLY)


def late_rise(found: Paths) -> Array:
    """Return the mean error from step LATE on, minus the error where the colour first crosses EARLY, by run."""
    error = found.error()
    late = error[:, found.step >= LATE].mean(axis=1)
    colour = found.coordinates[0]
    crossing = [int(np.flatnonzero(path >= EARLY)[0]) if (path >= EARLY).any() else -1 for path in colour]
    return late - np.array([row[place] for row, place in zip(error, crossing, strict=True)])


def bends_more(rng: Generator, exchanged: bool = False) -> Result:
    """Return whether the bend of the paper's cells is lower than that of the balanced ones by .1, on average over two seeds."""
    both = [bend(paths(name, QUICK_SEEDS), name) for name in ("paper", "balanced")]
    contrast = float(np.mean(both[0] - both[1])) * (-1 if exchanged else 1)
    figures = {"contrast": contrast, "paper": float(both[0].mean()), "balanced": float(both[1].mean())}
    return Result.of(contrast < -MARGIN, len(QUICK_SEEDS), figures, figures)


def contrasts(rng: Generator, sign: float = 1.0) -> list[Estimate]:
    """Return the contrasts of each design to the balanced one, minus those of the slopes, and that of the late rise."""
    found = {name: paths(name, SEEDS) for name in DESIGNS}
    control = bend(found["balanced"], "balanced")
    estimates = []
    for name in OTHERS:
        off = bend(found[name], name) - control - sign * (predicted_bend(name) - predicted_bend("balanced"))
        estimates.append(Estimate.mean(f"{name.replace('-', '_')}_off_the_slope", off, (-MARGIN, MARGIN)))
    rise = late_rise(found["paper"]) - late_rise(found["balanced"])
    return [*estimates, Estimate.mean("error_later_minus_earlier", sign * rise, (0.0, np.inf))]


BEND_QUICK = Claim(
    id="diffusion.bend_quick",
    title=(
        "Denoisers trained on the paper's three cells have a smaller size, where their colour first crosses .8, than those "
        "trained on balanced cells: by more than .1 beside the means in training, on average over 2 seeds."
    ),
    source="new; arXiv 2410.08309v2, section 5, where paths bend towards the stronger concept",
    method=Computation(
        bends_more,
        what=(
            "Two networks a design are trained for 400 steps on discs of 16 x 16 (separations .8 and .2) and looked at every "
            "25; by the spread of earlier seeds the check misses a contrast of .23 once in 5,000 times. "
            + FIXED.format("bd5c6ab")
        ),
        faults=(("the designs exchanged", {"exchanged": True}),),
        evidence=Evidence.STATISTICAL,
        refuted_by="A mean contrast above -.1.",
    ),
    code=("numerics.diffusion.training.train", "numerics.diffusion.paths.Paths.weak_at"),
    depends_on=("diffusion.path_slope",),
    needs=NEEDS,
)

BEND = Claim(
    id="diffusion.bend",
    title=(
        r"In trained denoisers the size where the colour first crosses .8, as a contrast between four designs and the balanced "
        rf"one, is that of the slopes $\beta_{{21}}$ within {MARGIN:g}; and the error later minus that earlier is larger with "
        f"the paper's cells than with balanced ones: {len(SEEDS)} seeds a design."
    ),
    source="new; arXiv 2410.08309v2, section 5, where errors fall, rise and fall",
    method=Statistical(
        contrasts,
        len(OTHERS) + 1,
        f"{len(SEEDS)} networks of each of five designs are trained for {STEPS} steps on discs of 16 x 16, separations .8, .2. "
        "Contrasts are paired by seed. Later is the mean from step 250 on, earlier where the colour first crosses .6. "
        + FIXED.format("bd5c6ab"),
        (("the other sign of slope and rise", {"sign": -1.0}),),
    ),
    code=("numerics.diffusion.training.train", "numerics.diffusion.cells.Design.slope"),
    level=Level.STANDARD,
    depends_on=("diffusion.path_slope", "diffusion.error_slope"),
    needs=NEEDS,
)


def shift(rng: Generator, off: float = 0.0) -> list[Estimate]:
    """Return the bend of networks trained on balanced cells, of which the slope is 0."""
    return [Estimate.mean("shift", bend(paths("balanced", CONTROL_SEEDS), "balanced") + off, (-SHIFT, SHIFT))]


CONTROL = Claim(
    id="diffusion.control",
    title=(
        "In denoisers trained on balanced cells, whose slope is 0, the size is its mean in training where the colour first "
        f"crosses .8, within {SHIFT:g}: {len(CONTROL_SEEDS)} seeds."
    ),
    source="new; a control of arXiv 2410.08309v2, section 5",
    method=Statistical(
        shift,
        1,
        f"{len(CONTROL_SEEDS)} networks are trained for {STEPS} steps as in diffusion.bend, by other seeds. "
        + FIXED.format("9a278da"),
        (("a shift by ten times as much", {"off": 10 * SHIFT}),),
    ),
    code=("numerics.diffusion.training.train", "numerics.diffusion.cells.Design.slope"),
    level=Level.STANDARD,
    expected=Outcome.UNDECIDED,
    depends_on=("diffusion.path_slope",),
    reason=(
        "There is a shift of .061, at this level between .017 and .104, which contrasts are free of. The bridge has .023 of "
        "it, since its other modes have begun by then. A shift of more than .094 would have been "
        "told from one within .05. More noises of the read-out change it by less than .03. AdamW on batches gives the "
        "bare linear layers, where gradient flow has .023, a shift of .045, between .033 and .058: the "
        "optimiser can account for it, and what is left is within the interval."
    ),
    needs=NEEDS,
)
