"""The internal links of pages, feeds and sitemaps, and their targets."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.etree
import lxml.html

from tests.judges.answer import Answer

XML = {"application/atom+xml", "application/rss+xml", "application/xml"}


@dataclass(frozen=True)
class Target:
    """`canonical` is the page's canonical URL; `ids` are the possible fragments."""

    status: int
    canonical: str
    ids: frozenset[str]
    indexed: bool


def links(answer: Answer) -> set[str]:
    """Return the internal links as absolute URLs with fragments, except to accounts and the admin,
    which tests/accounts covers."""
    urls = {urljoin(answer.url, address) for address in _addresses(answer)}
    host = urlsplit(answer.url).netloc
    return {
        address
        for address in urls
        if urlsplit(address).netloc == host
        and not urlsplit(address).path.startswith(("/accounts/", "/admin/"))
    }


def _addresses(answer: Answer) -> Iterator[str]:
    if answer.type == "text/html":
        page = lxml.html.document_fromstring(answer.body)
        yield from page.xpath("//a/@href | //link/@href | //form/@action")
        yield from page.xpath(
            "//meta[starts-with(@property, 'og:')][starts-with(@content, 'http')]/@content"
        )
    elif answer.type in XML:
        root = lxml.etree.fromstring(answer.body)
        for element in root.iter("{*}loc", "link", "{*}link"):
            yield from filter(None, (element.text, element.get("href")))
    elif answer.type == "application/feed+json":
        feed = json.loads(answer.body)
        yield from (feed[name] for name in ("home_page_url", "feed_url"))
        yield from (item["url"] for item in feed["items"])
    elif answer.type == "text/plain":
        for line in answer.text.splitlines():
            if line.startswith("Sitemap: "):
                yield line.removeprefix("Sitemap: ")


def target(answer: Answer) -> Target:
    if answer.type != "text/html":
        return Target(answer.status, answer.url, frozenset(), True)
    page = lxml.html.document_fromstring(answer.body)
    canonical = page.xpath("//link[@rel='canonical']/@href")
    robots = page.xpath("//meta[@name='robots']/@content")
    return Target(
        answer.status,
        canonical[0] if len(canonical) == 1 else "",
        frozenset(page.xpath("//@id")),
        "noindex" not in "".join(robots) + answer.headers.get("X-Robots-Tag", ""),
    )


def without_fragment(address: str) -> str:
    return urldefrag(address).url
