"""The claim about the second moment of finitely many samples; how its spread passes on to the flow is measured elsewhere."""

from __future__ import annotations

from theory import empirical
from verify.claim import Claim, Level
from verify.methods import Identity

MOMENT_VARIANCE = Claim(
    id="empirical.moment_variance",
    title=(
        r"For $s = 2, 3$ and $n$ samples a cluster, $(A_n)_{ij}$ has variance $[\sigma_i^2 \sigma_j^2 + (\mu_i^2 \sigma_j^2 + "
        r"\mu_j^2 \sigma_i^2)/s]/(s n)$, its diagonal entries $[2 \sigma_i^4 + 4 \mu_i^2 \sigma_i^2/s]/(s "
        "n)$: $A_n$ tends to $A$ as $n^{-1/2}$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [empirical.moment_variance(concepts) for concepts in (2, 3)],
    code=("theory.empirical.moment_variance",),
    level=Level.STANDARD,
    depends_on=("task.second_moment",),
)
