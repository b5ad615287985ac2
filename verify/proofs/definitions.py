"""The definitions that the theorems speak of, cut from the files that Coq reads, with the mathematics beside them in words.

Who reads them, and trusts Coq's kernel, need believe nothing else: laws, the search for proofs and all of Python may be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from verify.proofs.pairs import PAIRS, THEOREMS, proved, text

#: Where the definitions of the prelude stand in it, between two headings.
_PART = re.compile(r"^\(\* -- Definitions -+ \*\)$(.*?)^\(\* -- ", re.MULTILINE | re.DOTALL)
#: A definition, or a line that says how something is written.
_SENTENCE = re.compile(r"^(?:(?:Fixpoint|Definition) (\w+)\b.*?\.$|Notation [^\n]*$)", re.MULTILINE | re.DOTALL)
#: Names that a text gives to what it speaks of: `(G X : mat m n)`.
_BOUND = re.compile(r"[({]([\w ]+) : ")
#: What the lines that say how something is written are called together.
NOTATIONS = "notations"
#: What the mark says, and what a reader still believes.
INTRODUCTION = (
    "What is marked kernel-checked is a theorem of Coq about these definitions; of a claim that is false, its denial is. "
    "Who reads them and the theorem, and trusts Coq's kernel with the real numbers, functional extensionality and classical "
    "logic of its library, has to believe nothing else of ours: laws, proofs and the programs that find them may be wrong, "
    "and Coq would refuse what they give. What a sentence adds by a known theorem that it names, such as Jacobi's formula, "
    "is not in it. Each definition is cut from the file that Coq reads; the words beside it are for people."
)
#: What comes from Coq's library and from Coquelicot, and is believed as it stands there.
LIBRARY = (
    "From Coq's library come the real numbers `R`, `exp`, `ln`, `sqrt`, `x ^ n` of a natural number $n$, and the finite set "
    "`Fin.t n`, whose members are `Fin.F1` and `Fin.FS i`; from Coquelicot `is_derive f t l`, which says $f'(t) = l$, and "
    "`is_RInt f a b v`, which says that the integral of $f$ from $a$ to $b$ is $v$. `INR n` is $n$ as a real number."
)
#: What the definitions of a file are about.
HEADINGS = {
    "prelude.v": "Matrices and derivatives",
    "theorems/definitions.v": "The task and its networks",
    "theorems/entries.v": "The parts of the printed velocity",
    "theorems/bounds.v": "Growth of one learned mode",
}
#: The definitions in words, in the order of their files.
WORDS = {
    "sum": r"$\sum_i f_i$ over the $n$ members of `Fin.t n`: the first value and the sum of the others.",
    "mat": r"A matrix of $m$ rows and $n$ columns: a real number for each row and column.",
    "kronecker": r"$\delta_{ij}$: $1$ if $i = j$, else $0$.",
    "Id": r"The identity $I$, with the entries $\delta_{ij}$.",
    "Zero": "The matrix whose entries are $0$.",
    "madd": r"$(A + B)_{ij} = A_{ij} + B_{ij}$.",
    "mopp": r"$(-A)_{ij} = -A_{ij}$.",
    "mscal": r"$(c A)_{ij} = c A_{ij}$.",
    "mmul": r"$(A B)_{ij} = \sum_k A_{ik} B_{kj}$.",
    "mtr": r"$(A^T)_{ij} = A_{ji}$.",
    "msub": r"$A - B = A + (-B)$.",
    "mpow": r"$A^0 = I$, $A^1 = A$, and $A^{k + 1} = A A^k$.",
    "trace": r"$\operatorname{tr} A = \sum_i A_{ii}$.",
    NOTATIONS: "How these are written between `(` and `)%M`.",
    "symmetric": r"$A^T = A$.",
    "diagonal": r"$A_{ij} = 0$ wherever $i \ne j$.",
    "form": r"The number $x^T A x$ of a column $x$, the trace of a matrix of one entry.",
    "semidefinite": r"Symmetric, and $x^T A x \ge 0$ for every column.",
    "definite": r"Symmetric, and $x^T A x > 0$ for every column but zero.",
    "orthonormal": r"$P^T P = I$: the columns of $P$ are orthonormal.",
    "inverse": r"$B A = I$ and $A B = I$.",
    "is_derivative": r"The curve of matrices $F$ has the derivative $D$ at $t$: $F_{ij}'(t) = D_{ij}$ for every entry.",
    "is_gradient": (
        r"The gradient of $f$ at $X$ is $G$: along every line $X + s H$ the slope at $s = 0$ is "
        r"$\operatorname{tr}(G^T H)$."
    ),
    "loss": r"The training loss $L(W) = \frac{1}{2} \operatorname{tr}((W - I) A (W - I)^T)$; $A$: second moment of the data.",
    "tied_loss": r"The loss of tied weights, $L(U U^T)$; $U$ has any width.",
    "free_loss": r"The loss of two free layers, $L(W_2 W_1)$, of any width.",
    "test_loss": r"The loss at one input $z$: $\frac{1}{2} |W z - z|^2$.",
    "X": r"$X = A - \frac{1}{2} (A W + W A)$, which moves $U$ on the printed clock.",
    "V": r"The printed velocity $V(W) = W A + A W - \frac{1}{2} (A W^2 + W^2 A + 2 W A W)$.",
    "commutator": r"$[A, B] = A B - B A$.",
    "descends": r"Gradient flow: at time $t$ the curve $F$ moves by minus the gradient of $f$ at $F(t)$.",
    "follows": r"The printed clock: $W'(t) = V(W(t))$ at every time.",
    "diag": r"The diagonal matrix of the numbers $a_j$.",
    "column": r"Numbers as a matrix of one column.",
    "two": r"The two numbers $x$, $y$ as a row.",
    "square": r"The matrix of the rows $(a, b)$ and $(c, e)$.",
    "determinant": r"$\det A = A_{11} A_{22} - A_{12} A_{21}$, of two rows.",
    "apart": r"$1$ where $k$ is neither $i$ nor $j$, else $0$.",
    "growth": r"$G_{ij} = w_{ij} (a_i + a_j)$ of Eq. (4.3).",
    "suppression": (
        r"$S_{ij} = \frac{1}{2} w_{ij} (w_{ii} (3 a_i + a_j) + w_{jj} (3 a_j + a_i))$ of Eq. (4.3), "
        r"its second term only where $i \ne j$."
    ),
    "logistic": r"$c e^{2 a t} / (1 + c (e^{2 a t} - 1))$: the solution of $y' = 2 a y (1 - y)$ from $y(0) = c$.",
    "noise": r"$N_{ij} = \frac{1}{2} \sum_{k \ne i, j} w_{ki} w_{kj} (a_i + a_j + 2 a_k)$ of Eq. (4.3).",
}


@dataclass(frozen=True)
class Definition:
    """A definition: the file it stands in, its name, what Coq reads, and the same in words."""

    file: str
    name: str
    text: str
    words: str


@cache
def definitions() -> tuple[Definition, ...]:
    """Return all definitions of the prelude and of the task, and of the other files what their theorems speak of, in order.

    Raises
    ------
    ValueError : if one has no words, or words have none
    """
    prelude = files("verify.proofs").joinpath("prelude.v").read_text(encoding="utf-8")
    part = _PART.search(prelude)
    if part is None:
        raise ValueError("prelude.v must have a part of definitions, before its laws")
    found = list(_sentences("prelude.v", part[1]))
    for name in THEOREMS:
        found += _sentences(f"theorems/{name}.v", text(name))
    wanted = _named(" ".join(one.statement for claim in PAIRS for one in proved(claim)), found)
    always = ("prelude.v", "theorems/definitions.v")
    chosen = tuple(one for one in found if one.file in always or one.name in wanted)
    if odd := {one.name for one in chosen} ^ WORDS.keys():
        raise ValueError(f"every definition must have its words, and no other name, got {', '.join(sorted(odd))}")
    if odd := {one.file for one in chosen} ^ HEADINGS.keys():
        raise ValueError(f"every file of definitions must have its heading, and no other, got {', '.join(sorted(odd))}")
    return chosen


def used(statement: str) -> list[Definition]:
    """Return the definitions that a statement names, and those that these name, in order."""
    names = _named(statement, definitions())
    return [one for one in definitions() if one.name in names]


def _sentences(file: str, part: str) -> Iterator[Definition]:
    """Yield the definitions of a part of a file, the lines that say how something is written as one."""
    written: list[str] = []
    for found in _SENTENCE.finditer(part):
        if found[1] is None:
            written.append(found[0])
            continue
        if written:
            yield Definition(file, NOTATIONS, "\n".join(written), WORDS.get(NOTATIONS, ""))
            written = []
        yield Definition(file, found[1], found[0], WORDS.get(found[1], ""))


def _named(statement: str, known: list[Definition] | tuple[Definition, ...]) -> set[str]:
    """Return the names of definitions in a statement, and in their own texts, but where they name something else there."""
    texts = {one.name: one.text for one in known}
    names: set[str] = set()
    waiting = [statement]
    while waiting:
        said = waiting.pop()
        words = set(re.findall(r"\w+", said)) - {name for bound in _BOUND.findall(said) for name in bound.split()}
        words |= {NOTATIONS} if "%M" in said else set()
        new = (words & texts.keys()) - names
        names |= new
        waiting += [texts[name] for name in new]
    return names
