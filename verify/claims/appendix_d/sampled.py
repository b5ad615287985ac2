"""The lemmas of Appendix D along trajectories of starts drawn near the edges of its assumptions.

What no draw breaks is measured; whether it holds for every admissible start is proved elsewhere, or UNDECIDED.
"""

from __future__ import annotations

from functools import cache, partial

from numpy.random import Generator, default_rng

from verify.claim import Claim, Evidence, Level, Outcome, Result
from verify.methods import Computation

#: Excesses up to here are rounding.
ROUNDING = 1e-9
#: Trajectories side by side: arrays that fit the cache.
TOGETHER = 2000
#: What they are called.
NAMES = {
    "corollary_d1": "Corollary D.1 with $P^2$", "d1": "D.1", "d2": "D.2", "d3": "D.3 from pivots", "d4": "D.4", "d5": "D.5",
    "d6": "D.6", "d7": "D.7", "d8": "D.8",
}  # fmt: skip
#: At d = 2 all that is put right; beyond that D.3 and D.8 are false, D.4 and D.6 for rare starts, and D.1 of minor entries.
AT_TWO, BEYOND = tuple(NAMES), ("corollary_d1", "d1", "d2", "d4", "d5", "d6", "d7")
#: What is followed, in words and in ids.
PATHS = {
    "flow": ("the flow", "flow"),
    "gd": ("gradient descent on $U$ at the largest step of D.2", "descent"),
    "recurrence": ("the recurrence at the largest step of D.2", "recurrence"),
}


@cache
def _excesses(seed: int, d: int, draws: int, ratio: float, iterate: str, pivots: bool) -> dict[str, tuple[float, int]]:
    """Return the largest excess of every lemma, and in how many of the draws it is above rounding."""
    import numpy as np

    from numerics.admissible import draw_starts
    from numerics.lemmas import along_iterates, along_the_flow

    rng, found = default_rng(seed), []
    for first in range(0, draws, TOGETHER):
        starts = draw_starts(rng, min(TOGETHER, draws - first), d, ratio)
        run = along_the_flow if iterate == "flow" else partial(along_iterates, iterate=iterate)
        found.append(run(starts, pivots=pivots))
    together = {name: np.concatenate([part[name] for part in found]) for name in found[0]}
    return {name: (float(values.max()), int((values > ROUNDING).sum())) for name, values in together.items()}


def _sampled(
    rng: Generator,
    d: int,
    draws: int,
    ratio: float,
    iterate: str,
    lemmas: tuple[str, ...],
    pivots: bool = True,
    every_start: bool = False,
) -> Result:
    """Return whether no draw breaks one of the lemmas; UNDECIDED in place of VERIFIED where every start is spoken of."""
    found = _excesses(int(rng.integers(2**31)), d, draws, ratio, iterate, pivots)
    measures = {f"largest_excess_{name}": found[name][0] for name in lemmas}
    measures |= {f"share_breaking_{name}": count / draws for name, (_, count) in found.items() if name not in lemmas and count}
    broken = {name: found[name][1] for name in lemmas if found[name][1]}
    if not broken and every_start:
        return Result(Outcome.UNDECIDED, draws, measures, reason=f"none of {draws:,} draws breaks one, which proves nothing")
    return Result.of(not broken, draws, measures, {"starts that break it": broken})


def _words(lemmas: tuple[str, ...]) -> str:
    *names, last = [NAMES[name] for name in lemmas]
    return f"{', '.join(names)} and {last}"


def _claim(d: int, draws: int, ratio: float, iterate: str, lemmas: tuple[str, ...], why: str = "") -> Claim:
    """Return the claim on so many draws; UNDECIDED with the reason `why`, or of the draws alone."""
    path, suffix = PATHS[iterate]
    region = f"ratios of neighbouring rates from {ratio:g} to a third"
    numbers = [NAMES[name].split()[0] for name in lemmas if name != "corollary_d1"]
    cited = f"Lemmas {', '.join(numbers[:-1])} and {numbers[-1]}" if len(numbers) > 1 else f"Lemma {numbers[0]}"
    others = _words(tuple(name for name in lemmas if name != "d7"))
    every = (
        rf"At $d = {d}$, along {path}, no start that satisfies D.1 to D.5 breaks D.7; of {draws:,} near their edges ({region}), "
        f"none breaks {others}."
    )
    near = f"Of {draws:,} starts at $d = {d}$ near the edges of D.1 to D.5 ({region}), none breaks"
    drawn = f"{near} {_words(lemmas)} along {path}."
    check = partial(_sampled, d=d, draws=draws, ratio=ratio, iterate=iterate, lemmas=lemmas, every_start=bool(why))
    # A fault is seen in a hundredth of the draws.
    few = partial(check, draws=max(draws // 100, 100), lemmas=(*lemmas, "d3") if "d3" not in lemmas else lemmas, pivots=False)
    seen = (
        f"None of {draws:,} starts ({region}) breaks one: a failure on {3e2 / draws:.2g}% of them would have been seen with 95% "
    )
    return Claim(
        id=f"appendix_d.sampled_{suffix}_{d}",
        title=every if why else drawn,
        source=f"arXiv 2410.08309v2, {'Lemma D.7' if why else f'Corollary D.1 and {cited}'}, as transcribed",
        method=Computation(
            check=check,
            evidence=Evidence.NUMERICAL,
            what="Starts are drawn near the edges of the assumptions; every lemma's excess is followed along every trajectory.",
            refuted_by="A start from which a lemma is exceeded beyond rounding.",
            faults=(("D.3 from the diagonal of W(0)", few),),
        ),
        code=("numerics.admissible.draw_starts", "numerics.lemmas.along_the_flow"),
        level=Level.FULL,
        expected=Outcome.UNDECIDED if why else Outcome.VERIFIED,
        depends_on=("two_layer.entry_form_by_indices", "appendix_d.scale"),
        reason=f"{seen}confidence. {why}" if why else "",
    )


_ALIKE = (
    "Rare starts would not: D.4 and D.6, which a start of almost rank two breaks, no draw breaks either. Doubles tell $|w_{ij}|$ "
    r"down to $10^{-12} \sqrt{w_{ii} w_{jj}}$ for D.7."
)
FLOW_2 = _claim(2, 100_000, 0.0555, "flow", AT_TWO)
DESCENT_2 = _claim(2, 10_000, 0.2, "gd", AT_TWO)
FLOW_3 = _claim(3, 100_000, 0.28, "flow", BEYOND, _ALIKE)
FLOW_4 = _claim(4, 2_000, 0.3, "flow", BEYOND, f"A trajectory takes thousands of steps. {_ALIKE}")
DESCENT_3 = _claim(3, 200, 0.31, "gd", BEYOND, f"A trajectory takes a quarter of a million steps. {_ALIKE}")
#: All else is false of the recurrence.
RECURRENCE_2 = _claim(2, 2_000, 0.25, "recurrence", ("corollary_d1", "d2"))
