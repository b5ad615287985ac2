"""Proposition: a stated error is rounding where the form is exact, else 2 (|expected| + spread) through each figure."""

from dataclasses import replace

import numpy as np
import pytest

from numerics import predict
from numerics import stated_errors as answer
from numerics.answer import predicted
from numerics.flow.events import Course, TurningPoint
from numerics.margins import expected_and_spread
from numerics.model.base import ClosedForm
from numerics.model.one_layer import OneLayer
from numerics.model.tied import TIED
from numerics.predict import Prediction
from numerics.setting import Setting, setting
from numerics.simulate import simulate
from numerics.start import random_start
from numerics.task.field import tied_field
from numerics.task.trajectory import Trajectory

NEAR = np.array([[1.0, 0.5], [0.5, 1.0]])


def test_what_is_not_finite_is_none():
    assert answer.finite_list(np.array([1.0, np.inf, -np.inf, np.nan])) == [1.0, None, None, None]


def test_an_exact_form_is_off_by_rounding():
    found = predict.predict(setting((1.0, 1.5), (0.0, 0.0), np.diag([0.01, 0.02])))
    said = predicted(found)
    assert said["error"]["kind"] == "rounding"
    assert said["error"]["learning_times"] == pytest.approx([1e-9 * (1 + T) for T in said["learning_times"]])
    assert said["error"]["training_area"] == pytest.approx(1e-9 * (1 + said["training_area"]))


def test_an_approximate_form_states_the_estimates_through_the_slope():
    found = predict.predict(setting((1.0, 1.5), (0.0, 0.0), 0.01 * NEAR))
    grid, slopes = found.path.grid, found.path.curve[1]
    stated = answer.learning_time_errors(found)
    assert predicted(found)["error"]["kind"] == "estimate"
    for k, T in enumerate(found.learning_times):
        first, second = (abs(np.interp(T, grid, E[:, k, k])) for E in found.errors)
        assert stated[k] >= 0.9 * 2 * second / np.interp(T, grid, slopes[:, k, k])
        assert stated[k] <= 10 * (first + second) / np.interp(T, grid, slopes[:, k, k]) + 1e-6


def test_the_error_of_the_loss_covers_what_the_corrected_curve_has():
    found = predict.predict(setting((1.0, 1.5), (0.0, 0.0), 0.01 * NEAR))
    z, W = found.setting.ordered[2], found.path.curve[0]
    plain, corrected = (np.sum(((V - np.eye(2)) @ z) ** 2, axis=-1) / 2 for V in (W, W + found.errors[1]))
    stated = answer.loss_errors(found)
    assert np.all(np.abs(corrected - plain) <= stated)
    assert np.max(stated) < 0.2 * plain[0]


class Table(OneLayer):
    """No network: what is given along a grid, and an area that is left out."""

    def pivots(self, W0):
        return 10 * np.diag(W0)

    def eliminated(self, W0):
        return W0

    def area_gain(self, a, grid, W):
        return -(a[0] + 10 * grid[-1] + 100 * W[-1, 0, 0])


def given(z, grid, W, velocity, first, second, horizon):
    """Return a prediction that is W and W' on the grid, linear between, with two estimates of its error, each (n, d, d)."""
    shape = len(grid), len(z), len(z)
    grid, tables = np.asarray(grid, dtype=float), [np.broadcast_to(values, shape).astype(float) for values in (W, velocity)]

    def motion(t):
        return tuple(
            np.stack([np.interp(t, grid, f) for f in table.reshape(len(grid), -1).T], -1).reshape(-1, *shape[1:])
            for table in tables
        )

    question = Setting(
        Table(), np.arange(len(z), 0, -1.0), np.diag(np.arange(2.0, len(z) + 2)), np.array(z, dtype=float), horizon
    )
    errors = tuple(np.broadcast_to(E, shape).astype(float) for E in (first, second))
    form = ClosedForm("given", motion, lambda t, W, Wdot: errors)
    return Prediction(question, form, Trajectory(motion, grid, Table.clock))


def test_the_error_of_a_learning_time_is_that_of_its_entry_over_its_slope_there():
    """Learned at 0.8, at 2, twice at 0.9, at once, and never; the next times are 1 and 2.5. Two slopes are odd: negative, 0."""
    grid = np.array([0, 0.5, 1, 1.5, 2.5, 4])
    W, velocity, first, second = (np.zeros((6, 6, 6)) for _ in range(4))
    diagonal = np.einsum("nkk->nk", W)
    diagonal[:, 0], diagonal[:, 1] = grid / 1.6, grid / 4
    diagonal[:, 2] = diagonal[:, 3] = grid / 1.8
    diagonal[:, 4] = 0.5
    for table, scale in ((velocity, 1), (first, 1e-5), (second, 1e-4)):  # each entry at each time is another number
        table[:] = scale * np.arange(2, 6 * 36 + 2).reshape(6, 6, 6) ** 1.5
    velocity[2, 2, 2], velocity[2, 3, 3] = -8, 0

    def expected(n, k, slope, T):
        e_1, e_2 = first[n, k, k], second[n, k, k]
        return 2 * (1.002 * e_2 + (e_2 - e_1)) / slope + 1e-9 * (1 + T)

    found = given(np.ones(6), grid, W, velocity, first, second, 4.0)
    assert found.learning_times == pytest.approx([0.8, 2, 0.9, 0.9, 0, np.inf])
    cases = [(2, 0, velocity[2, 0, 0], 0.8), (4, 1, velocity[4, 1, 1], 2), (2, 2, 8, 0.9), (2, 3, 1e-300, 0.9)]
    assert answer.learning_time_errors(found) == pytest.approx([*(expected(*case) for case in cases), 0, np.inf], rel=1e-12)
    exact = given(np.ones(6), grid, W, velocity, 0 * first, 0 * second, 4.0)
    assert answer.learning_time_errors(exact)[:2] == pytest.approx([1.8e-9, 3e-9], rel=1e-12, abs=0)


def test_the_error_of_the_loss_by_hand():
    """At z = (2, 1), in turn: nothing; r = (4, 1); E_2 z = (1, 2); r = (2, -3) with E_1 z = (1, 4) and E_2 z = (-1, 1)."""
    W = [np.eye(2), [[3, 0], [1, 0]], np.eye(2), [[1, 2], [-1, 0]]]
    first = [np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 2)), [[0, 1], [2, 0]]]
    second = [np.zeros((2, 2)), np.zeros((2, 2)), [[0, 1], [1, 0]], [[-1, 1], [0, 1]]]
    found = given((2, 1), range(4), W, np.zeros((2, 2)), first, second, 3.0)
    unit = 1e-9 * 5**0.5
    # With E_2 the residuals are (1, 2) and (1, -2), the losses 5/2 in place of 0 and of 13/2; |E_2 - E_1| z is (1, 2) and (2, 5),
    # to which |E_2| z / 500 = (1, 2) / 500 and (3, 1) / 500 is added.
    b, c = 1.002 * np.array([1, 2]), np.array([2, 5]) + np.array([3, 1]) / 500
    spreads = b @ [1, 2] + b @ b / 2, c @ [1, 2] + c @ c / 2
    expected = [unit**2, unit * 17**0.5, 2 * (5 / 2 + spreads[0]), 2 * (4 + spreads[1])]
    assert answer.loss_errors(found) == pytest.approx(
        [value + tiny for value, tiny in zip(expected, (0, unit**2, unit**2, unit * 13**0.5 + unit**2), strict=True)],
        rel=1e-14,
        abs=0,
    )


def test_the_error_of_a_turning_point_is_that_of_the_slope_over_the_curvature():
    """L = 2 u^2 with u = 1 - (t - 2)^2 / 8, at the highest in t = 2; E_k = c_k t.

    Differences over h = 1/2 on both sides of t = 2 make of L'' there 4 u(2 + h) u'(2 + h) / h = -(1 - h^2 / 8), and of the
    slope of L(W + E) - L(W) = 4 u E + 2 E^2 just 4 u(2 + h) c + 8 c^2.
    """
    t, h = np.linspace(0, 4, 9), 0.5
    u, c_1, c_2 = 1 - (t - 2) ** 2 / 8, 1e-3, -3e-3
    column = (slice(None), None, None)
    found = given((2,), t, (1 + u)[column], (-(t - 2) / 4)[column], c_1 * t[column], c_2 * t[column], 4.0)
    s_1, s_2 = (4 * (1 - h**2 / 8) * c + 8 * c**2 for c in (c_1, c_2))
    bend = 1 - h**2 / 8
    shift = 2 * 2 * (-s_2 + s_1 - s_2) / bend + (2e-13 * 4 / bend) ** 0.5
    (said,) = answer.turning_point_errors(found, 7 + t)
    assert said == {"t": pytest.approx(shift + 3e-9, rel=1e-12), "loss": pytest.approx(9, rel=1e-12)}


def test_an_exact_turning_point_between_two_times_is_known_to_what_losses_differ_by():
    """As above, between the times 2 - h / 2 and 2 + h / 2: differences make of L'' at both -(1 - 7 h^2 / 32)."""
    t, bend = np.linspace(0, 4, 8), 1 - 7 * (4 / 7) ** 2 / 32
    W, velocity = 2 - (t - 2) ** 2 / 8, -(t - 2) / 4
    (exact,) = answer.turning_point_errors(given((2,), t, W[:, None, None], velocity[:, None, None], 0, 0, 4.0), 7 + t)
    assert exact["t"] == pytest.approx((2e-13 * 4 / bend) ** 0.5 + 3e-9, rel=1e-9, abs=0)
    assert exact["loss"] == pytest.approx(9, rel=1e-12)


@pytest.mark.parametrize("error", [0.0, 0.1])
def test_a_flat_turning_point_is_known_to_the_horizon_at_best(error):
    """The loss is constant: its slope has no curvature."""
    t = np.arange(5.0)
    flat = given((2,), t, 2, 0, error * t[:, None, None], 0, 2.5)
    vars(flat)["course"] = Course(2.0, [TurningPoint("min", 2.0, 2.0)], TurningPoint("max", 2.5, 2.0))
    assert answer.turning_point_errors(flat, t)[0] == {"t": 2.5 + 3e-9, "loss": 2}


def test_the_figures_of_a_table_by_hand():
    """L = 2 (w - 1)^2 at z = 2, shown to t = 2.5: it rises by 2.5, with E_1 by 3.5 and with E_2 by 5.5."""
    w = 1 + np.array([2, 0.5, 0, 1.5, 9])
    first, second = np.zeros(5), np.zeros(5)
    w[3] = 1 + 1.25**0.5
    first[3], second[3] = 1.75**0.5 - 1.25**0.5, 2.75**0.5 - 1.25**0.5
    first[4] = second[4] = 5
    column = (slice(None), None, None)
    found = given((2,), range(5), w[column], 1, first[column], second[column], 2.5)
    apart = 2.75**0.5 - 1.75**0.5 + (2.75**0.5 - 1.25**0.5) / 500
    spread = 2 * 2.75**0.5 * 2 * apart + (2 * apart) ** 2 / 2
    assert answer.rise_error(found) == pytest.approx(2 * (3 + spread) + 4e-9, rel=1e-12)
    assert answer.area_error(found, -3.0) == pytest.approx(2 * (1 + 40 + 1000) + 4e-9, rel=1e-14)
    said, loss = answer.stated_errors(found), answer.loss_errors(found)
    assert said["kind"] == "estimate"
    assert said["pivots"] == [2e-14]
    assert said["final_test_loss"] == pytest.approx((loss[2] + loss[3]) / 2, rel=1e-14)
    assert said["test_loss"] == max(loss[:4]) < loss[4]
    assert said["rise"] == answer.rise_error(found)
    assert said["training_area"] == answer.area_error(found, found.training_area)
    assert said["learning_times"] == [0.0]
    exact = replace(found, form=ClosedForm("exact", found.form.motion))
    assert answer.area_error(exact, -3.0) == pytest.approx(4e-9, rel=1e-14)
    assert answer.rise_error(exact) == pytest.approx(4e-9, rel=1e-14)
    assert answer.stated_errors(exact)["kind"] == "rounding"


def test_an_error_is_stated_where_it_is_at_most_its_figure_or_one():
    answer_of = {"learning_times": [5.0, 0.2, None], "turning_points": [{"kind": "min", "t": 3.0, "loss": 0.5}]}
    errors = {"kind": "estimate", "pivots": None, "learning_times": [5.0, 0.9, None], "turning_points": [{"t": 3.1, "loss": 1.0}]}
    scalars = {"rise": (0.0, 1.1), "training_area": (-7.0, 6.9), "final_test_loss": (0.1, float("nan"))}
    answer_of |= {name: figure for name, (figure, _) in scalars.items()}
    errors |= {name: error for name, (_, error) in scalars.items()} | {"test_loss": 2.0}
    said = answer.of_use(errors, answer_of, 1.5)
    assert said == {
        **{"kind": "estimate", "pivots": None, "learning_times": [5.0, 0.9, None], "test_loss": None},
        **{"turning_points": [{"t": None, "loss": 1.0}], "rise": None, "training_area": 6.9, "final_test_loss": None},
    }
    assert answer.of_use(errors, answer_of, 2.0)["test_loss"] == 2.0


def test_sizes_without_a_sign_are_all_spread():
    """At z = (2, 1) with r = (4, -1): nothing cancels though r . E z would."""
    size = np.array([[0.0, 0.5], [1.0, 0.0]])
    found = given((2, 1), range(3), [[3, 0], [0, 0]], np.zeros((2, 2)), size, size, 2.0)
    sizes = replace(found, form=replace(found.form, signed=False))
    expected, spread = expected_and_spread(*sizes.errors, signed=False)
    assert not expected.any()
    np.testing.assert_array_equal(spread[1], size)
    unit = 1e-9 * 5**0.5
    made = 4 * 0.5 + 1 * 2 + (0.25 + 4) / 2
    assert answer.loss_errors(sizes) == pytest.approx([2 * made + unit * 17**0.5 + unit**2] * 3, rel=1e-14)
    assert answer.rises(sizes) == "open"


@pytest.mark.parametrize("d", [2, 4])
def test_the_spread_of_the_slope_is_no_less_than_what_entries_within_it_make(d):
    rng = np.random.default_rng(d)
    a = np.sort(rng.uniform(0.3, 2, d))[::-1]
    U = rng.uniform(-1, 1, (d, d)) / d
    question = Setting(TIED, a, U @ U.T, rng.uniform(-1, 2, d), 5.0)
    found = predict.predict(question)
    slope, made = found.margins.moved_slope, found.margins.slope_spread
    z = question.ordered[2]
    expected, spread = expected_and_spread(*found.errors, signed=True)
    W = found.path.curve[0] + expected
    np.testing.assert_allclose(slope, [(w @ z - z) @ tied_field(w, a) @ z for w in W], atol=1e-13)
    assert np.max(made) > 1e-9
    for _ in range(20):
        signs = np.triu(rng.choice([-1, 1], (d, d)))
        V = W + 1e-3 * spread * np.where(signs != 0, signs, signs.T)
        moved = np.array([(w @ z - z) @ tied_field(w, a) @ z for w in V])
        assert np.all(np.abs(moved - slope) <= 1.01e-3 * made + 1e-15)


@pytest.mark.parametrize(
    ("scale", "seed", "horizon", "said"),
    [(0.2, 35, None, "yes"), (0.2, 35, 1.9, "no"), (0.2, 3, None, "yes"), (0.001, 2, None, "yes"), (0.3, 2, None, "no")],
)
def test_whether_the_loss_rises_is_as_integrated(scale, seed, horizon, said):
    question = setting((1.0, 1.5), (0.05, 0.05), random_start(scale, seed, 2), horizon=horizon)
    found = predict.predict(question)
    assert answer.rises(found) == said
    assert (simulate(question).course.rise > 1e-9) is (said == "yes")


def test_a_rise_that_the_spread_could_make_or_unmake_is_open():
    question = setting((1.0, 1.5), (0.05, 0.05), random_start(0.2, 35, 2))
    first, second = predict.predict(question).errors
    for wider, said in ((1.0, "yes"), (1e4, "open")):
        found = predict.predict(question)
        vars(found)["errors"] = second - wider * np.abs(second - first), second
        assert answer.rises(found) == said


@pytest.mark.parametrize("power", [-320, -315, -308, -250])
def test_learning_times_of_the_least_starts_are_within_their_errors(power):
    """Down to starts of a few digits, whose derivatives no step in time would tell."""
    product = np.random.default_rng(0).random((2, 2))
    question = setting(("1", "1.5"), ("0.05", "0.05"), [[f"{w}e{power}" for w in row] for row in (product @ product.T).tolist()])
    found, run = predict.predict(question), simulate(question)
    assert np.all(np.abs(found.learning_times - run.learning_times) <= answer.learning_time_errors(found))
