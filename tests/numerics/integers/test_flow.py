"""The second engine contains the same independent 60-digit solution as the first, and its faults are caught."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf, workdps

from numerics.integers import flow
from numerics.integers.flow import (
    Matrix,
    Rates,
    Step,
    UnprovedError,
    WorkError,
    at_end,
    ceil_div,
    exp_up,
    hull,
    log_norm_up,
    next_coefficient,
    norm_up,
    over_common,
    prove_steps,
    root_up,
    rounded,
    series,
    sizes,
)
from tests.numerics.flow_oracle import Oracle, number
from tests.numerics.integers.example import W0, A, moved_start, oracle
from tests.numerics.logistic import Logistic

F = Fraction


def contains(steps: list[Step], oracle: Oracle, seed: int = 0) -> bool:
    draws = np.random.default_rng(seed).integers(0, 1001, (len(steps), 4))
    for step, row in zip(steps, draws, strict=True):
        for k in row:
            x = F(int(k), 1000)
            W = oracle(step.t + x * step.h)
            with workdps(68):
                scale = mpf(2) ** step.bits
                total = mpf(0)
                for i in range(3):
                    for j in range(3):
                        p = sum(M[i][j] * x**n for n, M in enumerate(step.C))
                        total += (mpf(p.numerator) / p.denominator / scale - W[i][j]) ** 2
                if mp.sqrt(total) > mpf(step.error.numerator) / step.error.denominator + mpf(10) ** -58:
                    return False
    return True


@pytest.mark.parametrize(("order", "bits"), [(24, 160), (12, 96), (8, 60)])
def test_steps_contain_the_solution(order: int, bits: int) -> None:
    assert contains(prove_steps(W0, A, F(3), order, bits), oracle())


def _faulty_series(original: Any) -> Any:
    def series(*arguments: Any) -> Any:
        coefficients, _ = original(*arguments)
        return coefficients, 1

    return series


def _dropped_term(original: Any) -> Any:
    # the defect belongs to the polynomial with all its terms; the proof then uses one without the last
    def series(*arguments: Any) -> Any:
        coefficients, defect = original(*arguments)
        return [*coefficients[:-1], [[0] * 3 for _ in range(3)]], defect

    return series


FAULTS = {
    "defect forgotten": ("series", _faulty_series),
    "last term dropped": ("series", _dropped_term),
    "errors contract": ("log_norm_up", lambda original: lambda *arguments: original(*arguments) - 4),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_injected_fault_is_caught(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    name, make = FAULTS[fault]
    if fault == "errors contract":  # seen best where the start is rounded coarsely and no defect is added
        monkeypatch.setattr(flow, "series", _faulty_series(flow.series))
    assert contains(prove_steps(W0, A, F(3), 8, 60), oracle()) or fault == "errors contract"
    monkeypatch.setattr(flow, name, make(getattr(flow, name)))
    assert not contains(prove_steps(W0, A, F(3), 8, 60), oracle())


@pytest.mark.parametrize("seed", range(5))
def test_log_norm_bounds_the_true_one(seed: int) -> None:
    # oracle: the greatest eigenvalue of the symmetric part of DV on symmetric matrices, by finite differences
    rng = np.random.default_rng(seed)
    U = rng.random((3, 3))
    W, a = U @ U.T / 2, rng.random(3)
    D = np.diag(a)

    def field(M: np.ndarray) -> np.ndarray:
        return M @ D + D @ M - (D @ M @ M + M @ M @ D + 2 * M @ D @ M) / 2

    basis = [(i, j) for i in range(3) for j in range(i, 3)]
    K = np.zeros((6, 6))
    for k, (i, j) in enumerate(basis):
        E = np.zeros((3, 3))
        E[i, j] = E[j, i] = 1 if i == j else 2**-0.5
        image = (field(W + 1e-5 * E) - field(W - 1e-5 * E)) / 2e-5
        K[:, k] = [image[p, r] * (1 if p == r else 2**0.5) for p, r in basis]
    true = np.linalg.eigvalsh((K + K.T) / 2)[-1]
    scaled = [[round(entry * 2**60) for entry in row] for row in W]
    bound = log_norm_up(scaled, scaled, Rates(*over_common([F(float(x)) for x in a])), 60)
    assert true <= float(bound) + 1e-8


@pytest.mark.parametrize("y", [F(-30), F(-1), F(-1, 3), F(0), F(1, 10), F(1)])
def test_exp_up_is_above(y: Fraction) -> None:
    with workdps(30):
        assert mp.exp(mpf(y.numerator) / y.denominator) <= mpf(exp_up(y).numerator) / exp_up(y).denominator


def test_too_many_steps_are_refused() -> None:
    with pytest.raises(WorkError, match=r"^more than 10 are needed, t = 0\.\d+ was reached$"):
        prove_steps(W0, A, F(30), 8, 60, most=10)


def test_roundings_go_up_and_by_less_than_one() -> None:
    for k in range(200):
        assert (root_up(k) - 1) ** 2 < k <= root_up(k) ** 2 or k == root_up(k) == 0
        for n in (1, 3, 7):
            assert F(k, n) <= ceil_div(k, n) < F(k, n) + 1
            assert F(-k, n) <= ceil_div(-k, n) < F(-k, n) + 1
    assert norm_up([[3, 0], [4, 12]]) == 13
    assert norm_up([[1, -1], [1, 1]]) == 2
    assert norm_up([[1, 1], [0, 0]]) == 2


def test_numbers_over_their_common_denominator() -> None:
    assert over_common([F(1, 4), F(-5, 6), F(2)]) == ((3, -10, 24), 12)
    assert Rates((3, 10, 2), 12).greatest == F(10, 12)


def test_a_start_is_rounded_to_the_nearest() -> None:
    assert rounded([[F(5, 16), F(-7, 16)]], 3) == [[2, -4]]
    assert rounded([[F(21, 64), F(-27, 64)]], 3) == [[3, -3]]


def test_a_coefficient_is_rounded_to_the_nearest_and_its_change_is_counted() -> None:
    after, change = next_coefficient([[7, -7], [10, 4]], 5)
    assert after == [[1, -1], [2, 1]]
    assert change == root_up(4 + 4 + 0 + 1)
    assert next_coefficient([[6]], 4) == ([[2]], 2)


def exact_defect(C: list[Matrix], a: list[Fraction], h: Fraction, bits: int) -> list[list[list[Fraction]]]:
    """The coefficients of dp/dx - h V(p) in exact arithmetic, from the entry form of the flow."""
    d, N = len(a), len(C) - 1
    c = [[[F(entry, 1 << bits) for entry in row] for row in M] for M in C]
    found = []
    for n in range(2 * N + 1):
        M = [[F(0)] * d for _ in range(d)]
        for i in range(d):
            for j in range(d):
                linear = c[n][i][j] * (a[i] + a[j]) if n <= N else F(0)
                square = sum(
                    (
                        c[k][i][m] * c[n - k][m][j] * (a[i] + a[j] + 2 * a[m])
                        for k in range(max(0, n - N), min(n, N) + 1)
                        for m in range(d)
                    ),
                    F(0),
                )
                M[i][j] = ((n + 1) * c[n + 1][i][j] if n < N else F(0)) - h * (linear - square / 2)
        found.append(M)
    return found


@pytest.mark.parametrize("bits", [12, 20, 40])
@pytest.mark.parametrize("h", [F(1, 16), F(3, 7), F(2)])
def test_defect_is_bounded_by_the_norms_of_its_coefficients(bits: int, h: Fraction) -> None:
    a, start = [F(1, 2), F(2, 3)], [[F(1, 2), F(1, 3)], [F(1, 3), F(-1, 5)]]
    C, bound = series(rounded(start, bits), Rates(*over_common(a)), h, 3, bits)
    defect = exact_defect(C, a, h, bits)
    low, high = (sum(mp.sqrt(sum(number(x) ** 2 for row in M for x in row)) for M in part) for part in (defect[:3], defect[3:]))
    assert (low + high) * 2**bits <= bound
    norms = [mp.sqrt(sum(mpf(x) ** 2 for row in M for x in row)) / 2**bits for M in C]
    products = sum(norms[k] * norms[n] for k in range(4) for n in range(3 - k, 4))
    allowed = low + 2 * number(h) * number(max(a)) * (norms[3] + products)
    assert bound <= allowed * 2**bits * (1 + mpf(2) ** (8 - bits)) + 8


def test_defect_of_one_concept_is_its_bound() -> None:
    # from w = -1/2 all coefficients have one sign, and those of h V(p) beyond p' add up to what is allowed for them
    bits, h, a = 60, F(1, 8), [F(1, 2)]
    for order in (1, 2, 5):
        C, bound = series(rounded([[F(-1, 2)]], bits), Rates(*over_common(a)), h, order, bits)
        true = sum(abs(M[0][0]) for M in exact_defect(C, a, h, bits)) * 2**bits
        assert true <= bound <= true + 3
        assert [len(C), C[0]] == [order + 1, [[-(1 << 59)]]]


def test_series_are_the_taylor_coefficients() -> None:
    given, bits = oracle(), 120
    C, _ = series(rounded(W0, bits), Rates(*over_common(A)), F(1, 16), 8, bits)
    for n, M in enumerate(C):
        for i in range(3):
            for j in range(3):
                true = given.series[0][min(i, j), max(i, j)][n] / mpf(16) ** n
                assert abs(mpf(M[i][j]) / 2**bits - true) < mpf(2) ** (2 - bits)


def test_hull_holds_the_polynomial_and_its_error_and_no_more() -> None:
    C = ([[10, -10], [-10, 0]], [[-4, 4], [4, 7]], [[2, -2], [-2, 1]], [[-1, -1], [-1, 1]])
    low, high = hull(C, 5)
    assert low == [[6 - 8, -10 - 8], [-10 - 8, 0 - 7]]
    assert high == [[10 + 8, -6 + 8], [-6 + 8, 7 + 7]]
    assert sizes(low, high) == [[18, 18], [18, 14]]
    assert sizes([[-7]], [[3]]) == [[7]]
    assert at_end(C) == [[7, -9], [-9, 9]]


def test_log_norm_is_the_formula_of_the_head() -> None:
    # d = 1: 2 a (1 - 2 w) at the lower end; d = 2 by hand: w = min(4 - 3, 2 - 3) = -1 (times 1/4), a = (1, 2)
    rates = Rates(*over_common([F(2, 3)]))
    assert log_norm_up([[-3]], [[5]], rates, 2) == 2 * F(2, 3) * (1 + F(3, 2))
    two = Rates(*over_common([F(1), F(2)]))
    low, high = [[4, -3], [-3, 2]], [[5, 2], [2, 6]]
    w, size = F(-1, 4), F(3, 4)
    discs = (2 - w) * 1 - 3 * F(1) + F(3, 2) * 3 * size, (2 - w) * 2 - 3 * 2 * F(1, 2) + F(3, 2) * 3 * size
    assert log_norm_up(low, high, two, 2) == max(discs)
    assert log_norm_up([[2, -3], [-3, 4]], [[6, 2], [2, 5]], Rates((2, 1), 1), 2) == max(discs)
    uneven = Rates((5, 1), 1)
    discs = (2 - w) * 5 - 15 * F(1) + F(3, 2) * 6 * size, (2 - w) * 1 - 3 * F(1, 2) + F(3, 2) * 6 * size
    assert log_norm_up(low, high, uneven, 2) == max(discs)


@pytest.mark.parametrize("y", [F(k, 16) for k in range(-40, 17)])
def test_exp_up_is_above_everywhere_and_near_zero(y: Fraction) -> None:
    with workdps(30):
        assert mp.exp(number(y)) <= number(exp_up(y)) <= mp.exp(number(y)) + min(abs(number(y)) ** 2, 0.5)
    assert exp_up(y) == (1 + y + y * y if y > 0 else 1 + y + y * y / 2 if y > -1 else F(1, 2))


def test_exp_up_beyond_one_is_refused() -> None:
    assert exp_up(F(1)) == 3
    with pytest.raises(ValueError, match=r"y must be at most 1, got 1\.125"):
        exp_up(F(9, 8))


@pytest.mark.parametrize(("w0", "slack"), [(F(-1, 2), 1e-5), (F(3, 2), 1e-5)])
@pytest.mark.parametrize("h", [F(1, 1024), F(1, 32)])
def test_error_of_a_start_grows_and_shrinks_as_two_solutions_part(w0: Fraction, slack: float, h: Fraction) -> None:
    # with any term of m or of the bounds left out, what is claimed of the end of the step is false
    delta, a = F(1, 2**20), F(1, 2)
    step = moved_start(w0, a, delta, h)
    with workdps(60):
        ends = [Logistic(number(w0 + sign * delta), number(a)).states(number(h))[0] for sign in (-1, 0, 1)]
        parted = max(abs(ends[0] - ends[1]), abs(ends[2] - ends[1]))
        for bound, true in ((step.end_error, parted), (step.error, max(parted, number(delta)))):
            assert 1 <= number(bound) / true < 1 + slack + 3 * number(h) ** 2


def test_a_bound_that_the_error_could_reach_is_refused() -> None:
    # at w = -1/2 less e units, with start + defect = 1: e = 3, m = h 2a (2 + 2 e) = 1, growth 3, so the bound is e itself
    units, a = 4, F(1, 2)
    C = [[[-8]], [[0]]]
    rates = Rates(*over_common([a]))
    m = log_norm_up(*hull(C, 3), rates, units)
    assert flow.prove_error(C, 0, 1, rates, 1 / m, units) is None
    assert flow.prove_error(C, 1, 0, rates, 1 / m, units) is None
    assert flow.prove_error(C, 0, 1, rates, F(1, 2) / m, units) == (F(7, 4), F(7, 4))
    assert flow.prove_error(C, 1, 0, rates, F(1, 2) / m, units) == (F(7, 4), F(7, 4))
    # nothing off, and the hull is one unit wide: m = 1 is still bounded, more is not
    m = log_norm_up(*hull(C, 1), rates, units)
    assert flow.prove_error(C, 0, 0, rates, 1 / m, units) == (0, 0)
    assert flow.prove_error(C, 0, 0, rates, F(9, 8) / m, units) is None


def test_where_errors_shrink_those_of_the_start_do_and_the_defect_does_not() -> None:
    # m h = -1/2 over the hull of e = 2 (6 + 2) + 1: e^{mh} <= 5/8
    C, rates, units = [[[1 << 10]], [[0]]], Rates(*over_common([F(1, 2)])), 10
    m = log_norm_up(*hull(C, 17), rates, units)
    assert m < 0
    assert flow.prove_error(C, 2, 6, rates, F(1, 2) / -m, units) == (8, 6 * F(5, 8) + 2)


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_rounding_of_the_start_is_counted(d: int) -> None:
    # every entry half a unit off: d/2 of them in norm; nothing moves
    bits = 20
    start = [[F(2 * (i == j) * 2**bits + 1, 2 ** (bits + 1)) for j in range(d)] for i in range(d)]
    step = prove_steps(start, [F(1, 2**40)] * d, F(1, 2**40), 4, bits)[0]
    off = sum((F(step.C[0][i][j], 2**bits) - start[i][j]) ** 2 for i in range(d) for j in range(d))
    assert off * 4**bits == F(d * d, 4)
    assert F(d, 2) <= step.error * 2**bits < F(d, 2) + 3


def test_steps_follow_each_other_and_keep_their_bounds() -> None:
    order, bits = 16, 100
    steps = prove_steps(W0, A, F(3), order, bits)
    assert steps[0].t == 0
    assert steps[-1].t + steps[-1].h == 3
    for step, after in pairwise(steps):
        assert after.t == step.t + step.h
        assert after.C[0] == step.end == at_end(step.C)
        assert after.error >= step.end_error
        assert step.bits == bits
        assert step.end_error <= step.error
        assert 0 < step.defect <= step.error
        assert step.defect <= F(1, 2 ** (bits - bits // 3))
        # short denominators, whatever was halved on the way
        assert step.h.denominator <= 2**14


def test_so_many_steps_and_no_more() -> None:
    horizon = F(4)
    steps = prove_steps([[F(1, 2)]], [F(1)], horizon, 16, 100)
    count = len(steps)
    assert count > 3
    assert len(prove_steps([[F(1, 2)]], [F(1)], horizon, 16, 100, most=count)) == count
    reached = f"more than {count - 1} are needed, t = {float(steps[-1].t):.6g} was reached"
    with pytest.raises(WorkError, match=f"^{re.escape(reached)}$"):
        prove_steps([[F(1, 2)]], [F(1)], horizon, 16, 100, most=count - 1)


def test_each_step_says_how_much_is_proved() -> None:
    said: list[float] = []
    steps = prove_steps([[F(1, 2)]], [F(1)], F(4), 16, 100, on_step=said.append)
    assert said == [float((step.t + step.h) / 4) for step in steps]
    assert said[-1] == 1


def test_a_solution_that_runs_off_is_not_proved() -> None:
    # w = -1/2 at rate 1/2 leaves all bounds at t = log 3 = 1.0986
    with pytest.raises(UnprovedError, match=r"no step could be proved at t = 1\.09\d* with 60 bits"):
        prove_steps([[F(-1, 2)]], [F(1, 2)], F(2), 16, 60)


def sizes_tried(horizon: Fraction, defects: list[int], proved: bool = True) -> tuple[list[Fraction], list[Step]]:
    """The step sizes that are tried when the defects (over 2^30, order 8; the last one from then on) are these."""
    tried: list[Fraction] = []

    def series(C: Matrix, rates: Rates, h: Fraction, order: int, bits: int) -> tuple[list[Matrix], int]:
        tried.append(h)
        return [C, [[0]]], defects[min(len(tried), len(defects)) - 1]

    def prove(C: list[Matrix], defect: int, *_: Any) -> tuple[Fraction, Fraction] | None:
        return (F(3, 2), F(5, 4)) if proved else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "series", series)
        patch.setattr(flow, "prove_error", prove)
        try:
            steps = prove_steps([[F(1, 2)]], [F(1)], horizon, 8, 30)
        except UnprovedError as error:
            assert "no step could be proved at t = 0 with 30 bits" in str(error)  # noqa: PT017
            return tried, []
    assert all((step.error, step.end_error) == (F(3, 2**31), F(5, 2**32)) for step in steps)
    return tried, steps


def test_steps_grow_by_half_on_a_grid_while_their_defect_is_small() -> None:
    tried, _ = sizes_tried(F(30), [0])
    assert tried[:9] == [F(3**k, 2 ** (4 + k)) for k in range(9)]
    # 3/2 of 6561/4096 in whole numbers of 1/4096, even where it lies between two
    assert tried[9:11] == [F(9842, 4096), F(14763, 4096)]
    # 2^10 is allowed, and what is below 2^10 / 2^6 lets the next step grow
    assert sizes_tried(F(1, 8), [15])[0][1] == F(1, 16)
    assert sizes_tried(F(1), [15, 0])[0][1] == F(3, 32)
    assert sizes_tried(F(1), [16, 0])[0][1] == F(1, 16)


def test_steps_are_halved_down_to_the_shortest() -> None:
    tried, steps = sizes_tried(F(1), [0], proved=False)
    assert (tried, steps) == ([F(1, 2**k) for k in range(4, 21)], [])
    tried, steps = sizes_tried(F(1, 16), [1024])
    assert (tried, len(steps)) == ([F(1, 16)], 1)
    tried, steps = sizes_tried(F(1, 16), [1025, 1024])
    assert (tried, [step.h for step in steps]) == ([F(1, 16), F(1, 32), F(1, 32)], [F(1, 32), F(1, 32)])


def test_a_step_below_the_grid_grows_as_well() -> None:
    # 2^-10, halved to 2^-17, of which 3/2 are nothing on the grid: 24 units of 1/2^21, then 18 of 1/2^20, ...
    tried, steps = sizes_tried(F(1, 2**10), [*[1025] * 7, 0])
    assert tried[:8] == [F(1, 2**k) for k in range(10, 18)]
    assert [step.h for step in steps[:3]] == [F(1, 2**17), F(24, 2**21), F(18, 2**20)]
    growth = [after.h / before.h for before, after in pairwise(steps[:-1])]
    assert all(F(4, 3) < ratio < F(5, 3) for ratio in growth)
    assert max(step.h.denominator for step in steps[:-1]) <= 2**21


def test_a_large_start_is_left_in_few_steps() -> None:
    # steps shorten to 2^-14 beside it, and grow again as W falls like 1 / (2 a t)
    steps = prove_steps([[F(1000), F(1)], [F(1), F(1000)]], [F(1), F(1, 2)], F(2), 24, 160, 400)
    assert min(step.h for step in steps) < F(1, 2**13)
    assert max(step.h for step in steps) > F(1, 2**6)


def test_error_of_a_step_is_carried_over_in_whole_units() -> None:
    starts: list[int] = []
    original = flow.prove_error

    def prove(C: list[Matrix], defect: int, start: int, *rest: Any) -> Any:
        starts.append(start)
        return original(C, defect, start, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "prove_error", prove)
        steps = prove_steps([[F(1, 3)]], [F(1)], F(1, 4), 8, 60)
    assert starts[0] == 1
    for step, start in zip(steps, starts[1:], strict=False):
        assert step.end_error * 2**60 <= start < step.end_error * 2**60 + 1


def test_nothing_is_off_at_rest() -> None:
    one = [[1 << 40, 0], [0, 1 << 40]]
    C, defect = series(one, Rates((1, 3), 7), F(1, 16), 5, 40)
    assert (C, defect) == ([one, *[[[0, 0], [0, 0]]] * 5], 0)


def test_matrices_of_different_shapes_are_not_paired() -> None:
    for one, other in (([[1, 2]], [[3]]), ([[1]], [[2], [3]])):
        with pytest.raises(ValueError, match="zip"):
            at_end([one, other])
        with pytest.raises(ValueError, match="zip"):
            sizes(one, other)
    # of any shape: 7, -4 and 8 are rounded to 6, -3 and 9, and the root of 3 is rounded up
    assert next_coefficient([[7, -4, 15], [3, 0, 8]], 3) == ([[2, -1, 5], [1, 0, 3]], 2)
