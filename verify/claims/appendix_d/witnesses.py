"""Printed statements of Appendix D that are false for the flow at d = 3, each by one admissible start, with what is true.

The bounds of `numerics.enclosure.late_growth` decide: they hold over all times at once, and no step is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from numerics.enclosure.statements import Seen, Sides, balls, growth, minor, noise, own_growth
from theory.every_start.three_concepts import complement
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation, equality

if TYPE_CHECKING:
    from numerics.enclosure.late_growth import Meeting

Constants: TypeAlias = Mapping[str, Fraction]
Rows: TypeAlias = Sequence[Sequence[Fraction]]


def numbers(**texts: str) -> dict[str, Fraction]:
    """Return constants from texts, exactly."""
    return {name: Fraction(text) for name, text in texts.items()}


def verdict(constants: Constants, seen: Seen, sides: Sides, starts: Sequence[Rows], step: int | None = None) -> Result:
    """Return whether left <= right for what was seen, from an admissible start.

    starts : exact W(0), or several between which its entries lie
    """
    from flint import arb

    from numerics.enclosure.assumptions import failing_assumptions

    if failing := sorted({name for rows in starts for name in failing_assumptions(constants, seen.a, rows)}):
        return Result(Outcome.VACUOUS, reason=f"the start does not satisfy {', '.join(failing)}")
    left, right = sides(seen)
    W0 = [[(entry / seen.constants["omega"]).str(10, radius=False) for entry in row] for row in seen.W0.tolist()]
    at = {"a": [str(rate) for rate in seen.a], "omega": f"{float(constants['omega']):.6g}", "W(0)/omega": W0}
    moment = {"time": str(seen.time)} if step is None else {"step": step}
    shown = {"at": {**at, **moment}, "left": left.str(6), "right": right.str(6)}
    measures = {"log10_of_left_over_right": float(abs(left / right).log() / arb(10).log())} if left > 0 and right > 0 else {}
    if not (left <= right or left > right):
        return Result(Outcome.UNDECIDED, 1, reason=f"the balls of both sides overlap: {left.str(3)} and {right.str(3)}")
    return Result.of(bool(left <= right), 1, measures, shown)


def decimal(value: Fraction) -> str:
    """Return a fraction of few decimals exactly, such as 1.2e-145."""
    return str((Decimal(value.numerator) / Decimal(value.denominator)).normalize()).lower()


def beside(result: Result, more: Mapping[str, Any]) -> Result:
    """Return a result with more about the start in its counterexample, if it has one."""
    if not (shown := result.counterexample):
        return result
    return replace(result, counterexample={**shown, "at": {**shown["at"], **more}})


def false(
    name: str,
    statement: str,
    title: str,
    check: Callable[..., Result],
    what: str,
    corrections: tuple[tuple[str, Mapping[str, Any]], ...],
    reason: str,
    code: str,
    depends_on: tuple[str, ...],
    level: Level = Level.QUICK,
) -> Claim:
    """Return the claim of a printed statement that an admissible start refutes; under its corrections it holds there."""
    return Claim(
        id=f"appendix_d.{name}",
        title=title,
        source=f"arXiv 2410.08309v2, {statement}, as transcribed",
        method=Computation(
            check=lambda rng, **changes: check(**changes),
            evidence=Evidence.ENCLOSED,
            what=f"The assumptions are proved in balls for exact constants; then {what}",
            refuted_by="An admissible start from which the left side, a ball, lies above the right side.",
            faults=corrections,
            faulty=Outcome.VERIFIED,
        ),
        code=(code,),
        level=level,
        expected=Outcome.REFUTED,
        depends_on=depends_on,
        reason=reason,
    )


#: d = 3, all ratios .3. P beta omega is just below what D.4 allows; the step is the largest of D.2.
LATE_RATES = (Fraction("11.11"), Fraction("3.33"), Fraction(1))
LATE = numbers(
    alpha="1", gamma="11.11", beta="1.12", K="20", kappa="1.101", C="99", omega="0.999999e-106", P="5.616e101",
    eta=str(1 / (9 * 20 * LATE_RATES[0])),
)  # fmt: skip
#: d = 3, the first concept two hundred times as fast as the second, so that w_12 w_13 feeds w_23 at once.
FED_RATES = (Fraction(2200), Fraction(11), Fraction(1))
FED = numbers(
    alpha="1", gamma="2200", beta="2.6", K="20", kappa="1.101", C="2", omega="0.99e-108", P="5.3e100",
    eta=str(1 / (9 * 20 * FED_RATES[0])),
)  # fmt: skip


def _late(weak: Fraction = Fraction(12, 10**145)) -> Meeting:
    """Return a start that is almost of rank two, so that the second concept is learned as late as the third."""
    from numerics.enclosure.late_growth import Meeting

    omega, V_3 = Fraction(1, 10**106), Fraction(12, 10**46)
    return Meeting(LATE_RATES, omega, (omega * Fraction("1.02"),) * 2, ((weak, Fraction(0)), (V_3, V_3 / 10)), Fraction(20))


def _fed() -> Meeting:
    """Return a start near omega [[5/2, 1, 1], [1, 5/2, -1], [1, -1, 5/2]]."""
    from numerics.enclosure.late_growth import Meeting

    omega = Fraction(1, 10**108)
    V = [[Fraction(text) / 10**54 for text in row] for row in (("3.89987", "0"), ("-1.05712", "1.1816"))]
    return Meeting(FED_RATES, omega * Fraction(5, 2), (omega, omega), (tuple(V[0]), tuple(V[1])), Fraction(9, 100))  # type: ignore[arg-type]


def _along_the_flow(given: Callable[[], Meeting], constants: Constants, sides: Sides, end: Fraction | None = None) -> Result:
    """Compare the sides at the meeting time, or at a later time `end` with w_23 alone."""
    from numerics.enclosure import late_growth
    from numerics.enclosure.outward import bounds
    from numerics.enclosure.precision import working_precision

    known = given()
    W0, W = late_growth.start(known), late_growth.meeting(known)
    ends = [[[Fraction(int(end.p), int(end.q)) for end in bounds(entry)] for entry in row] for row in W0.tolist()]
    if end is not None:
        W[1, 2] = W[2, 1] = late_growth.later(known, end)[1, 2]
    with working_precision(late_growth.BITS):
        seen = Seen(balls(constants), known.rates, W0, W, known.m if end is None else end)
        result = verdict(constants, seen, sides, [[[pair[side] for pair in row] for row in ends] for side in (0, 1)])
    return beside(result, {f"V({known.m})": [[decimal(entry) for entry in row] for row in known.V]})


COMPLEMENT = equality(
    "appendix_d.complement",
    (
        r"At $d = 3$, for $A = \operatorname{diag}(a)$ and $W > 0$, what is left of concepts 2 and 3 beside the first, $S_{jk} = "
        r"w_{jk} - w_{1j} w_{1k}/w_{11}$, moves by a congruence: $S' = (A + E) S + S (A + E)^T$ with small $E$, by entries."
    ),
    complement,
    depends_on=("two_layer.entry_form_by_indices", "two_layer.congruence_form"),
    level=Level.STANDARD,
)

_FLOW: dict[str, Any] = {
    "what": "the flow is bounded over all times at once, by comparison with solutions in closed form.",
    "code": "numerics.enclosure.late_growth.start",
    "depends_on": ("appendix_d.complement", "two_layer.entry_form_by_indices", "appendix_d.scale"),
}

D1_COROLLARY = false(
    "corollary_d1_for_the_flow",
    "Corollary D.1",
    (
        r"Under D.1 to D.5 the flow keeps $|N_{ij}| \le 2 P \gamma \alpha d \beta^2 \omega^2$ while minor entries are in the "
        r"initial phase (tested at $d = 3$, $N_{22}$ of one admissible start)."
    ),
    partial(_along_the_flow, _late, LATE, sides=noise),
    corrections=(("P^2, and d - 1", {"sides": partial(noise, power=2)}),),
    reason=r"What its hypothesis gives is $2 (d - 1) \gamma \alpha P^2 \beta^2 \omega^2$: $w_{12}$ grows by more than $\sqrt P$.",
    **_FLOW,
)

D1 = false(
    "d1_for_the_flow",
    "Lemma D.1",
    (
        r"Under D.1 to D.5 the flow keeps $|w_{ij}(t)| \le |w_{ij}(0)| e^{(a_i + a_j) \kappa t}$ (tested at $d = 3$, $w_{23}$ of "
        "one admissible start)."
    ),
    partial(_along_the_flow, _fed, FED, sides=growth),
    corrections=(("sqrt(w_22(0) w_33(0)) in place of |w_23(0)|, and no kappa", {"sides": partial(growth, mean=True)}),),
    reason=(
        r"$w_{12} w_{13}$ feeds $w_{23}$ before $\kappa > 1$ can tell: it adds $.4 \omega$ to the size $\omega$ it starts with. "
        r"True is the bound with $\sqrt{w_{ii}(0) w_{jj}(0)}$ in place of $|w_{ij}(0)|$."
    ),
    **_FLOW,
)

D3 = false(
    "d3_for_the_flow",
    "Lemma D.3",
    (
        r"Under D.1 to D.5 the flow keeps $w_{ii}(t) \ge w_{ii}(0) e^{2 a_i t/\kappa}$ in the window of Lemma D.3 (tested at "
        r"$d = 3$, $w_{22}$ of one admissible start)."
    ),
    partial(_along_the_flow, given=_late, constants=LATE, sides=own_growth),
    corrections=(("a start whose pivots are near its diagonal", {"given": _fed, "constants": FED}),),
    reason=r"Once the first concept is learned, $w_{22}$ falls to what its pivot $w_{22} - w_{12}^2/w_{11}$ has grown to.",
    **_FLOW,
)

D8 = false(
    "d8_for_the_flow",
    "Lemma D.8",
    (
        r"Under D.1 to D.5 the flow keeps $|w_{ij}| \le P \beta \omega$ for $i \ne j$ (tested at $d = 3$, $w_{23}$ of one "
        "admissible start)."
    ),
    partial(_along_the_flow, _late, LATE, sides=partial(minor, i=1, j=2), end=Fraction(237, 2)),
    corrections=(
        ("one unit of time earlier", {"end": Fraction(235, 2)}),
        ("w_12 in place of w_23", {"sides": partial(minor, i=0, j=1)}),
    ),
    reason=(
        r"$W(0)$ is almost of rank two: the pivot of the second concept is so small that it is learned no sooner than the third, "
        r"and $w_{23}$ grows with both. True at $d = 2$; at every $d$ if each concept is learned in time."
    ),
    **_FLOW,
)
