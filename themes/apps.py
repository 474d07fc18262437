from django.apps import AppConfig
from django.core import checks


class ThemesConfig(AppConfig):
    name = "themes"

    def ready(self) -> None:
        from themes.checks import check_theme

        # With the tag of static files, `collectstatic` runs it as well: an image with a broken
        # theme is not built.
        checks.register(check_theme, checks.Tags.templates, checks.Tags.staticfiles)
