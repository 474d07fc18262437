"""The rows of the blog that an exchange must keep, as tuples to compare."""

from typing import Any

from django.contrib.redirects.models import Redirect

from blog.comments.models import Comment
from blog.models import Figure, Label, Post, PullQuote, Source
from tests.exchange.texts import list_letters
from transfer.models import Import, ImportedItem, Origin

Rows = dict[str, Any]


def _squeeze(text: str) -> str:
    """Remove all that Unicode calls a space, which imports replace, and ellipses, which they make
    of one of them: a control character that Windows had for it."""
    return "".join(text.replace("…", "").split())


def describe_blog() -> dict[str, Rows]:
    """Describe each post and page by its slug."""
    posts = Post.all_objects.exclude(status=Post.Status.TRASHED)
    return {post.slug: _describe_post(post) for post in posts.order_by("pk")}


def _describe_post(post: Post) -> Rows:
    quotations = PullQuote.objects.filter(post=post).select_related("source", "speaker")
    figures = Figure.objects.filter(post=post).select_related("photo")
    return {
        "kind": post.kind,
        "title": _squeeze(post.title),
        "summary": _squeeze(post.summary),
        "status": post.status,
        "is_pinned": post.pinned_at is not None,
        "published_at": post.published_at and post.published_at.replace(microsecond=0),
        "authors": [str(user) for user in post.byline],
        "labels": sorted(post.labels.names()),
        "quotations": [_describe_quotation(row) for row in quotations.order_by("position")],
        "figures": [_describe_figure(row) for row in figures.order_by("position")],
        "letters": _squeeze(list_letters(post)),
    }


def _describe_quotation(row: PullQuote) -> Rows:
    return {
        "text": _squeeze(row.text),
        "attribution": _squeeze(row.attribution),
        "url": row.url,
        "source": row.source and (row.source.name, row.source.kind, row.source.role),
        "speaker": row.speaker and row.speaker.name,
        "said": row.date_said,
        "language": row.language,
        "translation": row.translation,
        "is_inline": row.is_inline,
    }


def _describe_figure(row: Figure) -> Rows:
    holder = row.photo or row
    return {
        "caption": _squeeze(row.caption),
        "credit": _squeeze(holder.credit),
        "alt": _squeeze(holder.alt),
        "decorative": holder.decorative,
        "licence": holder.licence_url,
        "gallery": bool(row.gallery),
    }


def list_differences(before: dict[str, Rows], after: dict[str, Rows]) -> list[str]:
    """Return a line for each value that an exchange changed."""
    lines = [f"{slug}: missing" for slug in before if slug not in after]
    lines += [f"{slug}: added" for slug in after if slug not in before]
    for slug in before.keys() & after.keys():
        for name, old in before[slug].items():
            if (new := after[slug][name]) != old:
                lines.append(f"{slug}: {name}: {old!r} became {new!r}")
    return lines


def describe_comments() -> list[Rows]:
    """Describe the comments by their dates, except spam, which no export has."""
    comments = Comment.objects.exclude(state=Comment.State.SPAM)
    comments = comments.select_related("parent", "user", "post").order_by("created_at")
    return [
        {
            "post": comment.post.title,
            "text": comment.text,
            "name": str(comment.user) if comment.user else comment.name,
            "website": comment.website,
            "parent": comment.parent and comment.parent.text,
            "state": comment.state,
            "created_at": comment.created_at.replace(microsecond=0),
        }
        for comment in comments
    ]


def empty_blog() -> None:
    """Delete what an import writes, except accounts and the files of pictures."""
    for model in (Comment, ImportedItem, Import, Origin, Redirect):
        model.objects.all().delete()
    Post.all_objects.all().delete()
    for model in (Source, Label):
        model.objects.all().delete()
