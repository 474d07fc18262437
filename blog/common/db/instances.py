"""Rows that a query of one's own has read."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.base import ModelState


def row_of[Row: models.Model](model: type[Row], values: dict[str, Any]) -> Row:
    """What `Model.from_db` makes, in a quarter of the time: a feed has a hundred authors and
    labels. `values` are by the names of attributes, with annotations. To ask for a field that is
    not among them is an error."""
    made = model.__new__(model)
    made._state = ModelState()
    made._state.db = DEFAULT_DB_ALIAS
    made._state.adding = False
    made._state.fetch_mode = models.FETCH_RAISE
    made.__dict__.update(values)
    return made
