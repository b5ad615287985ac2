"""Proposition: a sweep is the same table fresh, resumed, enlarged, or over processes, and its file is never half written."""

import csv
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from numerics.sweep import table
from numerics.sweep.plan import plan
from numerics.sweep.table import Sweep, run

GIVEN = {"mu": "1,1.5", "sigma": "0.05,0.05", "init_scale": "0.01:0.1:2", "seed": "0:2"}


def same(first: Sweep, second: Sweep) -> bool:
    return first.text() == second.text()


@pytest.fixture(scope="module")
def whole() -> Sweep:
    return run(plan(**GIVEN))


def test_columns_are_frozen_arrays_with_inputs_first(whole):
    assert (len(whole), whole.swept) == (6, ("init_scale", "seed"))
    assert list(whole)[: len(whole.inputs)] == list(whole.inputs) == ["mu_1", "mu_2", "sigma_1", "sigma_2", "init_scale", "seed"]
    assert whole["seed"].tolist() == [0, 1, 2, 0, 1, 2]
    assert whole["init_scale"].tolist() == [0.01] * 3 + [0.1] * 3
    assert whole["rise_simulated"].dtype == float
    with pytest.raises(ValueError, match="read-only"):
        whole["seed"][0] = 1
    with pytest.raises(TypeError):
        whole.columns["seed"] = whole["seed"]
    with pytest.raises(KeyError, match="column must be one of mu_1"):
        whole["nothing"]
    assert same(pickle.loads(pickle.dumps(whole)), whole)
    assert set(dict(whole)) == set(whole.columns)
    assert repr(whole) == f"<Sweep over init_scale, seed: 6 settings, {len(whole.columns)} columns>"


def test_a_csv_has_all_digits(whole, tmp_path):
    whole.to_csv(tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [float(row["rise_simulated"]) for row in rows] == whole["rise_simulated"].tolist()
    assert (tmp_path / "a.csv").read_text() == run(plan(**GIVEN), tmp_path / "b.csv").text() == (tmp_path / "b.csv").read_text()


def test_what_is_unknown_or_never_is_none_in_a_dictionary():
    held = Sweep({"t": np.array([1.0, np.inf, np.nan]), "n": np.array([1, 2, 3])}, ("t",), ())
    assert held.as_dict() == {"t": [1.0, None, None], "n": [1, 2, 3]}
    assert held.text() == "t,n\n1.0,1\ninf,2\n,3\n"


def test_other_executors_give_the_same(whole, monkeypatch):
    monkeypatch.setattr(table, "TOGETHER", 2)
    counts = []
    with ThreadPoolExecutor(2) as executor:
        found = run(plan(**GIVEN), executor=executor, on_done=lambda *count: counts.append(count))
    for name in ("rise_simulated", "learning_time_1_predicted", "training_area_error"):
        np.testing.assert_allclose(found[name], whole[name], rtol=1e-8, atol=1e-11)
    assert counts == [(0, 6), (2, 6), (4, 6), (6, 6)]


def test_an_interrupted_sweep_goes_on(whole, monkeypatch, tmp_path):
    monkeypatch.setattr(table, "TOGETHER", 2)
    path, honest, calls = tmp_path / "a.csv", table.work, []

    def interrupted(task):
        calls.append(task)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return honest(task)

    monkeypatch.setattr(table, "work", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(plan(**GIVEN), path)
    assert len(path.read_text().splitlines()) == 1 + 2
    path.write_text(path.read_text() + "1.0,1.5,0.05,0.")  # as if another program had been cut off
    found = run(plan(**GIVEN), path)
    assert [len(task.settings) for task in calls] == [2, 2, 2, 2]
    assert list(tmp_path.iterdir()) == [path]
    np.testing.assert_allclose(found["rise_simulated"], whole["rise_simulated"], rtol=1e-8, atol=1e-11)
    before = path.read_bytes()
    monkeypatch.setattr(table, "work", interrupted)
    calls[:] = calls[:1]  # the next would be interrupted, but nothing is left to do
    assert same(run(plan(**GIVEN), path), found)
    assert path.read_bytes() == before


def test_a_larger_sweep_computes_what_is_new(monkeypatch, tmp_path):
    path, honest, seen = tmp_path / "a.csv", table.work, []
    run(plan(**GIVEN | {"seed": "0:1"}), path)
    monkeypatch.setattr(table, "work", lambda task: (seen.extend(task.settings), honest(task))[1])
    assert len(run(plan(**GIVEN), path)) == 6
    assert [dict(options)["seed"] for options in seen] == ["2", "2"]
    with pytest.raises(ValueError, match=r"csv must be a new file or one of this sweep, got .*, whose line 4 is no row of it"):
        run(plan(**GIVEN | {"seed": "0:1"}), path)
    assert len(path.read_text().splitlines()) == 7


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("seed", "sead"), "whose columns are"),
        (lambda text: text.replace(",0.05,0.01,0,", ",0.05,0.02,0,"), "whose line 2 is no row"),
        (lambda text: text[: text.rstrip("\n").rfind("\n")] + "\n1,2\n", "whose line 7 is no row"),
        (lambda text: text.replace(f",{table.own_version()}\n", ",0.0.9\n"), "with rows of version '0.0.9'"),
        (lambda text: "not a table\n", "whose columns are 'not a table'"),
        (lambda text: b"\xff\xfe", "can't decode"),
    ],
)
def test_a_file_of_something_else_is_refused_and_left(whole, tmp_path, change, message):
    path = tmp_path / "a.csv"
    changed = change(whole.text())
    path.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
    held = path.read_bytes()
    with pytest.raises(ValueError, match=f"csv must be a new file or one of this sweep.*{message}"):
        run(plan(**GIVEN), path)
    assert path.read_bytes() == held


def test_rows_are_written_as_they_come(monkeypatch, tmp_path):
    path, lines, honest = tmp_path / "a.csv", [], table.work
    monkeypatch.setattr(table, "TOGETHER", 2)
    monkeypatch.setattr(table, "PAUSE", 0.0)
    monkeypatch.setattr(table, "PARTS", 0)
    monkeypatch.setattr(
        table, "work", lambda task: (lines.append(path.exists() and len(path.read_text().splitlines())), honest(task))[1]
    )
    run(plan(**GIVEN), path)
    assert lines == [False, 3, 5]


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match="init-scale must be finite numbers, decimals or fractions such as 1/50, got 'x'"):
        run(plan(**GIVEN | {"init_scale": "x"}))
