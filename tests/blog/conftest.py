"""Fixtures of an author and an editor. Modules may override them."""

import pytest
from django.test import Client

from accounts.models import User
from tests.support import factories as make
from tests.support.desk import signed_in


@pytest.fixture
def author() -> User:
    return make.user("Author", byline="Ada")


@pytest.fixture
def editor() -> User:
    return make.user("Editor", byline="Ed")


@pytest.fixture
def editor_client(editor: User) -> Client:
    return signed_in(editor)
