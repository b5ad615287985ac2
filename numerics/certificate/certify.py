"""Certify the shape of the test loss: a theorem about exact data, proved by enclosure, as a small JSON object.

    certify(mu, sigma, W0)  ->  "falls, rises, falls", or "falls" (no rise on [0, T]), or undecided and why

The proof is `numerics.enclosure.tube` and `sign_pattern`; `numerics.certificate.check` proves it again by other means.
All numbers leave as exact rationals or as decimals rounded outward.

Source: new: a computer-assisted proof of the swing-by.

Legend: mu (s,), sigma (d,), W0 (d, d) exact rationals; T horizon; z the probe x_hat(v).
"""

from __future__ import annotations

import hashlib
import json
import platform
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flint import arb, ctx, fmpq

from numerics.certificate.horizon import check_certifiable, checked_horizon, checked_radius
from numerics.certificate.words import theorem_latex, theorem_words
from numerics.enclosure.at_times import state_at
from numerics.enclosure.given_data import enclose_flow
from numerics.enclosure.loss import column, test_loss
from numerics.enclosure.one_layer import exponential_pieces, one_layer_state
from numerics.enclosure.outward import bounds, decimal_interval, decimals, fraction_of
from numerics.enclosure.pieces import Piece, loss_slope_pieces
from numerics.enclosure.sign_pattern import Pattern, Zero, sign_pattern
from numerics.enclosure.tube import EnclosureError
from numerics.setting import ExactSetting, exact_setting
from numerics.task.exact_numbers import exact_number

SCHEMA = 1
KIND = "swingby.certificate"
#: Turning points are bracketed this narrowly.
BRACKET = fmpq(1, 10**12)
#: Bits of the exponentials of one layer.
EXPONENTIAL_BITS = 192
#: Greatest error of W(t) in an enclosure unless told.
DEFAULT_RADIUS = 1e-20
WORDS = {1: "rises", -1: "falls"}


def exact(value: Any) -> fmpq:
    """Return a number exactly, as `numerics.task.exact_numbers` reads it, for ball arithmetic.

    Raises
    ------
    ValueError : if it is no finite number, or too long
    """
    number = exact_number(value)
    return fmpq(number.numerator, number.denominator)


def digest(certificate: Mapping[str, Any]) -> str:
    """Return "sha256:..." over the certificate without its digest, in canonical JSON."""
    body = {key: value for key, value in certificate.items() if key != "digest"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode("ascii")).hexdigest()


def _versions() -> dict[str, str]:
    try:
        own = version("swingby")
    except PackageNotFoundError:
        own = "unknown"
    return {"swingby": own, "python": platform.python_version(), "python-flint": version("python-flint")}


def _rise(losses: Sequence[tuple[Fraction, Fraction]], kinds: Sequence[str]) -> tuple[Fraction, Fraction]:
    """Return bounds of the largest increase of the loss above its running minimum, from the start to the horizon.

    losses : bounds at the start, at every turning point and, where it still rises, at the horizon; kinds : what each is.
    """
    least, most = losses[0]
    largest = (Fraction(0), Fraction(0))
    for (low, high), kind in zip(losses, kinds, strict=True):
        if kind != "min":
            largest = max(largest[0], low - most), max(largest[1], high - least)
        least, most = min(least, low), min(most, high)
    return largest


class Run(ABC):
    """One enclosure with what the certificate needs from it: pieces of the slope, losses, states.

    precision : bits
    pieces : the slope of the test loss, piece by piece
    """

    precision: int
    pieces: list[Piece]

    def __init__(self, question: ExactSetting, horizon: fmpq) -> None:
        self.z, self.a, self.horizon = [exact(x) for x in question.z], [exact(rate) for rate in question.a], horizon
        self.W0 = [[exact(entry) for entry in row] for row in question.W0]

    @abstractmethod
    def state(self, t: fmpq) -> Any:
        """Return balls that hold W(t)."""

    @abstractmethod
    def method(self) -> dict[str, str]:
        """Return order, precision, steps and radius as strings."""

    def loss(self, t: fmpq) -> arb:
        """Return a ball around L(t)."""
        with ctx.workprec(self.precision):
            return test_loss(self.state(t), column(self.z))

    def extreme(self, zero: Zero) -> tuple[Fraction, Fraction]:
        """Return bounds of L at the zero: L is extreme there, so it lies within |L'| * width of L(first)."""
        piece = next(piece for piece in self.pieces if piece.t <= zero.first <= piece.t + piece.h)
        last = min(zero.last, piece.t + piece.h)
        with ctx.workprec(self.precision):
            steepest = arb(0)
            for part in self.pieces:
                begin, end = max(zero.first, part.t), min(zero.last, part.t + part.h)
                if begin <= end:
                    steepest = arb.max(steepest, part.value(arb(begin - part.t).union(arb(end - part.t))).abs_upper())
            drift = steepest * arb(zero.last - zero.first)
            return bounds(self.loss(min(zero.first, last)) + arb(0, drift.upper()))


class TubeRun(Run):
    """The tied model, by Taylor steps."""

    def __init__(self, question: ExactSetting, horizon: fmpq, radius: float) -> None:
        super().__init__(question, horizon)
        self.tube = enclose_flow(self.W0, self.a, horizon, radius)
        self.precision = self.tube.precision
        self.pieces = loss_slope_pieces(self.tube, self.z)

    def state(self, t: fmpq) -> Any:
        """Return balls that hold W(t)."""
        return state_at(self.tube, t)

    def method(self) -> dict[str, str]:
        """Return order, precision, steps and radius as strings."""
        return {
            "engine": "Taylor steps in balls",
            "order": str(self.tube.order),
            "precision": str(self.precision),
            "steps": str(len(self.tube.steps)),
            "radius": f"{float(self.tube.radius) * 1.001:.3e}",
        }


class ExponentialRun(Run):
    """One layer, by its closed form."""

    def __init__(self, question: ExactSetting, horizon: fmpq, _radius: float) -> None:
        super().__init__(question, horizon)
        self.precision = EXPONENTIAL_BITS
        self.pieces = exponential_pieces(self.W0, self.a, self.z, horizon, self.precision)

    def state(self, t: fmpq) -> Any:
        """Return balls that hold W(t)."""
        return one_layer_state(self.W0, self.a, t, self.precision)

    def method(self) -> dict[str, str]:
        """Return precision and pieces as strings."""
        return {"engine": "exponentials in balls", "precision": str(self.precision), "steps": str(len(self.pieces))}


#: The models that have a certificate, and how each is enclosed.
RUNS: dict[str, Callable[[ExactSetting, fmpq, float], Run]] = {"tied": TubeRun, "one-layer": ExponentialRun}


def _facts_of(run: Run, pattern: Pattern) -> dict[str, Any]:
    """Return signs, turning points, rise, end losses and the final state."""
    kinds = ["min" if zero.direction > 0 else "max" for zero in pattern.zeros]
    losses = [run.extreme(zero) for zero in pattern.zeros]
    start, end = bounds(run.loss(fmpq(0))), bounds(run.loss(run.horizon))
    if pattern.signs[-1] > 0:
        rise = _rise([start, *losses, end], ["min", *kinds, "end"])
    else:
        rise = _rise([start, *losses], ["min", *kinds])
    turns = [
        {
            "kind": kind,
            "t": decimal_interval(fraction_of(zero.first), fraction_of(zero.last)),
            "loss": decimal_interval(*loss),
        }
        for kind, zero, loss in zip(kinds, pattern.zeros, losses, strict=True)
    ]
    final = run.state(run.horizon).tolist()
    return {
        "signs": [WORDS[sign] for sign in pattern.signs],
        "turning_points": turns,
        "rise": decimal_interval(*rise),
        "losses": {"start": decimal_interval(*start), "end": decimal_interval(*end)},
        "final_state": [[decimals(entry) for entry in row] for row in final],
    }


@dataclass(frozen=True, eq=False)
class Proof:
    """What was proved about one setting.

    Parameters
    ----------
    question : the setting
    horizon : the end of the interval [0, T]
    facts : outcome, reason, signs, turning points, losses, final state and method, as in the certificate
    run : the enclosure, or None where there is none
    """

    question: ExactSetting
    horizon: Fraction
    facts: Mapping[str, Any]
    run: Run | None

    def certificate(self) -> dict[str, Any]:
        """Return the certificate, a JSON object."""
        question = self.question
        certificate: dict[str, Any] = {
            "schema": SCHEMA,
            "kind": KIND,
            "evidence": "enclosed",
            "data": {
                "model": question.model.name,
                "rates": question.rates,
                "clock": question.model.clock.value,
                "mu": [str(entry) for entry in question.mu],
                "sigma": [str(entry) for entry in question.sigma],
                "a": [str(entry) for entry in question.a],
                "W0": [[str(entry) for entry in row] for row in question.W0],
                "probe": list(question.v),
                "horizon": str(self.horizon),
            },
            **self.facts,
            "versions": _versions(),
        }
        certificate["theorem"] = {"words": theorem_words(certificate), "latex": theorem_latex(certificate)}
        certificate["digest"] = digest(certificate)
        return certificate

    def losses(self, first: float, last: float, count: int) -> list[tuple[float, float, float]]:
        """Return (t, lo, hi) in floats at `count` times of [first, last], the test loss in [lo, hi]; none if not enclosed."""
        found = []
        if self.run is None:
            return []
        for k in range(count):
            t = min(Fraction(first) + (Fraction(last) - Fraction(first)) * k / (count - 1), self.horizon)
            low, high = bounds(self.run.loss(exact(t)))
            found.append((float(t), float(low), float(high)))
        return found


def certify(mu: Any, sigma: Any, W0: Any, horizon: Any = None, *, radius: Any = DEFAULT_RADIUS, **options: Any) -> dict[str, Any]:
    """Return a certificate of the shape of the test loss on [0, horizon]: the setting read, proved and written.

    Parameters
    ----------
    mu, sigma, W0, horizon, options : as in `numerics.setting.exact_setting`
    radius : greatest error of W(t) in the enclosure

    Raises
    ------
    ValueError : naming the argument, the rule and the value
    """
    return prove(exact_setting(mu, sigma, W0, horizon=horizon, **options), radius).certificate()


def prove(question: ExactSetting, radius: Any = DEFAULT_RADIUS) -> Proof:
    """Return what can be proved of a setting; twice the digits are tried once before giving up.

    Raises
    ------
    ValueError : if the setting has no certificate, or the radius is not in [1e-100, 1]
    """
    largest = checked_radius(radius)
    check_certifiable(question)
    until = checked_horizon(question)
    enclose = RUNS[question.model.name]
    run, reason, method = None, "", {}
    for attempt in (largest, largest**2):
        try:
            run = enclose(question, exact(until), attempt)
        except EnclosureError as error:
            reason = str(error)
            continue
        method = run.method()
        pattern = sign_pattern(run.pieces, run.precision, BRACKET)
        reason = pattern.undecided
        if not reason:
            facts = {"outcome": "VERIFIED", "reason": "", **_facts_of(run, pattern), "method": method}
            return Proof(question, until, facts, run)
    empty: dict[str, Any] = {"signs": [], "turning_points": [], "rise": [], "losses": {}, "final_state": []}
    return Proof(question, until, {"outcome": "UNDECIDED", "reason": reason, **empty, "method": method}, run)
