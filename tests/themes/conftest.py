"""All kinds of pages, with our own templates and with a bundled theme, of the same content."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.template.backends.jinja2 import Template as Jinja2Template
from django.test import Client, override_settings
from django.test.signals import template_rendered

from tests.judges import content, crawl
from tests.judges.answer import Answer
from tests.judges.conftest import packages, server  # noqa: F401 - fixtures, found by name
from tests.judges.server import Replay
from tests.support import factories as make
from themes.site_check import use_theme
from themes.theme import Theme, load_theme

SITES = ("full", "ar")
HOME_LAYOUTS = ("whole", "summaries", "lead")
type Contexts = dict[str, list[dict[str, object]]]


@dataclass
class ThemePages:
    """Pages by name, and the contexts of each template with our own templates."""

    default: dict[str, Answer] = field(default_factory=dict)
    themed: dict[str, Answer] = field(default_factory=dict)
    contexts: Contexts = field(default_factory=dict)


@pytest.fixture(scope="session")
def broadsheet() -> Theme:
    theme = load_theme("broadsheet")
    assert theme is not None
    return theme


@pytest.fixture(scope="session")
def theme_pages(
    broadsheet: Theme,
    server: Replay,  # noqa: F811 - the fixture above, which pytest passes by its name
    django_db_setup: None,
    django_db_blocker,
) -> ThemePages:
    pages = ThemePages()

    def record(template, context, **kwargs) -> None:
        if isinstance(template, Jinja2Template):
            pages.contexts.setdefault(template.template.name, []).append(context)

    with django_db_blocker.unblock(), ExitStack() as short, transaction.atomic():
        for view, length in crawl.LENGTHS:
            short.enter_context(patch.object(view, length, content.POSTS_PER_PAGE))
        author = content.create_content()
        template_rendered.connect(record)
        pages.default = _fetch(server.port, author)
        template_rendered.disconnect(record)
        with use_theme(broadsheet):
            pages.themed = _fetch(server.port, author)
            files = crawl._fetch_files([*pages.themed.values()])
        server.answers = {
            answer.url: answer for answer in [*pages.themed.values(), *files.values()]
        }
        transaction.set_rollback(True)
    return pages


def _fetch(port: int, author) -> dict[str, Answer]:
    answers = [answer for site in SITES for answer in crawl.crawl_site(site, port, author)]
    answers += _fetch_home_layouts(port)
    return {_name(answer): answer for answer in answers if answer.type == "text/html"}


def _name(answer: Answer) -> str:
    """Name a page by its kind and host: some addresses contain the time."""
    return f"{answer.name} at {urlsplit(answer.url).hostname}"


def _fetch_home_layouts(port: int) -> Iterator[Answer]:
    """Fetch the home page in each layout, with and without dates; hosts tell them apart."""
    for layout in HOME_LAYOUTS:
        for has_dates in (True, False):
            make.site(
                language="en", home_layout=layout, home_date_headers=has_dates, posts_per_page=10
            )
            base = crawl.origin(f"{layout}-{'dates' if has_dates else 'bare'}", port)
            with override_settings(SITE_URL=base, ALLOWED_HOSTS=["*"]):
                response = crawl._get(Client(), f"{base}/")
                yield crawl._build_answer(f"home as {layout}", f"{base}/", response)
    make.site(home_layout="whole", home_date_headers=True, posts_per_page=content.POSTS_PER_PAGE)
