"""Proposition: every statement of Appendix D is there once, as printed, and a source of a claim names those it cites."""

import pytest
from sympy import Rational, exp, symbols

from theory.appendix_d.assumptions import K, P, beta, d, omega
from theory.appendix_d.statements import STATEMENTS, cited
from verify.ledger import ledger

NAMES = [f"Assumption D.{n}" for n in range(1, 6)] + ["Corollary D.1"] + [f"Lemma D.{n}" for n in range(1, 9)]
PRINTED = {
    "Corollary D.1": r"\left|{N_{ij}(t)}\right| \le 2 P \alpha \beta^{2} d \gamma \omega^{2}",
    "Lemma D.1": r"\left|{w_{ij}(t)}\right| \le e^{\eta \kappa t \left(a_{i} + a_{j}\right)} \left|{w_{ij}(0)}\right|",
    "Lemma D.5": r"w_{ii}(t) \ge 0, \quad w_{ii}(t) \le 1 + \frac{2}{K}, \quad "
    r"\left|{w_{ii}(t + 1) - w_{ii}(t)}\right| \le \frac{1}{K}",
    "Lemma D.6": r"w_{ii}(t) \ge 1 - \frac{2}{K}",
    "Lemma D.8": r"\left|{w_{ij}(t)}\right| \le P \beta \omega",
}


def named(name):
    return next(item for item in STATEMENTS if item.name == name)


def test_each_is_there_once_in_the_order_of_the_paper():
    assert [item.name for item in STATEMENTS] == NAMES


@pytest.mark.parametrize("name", PRINTED)
def test_the_latex_is_that_of_the_paper(name):
    assert named(name).latex == PRINTED[name]


@pytest.mark.parametrize("item", STATEMENTS, ids=lambda item: item.name)
def test_each_is_said_in_a_sentence_with_its_mathematics_closed(item):
    for text in filter(None, (item.says, item.repaired_says, *item.hypotheses)):
        assert text.endswith(".")
        assert text.count("$") % 2 == 0
        assert text.count("{") == text.count("}")
    assert not item.repaired or item.repaired_says


def test_the_repaired_corollary_is_weaker_by_the_factor_p():
    item = named("Corollary D.1")
    ratio = item.repaired[0].rhs / item.relations[0].rhs
    assert (ratio - P * (d - 1) / d).simplify() == 0


def test_relations_decide_at_numbers():
    kept = named("Lemma D.6").relations[0]
    (entry,) = kept.lhs.free_symbols
    assert kept.subs({entry: Rational(95, 100), K: 20})
    assert not kept.subs({entry: Rational(89, 100), K: 20})
    small = named("Lemma D.8").relations[0]
    (minor,) = small.lhs.free_symbols
    assert small.subs({minor: -8, P: 4, beta: 2, omega: 1})
    assert not small.subs({minor: -9, P: 4, beta: 2, omega: 1})
    lower = named("Lemma D.3").relations[0]
    assert lower.rhs.has(exp)
    assert symbols("kappa", positive=True) in lower.free_symbols


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("arXiv 2410.08309v2, Lemma D.5, as transcribed", ["Lemma D.5"]),
        ("new; arXiv 2410.08309v2, Lemmas D.3 and D.8, Corollary D.1", ["Lemma D.3", "Lemma D.8", "Corollary D.1"]),
        ("Assumptions D.1 to D.5", [f"Assumption D.{n}" for n in range(1, 6)]),
        ("arXiv 2410.08309v2, Appendix D.1, as transcribed", []),
        ("Lemma D.9", []),
        ("Lemma D.12", []),
    ],
)
def test_a_source_names_what_it_cites(source, names):
    assert list(cited(source)) == names


def test_the_lower_half_of_d5_is_found_by_its_source():
    assert "Lemma D.5" in cited(ledger()["certified.lemma_d5_lower_half"].source)
