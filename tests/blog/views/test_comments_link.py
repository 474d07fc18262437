"""The link to the comments at the head of a post."""

import pytest

from tests.support import factories as make
from tests.support.pages import read

pytestmark = pytest.mark.django_db
LINK = "//article/header/p[@class='discussed']/a"


@pytest.mark.parametrize(
    ("mode", "comments", "name"),
    [
        ("open", 0, "Comments"),
        ("moderated", 0, "Comments"),
        ("open", 1, "1 comment"),
        ("closed", 2, "2 comments"),
        ("closed", 0, None),
    ],
)
def test_head_links_comments_that_exist_or_can_be_written(mode, comments, name, client):
    post = make.post(comments_mode=mode)
    for _number in range(comments):
        make.comment(post)
    page = read(client, post.get_absolute_url())
    links = [(link.get("href"), link.text_content()) for link in page.xpath(LINK)]
    assert links == ([("#comments", name)] if name else [])
    assert bool(page.xpath("//*[@id='comments']")) == bool(name)


def test_preview_of_a_draft_has_no_link_to_comments(client):
    author = make.user("Author")
    post = make.draft(authors=(author,))
    client.force_login(author)
    assert not read(client, post.get_absolute_url()).xpath(LINK)
