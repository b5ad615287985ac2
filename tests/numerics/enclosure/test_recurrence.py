"""Balls of the recurrence and of descent contain the exact rational iterates; indefinite and definite are proved, not guessed."""

from __future__ import annotations

import pytest
from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from numerics.enclosure import recurrence
from numerics.enclosure.log_norm import is_positive_definite
from numerics.enclosure.recurrence import enclose_iterates, enclose_products, negative_direction

A = [fmpq(6), fmpq(1)]
ETA = fmpq(1, 1080)
RANK_ONE = [[fmpq(1, 100), fmpq(1, 100)], [fmpq(1, 100), fmpq(1, 100) + fmpq(1, 10**8)]]


def rational_recurrence(W0: list[list[fmpq]], a: list[fmpq], eta: fmpq, steps: int) -> fmpq_mat:
    """The exact iterate after so many steps of W+ = W + eta V(W), shape (d, d); its digits double with each."""
    W, A = fmpq_mat(W0), fmpq_mat([[rate if i == j else fmpq(0) for j in range(len(a))] for i, rate in enumerate(a)])
    for _ in range(steps):
        Y = A * W + W * A
        W = W + (Y - (Y * W + W * Y) * fmpq(1, 2)) * eta
    return W


@pytest.mark.parametrize("steps", [0, 1, 5])
def test_balls_contain_the_exact_iterate(steps: int) -> None:
    exact = rational_recurrence(RANK_ONE, A, ETA, steps)
    balls = enclose_iterates(RANK_ONE, A, ETA, [steps]).at[steps]
    assert all(
        balls[i, j].contains(arb(exact[i, j])) or balls[i, j].overlaps(arb(exact[i, j])) for i in range(2) for j in range(2)
    )


def test_exact_example_loses_definiteness_in_one_step() -> None:
    # det W > 0, det W+ < 0; descent on U keeps it
    assert rational_recurrence(RANK_ONE, A, ETA, 0).det() > 0
    assert rational_recurrence(RANK_ONE, A, ETA, 1).det() < 0
    assert negative_direction(enclose_iterates(RANK_ONE, A, ETA, [1]).at[1]) is not None
    assert is_positive_definite(enclose_iterates(RANK_ONE, A, ETA, [1], "gd").at[1])


def test_descent_is_the_square_form() -> None:
    # (I + eta X) W (I + eta X)^T, with U U^T = W, by floats
    import numpy as np

    U = np.array([[0.3, 0.1], [0.2, 0.25]])
    W = U @ U.T
    for _ in range(20):
        X = np.diag([6.0, 1.0]) - (np.diag([6.0, 1.0]) @ U @ U.T + U @ U.T @ np.diag([6.0, 1.0])) / 2
        U = U + X @ U / 1080
    exact = [[fmpq(*float(x).as_integer_ratio()) for x in row] for row in (W + W.T) / 2]
    balls = enclose_iterates(exact, A, ETA, [20], "gd").at[20]
    assert max(abs(float(balls[i, j]) - (U @ U.T)[i, j]) for i in range(2) for j in range(2)) < 1e-13


def test_precision_follows_the_digits_asked_for() -> None:
    few, many = (enclose_iterates(RANK_ONE, A, ETA, [300], relative=relative) for relative in (1e-6, 1e-90))
    assert few.precision < many.precision
    assert all(entry.rad() < arb("1e-90") for entry in many.at[300].entries())


@pytest.mark.parametrize(("entries", "definite"), [([2, 1, 1, 2], True), ([1, 2, 2, 1], False), ([1, 1, 1, 1], None)])
def test_definiteness(entries: list[int], definite: bool | None) -> None:
    W = arb_mat(2, 2, entries)
    assert is_positive_definite(W) is (definite is True)
    assert (negative_direction(W) is not None) is (definite is False)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"iterate": "adam"}, "iterate must be one of recurrence, gd"),
        ({"at": [-1]}, "at must hold step numbers >= 0"),
        ({"at": [2, -1]}, "at must hold step numbers >= 0"),
        ({"eta": fmpq(0)}, "eta must be positive"),
    ],
)
def test_wrong_calls_are_named(options: dict, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        enclose_iterates(RANK_ONE, A, **{"eta": ETA, "at": [1], **options})


def test_precision_is_doubled_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert enclose_iterates(RANK_ONE, A, ETA, [3]).precision == 256
    assert enclose_iterates(RANK_ONE, A, ETA, [3], relative=1e-100).precision == 512
    monkeypatch.setattr(recurrence, "HIGHEST_PRECISION", 512)
    assert enclose_iterates(RANK_ONE, A, ETA, [3], relative=1e-100).precision == 512
    with pytest.raises(ValueError, match="at must hold steps whose iterates need at most 512 bits, got 3"):
        enclose_iterates(RANK_ONE, A, ETA, [3], relative=1e-200)


def test_a_run_that_leaves_all_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # w+ = w + 8 (w - w^2) from 2 goes to minus infinity, squaring at every step
    monkeypatch.setattr(recurrence, "HIGHEST_PRECISION", 256)
    with pytest.raises(ValueError, match="need at most 256 bits, got 2000"):
        enclose_iterates([[fmpq(2)]], [fmpq(4)], fmpq(1), [2000])


def test_every_step_asked_for_is_returned_in_any_order() -> None:
    found = enclose_iterates(RANK_ONE, A, ETA, [64, 5, 0, 2, 5]).at
    assert sorted(found) == [0, 2, 5, 64]
    assert found[64][0, 0] > found[5][0, 0] > found[2][0, 0]
    for steps, W in ((k, found[k]) for k in (0, 2, 5)):
        exact = rational_recurrence(RANK_ONE, A, ETA, steps)
        with ctx.workprec(256):
            assert all(abs(W[i, j] - arb(exact[i, j])) < 1e-60 for i in range(2) for j in range(2))


@pytest.mark.parametrize(("radius", "taken"), [(3e-6, True), (1e-5, False)])
def test_radii_are_relative_to_the_norm(radius: float, taken: bool) -> None:
    # ||W|| = 5, so 10^-6 of it is 5 10^-6
    W = arb_mat(2, 2, [arb(3), arb(0, radius), arb(0, radius), arb(4)])
    found = recurrence._run(W, arb_mat(2, 2), arb(1), [0], recurrence.recurrence_step, 1e-6)
    assert (found is not None) is taken


def test_descent_is_the_product_of_exact_numbers() -> None:
    # A = diag(6, 1), W = [[1, 1], [1, 2]], eta = 1/2: X = A - (A W + W A)/2 = [[0, -7/2], [-7/2, -1]], I + X/2 by hand
    W, rates = arb_mat(2, 2, [1, 1, 1, 2]), arb_mat(2, 2, [6, 0, 0, 1])
    left = fmpq_mat([[fmpq(1), fmpq(-7, 4)], [fmpq(-7, 4), fmpq(1, 2)]])
    exact = left * fmpq_mat([[fmpq(1), fmpq(1)], [fmpq(1), fmpq(2)]]) * left.transpose()
    found = recurrence.descent_step(W, rates, arb(0.5))
    assert all(found[i, j] == arb(exact[i, j]) for i in range(2) for j in range(2))


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([0, 1, 1, 0], True),
        ([1, 0, 0, -(2**-40)], True),
        ([10**12, 1, 1, 5 * 10**-13], True),
        ([1, 0, 0, 2**-40], False),
        ([arb(0, 1), 0, 0, 1], False),
        ([arb(-1, 2), 0, 0, 1], False),
    ],
)
def test_a_direction_is_negative_for_every_matrix_in_the_balls(entries: list, found: bool) -> None:
    W = arb_mat(2, 2, entries)
    x = negative_direction(W)
    assert (x is not None) is found
    if x is not None:
        column = arb_mat([[arb(entry)] for entry in x])
        assert (column.transpose() * W * column)[0, 0] < 0


def test_start_and_rates_are_checked() -> None:
    with pytest.raises(ValueError, match="W0 must be symmetric"):
        enclose_iterates([[fmpq(1), fmpq(2)], [fmpq(3), fmpq(4)]], A, ETA, [1])


def test_what_is_asked_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    # a millionth of the norm, at 256 to 65536 bits
    seen: list[tuple[int, float]] = []
    monkeypatch.setattr(recurrence, "_run", lambda W, A, eta, at, update, relative: seen.append((ctx.prec, relative)))
    with pytest.raises(ValueError, match="need at most 65536 bits"):
        enclose_iterates(RANK_ONE, A, ETA, [1])
    assert seen == [(256 << k, 1e-6) for k in range(9)]


def test_products_of_weights_are_the_iterates_of_descent():
    U = [[fmpq(1, 10), fmpq(0)], [fmpq(1, 20), fmpq(1, 7)]]
    W0 = [[sum((p * q for p, q in zip(left, right, strict=True)), fmpq(0)) for right in U] for left in U]
    a, eta = [fmpq(3), fmpq(1)], fmpq(1, 50)
    products = enclose_products(U, a, eta, (0, 7), 200)
    iterates = enclose_iterates(W0, a, eta, (0, 7), "gd").at
    assert all(products[7][i, j].overlaps(iterates[7][i, j]) for i in range(2) for j in range(2))
    assert max(float(entry.rad()) for entry in products[7].entries()) < 1e-50
    with pytest.raises(ValueError, match="at must hold step numbers >= 0"):
        enclose_products(U, a, eta, (-1,), 200)
