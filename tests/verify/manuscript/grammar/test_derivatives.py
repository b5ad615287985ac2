r"""Proposition: derivatives are read in all their spellings as one; how far one reaches must be plain."""

from __future__ import annotations

import pytest

from verify.manuscript.grammar.derivatives import prepared


def texts(source: str) -> str:
    return " ".join(token.text for token in prepared(source, {})[:-1])


@pytest.mark.parametrize(
    "spelling",
    [
        r"\dot W", r"W'", r"W^\prime", r"W^{\prime}", r"\partial_t W", r"\partial_{t} W", r"\frac{d}{dt} W", r"\frac d{dt} W",
        r"\frac{dW}{dt}", r"\dfrac{\mathrm{d}W}{\mathrm{d}t}", r"\frac{\partial W}{\partial t}", r"\frac{\partial}{\partial t} W",
        r"dW/dt", r"\frac{\mathrm d}{\mathrm dt} \mathbf{W}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("after", [" = A", " + A", ""])
def test_spellings_of_a_slope(spelling: str, after: str) -> None:
    assert texts(spelling + after).replace("{ W }", "W") == (r"\dot W" + after).strip()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"w_{ij}'", r"\dot w _ { i j }"),
        (r"w'_{ij}", r"\dot w _ { i j }"),
        (r"\frac{d w_{ij}(t)}{dt}", r"\dot w _ { i j } ( t )"),
        (r"\frac{dW(t)}{dt}", r"\dot W ( t )"),
        (r"W'(t)", r"\dot W ( t )"),
        (r"W''", r"\ddot W"),
        (r"\nabla_U L", r"\frac { \partial L } { \partial U }"),
        (r"\nabla_{U} L(U) = A", r"\frac { \partial L } { \partial U } = A"),
        (r"\partial_U L", r"\frac { \partial L } { \partial U }"),
        (r"\frac{\partial L(U)}{\partial U}", r"\frac { \partial L } { \partial U }"),
        (r"\frac{\partial}{\partial U} L", r"\frac { \partial L } { \partial U }"),
        # left as they stand
        (r"\frac{d}{dt} W A", r"\frac { d } { d t } W A"),
        (r"\frac{d}{dt} [W A]", r"\frac { d } { d t } [ W A ]"),
        (r"f'(W)", r"f ' ( W )"),
        (r"a dW/dt", r"a d W / d t"),
        (r"dW/dt a", r"d W / d t a"),
        (r"\nabla_U L A", r"\nabla _ U L A"),
        (r"\frac{dw}{d\lambda}", r"\frac { d w } { d \lambda }"),
        (r"\frac{\partial L(W)}{\partial U}", r"\frac { \partial L ( W ) } { \partial U }"),
    ],
)
def test_what_becomes_of_a_derivative(source: str, expected: str) -> None:
    assert texts(source) == expected


def test_its_place_is_where_it_begins() -> None:
    assert prepared(r"A + \frac{dW}{dt}", {})[2].place == 4
