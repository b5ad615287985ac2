"""What `swingby.predict` and `swingby.simulate` return: an answer as plain data, as attributes, and as functions of time.

answer.rise, answer["rise"], answer.as_dict()["rise"]      the same number, which `--json` prints
answer.W(t), .loss(t), .train_loss(t), .output(t), .error(t)     at a time or an array of times, in the coordinates given
answer.times                                               times at which the curves are worth drawing
answer.attribution(t)                                      the slope of the test loss by entry of W and by cluster of the data
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from numerics import answer
from numerics.curves import Curves
from numerics.predict import Prediction
from numerics.predict import predict as run_prediction
from numerics.setting import ExactSetting
from numerics.simulate import Simulation
from numerics.simulate import simulate as run_simulation

if TYPE_CHECKING:
    from numerics.task.arrays import Array


class Answer(dict[str, Any]):
    """An answer to one question; it cannot be changed (`as_dict()` is a copy that can).

    mu, sigma, w0, init_scale, seed, model, hidden, depth, rates, probe, horizon, second_moment, version : what was asked
    clock, a, order, pivots, learning_times, turning_points, rise, rises, training_area, final_test_loss : what is answered
    """

    question: ExactSetting
    mu: list[float]
    sigma: list[float]
    w0: Any
    init_scale: float | None
    seed: int | None
    model: str
    hidden: int | None
    depth: int | None
    rates: str
    probe: list[float]
    horizon: float | None
    second_moment: list[list[float]] | None
    version: str
    clock: str
    a: list[float]
    order: list[int]
    pivots: list[float] | None
    learning_times: list[float | None]
    turning_points: list[dict[str, Any]]
    rise: float | None
    training_area: float | None
    final_test_loss: float | None

    def __init__(self, again: Callable[..., Answer], asked: tuple[Any, ...], document: dict[str, Any]) -> None:
        super().__init__(document)
        vars(self).update(_again=(again, asked), question=asked[0])

    def as_dict(self) -> dict[str, Any]:
        """Return what `--json` prints, as a dictionary of its own."""
        return {name: self[name] for name in self}

    def __getitem__(self, name: str) -> Any:
        return deepcopy(super().__getitem__(name))

    def get(self, name: str, default: Any = None) -> Any:
        """Return what a name stands for, as a copy, or the default."""
        return deepcopy(super().get(name, default))

    def values(self) -> Any:
        """Return what the names stand for, as copies."""
        return self.as_dict().values()

    def items(self) -> Any:
        """Return names and what they stand for, as copies."""
        return self.as_dict().items()

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(f"{type(self).__name__} has no {name!r}; it has {', '.join(self)}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *("errors" if name == "error" else name for name in self)})

    def _refused(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("an answer must be left as it is; as_dict() is a copy to change")

    __setitem__ = __delitem__ = __setattr__ = __delattr__ = __ior__ = _refused
    update = pop = popitem = clear = setdefault = _refused

    def __reduce__(self) -> Any:
        return vars(self)["_again"]

    def __deepcopy__(self, memo: Any) -> Answer:
        return self

    @cached_property
    def _curves(self) -> Curves:
        raise NotImplementedError

    @property
    def times(self) -> Array:
        """Return times from 0 to the horizon at which the curves are worth drawing, dense where something happens."""
        return self._curves.shown

    def W(self, t: Any) -> Array:
        """Return W(t), shape (..., d, d), for a time or an array of times."""
        return self._curves.W(t)

    def loss(self, t: Any) -> Array:
        """Return the test loss at the probe, shape (...)."""
        return self._curves.loss(t)

    def train_loss(self, t: Any) -> Array:
        """Return the training loss, shape (...)."""
        return self._curves.train_loss(t)

    def output(self, t: Any) -> Array:
        """Return the output at the probe, W(t) z, shape (..., d)."""
        return self._curves.output(t)

    def error(self, t: Any) -> Array:
        """Return the error to expect of the test loss, shape (...); infinite where there is no useful estimate."""
        return self._curves.error(t)

    def attribution(self, t: Any) -> dict[str, Array | None]:
        """Return what the slope of the test loss along the flow is made of at W(t).

        "slope" (...); "entries" (..., d, d), the part of each entry of W; "clusters" (..., s), the part of each cluster of the
        data, None where they have none of their own: with squared rates, a second moment, or layers that are not tied. Entries
        and clusters both sum to the slope.
        """
        return answer.attribution(self.question, self._curves, t)

    def columns(self, t: Any = None) -> dict[str, Array]:
        """Return the curves as columns by name, as `--csv` writes them: time, losses, outputs, entries of W."""
        return self._curves.columns(self.times if t is None else np.atleast_1d(np.asarray(t, dtype=float)))

    def __repr__(self) -> str:
        name = "no closed form" if self.get("form", "") is None else self["model"]
        return f"<{type(self).__name__} {name}: learning_times {self['learning_times']}, rise {self['rise']}>"


class Predicted(Answer):
    """What the closed forms say; beside what every answer has, `errors` (the JSON's "error"), `intervals`, `form`, `rises`."""

    run: Prediction
    errors: dict[str, Any]
    intervals: list[list[float] | None]
    form: str | None
    rises: str

    def __init__(self, question: ExactSetting, run: Prediction) -> None:
        document = answer.inputs(question, run.horizon if run.form.known else run.setting.horizon) | answer.predicted(run)
        super().__init__(predicted, (question,), document)
        vars(self)["run"] = run

    def __getattr__(self, name: str) -> Any:
        return super().__getattr__("error" if name == "errors" else name)

    @cached_property
    def _curves(self) -> Curves:
        return answer.predicted_curves(self.run)

    def _repr_html_(self) -> str:
        from verify.render.answers import prediction_page

        return prediction_page(self.run, self)


class Simulated(Answer):
    """What a run measures; beside what every answer has, `iterate`, `eta`, and `predicted`, what was predicted of it."""

    run: Simulation
    iterate: str
    eta: float | None

    def __init__(self, question: ExactSetting, run: Simulation, iterate: str, eta: Any) -> None:
        step = {"iterate": iterate, "eta": None if eta is None else answer.plain(eta)}
        document = answer.inputs(question, run.horizon) | step | answer.simulated(run)
        super().__init__(simulated, (question, iterate, eta), document)
        vars(self)["run"] = run

    @cached_property
    def predicted(self) -> Predicted:
        """Return what was predicted of the same setting."""
        return Predicted(self.question, self.run.prediction)

    @cached_property
    def _curves(self) -> Curves:
        return answer.simulated_curves(self.run)

    def _repr_html_(self) -> str:
        from verify.render.answers import simulation_page

        return simulation_page(self.run, self, self.predicted)


def predicted(question: ExactSetting) -> Predicted:
    """Return what the closed forms say about a setting."""
    return Predicted(question, run_prediction(question.in_floats()))


def simulated(question: ExactSetting, iterate: str = "flow", eta: Any = None) -> Simulated:
    """Return what integrating or iterating a setting gives.

    Raises
    ------
    ValueError : if `iterate` or `eta` do not fit, or the run is too long
    """
    return Simulated(question, run_simulation(question.in_floats(), iterate, eta), iterate, eta)
