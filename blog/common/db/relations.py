"""From a model to the rows around it that it does not know by name."""

from typing import Any

from django.db import models


def published_through(model: type[models.Model], relation: str) -> Any:
    """The published rows at the far end of a relation, as a queryset.

    Blocks know sources and photos, posts know labels, and not the other way round; what is public
    of a source, photo or label is decided by what points at it.
    """
    field: Any = model._meta.get_field(relation)
    return field.related_model._default_manager.published()
