"""Claims about when the test loss of one layer only falls, and the exact start from which it rises."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from sympy import ImmutableMatrix, Rational, S

from theory import monotone
from verify.claim import Claim, Evidence, Outcome, Result
from verify.methods import Computation, Identity, equality

SLOPE = equality(
    "monotone.slope",
    (
        r"With $y = \exp(-A t) z$ and $B = (I - W(0))^T (I - W(0))$, $dL/dt = -y^T A B y$: along $y' = -A y$ in every "
        "dimension, $W(t) z$ for $d = 1, 2$."
    ),
    monotone.slope,
    *(partial(monotone.slope_of_solution, size) for size in (2, 1)),
    depends_on=("task.test_loss", "one_layer.solution"),
)

WEIGHTED_FORM = equality(
    "monotone.weighted_form",
    "In every dimension, with $A = R R$ and $u = R y$, $y^T A B y = u^T u + u^T R (B - I) R^{-1} u$.",
    monotone.weighted_form,
    depends_on=("monotone.slope",),
)

EXCESS = equality(
    "monotone.excess",
    (
        r"In every dimension $B - I = W^T W - W - W^T$, so $\lVert B - I \rVert \le w^2 + 2 w$, $w = \lVert W \rVert$, $W$ "
        r"being $W(0)$; $w^2 + 2 w = q$ at $w = \sqrt{1 + q} - 1$, $q = \sqrt{a_{\min}/a_{\max}}$."
    ),
    monotone.residual_excess,
    monotone.threshold_norm,
)

#: The counterexample: W(0), and the values exp(-t) at which its loss is taken, from t = 0 on.
RISING_START = ImmutableMatrix([[0, Rational(3, 2)], [0, 0]])
DECAYS = tuple(1 - Rational(step, 20) for step in range(20))


def _falls(rng: Generator, scale: Rational = S.One) -> Result:
    """Take the exact loss at twenty times from scale * W(0), and look for a rise."""
    losses = [monotone.counterexample_loss(scale * RISING_START, decay) for decay in DECAYS]
    for number, (before, after) in enumerate(pairwise(losses)):
        if after >= before:
            times = [str(item) for item in DECAYS[number : number + 2]]
            shown = {"W(0)": "[[0, 3/2], [0, 0]]", "a": "(1, 8)", "z": "(2, 1)", "exp(-t)": times}
            return Result(Outcome.REFUTED, len(losses), counterexample={**shown, "loss": [str(before), str(after)]})
    return Result(Outcome.VERIFIED, len(losses))


NEVER_RISES = Claim(
    id="monotone.never_rises",
    title="The test loss of one linear layer never rises, whatever $W(0)$: its coordinates are learned independently.",
    source="a reading of arXiv 2410.08309v2, section 4.1, which does not print it",
    method=Computation(
        check=_falls,
        evidence=Evidence.EXACT,
        what="The loss of the exact solution is taken in rational arithmetic at twenty times exp(-t) = 1, 19/20, ..., 1/20.",
        refuted_by="Two times, the later with the larger loss.",
        faults=(("W(0) shrunk below the threshold, by 20", {"scale": Rational(1, 20)}),),
        faulty=Outcome.VERIFIED,
        stated={"exp(-t)": ("1", "19/20"), "loss": ("5/8", "0.629457607385")},
    ),
    code=("theory.monotone.counterexample_loss",),
    expected=Outcome.REFUTED,
    depends_on=("monotone.slope",),
    corrected_by="monotone.small_starts_fall",
    reason="A row of the residual mixes coordinates: the loss rises when a fast one that offset a slow one is gone.",
)


def _small_starts(rng: Generator, reach: float = 0.999) -> Result:
    """Look for a rising loss among random W(0) of norm reach * threshold: the least eigenvalue of R B R^-1 + its transpose."""
    looked_at, least = 0, np.inf
    for size in (1, 2, 3, 5, 8):
        for _ in range(60):
            a = np.exp(rng.uniform(-3, 3, size))
            q = float(np.sqrt(a.min() / a.max()))
            W = _adverse(a, rng)
            W *= reach * (np.sqrt(1 + q) - 1) / np.linalg.norm(W, 2)
            B = (np.eye(size) - W).T @ (np.eye(size) - W)
            weighted = np.sqrt(a)[:, None] * B / np.sqrt(a)
            lowest = float(np.linalg.eigvalsh(0.5 * (weighted + weighted.T))[0])
            looked_at, least = looked_at + 1, min(least, lowest)
            if lowest <= 0:
                return Result(Outcome.REFUTED, looked_at, counterexample={"W(0)": W.tolist(), "a": a.tolist(), "least": lowest})
    return Result(Outcome.VERIFIED, looked_at, {"least_eigenvalue": least})


def _adverse(a: np.ndarray, rng: Generator) -> np.ndarray:
    """Return a random direction for W(0), half of the time one that ties the fastest coordinate to the slowest."""
    W = rng.standard_normal((len(a), len(a)))
    if rng.random() < 0.5 and len(a) > 1:
        ends = [np.argmin(a), np.argmax(a)]
        W = np.zeros_like(W)
        W[ends, ends[::-1]] = 1.0
    return W


SMALL_STARTS = Claim(
    id="monotone.small_starts_fall",
    title=(
        "For 300 random $W(0)$ ($d = 1, 2, 3, 5, 8$) just below "
        r"$\lVert W(0) \rVert_2 = \sqrt{1 + \sqrt{a_{\min}/a_{\max}}} - 1$, $u^T u + u^T F u$, $F = R (B - I) R^{-1}$, is "
        "positive definite: the test loss falls strictly, as the claims it rests on prove."
    ),
    source="new",
    method=Computation(
        check=_small_starts,
        evidence=Evidence.NUMERICAL,
        what=(
            "The least eigenvalue of the form $y^T A B y$ in $u = A^{1/2} y$ is computed for random $W(0)$ at .999 of the "
            r"threshold. The proof is the claims it depends on, with $\lVert F \rVert \le \lVert B - I \rVert "
            r"\sqrt{a_{\max}/a_{\min}} < 1$."
        ),
        refuted_by="A $W(0)$ below the threshold with a direction in which the loss does not fall.",
        faults=(("three times the threshold", {"reach": 3.0}), ("ten times the threshold", {"reach": 10.0})),
    ),
    code=("theory.monotone.threshold",),
    depends_on=("monotone.slope", "monotone.weighted_form", "monotone.excess"),
    corrects="monotone.never_rises",
)

SIGN_FORM = equality(
    "monotone.sign_form",
    (
        r"For $d = 1 \ldots 3$, $dL/dt = -\sum_k \sum_{ij} a_j c_{ki} c_{kj}$ with $c_{ki} = (W(0) - I)_{ki} y_i$: it falls if "
        "each row's terms have one sign."
    ),
    *(partial(monotone.sign_form, size) for size in (2, 1, 3)),
    method=Identity(mutated=1),
    depends_on=("monotone.slope",),
)
