"""WSGI application; gunicorn.conf.py names this module."""

import os

from lib.garbage_collection import paused_collection

__all__ = ["application", "cached", "preload_pages"]  # for gunicorn.conf.py

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
with paused_collection():
    from django.core.wsgi import get_wsgi_application

    from config.server import database_errors

    database_errors.check_connection()
    django = get_wsgi_application()

    # These modules read the settings on import.
    from django.conf import settings

    from config.middleware import cache_headers
    from config.middleware.body_limits import BodyLimit, BodyReader
    from config.server.preload import preload_pages
    from operations.instrumentation import Instrumentation

cached = cache_headers.wrap_application(django)
application = Instrumentation(
    BodyLimit(BodyReader(cached)), trusts_proxies=settings.TRUSTED_PROXIES > 0
)
