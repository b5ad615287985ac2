"""A stack of trainings kept in a `.npz`, without pickle, and taken up again bit for bit.

Source: new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import jax
import numpy as np

from numerics.array_files import read_arrays, write_arrays
from numerics.diffusion.training import Recipe, Run, State, start

#: Names of the arrays; leaves of weights, averages and optimiser follow, numbered.
TASK, LOOKS, LOSSES, LEAF = "task", "looks", "losses", "leaf"


def keep(path: Path, runs: Sequence[Run], recipe: Recipe, state: State) -> None:
    """Write a state, whole or not at all.

    Raises
    ------
    OSError : if it cannot be written
    """
    leaves = {f"{LEAF}{number}": np.asarray(leaf) for number, leaf in enumerate(_leaves(state))}
    write_arrays(path, {TASK: np.array(task(runs, recipe)), LOOKS: state.looks, LOSSES: state.losses, **leaves})


def resume(path: Path, runs: Sequence[Run], recipe: Recipe) -> State:
    """Return the state kept in a file.

    Raises
    ------
    ValueError : if it is no such file, or one of another training
    """
    fresh = start(runs, recipe)
    leaves = [f"{LEAF}{number}" for number in range(len(_leaves(fresh)))]
    arrays = read_arrays(path, "checkpoint must be a .npz of a training", (TASK, LOOKS, LOSSES, *leaves))
    if str(arrays[TASK]) != task(runs, recipe):
        raise ValueError(f"checkpoint must be of the same runs and recipe, got another one in {path}")
    structure = jax.tree.structure((fresh.weights, fresh.average, fresh.optimiser))
    weights, average, optimiser = jax.tree.unflatten(structure, [arrays[name] for name in leaves])
    return State(arrays[LOOKS], arrays[LOSSES], weights, average, optimiser)


def task(runs: Sequence[Run], recipe: Recipe) -> str:
    """Return a name of what is trained and how, the number of steps left out: a longer training goes on from a shorter one."""
    words = repr((tuple(runs), {name: value for name, value in vars(recipe).items() if name != "steps"}))
    return hashlib.sha256(words.encode()).hexdigest()


def _leaves(state: State) -> list[object]:
    return jax.tree.leaves((state.weights, state.average, state.optimiser))
