"""The site as gunicorn serves it, with nothing kept, and for whoever searches without end."""

import sys

from config.wsgi import cached, django, settings
from operations.instrumentation import Observed

__all__ = ["application", "cached"]

from blog.views import search

search.PER_MINUTE = sys.maxsize
application = Observed(django, trusts_proxies=settings.TRUSTED_PROXIES > 0)
