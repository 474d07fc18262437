"""HEAD requests at the WSGI level, as the test client would drop the body."""

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from tests.support import factories as make


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["page", "upload"])
def test_head_has_the_headers_of_get_and_no_body(kind):
    path = "/"
    if kind == "upload":
        path = make.photo(make.user("Author")).image.url
    application = get_wsgi_application()
    got = {}
    for method in ("GET", "HEAD"):
        environ = RequestFactory().generic(method, path).environ
        headers = {}
        body = application(environ, lambda status, fields, h=headers: h.update(fields))
        got[method] = (headers, b"".join(body))
        body.close()
    assert got["GET"][1]
    assert got["HEAD"][1] == b""
    assert got["HEAD"][0]["Content-Length"] == str(len(got["GET"][1]))
    assert got["HEAD"][0]["Content-Type"] == got["GET"][0]["Content-Type"]
