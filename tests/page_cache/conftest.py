import pytest

from tests.page_cache.reader import Reader


@pytest.fixture
def reader() -> Reader:
    return Reader()
