"""Claims about the minor entries: their closed form, when they are suppressed, how high they get."""

from theory import minor_entries as theory
from verify.methods import equality

FLOW = equality(
    "minor_entries.flow",
    (
        r"At $d = 2$, where nothing makes noise on it, $w_{12}' = w_{12} [(a_1 + a_2) - \tfrac12 w_{11} (3 a_1 + a_2) - "
        r"\tfrac12 w_{22} (3 a_2 + a_1)]$, exactly."
    ),
    theory.flow,
    depends_on=("two_layer.entry_form_by_indices",),
)

SOLUTION = equality(
    "minor_entries.solution",
    (
        "The closed form of $w_{12}$ solves $w_{12}' = w_{12} [(a_1 + a_2) - w_{11} (3 a_1 + a_2)/2 - w_{22} (3 a_2 + "
        "a_1)/2]$ with logistic $w_{kk}$."
    ),
    theory.solution,
    theory.initial_value,
    theory.half_integral,
    code=("theory.minor_entries.minor", "theory.minor_entries.solution"),
    depends_on=("minor_entries.flow", "two_layer.major_entry"),
)

THRESHOLD = equality(
    "minor_entries.suppression_threshold",
    (
        "While $w_{22} = 0$, $w_{12}$ turns from growth to decay at $w_{11} = 2 (a_1 + a_2)/(3 a_1 + a_2)$, which is below 1 "
        "iff $a_1 > a_2$."
    ),
    theory.suppression_threshold,
    theory.threshold_below_one,
    depends_on=("minor_entries.solution",),
)

PAPER_THRESHOLD = equality(
    "minor_entries.threshold_of_the_paper",
    (
        r"$\tfrac45$ less the threshold is $2 (a_1 - 3 a_2)/(5 (3 a_1 + a_2))$: $w_{11} = 0.8$ suppresses $w_{12}$ only if "
        "$a_1 > 3 a_2$."
    ),
    theory.threshold_of_the_paper,
    source="new; on arXiv 2410.08309v2, Lemma D.7, Eq. (D.56), as transcribed",
    depends_on=("minor_entries.suppression_threshold",),
)

PEAK = equality(
    "minor_entries.peak",
    (
        r"While $w_{22} \ll 1$, $w_{12}$ peaks at $\ln[2 (1 - c_1) (a_1 + a_2)/(c_1 (a_1 - a_2))]/(2 a_1)$, at a height that "
        r"for $W(0) = \omega M$ is of order $\omega^{\theta}$, $\theta = (a_1 - a_2)/(2 a_1)$."
    ),
    theory.peak_is_at_threshold,
    theory.peak_value,
    theory.peak_scaling,
    depends_on=("minor_entries.suppression_threshold",),
)

DECAYS = equality(
    "minor_entries.decays",
    "$w_{12}$ decays at $(a_1 - a_2)/2$ once only the stronger concept is learned, and at $a_1 + a_2$ once both are.",
    theory.decay_after_learning,
    theory.decay_at_the_end,
    source="new; the first on arXiv 2410.08309v2, section 4.2.1, as transcribed",
    depends_on=("minor_entries.solution",),
)
