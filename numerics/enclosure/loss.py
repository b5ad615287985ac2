"""Losses of the tied network and their time derivatives, in ball arithmetic.

With E = W - I and the flow on the printed clock, W' = V(W), W'' = DV(W) V(W):

    test loss      L = |E z|^2 / 2,         L' = (E z).(W' z),     L'' = |W' z|^2 + (E z).(W'' z)
    training loss  L = tr(E A E) / 2,       L' = tr(E A W') = -2 tr(X W X),   X = A - (A W + W A)/2

Source: arXiv 2410.08309v2, sections 2 and 4, as transcribed; derivatives new here.

Legend: W symmetric (d, d) balls; A diagonal (d, d) balls; z the probe x_hat(v), length d, balls.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb, arb_mat, fmpq

from numerics.ball_field import field, mirror, tangent


def probe(mu: Sequence[fmpq], dim: int, v: Sequence[int] | None = None) -> list[fmpq]:
    """Return x_hat(v) = sum_p v_p mu_p e_p, length dim; v is all ones unless given."""
    chosen = [1] * len(mu) if v is None else list(v)
    if len(chosen) != len(mu) or any(bit not in (0, 1) for bit in chosen):
        raise ValueError(f"v: must hold {len(mu)} zeros and ones, got {chosen}")
    return [bit * m for bit, m in zip(chosen, mu, strict=True)] + [fmpq(0)] * (dim - len(mu))


def column(z: Sequence[fmpq | arb]) -> arb_mat:
    """Return z as a (d, 1) matrix of balls."""
    return arb_mat(len(z), 1, [arb(entry) for entry in z])


def _dot(x: arb_mat, y: arb_mat) -> arb:
    return (x.transpose() * y)[0, 0]


def _deviation(W: arb_mat) -> arb_mat:
    d = W.nrows()
    return W - arb_mat(d, d, [arb(i == j) for i in range(d) for j in range(d)])


def test_loss(W: arb_mat, z: arb_mat) -> arb:
    """Return a ball around |(W - I) z|^2 / 2."""
    return sum((entry * entry for entry in (_deviation(W) * z).entries()), arb(0)) / 2


def test_loss_rate(W: arb_mat, A: arb_mat, z: arb_mat) -> arb:
    """Return a ball around L' = (E z).(W' z)."""
    return _dot(_deviation(W) * z, field(W, A) * z)


def test_loss_curvature(W: arb_mat, A: arb_mat, z: arb_mat) -> arb:
    """Return a ball around L'' = |W' z|^2 + (E z).(W'' z)."""
    velocity = field(W, A)
    moved = velocity * z
    return _dot(moved, moved) + _dot(_deviation(W) * z, tangent(W, velocity, A) * z)


def training_loss(W: arb_mat, A: arb_mat) -> arb:
    """Return a ball around tr(E A E) / 2."""
    E = _deviation(W)
    return (E * A * E).trace() / 2


def training_loss_rate(W: arb_mat, A: arb_mat) -> arb:
    """Return a ball around L' = -2 tr(X W X), X = A - (A W + W A)/2."""
    X = A - mirror(A * W) / 2
    return (X * W * X).trace() * -2
