"""The array types of `numerics`: double precision, or complex where a formula is differentiated by an imaginary step."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[Any]
#: An argument that may be a single number.
Numbers = NDArray[Any] | float
