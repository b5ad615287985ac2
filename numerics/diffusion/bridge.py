r"""The denoiser at the last noise level, solved: two linear layers O, M that turn a conditioning into an image.

    flow        O' = X_r M^T,  M' = O^T X_r,  X_r = X - O M S, in units of D/2 of loss time
    start       O = 0,  M^T M = diag(beta^2, eps^2 C), C = I but for an overlap of the columns of colour and size
    reduction   O = P u R^T, M = R v with X = P Y: u' = (Y - u v S) v^T, v' = u^T (Y - u v S), exactly, whatever D and h
    AdamW       the same layers, their gradients in units of their own root mean square: no gradient flow
    lazy        v at rest: u v = Y S^{-1} (1 - exp(-S v^T v t))
    corner      z_mean + P p_1 a_1 q_1^T (c_11 - c_mean): Cov(x, c) = sum_i s_i p_i q_i^T, a_i = s_i / (q_i^T Cov(c) q_i)
    slope       Cov(z_w, z_s) / Var(z_s), the strong concept that which q_1 looks at

Source: new; `theory.diffusion` derives it; Loshchilov and Hutter, 2019 (arXiv 1711.05101), Algorithm 2, for AdamW.

Legend: k = 5 numbers of c~ = (1, c); X (D, k), S (k, k); P (D, k), Y (k, k); u, v (k, k); times in units of D/2
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from numerics.diffusion.cells import CONCEPTS, Design
from numerics.diffusion.discs import Discs
from numerics.diffusion.moments import Moments, moments
from numerics.diffusion.paths import last_passage
from numerics.diffusion.readout import CORNERS, Readout
from numerics.task.arrays import Array

#: How much smaller the layers of the conditioning begin than that of the mean image.
RATIO = 0.1
#: Beyond this ratio the conditioning is learned before the mean image, and there are no stages.
LARGEST_RATIO = 10.0
#: The layer of the mean image begins at this.
BETA = 1.0
#: Tolerances of the integration, relative and absolute; the layers are of order one.
RTOL, ATOL = 1e-9, 1e-11
#: Of AdamW: what is kept of the mean of gradients and of squares in a step, and what is added to its root.
FIRST, SECOND, LEAST = 0.9, 0.999, 1e-8
#: The path is followed to so many times the time in which its second mode grows from its start to its limit.
LONG = 6.0
#: Points of a path.
POINTS = 2000


@dataclass(frozen=True, eq=False)
class Prediction:
    """What the bridge says of the unseen composition.

    Parameters
    ----------
    strong : which concept is learned first, 0 colour, 1 size
    slope : dz_weak/dz_strong of the first stage
    corner : (colour, size) where it ends
    learning_times : by concept, in units of D/2 of loss time; None if not within the horizon
    times : shape (n,)
    path : (colour, size) of the image of the unseen composition, shape (n, 2)
    """

    strong: int
    slope: float
    corner: tuple[float, float]
    learning_times: tuple[float | None, float | None]
    times: Array
    path: Array


def field(O: Array, M: Array, data: Moments) -> tuple[Array, Array]:
    """Return (O', M') in units of D/2: (X - O M S) M^T and O^T (X - O M S)."""
    rest = data.X - O @ M @ data.S
    return rest @ M.T, O.T @ rest


def descend(O: Array, M: Array, data: Moments, step: float, steps: int) -> tuple[Array, Array]:
    """Return the layers after so many steps of plain gradient descent, `step` in units of D/2 of loss time."""
    for _ in range(steps):
        change = field(O, M, data)
        O, M = O + step * change[0], M + step * change[1]
    return O, M


def adamw(O: Array, M: Array, data: Iterable[Moments], rate: float = 5e-4, decay: float = 0.01) -> Iterator[tuple[Array, Array]]:
    """Yield the layers after each step of AdamW, a step for each of the data: the same moments again, or those of batches."""
    layers = [np.array(O, dtype=float), np.array(M, dtype=float)]
    first, second = ([np.zeros_like(layer) for layer in layers] for _ in range(2))
    for step, some in enumerate(data, start=1):
        for k, rising in enumerate(field(layers[0], layers[1], some)):
            gradient = -2 / len(O) * rising
            first[k] = FIRST * first[k] + (1 - FIRST) * gradient
            second[k] = SECOND * second[k] + (1 - SECOND) * gradient**2
            size = np.sqrt(second[k] / (1 - SECOND**step)) + LEAST
            layers[k] = (1 - rate * decay) * layers[k] - rate * first[k] / (1 - FIRST**step) / size
        yield layers[0], layers[1]


@dataclass(frozen=True, eq=False)
class Reduced:
    """The flow in the frame of the images.

    Parameters
    ----------
    P : orthonormal columns that span the columns of X, shape (D, k)
    data : Y and S in place of X and S
    v : the embedding at the start, a square root of M(0)^T M(0), shape (k, k)
    """

    P: Array
    data: Moments
    v: Array

    def layers(self, times: Array) -> tuple[Array, Array]:
        """Return u and v at times >= 0 that ascend, shapes (n, k, k)."""
        k = len(self.v)

        def velocity(_: float, flat: Array) -> Array:
            u, v = flat.reshape(2, k, k)
            return np.concatenate([part.ravel() for part in field(u, v, self.data)])

        start = np.concatenate([np.zeros(k * k), self.v.ravel()])
        solved = solve_ivp(velocity, (0.0, float(times[-1])), start, method="LSODA", t_eval=times, rtol=RTOL, atol=ATOL)
        if not solved.success:
            raise ArithmeticError(f"the flow of the denoiser cannot be followed: {solved.message}")
        u, v = solved.y.T.reshape(-1, 2, k, k).transpose(1, 0, 2, 3)
        return u, v

    def maps(self, times: Array) -> Array:
        """Return O M at times, shape (n, D, k)."""
        u, v = self.layers(times)
        return self.P @ u @ v

    def lazy_map(self, time: float) -> Array:
        """Return O M at a time with M at rest: X S^{-1} (1 - exp(-S M^T M t)), shape (D, k)."""
        S, K = self.data.S, self.v.T @ self.v
        return self.P @ self.data.X @ np.linalg.solve(S, np.eye(len(S)) - expm(-S @ K * time))


def reduced(data: Moments, ratio: float = RATIO, beta: float = BETA, overlap: float = 0.0) -> Reduced:
    """Return the flow from O = 0 and M^T M = diag(beta^2, eps^2 C), eps = ratio beta, in the frame of the images.

    C is the identity, but for the column of the diameter, whose cosine with (red - blue)/sqrt(2) is the overlap.
    """
    P, Y = np.linalg.qr(data.X)
    start = beta * np.diag([1.0, *[ratio] * (len(data.S) - 1)])
    if overlap:
        start[:, 4] = start @ [0.0, overlap / np.sqrt(2), 0.0, -overlap / np.sqrt(2), np.sqrt(1 - overlap**2)]
    return Reduced(P, Moments(Y, data.S), start)


def first_mode(data: Moments, discs: Discs) -> tuple[Array, Array, Array, float]:
    """Return s, p_1, q_1 and a_1 of Cov(x, c): singular values, the image and the conditioning of the first, and its limit."""
    mean = data.S[0, 1:]
    covariance, spread = data.X[:, 1:] - np.outer(data.X[:, 0], mean), data.S[1:, 1:] - np.outer(mean, mean)
    images, values, conditionings = np.linalg.svd(covariance, full_matrices=False)
    q = conditionings[0]
    return values, images[:, 0], q, float(values[0] / (q @ spread @ q))


def predict(design: Design, discs: Discs, ratio: float = RATIO, overlap: float = 0.0) -> Prediction:
    """Return the prediction for a design: order, slope, corner, learning times and path of the unseen composition.

    Parameters
    ----------
    ratio : of the scale of the conditioning to that of the mean image, as they start, > 0
    overlap : cosine, as they start, between what red to blue and what big to small do to the conditioning, in [-1, 1]

    Raises
    ------
    ValueError : if ratio or overlap is out of range
    """
    if not 0 < ratio <= LARGEST_RATIO:
        raise ValueError(f"ratio must lie above 0 and at most {LARGEST_RATIO:g}, got {ratio:g}")
    if not -1 <= overlap <= 1:
        raise ValueError(f"overlap must lie between -1 and 1, got {overlap:g}")
    data, read = moments(design, discs), Readout(discs)
    unseen = np.concatenate([[1.0], discs.conditioning(CORNERS[3:])[0]])
    values, p, q, limit = first_mode(data, discs)
    moved = p * limit * (q @ (unseen - data.S[0])[1:])
    strong = int(np.argmax(np.abs(read.projection @ p)))
    start = read(data.X[:, 0])
    flow = reduced(data, ratio, overlap=overlap)
    times = np.linspace(0.0, _horizon(values, ratio), POINTS)
    u, v = flow.layers(times)
    path = read((u @ v @ unseen) @ flow.P.T)
    return Prediction(
        strong,
        float(design.slope(strong, discs.within())),
        tuple(float(level) for level in start + read.projection @ moved),  # type: ignore[arg-type]
        tuple(last_passage(times, path[:, k]) for k in range(len(CONCEPTS))),  # type: ignore[arg-type]
        times,
        path,
    )


def _horizon(values: Array, ratio: float) -> float:
    """Return LONG times the time in which the second mode of Cov(x, c) grows from its start to its limit, to leading order."""
    return float(LONG * np.log(4 / min(ratio, 1.0) ** 2) / (2 * values[1]))
