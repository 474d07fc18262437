"""Prometheus metrics at `/metrics`: of requests, and on each scrape of queues and the database.

gunicorn.conf.py sets `PROMETHEUS_MULTIPROC_DIR`, which aggregates those of all processes.
"""

import hmac
import os
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

REQUESTS = Counter(
    "pullquote_requests",
    "Requests answered, by what the page cache did and the class of the status.",
    ["cache", "status"],
)
REQUEST_SECONDS = Histogram(
    "pullquote_request_seconds",
    "Seconds until the answer began, by what the page cache did.",
    ["cache"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
# Gauges of queues and the database: name, description, SQL.
GAUGES = (
    (
        "pullquote_tasks_waiting",
        "Tasks whose time has come and that no worker has begun.",
        "SELECT count(*) FROM django_tasks_database_dbtaskresult"
        " WHERE status = 'READY' AND coalesce(run_after, now()) <= now()",
    ),
    (
        "pullquote_tasks_oldest_seconds",
        "How long the first of them has waited.",
        "SELECT coalesce(extract(epoch FROM now() - min(greatest(enqueued_at, run_after))), 0)"
        " FROM django_tasks_database_dbtaskresult"
        " WHERE status = 'READY' AND coalesce(run_after, now()) <= now()",
    ),
    (
        "pullquote_emails_waiting",
        "E-mails that have not left, tried or not.",
        "SELECT count(*) FROM mail_queuedemail WHERE due_at IS NOT NULL",
    ),
    (
        "pullquote_comments_waiting",
        "Comments that wait for a moderator.",
        "SELECT coalesce(sum(count), 0) FROM blog_commentdaycounter WHERE state = 'waiting'",
    ),
    (
        "pullquote_posts_to_render",
        "Posts that are not rendered yet since an upgrade.",
        "SELECT coalesce(sum(total_count - done_count), 0) FROM blog_renderingtask",
    ),
    (
        "pullquote_purge_waiting_seconds",
        "For how long a CDN has not been told of a change.",
        "SELECT coalesce(extract(epoch FROM now() - min(changed_at)), 0) FROM page_cache_purge",
    ),
    (
        "pullquote_database_connections",
        "Connections to the database of the site, of all processes and hosts.",
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()",
    ),
    (
        "pullquote_database_bytes",
        "Size of the database on disk.",
        "SELECT pg_database_size(current_database())",
    ),
    (
        "pullquote_backup_age_seconds",
        "How long ago the last backup was begun; +Inf without any.",
        "SELECT coalesce(extract(epoch FROM now() - max(made_at))::float8, 'Infinity')"
        " FROM operations_backup",
    ),
)


class DatabaseCollector(Collector):
    """Collect all gauges, one query each, and whether the database answers."""

    def collect(self) -> Iterator[Metric]:
        gauges = []
        try:
            with connection.cursor() as cursor:
                for name, description, sql in GAUGES:
                    cursor.execute(sql)
                    [value] = cursor.fetchone()
                    gauges.append(GaugeMetricFamily(name, description, value=float(value)))
        except DatabaseError:
            gauges = []
        up = GaugeMetricFamily("pullquote_database_up", "1 if the database answers.")
        up.add_metric([], float(bool(gauges)))
        yield from [up, *gauges]


def metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics. 404 without `Authorization: Bearer METRICS_TOKEN`, or, if no token is
    set, for all but direct requests from this machine; a proxy's do not count as such."""
    if not _is_allowed(request):
        raise Http404
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
        registry.register(DatabaseCollector())
        body = generate_latest(registry)
    else:
        registry.register(DatabaseCollector())
        body = generate_latest(REGISTRY) + generate_latest(registry)
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(body, content_type="text/plain; version=0.0.4", headers=headers)


def _is_allowed(request: HttpRequest) -> bool:
    authorization = request.META.get("HTTP_AUTHORIZATION", "")
    if token := settings.METRICS_TOKEN:
        return hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
    is_proxied = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return not is_proxied and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1", "")
