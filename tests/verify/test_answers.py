"""Proposition: an answer is its JSON, its attributes and its curves, and cannot be changed."""

import copy
import inspect
import json
import pickle

import numpy as np
import pytest

import swingby
from verify.cli import main

ASKED = {"mu": (1, 1.5), "sigma": (0.05, 0.05), "init_scale": 0.2, "seed": 35}
SHELL = ["--mu", "1,1.5", "--sigma", "0.05,0.05", "--init-scale", "0.2", "--seed", "35"]


@pytest.fixture(scope="module")
def answers():
    return {"predict": swingby.predict(**ASKED), "simulate": swingby.simulate(**ASKED)}


@pytest.mark.parametrize("command", ["predict", "simulate"])
def test_an_answer_is_what_the_command_prints_and_every_field_an_attribute(answers, command, capsys):
    assert main([command, *SHELL, "--json"]) == 0
    said, answer = json.loads(capsys.readouterr().out), answers[command]
    assert answer.as_dict() == said == answer
    assert json.loads(json.dumps(answer)) == said
    for name, value in said.items():
        assert getattr(answer, "errors" if name == "error" else name) == value == answer[name]
        assert ("errors" if name == "error" else name) in dir(answer)
    assert {name: said[name] for name in ("mu", "sigma", "w0", "init_scale", "seed", "model", "rates", "probe")} == {
        **{"mu": [1, 1.5], "sigma": [0.05, 0.05], "w0": None, "init_scale": 0.2, "seed": 35},
        **{"model": "tied", "rates": "plain", "probe": [1, 1]},
    }


def test_what_an_answer_says_of_its_question_asks_it_again(answers):
    said = answers["predict"]
    names = ("mu", "sigma", "init_scale", "seed", "model", "rates", "probe", "horizon")
    again = swingby.predict(**{name: said[name] for name in names})
    assert again == said


def test_an_answer_cannot_be_changed_and_its_copies_can(answers):
    answer = answers["predict"]
    before = answer.as_dict()
    for change in (
        lambda: answer.update(rise=1),
        lambda: answer.pop("rise"),
        lambda: answer.__setitem__("rise", 1),
        lambda: setattr(answer, "rise", 1),
        lambda: delattr(answer, "rise"),
    ):
        with pytest.raises(TypeError, match="must be left as it is"):
            change()
    answer.as_dict()["learning_times"].append(1)
    answer.learning_times.append(1)
    answer["learning_times"].append(1)
    answer.get("learning_times").append(1)
    for held in (*answer.values(), *dict(answer.items()).values()):
        if isinstance(held, list):
            held.append(1)
    assert answer == before
    assert answer.get("rize", 2) == 2
    assert copy.deepcopy(answer) is answer
    with pytest.raises(AttributeError, match="has no 'rize'; it has mu, sigma"):
        _ = answer.rize


def test_an_answer_goes_through_pickle(answers):
    for answer in answers.values():
        found = pickle.loads(pickle.dumps(answer))
        assert found == answer
        assert found.loss(1.5) == answer.loss(1.5)


def test_the_functions_of_time_take_arrays(answers):
    t = np.linspace(0, 8, 5)
    for answer in answers.values():
        assert answer.W(t).shape == (5, 2, 2)
        assert answer.output(t).shape == (5, 2)
        assert answer.loss(t).shape == answer.train_loss(t).shape == answer.error(t).shape == (5,)
        for point in answer.turning_points:
            assert answer.loss(point["t"]) == pytest.approx(point["loss"], rel=1e-9)
        assert answer.times[-1] == answer.horizon
        assert answer.columns(t)["test_loss"].tolist() == answer.loss(t).tolist()
    predicted, simulated = answers.values()
    assert np.all(np.abs(predicted.loss(t) - simulated.loss(t)) <= predicted.error(t))
    assert simulated.predicted == predicted


@pytest.mark.parametrize("name", ["predict", "simulate", "certify"])
def test_arguments_are_named_alike_and_an_unknown_one_names_the_function(name):
    function = getattr(swingby, name)
    names = set(inspect.signature(function).parameters)
    assert names >= {
        *("mu", "sigma", "W0", "init_scale", "seed", "dim", "model", "hidden", "depth", "rates", "probe", "horizon"),
        "second_moment",
    }
    with pytest.raises(TypeError, match=rf"^{name}\(\) got an unexpected keyword argument 'prob'"):
        function((1, 1.5), (0.05, 0.05), prob=(1, 0), init_scale=0.1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "W0 must be given, or init_scale in its place, got neither"),
        ({"W0": np.eye(2), "init_scale": 0.1}, "W0 must be given, or init_scale in its place, got both"),
        ({"W0": np.eye(2), "seed": 3}, "seed must be left out where W0 is given, got '3'"),
        ({"init_scale": 0.1, "seed": -1}, "seed must be a whole number of at least 0, got -1"),
        ({"init_scale": 0.1, "probe": (1, 2)}, "probe must be 2 zeros and ones, of any sign, got 1, 2"),
    ],
)
def test_wrong_starts_are_refused(given, said):
    with pytest.raises(ValueError, match="must") as caught:
        swingby.predict((1, 1.5), (0.05, 0.05), **given)
    assert str(caught.value) == said


@pytest.mark.parametrize("model", ["tied", "one-layer", "untied", "deep"])
def test_every_model_answers(model):
    for function in (swingby.predict, swingby.simulate):
        answer = function((1, 1.5), (0.05, 0.05), init_scale=0.3, model=model, horizon=4)
        json.dumps(answer.as_dict(), allow_nan=False)
        assert answer._repr_html_().startswith(f"<p><b>{model}")
    if model == "deep":
        assert swingby.predict((1, 1.5), (0.05, 0.05), init_scale=0.3, model=model).form is None


def test_a_page_has_a_picture_with_its_words_and_no_closed_form_says_so(answers):
    for answer in answers.values():
        page = answer._repr_html_()
        assert 'src="data:image/png;base64,' in page
        assert 'alt="tied, rates (0.5025, 1.12' in page
        assert f"<td>{answer.learning_times[0]:.5g}</td>" in page
    deep = swingby.predict((1, 1.5), (0.05, 0.05), init_scale=0.3, model="deep")
    assert "There is no closed form here" in deep._repr_html_()
    assert "no closed form" in repr(deep)


def test_a_probe_of_any_sign(capsys):
    assert main(["simulate", *SHELL, "--probe", "1,-1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    answer = swingby.simulate(**ASKED, probe=(1, -1))
    assert answer == said
    z = np.array([1, -1.5])
    t = np.array([0.5, 2.0])
    np.testing.assert_allclose(answer.loss(t), np.sum((answer.W(t) @ z - z) ** 2, axis=1) / 2, rtol=1e-12)
    assert swingby.certify(**ASKED, horizon=2, probe=(1, -1))["data"]["probe"] == [1, -1]


@pytest.mark.parametrize("command", ["predict", "simulate"])
def test_curves_are_written_as_columns(answers, command, tmp_path, capsys):
    path = tmp_path / "curves.csv"
    assert main([command, *SHELL, "--csv", str(path)]) == 0
    table = np.genfromtxt(path, delimiter=",", names=True)
    answer = answers[command]
    assert table.dtype.names[:4] == ("time", "test_loss", "test_loss_error", "train_loss")
    np.testing.assert_array_equal(table["test_loss"], answer.loss(answer.times))
    np.testing.assert_array_equal(table["w_12"], answer.W(answer.times)[:, 0, 1])
    assert main([command, *SHELL, "--csv", str(tmp_path / "no" / "where.csv")]) == 2
    assert "--csv must be a writable path" in capsys.readouterr().err


def test_without_a_closed_form_no_curve_is_written(tmp_path, capsys):
    call = ["predict", *SHELL, "--model", "deep", "--csv", str(tmp_path / "a.csv")]
    assert main(call) == 0
    assert capsys.readouterr().err == "swingby: no curve is written, since there is no closed form here\n"
    assert not (tmp_path / "a.csv").exists()


def test_the_slope_is_shared_by_entries_and_by_clusters(answers):
    t = np.linspace(0.1, 8, 9)
    for answer in answers.values():
        found = answer.attribution(t)
        assert found["entries"].shape == (9, 2, 2)
        assert found["clusters"].shape == (9, 2)
        np.testing.assert_allclose(np.sum(found["clusters"], axis=1), found["slope"], atol=1e-13)
    h = 1e-4
    simulated = answers["simulate"]
    central = (simulated.loss(t + h) - simulated.loss(t - h)) / (2 * h)
    np.testing.assert_allclose(simulated.attribution(t)["slope"], central, atol=1e-7)
    turn = simulated.turning_points[0]["t"]
    assert abs(simulated.attribution(turn)["slope"]) < 1e-9


@pytest.mark.parametrize("options", [{"rates": "squared"}, {"model": "untied"}])
def test_clusters_have_no_part_where_the_flow_is_not_linear_in_their_moments(options):
    found = swingby.simulate((1, 1.5), (0.05, 0.05), init_scale=0.2, horizon=3, **options)
    h, parts = 1e-4, found.attribution(1.0)
    assert parts["clusters"] is None
    assert parts["slope"] == pytest.approx(float(found.loss(1 + h) - found.loss(1 - h)) / (2 * h), abs=1e-6)


def test_a_second_moment_has_parts_by_entry_in_its_own_coordinates():
    A, z = [["1", "0.3"], ["0.3", "0.5"]], (1, -1)
    found = swingby.simulate(second_moment=A, probe=z, W0=[[0.1, 0.02], [0.02, 0.1]], horizon=4)
    h, parts = 1e-4, found.attribution(1.0)
    assert parts["clusters"] is None
    assert parts["slope"] == pytest.approx(float(found.loss(1 + h) - found.loss(1 - h)) / (2 * h), abs=1e-6)
