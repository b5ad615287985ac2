"""Claims that pivots set the timescales of learning, and of the starts and rates where something else does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from theory import isotropic, rank_one
from theory import pivots as theory
from theory.algebra.symbols import t
from theory.minor_entries import c_1, phi
from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation, Identity
from verify.methods.compiled import compiled_twin

if TYPE_CHECKING:
    from numpy.random import Generator

#: Pivot times must be within this part of the measured ones, at omega <= 1e-8 and neighbouring rates 1.25 apart.
TIME_TOLERANCE = 0.01

ONE_STAGE = Claim(
    id="pivots.one_stage",
    title=(
        "To leading order, while $w_{22} = w_{33} = 0$ and without noise on $w_{12}$, $w_{13}$, $w_{23} e^{-(a_2 + a_3) t} = "
        r"S_{23} - (S_{12} S_{13}/c_1) (1 - \phi^{-p})$, $p = (2 a_1 + a_2 + a_3)/(4 a_1)$, $S = W(0)$: the noise from "
        "direction 1, integrated."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.one_stage(), theory.forcing(), theory.substitution(), theory.integral()],
    code=("theory.pivots.one_stage", "theory.pivots.integral"),
    depends_on=("minor_entries.solution",),
)

ONE_STAGE_SOLVES = Claim(
    id="pivots.one_stage_solves",
    title="The stage solves its flow, by differentiation, and tends to the Schur complement $S_{23} - S_{12} S_{13}/c_1$.",
    source="new",
    method=Identity(mutated=1),
    equations=lambda: [theory.one_stage_solves(), theory.schur_complement()],
    code=("theory.pivots.one_stage_solves", "theory.pivots.schur_complement"),
    depends_on=("pivots.one_stage",),
)

AS_MINORS = Claim(
    id="pivots.as_minors",
    title=(
        r"The pivots are ratios of leading minors of $W(0)$, $c_1 \cdots c_k = \det W(0)_{1 \ldots k}$, for $d = 2, 3$; "
        r"$w_{kk}$ is 1/2 at $\ln((1 - c)/c)/(2 a)$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [theory.half_learned(), theory.as_minors(2), theory.as_minors(3)],
    code=("theory.pivots.as_minors", "theory.pivots.half_learned"),
    depends_on=("pivots.one_stage_solves",),
)


def second_pivot(a_1: float, a_2: float, S_12: float, c_1: float, S_23: float, t: float, names: tuple[int, int] = (0, 1)) -> Any:
    """Return S_22(t) of the hand-written composition at d = 2, with the letters of the theory."""
    from numerics.stages import stages

    W0 = np.array([[c_1, S_12], [S_12, S_23]])
    a = np.array([a_1, a_2])[list(names)]
    return stages(a, W0, np.asarray(t))[1].c[0]


def _second_pivot() -> Any:
    at = {theory.S_13: theory.S_12, theory.a_3: theory.a_2}
    S = theory.stage().subs(at).subs(theory.Phi, phi(theory.a_1, c_1))
    return S, [theory.a_1, theory.a_2, theory.S_12, c_1, theory.S_23, t]


STAGE_BY_HAND = Claim(
    id="numerics.stages",
    title="The NumPy stage at $d = 2$ is the derived one, as a function of time.",
    source="new",
    method=compiled_twin(
        _second_pivot,
        second_pivot,
        faults=(("rates exchanged", partial(second_pivot, names=(1, 0))),),
        ranges={"t": (0.0, 8.0), "S_12": (-0.1, 0.1), "c_1": (0.2, 0.4), "S_23": (0.2, 0.4)},
    ),
    equations=lambda: [theory.one_stage()],
    code=("numerics.stages.stages",),
    depends_on=("pivots.one_stage",),
)


def _random_start(d: int, omega: float, rng: Generator) -> Any:
    """Return omega M for a random positive definite M."""
    B = rng.standard_normal((d, 2 * d))
    return omega * B @ B.T / (2 * d)


def crossing_times(rng: Generator, starts: int = 5, ratio: float = 1.25, diagonal: bool = False, shift: float = 0.0) -> Result:
    """Return whether pivot times are within TIME_TOLERANCE of the measured crossings of 1/2."""
    from numerics.closed_form import learning_time
    from numerics.setting import Setting
    from numerics.simulate import simulate
    from numerics.trajectory import pivots

    worst, where = 0.0, {}
    for d in (2, 3, 5, 8):
        for _ in range(starts):
            omega = 10.0 ** rng.uniform(-12, -8)
            a, W0 = ratio ** -np.arange(d), _random_start(d, omega, rng)
            predicted = learning_time(a, np.diag(W0) if diagonal else pivots(W0))
            measured = simulate(Setting("tied", a, W0, np.ones(d))).learning_times
            error = float(np.max(np.abs(predicted / measured - 1))) + shift
            if error > worst:
                worst, where = error, {"d": d, "omega": omega, "predicted": predicted.tolist(), "measured": measured.tolist()}
    measures = {"largest_relative_error": worst}
    if worst <= TIME_TOLERANCE:
        return Result(Outcome.VERIFIED, 4 * starts, measures)
    return Result(Outcome.REFUTED, 4 * starts, measures, where)


def _crossings(level: Level, suffix: str, starts: int) -> Claim:
    return Claim(
        id=f"pivots.crossing_times{suffix}",
        title=(
            f"Pivot times are within 1% of the measured crossings of 1/2: {4 * starts} random starts, $d = 2, 3, 5, 8$, "
            r"$\omega$ from $10^{-12}$ to $10^{-8}$, neighbouring rates 1.25 apart."
        ),
        source="new",
        method=Computation(
            check=lambda rng: crossing_times(rng, starts),
            evidence=Evidence.NUMERICAL,
            what="The flow is integrated from each start and its first passages through 1/2 are found by bisection.",
            refuted_by=r"One start with a crossing more than 1% from $\ln((1 - c_k)/c_k)/(2 a_k)$.",
            faults=(
                ("the diagonal of W(0) in place of pivots", lambda rng: crossing_times(rng, starts, diagonal=True)),
                ("off by ten times the tolerance", lambda rng: crossing_times(rng, 1, shift=10 * TIME_TOLERANCE)),
            ),
        ),
        code=("numerics.closed_form.learning_time", "numerics.trajectory.pivots"),
        depends_on=("pivots.as_minors",),
        level=level,
    )


CROSSINGS = _crossings(Level.QUICK, "", 1)
CROSSINGS_MANY = _crossings(Level.STANDARD, "_many", 25)

#: Correlations of the d = 6 example below: every pair .9.
CORRELATED = 0.9


def diagonal_times(correlation: float = CORRELATED, pivot: bool = False) -> Result:
    """Return by how much the times from the diagonal of W(0) miss the measured ones, d = 6, omega = 1e-4."""
    from numerics.closed_form import learning_time
    from numerics.setting import Setting
    from numerics.simulate import simulate
    from numerics.trajectory import pivots

    a, omega = 1.5 ** -np.arange(6), 1e-4
    W0 = omega * (correlation * np.ones((6, 6)) + (1 - correlation) * np.eye(6))
    predicted = learning_time(a, pivots(W0) if pivot else np.diag(W0))
    measured = simulate(Setting("tied", a, W0, np.ones(6))).learning_times
    error = np.abs(predicted - measured)
    measures = {"largest_error": float(np.max(error)), "largest_relative_error": float(np.max(error / measured))}
    if measures["largest_relative_error"] <= TIME_TOLERANCE:
        return Result(Outcome.VERIFIED, 6, measures)
    return Result(Outcome.REFUTED, 6, measures, {"predicted": predicted.tolist(), "measured": measured.tolist()})


DIAGONAL = Claim(
    id="pivots.diagonal_times",
    title=(
        r"The diagonal of $W(0)$ in place of the pivots gives the learning times within 1% ($d = 6$, $\omega = 10^{-4}$, "
        "correlations .9)."
    ),
    source="new; the logistic learning times read beyond diagonal starts",
    method=Computation(
        check=lambda rng: diagonal_times(),
        evidence=Evidence.NUMERICAL,
        what=r"The flow is integrated and its crossings of 1/2 are compared with $\ln((1 - w_{kk}(0))/w_{kk}(0))/(2 a_k)$.",
        refuted_by="A crossing more than 1% off.",
        faults=(("diagonal start", lambda rng: diagonal_times(correlation=0.0)),),
        faulty=Outcome.VERIFIED,
    ),
    expected=Outcome.REFUTED,
    corrected_by="pivots.diagonal_start",
    reason=(
        "What a stronger direction has in common with a weaker one is suppressed once it is learned; the pivot is what is left."
    ),
    code=("numerics.closed_form.learning_time",),
)

DIAGONAL_CORRECTED = Claim(
    id="pivots.diagonal_start",
    title="The pivots give the learning times of the same start within 1%.",
    source="new",
    method=Computation(
        check=lambda rng: diagonal_times(pivot=True),
        evidence=Evidence.NUMERICAL,
        what=r"The flow is integrated and its crossings of 1/2 are compared with $\ln((1 - c_k)/c_k)/(2 a_k)$.",
        refuted_by="A crossing more than 1% off.",
        faults=(("the diagonal of W(0)", lambda rng: diagonal_times()),),
    ),
    corrects="pivots.diagonal_times",
    depends_on=("pivots.as_minors",),
    code=("numerics.closed_form.learning_time", "numerics.trajectory.pivots"),
)

#: Derived orders of the largest error at d = 5, from theta_ij and their neighbours.
ORDER_RATES = (1.0, 0.62, 0.37, 0.2, 0.1)


def fitted_orders(a: Any, omegas: Any) -> dict[str, tuple[float, float]]:
    """Return (fitted, derived) exponents of the largest error in omega, from the two smallest omega, by kind of figure."""
    from numerics.orders import error_orders
    from numerics.stages import compose
    from numerics.trajectory import integrate

    d = len(a)
    M = 0.6 + 0.4 * np.eye(d)
    errors = []
    for omega in omegas:
        t = np.linspace(0, 1.15 * np.log(1 / omega) / (2 * a[-1]) + 4 / a[-1], 6001)
        W, path = compose(a, omega * M, t), integrate(a, omega * M, float(t[-1]), rtol=1e-12)
        E = np.abs(W - path.at(t))
        loss = [np.sum((V @ np.ones(d) - 1) ** 2, axis=-1) / 2 for V in (W, path.at(t))]
        errors.append({"w": np.max(E, axis=0), "loss": np.max(np.abs(loss[0] - loss[1]))})
    step = np.log(omegas[-2] / omegas[-1])
    entries = np.log(errors[-2]["w"] / errors[-1]["w"]) / step
    derived, derived_loss = error_orders(np.asarray(a))
    found = {f"w_{i + 1}{j + 1}": (float(entries[i, j]), float(derived[i, j])) for i in range(d) for j in range(i, d)}
    return found | {"loss": (float(np.log(errors[-2]["loss"] / errors[-1]["loss"]) / step), derived_loss)}


def orders(a: Any, omegas: Any, wrong: float = 1.0) -> Result:
    """Return whether fitted exponents are within .2 of the derived ones, and within 5% below 2."""
    chosen = fitted_orders(np.asarray(a), omegas)
    off = {name: abs(fit - wrong * order) for name, (fit, order) in chosen.items()}
    bad = [name for name, (fit, order) in chosen.items() if off[name] > min(0.2, 0.05 * order if order < 2 else 0.2)]
    measures = {f"fitted_{name}": fit for name, (fit, _) in chosen.items()} | {"largest_deviation": max(off.values())}
    if not bad:
        return Result(Outcome.VERIFIED, len(chosen), measures)
    return Result(
        Outcome.REFUTED, len(chosen), measures, {name: {"fitted": chosen[name][0], "derived": chosen[name][1]} for name in bad}
    )


ORDERS_TWO = Claim(
    id="pivots.orders_two",
    title=(
        r"At $d = 2$ the largest errors of the closed form fall as $\omega^{2 \theta}$ for $w_{11}$, $w_{22}$ and the loss, "
        r"$\omega^{3 \theta}$ for $w_{12}$."
    ),
    source="new",
    method=Computation(
        check=lambda rng: orders((1.0, 0.5), (1e-10, 1e-14)),
        evidence=Evidence.NUMERICAL,
        what=r"Exponents fitted between $\omega = 10^{-10}$ and $10^{-14}$ ($\theta = 1/4$) are compared with the derived ones.",
        refuted_by="An exponent more than 5% off.",
        faults=(
            ("twice the exponent", lambda rng: orders((1.0, 0.5), (1e-10, 1e-14), wrong=2.0)),
            ("off by ten times the tolerance", lambda rng: orders((1.0, 0.5), (1e-10, 1e-14), wrong=1.5)),
        ),
    ),
    code=("numerics.stages.compose", "numerics.orders.error_orders"),
    depends_on=("pivots.one_stage",),
)

ORDERS_FIVE = Claim(
    id="pivots.orders_five",
    title=(
        "At $d = 5$, rates 1, .62, .37, .2, .1 and correlations .6, the fitted exponents of the largest error of every entry "
        "and of the test loss are the stated ones, which are not proved."
    ),
    source="new",
    method=Computation(
        check=lambda rng: orders(ORDER_RATES, (1e-14, 1e-20)),
        evidence=Evidence.NUMERICAL,
        what=r"Exponents fitted between $\omega = 10^{-14}$ and $10^{-20}$ are compared with the derived ones.",
        refuted_by="An exponent more than 5% off.",
        faults=(
            ("twice the exponent", lambda rng: orders(ORDER_RATES, (1e-14, 1e-20), wrong=2.0)),
            ("off by ten times the tolerance", lambda rng: orders(ORDER_RATES, (1e-14, 1e-20), wrong=1.5)),
        ),
    ),
    reason=(
        r"Stated are $2 \min(\theta_{k-1,k}, \theta_{k,k+1})$ for $w_{kk}$, $\theta_{k,k+1}$ and twice the least $\theta$ "
        r"of neighbours it touches for $w_{k,k+1}$, $\min_{i<k<j} [\theta_{ik} + \theta_{kj} + (a_i - a_k)^2/(4 a_i a_k)]$ "
        r"for the other $w_{ij}$, and twice the least $\theta$ for the loss, with $\theta_{ij} = (a_i - a_j)/(2 a_i)$."
    ),
    level=Level.STANDARD,
    code=("numerics.stages.compose", "numerics.orders.error_orders"),
    depends_on=("pivots.orders_two",),
)

EQUAL_RATES = Claim(
    id="pivots.equal_rates",
    title="At equal rates ($d = 2$) the composition holds for the first direction: $w_{11}$ is the logistic from $w_{11}(0)$.",
    source="new; the composition outside its hypotheses",
    method=Identity(),
    equations=lambda: [isotropic.first_entry_of_the_composition()],
    expected=Outcome.REFUTED,
    corrected_by="pivots.equal_rates_first",
    reason="Both directions are learned together, and each takes the other's share: neither is first.",
    code=("theory.isotropic.first_entry_of_the_composition",),
)

EQUAL_RATES_FIRST = Claim(
    id="pivots.equal_rates_first",
    title=(
        r"At equal rates $w_{11}$ is the logistic from $w_{11}(0) - (w_{12}(0)^2/w_{22}(0)) (1 - 1/\phi_2)$, "
        r"$\phi_2 = 1 + w_{22}(0) (e^{2 a t} - 1)$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [isotropic.first_entry()],
    corrects="pivots.equal_rates",
    depends_on=("isotropic.solution",),
    level=Level.STANDARD,
    code=("theory.isotropic.first_entry",),
)

EQUAL_RATES_SECOND = Claim(
    id="pivots.equal_rates_second",
    title="At equal rates the composition's $w_{22}$, with its Schur complement as a function of time, is exact.",
    source="new",
    method=Identity(),
    equations=lambda: [isotropic.second_entry_of_the_composition()],
    depends_on=("isotropic.solution",),
    level=Level.STANDARD,
    code=("theory.isotropic.second_entry_of_the_composition",),
)

ISOTROPIC = Claim(
    id="isotropic.solution",
    title=(
        "For $A = a I$, $W = W_0 x (I + W_0 (x - 1))^{-1}$, $W_0 = W(0)$, $x = e^{2 a t}$, solves $W' = 2 a (W - W^2)$, in "
        "every dimension."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [
        isotropic.solution(),
        isotropic.resolvent(),
        *(isotropic.slope_of_the_resolvent(size) for size in (2, 1)),
    ],
    code=("theory.isotropic.solution", "theory.isotropic.resolvent", "theory.isotropic.slope_of_the_resolvent"),
    depends_on=("two_layer.congruence_form",),
)

RANK_ONE = Claim(
    id="rank_one.solution",
    title=(
        r"For $d = 2$, rank-one starts with $r_0 = \lVert u(0) \rVert^2 < 2$ are solved by "
        r"$u_i = u_i(0) e^{a_i \tau}/\sqrt{z}$ with $z^2 - F z = 1 - r_0$ and $dt/d\tau = 1 + F/R$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [rank_one.solution(2), rank_one.normaliser(), rank_one.time()],
    level=Level.STANDARD,
    code=("theory.rank_one.solution", "theory.rank_one.normaliser", "theory.rank_one.time"),
    depends_on=("two_layer.congruence_form",),
)

RANK_ONE_EVERY_DIMENSION = Claim(
    id="rank_one.every_dimension",
    title=(
        r"For every $d$, with $r = F/z < 2$ and $q = u^T A u = F'/(2 z)$, $u_i = u_i(0) e^{a_i \tau}/\sqrt{z}$ solves the "
        r"rank-one flow: $(1 - r/2) (\ln u_i)' = a_i (1 - r/2) - q/2$, for each $i$ with $u_i(0) \ne 0$."
    ),
    source="new",
    method=Identity(),
    equations=lambda: [rank_one.solution_in_every_dimension()],
    code=("theory.rank_one.solution_in_every_dimension",),
    depends_on=("two_layer.congruence_form",),
)

#: Closed forms that are exact must agree with the integration to this.
EXACT_TOLERANCE = 1e-8


def exact_forms(rng: Generator, shift: float = 0.0, wrong: bool = False) -> Result:
    """Return whether the exact closed forms agree with the integrated flow: rank one, equal rates, diagonal, d = 4."""
    from numerics.closed_form import isotropic as equal_rates
    from numerics.rank_one import rank_one as from_rank_one
    from numerics.stages import compose
    from numerics.trajectory import integrate

    t, d = np.linspace(0, 25, 251), 4
    a = np.sort(rng.uniform(0.3, 2.0, d))[::-1]
    u = rng.standard_normal(d) * 0.02
    start, c = _random_start(d, 1e-4, rng), rng.uniform(1e-4, 0.2, d)
    slower = a * (1.01 if wrong else 1.0)
    runs = {
        "rank one": (from_rank_one(slower, u, t), integrate(a, np.outer(u, u), 25.0)),
        "equal rates": (equal_rates(np.asarray(slower[0]), start, t), integrate(np.full(d, a[0]), start, 25.0)),
        "diagonal": (compose(slower, np.diag(c), t), integrate(a, np.diag(c), 25.0)),
    }
    errors = {name: float(np.max(np.abs(W - path.at(t)))) + shift for name, (W, path) in runs.items()}
    measures = {f"error_{name.replace(' ', '_')}": error for name, error in errors.items()}
    bad = {name: error for name, error in errors.items() if error > EXACT_TOLERANCE}
    return Result(Outcome.REFUTED, 3, measures, bad) if bad else Result(Outcome.VERIFIED, 3, measures)


EXACT_FORMS = Claim(
    id="numerics.exact_forms",
    title=(
        "The NumPy closed forms for rank one, equal rates and diagonal starts agree with the integrated flow to $10^{-8}$ "
        "($d = 4$)."
    ),
    source="new",
    method=Computation(
        check=exact_forms,
        evidence=Evidence.NUMERICAL,
        what="Random starts are integrated to $t = 25$ and compared at 251 times.",
        refuted_by="A difference above $10^{-8}$.",
        faults=(
            ("off by ten times the tolerance", lambda rng: exact_forms(rng, shift=10 * EXACT_TOLERANCE)),
            ("rates 1% off", lambda rng: exact_forms(rng, wrong=True)),
        ),
    ),
    level=Level.STANDARD,
    code=(
        "numerics.rank_one.rank_one",
        "numerics.closed_form.isotropic",
        "numerics.stages.compose",
        "numerics.trajectory.integrate",
    ),
    depends_on=("rank_one.solution", "isotropic.solution"),
)


def riccati(rng: Generator, commuting: bool = False) -> Result:
    """Return how far the matrix-exponential solution of W' = AW + WA - 2WAW is from our flow."""
    from numerics.trajectory import integrate

    a = np.array([2.0, 1.0, 0.5])
    start = 1e-3 * np.diag([1.0, 2.0, 3.0]) if commuting else 1e-3 * (np.full((3, 3), 0.6) + 0.4 * np.eye(3))
    t = np.linspace(0, 12, 241)
    shrink = np.exp(-t[:, None] * a)
    inverse = np.eye(3) + shrink[:, :, None] * (np.linalg.inv(start) - np.eye(3)) * shrink[:, None, :]
    error = float(np.max(np.abs(np.linalg.inv(inverse) - integrate(a, start, 12.0).at(t))))
    if error <= EXACT_TOLERANCE:
        return Result(Outcome.VERIFIED, 1, {"largest_error": error})
    shown = {"a": a.tolist(), "W(0)": "1/1000 [[1, .6, .6], [.6, 1, .6], [.6, .6, 1]]", "largest error of an entry": error}
    return Result(Outcome.REFUTED, 1, {"largest_error": error}, shown)


RICCATI = Claim(
    id="pivots.riccati_form",
    title="The matrix-exponential solution of the Riccati equation $W' = A W + W A - 2 W A W$ solves the tied flow too.",
    source="new; the closed form of the unweighted factorisation flow (arXiv 2508.20344) carried over",
    method=Computation(
        check=riccati,
        evidence=Evidence.NUMERICAL,
        what="The Riccati closed form is compared with the integrated flow at $d = 3$.",
        refuted_by="A difference above $10^{-8}$.",
        faults=(("W(0) commutes with A", lambda rng: riccati(rng, commuting=True)),),
        faulty=Outcome.VERIFIED,
    ),
    expected=Outcome.REFUTED,
    reason="The flow has the double bracket $-[[A, W], W]/2$ besides, which vanishes only when $A$ and $W$ commute.",
    code=("numerics.field.tied_field",),
)
