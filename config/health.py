"""Is the process alive? Asks nothing of the database, so a broken database restarts no web."""

from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    no_store = {"Cache-Control": "no-store"}
    return HttpResponse("ok\n", content_type="text/plain", headers=no_store)
