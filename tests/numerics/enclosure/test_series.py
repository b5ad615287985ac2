"""Coefficients of the flow are those of the entry form; those of a tangent are the derivative along the symbol."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, arb_mat, ctx, fmpq
from mpmath import workdps

from numerics.enclosure.field import diagonal, field, matrix, quadratic, tangent
from numerics.enclosure.series import entry_polynomials, evaluate, flow_series, tangent_series
from tests.numerics.enclosure.containment import case, close, rationals, rows
from tests.numerics.flow_oracle import DIGITS, entry_series, number

ORDER = 12


def test_coefficients_are_those_that_the_field_and_its_derivative_give() -> None:
    # V(W + D) = V(W) + DV(W) D + Q(D): C_1 = V(C_0), 2 C_2 = DV(C_0) C_1, 3 C_3 = DV(C_0) C_2 + Q(C_1); all exact in 53 bits
    C, A = arb_mat(3, 3, [1, 1.5, 0.5, 1.5, -2.5, 1, 0.5, 1, 3.5]), diagonal([fmpq(1), fmpq(3), fmpq(6)])
    F, A_1 = arb_mat(3, 3, [1, 2, 5, 2, -1, 3, 5, 3, 4]), diagonal([fmpq(2), fmpq(-1), fmpq(4)])
    flow = flow_series(C, A, 3)
    V, DV = field(C, A), tangent(C, field(C, A), A)
    assert [len(flow.C), len(flow.Y)] == [4, 4]
    assert (flow.C[0], flow.C[1], flow.C[2] * arb(2)) == (C, V, DV)
    assert _is(flow.C[3] * arb(6), tangent(C, DV, A) + quadratic(V, A) * arb(2))
    for c, y in zip(flow.C, flow.Y, strict=True):
        assert _is(y, A * c + c * A)
    # along the symbol: F_1 = DV(C) F + V(C; A_1); 2 F_2 = DV(C) F_1 + D^2 V(C)(F, C_1) + D V(C; A_1) C_1
    moved = tangent_series(F, flow, A, A_1)
    first = tangent(C, F, A) + field(C, A_1)
    mixed = quadratic(F + V, A) - quadratic(F, A) - quadratic(V, A)
    assert len(moved) == 4
    assert (moved[0], moved[1]) == (F, first)
    assert _is(moved[2] * arb(2), tangent(C, first, A) + mixed + tangent(C, V, A_1))


def _is(M: arb_mat, N: arb_mat) -> bool:
    """Whether two matrices are the same number by number, up to a rounding."""
    return all(x.overlaps(y) and x.rad() < abs(y) * 1e-12 + 1e-12 for x, y in zip(M.entries(), N.entries(), strict=True))


def test_entries_are_polynomials_that_are_evaluated_where_they_stand() -> None:
    upper = {(0, 0): [1, 2], (0, 1): [3, -1], (0, 2): [0, 5], (1, 1): [-4, 7], (1, 2): [6, 1], (2, 2): [2, -3]}
    tables = [arb_mat(3, 3, [upper[min(i, j), max(i, j)][n] for i in range(3) for j in range(3)]) for n in range(2)]
    found = entry_polynomials(tuple(tables))
    assert all(list(found[i][j]) == upper[min(i, j), max(i, j)] for i in range(3) for j in range(3))
    assert all(found[i][j] is found[j][i] for i in range(3) for j in range(3))
    assert evaluate(found, arb(2)) == arb_mat(3, 3, [5, 1, 10, 1, 10, 8, 10, 8, -4])
    # of degree 0, too
    assert evaluate(entry_polynomials(tuple(tables[:1])), arb(9)) == tables[0]


def test_coefficients_are_those_of_the_entry_form() -> None:
    given = case("four concepts")
    with workdps(DIGITS):
        table = entry_series([[number(x) for x in row] for row in given.W0], [number(x) for x in given.a], ORDER)
    with ctx.workprec(250):
        series = flow_series(matrix(rows(given.W0)), diagonal(rationals(given.a)), ORDER)
        assert len(series.C) == ORDER + 1
        assert all(
            close(M[i, j], table[min(i, j), max(i, j)][n]) for n, M in enumerate(series.C) for i in range(4) for j in range(4)
        )


def test_tangents_are_derivatives_along_the_symbol() -> None:
    given, step = case("two concepts"), fmpq(1, 2**60)
    with ctx.workprec(250):
        C, A = matrix(rows(given.W0)), diagonal(rationals(given.a))
        F, A_1 = arb_mat(2, 2, [1, 2, 2, -1]), diagonal([fmpq(3), fmpq(-1)])
        found = tangent_series(F, flow_series(C, A, ORDER), A, A_1)
        after, before = (flow_series(C + F * arb(h), A + A_1 * arb(h), ORDER) for h in (step, -step))
        for n, M in enumerate(found):
            difference = (after.C[n] - before.C[n]) / arb(2 * step)
            assert all(abs(x - y) < arb("1e-25") for x, y in zip(M.entries(), difference.entries(), strict=True))


def test_evaluation_over_a_ball_holds_its_points() -> None:
    polynomials = entry_polynomials((arb_mat([[1, 0], [0, 2]]), arb_mat([[0, 3], [3, -1]])))
    hull = evaluate(polynomials, arb(0).union(arb(1)))
    for s in (Fraction(0), Fraction(1, 4), Fraction(1)):
        point = evaluate(polynomials, arb(fmpq(s.numerator, s.denominator)))
        assert all(hull[i, j].contains(point[i, j]) for i in range(2) for j in range(2))
        assert point[0, 1] == point[1, 0] == 3 * s.numerator / arb(s.denominator)
