"""Proposition: `swingby.sweep` reads its values as `swingby.predict` does, and each row is what predict and simulate say."""

import numpy as np
import pytest

import swingby


def test_a_row_is_what_predict_and_simulate_say():
    table = swingby.sweep((1, "0.8:1.5:2"), (0.05, 0.05), init_scale=[0.01, 0.1], seed=range(2))
    assert (len(table), table.swept) == (8, ("mu_2", "init_scale", "seed"))
    for k in (0, 3, 7):
        asked = {"init_scale": float(table["init_scale"][k]), "seed": int(table["seed"][k])}
        mu = (1, float(table["mu_2"][k]))
        said, run = (ask(mu, (0.05, 0.05), **asked) for ask in (swingby.predict, swingby.simulate))
        assert table["learning_time_2_predicted"][k] == pytest.approx(said.learning_times[1], rel=1e-9)
        assert table["learning_time_2_simulated"][k] == pytest.approx(run.learning_times[1], rel=1e-9)
        assert table["rise_simulated"][k] == pytest.approx(run.rise, rel=1e-8, abs=1e-11)
        assert table["rises"][k] == said.rises


def test_the_start_may_be_given_and_the_rows_kept(tmp_path):
    W0 = np.array([[0.02, 0.01], [0.01, 0.03]])
    counts = []
    arguments = {"horizon": "5:20:3", "csv": tmp_path / "a.csv"}
    table = swingby.sweep((1, 1.5), (0.05, 0.05), W0, on_done=lambda *count: counts.append(count), **arguments)
    assert (table.swept, counts[-1]) == (("horizon",), (3, 3))
    assert (tmp_path / "a.csv").read_text() == table.text() == swingby.sweep((1, 1.5), (0.05, 0.05), W0, **arguments).text()
    with pytest.raises(ValueError, match="csv must be a new file or one of this sweep"):
        swingby.sweep((1, 1.5), (0.05, 0.05), 2 * W0, **arguments)


def test_what_is_wrong_is_named():
    with pytest.raises(ValueError, match="seed must have ranges such as"):
        swingby.sweep((1, 1.5), (0.05, 0.05), init_scale=0.1, seed="0:x")
