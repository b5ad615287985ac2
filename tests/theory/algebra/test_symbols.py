"""Proposition: the letters of the theory are the same symbol wherever they are made, and an entry knows its places."""

import pytest
from sympy import Symbol

from theory.algebra.symbols import (
    A,
    a_1,
    a_2,
    a_3,
    diagonal,
    entry,
    full,
    place,
    rate,
    rates,
    sample,
    symmetric,
    vector,
)  # fmt: skip


def test_a_letter_is_one_symbol():
    assert (a_1, a_2, a_3) == (rate(1), rate(2), rate(3)) == tuple(rates(3).diagonal())
    assert symmetric("w", 2)[1, 0] == entry("w", 1, 2) == full("w", 2)[0, 1]
    assert full("w", 2)[1, 0] == entry("w", 2, 1) != entry("w", 1, 2)


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        (entry("w", 1, 2), ("w", (1, 2))),
        (entry("w", 10, 2), ("w", (10, 2))),
        (entry("w", 2, 11), ("w", (2, 11))),
        (rate(3), ("a", (3,))),
        (Symbol("y_M"), None),
        (Symbol("t"), None),
        (A, None),
    ],
)
def test_an_entry_knows_its_letter_and_places(symbol, expected):
    assert place(symbol) == expected


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_shapes_of_free_matrices(size):
    assert full("w", size, size + 1).shape == (size, size + 1)
    assert len(full("w", size).free_symbols) == size**2
    assert len(symmetric("w", size).free_symbols) == size * (size + 1) // 2
    assert symmetric("w", size).is_symmetric()
    assert list(diagonal("w", size).diagonal()) == [entry("w", k, k) for k in range(1, size + 1)]
    assert diagonal("w", size).is_diagonal()
    assert vector("z", size).shape == (size, 1)


def test_a_sample_is_a_column_of_its_entries():
    assert list(sample(3, 2)) == [entry("x", 3, 1), entry("x", 3, 2)]
    assert sample(3, 2).shape == (2, 1)
