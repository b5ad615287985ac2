"""The models: what each network is as an object, in a file of its own, and the list of them.

    name on the command line and in JSON    ->    field, clock, start, closed form, learning times, iterations

Imports `numerics.task`, `numerics.closed_form` and `numerics.flow`. A new model is one file here and one line below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numerics.model.base import Model

#: Where each model is; the list is read without loading any of them.
MODELS = {
    "tied": "numerics.model.tied:TIED",
    "one-layer": "numerics.model.one_layer:ONE_LAYER",
    "untied": "numerics.model.untied:UNTIED",
    "deep": "numerics.model.deep:DEEP",
}


def model_named(name: str) -> Model[Any, Any]:
    """Return the model of a name in `MODELS`; ValueError for any other."""
    if not isinstance(name, str) or name not in MODELS:
        raise ValueError(f"model must be one of {', '.join(MODELS)}, got {name!r}")
    import pkgutil

    found: Model[Any, Any] = pkgutil.resolve_name(MODELS[name])
    return found
