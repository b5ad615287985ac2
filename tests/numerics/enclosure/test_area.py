"""The area under the training loss in balls holds what is known in closed form, up to a horizon and beyond it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flint import arb, arb_mat, ctx, fmpq

from numerics.enclosure import area
from numerics.enclosure.given_data import enclose_box, enclose_flow, enclose_layers
from numerics.flow.layers import integrate_layers
from numerics.task.loss import training_loss
from numerics.task.quadrature import integral

ONE, HALF, TENTH = fmpq(1), fmpq(1, 2), fmpq(1, 10)


def logistic_area(c: fmpq, a: fmpq, t: fmpq) -> arb:
    """Return the area of a (w - 1)^2 / 2 along w' = 2 a w (1 - w): (w - ln w) at the start less that at t, by 4."""
    grown = arb(c) * (arb(2 * a * t)).exp()
    w = grown / (1 - arb(c) + grown)
    return (arb(c) - arb(c).log() - w + w.log()) / 4


@pytest.mark.parametrize("a", [ONE, fmpq(1, 3)])
def test_one_concept_tied_and_free(a: fmpq) -> None:
    horizon, root = fmpq(7), HALF
    for tube in (
        enclose_flow([[root * root]], [a], horizon, 1e-15),
        enclose_layers([[root]], [[root]], [a], horizon, 1e-15),
    ):
        with ctx.workprec(tube.precision):
            found, true = area.area_of(tube, [a]), logistic_area(root * root, a, horizon)
            assert found.contains(true) or found.overlaps(true)
            assert found.rad() < arb("1e-13")
            assert true.rad() < arb("1e-15")


def test_two_concepts_of_free_layers_beside_another_integrator() -> None:
    first, second, a = [[fmpq(2, 5), TENTH], [-TENTH, HALF]], [[HALF, fmpq(1, 5)], [fmpq(3, 10), fmpq(2, 5)]], [ONE, fmpq(1, 4)]
    tube = enclose_layers(first, second, a, fmpq(5), 1e-15)
    with ctx.workprec(tube.precision):
        found = area.area_of(tube, a)
    layers = tuple(np.array([[float(arb(entry)) for entry in row] for row in rows]) for rows in (first, second))
    rates = np.array([1.0, 0.25])
    path = integrate_layers(layers, rates, 5.0)
    assert float(found) == pytest.approx(integral(path, lambda W: training_loss(W, rates), 4), abs=1e-9)


@pytest.mark.parametrize("more", [[], [fmpq(1, 3)]])
def test_an_error_of_the_tube_widens_the_area(more: list[fmpq]) -> None:
    a, start = [ONE, *more], [[HALF]] if not more else [[HALF, fmpq(0)], [fmpq(0), ONE]]
    tube = enclose_flow(start, a, fmpq(1), 1e-15)
    wide = replace(tube, steps=tuple(replace(step, bar=arb("1e-3")) for step in tube.steps))
    with ctx.workprec(tube.precision):
        found = area.area_of(wide, a)
        # Of w within 1e-3 the area moves by the integral of 1 - w times that, .31 here.
        assert arb("3.1e-4") < found.rad() < arb("7e-4")


@pytest.mark.parametrize("start", ["1/2", "9/10", "11/10"])
def test_what_remains_is_held(start: str) -> None:
    root = fmpq(*map(int, start.split("/")))
    with ctx.workprec(100):
        W = arb_mat([[arb(root)]])
        rest = area.area_beyond(W, [ONE])
        true = (arb(root) - arb(root).log() - 1) / 4
        assert rest.contains(true)
        assert rest.contains(0)


def test_what_remains_of_two_rates_is_held_and_of_the_least_rate() -> None:
    with ctx.workprec(100):
        W = arb_mat([[arb("0.99"), arb(0)], [arb(0), arb(1)]])
        assert area.training_loss(W, [ONE, TENTH]).overlaps(arb("0.00005"))
        rest = area.area_beyond(W, [ONE, TENTH])
        # delta is bounded by (2 L / .1)^(1/2) = .0316..., and L / (.4 (1 - delta)) = 1.2908e-4.
        assert rest.contains(arb("1.29e-4"))
        assert not rest.contains(arb("1.292e-4"))


def test_a_map_far_from_the_identity_has_no_bound() -> None:
    with pytest.raises(ArithmeticError, match=r"\(2 L / min a\)\^\(1/2\) must be below 1 for a bound of what remains, got"):
        area.area_beyond(arb_mat([[arb(0)]]), [ONE])


def test_a_box_has_no_area() -> None:
    tube = enclose_box([[HALF]], [[fmpq(1, 1000)]], [ONE], [fmpq(0)], fmpq(1, 10))
    with pytest.raises(ValueError, match="step must have no symbols"):
        area.area_of(tube, [ONE])
