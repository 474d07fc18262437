"""Addresses that a reader may follow: http and https alone, so no `javascript:` or `ftp:`."""

from django.core.validators import URLValidator
from django.db import models

validate_web_address = URLValidator(schemes=["http", "https"])


def web_address(field: str) -> models.CheckConstraint:
    """The same rule in the database, for what no form has seen."""
    return models.CheckConstraint(
        condition=models.Q(**{field: ""}) | models.Q(**{f"{field}__iregex": "^https?://"}),
        name=f"%(class)s_{field}_is_web_address",
    )
