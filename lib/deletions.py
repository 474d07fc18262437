"""What the desk's delete pages say."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest


@dataclass(frozen=True)
class Deletion:
    """The first value of `ModelAdmin.get_deleted_objects`: what else changes, in sentences.

    Django's list of each row that goes too is not shown.
    """

    effects: list[str]


def describe_deletion(
    model_admin: ModelAdmin,
    request: HttpRequest,
    *,
    checked: Iterable[Model] = (),
    effects: Iterable[str] = (),
    protected: Iterable[Any] = (),
) -> tuple:
    """Return the values of `ModelAdmin.get_deleted_objects`: what else changes, in sentences, and
    what forbids the deletion.

    `checked` are objects that need a permission each. What goes with an object needs none.
    """
    is_allowed = model_admin.has_delete_permission(request) and all(
        model_admin.has_delete_permission(request, obj) for obj in checked
    )
    forbidden = set() if is_allowed else {model_admin.opts.verbose_name}
    return Deletion(list(effects)), {}, forbidden, list(protected)
