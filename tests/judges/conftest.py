"""The crawled pages, once for each process, and the npm packages of the validators."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.judges.answer import Answer
from tests.judges.crawl import Crawl, crawl
from tests.judges.links import Target
from tests.judges.server import Replay, replay

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that start a validator as slow, and tests of the pages also with `django_db`."""
    for item in items:
        fixtures = {"crawled", "packages"} & set(getattr(item, "fixturenames", ()))
        if fixtures and HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
            if "crawled" in fixtures:
                item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def server() -> Iterator[Replay]:
    with replay() as started:
        yield started


@pytest.fixture(scope="session")
def crawled(server: Replay, django_db_setup: None, django_db_blocker) -> Crawl:
    """Crawl the site; the server then replays the responses and their files."""
    with django_db_blocker.unblock():
        result = crawl(server.port)
    server.answers = {answer.url: answer for answer in [*result.answers, *result.files.values()]}
    return result


@pytest.fixture(scope="session")
def answers(crawled: Crawl) -> list[Answer]:
    """The responses, one for each kind of page."""
    return crawled.answers


@pytest.fixture(scope="session")
def targets(crawled: Crawl) -> dict[str, Target]:
    return crawled.targets


@pytest.fixture(scope="session")
def pages(answers: list[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.type == "text/html"]


@pytest.fixture(scope="session")
def packages() -> Path:
    folder = HERE / "node_modules"
    if not (folder / "installed.json").exists():
        pytest.fail("The judges are not installed: run `make judges`.", False)
    return folder
