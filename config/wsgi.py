"""What gunicorn serves: `gunicorn` alone, as gunicorn.conf.py names this module."""

import os

from django.core.wsgi import get_wsgi_application

from config.server import database_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
database_errors.require()
django = get_wsgi_application()

# They read the settings, which are there only now.
from django.conf import settings  # noqa: E402

from config.middleware import cache_headers  # noqa: E402
from config.middleware.body_limits import Sized  # noqa: E402
from operations.instrumentation import Observed  # noqa: E402

cached = cache_headers.in_front_of(django)
application = Observed(Sized(cached), trusts_proxies=settings.TRUSTED_PROXIES > 0)
