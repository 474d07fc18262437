"""Concurrent transitions by two editors: only one is applied."""

import pytest

from blog import editing
from blog.models import Post
from blog.workflow import NotAllowed
from tests.support import factories as make
from tests.support.concurrency import while_uncommitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.parametrize("seen", [None, 0])
def test_second_of_concurrent_transitions_is_refused(seen):
    one, other = make.user("Editor", byline="Ana"), make.user("Editor")
    post = make.post(status="review")
    mine, theirs = Post.objects.get(pk=post.pk), Post.objects.get(pk=post.pk)

    def apply_second() -> str:
        try:
            editing.approve(theirs, by=other, seen=seen)
        except NotAllowed as refused:
            return str(refused)
        return ""

    message = while_uncommitted(
        lambda: editing.request_changes(mine, by=one, reason="Who said it?"), apply_second
    )
    assert (
        message == "The post is now a draft."
        if seen is None
        else "because Ana changed the status" in message
    )
    assert [transition.kind for transition in post.transitions.all()] == ["changes"]
    post.refresh_from_db()
    assert post.status == "draft"
