"""The site under gunicorn without the page cache, and with unlimited searches."""

import sys

from config.wsgi import cached, django, settings
from operations.instrumentation import Instrumentation

__all__ = ["application", "cached"]

from blog.views import search

search.MAX_PER_MINUTE = sys.maxsize
application = Instrumentation(django, trusts_proxies=settings.TRUSTED_PROXIES > 0)
