"""Every attack as a comment and as its writer's name, shown in a real Chromium: no script runs."""

import pytest

from blog.comments.models import Comment
from blog.common import markup
from tests.blog.content.test_document_hostile_input import attacks
from tests.support import factories as make

# What attacks call, to be seen that they did.
WATCH = """
window.ran = []
for (const name of ["alert", "confirm", "prompt", "print"])
    window[name] = (...given) => { window.ran.push(name) }
"""


@pytest.fixture
def watched(desk):
    page = desk.page()
    page.add_init_script(WATCH)
    return page


def test_a_script_that_ran_would_be_seen(watched):
    watched.goto("about:blank")
    watched.set_content("<img src=':' onerror='alert(1)'>")
    watched.wait_for_function("window.ran.length")


def test_no_comment_runs_a_script(watched, testdata):
    make.site(comments_per_page=200)
    post = make.post()
    given = [markup.clean_text(attack)[:10_000] for attack in attacks(testdata)]
    Comment.objects.bulk_create(
        Comment(post=post, name=text[:100], text=text, state=Comment.State.APPROVED)
        for text in filter(None, given)
    )
    shown = 0
    watched.goto(post.get_absolute_url())
    while True:
        shown += watched.locator("article.comment").count()
        assert watched.evaluate("window.ran") == []
        assert watched.locator(".comment :is(script, img, iframe, svg, object, style)").count() == 0
        later = watched.get_by_role("link", name="Later comments")
        if not later.count():
            break
        with watched.expect_navigation():
            later.click()
    assert shown == Comment.objects.count() > 600
