"""Coefficients of the flow are those of the entry form; those of a tangent are the derivative along the symbol."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, arb_mat, ctx, fmpq
from mpmath import workdps

from numerics.enclosure.field import diagonal, matrix
from numerics.enclosure.series import entry_polynomials, evaluate, flow_series, tangent_series
from tests.numerics.enclosure.containment import case, close, rationals, rows
from tests.numerics.flow_oracle import DIGITS, entry_series, number

ORDER = 12


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
