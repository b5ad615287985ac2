"""Theorems about two free layers: the shape of a test loss, enclosed, and proved again in integers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import ctx
from numpy.random import Generator

from numerics.enclosure import field
from numerics.integers import flow, layers
from theory.layers import untied
from verify.claim import Claim, Evidence, Level, Result
from verify.claims.certified.fields import BITS, STEP, as_balls, as_exact, as_rates
from verify.methods import Computation, ExactTwin

#: A start of two layers, W_1 and W_2, that are neither balanced nor tied.
START = ((("-2/5", "2/5"), ("3/5", "3/5")), (("11/10", "-1/5"), ("3/10", "-1/5")))


#: The blocks of S = (W_2; W_1^T) (W_2; W_1^T)^T by name: its row and column, what it is, and the equation of how it moves.
BLOCKS = {
    "upper": (0, 0, "$W_2 W_2^T$", untied.upper_square),
    "middle": (0, 1, "$W$", untied.product_flow),
    "lower": (1, 1, "$W_1^T W_1$", untied.lower_square),
}


def in_balls(B: Any, C: Any, a: Any) -> Any:
    """Return F(S) of two layers in balls, exactly."""
    with ctx.workprec(BITS):
        return as_exact(field.field(as_balls(layers.squares(C, B)), field.Free(as_rates(a))))


def in_integers(B: Any, C: Any, a: Any) -> Any:
    """Return F(S) of two layers by the first Taylor coefficient in integers."""
    S = flow.rounded(layers.squares(C, B), BITS)
    series, _ = layers.series(S, flow.Rates(*flow.over_common(a)), STEP, 1, BITS)
    return [[Fraction(entry, 1 << BITS) / STEP for entry in row] for row in series[1]]


def _block_of(function: Callable[..., Any], row: int, column: int) -> Callable[..., Any]:
    """Return a function with one block of its values."""

    def block(B: Any, C: Any, a: Any) -> Any:
        d = len(a)
        return [entries[column * d : (column + 1) * d] for entries in function(B, C, a)[row * d : (row + 1) * d]]

    return block


def _field(block: str, engine: str, function: Callable[..., Any], what: str, code: str) -> Claim:
    row, column, letters, equation = BLOCKS[block]
    return Claim(
        id=f"untied.{block}_square_in_{engine}",
        title=(
            rf"At random matrices for $d = 1, 2, 3$ and $A = \operatorname{{diag}}(a)$, {what} moves {letters} as derived, "
            "exactly."
        ),
        source="new",
        method=ExactTwin(_block_of(function, row, column), ("B", "C", "A"), sizes=(1, 2, 3)),
        equations=lambda: [equation()],
        code=(code,),
        depends_on=("untied.product" if block == "middle" else "untied.squares",),
        level=Level.STANDARD,
    )


_BALLS = ("balls", in_balls, "the field that is enclosed", "numerics.enclosure.field.field")
_INTEGERS = ("integers", in_integers, "the first Taylor coefficient in integers", "numerics.integers.layers.series")
UPPER_IN_BALLS, MIDDLE_IN_BALLS, LOWER_IN_BALLS = (_field(block, *_BALLS) for block in BLOCKS)
UPPER_IN_INTEGERS, MIDDLE_IN_INTEGERS, LOWER_IN_INTEGERS = (_field(block, *_INTEGERS) for block in BLOCKS)


def shape(rng: Generator, start: Any = START, moved: bool = False) -> Result:
    """Return whether the test loss is proved to fall, rise and fall on [0, 12], by enclosure and by integers."""
    from numerics.certificate.certify import certify
    from numerics.certificate.check import check_certificate
    from numerics.certificate.file import digest
    from numerics.certificate.words import theorem

    certificate = certify((1, 2), ("1/20", "1/20"), start, 12, model="untied", radius=1e-12)
    if moved:
        certificate["rise"] = ["0.09", "0.1"]
        certificate["theorem"] = theorem(certificate)
        certificate["digest"] = digest(certificate)
    verdict = check_certificate(certificate)
    measures = {"least_rise": float(certificate["rise"][0])} if certificate["rise"] else {}
    where = {"signs": certificate["signs"], "reasons": list(verdict.reasons)}
    return Result.of(certificate["signs"] == ["falls", "rises", "falls"] and verdict.accepted, 1, measures, where)


SHAPE = Claim(
    id="untied.certified",
    title=(
        r"From the layers $W_1(0) = \tfrac15 [[-2, 2], [3, 3]]$, $W_2(0) = \tfrac1{10} [[11, -2], [3, -2]]$ with $\mu = (1, 2)$, "
        r"$\sigma = (1/20, 1/20)$ the test loss strictly falls, rises and falls on $[0, 12]$."
    ),
    source="new",
    method=Computation(
        check=shape,
        evidence=Evidence.ENCLOSED,
        what=(
            "The flow of $(W_2, W_1^T)^T$ times its transpose, a quadratic one, is enclosed by Taylor steps in balls, and the "
            "certificate is proved again in integers."
        ),
        refuted_by="Another shape, or a certificate that is not accepted.",
        faults=(
            ("small layers", {"start": ((("1/10", "0"), ("0", "1/10")), (("1/10", "0"), ("0", "1/10")))}),
            ("a rise enlarged", {"moved": True}),
        ),
    ),
    level=Level.STANDARD,
    code=("numerics.certificate.certify.certify", "numerics.certificate.check.check_certificate"),
    depends_on=tuple(f"untied.{block}_square_in_{engine}" for block in BLOCKS for engine in ("balls", "integers")),
)
