"""The paper part by part, in its order: what stands there, and by which references claims cite it.

A reference is `section 4.1`, `Appendix D`, `Eq. (4.3)`, `Theorem 4.1`, `Lemma D.5`, `Corollary D.1`, `Assumption D.2` or
`Fig. 2b`. A part without references states nothing that could be checked.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A theorem, figure, equation or passage of the paper, by its name there, and what it says."""

    name: str
    says: str
    references: tuple[str, ...]


def _equations(chapter: str, first: int, last: int) -> tuple[str, ...]:
    return tuple(f"Eq. ({chapter}.{number})" for number in range(first, last + 1))


#: Sections and appendices with their parts.
SECTIONS: dict[str, tuple[Part, ...]] = {
    "1 Introduction": (
        Part("Fig. 1", "a drawing of concept space, of the task and of a loss that is not monotone", ("Fig. 1",)),
    ),
    "2 The structured identity mapping task": (
        Part("Eq. (2.1)", "the loss, half the mean squared residual", ("Eq. (2.1)",)),
        Part(r"Section 2", r"the test point $\hat x = \sum_p \mu_p e_p$ and its loss", ("section 2", "section 2.1")),
    ),
    "3 Observations": (
        Part("Section 3.1", "signal and diversity set the order of learning", ("section 3.1",)),
        Part("Fig. 2a", r"one layer: $\mu = (1, 2), (2, 2), (3, 2)$", ("Fig. 2a",)),
        Part("Fig. 2b", r"one layer: $\mu = (1, 2)$, $\sigma_1$ rising from .05 to 2", ("Fig. 2b",)),
        Part("Section 3.2", "terminal slowing", ("section 3.2",)),
        Part("Section 3.3", "the swing-by: the output turns to a training cluster, then to the target", ("section 3.3",)),
        Part("Fig. 2c", "four linear layers, paths of the output at $d = 64$ and $d = 2$", ("Fig. 2c",)),
        Part("Fig. 3", "their test losses", ("Fig. 3",)),
    ),
    "4 Theory": (
        Part(
            "Eq. (4.1)",
            r"the loss is $\tfrac12 \lVert (W - I) A^{1/2} \rVert_F^2$",
            ("Eq. (4.1)", "Appendix C.1", *_equations("C", 1, 6)),
        ),
        Part(
            "Second moment",
            r"$A = \operatorname{diag}(a)$, $a_p = \sigma_p^2 + \mu_p^2/s$",
            ("section 4", *_equations("C", 7, 13)),
        ),
    ),
    "4.1 One layer": (
        Part(
            "Theorem 4.1",
            "the output at any time, Eq. (4.2)",
            ("Theorem 4.1", "Eq. (4.2)", "Appendix C.2", *_equations("C", 14, 21)),
        ),
        Part("Section 4.1", "rates, order of learning, exponential slowing", ("section 4.1",)),
    ),
    "4.2 Two layers, tied": (
        Part("Eq. (4.3)", r"the flow $W' = V(W)$ and its entries $G_{ij} - S_{ij} - N_{ij}$", ("Eq. (4.3)",)),
        Part(
            "Section 4.2",
            "major, minor and irrelevant entries; growth, suppression, stages",
            ("section 4.2", "section 4.2.1", "Eq. (D.36)"),
        ),
        Part("Fig. 4", "a drawing of the entries and their stages", ("Fig. 4",)),
        Part("Section 4.2.2", "why the test loss rises; it needs the test point far from the clusters", ("section 4.2.2",)),
        Part("Fig. 5", r"$d = 3$, $\mu = (1, 1.5)$: entries, test loss and path of one start", ("Fig. 5",)),
    ),
    "5 Diffusion models": (
        Part("Section 5", "the order of learning, bent paths, errors that are not monotone, slowing", ("section 5",)),
        Part("Fig. 6", "the same, measured", ("Fig. 6",)),
    ),
    "A Related work": (Part("Appendix A", "related work: nothing that a claim could hold", ()),),
    "B Partial order of compositions": (
        Part(
            "Eqs. (B.1), (B.2)",
            "compositions ordered by inclusion, and losses in that order",
            ("Appendix B", *_equations("B", 1, 2)),
        ),
        Part("Fig. 7", "two ReLU layers, four concepts, epochs 1, 3 and 5", ("Fig. 7",)),
    ),
    "D Proofs for two layers": (
        Part("Eqs. (D.1)-(D.6)", r"the recurrence $W_+ = W + \eta V(W)$", ("Appendix D", *_equations("D", 1, 6))),
        Part(
            "Assumptions D.1-D.5",
            "bounded starts and signals, small steps, small starts, separated signals",
            ("Appendix D.1", *(f"Assumption D.{number}" for number in range(1, 6)), *_equations("D", 7, 10)),
        ),
        Part("Corollary D.1", r"$\lvert N_{ij} \rvert \le 2 P \gamma \alpha d \beta^2 \omega^2$", ("Corollary D.1",)),
        Part(
            "Lemma D.1",
            r"$\lvert w_{ij} \rvert$ grows no faster than $e^{\eta t (a_i + a_j) \kappa}$",
            ("Lemma D.1", "Eq. (D.11)"),
        ),
        Part("Lemma D.2", "and in the first phase no slower, with its sign kept", ("Lemma D.2", "Eq. (D.22)")),
        Part("Lemma D.3", "the same for major entries, by their own clock", ("Lemma D.3", "Eq. (D.34)")),
        Part("Lemma D.4", "major entries grow on after the first phase", ("Lemma D.4", "Eq. (D.35)")),
        Part("Lemma D.5", r"$0 \le w_{ii} \le 1 + 2/K$", ("Lemma D.5", "Corollary D.2")),
        Part("Lemma D.6", r"what is learned, $w_{ii} \ge 1 - 2/K$, stays learned", ("Lemma D.6",)),
        Part("Lemma D.7", r"minor entries grow no further once $w_{ii} > .8$", ("Lemma D.7", "Eq. (D.56)")),
        Part(
            "Lemma D.8",
            r"$\lvert w_{ij} \rvert \le P \beta \omega$ at all times",
            ("Lemma D.8", "Assertion D.1", *_equations("D", 72, 81)),
        ),
    ),
    "E Further dynamics": (
        Part("Appendix E.1", "more concepts, more descents; the seed was tuned", ("Appendix E.1",)),
        Part("Fig. 8", "three concepts: the loss falls three times", ("Fig. 8",)),
        Part("Fig. 9", "four concepts: it falls four times", ("Fig. 9",)),
        Part("Eq. (E.1)", "wide factors start with small minor entries, so that swing-by fades", ("Appendix E.2", "Eq. (E.1)")),
        Part("Appendix E.3", "a minor entry that grows too large suppresses a major one", ("Appendix E.3",)),
        Part("Fig. 10", "a start that fails to learn all concepts", ("Fig. 10",)),
        Part("Appendix E.4", "future work: nothing that a claim could hold", ()),
    ),
    "F Experiments": (
        Part("Appendix F.1", "settings of all trained networks", ("Appendix F.1",)),
        Part("Appendix F.2", "two layers learn in the same order; three layers in low dimension swing by", ("Appendix F.2",)),
        Part("Fig. 11", "two linear layers: paths as in Figs. 2a and 2b", ("Fig. 11",)),
        Part("Fig. 12", "two ReLU layers: the same", ("Fig. 12",)),
        Part("Fig. 13", r"three linear layers, $d = 3$: paths for $\mu = (1, 2)$ and $(2, 4)$", ("Fig. 13",)),
        Part("Fig. 14", "their test losses", ("Fig. 14",)),
        Part("Appendix F.3", r"training points near $\hat x$ change little", ("Appendix F.3",)),
        Part("Fig. 15", "the path of Fig. 13 with the training points drawn", ("Fig. 15",)),
        Part("Fig. 16", r"the same without training points near $\hat x$", ("Fig. 16",)),
        Part("Appendix F.4", "the training loss, and outputs at the training centres", ("Appendix F.4",)),
        Part("Fig. 17", "the training loss of Fig. 5 falls all the while", ("Fig. 17",)),
        Part("Fig. 18", "the paths of Fig. 5 at the training centres bend too", ("Fig. 18",)),
    ),
    "G Diffusion experiments": (
        Part("Appendix G", "data, network and classifier", ("Appendix G", "Appendix G.1", "Appendix G.2", "Appendix G.3")),
        Part("Fig. 19", "a drawing of the data", ("Fig. 19",)),
    ),
}
