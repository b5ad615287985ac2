r"""Trainings of denoisers, a stack of runs in one compiled scan, looked at every few steps.

    loss       mean over batch and pixels of |estimate - target|^2, the target the image or the noise, levels k uniform
    step       AdamW; beside the weights their running average, by which the model is looked at
    look       E[x | c] at the last noise level for the unseen composition: mean over noises, read as (colour, size)

Data, noises and levels of a chunk of steps are drawn by NumPy from the seed of the run and the number of the chunk, so that a run
that was killed goes on bit for bit. A run alone and the same run in a stack differ in the last bits: the stack is part of the
recipe.

Source: Ho et al., 2020 (arXiv 2006.11239), for the loss; Loshchilov and Hutter, 2019 (arXiv 1711.05101), for AdamW.

Legend: R runs, B batch, D numbers of an image; a chunk is `every` steps
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from numerics.diffusion.cells import PAPER, Design
from numerics.diffusion.denoisers import Mlp, Weights
from numerics.diffusion.discs import Discs
from numerics.diffusion.readout import CORNERS, Readout
from numerics.diffusion.schedule import cosine
from numerics.task.arrays import Array

#: What a network may estimate.
TARGETS = ("image", "noise")


@dataclass(frozen=True)
class Run:
    """One run of a stack: what it learns from, and its seed."""

    design: Design = PAPER
    discs: Discs = field(default_factory=Discs)
    seed: int = 0


@dataclass(frozen=True)
class Recipe:
    """How all runs of a stack are trained.

    Parameters
    ----------
    steps, every : how many, and after how many each look is taken
    batch, rate, decay : of AdamW
    average : of the running average, what is kept in a step
    levels : noise levels K, of the cosine schedule
    target : "image" or "noise"
    noises : over which a look is a mean
    hidden, layers, conditioning_scale : of the network
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

    def __post_init__(self) -> None:
        if self.target not in TARGETS:
            raise ValueError(f"target must be {' or '.join(TARGETS)}, got {self.target!r}")
        if self.every < 1 or self.steps < 1 or self.steps % self.every:
            raise ValueError(f"steps must be a positive multiple of every = {self.every}, got {self.steps}")


@dataclass(frozen=True, eq=False)
class State:
    """Where a stack is: looks taken, and the arrays by which it goes on.

    Parameters
    ----------
    looks : (colour, size) of the unseen composition at each look, the first before any step, shape (R, looks, 2)
    losses : mean loss between looks, shape (R, looks - 1)
    weights, average, optimiser : of all runs
    """

    looks: Array
    losses: Array
    weights: Weights
    average: Weights
    optimiser: Any


def train(
    runs: Sequence[Run], recipe: Recipe, state: State | None = None, on_look: Callable[[int, State], None] | None = None
) -> State:
    """Return the state of a stack after all steps, from its beginning or from an earlier state.

    Parameters
    ----------
    on_look : called with the steps done and the state after every look

    Raises
    ------
    ValueError : if the runs have images of several sizes
    FloatingPointError : naming the run and the step at which a loss is no number any more
    """
    if len({run.discs.width for run in runs}) != 1:
        raise ValueError("runs of a stack must have images of one width, got several")
    stack = _Stack(runs, recipe)
    state = stack.start() if state is None else state
    for chunk in range(state.losses.shape[1], recipe.steps // recipe.every):
        state = stack.advance(state, chunk)
        done = (chunk + 1) * recipe.every
        if wrong := np.flatnonzero(~np.isfinite(state.losses[:, -1])).tolist():
            raise FloatingPointError(f"training of run {wrong[0] + 1} gives no number any more before step {done}")
        if on_look is not None:
            on_look(done, state)
    return state


def start(runs: Sequence[Run], recipe: Recipe) -> State:
    """Return the state of a stack before its first step."""
    return _Stack(runs, recipe).start()


class _Stack:
    """Runs, compiled."""

    def __init__(self, runs: Sequence[Run], recipe: Recipe) -> None:
        self.runs, self.recipe = runs, recipe
        self.network = Mlp(runs[0].discs.pixels, recipe.hidden, recipe.layers, recipe.conditioning_scale)
        self.optimiser = optax.adamw(recipe.rate, weight_decay=recipe.decay)
        self.left = cosine(recipe.levels)
        self.reads = [Readout(run.discs) for run in runs]
        self.unseen = np.stack([run.discs.conditioning(CORNERS[3:])[0] for run in runs]).astype(np.float32)
        self.cells = [np.array([[float(level) for level in cell.levels] for cell in run.design.cells]) for run in runs]
        self.shares = [np.array([float(cell.weight) for cell in run.design.cells]) for run in runs]
        self._chunk = jax.jit(jax.vmap(self._steps))
        self._look = jax.jit(jax.vmap(self._mean_image))

    def start(self) -> State:
        drawn = [self.network.start(np.random.default_rng([run.seed, 0])) for run in self.runs]
        weights = {name: np.stack([one[name] for one in drawn]) for name in drawn[0]}
        optimiser = jax.vmap(self.optimiser.init)(weights)
        looks = self.look(weights, 0)[:, None]
        return State(looks, np.zeros((len(self.runs), 0)), weights, weights, optimiser)

    def advance(self, state: State, chunk: int) -> State:
        data = [self._draw(number, chunk) for number in range(len(self.runs))]
        stacked = [np.stack(parts) for parts in zip(*data, strict=True)]
        weights, average, optimiser, losses = self._chunk(state.weights, state.average, state.optimiser, *stacked)
        looks = np.concatenate([state.looks, self.look(average, chunk + 1)[:, None]], axis=1)
        means = np.asarray(losses, dtype=float).mean(axis=1, keepdims=True)
        return State(looks, np.concatenate([state.losses, means], axis=1), weights, average, optimiser)

    def look(self, weights: Weights, number: int) -> Array:
        """Return (colour, size) of the unseen composition, by run, shape (R, 2)."""
        shape = (self.recipe.noises, self.network.pixels)
        noises = np.stack([np.random.default_rng([run.seed, 2, number]).standard_normal(shape, np.float32) for run in self.runs])
        images = np.asarray(self._look(weights, noises, self.unseen), dtype=float)
        return np.stack([read(image) for read, image in zip(self.reads, images, strict=True)])

    def _draw(self, number: int, chunk: int) -> tuple[Any, ...]:
        """Return images, conditionings, levels and noises of a chunk of one run, first axis the step."""
        run, recipe = self.runs[number], self.recipe
        rng = np.random.default_rng([run.seed, 1, chunk])
        count = recipe.every * recipe.batch
        cells = self.cells[number][rng.choice(len(self.shares[number]), count, p=self.shares[number])]
        images, conditionings = run.discs.draw(rng, cells)
        levels = rng.integers(recipe.levels, size=(recipe.every, recipe.batch))
        noises = rng.standard_normal((recipe.every, recipe.batch, self.network.pixels), np.float32)
        shape = (recipe.every, recipe.batch, -1)
        return images.reshape(shape).astype(np.float32), conditionings.reshape(shape).astype(np.float32), levels, noises

    def _mean_image(self, weights: Weights, noises: Any, c: Any) -> Any:
        """Return the mean estimate of the image at the last noise level, shape (D,)."""
        last = self.left[-1]
        u, many = jnp.ones(len(noises)), jnp.broadcast_to(c, (len(noises), 4))
        found = self.network(weights, noises, u, many)
        if self.recipe.target == "noise":
            found = (noises - np.sqrt(1 - last) * found) / np.sqrt(last)
        return found.mean(axis=0)

    def _loss(self, weights: Weights, x: Any, c: Any, level: Any, noise: Any) -> Any:
        left = jnp.asarray(self.left, jnp.float32)[level][:, None]
        noised = jnp.sqrt(left) * x + jnp.sqrt(1 - left) * noise
        found = self.network(weights, noised, (level + 1) / self.recipe.levels, c)
        return ((found - (x if self.recipe.target == "image" else noise)) ** 2).mean()

    def _steps(self, weights: Weights, average: Weights, optimiser: Any, *data: Any) -> tuple[Any, ...]:
        kept = self.recipe.average

        def step(carry: Any, batch: Any) -> tuple[Any, Any]:
            weights, average, optimiser = carry
            loss, gradient = jax.value_and_grad(partial(self._loss))(weights, *batch)
            change, optimiser = self.optimiser.update(gradient, optimiser, weights)
            weights = optax.apply_updates(weights, change)
            average = jax.tree.map(lambda old, new: kept * old + (1 - kept) * new, average, weights)
            return (weights, average, optimiser), loss

        (weights, average, optimiser), losses = jax.lax.scan(step, (weights, average, optimiser), data)
        return weights, average, optimiser, losses
