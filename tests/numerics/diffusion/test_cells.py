"""Proposition: designs are distributions over shown compositions, exactly, and what is no such distribution is refused."""

import re
from fractions import Fraction

import numpy as np
import pytest

from numerics.diffusion.cells import BALANCED, DESIGNS, PAPER, POSITIVE, Cell, read_cells

NONE = (Fraction(0), Fraction(0))


def test_a_text_is_read_exactly():
    design = read_cells("0 0:1/3, 1 .5:0.25,0 1: 5/12")
    assert design.cells[1] == Cell(Fraction(1), Fraction(1, 2), Fraction(1, 4))
    assert sum(cell.weight for cell in design.cells) == 1
    assert design.cells[2].levels == (0, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 0:1/3,1 0:1/3", "weights of cells must sum to one, got 2/3"),
        ("0 0:1/2,1 1:1/2", "cells must leave out the unseen composition 1 1, got it among them"),
        ("0 0:1/2,2 0:1/2", "levels of cells must lie between 0 and 1, got 2 0"),
        ("0 0:1/2,1 -1/2:1/2", "levels of cells must lie between 0 and 1, got 1 -1/2"),
        ("0 0:1/2,0 0:1/2", "cells must differ, got 0 0 twice"),
        ("0 0:1,1 0:0", "weights of cells must be above 0, got 0 for 1 0"),
        ("0 0:1", "cells must be at least two, got 1"),
        ("0 0:1/2,0 1:1/2", "cells must vary in colour, got one level"),
        ("0 1:1/2,1/2 1:1/2", "cells must vary in size, got one level"),
        ("0 0 1/2,1 0:1/2", "cells must each read 'colour size:weight', got '0 0 1/2'"),
        ("0:1/2,1 0:1/2", "cells must each read 'colour size:weight', got '0:1/2'"),
        ("0 x:1/2,1 0:1/2", "cells must be finite numbers"),
        ("0 0:nan,1 0:1/2", "cells must be finite numbers"),
        ("", "cells must each read 'colour size:weight', got ''"),
    ],
)
def test_what_is_no_design_is_refused(text, said):
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        read_cells(text)


@pytest.mark.parametrize("design", DESIGNS.values())
def test_moments_are_those_of_numpy(design):
    levels = np.array([[float(level) for level in cell.levels] for cell in design.cells])
    weights = [float(cell.weight) for cell in design.cells]
    assert [float(level) for level in design.mean()] == pytest.approx(np.average(levels, axis=0, weights=weights))
    expected = np.cov(levels.T, aweights=weights, bias=True) + np.diag([0.25, 0.5])
    found = design.covariance((Fraction(1, 4), Fraction(1, 2)))
    assert np.array(found, dtype=float) == pytest.approx(expected, abs=1e-15)


def test_the_slope_of_the_paper_is_in_closed_form_and_of_the_balanced_design_zero():
    spread = Fraction(1, 384)
    assert PAPER.slope(0, (spread, Fraction(3, 64))) == -Fraction(1, 9) / (Fraction(2, 9) + spread)
    assert PAPER.slope(1, (spread, Fraction(3, 64))) == -Fraction(1, 9) / (Fraction(2, 9) + Fraction(3, 64))
    assert BALANCED.slope(0, NONE) == 0


def test_the_balanced_design_is_balanced_at_every_level():
    for concept in (0, 1):
        for level in (Fraction(0), Fraction(1, 2), Fraction(1)):
            cells = [cell for cell in BALANCED.cells if cell.levels[concept] == level]
            mean = sum(cell.weight * cell.levels[1 - concept] for cell in cells) / sum(cell.weight for cell in cells)
            assert mean == Fraction(1, 4)


def test_mixed_designs_lie_in_the_middle():
    for name, ends in {"half-paper": (PAPER, BALANCED), "half-positive": (BALANCED, POSITIVE)}.items():
        weights = {cell.levels: cell.weight for cell in DESIGNS[name].cells}
        for levels, weight in weights.items():
            parts = [next((cell.weight for cell in end.cells if cell.levels == levels), Fraction(0)) for end in ends]
            assert weight == sum(parts) / 2
        assert sum(weights.values()) == 1
