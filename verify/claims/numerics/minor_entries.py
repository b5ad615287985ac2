"""Claims that the NumPy minor entry, its peak and its threshold are the derived ones."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from numerics.closed_form import entries as closed_form
from theory import minor_entries as theory
from theory.algebra import symbols
from verify.claim import Claim
from verify.methods import Twin
from verify.methods.compiled import compiled_twin


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
        lambda: (theory.minor(), [symbols.m, symbols.a_1, symbols.a_2, symbols.c_1, symbols.c_2, symbols.t]),
        minor_entry,
        faults=(("pivots exchanged", partial(minor_entry, swap=True)),),
        ranges={"t": (0.0, 8.0)},
    ),
    equations=lambda: [theory.solution()],
    code=("numerics.closed_form.entries.minor_entry",),
    depends_on=("minor_entries.solution",),
)

PEAK_BY_HAND = Claim(
    id="numerics.peak_value",
    title="The NumPy height of the peak is the derived one, as a logarithm.",
    source="new",
    method=compiled_twin(
        lambda: (theory.log_peak_value(), [symbols.m, symbols.a_1, symbols.c_1, symbols.theta]),
        log_peak,
        faults=(("a_2 = a_1 (1 - theta)", partial(log_peak, share=1.0)),),
    ),
    equations=lambda: [theory.peak_value()],
    code=("numerics.closed_form.entries.peak_value",),
    depends_on=("minor_entries.peak",),
)

THRESHOLD_BY_HAND = Claim(
    id="numerics.suppression_threshold",
    title="The NumPy suppression threshold is the derived one.",
    source="new",
    method=Twin(closed_form.suppression_threshold, ("a_1", "a_2"), draws=3, sizes=(1, 2)),
    equations=lambda: [theory.suppression_threshold()],
    code=("numerics.closed_form.entries.suppression_threshold",),
    depends_on=("minor_entries.suppression_threshold",),
)
