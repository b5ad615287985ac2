r"""Proposition: a formula on the other clock of tied networks is named as that, never wrong; other factors are wrong."""

from __future__ import annotations

import pytest

from verify.ledger import ledger
from verify.manuscript.display import Judgement, judge
from verify.manuscript.equations import finder

FIND = finder(ledger())
V = r"[W A + A W - \tfrac12 (A W^2 + W^2 A + 2 W A W)]"


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("two_layer.printed_field", rf"\dot W = 2 {V}"),
        ("two_layer.loss_decrease", r"\dot L = -4 \operatorname{tr}(X W X)"),
        ("two_layer.induced_flow", rf"\dot W = {V}"),
        ("clocks.tied_factor", r"\dot W = V(U U^T)"),
        ("two_layer.flow_of_weights", r"\dot W = 2 V(W)"),
        ("two_layer.major_entry", r"w(t) = \frac{c e^{4at}}{1 + c (e^{4at} - 1)}"),
        ("two_layer.major_entry", r"\dot w = 4 a w (1 - w)"),
        ("two_layer.time_to_level", r"T = \frac{1}{4a} \ln \frac{\delta (1 - c)}{c (1 - \delta)}"),
    ],
)
def test_the_other_clock_is_named(name: str, formula: str) -> None:
    stated = FIND(name)
    assert stated is not None
    found = judge(formula, stated, {})
    assert found.judgement is Judgement.NOT_CHECKED, found
    assert "clock" in found.message


@pytest.mark.parametrize(
    ("name", "formula", "judgement"),
    [
        ("two_layer.induced_flow", rf"\dot W = 2 {V}", Judgement.AGREES),
        ("clocks.tied_factor", r"\dot W = 2 V(U U^T)", Judgement.AGREES),
        ("two_layer.flow_of_weights", r"\dot W = V(W)", Judgement.AGREES),
        ("two_layer.printed_field", rf"\dot W = 3 {V}", Judgement.DIFFERS),
        ("two_layer.printed_field", rf"\dot W = -2 {V}", Judgement.DIFFERS),
        ("one_layer.flow", r"\dot W = -2 (W - I) A", Judgement.DIFFERS),
        ("two_layer.finite_step", r"U_{+} U_{+}^T = 2 (W + \eta V(W) + \eta^2 X W X)", Judgement.DIFFERS),
        ("two_layer.major_entry", r"w(t) = \frac{c e^{3at}}{1 + c (e^{3at} - 1)}", Judgement.DIFFERS),
    ],
)
def test_on_its_own_clock_it_is_judged(name: str, formula: str, judgement: Judgement) -> None:
    stated = FIND(name)
    assert stated is not None
    assert judge(formula, stated, {}).judgement is judgement
