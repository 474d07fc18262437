"""Liveness and readiness checks for proxies, containers and load balancers."""

import tempfile
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

NO_STORE_HEADERS = {"Cache-Control": "no-store"}
_is_migrated = False


def healthz(request: HttpRequest) -> HttpResponse:
    """Report liveness. No query, so that a database failure does not restart the web."""
    return HttpResponse("ok\n", content_type="text/plain", headers=NO_STORE_HEADERS)


def readyz(request: HttpRequest) -> HttpResponse:
    """Report readiness, one line per check: 200 if all pass, else 503. Two queries once all
    migrations are applied."""
    faults = find_faults()
    return HttpResponse(
        "".join(f"{name}: {faults.get(name, 'ok')}\n" for name in CHECKS),
        status=503 if faults else 200,
        content_type="text/plain",
        headers=NO_STORE_HEADERS,
    )


def find_faults() -> dict[str, str]:
    """Return failed checks with their reasons."""
    faults = {}
    for name, check in CHECKS.items():
        try:
            fault = check()
        except Exception as error:  # Any error means that the check failed.
            fault = type(error).__name__
        if fault:
            faults[name] = fault
    return faults


def _check_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _check_migrations() -> str:
    """Check until all migrations are applied once; they are not reverted while the web runs."""
    global _is_migrated
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "" if _is_migrated else "missing"


def _check_storage() -> str:
    """Check that MEDIA_ROOT is writable. A failing bucket is ignored: it would take out all hosts,
    which can serve most pages without it."""
    if settings.MEDIA_S3:
        return ""
    with tempfile.NamedTemporaryFile(dir=settings.MEDIA_ROOT, prefix=".ready-") as file:
        file.write(b"ready")
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _check_database,
    "migrations": _check_migrations,
    "storage": _check_storage,
}
