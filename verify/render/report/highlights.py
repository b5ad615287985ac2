"""The main results, each with the claims that carry it and the picture beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Highlight:
    """A result: what it is about, its claims with the one that says most first, the name of a figure and what is seen on it."""

    heading: str
    claims: tuple[str, ...]
    figure: str = ""
    seen: str = ""


HIGHLIGHTS = (
    Highlight(
        "The swing-by of Fig. 5",
        ("certified.figure5_plain_rates", "certified.box", "certified.figure5_squared_rates", "figure5.printed_rates"),
        "figure5-plain",
        "Entries of W, test loss and path of the output of one start of Fig. 5: the loss falls, rises while the entry between "
        "the concepts is suppressed, and falls again; the closed form lies on the simulation.",
    ),
    Highlight(
        "Learning times come from the pivots of W(0)",
        ("pivots.crossing_times", "pivots.one_stage", "pivots.diagonal_times"),
        "timescales",
        "Predicted over measured learning times of 72 concepts: those from the pivots lie on the diagonal, those from the "
        "diagonal of W(0) do not.",
    ),
    Highlight(
        "How large the rise is",
        ("swing_by.exponent", "certified.rise_exponent", "swing_by.onset_measured"),
    ),
    Highlight(
        "The area under the training loss",
        ("area_law.slope", "area_law.measured", "area_law.convergence"),
    ),
    Highlight(
        "The flow and its entries",
        ("two_layer.entry_form_by_indices", "two_layer.riccati_form", "two_layer.loss_decrease"),
    ),
    Highlight(
        "How good the closed form is",
        ("pivots.orders_two", "pivots.orders_five", "swing_by.curve", "predict.errors"),
        "error-orders",
        "Largest errors of the closed form over the scale of the start, on lines of the derived slopes.",
    ),
    Highlight(
        "Fig. 10: slow, not never",
        ("certified.figure10_flow_plain_rates", "certified.figure10_flow_squared_rates", "certified.figure10_recurrence"),
    ),
    Highlight(
        "How often a start of Fig. 5 swings by",
        ("audits.figure5_rises", "networks.swing_by", "audits.recurrence_diverges"),
    ),
    Highlight(
        "The diffusion model at its last noise level",
        ("diffusion.regression", "diffusion.corner", "diffusion.bend", "diffusion.control"),
    ),
)
