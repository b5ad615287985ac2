"""The laws of the flow, at random exact matrices and by other ways of computing the same numbers."""

import numpy as np
import pytest
from sympy import ImmutableMatrix, Matrix, Rational, exp, eye, log, simplify, symbols

from theory import area_law, biased, empirical, exact_laws, field_parts, isotropic, monotone, two_layer
from theory.algebra.equation import explicit
from theory.algebra.symbols import A, W, d, i, w

#: Exact matrices that neither commute nor are diagonal.
MOMENT = ImmutableMatrix([[3, 1, 0], [1, 2, Rational(1, 2)], [0, Rational(1, 2), 1]])
START = ImmutableMatrix(
    [[Rational(1, 2), Rational(1, 5), 0], [Rational(1, 5), Rational(1, 3), Rational(1, 7)], [0, Rational(1, 7), 2]]
)
VELOCITY = explicit(two_layer.field(), {A: MOMENT, W: START}, 3)

RESOLVENT = isotropic.resolvent().carried_out()


def along_the_flow(function):
    """Return d/dt of a function of the matrix at START, by differentiating along START + h VELOCITY."""
    h = symbols("h")
    return simplify(function(START + h * VELOCITY).diff(h).subs(h, 0))


def test_the_divergence_falls_at_four_times_the_loss():
    slope = along_the_flow(lambda matrix: matrix.trace() - log(matrix.det()))
    loss = ((START - eye(3)) * MOMENT * (START - eye(3))).trace() / 2
    assert simplify(slope + 4 * loss) == 0
    assert explicit(area_law.divergence_slope().lhs, {A: MOMENT, W: START}, 3) == -4 * loss


def test_the_ratio_of_determinants_grows_at_twice_the_trace():
    slope = along_the_flow(lambda matrix: log(matrix.det()) - log((eye(3) - matrix).det()))
    assert slope == 2 * MOMENT.trace()


def test_the_resolvent_has_its_slope():
    matrix = (eye(3) + START * (isotropic.x - 1)).as_immutable()
    at_two = matrix.inv().diff(isotropic.x).subs(isotropic.x, 2)
    values = {isotropic.M: matrix.subs(isotropic.x, 2), isotropic.x: 2}
    slopes = [explicit(side, values, 3) for side in (RESOLVENT.lhs, RESOLVENT.rhs)]
    assert all(simplify(slope - at_two) == Matrix.zeros(3) for slope in slopes)


def test_riccati_part_and_bracket_make_the_field():
    parts = explicit(field_parts.riccati_form().rhs, {A: MOMENT, W: START}, 3)
    assert parts == VELOCITY
    assert explicit(field_parts.riccati_part(), {A: MOMENT, W: START}, 3) != VELOCITY


def test_pivots_are_ratios_of_leading_minors():
    minors = [START[:size, :size].det() for size in (1, 2, 3)]
    ratios = [minors[0], minors[1] / minors[0], minors[2] / minors[1]]
    letters = {f"w_{r + 1}{c + 1}": START[r, c] for r in range(3) for c in range(r, 3)}
    product = exact_laws.pivot_product(3).lhs.subs(
        {item: letters[str(item)] for item in exact_laws.pivot_product(3).lhs.free_symbols}
    )
    assert product == ratios[0] * ratios[1] * ratios[2]


def test_the_slope_of_an_eigenvalue_is_that_of_the_characteristic_polynomial():
    h, x = symbols("h x")
    W0, moment = Matrix([[Rational(1, 2), 0], [0, Rational(1, 4)]]), Matrix([[2, 1], [1, 3]])
    velocity = explicit(two_layer.field(), {A: ImmutableMatrix(moment), W: ImmutableMatrix(W0)}, 2)
    polynomial = (x * eye(2) - W0 - h * velocity).det()
    implicit = (-polynomial.diff(h) / polynomial.diff(x)).subs(h, 0).subs(x, Rational(1, 2))
    assert implicit == 2 * Rational(1, 2) * (1 - Rational(1, 2)) * moment[0, 0]


def test_near_identity_the_remainder_is_of_second_order():
    h = symbols("h")
    shape = ImmutableMatrix([[1, 2], [2, 5]])
    moment = ImmutableMatrix([[3, 1], [1, 1]])
    field = explicit(two_layer.field(), {A: moment, W: eye(2).as_immutable() + h * shape}, 2)
    linear = explicit(field_parts.linear_part(), {A: moment, field_parts.E: shape}, 2)
    assert field.diff(h).subs(h, 0) == linear


def test_the_field_is_its_tangent_and_its_curvature():
    h = symbols("h")
    moved = explicit(two_layer.field(), {A: MOMENT, W: START + h * VELOCITY}, 3)
    letters = {A: MOMENT, W: START, field_parts.E: VELOCITY}
    assert moved.diff(h).subs(h, 0) == explicit(field_parts.tangent(), letters, 3)
    assert moved.diff(h, 2) == 2 * explicit(field_parts.curvature_of_field().rhs, letters, 3)
    assert explicit(field_parts.acceleration().rhs, letters, 3) == moved.diff(h).subs(h, 0)


def test_elimination_leaves_the_schur_complement():
    eliminated = START - START[:, 0] * START[0, :] / START[0, 0]
    assert START.det() == START[0, 0] * eliminated[1:, 1:].det()
    places = {w[r + 1, c + 1]: START[r, c] for r in range(3) for c in range(3)}
    column = [exact_laws.elimination_column().lhs.subs({d: 3, i: r}).doit().subs(places) for r in (1, 2, 3)]
    assert column == [START[0, 0], 0, 0]


def test_an_eigenvalue_stays_between_logistic_curves():
    c, a, t = Rational(1, 5), Rational(3, 2), symbols("t", positive=True)
    moved = exact_laws.eigenvalue_comparison().carried_out()
    letters = {exact_laws.q: a, exact_laws.alpha: a, exact_laws.between: c}
    assert moved.lhs.subs(letters) == 0
    assert moved.lhs.subs({**letters, exact_laws.alpha: 2 * a}) == -2 * a
    y = c * exp(2 * a * t) / (1 + c * (exp(2 * a * t) - 1))
    assert simplify(log(y / (1 - y)).diff(t) - 2 * a) == 0


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_moments_of_a_gaussian(order):
    m, s = empirical.MEAN, empirical.SPREAD
    known = {1: m, 2: m**2 + s**2, 3: m**3 + 3 * m * s**2, 4: m**4 + 6 * m**2 * s**2 + 3 * s**4}
    assert simplify(empirical.gaussian_moment(order).doit() - known[order]) == 0


def test_the_exact_start_rises_and_a_small_one_falls():
    start = ImmutableMatrix([[0, Rational(3, 2)], [0, 0]])
    first, later = (monotone.counterexample_loss(start, decay) for decay in (1, Rational(3, 4)))
    assert (first, later > first) == (Rational(5, 8), True)
    assert monotone.counterexample_loss(start / 20, Rational(3, 4)) < monotone.counterexample_loss(start / 20, 1)


def test_the_rates_with_biases_are_eigenvalues():
    moment = biased.first_setting_moment()
    found = np.linalg.eigvalsh(np.array(moment.tolist(), dtype=float))
    assert found == pytest.approx([0.154, 0.700, 1.913], abs=5e-4)


def test_untrained_coordinates_are_felt():
    assert field_parts.decoupled(3, 2).lhs != field_parts.decoupled(3, 2).rhs
