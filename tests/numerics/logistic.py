"""One concept: W' = 2 a (W - W^2) in closed form with its derivatives, for tests in which an error must be known.

From w < 0 two solutions part as fast as any bound by norms allows: |V'| = 2 a (1 + 2 |w|), |V| = 2 a |w| (1 + |w|). In
L' = y y', L'' = y'^2 + y y'', y = (w - 1) z, the errors of all terms then have one sign: a bound that leaves out one is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq
from mpmath import exp, mpf


@dataclass(frozen=True)
class Logistic:
    w0: mpf
    a: mpf

    def states(self, t: mpf) -> tuple[mpf, mpf, mpf]:
        """W, W', W''."""
        grown = exp(2 * self.a * t)
        w = self.w0 * grown / (1 - self.w0 + self.w0 * grown)
        speed = 2 * self.a * (w - w * w)
        return w, speed, 2 * self.a * (1 - 2 * w) * speed

    def losses(self, t: mpf, z: mpf) -> tuple[mpf, mpf, mpf]:
        """L, L', L'' at the probe z."""
        w, w_1, w_2 = self.states(t)
        return z * z * (w - 1) ** 2 / 2, z * z * (w - 1) * w_1, z * z * (w_1 * w_1 + (w - 1) * w_2)


def real(q: fmpq | arb | Fraction) -> mpf:
    """An exact number of any of the kinds in use."""
    exact = q if isinstance(q, (fmpq, Fraction)) else q.fmpq()
    return mpf(int(exact.numerator)) / int(exact.denominator)
