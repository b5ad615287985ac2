"""Proposition: the corners read as themselves, mixtures between, and what is no disc is left out by least squares."""

import numpy as np
import pytest

from numerics.diffusion.discs import Discs
from numerics.diffusion.readout import CORNERS, Readout


def test_corners_and_mixtures():
    discs = Discs(colour=0.5, size=0.3)
    read, corners = Readout(discs), discs.images(discs.conditioning(CORNERS))
    assert read(corners) == pytest.approx(CORNERS, abs=1e-12)
    assert read(0.7 * corners[0] + 0.2 * corners[1] + 0.1 * corners[2]) == pytest.approx([0.2, 0.1])
    assert read(corners.reshape(2, 2, -1)).shape == (2, 2, 2)


def test_it_is_least_squares():
    discs = Discs()
    read, corners = Readout(discs), discs.images(discs.conditioning(CORNERS))
    image = np.random.default_rng(0).standard_normal(discs.pixels)
    frame = np.stack(
        [corners[1] - corners[0], corners[2] - corners[0], corners[3] - corners[1] - corners[2] + corners[0]], axis=1
    )
    assert read(image) == pytest.approx(np.linalg.lstsq(frame, image - corners[0], rcond=None)[0][:2])
