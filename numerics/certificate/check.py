"""Check a certificate: prove its theorem again from its data, by a second engine, and compare.

The proof is `numerics.integers.flow` (or `linear`) and `signs`: Python integers, an exact defect and Bernstein coefficients.
Nothing that `certify` integrates with is imported. The second proof is coarser: its enclosures must overlap those of the
certificate, and the digest covers the finer digits.

Rejected are a wrong digest, rates that do not follow from mu and sigma, a tied start that is no U U^T, other words than
the facts give, another shape, another number or kind of turning points, and every enclosure that the second proof
excludes.

Source: new.

Legend: as in `numerics.certificate.certify`; exact numbers are fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numerics.certificate.file import digest
from numerics.certificate.words import MODELS, theorem
from numerics.integers import flow, linear
from numerics.integers.flow import UnprovedError
from numerics.integers.semidefinite import is_semidefinite
from numerics.integers.signs import Shape, loss_bounds, residual, shape

#: Cheapest: steps then hardly shrink as the precision grows.
ORDER_PER_BIT = Fraction(3, 20)
#: Tried one after the other, in bits.
PRECISIONS = (160, 256, 448)
#: A start that needs more bits, or a horizon that needs more steps, is not proved again.
MOST_EXTRA_BITS, MOST_STEPS = 4096, 5_000
#: How each model is proved again.
PROVERS = {"tied": flow.prove_steps, "one-layer": linear.prove_steps}
Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Verdict:
    """Whether a certificate was proved again, and what speaks against it."""

    accepted: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class SecondProof:
    """What the second engine proved: shape, losses at both ends, final state with its error."""

    shape: Shape
    start: Interval
    end: Interval
    state: list[list[Fraction]]
    state_error: Fraction


def _rates(data: Mapping[str, Any]) -> list[Fraction]:
    """Return a_p = sigma_p^2 + mu_p^2 / s (no signal beyond s), squared if the data say so."""
    mu, sigma = [Fraction(m) for m in data["mu"]], [Fraction(x) for x in data["sigma"]]
    a = [x * x + (mu[p] * mu[p] / len(mu) if p < len(mu) else 0) for p, x in enumerate(sigma)]
    return [rate * rate for rate in a] if data["rates"] == "squared" else a


def prove_again(data: Mapping[str, Any], bits: int) -> SecondProof:
    """Return the second proof from the exact data alone.

    Raises
    ------
    UnprovedError : if it does not go through at this precision
    """
    a, horizon = _rates(data), Fraction(data["horizon"])
    W0 = [[Fraction(entry) for entry in row] for row in data["W0"]]
    z = [bit * Fraction(m) for bit, m in zip(data["probe"], data["mu"], strict=True)]
    z += [Fraction(0)] * (len(a) - len(z))
    if not any(z) or not any(a):
        raise UnprovedError("the probe and the rates must not vanish")
    steps = PROVERS[data["model"]](W0, a, horizon, int(ORDER_PER_BIT * bits), bits, MOST_STEPS)
    residuals = [residual(step, z, max(a)) for step in steps]
    found = shape(residuals)
    if found.undecided:
        raise UnprovedError(found.undecided)
    last = steps[-1]
    return SecondProof(
        found,
        loss_bounds(residuals[0], Fraction(0), Fraction(0)),
        loss_bounds(residuals[-1], horizon, horizon),
        [[Fraction(entry, 1 << bits) for entry in row] for row in last.end],
        last.end_error,
    )


def _extra_bits(data: Mapping[str, Any]) -> int:
    """Return 3/2 log2(1 / max |w_ij(0)|), at least 0: the defect is held to 2/3 of the bits, and W may start very small."""
    largest = max(abs(Fraction(entry)) for row in data["W0"] for entry in row)
    smallness = largest.denominator.bit_length() - largest.numerator.bit_length() if largest else 0
    return min(max(0, 3 * smallness // 2), MOST_EXTRA_BITS)


def _overlap(stated: Sequence[str], proved: Interval) -> bool:
    return Fraction(stated[0]) <= proved[1] and proved[0] <= Fraction(stated[1])


def _rise(proof: SecondProof) -> Interval:
    """Return bounds of the largest increase of the loss above its running minimum, from the start to the horizon."""
    heights = [proof.start, *(turn.loss for turn in proof.shape.turns), proof.end]
    rises = [(Fraction(0), Fraction(0))]
    for k, (sign, high) in enumerate(zip(proof.shape.signs, heights[1:], strict=False), 1):
        if sign > 0:
            rises.append((high[0] - min(before[1] for before in heights[:k]), high[1] - min(before[0] for before in heights[:k])))
    return max(low for low, _ in rises), max(high for _, high in rises)


def _compare(certificate: Mapping[str, Any], proof: SecondProof) -> list[str]:
    """Return every stated fact that the second proof contradicts."""
    words = ["rises" if sign > 0 else "falls" for sign in proof.shape.signs]
    if certificate["signs"] != words:
        return [f"the test loss {', '.join(words)}; the certificate says {', '.join(certificate['signs']) or 'nothing'}"]
    turns = proof.shape.turns
    if [turn["kind"] for turn in certificate["turning_points"]] != [turn.kind for turn in turns]:
        return [f"there are {len(turns)} turning points: {', '.join(turn.kind for turn in turns) or 'none'}"]
    faults = []
    for k, (stated, turn) in enumerate(zip(certificate["turning_points"], turns, strict=True), 1):
        if not _overlap(stated["t"], (turn.first, turn.last)):
            faults.append(f"t{k} lies in [{float(turn.first):.9g}, {float(turn.last):.9g}], not in {stated['t']}")
        if not _overlap(stated["loss"], turn.loss):
            faults.append(f"the loss at t{k} is near {float(turn.loss[0]):.9g}, not in {stated['loss']}")
    for name, stated, proved in (
        ("the rise", certificate["rise"], _rise(proof)),
        ("the loss at the start", certificate["losses"]["start"], proof.start),
        ("the loss at the end", certificate["losses"]["end"], proof.end),
    ):
        if not _overlap(stated, proved):
            faults.append(f"{name} is near {float(proved[0]):.9g}, not in {stated}")
    for i, row in enumerate(proof.state):
        for j, entry in enumerate(row):
            if not _overlap(certificate["final_state"][i][j], (entry - proof.state_error, entry + proof.state_error)):
                faults.append(f"w_{i + 1}{j + 1} at the horizon is near {float(entry):.9g}")
    return faults


def check_certificate(certificate: Mapping[str, Any]) -> Verdict:
    """Return the verdict on a certificate whose form has been checked."""
    data = certificate["data"]
    if certificate["digest"] != digest(certificate):
        return Verdict(False, ("the digest does not fit the contents",))
    if certificate["outcome"] != "VERIFIED" or certificate["evidence"] != "enclosed":
        return Verdict(False, ("the certificate proves nothing: its outcome is not VERIFIED with enclosed evidence",))
    if [Fraction(rate) for rate in data["a"]] != _rates(data):
        return Verdict(False, ("the rates do not follow from mu and sigma",))
    if MODELS[data["model"]].semidefinite and not is_semidefinite([[Fraction(entry) for entry in row] for row in data["W0"]]):
        return Verdict(False, ("W(0) is not positive semidefinite, so it is no U U^T",))
    if data["clock"] != MODELS[data["model"]].clock:
        return Verdict(False, (f"the clock of the {data['model']} model is not {data['clock'][:20]!r}",))
    if len(certificate["signs"]) != len(certificate["turning_points"]) + 1:
        return Verdict(False, ("the stretches and the turning points do not fit",))
    if certificate["theorem"] != theorem(certificate):
        return Verdict(False, ("the words do not say what the facts say",))
    reason, extra = "", _extra_bits(data)
    for bits in PRECISIONS:
        try:
            proof = prove_again(data, bits + extra)
        except UnprovedError as error:
            reason = str(error)
            continue
        faults = tuple(_compare(certificate, proof))
        return Verdict(not faults, faults)
    return Verdict(False, (f"the theorem could not be proved again: {reason}",))
