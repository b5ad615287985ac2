"""The theorem of a certificate, in words and in LaTeX, from its facts alone.

Both `certify` and `check` build the sentences here, so a certificate whose words say something else than its facts is
found out. Nothing here integrates anything.

Source: new.

Legend: facts the certificate's own JSON object; times and losses are decimal strings [lo, hi].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context
from typing import Any

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Wording:
    """What a theorem says of a model: its name, its flow in words and in LaTeX, its clock, whether W is U U^T, its start.

    start : the matrices of the start as keys of the data, each with its name in words and in LaTeX
    """

    name: str
    flow: str
    latex: str
    clock: str
    semidefinite: bool
    start: tuple[tuple[str, str, str], ...] = (("W0", "W(0)", "W(0)"),)


#: The models that a certificate may speak of.
MODELS = {
    "tied": Wording(
        "tied two-layer network f = U U^T x, W = U U^T",
        "W' = W A + A W - (A W^2 + W^2 A + 2 W A W)/2 (printed clock)",
        r"\dot W = WA + AW - \tfrac12\,(AW^2 + W^2A + 2WAW)",
        "printed",
        semidefinite=True,
    ),
    "one-layer": Wording(
        "one-layer network f = W x", "W' = -(W - I) A (loss clock)", r"\dot W = -(W - I)A", "loss", semidefinite=False
    ),
    "untied": Wording(
        "two-layer network f = W x, W = W_2 W_1",
        "W_2' = -(W - I) A W_1^T, W_1' = -W_2^T (W - I) A (loss clock)",
        r"\dot W_2 = -(W - I) A W_1^T,\ \dot W_1 = -W_2^T (W - I) A",
        "loss",
        semidefinite=False,
        start=(("W1", "W_1(0)", "W_1(0)"), ("W2", "W_2(0)", "W_2(0)")),
    ),
}


def listed(values: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return values[0] if len(values) == 1 else ", ".join(values[:-1]) + " and " + values[-1]


def _row(values: Sequence[str]) -> str:
    return "(" + ", ".join(values) + ")"


def _table(rows: Sequence[Sequence[str]]) -> str:
    return r" \\ ".join(" & ".join(row) for row in rows)


def _stretches(facts: Facts, names: Sequence[str]) -> list[str]:
    """Return "falls on [0, t1]", "rises on [t1, t2]", ...; names are those of the turning points."""
    ends = ["0", *names, facts["data"]["horizon"]]
    return [f"{word} on [{first}, {last}]" for word, first, last in zip(facts["signs"], ends, ends[1:], strict=False)]


def verdict(facts: Facts) -> str:
    """Return in one line what is proved: how the test loss goes, and by how much it rises at least; or why nothing is."""
    until = facts["data"]["horizon"]
    if facts["outcome"] != "VERIFIED":
        return f"{facts['outcome']}: the shape of the test loss on [0, {until}] is not decided: {facts['reason']}"
    rise = f"; it rises by at least {_short(facts['rise'][0])}" if "rises" in facts["signs"] else ", it never rises"
    return f"{facts['outcome']} ({facts['evidence']}): on [0, {until}] the test loss {listed(facts['signs'])}{rise}"


def _short(digits: str) -> str:
    """Return a decimal cut after its first six digits: no more than it was."""
    return str(Context(prec=6, rounding=ROUND_FLOOR).create_decimal(digits).normalize())


def theorem(facts: Facts) -> dict[str, str]:
    """Return the theorem as sentences ("words") and as LaTeX text with mathematics ("latex")."""
    data, turns = facts["data"], facts["turning_points"]
    model, until, v = MODELS[data["model"]], data["horizon"], _row([str(bit) for bit in data["probe"]])
    mu, sigma, a = (_row(data[name]) for name in ("mu", "sigma", "a"))
    starts = ", ".join(f"{name} = {_row([_row(row) for row in data[key]])}" for key, name, _ in model.start)
    tables = ", ".join(rf"${name} = \begin{{pmatrix}} {_table(data[key])} \end{{pmatrix}}$" for key, _, name in model.start)
    words = (
        f"For the {model.name}, with mu = {mu}, sigma = {sigma}, {data['rates']} rates a = {a}, "
        f"{starts} and the flow {model.flow}, "
    )
    latex = (
        rf"Let $\mu = {mu}$, $\sigma = {sigma}$, $A = \operatorname{{diag}}{a}$, "
        rf"{tables} and ${model.latex}$. "
    )
    probe = f"the test loss at the probe v = {v}"
    loss = rf"$L(t) = \tfrac12\,\|(W(t) - I)\,\hat x(v)\|^2$ with $v = {v}$"
    if facts["outcome"] != "VERIFIED":
        words += f"the shape of {probe} on [0, {until}] is undecided: {facts['reason']}."
        return {"words": words, "latex": rf"{latex}The shape of {loss} on $[0, {until}]$ is undecided."}
    names = [f"t{k}" for k in range(1, len(turns) + 1)]
    symbols = [f"t_{{{k}}}" for k in range(1, len(turns) + 1)]
    words += f"{probe} strictly {listed(_stretches(facts, names))}"
    latex += f"Then {loss} strictly {listed(_stretches(facts, symbols)).replace('[', '$[').replace(']', ']$')}"
    if not turns:
        return {"words": f"{words}, with no turning point.", "latex": f"{latex}."}
    brackets = [
        f"t{k} in [{turn['t'][0]}, {turn['t'][1]}] (a {turn['kind']}imum, loss in [{turn['loss'][0]}, {turn['loss'][1]}])"
        for k, turn in enumerate(turns, 1)
    ]
    formulas = [
        rf"$t_{{{k}}} \in [{turn['t'][0]}, {turn['t'][1]}]$, $L(t_{{{k}}}) \in [{turn['loss'][0]}, {turn['loss'][1]}]$"
        for k, turn in enumerate(turns, 1)
    ]
    rise = f"; it rises by at least {facts['rise'][0]}" if "rises" in facts["signs"] else ""
    words += f", where {listed(brackets)} are all its turning points{rise}."
    return {"words": words, "latex": f"{latex}, where {'; '.join(formulas)}."}
