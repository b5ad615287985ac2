"""What is trained, and how: the runs of a stack, and the recipe that all of them have in common.

Source: new.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from numerics.diffusion.cells import PAPER, Design
from numerics.diffusion.discs import Discs

#: What a network may estimate.
TARGETS = ("image", "noise")
#: What networks and schedules there are; "learned" begins as "linear".
NETWORKS, SCHEDULES = ("mlp", "unet"), ("cosine", "linear", "learned")


@dataclass(frozen=True)
class Run:
    """One run of a stack: what it learns from, and how it starts.

    Parameters
    ----------
    design, discs, seed : the data, and of what is drawn
    overlap : cosine, in the first layer of the conditioning as it starts, between red to blue and big to small, in [-1, 1];
        0 leaves the layer as drawn

    Raises
    ------
    ValueError : if the overlap is no cosine
    """

    design: Design = PAPER
    discs: Discs = field(default_factory=Discs)
    seed: int = 0
    overlap: float = 0.0

    def __post_init__(self) -> None:
        if not -1 <= self.overlap <= 1:
            raise ValueError(f"overlap must lie between -1 and 1, got {self.overlap}")


@dataclass(frozen=True)
class Recipe:
    """How all runs of a stack are trained.

    Parameters
    ----------
    steps, every : how many, and after how many each look is taken
    batch, rate, decay : of AdamW
    average : of the running average, what is kept in a step
    levels : noise levels K
    target : "image" or "noise"; the noise where the schedule is learned
    noises : over which a look is a mean
    hidden, layers : of the network "mlp"
    conditioning_scale : of the network
    network : "mlp" or "unet"
    schedule : "cosine", "linear" or "learned"
    channels, blocks, attention : of the network "unet"
    look_steps : of DDIM in a look; 1 is the mean image at the last noise level

    Raises
    ------
    ValueError : naming the argument and its rule
    """

    steps: int = 400
    every: int = 25
    batch: int = 64
    rate: float = 5e-4
    decay: float = 0.01
    average: float = 0.95
    levels: int = 200
    target: str = "image"
    noises: int = 64
    hidden: int = 256
    layers: int = 3
    conditioning_scale: float = 0.1
    network: str = "mlp"
    schedule: str = "cosine"
    channels: tuple[int, ...] = (16, 32, 64)
    blocks: int = 1
    attention: bool = False
    look_steps: int = 1

    def __post_init__(self) -> None:
        for name, words in (("target", TARGETS), ("network", NETWORKS), ("schedule", SCHEDULES)):
            if getattr(self, name) not in words:
                raise ValueError(f"{name} must be {' or '.join(words)}, got {getattr(self, name)!r}")
        if self.schedule == "learned" and self.target != "noise":
            raise ValueError(f"target must be noise where the schedule is learned, got {self.target!r}")
        if not 1 <= self.look_steps <= self.levels:
            raise ValueError(f"look_steps must lie between 1 and levels = {self.levels}, got {self.look_steps}")
        if self.every < 1 or self.steps < 1 or self.steps % self.every:
            raise ValueError(f"steps must be a positive multiple of every = {self.every}, got {self.steps}")
