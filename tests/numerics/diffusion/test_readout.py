"""Proposition: the corners read as themselves, mixtures between, discs wherever they are; what is no disc, by least squares."""

import numpy as np
import pytest

from numerics.diffusion.discs import Discs
from numerics.diffusion.readout import CORNERS, Readout, read_samples


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


@pytest.mark.parametrize(("width", "jitter"), [(16, 0.0), (32, 0.1)])
def test_samples_are_read_by_their_own_disc(width, jitter):
    discs, rng = Discs(width=width, colour=0.8, size=0.3, jitter=jitter), np.random.default_rng(1)
    levels = np.concatenate([CORNERS, rng.uniform(size=(20, 2))])
    images, conditionings = discs.draw(rng, levels)
    own = np.stack([(conditionings[:, 2] - conditionings[:, 0] + 0.8) / 1.6, (0.6 - conditionings[:, 3]) / 0.3], axis=1)
    assert np.abs(read_samples(discs, images) - own).max(axis=0) == pytest.approx([0, 0], abs=0.04)
    assert np.abs(own - levels).max() > 0.1


def test_an_image_without_a_disc_is_read_as_something_finite():
    assert np.isfinite(read_samples(Discs(), np.zeros((1, 768)))).all()
