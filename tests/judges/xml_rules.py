"""Strict rules of formats for search engines and browsers. Each function returns a list of
violations."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import lxml.etree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
W3C_DATE = r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?"


def sitemap(body: bytes, url: str) -> list[str]:
    """Check sitemaps protocol 0.9 with Google's image and news extensions; `url` is its own URL."""
    root = lxml.etree.fromstring(body)
    child = {f"{SITEMAP}urlset": "url", f"{SITEMAP}sitemapindex": "sitemap"}.get(str(root.tag))
    if child is None:
        return [f"the root is {root.tag}"]
    violations = (
        [] if body.startswith(b"<?xml") and b"utf-8" in body[:50].lower() else ["not in UTF-8"]
    )
    if len(body) > 50 * 1024 * 1024 or len(root) > 50_000:
        violations.append("too long")
    for number, entry in enumerate(root, start=1):
        if entry.tag != SITEMAP + child:
            violations.append(f"{number}: {entry.tag} is not allowed")
            continue
        violations += [f"{number}: {violation}" for violation in _entry(entry, url)]
    counts = Counter(location.text for location in root.findall(f"{SITEMAP}{child}/{SITEMAP}loc"))
    return violations + [f"{address} is there twice" for address, n in counts.items() if n > 1]


def _entry(entry: lxml.etree._Element, url: str) -> Iterator[str]:
    names = Counter(str(part.tag) for part in entry)
    allowed = {SITEMAP + name for name in ("loc", "lastmod", "changefreq", "priority")}
    for name, count in names.items():
        if name not in allowed | {f"{IMAGE}image", f"{NEWS}news"}:
            yield f"{name} is not allowed"
        elif count > (1000 if name == f"{IMAGE}image" else 1):
            yield f"{count} of {name}"
    yield from _location(entry.findtext(f"{SITEMAP}loc"), url)
    changed = entry.findtext(f"{SITEMAP}lastmod")
    if changed is not None and not _is_w3c_date(changed):
        yield f"lastmod is {changed!r}"
    for image in entry.findall(f"{IMAGE}image"):
        if [part.tag for part in image] != [f"{IMAGE}loc"]:
            yield "an image has more or less than its place"
        yield from _location(image.findtext(f"{IMAGE}loc"), url)
    for news in entry.findall(f"{NEWS}news"):
        for path in ("publication/name", "publication/language", "publication_date", "title"):
            if not (news.findtext("/".join(NEWS + name for name in path.split("/"))) or "").strip():
                yield f"news without {path}"
        language = news.findtext(f"{NEWS}publication/{NEWS}language") or ""
        if not re.fullmatch("[a-z]{2,3}|zh-cn|zh-tw", language):
            yield f"news in the language {language!r}"
        if not _is_w3c_date(news.findtext(f"{NEWS}publication_date") or ""):
            yield f"news of {news.findtext(f'{NEWS}publication_date')!r}"


def _location(address: str | None, url: str) -> Iterator[str]:
    """Check that the URL is below the sitemap's folder and escaped (RFC 3986)."""
    if not address:
        yield "no loc"
    elif not address.startswith(url[: url.rindex("/") + 1]):
        yield f"{address!r} is beyond where the sitemap stands"
    elif not re.fullmatch(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]{1,2047}", address):
        yield f"{address!r} is not escaped, or too long"
    elif urlsplit(address).fragment:
        yield f"{address!r} has a fragment"


def _is_w3c_date(value: str) -> bool:
    if not re.fullmatch(W3C_DATE, value):
        return False
    try:
        datetime.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
    except ValueError:
        return False
    return True


def open_search(body: bytes) -> list[str]:
    """Check OpenSearch 1.1, draft 6."""
    root = lxml.etree.fromstring(body)
    if root.tag != f"{SEARCH}OpenSearchDescription":
        return [f"the root is {root.tag}"]
    violations = []
    limits = {"ShortName": 16, "LongName": 48, "Description": 1024, "Tags": 256, "Contact": 1024}
    for name, limit in limits.items():
        elements = root.findall(SEARCH + name)
        if name in ("ShortName", "Description") and len(elements) != 1:
            violations.append(f"{len(elements)} of {name}")
        violations += [
            f"{name} is {element.text!r}"
            for element in elements
            if not 0 < len((element.text or "").strip()) <= limit
        ]
    addresses = root.findall(f"{SEARCH}Url")
    if not any(address.get("type") == "text/html" for address in addresses):
        violations.append("no Url of pages")
    for address in addresses:
        template = address.get("template", "")
        if urlsplit(template).scheme not in ("http", "https"):
            violations.append(f"the template {template!r} is not absolute")
        if address.get("rel", "results") == "results" and "{searchTerms}" not in template:
            violations.append(f"the template {template!r} takes no words")
    return violations


def oembed(answer: dict[str, Any]) -> list[str]:
    """Check oEmbed 1.0, section 2.3.4, of parsed JSON or XML."""
    violations = [] if str(answer.get("version")) == "1.0" else ["the version is not 1.0"]
    needed = {
        "photo": {"url", "width", "height"},
        "video": {"html", "width", "height"},
        "link": set(),
        "rich": {"html", "width", "height"},
    }.get(str(answer.get("type")))
    if needed is None:
        return [*violations, f"the type is {answer.get('type')!r}"]
    thumbnail = {"thumbnail_url", "thumbnail_width", "thumbnail_height"}
    if thumbnail & set(answer):
        needed = needed | thumbnail
    violations += [f"no {name}" for name in sorted(needed - set(answer))]
    for name, value in answer.items():
        if name.endswith(("width", "height", "cache_age")) and not str(value).isdecimal():
            violations.append(f"{name} is {value!r}")
        if name.endswith("url") and urlsplit(str(value)).scheme not in ("http", "https"):
            violations.append(f"{name} is {value!r}")
    for address in re.findall(r"""(?:href|src|cite)=["']([^"']*)""", str(answer.get("html", ""))):
        if urlsplit(address).scheme not in ("http", "https"):
            violations.append(f"html leads to {address!r}")
    return violations


def robots(text: str) -> list[str]:
    """Check RFC 9309 and the sitemap line."""
    violations, groups = [], 0
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.partition("#")[0].strip()
        name, colon, value = (part.strip() for part in line.partition(":"))
        match name.lower():
            case "":
                continue
            case "user-agent":
                groups += 1
            case "allow" | "disallow" if groups and (not value or value[0] in "/*"):
                continue
            case "sitemap" if urlsplit(value).scheme in ("http", "https"):
                continue
            case _:
                violations.append(f"line {number}: {line!r}")
    return violations if groups else [*violations, "no group"]
