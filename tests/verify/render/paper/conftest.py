"""Short trainings of every figure of the paper, for those who draw them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from numerics.networks.protocol import Protocol
from numerics.networks.protocols import protocols
from numerics.networks.training import train_protocols
from verify.render.paper.ensembles import FORMS, Ensemble, Forms

#: Few samples, so that an epoch is a step or two, and the steps of the tied model that end when its concepts are learned.
SAMPLES, STEPS, SEEDS = 64, 1200, 3


def short(protocol: Protocol) -> Protocol:
    """Return a protocol with a short training."""
    if protocol.architecture.kind == "tied":
        return replace(protocol, steps=STEPS)
    data, network = replace(protocol.data, samples=SAMPLES), replace(protocol.architecture, hidden=8)
    return replace(protocol, data=data, architecture=network, steps=40, probes=replace(protocol.probes, cluster=2))


@cache
def forms_of(number: str) -> Forms:
    """Return the ensembles of a figure, trained shortly."""
    found: Forms = {}
    for form in FORMS:
        chosen = [short(protocol) for protocol in protocols(form, number)]
        found[form] = [Ensemble.of(*pair) for pair in zip(chosen, train_protocols(chosen, SEEDS), strict=True)]
    return found


@pytest.fixture(scope="session")
def forms() -> Callable[[str], Forms]:
    """Return what gives the ensembles of a figure."""
    return forms_of
