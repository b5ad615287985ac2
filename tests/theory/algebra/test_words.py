"""Two matrix polynomials are equal word by word exactly if they are equal as explicit matrices of every size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    HadamardProduct,
    Identity,
    Inverse,
    MatPow,
    MatrixSymbol,
    Rational,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    expand,
    symbols,
)

from theory.algebra.equation import explicit
from theory.algebra.symbols import A, D, I, U, W, d, full, q, rates, symmetric
from theory.algebra.words import same_in_every_dimension, trace_words, words

LETTERS = {A: symmetric("b", 2), W: symmetric("w", 2), U: full("u", 2)}


def products(length: int) -> st.SearchStrategy:
    factor = st.sampled_from([A, W, U, U.T, I])
    return st.lists(factor, min_size=1, max_size=length).map(lambda factors: _product(factors))


def _product(factors):
    total = factors[0]
    for factor in factors[1:]:
        total = total * factor
    return total


sums = st.lists(st.tuples(st.integers(-3, 3), products(4)), min_size=1, max_size=3).map(
    lambda terms: sum((number * term for number, term in terms), start=ZeroMatrix(d, d))
)


@settings(max_examples=60, deadline=None)
@given(sums, sums)
def test_words_agree_with_explicit_matrices(left, right):
    left, right = left + 0 * A, right + 0 * A
    difference = explicit(left, LETTERS, 2) - explicit(right, LETTERS, 2)
    equal = difference.applyfunc(expand).is_zero_matrix
    same = same_in_every_dimension(left, right, [A, W])
    assert equal or not same  # equal words are equal matrices
    assert same or not equal or explicit_at_three(left, right)  # d = 2 has identities of its own; then d = 3 must differ


def explicit_at_three(left, right):
    letters = {A: symmetric("b", 3), W: symmetric("w", 3), U: full("u", 3)}
    difference = explicit(left, letters, 3) - explicit(right, letters, 3)
    return not difference.applyfunc(expand).is_zero_matrix


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (A * W - W * A, 0 * A, False),
        ((A * W).T, W * A, True),
        ((U * A).T, A * U.T, True),
        ((U * A).T, A * U, False),
        (W * Inverse(W) * A, A, True),
        (Inverse(A * W) * A, Inverse(W), True),
        (Inverse(U * A).T, Inverse(U.T) * Inverse(A), True),
        (Inverse(U * A) ** 2, Inverse(A) * Inverse(U) * Inverse(A) * Inverse(U), True),
        (Inverse(U).T, Inverse(U), False),
        ((W + I) ** 2, W**2 + 2 * W + I, True),
        (Rational(1, 3) * A + Rational(2, 3) * A, A, True),
    ],
)
def test_known_cases(left, right, same):
    assert same_in_every_dimension(left, right, [A, W]) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (Trace(A * W * U), Trace(U * A * W), True),
        (Trace(A * U * W), Trace(A * W * U), False),
        (Trace(A * W * U), Trace(U.T * W * A), True),
        (2 * Trace(A) + 1, Trace(A + A.T) + 1, True),
        (Trace(I), 1 + 0 * Trace(A), False),
        (Trace(W * A * Inverse(W)), Trace(A), True),
        (Trace(Inverse(U).T * A * W), Trace(W * A * Inverse(U)), True),
        (Trace(Inverse(U).T * A * W), Trace(A * W * Inverse(U)), False),
    ],
)
def test_traces_are_cyclic_and_blind_to_transposition(left, right, same):
    assert same_in_every_dimension(left, right, [A, W]) is same


def test_letters_with_orthonormal_columns_cancel_on_one_side():
    P, B = MatrixSymbol("P", D, q), MatrixSymbol("B", q, q)
    frames = {"orthonormal": [P]}
    assert same_in_every_dimension(P * B * P.T * P, P * B, **frames)
    assert same_in_every_dimension(P.T * P * P.T * P, Identity(q), **frames)
    assert not same_in_every_dimension(P * P.T * P * P.T, Identity(D), **frames)
    assert not same_in_every_dimension(P * B * P.T * P, P * B)
    assert same_in_every_dimension(Trace(P * B * P.T), Trace(B), **frames)
    assert same_in_every_dimension(Trace(P * P.T), Trace(Identity(q)), **frames)
    assert not same_in_every_dimension(Trace(P * P.T), Trace(Identity(D)), **frames)
    assert not same_in_every_dimension(Trace(Identity(q)), Trace(Identity(D)))


def test_the_coefficients_of_a_word_add_up():
    x, y = symbols("x y")
    a, w = (Symbol(name, commutative=False) for name in "AW")
    assert words(x * W * A + 3 * W * A - y * A * W, [A]) == {(w, a): x + 3, (a, w): -y}
    assert words(x * A - x * A.T + 2 * I, [A]) == {(): 2}
    assert trace_words(x * Trace(A * U) + 3 * Trace(U.T * A) - 5 * Trace(A), [A]) == trace_words(
        (x + 3) * Trace(U * A) - 5 * Trace(A), [A]
    )
    assert trace_words(x * Trace(A * U) - x * Trace(A * U.T), [A]) == {}


def test_trace_of_the_identity_is_not_a_number():
    assert trace_words(Trace(I)) != trace_words(1 + 0 * Trace(A))


def test_products_of_traces_are_refused():
    with pytest.raises(ValueError, match="linear in traces"):
        trace_words(Trace(A) * Trace(W))


def test_other_functions_are_refused():
    with pytest.raises(ValueError, match="only a single word can be inverted"):
        words(Inverse(A + W))


def test_rectangular_letters_are_letters_too():
    column = MatrixSymbol("x", d, 1)
    assert same_in_every_dimension(Trace(column * column.T * A), Trace(column.T * A * column), [A])


def test_explicit_rates_are_diagonal():
    assert explicit(A, {A: rates(2)}, 2).is_diagonal()


def test_what_stands_under_a_transpose_is_turned_round():
    product = Transpose(A * U * W)  # SymPy leaves it as it is
    assert words(product, [A, W]) == words(W * U.T * A, [A, W]) != words(A * U.T * W, [A, W])


@pytest.mark.parametrize("side", [HadamardProduct(A, W), MatPow(A, Rational(1, 2)), MatPow(A, d)])
def test_what_is_no_polynomial_is_refused(side):
    with pytest.raises(ValueError, match="expression must be a polynomial in matrices and inverses of letters, but has"):
        words(side)


@pytest.mark.parametrize("base", [A + W, I + W, Rational(2) * A * W])
def test_only_a_word_is_inverted(base):
    with pytest.raises(ValueError, match="only a single word can be inverted"):
        words(MatPow(base, -1), [A, W])
