r"""Trainings of denoisers, a stack of runs in one compiled scan, looked at every few steps.

    loss       mean over batch and pixels of |estimate - target|^2, the target the image or the noise, levels k uniform
    bound      where the schedule is learned, per number of an image, gamma linear in k: (gamma_1 - gamma_0)/2 times that loss,
               + e^gamma_0 / (2 s^2), the image from its least noised, + (v + (1 - v) x^2 - 1 - ln v)/2, v = sigmoid(gamma_1)
    step       AdamW; beside the weights their running average, by which the model is looked at
    look       E[x | c] at the last noise level for the unseen composition: mean over noises, read as (colour, size);
               or samples by DDIM, each read by itself, and the mean over them

Data, noises and levels of a chunk of steps are drawn by NumPy from the seed of the run and the number of the chunk, so that a run
that was killed goes on bit for bit. A run alone and the same run in a stack differ in the last bits: the stack is part of the
recipe.

Source: Ho et al., 2020 (arXiv 2006.11239), for the loss; Kingma et al., 2021 (arXiv 2107.00630), for the bound; Loshchilov and
Hutter, 2019 (arXiv 1711.05101), for AdamW.

Legend: R runs, B batch, D numbers of an image; a chunk is `every` steps; s data noise
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.random import Generator

from numerics.diffusion.denoisers import Mlp, Unet, Weights
from numerics.diffusion.paths import Paths
from numerics.diffusion.readout import CORNERS, Readout, read_samples
from numerics.diffusion.recipe import Recipe, Run
from numerics.diffusion.sampling import both, sample
from numerics.diffusion.schedule import GAMMAS, cosine, linear
from numerics.task.arrays import Array

#: Of the bound: the standard deviation s of an image given its least noised (of the paper's data).
DATA_NOISE = 1e-3


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
    ValueError : if the runs have images of several sizes, or discs that move are looked at by their mean image
    FloatingPointError : naming the run and the step at which a loss is no number any more
    """
    stack = _stack(tuple(runs), recipe)
    state = stack.start() if state is None else state
    for chunk in range(state.losses.shape[1], recipe.steps // recipe.every):
        state = stack.advance(state, chunk)
        done = (chunk + 1) * recipe.every
        if wrong := np.flatnonzero(~np.isfinite(state.losses[:, -1])).tolist():
            raise FloatingPointError(f"training of run {wrong[0] + 1} gives no number any more before step {done}")
        if on_look is not None:
            on_look(done, state)
    return state


@cache
def measured(runs: tuple[Run, ...], recipe: Recipe) -> Paths:
    """Return the paths of the unseen composition in whole trainings, a row for each run of the stack."""
    looks = train(runs, recipe).looks
    return Paths(np.arange(0.0, recipe.steps + 1, recipe.every), (looks[..., 0], looks[..., 1]))


def start(runs: Sequence[Run], recipe: Recipe) -> State:
    """Return the state of a stack before its first step."""
    return _stack(tuple(runs), recipe).start()


def generate(
    runs: Sequence[Run], recipe: Recipe, state: State, levels: Array, steps: int = 8, eta: float = 0.0, seed: int = 0
) -> Array:
    """Return images drawn by the averaged networks for compositions, shape (R, n, D).

    Parameters
    ----------
    levels : (colour, size), shape (n, 2)
    steps : of the sampler
    eta : 0 is DDIM, 1 ancestral sampling
    seed : of the noise, the same for all runs

    Raises
    ------
    ValueError : if steps are not between 1 and the noise levels
    """
    stack = _stack(tuple(runs), recipe)
    rng, shape = np.random.default_rng(seed), (len(levels), stack.network.pixels)
    first = rng.standard_normal(shape, np.float32)
    noises = rng.standard_normal((steps - 1, *shape), np.float32) if eta else None
    conditionings = np.stack([run.discs.conditioning(levels) for run in runs]).astype(np.float32)
    return np.asarray(stack.drawn(steps, eta)(state.average, first, conditionings, noises), dtype=float)


def losses_of(runs: Sequence[Run], recipe: Recipe, state: State, levels: Array, images: int = 64, seed: int = 0) -> Array:
    """Return the mean loss of the averaged networks over images of each composition, shape (R, n), levels (n, 2)."""
    stack = _stack(tuple(runs), recipe)
    data = [
        stack.images_of(number, np.random.default_rng(seed), np.repeat(levels, images, axis=0)) for number in range(len(runs))
    ]
    shaped = [np.stack(parts).reshape(len(runs), len(levels), images, *parts[0].shape[1:]) for parts in zip(*data, strict=True)]
    return np.asarray(stack.losses(state.average, *shaped), dtype=float)


class _Stack:
    """Runs, compiled."""

    def __init__(self, runs: Sequence[Run], recipe: Recipe) -> None:
        if len({run.discs.width for run in runs}) != 1:
            raise ValueError("runs of a stack must have images of one width, got several")
        if recipe.look_steps == 1 and (moving := [run.discs.jitter for run in runs if run.discs.jitter]):
            raise ValueError(f"jitter must be 0 where look_steps is 1 (a mean image shows no disc that moves), got {moving[0]}")
        self.runs, self.recipe = runs, recipe
        self.network = denoiser(recipe, runs[0].discs.width)
        # The ends of a learned schedule are no weights to be kept small.
        mask = {"mask": _decayed} if recipe.schedule == "learned" else {}
        self.optimiser = optax.adamw(recipe.rate, weight_decay=recipe.decay, **mask)
        self.left = cosine(recipe.levels) if recipe.schedule == "cosine" else linear(recipe.levels)
        self.reads = [Readout(run.discs) for run in runs]
        self.unseen = np.stack([run.discs.conditioning(CORNERS[3:])[0] for run in runs]).astype(np.float32)
        self.cells = [np.array([[float(level) for level in cell.levels] for cell in run.design.cells]) for run in runs]
        self.shares = [np.array([float(cell.weight) for cell in run.design.cells]) for run in runs]
        self._chunk = jax.jit(jax.vmap(self._steps))
        self._look = jax.jit(jax.vmap(self._seen))
        self.losses = jax.jit(jax.vmap(jax.vmap(self._loss, in_axes=(None, 0, 0, 0, 0))))
        self.drawn = cache(self._drawn)

    def start(self) -> State:
        ends = {"gamma": np.array(GAMMAS, np.float32)} if self.recipe.schedule == "learned" else {}
        drawn = [self.network.start(np.random.default_rng([run.seed, 0])) | ends for run in self.runs]
        for run, weights in zip(self.runs, drawn, strict=True):
            weights["c1"] = overlapped(weights["c1"], run.overlap)
        stacked = {name: np.stack([one[name] for one in drawn]) for name in drawn[0]}
        optimiser = jax.vmap(self.optimiser.init)(stacked)
        looks = self.look(stacked, 0)[:, None]
        return State(looks, np.zeros((len(self.runs), 0)), stacked, stacked, optimiser)

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
        if self.recipe.look_steps > 1:
            return np.stack([read_samples(run.discs, some).mean(axis=0) for run, some in zip(self.runs, images, strict=True)])
        return np.stack([read(image) for read, image in zip(self.reads, images, strict=True)])

    def _draw(self, number: int, chunk: int) -> tuple[Any, ...]:
        """Return images, conditionings, levels and noises of a chunk of one run, first axis the step."""
        run, recipe = self.runs[number], self.recipe
        rng = np.random.default_rng([run.seed, 1, chunk])
        chosen = rng.choice(len(self.shares[number]), recipe.every * recipe.batch, p=self.shares[number])
        data = self.images_of(number, rng, self.cells[number][chosen])
        return tuple(part.reshape(recipe.every, recipe.batch, *part.shape[1:]) for part in data)

    def images_of(self, number: int, rng: Generator, cells: Array) -> tuple[Any, ...]:
        """Return images, conditionings, noise levels and noises of one run, one for each of the cells (n, 2)."""
        images, conditionings = self.runs[number].discs.draw(rng, cells)
        levels = rng.integers(self.recipe.levels, size=len(cells))
        noises = rng.standard_normal(images.shape, np.float32)
        return images.astype(np.float32), conditionings.astype(np.float32), levels, noises

    def _drawn(self, steps: int, eta: float) -> Any:
        """Return what draws samples of all runs, compiled."""

        def draw(weights: Weights, first: Any, c: Any, noises: Any) -> Any:
            return self.samples(weights, first, c, steps, noises, eta)

        return jax.jit(jax.vmap(draw, in_axes=(0, None, 0, None)))

    def samples(self, weights: Weights, first: Any, c: Any, steps: int, noises: Any = None, eta: float = 0.0) -> Any:
        """Return images of one run, shape (n, D), from the noise `first` (n, D) for conditionings c (n, 4)."""
        left = self._kept(weights)

        def estimate(x: Any, k: Any) -> tuple[Any, Any]:
            u = jnp.full(len(x), (k + 1) / self.recipe.levels)
            return both(self.network(weights, x, u, c), x, left[k], self.recipe.target)

        return sample(estimate, left, first, steps, noises, eta)

    def _kept(self, weights: Weights) -> Any:
        """Return abar, shape (K,)."""
        if self.recipe.schedule != "learned":
            return jnp.asarray(self.left, jnp.float32)
        low, high = weights["gamma"]
        return jax.nn.sigmoid(-(low + (high - low) * jnp.linspace(0, 1, self.recipe.levels)))

    def _seen(self, weights: Weights, noises: Any, c: Any) -> Any:
        """Return what a look is read off: the mean image, shape (D,), or samples (noises, D)."""
        many = jnp.broadcast_to(c, (len(noises), 4))
        images = self.samples(weights, noises, many, self.recipe.look_steps)
        return images if self.recipe.look_steps > 1 else images.mean(axis=0)

    def _loss(self, weights: Weights, x: Any, c: Any, level: Any, noise: Any) -> Any:
        left = self._kept(weights)[level][:, None]
        noised = jnp.sqrt(left) * x + jnp.sqrt(1 - left) * noise
        found = self.network(weights, noised, (level + 1) / self.recipe.levels, c)
        loss = ((found - (x if self.recipe.target == "image" else noise)) ** 2).mean()
        return bound(loss, weights["gamma"], x) if self.recipe.schedule == "learned" else loss

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


#: The last stacks, compiled once for starting, resuming and training.
_stack = lru_cache(maxsize=2)(_Stack)


def bound(loss: Any, gamma: Any, x: Any) -> Any:
    """Return the variational bound per number of an image, up to ln s, from the loss of noises and the ends of gamma."""
    last = jax.nn.sigmoid(gamma[1])
    least = jnp.exp(gamma[0]) / (2 * DATA_NOISE**2)
    return (gamma[1] - gamma[0]) / 2 * loss + least + (last + (1 - last) * x**2 - 1 - jnp.log(last)).mean() / 2


def denoiser(recipe: Recipe, width: int) -> Mlp | Unet:
    """Return the network of a recipe for images of a width."""
    if recipe.network == "mlp":
        return Mlp(3 * width**2, recipe.hidden, recipe.layers, recipe.conditioning_scale)
    return Unet(width, recipe.channels, recipe.blocks, recipe.attention, recipe.conditioning_scale)


def overlapped(first: Array, overlap: float) -> Array:
    """Return the first layer of the conditioning, shape (4, H), with its last row turned: small is blue by this cosine."""
    if not overlap:
        return first
    red, _, blue, large = first
    turned = overlap * (red - blue) / np.sqrt(2) + np.sqrt(1 - overlap**2) * large
    return np.concatenate([first[:3], turned[None].astype(first.dtype)])


def _decayed(weights: Weights) -> dict[str, bool]:
    return {name: name != "gamma" for name in weights}
