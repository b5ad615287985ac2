"""The one array type of this layer: double precision, or complex where a formula is differentiated by an imaginary step."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.float64]
