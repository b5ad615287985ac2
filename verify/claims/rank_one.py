"""Claims about starts of rank one: the tied flow in closed form, in a time of its own."""

from functools import partial

from theory import rank_one
from verify.claim import Level
from verify.methods import equality

RANK_ONE = equality(
    "rank_one.solution",
    (
        r"For $d = 2$, rank-one starts with $r_0 = \lVert u(0) \rVert^2 < 2$ are solved by "
        r"$u_i = u_i(0) e^{a_i \tau}/\sqrt{z}$ with $z^2 - F z = 1 - r_0$ and $dt/d\tau = 1 + F/R$."
    ),
    partial(rank_one.solution, 2),
    rank_one.normaliser,
    rank_one.time,
    level=Level.STANDARD,
    depends_on=("two_layer.congruence_form",),
)

RANK_ONE_EVERY_DIMENSION = equality(
    "rank_one.every_dimension",
    (
        r"For every $d$, with $r = F/z < 2$ and $q = u^T A u = F'/(2 z)$, $u_i = u_i(0) e^{a_i \tau}/\sqrt{z}$ solves the "
        r"rank-one flow: $(1 - r/2) (\ln u_i)' = a_i (1 - r/2) - q/2$, for each $i$ with $u_i(0) \ne 0$."
    ),
    rank_one.solution_in_every_dimension,
    rank_one.normaliser_slope,
    depends_on=("two_layer.congruence_form", "rank_one.solution"),
)
