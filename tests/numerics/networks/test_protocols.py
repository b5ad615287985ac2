"""Proposition: every figure has a protocol in both forms, frozen and printable, different where code and text differ."""

from dataclasses import FrozenInstanceError
from math import isclose

import pytest

from numerics.networks.protocols import protocols, released_suite

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
