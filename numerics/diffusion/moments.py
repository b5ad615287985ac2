r"""Moments of images and conditionings, by quadrature: what the denoiser at the last noise level learns from.

    S = E c~ c~^T,  X = E x c~^T,  c~ = (1, c)

Given the diameter, an image is linear in the colours, so that one quadrature over the diameter, and one over the position where
that varies, gives both; noise and background are independent of the conditioning and drop out.

Source: new.

Legend: c~ (5,); S (5, 5); X (D, 5)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from numerics.diffusion.cells import Design
from numerics.diffusion.discs import BACKGROUND, Discs
from numerics.task.arrays import Array

#: Nodes over the diameter, and over each coordinate of the position: coverage has kinks, at which these leave 1e-4 of it.
NODES, PLACES = 48, 12


@dataclass(frozen=True, eq=False)
class Moments:
    """The moments of one training set.

    Parameters
    ----------
    X : E x c~^T, shape (D, k)
    S : E c~ c~^T, shape (k, k)
    """

    X: Array
    S: Array


def moments(design: Design, discs: Discs) -> Moments:
    """Return the moments of a design."""
    X, S = np.zeros((discs.pixels, 5)), np.zeros((5, 5))
    for cell in design.cells:
        centre = discs.conditioning(np.array([[float(level) for level in cell.levels]]))[0]
        of_cell = _of_cell(discs, centre)
        X, S = X + float(cell.weight) * of_cell.X, S + float(cell.weight) * of_cell.S
    return Moments(X, S)


def batches(design: Design, discs: Discs, size: int, rng: Generator) -> Iterator[Moments]:
    """Yield the moments of batches of images drawn afresh, without end."""
    cells = np.array([[float(level) for level in cell.levels] for cell in design.cells])
    shares = [float(cell.weight) for cell in design.cells]
    while True:
        images, conditionings = discs.draw(rng, cells[rng.choice(len(shares), size, p=shares)])
        c = np.concatenate([np.ones((size, 1)), conditionings], axis=1)
        yield Moments(images.T @ c / size, c.T @ c / size)


def _of_cell(discs: Discs, centre: Array) -> Moments:
    variances = discs.spreads() ** 2 / 3
    mean = np.concatenate([[1.0], centre])
    S = np.outer(mean, mean) + np.diag(np.concatenate([[0.0], variances]))
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    diameters = centre[3] + discs.spreads()[3] * nodes
    covered = _mean_coverage(discs, diameters)
    flat, along = (np.tensordot(weight / 2, covered, axes=1).ravel() for weight in (weights, weights * diameters))
    X = np.empty((3, flat.size, 5))
    for channel in range(3):
        painted = centre[channel] - BACKGROUND
        X[channel, :, :4] = (2 * (BACKGROUND + painted * flat) - 1)[:, None] * mean[:4]
        X[channel, :, channel + 1] += 2 * variances[channel] * flat
        X[channel, :, 4] = (2 * BACKGROUND - 1) * centre[3] + 2 * painted * along
    return Moments(X.reshape(discs.pixels, 5), S)


def _mean_coverage(discs: Discs, diameters: Array) -> Array:
    """Return the coverage at diameters, averaged over the position, shape (n, w, w)."""
    if not discs.jitter:
        return discs.coverage(diameters)
    nodes, weights = np.polynomial.legendre.leggauss(PLACES)
    mean = np.zeros((len(diameters), discs.width, discs.width))
    for across, first in zip(nodes, weights, strict=True):
        for down, second in zip(nodes, weights, strict=True):
            centres = np.tile(discs.jitter * np.array([across, down]), (len(diameters), 1))
            mean += first * second / 4 * discs.coverage(diameters, centres)
    return mean
