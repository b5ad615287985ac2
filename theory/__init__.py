"""What the mathematics says: the SIM task and its gradient flows, derived with SymPy alone.

Each file is one idea, each function one formula; a formula comes as an `Equation`, its left side derived and its right
side stated, apart. Nothing here computes with floating-point numbers, and nothing here knows `numerics`.
"""

from theory.algebra.domain import Domain, Matrices
from theory.algebra.equation import Equation

__all__ = ["Domain", "Equation", "Matrices"]
