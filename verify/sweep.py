"""The function behind `swingby.sweep`: many settings at once, predicted and simulated, as columns."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.ask import as_decimals

if TYPE_CHECKING:
    from numerics.sweep.table import Sweep


def sweep(
    mu: Any = None,
    sigma: Any = None,
    W0: Any = None,
    *,
    init_scale: Any = None,
    seed: Any = None,
    dim: Any = None,
    model: Any = "tied",
    hidden: Any = None,
    depth: Any = None,
    rates: Any = "plain",
    probe: Any = None,
    horizon: Any = None,
    second_moment: Any = None,
    csv: str | Path | None = None,
    executor: Executor | None = None,
    on_done: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Predict and simulate every combination of the values given, and return columns, one row a setting.

    Parameters
    ----------
    mu, sigma, probe : a sequence of entries, each a number, a range such as "0.5:1.5:3", or several values; or one text,
        "1,0.5:1.5:3"
    init_scale, seed, dim, hidden, depth, horizon, model, rates : a value, a range, or a sequence or text of several: "lo:hi:n"
        has n values in even steps, for init_scale in even ratios; "lin:lo:hi:n" and "log:lo:hi:n" say which; "a:b" has the
        whole numbers from a to b, both included
    W0, second_moment : the same in every setting
    csv : a file in which rows are kept as they come; of the same sweep it goes on, interrupted or made larger
    executor : any `concurrent.futures.Executor`, such as that of a Dask cluster; by default here, one after the other
    on_done : called with the number of finished settings and of all, at first and as they come
    others : as in `swingby.predict`

    Returns
    -------
    A frozen table: `sweep["rise_simulated"]` and all in `sweep.columns` are NumPy arrays; `as_dict()`, `to_csv(path)`. Times are
    infinite where something never happens, and nan where it is unknown.

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    OSError : if the file cannot be written
    """
    from numerics.sweep.plan import plan
    from numerics.sweep.table import run

    given = {
        "init_scale": init_scale, "seed": seed, "dim": dim, "model": model, "hidden": hidden, "depth": depth, "rates": rates,
        "probe": probe, "horizon": horizon, "mu": mu, "sigma": sigma,
    }  # fmt: skip
    fixed = {"W0": as_decimals(W0, arrays=False), "second_moment": as_decimals(second_moment, arrays=False)}
    found = plan(**{name: as_decimals(value) for name, value in given.items()}, **fixed)
    return run(found, None if csv is None else Path(csv), executor, on_done)
