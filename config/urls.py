"""Root URLconf: the admin, accounts, uploaded files, and the blog."""

from django.apps import apps
from django.contrib import admin
from django.urls import include, path

from config import well_known
from operations.health import healthz, readyz
from operations.metrics import metrics
from storage.media import media

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    # In production nginx serves these; in the demo and without nginx Django does.
    path("media/<path:path>", media),
    path("accounts/", include("accounts.urls")),
    path("favicon.ico", well_known.favicon, name="favicon"),
    path("apple-touch-icon.png", well_known.touch_icon),
    path("apple-touch-icon-precomposed.png", well_known.touch_icon),
    path("manifest.webmanifest", well_known.manifest, name="manifest"),
    path(".well-known/security.txt", well_known.security_txt),
    path(".well-known/change-password", well_known.change_password, name="change-password"),
    path("", include("blog.urls")),
]

if apps.is_installed("debug_toolbar"):
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))

handler429 = "lib.error_pages.too_many_requests"  # allauth looks it up here.
handler500 = "lib.error_pages.server_error"
