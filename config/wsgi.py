"""What gunicorn serves: `gunicorn` alone, as gunicorn.conf.py names this module."""

import os

from django.core.wsgi import get_wsgi_application

from config import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
database.require()
django = get_wsgi_application()

# They read the settings, which are there only now.
from django.conf import settings  # noqa: E402

from config import caching  # noqa: E402
from config.sizes import Sized  # noqa: E402
from operations.observed import Observed  # noqa: E402

cached = caching.in_front_of(django)
application = Observed(Sized(cached), trusts_proxies=settings.TRUSTED_PROXIES > 0)
