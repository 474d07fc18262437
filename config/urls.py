"""Addresses: the admin, uploaded files, and the blog at the root."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz
from config.media import media

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz),
    # nginx answers this in production; without it the demo and a single process serve it too.
    path("media/<path:path>", media),
    path("accounts/", include("accounts.urls")),
    path("", include("blog.urls")),
]

handler429 = "config.errors.too_many"  # allauth looks for it here.
handler500 = "config.errors.server_error"
