from django.apps import AppConfig


class DevtoolsConfig(AppConfig):
    """Management commands, without models, templates or URLs."""

    name = "devtools"
    verbose_name = "Development tools"
