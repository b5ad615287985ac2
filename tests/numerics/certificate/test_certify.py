"""A certificate says what the enclosure proved, and is proved again by a second engine that shares nothing with the first."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from flint import arb, arb_mat, arb_poly, ctx, fmpq
from mpmath import exp, mpf, workdps

from numerics.certificate import certify as module
from numerics.certificate.certify import Run, _rise, certify, exact, prove
from numerics.certificate.check import check_certificate
from numerics.certificate.file import digest, parse_certificate
from numerics.enclosure.pieces import Piece
from numerics.enclosure.sign_pattern import Pattern, Zero
from numerics.enclosure.tube import EnclosureError
from numerics.setting import exact_setting

SWING = [["1/20", "1/50", "1/100"], ["1/50", "3/100", "0"], ["1/100", "0", "1/40"]]
FIGURE_5: dict[str, Any] = {"mu": ["1", "1.5"], "sigma": ["0.05"] * 3, "W0": SWING, "horizon": "12"}


def travelled(certificate: dict[str, Any]) -> dict[str, Any]:
    """The certificate after a trip through a file."""
    return parse_certificate(json.dumps(certificate).encode())


CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "squared rates": ({**FIGURE_5, "rates": "squared"}, ["falls", "rises", "falls"]),
    "plain rates": (FIGURE_5, ["falls"]),
    "diagonal start": ({**FIGURE_5, "W0": [["1/20", 0, 0], [0, "3/100", 0], [0, 0, "1/40"]]}, ["falls"]),
    "a training centre": ({**FIGURE_5, "probe": [0, 1]}, ["falls"]),
    "sigma for the concepts only": ({**FIGURE_5, "sigma": [0.05, 0.05], "rates": "squared"}, ["falls", "rises", "falls"]),
    "one layer": ({"mu": [2, 1], "sigma": [0, 2], "W0": [[0, 0], [0, 0]], "horizon": 8, "model": "one-layer"}, ["falls"]),
    "one layer, a rise": (
        {"mu": [2, 1], "sigma": [0, "11/4"], "W0": [[0, "3/2"], [0, 0]], "horizon": 8, "model": "one-layer"},
        ["falls", "rises", "falls"],
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_certified_and_proved_again(name: str) -> None:
    call, signs = CASES[name]
    certificate = certify(**call)
    assert certificate["outcome"] == "VERIFIED"
    assert certificate["evidence"] == "enclosed"
    assert certificate["signs"] == signs
    assert check_certificate(travelled(certificate)).reasons == ()


def test_turning_points_are_those_of_a_float_simulation() -> None:
    import numpy as np
    from scipy.integrate import solve_ivp
    from scipy.optimize import brentq

    A, z = np.diag([0.5025, 1.1275, 0.0025]) ** 2, np.array([1, 1.5, 0])
    start = np.array([[1 / 20, 1 / 50, 1 / 100], [1 / 50, 3 / 100, 0], [1 / 100, 0, 1 / 40]])

    def field(_: float, w: np.ndarray) -> np.ndarray:
        W = w.reshape(3, 3)
        return (W @ A + A @ W - (A @ W @ W + W @ W @ A + 2 * W @ A @ W) / 2).ravel()

    path = solve_ivp(field, (0, 12), start.ravel(), method="DOP853", rtol=1e-12, atol=1e-14, dense_output=True).sol

    def slope(t: float) -> float:
        return float(((path(t).reshape(3, 3) - np.eye(3)) @ z) @ (field(t, path(t)).reshape(3, 3) @ z))

    for turn in certify(**FIGURE_5, rates="squared")["turning_points"]:
        low, high = (float(text) for text in turn["t"])
        assert high - low < 1e-11
        root = brentq(slope, low - 0.3, high + 0.3, xtol=1e-12)
        assert low - 1e-7 < root < high + 1e-7


def test_numbers_are_exact_and_enclosures_narrow() -> None:
    certificate = certify(**FIGURE_5)
    assert certificate["data"]["sigma"] == ["1/20"] * 3
    assert certificate["data"]["a"] == ["201/400", "451/400", "1/400"]
    for row in certificate["final_state"]:
        for low, high in row:
            assert 0 <= Fraction(high) - Fraction(low) < Fraction(1, 10**19)
    assert json.loads(json.dumps(certificate, allow_nan=False)) == certificate
    assert certificate["digest"] == digest(certificate)


def test_floats_are_taken_as_the_binary_fractions_they_are() -> None:
    certificate = certify(**{**FIGURE_5, "mu": [1.0, 1.5], "sigma": [0.05] * 3})
    assert Fraction(certificate["data"]["sigma"][0]) == Fraction(0.05)
    assert check_certificate(travelled(certificate)).accepted


def test_a_loss_at_rest_is_undecided_with_a_reason() -> None:
    certificate = certify([1, 1], [1, 1], [[1, 0], [0, 1]], 2)
    assert certificate["outcome"] == "UNDECIDED"
    assert certificate["reason"] in certificate["theorem"]["words"]
    assert not check_certificate(travelled(certificate)).accepted


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"model": "relu"}, "model must be one of tied, one-layer, untied, deep, got 'relu'"),
        (
            {"model": "deep", "W0": [[["1/2", 0, 0], [0, "1/2", 0], [0, 0, 1]]] * 3},
            "model must be one of tied, one-layer, untied for a certificate, got 'deep'",
        ),
        ({"rates": "cubed"}, "rates must be one of plain, squared, got 'cubed'"),
        ({"horizon": 0}, "horizon must be .* got 0"),
        ({"W0": [["1/2", 1, 0], [0, 1, 0], [0, 0, 1]]}, r"W\(0\) must be symmetric"),
        ({"W0": [["1/100", "1/50", 0], ["1/50", "1/100", 0], [0, 0, 1]]}, r"W\(0\) must be positive semidefinite"),
        ({"sigma": [1] * 4}, "sigma must have 2 or 3 entries, got 4"),
        ({"probe": [1]}, "probe must be 2 zeros and ones, of any sign, got 1"),
        ({"probe": [0, 0]}, "probe must have a one among its zeros, got 0, 0"),
        ({"W0": [["x", 0, 0], [0, 1, 0], [0, 0, 1]]}, r"must hold finite numbers .* got 'x' at entry \(1, 1\)"),
        ({"W0": [["1e999999", 0, 0], [0, 1, 0], [0, 0, 1]]}, "must hold finite numbers .* got '1e999999'"),
        ({"W0": [["1/0", 0, 0], [0, 1, 0], [0, 0, 1]]}, "must hold finite numbers .* got '1/0'"),
        ({"mu": [float("nan"), 1]}, "mu must be finite numbers"),
        ({"mu": [float("inf"), 1]}, "mu must be finite numbers"),
        ({"W0": [[0] * 17] * 17, "sigma": [0] * 17}, "at most 16 rows"),
        ({"mu": ["1/" + "3" * 300, 1], "rates": "squared"}, "at most 400 digits"),
        ({"mu": [0, 0], "sigma": [0, 0]}, "must give a rate above 0"),
    ],
)
def test_wrong_data_are_named(change: dict[str, Any], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        certify(**{**FIGURE_5, **change})


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.05", "1/20"), ("-1/3", "-1/3"), ("1e-2", "1/100"), ("2.5E3", "2500"), (" 7 ", "7"), (".5", "1/2"), ("3.", "3")],
)
def test_texts_are_read_exactly(text: str, value: str) -> None:
    assert str(exact(text)) == value


@pytest.mark.parametrize(
    ("signs", "losses", "rise"),
    [
        ([-1], [(5, 6), (1, 2)], (0, 0)),
        ([1], [(5, 6), (7, 9)], (1, 4)),
        ([-1, 1, -1], [(8, 9), (1, 2), (4, 5), (0, 1)], (2, 4)),
        ([1, -1, 1], [(0, 1), (3, 4), (2, 3), (9, 10)], (8, 10)),
        # the second rise counts from the deeper minimum, which is the first
        ([-1, 1, -1, 1], [(9, 9), (1, 2), (5, 6), (3, 4), (7, 8)], (5, 7)),
        # the least is of one stretch, the most of the other
        ([1, -1, 1], [(0, 4), (7, 9), (1, 2), (6, 7)], (4, 9)),
        # the last rise is the smaller
        ([1, -1, 1], [(0, 1), (8, 9), (2, 3), (4, 5)], (7, 9)),
        # the end is less well known than the start
        ([1], [(1, 2), (0, 3)], (0, 2)),
    ],
)
def test_rise_is_bounded_from_both_sides(signs: list[int], losses: list[tuple[int, int]], rise: tuple[int, int]) -> None:
    found = _rise(signs, [(fmpq(low), fmpq(high)) for low, high in losses])
    assert found == rise
    # whatever the losses are within their bounds, ends included
    for ends in product(*losses):
        true = max([0] + [ends[k + 1] - min(ends[: k + 1]) for k, sign in enumerate(signs) if sign > 0])
        assert found[0] <= true <= found[1]


@pytest.mark.parametrize(
    ("first", "last", "steepest"),
    [
        (fmpq(1, 4), fmpq(1, 2), 1.5),
        (fmpq(1, 2), fmpq(5, 4), 3.25),
        (fmpq(5, 4), fmpq(7, 4), 3.25),
        (fmpq(7, 4), fmpq(9, 4), 4.0),
    ],
)
def test_loss_at_a_turning_point_moves_no_more_than_the_slope_allows(first: fmpq, last: fmpq, steepest: float) -> None:
    # |L'| <= 3/2 on [0, 1], 13/4 on [1, 2], and t + 7/4 on [2, 3]; L = (w - 1)^2 / 2 with w = 3 at the first end, off by 2^-10
    pieces = [
        Piece(fmpq(0), fmpq(1), arb_poly([1]), arb_poly([0]), arb(0.5), arb(0)),
        Piece(fmpq(1), fmpq(1), arb_poly([-3]), arb_poly([0]), arb(0.25), arb(0)),
        Piece(fmpq(2), fmpq(1), arb_poly([3.75, 1]), arb_poly([1]), arb(0), arb(0)),
    ]
    asked: list[fmpq] = []

    def state(t: fmpq) -> arb_mat:
        asked.append(t)
        return arb_mat([[arb(3, 2**-10)]])

    low, high = Run([fmpq(1)], 64, pieces, state, {}).extreme(Zero(first, last, 1))
    drift = Fraction(steepest) * Fraction(int((last - first).p), int((last - first).q))
    assert asked == [first]
    assert 0 <= 2 - 2 * Fraction(1, 2**10) + Fraction(1, 2**21) - drift - exact_fraction(low) < Fraction(1, 10**5)
    assert 0 <= exact_fraction(high) - (2 + 2 * Fraction(1, 2**10) + Fraction(1, 2**21) + drift) < Fraction(1, 10**5)


def exact_fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))


ONE: dict[str, Any] = {"mu": [1], "sigma": [0], "W0": [["1/4"]], "horizon": 2}


@pytest.mark.parametrize(("model", "rates"), [("tied", "plain"), ("one-layer", "squared")])
def test_numbers_of_one_concept_are_those_of_its_closed_form(model: str, rates: str) -> None:
    # rate 1, probe 1: w = e^{2t} / (3 + e^{2t}), or 1 - 3/4 e^{-t}; the loss (w - 1)^2 / 2 falls
    with workdps(80):
        grown = exp(mpf(4))
        w = grown / (3 + grown) if model == "tied" else 1 - mpf(3) / 4 * exp(-mpf(2))
        certificate = certify(**ONE, model=model, rates=rates)
        pairs = (
            (certificate["losses"]["start"], mpf(9) / 32),
            (certificate["losses"]["end"], (w - 1) ** 2 / 2),
            (certificate["final_state"][0][0], w),
        )
        for (low, high), true in pairs:
            assert mpf(low) <= true <= mpf(high)
            assert mpf(high) - mpf(low) < 1e-15
        assert (certificate["signs"], certificate["turning_points"], certificate["rise"]) == (["falls"], [], ["0", "0"])
        found = prove(exact_setting(**ONE, model=model, rates=rates)).losses(0.5, 2.5, 5)
        assert [t for t, _, _ in found] == [0.5, 1, 1.5, 2, 2]
        for t, low, high in found:
            grown = exp(2 * mpf(t))
            w = grown / (3 + grown) if model == "tied" else 1 - mpf(3) / 4 * exp(-mpf(t))
            assert low * (1 - 1e-15) <= (w - 1) ** 2 / 2 <= high * (1 + 1e-15)
            assert high - low < 1e-12


def test_twice_the_digits_are_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    told: list[Any] = []

    def refuse(W0: Any, a: Any, z: Any, horizon: Any, radius: float, on_step: Any) -> Run:
        asked.append(radius)
        told.append(on_step)
        raise EnclosureError(f"no step with {radius:g}")

    original = module.RUNS["tied"]
    monkeypatch.setitem(module.RUNS, "tied", refuse)
    proof = prove(exact_setting(**ONE), 2.0**-20, told.append)
    assert asked == [2.0**-20, 2.0**-40]
    assert told == [told.append, told.append]
    assert (proof.facts["outcome"], proof.facts["reason"], proof.run) == ("UNDECIDED", f"no step with {2.0**-40:g}", None)
    assert proof.losses(0, 1, 3) == []
    assert proof.facts["method"] == {}

    def second(W0: Any, a: Any, z: Any, horizon: Any, radius: float, on_step: Any) -> Run:
        return (refuse if radius > 1e-9 else original)(W0, a, z, horizon, radius, on_step)

    monkeypatch.setitem(module.RUNS, "tied", second)
    assert prove(exact_setting(**ONE), 2.0**-20).facts["outcome"] == "VERIFIED"


def test_turning_points_are_bracketed_to_twelve_digits_and_no_further() -> None:
    certificate = certify(**CASES["squared rates"][0])
    for turn in certificate["turning_points"]:
        low, high = map(Fraction, turn["t"])
        assert Fraction(1, 10**14) < high - low < Fraction(11, 10**13)
    assert [turn["kind"] for turn in certificate["turning_points"]] == ["min", "max"]
    assert Fraction(certificate["rise"][0]) > 0
    radius = float(certificate["method"]["radius"])
    assert 0 < radius <= 1.001e-20
    assert int(certificate["method"]["steps"]) > 5


def test_a_proof_begins_with_plain_bits_and_leaves_the_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    original = module.RUNS["tied"]

    def run(*asked: Any) -> Run:
        seen.append(ctx.prec)
        return original(*asked)

    monkeypatch.setitem(module.RUNS, "tied", run)
    with ctx.workprec(77):
        proof = prove(exact_setting(**ONE))
        assert proof.losses(0, 1, 3)
        assert (seen, ctx.prec) == ([53], 77)


def test_what_was_done_is_said_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    tube = module.enclose_flow([[fmpq(1, 4)]], [fmpq(1)], fmpq(2), 1e-20)
    certificate = certify(**ONE)
    said = certificate["method"]
    assert {key: said[key] for key in ("engine", "order", "precision", "steps")} == {
        "engine": "Taylor steps in balls",
        "order": str(tube.order),
        "precision": str(tube.precision),
        "steps": str(len(tube.steps)),
    }
    # rounded up to four digits: no smaller than it is, and by no more than two thousandths
    assert 1 <= float(said["radius"]) / float(tube.radius) < 1.0021
    # a radius whose digits round down by the most, 4.0005 -> 4.000, is still said to be no smaller
    for radius in ("1.0004999e-9", "4.0004999e-9", "9.9994e-9"):
        wide = type(tube)(tube.steps, tube.rates, tube.order, tube.precision, arb(radius))
        monkeypatch.setattr(module, "enclose_flow", lambda *_, wide=wide, **__: wide)
        method = module._tied([[fmpq(1, 4)]], [fmpq(1)], [fmpq(1)], fmpq(2), 1e-8, None).method
        assert 1 <= float(method["radius"]) / float(radius) < 1.0021
    one = certify(**ONE, model="one-layer")
    assert one["method"] == {"engine": "exponentials in balls", "precision": "192", "steps": "8"}
    assert set(one["versions"]) == {"swingby", "python", "python-flint"}
    assert (one["schema"], one["kind"], one["outcome"], one["reason"]) == (1, "swingby.certificate", "VERIFIED", "")


def test_the_radius_is_as_asked_and_twenty_digits_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str, float, Any]] = []

    def refuse(W0: Any, a: Any, z: Any, horizon: Any, radius: float, on_step: Any) -> Run:
        asked.append((str(a), str(horizon), radius, on_step))
        raise EnclosureError("none")

    monkeypatch.setitem(module.RUNS, "tied", refuse)
    certify(**ONE)
    prove(exact_setting(**ONE))
    certify(**ONE, radius="1/1024")
    assert [radius for *_, radius, _ in asked] == [1e-20, 1e-20**2] * 2 + [2.0**-10, 2.0**-20]
    assert {(a, horizon, on_step) for a, horizon, _, on_step in asked} == {("[1]", "2", None)}
    with pytest.raises(ValueError, match="radius must be between 1e-100 and 1, got 2"):
        certify(**ONE, radius=2)


def test_data_for_the_enclosure_are_those_of_the_setting() -> None:
    start = [["1/20", "1/50", 0], ["1/50", "3/100", 0], [0, 0, "1/7"]]
    (W0,), a, z = module.exact_data(exact_setting([1, "3/2"], ["1/20", 0, "1/3"], start, probe=[0, 1], rates="squared"))
    assert [[fmpq(1, 20), fmpq(1, 50), 0], [fmpq(1, 50), fmpq(3, 100), 0], [0, 0, fmpq(1, 7)]] == W0
    assert a == [fmpq(201, 400) ** 2, fmpq(9, 8) ** 2, fmpq(1, 81)]
    assert z == [0, fmpq(3, 2), 0]


def test_a_certificate_holds_what_was_asked() -> None:
    start = [["1/20", "1/50", "1/9"], ["1/70", "3/100", 0], [0, 0, "1/7"]]
    found = certify([1, "3/2"], ["1/20", 0, "1/3"], start, "3/4", probe=[0, 1], rates="squared", model="one-layer")
    assert found["data"] == {
        "model": "one-layer",
        "rates": "squared",
        "clock": "loss",
        "mu": ["1", "3/2"],
        "sigma": ["1/20", "0", "1/3"],
        "a": ["40401/160000", "81/64", "1/81"],
        "W0": [["1/20", "1/50", "1/9"], ["1/70", "3/100", "0"], ["0", "0", "1/7"]],
        "probe": [0, 1],
        "horizon": "3/4",
    }


def test_an_undecided_one_keeps_its_method_and_states_nothing() -> None:
    certificate = certify([1, 1], [1, 1], [[1, 0], [0, 1]], 2)
    assert certificate["method"]["engine"] == "Taylor steps in balls"
    nothing = {"signs": [], "turning_points": [], "rise": [], "losses": {}, "final_state": []}
    assert {key: certificate[key] for key in nothing} == nothing
    # the enclosure is there, though: the loss at rest is 0
    losses = prove(exact_setting([1, 1], [1, 1], [[1, 0], [0, 1]], horizon=2)).losses(0, 2, 3)
    assert [(t, low <= 0 <= high < 1e-15) for t, low, high in losses] == [(0, True), (1, True), (2, True)]


def test_stretches_and_losses_that_do_not_fit_are_not_paired() -> None:
    with pytest.raises(ValueError, match="zip"):
        _rise([1], [(fmpq(0), fmpq(1))] * 3)


def test_zeros_are_looked_for_to_twelve_digits_with_the_bits_of_the_enclosure(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def look(pieces: Any, precision: int, bracket: fmpq) -> Pattern:
        asked.append((len(pieces), precision, bracket))
        return Pattern((-1,), (), "none was looked for")

    monkeypatch.setattr(module, "sign_pattern", look)
    certificate = certify(**ONE, model="one-layer")
    # rate 1 on [0, 2]: the square of e^{-t} takes 8 steps; no other digits are of help, so they are asked for once more
    assert asked == [(8, 192, fmpq(1, 10**12))] * 2
    assert (certificate["outcome"], certificate["reason"]) == ("UNDECIDED", "none was looked for")


@pytest.mark.parametrize(("first", "second"), [([1, 2], [0.5]), ([0.5], [3, -2])])
def test_a_slope_counts_on_its_own_piece_and_no_further(first: list[float], second: list[float]) -> None:
    # |L'| <= 3, which is reached where the pieces meet; either polynomial goes on to 4 on the other's part of [1/2, 3/2]
    pieces = [
        Piece(fmpq(k), fmpq(1), arb_poly(F), arb_poly(F).derivative(), arb(0), arb(0)) for k, F in enumerate((first, second))
    ]
    low, high = Run([fmpq(1)], 64, pieces, lambda _: arb_mat([[3]]), {}).extreme(Zero(fmpq(1, 2), fmpq(3, 2), 1))
    assert 0 <= -1 - exact_fraction(low) < Fraction(1, 10**5)
    assert 0 <= exact_fraction(high) - 5 < Fraction(1, 10**5)


def test_the_drift_of_a_loss_is_rounded_up() -> None:
    # 3 * 1/3 in 16 bits: the loss is between 2 - 1 and 2 + 1
    pieces = [Piece(fmpq(0), fmpq(1), arb_poly([3]), arb_poly([0]), arb(0), arb(0))]
    low, high = Run([fmpq(1)], 16, pieces, lambda _: arb_mat([[3]]), {}).extreme(Zero(fmpq(1, 2), fmpq(5, 6), 1))
    assert low <= 1
    assert high >= 3
    assert high - low < 2 + fmpq(1, 1000)


@pytest.mark.parametrize("F", [[0.5, -0.5], [0, 0.5]])
def test_a_slope_counts_from_the_first_end_to_the_last(F: list[float]) -> None:
    # |L'| is 3/8 at one end of [5/4, 7/4] and 1/8 at the other
    pieces = [Piece(fmpq(1), fmpq(1), arb_poly(F), arb_poly(F).derivative(), arb(0), arb(0))]
    low, high = Run([fmpq(1)], 64, pieces, lambda _: arb_mat([[3]]), {}).extreme(Zero(fmpq(5, 4), fmpq(7, 4), 1))
    assert 0 <= Fraction(29, 16) - exact_fraction(low) < Fraction(1, 10**5)
    assert 0 <= exact_fraction(high) - Fraction(35, 16) < Fraction(1, 10**5)
