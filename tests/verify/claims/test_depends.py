"""Every chain of `depends_on` ends in definitions of the task, or in mathematics that needs none; no claim hangs in the air."""

from collections import defaultdict

import pytest

from verify.claim import Claim, Outcome
from verify.ledger import ledger
from verify.methods import ExactTwin

CLAIMS = ledger()

#: What rests on no other claim, each with its reason. All that is said of flows and losses rests on the first six in the end.
AXIOMS = {
    "task.sample_loss": "the loss of a sample, as the task defines it",
    "task.root_loss": "the loss as the task defines it",
    "task.second_moment": "the data as the task defines them",
    "task.second_moment_origin": "the data with a cluster at the origin",
    "task.test_loss": "the test loss as the task defines it",
    "diffusion.sample_loss": "the loss of a denoiser at the last noise level, as the diffusion model defines it",
    "task.pair_moment": "elementary: moments of two Gaussian numbers",
    "monotone.excess": "elementary: algebra of one number",
    "area_law.convergence_steps": "elementary: calculus of one number",
    "exact_laws.elimination_step": "elementary: elimination in any symmetric matrix",
}

#: What a proof by enclosure or by integers encloses is the theory's, by these.
FIELDS = tuple(name for name, claim in CLAIMS.items() if isinstance(claim.method, ExactTwin))


def ends(name: str, claims: dict[str, Claim], above: tuple[str, ...] = ()) -> set[str]:
    """Return the claims without `depends_on` in which the chains of a claim end; refuse a circle and a name that is no claim."""
    assert name not in above, f"{' rests on '.join([*above, name])}"
    assert name in claims, f"{above[-1]} rests on {name}, which is no claim"
    below = claims[name].depends_on
    return {name} if not below else set().union(*(ends(other, claims, (*above, name)) for other in below))


def below(name: str, claims: dict[str, Claim]) -> set[str]:
    """Return all that a claim rests on, at first or at second hand."""
    first = set(claims[name].depends_on)
    return first.union(*(below(other, claims) for other in first))


@pytest.mark.parametrize("name", CLAIMS)
def test_every_chain_ends_in_an_axiom(name):
    assert ends(name, CLAIMS) <= AXIOMS.keys()


def test_the_lists_are_no_longer_than_they_must_be():
    without = {name for name, claim in CLAIMS.items() if not claim.depends_on}
    assert without == AXIOMS.keys()


def test_the_steps_of_an_equation_are_held_by_what_its_claim_rests_on():
    holders = defaultdict(set)
    for name, claim in CLAIMS.items():
        for equation in claim.equations():
            holders[equation.id].add(name)
    for name, claim in CLAIMS.items():
        known = below(name, CLAIMS) | {name}
        for step in (step for equation in claim.equations() for step in equation.steps):
            assert holders[step.id] & known, f"{name} has the step {step.id}, but does not rest on {holders[step.id]}"


@pytest.mark.parametrize("name", ["two_layer.congruence_form", "area_law.measured", "exact_laws.sum_rule", "isotropic.solution"])
def test_a_law_of_the_flow_rests_on_the_loss_and_the_clock(name):
    assert "task.root_loss" in ends(name, CLAIMS)
    assert "clocks.tied_factor" in CLAIMS["two_layer.congruence_form"].depends_on
    assert "two_layer.gradient" in CLAIMS["two_layer.congruence_form"].depends_on


def test_the_fields_of_both_provers_are_held():
    held = {place for name in FIELDS for place in CLAIMS[name].code}
    needed = {"enclosure.field.field", "enclosure.field.tangent", "enclosure.series.flow_series", "integers.flow.series"}
    assert {f"numerics.{place}" for place in needed} <= held
    assert all(CLAIMS[name].expected is Outcome.VERIFIED for name in FIELDS)


def test_a_circle_and_a_loose_end_are_noticed():
    def claim(name: str, *below: str) -> Claim:
        return Claim(name, "A claim", "new", ExactTwin(list, ()), depends_on=below)

    claims = {
        name: claim(name, *below) for name, *below in (("a.x", "a.y"), ("a.y", "a.z"), ("a.z",), ("b.x", "b.y"), ("b.y", "b.x"))
    }
    assert ends("a.x", claims) == {"a.z"}
    with pytest.raises(AssertionError, match=r"b.x rests on b.y rests on b.x"):
        ends("b.x", claims)
    with pytest.raises(AssertionError, match="no claim"):
        ends("c.x", {"c.x": claim("c.x", "c.y")})
