"""The admin site: the stock one with the project's words."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AdminSite(admin.AdminSite):
    index_title = _("Desk")

    def get_urls(self) -> list:
        """Without the stock redirect from any row's id to its page: it tells whoever may sign in
        the address, and so the title, of other authors' drafts. Each page has a link of its own."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = request.site.name
        return super().each_context(request) | {"site_header": name, "site_title": name}
