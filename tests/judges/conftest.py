"""The pages, taken once for all judges of a process, and the judges that npm brought."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.judges.answer import Answer
from tests.judges.crawl import Crawl, crawl
from tests.judges.links import Target
from tests.judges.server import Replay, replay

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A judge needs seconds to start; the pages, the database that they are taken from."""
    for item in items:
        if HERE in item.path.parents:
            fixtures = getattr(item, "fixturenames", ())
            if "crawled" in fixtures:
                item.add_marker(pytest.mark.django_db)
            if "crawled" in fixtures or "packages" in fixtures:
                item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def server() -> Iterator[Replay]:
    with replay() as started:
        yield started


@pytest.fixture(scope="session")
def crawled(server: Replay, django_db_setup: None, django_db_blocker) -> Crawl:
    """The server answers with what was taken, and with what it loads."""
    with django_db_blocker.unblock():
        taken = crawl(server.port)
    server.answers = {answer.url: answer for answer in [*taken.answers, *taken.files.values()]}
    return taken


@pytest.fixture(scope="session")
def answers(crawled: Crawl) -> list[Answer]:
    """One for each kind of page."""
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
