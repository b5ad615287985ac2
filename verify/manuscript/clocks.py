r"""The two clocks of tied networks: a formula on the other one is not wrong, it is not the verified one.

    printed clock             \dot W = V(W)       what everything on tied networks is verified on
    gradient flow of the loss \dot W = 2 V(W)     twice as fast

Source: theory.clocks.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from theory.algebra.equation import Equation
from theory.algebra.symbols import t
from verify.manuscript.compare import same
from verify.manuscript.grammar.tokens import NotReadError

#: The first words of ids of equations about tied networks in time.
TIED = frozenset({"two_layer", "clocks", "irrelevant", "isotropic", "rank_one", "minor_entries", "pivots", "swing_by"})
#: What the remark of an equation says where it is about the other clock.
_NOT_PRINTED = "which is not the printed clock"
_PRINTED, _LOSS = ("the printed clock", "V(W)"), ("the gradient flow of the loss", "2 V(W)")


def is_on_loss_clock(equation: Equation) -> bool:
    """Return whether an equation is about the gradient flow of the loss of tied weights."""
    return _NOT_PRINTED in equation.remark


def other_clock(found: Any, equation: Equation) -> str:
    """Return one sentence where a value is the equation's right side on the other clock of tied networks, or nothing."""
    if equation.id.split(".")[0] not in TIED or not _is_in_time(equation):
        return ""
    others = [2 * equation.rhs, equation.rhs / 2]
    if t in equation.rhs.free_symbols:
        others += [equation.rhs.subs(t, 2 * t), equation.rhs.subs(t, t / 2)]
    for other in others:
        with suppress(NotReadError, TypeError, ValueError):
            if same(found, replace(equation, rhs=other)):
                here, there = (_LOSS, _PRINTED) if is_on_loss_clock(equation) else (_PRINTED, _LOSS)
                return (
                    f"this is said of another clock: the equation is about {here[0]}, where \\dot W = {here[1]}, "
                    f"not {there[0]}, where \\dot W = {there[1]}"
                )
    return ""


def _is_in_time(equation: Equation) -> bool:
    """Return whether the left side is a slope, a value at a time, or a time."""
    left = equation.left_latex
    return any(sign in left for sign in (r"\dot", r"\frac{d", r"(t)", "V(W)")) or left[:1] == "T"
