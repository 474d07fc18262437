"""What every theme keeps on every page: for assistive technology, for machines, and for privacy."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml.html import HtmlElement

MICROFORMAT_RE = re.compile(r"(?:h|p|u|dt|e)-[a-z]+(?:-[a-z]+)*")
# Elements that load a file at once, and their attributes.
LOADED = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "object": ("data",),
    "embed": ("src",),
}
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}
DATA_SCRIPTS = {"application/ld+json", "application/json"}
# `link` elements that a theme chooses itself.
OWN_LINKS = {"stylesheet", "preload", "modulepreload", "icon", "apple-touch-icon"}


def find_problems(html: str, default_html: str, url: str, media_url: str = "/media/") -> list[str]:
    """Return what is wrong with a page of a theme, in words for its author.

    `default_html` is the page at the same `url` with our own templates. Files may come from the
    host of `url`, and from `media_url`.
    """
    if not is_whole_page(html):
        return ["the page does not begin with <!DOCTYPE html>"]
    page, default = (lxml.html.document_fromstring(text) for text in (html, default_html))
    hosts = {urlsplit(url).netloc, urlsplit(urljoin(url, media_url)).netloc}
    return [
        *_check_structure(page),
        *_check_policy(page),
        *_check_loaded_files(page, url, hosts),
        *_compare(page, default),
    ]


def is_whole_page(html: str) -> bool:
    return html.lstrip()[:14].lower() == "<!doctype html"


def _check_structure(page: HtmlElement) -> Iterator[str]:
    if not page.get("lang") or page.get("dir") not in ("ltr", "rtl"):
        yield "<html> lacks lang or dir"
    if not (page.findtext("head/title") or "").strip():
        yield "the page has no title"
    if not page.xpath("//meta[@name='viewport']"):
        yield "the page has no viewport, so that phones show it tiny"
    mains = page.xpath("//main")
    if len(mains) != 1:
        yield f"the page has {len(mains)} <main>, not one"
    headings = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    if headings.count(1) != 1:
        yield f"the page has {headings.count(1)} <h1>, not one"
    for before, after in zip(headings, headings[1:], strict=False):
        if after > before + 1:
            yield f"<h{after}> follows <h{before}>: a level is left out"
            break
    if mains and page.xpath("boolean(//a[@class='skip-link'])"):
        first = next(page.iter("a"))
        if first.get("href") != f"#{mains[0].get('id')}" or mains[0].get("tabindex") != "-1":
            yield 'the first link does not lead to <main id="main" tabindex="-1">'
    for image in page.iter("img"):
        if image.get("alt") is None:
            yield f"a picture has no alt: {image.get('src')}"
    for nav in page.iter("nav"):
        if not nav.get("aria-label") and not nav.get("aria-labelledby"):
            yield "a <nav> has no aria-label"


def _check_policy(page: HtmlElement) -> Iterator[str]:
    """Report what the content security policy would block."""
    if page.xpath("//style | //*[@style]"):
        yield "styles in the page are blocked: move them to a style sheet"
    for script in page.iter("script"):
        if not script.get("src") and script.get("type") not in DATA_SCRIPTS:
            yield "a script in the page is blocked: move it to a file"
    if page.xpath("//@*[starts-with(name(), 'on')] | //a[starts-with(@href, 'javascript:')]"):
        yield "an event attribute or javascript: link is blocked: use a script file"


def _check_loaded_files(page: HtmlElement, url: str, hosts: set[str]) -> Iterator[str]:
    addresses = [
        part.split()[0]
        for element in page.iter(*LOADED)
        for attribute in LOADED[element.tag]
        for part in element.get(attribute, "").split(", ")
        if part.strip()
    ]
    addresses += [
        link.get("href", "")
        for link in page.iter("link")
        if LOADING_LINKS & {*link.get("rel", "").split()}
    ]
    for address in addresses:
        host = urlsplit(urljoin(url, address)).netloc
        if host and host not in hosts:
            yield f"the page loads a file of another site: {address}"


def _compare(page: HtmlElement, default: HtmlElement) -> Iterator[str]:
    """Report what machines find on our page, and not on the theme's."""
    for name, collect in (
        ("link or meta tags", _list_head),
        ("linked data", _list_linked_data),
        ("forms or their fields", _list_forms),
        ("languages of parts", _list_languages),
        ("microformats", _list_microformats),
    ):
        missing = collect(default) - collect(page)
        if missing:
            examples = ", ".join(sorted(map(str, missing))[:3])
            yield f"the page lacks {name}: {examples}"
    skip = "//a[@class='skip-link']"
    if default.xpath(skip) and not page.xpath(skip):
        yield "the page lacks the link with the class skip-link"


def _list_head(page: HtmlElement) -> Counter[str]:
    links = [
        f"{link.get('rel')} {link.get('href')}"
        for link in page.xpath("/html/head/link")
        if not OWN_LINKS & {*link.get("rel", "").split()}
    ]
    tags = page.xpath("/html/head/meta[@property or @name='robots' or @name='description']")
    values = [f"{tag.get('property') or tag.get('name')} {tag.get('content')}" for tag in tags]
    return Counter([*links, *values])


def _list_linked_data(page: HtmlElement) -> Counter[str]:
    return Counter(
        script.text_content() for script in page.xpath("//script[@type='application/ld+json']")
    )


def _list_forms(page: HtmlElement) -> Counter[str]:
    forms = page.xpath("//main//form")
    return Counter(
        f"{form.get('action', '')} {field.get('name')}"
        for form in forms
        for field in form.xpath(".//*[self::input or self::textarea or self::select][@name]")
    )


def _list_languages(page: HtmlElement) -> Counter[str]:
    return Counter(dict.fromkeys(page.xpath("//main//@lang"), 1))


def _list_microformats(page: HtmlElement) -> Counter[str]:
    """Count the elements of each kind, and the properties of each as present or not."""
    names = [name for value in page.xpath("//@class") for name in value.split()]
    counter = Counter(name for name in names if MICROFORMAT_RE.fullmatch(name))
    return Counter({name: count if name.startswith("h-") else 1 for name, count in counter.items()})
