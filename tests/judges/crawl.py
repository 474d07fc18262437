"""Fetch one response of each kind of page, once for all validators."""

import mimetypes
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils.encoding import iri_to_uri
from django.views import defaults

from blog.comments import guest_data_emails
from blog.comments.email_hash import hash_email
from blog.comments.models import Comment
from blog.corrections.models import Correction
from blog.evidence.models import PageCopy
from blog.models import PullQuote
from blog.notes.models import ShareLink
from blog.views import (
    corrections,
    quotations,
    seals,
    search,
    sources,
    timelines,
)
from tests.judges import content
from tests.judges.answer import Answer
from tests.judges.kinds import KINDS, Kind
from tests.judges.links import Target, links, target, without_fragment
from tests.support import factories as make

LENGTHS = [
    (corrections, "CORRECTIONS_PER_PAGE"),
    (quotations, "QUOTATIONS_PER_PAGE"),
    (seals, "SEALS_PER_PAGE"),
    (search, "RESULTS_PER_PAGE"),
    (sources, "QUOTATIONS_PER_PAGE"),
    (timelines, "QUOTATIONS_PER_PAGE"),
]
# An authority, so that there are pages of seals. It is not asked.
AUTHORITY = "https://authority.example/"
LANGUAGES = {"full": "en", "empty": "en", "ar": "ar", "fr": "fr"}


@dataclass(frozen=True)
class Crawl:
    """The responses, the files that the pages load by URL, and the targets of all links of the full
    and the empty blog."""

    answers: list[Answer]
    files: dict[str, Answer]
    targets: dict[str, Target]


def origin(site: str, port: int) -> str:
    """Browsers resolve all names below localhost to this machine."""
    return f"http://{site}.localhost:{port}"


def crawl(port: int) -> Crawl:
    """Crawl the sites in a transaction that is rolled back, so that other tests find an unchanged
    database."""
    answers: list[Answer] = []
    targets: dict[str, Target] = {}
    with ExitStack() as short, transaction.atomic():
        for view, length in LENGTHS:
            short.enter_context(patch.object(view, length, content.POSTS_PER_PAGE))
        answers += crawl_site("empty", port)
        targets |= _find_targets(answers)
        author = content.create_content()
        answers += (full := [*crawl_site("full", port, author)])
        targets |= _find_targets(full)
        for site in ("ar", "fr"):
            answers += crawl_site(site, port, author)
        answers += _error_answers(port)
        files = _fetch_files(answers)
        transaction.set_rollback(True)
    return Crawl(answers, files, targets)


def crawl_site(site: str, port: int, author=None) -> Iterator[Answer]:
    """Fetch all kinds of pages of one site; `author` is signed in for those that need it."""
    base = origin(site, port)
    client, signed_in = Client(), Client()
    if author:
        signed_in.force_login(author)
    make.site(language=LANGUAGES[site])
    with override_settings(SITE_URL=base, ALLOWED_HOSTS=["*"], TIMESTAMP_URL=AUTHORITY):
        for kind in KINDS:
            if kind.site == site:
                yield _fetch_kind(kind, base, signed_in if kind.signed_in else client)


def _fetch_kind(kind: Kind, base: str, client: Client) -> Answer:
    address = kind.address
    if "{number}" in address:  # Sections are named after IDs, which continue from earlier tests.
        index = _get(client, f"{base}/sitemap.xml").content.decode()
        match = re.search(re.escape(base + address).replace(r"\{number\}", "([0-9]+)"), index)
        assert match, f"{kind.name} is not in the index"
        address = address.format(number=match[1])
    elif "{" in address:
        quotation = PullQuote.objects.exclude(url="").order_by("pk").first()
        threads = Comment.objects.filter(parent=None, post=quotation.post_id).order_by("pk")
        own = Comment.objects.filter(user__isnull=False).order_by("pk").first()
        corrections = Correction.objects.order_by("pk")
        rows = {
            "correction": corrections.filter(post=quotation.post_id).first(),
            "arabic": corrections.filter(post__language="ar").first(),
        }
        rows |= {"quotation": quotation, "comment": threads.last(), "own": own}
        rows["copy"] = PageCopy.objects.get()
        address = address.format(
            mine=guest_data_emails.sign_link(hash_email(content.GUEST_EMAIL)),
            shared=ShareLink.objects.get().get_absolute_url().split("/")[2],
            origin=base,
            **{name: row.pk for name, row in rows.items()},
        )
    response = _get(client, base + address)
    if kind.then:
        page = lxml.html.document_fromstring(response.content)
        (link,) = page.xpath(f"//a[@rel='{kind.then}']/@href")
        address = urljoin(address, link)
        response = _get(client, base + address)
    assert response.status_code == kind.status, f"{kind.name}: {address} is {response.status_code}"
    return _build_answer(kind.name, base + iri_to_uri(address), response)


def _get(client: Client, url: str) -> HttpResponse:
    parts = urlsplit(url)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    return client.get(address, SERVER_NAME=parts.hostname, SERVER_PORT=str(parts.port))


def _get_followed(client: Client, url: str) -> HttpResponse:
    """Follow the redirect from a comment's permalink to its page."""
    response = _get(client, url)
    if response.status_code == 302:
        response = _get(client, urljoin(url, without_fragment(response["Location"])))
    return response


def _build_answer(name: str, url: str, response) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(name, url, response.status_code, dict(response.headers), body)


def _error_answers(port: int) -> Iterator[Answer]:
    """Return the error pages of Django's default error views."""
    base = origin("full", port)
    request = RequestFactory().get("/", SERVER_NAME="full.localhost", SERVER_PORT=str(port))
    request.user = AnonymousUser()
    request.site = make.site(language="en")
    with override_settings(SITE_URL=base, ALLOWED_HOSTS=["*"]):
        for name, response in (
            ("bad request", defaults.bad_request(request, SuspiciousOperation())),
            ("not allowed", defaults.permission_denied(request, PermissionDenied())),
            ("broken", defaults.server_error(request)),
        ):
            yield _build_answer(name, f"{base}/{response.status_code}/", response)


def _find_targets(answers: list[Answer]) -> dict[str, Target]:
    """Return the targets of all links of these responses, and the responses themselves, by URL."""
    client = Client()
    targets = {answer.url: target(answer) for answer in answers}
    urls = {without_fragment(address) for answer in answers for address in links(answer)}
    site = urljoin(answers[0].url, "/")[:-1]
    with override_settings(SITE_URL=site, ALLOWED_HOSTS=["*"], TIMESTAMP_URL=AUTHORITY):
        for url in urls - set(targets):
            targets[url] = target(
                _read_static_file(url) or _build_answer(url, url, _get_followed(client, url))
            )
    return targets


def _fetch_files(answers: list[Answer]) -> dict[str, Answer]:
    """Return all files of the site that the pages load, by URL."""
    client, files = Client(), {}
    urls = {
        urljoin(answer.url, address)
        for answer in answers
        if answer.type == "text/html"
        for address in _find_loaded_urls(lxml.html.document_fromstring(answer.body))
    }
    with override_settings(ALLOWED_HOSTS=["*"]):
        while urls:
            url = urls.pop()
            if url in files:
                continue
            answer = _read_static_file(url) or _build_answer(
                urlsplit(url).path, url, _get(client, url)
            )
            assert answer.status == 200, f"{url} is {answer.status}"
            files[url] = answer
            if files[url].type == "text/css":
                inner = re.findall(r"url\([\"']?([^)\"']+)", files[url].text)
                urls |= {urljoin(url, address) for address in inner}
    return files


def _read_static_file(url: str) -> Answer | None:
    """Return a static file directly, because the test client does not serve them."""
    path = urlsplit(url).path
    if not path.startswith(settings.STATIC_URL):
        return None
    file = finders.find(path.removeprefix(settings.STATIC_URL))
    headers = {"Content-Type": mimetypes.guess_type(path)[0] or ""}
    return Answer(
        path, url, 200 if file else 404, headers, Path(file).read_bytes() if file else b""
    )


def _find_loaded_urls(page: lxml.html.HtmlElement) -> Iterator[str]:
    for link in page.xpath("//link[@href]"):
        if {"stylesheet", "icon", "apple-touch-icon", "manifest"} & set(link.get("rel").split()):
            yield link.get("href")
    yield from page.xpath("//img/@src | //script/@src")
    for candidates in page.xpath("//@srcset"):
        yield from (part.split()[0] for part in candidates.split(","))
