"""Proposition: results come from the loss by proved steps, and the text of the proofs displays nothing but proved equations."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from sympy import Derivative, Integral, Limit, Symbol

from tests.verify.render.nasty import METHOD
from theory import Domain, Equation, pivots, two_layer
from theory.algebra.domain import REAL
from verify.claim import Claim, Outcome
from verify.ledger import ledger
from verify.manuscript.equations import Stated, stated
from verify.methods import Identity
from verify.render.derivation import DEFINITIONS, derivation, displayed, has_chain, how, is_proved, proofs, results, share, way

CLAIMS = ledger()
#: What an appendix must not leave out.
MAIN = (
    "two_layer.gradient",
    "two_layer.congruence_form",
    "two_layer.entry_form_of_indices",
    "two_layer.time_to_level",
    "minor_entries.solution",
    "pivots.integrating_factor",
    "pivots.one_stage",
    "pivots.half_learned",
    "swing_by.rise",
    "swing_by.exponent",
)
x = Symbol("x", real=True)


@pytest.fixture(scope="module")
def all_equations() -> dict[str, Stated]:
    """Every equation of the ledger: making them takes seconds."""
    return stated(CLAIMS.values())


def chain(*links: tuple[str, tuple[str, ...], object]) -> tuple[dict, dict]:
    """Return equations and claims by (id, steps, method)."""
    made: dict[str, Equation] = {}
    claims = {}
    for name, steps, method in links:
        made[name] = Equation(name, x + x, 2 * x, Domain({x: REAL}), steps=tuple(made[step] for step in steps))
        claims[name] = Claim(name, "So.", "new", method, equations=lambda name=name: [made[name]])
    return stated(claims.values()), claims


def test_four_of_five_results_have_their_chain_from_the_loss(all_equations):
    assert share(all_equations, CLAIMS) >= Fraction(4, 5)
    assert all(has_chain(name, all_equations, CLAIMS) for name in MAIN)


def test_a_chain_ends_in_a_definition_and_has_no_step_that_is_not_proved():
    exact = Identity()
    equations, claims = chain(
        ("task.root_loss", (), exact), ("a.b", ("task.root_loss",), exact), ("a.c", ("a.b",), exact), ("a.loose", (), exact)
    )
    assert [name for name in equations if has_chain(name, equations, claims)] == ["task.root_loss", "a.b", "a.c"]
    assert share(equations, claims) == Fraction(3, 4)
    measured = chain(("task.root_loss", (), exact), ("a.b", ("task.root_loss",), METHOD), ("a.c", ("a.b",), exact))
    assert [name for name in measured[0] if has_chain(name, *measured)] == ["task.root_loss"]
    beside = chain(("task.root_loss", (), exact), ("a.b", (), METHOD), ("a.c", ("task.root_loss", "a.b"), exact))
    assert not has_chain("a.c", *beside), "one of two steps is only measured"


def test_definitions_are_of_the_ledger(all_equations):
    assert all(is_proved(name, all_equations, CLAIMS) for name in DEFINITIONS)


def test_false_statements_are_no_results(all_equations):
    false = {name for name, claim in CLAIMS.items() if claim.expected is Outcome.REFUTED}
    found = results(all_equations, CLAIMS)
    assert not [name for name in found if false & set(all_equations[name].claims)]
    assert set(all_equations) - set(found) == {name for name, entry in all_equations.items() if false & set(entry.claims)}


def test_every_display_of_the_proofs_is_an_equation_that_is_proved(all_equations):
    text = proofs()
    assert not re.search(r"\\\[|\$\$|\\begin\{(equation|align|gather|multline|displaymath)", text)
    shown = displayed(text)
    assert set(MAIN) <= set(shown)
    assert len(shown) == len(set(shown))
    assert all(is_proved(name, all_equations, CLAIMS) for name in shown)
    referred = set(re.findall(r"\\eqref\{(.*?)\}", text))
    assert referred <= set(shown)
    assert set(re.findall(r"claim:([a-z0-9_.]+)\}", text)) <= set(CLAIMS)


def test_a_step_that_is_displayed_stands_in_the_proofs_or_in_the_ledger(all_equations):
    for name in displayed(proofs()):
        assert all(step.id in all_equations for step in all_equations[name].first.steps)


@pytest.mark.parametrize("word", ["lemma", "proposition", "theorem", "proof", "assumption"])
def test_environments_are_opened_and_closed(word):
    text = proofs()
    assert text.count(rf"\begin{{{word}}}") == text.count(rf"\end{{{word}}}") >= 1


def test_equations_are_put_in_their_places(all_equations):
    text = derivation(all_equations, lambda entry: f"[{entry.id}]\n")
    assert "[two_layer.gradient]\n" in text
    assert not re.search(r"^<", text, re.MULTILINE)
    assert derivation({}, lambda entry: "") == ""


@pytest.mark.parametrize(
    ("equation", "words"),
    [
        (two_layer.gradient(), "by differentiation, word by word"),
        (two_layer.congruence_form(), "word by word"),
        (two_layer.entry_sum(), "by sums over indices"),
        (pivots.integral(), "by integration"),
        (pivots.schur_complement(), "in the limit"),
        (
            Equation("a.b", Derivative(x, x) + Integral(x, (x, 0, 1)) + Limit(x, x, 0), 2),
            "by differentiation, by integration, in the limit",
        ),
        (Equation("a.b", x + x, 2 * x), "by algebra"),
    ],
)
def test_how_a_check_goes(equation, words):
    assert how(equation) == words


def test_the_way_names_the_steps_the_line_and_what_is_believed(all_equations):
    gradient = way(all_equations["two_layer.gradient"], all_equations)
    assert gradient.startswith(r"From \eqref{two_layer.loss_expanded}, \eqref{two_layer.gradient_of_square}")
    assert r"both sides are $A U U^{T} U + U U^{T} A U - 2 A U$." in gradient
    assert "both sides" not in way(all_equations["two_layer.gradient_of_square"], all_equations), (
        "the line is the right side itself"
    )
    assert r"\emph{To be believed:} that $w_{22}$ and $w_{33}$ may be left out" in way(
        all_equations["pivots.stage_flow"], all_equations
    )
    assert "for $i = j$ and" in way(all_equations["two_layer.entry_sum"], all_equations)
    assert way(all_equations["pivots.integral"], all_equations) == "Checked by integration."


def test_what_is_left_out_is_to_be_believed(all_equations):
    """A remark that owns to leaving something out, or to a formula of Jacobi's, goes with what there is to believe of it."""
    said = re.compile(r"left out|Jacobi|leading order")
    inherited = {
        "swing_by.sharper_rise": ("swing_by.minimum", "swing_by.maximum"),
        "swing_by.entry_after_first": ("minor_entries.solution",),
    }
    for name, entry in all_equations.items():
        if said.search(entry.first.remark) and not entry.first.believed:
            assert all(all_equations[step].first.believed for step in inherited[name])
            assert {step.id for step in entry.first.steps} >= set(inherited[name])
