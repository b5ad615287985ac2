"""What is printed of a setting is what is derived by hand, in words that fit; what stays open is said, and only then."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest

from numerics.answer import predicted, simulated
from numerics.flow.events import SMALLEST_RISE
from numerics.model.tied import TIED
from numerics.predict import predict
from numerics.setting import setting
from numerics.simulate import simulate
from verify.cli import main
from verify.render.prediction import (
    RISE,
    STILL_RISING,
    left_open,
    number,
    outcome,
    paragraph,
    print_prediction,
    print_simulation,
)

MU, SIGMA = ("1", "1.5"), ("0.05", "0.05")
DIAGONAL = [["1/100", "0"], ["0", "1/50"]]
#: From here the test loss falls, rises and falls.
COUPLED = [["1/1000000", "7/10000000"], ["7/10000000", "12/10000000"]]
#: Of rank one, along (1, 1).
THIN = [["1/100", "1/100"], ["1/100", "1/100"]]
#: sigma^2 + mu^2/2, the larger first.
FAST, SLOW = 0.05**2 + 1.5**2 / 2, 0.05**2 + 1 / 2


def logit_time(start: float, rate: float) -> float:
    """Return when the solution of w' = 2 a w (1 - w) is 1/2."""
    return float(np.log(1 / start - 1) / (2 * rate))


def told(W0, mu=MU, sigma=SIGMA, **options) -> str:
    prediction = predict(setting(mu, sigma, W0, **options))
    return paragraph(prediction, predicted(prediction))


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "never"), (0.0, "0"), (1.234567, "1.2346"), (1e-12, "1e-12"), (123456.0, "1.2346e+05")]
)
def test_numbers_are_for_reading(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_who_is_learned_when_by_hand() -> None:
    first, second = logit_time(0.02, FAST), logit_time(0.01, SLOW)
    said = told(DIAGONAL)
    assert said.startswith(f"Concept 2 is learned first, at t = {first:.4g}; concept 1 at t = {second:.4g}. ")
    assert "The test loss does not rise. The closed form used (diagonal start) is exact; the errors are rounding." in said


def test_what_is_learned_at_the_start_is_said_so() -> None:
    assert told([["9/10", "0"], ["0", "3/4"]]).startswith("Concept 1 is learned from the start; concept 2 too. ")
    second = logit_time(0.01, SLOW)
    assert told([["1/100", "0"], ["0", "3/4"]]).startswith(f"Concept 2 is learned from the start; concept 1 at t = {second:.4g}.")


def test_a_rise_is_said_with_times_and_cause() -> None:
    said = told(COUPLED)
    run = simulate(setting(MU, SIGMA, COUPLED))
    low, top = run.course.turning_points
    found = re.search(r"will rise by (\S+) \(\+- (\S+)\) between t = (\S+) and t = (\S+), because", said)
    assert found is not None
    rise, off, begin, end = map(float, found.groups())
    assert abs(rise - (top.loss - low.loss)) < off + 1e-6
    assert (begin, end) == pytest.approx((low.t, top.t), abs=0.02)
    assert "helped concept 1 are suppressed once concept 2 is learned, and concept 1 itself is learned only at t = 14.27" in said
    assert "does not rise" not in said


@pytest.mark.parametrize(
    ("W0", "mu", "sigma", "words"),
    [
        (THIN, MU, SIGMA, "Direction 1 is never learned: the start has no component of its own there (its pivot is 0)"),
        (DIAGONAL, ("1", "0"), ("1/20", "0"), "Direction 2 is never learned: the data have no component along it."),
        (DIAGONAL, ("0", "0"), ("0", "0"), "Nothing is learned. Directions 1 and 2 are never learned: the data have no"),
    ],
)
def test_what_is_never_learned_and_why(W0, mu, sigma, words: str) -> None:
    assert words in told(W0, mu, sigma)


UNSTABLE = "The step is beyond stability: eta times the largest rate is above 1, and W = I repels."


@pytest.mark.parametrize(
    ("run", "rise", "words"),
    [
        ({"diverged": 12.0}, None, "The iteration diverges: an entry passes 1e+100 at t = 12."),
        (
            {"unstable": True, "iterate": "gd"},
            0.0,
            "The step is beyond stability: eta times the largest rate is above 1, and W = I repels.",
        ),
        ({"still": True}, 0.1, STILL_RISING),
        ({"iterate": "gd"}, 0.0, ""),
        ({}, 0.5, ""),
        ({}, 0.0, left_open(0.0, SMALLEST_RISE)),
    ],
)
def test_what_the_figures_of_a_run_do_not_say(run: dict, rise: float | None, words: str) -> None:
    simulation = SimpleNamespace(
        diverged=run.get("diverged"),
        unstable=run.get("unstable", False),
        iterate=run.get("iterate", "flow"),
        course=SimpleNamespace(still_rising=run.get("still", False)),
        prediction=SimpleNamespace(setting=SimpleNamespace(W0=None, model=TIED)),
    )
    assert outcome(simulation, {"rise": rise}) == words


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Return a function that gives the printed lines as their cells, by the first cell."""
    monkeypatch.setenv("COLUMNS", "200")

    def read() -> dict[str, list[str]]:
        cells = [re.split(r"  +", line.strip()) for line in capsys.readouterr().out.splitlines() if line.strip()]
        return {first: rest for first, *rest in cells}

    return read


def test_the_tables_of_a_prediction(rows) -> None:
    prediction = predict(setting(MU, SIGMA, DIAGONAL))
    print_prediction(prediction, predicted(prediction))
    shown = rows()
    assert shown["2"][:3] == [f"{FAST:.5g}", "0.02", f"{logit_time(0.02, FAST):.5g}"]
    assert shown["1"][:3] == [f"{SLOW:.5g}", "0.01", f"{logit_time(0.01, SLOW):.5g}"]
    assert shown["rise of the test loss"][0] == "0"
    # The area law: (tr W(0) - ln det W(0) - d)/4.
    area = (0.03 - np.log(0.01 * 0.02) - 2) / 4
    assert shown["area under training loss to infinity"][0] == f"{area:.5g}"
    assert RISE in shown
    # Where (a_i + a_j) (1 - w/2) = a_i w.
    level = 2 * (FAST + SLOW) / (3 * FAST + SLOW)
    assert f"suppressed: w_21 when w_22 passes {level:.3f}" in shown


def test_measured_and_predicted_stand_in_their_columns(rows) -> None:
    simulation = simulate(setting(MU, SIGMA, COUPLED))
    document, said = simulated(simulation), predicted(simulation.prediction)
    print_simulation(simulation, document, said)
    shown = rows()
    assert shown["concept"] == ["rate", "learned at", "predicted", "+-"]
    for k in (2, 1):
        measured, expected = document["learning_times"][k - 1], said["learning_times"][k - 1]
        assert measured != expected
        assert shown[str(k)][1:3] == [f"{measured:.5g}", f"{expected:.5g}"]
    for name, place in (("minimum", 0), ("maximum", 1)):
        for source, found in (("measured", document), ("predicted", said)):
            point = found["turning_points"][place]
            assert shown[f"{name}, {source}"] == [f"{point['t']:.5g}", f"{point['loss']:.5g}"]
    assert shown["rise of the test loss"][:2] == [f"{document['rise']:.5g}", f"{said['rise']:.5g}"]
    assert "area under training loss to horizon" not in shown


@pytest.mark.parametrize(("rise", "error", "said"), [(0.0, 1e-3, True), (1e-4, 1e-3, True), (0.2, 1e-3, False)])
def test_only_what_is_below_the_error_is_open(rise: float, error: float, said: bool) -> None:
    assert ("swingby certify" in left_open(rise, error)) is said


@pytest.mark.parametrize(("probe", "said"), [("0,1", True), ("1,1", False)])
def test_simulate_points_to_the_certificate(capsys: pytest.CaptureFixture[str], probe: str, said: bool) -> None:
    # U in [0, .2] of seed 1: at a training centre no rise is seen in floats, at the composition one of .03
    arguments = ["--mu", "1,1.5", "--sigma", "0.05,0.05", "--init-scale", "0.2", "--seed", "1", "--probe", probe]
    assert main(["simulate", *arguments]) == 0
    assert ("certify" in capsys.readouterr().out) is said
