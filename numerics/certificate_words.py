"""The theorem of a certificate, in words and in LaTeX, from its facts alone.

Both `certify` and `check` build the sentences here, so a certificate whose words say something else than its facts is
found out. Nothing here integrates anything.

Source: new.

Legend: facts the certificate's own JSON object; times and losses are decimal strings [lo, hi].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]
#: What the theorem calls each model: its field in LaTeX, its name, its flow.
FIELD_LATEX = {
    "tied": r"\dot W = WA + AW - \tfrac12\,(AW^2 + W^2A + 2WAW)",
    "one-layer": r"\dot W = -(W - I)A",
}
NAMES = {"tied": "tied two-layer network f = U U^T x, W = U U^T", "one-layer": "one-layer network f = W x"}
FLOWS = {
    "tied": "W' = W A + A W - (A W^2 + W^2 A + 2 W A W)/2 (printed clock)",
    "one-layer": "W' = -(W - I) A (loss clock)",
}


def listed(values: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return values[0] if len(values) == 1 else ", ".join(values[:-1]) + " and " + values[-1]


def _row(values: Sequence[str]) -> str:
    return "(" + ", ".join(values) + ")"


def _stretches(facts: Facts, names: Sequence[str]) -> list[str]:
    """Return "falls on [0, t1]", "rises on [t1, t2]", ...; names are those of the turning points."""
    ends = ["0", *names, facts["data"]["horizon"]]
    return [f"{word} on [{first}, {last}]" for word, first, last in zip(facts["signs"], ends, ends[1:], strict=False)]


def theorem_words(facts: Facts) -> str:
    """Return the theorem as sentences."""
    data = facts["data"]
    opening = (
        f"For the {NAMES[data['model']]}, with mu = {_row(data['mu'])}, sigma = {_row(data['sigma'])}, "
        f"{data['rates']} rates a = {_row(data['a'])}, W(0) = {_row([_row(row) for row in data['W0']])} "
        f"and the flow {FLOWS[data['model']]}, "
    )
    probe = f"the test loss at the probe v = {_row([str(bit) for bit in data['probe']])}"
    if facts["outcome"] != "VERIFIED":
        return f"{opening}the shape of {probe} on [0, {data['horizon']}] is undecided: {facts['reason']}."
    names = [f"t{k + 1}" for k in range(len(facts["turning_points"]))]
    body = f"{probe} strictly {listed(_stretches(facts, names))}"
    turns = [
        f"{name} in [{turn['t'][0]}, {turn['t'][1]}] (a {turn['kind']}imum, loss in [{turn['loss'][0]}, {turn['loss'][1]}])"
        for name, turn in zip(names, facts["turning_points"], strict=True)
    ]
    if not turns:
        return f"{opening}{body}, with no turning point."
    rise = f"; it rises by at least {facts['rise'][0]}" if "rises" in facts["signs"] else ""
    return f"{opening}{body}, where {listed(turns)} are all its turning points{rise}."


def theorem_latex(facts: Facts) -> str:
    """Return the theorem as LaTeX text with mathematics."""
    data = facts["data"]
    rows = r" \\ ".join(" & ".join(row) for row in data["W0"])
    opening = (
        rf"Let $\mu = {_row(data['mu'])}$, $\sigma = {_row(data['sigma'])}$, $A = \operatorname{{diag}}{_row(data['a'])}$, "
        rf"$W(0) = \begin{{pmatrix}} {rows} \end{{pmatrix}}$ and ${FIELD_LATEX[data['model']]}$. "
    )
    probe = rf"$L(t) = \tfrac12\,\|(W(t) - I)\,\hat x(v)\|^2$ with $v = {_row([str(bit) for bit in data['probe']])}$"
    if facts["outcome"] != "VERIFIED":
        return rf"{opening}The shape of {probe} on $[0, {data['horizon']}]$ is undecided."
    names = [f"t_{{{k + 1}}}" for k in range(len(facts["turning_points"]))]
    stretches = [text.replace("[", "$[").replace("]", "]$") for text in _stretches(facts, names)]
    turns = [
        rf"${name} \in [{turn['t'][0]}, {turn['t'][1]}]$, $L({name}) \in [{turn['loss'][0]}, {turn['loss'][1]}]$"
        for name, turn in zip(names, facts["turning_points"], strict=True)
    ]
    where = f", where {'; '.join(turns)}" if turns else ""
    return rf"{opening}Then {probe} strictly {listed(stretches)}{where}."
