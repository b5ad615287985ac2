"""Claims about the minor entries: their closed form, when they are suppressed, how high they get."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from numerics import closed_form
from theory import minor_entries as theory
from theory.algebra.symbols import t
from verify.claim import Claim
from verify.methods import Identity, Twin
from verify.methods.compiled import compiled_twin

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


def minor_entry(m: float, a_1: float, a_2: float, c_1: float, c_2: float, t: float, swap: bool = False) -> Any:
    """Call the hand-written minor entry with the letters of the theory; swapped, with i and j exchanged in the pivots only."""
    return closed_form.minor_entry(m, (a_1, a_2), (c_2, c_1) if swap else (c_1, c_2), t)


def log_peak(m: float, a_1: float, c_1: float, theta: float, share: float = 2.0) -> Any:
    """Call the hand-written height of the peak with the letters of the theory, as a logarithm."""
    return np.log(closed_form.peak_value(m, a_1, a_1 * (1 - share * theta), c_1))


ENTRY_BY_HAND = Claim(
    id="numerics.minor_entry",
    title="The NumPy minor entry, in logarithms, is the derived closed form.",
    source="new",
    method=compiled_twin(
        lambda: (theory.minor(), [theory.m, theory.a_1, theory.a_2, theory.c_1, theory.c_2, t]),
        minor_entry,
        faults=(("pivots exchanged", partial(minor_entry, swap=True)),),
        ranges={"t": (0.0, 8.0)},
    ),
    equations=lambda: [theory.solution()],
    code=("numerics.closed_form.minor_entry",),
    depends_on=("minor_entries.solution",),
)

PEAK_BY_HAND = Claim(
    id="numerics.peak_value",
    title="The NumPy height of the peak is the derived one, as a logarithm.",
    source="new",
    method=compiled_twin(
        lambda: (theory.log_peak_value(), [theory.m, theory.a_1, theory.c_1, theory.theta]),
        log_peak,
        faults=(("a_2 = a_1 (1 - theta)", partial(log_peak, share=1.0)),),
    ),
    equations=lambda: [theory.peak_value()],
    code=("numerics.closed_form.peak_value",),
    depends_on=("minor_entries.peak",),
)

THRESHOLD_BY_HAND = Claim(
    id="numerics.suppression_threshold",
    title="The NumPy suppression threshold is the derived one.",
    source="new",
    method=Twin(closed_form.suppression_threshold, ("a_1", "a_2"), draws=3, sizes=(1, 2)),
    equations=lambda: [theory.suppression_threshold()],
    code=("numerics.closed_form.suppression_threshold",),
    depends_on=("minor_entries.suppression_threshold",),
)
