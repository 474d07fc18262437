"""Query costs stay low in a discussion that has grown since PostgreSQL last gathered statistics."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from blog.comments import threads
from blog.comments.models import Comment
from blog.models import Post
from lib import prepared_statements
from tests.support import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SIZE = 50
EXECUTED = re.compile(r'EXECUTE ("[^"]+")( \([%s, ]+\))?$')


@pytest.fixture(params=["planned before it grew", "planned afterwards"])
def post(request: pytest.FixtureRequest) -> Post:
    """With 5,000 comments of which the statistics know one: every third answers the first."""
    post = make.post()
    first = Comment.objects.create(post=post, name="A", text="First.", state="approved")
    first.refresh_from_db()  # Its path is set by the database.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    prepared_statements._prepared.clear()
    if request.param == "planned before it grew":
        for query in ("", f"comments={first.pk}", f"comments=-{first.pk}"):
            threads.get_page(post.pk, QueryDict(query), SIZE)
        threads.find_page_query(first, SIZE)
    Comment.objects.bulk_create(
        Comment(
            post=post,
            name="ن",
            text="Later.",
            state="waiting" if number % 7 == 0 else "approved",
            parent=first if number % 3 == 0 else None,
        )
        for number in range(5000)
    )
    return post


def plans_of(run: Callable[[], Any]) -> list[dict[str, Any]]:
    """As EXPLAIN ANALYZE has them, of each prepared query that `run` executes."""
    found_plans = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        executed = EXECUTED.search(sql)
        assert executed, f"Not prepared: {sql}"
        values = params[len(params) - sql[executed.start() :].count("%s") :]
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {executed[0]}", values)
            [results] = cursor.fetchone()[0]
        found_plans.append(results["Plan"])
        return result

    with connection.execute_wrapper(explain):
        run()
    return found_plans


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


@pytest.mark.parametrize("query", ["", "comments={}", "comments=-{}", "comments={}.{}"])
def test_page_of_grown_discussion_reads_only_its_rows(post: Post, query: str) -> None:
    keys = (
        Comment.objects.filter(post=post, parent=None).order_by("pk").values_list("pk", flat=True)
    )
    query = query.format(keys[0] if "." in query else keys[2000], keys[0] + 3000)
    shown = []

    def run() -> None:
        shown.append(threads.get_page(post.pk, QueryDict(query), SIZE))

    [plan] = plans_of(run)
    assert shown[0].entries
    assert "Sort" not in json.dumps([node["Node Type"] for node in nodes(plan)])
    for node in nodes(plan):
        read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        assert read * node["Actual Loops"] <= SIZE + 1, json.dumps(node)


def test_position_in_grown_discussion_uses_the_index(post: Post) -> None:
    last = Comment.objects.filter(post=post, parent__isnull=False, state="approved").latest("pk")
    places = []
    place_plans = plans_of(lambda: places.append(threads.find_page_query(last, SIZE)))
    assert re.fullmatch(r"\?comments=\d+\.\d+", places[0])
    assert len(place_plans) == 2
    for plan in place_plans:
        results = list(nodes(plan))
        assert not [node for node in results if "Sort" in node["Node Type"]]
        assert {node.get("Index Name", "comment_discussion") for node in results} == {
            "comment_discussion"
        }
    first, thread = place_plans
    assert max(node["Actual Rows"] for node in nodes(first)) <= SIZE + 1
    in_thread = Comment.objects.filter(path__0=last.root_id, pk__lt=last.pk).in_discussion().count()
    assert max(node["Actual Rows"] for node in nodes(thread)) == in_thread
