"""Proposition: a row is what `predict` and `simulate` answer for its setting, whatever it is worked on together with."""

import numpy as np
import pytest

from numerics import simulate
from numerics.answer import predicted, simulated
from numerics.predict import predict
from numerics.setting import exact_setting
from numerics.sweep import rows
from numerics.sweep.plan import plan

#: Batched products of matrices round otherwise, and turning points magnify it.
SAME = {"rel": 1e-8, "abs": 1e-11}


def task(**given):
    found = plan(**given)
    fixed = tuple((name, value) for name, value in found.fixed.items() if value is not None)
    return rows.Task(tuple(found.options(row) for row in found.rows()), fixed)


def cell(value):
    return np.nan if value is None else value


@pytest.mark.parametrize(
    "given",
    [
        {"mu": "1,1.5,0.7", "sigma": "0.05,0.05,0.05", "init_scale": "1e-6:0.3:5", "seed": "0:1"},
        {"mu": "1,1.5", "sigma": "0.05,0.05", "init_scale": "0.1", "dim": "2:3", "rates": "squared", "horizon": "20"},
        {"model": "one-layer,untied", "mu": "1,1.5", "sigma": "0.05,0.05", "init_scale": "0.05"},
        {"model": "deep", "mu": "1,1.5", "sigma": "0.05,0.05", "init_scale": "0.3", "depth": "2:3"},
        {"mu": "1,1.2:1.5:2", "sigma": "0,0", "W0": [["1/50", "1/100"], ["1/100", "1/50"]]},
        {"init_scale": "0.1,0.2", "second_moment": [["2", "1/2"], ["1/2", "1"]]},
    ],
)
def test_a_row_is_the_answer_of_its_setting(given):
    work = task(**given)
    found = rows.work(work)
    for k, options in enumerate(work.settings):
        arguments = {"mu": None, "sigma": None, **dict(work.fixed), **dict(options)}
        question = exact_setting(arguments.pop("mu"), arguments.pop("sigma"), arguments.pop("W0", None), **arguments).in_floats()
        said, run = predicted(predict(question)), simulated(simulate.simulate(question))
        for j in range(question.a.size):
            times = [found[f"learning_time_{j + 1}_{kind}"][k] for kind in rows.KINDS]
            known = said["form"] is not None
            expected = [part["learning_times"][j] for part in (said, said["error"], run)]
            never = [np.inf if known else np.nan, np.nan, np.inf]
            assert times == pytest.approx(
                [n if x is None else x for x, n in zip(expected, never, strict=True)], nan_ok=True, **SAME
            )
        for name in rows.FIGURES:
            figures = [found[f"{name}_{kind}"][k] for kind in rows.KINDS]
            assert figures == pytest.approx([cell(part[name]) for part in (said, said["error"], run)], nan_ok=True, **SAME)
        for kind, part in (("predicted", said), ("simulated", run)):
            turns = [turn.split() for turn in found[f"turning_points_{kind}"][k].split("; ") if turn]
            assert [turn[0] for turn in turns] == [point["kind"] for point in part["turning_points"]]
            values = [(float(t), float(loss)) for _, t, loss in turns]
            assert np.array(values) == pytest.approx(np.array([(p["t"], p["loss"]) for p in part["turning_points"]]), **SAME)
        assert (found["rises"][k], found["form"][k], found["note"][k]) == (said["rises"], said["form"] or "", "")


def test_a_run_that_fails_is_a_row_with_its_reason(monkeypatch):
    honest = simulate.simulate

    def failing(question):
        if question.W0[0, 0] > 0.01:
            raise ValueError("the flow could not be integrated to t = 1: no")
        return honest(question)

    def none(questions):
        raise ValueError("one of them")

    monkeypatch.setattr(rows, "simulate", failing)
    monkeypatch.setattr(rows, "simulate_many", none)
    found = rows.work(task(mu="1,1.5", sigma="0.05,0.05", init_scale="0.01,0.9"))
    assert found["note"].tolist() == ["", "the flow could not be integrated to t = 1: no"]
    assert np.isfinite(found["rise_simulated"]).tolist() == [True, False]
    assert found["rises"][1] == "open"


def test_a_setting_that_is_wrong_is_an_error():
    with pytest.raises(ValueError, match="seed must be a whole number"):
        rows.work(rows.Task(((("mu", ("1",)), ("sigma", ("0.1",)), ("init_scale", "0.1"), ("seed", "-1")),), ()))
