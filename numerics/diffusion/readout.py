r"""Coordinates of images between the four corners: level 0 or 1 of colour and of size.

    x = x_00 + z_1 (x_10 - x_00) + z_2 (x_01 - x_00) + z_3 (x_11 - x_10 - x_01 + x_00),  least squares;  (z_1, z_2) are kept

Source: new.

Legend: x images, (..., D); x_ij mean images of the corners, colour i and size j
"""

from __future__ import annotations

import numpy as np

from numerics.diffusion.discs import Discs
from numerics.task.arrays import Array

#: The corners: 00, 10, 01, 11 as (colour, size).
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


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
