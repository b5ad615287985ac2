r"""Every statement of Appendix D as data: what it says, the relations as they are printed, and as they are put right.

No verdict stands here: `cited` names the statements of which a claim's source speaks, and the claims decide. Lemmas are printed
for the recurrence W+ = W + eta V(W) under D.1 to D.5; a repaired form says for what it is stated: the recurrence, descent on U,
or the flow, whose printed time is eta t.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), Appendix D, as transcribed; what is repaired is new.

Legend: the constants of `assumptions`; t steps; T_1 windows of D.2 and D.3; t_0 a time at which an entry has passed its level;
lambda a level; c_i pivots of W(0) in the order of the rates; N_ij noise
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sympy import Abs, Ge, Gt, Integer, Max, Symbol, exp, log, sqrt
from sympy.core.relational import Relational

from theory.algebra.notation import latex
from theory.appendix_d.assumptions import (
    ASSUMPTIONS,
    REACH,
    K,
    P,
    a_i,
    a_j,
    alpha,
    at_most,
    beta,
    d,
    eta,
    gamma,
    kappa,
    omega,
    printed,
)

t, lam = Symbol("t", nonnegative=True), Symbol("lambda", positive=True)
#: Entries by what is printed of them: at a step, at the start, at the time t_0 and t steps later.
w_ij_t, w_ij_0, w_ij_from = (Symbol(f"w_{{ij}}({time})", real=True) for time in ("t", "0", "t_0"))
w_ii_t, w_ii_0, w_ii_from, w_ii_later, w_ii_next = (
    Symbol(f"w_{{ii}}({time})", real=True) for time in ("t", "0", "t_0", "t_0 + t", "t + 1")
)
w_jj_0, N_ij = Symbol("w_{jj}(0)", positive=True), Symbol("N_{ij}(t)", real=True)
c_i = Symbol("c_i", positive=True)
#: The windows of D.2 and D.3.
FIRST_WINDOW = log(P) / (2 * eta * gamma * alpha * kappa)
OWN_WINDOW = log(REACH / w_ii_0) / (2 * eta * a_i * kappa)
#: A name of a statement in the source of a claim.
CITED = re.compile(r"(Assumption|Corollary|Lemma)s? (D\.\d+(?:(?:, | and | to )D\.\d+)*)")


@dataclass(frozen=True)
class Statement:
    """One statement of Appendix D.

    Parameters
    ----------
    name : as it is cited, such as "Lemma D.1"
    title : what it is called
    says : what it says, one plain sentence with its mathematics as LaTeX between dollars
    relations : as printed
    hypotheses : what it asks for beyond D.1 to D.5, as printed, in such words
    repaired : the relations of its repaired form, none where it needs none or has none
    repaired_says : the repaired form in such words, and for what it is stated
    """

    name: str
    title: str
    says: str
    relations: tuple[Relational, ...]
    hypotheses: tuple[str, ...] = ()
    repaired: tuple[Relational, ...] = ()
    repaired_says: str = ""

    @property
    def latex(self) -> str:
        """Return what is printed as LaTeX mathematics."""
        return printed(self.relations)

    @property
    def repaired_latex(self) -> str:
        """Return the repaired form as LaTeX mathematics, "" where there is none."""
        return printed(self.repaired)


#: What the assumptions say, and how they are to be read: by their names.
READINGS = {
    "D.1": (
        r"All rates lie between $\alpha$ and $\gamma \alpha$, and all entries of $W(0)$, those off the diagonal too, between "
        r"$\omega$ and $\beta \omega$ in size.",
        r"It is about informative coordinates alone, $d = s$: a coordinate without data has the rate 0, below every $\alpha > "
        r"0$.",
    ),
    "D.2": (r"The step is small against the largest rate.", ""),
    "D.3": (r"What counts as the initial phase of an entry, $P \beta \omega$, is at most $.4$.", ""),
    "D.4": (r"$W(0)$ is small, the smaller the more concepts there are and the wider the rates spread.", ""),
    "D.5": (
        r"Of every two rates the larger is more than three times the smaller, and $P$ is a large power of $1/(P \beta "
        r"\omega)$, the larger the closer the rates.",
        r"$i$ is the stronger concept of the two; the order printed, $i > j$, contradicts the descending order of the rates.",
    ),
}

LEMMAS = (
    Statement(
        "Corollary D.1",
        "the interaction is small",
        "While all entries off the diagonal are in the initial phase, the interaction of an entry with the others is of the "
        r"order of $P \omega^2$.",
        (at_most(Abs(N_ij), 2 * P * gamma * alpha * d * beta**2 * omega**2),),
        (r"$|w_{kl}(t)| \le P \beta \omega$ for all $k \ne l$.",),
        (at_most(Abs(N_ij), 2 * (d - 1) * gamma * alpha * REACH**2),),
        r"With $P^2$ in place of $P$, in every dimension, at every symmetric $W$ with such entries: for the recurrence, for "
        "descent on $U$ and for the flow.",
    ),
    Statement(
        "Lemma D.1",
        "growth is bounded from above",
        r"No entry ever grows faster than exponentially, at the rate $\kappa (a_i + a_j)$, from its own start.",
        (at_most(Abs(w_ij_t), Abs(w_ij_0) * exp(eta * t * (a_i + a_j) * kappa)),),
        (),
        (at_most(Abs(w_ij_t), sqrt(w_ii_0 * w_jj_0) * exp(eta * t * (a_i + a_j))),),
        r"From the geometric mean of the two major starts in place of $|w_{ij}(0)|$, and then without $\kappa$: the flow in "
        r"every dimension, descent on $U$ at $d = 2$. As printed, and again without $\kappa$, it holds for the recurrence "
        r"while major entries are not negative, for $i = j$ in every dimension and for $i \ne j$ at $d = 2$.",
    ),
    Statement(
        "Lemma D.2",
        "initial growth is bounded from below",
        r"Until $T_1$ all entries stay in the initial phase, keep their signs, and grow at the rate $(a_i + a_j)/\kappa$ at "
        r"least.",
        (
            at_most(Abs(w_ij_t), REACH),
            Gt(w_ij_t * w_ij_0, 0),
            Ge(Abs(w_ij_t), Abs(w_ij_0) * exp(eta * t * (a_i + a_j) / kappa), evaluate=False),
        ),
        (rf"$t \le T_1 = {latex(FIRST_WINDOW)}$.",),
    ),
    Statement(
        "Lemma D.3",
        "initial growth of a major entry",
        r"A major entry grows at the rate $2 a_i/\kappa$ at least until a time of its own.",
        (Ge(w_ii_t, w_ii_0 * exp(2 * eta * t * a_i / kappa), evaluate=False),),
        (rf"$t \le T_1^{{(i)}} = {latex(OWN_WINDOW)}$.",),
        (Ge(w_ii_t, c_i * exp(2 * eta * t * a_i / kappa), evaluate=False),),
        r"With the pivot $c_i$ of $W(0) > 0$ in place of $w_{ii}(0)$, in the window as well: at $d = 2$, for the flow and for "
        "descent on $U$. For the strongest concept, whose pivot is $w_{ii}(0)$, it holds as printed.",
    ),
    Statement(
        "Lemma D.4",
        "a major entry grows beyond the initial phase",
        r"From $w_{ii}(t_0) \ge P \beta \omega$ on, as long as it is below a level $\lambda$, a major entry grows at the rate "
        r"$2 a_i (1 - \lambda)/\kappa$ at least.",
        (Ge(w_ii_later, w_ii_from * exp(2 * eta * t * a_i * (1 - lam) / kappa), evaluate=False),),
        (
            r"$w_{ii}(t_0) \ge P \beta \omega$, and $w_{ii} \le \lambda$ from $t_0$ to $t_0 + t$.",
            r"$P \beta \omega < \lambda < 1 - 1/K$.",
        ),
        (Ge(w_ii_later, w_ii_from * exp(2 * eta * t * a_i * (1 - lam) / kappa), evaluate=False),),
        r"As printed where the entries off the diagonal are at most $P \beta \omega$ from $t_0$ to $t_0 + t$, which Lemma D.8 "
        "does not give: the recurrence, descent on $U$ and the flow, every $d$; the proof needs Corollary D.1 with $P^2$.",
    ),
    Statement(
        "Lemma D.5",
        "major entries stay between 0 and 1",
        r"A major entry is never negative, never above $1 + 2/K$, and moves by at most $1/K$ in a step.",
        (
            Ge(w_ii_t, Integer(0)),
            at_most(w_ii_t, 1 + 2 / K),
            at_most(Abs(w_ii_next - w_ii_t), 1 / K),
        ),
        (),
        (Ge(w_ii_t, Integer(0)), at_most(w_ii_t, Integer(1))),
        r"Between 0 and 1: for the flow in every dimension, and for descent on $U$ at $d = 2$ and 3 ($w_{ii} \ge 0$ in every "
        r"dimension), without a condition on $W(0)$. The recurrence keeps $w_{ii} \le 1$ as long as $w_{ii} \ge 0$, and needs "
        r"for the latter that no squared correlation of $W(0)$ is close to 1 against the step.",
    ),
    Statement(
        "Lemma D.6",
        "a learned entry stays learned",
        r"Once a major entry is at least $1 - 2/K$, it always is.",
        (Ge(w_ii_t, 1 - 2 / K, evaluate=False),),
        (r"$w_{ii}(t_0) \ge 1 - 2/K$ and $t \ge t_0$.",),
        (Ge(w_ii_t, 1 - 2 / K, evaluate=False),),
        r"As printed while the entries off the diagonal are at most $P \beta \omega$: the recurrence, descent on $U$ and the "
        "flow, every $d$.",
    ),
    Statement(
        "Lemma D.7",
        "a learned concept suppresses its minor entries",
        r"Once $w_{ii} > .8$, a minor entry beside a weaker concept $j$ no longer grows beyond what it is, or beyond $\omega$.",
        (at_most(Abs(w_ij_t), Max(Abs(w_ij_from), omega)),),
        (r"$w_{ii}(t_0) > .8$, $t \ge t_0$, and $i$ is the stronger concept.",),
        (at_most(Abs(w_ij_t), Abs(w_ij_from)),),
        r"At $d = 2$, with $|w_{ij}(t_0)|$ alone: for the flow, for descent on $U$, and for the recurrence as long as it keeps "
        r"$w_{jj} \ge 0$ and $|w_{ij}| \le P \beta \omega$.",
    ),
    Statement(
        "Lemma D.8",
        "minor entries stay in the initial phase",
        r"No entry off the diagonal ever leaves the initial phase.",
        (at_most(Abs(w_ij_t), REACH),),
        (r"$i \ne j$.",),
        (at_most(Abs(w_ij_t), REACH),),
        r"As printed at $d = 2$, for the flow and for descent on $U$. In every dimension, for the flow, where each concept $i$ "
        r"is learned in time: $w_{ii} \ge 1 - 2/K$ from some time $\le \ln(P^2 \beta \omega)/(2 a_j)$ on for every weaker $j$.",
    ),
)

STATEMENTS = (
    *(
        Statement(
            f"Assumption {item.name}", item.says, READINGS[item.name][0], item.relations, repaired_says=READINGS[item.name][1]
        )
        for item in ASSUMPTIONS
    ),
    *LEMMAS,
)


def cited(source: str) -> tuple[str, ...]:
    """Return the names of the statements that the source of a claim cites, such as `arXiv ..., Lemmas D.3 and D.8`."""
    names = []
    for kind, numbers in CITED.findall(source):
        found = [int(number) for number in re.findall(r"\d+", numbers)]
        through = range(found[0], found[-1] + 1) if " to " in numbers else found
        names += [f"{kind} D.{number}" for number in through]
    return tuple(name for name in dict.fromkeys(names) if any(item.name == name for item in STATEMENTS))
