"""Claims about the structured identity mapping task: its loss and its second moments."""

from functools import partial

from theory import task
from verify.methods import ByIndices, equality

SAMPLE_LOSS = equality(
    "task.sample_loss",
    (
        r"For $d = 2, 3$ and any three samples, the mean loss is $\tfrac12 \operatorname{tr}((W - I) A_N (W - I)^T)$ with "
        "their second moment $A_N$."
    ),
    partial(task.sample_loss, 2, 3),
    partial(task.sample_loss, 3, 3),
    source=task.LOSS,
)

ROOT_LOSS = equality(
    "task.root_loss",
    r"In every dimension, $\tfrac12 \lVert (W - I) A^{1/2} \rVert_F^2 = \tfrac12 \operatorname{tr}((W - I) A (W - I)^T)$.",
    task.root_loss,
    source=task.LOSS,
)

SECOND_MOMENT = equality(
    "task.second_moment",
    (
        r"For $s = 2, 3$ concepts in $d = 2, 3, 4$, the data have $\mathbb{E}[x x^T] = \operatorname{diag}(a)$, "
        r"$a_p = \sigma_p^2 + \mu_p^2/s$, 0 beyond $s$."
    ),
    *(partial(task.second_moment, size, concepts) for size, concepts in ((2, 2), (3, 2), (4, 3))),
    source=task.MOMENT,
    code=("theory.task.second_moment", "theory.task.cluster_second_moment"),
)

SECOND_MOMENT_ORIGIN = equality(
    "task.second_moment_origin",
    r"With one more cluster at the origin, for the same $s$ and $d$, $a_p = \sigma_p^2 + \mu_p^2/(s + 1)$.",
    *(partial(task.second_moment, size, concepts, origin=True) for size, concepts in ((2, 2), (3, 2), (4, 3))),
    code=("theory.task.second_moment", "theory.task.cluster_second_moment"),
)

PAIR_MOMENT = equality(
    "task.pair_moment",
    r"Two jointly Gaussian numbers of means $m_1$, $m_2$ and covariance $c_{12}$ have $\mathbb{E}[x_1 x_2] = m_1 m_2 + c_{12}$.",
    task.pair_moment,
    source="elementary",
)

SECOND_MOMENT_BY_INDICES = equality(
    "task.second_moment_by_indices",
    (
        r"For every number $s$ of concepts, $\mathbb{E}[x x^T]_{ij} = \delta_{ij} (\sigma_i^2 + \mu_i^2/s)$ for $i, j \le s$, "
        r"and $\delta_{ij} (\sigma_i^2 + \mu_i^2/(s + 1))$ with the origin cluster: the mean of $m_i m_j + c_{ij}$, by sums over "
        "the clusters."
    ),
    task.second_moment_of_indices,
    partial(task.second_moment_of_indices, origin=True),
    method=ByIndices(sizes=(2, 3, 4)),
    depends_on=("task.pair_moment", "task.second_moment", "task.second_moment_origin"),
)

TEST_LOSS = equality(
    "task.test_loss",
    r"In every dimension, the loss at a point $z$ is $\tfrac12 z^T (W - I)^T (W - I) z$.",
    task.test_loss,
    source="arXiv 2410.08309v2, section 2.1, as transcribed",
)

TEST_LOSS_SLOPE = equality(
    "task.test_loss_slope",
    r"In every dimension, the test loss changes at the rate $(W z - z) \cdot W' z$, by differentiation.",
    task.test_loss_slope,
    depends_on=("task.test_loss",),
)

SLOPE_BY_ENTRIES = equality(
    "task.slope_by_entries",
    (
        r"For $d = 1, 2, 3$, the test loss changes at the rate $\sum_{ij} r_i w_{ij}' z_j$, $r = W z - z$: each entry of $W$ has "
        "its part of the slope."
    ),
    *(partial(task.slope_by_entries, size) for size in (1, 2, 3)),
    depends_on=("task.test_loss_slope",),
)
