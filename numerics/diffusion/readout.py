r"""Coordinates of images between the four corners: level 0 or 1 of colour and of size.

    of a mean image   x = x_00 + z_1 (x_10 - x_00) + z_2 (x_01 - x_00) + z_3 (x_11 - x_10 - x_01 + x_00),  least squares;
                      (z_1, z_2) are kept
    of a sample       z_1 = (b - r + s)/(2 s) of its disc, z_2 = (.45 + q/2 - diameter)/q,  diameter = 2 sqrt(area/pi)

Source: new.

Legend: x images, (..., D); x_ij mean images of the corners, colour i and size j; s, q separations
"""

from __future__ import annotations

import numpy as np

from numerics.diffusion.discs import MIDDLE, Discs
from numerics.task.arrays import Array

#: The corners: 00, 10, 01, 11 as (colour, size).
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])

#: Pixels of a disc that are no edge differ from the background by this part of the largest difference.
INSIDE = 0.8
#: Below the squared contrast of a disc: an image without one divides by no zero.
LEAST = 1e-12


class Readout:
    """Reads coordinates off images.

    Parameters
    ----------
    discs : the task

    Attributes
    ----------
    origin : the mean image x_00, shape (D,)
    projection : of an image without it to (z_1, z_2), shape (2, D)
    """

    def __init__(self, discs: Discs) -> None:
        none, first, second, both = discs.images(discs.conditioning(CORNERS))
        frame = np.stack([first - none, second - none, both - first - second + none], axis=1)
        self.origin, self.projection = none, np.linalg.pinv(frame)[:2]

    def __call__(self, images: Array) -> Array:
        """Return (colour, size) of images, shape (..., 2)."""
        found: Array = (images - self.origin) @ self.projection.T
        return found


def read_samples(discs: Discs, images: Array) -> Array:
    """Return (colour, size) of discs wherever they are, each by itself, shape (n, 2); images (n, D).

    The background is the median of the border, the disc what differs from it by more than INSIDE of the most; its area is the
    sum over pixels of how far they are from background to disc.
    """
    pixels = (np.asarray(images, dtype=float).reshape(len(images), 3, -1) + 1) / 2
    w = discs.width
    border = np.ones((w, w), dtype=bool)
    border[1:-1, 1:-1] = False
    away = pixels - np.median(pixels[:, :, border.ravel()], axis=2)[:, :, None]
    distance = np.abs(away).sum(axis=1)
    inside = distance >= INSIDE * distance.max(axis=1, keepdims=True)
    count = inside.sum(axis=1)[:, None]
    red, _, blue = ((pixels * inside[:, None]).sum(axis=2) / count).T
    contrast = (away * inside[:, None]).sum(axis=2) / count
    along = (away * contrast[:, :, None]).sum(axis=1) / np.maximum((contrast**2).sum(axis=1), LEAST)[:, None]
    diameter = 2 * np.sqrt(np.clip(along, 0, 1).sum(axis=1) / np.pi) / w
    return np.stack([(blue - red + discs.colour) / (2 * discs.colour), (MIDDLE + discs.size / 2 - diameter) / discs.size], axis=1)
