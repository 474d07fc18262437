"""System check of browser copies, for `manage.py check`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from blog.evidence.browser.render import find_start_error


def check_browser_copies(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Start the browser once, if the setting is on."""
    if not settings.BROWSER_COPIES or not (error := find_start_error()):
        return []
    hint = (
        "Set BROWSER_COPIES to a Chromium, and allow unprivileged user namespaces; see "
        "docs/operators/evidence.md. Until then, no page is opened in a browser."
    )
    return [Warning(f"No browser copies: {error}.", hint=hint, id="evidence.W001")]
