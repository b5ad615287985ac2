"""Claims about the structured identity mapping task: its loss and its second moments."""

from __future__ import annotations

from theory import task
from verify.claim import Claim
from verify.methods import Identity

SAMPLE_LOSS = Claim(
    id="task.sample_loss",
    title=(
        r"For $d = 2, 3$ and any three samples, the mean loss is $\tfrac12 \operatorname{tr}((W - I) A_N (W - I)^T)$ with "
        "their second moment $A_N$."
    ),
    source="arXiv 2410.08309v2, Eq. (3.2), as transcribed",
    method=Identity(),
    equations=lambda: [task.sample_loss(2, 3), task.sample_loss(3, 3)],
    code=("theory.task.sample_loss",),
)

ROOT_LOSS = Claim(
    id="task.root_loss",
    title=r"In every dimension, $\tfrac12 \lVert (W - I) A^{1/2} \rVert_F^2 = \tfrac12 \operatorname{tr}((W - I) A (W - I)^T)$.",
    source="arXiv 2410.08309v2, Eq. (3.2), as transcribed",
    method=Identity(),
    equations=lambda: [task.root_loss()],
    code=("theory.task.root_loss",),
)

SECOND_MOMENT = Claim(
    id="task.second_moment",
    title=(
        r"For $s = 2, 3$ concepts in $d = 2, 3, 4$, the data have $\mathbb{E}[x x^T] = \operatorname{diag}(a)$, "
        r"$a_p = \sigma_p^2 + \mu_p^2/s$, 0 beyond $s$."
    ),
    source="arXiv 2410.08309v2, section 3, as transcribed",
    method=Identity(),
    equations=lambda: [task.second_moment(size, concepts) for size, concepts in ((2, 2), (3, 2), (4, 3))],
    code=("theory.task.second_moment", "theory.task.cluster_second_moment"),
)

SECOND_MOMENT_ORIGIN = Claim(
    id="task.second_moment_origin",
    title=r"With one more cluster at the origin, for the same $s$ and $d$, $a_p = \sigma_p^2 + \mu_p^2/(s + 1)$.",
    source="new",
    method=Identity(),
    equations=lambda: [task.second_moment(size, concepts, origin=True) for size, concepts in ((2, 2), (3, 2), (4, 3))],
    code=("theory.task.second_moment", "theory.task.cluster_second_moment"),
)

TEST_LOSS = Claim(
    id="task.test_loss",
    title=r"In every dimension, the loss at a point $z$ is $\tfrac12 z^T (W - I)^T (W - I) z$.",
    source="arXiv 2410.08309v2, section 2, as transcribed",
    method=Identity(),
    equations=lambda: [task.test_loss()],
    code=("theory.task.test_loss",),
)

TEST_LOSS_SLOPE = Claim(
    id="task.test_loss_slope",
    title=r"In every dimension, the test loss changes at the rate $(W z - z) \cdot W' z$, by differentiation.",
    source="new",
    method=Identity(),
    equations=lambda: [task.test_loss_slope()],
    code=("theory.task.test_loss_slope",),
    depends_on=("task.test_loss",),
)
