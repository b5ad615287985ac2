"""The test loss in ball arithmetic, and its exact probe.

    L = |(W - I) z|^2 / 2,    z = x_hat(v) = sum_p v_p mu_p e_p

Source: arXiv 2410.08309v2, section 2, as transcribed.

Legend: W (d, d) balls; z the probe x_hat(v), length d; mu (s,) signals; v (s,) zeros and ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb, arb_mat, fmpq

from numerics.enclosure.field import identity


def probe(mu: Sequence[fmpq], dim: int, v: Sequence[int] | None = None) -> list[fmpq]:
    """Return x_hat(v) = sum_p v_p mu_p e_p, length dim; v is all ones unless given.

    Raises
    ------
    ValueError : if v is not s zeros and ones
    """
    chosen = [1] * len(mu) if v is None else list(v)
    if len(chosen) != len(mu) or any(bit not in (0, 1) for bit in chosen):
        raise ValueError(f"probe must be {len(mu)} zeros and ones, got {', '.join(str(bit) for bit in chosen[:20])}")
    return [bit * m for bit, m in zip(chosen, mu, strict=True)] + [fmpq(0)] * (dim - len(mu))


def column(z: Sequence[fmpq | arb]) -> arb_mat:
    """Return z as balls, shape (d, 1)."""
    return arb_mat(len(z), 1, [arb(entry) for entry in z])


def test_loss(W: arb_mat, z: arb_mat) -> arb:
    """Return a ball around |(W - I) z|^2 / 2."""
    return sum((entry * entry for entry in ((W - identity(W.nrows())) * z).entries()), arb(0)) / 2
