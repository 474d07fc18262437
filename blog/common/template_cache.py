"""Pieces of pages that are the same for every row but for some words: rendered once for each shape
that they have, in each language, and filled in from then on.

A template takes about a millisecond for an entry of a list, most of it to find and format what
stands in a dozen gaps; to fill them takes the fiftieth part.
"""

import re
from collections.abc import Callable, Hashable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from blog.common import markup

# Signs for private use, which nothing escapes.
_GAP = re.compile("\ue0f1([a-z0-9_]+)\ue0f2")
SHAPES = 1000  # of all languages; more than that are begun anew.


class Fragment:
    """`template` with the context that `context` makes of a shape and the words.

    A template must print the words and nothing else: to compare or change one has to be part of
    the shape, which is what `context` gets as it is."""

    def __init__(self, template: str, context: Callable[..., dict[str, Any]] = dict) -> None:
        self.template, self.context = template, context
        self._moulds: dict[tuple[Hashable, ...], str] = {}

    def fill(self, shape: dict[str, Any], **words: str) -> SafeString:
        """`words` that are '' are so for the template as well; they may be safe HTML."""
        return self._fill(shape, words, None)

    def page(
        self, request: HttpRequest, state: Hashable, shape: dict[str, Any], **words: str
    ) -> SafeString:
        """A whole page, which may say whatever follows from the site's settings, whose `state` is
        given, and from the name of the address, and nothing else of the request."""
        assert request.resolver_match is not None
        return self._fill(shape, words, request, state, request.resolver_match.url_name)

    def _fill(
        self,
        shape: dict[str, Any],
        words: dict[str, str],
        request: HttpRequest | None,
        *page: Hashable,
    ) -> SafeString:
        there = {name: markup.as_html(word) for name, word in words.items() if word}
        key = (get_language(), *page, *shape.values(), *there)
        mould = self._moulds.get(key)
        if mould is None:
            if len(self._moulds) >= SHAPES:
                self._moulds.clear()
            gaps = {name: f"\ue0f1{name}\ue0f2" if word else "" for name, word in words.items()}
            mould = self._moulds[key] = self._mould({**shape, **gaps}, request)
        return markup.safe(mould % there)

    def _mould(self, words: dict[str, Any], request: HttpRequest | None) -> str:
        made = render_to_string(self.template, self.context(**words), request)
        return _GAP.sub(r"%(\1)s", made.replace("%", "%%"))
