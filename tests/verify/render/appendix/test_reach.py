"""Proposition: how far the assumptions reach is what the claims measured, alike runs together, and only if it held."""

from verify.claim import Evidence, Outcome
from verify.render.appendix.reach import RUNS, breaking, largest, runs
from verify.verdicts import Verdict


def verdict(outcome=Outcome.VERIFIED, **measures):
    return Verdict(outcome, Outcome.VERIFIED, Evidence.ENCLOSED, None, measures)


MEASURES = {
    "tied_runs": 3.0, "figure5_printed_D2": 0.5, "figure17_printed_D2": 0.5, "figure10_coded_D2": 1.0, "figure10_coded_D5": 90.0,
    "runs_breaking_D1": 1.0, "runs_breaking_D2": 3.0,
}  # fmt: skip


def test_the_largest_starts_by_dimension():
    verdicts = {
        "appendix_d.feasible_3": verdict(log10_omega=-80.0, gap=1e-3),
        "appendix_d.feasible_2": verdict(log10_omega=-60.0, gap=1e-4),
        "appendix_d.feasible_4": verdict(Outcome.REFUTED, log10_omega=-98.0, gap=1e-3),
        "appendix_d.feasible_5": verdict(),
        "appendix_d.other": verdict(log10_omega=-1.0, gap=1e-3),
    }
    assert [(it.d, it.log10_omega) for it in largest(verdicts)] == [(2, -60.0), (3, -80.0)]


def test_alike_figures_stand_together():
    found = runs({RUNS: verdict(**MEASURES)})
    assert [(it.figures, it.form, dict(it.orders)) for it in found] == [
        ((5, 17), "printed", {"D.2": 0.5}),
        ((10,), "coded", {"D.2": 1.0, "D.5": 90.0}),
    ]
    assert breaking({RUNS: verdict(**MEASURES)}) == ({"D.1": 1, "D.2": 3}, 3)


def test_nothing_is_told_of_what_did_not_run_or_failed():
    assert runs({}) == []
    assert runs({RUNS: verdict(Outcome.REFUTED, **MEASURES)}) == []
    assert breaking({}) == ({}, 0)
    assert largest({}) == []
