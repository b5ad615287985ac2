"""Claims that the area law holds along the integrated tied flow, and what follows from it: convergence, a bound on the loss."""

from __future__ import annotations

from functools import partial
from itertools import chain

import numpy as np
from numpy.random import Generator

from numerics.task.loss import log_det_divergence, training_loss
from numerics.task.quadrature import integral
from verify.claim import Claim
from verify.methods import Bounded, Points
from verify.methods.flows import exact_flow, random_definite, random_flows

#: Largest relative error of the integrated laws: the Taylor flow and the quadrature are good to 1e-12.
TOLERANCE = 1e-9


def _area(rng: Generator, factor: float = 4.0, power: int = 1) -> Points:
    """Compare factor * (the integral of L to T) with Phi(W(0)) - Phi(W(T)), A full and W(0) with eigenvalues in [.02, 1.5]."""
    for A, start, path in random_flows(rng, (0.02, 1.5), 6.0):
        area = factor * integral(path, partial(training_loss, A=np.linalg.matrix_power(A, power)))
        spent = log_det_divergence(start) - log_det_divergence(path.W(6.0))
        yield abs(area - spent) / spent, {"d": len(A), "area": area, "divergence": spent}


MEASURED = Claim(
    id="area_law.measured",
    title=(
        "For random full $A$ and $W(0)$ in $d = 2, 3, 5, 8, 16$, four times the area of $L$ to $t = 6$ is "
        r"$\Phi(W(0)) - \Phi(W(6))$, to $10^{-9}$."
    ),
    source="new",
    method=Bounded(
        measure=_area,
        tolerance=TOLERANCE,
        what="The flow by Taylor series (looked at by DOP853) is integrated by Gauss-Legendre nodes and compared to 1e-9.",
        refuted_by="A start for which they differ by more than 1e-9 of the divergence.",
        faults=(("factor 2", {"factor": 2.0}), ("A -> A^2", {"power": 2})),
    ),
    code=(
        "numerics.task.quadrature.integral",
        "numerics.task.loss.log_det_divergence",
        "numerics.flow.taylor.integrate_tied_taylor",
    ),
    depends_on=("area_law.slope", "engines.flows"),
)


def _converges(rng: Generator, rate: float = 2.0, least: bool = True, floor: float = 0.0) -> Points:
    """Divide Phi(W(t)) by Phi(W(0)) exp(-rate a_min min(1, lambda_min(W(0))) t), at 40 times to t = 12."""
    small = 1e-4 * np.eye(2)
    for A, start, path in chain(random_flows(rng, (0.02, 1.5), 12.0), [(np.eye(2), small, exact_flow(small, np.eye(2), 12.0))]):
        slowest, lowest, initial = np.linalg.eigvalsh(A)[0], np.linalg.eigvalsh(start)[0], log_det_divergence(start)
        for time in np.linspace(0.3, 12.0, 40):
            bound = initial * np.exp(-rate * slowest * (min(1.0, lowest) if least else 1.0) * time)
            yield abs(log_det_divergence(path.W(time)) + floor) / bound, {"d": len(A), "t": float(time), "bound of Phi": bound}


CONVERGENCE = Claim(
    id="area_law.convergence",
    title=(
        r"For random full $A > 0$, $W(0) > 0$ in $d = 2, 3, 5, 8, 16$, and for $A = I$, $W(0) = I/10^4$ in $d = 2$, $\Phi(W(t)) "
        r"\le \Phi(W(0)) \exp(-2 a_{\min} \min(1, \lambda_{\min}(W(0))) t)$ at 40 times to $t = 12$: the flow tends to $I$."
    ),
    source="new",
    method=Bounded(
        measure=_converges,
        tolerance=1.0,
        named="largest_part_of_bound",
        what=r"The bound that the area law and the eigenvalue law give is held against $\Phi$ along the integrated flow.",
        refuted_by=r"A time at which $\Phi$ exceeds the bound.",
        faults=(("lambda_min left out", {"least": False}), ("a part of Phi of 1/1000 never goes", {"floor": 1e-3})),
    ),
    code=("numerics.task.loss.log_det_divergence",),
    depends_on=("area_law.convergence_slope", "exact_laws.eigenvalue_comparison"),
)


def _singular(rng: Generator, coupling: float = 0.0) -> Points:
    """Follow starts with a_k = 0 for k > s to their limit I_s + W_rr and compare the area with the difference of Phi."""
    for size, trained in ((3, 2), (5, 3), (8, 5)):
        a = np.concatenate([rng.uniform(1.5, 3.0, trained), np.full(size - trained, coupling)])
        start = random_definite(size, 0.1, 1.2, rng)
        path = exact_flow(start, a, 36.0)
        final = path.W(36.0)
        limit = final.copy()
        limit[:trained], limit[:, :trained] = np.eye(size)[:trained], np.eye(size)[:, :trained]
        away = float(np.max(np.abs(final - limit)))
        rest = final[trained:, trained:]
        still = float(np.max(np.abs(rest - path.W(24.0)[trained:, trained:])))
        area = 4 * integral(path, partial(training_loss, A=a))
        spent = log_det_divergence(start) - log_det_divergence(limit)
        shown = {"d": size, "s": trained, "distance from the limit": away, "untrained block still moves": still}
        error = max(away, still, abs(area - spent) / spent) if np.linalg.eigvalsh(rest)[0] > 0 else np.inf
        yield error, {**shown, "area": area, "divergence": spent}


SINGULAR = Claim(
    id="area_law.singular",
    title=(
        "With $a_k = 0$ for $k > s$ ($d$, $s = 3, 2$; 5, 3; 8, 5; random $W(0) > 0$) the flow is at the direct sum of $I_s$ "
        r"and $W_{rr} > 0$ by $t = 36$, and the area of $L$ is $(\Phi(W(0)) - \Phi(W_{\infty}))/4$, to $10^{-9}$."
    ),
    source="new",
    method=Bounded(
        measure=_singular,
        tolerance=TOLERANCE,
        what=(
            "The trained rows of $W(36)$ are compared with those of $I$, its untrained block with that of $W(24)$, the area "
            r"with $\Phi$."
        ),
        refuted_by="A limit of another form, an untrained block that moves on, or another area.",
        faults=(("the untrained coordinates given a rate of .01", {"coupling": 0.01}),),
    ),
    code=("numerics.task.quadrature.integral",),
    depends_on=("area_law.slope",),
)


def _bounded_loss(rng: Generator, factor: float = 4.0) -> Points:
    """Divide L(t) by Phi(W(0)) / (factor t) for random starts and for small multiples of I, where it is nearly reached."""
    small = [(np.eye(2), start, exact_flow(start, np.eye(2), 40.0)) for start in (1e-4 * np.eye(2), 1e-12 * np.eye(2))]
    for A, start, path in chain(random_flows(rng, (0.02, 1.5), 8.0, sizes=(2, 3, 5, 8)), small):
        end = path.steps[-1]
        for time in np.linspace(end / 80, end, 80):
            bound = log_det_divergence(start) / (factor * time)
            yield float(training_loss(path.W(time), A)) / bound, {"d": len(start), "t": float(time), "bound of L": bound}


BOUNDED_LOSS = Claim(
    id="area_law.bounded_loss",
    title=(
        r"$L(t) \le \Phi(W(0))/(4 t)$ at 80 times for six starts: random ones in $d = 2, 3, 5, 8$ and two small multiples of $I$."
    ),
    source="new",
    method=Bounded(
        measure=_bounded_loss,
        tolerance=1.0,
        named="largest_part_of_bound",
        what="Since L falls, t L(t) is at most its area; the bound is held against L along the integrated flow.",
        refuted_by="A time at which $L$ exceeds the bound.",
        faults=(("5 in place of 4", {"factor": 5.0}),),
    ),
    code=("numerics.task.loss.log_det_divergence", "numerics.task.loss.training_loss"),
    depends_on=("area_law.falling_bound",),
)
