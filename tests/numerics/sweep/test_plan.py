"""Proposition: a sweep has every combination, the last option fastest, and each is the setting that `exact_setting` reads."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.setting import exact_setting
from numerics.sweep.plan import MOST_SETTINGS, plan


def test_every_combination_comes_once_the_last_option_fastest():
    found = plan(mu="1,0.5:1:2", sigma="0.05,0.05", seed="0:2", init_scale=[0.1, 0.2])
    rows = list(found.rows())
    assert (len(found), len(rows), len(set(rows))) == (12, 12, 12)
    assert list(found.values) == ["mu_1", "mu_2", "sigma_1", "sigma_2", "init_scale", "seed"]
    assert found.swept == ["mu_2", "init_scale", "seed"]
    assert rows[:4] == [
        ("1", "0.5", "0.05", "0.05", scale, seed) for scale, seed in (("0.1", "0"), ("0.1", "1"), ("0.1", "2"), ("0.2", "0"))
    ]
    assert found.dimension == 2


def test_each_row_is_the_setting_that_its_texts_say():
    found = plan(
        model="tied,one-layer",
        mu="1,3/2",
        sigma="0.05,0.05",
        init_scale="0.2",
        seed="3",
        dim="2:3",
        probe="1,0:1",
        rates="squared",
    )
    row = list(found.rows())[-1]
    options = {"model": "one-layer", "rates": "squared", "probe": ("1", "1"), "dim": "3", "init_scale": "0.2", "seed": "3"}
    expected = exact_setting(("1", "3/2"), ("0.05", "0.05"), None, **options)
    question = found.question(row)
    assert (question.mu, question.W0, question.model) == (expected.mu, expected.W0, expected.model)
    assert question.mu[1] == Fraction(3, 2)
    assert found.dimension == 3


def test_what_is_the_same_in_every_setting_is_told_by_its_digest():
    first, again, other = (
        plan(mu="1,2", sigma="0.1,0.1", W0=W0) for W0 in (np.eye(2) / 8, [[0.125, 0], [0, 0.125]], np.eye(2) / 4)
    )
    assert set(first.digests) == {"w0"}
    assert first.digests != other.digests
    assert first.question(next(first.rows())).W0 == again.question(next(again.rows())).W0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"mu": "1,2", "sigma": "0.1", "init_scale": 0.1}, "sigma must have 2 entries, got 1"),
        ({"mu": "1,2", "sigma": "0.1,0.1", "init_scale": "0.1", "dim": "2:200"}, "dim must be a whole number between 1 and 128"),
        ({"mu": "1,-1:1:3", "sigma": "0.1,0.1", "init_scale": "0.1"}, "mu must be finite and at least 0, got -1"),
        ({"mu": "1,x", "sigma": "0.1,0.1", "init_scale": "0.1"}, "mu must be finite numbers"),
        ({"mu": "1,1", "sigma": "0.1,0.1"}, "W0 must be given, or init_scale in its place, got neither"),
    ],
)
def test_each_value_is_read_before_any_work(given, message):
    with pytest.raises(ValueError, match=message):
        plan(**given).dimension  # noqa: B018


def test_too_many_settings_are_refused():
    with pytest.raises(ValueError, match=f"a sweep must have at most {MOST_SETTINGS:,} settings, got 1,002,001"):
        plan(mu="0.1:1:1001,0.1:1:1001", sigma="0.1,0.1", init_scale=0.1)
