"""Timeline of a label's quotations, with a lane for each source."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language_bidi

from blog.common import timeline
from blog.common.pagination import Page, paginate
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Post, PostLabel, PullQuote, Source
from blog.read_models.labels import MAX_TIMELINE_POSTS
from blog.read_models.quotation_pagination import paginate_by_date_said
from blog.views.pages import lookup

# Limits, so that the cost does not depend on the number of posts.
MAX_LANES = 8
MAX_CHOICES = 40
QUOTATIONS_PER_PAGE = 40


@dataclass(frozen=True)
class Choice:
    """A source that can be selected, with the number of its quotations here."""

    source: Source
    count: int
    is_shown: bool


@dataclass(frozen=True)
class Lane:
    source: Source
    line: timeline.Line


def label_timeline(request: SiteRequest, slug: str) -> HttpResponse:
    """Show the sources quoted most in the newest posts, on a timeline.

    `?source=SLUG` (repeatable) selects lanes; `?from=N` starts with the Nth source; `?before=KEY`
    selects older posts, `?said=KEY` earlier quotations. Five queries: label, its posts, dates,
    sources, quotations.
    """
    label = lookup.get_label_or_404(slug)
    selected, begin = _parse_sources(request.GET), _parse_start(request.GET)
    labelled = PostLabel.objects.filter(tag=label)
    posts = Post.objects.only("published_at")
    window: Page[Post] = paginate(posts, request.GET, MAX_TIMELINE_POSTS, through=labelled)
    quoted = PullQuote.objects.published().filter(post__in=[post.pk for post in window.rows])
    dates, counts = _fetch_dates(quoted)
    ranked = [pk for pk, _count in counts.most_common()]
    sources = _fetch_sources(ranked[begin : begin + MAX_CHOICES], selected, counts)
    shown = [source for source in sources if source.slug in selected][:MAX_LANES] or sources[
        :MAX_LANES
    ]
    if selected and not any(source.slug in selected for source in shown):
        raise Http404
    drawn = timeline.draw([dates[source.pk] for source in shown], mirrored=get_language_bidi())
    quotations = quoted.with_voice().filter(voice__in=[source.pk for source in shown])
    context = {
        "label": label,
        "head": head_tags.build_timeline(request.site, label, begin, window),
        "window": window,
        "timeline": drawn,
        "lanes": [Lane(source, line) for source, line in zip(shown, drawn.lines, strict=True)],
        "choices": [Choice(source, counts[source.pk], source in shown) for source in sources],
        "next": begin + MAX_CHOICES if len(ranked) > begin + MAX_CHOICES else None,
        "is_selected": bool(selected),
        "max_lanes": MAX_LANES,
        "page": paginate_by_date_said([quotations], request.GET, QUOTATIONS_PER_PAGE, name="said"),
    }
    return render(request, "blog/timeline/timeline.html", context)


def _parse_sources(query: QueryDict) -> list[str]:
    """Return the slugs of the selected sources. 404 for malformed slugs."""
    slugs = query.getlist("source")
    if len(slugs) > MAX_CHOICES + MAX_LANES or not all(
        re.fullmatch(r"[-\w]{1,180}", s) for s in slugs
    ):
        raise Http404
    return slugs


def _parse_start(query: QueryDict) -> int:
    start = query.get("from", "0")
    if not re.fullmatch(r"[0-9]{1,5}", start):
        raise Http404
    return int(start)


def _fetch_dates(quoted) -> tuple[dict[int, list[timeline.Row]], Counter[int]]:
    """Fetch the dates and the number of quotations by speaker. One query."""
    dates: defaultdict[int, list[timeline.Row]] = defaultdict(list)
    counts: Counter[int] = Counter()
    for voice, said_on, precision, count in quoted.counted_by_voice_and_date():
        dates[voice].append((said_on, precision, count))
        counts[voice] += count
    return dates, counts


def _fetch_sources(ranked: list[int], selected: list[str], counts: Counter[int]) -> list[Source]:
    """Fetch the ranked and the selected sources, most quoted first. One query."""
    sources = Source.objects.filter(Q(pk__in=ranked) | Q(slug__in=selected))
    quoted = [source for source in sources if source.pk in counts]
    return sorted(
        quoted, key=lambda source: (-counts[source.pk], source.name.casefold(), source.pk)
    )
