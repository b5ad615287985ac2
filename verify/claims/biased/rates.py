"""Claims about the rates of one layer with biases: other ones than without."""

from __future__ import annotations

from functools import partial

from sympy import Rational

from theory import biased
from verify.claim import Claim, Evidence, Outcome, Result
from verify.methods import Computation

#: The rates with biases and without, to three decimals, for the first setting of Fig. 2b as coded.
WITH_BIASES = ("0.154", "0.700", "1.913")

WITHOUT = ("0.383", "1.383")


def _are_rates(stated: tuple[str, ...]) -> Result:
    """Ask whether the characteristic polynomial of A~ changes sign within half a unit of the last decimal of each number."""
    moment, half = biased.first_setting_moment(), Rational(1, 2000)
    for value in map(Rational, stated):
        ends = [biased.characteristic(moment, value - half), biased.characteristic(moment, value + half)]
        if ends[0] * ends[1] > 0:
            shown = {"no eigenvalue of A~ within .0005 of": str(value), "det(x I - A~) there": [str(end) for end in ends]}
            return Result(Outcome.REFUTED, len(stated), counterexample=shown)
    return Result(Outcome.VERIFIED, len(stated))


RATES = Claim(
    id="biased.rates",
    title=(
        "The rates of the first setting of Fig. 2b as coded (biases, origin cluster, variance .05) are .154, .700, 1.913 "
        "to three decimals."
    ),
    source="new; released code",
    method=Computation(
        check=lambda rng: _are_rates(WITH_BIASES),
        evidence=Evidence.EXACT,
        what=(
            "The characteristic polynomial of A~ is evaluated in rational arithmetic half a unit of the last decimal to "
            "either side."
        ),
        refuted_by="A number with no change of sign about it.",
        faults=(
            (".154 -> .155", partial(lambda rng, stated: _are_rates(stated), stated=("0.155",))),
            (".700 -> .701", partial(lambda rng, stated: _are_rates(stated), stated=("0.701",))),
            ("1.913 -> 1.914", partial(lambda rng, stated: _are_rates(stated), stated=("1.914",))),
        ),
    ),
    code=("theory.biased.first_setting_moment", "theory.biased.characteristic"),
    depends_on=("biased.solution",),
    corrects="biased.rates_as_unbiased",
)

RATES_AS_UNBIASED = Claim(
    id="biased.rates_as_unbiased",
    title="The rates of the first setting of Fig. 2b as coded are $a_k = .383$ and 1.383, as without biases.",
    source="arXiv 2410.08309v2, section 4.1 with Fig. 2b, as transcribed",
    method=Computation(
        check=lambda rng: _are_rates(WITHOUT),
        evidence=Evidence.EXACT,
        what=(
            "The characteristic polynomial of A~ is evaluated in rational arithmetic half a unit of the last decimal to "
            "either side."
        ),
        refuted_by="A number with no change of sign about it.",
        faults=(("the eigenvalues of A~", lambda rng: _are_rates(WITH_BIASES)),),
        faulty=Outcome.VERIFIED,
    ),
    code=("theory.biased.first_setting_moment",),
    expected=Outcome.REFUTED,
    depends_on=("biased.solution",),
    corrected_by="biased.rates",
    reason="The bias is one more input, of mean square 1 and correlated with the others; it mixes the directions.",
)
