"""What gunicorn serves: `gunicorn` alone, as gunicorn.conf.py names this module."""

import os

from django.core.wsgi import get_wsgi_application

from config import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
database.require()
django = get_wsgi_application()

from config import caching  # noqa: E402  (it reads the settings, which are there only now)

application = caching.in_front_of(django)
