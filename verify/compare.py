"""The functions behind `swingby.compare` and `swingby.record`: a training log of one's own, made and held against the theory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.ask import _given, _read, as_decimals

if TYPE_CHECKING:
    from numerics.setting import ExactSetting
    from numerics.training_log.comparison import Comparison
    from numerics.training_log.log import Log
    from numerics.training_log.recorder import Recorder


class Compared(dict[str, Any]):
    """What came of a comparison: what `swingby compare --json` prints, each of it an attribute as well."""

    run: Comparison
    verdict: str
    reason: str
    clock: str
    learning_times: list[dict[str, Any]]
    budget: dict[str, float | None]
    claims: list[str]

    def __init__(self, document: dict[str, Any], run: Comparison) -> None:
        super().__init__(document)
        self.__dict__["run"] = run

    def as_dict(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        return dict(self)

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(f"{type(self).__name__} has no {name!r}; it has {', '.join(self)}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self})

    def __repr__(self) -> str:
        return f"<{self['verdict']}: {self['reason']}>"

    def draw(self, path: Any) -> None:
        """Draw the log beside the theory into a file (.svg, .pdf or .png)."""
        from verify.render.compared.log import draw_comparison

        draw_comparison(Path(path), self.run)

    def _repr_html_(self) -> str:
        from verify.render.compared.log import comparison_page

        return comparison_page(self.run, self)


def compare(
    log: Any,
    mu: Any = None,
    sigma: Any = None,
    W0: Any = None,
    *,
    eta: Any = None,
    average: str = "none",
    clock: str = "loss",
    biases: bool = False,
    batch: int | None = None,
    samples: int | None = None,
    init_scale: Any = None,
    seed: Any = None,
    dim: Any = None,
    model: str = "tied",
    hidden: Any = None,
    depth: Any = None,
    rates: str = "plain",
    probe: Any = None,
    second_moment: Any = None,
) -> Compared:
    """Say whether the theory describes a training log, within its stated error.

    Parameters
    ----------
    log : path of a .csv, .jsonl or .npz, or a mapping of its columns: `step` or `time`, and any of `test_loss`, `train_loss`,
        `out_1`, ... (outputs at the test point), `out_10_1`, ... (at x_hat(v)), `w_11`, ...
    mu, sigma, dim, model, rates, probe, second_moment : as in `predict`
    W0, init_scale, seed : the start, as in `predict`; without any it is fitted
    hidden, depth : width and number of layers, where the start is drawn or fitted
    eta : learning rate of plain gradient descent; needed where the log counts steps
    average : "none", the loss that is trained is 1/2 |f(x) - x|^2; "entry", it is the mean over entries, |f(x) - x|^2/d
    clock : of a log of times, "loss" or "printed"
    biases : whether biases are trained, from 0; the tied model has one behind U U^T
    batch, samples : of a batch, and of each cluster; by default all, and so many that it does not matter

    Returns
    -------
    What `swingby compare --json` prints, as attributes: verdict, reason, learning_times, budget, ...; `draw(path)` draws it.

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    given = _given(mu, sigma, W0, locals() | {"horizon": None})
    is_fitted = W0 is None and init_scale is None
    if is_fitted and seed is not None:
        raise ValueError(f"seed must come with init_scale, got {seed} alone")
    held = read(log)
    setting = _read(given | ({"init_scale": PLACEHOLDER} if is_fitted else {}))
    trained = {"eta": as_decimals(eta), "average": average, "clock": clock, "biases": biases, "batch": batch, "samples": samples}
    return compared(held, setting, trained, is_fitted)


def read(log: Any) -> Log:
    """Return a log from a path or from a mapping of columns."""
    from numerics.training_log.log import log_of
    from numerics.training_log.reading import read_log

    if isinstance(log, Mapping):
        return log_of(log)
    if not isinstance(log, (str, Path)):
        raise ValueError(f"log must be a path or a mapping of columns, got {type(log).__name__}")
    return read_log(Path(log))


#: The placeholder of a start that is fitted: its shape counts, not its size.
PLACEHOLDER = "1/10"


def compared(log: Log, setting: ExactSetting, trained: Mapping[str, Any], is_fitted: bool) -> Compared:
    """Return the comparison of a log with a setting, trained as said; from the start that is fitted, or that of the setting."""
    from numerics.training_log.answer import compared as document
    from numerics.training_log.comparison import compare as run
    from numerics.training_log.comparison import compare_fitted
    from numerics.training_log.question import asked

    question = asked(log, setting, **trained)
    found = compare_fitted(question) if is_fitted else run(question)
    return Compared(document(found, setting, *(trained[name] for name in ("eta", "average", "clock"))), found)


def record(path: Any, mu: Any, dim: int | None = None, compositions: Sequence[Sequence[int]] | None = None) -> Recorder:
    """Record a training of any framework, for `compare`: `with record("run.csv", mu) as log: ... log(step, model(log.probes))`.

    Parameters
    ----------
    path : of the log, .csv or .jsonl; every call writes a row at once, so that a run that is killed leaves what it logged
    mu : signals, shape (s,)
    dim : d >= s, by default s
    compositions : v of further probes x_hat(v), zeros and ones; by default the s training centres

    Returns
    -------
    The log: `log.probes` (m, d) are the points to put in, x_hat first; `log(step, outputs, train_loss=, W=)` writes a row.

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    from numerics.training_log.recorder import Recorder

    return Recorder(path, mu, dim, compositions)
