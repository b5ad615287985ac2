r"""Noise schedules: how much of an image is left at noise level k of K, x_k = sqrt(abar_k) x + sqrt(1 - abar_k) noise.

    cosine          abar_k = cos^2(pi/2 (k/K + o)/(1 + o)) / cos^2(pi/2 o/(1 + o)), at least LEAST
    learned linear  abar = sigmoid(-gamma), gamma(u) = gamma_0 + (gamma_1 - gamma_0) u, u = k/K; both ends are learned

Source: Nichol and Dhariwal, 2021 (arXiv 2102.09672), Eq. (17); Kingma et al., 2021 (arXiv 2107.00630), section 4; Yang et al.,
ICLR 2025 (arXiv 2410.08309v2), section 5, who begin with gamma from -5 to 10.

Legend: abar (K,), descending, for k = 1..K
"""

from __future__ import annotations

import numpy as np

from numerics.task.arrays import Array

#: The offset of the cosine, and what is left at the last level: there the noised image says nothing of the image.
OFFSET, LEAST = 0.008, 1e-4
#: gamma at the least and at the largest noise, when training begins.
GAMMAS = (-5.0, 10.0)


def cosine(levels: int) -> Array:
    """Return abar_1, ..., abar_K of the cosine schedule."""
    u = np.arange(1, levels + 1) / levels
    left = np.cos(np.pi / 2 * (u + OFFSET) / (1 + OFFSET)) ** 2 / np.cos(np.pi / 2 * OFFSET / (1 + OFFSET)) ** 2
    return np.maximum(left, LEAST)


def linear(levels: int, gammas: tuple[float, float] = GAMMAS) -> Array:
    """Return abar_1, ..., abar_K of gamma that is linear between two ends."""
    gamma = np.linspace(*gammas, levels)
    return 1 / (1 + np.exp(gamma))


def signal_to_noise(left: Array) -> Array:
    """Return abar / (1 - abar)."""
    return left / (1 - left)
