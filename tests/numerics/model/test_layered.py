"""Proposition: layers are read exactly and by name, drawn as said, turned to another basis, or refused in one sentence."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.model.untied import UNTIED
from numerics.setting import exact_setting
from numerics.start import random_start, start_from_file
from numerics.task.layers import layer_product

W1 = [["1/3", "0.1"], [0, 1], ["1e-3", 2]]
W2 = [[1, 0, "1/7"], [0, "1/2", 0]]


def test_layers_are_taken_in_a_sequence_by_names_and_from_a_file(tmp_path):
    read = UNTIED.read_start([W1, W2], 9)
    assert read[0][0] == (Fraction(1, 3), Fraction(1, 10))
    assert UNTIED.read_start({"W2": W2, "W1": W1}, 9) == read
    floats = UNTIED.in_floats(read)
    np.savez(tmp_path / "layers.npz", W1=floats[0], W2=floats[1])
    held = UNTIED.read_start(start_from_file(tmp_path / "layers.npz"), 9)
    assert all(np.array_equal(one, other) for one, other in zip(UNTIED.in_floats(held), floats, strict=True))
    (tmp_path / "layers.json").write_text('{"W1": [["1/3", "0.1"], [0, 1], ["1e-3", 2]], "W2": [[1, 0, "1/7"], [0, "1/2", 0]]}')
    assert UNTIED.read_start(start_from_file(tmp_path / "layers.json"), 9) == read


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([W1], "layers must be the matrices W1, ..., W2 for the untied model, 2 to 2 of them, got 1"),
        ({"W1": W1, "W3": W2}, "layers must be the matrices W1, ..., W2, got the names W1, W3"),
        (7, "layers must be the matrices W1, ..., W2, W1 first, got int"),
        ([W1, [[1, 2], [3, 4]]], "W2 must have as many columns as W1 has rows, 3, got 2"),
        ([W1, [[1, 2, 3]]], "W2 must have as many rows as W1 has columns, 2, got 1"),
        ([[[1, 2], [3]], W2], "W1 must have rows of 2 entries, got row 2 with 1 entries"),
        ([[[1, "x"]], [[1], [2]]], "W1 must hold finite numbers or strings such as 1/50, got 'x' at entry (1, 2)"),
        ([[[1] * 10], [[1]] * 10], "W1 must have at most 9 columns, got 10"),
        ([[1, 2], W2], "W1 must be rows of numbers, got row 1 with '1'"),
    ],
)
def test_other_layers_are_refused(given, sentence):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        UNTIED.read_start(given, 9)
    assert str(refused.value) == sentence


def test_random_layers_are_normal_the_first_one_first():
    generator = np.random.default_rng(4)
    first, second = 0.3 * generator.standard_normal((5, 2)), 0.3 * generator.standard_normal((2, 5))
    drawn = UNTIED.in_floats(random_start(0.3, 4, 2, "untied", hidden=5))
    assert np.array_equal(drawn[0], first)
    assert np.array_equal(drawn[1], second)
    assert [layer.shape for layer in UNTIED.in_floats(random_start(0.3, 4, 2, "untied"))] == [(2, 2), (2, 2)]


@pytest.mark.parametrize(
    ("model", "options", "sentence"),
    [
        ("tied", {"hidden": 3}, "hidden must be left out for the tied model, got '3'"),
        ("untied", {"depth": 3}, "depth must be left out for the untied model, got '3'"),
        ("untied", {"hidden": 0}, "hidden must be a whole number between 1 and 128, got 0"),
    ],
)
def test_widths_and_depths_that_do_not_fit_are_refused(model, options, sentence):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        random_start(0.1, 0, 2, model, **options)
    assert str(refused.value) == sentence


def test_another_basis_is_that_of_the_map():
    Q, _ = np.linalg.qr(np.random.default_rng(1).standard_normal((2, 2)))
    layers = UNTIED.in_floats(UNTIED.read_start([W1, W2], 9))
    assert layer_product(UNTIED.in_basis(layers, Q)) == pytest.approx(Q.T @ layer_product(layers) @ Q)


def test_a_setting_of_layers_is_exact_and_of_the_right_size():
    question = exact_setting([1, 1], [0, 0], [W1, W2], "untied")
    assert question.W0[1][1][1] == Fraction(1, 2)
    with pytest.raises(ValueError, match=r"^W1 must have 3 columns, got 2$"):
        exact_setting([1, 1, 1], [0, 0, 0], [W1, W2], "untied", dim=3)
    with pytest.raises(ValueError, match=r"^W2 must have entries of at most 1e\+12, got 1e\+13 at entry \(1, 1\)$"):
        exact_setting([1, 1], [0, 0], [W1, [["1e13", 0, 0], [0, 1, 0]]], "untied")
