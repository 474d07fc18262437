"""A post's page, put together from what its rows say. No query."""

from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from blog.comments import html
from blog.comments.threads import Page
from blog.common import markup
from blog.common.formatting.dates import machine_moment
from blog.common.template_cache import Fragment
from blog.content.site_middleware import SiteRequest
from blog.metadata import head_tags
from blog.metadata.template_tags import oembed_addresses, share
from blog.models import Post, SiteSettings
from blog.views.pages import post_fragments
from blog.views.pages.related import Around
from blog.views.pages.template_tags import (
    byline,
    date_of,
    in_list,
    labels,
    neighbour,
    title_entry,
)


def _context(**words: Any) -> dict[str, Any]:
    """As templates have it that show posts as rows as well."""
    post = {name: words[name] for name in ("title", "language", "direction", "html")}
    return words | {
        "post": SimpleNamespace(**post, get_absolute_url=words["url"]),
        "head": {"html": words["head_html"], "crumbs": words["crumbs"], "url": words["head_url"]},
        "oembed": {"json": words["oembed_json"], "xml": words["oembed_xml"]},
    }


PAGE = Fragment("blog/posts/detail.html", _context)


def of(post: Post, is_out: bool) -> dict[str, Any]:
    """What stands over and under a post or a page that stands by itself; more of what is out, as
    the database saw it that gave the post: its clock decides."""
    out: dict[str, Any] = {}
    if is_out:
        changed = machine_moment(timezone.localtime(post.changed_at))
        out = {"changed": changed, "share": share(post), "oembed": oembed_addresses(post)}
    return out | {
        "date": date_of(post) if post.published_at else "",
        "byline": byline(post, post.byline),
        "labels": labels(post, post.label_list, are_links=is_out),
        **_told(post),
    }


def public(request: SiteRequest, post: Post, others: Around, comments: Page | None) -> SafeString:
    """Of `access.published_post`. Two queries more where it has not the words of its page."""
    has_words = "words" in post.__dict__
    words = post_fragments.stored(post) if has_words else _kept(request.site, post)
    count: int = post.comment_count  # type: ignore[attr-defined]  # an annotation
    head, after_count, authors = (words.pop(name) for name in ("head", "after_count", "authors"))
    return PAGE.page(
        request,
        request.site.state,
        {
            "language": post.language,
            "direction": post.direction,
            "takes_comments": post.takes_comments(request.site),
        },
        **{name: markup.safe(word) for name, word in words.items()},
        html=markup.for_readers(post.html),
        head_html=markup.safe(f"{head}{count}{after_count}"),
        related=_titles(others["related"]),
        this_day=_titles(others["this_day"]),
        older=_titles(others["older"], "older"),
        newer=_titles(others["newer"], "newer"),
        are_comments="yes" if comments else "",
        discussion=html.discussion(request, post, comments, [*map(int, authors.split())]),
    )


def _kept(site: SiteSettings, post: Post) -> dict[str, str]:
    """What the page says of the post itself, all of it HTML, stored for the next reader."""
    head, shown = head_tags.post(site, post), of(post, is_out=True)
    addresses = shown.pop("oembed")
    # Its linked data says how many comments there are, which changes without the rest.
    counted = f'"commentCount":{post.comment_count}'  # type: ignore[attr-defined]  # an annotation
    before, after = head.html.split(counted)
    words = {
        "title": post.title,
        "url": post.get_absolute_url(),
        "head": markup.safe(before + '"commentCount":'),
        "after_count": markup.safe(after),
        "head_url": head.url,
        "crumbs": head.crumbs,
        "oembed_json": addresses["json"],
        "oembed_xml": addresses["xml"],
        "authors": " ".join(str(author.pk) for author in post.byline),
        **shown,
    }
    made = {name: str(markup.as_html(word)) for name, word in words.items()}
    post_fragments.keep(post, made)
    return made


def _titles(posts: list[Post], which: str = "") -> SafeString:
    return in_list(neighbour(post, which) if which else title_entry(post) for post in posts)


def _told(post: Post) -> dict[str, str]:
    """What readers are told of changes, which few posts have."""
    if "correction_rows" not in post.__dict__ or not post.told:
        return {"corrected": "", "corrections": ""}
    context = {"post": post, "told": post.told}
    return {
        "corrected": render_to_string("blog/corrections/of_post.html#notice", context),
        "corrections": render_to_string("blog/corrections/of_post.html#list", context),
    }
