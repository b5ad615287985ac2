"""Proposition: one declared domain is printed, and becomes that of the free entries at any dimension."""

import pytest
from sympy import Interval, MatrixSymbol, Rational, S, Symbol, eye, oo, simplify

from theory import two_layer
from theory.algebra.domain import NONNEGATIVE, POSITIVE, REAL, THETA, UNIT, Domain, Matrices
from theory.algebra.symbols import W0, A, D, U, W, a_1, d, entry, eta, full, h, q, symmetric, vector, z


def test_domain_reads_as_a_sentence():
    domain = two_layer.entry_form(2).domain
    assert str(domain) == "a_1, a_2 > 0; w_11, w_12, w_22 real"
    assert str(Domain({W: Matrices.DEFINITE})) == "W symmetric positive definite"
    assert r"\text{diagonal}" in Domain({A: Matrices.DIAGONAL}).latex()
    assert str(Domain({W: Matrices.SYMMETRIC, z: Matrices.VECTOR})) == "W symmetric; z any real vector"
    assert Domain({A: Matrices.DIAGONAL, U: Matrices.GENERAL, z: Matrices.VECTOR}).symmetric() == frozenset({A})


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Matrices.GENERAL, {"w_11", "w_12", "w_21", "w_22"}),
        (Matrices.SYMMETRIC, {"w_11", "w_12", "w_22"}),
        (Matrices.SEMIDEFINITE, {"w_11", "w_12", "w_22"}),
        (Matrices.DIAGONAL, {"w_11", "w_22"}),
    ],
)
def test_a_matrix_becomes_its_free_entries(kind, expected):
    explicit = Domain({W: kind, eta: POSITIVE}, (eta < 1,)).explicit(2)
    assert {str(symbol) for symbol in explicit.sets} == expected | {"eta"}
    assert explicit.sets[eta] == POSITIVE
    assert explicit.conditions == (eta < 1,)
    assert all(kind == REAL for symbol, kind in explicit.sets.items() if symbol != eta)


def test_a_definite_domain_holds_definite_matrices_alone():
    matrix = symmetric("w", 3)
    domain = Domain.of_definite(matrix, POSITIVE, {eta: UNIT})
    assert domain.sets == {**{w: POSITIVE if w in matrix.diagonal() else REAL for w in matrix}, eta: UNIT}
    assert domain.conditions == (matrix[:2, :2].det() > 0, matrix.det() > 0)
    for values, definite in {(2, 1, 0, 2, 1, 2): True, (1, 2, 0, 1, 0, 1): False, (2, 1, 1, 1, 1, Rational(1, 2)): False}.items():
        entries = dict(zip([matrix[i, j] for i in range(3) for j in range(i, 3)], values, strict=True))
        assert matrix.subs(entries).is_positive_definite is definite
        assert all(condition.subs(entries) == S.true for condition in domain.conditions) is definite


def test_letters_have_the_sets_they_are_declared_with():
    t = Symbol("t", real=True)
    domain = Domain.of([a_1, entry("w", 1, 2)], {t: NONNEGATIVE})
    assert domain.sets == {a_1: POSITIVE, entry("w", 1, 2): REAL, t: NONNEGATIVE}
    assert list(domain.sets)[-1] == t


def test_diagonal_rates_are_positive_and_vectors_are_columns():
    matrices = Domain({A: Matrices.DIAGONAL, z: Matrices.VECTOR, W0: Matrices.GENERAL}).matrices(3)
    assert matrices[A].is_diagonal()
    assert all(item.is_positive for item in matrices[A].diagonal())
    assert list(matrices[z]) == list(vector("z", 3))
    assert list(map(str, matrices[W0][0, :])) == ["w0_11", "w0_12", "w0_13"]
    assert list(Domain({W: Matrices.DIAGONAL}).matrices(2)[W].diagonal()) == [entry("w", 1, 1), entry("w", 2, 2)]
    wide = MatrixSymbol("Y", d, 2)
    assert Domain({wide: Matrices.GENERAL}).matrices(3)[wide] == full("y", 3, 2)


@pytest.mark.parametrize("kind", [Matrices.DEFINITE, Matrices.INVERTIBLE])
@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_definite_or_invertible_matrix_is_drawn_with_a_dominant_diagonal(size, kind):
    matrix = Domain({W: kind}).matrices(size)[W]
    assert (matrix == matrix.T) == (kind is Matrices.DEFINITE or size == 1)
    sets = Domain({W: kind}).explicit(size).sets
    for row in range(size):
        beside = sum(
            max(abs(sets[matrix[row, other]].start), sets[matrix[row, other]].end) for other in range(size) if other != row
        )
        assert sets[matrix[row, row]].start > beside


def test_the_latex_says_each_set():
    letters = {Symbol("t"): NONNEGATIVE, Symbol("c"): Interval.open(0, 1), U: Matrices.GENERAL, a_1: POSITIVE, eta: REAL}
    assert Domain(letters, (a_1 > eta,)).latex() == (
        r"t \ge 0,\ c \in \left(0, 1\right),\ U\ \text{any real matrix},\ a_{1} > 0,\ \eta \in \mathbb{R},\ a_{1} > \eta"
    )


def test_the_named_sets_have_their_ends():
    ends = {POSITIVE: (0, oo), UNIT: (0, 1), NONNEGATIVE: (0, oo), THETA: (0, S.Half)}
    for kind, (low, high) in ends.items():
        assert (kind.start, kind.end) == (low, high)
    assert 0 in NONNEGATIVE
    assert not any(0 in kind for kind in (POSITIVE, UNIT, THETA))
    assert 1 not in UNIT
    assert S.Half not in THETA


def test_a_dominant_diagonal_is_drawn_beside_entries_of_both_signs():
    matrix = Domain({W: Matrices.DEFINITE}).matrices(3)[W]
    sets = Domain({W: Matrices.DEFINITE}).explicit(3).sets
    assert sets == {matrix[i, j]: Interval(3, 5) if i == j else Interval(-1, 1) for i in range(3) for j in range(i, 3)}


def test_frames_have_orthonormal_columns_and_dimensions_differ():
    P, M = MatrixSymbol("P", D, q), MatrixSymbol("M", h, q)
    domain = Domain({P: Matrices.ORTHONORMAL, M: Matrices.GENERAL})
    assert domain.rules() == (frozenset(), frozenset({P}))
    frame, layer = domain.matrices(2)[P], domain.matrices(2)[M]
    assert (frame.shape, layer.shape) == ((4, 2), (3, 2))
    assert simplify(frame.T * frame) == eye(2)
    assert domain.explicit(2).sets.keys() == frame.free_symbols | layer.free_symbols
    assert all(domain.explicit(2).sets[symbol] == Interval(1, 2) for symbol in frame.free_symbols)
    assert "P with orthonormal columns" in str(domain)


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        ({eta: range(1, 10)}, r"domain must give eta a SymPy set, .*, got range\(1, 10\)"),
        ({eta: (0, 1)}, r"domain must give eta a SymPy set, such as Interval\(0, 1\) or Range\(1, 10\), got \(0, 1\)"),
        ({eta: None}, "domain must give eta a SymPy set, .*, got None"),
        ({"eta": UNIT}, "domain must name its letters by SymPy symbols, got 'eta'"),
    ],
)
def test_a_domain_is_of_symbols_and_sets(sets, said):
    with pytest.raises(ValueError, match=said):
        Domain(sets)
