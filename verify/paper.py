"""The paper's labels, each with a short name: what a citation may cite.

Names of sections, statements and figures say what they are about. Equations are those whose place is known from the
transcription; those between, steps of proofs, are not listed and are not cited.

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), as transcribed.
"""

from __future__ import annotations

#: The main text and its subsections.
SECTIONS = {
    "1": "Introduction",
    "2": "Preliminaries",
    "2.1": "The structured identity mapping task",
    "3": "Observations",
    "3.1": "Order of learning: signal and diversity",
    "3.2": "Terminal slowing",
    "3.3": "Swing-by",
    "4": "Theory",
    "4.1": "One layer",
    "4.2": "Two layers, tied",
    "4.2.1": "Stages of the entries",
    "4.2.2": "The mechanism of the swing-by",
    "5": "Diffusion models",
}

#: The appendices and their subsections.
APPENDICES = {
    "A": "Related work",
    "B": "The order of compositions",
    "C": "Proofs for one layer",
    "C.1": "The loss and the second moment",
    "C.2": "Proof of Theorem 4.1",
    "D": "Stages of the recurrence",
    "D.1": "Assumptions",
    "D.2": "Lemmas",
    "E": "Further results on the tied model",
    "E.1": "Multiple descents",
    "E.2": "Width of the factor",
    "E.3": "Failure to learn all concepts",
    "E.4": "Future directions",
    "F": "Further experiments on the task",
    "F.1": "Settings",
    "F.2": "Other architectures",
    "F.3": "Training points near the test point left out",
    "F.4": "Training loss and training centres",
    "G": "Diffusion experiments",
    "G.1": "Data",
    "G.2": "Model and training",
    "G.3": "Measurement in concept space",
}

#: What is stated as a theorem, a lemma, or an assumption.
STATEMENTS = {
    "Theorem 4.1": "The solution of one layer",
    "Assumption D.1": "Bounded starts and rates",
    "Assumption D.2": "A small step",
    "Assumption D.3": "A small initial phase",
    "Assumption D.4": "A small start",
    "Assumption D.5": "Separated rates",
    "Definition D.1": "The initial phase",
    "Assertion D.1": "Minor entries stay in their initial phase",
    "Corollary D.1": "A bound on the noise",
    "Corollary D.2": "A bound on the steps of major entries",
    "Lemma D.1": "Growth from above",
    "Lemma D.2": "Growth from below, at first",
    "Lemma D.3": "Growth of a major entry, at first",
    "Lemma D.4": "Growth of a major entry afterwards",
    "Lemma D.5": "Bounds of a major entry",
    "Lemma D.6": "What is learned stays learned",
    "Lemma D.7": "Suppression of minor entries",
    "Lemma D.8": "Minor entries stay in their initial phase",
}


def _numbered(letter: str, first: int, last: int, name: str) -> dict[str, str]:
    return {f"{letter}.{number}": name for number in range(first, last + 1)}


#: The equations whose place is known.
EQUATIONS = {
    "2.1": "The loss",
    "4.1": "The loss as a norm of matrices",
    "4.2": "The output of one layer",
    "4.3": "The flow of the tied model, by entries",
    "B.1": "The compositions",
    "B.2": "Their partial order",
    **_numbered("C", 1, 6, "The loss as a norm of matrices, derived"),
    **_numbered("C", 7, 13, "The second moment of the population"),
    **_numbered("C", 14, 21, "Proof of Theorem 4.1"),
    **_numbered("D", 1, 6, "The recurrence on W, by entries"),
    **_numbered("D", 7, 10, "The assumptions as formulas"),
    "D.11": "Lemma D.1",
    "D.22": "Lemma D.2",
    "D.34": "Lemma D.3",
    "D.35": "Lemma D.4",
    "D.36": "Growth less suppression of a major entry",
    "D.56": "Lemma D.7",
    **_numbered("D", 72, 81, "Proof of Lemma D.8"),
    "E.1": "Expected entries of W(0) by the width",
}

#: The figures; the panels of Fig. 2 are cited by letters.
FIGURES = {
    "1": "Concept space and the task",
    "2": "Trajectories of outputs",
    "2a": "One layer: a mean is raised",
    "2b": "One layer: a spread is raised",
    "2c": "Four layers: high and low dimension",
    "3": "Four layers: test losses in high and low dimension",
    "4": "Major and minor entries",
    "5": "The swing-by of the tied model",
    "6": "The diffusion model",
    "7": "Losses over the order of compositions",
    "8": "Three concepts: triple descent",
    "9": "Four concepts: quadruple descent",
    "10": "Failure to learn all concepts",
    "11": "Two linear layers",
    "12": "Two ReLU layers",
    "13": "Three linear layers: trajectories",
    "14": "Three linear layers: test losses",
    "15": "Three linear layers: the training points",
    "16": "Three linear layers: training points near the test point left out",
    "17": "Training and test loss of the tied model",
    "18": "Outputs at the training centres",
    "19": "Data of the diffusion model",
}
