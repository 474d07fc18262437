"""How forms are rendered on public pages."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """As Django's own, with a checkbox before its label in the source as on the page."""

    field_template_name = "field.html"
