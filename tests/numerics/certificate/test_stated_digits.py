"""A certificate is accepted if and only if every interval that it states is true and proved, however little of it was changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flint import ctx, fmpq
from mpmath import exp, findroot, mp, mpf, workdps

from numerics.certificate import certify as prover
from numerics.certificate import check
from numerics.certificate.certify import certify
from numerics.certificate.check import check_certificate
from numerics.certificate.file import check_form, digest, parse_certificate, read_certificate
from numerics.certificate.words import theorem

Certificate = dict[str, Any]
Bounds = tuple[Fraction, Fraction]
Change = Callable[[Fraction, Fraction, Bounds, Fraction], Bounds]


def _drawn() -> list[list[float]]:
    """The start of the command that the README shows."""
    U = 0.2 * np.random.default_rng(35).random((2, 2))
    return [[float(entry) for entry in row] for row in U @ U.T]


READMES: dict[str, Any] = {"mu": ["1", "3/2"], "sigma": ["1/20", "1/20"], "W0": _drawn()}
SETTINGS: dict[str, dict[str, Any]] = {
    "README": READMES,
    "squared rates": {**READMES, "rates": "squared"},
    "one layer": {"mu": [2, 1], "sigma": [0, "11/4"], "W0": [[0, "3/2"], [0, 0]], "horizon": 1, "model": "one-layer"},
    "free layers": {
        "mu": [1, 2],
        "sigma": ["1/20", "1/20"],
        "W0": [[["-0.4", "0.4"], ["0.6", "0.6"]], [["1.1", "-0.2"], ["0.3", "-0.2"]]],
        "horizon": 3,
        "model": "untied",
    },
    "no turning point": {**READMES, "W0": [["1/20", 0], [0, "1/30"]], "horizon": 4},
}


@cache
def stated(name: str) -> Certificate:
    return certify(**SETTINGS[name])


def places(certificate: Certificate) -> Iterator[tuple[str, list[str]]]:
    """Every interval of a certificate, by a name."""
    yield "rise", certificate["rise"]
    yield from certificate["losses"].items()
    for k, turn in enumerate(certificate["turning_points"], 1):
        yield f"t{k}", turn["t"]
        yield f"loss {k}", turn["loss"]
    for i, row in enumerate(certificate["final_state"], 1):
        for j, entry in enumerate(row, 1):
            yield f"w_{i}{j}", entry


@cache
def truth(name: str) -> dict[str, Bounds]:
    """What is true, to 40 digits and more: one layer by its closed form, the tied network by a finer run of the first engine."""
    if name == "one layer":
        return _closed_form()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prover, "BRACKET", fmpq(1, 10**45))
        finer = certify(**SETTINGS[name], radius=1e-60)
    found = {place: (Fraction(ends[0]), Fraction(ends[1])) for place, ends in places(finer)}
    assert all(high - low < Fraction(1, 10**40) for low, high in found.values())
    return found


def _closed_form() -> dict[str, Bounds]:
    """w_11 = 1 - e^{-2t}, w_12 = 3/2 e^{-bt}, w_22 = 1 - e^{-bt}, b = 129/16; residuals of the probe (2, 1)."""
    with workdps(100):
        b = mpf(129) / 16

        def loss(t: mpf) -> mpf:
            return ((-2 * exp(-2 * t) + exp(-b * t) * 3 / 2) ** 2 + exp(-2 * b * t)) / 2

        def slope(t: mpf) -> mpf:
            first = -2 * exp(-2 * t) + exp(-b * t) * 3 / 2
            return first * (4 * exp(-2 * t) - b * exp(-b * t) * 3 / 2) - b * exp(-2 * b * t)

        t1, t2 = (findroot(slope, start, tol=mpf(10) ** -180) for start in ((0.04, 0.06), (0.13, 0.16)))
        values = {"rise": loss(t2) - loss(t1), "end": loss(mpf(1)), "t1": t1, "loss 1": loss(t1), "t2": t2, "loss 2": loss(t2)}
        values |= {"w_11": 1 - exp(mpf(-2)), "w_12": exp(-b) * 3 / 2, "w_22": 1 - exp(-b)}
        near = {place: Fraction(int(mp.nint(value * mpf(10) ** 90)), 10**90) for place, value in values.items()}
    unit = Fraction(1, 10**88)
    # at the start (2, 1) is missed by (1/2, 1); w_21 = 0 stays
    return {place: (value - unit, value + unit) for place, value in near.items()} | {
        "start": (Fraction(5, 8), Fraction(5, 8)),
        "w_21": (Fraction(0), Fraction(0)),
    }


@pytest.fixture(scope="module", autouse=True)
def _proofs() -> Iterator[None]:
    """One second proof of each data and precision: it does not depend on what the certificate says of them."""
    original = check.prove_again

    @cache
    def proof(data: str, bits: int) -> check.SecondProof:
        return original(json.loads(data), bits)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "prove_again", lambda data, bits, _: proof(json.dumps(data), bits))
        yield


def decimal(value: Fraction, digits: int) -> str:
    """An exact decimal of at most so many places."""
    whole = value * 10**digits
    assert whole.denominator == 1
    head, tail = divmod(abs(whole.numerator), 10**digits)
    return f"{'-' if whole < 0 else ''}{head}.{tail:0{digits}d}"


def verdict(certificate: Certificate) -> check.Verdict:
    """The verdict once words and digest follow from the facts."""
    certificate["theorem"] = theorem(certificate)
    certificate["digest"] = digest(certificate)
    check_form(certificate)
    return check_certificate(certificate)


def changed(name: str, place: str, change: Change, digits: int = 0) -> Certificate:
    """The certificate with one interval changed, given its ends, what is true, and the unit of its last digit."""
    certificate = copy.deepcopy(stated(name))
    ends = dict(places(certificate))[place]
    digits = digits or max(len(end.partition(".")[2]) for end in ends) or 2
    unit = Fraction(1, 10**digits)
    ends[:] = [decimal(end, digits) for end in change(Fraction(ends[0]), Fraction(ends[1]), truth(name)[place], unit)]
    return certificate


def _above(true: Bounds, unit: Fraction) -> Fraction:
    """The next number of so many digits above what is true."""
    return (floor(true[1] / unit) + 1) * unit


def _below(true: Bounds, unit: Fraction) -> Fraction:
    return (ceil(true[0] / unit) - 1) * unit


#: Each keeps the truth out.
FALSE: dict[str, tuple[int, Change]] = {
    "later by 1e-5": (70, lambda low, high, true, unit: (low + Fraction(1, 10**5), high + Fraction(1, 10**5))),
    "earlier by 1e-5": (70, lambda low, high, true, unit: (low - Fraction(1, 10**5), high - Fraction(1, 10**5))),
    "just above, as wide": (0, lambda low, high, true, unit: (_above(true, unit), _above(true, unit) + high - low)),
    "just below, as wide": (0, lambda low, high, true, unit: (_below(true, unit) - high + low, _below(true, unit))),
    "narrowed to the part above": (0, lambda low, high, true, unit: (_above(true, unit), max(high, _above(true, unit)))),
    "narrowed to the part below": (0, lambda low, high, true, unit: (min(low, _below(true, unit)), _below(true, unit))),
}
#: Each keeps the truth in, and is wide enough to be proved.
TRUE: dict[str, tuple[int, Change]] = {
    "as it is": (0, lambda low, high, true, unit: (low, high)),
    "wider by a unit": (0, lambda low, high, true, unit: (low - unit, high + unit)),
    "wider by 1e-5": (70, lambda low, high, true, unit: (low - Fraction(1, 10**5), high + Fraction(1, 10**5))),
    "wider by 1000": (70, lambda low, high, true, unit: (low - 1000, high + 1000)),
    "above only": (0, lambda low, high, true, unit: (low, high + 7 * unit)),
    "narrower and true": (35, lambda low, high, true, unit: (_below(true, unit), _above(true, unit))),
}


@pytest.mark.parametrize("name", list(SETTINGS))
def test_what_is_stated_is_true(name: str) -> None:
    found = dict(places(stated(name)))
    assert set(found) == set(truth(name))
    for place, (low, high) in found.items():
        true = truth(name)[place]
        assert Fraction(low) <= true[0] <= true[1] <= Fraction(high)


@pytest.mark.parametrize("kind", list(FALSE))
@pytest.mark.parametrize("name", list(SETTINGS))
def test_no_interval_may_leave_the_truth_out(name: str, kind: str) -> None:
    digits, change = FALSE[kind]
    for place in truth(name):
        found = verdict(changed(name, place, change, digits))
        assert not found.accepted, place
        assert all(" is near " in reason and ", not in [" in reason for reason in found.reasons), place
        assert len(found.reasons) == 1, place


@pytest.mark.parametrize("kind", list(TRUE))
@pytest.mark.parametrize("name", list(SETTINGS))
def test_every_interval_may_be_another_true_one(name: str, kind: str) -> None:
    digits, change = TRUE[kind]
    for place in truth(name):
        certificate = changed(name, place, change, digits)
        words = certificate["theorem"]
        assert verdict(certificate).accepted, place
        # what is said follows, and is not accepted if it does not
        if certificate["theorem"] != words:
            certificate["theorem"] = words
            certificate["digest"] = digest(certificate)
            assert check_certificate(certificate).reasons == ("the words do not say what the facts say",)


@pytest.mark.parametrize("name", list(SETTINGS))
def test_true_digits_that_are_not_proved_are_not_accepted(name: str) -> None:
    # one decimal of 80 digits, within what 160 bits prove and so not shown to be false
    proof = check.prove_again(stated(name)["data"], 160 + check._extra_bits(stated(name)["data"]), None)
    turns = proof.shape.turns
    proved = {"rise": check._rise(proof), "start": proof.start, "end": proof.end}
    proved |= {f"t{k}": (turn.first, turn.last) for k, turn in enumerate(turns, 1)}
    proved |= {f"loss {k}": turn.loss for k, turn in enumerate(turns, 1)}
    proved |= {f"w_{i}{j}": entry for i, row in enumerate(proof.state, 1) for j, entry in enumerate(row, 1)}
    tried = 0
    for place, (low, high) in proved.items():
        # what is proved is true, too, and the start of the loss is exact
        assert low <= truth(name)[place][1]
        assert truth(name)[place][0] <= high
        if low == high:
            continue
        point = Fraction(round((low + high) / 2 * 10**80), 10**80)
        certificate = changed(name, place, lambda *_, point=point: (point, point), 80)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(check, "PRECISIONS", (160,))
            found = verdict(certificate)
        assert not found.accepted
        assert f" is not proved to lie in [{', '.join(dict(places(certificate))[place])}]" in found.reasons[0]
        assert " is near " not in found.reasons[0]
        tried += 1
    assert tried >= 5


@pytest.mark.parametrize("name", ["README", "squared rates", "one layer"])
@pytest.mark.parametrize(
    ("kinds", "signs"),
    [
        (("max", "min"), None),
        (("min", "min"), None),
        (("max", "max"), None),
        (("max", "min"), ["rises", "falls", "rises"]),
        (("min", "max"), ["rises", "falls", "rises"]),
    ],
)
def test_minimum_and_maximum_are_not_exchanged(name: str, kinds: tuple[str, str], signs: list[str] | None) -> None:
    certificate = copy.deepcopy(stated(name))
    for turn, kind in zip(certificate["turning_points"], kinds, strict=True):
        turn["kind"] = kind
    certificate["signs"] = signs or certificate["signs"]
    assert not verdict(certificate).accepted


def _put(*path: Any) -> Callable[[Certificate], None]:
    *keys, last, value = path

    def change(certificate: Certificate) -> None:
        place: Any = certificate
        for key in keys:
            place = place[key]
        place[last] = value

    return change


ADVERTISED = "peer reviewed"
TIED_METHOD = {"engine": "Taylor steps in balls", "order": "9", "precision": "9", "steps": "9", "radius": "1.000e-20"}
FREE_TEXT: dict[str, Callable[[Certificate], None]] = {
    "engine": _put("method", "engine", "exponentials in balls, peer reviewed"),
    "engine of the other model": _put("method", TIED_METHOD),
    "no engine": _put("method", {}),
    "steps": _put("method", "steps", "17 (peer reviewed)"),
    "precision": _put("method", "precision", "infinite"),
    "precision with a line": _put("method", "precision", "192\n"),
    "one more of the method": _put("method", "remark", ADVERTISED),
    "digits of another script": _put("method", "steps", "\u0661\u0667"),
    "version": _put("versions", "swingby", ADVERTISED),
    "version with a remark": _put("versions", "python", "3.11.7 (certified)"),
    "version with a line": _put("versions", "python", "3.11.7\n"),
    "one more program": _put("versions", "lean", "4.0"),
    "no version": _put("versions", {}),
    "reason": _put("reason", ADVERTISED),
    "reason of a blank": _put("reason", " "),
    "words": lambda c: c["theorem"].update(words=c["theorem"]["words"] + " It is peer reviewed."),
    "words before": lambda c: c["theorem"].update(words="Peer reviewed: " + c["theorem"]["words"]),
    "latex": lambda c: c["theorem"].update(latex=c["theorem"]["latex"] + "%"),
    "a blank at the end": lambda c: c["theorem"].update(words=c["theorem"]["words"] + " "),
    "no words": lambda c: c["theorem"].update(words=""),
    "one more theorem": _put("theorem", "remark", ADVERTISED),
    "kind": _put("kind", "swingby.certificate, peer reviewed"),
    "evidence": _put("evidence", "enclosed, peer reviewed"),
    "outcome": _put("outcome", "VERIFIED, peer reviewed"),
    "kind of a turning point": _put("turning_points", 0, "kind", "min (global)"),
    "kind of a turning point in words": _put("turning_points", 0, "kind", "minimum"),
    "sign": _put("signs", 0, "falls fast"),
    "clock": _put("data", "clock", "loss, as usual"),
    "clock of the other model": _put("data", "clock", "printed"),
    "no clock": _put("data", "clock", ""),
    "clock in capitals": _put("data", "clock", "Loss"),
    "rates": _put("data", "rates", "plain, measured"),
    "model": _put("data", "model", "one-layer network"),
    "one more field": _put("remark", ADVERTISED),
    "one more field of the data": _put("data", "remark", ADVERTISED),
}


@pytest.mark.parametrize("kind", list(FREE_TEXT))
def test_no_word_is_taken_that_certify_does_not_write(kind: str) -> None:
    certificate = copy.deepcopy(stated("one layer"))
    FREE_TEXT[kind](certificate)
    assert certificate != stated("one layer")
    certificate["digest"] = digest(certificate)
    try:
        found = parse_certificate(json.dumps(certificate).encode())
    except ValueError as error:
        assert str(error).startswith("certificate: ")  # noqa: PT017
        return
    verdict_ = check_certificate(found)
    assert not verdict_.accepted
    assert "digest" not in verdict_.reasons[0]


@pytest.mark.parametrize("name", ["readme", "squared", "probe", "one_layer", "no_rise"])
def test_certificates_of_earlier_versions_are_accepted(name: str) -> None:
    found = read_certificate(Path(__file__).parent / "earlier" / f"{name}.json")
    assert check_certificate(found).reasons == ()


def test_certificates_made_in_threads_are_those_made_alone() -> None:
    names = ["README", "one layer", "no turning point", "squared rates"]
    with ctx.workprec(77), ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: certify(**SETTINGS[name]), names * 2))
        assert ctx.prec == 77
    assert [certificate["digest"] for certificate in found] == [stated(name)["digest"] for name in names * 2]
    assert ctx.prec == 53
