"""Claims about the stages of learning: the noise of a learned direction turns starts into pivots of elimination."""

from __future__ import annotations

from theory import pivots as theory
from verify.claim import Claim
from verify.methods import Identity

ONE_STAGE = Claim(
    id="pivots.one_stage",
    title=(
        "To leading order, while $w_{22} = w_{33} = 0$ and without noise on $w_{12}$, $w_{13}$, $w_{23} e^{-(a_2 + a_3) t} = "
        r"S_{23} - (S_{12} S_{13}/c_1) (1 - \phi^{-p})$, $p = (2 a_1 + a_2 + a_3)/(4 a_1)$, $S = W(0)$: the noise from "
        "direction 1, integrated."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.one_stage(), theory.forcing(), theory.substitution(), theory.integral()],
    code=("theory.pivots.one_stage", "theory.pivots.integral"),
    depends_on=("minor_entries.solution",),
)

ONE_STAGE_SOLVES = Claim(
    id="pivots.one_stage_solves",
    title="The stage solves its flow, by differentiation, and tends to the Schur complement $S_{23} - S_{12} S_{13}/c_1$.",
    source="new",
    method=Identity(mutated=1),
    equations=lambda: [theory.one_stage_solves(), theory.schur_complement()],
    code=("theory.pivots.one_stage_solves", "theory.pivots.schur_complement"),
    depends_on=("pivots.one_stage",),
)

AS_MINORS = Claim(
    id="pivots.as_minors",
    title=(
        r"The pivots are ratios of leading minors of $W(0)$, $c_1 \cdots c_k = \det W(0)_{1 \ldots k}$, for $d = 2, 3$; "
        r"$w_{kk}$ is 1/2 at $\ln((1 - c)/c)/(2 a)$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.half_learned(), theory.as_minors(2), theory.as_minors(3)],
    code=("theory.pivots.as_minors", "theory.pivots.half_learned"),
    depends_on=("pivots.one_stage_solves",),
)
