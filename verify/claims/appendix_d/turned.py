"""Lemmas D.4 and D.6 of Appendix D for the flow at d = 3: a learned concept is unlearned, from an admissible start.

The weaker pair is almost of rank one: the third concept is learned, then both turn to the second, and w_33 falls.
Bounds carry the start to the time `HANDOVER` at which all of it is tiny; from there the flow is enclosed for the whole box of W.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial, reduce
from typing import TYPE_CHECKING, Any

from numerics.enclosure.statements import Seen, Sides, balls, reach
from verify.claim import Level, Result
from verify.claims.appendix_d.witnesses import beside, decimal, false, numbers, verdict

if TYPE_CHECKING:
    from flint import arb, arb_mat

    from numerics.enclosure.late_growth import Meeting
    from numerics.enclosure.tube import Enclosure

RATES = (Fraction("9.3"), Fraction("3.05"), Fraction(1))
CONSTANTS = numbers(
    alpha="1", gamma="9.3", beta="1.12", K="20", kappa="1.101", C="99", omega="0.9999e-104", P="6.69e99",
    eta=str(1 / (9 * 20 * RATES[0])),
)  # fmt: skip
#: Where the bounds hand over to the enclosure, and how far that goes.
HANDOVER, SPAN = Fraction(100), Fraction(26)
#: Of the enclosure: w_22 is 1e-62 at the handover, and errors grow by e^(6.1 SPAN) at most.
ORDER, PRECISION = 56, 300
#: When w_33 has been learned, when it falls through the level of D.4, and when it has fallen.
LEARNED, FALLING, FALLEN = Fraction(247, 2), Fraction(125), Fraction(628, 5)
#: A level below 1 - 1/K.
LEVEL = Fraction(949, 1000)


def _given() -> Meeting:
    """Return the start: rows V_2, V_3 at an angle of 10^-4."""
    from numerics.enclosure.late_growth import Meeting

    omega, V_3 = Fraction(1, 10**104), Fraction(63, 10**44)
    rows = ((Fraction(1, 10**131), Fraction(0)), (V_3, V_3 / 10**4))
    return Meeting(RATES, omega, (omega * Fraction("1.02"),) * 2, rows, Fraction(24))


@cache
def _enclosed() -> Enclosure:
    """Return the flow from the handover on, for all W that the bounds allow there."""
    from flint import fmpq

    from numerics.certificate.certify import exact
    from numerics.enclosure.given_data import enclose_box
    from numerics.enclosure.late_growth import later
    from numerics.enclosure.outward import bounds

    ends = [[bounds(entry) for entry in row] for row in later(_given(), HANDOVER).tolist()]
    middle = [[(low + high) / 2 for low, high in row] for row in ends]
    spread = [[(high - low) / 2 for low, high in row] for row in ends]
    a = [exact(rate) for rate in RATES]
    return enclose_box(middle, spread, a, [fmpq(0)] * 3, exact(SPAN), ORDER, PRECISION)


def at(time: Fraction) -> arb_mat:
    """Return balls around W at a time after the handover."""
    from numerics.certificate.certify import exact

    return _enclosed().at(exact(time - HANDOVER))


def _greatest(place: int, first: Fraction, last: Fraction) -> arb:
    """Return a ball that holds a major entry at all times between two."""
    from flint import arb

    from numerics.certificate.certify import exact
    from numerics.enclosure.precision import working_precision

    low, high = exact(first - HANDOVER), exact(last - HANDOVER)
    with working_precision(PRECISION):
        within = [step for step in _enclosed().steps if step.t < high and step.t + step.h > low]
        return reduce(arb.union, [step.over(arb(step.h).union(arb(0)))[place, place] for step in within])


def _check(sides: Sides, time: Fraction = FALLEN) -> Result:
    """Compare the sides at a time, from the admissible start."""
    from numerics.enclosure import late_growth
    from numerics.enclosure.outward import bounds
    from numerics.enclosure.precision import working_precision

    known = _given()
    W0, W = late_growth.start(known), at(time)
    ends = [[[Fraction(int(end.p), int(end.q)) for end in bounds(entry)] for entry in row] for row in W0.tolist()]
    with working_precision(PRECISION):
        seen = Seen(balls(CONSTANTS), RATES, W0, W, time)
        result = verdict(CONSTANTS, seen, sides, [[[pair[side] for pair in row] for row in ends] for side in (0, 1)])
    return beside(result, {f"V({known.m})": [[decimal(entry) for entry in row] for row in known.V]})


def _stays(seen: Seen) -> tuple[arb, arb]:
    """Return 1 - 2/K and w_33, those of Lemma D.6 once w_33 was learned."""
    level = 1 - 2 / seen.constants["K"]
    if not at(LEARNED)[2, 2] >= level:
        raise ValueError(f"w_33 must be at least 1 - 2/K at time {LEARNED}, got {at(LEARNED)[2, 2].str(5)}")
    return level, seen.W[2, 2]


def _grows(seen: Seen, place: int = 2) -> tuple[arb, arb]:
    """Return the bound of Lemma D.4 from a major entry at `FALLING`, and the entry, which stays below `LEVEL` in between."""
    from numerics.enclosure.assumptions import ball

    first, greatest = at(FALLING)[place, place], _greatest(place, FALLING, seen.time)
    if not (first >= reach(seen) and greatest <= ball(LEVEL)):
        raise ValueError(f"the entry must leave the initial phase and stay below {LEVEL}, got {first.str(5)}, {greatest.str(5)}")
    grown = ball(2 * (seen.time - FALLING) * RATES[place] * (1 - LEVEL)) / seen.constants["kappa"]
    return first * grown.exp(), seen.W[place, place]


_TURNED: dict[str, Any] = {
    "what": "bounds carry the flow to where it is no longer tiny, and an enclosure of all that they allow goes on.",
    "code": "numerics.enclosure.late_growth.later",
    "depends_on": ("appendix_d.complement", "two_layer.entry_form_by_indices", "appendix_d.scale"),
    "level": Level.FULL,
}
_REASON = (
    "The weaker pair is almost of rank one: once the third concept is learned, the direction of both turns to the second, and "
    "$w_{33}$ falls until its own pivot has grown."
)

D4 = false(
    "d4_for_the_flow",
    "Lemma D.4",
    (
        r"Under D.1 to D.5 the flow keeps $w_{ii}(t_0 + t) \ge w_{ii}(t_0) e^{2 a_i t (1 - \lambda)/\kappa}$ from $w_{ii}(t_0) "
        r"\ge P \beta \omega$ on while $w_{ii} \le \lambda$ (tested at $d = 3$, $w_{33}$ of one start, $\lambda = .949$)."
    ),
    partial(_check, sides=_grows),
    corrections=(("w_22 in place of w_33", {"sides": partial(_grows, place=1)}),),
    reason=f"{_REASON} True while minor entries are at most $P \\beta \\omega$.",
    **_TURNED,
)

D6 = false(
    "d6_for_the_flow",
    "Lemma D.6",
    (
        r"Under D.1 to D.5 the flow keeps $w_{ii} \ge 1 - 2/K$ once it is so (tested at $d = 3$, $w_{33}$ of one admissible "
        "start)."
    ),
    partial(_check, sides=_stays),
    corrections=(("half a unit of time later", {"time": Fraction(124)}),),
    reason=f"{_REASON} True while minor entries are at most $P \\beta \\omega$.",
    **_TURNED,
)
