"""Claims about the structured identity mapping task: its loss and its second moments."""

from __future__ import annotations

from theory import task
from verify.claim import Claim
from verify.methods import Identity

SAMPLE_LOSS = Claim(
    id="task.sample_loss",
    title="For d = 2, 3 and any three samples, the mean loss is 1/2 tr((W - I) A_N (W - I)^T) with their second moment A_N.",
    source="arXiv 2410.08309v2, Eq. (3.2), as transcribed",
    method=Identity(),
    equations=lambda: [task.sample_loss(2, 3), task.sample_loss(3, 3)],
    code=("theory.task.sample_loss",),
)

ROOT_LOSS = Claim(
    id="task.root_loss",
    title="In every dimension, 1/2 ||(W - I) A^(1/2)||_F^2 = 1/2 tr((W - I) A (W - I)^T).",
    source="arXiv 2410.08309v2, Eq. (3.2), as transcribed",
    method=Identity(),
    equations=lambda: [task.root_loss()],
    code=("theory.task.root_loss",),
)

SECOND_MOMENT = Claim(
    id="task.second_moment",
    title="For s = 2, 3 concepts in d = 2, 3, 4, the data have E[x x^T] = diag(a), a_p = sigma_p^2 + mu_p^2 / s, 0 beyond s.",
    source="arXiv 2410.08309v2, section 3, as transcribed",
    method=Identity(),
    equations=lambda: [task.second_moment(size, concepts) for size, concepts in ((2, 2), (3, 2), (4, 3))],
    code=("theory.task.second_moment", "theory.task.cluster_second_moment"),
)

SECOND_MOMENT_ORIGIN = Claim(
    id="task.second_moment_origin",
    title="With one more cluster at the origin, for the same s and d, a_p = sigma_p^2 + mu_p^2 / (s + 1).",
    source="new",
    method=Identity(),
    equations=lambda: [task.second_moment(size, concepts, origin=True) for size, concepts in ((2, 2), (3, 2), (4, 3))],
    code=("theory.task.second_moment", "theory.task.cluster_second_moment"),
)

TEST_LOSS = Claim(
    id="task.test_loss",
    title="In every dimension, the loss at a point z is 1/2 z^T (W - I)^T (W - I) z.",
    source="arXiv 2410.08309v2, section 2, as transcribed",
    method=Identity(),
    equations=lambda: [task.test_loss()],
    code=("theory.task.test_loss",),
)

TEST_LOSS_SLOPE = Claim(
    id="task.test_loss_slope",
    title="In every dimension, the test loss changes at the rate (W z - z) . W' z, by differentiation.",
    source="new",
    method=Identity(),
    equations=lambda: [task.test_loss_slope()],
    code=("theory.task.test_loss_slope",),
    depends_on=("task.test_loss",),
)
