"""The claims a theory begins with show each kind of check: what is true holds, what is false does not, faults are found."""

from pathlib import Path

import numpy as np
import pytest

from verify.claim import Evidence, Outcome
from verify.ledger import load, of_module
from verify.run import check, check_mutants
from verify.skeleton import claims as skeleton

CLAIMS = {claim.id: claim for claim in of_module(skeleton)}
WANTED = {
    "decay.solution": (Evidence.EXACT, Outcome.VERIFIED),
    "decay.integrated": (Evidence.NUMERICAL, Outcome.VERIFIED),
    "decay.matrix": (Evidence.EXACT, Outcome.VERIFIED),
    "decay.nothing_is_lost": (Evidence.EXACT, Outcome.VERIFIED),
    "decay.half_life": (Evidence.NUMERICAL, Outcome.VERIFIED),
    "decay.half_life_as_printed": (Evidence.NUMERICAL, Outcome.REFUTED),
    "decay.slower_than_a_square": (Evidence.ENCLOSED, Outcome.REFUTED),
}


def test_there_is_one_of_each_kind():
    assert {name: (claim.evidence, claim.expected) for name, claim in CLAIMS.items()} == WANTED


@pytest.mark.parametrize("name", WANTED)
def test_each_comes_out_as_expected_and_kills_its_mutants(name):
    claim = CLAIMS[name]
    assert check(claim).outcome is claim.expected
    found = check_mutants(claim, CLAIMS.get(claim.corrected_by))
    assert found.total >= 1
    assert found.survivors == ()


def test_the_links_lead_to_one_another():
    assert CLAIMS["decay.half_life_as_printed"].corrected_by == "decay.half_life"
    assert CLAIMS["decay.half_life"].corrects == "decay.half_life_as_printed"
    assert CLAIMS["decay.integrated"].depends_on == ("decay.solution",)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_integrated_path_is_exponential(seed):
    path, closed = skeleton.integrated(1e-11, np.random.default_rng(seed))
    assert path == pytest.approx(closed, abs=1e-9)
    wrong = skeleton.integrated(1e-11, np.random.default_rng(seed), rate=0.5)[1]
    assert np.max(np.abs(path - wrong)) > 0.01


@pytest.mark.parametrize(
    ("time", "outcome"), [(np.log(2), Outcome.VERIFIED), (1.0, Outcome.REFUTED), (np.log(2) + 1e-11, Outcome.REFUTED)]
)
def test_half_is_left_at_the_half_life_alone(time, outcome):
    result = skeleton.half_life(time)
    assert result.outcome is outcome
    if outcome is Outcome.REFUTED:
        assert result.counterexample == {"k": 2.0, "x(T) / x_0": pytest.approx(np.exp(-time), rel=1e-12)}


def test_it_imports_nothing_of_ours_but_the_public_face():
    import ast
    import inspect

    tree = ast.parse(inspect.getsource(skeleton))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules == {"scipy.integrate", "sympy", "swingby"}


def test_the_claims_of_the_guide_hold_and_kill_their_mutants(tmp_path):
    """A matrix claim and a conservation law, as CONTRIBUTING.md has them."""
    import re

    text = (Path(__file__).parents[3] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(from sympy import .*?)^```$", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "guide.py").write_text(block)
    claims = of_module(load(tmp_path / "guide.py"))
    assert [claim.id for claim in claims] == ["mine.solves", "mine.length"]
    for claim in claims:
        assert check(claim).outcome is Outcome.VERIFIED
        assert check_mutants(claim).total > 10
        assert check_mutants(claim).survivors == ()


@pytest.mark.parametrize(("k", "t"), [(1.0, 0.5), (2.0, 2.0)])
def test_the_sides_of_its_inequality_are_as_its_title_says(k, t):
    assert skeleton.two_sides(k, t) == pytest.approx((np.exp(-k * t), (1 + k * t) ** -2.0))
