"""Every attack as text and name of a comment runs no script in Chromium."""

import pytest

from blog.comments.models import Comment
from blog.common import markup
from tests.blog.content.test_document_hostile_input import load_attacks
from tests.support import factories as make

# Records calls of the functions that attacks use.
RECORD_CALLS_JS = """
window.ran = []
for (const name of ["alert", "confirm", "prompt", "print"])
    window[name] = (...args) => { window.ran.push(name) }
"""


@pytest.fixture
def recording_page(desk):
    page = desk.page()
    page.add_init_script(RECORD_CALLS_JS)
    return page


def test_script_that_runs_is_detected(recording_page):
    recording_page.goto("about:blank")
    recording_page.set_content("<img src=':' onerror='alert(1)'>")
    recording_page.wait_for_function("() => window.ran.length")


def test_comments_run_no_script(recording_page, testdata):
    make.site(comments_per_page=200)
    post = make.post()
    texts = [markup.clean_text(attack)[:10_000] for attack in load_attacks(testdata)]
    Comment.objects.bulk_create(
        Comment(post=post, name=text[:100], text=text, state=Comment.State.APPROVED)
        for text in filter(None, texts)
    )
    shown = 0
    recording_page.goto(post.get_absolute_url())
    while True:
        shown += recording_page.locator("article.comment").count()
        assert recording_page.evaluate("window.ran") == []
        assert (
            recording_page.locator(".comment :is(script, img, iframe, svg, object, style)").count()
            == 0
        )
        later = recording_page.get_by_role("link", name="Later comments")
        if not later.count():
            break
        with recording_page.expect_navigation():
            later.click()
    assert shown == Comment.objects.count() > 600
