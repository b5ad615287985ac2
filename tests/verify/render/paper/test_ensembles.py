"""Proposition: runs that diverge are left out and counted; settings are said in words, all of their values."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.ensemble import Store
from numerics.networks.protocols import protocols
from numerics.networks.training import Curves
from verify.render.paper import ensembles
from verify.render.paper.ensembles import Ensemble, both_settings, lost, settings, trained


def ensemble(losses, protocol=None):
    losses = np.array(losses, dtype=float)
    curves = Curves(losses, recorded=np.array([0, 2]), outputs=np.arange(len(losses) * 12.0).reshape(-1, 2, 3, 2))
    return Ensemble.of(protocol or protocols("coded", "8")[0], curves)


def test_runs_that_diverge_are_counted_and_left_out():
    one = ensemble([[2, 1, 1.5], [2, np.nan, np.inf], [2, 1, 0.5]])
    assert (one.count, one.diverged, one.seeds.tolist()) == (3, 1, [0, 2])
    assert one.curves.x_hat.tolist() == [[2, 1, 1.5], [2, 1, 0.5]]
    assert one.outputs(2)[:, 1].tolist() == [[10, 11], [34, 35]]
    assert one.recorded.tolist() == [0, 2]
    assert one.rises(0.4) == 1 / 3
    assert one.rises(0.4, every=2) == 0.0
    assert one.risen() == 0
    assert lost({"printed": [ensemble([[1, 0]])], "coded": [one, one]}) == (
        " Counted, and left out, since they diverge: 2 of 6 as coded."
    )
    assert lost({"printed": [ensemble([[1, 0]])]}) == ""


def test_the_run_that_turns_most_is_told_from_the_one_that_rises_most():
    one = ensemble([[5, 1, 4, 3, 2], [5, 1, 2, 1, 3], [5, 1, 2, 1, 1.5]])
    assert one.risen() == 0
    assert one.turned() == 1


def test_settings_are_said_with_all_their_values():
    assert settings(protocols("printed", "2a")) == (
        "1 layer, d = 64, means (1, 2) or (2, 2) or (3, 2), deviations (0.05, 0.05), no biases, step on the half mean square 0.1"
    )
    assert settings(protocols("coded", "2c")) == (
        "4 layers of 64 or of 4, d = 64 or 2, means (2, 4), variances (0.05, 0.05), a cluster at the origin, biases, "
        "step on the half mean square 0.00313 or 0.01"
    )
    tied = {form: [ensemble([[1, 0]], protocols(form, "8")[0])] for form in ("printed", "coded")}
    assert both_settings(tied) == (
        "As printed: d = 3, means (1, 1.5, 2.2), deviations (0.05, 0.05, 0.05), U uniform on [0, 0.1], 10,000 steps of 0.01, "
        "rates as printed. As coded: d = 3, means (1, 1.7, 2.25), deviations (0.5, 0.25, 0.25), U uniform on [0, 0.1], 10,000 "
        "steps of 0.01, squared rates."
    )


def test_what_is_not_recorded_is_said():
    with pytest.raises(ValueError, match="curves must hold what is drawn"):
        Ensemble.of(protocols("coded", "8")[0], Curves(np.ones((1, 2)))).outputs()


def test_figures_are_trained_in_both_forms_and_kept(monkeypatch, tmp_path):
    """A figure that shares its settings with another costs nothing more."""
    monkeypatch.setattr(ensembles, "protocols", lambda form, number: [replace(one, steps=5) for one in protocols(form, number)])
    store, told = Store(tmp_path / "work"), []
    found = trained(["5", "18"], 2, store=store, on_done=lambda done, total: told.append((done, total)))
    assert told[-1] == (2, 2)
    assert {(number, form): len(ones) for number, group in found.items() for form, ones in group.items()} == {
        (number, form): 1 for number in ("5", "18") for form in ("printed", "coded")
    }
    for form in ("printed", "coded"):
        five, eighteen = found["5"][form][0], found["18"][form][0]
        assert (five.curves.x_hat == eighteen.curves.x_hat).all()
        assert five.protocol.figure == "5"
        assert five.count == 2
        assert (five.protocol.form, eighteen.protocol.form) == (form, form)
    kept = set((tmp_path / "work").iterdir())
    trained(["5", "18"], 2, store=store)
    assert set((tmp_path / "work").iterdir()) == kept
