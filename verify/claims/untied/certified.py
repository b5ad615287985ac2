"""Theorems about two free layers: the shape of a test loss, enclosed, and proved again in integers."""

from __future__ import annotations

from typing import Any

from numpy.random import Generator

from verify.claim import Claim, Evidence, Level, Result
from verify.methods import Computation

#: A start of two layers, W_1 and W_2, that are neither balanced nor tied.
START = ((("-2/5", "2/5"), ("3/5", "3/5")), (("11/10", "-1/5"), ("3/10", "-1/5")))


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
    depends_on=("untied.product",),
)
