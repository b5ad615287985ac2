"""Claims about swing-by at d = 2: the rise of the test loss, its exponent and constant, and when there is one."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from numerics import swing_by as by_hand
from theory import minor_entries
from theory import swing_by as theory
from theory.algebra import symbols
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation, Identity
from verify.methods.compiled import compiled_twin

if TYPE_CHECKING:
    from numpy.random import Generator

#: The setting of the measured figures: mu = (1.5, 1), sigma = .05, W(0) = omega [[1.2, .7], [.7, 1]].
MU = (1.5, 1.0)
SIGMA = 0.05
M = ((1.2, 0.7), (0.7, 1.0))

REDUCED = Claim(
    id="swing_by.reduced_loss",
    title=(
        r"Between the learning times the test loss is $L = \mu_2^2/2 - \mu_1 \mu_2 w_{12} + \mu_1^2 \delta^2/2 - \mu_2^2 "
        "w_{22}$ to leading order, and its slope has one gain, the decay of $w_{12}$, and two costs."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.slope(), theory.between()],
    code=("theory.swing_by.between", "theory.swing_by.slope"),
    depends_on=("minor_entries.decays",),
)

RISE = Claim(
    id="swing_by.rise",
    title=(
        r"To leading order the minimum, at $t_m$, balances $\delta^2 = \theta \mu_2 w_{12}/(2 \mu_1)$, and the loss then rises "
        r"by $(1 - \theta/4) \mu_1 \mu_2 w_{12}(t_m)$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.rise(), theory.minimum(), theory.entry_at_minimum()],
    code=("theory.swing_by.minimum", "theory.swing_by.rise"),
    depends_on=("swing_by.reduced_loss",),
)

EXPONENT = Claim(
    id="swing_by.exponent",
    title=(
        r"For $W(0) = \omega M$ with $M_{12} > 0$ the rise is of order $\omega^{4 \theta/(4 - \theta)}$, not "
        r"$\omega^{\theta}$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.exponent()],
    code=("theory.swing_by.exponent",),
    depends_on=("swing_by.rise",),
)

SHARPER = Claim(
    id="swing_by.sharper_rise",
    title=(
        r"With the maximum, at $t_M$, where $a_1 \theta \mu_1 w_{12} = 2 a_2 \mu_2 w_{22}$, the rise is to leading order "
        r"$\mu_1 \mu_2 [(1 - \theta/4) w_{12}(t_m) - (1 + a_1 \theta/(2 a_2)) w_{12}(t_M)]$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.sharper_rise(), theory.maximum()],
    code=("theory.swing_by.sharper_rise", "theory.swing_by.maximum"),
    depends_on=("swing_by.rise",),
)

ONSET = Claim(
    id="swing_by.onset",
    title=(
        r"With $\delta = e^{-2 a_1 t}/c_1$, $w_{12} = B e^{-a_1 \theta t}$, $w_{22} = c_2 e^{2 a_2 t}$, the reduced loss rises "
        r"iff $a_1 \theta \mu_1 \mu_2 B e^{-a_1 \theta t} > 2 a_1 \mu_1^2 e^{-4 a_1 t}/c_1^2 + 2 a_2 \mu_2^2 c_2 e^{2 a_2 "
        "t}$ at some $t > T_1$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.onset()],
    code=("theory.swing_by.onset",),
    depends_on=("swing_by.reduced_loss",),
)

INITIAL = Claim(
    id="swing_by.initial_slope",
    title=(
        r"To first order in $\omega$, $dL/dt(0) = -\mu^T (A W(0) + W(0) A) \mu$ at $d = 2$: the loss rises at once iff "
        r"$\mu^T (A W(0) + W(0) A) \mu < 0$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.initial_slope()],
    code=("theory.swing_by.initial_slope",),
    depends_on=("two_layer.entry_form",),
)


def log_rise(a_1: float, theta: float, mu_1: float, mu_2: float, m: float, c_1: float, power: float = 1.0) -> Any:
    """Call the hand-written logarithm of the rise with the letters of the theory."""
    return by_hand.log_rise((a_1, a_1 * (1 - 2 * theta**power)), (mu_1, mu_2), m, c_1)


def _rise() -> Any:
    letters = [theory.a_1, minor_entries.theta, theory.mu_1, theory.mu_2, minor_entries.m, minor_entries.c_1]
    return theory.rise_constant(), letters


RISE_BY_HAND = Claim(
    id="numerics.log_rise",
    title="The NumPy rise is the derived one, with its constant, as a logarithm.",
    source="new",
    method=compiled_twin(_rise, log_rise, faults=(("theta squared", partial(log_rise, power=2.0)),)),
    equations=lambda: [theory.rise()],
    code=("numerics.swing_by.log_rise",),
    depends_on=("swing_by.exponent",),
)

#: Working digits: the rise at omega = 1e-200 is 1e-60, a difference of losses of order 1.
DIGITS = 260
#: The exponent between omega = 1e-100 and 1e-200, and the constant, must be within these of the derived ones.
EXPONENT_TOLERANCE, CONSTANT_TOLERANCE = 1e-6, 1e-3


def closed_form_loss() -> Any:
    """Return the test loss of the closed form as an mpmath function of (t, omega), d = 2, the setting above, exact rationals."""
    from sympy import Rational, Symbol, lambdify

    from theory.pivots import S_12, S_13, S_23, Phi, a_3, stage

    omega = Symbol("omega", positive=True)
    mu = (Rational(3, 2), Rational(1))
    a = [Rational(1, 400) + signal**2 / 2 for signal in mu]
    W0 = [[omega * Rational(str(entry)) for entry in row] for row in M]
    at = {theory.a_1: a[0], theory.a_2: a[1], a_3: a[1], minor_entries.c_1: W0[0][0]}
    learned = {S_23: W0[1][1], S_12: W0[0][1], S_13: W0[0][1], Phi: minor_entries.phi(theory.a_1, minor_entries.c_1)}
    pivot = stage().subs(learned).subs(at)
    major = [minor_entries.major(a[0], W0[0][0]), minor_entries.major(a[1], pivot)]
    minor = minor_entries.minor().subs({**at, minor_entries.c_2: pivot, minor_entries.m: W0[0][1]})
    loss = theory.test_loss().subs(
        {theory.w_11: major[0], theory.w_12: minor, theory.w_22: major[1], theory.mu_1: mu[0], theory.mu_2: mu[1]}
    )
    return lambdify([symbols.t, omega], loss, modules="mpmath")


def _extremum(function: Any, low: Any, high: Any, sign: int) -> Any:
    """Return the value at the extremum of a function with one between low and high (sign 1: minimum), by golden section."""
    import mpmath

    golden = (mpmath.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = sign * function(left), sign * function(right)
    for _ in range(150):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = sign * function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = sign * function(right)
    return function((low + high) / 2)


def asymptotic_rise(wrong: float = 1.0, shift: float = 0.0) -> Result:
    """Return whether exponent and constant of the rise between omega = 1e-100 and 1e-200 are the derived ones."""
    import mpmath

    loss = closed_form_loss()
    a_1, a_2 = (SIGMA**2 + signal**2 / 2 for signal in MU)
    theta = (a_1 - a_2) / (2 * a_1)
    rises = []
    with mpmath.workdps(DIGITS):
        for power in (100, 200):
            omega = mpmath.mpf(10) ** -power
            T_1, T_2 = (mpmath.log(1 / omega) / (2 * rate) for rate in (a_1, a_2))
            plateau = T_1 + (T_2 - T_1) * 2 / 3
            values = [
                _extremum(lambda t, omega=omega: loss(t, omega), low, high, sign)
                for low, high, sign in ((T_1, plateau, 1), (T_1 * 1.3, T_2, -1))
            ]
            rises.append(values[1] - values[0])
        exponent = float(mpmath.log(rises[0] / rises[1]) / mpmath.log(mpmath.mpf(10) ** 100)) + shift
        derived = wrong * float(by_hand.rise_exponent(np.asarray(theta)))
        expected = by_hand.log_rise((np.asarray(a_1), np.asarray(a_2)), MU, M[0][1], M[0][0])
        constant = float(mpmath.log(rises[1]) + 200 * mpmath.log(10) * by_hand.rise_exponent(mpmath_theta(mpmath)))
    measures = {
        "exponent": exponent,
        "derived_exponent": derived,
        "constant": float(np.exp(constant)),
        "derived_constant": float(np.exp(expected)),
    }
    good = abs(exponent - derived) <= EXPONENT_TOLERANCE and abs(np.exp(constant - expected) - 1) <= CONSTANT_TOLERANCE
    return Result(Outcome.VERIFIED, 2, measures) if good else Result(Outcome.REFUTED, 2, measures, dict(measures))


def mpmath_theta(mpmath: Any) -> Any:
    """Return theta of the setting in high precision, from exact rationals."""
    a_1, a_2 = (mpmath.mpf(1) / 400 + mpmath.mpf(signal) ** 2 / 2 for signal in MU)
    return (a_1 - a_2) / (2 * a_1)


ASYMPTOTIC = Claim(
    id="swing_by.exponent_measured",
    title=(
        r"For $\mu = (1.5, 1)$, $\sigma = .05$, $M = \bigl[ \begin{smallmatrix} 1.2 & .7 \\ .7 & 1 \end{smallmatrix} "
        r"\bigr]$ the rise of the closed form between $\omega = "
        "10^{-100}$ and $10^{-200}$ has the derived exponent to $10^{-6}$ and the derived constant to $10^{-3}$."
    ),
    source="new",
    method=Computation(
        check=lambda rng: asymptotic_rise(),
        evidence=Evidence.NUMERICAL,
        what=f"Minimum and maximum of the derived test loss are found with {DIGITS} digits; the rise at 1e-200 is near 1e-60.",
        refuted_by="An exponent off by more than 1e-6, or a constant off by more than one part in 1000.",
        faults=(
            ("twice the exponent", lambda rng: asymptotic_rise(wrong=2.0)),
            ("off by ten times the tolerance", lambda rng: asymptotic_rise(shift=10 * EXPONENT_TOLERANCE)),
        ),
    ),
    level=Level.STANDARD,
    code=("theory.swing_by.exponent", "theory.swing_by.rise_constant"),
    depends_on=("swing_by.exponent", "pivots.one_stage"),
)


def _setting(omega: float, start: Any = M) -> Any:
    from numerics.setting import setting

    return setting(MU, (SIGMA, SIGMA), omega * np.array(start))


#: Errors of the closed form's test loss must fall like omega^(2 theta), within this factor at each omega.
CURVE_FACTOR = 1.5
CURVE = ((3e-2, 1.5e-2), (1e-3, 3.4e-3), (1e-6, 8.6e-5), (1e-8, 6.7e-6))


def curve_errors(diagonal: bool = False, shift: float = 0.0) -> Result:
    """Return whether the largest error of the test loss falls with omega, as omega^(2 theta) at the small end."""
    from numerics.loss import test_loss
    from numerics.simulate import simulate
    from numerics.stages import compose

    errors = []
    for omega, _ in CURVE:
        run = simulate(_setting(omega))
        a, W0, z = run.prediction.ordered
        start = np.diag(np.diag(W0)) if diagonal else W0
        t = np.linspace(0, run.prediction.horizon, 4001)
        errors.append(float(np.max(np.abs(test_loss(compose(a, start, t), z) - test_loss(run.motion(t)[0], z)))) + shift)
    theta = float(by_hand.theta(a[0], a[1]))
    order = float(np.log(errors[-2] / errors[-1]) / np.log(CURVE[-2][0] / CURVE[-1][0]))
    measures = {f"error_at_{omega:g}": error for (omega, _), error in zip(CURVE, errors, strict=True)} | {
        "order": order,
        "derived_order": 2 * theta,
    }
    falling = all(later < earlier for earlier, later in pairwise(errors))
    if falling and abs(order / (2 * theta) - 1) < 0.05:
        return Result(Outcome.VERIFIED, len(CURVE), measures)
    return Result(Outcome.REFUTED, len(CURVE), measures, dict(measures))


CURVE_CLAIM = Claim(
    id="swing_by.curve",
    title=(
        r"The closed-form test loss differs from the simulated one ever less as $\omega$ falls from $3 \cdot 10^{-2}$ to "
        r"$10^{-8}$, at last as $\omega^{2 \theta}$."
    ),
    source="new",
    method=Computation(
        check=lambda rng: curve_errors(),
        evidence=Evidence.NUMERICAL,
        what=(
            r"$\mu = (1.5, 1)$, $\sigma = .05$, $M = \bigl[ \begin{smallmatrix} 1.2 & .7 \\ .7 & 1 \end{smallmatrix} \bigr]$: "
            "the flow is integrated and compared at 4,001 times."
        ),
        refuted_by=r"An error that does not fall, or an order more than 5% from $2 \theta$ between $10^{-6}$ and $10^{-8}$.",
        faults=(
            ("the diagonal of W(0) alone", lambda rng: curve_errors(diagonal=True)),
            ("an error of 1e-4 added", lambda rng: curve_errors(shift=1e-4)),
        ),
    ),
    code=("numerics.stages.compose",),
    depends_on=("pivots.one_stage",),
)


def turning_points_within(omegas: tuple[float, ...], stated: float = 1.0, negative: bool = False) -> Result:
    """Return whether simulated minima, maxima and rises lie within the stated error of the predicted ones."""
    from numerics.predict import as_json
    from numerics.simulate import simulate

    worst, count, shown = 0.0, 0, {}
    for omega in omegas:
        start = ((M[0][0], -M[0][1]), (-M[1][0], M[1][1])) if negative else M
        run = simulate(_setting(omega))
        said = as_json(run.prediction if not negative else simulate(_setting(omega, start)).prediction)
        if [p.kind for p in run.turning_points] != [p["kind"] for p in said["turning_points"]]:
            return Result(Outcome.REFUTED, count, counterexample={"omega": omega, "kinds": [p.kind for p in run.turning_points]})
        pairs = [(said["rise"], run.rise, said["error"]["rise"])]
        for point, seen, off in zip(said["turning_points"], run.turning_points, said["error"]["turning_points"], strict=True):
            pairs += [(point["t"], seen.t, off["t"]), (point["loss"], seen.loss, off["loss"])]
        for predicted, measured, error in pairs:
            count += 1
            units = abs(predicted - measured) / (error * stated)
            if units > worst:
                worst, shown = (
                    units,
                    {"omega": omega, "predicted": predicted, "measured": measured, "stated error": error * stated},
                )
    measures = {"largest_error_in_units_of_the_stated": worst}
    return Result(Outcome.VERIFIED, count, measures) if worst <= 1 else Result(Outcome.REFUTED, count, measures, shown)


TURNING_POINTS = Claim(
    id="swing_by.turning_points",
    title=(
        r"Predicted minima, maxima and rises are within the stated error of the simulated ones: none for $\omega = 10^{-1}$ to "
        "$10^{-4}$, a rise at $10^{-6}$, $10^{-8}$, $10^{-12}$."
    ),
    source="new",
    method=Computation(
        check=lambda rng: turning_points_within((1e-1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-12)),
        evidence=Evidence.NUMERICAL,
        what="Turning points of the closed form and of the integrated flow are found as roots of the slope.",
        refuted_by="Another number of turning points, or one further off than stated.",
        faults=(
            ("negative w_12(0)", lambda rng: turning_points_within((1e-6,), negative=True)),
            ("a stated error of a tenth", lambda rng: turning_points_within((1e-6, 1e-8), stated=0.1)),
        ),
    ),
    level=Level.STANDARD,
    code=("numerics.predict.as_json", "numerics.loss_curve.turning_points"),
    depends_on=("swing_by.curve",),
)


def sharper_measured(plain: bool = False) -> Result:
    """Return whether the sharper rise is within 4% at omega = 1e-12 and .1% at 1e-20 of the closed form's."""
    import mpmath

    loss = closed_form_loss()
    a_1, a_2 = (SIGMA**2 + signal**2 / 2 for signal in MU)
    theta = (a_1 - a_2) / (2 * a_1)
    measures = {}
    for omega, bar in ((1e-12, 0.04), (1e-20, 1e-3)):
        c = (omega * M[0][0], omega * (M[1][1] - M[0][1] ** 2 / M[0][0]))
        B = omega * M[0][1] * c[0] ** (theta / 2 - 1)
        low = B * (theta * MU[1] * B * c[0] ** 2 / (2 * MU[0])) ** (theta / (4 - theta))
        t_M = np.log(a_1 * theta * MU[0] * B / (2 * a_2 * MU[1] * c[1])) / (2 * a_2 + a_1 * theta)
        high = 0.0 if plain else B * np.exp(-a_1 * theta * t_M)
        said = MU[0] * MU[1] * ((1 - theta / 4) * low - (1 + a_1 * theta / (2 * a_2)) * high)
        with mpmath.workdps(60):
            at = mpmath.mpf(10) ** round(float(np.log10(omega)))
            T_1 = np.log(1 / omega) / (2 * a_1)
            bounds = ((T_1, (T_1 + t_M) / 2 + 1, 1), (t_M - 2, t_M + 2, -1))
            values = [_extremum(lambda t, at=at: loss(t, at), mpmath.mpf(x), mpmath.mpf(y), sign) for x, y, sign in bounds]
        error = abs(said / float(values[1] - values[0]) - 1)
        measures[f"relative_error_at_{omega:g}"] = error
        if error > bar:
            return Result(Outcome.REFUTED, 2, measures, {"omega": omega, "relative error": error})
    return Result(Outcome.VERIFIED, 2, measures)


SHARPER_MEASURED = Claim(
    id="swing_by.sharper_measured",
    title=(
        r"The sharper rise is within 4% of the closed form's at $\omega = 10^{-12}$ and within .1% at $10^{-20}$ (the setting "
        "of `swing_by.curve`)."
    ),
    source="new",
    method=Computation(
        check=lambda rng: sharper_measured(),
        evidence=Evidence.NUMERICAL,
        what="Minimum and maximum of the derived test loss are found with 60 digits.",
        refuted_by="A larger error.",
        faults=(("without the maximum's share", lambda rng: sharper_measured(plain=True)),),
    ),
    level=Level.STANDARD,
    code=("theory.swing_by.sharper_rise",),
    depends_on=("swing_by.sharper_rise",),
)

#: The predicted onset must lie within this many decades of omega of the simulated one.
ONSET_TOLERANCE = 0.6


def onset_decades(wrong: float = 0.0, columns: int = 6) -> Result:
    """Return whether, along omega, predicted and simulated rises begin within ONSET_TOLERANCE decades of each other."""
    from numerics.phase_diagram import diagram

    omega = np.geomspace(1e-12, 1e-3, 91)
    theta = np.linspace(0.15, 0.4, columns)
    worst, count, where = 0.0, 0, {}
    for correlation in (0.1, 0.5, 0.9):
        panel = diagram(theta, omega, correlation)
        for place, share in enumerate(theta):
            seen, said = panel.rise[:, place] > 1e-9, panel.margin[:, place] > wrong
            decades = float(np.sum(seen != said) * np.log10(omega[1] / omega[0]))
            count += 1
            if decades > worst:
                worst, where = decades, {"theta": float(share), "correlation": correlation, "decades": decades}
    measures = {"largest_disagreement_in_decades": worst}
    return (
        Result(Outcome.VERIFIED, count, measures) if worst <= ONSET_TOLERANCE else Result(Outcome.REFUTED, count, measures, where)
    )


ONSET_MEASURED = Claim(
    id="swing_by.onset_measured",
    title=(
        r"The derived onset and the simulated one (rise above $10^{-9}$) lie within .6 decades of $\omega$: $\theta = .15$ to "
        r".4, correlations .1, .5, .9, $\omega$ from $10^{-12}$ to $10^{-3}$ (above, at $\theta = .25$ and correlation .9, "
        "they part)."
    ),
    source="new",
    method=Computation(
        check=lambda rng: onset_decades(),
        evidence=Evidence.NUMERICAL,
        what="Each of 3 x 6 x 91 points is simulated.",
        refuted_by=r"A $\theta$ at which prediction and simulation disagree over more than .6 decades.",
        faults=(
            ("the onset where gain is three times the cost", lambda rng: onset_decades(wrong=float(np.log(3.0)))),
            ("off by ten times the tolerance", lambda rng: onset_decades(wrong=3.0)),
        ),
    ),
    level=Level.STANDARD,
    code=("numerics.swing_by.onset_margin", "numerics.phase_diagram.simulate_rises"),
    depends_on=("swing_by.onset",),
)


def diagram_spots(rng: Generator, spots: int = 24, wrong: float = 1.0) -> Result:
    """Return whether the batched simulation of the phase diagram agrees with DOP853 at random points."""
    from numerics.phase_diagram import simulate_rises
    from numerics.setting import Setting
    from numerics.simulate import simulate

    worst, where = 0.0, {}
    for _ in range(spots):
        theta, omega, r = rng.uniform(0.05, 0.45), 10.0 ** rng.uniform(-12, -1), rng.uniform(0.1, 0.9)
        a = np.array([1.0, 1 - 2 * theta])
        batched = wrong * float(simulate_rises(a, np.sqrt(2 * a), np.array([omega]), r)[0])
        alone = simulate(Setting("tied", a, omega * np.array([[1, r], [r, 1]]), np.sqrt(2 * a))).rise
        error = abs(batched - alone) / (DIAGRAM_TOLERANCE * alone + 1e-8)
        if error > worst:
            worst, where = error, {"theta": theta, "omega": omega, "correlation": r, "batched": batched, "alone": alone}
    measures = {"largest_error_in_units_of_the_tolerance": worst}
    return Result(Outcome.VERIFIED, spots, measures) if worst <= 1 else Result(Outcome.REFUTED, spots, measures, where)


#: Rises of the phase diagram are read off steps, not roots: within 2%, or 1e-8.
DIAGRAM_TOLERANCE = 0.02

DIAGRAM_SPOTS = Claim(
    id="numerics.phase_diagram",
    title=(
        "The batched simulation of the phase diagram gives the rise of DOP853 with root-finding to 2% or $10^{-8}$, at 24 "
        "random points."
    ),
    source="new",
    method=Computation(
        check=diagram_spots,
        evidence=Evidence.NUMERICAL,
        what="Each point is simulated both ways.",
        refuted_by="A point at which the two differ more.",
        faults=(("off by ten times the tolerance", lambda rng: diagram_spots(rng, wrong=1 + 10 * DIAGRAM_TOLERANCE)),),
    ),
    level=Level.STANDARD,
    code=("numerics.phase_diagram.simulate_rises",),
)
