"""Taylor coefficients of the flow and of its tangents, in ball arithmetic.

    C_{n+1} = (Y_n - (T_n + T_n^T)/2) / (n+1),     Y_n = A C_n + C_n A,      T_n = sum_k Y_k C_{n-k}
    F_{n+1} = (Z_n - (U_n + U_n^T)/2) / (n+1),     Z_n = A F_n + F_n A + A_1 C_n + C_n A_1,
                                                   U_n = sum_k Z_k C_{n-k} + Y_k F_{n-k}

F is the derivative of the solution along a symbol that moves the start by F_0 and the rates by A_1.  Every ball holds
the exact coefficient of the exact solution from the exact centre C_0, with the rates anywhere in the balls of A.

Source: Moore, Interval Analysis (1966), for the recursive coefficients; for this flow new here.

Legend: C, F symmetric (d, d) `arb_mat`; A, A_1 diagonal; N order (degree of the polynomial).
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb, arb_mat, arb_poly

from numerics.ball_field import HALF, mirror


@dataclass(frozen=True)
class FlowSeries:
    """The coefficients C_0..C_N of the flow, with Y_0..Y_N."""

    C: tuple[arb_mat, ...]
    Y: tuple[arb_mat, ...]


def flow_series(C: arb_mat, A: arb_mat, order: int) -> FlowSeries:
    """Return C_0..C_N of W' = V(W), W(0) = C.

    C : (d, d) symmetric; A : (d, d) diagonal; order : N >= 1.
    """
    coefficients, doubles = [C], [mirror(A * C)]
    for n in range(order):
        product = doubles[0] * coefficients[n]
        for k in range(1, n + 1):
            product += doubles[k] * coefficients[n - k]
        after = (doubles[n] - mirror(product) * HALF) / arb(n + 1)
        coefficients.append(after)
        doubles.append(mirror(A * after))
    return FlowSeries(tuple(coefficients), tuple(doubles))


def tangent_series(F: arb_mat, flow: FlowSeries, A: arb_mat, A_1: arb_mat) -> tuple[arb_mat, ...]:
    """Return F_0..F_N of F' = DV(W) F + V(W; A_1), F(0) = F, along the flow.

    F : (d, d) symmetric; A_1 : (d, d) diagonal, the derivative of A along the same symbol.
    """
    coefficients = [F]
    doubles = [mirror(A * F + A_1 * flow.C[0])]
    for n in range(len(flow.C) - 1):
        product = doubles[0] * flow.C[n] + flow.Y[0] * coefficients[n]
        for k in range(1, n + 1):
            product += doubles[k] * flow.C[n - k] + flow.Y[k] * coefficients[n - k]
        after = (doubles[n] - mirror(product) * HALF) / arb(n + 1)
        coefficients.append(after)
        doubles.append(mirror(A * after + A_1 * flow.C[n + 1]))
    return tuple(coefficients)


Polynomials = tuple[tuple[arb_poly, ...], ...]


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
