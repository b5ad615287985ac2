"""Taylor coefficients of the flow and of its tangents, in ball arithmetic.

    C_{n+1} = (L_n - (T_n + T_n^T)/2) / (n+1),     T_n = sum_k Y_k C_{n-k};   tied: L_n = Y_n = A C_n + C_n A
    F_{n+1} = (Z_n - (U_n + U_n^T)/2) / (n+1),     Z_n = A F_n + F_n A + A_1 C_n + C_n A_1,
                                                   U_n = sum_k Z_k C_{n-k} + Y_k F_{n-k}

F is the derivative of the solution along a symbol that moves the start by F_0 and the rates by A_1. Every ball holds
the exact coefficient of the exact solution from the exact centre C_0, with the rates anywhere in the balls of A.

Source: Moore, Interval Analysis (1966), for the recursive coefficients; for this flow: new.

Legend: C, F symmetric (d, d) `arb_mat`; L, Y as in `numerics.enclosure.field`; A, A_1 diagonal; N order (degree of the
polynomial).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, arb_mat, arb_poly

from numerics.enclosure.field import HALF, Law, mirror, parts

Matrices = Sequence[arb_mat]
Polynomials = tuple[tuple[arb_poly, ...], ...]


@dataclass(frozen=True)
class FlowSeries:
    """The coefficients C_0..C_N of the flow, with Y_0..Y_N."""

    C: tuple[arb_mat, ...]
    Y: tuple[arb_mat, ...]


def _next_coefficient(X: arb_mat, n: int, *pairs: tuple[Matrices, Matrices]) -> arb_mat:
    """Return (X - (T + T^T)/2) / (n+1) with T = sum_k L_k R_{n-k}, summed over all pairs (L, R)."""
    d = X.nrows()
    T = arb_mat(d, d)
    for k in range(n + 1):
        first, *others = [L[k] * R[n - k] for L, R in pairs]
        T += sum(others, first)
    return (X - mirror(T) * HALF) / arb(n + 1)


def flow_series(C: arb_mat, A: Law, order: int) -> FlowSeries:
    """Return C_0..C_N of W' = V(W), W(0) = C.

    C : exact centre, symmetric, shape (d, d)
    A : rates, diagonal, shape (d, d), or those of free layers
    order : N >= 1
    """
    linear, drag = parts(C, A)
    coefficients, drags = [C], [drag]
    for n in range(order):
        coefficients.append(_next_coefficient(linear, n, (drags, coefficients)))
        linear, drag = parts(coefficients[-1], A)
        drags.append(drag)
    return FlowSeries(tuple(coefficients), tuple(drags))


def tangent_series(F: arb_mat, flow: FlowSeries, A: arb_mat, A_1: arb_mat) -> tuple[arb_mat, ...]:
    """Return F_0..F_N of F' = DV(W) F + V(W; A_1), F(0) = F, along the flow.

    F : derivative of the start along the symbol, symmetric, shape (d, d)
    A_1 : derivative of A along the same symbol, diagonal, shape (d, d)
    """
    coefficients, doubles = [F], [mirror(A * F + A_1 * flow.C[0])]
    for n in range(len(flow.C) - 1):
        coefficients.append(_next_coefficient(doubles[n], n, (doubles, flow.C), (flow.Y, coefficients)))
        doubles.append(mirror(A * coefficients[-1] + A_1 * flow.C[n + 1]))
    return tuple(coefficients)


def entry_polynomials(coefficients: tuple[arb_mat, ...]) -> Polynomials:
    """Return the d x d entries as polynomials in s; mirrored entries are one object."""
    d = coefficients[0].nrows()
    tables = [M.tolist() for M in coefficients]
    upper = {(i, j): arb_poly([table[i][j] for table in tables]) for i in range(d) for j in range(i, d)}
    return tuple(tuple(upper[min(i, j), max(i, j)] for j in range(d)) for i in range(d))


def evaluate(polynomials: Polynomials, s: arb) -> arb_mat:
    """Return balls that contain the polynomials at every point of the ball s, shape (d, d)."""
    d = len(polynomials)
    values = {(i, j): polynomials[i][j](s) for i in range(d) for j in range(i, d)}
    return arb_mat(d, d, [values[min(i, j), max(i, j)] for i in range(d) for j in range(d)])
