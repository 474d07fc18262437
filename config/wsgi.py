"""What gunicorn serves: `gunicorn` alone, as gunicorn.conf.py names this module."""

import os

from django.core.wsgi import get_wsgi_application

from config import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
database.require()
application = get_wsgi_application()
