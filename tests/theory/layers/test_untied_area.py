"""Proposition: what bounds the area of two free layers is true of explicit matrices, entry by entry."""

from sympy import Matrix, Rational, diff, expand, eye, symbols

from theory.algebra.equation import explicit
from theory.algebra.symbols import A, W, full, rates
from theory.layers import untied, untied_area

SECOND, FIRST, MOMENT = full("b", 2, 3), full("c", 3, 2), rates(2)
LETTERS = {A: MOMENT, untied.B: SECOND, untied.C: FIRST}


def loss(product):
    residual = product - eye(2)
    return (residual * MOMENT * residual.T).trace() / 2


def test_the_loss_falls_by_the_squares_of_its_slopes():
    slope = -sum(diff(loss(SECOND * FIRST), entry) ** 2 for entry in (*SECOND, *FIRST))
    assert expand(slope - explicit(untied_area.loss_slope().rhs, LETTERS, 2)) == 0


def test_squares_of_balanced_layers_are_roots():
    frames = Matrix([[3, -4], [4, 3]]) / 5, Matrix([[5, 12], [-12, 5]]) / 13
    core = Matrix([[2, 1, 0], [1, 1, 3]])
    layers = {untied.B: frames[0] * core, untied.C: (frames[1] * core).T}
    product = layers[untied.B] * layers[untied.C]
    assert (layers[untied.B] * layers[untied.B].T) ** 2 == product * product.T
    assert (layers[untied.C].T * layers[untied.C]) ** 2 == product.T * product
    for root in (untied_area.second_root(), untied_area.first_root()):
        assert explicit(root.rhs, layers, 2).is_zero_matrix
        left = explicit(root.lhs, LETTERS, 2) - explicit(root.rhs, LETTERS, 2)
        assert left.applyfunc(expand).is_zero_matrix


def test_the_pull_at_numbers():
    found = untied_area.pull_against_loss()
    letters = {A: Matrix.diag(3, 2), W: Matrix([[2, 1], [5, 4]])}
    # W - I = [[1, 1], [5, 3]]: ||G||^2 = 9 + 4 + 225 + 36, 2 L = 3 + 2 + 75 + 18.
    assert explicit(found.lhs, letters, 2).subs(untied_area.alpha, Rational(1, 2)) == 274 - 49
    assert explicit(found.rhs, letters, 2).subs(untied_area.alpha, Rational(1, 2)) == 274 - 49


def test_the_rest_of_the_area_falls_by_the_excess():
    L, x, c = symbols("L x c", positive=True)
    found = untied_area.rest_of_area()
    letters = {untied_area.L: L, untied_area.c: c, untied_area.excess: x}
    assert expand(found.lhs.subs(letters).doit() - found.rhs.subs(letters)) == 0


def test_white_data_keep_layers_tied():
    U, c = full("u", 2, 3), untied_area.c
    velocity = -c * (U * U.T - eye(2)) * U
    for equation, true in (
        (untied_area.white_stays_tied(), velocity),
        (untied_area.white_field(), velocity * U.T + U * velocity.T),
    ):
        for side in (equation.lhs, equation.rhs):
            assert (explicit(side, {untied.TIED: U}, 2) - true).applyfunc(expand).is_zero_matrix
