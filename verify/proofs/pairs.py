"""Claims that are theorems from definitions: which theorem of which file says what the claim's sentence says.

A claim stands here only where its sentence and the theorems say the same, of the same dimensions, under the same hypotheses. What
the sentence adds by a known theorem (Jacobi's formula, that exp(-A t) moves by -A exp(-A t)) is not in the theorem. Two theorems
say more than the sentence, which says what its own check checks: the integral and the bounds of the eigenvalues at d = 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: The files of the theorems, in the order in which they rest on each other: definitions, the search for proofs, then theorems.
THEOREMS = ("definitions", "search", "gradients", "laws", "entries", "two", "refuted", "held", "bounds", "indices")
#: Theorems by the ids of their claims.
PAIRS = {
    "one_layer.gradient": ("gradients.one_layer_gradient",),
    "one_layer.flow": ("gradients.one_layer_flow", "held.one_layer_descends"),
    "one_layer.solution": ("gradients.one_layer_solution", "gradients.one_layer_exponential"),
    "one_layer.output_as_printed": ("refuted.output_as_printed",),
    "monotone.never_rises": ("refuted.one_layer_never_rises",),
    "task.second_moment_by_indices": ("indices.second_moment",),
    "task.test_loss": ("laws.test_loss_form",),
    "task.test_loss_slope": ("laws.test_loss_slope",),
    "clocks.tied_as_printed": ("refuted.tied_as_printed",),
    "clocks.tied_factor": ("gradients.tied_factor",),
    "two_layer.gradient": ("gradients.tied_gradient",),
    "two_layer.printed_clock": ("laws.printed_clock",),
    "two_layer.near_identity": ("laws.near_identity",),
    "two_layer.descent_step": ("laws.descent_step",),
    "two_layer.riccati_form": ("laws.riccati_form",),
    "two_layer.index_sum": ("entries.index_sum", "entries.index_sum_parts"),
    "two_layer.entry_form_by_indices": ("entries.entry_form",),
    "two_layer.noise_is_squares": ("entries.noise_is_squares", "entries.major_entry_slope"),
    "two_layer.major_entry_slope": ("entries.major_entry_slope",),
    "two_layer.terminal_rates": ("entries.terminal_rates",),
    "two_layer.loss_decrease": ("laws.loss_decrease", "held.loss_never_rises"),
    "two_layer.major_entry": ("two.major_entry",),
    "two_layer.finite_step": ("laws.finite_step",),
    "two_layer.recurrence_step": ("laws.recurrence_step",),
    "two_layer.recurrence_bounds": ("indices.recurrence_bounds",),
    "two_layer.recurrence_keeps_definite": ("refuted.recurrence_keeps_definite",),
    "two_layer.descent_keeps_semidefinite": ("laws.descent_keeps_semidefinite",),
    "area_law.slope": ("laws.area_slope",),
    "area_law.loss_in_eigenvalues": ("indices.loss_in_eigenvalues",),
    "area_law.at_two": ("held.area_at_two",),
    "exact_laws.matrix_comparison": ("bounds.comparison", "bounds.eigenvalues_between"),
    "exact_laws.determinant_slope": ("laws.determinant_slope",),
    "exact_laws.eigenvalue_slope_by_indices": ("entries.eigenvalue_slope",),
    "two_concepts.duality": ("laws.duality", "laws.duality_of_curves"),
    "minor_entries.suppression_threshold": ("entries.threshold",),
    "minor_entries.threshold_of_the_paper": ("entries.threshold_of_the_paper",),
    "correlated.tied": ("laws.correlated_tied", "laws.correlated_test_loss"),
    "untied.gradients": ("gradients.free_gradients",),
    "untied.product": ("gradients.free_product",),
    "untied.leaves_tied": ("gradients.free_leave_tied",),
}


@dataclass(frozen=True)
class Proved:
    """A theorem from definitions: its file, its name and its statement as Coq reads it."""

    file: str
    name: str
    statement: str


@cache
def text(file: str) -> str:
    """Return the text of a file of theorems."""
    return files("verify.proofs").joinpath("theorems", f"{file}.v").read_text(encoding="utf-8")


def proved(claim: str) -> tuple[Proved, ...]:
    """Return the theorems from definitions that say what a claim says; none where there are none.

    Raises
    ------
    ValueError : if a file lacks a theorem that is named here
    """
    return tuple(_found(*place.split(".")) for place in PAIRS.get(claim, ()))


def _found(file: str, name: str) -> Proved:
    found = re.search(rf"^Theorem {name}\b(.*?)\.\nProof\.", text(file), re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError(f"theorems/{file}.v must have the theorem {name}")
    return Proved(file, name, f"Theorem {name}{found[1]}.")
