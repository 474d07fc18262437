"""The editor's requests for the parts of an article and for the quotations of a text."""

from dataclasses import asdict
from itertools import chain
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog.admin.posts.api import author_required
from blog.extraction.layout import MAX_CHARACTERS, MAX_LINES, Line, lay_out
from lib.parsing import parse_json_body


@require_POST
@author_required
def split_article(request: HttpRequest) -> JsonResponse:
    """Split the lines of a pasted article into blocks; `article` is null if it has no parts.

    A JSON list in, of objects with the `text` of a line, the number of its block quote (`quote`,
    0 for none), its `links` as lists of text and address, the `tags` of the elements around it and
    the `caption` of a figure; see `extraction.layout.Layout` for the blocks. 413 for a text that is
    too long to be an article. No query.
    """
    return _answer(request, only_quotations=False)


@require_POST
@author_required
def find_quotations(request: HttpRequest) -> JsonResponse:
    """Find the quotations of a text that is no whole article; otherwise as `split_article`."""
    return _answer(request, only_quotations=True)


def _answer(request: HttpRequest, *, only_quotations: bool) -> JsonResponse:
    try:
        items = parse_json_body(request)
        if not isinstance(items, list):
            raise TypeError
        lines = [_line(item) for item in items]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return JsonResponse({"error": _("The request must contain a list of lines.")}, status=400)
    if len(lines) > MAX_LINES or sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        return JsonResponse({"error": _("The text is too long to be split.")}, status=413)
    layout = lay_out(lines, only_quotations=only_quotations)
    is_found = layout.has_quotations if only_quotations else layout.is_recognized
    return JsonResponse({"article": asdict(layout) if is_found else None})


def _line(item: Any) -> Line:
    """Return a line of an article; TypeError or another error of `_answer` for others."""
    links = tuple((name, address) for name, address in item.get("links") or ())
    tags = tuple(item.get("tags") or ())
    text, caption = item["text"], item.get("caption") or ""
    if not all(isinstance(each, str) for each in (text, caption, *chain(*links), *tags)):
        raise TypeError
    return Line(text, int(item.get("quote") or 0), links, tags, caption)
