"""The bridge equations, by entries at small sizes, by integration of a mode, and by averages over cells."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from sympy import ImmutableMatrix, Matrix, Rational, Symbol, diff, expand, lambdify

from theory import diffusion
from theory.algebra.equation import explicit
from theory.algebra.symbols import full, symmetric


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("equation", [diffusion.gradient_outputs, diffusion.gradient_embedding])
def test_gradients_by_entries(size, equation):
    letters = {
        diffusion.O: full("o", size + 2, size + 1),
        diffusion.M: full("m", size + 1, size),
        diffusion.X: full("x", size + 2, size),
        diffusion.SECOND: symmetric("s", size),
        diffusion.NORM: symmetric("n", size + 2),
    }
    stated = equation()
    loss = explicit(diffusion.loss(), letters, size)
    layer = letters[stated.lhs.args[1]]
    by_entries = Matrix(*layer.shape, lambda i, j: diff(loss, layer[i, j]))
    assert (by_entries - explicit(stated.rhs, letters, size)).applyfunc(expand).is_zero_matrix


def test_a_mode_moves_as_its_two_layers_do():
    signal, curvature, start, pixels = 1.5, 0.7, 0.2, 3.0
    wanted = 4 * signal / (curvature * start**2)
    root = wanted / 2 + np.hypot(wanted / 2, 1)

    def field(_, weights):
        u, v = weights
        force = 2 / pixels * (signal - curvature * u * v)
        return force * v, force * u

    times = np.linspace(0.1, 6, 9)
    u, v = solve_ivp(field, (0, 6), [0, start], t_eval=times, rtol=1e-11, atol=1e-13).y
    rate = curvature * start**2 * (root + 1 / root) / pixels
    y = lambdify((diffusion.root, diffusion.decay), diffusion.mode_at(diffusion.decay))(root, np.exp(-rate * times))
    assert u * v == pytest.approx(start**2 / 4 * (y - 1 / y), rel=1e-8)
    values = {diffusion.root: root, diffusion.curvature: curvature, diffusion.eps: start, diffusion.D: pixels}
    found = [float(diffusion.learning_time(value).subs(values)) for value in y]
    assert found == pytest.approx(times, rel=1e-8)


def test_the_slope_is_that_of_a_regression_over_the_cells():
    weights, spread = {diffusion.strong: Rational(1, 2), diffusion.weak: Rational(1, 5)}, Rational(1, 7)
    cells = np.array([[0.0, 0.0]] * 3 + [[1.0, 0.0]] * 5 + [[0.0, 1.0]] * 2)
    covariance = np.cov(cells.T, bias=True)
    stated = float(diffusion.slope().subs(weights | {diffusion.spread: spread}))
    assert stated == pytest.approx(covariance[0, 1] / (covariance[0, 0] + 1 / 7), rel=1e-14)


def test_without_variance_the_corner_is_the_trained_cell_and_the_error_grows_there():
    value = Symbol("p", positive=True)
    still = {diffusion.spread: 0, diffusion.strong: value}
    assert diffusion.corner().rhs.subs(still) == 0
    assert diffusion.error_slope().rhs.subs(still).subs({value: Rational(1, 3), diffusion.weak: Rational(1, 3)}) == 1


def test_images_linear_in_the_conditioning_are_learned_to_the_end():
    image, moment = ImmutableMatrix([[1, 2], [3, 5], [7, 11], [0, 1]]), ImmutableMatrix([[2, 1], [1, 3]])
    letters = {diffusion.X: image * moment, diffusion.SECOND: moment, diffusion.M: full("m", 3, 2)}
    product = explicit(diffusion.gradient_outputs().rhs, letters | {diffusion.O: full("o", 4, 3)}, 2)
    layers = {Symbol(f"m_{i}{j}", real=True): int(i == j) for i in (1, 2, 3) for j in (1, 2)}
    outputs = {Symbol(f"o_{i}{j}", real=True): image[i - 1, j - 1] if j < 3 else 9 for i in (1, 2, 3, 4) for j in (1, 2, 3)}
    assert product.subs(layers | outputs).is_zero_matrix
