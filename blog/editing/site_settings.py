"""Change the site's settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blog.models import SiteSettings


@dataclass(frozen=True)
class SavedSettings:
    """`is_new` is True if none were stored: a site without any has the defaults."""

    settings: SiteSettings
    is_new: bool


def save_site_settings(*, fields: Mapping[str, Any]) -> SavedSettings:
    """Update or create the single row of settings. Two queries.

    Triggers invalidate cached pages.
    """
    settings, is_new = SiteSettings.objects.get_or_create(pk=1, defaults=fields)
    if fields and not is_new:
        for name, value in fields.items():
            setattr(settings, name, value)
        settings.save(update_fields=list(fields))
    return SavedSettings(settings, is_new)
