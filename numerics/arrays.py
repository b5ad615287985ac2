"""The array types of `numerics`: doubles, or complex numbers too where a formula is differentiated by an imaginary step."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Real numbers in double precision.
Array = NDArray[np.float64]
Floats = Array
#: Real or complex numbers, as they come in.
RealOrComplex = NDArray[Any]
#: An argument that may be a single number.
Numbers = NDArray[Any] | float
