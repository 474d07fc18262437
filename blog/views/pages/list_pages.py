"""Pages that list posts, put together from what the rows say. No query."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from blog.common import markup
from blog.common.formatting.dates import date_header, machine_moment
from blog.common.pagination import Page
from blog.common.template_cache import Fragment
from blog.common.text import headings
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.models import Label, Post
from blog.views.pages.template_tags import (
    byline,
    discussed,
    in_list,
    labels,
    of_post,
    shape_of,
    stored_below,
    summary,
)


def _context(is_first: bool, newer: str, older: str, **words: Any) -> dict[str, Any]:
    """As templates have it that are shown with a page of rows as well."""
    head = {"html": words["head_html"], "crumbs": words["crumbs"]}
    return words | {
        "page": {"is_first": is_first, "newer": newer, "older": older},
        "head": head,
        "label": {"name": words.get("name"), "description": words.get("description")},
    }


HOME = Fragment("blog/posts/home.html", _context)
DAY = Fragment("blog/posts/parts.html#day")
ENTRY = Fragment("blog/posts/entry.html", of_post)
LABEL = Fragment("blog/labels/detail.html", _context)


def home(request: SiteRequest, page: Page[Post]) -> SafeString:
    head = head_tags.home(request.site, page)
    return HOME.page(
        request,
        request.site.state,
        {"is_first": page.is_first},
        **_around(head, page),
        entries=markup.safe("\n".join(_days(page.rows, request.site.shows_summaries))),
    )


def label(request: SiteRequest, shown: Label, page: Page[Post]) -> SafeString:
    head = head_tags.label(request.site, shown, page)
    return LABEL.page(
        request,
        request.site.state,
        {"is_first": page.is_first},
        **_around(head, page),
        name=shown.name,
        address=shown.get_absolute_url(),
        description=shown.description,
        summaries=summaries(page.rows),
    )


def summaries(posts: Iterable[Post], span: str = "") -> SafeString:
    return in_list(summary(post, span) for post in posts)


def _around(head: head_tags.Head, page: Page[Post]) -> dict[str, str]:
    return {
        "head_html": head.html,
        "crumbs": head.crumbs,
        "newer": page.newer,
        "older": page.older,
    }


def _days(posts: list[Post], are_summaries: bool) -> Iterable[SafeString]:
    for day, those in groupby(posts, key=_day):
        entries = [_entry(post, are_summaries, post is posts[0]) for post in those]
        yield DAY.fill(
            {},
            date=day.isoformat(),
            day=date_header(day),
            entries=markup.safe("\n  ".join(entries)),
        )


def _day(post: Post) -> date:
    return timezone.localdate(post.published_at)


def _entry(post: Post, is_summary: bool, is_topmost: bool) -> SafeString:
    """The first picture of the topmost is in sight."""
    url = post.get_absolute_url()
    html = headings.without_ids(post.intro_html or post.html, url)
    body = markup.for_readers(html) if is_topmost else stored_below(html)
    moment: datetime = timezone.localtime(post.published_at)
    return ENTRY.fill(
        {**shape_of(post), "is_cut": bool(post.intro_html) and not is_summary},
        title=post.title,
        url=url,
        byline=byline(post, post.byline),
        moment=machine_moment(moment),
        summary=post.description if is_summary else "",
        body="" if is_summary else body,
        labels=labels(post, post.label_list),
        discussed=discussed(post),
    )
