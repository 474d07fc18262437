"""Prometheus metrics and access to them."""

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from blog.comments.models import Comment
from blog.content import html_update
from tests.support import factories

pytestmark = pytest.mark.django_db


def read_metrics(client: Client, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers or None)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        sample.name: sample.value
        for family in families
        for sample in family.samples
        if sample.name.startswith("pullquote_") and not sample.labels
    }


def test_queue_and_database_gauges_are_collected(client: Client) -> None:
    factories.comment(factories.post(), state=Comment.State.WAITING)
    metrics = read_metrics(client)
    assert metrics["pullquote_database_up"] == 1
    assert metrics["pullquote_comments_waiting"] == 1
    assert metrics["pullquote_database_bytes"] > 1_000_000
    assert metrics["pullquote_tasks_oldest_seconds"] >= 0


def test_posts_that_an_older_version_rendered_are_a_metric(client: Client) -> None:
    factories.post()
    assert read_metrics(client)["pullquote_posts_to_render"] == 0
    html_update.check_in()
    assert read_metrics(client)["pullquote_posts_to_render"] == 1


def test_database_outage_is_a_metric(client: Client) -> None:
    def fail(*_query: object) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(fail):
        metrics = read_metrics(client)
    assert metrics == {"pullquote_database_up": 0}


@pytest.mark.parametrize(
    ("address", "forwarded", "token", "sent", "status"),
    [
        ("127.0.0.1", "", "", "", 200),
        ("::1", "", "", "", 200),
        ("203.0.113.7", "", "", "", 404),
        ("127.0.0.1", "203.0.113.7", "", "", 404),
        ("127.0.0.1", "127.0.0.1", "", "", 404),
        ("203.0.113.7", "", "", "Bearer ", 404),
        ("203.0.113.7", "", "s3cret", "Bearer s3cret", 200),
        ("203.0.113.7", "", "s3cret", "Bearer S3cret", 404),
        ("203.0.113.7", "", "s3cret", "s3cret", 404),
        ("203.0.113.7", "", "s3cret", "Bearer é", 404),
        ("127.0.0.1", "", "s3cret", "", 404),
    ],
)
def test_metrics_are_restricted_to_token_or_localhost(
    client: Client, address: str, forwarded: str, token: str, sent: str, status: int
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    headers |= {"Authorization": sent} if sent else {}
    with override_settings(METRICS_TOKEN=token):
        answer = client.get("/metrics", headers=headers or None, REMOTE_ADDR=address)
    assert answer.status_code == status
