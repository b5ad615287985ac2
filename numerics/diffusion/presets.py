"""Settings of whole trainings, by name: what is drawn, how it is learned, how many runs.

    quick    networks of vectors, to where the strong concept is learned and the weak one turns: the bend
    small    the same until both are learned
    image    U-Nets of 16 x 16, read off samples
    paper    the experiment of Yang et al., section 5: 32 x 32, discs that move, noise estimated, learned linear schedule,
             20,000 steps; 5.8 million weights, some 30 s of processor a step, so about a week, and 9 GB, for each seed

What is not as in the paper, in `paper`: silu for GELU, one head of attention, 1,000 levels for a continuum, values in [-1, 1],
edges in part and not blurred, images drawn afresh and none kept, DDIM, coordinates read off the disc of each sample and not by a
trained classifier.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 5; Park et al., 2024 (arXiv 2406.19370), for positions. `quick`,
`small` and `image` are new, chosen by earlier trainings on seeds that no claim uses.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from numerics.diffusion.cells import PAPER, Design
from numerics.diffusion.discs import Discs
from numerics.diffusion.recipe import Recipe, Run


@dataclass(frozen=True)
class Setting:
    """A stack of runs and how it is trained.

    Parameters
    ----------
    recipe : of all runs
    discs : the images
    designs : of which each is trained with every seed
    seeds : of the runs
    """

    recipe: Recipe = field(default_factory=Recipe)
    discs: Discs = field(default_factory=Discs)
    designs: tuple[Design, ...] = (PAPER,)
    seeds: tuple[int, ...] = (0, 1)

    def runs(self) -> tuple[Run, ...]:
        """Return the runs, seed by seed within each design."""
        return tuple(Run(design, self.discs, seed) for design in self.designs for seed in self.seeds)


#: AdamW at rate 5e-4, batches of 64, average .95 and conditioning scale .1 separate the stages within 400 steps (Recipe's own).
QUICK = Setting()
SMALL = Setting(Recipe(steps=1500))
#: U-Nets take twice the rate; eight steps of DDIM draw a disc.
IMAGE = Setting(Recipe(steps=1000, every=50, rate=1e-3, noises=16, network="unet", look_steps=8))
#: Of section 5: channels, blocks, attention, gamma from -5 to 10, AdamW 1e-3 with decay .01, batches of 128, 100 steps of
#: sampling, 32 images a look. Its 5 seeds would be 45 GB in one stack: one here. Park et al. look 60
#: times, here 50, which divide 20,000. No weight average, and no small conditioning.
#: Positions U(-.5, .5) where the image reaches from -1 to 1.
VDM = Setting(
    Recipe(
        steps=20_000,
        every=400,
        batch=128,
        rate=1e-3,
        average=0.0,
        levels=1000,
        target="noise",
        noises=32,
        conditioning_scale=1.0,
        network="unet",
        schedule="learned",
        channels=(64, 128, 256),
        blocks=2,
        attention=True,
        look_steps=100,
    ),
    Discs(width=32, jitter=0.25),
    seeds=(0,),
)
#: Six separations of colour, the paper's labels of its signal, at one of size, and the training in which networks of vectors
#: learn both concepts at each: in all that were tried, by step 600.
SWEPT = tuple(Discs(colour=colour, size=0.4) for colour in (0.137, 0.247, 0.358, 0.468, 0.579, 0.689))
SWEEP = Recipe(steps=700, every=10)
PRESETS = {"quick": QUICK, "small": SMALL, "image": IMAGE, "paper": VDM}
