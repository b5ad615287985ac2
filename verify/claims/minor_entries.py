"""Claims about the minor entries: their closed form, when they are suppressed, how high they get."""

from __future__ import annotations

from theory import minor_entries as theory
from verify.claim import Claim
from verify.methods import Identity

SOLUTION = Claim(
    id="minor_entries.solution",
    title=(
        "The closed form of $w_{12}$ solves $w_{12}' = w_{12} [(a_1 + a_2) - w_{11} (3 a_1 + a_2)/2 - w_{22} (3 a_2 + "
        "a_1)/2]$ with logistic $w_{kk}$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.solution(), theory.initial_value(), theory.half_integral()],
    code=("theory.minor_entries.minor", "theory.minor_entries.solution"),
    depends_on=("two_layer.entry_form", "two_layer.major_entry"),
)

THRESHOLD = Claim(
    id="minor_entries.suppression_threshold",
    title=(
        "While $w_{22} = 0$, $w_{12}$ turns from growth to decay at $w_{11} = 2 (a_1 + a_2)/(3 a_1 + a_2)$, which is below 1 "
        "iff $a_1 > a_2$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.suppression_threshold(), theory.threshold_below_one()],
    code=("theory.minor_entries.suppression_threshold",),
    depends_on=("minor_entries.solution",),
)

PAPER_THRESHOLD = Claim(
    id="minor_entries.threshold_of_the_paper",
    title=(
        r"$\tfrac45$ less the threshold is $2 (a_1 - 3 a_2)/(5 (3 a_1 + a_2))$: $w_{11} = 0.8$ suppresses $w_{12}$ only if "
        "$a_1 > 3 a_2$."
    ),
    source="new; on Lemma D.7 of arXiv 2410.08309v2, as transcribed",
    method=Identity(),
    equations=lambda: [theory.threshold_of_the_paper()],
    code=("theory.minor_entries.threshold_of_the_paper",),
    depends_on=("minor_entries.suppression_threshold",),
)

PEAK = Claim(
    id="minor_entries.peak",
    title=(
        r"While $w_{22} \ll 1$, $w_{12}$ peaks at $\ln[2 (1 - c_1) (a_1 + a_2)/(c_1 (a_1 - a_2))]/(2 a_1)$, at a height that "
        r"for $W(0) = \omega M$ is of order $\omega^{\theta}$, $\theta = (a_1 - a_2)/(2 a_1)$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.peak_is_at_threshold(), theory.peak_value(), theory.peak_scaling()],
    code=("theory.minor_entries.peak_value", "theory.minor_entries.peak_scaling"),
    depends_on=("minor_entries.suppression_threshold",),
)

DECAYS = Claim(
    id="minor_entries.decays",
    title="$w_{12}$ decays at $(a_1 - a_2)/2$ once only the stronger concept is learned, and at $a_1 + a_2$ once both are.",
    source="new; the first on Yang et al., section 4.2, as transcribed",
    method=Identity(),
    equations=lambda: [theory.decay_after_learning(), theory.decay_at_the_end()],
    code=("theory.minor_entries.decay_after_learning", "theory.minor_entries.decay_at_the_end"),
    depends_on=("minor_entries.solution",),
)
