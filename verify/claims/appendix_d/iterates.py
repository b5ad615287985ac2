"""Printed statements of Appendix D that are false for the recurrence, or for gradient descent on U, each by one admissible start.

Both are iterated in balls, from exact starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from numerics.enclosure.statements import Seen, Sides, balls, growth, minor, noise, own_growth
from verify.claim import Claim, Level, Result
from verify.claims.appendix_d.witnesses import FED, FED_RATES, LATE, LATE_RATES, Constants, Rows, beside, false, numbers, verdict
from verify.claims.certified.appendix_d import APPENDIX_D, APPENDIX_D_RATES

if TYPE_CHECKING:
    from flint import arb, arb_mat

FED_START = [[Fraction(x) * FED["omega"] for x in row] for row in (("5/2", "1", "1"), ("1", "5/2", "-1"), ("1", "-1", "5/2"))]
#: d = 2, near the largest omega; W(0) with a squared correlation of 10/11.
PAIR_RATES = (Fraction(18), Fraction(1))
PAIR = numbers(
    alpha="1", gamma="18", beta="1.11", K="20", kappa="1.101", C="2", omega="2e-62", P="2.64e57",
    eta=str(1 / (9 * 20 * PAIR_RATES[0])),
)  # fmt: skip
PAIR_START = [[PAIR["omega"], PAIR["omega"]], [PAIR["omega"], PAIR["omega"] * Fraction(11, 10)]]


@cache
def _iterates(start: str, iterate: str, step: int, digits: int) -> tuple[arb_mat, arb_mat]:
    """Return W(0) and W at a step."""
    from numerics.certificate.certify import exact
    from numerics.enclosure.recurrence import enclose_iterates

    constants, a, W0 = STARTS[start]
    rows, rates = [[exact(entry) for entry in row] for row in W0], [exact(rate) for rate in a]
    found = enclose_iterates(rows, rates, exact(constants["eta"]), (0, step), iterate, relative=10.0**-digits)
    return found.at[0], found.at[step]


def _along_iterates(start: str, iterate: str, step: int, sides: Sides, digits: int = 120) -> Result:
    """Compare the sides at a step of the recurrence, or of gradient descent on U."""
    from numerics.enclosure.precision import working_precision

    constants, a, rows = STARTS[start]
    W0, W = _iterates(start, iterate, step, digits)
    with working_precision(1024):
        return verdict(constants, Seen(balls(constants), a, W0, W, constants["eta"] * step), sides, [rows], step)


#: The start of `certified.lemma_d5_lower_half`, and where it diverges.
SINGULAR_START = [
    [APPENDIX_D["omega"], APPENDIX_D["omega"]],
    [APPENDIX_D["omega"], APPENDIX_D["omega"] * (1 + Fraction(1, 10**9))],
]
DIVERGED = 83_994
STARTS: dict[str, tuple[Constants, Sequence[Fraction], Rows]] = {
    "fed": (FED, FED_RATES, FED_START),
    "pair": (PAIR, PAIR_RATES, PAIR_START),
    "singular": (APPENDIX_D, APPENDIX_D_RATES, SINGULAR_START),
}


_ITERATES: dict[str, Any] = {
    "what": "the iteration is carried out in balls.",
    "code": "numerics.enclosure.recurrence.enclose_iterates",
    "level": Level.STANDARD,
}
_RECURRENCE: dict[str, Any] = {**_ITERATES, "depends_on": ("two_layer.recurrence_step", "appendix_d.scale")}
_DESCENT: dict[str, Any] = {**_ITERATES, "depends_on": ("two_layer.descent_keeps_semidefinite", "appendix_d.scale")}


def _first_step(iterate: str = "recurrence") -> Result:
    """Compare -det W with 0 after the first step."""
    return _along_iterates("singular", iterate, 1, lambda seen: (-seen.W.det(), 0 * seen.W[0, 0]))


DEFINITE = false(
    "definite_for_the_recurrence",
    "Eq. (D.2)",
    r"Under D.1 to D.5 the recurrence keeps $W$ positive definite (tested at $d = 2$, the first step of one admissible start).",
    _first_step,
    corrections=(("gradient descent on U", {"iterate": "gd"}),),
    reason=(
        r"$W(0) = \omega \bigl[ \begin{smallmatrix} 1 & 1 \\ 1 & 1 + 10^{-9} \end{smallmatrix} \bigr]$ has $\det W(0) > 0$; "
        r"after one step, $\det W < 0$: $\eta^2 X W X \ge 0$ is missing. Gradient descent on $U$ keeps $W$ definite."
    ),
    **{**_RECURRENCE, "level": Level.QUICK},
)


#: U(0) sqrt(omega)^-1: the second row but for its first entry cancels what the learning of the first concept turns it by.
DESCENT_U = (
    ("1", "0", "0"),
    (
        "1",
        "-2.37579200848725847101387051609828813192379679e-97",
        "-7.91930669495752823671267678379755097064608106e-98",
    ),
    ("1", "0.3", "0.1"),
)
#: Two computations of the ratio agree at so many bits; at 2,600 the balls explode.
DESCENT_BITS = 4000


#: The sides of Lemma D.8 for w_12, and for w_23.
_escaped, _late_pair = partial(minor, i=0, j=1), partial(minor, i=1, j=2)


def _descent(step: int = 236_000, sides: Sides = _late_pair) -> Result:
    """Compare after so many steps of gradient descent on U at d = 3."""
    from numerics.certificate.certify import exact
    from numerics.enclosure.precision import working_precision
    from numerics.enclosure.recurrence import enclose_products

    U = [[Fraction(entry) / 10**53 for entry in row] for row in DESCENT_U]
    start = [[sum((p * q for p, q in zip(left, right, strict=True)), Fraction(0)) for right in U] for left in U]
    rows = [[exact(entry) for entry in row] for row in U]
    found = enclose_products(rows, [exact(rate) for rate in LATE_RATES], exact(LATE["eta"]), (0, step), DESCENT_BITS)
    with working_precision(DESCENT_BITS):
        result = verdict(LATE, Seen(balls(LATE), LATE_RATES, found[0], found[step], LATE["eta"] * step), sides, [start], step)
    return beside(result, {"U(0) 10^53": [list(row) for row in DESCENT_U]})


D8_DESCENT = false(
    "d8_for_descent",
    "Lemma D.8",
    (
        r"Under D.1 to D.5 gradient descent on $U$ keeps $|w_{ij}| \le P \beta \omega$ for $i \ne j$ (tested at $d = 3$, step "
        "236,000 of one admissible start)."
    ),
    _descent,
    corrections=(("the first 20,000 steps", {"step": 20_000}),),
    reason=(
        r"$W(0) > 0$ is almost of rank two: the pivot of the second concept is near $\omega^{3.25}$, so that it is learned no "
        r"sooner than the third, and $w_{23}$ grows with both. True at $d = 2$."
    ),
    **{**_DESCENT, "code": "numerics.enclosure.recurrence.enclose_products"},
)


def _of_iterates(iterate: str) -> tuple[Claim, ...]:
    """Return the claims on Cor. D.1, Lemma D.1 and Lemma D.3 for the recurrence or for gradient descent on U."""
    suffix, words = ("recurrence", "the recurrence") if iterate == "recurrence" else ("descent", "gradient descent on $U$")
    rest = _RECURRENCE if iterate == "recurrence" else _DESCENT
    name = "the_recurrence" if iterate == "recurrence" else "descent"
    return (
        false(
            f"corollary_d1_for_{name}",
            "Corollary D.1",
            (
                rf"Under D.1 to D.5 {words} keeps $|N_{{ij}}| \le 2 P \gamma \alpha d \beta^2 \omega^2$ (tested at $d = 2$, "
                "$N_{22}$ at step 12,000 of one admissible start)."
            ),
            partial(_along_iterates, "pair", iterate, step=12_000, sides=noise),
            corrections=(("P^2, and d - 1", {"sides": partial(noise, power=2)}),),
            reason=r"What its hypothesis gives is $2 (d - 1) \gamma \alpha P^2 \beta^2 \omega^2$.",
            **rest,
        ),
        false(
            f"d1_for_{name}",
            "Lemma D.1",
            (
                rf"Under D.1 to D.5 {words} keeps $|w_{{ij}}(t)| \le |w_{{ij}}(0)| e^{{\eta t (a_i + a_j) \kappa}}$ (tested at "
                "$d = 3$, $w_{23}$ at step 23,600 of one admissible start)."
            ),
            partial(_along_iterates, "fed", iterate, step=23_600, sides=growth),
            corrections=(("before the first concept is learned", {"step": 10_000}),),
            reason=r"$w_{12} w_{13}$ feeds $w_{23}$ before $\kappa > 1$ can tell.",
            **rest,
        ),
        false(
            f"d3_for_{name}",
            "Lemma D.3",
            (
                rf"Under D.1 to D.5 {words} keeps $w_{{ii}}(t) \ge w_{{ii}}(0) e^{{2 \eta t a_i/\kappa}}$ in the window of Lemma "
                "D.3 (tested at $d = 2$, $w_{22}$ at step 14,000 of one admissible start)."
            ),
            partial(_along_iterates, "pair", iterate, step=14_000, sides=own_growth),
            corrections=(("before the first concept is learned", {"step": 5_000}),),
            reason=(
                r"Once the first concept is learned, $w_{22}$ falls to what its pivot has grown to"
                + (r", and below: squared correlations near 1 turn it negative." if suffix == "recurrence" else ".")
            ),
            **rest,
        ),
    )


COROLLARY_D1_RECURRENCE, D1_RECURRENCE, D3_RECURRENCE = _of_iterates("recurrence")
COROLLARY_D1_DESCENT, D1_DESCENT, D3_DESCENT = _of_iterates("gd")

_DIVERGES = r"From this start $w_{22}$ turns negative, which nothing brings back (Lemma D.5), and the recurrence diverges."


def _stays_learned(seen: Seen) -> tuple[arb, arb]:
    """Return 1 - 2/K and w_11, those of Lemma D.6."""
    return 1 - 2 / seen.constants["K"], seen.W[0, 0]


D6_RECURRENCE = false(
    "d6_for_the_recurrence",
    "Lemma D.6",
    (
        r"Under D.1 to D.5 the recurrence keeps $w_{ii} \ge 1 - 2/K$ once it is so (tested at $d = 2$, $w_{11}$ from step 20,000 "
        f"to {DIVERGED + 1:,} of one admissible start)."
    ),
    partial(_along_iterates, "singular", "recurrence", step=DIVERGED + 1, sides=_stays_learned, digits=6),
    corrections=(("at step 20,000", {"step": 20_000}),),
    reason=_DIVERGES,
    **_RECURRENCE,
)


def _suppressed(seen: Seen) -> tuple[arb, arb]:
    """Return |w_12|, and max(|w_12|, omega) at step 20,000, where w_11 > .8."""
    from flint import arb

    earlier = _iterates("singular", "recurrence", 20_000, 120)[1]
    if not earlier[0, 0] > arb(4) / 5:
        raise ValueError(f"w_11 must exceed .8 at step 20,000, got {earlier[0, 0].str(6)}")
    return abs(seen.W[0, 1]), arb.max(abs(earlier[0, 1]), seen.constants["omega"])


D7_RECURRENCE = false(
    "d7_for_the_recurrence",
    "Lemma D.7",
    (
        r"Under D.1 to D.5 the recurrence keeps $|w_{ij}| \le \max(|w_{ij}(t_0)|, \omega)$ once $w_{ii}(t_0) > .8$ (tested at "
        f"$d = 2$, $w_{{12}}$ from step 20,000 to {DIVERGED:,} of one admissible start)."
    ),
    partial(_along_iterates, "singular", "recurrence", step=DIVERGED, sides=_suppressed, digits=6),
    corrections=(("at step 40,000", {"step": 40_000, "digits": 120}),),
    reason=_DIVERGES,
    **_RECURRENCE,
)

D8_RECURRENCE = false(
    "d8_for_the_recurrence",
    "Lemma D.8",
    (
        rf"Under D.1 to D.5 the recurrence keeps $|w_{{ij}}| \le P \beta \omega$ for $i \ne j$ (tested at $d = 2$, step "
        f"{DIVERGED:,} of one admissible start)."
    ),
    partial(_along_iterates, "singular", "recurrence", step=DIVERGED, sides=_escaped, digits=6),
    corrections=(("at step 40,000", {"step": 40_000, "digits": 120}),),
    reason=_DIVERGES,
    **_RECURRENCE,
)
