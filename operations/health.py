"""Is the process alive, and could it serve readers? For proxies, containers and load balancers."""

import tempfile
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

NO_STORE = {"Cache-Control": "no-store"}
_migrated = False


def healthz(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, so a broken database restarts no web."""
    return HttpResponse("ok\n", content_type="text/plain", headers=NO_STORE)


def readyz(request: HttpRequest) -> HttpResponse:
    """A line for each part: 200 if all of them work, else 503. Two queries once all is migrated."""
    found = faults()
    return HttpResponse(
        "".join(f"{name}: {found.get(name, 'ok')}\n" for name in CHECKS),
        status=503 if found else 200,
        content_type="text/plain",
        headers=NO_STORE,
    )


def faults() -> dict[str, str]:
    """What does not work, and why."""
    found = {}
    for name, check in CHECKS.items():
        try:
            fault = check()
        except Exception as error:  # Whatever it is: the part does not work.
            fault = type(error).__name__
        if fault:
            found[name] = fault
    return found


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    """Looked at until they are all there: nobody takes them back while the web runs."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "" if _migrated else "missing"


def _storage() -> str:
    """A bucket is not asked: all hosts would be taken out at once, which can serve most pages."""
    if settings.MEDIA_S3:
        return ""
    with tempfile.NamedTemporaryFile(dir=settings.MEDIA_ROOT, prefix=".ready-") as file:
        file.write(b"ready")
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "storage": _storage,
}
