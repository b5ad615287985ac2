"""Certify the shape of the test loss: a theorem about exact data, proved by enclosure, as a small JSON object.

    certify(mu, sigma, W0)  ->  "falls, rises, falls", or "falls" (no rise on [0, T]), or undecided and why

The proof is `numerics.enclosure.tube` and `sign_pattern`; `numerics.certificate_check` proves it again by other means.
All numbers leave as exact rationals or as decimals rounded outward.

Source: new here: a computer-assisted proof of the swing-by.

Legend: mu (s,), sigma (d,), W0 (d, d) exact rationals; T horizon; z the probe x_hat(v).
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flint import arb, ctx, fmpq

from numerics.certificate_words import theorem_latex, theorem_words
from numerics.enclosure.at_times import state_at
from numerics.enclosure.given_data import check_data, enclose_flow, rates_from_task
from numerics.enclosure.loss import column, probe, test_loss
from numerics.enclosure.one_layer import exponential_pieces, one_layer_state
from numerics.enclosure.outward import bounds, decimal_interval, decimals, fraction_of
from numerics.enclosure.pieces import Piece, loss_slope_pieces
from numerics.enclosure.sign_pattern import Pattern, Zero, sign_pattern
from numerics.enclosure.tube import Enclosure, EnclosureError
from numerics.horizon import check_sizes, checked_horizon
from numerics.semidefinite import check_semidefinite

SCHEMA = 1
KIND = "swingby.certificate"
BRACKET = fmpq(1, 10**12)
MOST_ROWS = 16  # what a certificate may hold, see numerics.certificate_file
NUMBER = re.compile(
    r"[-+]?(?=[0-9.])[0-9]{0,400}(\.[0-9]{0,400}([eE][-+]?[0-3]?[0-9]{1,2})?|[eE][-+]?[0-3]?[0-9]{1,2}|/[0-9]{1,400})?", re.ASCII
)
WORDS = {1: "rises", -1: "falls"}
Number = int | float | str | Fraction | Decimal


def exact(value: Number | fmpq) -> fmpq:
    """Return the number exactly: "1/20" and "0.05" are 1/20, a float is the binary fraction that it is.

    Raises ValueError for what is not a finite number, and for texts of more than 400 characters or exponents beyond 400.
    """
    if isinstance(value, fmpq):
        return value
    if isinstance(value, str) and not NUMBER.fullmatch(value.strip()):
        raise ValueError(f"number: must be a decimal or a fraction of at most 400 digits, got {value[:40]!r}")
    try:
        fraction = Fraction(value)
    except (ValueError, OverflowError, ZeroDivisionError, TypeError):
        raise ValueError(f"number: must be finite and exact, got {str(value)[:40]!r}") from None
    return fmpq(fraction.numerator, fraction.denominator)


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


class _Run:
    """One enclosure with what the certificate needs from it: pieces of the slope, losses, states."""

    def __init__(self, model: str, W0: list[list[fmpq]], a: list[fmpq], z: list[fmpq], horizon: fmpq, radius: float) -> None:
        self.z, self.a, self.W0, self.horizon = z, a, W0, horizon
        self.enclosure: Enclosure | None = None
        if model == "tied":
            self.enclosure = enclose_flow(W0, a, horizon, radius)
            self.precision = self.enclosure.precision
            self.pieces: list[Piece] = loss_slope_pieces(self.enclosure, z)
        else:
            self.precision = 192
            self.pieces = exponential_pieces(W0, a, z, horizon, self.precision)

    def state(self, t: fmpq) -> Any:
        """Return balls that hold W(t)."""
        if self.enclosure is not None:
            return state_at(self.enclosure, t)
        return one_layer_state(self.W0, self.a, t, self.precision)

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

    def method(self) -> dict[str, str]:
        """Return order, precision, steps and radius as strings."""
        if self.enclosure is None:
            return {"engine": "exponentials in balls", "precision": str(self.precision), "steps": str(len(self.pieces))}
        return {
            "engine": "Taylor steps in balls",
            "order": str(self.enclosure.order),
            "precision": str(self.enclosure.precision),
            "steps": str(len(self.enclosure.steps)),
            "radius": f"{float(self.enclosure.radius) * 1.001:.3e}",
        }


def _facts_of(run: _Run, pattern: Pattern) -> dict[str, Any]:
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


def certify(
    mu: Sequence[Number | fmpq],
    sigma: Sequence[Number | fmpq],
    W0: Sequence[Sequence[Number | fmpq]],
    horizon: Number | fmpq | None = None,
    *,
    model: str = "tied",
    rates: str = "plain",
    v: Sequence[int] | None = None,
    radius: float = 1e-20,
) -> dict[str, Any]:
    """Return a certificate of the shape of the test loss on [0, horizon].

    mu : (s,) signals >= 0; sigma : (s,) or (d,) deviations >= 0; W0 : (d, d), if tied symmetric and positive semidefinite;
    horizon > 0, by default past the learning of every probed concept;
    model : "tied" or "one-layer"; rates : "plain" (a) or "squared" (a^2); v : probe in {0, 1}^s, all ones by default.
    "outcome" is "VERIFIED" or "UNDECIDED" with a reason.  Raises ValueError on wrong data.
    """
    if model not in ("tied", "one-layer"):
        raise ValueError(f"model: must be tied or one-layer, got {model!r}")
    if rates not in ("plain", "squared"):
        raise ValueError(f"rates: must be plain or squared, got {rates!r}")
    start = [[exact(entry) for entry in row] for row in W0]
    signal, d = [exact(m) for m in mu], len(start)
    if d > MOST_ROWS:
        raise ValueError(f"W0: must have at most {MOST_ROWS} rows, got {d}")
    spread = [exact(entry) for entry in sigma] + [fmpq(0)] * (d - len(sigma) if len(sigma) == len(signal) else 0)
    a = rates_from_task(signal, spread, rates == "squared")
    check_data(start, a, symmetric=model == "tied")
    if model == "tied":
        check_semidefinite(start)
    z = probe(signal, d, v)
    if not any(entry != 0 for entry in z):
        raise ValueError(f"probe: must be a probe other than 0, got {', '.join(str(entry) for entry in z)}")
    check_sizes(signal, spread, start, a, radius)
    until = checked_horizon(None if horizon is None else exact(horizon), start, a, z, model)
    facts = _prove(model, start, a, z, until, radius)
    certificate: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": KIND,
        "evidence": "enclosed",
        "data": {
            "model": model,
            "rates": rates,
            "clock": "printed" if model == "tied" else "loss",
            "mu": [str(entry) for entry in signal],
            "sigma": [str(entry) for entry in spread],
            "a": [str(entry) for entry in a],
            "W0": [[str(entry) for entry in row] for row in start],
            "probe": [1] * len(signal) if v is None else list(v),
            "horizon": str(until),
        },
        **facts,
        "versions": _versions(),
    }
    certificate["theorem"] = {"words": theorem_words(certificate), "latex": theorem_latex(certificate)}
    certificate["digest"] = digest(certificate)
    return certificate


def _prove(model: str, W0: list[list[fmpq]], a: list[fmpq], z: list[fmpq], horizon: fmpq, radius: float) -> dict[str, Any]:
    """Return outcome, reason, facts and method; twice the digits are tried once before giving up."""
    method: dict[str, str] = {}
    reason = ""
    for attempt in (radius, radius**2):
        try:
            run = _Run(model, W0, a, z, horizon, attempt)
        except EnclosureError as error:
            reason = str(error)
            continue
        method = run.method()
        pattern = sign_pattern(run.pieces, run.precision, BRACKET)
        reason = pattern.undecided
        if not reason:
            return {"outcome": "VERIFIED", "reason": "", **_facts_of(run, pattern), "method": method}
    empty: dict[str, Any] = {"signs": [], "turning_points": [], "rise": [], "losses": {}, "final_state": []}
    return {"outcome": "UNDECIDED", "reason": reason, **empty, "method": method}
