r"""The abbreviations of displayed formulas, each with what it stands for, in LaTeX: printed as notation and used for reading.

`COMMON` holds throughout, after an equation's own letters. `SPECIAL` holds for the equations whose id begins with the given
words, before their own letters.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4.2 and Appendix D, as transcribed; X, Y, phi: new.
"""

from __future__ import annotations

from functools import cache

from verify.manuscript.grammar.parser import parse_relation
from verify.manuscript.reading.scope import Definition, definitions

#: What the letters stand for wherever an equation has no letter of that name.
COMMON = (
    r"V(M) = M A + A M - \tfrac12 (A M^2 + M^2 A + 2 M A M)",
    r"X = A - \tfrac12 (A W + W A)",
    r"Y = \tfrac12 (A W + W A)",
    r"L = \tfrac12 \operatorname{tr}\bigl( (W - I) A (W - I)^{T} \bigr)",
    r"\phi_k = 1 + c_k (e^{2 a_k t} - 1)",
    r"\theta = \frac{a_1 - a_2}{2 a_1}",
)
_FLOW = (r"\dot W = V(W)", r"\dot w_{ij} = \dot W_{ij}")
_WEIGHTS = (r"W = U U^{T}", r"X = A - \tfrac12 (A W + W A)", r"\dot W = V(W)")
_LEARNED = (r"w_{kk} = \frac{c_k e^{2 a_k t}}{\phi_k}",)
#: What letters stand for in the equations whose id begins with these words; the longest beginning that fits, alone.
SPECIAL: dict[str, tuple[str, ...]] = {
    "task.sample_loss": (r"A_N = \frac{1}{N} \sum_{k=1}^{N} x_k x_k^{T}",),
    "task.test_loss_slope": (r"\dot W = V",),
    "one_layer.solution": (r"W(t) = I + (W(0) - I) e^{-A t}", r"W = W(t)"),
    "two_layer": _FLOW,
    "two_layer.loss_decrease_by_gradient": _WEIGHTS,
    "two_layer.induced_flow": _WEIGHTS,
    "two_layer.gradient": _WEIGHTS,
    "two_layer.finite_step": _WEIGHTS,
    "two_layer.descent_step": _WEIGHTS,
    "two_layer.descent_congruence": _WEIGHTS,
    "two_layer.diagonal_manifold": (*_FLOW, r"W = \operatorname{diag}(w_{ii})"),
    "two_layer.recurrence_on_rank_one": (r"W = v v^{T}", r"X = A - \tfrac12 (A W + W A)"),
    "two_layer.major_entry": (r"w = \frac{c e^{2 a t}}{1 + c (e^{2 a t} - 1)}",),
    "two_layer.riccati_commuting": (r"W = \alpha I + \beta A + \gamma A^2",),
    "monotone": (r"B = (I - W(0))^{T} (I - W(0))",),
    "monotone.residual_excess": (r"B = (I - W)^{T} (I - W)",),
    "monotone.slope_of_solution": (r"B = (I - W(0))^{T} (I - W(0))", r"y = e^{-A t} z"),
    "biased.gradient": (
        r"\tilde W = W",
        r"P_{ij} = \delta_{ij}",
        r"\tilde A = \tfrac{1}{N} \sum_{k=1}^{N} y_k y_k^{T}",
        r"y_k = (x_k, 1)",
    ),
    "biased.solution": (
        r"\tilde W(t) = P + (\tilde W(0) - P)\, E",
        r"\tilde W(0) = S",
        r"\tilde A = A",
    ),
    "irrelevant": (
        r"A_{\mathrm{tt}} = A_{1..s, 1..s}",
        r"W_{\mathrm{tt}} = W_{1..s, 1..s}",
        r"B = A_{\mathrm{tt}}",
        r"V(M) = M B + B M - \tfrac12 (B M^2 + M^2 B + 2 M B M)",
    ),
    "swing_by": (r"w_{12} = y", r"w_{22} = v"),
    "swing_by.sharper_rise": (r"w_{12}(t_m) = y", r"w_{12}(t_M) = y_M"),
    "swing_by.minimum": (r"w_{12} = y", r"w_{22} = v", r"w_{12}(t_m) = y"),
    "swing_by.rise": (r"w_{12} = y", r"w_{22} = v", r"w_{12}(t_m) = y"),
    "swing_by.maximum": (r"w_{12} = y", r"w_{22} = v", r"w_{12}(t_M) = y"),
    "swing_by.between": (),
    "swing_by.entry_at_minimum": (),
    "exact_laws.eigenvalue_slope": (r"\lambda_i = w_{ii}", r"v_i = e_i", r"W = \operatorname{diag}(w_{ii})"),
    "minor_entries.solution": _LEARNED,
    "minor_entries.half_integral": _LEARNED,
    "minor_entries.initial_value": (r"w_{12}(0) = m",),
    "minor_entries.peak_time": (r"a_2 = a_1 (1 - 2 \theta)",),
    "minor_entries.peak_value": (r"c_1 = \frac{1}{1 + q}", r"w_{12}(0) = m"),
    "isotropic.solution": (r"W = \frac{x}{x - 1} (I - P)",),
    "isotropic.slope_of_the_resolvent": (r"P = (I + W_0 (x - 1))^{-1}",),
    "pivots.forcing": (r"\phi = 1 + c_1 (e^{2 a_1 t} - 1)",),
    "pivots.one_stage_solves": (r"\phi = 1 + c_1 (e^{2 a_1 t} - 1)", r"p = \frac{2 a_1 + a_2 + a_3}{4 a_1}"),
    "rank_one.solution": (
        r"u_i = \frac{u_i(0) e^{a_i \tau}}{\sqrt{z}}",
        r"r = u^{T} u",
        r"X = A - \tfrac12 (A u u^{T} + u u^{T} A)",
    ),
}


@cache
def common() -> dict[str, Definition]:
    """Return the abbreviations that hold throughout, by name."""
    return definitions(tuple(parse_relation(text) for text in COMMON))


@cache
def special(identifier: str) -> dict[str, Definition]:
    """Return the definitions of one equation, by name."""
    return definitions(tuple(parse_relation(text) for text in special_texts(identifier)))


def special_texts(identifier: str) -> tuple[str, ...]:
    """Return the definitions of one equation as LaTeX."""
    fitting = [start for start in SPECIAL if identifier == start or identifier.startswith((start + ".", start + "_"))]
    return SPECIAL[max(fitting, key=len)] if fitting else ()
