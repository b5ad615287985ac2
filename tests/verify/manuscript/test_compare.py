"""Proposition: a fragment read from its LaTeX alone is the verified right side, and a changed one is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from theory.algebra.equation import Equation
from verify.ledger import ledger
from verify.manuscript.compare import read, same
from verify.manuscript.equations import finder
from verify.manuscript.grammar.parser import parse_relation
from verify.manuscript.reading.scope import scope


def agrees(text: str, equation: Equation) -> bool:
    relation = parse_relation(text)
    here = scope(equation).defining(relation.where)
    return all(same(read(node, equation, here), equation) for node, _ in relation.sides)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("two_layer.congruence_form", "X W + W X", "X W - W X"),
        ("two_layer.riccati_form", "2 W A W", "2 A W A"),
        ("two_layer.gradient", "U U^{T} A", "U A U^{T}"),
        ("two_layer.entry_form", "w_{kj}", "w_{ki}"),
        ("two_layer.entry_form", "3 a_j + a_i", "3 a_i + a_j"),
        ("one_layer.output", "i > s", "i \\le s"),
        ("two_layer.finite_step", "\\eta^{2}", "\\eta"),
        ("minor_entries.solution", "w_{22}", "w_{11}"),
        ("pivots.one_stage", "4 a_1", "2 a_1"),
        ("rank_one.solution", "u^{T} A u", "u^{T} u"),
        ("empirical.moment_variance", "i = j", "i \\ne j"),
    ],
)
def test_a_changed_fragment_is_noticed(name: str, old: str, new: str) -> None:
    entry = finder(ledger())(name)
    assert entry is not None
    text = entry.first.right_latex
    assert old in text
    assert all(agrees(text, equation) for equation in entry.instances[:2])
    assert not all(agrees(text.replace(old, new), equation) for equation in entry.instances[:2])


def test_the_comparison_itself_is_not_blind() -> None:
    entry = finder(ledger())("two_layer.gradient")
    assert entry is not None
    doubled = replace(entry.first, rhs=2 * entry.first.rhs)
    assert not agrees(entry.first.right_latex, doubled)
