"""Fixtures: a draft, its author, and a share link."""

import pytest

from blog.notes import share_links
from tests.support import factories as make
from tests.support.shared_drafts import draft


@pytest.fixture
def author():
    return make.user("Author", byline="Ada Bell", email="ada@example.org")


@pytest.fixture
def post(author):
    return draft(author)


@pytest.fixture
def link(post, author):
    return share_links.create_share_link(
        post=post, by=author, name="Bo", days=7, may_note=True
    ).link
