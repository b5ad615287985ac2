"""Factors of time and of the loss in words: what usually makes them.

Source: the clocks of `numerics.task.trajectory`; the conventions of loss functions.

Legend: d outputs; c a factor.
"""

from __future__ import annotations

#: A factor so near a known one is taken for it.
NEAR = 0.02


def pace_in_words(c: float, d: int, averaged: bool, tied: bool) -> str:
    """Return in words what makes a log run c times as fast as stated."""
    known = [
        (2.0, "a learning rate, or a factor of the trained loss, twice that stated"),
        (0.5, "a learning rate, or a factor of the trained loss, half that stated"),
    ]
    if tied:
        known.insert(1, (0.5, "the printed clock W' = V(W), or a learning rate or a factor of the trained loss half that stated"))
    if averaged:
        known = [
            (d / 2, "a loss that is not averaged over the entries"),
            (0.5, "a mean over the entries with a factor 1/2"),
            *known,
        ]
    else:
        known += [
            (2 / d, "a loss averaged over the entries, |f(x) - x|^2/d"),
            (1 / d, "a loss averaged over the entries, with its 1/2"),
        ]
    return f"the log runs {c:.4g} times as fast as stated" + _of(known, c)


def count_in_words(c: float, unit: str, tied: bool) -> str:
    """Return in words what makes a log count 1/c where the training, with steps as long as stated, goes on by one."""
    if unit == "step":
        return f"the log counts {1 / c:.3g} for every step of the learning rate stated: epochs, batches or other steps"
    known = [(0.5, "the printed clock W' = V(W)"), (2.0, "the clock of the loss")] if tied else []
    return f"the log's time runs {1 / c:.4g} times as fast as stated, by steps as stated" + _of(known, c)


def scale_in_words(c: float, d: int) -> str:
    """Return in words what makes logged losses c times 1/2 |f(x) - x|^2."""
    known = [
        (2.0, "without the factor 1/2"),
        (0.5, "with a factor 1/4"),
        (2 / d, "averaged over the entries, |f(x) - x|^2/d"),
        (1 / d, "averaged over the entries, with the factor 1/2"),
    ]
    return f"the logged losses are {c:.4g} times 1/2 |f(x) - x|^2" + _of(known, c)


def _of(known: list[tuple[float, str]], c: float) -> str:
    said = next((words for value, words in known if value != 1 and abs(c / value - 1) <= NEAR), "")
    return f": {said}" if said else ""
