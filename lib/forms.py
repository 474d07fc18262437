"""Form renderer of public pages."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Django's renderer, with a checkbox before its label in the source, as displayed."""

    field_template_name = "field.html"
