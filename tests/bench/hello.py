"""The reference for the cost of a cached page: a Django project with one view and one page of 20
KB."""

import os
import sys

from django.conf import settings

settings.configure(
    SECRET_KEY="hello",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
    ],
)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from tests.bench.hello_page import PAGE  # noqa: E402


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path("", hello)]
application = get_wsgi_application()
# gunicorn.conf.py looks there for the site's page cache, which this project does not have.
sys.modules["config.wsgi"] = sys.modules[__name__]
cached = None
os.environ.pop("DJANGO_SETTINGS_MODULE", None)
