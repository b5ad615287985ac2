"""What one unit of time is, and what one clock is worth on another.

    loss      gradient flow of the stated loss
    printed   W' = V(W): tied networks, at half the speed of the loss clock
    code      steps of the released code

Source: the factors are derived in the theory and hold by the claims `clocks.*`.
"""

from __future__ import annotations

from enum import Enum


class Clock(Enum):
    """The unit of a time axis."""

    LOSS = "loss"
    PRINTED = "printed"
    CODE = "code"


def tied_speed(clock: Clock, eta: float = 1.0) -> float:
    """Return the units of printed time in one unit of `clock` for tied networks (one code step: eta > 0)."""
    if not eta > 0:
        raise ValueError(f"eta must be above 0, got {eta}")
    return {Clock.PRINTED: 1.0, Clock.LOSS: 2.0, Clock.CODE: eta}[clock]


def one_layer_speed(clock: Clock, eta: float = 1.0, dimension: int = 1) -> float:
    """Return the units of loss time in one unit of `clock` for one layer (one code step: 2 eta / d)."""
    if clock is Clock.PRINTED:
        raise ValueError("clock must be loss or code for one layer, got printed")
    return {Clock.LOSS: 1.0, Clock.CODE: 2.0 * eta / dimension}[clock]


def same_clock(first: Clock, second: Clock) -> Clock:
    """Return the common clock of two curves that are compared, drawn together or shown side by side.

    Raises
    ------
    ValueError : if they differ: curves on different clocks must not be compared
    """
    if first is not second:
        raise ValueError(f"curves must share a clock, got {first.value} and {second.value}; convert one of them")
    return first
