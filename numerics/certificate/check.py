"""Check a certificate: prove its theorem again from its data, by a second engine, and compare.

The proof is `numerics.integers.flow` (or `linear`) and `signs`: Python integers, an exact defect and Bernstein coefficients.
Nothing that `certify` integrates with is imported. Every interval that is stated must contain the one of the second proof, so
that each of its digits is proved; the second proof takes more bits until it does.

Rejected are a wrong digest, rates that do not follow from mu and sigma, a tied start that is no U U^T, other words than
the facts give, another shape, another number or kind of turning points, and every interval that the second proof
excludes, or does not reach with all of its bits. A proof that takes more than MOST_WORK is not made.

Source: new.

Legend: as in `numerics.certificate.certify`; exact numbers are fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numerics.certificate.file import digest, origin_fault, starts
from numerics.certificate.words import MODELS, theorem
from numerics.integers import flow, layers, linear
from numerics.integers.flow import OnStep, Rows, Step, UnprovedError, WorkError
from numerics.integers.semidefinite import is_semidefinite
from numerics.integers.signs import Shape, loss_bounds, residual, shape

#: Cheapest: steps then hardly shrink as the precision grows; those of one layer are half a unit, with a tail below the rounding.
ORDER_PER_BIT = {"tied": Fraction(3, 20), "one-layer": Fraction(1, 4), "untied": Fraction(3, 20)}
#: Tried one after the other, in bits.
PRECISIONS = (160, 256, 448)
#: A start that needs more bits is not proved again.
MOST_EXTRA_BITS = 4096
#: A proof of more steps is not made, nor one of more work, steps x order^2 x d^2: one to four minutes on one core.
MOST_STEPS, MOST_WORK = 5_000, 200_000_000
#: In units of 1 / max a: where W is near I, steps are 8 long with 160 bits and 12 with 256; more is not counted on.
LONGEST = 16
#: How each model is proved again.
PROVERS = {"tied": flow.prove_steps, "one-layer": linear.prove_steps, "untied": layers.prove_steps}
Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Verdict:
    """Whether a certificate was proved again, and what speaks against it."""

    accepted: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class SecondProof:
    """What the second engine proved: shape, losses at both ends, entries of the final state."""

    shape: Shape
    start: Interval
    end: Interval
    state: list[list[Interval]]


def _rates(data: Mapping[str, Any]) -> list[Fraction]:
    """Return a_p = sigma_p^2 + mu_p^2 / s (no signal beyond s), squared if the data say so."""
    mu, sigma = [Fraction(m) for m in data["mu"]], [Fraction(x) for x in data["sigma"]]
    a = [x * x + (mu[p] * mu[p] / len(mu) if p < len(mu) else 0) for p, x in enumerate(sigma)]
    return [rate * rate for rate in a] if data["rates"] == "squared" else a


def prove_again(data: Mapping[str, Any], bits: int, on_step: OnStep | None = None) -> SecondProof:
    """Return the second proof from the exact data alone.

    Raises
    ------
    UnprovedError : if it does not go through at this precision
    WorkError : if it takes too much work
    """
    a, horizon = _rates(data), Fraction(data["horizon"])
    W0, start = _start(data)
    z = [bit * Fraction(m) for bit, m in zip(data["probe"], data["mu"], strict=True)]
    z += [Fraction(0)] * (len(a) - len(z))
    if not any(z) or not any(a):
        raise UnprovedError("the probe and the rates must not vanish")
    order = int(ORDER_PER_BIT[data["model"]] * bits)
    most = min(MOST_STEPS, MOST_WORK // (order**2 * len(start) ** 2))
    bound = f"at most {most} (MOST_STEPS = {MOST_STEPS}, MOST_WORK = {MOST_WORK}) for a proof with {bits} bits"
    if (spans := horizon * max(a)) > LONGEST * most:
        raise WorkError(
            f"horizon times the largest rate must be at most {LONGEST} times the steps, {bound}, got {float(spans):.6g}"
        )
    try:
        steps = PROVERS[data["model"]](start, a, horizon, order, bits, most, on_step)
    except WorkError as error:
        raise WorkError(f"steps must be {bound}, and {error}") from error
    residuals = [residual(step, z, max(a)) for step in steps]
    found = shape(residuals)
    if found.undecided:
        raise UnprovedError(found.undecided)
    return SecondProof(found, _exact_loss(W0, z), loss_bounds(residuals[-1], horizon, horizon), _state(data, W0, a, steps[-1]))


def _start(data: Mapping[str, Any]) -> tuple[Rows, Rows]:
    """Return W(0), and the start of what is proved: W(0) itself, or S of two layers."""
    tables = [[[Fraction(entry) for entry in row] for row in table] for table in starts(data).values()]
    if len(tables) == 1:
        return tables[0], tables[0]
    S, d = layers.squares(*tables), len(tables[1])
    return [row[d:] for row in S[:d]], S


def _exact_loss(W: Rows, z: Sequence[Fraction]) -> Interval:
    """Return the loss at W and z, exactly, as an interval."""
    residuals = [sum((entry * x for entry, x in zip(row, z, strict=True)), -z[k]) for k, row in enumerate(W)]
    loss = sum((r * r for r in residuals), Fraction(0)) / 2
    return loss, loss


def _state(data: Mapping[str, Any], W0: Rows, a: Sequence[Fraction], last: Step) -> list[list[Interval]]:
    """Return bounds of the entries of the final state; those of one layer stay between their start and their limit."""

    def bounds(i: int, j: int) -> Interval:
        entry = Fraction(last.end[i][len(last.end) - len(a) + j], 1 << last.bits)  # of two layers the block beside the first
        low, high = entry - last.end_error, entry + last.end_error
        if data["model"] != "one-layer":
            return low, high
        start, limit = W0[i][j], Fraction(int(i == j)) if a[j] else W0[i][j]
        return max(low, min(start, limit)), min(high, max(start, limit))

    return [[bounds(i, j) for j in range(len(a))] for i in range(len(a))]


def _extra_bits(data: Mapping[str, Any]) -> int:
    """Return 3/2 log2(1 / max |w_ij(0)|), at least 0: the defect is held to 2/3 of the bits, and W may start very small."""
    largest = max(abs(entry) for row in _start(data)[1] for entry in row)
    smallness = largest.denominator.bit_length() - largest.numerator.bit_length() if largest else 0
    return min(max(0, 3 * smallness // 2), MOST_EXTRA_BITS)


def _held(stated: Sequence[str], proved: Interval) -> str:
    """Return "held" if a stated interval contains the proved one, "false" if it is apart from it, else "open"."""
    low, high = (Fraction(end) for end in stated)
    if low <= proved[0] and proved[1] <= high:
        return "held"
    return "false" if high < proved[0] or proved[1] < low else "open"


def _rise(proof: SecondProof) -> Interval:
    """Return bounds of the largest increase of the loss above its running minimum, from the start to the horizon."""
    heights = [proof.start, *(turn.loss for turn in proof.shape.turns), proof.end]
    rises = [(Fraction(0), Fraction(0))]
    for k, (sign, high) in enumerate(zip(proof.shape.signs, heights[1:], strict=True), 1):
        if sign > 0:
            rises.append((high[0] - min(before[1] for before in heights[:k]), high[1] - min(before[0] for before in heights[:k])))
    return max(low for low, _ in rises), max(high for _, high in rises)


def _compare(certificate: Mapping[str, Any], proof: SecondProof) -> tuple[list[str], list[str]]:
    """Return every stated fact that the second proof contradicts, and every one that it does not reach."""
    words = ["rises" if sign > 0 else "falls" for sign in proof.shape.signs]
    if certificate["signs"] != words:
        return [f"the test loss {', '.join(words)}; the certificate says {', '.join(certificate['signs']) or 'nothing'}"], []
    turns = proof.shape.turns
    if [turn["kind"] for turn in certificate["turning_points"]] != [turn.kind for turn in turns]:
        return [f"there are {len(turns)} turning points: {', '.join(turn.kind for turn in turns) or 'none'}"], []
    facts = [
        ("the rise", certificate["rise"], _rise(proof)),
        ("the loss at the start", certificate["losses"]["start"], proof.start),
        ("the loss at the end", certificate["losses"]["end"], proof.end),
    ]
    for k, turn in enumerate(turns, 1):
        stated = certificate["turning_points"][k - 1]
        facts += [(f"t{k}", stated["t"], (turn.first, turn.last)), (f"the loss at t{k}", stated["loss"], turn.loss)]
    for i, row in enumerate(proof.state):
        facts += [(f"w_{i + 1}{j + 1} at the horizon", certificate["final_state"][i][j], entry) for j, entry in enumerate(row)]
    faults, open_ = [], []
    for name, stated, proved in facts:
        found = _held(stated, proved)
        if found == "false":
            faults.append(f"{name} is near {float(proved[0]):.9g}, not in [{', '.join(stated)}]")
        elif found == "open":
            open_.append(f"{name} is not proved to lie in [{', '.join(stated)}]")
    return faults, open_


def check_certificate(certificate: Mapping[str, Any], on_step: OnStep | None = None) -> Verdict:
    """Return the verdict on a certificate whose form has been checked.

    on_step : called with the part of the horizon that is proved; begins anew with each precision

    Raises
    ------
    WorkError : a ValueError, if the second proof takes too much work
    """
    data = certificate["data"]
    if certificate["digest"] != digest(certificate):
        return Verdict(False, ("the digest does not fit the contents",))
    if certificate["outcome"] != "VERIFIED" or certificate["evidence"] != "enclosed":
        return Verdict(False, ("the certificate proves nothing: its outcome is not VERIFIED with enclosed evidence",))
    if said := origin_fault(certificate):
        return Verdict(False, (said,))
    if [Fraction(rate) for rate in data["a"]] != _rates(data):
        return Verdict(False, ("the rates do not follow from mu and sigma",))
    if MODELS[data["model"]].semidefinite and not is_semidefinite(_start(data)[0]):
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
            proof = prove_again(data, bits + extra, on_step)
        except UnprovedError as error:
            reason = f"the theorem could not be proved again: {error}"
            continue
        faults, open_ = _compare(certificate, proof)
        if faults or not open_:
            return Verdict(not faults, tuple(faults))
        reason = "; ".join(open_)
    return Verdict(False, (reason,))
