"""My theory, claim by claim: replace this example, exponential decay x' = -k x, by your own.

Run it:                     swingby verify decay --claims THIS_FILE --mutants
As tests:                   pytest --swingby --swingby-claims THIS_FILE --swingby-pattern decay
Hold on to what it found:   swingby baseline baseline.json decay --claims THIS_FILE

Every claim is one sentence, and a check that can fail. A mutant is the claim with one thing wrong; the check must notice each.
"""

import numpy as np
from scipy.integrate import solve_ivp
from sympy import Derivative, ImmutableMatrix, Interval, Symbol, cos, diag, exp, oo, sin, symbols

from swingby import Agreement, Claim, Computation, Domain, Equation, Everywhere, Evidence, Identity, Outcome, Result, search

# Symbols with their assumptions, which SymPy uses, and their domain, from which points are drawn.
k = Symbol("k", positive=True)
t = Symbol("t", nonnegative=True)
x_0 = Symbol("x_0", real=True)
DOMAIN = Domain({k: Interval.open(0, oo), t: Interval(0, oo), x_0: Interval(-1, 1)})


# 1. An equation. The left side is derived, here by a derivative that the check carries out; the right side is what you state.
def solution() -> Equation:
    """State that x(t) = x_0 e^(-k t) solves x' = -k x."""
    x = x_0 * exp(-k * t)
    return Equation("decay.solution", lhs=Derivative(x, t), rhs=-k * x, domain=DOMAIN, left=r"\dot x")


# Identity compares both sides exactly. Its mutants (signs, coefficients, exponents, symbols) are made by itself.
SOLUTION = Claim(
    id="decay.solution",  # for ever: a renamed claim is drift
    title="$x(t) = x_0 e^{-k t}$ solves $x' = -k x$, for $k > 0$ and every $x_0$.",
    source="my notes, Eq. (1)",
    method=Identity(),
    equations=lambda: [solution()],
)


# 2. Numbers. The equation is integrated, and must agree with the closed form, better so at a tighter tolerance.
def integrated(tolerance: float, rng: np.random.Generator, rate: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return x at random times, integrated and in closed form, for random k and x_0; `rate` is 1 unless to be wrong."""
    speed, start, times = rng.uniform(0.5, 2), rng.uniform(0.5, 1), np.sort(rng.uniform(0, 3, 20))
    path = solve_ivp(lambda _, x: -speed * x, (0, 3), [start], method="DOP853", t_eval=times, rtol=tolerance, atol=tolerance)
    return path.y[0], start * np.exp(-rate * speed * times)


# Mutants of numbers are yours to write: what would be wrong if the theory were?
INTEGRATED = Claim(
    id="decay.integrated",
    title="The integrated equation follows $x_0 e^{-k t}$ up to $t = 3$, for random $k$ in $[1/2, 2]$ and $x_0$ in $[1/2, 1]$.",
    source="new",
    method=Agreement(
        pair=integrated,
        what="The equation is integrated by DOP853 and compared at 20 random times.",
        faults=(("half the rate", lambda tolerance, rng: integrated(tolerance, rng, rate=0.5)),),
    ),
    depends_on=("decay.solution",),
)


# 3. A statement that is false: it stays, expected to be refuted, with a counterexample, and is linked to the right one.
def half_life(time: float) -> Result:
    """Return whether e^(-k T) is 1/2 at T = `time` / k, for k = 2."""
    left = float(np.exp(-2.0 * (time / 2.0)))
    if abs(left - 0.5) <= 1e-12:
        return Result(Outcome.VERIFIED, points=1)
    return Result(Outcome.REFUTED, points=1, counterexample={"k": 2.0, "x(T) / x_0": left})


def half_life_claim(name: str, title: str, time: float, other: float, **more: object) -> Claim:
    """Return the claim that half is left at `time` / k; its mutant says `other`."""
    expected = more.get("expected", Outcome.VERIFIED)
    method = Computation(
        check=lambda rng: half_life(time),
        evidence=Evidence.NUMERICAL,
        what="The closed form is evaluated at the stated time.",
        refuted_by="A value that is not 1/2, to 1e-12.",
        faults=(("another time", lambda rng: half_life(other)),),
        faulty=Outcome.REFUTED if expected is Outcome.VERIFIED else Outcome.VERIFIED,
    )
    return Claim(id=f"decay.{name}", title=title, source="new", method=method, **more)  # type: ignore[arg-type]


HALF_LIFE = half_life_claim(
    "half_life", "Half is left at T = ln(2) / k, checked at k = 2.", float(np.log(2)), 1.0, corrects="decay.half_life_as_printed"
)
HALF_LIFE_AS_PRINTED = half_life_claim(
    "half_life_as_printed",
    "Half is left at T = 1 / k, checked at k = 2.",
    1.0,
    float(np.log(2)),
    expected=Outcome.REFUTED,
    corrected_by="decay.half_life",
    reason="At $1/k$ only $1/e$ is left.",
)


# 4. Matrices: an equation for each entry. Derivatives stay as they are written, until the check carries them out.
m = Symbol("m", positive=True)
X_0 = ImmutableMatrix(2, 2, symbols("x_11 x_12 x_21 x_22", real=True))
ENTRIES = Domain({k: Interval.open(0, oo), m: Interval.open(0, oo), t: Interval(0, oo), **dict.fromkeys(X_0, Interval(-1, 1))})


def matrix_solution() -> Equation:
    """State that X(t) = diag(e^(-k t), e^(-m t)) X_0 solves X' = -diag(k, m) X."""
    X = diag(exp(-k * t), exp(-m * t)) * X_0
    derived = X.applyfunc(lambda entry: Derivative(entry, t))
    return Equation("decay.matrix", lhs=ImmutableMatrix(derived), rhs=ImmutableMatrix(-diag(k, m) * X), domain=ENTRIES)


MATRIX = Claim(
    id="decay.matrix",
    title=r"$X(t) = \mathrm{diag}(e^{-k t}, e^{-m t}) X_0$ solves $X' = -\mathrm{diag}(k, m) X$, for every $X_0$ of size 2.",
    source="my notes, Eq. (2)",
    method=Identity(),
    equations=lambda: [matrix_solution()],
)


# 5. A conservation law: what a quantity is along the solution, on the left, is what it was at the start, on the right.
y_0 = Symbol("y_0", real=True)


def length() -> Equation:
    """State that x^2 + y^2 stays what it was along x' = -k y, y' = k x."""
    x, y = x_0 * cos(k * t) - y_0 * sin(k * t), x_0 * sin(k * t) + y_0 * cos(k * t)
    sets = {k: Interval.open(0, oo), t: Interval(0, oo), x_0: Interval(-1, 1), y_0: Interval(-1, 1)}
    return Equation("decay.nothing_is_lost", lhs=x**2 + y**2, rhs=x_0**2 + y_0**2, domain=Domain(sets))


NOTHING_IS_LOST = Claim(
    id="decay.nothing_is_lost",
    title="Without decay, along $x' = -k y$ and $y' = k x$, $x^2 + y^2$ is conserved.",
    source="new",
    method=Identity(),
    equations=lambda: [length()],
)


# 6. An inequality for a whole box: a search finds where it fails, brings that to small fractions, and proves it in balls (of
#    python-flint; leave out `certify` and `balls` where fractions will do). Where nothing is found the outcome is UNDECIDED.
def two_sides(k: float, t: float) -> tuple[float, float]:
    """Return e^(-k t) and 1/(1 + k t)^2, of which the first is to be at most the second."""
    return float(np.exp(-k * t)), 1 / (1 + k * t) ** 2


SLOWER = Claim(
    id="decay.slower_than_a_square",
    title=r"For $0 \le k \le 2$ and $0 \le t \le 2$, $e^{-k t} \le 1/(1 + k t)^2$.",
    source="new",
    method=Everywhere(
        counterexample=search(
            two_sides,
            {"k": (0, 2), "t": (0, 2)},
            certify=lambda k, t: ((-k * t).exp(), 1 / (1 + k * t) ** 2),
            balls=True,
        ),
        repairs=(("1/(1 + k t)", lambda k, t: ((-k * t).exp(), 1 / (1 + k * t))),),
    ),
    expected=Outcome.REFUTED,
    reason="True is $e^{-k t} \\le 1/(1 + k t)$.",
)
