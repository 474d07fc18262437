"""Queries across reverse relations without importing the related model."""

from typing import Any

from django.db import models


def get_published_related(model: type[models.Model], relation: str) -> Any:
    """Return the published rows of a reverse relation, as a queryset.

    Blocks import sources and photos, posts import labels, never the other way round. Yet a source,
    photo or label is public only if a published row refers to it.
    """
    field: Any = model._meta.get_field(relation)
    return field.related_model._default_manager.published()
