"""Form renderer of public pages and of the desk."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.template import engines


class FormRenderer(TemplatesSetting):
    """Django's renderer, with a checkbox before its label in the source, as displayed."""

    field_template_name = "field.html"

    def get_template(self, template_name: str) -> Any:
        """Return a Django template.

        The base class searches the folders of Jinja templates first, for each input of a form.
        """
        return engines["django"].get_template(template_name)
