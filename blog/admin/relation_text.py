"""Relations on the desk's pages as text, without links."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin


def show_as_text(name: str, description: Any) -> Callable[[Any, Any], str]:
    """Return a method for `readonly_fields` with the text of the relation `name`.

    Django would link to the object's page, which answers 403 without a permission on it: only
    administrators may open the page of a user.
    """

    @admin.display(description=description)
    def show(model_admin: admin.ModelAdmin, instance: Any) -> str:
        related = getattr(instance, name)
        return model_admin.get_empty_value_display() if related is None else str(related)

    return show
