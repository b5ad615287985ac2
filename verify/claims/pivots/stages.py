"""Claims about the stages of learning: the noise of a learned direction turns starts into pivots of elimination."""

from __future__ import annotations

from functools import partial

from theory import pivots as theory
from verify.methods import Identity, equality

ONE_STAGE = equality(
    "pivots.one_stage",
    (
        "To leading order, while $w_{22} = w_{33} = 0$ and without noise on $w_{12}$, $w_{13}$, $w_{23} e^{-(a_2 + a_3) t} = "
        r"S_{23} - (S_{12} S_{13}/c_1) (1 - \phi^{-p})$, $p = (2 a_1 + a_2 + a_3)/(4 a_1)$, $S = W(0)$: the noise from "
        "direction 1, integrated."
    ),
    theory.one_stage,
    theory.forcing,
    theory.substitution,
    theory.integral,
    depends_on=("minor_entries.solution",),
)

ONE_STAGE_SOLVES = equality(
    "pivots.one_stage_solves",
    "The stage solves its flow, by differentiation, and tends to the Schur complement $S_{23} - S_{12} S_{13}/c_1$.",
    theory.one_stage_solves,
    theory.schur_complement,
    method=Identity(mutated=1),
    depends_on=("pivots.one_stage",),
)

AS_MINORS = equality(
    "pivots.as_minors",
    (
        r"The pivots are ratios of leading minors of $W(0)$, $c_1 \cdots c_k = \det W(0)_{1 \ldots k}$, for $d = 2, 3$; "
        r"$w_{kk}$ is 1/2 at $\ln((1 - c)/c)/(2 a)$."
    ),
    theory.half_learned,
    partial(theory.as_minors, 2),
    partial(theory.as_minors, 3),
    depends_on=("pivots.one_stage_solves",),
)
