"""A deep diagonal linear network: L equal layers u in each direction, w = u^L, trained on the loss a/2 (w - 1)^2."""

import numpy as np
from scipy.integrate import solve_ivp
from sympy import Derivative, Interval, Rational, Symbol, oo

from swingby import Agreement, Claim, Domain, Equation, Identity

a, u, v = (Symbol(name, positive=True) for name in ("a", "u", "v"))
POSITIVE = Domain({symbol: Interval.open(0, oo) for symbol in (a, u, v)})


def flow(depth: int) -> Equation:
    """Return that gradient flow in every layer, u' = -a (w - 1) u^(L-1), gives w' = L a w^(2 - 2/L) (1 - w)."""
    w, slope = u**depth, -a * (u**depth - 1) * u ** (depth - 1)
    right = depth * a * w ** (2 - Rational(2, depth)) * (1 - w)
    return Equation(f"layered.flow_{depth}", lhs=Derivative(w, u) * slope, rhs=right, domain=POSITIVE)


def balance() -> Equation:
    """Return that of two layers u and v, u^2 and v^2 grow at the same rate."""
    slopes = {layer: -Derivative(a / 2 * (u * v - 1) ** 2, layer) for layer in (u, v)}
    return Equation("layered.balance", lhs=2 * u * slopes[u], rhs=2 * v * slopes[v], domain=POSITIVE)


def trained(tolerance: float, rng: np.random.Generator, depth: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Return w at random times, twice: from three layers of their own, and from the equation for w at a depth."""
    rate, times = rng.uniform(1, 2), np.sort(rng.uniform(0, 4, 20))
    options = {"method": "DOP853", "t_eval": times, "rtol": tolerance, "atol": tolerance}
    layers = solve_ivp(lambda _, x: -rate * (x.prod() - 1) * x.prod() / x, (0, 4), [0.5] * 3, **options)
    alone = solve_ivp(lambda _, w: depth * rate * abs(w) ** (2 - 2 / depth) * (1 - w), (0, 4), [0.5**3], **options)
    return layers.y.prod(axis=0), alone.y[0]


FLOW = Claim(
    id="layered.flow",
    title=r"For depths $L = 1 \ldots 5$, gradient flow in every layer gives $w' = L a w^{2 - 2/L} (1 - w)$.",
    source="new",
    method=Identity(),
    equations=lambda: [flow(depth) for depth in (2, 1, 3, 4, 5)],
)
BALANCE = Claim("layered.balance", "Of two layers $u$ and $v$, $u^2 - v^2$ is conserved.", "new", Identity(), lambda: [balance()])
FAULTS = (("depth 2", lambda tolerance, rng: trained(tolerance, rng, depth=2)),)
TRAINED = Claim(
    id="layered.trained",
    title="Three layers, integrated each on its own from 1/2, follow the equation for $w$.",
    source="new",
    method=Agreement(trained, "Both are integrated by DOP853 and compared at 20 random times.", FAULTS),
    depends_on=("layered.flow",),
)
