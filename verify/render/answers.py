"""An answer in a notebook: its curves as a small picture, its figures in a table, and in a sentence what they come to."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from verify.render.curves import curves_picture
from verify.render.figure import content
from verify.render.prediction import NO_CLOSED_FORM, heading, number, outcome, paragraph

if TYPE_CHECKING:
    from numerics.predict import Prediction
    from numerics.simulate import Simulation

#: Width of the picture on the page, in pixels.
WIDTH = 420


def prediction_page(prediction: Prediction, document: Mapping[str, Any]) -> str:
    """Return a prediction as HTML."""
    head = f"<p><b>{escape(heading(prediction))}</b></p>"
    if not prediction.form.known:
        return f"{head}<p>{escape(NO_CLOSED_FORM)}</p>"
    off = document["error"]["learning_times"]
    rows = [(str(k), _time(document, k), "" if off[k - 1] is None else f"{off[k - 1]:.1g}") for k in document["order"]]
    table = _table(("concept", "learned at", "+-"), rows)
    return f"{head}{_picture(prediction)}{table}<p>{escape(paragraph(prediction, document))}</p>"


def simulation_page(simulation: Simulation, document: Mapping[str, Any], predicted: Mapping[str, Any]) -> str:
    """Return a run as HTML, beside what was predicted."""
    rows = [(str(k), _time(document, k), _time(predicted, k)) for k in document["order"]]
    table = _table(("concept", "learned at", "predicted"), rows)
    rise = f"The test loss rises by {number(document['rise'])}." if document["rise"] else ""
    words = " ".join(part for part in (rise, outcome(simulation, document)) if part)
    head = f"<p><b>{escape(heading(simulation.prediction))}</b></p>"
    return f"{head}{_picture(simulation.prediction, simulation)}{table}<p>{escape(words)}</p>"


def _time(document: Mapping[str, Any], k: int) -> str:
    return number(document["learning_times"][k - 1])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def _picture(prediction: Prediction, simulation: Simulation | None = None) -> str:
    """Return the curves as an image within the page, with what they show in words."""
    picture = curves_picture(prediction, simulation)
    data = base64.b64encode(content(picture, "png")).decode("ascii")
    return f'<img width="{WIDTH}" alt="{escape(picture.get_label())}" src="data:image/png;base64,{data}">'
