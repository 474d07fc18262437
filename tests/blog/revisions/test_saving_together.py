"""Eight people who save one post at the same moments."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from blog.models import Post
from blog.revisions.models import Revision, RevisionBlock
from tests.support import factories as make
from tests.support.desk import change, fields, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PEOPLE, ROUNDS = 8, 25


def test_two_hundred_saves_at_once_leave_each_version_in_the_revisions():
    """In each round everybody opens the post, changes a paragraph of their own and one that all of
    them change, or only one of the two, and then all save at once."""
    paragraphs = "".join(f"<p>Of {person}.</p>" for person in range(PEOPLE))
    post = make.draft(f"{paragraphs}<p>Of all.</p>")
    opened, everybody = Barrier(PEOPLE, timeout=300), [make.user("Editor") for _ in range(PEOPLE)]

    def work(person):
        client, answers, versions = signed_in(everybody[person]), [], []
        try:
            for number in range(ROUNDS):
                form = fields(client, change(post))
                lines, mark = form["document"].split("</p>"), f" by{person}at{number}."
                for line in [(person,), (PEOPLE,), (person, PEOPLE)][(person + number) % 3]:
                    lines[line] += mark
                form["document"] = "</p>".join(lines)
                opened.wait()
                answers.append(client.post(change(post), form))
                versions.append((mark, form["document"].count(mark)))
        finally:
            connection.close()
        return answers, versions

    with ThreadPoolExecutor(PEOPLE) as pool:
        done = list(pool.map(work, range(PEOPLE)))
    statuses = {answer.status_code for answers, _ in done for answer in answers}
    assert statuses == {200, 302}  # Some met where both had changed the same.
    html = dict(RevisionBlock.objects.values_list("pk", "html"))
    kept = ["".join(html[key] for key in row.block_ids) for row in Revision.objects.all()]
    sent = [version for _, versions in done for version in versions]
    assert len(sent) == PEOPLE * ROUNDS
    lost = [mark for mark, times in sent if not any(each.count(mark) == times for each in kept)]
    assert lost == []
    # What went in counts as saved, and what was refused as not taken over.
    saved = [answer.status_code == 302 for answers, _ in done for answer in answers]
    revisions = Revision.objects.filter(by__isnull=False)
    assert revisions.filter(is_aside=False).count() == saved.count(True)
    assert revisions.filter(is_aside=True).count() == saved.count(False)
    last = Revision.objects.saved_for(post)[0]
    assert "".join(html[key] for key in last.block_ids).startswith("<p>Of 0.")
    assert Post.objects.get().html.count("<p>") == PEOPLE + 1
