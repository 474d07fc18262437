"""Initial values of the desk's add pages, from the query string."""

from typing import Any

from django.contrib.admin import ModelAdmin, ShowFacets
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, ManyToManyField
from django.http import HttpRequest


class InitialValuesAdmin(ModelAdmin):
    """Base of every ModelAdmin of the desk; the admin site adds it on registration.

    Django passes the values of the query string to the widgets as they are, and the widgets of
    dates fail on text.
    """

    show_facets = ShowFacets.NEVER  # Counting each choice of the filters takes a query each.

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Clean each value with the model field's form field; ignore invalid values.

        One query for each relation that the query string names.
        """
        initial = {}
        for name in request.GET:
            try:
                initial[name] = self._read_initial(name, str(request.GET[name]))
            except (FieldDoesNotExist, ValidationError):
                continue
        return initial

    def _read_initial(self, name: str, value: str) -> Any:
        field = self.opts.get_field(name)
        if not isinstance(field, Field) or not (form_field := field.formfield()):
            raise FieldDoesNotExist(name)
        if not field.is_relation:
            read = form_field.clean(value)
            field.run_validators(read)
            return read
        keys = value.split(",") if isinstance(field, ManyToManyField) else value
        form_field.clean(keys)
        return keys
