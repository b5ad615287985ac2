"""Entries by sums over indices are those of explicit matrices at every size, and are the same only where they must be."""

import pytest
from sympy import ImmutableMatrix, Indexed, IndexedBase, KroneckerDelta, Sum, expand, symbols

from theory import exact_laws, field_parts, steps, task, two_layer
from theory.algebra import indices
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, U, W, a, d, i, j, k, w

LETTERS = {A: indices.diagonal(a), W: indices.symmetric(w)}


def at(entry, row, column, size):
    """Return an entry with d, i and j given, sums carried out and symbols w_12 for w[2, 1]."""
    value = entry.subs({d: size}).subs({i: row, j: column}, simultaneous=True).doit()
    letters = {}
    for item in value.atoms(Indexed):
        numbers = sorted(int(index) for index in item.indices)
        letters[item] = symbols(f"{item.base}_{''.join(map(str, numbers))}")
    return expand(value.xreplace(letters))


@pytest.mark.parametrize("side", [two_layer.field(), A * W * W * A, W**3, two_layer.generator().T * W])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_entries_are_those_of_explicit_matrices(side, size):
    matrix = ImmutableMatrix(size, size, lambda r, c: symbols(f"w_{min(r, c) + 1}{max(r, c) + 1}"))
    moment = ImmutableMatrix.diag(*symbols(f"a_1:{size + 1}"))
    entry = indices.entries(side, LETTERS)(i, j)
    whole = explicit(side, {A: moment, W: matrix}, size)
    for row in range(size):
        for column in range(size):
            assert expand(at(entry, row + 1, column + 1, size) - whole[row, column]) == 0


def test_the_entry_form_holds_for_every_d():
    stated = two_layer.entry_form_of_indices()
    assert indices.same(stated.lhs, stated.rhs)


def test_the_two_cases_are_apart():
    assert indices.unequal(KroneckerDelta(i, j), 1 + 0 * i) == "i != j"
    assert indices.unequal(w[i, j] * KroneckerDelta(i, j), 0 * i) == "i = j"
    assert indices.same(KroneckerDelta(i, j) * w[i, j], KroneckerDelta(i, j) * w[i, i])
    assert not indices.same(w[i, j], w[i, i])


def test_a_sum_splits_at_its_deltas():
    whole = Sum(a[k], (k, 1, d))
    without_i = Sum((1 - KroneckerDelta(k, i)) * a[k], (k, 1, d))
    assert indices.same(whole, without_i + a[i])
    assert not indices.same(whole, without_i)


def test_products_of_sums_are_refused():
    with pytest.raises(ValueError, match="linear in sums"):
        indices.normal(Sum(a[k], (k, 1, d)) * Sum(w[k, i], (k, 1, d)))


def test_other_ranges_are_refused():
    with pytest.raises(ValueError, match="from 1 to d"):
        indices.normal(Sum(a[k], (k, 2, d)))


def test_a_sum_of_what_does_not_depend_on_its_index_is_d_times_that():
    assert indices.unequal(Sum(a[i], (k, 1, d)) / d, a[i]) is None
    assert indices.unequal(Sum(a[i] + a[k], (k, 1, d)), d * a[i] + Sum(a[k], (k, 1, d))) is None
    assert indices.unequal(Sum(a[i], (k, 1, d)), a[i]) == "i"


@pytest.mark.parametrize("side", [W.I, W * U, U])
def test_what_is_no_polynomial_in_the_letters_is_refused(side):
    with pytest.raises((ValueError, KeyError)) as refusal:
        indices.entries(side, LETTERS)
    assert refusal.type is ValueError
    assert "side must be a polynomial in the matrices A, W" in str(refusal.value)


@pytest.mark.parametrize(
    "stated",
    [
        task.second_moment_of_indices,
        exact_laws.eigenvalue_slope_of_indices,
        field_parts.entry_rates,
        steps.noise_is_squares,
        steps.entry_grows_below_zero,
    ],
)
def test_stated_entries_hold_for_every_d_and_changed_ones_do_not(stated):
    equation = stated()
    assert indices.unequal(equation.lhs, equation.rhs) is None
    assert indices.unequal(equation.lhs, 2 * equation.rhs) is not None


def test_a_number_among_the_indices_is_a_case_of_its_own():
    names = [name for name, *_ in indices.cases(w[i, j] * KroneckerDelta(i, 1))]
    assert names == ["1 = i = j", "1 = i", "1 = j", "i = j", "1 != i != j"]
    assert indices.unequal(w[i, 1] * KroneckerDelta(i, 1), w[1, 1] * KroneckerDelta(i, 1)) is None
    assert indices.unequal(w[i, 1] * KroneckerDelta(i, 1), w[i, 1]) == "1 != i"
    assert [name for name, *_ in indices.cases(w[1, 2] * a[i])] == ["1 = i", "2 = i", "1 != 2 != i"]


def test_unsymmetric_letters_keep_their_order():
    free = IndexedBase("f")
    assert not indices.same(free[i, j] + 0 * w[i, j], w[i, j])


def test_a_normal_form_is_equal_to_what_it_is_of_and_its_own():
    for expression in (Sum(a[k] * w[k, i], (k, 1, d)), Sum(a[k], (k, 1, d)) + d * a[i], w[i, j] - a[j]):
        assert indices.normal(expression) == indices.normal(indices.normal(expression))
        assert at(indices.normal(expression), 1, 2, 3) == at(expression, 1, 2, 3)


def test_rows_and_columns_are_not_exchanged():
    free = IndexedBase("f")
    general = {W: lambda row, column: free[row, column]}
    assert indices.entries(W, general)(i, j) == free[i, j]
    assert indices.entries(2 * W.T, general)(i, j) == 2 * free[j, i]
