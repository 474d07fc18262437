"""A draft, who wrote it, and a link for somebody invited."""

import pytest

from blog import sharing
from tests import factories as make
from tests.invited import draft


@pytest.fixture
def author():
    return make.user("Author", byline="Ada Bell", email="ada@example.org")


@pytest.fixture
def post(author):
    return draft(author)


@pytest.fixture
def link(post, author):
    return sharing.make(post, author, "Bo", 7, True)
