"""The rise of the test loss over two of the swept inputs, averaged over the others.

Source: new.

Legend: x (m,) and y (n,) values of the two inputs; all else (n, m).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from numerics.flow.events import SMALLEST_RISE
from numerics.sweep.plan import WORDS
from numerics.sweep.table import Sweep
from numerics.task.arrays import Array
from numerics.task.exact_numbers import quoted


@dataclass(frozen=True, eq=False)
class Panel:
    """One picture's numbers.

    Parameters
    ----------
    names : of the inputs along x and along y
    x, y : their values, rising, shapes (m,) and (n,)
    rise : mean simulated rise, shape (n, m); nan where no setting has one
    predicted : share of settings for which a rise is predicted, of those with a closed form; nan where there is none
    is_open : share of settings for which the prediction leaves it open, shape (n, m)
    others : how many settings each mean is over
    """

    names: tuple[str, str]
    x: Array
    y: Array
    rise: Array
    predicted: Array
    is_open: Array
    others: int


def check(swept: Sequence[str], over: tuple[str, ...] = ()) -> tuple[str, str]:
    """Return the names of the inputs along x and y, of those that are swept: by default the two that are, apart from seeds.

    Raises
    ------
    ValueError : naming them, if they are not two numbers
    """
    numbers = [name for name in swept if name not in WORDS]
    others = [name for name in numbers if name != "seed"]
    names = over or tuple((numbers if len(numbers) == 2 else others)[::-1])
    if len(names) != 2 or names[0] == names[1] or not {*names} <= {*numbers}:
        given = quoted(",".join(over)) if over else f"{len(numbers)}"
        rule = "over must be two of the inputs that are swept, as numbers"
        raise ValueError(f"{rule}, {', '.join(numbers) or 'of which there are none'}, got {given}")
    return names[0], names[1]


def panel(table: Sweep, over: tuple[str, ...] = ()) -> Panel:
    """Return the rise over two inputs.

    Parameters
    ----------
    over : their names, x first; by default the two that are swept, apart from seeds

    Raises
    ------
    ValueError : naming the inputs, if they are not two numbers that are swept
    """
    names = check(table.swept, over)
    (x, column), (y, row) = (np.unique(table[name], return_inverse=True) for name in names)
    shape = (y.size, x.size)

    def mean(values: Array, kept: Array) -> Array:
        total, number = np.zeros(shape), np.zeros(shape)
        np.add.at(total, (row[kept], column[kept]), values[kept])
        np.add.at(number, (row[kept], column[kept]), 1.0)
        return np.where(number > 0, total / np.where(number > 0, number, 1.0), np.nan)

    measured, said = table["rise_simulated"], table["rise_predicted"]
    everywhere = np.ones(len(table), dtype=bool)
    return Panel(
        names, x, y,
        mean(measured, np.isfinite(measured)),
        mean((said > SMALLEST_RISE).astype(float), np.isfinite(said)),
        mean((table["rises"] == "open").astype(float), everywhere),
        len(table) // (x.size * y.size),
    )  # fmt: skip
