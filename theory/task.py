"""The structured identity mapping task: its data, its loss, its test points.

    cluster p (1..s):  x ~ N(mu_p e_p, diag(sigma)^2),  sigma_k = 0 for k > s;  the target of x is x itself
    loss               L = 1/(2 N) sum_k ||f(x_k) - x_k||^2  over all N samples
    second moment      A = E[x x^T] = diag(a),  a_p = sigma_p^2 + mu_p^2 / s
    test points        x_hat(v) = sum_p v_p mu_p e_p,  v in {0, 1}^s;  x_hat = x_hat(1, ..., 1) was never seen

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 2.1, as transcribed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sympy import Add, Expr, ImmutableMatrix, IndexedBase, KroneckerDelta, MatrixSymbol, Rational, Sum, Symbol, Trace, diag, exp

from theory.algebra import symbols
from theory.algebra.calculus import TimeDerivative, at_value, derivative
from theory.algebra.domain import NONNEGATIVE, REAL, Domain, Matrices
from theory.algebra.equation import Equation, Printed
from theory.algebra.symbols import I, R, W, d, deviation, entry, i, j, k, signal, z

PAPER = "arXiv 2410.08309v2"
#: Where the loss is brought into the form with A, and where A is given.
LOSS = f"{PAPER}, Eqs. (2.1) and (4.1), as transcribed"
MOMENT = f"{PAPER}, section 4 and Eqs. (C.7)-(C.13), as transcribed"

#: The velocity W'.
VELOCITY = MatrixSymbol("V", d, d)


@cache
def sample_loss(size: int, samples: int) -> Equation:
    """State the mean loss over samples as a trace with their empirical second moment.

    1/(2 N) sum_k ||(W - I) x_k||^2 = 1/2 tr((W - I) A_N (W - I)^T),  A_N = 1/N sum_k x_k x_k^T; exact for any samples.
    """
    residual_map = symbols.full("w", size) - ImmutableMatrix.eye(size)
    points = [symbols.sample(number, size) for number in range(1, samples + 1)]
    residuals = [residual_map * point for point in points]
    mean_loss = sum((residual.dot(residual) for residual in residuals), start=Rational(0)) / (2 * samples)
    moment = sum((point * point.T for point in points), start=ImmutableMatrix.zeros(size)) / samples
    trace_form = (residual_map * moment * residual_map.T).trace() / 2
    letters = sorted(mean_loss.free_symbols, key=str)
    return Equation(
        id="task.sample_loss",
        lhs=mean_loss,
        rhs=trace_form,
        domain=Domain(dict.fromkeys(letters, REAL)),
        source=LOSS,
        left=r"\frac{1}{2N} \sum_{k=1}^{N} \lVert (W - I)\, x_k \rVert^2",
        shown=r"\tfrac{1}{2} \operatorname{tr}\bigl( (W - I)\, A_N\, (W - I)^{T} \bigr)",
        letters={"A_N": r"\frac{1}{N} \sum_{k=1}^{N} x_k x_k^{T}"},
    )


@cache
def root_loss() -> Equation:
    """State the trace form of the loss as a Frobenius norm with A^{1/2}, in every dimension.

    1/2 ||(W - I) A^{1/2}||_F^2 = 1/2 tr((W - I) A (W - I)^T)  with R = A^{1/2}, R R = A.
    """
    weighted = (W - I) * R
    return Equation(
        id="task.root_loss",
        lhs=Trace(weighted * weighted.T) / 2,
        rhs=Trace((W - I) * R * R * (W - I).T) / 2,
        domain=Domain({W: Matrices.GENERAL, R: Matrices.SEMIDEFINITE}),
        source=LOSS,
        left=r"\tfrac{1}{2} \lVert (W - I)\, R \rVert_F^2",
        shown=r"\tfrac{1}{2} \operatorname{tr}\bigl( (W - I) R^2 (W - I)^{T} \bigr)",
        letters={"R": "A^{1/2}", "A": "R^2"},
    )


@cache
def second_moment(size: int, concepts: int, *, origin: bool = False) -> Equation:
    """State the population second moment of the data, a cluster at the origin or none.

    E[x x^T] = diag(sigma_p^2 + mu_p^2 / s),  with the origin cluster  diag(sigma_p^2 + mu_p^2 / (s + 1)),  0 beyond s.

    The left side is the mean over the clusters of the second derivatives at 0 of their moment generating functions.
    """
    clusters = concepts + origin
    moments = [cluster_second_moment(size, concepts, cluster) for cluster in range(1, clusters + 1)]
    rate = [deviation(p) ** 2 + signal(p) ** 2 / clusters for p in range(1, concepts + 1)]
    letters = [symbol for p in range(1, concepts + 1) for symbol in (signal(p), deviation(p))]
    moment = ImmutableMatrix(diag(*rate, *[0] * (size - concepts)))
    mean = sum(moments, start=ImmutableMatrix.zeros(size)) / clusters
    shown = rf"\sigma_{{p}}^{{2}} + \frac{{\mu_{{p}}^{{2}}}}{{{'s + 1' if origin else 's'}}}"
    return Equation(
        id="task.second_moment_origin" if origin else "task.second_moment",
        lhs=mean,
        rhs=moment,
        domain=Domain(dict.fromkeys(letters, NONNEGATIVE)),
        source="new" if origin else MOMENT,
        left=r"\mathbb{E}[x x^{T}]_{pp}",
        shown=shown,
        remark=r"$p \le s$; every other entry of $\mathbb{E}[x x^{T}]$ is zero",
        printed=(Printed("a_p", moment, lambda found: [(mean, found)], shown),),
    )


def cluster_second_moment(size: int, concepts: int, cluster: int) -> ImmutableMatrix:
    """Return E[x x^T] of one cluster, from its moment generating function exp(k.m + 1/2 k.diag(sigma)^2 k).

    Cluster p <= s has mean m = mu_p e_p; any further cluster sits at the origin.
    """
    dual = [Symbol(f"k_{index}") for index in range(1, size + 1)]
    mean = signal(cluster) * dual[cluster - 1] if cluster <= concepts else Rational(0)
    spread = sum((deviation(p) ** 2 * dual[p - 1] ** 2 for p in range(1, concepts + 1)), start=Rational(0)) / 2

    def moment(row: int, column: int) -> Expr:
        first, second = dual[row], dual[column]
        others = dict.fromkeys(set(dual) - {first, second}, 0)
        return mixed_moment(exp((mean + spread).subs(others)), first, second)

    return ImmutableMatrix(size, size, moment)


def mixed_moment(generating: Expr, first: Symbol, second: Symbol) -> Expr:
    """Return the second derivative of a moment generating function in two of its arguments at 0, not carried out."""
    if first == second:
        return at_value(derivative(generating, (first, 2)), first, 0)
    return at_value(derivative(at_value(derivative(generating, first), first, 0), second), second, 0)


@cache
def pair_moment() -> Equation:
    """State E[x_1 x_2] = m_1 m_2 + c_12 of two jointly Gaussian numbers, from their moment generating function."""
    m_1, m_2, k_1, k_2 = (Symbol(name, real=True) for name in ("m_1", "m_2", "k_1", "k_2"))
    c_11, c_12, c_22 = (entry("c", *place) for place in ((1, 1), (1, 2), (2, 2)))
    generating = exp(m_1 * k_1 + m_2 * k_2 + (c_11 * k_1**2 + 2 * c_12 * k_1 * k_2 + c_22 * k_2**2) / 2)
    return Equation(
        id="task.pair_moment",
        lhs=mixed_moment(generating, k_1, k_2),
        rhs=m_1 * m_2 + c_12,
        domain=Domain(dict.fromkeys((m_1, m_2, c_12), REAL)),
        source="elementary",
        left=r"\mathbb{E}[x_1 x_2]",
        remark=(
            r"$m_i$ are the means and $c_{ij}$ the covariances of two jointly Gaussian numbers; the left side is "
            r"$\partial^2 / \partial k_1 \partial k_2$ of $\mathbb{E}\, e^{k_1 x_1 + k_2 x_2}$ at $k = 0$"
        ),
    )


@cache
def second_moment_of_indices(*, origin: bool = False) -> Equation:
    """State the same for every number of concepts, on their coordinates i, j <= s = d: the mean of m_i m_j + c_ij.

    Cluster k has m_i = delta_ki mu_i and c_ij = delta_ij sigma_i^2, and the share 1/s of the samples, or 1/(s + 1); what
    remains is of the cluster at the origin.
    """
    mu, sigma = IndexedBase("mu"), IndexedBase("sigma")
    share, spread = 1 / (d + int(origin)), KroneckerDelta(i, j) * sigma[i] ** 2
    mean = KroneckerDelta(k, i) * mu[i] * KroneckerDelta(k, j) * mu[j]
    printed = "s + 1" if origin else "s"
    return Equation(
        id="task.second_moment_of_indices_origin" if origin else "task.second_moment_of_indices",
        lhs=share * Sum(mean + spread, (k, 1, d)) + (1 - share * d) * spread,
        rhs=KroneckerDelta(i, j) * (sigma[i] ** 2 + mu[i] ** 2 * share),
        source="new" if origin else MOMENT,
        left=r"\mathbb{E}[x x^{T}]_{ij}",
        shown=rf"\delta_{{ij}} \Bigl( \sigma_i^2 + \frac{{\mu_i^2}}{{{printed}}} \Bigr)",
        remark=r"$i, j \le s$, the coordinates of the concepts",
        steps=(pair_moment(), second_moment(2, 2, origin=origin)),
        believed="that the second moment of a mixture is the mean of those of its clusters",
    )


def test_point(composition: Sequence[int], size: int) -> ImmutableMatrix:
    """Return x_hat(v) = sum_p v_p mu_p e_p, shape (size, 1), for v in {0, 1}^s."""
    concepts = len(composition)
    return ImmutableMatrix(size, 1, lambda row, _: composition[row] * signal(row + 1) if row < concepts else 0)


@cache
def test_loss() -> Equation:
    """State the loss at one point z: 1/2 ||W z - z||^2 = 1/2 z^T (W - I)^T (W - I) z, in every dimension."""
    residual = W * z - z
    return Equation(
        id="task.test_loss",
        lhs=Trace(residual.T * residual) / 2,
        rhs=Trace(z.T * (W - I).T * (W - I) * z) / 2,
        domain=Domain({W: Matrices.GENERAL, z: Matrices.VECTOR}),
        source=f"{PAPER}, section 2.1, as transcribed",
        left=r"\tfrac{1}{2} \lVert W z - z \rVert^2",
        shown=r"\tfrac{1}{2} z^{T} (W - I)^{T} (W - I)\, z",
    )


def test_loss_slope() -> Equation:
    """State the slope of the test loss along a velocity W': (W z - z) . W' z, by differentiation."""
    return Equation(
        id="task.test_loss_slope",
        lhs=Trace(TimeDerivative((W * z - z).T * (W * z - z), (W, VELOCITY))) / 2,
        rhs=Trace((W * z - z).T * VELOCITY * z),
        domain=Domain({W: Matrices.GENERAL, VELOCITY: Matrices.GENERAL, z: Matrices.VECTOR}),
        left=r"\frac{d}{dt} \tfrac{1}{2} \lVert W z - z \rVert^2",
        shown=r"(W z - z)^{T} \dot W z",
        letters={r"\dot W": "V"},
        remark=r"the velocity $\dot W$ may be any matrix",
        steps=(test_loss(),),
    )


def slope_by_entries(size: int) -> Equation:
    """State that the slope of the test loss is the sum over entries of W of r_i w_ij' z_j, r = W z - z, by differentiation."""
    W_entries, speed = (ImmutableMatrix(size, size, lambda i, j, name=name: entry(name, i + 1, j + 1)) for name in ("w", "v"))
    point = ImmutableMatrix([Symbol(f"z_{k}", real=True) for k in range(1, size + 1)])
    residual = W_entries * point - point
    velocities = dict(zip(W_entries, speed, strict=True))
    loss = residual.dot(residual) / 2
    return Equation(
        id="task.slope_by_entries",
        lhs=Add(*[derivative(loss, w) * v for w, v in velocities.items()]),
        rhs=Add(*[residual[i] * speed[i, j] * point[j] for i in range(size) for j in range(size)]),
        domain=Domain(dict.fromkeys((*W_entries, *speed, *point), REAL)),
        left=r"\frac{d}{dt} \tfrac{1}{2} \lVert W z - z \rVert^2",
        shown=r"\sum_{ij} (W z - z)_i\, \dot w_{ij}\, z_j",
        letters={r"\dot w_{ij}": "v_{ij}"},
        remark=r"the velocity $\dot W$ may be any matrix",
        steps=(test_loss_slope(),),
    )


# pytest collects functions by name: these are no tests.
test_point.__test__ = test_loss.__test__ = test_loss_slope.__test__ = False  # type: ignore[attr-defined]
