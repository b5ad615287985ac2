r"""Proposition: what is wrong, or may be read otherwise than it is printed, is never reported as compared and fine."""

from __future__ import annotations

from functools import cache

import pytest

from verify.ledger import ledger
from verify.manuscript.display import Judgement, judge
from verify.manuscript.equations import Find, Stated, finder

FIELD, ENTRY = "two_layer.printed_field", "two_layer.entry_form"
ENTRIES = (
    r"\dot w_{ij} = w_{ij} (a_i + a_j) - \tfrac12 w_{ij} [ w_{ii} (3 a_i + a_j) + \mathbf{1}\{i \ne j\} w_{jj} (3 a_j + a_i) ]"
    r" - \tfrac12 \sum_{k \notin \{i, j\}} w_{ki} w_{kj} (a_i + a_j + 2 a_k)"
)
OUTPUT = (
    r"f(W(t); z)_k = \mathbf{1}\{k \le s\} (1 - e^{-a_k t}) z_k + \sum_{i \le s} e^{-a_i t} w_{ki}(0) z_i"
    r" + \sum_{i > s} w_{ki}(0) z_i"
)
RELATIONS = (r"\approx", r"\le", r"\propto", r"\ne", r"\overset{!}{=}", r"\sim")


@cache
def known() -> Find:
    return finder(ledger())


def stated(name: str) -> Stated:
    found = known()(name)
    assert found is not None
    return found


#: Found by changing every token of every equation, and by hand: id, formula, symbols.
WRONG = [
    # a letter at another time, or without the time the equation is about
    ("one_layer.output", OUTPUT.replace("w_{ki}(0) z_i +", "w_{ki} z_i +"), {}),
    ("one_layer.output", OUTPUT.replace("w_{ki}(0) z_i +", "w_{ki}(t) z_i +"), {}),
    ("one_layer.output", OUTPUT.replace("(0) z_i +", "(0) z_i(0) +"), {}),
    ("one_layer.initial_value", r"\left[ I + (W(0) - I)\, e^{-A t} \right]_{t=0} = W", {}),
    ("one_layer.flow", r"\dot W = (I - W) A(0)", {}),
    ("one_layer.flow", r"\dot W = (I - W(t_m)) A", {}),
    ("one_layer.flow", r"\dot W = (I(t) - W) A", {}),
    ("monotone.slope", r"\frac{d}{dt} \tfrac{1}{2} \lVert (W(0) - I)\, y \rVert^2 = -y(0)^{T} A B y", {}),
    ("swing_by.minimum", r"\delta(t_m)^2 = \frac{\mu_2 \theta w_{12}(t_M)}{2 \mu_1}", {}),
    ("two_layer.major_entry_start", "c(0) = c", {}),
    # an index that is dropped, of another letter, or out of reach
    (FIELD, r"\dot W = V_{13}(W)", {}),
    ("two_layer.symmetry", r"V(W)^{T} = V_{13}(W)", {}),
    ("task.sample_loss",
     r"\frac{1}{2N_3} \sum_{k=1}^{N} \lVert (W - I) x_k \rVert^2 ="
     r" \tfrac12 \operatorname{tr} (W-I) A_N (W-I)^T", {}),
    ("task.sample_loss", r"\frac{1}{2N} \sum_{k=1}^{N^2} \lVert (W - I) x_k \rVert^2", {}),
    ("monotone.signs", r"\frac{dL}{dt} = -\sum_k \sum_{i_3,j} a_j c_{ki} c_{kj}", {}),
    ("minor_entries.suppression_threshold", r"\frac{2 a_1 + 2 a_2}{3 a_1 + a_2} + a_3 = 1 - \frac{a_1 - a_2}{3 a_1 + a_2}", {}),
    ("pivots.schur_complement",
     r"\lim_{\phi \to \infty} w_{23}\, e^{-(a_2+a_3)t} ="
     r" S_{23} - \frac{S_{12} S_{13}}{c_1} + S_{22}", {}),
    ("finite_steps.noise_is_squares", r"N_{ii} = \sum_{k \ne i^2} w_{ki}^2 (a_i + a_k)", {}),
    ("finite_steps.noise_is_squares", r"N_{ii} = \sum_{k} w_{ki}^2 (a_i + a_k)", {}),
    ("finite_steps.noise_is_squares", r"N_{ii} = \sum_{k=1, k \ne i}^{3} w_{ki}^2 (a_i + a_k)", {}),
    ("pivots.substitution", r"\dot \phi = 2 a_{1} c e^{2 a t}", {}),
    ("pivots.substitution", r"\dot \phi = 2 A c_1 e^{2 A t}", {}),
    ("minor_entries.half_integral", r"\frac{d}{dt} \frac{\ln \phi_k}{4 a_k} = \tfrac12 w_{k k^2}", {}),
    ("swing_by.maximum", r"w_{22}(t_M) = \frac{a_11 \mu_1 \theta y}{2 a_2 \mu_2}", {}),
    ("irrelevant.coupled",
     r"V(W)_{\mathrm{tt}} = V(W_{\mathrm{tt}}) - \tfrac12 [ (a_i +"
     r" a_j) \sum_{r > s} w_{ir} w_{rj} ]_{i_2 j}", {}),
    # numbers and bounds that are right at the compared dimension only
    ("task.second_moment", r"\mathbb{E}[x x^{T}]_{pp} = \sigma_p^2 + \frac{\mu_p^2}{2}", {}),
    ("minor_entries.half_integral", r"\frac{d}{dt} \frac{\ln \phi_k}{4 a_k} = \tfrac12 w_{k1}", {}),
    (ENTRY, ENTRIES.replace(r"k \notin \{i, j\}", r"k \le s, k \ne i, k \ne j"), {}),
    ("rank_one.solution",
     r"\left( 1 - \tfrac r2 \right) \frac{d}{d\tau} \ln u_i = a_i (1 -"
     r" \tfrac12 (u_1^2 + u_2^2)) - \tfrac12 u^{T} A u", {}),
    ("one_layer.output", OUTPUT.replace("i > s", "i > 2"), {}),
    ("empirical.moment_variance", r"\operatorname{var} (A_n)_{ij} = \frac{1 + \mathbf{1}\{i = j\}}{2 n} [ \sigma_i^2 \sigma_j^2"
     r" + \tfrac{1}{s} (\mu_i^2 \sigma_j^2 + \mu_j^2 \sigma_i^2) ]", {}),
    ("empirical.moment_variance", r"\operatorname{var} (A_n)_{ij} = \frac{1 + \mathbf{1}\{i = j\}}{s n} [ \sigma_i^2 \sigma_j^2"
     r" + \tfrac{1}{2} (\mu_i^2 \sigma_j^2 + \mu_j^2 \sigma_i^2) ]", {}),
    ("task.second_moment_origin", r"\mathbb{E}[x x^{T}]_{pp} = \sigma_p^2 + \frac{\mu_p^2}{2 + 1}", {}),
    # a letter that stands for something else here
    ("biased.solution", r"\frac{d}{dt} \bigl[ P + (\tilde W(0) - P)\, e^{-\tilde A t} \bigr] = -(\tilde W(t) - P)\, A", {}),
    ("biased.gradient", r"\frac{\partial L}{\partial \tilde W} = (W - P)\, \tilde A", {}),
    ("two_layer.diagonal_entries", r"G_{ii} - S_{ii} = 2 a_i w_{ii} (1 - w_{ii}) + W_{12}", {}),
    (FIELD, r"\dot M = M A + A W - \tfrac12 (A M^2 + M^2 A + 2 M A M)", {"M": "W"}),
    (FIELD, r"\dot W = Q^2", {"Q": "X W"}),
    # printed otherwise than it is bracketed in the source
    (FIELD, r"\dot W = X W + W X - 2 {A - A}", {}),
    (FIELD, r"\dot W = W A + A W - \tfrac12 (A W^2 + W^2 A + 2 {W A}^1 W)", {}),
    (FIELD, r"\dot W = W A + A W - \underbrace{\tfrac12 A W^2 + \tfrac12 W^2 A + W A W}_{\text{decay}}", {}),
    ("two_layer.terminal_rates", r"-(A E + E A)_{ij} = -(a_i + a_j) e_{ij} 1 1", {}),
    ("one_layer.order", r"T_1 - T_2 = (\ln \tfrac1\epsilon \, \tfrac{1}{a_1}) - \ln \tfrac{1}{\epsilon} / a_2", {}),
    # another norm, another relation, a restriction
    ("task.root_loss", r"\tfrac{1}{2} \lVert (W - I)\, R \rVert_2^2 = \tfrac12 \operatorname{tr} (W-I) R^2 (W-I)^T", {}),
    ("task.root_loss", r"\tfrac{1}{2} \lVert (W - I)\, R \rVert^2 = \tfrac12 \operatorname{tr} (W-I) R^2 (W-I)^T", {}),
    *((FIELD, rf"\dot W {relation} X W + W X", {}) for relation in RELATIONS),
    (ENTRY, ENTRIES + r", \quad i = j", {}),
    (ENTRY, ENTRIES + r", \quad k = 1", {}),
    (ENTRY, ENTRIES + r" \text{ for all } i \ne j", {}),
    (ENTRY, ENTRIES + r", \quad \text{for all } i \ne j", {}),
    (ENTRY, ENTRIES + r", \quad \text{if } t = 0", {}),
    (ENTRY, ENTRIES + r", \quad \text{for small steps}", {}),
    ("pivots.forcing",
     r"N_{23}\, e^{-(a_2+a_3)t} = \tfrac12 (a_2 + a_3 + 2a_1)"
     r" S_{12} S_{13} e^{2a_1t} \phi^{-1-p}, \quad p = 1", {}),
    ("minor_entries.solution",
     r"a_1 + a_2 - \tfrac12 w_{11} (3 a_1 + a_2) - \tfrac12 w_{22} (3a_2 +"
     r" a_1), \quad w_{kk} = \frac{c_1 e^{2 a_k t}}{\phi_k}", {}),
    # what is not understood, or would take minutes
    ("minor_entries.peak_value", r"\ln \left( c_1^{-(1-\theta)} \tfrac{2(1-\theta)}{\theta} \right)^{1-\theta}", {}),
    (FIELD, r"\dot W = X W + W X + \cancel{W}", {}),
    (FIELD, r"\dot W = X W + W X'", {}),
    (FIELD, r"\dot W = X W + \cdots + W X", {}),
    (FIELD, r"\dot W = \left. (X W + W X) \right|_{t = 0}", {}),
    (FIELD, r"\dot W = X W + W X + o(W)", {}),
    (FIELD, r"\dot W = X W ± W X", {}),
    (FIELD, r"\dot W = X W + W X \phantom{\{} + A", {}),
    (FIELD, r"\dot W = \mathbf{1}^T (X W + W X)", {}),
    (ENTRY, ENTRIES.replace(r"\sum_{k \notin \{i, j\}}", r"\sum_{l<k}"), {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "formula", "symbols"), WRONG)
def test_it_does_not_agree(name: str, formula: str, symbols: dict[str, str]) -> None:
    assert judge(formula, stated(name), symbols).judgement in (Judgement.DIFFERS, Judgement.NOT_CHECKED)


#: Right, so that no error may be reported; the last says whether it is understood.
RIGHT = [
    (FIELD, r"\frac{dW}{dt} = X W + W X", {}, True),
    (FIELD, r"\frac{\mathrm{d} W}{\mathrm{d} t} := V(W) \equiv X W + W X", {}, True),
    (ENTRY, ENTRIES.replace(r"\dot w_{ij}", r"\frac{dw_{ij}}{dt}"), {}, True),
    (ENTRY, ENTRIES.replace(r"\dot w_{ij}", r"\frac{d}{dt} w_{ij}"), {}, True),
    (ENTRY, r"\frac{d}{dt} w_{ij} a_i = V(W)_{ij}", {}, False),
    (ENTRY, ENTRIES.replace(r"k \notin \{i, j\}", r"\substack{k \ne i \\ k \ne j}"), {}, True),
    (ENTRY, ENTRIES + r", \quad \text{for all } i, j.", {}, True),
    (ENTRY, ENTRIES + r", \quad \forall i, j", {}, True),
    (FIELD, r"\dot W = Q W + W Q, \quad \text{where } Q = A - \tfrac12 (A W + W A)", {}, True),
    (FIELD,
     r"\dot W = \underbrace{W A + A W}_{\text{growth}} - \tfrac12 ( A"
     r" W^2 + W^2 A ) - \underbrace{W A W}_{\text{mixed}}", {}, True),
    (FIELD, r"\dot W = Q + Q^{T}", {"Q": "X W"}, True),
    ("two_layer.loss_decrease", r"\dot L = -2 \operatorname{tr} X W X", {}, True),
    ("one_layer.order", r"T_1 - T_2 = \left( \frac{1}{a_1} - \frac{1}{a_2} \right) \ln \frac{1}{\epsilon}", {}, True),
    ("one_layer.output", OUTPUT.replace(r"\mathbf{1}\{k \le s\}", r"\mathbf{1}\bigl\{k \le s\bigr\}"), {}, True),
    ("biased.invariant_span", r"\tilde A\, [(\mu, 0),\ (0, 1)] = [(a \mu, \rho \lVert \mu \rVert^2), (\rho \mu, 1)]", {}, True),
    (FIELD, r"\tfrac12 \dot W = \tfrac12 (X W + W X)", {}, False),
    (FIELD, r"t = 0", {}, False),
    (FIELD, r"\dot{\mathcal W} = \mathcal{W} A", {}, False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "formula", "symbols", "understood"), RIGHT)
def test_what_is_right_is_no_error(name: str, formula: str, symbols: dict[str, str], understood: bool) -> None:
    finding = judge(formula, stated(name), symbols)
    assert finding.judgement is (Judgement.AGREES if understood else Judgement.NOT_CHECKED), finding.message


def test_a_definition_that_is_right_is_neither_the_equation_nor_wrong() -> None:
    assert judge(r"X = A - \tfrac12 (A W + W A)", stated(FIELD), {}).judgement is Judgement.CONSISTENT
    assert judge(r"X = A - A W", stated(FIELD), {}).judgement is Judgement.NOT_CHECKED
