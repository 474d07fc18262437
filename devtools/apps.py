from django.apps import AppConfig


class DevtoolsConfig(AppConfig):
    """Commands only: no models, no templates, no URLs."""

    name = "devtools"
    verbose_name = "Development tools"
