"""Compositions of two concepts, colour and size, each with the weight it has in training; the unseen one is (1, 1).

    levels      z in [0, 1]^2: 0 and 1 are the classes, red and blue, big and small
    mean        E z = sum_c p_c z_c
    covariance  Cov z = sum_c p_c (z_c - E z)(z_c - E z)^T, and the variance within a cell on its diagonal

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 5: 00, 01 and 10 are shown, 11 is not.

Legend: p_c weights, which sum to one; z_c (colour, size) levels of cell c
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from numerics.task.exact_numbers import exact_vector

#: The composition that is never shown.
UNSEEN = (Fraction(1), Fraction(1))
CONCEPTS = ("colour", "size")


@dataclass(frozen=True)
class Cell:
    """A composition, and how much of the training data it is."""

    colour: Fraction
    size: Fraction
    weight: Fraction

    @property
    def levels(self) -> tuple[Fraction, Fraction]:
        """Return (colour, size)."""
        return self.colour, self.size


@dataclass(frozen=True)
class Design:
    """The cells of a training set.

    Parameters
    ----------
    cells : distinct, of several levels in each concept, with weights > 0 that sum to one; (1, 1) is not among them

    Raises
    ------
    ValueError : naming the rule that is broken
    """

    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        if len(self.cells) < 2:
            raise ValueError(f"cells must be at least two, got {len(self.cells)}")
        for cell in self.cells:
            if not all(0 <= level <= 1 for level in cell.levels):
                raise ValueError(f"levels of cells must lie between 0 and 1, got {_shown(cell.levels)}")
            if cell.levels == UNSEEN:
                raise ValueError("cells must leave out the unseen composition 1 1, got it among them")
            if cell.weight <= 0:
                raise ValueError(f"weights of cells must be above 0, got {cell.weight} for {_shown(cell.levels)}")
        seen = [cell.levels for cell in self.cells]
        if doubled := [levels for levels in seen if seen.count(levels) > 1]:
            raise ValueError(f"cells must differ, got {_shown(doubled[0])} twice")
        if (total := sum(cell.weight for cell in self.cells)) != 1:
            raise ValueError(f"weights of cells must sum to one, got {total}")
        for k, concept in enumerate(CONCEPTS):
            if len({cell.levels[k] for cell in self.cells}) < 2:
                raise ValueError(f"cells must vary in {concept}, got one level")

    def mean(self) -> tuple[Fraction, Fraction]:
        """Return E z, exactly."""
        colour, size = (sum((cell.weight * cell.levels[k] for cell in self.cells), Fraction(0)) for k in (0, 1))
        return colour, size

    def covariance(self, within: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))) -> tuple[tuple[Fraction, ...], ...]:
        """Return Cov z, exactly, where the levels have the variances `within` in each cell."""
        mean = self.mean()

        def entry(i: int, j: int) -> Fraction:
            products = (cell.weight * (cell.levels[i] - mean[i]) * (cell.levels[j] - mean[j]) for cell in self.cells)
            return sum(products, within[i] if i == j else Fraction(0))

        return (entry(0, 0), entry(0, 1)), (entry(1, 0), entry(1, 1))

    def slope(self, strong: int, within: tuple[Fraction, Fraction]) -> Fraction:
        """Return Cov(z_w, z_s)/Var(z_s), along which the first stage runs when concept `strong` is the strong one."""
        covariance = self.covariance(within)
        return covariance[0][1] / covariance[strong][strong]

    def bend(self, strong: int, within: tuple[Fraction, Fraction], level: float) -> float:
        """Return how far the weak level is off its mean, by the slope, where concept `strong` is at a level."""
        return float(self.slope(strong, within)) * (level - float(self.mean()[strong]))


def read_cells(text: str) -> Design:
    """Return the design of a text such as `0 0:1/3,1 0:1/3,0 1:1/3`, read exactly: `colour size:weight`, decimals or fractions.

    Raises
    ------
    ValueError : naming the cell and what is wrong with it
    """
    cells = []
    for part in text.split(","):
        levels, colon, weight = part.partition(":")
        words = levels.split()
        if not colon or len(words) != 2:
            raise ValueError(f"cells must each read 'colour size:weight', got {part.strip()!r}")
        colour, size, number = exact_vector("cells", [*words, weight.strip()])
        cells.append(Cell(colour, size, number))
    return Design(tuple(cells))


def _shown(levels: tuple[Fraction, Fraction]) -> str:
    return " ".join(str(level) for level in levels)


def _mixed(first: Design, second: Design) -> Design:
    """Return the design that draws from either with probability one half."""
    weights: dict[tuple[Fraction, Fraction], Fraction] = {}
    for cell in (*first.cells, *second.cells):
        weights[cell.levels] = weights.get(cell.levels, Fraction(0)) + cell.weight / 2
    return Design(tuple(Cell(*levels, weight) for levels, weight in weights.items()))


#: The three cells of the paper, in equal parts: the levels are correlated by -1/2.
PAPER = read_cells("0 0:1/3,0 1:1/3,1 0:1/3")
#: Of three levels, with E[size | colour] = E[colour | size] = 1/4 at every level: no slope.
BALANCED = read_cells("0 0:7/20,0 .5:1/5,.5 0:1/5,0 1:1/20,1 0:1/20,.5 .5:1/20,.5 1:1/20,1 .5:1/20")
#: The levels rise together.
POSITIVE = read_cells("0 0:2/5,.5 .5:1/5,1 .5:1/5,.5 1:1/5")
#: By name; the two in between are mixed half and half.
DESIGNS = {
    "paper": PAPER,
    "half-paper": _mixed(PAPER, BALANCED),
    "balanced": BALANCED,
    "half-positive": _mixed(BALANCED, POSITIVE),
    "positive": POSITIVE,
}
