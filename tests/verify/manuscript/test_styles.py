r"""Proposition: twenty results of the ledger, in ten styles each, are compared; none is judged wrongly, wrong ones are red."""

from __future__ import annotations

from functools import cache

import pytest

from verify.claim import Claim
from verify.ledger import ledger
from verify.manuscript.equations import Find, finder
from verify.manuscript.paper import check
from verify.manuscript.source.inputs import Joined, Part
from verify.manuscript.source.source import read
from verify.verdicts import Verdict

V = r"W A + A W - \tfrac12 (A W^2 + W^2 A + 2 W A W)"
#: Twenty results: id, the left side, the right side, and what is replaced by what in the wrong variant.
RESULTS = [
    ("two_layer.printed_field", r"\dot W", V, "W A + A W", "W A - A W"),
    ("two_layer.congruence_form", "V(W)", "X W + W X", "X W + W X", "X W - W X"),
    ("two_layer.riccati_form", "V(W)", r"A W + W A - 2 W A W - \tfrac12 [[A, W], W]", "- 2 W A W", "+ 2 W A W"),
    ("two_layer.gradient", r"\nabla_U L", r"-(2 A - A U U^\top - U U^\top A) U", "2 A", "A"),
    ("two_layer.induced_flow", r"\dot U U^\top + U \dot U^\top", f"2 [{V}]", "W^2 A + 2", "W^2 A - 2"),
    ("clocks.tied_factor", r"U \dot U^\top + \dot U U^\top", r"2 V(U U^\top)", "2 V", "3 V"),
    ("two_layer.loss_decrease", r"\dot L", r"-2 \operatorname{tr}(X W X)", "X W X", "X W"),
    ("two_layer.finite_step", r"U_{+} U_{+}^\top", r"W + \eta V(W) + \eta^2 X W X", r"\eta^2", r"\eta"),
    ("two_layer.major_entry", "w(t)", r"\frac{c e^{2 a t}}{1 + c (e^{2 a t} - 1)}", "1 + c", "1 - c"),
    ("two_layer.time_to_level", "T", r"\frac{1}{2 a} \ln \frac{\delta (1 - c)}{c (1 - \delta)}", "1 - c", "1 + c"),
    ("two_layer.diagonal_entries", "G_{ii} - S_{ii}", "2 a_i w_{ii} (1 - w_{ii})", "1 - w", "1 + w"),
    ("one_layer.gradient", r"\nabla_W L", "(W - I) A", "W - I", "W + I"),
    ("one_layer.flow", r"\dot W", "-(W - I) A", "W - I", "W + I"),
    ("one_layer.solution", "W(t)", "I + (W(0) - I) e^{-A t}", "e^{-A t}", "e^{A t}"),
    ("one_layer.learning_time", "T_k", r"\frac{1}{a_k} \ln \frac{1}{\epsilon}", r"\frac{1}{a_k}", r"\frac{2}{a_k}"),
    ("task.root_loss", r"\tfrac12 \|(W - I) R\|_F^2", r"\tfrac12 \operatorname{tr}((W - I) R^2 (W - I)^\top)", "R^2", "R"),
    ("task.second_moment", "a_p", r"\sigma_p^2 + \frac{\mu_p^2}{s}", "+", "-"),
    ("area_law.slope", r"-2 \operatorname{tr}((I - W) A (I - W))", "-4 L", "-4", "-2"),
    ("minor_entries.threshold_below_one", r"1 - w_{11}^*", r"\frac{a_1 - a_2}{3 a_1 + a_2}", "3 a_1", "2 a_1"),
    ("pivots.half_learned", "T_k", r"\frac{1}{2 a_k} \ln \frac{1 - c_k}{c_k}", "1 - c", "1 + c"),
]
#: Ten styles of print: what is made of a left and a right side, and what a preamble says.
STYLES = [
    (r"\[ {left} = {right}. \]", ""),
    (r"\begin{{align}} {left} &= {right}, \label{{eq:x}} \end{{align}}", ""),
    (r"\begin{{alignat}}{{2}} {left} &={{}}& {right} && \nonumber \end{{alignat}}", ""),
    (r"\begin{{equation*}} \boxed{{ {left} = {right} }} \end{{equation*}}", ""),
    (r"\begin{{IEEEeqnarray}}{{rCl}} {left} & = & {right} \IEEEyesnumber \end{{IEEEeqnarray}}", ""),
    (r"\begin{{eqnarray*}} {left} & \triangleq & {right} \end{{eqnarray*}}", ""),
    (r"${left} \stackrel{{(a)}}{{=}} {right}$", ""),
    (r"\begin{{align}} {left} &\overset{{\text{{def}}}}{{=}} \pr*{{ {right} }} && \text{{(by symmetry)}} \end{{align}}",
     r"\DeclarePairedDelimiter{\pr}{(}{)}"),
    (r"\begin{{equation}} \begin{{split}} \lhs &= \val \end{{split}} \end{{equation}}",
     r"\NewDocumentCommand{\lhs}{}{LEFT}\newcommand{\val}{\ensuremath{RIGHT}\xspace}"),
    (r"\[ {right} = {left} \]", ""),
]  # fmt: skip
#: Spellings of left sides, by turns over the styles.
SPELLINGS = {
    r"\dot W": [r"\frac{dW}{dt}", r"\frac{d}{dt} W", "W'", r"\partial_t W", r"\frac{dW(t)}{dt}", r"dW/dt", r"\dot{\mathbf{W}}"],
    r"\dot L": [r"\frac{d}{dt} L", r"\frac{dL}{dt}", r"\partial_t L", "L'"],
    r"\nabla_U L": [r"\frac{\partial L}{\partial U}", r"\nabla_{U} L(U)", r"\partial_U L"],
    r"\nabla_W L": [r"\frac{\partial L}{\partial W}", r"\nabla_{W} L(W)"],
    "w(t)": ["w"],
    "W(t)": ["W"],
    "T": ["t"],
    r"\|(W - I) R\|_F": [r"\lVert (W - I) R \rVert_F", r"\Vert (W - I) R \Vert_F", r"\left\| (W - I) R \right\|_F"],
}


#: Making the equations of all claims takes seconds; these are of the claims that hold the results.
HOLDERS = {
    "numerics.tied_field", "two_layer.induced_flow_as_printed", "two_layer.entry_form", "minor_entries.threshold",
    "two_layer.diagonal_manifold", *(name for name, *_ in RESULTS), "pivots.as_minors",
}  # fmt: skip


@cache
def some() -> dict[str, Claim]:
    return {name: claim for name, claim in ledger().items() if name in HOLDERS or name.startswith("minor_entries.")}


@cache
def known() -> Find:
    return finder(some())


@cache
def verdicts() -> dict[str, Verdict]:
    return {name: Verdict(claim.expected, claim.expected, claim.evidence) for name, claim in some().items()}


def printed(name: str, left: str, right: str, style: int) -> str:
    """One result in one style, as a manuscript whose formula is on line 3."""
    for plain, others in SPELLINGS.items():
        if plain in left and (plain != "T" or left == "T") and style % (len(others) + 1):
            left = left.replace(plain, others[style % (len(others) + 1) - 1])
            break
    body, preamble = STYLES[style]
    preamble = preamble.replace("LEFT", left).replace("RIGHT", right)
    return f"{preamble}\n% swingby: {name}\n{body.format(left=left, right=right)}\n% swingby: end\n"


def outcome(text: str) -> tuple[int, list[tuple[int, bool]], list[str]]:
    found = check(read(Joined(text, (Part(0, "m.tex", 1),))), some(), known(), verdicts())
    remarks = found.remarks
    return found.relations, [(remark.line, remark.is_error) for remark in remarks], [remark.message for remark in remarks]


CASES = [(number, style) for number in range(len(RESULTS)) for style in range(len(STYLES))]


@cache
def judged(number: int, style: int, *, wrong: bool) -> tuple[int, list[tuple[int, bool]], list[str]]:
    name, left, right, old, new = RESULTS[number]
    assert right.count(old) >= 1
    return outcome(printed(name, left, right.replace(old, new, 1) if wrong else right, style))


@pytest.mark.parametrize("number", range(len(RESULTS)))
def test_right_ones_are_accepted_and_wrong_ones_are_red_on_their_line(number: int) -> None:
    for style in range(len(STYLES)):
        compared, found, said = judged(number, style, wrong=False)
        assert not any(is_error for _, is_error in found), (style, said)
        if style not in (0, number % len(STYLES)):  # the judgement is one of the formula: a few styles are enough
            continue
        wrongly, faults, _ = judged(number, style, wrong=True)
        assert faults, style
        if compared and not found:
            assert wrongly == 1
            assert (3, True) in faults or (1, True) in faults, (style, faults)


def test_four_in_five_are_compared() -> None:
    compared = sum(bool(found[0]) and not found[1] for found in (judged(*case, wrong=False) for case in CASES))
    assert len(CASES) == 200
    assert compared >= 160, compared
