"""What a merge, a split or a rename of sources will do, in sentences for the desk."""

from collections.abc import Iterator
from urllib.parse import unquote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.content.sources.merging import MergePreview
from blog.content.sources.recording import get_path
from blog.content.sources.splitting import MatchingQuotations
from blog.models import Post, Source, SourceName


def count_quotations(count: int) -> str:
    return ngettext("%(count)d quotation", "%(count)d quotations", count) % {"count": count}


def count_posts(count: int) -> str:
    return ngettext("%(count)d post", "%(count)d posts", count) % {"count": count}


def describe_merge(preview: MergePreview) -> Iterator[str]:
    name = str(preview.into)
    quotations = count_quotations(preview.quotations)
    if preview.posts is None:
        yield _("%(quotations)s will be credited to “%(name)s”.") % {
            "quotations": quotations,
            "name": name,
        }
    else:
        yield _("%(quotations)s in %(posts)s will be credited to “%(name)s”.") % {
            "quotations": quotations,
            "posts": count_posts(preview.posts),
            "name": name,
        }
    for other in preview.others:
        if other.redirected_from:
            yield _("%(old)s will redirect to %(new)s.") % {
                "old": other.redirected_from,
                "new": get_path(preview.into),
            }
    if preview.names:
        yield _("It will also be found as %(names)s.") % {"names": ", ".join(preview.names)}
    for label, value in preview.filled.items():
        yield _("The empty field “%(field)s” will be filled: %(value)s") % {
            "field": label,
            "value": value,
        }
    if preview.identifiers:
        yield _("It gets the identifiers %(identifiers)s.") % {
            "identifiers": ", ".join(preview.identifiers)
        }
    if count := preview.roles + preview.relations + preview.photos:
        yield ngettext(
            "It gets %(count)d role, relation, picture or step of provenance. What it already has "
            "is not repeated.",
            "It gets %(count)d roles, relations, pictures and steps of provenance. What it already "
            "has is not repeated.",
            count,
        ) % {"count": count}


def describe_split(
    matching: MatchingQuotations, source: Source, into: Source | None, name: str
) -> Iterator[str]:
    """Yield what a split will do; `name` is that of the source that gets the quotations."""
    values = {
        "quotations": count_quotations(matching.count),
        "posts": count_posts(matching.post_count),
        "source": source,
        "name": into or name,
    }
    if into:
        yield (
            _(
                "%(quotations)s in %(posts)s will move from “%(source)s” to “%(name)s”, which "
                "exists already."
            )
            % values
        )
    else:
        yield (
            _("%(quotations)s in %(posts)s will move from “%(source)s” to a new source “%(name)s”.")
            % values
        )
    yield _("Names, roles, identifiers and the address of “%(source)s” stay as they are.") % values


def describe_rename(source: Source, fields: dict[str, str], former_name: str) -> Iterator[str]:
    """Yield what a rename will do. Two queries."""
    yield _("“%(old)s” will be called “%(new)s”.") % {"old": source.name, "new": fields["name"]}
    posts = Post.all_objects.quoting([source.pk]).distinct().count()
    yield _("%(posts)s will show the new name.") % {"posts": count_posts(posts)}
    new_path = unquote(reverse("blog:source-detail", args=[fields["slug"]]))
    known = Source.objects.ever_public().filter(pk=source.pk)
    if new_path != get_path(source) and known.exists():
        yield _("%(old)s will redirect to %(new)s.") % {"old": get_path(source), "new": new_path}
    if former_name and fields["name"].upper() != source.name.upper():
        yield _("It will also be found as “%(name)s” (%(kind)s).") % {
            "name": source.name,
            "kind": SourceName.Kind(former_name).label.lower(),
        }
