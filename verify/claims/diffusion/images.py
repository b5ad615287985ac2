"""Claims about U-Nets, read off the discs in their samples, to the return of the path to the unseen composition."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from numerics.diffusion.cells import DESIGNS
from numerics.diffusion.paths import NEARLY, Paths
from numerics.diffusion.presets import IMAGE
from numerics.diffusion.recipe import Run
from verify.claim import Claim, Evidence, Level, Result
from verify.claims.diffusion.trained import FIXED, NEEDS, bend
from verify.methods import Computation

#: Three seeds a design, and from which step on a path has returned.
SEEDS, RETURNED = (1000, 1001, 1002), 700
#: By how much bends differ, how high both coordinates come in the end, how much larger the error is at its largest.
BENT, ARRIVED, LARGER = 0.1, 0.7, 0.1


def unet_paths(name: str) -> Paths:
    """Return the paths of U-Nets trained on a design, both designs being one stack."""
    from numerics.diffusion.training import measured

    runs = tuple(Run(DESIGNS[design], IMAGE.discs, seed) for design in ("paper", "balanced") for seed in SEEDS)
    found, half = measured(runs, IMAGE.recipe), slice(0, len(SEEDS)) if name == "paper" else slice(len(SEEDS), None)
    return Paths(found.step, (found.coordinates[0][half], found.coordinates[1][half]))


def largest_after(found: Paths) -> float:
    """Return the largest error after the colour has first crossed .8, the mean over runs."""
    starts = [int(np.argmax(colour >= NEARLY)) for colour in found.coordinates[0]]
    return float(np.mean([row[start:].max() for row, start in zip(found.error(), starts, strict=True)]))


def returned(rng: Generator, exchanged: bool = False) -> Result:
    """Return whether the paths of the paper's cells bend more, have a larger error after, and whether all arrive."""
    paper, balanced = (unet_paths(name) for name in (("balanced", "paper") if exchanged else ("paper", "balanced")))
    contrast = float(np.mean(bend(paper, "paper")) - np.mean(bend(balanced, "balanced")))
    larger = largest_after(paper) - largest_after(balanced)
    late = paper.step >= RETURNED
    lowest = min(float(path[:, late].mean(axis=1).min()) for found in (paper, balanced) for path in found.coordinates)
    figures = {"bend_contrast": contrast, "largest_error_contrast": larger, "lowest_late_level": lowest}
    return Result.of(contrast < -BENT and larger > LARGER and lowest > ARRIVED, 2 * len(SEEDS), figures, figures)


RETURN = Claim(
    id="diffusion.images",
    title=(
        "U-Nets trained on the paper's three cells draw, for the unseen composition, discs of a smaller size level where their "
        f"colour first crosses .8 than U-Nets trained on balanced cells, by more than {BENT:g} beside the means in training; "
        f"later their error is larger by more than {LARGER:g} at its largest; and both levels, the mean of the looks from step "
        f"{RETURNED} on, are above {ARRIVED:g} for every network: {len(SEEDS)} seeds a design."
    ),
    source="new; arXiv 2410.08309v2, section 5, where the unseen composition is generated in the end",
    method=Computation(
        returned,
        evidence=Evidence.STATISTICAL,
        what=(
            f"Six U-Nets are trained for {IMAGE.recipe.steps} steps on discs of 16 x 16 (separations .8 and .2), and "
            f"{IMAGE.recipe.noises} samples of eight steps of DDIM are read every {IMAGE.recipe.every}. Contrasts are of means "
            "over the seeds, too few for intervals; the levels at the end are held for each network. " + FIXED.format("86c3d05")
        ),
        faults=(("the designs exchanged", {"exchanged": True}),),
        refuted_by="A contrast or a level on the other side of its bound.",
    ),
    code=("numerics.diffusion.training.train", "numerics.diffusion.readout.read_samples", "numerics.diffusion.sampling.sample"),
    level=Level.FULL,
    depends_on=("diffusion.path_slope",),
    needs=NEEDS,
)
