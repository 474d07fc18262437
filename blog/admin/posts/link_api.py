"""The editor's JSON API of links: pages of this site that complete what an author types."""

import re
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from blog.admin.posts.api import author_required, search_term
from blog.common.formatting.dates import full_date
from blog.common.text.folding import list_terms
from blog.common.text.truncate import shorten
from blog.common.urls import reverse_cached
from blog.content.sources.completion import complete_sources
from blog.models import Post, PullQuote, Source
from blog.search.desk import find_beginnings_in_list, find_titles_in_list

MAX_OF_A_KIND = 4
_WORD_RE = re.compile(r"\w{2,40}")


@require_GET
@author_required
def links(request: HttpRequest) -> JsonResponse:
    """List posts, sources and quotations with all words of `?q=`: `label`, `detail` and `url`.

    Posts that the user may see, by title; sources with a page, by any name; quotations that readers
    see, by the beginnings of words. At most ten queries, none for a term without a word.
    """
    term = search_term(request)
    search_words = _WORD_RE.findall(term)
    if not search_words:
        return JsonResponse({"links": []})
    visible = Post.objects.visible_to(request.user).newest_first()
    matches = find_titles_in_list(visible, list_terms(search_words), MAX_OF_A_KIND)
    posts = visible.filter(pk__in=matches.keys).defer("html", "intro_html", "linked_data")
    return JsonResponse(
        {
            "links": [
                *map(_describe_post, posts[:MAX_OF_A_KIND]),
                *map(_describe_source, _find_sources(term)),
                *map(_describe_quotation, _find_quotations(search_words)),
            ]
        }
    )


def _find_sources(term: str) -> list[Source]:
    completed = complete_sources(term, MAX_OF_A_KIND * 2)
    keys = [source.pk for source in completed]
    public = set(Source.objects.public().filter(pk__in=keys).values_list("pk", flat=True))
    return [source for source in completed if source.pk in public][:MAX_OF_A_KIND]


def _find_quotations(search_words: list[str]) -> list[PullQuote]:
    public = PullQuote.objects.for_readers().order_by("-published_at", "-pk")
    matches = find_beginnings_in_list(public, search_words, MAX_OF_A_KIND)
    return list(public.filter(pk__in=matches.keys)[:MAX_OF_A_KIND])


def _describe_post(post: Post) -> dict[str, Any]:
    detail = _("Post, not published")
    if post.is_public and post.published_at:
        detail = _("Post, %(date)s") % {"date": full_date(post.published_at)}
    return {"label": post.title, "detail": detail, "url": post.get_absolute_url()}


def _describe_source(source: Source) -> dict[str, Any]:
    return {"label": source.name, "detail": _("Source"), "url": source.get_absolute_url()}


def _describe_quotation(quotation: PullQuote) -> dict[str, Any]:
    voice = quotation.speaker or quotation.source
    detail = _("Quotation of %(name)s") % {"name": voice.name} if voice else _("Quotation")
    url = reverse_cached("blog:quotation-detail", quotation.pk)
    return {"label": shorten(quotation.text, 90), "detail": detail, "url": url}
