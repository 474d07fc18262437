"""Who said what when: the quotations under a label, one lane for each who said them."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language_bidi

from blog.common import timeline
from blog.common.pagination import Page, paginate
from blog.content.quotation_pagination import paginate_by_date_said
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Post, PostLabel, PullQuote, Source
from blog.views.pages import lookup

# What a label's timeline looks at: however many posts there are, it costs the same.
POSTS = 500
LANES = 8
CHOICES = 40
QUOTATIONS = 40


@dataclass(frozen=True)
class Choice:
    """A source that can be given a lane, with the number of its quotations here."""

    source: Source
    count: int
    is_shown: bool


@dataclass(frozen=True)
class Lane:
    source: Source
    line: timeline.Line


def label_timeline(request: SiteRequest, slug: str) -> HttpResponse:
    """Sources by the number of their quotations in the newest posts, and what they said when.

    `?source=SLUG`, several times, picks the lanes; `?from=N` begins with the Nth source;
    `?before=KEY` looks at older posts, `?said=KEY` at what was said earlier.
    Five queries: label, its posts, dates, sources, quotations.
    """
    found = lookup.label_for_readers(slug)
    picked, begin = _picked(request.GET), _begin(request.GET)
    labelled = PostLabel.objects.filter(tag=found)
    posts = Post.objects.only("published_at")
    window: Page[Post] = paginate(posts, request.GET, POSTS, through=labelled)
    quoted = PullQuote.objects.published().filter(post__in=[post.pk for post in window.rows])
    dates, counts = _by_voice(quoted)
    ranked = [pk for pk, _count in counts.most_common()]
    sources = _sources(ranked[begin : begin + CHOICES], picked, counts)
    shown = [source for source in sources if source.slug in picked][:LANES] or sources[:LANES]
    if picked and not any(source.slug in picked for source in shown):
        raise Http404
    drawn = timeline.draw([dates[source.pk] for source in shown], mirrored=get_language_bidi())
    said = quoted.with_voice().filter(voice__in=[source.pk for source in shown])
    context = {
        "label": found,
        "head": head_tags.build_timeline(request.site, found, begin, window),
        "window": window,
        "timeline": drawn,
        "lanes": [Lane(source, line) for source, line in zip(shown, drawn.lines, strict=True)],
        "choices": [Choice(source, counts[source.pk], source in shown) for source in sources],
        "next": begin + CHOICES if len(ranked) > begin + CHOICES else None,
        "is_picked": bool(picked),
        "most": LANES,
        "page": paginate_by_date_said([said], request.GET, QUOTATIONS, name="said"),
    }
    return render(request, "blog/timeline/timeline.html", context)


def _picked(query: QueryDict) -> list[str]:
    """The slugs; 404 for what can be none."""
    slugs = query.getlist("source")
    if len(slugs) > CHOICES + LANES or not all(re.fullmatch(r"[-\w]{1,180}", s) for s in slugs):
        raise Http404
    return slugs


def _begin(query: QueryDict) -> int:
    given = query.get("from", "0")
    if not re.fullmatch(r"[0-9]{1,5}", given):
        raise Http404
    return int(given)


def _by_voice(quoted) -> tuple[dict[int, list[timeline.Row]], Counter[int]]:
    """The dates of each who said something, and how often they did. One query."""
    dates: defaultdict[int, list[timeline.Row]] = defaultdict(list)
    counts: Counter[int] = Counter()
    for voice, said_on, precision, count in quoted.counted_by_voice_and_date():
        dates[voice].append((said_on, precision, count))
        counts[voice] += count
    return dates, counts


def _sources(ranked: list[int], picked: list[str], counts: Counter[int]) -> list[Source]:
    """Those, and those picked, the most quoted first. One query."""
    wanted = Source.objects.filter(Q(pk__in=ranked) | Q(slug__in=picked))
    here = [source for source in wanted if source.pk in counts]
    return sorted(here, key=lambda source: (-counts[source.pk], source.name.casefold(), source.pk))
