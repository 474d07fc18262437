"""`manage.py render`: what is stored of each post is made anew."""

from io import StringIO

import pytest
from django.core.management import call_command

from blog.management.commands import render
from blog.models import Post
from tests import factories as make

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("render", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_posts_and_drafts_get_what_an_older_version_did_not_store(monkeypatch):
    monkeypatch.setattr(render.Command, "batch", 2)
    posts = [make.post(make.quotation("A.")), make.draft("<p>B.</p>"), make.scheduled("<p>C.</p>")]
    wanted = list(Post.objects.order_by("pk").values("html", "excerpt", "linked_data"))
    changed = Post.objects.values_list("updated_at").order_by("pk")
    before = list(changed)
    Post.objects.update(html="", excerpt="", linked_data={})
    last = [post.pk for post in posts]
    assert run() == [
        f"Rendered 2 posts, the last of them number {last[1]}.",
        f"Rendered 3 posts, the last of them number {last[2]}.",
    ]
    assert list(Post.objects.order_by("pk").values("html", "excerpt", "linked_data")) == wanted
    assert list(changed) == before


def test_it_goes_on_where_it_was_interrupted():
    first, second = make.post("<p>A.</p>"), make.post("<p>B.</p>")
    Post.objects.update(html="")
    run("--after", str(first.pk))
    assert list(Post.objects.order_by("pk").values_list("html", flat=True)) == ["", second.html]
    assert run("--after", str(second.pk)) == ["There was no post to render."]
