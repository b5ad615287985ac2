"""Proposition: the letters of the theory are the same symbol wherever they are made, and an entry knows its places."""

import pytest
from sympy import MatrixSymbol, Symbol

from theory.algebra import symbols
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


@pytest.mark.parametrize(
    ("letters", "assumption"),
    [
        ("t w", "real"),
        ("eta omega theta a_1 a_2 a_3 c_1 c_2 m a", "positive"),
        ("d s i j k", "positive"),
        ("d s i j k", "integer"),
    ],
)
def test_letters_are_numbers_of_their_kind(letters, assumption):
    for name in letters.split():
        letter = getattr(symbols, name)
        letter = letter[1] if name in ("w", "a") else letter
        assert str(letter).removesuffix("[1]") == name
        assert getattr(letter, f"is_{assumption}")
    assert entry("w", 1, 2).is_real
    assert vector("z", 2)[0].is_real
    assert symbols.signal(1).is_nonnegative
    assert symbols.deviation(1).is_nonnegative


def test_letters_of_matrices_have_their_shapes():
    shapes = {name: getattr(symbols, name).shape for name in ("A", "W", "U", "W0", "I", "R", "x", "z")}
    assert shapes == {
        **dict.fromkeys(("A", "W", "U", "W0", "I", "R"), (symbols.d, symbols.d)),
        **dict.fromkeys("xz", (symbols.d, 1)),
    }


def test_indices_of_two_digits_are_kept_apart():
    assert (str(entry("w", 9, 9)), str(entry("w", 9, 10)), str(entry("w", 10, 9))) == ("w_99", "w_9 10", "w_10 9")
    assert place(Symbol("w_123")) == ("w", (1, 2, 3))
    assert (place(A), place(MatrixSymbol("w_1", 2, 2))) == (None, None)
    assert full("w", 1, 2)[0, 1] == entry("w", 1, 2)
    assert symmetric("w", 3)[2, 0] == entry("w", 1, 3) == symmetric("w", 3)[0, 2]
    assert [str(symbols.signal(2)), str(symbols.deviation(3)), str(rate(4))] == ["mu_2", "sigma_3", "a_4"]
    assert [str(item) for item in vector("z", 2)] == ["z_1", "z_2"]
