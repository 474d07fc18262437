"""The scripts and style sheets that a page of the desk loads, found without a browser."""

import json
import posixpath
import re
from functools import cache
from pathlib import Path

import brotli
import lxml.html
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

IMPORT_RE = re.compile(r'^(?:import|export) ?(?:[\w*{][^"]*? ?from ?)?"([^"]+)"', re.MULTILINE)


def weigh(client: Client, url: str) -> dict[str, int]:
    """Return the scripts and style sheets of a page, with their bytes as `make serve` sends them.

    Modules are followed to those that they import, but not to what `import()` loads later. {} if
    the response is no page.
    """
    response = client.get(url, follow=True)
    if not response.headers["Content-Type"].startswith("text/html"):
        return {}
    page = lxml.html.fromstring(response.content)
    names: dict[str, str] = {}
    for text in page.xpath("//script[@type='importmap']/text()"):
        names |= json.loads(text)["imports"]
    weights: dict[str, int] = {}
    for address in page.xpath("//script/@src | //link[@rel='stylesheet']/@href"):
        _add(weights, client, address, names)
    return weights


def _add(weights: dict[str, int], client: Client, address: str, names: dict[str, str]) -> None:
    address = names.get(address, address).partition("?")[0]
    if address in weights:
        return
    if not address.startswith(settings.STATIC_URL):  # Translations for scripts.
        weights[address] = _compress(client.get(address).content)
        return
    weights[address], imports = _read(address.removeprefix(settings.STATIC_URL))
    for target in imports:
        if target.startswith("."):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(address), target))
        _add(weights, client, target, names)


@cache
def _read(name: str) -> tuple[int, tuple[str, ...]]:
    """Return the compressed bytes of a static file, and what it imports if it is a script."""
    content = Path(str(finders.find(name))).read_bytes()
    is_script = name.endswith(".js")
    return _compress(content), (*IMPORT_RE.findall(content.decode()),) if is_script else ()


def _compress(content: bytes) -> int:
    return len(brotli.compress(content))
