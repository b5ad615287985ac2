"""Proposition: every figure has a protocol in both forms, frozen and printable, different where code and text differ."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from math import isclose

import numpy as np
import pytest

from numerics.networks.protocol import Initialisation, Run
from numerics.networks.protocols import FIGURE_5, one_layer, protocols, released_suite
from numerics.networks.training import train

FIGURES = ("2a", "2b", "2c", "3", "5", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18")


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("form", ["printed", "coded"])
def test_every_figure_is_there_and_prints_itself(figure: str, form):
    for protocol in protocols(form, figure):
        text = str(protocol)
        assert text.startswith(f"Figure {figure}, {form}")
        assert ("not printed" in text) == (form == "printed")
        assert eval(repr(protocol), vars(__import__("numerics.networks.protocol", fromlist=["_"]))) == protocol  # noqa: S307
        with pytest.raises(FrozenInstanceError):
            protocol.steps = 1


def test_the_released_suite_has_its_29_runs_of_40_epochs():
    suite = released_suite()
    assert len(suite) == len(set(suite)) == 29
    assert [p.steps for p in suite if p.figure == "7"] == [40 * 157]
    assert {p.steps for p in suite if p.figure != "7"} == {40 * 118}


def test_printed_and_coded_grids_take_the_same_step_on_the_same_loss():
    for printed, coded in zip(protocols("printed"), protocols("coded"), strict=True):
        assert isclose(printed.step_size, coded.step_size, rel_tol=1e-14)
        assert printed.label == coded.label or printed.figure in ("7", "8")


def test_coded_rates_of_figure_5_are_squared_and_spread_over_all_coordinates():
    printed, coded = protocols("printed", "5")[0], protocols("coded", "5")[0]
    assert (printed.optimiser.squared, coded.optimiser.squared) == (False, True)
    assert (printed.data.rank, coded.data.rank) == (2, 3)


def test_unknown_figures_are_refused():
    with pytest.raises(ValueError, match="figure"):
        protocols("printed", "99")


def test_figure_5_is_one_setting():
    """As printed, as coded (a third spread), in doubles and in fractions; the start is that of its seed."""
    for form, spreads in (("printed", 2), ("coded", 3)):
        for figure in ("5", "17", "18"):
            (protocol,) = protocols(form, figure)
            assert (protocol.data.mu, protocol.data.dim) == (FIGURE_5.mu, FIGURE_5.dim) == ((1, 1.5), 3)
            assert protocol.data.spread == (0.05,) * spreads
            assert protocol.initialisation == Initialisation("uniform_tied", FIGURE_5.scale)
    assert FIGURE_5.exact() == ((Fraction(1), Fraction(3, 2)), (Fraction(1, 20), Fraction(1, 20)))
    assert FIGURE_5.task().rates() == pytest.approx([0.5025, 1.1275, 0.0], rel=1e-15)
    assert (FIGURE_5.start() == 0.2 * np.random.default_rng(2).random((3, 3))).all()
    U = FIGURE_5.starts(500, np.random.default_rng(3))
    assert U.shape == (500, 3, 3)
    assert 0 <= U.min() < 0.001
    assert 0.199 < U.max() < 0.2


@pytest.mark.parametrize("form", ["printed", "coded"])
def test_variations_change_what_they_name(form):
    varied, base = one_layer(form, (1, 3), (0.2, 0.05), 17, 1e-3), protocols(form, "2b")[0]
    assert (varied.data.mu, varied.data.spread, varied.steps) == ((1, 3), (0.2, 0.05), 17)
    assert varied.initialisation == Initialisation("gaussian", 1e-3)
    assert (varied.architecture, varied.optimiser, varied.data.origin) == (base.architecture, base.optimiser, base.data.origin)
    start = np.abs(train([Run(varied, 0)]).x_hat[:, 0] - 5.0)
    assert start < 0.05
    assert one_layer(form, (1, 3), (0.2, 0.05), 17).initialisation == base.initialisation
