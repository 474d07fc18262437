"""Concurrent saves of one post by eight users."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from blog.models import Post
from blog.revisions.models import Revision, RevisionBlock
from tests.support import factories as make
from tests.support.desk import change, fields, signed_in
from tests.support.patience import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
USERS, ROUNDS = 8, 25


def test_200_concurrent_saves_record_each_version_as_revision():
    """In each round all users open the post, change their own paragraph, a shared one or both, and
    then save at the same time."""
    paragraphs = "".join(f"<p>Of {user_index}.</p>" for user_index in range(USERS))
    post = make.draft(f"{paragraphs}<p>Of all.</p>")
    barrier, users = Barrier(USERS, timeout=PATIENCE), [make.user("Editor") for _ in range(USERS)]

    def save_repeatedly(user_index):
        client, answers, versions = signed_in(users[user_index]), [], []
        try:
            for number in range(ROUNDS):
                form = fields(client, change(post))
                lines, mark = form["document"].split("</p>"), f" by{user_index}at{number}."
                for line in [(user_index,), (USERS,), (user_index, USERS)][
                    (user_index + number) % 3
                ]:
                    lines[line] += mark
                form["document"] = "</p>".join(lines)
                barrier.wait()
                answers.append(client.post(change(post), form))
                versions.append((mark, form["document"].count(mark)))
        finally:
            connection.close()
        return answers, versions

    with ThreadPoolExecutor(USERS) as pool:
        results = list(pool.map(save_repeatedly, range(USERS)))
    statuses = {answer.status_code for answers, _ in results for answer in answers}
    assert statuses == {200, 302}  # Some saves had conflicts.
    html = dict(RevisionBlock.objects.values_list("pk", "html"))
    stored = ["".join(html[key] for key in row.block_ids) for row in Revision.objects.all()]
    sent = [version for _, versions in results for version in versions]
    assert len(sent) == USERS * ROUNDS
    missing = [
        mark for mark, times in sent if not any(each.count(mark) == times for each in stored)
    ]
    assert missing == []
    # Successful saves are regular revisions, refused ones are set aside.
    saved = [answer.status_code == 302 for answers, _ in results for answer in answers]
    revisions = Revision.objects.filter(by__isnull=False)
    assert revisions.filter(is_aside=False).count() == saved.count(True)
    assert revisions.filter(is_aside=True).count() == saved.count(False)
    last = Revision.objects.saved_for(post)[0]
    assert "".join(html[key] for key in last.block_ids).startswith("<p>Of 0.")
    assert Post.objects.get().html.count("<p>") == USERS + 1
