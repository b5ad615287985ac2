r"""What is looked at in a training beside its path: the loss of each composition, and samples of each, the unseen one last.

    losses     mean loss of the averaged network over images of one composition, of noise levels drawn uniformly
    samples    images drawn by DDIM from the same noises at every look, in bytes, red, green and blue last

Source: new.

Legend: R runs of one design; m looks, the first after `every` steps; C compositions, shape (C, 2) as (colour, size); w width
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from numerics.array_files import read_arrays, write_arrays
from numerics.diffusion.cells import UNSEEN, Design
from numerics.diffusion.recipe import Recipe, Run
from numerics.diffusion.training import State, generate, losses_of
from numerics.task.arrays import Array

#: Samples of each composition at a look, and steps of DDIM where a look takes fewer.
SAMPLES, STEPS = 4, 8
NAMES = ("step", "loss", "samples")


def compositions(design: Design) -> Array:
    """Return the levels of the cells and, last, of the unseen composition, shape (C, 2)."""
    return np.array([[float(level) for level in levels] for levels in (*(cell.levels for cell in design.cells), UNSEEN)])


@dataclass(frozen=True, eq=False)
class Looks:
    """Losses and samples by step.

    Parameters
    ----------
    step : shape (m,)
    loss : shape (R, m, C)
    samples : bytes, shape (R, m, C, SAMPLES, w, w, 3)
    """

    step: Array
    loss: Array
    samples: Array

    def keep(self, path: Path) -> None:
        """Write them, whole or not at all."""
        write_arrays(path, {name: getattr(self, name) for name in NAMES})


def looks_after(before: Looks | None, runs: Sequence[Run], recipe: Recipe, state: State) -> Looks:
    """Return the looks with one more, at a state."""
    done, levels = state.losses.shape[1] * recipe.every, compositions(runs[0].design)
    repeated = np.repeat(levels, SAMPLES, axis=0)
    images = generate(runs, recipe, state, repeated, max(STEPS, recipe.look_steps)).reshape(len(runs), len(levels), SAMPLES, -1)
    now = Looks(np.array([done]), losses_of(runs, recipe, state, levels)[:, None], bytes_of(images)[:, None])
    if before is None:
        return now
    return Looks(*(np.concatenate([getattr(before, name), getattr(now, name)], axis=int(name != "step")) for name in NAMES))


def read_looks(path: Path, count: int) -> Looks:
    """Return the first looks kept in a file.

    Raises
    ------
    ValueError : if it is no such file, or holds fewer
    """
    arrays = read_arrays(path, f"looks must be a .npz of the arrays {', '.join(NAMES)}", NAMES)
    if len(arrays["step"]) < count:
        raise ValueError(f"looks must hold the {count} of the training beside them, got {len(arrays['step'])} in {path}")
    return Looks(*(arrays[name][:count] if name == "step" else arrays[name][:, :count] for name in NAMES))


def bytes_of(images: Array) -> Array:
    """Return images in [-1, 1], channels first, shape (..., D), as bytes with channels last, shape (..., w, w, 3)."""
    w = round((images.shape[-1] / 3) ** 0.5)
    pixels = np.moveaxis(images.reshape(*images.shape[:-1], 3, w, w), -3, -1)
    return np.rint(255 * (np.clip(pixels, -1, 1) + 1) / 2).astype(np.uint8)
