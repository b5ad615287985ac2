"""Claims about two concepts from every start, and what of it fails at three."""

from __future__ import annotations

from functools import partial

from sympy import ImmutableMatrix, Rational

from theory.every_start import two_concepts
from verify.claim import Claim, Level, Outcome
from verify.methods import equality, refuted_at

DUALITY = equality(
    "two_concepts.duality",
    "In every dimension and for symmetric $A$, $V(I - W) = V(W)$: if $W(t)$ solves the flow, so does $I - W(-t)$.",
    two_concepts.duality,
    depends_on=("two_layer.congruence_form",),
)

UNIMODAL = equality(
    "two_concepts.unimodal",
    (
        r"At $d = 2$, $w_{12}' = w_{12} [(a_1 + a_2) - \tfrac12 ((3 a_1 + a_2) w_{11} + (3 a_2 + a_1) w_{22})]$; where it is "
        r"0, for $a = (1, r)$ and $0 \le W \le I$, $-(\ln |w_{12}|)''$ is a sum of terms $\ge 0$, above 0 for $r < 1$: "
        "$|w_{12}|$ never falls and then rises."
    ),
    two_concepts.turning,
    partial(two_concepts.bend, 1),
    partial(two_concepts.bend, -1),
    depends_on=("two_layer.entry_form_by_indices", "two_concepts.duality"),
    corrects="two_concepts.three_are_unimodal",
    level=Level.STANDARD,
)

FACTOR = equality(
    "two_concepts.first_bracket",
    (
        "At $d = 2$, $z = w_{11}/m$ with $m' = -(a_1 + a_2) (w_{12}^2/w_{11}) m$, $m(0) = 1$ has $z' = 2 a_1 z (1 - m z)$, $m "
        r"\le 1$: $w_{11} \ge e^{-\epsilon}$ times its logistic, as $w_{12}^2/w_{11} \le w_{22}$ is below that of $w_{22}$."
    ),
    two_concepts.factor,
    depends_on=("two_layer.entry_form_by_indices", "two_layer.logistic_comparison"),
)

LAST_PIVOT = equality(
    "two_concepts.last_pivot",
    (
        r"For $d = 2, 3$, $A = \operatorname{diag}(a)$ and $W > 0$, the last pivot $c = \det W/\det B$ has $c' = 2 a_d c (1 - "
        r"c) + c\, b^T D B^{-1} b$, by entries. At $d = 2$ and $a_1 \ge a_2$ it is above its logistic, and $w_{22} \ge c$."
    ),
    partial(two_concepts.last_pivot, 2),
    partial(two_concepts.last_pivot, 3),
    depends_on=("two_layer.entry_form_by_indices", "two_layer.logistic_comparison"),
    corrects="two_concepts.three_have_the_bound",
    level=Level.STANDARD,
)

THREE_TURN = Claim(
    id="two_concepts.three_are_unimodal",
    title=r"At $d = 3$, for $A = \operatorname{diag}(a) > 0$ and $0 < W < I$, $|w_{ij}|$ never falls and then rises.",
    source="new; the law of two concepts at three",
    method=refuted_at(
        two_concepts.acceleration_at,
        what="$|w_{23}|''$ is evaluated at exact matrices where $w_{23}' = 0$: the slope turns from below 0 to above.",
        corrections=(
            (
                "concept 1 apart: w_12 and w_13 are 0, and w_22 = w_33 = 1/2",
                {"matrix": Rational(1, 4) * ImmutableMatrix([[2, 0, 0], [0, 2, -1], [0, -1, 2]])},
            ),
        ),
        value="5/16",
        moment=ImmutableMatrix.diag(3, 2, 1),
        matrix=Rational(1, 12) * ImmutableMatrix([[8, -2, 4], [-2, 4, -3], [4, -3, 4]]),
        row=1,
        column=2,
    ),
    code=("theory.every_start.two_concepts.acceleration_at",),
    expected=Outcome.REFUTED,
    depends_on=("two_layer.second_order",),
    corrected_by="two_concepts.unimodal",
    reason="The noise $w_{12} w_{13}$ of a third concept feeds $w_{23}$.",
)

THREE_SIGNS = Claim(
    id="two_concepts.three_keep_signs",
    title=r"At $d = 3$, for $A = \operatorname{diag}(a) > 0$ and $0 < W < I$, every $w_{ij}$ keeps its sign.",
    source="new; the law of two concepts at three",
    method=refuted_at(
        two_concepts.sign_change_at,
        what="$|w_{12}'|$ is evaluated at exact matrices where $w_{12} = 0$.",
        corrections=(("w_23 = 0", {"matrix": Rational(1, 4) * ImmutableMatrix([[2, 0, 1], [0, 2, 0], [1, 0, 2]])}),),
        value="7/32",
        moment=ImmutableMatrix.diag(3, 2, 1),
        matrix=Rational(1, 4) * ImmutableMatrix([[2, 0, 1], [0, 2, 1], [1, 1, 2]]),
    ),
    code=("theory.every_start.two_concepts.sign_change_at",),
    expected=Outcome.REFUTED,
    depends_on=("two_layer.entry_form_by_indices",),
    corrected_by="delay.pair",
    reason="The noise $w_{13} w_{23}$ moves $w_{12}$ through 0.",
)

THREE_PIVOT = Claim(
    id="two_concepts.three_have_the_bound",
    title=(
        r"At $d = 3$, for $a_1 > a_2 > a_3 > 0$ and $0 < W < I$, the last pivot grows at least as its logistic, $c' \ge 2 a_3 "
        "c (1 - c)$."
    ),
    source="new; the law of two concepts at three",
    method=refuted_at(
        two_concepts.pivot_deficit_at,
        what="$2 a_3 c (1 - c) - c'$ is evaluated at exact matrices.",
        corrections=(("the two stronger rates equal", {"moment": ImmutableMatrix.diag(2, 2, 1)}),),
        value="1/48",
        moment=ImmutableMatrix.diag(8, 2, 1),
        matrix=Rational(1, 6) * ImmutableMatrix([[2, 2, -1], [2, 3, -2], [-1, -2, 2]]),
    ),
    code=("theory.every_start.two_concepts.pivot_deficit_at",),
    expected=Outcome.REFUTED,
    depends_on=("two_layer.congruence_form",),
    corrected_by="two_concepts.last_pivot",
    reason="$b^T D B^{-1} b$ is no square: with unequal rates $D B^{-1}$ has a negative direction.",
)
