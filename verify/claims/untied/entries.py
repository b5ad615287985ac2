"""Claims about the minor entries of two free layers while a stronger concept is learned, and the rise that they cause."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from numerics.closed_form.untied import decay_exponents, late_constant, late_ratio, minor_shapes
from theory.layers import untied_entries as theory
from verify.claim import Claim, Level
from verify.methods import Bounded, Points, equality

REDUCED = equality(
    "untied.reduced_flow",
    (
        "While concept $i$ is learned, the row of a weaker $j$ along its hidden direction obeys $u' = -a_i w u + a_j v$, "
        "$v' = a_j u - a_j w v$ to first order, with $w' = 2 a_i w (1 - w)$."
    ),
    theory.reduced_flow,
    level=Level.STANDARD,
    depends_on=("untied.product",),
)

MINOR = equality(
    "untied.minor_entries",
    (
        r"This flow is solved by $u, v = w^{\rho/2} (1-w)^{e}$ times ${}_2F_1(\rho/2 + e - 1/2, 1 + e; 1 + \rho; w)$ and "
        r"${}_2F_1(e, e + (1+\rho)/2; 1 + \rho; w)$, $\rho = a_j/a_i$, $4 e = 1 + \rho - \sqrt{(1-\rho)^2 + 4 \rho^2}$: each "
        "function and what the first of its two equations makes of it solve the second."
    ),
    theory.lower_entry,
    theory.upper_entry,
    level=Level.STANDARD,
    depends_on=("untied.reduced_flow",),
)

LATE = equality(
    "untied.late",
    r"Where $w = 1$ the slower direction of this flow decays at $r = 2 a_i e$, in the ratio $w_{ij}/w_{ji} = a_j/(a_j - r)$.",
    theory.late_decay,
    level=Level.STANDARD,
    depends_on=("untied.reduced_flow",),
)

RISE = equality(
    "untied.rise",
    (
        r"Between the two learning times of $d = 2$, to leading order, the test loss rises by $\mu_1 \mu_2 [(1 - e/2) "
        r"w_{21}(t_m) - (1 + r/(2 a_2)) w_{21}(t_M)]$ from its minimum to its maximum, $r = 2 a_1 e$."
    ),
    theory.between,
    theory.balances,
    theory.rise,
    level=Level.STANDARD,
    depends_on=("untied.late", "task.test_loss"),
)

EXPONENT = equality(
    "untied.exponent",
    (
        r"In this reduced model $w_{21}$ at the minimum is of order $\omega^{2 \theta/(2 - e)}$, $\theta = (1 - \rho)/2$ and "
        r"$\omega = \epsilon^2$."
    ),
    theory.exponent,
    level=Level.STANDARD,
    depends_on=("untied.rise",),
)


def shapes(rng: Generator, wrong: float = 0.0) -> Points:
    """Compare the two functions with the integrated flow of u and v, from w = 1e-6 to 1 - 1e-6, relative to each."""
    from scipy.integrate import solve_ivp

    for rho in (0.2, 0.5, 0.8, 0.95):
        # In the logarithm x of the odds of w: 2 du/dx = -w u + rho v, 2 dv/dx = rho u - rho w v.
        def field(x: float, y: Any, rho: float = rho) -> list[float]:
            w = 1 / (1 + np.exp(-x))
            return [(-w * y[0] + rho * y[1]) / 2, (rho * y[0] - rho * w * y[1]) / 2]

        x = np.linspace(-14, 14, 57)
        w, rest = 1 / (1 + np.exp(-x)), 1 / (1 + np.exp(x))
        e = decay_exponents(rho)[0] + wrong
        stated = w ** (rho / 2) * rest**e * np.array(minor_shapes(rho, w))
        found = solve_ivp(field, (x[0], x[-1]), stated[:, 0], t_eval=x, rtol=1e-11, atol=1e-20).y
        yield float(np.max(np.abs(found / stated - 1))), {"rho": rho}


SHAPES = Claim(
    id="untied.shapes",
    title=(
        r"The hypergeometric forms of $u$ and $v$ are within $10^{-8}$ of the integrated flow, relative to each, at "
        r"$\rho = .2, .5, .8, .95$."
    ),
    source="new",
    method=Bounded(
        measure=shapes,
        tolerance=1e-8,
        what="The flow of $u$ and $v$ is integrated from $w = 10^{-6}$ to $1 - 10^{-6}$ and compared at 57 points.",
        faults=(("an exponent off by 1e-3", {"wrong": 1e-3}),),
    ),
    code=("numerics.closed_form.untied.minor_shapes", "numerics.closed_form.untied.decay_exponents"),
    level=Level.STANDARD,
    depends_on=("untied.reduced_flow",),
)


def constants(rng: Generator, wrong: float = 1.0) -> Points:
    """Compare the late constant and ratio with the functions at w = 1."""
    for rho in np.linspace(0.05, 0.95, 19):
        lower, upper = minor_shapes(rho, 1.0)
        where = {"rho": float(rho)}
        yield float(abs(wrong * late_constant(rho) / lower - 1)), {"figure": "constant", **where}
        yield float(abs(wrong * late_ratio(rho) / (upper / lower) - 1)), {"figure": "ratio", **where}
    yield float(abs(wrong * late_ratio(0.5) - (1 + np.sqrt(5)) / 2)), {"figure": "golden ratio"}


CONSTANTS = Claim(
    id="untied.late_constants",
    title=(
        r"At $w = 1$ the first function is $\Gamma(1+\rho) \Gamma(f - e)/(\Gamma(1 + f) \Gamma(\rho - e))$, $f + e = (1 + "
        r"\rho)/2$, and the second $a_j/(a_j - r)$ times it, to $10^{-10}$ at 19 values of $\rho$: the golden ratio at $1/2$."
    ),
    source="new",
    method=Bounded(
        measure=constants,
        tolerance=1e-10,
        what="Both functions are evaluated at $w = 1$.",
        faults=(("off by 1e-6", {"wrong": 1 + 1e-6}),),
    ),
    code=("numerics.closed_form.untied.late_constant", "numerics.closed_form.untied.late_ratio"),
    depends_on=("untied.late",),
)
