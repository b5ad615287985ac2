"""Claims about a full second moment: the flows do not depend on the basis, so that every statement holds in its eigenbasis."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.setting import setting
from numerics.task.field import one_layer_field, tied_field
from numerics.task.layers import layer_product, product_field
from theory import correlated
from verify.claim import Claim, Level
from verify.methods import Bounded, Points, equality

TIED = equality(
    "correlated.tied",
    (
        r"$V_{Q A Q^T}(Q W Q^T) = Q V_A(W) Q^T$ for every $Q$ with orthonormal columns, in every dimension; the test loss at $Q "
        r"z$ is that at $z$."
    ),
    correlated.tied,
    correlated.test_loss,
    level=Level.STANDARD,
    depends_on=("two_layer.congruence_form", "task.test_loss"),
)

ONE_LAYER = equality(
    "correlated.one_layer",
    r"$(Q W Q^T - I) Q A Q^T = Q (W - I) A Q^T$ for every $Q$ with orthonormal columns, in every dimension.",
    correlated.one_layer,
    level=Level.STANDARD,
    depends_on=("task.root_loss", "one_layer.flow"),
)

LAYERS = equality(
    "correlated.layers",
    (
        r"At $Q W_2$, $W_1 Q^T$ and $Q A Q^T$ the gradients of two layers are $Q$ times that in $W_2$ and that in $W_1$ times "
        r"$Q^T$, for every $Q$ with orthonormal columns, in every dimension and for any width."
    ),
    correlated.second_layer,
    correlated.first_layer,
    level=Level.STANDARD,
    depends_on=("untied.gradients",),
)

AMPLITUDE = equality(
    "correlated.amplitude",
    (
        r"For two means of norms $m_1 > m_2$ at an angle of cosine $c$, $A$ has the eigenvalues $\sigma^2 + (m_1^2 + m_2^2 \pm "
        r"D)/4$, $D^2 = (m_1^2 - m_2^2)^2 + 4 m_1^2 m_2^2 c^2$, and the sum of the means has the entries $y$ in its eigenbasis "
        r"with $(y_1 y_2)^2 = m_1^2 m_2^2 (1 - c^2) (m_1^2 - m_2^2)^2 / D^2$."
    ),
    correlated.characteristic,
    correlated.projections,
    correlated.amplitude,
    level=Level.STANDARD,
    depends_on=("correlated.tied", "task.second_moment"),
)

MONOTONE = equality(
    "correlated.lowers_the_rise",
    (
        r"With $|c|$ the amplitude $|y_1 y_2|$ of two means of norms $m_1 > m_2$ falls, $d (y_1 y_2)^2/dc = -2 c\, m_1^2 m_2^2 "
        r"(m_1^4 - m_2^4)^2/D^4$, and $\theta = D/(K + D)$ rises, $K = 4 \sigma^2 + m_1^2 + m_2^2$, $d \theta/dc = 4 c\, m_1^2 "
        r"m_2^2 K/(D (K + D)^2)$; and with $\theta$ the exponent $4 \theta/(4 - \theta)$ of the rise in $\omega$."
    ),
    correlated.amplitude_slope,
    correlated.theta,
    correlated.theta_slope,
    correlated.exponent_slope,
    level=Level.STANDARD,
    depends_on=("correlated.amplitude", "swing_by.exponent"),
)

EQUAL_NORMS = equality(
    "correlated.equal_norms",
    (
        r"Where both means have the norm $m$ their sum is an eigenvector of $A$, of $\sigma^2 + m^2 (1 + c)/2$, and their "
        r"difference one of $\sigma^2 + m^2 (1 - c)/2$: the sum is that of the greater eigenvalue where $c > 0$."
    ),
    *(partial(correlated.equal_norms_sum, entry) for entry in (1, 2)),
    *(partial(correlated.equal_norms_difference, entry) for entry in (1, 2)),
    level=Level.STANDARD,
    depends_on=("correlated.amplitude",),
)

#: Models with a start at d = 3, drawn as normal entries of these shapes.
SHAPES = {"tied": ((3, 3),), "one-layer": ((3, 3),), "untied": ((4, 3), (3, 4)), "deep": ((4, 3), (2, 4), (3, 2))}


def in_the_eigenbasis(rng: Generator, turned: bool = True) -> Points:
    """Compare W' in coordinates with that of the setting that is read, in the eigenbasis, for every model."""
    root = rng.standard_normal((3, 4))
    A, z = root @ root.T / 4, rng.standard_normal(3)
    for model, shapes in SHAPES.items():
        drawn = [0.3 * rng.standard_normal(shape) for shape in shapes]
        layered = len(drawn) > 1
        start: Any = tuple(drawn) if layered else drawn[0] @ drawn[0].T if model == "tied" else drawn[0]
        question = setting(None, None, start, model, second_moment=A, probe=z)
        Q = np.asarray(question.basis if turned else np.eye(3))
        field = tied_field if model == "tied" else one_layer_field
        here = product_field(start, A) if layered else field(start, A)
        there = product_field(question.W0, question.a) if layered else field(question.W0, question.a)
        W = layer_product(start) if layered else start
        W_there = layer_product(question.W0) if layered else question.W0
        size = float(np.max(np.abs(here)))
        yield float(np.max(np.abs(Q.T @ here @ Q - there))) / size, {"model": model, "what": "flow"}
        yield float(np.max(np.abs(Q.T @ (W @ z - z) - (W_there @ question.z - question.z)))), {"model": model, "what": "residual"}
        yield float(np.max(np.maximum(np.diff(question.a), 0.0))), {"model": model, "what": "order"}


EIGENBASIS = Claim(
    id="correlated.eigenbasis",
    title=(
        r"A setting with a second moment is read in its eigenbasis, eigenvalues descending: $W'$ and the residual at the test "
        r"point are those in coordinates, turned, to $10^{-11}$, for every model ($d = 3$)."
    ),
    source="new",
    method=Bounded(
        measure=in_the_eigenbasis,
        tolerance=1e-11,
        what="One random second moment, start and point.",
        faults=(("not turned", {"turned": False}),),
    ),
    code=("numerics.setting.exact_setting",),
    depends_on=("correlated.tied", "correlated.one_layer", "correlated.layers"),
)
