"""Certify the shape of the test loss: a theorem about exact data, proved by enclosure, as a small JSON object.

    certify(mu, sigma, W0)  ->  "falls, rises, falls", or "falls" (no rise on [0, T]), or undecided and why

The proof is `numerics.enclosure.tube` and `sign_pattern`; `numerics.certificate.check` proves it again by other means.
All numbers leave as exact rationals or as decimals rounded outward.

Source: new: a computer-assisted proof of the swing-by.

Legend: mu (s,), sigma (d,), W0 (d, d) exact rationals; T horizon; z the probe x_hat(v).
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flint import arb, arb_mat, fmpq

from numerics.certificate.file import KIND, SCHEMA, digest
from numerics.certificate.horizon import check_certifiable, checked_horizon, checked_radius
from numerics.certificate.words import theorem
from numerics.enclosure.field import Rows, matrix, widened
from numerics.enclosure.given_data import enclose_flow, enclose_layers
from numerics.enclosure.one_layer import exponential_pieces, one_layer_state
from numerics.enclosure.outward import bounds, decimal_interval, decimals
from numerics.enclosure.pieces import Piece, loss_slope_pieces, test_loss
from numerics.enclosure.precision import working_precision
from numerics.enclosure.sign_pattern import Pattern, Zero, sign_pattern
from numerics.enclosure.tube import Enclosure, EnclosureError, OnStep
from numerics.setting import ExactSetting, exact_setting
from numerics.task.exact_numbers import exact_number

#: Turning points are bracketed this narrowly.
BRACKET = fmpq(1, 10**12)
#: Bits of the exponentials of one layer.
EXPONENTIAL_BITS = 192
#: Greatest error of W(t) in an enclosure unless told.
DEFAULT_RADIUS = 1e-20
WORDS = {1: "rises", -1: "falls"}
Bounds = tuple[fmpq, fmpq]
#: The matrices of a start: W(0), or W_1 and W_2.
Start = Sequence[Rows]
#: Their names in a certificate.
KEY_OF = {"W(0)": "W0", "W1": "W1", "W2": "W2"}


def exact(value: Any) -> fmpq:
    """Return a number exactly, as `numerics.task.exact_numbers` reads it, for ball arithmetic.

    Raises
    ------
    ValueError : if it is no finite number, or too long
    """
    number = exact_number(value)
    return fmpq(number.numerator, number.denominator)


def exact_data(question: ExactSetting) -> tuple[list[list[list[fmpq]]], list[fmpq], list[fmpq]]:
    """Return the matrices of the start, a and z of a setting for ball arithmetic."""
    tables = [[[exact(entry) for entry in row] for row in table] for _, table in question.model.tables(question.W0)]
    return tables, [*map(exact, question.a)], [*map(exact, question.z)]


def _versions() -> dict[str, str]:
    try:
        own = version("swingby")
    except PackageNotFoundError:
        own = "unknown"
    return {"swingby": own, "python": platform.python_version(), "python-flint": version("python-flint")}


def _rise(signs: Sequence[int], losses: Sequence[Bounds]) -> Bounds:
    """Return bounds of the largest increase of the loss above its running minimum, from the start to the horizon.

    signs : of the slope on each stretch
    losses : bounds of the loss at the ends of the stretches, one more
    """
    least, most = losses[0]
    largest = (fmpq(0), fmpq(0))
    for sign, (low, high) in zip(signs, losses[1:], strict=True):
        if sign > 0:
            largest = max(largest[0], low - most), max(largest[1], high - least)
        least, most = min(least, low), min(most, high)
    return largest


@dataclass(frozen=True, eq=False)
class Run:
    """One enclosure with what the certificate needs from it.

    Parameters
    ----------
    z : probe, length d
    precision : bits
    pieces : the slope of the test loss, piece by piece
    state : times to balls that hold W(t)
    method : how it was made, as in the certificate
    """

    z: Sequence[fmpq]
    precision: int
    pieces: Sequence[Piece]
    state: Callable[[fmpq], arb_mat]
    method: dict[str, str]

    def loss(self, t: fmpq) -> arb:
        """Return a ball around L(t)."""
        with working_precision(self.precision):
            return test_loss(self.state(t), self.z)

    def extreme(self, zero: Zero) -> Bounds:
        """Return bounds of L at the zero: L is extreme there, so it lies within |L'| * width of L(first)."""
        with working_precision(self.precision):
            steepest = arb(0)
            for part in self.pieces:
                begin, end = max(zero.first, part.t), min(zero.last, part.t + part.h)
                if begin <= end:
                    steepest = arb.max(steepest, part.value(arb(begin - part.t).union(arb(end - part.t))).abs_upper())
            drift = steepest * arb(zero.last - zero.first)
            return bounds(widened(self.loss(zero.first), drift.upper()))


def _tied(start: Start, a: Sequence[fmpq], z: Sequence[fmpq], horizon: fmpq, radius: float, on_step: OnStep | None) -> Run:
    """Enclose the tied model by Taylor steps."""
    return _taylor(enclose_flow(start[0], a, horizon, radius, on_step=on_step), z)


def _untied(start: Start, a: Sequence[fmpq], z: Sequence[fmpq], horizon: fmpq, radius: float, on_step: OnStep | None) -> Run:
    """Enclose two free layers by Taylor steps."""
    return _taylor(enclose_layers(start[0], start[1], a, horizon, radius, on_step), z)


def _taylor(tube: Enclosure, z: Sequence[fmpq]) -> Run:
    """Return the run of a tube around W, or around S of two free layers, of which W is the block beside the first."""
    d = len(z)
    method = {
        "engine": "Taylor steps in balls",
        "order": str(tube.order),
        "precision": str(tube.precision),
        "steps": str(len(tube.steps)),
        "radius": f"{float(tube.radius) * 1.001:.3e}",
    }
    return Run(
        z,
        tube.precision,
        loss_slope_pieces(tube, z),
        lambda t: matrix([row[-d:] for row in tube.at(t).tolist()[:d]]),
        method,
    )


def _one_layer(start: Start, a: Sequence[fmpq], z: Sequence[fmpq], horizon: fmpq, _radius: float, _on_step: OnStep | None) -> Run:
    """Enclose one layer by its closed form."""
    (W0,) = start
    pieces = exponential_pieces(W0, a, z, horizon, EXPONENTIAL_BITS)
    method = {"engine": "exponentials in balls", "precision": str(EXPONENTIAL_BITS), "steps": str(len(pieces))}
    return Run(z, EXPONENTIAL_BITS, pieces, lambda t: one_layer_state(W0, a, t, EXPONENTIAL_BITS), method)


#: The models that have a certificate, and how each is enclosed.
RUNS = {"tied": _tied, "one-layer": _one_layer, "untied": _untied}


def _facts_of(run: Run, pattern: Pattern, horizon: fmpq) -> dict[str, Any]:
    """Return signs, turning points, rise, end losses and the final state."""
    turns = [(zero, run.extreme(zero)) for zero in pattern.zeros]
    start, end = bounds(run.loss(fmpq(0))), bounds(run.loss(horizon))
    return {
        "signs": [WORDS[sign] for sign in pattern.signs],
        "turning_points": [
            {
                "kind": "min" if zero.direction > 0 else "max",
                "t": decimal_interval(zero.first, zero.last),
                "loss": decimal_interval(*loss),
            }
            for zero, loss in turns
        ],
        "rise": decimal_interval(*_rise(pattern.signs, [start, *(loss for _, loss in turns), end])),
        "losses": {"start": decimal_interval(*start), "end": decimal_interval(*end)},
        "final_state": [[decimals(entry) for entry in row] for row in run.state(horizon).tolist()],
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
                **{
                    KEY_OF[name]: [[str(entry) for entry in row] for row in table]
                    for name, table in question.model.tables(question.W0)
                },
                "probe": list(question.v),
                "horizon": str(self.horizon),
            },
            **self.facts,
            "versions": _versions(),
        }
        certificate["theorem"] = theorem(certificate)
        certificate["digest"] = digest(certificate)
        return certificate

    def losses(self, first: float, last: float, count: int) -> list[tuple[float, float, float]]:
        """Return (t, lo, hi) in floats at `count` times of [first, last], the test loss in [lo, hi]; none if not enclosed."""
        if self.run is None:
            return []
        start, step = Fraction(first), (Fraction(last) - Fraction(first)) / (count - 1)
        times = [min(start + k * step, self.horizon) for k in range(count)]
        found = []
        with working_precision():
            for t in times:
                low, high = map(exact_number, bounds(self.run.loss(exact(t))))
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


def prove(question: ExactSetting, radius: Any = DEFAULT_RADIUS, on_step: OnStep | None = None) -> Proof:
    """Return what can be proved of a setting; twice the digits are tried once before giving up.

    on_step : called with the part of the horizon that is enclosed

    Raises
    ------
    ValueError : if the setting has no certificate, the radius is not in [1e-100, 1], or the proof takes too much work
    """
    largest = checked_radius(radius)
    check_certifiable(question)
    until = checked_horizon(question)
    with working_precision():  # one proof at a time: the precision of balls is that of the process
        return _proof(question, until, largest, on_step)


def _proof(question: ExactSetting, until: Fraction, largest: float, on_step: OnStep | None) -> Proof:
    """Return what can be proved up to a horizon."""
    run, reason = None, ""
    for attempt in (largest, largest**2):
        try:
            run = RUNS[question.model.name](*exact_data(question), exact(until), attempt, on_step)
        except EnclosureError as error:
            reason = str(error)
            continue
        pattern = sign_pattern(run.pieces, run.precision, BRACKET)
        reason = pattern.undecided
        if not reason:
            facts = {"outcome": "VERIFIED", "reason": "", **_facts_of(run, pattern, exact(until)), "method": run.method}
            return Proof(question, until, facts, run)
    empty: dict[str, Any] = {"signs": [], "turning_points": [], "rise": [], "losses": {}, "final_state": []}
    return Proof(question, until, {"outcome": "UNDECIDED", "reason": reason, **empty, "method": run.method if run else {}}, run)
