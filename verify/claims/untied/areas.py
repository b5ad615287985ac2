"""Claims about the area under the training loss of two free layers: from one tied start it is another for every A."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import arb, arb_mat, ctx, fmpq
from numpy.random import Generator

from numerics.certificate.certify import exact
from numerics.enclosure import area
from numerics.enclosure.field import matrix
from numerics.enclosure.given_data import enclose_flow, enclose_layers
from numerics.enclosure.tube import Enclosure
from theory.layers import untied_area
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.claims.untied.certified import BLOCKS
from verify.methods import Computation, equality

LOSS_SLOPE = equality(
    "untied.loss_slope",
    (
        r"$L' = -\operatorname{tr}(G^T W_2 W_2^T G) - \operatorname{tr}(G W_1^T W_1 G^T)$, in every dimension and for any width; "
        r"where $W_2^T W_2 = W_1 W_1^T$ the two squares are the roots of $W W^T$ and $W^T W$; and $\operatorname{tr}(G G^T) - 2 "
        r"\alpha L = \operatorname{tr}((W - I) (A - \alpha I) A (W - I)^T)$."
    ),
    untied_area.loss_slope,
    untied_area.second_root,
    untied_area.first_root,
    untied_area.pull_against_loss,
    level=Level.STANDARD,
    depends_on=("untied.gradients", "untied.product"),
)

REST = equality(
    "untied.rest_of_area",
    r"$S' = L$ and $L' = -c L - x$ give $(L + c S)' = -x$: while $x \ge 0$, $c$ times the area that is left is at most $L$.",
    untied_area.rest_of_area,
    level=Level.STANDARD,
    depends_on=("untied.loss_slope",),
)

WHITE_AREA = equality(
    "untied.white_stays_tied",
    (
        r"Where $W_2 = W_1^T = U$ and $A = c I$, $W_2' = W_1'^T$ and $W' = V(W)$, in every dimension and for any width: the "
        r"layers stay tied, and with the area law of tied ones the area under the loss is $\Phi(W(0))/4$."
    ),
    untied_area.white_stays_tied,
    untied_area.white_field,
    level=Level.STANDARD,
    depends_on=("untied.leaves_tied", "untied.clock", "area_law.slope"),
)

#: The start, W_2 = W_1^T, and the rates.
START = (("1/2", "1/5"), ("1/10", "2/5"))
RATES = {"diag(1, 1/2)": ("1", "1/2"), "diag(1, 1/5)": ("1", "1/5"), "I": ("1", "1")}
#: The loss is below 1e-13 there at the least rate, 1/5.
HORIZON = fmpq(40)
#: Of the enclosures; the areas are known to it, times the horizon.
RADIUS = 1e-14
#: Within so much of each other areas count as one: their balls are narrower by far.
SAME = Fraction(1, 10**10)


def _rows(start: Sequence[Sequence[str]]) -> list[list[fmpq]]:
    return [[exact(entry) for entry in row] for row in start]


def _squared(U: list[list[fmpq]]) -> list[list[fmpq]]:
    """Return U U^T."""
    return [[sum((p * q for p, q in zip(u, v, strict=True)), fmpq(0)) for v in U] for u in U]


def divergence(W: arb_mat) -> arb:
    """Return Phi(W) = tr W - ln det W - d, in balls."""
    return sum((W[k, k] for k in range(W.nrows())), arb(0)) - W.det().log() - W.nrows()


def free_area(U: list[list[fmpq]], a: list[fmpq]) -> arb:
    """Return a ball around the area under the training loss of two free layers from W_2 = W_1^T = U."""
    tube = enclose_layers([list(column) for column in zip(*U, strict=True)], U, a, HORIZON, RADIUS)
    with ctx.workprec(tube.precision):
        W = arb_mat([row[len(a) :] for row in tube.at(HORIZON).tolist()[: len(a)]])
        return area.area_of(tube, a) + area.area_beyond(W, a)


def tied_area(U: list[list[fmpq]], a: list[fmpq]) -> arb:
    """Return a ball around the area of tied layers, by the area law what Phi has left at the horizon."""
    tube: Enclosure = enclose_flow(_squared(U), a, HORIZON, RADIUS)
    with ctx.workprec(tube.precision):
        return area.area_of(tube, a) + divergence(tube.at(HORIZON)) / 4


def areas(
    rng: Generator,
    rates: Sequence[str] = tuple(RATES),
    of: Any = free_area,
    start: Sequence[Sequence[str]] = START,
    factor: str = "1/4",
) -> Result:
    """Return whether the areas of all rates are Phi(W(0))/4, proved in balls."""
    U = _rows(start)
    with ctx.workprec(128):
        law = divergence(matrix(_squared(U))) * arb(exact(factor))
    found = {"Phi/4": law, **{name: of(U, [exact(rate) for rate in RATES[name]]) for name in rates}}
    measures = {name: float(ball) for name, ball in found.items()}
    with ctx.workprec(128):
        apart = max((one - other).abs_upper() for one in found.values() for other in found.values())
        disjoint = any(not one.overlaps(other) for one in found.values() for other in found.values())
    if disjoint:
        shown = {name: ball.str(12, radius=False) for name, ball in found.items()}
        return Result(
            Outcome.REFUTED, len(rates), measures, {**shown, "largest_radius": max(found.values(), key=arb.rad).rad().str(2)}
        )
    if not apart <= arb(exact(SAME)):
        return Result(Outcome.UNDECIDED, len(rates), measures, reason=f"the balls overlap, but reach {apart.str(3)} apart")
    return Result(Outcome.VERIFIED, len(rates), measures)


def _tied_or_white(U: list[list[fmpq]], a: list[fmpq]) -> arb:
    """Return a ball that holds the area of tied layers, and at one rate that of free ones as well."""
    tied = tied_area(U, a)
    return tied.union(free_area(U, a)) if len(set(a)) == 1 else tied


_WHAT = (
    "Each flow is enclosed to $t = 40$ by Taylor steps in balls, the polynomial of the loss is integrated on every step, and "
    "what remains is bounded, of free layers by how fast the loss falls, of tied ones by the area law."
)
_CODE = ("numerics.enclosure.area.area_of", "numerics.enclosure.area.area_beyond", "numerics.enclosure.given_data.enclose_layers")
_SETTING = r"$W_2(0) = W_1(0)^T = \bigl[ \begin{smallmatrix} .5 & .2 \\ .1 & .4 \end{smallmatrix} \bigr]$"

AREA_LAW = Claim(
    id="untied.area_law",
    title=(
        f"The area under the training loss of two free layers that start tied is that of tied ones, $\\Phi(W(0))/4$, whatever "
        rf"$A > 0$ (tested at {_SETTING}, $A = \operatorname{{diag}}(1, \tfrac12)$, $\operatorname{{diag}}(1, \tfrac15)$, $I$)."
    ),
    source="new; what tied layers and single ones have",
    method=Computation(
        check=areas,
        evidence=Evidence.ENCLOSED,
        what=_WHAT,
        refuted_by="Two disjoint balls among the three areas and $\\Phi(W(0))/4$.",
        faults=(
            ("at A = I alone", {"rates": ("I",)}),
            ("layers that are kept tied", {"of": tied_area}),
            ("a start that commutes with A", {"start": (("1/2", "0"), ("0", "2/5"))}),
        ),
        faulty=Outcome.VERIFIED,
        stated={"Phi/4": "0.4723992140", "diag(1, 1/2)": "0.4718046611", "diag(1, 1/5)": "0.4702113021", "I": "0.4723992140"},
    ),
    code=_CODE,
    level=Level.STANDARD,
    expected=Outcome.REFUTED,
    depends_on=("untied.rest_of_area", *(f"untied.{block}_square_in_balls" for block in BLOCKS), "area_law.slope"),
    corrected_by="untied.areas_by_phi",
    reason=(
        "The layers part where $A W \\ne W A$, and the areas differ from the third digit: $W(0)$ alone does not give them, so no "
        "function of $W$ is a law of this kind for all $A$."
    ),
)

AREAS = Claim(
    id="untied.areas_by_phi",
    title=(
        rf"From {_SETTING} the area under the training loss is $\Phi(W(0))/4$ to $10^{{-10}}$ of tied layers at $A = "
        r"\operatorname{diag}(1, \tfrac12)$, $\operatorname{diag}(1, \tfrac15)$ and $I$, and of free ones at $I$."
    ),
    source="new",
    method=Computation(
        check=lambda rng, **change: areas(rng, of=_tied_or_white, **change),
        evidence=Evidence.ENCLOSED,
        what=_WHAT,
        refuted_by="A ball that does not meet that of $\\Phi(W(0))/4$.",
        faults=(
            ("free layers at all three", areas),
            ("a factor 1/2", {"factor": "1/2"}),
            ("one of 1e-9 more", {"factor": "250000001/1000000000"}),
        ),
    ),
    code=("numerics.enclosure.area.area_of", "numerics.enclosure.area.area_beyond"),
    level=Level.STANDARD,
    depends_on=("untied.white_stays_tied", "untied.rest_of_area", "area_law.slope", "certified.ball_field"),
    corrects="untied.area_law",
)
