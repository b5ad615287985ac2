"""Proposition: a search finds what fails, brings it to small fractions and proves it, or says what it would have seen."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.methods import search
from verify.methods.search import Found, Nothing

BOX = {"x": (0, 2), "y": (0, 2)}


def product(x, y):
    return x * y, (x + y) / 2


@pytest.mark.parametrize("seed", range(5))
def test_it_finds_shrinks_and_proves(seed):
    found = search(product, BOX, draws=200).find(seed)
    assert isinstance(found, Found)
    assert found.left > found.right
    assert product(**found.at) == (found.left, found.right)
    assert all(isinstance(value, Fraction) and value.denominator == 1 for value in found.at.values())


def test_it_is_the_same_for_every_seed():
    assert search(product, BOX).find(3) == search(product, BOX).find(3)


def test_what_is_shrunk_stays_in_the_box_and_is_still_one():
    found = search(lambda x: (x, Fraction(7, 10)), {"x": (0, Fraction(5, 7))}).find(0)
    assert found.at == {"x": Fraction(5, 7)}


def test_a_narrow_violation_is_reached_by_climbing():
    """The statement x^2 (1 - x) 27/4 <= 1 - 10^-8 fails within 6 10^-5 of 2/3 only."""

    def sides(x):
        return x * x * (1 - x) * 27 / 4, 1 - Fraction(1, 10**8) if isinstance(x, Fraction) else 1 - 1e-8

    found = search(sides, {"x": (0, 1)}, draws=50).find(0)
    assert found.at == {"x": Fraction(2, 3)}
    assert isinstance(search(sides, {"x": (0, 1)}, draws=50, climbs=1).find(0), Found)


def test_decades_are_drawn_from_on_a_logarithmic_scale():
    found = search(lambda x: (Fraction(1, 10**40), x), {"x": (Fraction(1, 10**60), 1)}, draws=100).find(0)
    assert isinstance(found, Found)
    assert found.at["x"] < Fraction(1, 10**40)


def test_nothing_found_says_what_would_have_been_seen():
    nothing = search(lambda x, y: (2 * x * y, x * x + y * y), BOX, draws=300).find(0)
    assert isinstance(nothing, Nothing)
    assert not nothing.failed
    assert nothing.reason(BOX) == (
        "none of 300 draws from x in [0, 2], y in [0, 2], nor a search from the worst, fails: one that fails on 1% of the draws "
        "would have been seen with 95% confidence"
    )


def test_a_violation_in_floating_point_alone_is_none():
    """(x + 3e15) - 3e15 exceeds x in floats by up to 1/4."""
    sides = search(lambda x: ((x + 3e15) - 3e15, x), {"x": (0, 1)}, certify=lambda x: ((x + 3 * 10**15) - 3 * 10**15, x))
    nothing = sides.find(0)
    assert isinstance(nothing, Nothing)
    assert nothing.failed
    assert nothing.closest > 0
    assert "floating point alone, which does not certify" in nothing.reason(sides.box)


def test_balls_certify_what_is_no_fraction():
    looked = search(lambda x: (math.exp(x), 1 + x + x * x), {"x": (0, 3)}, certify=lambda x: (x.exp(), 1 + x + x * x), balls=True)
    found = looked.find(0)
    assert found.at["x"].denominator == 1
    assert found.left > found.right
    assert looked.proved({"x": Fraction(1)}) is None
    assert looked.holds_at(lambda x: (1 + x, x.exp()), found.at)
    assert not looked.holds_at(lambda x: (x.exp(), 1 + x), found.at)


def test_many_draws_at_once():
    looked = search(
        lambda x, y: (np.sin(x) * y, y / 2), BOX, many=True, certify=lambda x, y: (x.sin() * y, y / 2), balls=True, draws=64
    )
    assert isinstance(looked.find(0), Found)
    none = search(lambda x, y: (np.sin(x) * y, y), BOX, many=True, certify=lambda x, y: (x.sin() * y, y), balls=True, draws=64)
    assert none.find(0).draws == 64


def test_it_is_said_in_a_sentence_and_in_latex():
    found = Found({"x": Fraction(3, 2), "y": Fraction(-1)}, Fraction(1, 7), Fraction(0))
    assert found.sentence == "At x = 3/2, y = -1 the left side is 1/7, the right side 0."
    assert found.latex == r"At $x = \frac{3}{2}, y = -1$ the left side is $\frac{1}{7}$, the right side $0$."
    assert found.shown == {"at": {"x": "3/2", "y": "-1"}, "left": "1/7", "right": "0"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"box": {}}, "box must name at least one parameter, got none"),
        ({"box": {"x": (1, 0)}}, "box of x must be two finite numbers, the lower first"),
        ({"draws": 0}, "draws must be positive"),
    ],
)
def test_what_it_refuses(changed, message):
    with pytest.raises(ValueError, match=message):
        search(product, **{"box": BOX, **changed})


def test_floats_do_not_certify():
    with pytest.raises(ValueError, match=r"sides must be exact where they certify, got .*float"):
        search(lambda x: (x * 1.5, x), {"x": (0, 1)}).find(0)


@settings(max_examples=25, deadline=None)
@given(st.fractions(min_value=Fraction(1, 20), max_value=Fraction(19, 20), max_denominator=50))
def test_every_threshold_is_found_and_none_is_overstepped(level):
    found = search(lambda x: (x, level), {"x": (0, 1)}, draws=20).find(0)
    assert found.at["x"] > level
