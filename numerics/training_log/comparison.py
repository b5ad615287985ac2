"""A training log held against the theory: the verdict, and what it rests on.

    described        the log is within the band of the descent that the flow is the limit of, and no other supposition is
    not described    it is not; the first statement that fails is named, and what would bring it into the band
    open             it is, but so would it be for a factor of 2 in time or loss, other rates, or biases

Source: new.

Legend: k records; m columns; d dimensions; T (d,) learning times in the unit of the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from numerics.task.arrays import Array
from numerics.training_log import statements
from numerics.training_log.band import NONE, Band, Noise, beyond, fitting_width, in_widths, least, roughness, scales
from numerics.training_log.fitting import FOLLOWED, MORE, Fit, fit
from numerics.training_log.log import LOSSES, Log
from numerics.training_log.statements import LearningTime, Statement
from numerics.training_log.suppositions import (
    Supposition,
    at_its_pace,
    factors_of,
    loss_scale,
    scaled,
    stepping,
    variants,
    within,
)
from numerics.training_log.training import Flow, Points, Training, closed_maps, curves
from numerics.training_log.words import count_in_words, pace_in_words, scale_in_words

#: What a described log must be told apart from: a factor of 2, and of other trainings these.
TWICE = 2.0
TOLD_APART = ("squared rates", "biases")
#: How far an interval of a factor is looked for.
FARTHEST = 2.5


@dataclass(frozen=True, eq=False)
class Question:
    """A log, and what is said of its training.

    Parameters
    ----------
    log : what was recorded
    training : how it was trained, with its start
    unit : loss time in one unit of the log
    z : where it is looked at
    mu : signals, shape (s,); empty beside a second moment
    factors : what the logged losses may be of the stated ones, as the training is said to be
    averaged : whether the loss that is trained is said to be averaged over its entries
    """

    log: Log
    training: Training
    unit: float
    z: Points
    mu: tuple[float, ...]
    factors: tuple[float, ...] = (1.0,)
    averaged: bool = False

    @property
    def times(self) -> Array:
        """Return the loss times of the records as stated, shape (k,)."""
        return self.log.when * self.unit


@dataclass(frozen=True, eq=False)
class Comparison:
    """What came of a comparison.

    Parameters
    ----------
    question : what was asked
    stated : the training as it is said to be
    causes : suppositions that bring the log into their band, the simplest
    noise : of the log
    undecided : in words, what the log cannot tell it from
    pace : the interval of the factor of time, with its value; None where no factor brings the log into the band
    scale : the factor of logged losses to stated ones, as the training is said to be
    start : W(0) as it was fitted, None where it was given
    """

    question: Question
    stated: Supposition
    causes: tuple[Supposition, ...]
    noise: Noise
    undecided: str
    pace: tuple[float, float, float] | None
    scale: float
    start: Fit | None = None

    @cached_property
    def band(self) -> Band:
        """Return the band of what is stated."""
        return self.stated.band(self.question.log, self.noise)

    @cached_property
    def described(self) -> bool:
        """Return whether the log is within the band."""
        return self.stated.misfit(self.question.log, self.noise) <= 1

    @property
    def verdict(self) -> str:
        """Return described, not described or open."""
        if not self.described:
            return "not described" if self.start is None or self.causes else "open"
        return "open" if self.undecided else "described"

    @property
    def reason(self) -> str:
        """Return what decided it, in a sentence."""
        if self.verdict == "described":
            beside = "" if self.start is None else " from the W(0) that was fitted"
            return f"every statement holds within its stated error{beside}, and a factor of 2 would show"
        if self.verdict == "open" and not self.described:
            return "no W(0) was found from which the log is as predicted"
        if self.verdict == "open":
            return f"the log is as predicted, but cannot tell it from {self.undecided}"
        found = "; or ".join(cause.said for cause in self.causes)
        if self.start is not None:
            return f"from no W(0) that was found is the log as predicted. It would be described if {found}"
        first = next(item for item in self.statements if item.holds is False)
        return f"{first.name}: {first.said}. " + (
            f"It would be described if {found}" if found else "Nothing else that was tried describes it"
        )

    @cached_property
    def learning_times(self) -> tuple[LearningTime, ...]:
        """Return measured and predicted learning times, by concept."""
        log, training = self.question.log, self.question.training
        shown = statements.learned_curves(log, self.question.mu, self.band.width, training.biases)
        made = []
        for k, predicted in enumerate(self.predicted):
            found, by = None, None
            if k in shown and training.data.clusters is not None:
                by, curve, width = shown[k]
                found = statements.measured_passage(log.when, curve, width)
            elif self.pace is not None and predicted is not None and predicted <= log.when[-1]:
                by = "time scale"
                low, value, high = self.pace
                found = predicted / high, predicted / value, predicted / low
            ends = found or (None, None, None)
            made.append(LearningTime(k + 1, ends[1], ends[0], ends[2], predicted, by if found else None))
        return tuple(made)

    @cached_property
    def predicted(self) -> tuple[float | None, ...]:
        """Return when the flow has w_kk at 1/2, in the unit of the log, by concept, or direction of a second moment."""
        return tuple(
            None if time is None else time / self.question.unit for time in passages(self.question.training, self.question.times)
        )

    @cached_property
    def expected(self) -> tuple[float | None, ...]:
        """Return when the descent has, where the log shows w_kk; else when the flow has."""
        log, found = self.question.log, list(self.predicted)
        base = replace(log, values=self.stated.found.descent)
        shown = statements.learned_curves(base, self.question.mu, self.band.width, self.question.training.biases)
        for k, (_, curve, _) in shown.items():
            if self.question.training.data.clusters is not None:
                found[k] = statements.first_passage(log.when, curve)
        return tuple(found)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Return all statements, in order."""
        log, name = self.question.log, self.question.training.model.name
        base, width = self.stated.found.descent, self.band.width
        flow = statements.BIASED if self.question.training.biases else statements.FLOWS[name]
        made = [
            statements.start(log, base, width),
            *statements.times(self.learning_times, self.expected, log.unit, flow),
            statements.order(self.learning_times, flow),
            statements.risen(log, base, width, ("task.test_loss", *flow)),
            *statements.courses(log, base, width, flow),
        ]
        return tuple(item for item in made if item is not None)

    @cached_property
    def budget(self) -> dict[str, float | None]:
        """Return by cause the largest effect on any figure, in parts of the largest size of its kind; None where it is not known.

        What is left is beyond all causes; the band leaves `arithmetic` for it.
        """
        log, found = self.question.log, self.stated.found
        size = scales(log.columns, found.descent)

        def part(effect: Array | None) -> float | None:
            largest = np.inf if effect is None else float(np.max(in_widths(effect, size)))
            return largest if np.isfinite(largest) else None

        known, spread, own = self.stated.training.step is not None, self.band.spread, self.band.width - self.band.arithmetic
        left = np.maximum(np.abs(log.values - found.descent) - own, 0.0)
        return {
            "closed_form": part(self._small_scale),
            "finite_step": part(found.descent - found.flow) if known else None,
            "minibatch": part(found.batched),
            "finite_sample": part(found.sampled),
            "spread": part(spread) if len(found.scatter) else None,
            "log_noise": part(self.band.noise),
            "digits": part(self.band.digits),
            "arithmetic": part(self.band.arithmetic),
            "rest": part(left),
        }

    @cached_property
    def _small_scale(self) -> Array | None:
        question = self.question
        if (R := closed_maps(question.training, question.times)) is None:
            return None
        found = curves(R, question.log.columns, question.training.moment, question.z) * factors_of(question.log, self.scale)
        return np.asarray(found - self.stated.found.flow)

    @property
    def claims(self) -> tuple[str, ...]:
        """Return the claims that the answer rests on."""
        training = self.question.training
        used = [claim for item in self.statements for claim in item.claims]
        used += ["clocks.conversion"] + (["clocks.tied_factor"] if training.tied else [])
        used += ["clocks.code_step"] if self.scale != 1 or self.question.factors != (1.0,) else []
        used += statements.CLOSED[training.model.name] if self.budget["closed_form"] is not None else []
        used += ["minibatch.step"] if training.batch is not None else []
        used += ["empirical.moment_variance", "sampling.transfer"] if training.data.samples is not None else []
        return tuple(dict.fromkeys(used))


def passages(training: Training, times: Array) -> list[float | None]:
    """Return the loss times at which w_kk of the flow passes 1/2, by coordinate or eigenvector; None if never."""
    flow, d = Flow(training), training.size
    rates = np.linalg.eigvalsh(training.moment[:d, :d])[::-1]
    Q = np.eye(d)
    if training.data.clusters is None:
        Q = np.linalg.eigh(training.moment)[1][:, ::-1]
    end = float(times[-1])
    found: list[float | None] = [None] * d

    def diagonal(t: Array) -> Array:
        W = flow.maps(t)[:, :d].swapaxes(1, 2) + np.eye(d)
        return np.einsum("ik,nij,jk->nk", Q, W, Q)

    for _ in range(statements.DOUBLINGS):
        t = np.linspace(0.0, end, statements.PLACES)
        w = diagonal(t)
        for k in range(d):
            fine, curve = t, w[:, k]
            for _ in range(statements.NARROWED if found[k] is None and np.any(curve >= statements.HALF) else 0):
                low = max(int(np.argmax(curve >= statements.HALF)) - 1, 0)
                fine = np.linspace(fine[low], fine[low + 1], statements.PARTS)
                curve = diagonal(fine)[:, k]
                found[k] = statements.first_passage(fine, curve)
        if all(time is not None for time in found) or not np.any(rates > 0):
            break
        end *= 2
    return found


@np.errstate(all="ignore")  # what is supposed may diverge, and is then nowhere near
def compare(question: Question) -> Comparison:
    """Return how a log compares with the theory of its training.

    Raises
    ------
    ValueError : if the descent of the training, as it is said to be, diverges
    """
    log, training, times, z = question.log, question.training, question.times, question.z
    flow = Flow(training)

    def assumed(name: str, words: str, supposed: Training, scale: float) -> Supposition:
        factors = factors_of(log, scale)
        as_found, found = stepping(supposed, log, times, z, factors)
        return Supposition(name, words, as_found, scaled(found, factors), 1.0, scale)

    options = [assumed("", "it is as stated", training, factor) for factor in question.factors]
    stated = min(options, key=lambda item: item.misfit(log, NONE))
    _check_bounded(stated)
    factors = factors_of(log, stated.scale)
    simple = [assumed(name, words, supposed, stated.scale) for name, (words, supposed) in variants(training).items()]
    noise = least([_noise(log, item) for item in (stated, *simple)])
    width = fitting_width(log, stated.found.descent)
    factored = _with_scale(log, stated, width)
    paced = at_its_pace(log, "time", "", training, times, z, width, False, factors)
    tried = [*([factored] if factored is not None else []), paced, *simple]
    noise = least([_noise(log, item) for item in (stated, *tried)])
    if stated.misfit(log, noise) <= 1:
        return _fitting(question, stated, simple, noise, flow)
    tiers: list[Callable[[], list[Supposition]]] = [lambda: tried]
    if training.step is not None:
        tiers.append(lambda: [at_its_pace(log, "count", "", training, times, z, width, False, factors, counted=True)])
    if factored is not None:
        tiers.append(lambda: [at_its_pace(log, "time and loss", "", training, times, z, width, True, factors)])
    tiers.append(
        lambda: [
            at_its_pace(log, f"{item.name}, time", item.said, item.training, times, z, width, False, factors) for item in simple
        ]
    )
    if factored is not None:
        tiers.append(lambda: [found for item in simple if (found := _with_scale(log, item, width)) is not None])
    causes: list[Supposition] = []
    for tier in tiers:
        found = tier()
        noise = least([noise, *(_noise(log, item) for item in found)])
        causes = [_worded(item, question) for item in found if item.misfit(log, noise) <= 1]
        if causes:
            break
    causes.sort(key=lambda item: item.misfit(log, noise))
    paced = next((item for item in causes if item.name == "count"), paced)
    return Comparison(question, stated, tuple(causes), noise, "", _pace(question, paced, noise), stated.scale)


@np.errstate(all="ignore")
def compare_fitted(question: Question) -> Comparison:
    """Return how a log compares with the theory of its training from the W(0) that fits best.

    Raises
    ------
    ValueError : if the descent diverges from the start that is nearest
    """
    log, training, times, z = question.log, question.training, question.times, question.z
    simple = {name: found for name, found in variants(training).items() if name in TOLD_APART}

    def fitted(
        name: str, said: str, supposed: Training, scale: float, pace: float = 1.0, followed: int = FOLLOWED
    ) -> tuple[Supposition, Fit] | None:
        factors = factors_of(log, scale)
        found = fit(replace(supposed, pace=pace), log, times, z, factors, followed)
        return (
            None if found is None else (Supposition(name, said, found.training, scaled(found.found, factors), pace, scale), found)
        )

    own = [found for factor in question.factors if (found := fitted("", "it is as stated", training, factor)) is not None]
    if not own:
        raise ValueError("eta must be so small that the descent from the W(0) nearest the log stays bounded, got a larger one")
    noise = least([_noise(log, item[0]) for item in own])
    stated, start = min(own, key=lambda item: item[0].misfit(log, noise))
    scale = stated.scale
    others = [fitted(name, said, supposed, scale) for name, (said, supposed) in simple.items()]
    others += [fitted("time", "", training, scale, pace) for pace in (TWICE, 1 / TWICE)]
    if any(item.kind in LOSSES for item in log.columns):
        others += [fitted("loss", "", training, scale * factor) for factor in (TWICE, 1 / TWICE)]
    tried = [item[0] for item in others if item is not None and item[1].near]
    noise = least([_noise(log, item) for item in (stated, *tried)])
    causes = [_worded(item, question) for item in tried if item.misfit(log, noise) <= 1]
    if stated.misfit(log, noise) > 1 and (again := fitted("", stated.said, training, scale, followed=MORE)) is not None:
        stated, start = min((stated, start), again, key=lambda item: item[0].misfit(log, noise))
    as_found = replace(question, training=start.training)
    if stated.misfit(log, noise) <= 1:
        blind = ", or ".join(f"one where {item.said}" for item in causes)
        return Comparison(as_found, stated, (), noise, blind, None, scale, start)
    return Comparison(as_found, stated, tuple(causes), noise, "", None, scale, start)


def _check_bounded(stated: Supposition) -> None:
    """Raise ValueError if what is stated diverges."""
    if not (np.isfinite(stated.found.descent).all() and np.isfinite(stated.found.scatter).all()):
        step = stated.training.step or 0.0
        raise ValueError(f"eta must be so small that the descent stays bounded, got steps of {step:.6g} units of loss time")


def _noise(log: Log, item: Supposition) -> Noise:
    """Return the noise of a log beside a supposition: what is no rougher than networks of this training are is theirs."""
    rest = item.rest(log)
    found = roughness(log.when, np.where(np.isfinite(rest), rest, 0.0), log.columns, log.values)
    if not np.isfinite(rest).all():
        return replace(found, level=dict.fromkeys(found.size, np.nan))
    own = [roughness(log.when, part, log.columns, item.found.descent + part) for part in item.found.scatter]
    return beyond(found, own)


def _with_scale(log: Log, item: Supposition, width: Array) -> Supposition | None:
    """Return a supposition with its losses at the factor nearest the log; None without losses."""
    found = loss_scale(log, item.found.descent, width)
    if found is None or not found[1] > 0:
        return None
    name = "loss" if not item.name else f"{item.name}, loss"
    return replace(item, name=name, found=scaled(item.found, factors_of(log, found[1])), scale=item.scale * found[1])


def _fitting(question: Question, stated: Supposition, simple: list[Supposition], noise: Noise, flow: Flow) -> Comparison:
    """Return the comparison of a log within its band: what else it may be."""
    log, width = question.log, stated.band(question.log, noise).width
    factors = factors_of(log, stated.scale)
    steps = stated.found.descent - stated.found.flow

    def fits(pace: float) -> bool:
        base = curves(flow.maps(question.times * pace), log.columns, question.training.moment, question.z) * factors + steps
        return bool(np.all(np.abs(log.values - base) <= width * (1 + 1e-9)))

    ends = within(fits, 1.0, FARTHEST)
    pace = None if ends is None else (ends[0], 1.0, ends[1])
    blind = []
    if pace is not None and (pace[0] <= 1 / TWICE or pace[2] >= TWICE):
        blind.append(f"one that runs {'half' if pace[0] <= 1 / TWICE else 'twice'} as fast")
    found = loss_scale(log, stated.found.descent, width)
    if found is not None and (found[0] <= 1 / TWICE or found[2] >= TWICE):
        blind.append("one of another factor of the loss")
    blind += [f"one where {item.said}" for item in simple if item.name in TOLD_APART and item.misfit(log, noise) <= 1]
    return Comparison(question, stated, (), noise, ", or ".join(blind), pace, stated.scale)


def _pace(question: Question, paced: Supposition, noise: Noise) -> tuple[float, float, float] | None:
    """Return the interval of the factor of time, around that of a supposition, in which the log is in its band."""
    log, width = question.log, paced.band(question.log, noise).width
    flow = Flow(replace(paced.training, pace=1.0))
    factors = factors_of(log, paced.scale)
    steps = paced.found.descent - paced.found.flow

    def fits(pace: float) -> bool:
        base = curves(flow.maps(question.times * pace), log.columns, flow.training.moment, question.z) * factors + steps
        return bool(np.all(np.abs(log.values - base) <= width * (1 + 1e-9)))

    ends = within(fits, paced.pace, FARTHEST)
    return None if ends is None else (ends[0], paced.pace, ends[1])


def _worded(item: Supposition, question: Question) -> Supposition:
    """Return a supposition with its factors in words."""
    training, said = question.training, [] if item.name in ("loss", "time", "time and loss", "count") else [item.said]
    if item.name == "count":
        said.append(count_in_words(item.pace, question.log.unit, training.tied))
    elif item.pace != 1:
        said.append(pace_in_words(item.pace, training.size, question.averaged, training.tied))
    if "loss" in item.name:
        said.append(scale_in_words(item.scale, training.size))
    return replace(item, said=" and ".join(said))
