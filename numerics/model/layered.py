"""What networks have in common that are followed layer by layer: their starts, their integration, gradient descent.

    start     W_1, ..., W_L, W_1 next to the input; random: standard normal entries of a scale, W_1 first
    flow      W_l' = -dL/dW_l on the loss clock;  gd  W_l+ = W_l - eta dL/dW_l

Source: elementary.

Legend: W_1 (h, d), ..., W_L (d, h'); a (d,) rates; Q (d, d) orthogonal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.flow.layers import integrate_layers
from numerics.model.base import Iteration, Model, floats
from numerics.task.arrays import Array
from numerics.task.exact_numbers import Rows, exact_table
from numerics.task.layers import Layers, flattened, layer_field, layer_product, unflattened
from numerics.task.trajectory import Clock, Trajectory

#: Relative tolerance of a step: the test loss is then right to 1e-8 of itself, down to a millionth of what it is at the start.
TOLERANCE = 3e-13


class Layered(Model[Layers, tuple[Rows, ...]]):
    """f = W_L ... W_1 x, on the loss clock."""

    clock = Clock.LOSS
    flow = "W_l' = -dL/dW_l"
    iterates = ("gd",)

    def drawn_start(self, scale: float, generator: Generator, widths: Sequence[int]) -> tuple[Rows, ...]:
        """Return layers of scale * standard_normal, W_1 first."""
        drawn = [scale * generator.standard_normal((after, before)) for before, after in pairwise(widths)]
        return tuple(tuple(tuple(Fraction(float(entry)) for entry in row) for row in layer) for layer in drawn)

    def read_start(self, given: Any, most: int) -> tuple[Rows, ...]:
        """Return the layers exactly, from a sequence W_1, ..., W_L or a mapping with the names W1, ..., WL."""
        least, greatest, _ = self.depths
        rule = f"layers must be the matrices W1, ..., W{greatest}" if least == greatest else "layers must be matrices W1, W2, ..."
        if isinstance(given, Mapping):
            names = [f"W{k}" for k in range(1, len(given) + 1)]
            if set(given) != set(names):
                raise ValueError(f"{rule}, got the names {', '.join(sorted(map(str, given)))[:80]}")
            given = [given[name] for name in names]
        if not isinstance(given, (list, tuple)) and not hasattr(given, "__array__"):
            raise ValueError(f"{rule}, W1 first, got {type(given).__name__}")
        if not least <= len(given) <= greatest:
            raise ValueError(f"{rule} for the {self.name} model, {least} to {greatest} of them, got {len(given)}")
        read = tuple(exact_table(f"W{k}", layer, most) for k, layer in enumerate(given, 1))
        sizes = [(len(layer), len(layer[0])) for layer in read]
        for k, ((rows, _), (_, columns)) in enumerate(pairwise(sizes), 1):
            if rows != columns:
                raise ValueError(f"W{k + 1} must have as many columns as W{k} has rows, {rows}, got {columns}")
        if sizes[-1][0] != sizes[0][1]:
            raise ValueError(f"W{len(read)} must have as many rows as W1 has columns, {sizes[0][1]}, got {sizes[-1][0]}")
        return read

    def tables(self, start: tuple[Rows, ...]) -> list[tuple[str, Rows]]:
        """Return the layers with their names."""
        return [(f"W{k}", layer) for k, layer in enumerate(start, 1)]

    def in_floats(self, start: tuple[Rows, ...]) -> Layers:
        """Return the layers in floats."""
        return tuple(map(floats, start))

    def in_basis(self, start: Layers, Q: Array) -> Layers:
        """Return W_1 Q, ..., Q^T W_L."""
        turned = [*start]
        turned[0], turned[-1] = turned[0] @ Q, Q.T @ turned[-1]
        if len(start) == 1:
            return (Q.T @ start[0] @ Q,)
        return tuple(turned)

    def settling_of(self, start: Layers) -> float:
        """Return 2 L: near W = I each of L balanced layers takes its part."""
        return 2.0 * len(start)

    def stable_below_of(self, start: Layers) -> float:
        """Return 2 / L."""
        return 2.0 / len(start)

    def integrate(self, a: Array, start: Layers, end: float) -> Trajectory:
        """Return the integrated flow of the product, layer by layer."""
        return integrate_layers(start, a, end, TOLERANCE)

    def iteration(self, name: str, a: Array, start: Layers) -> Iteration:
        """Return gradient descent on the layers, all their entries as one vector."""
        shapes = tuple(layer.shape for layer in start)

        def step(flat: Array, eta: float) -> Array:
            return np.asarray(flat + eta * flattened(layer_field(unflattened(flat, shapes), a)))

        return Iteration(flattened(start), step, lambda flat: layer_product(unflattened(flat, shapes)))
