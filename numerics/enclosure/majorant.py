r"""A scalar majorant of the flow: how far its Taylor series reaches, and how large the tail is.

Write the solution from an exact centre C as W(s) = C + D(s). Then, exactly,

    D' = V(C) + DV(C) D + Q(D),    ||V(C)|| <= v,  ||DV(C) D|| <= l ||D||,  ||Q(X, Y)|| <= q ||X|| ||Y||,  q = 2 max a,

where Q(X, Y) is the symmetric bilinear form with Q(D, D) = Q(D). So, by induction on n, the Taylor coefficients satisfy
||D_n|| <= r_n, those of the scalar Riccati equation

    r' = v + l r + q r^2,   r(0) = 0,   all r_n >= 0.

**A-priori box.** A series with coefficients >= 0 converges up to the time at which its sum blows up, and r reaches R not
before rho(R) = int_0^R dr / (v + l r + q r^2). Hence sum r_n rho^n <= R, and for |s| <= rho the series of D converges, the
solution exists and ||W(s) - C|| <= R: the box is proved, not guessed. The integral has the closed form

    x = sqrt(|4 q v - l^2|) R / (2 v + l R),   rho = 2 R / (2 v + l R) * (atan(x)/x  if 4 q v > l^2,  atanh(x)/x  if less).

**Tail.** With 0 <= s <= rho and x = s / rho:  sum_{n > N} ||D_n|| s^n <= x^(N+1) sum r_n rho^n <= x^(N+1) R. The j-th
derivative of the tail is at most R rho^-j (N+1)!/(N+1-j)! x^(N+1-j) while x <= (N+2-j)/(N+2), since the factors
n!/(n-j)! x^(n-j) fall from n = N+1 on.

**Tangents.** F' = DV(W) F + V(W; A_1) has ||F_n|| <= f_n, f' = (l + 2 q r) f + g(r), g = g0 + g1 r + g2 r^2. As
r'' = (l + 2 q r) r' and g <= k r' coefficientwise, k = max(g0/v, g1/l, g2/q), we get f <= (f(0)/v + k s) r'.

Source: the method of majorants (Cauchy; Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, I.8); the
closed form for this flow: new.

Legend: v, l, q, R, rho as above (balls, read as upper or lower bounds as said); N order; j derivative.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb

#: v and l are raised by 2^-30 (l + q): near equilibrium the reach stays finite and the bound of the tangents usable.
FLOOR_BITS = 30


@dataclass(frozen=True)
class Majorant:
    """The Riccati equation r' = v + l r + q r^2 with positive v, l, q (exact upper bounds of the true ones)."""

    v: arb
    l: arb
    q: arb

    @classmethod
    def above(cls, v: arb, l: arb, q: arb) -> Majorant:
        """Return the majorant of bounds v, l >= 0 and q > 0, each raised to an exact positive number."""
        floor = (l + q) * arb(2) ** -FLOOR_BITS
        return cls((v + floor).upper(), (l + floor).upper(), q.upper())

    def slope(self, r: arb) -> arb:
        """Return an upper bound of v + l r + q r^2."""
        return (self.v + r * (self.l + self.q * r)).upper()

    def reach(self, r: arb) -> arb:
        """Return a lower bound of rho(r), the first time at which the majorant can be at r > 0."""
        base = 2 * r / (2 * self.v + self.l * r)
        discriminant = 4 * self.q * self.v - self.l * self.l
        if discriminant > 0:
            x = discriminant.sqrt() * base / 2
            return (base * x.atan() / x).lower()
        if discriminant < 0:
            x = (-discriminant).sqrt() * base / 2
            return (base * x.atanh() / x).lower() if x < 1 else base.lower()
        # atan(x)/x is at least 1 - x^2/3; so is atanh(x)/x, with -x^2 for x^2.
        return (base * (1 - discriminant * base * base / 12)).lower()


@dataclass(frozen=True)
class Box:
    """The proved a-priori box: for |s| <= reach the solution exists and stays within `radius` of its centre; order N."""

    radius: arb
    reach: arb
    order: int

    def tail(self, s: arb, derivative: int = 0) -> arb:
        """Return an upper bound of the j-th derivative of sum_{n > N} ||D_n|| s^n, 0 <= s <= reach, j = 0, 1, 2.

        Raises
        ------
        ValueError : if s is beyond (N+2-j)/(N+2) of the reach
        """
        order, x = self.order, s / self.reach
        if not x * (order + 2) <= order + 2 - derivative:
            raise ValueError(f"s must be at most {order + 2 - derivative}/{order + 2} of the reach {self.reach}, got {s}")
        factor = arb(1)
        for k in range(derivative):
            factor *= (order + 1 - k) / self.reach
        return (self.radius * factor * x ** (order + 1 - derivative)).upper()


def best_box(bound: Majorant, order: int) -> Box:
    """Return the box whose tail R / rho^(N+1) is least among the radii 2^k (l/q + sqrt(v/q)), k = -3, ..., 6."""
    scale = bound.l / bound.q + (bound.v / bound.q).sqrt()
    radii = [(scale * arb(2) ** k).mid() for k in range(-3, 7)]
    boxes = [Box(radius, bound.reach(radius), order) for radius in radii]
    return min(boxes, key=lambda box: float(box.radius.log()) - (order + 1) * float(box.reach.log()))


def tangent_box(bound: Majorant, box: Box, start: arb, source: tuple[arb, arb, arb]) -> Box:
    """Return the box of F' = DV(W) F + V(W; A_1): ||F|| <= (f(0)/v + k rho) r'(rho) on the same disc.

    start : f(0) = ||F(0)||
    source : bounds g0, g1, g2 of V(C; A_1), of its derivative and of its quadratic part
    """
    g0, g1, g2 = source
    k = arb.max(arb.max(g0 / bound.v, g1 / bound.l), g2 / bound.q)
    return Box(((start / bound.v + k * box.reach) * bound.slope(box.radius)).upper(), box.reach, box.order)
