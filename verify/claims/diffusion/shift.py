"""Claims about the shift that trained denoisers have where the slope is 0: what of it is the optimiser's, what the read-out's."""

from __future__ import annotations

from itertools import islice

import numpy as np
from numpy.random import Generator

from numerics.diffusion.bridge import RATIO, adamw
from numerics.diffusion.cells import DESIGNS
from numerics.diffusion.discs import Discs
from numerics.diffusion.moments import batches
from numerics.diffusion.paths import NEARLY, other_at
from numerics.diffusion.readout import CORNERS, Readout
from numerics.diffusion.recipe import Recipe, Run
from numerics.task.arrays import Array
from verify.claim import Claim, Level
from verify.claims.diffusion.trained import EVERY, FIXED, NEEDS, STEPS
from verify.methods import Estimate, Statistical

#: Hidden units, images of a batch, steps within which the colour crosses .8, and seeds.
HIDDEN, BATCH, LONGEST, SEEDS = 64, 64, 2000, range(100, 124)
#: The shift of the bridge itself, by gradient flow, and that of networks at most (diffusion.control).
OF_THE_FLOW, OF_NETWORKS = 0.023, 0.104
#: Noises of a look by which networks are read again, and by how much this may change what is read.
NOISES, READ, READ_SEEDS = 512, 0.03, range(1200, 1224)


def shift_of_layers(seed: int, rate: float = 5e-4) -> float:
    """Return how far the size is above its mean where the colour first crosses .8, of linear layers trained on balanced cells."""
    design, discs, rng = DESIGNS["balanced"], Discs(), np.random.default_rng(seed)
    read, unseen = Readout(discs), np.concatenate([[1.0], discs.conditioning(CORNERS[3:])[0]])
    M = rng.standard_normal((HIDDEN, 5)) / np.sqrt(HIDDEN) * np.array([1.0, *[RATIO] * 4])
    path: list[Array] = []
    for O, now in islice(adamw(np.zeros((discs.pixels, HIDDEN)), M, batches(design, discs, BATCH, rng), rate), LONGEST):
        path.append(read(O @ (now @ unseen)))
        if path[-1][0] >= NEARLY:
            break
    colour, size = np.array(path).T
    return other_at(colour, size, NEARLY) - float(design.mean()[1])


def shifts(rng: Generator, sign: float = 1.0) -> list[Estimate]:
    """Return the shift, by seed."""
    return [Estimate.mean("shift", sign * np.array([shift_of_layers(seed) for seed in SEEDS]), (OF_THE_FLOW, OF_NETWORKS))]


def read_again(rng: Generator, off: float = 0.0) -> list[Estimate]:
    """Return the difference that more noises of a look make to the size where the colour first crosses .8, by seed."""
    from numerics.diffusion.training import measured

    runs = tuple(Run(DESIGNS["balanced"], Discs(), seed) for seed in READ_SEEDS)
    more, usual = (
        measured(runs, Recipe(steps=STEPS, every=EVERY, noises=noises)).weak_at(0) for noises in (NOISES, Recipe.noises)
    )
    return [Estimate.mean("difference", more - usual + off, (-READ, READ))]


ADAMW = Claim(
    id="diffusion.adamw_shift",
    title=(
        "Two linear layers trained by AdamW on batches of discs with balanced cells have a size above its mean where the colour "
        f"first crosses .8, by more than {OF_THE_FLOW:g} and less than {OF_NETWORKS:g}, on average over {len(SEEDS)} seeds."
    ),
    source="new",
    method=Statistical(
        shifts,
        1,
        f"Layers of {HIDDEN} hidden units are trained by batches of {BATCH} at rate 5e-4, with no other layer, no noise level "
        "and no read-out by noises: what networks have besides is left out. " + FIXED.format("cda4488"),
        (("the other direction", {"sign": -1.0}),),
    ),
    code=("numerics.diffusion.bridge.adamw", "numerics.diffusion.moments.batches"),
    level=Level.STANDARD,
    depends_on=("diffusion.path_slope",),
)

READOUT = Claim(
    id="diffusion.control_readout",
    title=(
        "In denoisers trained on balanced cells, means over "
        f"{NOISES} noises of the read-out in place of {Recipe.noises} change the size where the colour first crosses .8 by less "
        f"than {READ:g}, on average over {len(READ_SEEDS)} seeds."
    ),
    source="new",
    method=Statistical(
        read_again,
        1,
        f"The same {len(READ_SEEDS)} networks are trained twice and looked at by different noises; differences are paired. "
        + FIXED.format("cda4488"),
        (("a difference of a tenth", {"off": 0.1}),),
    ),
    code=("numerics.diffusion.training.train",),
    level=Level.FULL,
    depends_on=("diffusion.descent",),
    needs=NEEDS,
)
