"""WSGI application; gunicorn.conf.py names this module."""

import os

from django.core.wsgi import get_wsgi_application

from config.server import database_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
database_errors.check_connection()
django = get_wsgi_application()

# These modules read the settings on import.
from django.conf import settings  # noqa: E402

from config.middleware import cache_headers  # noqa: E402
from config.middleware.body_limits import BodyLimit  # noqa: E402
from operations.instrumentation import Instrumentation  # noqa: E402

cached = cache_headers.wrap_application(django)
application = Instrumentation(BodyLimit(cached), trusts_proxies=settings.TRUSTED_PROXIES > 0)
